//! GET /sandbox/scenarios: what this server can be made to do, how, and whether Bootpay documents it.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use crate::fault::Kind;
use crate::persona;
use crate::pg::{
    APPROVAL_LATE, APPROVAL_REFUSED, CANCEL_LATE, CANCEL_REFUSED, LEAST_CARD_AMOUNT, MAGIC_CARDS,
    NOT_RESERVED, TOO_CHEAP, Trouble, UNREACHABLE_PHONE,
};
use crate::recipe::{
    self, ID, KCP_KEY, NICEPAY_KEY, Recipe, TO_CANCEL, TO_DEPOSIT, TO_SUBMIT, cancel, charge, control,
    control_says, good, identity, keeping, payment, post, receipt, refused, register, reserve, sms, step,
    to_far,
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
    /// The same as calls that a test can make; see `recipe.rs` for the format.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<serde_json::Map<String, Value>>")]
    recipe: Recipe,
}

impl Scenario {
    fn new(name: &str, how: &str, what: &str, basis: Basis) -> Self {
        Self { name: name.to_owned(), how: how.to_owned(), what: what.to_owned(), basis, recipe: Vec::new() }
    }

    fn recipe(mut self, recipe: Recipe) -> Self {
        self.recipe = recipe;
        self
    }
}

pub(crate) fn scenarios() -> Vec<Scenario> {
    use Basis::{Documented, MadeUp, SeenInSdk};
    let mut all = vec![
        Scenario::new(
            "token-same",
            "POST /request/token twice within 25 minutes",
            "the same token with the same expired_at; two processes of one merchant share it",
            Documented,
        ),
        Scenario::new(
            "token-renewed",
            "POST /request/token, POST /sandbox/clock {\"advance_s\": 1500}, POST /request/token",
            "a new token; the old one works for its remaining 5 minutes",
            Documented,
        ),
        Scenario::new(
            "token-expired-after-30-minutes",
            "POST /request/token, POST /sandbox/clock {\"advance_s\": 1800}, use the old token",
            "HTTP 401",
            Documented,
        ),
        Scenario::new(
            "token-of-the-docs",
            &format!("send Authorization: {EXAMPLE_TOKEN}"),
            "accepted at any time, so that the identity page's curl line runs",
            MadeUp,
        ),
        Scenario::new(
            "body-forms",
            "POST /request/token with JSON, with a form, with JSON text and no content type, with query parameters",
            "all are read; null, an empty string and an absent field are alike",
            SeenInSdk,
        ),
        Scenario::new(
            "json-suffix",
            "any v1 route with .json at its end",
            "the same answer as without it",
            SeenInSdk,
        )
        .recipe(vec![step("GET", "/receipt/5df6e67d4f74b4002a77e0eb.json", Value::Null, good(json!({"status": 1})))]),
        Scenario::new(
            "identity-612e09260d681b0021e61ab9",
            "GET /certificate/612e09260d681b0021e61ab9",
            "a made-up person with every field; gender is the string \"1\", birth is YYYY-MM-DD. The id is from the docs, the shape from official SDKs",
            SeenInSdk,
        )
        .recipe(vec![step("GET", "/certificate/612e09260d681b0021e61ab9", Value::Null, good(json!({"certificate": {"gender": "1", "birth": "1990-10-04", "phone": "01000001234"}})))]),
        Scenario::new(
            "identity-612df0250d681b001de61de6",
            "GET /certificate/612df0250d681b001de61de6",
            "a made-up person without phone, carrier and foreigner: Danal gives them only to merchants who asked for them. birth is YYYYMMDD",
            SeenInSdk,
        )
        .recipe(vec![step("GET", "/certificate/612df0250d681b001de61de6", Value::Null, good(json!({"certificate": {"gender": "0", "birth": "19950505"}})))]),
        Scenario::new(
            "identity-593f8febe13f332431a8ddae",
            "GET /certificate/593f8febe13f332431a8ddae",
            "a made-up foreigner with a Latin name; gender is the number 0, birth is YYMMDD. A client should read these forms too",
            MadeUp,
        )
        .recipe(vec![step("GET", "/certificate/593f8febe13f332431a8ddae", Value::Null, good(json!({"certificate": {"gender": 0, "foreigner": true, "birth": "850815"}})))]),
        Scenario::new(
            "identity-as-receipt",
            "GET /receipt/612e09260d681b0021e61ab9",
            "a receipt with method auth and price 0 whose payment_data is the person",
            SeenInSdk,
        )
        .recipe(vec![receipt("612e09260d681b0021e61ab9", json!({"method": "auth", "price": 0, "status": 1}))]),
        Scenario::new(
            "identity-without-order-id",
            "POST /sandbox/identities {\"order_id\": null}, then GET /certificate/{receipt_id}",
            "neither order_id nor payment_data.o_id comes: nothing ties the person to a session. When that happens is not documented",
            MadeUp,
        )
        .recipe(vec![
            identity(json!({"order_id": null})),
            step("GET", &format!("/certificate/{ID}"), Value::Null, good(json!({"certificate": {"username": "홍길동"}}))),
        ]),
        Scenario::new(
            "identity-of-yesterday",
            "POST /sandbox/identities {\"verified_ago\": 86400}, then GET /certificate/{receipt_id}",
            "payment_data.p_at is so many seconds ago, in Korea's time: an old receipt that somebody shows once more",
            SeenInSdk,
        )
        .recipe(vec![
            identity(json!({"verified_ago": 86_400})),
            step("GET", &format!("/certificate/{ID}"), Value::Null, good(json!({"payment_data": {"pg_a": "danal"}}))),
        ]),
        Scenario::new(
            "certificate-of-a-payment",
            "GET /certificate/5df6e67d4f74b4002a77e0eb",
            "the payment's receipt, without certificate: the identity page's own sample of this route is one. Whoever expects a person must look for certificate",
            Documented,
        )
        .recipe(vec![step(
            "GET",
            "/certificate/5df6e67d4f74b4002a77e0eb",
            Value::Null,
            good(json!({"price": 3000, "pg": "payapp", "status": 1})),
        )]),
        Scenario::new(
            "payment-5df6e67d4f74b4002a77e0eb",
            "GET /receipt/5df6e67d4f74b4002a77e0eb",
            "the sample answer of the docs' verify page",
            Documented,
        )
        .recipe(vec![receipt("5df6e67d4f74b4002a77e0eb", json!({"price": 3000, "status": 1, "pg": "payapp"}))]),
        Scenario::new(
            "payment-5afd6be8e13f33616f2876ac",
            "GET /receipt/5afd6be8e13f33616f2876ac",
            "a plain card payment of 1000 won; the id is from the docs, the amounts are not",
            MadeUp,
        )
        .recipe(vec![receipt("5afd6be8e13f33616f2876ac", json!({"price": 1000, "status": 1}))]),
        Scenario::new(
            "payment-statuses",
            "POST /sandbox/payments with a status, then GET /receipt/{receipt_id}",
            "the numbers are documented; status_en and status_ko are documented for 1 only. A status that was given stays until a call changes it, 3 and -30 too",
            MadeUp,
        )
        .recipe(vec![payment(json!({"status": -3})), receipt(ID, json!({"status": -3}))]),
    ];
    all.extend(personas());
    all.extend(flows());
    all.extend(windows());
    all.extend(magic_cards());
    all.extend(magic_amounts());
    for refusal in Refusal::ALL.iter().copied() {
        let line = refusal.line();
        let what = format!("HTTP {}, code {}: {}", line.status.as_u16(), line.code, line.message);
        let scenario = Scenario::new(&format!("error-{}", line.name), line.how, &what, MadeUp);
        all.push(scenario.recipe(recipe::of(refusal)));
    }
    all.push(
        Scenario::new(
            "too-many-requests",
            "POST /sandbox/faults {\"kind\": \"status\", \"status\": 429, \"retry_after_s\": 7, \"times\": 1}",
            &format!("HTTP 429, code {INJECTED_CODE}, with Retry-After: 7; the next call is answered"),
            MadeUp,
        )
        .recipe(recipe::too_many_requests()),
    );
    for kind in Kind::ALL.iter().copied() {
        let line = kind.line();
        let extra = if kind == Kind::Delay { ", \"delay_ms\": 100" } else { "" };
        let how = format!("POST /sandbox/faults {{\"kind\": \"{}\"{extra}}}", line.name);
        let code = if kind == Kind::Status { format!("; code {INJECTED_CODE}") } else { String::new() };
        let what = format!("{}{code}", line.what);
        let scenario = Scenario::new(&format!("fault-{}", line.name), &how, &what, MadeUp);
        all.push(scenario.recipe(recipe::of_fault(kind)));
    }
    all
}

