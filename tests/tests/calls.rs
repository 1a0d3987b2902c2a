//! The Rust client against the sandbox: typed answers, the token's life, faults, secrets.

#![allow(clippy::unwrap_used)] // a test that cannot go on should say where it stopped

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bootpay::api::certificate::Gender;
use bootpay::api::receipt::{PaymentData, ReceiptStatus};
use bootpay::{AttemptRecord, CallOptions, Effect, ErrorKind, Observer};
use bootpay_sandbox::Sandbox;
use bootpay_tests::{builder, control, journal};
use serde_json::{Value, json};

async fn sandbox() -> Sandbox {
    Sandbox::start().await.unwrap()
}

fn paths(sandbox: &Sandbox) -> Vec<String> {
    journal(sandbox).iter().map(|request| request["path"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_certificate_is_typed_and_its_json_is_at_hand() {
    let sandbox = sandbox().await;
    let answer = builder(&sandbox).build().unwrap().certificate("612e09260d681b0021e61ab9").await.unwrap();
    assert_eq!(answer.person.username.expose(), "홍길동");
    assert_eq!(answer.person.gender, Some(Gender::Male));
    assert_eq!(answer.order_id.as_deref(), Some("order_1234"));
    assert_eq!(answer.person.unique.as_ref().unwrap().expose().len(), 88);
    assert_eq!(answer.meta().attempts, 1);
    let raw: Value = serde_json::from_str(answer.raw()).unwrap();
    assert_eq!(raw["data"]["certificate"]["username"], "홍길동");
}

#[tokio::test]
async fn the_documented_receipt_is_typed() {
    let sandbox = sandbox().await;
    let receipt = builder(&sandbox).build().unwrap().verify("5df6e67d4f74b4002a77e0eb").await.unwrap();
    assert_eq!(receipt.status, Some(ReceiptStatus::Paid));
    assert_eq!(receipt.price.as_ref().unwrap().whole(), Some(3000));
    assert_eq!(receipt.tax_free.as_ref().unwrap().whole(), Some(1500));
    let Some(PaymentData::Payment(data)) = &receipt.payment_data else { panic!("{receipt:?}") };
    assert_eq!(data.card_no.as_ref().unwrap().expose(), "94308100****4569");
    assert_eq!(data.other.get("pm_a").unwrap(), "card_rebill_rest");
    // the receipt of an identity verification carries the person
    let receipt = builder(&sandbox).build().unwrap().verify("612e09260d681b0021e61ab9").await.unwrap();
    let Some(PaymentData::Identity(data)) = &receipt.payment_data else { panic!("{receipt:?}") };
    assert_eq!(data.username.as_ref().unwrap().expose(), "홍길동");
}

#[tokio::test]
async fn one_token_serves_every_call_and_is_renewed_once_when_it_is_refused() {
    let sandbox = sandbox().await;
    let client = builder(&sandbox).build().unwrap();
    client.certificate("612e09260d681b0021e61ab9").await.unwrap();
    client.certificate("612df0250d681b001de61de6").await.unwrap();
    assert_eq!(paths(&sandbox).iter().filter(|path| *path == "/request/token").count(), 1);

    control(&sandbox, "POST", "/sandbox/clock", json!({"advance_s": 1900})); // past its 30 minutes
    client.certificate("593f8febe13f332431a8ddae").await.unwrap();
    assert_eq!(
        paths(&sandbox)[3..],
        ["/certificate/593f8febe13f332431a8ddae", "/request/token", "/certificate/593f8febe13f332431a8ddae"]
    );
}

#[tokio::test]
async fn a_401_that_stays_is_an_answer_and_not_a_loop() {
    let sandbox = sandbox().await;
    let fault = json!({"path": "/certificate", "kind": "status", "status": 401});
    control(&sandbox, "POST", "/sandbox/faults", fault);
    let client = builder(&sandbox).max_retries(5).build().unwrap();
    let error = client.certificate("612e09260d681b0021e61ab9").await.unwrap_err();
    assert_eq!((error.kind(), error.status(), error.effect()), (ErrorKind::Api, Some(401), Effect::None));
    assert!(error.to_string().contains("bootpay doctor"), "{error}");
    // the server gave the same token again, so it is not about the token
    assert_eq!(error.attempts(), 1);
    assert_eq!(
        paths(&sandbox),
        ["/request/token", "/certificate/612e09260d681b0021e61ab9", "/request/token"]
    );
}

#[tokio::test]
async fn a_token_set_by_hand_is_sent_as_it_is() {
    let sandbox = sandbox().await;
    let client = builder(&sandbox).build().unwrap();
    let options = bootpay::CallOptions {
        token: Some(bootpay::Secret::new("CANARY-token")),
        ..bootpay::CallOptions::default()
    };
    let request =
        bootpay::api::certificate::GetCertificate { receipt_id: "612e09260d681b0021e61ab9".to_owned() };
    let error = client.send(&request, &options).await.unwrap_err();
    assert_eq!(error.status(), Some(401));
    let seen = journal(&sandbox);
    assert_eq!(seen.len(), 1, "no token request, no repetition: {seen:?}");
    assert_eq!(seen[0]["headers"]["authorization"], "CANARY-token");
    assert!(!format!("{error} {error:?} {options:?}").contains("CANARY"));

    let options = bootpay::CallOptions {
        token: Some(bootpay::Secret::new("CANARY\r\nx: y")),
        ..bootpay::CallOptions::default()
    };
    let error = client.send(&request, &options).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(!format!("{error:?}").contains("CANARY"));
    assert_eq!(journal(&sandbox).len(), 1);
}

#[tokio::test]
async fn a_hundred_first_calls_make_one_token_request() {
    let sandbox = sandbox().await;
    let client = builder(&sandbox).build().unwrap();
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.certificate("612e09260d681b0021e61ab9").await.map(|_| ()) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(paths(&sandbox).iter().filter(|path| *path == "/request/token").count(), 1);
}

#[tokio::test]
async fn refused_keys_are_an_error_that_does_not_show_them() {
    let sandbox = sandbox().await;
    let client = builder(&sandbox).private_key("CANARY-key").build().unwrap();
    let error = client.certificate("612e09260d681b0021e61ab9").await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(401)));
    assert_eq!(error.operation(), Some("certificate.get"));
    assert!(error.to_string().contains("no access token"), "{error}");
    assert!(!format!("{error} {error:?} {client:?} {:?}", client.config()).contains("CANARY"));
    assert_eq!(paths(&sandbox), ["/request/token"]);
}

/// Every way in which an answer can fail to come, with what the caller is told.
#[tokio::test]
async fn every_fault_ends_in_its_documented_error() {
    let cases = [
        (json!({"kind": "status", "status": 503}), ErrorKind::Api, Some(503), 3),
        (json!({"kind": "status", "status": 500}), ErrorKind::Api, Some(500), 1),
        (json!({"kind": "status", "status": 429}), ErrorKind::Api, Some(429), 3),
        (json!({"kind": "html"}), ErrorKind::Decode, Some(502), 3),
        (json!({"kind": "html", "status": 200}), ErrorKind::Decode, Some(200), 1),
        (json!({"kind": "reset"}), ErrorKind::Connection, None, 3),
        (json!({"kind": "reset_after"}), ErrorKind::Connection, None, 3),
        (json!({"kind": "truncate"}), ErrorKind::Connection, None, 3),
        (json!({"kind": "stall"}), ErrorKind::Timeout, None, 3),
    ];
    for (mut fault, kind, status, attempts) in cases {
        let sandbox = sandbox().await;
        fault["path"] = json!("/certificate");
        control(&sandbox, "POST", "/sandbox/faults", fault.clone());
        let client =
            builder(&sandbox).max_retries(2).attempt_timeout(Duration::from_millis(150)).build().unwrap();
        let error = client.certificate("612e09260d681b0021e61ab9").await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (kind, status), "{fault}: {error}");
        // a read has no effect, whatever became of it
        assert_eq!((error.effect(), error.attempts()), (Effect::None, attempts), "{fault}: {error}");
        assert!(!format!("{error} {error:?}").contains("홍길동"), "{error:?}");
        assert_eq!(paths(&sandbox).len(), 1 + attempts as usize, "{fault}");
    }
}

