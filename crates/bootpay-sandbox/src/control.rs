//! `/sandbox/*`: how a test tells the server what the world looks like. Plain JSON, no token, never in the journal.

use std::sync::LazyLock;

use axum::http::header::{ALLOW, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Request, StatusCode};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use crate::api;
use crate::billing::{self, BillingKey, KeyLine, billing_key_field};
use crate::body;
use crate::browser::CodeLine;
use crate::browser::driven::{self, WindowLine};
use crate::call::Call;
use crate::charge::deposit;
use crate::clock::FURTHEST_ADVANCE_S;
use crate::directory::{Directory, MOST as MOST_PROJECTS};
use crate::envelope::{Answer, JSON};
use crate::fault::{self, Fault, Handshakes};
use crate::fields::{Field, FieldError, Fields, is_id};
use crate::identity::{self, Identity, IdentityAnswer};
use crate::journal::{Entry, ListedRequest, Noted};
use crate::keys::{Keys, environment};
use crate::local::may_drive;
use crate::misuse::{self, Misuse};
use crate::openapi::{Description, Group, SchemaOf, Takes, schema_of};
use crate::path::Table;
use crate::payment::{self, Payment, PaymentLine};
use crate::persona::{self, PersonaLine};
use crate::place::Place;
use crate::receipt::{CertificateOrReceipt, Receipt};
use crate::refusal::Refusal;
use crate::reservation::{self, Reservation, ReservationLine};
use crate::scenarios::{Scenario, scenarios};
use crate::settings::{self, Settings};
use crate::snapshot::{self, Snapshot};
use crate::state::{Shared, State};
use crate::webhook_queue::Webhook;

/// Whether a path belongs to this file.
pub(crate) fn is_control(path: &str) -> bool {
    path == "/sandbox" || path.starts_with("/sandbox/")
}

/// How long the body of a call may be. Only who may drive the sandbox sends it a snapshot, which holds all of a journal.
pub(crate) fn most_bytes(parts: &Parts, place: &Place) -> usize {
    let is_snapshot = parts.uri.path() == RESTORE && may_drive(parts, place).is_ok();
    if is_snapshot { LONGEST_SNAPSHOT } else { body::LIMIT }
}

/// A journal and a queue of webhooks of 64 MiB each, escaped, and very many records.
const LONGEST_SNAPSHOT: usize = 512 * 1024 * 1024;

/// Answers a control call that came over HTTP.
pub(crate) fn answer(directory: &Directory, parts: &Parts, body: Result<&[u8], Refusal>) -> Answer {
    if let Err(problem) = may_drive(parts, directory.place()) {
        return refused(problem);
    }
    let Ok(body) = body else {
        let mebibytes = most_bytes(parts, directory.place()) / (1024 * 1024);
        return error(StatusCode::PAYLOAD_TOO_LARGE, &format!("the body has more than {mebibytes} MiB"));
    };
    let shared = || project(directory, parts.uri.query());
    dispatch(directory, shared, parts.method.as_str(), parts.uri.path(), body)
}

/// The answer to somebody who may not drive the sandbox.
pub(crate) fn refused(problem: &str) -> Answer {
    error(StatusCode::FORBIDDEN, problem)
}

/// The project that the query of a control call names; the first one if it names none.
pub(crate) fn project(directory: &Directory, query: Option<&str>) -> Result<Shared, FieldError> {
    let mut named = None;
    for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        if name != "project" || named.is_some() {
            return Err(FieldError::field("query", "a control route takes one parameter, project"));
        }
        named = Some(value);
    }
    let Some(application_id) = named else { return Ok(directory.first().clone()) };
    directory.named(&application_id).ok_or_else(|| {
        FieldError::absent("project", "no project has this application_id; GET /sandbox/projects lists them")
    })
}

/// Carries out a control call, wherever it came from. Which project it is about is asked once its route is there.
pub(crate) fn dispatch(
    directory: &Directory,
    project: impl FnOnce() -> Result<Shared, FieldError>,
    method: &str,
    path: &str,
    body: &[u8],
) -> Answer {
    let fitting = BY_PATH.fitting(path);
    let Some((route, captured)) = fitting.iter().find(|(route, _)| route.method == method) else {
        return no_route(&fitting);
    };
    let answer = project().and_then(|shared| {
        let answer = act(&route.act, directory, &shared, body, captured);
        if method != "GET" {
            // Settings, faults and the clock carry no number of their own.
            shared.lock().signals.changed();
        }
        answer
    });
    answer.unwrap_or_else(complaint)
}

