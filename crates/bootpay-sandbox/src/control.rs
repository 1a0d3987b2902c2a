//! `/sandbox/*`: how a test tells the server what the world looks like. Plain JSON, no token, never in the journal.

use axum::http::header::{ALLOW, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Request, StatusCode};
use serde_json::json;

use crate::billing::{self, BillingKey, KeyLine, billing_key_field};
use crate::call::Call;
use crate::cancel;
use crate::clock::FURTHEST_ADVANCE_S;
use crate::envelope::{Answer, JSON};
use crate::fault;
use crate::fields::{FieldError, Fields};
use crate::identity::{self, Identity};
use crate::journal::Entry;
use crate::local::is_from_this_machine;
use crate::openapi::{Group, Inputs, Line};
use crate::payment::{self, Payment, PaymentLine, deposit};
use crate::receipt::{Receipt, Record};
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

/// Carries out a control call, wherever it came from.
pub(crate) fn dispatch(shared: &Shared, method: &str, path: &str, body: &[u8]) -> Answer {
    let answer = answer_of(shared, method, path, body);
    if method != "GET" {
        // Settings, faults and the clock carry no number of their own.
        shared.lock().signals.changed();
    }
    answer
}

/// The lists that grow with the load are written out without the state's lock.
fn answer_of(shared: &Shared, method: &str, path: &str, body: &[u8]) -> Answer {
    // What is not in the table is not there, whatever the arms below say.
    let has = |allowed: &str| allowed.split(", ").any(|known| known == method);
    if !METHODS.iter().any(|(known, allowed)| fits(known, path) && has(allowed)) {
        return no_route(path);
    }
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
        ("GET", "/sandbox/project") => Ok(project(state)),
        ("GET", "/sandbox/faults/kinds") => Ok(ok(&fault::Kind::ALL.map(fault::Kind::line))),
        ("POST", "/sandbox/cancels") => Ok(add_cancel(state, body)),
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
        (method, path) => about_one(state, method, path),
    };
    result.unwrap_or_else(|problem| match problem {
        FieldError::Body(text) => error(StatusCode::BAD_REQUEST, &text),
        FieldError::Field(text) => error(StatusCode::UNPROCESSABLE_ENTITY, &text),
    })
}

/// The routes that have an id in their path.
fn about_one(state: &mut State, method: &str, path: &str) -> Result<Answer, FieldError> {
    let segments: Vec<&str> = path.split('/').skip(2).collect();
    match (method, segments.as_slice()) {
        ("POST", ["webhooks", id, "resend"]) if !id.is_empty() => resend_webhook(state, id),
        ("GET", ["webhooks", id]) => one_webhook(state, id),
        ("GET", ["requests", number]) => one_request(state, number),
        ("GET", ["identities" | "payments", receipt_id]) => one_record(state, receipt_id),
        _ => Ok(no_route(path)),
    }
}

const METHODS: [(&str, &str); 22] = [
    ("/sandbox/health", "GET"),
    ("/sandbox/project", "GET"),
    ("/sandbox/identities", "POST"),
    ("/sandbox/identities/{receipt_id}", "GET"),
    ("/sandbox/payments", "GET, POST"),
    ("/sandbox/payments/{receipt_id}", "GET"),
    ("/sandbox/cancels", "POST"),
    ("/sandbox/deposits", "POST"),
    ("/sandbox/billing_keys", "GET, POST"),
    ("/sandbox/reservations", "GET, POST"),
    ("/sandbox/settings", "GET, POST"),
    ("/sandbox/faults", "GET, POST, DELETE"),
    ("/sandbox/faults/kinds", "GET"),
    ("/sandbox/clock", "POST"),
    ("/sandbox/requests", "GET"),
    ("/sandbox/codes", "GET"),
    ("/sandbox/requests/{number}", "GET"),
    ("/sandbox/scenarios", "GET"),
    ("/sandbox/webhooks", "GET"),
    ("/sandbox/webhooks/{id}", "GET"),
    ("/sandbox/webhooks/{id}/resend", "POST"),
    ("/sandbox/reset", "POST"),
];

