//! Server approval, links and the smaller calls.

#![allow(clippy::unwrap_used)] // a panic in a helper is the test's failure

mod support;

use serde_json::{Value, json};
use support::{DOCS_TOKEN, IDENTITY, PAYMENT, Reply, Server, pair};

const TO_SUBMIT: &str = "5fffc0460c20b903e88a2d2c";
const TO_DEPOSIT: &str = "5fffad430c20b903e88a2d17";
const UNKNOWN: &str = "aaaaaaaaaaaaaaaaaaaaaaaa";

/// Every route of the API with a body that it takes, but for the token's.
fn calls() -> Vec<(&'static str, String, Value)> {
    let order = json!({"billing_key": "5b025b33e13f33310ce560fb", "item_name": "상품", "price": 3000, "order_id": "1"});
    let mut reservation = order.clone();
    reservation["scheduler_type"] = json!("oneshot");
    reservation["execute_at"] = json!(4_102_412_400_i64);
    let card = json!({"order_id": "1", "pg": "nicepay", "item_name": "상품", "card_no": "9000200012341000", "card_pw": "12", "expire_year": "24", "expire_month": "03", "identify_number": "901004"});
    let sms = json!({"data": {"sp": "020000000", "rps": ["01000001234"], "msg": "안녕", "sj": "제목", "m_id": null, "o_id": null}});
    vec![
        ("GET", format!("/receipt/{PAYMENT}"), Value::Null),
        ("GET", format!("/certificate/{IDENTITY}"), Value::Null),
        ("POST", "/cancel".to_owned(), json!({"receipt_id": PAYMENT})),
        ("POST", "/submit".to_owned(), json!({"receipt_id": TO_SUBMIT})),
        ("POST", "/request/card_rebill".to_owned(), card),
        ("POST", "/subscribe/billing".to_owned(), order),
        ("POST", "/subscribe/billing/reserve".to_owned(), reservation),
        ("GET", "/subscribe/billing/5b025b33e13f33310ce560fa".to_owned(), Value::Null),
        ("DELETE", "/subscribe/billing/5b025b33e13f33310ce560fb".to_owned(), Value::Null),
        ("POST", "/request/user/token".to_owned(), json!({"user_id": "u"})),
        ("POST", "/request/payment".to_owned(), json!({"order_id": "1", "name": "상품", "price": 1000})),
        ("POST", "/webhook".to_owned(), json!({"receipt_id": PAYMENT, "webhook_url": "https://a.example/"})),
        (
            "PUT",
            "/delivery/start/0123456789abcdef01234567".to_owned(),
            json!({"delivery_no": "1", "delivery_corp": "100"}),
        ),
        ("POST", "/npay/product".to_owned(), json!({"any": ["thing"]})),
        ("POST", "/project/payment".to_owned(), json!({"any": {"thing": 1}})),
        ("GET", "/wallet?user_id=u&sandbox=true".to_owned(), Value::Null),
        (
            "POST",
            "/wallet/payment".to_owned(),
            json!({"user_id": "u", "order_name": "상품", "price": 1000, "order_id": "1"}),
        ),
        (
            "POST",
            "/app/rest/remote_form".to_owned(),
            json!({"application_id": "x", "remote_form": {"n": "상품"}, "sms_payload": {"rps": ["01000001234"]}}),
        ),
        ("POST", "/push/sms".to_owned(), sms.clone()),
        ("POST", "/push/lms".to_owned(), sms),
    ]
}

#[test]
fn every_route_needs_a_token_and_takes_json() {
    let server = Server::start();
    for (method, path, body) in calls() {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        for token in [None, Some(""), Some("Bearer x"), Some("0123")] {
            let mut headers = vec![("Content-Type", "application/json")];
            headers.extend(token.map(|token| ("Authorization", token)));
            assert_eq!(
                server.send(method, &path, &headers, &text).refusal().0,
                401,
                "{method} {path} {token:?}"
            );
        }
    }
    for suffix in ["", ".json"] {
        for (method, path, body) in calls() {
            server.control("POST", "/sandbox/reset", Value::Null);
            server.payment(json!({"receipt_id": "0123456789abcdef01234567", "price": 3000, "escrow": true}));
            server.data("POST", "/request/user/token", json!({"user_id": "u"}));
            let path = match path.split_once('?') {
                Some((path, query)) => format!("{path}{suffix}?{query}"),
                None => format!("{path}{suffix}"),
            };
            server.data(method, &path, body.clone());
            // The same text with no content type at all.
            if method == "POST" && !body.is_null() {
                server.control("POST", "/sandbox/reset", Value::Null);
                server.data("POST", "/request/user/token", json!({"user_id": "u"}));
                let reply = server.send(method, &path, &[("Authorization", DOCS_TOKEN)], &body.to_string());
                assert_eq!(reply.status, 200, "{method} {path}: {}", reply.text());
            }
        }
    }
}

