//! Accepts calls of programs on this machine, and of nobody else.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::http::Request;
use axum::http::request::Parts;
use axum::response::Response;
use bytes::Bytes;
use hyper::body::Incoming;
use hyper::service::service_fn;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::RecordingError;
use crate::connection::{PATIENCE, accept};
use crate::envelope::Answer;
use crate::local::{is_addressed_to_this_machine, may_drive};
use crate::place::Place;
use crate::refusal::Refusal;
use crate::server::over_http;
use crate::{bind, body, control};

/// What answers.
pub(super) trait Service: Send + Sync + 'static {
    /// How large a body may be, in bytes.
    const LARGEST_BODY: usize;

    fn answer(&self, parts: Parts, body: Result<Bytes, Refusal>) -> impl Future<Output = Response> + Send;
}

/// A listener on this machine.
pub(super) struct Listener {
    tcp: TcpListener,
    pub(super) place: Place,
}

impl Listener {
    pub(super) async fn bind(address: SocketAddr) -> Result<Self, RecordingError> {
        if !address.ip().is_loopback() {
            return Err(RecordingError::NotLoopback { address });
        }
        let (tcp, address) = bind(address).await.map_err(RecordingError::Listen)?;
        Ok(Self { tcp, place: Place::new(address, None, &[], &[]) })
    }

    /// Serves until it is dropped, which ends its connections too.
    pub(super) async fn serve(self, service: Arc<impl Service>) {
        let place = Arc::new(self.place);
        let mut connections = JoinSet::new();
        loop {
            let stream = tokio::select! {
                stream = accept(&self.tcp) => stream,
                Some(_) = connections.join_next() => continue,
            };
            connections.spawn(connection(stream, place.clone(), service.clone()));
        }
    }
}

async fn connection<S: Service>(stream: TcpStream, place: Arc<Place>, service: Arc<S>) {
    let answering = service_fn(move |request: Request<Incoming>| {
        let (place, service) = (place.clone(), service.clone());
        async move { answered(&place, service, request).await.ok_or(CutOff) }
    });
    over_http(stream, answering, PATIENCE).await;
}

/// The client went away in the middle of its request.
#[derive(Debug, thiserror::Error)]
#[error("the request was cut off")]
struct CutOff;

async fn answered<S: Service>(
    place: &Place,
    service: Arc<S>,
    request: Request<Incoming>,
) -> Option<Response> {
    let (parts, incoming) = request.into_parts();
    let body = body::read(incoming, S::LARGEST_BODY, PATIENCE).await?;
    let allowed = is_addressed_to_this_machine(&parts, place).and_then(|()| may_drive(&parts, place));
    Some(match allowed {
        // A call that was passed on takes effect though its client gives up: what became of it is still to be told.
        Ok(()) => tokio::spawn(async move { service.answer(parts, body).await }).await.ok()?,
        Err(problem) => control::refused(problem).into_response(),
    })
}

/// The program's own answer, in the place of one of the API's.
pub(super) fn own_answer(status: axum::http::StatusCode, message: &str) -> Response {
    let answer = Answer::json(status, &serde_json::json!({"status": status.as_u16(), "message": message}));
    answer.into_response()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::StatusCode;
    use tokio::io::AsyncWriteExt;
    use tokio::sync::Notify;
    use tokio::time::timeout;

    use super::*;

    /// A test that reaches it has failed.
    const LONG: Duration = Duration::from_secs(30);

    #[derive(Default)]
    struct Slow {
        asked: Notify,
        goes_on: Notify,
        answered: Notify,
    }

    impl Service for Slow {
        const LARGEST_BODY: usize = 9;

        async fn answer(&self, _: Parts, _: Result<Bytes, Refusal>) -> Response {
            self.asked.notify_one();
            self.goes_on.notified().await;
            self.answered.notify_one();
            own_answer(StatusCode::OK, "")
        }
    }

    #[tokio::test]
    async fn a_call_whose_client_gives_up_is_gone_through_with() {
        let (slow, place) =
            (Arc::new(Slow::default()), Arc::new(Place::new(([127, 0, 0, 1], 1).into(), None, &[], &[])));
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut client = TcpStream::connect(tcp.local_addr().unwrap()).await.unwrap();
        let connection = tokio::spawn(connection(tcp.accept().await.unwrap().0, place, slow.clone()));
        client.write_all(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").await.unwrap();
        timeout(LONG, slow.asked.notified()).await.unwrap();
        drop(client);
        timeout(LONG, connection).await.unwrap().unwrap();
        slow.goes_on.notify_one();
        timeout(LONG, slow.answered.notified()).await.unwrap();
    }
}
