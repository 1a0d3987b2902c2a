//! A cancel whose answer is lost reads its receipt, within its deadline.

#![allow(clippy::unwrap_used)] // a test that cannot go on should say where it stopped

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bootpay::api::cancel::{CancelPayment, CancelledPayment};
use bootpay::{Answer, AttemptRecord, CallOptions, Effect, ErrorKind, Observer, Outcome};
use bootpay_sandbox::Sandbox;
use bootpay_tests::{builder, control, journal};
use serde_json::{Value, json};

const PAID: &str = "00000000000000000000aaaa";
const PRICE: u64 = 10_000;
const PART: u64 = 3_000;

async fn sandbox() -> Sandbox {
    let sandbox = Sandbox::start().await.unwrap();
    let payment = json!({"receipt_id": PAID, "price": PRICE, "pg": "inicis", "method": "card", "status": 1});
    control(&sandbox, "POST", "/sandbox/payments", payment);
    sandbox
}

fn fault(sandbox: &Sandbox, path: &str, kind: &str) {
    control(sandbox, "POST", "/sandbox/faults", json!({"kind": kind, "path": path, "times": 1}));
}

fn whole() -> CancelPayment {
    CancelPayment::new(PAID)
}

fn part() -> CancelPayment {
    CancelPayment::new(PAID).price(PART)
}

fn routes(sandbox: &Sandbox) -> Vec<String> {
    let seen = journal(sandbox).into_iter();
    seen.map(|request| format!("{} {}", request["method"], request["path"]).replace('"', "")).collect()
}

fn fields(answer: &Answer<CancelledPayment>) -> BTreeSet<String> {
    let whole: Value = serde_json::from_str(answer.raw()).unwrap();
    whole["data"].as_object().unwrap().keys().cloned().collect()
}

fn amounts(answer: &Answer<CancelledPayment>) -> [Option<i64>; 3] {
    [&answer.request_cancel_price, &answer.cancelled_price, &answer.remain_price]
        .map(|amount| amount.as_ref().and_then(|amount| amount.whole()))
}

#[tokio::test]
async fn a_cancel_of_everything_succeeds_by_its_receipt_and_tells_so() {
    let sandbox = sandbox().await;
    let client = builder(&sandbox).build().unwrap();
    fault(&sandbox, "/cancel", "reset_after");
    let records = Arc::new(Mutex::new(Vec::<AttemptRecord>::new()));
    let keeper = records.clone();
    let observer = Some(Observer::new(move |record| keeper.lock().unwrap().push(record)));
    let options = CallOptions { observer, ..CallOptions::default() };
    let settled = client.send(&whole(), &options).await.unwrap();

    assert_eq!(amounts(&settled), [None, Some(10_000), Some(0)]);
    assert!(settled.revoked_at.is_some());
    assert_eq!(settled.tid, None, "the receipt has the payment's transaction, not the cancel's");
    let meta = settled.meta();
    assert_eq!(
        (meta.operation, meta.status, meta.attempts, meta.outcome),
        ("payment.cancel", 200, 1, Some(Outcome::Done))
    );
    let requests = journal(&sandbox);
    let sent: Value = serde_json::from_str(requests[1]["body"].as_str().unwrap()).unwrap();
    assert_eq!(meta.cancel_id.as_deref(), sent["cancel_id"].as_str());

    // the reading is there for who watches, as what it is, and under the id of the call
    let records = std::mem::take(&mut *records.lock().unwrap());
    let told: Vec<String> =
        records.iter().map(|record| format!("{} {}", record.operation, record.status)).collect();
    assert_eq!(told, ["token.request 200", "payment.cancel lost", "receipt.settle 200"]);
    for (record, request) in records.iter().zip(&requests).skip(1) {
        assert_eq!(record.request_id, meta.request_id);
        assert_eq!(request["headers"]["x-request-id"], meta.request_id.as_str());
    }

    // the same fields as an answer that came
    let other = control(&sandbox, "POST", "/sandbox/payments", json!({"price": 5_000, "status": 1}));
    let came = client.cancel(CancelPayment::new(other["receipt_id"].as_str().unwrap())).await.unwrap();
    assert_eq!(came.meta().outcome, None);
    assert_eq!(fields(&settled), fields(&came));
}

#[tokio::test]
async fn a_repetition_that_is_refused_because_the_first_one_worked_is_a_success() {
    let sandbox = sandbox().await;
    let client = builder(&sandbox).max_retries(2).build().unwrap();
    fault(&sandbox, "/cancel", "reset_after");
    let settled = client.cancel(whole()).await.unwrap();
    assert_eq!((settled.meta().attempts, settled.meta().outcome), (2, Some(Outcome::Done)));
    let receipt = format!("GET /receipt/{PAID}");
    assert_eq!(routes(&sandbox), ["POST /request/token", "POST /cancel", "POST /cancel", receipt.as_str()]);
}

