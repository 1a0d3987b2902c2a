//! Connections: how they are accepted, and how a handler breaks one on purpose.
//!
//! Beside each socket there is a switch, which the handlers get with each request.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::certificates::Certificates;
use crate::directory::Directory;
use crate::server::serve;
use crate::tls::handshake;

/// How long a client may take for a handshake, for the head of a request from when it can send one, and for its body.
/// An idle connection ends after it, too.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Serves one port until it is dropped, which ends its connections too, also one that is in the middle of a stall.
pub(crate) async fn listen(tcp: TcpListener, certificates: Option<Certificates>, directory: Directory) {
    let certificates = certificates.map(Arc::new);
    let mut connections = JoinSet::new();
    loop {
        let tcp = tokio::select! {
            tcp = accept(&tcp) => tcp,
            Some(_) = connections.join_next() => continue,
        };
        let stream = SwitchStream { tcp, switch: Switch::default() };
        let (directory, switch) = (directory.clone(), stream.switch.clone());
        let Some(certificates) = certificates.clone() else {
            connections.spawn(serve(stream, switch, directory, PATIENCE));
            continue;
        };
        // Here and not in the task, so that connections meet their faults in the order in which they came.
        // A handshake names no project, so these faults belong to the first one.
        let fault = directory.first().lock().meet_handshake();
        connections.spawn(async move {
            if let Some(stream) = handshake(stream, fault, &certificates, PATIENCE).await {
                serve(stream, switch, directory, PATIENCE).await;
            }
        });
    }
}

/// The next connection.
pub(crate) async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((tcp, _)) => {
                // Small answers on loopback must not wait for Nagle; a socket that refuses is slower, not wrong.
                let _ = tcp.set_nodelay(true);
                return tcp;
            }
            // Out of file descriptors, or a client that was gone before we looked: try again a little later.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

/// Breaks one connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Switch(Arc<Positions>);

#[derive(Debug, Default)]
struct Positions {
    is_reset: AtomicBool,
    is_half_closed: AtomicBool,
    flushed: Notify,
}

impl Switch {
    /// From now on every read and write fails, and the socket closes with a TCP reset instead of an orderly end.
    pub(crate) fn reset(&self) {
        self.0.is_reset.store(true, Ordering::SeqCst);
    }

    /// Sends the end of the connection, and throws away what still comes. It happens at the next flush, which hyper
    /// asks for whenever a handler that called this goes on waiting.
    pub(crate) fn half_close(&self) {
        self.0.is_half_closed.store(true, Ordering::SeqCst);
    }

    /// Waits until all bytes that were given to the connection have been handed to the operating system.
    pub(crate) async fn flushed(&self) {
        self.0.flushed.notified().await;
    }

    pub(crate) fn is_reset(&self) -> bool {
        self.0.is_reset.load(Ordering::SeqCst)
    }

    fn is_half_closed(&self) -> bool {
        self.0.is_half_closed.load(Ordering::SeqCst)
    }
}

/// A socket and its switch.
pub(crate) struct SwitchStream {
    tcp: TcpStream,
    switch: Switch,
}

impl SwitchStream {
    fn check(&self) -> io::Result<()> {
        if self.switch.is_reset() {
            let _ = self.tcp.set_zero_linger();
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        Ok(())
    }

    /// Reads until the client has ended the connection, and keeps nothing.
    fn poll_discard(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let mut bytes = [0; 4096];
            let mut buffer = ReadBuf::new(&mut bytes);
            ready!(Pin::new(&mut self.tcp).poll_read(context, &mut buffer))?;
            if buffer.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl AsyncRead for SwitchStream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if let Err(error) = this.check() {
            return Poll::Ready(Err(error));
        }
        if this.switch.is_half_closed() {
            return this.poll_discard(context);
        }
        Pin::new(&mut this.tcp).poll_read(context, buffer)
    }
}

impl AsyncWrite for SwitchStream {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if let Err(error) = this.check() {
            return Poll::Ready(Err(error));
        }
        Pin::new(&mut this.tcp).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if let Err(error) = this.check() {
            return Poll::Ready(Err(error));
        }
        Pin::new(&mut this.tcp).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.tcp.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.switch.is_half_closed() {
            return Pin::new(&mut this.tcp).poll_shutdown(context);
        }
        let result = Pin::new(&mut this.tcp).poll_flush(context);
        if result.is_ready() {
            this.switch.0.flushed.notify_waiters();
        }
        result
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if let Err(error) = this.check() {
            return Poll::Ready(Err(error));
        }
        Pin::new(&mut this.tcp).poll_shutdown(context)
    }
}
