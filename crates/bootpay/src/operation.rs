//! What an operation of the API is, and the table of all of them.
//!
//! The table is the only place that knows an endpoint: the typed client sends through it, the bindings dispatch
//! on it by name, and the checks read it. See CONTRIBUTING, "Adding an endpoint".

use std::pin::Pin;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::client::{CallOptions, Client, RawAnswer};
use crate::config::excerpt;
use crate::error::Error;

/// What a second copy of the same request could do. It decides what may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Repeat {
    /// It only reads, or asking twice gives the same.
    Safe,
    /// The server keeps one effect, however often it is asked.
    Idempotent,
    /// A second copy may move money or send a message: repeated only when no byte can have left.
    Never,
}

/// How a request proves who sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Auth {
    /// `Authorization: <token>`, the bare token without a scheme.
    Token,
    /// The application id and the private key in the body: only for getting a token.
    Credentials,
}

/// HTTP methods that the API uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// DELETE
    Delete,
}

impl Method {
    /// The method as it stands in a request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        }
    }
}

/// One endpoint: what goes out, what comes back, and how it may be repeated.
///
/// Implemented by the request structs of this crate through the operations table; nobody else needs to.
pub trait Operation: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The `data` of a good answer.
    type Response: DeserializeOwned + Send + 'static;
    /// `resource.verb`, the same in logs, errors, the bindings and the shared cases.
    const NAME: &'static str;
    /// The HTTP method.
    const METHOD: Method;
    /// The path; fields of the request named in braces leave the body.
    const PATH: &'static str;
    /// What a second copy could do.
    const REPEAT: Repeat;
    /// How the request proves who sends it.
    const AUTH: Auth;
}

/// An [`Operation`] with its types erased.
pub struct OperationSpec {
    /// [`Operation::NAME`]
    pub name: &'static str,
    /// [`Operation::METHOD`]
    pub method: Method,
    /// [`Operation::PATH`]
    pub path: &'static str,
    /// [`Operation::REPEAT`]
    pub repeat: Repeat,
    /// [`Operation::AUTH`]
    pub auth: Auth,
    /// The first lines of its documentation.
    pub doc: &'static str,
    /// Parses the request from JSON, refusing unknown fields, and sends it.
    pub call: for<'a> fn(&'a Client, &'a str, &'a CallOptions) -> BoxedCall<'a>,
}

/// A call that is under way.
pub type BoxedCall<'a> = Pin<Box<dyn Future<Output = Result<RawAnswer, Error>> + Send + 'a>>;

impl OperationSpec {
    pub(crate) const fn of<O: Operation>(doc: &'static str) -> Self {
        Self {
            name: O::NAME,
            method: O::METHOD,
            path: O::PATH,
            repeat: O::REPEAT,
            auth: O::AUTH,
            doc,
            call: |client, json, options| {
                Box::pin(async move {
                    let request: O = parse_request(json).map_err(|e| e.in_call(O::NAME, None, 0))?;
                    client.send_raw(&request, options).await
                })
            },
        }
    }

    /// Finds an operation by its name.
    pub fn named(name: &str) -> Option<&'static OperationSpec> {
        crate::api::OPERATIONS.iter().find(|spec| spec.name == name)
    }
}

macro_rules! operations {
    ($( $(#[doc = $doc:literal])+ $request:ty => $name:literal, $method:ident $path:literal, $auth:ident, $repeat:ident -> $response:ty; )*) => {
        $( impl $crate::operation::Operation for $request {
            type Response = $response;
            const NAME: &'static str = $name;
            const METHOD: $crate::operation::Method = $crate::operation::Method::$method;
            const PATH: &'static str = $path;
            const REPEAT: $crate::operation::Repeat = $crate::operation::Repeat::$repeat;
            const AUTH: $crate::operation::Auth = $crate::operation::Auth::$auth;
        } )*

        /// Every operation of the API that this crate knows.
        pub static OPERATIONS: &[$crate::operation::OperationSpec] =
            &[ $( $crate::operation::OperationSpec::of::<$request>(concat!($($doc, "\n"),+)) ),* ];
    };
}
pub(crate) use operations;

/// A request ready to be sent, any number of times.
pub(crate) struct Prepared {
    pub(crate) name: &'static str,
    pub(crate) method: Method,
    pub(crate) path_template: &'static str,
    pub(crate) path: String,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) repeat: Repeat,
    pub(crate) auth: Auth,
}

impl Prepared {
    pub(crate) fn of<O: Operation>(request: &O) -> Result<Self, Error> {
        let value = serde_json::to_value(request)
            .map_err(|e| Error::invalid_request(format!("the request cannot be written as JSON: {e}")))?;
        let Value::Object(mut fields) = value else {
            return Err(Error::invalid_request("the request is not a JSON object"));
        };
        let mut path = String::new();
        for segment in O::PATH.split('/').skip(1) {
            path.push('/');
            match segment.strip_prefix('{').and_then(|s| s.strip_suffix('}')) {
                None => path.push_str(segment),
                Some(name) => match fields.remove(name) {
                    Some(Value::String(id)) => path.push_str(checked_path_field(name, &id)?),
                    _ => return Err(Error::invalid_request(format!("{name} is missing"))),
                },
            }
        }
        let body = match O::METHOD {
            Method::Get | Method::Delete => None,
            Method::Post | Method::Put => Some(Value::Object(fields).to_string().into_bytes()),
        };
        Ok(Self {
            name: O::NAME,
            method: O::METHOD,
            path_template: O::PATH,
            path,
            body,
            repeat: O::REPEAT,
            auth: O::AUTH,
        })
    }
}

/// No id of the API is longer than 24 characters; the rest is room for the server to grow.
const LONGEST_PATH_FIELD: usize = 64;

/// An id as one path segment.
///
/// Receipt ids reach a merchant's server through the browser. The official clients paste them into the path, so
/// that `../request/token?x=1` steers an authenticated request to another route. Here anything that is not made
/// of letters, digits, `_` and `-` is refused before a byte is sent.
fn checked_path_field<'a>(name: &str, value: &'a str) -> Result<&'a str, Error> {
    let wrong = |why: String| Err(Error::invalid_request(format!("{name} {why}; nothing was sent")));
    if value.trim().is_empty() {
        return wrong("is empty".to_owned());
    }
    if let Some((at, c)) =
        value.chars().enumerate().find(|(_, c)| !matches!(c, '0'..='9' | 'A'..='Z' | 'a'..='z' | '_' | '-'))
    {
        let shown = c.escape_debug();
        return wrong(format!(
            "has '{shown}' as character {}; it may consist of 0-9, A-Z, a-z, _ and - only",
            at + 1
        ));
    }
    if value.len() > LONGEST_PATH_FIELD {
        return wrong(format!("has {} characters; at most {LONGEST_PATH_FIELD} are allowed", value.len()));
    }
    Ok(value)
}

