//! What an operation of the API is.
//!
//! `request!` writes one down, and nothing else knows an endpoint: the typed client sends through it, the bindings dispatch on it by
//! name, and the checks read it. See CONTRIBUTING, "Adding an endpoint".

use std::pin::Pin;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use serde_path_to_error::Segment;

use crate::api::settle::Outcome;
use crate::client::{CallOptions, Client, RawAnswer};
use crate::described::{Described, Kind};
use crate::error::{Effect, Error};
use crate::foreign::excerpt;
use crate::request::{Prepare, without_nulls};

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

impl Repeat {
    /// What a request may have done once it was sent, if no answer tells.
    pub(crate) fn effect_once_sent(self) -> Effect {
        if self == Repeat::Safe { Effect::None } else { Effect::Unknown }
    }
}

/// How a request proves who sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Auth {
    /// `Authorization: <token>`, the bare token without a scheme.
    Token,
    /// The application id and the private key in the body: only for getting a token.
    Credentials,
}

/// How long one attempt may take, unless the client or the call says otherwise. The deadline is twice as long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Patience {
    /// 30 s.
    Quick,
    /// 60 s: a gateway may wait half a minute for the card company, and whoever gives up earlier does not know
    /// whether the card was charged.
    WaitsOnCard,
}

impl Patience {
    /// The time.
    pub const fn attempt_timeout(self) -> Duration {
        match self {
            Patience::Quick => Duration::from_secs(30),
            Patience::WaitsOnCard => Duration::from_secs(60),
        }
    }
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
pub trait Operation: Prepare + Described + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The `data` of a good answer.
    type Response: Described + DeserializeOwned + Send + 'static;
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
    /// How long an attempt may take by default.
    const PATIENCE: Patience;
    /// The method of [`Client`] that makes it, if that takes nothing but the request.
    const CALL: Option<&'static str> = None;

    /// What the request says about a person, a card or an account. A server may repeat it in the message of a refusal; no
    /// text of this library does.
    fn personal(&self) -> Vec<String> {
        Vec::new()
    }
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
    /// [`Operation::PATIENCE`]
    pub patience: Patience,
    /// [`Operation::CALL`]
    pub call_name: Option<&'static str>,
    /// What the request is, field by field.
    pub request: Kind,
    /// What the `data` of a good answer is, field by field.
    pub answer: Kind,
    /// Parses the request from JSON, refusing unknown fields, and sends it.
    pub call: for<'a> fn(&'a Client, &'a str, &'a CallOptions) -> BoxedCall<'a, RawAnswer>,
    /// The same through the typed answer, for checks: its error is what a Rust user would see.
    pub call_typed: for<'a> fn(&'a Client, &'a str, &'a CallOptions) -> BoxedCall<'a, ()>,
}

/// A call that is under way.
pub type BoxedCall<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

impl OperationSpec {
    pub(crate) const fn of<O: Operation>() -> Self {
        Self {
            name: O::NAME,
            method: O::METHOD,
            path: O::PATH,
            repeat: O::REPEAT,
            auth: O::AUTH,
            patience: O::PATIENCE,
            call_name: O::CALL,
            request: O::KIND,
            answer: O::Response::KIND,
            call: |client, json, options| {
                Box::pin(async move { client.send_raw(&parse_operation::<O>(json)?, options).await })
            },
            call_typed: |client, json, options| {
                Box::pin(async move { client.send(&parse_operation::<O>(json)?, options).await.map(|_| ()) })
            },
        }
    }

    /// Finds an operation by its name.
    pub fn named(name: &str) -> Option<&'static OperationSpec> {
        crate::api::OPERATIONS.iter().find(|spec| spec.name == name)
    }
}

fn parse_operation<O: Operation>(json: &str) -> Result<O, Error> {
    parse_request(json).map_err(|error| error.in_call(O::NAME, None, 0))
}

/// A request ready to be sent, any number of times.
pub(crate) struct Prepared {
    pub(crate) name: &'static str,
    pub(crate) method: Method,
    pub(crate) path_template: &'static str,
    pub(crate) path: String,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) repeat: Repeat,
    pub(crate) auth: Auth,
    pub(crate) patience: Patience,
    pub(crate) concerns: Concerns,
    /// What of the request no text may repeat.
    pub(crate) personal: Vec<String>,
}

/// What a call is about, as its request says: what it takes to settle one whose outcome is not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Concerns {
    /// The receipt.
    pub receipt_id: Option<String>,
    /// The id that a cancel carries: the server keeps one effect for it.
    pub cancel_id: Option<String>,
    /// How much, in won, a cancel asked for; `None` if it asked for all that is left.
    pub cancel_price: Option<u64>,
}

impl Concerns {
    /// A receipt and nothing else.
    pub(crate) fn receipt(receipt_id: &str) -> Self {
        Self { receipt_id: Some(receipt_id.to_owned()), ..Self::default() }
    }
}

