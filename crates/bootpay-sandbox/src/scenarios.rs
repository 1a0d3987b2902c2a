//! GET /sandbox/scenarios: what this server can be made to do, how, and whether Bootpay documents it.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use crate::fault::FaultKind;
use crate::persona;
use crate::pg::{
    APPROVAL_LATE, APPROVAL_REFUSED, CANCEL_LATE, CANCEL_REFUSED, LEAST_CARD_AMOUNT, MAGIC_CARDS,
    NOT_RESERVED, TOO_CHEAP, Trouble, UNREACHABLE_PHONE,
};
use crate::recipe::{
    Failure, ID, KCP_KEY, NICEPAY_KEY, Recipe, SAMPLE_RECEIPT, Step, TO_CANCEL, TO_DEPOSIT, TO_SUBMIT,
    cancel, certificate, charge, control, delete, get, identity, look, pay_from_wallet, payment, post,
    receipt, refund, register, registered, reserved, sms, start_delivery, submit, to_far, token, with,
};
use crate::refusal::{INJECTED_CODE, PG_REFUSED_CODE, Refusal};
use crate::token::EXAMPLE_TOKEN;

/// Where a behaviour comes from.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
enum Basis {
    #[serde(rename = "documented")]
    Documented,
    #[serde(rename = "seen in an official SDK")]
    SeenInSdk,
    #[serde(rename = "made up")]
    MadeUp,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Scenario {
    name: String,
    how: String,
    what: String,
    basis: Basis,
    /// The same as calls that a test can make.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    recipe: Recipe,
}

/// Basis, name, how it is provoked `=>` what then comes, and the same as calls.
macro_rules! scenarios {
    ($($basis:ident $name:expr, $how:expr => $what:expr $(, $recipe:expr)?;)+) => {
        vec![$(scenario(Basis::$basis, $name, $how, $what, Vec::from_iter(scenarios!(@steps $($recipe)?)))),+]
    };
    (@steps) => { Recipe::new() };
    (@steps $recipe:expr) => { $recipe };
}

fn scenario(
    basis: Basis,
    name: impl Into<String>,
    how: impl Into<String>,
    what: impl Into<String>,
    recipe: Recipe,
) -> Scenario {
    Scenario { name: name.into(), how: how.into(), what: what.into(), basis, recipe }
}

/// The PG refuses a charge.
const PG_REFUSED: Failure = Failure { status: 500, code: PG_REFUSED_CODE };

pub(crate) fn scenarios() -> Vec<Scenario> {
    let mut all = known_from_the_start();
    all.extend(persona::lines().map(|line| {
        let how =
            format!("POST /sandbox/identities {{\"persona\": \"{}\"}}, or the window's buttons", line.name);
        let recipe =
            vec![identity(json!({"persona": line.name})), certificate(ID).says(json!({"certificate": {}}))];
        scenario(Basis::MadeUp, format!("persona-{}", line.name), how, line.en, recipe)
    }));
    all.extend(flows());
    all.extend(windows());
    all.extend(misuses());
    all.extend(magic_cards());
    all.extend(magic_amounts());
    all.extend(Refusal::ALL.iter().map(|refusal| {
        let (how, what) = refusal.in_words();
        scenario(Basis::MadeUp, format!("error-{}", refusal.name()), how, what, refusal.recipe())
    }));
    all.extend(faults());
    all
}

fn known_from_the_start() -> Vec<Scenario> {
    scenarios! {
        Documented "token-same", "POST /request/token twice within 25 minutes"
            => "the same token with the same expired_at; two processes of one merchant share it";
        Documented "token-renewed", "POST /request/token, POST /sandbox/clock {\"advance_s\": 1500}, POST /request/token"
            => "a new token; the old one works for its remaining 5 minutes";
        Documented "token-expired-after-30-minutes", "POST /request/token, POST /sandbox/clock {\"advance_s\": 1800}, use the old token"
            => "HTTP 401";
        MadeUp "token-of-the-docs", format!("send Authorization: {EXAMPLE_TOKEN}")
            => "accepted at any time, so that the identity page's curl line runs";
        SeenInSdk "body-forms", "POST /request/token with JSON, with a form, with JSON text and no content type, with query parameters"
            => "all are read; null, an empty string and an absent field are alike";
        SeenInSdk "json-suffix", "any v1 route with .json at its end"
            => "the same answer as without it",
            [receipt("5df6e67d4f74b4002a77e0eb.json", json!({"status": 1}))];
        SeenInSdk "identity-612e09260d681b0021e61ab9", "GET /certificate/612e09260d681b0021e61ab9"
            => "a made-up person with every field; gender is the string \"1\", birth is YYYY-MM-DD. The id is from the docs, the shape from official SDKs",
            [certificate("612e09260d681b0021e61ab9").says(json!({"certificate": {"gender": "1", "birth": "1990-10-04", "phone": "01000001234"}}))];
        SeenInSdk "identity-612df0250d681b001de61de6", "GET /certificate/612df0250d681b001de61de6"
            => "a made-up person without phone, carrier and foreigner: Danal gives them only to merchants who asked for them. birth is YYYYMMDD",
            [certificate("612df0250d681b001de61de6").says(json!({"certificate": {"gender": "0", "birth": "19950505"}}))];
        MadeUp "identity-593f8febe13f332431a8ddae", "GET /certificate/593f8febe13f332431a8ddae"
            => "a made-up foreigner with a Latin name; gender is the number 0, birth is YYMMDD. A client should read these forms too",
            [certificate("593f8febe13f332431a8ddae").says(json!({"certificate": {"gender": 0, "foreigner": true, "birth": "850815"}}))];
        SeenInSdk "identity-as-receipt", "GET /receipt/612e09260d681b0021e61ab9"
            => "a receipt with method auth and price 0 whose payment_data is the person",
            [receipt("612e09260d681b0021e61ab9", json!({"method": "auth", "price": 0, "status": 1}))];
        MadeUp "identity-without-order-id", "POST /sandbox/identities {\"order_id\": null}, then GET /certificate/{receipt_id}"
            => "neither order_id nor payment_data.o_id comes: nothing ties the person to a session. When that happens is not documented",
            [identity(json!({"order_id": null})), certificate(ID).says(json!({"certificate": {"username": "홍길동"}}))];
        SeenInSdk "identity-without", "POST /sandbox/identities {\"without\": [\"ci\", \"phone\"]}, then GET /certificate/{receipt_id}"
            => "a certificate without them: one of, or a list of, ci, di, phone, carrier, foreigner, birth, gender, name, order_id",
            [identity(json!({"without": ["ci", "phone"]})), certificate(ID).says(json!({"certificate": {"username": "홍길동"}}))];
        SeenInSdk "identity-of-yesterday", "POST /sandbox/identities {\"verified_ago\": 86400}, then GET /certificate/{receipt_id}"
            => "payment_data.p_at is so many seconds ago, in Korea's time: an old receipt that somebody shows once more",
            [identity(json!({"verified_ago": 86_400})), certificate(ID).says(json!({"payment_data": {"pg_a": "danal"}}))];
        Documented "certificate-of-a-payment", "GET /certificate/5df6e67d4f74b4002a77e0eb"
            => "the payment's receipt, without certificate: the identity page's own sample of this route is one. Whoever expects a person must look for certificate",
            [certificate("5df6e67d4f74b4002a77e0eb").says(json!({"price": 3000, "pg": "payapp", "status": 1}))];
        Documented "payment-5df6e67d4f74b4002a77e0eb", "GET /receipt/5df6e67d4f74b4002a77e0eb"
            => "the sample answer of the docs' verify page",
            [receipt("5df6e67d4f74b4002a77e0eb", json!({"price": 3000, "status": 1, "pg": "payapp"}))];
        MadeUp "payment-5afd6be8e13f33616f2876ac", "GET /receipt/5afd6be8e13f33616f2876ac"
            => "a plain card payment of 1000 won; the id is from the docs, the amounts are not",
            [receipt("5afd6be8e13f33616f2876ac", json!({"price": 1000, "status": 1}))];
        MadeUp "payment-statuses", "POST /sandbox/payments with a status, then GET /receipt/{receipt_id}"
            => "the numbers are documented; status_en and status_ko are documented for 1 only. A status that was given stays until a call changes it, 3 and -30 too",
            [payment(json!({"status": -3})), receipt(ID, json!({"status": -3}))];
    }
}

/// Whole flows, and the receipts and keys that are known from the start.
fn flows() -> Vec<Scenario> {
    scenarios! {
        Documented "payment-5df6e8034f74b4002177e0bb", "POST /cancel {\"receipt_id\": \"5df6e8034f74b4002177e0bb\"}"
            => "the sample answer of the docs' cancel page but for revoked_at and tid; without price all that is left is cancelled, its tax-free part with it", [
            cancel(TO_CANCEL, Value::Null).says(json!({
                "request_cancel_price": 3000, "remain_price": 0, "remain_tax_free": 0,
                "cancelled_price": 3000, "cancelled_tax_free": 1500,
            })),
            receipt(TO_CANCEL, json!({"status": 20})),
        ];
        Documented "cancel-in-parts", "POST /cancel with price and tax_free, as numbers or as text"
            => "the receipt stays in status 1 until nothing remains; the tax-free part of a cancel that takes the rest needs not be said", [
            cancel(TO_CANCEL, json!({"price": "1200", "tax_free": 200}))
                .says(json!({"remain_price": 1800, "remain_tax_free": 1300, "cancelled_tax_free": 200})),
            receipt(TO_CANCEL, json!({"status": 1})),
            cancel(TO_CANCEL, json!({"price": 1800})).says(json!({"remain_price": 0, "cancelled_tax_free": 1500})),
            receipt(TO_CANCEL, json!({"status": 20})),
        ];
        SeenInSdk "cancel-price-zero", "POST /cancel with price 0 or 0.0"
            => "as without price: the official Java, Go and .NET SDKs send 0 for a full cancel. What the real server does is not documented",
            [cancel(TO_CANCEL, json!({"price": 0.0, "tax_free": 0})).says(json!({"remain_price": 0}))];
        MadeUp "cancel-id-of-a-refused-cancel", "POST /cancel of a payment of 44020 won twice with the same cancel_id"
            => "the second is tried again: nothing had been cancelled. A cancel_id counts for its receipt only", [
            payment(json!({"price": CANCEL_REFUSED})),
            cancel(ID, json!({"cancel_id": "c-1"})).fails(Refusal::CancelRefused.failure()),
            cancel(ID, json!({"cancel_id": "c-1"})).fails(Refusal::CancelRefused.failure()),
        ];
        Documented "payment-5fffc0460c20b903e88a2d2c", "POST /submit {\"receipt_id\": \"5fffc0460c20b903e88a2d2c\"}"
            => "a receipt in status 2 is approved; the answer is what the browser's done callback gets, without action",
            [receipt(TO_SUBMIT, json!({"status": 2})), submit(TO_SUBMIT).says(json!({"status": 1, "card_code": "CCKM"}))];
        Documented "payment-5fffad430c20b903e88a2d17", "POST /sandbox/deposits {\"receipt_id\": \"5fffad430c20b903e88a2d17\"}"
            => "the virtual account of the identity page's ready sample: status 2, and 1 once the money has come; then a cancel needs refund", [
            cancel(TO_DEPOSIT, refund("110-1", "004")).fails(Refusal::CancelNotPaid.failure()),
            control("/sandbox/deposits", json!({"receipt_id": TO_DEPOSIT})),
            receipt(TO_DEPOSIT, json!({"status": 1})),
            cancel(TO_DEPOSIT, Value::Null).fails(Refusal::RefundMissing.failure()),
            cancel(TO_DEPOSIT, refund("110-1", "004")).says(json!({"remain_price": 0})),
        ];
        Documented "key-5b025b33e13f33310ce560fb", "POST /subscribe/billing with this billing_key, of KCP; GET /subscribe/billing/5b025b33e13f33310ce560fa looks it up"
            => "the sample answer of the docs' billing page but for ids and times; the id of the registration's receipt is made up, and so are the fields of a lookup", [
            charge(KCP_KEY, Value::Null).says(json!({"card_code": "CCHN", "card_quota": "00", "pg": "kcp", "status": 1})),
            get("/subscribe/billing/5b025b33e13f33310ce560fa").says(json!({"billing_key": KCP_KEY})),
        ];
        Documented "key-5ec37382dfea2e001a7f1e10", "POST /subscribe/billing with this billing_key, of NicePay, and extra.raw_data 1"
            => "NicePay's own reply comes as data when it refuses; GET /subscribe/billing/5ec37382dfea2e001a7f1e0f looks the key up",
            [charge(NICEPAY_KEY, json!({"price": 99, "extra": {"raw_data": 1}})).fails(PG_REFUSED).says(json!({"ResultCode": "3041"}))];
        Documented "reservation", "POST /subscribe/billing/reserve, then POST /sandbox/clock past execute_at, then GET /sandbox/reservations"
            => "it fires at its own time and becomes a receipt; status 0, then 1, or 2 when the card is refused. The reservation's own state has no v1 route", [
            reserved(json!({"execute_at": "4102412400"})).says(json!({"status": 0, "purchase_count": 0, "purchase_limit": 1})),
            to_far(),
            look("/sandbox/reservations").says(json!([{"status": 1}])),
        ];
        MadeUp "reservation-of-a-deleted-key", "POST /subscribe/billing/reserve, then DELETE /subscribe/billing/{billing_key}"
            => "the waiting reservations of a deleted key are cancelled, status 3", [
            reserved(Value::Null),
            delete(&format!("/subscribe/billing/{KCP_KEY}")),
            look("/sandbox/reservations").says(json!([{"status": 3}])),
        ];
        MadeUp "card-expiry", "POST /request/card_rebill with any expire_year and expire_month"
            => "e_at is the end of that month; it is not compared with the clock, so that a copied example runs", [
            registered("9000200012341000", json!({"expire_year": "24", "expire_month": "02", "extra": {"subscribe_test_payment": 1}}))
                .says(json!({"e_at": "2024-02-29 23:59:59", "data": {"card_no": "90002000****1000"}})),
        ];
        Documented "user-token", "POST /request/user/token {\"user_id\": \"u-1\"}"
            => "a new token for one hour each time; from then on the user has a wallet",
            [post("/request/user/token", json!({"user_id": "u-1"}))];
        MadeUp "wallet", "GET /wallet?user_id=u-1, POST /wallet/payment"
            => "only the newest commit of the official Ruby SDK calls them; the fields are those of API version 2", [
            get("/wallet?user_id=u-1&sandbox=true").says(json!([])),
            post("/request/user/token", json!({"user_id": "u-1"})),
            get("/wallet?user_id=u-1&sandbox=true").says(json!([{"sandbox": true}])),
            pay_from_wallet("u-1").says(json!({"status": 1, "method": "easy_card"})),
        ];
        SeenInSdk "link", "POST /request/payment, then open data in a browser"
            => "data is the link, a string; the page is the same window, with the buttons approve, cancel and fail. A price under 100 is refused, as the browser script does", [
            post("/request/payment", json!({"order_id": "1", "name": "상품", "price": 1000})),
            post("/request/payment", json!({"order_id": "1", "name": "상품", "price": 99}))
                .fails(Refusal::FieldInvalid("price").failure()),
        ];
        MadeUp "webhook", "POST /webhook {\"receipt_id\", \"webhook_url\"}, then GET /sandbox/webhooks"
            => "sent as one of a payment, a charge, a cancel or a deposit is, to this URL; the answer of the call is not documented", [
            post("/webhook", json!({"receipt_id": TO_CANCEL, "webhook_url": "http://127.0.0.1:9/hook"})),
            look("/sandbox/webhooks")
                .says(json!([{"reason": "requested", "url": "http://127.0.0.1:9/hook", "receipt_id": TO_CANCEL}])),
        ];
        Documented "webhook-address", "POST /sandbox/settings {\"feedback_url\": \"http://127.0.0.1:9/hook\"}, or feedback_url in POST /subscribe/billing, then POST /cancel"
            => "a paid, charged, cancelled or deposited payment is sent there, as a form or as JSON (feedback_content_type). The real server refuses localhost; this one sends to loopback and to hosts named with --webhook-host only, over plain http, never to itself, and lists the rest as refused", [
            control("/sandbox/settings", json!({"feedback_url": "https://shop.example/hook"})),
            cancel(TO_CANCEL, Value::Null),
            look("/sandbox/webhooks")
                .says(json!([{"reason": "cancelled", "state": "refused", "url": "https://shop.example/hook"}])),
        ];
        MadeUp "webhook-repeated", "answer a webhook with anything but HTTP 200 and exactly OK, then POST /sandbox/clock"
            => "the same data comes again with a higher retry_count (the form has one), at most 10 times; that is documented. The intervals are made up: 1, 2, 4, … 512 minutes of the sandbox's clock, and 10 s for an answer";
        MadeUp "webhook-resend", "POST /sandbox/webhooks/{id}/resend"
            => "sent anew, from retry_count 0, whatever became of it before; one that had no address goes to the feedback_url that is set now", [
            cancel(TO_CANCEL, Value::Null),
            look("/sandbox/webhooks").says(json!([{"state": "nowhere"}])).keeps("id", "/0/id"),
            control("/sandbox/settings", json!({"feedback_url": "https://shop.example/hook"})),
            control("/sandbox/webhooks/{id}/resend", Value::Null).says(json!({"state": "refused"})),
        ];
        MadeUp "delivery", "POST /sandbox/payments {\"price\": 3000, \"escrow\": true}, then PUT /delivery/start/{receipt_id}"
            => "the fields escrow_status, escrow_status_en and escrow_status_ko are the official Java and Go SDKs'; their values and the answer of the call are made up", [
            payment(json!({"escrow": true})),
            start_delivery(ID, "001").says(json!({"delivery_corp_name": "CJ대한통운"})),
            receipt(ID, json!({"escrow_status": 1})),
        ];
        MadeUp "project", "POST /npay/product or /project/payment with any object"
            => "{\"accepted\": true}; nothing of it is repeated, it may hold a PG's keys", [
            post("/npay/product", json!({"product": 1})).says(json!({"accepted": true})),
            post("/project/payment", json!({"pg": "kcp"})).says(json!({"accepted": true})),
        ];
        MadeUp "remote", "POST /app/rest/remote_link without Authorization, POST /app/rest/remote_form"
            => "accepted; the official Python package sends the first one without a token. The answers are made up", [
            post("/app/rest/remote_link", json!({"item_name": "상품"})),
            post("/app/rest/remote_form", json!({"application_id": ID, "remote_form": {"n": "상품", "ip": 1000}})),
        ];
        MadeUp "message", "POST /push/sms or /push/lms with data.rps and data.msg"
            => "nothing is sent; data says to how many it would have gone",
            [sms("01000001234").says(json!({"count": 1}))];
        MadeUp format!("phone-{UNREACHABLE_PHONE}"), format!("POST /push/sms or /push/lms to {UNREACHABLE_PHONE}")
            => "a receiver whom no message reaches: HTTP 500",
            [sms(UNREACHABLE_PHONE).fails(Refusal::MessageRefused.failure())];
    }
}

/// What the browser script and its window can be made to do; tests/browser.rs and tests/browser/ do it.
fn windows() -> Vec<Scenario> {
    scenarios! {
        SeenInSdk "script", "<script src=\"{sandbox}/js/bootpay-3.3.3.min.js\">, any version"
            => "window.BootPay, our own code; the official script works too, with BootPay.urls pointed here";
        MadeUp "window-identity", "BootPay.request with price 0, pg danal, method auth; button approve, or the form and the code of GET /sandbox/codes"
            => "done, then close; the receipt id reads the certificate of the person of the form. The keys of done are those of the card sample without the card's";
        MadeUp "window-code", "type a wrong code, five wrong ones, or let three minutes of the sandbox's clock pass"
            => "the window says so and sends a new code when it is asked to; the page hears nothing";
        MadeUp "window-under-age", "extra.age_limit and a younger person"
            => "error, then close; the age is counted in full years (만 나이) on the day in Korea";
        MadeUp "window-by-control", "POST /sandbox/windows {\"order_id\": …} finds the window that the page opened, or opens one; then POST /sandbox/windows/{receipt_id}/approve, /cancel or /fail"
            => "the page hears what it would hear of the button, within half a second; the same rules hold for the person (age_limit, carrier, phone)", [
            control("/sandbox/windows", json!({"order_id": "1", "receipt_id": ID}))
                .says(json!({"kind": "identity", "state": "waiting"})),
            control(&format!("/sandbox/windows/{ID}/approve"), json!({"persona": "foreigner", "without": "phone"}))
                .says(json!({"state": "approved"})),
            certificate(ID).says(json!({"order_id": "1", "certificate": {"username": "SANDBOX JANE DOE"}})),
        ];
        MadeUp "window-by-control-of-a-payment", "POST /sandbox/windows {\"price\": 1000}, then POST /sandbox/windows/{receipt_id}/approve, with method, card, quota"
            => "paid at once, since it has no page that confirms; one that a page has opened waits for it in status 2", [
            control("/sandbox/windows", json!({"price": 1000, "receipt_id": ID})).says(json!({"kind": "payment"})),
            control(&format!("/sandbox/windows/{ID}/approve"), json!({"card": "9000200012341000"})),
            receipt(ID, json!({"status": 1, "price": 1000})),
        ];
        Documented "window-cancel", "button cancel or the window's ✕; button fail"
            => "cancel or error, then close; the receipt is in status -1";
        Documented "window-card", "BootPay.request with method card"
            => "confirm, then done after transactionConfirm or POST /submit and transactionConfirm; without a confirm handler the script confirms by itself. payapp and payletter never confirm";
        MadeUp "window-card-refused", "choose one of the magic cards"
            => "number, expiry and password are refused in the window; limit and loss after confirm: error, status -2";
        Documented "window-vbank", "BootPay.request with method vbank, then POST /sandbox/deposits"
            => "ready; the window stays until its user closes it; status 2, and 1 once the money has come";
        MadeUp "window-billing-key", "BootPay.request with price 0, method card_rebill and a pg"
            => "done; GET /subscribe/billing/{receipt_id} gives the key";
        MadeUp "window-refused", "an application_id that is none of the sandbox's, an extra.carrier that is no carrier, …"
            => "error with a message that names the field; no receipt. The placeholders of the docs' example are accepted";
        MadeUp "app", "GET /start/app?data=<payload as JSON in base64url>&return_url=<address>"
            => "the same window in a webview; channels are those of the official packages, the address is ours";
    }
}

/// What GET /sandbox/misuses finds.
fn misuses() -> Vec<Scenario> {
    let found = |kind: &str| look("/sandbox/misuses").says(json!([{"kind": kind}]));
    let nothing = || look("/sandbox/misuses").says(json!([]));
    scenarios! {
        MadeUp "misuse-cancel_id_reused", "POST /cancel of two amounts, or of two receipts, with one cancel_id, then GET /sandbox/misuses"
            => "the numbers of both requests; the same cancel once more is a repeat and right", [
            cancel(TO_CANCEL, json!({"price": 1200, "cancel_id": "c-1"})),
            cancel(TO_CANCEL, json!({"price": 1200, "cancel_id": "c-1"})).fails(Refusal::CancelIdUsed.failure()),
            nothing(),
            cancel(TO_CANCEL, json!({"price": 1800, "cancel_id": "c-1"})).fails(Refusal::CancelIdUsed.failure()),
            found("cancel_id_reused"),
        ];
        MadeUp "misuse-order_charged_twice", "POST /subscribe/billing twice with one order_id, or pay two windows of one order, then GET /sandbox/misuses"
            => "the payments of the order; one that was cancelled whole before the next began does not count, nor do those of POST /sandbox/payments", [
            charge(KCP_KEY, Value::Null),
            nothing(),
            charge(KCP_KEY, Value::Null),
            found("order_charged_twice"),
        ];
        MadeUp "misuse-charge_repeated", "POST /sandbox/faults {\"kind\": \"reset_after\", \"path\": \"/subscribe/billing\", \"times\": 1}, POST /subscribe/billing twice, then GET /sandbox/misuses"
            => "the same charge within a minute of one that was lost (no answer, or HTTP 502 to 504), with no GET in between", [
            fault(FaultKind::Status, json!({"status": 503})),
            charge(KCP_KEY, Value::Null).fails(Failure { status: 503, code: INJECTED_CODE }),
            charge(KCP_KEY, Value::Null),
            found("charge_repeated"),
        ];
        MadeUp "misuse-webhook_not_checked", "answer a webhook with OK and read its receipt neither before nor after, then GET /sandbox/misuses"
            => "its receipt. The answer of POST /cancel, /submit or a charge counts as a read, and so does whatever else of the API tells of this receipt after the webhook came up";
        MadeUp "misuse-token_for_every_call", "POST /request/token before every call, four times, then GET /sandbox/misuses"
            => "at least three requests for a token that the request before had given, each after a call with it, and no more calls with a token than token requests. Workers that ask at the same time do not count",
            token_for_every_call().chain([found("token_for_every_call")]);
        MadeUp "misuse-id_or_key_in_query", "POST /submit?receipt_id=…, POST /request/token?private_key=…, then GET /sandbox/misuses"
            => "the names; GET /wallet?user_id= is as the API has it", [
            post(&format!("/submit?receipt_id={TO_SUBMIT}"), json!({"receipt_id": TO_SUBMIT})),
            found("id_or_key_in_query"),
        ];
        MadeUp "misuse-key_in_body", "POST /submit {\"private_key\": …}, then GET /sandbox/misuses"
            => "the private key is for POST /request/token only; the official Go client sends it with every POST", [
            look("/sandbox/project").keeps("private_key", "/private_key"),
            post("/request/user/token", json!({"user_id": "u-1", "private_key": "{private_key}"})),
            found("key_in_body"),
        ];
    }
}

fn token_for_every_call() -> impl Iterator<Item = Step> {
    let project =
        look("/sandbox/project").keeps("id", "/application_id").keeps("private_key", "/private_key");
    let calls = (0..4).flat_map(|_| [token("{id}", "{private_key}"), get(SAMPLE_RECEIPT)]);
    std::iter::once(project).chain(calls)
}

/// One scenario for each magic card number.
fn magic_cards() -> impl Iterator<Item = Scenario> {
    let raw = || json!({"extra": {"raw_data": 1}});
    MAGIC_CARDS.iter().map(move |card| {
        let name = format!("card-{}", card.number);
        let how = format!("POST /request/card_rebill with card_no {}", card.number);
        match card.trouble {
            Trouble::AtRegistration(reply) => {
                let failure = Refusal::CardRefused.failure();
                let what = format!("HTTP 500, code {}: {}", failure.code, reply.message);
                let recipe = vec![register(card.number, raw()).fails(failure).says(json!(reply))];
                scenario(Basis::MadeUp, name, how, what, recipe)
            }
            Trouble::AtCharge(reply) => {
                let what = format!(
                    "a key is issued; each charge of it is HTTP 500, code {PG_REFUSED_CODE}: {}; a reservation ends in status 2",
                    reply.message
                );
                let recipe = vec![
                    registered(card.number, Value::Null),
                    charge("{billing_key}", raw()).fails(PG_REFUSED).says(json!(reply)),
                    reserved(json!({"billing_key": "{billing_key}"})).says(json!({"status": 0})),
                    to_far(),
                    look("/sandbox/reservations").says(json!([{"status": 2}])),
                ];
                scenario(Basis::MadeUp, name, how + ", then POST /subscribe/billing", what, recipe)
            }
        }
    })
}

/// One scenario for each magic amount.
fn magic_amounts() -> Vec<Scenario> {
    let amount = |price: u64| format!("amount-{price}");
    scenarios! {
        Documented amount(LEAST_CARD_AMOUNT - 1), "POST /subscribe/billing with a price under 100"
            => format!("HTTP 500, code {PG_REFUSED_CODE}: {} (documented for NicePay)", TOO_CHEAP.message), [
            charge(NICEPAY_KEY, json!({"price": LEAST_CARD_AMOUNT - 1})).fails(PG_REFUSED),
            charge(NICEPAY_KEY, json!({"price": LEAST_CARD_AMOUNT})).says(json!({"status": 1})),
        ];
        MadeUp amount(APPROVAL_REFUSED), format!("POST /submit, POST /subscribe/billing or a link of {APPROVAL_REFUSED} won")
            => format!("the card is refused: status -2, or HTTP 500 with code {PG_REFUSED_CODE} for a charge"), [
            charge(KCP_KEY, json!({"price": APPROVAL_REFUSED})).fails(PG_REFUSED),
            payment(json!({"price": APPROVAL_REFUSED, "status": 2})),
            submit(ID).fails(Refusal::ApprovalRefused.failure()),
            receipt(ID, json!({"status": -2})),
        ];
        MadeUp amount(APPROVAL_LATE), format!("POST /submit, POST /subscribe/billing or a link of {APPROVAL_LATE} won")
            => "HTTP 504, nobody knows; status 3, and 1 after a minute of the sandbox's clock", Refusal::ApprovalLate.recipe();
        MadeUp amount(CANCEL_REFUSED), format!("POST /cancel of a payment of {CANCEL_REFUSED} won")
            => "the PG refuses the cancel: HTTP 500, status -20, nothing is cancelled", Refusal::CancelRefused.recipe();
        MadeUp amount(CANCEL_LATE), format!("POST /cancel of a payment of {CANCEL_LATE} won")
            => "HTTP 504, nobody knows; status -30, and the cancel is done after a minute of the sandbox's clock",
            Refusal::CancelLate.recipe();
        MadeUp amount(NOT_RESERVED), format!("POST /subscribe/billing/reserve of {NOT_RESERVED} won")
            => "HTTP 200, but status -1: not reserved", [reserved(json!({"price": NOT_RESERVED})).says(json!({"status": -1}))];
    }
}

/// One scenario for each kind of fault, and one for a status that says when to come again.
fn faults() -> Vec<Scenario> {
    let mut all = scenarios! {
        MadeUp "too-many-requests", "POST /sandbox/faults {\"kind\": \"status\", \"status\": 429, \"retry_after_s\": 7, \"times\": 1}"
            => format!("HTTP 429, code {INJECTED_CODE}, with Retry-After: 7; the next call is answered"), [
            fault(FaultKind::Status, json!({"status": 429, "retry_after_s": 7})),
            get(SAMPLE_RECEIPT).fails(Failure { status: 429, code: INJECTED_CODE }).with_header("retry-after", "7"),
            get(SAMPLE_RECEIPT).says(json!({"status": 1})),
        ];
    };
    all.extend(FaultKind::ALL.iter().map(|kind| {
        let line = kind.line();
        let extra = if *kind == FaultKind::Delay { ", \"delay_ms\": 100" } else { "" };
        let code = if *kind == FaultKind::Status { format!("; code {INJECTED_CODE}") } else { String::new() };
        let how = format!("POST /sandbox/faults {{\"kind\": \"{}\"{extra}}}", line.name);
        scenario(
            Basis::MadeUp,
            format!("fault-{}", line.name),
            how,
            format!("{}{code}", line.what),
            of_fault(*kind),
        )
    }));
    all
}

/// One fault of this kind, for the next call.
fn fault(kind: FaultKind, more: Value) -> Step {
    control("/sandbox/faults", with(json!({"kind": kind.line().name, "times": 1}), more))
}

/// The faults that any HTTP client sees. Empty: it takes one that sees the connection, or has more patience.
fn of_fault(kind: FaultKind) -> Recipe {
    let sample = || get(SAMPLE_RECEIPT);
    let good = || sample().says(json!({"status": 1}));
    let (more, met) = match kind {
        FaultKind::Status => {
            (json!({"status": 503}), sample().fails(Failure { status: 503, code: INJECTED_CODE }))
        }
        FaultKind::Html => {
            (Value::Null, sample().answers_status(502).with_header("content-type", "text/html"))
        }
        FaultKind::Redirect => {
            (Value::Null, sample().answers_status(307).with_header("location", SAMPLE_RECEIPT))
        }
        FaultKind::Delay | FaultKind::Drip => (json!({"delay_ms": 1}), good()),
        FaultKind::ContentType => (Value::Null, good().with_header("content-type", "text/html")),
        FaultKind::OtherReceipt => {
            (Value::Null, sample().says(json!({"receipt_id": "5df6e67d4f74b4002a77e0e0", "status": 1})))
        }
        _ => return Vec::new(),
    };
    vec![fault(kind, more), met, good()]
}
