//! The browser half as a program sees it that is no browser: what a window answers, and what becomes of its receipt.
//! The pages themselves are looked at in a real browser by the project's tests/browser/.

#![allow(clippy::unwrap_used)] // a panic in a helper is the test's failure

mod support;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use support::{DOCS_ID, Reply, Server};

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const SHOP: (&str, &str) = ("Origin", "http://shop.test:3000");

fn form(fields: &[(&str, &str)]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields).finish()
}

fn identity(server: &Server, more: Value) -> Value {
    let mut payload = json!({
        "application_id": server.sandbox.web_application_id(), "name": "본인인증", "price": 0, "pg": "danal",
        "method": "auth", "order_id": "order-1", "params": {"mine": 1}, "path_url": "http://shop.test:3000/pay",
    });
    payload.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    payload
}

fn card(server: &Server, more: Value) -> Value {
    let mut payload = identity(server, json!({"price": 12_000, "pg": "kcp", "method": "card"}));
    payload.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    payload
}

fn start(server: &Server, payload: &Value) -> Reply {
    server.send("POST", "/start/js/?ver=3.3.3", &[FORM, SHOP], &form(&[("payload", &payload.to_string())]))
}

/// The path of the window that a payload opens.
fn open(server: &Server, payload: &Value) -> String {
    let reply = start(server, payload);
    assert_eq!(reply.status, 303, "{}", reply.text());
    reply.header("location").unwrap().to_owned()
}

fn receipt_id(path: &str) -> &str {
    path.strip_prefix("/window/").unwrap()
}

fn page(server: &Server, path: &str) -> String {
    let reply = server.send("GET", path, &[], "");
    assert_eq!(reply.status, 200);
    reply.text()
}

/// The page that a button of the page at the same path leads to.
fn page_again(server: &Server, path: &str) -> String {
    let address = format!("{}{path}", server.sandbox.url());
    let reply = server.send("GET", path, &[("Referer", &address)], "");
    assert_eq!(reply.status, 200);
    reply.text()
}

/// What a page of the window tells the page that opened it.
fn message(page: &str) -> Value {
    let (_, rest) = page.split_once("data-message=\"").unwrap();
    let text = rest.split_once('"').unwrap().0;
    let text = text.replace("&#34;", "\"").replace("&#39;", "'").replace("&#38;", "&");
    if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() }
}

fn notice(page: &str) -> Option<&str> {
    Some(page.split_once("data-field=\"")?.1.split_once('"')?.0)
}

/// Presses a button and reads the page that follows.
fn press(server: &Server, path: &str, fields: &[(&str, &str)]) -> String {
    let reply = server.send("POST", path, &[FORM, ("Origin", server.sandbox.url())], &form(fields));
    assert_eq!((reply.status, reply.header("location")), (303, Some(path)), "{}", reply.text());
    page_again(server, path)
}

fn confirm(server: &Server, path: &str) -> Value {
    let application_id = server.sandbox.web_application_id();
    let fields = form(&[("receipt_id", receipt_id(path)), ("application_id", application_id)]);
    let reply = server.send("POST", "/confirm?x", &[FORM, SHOP], &fields);
    assert_eq!(reply.header("location"), Some(path), "{}", reply.text());
    message(&page(server, path))
}

/// The keys of `done` (client-side facts), but for those of a card.
const DONE: [&str; 19] = [
    "action",
    "item_name",
    "method",
    "method_name",
    "order_id",
    "params",
    "payment_group",
    "payment_group_name",
    "payment_name",
    "pg",
    "pg_name",
    "price",
    "purchased_at",
    "receipt_id",
    "receipt_url",
    "requested_at",
    "status",
    "tax_free",
    "url",
];

fn names(told: &Value) -> BTreeSet<&str> {
    told.as_object().unwrap().keys().map(String::as_str).collect()
}

const PERSON: [(&str, &str); 7] = [
    ("form", "person"),
    ("name", "심청"),
    ("birth", "20000229"),
    ("gender", "0"),
    ("foreigner", "0"),
    ("carrier", "KT"),
    ("phone", "010-0000-4321"),
];
const AGREED: [(&str, &str); 4] =
    [("agree_personal", "1"), ("agree_identifier", "1"), ("agree_carrier", "1"), ("agree_service", "1")];

fn with<'a>(fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    PERSON.iter().chain(fields).copied().collect()
}

