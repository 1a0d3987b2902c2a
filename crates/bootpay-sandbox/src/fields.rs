//! The JSON bodies of the control routes. Every complaint names its field.

use serde_json::{Map, Value};

/// A field's three states: a control call may say "leave this out" with an explicit null.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Given<T> {
    Absent,
    Null,
    Value(T),
}

impl<T> Given<T> {
    /// Null keeps the field out, absent takes the default.
    pub(crate) fn or_default(self, default: impl Into<Option<T>>) -> Option<T> {
        match self {
            Self::Absent => default.into(),
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    /// For fields that cannot be left out: null is as good as absent.
    pub(crate) fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

/// A complaint: the text of a 400 or 422.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum FieldError {
    /// The body is not a JSON object at all.
    Body(String),
    /// It is, and this is wrong with it.
    Field(String),
}

impl FieldError {
    pub(crate) fn field(name: &str, problem: impl std::fmt::Display) -> Self {
        Self::Field(format!("{name}: {problem}"))
    }
}

/// The fields of one control call.
#[derive(Debug)]
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    /// Reads a body; an empty one, or `null`, has no fields. Refuses every name outside of `known`.
    pub(crate) fn read(body: &[u8], known: &[&str]) -> Result<Self, FieldError> {
        if body.trim_ascii().is_empty() {
            return Ok(Self(Map::new()));
        }
        let value: Value = serde_json::from_slice(body)
            .map_err(|error| FieldError::Body(format!("the body is not JSON: {error}")))?;
        let fields = match value {
            Value::Object(fields) => fields,
            Value::Null => Map::new(),
            _ => return Err(FieldError::Body("the body is not a JSON object".to_owned())),
        };
        if let Some(unknown) = fields.keys().find(|name| !known.contains(&name.as_str())) {
            return Err(FieldError::field(
                unknown,
                format!("unknown field, known ones are {}", known.join(", ")),
            ));
        }
        Ok(Self(fields))
    }

    /// The value as it came.
    pub(crate) fn any(&self, name: &str) -> Given<Value> {
        match self.0.get(name) {
            None => Given::Absent,
            Some(Value::Null) => Given::Null,
            Some(value) => Given::Value(value.clone()),
        }
    }

    pub(crate) fn text(&self, name: &str) -> Result<Given<String>, FieldError> {
        self.read_as(name, "must be a string", |value| value.as_str().map(str::to_owned))
    }

    /// An integer of at least 0.
    pub(crate) fn count(&self, name: &str) -> Result<Given<u64>, FieldError> {
        self.read_as(name, "must be an integer of at least 0", Value::as_u64)
    }

    pub(crate) fn integer(&self, name: &str) -> Result<Given<i64>, FieldError> {
        self.read_as(name, "must be an integer", Value::as_i64)
    }

    pub(crate) fn number(&self, name: &str) -> Result<Given<f64>, FieldError> {
        self.read_as(name, "must be a number", Value::as_f64)
    }

    /// A receipt id: 24 lowercase hex characters (v1 docs, in every sample).
    pub(crate) fn receipt_id(&self) -> Result<Option<String>, FieldError> {
        let id = self.text("receipt_id")?.value();
        match id {
            Some(id) if !is_id(&id) => {
                Err(FieldError::field("receipt_id", "must have 24 lowercase hex characters"))
            }
            id => Ok(id),
        }
    }

    pub(crate) fn read_as<T>(
        &self,
        name: &str,
        problem: &str,
        convert: impl Fn(&Value) -> Option<T>,
    ) -> Result<Given<T>, FieldError> {
        match self.any(name) {
            Given::Absent => Ok(Given::Absent),
            Given::Null => Ok(Given::Null),
            Given::Value(value) => {
                convert(&value).map(Given::Value).ok_or_else(|| FieldError::field(name, problem))
            }
        }
    }
}

/// The form of every id in the API: 24 lowercase hex characters.
pub(crate) fn is_id(text: &str) -> bool {
    text.len() == 24 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