/// One scenario for each persona.
fn personas() -> Vec<Scenario> {
    let scenarios = persona::lines().map(|line| {
        let how =
            format!("POST /sandbox/identities {{\"persona\": \"{}\"}}, or the window's buttons", line.name);
        Scenario::new(&format!("persona-{}", line.name), &how, line.en, Basis::MadeUp).recipe(vec![
            identity(json!({"persona": line.name})),
            step("GET", &format!("/certificate/{ID}"), Value::Null, good(json!({"certificate": {}}))),
        ])
    });
    scenarios.collect()
}

/// Whole flows, and the receipts and keys that are known from the start.
fn flows() -> Vec<Scenario> {
    use Basis::{Documented, MadeUp, SeenInSdk};
    let nothing = || Value::Null;
    let refund = json!({"account": "110-1", "accountholder": "홍길동", "bankcode": "004"});
    let delivery = json!({"delivery_no": "1234", "delivery_corp": "001"});
    let link = json!({"order_id": "1", "name": "상품", "price": 1000});
    let wallet = json!({"user_id": "u-1", "order_name": "상품", "price": 1000, "order_id": "1"});
    let delete = |path: &str| step("DELETE", path, Value::Null, good(Value::Null));
    vec![
        Scenario::new(
            "payment-5df6e8034f74b4002177e0bb",
            "POST /cancel {\"receipt_id\": \"5df6e8034f74b4002177e0bb\"}",
            "the sample answer of the docs' cancel page but for revoked_at and tid; without price all that is left is cancelled, its tax-free part with it",
            Documented,
        )
        .recipe(vec![
            cancel(
                TO_CANCEL,
                nothing(),
                good(json!({
                    "request_cancel_price": 3000, "remain_price": 0, "remain_tax_free": 0,
                    "cancelled_price": 3000, "cancelled_tax_free": 1500,
                })),
            ),
            receipt(TO_CANCEL, json!({"status": 20})),
        ]),
        Scenario::new(
            "cancel-in-parts",
            "POST /cancel with price and tax_free, as numbers or as text",
            "the receipt stays in status 1 until nothing remains; the tax-free part of a cancel that takes the rest needs not be said",
            Documented,
        )
        .recipe(vec![
            cancel(
                TO_CANCEL,
                json!({"price": "1200", "tax_free": 200}),
                good(json!({"remain_price": 1800, "remain_tax_free": 1300, "cancelled_tax_free": 200})),
            ),
            receipt(TO_CANCEL, json!({"status": 1})),
            cancel(TO_CANCEL, json!({"price": 1800}), good(json!({"remain_price": 0, "cancelled_tax_free": 1500}))),
            receipt(TO_CANCEL, json!({"status": 20})),
        ]),
        Scenario::new(
            "cancel-price-zero",
            "POST /cancel with price 0 or 0.0",
            "as without price: the official Java, Go and .NET SDKs send 0 for a full cancel. What the real server does is not documented",
            SeenInSdk,
        )
        .recipe(vec![cancel(TO_CANCEL, json!({"price": 0.0, "tax_free": 0}), good(json!({"remain_price": 0})))]),
        Scenario::new(
            "cancel-id-of-a-refused-cancel",
            "POST /cancel of a payment of 44020 won twice with the same cancel_id",
            "the second is tried again: nothing had been cancelled. A cancel_id counts for its receipt only",
            MadeUp,
        )
        .recipe(vec![
            payment(json!({"price": CANCEL_REFUSED})),
            cancel(ID, json!({"cancel_id": "c-1"}), refused(Refusal::CancelRefused)),
            cancel(ID, json!({"cancel_id": "c-1"}), refused(Refusal::CancelRefused)),
        ]),
        Scenario::new(
            "payment-5fffc0460c20b903e88a2d2c",
            "POST /submit {\"receipt_id\": \"5fffc0460c20b903e88a2d2c\"}",
            "a receipt in status 2 is approved; the answer is what the browser's done callback gets, without action",
            Documented,
        )
        .recipe(vec![
            receipt(TO_SUBMIT, json!({"status": 2})),
            post("/submit", json!({"receipt_id": TO_SUBMIT}), good(json!({"status": 1, "card_code": "CCKM"}))),
        ]),
        Scenario::new(
            "payment-5fffad430c20b903e88a2d17",
            "POST /sandbox/deposits {\"receipt_id\": \"5fffad430c20b903e88a2d17\"}",
            "the virtual account of the identity page's ready sample: status 2, and 1 once the money has come; then a cancel needs refund",
            Documented,
        )
        .recipe(vec![
            cancel(TO_DEPOSIT, json!({"refund": refund}), refused(Refusal::CancelNotPaid)),
            control("POST", "/sandbox/deposits", json!({"receipt_id": TO_DEPOSIT})),
            receipt(TO_DEPOSIT, json!({"status": 1})),
            cancel(TO_DEPOSIT, nothing(), refused(Refusal::RefundMissing)),
            cancel(TO_DEPOSIT, json!({"refund": refund}), good(json!({"remain_price": 0}))),
        ]),
        Scenario::new(
            "key-5b025b33e13f33310ce560fb",
            "POST /subscribe/billing with this billing_key, of KCP; GET /subscribe/billing/5b025b33e13f33310ce560fa looks it up",
            "the sample answer of the docs' billing page but for ids and times; the id of the registration's receipt is made up, and so are the fields of a lookup",
            Documented,
        )
        .recipe(vec![
            charge(KCP_KEY, nothing(), good(json!({"card_code": "CCHN", "card_quota": "00", "pg": "kcp", "status": 1}))),
            step(
                "GET",
                "/subscribe/billing/5b025b33e13f33310ce560fa",
                nothing(),
                good(json!({"billing_key": KCP_KEY})),
            ),
        ]),
        Scenario::new(
            "key-5ec37382dfea2e001a7f1e10",
            "POST /subscribe/billing with this billing_key, of NicePay, and extra.raw_data 1",
            "NicePay's own reply comes as data when it refuses; GET /subscribe/billing/5ec37382dfea2e001a7f1e0f looks the key up",
            Documented,
        )
        .recipe(vec![charge(
            NICEPAY_KEY,
            json!({"price": 99, "extra": {"raw_data": 1}}),
            json!({"status": 500, "code": PG_REFUSED_CODE, "data": {"ResultCode": "3041"}}),
        )]),
        Scenario::new(
            "reservation",
            "POST /subscribe/billing/reserve, then POST /sandbox/clock past execute_at, then GET /sandbox/reservations",
            "it fires at its own time and becomes a receipt; status 0, then 1, or 2 when the card is refused. The reservation's own state has no v1 route",
            Documented,
        )
        .recipe(vec![
            reserve(json!({"execute_at": "4102412400"}), good(json!({"status": 0, "purchase_count": 0, "purchase_limit": 1}))),
            to_far(),
            control_says("GET", "/sandbox/reservations", nothing(), json!([{"status": 1}])),
        ]),
        Scenario::new(
            "reservation-of-a-deleted-key",
            "POST /subscribe/billing/reserve, then DELETE /subscribe/billing/{billing_key}",
            "the waiting reservations of a deleted key are cancelled, status 3",
            MadeUp,
        )
        .recipe(vec![
            reserve(nothing(), good(nothing())),
            delete(&format!("/subscribe/billing/{KCP_KEY}")),
            control_says("GET", "/sandbox/reservations", nothing(), json!([{"status": 3}])),
        ]),
        Scenario::new(
            "card-expiry",
            "POST /request/card_rebill with any expire_year and expire_month",
            "e_at is the end of that month; it is not compared with the clock, so that a copied example runs",
            MadeUp,
        )
        .recipe(vec![register(
            "9000200012341000",
            json!({"expire_year": "24", "expire_month": "02", "extra": {"subscribe_test_payment": 1}}),
            good(json!({"e_at": "2024-02-29 23:59:59", "data": {"card_no": "90002000****1000"}})),
        )]),
        Scenario::new(
            "user-token",
            "POST /request/user/token {\"user_id\": \"u-1\"}",
            "a new token for one hour each time; from then on the user has a wallet",
            Documented,
        )
        .recipe(vec![post("/request/user/token", json!({"user_id": "u-1"}), good(nothing()))]),
        Scenario::new(
            "wallet",
            "GET /wallet?user_id=u-1, POST /wallet/payment",
            "only the newest commit of the official Ruby SDK calls them; the fields are those of API version 2",
            MadeUp,
        )
        .recipe(vec![
            step("GET", "/wallet?user_id=u-1&sandbox=true", nothing(), good(json!([]))),
            post("/request/user/token", json!({"user_id": "u-1"}), good(nothing())),
            step("GET", "/wallet?user_id=u-1&sandbox=true", nothing(), good(json!([{"sandbox": true}]))),
            post("/wallet/payment", wallet, good(json!({"status": 1, "method": "easy_card"}))),
        ]),
        Scenario::new(
            "link",
            "POST /request/payment, then open data in a browser",
            "data is the link, a string; the page is the same window, with the buttons approve, cancel and fail. A price under 100 is refused, as the browser script does",
            SeenInSdk,
        )
        .recipe(vec![
            post("/request/payment", link, good(nothing())),
            post(
                "/request/payment",
                json!({"order_id": "1", "name": "상품", "price": 99}),
                refused(Refusal::FieldInvalid("price")),
            ),
        ]),
        Scenario::new(
            "webhook",
            "POST /webhook {\"receipt_id\", \"webhook_url\"}, then GET /sandbox/webhooks",
            "sent as one of a payment, a charge, a cancel or a deposit is, to this URL; the answer of the call is not documented",
            MadeUp,
        )
        .recipe(vec![
            post(
                "/webhook",
                json!({"receipt_id": TO_CANCEL, "webhook_url": "http://127.0.0.1:9/hook"}),
                good(nothing()),
            ),
            control_says(
                "GET",
                "/sandbox/webhooks",
                nothing(),
                json!([{"reason": "requested", "url": "http://127.0.0.1:9/hook", "receipt_id": TO_CANCEL}]),
            ),
        ]),
        Scenario::new(
            "webhook-address",
            "POST /sandbox/settings {\"feedback_url\": \"http://127.0.0.1:9/hook\"}, or feedback_url in POST /subscribe/billing, then POST /cancel",
            "a paid, charged, cancelled or deposited payment is sent there, as a form or as JSON (feedback_content_type). The real server refuses localhost; this one sends to loopback and to hosts named with --webhook-host only, over plain http, never to itself, and lists the rest as refused",
            Documented,
        )
        .recipe(vec![
            control("POST", "/sandbox/settings", json!({"feedback_url": "https://shop.example/hook"})),
            cancel(TO_CANCEL, nothing(), good(nothing())),
            control_says(
                "GET",
                "/sandbox/webhooks",
                nothing(),
                json!([{"reason": "cancelled", "state": "refused", "url": "https://shop.example/hook"}]),
            ),
        ]),
        Scenario::new(
            "webhook-repeated",
            "answer a webhook with anything but HTTP 200 and exactly OK, then POST /sandbox/clock",
            "the same data comes again with a higher retry_count (the form has one), at most 10 times; that is documented. The intervals are made up: 1, 2, 4, … 512 minutes of the sandbox's clock, and 10 s for an answer",
            MadeUp,
        ),
        Scenario::new(
            "webhook-resend",
            "POST /sandbox/webhooks/{id}/resend",
            "sent anew, from retry_count 0, whatever became of it before; one that had no address goes to the feedback_url that is set now",
            MadeUp,
        )
        .recipe(vec![
            cancel(TO_CANCEL, nothing(), good(nothing())),
            keeping(
                control_says("GET", "/sandbox/webhooks", nothing(), json!([{"state": "nowhere"}])),
                "id",
                "/0/id",
            ),
            control("POST", "/sandbox/settings", json!({"feedback_url": "https://shop.example/hook"})),
            control_says("POST", "/sandbox/webhooks/{id}/resend", nothing(), json!({"state": "refused"})),
        ]),
        Scenario::new(
            "delivery",
            "POST /sandbox/payments {\"price\": 3000, \"escrow\": true}, then PUT /delivery/start/{receipt_id}",
            "the fields escrow_status, escrow_status_en and escrow_status_ko are the official Java and Go SDKs'; their values and the answer of the call are made up",
            MadeUp,
        )
        .recipe(vec![
            payment(json!({"escrow": true})),
            step("PUT", &format!("/delivery/start/{ID}"), delivery, good(json!({"delivery_corp_name": "CJ대한통운"}))),
            receipt(ID, json!({"escrow_status": 1})),
        ]),
        Scenario::new(
            "project",
            "POST /npay/product or /project/payment with any object",
            "{\"accepted\": true}; nothing of it is repeated, it may hold a PG's keys",
            MadeUp,
        )
        .recipe(vec![
            post("/npay/product", json!({"product": 1}), good(json!({"accepted": true}))),
            post("/project/payment", json!({"pg": "kcp"}), good(json!({"accepted": true}))),
        ]),
        Scenario::new(
            "remote",
            "POST /app/rest/remote_link without Authorization, POST /app/rest/remote_form",
            "accepted; the official Python package sends the first one without a token. The answers are made up",
            MadeUp,
        )
        .recipe(vec![
            post("/app/rest/remote_link", json!({"item_name": "상품"}), good(nothing())),
            post(
                "/app/rest/remote_form",
                json!({"application_id": ID, "remote_form": {"n": "상품", "ip": 1000}}),
                good(nothing()),
            ),
        ]),
        Scenario::new(
            "message",
            "POST /push/sms or /push/lms with data.rps and data.msg",
            "nothing is sent; data says to how many it would have gone",
            MadeUp,
        )
        .recipe(vec![sms("01000001234", good(json!({"count": 1})))]),
        Scenario::new(
            &format!("phone-{UNREACHABLE_PHONE}"),
            &format!("POST /push/sms or /push/lms to {UNREACHABLE_PHONE}"),
            "a receiver whom no message reaches: HTTP 500",
            MadeUp,
        )
        .recipe(vec![sms(UNREACHABLE_PHONE, refused(Refusal::MessageRefused))]),
    ]
}

