//! Scenarios as data: the calls that a test makes, one after the other on a fresh sandbox, and what each answers.
//!
//! A step is `{"request": {"method", "path", "json"?, "text"?, "authorization"?}, "expect": {"status", "code"?,
//! "data"?, "body"?, "headers"?}, "keep"?}`. `text` is a body as it is (JSON is its content type), `json` one to write
//! out. Without `authorization` the docs' own token is sent, null sends none. `code` and `data` are the envelope's,
//! `body` is the whole answer of a control call; both are parts: what is not named does not matter. `headers` are some
//! of the answer's, by their lower-case names. `keep` maps a name to a JSON pointer into the answer; later steps write
//! it `{name}`.

use serde_json::{Value, json};

use crate::fault::Kind;
use crate::pg::{APPROVAL_LATE, APPROVAL_REFUSED, CANCEL_LATE, CANCEL_REFUSED, UNREACHABLE_PHONE};
use crate::refusal::{INJECTED_CODE, Refusal};

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
const SAMPLE_RECEIPT: &str = "/receipt/5df6e67d4f74b4002a77e0eb";
/// A virtual account without its deposit.
pub(crate) const TO_DEPOSIT: &str = "5fffad430c20b903e88a2d17";
/// 2100-01-01 in Korea.
const FAR: i64 = 4_102_412_400;
/// From any day of this decade to after `FAR`, and within what the clock can do.
const TO_FAR_S: i64 = 80 * 366 * 24 * 60 * 60;

pub(crate) type Recipe = Vec<Value>;

pub(crate) fn step(method: &str, path: &str, body: Value, expect: Value) -> Value {
    let mut request = json!({"method": method, "path": path});
    if !body.is_null() {
        request["json"] = body;
    }
    json!({"request": request, "expect": expect})
}

pub(crate) fn post(path: &str, body: Value, expect: Value) -> Value {
    step("POST", path, body, expect)
}

/// GET /receipt of a payment that should be in this state.
pub(crate) fn receipt(receipt_id: &str, data: Value) -> Value {
    step("GET", &format!("/receipt/{receipt_id}"), Value::Null, good(data))
}

/// A control call.
pub(crate) fn control(method: &str, path: &str, body: Value) -> Value {
    step(method, path, body, json!({"status": 200}))
}

/// A control call whose answer matters.
pub(crate) fn control_says(method: &str, path: &str, body: Value, says: Value) -> Value {
    step(method, path, body, json!({"status": 200, "body": says}))
}

pub(crate) fn good(data: Value) -> Value {
    if data.is_null() {
        json!({"status": 200, "code": 0})
    } else {
        json!({"status": 200, "code": 0, "data": data})
    }
}

pub(crate) fn refused(refusal: Refusal) -> Value {
    let line = refusal.line();
    json!({"status": line.status.as_u16(), "code": line.code})
}

pub(crate) fn keeping(mut step: Value, name: &str, pointer: &str) -> Value {
    step["keep"] = json!({ name: pointer });
    step
}

fn authorized(mut step: Value, authorization: Value) -> Value {
    step["request"]["authorization"] = authorization;
    step
}

/// POST /cancel of the sample payment.
pub(crate) fn cancel(receipt_id: &str, more: Value, expect: Value) -> Value {
    post("/cancel", with(json!({"receipt_id": receipt_id}), more), expect)
}

pub(crate) fn identity(more: Value) -> Value {
    control("POST", "/sandbox/identities", with(json!({"receipt_id": ID}), more))
}

pub(crate) fn payment(more: Value) -> Value {
    control("POST", "/sandbox/payments", with(json!({"receipt_id": ID, "price": 3000}), more))
}

/// POST /subscribe/billing.
pub(crate) fn charge(billing_key: &str, more: Value, expect: Value) -> Value {
    let body = json!({"billing_key": billing_key, "item_name": "정기결제", "price": 3000, "order_id": "1"});
    post("/subscribe/billing", with(body, more), expect)
}

/// POST /subscribe/billing/reserve; its id is kept.
pub(crate) fn reserve(more: Value, expect: Value) -> Value {
    let body = json!({
        "billing_key": KCP_KEY, "item_name": "정기결제", "price": 3000, "order_id": "1",
        "scheduler_type": "oneshot", "execute_at": FAR,
    });
    let step = post("/subscribe/billing/reserve", with(body, more), expect);
    if step["expect"]["status"] == 200 { keeping(step, "reserve_id", "/data/reserve_id") } else { step }
}

