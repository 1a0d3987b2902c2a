//! What came of one attempt: the envelope around every v1 answer, and what it says about the call's effect.

use std::borrow::Cow;
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::error::{Code, Error, ErrorKind};
use crate::ids;
use crate::json::parse;
use crate::lenient;
use crate::retry::Failure;
use crate::transport::{Broken, HttpAnswer};
use crate::unambiguous::Unambiguous;

/// `status`, `code` and `message` of an answer. Source: v1 documentation, response page.
struct Envelope {
    status: Option<i64>,
    code: Option<Code>,
    /// Words for people: of another type they are left out, and the answer still counts.
    message: String,
}

impl Envelope {
    /// `None` if its status or its code has a wrong type.
    fn of(answer: &Unambiguous) -> Option<Self> {
        let status = match code_of(answer.get("status"))? {
            Some(Code::Text(_)) => return None,
            Some(Code::Number(status)) => Some(status),
            None => None,
        };
        let message = match answer.get("message") {
            Some(Unambiguous::Text(words)) => words.to_string(),
            _ => String::new(),
        };
        Some(Self { status, code: code_of(answer.get("code"))?, message })
    }
}

/// A number, or text: one that is a number counts as one. `null` and `""` mean absent. `None` if it has another type.
fn code_of(value: Option<&Unambiguous>) -> Option<Option<Code>> {
    let number = |text: &str| lenient::whole(text).map(Code::Number);
    match value {
        None | Some(Unambiguous::Null) => Some(None),
        Some(Unambiguous::Text(text)) if text.is_empty() => Some(None),
        Some(Unambiguous::Text(text)) => Some(number(text).or_else(|| Some(Code::Text(text.to_string())))),
        Some(Unambiguous::Number(code)) => number(&code.to_string()).map(Some),
        Some(_) => None,
    }
}

/// Some proxies put one in front.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The outcome of one attempt.
pub(crate) enum Attempt {
    /// The server did it. `body` is the whole JSON text, with its ids as text.
    Good { status: u16, body: String },
    /// The server's own no, in its envelope. `status` is the envelope's where HTTP says yes.
    Refused {
        http_status: u16,
        status: u16,
        retry_after: Option<Duration>,
        code: Option<Code>,
        message: String,
        body: String,
    },
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
        let HttpAnswer { status: http_status, retry_after, mut body } = answer;
        if body.starts_with(BYTE_ORDER_MARK) {
            body.drain(..BYTE_ORDER_MARK.len());
        }
        let foreign = |why: &str, body: String| Attempt::Foreign {
            status: http_status,
            retry_after,
            why: why.to_owned(),
            body,
        };
        // Read whole, within serde's depth limit, so that no binding meets text which its own parser chokes on.
        let read = parse(&body).map(|answer| match answer {
            Unambiguous::Object(_) => Some(Envelope::of(&answer)),
            _ => None,
        });
        let text = String::from_utf8(body)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        let envelope = match read {
            Ok(Some(envelope)) => envelope,
            Err(why) if text.trim_start().starts_with('{') => {
                return foreign(&format!("the answer is JSON that cannot be read: {why}"), text);
            }
            _ => return foreign("the answer is not a JSON object; a proxy or a wrong base_url?", text),
        };
        let text = match ids::as_text(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(written) => written,
        };
        let Some(Envelope { status: own_status, code, message }) = envelope else {
            return foreign("the answer's status or code has a wrong type", text);
        };
        // HTTP may say yes where the envelope says no
        let Ok(own_status) = own_status.map_or(Ok(http_status), u16::try_from) else {
            return foreign("the answer's status is no HTTP status", text);
        };
        let status = if is_success(http_status) { own_status } else { http_status };
        if is_success(status) && code.as_ref().is_none_or(|code| *code == 0) {
            Attempt::Good { status, body: text }
        } else {
            Attempt::Refused { http_status, status, retry_after, code, message, body: text }
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
                400..=499 | 200..=299 | 500 if is_of_unknown_outcome(code) => false,
                400..=499 => true,
                200..=299 | 500 => is_refusal(code),
                _ => false,
            },
            _ => false,
        }
    }
}

