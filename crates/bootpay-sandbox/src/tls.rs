//! The second listener: the same server over TLS, with handshakes that fail when a test asks for it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use rustls::server::Acceptor;
use tokio::task::JoinSet;
use tokio_rustls::server::TlsStream;
use tokio_rustls::{LazyConfigAcceptor, TlsAcceptor};

use crate::certificates::Certificates;
use crate::connection::{Switch, SwitchListener, SwitchStream};
use crate::fault::Handshake;
use crate::state::Shared;

type Connection = (TlsStream<SwitchStream>, SocketAddr);

/// Accepts connections, and gives out those whose handshake is done. The switch is below the TLS: a reset is one of
/// the TCP connection.
pub(crate) struct TlsListener {
    tcp: SwitchListener,
    certificates: Arc<Certificates>,
    shared: Shared,
    /// A client that is slow, or stalled, must not hold up the others.
    handshakes: JoinSet<Option<Connection>>,
}

impl TlsListener {
    pub(crate) fn new(tcp: SwitchListener, certificates: Certificates, shared: Shared) -> Self {
        Self { tcp, certificates: Arc::new(certificates), shared, handshakes: JoinSet::new() }
    }

    fn begin(&mut self, stream: SwitchStream, address: SocketAddr) {
        // Here and not in the task, so that connections meet their faults in the order in which they came.
        let fault = {
            let state = &mut *self.shared.lock();
            let fault = state.faults.meet_handshake();
            if fault.is_some() {
                state.signals.changed();
            }
            fault
        };
        let certificates = self.certificates.clone();
        self.handshakes.spawn(async move { Some((handshake(stream, fault, &certificates).await?, address)) });
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<SwitchStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> Connection {
        loop {
            tokio::select! {
                (stream, address) = self.tcp.accept() => self.begin(stream, address),
                Some(ended) = self.handshakes.join_next() => {
                    if let Ok(Some(connection)) = ended {
                        return connection;
                    }
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}

/// `None` when it failed, as it should or because of the client.
async fn handshake(
    mut stream: SwitchStream,
    fault: Option<Handshake>,
    certificates: &Certificates,
) -> Option<TlsStream<SwitchStream>> {
    let config = match fault {
        None => &certificates.good,
        Some(Handshake::Expired) => &certificates.expired,
        Some(Handshake::WrongName) => &certificates.wrong_name,
        Some(Handshake::UnknownCa) => &certificates.unknown_ca,
        Some(Handshake::Stall) => {
            // Until the client gives up.
            let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
            return None;
        }
        Some(Handshake::Close) => {
            // The client has said its part; the connection is dropped in place of an answer.
            let _ = LazyConfigAcceptor::new(Acceptor::default(), stream).await;
            return None;
        }
    };
    TlsAcceptor::from(config.clone()).accept(stream).await.ok()
}

impl Connected<IncomingStream<'_, TlsListener>> for Switch {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        stream.io().get_ref().0.switch.clone()
    }
}
