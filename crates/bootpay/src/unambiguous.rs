//! JSON that means one thing only.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// What a JSON text is, read whole: no object in it has a name twice, at any depth. Readers differ in which of the two
/// they take, and this library's own would differ from the host language's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unambiguous {
    Object,
    Other,
}

impl<'de> Deserialize<'de> for Unambiguous {
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
    type Value = Unambiguous;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Unambiguous, A::Error> {
        let mut names = Vec::new();
        while let Some(Name(name)) = object.next_key()? {
            names.push(name);
            object.next_value::<Unambiguous>()?;
        }
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(Error::custom("a name is there twice"));
        }
        Ok(Unambiguous::Object)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Unambiguous, A::Error> {
        while array.next_element::<Unambiguous>()?.is_some() {}
        Ok(Unambiguous::Other)
    }

    fn visit_str<E>(self, _: &str) -> Result<Unambiguous, E> {
        Ok(Unambiguous::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Unambiguous, E> {
        Ok(Unambiguous::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Unambiguous, E> {
        Ok(Unambiguous::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Unambiguous, E> {
        Ok(Unambiguous::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Unambiguous, E> {
        Ok(Unambiguous::Other)
    }

    fn visit_unit<E>(self) -> Result<Unambiguous, E> {
        Ok(Unambiguous::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    #[test]
    fn no_name_twice_at_any_depth() {
        for text in [r#"{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]}"#, r#"{"":1,"A":1,"a":1}"#, "{}"] {
            assert_eq!(parse::<Unambiguous>(text.as_bytes()), Ok(Unambiguous::Object), "{text}");
        }
        for text in ["1", "-1", "1.5", r#""a""#, "null", "true", "[[],[{}]]"] {
            assert_eq!(parse::<Unambiguous>(text.as_bytes()), Ok(Unambiguous::Other), "{text}");
        }
        for (text, why) in [
            (r#"{"a":1,"a":1}"#, "a name is there twice"),
            (r#"{"data":{"price":1,"price":2}}"#, "data: a name is there twice"),
            (r#"{"data":[{"x":{"a":1,"\u0061":2}}]}"#, "data[0].x: a name is there twice"),
        ] {
            assert_eq!(parse::<Unambiguous>(text.as_bytes()), Err(why.to_owned()), "{text}");
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
