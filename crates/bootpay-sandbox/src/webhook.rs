//! Webhooks: what would be sent, to whom and when. Nothing leaves this server yet; GET /sandbox/webhooks lists it.

use std::collections::VecDeque;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::call::Call;
use crate::clock::korean_time;
use crate::codes::{method_name, payment_group, pg_name};
use crate::envelope::Answer;
use crate::keys::Project;
use crate::payment::Payment;
use crate::receipt::{Receipt, receipt_url};
use crate::refusal::Refusal;
use crate::state::State;

/// Why a webhook is sent (v1 docs, webhook page).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reason {
    Paid,
    Billing,
    Cancelled,
    Deposited,
    /// POST /webhook asked for it.
    Requested,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ContentType {
    #[default]
    Urlencoded,
    Json,
}

/// Where a webhook goes, and in which form.
#[derive(Debug, Clone)]
pub(crate) struct Feedback {
    pub(crate) url: String,
    pub(crate) content_type: ContentType,
}

/// One webhook that is due, or that POST /webhook asked for.
#[derive(Debug, Serialize)]
pub(crate) struct Delivery {
    id: u64,
    reason: Reason,
    /// `due` or `requested`: the sandbox sends nothing yet.
    state: &'static str,
    /// Null: nobody said where to.
    url: Option<String>,
    content_type: ContentType,
    due_at: String,
    receipt_id: String,
    fields: Value,
}

#[derive(Debug, Default)]
pub(crate) struct Webhooks {
    kept: VecDeque<Delivery>,
    last_id: u64,
}

impl Webhooks {
    pub(crate) fn list(&self) -> &VecDeque<Delivery> {
        &self.kept
    }

    pub(crate) fn add(
        &mut self,
        payment: &Payment,
        reason: Reason,
        feedback: (Option<String>, ContentType),
        project: &Project,
        at: i64,
        limit: usize,
    ) {
        let (url, content_type) = feedback;
        self.last_id += 1;
        self.kept.push_back(Delivery {
            id: self.last_id,
            reason,
            state: if reason == Reason::Requested { "requested" } else { "due" },
            url,
            content_type,
            due_at: korean_time(at),
            receipt_id: payment.receipt_id.clone(),
            fields: fields(payment, content_type, project),
        });
        self.forget_beyond(limit);
    }

    /// Forgets the oldest of more than this many.
    pub(crate) fn forget_beyond(&mut self, limit: usize) {
        self.kept.drain(..self.kept.len().saturating_sub(limit));
    }
}

/// What a webhook says about a payment (v1 docs, webhook page: the two samples have different fields).
fn fields(payment: &Payment, content_type: ContentType, project: &Project) -> Value {
    let receipt = Receipt::of_payment(payment);
    let mut fields = json!({
        "receipt_id": payment.receipt_id,
        "order_id": payment.order_id,
        "price": payment.price,
        "pg": payment.pg,
        "pg_name": pg_name(&payment.pg),
        "method": payment.method,
        "method_name": method_name(&payment.method),
        "receipt_url": receipt_url(&payment.receipt_id),
        "status": payment.status.number(),
        "requested_at": korean_time(payment.requested_at),
        "purchased_at": payment.purchased_at.map(korean_time),
        "payment_data": receipt.payment_data(),
    });
    let more = match content_type {
        ContentType::Urlencoded => json!({
            "application_id": project.rest,
            "private_key": project.private_key,
            "name": payment.name,
            "unit": payment.unit,
            "retry_count": 0,
        }),
        ContentType::Json => {
            let (payment_group, payment_group_name) = payment_group(&payment.method);
            let card = payment.card();
            json!({
                "item_name": payment.name,
                "tax_free": payment.tax_free,
                "card_no": card.map(|card| &card.card_no),
                "card_code": card.and_then(|card| card.card_code.as_ref()),
                "card_name": card.map(|card| &card.card_name),
                "card_quota": card.map(|card| &card.card_quota),
                "url": null,
                "payment_name": method_name(&payment.method),
                "payment_group": payment_group,
                "payment_group_name": payment_group_name,
            })
        }
    };
    if let Value::Object(more) = more {
        fields.as_object_mut().unwrap_or(&mut Map::new()).extend(more);
    }
    fields
}

/// POST /webhook (official Ruby SDK): one more webhook about a receipt, to this URL.
pub(crate) fn request(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let parameters = call.parameters()?;
    let receipt_id = parameters.required("receipt_id")?;
    let url = parameters.required("webhook_url")?;
    if !is_web_address(&url) {
        return Err(Refusal::FieldInvalid("webhook_url"));
    }
    let payment = state.payment(&receipt_id)?.clone();
    let project = state.projects.generated().clone();
    let feedback = (Some(url), state.settings.feedback_content_type);
    let now = state.clock.now();
    let limit = state.settings.journal_limit;
    state.webhooks.add(&payment, Reason::Requested, feedback, &project, now, limit);
    Ok(Answer::done(Some("")))
}

pub(crate) fn is_web_address(url: &str) -> bool {
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}
