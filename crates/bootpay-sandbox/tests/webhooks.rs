//! Webhooks as they arrive at a merchant's server on this machine.

#![allow(clippy::unwrap_used)] // a panic in a helper is the test's failure

mod support;

use std::net::TcpListener;
use std::time::{Duration, Instant};

use bootpay_sandbox::Sandbox;
use serde_json::{Value, json};
use support::receiver::{Arrived, Merchant};
use support::{PAYMENT, Server};

const KCP_KEY: &str = "5b025b33e13f33310ce560fb";
const TO_CANCEL: &str = "5df6e8034f74b4002177e0bb";
const TO_DEPOSIT: &str = "5fffad430c20b903e88a2d17";
const DAY_S: u64 = 24 * 60 * 60;

fn feedback(server: &Server, url: &str, content_type: &str) {
    let settings = json!({"feedback_url": url, "feedback_content_type": content_type});
    server.control("POST", "/sandbox/settings", settings);
}

fn webhooks(server: &Server) -> Vec<Value> {
    server.control("GET", "/sandbox/webhooks", Value::Null).as_array().unwrap().clone()
}

/// The first webhook, once it has come to this state.
fn webhook_when(server: &Server, state: &str) -> Value {
    let begin = Instant::now();
    loop {
        let webhook = webhooks(server).swap_remove(0);
        if webhook["state"] == state {
            return webhook;
        }
        assert!(begin.elapsed() < Duration::from_secs(30), "never {state}: {webhook}");
        std::thread::yield_now();
    }
}

fn cancel(server: &Server, receipt_id: &str) {
    server.data("POST", "/cancel", json!({"receipt_id": receipt_id}));
}

