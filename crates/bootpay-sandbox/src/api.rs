//! The v1 routes, from the tables that stand beside their handlers. To add a route: a line in the table of its file.

use std::sync::LazyLock;

use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use crate::call::Call;
use crate::envelope::Answer;
use crate::openapi::{Description, Group, Takes};
use crate::path::Table;
use crate::refusal::Refusal;
use crate::route::{Access, Route};
use crate::state::State;
use crate::{
    billing, browser, cancel, charge, escrow, link, project, receipt, reservation, text_message, token,
    wallet, webhook,
};

/// To add a file of handlers: a line here.
const TABLES: &[&[Route]] = &[
    token::ROUTES,
    receipt::ROUTES,
    cancel::ROUTES,
    charge::ROUTES,
    billing::ROUTES,
    reservation::ROUTES,
    wallet::ROUTES,
    link::ROUTES,
    webhook::ROUTES,
    escrow::ROUTES,
    project::ROUTES,
    text_message::ROUTES,
    browser::calls::ROUTES,
    browser::files::ROUTES,
    browser::open::ROUTES,
    browser::start::ROUTES,
];

static BY_PATH: LazyLock<Table<&Route>> =
    LazyLock::new(|| Table::new(routes().map(|route| (route.path, route))));

fn routes() -> impl Iterator<Item = &'static Route> {
    TABLES.iter().copied().flatten()
}

/// For the OpenAPI description.
pub(crate) fn descriptions() -> impl Iterator<Item = Description> {
    routes().map(|route| Description {
        method: route.method,
        path: route.path,
        group: match route.access {
            Access::Token => Group::Api,
            Access::Anybody => Group::OpenApi,
            Access::Browser => Group::Browser,
        },
        takes: match route.operation {
            "" => Takes::Anything,
            name => Takes::Operation { name, also: route.also },
        },
        answers: route.answers,
    })
}

/// The route that a request takes, with what stands at its wildcards; else the methods that its path has.
pub(crate) fn find<'p>(
    method: &str,
    path: &'p str,
) -> Result<(&'static Route, Vec<&'p str>), Vec<&'static str>> {
    let mut fitting = BY_PATH.fitting(path);
    match fitting.iter().position(|(route, _)| route.method == method) {
        Some(at) => {
            let (route, captured) = fitting.swap_remove(at);
            Ok((route, captured))
        }
        None => Err(fitting.into_iter().map(|(route, _)| route.method).collect()),
    }
}

/// What stands at the wildcards of the route that a call takes.
pub(crate) fn captured(parts: &Parts) -> Vec<&str> {
    find(parts.method.as_str(), parts.uri.path()).map_or_else(|_| Vec::new(), |(_, captured)| captured)
}

/// Answers a v1 call; whatever is wrong with it becomes an error envelope.
pub(crate) fn answer(state: &mut State, parts: &Parts, body: &[u8]) -> Answer {
    state.catch_up();
    match find(parts.method.as_str(), parts.uri.path()) {
        Ok((route, captured)) => {
            found(route, state, &Call { parts, body, captured }).unwrap_or_else(Answer::refusal)
        }
        Err(allowed) if allowed.is_empty() => Answer::refusal(Refusal::RouteUnknown),
        Err(allowed) => Answer::method_not_allowed(&allowed.join(", ")),
    }
}

/// The names of all operations.
pub(crate) fn operations() -> impl Iterator<Item = &'static str> {
    routes().map(|route| route.operation).filter(|name| !name.is_empty())
}

/// Whether a request asks for this operation.
pub(crate) fn asks_for(operation: &str, method: &str, path: &str) -> bool {
    find(method, path).is_ok_and(|(route, _)| route.operation == operation)
}

/// Whether a path is that of a page, a script or a call of the script.
pub(crate) fn is_for_browsers(path: &str) -> bool {
    BY_PATH.fitting(path).iter().any(|(route, _)| route.access == Access::Browser)
}

/// Answers a call that is meant for another host: with a page where there would be one.
pub(crate) fn elsewhere(path: &str) -> Answer {
    if is_for_browsers(path) { browser::not_from_here() } else { Answer::refusal(Refusal::OtherHost) }
}

fn found(route: &Route, state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    if route.access == Access::Token {
        let authorization = call.parts.headers.get(AUTHORIZATION);
        // A header that is not text is refused like a wrong token.
        let authorization = authorization.map(|value| value.to_str().unwrap_or("?"));
        state.tokens.check(authorization, state.clock.now())?;
    }
    (route.answer)(state, call)
}
