//! `/sandbox/*`: how a test tells the server what the world looks like. Plain JSON, no token, never in the journal.

use axum::http::header::ALLOW;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use serde_json::json;

use crate::billing::{self, BillingKey, KeyLine, billing_key_field};
use crate::clock::FURTHEST_ADVANCE_S;
use crate::envelope::Answer;
use crate::fault;
use crate::fields::{FieldError, Fields};
use crate::identity::{self, Identity};
use crate::journal::Entry;
use crate::local::is_from_this_machine;
use crate::payment::{self, Payment, PaymentLine, deposit};
use crate::receipt::Receipt;
use crate::refusal::Refusal;
use crate::reservation::{self, Reservation, ReservationLine};
use crate::scenarios::scenarios;
use crate::settings;
use crate::state::{Shared, State};

/// Whether a path belongs to this file.
pub(crate) fn is_control(path: &str) -> bool {
    path == "/sandbox" || path.starts_with("/sandbox/")
}

/// Answers a control call that came over HTTP.
pub(crate) fn answer(shared: &Shared, parts: &Parts, body: Result<&[u8], Refusal>) -> Answer {
    if let Err(problem) = is_from_this_machine(parts) {
        return error(StatusCode::FORBIDDEN, problem);
    }
    let Ok(body) = body else {
        return error(StatusCode::PAYLOAD_TOO_LARGE, "the body has more than 1 MiB");
    };
    dispatch(shared, parts.method.as_str(), parts.uri.path(), body)
}

/// Carries out a control call, wherever it came from. The lists that grow with the load are written out without the
/// state's lock.
pub(crate) fn dispatch(shared: &Shared, method: &str, path: &str, body: &[u8]) -> Answer {
    match (method, path) {
        ("GET", "/sandbox/requests") => {
            let entries = shared.lock().journal.entries();
            ok(&entries.iter().map(|entry| &**entry).collect::<Vec<&Entry>>())
        }
        ("GET", "/sandbox/payments") => {
            let lines = payment_lines(&mut shared.lock());
            ok(&lines)
        }
        _ => dispatch_locked(&mut shared.lock(), method, path, body),
    }
}