#[tokio::test]
async fn a_fault_that_passes_is_not_noticed() {
    let sandbox = sandbox().await;
    for kind in ["reset", "truncate", "html"] {
        control(&sandbox, "POST", "/sandbox/faults", json!({"kind": kind, "times": 1}));
        let client = builder(&sandbox).max_retries(2).build().unwrap();
        assert_eq!(
            client.verify("5df6e67d4f74b4002a77e0eb").await.unwrap().order_id.as_deref(),
            Some("1576461949")
        );
    }
}

#[tokio::test]
async fn a_server_that_says_when_to_come_back_is_obeyed() {
    for mut fault in [
        json!({"kind": "status", "status": 429}),
        json!({"kind": "status", "status": 503}),
        json!({"kind": "html", "status": 502}),
    ] {
        let sandbox = sandbox().await;
        let client = builder(&sandbox).max_retries(2).build().unwrap();
        fault["path"] = json!("/certificate");
        fault["times"] = json!(1);
        control(&sandbox, "POST", "/sandbox/faults", fault.clone());
        let answer = client.certificate("612e09260d681b0021e61ab9").await.unwrap();
        assert_eq!(answer.meta().attempts, 2, "{fault}");
        // a pause that would outlast the deadline is not begun, although the next attempt would be a good one
        fault["retry_after_s"] = json!(9999);
        control(&sandbox, "POST", "/sandbox/faults", fault.clone());
        let error = client.certificate("612e09260d681b0021e61ab9").await.unwrap_err();
        let status = fault["status"].as_u64();
        assert_eq!((error.status().map(u64::from), error.attempts()), (status, 1), "{fault}: {error}");
        assert_eq!(paths(&sandbox).len(), 4, "{fault}");
    }
}

