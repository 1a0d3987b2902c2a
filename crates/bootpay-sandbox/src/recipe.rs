//! Scenarios as data: the calls that a test makes, one after the other on a fresh sandbox, and what each answers.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

/// Made up, and in nobody's way.
pub(crate) const ID: &str = "00000000000000000000beef";
/// The docs' billing keys: KCP and NicePay.
pub(crate) const KCP_KEY: &str = "5b025b33e13f33310ce560fb";
pub(crate) const NICEPAY_KEY: &str = "5ec37382dfea2e001a7f1e10";
/// 3,000 won at NicePay, half of them tax-free.
pub(crate) const TO_CANCEL: &str = "5df6e8034f74b4002177e0bb";
/// Status 2.
pub(crate) const TO_SUBMIT: &str = "5fffc0460c20b903e88a2d2c";
/// The docs' verify page.
pub(crate) const SAMPLE_RECEIPT: &str = "/receipt/5df6e67d4f74b4002a77e0eb";
/// A virtual account without its deposit.
pub(crate) const TO_DEPOSIT: &str = "5fffad430c20b903e88a2d17";
/// 2100-01-01 in Korea.
const FAR: i64 = 4_102_412_400;
/// From any day of this decade to after `FAR`, and within what the clock can do.
const TO_FAR_S: i64 = 80 * 366 * 24 * 60 * 60;

pub(crate) type Recipe = Vec<Step>;

/// One call. What is not named of its answer does not matter.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Step {
    expect: StepExpect,
    /// Names for parts of the answer, as JSON pointers into it; later steps write them `{name}`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    keep: BTreeMap<&'static str, &'static str>,
    request: StepRequest,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
struct StepRequest {
    /// Absent for the docs' own token, null for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    authorization: Option<Value>,
    /// A body to write out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "BTreeMap<String, Value>")]
    json: Option<Value>,
    method: &'static str,
    path: String,
    /// A body as it is; JSON is its content type.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    text: Option<&'static str>,
}

/// The head of an answer, and parts of the rest.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
struct StepExpect {
    /// Of the whole answer of a control call.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Value>,
    /// The envelope's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "i64")]
    code: Option<i64>,
    /// Of the envelope's.
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Value>,
    /// By their lower-case names.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<&'static str, &'static str>,
    status: u16,
}

/// The HTTP status and the code of a refusal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Failure {
    pub(crate) status: u16,
    pub(crate) code: i64,
}

impl Step {
    /// A call of the API that succeeds.
    pub(crate) fn api(method: &'static str, path: &str, body: Value) -> Self {
        let json = Some(body).filter(|body| !body.is_null());
        let request = StepRequest { authorization: None, json, method, path: path.to_owned(), text: None };
        let expect = StepExpect { status: 200, code: Some(0), ..StepExpect::default() };
        Self { expect, keep: BTreeMap::new(), request }
    }

    /// A control call.
    fn control(method: &'static str, path: &str, body: Value) -> Self {
        let mut step = Self::api(method, path, body);
        step.expect.code = None;
        step
    }

    /// With this in its answer.
    pub(crate) fn says(mut self, part: Value) -> Self {
        let place = if self.expect.code.is_some() { &mut self.expect.data } else { &mut self.expect.body };
        *place = Some(part);
        self
    }

    pub(crate) fn fails(mut self, Failure { status, code }: Failure) -> Self {
        self.expect.status = status;
        self.expect.code = Some(code);
        self
    }

    /// The answer comes without an envelope.
    pub(crate) fn answers_status(mut self, status: u16) -> Self {
        self.expect.status = status;
        self.expect.code = None;
        self
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: &'static str) -> Self {
        self.expect.headers.insert(name, value);
        self
    }

    pub(crate) fn keeps(mut self, name: &'static str, pointer: &'static str) -> Self {
        self.keep.insert(name, pointer);
        self
    }

    pub(crate) fn authorized(mut self, authorization: Value) -> Self {
        self.request.authorization = Some(authorization);
        self
    }

    pub(crate) fn text(mut self, text: &'static str) -> Self {
        self.request.text = Some(text);
        self
    }
}

pub(crate) fn get(path: &str) -> Step {
    Step::api("GET", path, Value::Null)
}

pub(crate) fn post(path: &str, body: Value) -> Step {
    Step::api("POST", path, body)
}