/// A word is always one of the server's own; 0 and positive numbers mean success.
fn is_refusal(code: &Code) -> bool {
    match code {
        Code::Number(number) => *number < 0,
        Code::Text(_) => true,
    }
}

/// `RC_CANCEL_CRITICAL_ERROR`, `RC_CONFIRM_CRITICAL_FAILED`: the gateway did not answer the server. Source: the error
/// tables of the API's next generation.
fn is_of_unknown_outcome(code: &Code) -> bool {
    matches!(code, Code::Text(word) if word.contains("CRITICAL"))
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

/// `data` of an answer as `T`; the reason names the field and quotes no value.
pub(crate) fn parse_data<T: DeserializeOwned>(body: &str) -> Result<T, String> {
    #[derive(Deserialize)]
    struct WithData<T> {
        data: Option<T>,
    }
    match serde_json::from_str(body) {
        Ok(WithData { data: Some(data) }) => Ok(data),
        // some answers have none, and say so in their type
        Ok(WithData { data: None }) => parse(b"null").map_err(|_| "it has no data".to_owned()),
        // the place of what is wrong is told from the data on
        Err(_) => {
            let WithData { data } =
                serde_json::from_str(body).map_err(|_| "it is not an object".to_owned())?;
            parse(data.map_or("null", RawValue::get).as_bytes())
        }
    }
}

/// The error of a good answer that is not what the API documents.
pub(crate) fn undocumented(why: String) -> Error {
    Error::new(ErrorKind::Decode, format!("the answer is not what the API documents: {why}"))
}

/// Refuses an answer about something else than was asked for: one that slipped by one on a kept connection, for example.
/// An answer that does not name an id says nothing about it. `body` must be valid.
pub(crate) fn check_ids(body: &str, asked: &[(&'static str, String)]) -> Result<(), Error> {
    let Some(data) = ids::field(body, "data") else { return Ok(()) }; // it may be text, a list or absent
    let mut different = Vec::new();
    for (name, asked) in asked {
        let Some(value) = ids::field(data, name) else { continue };
        match ids::text(value) {
            Some(found) if found.is_empty() || found == *asked => {}
            Some(_) => different.push(*name),
            None if value.starts_with("null") => {}
            None => return Err(undocumented(format!("{name}: expected a string or a number"))),
        }
    }
    if different.is_empty() {
        return Ok(());
    }
    let message =
        format!("the answer is about something else than was asked for: another {}", different.join(", "));
    Err(Error::new(ErrorKind::Mismatch, message))
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
        assert!(matches!(
            refused,
            Attempt::Refused { http_status: 200, status: 401, code: Some(Code::Number(-7)), .. }
        ));
        for (body, code) in [
            (r#"{"code":"RC_NOT_FOUND"}"#, Some(Code::Text("RC_NOT_FOUND".to_owned()))),
            (r#"{"code":"-7.00"}"#, Some(Code::Number(-7))),
            (r#"{"code":-7.0}"#, Some(Code::Number(-7))),
            (r#"{"code":""}"#, None),
            ("{}", None),
        ] {
            assert!(
                matches!(read(404, body), Attempt::Refused { code: found, .. } if found == code),
                "{body}"
            );
        }
        assert!(!good(200, r#"{"status":200,"code":"RC_NOT_FOUND"}"#));
        for body in [
            r#"{"code":true}"#,
            r#"{"code":1.5}"#,
            r#"{"code":{}}"#,
            "",
            "[]",
            "null",
            "\"x\"",
            "{} x",
            "<html>",
            r#"{"code":[]}"#,
            r#"{"status":100200}"#,
        ] {
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
            (404, r#"{"code":"RC_NOT_FOUND"}"#, true),
            (500, r#"{"code":"RC_CANCEL_SERVER_ERROR"}"#, true), // the payment gateway refused
            (200, r#"{"code":"RC_NOT_FOUND"}"#, true),
            (500, r#"{"code":"RC_CANCEL_CRITICAL_ERROR"}"#, false), // it did not answer
            (400, r#"{"code":"RC_CONFIRM_CRITICAL_FAILED"}"#, false),
            (502, r#"{"code":"RC_NOT_FOUND"}"#, false),
            (408, r#"{"code":"RC_NOT_FOUND"}"#, false),
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
