//! POST /cancel: every amount to the won.

#![allow(clippy::unwrap_used)] // a panic in a helper is the test's failure

mod support;

use serde_json::{Value, json};
use support::{DOCS_TOKEN, PAYMENT, Server};

const TO_CANCEL: &str = "5df6e8034f74b4002177e0bb";
const TO_DEPOSIT: &str = "5fffad430c20b903e88a2d17";

fn cancel(server: &Server, body: Value) -> Value {
    server.data("POST", "/cancel", body)
}

fn refusal(server: &Server, body: Value) -> (u16, i64) {
    server.refused("POST", "/cancel", body)
}

/// price, remain_price, remain_tax_free, cancelled_price, cancelled_tax_free, status
fn money(server: &Server, id: &str) -> [i64; 6] {
    let receipt = server.receipt(id);
    ["price", "remain_price", "remain_tax_free", "cancelled_price", "cancelled_tax_free", "status"]
        .map(|name| receipt[name].as_i64().unwrap())
}

#[test]
fn the_documented_answer() {
    let server = Server::start();
    let body = r#"{"receipt_id":"5df6e8034f74b4002177e0bb","name":"API 관리자","reason":"API에 의한 요청"}"#;
    let headers = [("Authorization", DOCS_TOKEN), ("Content-Type", "application/json")];
    let reply = server.send("POST", "/cancel.json", &headers, body);
    assert_eq!(reply.status, 200);
    // The v1 docs' cancel page, but for when and how.
    let mut envelope = reply.json();
    let revoked_at = envelope["data"]["revoked_at"].take();
    let tid = envelope["data"]["tid"].take();
    assert_eq!(revoked_at.as_str().unwrap().len(), "2019-12-16 11:12:28".len());
    assert!(tid.as_str().unwrap().starts_with("sandbox_"));
    let documented = r#"{"status":200,"code":0,"message":"","data":{"receipt_id":"5df6e8034f74b4002177e0bb","request_cancel_price":3000,"remain_price":0,"remain_tax_free":0,"cancelled_price":3000,"cancelled_tax_free":1500,"revoked_at":null,"tid":null}}"#;
    assert_eq!(envelope, serde_json::from_str::<Value>(documented).unwrap());
    assert!(
        reply.text().starts_with(r#"{"status":200,"code":0,"message":"","data":{"receipt_id":"5df6e8034f74b4002177e0bb","request_cancel_price":3000,"#)
    );
    assert_eq!(money(&server, TO_CANCEL), [3000, 0, 0, 3000, 1500, 20]);
    assert_eq!(server.receipt(TO_CANCEL)["revoked_at"], revoked_at);

    let (status, _, message) = server.api("POST", "/cancel", json!({"receipt_id": TO_CANCEL})).refusal();
    assert_eq!((status, message.as_str()), (422, "기취소된 건입니다"));
    assert_eq!(money(&server, TO_CANCEL), [3000, 0, 0, 3000, 1500, 20]);
}

#[test]
fn every_form_of_body() {
    let server = Server::start();
    let auth = ("Authorization", DOCS_TOKEN);
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let json_type = ("Content-Type", "application/json");
    let bodies: [(&[(&str, &str)], String); 8] = [
        (&[auth, json_type], r#"{"receipt_id":"ID","price":2000,"tax_free":null,"refund":null}"#.to_owned()),
        (&[auth, json_type], r#"{"receipt_id":"ID","price":"2000","cancel_id":""}"#.to_owned()),
        (&[auth, json_type], r#"{"receipt_id":"ID","price":2000.0,"tax_free":0}"#.to_owned()),
        // Ruby's defaults.
        (
            &[auth, json_type],
            r#"{"receipt_id":"ID","price":2000,"tax_free":0,"name":"시스템","reason":"결제취소","refund":{"account":null,"accountholder":null,"bankcode":null}}"#
                .to_owned(),
        ),
        (&[auth, form], "receipt_id=ID&price=2000&name=%EC%8B%9C&reason=".to_owned()),
        (&[auth, form], "receipt_id=ID&price=2000&refund[account]=&refund[bankcode]=".to_owned()),
        (&[auth], r#"{"receipt_id":"ID","price":2000}"#.to_owned()),
        (&[auth], "receipt_id=ID&price=2000".to_owned()),
    ];
    for (headers, body) in bodies {
        let id = server.payment(json!({"price": 5000}));
        let reply = server.send("POST", "/cancel", headers, &body.replace("ID", &id));
        assert_eq!(reply.status, 200, "{body}: {}", reply.text());
        assert_eq!(money(&server, &id), [5000, 3000, 0, 2000, 0, 1], "{body}");
    }
}

#[test]
fn parts_add_up() {
    let server = Server::start();
    let id = server.payment(json!({"price": 10_001, "tax_free": 4_001}));
    let answer = cancel(&server, json!({"receipt_id": id, "price": 3000, "tax_free": 1000}));
    assert_eq!(
        (&answer["request_cancel_price"], &answer["remain_price"], &answer["remain_tax_free"]),
        (&json!(3000), &json!(7001), &json!(3001))
    );
    assert_eq!(money(&server, &id), [10_001, 7_001, 3_001, 3_000, 1_000, 1]);
    // A part without its tax-free part is taxable.
    cancel(&server, json!({"receipt_id": id, "price": 4000}));
    assert_eq!(money(&server, &id), [10_001, 3_001, 3_001, 7_000, 1_000, 1]);
    // Now all that is left is tax-free.
    let over = refusal(&server, json!({"receipt_id": id, "price": 3002}));
    let taxable = refusal(&server, json!({"receipt_id": id, "price": 2000}));
    assert_ne!(over, taxable);
    let too_free = refusal(&server, json!({"receipt_id": id, "price": 2000, "tax_free": 2001}));
    assert_eq!(too_free, taxable);
    assert_eq!(money(&server, &id), [10_001, 3_001, 3_001, 7_000, 1_000, 1]);
    let rest = cancel(&server, json!({"receipt_id": id}));
    assert_eq!((&rest["request_cancel_price"], &rest["remain_price"]), (&json!(3001), &json!(0)));
    assert_eq!(money(&server, &id), [10_001, 0, 0, 10_001, 4_001, 20]);
}

#[test]
fn never_more_than_what_remains() {
    let server = Server::start();
    let over = refusal(&server, json!({"receipt_id": TO_CANCEL, "price": 3001}));
    assert_eq!(over.0, 422);
    for price in [json!(u64::MAX), json!("18446744073709551615"), json!(30_000)] {
        assert_eq!(refusal(&server, json!({"receipt_id": TO_CANCEL, "price": price})), over);
    }
    assert_eq!(money(&server, TO_CANCEL), [3000, 3000, 1500, 0, 0, 1]);
    cancel(&server, json!({"receipt_id": TO_CANCEL, "price": 1500}));
    assert_eq!(refusal(&server, json!({"receipt_id": TO_CANCEL, "price": 1501})), over);
    assert_eq!(money(&server, TO_CANCEL), [3000, 1500, 1500, 1500, 0, 1]);
}

#[test]
fn amounts_that_are_none() {
    let server = Server::start();
    let invalid = refusal(&server, json!({"receipt_id": TO_CANCEL, "price": -1}));
    for price in [json!(1.5), json!("1,200"), json!("all"), json!(true), json!([1200]), json!({"won": 1200})]
    {
        assert_eq!(refusal(&server, json!({"receipt_id": TO_CANCEL, "price": price})), invalid);
    }
    assert_eq!(refusal(&server, json!({"receipt_id": TO_CANCEL, "price": 1500, "tax_free": 0.5})), invalid);
    let (_, _, message) =
        server.api("POST", "/cancel", json!({"receipt_id": TO_CANCEL, "price": -1})).refusal();
    assert!(message.starts_with("price: "), "{message}");
    assert_eq!(money(&server, TO_CANCEL), [3000, 3000, 1500, 0, 0, 1]);
}

#[test]
fn one_cancel_id_cancels_once() {
    let server = Server::start();
    let id = server.payment(json!({"price": 9000}));
    let part = json!({"receipt_id": id, "price": 2000, "cancel_id": "6a9f1b5c"});
    cancel(&server, part.clone());
    let used = refusal(&server, part);
    assert_eq!(used.0, 422);
    assert_eq!(refusal(&server, json!({"receipt_id": id, "price": 3000, "cancel_id": "6a9f1b5c"})), used);
    assert_eq!(money(&server, &id), [9000, 7000, 0, 2000, 0, 1]);
    cancel(&server, json!({"receipt_id": id, "price": 2000, "cancel_id": "other"}));
    assert_eq!(money(&server, &id), [9000, 5000, 0, 4000, 0, 1]);
    // It counts for its own receipt, and a full cancel has one too.
    let full = json!({"receipt_id": TO_CANCEL, "cancel_id": "6a9f1b5c"});
    cancel(&server, full.clone());
    assert_eq!(refusal(&server, full), used, "the caller's own cancel, not somebody else's");
}

#[test]
fn a_lost_answer_does_not_cancel_twice() {
    let server = Server::start();
    let id = server.payment(json!({"price": 9000}));
    server.control("POST", "/sandbox/faults", json!({"kind": "reset_after", "path": "/cancel", "times": 1}));
    let body = json!({"receipt_id": id, "price": 2000, "cancel_id": "lost"});
    let headers = [("Authorization", DOCS_TOKEN), ("Content-Type", "application/json")];
    assert!(server.try_send("POST", "/cancel", &headers, &body.to_string()).is_err());
    refusal(&server, body);
    assert_eq!(money(&server, &id), [9000, 7000, 0, 2000, 0, 1]);
}

#[test]
fn only_paid_payments() {
    let server = Server::start();
    let mut codes = Vec::new();
    for status in [0, 2, 3, -1, -2, 11, -3, -11] {
        let id = server.payment(json!({"price": 3000, "status": status}));
        codes.push(refusal(&server, json!({"receipt_id": id})));
        assert_eq!(server.receipt(&id)["status"], status, "unchanged");
    }
    codes.dedup();
    assert_eq!(codes.len(), 1);
    let running = server.payment(json!({"price": 3000, "status": -30}));
    assert_ne!(refusal(&server, json!({"receipt_id": running})), codes[0]);
    // A cancel that failed may be tried again.
    let failed = server.payment(json!({"price": 3000, "status": -20}));
    cancel(&server, json!({"receipt_id": failed}));
    assert_eq!(money(&server, &failed), [3000, 0, 0, 3000, 0, 20]);
}

#[test]
fn what_the_pg_cannot_do() {
    let server = Server::start();
    let small = refusal(&server, json!({"receipt_id": TO_CANCEL, "price": 1000}));
    cancel(&server, json!({"receipt_id": TO_CANCEL, "price": 1001}));
    assert_eq!(refusal(&server, json!({"receipt_id": TO_CANCEL, "price": 1000})), small);
    // All of a small payment is no partial cancel.
    let id = server.payment(json!({"price": 500}));
    cancel(&server, json!({"receipt_id": id, "price": 500}));
    for (pg, can) in [
        ("inicis", true),
        ("kcp", true),
        ("danal", true),
        ("payletter", true),
        ("nicepay", true),
        ("kakao", true),
        ("payco", true),
        ("payapp", false),
        ("toss", false),
        ("welcome", false),
    ] {
        let id = server.payment(json!({"price": 5000, "pg": pg}));
        let reply = server.api("POST", "/cancel", json!({"receipt_id": id, "price": 2000}));
        assert_eq!(reply.status == 200, can, "{pg}");
        assert_eq!(cancel(&server, json!({"receipt_id": id}))["remain_price"], 0, "all of it at {pg}");
    }
    let phone = server.payment(json!({"price": 5000, "pg": "danal", "method": "phone"}));
    server.advance(32 * 24 * 60 * 60);
    refusal(&server, json!({"receipt_id": phone}));
    assert_eq!(money(&server, &phone)[5], 1);
}

#[test]
fn the_ten_second_guard() {
    let server = Server::start();
    let id = server.payment(json!({"price": 20_000}));
    let part = || json!({"receipt_id": id, "price": 2000});
    cancel(&server, part());
    cancel(&server, part()); // off by default
    let settings = server.control("POST", "/sandbox/settings", json!({"partial_cancel_guard": true}));
    assert_eq!(settings["partial_cancel_guard"], true);
    let too_soon = refusal(&server, part());
    assert_eq!(money(&server, &id)[3], 4000);
    server.advance(10);
    cancel(&server, part());
    assert_eq!(refusal(&server, part()), too_soon);
    // Another receipt, and all of this one, are not held back.
    cancel(&server, json!({"receipt_id": TO_CANCEL, "price": 1500}));
    cancel(&server, json!({"receipt_id": id}));
    assert_eq!(money(&server, &id), [20_000, 0, 0, 20_000, 0, 20]);
}

#[test]
fn virtual_accounts_need_an_account_to_refund_to() {
    let server = Server::start();
    let refund = json!({"account": "110-123-456", "accountholder": "홍길동", "bankcode": "088"});
    let waiting = refusal(&server, json!({"receipt_id": TO_DEPOSIT, "refund": refund}));
    assert_eq!(server.receipt(TO_DEPOSIT)["payment_data"]["account"], "T0309260001169");
    let deposited = server.control("POST", "/sandbox/deposits", json!({"receipt_id": TO_DEPOSIT}));
    assert_eq!((&deposited["status"], &deposited["receipt_id"]), (&json!(1), &json!(TO_DEPOSIT)));
    assert!(deposited["purchased_at"].is_string());
    let (status, error) =
        server.control_error("/sandbox/deposits", &json!({"receipt_id": TO_DEPOSIT}).to_string());
    assert!(status == 422 && error.starts_with("receipt_id:"), "once: {error}");

    let missing = refusal(&server, json!({"receipt_id": TO_DEPOSIT}));
    assert_ne!(missing, waiting);
    // What the official Python package makes of a refund: the names without their values.
    let form = [("Authorization", DOCS_TOKEN), ("Content-Type", "application/x-www-form-urlencoded")];
    let lost = format!("receipt_id={TO_DEPOSIT}&refund=account&refund=accountholder&refund=bankcode");
    assert_eq!(server.send("POST", "/cancel", &form, &lost).refusal().0, 422);
    for (field, value) in [
        ("account", json!(null)),
        ("accountholder", json!("")),
        ("bankcode", json!(null)),
        ("bankcode", json!("88")),
        ("bankcode", json!("999")),
        ("bankcode", json!(88)),
    ] {
        let mut bad = refund.clone();
        bad[field] = value;
        refusal(&server, json!({"receipt_id": TO_DEPOSIT, "refund": bad}));
    }
    assert_eq!(money(&server, TO_DEPOSIT), [3000, 3000, 0, 0, 0, 1]);
    refusal(&server, json!({"receipt_id": TO_CANCEL, "refund": refund}));
    let answer = cancel(&server, json!({"receipt_id": TO_DEPOSIT, "refund": refund}));
    assert_eq!(answer["remain_price"], 0);
    let nested = "&refund[account]=110&refund[accountholder]=%ED%99%8D&refund[bankcode]=004";
    let id = server.payment(json!({"price": 3000, "method": "vbank"}));
    assert_eq!(server.send("POST", "/cancel", &form, &format!("receipt_id={id}{nested}")).status, 200);
}

#[test]
fn a_pg_that_refuses_or_does_not_answer() {
    let server = Server::start();
    let refusing = server.payment(json!({"price": 3000, "cancel": "refused"}));
    assert_eq!(refusal(&server, json!({"receipt_id": refusing, "cancel_id": "a"})).0, 500);
    assert_eq!(money(&server, &refusing), [3000, 3000, 0, 0, 0, -20]);

    let late = server.payment(json!({"price": 9000, "tax_free": 9000, "cancel": "late"}));
    let body = json!({"receipt_id": late, "price": 4000, "tax_free": 4000, "cancel_id": "a"});
    let unknown = refusal(&server, body.clone());
    assert_eq!(unknown.0, 504);
    assert_eq!(money(&server, &late), [9000, 9000, 9000, 0, 0, -30]);
    assert_ne!(refusal(&server, body), unknown, "blocked: it is on its way");
    server.advance(60);
    assert_eq!(money(&server, &late), [9000, 5000, 5000, 4000, 4000, 1]);
}

#[test]
fn ids_that_cannot_be_cancelled() {
    let server = Server::start();
    let missing = refusal(&server, json!({}));
    assert_eq!(missing.0, 422);
    for body in [json!({"receipt_id": null}), json!({"receipt_id": ""})] {
        assert_eq!(refusal(&server, body), missing);
    }
    assert_eq!(refusal(&server, json!({"receipt_id": "aaaaaaaaaaaaaaaaaaaaaaaa"})).0, 404);
    assert_eq!(refusal(&server, json!({"receipt_id": ["x"]})).0, 404);
    assert_eq!(refusal(&server, json!({"receipt_id": "../cancel"})).0, 404);
    assert_eq!(refusal(&server, json!({"receipt_id": support::IDENTITY})).0, 422);
    assert_eq!(server.post_json("/cancel", &json!({"receipt_id": TO_CANCEL}).to_string()).refusal().0, 401);
    assert_eq!(money(&server, TO_CANCEL)[5], 1);
    assert_eq!(money(&server, PAYMENT)[5], 1);
}

#[test]
fn a_cancel_makes_a_webhook_due() {
    let server = Server::start();
    let url = "https://shop.example/feedback";
    server.control("POST", "/sandbox/settings", json!({"feedback_url": url}));
    cancel(&server, json!({"receipt_id": TO_CANCEL}));
    let webhooks = server.control("GET", "/sandbox/webhooks", Value::Null);
    let webhook = &webhooks[0];
    assert_eq!(webhooks.as_array().unwrap().len(), 1);
    assert_eq!(
        (&webhook["reason"], &webhook["state"], &webhook["url"], &webhook["content_type"]),
        (&json!("cancelled"), &json!("refused"), &json!(url), &json!("urlencoded"))
    );
    let fields = &webhook["fields"];
    assert_eq!(
        (&fields["status"], &fields["price"], &fields["retry_count"]),
        (&json!(20), &json!(3000), &json!(0))
    );
    assert_eq!(fields["application_id"], server.sandbox.application_id());
    assert_eq!(fields["private_key"], "[private key]");
    assert_eq!(fields["payment_data"]["s"], 20);
}

/// What the PG still had to say about the payment before it is not said about this one.
#[test]
fn a_payment_that_was_replaced_has_no_answers_to_come() {
    let server = Server::start();
    let id = "00000000000000000000bbbb";
    let put = |status: i64, price: u64| {
        let fields = json!({"receipt_id": id, "price": price, "status": status});
        server.control("POST", "/sandbox/payments", fields);
    };
    put(1, 44_030);
    assert!(server.refused("POST", "/cancel", json!({"receipt_id": id})).0 >= 500);
    put(-30, 3000);
    put(-30, 3000);
    server.advance(3600);
    assert_eq!(server.receipt(id)["status"], -30, "a status that was given stays until a call changes it");

    put(2, 44_068);
    assert!(server.refused("POST", "/submit", json!({"receipt_id": id})).0 >= 500);
    put(3, 3000);
    server.advance(3600);
    assert_eq!(server.receipt(id)["status"], 3);
    assert_eq!(server.control("GET", "/sandbox/webhooks", Value::Null), json!([]), "nothing has happened");
}