#[tokio::test]
async fn a_silent_server_does_not_outlast_the_deadline() {
    let sandbox = sandbox().await;
    control(&sandbox, "POST", "/sandbox/faults", json!({"kind": "stall"}));
    let client = builder(&sandbox).deadline(Duration::from_millis(100)).build().unwrap();
    let error = client.certificate("612e09260d681b0021e61ab9").await.unwrap_err();
    assert_eq!((error.kind(), error.effect(), error.attempts()), (ErrorKind::Timeout, Effect::None, 0));
    assert!(error.to_string().contains("within 0.1 s"), "{error}");
}

#[tokio::test]
async fn a_closed_port_is_named() {
    let sandbox = sandbox().await;
    let client = builder(&sandbox).build().unwrap();
    let sandbox_url = sandbox.url().to_owned();
    sandbox.stop().await;
    let error = client.certificate("612e09260d681b0021e61ab9").await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::Connection, Effect::None));
    let address = sandbox_url.trim_start_matches("http://");
    assert!(error.to_string().contains("Connection refused"), "{error}");
    assert!(error.to_string().contains(&format!("(tried {address})")), "{error}");
    assert!(!error.causes().is_empty());
}

#[tokio::test]
async fn a_payment_is_no_certificate() {
    let sandbox = sandbox().await;
    let client = builder(&sandbox).build().unwrap();
    let error = client.certificate("5df6e67d4f74b4002a77e0eb").await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Decode, Some(200)));
    assert!(error.to_string().contains("certificate"), "{error}");
}

#[tokio::test]
async fn no_debug_shows_a_person() {
    let sandbox = sandbox().await;
    let person = json!({
        "receipt_id": "612e09260d681b0021e61ab9", "username": "CANARY-name", "phone": "0109990000",
        "unique": "CANARY".repeat(14) + "CANA", "di": "CANARY".repeat(10) + "CANA", "birth": "19010203",
    });
    control(&sandbox, "POST", "/sandbox/identities", person);
    let client = builder(&sandbox).build().unwrap();
    let certificate = client.certificate("612e09260d681b0021e61ab9").await.unwrap();
    let receipt = client.verify("612e09260d681b0021e61ab9").await.unwrap();
    let token = client.get_access_token().await.unwrap();
    let shown = format!("{certificate:?} {certificate:#?} {receipt:?} {token:?} {client:?}");
    assert!(certificate.raw().contains("CANARY-name"), "the canary must be there to be hidden");
    for canary in ["CANARY", "0109990000", "19010203", token.token.expose()] {
        assert!(!shown.contains(canary), "{canary} in {shown}");
    }
}

#[test]
fn the_blocking_client_does_the_same() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime.block_on(sandbox());
    let client = bootpay::blocking::Client::from_builder(builder(&sandbox)).unwrap();
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let client = client.clone();
            std::thread::spawn(move || {
                client.certificate("612e09260d681b0021e61ab9").unwrap().order_id.clone()
            })
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap().as_deref(), Some("order_1234"));
    }
    assert_eq!(client.certificate("..").unwrap_err().kind(), ErrorKind::InvalidRequest);
    // where blocking is allowed inside a runtime, it works; and it may be dropped in async code
    let elsewhere = client.clone();
    runtime.block_on(async {
        tokio::task::spawn_blocking(move || elsewhere.verify("5df6e67d4f74b4002a77e0eb").unwrap())
            .await
            .unwrap();
        drop(client);
    });
}

