//! A sandbox on its own runtime, and a client that is nothing but a socket: it can send what no HTTP library would,
//! and sees exactly what came back.

#![allow(dead_code)] // each test file uses its own part of this

pub(crate) mod receiver;

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use bootpay_sandbox::{Sandbox, SandboxBuilder};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

pub(crate) const IDENTITY: &str = "612e09260d681b0021e61ab9";
pub(crate) const IDENTITY_NOT_ASKED_FOR: &str = "612df0250d681b001de61de6";
pub(crate) const IDENTITY_FOREIGNER: &str = "593f8febe13f332431a8ddae";
pub(crate) const PAYMENT: &str = "5df6e67d4f74b4002a77e0eb";
pub(crate) const PAYMENT_PLAIN: &str = "5afd6be8e13f33616f2876ac";
pub(crate) const DOCS_ID: &str = "5b8f6a4d396fa665fdc2b5ea";
pub(crate) const DOCS_TOKEN: &str = "d6941c650061e3eaddd3f4718ab63e0983c1f6a0a0a01370c1b1ffa90ddd0b51";
pub(crate) const DOCS_KEY: &str = "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=";

/// Long enough for a busy machine; a test that reaches it has failed.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Server {
    pub(crate) sandbox: Sandbox,
    pub(crate) runtime: Runtime,
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {:?}", self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The envelope of a refusal, whose status must be the HTTP status.
    pub(crate) fn refusal(&self) -> (u16, i64, String) {
        let envelope = self.json();
        assert_eq!(envelope["status"], self.status, "{envelope}");
        assert_eq!(envelope.get("data"), None, "{envelope}");
        let message = envelope["message"].as_str().unwrap().to_owned();
        assert!(!message.is_empty());
        (self.status, envelope["code"].as_i64().unwrap(), message)
    }
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::start_with(Sandbox::builder())
    }

    pub(crate) fn start_with(builder: SandboxBuilder) -> Self {
        let runtime = Runtime::new().unwrap();
        let sandbox = runtime.block_on(builder.start()).unwrap();
        Self { sandbox, runtime }
    }

    pub(crate) fn address(&self) -> &str {
        self.sandbox.url().strip_prefix("http://").unwrap()
    }

    /// Sends these bytes on a new connection and reads until the server closes it.
    pub(crate) fn raw(&self, request: &[u8]) -> io::Result<Vec<u8>> {
        self.raw_within(request, PATIENCE)
    }

    /// A new connection that has sent these bytes.
    pub(crate) fn connection(&self, request: &[u8]) -> TcpStream {
        connect(self.address(), request, PATIENCE).unwrap()
    }

    pub(crate) fn raw_within(&self, request: &[u8], patience: Duration) -> io::Result<Vec<u8>> {
        let mut socket = connect(self.address(), request, patience)?;
        let mut answer = Vec::new();
        socket.read_to_end(&mut answer)?;
        Ok(answer)
    }

    pub(crate) fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> io::Result<Reply> {
        let answer = self.raw(&self.request(method, path, headers, body))?;
        let reply = parse(&answer)?;
        let length: usize = reply.header("content-length").unwrap_or("0").parse().unwrap();
        if reply.body.len() < length {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(reply)
    }

    pub(crate) fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            request.push_str(&format!("Host: {}\r\n", self.address()));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() {
            request.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        request.push_str("\r\n");
        request.push_str(body);
        request.into_bytes()
    }

    /// Any call. Each answer must carry the sandbox's mark.
    pub(crate) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let reply = self.try_send(method, path, headers, body).unwrap();
        assert_eq!(reply.header("x-bootpay-sandbox"), Some("1"), "{method} {path}");
        reply
    }

    pub(crate) fn get(&self, path: &str, token: &str) -> Reply {
        self.send("GET", path, &[("Authorization", token)], "")
    }

    pub(crate) fn post_json(&self, path: &str, body: &str) -> Reply {
        self.send("POST", path, &[("Content-Type", "application/json")], body)
    }

    /// A v1 call with the docs' own token, which never expires here; `Value::Null` is an empty body.
    pub(crate) fn api(&self, method: &str, path: &str, body: Value) -> Reply {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let headers = [("Authorization", DOCS_TOKEN), ("Content-Type", "application/json")];
        self.send(method, path, &headers, &body)
    }

    /// `data` of a v1 call that must succeed.
    pub(crate) fn data(&self, method: &str, path: &str, body: Value) -> Value {
        let reply = self.api(method, path, body);
        assert_eq!(reply.status, 200, "{method} {path}: {}", reply.text());
        let envelope = reply.json();
        assert_eq!((&envelope["status"], &envelope["code"]), (&json!(200), &json!(0)), "{envelope}");
        envelope["data"].clone()
    }

    /// HTTP status and code of a v1 call that must be refused.
    pub(crate) fn refused(&self, method: &str, path: &str, body: Value) -> (u16, i64) {
        let (status, code, _) = self.api(method, path, body).refusal();
        assert!(status >= 400 && code < 0);
        (status, code)
    }

    pub(crate) fn receipt(&self, receipt_id: &str) -> Value {
        self.data("GET", &format!("/receipt/{receipt_id}"), Value::Null)
    }

    /// The id of a payment made by a control call.
    pub(crate) fn payment(&self, fields: Value) -> String {
        let made = self.control("POST", "/sandbox/payments", fields);
        made["receipt_id"].as_str().unwrap().to_owned()
    }

    pub(crate) fn now(&self) -> i64 {
        self.control("GET", "/sandbox/health", Value::Null)["now"].as_i64().unwrap()
    }

    /// A control call that must succeed.
    pub(crate) fn control(&self, method: &str, path: &str, body: Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let reply = self.send(method, path, &[("Content-Type", "application/json")], &body);
        assert_eq!(reply.status, 200, "{method} {path}: {}", reply.text());
        reply.json()
    }

    /// A control call that must fail, with the text of its error.
    pub(crate) fn control_error(&self, path: &str, body: &str) -> (u16, String) {
        let reply = self.post_json(path, body);
        (reply.status, reply.json()["error"].as_str().unwrap().to_owned())
    }

    pub(crate) fn journal(&self) -> Vec<Value> {
        self.control("GET", "/sandbox/requests", Value::Null).as_array().unwrap().clone()
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.control("POST", "/sandbox/clock", json!({"advance_s": seconds}));
    }

    pub(crate) fn keys(&self) -> String {
        pair(self.sandbox.application_id(), self.sandbox.private_key())
    }

    /// `data` of a token call with the sandbox's own keys.
    pub(crate) fn token_data(&self) -> Value {
        let reply = self.post_json("/request/token", &self.keys());
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["data"].clone()
    }

    pub(crate) fn token(&self) -> String {
        self.token_data()["token"].as_str().unwrap().to_owned()
    }
}

