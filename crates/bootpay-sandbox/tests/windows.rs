//! Windows by control routes: what a test does in place of the person in front of one, and what page and receipt say then.

#![allow(clippy::unwrap_used)] // a panic in a helper is the test's failure

mod support;

use serde_json::{Value, json};
use support::Server;

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const SHOP: (&str, &str) = ("Origin", "http://shop.test:3000");

/// Opens a window as a page does; its receipt id.
fn page_opens(server: &Server, more: Value) -> String {
    let mut payload = json!({
        "application_id": server.sandbox.web_application_id(), "name": "본인인증", "price": 0, "pg": "danal",
        "method": "auth", "order_id": "order-1", "params": {"mine": 1}, "path_url": "http://shop.test:3000/pay",
    });
    payload.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let mut form = form_urlencoded::Serializer::new(String::new());
    let form = form.append_pair("payload", &payload.to_string()).finish();
    let reply = server.send("POST", "/start/js/?ver=3.3.3", &[FORM, SHOP], &form);
    let path = reply.header("location").unwrap_or_else(|| panic!("{}", reply.text()));
    path.strip_prefix("/window/").unwrap().to_owned()
}

fn card(more: Value) -> Value {
    let mut payload = json!({"price": 12_000, "pg": "kcp", "method": "card", "name": "상품"});
    payload.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    payload
}

/// What the window tells the page that opened it.
fn message(server: &Server, id: &str) -> Value {
    let page = server.send("GET", &format!("/window/{id}"), &[], "").text();
    let (_, rest) = page.split_once("data-message=\"").unwrap();
    let text = rest.split_once('"').unwrap().0;
    let text = text.replace("&#34;", "\"").replace("&#39;", "'").replace("&#38;", "&");
    if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() }
}

fn state_path(page: &str) -> &str {
    page.split_once("data-state-path=\"").unwrap().1.split_once('"').unwrap().0
}

fn open(server: &Server, fields: Value) -> Value {
    server.control("POST", "/sandbox/windows", fields)
}

fn decide(server: &Server, id: &str, how: &str, fields: Value) -> Value {
    server.control("POST", &format!("/sandbox/windows/{id}/{how}"), fields)
}

fn decide_error(server: &Server, id: &str, how: &str, body: Value) -> String {
    let (status, says) = server.control_error(&format!("/sandbox/windows/{id}/{how}"), &body.to_string());
    assert_eq!(status, if says.contains("there is no window") { 404 } else { 422 }, "{says}");
    says
}

#[test]
fn the_window_of_a_page_is_found_by_its_order_and_tells_the_page() {
    let server = Server::start();
    let id = page_opens(&server, json!({}));
    let found = open(&server, json!({"order_id": "order-1"}));
    let url = format!("{}/window/{id}", server.sandbox.url());
    assert_eq!(
        found,
        json!({"receipt_id": id, "order_id": "order-1", "kind": "identity", "state": "waiting", "url": url})
    );
    let page = server.send("GET", &format!("/window/{id}"), &[], "").text();
    assert_eq!(state_path(&page), format!("/sandbox/windows/{id}"), "it notices by itself");

    let approved = decide(&server, &id, "approve", json!({"persona": "foreigner"}));
    assert_eq!(approved["state"], "approved");
    let told = message(&server, &id);
    assert_eq!((&told["action"], &told["order_id"]), (&json!("BootpayDone"), &json!("order-1")));
    assert_eq!(told["params"], json!({"mine": 1}));
    let data = server.data("GET", &format!("/certificate/{id}"), Value::Null);
    assert_eq!(
        (&data["certificate"]["username"], &data["order_id"]),
        (&json!("SANDBOX JANE DOE"), &json!("order-1"))
    );
    assert_eq!(server.control("GET", &format!("/sandbox/windows/{id}"), Value::Null), approved);
    let page = server.send("GET", &format!("/window/{id}"), &[], "").text();
    assert_eq!(state_path(&page), "", "nothing to wait for");

    // The next one of this order is another.
    let next = open(&server, json!({"order_id": "order-1"}));
    assert_ne!(next["receipt_id"], json!(id));
    assert_eq!(next["state"], "waiting");
}

#[test]
fn a_person_is_made_by_the_rule_of_identities() {
    let server = Server::start();
    let approve = |fields: Value| {
        let id = open(&server, json!({}))["receipt_id"].as_str().unwrap().to_owned();
        assert_eq!(decide(&server, &id, "approve", fields)["state"], "approved");
        server.data("GET", &format!("/certificate/{id}"), Value::Null)
    };
    for fields in [
        json!({}),
        json!({"persona": "six_digit_birth"}),
        json!({"age": 15, "carrier": "KT", "gender": 0}),
        json!({"year_age": 19, "username": "심청", "phone": "01000004321", "di": null}),
        json!({"without": "ci"}),
        json!({"without": ["birth", "name"], "age": 20}),
    ] {
        let made = server.control("POST", "/sandbox/identities", fields.clone());
        assert_eq!(approve(fields.clone())["certificate"], made["certificate"], "{fields}");
    }
    assert_eq!(approve(json!({"without": "order_id"})).get("order_id"), None);
}

