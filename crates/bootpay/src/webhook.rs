//! Webhooks: what the server sends on its own when a payment changes, and how far it may be believed.
//!
//! A v1 webhook carries no signature and no time. Source of what is checked here: the v1 documentation, webhook page.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Number, Value, json};
use subtle::ConstantTimeEq;
use url::form_urlencoded;

use crate::answer::Answer;
use crate::api::receipt::{
    Amount, GetReceipt, PaymentData, Receipt, ReceiptStatus, optional_amount, optional_status,
};
use crate::blocking::client::Client as BlockingClient;
use crate::client::Client;
use crate::config::Config;
use crate::described::{Described, Kind};
use crate::error::Error;
use crate::foreign::REDACTED;
use crate::foreign::{Hidden, excerpt};
use crate::form;
use crate::ids;
use crate::json::parse;
use crate::lenient::{self, OtherFields};
use crate::path::checked_path_field;
use crate::personal::Personal;
use crate::request::request;
use crate::sender::{came_by_only, contains, distrust, ranges, sender};
use crate::unambiguous::Unambiguous;
use crate::values::{Switch, Text};

/// What a webhook must be answered with, as plain text: exactly this, or the server sends it again.
pub const WEBHOOK_ANSWER: &str = "OK";

/// Where Bootpay sends webhooks from.
const SOURCES: [&str; 1] = ["223.130.82.0/24"];

/// No webhook is longer by far.
const LONGEST_BODY: usize = 1024 * 1024;

/// What a webhook is compared by. Each of these is there once, in plain spelling and as text: of two readings of a form,
/// one could be the forger's.
const COMPARED: [&str; 5] = ["receipt_id", "status", "price", "order_id", PRIVATE_KEY];

const PRIVATE_KEY: &str = "private_key";

/// No amount of money has more digits, and every language reads a number of so many exactly.
const MOST_DIGITS: u32 = 15;

request! {
    /// A webhook as it arrived, and whom to believe.
    pub struct WebhookDelivery {
        kept {
            /// The body, as it came.
            #[serde(skip)]
            body: WebhookBody,
        }
        optional {
            /// The header `Content-Type`.
            content_type: String = "by the first character of the body",
            /// The address at the other end of the connection, with or without a port. Absent or empty over a Unix
            /// socket.
            remote_address: String,
            /// The header `X-Forwarded-For`. Looked at only if the connection comes from a trusted proxy.
            forwarded_for: String,
            /// Your own proxies, as addresses or ranges such as `10.0.0.0/8`; `unix` is one that brings the webhook over
            /// a Unix socket, so that there is no address.
            trusted_proxies: Vec<String> = "none",
            /// Ranges to accept webhooks from.
            allowed_sources: Vec<String> = "Bootpay's 223.130.82.0/24; and this machine, if the client talks to a sandbox on it with the sandbox's key",
            /// Read it and believe nothing: neither the sender nor the key is looked at. The key is taken out all the same.
            only_read: Switch,
        }
    }
}

/// A webhook's body as it came: bytes, or text. It may hold your private key: keep it out of logs. `{:?}` shows only its
/// length.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct WebhookBody(Vec<u8>);

impl WebhookBody {
    /// The bytes in clear.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl Personal for WebhookBody {} // it arrives, and is never sent

impl Described for WebhookBody {
    const KIND: Kind = Kind::Secret;
}

impl From<Vec<u8>> for WebhookBody {
    fn from(body: Vec<u8>) -> Self {
        Self(body)
    }
}

impl From<&[u8]> for WebhookBody {
    fn from(body: &[u8]) -> Self {
        Self(body.to_owned())
    }
}

impl From<String> for WebhookBody {
    fn from(body: String) -> Self {
        Self(body.into_bytes())
    }
}

impl From<&str> for WebhookBody {
    fn from(body: &str) -> Self {
        Self(body.into())
    }
}

impl fmt::Debug for WebhookBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebhookBody({} bytes)", self.0.len())
    }
}

