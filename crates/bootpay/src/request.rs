//! How a request struct is written down, and what its fields are made of.

use std::borrow::Cow;
use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::concerns::Concerns;
use crate::config::Config;
use crate::described::{Described, Kind};
use crate::error::Error;
use crate::foreign::may_be_personal;
use crate::lenient;
use crate::outcome::Outcome;
use crate::secret::REDACTED;
use crate::settling::Settling;

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

    /// What the call is about, for the error of one whose outcome is not known.
    fn concerns(&self) -> Concerns {
        Concerns::default()
    }

    /// The ids that a good answer must not contradict: a field of its `data`, and what must stand there if anything does.
    /// An answer about another receipt may be another person's. By default what the call [concerns](Prepare::concerns).
    fn answered_ids(&self) -> Vec<(&'static str, String)> {
        let Concerns { receipt_id, cancel_id, cancel_price: _ } = self.concerns();
        let ids = [("receipt_id", receipt_id), ("cancel_id", cancel_id)];
        ids.into_iter().filter_map(|(name, id)| Some((name, id?))).collect()
    }

    /// What a good answer must still say for the caller to go on, and what the caller gets: the answer as it came, unless
    /// the request says otherwise. `answer` is the whole JSON text.
    ///
    /// # Errors
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch), naming what differs.
    fn judged<'a>(&self, answer: &'a str, config: &Config) -> Result<Cow<'a, str>, Error> {
        let _ = config;
        Ok(answer.into())
    }

    /// What the server's refusal means to whoever made this request.
    fn refused(&self, error: Error) -> Error {
        error
    }

    /// How the call is settled if its answer is lost, for one that a reading can settle.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest), if the reading cannot be asked for.
    fn settling(&self) -> Result<Option<Settling>, Error> {
        Ok(None)
    }

    /// What the answer says became of an earlier call, for a request that asks for that.
    fn outcome(&self, answer: &str) -> Option<Outcome> {
        let _ = answer;
        None
    }
}

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

