//! How a window opens: a page posts its payload, and is sent on to the window.

use axum::http::HeaderName;
use axum::http::header::{HOST, ORIGIN, REFERER};
use axum::http::request::Parts;

use super::callback;
use super::page;
use super::payload::{PageRequest, Problem, is_placeholder, unpack};
use super::window::Window;
use crate::body::Parameters;
use crate::call::Call;
use crate::envelope::Answer;
use crate::keys::BrowserId;
use crate::refusal::Refusal;
use crate::route::{Route, browser_route};
use crate::state::State;

pub(crate) const ROUTES: &[Route] =
    &[browser_route("POST", "/start/js", start), browser_route("POST", "/start/js/", start)];

/// POST /start/js/ and /start/js (client scripts).
fn start(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let payload = match unpack(call) {
        Ok(payload) => payload,
        Err(refusal) => return Ok(refuse(&refusal.message(), origin_of(call.parts, None))),
    };
    let listener = origin_of(call.parts, payload.text("path_url").as_deref());
    match read(state, &payload) {
        Ok(request) => {
            let opener = header(call.parts, &ORIGIN).map(str::to_owned);
            let base = state.place.base(header(call.parts, &HOST));
            let receipt_id = state.fresh_id();
            let path = format!("/window/{receipt_id}");
            Window::open(state, receipt_id, request, payload.bytes(), listener, opener, base);
            Ok(page::read_again(&path))
        }
        Err(Problem(problem)) => Ok(refuse(&problem, listener)),
    }
}

fn read(state: &State, payload: &Parameters) -> Result<PageRequest, Problem> {
    let request = PageRequest::read(payload)?;
    check_application(state, &request.application_id)?;
    Ok(request)
}

/// The ids of this project for browsers and apps, and the placeholder of the identity page's example.
fn check_application(state: &State, application_id: &str) -> Result<(), Problem> {
    if is_placeholder(application_id) {
        return Ok(());
    }
    let web = &state.keys.generated().web;
    match state.keys.in_browser(application_id) {
        BrowserId::Known => Ok(()),
        BrowserId::Rest => Err(Problem(
            format!(
                "application_id: REST API용 application_id입니다. (sandbox: a page needs the web application id, here {web})"
            )
            .into(),
        )),
        BrowserId::Unknown => Err(Problem(
            format!(
                "application_id: 존재하지 않는 application_id입니다. (sandbox: only the sandbox's own ids are known, for a page {web})"
            )
            .into(),
        )),
    }
}

/// Nothing was made, so there is no receipt to name.
fn refuse(problem: &str, listener: Option<String>) -> Answer {
    page::refused(problem, listener, &callback::error(problem, None))
}

/// The origin that the window talks to: the browser's word, or else the page's own. A page of a file has none that
/// could be named.
pub(super) fn origin_of(parts: &Parts, page: Option<&str>) -> Option<String> {
    let told = header(parts, &ORIGIN).filter(|origin| *origin != "null");
    if let Some(origin) = told.and_then(origin_of_address) {
        return Some(origin);
    }
    let page = page?;
    if page.starts_with("file:") { Some("*".to_owned()) } else { origin_of_address(page) }
}

/// For a page that was opened by GET, with no `Origin`.
pub(super) fn origin_of_referrer(parts: &Parts) -> Option<String> {
    origin_of_address(header(parts, &REFERER)?)
}

/// Is this origin the server's own, under the name that the call used?
pub(super) fn is_own(parts: &Parts, origin: &str) -> bool {
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    authority.is_some() && authority == header(parts, &HOST)
}

pub(super) fn header<'p>(parts: &'p Parts, name: &HeaderName) -> Option<&'p str> {
    parts.headers.get(name)?.to_str().ok()
}

/// `http://127.0.0.1:3000` of an address of a page there.
fn origin_of_address(address: &str) -> Option<String> {
    let uri: axum::http::Uri = address.split('#').next()?.parse().ok()?;
    let scheme = uri.scheme_str().filter(|scheme| ["http", "https"].contains(scheme))?;
    let authority = uri.authority()?.as_str();
    (!authority.contains('@')).then(|| format!("{scheme}://{authority}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn origin(header: Option<&str>, page: Option<&str>) -> Option<String> {
        let request = match header {
            Some(origin) => Request::builder().header(ORIGIN, origin),
            None => Request::builder(),
        };
        origin_of(&request.body(()).unwrap().into_parts().0, page)
    }

    #[test]
    fn whom_the_window_talks_to() {
        let shop = Some("http://shop.test:3000".to_owned());
        assert_eq!(origin(Some("http://shop.test:3000"), Some("https://evil.example/")), shop);
        assert_eq!(origin(Some("null"), Some("http://shop.test:3000/pay?x=1#한글")), shop);
        assert_eq!(origin(None, Some("http://shop.test:3000/")), shop);
        assert_eq!(origin(Some("null"), Some("file:///home/me/pay.html")), Some("*".to_owned()));
        for page in
            [None, Some(""), Some("about:blank"), Some("javascript:1"), Some("http://a@b/"), Some("*")]
        {
            assert_eq!(origin(Some("null"), page), None, "{page:?}");
        }
    }
}
