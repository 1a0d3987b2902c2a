//! Billing keys and reservations.

#![allow(clippy::unwrap_used)] // a panic in a helper is the test's failure

mod support;

use bootpay_sandbox::Sandbox;
use serde_json::{Value, json};
use support::{DOCS_TOKEN, PAYMENT, Server};

const KCP_KEY: &str = "5b025b33e13f33310ce560fb";
const NICEPAY_KEY: &str = "5ec37382dfea2e001a7f1e10";

fn with(mut body: Value, more: Value) -> Value {
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

fn registration(more: Value) -> Value {
    let body = r#"{"order_id":"1589867394","pg":"nicepay","item_name":"테스트 정기결제","card_no":"9000200012341000","card_pw":"12","expire_year":"24","expire_month":"03","identify_number":"901004"}"#;
    with(serde_json::from_str(body).unwrap(), more)
}

fn order(more: Value) -> Value {
    let body = r#"{"billing_key":"5b025b33e13f33310ce560fb","item_name":"테스트 정기결제","price":3000,"order_id":"1527744732"}"#;
    with(serde_json::from_str(body).unwrap(), more)
}

fn charge(server: &Server, more: Value) -> Value {
    server.data("POST", "/subscribe/billing", order(more))
}

fn charge_refused(server: &Server, more: Value) -> (u16, i64) {
    server.refused("POST", "/subscribe/billing", order(more))
}

fn reservation(server: &Server, more: Value) -> Value {
    let when = json!({"scheduler_type": "oneshot", "execute_at": server.now() + 1000});
    order(with(when, more))
}

fn reserve(server: &Server, more: Value) -> Value {
    server.data("POST", "/subscribe/billing/reserve", reservation(server, more))
}

fn reserve_refused(server: &Server, more: Value) -> (u16, i64) {
    server.refused("POST", "/subscribe/billing/reserve", reservation(server, more))
}

fn reservations(server: &Server) -> Vec<Value> {
    server.control("GET", "/sandbox/reservations", Value::Null).as_array().unwrap().clone()
}

fn is_id(value: &Value) -> bool {
    let text = value.as_str().unwrap();
    text.len() == 24 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[test]
fn the_documented_key() {
    let server = Server::start();
    let mut envelope = server.api("POST", "/request/card_rebill.json", registration(json!({}))).json();
    let billing_key = envelope["data"]["billing_key"].take();
    assert!(is_id(&billing_key));
    assert_eq!(envelope["data"]["c_at"].take().as_str().unwrap().len(), "2020-05-19 14:49:54".len());
    let documented = r#"{"status":200,"code":0,"message":"","data":{"billing_key":null,"pg_name":"나이스정보통신","pg":"nicepay","method_name":"카드정기결제","method":"card_rebill_rest","data":{"card_code":"07","card_name":"[현대]","card_no":"90002000****1000","card_cl":"0"},"e_at":"2024-03-31 23:59:59","c_at":null}}"#;
    assert_eq!(envelope, serde_json::from_str::<Value>(documented).unwrap());

    // Its registration has a receipt, by which the key is looked up.
    let keys = server.control("GET", "/sandbox/billing_keys", Value::Null);
    let line = keys.as_array().unwrap().iter().find(|line| line["billing_key"] == billing_key).unwrap();
    let receipt_id = line["receipt_id"].as_str().unwrap();
    assert_eq!(server.receipt(receipt_id)["status"], 11);
    let looked_up = server.data("GET", &format!("/subscribe/billing/{receipt_id}.json"), Value::Null);
    assert_eq!((&looked_up["billing_key"], &looked_up["data"]["card_cl"]), (&billing_key, &json!("0")));
    assert!(!keys.to_string().contains("9000200012341000"), "the number itself is not kept");
    let paid = charge(&server, json!({"billing_key": billing_key}));
    assert_eq!(
        (&paid["status"], &paid["pg"], &paid["card_no"]),
        (&json!(1), &json!("nicepay"), &json!("90002000****1000"))
    );
}

#[test]
fn registrations_that_are_refused() {
    let server = Server::start();
    let refused = |more: Value| server.refused("POST", "/request/card_rebill", registration(more)).0;
    for field in [
        "order_id",
        "pg",
        "item_name",
        "card_no",
        "card_pw",
        "expire_year",
        "expire_month",
        "identify_number",
    ] {
        for absent in [json!(null), json!("")] {
            let reply = server.api("POST", "/request/card_rebill", registration(json!({ field: absent })));
            let (status, _, message) = reply.refusal();
            assert!(status == 422 && message.starts_with(&format!("{field}: ")), "{message}");
        }
    }
    for (field, value) in [
        ("pg", "inicis"),
        ("card_no", "9000"),
        ("card_no", "카드번호카드번호카드"),
        ("card_no", "90002000123410000000"),
        ("card_pw", "1"),
        ("card_pw", "1234"),
        ("expire_year", "2024"),
        ("expire_month", "13"),
        ("expire_month", "00"),
        ("expire_month", "3"),
        ("identify_number", "901004-1"),
    ] {
        assert_eq!(refused(json!({ field: value })), 422, "{field} {value}");
    }
    let payapp = |user: Value| {
        server.api("POST", "/request/card_rebill", registration(json!({"pg": "payapp", "user_info": user})))
    };
    assert!(payapp(json!({"username": "홍길동"})).refusal().2.starts_with("user_info.phone: "));
    assert!(
        payapp(json!({"phone": "01000001234", "username": null}))
            .refusal()
            .2
            .starts_with("user_info.username: ")
    );
    assert!(payapp(json!("phone")).refusal().2.starts_with("user_info.phone: "));
    assert_eq!(payapp(json!({"phone": "01000001234", "username": "홍길동"})).status, 200);
    assert_eq!(server.api("POST", "/request/card_rebill", registration(json!({"card_no": "9000-2000-1234-1000", "pg": "welcome", "user_info": null, "extra": {"subscribe_test_payment": 1}}))).status, 200);
    // The PG's own reply, when it is asked for.
    let raw = |extra: Value| {
        server
            .api(
                "POST",
                "/request/card_rebill",
                registration(json!({"card_no": "9430810000000054", "extra": extra})),
            )
            .json()
    };
    assert_eq!(raw(json!({"raw_data": 1}))["data"]["ResultCode"], "S054");
    assert_eq!(raw(json!({"raw_data": 0})).get("data"), None);
}

#[test]
fn the_documented_charge() {
    let server = Server::start();
    let mut envelope = server.api("POST", "/subscribe/billing.json", order(json!({}))).json();
    let receipt_id = envelope["data"]["receipt_id"].take();
    assert!(is_id(&receipt_id));
    let requested_at = envelope["data"]["requested_at"].take();
    assert_eq!(envelope["data"]["purchased_at"].take(), requested_at);
    let documented = r#"{"status":200,"code":0,"message":"","data":{"receipt_id":null,"price":3000,"card_no":"9430810000004569","card_code":"CCHN","card_name":"하나카드","card_quota":"00","params":null,"item_name":"테스트 정기결제","order_id":"1527744732","url":null,"payment_name":"카드정기결제","pg_name":"KCP","pg":"kcp","method":"card_rebill","method_name":"카드정기결제","requested_at":null,"purchased_at":null,"status":1}}"#;
    assert_eq!(envelope, serde_json::from_str::<Value>(documented).unwrap());
    let receipt = server.receipt(receipt_id.as_str().unwrap());
    assert_eq!(
        (&receipt["price"], &receipt["status"], &receipt["name"]),
        (&json!(3000), &json!(1), &json!("테스트 정기결제"))
    );
    assert_eq!(receipt["payment_data"]["card_quota"], "00");
    // A charge is a payment as any other.
    assert_eq!(server.data("POST", "/cancel", json!({"receipt_id": receipt_id}))["cancelled_price"], 3000);

    let more = json!({"price": "50000", "tax_free": "100", "quota": "3", "interest": 0, "items": [{"item_name": "x", "qty": 1, "unique": "1", "price": 1}], "feedback_url": "https://shop.example/hook", "feedback_content_type": "json", "user_info": {"phone": null}, "extra": {}});
    let paid = charge(&server, more);
    assert_eq!((&paid["card_quota"], &paid["price"]), (&json!("03"), &json!(50_000)));
    let webhooks = server.control("GET", "/sandbox/webhooks", Value::Null);
    let webhook = &webhooks[2];
    assert_eq!(
        (&webhook["reason"], &webhook["url"], &webhook["content_type"]),
        (&json!("billing"), &json!("https://shop.example/hook"), &json!("json"))
    );
    assert_eq!(
        (&webhook["fields"]["item_name"], &webhook["fields"]["tax_free"]),
        (&json!("테스트 정기결제"), &json!(100))
    );
    assert_eq!(webhook["fields"].get("private_key"), None, "the JSON form has none");
}

#[test]
fn a_refusal_of_the_pg_is_the_documented_one() {
    let server = Server::start();
    let asked = json!({"billing_key": NICEPAY_KEY, "price": 99, "extra": {"raw_data": 1}});
    let reply = server.api("POST", "/subscribe/billing", order(asked));
    assert_eq!(reply.status, 500);
    let documented = r#"{"status":500,"code":-15006,"message":"금액오류(100원 또는 1달러 미만 신용카드 승인 불가)","data":{"ResultCode":"3041","ResultMsg":"금액오류(100원 또는 1달러 미만 신용카드 승인 불가)"}}"#;
    assert_eq!(reply.text(), documented);
    for more in [
        json!({"billing_key": NICEPAY_KEY, "price": 99}),
        json!({"billing_key": NICEPAY_KEY, "price": 99, "extra": {"raw_data": 0}}),
        json!({"billing_key": KCP_KEY, "price": 0, "extra": {"raw_data": 1}}),
    ] {
        assert_eq!(charge_refused(&server, more), (500, -15006), "and no data");
    }
    assert_eq!(server.control("GET", "/sandbox/webhooks", Value::Null), json!([]));
}

#[test]
fn quotas() {
    let server = Server::start();
    for quota in [json!(0), json!(2), json!(12), json!("6"), json!(null), json!("")] {
        charge(&server, json!({"price": 50_000, "quota": quota}));
    }
    let one = charge_refused(&server, json!({"price": 50_000, "quota": 1}));
    let too_long = charge_refused(&server, json!({"price": 50_000, "quota": 13}));
    let too_cheap = charge_refused(&server, json!({"price": 49_999, "quota": 2}));
    assert!(one != too_long && one != too_cheap && too_long != too_cheap);
    for refused in [one, too_long, too_cheap, charge_refused(&server, json!({"price": 50_000, "quota": -1}))]
    {
        assert_eq!(refused.0, 422);
    }
    assert_eq!(reserve_refused(&server, json!({"price": 50_000, "quota": 1})), one);
}

#[test]
fn charges_that_are_refused() {
    let server = Server::start();
    for field in ["billing_key", "item_name", "price", "order_id"] {
        let reply = server.api("POST", "/subscribe/billing", order(json!({ field: null })));
        assert!(reply.refusal().2.starts_with(&format!("{field}: ")), "{}", reply.text());
    }
    for price in [json!(-1), json!(10.5), json!("many"), json!(true)] {
        assert_eq!(charge_refused(&server, json!({"price": price})).0, 422);
    }
    assert_eq!(charge_refused(&server, json!({"tax_free": 3001})).0, 422);
    assert_eq!(charge_refused(&server, json!({"feedback_content_type": "xml"})).0, 422);
    let unknown = charge_refused(&server, json!({"billing_key": "aaaaaaaaaaaaaaaaaaaaaaaa"}));
    assert_eq!(charge_refused(&server, json!({"billing_key": "../../x"})), unknown);
    let payapp =
        server.control("POST", "/sandbox/billing_keys", json!({"pg": "payapp"}))["billing_key"].clone();
    assert_eq!(charge_refused(&server, json!({"billing_key": payapp})).0, 422);
    charge(
        &server,
        json!({"billing_key": payapp, "user_info": {"phone": "01000001234", "username": "홍길동"}}),
    );
}

#[test]
fn a_charge_that_nobody_answered() {
    let server = Server::start();
    assert_eq!(charge_refused(&server, json!({"price": 44_068})).0, 504);
    assert_eq!(server.control("GET", "/sandbox/webhooks", Value::Null), json!([]));
    server.advance(60);
    let webhooks = server.control("GET", "/sandbox/webhooks", Value::Null);
    assert_eq!(server.receipt(webhooks[0]["receipt_id"].as_str().unwrap())["status"], 1, "it was charged");
}

#[test]
fn deleting_a_key() {
    let server = Server::start();
    let waiting = reserve(&server, json!({}));
    let path = format!("/subscribe/billing/{KCP_KEY}");
    let reply = server.api("DELETE", &format!("{path}.json"), json!([]));
    assert_eq!(reply.text(), r#"{"status":200,"code":0}"#, "the docs' sample");
    let again = server.refused("DELETE", &path, Value::Null);
    assert_eq!(again.0, 404);
    assert_eq!(charge_refused(&server, json!({})), again);
    assert_eq!(reserve_refused(&server, json!({})), again);
    assert_eq!(server.refused("GET", "/subscribe/billing/5b025b33e13f33310ce560fa", Value::Null), again);
    assert_eq!(server.receipt("5b025b33e13f33310ce560fa")["status"], -11);
    assert_eq!(reservations(&server)[0]["status"], 3);
    server.advance(2000);
    assert_eq!(reservations(&server)[0]["receipt_id"], Value::Null, "{waiting} never fires");
    assert_ne!(server.refused("DELETE", "/subscribe/billing/aaaaaaaaaaaaaaaaaaaaaaaa", Value::Null), again);
}

#[test]
fn reserve_is_no_id() {
    let server = Server::start();
    for method in ["GET", "DELETE", "PUT"] {
        for path in ["/subscribe/billing/reserve", "/subscribe/billing/reserve.json"] {
            let reply = server.api(method, path, json!({}));
            assert_eq!((reply.status, reply.header("allow")), (405, Some("POST")), "{method} {path}");
        }
        for path in ["/subscribe/billing/reserve/", "/subscribe/billing/reserve/.json", "/subscribe/billing/"]
        {
            assert_eq!(server.refused(method, path, json!({})).0, 404, "{method} {path}");
        }
    }
    let reply = server.api("PUT", &format!("/subscribe/billing/{KCP_KEY}"), json!({}));
    assert_eq!((reply.status, reply.header("allow")), (405, Some("GET, DELETE")));
    assert_eq!(
        server.refused("DELETE", &format!("/subscribe/billing/reserve/{KCP_KEY}"), Value::Null).0,
        404
    );
    charge(&server, json!({}));
}

#[test]
fn looking_up_a_key() {
    let server = Server::start();
    let made = server.control(
        "POST",
        "/sandbox/billing_keys",
        json!({"receipt_id": "0123456789abcdef01234567", "pg": "kcp"}),
    );
    let found = server.data("GET", "/subscribe/billing/0123456789abcdef01234567", Value::Null);
    assert_eq!(found["billing_key"], made["billing_key"]);
    assert_eq!(found["method"], "card_rebill", "a registration in the browser");
    let not_one = server.refused("GET", &format!("/subscribe/billing/{PAYMENT}"), Value::Null);
    let unknown = server.refused("GET", "/subscribe/billing/aaaaaaaaaaaaaaaaaaaaaaaa", Value::Null);
    assert!(not_one.0 == 404 && unknown.0 == 404 && not_one != unknown);
    assert_eq!(
        server.refused("GET", &format!("/subscribe/billing/{KCP_KEY}"), Value::Null),
        unknown,
        "a key is no receipt"
    );
    // A charge has the same method, but issued nothing.
    let charged = charge(&server, json!({}))["receipt_id"].clone();
    assert_eq!(
        server.refused("GET", &format!("/subscribe/billing/{}", charged.as_str().unwrap()), Value::Null),
        not_one
    );
}

#[test]
fn the_documented_reservation() {
    let server = Server::start();
    let execute_at = server.now() + 1000;
    let body = order(
        json!({"item_name": "정기결제 테스트 아이템", "scheduler_type": "oneshot", "execute_at": execute_at}),
    );
    let text = server.api("POST", "/subscribe/billing/reserve.json", body).text();
    let reserve_id = reservations(&server)[0]["reserve_id"].as_str().unwrap().to_owned();
    let documented = format!(
        r#"{{"status":200,"code":0,"message":"","data":{{"reserve_id":"{reserve_id}","billing_key":"5b025b33e13f33310ce560fb","item_name":"정기결제 테스트 아이템","price":3000.0,"purchase_count":0,"purchase_limit":1,"execute_at":{execute_at},"status":0}}}}"#
    );
    assert_eq!(text, documented);

    server.advance(900);
    assert_eq!(reservations(&server)[0]["status"], 0);
    server.advance(100);
    let line = reservations(&server)[0].clone();
    assert_eq!(line["status"], 1);
    let receipt = server.receipt(line["receipt_id"].as_str().unwrap());
    assert_eq!((&receipt["status"], &receipt["price"]), (&json!(1), &json!(3000)));
    let webhook = server.control("GET", "/sandbox/webhooks", Value::Null)[0].clone();
    assert_eq!((&webhook["reason"], &webhook["due_at"]), (&json!("billing"), &receipt["purchased_at"]));
    server.advance(5000);
    assert_eq!(server.control("GET", "/sandbox/webhooks", Value::Null).as_array().unwrap().len(), 1, "once");
}

#[test]
fn when_a_reservation_may_be() {
    let server = Server::start();
    let now = server.now();
    let past = reserve_refused(&server, json!({"execute_at": now - 10}));
    assert_eq!(reserve_refused(&server, json!({"execute_at": 1})), past);
    for execute_at in
        [json!(now + 500), json!(format!("{}", now + 500)), json!(format!("{}.5374467", now + 500))]
    {
        assert_eq!(reserve(&server, json!({"execute_at": execute_at}))["execute_at"], now + 500);
    }
    // A client that forgot it: Java and Go send 0.
    for execute_at in [json!(null), json!(0), json!("")] {
        let reply = server.api(
            "POST",
            "/subscribe/billing/reserve",
            reservation(&server, json!({"execute_at": execute_at})),
        );
        assert!(reply.refusal().2.starts_with("execute_at: "), "{}", reply.text());
    }
    for execute_at in [json!("tomorrow"), json!(-1), json!(i64::MAX), json!(1e300), json!([1])] {
        assert_eq!(reserve_refused(&server, json!({"execute_at": execute_at})).0, 422);
    }
    for scheduler_type in [json!(null), json!("monthly")] {
        assert_eq!(reserve_refused(&server, json!({"scheduler_type": scheduler_type})).0, 422);
    }
    // What the official Node package sends instead of items means nothing.
    reserve(&server, json!({"item_info": [{"item_name": "x"}], "interest": 0}));
}

#[test]
fn five_wait_at_most() {
    let server = Server::start();
    let ids: Vec<Value> = (0..5).map(|_| reserve(&server, json!({}))["reserve_id"].clone()).collect();
    let full = reserve_refused(&server, json!({}));
    assert_eq!(full.0, 422);
    reserve(&server, json!({"billing_key": NICEPAY_KEY}));
    let path = format!("/subscribe/billing/reserve/{}.json", ids[0].as_str().unwrap());
    let reply = server.send("DELETE", &path, &[("Authorization", DOCS_TOKEN)], "");
    assert_eq!(reply.text(), r#"{"status":200,"code":0,"message":""}"#, "the docs' sample");
    assert_eq!(server.refused("DELETE", &path, Value::Null).0, 404, "a later 404 means done");
    reserve(&server, json!({}));
    assert_eq!(reserve_refused(&server, json!({})), full);
    server.advance(2000);
    reserve(&server, json!({}));
    let paid = format!("/subscribe/billing/reserve/{}", ids[1].as_str().unwrap());
    assert_eq!(server.refused("DELETE", &paid, Value::Null).0, 422, "not done: it was charged");
    let statuses: Vec<i64> =
        reservations(&server).iter().map(|line| line["status"].as_i64().unwrap()).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 1).count(), 6);
    assert_eq!(statuses.iter().filter(|status| **status == 3).count(), 1);
}

#[test]
fn reservations_that_fail() {
    let server = Server::start();
    let key = server.control("POST", "/sandbox/billing_keys", json!({"card_no": "9430810000000051"}))["billing_key"].clone();
    reserve(&server, json!({"billing_key": key}));
    assert_eq!(reserve(&server, json!({"price": 44_001}))["status"], -1);
    server.advance(2000);
    let mut lines: Vec<(i64, Value)> = reservations(&server)
        .iter()
        .map(|line| (line["status"].as_i64().unwrap(), line["receipt_id"].clone()))
        .collect();
    lines.sort_by_key(|line| line.0);
    assert_eq!(lines, [(-1, Value::Null), (2, Value::Null)]);
    assert_eq!(server.control("GET", "/sandbox/webhooks", Value::Null), json!([]));
}

#[test]
fn wrong_control_fields_are_named() {
    let server = Server::start();
    for (path, body, field) in [
        ("/sandbox/billing_keys", r#"{"billing_key":"short"}"#, "billing_key:"),
        ("/sandbox/billing_keys", r#"{"card_no":"12"}"#, "card_no:"),
        ("/sandbox/billing_keys", r#"{"card_no":"9430810000000014"}"#, "card_no:"),
        ("/sandbox/billing_keys", r#"{"pg":""}"#, "pg:"),
        ("/sandbox/payments", r#"{"price":1,"approval":"maybe"}"#, "approval:"),
        ("/sandbox/payments", r#"{"price":1,"cancel":"maybe"}"#, "cancel:"),
        ("/sandbox/payments", r#"{"price":1,"escrow":1}"#, "escrow:"),
        ("/sandbox/payments", r#"{"price":1,"cancelled_price":1}"#, "cancelled_price: unknown field"),
        ("/sandbox/settings", r#"{"partial_cancel_guard":1}"#, "partial_cancel_guard:"),
        ("/sandbox/settings", r#"{"feedback_url":"javascript:x"}"#, "feedback_url:"),
        ("/sandbox/settings", r#"{"feedback_content_type":"xml"}"#, "feedback_content_type:"),
        ("/sandbox/deposits", "{}", "receipt_id:"),
        ("/sandbox/deposits", r#"{"receipt_id":"5df6e67d4f74b4002a77e0eb"}"#, "receipt_id:"),
        ("/sandbox/deposits", r#"{"receipt_id":"612e09260d681b0021e61ab9"}"#, "receipt_id:"),
    ] {
        let (status, error) = server.control_error(path, body);
        assert!(status == 422 && error.starts_with(field), "{path} {body}: {status} {error}");
    }
    let before = server.control(
        "POST",
        "/sandbox/settings",
        json!({"feedback_url": "https://a.example/", "partial_cancel_guard": true}),
    );
    assert_eq!(server.control("GET", "/sandbox/settings", Value::Null), before);
    let after = server.control("POST", "/sandbox/settings", json!({"feedback_url": null}));
    assert_eq!((&after["feedback_url"], &after["partial_cancel_guard"]), (&json!(null), &json!(true)));
    server.control("POST", "/sandbox/reset", Value::Null);
    assert_eq!(server.control("GET", "/sandbox/settings", Value::Null)["partial_cancel_guard"], false);
}

/// One id of each kind that a call makes, last the transaction of a cancel.
fn ids(server: &Server) -> Vec<Value> {
    let key = server.data("POST", "/request/card_rebill", registration(json!({})))["billing_key"].clone();
    let paid = charge(server, json!({}))["receipt_id"].clone();
    let reserved = reserve(server, json!({}))["reserve_id"].clone();
    let user = server.data("POST", "/request/user/token", json!({"user_id": "1"}))["user_token"].clone();
    let made = server.control("POST", "/sandbox/billing_keys", json!({}));
    let waiting = server.control("POST", "/sandbox/reservations", json!({"billing_key": KCP_KEY}));
    let identity = server.control("POST", "/sandbox/identities", json!({}))["receipt_id"].clone();
    let order = json!({"order_id": "1", "name": "상품", "price": 1000});
    let link = server.data("POST", "/request/payment", order).as_str().unwrap().to_owned();
    let link = json!(link.rsplit('/').next().unwrap());
    let sent = server.data("POST", "/app/rest/remote_link", json!({}))["remote_id"].clone();
    let cancelled = server.data("POST", "/cancel", json!({"receipt_id": paid}))["tid"].clone();
    let ids = vec![key, paid, reserved, user, made["billing_key"].clone(), made["receipt_id"].clone()];
    let ids = [ids, vec![waiting["reserve_id"].clone(), identity, link, sent]].concat();
    assert!(ids.iter().all(is_id), "{ids:?}");
    [ids, vec![cancelled]].concat()
}

fn seeded(seed: u64) -> Server {
    Server::start_with(Sandbox::builder().seed(seed))
}

#[test]
fn ids_follow_the_seed() {
    let first = ids(&seeded(7));
    assert_eq!(ids(&seeded(7)), first);
    assert!(!ids(&seeded(8)).iter().any(|id| first.contains(id)));
}

/// A server that remembers which receipts it has seen, against replays, must not meet one of them as a new one.
#[test]
fn without_a_seed_a_run_has_ids_of_its_own_and_the_usual_keys() {
    let (one, other) = (Server::start(), Server::start());
    let first = ids(&one);
    assert!(!ids(&other).iter().any(|id| first.contains(id)));
    assert_eq!(one.keys(), other.keys(), "people copy them into files");
    assert_eq!(one.sandbox.web_application_id(), other.sandbox.web_application_id());
    assert_eq!(one.keys(), seeded(1).keys());
}

#[test]
fn after_a_reset_no_id_comes_again() {
    for server in [Server::start(), seeded(7)] {
        let mut seen: Vec<Value> = Vec::new();
        for _ in 0..3 {
            let ids = ids(&server);
            assert!(!ids.iter().any(|id| seen.contains(id)), "{ids:?}");
            seen.extend(ids);
            server.control("POST", "/sandbox/reset", Value::Null);
        }
    }
}

/// What was under way at a reset must find nothing else under its number.
#[test]
fn after_a_reset_requests_webhooks_and_faults_count_on() {
    let server = Server::start();
    let hook = json!({"receipt_id": PAYMENT, "webhook_url": "https://shop.example/"});
    let number = |path: &str| server.send("GET", &format!("/sandbox/requests/{path}"), &[], "").status;
    let numbers = || {
        server.data("POST", "/webhook", hook.clone());
        let webhook = server.control("GET", "/sandbox/webhooks", Value::Null)[0]["id"].clone();
        let fault =
            server.control("POST", "/sandbox/faults", json!({"kind": "stall", "path": "/x"}))["id"].clone();
        (webhook, fault)
    };
    assert_eq!((numbers(), number("1")), ((json!(1), json!(1)), 200));
    server.control("POST", "/sandbox/reset", Value::Null);
    assert_eq!((numbers(), number("1"), number("2")), ((json!(2), json!(2)), 404, 200));
}

#[test]
fn a_reservation_that_was_replaced_fires_at_its_own_time() {
    let server = Server::start();
    let id = "00000000000000000000aaaa";
    let put = |after: i64| {
        let fields = json!({"reserve_id": id, "billing_key": KCP_KEY, "execute_at": server.now() + after});
        server.control("POST", "/sandbox/reservations", fields);
    };
    put(100);
    put(10_000);
    server.advance(5_000);
    assert_eq!(reservations(&server)[0]["status"], 0, "the time of the one before it is not its own");
    server.advance(6_000);
    assert_eq!(reservations(&server)[0]["status"], 1);
    put(100);
    server.advance(100);
    let payments = server.control("GET", "/sandbox/payments", Value::Null);
    let ours = payments
        .as_array()
        .unwrap()
        .iter()
        .filter(|payment| server.receipt(payment["receipt_id"].as_str().unwrap())["order_id"] == id);
    assert_eq!(ours.count(), 2, "each of the two that came to their time, once");
}