/// Writes a request struct, and [describes](crate::described::Described) it.
///
/// Each field has a documentation comment, and an optional one may say after `=` what it means to leave it out. The required
/// fields become the arguments of `new`, each other one gets a method that sets it. It is read from a JSON object only; unknown
/// fields are refused, absent ones are not sent. What is `kept` is required and stays here, what is `not_sent` is optional and
/// stays here, for `prepared` and `judged`.
///
/// The line in front makes an operation of it: its name, the HTTP method and the path, how it proves itself
/// ([`Auth`](crate::Auth)), what a second copy could do ([`Repeat`](crate::Repeat)), how long an attempt may take
/// ([`Patience`](crate::Patience)), the type of its answer, and the method that both clients get for it, if it is an
/// ordinary one.
///
/// A struct of one [`FreeObject`] takes any fields. Those that are written down are the known ones; nothing checks them.
macro_rules! request {
    (
        $operation:literal = $method:ident $path:literal, $auth:ident, $repeat:ident, $patience:ident
            -> $response:ty $(as $call:ident)?;

        $(#[doc = $doc:literal])+
        $(#[derive($derive:ident)])?
        pub struct $name:ident $($rest:tt)+
    ) => {
        $crate::request::request! {
            $(#[doc = $doc])+
            $(#[derive($derive)])?
            pub struct $name $($rest)+
        }

        impl $crate::operation::Operation for $name {
            type Response = $response;
            const NAME: &'static str = $operation;
            const METHOD: $crate::endpoint::Method = $crate::endpoint::Method::$method;
            const PATH: &'static str = $path;
            const REPEAT: $crate::endpoint::Repeat = $crate::endpoint::Repeat::$repeat;
            const AUTH: $crate::endpoint::Auth = $crate::endpoint::Auth::$auth;
            const PATIENCE: $crate::endpoint::Patience = $crate::endpoint::Patience::$patience;
            const CALL: Option<&'static str> = $crate::described::given(&[$(stringify!($call))?]);

            fn personal(&self) -> Vec<String> {
                let mut texts = Vec::new();
                $crate::request::Personal::personal_texts(self, &mut texts);
                texts
            }
        }

        $crate::request::request!(@call [$(#[doc = $doc])+] $name, $response, $($call)?);
    };

    (@call [$(#[doc = $doc:literal])+] $name:ident, $response:ty,) => {};

    (@call [$(#[doc = $doc:literal])+] $name:ident, $response:ty, $call:ident) => {
        impl $crate::client::Client {
            $(#[doc = $doc])+
            ///
            /// # Errors
            /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest), naming the field, if something cannot be right
            /// (nothing is sent); else as [`certificate`](crate::Client::certificate).
            pub async fn $call(
                &self,
                request: $name,
            ) -> Result<$crate::client::Answer<$response>, $crate::error::Error> {
                self.send(&request, &$crate::client::CallOptions::default()).await
            }
        }

        impl $crate::blocking::Client {
            $(#[doc = $doc])+
            ///
            /// # Errors
            /// As the method of the same name of [`Client`](crate::Client).
            pub fn $call(
                &self,
                request: $name,
            ) -> Result<$crate::client::Answer<$response>, $crate::error::Error> {
                self.send(request, $crate::client::CallOptions::default())
            }
        }
    };

    (
        $(#[doc = $doc:literal])+
        $(#[derive($derive:ident)])?
        pub struct $name:ident $(from $source:literal)? {
            $( required { $(
                $(#[doc = $required_doc:literal])+
                $(#[serde($($required_serde:tt)*)])?
                $required:ident: $required_type:ty,
            )+ } )?
            $( kept { $(
                $(#[doc = $kept_doc:literal])+
                $(#[serde($($kept_serde:tt)*)])?
                $kept:ident: $kept_type:ty,
            )+ } )?
            $( optional { $(
                $(#[doc = $optional_doc:literal])+
                $optional:ident: $optional_type:ty $(= $optional_default:literal)?,
            )+ } )?
            $( not_sent { $(
                $(#[doc = $unsent_doc:literal])+
                $unsent:ident: $unsent_type:ty $(= $unsent_default:literal)?,
            )+ } )?
        }
    ) => {
        $(#[doc = $doc])+
        $(#[doc = concat!("\n\nSource: ", $source, ".")])?
        #[derive(Clone, Debug, serde::Serialize $(, $derive)?)]
        pub struct $name {
            $( $( $(#[doc = $required_doc])+ pub $required: $required_type, )+ )?
            $( $( $(#[doc = $kept_doc])+ #[serde(skip_serializing)] pub $kept: $kept_type, )+ )?
            $( $(
                $(#[doc = $optional_doc])+
                $(#[doc = concat!("\n\nDefault: ", $optional_default, ".")])?
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $optional: Option<$optional_type>,
            )+ )?
            $( $(
                $(#[doc = $unsent_doc])+
                $(#[doc = concat!("\n\nDefault: ", $unsent_default, ".")])?
                #[serde(skip_serializing)]
                pub $unsent: Option<$unsent_type>,
            )+ )?
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(serde::Deserialize)]
                #[serde(deny_unknown_fields, expecting = "an object")]
                struct Fields {
                    $( $( $(#[serde($($required_serde)*)])? $required: $required_type, )+ )?
                    $( $( $(#[serde($($kept_serde)*)])? $kept: $kept_type, )+ )?
                    $( $( #[serde(default)] $optional: Option<$optional_type>, )+ )?
                    $( $( #[serde(default)] $unsent: Option<$unsent_type>, )+ )?
                }
                let fields = Fields::deserialize($crate::request::ByName(deserializer))?;
                let Fields {
                    $( $( $required, )+ )? $( $( $kept, )+ )? $( $( $optional, )+ )? $( $( $unsent, )+ )?
                } = fields;
                Ok(Self {
                    $( $( $required, )+ )? $( $( $kept, )+ )? $( $( $optional, )+ )? $( $( $unsent, )+ )?
                })
            }
        }

        impl $crate::request::Personal for $name {
            #[allow(unused_variables)] // of a request without fields
            fn personal_texts(&self, texts: &mut Vec<String>) {
                $( $( $crate::request::Personal::personal_texts(&self.$required, texts); )+ )?
                $( $( $crate::request::Personal::personal_texts(&self.$kept, texts); )+ )?
                $( $( $crate::request::Personal::personal_texts(&self.$optional, texts); )+ )?
                $( $( $crate::request::Personal::personal_texts(&self.$unsent, texts); )+ )?
            }
        }

        impl $crate::described::Described for $name {
            const KIND: $crate::described::Kind = $crate::described::Kind::Object(&$crate::described::Object {
                name: stringify!($name),
                doc: concat!($($doc, "\n"),+),
                source: $crate::described::given(&[$($source)?]),
                fields: &[
                    $( $( $crate::described::Field {
                        name: stringify!($required),
                        doc: concat!($($required_doc, "\n"),+),
                        default: None,
                        kind: <$required_type as $crate::described::Described>::KIND,
                        presence: $crate::described::Presence::Required,
                        is_sent: true,
                    }, )+ )?
                    $( $( $crate::described::Field {
                        name: stringify!($kept),
                        doc: concat!($($kept_doc, "\n"),+),
                        default: None,
                        kind: <$kept_type as $crate::described::Described>::KIND,
                        presence: $crate::described::Presence::Required,
                        is_sent: false,
                    }, )+ )?
                    $( $( $crate::described::Field {
                        name: stringify!($optional),
                        doc: concat!($($optional_doc, "\n"),+),
                        default: $crate::described::given(&[$($optional_default)?]),
                        kind: <$optional_type as $crate::described::Described>::KIND,
                        presence: $crate::described::Presence::Sometimes,
                        is_sent: true,
                    }, )+ )?
                    $( $( $crate::described::Field {
                        name: stringify!($unsent),
                        doc: concat!($($unsent_doc, "\n"),+),
                        default: $crate::described::given(&[$($unsent_default)?]),
                        kind: <$unsent_type as $crate::described::Described>::KIND,
                        presence: $crate::described::Presence::Sometimes,
                        is_sent: false,
                    }, )+ )?
                ],
                is_open: false,
            });
        }

        impl $name {
            /// With what is required; everything else is left out.
            #[allow(clippy::too_many_arguments, clippy::new_without_default)] // as many as the API requires
            pub fn new(
                $( $( $required: impl Into<$required_type>, )+ )?
                $( $( $kept: impl Into<$kept_type>, )+ )?
            ) -> Self {
                Self {
                    $( $( $required: $required.into(), )+ )?
                    $( $( $kept: $kept.into(), )+ )?
                    $( $( $optional: None, )+ )?
                    $( $( $unsent: None, )+ )?
                }
            }

            $( $(
                $(#[doc = $optional_doc])+
                $(#[doc = concat!("\n\nDefault: ", $optional_default, ".")])?
                pub fn $optional(mut self, $optional: impl Into<$optional_type>) -> Self {
                    self.$optional = Some($optional.into());
                    self
                }
            )+ )?

            $( $(
                $(#[doc = $unsent_doc])+
                $(#[doc = concat!("\n\nDefault: ", $unsent_default, ".")])?
                pub fn $unsent(mut self, $unsent: impl Into<$unsent_type>) -> Self {
                    self.$unsent = Some($unsent.into());
                    self
                }
            )+ )?
        }
    };

    (
        $(#[doc = $doc:literal])+
        pub struct $name:ident(FreeObject) $(from $source:literal)? {
            $(
                $(#[doc = $field_doc:literal])+
                $field:ident: $field_type:ty $(= $default:literal)?,
            )*
        }
    ) => {
        $(#[doc = $doc])+
        $(#[doc = concat!("\n\nSource: ", $source, ".")])?
        #[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $crate::request::FreeObject);

        impl $crate::request::Personal for $name {
            fn personal_texts(&self, texts: &mut Vec<String>) {
                $crate::request::Personal::personal_texts(&self.0, texts);
            }
        }

        impl $crate::described::Described for $name {
            const KIND: $crate::described::Kind = $crate::described::Kind::Object(&$crate::described::Object {
                name: stringify!($name),
                doc: concat!($($doc, "\n"),+),
                source: $crate::described::given(&[$($source)?]),
                fields: &[ $( $crate::described::Field {
                    name: stringify!($field),
                    doc: concat!($($field_doc, "\n"),+),
                    default: $crate::described::given(&[$($default)?]),
                    kind: <$field_type as $crate::described::Described>::KIND,
                    presence: $crate::described::Presence::Sometimes,
                    is_sent: true,
                }, )* ],
                is_open: true,
            });
        }
    };
}
pub(crate) use request;

/// Reads a struct from a JSON object only. Left to itself, serde takes an array too, its values in the order in which the
/// fields happen to be declared.
pub(crate) struct ByName<D>(pub(crate) D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for ByName<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

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

    fn personal_texts<T: serde::de::DeserializeOwned + Personal>(json: &str) -> Vec<String> {
        let mut texts = Vec::new();
        serde_json::from_str::<T>(json).unwrap().personal_texts(&mut texts);
        texts
    }

    #[test]
    fn what_is_personal_is_known_by_its_type_at_any_depth() {
        let link = r#"{"order_id":"order-1","name":"상품 이름","price":100000,"pg":"nicepay","user_info":{"id":"member-1","phone":"p",
            "birth":901004,"area":"서울특별시","gender":1},"params":"{\"memo\":[\"홍길동\"]}",
            "extra":{"deep":[{"tel":1012345678,"who":"김가짜"}],"short":"card","quota":12,"yes":true,"none":null}}"#;
        // in the order of the struct's fields
        let expected = ["홍길동", "p", "901004", "1012345678", "김가짜"];
        assert_eq!(personal_texts::<crate::api::link::RequestLink>(link), expected);
        let message = r#"{"data":{"rps":["a","b"],"msg":"m","sp":1012345678,"m_id":"message-1"}}"#;
        assert_eq!(personal_texts::<crate::api::message::SendSms>(message), ["a", "b", "m", "1012345678"]);
        let free = r#"{"username":"홍길동","order_id":"card"}"#;
        assert_eq!(personal_texts::<crate::api::wallet::PayFromWallet>(free), ["홍길동"]);
    }

    #[test]
    fn a_request_is_an_object_at_every_depth() {
        let charge =
            |more: &str| format!(r#"{{"billing_key":"b","item_name":"i","price":1,"order_id":"o"{more}}}"#);
        for (json, why) in [
            (r#"["b","i",1,"o"]"#.to_owned(), "expected an object"),
            (charge(r#","user_info":["b-1","이름"]"#), "user_info: expected an object"),
            (charge(r#","user_info":"b-1""#), "user_info: expected an object"),
            (charge(r#","items":[["i",1,"u",1]]"#), "items[0]: expected an object"),
            (charge(r#","extra":[]"#), "extra: expected an object"),
            (
                charge(r#","extra":{"raw":1}"#),
                "extra: unknown field `raw`, expected `subscribe_test_payment` or `raw_data`",
            ),
            (charge(r#","user_info":{},"items":[],"extra":{}"#), ""),
        ] {
            let read = crate::json::parse::<crate::api::billing::PayBilling>(json.as_bytes());
            assert_eq!(read.map(drop).err().unwrap_or_default(), why, "{json}");
        }
    }

    #[test]
    fn nulls_are_not_sent_at_any_depth() {
        let mut value = serde_json::json!({"a": null, "b": {"c": null, "d": [{"e": null, "f": 0}]}, "g": ""});
        without_nulls(&mut value);
        assert_eq!(value, serde_json::json!({"b": {"d": [{"f": 0}]}, "g": ""}));
    }
}
