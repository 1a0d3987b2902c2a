//! How a request struct is written down, and what its fields are made of.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::api::settle::Outcome;
use crate::config::Config;
use crate::error::Error;
use crate::secret::REDACTED;

/// What a request needs between the caller and the wire.
pub trait Prepare: Clone {
    /// Fills what is computed anew for every call and refuses what cannot be right, before anything is sent.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest), naming the field.
    fn prepared(self, config: &Config) -> Result<Self, Error> {
        let _ = config;
        Ok(self)
    }

    /// What a good answer must still say for the caller to go on. `answer` is the whole JSON text.
    ///
    /// # Errors
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch), naming what differs.
    fn judge(&self, answer: &str) -> Result<(), Error> {
        let _ = answer;
        Ok(())
    }

    /// What the answer says became of an earlier call, for a request that asks for that.
    fn outcome(&self, answer: &str) -> Option<Outcome> {
        let _ = answer;
        None
    }
}

/// Writes a request struct: its required fields become the arguments of `new`, each optional one gets a method that
/// sets it. Unknown fields are refused, absent ones are not sent. What is `not_sent` stays here, for `judge`.
macro_rules! request {
    (
        $(#[$doc:meta])*
        pub struct $name:ident {
            $( required { $( $(#[$required_doc:meta])* $required:ident: $required_type:ty, )+ } )?
            $( optional { $( $(#[$optional_doc:meta])* $optional:ident: $optional_type:ty, )+ } )?
            $( not_sent { $( $(#[$kept_doc:meta])* $kept:ident: $kept_type:ty, )+ } )?
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $( $( $(#[$required_doc])* pub $required: $required_type, )+ )?
            $( $(
                $(#[$optional_doc])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $optional: Option<$optional_type>,
            )+ )?
            $( $(
                $(#[$kept_doc])*
                #[serde(default, skip_serializing)]
                pub $kept: Option<$kept_type>,
            )+ )?
        }

        impl $name {
            /// With what is required; everything else is left out.
            #[allow(clippy::too_many_arguments, clippy::new_without_default)] // as many as the API requires
            pub fn new($( $( $required: impl Into<$required_type>, )+ )?) -> Self {
                Self {
                    $( $( $required: $required.into(), )+ )?
                    $( $( $optional: None, )+ )?
                    $( $( $kept: None, )+ )?
                }
            }

            $( $(
                $(#[$optional_doc])*
                pub fn $optional(mut self, $optional: impl Into<$optional_type>) -> Self {
                    self.$optional = Some($optional.into());
                    self
                }
            )+ )?

            $( $(
                $(#[$kept_doc])*
                pub fn $kept(mut self, $kept: impl Into<$kept_type>) -> Self {
                    self.$kept = Some($kept.into());
                    self
                }
            )+ )?
        }
    };
}
pub(crate) use request;

/// An amount in won, which has no fractions. Read from an integer, a whole float (`3000.0`) or text of digits, since
/// official clients send all three; written as an integer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Won(u64);

impl Won {
    /// An amount.
    pub const fn new(amount: u64) -> Self {
        Self(amount)
    }

    /// The amount.
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl From<u64> for Won {
    fn from(amount: u64) -> Self {
        Self(amount)
    }
}

impl From<u32> for Won {
    fn from(amount: u32) -> Self {
        Self(amount.into())
    }
}

impl<'de> Deserialize<'de> for Won {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const EXPECTED: &str = "expected a whole amount in won, 0 or more";
        whole_number(deserializer, EXPECTED)
            .and_then(|number| u64::try_from(number).map_err(|_| serde::de::Error::custom(EXPECTED)))
            .map(Self)
    }
}

/// A small whole number: instalment months, pieces, a gender's 0 or 1. Read from text of digits too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Whole(u32);

impl Whole {
    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl From<u32> for Whole {
    fn from(number: u32) -> Self {
        Self(number)
    }
}

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const EXPECTED: &str = "expected a whole number, 0 or more";
        whole_number(deserializer, EXPECTED)
            .and_then(|number| u32::try_from(number).map_err(|_| serde::de::Error::custom(EXPECTED)))
            .map(Self)
    }
}

/// A moment in Unix seconds. A fraction is dropped: an official client sends `time.time() + 10`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct UnixSeconds(i64);

impl UnixSeconds {
    /// A moment.
    pub const fn new(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl From<i64> for UnixSeconds {
    fn from(seconds: i64) -> Self {
        Self(seconds)
    }
}

impl<'de> Deserialize<'de> for UnixSeconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const EXPECTED: &str = "expected a time in Unix seconds";
        let text = crate::lenient::text(deserializer)?;
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, "0"));
        if !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(serde::de::Error::custom(EXPECTED));
        }
        whole.parse().map(Self).map_err(|_| serde::de::Error::custom(EXPECTED))
    }
}

/// `0` and `1`, as the API writes its switches. Read from a boolean too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Switch(bool);

impl Switch {
    /// Whether it is 1.
    pub const fn is_on(self) -> bool {
        self.0
    }
}

impl From<bool> for Switch {
    fn from(on: bool) -> Self {
        Self(on)
    }
}

impl Serialize for Switch {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.0.into())
    }
}

impl<'de> Deserialize<'de> for Switch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match crate::lenient::text(deserializer)?.as_str() {
            "0" | "false" => Ok(Self(false)),
            "1" | "true" => Ok(Self(true)),
            _ => Err(serde::de::Error::custom("expected 0, 1 or a boolean")),
        }
    }
}

fn whole_number<'de, D: Deserializer<'de>>(deserializer: D, expected: &str) -> Result<i64, D::Error> {
    let text = crate::lenient::text(deserializer)?;
    let whole = text.strip_suffix(".0").unwrap_or(&text);
    whole.parse().map_err(|_| serde::de::Error::custom(expected))
}

/// Text that goes out in clear and shows nowhere: a card number, the first digits of its password, a birth date.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Sensitive(String);

impl Sensitive {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text in clear. Keep it out of logs.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Sensitive {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Sensitive {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Sensitive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl<'de> Deserialize<'de> for Sensitive {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::lenient::text(deserializer).map(Self)
    }
}

/// Text, or a number as the text that it is written with: merchants' order ids are both.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Text(String);

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(text) => Ok(Self(text)),
            // A longer number would be rounded, and two orders would share one id.
            Value::Number(number) if number.is_i64() || number.is_u64() => Ok(Self(number.to_string())),
            _ => Err(serde::de::Error::custom("expected text, or a whole number of at most 19 digits")),
        }
    }
}

/// A JSON object whose fields nobody documents, or which the merchant chooses. Sent as it is; `null` fields are left
/// out at every depth, since the API means "not given" by them.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FreeObject(Map<String, Value>);

impl FreeObject {
    /// From JSON's own map.
    pub fn new(fields: Map<String, Value>) -> Self {
        Self(fields)
    }

    /// One field.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// How many fields there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no field.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Map<String, Value>> for FreeObject {
    fn from(fields: Map<String, Value>) -> Self {
        Self(fields)
    }
}

impl fmt::Debug for FreeObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

/// Takes `null` fields out of an object, at every depth.
pub(crate) fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(without_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(without_nulls),
        _ => {}
    }
}

/// Refuses an empty required text.
pub(crate) fn not_empty(field: &str, text: &str) -> Result<(), Error> {
    if text.trim().is_empty() { Err(wrong(field, "must not be empty")) } else { Ok(()) }
}

/// An argument that was refused here.
pub(crate) fn wrong(field: &str, why: &str) -> Error {
    Error::invalid_request(format!("{field} {why}; nothing was sent"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn won_is_whole_and_not_negative() {
        let won = |json: &str| serde_json::from_str::<Won>(json).ok().map(Won::get);
        assert_eq!(won("3000"), Some(3000));
        assert_eq!(won("3000.0"), Some(3000));
        assert_eq!(won("\"3000\""), Some(3000));
        for json in ["-1", "10.5", "\"ten\"", "\"\"", "1e300", "null", "[]"] {
            assert_eq!(won(json), None, "{json}");
        }
        assert_eq!(serde_json::to_string(&Won::new(5)).unwrap(), "5");
    }

    #[test]
    fn a_moment_loses_its_fraction() {
        let at = |json: &str| serde_json::from_str::<UnixSeconds>(json).ok().map(UnixSeconds::get);
        assert_eq!(at("1795421065.5374467"), Some(1_795_421_065));
        assert_eq!(at("\"1795421065\""), Some(1_795_421_065));
        assert_eq!(at("\"tomorrow\""), None);
        assert_eq!(at("\"1795421065.soon\""), None);
    }

    #[test]
    fn an_id_is_never_rounded() {
        let id = |json: &str| serde_json::from_str::<Text>(json).ok().map(|text| text.0);
        assert_eq!(id("1527744732").as_deref(), Some("1527744732"));
        assert_eq!(id("\"20261123122326000001\"").as_deref(), Some("20261123122326000001"));
        for json in ["20261123122326000001", "1.5", "true", "[]"] {
            assert_eq!(id(json), None, "{json}");
        }
    }

    #[test]
    fn nulls_are_not_sent_at_any_depth() {
        let mut value = serde_json::json!({"a": null, "b": {"c": null, "d": [{"e": null, "f": 0}]}, "g": ""});
        without_nulls(&mut value);
        assert_eq!(value, serde_json::json!({"b": {"d": [{"f": 0}]}, "g": ""}));
    }
}