#[test]
fn nothing_breaks_the_server() {
    let server = Server::start();
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    let long = "가".repeat(100_000);
    let names = [
        "receipt_id",
        "price",
        "tax_free",
        "cancel_id",
        "refund",
        "billing_key",
        "item_name",
        "order_id",
        "quota",
        "pg",
        "execute_at",
        "scheduler_type",
        "user_info",
        "extra",
        "card_no",
        "card_pw",
        "expire_year",
        "expire_month",
        "identify_number",
        "user_id",
        "name",
        "method",
        "params",
        "webhook_url",
        "delivery_no",
        "delivery_corp",
        "data",
        "sms_payload",
        "remote_form",
        "application_id",
        "order_name",
        "feedback_url",
    ];
    for (method, path, good) in calls() {
        let mut bodies = vec![
            deep.clone(),
            "{\"a\":".to_owned(),
            "\u{0}".to_owned(),
            "a[b][c]=1&a=2&a[]=3&[]=&=&a[b".to_owned(),
        ];
        let good = if good.is_object() { good } else { json!({}) };
        for name in names {
            for odd in [
                json!(u64::MAX),
                json!(-1),
                json!(1e308),
                json!([null]),
                json!({"a": {}}),
                json!("\u{0}\u{202e}"),
            ] {
                let mut body = good.clone();
                body[name] = odd;
                bodies.push(body.to_string());
            }
        }
        // A long one once is enough: this is about crashes, not about patience.
        let mut body = good.clone();
        body["name"] = json!(long);
        bodies.push(body.to_string());
        for body in bodies {
            let reply = server.send(method, &path, &[("Authorization", DOCS_TOKEN)], &body);
            let shown: String = body.chars().take(200).collect();
            assert!(
                [200, 400, 404, 422, 500].contains(&reply.status),
                "{method} {path} {shown}: {}",
                reply.status
            );
            assert_eq!(reply.json()["status"], reply.status);
        }
    }
    assert_eq!(server.control("GET", "/sandbox/health", Value::Null)["ok"], true);
}

#[test]
fn submit_answers_what_the_browser_gets() {
    let server = Server::start();
    assert_eq!(server.receipt(TO_SUBMIT)["status"], 2);
    let mut envelope = server.api("POST", "/submit.json", json!({"receipt_id": TO_SUBMIT})).json();
    let purchased_at = envelope["data"]["purchased_at"].take();
    assert_eq!(server.receipt(TO_SUBMIT)["purchased_at"], purchased_at);
    // The identity page's done sample without action; the URL of the slip is ours.
    let documented = r#"{"status":200,"code":0,"message":"","data":{"card_code":"CCKM","card_name":"KB국민카드","card_no":"0000120000000014","card_quota":"00","item_name":"테스트 아이템","method":"card","method_name":"카드결제","order_id":"1610596422328","payment_group":"card","payment_group_name":"신용카드","payment_name":"카드결제","pg":"kcp","pg_name":"KCP","price":100,"purchased_at":null,"receipt_id":"5fffc0460c20b903e88a2d2c","receipt_url":"https://app.bootpay.co.kr/bill/5fffc0460c20b903e88a2d2c","requested_at":"2021-01-14 12:53:42","status":1,"tax_free":0,"url":"https://d-cdn.bootapi.com"}}"#;
    assert_eq!(envelope, serde_json::from_str::<Value>(documented).unwrap());
    assert_eq!(server.receipt(TO_SUBMIT)["status"], 1);
    assert_eq!(server.control("GET", "/sandbox/webhooks", Value::Null)[0]["reason"], "paid");
    let again = server.refused("POST", "/submit", json!({"receipt_id": TO_SUBMIT}));
    assert_eq!(again.0, 422);
}

