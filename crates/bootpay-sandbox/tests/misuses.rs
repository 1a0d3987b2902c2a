//! GET /sandbox/misuses: each kind is found, and what resembles it and is right is not.

#![allow(clippy::unwrap_used)] // a panic in a helper is the test's failure

mod support;

use std::fs;
use std::path::Path;

use bootpay::Client;
use serde_json::{Value, json};
use support::receiver::Merchant;
use support::{DOCS_KEY, DOCS_TOKEN, Server};

const KEY: &str = "5b025b33e13f33310ce560fb";

fn misuses(server: &Server) -> Vec<Value> {
    server.control("GET", "/sandbox/misuses", Value::Null).as_array().unwrap().clone()
}

fn kinds(server: &Server) -> Vec<String> {
    misuses(server).iter().map(|misuse| misuse["kind"].as_str().unwrap().to_owned()).collect()
}

fn fault(server: &Server, kind: &str, path: &str) {
    server.control("POST", "/sandbox/faults", json!({"kind": kind, "path": path, "times": 1}));
}

fn charge(order_id: &str, price: u64) -> Value {
    json!({"billing_key": KEY, "item_name": "정기결제", "price": price, "order_id": order_id})
}

/// A call whose connection a fault breaks.
fn lose(server: &Server, path: &str, body: &Value) {
    let headers = [("Authorization", DOCS_TOKEN), ("Content-Type", "application/json")];
    server.try_send("POST", path, &headers, &body.to_string()).err().unwrap();
}

fn client(server: &Server) -> Client {
    let builder = Client::builder()
        .application_id(server.sandbox.application_id())
        .private_key(server.sandbox.private_key())
        .base_url(server.sandbox.url());
    builder.build().unwrap()
}

#[test]
fn one_cancel_id_for_two_cancels() {
    let server = Server::start();
    let (one, other) = (server.payment(json!({"price": 9000})), server.payment(json!({"price": 9000})));
    let cancel = |id: &str, price: u64, cancel_id: &str| {
        let body = json!({"receipt_id": id, "price": price, "cancel_id": cancel_id});
        server.api("POST", "/cancel", body).status
    };
    assert_eq!(cancel(&one, 2000, "c-1"), 200);
    assert_eq!(cancel(&one, 2000, "c-1"), 422, "a repeat");
    assert_eq!(cancel(&one, 2000, "c-2"), 200);
    // What is refused leaves its id free.
    assert_eq!(cancel(&one, 9000, "c-3"), 422);
    assert_eq!(cancel(&one, 3000, "c-3"), 200);
    assert_eq!(kinds(&server), Vec::<String>::new());
    assert_eq!(cancel(&other, 2000, "c-2"), 200);
    assert_eq!(cancel(&one, 1500, "c-3"), 422);
    let found = misuses(&server);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert_eq!((&found[0]["kind"], &found[0]["requests"]), (&json!("cancel_id_reused"), &json!([3, 6])));
    assert_eq!(found[0]["what"], "Requests 3 and 6 send one cancel_id for different cancels.");
    assert_eq!(found[0]["what_ko"], "3번, 6번 요청이 서로 다른 취소에 같은 cancel_id를 보냈습니다.");
    for mend in ["how_to_mend", "how_to_mend_ko"] {
        assert!(found[0][mend].as_str().unwrap().contains("cancel_id"));
    }
    assert_eq!(found[1]["requests"], json!([5, 7]));
}

#[test]
fn a_cancel_that_is_tried_again() {
    let server = Server::start();
    let id = server.payment(json!({"price": 9000}));
    let body = json!({"receipt_id": id, "cancel_id": "c-1"});
    fault(&server, "reset_after", "/cancel");
    lose(&server, "/cancel", &body);
    assert_eq!(server.api("POST", "/cancel", body).status, 422);
    // The whole amount, said and unsaid.
    let body = json!({"receipt_id": id, "cancel_id": "c-1", "price": 9000});
    assert_eq!(server.api("POST", "/cancel", body).status, 422);
    assert_eq!(kinds(&server), Vec::<String>::new());
}

