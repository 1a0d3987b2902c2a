//! The console's page, style and modules, as they were when this was compiled.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

use crate::envelope::head;

/// Scripts and styles from here only, none inside of the page, and no string becomes HTML.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

struct File {
    path: &'static str,
    media_type: &'static str,
    text: &'static str,
}

macro_rules! file {
    ($path:literal, $media_type:expr, $name:literal) => {
        File {
            path: $path,
            media_type: $media_type,
            text: include_str!(concat!("../../web/console/", $name)),
        }
    };
}

const FILES: &[File] = &[
    file!("/", HTML, "index.html"),
    file!("/console/console.css", CSS, "console.css"),
    file!("/console/main.js", JAVASCRIPT, "main.js"),
    file!("/console/address.js", JAVASCRIPT, "address.js"),
    file!("/console/store.js", JAVASCRIPT, "store.js"),
    file!("/console/list.js", JAVASCRIPT, "list.js"),
    file!("/console/kinds.js", JAVASCRIPT, "kinds.js"),
    file!("/console/actions.js", JAVASCRIPT, "actions.js"),
    file!("/console/curl.js", JAVASCRIPT, "curl.js"),
    file!("/console/dom.js", JAVASCRIPT, "dom.js"),
    file!("/console/texts.js", JAVASCRIPT, "texts.js"),
    file!("/console/docs.css", CSS, "docs.css"),
    file!("/console/docs.js", JAVASCRIPT, "docs.js"),
    file!("/console/icon.svg", SVG, "icon.svg"),
];

pub(super) fn paths() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|file| file.path)
}

pub(super) fn response(path: &str) -> Option<Response> {
    let file = FILES.iter().find(|file| file.path == path)?;
    Some(with_policy(file.media_type, file.text.into()))
}

/// A page that is made of others.
pub(super) fn page(text: String) -> Response {
    with_policy(HTML, text.into())
}

fn with_policy(media_type: &'static str, body: Body) -> Response {
    let fixed = HeaderValue::from_static;
    let headers = vec![
        (CONTENT_TYPE, fixed(media_type)),
        (CONTENT_SECURITY_POLICY, fixed(POLICY)),
        (REFERRER_POLICY, fixed("same-origin")),
        // The next start of the program may be another version.
        (CACHE_CONTROL, fixed("no-store")),
    ];
    head(StatusCode::OK, headers, body)
}