/// What a reading's answer says: the answer that was lost, or why it cannot be told.
type Interpret = dyn Fn(&str) -> Result<String, Outcome> + Send + Sync;

/// How a call whose answer is lost is settled: by a request that only reads.
pub struct Settling {
    pub(crate) reading: Prepared,
    interpret: Box<Interpret>,
}

impl Settling {
    /// `interpret` makes of the reading's answer the one that was lost, or says why it cannot.
    pub(crate) fn by(
        reading: Prepared,
        interpret: impl Fn(&str) -> Result<String, Outcome> + Send + Sync + 'static,
    ) -> Self {
        Self { reading, interpret: Box::new(interpret) }
    }

    /// The answer that was lost, as far as the reading knows it.
    pub(crate) fn lost_answer(&self, read: &str) -> Result<String, Outcome> {
        (self.interpret)(read)
    }
}

impl Prepared {
    /// `request` is one that was [prepared](crate::request::Prepare::prepared).
    pub(crate) fn of<O: Operation>(request: &O) -> Result<Self, Error> {
        let mut value = serde_json::to_value(request)
            .map_err(|_| Error::invalid_request("the request cannot be written as JSON"))?;
        without_nulls(&mut value);
        let Value::Object(mut fields) = value else {
            return Err(Error::invalid_request("the request is not a JSON object"));
        };
        let concerns = request.concerns();
        // in a path or in a body: it came through a browser, and errors repeat it
        if let Some(receipt_id) = &concerns.receipt_id {
            checked_path_field("receipt_id", receipt_id)?;
        }
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
            Method::Get | Method::Delete => {
                if !fields.is_empty() {
                    path.push('?');
                    path.push_str(&query(&fields));
                }
                None
            }
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
            patience: O::PATIENCE,
            concerns,
            personal: request.personal(),
        })
    }
}

/// Fields of a GET that are not in its path.
fn query(fields: &Map<String, Value>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        match value {
            Value::String(text) => query.append_pair(name, text),
            other => query.append_pair(name, &other.to_string()),
        };
    }
    query.finish()
}

/// No id of the API is longer than 24 characters; the rest is room for the server to grow.
const LONGEST_PATH_FIELD: usize = 64;

/// An id as one path segment.
///
/// Receipt ids reach a merchant's server through the browser. The official clients paste them into the path, so
/// that `../request/token?x=1` steers an authenticated request to another route. Here anything that is not made
/// of letters, digits, `_` and `-` is refused before a byte is sent.
pub(crate) fn checked_path_field<'a>(name: &str, value: &'a str) -> Result<&'a str, Error> {
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
        let path = shown_path(error.path());
        let reason = without_values(&error.into_inner().to_string());
        // the path of an unknown field ends with its name, which the reason says in its own way
        let place = match reason.starts_with("unknown field ") {
            true => path.rsplit_once('.').map_or("", |(parent, _)| parent),
            false => path.as_str(),
        };
        let names_it_already = place.is_empty() || place == "." || reason.contains(&format!("`{place}`"));
        if names_it_already { reason } else { format!("{place}: {reason}") }
    })?;
    deserializer.end().map_err(|_| "there is text after the JSON value".to_owned())?;
    Ok(parsed)
}

/// Where in the JSON it was. The names are whoever's the JSON is: only what looks like a field's name is repeated.
fn shown_path(path: &serde_path_to_error::Path) -> String {
    let mut shown = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => shown.push_str(&format!("[{index}]")),
            Segment::Map { key: name } | Segment::Enum { variant: name } => {
                if !shown.is_empty() {
                    shown.push('.');
                }
                shown.push_str(if looks_like_a_name(name) { name } else { "…" });
            }
            Segment::Unknown => {} // of text that stops too early
        }
        if shown.len() > LONGEST_PATH {
            shown.push('…');
            break;
        }
    }
    shown
}

const LONGEST_PATH: usize = 120;