/// Whether `actual` says all that `expected` says; objects may say more, arrays may not.
pub(crate) fn says(actual: &Value, expected: &Value) -> bool {
    match (actual, expected) {
        (Value::Object(actual), Value::Object(expected)) => {
            expected.iter().all(|(name, value)| actual.get(name).is_some_and(|actual| says(actual, value)))
        }
        (Value::Array(actual), Value::Array(expected)) => {
            actual.len() == expected.len() && actual.iter().zip(expected).all(|(a, e)| says(a, e))
        }
        _ => actual == expected,
    }
}

fn connect(address: &str, request: &[u8], patience: Duration) -> io::Result<TcpStream> {
    let mut socket = TcpStream::connect(address)?;
    socket.set_read_timeout(Some(patience))?;
    socket.set_write_timeout(Some(PATIENCE))?;
    socket.write_all(request)?;
    Ok(socket)
}

/// The JSON body of a token call.
pub(crate) fn pair(application_id: &str, private_key: &str) -> String {
    json!({"application_id": application_id, "private_key": private_key}).to_string()
}

fn parse(answer: &[u8]) -> io::Result<Reply> {
    let split = answer.windows(4).position(|window| window == b"\r\n\r\n").ok_or(ErrorKind::UnexpectedEof)?;
    let head = std::str::from_utf8(&answer[..split]).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines
        .map(|line| {
            let (name, value) = line.split_once(':').unwrap();
            (name.to_ascii_lowercase(), value.trim().to_owned())
        })
        .collect();
    Ok(Reply { status, headers, body: answer[split + 4..].to_vec() })
}