fn act(act: &Act, directory: &Directory, shared: &Shared, body: &[u8], captured: &[&str]) -> ControlAnswer {
    match act {
        Act::List(answer) => answer(shared),
        Act::Look(answer) => answer(&shared.caught_up(), captured),
        Act::Do(takes, answer) => answer(&mut shared.caught_up(), &Fields::read(body, takes)?, captured),
        Act::Projects(takes, answer) => answer(directory, &Fields::read(body, takes)?, captured),
        Act::Cancel => Ok(cancel(&mut shared.caught_up(), body)),
        Act::Restore => restore(shared, body),
    }
}

/// As an answer.
pub(crate) fn complaint(problem: FieldError) -> Answer {
    match problem {
        FieldError::Body(text) => error(StatusCode::BAD_REQUEST, &text),
        FieldError::Field(text) => error(StatusCode::UNPROCESSABLE_ENTITY, &text),
        FieldError::Absent(text) => error(StatusCode::NOT_FOUND, &text),
    }
}

type ControlAnswer = Result<Answer, FieldError>;

/// What a route does. What stands at the wildcards of its path comes last.
enum Act {
    /// A list that grows with the load: it is written out without the state's lock.
    List(fn(&Shared) -> ControlAnswer),
    Look(fn(&State, &[&str]) -> ControlAnswer),
    /// With the fields that its body may have: a JSON object, or nothing.
    Do(&'static [Field], fn(&mut State, &Fields, &[&str]) -> ControlAnswer),
    /// What is about more than one project.
    Projects(&'static [Field], fn(&Directory, &Fields, &[&str]) -> ControlAnswer),
    /// The body is that of a v1 call.
    Cancel,
    /// The body is a snapshot.
    Restore,
}

struct Route {
    method: &'static str,
    path: &'static str,
    act: Act,
    /// What it answers; `None` for an envelope of the API.
    answers: Option<SchemaOf>,
}

const fn get<T: JsonSchema>(path: &'static str, answer: fn(&State, &[&str]) -> ControlAnswer) -> Route {
    Route { method: "GET", path, act: Act::Look(answer), answers: Some(schema_of::<T>) }
}

const fn list<T: JsonSchema>(path: &'static str, answer: fn(&Shared) -> ControlAnswer) -> Route {
    Route { method: "GET", path, act: Act::List(answer), answers: Some(schema_of::<Vec<T>>) }
}

const fn post<T: JsonSchema>(
    path: &'static str,
    takes: &'static [Field],
    answer: fn(&mut State, &Fields, &[&str]) -> ControlAnswer,
) -> Route {
    Route { method: "POST", path, act: Act::Do(takes, answer), answers: Some(schema_of::<T>) }
}

const fn delete<T: JsonSchema>(
    path: &'static str,
    answer: fn(&mut State, &Fields, &[&str]) -> ControlAnswer,
) -> Route {
    Route { method: "DELETE", ..post::<T>(path, &[], answer) }
}

const fn about_projects<T: JsonSchema>(
    method: &'static str,
    path: &'static str,
    answer: fn(&Directory, &Fields, &[&str]) -> ControlAnswer,
) -> Route {
    Route { method, path, act: Act::Projects(&[], answer), answers: Some(schema_of::<T>) }
}

const RESTORE: &str = "/sandbox/restore";

/// To add a route: a line here and its function.
const ROUTES: &[Route] = &[
    get::<Health>("/sandbox/health", health),
    get::<ProjectAnswer<'_>>("/sandbox/project", |state, _| {
        Ok(ok(&ProjectAnswer::of(&state.keys, &state.place)))
    }),
    about_projects::<Vec<ProjectAnswer<'_>>>("GET", "/sandbox/projects", list_projects),
    about_projects::<ProjectAnswer<'_>>("POST", "/sandbox/projects", add_project),
    about_projects::<Removed>("DELETE", "/sandbox/projects/{application_id}", end_project),
    post::<IdentityAnswer<'_>>("/sandbox/identities", identity::FIELDS, add_identity),
    get::<CertificateOrReceipt<'_>>("/sandbox/identities/{receipt_id}", one_record),
    get::<Vec<PersonaLine>>("/sandbox/personas", |_, _| {
        Ok(ok(&persona::lines().collect::<Vec<PersonaLine>>()))
    }),
    get::<Vec<WindowLine<'_>>>("/sandbox/windows", |state, _| Ok(ok(&driven::lines(state)))),
    post::<WindowLine<'_>>("/sandbox/windows", driven::OPEN_FIELDS, open_window),
    get::<WindowLine<'_>>("/sandbox/windows/{receipt_id}", |state, captured| {
        Ok(ok(&driven::line(state, first(captured))?))
    }),
    post::<WindowLine<'_>>(
        "/sandbox/windows/{receipt_id}/approve",
        driven::APPROVE_FIELDS,
        |state, fields, captured| decided(driven::approve(state, fields, first(captured)), state, captured),
    ),
    post::<WindowLine<'_>>("/sandbox/windows/{receipt_id}/cancel", &[], |state, _, captured| {
        decided(driven::cancel(state, first(captured)), state, captured)
    }),
    post::<WindowLine<'_>>(
        "/sandbox/windows/{receipt_id}/fail",
        driven::FAIL_FIELDS,
        |state, fields, captured| decided(driven::fail(state, fields, first(captured)), state, captured),
    ),
    list::<PaymentLine>("/sandbox/payments", payments),
    post::<ReceiptOrIds<'_>>("/sandbox/payments", payment::FIELDS, add_payment),
    get::<CertificateOrReceipt<'_>>("/sandbox/payments/{receipt_id}", one_record),
    Route { method: "POST", path: "/sandbox/cancels", act: Act::Cancel, answers: None },
    post::<Receipt<'_>>("/sandbox/deposits", &[Field::id("receipt_id").required()], add_deposit),
    get::<Vec<KeyLine<'_>>>("/sandbox/billing_keys", |state, _| {
        Ok(ok(&state.billing_keys.values().map(BillingKey::line).collect::<Vec<KeyLine<'_>>>()))
    }),
    post::<KeyLine<'_>>("/sandbox/billing_keys", billing::FIELDS, add_billing_key),
    get::<Vec<ReservationLine<'_>>>("/sandbox/reservations", |state, _| {
        Ok(ok(&state.reservations.values().map(Reservation::line).collect::<Vec<ReservationLine<'_>>>()))
    }),
    post::<ReservationLine<'_>>("/sandbox/reservations", reservation::FIELDS, add_reservation),
    get::<Settings>("/sandbox/settings", |state, _| Ok(ok(&state.settings))),
    post::<Settings>("/sandbox/settings", settings::FIELDS, change_settings),
    get::<Vec<Fault>>("/sandbox/faults", |state, _| Ok(ok(&state.faults.list()))),
    post::<Fault>("/sandbox/faults", fault::FIELDS, add_fault),
    delete::<Removed>("/sandbox/faults", clear_faults),
    delete::<Removed>("/sandbox/faults/{id}", remove_fault),
    get::<Vec<fault::FaultKindLine>>("/sandbox/faults/kinds", |_, _| Ok(ok(&fault::FaultKind::lines()))),
    post::<ClockAnswer>("/sandbox/clock", &[Field::count("advance_s").required()], advance_clock),
    list::<ListedRequest<'_>>("/sandbox/requests", requests),
    get::<Vec<CodeLine<'_>>>("/sandbox/codes", |state, _| Ok(ok(&state.codes.lines(state.clock.now())))),
    get::<ListedRequest<'_>>("/sandbox/requests/{number}", one_request),
    get::<Vec<ListedRequest<'_>>>("/sandbox/operations/{operation}/requests", requests_for),
    get::<Vec<Misuse>>("/sandbox/misuses", |state, _| Ok(ok(&misuse::misuses(state)))),
    get::<Vec<Scenario>>("/sandbox/scenarios", |_, _| Ok(ok(&scenarios()))),
    // No webhook is documented for identity verification.
    get::<Vec<Webhook>>("/sandbox/webhooks", |state, _| Ok(ok(state.webhooks.list()))),
    get::<Webhook>("/sandbox/webhooks/{id}", one_webhook),
    post::<Webhook>("/sandbox/webhooks/{id}/resend", &[], resend_webhook),
    post::<ResetAnswer>("/sandbox/reset", &[Field::switch("keep_tokens")], reset),
    Route {
        method: "GET",
        path: "/sandbox/snapshot",
        act: Act::List(take_snapshot),
        answers: Some(schema_of::<snapshot::Described>),
    },
    Route { method: "POST", path: RESTORE, act: Act::Restore, answers: Some(schema_of::<ResetAnswer>) },
];

