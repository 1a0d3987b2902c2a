//! What the tests that go across the crates share: a sandbox with a control door, and the shared cases.

use std::path::PathBuf;

use bootpay_sandbox::Sandbox;
use serde::Deserialize;
use serde_json::Value;

/// The application id that the documentation prints, accepted by every sandbox.
pub const EXAMPLE_APPLICATION_ID: &str = "5b8f6a4d396fa665fdc2b5ea";
/// The key that the documentation prints with it.
pub const EXAMPLE_PRIVATE_KEY: &str = "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=";

/// One file of `tests/cases`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The file's name.
    #[serde(skip)]
    pub file: String,
    /// What it shows.
    pub description: String,
    /// Where the wire form was read.
    pub source: String,
    /// The identity verification that is begun first, and the order id and token that it gives: `$begun.order_id` and
    /// `$begun.token` in what follows.
    pub begin: Option<Value>,
    /// Control requests before the call.
    #[serde(default)]
    pub setup: Vec<Setup>,
    /// The operation's name.
    pub operation: String,
    /// The operation's request.
    pub params: Value,
    /// What must come of it.
    pub expect: Expect,
}

/// One control request.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// `POST` or `DELETE`.
    pub method: String,
    /// Such as `/sandbox/identities`.
    pub path: String,
    /// JSON.
    pub body: Value,
}

/// What must come of a case.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The whole answer of a good call.
    pub answer: Option<Value>,
    /// What `receipt.settle` makes of it; of a cancel whose answer comes from its receipt, `done`.
    pub outcome: Option<String>,
    /// What a failed call says.
    pub error: Option<ExpectedError>,
    /// What the server must have seen; a case that expects an error may leave it out.
    pub requests: Option<Vec<ExpectedRequest>>,
}

/// What a failed call says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedError {
    /// The kind's name.
    pub kind: String,
    /// The HTTP status.
    pub status: Option<u16>,
    /// Bootpay's code.
    pub code: Option<i64>,
    /// `none` or `unknown`.
    pub effect: String,
    /// Why an identity verification is refused.
    pub reason: Option<String>,
    /// A part of the message.
    pub message_has: String,
}

/// What the server must have seen.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedRequest {
    /// HTTP method.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// The bare header, or absent.
    pub authorization: Value,
    /// The JSON body, or none.
    pub body: Value,
}

/// All shared cases, sorted by file name.
pub fn cases() -> Vec<Case> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/cases"));
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("tests/cases is there")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("a readable case");
            let mut case: Case =
                serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            case.file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            case
        })
        .collect()
}

impl Case {
    /// The case with what its verification gave in its place, if it begins one.
    pub fn begun(mut self, client: &bootpay::Client) -> Self {
        let Some(begin) = &self.begin else { return self };
        let text = |name: &str| begin[name].as_str().unwrap_or_default();
        let begun = client.identity().begin(text("purpose"), text("session")).map(|begun| begun.json());
        let begun: Value = begun.ok().and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
        let places = [&mut self.params].into_iter().chain(self.setup.iter_mut().map(|setup| &mut setup.body));
        for place in places.chain(self.expect.answer.as_mut()) {
            fill_in(place, &begun);
        }
        self
    }
}

fn fill_in(value: &mut Value, begun: &Value) {
    match value {
        Value::String(text) => {
            if let Some(name) = text.strip_prefix("$begun.") {
                *value = begun[name].clone();
            }
        }
        Value::Object(fields) => fields.values_mut().for_each(|value| fill_in(value, begun)),
        Value::Array(values) => values.iter_mut().for_each(|value| fill_in(value, begun)),
        _ => {}
    }
}

/// Whether `found` is what `expected` says; `"$any"` stands for anything, `"$token"` for 64 hex digits.
pub fn matches(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::String(text), _) if text == "$any" => !found.is_null(),
        (Value::String(text), Value::String(found)) if text == "$token" => {
            found.len() == 64 && found.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        }
        (Value::Object(expected), Value::Object(found)) => {
            expected.len() == found.len()
                && expected
                    .iter()
                    .all(|(key, value)| found.get(key).is_some_and(|found| matches(value, found)))
        }
        (Value::Array(expected), Value::Array(found)) => {
            expected.len() == found.len() && expected.iter().zip(found).all(|(e, f)| matches(e, f))
        }
        _ => expected == found,
    }
}

/// A control request that must succeed.
pub fn control(sandbox: &Sandbox, method: &str, path: &str, body: Value) -> Value {
    sandbox.control(method, path, &body).unwrap_or_else(|error| panic!("{method} {path}: {error}"))
}

/// What the server saw since the last reset, oldest first.
pub fn journal(sandbox: &Sandbox) -> Vec<Value> {
    match control(sandbox, "GET", "/sandbox/requests", Value::Null) {
        Value::Array(requests) => requests,
        other => panic!("not a journal: {other}"),
    }
}

/// A client of `sandbox` with the example keys.
pub fn builder(sandbox: &Sandbox) -> bootpay::Builder {
    bootpay::Client::builder()
        .application_id(EXAMPLE_APPLICATION_ID)
        .private_key(EXAMPLE_PRIVATE_KEY)
        .base_url(sandbox.url())
        .max_retries(0)
}
