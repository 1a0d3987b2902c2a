//! Request bodies, in every form that an official SDK or a published example sends.
//!
//! JSON, `application/x-www-form-urlencoded`, JSON text with no content type at all (the official Python package),
//! and query parameters (third-party code). `null`, `""` and absent all mean "not given".

use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use hyper::body::{Body as _, Incoming};
use serde_json::{Map, Value};
use tokio::time::timeout;

use crate::refusal::Refusal;

/// More than any documented call needs.
pub(crate) const LIMIT: usize = 1024 * 1024;
/// How much of a too long body is read and thrown away, so that the client gets to read the 413: a server that
/// closes with unread data in its buffer resets the connection.
const DRAIN_LIMIT: usize = 64 * LIMIT;

/// The whole body, or `BodyTooLarge` if it has more than so many bytes. `None` when its end never came (the client went
/// away, is too slow, or its chunks are malformed): half a request must not be carried out as if it were a whole one.
pub(crate) async fn read(body: Incoming, most: usize, patience: Duration) -> Option<Result<Bytes, Refusal>> {
    if body.is_end_stream() {
        return Some(Ok(Bytes::new()));
    }
    timeout(patience, whole(body, most)).await.ok()?
}

async fn whole(body: Incoming, most: usize) -> Option<Result<Bytes, Refusal>> {
    let mut stream = Body::new(body).into_data_stream();
    let mut kept = BytesMut::new();
    let mut seen = 0;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.ok()?;
        seen += chunk.len();
        if seen <= most {
            kept.extend_from_slice(&chunk);
        } else if seen > most.max(DRAIN_LIMIT) {
            break;
        }
    }
    Some(if seen > most { Err(Refusal::BodyTooLarge) } else { Ok(kept.freeze()) })
}

/// How deep `a[b][c]` may go; deeper names stay as they are.
const DEEPEST_NAME: usize = 8;

/// The parameters of a call that has a body, by name.
#[derive(Debug, Default, Clone)]
pub(crate) struct Parameters(Map<String, Value>);

