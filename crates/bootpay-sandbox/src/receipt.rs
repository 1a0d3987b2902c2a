//! Receipts: what GET /receipt/{receipt_id} answers, and how POST /sandbox/payments makes one.

use serde::Serialize;
use serde_json::Value;

use crate::clock::korean_time;
use crate::fields::{FieldError, Fields};
use crate::identity::{Identity, IdentityDetails, default_order_id};

/// `data` of GET /receipt/{receipt_id}, in the order of the v1 docs' sample.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Receipt {
    receipt_id: String,
    order_id: String,
    name: String,
    price: u64,
    tax_free: u64,
    remain_price: u64,
    remain_tax_free: u64,
    cancelled_price: u64,
    cancelled_tax_free: u64,
    receipt_url: String,
    unit: String,
    pg: String,
    method: String,
    pg_name: String,
    method_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<Value>,
    payment_data: PaymentData,
    requested_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    purchased_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<String>,
    status: i64,
    status_en: &'static str,
    status_ko: &'static str,
}

/// `payment_data`: keys of the method first, then the short keys that every method has.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(crate) enum PaymentData {
    Payment(Box<PaymentDetails>),
    Identity(Box<IdentityDetails>),
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct PaymentDetails {
    #[serde(flatten)]
    card: Option<Card>,
    receipt_id: String,
    n: String,
    p: u64,
    tid: String,
    pg: String,
    pm: String,
    pg_a: String,
    pm_a: String,
    o_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    p_at: Option<String>,
    s: i64,
    g: i64,
}

#[derive(Debug, Clone, Serialize)]
struct Card {
    card_name: String,
    card_no: String,
    card_quota: String,
    card_auth_no: String,
}

/// A payment or an identity verification: they share one space of ids.
#[derive(Debug)]
pub(crate) enum Record {
    Payment(Box<Receipt>),
    Identity(Box<Identity>),
}

/// The fields of POST /sandbox/payments.
pub(crate) const FIELDS: [&str; 14] = [
    "receipt_id",
    "price",
    "name",
    "order_id",
    "pg",
    "method",
    "status",
    "tax_free",
    "unit",
    "params",
    "card_name",
    "card_no",
    "card_quota",
    "card_auth_no",
];

/// Payment statuses (v1 docs, status page). The English and Korean names are the docs' for 1; the others are made up.
const STATUSES: [(i64, &str, &str); 12] = [
    (0, "ready", "결제대기"),
    (1, "complete", "결제완료"),
    (2, "confirm", "결제승인대기"),
    (3, "confirming", "결제승인중"),
    (11, "billing_key", "빌링키발급완료"),
    (20, "cancel", "결제취소완료"),
    (-1, "error", "승인전실패"),
    (-2, "confirm_error", "결제승인실패"),
    (-3, "vbank_cancel", "가상계좌발급취소"),
    (-11, "billing_key_cancel", "빌링키취소"),
    (-20, "cancel_error", "결제취소실패"),
    (-30, "cancelling", "결제취소중"),
];

const PG_NAMES: [(&str, &str); 16] = [
    ("kcp", "KCP"),
    ("danal", "다날"),
    ("inicis", "이니시스"),
    ("mobilians", "모빌리언스"),
    ("nicepay", "나이스페이"),
    ("toss", "토스"),
    ("payapp", "페이앱"),
    ("udpay", "유디페이"),
    ("kicc", "KICC"),
    ("tpay", "티페이"),
    ("payletter", "페이레터"),
    ("welcome", "웰컴페이먼츠"),
    ("settlebank", "세틀뱅크"),
    ("npay", "네이버페이"),
    ("kakao", "카카오페이"),
    ("payco", "페이코"),
];

const METHOD_NAMES: [(&str, &str); 9] = [
    ("card", "카드결제"),
    ("phone", "휴대폰소액결제"),
    ("bank", "계좌이체"),
    ("vbank", "가상계좌"),
    ("card_rebill", "카드정기결제"),
    ("card_rebill_rest", "카드정기결제(REST)"),
    ("kakao", "카카오페이"),
    ("npay", "네이버페이"),
    ("payco", "페이코"),
];

