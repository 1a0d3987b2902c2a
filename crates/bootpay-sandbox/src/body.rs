//! Request bodies, in every form that an official SDK or a published example sends.
//!
//! JSON, `application/x-www-form-urlencoded`, JSON text with no content type at all (the official Python package),
//! and query parameters (third-party code). `null`, `""` and absent all mean "not given".

use std::collections::BTreeMap;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use serde_json::Value;

use crate::refusal::Refusal;

/// More than any documented call needs.
const LIMIT: usize = 1024 * 1024;
/// How much of a too long body is read and thrown away, so that the client gets to read the 413: a server that
/// closes with unread data in its buffer resets the connection.
const DRAIN_LIMIT: usize = 64 * LIMIT;

/// The whole body, or `BodyTooLarge`. `None` when its end never came (the client went away, or its chunks are no
/// chunks): half a request must not be carried out as if it were a whole one.
pub(crate) async fn read(body: Body) -> Option<Result<Bytes, Refusal>> {
    let mut stream = body.into_data_stream();
    let mut kept = BytesMut::new();
    let mut seen = 0;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.ok()?;
        seen += chunk.len();
        if seen <= LIMIT {
            kept.extend_from_slice(&chunk);
        } else if seen > DRAIN_LIMIT {
            break;
        }
    }
    Some(if seen > LIMIT { Err(Refusal::BodyTooLarge) } else { Ok(kept.freeze()) })
}

/// The parameters of a call that has a body, by name.
#[derive(Debug, Default)]
pub(crate) struct Parameters(BTreeMap<String, Value>);

impl Parameters {
    /// Body and query together; where both name a parameter, the body wins.
    pub(crate) fn read(query: &str, content_type: Option<&str>, body: &[u8]) -> Result<Self, Refusal> {
        let mut parameters = Self::default();
        parameters.add_form(query.as_bytes());
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii();
        if body.is_empty() {
            return Ok(parameters);
        }
        let media_type = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        let is_form = media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded");
        let is_json = media_type.eq_ignore_ascii_case("application/json");
        if is_json || (!is_form && matches!(body[0], b'{' | b'[')) {
            parameters.add_json(body)?;
        } else {
            parameters.add_form(body);
        }
        Ok(parameters)
    }

    /// Each name with the number of characters of its value.
    pub(crate) fn lengths(&self) -> impl Iterator<Item = (&str, usize)> {
        self.0.keys().map(|name| (name.as_str(), self.text(name).unwrap_or_default().chars().count()))
    }

    /// A parameter as text, as Rails would see it: a number becomes its digits.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    fn add(&mut self, name: String, value: Value) {
        let not_given = value.is_null() || value.as_str().is_some_and(str::is_empty);
        if !not_given {
            self.0.insert(name, value);
        }
    }

    fn add_form(&mut self, text: &[u8]) {
        for (name, value) in form_urlencoded::parse(text) {
            self.add(name.into_owned(), Value::String(value.into_owned()));
        }
    }

    fn add_json(&mut self, text: &[u8]) -> Result<(), Refusal> {
        match serde_json::from_slice(text).map_err(|_| Refusal::BodyUnreadable)? {
            Value::Object(object) => {
                for (name, value) in object {
                    self.add(name, value);
                }
                Ok(())
            }
            // PHP writes an empty map as [].
            Value::Array(array) if array.is_empty() => Ok(()),
            Value::Null => Ok(()),
            _ => Err(Refusal::BodyUnreadable),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(query: &str, content_type: Option<&str>, body: &str) -> Option<String> {
        Parameters::read(query, content_type, body.as_bytes()).unwrap().text("k")
    }

    #[test]
    fn not_given_in_all_its_forms() {
        for body in [r#"{"k":null}"#, r#"{"k":""}"#, "{}", "[]", "null", ""] {
            assert_eq!(key("", Some("application/json"), body), None, "{body}");
            assert_eq!(key("k=query", Some("application/json"), body).as_deref(), Some("query"), "{body}");
        }
    }

    #[test]
    fn body_before_query() {
        assert_eq!(
            key("k=query", Some("application/json; charset=utf-8"), r#"{"k":"b"}"#).as_deref(),
            Some("b")
        );
        assert_eq!(key("k=query", None, r#" {"k":"b"}"#).as_deref(), Some("b"));
        assert_eq!(key("k=query", None, "k=a%2Bb%3D").as_deref(), Some("a+b="));
    }

    #[test]
    fn unreadable() {
        for body in [r#"{"k":"#, r#""text""#, "[1]", "12"] {
            let result = Parameters::read("", Some("application/json"), body.as_bytes());
            assert_eq!(result.err(), Some(Refusal::BodyUnreadable), "{body}");
        }
    }
}
