//! What an operation of the API is.
//!
//! `request!` writes one down, and nothing else knows an endpoint: the typed client sends through it, the bindings dispatch on it by
//! name ([`api`](crate::api)), and the checks read it. See CONTRIBUTING, "Adding an endpoint".

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::described::{Described, Kind, Object, Presence};
use crate::endpoint::{Auth, Method, Patience, Repeat};
use crate::error::Error;
use crate::outgoing::Outgoing;
use crate::path::checked_path_field;
use crate::prepare::{Prepare, not_empty};

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
    /// The method of [`Client`](crate::Client) that makes it, if that takes nothing but the request.
    const CALL: Option<&'static str> = None;

    /// What the request says about a person, a card or an account. A server may repeat it in the message of a refusal; no
    /// text of this library does.
    fn personal(&self) -> Vec<String> {
        Vec::new()
    }
}

impl Outgoing {
    /// `request` is one that was [prepared](crate::prepare::Prepare::prepared).
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
        required_texts_are_there(O::KIND, &fields)?;
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

/// Refuses an empty text where one is required. The merchant's own objects are sent as they are.
fn required_texts_are_there(request: Kind, fields: &Map<String, Value>) -> Result<(), Error> {
    let Kind::Object(Object { is_open: false, fields: described, .. }) = request else { return Ok(()) };
    for field in described.iter().filter(|field| field.presence == Presence::Required) {
        if let Some(Value::String(text)) = fields.get(field.name) {
            not_empty(field.name, text)?;
        }
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::concerns::Concerns;
    use crate::json::parse_request;

    fn prepared(operation: &str, json: &str) -> Result<Outgoing, Error> {
        use crate::api::*;
        use crate::config::Config;
        fn of<O: Operation>(json: &str, config: &Config) -> Result<Outgoing, Error> {
            Outgoing::of(&parse_request::<O>(json)?.prepared(config)?)
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
    fn nulls_are_not_sent_at_any_depth() {
        let mut value = serde_json::json!({"a": null, "b": {"c": null, "d": [{"e": null, "f": 0}]}, "g": ""});
        without_nulls(&mut value);
        assert_eq!(value, serde_json::json!({"b": {"d": [{"f": 0}]}, "g": ""}));
    }
}
