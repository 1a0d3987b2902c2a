//! What a request says about a person, a card or an account.

use serde_json::Value;

use crate::foreign::may_be_personal;

/// What a request says about a person, a card or an account. The type of a field decides: [`Sensitive`] is personal, and so
/// is what a merchant puts into free JSON, if it is long enough.
pub(crate) trait Personal {
    /// Adds the texts to `texts`.
    fn personal_texts(&self, texts: &mut Vec<String>) {
        let _ = texts;
    }
}

impl Personal for String {}
impl Personal for bool {}
impl Personal for i64 {}

impl<T: Personal> Personal for Option<T> {
    fn personal_texts(&self, texts: &mut Vec<String>) {
        self.iter().for_each(|value| value.personal_texts(texts));
    }
}

impl<T: Personal> Personal for Vec<T> {
    fn personal_texts(&self, texts: &mut Vec<String>) {
        self.iter().for_each(|value| value.personal_texts(texts));
    }
}

/// Text and numbers at any depth.
impl Personal for Value {
    fn personal_texts(&self, texts: &mut Vec<String>) {
        let text = match self {
            Value::Object(fields) => return fields.values().for_each(|value| value.personal_texts(texts)),
            Value::Array(values) => return values.iter().for_each(|value| value.personal_texts(texts)),
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(_) | Value::Null => return,
        };
        texts.extend(Some(text).filter(|text| may_be_personal(text)));
    }
}
