//! The JSON bodies of the control routes. Every complaint names its field.

use serde_json::{Map, Value, json};

/// A field that a control call may have. What is read here, GET /openapi.json describes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    form: Form,
    pub(crate) is_required: bool,
}

/// How a value is written.
#[derive(Debug, Clone, Copy)]
enum Form {
    Text,
    WebAddress,
    Id,
    Count,
    Integer,
    Number,
    Switch,
    OneOf(fn() -> Vec<Value>),
    Several(&'static [&'static str]),
    Any,
}

impl Field {
    const fn new(name: &'static str, form: Form) -> Self {
        Self { name, form, is_required: false }
    }

    pub(crate) const fn text(name: &'static str) -> Self {
        Self::new(name, Form::Text)
    }

    pub(crate) const fn web_address(name: &'static str) -> Self {
        Self::new(name, Form::WebAddress)
    }

    /// As every id of the API is written.
    pub(crate) const fn id(name: &'static str) -> Self {
        Self::new(name, Form::Id)
    }

    /// An integer of at least 0.
    pub(crate) const fn count(name: &'static str) -> Self {
        Self::new(name, Form::Count)
    }

    pub(crate) const fn integer(name: &'static str) -> Self {
        Self::new(name, Form::Integer)
    }

    pub(crate) const fn number(name: &'static str) -> Self {
        Self::new(name, Form::Number)
    }

    /// `true` or `false`.
    pub(crate) const fn switch(name: &'static str) -> Self {
        Self::new(name, Form::Switch)
    }

    pub(crate) const fn one_of(name: &'static str, values: fn() -> Vec<Value>) -> Self {
        Self::new(name, Form::OneOf(values))
    }

    /// One of these words, or a list of them.
    pub(crate) const fn several(name: &'static str, words: &'static [&'static str]) -> Self {
        Self::new(name, Form::Several(words))
    }

    pub(crate) const fn any(name: &'static str) -> Self {
        Self::new(name, Form::Any)
    }

    pub(crate) const fn required(self) -> Self {
        Self { is_required: true, ..self }
    }

    /// As JSON Schema. `null` means "leave this out", or the default; a required field has neither.
    pub(crate) fn schema(&self) -> Value {
        let or_null = |name: &str| if self.is_required { json!(name) } else { json!([name, "null"]) };
        match self.form {
            Form::Text => json!({"type": or_null("string")}),
            Form::WebAddress => json!({"type": or_null("string"), "pattern": WEB_ADDRESS_PATTERN}),
            Form::Id => json!({"type": or_null("string"), "pattern": ID_PATTERN}),
            Form::Count => json!({"type": or_null("integer"), "minimum": 0}),
            Form::Integer => json!({"type": or_null("integer")}),
            Form::Number => json!({"type": or_null("number")}),
            Form::Switch => json!({"type": or_null("boolean")}),
            Form::OneOf(values) => {
                let mut values = values();
                values.extend((!self.is_required).then_some(Value::Null));
                json!({"enum": values})
            }
            Form::Several(words) => json!({
                "anyOf": [
                    {"type": ["string", "null"], "enum": words.iter().map(|word| json!(word)).chain([Value::Null]).collect::<Vec<Value>>()},
                    {"type": "array", "items": {"type": "string", "enum": words}},
                ],
            }),
            Form::Any => json!({"description": "Any JSON."}),
        }
    }
}

/// The fields of both lists: `N` is their number.
pub(crate) const fn joined<const N: usize>(first: &[Field], second: &[Field]) -> [Field; N] {
    assert!(first.len() + second.len() == N);
    let mut all = [Field::any(""); N];
    let mut index = 0;
    while index < N {
        all[index] = if index < first.len() { first[index] } else { second[index - first.len()] };
        index += 1;
    }
    all
}

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

/// A complaint: the text of a 400, 404 or 422.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum FieldError {
    /// The body is not a JSON object at all.
    Body(String),
    /// It is, and this is wrong with it.
    Field(String),
    /// What the path names is not there.
    Absent(String),
}

impl FieldError {
    pub(crate) fn field(name: &str, problem: impl std::fmt::Display) -> Self {
        Self::Field(format!("{name}: {problem}"))
    }

    pub(crate) fn absent(name: &str, problem: impl std::fmt::Display) -> Self {
        Self::Absent(format!("{name}: {problem}"))
    }

    pub(crate) fn into_text(self) -> String {
        match self {
            Self::Body(text) | Self::Field(text) | Self::Absent(text) => text,
        }
    }

    /// The same complaint about a part of something larger.
    pub(crate) fn within(self, name: &str) -> Self {
        Self::field(name, self.into_text())
    }
}

/// The fields of one control call.
#[derive(Debug)]
pub(crate) struct Fields {
    given: Map<String, Value>,
    known: &'static [Field],
}

