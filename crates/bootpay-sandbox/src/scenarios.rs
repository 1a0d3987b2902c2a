//! GET /sandbox/scenarios: what this server can be made to do, how, and whether Bootpay documents it.

use serde::Serialize;

use crate::fault::Kind;
use crate::refusal::{INJECTED_CODE, Refusal};
use crate::token::EXAMPLE_TOKEN;

/// Where a behaviour comes from.
#[derive(Debug, Clone, Copy, Serialize)]
enum Basis {
    #[serde(rename = "documented")]
    Documented,
    #[serde(rename = "seen in an official SDK")]
    SeenInSdk,
    #[serde(rename = "made up")]
    MadeUp,
}

#[derive(Debug, Serialize)]
pub(crate) struct Scenario {
    name: String,
    how: String,
    what: String,
    basis: Basis,
}

impl Scenario {
    fn new(name: &str, how: &str, what: &str, basis: Basis) -> Self {
        Self { name: name.to_owned(), how: how.to_owned(), what: what.to_owned(), basis }
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
        ),
        Scenario::new(
            "identity-612e09260d681b0021e61ab9",
            "GET /certificate/612e09260d681b0021e61ab9",
            "a made-up person with every field; gender is the string \"1\", birth is YYYY-MM-DD. The id is from the docs, the shape from official SDKs",
            SeenInSdk,
        ),
        Scenario::new(
            "identity-612df0250d681b001de61de6",
            "GET /certificate/612df0250d681b001de61de6",
            "a made-up person without phone, carrier and foreigner: Danal gives them only to merchants who asked for them. birth is YYYYMMDD",
            SeenInSdk,
        ),
        Scenario::new(
            "identity-593f8febe13f332431a8ddae",
            "GET /certificate/593f8febe13f332431a8ddae",
            "a made-up foreigner with a Latin name; gender is the number 0, birth is YYMMDD. A client should read these forms too",
            MadeUp,
        ),
        Scenario::new(
            "identity-as-receipt",
            "GET /receipt/612e09260d681b0021e61ab9",
            "a receipt with method auth and price 0 whose payment_data is the person",
            SeenInSdk,
        ),
        Scenario::new(
            "payment-5df6e67d4f74b4002a77e0eb",
            "GET /receipt/5df6e67d4f74b4002a77e0eb",
            "the sample answer of the docs' verify page",
            Documented,
        ),
        Scenario::new(
            "payment-5afd6be8e13f33616f2876ac",
            "GET /receipt/5afd6be8e13f33616f2876ac",
            "a plain card payment of 1000 won; the id is from the docs, the amounts are not",
            MadeUp,
        ),
        Scenario::new(
            "payment-statuses",
            "POST /sandbox/payments with a status, then GET /receipt/{receipt_id}",
            "the numbers are documented; status_en and status_ko are documented for 1 only",
            MadeUp,
        ),
    ];
    for refusal in Refusal::ALL {
        let line = refusal.line();
        let what = format!("HTTP {}, code {}: {}", line.status.as_u16(), line.code, line.message);
        all.push(Scenario::new(&format!("error-{}", line.name), line.how, &what, MadeUp));
    }
    for kind in Kind::ALL {
        let extra = if kind == Kind::Delay { ", \"delay_ms\": 100" } else { "" };
        let how = format!("POST /sandbox/faults {{\"kind\": \"{}\"{extra}}}", kind.name());
        let code = if kind == Kind::Status { format!("; code {INJECTED_CODE}") } else { String::new() };
        let what = format!("{}{code}", kind.what());
        all.push(Scenario::new(&format!("fault-{}", kind.name()), &how, &what, MadeUp));
    }
    all
}
