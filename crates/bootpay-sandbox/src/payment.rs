//! Payments: what the server remembers of one, and how POST /sandbox/payments makes one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::cancel::Cancels;
use crate::clock::{korean_time, optional_unix_time, unix_time};
use crate::codes::{Status, method_name, payment_group, pg_name};
use crate::escrow::Escrow;
use crate::fields::{Field, FieldError, Fields};
use crate::identity::default_order_id;
use crate::journal::beginning;
use crate::json_text;
use crate::pg::{Reaction, Reactions};
use crate::receipt::receipt_url;
use crate::webhook::Feedback;

/// How long the PG takes when it is late, on the sandbox's clock.
pub(crate) const LATE_S: i64 = 60;

/// `url` of the identity page's samples.
pub(crate) const PROJECT_URL: &str = "https://d-cdn.bootapi.com";

/// One payment. Amounts are whole: won, or cents for `usd`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Payment {
    pub(crate) receipt_id: String,
    pub(crate) order_id: String,
    pub(crate) name: String,
    pub(crate) price: u64,
    pub(crate) tax_free: u64,
    pub(crate) cancels: Cancels,
    pub(crate) unit: String,
    pub(crate) pg: String,
    pub(crate) method: String,
    #[serde(with = "json_text")]
    pub(crate) params: Option<Value>,
    pub(crate) details: MethodDetails,
    pub(crate) tid: String,
    #[serde(deserialize_with = "unix_time")]
    pub(crate) requested_at: i64,
    #[serde(deserialize_with = "optional_unix_time")]
    pub(crate) purchased_at: Option<i64>,
    pub(crate) status: Status,
    pub(crate) reactions: Reactions,
    pub(crate) escrow: Option<Escrow>,
    /// Where its webhooks go, when the call that made it said so.
    pub(crate) feedback: Option<Feedback>,
    /// The key that this registration issued; a charge of a key has none.
    pub(crate) billing_key: Option<String>,
}

/// What was paid with.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MethodDetails {
    Card(Card),
    Vbank(Vbank),
    Bank(Bank),
    Other,
}

/// `payment_data` of a card.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Card {
    pub(crate) card_name: String,
    /// Masked.
    pub(crate) card_no: String,
    pub(crate) card_quota: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) card_code: Option<String>,
    pub(crate) card_auth_no: String,
}

/// `payment_data` of a virtual account.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vbank {
    pub(crate) bankname: String,
    pub(crate) accountholder: String,
    pub(crate) account: String,
    pub(crate) expiredate: String,
    pub(crate) username: String,
}

/// `payment_data` of a bank transfer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bank {
    pub(crate) bankname: String,
}

/// The fields of POST /sandbox/payments.
pub(crate) const FIELDS: &[Field] = &[
    Field::id("receipt_id"),
    Field::count("count"),
    Field::count("price").required(),
    Field::text("name"),
    Field::text("order_id"),
    Field::text("pg"),
    Field::text("method"),
    Field::one_of("status", || Status::ALL.iter().map(|status| status.number().into()).collect()),
    Field::count("tax_free"),
    Field::one_of("unit", || UNITS.map(Value::from).to_vec()),
    Field::any("params"),
    Field::text("card_name"),
    Field::text("card_no"),
    Field::text("card_quota"),
    Field::text("card_auth_no"),
    Field::text("card_code"),
    Field::switch("escrow"),
    Field::one_of("approval", Reaction::names),
    Field::one_of("cancel", Reaction::names),
];

const UNITS: [&str; 2] = ["krw", "usd"];

/// As many as a test reads in one answer without waiting.
const MOST_AT_ONCE: u64 = 100_000;

/// How many payments a control call makes, when it says so.
pub(crate) fn count(fields: &Fields) -> Result<Option<u64>, FieldError> {
    let Some(count) = fields.count("count")?.value() else { return Ok(None) };
    if !(1..=MOST_AT_ONCE).contains(&count) {
        return Err(FieldError::field("count", format!("must be from 1 to {MOST_AT_ONCE}")));
    }
    if fields.receipt_id()?.is_some() {
        return Err(FieldError::field("receipt_id", "does not go with count, which makes ids of its own"));
    }
    Ok(Some(count))
}