#[test]
fn one_order_charged_twice() {
    let server = Server::start();
    server.data("POST", "/subscribe/billing", charge("order-1", 1000));
    server.data("POST", "/subscribe/billing", charge("order-2", 1000));
    assert_eq!(server.refused("POST", "/subscribe/billing", charge("order-3", 99)).0, 500);
    server.data("POST", "/subscribe/billing", charge("order-3", 1000));
    // What a test made itself is nobody's mistake.
    server.control("POST", "/sandbox/payments", json!({"price": 1000, "order_id": "order-2", "count": 2}));
    // Money that has gone back may be taken again.
    let first = server.data("POST", "/subscribe/billing", charge("order-4", 3000));
    server.data("POST", "/cancel", json!({"receipt_id": first["receipt_id"]}));
    server.data("POST", "/subscribe/billing", charge("order-4", 3000));
    assert_eq!(kinds(&server), Vec::<String>::new());

    let second = server.data("POST", "/subscribe/billing", charge("order-1", 1000));
    let found = misuses(&server);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(
        (&found[0]["kind"], &found[0]["receipt_id"], &found[0]["requests"]),
        (&json!("order_charged_twice"), &second["receipt_id"], &json!([1, 8]))
    );
    // Refunded only afterwards: it happened all the same.
    server.advance(60);
    server.data("POST", "/cancel", json!({"receipt_id": second["receipt_id"]}));
    assert_eq!(kinds(&server), ["order_charged_twice"]);
}

#[test]
fn one_order_paid_in_two_windows() {
    let server = Server::start();
    let pay = |order_id: &str, how: &str| {
        let window = server.control("POST", "/sandbox/windows", json!({"price": 1000, "order_id": order_id}));
        let path = format!("/sandbox/windows/{}/{how}", window["receipt_id"].as_str().unwrap());
        server.control("POST", &path, Value::Null);
    };
    pay("order-1", "cancel");
    pay("order-1", "fail");
    pay("order-1", "approve");
    assert_eq!(kinds(&server), Vec::<String>::new());
    pay("order-1", "approve");
    let found = misuses(&server);
    assert_eq!(found[0]["what"], "Windows charge the same order 2 times.", "{found:#?}");
    assert_eq!(found.len(), 1);
}

#[test]
fn a_window_that_was_open_before_the_first_payment_was_cancelled() {
    let server = Server::start();
    let window = |receipt_id: &str| {
        let fields = json!({"order_id": "order-1", "price": 3000, "receipt_id": receipt_id});
        server.control("POST", "/sandbox/windows", fields);
    };
    let (first, second) = ("0123456789abcdef01234561", "0123456789abcdef01234562");
    window(first);
    window(second);
    server.control("POST", &format!("/sandbox/windows/{first}/approve"), json!({}));
    server.advance(60);
    server.data("POST", "/cancel", json!({"receipt_id": first}));
    server.advance(60);
    server.control("POST", &format!("/sandbox/windows/{second}/approve"), json!({}));
    assert_eq!(kinds(&server), Vec::<String>::new());
}

#[test]
fn a_charge_that_is_repeated_when_its_answer_is_lost() {
    let server = Server::start();
    fault(&server, "reset", "/subscribe/billing");
    lose(&server, "/subscribe/billing", &charge("order-1", 1000));
    assert_eq!(kinds(&server), Vec::<String>::new());
    server.data("POST", "/subscribe/billing", charge("order-1", 1000));
    let found = misuses(&server);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((&found[0]["kind"], &found[0]["requests"]), (&json!("charge_repeated"), &json!([1, 2])));
    assert_eq!(found[0]["what"], "Request 2 repeats the charge of request 1 before its result is known.");
}

#[test]
fn a_charge_after_a_look_or_a_while() {
    let server = Server::start();
    for order_id in ["order-1", "order-2", "order-3"] {
        fault(&server, "reset", "/subscribe/billing");
        lose(&server, "/subscribe/billing", &charge(order_id, 1000));
        match order_id {
            "order-1" => drop(server.receipt("5df6e67d4f74b4002a77e0eb")),
            "order-2" => server.advance(60),
            // Another one.
            _ => drop(server.data("POST", "/subscribe/billing", charge("order-4", 1000))),
        }
        if order_id != "order-3" {
            server.data("POST", "/subscribe/billing", charge(order_id, 1000));
        }
    }
    // A clear no.
    server.control("POST", "/sandbox/faults", json!({"kind": "status", "status": 429, "times": 1}));
    assert_eq!(server.api("POST", "/subscribe/billing", charge("order-5", 1000)).status, 429);
    server.data("POST", "/subscribe/billing", charge("order-5", 1000));
    assert_eq!(kinds(&server), Vec::<String>::new());
}

