//! Webhooks: what the server sends on its own when a payment changes, and how far it may be believed.
//!
//! A v1 webhook carries no signature and no time. Source of what is checked here: the v1 documentation, webhook page.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;
use serde::Deserialize;
use serde_json::{Map, Value};
use subtle::ConstantTimeEq;

use crate::api::receipt::{Amount, GetReceipt, PaymentData, ReceiptStatus, optional_amount, optional_status};
use crate::checked::Checked;
use crate::config::{Config, excerpt};
use crate::error::{Error, ErrorKind};
use crate::lenient::{self, OtherFields};
use crate::operation::{checked_path_field, parse};
use crate::request::{Sensitive, Switch, Text, request};

/// What a webhook must be answered with, as plain text: exactly this, or the server sends it again.
pub const WEBHOOK_ANSWER: &str = "OK";

/// Where Bootpay sends webhooks from.
const SOURCES: [&str; 1] = ["223.130.82.0/24"];

/// This machine, where a sandbox sends them from.
const THIS_MACHINE: [&str; 2] = ["127.0.0.0/8", "::1/128"];

/// No webhook is longer by far.
const LONGEST_BODY: usize = 1024 * 1024;

/// Fields that are numbers, and text in the form-encoded kind.
const NUMBERS: [&str; 4] = ["price", "tax_free", "status", "retry_count"];

request! {
    /// A webhook as it arrived, and whom to believe.
    pub struct WebhookDelivery {
        required {
            /// The body, as it came. It may hold your private key: keep it out of logs.
            body: Sensitive,
        }
        optional {
            /// The header `Content-Type`. Default: by the first character of the body.
            content_type: String,
            /// The address at the other end of the connection, with or without a port.
            remote_address: String,
            /// The header `X-Forwarded-For`. Looked at only if the connection comes from a trusted proxy.
            forwarded_for: String,
            /// Your own proxies, as addresses or ranges such as `10.0.0.0/8`. Default: none.
            trusted_proxies: Vec<String>,
            /// Ranges to accept webhooks from, instead of Bootpay's 223.130.82.0/24, and this machine too if the client
            /// talks to a sandbox on it.
            allowed_sources: Vec<String>,
            /// Read it and believe nothing: neither the sender nor the key is looked at. The key is taken out all the same.
            only_read: Switch,
        }
    }
}

/// A webhook that came from where it should, with the key that it should have.
///
/// Still only a hint: [`Client::reverify`](crate::Client::reverify) reads the receipt again. The same event comes up to
/// ten times until it is answered with [`WEBHOOK_ANSWER`]: act once per `receipt_id` and `status`.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct WebhookEvent {
    /// The receipt's id.
    pub receipt_id: String,
    /// The merchant's own order id.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub order_id: Option<String>,
    /// Where the payment stands.
    #[serde(default, deserialize_with = "optional_status")]
    pub status: Option<ReceiptStatus>,
    /// The amount.
    #[serde(default, deserialize_with = "optional_amount")]
    pub price: Option<Amount>,
    /// The tax-free part of it.
    #[serde(default, deserialize_with = "optional_amount")]
    pub tax_free: Option<Amount>,
    /// How often it was sent before; 0 for the first time. The JSON kind does not have it.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub retry_count: Option<i64>,
    /// What was sold: `name` in the form-encoded kind, `item_name` in the other.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub name: Option<String>,
    /// The payment gateway's code, such as `kcp`.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub pg: Option<String>,
    /// The method's code, such as `card` or `vbank`.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub method: Option<String>,
    /// When it was paid, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub purchased_at: Option<String>,
    /// What the payment gateway reported.
    #[serde(default)]
    pub payment_data: Option<PaymentData>,
    /// The other fields, without the private key.
    #[serde(flatten)]
    pub other: OtherFields,
    #[serde(skip)]
    json: Json,
}

/// The event as JSON text, which no `Debug` shows.
#[derive(Clone, Default)]
struct Json(String);

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes, not shown", self.0.len())
    }
}

impl WebhookEvent {
    /// The fields as one JSON object, whichever way they came: numbers are numbers, and the private key is gone.
    pub fn json(&self) -> &str {
        &self.json.0
    }

    /// What reads the receipt again and compares it with the event.
    pub(crate) fn reverification(&self) -> Result<GetReceipt, Error> {
        let missing = |name: &str| distrust(format!("it has no {name}, so nothing can be compared"));
        let status = self.status.ok_or_else(|| missing("status"))?;
        let price = self.price.as_ref().and_then(Amount::whole).and_then(|price| u64::try_from(price).ok());
        let request = GetReceipt::new(self.receipt_id.clone())
            .expected_status(status.number())
            .expected_price(price.ok_or_else(|| missing("price"))?);
        Ok(match &self.order_id {
            Some(order_id) => request.expected_order_id(Text::from(order_id.clone())),
            None => request,
        })
    }
}