#[test]
fn submit_only_from_status_2() {
    let server = Server::start();
    let mut codes = Vec::new();
    for status in [0, 1, 3, 11, 20, -1, -2, -3, -11, -20, -30] {
        let id = server.payment(json!({"price": 3000, "status": status}));
        codes.push(server.refused("POST", "/submit", json!({"receipt_id": id})));
        assert_eq!(server.receipt(&id)["status"], status, "unchanged");
    }
    codes.dedup();
    assert_eq!(codes.len(), 1);
    assert_eq!(server.control("GET", "/sandbox/webhooks", Value::Null), json!([]));
    assert_ne!(server.refused("POST", "/submit", json!({"receipt_id": TO_DEPOSIT})), codes[0]);
    assert_eq!(server.receipt(TO_DEPOSIT)["status"], 2);
    assert_eq!(server.refused("POST", "/submit", json!({"receipt_id": UNKNOWN})).0, 404);
    assert_eq!(server.refused("POST", "/submit", json!({"receipt_id": IDENTITY})).0, 422);

    let refused = server.payment(json!({"price": 3000, "status": 2, "approval": "refused"}));
    assert_eq!(server.refused("POST", "/submit", json!({"receipt_id": refused})).0, 500);
    assert_eq!(server.receipt(&refused)["status"], -2);
    assert_eq!(server.refused("POST", "/submit", json!({"receipt_id": refused})), codes[0]);

    let late = server.payment(json!({"price": 3000, "status": 2, "approval": "late"}));
    assert_eq!(server.refused("POST", "/submit", json!({"receipt_id": late})).0, 504);
    assert_eq!(server.receipt(&late)["status"], 3);
    assert_eq!(server.refused("POST", "/submit", json!({"receipt_id": late})), codes[0], "not twice");
    server.advance(60);
    assert_eq!(server.receipt(&late)["status"], 1);
}

#[test]
fn a_user_token_lives_an_hour() {
    let server = Server::start();
    let before = server.now();
    // The official Python package sends this as JSON text with no content type.
    let body = r#"{"user_id": "user1234", "email": null, "name": null, "gender": null, "birth": null, "phone": null}"#;
    let reply = server.send("POST", "/request/user/token.json", &[("Authorization", DOCS_TOKEN)], body);
    let data = reply.json()["data"].clone();
    assert_eq!(data.as_object().unwrap().len(), 3);
    assert_eq!(data["user_token"].as_str().unwrap().len(), 24);
    let expires = data["expired_unixtime"].as_i64().unwrap();
    assert!((before + 3600..before + 3660).contains(&expires));
    let local = data["expired_localtime"].as_str().unwrap();
    assert!(local.ends_with(" +0900") && local.len() == "2020-03-31 18:29:59 +0900".len(), "{local}");
    assert!(
        server
            .api("POST", "/request/user/token", json!({"user_id": ""}))
            .refusal()
            .2
            .starts_with("user_id: ")
    );
    for gender in [json!(2), json!("M")] {
        assert_eq!(
            server.refused("POST", "/request/user/token", json!({"user_id": "1", "gender": gender})).0,
            422
        );
    }
}

/// The path of a link, and the receipt that it pays.
fn link(server: &Server, more: Value) -> String {
    let mut body = json!({"order_id": "주문-1", "name": "테스트 아이템", "price": 12_000});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let link = server.data("POST", "/request/payment.json", body);
    let path = link.as_str().unwrap().strip_prefix(server.sandbox.url()).unwrap().to_owned();
    assert!(path.starts_with("/link/") && path.len() == "/link/".len() + 24);
    path
}

