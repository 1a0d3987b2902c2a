//! What happens to a request, from the first byte to the answer: body, journal, fault, route.

use std::io;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State as AxumState};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::Response;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use serde_json::Value;

use crate::connection::Switch;
use crate::envelope::{Answer, JSON, head};
use crate::fault::Action;
use crate::journal::Entry;
use crate::refusal::Refusal;
use crate::state::{Shared, State};
use crate::{api, body, browser, console, control};

/// On every answer, so that nobody takes this server for the real one.
const MARKER: HeaderName = HeaderName::from_static("x-bootpay-sandbox");

/// One handler for everything: paths come as hostile as a test likes, and even those get an envelope and a line in
/// the journal. axum's own router would answer some of them itself.
pub(crate) fn router(shared: Shared) -> Router {
    Router::new().fallback(serve).with_state(shared)
}

async fn serve(
    AxumState(shared): AxumState<Shared>,
    ConnectInfo(switch): ConnectInfo<Switch>,
    request: Request,
) -> Response {
    let mut response = answered(&shared, &switch, request).await;
    let headers = response.headers_mut();
    headers.insert(MARKER, HeaderValue::from_static("1"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

async fn answered(shared: &Shared, switch: &Switch, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    if let Some(response) = console::answer(shared, &parts) {
        return response;
    }
    let is_control = control::is_control(parts.uri.path());
    let Some(body) = body::read(body).await else {
        if !is_control {
            let state = &mut *shared.lock();
            let number = state.note(Entry::new(&parts, Err("[cut off]"), &state.projects));
            state.note_answer(number, None);
        }
        return reset(switch);
    };
    if is_control {
        let body = body.as_ref().map(Bytes::as_ref).map_err(|refusal| *refusal);
        return control::answer(shared, &parts, body).into_response();
    }
    let (number, response) = serve_public(shared, switch, &parts, body).await;
    let status = (!switch.is_reset()).then(|| response.status().as_u16());
    shared.lock().note_answer(number, status);
    response
}

/// The request's number in the journal, and its answer.
async fn serve_public(
    shared: &Shared,
    switch: &Switch,
    parts: &Parts,
    body: Result<Bytes, Refusal>,
) -> (u64, Response) {
    let (number, action) = {
        let state = &mut *shared.lock();
        let shown = match body.as_deref() {
            Ok(text) if !text.is_empty() && browser::is_window(parts.uri.path()) => {
                Err("[typed in a window]")
            }
            other => other.map_err(|_| "[over 1 MiB]"),
        };
        let entry = Entry::new(parts, shown, &state.projects);
        (state.note(entry), state.faults.meet_request(parts.method.as_str(), parts.uri.path()))
    };
    let take_effect = || api_answer(&mut shared.lock(), parts, &body);
    let response = match action {
        None => take_effect().into_response(),
        Some(Action::Status { status, retry_after_s }) => {
            failure(Answer::injected(status), retry_after_s).into_response()
        }
        Some(Action::Html { status, retry_after_s }) => {
            failure(Answer::html(status), retry_after_s).into_response()
        }
        Some(Action::Redirect { status }) => to_itself(status, &parts.uri).into_response(),
        Some(Action::HalfClose) => {
            switch.half_close();
            std::future::pending().await
        }
        Some(Action::Stall) => std::future::pending().await,
        Some(Action::Delay { delay_ms }) => {
            let answer = take_effect();
            tokio::time::sleep(Duration::from_millis(delay_ms)).await;
            answer.into_response()
        }
        Some(Action::Drip { delay_ms }) => dripping(take_effect(), Duration::from_millis(delay_ms)),
        Some(Action::Truncate) => truncated(take_effect(), switch.clone()),
        Some(Action::BrokenJson) => {
            let mut answer = take_effect();
            answer.body.truncate(answer.body.len() / 2);
            answer.into_response()
        }
        Some(Action::ContentType) => as_html(take_effect()).into_response(),
        Some(Action::OtherReceipt) => about_another(take_effect()).into_response(),
        Some(Action::Endless) => endless(),
        Some(Action::Reset) => reset(switch),
        Some(Action::ResetAfter) => {
            take_effect();
            reset(switch)
        }
    };
    (number, response)
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
const IDS: [&str; 8] =
    ["receipt_id", "receipt_url", "order_id", "o_id", "tid", "billing_key", "reserve_id", "user_id"];

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
