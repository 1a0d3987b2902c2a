//! `/sandbox/windows`: what a person does in a window, without a browser. A test opens a window or finds the one that its
//! application's page has opened, and decides.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::card::TestCard;
use super::carrier::Carrier;
use super::decide;
use super::payload::{PageRequest, Problem, phone_digits};
use super::window::{Ending, Step, Task, Window};
use crate::body::Parameters;
use crate::codes::Status;
use crate::fields::{Field, FieldError, Fields, Given, joined};
use crate::identity::{Described, PERSON_FIELDS, default_order_id};
use crate::receipt::Record;
use crate::refusal::Refusal;
use crate::state::State;

/// The fields of POST /sandbox/windows.
pub(crate) const OPEN_FIELDS: &[Field] = &[
    Field::one_of("outcome", || OUTCOMES.iter().map(|(name, _)| (*name).into()).collect()),
    Field::text("order_id"),
    Field::text("name"),
    Field::id("receipt_id"),
    Field::count("price"),
    Field::text("method"),
    Field::text("pg"),
];

/// The fields of POST /sandbox/windows/{receipt_id}/approve: the person who is verified, or how it is paid.
pub(crate) const APPROVE_FIELDS: &[Field] = &joined::<15>(PERSON_FIELDS, PAY_FIELDS);

const PAY_FIELDS: &[Field] = &[
    Field::text("method"),
    Field::one_of("card", || TestCard::all().into_iter().map(|card| card.number().into()).collect()),
    Field::count("quota"),
];

/// The fields of POST /sandbox/windows/{receipt_id}/fail.
pub(crate) const FAIL_FIELDS: &[Field] = &[Field::text("message")];

/// What became of it, and the button that somebody pressed.
const OUTCOMES: &[(&str, Option<&str>)] =
    &[("unfinished", None), ("cancelled", Some("cancel")), ("failed", Some("fail"))];

/// What a window is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum WindowKind {
    Identity,
    Payment,
}

/// How far its user got. Of a payment, the receipt says what became of the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum WindowState {
    Waiting,
    Approved,
    Cancelled,
    Failed,
}

/// One line of GET /sandbox/windows.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WindowLine<'a> {
    receipt_id: &'a str,
    order_id: Option<&'a str>,
    kind: WindowKind,
    state: WindowState,
    /// What the window tells its user, who has to try again: a card that is refused at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<&'a str>,
    /// Where a browser can open it.
    url: String,
}

impl Window {
    fn line<'a>(&'a self, state: &'a State) -> WindowLine<'a> {
        WindowLine {
            receipt_id: &self.receipt_id,
            order_id: self.order_id(state),
            kind: match self.task {
                Task::Identity(_) => WindowKind::Identity,
                Task::Payment(_) => WindowKind::Payment,
            },
            state: self.state(state),
            notice: self.notice.as_ref().map(|notice| notice.text.in_language(self.is_english)),
            url: format!("{}/window/{}", state.place.url, self.receipt_id),
        }
    }

    fn order_id<'s>(&self, state: &'s State) -> Option<&'s str> {
        match state.record(&self.receipt_id)? {
            Record::Payment(payment) => Some(&payment.order_id),
            Record::Identity(identity) => identity.order_id(),
        }
    }

    fn state(&self, state: &State) -> WindowState {
        match &self.ending {
            Some(Ending::Cancelled) => return WindowState::Cancelled,
            Some(Ending::Failed(_)) => return WindowState::Failed,
            None => {}
        }
        match state.payment(&self.receipt_id).map(|payment| payment.status) {
            Ok(Status::Waiting) => WindowState::Waiting,
            Ok(Status::Failed | Status::ApprovalFailed) => WindowState::Failed,
            _ => WindowState::Approved,
        }
    }
}

/// All windows, in the order in which they were opened.
pub(crate) fn lines(state: &State) -> Vec<WindowLine<'_>> {
    let mut windows: Vec<&Window> = state.windows.iter().collect();
    windows.sort_by_key(|window| window.opened);
    windows.into_iter().map(|window| window.line(state)).collect()
}

pub(crate) fn line<'s>(state: &'s State, receipt_id: &str) -> Result<WindowLine<'s>, FieldError> {
    let window = state.windows.get(receipt_id);
    window.map(|window| window.line(state)).ok_or_else(no_window)
}

fn no_window() -> FieldError {
    FieldError::absent("receipt_id", "there is no window with this receipt id")
}

