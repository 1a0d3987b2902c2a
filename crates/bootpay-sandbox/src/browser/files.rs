//! What the pages load: scripts and the style, from the binary itself.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderValue, StatusCode};
use bytes::Bytes;

use super::page;
use crate::call::Call;
use crate::envelope::Answer;
use crate::refusal::Refusal;
use crate::route::{Route, browser_route};
use crate::state::State;

pub(crate) const ROUTES: &[Route] = &[
    browser_route("GET", "/js/{script}", script),
    browser_route("GET", "/start/app", app_page),
    browser_route("GET", "/window/window.css", style),
    browser_route("GET", "/window/window.js", window_script),
    browser_route("GET", "/window/app.js", app_script),
];

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const LONGEST_VERSION: usize = 32;

/// GET /js/bootpay-{version}.min.js: the same script for every version; it reads its own from its address.
fn script(_: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let name = call.captured.first().copied().unwrap_or_default();
    let version = name.strip_prefix("bootpay-").and_then(|rest| rest.strip_suffix(".js"));
    let version = version.map(|version| version.strip_suffix(".min").unwrap_or(version));
    let is_version = |version: &str| {
        (1..=LONGEST_VERSION).contains(&version.len())
            && version.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
    };
    if !version.is_some_and(is_version) {
        return Err(Refusal::RouteUnknown);
    }
    Ok(file(call, JAVASCRIPT, include_str!("../../web/bootpay.js")))
}

/// GET /window/window.js
fn window_script(_: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    Ok(file(call, JAVASCRIPT, include_str!("../../web/window.js")))
}

/// GET /window/app.js
fn app_script(_: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    Ok(file(call, JAVASCRIPT, include_str!("../../web/app.js")))
}

/// GET /window/window.css
fn style(_: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    Ok(file(call, "text/css; charset=utf-8", include_str!("../../web/window.css")))
}

/// GET /start/app: the page that an app's webview opens. Its payload stays in the address; the page's script reads it.
fn app_page(_: &mut State, _: &Call<'_>) -> Result<Answer, Refusal> {
    Ok(page::app())
}

fn file(call: &Call<'_>, content_type: &'static str, text: &'static str) -> Answer {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let tag = format!("\"{:016x}\"", hasher.finish());
    let is_known =
        call.parts.headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut headers = vec![
        (CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    headers.extend(HeaderValue::from_str(&tag).map(|tag| (ETAG, tag)));
    if is_known {
        return Answer { status: StatusCode::NOT_MODIFIED, headers, body: Bytes::new() };
    }
    Answer { status: StatusCode::OK, headers, body: Bytes::from_static(text.as_bytes()) }
}