#[test]
fn a_webhook_that_is_believed_unread() {
    let server = Server::start();
    let merchant = Merchant::open();
    server.control("POST", "/sandbox/settings", json!({"feedback_url": merchant.url}));
    let delivered = |id: u64| {
        while server.control("GET", &format!("/sandbox/webhooks/{id}"), Value::Null)["state"] == "sending" {
            std::thread::yield_now();
        }
    };
    let pay = |order_id: &str| {
        let window = server.control("POST", "/sandbox/windows", json!({"price": 1000, "order_id": order_id}));
        let id = window["receipt_id"].as_str().unwrap().to_owned();
        server.control("POST", &format!("/sandbox/windows/{id}/approve"), Value::Null);
        id
    };
    // Read before it is answered, and after.
    let id = pay("order-1");
    merchant.next();
    server.receipt(&id);
    merchant.answer(200, "OK");
    delivered(1);
    let id = pay("order-2");
    merchant.next();
    merchant.answer(200, "OK");
    delivered(2);
    assert_eq!(kinds(&server), ["webhook_not_checked"]);
    server.receipt(&id);
    assert_eq!(kinds(&server), Vec::<String>::new());
    // The answers of charge and cancel say what their webhooks say.
    let receipt = server.data("POST", "/subscribe/billing", charge("order-3", 3000));
    merchant.next();
    merchant.answer(200, "OK");
    server.data("POST", "/cancel", json!({"receipt_id": receipt["receipt_id"]}));
    merchant.next();
    merchant.answer(200, "OK");
    // Not believed.
    pay("order-4");
    merchant.next();
    merchant.answer(403, "no");
    (3..=5).for_each(delivered);
    assert_eq!(kinds(&server), Vec::<String>::new());

    // A read of before says nothing of what came then.
    let id = server.payment(json!({"price": 3000, "method": "vbank", "status": 2}));
    server.receipt(&id);
    server.control("POST", "/sandbox/deposits", json!({"receipt_id": id}));
    merchant.next();
    merchant.answer(200, "OK");
    delivered(6);
    let found = misuses(&server);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(
        (&found[0]["kind"], &found[0]["receipt_id"], &found[0]["requests"]),
        (&json!("webhook_not_checked"), &json!(id), &json!([]))
    );
    // Where the journal has a gap, nobody can tell.
    server.control("POST", "/sandbox/settings", json!({"journal_limit": 1}));
    server.receipt("5df6e67d4f74b4002a77e0eb");
    assert_eq!(kinds(&server), ["webhook_not_checked"], "all of it is there since the webhook came up");
    server.receipt("5df6e67d4f74b4002a77e0eb");
    assert_eq!(kinds(&server), Vec::<String>::new());
}

#[test]
fn a_token_request_for_every_call() {
    let server = Server::start();
    let call = || {
        let token = server.token();
        server.get("/receipt/5df6e67d4f74b4002a77e0eb", &token);
    };
    for _ in 0..3 {
        call();
    }
    assert_eq!(kinds(&server), Vec::<String>::new());
    call();
    let found = misuses(&server);
    assert_eq!((found.len(), &found[0]["kind"]), (1, &json!("token_for_every_call")));
    assert_eq!(found[0]["requests"], json!([1, 3, 5, 7]));
    // Somebody who keeps it does well, whatever was before.
    let token = server.token();
    for _ in 0..3 {
        server.get("/receipt/5df6e67d4f74b4002a77e0eb", &token);
    }
    assert_eq!(kinds(&server), Vec::<String>::new());
}