fn code(server: &Server) -> Value {
    server.control("GET", "/sandbox/codes", Value::Null)[0].clone()
}

#[test]
fn a_person_is_verified_by_the_code() {
    let server = Server::start();
    let path = open(&server, &identity(&server, json!({})));
    let id = receipt_id(&path).to_owned();
    assert_eq!(server.receipt(&id)["status"], 0);
    assert_eq!(server.refused("GET", &format!("/certificate/{id}"), Value::Null), (404, -940_441));

    assert_eq!(notice(&press(&server, &path, &with(&[("action", "send")]))), Some("consent"));
    let agreed: Vec<_> = with(&[("action", "send")]).into_iter().chain(AGREED).collect();
    let sent = press(&server, &path, &agreed);
    assert_eq!((notice(&sent), message(&sent)), (None, Value::Null));
    let line = code(&server);
    assert_eq!(
        (&line["receipt_id"], &line["phone"], &line["state"]),
        (&json!(id), &json!("010-****-4321"), &json!("waiting"))
    );
    assert!(!sent.contains(line["code"].as_str().unwrap()), "the window shows no code");

    // Who is to be verified cannot change any more.
    let wrong =
        press(&server, &path, &[("form", "person"), ("name", "이몽룡"), ("action", "check"), ("code", "x")]);
    assert_eq!((notice(&wrong), message(&wrong)), (Some("code"), Value::Null));
    server.advance(180);
    let right = line["code"].as_str().unwrap().to_owned();
    assert!(press(&server, &path, &[("action", "check"), ("code", &right)]).contains("지났습니다"));
    press(&server, &path, &[("action", "send")]);
    let line = code(&server);
    let told =
        message(&press(&server, &path, &[("action", "check"), ("code", line["code"].as_str().unwrap())]));

    assert_eq!(told["action"], "BootpayDone");
    assert_eq!(names(&told), BTreeSet::from(DONE));
    for personal in ["심청", "20000229", "00004321", "SANDBOXCI"] {
        assert!(!told.to_string().contains(personal), "{personal}");
    }
    assert_eq!(code(&server)["state"], "used");
    let data = server.data("GET", &format!("/certificate/{id}"), Value::Null);
    let person = &data["certificate"];
    assert_eq!(
        (&person["username"], &person["birth"], &person["gender"], &person["carrier"], &person["phone"]),
        (&json!("심청"), &json!("2000-02-29"), &json!("0"), &json!("KT"), &json!("01000004321"))
    );
    assert_eq!((&data["order_id"], &person["foreigner"]), (&json!("order-1"), &json!(false)));
    let receipt = server.receipt(&id);
    assert_eq!(
        (&receipt["status"], &receipt["method"], &receipt["price"], &receipt["params"]),
        (&json!(1), &json!("auth"), &json!(0), &json!({"mine": 1}))
    );
    let again = server.send("POST", &path, &[FORM, ("Origin", server.sandbox.url())], "action=approve");
    assert_eq!(again.status, 409, "once");
}

#[test]
fn personas_and_what_the_page_fixes() {
    let server = Server::start();
    let fixed = json!({"extra": {"carrier": "LGT"}, "user_info": {"phone": "010-1234-5678"}});
    let path = open(&server, &identity(&server, fixed));
    let picked = press(&server, &path, &[("persona", "foreigner")]);
    assert!(picked.contains("value=\"SANDBOX JANE DOE\"") && picked.contains("value=\"01012345678\""));
    assert!(!picked.contains("value=\"KT\""), "only the fixed carrier is offered");
    // Whatever the form says.
    press(&server, &path, &with(&[("action", "approve")]));
    let person =
        &server.data("GET", &format!("/certificate/{}", receipt_id(&path)), Value::Null)["certificate"];
    assert_eq!((&person["carrier"], &person["phone"]), (&json!("LGT"), &json!("01012345678")));
}

#[test]
fn the_young_are_refused() {
    let server = Server::start();
    let limited = identity(&server, json!({"extra": {"age_limit": "19"}}));
    let path = open(&server, &limited);
    press(&server, &path, &[("persona", "age_13")]);
    let told = message(&press(&server, &path, &[("action", "approve")]));
    assert_eq!(told["action"], "BootpayError");
    assert!(told["message"].as_str().unwrap().starts_with("만 19세 이상"), "{told}");
    assert_eq!(server.receipt(receipt_id(&path))["status"], -1);
    let path = open(&server, &limited);
    let told = message(&press(&server, &path, &with(&[("action", "approve")])));
    assert_eq!(told["action"], "BootpayDone", "{told}");
}