/// The receipt id of the window that waits for this order, or else of a new one. With a `receipt_id` it is a new one.
pub(crate) fn open(state: &mut State, fields: &Fields) -> Result<String, FieldError> {
    let outcome = fields.text("outcome")?.value().unwrap_or_else(|| "unfinished".to_owned());
    let button = OUTCOMES.iter().find(|(name, _)| *name == outcome).map(|(_, button)| *button);
    let button = button.ok_or_else(|| {
        let known: Vec<&str> = OUTCOMES.iter().map(|(name, _)| *name).collect();
        FieldError::field("outcome", format!("must be one of {}", known.join(", ")))
    })?;
    let receipt_id = match found(state, fields)? {
        Some(receipt_id) => receipt_id,
        None => open_new(state, fields)?,
    };
    match button {
        Some(button) => in_window(state, &receipt_id, |state, window| press(state, window, button, &[]))?,
        None => {
            // It stays, as one does in which somebody has pressed a button.
            if let Some(window) = state.windows.touch(&receipt_id) {
                state.windows.keep(window);
            }
        }
    }
    Ok(receipt_id)
}

/// The newest window that waits for this order.
fn found(state: &State, fields: &Fields) -> Result<Option<String>, FieldError> {
    let (order_id, price) = (fields.text("order_id")?.value(), fields.count("price")?.value());
    let Some(order_id) = order_id.filter(|_| fields.any("receipt_id") == Given::Absent) else {
        return Ok(None);
    };
    let waiting = state.windows.iter().filter(|window| {
        window.state(state) == WindowState::Waiting
            && window.order_id(state) == Some(&order_id)
            && (price.is_none() || matches!(window.task, Task::Payment(_)))
    });
    let Some(window) = waiting.max_by_key(|window| window.opened) else { return Ok(None) };
    let known = state.payment(&window.receipt_id).map(|payment| payment.price);
    match (price, known) {
        (Some(price), Ok(known)) if price != known => {
            Err(FieldError::field("price", format!("the window that waits for this order is of {known}")))
        }
        _ => Ok(Some(window.receipt_id.clone())),
    }
}

fn open_new(state: &mut State, fields: &Fields) -> Result<String, FieldError> {
    let price = fields.count("price")?.value();
    let (method, pg) = (fields.text("method")?.value(), fields.text("pg")?.value());
    for (field, given) in [("method", &method), ("pg", &pg)] {
        if price.is_none() && given.is_some() {
            return Err(FieldError::field(field, "is for a payment, which has a price"));
        }
    }
    let name = fields.text("name")?.value();
    let order_id = fields.text("order_id")?.value();
    let receipt_id = fields.receipt_id()?.unwrap_or_else(|| state.fresh_id());
    let (usual_name, method, pg) = match price {
        Some(_) => ("테스트결제", json!(method), json!(pg)),
        None => ("본인인증", json!("auth"), json!("danal")),
    };
    let payload = json!({
        "application_id": state.keys.generated().web,
        "pg": pg,
        "method": method,
        "price": price.unwrap_or(0),
        "name": name.as_deref().unwrap_or(usual_name),
        "order_id": order_id.unwrap_or_else(|| default_order_id(&receipt_id)),
    });
    let payload = parameters(&payload)?;
    let request =
        PageRequest::read(&payload).map_err(|Problem(problem)| FieldError::Field(problem.into_owned()))?;
    let base = state.place.base(None);
    Window::open(state, receipt_id.clone(), request, payload.bytes(), None, None, base);
    Ok(receipt_id)
}

/// The user goes through with it.
pub(crate) fn approve(state: &mut State, fields: &Fields, receipt_id: &str) -> Result<(), FieldError> {
    let person = Described::read(fields, state.seed, state.clock.now())?;
    let (method, card) = (fields.text("method")?.value(), fields.text("card")?.value());
    let quota = fields.count("quota")?.value();
    in_window(state, receipt_id, |state, window| match &window.task {
        Task::Identity(_) => {
            refuse_all(fields, PAY_FIELDS, "is for a payment, and this window verifies a person")?;
            verify(state, window, person, fields)
        }
        Task::Payment(checkout) => {
            refuse_all(fields, PERSON_FIELDS, "is for a verification, and this window takes a payment")?;
            let offer = &checkout.offer;
            if let Some(method) = method.as_ref().filter(|method| !offer.methods.contains(method)) {
                let problem =
                    format!("{method} is not offered by this window, but {}", offer.methods.join(", "));
                return Err(FieldError::field("method", problem));
            }
            if card.as_ref().is_some_and(|number| TestCard::of(number).is_none()) {
                let known: Vec<&str> = TestCard::all().into_iter().map(TestCard::number).collect();
                return Err(FieldError::field("card", format!("must be one of {}", known.join(", "))));
            }
            if quota.is_some_and(|months| months > 0 && !offer.quotas.contains(&months)) {
                return Err(FieldError::field("quota", "is not offered by this window: see extra.quota"));
            }
            let choices = [("method", json!(method)), ("card", json!(card)), ("quota", json!(quota))];
            press(state, window, "approve", &choices)
        }
    })
}

