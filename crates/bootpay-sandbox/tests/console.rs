//! The console's page and events, without a browser; `tests/console` has the rest.

#![allow(clippy::unwrap_used)] // a panic in a helper is the test's failure

mod support;

use std::io::{BufRead, BufReader};
use std::net::TcpStream;

use serde_json::{Value, json};
use support::{PAYMENT, Server};

/// One open console.
struct Events(BufReader<TcpStream>);

impl Events {
    fn open(server: &Server) -> Self {
        let request = server.request("GET", "/sandbox/events", &[], "");
        Self(BufReader::new(server.connection(&request)))
    }

    fn next(&mut self) -> Value {
        loop {
            let mut line = String::new();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the events ended");
            if let Some(text) = line.strip_prefix("data: ") {
                return serde_json::from_str(text).unwrap();
            }
        }
    }

    /// The next event in which this is true.
    fn until(&mut self, is_there: impl Fn(&Value) -> bool) -> Value {
        loop {
            let event = self.next();
            if is_there(&event) {
                return event;
            }
        }
    }
}

#[test]
fn the_page_has_a_strict_policy_and_only_what_is_here() {
    let server = Server::start();
    let page = server.send("GET", "/", &[], "");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
    let text = page.text();
    assert!(!text.contains("style=") && !text.contains("<style") && !text.contains("://"), "{text}");
    let linked = text.split(['"']).filter(|word| word.starts_with("/console/"));
    for path in linked.collect::<Vec<&str>>() {
        let file = server.send("GET", path, &[], "");
        assert_eq!((file.status, file.header("x-content-type-options")), (200, Some("nosniff")), "{path}");
    }
    let head = server.raw(&server.request("HEAD", "/", &[], "")).unwrap();
    assert!(head.starts_with(b"HTTP/1.1 200 ") && head.ends_with(b"\r\n\r\n"));
    assert_eq!(server.api("POST", "/", Value::Null).status, 404);
    assert_eq!(server.api("GET", "/console/../Cargo.toml", Value::Null).status, 404);
    assert_eq!(server.journal().len(), 2, "what the console asks for itself is no request of a client");
}

#[test]
fn pages_of_other_hosts_get_nothing() {
    let server = Server::start();
    for path in ["/", "/console/main.js", "/sandbox/events", "/sandbox/project", "/openapi.json"] {
        let reply = server.send("GET", path, &[("Host", "evil.example")], "");
        assert_eq!(reply.status, 403, "{path}");
        assert!(!reply.text().contains(server.sandbox.private_key()));
    }
    let origin = [("Origin", "https://evil.example")];
    for path in ["/sandbox/cancels", "/sandbox/webhooks/1/resend", "/sandbox/reset"] {
        assert_eq!(server.send("POST", path, &origin, "").status, 403, "{path}");
    }
    assert_eq!(
        server.send("GET", "/sandbox/events", &origin, "").status,
        403,
        "nor do they keep a stream open"
    );
    let own = server.send("GET", "/", &[], "");
    assert_eq!(own.header("access-control-allow-origin"), None);
}

#[test]
fn events_bring_everything_and_then_what_changes() {
    let server = Server::start();
    let mut events = Events::open(&server);
    let first = events.next();
    assert_eq!((&first["fresh"], &first["more"]), (&json!(true), &json!(false)));
    let count = |kind: &str| first[kind].as_array().unwrap().len();
    assert_eq!((count("identities"), count("payments"), count("billing_keys")), (3, 7, 2));

    server.control("POST", "/sandbox/identities", json!({"username": "김샌드", "phone": "01000007777"}));
    let event = events.until(|event| event["identities"] != json!([]));
    assert_eq!((&event["fresh"], &event["payments"]), (&json!(false), &json!([])));
    let row = &event["identities"][0];
    assert_eq!((&row["state"], &row["name"]), (&json!("verified"), &json!("본인인증")));
    assert_eq!((&row["username"], &row["birth"]), (&json!("김샌드"), &json!("1990-10-04")));
    let masked = json!({"username": "김*드", "phone": "010-****-7777", "birth": "1990-**-**"});
    assert_eq!(row["masked"], masked);

    server.api("GET", &format!("/receipt/{PAYMENT}?user=hong"), Value::Null);
    let event = events.until(|event| event["requests"][0]["status"] == 200);
    let row = &event["requests"][0];
    assert_eq!(row["from_browser"], false);
    assert_eq!((&row["path"], &row["has_query"]), (&json!(format!("/receipt/{PAYMENT}")), &json!(true)));
    let path = format!("/sandbox/requests/{}", row["id"]);
    assert!(server.control("GET", &path, Value::Null)["path"].as_str().unwrap().ends_with("?user=hong"));

    server.control("POST", "/sandbox/faults", json!({"kind": "reset", "times": 1}));
    events.until(|event| event["faults"][0]["kind"] == "reset");
    assert!(server.try_send("GET", "/receipt/x", &[], "").is_err());
    events.until(|event| event["requests"][0]["status"] == 0 && event["faults"] == json!([]));

    server.advance(86_400);
    assert_eq!(events.until(|event| event["ahead_s"] != 0)["ahead_s"], 86_400);
    server.control("DELETE", "/sandbox/faults", Value::Null);
    server.data("DELETE", "/subscribe/billing/5b025b33e13f33310ce560fb", Value::Null);
    let event = events.until(|event| event["billing_keys"] != json!([]));
    assert_eq!(event["billing_keys"][0]["deleted"], true);
    assert_eq!(event["payments"][0]["status"], -11, "its registration with it");

    server.control("POST", "/sandbox/reset", Value::Null);
    let event = events.until(|event| event["fresh"] == true);
    assert_eq!((&event["requests"], &event["ahead_s"]), (&json!([]), &json!(0)));
    assert_eq!(event["payments"].as_array().unwrap().len(), 7);
}