/// 만 나이: from the birthday on.
#[test]
fn the_age_limit_is_reached_on_the_birthday() {
    let server = Server::start();
    let day = 24 * 60 * 60;
    let now = server.control("GET", "/sandbox/health", Value::Null)["now"].as_i64().unwrap();
    // to noon in Korea, so that no midnight comes between
    let to_noon = day - (now + 9 * 60 * 60 - 12 * 60 * 60).rem_euclid(day);
    server.control("POST", "/sandbox/clock", json!({"advance_s": to_noon}));
    let noon = jiff::Timestamp::from_second(now + to_noon).unwrap();
    let today = noon.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(9))).date();
    let limited = identity(&server, json!({"extra": {"age_limit": 19}}));
    for (days, action) in [(0, "BootpayDone"), (1, "BootpayError")] {
        let born = today - jiff::Span::new().years(19) + jiff::Span::new().days(days);
        let birth = born.strftime("%Y%m%d").to_string();
        let fields: Vec<(&str, &str)> = with(&[("action", "approve")])
            .into_iter()
            .map(|(name, value)| if name == "birth" { (name, birth.as_str()) } else { (name, value) })
            .collect();
        let path = open(&server, &limited);
        assert_eq!(message(&press(&server, &path, &fields))["action"], action, "{birth}");
    }
}

#[test]
fn a_card_waits_for_the_page() {
    let server = Server::start();
    let path = open(&server, &card(&server, json!({"extra": {"quota": "0,3"}, "price": 50_000})));
    let pressed =
        press(&server, &path, &[("action", "approve"), ("card", "9000200012341000"), ("quota", "3")]);
    assert_eq!(message(&pressed), json!({"action": "BootpayConfirm", "receipt_id": receipt_id(&path)}));
    assert_eq!(server.receipt(receipt_id(&path))["status"], 2);
    let told = confirm(&server, &path);
    let of_a_card = ["card_code", "card_name", "card_no", "card_quota"];
    assert_eq!(names(&told), DONE.into_iter().chain(of_a_card).collect());
    assert_eq!((&told["card_no"], &told["card_quota"]), (&json!("90002000****1000"), &json!("03")));
    assert_eq!(confirm(&server, &path), told, "told again, paid once");
    assert_eq!(server.control("GET", "/sandbox/webhooks", Value::Null).as_array().unwrap().len(), 1);
    let result = server.send("PUT", &format!("/confirm/{}.json", receipt_id(&path)), &[FORM, SHOP], "");
    assert_eq!((result.json()["code"].clone(), &result.json()["data"]), (json!(0), &told));
    assert_eq!(result.header("access-control-allow-origin"), Some("*"));
}

#[test]
fn the_merchants_server_may_be_faster() {
    let server = Server::start();
    let path = open(&server, &card(&server, json!({})));
    press(&server, &path, &[("action", "approve")]);
    server.data("POST", "/submit", json!({"receipt_id": receipt_id(&path)}));
    assert_eq!(confirm(&server, &path)["action"], "BootpayDone");
    assert_eq!(server.control("GET", "/sandbox/webhooks", Value::Null).as_array().unwrap().len(), 1);
}

#[test]
fn what_ends_a_payment() {
    let server = Server::start();
    for (more, fields, action, status) in [
        (json!({}), vec![("action", "cancel")], "BootpayCancel", -1),
        (json!({}), vec![("action", "fail")], "BootpayError", -1),
        (json!({"pg": "payapp"}), vec![("action", "approve")], "BootpayDone", 1),
        (json!({"pg": "payletter"}), vec![("action", "approve")], "BootpayDone", 1),
        (json!({"pg": "payapp", "price": 44_051}), vec![("action", "approve")], "BootpayError", -2),
        (json!({"pg": "payapp", "price": 44_068}), vec![("action", "approve")], "BootpayError", 3),
        (json!({"method": "vbank"}), vec![("action", "approve")], "BootpayBankReady", 2),
        (
            json!({"pg": "payapp"}),
            vec![("action", "approve"), ("card", "9430810000000051")],
            "BootpayError",
            -2,
        ),
        (
            json!({"price": 0, "method": "card_rebill", "pg": "nicepay"}),
            vec![("action", "approve")],
            "BootpayDone",
            11,
        ),
    ] {
        let path = open(&server, &card(&server, more.clone()));
        let told = message(&press(&server, &path, &fields));
        assert_eq!(told["action"], action, "{more} {fields:?}");
        assert_eq!(server.receipt(receipt_id(&path))["status"], status, "{more} {fields:?}");
        assert_eq!(told["receipt_id"], receipt_id(&path));
        if ["BootpayCancel", "BootpayError"].contains(&action) {
            let names: Vec<&str> = told.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(names, ["action", "message", "receipt_id"]);
        }
    }
}

