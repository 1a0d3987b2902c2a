//! Billing keys: issued for a card number, charged, looked up, deleted.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::body::Parameters;
use crate::call::Call;
use crate::charge::charge_now;
use crate::clock::{korean_time, unix_time};
use crate::codes::{CARD_REBILL_PGS, Status, method_name, pg_company, pg_name};
use crate::envelope::Answer;
use crate::fields::{Field, FieldError, Fields, is_id};
use crate::json_text;
use crate::payment::{Card, MethodDetails, Payment};
use crate::pg::{PgReply, Trouble, masked, trouble_of};
use crate::refusal::Refusal;
use crate::reservation;
use crate::route::{Route, route};
use crate::state::State;
use crate::webhook::{ContentType, Feedback, WebhookReason};

pub(crate) const ROUTES: &[Route] = &[
    route("billing_key.request", "POST", "/request/card_rebill", issue),
    route("billing.pay", "POST", "/subscribe/billing", charge),
    route("billing_key.lookup", "GET", "/subscribe/billing/{receipt_id}", look_up),
    route("billing_key.delete", "DELETE", "/subscribe/billing/{billing_key}", delete),
];

/// The shortest and longest card numbers that are issued.
const CARD_LENGTHS: std::ops::RangeInclusive<usize> = 14..=16;
/// Instalments need this much (v1 docs, billing page).
const INSTALMENTS_FROM: u64 = 50_000;
const LONGEST_INSTALMENTS: u64 = 12;

/// One billing key. The card number itself is not kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BillingKey {
    pub(crate) billing_key: String,
    /// The receipt of its registration.
    receipt_id: String,
    pg: String,
    method: String,
    card: KeyCard,
    pub(crate) trouble: Option<Trouble>,
    e_at: String,
    #[serde(deserialize_with = "unix_time")]
    c_at: i64,
    pub(crate) is_deleted: bool,
    /// The number of its last change.
    #[serde(skip)]
    pub(crate) changed: u64,
}

/// `data.data` of an issued key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyCard {
    card_code: String,
    card_name: String,
    card_no: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    card_cl: Option<String>,
}

/// `data` of POST /request/card_rebill, and of GET /subscribe/billing/{receipt_id}.
#[derive(Serialize)]
struct KeyAnswer<'a> {
    billing_key: &'a str,
    pg_name: &'a str,
    pg: &'a str,
    method_name: &'a str,
    method: &'a str,
    data: &'a KeyCard,
    e_at: &'a str,
    c_at: String,
}

/// One line of GET /sandbox/billing_keys.
#[derive(Serialize, JsonSchema)]
pub(crate) struct KeyLine<'a> {
    billing_key: &'a str,
    receipt_id: &'a str,
    pg: &'a str,
    method: &'a str,
    card_no: &'a str,
    deleted: bool,
}

/// One row of the console.
#[derive(Serialize)]
pub(crate) struct KeyRow<'a> {
    id: &'a str,
    receipt_id: &'a str,
    pg_name: &'a str,
    method_name: &'a str,
    card_name: &'a str,
    card_no: &'a str,
    deleted: bool,
    at: String,
}

/// The fields of POST /sandbox/billing_keys.
pub(crate) const FIELDS: &[Field] =
    &[Field::id("billing_key"), Field::id("receipt_id"), Field::text("pg"), Field::text("card_no")];

/// Is this much money for a payment in instalments?
pub(crate) fn allows_instalments(price: u64) -> bool {
    price >= INSTALMENTS_FROM
}

/// What a key is charged for, now or later.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Charge {
    pub(crate) item_name: String,
    pub(crate) price: u64,
    tax_free: u64,
    order_id: String,
    quota: u64,
    #[serde(with = "json_text")]
    params: Option<Value>,
    feedback: Option<Feedback>,
}

impl Charge {
    /// With nothing but what every order has.
    pub(crate) fn plain(item_name: String, price: u64, order_id: String) -> Self {
        Self { item_name, price, tax_free: 0, order_id, quota: 0, params: None, feedback: None }
    }
}

