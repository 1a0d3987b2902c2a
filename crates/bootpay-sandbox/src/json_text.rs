//! A value of the merchant's in a snapshot: JSON inside of JSON, as text. So it comes back to the letter, whatever
//! language carried the snapshot (JavaScript rounds large numbers, PHP makes a list of `{}`), and it may be as deep as it was
//! when it came.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

pub(crate) fn serialize<S: Serializer>(value: &Option<Value>, serializer: S) -> Result<S::Ok, S::Error> {
    value.as_ref().map(Value::to_string).serialize(serializer)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    let value = text.map(|text| serde_json::from_str(&text)).transpose();
    value.map_err(|_| D::Error::custom("must be JSON as text"))
}
