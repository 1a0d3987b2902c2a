//! Each kind of fault as a client meets it, and whether the call took effect.

#![allow(clippy::unwrap_used)] // a panic in a helper is the test's failure

mod support;

use std::collections::HashSet;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use bootpay_sandbox::Sandbox;
use serde_json::{Value, json};
use support::{DOCS_TOKEN, IDENTITY, PAYMENT, PAYMENT_PLAIN, Server};

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

/// The head of an answer in lower case, and not a byte more.
fn read_head(socket: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        socket.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    String::from_utf8(head).unwrap().to_ascii_lowercase()
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
fn drip_gives_the_head_at_once_and_then_byte_after_byte() {
    let server = Server::start();
    let request = server.request("POST", "/request/token", &[], &server.keys());
    add(&server, json!({"kind": "drip", "delay_ms": 600_000, "times": 1}));
    let mut socket = server.connection(&request);
    // The first byte of the body is ten minutes away.
    let head = read_head(&mut socket);
    let reply = server.post_json("/request/token", &server.keys());
    assert!(head.starts_with("http/1.1 200 "), "{head}");
    assert!(head.contains(&format!("\r\ncontent-length: {}\r\n", reply.body.len())), "{head}");
    assert!(token_age_after_a_minute(&server) >= 60, "the faulty call had issued the token");

    assert_eq!(add(&server, json!({"kind": "drip", "times": 1}))["delay_ms"], 1000);
    let mut socket = server.connection(&request);
    read_head(&mut socket);
    let mut bytes = [0; 64];
    assert_eq!(socket.read(&mut bytes).unwrap(), 1, "a second before the next one");

    add(&server, json!({"kind": "drip", "delay_ms": 0, "times": 1}));
    let path = format!("/receipt/{PAYMENT}");
    let (dripped, whole) = (server.api("GET", &path, Value::Null), server.api("GET", &path, Value::Null));
    assert_eq!(dripped.text(), whole.text());
}

#[test]
fn endless_goes_on_as_long_as_the_client_reads() {
    let server = Server::start();
    add(&server, json!({"kind": "endless", "times": 1}));
    let mut socket = server.connection(&server.request("POST", "/request/token", &[], &server.keys()));
    let head = read_head(&mut socket);
    assert!(head.contains("\r\ntransfer-encoding: chunked\r\n"), "{head}");
    assert!(head.contains("\r\ncontent-type: application/json"), "{head}");
    // More than any client takes: 8 MiB is where ours stops.
    let mut body = vec![0; 32 * 1024 * 1024];
    socket.read_exact(&mut body).unwrap();
    assert!(body.windows(14).take(100).any(|window| window == br#"{"status":200,"#));
    drop(socket);
    assert_eq!(token_age_after_a_minute(&server), 0, "no token had been issued");
}

#[test]
fn broken_json_is_whole_http() {
    let server = Server::start();
    let path = format!("/receipt/{PAYMENT}");
    let whole = server.api("GET", &path, Value::Null);
    add(&server, json!({"kind": "broken_json", "times": 1}));
    let broken = server.api("GET", &path, Value::Null);
    assert_eq!((broken.status, broken.header("content-type")), (200, whole.header("content-type")));
    assert_eq!(broken.header("content-length"), Some(broken.body.len().to_string().as_str()));
    assert_eq!(broken.body, whole.body[..whole.body.len() / 2]);
    assert!(serde_json::from_slice::<Value>(&broken.body).is_err());

    add(&server, json!({"kind": "broken_json", "times": 1}));
    server.post_json("/request/token", &server.keys());
    assert!(token_age_after_a_minute(&server) >= 60, "the faulty call had issued the token");
}

#[test]
fn content_type_lies_about_a_true_body() {
    let server = Server::start();
    add(&server, json!({"kind": "content_type", "times": 1}));
    let reply = server.post_json("/request/token", &server.keys());
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("text/html")));
    let count = reply.headers.iter().filter(|(name, _)| name == "content-type").count();
    assert_eq!((count, &reply.json()["status"]), (1, &json!(200)));
    assert!(token_age_after_a_minute(&server) >= 60, "the faulty call had issued the token");
}

#[test]
fn other_receipt_is_a_good_answer_about_another_one() {
    let server = Server::start();
    let other = |id: &str| {
        let (start, last) = id.split_at(id.len() - 1);
        format!("{start}{}", if last == "0" { "1" } else { "0" })
    };
    let path = format!("/receipt/{PAYMENT}");
    let whole = server.data("GET", &path, Value::Null);
    add(&server, json!({"kind": "other_receipt", "times": 1}));
    let slipped = server.data("GET", &path, Value::Null);
    assert_eq!(slipped["receipt_id"], other(PAYMENT));
    assert_eq!(slipped["payment_data"]["receipt_id"], other(PAYMENT));
    assert_eq!(slipped["receipt_url"], other(whole["receipt_url"].as_str().unwrap()));
    assert_eq!(slipped["order_id"], other(whole["order_id"].as_str().unwrap()));
    for same in ["price", "status", "name", "purchased_at"] {
        assert_eq!(slipped[same], whole[same], "{same}");
    }

    let params = json!({"order_id": "1", "items": [{"receipt_id": "1"}]});
    let id = server.payment(json!({"price": 3000, "params": params}));
    add(&server, json!({"kind": "other_receipt", "path": "/receipt", "times": 1}));
    assert_eq!(
        server.receipt(&id)["params"],
        params,
        "what the merchant keeps with a payment is no id of ours"
    );

    add(&server, json!({"kind": "other_receipt", "times": 1}));
    let cancelled = server.data("POST", "/cancel", json!({"receipt_id": PAYMENT_PLAIN}));
    assert_eq!(cancelled["receipt_id"], other(PAYMENT_PLAIN));
    assert_eq!(server.receipt(PAYMENT_PLAIN)["status"], 20, "the call took effect");

    add(&server, json!({"kind": "other_receipt", "times": 1}));
    let again = json!({"receipt_id": PAYMENT_PLAIN});
    assert_eq!(server.refused("POST", "/cancel", again), (422, -942_211), "a refusal names nothing");
}

#[test]
fn redirect_leads_round_and_round() {
    let server = Server::start();
    let first = "/request/token?a=b%20c";
    for (fault, status) in [
        (json!({"kind": "redirect", "times": 3}), 307),
        (json!({"kind": "redirect", "times": 3, "status": 301}), 301),
        (json!({"kind": "redirect", "times": 3, "status": 308}), 308),
    ] {
        add(&server, fault);
        let mut path = first.to_owned();
        for _ in 0..3 {
            let reply = server.post_json(&path, &server.keys());
            assert_eq!(reply.status, status);
            path = reply.header("location").unwrap().to_owned();
            assert_eq!(path, first);
        }
    }
    assert_eq!(token_age_after_a_minute(&server), 0, "no token had been issued");
    add(&server, json!({"kind": "redirect"}));
    let reply = server.send("GET", "//evil.example/receipt", &[], "");
    assert_eq!(reply.header("location"), Some("/.//evil.example/receipt"), "never to another host");
}

#[test]
fn half_close_ends_one_direction_only() {
    let server = Server::start();
    add(&server, json!({"kind": "half_close", "times": 1}));
    let mut socket = server.connection(&server.request("POST", "/request/token", &[], &server.keys()));
    assert_eq!(socket.read(&mut [0; 64]).unwrap(), 0, "the end, not a reset, and nothing before it");
    // More than the buffers of both sockets hold: it goes through only if the server goes on reading.
    socket.write_all(&vec![b'x'; 32 * 1024 * 1024]).unwrap();
    drop(socket);
    assert_eq!(server.journal().len(), 1);
    assert_eq!(token_age_after_a_minute(&server), 0, "no token had been issued");
}

#[test]
fn an_option_of_another_kind_is_refused_by_name() {
    let server = Server::start_with(Sandbox::builder().tls());
    let requests = [
        "status",
        "html",
        "redirect",
        "reset",
        "reset_after",
        "half_close",
        "stall",
        "delay",
        "drip",
        "truncate",
        "broken_json",
        "content_type",
        "other_receipt",
        "endless",
    ];
    let connections = ["tls_stall", "tls_close", "tls_expired", "tls_wrong_name", "tls_unknown_ca"];
    for kind in requests.into_iter().chain(connections) {
        for (option, value, takers) in [
            ("method", json!("GET"), &requests[..]),
            ("path", json!("/receipt"), &requests[..]),
            ("status", json!(307), &["status", "html", "redirect"]),
            ("retry_after_s", json!(1), &["status", "html"]),
            ("delay_ms", json!(1), &["delay", "drip"]),
        ] {
            let mut fault = json!({"kind": kind, "times": 1, "probability": 0.5, "seed": 7, option: value});
            if kind == "delay" {
                fault["delay_ms"] = json!(1);
            }
            if takers.contains(&kind) {
                assert_eq!(add(&server, fault)[option], value);
            } else {
                let (status, error) = server.control_error("/sandbox/faults", &fault.to_string());
                let start = format!("{option}: does not belong to the kind {kind}, which takes ");
                assert!(status == 422 && error.starts_with(&start), "{error}");
                assert!(error.contains("times, probability, seed"), "{error}");
            }
        }
    }
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
        (0..40).map(|_| server.send("GET", "/nowhere", &[], "").status == 500).collect()
    };
    let first = run(3);
    assert_eq!(run(3), first);
    assert_ne!(run(4), first);
    assert!(first.contains(&true) && first.contains(&false));
    server.control("DELETE", "/sandbox/faults", Value::Null);
    add(&server, json!({"kind": "status", "probability": 0}));
    assert_eq!(server.send("GET", "/nowhere", &[], "").status, 404);
}