#[test]
fn what_the_page_fixed_holds_as_it_does_for_a_person() {
    let server = Server::start();
    let fixed = || {
        page_opens(
            &server,
            json!({"extra": {"carrier": "LGT", "age_limit": 19}, "user_info": {"phone": "010-1234-5678"}}),
        )
    };
    let id = fixed();
    assert_eq!(decide(&server, &id, "approve", json!({"persona": "age_19"}))["state"], "approved");
    let person = &server.data("GET", &format!("/certificate/{id}"), Value::Null)["certificate"];
    assert_eq!((&person["carrier"], &person["phone"]), (&json!("LGT"), &json!("01012345678")));
    for (fields, part) in [
        (json!({"persona": "age_18"}), "만 19세"),
        (json!({"age": 18}), "만 19세"),
        // Without it in the certificate, the agency knows it all the same.
        (json!({"age": 18, "without": "birth"}), "만 19세"),
        (json!({"birth": "261128"}), "만 19세"),
        (json!({"carrier": "KT"}), "extra.carrier"),
        (json!({"phone": "01000001234"}), "user_info.phone"),
        (json!({"phone": "nobody's"}), "user_info.phone"),
    ] {
        let id = fixed();
        let line = decide(&server, &id, "approve", fields.clone());
        let told = message(&server, &id);
        assert_eq!((&line["state"], &told["action"]), (&json!("failed"), &json!("BootpayError")), "{fields}");
        assert!(told["message"].as_str().unwrap().contains(part), "{told}");
        assert_eq!(server.receipt(&id)["status"], -1);
    }
    for fields in [json!({"carrier": "LGT", "phone": "010-1234-5678"}), json!({"persona": "nothing_enabled"})]
    {
        let id = fixed();
        assert_eq!(decide(&server, &id, "approve", fields.clone())["state"], "approved", "{fields}");
    }
}

#[test]
fn a_card_waits_for_its_page_as_after_the_button() {
    let server = Server::start();
    let id = page_opens(&server, card(json!({"price": 50_000, "extra": {"quota": "0,3"}})));
    let line = decide(&server, &id, "approve", json!({"card": "9000200012341000", "quota": 3}));
    assert_eq!((&line["kind"], &line["state"]), (&json!("payment"), &json!("approved")));
    assert_eq!(message(&server, &id)["action"], "BootpayConfirm");
    assert_eq!(server.receipt(&id)["status"], 2);
    server.data("POST", "/submit", json!({"receipt_id": id}));
    let told = message(&server, &id);
    assert_eq!((&told["action"], &told["card_quota"]), (&json!("BootpayDone"), &json!("03")));
    // A window that a control route opened has no page to wait for.
    let id = open(&server, json!({"price": 12_000, "order_id": "order-2"}))["receipt_id"].clone();
    let id = id.as_str().unwrap();
    assert_eq!(decide(&server, id, "approve", json!({"method": "vbank"}))["state"], "approved");
    assert_eq!(server.receipt(id)["status"], 2, "waits for its deposit");
    server.control("POST", "/sandbox/deposits", json!({"receipt_id": id}));
    assert_eq!(server.receipt(id)["status"], 1);
}

#[test]
fn cards_that_are_refused() {
    let server = Server::start();
    let id = page_opens(&server, card(json!({})));
    let line = decide(&server, &id, "approve", json!({"card": "9430810000000014"}));
    assert_eq!(line["state"], "waiting", "another card can be tried");
    assert!(!line["notice"].as_str().unwrap().is_empty());
    assert_eq!(message(&server, &id), Value::Null);
    let line = decide(&server, &id, "approve", json!({"card": "9430810000000051"}));
    assert_eq!((&line["state"], line.get("notice")), (&json!("approved"), None));
    assert_eq!(server.refused("POST", "/submit", json!({"receipt_id": id})), (500, -950_012));
    assert_eq!(server.control("GET", &format!("/sandbox/windows/{id}"), Value::Null)["state"], "failed");
    assert_eq!(message(&server, &id)["action"], "BootpayError");
}