pub(crate) fn delete(path: &str) -> Step {
    Step::api("DELETE", path, Value::Null)
}

/// GET of a control route.
pub(crate) fn look(path: &str) -> Step {
    Step::control("GET", path, Value::Null)
}

/// POST of a control route.
pub(crate) fn control(path: &str, body: Value) -> Step {
    Step::control("POST", path, body)
}

/// GET /receipt of a payment that should be in this state.
pub(crate) fn receipt(receipt_id: &str, data: Value) -> Step {
    get(&format!("/receipt/{receipt_id}")).says(data)
}

/// GET /certificate of the made-up id, or of another.
pub(crate) fn certificate(receipt_id: &str) -> Step {
    get(&format!("/certificate/{receipt_id}"))
}

pub(crate) fn token(application_id: &str, private_key: &str) -> Step {
    post("/request/token", json!({"application_id": application_id, "private_key": private_key}))
}

pub(crate) fn cancel(receipt_id: &str, more: Value) -> Step {
    post("/cancel", with(json!({"receipt_id": receipt_id}), more))
}

pub(crate) fn submit(receipt_id: &str) -> Step {
    post("/submit", json!({"receipt_id": receipt_id}))
}

pub(crate) fn identity(more: Value) -> Step {
    control("/sandbox/identities", with(json!({"receipt_id": ID}), more))
}

pub(crate) fn payment(more: Value) -> Step {
    control("/sandbox/payments", with(json!({"receipt_id": ID, "price": 3000}), more))
}

/// POST /subscribe/billing.
pub(crate) fn charge(billing_key: &str, more: Value) -> Step {
    let body = json!({"billing_key": billing_key, "item_name": "정기결제", "price": 3000, "order_id": "1"});
    post("/subscribe/billing", with(body, more))
}

/// POST /subscribe/billing/reserve.
pub(crate) fn reserve(more: Value) -> Step {
    let body = json!({
        "billing_key": KCP_KEY, "item_name": "정기결제", "price": 3000, "order_id": "1",
        "scheduler_type": "oneshot", "execute_at": FAR,
    });
    post("/subscribe/billing/reserve", with(body, more))
}

/// POST /subscribe/billing/reserve of one that waits; its id is kept.
pub(crate) fn reserved(more: Value) -> Step {
    reserve(more).keeps("reserve_id", "/data/reserve_id")
}

/// POST /request/card_rebill.
pub(crate) fn register(card_no: &str, more: Value) -> Step {
    let body = json!({
        "order_id": "1", "pg": "nicepay", "item_name": "정기결제", "card_no": card_no, "card_pw": "12",
        "expire_year": "99", "expire_month": "12", "identify_number": "901004",
    });
    post("/request/card_rebill", with(body, more))
}

/// POST /request/card_rebill of a card that is accepted; its key is kept.
pub(crate) fn registered(card_no: &str, more: Value) -> Step {
    register(card_no, more).keeps("billing_key", "/data/billing_key")
}

pub(crate) fn start_delivery(receipt_id: &str, company: &str) -> Step {
    let body = json!({"delivery_no": "1234", "delivery_corp": company});
    Step::api("PUT", &format!("/delivery/start/{receipt_id}"), body)
}

pub(crate) fn pay_from_wallet(user_id: &str) -> Step {
    let body = json!({"user_id": user_id, "order_name": "상품", "price": 1000, "order_id": "1"});
    post("/wallet/payment", body)
}

pub(crate) fn sms(phone: &str) -> Step {
    post("/push/sms", json!({"data": {"sp": "0200000000", "rps": [phone], "msg": "안녕하세요"}}))
}

/// To after the last reservation.
pub(crate) fn to_far() -> Step {
    advance(TO_FAR_S)
}

pub(crate) fn advance(seconds: i64) -> Step {
    control("/sandbox/clock", json!({"advance_s": seconds}))
}

/// Where the money of a cancel goes back to, with this bank.
pub(crate) fn refund(account: &str, bank: &str) -> Value {
    json!({"refund": {"account": account, "accountholder": "홍길동", "bankcode": bank}})
}

pub(crate) fn with(mut body: Value, more: Value) -> Value {
    if let (Value::Object(body), Value::Object(more)) = (&mut body, more) {
        body.extend(more);
    }
    body
}