/// GET /sandbox/payments: the books, as short as an audit can use them.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PaymentLine {
    receipt_id: String,
    price: u64,
    cancelled_price: u64,
    status: i64,
}

/// One row of the console.
#[derive(Serialize)]
pub(crate) struct PaymentRow<'a> {
    id: &'a str,
    order_id: &'a str,
    name: &'a str,
    price: u64,
    cancelled_price: u64,
    unit: &'a str,
    pg_name: &'a str,
    method: &'a str,
    method_name: &'a str,
    status: i64,
    status_ko: &'static str,
    status_en: &'static str,
    at: String,
    waits_for_deposit: bool,
    cancellable: bool,
}

/// `data` of POST /submit: what the browser's `done` callback gets, without its `action`.
#[derive(Serialize)]
pub(crate) struct Done<'a> {
    card_code: Option<&'a str>,
    card_name: Option<&'a str>,
    card_no: Option<&'a str>,
    card_quota: Option<&'a str>,
    item_name: &'a str,
    method: &'a str,
    method_name: &'a str,
    order_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<&'a Value>,
    payment_group: &'a str,
    payment_group_name: &'a str,
    payment_name: &'a str,
    pg: &'a str,
    pg_name: &'a str,
    price: u64,
    purchased_at: Option<String>,
    receipt_id: &'a str,
    receipt_url: String,
    requested_at: String,
    status: i64,
    tax_free: u64,
    url: &'static str,
}

impl Payment {
    /// A payment that nobody has paid yet.
    pub(crate) fn new(receipt_id: &str, order_id: &str, name: &str, price: u64, now: i64) -> Self {
        Self {
            receipt_id: receipt_id.to_owned(),
            order_id: order_id.to_owned(),
            name: name.to_owned(),
            price,
            tax_free: 0,
            cancels: Cancels::default(),
            unit: "krw".to_owned(),
            pg: "inicis".to_owned(),
            method: "card".to_owned(),
            params: None,
            details: MethodDetails::Other,
            tid: format!("sandbox_{receipt_id}"),
            requested_at: now,
            purchased_at: None,
            status: Status::Waiting,
            reactions: Reactions::to_amount(price),
            escrow: None,
            feedback: None,
            billing_key: None,
        }
    }

    pub(crate) fn pay(&mut self, now: i64) {
        self.status = Status::Paid;
        self.purchased_at = Some(now);
    }

    pub(crate) fn line(&self) -> PaymentLine {
        PaymentLine {
            receipt_id: self.receipt_id.clone(),
            price: self.price,
            cancelled_price: self.cancels.cancelled().price,
            status: self.status.number(),
        }
    }

