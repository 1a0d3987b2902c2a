//! The v1 routes. To add one: a line in `ROUTES` and its function.

use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use schemars::JsonSchema;

use crate::call::Call;
use crate::envelope::Answer;
use crate::escrow::DeliveryAnswer;
use crate::openapi::{Description, Group, SchemaOf, Takes, schema_of};
use crate::path;
use crate::payment::Done;
use crate::project::Accepted;
use crate::receipt::CertificateOrReceipt;
use crate::refusal::Refusal;
use crate::state::State;
use crate::text_message::{Remote, Sent};
use crate::wallet::Wallet;
use crate::{
    billing, browser, cancel, charge, escrow, link, project, receipt, reservation, text_message, token,
    wallet, webhook,
};

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    /// With a token. It is checked first: who has none learns nothing about ids.
    Token,
    Anybody,
    /// Pages and calls of the client scripts: each looks itself at who asks.
    Browser,
}

struct Route {
    method: &'static str,
    path: &'static str,
    /// What the client calls the operation; empty for what only a browser asks. The client's table says what it takes: for
    /// the OpenAPI description only. Other fields are let through, as the API does.
    operation: &'static str,
    /// What the client adds to the request by itself, and the server asks for.
    also: &'static [&'static str],
    /// Where the client's table does not know what comes back.
    answers: Option<SchemaOf>,
    access: Access,
    answer: Handler,
}

impl Route {
    const fn also(self, also: &'static [&'static str]) -> Self {
        Self { also, ..self }
    }

    const fn answers<T: JsonSchema>(self) -> Self {
        Self { answers: Some(schema_of::<T>), ..self }
    }
}