#[test]
fn a_card_that_the_window_refuses_can_be_changed() {
    let server = Server::start();
    let path = open(&server, &card(&server, json!({})));
    for number in ["9430810000000014", "9430810000000054", "9430810000000055"] {
        let refused = press(&server, &path, &[("action", "approve"), ("card", number)]);
        assert_eq!((notice(&refused), message(&refused)), (Some("card"), Value::Null));
    }
    let fields = form(&[("action", "approve"), ("card", "4111111111111111")]);
    let other = server.send("POST", &path, &[FORM, ("Origin", server.sandbox.url())], &fields);
    assert_eq!(other.status, 422, "only test cards");
    press(&server, &path, &[("action", "approve"), ("card", "9430810000000041")]);
    let told = confirm(&server, &path);
    assert!(told["message"].as_str().unwrap().contains("분실"), "{told}");
}

#[test]
fn a_virtual_account_and_its_deposit() {
    let server = Server::start();
    let buyer =
        json!({"method": "vbank", "account_expire_at": "2099-01-17", "user_info": {"username": "이몽룡"}});
    let path = open(&server, &card(&server, buyer));
    let told = message(&press(&server, &path, &[("action", "approve")]));
    let names: Vec<&str> = told.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "account",
            "accounthodler",
            "action",
            "bankcode",
            "bankname",
            "expiredate",
            "item_name",
            "method",
            "method_name",
            "order_id",
            "params",
            "payment_group",
            "payment_group_name",
            "payment_name",
            "pg",
            "pg_name",
            "price",
            "purchased_at",
            "ready_url",
            "receipt_id",
            "requested_at",
            "status",
            "tax_free",
            "url",
            "username",
        ]
    );
    assert_eq!((&told["expiredate"], &told["username"]), (&json!("2099-01-17 23:59:59"), &json!("이몽룡")));
    server.control("POST", "/sandbox/deposits", json!({"receipt_id": receipt_id(&path)}));
    assert_eq!(message(&page(&server, &path))["action"], "BootpayDone");
}

#[test]
fn a_billing_key_can_be_charged() {
    let server = Server::start();
    let free = json!({"price": 0, "method": "card_rebill", "pg": "nicepay"});
    let path = open(&server, &card(&server, free));
    press(&server, &path, &[("action", "approve"), ("card", "9430810000000051")]);
    let key = server.data("GET", &format!("/subscribe/billing/{}", receipt_id(&path)), Value::Null);
    let charge =
        json!({"billing_key": key["billing_key"], "item_name": "정기결제", "price": 1000, "order_id": "1"});
    assert_eq!(server.refused("POST", "/subscribe/billing", charge), (500, -15_006), "over its limit");
    assert_eq!(server.receipt(receipt_id(&path))["order_id"], "order-1");
}

#[test]
fn windows_that_do_not_open() {
    let server = Server::start();
    for (more, part) in [
        (json!({"application_id": DOCS_ID}), "REST"),
        (json!({"application_id": "5b8f6a4d396fa665fdc2b5ff"}), "application_id: "),
        (json!({"application_id": ""}), "application_id: "),
        (json!({"extra": {"carrier": "LGU"}}), "extra.carrier: "),
        (json!({"method": "card"}), "price: "),
    ] {
        let reply = start(&server, &identity(&server, more));
        let told = message(&reply.text());
        assert_eq!((reply.status, &told["action"]), (200, &json!("BootpayError")));
        assert!(told["message"].as_str().unwrap().contains(part), "{told}");
        assert!(reply.text().contains("data-listener=\"http://shop.test:3000\""));
    }
    for body in ["", "payload=%7B", "data=AAAA&session_key=AAAA%23%23AAAA"] {
        let reply = server.send("POST", "/start/js", &[FORM, SHOP], body);
        assert_eq!(message(&reply.text())["action"], "BootpayError", "{body}");
    }
    // The official script's form, made with `node:crypto`: it was opened, and has no order_id.
    let data = "BRGPdNRfvnWyFQrFXlNi+E5koWIx8sTGPZ+JA6FX0H1GEAQj02ombBr6v+A9jidb";
    let session_key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=##ICEiIyQlJicoKSorLC0uLw==";
    let sealed = form(&[("data", data), ("session_key", session_key)]);
    let told = message(&server.send("POST", "/start/js/", &[FORM, SHOP], &sealed).text());
    assert!(told["message"].as_str().unwrap().starts_with("order_id: "), "{told}");
    for placeholder in ["[ WEB SDK용 Application ID ]", "5b8f6a4d396fa665fdc2b5e7"] {
        open(&server, &identity(&server, json!({"application_id": placeholder})));
    }
}

