//! Each kind of fault as a client meets it, and whether the call took effect.

#![allow(clippy::unwrap_used)] // a panic in a helper is the test's failure

mod support;

use std::io::ErrorKind;
use std::time::Duration;

use serde_json::{Value, json};
use support::{IDENTITY, PAYMENT, Server};

fn add(server: &Server, fault: Value) -> Value {
    server.control("POST", "/sandbox/faults", fault)
}

/// `data.expired_at` of a token call one minute after the faulty one: what it says about the faulty one.
/// If that one issued a token, the token is now a minute old.
fn token_age_after_a_minute(server: &Server) -> i64 {
    server.advance(60);
    let data = server.token_data();
    1800 - (data["expired_at"].as_i64().unwrap() - data["server_time"].as_i64().unwrap())
}

#[test]
fn status_answers_an_envelope_without_effect() {
    let server = Server::start();
    let fault = add(
        &server,
        json!({"kind": "status", "path": "/request/token", "times": 2, "status": 503, "retry_after_s": 7}),
    );
    assert_eq!(fault["id"], 1);
    for _ in 0..2 {
        let reply = server.post_json("/request/token", &server.keys());
        assert_eq!(reply.refusal().0, 503);
        assert_eq!(reply.header("retry-after"), Some("7"));
    }
    assert_eq!(server.control("GET", "/sandbox/faults", Value::Null), json!([]), "used up");
    assert_eq!(token_age_after_a_minute(&server), 0, "no token had been issued");
    assert_eq!(server.journal().len(), 3, "faulted calls are in the journal");

    add(&server, json!({"kind": "status"}));
    let reply = server.post_json("/request/token", &server.keys());
    assert_eq!((reply.status, reply.header("retry-after")), (500, None));
}

#[test]
fn html_answers_a_page() {
    let server = Server::start();
    add(&server, json!({"kind": "html"}));
    let reply = server.post_json("/request/token", &server.keys());
    assert_eq!((reply.status, reply.header("content-type")), (502, Some("text/html")));
    assert!(reply.text().starts_with("<html>"));
}

#[test]
fn reset_comes_before_the_effect() {
    let server = Server::start();
    add(&server, json!({"kind": "reset", "times": 1}));
    let request = server.request("POST", "/request/token", &[], &server.keys());
    let error = server.raw(&request).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset, "a TCP reset, not an orderly end: {error}");
    assert_eq!(server.journal().len(), 1);
    assert_eq!(token_age_after_a_minute(&server), 0, "the token is newer than the faulty call");
}