/// A webhook that came from where it should, with the key that it should have.
///
/// Still only a hint: [`Client::reverify`](crate::Client::reverify) reads the receipt again. The same event comes up to
/// ten times until it is answered with [`WEBHOOK_ANSWER`]: act once per `receipt_id` and `status`.
///
/// What a webhook does not say is `None`, and an empty text says nothing. Of the fields that nobody compares, one of
/// another type than here is `None` too, and stands in [`json`](Self::json) as it came.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct WebhookEvent {
    /// The receipt's id.
    pub receipt_id: String,
    /// The merchant's own order id.
    #[serde(default, deserialize_with = "text")]
    pub order_id: Option<String>,
    /// Where the payment stands.
    #[serde(default, deserialize_with = "optional_status")]
    pub status: Option<ReceiptStatus>,
    /// The amount.
    #[serde(default, deserialize_with = "optional_amount")]
    pub price: Option<Amount>,
    /// The tax-free part of it. The form-encoded kind does not have it.
    #[serde(default, deserialize_with = "any_amount")]
    pub tax_free: Option<Amount>,
    /// How often it was sent before; 0 for the first time. The JSON kind does not have it.
    #[serde(default, deserialize_with = "any_integer")]
    pub retry_count: Option<i64>,
    /// What was sold: `name` in the form-encoded kind, `item_name` in the other.
    #[serde(default, deserialize_with = "any_text")]
    pub name: Option<String>,
    /// The payment gateway's code, such as `kcp`.
    #[serde(default, deserialize_with = "any_text")]
    pub pg: Option<String>,
    /// The method's code, such as `card` or `vbank`.
    #[serde(default, deserialize_with = "any_text")]
    pub method: Option<String>,
    /// When it was paid, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset.
    #[serde(default, deserialize_with = "any_text")]
    pub purchased_at: Option<String>,
    /// What the payment gateway reported.
    #[serde(default, deserialize_with = "any_payment_data")]
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
    /// The event as one JSON object with the names that the fields have here: numbers are numbers, `null` is what the
    /// webhook does not say, `payment_data` is an object or `null`. Under `fields` is everything as it came but for the
    /// private key, with `name` beside an `item_name`, and with the numbers of this event as numbers.
    pub fn json(&self) -> &str {
        &self.json.0
    }

    /// What the receipt has to say if the event is true: its status, its price and, if the event has one, its order id.
    ///
    /// # Errors
    /// [`ErrorKind::Webhook`](crate::ErrorKind::Webhook) if it has no status or no price in won: it could be compared with anything.
    pub fn expectations(&self) -> Result<GetReceipt, Error> {
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

    /// The event that was kept as JSON: at least its `receipt_id`, `status`, `price` and `order_id`.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest), naming the field, if one is missing or malformed.
    pub fn kept(json: &str) -> Result<Self, Error> {
        json_object(json).map_err(|why| Error::invalid_request(format!("the event is none: {why}")))
    }

    fn read(mut fields: Map<String, Value>) -> Result<Self, Error> {
        if !says_something(fields.get("name"))
            && let Some(item_name) =
                fields.get("item_name").filter(|name| says_something(Some(*name))).cloned()
        {
            fields.insert("name".to_owned(), item_name);
        }
        let json = Value::Object(fields.clone()).to_string();
        let mut event: Self = parse(json.as_bytes()).map_err(distrust)?;
        let status = event.status.map(ReceiptStatus::number);
        let (price, tax_free) = (number(event.price.as_ref()), number(event.tax_free.as_ref()));
        for (name, number) in [
            ("status", status.map(Number::from)),
            ("price", price.clone()),
            ("tax_free", tax_free.clone()),
            ("retry_count", event.retry_count.map(Number::from)),
        ] {
            if let Some(number) = number {
                fields.insert(name.to_owned(), number.into());
            }
        }
        let json = json!({
            "receipt_id": event.receipt_id,
            "status": status,
            "price": price,
            "tax_free": tax_free,
            "order_id": event.order_id,
            "name": event.name,
            "retry_count": event.retry_count,
            "pg": event.pg,
            "method": event.method,
            "purchased_at": event.purchased_at,
            "payment_data": fields.get("payment_data").filter(|data| data.is_object()),
            "fields": fields,
        });
        event.json = Json(json.to_string());
        Ok(event)
    }
}

