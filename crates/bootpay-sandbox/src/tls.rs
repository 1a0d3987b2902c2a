//! TLS: handshakes, some of which fail because a test asked for it.

use std::time::Duration;

use rustls::server::Acceptor;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_rustls::server::TlsStream;
use tokio_rustls::{LazyConfigAcceptor, TlsAcceptor};

use crate::certificates::Certificates;
use crate::fault::Handshake;

/// `None` when it failed, as it should or because of the client.
pub(crate) async fn handshake<Stream>(
    mut stream: Stream,
    fault: Option<Handshake>,
    certificates: &Certificates,
    patience: Duration,
) -> Option<TlsStream<Stream>>
where
    Stream: AsyncRead + AsyncWrite + Unpin,
{
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
            let _ = timeout(patience, LazyConfigAcceptor::new(Acceptor::default(), stream)).await;
            return None;
        }
    };
    timeout(patience, TlsAcceptor::from(config.clone()).accept(stream)).await.ok()?.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_client_that_says_nothing_is_not_waited_for() {
        let certificates = Certificates::make(&[]).unwrap();
        for fault in [None, Some(Handshake::Expired), Some(Handshake::Close)] {
            let (_client, server) = tokio::io::duplex(1024);
            let met = handshake(server, fault, &certificates, Duration::from_millis(10));
            let met = timeout(Duration::from_secs(30), met).await.unwrap();
            assert!(met.is_none(), "{fault:?}");
        }
    }
}