impl BillingKey {
    /// A key for a card number of digits only.
    fn new(billing_key: String, receipt_id: String, pg: &str, method: &str, number: &str, now: i64) -> Self {
        let (card_code, card_name) = match (pg, number.starts_with("9000")) {
            ("nicepay", true) => ("07", "[현대]"),
            ("nicepay", false) => ("03", "[하나]"),
            (_, true) => ("CCDI", "현대카드"),
            (_, false) => ("CCHN", "하나카드"),
        };
        Self {
            billing_key,
            receipt_id,
            pg: pg.to_owned(),
            method: method.to_owned(),
            card: KeyCard {
                card_code: card_code.to_owned(),
                card_name: card_name.to_owned(),
                card_no: masked(number),
                card_cl: (pg == "nicepay").then(|| "0".to_owned()),
            },
            trouble: trouble_of(number),
            e_at: "2099-12-31 23:59:59".to_owned(),
            c_at: now,
            is_deleted: false,
            changed: 0,
        }
    }

    /// The keys of the v1 docs' samples. The ids of their registrations are made up.
    pub(crate) fn known_from_the_start() -> [Self; 2] {
        let mut kcp = Self::new(
            "5b025b33e13f33310ce560fb".to_owned(),
            "5b025b33e13f33310ce560fa".to_owned(),
            "kcp",
            "card_rebill",
            "9430810000004569",
            1_526_881_075,
        );
        // The billing page writes this one with zeros.
        kcp.card.card_no = "9430810000004569".to_owned();
        let mut nicepay = Self::new(
            "5ec37382dfea2e001a7f1e10".to_owned(),
            "5ec37382dfea2e001a7f1e0f".to_owned(),
            "nicepay",
            "card_rebill_rest",
            "9000200000001000",
            1_589_867_394,
        );
        nicepay.e_at = "2024-03-31 23:59:59".to_owned();
        [kcp, nicepay]
    }

    /// A registration that a test asks for, as if somebody had made it in a browser.
    pub(crate) fn from_fields(
        fields: &Fields,
        billing_key: String,
        receipt_id: String,
        now: i64,
    ) -> Result<Self, FieldError> {
        let pg = fields.text("pg")?.value().unwrap_or_else(|| "nicepay".to_owned());
        let number = fields.text("card_no")?.value().unwrap_or_else(|| "9430810000004569".to_owned());
        let number = card_digits(&number).ok_or_else(|| {
            FieldError::field("card_no", "must have 14 to 16 digits, dashes and spaces apart")
        })?;
        if pg.is_empty() {
            return Err(FieldError::field("pg", "must not be empty"));
        }
        if let Some(Trouble::AtRegistration(_)) = trouble_of(&number) {
            return Err(FieldError::field("card_no", "this magic number is refused at registration"));
        }
        Ok(Self::new(billing_key, receipt_id, &pg, "card_rebill", &number, now))
    }

    /// The registration as GET /receipt/{receipt_id} shows it.
    pub(crate) fn registration(&self) -> Payment {
        let mut payment = Payment::new(&self.receipt_id, &self.receipt_id, "빌링키 등록", 0, self.c_at);
        payment.pg = self.pg.clone();
        payment.method = self.method.clone();
        payment.details = MethodDetails::Card(self.card(0));
        payment.status = Status::KeyIssued;
        payment.billing_key = Some(self.billing_key.clone());
        payment
    }

