//! What came of one attempt: the envelope around every v1 answer, and what it says about the call's effect.

use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::checked::Checked;
use crate::ids;
use crate::lenient;
use crate::operation::parse;
use crate::retry::Failure;
use crate::transport::{Broken, HttpAnswer};

/// `status`, `code` and `message` of an answer. Source: v1 documentation, response page.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Envelope {
    #[serde(deserialize_with = "lenient::optional_integer")]
    status: Option<i64>,
    #[serde(deserialize_with = "lenient::optional_integer")]
    code: Option<i64>,
    /// Words for people: of another type they are left out, and the answer still counts.
    message: Value,
}

/// The outcome of one attempt.
pub(crate) enum Attempt {
    /// The server did it. `body` is the whole JSON text.
    Good { status: u16, body: String },
    /// The server's own no, in its envelope.
    Refused { status: u16, retry_after: Option<Duration>, code: Option<i64>, message: String, body: String },
    /// An answer, but not what the API sends.
    Foreign { status: u16, retry_after: Option<Duration>, why: String, body: String },
    /// No whole answer.
    Broken(Broken),
}

impl Attempt {
    pub(crate) fn of(outcome: Result<HttpAnswer, Broken>) -> Self {
        match outcome {
            Ok(answer) => Self::read(answer),
            Err(broken) => Attempt::Broken(broken),
        }
    }

    fn read(answer: HttpAnswer) -> Self {
        let HttpAnswer { status, retry_after, body } = answer;
        let bytes = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&body); // some proxies put a byte order mark in front
        let text = String::from_utf8_lossy(bytes).into_owned();
        let foreign =
            |why: &str, body: String| Attempt::Foreign { status, retry_after, why: why.to_owned(), body };
        // Read whole, within serde's depth limit, so that no binding meets text which its own parser chokes on.
        match parse(bytes) {
            Ok(Checked::Object) => {}
            Err(why) if text.trim_start().starts_with('{') => {
                return foreign(&format!("the answer is JSON that cannot be read: {why}"), text);
            }
            _ => return foreign("the answer is not a JSON object; a proxy or a wrong base_url?", text),
        }
        let text = ids::as_text(&text).into_owned();
        let Ok(Envelope { status: own_status, code, message }) = parse(text.as_bytes()) else {
            return foreign("the answer's status or code has a wrong type", text);
        };
        // HTTP may say yes where the envelope says no
        let Ok(own_status) = own_status.map_or(Ok(status), u16::try_from) else {
            return foreign("the answer's status is no HTTP status", text);
        };
        let status = if is_success(status) { own_status } else { status };
        if is_success(status) && code.is_none_or(|code| code == 0) {
            Attempt::Good { status, body: text }
        } else {
            let message = message.as_str().unwrap_or_default().to_owned();
            Attempt::Refused { status, retry_after, code, message, body: text }
        }
    }

    /// How the attempt failed, and how long the server asks to wait.
    pub(crate) fn failure(&self) -> (Failure, Option<Duration>) {
        match self {
            Attempt::Good { status, .. } => (Failure::Answered(*status), None),
            Attempt::Refused { status, retry_after, .. } | Attempt::Foreign { status, retry_after, .. } => {
                (Failure::Answered(*status), *retry_after)
            }
            Attempt::Broken(broken) => (broken.failure, None),
        }
    }

    /// Was this attempt certainly without effect? Yes if no byte can have left, and if the server itself refused,
    /// which shows in a code of its own: 4xx, or 500, its way of saying that the payment gateway refused. Whatever
    /// else came may come from somewhere between, and nobody knows how far the request got.
    pub(crate) fn is_without_effect(&self) -> bool {
        match self {
            Attempt::Broken(broken) => broken.failure == Failure::NotSent,
            Attempt::Refused { status, code: Some(code), .. } => match status {
                408 => false,
                400..=499 => true,
                200..=299 | 500 => *code < 0,
                _ => false,
            },
            _ => false,
        }
    }
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

/// `data` of an answer as `T`; the reason names the field and quotes no value.
pub(crate) fn parse_data<T: DeserializeOwned>(body: &str) -> Result<T, String> {
    #[derive(Deserialize)]
    struct WithData<'a> {
        #[serde(default, borrow)]
        data: Option<&'a RawValue>,
    }
    let with_data: WithData = serde_json::from_str(body).map_err(|_| "it is not an object".to_owned())?;
    match with_data.data {
        // some answers have none, and say so in their type
        None => parse(b"null").map_err(|_| "it has no data".to_owned()),
        Some(data) => parse(data.get().as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str) -> Attempt {
        Attempt::of(Ok(HttpAnswer { status, retry_after: None, body: body.as_bytes().to_vec() }))
    }

    #[test]
    fn the_envelope_decides_beside_http() {
        let good = |status, body| matches!(read(status, body), Attempt::Good { .. });
        assert!(good(200, r#"{"status":200,"code":0}"#));
        assert!(good(200, r#"{"status":"200","code":"0"}"#));
        assert!(good(200, "\u{feff}{}"));
        assert!(good(200, r#"{"status":200,"message":{"ko":"성공"}}"#));
        assert!(!good(200, r#"{"status":200,"code":-1}"#));
        assert!(!good(404, r#"{"status":200,"code":0}"#));
        let refused = read(200, r#"{"status":401,"code":"-7","message":"no"}"#);
        assert!(matches!(refused, Attempt::Refused { status: 401, code: Some(-7), .. }));
        for body in ["", "[]", "null", "\"x\"", "{} x", "<html>", r#"{"code":[]}"#, r#"{"status":100200}"#] {
            assert!(matches!(read(200, body), Attempt::Foreign { .. }), "{body}");
        }
    }

    #[test]
    fn only_a_clear_no_is_without_effect() {
        for (status, body, without) in [
            (400, r#"{"code":-1}"#, true),
            (401, r#"{"code":-1}"#, true),
            (429, r#"{"code":-1}"#, true),
            (500, r#"{"status":500,"code":-15006}"#, true), // the payment gateway refused
            (200, r#"{"status":200,"code":-1}"#, true),
            (500, r#"{"status":500,"error":"Internal Server Error"}"#, false), // the server crashed
            (500, r#"{"code":0}"#, false),
            (502, r#"{"code":-1}"#, false),
            (408, r#"{"code":-1}"#, false),
            (404, "{}", false),
            (404, "<html>", false),
            (520, "{}", false),
            (302, "{}", false),
        ] {
            assert_eq!(read(status, body).is_without_effect(), without, "{status} {body}");
        }
    }
}