impl WebhookDelivery {
    pub(crate) fn check(&self, config: &Config) -> Result<WebhookEvent, Error> {
        let only_read = self.only_read.is_some_and(Switch::is_on);
        if !only_read {
            self.check_source(config)?;
        }
        let mut fields = self.fields()?;
        let key = fields.remove("private_key");
        if !only_read {
            check_key(key, config, self.is_form()?)?;
        }
        let receipt_id = fields.get("receipt_id").and_then(Value::as_str).unwrap_or_default();
        checked_path_field("receipt_id", receipt_id)
            .map_err(|_| distrust("its receipt_id is missing or is none".to_owned()))?;
        for name in NUMBERS {
            if let Some(number) = fields.get(name).and_then(number_in_text) {
                fields.insert(name.to_owned(), number);
            }
        }
        if let Some(name) = fields.get("item_name").cloned() {
            fields.entry("name").or_insert(name);
        }
        let json = Value::Object(fields).to_string();
        let mut event: WebhookEvent = parse(json.as_bytes()).map_err(distrust)?;
        event.json = Json(json);
        Ok(event)
    }

    fn check_source(&self, config: &Config) -> Result<(), Error> {
        let source = self.source()?;
        let allowed = match &self.allowed_sources {
            Some(ranges) => ranges_of("allowed_sources", ranges)?,
            None if config.loopback => ranges_of("allowed_sources", &[&SOURCES[..], &THIS_MACHINE].concat())?,
            None => ranges_of("allowed_sources", &SOURCES)?,
        };
        if is_in(&allowed, source) {
            return Ok(());
        }
        Err(distrust(format!(
            "it came from {source}, which is no address of Bootpay's; if that is your own proxy, name it in trusted_proxies"
        )))
    }

    /// Who sent it: the other end of the connection, or who is behind a trusted proxy there. Read from the right: what
    /// stands left of the first address that is not ours was written by whoever likes.
    fn source(&self) -> Result<IpAddr, Error> {
        let remote = self.remote_address.as_deref().ok_or_else(|| {
            Error::invalid_request("remote_address is missing: without it nobody knows who sent the webhook")
        })?;
        let remote =
            address(remote).ok_or_else(|| Error::invalid_request("remote_address is no IP address"))?;
        let proxies = ranges_of("trusted_proxies", self.trusted_proxies.as_deref().unwrap_or_default())?;
        let mut source = remote;
        let mut hops = self
            .forwarded_for
            .as_deref()
            .unwrap_or_default()
            .rsplit(',')
            .filter(|hop| !hop.trim().is_empty());
        while is_in(&proxies, source) {
            let Some(hop) = hops.next() else { break };
            source = address(hop.trim())
                .ok_or_else(|| distrust("X-Forwarded-For has something that is no address".to_owned()))?;
        }
        Ok(source)
    }

    fn is_form(&self) -> Result<bool, Error> {
        let media_type = self.content_type.as_deref().and_then(|value| value.split(';').next());
        match media_type.map(|media_type| media_type.trim().to_ascii_lowercase()).as_deref() {
            Some("application/x-www-form-urlencoded") => Ok(true),
            Some("application/json") => Ok(false),
            None | Some("") => Ok(!self.body.expose().trim_start().starts_with('{')),
            Some(other) => Err(distrust(format!(
                "its content type {:?} is neither application/json nor application/x-www-form-urlencoded",
                excerpt(other)
            ))),
        }
    }

    fn fields(&self) -> Result<Map<String, Value>, Error> {
        let body = self.body.expose();
        if body.len() > LONGEST_BODY {
            return Err(distrust("its body is larger than 1 MiB".to_owned()));
        }
        if self.is_form()? {
            // `payment_data[card_name]=…` nests; the brackets are usually percent-encoded
            serde_qs::Config::new()
                .use_form_encoding(true)
                .deserialize_str(body)
                .map_err(|_| distrust("its body is no form".to_owned()))
        } else {
            let unreadable = |why| distrust(format!("its body is no JSON object: {why}"));
            parse::<Checked>(body.as_bytes()).map_err(unreadable)?;
            parse(body.as_bytes()).map_err(unreadable)
        }
    }
}