/// A call that may move money, on a route that the sandbox has.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
struct Pay {
    receipt_id: String,
}

impl bootpay::Prepare for Pay {}

impl bootpay::described::Described for Pay {
    const KIND: bootpay::described::Kind = bootpay::described::Kind::FreeObject;
}

impl bootpay::Operation for Pay {
    type Response = Value;
    const NAME: &'static str = "test.pay";
    const METHOD: bootpay::Method = bootpay::Method::Get;
    const PATH: &'static str = "/receipt/{receipt_id}";
    const REPEAT: bootpay::Repeat = bootpay::Repeat::Never;
    const AUTH: bootpay::Auth = bootpay::Auth::Token;
    const PATIENCE: bootpay::Patience = bootpay::Patience::Quick;
}

#[tokio::test]
async fn a_call_that_may_move_money_is_sent_once_and_a_lost_answer_is_called_unknown() {
    let cases = [
        (json!({"kind": "reset"}), ErrorKind::Connection, Effect::Unknown),
        (json!({"kind": "reset_after"}), ErrorKind::Connection, Effect::Unknown),
        (json!({"kind": "truncate"}), ErrorKind::Connection, Effect::Unknown),
        (json!({"kind": "stall"}), ErrorKind::Timeout, Effect::Unknown),
        (json!({"kind": "html"}), ErrorKind::Decode, Effect::Unknown),
        (json!({"kind": "status", "status": 502}), ErrorKind::Api, Effect::Unknown),
        (json!({"kind": "status", "status": 500}), ErrorKind::Api, Effect::None),
        (json!({"kind": "status", "status": 429}), ErrorKind::Api, Effect::None),
        (json!({"kind": "html", "status": 404}), ErrorKind::Decode, Effect::Unknown),
    ];
    for (mut fault, kind, effect) in cases {
        let sandbox = sandbox().await;
        fault["path"] = json!("/receipt");
        control(&sandbox, "POST", "/sandbox/faults", fault.clone());
        let client =
            builder(&sandbox).max_retries(5).attempt_timeout(Duration::from_millis(150)).build().unwrap();
        let request = Pay { receipt_id: "5df6e67d4f74b4002a77e0eb".to_owned() };
        let error = client.send(&request, &bootpay::CallOptions::default()).await.unwrap_err();
        assert_eq!((error.kind(), error.effect(), error.attempts()), (kind, effect, 1), "{fault}: {error}");
        let told = error.to_string().contains("before you try again");
        assert_eq!(told, effect == Effect::Unknown, "{error}");
        assert_eq!(paths(&sandbox).len(), 2, "{fault}");
    }
}

/// The same route, for a call whose effect the server keeps to one.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
struct CancelOnce {
    receipt_id: String,
}

impl bootpay::Prepare for CancelOnce {}

impl bootpay::described::Described for CancelOnce {
    const KIND: bootpay::described::Kind = bootpay::described::Kind::FreeObject;
}

impl bootpay::Operation for CancelOnce {
    type Response = Value;
    const NAME: &'static str = "test.cancel";
    const METHOD: bootpay::Method = bootpay::Method::Get;
    const PATH: &'static str = "/receipt/{receipt_id}";
    const REPEAT: bootpay::Repeat = bootpay::Repeat::Idempotent;
    const AUTH: bootpay::Auth = bootpay::Auth::Token;
    const PATIENCE: bootpay::Patience = bootpay::Patience::Quick;
}

#[tokio::test]
async fn a_later_refusal_does_not_make_a_lost_answer_known() {
    for second in [json!({"kind": "status", "status": 500}), json!({"kind": "status", "status": 401})] {
        let sandbox = sandbox().await;
        let mut lost = json!({"kind": "reset_after", "times": 1});
        for fault in [&mut lost, &mut second.clone()] {
            fault["path"] = json!("/receipt");
            control(&sandbox, "POST", "/sandbox/faults", fault.clone());
        }
        let client = builder(&sandbox).max_retries(1).build().unwrap();
        let request = CancelOnce { receipt_id: "5df6e67d4f74b4002a77e0eb".to_owned() };
        let error = client.send(&request, &bootpay::CallOptions::default()).await.unwrap_err();
        assert_eq!((error.effect(), error.attempts()), (Effect::Unknown, 2), "{second}: {error}");
    }
}