/// What the browser script and its window can be made to do; tests/browser.rs and tests/browser/ do it.
fn windows() -> Vec<Scenario> {
    use Basis::{Documented, MadeUp, SeenInSdk};
    vec![
        Scenario::new(
            "script",
            "<script src=\"{sandbox}/js/bootpay-3.3.3.min.js\">, any version",
            "window.BootPay, our own code; the official script works too, with BootPay.urls pointed here",
            SeenInSdk,
        ),
        Scenario::new(
            "window-identity",
            "BootPay.request with price 0, pg danal, method auth; button approve, or the form and the code of GET /sandbox/codes",
            "done, then close; the receipt id reads the certificate of the person of the form. The keys of done are those of the card sample without the card's",
            MadeUp,
        ),
        Scenario::new(
            "window-code",
            "type a wrong code, five wrong ones, or let three minutes of the sandbox's clock pass",
            "the window says so and sends a new code when it is asked to; the page hears nothing",
            MadeUp,
        ),
        Scenario::new(
            "window-under-age",
            "extra.age_limit and a younger person",
            "error, then close; the age is counted in full years (만 나이) on the day in Korea",
            MadeUp,
        ),
        Scenario::new(
            "window-cancel",
            "button cancel or the window's ✕; button fail",
            "cancel or error, then close; the receipt is in status -1",
            Documented,
        ),
        Scenario::new(
            "window-card",
            "BootPay.request with method card",
            "confirm, then done after transactionConfirm or POST /submit and transactionConfirm; without a confirm handler the script confirms by itself. payapp and payletter never confirm",
            Documented,
        ),
        Scenario::new(
            "window-card-refused",
            "choose one of the magic cards",
            "number, expiry and password are refused in the window; limit and loss after confirm: error, status -2",
            MadeUp,
        ),
        Scenario::new(
            "window-vbank",
            "BootPay.request with method vbank, then POST /sandbox/deposits",
            "ready; the window stays until its user closes it; status 2, and 1 once the money has come",
            Documented,
        ),
        Scenario::new(
            "window-billing-key",
            "BootPay.request with price 0, method card_rebill and a pg",
            "done; GET /subscribe/billing/{receipt_id} gives the key",
            MadeUp,
        ),
        Scenario::new(
            "window-refused",
            "an application_id that is none of the sandbox's, an extra.carrier that is no carrier, …",
            "error with a message that names the field; no receipt. The placeholders of the docs' example are accepted",
            MadeUp,
        ),
        Scenario::new(
            "app",
            "GET /start/app?data=<payload as JSON in base64url>&return_url=<address>",
            "the same window in a webview; channels are those of the official packages, the address is ours",
            MadeUp,
        ),
    ]
}