/// Parses JSON into `T`; the error names the field and never quotes a value, which may be somebody's card number.
pub(crate) fn parse_request<T: DeserializeOwned>(json: &str) -> Result<T, Error> {
    parse(json.as_bytes()).map_err(Error::invalid_request)
}

/// Parses JSON into `T`. The reason of a failure names the field and what was expected there, and never quotes a
/// value: it may be a key or somebody's name, and reasons end up in logs.
///
/// # Errors
/// The reason.
pub fn parse<T: DeserializeOwned>(json: &[u8]) -> Result<T, String> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let parsed = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let reason = without_values(&error.into_inner().to_string());
        let names_it_already = path == "." || reason.contains(&format!("`{path}`"));
        if names_it_already { reason } else { format!("{path}: {reason}") }
    })?;
    deserializer.end().map_err(|_| "there is text after the JSON value".to_owned())?;
    Ok(parsed)
}

/// serde quotes the offending value in `invalid type: string "…", expected u64`; this keeps only what it expected.
fn without_values(message: &str) -> String {
    let message = match message.rfind(" at line ") {
        Some(at) => &message[..at],
        None => message,
    };
    if message.starts_with("invalid ") || message.starts_with("unknown variant ") {
        match message.rfind(", expected ") {
            Some(at) => format!("expected {}", &message[at + ", expected ".len()..]),
            None => "has the wrong form".to_owned(),
        }
    } else {
        // field names come from the caller in "unknown field `x`"; keep a mistaken value in that place short
        excerpt_field_name(message)
    }
}

fn excerpt_field_name(message: &str) -> String {
    match message
        .split_once('`')
        .and_then(|(head, rest)| rest.split_once('`').map(|(name, tail)| (head, name, tail)))
    {
        Some((head, name, tail)) => format!("{head}`{}`{tail}", excerpt(name)),
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Probe {
        receipt_id: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        price: Option<u64>,
    }

    #[test]
    fn an_id_is_one_plain_segment_or_nothing_is_sent() {
        assert_eq!(checked_path_field("id", "612e09260d681b0021e61ab9").unwrap(), "612e09260d681b0021e61ab9");
        let long = "a".repeat(10_000);
        for (id, why) in [
            ("", "is empty"),
            ("  ", "is empty"),
            (".", "'.' as character 1"),
            ("..", "'.'"),
            ("../request/token?x=1", "'.'"),
            ("a/b", "'/' as character 2"),
            ("a%2Fb", "'%'"),
            ("a?x", "'?'"),
            ("a\0b", "'\\0' as character 2"),
            ("a\nb", "'\\n'"),
            ("영수증", "'영'"),
            (long.as_str(), "10000 characters"),
        ] {
            let error = checked_path_field("receipt_id", id).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::InvalidRequest);
            let text = error.to_string();
            assert!(text.starts_with("receipt_id ") && text.contains(why), "{text}");
            assert!(text.len() < 200, "{text}");
        }
    }

    #[test]
    fn a_misspelt_field_is_refused_with_the_known_ones() {
        let error = parse_request::<Probe>(r#"{"receipt_id":"a","prise":1}"#).unwrap_err();
        assert_eq!(error.message(), "unknown field `prise`, expected `receipt_id` or `price`");
    }

    #[test]
    fn a_wrong_type_is_named_without_its_value() {
        let error = parse_request::<Probe>(r#"{"receipt_id":"a","price":"CANARY, expected nothing"}"#);
        assert_eq!(error.unwrap_err().message(), "price: expected u64");
        let error = parse_request::<Probe>(r#"{"receipt_id":"a"} CANARY"#).unwrap_err();
        assert!(!error.message().contains("CANARY"), "{error}");
    }
}