/// The Korean name of a code; a code that nobody knows is its own name.
fn display_name(names: &[(&str, &str)], code: &str) -> String {
    names.iter().find(|(known, _)| *known == code).map_or(code, |(_, name)| name).to_owned()
}

fn status_names(status: i64) -> Option<(&'static str, &'static str)> {
    STATUSES.iter().find(|(known, _, _)| *known == status).map(|(_, english, korean)| (*english, *korean))
}

fn receipt_url(receipt_id: &str) -> String {
    format!("https://app.bootpay.co.kr/bill/{receipt_id}")
}

/// What a payment is made from; the rest follows from it.
struct Payment {
    receipt_id: String,
    order_id: String,
    name: String,
    price: u64,
    tax_free: u64,
    unit: String,
    pg: String,
    method: String,
    params: Option<Value>,
    card: Option<Card>,
    tid: String,
    at: String,
    status: i64,
    status_en: &'static str,
    status_ko: &'static str,
}

impl Payment {
    fn receipt(self) -> Receipt {
        let pg_name = display_name(&PG_NAMES, &self.pg);
        let method_name = display_name(&METHOD_NAMES, &self.method);
        let is_cancelled = self.status == 20;
        // Money has moved: paid, cancelled after that, or such a cancel on its way.
        let is_purchased = matches!(self.status, 1 | 20 | -20 | -30);
        let purchased_at = is_purchased.then(|| self.at.clone());
        let (remain, cancelled) = if is_cancelled {
            ((0, 0), (self.price, self.tax_free))
        } else {
            ((self.price, self.tax_free), (0, 0))
        };
        Receipt {
            receipt_url: receipt_url(&self.receipt_id),
            payment_data: PaymentData::Payment(Box::new(PaymentDetails {
                card: self.card,
                receipt_id: self.receipt_id.clone(),
                n: self.name.clone(),
                p: self.price,
                tid: self.tid,
                pg: pg_name.clone(),
                pm: method_name.clone(),
                pg_a: self.pg.clone(),
                pm_a: self.method.clone(),
                o_id: self.order_id.clone(),
                p_at: purchased_at.clone(),
                s: self.status,
                g: 2,
            })),
            receipt_id: self.receipt_id,
            order_id: self.order_id,
            name: self.name,
            price: self.price,
            tax_free: self.tax_free,
            remain_price: remain.0,
            remain_tax_free: remain.1,
            cancelled_price: cancelled.0,
            cancelled_tax_free: cancelled.1,
            unit: self.unit,
            pg: self.pg,
            method: self.method,
            pg_name,
            method_name,
            params: self.params,
            revoked_at: is_cancelled.then(|| self.at.clone()),
            requested_at: self.at,
            purchased_at,
            status: self.status,
            status_en: self.status_en,
            status_ko: self.status_ko,
        }
    }
}

impl Receipt {
    /// Makes a payment from a control call.
    pub(crate) fn from_fields(
        fields: &Fields,
        receipt_id: String,
        tid: String,
        now: i64,
    ) -> Result<Self, FieldError> {
        let price =
            fields.count("price")?.value().ok_or_else(|| FieldError::field("price", "is required"))?;
        let tax_free = fields.count("tax_free")?.value().unwrap_or(0);
        if tax_free > price {
            return Err(FieldError::field("tax_free", "must not be more than price"));
        }
        let status = fields.integer("status")?.value().unwrap_or(1);
        let Some((status_en, status_ko)) = status_names(status) else {
            let known: Vec<String> = STATUSES.iter().map(|(status, _, _)| status.to_string()).collect();
            return Err(FieldError::field("status", format!("must be one of {}", known.join(", "))));
        };
        let unit = fields.text("unit")?.value().unwrap_or_else(|| "krw".to_owned());
        if !["krw", "usd"].contains(&unit.as_str()) {
            return Err(FieldError::field("unit", "must be krw or usd"));
        }
        let pg = code(fields, "pg", "inicis")?;
        let method = code(fields, "method", "card")?;
        if method == "auth" {
            return Err(FieldError::field("method", "auth is an identity: POST /sandbox/identities"));
        }
        let card = Card {
            card_name: fields.text("card_name")?.value().unwrap_or_else(|| "하나".to_owned()),
            card_no: fields.text("card_no")?.value().unwrap_or_else(|| "94308100****4569".to_owned()),
            card_quota: fields.text("card_quota")?.value().unwrap_or_else(|| "00".to_owned()),
            card_auth_no: fields.text("card_auth_no")?.value().unwrap_or_else(|| "00000000".to_owned()),
        };
        let payment = Payment {
            order_id: fields.text("order_id")?.value().unwrap_or_else(|| default_order_id(&receipt_id)),
            name: fields.text("name")?.value().unwrap_or_else(|| "테스트결제".to_owned()),
            price,
            tax_free,
            unit,
            card: method.starts_with("card").then_some(card),
            pg,
            method,
            params: fields.any("params").value(),
            tid,
            at: korean_time(now),
            status,
            status_en,
            status_ko,
            receipt_id,
        };
        Ok(payment.receipt())
    }