impl WebhookDelivery {
    pub(crate) fn check(&self, config: &Config) -> Result<WebhookEvent, Error> {
        let only_read = self.only_read.is_some_and(Switch::is_on);
        if !only_read {
            self.check_sender(config)?;
        }
        let is_form = self.is_form()?;
        let mut fields = if is_form { form_fields(self.body()?)? } else { json_fields(self.body()?)? };
        let key = fields.remove(PRIVATE_KEY);
        if !only_read {
            check_key(key, config, is_form)?;
        }
        let mut hidden = Hidden::default();
        hidden.secret(config.private_key.expose());
        fields = without_key(fields, &hidden);
        let receipt_id = fields.get("receipt_id").and_then(Value::as_str).unwrap_or_default();
        checked_path_field("receipt_id", receipt_id)
            .map_err(|_| distrust("its receipt_id is missing or is none".to_owned()))?;
        WebhookEvent::read(fields)
    }

    fn check_sender(&self, config: &Config) -> Result<(), Error> {
        let (forwarded_for, trusted) = (self.forwarded_for.as_deref(), self.trusted_proxies.as_deref());
        let sender = sender(self.remote_address.as_deref(), forwarded_for, trusted.unwrap_or_default())?;
        let believed = match &self.allowed_sources {
            Some(named) => contains(&ranges("allowed_sources", named)?, sender),
            // what somebody else sent through a proxy beside the sandbox says so
            None if config.expects_a_sandbox_at(sender) => {
                came_by_only(forwarded_for, |hop| config.expects_a_sandbox_at(hop))
            }
            None => contains(&ranges("allowed_sources", &SOURCES)?, sender),
        };
        if believed {
            return Ok(());
        }
        Err(distrust(format!(
            "it came from {sender}, which is no address of Bootpay's; if that is your own proxy, name it in trusted_proxies"
        )))
    }

    /// Without the byte order mark that some programs put in front.
    fn body(&self) -> Result<&[u8], Error> {
        let body = self.body.expose();
        if body.len() > LONGEST_BODY {
            return Err(distrust("its body is larger than 1 MiB".to_owned()));
        }
        Ok(body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body))
    }

    fn is_form(&self) -> Result<bool, Error> {
        let media_type = self.content_type.as_deref().and_then(|value| value.split(';').next());
        match media_type.map(|media_type| media_type.trim().to_ascii_lowercase()).as_deref() {
            Some("application/x-www-form-urlencoded") => Ok(true),
            Some("application/json") => Ok(false),
            None | Some("") => Ok(!self.body()?.trim_ascii_start().starts_with(b"{")),
            Some(other) => Err(distrust(format!(
                "its content type {:?} is neither application/json nor application/x-www-form-urlencoded",
                excerpt(other)
            ))),
        }
    }
}

/// No form is refused for a field that nobody compares. Bytes that are not UTF-8 become U+FFFD.
fn form_fields(body: &[u8]) -> Result<Map<String, Value>, Error> {
    let mut fields = Map::new();
    for (name, value) in form_urlencoded::parse(body) {
        let root = name.split(['[', ']']).map(str::trim).find(|part| !part.is_empty());
        let Some(compared) = COMPARED.into_iter().find(|compared| root == Some(compared)) else {
            form::insert(&mut fields, &name, &value);
            continue;
        };
        if value.contains(char::REPLACEMENT_CHARACTER) {
            return Err(distrust(format!("its {compared} is not UTF-8")));
        }
        // in any other spelling it is part of a list or an object, which none of these may be
        let value = if name == compared { Value::from(value) } else { Value::from(vec![value]) };
        if fields.insert(compared.to_owned(), value).is_some() {
            return Err(distrust(format!("its {compared} is there twice")));
        }
    }
    Ok(fields)
}

fn json_fields(body: &[u8]) -> Result<Map<String, Value>, Error> {
    let text = std::str::from_utf8(body).map_err(|_| distrust("its body is not UTF-8".to_owned()))?;
    json_object(text).map_err(|why| distrust(format!("its body is no JSON object: {why}")))
}

