//! Deserialisers for fields whose JSON type differs between official sources.
//!
//! The official clients disagree on the types of several v1 fields (gender as string or number, foreigner as
//! boolean or 0/1, order ids as text or number). A client that refuses one of them breaks on a live server that
//! nobody could test against, so these accept every form that was seen.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::described::{Described, Kind};
use crate::foreign::REDACTED;

/// A string, or a number or boolean as the text that it is written with.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    struct Text;
    impl Visitor<'_> for Text {
        type Value = String;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string or a number")
        }
        fn visit_str<E: de::Error>(self, v: &str) -> Result<String, E> {
            Ok(v.to_owned())
        }
        fn visit_i64<E: de::Error>(self, v: i64) -> Result<String, E> {
            Ok(v.to_string())
        }
        fn visit_u64<E: de::Error>(self, v: u64) -> Result<String, E> {
            Ok(v.to_string())
        }
        fn visit_f64<E: de::Error>(self, v: f64) -> Result<String, E> {
            Ok(v.to_string())
        }
        fn visit_bool<E: de::Error>(self, v: bool) -> Result<String, E> {
            Ok(v.to_string())
        }
    }
    deserializer.deserialize_any(Text)
}

/// [`text`], where `null` means absent.
pub(crate) fn optional_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    struct Wrapped(#[serde(deserialize_with = "text")] String);
    Ok(Option::<Wrapped>::deserialize(deserializer)?.map(|wrapped| wrapped.0))
}

/// A whole number as it is written: ASCII digits, a minus before a negative one, and behind a point nothing but zeros, as
/// databases write decimals (`3000.00`). The one rule for every amount and every number in text, from either side.
pub(crate) fn whole(text: &str) -> Option<i64> {
    let (number, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = number.strip_prefix('-').unwrap_or(number);
    let are_digits = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    let are_zeros = !fraction.is_empty() && fraction.bytes().all(|digit| digit == b'0');
    if are_digits && are_zeros { number.parse().ok() } else { None }
}

/// An integer as a number (also `3.0`) or as text, see [`whole`]; `null` and `""` mean absent.
pub(crate) fn optional_integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let Some(text) = optional_text(deserializer)? else { return Ok(None) };
    if text.is_empty() {
        return Ok(None);
    }
    whole(&text).map(Some).ok_or_else(|| de::Error::custom("expected a whole number"))
}

/// `true`/`false`, `0`/`1` or the same as text; `null`, `""` and anything else mean that it is not known.
pub(crate) fn optional_flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(match optional_text(deserializer)?.as_deref() {
        Some("true" | "1") => Some(true),
        Some("false" | "0") => Some(false),
        _ => None,
    })
}

/// How a field of an answer is read that may be absent, by its type.
pub(crate) trait Read: Sized {
    /// `null` means absent.
    fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error>;
}

impl Read for String {
    fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        optional_text(deserializer)
    }
}

impl Read for i64 {
    fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        optional_integer(deserializer)
    }
}

impl Read for bool {
    fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        optional_flag(deserializer)
    }
}

/// A field of an answer that may be absent.
pub(crate) struct Optional<T>(pub(crate) Option<T>);

impl<'de, T: Read> Deserialize<'de> for Optional<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::optional(deserializer).map(Self)
    }
}

/// For types that say themselves how they are read.
macro_rules! read_by_itself {
    ($($type:ty),+) => {$(
        impl $crate::lenient::Read for $type {
            fn optional<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
                serde::Deserialize::deserialize(deserializer)
            }
        }
    )+};
}
pub(crate) use read_by_itself;

/// Fields of an answer that this version does not know, and free-form JSON that a merchant sent along.
///
/// They are kept, so that a field which the server adds tomorrow is readable today. `{:?}` shows only the
/// names: nobody knows what stands in them.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OtherFields(Map<String, Value>);

impl OtherFields {
    pub(crate) fn keep(&mut self, name: String, value: Value) {
        self.0.insert(name, value);
    }

    /// The value of one field.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The names of all fields.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl fmt::Debug for OtherFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(self.0.keys().map(|name| (name, fmt::from_fn(|f| f.write_str(REDACTED)))))
            .finish()
    }
}

/// JSON that the merchant chose, such as `params`. Kept as it came; `{:?}` does not show it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FreeForm(Value);

impl FreeForm {
    /// The JSON value.
    pub fn value(&self) -> &Value {
        &self.0
    }
}

impl fmt::Debug for FreeForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl Described for FreeForm {
    const KIND: Kind = Kind::Free;
}

read_by_itself!(FreeForm);

/// `data` of an answer whose fields nobody documents, or nothing at all. `{:?}` does not show it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Undocumented(Value);

impl Undocumented {
    /// The JSON value; null if the answer had no `data`.
    pub fn value(&self) -> &Value {
        &self.0
    }
}

impl fmt::Debug for Undocumented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl Described for Undocumented {
    const KIND: Kind = Kind::Free;
}