#[test]
fn a_window_is_cancelled_or_fails() {
    let server = Server::start();
    for (payload, how, fields, action, says) in [
        (json!({}), "cancel", json!({}), "BootpayCancel", "취소"),
        (card(json!({})), "cancel", Value::Null, "BootpayCancel", "취소"),
        (json!({}), "fail", json!({}), "BootpayError", "본인인증에 실패"),
        (card(json!({})), "fail", json!({}), "BootpayError", "카드사 거절"),
        (card(json!({})), "fail", json!({"message": "한도초과"}), "BootpayError", "한도초과"),
    ] {
        let id = page_opens(&server, payload);
        let line = decide(&server, &id, how, fields);
        assert_eq!(line["state"], if how == "fail" { "failed" } else { "cancelled" });
        let told = message(&server, &id);
        assert_eq!(told["action"], action);
        assert!(told["message"].as_str().unwrap().contains(says), "{told}");
        assert_eq!(server.receipt(&id)["status"], -1);
        assert!(decide_error(&server, &id, "approve", json!({})).contains("decided already"));
    }
}

#[test]
fn a_payment_link_has_a_window_too() {
    let server = Server::start();
    let body = json!({"order_id": "order-3", "name": "상품", "price": 1000, "method": "card"});
    server.data("POST", "/request/payment", body);
    let found = open(&server, json!({"order_id": "order-3", "price": 1000}));
    assert_eq!((&found["kind"], &found["state"]), (&json!("payment"), &json!("waiting")));
    let id = found["receipt_id"].as_str().unwrap();
    decide(&server, id, "approve", json!({}));
    assert_eq!(server.receipt(id)["status"], 1);
}

#[test]
fn the_list_has_all_in_the_order_of_their_opening() {
    let server = Server::start();
    assert_eq!(server.control("GET", "/sandbox/windows", Value::Null), json!([]));
    let first = page_opens(&server, json!({"order_id": "a"}));
    let second = page_opens(&server, json!({"order_id": "a"}));
    let third = open(&server, json!({"order_id": "b", "outcome": "cancelled"}));
    // Of two that wait for one order, the newer is meant.
    assert_eq!(open(&server, json!({"order_id": "a"}))["receipt_id"], json!(second));
    decide(&server, &second, "fail", json!({}));
    assert_eq!(open(&server, json!({"order_id": "a"}))["receipt_id"], json!(first));
    let list = server.control("GET", "/sandbox/windows", Value::Null);
    let short: Vec<(&Value, &Value)> =
        list.as_array().unwrap().iter().map(|line| (&line["receipt_id"], &line["state"])).collect();
    assert_eq!(
        short,
        [
            (&json!(first), &json!("waiting")),
            (&json!(second), &json!("failed")),
            (&third["receipt_id"], &json!("cancelled")),
        ]
    );
}

#[test]
fn what_cannot_be_is_said() {
    let server = Server::start();
    let unknown = decide_error(&server, "00000000000000000000da7a", "approve", json!({}));
    assert!(unknown.starts_with("receipt_id: there is no window"), "{unknown}");
    let identity = page_opens(&server, json!({}));
    let payment = page_opens(&server, card(json!({"order_id": "order-2"})));
    for (id, body, says) in [
        (&identity, json!({"card": "9430810000004569"}), "card: is for a payment"),
        (&identity, json!({"age": 15, "persona": "adult"}), "age: does not go with persona"),
        (&identity, json!({"without": "cii"}), "without: must be one of ci, di, phone, "),
        (&identity, json!({"without": "ci", "unique": "x"}), "without: leaves out ci, which unique says"),
        (&identity, json!({"order_id": "x"}), "order_id: unknown field"),
        (&payment, json!({"age": 15}), "age: is for a verification"),
        (&payment, json!({"card": "4111111111111111"}), "card: must be one of 9430810000004569"),
        (&payment, json!({"method": "phone"}), "method: phone is not offered by this window, but card"),
        (&payment, json!({"quota": 3}), "quota: is not offered"),
    ] {
        let error = decide_error(&server, id, "approve", body.clone());
        assert!(error.starts_with(says), "{body}: {error}");
    }
    for (body, says) in [
        (
            json!({"order_id": "order-2", "price": 1}),
            "price: the window that waits for this order is of 12000",
        ),
        (json!({"method": "card"}), "method: is for a payment"),
        (json!({"price": 99}), "price: "),
    ] {
        let (status, error) = server.control_error("/sandbox/windows", &body.to_string());
        assert!(status == 422 && error.starts_with(says), "{body}: {error}");
    }
    let popup = page_opens(&server, card(json!({"order_id": "order-4", "extra": {"popup": 1}})));
    let error = decide_error(&server, &popup, "approve", json!({}));
    assert!(error.contains("popup"), "{error}");
    // Nothing was decided by any of it.
    for id in [&identity, &payment, &popup] {
        assert_eq!(server.receipt(id)["status"], 0);
    }
}