/// With its ids as text, and nothing in it twice.
fn json_object<T: DeserializeOwned>(json: &str) -> Result<T, String> {
    parse::<Unambiguous>(json.as_bytes())?;
    parse(ids::as_text(json).as_bytes())
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

/// The fields without those that are called as the key is, however that is written and wherever they are, and with the
/// key taken out of every text.
fn without_key(fields: Map<String, Value>, key: &Hidden) -> Map<String, Value> {
    fields
        .into_iter()
        .filter(|(name, _)| !names_a_key(name) && key.taken_out_of(name) == *name)
        .map(|(name, value)| (name, value_without_key(value, key)))
        .collect()
}

fn value_without_key(value: Value, key: &Hidden) -> Value {
    match value {
        Value::Object(fields) => without_key(fields, key).into(),
        Value::Array(items) => items.into_iter().map(|item| value_without_key(item, key)).collect(),
        Value::String(text) => match parse::<Value>(text.as_bytes()) {
            // JSON in a text; the names in it are not this webhook's
            Ok(inner) if has_a_key(&inner) => REDACTED.into(),
            _ => key.taken_out_of(&text).into(),
        },
        plain => plain,
    }
}

fn has_a_key(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.iter().any(|(name, value)| names_a_key(name) || has_a_key(value)),
        Value::Array(items) => items.iter().any(has_a_key),
        Value::String(text) => parse::<Value>(text.as_bytes()).is_ok_and(|inner| has_a_key(&inner)),
        _ => false,
    }
}

/// `private_key`, `privateKey`, `Private-Key[]`, `payment[private_key]` …
fn names_a_key(name: &str) -> bool {
    let letters: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    letters.contains("privatekey")
}

fn says_something(name: Option<&Value>) -> bool {
    name.is_some_and(|name| matches!(any_text(name), Ok(Some(_))))
}

/// The amount as a JSON number.
fn number(amount: Option<&Amount>) -> Option<Number> {
    let amount = amount?;
    match amount.whole() {
        Some(whole) => (whole.unsigned_abs() < 10_u64.pow(MOST_DIGITS)).then(|| whole.into()),
        None if amount.as_str().len() > MOST_DIGITS as usize + 1 => None, // with its point
        None => Number::from_f64(amount.as_str().parse().ok()?),
    }
}

/// Text; an empty one says nothing.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(lenient::optional_text(deserializer)?.filter(|text| !text.is_empty()))
}

fn any_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    any(deserializer, |value| text(value))
}

fn any_amount<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Amount>, D::Error> {
    any(deserializer, |value| optional_amount(value))
}

fn any_integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    any(deserializer, |value| lenient::optional_integer(value))
}

fn any_payment_data<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PaymentData>, D::Error> {
    any(
        deserializer,
        |value| if value.is_object() { PaymentData::deserialize(value).map(Some) } else { Ok(None) },
    )
}

/// A field that nobody compares: of another type it says nothing, and the webhook still counts.
fn any<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    read: impl Fn(&Value) -> Result<Option<T>, serde_json::Error>,
) -> Result<Option<T>, D::Error> {
    Ok(read(&Value::deserialize(deserializer)?).unwrap_or_default())
}