/// POST /request/card_rebill.
pub(crate) fn register(card_no: &str, more: Value, expect: Value) -> Value {
    let body = json!({
        "order_id": "1", "pg": "nicepay", "item_name": "정기결제", "card_no": card_no, "card_pw": "12",
        "expire_year": "99", "expire_month": "12", "identify_number": "901004",
    });
    let step = post("/request/card_rebill", with(body, more), expect);
    if step["expect"]["status"] == 200 { keeping(step, "billing_key", "/data/billing_key") } else { step }
}

pub(crate) fn sms(phone: &str, expect: Value) -> Value {
    post("/push/sms", json!({"data": {"sp": "0200000000", "rps": [phone], "msg": "안녕하세요"}}), expect)
}

/// To after the last reservation.
pub(crate) fn to_far() -> Value {
    control("POST", "/sandbox/clock", json!({"advance_s": TO_FAR_S}))
}

pub(crate) fn advance(seconds: i64) -> Value {
    control("POST", "/sandbox/clock", json!({"advance_s": seconds}))
}

/// One fault of this kind, for the next call.
fn fault(kind: Kind, more: Value) -> Value {
    control("POST", "/sandbox/faults", with(json!({"kind": kind.line().name, "times": 1}), more))
}

fn with_headers(mut expect: Value, headers: Value) -> Value {
    expect["headers"] = headers;
    expect
}

/// A status that says when to come again.
pub(crate) fn too_many_requests() -> Recipe {
    let refused = with_headers(json!({"status": 429, "code": INJECTED_CODE}), json!({"retry-after": "7"}));
    vec![
        fault(Kind::Status, json!({"status": 429, "retry_after_s": 7})),
        step("GET", SAMPLE_RECEIPT, Value::Null, refused),
        step("GET", SAMPLE_RECEIPT, Value::Null, good(json!({"status": 1}))),
    ]
}

/// The faults that any HTTP client sees. Empty: it takes one that sees the connection, or has more patience.
pub(crate) fn of_fault(kind: Kind) -> Recipe {
    let once = |more: Value, expect: Value| {
        vec![
            fault(kind, more),
            step("GET", SAMPLE_RECEIPT, Value::Null, expect),
            step("GET", SAMPLE_RECEIPT, Value::Null, good(json!({"status": 1}))),
        ]
    };
    let html = json!({"content-type": "text/html"});
    match kind {
        Kind::Status => once(json!({"status": 503}), json!({"status": 503, "code": INJECTED_CODE})),
        Kind::Html => once(Value::Null, with_headers(json!({"status": 502}), html)),
        Kind::Redirect => {
            once(Value::Null, with_headers(json!({"status": 307}), json!({"location": SAMPLE_RECEIPT})))
        }
        Kind::Delay => once(json!({"delay_ms": 1}), good(json!({"status": 1}))),
        Kind::Drip => once(json!({"delay_ms": 1}), good(json!({"status": 1}))),
        Kind::ContentType => once(Value::Null, with_headers(good(json!({"status": 1})), html)),
        Kind::OtherReceipt => {
            once(Value::Null, good(json!({"receipt_id": "5df6e67d4f74b4002a77e0e0", "status": 1})))
        }
        Kind::Reset
        | Kind::ResetAfter
        | Kind::HalfClose
        | Kind::Stall
        | Kind::Truncate
        | Kind::BrokenJson
        | Kind::Endless
        | Kind::TlsStall
        | Kind::TlsClose
        | Kind::TlsExpired
        | Kind::TlsWrongName
        | Kind::TlsUnknownCa => Vec::new(),
    }
}

fn with(mut body: Value, more: Value) -> Value {
    if let (Value::Object(body), Value::Object(more)) = (&mut body, more) {
        body.extend(more);
    }
    body
}