/// One scenario for each magic card number.
fn magic_cards() -> Vec<Scenario> {
    let raw = || json!({"extra": {"raw_data": 1}});
    let scenarios = MAGIC_CARDS.iter().map(|card| {
        let name = format!("card-{}", card.number);
        let how = format!("POST /request/card_rebill with card_no {}", card.number);
        match card.trouble {
            Trouble::AtRegistration(reply) => {
                let line = Refusal::CardRefused.line();
                let what = format!("HTTP 500, code {}: {}", line.code, reply.message);
                let expect = json!({"status": 500, "code": line.code, "data": reply});
                Scenario::new(&name, &how, &what, Basis::MadeUp)
                    .recipe(vec![register(card.number, raw(), expect)])
            }
            Trouble::AtCharge(reply) => {
                let what = format!(
                    "a key is issued; each charge of it is HTTP 500, code {PG_REFUSED_CODE}: {}; a reservation ends in status 2",
                    reply.message
                );
                let expect = json!({"status": 500, "code": PG_REFUSED_CODE, "data": reply});
                Scenario::new(&name, &format!("{how}, then POST /subscribe/billing"), &what, Basis::MadeUp).recipe(vec![
                    register(card.number, Value::Null, good(Value::Null)),
                    charge("{billing_key}", raw(), expect),
                    reserve(json!({"billing_key": "{billing_key}"}), good(json!({"status": 0}))),
                    to_far(),
                    control_says("GET", "/sandbox/reservations", Value::Null, json!([{"status": 2}])),
                ])
            }
        }
    });
    scenarios.collect()
}