fn pairs<'a>(fields: &'a [(&'a str, &'a str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn the_form_has_the_documented_fields() {
    let (server, merchant) = (Server::start(), Merchant::open());
    feedback(&server, &merchant.url, "urlencoded");
    cancel(&server, TO_CANCEL);
    let arrived = merchant.next();
    assert!(arrived.head.starts_with("POST /hook?shop=1 HTTP/1.1\r\n"), "{}", arrived.head);
    assert_eq!(arrived.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert!(merchant.url.contains(arrived.header("host").unwrap()));
    let documented = [
        ("application_id", server.sandbox.application_id()),
        ("method", "card"),
        ("method_name", "카드결제"),
        ("name", "테스트결제"),
        ("order_id", "1576462320"),
        ("payment_data[card_auth_no]", "00000000"),
        ("payment_data[card_name]", "하나"),
        ("payment_data[card_no]", "9430810000004569"),
        ("payment_data[card_quota]", "00"),
        ("payment_data[g]", "2"),
        ("payment_data[n]", "테스트결제"),
        ("payment_data[o_id]", "1576462320"),
        ("payment_data[p]", "3000"),
        ("payment_data[p_at]", "2019-12-16 11:12:00"),
        ("payment_data[pg]", "나이스페이"),
        ("payment_data[pg_a]", "nicepay"),
        ("payment_data[pm]", "카드결제"),
        ("payment_data[pm_a]", "card"),
        ("payment_data[receipt_id]", TO_CANCEL),
        ("payment_data[s]", "20"),
        ("payment_data[tid]", "sandbox_5df6e8034f74b4002177e0bb"),
        ("pg", "nicepay"),
        ("pg_name", "나이스페이"),
        ("price", "3000"),
        ("private_key", server.sandbox.private_key()),
        ("purchased_at", "2019-12-16 11:12:00"),
        ("receipt_id", TO_CANCEL),
        ("receipt_url", "https://app.bootpay.co.kr/bill/5df6e8034f74b4002177e0bb"),
        ("requested_at", "2019-12-16 11:12:00"),
        ("retry_count", "0"),
        ("status", "20"),
        ("unit", "krw"),
    ];
    assert_eq!(arrived.form(), pairs(&documented));
    assert!(arrived.body.contains("payment_data%5Bcard_quota%5D=00"), "{}", arrived.body);
    merchant.answer(200, "OK");
}

#[test]
fn the_json_has_the_documented_fields_and_no_key() {
    let (server, merchant) = (Server::start(), Merchant::open());
    let order = json!({"billing_key": KCP_KEY, "item_name": "정기결제", "price": 3000, "tax_free": 100, "order_id": "o-1", "feedback_url": merchant.url, "feedback_content_type": "json"});
    let receipt_id = server.data("POST", "/subscribe/billing", order)["receipt_id"].clone();
    let arrived = merchant.next();
    assert_eq!(arrived.header("content-type"), Some("application/json"));
    let mut fields: Value = serde_json::from_str(&arrived.body).unwrap();
    let purchased_at = fields["purchased_at"].take();
    assert_eq!(fields["requested_at"].take(), purchased_at);
    assert_eq!(fields["payment_data"]["s"], 1);
    fields["payment_data"] = Value::Null;
    let receipt_url = format!("https://app.bootpay.co.kr/bill/{}", receipt_id.as_str().unwrap());
    let documented = json!({
        "receipt_id": receipt_id, "order_id": "o-1", "item_name": "정기결제", "price": 3000, "tax_free": 100,
        "pg": "kcp", "pg_name": "KCP", "method": "card_rebill", "method_name": "카드정기결제",
        "receipt_url": receipt_url, "status": 1, "requested_at": null, "purchased_at": null,
        "payment_data": null, "card_no": "9430810000004569", "card_code": "CCHN", "card_name": "하나카드",
        "card_quota": "00", "url": null, "payment_name": "카드정기결제", "payment_group": "card",
        "payment_group_name": "신용카드",
    });
    assert_eq!(fields, documented);
    merchant.answer(200, "OK");
    assert_eq!(webhook_when(&server, "delivered")["reason"], "billing");
}

#[test]
fn ok_ends_it() {
    let (server, merchant) = (Server::start(), Merchant::open());
    feedback(&server, &merchant.url, "urlencoded");
    server.control("POST", "/sandbox/deposits", json!({"receipt_id": TO_DEPOSIT}));
    assert_eq!(merchant.next().field("payment_data[username]").as_deref(), Some("홍길동"));
    merchant.answer(200, "OK");
    let webhook = webhook_when(&server, "delivered");
    assert_eq!((&webhook["reason"], &webhook["next_at"]), (&json!("deposited"), &Value::Null));
    let attempt = &webhook["attempts"][0];
    assert_eq!(
        (&attempt["status"], &attempt["answer"], &attempt["error"], &attempt["retry_count"]),
        (&json!(200), &json!("OK"), &Value::Null, &json!(0))
    );
    server.advance(30 * DAY_S);
    // What is sent now comes alone.
    cancel(&server, TO_CANCEL);
    assert_eq!(merchant.next().field("receipt_id").as_deref(), Some(TO_CANCEL));
    merchant.answer(200, "OK");
}

#[test]
fn everything_else_is_repeated_ten_times_on_the_clock() {
    let (server, merchant) = (Server::start(), Merchant::open());
    feedback(&server, &merchant.url, "urlencoded");
    cancel(&server, TO_CANCEL);
    let first = merchant.next();
    let rest = |arrived: &Arrived| -> Vec<(String, String)> {
        arrived.form().into_iter().filter(|(name, _)| name != "retry_count").collect()
    };
    let answers = [
        (200, "ok"),
        (200, "OK\n"),
        (200, " OK"),
        (200, ""),
        (200, "{\"ok\":true}"),
        (201, "OK"),
        (204, ""),
        (302, "OK"),
        (404, "OK"),
        (500, "OK"),
    ];
    for (count, (status, body)) in answers.into_iter().enumerate() {
        merchant.answer(status, body);
        // A second before its time nothing comes: the next pause begins when the last one ended.
        let pause = 60 << count;
        server.advance(pause - 30);
        assert_eq!(webhook_when(&server, "waiting")["attempts"].as_array().unwrap().len(), count + 1);
        assert!(merchant.has_nothing(), "{count}");
        server.advance(30);
        let arrived = merchant.next();
        assert_eq!(arrived.field("retry_count"), Some((count + 1).to_string()));
        assert_eq!(rest(&arrived), rest(&first), "the same data");
    }
    merchant.answer(200, "No");
    let webhook = webhook_when(&server, "given_up");
    let attempts = webhook["attempts"].as_array().unwrap();
    assert_eq!(attempts.len(), 11);
    assert_eq!((&attempts[5]["status"], &attempts[5]["answer"]), (&json!(201), &json!("OK")));
    assert!(attempts[1]["error"].as_str().unwrap().contains("exactly OK"));
    server.advance(300 * DAY_S);
    assert!(merchant.has_nothing());
}

#[test]
fn a_leap_of_the_clock_sends_each_repeat_that_is_due() {
    let (server, merchant) = (Server::start(), Merchant::open());
    feedback(&server, &merchant.url, "urlencoded");
    cancel(&server, TO_CANCEL);
    merchant.next();
    server.advance(DAY_S);
    for count in 1..=10 {
        merchant.answer_raw("not HTTP at all\r\n\r\n");
        assert_eq!(merchant.next().field("retry_count"), Some(count.to_string()));
    }
    merchant.answer_raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nOK");
    let webhook = webhook_when(&server, "given_up");
    assert_eq!(webhook["attempts"][0]["status"], Value::Null);
    assert!(!webhook["attempts"][0]["error"].as_str().unwrap().is_empty());
    assert_eq!(webhook["attempts"][10]["status"], Value::Null, "half an answer is none");
}

/// `127.1` is no address in the form that is taken for one, and yet every resolver finds this machine under it.
#[test]
fn a_named_host_is_looked_up_and_gets_the_webhook() {
    let server = Server::start_with(Sandbox::builder().webhook_host("127.1"));
    let merchant = Merchant::open();
    feedback(&server, &merchant.url.replace("127.0.0.1", "127.1"), "urlencoded");
    cancel(&server, TO_CANCEL);
    let arrived = merchant.next();
    assert!(arrived.header("host").unwrap().starts_with("127.1:"), "{}", arrived.head);
    merchant.answer(200, "OK");
    webhook_when(&server, "delivered");
}

#[test]
fn not_even_under_a_named_host_it_calls_itself() {
    let server = Server::start_with(Sandbox::builder().webhook_host("127.1"));
    let port = server.address().strip_prefix("127.0.0.1:").unwrap();
    feedback(&server, &format!("http://127.1:{port}/sandbox/reset"), "json");
    cancel(&server, TO_CANCEL);
    let begin = Instant::now();
    let error = loop {
        if let Some(attempt) = webhooks(&server)[0]["attempts"].get(0) {
            break attempt["error"].clone();
        }
        assert!(begin.elapsed() < Duration::from_secs(30), "never tried");
        std::thread::yield_now();
    };
    assert!(error.as_str().unwrap().contains("does not call itself"), "{error}");
}

#[test]
fn a_webhook_can_be_sent_again() {
    let (server, merchant) = (Server::start(), Merchant::open());
    cancel(&server, TO_CANCEL);
    let webhook = webhooks(&server).swap_remove(0);
    assert_eq!((&webhook["state"], &webhook["url"]), (&json!("nowhere"), &Value::Null));
    assert!(webhook["note"].as_str().unwrap().contains("feedback_url"));
    feedback(&server, &merchant.url, "urlencoded");
    let again = || server.control("POST", "/sandbox/webhooks/1/resend", Value::Null);
    assert_eq!(again()["url"], merchant.url.as_str());
    merchant.next();
    let (status, text) = server.control_error("/sandbox/webhooks/1/resend", "");
    assert_eq!((status, text.as_str()), (422, "id: it is being sent at this moment"));
    merchant.answer(500, "later");
    webhook_when(&server, "waiting");
    again();
    assert_eq!(merchant.next().field("retry_count").as_deref(), Some("0"), "from the beginning");
    merchant.answer(200, "OK");
    webhook_when(&server, "delivered");
    again();
    merchant.next();
    merchant.answer(200, "OK");
    assert_eq!(webhook_when(&server, "delivered")["attempts"].as_array().unwrap().len(), 3);
    assert_eq!(server.control_error("/sandbox/webhooks/2/resend", "").0, 404);
    assert_eq!(server.control_error("/sandbox/webhooks/x/resend", "").0, 422);
    assert_eq!(server.send("GET", "/sandbox/webhooks/1/resend", &[], "").status, 405);
    assert_eq!(server.send("POST", "/sandbox/webhooks//resend", &[], "").status, 404);
}

#[test]
fn nothing_goes_to_another_machine() {
    let server = Server::start();
    for url in [
        "https://shop.example/hook",
        "http://shop.example/hook",
        "http://10.0.0.1/hook",
        "http://127.0.0.1@shop.example/hook",
        "https://127.0.0.1/hook",
    ] {
        server.control("POST", "/sandbox/reset", Value::Null);
        server.data("POST", "/webhook", json!({"receipt_id": PAYMENT, "webhook_url": url}));
        let webhook = webhooks(&server).swap_remove(0);
        assert_eq!((&webhook["state"], &webhook["attempts"]), (&json!("refused"), &json!([])), "{url}");
        assert!(webhook["note"].as_str().unwrap().starts_with("not sent: "), "{webhook}");
    }
}

#[test]
fn no_webhook_drives_the_sandbox_itself() {
    let server = Server::start();
    let port = server.address().rsplit_once(':').unwrap().1;
    for host in ["127.0.0.1", "localhost", "LocalHost"] {
        let url = format!("http://{host}:{port}/sandbox/reset");
        server.data("POST", "/webhook", json!({"receipt_id": PAYMENT, "webhook_url": url}));
        let webhook = webhooks(&server).pop().unwrap();
        assert_eq!((&webhook["state"], &webhook["attempts"]), (&json!("refused"), &json!([])), "{url}");
        assert!(webhook["note"].as_str().unwrap().contains("itself"), "{webhook}");
    }
    feedback(&server, &format!("{}/request/token", server.sandbox.url()), "urlencoded");
    cancel(&server, TO_CANCEL);
    let id = webhooks(&server).pop().unwrap()["id"].clone();
    let again = server.control("POST", &format!("/sandbox/webhooks/{id}/resend"), Value::Null);
    assert_eq!(again["state"], "refused");
}

#[test]
fn a_redirect_is_not_followed() {
    let (server, merchant, other) = (Server::start(), Merchant::open(), Merchant::open());
    feedback(&server, &merchant.url, "urlencoded");
    cancel(&server, TO_CANCEL);
    merchant.next();
    merchant.answer_raw(format!("HTTP/1.1 307 X\r\nLocation: {}\r\nContent-Length: 2\r\n\r\nOK", other.url));
    assert_eq!(webhook_when(&server, "waiting")["attempts"][0]["status"], 307);
    assert!(merchant.has_nothing() && other.has_nothing());
}

#[test]
fn a_server_that_is_not_there_is_in_the_log() {
    let server = Server::start();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    feedback(&server, &url, "json");
    cancel(&server, TO_CANCEL);
    let webhook = webhook_when(&server, "waiting");
    if let Some(attempt) = webhook["attempts"].as_array().unwrap().first() {
        assert_eq!((&attempt["status"], &attempt["answer"]), (&Value::Null, &Value::Null));
    }
    server.advance(30 * DAY_S);
    let webhook = webhook_when(&server, "given_up");
    assert!(webhook["attempts"][10]["error"].as_str().unwrap().contains("refused"), "{webhook}");
}

#[test]
fn the_key_is_in_the_body_of_a_form_and_nowhere_else() {
    let (server, merchant) = (Server::start(), Merchant::open());
    let key = server.sandbox.private_key();
    feedback(&server, &merchant.url, "urlencoded");
    cancel(&server, TO_CANCEL);
    let form = merchant.next();
    assert_eq!(form.field("private_key").as_deref(), Some(key));
    assert!(!form.head.contains(key));
    merchant.answer(200, &format!("you sent {} and {key}", form.body.split("private_key=").nth(1).unwrap()));
    let log = webhook_when(&server, "waiting").to_string();
    let encoded: String = form_urlencoded::byte_serialize(key.as_bytes()).collect();
    assert!(!log.contains(key) && !log.contains(&encoded), "{log}");
    assert!(log.contains("[private key]"));
    feedback(&server, &merchant.url, "json");
    server.control("POST", "/sandbox/deposits", json!({"receipt_id": TO_DEPOSIT}));
    let json = merchant.next();
    assert!(!json.body.contains(key) && !json.head.contains(key) && !json.body.contains("private_key"));
    merchant.answer(200, "OK");
}

#[test]
fn a_reset_ends_what_was_under_way() {
    let (server, merchant) = (Server::start(), Merchant::open());
    feedback(&server, &merchant.url, "urlencoded");
    cancel(&server, TO_CANCEL);
    merchant.next();
    server.control("POST", "/sandbox/reset", Value::Null);
    assert_eq!(webhooks(&server), Vec::<Value>::new());
    // The first webhook after the reset has a number of its own, and does not get the answer to the one before it.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    server.data("POST", "/webhook", json!({"receipt_id": PAYMENT, "webhook_url": url}));
    merchant.answer(200, "OK");
    let _held = silent.accept().unwrap();
    let webhook = webhook_when(&server, "sending");
    assert_eq!((&webhook["id"], &webhook["attempts"]), (&json!(2), &json!([])));
    assert!(merchant.has_nothing());
}

#[test]
fn a_sandbox_that_is_gone_sends_nothing() {
    let (server, merchant) = (Server::start(), Merchant::open());
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    feedback(&server, &format!("http://{}/", silent.local_addr().unwrap()), "json");
    cancel(&server, TO_CANCEL);
    let (mut socket, _) = silent.accept().unwrap();
    let Server { sandbox, runtime } = server;
    drop(sandbox);
    socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut all = Vec::new();
    // Its end comes while the runtime still lives.
    let _ = std::io::Read::read_to_end(&mut socket, &mut all);
    assert!(merchant.has_nothing());
    drop(runtime);
}

#[test]
fn a_reservation_fires_and_is_sent_without_a_call() {
    let (server, merchant) = (Server::start(), Merchant::open());
    feedback(&server, &merchant.url, "json");
    let execute_at = server.now() + 2;
    let reservation = json!({"billing_key": KCP_KEY, "price": 3000, "execute_at": execute_at});
    server.control("POST", "/sandbox/reservations", reservation);
    assert!(merchant.next().body.contains("\"price\":3000"));
    merchant.answer(200, "OK");
}

/// Two test runs on one machine: the webhook of one must not become a control call of the other.
#[test]
fn no_webhook_drives_another_sandbox() {
    let (server, other) = (Server::start(), Server::start());
    other.control("POST", "/sandbox/faults", json!({"kind": "stall", "path": "/x"}));
    for (path, content_type) in [
        ("/sandbox/reset", "urlencoded"),
        ("/sandbox/reset", "json"),
        ("/sandbox/webhooks/1/resend", "json"),
        ("/sandbox/deposits", "json"),
    ] {
        server.control("POST", "/sandbox/reset", Value::Null);
        feedback(&server, &format!("{}{path}", other.sandbox.url()), content_type);
        cancel(&server, TO_CANCEL);
        let attempt = webhook_when(&server, "waiting");
        // The first try may still be to come.
        if let Some(attempt) = attempt["attempts"].as_array().unwrap().first() {
            assert_eq!(attempt["status"], 403, "{path} {content_type}: {attempt}");
        }
        server.advance(60);
        assert_eq!(webhook_when(&server, "waiting")["attempts"][0]["status"], 403, "{path} {content_type}");
    }
    assert_eq!(other.control("GET", "/sandbox/faults", Value::Null).as_array().unwrap().len(), 1);
    for path in ["/sandbox/reset", "/sandbox/requests"] {
        let reply = other.send("POST", path, &[("X-Bootpay-Sandbox-Webhook", "1")], "");
        assert_eq!(reply.status, 403, "{}", reply.text());
        assert!(reply.json()["error"].as_str().unwrap().contains("webhook"), "{}", reply.text());
    }
}

#[test]
fn a_webhook_says_that_it_comes_from_a_sandbox() {
    let (server, merchant) = (Server::start(), Merchant::open());
    feedback(&server, &merchant.url, "json");
    cancel(&server, TO_CANCEL);
    assert_eq!(merchant.next().header("x-bootpay-sandbox-webhook"), Some("1"));
    merchant.answer(200, "OK");
}