#[test]
fn reset_after_comes_after_the_effect() {
    let server = Server::start();
    add(&server, json!({"kind": "reset_after", "times": 1}));
    let request = server.request("POST", "/request/token", &[], &server.keys());
    assert_eq!(server.raw(&request).unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert!(token_age_after_a_minute(&server) >= 60, "the faulty call had issued the token");
}

#[test]
fn stall_never_answers_and_hurts_nobody_else() {
    let server = Server::start();
    add(&server, json!({"kind": "stall", "path": "/request/token", "times": 1}));
    let request = server.request("POST", "/request/token", &[], &server.keys());
    let error = server.raw_within(&request, Duration::from_millis(300)).unwrap_err();
    // The client's own timeout; Windows calls it by the other name.
    assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{error}");
    assert_eq!(token_age_after_a_minute(&server), 0);
}

#[test]
fn truncate_announces_more_than_it_sends() {
    let server = Server::start();
    let token = server.token();
    let path = format!("/certificate/{IDENTITY}");
    let whole = server.get(&path, &token);
    add(&server, json!({"kind": "truncate"}));
    let raw = server.raw(&server.request("GET", &path, &[("Authorization", &token)], "")).unwrap();
    let split = raw.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    let head = String::from_utf8(raw[..split].to_vec()).unwrap().to_ascii_lowercase();
    assert!(head.starts_with("http/1.1 200 "), "{head}");
    assert!(head.contains(&format!("\r\ncontent-length: {}\r\n", whole.body.len())), "{head}");
    assert_eq!(raw[split..], whole.body[..whole.body.len() / 2]);
}

#[test]
fn a_long_truncated_answer_loses_no_byte_of_its_half() {
    let server = Server::start();
    let token = server.token();
    let id = "0123456789abcdef01234567";
    server.control(
        "POST",
        "/sandbox/identities",
        json!({"receipt_id": id, "username": "가".repeat(300_000)}),
    );
    let whole = server.get(&format!("/certificate/{id}"), &token);
    add(&server, json!({"kind": "truncate"}));
    let raw = server
        .raw(&server.request("GET", &format!("/certificate/{id}"), &[("Authorization", &token)], ""))
        .unwrap();
    let split = raw.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    assert_eq!(raw.len() - split, whole.body.len() / 2);
}

#[test]
fn delay_gives_the_true_answer() {
    let server = Server::start();
    let token = server.token();
    add(&server, json!({"kind": "delay", "delay_ms": 5}));
    assert_eq!(server.get(&format!("/receipt/{PAYMENT}"), &token).status, 200);
}

#[test]
fn a_fault_hits_only_what_it_names() {
    let server = Server::start();
    let token = server.token();
    let faulted = |fault: Value, method: &str, path: &str| {
        server.control("DELETE", "/sandbox/faults", Value::Null);
        let mut fault = fault;
        fault["kind"] = json!("status");
        fault["status"] = json!(418);
        add(&server, fault);
        server.send(method, path, &[("Authorization", &token)], "").status == 418
    };
    let certificate = format!("/certificate/{IDENTITY}");
    let suffixed = format!("{certificate}.json");
    let receipt = format!("/receipt/{IDENTITY}");
    for (fault, method, path, expected) in [
        (json!({}), "GET", &certificate, true),
        (json!({"path": "/certificate"}), "GET", &certificate, true),
        (json!({"path": "/certificate"}), "GET", &receipt, false),
        (json!({"path": "/cert"}), "GET", &certificate, false),
        (json!({"path": certificate}), "GET", &suffixed, true),
        (json!({"path": suffixed}), "GET", &certificate, true),
        (json!({"path": "/certificate/{receipt_id}"}), "GET", &certificate, true),
        (json!({"path": "/*/612e09260d681b0021e61ab9"}), "GET", &receipt, true),
        (json!({"method": "get"}), "GET", &certificate, true),
        (json!({"method": "POST"}), "GET", &certificate, false),
    ] {
        assert_eq!(faulted(fault.clone(), method, path), expected, "{fault} {method} {path}");
    }
    let removed = server.control("DELETE", "/sandbox/faults", Value::Null);
    assert_eq!(removed, json!({"removed": 1}));
    assert_eq!(server.get(&certificate, &token).status, 200);
}

#[test]
fn control_calls_are_never_faulted() {
    let server = Server::start();
    for path in [json!("/sandbox"), json!("/"), Value::Null] {
        add(&server, json!({"kind": "reset", "path": path}));
    }
    assert_eq!(server.control("GET", "/sandbox/health", Value::Null)["ok"], true);
}

#[test]
fn the_same_seed_gives_the_same_bad_luck() {
    let server = Server::start();
    let run = |seed: u64| -> Vec<bool> {
        server.control("DELETE", "/sandbox/faults", Value::Null);
        add(&server, json!({"kind": "status", "probability": 0.5, "seed": seed}));
        (0..40).map(|_| server.send("GET", "/", &[], "").status == 500).collect()
    };
    let first = run(3);
    assert_eq!(run(3), first);
    assert_ne!(run(4), first);
    assert!(first.contains(&true) && first.contains(&false));
    server.control("DELETE", "/sandbox/faults", Value::Null);
    add(&server, json!({"kind": "status", "probability": 0}));
    assert_eq!(server.send("GET", "/", &[], "").status, 404);
}