impl Parameters {
    /// Body and query together; where both name a parameter, the body wins.
    pub(crate) fn read(query: &str, content_type: Option<&str>, body: &[u8]) -> Result<Self, Refusal> {
        let mut parameters = Self::default();
        parameters.add_all(form(query.as_bytes()));
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
            parameters.add_all(form(body));
        }
        Ok(parameters)
    }

    /// All of them by name.
    pub(crate) fn into_fields(self) -> Map<String, Value> {
        self.0
    }

    /// About what they take of the memory.
    pub(crate) fn bytes(&self) -> usize {
        bytes_of_fields(&self.0)
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

    /// Text that must be there.
    pub(crate) fn required(&self, name: &'static str) -> Result<String, Refusal> {
        self.text(name).ok_or(Refusal::FieldMissing(name))
    }

    /// The value as it came.
    pub(crate) fn any(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// An amount of money or another integer of at least 0, as a number or as text. `3000.0` is 3000 (.NET writes
    /// it so); a fraction is refused. Read from the digits: no float comes near an amount.
    pub(crate) fn amount(&self, name: &'static str) -> Result<Option<u64>, Refusal> {
        let Some(text) = self.scalar(name)? else { return Ok(None) };
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, "0"));
        if fraction.is_empty() || fraction.bytes().any(|byte| byte != b'0') {
            return Err(Refusal::FieldInvalid(name));
        }
        digits(whole).map(Some).ok_or(Refusal::FieldInvalid(name))
    }

    pub(crate) fn required_amount(&self, name: &'static str) -> Result<u64, Refusal> {
        self.amount(name)?.ok_or(Refusal::FieldMissing(name))
    }

    /// Unix seconds, as a number or as text. A fraction of a second is cut off: the official Python package sends
    /// one. 0 is not given: Java and Go send it for a field that nobody set.
    pub(crate) fn unix_time(&self, name: &'static str) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.scalar(name)? else { return Ok(None) };
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, "0"));
        let seconds = digits(whole).and_then(|seconds| i64::try_from(seconds).ok());
        match seconds {
            Some(seconds) if fraction.bytes().all(|byte| byte.is_ascii_digit()) => {
                Ok(Some(seconds).filter(|seconds| *seconds != 0))
            }
            _ => Err(Refusal::FieldInvalid(name)),
        }
    }

    /// A switch: 1 or true, as a number, a truth value or text.
    pub(crate) fn flag(&self, name: &str) -> bool {
        matches!(self.text(name).as_deref(), Some("1" | "true"))
    }

    /// A nested object; one whose fields are all not given is itself not given (Ruby and PHP send such).
    pub(crate) fn object(&self, name: &'static str) -> Result<Option<Self>, Refusal> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::Object(object)) => {
                let mut nested = Self::default();
                nested.add_all(object.clone());
                Ok(if nested.0.is_empty() { None } else { Some(nested) })
            }
            // PHP writes an empty map as [].
            Some(Value::Array(array)) if array.is_empty() => Ok(None),
            Some(_) => Err(Refusal::FieldInvalid(name)),
        }
    }

    /// A nested object that nothing depends on: any other value counts as not given. The official Python package
    /// sends `user_info=phone` where it means an object.
    pub(crate) fn optional_object(&self, name: &'static str) -> Self {
        self.object(name).ok().flatten().unwrap_or_default()
    }

    /// What a list holds that is given, as text; empty for any other value.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        let Some(Value::Array(values)) = self.0.get(name) else { return Vec::new() };
        let texts = values.iter().filter(|value| is_given(value)).map(|value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        texts.collect()
    }

    fn scalar(&self, name: &'static str) -> Result<Option<String>, Refusal> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.trim().to_owned())),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(_) => Err(Refusal::FieldInvalid(name)),
        }
    }

    fn add_all(&mut self, values: Map<String, Value>) {
        self.0.extend(values.into_iter().filter(|(_, value)| is_given(value)));
    }

    fn add_json(&mut self, text: &[u8]) -> Result<(), Refusal> {
        match serde_json::from_slice(text).map_err(|_| Refusal::BodyUnreadable)? {
            Value::Object(object) => {
                self.add_all(object);
                Ok(())
            }
            // PHP writes an empty map as [].
            Value::Array(array) if array.is_empty() => Ok(()),
            Value::Null => Ok(()),
            _ => Err(Refusal::BodyUnreadable),
        }
    }
}

fn is_given(value: &Value) -> bool {
    !value.is_null() && value.as_str() != Some("")
}

fn digits(text: &str) -> Option<u64> {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain { text.parse().ok() } else { None }
}

/// A form or a query. `a[b]=c` and `a[]=b` nest, as in Rails; of a name that comes twice the last value counts.
fn form(text: &[u8]) -> Map<String, Value> {
    let mut fields = Map::new();
    for (name, value) in form_urlencoded::parse(text) {
        let value = Value::String(value.into_owned());
        match nested_name(&name) {
            Some((first, rest)) => {
                put(fields.entry(first.to_owned()).or_insert(Value::Null), &rest, value);
            }
            None => {
                fields.insert(name.into_owned(), value);
            }
        }
    }
    fields
}

/// `a[b][]` is `a` and then `b` and nothing.
fn nested_name(name: &str) -> Option<(&str, Vec<&str>)> {
    let (first, rest) = name.split_once('[')?;
    let rest: Vec<&str> = rest.strip_suffix(']')?.split("][").collect();
    let is_plain = !first.is_empty() && rest.len() <= DEEPEST_NAME;
    (is_plain && rest.iter().all(|part| !part.contains(['[', ']']))).then_some((first, rest))
}