static BY_PATH: LazyLock<Table<&Route>> =
    LazyLock::new(|| Table::new(ROUTES.iter().map(|route| (route.path, route))));

fn no_route(fitting: &[(&&Route, Vec<&str>)]) -> Answer {
    let allowed: Vec<&str> = fitting.iter().map(|(route, _)| route.method).collect();
    if allowed.is_empty() {
        let mut known: Vec<&str> = ROUTES.iter().map(|route| route.path).collect();
        known.dedup();
        let known = known.join(", ");
        return error(StatusCode::NOT_FOUND, &format!("path: no such control route, there are {known}"));
    }
    let allowed = allowed.join(", ");
    let mut answer = error(StatusCode::METHOD_NOT_ALLOWED, &format!("method: this route has {allowed}"));
    answer.headers.extend(HeaderValue::from_str(&allowed).map(|allowed| (ALLOW, allowed)));
    answer
}

/// For the OpenAPI description.
pub(crate) fn descriptions() -> impl Iterator<Item = Description> {
    ROUTES.iter().map(|route| Description {
        method: route.method,
        path: route.path,
        group: Group::Control,
        takes: match route.act {
            Act::Do(takes, _) | Act::Projects(takes, _) => Takes::Fields(takes),
            Act::Cancel => Takes::Operation { name: "payment.cancel", also: &[] },
            Act::Restore => Takes::Schema(schema_of::<snapshot::Described>),
            Act::List(_) | Act::Look(_) => Takes::Anything,
        },
        answers: route.answers,
    })
}