fn no_route(path: &str) -> Answer {
    match METHODS.iter().find(|(known, _)| fits(known, path)) {
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

/// What the body of a control call may have.
const BODIES: [(&str, &[&str]); 9] = [
    ("/sandbox/identities", &identity::FIELDS),
    ("/sandbox/payments", &payment::FIELDS),
    ("/sandbox/deposits", &DEPOSIT_FIELDS),
    ("/sandbox/billing_keys", &billing::FIELDS),
    ("/sandbox/reservations", &reservation::FIELDS),
    ("/sandbox/settings", &settings::FIELDS),
    ("/sandbox/faults", &fault::FIELDS),
    ("/sandbox/clock", &CLOCK_FIELDS),
    ("/sandbox/reset", &[]),
];

const DEPOSIT_FIELDS: [&str; 1] = ["receipt_id"];
const CLOCK_FIELDS: [&str; 1] = ["advance_s"];

/// For the OpenAPI description.
pub(crate) fn lines() -> impl Iterator<Item = Line> {
    METHODS.iter().flat_map(|(path, allowed)| {
        let body = BODIES.iter().find(|(known, _)| known == path);
        let inputs = body.map_or(Inputs::NONE, |(_, fields)| Inputs { required: &[], optional: fields });
        allowed.split(", ").map(move |method| {
            // only what is posted has a body
            let inputs = if method == "POST" { inputs } else { Inputs::NONE };
            Line { method, path, group: Group::Control, inputs }
        })
    })
}

/// Segment by segment; `{…}` is any one.
fn fits(template: &str, path: &str) -> bool {
    let (mut template, mut path) = (template.split('/'), path.split('/'));
    loop {
        match (template.next(), path.next()) {
            (None, None) => return true,
            (Some(expected), Some(actual)) if expected == actual => {}
            (Some(expected), Some(actual)) if expected.starts_with('{') && !actual.is_empty() => {}
            _ => return false,
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
    let receipt_id = deposit(state, &Fields::read(body, &DEPOSIT_FIELDS)?)?;
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

/// What a client of this sandbox needs. The key opens nothing else.
fn project(state: &State) -> Answer {
    let project = state.projects.generated();
    ok(&json!({
        "url": state.url,
        "application_id": project.rest,
        "private_key": project.private_key,
        "web_application_id": project.web,
        "tls": state.has_tls,
    }))
}

/// POST /cancel without a token, and outside of the journal.
fn add_cancel(state: &mut State, body: &[u8]) -> Answer {
    let mut parts = Request::new(()).into_parts().0;
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
    cancel::cancel(state, &Call { parts: &parts, body, captured: Vec::new() }).unwrap_or_else(|refusal| {
        let line = refusal.line();
        error(line.status, &format!("{} (code {})", refusal.message(), line.code))
    })
}

fn one_webhook(state: &State, id: &str) -> Result<Answer, FieldError> {
    let webhook = id.parse().ok().and_then(|id| state.webhooks.get(id));
    webhook.map(ok).ok_or_else(|| FieldError::field("id", "there is no such webhook"))
}

fn one_request(state: &State, number: &str) -> Result<Answer, FieldError> {
    let noted = number.parse().ok().and_then(|number| state.journal.get(number));
    let entry = noted.map(|noted| ok(&*noted.entry));
    entry.ok_or_else(|| FieldError::field("number", "there is no such request, or no more"))
}

fn one_record(state: &State, receipt_id: &str) -> Result<Answer, FieldError> {
    match state.record(receipt_id) {
        Some(Record::Payment(payment)) => Ok(ok(&Receipt::of_payment(payment))),
        Some(Record::Identity(identity)) => Ok(ok(&identity.certificate_answer())),
        None => Err(FieldError::field("receipt_id", "there is nothing with this id")),
    }
}

fn resend_webhook(state: &mut State, id: &str) -> Result<Answer, FieldError> {
    let id = id.parse().map_err(|_| FieldError::field("id", "must be a number"))?;
    let (now, url) = (state.clock.now(), state.settings.feedback_url.clone());
    state.webhooks.resend(id, url.as_deref(), now)?;
    Ok(ok(&state.webhooks.get(id)))
}

fn add_fault(state: &mut State, body: &[u8]) -> Result<Answer, FieldError> {
    let fields = Fields::read(body, &fault::FIELDS)?;
    Ok(ok(state.faults.add(&fields, state.has_tls)?))
}

fn advance_clock(state: &mut State, body: &[u8]) -> Result<Answer, FieldError> {
    let fields = Fields::read(body, &CLOCK_FIELDS)?;
    let seconds = fields.count("advance_s")?.value();
    let seconds = seconds.ok_or_else(|| FieldError::field("advance_s", "is required"))?;
    state.clock.advance(seconds).ok_or_else(|| {
        FieldError::field("advance_s", format!("the clock may be at most {FURTHEST_ADVANCE_S} s ahead"))
    })?;
    state.catch_up();
    state.signals.agenda_changed();
    Ok(ok(&json!({"now": state.clock.now()})))
}