/// The form-encoded kind always carries the key, the JSON kind never.
fn check_key(key: Option<Value>, config: &Config, is_form: bool) -> Result<(), Error> {
    let expected = config.private_key.expose().as_bytes();
    match key {
        Some(Value::String(key)) if bool::from(key.as_bytes().ct_eq(expected)) => Ok(()),
        Some(_) => Err(distrust("its private_key is not this project's".to_owned())),
        None if is_form => Err(distrust("it has no private_key".to_owned())),
        None => Ok(()),
    }
}

fn distrust(why: String) -> Error {
    Error::new(ErrorKind::Webhook, format!("the webhook is not to be believed: {why}"))
}

fn number_in_text(value: &Value) -> Option<Value> {
    let text = value.as_str()?;
    text.parse::<i64>().map(Value::from).ok()
}

/// An address with or without a port; one that was mapped into IPv6 is the IPv4 one that it stands for.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.trim().trim_start_matches('[').trim_end_matches(']');
    let address =
        bare.parse::<IpAddr>().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    address.map(|address| address.to_canonical())
}

fn ranges_of<T: AsRef<str>>(option: &str, ranges: &[T]) -> Result<Vec<IpNet>, Error> {
    let range =
        |text: &str| text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
    ranges
        .iter()
        .map(|text| {
            range(text.as_ref().trim()).ok_or_else(|| {
                Error::invalid_request(format!(
                    "{option} has an entry that is neither an address nor a range"
                ))
            })
        })
        .collect()
}

