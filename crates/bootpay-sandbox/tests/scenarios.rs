//! GET /sandbox/scenarios is a promise. Here it is kept: every recipe of the list is carried out.

#![allow(clippy::unwrap_used)] // a panic in a helper is the test's failure

mod support;

use std::collections::{BTreeMap, HashSet};

use serde_json::{Value, json};
use support::{DOCS_TOKEN, Server, says};

fn scenarios(server: &Server) -> Vec<Value> {
    server.control("GET", "/sandbox/scenarios", Value::Null).as_array().unwrap().clone()
}

/// `{name}` becomes what an earlier step kept.
fn filled(text: &str, kept: &BTreeMap<String, String>) -> String {
    kept.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

fn walk(server: &Server, scenario: &Value) {
    server.control("POST", "/sandbox/reset", Value::Null);
    let mut kept = BTreeMap::new();
    for step in scenario["recipe"].as_array().unwrap() {
        let (request, expect) = (&step["request"], &step["expect"]);
        let path = filled(request["path"].as_str().unwrap(), &kept);
        let body = match (&request["text"], &request["json"]) {
            (Value::String(text), Value::Null) => text.clone(),
            (Value::Null, Value::Null) => String::new(),
            (Value::Null, json) => filled(&json.to_string(), &kept),
            _ => panic!("{step}"),
        };
        let authorization = match request.get("authorization") {
            None => Some(DOCS_TOKEN.to_owned()),
            Some(Value::Null) => None,
            Some(text) => Some(filled(text.as_str().unwrap(), &kept)),
        };
        let mut headers = vec![("Content-Type", "application/json")];
        headers.extend(authorization.as_deref().map(|value| ("Authorization", value)));
        let reply = server.send(request["method"].as_str().unwrap(), &path, &headers, &body);
        let context = format!("{} {step}\n{}", scenario["name"], reply.text());
        assert_eq!(json!(reply.status), expect["status"], "{context}");
        for (name, value) in expect["headers"].as_object().into_iter().flatten() {
            assert_eq!(reply.header(name), value.as_str(), "{context}");
        }
        // A page has no JSON, and nothing but its head is expected of it.
        let answer: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        for part in ["code", "data"] {
            if let Some(expected) = expect.get(part) {
                assert!(says(&answer[part], expected), "{context}");
            }
        }
        if let Some(expected) = expect.get("body") {
            assert!(says(&answer, expected), "{context}");
        }
        for (name, pointer) in step["keep"].as_object().into_iter().flatten() {
            let value = answer.pointer(pointer.as_str().unwrap()).unwrap();
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            kept.insert(name.clone(), text);
        }
    }
}

#[test]
fn every_recipe_does_what_it_says() {
    let server = Server::start();
    let all = scenarios(&server);
    let with_recipe: Vec<&Value> = all.iter().filter(|scenario| scenario.get("recipe").is_some()).collect();
    assert!(with_recipe.len() >= 90, "{} of {}", with_recipe.len(), all.len());
    for scenario in with_recipe {
        walk(&server, scenario);
    }
}

#[test]
fn a_recipe_that_is_wrong_is_noticed() {
    let server = Server::start();
    let mut scenario = scenarios(&server)
        .into_iter()
        .find(|scenario| scenario["name"] == "payment-5df6e8034f74b4002177e0bb")
        .unwrap();
    scenario["recipe"][0]["expect"]["data"]["cancelled_tax_free"] = json!(1501);
    let result = std::panic::catch_unwind(|| walk(&server, &scenario));
    assert!(result.is_err());
}

#[test]
fn only_what_needs_another_client_has_no_recipe() {
    let server = Server::start();
    let all = scenarios(&server);
    let names: HashSet<&str> = all.iter().map(|scenario| scenario["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), all.len());
    let without: Vec<&str> = all
        .iter()
        .filter(|scenario| scenario.get("recipe").is_none())
        .map(|scenario| scenario["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        without,
        [
            // tests/token.rs
            "token-same",
            "token-renewed",
            "token-expired-after-30-minutes",
            "token-of-the-docs",
            "body-forms",
            // tests/webhooks.rs
            "webhook-repeated",
            // tests/browser.rs and tests/browser/ of the project
            "script",
            "window-identity",
            "window-code",
            "window-under-age",
            "window-cancel",
            "window-card",
            "window-card-refused",
            "window-vbank",
            "window-billing-key",
            "window-refused",
            "app",
            // tests/misuses.rs
            "misuse-webhook_not_checked",
            // tests/records.rs
            "error-body-too-large",
            // tests/openapi.rs
            "error-other-host",
            // tests/faults.rs
            "fault-reset",
            "fault-reset_after",
            "fault-half_close",
            "fault-stall",
            "fault-truncate",
            "fault-broken_json",
            "fault-endless",
            // tests/tls.rs
            "fault-tls_stall",
            "fault-tls_close",
            "fault-tls_expired",
            "fault-tls_wrong_name",
            "fault-tls_unknown_ca",
        ]
    );
}

#[test]
fn every_magic_value_is_in_the_list() {
    let server = Server::start();
    let all = scenarios(&server);
    for name in [
        "card-9430810000000014",
        "card-9430810000000054",
        "card-9430810000000055",
        "card-9430810000000051",
        "card-9430810000000041",
        "amount-99",
        "amount-44051",
        "amount-44068",
        "amount-44020",
        "amount-44030",
        "amount-44001",
        "phone-01000000404",
        "payment-5df6e67d4f74b4002a77e0eb",
        "payment-5afd6be8e13f33616f2876ac",
        "payment-5df6e8034f74b4002177e0bb",
        "payment-5fffc0460c20b903e88a2d2c",
        "payment-5fffad430c20b903e88a2d17",
        "key-5b025b33e13f33310ce560fb",
        "key-5ec37382dfea2e001a7f1e10",
    ] {
        let found: Vec<&Value> = all.iter().filter(|scenario| scenario["name"] == name).collect();
        assert_eq!(found.len(), 1, "{name}");
        assert!(found[0]["recipe"].as_array().is_some_and(|recipe| !recipe.is_empty()), "{name}");
    }
    for kind in ["card-", "amount-", "phone-", "payment-5", "key-"] {
        let count =
            all.iter().filter(|scenario| scenario["name"].as_str().unwrap().starts_with(kind)).count();
        // One more card: the scenario about expiry dates.
        let expected = match kind {
            "card-" => 6,
            "amount-" => 6,
            "phone-" => 1,
            "payment-5" => 5,
            _ => 2,
        };
        assert_eq!(count, expected, "{kind}: a new magic value belongs into this test");
    }
}
