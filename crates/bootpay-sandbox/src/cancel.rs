//! POST /cancel: what may be cancelled, and what is left of a payment afterwards.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::body::Parameters;
use crate::call::Call;
use crate::clock::{korean_time, optional_unix_time};
use crate::codes::{PARTIAL_CANCEL_PGS, Status, is_bank};
use crate::envelope::Answer;
use crate::payment::{LATE_S, Payment};
use crate::pg::Reaction;
use crate::refusal::Refusal;
use crate::route::{Route, route};
use crate::state::{Happening, State};
use crate::webhook::WebhookReason;

pub(crate) const ROUTES: &[Route] = &[route("payment.cancel", "POST", "/cancel", cancel)];

/// A partial cancel must be of more than this (v1 docs, cancel page).
const PARTIAL_MORE_THAN: u64 = 1000;
/// The option of the admin page that holds back a second partial cancel (v1 docs, cancel page).
const GUARD_S: i64 = 10;

/// All cancels of one payment.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cancels {
    cancelled: Part,
    /// A cancel that the PG has not answered yet.
    running: Option<Part>,
    used_ids: BTreeSet<String>,
    #[serde(deserialize_with = "optional_unix_time")]
    last_partial_at: Option<i64>,
    #[serde(deserialize_with = "optional_unix_time")]
    revoked_at: Option<i64>,
}

/// An amount and how much of it is tax-free.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    pub(crate) price: u64,
    pub(crate) tax_free: u64,
}

impl Part {
    /// What is left without `other`, which is never more.
    fn without(self, other: Self) -> Self {
        Self {
            price: self.price.saturating_sub(other.price),
            tax_free: self.tax_free.saturating_sub(other.tax_free),
        }
    }

    fn taxable(self) -> u64 {
        self.price.saturating_sub(self.tax_free)
    }
}

impl Cancels {
    /// Nothing is left.
    pub(crate) fn of_everything(price: u64, tax_free: u64, at: i64) -> Self {
        Self { cancelled: Part { price, tax_free }, revoked_at: Some(at), ..Self::default() }
    }

    /// A cancel of everything is on its way.
    pub(crate) fn run_everything(&mut self, price: u64, tax_free: u64) {
        self.running = Some(Part { price, tax_free });
    }

    pub(crate) fn cancelled(&self) -> Part {
        self.cancelled
    }

    pub(crate) fn revoked_at(&self) -> Option<i64> {
        self.revoked_at
    }
}

/// What a call asks for. Zero amounts are not given: Java, Go and .NET send them for fields that nobody set.
struct CancelRequest {
    price: Option<u64>,
    tax_free: Option<u64>,
    cancel_id: Option<String>,
    has_refund: bool,
}

impl CancelRequest {
    fn read(parameters: &Parameters) -> Result<Self, Refusal> {
        let refund = parameters.object("refund")?;
        if let Some(refund) = &refund {
            refund.text("account").ok_or(Refusal::FieldMissing("refund.account"))?;
            refund.text("accountholder").ok_or(Refusal::FieldMissing("refund.accountholder"))?;
            let bank = refund.text("bankcode").ok_or(Refusal::FieldMissing("refund.bankcode"))?;
            if !is_bank(&bank) {
                return Err(Refusal::BankUnknown);
            }
        }
        Ok(Self {
            price: parameters.amount("price")?.filter(|price| *price > 0),
            tax_free: parameters.amount("tax_free")?.filter(|tax_free| *tax_free > 0),
            cancel_id: parameters.text("cancel_id"),
            has_refund: refund.is_some(),
        })
    }
}

impl Payment {
    /// Whether no more is, or will be, cancelled than was paid.
    pub(crate) fn adds_up(&self) -> bool {
        let Cancels { cancelled, running, .. } = &self.cancels;
        let running = running.unwrap_or_default();
        let fits = |one: u64, other: u64, whole| one.checked_add(other).is_some_and(|sum| sum <= whole);
        self.tax_free <= self.price
            && fits(cancelled.price, running.price, self.price)
            && fits(cancelled.tax_free, running.tax_free, self.tax_free)
    }

    pub(crate) fn remaining(&self) -> Part {
        Part { price: self.price, tax_free: self.tax_free }.without(self.cancels.cancelled)
    }