#[tokio::test]
async fn times_of_one_call_are_checked_and_bound_the_wait_for_a_token() {
    let sandbox = sandbox().await;
    let client = builder(&sandbox).build().unwrap();
    let request = || Pay { receipt_id: "5df6e67d4f74b4002a77e0eb".to_owned() };
    for wrong in [Duration::ZERO, Duration::MAX] {
        let options = bootpay::CallOptions { deadline: Some(wrong), ..bootpay::CallOptions::default() };
        let error = client.send(&request(), &options).await.unwrap_err();
        assert_eq!((error.kind(), error.effect()), (ErrorKind::InvalidRequest, Effect::None), "{error}");
    }
    control(&sandbox, "POST", "/sandbox/faults", json!({"kind": "stall", "path": "/request/token"}));
    let options = bootpay::CallOptions {
        attempt_timeout: Some(Duration::from_millis(50)),
        ..bootpay::CallOptions::default()
    };
    let error = client.send(&request(), &options).await.unwrap_err();
    assert_eq!((error.kind(), error.effect(), error.attempts()), (ErrorKind::Timeout, Effect::None, 0));
    assert!(error.to_string().contains("no access token"), "{error}");
}

#[tokio::test]
async fn a_call_that_may_move_money_is_tried_again_when_nothing_can_have_left() {
    let closed = {
        let sandbox = sandbox().await;
        let url = sandbox.url().to_owned();
        sandbox.stop().await;
        url
    };
    let client = builder(&sandbox().await).base_url(closed).max_retries(1).build().unwrap();
    let options =
        bootpay::CallOptions { token: Some(bootpay::Secret::new("t")), ..bootpay::CallOptions::default() };
    let error = client.send(&Pay { receipt_id: "r".to_owned() }, &options).await.unwrap_err();
    assert_eq!((error.kind(), error.effect(), error.attempts()), (ErrorKind::Connection, Effect::None, 2));
}

#[tokio::test]
async fn a_401_from_something_between_does_not_send_a_payment_twice() {
    let sandbox = sandbox().await;
    let client = builder(&sandbox).build().unwrap();
    client.get_access_token().await.unwrap();
    control(&sandbox, "POST", "/sandbox/clock", json!({"advance_s": 1600})); // another token would be had now
    control(&sandbox, "POST", "/sandbox/faults", json!({"kind": "html", "status": 401, "path": "/receipt"}));
    let request = Pay { receipt_id: "5df6e67d4f74b4002a77e0eb".to_owned() };
    let error = client.send(&request, &bootpay::CallOptions::default()).await.unwrap_err();
    assert_eq!((error.effect(), error.attempts()), (Effect::Unknown, 1), "{error}");
    assert_eq!(paths(&sandbox), ["/request/token", "/receipt/5df6e67d4f74b4002a77e0eb"]);
}

#[tokio::test]
async fn an_observer_is_told_of_every_attempt_the_abandoned_one_included() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = builder(&sandbox).build().unwrap();
    let seen = Arc::new(Mutex::new(Vec::<AttemptRecord>::new()));
    let keeper = seen.clone();
    let options = CallOptions {
        observer: Some(Observer::new(move |record| keeper.lock().unwrap().push(record))),
        max_retries: Some(1),
        ..CallOptions::default()
    };
    let call = async |options: &CallOptions| {
        client.call("certificate.get", r#"{"receipt_id":"612e09260d681b0021e61ab9"}"#, options).await
    };
    let first = call(&options).await.unwrap();
    control(&sandbox, "POST", "/sandbox/faults", json!({"kind": "status", "status": 503, "times": 2}));
    call(&options).await.unwrap_err();
    control(&sandbox, "POST", "/sandbox/faults", json!({"kind": "stall", "times": 1}));
    let impatient = CallOptions { deadline: Some(Duration::from_millis(100)), ..options.clone() };
    call(&impatient).await.unwrap_err();

    let seen = seen.lock().unwrap();
    let told: Vec<Value> = seen.iter().map(|r| json!([r.operation, r.status, r.attempt])).collect();
    let expected = json!([
        ["token.request", 200, 1],
        ["certificate.get", 200, 1],
        ["certificate.get", 503, 1],
        ["certificate.get", 503, 2],
        ["certificate.get", "abandoned", 1],
    ]);
    assert_eq!(json!(told), expected);
    assert_eq!(seen[1].request_id, first.meta().request_id);
    // each attempt carries the id that its line has
    let sent: Vec<String> = journal(&sandbox)
        .iter()
        .map(|request| request["headers"]["x-request-id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(sent, seen.iter().map(|record| record.request_id.clone()).collect::<Vec<_>>());
}
