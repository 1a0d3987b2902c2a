//! Webhooks: why one is sent, and what it says. `webhook_queue.rs` knows when, and what came of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::call::Call;
use crate::clock::korean_time;
use crate::codes::{method_name, payment_group, pg_name};
use crate::envelope::Answer;
use crate::keys::Project;
use crate::payment::Payment;
use crate::receipt::{Receipt, receipt_url};
use crate::refusal::Refusal;
use crate::route::{Route, route};
use crate::state::State;
use crate::webhook_queue::HIDDEN_KEY;

pub(crate) const ROUTES: &[Route] = &[route("webhook.create", "POST", "/webhook", request)];

/// Why a webhook is sent (v1 docs, webhook page).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WebhookReason {
    Paid,
    Billing,
    Cancelled,
    Deposited,
    /// POST /webhook asked for it.
    Requested,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ContentType {
    #[default]
    Urlencoded,
    Json,
}

impl ContentType {
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Urlencoded => "application/x-www-form-urlencoded",
            Self::Json => "application/json",
        }
    }
}

/// Where a webhook goes, and in which form.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Feedback {
    pub(crate) url: String,
    pub(crate) content_type: ContentType,
}

/// What a webhook says: the fields of the docs' sample of its form.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct WebhookFields(Map<String, Value>);

impl WebhookFields {
    /// About what it takes of the memory.
    pub(crate) fn bytes(&self) -> usize {
        serde_json::to_string(&self.0).map_or(0, |text| text.len())
    }

    /// The body as it is sent. Only here does a form get the private key.
    pub(crate) fn body(&self, content_type: ContentType, retry_count: u32, project: &Project) -> Vec<u8> {
        match content_type {
            ContentType::Json => serde_json::to_vec(&self.0).unwrap_or_default(),
            ContentType::Urlencoded => {
                let mut fields = self.0.clone();
                // A snapshot of another project may have brought it along.
                fields.insert("application_id".to_owned(), json!(project.rest));
                fields.insert("private_key".to_owned(), json!(project.private_key));
                fields.insert("retry_count".to_owned(), json!(retry_count));
                let mut form = form_urlencoded::Serializer::new(String::new());
                write_form(&mut form, "", &Value::Object(fields));
                form.finish().into_bytes()
            }
        }
    }
}

/// `payment_data[card_name]=…`, as Rails nests.
fn write_form(form: &mut form_urlencoded::Serializer<'_, String>, name: &str, value: &Value) {
    match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                let name = if name.is_empty() { field.clone() } else { format!("{name}[{field}]") };
                write_form(form, &name, value);
            }
        }
        Value::String(text) => {
            form.append_pair(name, text);
        }
        Value::Null => {
            form.append_pair(name, "");
        }
        other => {
            form.append_pair(name, &other.to_string());
        }
    }
}

/// What a webhook says about a payment (v1 docs, webhook page: the two samples have different fields).
pub(crate) fn fields_of(payment: &Payment, content_type: ContentType, project: &Project) -> WebhookFields {
    let receipt = Receipt::of_payment(payment);
    let fields = json!({
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
            "private_key": HIDDEN_KEY,
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
    let both = [fields, more].into_iter().filter_map(|fields| match fields {
        Value::Object(fields) => Some(fields),
        _ => None,
    });
    WebhookFields(both.flatten().collect())
}

/// POST /webhook (official Ruby SDK): one more webhook about a receipt, to this URL.
fn request(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let parameters = call.parameters()?;
    let receipt_id = parameters.required("receipt_id")?;
    let url = parameters.required("webhook_url")?;
    if !is_web_address(&url) {
        return Err(Refusal::FieldInvalid("webhook_url"));
    }
    state.payment(&receipt_id)?;
    let feedback = (Some(url), state.settings.feedback_content_type);
    let now = state.clock.now();
    state.send_webhook(&receipt_id, WebhookReason::Requested, feedback, now);
    Ok(Answer::done(Some("")))
}

pub(crate) fn is_web_address(url: &str) -> bool {
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}
