//! A window that is open: its page, its buttons, and the page that confirms.

use axum::http::StatusCode;
use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;

use super::decide;
use super::page;
use super::start::{header, is_own, origin_of, origin_of_referrer};
use super::window::{Step, Window};
use super::{UNKNOWN_LINK, UNKNOWN_WINDOW, callback, not_from_here};
use crate::call::Call;
use crate::charge::approve;
use crate::codes::Status;
use crate::envelope::Answer;
use crate::local::is_from_this_machine;
use crate::refusal::Refusal;
use crate::route::{Route, browser_route};
use crate::state::State;

pub(crate) const ROUTES: &[Route] = &[
    browser_route("POST", "/confirm", confirm),
    browser_route("POST", "/confirm/", confirm),
    browser_route("GET", "/window", popup),
    browser_route("GET", "/window/{receipt_id}", show),
    browser_route("POST", "/window/{receipt_id}", press),
    browser_route("GET", "/link/{link_id}", link_show),
    browser_route("POST", "/link/{link_id}", link_press),
];

/// GET /window/{receipt_id}
fn show(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let receipt_id = call.id().unwrap_or_default();
    match state.windows.get(receipt_id) {
        Some(window) => Ok(page::window(state, window, &format!("/window/{receipt_id}"), StatusCode::OK)),
        None => Ok(page::plain(StatusCode::NOT_FOUND, UNKNOWN_WINDOW)),
    }
}

/// POST /window/{receipt_id}: a button.
fn press(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let receipt_id = call.id().unwrap_or_default();
    pressed(state, call, receipt_id, &format!("/window/{receipt_id}"), UNKNOWN_WINDOW)
}

/// GET /link/{link_id}: the window of a link that POST /request/payment made. A page that opens it with
/// `startPaymentByUrl` sends a transaction key, and is told what happens; whoever opens it later without a page pays
/// without one.
fn link_show(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let link_id = call.id().unwrap_or_default();
    let Some(receipt_id) = state.links.get(link_id).cloned() else {
        return Ok(page::plain(StatusCode::NOT_FOUND, UNKNOWN_LINK));
    };
    let key = call.parameters()?.text("tk");
    let referrer = origin_of_referrer(call.parts);
    let is_own_reload = key.is_none() && referrer.as_deref().is_some_and(|origin| is_own(call.parts, origin));
    // Whose payment it is, is settled once its user has pressed a button.
    let base = state.place.base(header(call.parts, &HOST));
    let is_open = state.windows.get(&receipt_id).is_some_and(|window| window.step(state) == Step::Pay);
    if is_open
        && !is_own_reload
        && let Some(window) = state.windows.get_mut(&receipt_id)
    {
        window.listener = key.as_ref().and(referrer);
        window.opener.clone_from(&window.listener);
        window.base = base;
        window.transaction_key = key;
    }
    match state.windows.get(&receipt_id) {
        Some(window) => Ok(page::window(state, window, &format!("/link/{link_id}"), StatusCode::OK)),
        None => Ok(page::plain(StatusCode::NOT_FOUND, UNKNOWN_LINK)),
    }
}

/// POST /link/{link_id}: a button.
fn link_press(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let link_id = call.id().unwrap_or_default();
    let receipt_id = state.links.get(link_id).cloned().unwrap_or_default();
    pressed(state, call, &receipt_id, &format!("/link/{link_id}"), UNKNOWN_LINK)
}

/// A form of another page, even of one on this machine, is refused. A program sends no `Origin`.
fn is_of_the_window(parts: &Parts) -> bool {
    header(parts, &ORIGIN).is_none_or(|origin| is_own(parts, origin))
}

fn pressed(
    state: &mut State,
    call: &Call<'_>,
    receipt_id: &str,
    path: &str,
    unknown: &'static str,
) -> Result<Answer, Refusal> {
    if is_from_this_machine(call.parts, &state.place).is_err() || !is_of_the_window(call.parts) {
        return Ok(not_from_here());
    }
    let form = call.parameters()?;
    let Some(mut window) = state.windows.touch(receipt_id) else {
        return Ok(page::plain(StatusCode::NOT_FOUND, unknown));
    };
    let is_language = matches!(form.text("action").as_deref(), Some("korean" | "english"));
    let is_over = matches!(window.step(state), Step::Confirm | Step::Account | Step::Finished);
    let answer = if is_over && !is_language {
        Ok(page::window(state, &window, path, StatusCode::CONFLICT))
    } else {
        // The page knows already what is only said in another language.
        let next = if is_over { format!("{path}?told=1") } else { path.to_owned() };
        decide::press(state, &mut window, &form).map(|()| page::read_again(&next))
    };
    state.windows.keep(window);
    answer
}

/// GET /window?su={receipt_id}: what the page's popup opens.
fn popup(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let receipt_id = call.parameters()?.text("su").unwrap_or_default();
    match state.windows.get_mut(&receipt_id) {
        Some(window) => {
            window.wants_popup = false;
            Ok(page::read_again(&format!("/window/{receipt_id}")))
        }
        None => Ok(page::plain(StatusCode::NOT_FOUND, UNKNOWN_WINDOW)),
    }
}

/// POST /confirm: the page agrees, and the money is taken. Once: what is approved already is only told again, for
/// instance when the merchant's server was faster with POST /submit.
fn confirm(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let form = call.parameters()?;
    let receipt_id = form.text("receipt_id").unwrap_or_default();
    let application_id = form.text("application_id");
    let window = state.windows.get(&receipt_id);
    let window = window.filter(|window| belongs_to(window, application_id) && window.obeys(call.parts));
    let Some(window) = window else {
        let problem = "승인할 결제가 없습니다. (sandbox: no open window has this receipt_id and application_id, or another page opened it)";
        let message = callback::error(problem, Some(&receipt_id));
        return Ok(page::refused(problem, origin_of(call.parts, None), &message));
    };
    let may_approve = window.step(state) == Step::Confirm;
    if may_approve && state.payment(&receipt_id)?.status == Status::Confirm {
        approve(state, &receipt_id)?;
    }
    Ok(page::read_again(&format!("/window/{receipt_id}")))
}

/// A link has no application; its page sends the one that it has.
fn belongs_to(window: &Window, application_id: Option<String>) -> bool {
    window.application_id.is_empty() || application_id.as_deref() == Some(&*window.application_id)
}