/// How one call ended: status line and length of the body, nothing at all, or a broken connection.
fn outcome(server: &Server) -> String {
    let path = format!("/receipt/{PAYMENT}");
    match server.raw(&server.request("GET", &path, &[("Authorization", DOCS_TOKEN)], "")) {
        Ok(answer) => {
            let answer = String::from_utf8_lossy(&answer);
            let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
            format!("{} {}", head.lines().next().unwrap_or_default(), body.len())
        }
        Err(error) => error.kind().to_string(),
    }
}

/// Two hundred calls, one after the other, on a fresh sandbox with a fault of each kind that is quick to meet.
fn run(seed: u64) -> Vec<String> {
    let server = Server::start();
    let kinds = ["status", "html", "redirect", "reset", "reset_after", "truncate", "broken_json"];
    for (number, kind) in (0..).zip(kinds) {
        add(&server, json!({"kind": kind, "probability": 0.1, "seed": seed + number}));
    }
    (0..200).map(|_| outcome(&server)).collect()
}

#[test]
fn mixed_faults_of_the_same_seed_are_the_same_run() {
    let first = run(100);
    assert_eq!(run(100), first);
    assert_ne!(run(200), first);
    let kinds: HashSet<&String> = first.iter().collect();
    assert_eq!(kinds.len(), 6, "a true answer, half a one, and the others: {kinds:?}");
}

#[test]
fn one_fault_is_removed_and_the_others_stay() {
    let server = Server::start();
    let first = add(&server, json!({"kind": "status", "path": "/cancel"}));
    let second = add(&server, json!({"kind": "stall", "path": "/receipt"}));
    let route = format!("/sandbox/faults/{}", first["id"]);
    assert_eq!(server.control("DELETE", &route, Value::Null), json!({"removed": 1}));
    assert_eq!(server.control("GET", "/sandbox/faults", Value::Null), json!([second]));
    assert_eq!(server.control("DELETE", &route, Value::Null), json!({"removed": 0}), "gone already");
}