fn dispatch_locked(state: &mut State, method: &str, path: &str, body: &[u8]) -> Answer {
    state.catch_up();
    let result = match (method, path) {
        ("GET", "/sandbox/health") => Ok(health(state)),
        ("POST", "/sandbox/identities") => add_identity(state, body),
        ("POST", "/sandbox/payments") => add_payment(state, body),
        ("POST", "/sandbox/faults") => add_fault(state, body),
        ("GET", "/sandbox/faults") => Ok(ok(&state.faults.list())),
        ("DELETE", "/sandbox/faults") => Ok(ok(&json!({"removed": state.faults.clear()}))),
        ("POST", "/sandbox/clock") => advance_clock(state, body),
        ("GET", "/sandbox/codes") => Ok(ok(&state.codes.lines(state.clock.now()))),
        ("GET", "/sandbox/scenarios") => Ok(ok(&scenarios())),
        ("POST", "/sandbox/deposits") => add_deposit(state, body),
        ("POST", "/sandbox/billing_keys") => add_billing_key(state, body),
        ("GET", "/sandbox/billing_keys") => {
            Ok(ok(&state.billing_keys.values().map(BillingKey::line).collect::<Vec<KeyLine<'_>>>()))
        }
        ("GET", "/sandbox/reservations") => {
            Ok(ok(&state.reservations.values().map(Reservation::line).collect::<Vec<ReservationLine<'_>>>()))
        }
        ("POST", "/sandbox/reservations") => add_reservation(state, body),
        ("GET", "/sandbox/settings") => Ok(ok(&state.settings)),
        ("POST", "/sandbox/settings") => change_settings(state, body),
        // No webhook is documented for identity verification.
        ("GET", "/sandbox/webhooks") => Ok(ok(state.webhooks.list())),
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

const METHODS: [(&str, &str); 14] = [
    ("/sandbox/health", "GET"),
    ("/sandbox/identities", "POST"),
    ("/sandbox/payments", "GET, POST"),
    ("/sandbox/deposits", "POST"),
    ("/sandbox/billing_keys", "GET, POST"),
    ("/sandbox/reservations", "GET, POST"),
    ("/sandbox/settings", "GET, POST"),
    ("/sandbox/faults", "GET, POST, DELETE"),
    ("/sandbox/clock", "POST"),
    ("/sandbox/requests", "GET"),
    ("/sandbox/codes", "GET"),
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
    let fields = Fields::read(body, &payment::FIELDS)?;
    if let Some(count) = payment::count(&fields)? {
        return add_payments(state, &fields, count);
    }
    let receipt_id = fields.receipt_id()?.unwrap_or_else(|| state.fresh_id());
    let payment = Payment::from_fields(&fields, &receipt_id, state.clock.now())?;
    let answer = ok(&Receipt::of_payment(&payment));
    state.keep_payment(payment);
    Ok(answer)
}

/// Many payments that are alike but for their ids.
fn add_payments(state: &mut State, fields: &Fields, count: u64) -> Result<Answer, FieldError> {
    let now = state.clock.now();
    let mut receipt_ids = Vec::new();
    for _ in 0..count {
        let receipt_id = state.fresh_id();
        state.keep_payment(Payment::from_fields(fields, &receipt_id, now)?);
        receipt_ids.push(receipt_id);
    }
    Ok(ok(&json!({"receipt_ids": receipt_ids})))
}

fn payment_lines(state: &mut State) -> Vec<PaymentLine> {
    state.catch_up();
    state.payments().map(Payment::line).collect()
}

fn add_deposit(state: &mut State, body: &[u8]) -> Result<Answer, FieldError> {
    let receipt_id = deposit(state, &Fields::read(body, &["receipt_id"])?)?;
    let payment = state.payment(&receipt_id);
    let payment = payment.map_err(|_| FieldError::field("receipt_id", "is no payment"))?;
    Ok(ok(&Receipt::of_payment(payment)))
}

fn add_billing_key(state: &mut State, body: &[u8]) -> Result<Answer, FieldError> {
    let fields = Fields::read(body, &billing::FIELDS)?;
    let billing_key = billing_key_field(&fields)?.unwrap_or_else(|| state.fresh_billing_key());
    let receipt_id = fields.receipt_id()?.unwrap_or_else(|| state.fresh_id());
    let key = BillingKey::from_fields(&fields, billing_key, receipt_id, state.clock.now())?;
    let answer = ok(&key.line());
    state.keep_billing_key(key);
    Ok(answer)
}

fn add_reservation(state: &mut State, body: &[u8]) -> Result<Answer, FieldError> {
    let reserve_id = reservation::add(state, &Fields::read(body, &reservation::FIELDS)?)?;
    let line = state.reservations.get(&reserve_id).map(Reservation::line);
    Ok(ok(&line))
}

fn change_settings(state: &mut State, body: &[u8]) -> Result<Answer, FieldError> {
    state.settings.change(&Fields::read(body, &settings::FIELDS)?)?;
    state.journal.forget_beyond(state.settings.journal_limit);
    state.webhooks.forget_beyond(state.settings.journal_limit);
    Ok(ok(&state.settings))
}

fn add_fault(state: &mut State, body: &[u8]) -> Result<Answer, FieldError> {
    let fields = Fields::read(body, &fault::FIELDS)?;
    Ok(ok(state.faults.add(&fields, state.has_tls)?))
}

fn advance_clock(state: &mut State, body: &[u8]) -> Result<Answer, FieldError> {
    let fields = Fields::read(body, &["advance_s"])?;
    let seconds = fields.count("advance_s")?.value();
    let seconds = seconds.ok_or_else(|| FieldError::field("advance_s", "is required"))?;
    state.clock.advance(seconds).ok_or_else(|| {
        FieldError::field("advance_s", format!("the clock may be at most {FURTHEST_ADVANCE_S} s ahead"))
    })?;
    state.catch_up();
    Ok(ok(&json!({"now": state.clock.now()})))
}