    /// What a console shows of it.
    pub(crate) fn row(&self) -> PaymentRow<'_> {
        PaymentRow {
            id: &self.receipt_id,
            order_id: beginning(&self.order_id),
            name: beginning(&self.name),
            price: self.price,
            cancelled_price: self.cancels.cancelled().price,
            unit: &self.unit,
            pg_name: pg_name(beginning(&self.pg)),
            method: beginning(&self.method),
            method_name: method_name(beginning(&self.method)),
            status: self.status.number(),
            status_ko: self.status.korean(),
            status_en: self.status.english(),
            at: korean_time(self.purchased_at.unwrap_or(self.requested_at)),
            waits_for_deposit: self.waits_for_deposit(),
            cancellable: matches!(self.status, Status::Paid | Status::CancelFailed),
        }
    }

    /// Details that fit the method, for whom the details do not matter.
    pub(crate) fn default_details(method: &str, now: i64) -> MethodDetails {
        match method {
            "vbank" => MethodDetails::Vbank(Vbank {
                bankname: "기업은행".to_owned(),
                accountholder: "한국사이버결제".to_owned(),
                account: "T0309260001169".to_owned(),
                expiredate: korean_time(now.saturating_add(3 * 24 * 60 * 60)),
                username: "홍길동".to_owned(),
            }),
            "bank" => MethodDetails::Bank(Bank { bankname: "기업은행".to_owned() }),
            method if method.starts_with("card") => MethodDetails::Card(Card {
                card_name: "하나".to_owned(),
                card_no: "94308100****4569".to_owned(),
                card_quota: "00".to_owned(),
                card_code: None,
                card_auth_no: "00000000".to_owned(),
            }),
            _ => MethodDetails::Other,
        }
    }

    /// Makes a payment from a control call.
    pub(crate) fn from_fields(fields: &Fields, receipt_id: &str, now: i64) -> Result<Self, FieldError> {
        let price =
            fields.count("price")?.value().ok_or_else(|| FieldError::field("price", "is required"))?;
        let tax_free = fields.count("tax_free")?.value().unwrap_or(0);
        if tax_free > price {
            return Err(FieldError::field("tax_free", "must not be more than price"));
        }
        let number = fields.integer("status")?.value().unwrap_or(1);
        let Some(status) = Status::from_number(number) else {
            let known: Vec<String> = Status::ALL.iter().map(|status| status.number().to_string()).collect();
            return Err(FieldError::field("status", format!("must be one of {}", known.join(", "))));
        };
        let unit = fields.text("unit")?.value().unwrap_or_else(|| "krw".to_owned());
        if !UNITS.contains(&unit.as_str()) {
            return Err(FieldError::field("unit", "must be krw or usd"));
        }
        let pg = code(fields, "pg", "inicis")?;
        let method = code(fields, "method", "card")?;
        if method == "auth" {
            return Err(FieldError::field("method", "auth is an identity: POST /sandbox/identities"));
        }
        let order_id = fields.text("order_id")?.value().unwrap_or_else(|| default_order_id(receipt_id));
        let name = fields.text("name")?.value().unwrap_or_else(|| "테스트결제".to_owned());
        let mut payment = Self::new(receipt_id, &order_id, &name, price, now);
        payment.details = Self::default_details(&method, now);
        let card_details = [
            fields.text("card_name")?.value(),
            fields.text("card_no")?.value(),
            fields.text("card_quota")?.value(),
            fields.text("card_auth_no")?.value(),
            fields.text("card_code")?.value(),
        ];
        if let MethodDetails::Card(card) = &mut payment.details {
            let [name, number, quota, auth_no, card_code] = card_details;
            card.card_name = name.unwrap_or_else(|| card.card_name.clone());
            card.card_no = number.unwrap_or_else(|| card.card_no.clone());
            card.card_quota = quota.unwrap_or_else(|| card.card_quota.clone());
            card.card_auth_no = auth_no.unwrap_or_else(|| card.card_auth_no.clone());
            card.card_code = card_code;
        }
        payment.tax_free = tax_free;
        payment.unit = unit;
        payment.pg = pg;
        payment.method = method;
        payment.params = fields.any("params").value();
        payment.status = status;
        payment.purchased_at = status.is_purchased().then_some(now);
        if status == Status::Cancelled {
            payment.cancels = Cancels::of_everything(price, tax_free, now);
        }
        if status == Status::Cancelling {
            payment.cancels.run_everything(price, tax_free);
        }
        payment.reactions.approval = reaction(fields, "approval", payment.reactions.approval)?;
        payment.reactions.cancel = reaction(fields, "cancel", payment.reactions.cancel)?;
        let is_escrow = fields.switch("escrow")?.value();
        payment.escrow = is_escrow.unwrap_or(false).then(Escrow::default);
        Ok(payment)
    }

    /// The payments that the server knows from the start, by the ids that the v1 docs' examples use. The first is
    /// the sample answer of the docs' verify page, to the letter.
    pub(crate) fn known_from_the_start() -> [Self; 5] {
        let card = |name: &str, number: &str, auth_no: &str, code: Option<&str>| {
            MethodDetails::Card(Card {
                card_name: name.to_owned(),
                card_no: number.to_owned(),
                card_quota: "00".to_owned(),
                card_code: code.map(str::to_owned),
                card_auth_no: auth_no.to_owned(),
            })
        };
        let made = |id: &str,
                    order_id: &str,
                    price: u64,
                    pg: &str,
                    method: &str,
                    at: i64,
                    details: MethodDetails| {
            let mut payment = Self::new(id, order_id, "테스트결제", price, at);
            payment.pg = pg.to_owned();
            payment.method = method.to_owned();
            payment.details = details;
            payment
        };

        let sample_card = card("하나", "94308100****4569", "09286221", None);
        let mut sample = made(
            "5df6e67d4f74b4002a77e0eb",
            "1576461949",
            3000,
            "payapp",
            "card_rebill_rest",
            1_576_461_950,
            sample_card,
        );
        sample.tax_free = 1500;
        sample.tid = "48585753".to_owned();
        sample.pay(1_576_461_950);

        let plain_card = card("하나", "9430810000004569", "00000000", None);
        let mut plain = made(
            "5afd6be8e13f33616f2876ac",
            "1526557672",
            1000,
            "inicis",
            "card",
            1_526_557_672,
            plain_card.clone(),
        );
        plain.tid = "sandbox_1526557672".to_owned();
        plain.pay(1_526_557_672);

        let mut to_cancel = made(
            "5df6e8034f74b4002177e0bb",
            "1576462320",
            3000,
            "nicepay",
            "card",
            1_576_462_320,
            plain_card,
        );
        to_cancel.tax_free = 1500;
        to_cancel.pay(1_576_462_320);

        let kb_card = card("KB국민카드", "0000120000000014", "00000000", Some("CCKM"));
        let mut to_submit =
            made("5fffc0460c20b903e88a2d2c", "1610596422328", 100, "kcp", "card", 1_610_596_422, kb_card);
        to_submit.name = "테스트 아이템".to_owned();
        to_submit.status = Status::Confirm;

        let account = MethodDetails::Vbank(Vbank {
            bankname: "기업은행".to_owned(),
            accountholder: "한국사이버결제".to_owned(),
            account: "T0309260001169".to_owned(),
            expiredate: "2021-01-17 00:00:00".to_owned(),
            username: "홍길동".to_owned(),
        });
        let mut to_deposit =
            made("5fffad430c20b903e88a2d17", "1610591554856", 3000, "kcp", "vbank", 1_610_591_555, account);
        to_deposit.name = "테스트 아이템".to_owned();
        to_deposit.status = Status::Confirm;

        [sample, plain, to_cancel, to_submit, to_deposit]
    }

    /// The receipt of an identity verification that nobody has finished: it is kept like that of a payment.
    pub(crate) fn is_unfinished_identity(&self) -> bool {
        self.method == "auth"
    }

    /// A virtual account whose money has not come.
    pub(crate) fn waits_for_deposit(&self) -> bool {
        self.method == "vbank" && self.status == Status::Confirm
    }

    pub(crate) fn card(&self) -> Option<&Card> {
        match &self.details {
            MethodDetails::Card(card) => Some(card),
            _ => None,
        }
    }

    pub(crate) fn done(&self) -> Done<'_> {
        let (payment_group, payment_group_name) = payment_group(&self.method);
        let card = self.card();
        Done {
            card_code: card.and_then(|card| card.card_code.as_deref()),
            card_name: card.map(|card| card.card_name.as_str()),
            card_no: card.map(|card| card.card_no.as_str()),
            card_quota: card.map(|card| card.card_quota.as_str()),
            item_name: &self.name,
            method: &self.method,
            method_name: method_name(&self.method),
            order_id: &self.order_id,
            params: self.params.as_ref(),
            payment_group,
            payment_group_name,
            payment_name: method_name(&self.method),
            pg: &self.pg,
            pg_name: pg_name(&self.pg),
            price: self.price,
            purchased_at: self.purchased_at.map(korean_time),
            receipt_id: &self.receipt_id,
            receipt_url: receipt_url(&self.receipt_id),
            requested_at: korean_time(self.requested_at),
            status: self.status.number(),
            tax_free: self.tax_free,
            url: PROJECT_URL,
        }
    }
}

/// A PG or method code: any text, a client has to live with codes that it does not know.
fn code(fields: &Fields, name: &str, default: &str) -> Result<String, FieldError> {
    let code = fields.text(name)?.value().unwrap_or_else(|| default.to_owned());
    if code.is_empty() { Err(FieldError::field(name, "must not be empty")) } else { Ok(code) }
}

fn reaction(fields: &Fields, name: &str, default: Reaction) -> Result<Reaction, FieldError> {
    let Some(wanted) = fields.text(name)?.value() else { return Ok(default) };
    Reaction::ALL
        .iter()
        .copied()
        .find(|reaction| reaction.name() == wanted)
        .ok_or_else(|| FieldError::field(name, "must be done, refused or late"))
}