#[test]
fn other_names_and_other_pages() {
    let server = Server::start();
    let path = open(&server, &card(&server, json!({})));
    let evil = ("Host", "evil.example");
    for (method, path, body) in [
        ("POST", "/start/js/", form(&[("payload", "{}")])),
        ("POST", "/confirm", form(&[("receipt_id", receipt_id(&path))])),
        ("GET", &path, String::new()),
        ("POST", &path, "action=approve".to_owned()),
    ] {
        assert_eq!(server.send(method, path, &[FORM, evil], &body).status, 403, "{method} {path}");
    }
    for origin in ["http://shop.test:3000", "http://localhost:3000", "null"] {
        let reply = server.send("POST", &path, &[FORM, ("Origin", origin)], "action=approve");
        assert_eq!(reply.status, 403, "{origin}: only the window presses its own buttons");
    }
    assert_eq!(server.receipt(receipt_id(&path))["status"], 0);
    // Nothing to confirm, or somebody else's.
    press(&server, &path, &[("action", "approve")]);
    let fields = form(&[("receipt_id", receipt_id(&path)), ("application_id", "5b8f6a4d396fa665fdc2b5e7")]);
    let reply = server.send("POST", "/confirm", &[FORM, SHOP], &fields);
    assert_eq!(message(&reply.text())["action"], "BootpayError");
    assert_eq!(server.receipt(receipt_id(&path))["status"], 2);
    // With everything that can be guessed, a page that did not open the window neither confirms nor reads.
    let fields =
        form(&[("receipt_id", receipt_id(&path)), ("application_id", server.sandbox.web_application_id())]);
    for origin in ["https://evil.example", "null"] {
        let headers = [FORM, ("Origin", origin)];
        let reply = server.send("POST", "/confirm", &headers, &fields);
        assert_eq!(message(&reply.text())["action"], "BootpayError", "{origin}");
        let result = server.send("PUT", &format!("/confirm/{}.json", receipt_id(&path)), &headers, "");
        assert_eq!(result.status, 404, "{origin}");
    }
    assert_eq!(server.receipt(receipt_id(&path))["status"], 2);
    assert_eq!(server.send("GET", "/window/x", &[], "").status, 404);
    assert_eq!(server.send("GET", "/window?su=x", &[], "").status, 404);
}

#[test]
fn scripts_and_their_versions() {
    let server = Server::start();
    for version in ["3.3.3", "3.3.4", "9.0.0-rc.1"] {
        let reply = server.send("GET", &format!("/js/bootpay-{version}.min.js"), &[], "");
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (200, Some("text/javascript; charset=utf-8"))
        );
        let tag = reply.header("etag").unwrap();
        let known = [("If-None-Match", tag)];
        let reply = server.send("GET", &format!("/js/bootpay-{version}.min.js"), &known, "");
        assert_eq!((reply.status, reply.body.len()), (304, 0));
    }
    for other in ["/js/bootpay-.min.js", "/js/bootpay-1%22.min.js", "/js/other.js", "/js/bootpay-3.3.3.css"] {
        assert_eq!(server.send("GET", other, &[], "").status, 404, "{other}");
    }
}

