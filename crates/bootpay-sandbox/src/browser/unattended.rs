//! POST /sandbox/windows: the window of an identity verification that nobody finishes, without a page or a browser.

use serde_json::json;

use super::decide;
use super::payload::{PageRequest, Problem};
use super::window::Window;
use crate::body::Parameters;
use crate::fields::{Field, FieldError, Fields};
use crate::identity::default_order_id;
use crate::refusal::Refusal;
use crate::state::State;

pub(crate) const FIELDS: &[Field] = &[
    Field::one_of("outcome", || OUTCOMES.iter().map(|(name, _)| (*name).into()).collect()),
    Field::text("order_id"),
    Field::text("name"),
    Field::id("receipt_id"),
];

/// What became of it, and the button that somebody pressed.
const OUTCOMES: &[(&str, Option<&str>)] =
    &[("unfinished", None), ("cancelled", Some("action=cancel")), ("failed", Some("action=fail"))];

/// The window's receipt id. An unfinished one can still be opened and used at `/window/{receipt_id}`.
pub(crate) fn open(state: &mut State, fields: &Fields) -> Result<String, FieldError> {
    let outcome = fields.text("outcome")?.value().unwrap_or_else(|| "unfinished".to_owned());
    let button = OUTCOMES.iter().find(|(name, _)| *name == outcome).map(|(_, button)| *button);
    let button = button.ok_or_else(|| {
        let known: Vec<&str> = OUTCOMES.iter().map(|(name, _)| *name).collect();
        FieldError::field("outcome", format!("must be one of {}", known.join(", ")))
    })?;
    let receipt_id = fields.receipt_id()?.unwrap_or_else(|| state.fresh_id());
    let payload = json!({
        "application_id": state.keys.generated().web,
        "pg": "danal",
        "method": "auth",
        "price": 0,
        "name": fields.text("name")?.value().unwrap_or_else(|| "본인인증".to_owned()),
        "order_id": fields.text("order_id")?.value().unwrap_or_else(|| default_order_id(&receipt_id)),
    });
    let payload = read("application/json", &payload.to_string())?;
    let request =
        PageRequest::read(&payload).map_err(|Problem(problem)| FieldError::Field(problem.into_owned()))?;
    let base = state.place.base(None);
    Window::open(state, receipt_id.clone(), request, payload.bytes(), None, None, base);
    // It stays, as one does in which somebody has pressed a button.
    if let Some(mut window) = state.windows.touch(&receipt_id) {
        let pressed = button.map(|button| {
            let form = read("application/x-www-form-urlencoded", button)?;
            decide::press(state, &mut window, &form).map_err(problem)
        });
        state.windows.keep(window);
        pressed.transpose()?;
    }
    Ok(receipt_id)
}

fn read(content_type: &str, body: &str) -> Result<Parameters, FieldError> {
    Parameters::read("", Some(content_type), body.as_bytes()).map_err(problem)
}

fn problem(refusal: Refusal) -> FieldError {
    FieldError::Field(refusal.message().into_owned())
}
