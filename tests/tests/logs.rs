//! What is logged of a call, and what is not.

#![allow(clippy::unwrap_used)] // a test that cannot go on should say where it stopped

use std::io::Write;
use std::sync::{Arc, Mutex};

use bootpay::api::billing::RequestBillingKey;
use bootpay::api::cancel::CancelPayment;
use bootpay_sandbox::Sandbox;
use bootpay_tests::{EXAMPLE_PRIVATE_KEY, builder, control, journal};
use serde_json::json;

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

/// Everything that any crate of this process says from here on, down to the finest level. tracing keeps what is
/// listened to per process, so this must be the only test of its program.
fn listen() -> Lines {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    lines
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
    let lines = listen();
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
    let token = journal(&sandbox)[1]["headers"]["authorization"].as_str().unwrap().to_owned();
    for canary in
        ["CANARY", ID, "0109990000", "19010203", "901004", "9430810000004569", EXAMPLE_PRIVATE_KEY, &token]
    {
        assert!(!output.contains(canary), "{canary}\n{output}");
    }
}