#[test]
fn the_other_calls_of_the_script() {
    let server = Server::start();
    let fields = form(&[("payload", r#"{"id":"m-1","order_id":"o-1","step":"start"}"#)]);
    for path in ["/event", "/call?ver=3.3.3", "/login?ver=3.3.3", "/notify?ver=3.3.3&format=json"] {
        let reply = server.send("POST", path, &[FORM, SHOP], &fields);
        assert_eq!((reply.status, &reply.json()["status"]), (200, &json!(200)), "{path}");
        assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
        let preflight = server.send("OPTIONS", path, &[SHOP], "");
        assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (204, Some("*")));
        let unreadable = server.send("POST", path, &[FORM, SHOP], "data=x");
        assert_eq!((unreadable.status, unreadable.header("access-control-allow-origin")), (400, Some("*")));
    }
    for path in ["/confirm/0123456789abcdef01234567.json", "/confirm/some-transaction-key.json"] {
        let preflight = server.send("OPTIONS", path, &[SHOP], "");
        assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (204, Some("*")));
        assert_eq!(preflight.header("access-control-allow-methods"), Some("POST, PUT"));
    }
    assert_eq!(server.send("GET", "/waiting", &[], "").status, 200);
    assert_eq!(server.send("POST", "/continue", &[FORM], "").status, 404);
    for tool in ["password/verify", "card/register", "password/change"] {
        assert!(
            page(&server, &format!("/easy/{tool}?payload=%7B%7D"))
                .contains("data-say=\"BootpayEasySuccess\"")
        );
    }
    assert_eq!(server.send("GET", "/easy/other/tool", &[], "").status, 404);
}

#[test]
fn a_link_in_a_frame_tells_its_page() {
    let server = Server::start();
    let body = json!({"order_id": "1", "name": "상품", "price": 1000, "pg": "kcp", "method": "card"});
    let link = server.data("POST", "/request/payment", body);
    let path = link.as_str().unwrap().strip_prefix(server.sandbox.url()).unwrap().to_owned();
    let headers = [("Referer", "http://shop.test:3000/")];
    let shown = server.send("GET", &format!("{path}?tk=t-1"), &headers, "").text();
    assert!(shown.contains("data-listener=\"http://shop.test:3000\""));
    let pressed = press(&server, &path, &[("action", "approve")]);
    assert_eq!(message(&pressed)["action"], "BootpayConfirm");
    let id = message(&pressed)["receipt_id"].as_str().unwrap().to_owned();
    let late = server.send("GET", &format!("{path}?tk=t-2"), &[("Referer", "https://evil.example/")], "");
    assert!(late.text().contains("data-listener=\"http://shop.test:3000\""), "nobody takes it over");
    let told = confirm(&server, &format!("/window/{id}"));
    assert_eq!(told["action"], "BootpayDone");
    let result = server.send("PUT", "/confirm/t-1.json", &[FORM, SHOP], "");
    assert_eq!(result.json()["data"], told);
}

#[test]
fn another_language_keeps_what_was_chosen() {
    let server = Server::start();
    let more = json!({"method": null, "price": 50_000, "extra": {"quota": "0,3"}});
    let path = open(&server, &card(&server, more));
    let chosen = [("method", "vbank"), ("card", "9000200012341000"), ("quota", "3"), ("action", "english")];
    let page = press(&server, &path, &chosen);
    for kept in [
        "value=\"vbank\" data-testid=\"method-vbank\" checked",
        "card-9000200012341000\" checked",
        "\"3\" selected",
    ] {
        assert!(page.contains(kept), "{kept}");
    }
    assert_eq!(page.matches(" checked").count(), 2);
}

#[test]
fn a_link_is_never_for_nothing() {
    let server = Server::start();
    for method in [json!({"method": "auth"}), json!({"methods": ["card", "card_rebill"]})] {
        let mut body = json!({"order_id": "1", "name": "상품", "price": 1000});
        body.as_object_mut().unwrap().extend(method.as_object().unwrap().clone());
        assert_eq!(server.refused("POST", "/request/payment", body).0, 422, "{method}");
    }
}

#[test]
fn a_link_that_a_page_has_left() {
    let server = Server::start();
    let body = json!({"order_id": "1", "name": "상품", "price": 1000, "pg": "kcp", "method": "card"});
    let link = server.data("POST", "/request/payment", body);
    let path = link.as_str().unwrap().strip_prefix(server.sandbox.url()).unwrap().to_owned();
    server.send("GET", &format!("{path}?tk=t-1"), &[("Referer", "http://shop.test:3000/")], "");
    assert!(page(&server, &path).contains("data-listener=\"\""), "opened in a tab of its own");
    assert_eq!(message(&press(&server, &path, &[("action", "approve")]))["action"], "BootpayDone");
}

#[test]
fn what_a_person_types_is_not_in_the_journal() {
    let server = Server::start();
    let path = open(&server, &identity(&server, json!({})));
    press(&server, &path, &with(&[("action", "approve")]));
    let requests = server.control("GET", "/sandbox/requests", Value::Null).to_string();
    assert!(requests.contains(&path) && !requests.contains("0000-4321"), "{requests}");
}

#[test]
fn a_window_that_asks_for_a_popup() {
    let server = Server::start();
    let path = open(&server, &card(&server, json!({"extra": {"popup": 1}})));
    let asked = message(&page(&server, &path));
    assert_eq!(
        (&asked["action"], &asked["params"]["su"]),
        (&json!("BootpayPopup"), &json!(receipt_id(&path)))
    );
    assert_eq!(asked["submit_url"], "/window", "the window's script makes it whole");
    let elsewhere =
        server.send("GET", &format!("/window?su={}", receipt_id(&path)), &[("Host", "evil.example")], "");
    assert_eq!(elsewhere.status, 403);
    let reply = server.send("GET", &format!("/window?su={}&pa_id=x", receipt_id(&path)), &[], "");
    assert_eq!(reply.header("location"), Some(path.as_str()));
    assert_eq!(message(&page(&server, &path)), Value::Null);
    let path = open(&server, &card(&server, json!({"extra": {"popup": 1, "quick_popup": 1}})));
    assert_eq!(message(&page(&server, &path)), Value::Null, "it is in one already");
}

#[test]
fn the_window_speaks_two_languages() {
    let server = Server::start();
    let path = open(&server, &identity(&server, json!({})));
    let english = press(&server, &path, &with(&[("action", "english")]));
    assert!(english.contains("<html lang=\"en\">") && english.contains("Identity verification"));
    assert!(english.contains("value=\"심청\""), "what was typed stays");
    assert!(press(&server, &path, &[("action", "korean")]).contains("<html lang=\"ko\">"));
}

fn receipts(server: &Server) -> Vec<String> {
    let payments = server.control("GET", "/sandbox/payments", Value::Null);
    payments.as_array().unwrap().iter().map(|line| line["receipt_id"].as_str().unwrap().to_owned()).collect()
}

/// Any page may open a window, and need not stop at one. Its values count as what they take, not as their text.
#[test]
fn windows_that_nobody_touched_make_room_for_new_ones() {
    let server = Server::start();
    let known = receipts(&server).len();
    // 13 KB of text, a megabyte of values.
    let big = json!({"params": vec![json!({"a": 0}); 1_600]});
    let pressed = open(&server, &card(&server, big.clone()));
    press(&server, &pressed, &[("action", "english")]);
    let first = open(&server, &card(&server, big.clone()));
    let mut last = first.clone();
    for _ in 0..60 {
        last = open(&server, &card(&server, big.clone()));
    }

    let left = receipts(&server);
    assert!(left.len() < known + 45, "32 MiB of them, and not {}", left.len() - known);
    assert!(!left.contains(&receipt_id(&first).to_owned()), "the oldest goes, and its receipt with it");
    assert_eq!(server.send("GET", &first, &[], "").status, 404);
    assert_eq!(server.refused("GET", &format!("/receipt/{}", receipt_id(&first)), Value::Null).0, 404);
    for kept in [&pressed, &last] {
        assert!(page(&server, kept).contains("data-testid=\"approve\""), "{kept}");
    }
    // Somebody is at work in it: it stays, however many come after it.
    press(&server, &pressed, &[("action", "cancel")]);
    assert_eq!(server.receipt(receipt_id(&pressed))["status"], -1);
}

#[test]
fn what_a_window_shows_has_a_length() {
    let server = Server::start();
    let long = |length: usize| "가".repeat(length);
    for (name, most, payload) in [
        ("name", 5_000, &(|text: String| json!({"name": text})) as &dyn Fn(String) -> Value),
        ("order_id", 5_000, &|text| json!({"order_id": text})),
        ("user_info.username", 5_000, &|text| json!({"user_info": {"username": text}})),
        ("return_url", 5_000, &|text| json!({"return_url": format!("http://a/{}", &text[9 * 3..])})),
    ] {
        let reply = start(&server, &card(&server, payload(long(most))));
        assert_eq!(reply.status, 303, "{name}");
        let reply = start(&server, &card(&server, payload(long(most + 1))));
        assert_eq!(reply.status, 200, "{name}");
        let told = message(&reply.text());
        assert!(told["message"].as_str().unwrap().starts_with(&format!("{name}: ")), "{told}");
    }
}
