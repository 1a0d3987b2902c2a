//! Charges that are reserved for later, and fire on the sandbox's clock.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::billing::{Charge, usable_key};
use crate::call::Call;
use crate::charge::charge;
use crate::clock::{FURTHEST_ADVANCE_S, unix_time};
use crate::envelope::Answer;
use crate::fields::{Field, FieldError, Fields, is_id};
use crate::pg::{NOT_RESERVED, Reaction};
use crate::refusal::Refusal;
use crate::route::{Route, route};
use crate::state::State;
use crate::webhook::WebhookReason;

pub(crate) const ROUTES: &[Route] = &[
    route("billing.reserve", "POST", "/subscribe/billing/reserve", reserve)
        .also(&["scheduler_type", "execute_at"]),
    route("reservation.cancel", "DELETE", "/subscribe/billing/reserve/{reserve_id}", cancel),
];

/// How many may wait for one key (v1 READMEs of the official SDKs).
const MOST_WAITING: usize = 5;

/// The `status` of a reservation (v1 docs, reservation page).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReserveStatus {
    Waiting = 0,
    Paid = 1,
    Error = 2,
    Cancelled = 3,
    NotReserved = -1,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reservation {
    pub(crate) reserve_id: String,
    billing_key: String,
    charge: Charge,
    #[serde(deserialize_with = "unix_time")]
    pub(crate) execute_at: i64,
    status: ReserveStatus,
    /// The payment that it became.
    receipt_id: Option<String>,
    /// The number of the change that made it.
    #[serde(skip)]
    pub(crate) made: u64,
}

/// `data` of POST /subscribe/billing/reserve, in the order of the v1 docs' sample.
#[derive(Serialize)]
struct ReserveAnswer<'a> {
    reserve_id: &'a str,
    billing_key: &'a str,
    item_name: &'a str,
    /// The sample writes it as `3000.0`.
    price: Option<Box<RawValue>>,
    purchase_count: u64,
    purchase_limit: u64,
    execute_at: i64,
    status: i64,
}

/// One line of GET /sandbox/reservations.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ReservationLine<'a> {
    reserve_id: &'a str,
    billing_key: &'a str,
    item_name: &'a str,
    price: u64,
    execute_at: i64,
    status: i64,
    receipt_id: Option<&'a str>,
}

impl Reservation {
    fn answer(&self) -> ReserveAnswer<'_> {
        ReserveAnswer {
            reserve_id: &self.reserve_id,
            billing_key: &self.billing_key,
            item_name: &self.charge.item_name,
            price: RawValue::from_string(format!("{}.0", self.charge.price)).ok(),
            purchase_count: u64::from(self.status == ReserveStatus::Paid),
            purchase_limit: 1,
            execute_at: self.execute_at,
            status: self.status as i64,
        }
    }

    pub(crate) fn line(&self) -> ReservationLine<'_> {
        ReservationLine {
            reserve_id: &self.reserve_id,
            billing_key: &self.billing_key,
            item_name: &self.charge.item_name,
            price: self.charge.price,
            execute_at: self.execute_at,
            status: self.status as i64,
            receipt_id: self.receipt_id.as_deref(),
        }
    }
}

/// What POST /sandbox/reservations takes.
pub(crate) const FIELDS: &[Field] = &[
    Field::id("reserve_id"),
    Field::id("billing_key").required(),
    Field::count("price"),
    Field::text("item_name"),
    Field::text("order_id"),
    Field::integer("execute_at"),
];

/// POST /sandbox/reservations: one that waits, as if the merchant had made it before.
pub(crate) fn add(state: &mut State, fields: &Fields) -> Result<String, FieldError> {
    let reserve_id = fields.text("reserve_id")?.value().unwrap_or_else(|| state.fresh_reserve_id());
    if !is_id(&reserve_id) {
        return Err(FieldError::field("reserve_id", "must have 24 lowercase hex characters"));
    }
    let billing_key = fields.text("billing_key")?.value();
    let billing_key = billing_key.filter(|key| state.has_billing_key(key));
    let billing_key =
        billing_key.ok_or_else(|| FieldError::field("billing_key", "must name a key that is there"))?;
    let now = state.clock.now();
    let execute_at = fields.integer("execute_at")?.value().unwrap_or(now + 3600);
    if execute_at <= now || execute_at > now.saturating_add(FURTHEST_ADVANCE_S) {
        return Err(FieldError::field("execute_at", "must be in the future, in Unix seconds"));
    }
    let charge = Charge::plain(
        fields.text("item_name")?.value().unwrap_or_else(|| "정기결제 테스트 아이템".to_owned()),
        fields.count("price")?.value().unwrap_or(3000),
        fields.text("order_id")?.value().unwrap_or_else(|| reserve_id.clone()),
    );
    state.keep_reservation(Reservation {
        reserve_id: reserve_id.clone(),
        billing_key,
        charge,
        execute_at,
        status: ReserveStatus::Waiting,
        receipt_id: None,
        made: state.signals.changed(),
    });
    Ok(reserve_id)
}

