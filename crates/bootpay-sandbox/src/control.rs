//! `/sandbox/*`: how a test tells the server what the world looks like. Plain JSON, no token, never in the journal.

use std::net::IpAddr;

use axum::http::header::{ALLOW, HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::json;

use crate::clock::FURTHEST_ADVANCE_S;
use crate::envelope::Answer;
use crate::fault;
use crate::fields::{FieldError, Fields};
use crate::identity::{self, Identity};
use crate::receipt::{self, Receipt};
use crate::refusal::Refusal;
use crate::scenarios::scenarios;
use crate::state::State;

/// Whether a path belongs to this file.
pub(crate) fn is_control(path: &str) -> bool {
    path == "/sandbox" || path.starts_with("/sandbox/")
}

/// Answers a control call that came over HTTP.
pub(crate) fn answer(state: &mut State, parts: &Parts, body: Result<&[u8], Refusal>) -> Answer {
    if let Err(problem) = is_from_this_machine(parts) {
        return error(StatusCode::FORBIDDEN, problem);
    }
    let Ok(body) = body else {
        return error(StatusCode::PAYLOAD_TOO_LARGE, "the body has more than 1 MiB");
    };
    dispatch(state, parts.method.as_str(), parts.uri.path(), body)
}

/// Carries out a control call, wherever it came from.
pub(crate) fn dispatch(state: &mut State, method: &str, path: &str, body: &[u8]) -> Answer {
    let result = match (method, path) {
        ("GET", "/sandbox/health") => Ok(health(state)),
        ("POST", "/sandbox/identities") => add_identity(state, body),
        ("POST", "/sandbox/payments") => add_payment(state, body),
        ("POST", "/sandbox/faults") => add_fault(state, body),
        ("GET", "/sandbox/faults") => Ok(ok(&state.faults.list())),
        ("DELETE", "/sandbox/faults") => Ok(ok(&json!({"removed": state.faults.clear()}))),
        ("POST", "/sandbox/clock") => advance_clock(state, body),
        ("GET", "/sandbox/requests") => Ok(ok(state.journal.entries())),
        ("GET", "/sandbox/scenarios") => Ok(ok(&scenarios())),
        // No webhook is documented for identity verification, and the calls that send one are not here yet.
        ("GET", "/sandbox/webhooks") => Ok(ok(&json!([]))),
        ("POST", "/sandbox/reset") => {
            state.reset();
            Ok(ok(&json!({"ok": true})))
        }
        (_, path) => Ok(no_route(path)),
    };
    result.unwrap_or_else(|problem| match problem {
        FieldError::Body(text) => error(StatusCode::BAD_REQUEST, &text),
        FieldError::Field(text) => error(StatusCode::UNPROCESSABLE_ENTITY, &text),
    })
}

const METHODS: [(&str, &str); 9] = [
    ("/sandbox/health", "GET"),
    ("/sandbox/identities", "POST"),
    ("/sandbox/payments", "POST"),
    ("/sandbox/faults", "GET, POST, DELETE"),
    ("/sandbox/clock", "POST"),
    ("/sandbox/requests", "GET"),
    ("/sandbox/scenarios", "GET"),
    ("/sandbox/webhooks", "GET"),
    ("/sandbox/reset", "POST"),
];

fn no_route(path: &str) -> Answer {
    match METHODS.iter().find(|(known, _)| *known == path) {
        Some((_, allowed)) => {
            let mut answer =
                error(StatusCode::METHOD_NOT_ALLOWED, &format!("method: this route has {allowed}"));
            answer.headers.push((ALLOW, HeaderValue::from_static(allowed)));
            answer
        }
        None => {
            let known: Vec<&str> = METHODS.iter().map(|(path, _)| *path).collect();
            error(
                StatusCode::NOT_FOUND,
                &format!("path: no such control route, there are {}", known.join(", ")),
            )
        }
    }
}

fn ok(value: &impl serde::Serialize) -> Answer {
    Answer::json(StatusCode::OK, value)
}

fn error(status: StatusCode, text: &str) -> Answer {
    Answer::json(status, &json!({"error": text}))
}

fn health(state: &State) -> Answer {
    #[derive(serde::Serialize)]
    struct Health {
        ok: bool,
        version: &'static str,
        now: i64,
    }
    ok(&Health { ok: true, version: env!("CARGO_PKG_VERSION"), now: state.clock.now() })
}

fn add_identity(state: &mut State, body: &[u8]) -> Result<Answer, FieldError> {
    let fields = Fields::read(body, &identity::FIELDS)?;
    let receipt_id = fields.receipt_id()?.unwrap_or_else(|| state.fresh_id());
    let identity = Identity::from_fields(&fields, receipt_id, state.seed, state.clock.now())?;
    let answer = ok(&identity.control_answer());
    state.keep_identity(identity);
    Ok(answer)
}

fn add_payment(state: &mut State, body: &[u8]) -> Result<Answer, FieldError> {
    let fields = Fields::read(body, &receipt::FIELDS)?;
    let receipt_id = fields.receipt_id()?.unwrap_or_else(|| state.fresh_id());
    let tid = format!("sandbox_{receipt_id}");
    let payment = Receipt::from_fields(&fields, receipt_id, tid, state.clock.now())?;
    let answer = ok(&payment);
    state.keep_payment(payment);
    Ok(answer)
}

fn add_fault(state: &mut State, body: &[u8]) -> Result<Answer, FieldError> {
    let fields = Fields::read(body, &fault::FIELDS)?;
    Ok(ok(state.faults.add(&fields)?))
}

fn advance_clock(state: &mut State, body: &[u8]) -> Result<Answer, FieldError> {
    let fields = Fields::read(body, &["advance_s"])?;
    let seconds = fields.count("advance_s")?.value();
    let seconds = seconds.ok_or_else(|| FieldError::field("advance_s", "is required"))?;
    state.clock.advance(seconds).ok_or_else(|| {
        FieldError::field("advance_s", format!("the clock may be at most {FURTHEST_ADVANCE_S} s ahead"))
    })?;
    Ok(ok(&json!({"now": state.clock.now()})))
}

/// A web page that is open in a browser on this machine can reach a loopback port. It must not drive the sandbox:
/// not under a name of its own that resolves to 127.0.0.1 (DNS rebinding shows in `Host`), and not from its own
/// origin (a browser sends `Origin` with everything that changes state).
fn is_from_this_machine(parts: &Parts) -> Result<(), &'static str> {
    let host = only_value(&parts.headers, HOST.as_str());
    let uri_host = parts.uri.authority().map(|authority| authority.as_str());
    if !host.is_some_and(is_loopback_authority) || !uri_host.is_none_or(is_loopback_authority) {
        return Err("Host: control calls must be addressed to 127.0.0.1, localhost or [::1]");
    }
    let changes_state = parts.method != Method::GET;
    if changes_state && parts.headers.contains_key(ORIGIN) {
        let origin = only_value(&parts.headers, ORIGIN.as_str());
        let authority = origin.and_then(|origin| origin.split_once("://")).map(|(_, authority)| authority);
        if !authority.is_some_and(is_loopback_authority) {
            return Err("Origin: control calls from web pages of other hosts are refused");
        }
    }
    Ok(())
}

/// The value of a header that came exactly once.
fn only_value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    if values.next().is_some() { None } else { Some(value) }
}

/// `127.0.0.1:8300`, `localhost`, `[::1]:8300`.
fn is_loopback_authority(authority: &str) -> bool {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((host, port)) => (host, port),
            None => return false,
        },
        None => match authority.find(':') {
            Some(colon) => authority.split_at(colon),
            None => (authority, ""),
        },
    };
    let port_is_plain = port.is_empty()
        || port
            .strip_prefix(':')
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
    let host_is_loopback = host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    port_is_plain && host_is_loopback
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_names() {
        for good in
            ["127.0.0.1", "127.0.0.1:8300", "localhost:1", "LOCALHOST", "[::1]", "[::1]:8300", "127.9.9.9:1"]
        {
            assert!(is_loopback_authority(good), "{good}");
        }
        for bad in [
            "",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example:80",
            "evil.example:80@127.0.0.1",
            "127.0.0.1:80@evil.example",
            "127.0.0.1@evil.example",
            "0.0.0.0",
            "10.0.0.1:80",
            "[::1",
            "localhost:",
            "null",
        ] {
            assert!(!is_loopback_authority(bad), "{bad}");
        }
    }
}