/// A receipt says how much was cancelled and not by which request: the books tell one part from another.
#[tokio::test]
async fn a_part_is_settled_by_what_was_cancelled_before() {
    let sandbox = sandbox().await;
    let client = builder(&sandbox).build().unwrap();
    for (before, remaining) in [(0, 7_000), (PART, 4_000)] {
        fault(&sandbox, "/cancel", "reset_after");
        let settled = client.cancel(part().cancelled_before(before)).await.unwrap();
        assert_eq!(amounts(&settled), [Some(3_000), Some(PRICE as i64 - remaining), Some(remaining)]);
        assert_eq!(settled.meta().outcome, Some(Outcome::Done));
    }
    assert!(
        journal(&sandbox).iter().all(|request| !request["body"].to_string().contains("cancelled_before"))
    );

    // the next one does not arrive
    fault(&sandbox, "/cancel", "reset");
    let lost = client.cancel(part().cancelled_before(2 * PART)).await.unwrap_err();
    assert_eq!((lost.kind(), lost.effect()), (ErrorKind::Connection, Effect::Unknown));
    assert!(lost.message().ends_with("; the receipt, read afterwards, does not show it so far"), "{lost}");
}

#[tokio::test]
async fn what_the_receipt_cannot_tell_stays_unknown() {
    for (cancelled_before_it, read, expected) in [
        (PART, "content_type", "does not tell"), // without the books
        (0, "broken_json", "could not be read"),
        (0, "reset", "could not be read"),
        (0, "other_receipt", "does not tell"),
    ] {
        let sandbox = sandbox().await;
        let client = builder(&sandbox).build().unwrap();
        if cancelled_before_it > 0 {
            client.cancel(CancelPayment::new(PAID).price(cancelled_before_it)).await.unwrap();
        }
        fault(&sandbox, "/cancel", "reset_after");
        fault(&sandbox, "/receipt", read);
        let cancel = if cancelled_before_it > 0 { part() } else { whole() };
        let lost = client.cancel(cancel).await.unwrap_err();
        assert_eq!(
            (lost.kind(), lost.effect(), lost.attempts()),
            (ErrorKind::Connection, Effect::Unknown, 1)
        );
        assert!(lost.message().ends_with(&format!("; the receipt, read afterwards, {expected}")), "{lost}");
        assert_eq!((lost.receipt_id(), lost.operation()), (Some(PAID), Some("payment.cancel")));
        let requests = journal(&sandbox);
        let sent: Value =
            serde_json::from_str(requests[requests.len() - 2]["body"].as_str().unwrap()).unwrap();
        assert_eq!(lost.cancel_id(), sent["cancel_id"].as_str());
    }
}

/// An attempt that would outlast the deadline ends before it, so that the receipt can still be read.
#[tokio::test]
async fn the_reading_has_its_part_of_the_deadline() {
    let sandbox = sandbox().await;
    let client = builder(&sandbox).deadline(Duration::from_secs(5)).max_retries(9).build().unwrap();
    control(
        &sandbox,
        "POST",
        "/sandbox/faults",
        json!({"kind": "delay", "delay_ms": 600_000, "path": "/cancel"}),
    );
    let settled = client.cancel(whole()).await.unwrap();
    assert_eq!((settled.meta().attempts, settled.meta().outcome), (1, Some(Outcome::Done)));
}

/// The outer limit is only there so that a failure ends.
#[tokio::test]
async fn a_reading_that_never_ends_ends_with_the_deadline() {
    let sandbox = sandbox().await;
    let client = builder(&sandbox).build().unwrap();
    client.get_access_token().await.unwrap();
    for path in ["/cancel", "/receipt"] {
        control(&sandbox, "POST", "/sandbox/faults", json!({"kind": "stall", "path": path}));
    }
    let limit = Some(Duration::from_secs(2));
    let options = CallOptions { deadline: limit, max_retries: Some(9), ..CallOptions::default() };
    let cancel = whole();
    let call = tokio::time::timeout(Duration::from_secs(60), client.send(&cancel, &options));
    let lost = call.await.unwrap().unwrap_err();
    assert_eq!((lost.kind(), lost.effect()), (ErrorKind::Timeout, Effect::Unknown));
    let expected =
        "the call was not done within 2 s (the deadline); the receipt, read afterwards, could not be read";
    assert_eq!(lost.message(), expected);
    assert!(lost.ended_by_deadline());
}