/// POST /subscribe/billing/reserve (v1 docs, reservation page).
fn reserve(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let parameters = call.parameters()?;
    let billing_key = parameters.required("billing_key")?;
    let charge = Charge::read(&parameters)?;
    let scheduler_type = parameters.required("scheduler_type")?;
    let execute_at = parameters.unix_time("execute_at")?.ok_or(Refusal::FieldMissing("execute_at"))?;
    if scheduler_type != "oneshot" {
        return Err(Refusal::FieldInvalid("scheduler_type"));
    }
    usable_key(state, &billing_key, &parameters)?;
    let now = state.clock.now();
    if execute_at <= now {
        return Err(Refusal::ExecuteAtPast);
    }
    if execute_at > now.saturating_add(FURTHEST_ADVANCE_S) {
        return Err(Refusal::FieldInvalid("execute_at"));
    }
    let is_refused = charge.price == NOT_RESERVED;
    let is_waiting = |reservation: &&Reservation| {
        reservation.billing_key == billing_key && reservation.status == ReserveStatus::Waiting
    };
    if !is_refused && state.reservations.values().filter(is_waiting).count() >= MOST_WAITING {
        return Err(Refusal::ReservationsFull);
    }
    let reservation = Reservation {
        reserve_id: state.fresh_reserve_id(),
        billing_key,
        charge,
        execute_at,
        status: if is_refused { ReserveStatus::NotReserved } else { ReserveStatus::Waiting },
        receipt_id: None,
        made: state.signals.changed(),
    };
    let answer = Answer::success(reservation.answer());
    state.keep_reservation(reservation);
    Ok(answer)
}

/// DELETE /subscribe/billing/reserve/{reserve_id} (v1 docs).
fn cancel(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let reserve_id = call.id().ok_or(Refusal::ReservationUnknown)?;
    let reservation = state.reservations.get_mut(reserve_id).ok_or(Refusal::ReservationUnknown)?;
    match reservation.status {
        ReserveStatus::Waiting => {
            reservation.status = ReserveStatus::Cancelled;
            Ok(Answer::done(Some("")))
        }
        ReserveStatus::Cancelled | ReserveStatus::NotReserved => Err(Refusal::ReservationCancelled),
        ReserveStatus::Paid | ReserveStatus::Error => Err(Refusal::ReservationDone),
    }
}

/// A deleted key takes its waiting reservations with it.
pub(crate) fn cancel_all_of(state: &mut State, billing_key: &str) {
    for reservation in state.reservations.values_mut() {
        if reservation.billing_key == billing_key && reservation.status == ReserveStatus::Waiting {
            reservation.status = ReserveStatus::Cancelled;
        }
    }
}

/// The time of a reservation has come.
pub(crate) fn fire(state: &mut State, reserve_id: &str, at: i64) {
    let Some(reservation) = state.reservations.get(reserve_id).cloned() else { return };
    let Some(key) = state.billing_keys.get(&reservation.billing_key).cloned() else { return };
    if reservation.status != ReserveStatus::Waiting {
        return;
    }
    let receipt_id = state.fresh_id();
    let mut payment = key.payment(&reservation.charge, &receipt_id, at);
    // Nobody waits for the answer of a reservation, so a late PG is as good as any.
    payment.reactions.approval = Reaction::Done;
    let is_paid = charge(state, payment, key.trouble, WebhookReason::Billing).is_ok();
    if let Some(reservation) = state.reservations.get_mut(reserve_id) {
        reservation.status = if is_paid { ReserveStatus::Paid } else { ReserveStatus::Error };
        reservation.receipt_id = is_paid.then_some(receipt_id);
    }
}