fn put(place: &mut Value, names: &[&str], value: Value) {
    match names.split_first() {
        None => *place = value,
        Some((&"", rest)) => {
            if !place.is_array() {
                *place = Value::Array(Vec::new());
            }
            if let Value::Array(values) = place {
                values.push(Value::Null);
                if let Some(last) = values.last_mut() {
                    put(last, rest, value);
                }
            }
        }
        Some((name, rest)) => {
            if !place.is_object() {
                *place = Value::Object(Map::new());
            }
            if let Value::Object(fields) = place {
                put(fields.entry((*name).to_owned()).or_insert(Value::Null), rest, value);
            }
        }
    }
}

/// The least that a map takes that is not empty: room for eleven fields.
const MAP_OVERHEAD: usize = 11 * (size_of::<String>() + size_of::<Value>());

fn bytes_of_fields(fields: &Map<String, Value>) -> usize {
    if fields.is_empty() {
        return 0;
    }
    MAP_OVERHEAD + fields.iter().map(|(name, value)| name.len() + bytes_of(value)).sum::<usize>()
}

fn bytes_of(value: &Value) -> usize {
    let beyond = match value {
        Value::String(text) => text.len(),
        Value::Array(values) => values.iter().map(bytes_of).sum(),
        Value::Object(fields) => bytes_of_fields(fields),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    };
    size_of::<Value>() + beyond
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
    fn forms_nest_as_in_rails() {
        let form =
            "refund[account]=1-2&refund[bankcode]=004&rps[]=01000001111&rps[]=01000002222&deep[a][b]=1";
        let parameters = Parameters::read("", None, form.as_bytes()).unwrap();
        assert_eq!(parameters.object("refund").unwrap().unwrap().text("account").as_deref(), Some("1-2"));
        assert_eq!(parameters.list("rps"), ["01000001111", "01000002222"]);
        let deep = parameters.object("deep").unwrap().unwrap();
        assert_eq!(deep.object("a").unwrap().unwrap().text("b").as_deref(), Some("1"));
        // What a client that loses the values sends: a name that comes thrice, and no object.
        let lost = Parameters::read("", None, b"refund=account&refund=bankcode").unwrap();
        assert_eq!(lost.object("refund").err(), Some(Refusal::FieldInvalid("refund")));
        for odd in
            ["a[=1", "a]=1", "[a]=1", "a[b=1", "a[b]c=1", "a[[b]]=1", &format!("a{}=1", "[b]".repeat(5_000))]
        {
            let parameters =
                Parameters::read("", Some("application/x-www-form-urlencoded"), odd.as_bytes()).unwrap();
            assert_eq!(parameters.text(&odd[..odd.len() - 2]).as_deref(), Some("1"), "{odd}");
        }
    }

    #[test]
    fn amounts() {
        let amount = |text: &str| {
            let body = format!(r#"{{"k":{text}}}"#);
            Parameters::read("", Some("application/json"), body.as_bytes()).unwrap().amount("k")
        };
        for (text, expected) in [
            ("3000", 3000),
            ("\"3000\"", 3000),
            ("3000.0", 3000),
            ("\"3000.00\"", 3000),
            ("0", 0),
            ("18446744073709551615", u64::MAX),
        ] {
            assert_eq!(amount(text), Ok(Some(expected)), "{text}");
        }
        for text in ["null", "\"\""] {
            assert_eq!(amount(text), Ok(None), "{text}");
        }
        for text in [
            "-1",
            "1.5",
            "\"1,000\"",
            "\"abc\"",
            "true",
            "[]",
            "{}",
            "1e30",
            "\"1.\"",
            "\"-0\"",
            "18446744073709551616",
            "\"٣\"",
        ] {
            assert_eq!(amount(text), Err(Refusal::FieldInvalid("k")), "{text}");
        }
    }

    #[test]
    fn unreadable() {
        for body in [r#"{"k":"#, r#""text""#, "[1]", "12"] {
            let result = Parameters::read("", Some("application/json"), body.as_bytes());
            assert_eq!(result.err(), Some(Refusal::BodyUnreadable), "{body}");
        }
    }
}
