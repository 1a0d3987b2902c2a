//! What must not happen: a real key that is kept, a web page that drives the sandbox, a port that others can reach.

#![allow(clippy::unwrap_used)] // a panic in a helper is the test's failure

mod support;

use std::io::{ErrorKind, Read};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use bootpay_sandbox::{Sandbox, StartError};
use serde_json::{Value, json};
use support::{IDENTITY, Server, pair};
use tokio::runtime::Runtime;

/// Not a real key, but nothing about its shape says so.
const FOREIGN: &str = "Zm9yZWlnbi/rZXkrZm9y+WlnbiFrZXkrZm9yZ/lnbi0=";

/// Method, path, headers, body.
type Call<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], &'a str);

#[test]
fn a_refused_key_is_kept_nowhere() {
    let server = Server::start();
    let id = server.sandbox.application_id();
    // base64 of "id:" and a key, as a client of another API would send it.
    let basic = "Basic aWQ6Wm05eVpXbG5iaTlyWlhrclptOXlaV2xuYmk5clpYa3JabTl5WldsbmJpMD0=";
    let slashed = FOREIGN.replace('/', "\\/");
    let encoded = FOREIGN.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let json_text = pair(id, FOREIGN);
    let form = format!("application_id={id}&private_key={encoded}");
    let escaped = format!(r#"{{"application_id":"{id}","private_key":"{slashed}"}}"#);
    let nested =
        json!({"config": [{"privateKey": FOREIGN}], "note": format!("key is {FOREIGN}!")}).to_string();
    let cut = &json_text[..json_text.len() - 12];
    let query = format!("/request/token?{form}");
    let in_path = format!("/receipt/{encoded}");

    let calls: [Call<'_>; 12] = [
        ("POST", "/request/token", &[("Content-Type", "application/json")], &json_text),
        ("POST", "/request/token", &[("Content-Type", "application/json")], &escaped),
        ("POST", "/request/token", &[("Content-Type", "application/json")], cut),
        ("POST", "/request/token", &[("Content-Type", "application/x-www-form-urlencoded")], &form),
        ("POST", "/request/token", &[], &json_text),
        ("POST", "/request/token", &[], &form),
        ("POST", &query, &[], ""),
        ("POST", "/cancel", &[("Content-Type", "application/json")], &nested),
        ("PUT", &query, &[("Content-Type", "text/plain")], FOREIGN),
        ("GET", &in_path, &[], ""),
        ("GET", "/receipt/x", &[("Authorization", FOREIGN), ("X-Private-Key", FOREIGN)], ""),
        ("GET", "/receipt/x", &[("Authorization", basic)], ""),
    ];
    let secrets = [FOREIGN, &encoded, &slashed, &FOREIGN[..10], &FOREIGN[30..], &basic[6..]];
    for (method, path, headers, body) in calls {
        let answer = server.send(method, path, headers, body).text();
        for secret in secrets {
            assert!(!answer.contains(secret), "{method} {path} {body}: {answer}");
        }
    }
    let journal = server.journal();
    assert_eq!(journal.len(), calls.len());
    for entry in &journal {
        let text = entry.to_string();
        for secret in secrets {
            assert!(!text.contains(secret), "{text}");
        }
        assert!(text.contains("[refused key]"), "{text}");
    }
    assert_eq!(journal[0]["body"], pair(id, "[refused key]"), "and the rest stays as it came");
}

#[test]
fn the_journal_keeps_what_came_as_it_came() {
    let server = Server::start();
    let token = server.token();
    let path = format!("/certificate/{IDENTITY}.json?a=b%20c&a=%ED%95%9C");
    server.send(
        "GET",
        &path,
        &[("Authorization", &token), ("X-Twice", "1"), ("x-twice", "2")],
        "{ \"한글\": 1 }",
    );
    server.send("GET", "/nowhere", &[], "");
    let journal = server.journal();
    assert_eq!(journal.len(), 3, "control calls are left out, refused ones are not: {journal:?}");
    assert_eq!(journal[0]["body"], server.keys(), "our own key is no secret");
    assert_eq!(journal[1]["method"], "GET");
    assert_eq!(journal[1]["path"], path);
    assert_eq!(journal[1]["body"], "{ \"한글\": 1 }");
    assert_eq!(journal[1]["headers"]["authorization"], token);
    assert_eq!(journal[1]["headers"]["x-twice"], "1, 2");
    assert_eq!((&journal[2]["path"], &journal[2]["body"]), (&json!("/nowhere"), &json!("")));
    assert_eq!(journal[2]["headers"].get("authorization"), None);
}

#[test]
fn the_journal_forgets_the_oldest_of_more_than_ten_thousand() {
    let server = Server::start();
    let mut requests = String::new();
    for number in 0..10_005 {
        requests.push_str(&format!("GET /n/{number} HTTP/1.1\r\nHost: x\r\n\r\n"));
    }
    // One connection for all of them; it is closed by the last one.
    requests.push_str("GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    let address = server.address().to_owned();
    let writer = TcpStream::connect(address).unwrap();
    let mut reader = writer.try_clone().unwrap();
    let reading = std::thread::spawn(move || {
        let mut answers = Vec::new();
        reader.read_to_end(&mut answers).unwrap();
    });
    std::io::Write::write_all(&mut &writer, requests.as_bytes()).unwrap();
    reading.join().unwrap();
    let journal = server.journal();
    assert_eq!(journal.len(), 10_000);
    assert_eq!((&journal[0]["path"], &journal[9_999]["path"]), (&json!("/n/6"), &json!("/last")));
}

#[test]
fn other_web_pages_cannot_drive_the_sandbox() {
    let server = Server::start();
    let status =
        |method: &str, path: &str, headers: &[(&str, &str)]| server.send(method, path, headers, "").status;
    for host in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", ""] {
        assert_eq!(status("GET", "/sandbox/requests", &[("Host", host)]), 403, "{host}");
        assert_eq!(status("POST", "/sandbox/reset", &[("Host", host)]), 403, "{host}");
    }
    for host in ["localhost:1234", "127.0.0.1", "[::1]:80"] {
        assert_eq!(status("GET", "/sandbox/requests", &[("Host", host)]), 200, "{host}");
    }
    for origin in ["https://evil.example", "null", "http://127.0.0.1.evil.example", ""] {
        assert_eq!(status("POST", "/sandbox/reset", &[("Origin", origin)]), 403, "{origin}");
        assert_eq!(status("DELETE", "/sandbox/faults", &[("Origin", origin)]), 403, "{origin}");
    }
    for origin in ["http://localhost:3000", "http://127.0.0.1:8300", "http://[::1]:1"] {
        assert_eq!(status("POST", "/sandbox/reset", &[("Origin", origin)]), 200, "{origin}");
    }
    let no_host = server.raw(b"POST /sandbox/reset HTTP/1.1\r\nConnection: close\r\n\r\n").unwrap();
    assert!(no_host.starts_with(b"HTTP/1.1 403 "), "{:?}", String::from_utf8_lossy(&no_host));
    let absolute =
        b"POST http://evil.example/sandbox/reset HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    let absolute = server.raw(absolute).unwrap();
    assert!(absolute.starts_with(b"HTTP/1.1 403 "), "{:?}", String::from_utf8_lossy(&absolute));
}

#[test]
fn only_loopback_addresses_are_taken() {
    let runtime = Runtime::new().unwrap();
    for address in ["0.0.0.0:0", "[::]:0", "10.0.0.1:0", "192.168.0.1:8300", "[::ffff:10.0.0.1]:0"] {
        let address: SocketAddr = address.parse().unwrap();
        let error = runtime.block_on(Sandbox::builder().listen(address).start()).unwrap_err();
        assert!(matches!(error, StartError::NotLoopback { .. }), "{error:?}");
        assert!(error.to_string().contains(&address.to_string()), "{error}");
    }
}

#[test]
fn a_port_in_use_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let error = Runtime::new().unwrap().block_on(Sandbox::builder().listen(address).start()).unwrap_err();
    assert!(matches!(error, StartError::InUse { .. }), "{error:?}");
    assert!(error.to_string().contains(&address.to_string()), "{error}");
}