fn ok(value: &impl Serialize) -> Answer {
    Answer::json(StatusCode::OK, value)
}

fn error(status: StatusCode, text: &str) -> Answer {
    Answer::json(status, &json!({"error": text}))
}

#[derive(Serialize, JsonSchema)]
struct Health {
    ok: bool,
    version: &'static str,
    /// The sandbox's time, in Unix seconds.
    now: i64,
}

fn health(state: &State, _: &[&str]) -> ControlAnswer {
    Ok(ok(&Health { ok: true, version: env!("CARGO_PKG_VERSION"), now: state.clock.now() }))
}

fn requests(shared: &Shared) -> ControlAnswer {
    let entries = shared.lock().journal.entries();
    Ok(ok(&entries.iter().map(Entry::listed).collect::<Vec<ListedRequest<'_>>>()))
}

fn payments(shared: &Shared) -> ControlAnswer {
    let lines: Vec<PaymentLine> = shared.caught_up().payments().map(Payment::line).collect();
    Ok(ok(&lines))
}

fn add_identity(state: &mut State, fields: &Fields, _: &[&str]) -> ControlAnswer {
    let receipt_id = fields.receipt_id()?.unwrap_or_else(|| state.fresh_id());
    let identity = Identity::from_fields(fields, receipt_id, state.seed, state.clock.now())?;
    let answer = ok(&identity.control_answer());
    state.keep_identity(identity);
    Ok(answer)
}

/// The window as it is after somebody has decided in it.
fn decided(done: Result<(), FieldError>, state: &State, captured: &[&str]) -> ControlAnswer {
    done?;
    Ok(ok(&driven::line(state, first(captured))?))
}

fn open_window(state: &mut State, fields: &Fields, _: &[&str]) -> ControlAnswer {
    let receipt_id = driven::open(state, fields)?;
    Ok(ok(&driven::line(state, &receipt_id)?))
}

/// One payment is shown whole.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum ReceiptOrIds<'a> {
    Receipt(Box<Receipt<'a>>),
    Ids { receipt_ids: Vec<String> },
}

fn add_payment(state: &mut State, fields: &Fields, _: &[&str]) -> ControlAnswer {
    if let Some(count) = payment::count(fields)? {
        return add_payments(state, fields, count);
    }
    let receipt_id = fields.receipt_id()?.unwrap_or_else(|| state.fresh_id());
    let payment = Payment::from_fields(fields, &receipt_id, state.clock.now())?;
    let answer = ok(&ReceiptOrIds::Receipt(Box::new(Receipt::of_payment(&payment))));
    state.keep_payment(payment);
    Ok(answer)
}

/// Many payments that are alike but for their ids.
fn add_payments(state: &mut State, fields: &Fields, count: u64) -> ControlAnswer {
    let now = state.clock.now();
    let mut receipt_ids = Vec::new();
    for _ in 0..count {
        let receipt_id = state.fresh_id();
        state.keep_payment(Payment::from_fields(fields, &receipt_id, now)?);
        receipt_ids.push(receipt_id);
    }
    Ok(ok(&ReceiptOrIds::Ids { receipt_ids }))
}

fn add_deposit(state: &mut State, fields: &Fields, _: &[&str]) -> ControlAnswer {
    let receipt_id = deposit(state, fields)?;
    let payment = state.payment(&receipt_id);
    let payment = payment.map_err(|_| FieldError::field("receipt_id", "is no payment"))?;
    Ok(ok(&Receipt::of_payment(payment)))
}

fn add_billing_key(state: &mut State, fields: &Fields, _: &[&str]) -> ControlAnswer {
    let billing_key = billing_key_field(fields)?.unwrap_or_else(|| state.fresh_billing_key());
    let receipt_id = fields.receipt_id()?.unwrap_or_else(|| state.fresh_id());
    let key = BillingKey::from_fields(fields, billing_key, receipt_id, state.clock.now())?;
    let answer = ok(&key.line());
    state.keep_billing_key(key);
    Ok(answer)
}

fn add_reservation(state: &mut State, fields: &Fields, _: &[&str]) -> ControlAnswer {
    let reserve_id = reservation::add(state, fields)?;
    let line = state.reservations.get(&reserve_id).map(Reservation::line);
    Ok(ok(&line))
}

fn change_settings(state: &mut State, fields: &Fields, _: &[&str]) -> ControlAnswer {
    state.settings.change(fields)?;
    state.journal.forget_beyond(state.settings.journal_limit);
    state.webhooks.forget_beyond(state.settings.journal_limit);
    Ok(ok(&state.settings))
}

/// What a client of this sandbox needs. The key opens nothing else.
#[derive(Serialize, JsonSchema)]
struct ProjectAnswer<'a> {
    application_id: &'a str,
    /// Names and values.
    #[schemars(with = "Vec<[String; 2]>")]
    environment: [(&'static str, &'a str); 4],
    private_key: &'a str,
    tls: bool,
    url: &'a str,
    web_application_id: &'a str,
}

impl<'a> ProjectAnswer<'a> {
    fn of(keys: &'a Keys, place: &'a Place) -> Self {
        let project = keys.generated();
        Self {
            application_id: &project.rest,
            environment: environment(&place.url, project),
            private_key: &project.private_key,
            tls: place.has_tls(),
            url: &place.url,
            web_application_id: &project.web,
        }
    }
}

fn list_projects(directory: &Directory, _: &Fields, _: &[&str]) -> ControlAnswer {
    let all = directory.all();
    let answer = |shared| ProjectAnswer::of(Shared::keys(shared), directory.place());
    Ok(ok(&all.iter().map(answer).collect::<Vec<ProjectAnswer<'_>>>()))
}

fn add_project(directory: &Directory, _: &Fields, _: &[&str]) -> ControlAnswer {
    let shared = directory.add().ok_or_else(|| {
        FieldError::Field(format!("there are {MOST_PROJECTS} projects already: end some with DELETE /sandbox/projects/{{application_id}}"))
    })?;
    Ok(ok(&ProjectAnswer::of(shared.keys(), directory.place())))
}

/// The first one stays.
fn end_project(directory: &Directory, _: &Fields, captured: &[&str]) -> ControlAnswer {
    let application_id = first(captured);
    if directory.first().keys().generated().rest == application_id {
        return Err(FieldError::field(
            "application_id",
            "the first project cannot be ended; POST /sandbox/reset empties it",
        ));
    }
    if !is_id(application_id) {
        return Err(FieldError::field("application_id", "must have 24 lowercase hex characters"));
    }
    Ok(ok(&Removed { removed: usize::from(directory.end(application_id)) }))
}

/// POST /cancel without a token, and outside of the journal.
fn cancel(state: &mut State, body: &[u8]) -> Answer {
    let mut parts = Request::new(()).into_parts().0;
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
    crate::cancel::cancel(state, &Call { parts: &parts, body, captured: Vec::new() }).unwrap_or_else(
        |refusal| error(refusal.status(), &format!("{} (code {})", refusal.message(), refusal.code())),
    )
}

/// What stands at the only wildcard.
fn first<'p>(captured: &[&'p str]) -> &'p str {
    captured.first().copied().unwrap_or_default()
}

