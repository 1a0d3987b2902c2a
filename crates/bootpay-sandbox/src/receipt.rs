//! What GET /receipt/{receipt_id} answers.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::call::Call;
use crate::clock::korean_time;
use crate::codes::{method_name, pg_name};
use crate::envelope::Answer;
use crate::escrow::{Escrow, EscrowFields};
use crate::identity::{CertificateAnswer, Identity, IdentityDetails};
use crate::payment::{Bank, Card, MethodDetails, Payment, Vbank};
use crate::refusal::Refusal;
use crate::route::{Route, route};
use crate::state::State;

pub(crate) const ROUTES: &[Route] = &[
    route("receipt.get", "GET", "/receipt/{receipt_id}", read),
    route("certificate.get", "GET", "/certificate/{receipt_id}", certificate)
        .answers::<CertificateOrReceipt<'_>>(),
];

/// `data` of GET /receipt/{receipt_id}, in the order of the v1 docs' sample.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Receipt<'a> {
    receipt_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    order_id: Option<&'a str>,
    name: &'a str,
    price: u64,
    tax_free: u64,
    remain_price: u64,
    remain_tax_free: u64,
    cancelled_price: u64,
    cancelled_tax_free: u64,
    receipt_url: String,
    unit: &'a str,
    pg: &'a str,
    method: &'a str,
    pg_name: &'a str,
    method_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<&'a Value>,
    payment_data: PaymentData<'a>,
    requested_at: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purchased_at: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<Cow<'a, str>>,
    status: i64,
    status_en: &'static str,
    status_ko: &'static str,
    #[serde(flatten)]
    escrow: Option<EscrowFields>,
}

/// `payment_data`: keys of the method first, then the short keys that every method has.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(crate) enum PaymentData<'a> {
    Payment(Box<PaymentDetails<'a>>),
    Identity(Box<IdentityDetails<'a>>),
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct PaymentDetails<'a> {
    #[serde(flatten)]
    card: Option<&'a Card>,
    #[serde(flatten)]
    vbank: Option<&'a Vbank>,
    #[serde(flatten)]
    bank: Option<&'a Bank>,
    receipt_id: &'a str,
    n: &'a str,
    p: u64,
    tid: &'a str,
    pg: &'a str,
    pm: &'a str,
    pg_a: &'a str,
    pm_a: &'a str,
    o_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    p_at: Option<Cow<'a, str>>,
    s: i64,
    g: i64,
}

/// `data` of GET /certificate/{receipt_id}: of a payment it is its receipt.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum CertificateOrReceipt<'a> {
    Certificate(CertificateAnswer<'a>),
    Receipt(Receipt<'a>),
}

/// A payment or an identity verification: they share one space of ids.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Record {
    Payment(Box<Payment>),
    Identity(Box<Identity>),
}

impl Record {
    pub(crate) fn receipt_id(&self) -> &str {
        match self {
            Self::Payment(payment) => &payment.receipt_id,
            Self::Identity(identity) => identity.receipt_id(),
        }
    }

    /// What the agency says of a person, or a payment's receipt.
    pub(crate) fn certificate(&self) -> CertificateOrReceipt<'_> {
        match self {
            Self::Identity(identity) => CertificateOrReceipt::Certificate(identity.certificate_answer()),
            Self::Payment(payment) => CertificateOrReceipt::Receipt(Receipt::of_payment(payment)),
        }
    }
}

pub(crate) fn receipt_url(receipt_id: &str) -> String {
    format!("https://app.bootpay.co.kr/bill/{receipt_id}")
}