#[test]
fn tokens_that_are_needed() {
    let server = Server::start();
    // Workers that start together.
    for _ in 0..8 {
        server.token();
    }
    for _ in 0..8 {
        server.receipt("5df6e67d4f74b4002a77e0eb");
    }
    assert_eq!(kinds(&server), Vec::<String>::new());
    // One call every 25 minutes.
    server.control("POST", "/sandbox/reset", Value::Null);
    for _ in 0..6 {
        let token = server.token();
        server.get("/receipt/5df6e67d4f74b4002a77e0eb", &token);
        server.advance(1500);
    }
    assert_eq!(kinds(&server), Vec::<String>::new());
}

#[test]
fn ids_and_keys_in_queries_and_bodies() {
    let server = Server::start();
    server.api("GET", "/wallet?user_id=u-1&sandbox=true", Value::Null);
    server.api("GET", "/receipt/5df6e67d4f74b4002a77e0eb?locale=ko", Value::Null);
    server.send("GET", "/window?su=x&receipt_id=1", &[], "");
    assert_eq!(kinds(&server), Vec::<String>::new());
    let id = server.sandbox.application_id();
    let key = form_urlencoded::byte_serialize(server.sandbox.private_key().as_bytes()).collect::<String>();
    let refused = form_urlencoded::byte_serialize(DOCS_KEY.replace('6', "7").as_bytes()).collect::<String>();
    server.send("POST", &format!("/request/token?application_id={id}&private_key={key}"), &[], "");
    server.send("POST", &format!("/request/token?application_id={id}&private_key={refused}"), &[], "");
    server.api("GET", "/receipt/5df6e67d4f74b4002a77e0eb?access_token=secret", Value::Null);
    server.api("POST", "/submit?receipt_id=5df6e67d4f74b4002a77e0eb", Value::Null);
    server.api("POST", "/submit", json!({"receipt_id": "1", "private_key": server.sandbox.private_key()}));
    let found = misuses(&server);
    let short: Vec<(&str, &Value)> =
        found.iter().map(|misuse| (misuse["kind"].as_str().unwrap(), &misuse["requests"])).collect();
    assert_eq!(
        short,
        [
            ("id_or_key_in_query", &json!([6])),
            ("id_or_key_in_query", &json!([4])),
            ("id_or_key_in_query", &json!([5])),
            ("id_or_key_in_query", &json!([7])),
            ("key_in_body", &json!([8])),
        ]
    );
    let text = json!(found).to_string();
    for secret in [server.sandbox.private_key(), &key, &refused, "secret", id] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

/// What this project's own client does in ordinary flows and in bad weather is right.
#[test]
fn our_own_client_does_nothing_of_it() {
    let server = Server::start();
    let (one, other) = (client(&server), client(&server));
    let payment = server.payment(json!({"price": 9000}));
    server.runtime.block_on(async {
        // A race of two processes for the token.
        let (left, right) = tokio::join!(one.verify(payment.as_str()), other.verify(payment.as_str()));
        left.unwrap();
        right.unwrap();
        let partial = || bootpay::api::cancel::CancelPayment::new(payment.as_str()).price(2000u64);
        one.cancel(partial()).await.unwrap();
        one.cancel(partial()).await.unwrap();
        server.control(
            "POST",
            "/sandbox/faults",
            json!({"kind": "reset_after", "path": "/cancel", "times": 1}),
        );
        one.cancel(partial().cancelled_before(4000u64)).await.unwrap();
    });
    assert_eq!(server.receipt(&payment)["cancelled_price"], 6000);
    assert_eq!(kinds(&server), Vec::<String>::new());
}

/// The requests that the shared cases of this repository make, as every language makes them.
#[test]
fn nor_do_the_shared_cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
    let server = Server::start();
    let mut seen = 0;
    for file in fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        if file.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let case: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        server.control("POST", "/sandbox/reset", Value::Null);
        for request in case["expect"]["requests"].as_array().into_iter().flatten() {
            let method = request["method"].as_str().unwrap();
            server.api(method, request["path"].as_str().unwrap(), request["body"].clone());
            seen += 1;
        }
        assert_eq!(misuses(&server), Vec::<Value>::new(), "{file:?}");
    }
    assert!(seen >= 50, "{seen}");
}