fn is_in(ranges: &[IpNet], address: IpAddr) -> bool {
    ranges.iter().any(|range| range.contains(&address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Client;

    const KEY: &str = "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=";
    const BOOTPAY: &str = "223.130.82.4";
    const FORM: &str = "application_id=5b8f&private_key=rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw%3D\
        &receipt_id=5df6e67d4f74b4002a77e0eb&order_id=1576461949&name=%ED%85%8C%EC%8A%A4%ED%8A%B8+1&price=3000&status=1\
        &retry_count=0&payment_data%5Bcard_name%5D=%ED%95%98%EB%82%98&payment_data%5Btid%5D=48585753";
    const JSON: &str = r#"{"receipt_id":"5df6e67d4f74b4002a77e0eb","order_id":"1576461949","item_name":"테스트 1","price":3000,"tax_free":0,"status":1,"payment_data":{"card_name":"하나"}}"#;

    fn config(base_url: &str) -> Config {
        Client::builder().application_id("a").private_key(KEY).base_url(base_url).check().unwrap()
    }

    fn live() -> Config {
        config("https://api.example.com")
    }

    fn from_bootpay(body: &str) -> WebhookDelivery {
        WebhookDelivery::new(body).remote_address(BOOTPAY)
    }

    #[test]
    fn both_kinds_give_the_same_event_without_the_key() {
        for (body, content_type) in [
            (FORM, Some("application/x-www-form-urlencoded; charset=utf-8")),
            (FORM, None),
            (JSON, Some("Application/JSON")),
            (JSON, None),
        ] {
            let delivery =
                WebhookDelivery { content_type: content_type.map(str::to_owned), ..from_bootpay(body) };
            let event = delivery.check(&live()).unwrap();
            assert_eq!(event.receipt_id, "5df6e67d4f74b4002a77e0eb");
            assert_eq!(event.order_id.as_deref(), Some("1576461949"));
            assert_eq!(event.name.as_deref(), Some("테스트 1"));
            assert_eq!(event.status, Some(ReceiptStatus::Paid));
            assert_eq!(event.price.as_ref().unwrap().whole(), Some(3000));
            assert!(
                matches!(&event.payment_data, Some(PaymentData::Payment(p)) if p.card_name.as_deref() == Some("하나"))
            );
            let json: Value = serde_json::from_str(event.json()).unwrap();
            assert_eq!((&json["price"], &json["status"]), (&Value::from(3000), &Value::from(1)));
            for text in [format!("{event:?}"), format!("{delivery:?}"), event.json().to_owned()] {
                assert!(!text.contains(KEY) && !text.contains("private_key"), "{text}");
            }
            let again = event.reverification().unwrap();
            assert_eq!(again.expected_price.unwrap().get(), 3000);
            assert_eq!(again.expected_status, Some(1));
        }
    }

    #[test]
    fn what_is_not_to_be_believed_says_why_and_shows_nothing() {
        let form = |from: &str, to: &str| FORM.replace(from, to);
        for (body, expected) in [
            (form("rm6E", "CANARY"), "private_key is not this project's"),
            (form("private_key=rm6E", "key=rm6E"), "has no private_key"),
            (form("private_key=", "private_key[]="), "private_key is not this project's"),
            (JSON.replace('{', r#"{"private_key":"CANARY","#), "private_key is not this project's"),
            (JSON.replace("5df6e67d4f74b4002a77e0eb", "../CANARY"), "receipt_id is missing or is none"),
            (JSON.replace("receipt_id", "id"), "receipt_id is missing or is none"),
            ("{\"a\":".to_owned(), "no JSON object"),
            (JSON.replace('{', r#"{"price":1,"#), "a name is there twice"),
            ("[1]".to_owned(), "no private_key"),
            (String::new(), "no private_key"),
            ("x".repeat(LONGEST_BODY + 1), "larger than 1 MiB"),
        ] {
            let error = from_bootpay(&body).check(&live()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Webhook, "{error}");
            assert!(error.message().contains(expected), "{expected}: {error}");
            assert!(!format!("{error} {error:?}").contains("CANARY"), "{error}");
        }
        let error = from_bootpay(JSON).content_type("text/xml").check(&live()).unwrap_err();
        assert!(error.message().contains("content type \"text/xml\""), "{error}");
    }

    #[test]
    fn only_bootpays_addresses_are_believed_and_proxies_only_if_they_are_trusted() {
        // (the connection, X-Forwarded-For, trusted proxies, is it believed)
        for (remote, forwarded, trusted, believed) in [
            (BOOTPAY, None, None, true),
            ("223.130.82.255:443", None, None, true),
            ("::ffff:223.130.82.4", None, None, true),
            ("[::ffff:223.130.82.4]:5000", None, None, true),
            ("223.130.83.1", None, None, false),
            ("10.0.0.9", None, None, false),
            ("10.0.0.9", Some(BOOTPAY), None, false), // anybody can write that header
            ("10.0.0.9", Some(BOOTPAY), Some("10.0.0.0/8"), true),
            ("10.0.0.9", Some("223.130.82.4, 10.0.0.7"), Some("10.0.0.0/8"), true),
            ("10.0.0.9", Some("223.130.82.4, 6.6.6.6"), Some("10.0.0.0/8"), false),
            ("10.0.0.9", Some("223.130.82.4, 6.6.6.6, 10.0.0.7"), Some("10.0.0.9"), false),
            ("6.6.6.6", Some(BOOTPAY), Some("10.0.0.0/8"), false),
            ("10.0.0.9", Some("unknown"), Some("10.0.0.0/8"), false),
            ("10.0.0.9", None, Some("10.0.0.0/8"), false),
            ("127.0.0.1", None, None, false),
        ] {
            let delivery = WebhookDelivery {
                forwarded_for: forwarded.map(str::to_owned),
                trusted_proxies: trusted.map(|range| vec![range.to_owned()]),
                ..WebhookDelivery::new(JSON).remote_address(remote)
            };
            let outcome = delivery.check(&live());
            assert_eq!(outcome.is_ok(), believed, "{remote} {forwarded:?} {trusted:?}");
        }
        // a sandbox on this machine, or whom the caller names
        assert!(
            WebhookDelivery::new(JSON)
                .remote_address("127.0.0.1")
                .check(&config("http://127.0.0.1:1"))
                .is_ok()
        );
        let named = WebhookDelivery::new(JSON)
            .remote_address("6.6.6.6")
            .allowed_sources(vec!["6.6.6.0/24".to_owned()]);
        assert!(named.check(&live()).is_ok());
    }

    #[test]
    fn what_is_only_read_is_not_checked_and_still_without_the_key() {
        let foreign = FORM.replace("rm6E", "CANARY");
        let event = WebhookDelivery::new(foreign).only_read(true).check(&live()).unwrap();
        assert_eq!(event.receipt_id, "5df6e67d4f74b4002a77e0eb");
        assert!(!event.json().contains("CANARY"), "{}", event.json());
        assert!(from_bootpay(JSON).only_read(false).remote_address("6.6.6.6").check(&live()).is_err());
    }

    #[test]
    fn a_mistake_of_the_caller_is_called_one() {
        for (delivery, expected) in [
            (WebhookDelivery::new(JSON), "remote_address is missing"),
            (WebhookDelivery::new(JSON).remote_address("localhost"), "remote_address is no IP address"),
            (from_bootpay(JSON).trusted_proxies(vec!["10/8".to_owned()]), "trusted_proxies has an entry"),
            (from_bootpay(JSON).allowed_sources(vec!["all".to_owned()]), "allowed_sources has an entry"),
        ] {
            let error = delivery.check(&live()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
            assert!(error.message().contains(expected), "{error}");
        }
    }
}