#[test]
fn a_verification_is_an_identity_from_its_beginning() {
    let server = Server::start();
    let mut events = Events::open(&server);
    events.next();
    let mut state_of = |outcome: &str| {
        let window = json!({"outcome": outcome, "order_id": outcome, "name": "회원 가입"});
        let made = server.control("POST", "/sandbox/windows", window);
        let event = events.until(|event| event["identities"] != json!([]));
        assert_eq!(event["payments"], json!([]), "{outcome}");
        let row = &event["identities"][0];
        assert_eq!((&row["id"], &row["name"]), (&made["receipt_id"], &json!("회원 가입")));
        assert_eq!(row.get("username"), None, "nobody was verified");
        row["state"].as_str().unwrap().to_owned()
    };
    let states = ["unfinished", "cancelled", "failed"].map(&mut state_of);
    assert_eq!(states, ["waiting", "cancelled", "failed"]);
}

#[test]
fn ages_are_those_of_the_sandboxs_day() {
    let server = Server::start();
    server.control("POST", "/sandbox/identities", json!({"persona": "age_13", "order_id": "young"}));
    let mut events = Events::open(&server);
    let age = |event: &Value| {
        let rows = event["identities"].as_array().unwrap();
        rows.iter().find(|row| row["order_id"] == "young").unwrap()["age"].clone()
    };
    assert_eq!(age(&events.next()), 13);
    server.advance(86_400);
    let event = events.until(|event| event["ahead_s"] != 0);
    assert_eq!((&event["fresh"], age(&event)), (&json!(true), json!(14)), "all ages are told anew");
}

#[test]
fn what_browsers_ask_for_is_marked() {
    let server = Server::start();
    let mut events = Events::open(&server);
    events.next();
    let image = [("Sec-Fetch-Dest", "image")];
    // Node's fetch sends this one header of a browser's.
    let node = [("Sec-Fetch-Mode", "cors")];
    for (path, headers, is_from_browser) in [
        ("/window/window.css", &[][..], true),
        ("/window/none", &[], true),
        ("/favicon.ico", &image, true),
        ("/favicon.ico", &[], false),
        ("/receipt/none", &node, false),
    ] {
        server.send("GET", path, headers, "");
        let event = events.until(|event| event["requests"] != json!([]));
        let row = event["requests"].as_array().unwrap().last().unwrap();
        assert_eq!((&row["path"], &row["from_browser"]), (&json!(path), &json!(is_from_browser)));
    }
}

#[test]
fn many_rows_come_in_parts_and_none_twice() {
    let server = Server::start();
    server.control("POST", "/sandbox/payments", json!({"price": 1000, "count": 5000}));
    let mut events = Events::open(&server);
    let mut ids = Vec::new();
    loop {
        let event = events.next();
        assert_eq!(event["fresh"], ids.is_empty());
        let rows = event["payments"].as_array().unwrap();
        assert!(rows.len() <= 2000);
        ids.extend(rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()));
        if event["more"] == false {
            break;
        }
    }
    assert_eq!(ids.len(), 5007);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 5007);
}

#[test]
fn a_cancel_from_the_console_is_a_cancel() {
    let server = Server::start();
    let id = server.payment(json!({"price": 9000}));
    let cancel = |more: Value| server.post_json("/sandbox/cancels", &more.to_string());
    assert_eq!(cancel(json!({"receipt_id": id, "price": 2000})).json()["data"]["remain_price"], 7000);
    let refused = cancel(json!({"receipt_id": id, "price": 8000}));
    assert_eq!(
        refused.status,
        server.api("POST", "/cancel", json!({"receipt_id": id, "price": 8000})).status
    );
    assert!(refused.json()["error"].as_str().unwrap().contains("(code -"));
    assert_eq!(server.receipt(&id)["cancelled_price"], 2000);
    assert_eq!(
        server.control("GET", &format!("/sandbox/payments/{id}"), Value::Null)["cancelled_price"],
        2000
    );
    let fields = |path: &str| server.send("GET", path, &[], "").status;
    assert_eq!(fields("/sandbox/payments/none"), 404);
    assert_eq!(fields("/sandbox/requests/99"), 404);
    assert_eq!(fields("/sandbox/webhooks/99"), 404);
}