/// How each refusal is provoked. Empty: a test has to do that in its own way.
pub(crate) fn of(refusal: Refusal) -> Recipe {
    let bad = || refused(refusal);
    let nothing = || Value::Null;
    let get = |path: &str| step("GET", path, Value::Null, refused(refusal));
    let delete = |path: &str, expect: Value| step("DELETE", path, Value::Null, expect);
    let token = |id: &str, key: &str| {
        post("/request/token", json!({"application_id": id, "private_key": key}), refused(refusal))
    };
    let (docs_id, docs_web_id) = ("5b8f6a4d396fa665fdc2b5ea", "5b8f6a4d396fa665fdc2b5e7");
    let docs_key = "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=";
    let refund = json!({"account": "1-2", "accountholder": "홍길동", "bankcode": "004"});
    match refusal {
        Refusal::BodyUnreadable => {
            let request = json!({"method": "POST", "path": "/request/token", "text": "{\"application_id\":"});
            vec![json!({"request": request, "expect": bad()})]
        }
        Refusal::KeysMissing => vec![token(docs_id, "")],
        Refusal::ApplicationUnknown => vec![token(ID, "other")],
        Refusal::ApplicationNotRest => vec![token(docs_web_id, docs_key)],
        Refusal::PrivateKeyWrong => vec![token(docs_id, "other")],
        Refusal::TokenAbsent => vec![authorized(get(SAMPLE_RECEIPT), nothing())],
        Refusal::TokenEmpty => vec![authorized(get(SAMPLE_RECEIPT), json!(""))],
        Refusal::TokenBearer => vec![authorized(get(SAMPLE_RECEIPT), json!("Bearer token"))],
        Refusal::TokenUnknown => vec![authorized(get(SAMPLE_RECEIPT), json!("token"))],
        Refusal::TokenExpired => {
            let keys = json!({"application_id": docs_id, "private_key": docs_key});
            vec![
                keeping(post("/request/token", keys, good(nothing())), "token", "/data/token"),
                advance(1800),
                authorized(get(SAMPLE_RECEIPT), json!("{token}")),
            ]
        }
        Refusal::RouteUnknown => vec![get("/nowhere")],
        Refusal::ReceiptIdMalformed => vec![get("/certificate/not-an-id")],
        Refusal::ReceiptUnknown => vec![get(&format!("/receipt/{ID}"))],
        Refusal::MethodNotAllowed => vec![get("/request/token")],
        Refusal::BodyTooLarge | Refusal::OtherHost => Vec::new(),
        Refusal::IdentityUnfinished => {
            let window = control("POST", "/sandbox/windows", json!({"order_id": "1"}));
            vec![keeping(window, "receipt_id", "/receipt_id"), get("/certificate/{receipt_id}")]
        }
        Refusal::FieldMissing(_) => vec![post("/cancel", json!({}), bad())],
        Refusal::FieldInvalid(_) => vec![cancel(TO_CANCEL, json!({"price": 1.5}), bad())],
        Refusal::ReceiptIsIdentity => vec![cancel("612e09260d681b0021e61ab9", nothing(), bad())],
        Refusal::AlreadyCancelled => {
            vec![cancel(TO_CANCEL, nothing(), good(nothing())), cancel(TO_CANCEL, nothing(), bad())]
        }
        Refusal::CancelIdUsed => {
            let part = || json!({"price": 1200, "cancel_id": "c-1"});
            vec![
                cancel(TO_CANCEL, part(), good(nothing())),
                cancel(TO_CANCEL, part(), bad()),
                receipt(TO_CANCEL, json!({"cancelled_price": 1200, "remain_price": 1800})),
            ]
        }
        Refusal::CancelOverRemaining => vec![cancel(TO_CANCEL, json!({"price": 3001}), bad())],
        Refusal::CancelTaxFree => vec![cancel(TO_CANCEL, json!({"price": 2000, "tax_free": 1501}), bad())],
        Refusal::CancelNotPaid => vec![payment(json!({"status": 0})), cancel(ID, nothing(), bad())],
        Refusal::CancelRunning => vec![
            payment(json!({"price": CANCEL_LATE})),
            cancel(ID, nothing(), refused(Refusal::CancelLate)),
            cancel(ID, nothing(), bad()),
        ],
        Refusal::CancelTooSoon => vec![
            control("POST", "/sandbox/settings", json!({"partial_cancel_guard": true})),
            payment(json!({"price": 9000})),
            cancel(ID, json!({"price": 2000}), good(nothing())),
            cancel(ID, json!({"price": 2000}), bad()),
            advance(10),
            cancel(ID, json!({"price": 2000}), good(nothing())),
        ],
        Refusal::PartialTooSmall => vec![cancel(TO_CANCEL, json!({"price": 1000}), bad())],
        Refusal::PartialNotOfPg => vec![cancel("5df6e67d4f74b4002a77e0eb", json!({"price": 2000}), bad())],
        Refusal::RefundMissing => {
            vec![payment(json!({"method": "vbank", "status": 1})), cancel(ID, nothing(), bad())]
        }
        Refusal::RefundNotVbank => vec![cancel(TO_CANCEL, json!({"refund": refund}), bad())],
        Refusal::BankUnknown => {
            let unknown = json!({"account": "1-2", "accountholder": "홍길동", "bankcode": "999"});
            vec![payment(json!({"method": "vbank"})), cancel(ID, json!({"refund": unknown}), bad())]
        }
        Refusal::CancelAfterMonthEnd => vec![
            payment(json!({"method": "phone", "pg": "danal"})),
            advance(32 * 24 * 60 * 60),
            cancel(ID, nothing(), bad()),
        ],
        Refusal::SubmitNotWaiting => vec![post("/submit", json!({"receipt_id": TO_CANCEL}), bad())],
        Refusal::SubmitVbank => vec![post("/submit", json!({"receipt_id": TO_DEPOSIT}), bad())],
        Refusal::PgWithoutRebill => vec![register("9430810000004569", json!({"pg": "inicis"}), bad())],
        Refusal::QuotaOne => vec![charge(KCP_KEY, json!({"price": 50_000, "quota": 1}), bad())],
        Refusal::QuotaTooLong => vec![charge(KCP_KEY, json!({"price": 50_000, "quota": 13}), bad())],
        Refusal::QuotaTooCheap => vec![
            charge(KCP_KEY, json!({"price": 49_999, "quota": 3}), bad()),
            charge(KCP_KEY, json!({"price": 50_000, "quota": 3}), good(json!({"card_quota": "03"}))),
        ],
        Refusal::ExecuteAtPast => vec![reserve(json!({"execute_at": 1}), bad())],
        Refusal::ReservationsFull => {
            let mut steps: Recipe = (0..5).map(|_| reserve(nothing(), good(json!({"status": 0})))).collect();
            steps.push(reserve(nothing(), bad()));
            steps
        }
        Refusal::ReservationDone => vec![
            reserve(nothing(), good(nothing())),
            to_far(),
            delete("/subscribe/billing/reserve/{reserve_id}", bad()),
        ],
        Refusal::NotEscrow => {
            let delivery = json!({"delivery_no": "1234", "delivery_corp": "001"});
            vec![step("PUT", "/delivery/start/5afd6be8e13f33616f2876ac", delivery, bad())]
        }
        Refusal::DeliveryCompanyUnknown => {
            let delivery = json!({"delivery_no": "1234", "delivery_corp": "999"});
            vec![
                payment(json!({"escrow": true})),
                step("PUT", &format!("/delivery/start/{ID}"), delivery, bad()),
            ]
        }
        Refusal::BillingKeyUnknown => vec![charge(ID, nothing(), bad())],
        Refusal::BillingKeyDeleted => vec![
            delete(&format!("/subscribe/billing/{KCP_KEY}"), good(nothing())),
            delete(&format!("/subscribe/billing/{KCP_KEY}"), bad()),
            charge(KCP_KEY, nothing(), bad()),
        ],
        Refusal::ReceiptIsNoRegistration => vec![get("/subscribe/billing/5df6e67d4f74b4002a77e0eb")],
        Refusal::ReservationUnknown => vec![delete(&format!("/subscribe/billing/reserve/{ID}"), bad())],
        Refusal::ReservationCancelled => vec![
            reserve(nothing(), good(nothing())),
            delete("/subscribe/billing/reserve/{reserve_id}", good(nothing())),
            delete("/subscribe/billing/reserve/{reserve_id}", bad()),
        ],
        Refusal::WalletUnknown => {
            let body = json!({"user_id": "nobody", "order_name": "상품", "price": 1000, "order_id": "1"});
            vec![post("/wallet/payment", body, bad())]
        }
        Refusal::CardRefused => vec![register("9430810000000014", nothing(), bad())],
        Refusal::ApprovalRefused => vec![
            payment(json!({"price": APPROVAL_REFUSED, "status": 2})),
            post("/submit", json!({"receipt_id": ID}), bad()),
            receipt(ID, json!({"status": -2})),
        ],
        Refusal::CancelRefused => vec![
            payment(json!({"price": CANCEL_REFUSED})),
            cancel(ID, nothing(), bad()),
            receipt(ID, json!({"status": -20, "remain_price": CANCEL_REFUSED, "cancelled_price": 0})),
        ],
        Refusal::ApprovalLate => vec![
            payment(json!({"price": APPROVAL_LATE, "status": 2})),
            post("/submit", json!({"receipt_id": ID}), bad()),
            receipt(ID, json!({"status": 3})),
            advance(60),
            receipt(ID, json!({"status": 1})),
        ],
        Refusal::CancelLate => vec![
            payment(json!({"price": CANCEL_LATE})),
            cancel(ID, nothing(), bad()),
            receipt(ID, json!({"status": -30, "remain_price": CANCEL_LATE})),
            advance(60),
            receipt(ID, json!({"status": 20, "remain_price": 0, "cancelled_price": CANCEL_LATE})),
        ],
        Refusal::MessageRefused => vec![sms(UNREACHABLE_PHONE, bad())],
    }
}
