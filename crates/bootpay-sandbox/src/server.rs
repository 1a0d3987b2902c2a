//! What happens to a request, from the first byte to the answer: body, journal, fault, route.

use std::convert::Infallible;
use std::error::Error;
use std::io;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderName, HeaderValue, Request, StatusCode, Uri};
use axum::response::Response;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::connection::Switch;
use crate::directory::Directory;
use crate::envelope::{Answer, JSON, head};
use crate::fault::Action;
use crate::journal::RecordedRequest;
use crate::local::is_addressed_to_this_machine;
use crate::refusal::Refusal;
use crate::state::{Shared, State};
use crate::{api, body, browser, console, control};

/// On every answer, so that nobody takes this server for the real one.
pub(crate) const MARKER: HeaderName = HeaderName::from_static("x-bootpay-sandbox");

/// Answers the requests of one connection until it ends. One handler for everything: paths come as hostile as a test
/// likes, and even those get an envelope and a line in the journal.
pub(crate) async fn serve<Stream>(stream: Stream, switch: Switch, directory: Directory, patience: Duration)
where
    Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request: Request<Incoming>| {
        let (directory, switch) = (directory.clone(), switch.clone());
        async move { Ok::<Response, Infallible>(marked(&directory, &switch, request, patience).await) }
    });
    over_http(stream, service, patience).await;
}

/// Answers the requests of a connection by a service. Whoever sends the head of a request has this long for it.
pub(crate) async fn over_http<Stream, S>(stream: Stream, service: S, patience: Duration)
where
    Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    S: Service<Request<Incoming>, Response = Response, Error: Error + Send + Sync + 'static>,
{
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience);
    // However it ends, the client has seen it.
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}

