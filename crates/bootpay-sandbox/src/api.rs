//! The v1 routes. To add one: a line in `ROUTES` and its function.

use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::request::Parts;

use crate::body::Parameters;
use crate::envelope::Answer;
use crate::fields::is_id;
use crate::path;
use crate::receipt::Record;
use crate::refusal::Refusal;
use crate::state::State;

/// One call, with its route already found.
struct Call<'a> {
    parts: &'a Parts,
    body: &'a [u8],
    /// What stands at the wildcards of the route.
    captured: Vec<&'a str>,
}

struct Route {
    method: &'static str,
    path: &'static str,
    answer: fn(&mut State, &Call<'_>) -> Result<Answer, Refusal>,
}

const ROUTES: [Route; 3] = [
    Route { method: "POST", path: "/request/token", answer: token },
    Route { method: "GET", path: "/receipt/{receipt_id}", answer: receipt },
    Route { method: "GET", path: "/certificate/{receipt_id}", answer: certificate },
];

/// Answers a v1 call; whatever is wrong with it becomes an error envelope.
pub(crate) fn answer(state: &mut State, parts: &Parts, body: &[u8]) -> Answer {
    let mut known_path = None;
    for route in &ROUTES {
        let Some(captured) = path::captures(route.path, parts.uri.path()) else { continue };
        if parts.method.as_str() != route.method {
            known_path = Some(route.method);
            continue;
        }
        let call = Call { parts, body, captured };
        return (route.answer)(state, &call).unwrap_or_else(Answer::refusal);
    }
    match known_path {
        Some(allowed) => Answer::method_not_allowed(allowed),
        None => Answer::refusal(Refusal::RouteUnknown),
    }
}

/// POST /request/token (v1 docs, token page).
fn token(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let query = call.parts.uri.query().unwrap_or_default();
    let content_type = call.parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let parameters = Parameters::read(query, content_type, call.body)?;
    let application_id = parameters.text("application_id").ok_or(Refusal::KeysMissing)?;
    let private_key = parameters.text("private_key").ok_or(Refusal::KeysMissing)?;
    state.projects.check(&application_id, &private_key)?;
    let now = state.clock.now();
    Ok(Answer::success(state.tokens.request(&application_id, now)))
}

/// GET /receipt/{receipt_id} (v1 docs, verify page).
fn receipt(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    match record(state, call)? {
        Record::Payment(receipt) => Ok(Answer::success(receipt)),
        Record::Identity(identity) => Ok(Answer::success(identity.receipt())),
    }
}

/// GET /certificate/{receipt_id} (v1 docs, identity page; the answer's shape is the official Go and Java SDKs').
/// Some SDKs send a JSON body with it, which means nothing.
fn certificate(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    match record(state, call)? {
        Record::Identity(identity) => Ok(Answer::success(identity.certificate_answer())),
        Record::Payment(_) => Err(Refusal::ReceiptIsPayment),
    }
}

/// What the id in the path belongs to, once the token is found good: who has no token learns nothing about ids.
fn record<'s>(state: &'s State, call: &Call<'_>) -> Result<&'s Record, Refusal> {
    let authorization = call.parts.headers.get(AUTHORIZATION);
    // A header that is not text is no token either.
    let authorization = authorization.map(|value| value.to_str().unwrap_or("?"));
    state.tokens.check(authorization, state.clock.now())?;
    let receipt_id =
        call.captured.first().copied().filter(|id| is_id(id)).ok_or(Refusal::ReceiptIdMalformed)?;
    state.record(receipt_id).ok_or(Refusal::ReceiptUnknown)
}