fn press(server: &Server, path: &str, button: &str) -> Reply {
    let form = [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", server.sandbox.url())];
    server.send("POST", path, &form, &format!("action={button}"))
}

/// What the page says about the payment.
fn shown_status(server: &Server, path: &str) -> Option<i64> {
    let page = server.send("GET", path, &[], "").text();
    let (_, rest) = page.split_once("data-status=\"")?;
    rest.split_once('"')?.0.parse().ok()
}

#[test]
fn a_link_opens_a_page() {
    let server = Server::start();
    let name = "<script>alert('1')</script>\" & 아이템";
    let path =
        link(&server, json!({"name": name, "order_id": "<b>1</b>", "return_url": "javascript:alert(1)"}));
    let reply = server.send("GET", &path, &[], "");
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let policy = reply.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    let page = reply.text();
    assert!(page.contains("<html lang=\"ko\">") && page.contains("SANDBOX · 테스트 결제"));
    assert!(page.contains("&#60;script&#62;alert(&#39;1&#39;)&#60;/script&#62;&#34; &#38; 아이템"), "{page}");
    assert!(page.contains("12,000원") && page.contains("&#60;b&#62;1&#60;/b&#62;"));
    for forbidden in ["<script>", "<b>1", "javascript:", "onclick", "style="] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    for button in ["approve", "cancel", "fail"] {
        assert!(page.contains(&format!("data-testid=\"{button}\"")));
    }
    assert_eq!(shown_status(&server, &path), None);
    assert_eq!(server.send("GET", &format!("/link/{UNKNOWN}"), &[], "").status, 404);
    assert_eq!(server.send("GET", "/link/x", &[], "").status, 404);
}

#[test]
fn the_buttons_of_a_link() {
    let server = Server::start();
    for (more, button, status) in [
        (json!({}), "approve", 1),
        (json!({}), "cancel", -1),
        (json!({}), "fail", -1),
        (json!({"price": 44_051}), "approve", -2),
        (json!({"price": 44_068}), "approve", 3),
        (json!({"method": "vbank", "pg": "kcp"}), "approve", 2),
    ] {
        let path = link(&server, more.clone());
        assert_eq!(press(&server, &path, "other").status, 422);
        let reply = press(&server, &path, button);
        assert_eq!((reply.status, reply.header("location")), (303, Some(path.as_str())));
        assert_eq!(shown_status(&server, &path), Some(status), "{more} {button}");
        assert_eq!(press(&server, &path, "approve").status, 409, "once");
        assert_eq!(shown_status(&server, &path), Some(status));
    }
    let webhooks = server.control("GET", "/sandbox/webhooks", Value::Null);
    assert_eq!(webhooks.as_array().unwrap().len(), 1, "of the one that was paid: {webhooks}");
    let receipt = server.receipt(webhooks[0]["receipt_id"].as_str().unwrap());
    assert_eq!(
        (&receipt["order_id"], &receipt["price"], &receipt["status"]),
        (&json!("주문-1"), &json!(12_000), &json!(1))
    );
}

#[test]
fn what_a_link_was_asked_to_offer() {
    let server = Server::start();
    let fields = json!({
        "price": 60_000, "method": "card", "pg": "kcp", "return_url": "https://shop.example/orders/1?a=b&c=d",
        "extra": {"quota": [0, 3, 6]}, "user_info": {"username": "홍길동"},
    });
    let path = link(&server, fields);
    let page = server.send("GET", &path, &[], "").text();
    for months in ["\"0\"", "\"3\"", "\"6\""] {
        assert!(page.contains(&format!("value={months}")), "{page}");
    }
    assert!(!page.contains("data-testid=\"return\""), "not before it is over");
    press(&server, &path, "approve&quota=3");
    let page = server.send("GET", &path, &[], "").text();
    assert!(page.contains("href=\"https://shop.example/orders/1?a=b&#38;c=d\""), "{page}");
    let paid = server.control("GET", "/sandbox/payments", Value::Null);
    let of_link = paid.as_array().unwrap().iter().find(|line| line["price"] == 60_000).unwrap();
    let receipt_id = of_link["receipt_id"].as_str().unwrap().to_owned();
    assert_eq!(server.receipt(&receipt_id)["payment_data"]["card_quota"], "03");
    let account = link(&server, json!({"method": "vbank", "pg": "kcp", "user_info": {"username": "홍길동"}}));
    press(&server, &account, "approve");
    assert!(server.send("GET", &account, &[], "").text().contains("<bdi>홍길동</bdi>"));
    for odd in ["javascript:alert(1)", "//evil.example", "data:text/html,x", "shop"] {
        let path = link(&server, json!({"return_url": odd}));
        press(&server, &path, "cancel");
        let page = server.send("GET", &path, &[], "").text();
        assert!(!page.contains("data-testid=\"return\""), "{odd}");
    }
}

#[test]
fn other_web_pages_press_no_button() {
    let server = Server::start();
    let path = link(&server, json!({}));
    for headers in [[("Origin", "https://evil.example")], [("Origin", "null")], [("Host", "evil.example")]] {
        let mut headers = headers.to_vec();
        headers.push(("Content-Type", "application/x-www-form-urlencoded"));
        assert_eq!(server.send("POST", &path, &headers, "action=approve").status, 403, "{headers:?}");
    }
    assert_eq!(server.send("GET", &path, &[("Host", "evil.example")], "").status, 403);
    assert_eq!(shown_status(&server, &path), None);
}

#[test]
fn links_that_are_refused() {
    let server = Server::start();
    for field in ["order_id", "name", "price"] {
        let mut body =
            json!({"order_id": "1", "name": "상품", "price": 1000, "user_info": null, "extra": null});
        body[field] = Value::Null;
        assert!(server.api("POST", "/request/payment", body).refusal().2.starts_with(&format!("{field}: ")));
    }
    for (field, value) in [("price", json!(99)), ("price", json!(1000.5)), ("tax_free", json!(1001))] {
        let mut body = json!({"order_id": "1", "name": "상품", "price": 1000});
        body[field] = value;
        assert_eq!(server.refused("POST", "/request/payment", body).0, 422);
    }
    // The official Python package as it is: a form, and objects that lost their values.
    let form = [("Authorization", DOCS_TOKEN), ("Content-Type", "application/x-www-form-urlencoded")];
    let body = "order_id=1&name=%EC%83%81%ED%92%88&price=1000&user_info=id&user_info=phone&extra=escrow&methods=card";
    assert_eq!(server.send("POST", "/request/payment.json", &form, body).status, 200);
}

#[test]
fn webhooks_on_request() {
    let server = Server::start();
    let url = "http://127.0.0.1:9/hook";
    let reply = server.api("POST", "/webhook", json!({"receipt_id": PAYMENT, "webhook_url": url}));
    assert_eq!(reply.text(), r#"{"status":200,"code":0,"message":""}"#);
    let webhook = server.control("GET", "/sandbox/webhooks", Value::Null)[0].clone();
    assert_eq!((&webhook["reason"], &webhook["url"]), (&json!("requested"), &json!(url)));
    assert_eq!(webhook["fields"]["receipt_id"], PAYMENT);
    for url in ["javascript:alert(1)", "shop.example/hook", "http://", "http://a b"] {
        assert_eq!(
            server.refused("POST", "/webhook", json!({"receipt_id": PAYMENT, "webhook_url": url})).0,
            422
        );
    }
    assert_eq!(server.refused("POST", "/webhook", json!({"receipt_id": PAYMENT})).0, 422);
    assert_eq!(server.refused("POST", "/webhook", json!({"receipt_id": UNKNOWN, "webhook_url": url})).0, 404);
}

#[test]
fn deliveries() {
    let server = Server::start();
    let id = server.payment(json!({"price": 3000, "escrow": true}));
    assert_eq!(server.receipt(&id)["escrow_status"], 0);
    assert_eq!(server.receipt(PAYMENT).get("escrow_status"), None);
    let path = format!("/delivery/start/{id}.json");
    for corp in
        ["000", "001", "002", "003", "004", "005", "006", "007", "008", "009", "010", "011", "100", "101"]
    {
        let data = server.data(
            "PUT",
            &path,
            json!({"receipt_id": id, "delivery_no": "1234", "delivery_corp": corp}),
        );
        assert_eq!(data["delivery_corp"], corp);
    }
    assert_eq!(server.receipt(&id)["escrow_status"], 1);
    for body in [
        json!({"delivery_no": "1"}),
        json!({"delivery_corp": "001"}),
        json!({"delivery_no": "1", "delivery_corp": "CJ"}),
    ] {
        assert_eq!(server.refused("PUT", &path, body).0, 422);
    }
    let delivery = || json!({"delivery_no": "1", "delivery_corp": "001"});
    assert_eq!(server.refused("PUT", &format!("/delivery/start/{PAYMENT}"), delivery()).0, 422);
    let unpaid = server.payment(json!({"price": 3000, "escrow": true, "status": 0}));
    assert_eq!(server.refused("PUT", &format!("/delivery/start/{unpaid}"), delivery()).0, 422);
    assert_eq!(server.refused("PUT", &format!("/delivery/start/{UNKNOWN}"), delivery()).0, 404);
}

#[test]
fn messages_and_remote_forms() {
    let server = Server::start();
    let message = |rps: Value| json!({"data": {"sp": "020000000", "rps": rps, "msg": "안녕", "sj": "제목"}});
    for path in ["/push/sms", "/push/lms.json"] {
        assert_eq!(server.data("POST", path, message(json!(["01000001234", "01000005678"])))["count"], 2);
        for rps in [json!([]), json!(["", null]), json!(null), json!("01000001234")] {
            assert_eq!(server.refused("POST", path, message(rps)).0, 422);
        }
        assert_eq!(server.refused("POST", path, message(json!(["010-0000-0404"]))).0, 500);
        // What the official Python package makes of it: the names without their values.
        let form = [("Authorization", DOCS_TOKEN), ("Content-Type", "application/x-www-form-urlencoded")];
        assert_eq!(server.send("POST", path, &form, "data=sp&data=rps&data=msg").refusal().0, 422);
    }
    assert_eq!(
        server.refused("POST", "/push/lms", json!({"data": {"rps": ["01000001234"], "msg": "안녕"}})).0,
        422
    );

    for headers in [vec![], vec![("Authorization", "nonsense")], vec![("Authorization", DOCS_TOKEN)]] {
        let reply = server.send("POST", "/app/rest/remote_link.json", &headers, "item_name=x&sms_payload=");
        assert_eq!(reply.status, 200, "{}", reply.text());
    }
    assert_eq!(server.refused("POST", "/app/rest/remote_form", json!({"application_id": "x"})).0, 422);
    assert_eq!(server.refused("POST", "/app/rest/remote_form", json!({"remote_form": {"n": "x"}})).0, 422);
}

#[test]
fn wallets() {
    let server = Server::start();
    let pay = json!({"user_id": "u&1", "order_name": "상품", "price": 1000, "order_id": "1", "tax_free": 0, "sandbox": true});
    assert_eq!(server.data("GET", "/wallet?user_id=u%261&sandbox=true", Value::Null), json!([]));
    assert_eq!(server.refused("POST", "/wallet/payment", pay.clone()).0, 404);
    server.data("POST", "/request/user/token", json!({"user_id": "u&1"}));
    let wallets = server.data("GET", "/wallet?user_id=u%261&sandbox=true", Value::Null);
    server.data("POST", "/request/user/token", json!({"user_id": "u&1"}));
    assert_eq!(
        server.data("GET", "/wallet?user_id=u%261", Value::Null),
        wallets,
        "one wallet, however many tokens"
    );
    assert_eq!(wallets.as_array().unwrap().len(), 1);
    let paid = server.data("POST", "/wallet/payment", pay);
    assert_eq!(server.receipt(paid["receipt_id"].as_str().unwrap())["method"], "easy_card");
    assert_eq!(server.refused("GET", "/wallet?sandbox=true", Value::Null).0, 422);
}

#[test]
fn what_a_project_says_is_not_repeated() {
    let server = Server::start();
    let foreign = "Zm9yZWlnbi/rZXkrZm9y+WlnbiFrZXkrZm9yZ/lnbi0=";
    for path in ["/npay/product", "/project/payment"] {
        let body = json!({"pg": {"key": foreign}, "private_key": foreign, foreign: 1});
        let reply = server.api("POST", path, body);
        assert!(reply.status == 200 && !reply.text().contains(foreign), "{}", reply.text());
        // Java and Go put their own keys into every body.
        server.data("POST", path, serde_json::from_str(&pair("id", "key")).unwrap());
    }
    for entry in server.journal() {
        assert!(!entry.to_string().contains(foreign), "{entry}");
    }
}