async fn marked(
    directory: &Directory,
    switch: &Switch,
    request: Request<Incoming>,
    patience: Duration,
) -> Response {
    let mut response = answered(directory, switch, request, patience).await;
    let headers = response.headers_mut();
    headers.insert(MARKER, HeaderValue::from_static("1"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

async fn answered(
    directory: &Directory,
    switch: &Switch,
    request: Request<Incoming>,
    patience: Duration,
) -> Response {
    let (parts, body) = request.into_parts();
    let place = directory.place();
    if let Err(problem) = is_addressed_to_this_machine(&parts, place) {
        return match body::read(body, body::LIMIT, patience).await {
            Some(_) => elsewhere(&parts, problem).into_response(),
            None => reset(switch),
        };
    }
    if let Some(response) = console::answer(directory, &parts) {
        return response;
    }
    let is_control = control::is_control(parts.uri.path());
    let Some(body) = body::read(body, control::most_bytes(&parts, place), patience).await else {
        if !is_control {
            let shared = directory.of_call(&parts, &[]);
            let entry = RecordedRequest::new(&parts, Err("[cut off]"), shared.keys());
            let state = &mut *shared.lock();
            let number = state.note(entry);
            state.note_answer(number, None);
        }
        return reset(switch);
    };
    if is_control {
        let body = body.as_ref().map(Bytes::as_ref).map_err(|refusal| *refusal);
        return control::answer(directory, &parts, body).into_response();
    }
    let shared = directory.of_call(&parts, body.as_deref().unwrap_or_default());
    serve_public(&shared, switch, &parts, body).await
}

/// What is not meant for this machine leaves no trace: it is in no journal, and meets no fault.
fn elsewhere(parts: &Parts, problem: &str) -> Answer {
    let path = parts.uri.path();
    if control::is_control(path) || console::is_console(path) {
        control::refused(problem)
    } else {
        api::elsewhere(path)
    }
}

async fn serve_public(
    shared: &Shared,
    switch: &Switch,
    parts: &Parts,
    body: Result<Bytes, Refusal>,
) -> Response {
    let shown = match body.as_deref() {
        Ok(text) if !text.is_empty() && browser::is_window(parts.uri.path()) => Err("[typed in a window]"),
        other => other.map_err(|_| "[over 1 MiB]"),
    };
    let entry = RecordedRequest::new(parts, shown, shared.keys());
    let (number, action) = {
        let state = &mut *shared.lock();
        let number = state.note(entry);
        let Some(action) = state.faults.meet_request(parts.method.as_str(), parts.uri.path()) else {
            let answer = api_answer(state, parts, &body);
            state.note_answer(number, Some(answer.status.as_u16()));
            return answer.into_response();
        };
        (number, action)
    };
    let take_effect = || api_answer(&mut shared.lock(), parts, &body);
    let response = match action {
        Action::Status { status, retry_after_s } => {
            failure(Answer::injected(status), retry_after_s).into_response()
        }
        Action::Html { status, retry_after_s } => {
            failure(Answer::html(status), retry_after_s).into_response()
        }
        Action::Redirect { status } => to_itself(status, &parts.uri).into_response(),
        Action::HalfClose => {
            switch.half_close();
            std::future::pending().await
        }
        Action::Stall => std::future::pending().await,
        Action::Delay { delay_ms } => {
            let answer = take_effect();
            tokio::time::sleep(Duration::from_millis(delay_ms)).await;
            answer.into_response()
        }
        Action::Drip { delay_ms } => dripping(take_effect(), Duration::from_millis(delay_ms)),
        Action::Truncate => truncated(take_effect(), switch.clone()),
        Action::BrokenJson => {
            let mut answer = take_effect();
            answer.body.truncate(answer.body.len() / 2);
            answer.into_response()
        }
        Action::ContentType => as_html(take_effect()).into_response(),
        Action::OtherReceipt => about_another(take_effect()).into_response(),
        Action::Endless => endless(),
        Action::Reset => reset(switch),
        Action::ResetAfter => {
            take_effect();
            reset(switch)
        }
    };
    let status = (!switch.is_reset()).then(|| response.status().as_u16());
    shared.lock().note_answer(number, status);
    response
}

fn api_answer(state: &mut State, parts: &Parts, body: &Result<Bytes, Refusal>) -> Answer {
    match body {
        Ok(body) => api::answer(state, parts, body),
        Err(refusal) => Answer::refusal(*refusal),
    }
}

fn failure(mut answer: Answer, retry_after_s: Option<u64>) -> Answer {
    if let Some(seconds) = retry_after_s {
        answer.headers.push((RETRY_AFTER, HeaderValue::from(seconds)));
    }
    answer
}

/// A redirect that leads to where the client is.
fn to_itself(status: StatusCode, uri: &Uri) -> Answer {
    let mut answer = Answer::html(status);
    let here = uri.path_and_query().map_or("/", PathAndQuery::as_str);
    // `//host/path` would be another host; a dot between the slashes makes a path of it.
    let here = if here.starts_with("//") { format!("/.{here}") } else { here.to_owned() };
    answer.headers.extend(HeaderValue::from_bytes(here.as_bytes()).map(|here| (LOCATION, here)));
    answer
}

fn as_html(mut answer: Answer) -> Answer {
    answer.headers.retain(|(name, _)| name != CONTENT_TYPE);
    answer.headers.push((CONTENT_TYPE, HeaderValue::from_static("text/html")));
    answer
}

/// The same answer with other ids. One without `data`, a refusal above all, names nothing and stays as it is.
fn about_another(mut answer: Answer) -> Answer {
    if let Ok(mut envelope) = serde_json::from_slice::<Value>(&answer.body)
        && let Some(data) = envelope.get_mut("data")
    {
        change_ids(data);
        answer.body = envelope.to_string().into();
    }
    answer
}

/// What names a receipt and what belongs to it, in every answer of the API. `o_id` and `tid` stand in `payment_data`;
/// a `receipt_url` ends with the id.
const IDS: &[&str] =
    &["receipt_id", "receipt_url", "order_id", "o_id", "tid", "billing_key", "reserve_id", "user_id"];

/// At any depth, except in what the merchant keeps with a payment.
fn change_ids(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(id) if IDS.contains(&name.as_str()) => {
                        let last = if id.pop() == Some('0') { '1' } else { '0' };
                        id.push(last);
                    }
                    value if name != "params" => change_ids(value),
                    _ => {}
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(change_ids),
        _ => {}
    }
}

/// The head at once, and then a byte after each pause.
fn dripping(answer: Answer, pause: Duration) -> Response {
    let Answer { status, mut headers, body } = answer;
    headers.push((CONTENT_LENGTH, HeaderValue::from(body.len())));
    let drops = stream::unfold(body, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(pause).await;
        let drop = rest.split_to(1);
        Some((Ok::<_, io::Error>(drop), rest))
    });
    head(status, headers, Body::from_stream(drops))
}

/// A string in JSON that does not end. Nothing is kept: each piece is made when the connection takes it.
fn endless() -> Response {
    const START: Bytes = Bytes::from_static(br#"{"status":200,"code":0,"message":"","data":{"receipt_id":""#);
    const MORE: Bytes = Bytes::from_static(&[b'0'; 16 * 1024]);
    let pieces = stream::once(async { START }).chain(stream::repeat(MORE));
    let headers = vec![(CONTENT_TYPE, HeaderValue::from_static(JSON))];
    head(StatusCode::OK, headers, Body::from_stream(pieces.map(Ok::<_, io::Error>)))
}

/// The connection breaks when hyper tries to write this answer, so nobody sees it.
fn reset(switch: &Switch) -> Response {
    switch.reset();
    head(StatusCode::OK, Vec::new(), Body::empty())
}

/// The head with the full length, half of the body, and then the end of the connection. The error must not come
/// before the half is on its way: hyper throws away what it still holds when a body fails.
fn truncated(answer: Answer, switch: Switch) -> Response {
    let Answer { status, mut headers, body } = answer;
    headers.push((CONTENT_LENGTH, HeaderValue::from(body.len())));
    let half = body.slice(..body.len() / 2);
    let half = stream::once(async move { Ok(half) });
    let end = stream::once(async move {
        switch.flushed().await;
        Err(io::Error::from(io::ErrorKind::UnexpectedEof))
    });
    head(status, headers, Body::from_stream(half.chain(end)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::Start;
    use crate::place::Place;
    use crate::seed::Seeds;
    use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream, duplex};
    use tokio::time::timeout;

    /// A test that reaches it has failed.
    const LONG: Duration = Duration::from_secs(30);

    fn connect() -> (DuplexStream, Directory, impl Future<Output = ()>) {
        let place = Place::new(([127, 0, 0, 1], 1).into(), None, &[], &[]);
        let directory = Directory::new(Start { seeds: Seeds::of(None), place, runtime: None });
        let (client, server) = duplex(64 * 1024);
        let serving = serve(server, Switch::default(), directory.clone(), Duration::from_millis(10));
        (client, directory, serving)
    }

    #[tokio::test]
    async fn a_client_that_stops_in_the_middle_is_not_waited_for() {
        for start in [
            "",
            "GET /receipt/x HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: ",
            "POST /receipt/x HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\nabc",
            "POST /receipt/x HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 9\r\n\r\nabc",
            "POST /sandbox/reset HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\nabc",
            "GET /receipt/x HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        ] {
            let (mut client, _, serving) = connect();
            client.write_all(start.as_bytes()).await.unwrap();
            timeout(LONG, serving).await.unwrap_or_else(|_| panic!("{start:?} still has its connection"));
            client.read_to_end(&mut Vec::new()).await.unwrap();
        }
    }

    /// The limit is for the request. An answer may take as long as it takes.
    #[tokio::test]
    async fn an_answer_without_end_is_not_cut() {
        let (mut client, directory, serving) = connect();
        let serving = tokio::spawn(serving);
        client.write_all(b"GET /sandbox/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").await.unwrap();
        let mut lines = BufReader::new(client).lines();
        for _ in 0..3 {
            // Each comes a pause of the console after the one before, which is longer than this client may be slow.
            while !timeout(LONG, lines.next_line()).await.unwrap().unwrap().unwrap().starts_with("data: ") {}
            directory.first().lock().signals.changed();
        }
        assert!(!serving.is_finished());
    }
}