#[test]
fn stopping_ends_the_port_and_every_connection() {
    let runtime = Runtime::new().unwrap();
    let sandbox = runtime.block_on(Sandbox::start()).unwrap();
    let address: SocketAddr = sandbox.url().strip_prefix("http://").unwrap().parse().unwrap();
    let mut idle = TcpStream::connect(address).unwrap();
    idle.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    // Answered once, so the server surely has this connection; then it stays open.
    std::io::Write::write_all(&mut idle, b"GET /sandbox/health HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    assert!(idle.read(&mut [0; 1024]).unwrap() > 0);
    runtime.block_on(sandbox.stop());
    match idle.read(&mut [0; 1024]) {
        Ok(read) => assert_eq!(read, 0, "the end of the connection"),
        Err(error) => {
            assert!(matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted))
        }
    }
    // The port is free again.
    let again = runtime.block_on(Sandbox::builder().listen(address).start()).unwrap();
    assert_eq!(again.url(), format!("http://{address}"));
    drop(again);
}

#[test]
fn debug_shows_no_key() {
    let server = Server::start();
    let shown = format!("{:?}", server.sandbox);
    assert!(shown.contains(server.sandbox.url()));
    assert!(!shown.contains(server.sandbox.private_key()), "{shown}");
}

#[test]
fn health_tells_version_and_time() {
    let server = Server::start();
    let before = server.control("GET", "/sandbox/health", Value::Null);
    assert_eq!((&before["ok"], &before["version"]), (&json!(true), &json!(env!("CARGO_PKG_VERSION"))));
    let advanced = server.control("POST", "/sandbox/clock", json!({"advance_s": 3600}));
    let after = server.control("GET", "/sandbox/health", Value::Null);
    assert!(advanced["now"].as_i64().unwrap() >= before["now"].as_i64().unwrap() + 3600);
    assert!(after["now"].as_i64().unwrap() >= advanced["now"].as_i64().unwrap());
}
