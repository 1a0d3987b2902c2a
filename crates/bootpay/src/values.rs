//! What the fields of a request are made of.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::described::{Described, Kind};
use crate::foreign::REDACTED;
use crate::lenient;
use crate::personal::Personal;

/// An amount in won, which has no fractions. Read from an integer, a whole float (`3000.0`) or text: digits, and behind a
/// point any number of zeros, as databases write decimals (`"3000.00"`). Written as an integer.
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

impl Personal for Won {}

impl Described for Won {
    const KIND: Kind = Kind::Won;
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

impl Personal for Whole {}

impl Described for Whole {
    const KIND: Kind = Kind::Whole;
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

    /// This moment by the machine's clock; 1970 if that stands before it.
    pub(crate) fn now() -> Self {
        Self(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64))
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

impl Personal for UnixSeconds {}

impl Described for UnixSeconds {
    const KIND: Kind = Kind::UnixSeconds;
}

impl<'de> Deserialize<'de> for UnixSeconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const EXPECTED: &str = "expected a time in Unix seconds";
        let text = lenient::text(deserializer)?;
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

impl Personal for Switch {}

impl Described for Switch {
    const KIND: Kind = Kind::Switch;
}

impl<'de> Deserialize<'de> for Switch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match lenient::text(deserializer)?.as_str() {
            "0" | "false" => Ok(Self(false)),
            "1" | "true" => Ok(Self(true)),
            _ => Err(serde::de::Error::custom("expected 0, 1 or a boolean")),
        }
    }
}

fn whole_number<'de, D: Deserializer<'de>>(deserializer: D, expected: &str) -> Result<i64, D::Error> {
    let text = lenient::text(deserializer)?;
    lenient::whole(&text).ok_or_else(|| serde::de::Error::custom(expected))
}

/// Text, or a whole number as the text that it is written with. A longer one would be rounded, and two orders or cards
/// would share one number.
fn text_or_whole_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::String(text) => Ok(text),
        Value::Number(number) if number.is_i64() || number.is_u64() => Ok(number.to_string()),
        _ => Err(serde::de::Error::custom("expected text, or a whole number of at most 19 digits")),
    }
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

impl Personal for Sensitive {
    fn personal_texts(&self, texts: &mut Vec<String>) {
        texts.push(self.0.clone());
    }
}

impl Described for Sensitive {
    const KIND: Kind = Kind::Personal;
}

lenient::read_by_itself!(Sensitive);

impl<'de> Deserialize<'de> for Sensitive {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text_or_whole_number(deserializer).map(Self)
    }
}

/// An id that is all that a request says. One of another type is a mistake, whatever could be made of it.
pub(crate) fn only_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Sensitive, D::Error> {
    String::deserialize(deserializer).map(Sensitive)
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

impl Personal for Text {}

impl Described for Text {
    const KIND: Kind = Kind::Id;
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text_or_whole_number(deserializer).map(Self)
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

    pub(crate) fn set(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
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

impl Personal for FreeObject {
    fn personal_texts(&self, texts: &mut Vec<String>) {
        self.0.values().for_each(|value| value.personal_texts(texts));
    }
}

impl Described for FreeObject {
    const KIND: Kind = Kind::FreeObject;
}

impl fmt::Debug for FreeObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
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
        for json in
            ["3000.00", "3e3", r#""3000.0""#, r#""3000.00""#, r#""3000.0000000000000000000000000000""#]
        {
            assert_eq!(won(json), Some(3000), "{json}");
        }
        for json in ["-1", "10.5", r#""ten""#, r#""""#, "1e300", "null", "[]", "true"] {
            assert_eq!(won(json), None, "{json}");
        }
        for text in [
            "3000.",
            ".0",
            ".",
            "3000.01",
            "3000.0.0",
            "3e3",
            "3000.0e0",
            "0x10",
            "+3000",
            "-3000.00",
            "--3",
            "3,000",
            "3000,00",
            " 3000",
            "3000 ",
            "3_000",
            "３０００",
            "٣٠٠٠",
            "3000.０",
            "3000원",
            "NaN",
            "18446744073709551616",
        ] {
            assert_eq!(won(&format!("\"{text}\"")), None, "{text}");
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
    fn a_card_number_is_never_rounded() {
        let number = |json: &str| serde_json::from_str::<Sensitive>(json).ok().map(|number| number.0);
        assert_eq!(number("9430810000004569").as_deref(), Some("9430810000004569"));
        for json in ["20261123122326000001", "9430810000004569.5", "1e20", "true", "null", "{}"] {
            assert_eq!(number(json), None, "{json}");
        }
    }
}
