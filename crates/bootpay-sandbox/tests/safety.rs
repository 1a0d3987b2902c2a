//! What must not happen: a real key that is kept, a web page that drives the sandbox, a port that others can reach.

#![allow(clippy::unwrap_used)] // a panic in a helper is the test's failure

mod support;

use std::io::{ErrorKind, Read};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use bootpay_sandbox::{Sandbox, StartError};
use serde_json::{Value, json};
use support::{DOCS_ID, DOCS_KEY, IDENTITY, PAYMENT, Server, pair};
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
        assert!(text.contains("[refused "), "{text}");
    }
    let lengths = "[refused token request: application_id 24 characters, private_key 44 characters]";
    assert_eq!(journal[0]["body"], lengths, "what a developer needs to see the mistake");
    assert_eq!(journal[2]["body"], format!("[refused token request: {} bytes]", cut.len()));
    assert_eq!(journal[6]["path"], format!("/request/token?{lengths}"));
    let hidden = json!({"config": [{"privateKey": "[refused key]"}], "note": "key is [refused key]!"});
    assert_eq!(journal[7]["body"], hidden.to_string(), "and the rest stays as it came");
}

/// A key as clients write it, also by mistake: escaped, cut, in the other alphabet, in the other field.
#[test]
fn a_refused_key_is_kept_in_no_other_spelling_either() {
    let server = Server::start();
    let id = server.sandbox.application_id();
    let cut = &FOREIGN[..43];
    let url_safe = FOREIGN.replace('+', "-").replace('/', "_");
    let spellings = [
        cut.to_owned(),
        FOREIGN.replace('=', "\\u003d"), // Gson
        FOREIGN.replace('+', "\\u002B").replace('/', "\\u002f"),
        FOREIGN.replace('+', "%2B").replace('/', "%2F").replace('=', "%253D"),
        FOREIGN.replace('+', "%252B").replace('/', "%25252F"),
        url_safe[..43].to_owned(),
        format!("{FOREIGN}="),
        FOREIGN.replace('/', "\\\\u002f").replace('=', "\\\\u003d"),
        url_safe,
    ];
    for (path, type_) in [
        ("/request/token", "application/json"),
        ("/v2/request/token.json", "text/plain"),
        ("/cancel", "application/json"),
    ] {
        for key in &spellings {
            let swapped = format!(r#"{{"application_id":"{key}","private_key":"{id}"}}"#);
            let name = format!(r#"{{"{key}":1}}"#);
            for body in [&swapped, &name, key, &format!("application_id={key}&x=y"), &format!("note: {key}!")]
            {
                let headers = [("Content-Type", type_), ("Authorization", key), ("X-Config", key)];
                server.send("POST", &format!("{path}?application_id={key}"), &headers, body);
            }
        }
    }
    for key in &spellings {
        server.send("GET", &format!("/receipt/{key}"), &[], "");
        server.send("GET", &format!("/receipt/abc/{key}/cancel?a=%20{key}"), &[], "");
    }
    let secret = "hunter2-secret";
    let multipart =
        format!("--b\r\nContent-Disposition: form-data; name=\"private_key\"\r\n\r\n{secret}\r\n--b--");
    for path in ["/request/token", "/cancel"] {
        for (type_, body) in [
            ("application/json", json!({"data": json!({"private_key": secret}).to_string()}).to_string()),
            ("multipart/form-data; boundary=b", multipart.clone()),
            ("text/xml", format!("<private_key>{secret}</private_key>")),
            ("text/xml", format!("<project privateKey='{secret}'/>")),
            ("application/json", format!("{{'private_key':'{secret}'}}")),
            ("application/json", format!(r#"{{private_key:"{secret}"}}"#)),
            ("application/json", format!(r#"{{"private_key" "{secret}"}}"#)),
            ("application/json", format!(r#"{{"private_key":"{secret}""#)),
            ("text/plain", format!("application_id={id}\nPRIVATE-KEY={secret}")),
            ("application/x-www-form-urlencoded", format!("data=%7B%22private_key%22%3A%22{secret}%22%7D")),
            ("application/x-www-form-urlencoded", format!("private%255Fkey={secret}")),
        ] {
            server.send("POST", path, &[("Content-Type", type_)], &body);
        }
        server.send("POST", &format!("{path}?data=%7B%22private_key%22%3A%22{secret}%22%7D"), &[], "");
        server.send("POST", &format!("{path}%3Fprivate_key={secret}"), &[], "");
        server.send("POST", path, &[("Cookie", &format!("private_key={secret}"))], "");
        // Not the shape of a key: only the token call can know that it is meant as one.
        server.send("POST", "/request/token", &[("Authorization", secret)], &pair(secret, id));
    }
    // The key without what may be escaped in it.
    let secrets = ["Zm9yZWlnbi", "rZXkrZm9y", "WlnbiFrZXkrZm9yZ", "lnbi0", secret];
    for entry in server.journal() {
        let text = entry.to_string();
        for secret in secrets {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
    }
}

#[test]
fn accepted_keys_and_ordinary_bodies_stay_as_they_came() {
    let server = Server::start();
    let (id, key) = (server.sandbox.application_id(), server.sandbox.private_key());
    let gson = pair(id, key).replace('=', "\\u003d");
    let encoded = key.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let form = format!("application_id={id}&private_key={encoded}");
    for body in [pair(id, key), pair(DOCS_ID, DOCS_KEY), gson, form] {
        assert_eq!(server.send("POST", "/request/token", &[("X-Trace", "a")], &body).status, 200, "{body}");
        let entry = server.journal().pop().unwrap();
        assert_eq!((&entry["body"], &entry["headers"]["x-trace"]), (&json!(body), &json!("a")));
    }
    let certificate = server.get(&format!("/certificate/{IDENTITY}"), &server.token()).text();
    let ci = "kz9/Xo+Q".repeat(10) + "Ab3dEf==";
    for body in [
        certificate,
        json!({"unique": ci, "di": &ci[..64], "token": "0123456789abcdef".repeat(4)}).to_string(),
        json!({"id": IDENTITY, "uuid": "123e4567-e89b-12d3-a456-426614174000", "n": "Zm9v".repeat(11)})
            .to_string(),
        json!({"value": format!("{}Zm8=", "Zm9v".repeat(15)), "a\\n": "100%25 \u{1f600}"}).to_string(),
        format!(
            "unique={}&url=https%3A%2F%2Fshop.example%2Fsubscribe%2Fbilling%2F{PAYMENT}",
            ci.replace('+', "%2B")
        ),
    ] {
        // 43 characters of the base64 alphabet, and yet no key.
        let path = format!("/subscribe/billing/{PAYMENT}");
        server.send("DELETE", &path, &[], &body);
        let entry = server.journal().pop().unwrap();
        assert_eq!((&entry["path"], &entry["body"]), (&json!(path), &json!(body)));
    }
}

/// Sends these bytes, then nothing more for ever, and reads what comes until the connection ends.
fn half_closed(server: &Server, request: &str) -> Vec<u8> {
    let mut socket = TcpStream::connect(server.address()).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    std::io::Write::write_all(&mut socket, request.as_bytes()).unwrap();
    // A server that has seen enough may have ended the connection already.
    let _ = socket.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    match socket.read_to_end(&mut answer) {
        Ok(_) => {}
        Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{error}"),
    }
    answer
}

#[test]
fn a_request_that_never_fully_arrived_does_nothing() {
    let server = Server::start();
    let head = |path: &str, more: &str| format!("POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{more}\r\n\r\n");
    let (id, key) = (server.sandbox.application_id(), server.sandbox.private_key());
    let form = format!("application_id={id}&private_key={}", key.replace('+', "%2B").replace('=', "%3D"));
    let cut_form = format!("Content-Length: {}", form.len() + 100);
    server.control("POST", "/sandbox/faults", json!({"kind": "status", "path": "/other", "times": 1}));

    let identity = r#"{"receipt_id":"abababababababababababab"}"#;
    for request in [
        head("/sandbox/reset", "Content-Length: 50") + "abc",
        head("/sandbox/identities", "Content-Length: 50") + identity,
        head("/sandbox/identities", "Transfer-Encoding: chunked") + "29\r\n" + identity + "\r\n",
        head("/sandbox/clock", "Content-Length: 50") + r#"{"advance_s":3000}"#,
    ] {
        assert_eq!(half_closed(&server, &request), b"", "{request}");
    }
    assert_eq!(server.journal(), Vec::<Value>::new(), "control calls are never in it");
    let api = [
        head("/request/token", &cut_form) + &form,
        head("/request/token", "Content-Length: 50"),
        head("/request/token", "Transfer-Encoding: chunked") + "ZZ\r\n",
        head("/other", "Content-Length: 50") + &FOREIGN[..20],
    ];
    for request in &api {
        assert_eq!(half_closed(&server, request), b"", "{request}");
    }
    let journal = server.journal();
    assert_eq!(journal.len(), api.len());
    for entry in journal {
        assert_eq!(entry["body"], "[cut off]");
    }
    let faults = server.control("GET", "/sandbox/faults", Value::Null);
    assert_eq!(faults.as_array().unwrap().len(), 1, "neither reset nor used up: {faults}");
    server.advance(60);
    let data = server.token_data();
    let age = 1800 - (data["expired_at"].as_i64().unwrap() - data["server_time"].as_i64().unwrap());
    assert_eq!(age, 0, "no token had been issued");
    let token = data["token"].as_str().unwrap();
    assert_eq!(server.get("/certificate/abababababababababababab", token).status, 404);
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
fn the_journal_forgets_the_oldest_of_more_than_twenty_thousand() {
    let server = Server::start();
    let mut requests = String::new();
    for number in 0..20_005 {
        requests.push_str(&format!("GET /n/{number} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    }
    // One connection for all of them; it is closed by the last one.
    requests.push_str("GET /last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
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
    assert_eq!(journal.len(), 20_000);
    assert_eq!((&journal[0]["path"], &journal[19_999]["path"]), (&json!("/n/6"), &json!("/last")));
}

#[test]
fn the_journal_keeps_as_much_as_a_test_asks_for() {
    let server = Server::start();
    let limit = |limit: Value| server.control("POST", "/sandbox/settings", json!({"journal_limit": limit}));
    let paths = || -> Vec<Value> { server.journal().iter().map(|entry| entry["path"].clone()).collect() };
    let call = |path: &str| server.send("GET", path, &[], "");
    let webhooks = || server.control("GET", "/sandbox/webhooks", Value::Null).as_array().unwrap().len();
    let webhook = || {
        let body = json!({"receipt_id": PAYMENT, "webhook_url": "http://127.0.0.1:9/hook"});
        server.api("POST", "/webhook", body)
    };
    for path in ["/1", "/2", "/3"] {
        call(path);
    }
    assert_eq!(limit(json!(2))["journal_limit"], 2);
    assert_eq!(paths(), ["/2", "/3"], "a lower limit counts at once");
    call("/4");
    assert_eq!(paths(), ["/3", "/4"]);
    for _ in 0..3 {
        webhook();
    }
    assert_eq!(webhooks(), 2, "webhooks too");
    limit(json!(0));
    assert_eq!((paths(), webhooks()), (Vec::new(), 0));
    call("/5");
    webhook();
    assert_eq!((paths(), webhooks()), (Vec::new(), 0));
    assert_eq!(limit(Value::Null)["journal_limit"], 20_000);
    call("/6");
    assert_eq!(paths(), ["/6"]);
    assert!(
        server.control_error("/sandbox/settings", r#"{"journal_limit":-1}"#).1.starts_with("journal_limit:")
    );
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
fn an_allowed_host_is_one_more_name_of_this_machine() {
    let server = Server::start_with(
        Sandbox::builder()
            .listen("0.0.0.0:0".parse().unwrap())
            .allow_host("Sandbox.test")
            .allow_host("10.0.2.2"),
    );
    let address = server.address();
    let port = address.strip_prefix("127.0.0.1:").unwrap();
    assert_eq!(
        server.sandbox.allowed_urls(),
        ["http://sandbox.test", "http://10.0.2.2"].map(|url| format!("{url}:{port}"))
    );
    let named = format!("sandbox.test:{port}");
    let origin = format!("http://{named}");
    let status = |path: &str, headers: &[(&str, &str)]| server.send("POST", path, headers, "").status;
    for (host, origin, expected) in [
        (named.as_str(), origin.as_str(), 200),
        ("10.0.2.2", "http://localhost:3000", 200),
        (address, "http://10.0.2.2:3000", 200),
        (&named, "http://evil.example", 403),
        (&named, "http://sandbox.test.evil.example", 403),
        (&named, "null", 403),
        ("evil.example", origin.as_str(), 403),
        ("sandbox.test.evil.example", origin.as_str(), 403),
        ("0.0.0.0", origin.as_str(), 403),
        ("10.0.2.3", origin.as_str(), 403),
    ] {
        assert_eq!(
            status("/sandbox/reset", &[("Host", host), ("Origin", origin)]),
            expected,
            "{host} {origin}"
        );
    }
    assert_eq!(status("/sandbox/reset", &[("Host", &named), ("Sec-Fetch-Site", "cross-site")]), 403);

    // What is opened there has the name that the caller used.
    let order = json!({"name": "상품", "price": 1000, "order_id": "1"}).to_string();
    for host in [named.as_str(), address] {
        let headers =
            [("Host", host), ("Authorization", support::DOCS_TOKEN), ("Content-Type", "application/json")];
        let link = server.send("POST", "/request/payment", &headers, &order).json()["data"].clone();
        let path = link.as_str().unwrap().strip_prefix(&format!("http://{host}")).unwrap().to_owned();
        let press = |origin: &str| {
            let headers =
                [("Host", host), ("Origin", origin), ("Content-Type", "application/x-www-form-urlencoded")];
            server.send("POST", &path, &headers, "action=cancel").status
        };
        assert_eq!(press("http://shop.test:3000"), 403);
        assert_eq!(press(&format!("http://{host}")), 303);
    }
}

#[test]
fn what_cannot_be_a_host_is_refused() {
    let runtime = Runtime::new().unwrap();
    for host in ["*", "http://sandbox.test", "sandbox:8300", ""] {
        for builder in [Sandbox::builder().allow_host(host), Sandbox::builder().webhook_host(host)] {
            let error = runtime.block_on(builder.start()).unwrap_err();
            assert!(matches!(error, StartError::NotAHost { .. }), "{host}: {error:?}");
        }
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

/// A page that gives this machine a name of its own can push nothing out of the journal, and uses up no fault.
#[test]
fn what_is_addressed_to_another_host_leaves_no_trace() {
    let server = Server::start();
    server.control("POST", "/sandbox/faults", json!({"kind": "stall", "times": 1}));
    let paths = [
        "/zzz",
        "/",
        "/receipt/x",
        "/request/token",
        "/window/x",
        "/sandbox/x",
        "/sandbox/reset",
        "//",
        "/console/x",
    ];
    for path in paths {
        for method in ["GET", "POST", "PATCH"] {
            let reply = server.send(method, path, &[("Host", "evil.example")], "");
            assert_eq!(reply.status, 403, "{method} {path}: {}", reply.text());
        }
        let head = format!("POST {path} HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 50\r\n\r\nabc");
        assert_eq!(half_closed(&server, &head), b"", "{path}");
    }
    assert_eq!(server.journal(), Vec::<Value>::new());
    assert_eq!(server.control("GET", "/sandbox/faults", Value::Null).as_array().unwrap().len(), 1);
}

/// Browsers say so of what a page of another site makes them load: of an `<img>`, which sends no `Origin`, too.
#[test]
fn what_another_site_loads_is_no_control_call() {
    let server = Server::start();
    let status = |method: &str, path: &str, headers: &[(&str, &str)]| {
        let request = server.request(method, path, headers, "");
        let mut answer = [0; 12];
        server.connection(&request).read_exact(&mut answer).unwrap();
        String::from_utf8_lossy(&answer[9..]).into_owned()
    };
    for path in ["/sandbox/events", "/sandbox/requests", "/sandbox/project", "/sandbox/codes"] {
        assert_eq!(status("GET", path, &[("Sec-Fetch-Site", "cross-site")]), "403", "{path}");
        for site in ["same-origin", "same-site", "none"] {
            assert_eq!(status("GET", path, &[("Sec-Fetch-Site", site)]), "200", "{path} {site}");
        }
    }
    assert_eq!(status("POST", "/sandbox/reset", &[("Sec-Fetch-Site", "cross-site")]), "403");
    let shop = [("Sec-Fetch-Site", "cross-site"), ("Origin", "http://localhost:3000")];
    assert_eq!(status("POST", "/sandbox/reset", &shop), "200", "a page of this machine under another name");
    assert_eq!(status("GET", "/", &[("Sec-Fetch-Site", "cross-site")]), "200", "a link to the console");
}

#[test]
fn a_form_is_no_control_call() {
    let server = Server::start();
    server.control("POST", "/sandbox/faults", json!({"kind": "stall"}));
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let body = "receipt_id=5df6e67d4f74b4002a77e0eb&price=1";
    let multipart = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--b--";
    for (method, path) in [
        ("POST", "/sandbox/reset"),
        ("DELETE", "/sandbox/faults"),
        ("POST", "/sandbox/webhooks/1/resend"),
        ("POST", "/sandbox/identities"),
        ("POST", "/sandbox/cancels"),
        ("POST", "/sandbox/clock"),
    ] {
        for body in [body, multipart] {
            assert_eq!(server.send(method, path, &form, body).status, 400, "{method} {path} {body}");
        }
    }
    for (method, path) in [("POST", "/sandbox/reset"), ("DELETE", "/sandbox/faults")] {
        let reply = server.send(method, path, &[], r#"{"receipt_id":"1"}"#);
        assert_eq!(reply.status, 422, "a JSON webhook neither: {}", reply.text());
    }
    assert_eq!(server.control("GET", "/sandbox/faults", Value::Null).as_array().unwrap().len(), 1);
    // curl -d calls everything a form.
    assert_eq!(server.send("POST", "/sandbox/clock", &form, r#"{"advance_s":1}"#).status, 200);
    assert_eq!(server.send("POST", "/sandbox/reset", &form, "{}").status, 200);
}

/// Windows and others write it; between two letters of a key there is a NUL then.
#[test]
fn a_key_in_a_body_of_wide_characters_is_kept_nowhere() {
    let server = Server::start();
    let little = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let big = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_be_bytes).collect() };
    let widest =
        |text: &str| -> Vec<u8> { text.chars().flat_map(|letter| u32::from(letter).to_le_bytes()).collect() };
    let bodies = [
        pair(DOCS_ID, FOREIGN),
        format!("note: {FOREIGN}!"),
        format!("a=1&private_key={FOREIGN}"),
        "private_key=hunter2".to_owned(),
    ];
    for path in ["/cancel", "/request/token", "/nowhere", "/event"] {
        for text in &bodies {
            let marked = [b"\xff\xfe".to_vec(), little(text)].concat();
            for body in [little(text), big(text), marked, widest(text)] {
                let head = format!(
                    "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
                    body.len()
                );
                server.raw(&[head.as_bytes(), &body].concat()).unwrap();
            }
        }
        for escaped in ["%00", "\\u0000", "%2500"] {
            let spread: String = FOREIGN.chars().map(|letter| format!("{letter}{escaped}")).collect();
            server.send("POST", path, &[], &spread);
        }
    }
    assert_eq!(server.journal().len(), 4 * (4 * 4 + 3));
    for entry in server.journal() {
        let text = entry
            .to_string()
            .replace("\\u0000", "")
            .replace("%00", "")
            .replace("%2500", "")
            .replace('\\', "");
        for secret in ["Zm9yZWlnbi", "rZXkrZm9y", "WlnbiFrZXkrZm9yZ", "lnbi0", "hunter2"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
    }
}
