//! JSON that is read, and what is said of JSON that cannot be: the place and what was expected there, and no value.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

use crate::error::Error;
use crate::foreign::excerpt;

/// Parses JSON into `T`; the error names the field and never quotes a value, which may be somebody's card number.
pub(crate) fn parse_request<T: DeserializeOwned>(json: &str) -> Result<T, Error> {
    parse(json.as_bytes()).map_err(Error::invalid_request)
}

/// Parses JSON into `T`. The reason of a failure names the field and what was expected there, and never quotes a
/// value: it may be a key or somebody's name, and reasons end up in logs.
///
/// # Errors
/// The reason.
pub fn parse<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, String> {
    // where something is wrong is looked for only if something is: it costs more than the reading
    serde_json::from_slice(json).or_else(|_| parse_with_places(json))
}

fn parse_with_places<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, String> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let parsed = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = shown_path(error.path());
        let reason = without_values(&error.into_inner().to_string());
        // the path of an unknown field ends with its name, which the reason says in its own way
        let place = match reason.starts_with("unknown field ") {
            true => path.rsplit_once('.').map_or("", |(parent, _)| parent),
            false => path.as_str(),
        };
        let names_it_already = place.is_empty() || place == "." || reason.contains(&format!("`{place}`"));
        if names_it_already { reason } else { format!("{place}: {reason}") }
    })?;
    deserializer.end().map_err(|_| "there is text after the JSON value".to_owned())?;
    Ok(parsed)
}

/// Where in the JSON it was. The names are whoever's the JSON is: only what looks like a field's name is repeated.
fn shown_path(path: &serde_path_to_error::Path) -> String {
    let mut shown = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => shown.push_str(&format!("[{index}]")),
            Segment::Map { key: name } | Segment::Enum { variant: name } => {
                if !shown.is_empty() {
                    shown.push('.');
                }
                shown.push_str(if looks_like_a_name(name) { name } else { "…" });
            }
            Segment::Unknown => {} // of text that stops too early
        }
        if shown.len() > LONGEST_PATH {
            shown.push('…');
            break;
        }
    }
    shown
}

const LONGEST_PATH: usize = 120;

/// Whether a key of JSON can only be the name of a field: a short word, and no phone or card number.
pub fn looks_like_a_name(name: &str) -> bool {
    let is_word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_word && name.len() <= 40 && name.bytes().filter(u8::is_ascii_digit).count() < 6
}

/// serde quotes the offending value in `invalid type: string "…", expected u64`; this keeps only what it expected.
fn without_values(message: &str) -> String {
    let message = match message.rfind(" at line ") {
        Some(at) => &message[..at],
        None => message,
    };
    if message.starts_with("invalid ") || message.starts_with("unknown variant ") {
        match message.rfind(", expected ") {
            Some(at) => format!("expected {}", &message[at + ", expected ".len()..]),
            None => "has the wrong form".to_owned(),
        }
    } else {
        // field names come from the caller in "unknown field `x`"; keep a mistaken value in that place short
        excerpt_field_name(message)
    }
}

/// Field names are the caller's: keep a long one short, and do not repeat one that looks like a number of a card.
fn excerpt_field_name(message: &str) -> String {
    let Some((head, name, tail)) = message
        .split_once('`')
        .and_then(|(head, rest)| rest.split_once('`').map(|(name, tail)| (head, name, tail)))
    else {
        return message.to_owned();
    };
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    let name = if digits >= 6 { "…".to_owned() } else { excerpt(name) };
    format!("{head}`{name}`{tail}")
}

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use serde_json::Value;

    use super::*;

    #[derive(Debug, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Probe {
        receipt_id: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        price: Option<u64>,
    }

    #[test]
    fn a_reason_repeats_names_of_fields_and_no_other_key() {
        let read = |json: &str| parse::<Value>(json.as_bytes()).unwrap_err();
        assert_eq!(read(r#"{"data":{"price":1e400}}"#), "data.price: number out of range");
        let long = "x".repeat(1_000_000);
        for key in ["CANARY 9430811122223333", "카드", long.as_str(), "a9430811122223333"] {
            let why = read(&format!(r#"{{"data":{{"{key}":1e400}}}}"#));
            assert_eq!(why, "data.…: number out of range");
        }
        let deep = "{\"field_name\":".repeat(50);
        assert!(read(&deep).len() < 300);
    }

    #[test]
    fn a_misspelt_field_is_refused_with_the_known_ones() {
        let error = parse_request::<Probe>(r#"{"receipt_id":"a","prise":1}"#).unwrap_err();
        assert_eq!(error.message(), "unknown field `prise`, expected `receipt_id` or `price`");
    }

    #[test]
    fn a_wrong_type_is_named_without_its_value() {
        let error = parse_request::<Probe>(r#"{"receipt_id":"a","price":"CANARY, expected nothing"}"#);
        assert_eq!(error.unwrap_err().message(), "price: expected u64");
        let error = parse_request::<Probe>(r#"{"receipt_id":"a","9430810000004569":1}"#).unwrap_err();
        assert!(
            error.message().contains("unknown field `…`") && !error.message().contains("9430"),
            "{error}"
        );
        let error = parse_request::<Probe>(r#"{"receipt_id":"a"} CANARY"#).unwrap_err();
        assert!(!error.message().contains("CANARY"), "{error}");
    }
}