#[tokio::test]
async fn what_was_never_sent_and_what_was_clearly_refused_is_not_read() {
    let sandbox = sandbox().await;
    let client = builder(&sandbox).build().unwrap();
    let refused = client.cancel(CancelPayment::new(PAID).price(2 * PRICE)).await.unwrap_err();
    assert_eq!((refused.kind(), refused.effect()), (ErrorKind::Api, Effect::None));
    fault(&sandbox, "/request/token", "reset");
    let unsent = builder(&sandbox).build().unwrap().cancel(whole()).await.unwrap_err();
    assert_eq!((unsent.kind(), unsent.effect()), (ErrorKind::Connection, Effect::None));
    assert_eq!(routes(&sandbox), ["POST /request/token", "POST /cancel", "POST /request/token"]);
}

#[test]
fn the_blocking_client_does_the_same() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime.block_on(sandbox());
    let client = bootpay::blocking::Client::from_builder(builder(&sandbox)).unwrap();
    fault(&sandbox, "/cancel", "truncate");
    let settled = client.cancel(whole()).unwrap();
    assert_eq!((amounts(&settled)[1], settled.meta().outcome), (Some(10_000), Some(Outcome::Done)));
}

/// What happens to one request: `None` is an answer that comes.
type Fault = Option<(&'static str, Option<u16>)>;

/// Every pair of faults of a cancel and its repetition, with and without a receipt. What a call says must hold by the
/// sandbox's books: a good answer that the cancel took effect, the effect `none` that no copy got to where it could act.
#[tokio::test]
async fn no_call_says_more_than_is_known() {
    let repeated: [Fault; 4] = [
        Some(("reset", None)),
        Some(("reset_after", None)),
        Some(("html", Some(502))),
        Some(("status", Some(503))),
    ];
    let answered: [Fault; 3] = [None, Some(("broken_json", None)), Some(("status", Some(400)))];
    let second: [Fault; 3] = [None, Some(("reset_after", None)), Some(("status", Some(400)))];
    let pairs = repeated.into_iter().flat_map(|first| second.map(|second| (first, second)));
    let pairs: Vec<_> = pairs.chain(answered.map(|first| (first, None))).collect();
    let receipt_fails: Fault = Some(("status", Some(500)));
    let cancels =
        [(whole(), None), (part(), None), (part().cancelled_before(0u64), None), (whole(), receipt_fails)];
    let mut calls = tokio::task::JoinSet::new();
    for (first, second) in pairs {
        for (cancel, receipt) in &cancels {
            calls.spawn(check(first, second, *receipt, cancel.clone()));
        }
    }
    let settled = calls.join_all().await;
    assert!(settled.contains(&true) && settled.contains(&false));
}

/// Whether the receipt settled it.
async fn check(first: Fault, second: Fault, receipt: Fault, cancel: CancelPayment) -> bool {
    let what =
        format!("{first:?}, {second:?}, receipt {receipt:?}, {:?}", (cancel.price, cancel.cancelled_before));
    let sandbox = sandbox().await;
    for (path, fault) in [("/cancel", first), ("/cancel", second), ("/receipt", receipt)] {
        if let Some((kind, status)) = fault {
            let mut fault = json!({"kind": kind, "path": path, "times": 1});
            if let Some(status) = status {
                fault["status"] = json!(status);
            }
            control(&sandbox, "POST", "/sandbox/faults", fault);
        }
    }
    let client = builder(&sandbox).max_retries(1).build().unwrap();
    let called = client.cancel(cancel.clone()).await;

    let payments = control(&sandbox, "GET", "/sandbox/payments", Value::Null);
    let payment = payments.as_array().unwrap().iter().find(|payment| payment["receipt_id"] == PAID).unwrap();
    let cancelled = payment["cancelled_price"].as_u64().unwrap();
    let arrived = routes(&sandbox).iter().filter(|route| *route == "POST /cancel").count();
    let met = [first, second].into_iter().flatten().take(arrived);
    let a_copy_may_act = met.into_iter().any(|fault| fault != ("status", Some(400)));
    match called {
        Ok(answer) => {
            assert_eq!(cancelled, cancel.price.map_or(PRICE, |price| price.get()), "{what}");
            answer.meta().outcome == Some(Outcome::Done)
        }
        Err(error) => {
            if error.effect() == Effect::None {
                assert!(!a_copy_may_act && cancelled == 0, "{what}: {error}");
            }
            let could_be_told = receipt.is_none()
                && cancelled > 0
                && (cancel.price.is_none() || cancel.cancelled_before.is_some());
            assert!(!could_be_told, "{what}: {error}");
            false
        }
    }
}