    /// The part that a request comes to, if it may be cancelled now.
    fn cancellable(&self, request: &CancelRequest, guard: bool, now: i64) -> Result<Part, Refusal> {
        if request.cancel_id.as_ref().is_some_and(|id| self.cancels.used_ids.contains(id)) {
            return Err(Refusal::CancelIdUsed);
        }
        match self.status {
            Status::Paid | Status::CancelFailed => {}
            Status::Cancelled => return Err(Refusal::AlreadyCancelled),
            Status::Cancelling => return Err(Refusal::CancelRunning),
            _ => return Err(Refusal::CancelNotPaid),
        }
        if (self.method == "vbank") != request.has_refund {
            let is_missing = self.method == "vbank";
            return Err(if is_missing { Refusal::RefundMissing } else { Refusal::RefundNotVbank });
        }
        if self.method == "phone" && self.purchased_at.is_some_and(|at| month(at) != month(now)) {
            return Err(Refusal::CancelAfterMonthEnd);
        }
        let remaining = self.remaining();
        let price = request.price.unwrap_or(remaining.price);
        if price > remaining.price {
            return Err(Refusal::CancelOverRemaining);
        }
        if price < remaining.price && self.unit == "krw" && price <= PARTIAL_MORE_THAN {
            return Err(Refusal::PartialTooSmall);
        }
        let is_partial = request.price.is_some() && price < self.price;
        if is_partial && !PARTIAL_CANCEL_PGS.contains(&self.pg.as_str()) {
            return Err(Refusal::PartialNotOfPg);
        }
        let is_too_soon = |last: i64| now.saturating_sub(last) < GUARD_S;
        if guard && is_partial && self.cancels.last_partial_at.is_some_and(is_too_soon) {
            return Err(Refusal::CancelTooSoon);
        }
        // Who cancels all that is left cancels its tax-free part with it.
        let default_tax_free = if price == remaining.price { remaining.tax_free } else { 0 };
        let part = Part { price, tax_free: request.tax_free.unwrap_or(default_tax_free) };
        let fits = part.tax_free <= part.price
            && part.tax_free <= remaining.tax_free
            && part.taxable() <= remaining.taxable();
        if fits { Ok(part) } else { Err(Refusal::CancelTaxFree) }
    }

    fn cancel(&mut self, part: Part, at: i64) {
        self.cancels.cancelled.price += part.price;
        self.cancels.cancelled.tax_free += part.tax_free;
        self.cancels.revoked_at = Some(at);
        self.cancels.running = None;
        self.status = if self.remaining().price == 0 { Status::Cancelled } else { Status::Paid };
    }
}

/// `YYYY-MM` in Korea.
fn month(at: i64) -> String {
    korean_time(at).chars().take(7).collect()
}

/// `data` of POST /cancel.
#[derive(Serialize)]
struct CancelAnswer<'a> {
    receipt_id: &'a str,
    request_cancel_price: u64,
    remain_price: u64,
    remain_tax_free: u64,
    cancelled_price: u64,
    cancelled_tax_free: u64,
    revoked_at: String,
    tid: String,
}

/// POST /cancel (v1 docs, cancel page).
pub(crate) fn cancel(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let parameters = call.parameters()?;
    let receipt_id = parameters.required("receipt_id")?;
    state.payment(&receipt_id)?;
    let request = CancelRequest::read(&parameters)?;
    let now = state.clock.now();
    let guard = state.settings.partial_cancel_guard;
    let payment = state.payment_mut(&receipt_id)?;
    let part = payment.cancellable(&request, guard, now)?;
    match payment.reactions.cancel {
        // Nothing was cancelled, so the cancel_id is free for another try.
        Reaction::Refused => {
            payment.status = Status::CancelFailed;
            return Err(Refusal::CancelRefused);
        }
        Reaction::Done => payment.cancel(part, now),
        Reaction::Late => {
            payment.status = Status::Cancelling;
            payment.cancels.running = Some(part);
        }
    }
    payment.cancels.used_ids.extend(request.cancel_id);
    if request.price.is_some() && part.price < payment.price {
        payment.cancels.last_partial_at = Some(now);
    }
    if payment.status == Status::Cancelling {
        state.later(now.saturating_add(LATE_S), Happening::CancelEnds, receipt_id);
        return Err(Refusal::CancelLate);
    }
    state.notify(&receipt_id, WebhookReason::Cancelled, now);
    let tid = format!("sandbox_cancel_{}", state.fresh_transaction());
    let payment = state.payment(&receipt_id)?;
    let (remaining, cancelled) = (payment.remaining(), payment.cancels.cancelled);
    Ok(Answer::success(CancelAnswer {
        receipt_id: &receipt_id,
        request_cancel_price: part.price,
        remain_price: remaining.price,
        remain_tax_free: remaining.tax_free,
        cancelled_price: cancelled.price,
        cancelled_tax_free: cancelled.tax_free,
        revoked_at: korean_time(now),
        tid,
    }))
}

/// The PG has answered at last.
pub(crate) fn finish_cancel(state: &mut State, receipt_id: &str, at: i64) {
    if let Ok(payment) = state.payment_mut(receipt_id)
        && payment.status == Status::Cancelling
        && let Some(part) = payment.cancels.running
    {
        payment.cancel(part, at);
        state.notify(receipt_id, WebhookReason::Cancelled, at);
    }
}