type Handler = fn(&mut State, &Call<'_>) -> Result<Answer, Refusal>;

const fn route(operation: &'static str, method: &'static str, path: &'static str, answer: Handler) -> Route {
    Route { method, path, operation, also: &[], answers: None, access: Access::Token, answer }
}

const fn open_route(
    operation: &'static str,
    method: &'static str,
    path: &'static str,
    answer: Handler,
) -> Route {
    Route { access: Access::Anybody, ..route(operation, method, path, answer) }
}

const fn browser_route(method: &'static str, path: &'static str, answer: Handler) -> Route {
    Route { access: Access::Browser, ..route("", method, path, answer) }
}

/// Where two templates fit a path, the one with the literal name stands first and wins.
const ROUTES: &[Route] = &[
    open_route("token.request", "POST", "/request/token", token::issue)
        .also(&["application_id", "private_key"]),
    route("receipt.get", "GET", "/receipt/{receipt_id}", receipt::read),
    route("certificate.get", "GET", "/certificate/{receipt_id}", receipt::certificate)
        .answers::<CertificateOrReceipt<'_>>(),
    route("payment.cancel", "POST", "/cancel", cancel::cancel),
    route("payment.submit", "POST", "/submit", charge::submit),
    route("billing_key.request", "POST", "/request/card_rebill", billing::issue),
    route("billing.pay", "POST", "/subscribe/billing", billing::charge),
    route("billing.reserve", "POST", "/subscribe/billing/reserve", reservation::reserve)
        .also(&["scheduler_type", "execute_at"]),
    route("reservation.cancel", "DELETE", "/subscribe/billing/reserve/{reserve_id}", reservation::cancel),
    route("billing_key.lookup", "GET", "/subscribe/billing/{receipt_id}", billing::look_up),
    route("billing_key.delete", "DELETE", "/subscribe/billing/{billing_key}", billing::delete),
    route("user_token.request", "POST", "/request/user/token", wallet::user_token),
    route("link.request", "POST", "/request/payment", link::make),
    route("webhook.create", "POST", "/webhook", webhook::request),
    route("delivery.start", "PUT", "/delivery/start/{receipt_id}", escrow::start_delivery)
        .answers::<DeliveryAnswer<'_>>(),
    route("npay_product.send", "POST", "/npay/product", project::accept).answers::<Accepted>(),
    route("project.update", "POST", "/project/payment", project::accept).answers::<Accepted>(),
    route("wallet.list", "GET", "/wallet", wallet::list).answers::<Vec<Wallet<'_>>>(),
    route("wallet.pay", "POST", "/wallet/payment", wallet::pay)
        .also(&["user_id", "order_name", "price", "order_id"])
        .answers::<Done<'_>>(),
    open_route("remote_link.send", "POST", "/app/rest/remote_link", text_message::remote_link)
        .answers::<Remote>(),
    route("remote_form.send", "POST", "/app/rest/remote_form", text_message::remote_form)
        .also(&["application_id"])
        .answers::<Remote>(),
    route("sms.send", "POST", "/push/sms", text_message::sms).answers::<Sent>(),
    route("lms.send", "POST", "/push/lms", text_message::lms).answers::<Sent>(),
    // Of the client scripts.
    browser_route("GET", "/js/{script}", browser::script),
    browser_route("POST", "/start/js", browser::start),
    browser_route("POST", "/start/js/", browser::start),
    browser_route("GET", "/start/app", browser::app_page),
    browser_route("POST", "/confirm", browser::confirm),
    browser_route("POST", "/confirm/", browser::confirm),
    browser_route("PUT", "/confirm/{id}", browser::confirm_result),
    browser_route("OPTIONS", "/confirm/{id}", browser::preflight),
    browser_route("POST", "/continue", browser::go_on),
    browser_route("GET", "/waiting", browser::waiting),
    browser_route("POST", "/notify", browser::notify),
    browser_route("OPTIONS", "/notify", browser::preflight),
    browser_route("POST", "/event", browser::accept),
    browser_route("OPTIONS", "/event", browser::preflight),
    browser_route("POST", "/call", browser::accept),
    browser_route("OPTIONS", "/call", browser::preflight),
    browser_route("POST", "/login", browser::log_in),
    browser_route("OPTIONS", "/login", browser::preflight),
    browser_route("GET", "/easy/{what}/{action}", browser::tool),
    // The window itself, and the links that open it.
    browser_route("GET", "/window", browser::popup),
    browser_route("GET", "/window/window.css", browser::style),
    browser_route("GET", "/window/window.js", browser::window_script),
    browser_route("GET", "/window/app.js", browser::app_script),
    browser_route("GET", "/window/{receipt_id}", browser::show),
    browser_route("POST", "/window/{receipt_id}", browser::press),
    browser_route("GET", "/link/{link_id}", browser::link_show),
    browser_route("POST", "/link/{link_id}", browser::link_press),
];

/// For the OpenAPI description.
pub(crate) fn descriptions() -> impl Iterator<Item = Description> {
    ROUTES.iter().map(|route| Description {
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
fn find<'p>(method: &str, path: &'p str) -> Result<(&'static Route, Vec<&'p str>), Vec<&'static str>> {
    // The first template that fits says whether the path is a literal one; `/subscribe/billing/reserve` then is no
    // billing key, whatever the method.
    let mut allowed: Vec<&str> = Vec::new();
    let mut wildcards = None;
    for route in ROUTES {
        let Some(captured) = path::captures(route.path, path) else { continue };
        if *wildcards.get_or_insert(captured.len()) != captured.len() {
            continue;
        }
        if method == route.method {
            return Ok((route, captured));
        }
        allowed.push(route.method);
    }
    Err(allowed)
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
    ROUTES.iter().map(|route| route.operation).filter(|name| !name.is_empty())
}

/// Whether a request asks for this operation.
pub(crate) fn asks_for(operation: &str, method: &str, path: &str) -> bool {
    find(method, path).is_ok_and(|(route, _)| route.operation == operation)
}

/// Answers a call that is meant for another host: with a page where there would be one.
pub(crate) fn elsewhere(path: &str) -> Answer {
    let is_page =
        |route: &&Route| route.access == Access::Browser && path::captures(route.path, path).is_some();
    if ROUTES.iter().any(|route| is_page(&route)) {
        browser::not_from_here()
    } else {
        Answer::refusal(Refusal::OtherHost)
    }
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