    /// What a console shows of it.
    pub(crate) fn row(&self) -> KeyRow<'_> {
        KeyRow {
            id: &self.billing_key,
            receipt_id: &self.receipt_id,
            pg_name: pg_name(&self.pg),
            method_name: method_name(&self.method),
            card_name: &self.card.card_name,
            card_no: &self.card.card_no,
            deleted: self.is_deleted,
            at: korean_time(self.c_at),
        }
    }

    pub(crate) fn line(&self) -> KeyLine<'_> {
        KeyLine {
            billing_key: &self.billing_key,
            receipt_id: &self.receipt_id,
            pg: &self.pg,
            method: &self.method,
            card_no: &self.card.card_no,
            deleted: self.is_deleted,
        }
    }

    fn answer(&self) -> KeyAnswer<'_> {
        KeyAnswer {
            billing_key: &self.billing_key,
            pg_name: pg_company(&self.pg),
            pg: &self.pg,
            // The docs' sample writes the name without "(REST)".
            method_name: method_name("card_rebill"),
            method: &self.method,
            data: &self.card,
            e_at: &self.e_at,
            c_at: korean_time(self.c_at),
        }
    }

    fn card(&self, quota: u64) -> Card {
        Card {
            card_name: self.card.card_name.clone(),
            card_no: self.card.card_no.clone(),
            card_quota: format!("{quota:02}"),
            card_code: Some(self.card.card_code.clone()),
            card_auth_no: "00000000".to_owned(),
        }
    }

    /// A payment with this key that nobody has paid yet.
    pub(crate) fn payment(&self, charge: &Charge, receipt_id: &str, at: i64) -> Payment {
        let mut payment = Payment::new(receipt_id, &charge.order_id, &charge.item_name, charge.price, at);
        payment.tax_free = charge.tax_free;
        payment.pg = self.pg.clone();
        // The docs' sample of a charge shows this method for every key.
        payment.method = "card_rebill".to_owned();
        payment.details = MethodDetails::Card(self.card(charge.quota));
        payment.params = charge.params.clone();
        payment.feedback = charge.feedback.clone();
        payment
    }
}

impl Charge {
    /// The fields that a charge and a reservation share.
    pub(crate) fn read(parameters: &Parameters) -> Result<Self, Refusal> {
        let item_name = parameters.required("item_name")?;
        let price = parameters.required_amount("price")?;
        let order_id = parameters.required("order_id")?;
        let tax_free = parameters.amount("tax_free")?.unwrap_or(0);
        if tax_free > price {
            return Err(Refusal::FieldInvalid("tax_free"));
        }
        let quota = parameters.amount("quota")?.unwrap_or(0);
        match quota {
            0 => {}
            1 => return Err(Refusal::QuotaOne),
            quota if quota > LONGEST_INSTALMENTS => return Err(Refusal::QuotaTooLong),
            _ if price < INSTALMENTS_FROM => return Err(Refusal::QuotaTooCheap),
            _ => {}
        }
        let content_type = match parameters.text("feedback_content_type").as_deref() {
            None | Some("urlencoded") => ContentType::Urlencoded,
            Some("json") => ContentType::Json,
            Some(_) => return Err(Refusal::FieldInvalid("feedback_content_type")),
        };
        let feedback = parameters.text("feedback_url").map(|url| Feedback { url, content_type });
        let params = parameters.any("params").cloned();
        Ok(Self { item_name, price, tax_free, order_id, quota, params, feedback })
    }
}

/// The key that a call names, with what its PG asks for.
pub(crate) fn usable_key<'s>(
    state: &'s State,
    billing_key: &str,
    parameters: &Parameters,
) -> Result<&'s BillingKey, Refusal> {
    let key = state.billing_keys.get(billing_key).ok_or(Refusal::BillingKeyUnknown)?;
    if key.is_deleted {
        return Err(Refusal::BillingKeyDeleted);
    }
    check_user(&key.pg, parameters)?;
    Ok(key)
}

/// PayApp wants to know whom it charges (v1 docs).
fn check_user(pg: &str, parameters: &Parameters) -> Result<(), Refusal> {
    if pg == "payapp" {
        let user = parameters.optional_object("user_info");
        user.text("phone").ok_or(Refusal::FieldMissing("user_info.phone"))?;
        user.text("username").ok_or(Refusal::FieldMissing("user_info.username"))?;
    }
    Ok(())
}

/// The PG's own words, when they are asked for and this PG gives them.
fn raw_data(pg: &str, parameters: &Parameters, reply: PgReply) -> Option<PgReply> {
    (pg == "nicepay" && parameters.optional_object("extra").flag("raw_data")).then_some(reply)
}

fn card_digits(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|letter| !matches!(letter, '-' | ' ')).collect();
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && CARD_LENGTHS.contains(&digits.len());
    is_plain.then_some(digits)
}

