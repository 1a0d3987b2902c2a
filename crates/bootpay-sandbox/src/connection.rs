//! Connections that a handler can break on purpose.
//!
//! axum's own listener hides the socket from the handlers. This one puts a switch beside each socket, and gives the
//! switch to the handlers as connection info.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};

/// Breaks one connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Switch(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
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

/// Accepts connections and gives each one a switch.
pub(crate) struct SwitchListener {
    pub(crate) tcp: TcpListener,
    /// Closed when the sandbox stops: every connection ends then, also one that is in the middle of a stall.
    pub(crate) running: watch::Receiver<()>,
}

impl Listener for SwitchListener {
    type Io = SwitchStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            match self.tcp.accept().await {
                Ok((tcp, address)) => {
                    // Small answers on loopback must not wait for Nagle; a socket that refuses is slower, not wrong.
                    let _ = tcp.set_nodelay(true);
                    let mut running = self.running.clone();
                    let stopped = Box::pin(async move {
                        // Nothing is ever sent: this ends when the sender is dropped.
                        while running.changed().await.is_ok() {}
                    });
                    return (
                        SwitchStream { tcp, stopped, has_stopped: false, switch: Switch::default() },
                        address,
                    );
                }
                // Out of file descriptors, or a client that was gone before we looked: try again a little later.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}

/// A socket and its switch.
pub(crate) struct SwitchStream {
    tcp: TcpStream,
    stopped: Pin<Box<dyn Future<Output = ()> + Send>>,
    /// hyper may read and write once more after the stop, and a future that is done must not be polled.
    has_stopped: bool,
    pub(crate) switch: Switch,
}

impl SwitchStream {
    fn check(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        if self.switch.is_reset() {
            let _ = self.tcp.set_zero_linger();
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        self.has_stopped = self.has_stopped || self.stopped.as_mut().poll(context).is_ready();
        if self.has_stopped {
            return Err(io::ErrorKind::ConnectionAborted.into());
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
        if let Err(error) = this.check(context) {
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
        if let Err(error) = this.check(context) {
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
        if let Err(error) = this.check(context) {
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
        if let Err(error) = this.check(context) {
            return Poll::Ready(Err(error));
        }
        Pin::new(&mut this.tcp).poll_shutdown(context)
    }
}

impl Connected<IncomingStream<'_, SwitchListener>> for Switch {
    fn connect_info(stream: IncomingStream<'_, SwitchListener>) -> Self {
        stream.io().switch.clone()
    }
}