fn one_webhook(state: &State, captured: &[&str]) -> ControlAnswer {
    let webhook = first(captured).parse().ok().and_then(|id| state.webhooks.get(id));
    webhook.map(ok).ok_or_else(|| FieldError::absent("id", "there is no such webhook"))
}

fn one_request(state: &State, captured: &[&str]) -> ControlAnswer {
    let noted = first(captured).parse().ok().and_then(|number| state.journal.get(number));
    let entry = noted.map(|noted| ok(&noted.listed()));
    entry.ok_or_else(|| FieldError::absent("number", "there is no such request, or no more"))
}

/// Refuses a name that there is not: a test that expects no request would never fail.
fn requests_for(state: &State, captured: &[&str]) -> ControlAnswer {
    let operation = first(captured);
    let mut known: Vec<&str> = api::operations().collect();
    if !known.contains(&operation) {
        known.sort_unstable();
        return Err(FieldError::absent("operation", format!("must be one of {}", known.join(", "))));
    }
    let asked = state.journal.noted().filter(|noted| noted.entry.asks_for(operation));
    Ok(ok(&asked.map(Noted::listed).collect::<Vec<ListedRequest<'_>>>()))
}

fn one_record(state: &State, captured: &[&str]) -> ControlAnswer {
    match state.record(first(captured)) {
        Some(record) => Ok(ok(&record.certificate())),
        None => Err(FieldError::absent("receipt_id", "there is nothing with this id")),
    }
}

fn resend_webhook(state: &mut State, _: &Fields, captured: &[&str]) -> ControlAnswer {
    let id = first(captured).parse().map_err(|_| FieldError::field("id", "must be a number"))?;
    let (now, url) = (state.clock.now(), state.settings.feedback_url.clone());
    state.webhooks.resend(id, url.as_deref(), now)?;
    Ok(ok(&state.webhooks.get(id)))
}

#[derive(Serialize, JsonSchema)]
struct Removed {
    /// How many.
    removed: usize,
}

fn clear_faults(state: &mut State, _: &Fields, _: &[&str]) -> ControlAnswer {
    Ok(ok(&Removed { removed: state.faults.clear() }))
}

/// One that is used up is gone already.
fn remove_fault(state: &mut State, _: &Fields, captured: &[&str]) -> ControlAnswer {
    let id = first(captured).parse().map_err(|_| FieldError::field("id", "must be a number"))?;
    Ok(ok(&Removed { removed: state.faults.remove(id) }))
}

#[derive(Serialize, JsonSchema)]
struct ResetAnswer {
    ok: bool,
}

fn reset(state: &mut State, fields: &Fields, _: &[&str]) -> ControlAnswer {
    state.reset(fields.switch("keep_tokens")?.value().unwrap_or(false));
    Ok(ok(&ResetAnswer { ok: true }))
}

fn take_snapshot(shared: &Shared) -> ControlAnswer {
    // Taken and freed of the lock before it is written out.
    let snapshot = shared.caught_up().snapshot();
    Ok(ok(&snapshot))
}

/// The document is read before anybody has to wait for the state.
fn restore(shared: &Shared, body: &[u8]) -> ControlAnswer {
    let snapshot = Snapshot::read(body)?;
    shared.caught_up().restore(snapshot)?;
    Ok(ok(&ResetAnswer { ok: true }))
}

fn add_fault(state: &mut State, fields: &Fields, _: &[&str]) -> ControlAnswer {
    let handshakes = if !state.place.has_tls() {
        Handshakes::WithoutTls
    } else if state.number == 0 {
        Handshakes::Here
    } else {
        Handshakes::OfTheFirstProject
    };
    Ok(ok(state.faults.add(fields, handshakes)?))
}

#[derive(Serialize, JsonSchema)]
struct ClockAnswer {
    /// The sandbox's time, in Unix seconds.
    now: i64,
}

fn advance_clock(state: &mut State, fields: &Fields, _: &[&str]) -> ControlAnswer {
    let seconds = fields.count("advance_s")?.value();
    let seconds = seconds.ok_or_else(|| FieldError::field("advance_s", "is required"))?;
    state.clock.advance(seconds).ok_or_else(|| {
        FieldError::field("advance_s", format!("the clock may be at most {FURTHEST_ADVANCE_S} s ahead"))
    })?;
    state.catch_up();
    state.signals.agenda_changed();
    Ok(ok(&ClockAnswer { now: state.clock.now() }))
}