    /// The payments that the server knows from the start, by the ids that the v1 docs' examples use. The first is
    /// the sample answer of the docs' verify page, to the letter.
    pub(crate) fn known_from_the_start() -> [Self; 2] {
        let sample = Payment {
            receipt_id: "5df6e67d4f74b4002a77e0eb".to_owned(),
            order_id: "1576461949".to_owned(),
            name: "테스트결제".to_owned(),
            price: 3000,
            tax_free: 1500,
            unit: "krw".to_owned(),
            pg: "payapp".to_owned(),
            method: "card_rebill_rest".to_owned(),
            params: None,
            card: Some(Card {
                card_name: "하나".to_owned(),
                card_no: "94308100****4569".to_owned(),
                card_quota: "00".to_owned(),
                card_auth_no: "09286221".to_owned(),
            }),
            tid: "48585753".to_owned(),
            at: "2019-12-16 11:05:50".to_owned(),
            status: 1,
            status_en: "complete",
            status_ko: "결제완료",
        };
        let plain_card = Payment {
            receipt_id: "5afd6be8e13f33616f2876ac".to_owned(),
            order_id: "1526557672".to_owned(),
            name: "테스트결제".to_owned(),
            price: 1000,
            tax_free: 0,
            unit: "krw".to_owned(),
            pg: "inicis".to_owned(),
            method: "card".to_owned(),
            params: None,
            card: Some(Card {
                card_name: "하나".to_owned(),
                card_no: "9430810000004569".to_owned(),
                card_quota: "00".to_owned(),
                card_auth_no: "00000000".to_owned(),
            }),
            tid: "sandbox_1526557672".to_owned(),
            at: "2018-05-17 20:47:52".to_owned(),
            status: 1,
            status_en: "complete",
            status_ko: "결제완료",
        };
        [sample.receipt(), plain_card.receipt()]
    }

    /// An identity verification read as a receipt.
    pub(crate) fn of_identity(
        receipt_id: &str,
        order_id: &str,
        name: &str,
        (pg, pg_name): (&str, &str),
        (method, method_name): (&str, &str),
        at: &str,
        payment_data: PaymentData,
    ) -> Self {
        Self {
            receipt_id: receipt_id.to_owned(),
            order_id: order_id.to_owned(),
            name: name.to_owned(),
            price: 0,
            tax_free: 0,
            remain_price: 0,
            remain_tax_free: 0,
            cancelled_price: 0,
            cancelled_tax_free: 0,
            receipt_url: receipt_url(receipt_id),
            unit: "krw".to_owned(),
            pg: pg.to_owned(),
            method: method.to_owned(),
            pg_name: pg_name.to_owned(),
            method_name: method_name.to_owned(),
            params: None,
            payment_data,
            requested_at: at.to_owned(),
            purchased_at: Some(at.to_owned()),
            revoked_at: None,
            status: 1,
            status_en: "complete",
            status_ko: "결제완료",
        }
    }

    pub(crate) fn receipt_id(&self) -> &str {
        &self.receipt_id
    }
}

/// A PG or method code: any text, a client has to live with codes that it does not know.
fn code(fields: &Fields, name: &str, default: &str) -> Result<String, FieldError> {
    let code = fields.text(name)?.value().unwrap_or_else(|| default.to_owned());
    if code.is_empty() { Err(FieldError::field(name, "must not be empty")) } else { Ok(code) }
}