impl Fields {
    /// Reads a body; an empty one, or `null`, has no fields. Refuses every name outside of `known`.
    pub(crate) fn read(body: &[u8], known: &'static [Field]) -> Result<Self, FieldError> {
        if body.trim_ascii().is_empty() {
            return Ok(Self { given: Map::new(), known });
        }
        let value: Value = serde_json::from_slice(body)
            .map_err(|error| FieldError::Body(format!("the body is not JSON: {error}")))?;
        let given = match value {
            Value::Object(fields) => fields,
            Value::Null => Map::new(),
            _ => return Err(FieldError::Body("the body is not a JSON object".to_owned())),
        };
        Self::of(given, known)
    }

    /// Fields that are read already. Refuses every name outside of `known`.
    pub(crate) fn of(given: Map<String, Value>, known: &'static [Field]) -> Result<Self, FieldError> {
        let names: Vec<&str> = known.iter().map(|field| field.name).collect();
        if let Some(unknown) = given.keys().find(|name| !names.contains(&name.as_str())) {
            return Err(FieldError::field(
                unknown,
                format!("unknown field, known ones are {}", names.join(", ")),
            ));
        }
        Ok(Self { given, known })
    }

    /// The value as it came.
    pub(crate) fn any(&self, name: &str) -> Given<Value> {
        match self.given.get(name) {
            None => Given::Absent,
            Some(Value::Null) => Given::Null,
            Some(value) => Given::Value(value.clone()),
        }
    }

    pub(crate) fn text(&self, name: &str) -> Result<Given<String>, FieldError> {
        self.described(name, |form| {
            matches!(form, Form::Text | Form::WebAddress | Form::Id | Form::OneOf(_))
        });
        self.read_as(name, "must be a string", |value| value.as_str().map(str::to_owned))
    }

    /// An integer of at least 0.
    pub(crate) fn count(&self, name: &str) -> Result<Given<u64>, FieldError> {
        self.described(name, |form| matches!(form, Form::Count));
        self.read_as(name, "must be an integer of at least 0", |value| u64::try_from(whole(value)?).ok())
    }

    pub(crate) fn integer(&self, name: &str) -> Result<Given<i64>, FieldError> {
        self.described(name, |form| matches!(form, Form::Integer | Form::OneOf(_)));
        self.read_as(name, "must be an integer", whole)
    }

    pub(crate) fn number(&self, name: &str) -> Result<Given<f64>, FieldError> {
        self.described(name, |form| matches!(form, Form::Number));
        self.read_as(name, "must be a number", Value::as_f64)
    }

    pub(crate) fn switch(&self, name: &str) -> Result<Given<bool>, FieldError> {
        self.described(name, |form| matches!(form, Form::Switch));
        self.read_as(name, "must be true or false", Value::as_bool)
    }

    /// The words of a field that takes several; none when it is absent or null.
    pub(crate) fn several(&self, name: &str) -> Result<Vec<String>, FieldError> {
        let Some(Field { form: Form::Several(words), .. }) =
            self.known.iter().find(|field| field.name == name)
        else {
            debug_assert!(false, "{name} is not described as several");
            return Ok(Vec::new());
        };
        let is_known = |value: &&Value| value.as_str().is_some_and(|word| words.contains(&word));
        let problem = format!("must be one of {}, or a list of them", words.join(", "));
        let given = self.read_as(name, &problem, |value| {
            let list = value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice);
            let known: Vec<&Value> = list.iter().filter(is_known).collect();
            (known.len() == list.len()).then(|| {
                known.into_iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<String>>()
            })
        })?;
        Ok(given.value().unwrap_or_default())
    }

    /// What the description says of a field is what is read; every test that reads one notices if not.
    fn described(&self, name: &str, is_right: fn(Form) -> bool) {
        let field = self.known.iter().find(|field| field.name == name);
        debug_assert!(field.is_some_and(|field| is_right(field.form)), "{name} is described as {field:?}");
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

/// A whole number, also one that is written as 3000.0: JSON has one kind of number.
fn whole(value: &Value) -> Option<i64> {
    const MOST_EXACT: f64 = 9_007_199_254_740_992.0; // 2^53
    let written_with_a_point = || {
        let number = value.as_f64().filter(|number| number.fract() == 0.0 && number.abs() <= MOST_EXACT)?;
        format!("{number:.0}").parse().ok()
    };
    value.as_i64().or_else(written_with_a_point)
}

pub(crate) const WEB_ADDRESS_PATTERN: &str = "^https?://";

pub(crate) const ID_PATTERN: &str = "^[0-9a-f]{24}$";

/// The form of every id in the API: 24 lowercase hex characters.
pub(crate) fn is_id(text: &str) -> bool {
    text.len() == 24 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