/// Somebody who says another carrier or number than the page fixed cannot prove it.
fn verify(
    state: &mut State,
    window: &mut Window,
    person: Described,
    fields: &Fields,
) -> Result<(), FieldError> {
    let Task::Identity(verification) = &window.task else { return Ok(()) };
    let (carrier, phone) = (verification.rules.carrier.map(Carrier::code), verification.rules.phone.clone());
    let said_carrier = fields.text("carrier")?.value();
    let said_phone = fields.text("phone")?.value().map(|phone| phone_digits(&phone).unwrap_or(phone));
    let person = person.under(carrier, phone.as_deref());
    let decided = if differs(said_carrier.as_deref(), carrier) {
        decide::fail(state, window, "가입한 통신사가 아닙니다. (sandbox: the page fixed extra.carrier)")
    } else if differs(said_phone.as_deref(), phone.as_deref()) {
        decide::fail(state, window, "본인 명의의 번호가 아닙니다. (sandbox: the page fixed user_info.phone)")
    } else {
        decide::verify_described(state, window, person)
    };
    decided.map_err(problem)
}

fn differs(said: Option<&str>, fixed: Option<&str>) -> bool {
    said.zip(fixed).is_some_and(|(said, fixed)| said != fixed)
}

/// The user gives up.
pub(crate) fn cancel(state: &mut State, receipt_id: &str) -> Result<(), FieldError> {
    in_window(state, receipt_id, |state, window| press(state, window, "cancel", &[]))
}

/// Agency or card company refuse.
pub(crate) fn fail(state: &mut State, fields: &Fields, receipt_id: &str) -> Result<(), FieldError> {
    let message = fields.text("message")?.value();
    in_window(state, receipt_id, |state, window| match &message {
        Some(message) => decide::fail(state, window, message).map_err(problem),
        None => press(state, window, "fail", &[]),
    })
}

/// Does something in a window that waits for its user.
fn in_window(
    state: &mut State,
    receipt_id: &str,
    act: impl FnOnce(&mut State, &mut Window) -> Result<(), FieldError>,
) -> Result<(), FieldError> {
    let window = state.windows.get(receipt_id).ok_or_else(no_window)?;
    let stands_still = match window.step(state) {
        Step::Popup => Some("its page has to open a popup first, which takes a click there"),
        Step::Person | Step::Code | Step::Pay => None,
        Step::Confirm => Some("its user has approved already, and it waits for its page or POST /submit"),
        Step::Account => Some("its user has approved already, and it waits for POST /sandbox/deposits"),
        Step::Finished => Some("it is decided already"),
    };
    if let Some(why) = stands_still {
        return Err(FieldError::field(
            "receipt_id",
            format!("this window does not wait for its user: {why}"),
        ));
    }
    let mut window = state.windows.touch(receipt_id).ok_or_else(no_window)?;
    window.notice = None;
    let done = act(state, &mut window);
    state.windows.keep(window);
    done
}

/// Presses a button, as the form of the window does.
fn press(
    state: &mut State,
    window: &mut Window,
    button: &str,
    choices: &[(&str, Value)],
) -> Result<(), FieldError> {
    let mut form: Map<String, Value> =
        choices.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    form.insert("action".to_owned(), json!(button));
    decide::press(state, window, &parameters(&Value::Object(form))?).map_err(problem)
}

fn refuse_all(fields: &Fields, known: &[Field], why: &str) -> Result<(), FieldError> {
    let given = known.iter().find(|field| matches!(fields.any(field.name), Given::Value(_)));
    given.map_or(Ok(()), |field| Err(FieldError::field(field.name, why)))
}

fn parameters(payload: &Value) -> Result<Parameters, FieldError> {
    Parameters::read("", Some("application/json"), payload.to_string().as_bytes()).map_err(problem)
}

fn problem(refusal: Refusal) -> FieldError {
    FieldError::Field(refusal.message().into_owned())
}
