//! JSON that means one thing only.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

/// A JSON text, read whole: no object in it has a name twice, at any depth. Readers differ in which of the two they take,
/// and this library's own would differ from the host language's. Texts stay where they are, and arrays are not kept.
pub(crate) enum Unambiguous<'a> {
    Object(Vec<(Cow<'a, str>, Self)>),
    Text(Cow<'a, str>),
    Number(Number),
    Null,
    Other,
}

impl Unambiguous<'_> {
    /// The value of a field, of an object that has it.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        let Unambiguous::Object(fields) = self else { return None };
        fields.iter().find(|(field, _)| field == name).map(|(_, value)| value)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Unambiguous<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

/// A name of an object, without a copy unless it has an escape.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct Name<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Unambiguous<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::new();
        while let Some((Name(name), value)) = object.next_entry()? {
            fields.push((name, value));
        }
        fields.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        if fields.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err(Error::custom("a name is there twice"));
        }
        Ok(Unambiguous::Object(fields))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
        while array.next_element::<Unambiguous>()?.is_some() {}
        Ok(Unambiguous::Other)
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Unambiguous::Text(text.into()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Unambiguous::Text(text.to_owned().into()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Unambiguous::Other)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Unambiguous::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Unambiguous::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Number::from_f64(number).map_or(Unambiguous::Other, Unambiguous::Number))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Unambiguous::Null)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    #[test]
    fn no_name_twice_at_any_depth() {
        for text in [r#"{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]}"#, r#"{"":1,"A":1,"a":1}"#, "{}"] {
            assert!(matches!(parse(text.as_bytes()), Ok(Unambiguous::Object(_))), "{text}");
        }
        for text in ["1", "-1", "1.5", r#""a""#, "null", "true", "[[],[{}]]"] {
            assert!(
                parse(text.as_bytes()).is_ok_and(|json| !matches!(json, Unambiguous::Object(_))),
                "{text}"
            );
        }
        for (text, why) in [
            (r#"{"a":1,"a":1}"#, "a name is there twice"),
            (r#"{"data":{"price":1,"price":2}}"#, "data: a name is there twice"),
            (r#"{"data":[{"x":{"a":1,"\u0061":2}}]}"#, "data[0].x: a name is there twice"),
        ] {
            assert_eq!(parse::<Unambiguous>(text.as_bytes()).err().as_deref(), Some(why), "{text}");
        }
    }

    #[test]
    fn what_is_no_json_is_an_error() {
        let deep = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
        for text in ["", "{", "{}{}", "1e999", r#"{"a":"\ud800"}"#, "[1,]", deep.as_str()] {
            assert!(parse::<Unambiguous>(text.as_bytes()).is_err(), "{text}");
        }
        assert!(parse::<Unambiguous>(b"\"\xff\"").is_err());
    }
}
