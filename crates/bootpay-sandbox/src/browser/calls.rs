//! The other calls of the official script. They carry statistics and easy pay, of which the sandbox keeps nothing.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use bytes::Bytes;
use serde_json::{Value, json};

use super::page;
use super::payload::unpack;
use crate::call::Call;
use crate::envelope::Answer;
use crate::refusal::Refusal;
use crate::route::{Route, browser_route};
use crate::seed::Sequence;
use crate::state::State;

pub(crate) const ROUTES: &[Route] = &[
    browser_route("PUT", "/confirm/{id}", confirm_result),
    browser_route("OPTIONS", "/confirm/{id}", preflight),
    browser_route("POST", "/continue", go_on),
    browser_route("GET", "/waiting", waiting),
    browser_route("POST", "/notify", notify),
    browser_route("OPTIONS", "/notify", preflight),
    browser_route("POST", "/event", accept),
    browser_route("OPTIONS", "/event", preflight),
    browser_route("POST", "/call", accept),
    browser_route("OPTIONS", "/call", preflight),
    browser_route("POST", "/login", log_in),
    browser_route("OPTIONS", "/login", preflight),
    browser_route("GET", "/easy/{what}/{action}", tool),
];

/// Chrome asks for it before a page from elsewhere may reach this machine.
const ALLOW_PRIVATE_NETWORK: HeaderName = HeaderName::from_static("access-control-allow-private-network");

/// POST /event and POST /call: a step of a payment, a visited page.
fn accept(_: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    shared(unpack(call).map(|_| Answer::success(json!({}))))
}

/// POST /login: the id under which a member's payments are counted.
fn log_in(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    shared(unpack(call).and_then(|payload| {
        let member = payload.required("id")?;
        let user_id = Sequence::new(state.seed, &format!("member {member}")).hex(24);
        Ok(Answer::success(json!({"user_id": user_id})))
    }))
}

/// POST /notify: an order that is paid elsewhere. The answer's `data` is made up.
fn notify(_: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    shared(unpack(call).map(|payload| Answer::success(json!({"order_id": payload.text("order_id")}))))
}

/// PUT /confirm/{id}.json: what became of a popup, by receipt id or transaction key.
fn confirm_result(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let wanted = call.captured.first().copied().unwrap_or_default();
    let window = state.windows.of(wanted).filter(|window| window.obeys(call.parts));
    let told: Option<Value> = window.and_then(|window| window.message(state));
    shared(told.map(Answer::success).ok_or(Refusal::ReceiptUnknown))
}

/// OPTIONS of the routes that pages of other origins call.
fn preflight(_: &mut State, _: &Call<'_>) -> Result<Answer, Refusal> {
    let fixed = HeaderValue::from_static;
    let headers = vec![
        (ACCESS_CONTROL_ALLOW_METHODS, fixed("POST, PUT")),
        (ACCESS_CONTROL_ALLOW_HEADERS, fixed("Content-Type")),
        (ALLOW_PRIVATE_NETWORK, fixed("true")),
    ];
    shared(Ok(Answer { status: StatusCode::NO_CONTENT, headers, body: Bytes::new() }))
}

/// GET /waiting: what a popup shows while its page prepares the payment.
fn waiting(_: &mut State, _: &Call<'_>) -> Result<Answer, Refusal> {
    Ok(page::plain(StatusCode::OK, "결제를 준비하고 있습니다. / The payment is being prepared."))
}

/// POST /continue: where a payment goes on that left its page. The sandbox's never do.
fn go_on(_: &mut State, _: &Call<'_>) -> Result<Answer, Refusal> {
    Ok(page::plain(StatusCode::NOT_FOUND, "이어서 진행할 결제가 없습니다. / There is nothing to continue."))
}

/// GET /easy/{what}/{action}: a password or a card of easy pay. One page with three buttons.
fn tool(_: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let title = match call.captured.as_slice() {
        ["password", "verify"] => "간편결제 비밀번호 확인",
        ["password", "change"] => "간편결제 비밀번호 변경",
        ["card", "register"] => "간편결제 카드 등록",
        _ => return Err(Refusal::RouteUnknown),
    };
    let listener = super::start::origin_of_referrer(call.parts);
    Ok(page::tool(title, listener))
}

/// Any page may read these answers: there are no cookies, and what is about one payment only its own page gets.
fn shared(answer: Result<Answer, Refusal>) -> Result<Answer, Refusal> {
    let mut answer = answer.unwrap_or_else(Answer::refusal);
    answer.headers.push((ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")));
    Ok(answer)
}
