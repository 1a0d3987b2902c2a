//! The console at `/`: a page that shows what is in the sandbox, live, and drives it through the control routes.
//!
//! `files.rs` is the page, `feed.rs` what it is told, `docs.rs` the reference beside it. Whatever it does goes through `/sandbox/*`, so it needs no
//! protection of its own beside theirs.

mod docs;
mod feed;
mod files;

use std::sync::LazyLock;

use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::Response;

use crate::control;
use crate::directory::Directory;
use crate::envelope::Answer;
use crate::local::{is_from_this_machine, may_drive};
use crate::openapi::{self, Description, Group, Takes};
use crate::path::Table;

pub(crate) const EVENTS: &str = "/sandbox/events";

static BY_PATH: LazyLock<Table<()>> = LazyLock::new(|| Table::new(paths().map(|path| (path, ()))));

/// Every path that answers here; the rest belongs to others.
fn paths() -> impl Iterator<Item = &'static str> {
    files::paths().chain([EVENTS, openapi::PATH]).chain(docs::PATHS)
}

/// For the OpenAPI description.
pub(crate) fn descriptions() -> impl Iterator<Item = Description> {
    paths().map(|path| Description {
        method: "GET",
        path,
        group: Group::Page,
        takes: Takes::Anything,
        answers: None,
    })
}

pub(crate) fn is_console(path: &str) -> bool {
    !BY_PATH.fitting(path).is_empty()
}

/// The answer, if the path belongs to the console. Its own requests are not in the journal, and meet no fault.
pub(crate) fn answer(directory: &Directory, parts: &Parts) -> Option<Response> {
    let place = directory.place();
    let is_reading = [Method::GET, Method::HEAD].contains(&parts.method);
    if !is_reading || !is_console(parts.uri.path()) {
        return None;
    }
    // A link on any page may lead to the console, but no page of another site may hold its events open.
    let is_allowed =
        if parts.uri.path() == EVENTS { may_drive(parts, place) } else { is_from_this_machine(parts, place) };
    if let Err(problem) = is_allowed {
        return Some(control::refused(problem).into_response());
    }
    match parts.uri.path() {
        EVENTS => Some(match control::project(directory, parts.uri.query()) {
            Ok(shared) => feed::stream(shared),
            Err(problem) => control::complaint(problem).into_response(),
        }),
        openapi::PATH => Some(Answer::json(StatusCode::OK, &openapi::document()).into_response()),
        path => files::response(path).or_else(|| {
            let languages = parts.headers.get(ACCEPT_LANGUAGE).and_then(|languages| languages.to_str().ok());
            docs::page(path, languages).map(files::page)
        }),
    }
}