fn looks_like_a_name(name: &str) -> bool {
    let is_word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_word && name.len() <= 40 && name.bytes().filter(u8::is_ascii_digit).count() < 6
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

/// Field names are the caller's: keep a long one short, and do not repeat one that looks like a number of a card.
fn excerpt_field_name(message: &str) -> String {
    let Some((head, name, tail)) = message
        .split_once('`')
        .and_then(|(head, rest)| rest.split_once('`').map(|(name, tail)| (head, name, tail)))
    else {
        return message.to_owned();
    };
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    let name = if digits >= 6 { "…".to_owned() } else { excerpt(name) };
    format!("{head}`{name}`{tail}")
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
    fn a_reason_repeats_names_of_fields_and_no_other_key() {
        let read = |json: &str| parse::<Value>(json.as_bytes()).unwrap_err();
        assert_eq!(read(r#"{"data":{"price":1e400}}"#), "data.price: number out of range");
        let long = "x".repeat(1_000_000);
        for key in ["CANARY 9430811122223333", "카드", long.as_str(), "a9430811122223333"] {
            let why = read(&format!(r#"{{"data":{{"{key}":1e400}}}}"#));
            assert_eq!(why, "data.…: number out of range");
        }
        let deep = "{\"field_name\":".repeat(50);
        assert!(read(&deep).len() < 300);
    }

    fn prepared(operation: &str, json: &str) -> Result<Prepared, Error> {
        use crate::api::*;
        use crate::config::Config;
        fn of<O: Operation>(json: &str, config: &Config) -> Result<Prepared, Error> {
            Prepared::of(&parse_request::<O>(json)?.prepared(config)?)
        }
        let config = crate::Client::builder().application_id("a").private_key("k").check()?;
        match operation {
            "cancel" => of::<cancel::CancelPayment>(json, &config),
            "pay" => of::<billing::PayBilling>(json, &config),
            "reserve" => of::<billing::ReserveBilling>(json, &config),
            "lookup" => of::<billing::LookupBillingKey>(json, &config),
            "link" => of::<link::RequestLink>(json, &config),
            "wallets" => of::<wallet::ListWallets>(json, &config),
            "wallet" => of::<wallet::PayFromWallet>(json, &config),
            "product" => of::<project::SendNaverPayProduct>(json, &config),
            "lms" => of::<message::SendLms>(json, &config),
            other => panic!("{other}"),
        }
    }

    fn body(operation: &str, json: &str) -> Value {
        let body = prepared(operation, json).unwrap().body.unwrap();
        serde_json::from_slice(&body).unwrap()
    }

    #[test]
    fn what_would_cost_money_by_mistake_is_refused_by_name() {
        let pay = |more: &str| {
            format!(r#"{{"billing_key":"b","item_name":"i","price":60000,"order_id":"o"{more}}}"#)
        };
        let cheap_quota = r#"{"billing_key":"b","item_name":"i","price":49999,"order_id":"o","quota":2}"#;
        for (operation, json, expected) in [
            ("cancel", r#"{"receipt_id":"r","price":-1}"#.to_owned(), "price: expected a whole amount"),
            ("cancel", r#"{"receipt_id":"r","price":10.5}"#.to_owned(), "price: expected a whole amount"),
            ("cancel", r#"{"receipt_id":"r","price":"test"}"#.to_owned(), "price: expected a whole amount"),
            ("cancel", r#"{"receipt_id":"r","price":0}"#.to_owned(), "price must be more than 0"),
            ("cancel", r#"{"receipt_id":"r","tax_free":5}"#.to_owned(), "price is missing"),
            (
                "cancel",
                r#"{"receipt_id":"r","price":5,"tax_free":6}"#.to_owned(),
                "tax_free must not be more",
            ),
            ("cancel", r#"{"receipt_id":"r","cancel_id":" "}"#.to_owned(), "cancel_id must not be empty"),
            (
                "cancel",
                "{\"receipt_id\":\"r\",\"cancel_id\":\"a\u{2028}b\"}".to_owned(),
                "cancel_id must be one line",
            ),
            (
                "cancel",
                "{\"receipt_id\":\"r\",\"cancel_id\":\"a\u{202e}b\"}".to_owned(),
                "cancel_id must be one line",
            ),
            ("cancel", r#"{"receipt_id":""}"#.to_owned(), "receipt_id is empty"),
            ("cancel", r#"{}"#.to_owned(), "missing field `receipt_id`"),
            (
                "cancel",
                r#"{"receipt_id":"r","refund":{"account":"1","accountholder":"h","bankcode":"국민"}}"#
                    .to_owned(),
                "refund.bankcode must be three digits",
            ),
            ("pay", pay(r#","quota":1"#), "quota must be 0 (a single payment) or 2 to 12"),
            ("pay", pay(r#","quota":13"#), "quota must be 0"),
            ("pay", cheap_quota.to_owned(), "quota must be 0 below 50,000"),
            ("pay", pay(r#","tax_free":60001"#), "tax_free must not be more"),
            ("pay", pay(r#","feedback_content_type":"xml""#), "feedback_content_type must be"),
            (
                "pay",
                r#"{"billing_key":"b","item_name":"i","order_id":"o"}"#.to_owned(),
                "missing field `price`",
            ),
            ("reserve", pay(r#","execute_at":1000000000"#), "execute_at must be in the future"),
            (
                "reserve",
                pay(r#","execute_at":1795421065000"#),
                "execute_at is too far away; is it in milliseconds?",
            ),
            ("reserve", pay(r#","scheduler_type":"daily""#), "scheduler_type must be"),
            ("lookup", r#"{"receipt_id":"reserve"}"#.to_owned(), "receipt_id must not be \"reserve\""),
            ("link", r#"{"order_id":"","name":"n","price":1}"#.to_owned(), "order_id must not be empty"),
            ("lms", r#"{"data":{"rps":["1"],"msg":"m"}}"#.to_owned(), "data.sj is missing"),
            ("lms", r#"{"data":{"rps":[],"msg":"m","sj":"s"}}"#.to_owned(), "data.rps must name"),
        ] {
            let error = prepared(operation, &json).err().unwrap_or_else(|| panic!("{json} was let through"));
            assert_eq!(error.kind(), crate::ErrorKind::InvalidRequest);
            assert!(error.message().contains(expected), "{json}: {error}");
        }
    }

    /// Free fields may be called as they like.
    #[test]
    fn only_a_cancel_concerns_a_cancel() {
        let fields = r#"{"receipt_id":"r","cancel_id":"c","price":1000}"#;
        let cancel = prepared("cancel", fields).unwrap().concerns;
        let expected = Concerns {
            receipt_id: Some("r".to_owned()),
            cancel_id: Some("c".to_owned()),
            cancel_price: Some(1000),
        };
        assert_eq!(cancel, expected);
        for operation in ["wallet", "product"] {
            assert_eq!(prepared(operation, fields).unwrap().concerns, Concerns::default(), "{operation}");
        }
        let charge = r#"{"billing_key":"b","item_name":"i","price":1000,"order_id":"o"}"#;
        assert_eq!(prepared("pay", charge).unwrap().concerns, Concerns::default());
        assert_eq!(prepared("lookup", r#"{"receipt_id":"r"}"#).unwrap().concerns, Concerns::receipt("r"));
    }

    #[test]
    fn a_cancel_gets_an_id_of_its_own_unless_it_has_one() {
        let id = |json: &str| body("cancel", json)["cancel_id"].as_str().unwrap().to_owned();
        let (first, second) = (id(r#"{"receipt_id":"r"}"#), id(r#"{"receipt_id":"r"}"#));
        assert_ne!(first, second);
        assert_eq!(first.len(), 36);
        assert_eq!(id(r#"{"receipt_id":"r","cancel_id":"mine"}"#), "mine");
        let concerns = prepared("cancel", r#"{"receipt_id":"r","cancel_id":"mine"}"#).unwrap().concerns;
        assert_eq!(
            (concerns.receipt_id.as_deref(), concerns.cancel_id.as_deref()),
            (Some("r"), Some("mine"))
        );
    }

    #[test]
    fn nothing_is_sent_that_the_caller_did_not_say() {
        let json = r#"{"billing_key":"b","item_name":"i","price":"1000","order_id":7,"user_info":{"phone":null},
                       "extra":{"raw_data":true},"quota":"0","items":[{"item_name":"x","qty":"1","unique":1,"price":1000.0}]}"#;
        let expected = serde_json::json!({
            "billing_key": "b", "item_name": "i", "price": 1000, "order_id": "7", "user_info": {},
            "extra": {"raw_data": 1}, "quota": 0, "items": [{"item_name": "x", "qty": 1, "unique": "1", "price": 1000}],
        });
        assert_eq!(body("pay", json), expected);
        let product = r#"{"a":{"b":null,"c":[1]},"d":null}"#;
        assert_eq!(body("product", product), serde_json::json!({"a": {"c": [1]}}));
        let link = r#"{"order_id":"o","name":"n","price":1,"params":{"a":1}}"#;
        assert_eq!(body("link", link)["params"], r#"{"a":1}"#);
    }

    #[test]
    fn a_reservation_is_dated_when_it_is_made() {
        let now = || std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs() as i64;
        let before = now();
        let body = body("reserve", r#"{"billing_key":"b","item_name":"i","price":1000,"order_id":"o"}"#);
        let execute_at = body["execute_at"].as_i64().unwrap();
        assert!((before + 10..=now() + 10).contains(&execute_at), "{execute_at}");
        assert_eq!(body["scheduler_type"], "oneshot");
    }

    #[test]
    fn a_query_is_encoded() {
        let path = prepared("wallets", r#"{"user_id":"a&sandbox=true#","sandbox":false}"#).unwrap().path;
        assert_eq!(path, "/wallet?sandbox=false&user_id=a%26sandbox%3Dtrue%23");
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
        let error = parse_request::<Probe>(r#"{"receipt_id":"a","9430810000004569":1}"#).unwrap_err();
        assert!(
            error.message().contains("unknown field `…`") && !error.message().contains("9430"),
            "{error}"
        );
        let error = parse_request::<Probe>(r#"{"receipt_id":"a"} CANARY"#).unwrap_err();
        assert!(!error.message().contains("CANARY"), "{error}");
    }
}