impl Client {
    /// Reads a webhook: who sent it, whether it has this project's key, and what it says. Sends nothing.
    ///
    /// What it says is still only a hint: [`reverify`](Client::reverify) it. Answer the request with
    /// [`WEBHOOK_ANSWER`](crate::WEBHOOK_ANSWER).
    ///
    /// ```no_run
    /// # async fn example(client: bootpay::Client, body: String, peer: std::net::SocketAddr) -> Result<&'static str, bootpay::Error> {
    /// let event = client.webhook(&bootpay::WebhookDelivery::new(body).remote_address(peer.to_string()))?;
    /// let receipt = client.reverify(&event).await?; // the receipt says the same: act on it, once
    /// # Ok(bootpay::WEBHOOK_ANSWER)
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Webhook`](crate::ErrorKind::Webhook) if it came from elsewhere, has another key or cannot be read;
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if the sender's address or a range is missing or
    /// malformed.
    pub fn webhook(&self, delivery: &WebhookDelivery) -> Result<WebhookEvent, Error> {
        delivery.check(self.config())
    }

    /// Reads the receipt of a webhook again, and compares its status, price and order id.
    ///
    /// # Errors
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch), naming what differs: the webhook is forged, or the payment went on since.
    /// [`ErrorKind::Webhook`](crate::ErrorKind::Webhook) if the event has no status or price; else as [`certificate`](Client::certificate).
    pub async fn reverify(&self, event: &WebhookEvent) -> Result<Answer<Receipt>, Error> {
        self.verify_expected(event.expectations()?).await
    }
}

impl BlockingClient {
    /// [`Client::webhook`](crate::Client::webhook)
    ///
    /// # Errors
    /// As there.
    pub fn webhook(&self, delivery: &WebhookDelivery) -> Result<WebhookEvent, Error> {
        delivery.check(self.config())
    }

    /// [`Client::reverify`](crate::Client::reverify)
    ///
    /// # Errors
    /// As there.
    pub fn reverify(&self, event: &WebhookEvent) -> Result<Answer<Receipt>, Error> {
        self.verify_expected(event.expectations()?)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::Client;
    use crate::error::ErrorKind;

    const KEY: &str = "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=";
    /// `bootpay sandbox key test key mad` in base64
    const SANDBOX_KEY: &str = "Ym9vdHBheSBzYW5kYm94IGtleSB0ZXN0IGtleSBtYWQ=";
    const HERE: &str = "http://127.0.0.1:1";
    const BOOTPAY: &str = "223.130.82.4";
    const FORM: &str = "application_id=5b8f&private_key=rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw%3D\
        &receipt_id=5df6e67d4f74b4002a77e0eb&order_id=1576461949&name=%ED%85%8C%EC%8A%A4%ED%8A%B8+1&price=3000&status=1\
        &retry_count=0&payment_data%5Bcard_name%5D=%ED%95%98%EB%82%98&payment_data%5Btid%5D=48585753";
    const JSON: &str = r#"{"receipt_id":"5df6e67d4f74b4002a77e0eb","order_id":"1576461949","item_name":"테스트 1","price":3000,"tax_free":0,"status":1,"payment_data":{"card_name":"하나"}}"#;

    fn config(private_key: &str, base_url: &str) -> Config {
        let builder = Client::builder().environment(HashMap::new()).application_id("a");
        builder.private_key(private_key).base_url(base_url).check().unwrap()
    }

    fn live() -> Config {
        config(KEY, "https://api.example.com")
    }

    fn read(body: impl Into<WebhookBody>) -> WebhookEvent {
        WebhookDelivery::new(body).remote_address(BOOTPAY).check(&live()).unwrap()
    }

    fn refused(body: impl Into<WebhookBody>) -> String {
        let error = WebhookDelivery::new(body).remote_address(BOOTPAY).check(&live()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Webhook, "{error}");
        assert!(!format!("{error} {error:?}").contains("CANARY"), "{error}");
        error.message().to_owned()
    }

    fn fields(event: &WebhookEvent) -> Value {
        serde_json::from_str::<Value>(event.json()).unwrap()["fields"].take()
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
            let again = event.expectations().unwrap();
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
            (form("private_key=", "private_key=CANARY&private_key="), "private_key is there twice"),
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
        let named = WebhookDelivery::new(JSON)
            .remote_address("6.6.6.6")
            .allowed_sources(vec!["::ffff:6.6.6.0/120".to_owned()]);
        assert!(named.check(&live()).is_ok());
    }

    #[test]
    fn this_machine_is_believed_by_a_client_of_a_sandbox_and_speaks_only_for_itself() {
        for (key, base_url, remote, forwarded, trusted, believed) in [
            (SANDBOX_KEY, HERE, "127.0.0.1", "", None, true),
            (SANDBOX_KEY, HERE, "[::1]:5000", "127.0.0.1, ::1", None, true),
            (SANDBOX_KEY, HERE, "127.0.0.1", "127.0.0.1", Some("127.0.0.1"), true),
            (SANDBOX_KEY, HERE, "127.0.0.1", "6.6.6.6", None, false),
            (SANDBOX_KEY, HERE, "127.0.0.1", "6.6.6.6, 127.0.0.1", None, false),
            (SANDBOX_KEY, HERE, "127.0.0.1", "unknown", None, false),
            (SANDBOX_KEY, HERE, "127.0.0.1", "6.6.6.6", Some("127.0.0.1"), false),
            (SANDBOX_KEY, HERE, "10.0.0.9", "6.6.6.6, 127.0.0.1", Some("10.0.0.9"), false),
            (SANDBOX_KEY, HERE, "", "127.0.0.1", Some("unix"), true),
            (SANDBOX_KEY, HERE, "", "6.6.6.6, 127.0.0.1", Some("unix"), false),
            (SANDBOX_KEY, "https://api.example.com", "127.0.0.1", "", None, false),
            ("k", HERE, "127.0.0.1", "", None, false), // a proxy here, before the live service
            ("k", HERE, "127.0.0.1", BOOTPAY, None, false),
            ("k", HERE, "127.0.0.1", BOOTPAY, Some("127.0.0.1"), true),
        ] {
            let delivery = WebhookDelivery {
                trusted_proxies: trusted.map(|proxy| vec![proxy.to_owned()]),
                ..WebhookDelivery::new(JSON).remote_address(remote).forwarded_for(forwarded)
            };
            let outcome = delivery.check(&config(key, base_url));
            assert_eq!(outcome.is_ok(), believed, "{base_url} {remote} {forwarded} {trusted:?}");
        }
    }

    #[test]
    fn a_field_that_nobody_compares_costs_no_webhook() {
        for (more, name, expected) in [
            (
                "items[][item_name]=a&items[][price]=1&items[][item_name]=b",
                "items",
                json!([{"item_name": "a", "price": "1"}, {"item_name": "b"}]),
            ),
            ("memo[=x", "memo[", json!("x")),
            ("note=%C7%CF%B3%AA", "note", json!("\u{fffd}\u{3f3}\u{fffd}")),
            ("unit=krw&unit=usd", "unit", json!(["krw", "usd"])),
            ("tax_free=some", "tax_free", json!("some")),
            ("retry_count=", "retry_count", json!("")),
            ("pg[]=kcp", "pg", json!(["kcp"])),
            ("purchased_at[at]=x", "purchased_at", json!({"at": "x"})),
            ("%FF%FE=x", "\u{fffd}\u{fffd}", json!("x")),
        ] {
            let event = read(format!("{}&{more}", FORM.replace("&retry_count=0", "")));
            assert_eq!(
                (event.order_id.as_deref(), event.price.unwrap().whole()),
                (Some("1576461949"), Some(3000))
            );
            assert_eq!((event.tax_free, event.retry_count), (None, None), "{more}");
            assert_eq!((event.pg, event.purchased_at), (None, None), "{more}");
            let fields: Value = serde_json::from_str(&event.json.0).unwrap();
            assert_eq!(fields["fields"][name], expected, "{more}");
        }
        let mut raw = FORM.as_bytes().to_vec();
        raw.extend(b"&goods=\xc7\xcf\xb3\xaa&x=1"); // EUC-KR, not percent-encoded
        assert_eq!(fields(&read(raw))["x"], "1");
        let event = read(
            json!({
                "receipt_id": "r1", "tax_free": "some", "retry_count": [], "pg": {"a": 1}, "item_name": ["x"],
                "payment_data": "text",
            })
            .to_string(),
        );
        assert_eq!((&event.name, event.status, &event.price), (&None, None, &None));
        assert_eq!((&event.tax_free, event.retry_count, &event.pg), (&None, None, &None));
        assert!(event.payment_data.is_none());
        assert_eq!(fields(&event)["payment_data"], "text");
    }

    #[test]
    fn what_is_compared_is_there_once_in_plain_spelling_and_in_utf_8() {
        for name in ["receipt_id", "order_id", "status", "price", "private_key"] {
            for second in ["{}=1", "{}[]=1", "{}[x]=1", "[{}]=1", "{}[=1", "{}]=1", "+{}=1"] {
                let second = second.replace("{}", name);
                let why = format!("its {name} is there twice");
                for body in [format!("{FORM}&{second}"), format!("{second}&{FORM}")] {
                    assert!(refused(body).ends_with(&why), "{second}");
                }
            }
            let encoded: String = name.bytes().map(|byte| format!("%{byte:02x}")).collect();
            assert!(refused(format!("{FORM}&{encoded}=1")).ends_with("is there twice"), "{encoded}");
            for broken in ["%ED%85", "a%FF"] {
                let body = format!("{}&{name}={broken}", FORM.replace(&format!("{name}="), "x="));
                assert!(refused(body).ends_with(&format!("its {name} is not UTF-8")), "{name}");
            }
            let mut raw = FORM.replace(&format!("{name}="), "x=").into_bytes();
            raw.extend([b"&", name.as_bytes(), b"=\xb0\xa1"].concat());
            assert!(refused(raw).ends_with(&format!("its {name} is not UTF-8")), "{name}");
            if name != "private_key" {
                let alone = FORM.replace(&format!("{name}="), &format!("{name}[]="));
                assert!(refused(alone).contains(name), "{name}");
            }
        }
        assert!(refused([JSON.as_bytes(), b"\xff"].concat()).ends_with("its body is not UTF-8"));
    }

    #[test]
    fn the_key_is_in_no_field_whatever_it_is_called() {
        let escaped = KEY.replace('Y', "\\u0059");
        let encoded = KEY.replace('=', "%3D");
        for more in [
            format!("Private-Key={encoded}"),
            format!("privateKey[]={encoded}"),
            format!("payment_data[private_key]={encoded}"),
            "list[][private_key]=CANARY&list[][a][PRIVATE_KEY]=CANARY".to_owned(),
            "memo[private_key=CANARY".to_owned(),
            format!("note=the+key+is+{encoded}"),
            format!("{encoded}=x"),
            format!("payment_data[{encoded}]=x"),
            format!(r#"text={{"a":[{{"private_key":"{escaped}"}}]}}"#),
            r#"text={"a":"{\"private_key\":\"CANARY\"}"}"#.to_owned(),
        ] {
            for only_read in [false, true] {
                let delivery = WebhookDelivery::new(format!("{FORM}&{more}")).remote_address(BOOTPAY);
                let event = delivery.only_read(only_read).check(&live()).unwrap();
                let shown = event.json().replace("\\u0059", "Y");
                for secret in [KEY, "CANARY", "private_key", "PRIVATE_KEY"] {
                    assert!(!shown.contains(secret), "{more}: {shown}");
                }
                assert_eq!(event.receipt_id, "5df6e67d4f74b4002a77e0eb");
            }
        }
        for (name, value) in [
            ("privateKey", json!("CANARY")),
            ("payment_data", json!({"a": [{"private_key": "CANARY"}]})),
            ("note", json!(format!("the key is {KEY}"))),
            ("note", json!(format!(r#"{{"private\\u005fkey":"{escaped}"}}"#))),
        ] {
            let mut body: Map<String, Value> = serde_json::from_str(JSON).unwrap();
            body.insert(name.to_owned(), value);
            body.insert("private_key".to_owned(), KEY.into());
            let event = read(Value::from(body).to_string().replace("private_key", "private\\u005fkey"));
            for secret in [KEY, &escaped, "CANARY", "private_key"] {
                assert!(!event.json().contains(secret), "{name}: {}", event.json());
            }
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_a_webhook() {
        for (body, content_type) in
            [(FORM, "application/x-www-form-urlencoded"), (FORM, ""), (JSON, "application/json"), (JSON, "")]
        {
            let delivery = WebhookDelivery::new(format!("\u{feff}{body}")).remote_address(BOOTPAY);
            let event = delivery.content_type(content_type).check(&live()).unwrap();
            assert_eq!(event.json(), read(body).json());
        }
    }

    #[test]
    fn an_event_is_what_was_said_under_one_name_and_in_one_type() {
        let told = |body: &str| serde_json::from_str::<Value>(read(body).json()).unwrap();
        let event = told(JSON);
        assert_eq!((&event["name"], &event["fields"]["name"]), (&json!("테스트 1"), &json!("테스트 1")));
        assert_eq!(event["payment_data"], json!({"card_name": "하나"}));
        assert_eq!(event["retry_count"], Value::Null);
        let without_key = FORM.split_once("&receipt_id").unwrap().0.to_owned() + "&receipt_id=r1";
        for (more, name, expected, field) in [
            ("price=3000.0", "price", json!(3000), json!(3000)),
            ("price=-5", "price", json!(-5), json!(-5)),
            ("price=10.5", "price", json!(10.5), json!(10.5)),
            ("price=1234567890123456", "price", Value::Null, json!("1234567890123456")),
            ("price=12345678901234.56", "price", Value::Null, json!("12345678901234.56")),
            (
                "price=999999999999999",
                "price",
                json!(999_999_999_999_999_i64),
                json!(999_999_999_999_999_i64),
            ),
            ("price=3000.00000000000000", "price", json!(3000), json!(3000)),
            ("price=", "price", Value::Null, json!("")),
            ("status=-20", "status", json!(-20), json!(-20)),
            ("status=", "status", Value::Null, json!("")),
            ("tax_free=1000.00", "tax_free", json!(1000), json!(1000)),
            ("retry_count=10", "retry_count", json!(10), json!(10)),
            ("order_id=007", "order_id", json!("007"), json!("007")),
            ("order_id=", "order_id", Value::Null, json!("")),
            ("name=", "name", Value::Null, json!("")),
            ("name=&item_name=x", "name", json!("x"), json!("x")),
            ("name=y&item_name=x", "name", json!("y"), json!("y")),
            ("payment_data=", "payment_data", Value::Null, json!("")),
            ("payment_data[]=", "payment_data", Value::Null, json!([""])),
            ("pg=", "pg", Value::Null, json!("")),
        ] {
            let event = told(&format!("{without_key}&{more}"));
            assert_eq!((&event[name], &event["fields"][name]), (&expected, &field), "{more}");
        }
        for nonsense in ["nan", "inf", "1_000", "1\u{ff11}", "1e3", "3,000", "some"] {
            for name in ["price", "status"] {
                let why = refused(format!("{without_key}&{name}={nonsense}"));
                assert!(why.contains(&format!("{name}: expected")), "{why}");
            }
        }
    }

    #[test]
    fn an_id_is_text_with_every_digit_that_it_came_with() {
        for id in ["20261123122326000001", "2026112312232600001", "7", "7.0"] {
            let event = read(JSON.replace("\"1576461949\"", id));
            let kept = format!(r#"{{"receipt_id":"r","status":1,"price":1,"order_id":{id}}}"#);
            assert_eq!(event.order_id.as_deref(), Some(id));
            assert_eq!(fields(&event)["order_id"], id);
            assert_eq!(WebhookEvent::kept(&kept).unwrap().order_id.as_deref(), Some(id));
        }
    }

    #[test]
    fn what_was_kept_of_an_event_can_be_compared() {
        let expected = read(FORM).expectations().unwrap();
        assert_eq!(
            (expected.receipt_id.as_str(), expected.expected_status),
            ("5df6e67d4f74b4002a77e0eb", Some(1))
        );
        for kept in [
            read(FORM).json().to_owned(),
            fields(&read(FORM)).to_string(),
            r#"{"receipt_id":"5df6e67d4f74b4002a77e0eb","status":"1","price":3000.0,"order_id":1576461949}"#
                .to_owned(),
        ] {
            let again = WebhookEvent::kept(&kept).unwrap().expectations().unwrap();
            assert_eq!(format!("{again:?}"), format!("{expected:?}"), "{kept}");
        }
        for (kept, missing) in [
            (r#"{"receipt_id":"r","price":1}"#, "status"),
            (r#"{"receipt_id":"r","status":1}"#, "price"),
            (r#"{"receipt_id":"r","status":1,"price":""}"#, "price"),
            (r#"{"receipt_id":"r","status":1,"price":0.5}"#, "price"),
            (r#"{"receipt_id":"r","status":1,"price":-1}"#, "price"),
        ] {
            let error = WebhookEvent::kept(kept).unwrap().expectations().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Webhook);
            assert!(
                error.message().contains(&format!("it has no {missing}, so nothing can be compared")),
                "{error}"
            );
        }
        for (kept, named) in [
            (r#"{"status":1,"price":1}"#, "receipt_id"),
            (r#"{"receipt_id":["CANARY"],"status":1,"price":1}"#, "receipt_id"),
            (r#"{"receipt_id":"r","status":1,"price":"CANARY"}"#, "price"),
            (r#"{"receipt_id":"r","status":[],"price":1}"#, "status"),
            (r#"{"receipt_id":"r","status":1,"price":1,"order_id":{}}"#, "order_id"),
            ("[]", "expected"),
        ] {
            let error = WebhookEvent::kept(kept).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert!(error.message().contains(named) && !error.message().contains("CANARY"), "{error}");
        }
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
