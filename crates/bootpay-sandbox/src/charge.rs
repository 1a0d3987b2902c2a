//! Money is taken: at once with a billing key or a wallet, when the time of a reservation has come, or of a payment that
//! waits for it, because POST /submit or the window says so.

use serde::Serialize;
use serde_json::Value;

use crate::call::Call;
use crate::clock::korean_time;
use crate::codes::{Status, method_name, pg_name};
use crate::envelope::Answer;
use crate::fields::{FieldError, Fields};
use crate::payment::{LATE_S, Payment};
use crate::pg::{PgReply, Reaction, Trouble, refusal_of};
use crate::refusal::{PG_REFUSED_CODE, Refusal};
use crate::route::{Route, route};
use crate::state::{Happening, State};
use crate::webhook::WebhookReason;

pub(crate) const ROUTES: &[Route] = &[route("payment.submit", "POST", "/submit", submit)];

/// What the approval of a payment came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Approval {
    Paid,
    Refused,
    /// The PG has not answered; it will, `LATE_S` later.
    Late,
}

impl Approval {
    /// As the answer tells it.
    fn told(self) -> Result<(), Refusal> {
        match self {
            Self::Paid => Ok(()),
            Self::Refused => Err(Refusal::ApprovalRefused),
            Self::Late => Err(Refusal::ApprovalLate),
        }
    }
}

/// `data` of POST /subscribe/billing, in the order of the v1 docs' sample.
#[derive(Serialize)]
struct ChargeAnswer<'a> {
    receipt_id: &'a str,
    price: u64,
    card_no: &'a str,
    card_code: Option<&'a str>,
    card_name: &'a str,
    card_quota: &'a str,
    params: Option<&'a Value>,
    item_name: &'a str,
    order_id: &'a str,
    url: Option<&'a str>,
    payment_name: &'a str,
    pg_name: &'a str,
    pg: &'a str,
    method: &'a str,
    method_name: &'a str,
    requested_at: String,
    purchased_at: Option<String>,
    status: i64,
}

/// Makes a payment and takes its money, if the card company agrees; else there is no payment.
pub(crate) fn charge(
    state: &mut State,
    payment: Payment,
    trouble: Option<Trouble>,
    reason: WebhookReason,
) -> Result<Approval, PgReply> {
    if let Some(reply) = refusal_of(trouble, payment.price) {
        return Err(reply);
    }
    let (receipt_id, at) = (payment.receipt_id.clone(), payment.requested_at);
    let reaction = payment.reactions.approval;
    state.keep_payment(payment);
    Ok(take(state, &receipt_id, reaction, reason, at))
}

/// The same for a call that waits for the answer, which has the PG's own reply if `raw` gives it.
pub(crate) fn charge_now(
    state: &mut State,
    payment: Payment,
    trouble: Option<Trouble>,
    reason: WebhookReason,
    raw: impl Fn(PgReply) -> Option<PgReply>,
) -> Result<Answer, Refusal> {
    let receipt_id = payment.receipt_id.clone();
    match charge(state, payment, trouble, reason) {
        Ok(approval) => approval.told()?,
        Err(reply) => return Ok(Answer::pg_refusal(PG_REFUSED_CODE, reply.message, raw(reply))),
    }
    Ok(Answer::success(ChargeAnswer::of(state.payment(&receipt_id)?)))
}

/// POST /submit (v1 docs, server approval page).
fn submit(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let receipt_id = call.parameters()?.required("receipt_id")?;
    let payment = state.payment(&receipt_id)?;
    if payment.waits_for_deposit() {
        return Err(Refusal::SubmitVbank);
    }
    if payment.status != Status::Confirm {
        return Err(Refusal::SubmitNotWaiting);
    }
    approve(state, &receipt_id)?.told()?;
    Ok(Answer::success(state.payment(&receipt_id)?.done()))
}

/// Asks the PG to take the money of a payment that is there.
pub(crate) fn approve(state: &mut State, receipt_id: &str) -> Result<Approval, Refusal> {
    let now = state.clock.now();
    let reaction = state.payment(receipt_id)?.reactions.approval;
    Ok(take(state, receipt_id, reaction, WebhookReason::Paid, now))
}

/// 3, and from there 1 or -2.
fn take(state: &mut State, receipt_id: &str, reaction: Reaction, reason: WebhookReason, at: i64) -> Approval {
    if let Ok(payment) = state.payment_mut(receipt_id) {
        payment.status = Status::Approving;
    }
    match reaction {
        Reaction::Done => {
            paid(state, receipt_id, reason, at);
            Approval::Paid
        }
        Reaction::Refused => {
            if let Ok(payment) = state.payment_mut(receipt_id) {
                payment.status = Status::ApprovalFailed;
            }
            Approval::Refused
        }
        Reaction::Late => {
            state.later(at.saturating_add(LATE_S), Happening::ApprovalEnds, receipt_id.to_owned());
            Approval::Late
        }
    }
}

/// The PG that was late has taken the money.
pub(crate) fn finish_approval(state: &mut State, receipt_id: &str, at: i64) {
    if state.payment(receipt_id).is_ok_and(|payment| payment.status == Status::Approving) {
        paid(state, receipt_id, WebhookReason::Paid, at);
    }
}

/// POST /sandbox/deposits: somebody sent the money to a virtual account.
pub(crate) fn deposit(state: &mut State, fields: &Fields) -> Result<String, FieldError> {
    let receipt_id = fields.receipt_id()?.ok_or_else(|| FieldError::field("receipt_id", "is required"))?;
    let payment = state.payment(&receipt_id).map_err(|_| FieldError::field("receipt_id", "is no payment"))?;
    if !payment.waits_for_deposit() {
        return Err(FieldError::field("receipt_id", "is no virtual account that waits for its deposit"));
    }
    let now = state.clock.now();
    paid(state, &receipt_id, WebhookReason::Deposited, now);
    Ok(receipt_id)
}

/// The money is there, and the merchant hears of it.
fn paid(state: &mut State, receipt_id: &str, reason: WebhookReason, at: i64) {
    if let Ok(payment) = state.payment_mut(receipt_id) {
        payment.pay(at);
    }
    state.notify(receipt_id, reason, at);
}

impl<'a> ChargeAnswer<'a> {
    fn of(payment: &'a Payment) -> Self {
        let card = payment.card();
        Self {
            receipt_id: &payment.receipt_id,
            price: payment.price,
            card_no: card.map_or("", |card| &card.card_no),
            card_code: card.and_then(|card| card.card_code.as_deref()),
            card_name: card.map_or("", |card| &card.card_name),
            card_quota: card.map_or("00", |card| &card.card_quota),
            params: payment.params.as_ref(),
            item_name: &payment.name,
            order_id: &payment.order_id,
            url: None,
            payment_name: method_name(&payment.method),
            pg_name: pg_name(&payment.pg),
            pg: &payment.pg,
            method: &payment.method,
            method_name: method_name(&payment.method),
            requested_at: korean_time(payment.requested_at),
            purchased_at: payment.purchased_at.map(korean_time),
            status: payment.status.number(),
        }
    }
}
