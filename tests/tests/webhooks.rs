//! The shared webhooks, through the Rust client and through the bindings' door.

#![allow(clippy::unwrap_used)] // a test that cannot go on should say where it stopped

use std::collections::HashMap;
use std::path::PathBuf;

use bootpay::{Client, WebhookDelivery};
use bootpay_bridge::Handle;
use bootpay_tests::{EXAMPLE_APPLICATION_ID, EXAMPLE_PRIVATE_KEY};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(rename = "description")]
    _description: String,
    #[serde(rename = "source")]
    _source: String,
    client: String,
    deliveries: Vec<Delivery>,
    event: Option<Value>,
    error: Option<Refusal>,
}

#[derive(Deserialize)]
struct Delivery {
    body: Option<String>,
    body_latin1: Option<String>,
    #[serde(flatten)]
    how: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refusal {
    kind: String,
    message_has: String,
}

impl Delivery {
    fn body(&self) -> Vec<u8> {
        match (&self.body, &self.body_latin1) {
            (Some(text), None) => text.as_bytes().to_vec(),
            (None, Some(bytes)) => bytes.chars().map(|byte| u8::try_from(u32::from(byte)).unwrap()).collect(),
            _ => panic!("one body"),
        }
    }

    /// How it came, as the door takes it.
    fn how(&self) -> String {
        let mut how = self.how.clone();
        how.insert("only_read".to_owned(), json!(!how.contains_key("remote_address")));
        Value::from(how).to_string()
    }
}

fn keys_and_address(client: &str) -> (&'static str, &'static str) {
    match client {
        "live" => (EXAMPLE_PRIVATE_KEY, "https://api.example.com"),
        "sandbox" => ("Ym9vdHBheSBzYW5kYm94IGtleSB0ZXN0IGtleSBtYWQ=", "http://127.0.0.1:1"),
        "container" => ("Ym9vdHBheSBzYW5kYm94IGtleSB0ZXN0IGtleSBtYWQ=", "http://sandbox:8300"),
        "proxy" => ("bm90IGEgc2FuZGJveCBrZXk6IGEgbGl2ZSBwcm9qZWM=", "http://127.0.0.1:1"),
        other => panic!("{other}"),
    }
}

fn each(check: impl Fn(&Case, &str, &Delivery)) {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/webhooks"));
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let case: Case = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_ne!(case.event.is_some(), case.error.is_some(), "{}", path.display());
        for (at, delivery) in case.deliveries.iter().enumerate() {
            count += 1;
            check(&case, &format!("{} {at}", path.display()), delivery);
        }
    }
    assert!(count > 50, "{count}");
}

fn compare(case: &Case, what: &str, outcome: Result<Value, Value>) {
    match (&case.event, &case.error, outcome) {
        (Some(expected), None, Ok(event)) => assert_eq!(event, *expected, "{what}"),
        (None, Some(expected), Err(error)) => {
            assert_eq!(error["kind"], expected.kind.as_str(), "{what}: {error}");
            assert_eq!(error["effect"], "none", "{what}: {error}");
            assert!(error["message"].as_str().unwrap().contains(&expected.message_has), "{what}: {error}");
        }
        (_, _, outcome) => panic!("{what}: {outcome:?}"),
    }
}

#[test]
fn every_webhook_is_read_by_the_rust_client() {
    each(|case, what, delivery| {
        let (key, base_url) = keys_and_address(&case.client);
        let builder = Client::builder().environment(HashMap::new()).application_id(EXAMPLE_APPLICATION_ID);
        let client = builder.private_key(key).base_url(base_url).build().unwrap();
        let how: WebhookDelivery = serde_json::from_str(&delivery.how()).unwrap();
        let outcome = client.webhook(&WebhookDelivery { body: delivery.body().into(), ..how });
        let event = outcome.map(|event| serde_json::from_str(event.json()).unwrap());
        compare(case, what, event.map_err(|error| serde_json::to_value(&error).unwrap()));
    });
}

#[test]
fn every_webhook_is_read_through_the_bindings_door() {
    each(|case, what, delivery| {
        let (key, base_url) = keys_and_address(&case.client);
        let config =
            json!({"application_id": EXAMPLE_APPLICATION_ID, "private_key": key, "base_url": base_url});
        let handle = Handle::open(&config.to_string()).ok().unwrap();
        let json = |text: String| serde_json::from_str(&text).unwrap();
        compare(case, what, handle.webhook(&delivery.body(), &delivery.how()).map(json).map_err(json));
    });
}