/// One scenario for each magic amount.
fn magic_amounts() -> Vec<Scenario> {
    use Basis::{Documented, MadeUp};
    let amount = |price: u64, how: &str, what: &str, basis: Basis| {
        Scenario::new(&format!("amount-{price}"), how, what, basis)
    };
    let pg_refused = || json!({"status": 500, "code": PG_REFUSED_CODE});
    vec![
        amount(
            LEAST_CARD_AMOUNT - 1,
            "POST /subscribe/billing with a price under 100",
            &format!("HTTP 500, code {PG_REFUSED_CODE}: {} (documented for NicePay)", TOO_CHEAP.message),
            Documented,
        )
        .recipe(vec![
            charge(NICEPAY_KEY, json!({"price": LEAST_CARD_AMOUNT - 1}), pg_refused()),
            charge(NICEPAY_KEY, json!({"price": LEAST_CARD_AMOUNT}), good(json!({"status": 1}))),
        ]),
        amount(
            APPROVAL_REFUSED,
            &format!("POST /submit, POST /subscribe/billing or a link of {APPROVAL_REFUSED} won"),
            &format!("the card is refused: status -2, or HTTP 500 with code {PG_REFUSED_CODE} for a charge"),
            MadeUp,
        )
        .recipe(vec![
            charge(KCP_KEY, json!({"price": APPROVAL_REFUSED}), pg_refused()),
            payment(json!({"price": APPROVAL_REFUSED, "status": 2})),
            post("/submit", json!({"receipt_id": ID}), refused(Refusal::ApprovalRefused)),
            receipt(ID, json!({"status": -2})),
        ]),
        amount(
            APPROVAL_LATE,
            &format!("POST /submit, POST /subscribe/billing or a link of {APPROVAL_LATE} won"),
            "HTTP 504, nobody knows; status 3, and 1 after a minute of the sandbox's clock",
            MadeUp,
        )
        .recipe(recipe::of(Refusal::ApprovalLate)),
        amount(
            CANCEL_REFUSED,
            &format!("POST /cancel of a payment of {CANCEL_REFUSED} won"),
            "the PG refuses the cancel: HTTP 500, status -20, nothing is cancelled",
            MadeUp,
        )
        .recipe(recipe::of(Refusal::CancelRefused)),
        amount(
            CANCEL_LATE,
            &format!("POST /cancel of a payment of {CANCEL_LATE} won"),
            "HTTP 504, nobody knows; status -30, and the cancel is done after a minute of the sandbox's clock",
            MadeUp,
        )
        .recipe(recipe::of(Refusal::CancelLate)),
        amount(
            NOT_RESERVED,
            &format!("POST /subscribe/billing/reserve of {NOT_RESERVED} won"),
            "HTTP 200, but status -1: not reserved",
            MadeUp,
        )
        .recipe(vec![reserve(json!({"price": NOT_RESERVED}), good(json!({"status": -1})))]),
    ]
}
