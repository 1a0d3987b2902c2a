//! What is logged of a call, and what is not.

#![allow(clippy::unwrap_used)] // a test that cannot go on should say where it stopped

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::{Arc, Mutex};

use bootpay::api::billing::RequestBillingKey;
use bootpay::api::cancel::CancelPayment;
use bootpay::{AttemptRecord, CallOptions, Observer};
use bootpay_sandbox::Sandbox;
use bootpay_tests::{EXAMPLE_PRIVATE_KEY, builder, control, journal};
use serde_json::{Value, json};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};

const ID: &str = "00000000000000000000ca11";

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Where something is said, and with which fields; the message is one too.
type Said = (&'static str, Vec<&'static str>);

/// What bootpay itself says.
#[derive(Clone, Default)]
struct Fields(Arc<Mutex<BTreeSet<Said>>>);

impl<S: Subscriber> Layer<S> for Fields {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let told = event.metadata();
        if told.target() == "bootpay" || told.target().starts_with("bootpay::") {
            let mut names: Vec<&str> = told.fields().iter().map(|field| field.name()).collect();
            names.sort_unstable();
            self.0.lock().unwrap().insert((told.target(), names));
        }
    }
}

/// Everything that any crate of this process says from here on, down to the finest level. tracing keeps what is
/// listened to per process, so this must be the only test of its program.
fn listen() -> (Lines, Fields) {
    let (lines, fields) = (Lines::default(), Fields::default());
    let writer = lines.clone();
    let text = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(move || writer.clone());
    let subscriber = tracing_subscriber::registry().with(text).with(fields.clone());
    tracing::subscriber::set_global_default(subscriber).unwrap();
    (lines, fields)
}

#[tokio::test]
async fn a_line_tells_how_an_attempt_went_and_nothing_of_what_was_said() {
    let sandbox = Sandbox::start().await.unwrap();
    let person = json!({
        "receipt_id": ID, "username": "CANARY-name", "phone": "0109990000",
        "unique": "CANARY".repeat(14) + "CANA", "di": "CANARY".repeat(10) + "CANA", "birth": "19010203",
    });
    control(&sandbox, "POST", "/sandbox/identities", person);
    let client = builder(&sandbox).max_retries(1).build().unwrap();
    let (lines, fields) = listen();
    assert!(client.certificate(ID).await.unwrap().raw().contains("CANARY-name"));
    client.cancel(CancelPayment::new(ID).cancel_id("CANARY-cancel")).await.unwrap_err();
    let card = ("nicepay", "CANARY-order", "CANARY-item", "9430810000004569");
    client
        .get_subscribe_billing_key(RequestBillingKey::new(
            card.0, card.1, card.2, card.3, "00", "29", "12", "901004",
        ))
        .await
        .unwrap();
    control(&sandbox, "POST", "/sandbox/faults", json!({"kind": "reset", "times": 1}));
    client.verify(ID).await.unwrap();
    let output = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    for expected in [
        r#"DEBUG bootpay::attempt_log: bootpay request operation="certificate.get" method="GET" path="/certificate/{receipt_id}" status=200 attempt=1 duration_ms="#,
        r#"operation="token.request" method="POST" path="/request/token" status=200"#,
        r#"operation="payment.cancel" method="POST" path="/cancel" status=4"#,
        r#"WARN bootpay::attempt_log: bootpay request operation="receipt.get" method="GET" path="/receipt/{receipt_id}" status=lost attempt=1"#,
        r#"operation="receipt.get" method="GET" path="/receipt/{receipt_id}" status=200 attempt=2"#,
    ] {
        assert!(output.contains(expected), "{expected}\n{output}");
    }
    let all = ["attempt", "duration_ms", "message", "method", "operation", "path", "request_id", "status"];
    assert_eq!(*fields.0.lock().unwrap(), BTreeSet::from([("bootpay::attempt_log", all.to_vec())]));
    let token = journal(&sandbox)[1]["headers"]["authorization"].as_str().unwrap().to_owned();
    for canary in
        ["CANARY", ID, "0109990000", "19010203", "901004", "9430810000004569", EXAMPLE_PRIVATE_KEY, &token]
    {
        assert!(!output.contains(canary), "{canary}\n{output}");
    }

    // the same for the other languages' loggers
    let records = Arc::new(Mutex::new(Vec::<AttemptRecord>::new()));
    let keeper = records.clone();
    let observer = Some(Observer::new(move |record| keeper.lock().unwrap().push(record)));
    let options = CallOptions { observer, ..CallOptions::default() };
    client.call("receipt.get", &json!({"receipt_id": ID}).to_string(), &options).await.unwrap();
    let record: Value = serde_json::to_value(&records.lock().unwrap()[0]).unwrap();
    let names: Vec<&str> = record.as_object().unwrap().keys().map(String::as_str).collect();
    let all = ["attempt", "duration_ms", "level", "method", "operation", "path", "request_id", "status"];
    assert_eq!(names, all);
}
