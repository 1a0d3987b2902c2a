//! PUT /delivery/start: an escrow payment whose goods are on their way.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::Call;
use crate::codes::{Status, delivery_company};
use crate::envelope::Answer;
use crate::refusal::Refusal;
use crate::route::{Route, route};
use crate::state::State;

pub(crate) const ROUTES: &[Route] =
    &[route("delivery.start", "PUT", "/delivery/start/{receipt_id}", start_delivery)
        .answers::<DeliveryAnswer<'_>>()];

/// The escrow of a payment. The official Java and Go SDKs know the three fields, nobody documents their values.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Escrow {
    delivery: Option<Delivery>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Delivery {
    delivery_no: String,
    delivery_corp: String,
    delivery_corp_name: String,
}

/// The escrow fields of a receipt.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct EscrowFields {
    escrow_status: i64,
    escrow_status_en: &'static str,
    escrow_status_ko: &'static str,
}

impl Escrow {
    pub(crate) fn fields(&self) -> EscrowFields {
        let (escrow_status, escrow_status_en, escrow_status_ko) = match self.delivery {
            None => (0, "ready", "배송대기"),
            Some(_) => (1, "delivery", "배송중"),
        };
        EscrowFields { escrow_status, escrow_status_en, escrow_status_ko }
    }
}

/// `data` of PUT /delivery/start: nobody documents it.
#[derive(Serialize, JsonSchema)]
struct DeliveryAnswer<'a> {
    receipt_id: &'a str,
    #[serde(flatten)]
    delivery: Delivery,
}

/// PUT /delivery/start/{receipt_id} (official Ruby and PHP SDKs).
fn start_delivery(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let receipt_id = call.id().ok_or(Refusal::ReceiptIdMalformed)?;
    state.payment(receipt_id)?;
    let parameters = call.parameters()?;
    let delivery_no = parameters.required("delivery_no")?;
    let delivery_corp = parameters.required("delivery_corp")?;
    let delivery_corp_name = delivery_company(&delivery_corp).ok_or(Refusal::DeliveryCompanyUnknown)?;
    let delivery = Delivery { delivery_no, delivery_corp, delivery_corp_name: delivery_corp_name.to_owned() };
    let payment = state.payment_mut(receipt_id)?;
    match &mut payment.escrow {
        Some(escrow) if payment.status == Status::Paid => escrow.delivery = Some(delivery.clone()),
        _ => return Err(Refusal::NotEscrow),
    }
    Ok(Answer::success(DeliveryAnswer { receipt_id, delivery }))
}