fn is_digits(text: &str, lengths: &[usize]) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// POST /request/card_rebill (v1 docs, billing key page).
fn issue(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let parameters = call.parameters()?;
    parameters.required("order_id")?;
    let pg = parameters.required("pg")?;
    parameters.required("item_name")?;
    let number = parameters.required("card_no")?;
    let password = parameters.required("card_pw")?;
    let year = parameters.required("expire_year")?;
    let month = parameters.required("expire_month")?;
    let person = parameters.required("identify_number")?;
    if !CARD_REBILL_PGS.contains(&pg.as_str()) {
        return Err(Refusal::PgWithoutRebill);
    }
    check_user(&pg, &parameters)?;
    let number = card_digits(&number).ok_or(Refusal::FieldInvalid("card_no"))?;
    for (is_good, name) in [
        (is_digits(&password, &[2]), "card_pw"),
        (is_digits(&year, &[2]), "expire_year"),
        (is_digits(&month, &[2]) && ("01"..="12").contains(&month.as_str()), "expire_month"),
        (is_digits(&person, &[6, 10, 13]), "identify_number"),
    ] {
        if !is_good {
            return Err(Refusal::FieldInvalid(name));
        }
    }
    if let Some(Trouble::AtRegistration(reply)) = trouble_of(&number) {
        let raw = raw_data(&pg, &parameters, reply);
        return Ok(Answer::pg_refusal(Refusal::CardRefused.code(), reply.message, raw));
    }
    let now = state.clock.now();
    let (billing_key, receipt_id) = (state.fresh_billing_key(), state.fresh_id());
    let mut key = BillingKey::new(billing_key, receipt_id, &pg, "card_rebill_rest", &number, now);
    key.e_at = last_second(&year, &month);
    let answer = Answer::success(key.answer());
    state.keep_billing_key(key);
    Ok(answer)
}

/// The end of a month that was checked before.
fn last_second(year: &str, month: &str) -> String {
    let year = 2000 + year.parse::<i16>().unwrap_or(99);
    let first = jiff::civil::Date::new(year, month.parse().unwrap_or(12), 1);
    let last = first.map_or(31, jiff::civil::Date::days_in_month);
    format!("{year}-{month}-{last:02} 23:59:59")
}

/// POST /subscribe/billing (v1 docs, billing page).
fn charge(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let parameters = call.parameters()?;
    let billing_key = parameters.required("billing_key")?;
    let charge = Charge::read(&parameters)?;
    let key = usable_key(state, &billing_key, &parameters)?.clone();
    let payment = key.payment(&charge, &state.fresh_id(), state.clock.now());
    charge_now(state, payment, key.trouble, WebhookReason::Billing, |reply| {
        raw_data(&key.pg, &parameters, reply)
    })
}

/// GET /subscribe/billing/{receipt_id}: the key that a registration issued. The answer's fields are not documented.
fn look_up(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let payment = state.payment(call.id().ok_or(Refusal::ReceiptIdMalformed)?)?;
    let billing_key = payment.billing_key.as_ref().ok_or(Refusal::ReceiptIsNoRegistration)?;
    let key = state.billing_keys.get(billing_key).ok_or(Refusal::BillingKeyUnknown)?;
    if key.is_deleted { Err(Refusal::BillingKeyDeleted) } else { Ok(Answer::success(key.answer())) }
}

/// DELETE /subscribe/billing/{billing_key} (v1 docs).
fn delete(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let billing_key = call.id().ok_or(Refusal::BillingKeyUnknown)?;
    let key = state.billing_key_mut(billing_key)?;
    if key.is_deleted {
        return Err(Refusal::BillingKeyDeleted);
    }
    key.is_deleted = true;
    let receipt_id = key.receipt_id.clone();
    if let Ok(registration) = state.payment_mut(&receipt_id) {
        registration.status = Status::KeyCancelled;
    }
    reservation::cancel_all_of(state, billing_key);
    // The docs' sample has no message.
    Ok(Answer::done(None))
}

/// A billing key that a control call may bring along.
pub(crate) fn billing_key_field(fields: &Fields) -> Result<Option<String>, FieldError> {
    match fields.text("billing_key")?.value() {
        Some(key) if !is_id(&key) => {
            Err(FieldError::field("billing_key", "must have 24 lowercase hex characters"))
        }
        key => Ok(key),
    }
}