impl<'a> Receipt<'a> {
    pub(crate) fn of_payment(payment: &'a Payment) -> Self {
        let (remaining, cancelled) = (payment.remaining(), payment.cancels.cancelled());
        let (pg_name, method_name) = (pg_name(&payment.pg), method_name(&payment.method));
        let purchased_at = payment.purchased_at.map(korean_time).map(Cow::Owned);
        let (card, vbank, bank) = match &payment.details {
            MethodDetails::Card(card) => (Some(card), None, None),
            MethodDetails::Vbank(vbank) => (None, Some(vbank), None),
            MethodDetails::Bank(bank) => (None, None, Some(bank)),
            MethodDetails::Other => (None, None, None),
        };
        Self {
            receipt_id: &payment.receipt_id,
            order_id: Some(&payment.order_id),
            name: &payment.name,
            price: payment.price,
            tax_free: payment.tax_free,
            remain_price: remaining.price,
            remain_tax_free: remaining.tax_free,
            cancelled_price: cancelled.price,
            cancelled_tax_free: cancelled.tax_free,
            receipt_url: receipt_url(&payment.receipt_id),
            unit: &payment.unit,
            pg: &payment.pg,
            method: &payment.method,
            pg_name,
            method_name,
            params: payment.params.as_ref(),
            payment_data: PaymentData::Payment(Box::new(PaymentDetails {
                card,
                vbank,
                bank,
                receipt_id: &payment.receipt_id,
                n: &payment.name,
                p: payment.price,
                tid: &payment.tid,
                pg: pg_name,
                pm: method_name,
                pg_a: &payment.pg,
                pm_a: &payment.method,
                o_id: &payment.order_id,
                p_at: purchased_at.clone(),
                s: payment.status.number(),
                g: 2,
            })),
            requested_at: korean_time(payment.requested_at).into(),
            purchased_at,
            revoked_at: payment.cancels.revoked_at().map(korean_time).map(Cow::Owned),
            status: payment.status.number(),
            status_en: payment.status.english(),
            status_ko: payment.status.korean(),
            escrow: payment.escrow.as_ref().map(Escrow::fields),
        }
    }

    /// An identity verification read as a receipt.
    pub(crate) fn of_identity(
        receipt_id: &'a str,
        order_id: Option<&'a str>,
        name: &'a str,
        (pg, pg_name): (&'a str, &'a str),
        (method, method_name): (&'a str, &'a str),
        at: &'a str,
        payment_data: PaymentData<'a>,
    ) -> Self {
        Self {
            receipt_id,
            order_id,
            name,
            price: 0,
            tax_free: 0,
            remain_price: 0,
            remain_tax_free: 0,
            cancelled_price: 0,
            cancelled_tax_free: 0,
            receipt_url: receipt_url(receipt_id),
            unit: "krw",
            pg,
            method,
            pg_name,
            method_name,
            params: None,
            payment_data,
            requested_at: at.into(),
            purchased_at: Some(at.into()),
            revoked_at: None,
            status: 1,
            status_en: "complete",
            status_ko: "결제완료",
            escrow: None,
        }
    }

    pub(crate) fn with_params(mut self, params: Option<&'a Value>) -> Self {
        self.params = params;
        self
    }

    pub(crate) fn payment_data(&self) -> &PaymentData<'a> {
        &self.payment_data
    }
}

/// GET /receipt/{receipt_id} (v1 docs, verify page).
fn read(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    match named(state, call)? {
        Record::Payment(payment) => Ok(Answer::success(Receipt::of_payment(payment))),
        Record::Identity(identity) => Ok(Answer::success(identity.receipt())),
    }
}

/// GET /certificate/{receipt_id} (v1 docs, identity page; the answer's shape is the official Go and Java SDKs'). Of a
/// payment it is the receipt, as the page's own sample shows it. Some SDKs send a JSON body with it, which means nothing.
fn certificate(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    match named(state, call)? {
        Record::Payment(payment) if payment.is_unfinished_identity() => Err(Refusal::IdentityUnfinished),
        record => Ok(Answer::success(record.certificate())),
    }
}

/// What the id in the path belongs to.
fn named<'s>(state: &'s State, call: &Call<'_>) -> Result<&'s Record, Refusal> {
    let receipt_id = call.id().ok_or(Refusal::ReceiptIdMalformed)?;
    state.record(receipt_id).ok_or(Refusal::ReceiptUnknown)
}
