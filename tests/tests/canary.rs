//! Canaries: no key, token or personal data shows in the texts of any type or error, whatever stands in a request and
//! whatever a server answers.
//!
//! The server is one of this file's own: it answers what no sandbox would, with a canary in every place.

#![allow(clippy::unwrap_used)] // a test that cannot go on should say where it stopped

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bootpay::api::cancel::CancelPayment;
use bootpay::api::receipt::GetReceipt;
use bootpay::api::settle::SettleReceipt;
use bootpay::described::{Described, Kind};
use bootpay::identity::{ConfirmIdentity, HashKey, Law, Memory, Once, StoreError, Stored};
use bootpay::relay::Relay;
use bootpay::{
    AccountNumber, AttemptRecord, Auth, BirthDate, Builder, CallOptions, Ci, Client, Di, Error, ErrorKind,
    Language, Mode, Observer, Operation, PersonName, PhoneNumber, Secret, WebhookDelivery,
};
use serde_json::{Value, json};

#[path = "generated/requests.rs"]
mod requests;

const ID: &str = "5df6e67d4f74b4002a77e0eb";
const KEY: &str = "CANARYkey+/CANARYkey+/CANARYkey+/CANARYkey0=";
/// The key as it stands in a form or a URL.
const KEY_ENCODED: &str = "CANARYkey%2B%2FCANARYkey%2B%2FCANARYkey%2B%2FCANARYkey0%3D";
const TOKEN: &str = "CANARYtoken0123456789abcdef0123456789abcdef";
const CARD: &str = "9430811122223333";
const PHONE: &str = "01098765432";
const BIRTH: &str = "19010203";

/// Everything that must not show contains one of these.
const CANARIES: [&str; 4] = ["CANARY", CARD, PHONE, BIRTH];

/// Answers of the gateway by method: a person, a payment, and what no type knows.
fn payment_data() -> [Value; 3] {
    [
        json!({
            "pm_a": "auth", "username": "CANARY-name", "phone": PHONE, "birth": BIRTH, "gender": "1",
            "unique": "CANARY-ci", "di": "CANARY-di", "tid": "t-1", "p_at": "2026-11-23 10:00:00",
            "email": "CANARY-email",
        }),
        json!({
            "card_name": "하나", "card_no": CARD, "card_quota": "00", "card_code": "CCHN", "bankname": "기업은행",
            "account": "CANARY-account", "accountholder": "CANARY-holder", "username": "CANARY-name", "phone": PHONE,
            "expiredate": "2026-11-23 00:00:00", "tid": "t-1",
        }),
        json!("CANARY-text"),
    ]
}

/// `data` that every type of answer can be read from.
fn data(payment_data: &Value) -> Value {
    json!({
        "receipt_id": ID, "order_id": "o-1", "name": "물건", "item_name": "물건", "price": 3000, "tax_free": 0,
        "remain_price": 2000, "cancelled_price": 1000, "status": 1, "unit": "krw", "pg": "kcp", "method": "card",
        "requested_at": "2026-11-23 10:00:00", "purchased_at": "2026-11-23 10:00:00",
        "token": TOKEN, "server_time": 1_000, "expired_at": 2_800,
        "user_token": "CANARY-user-token", "expired_unixtime": 2_800,
        "billing_key": "CANARY-billing-key", "reserve_id": "r-1", "execute_at": 4_102_444_800u64,
        "card_no": CARD, "card_name": "하나",
        "params": {"buyer": "CANARY-params", "phone": PHONE},
        "data": {"card_no": CARD, "card_name": "하나", "holder": "CANARY-holder"},
        "certificate": {
            "username": "CANARY-name", "phone": PHONE, "birth": BIRTH, "gender": "1", "unique": "CANARY-ci",
            "di": "CANARY-di", "foreigner": 0, "carrier": "SKT", "email": "CANARY-email",
        },
        "payment_data": payment_data,
        "memo": "CANARY-memo", "private_key": KEY, "nested": [{"deep": ["CANARY-deep", CARD, PHONE, BIRTH]}],
    })
}

/// An envelope. A server's words are shown to people, without what is known to be secret.
fn envelope(status: u16, code: i64, data: &Value) -> String {
    saying(&format!("key {KEY} {KEY_ENCODED}, token {TOKEN}, card {CARD} are wrong"), status, code, data)
}

fn saying(message: &str, status: u16, code: i64, data: &Value) -> String {
    json!({"status": status, "code": code, "message": message, "data": data, "debug": {"who": "CANARY-name"}})
        .to_string()
}

/// What a request has of canaries. A refusal may repeat it.
fn personal(fields: &Value, texts: &mut Vec<String>) {
    match fields {
        Value::Object(fields) => fields.values().for_each(|field| personal(field, texts)),
        Value::Array(fields) => fields.iter().for_each(|field| personal(field, texts)),
        Value::String(text) if CANARIES.iter().any(|canary| text.contains(canary)) => {
            texts.push(text.clone())
        }
        _ => {}
    }
}

fn http(status: &str, body: &str) -> Vec<u8> {
    let head = [
        &format!("HTTP/1.1 {status}"),
        "content-type: text/CANARY",
        &format!("content-length: {}", body.len()),
        "connection: close",
        "retry-after: CANARY",
        &format!("x-canary: {KEY} {TOKEN} {CARD}"),
        &format!("set-cookie: name=CANARY; card={CARD}"),
        &format!("location: https://CANARY:CANARY@example.com/?key={KEY_ENCODED}&card={CARD}"),
    ];
    format!("{}\r\n\r\n{body}", head.join("\r\n")).into_bytes()
}

fn good(data: &Value) -> Vec<u8> {
    http("200 OK", &envelope(200, 0, data))
}

/// Answers that must end in an error, with its kind.
fn bad() -> Vec<(Vec<u8>, ErrorKind)> {
    let data = data(&payment_data()[0]);
    let whole = envelope(200, 0, &data);
    let page = format!("<html>CANARY {KEY} {TOKEN} {CARD} {PHONE}</html>");
    let mut cut = http("200 OK", &whole);
    cut.truncate(cut.len() - 20);
    vec![
        (http("400 CANARY", &envelope(400, -1, &data)), ErrorKind::Api),
        (http("401 CANARY", &envelope(401, -1, &data)), ErrorKind::Api),
        (http("500 CANARY", &envelope(500, -15_006, &data)), ErrorKind::Api),
        (http("503 CANARY", &envelope(503, -1, &data)), ErrorKind::Api),
        (http("200 OK", &envelope(200, -1, &data)), ErrorKind::Api),
        (http("307 CANARY", &page), ErrorKind::Decode),
        (http("502 CANARY", &page), ErrorKind::Decode),
        (http("200 OK", &page), ErrorKind::Decode),
        (http("200 OK", &whole[..whole.len() / 2]), ErrorKind::Decode),
        (http("200 OK", &format!("{whole} CANARY")), ErrorKind::Decode),
        (http("200 OK", r#"{"status":["CANARY-name"],"code":0}"#), ErrorKind::Decode),
        (http("200 OK", &format!(r#"{{"status":{CARD},"code":0,"message":"CANARY"}}"#)), ErrorKind::Decode),
        (http("200 OK", &format!(r#"{{"{CARD}":{{"CANARY name":1e400}}}}"#)), ErrorKind::Decode),
        (cut, ErrorKind::Connection),
        (format!("CANARY {KEY} {TOKEN} {CARD}\r\n\r\n").into_bytes(), ErrorKind::Connection),
        (format!("HTTP/1.1 200 OK\r\nCANARY {CARD}\r\n\r\n").into_bytes(), ErrorKind::Connection),
    ]
}

/// Answers that some types can be read from and others cannot.
fn odd() -> Vec<Vec<u8>> {
    let wrong = |name: &str, value: Value| {
        let mut data = data(&payment_data()[1]);
        data[name] = value;
        good(&data)
    };
    let in_person = json!({"username": ["CANARY-name"], "phone": {PHONE: CARD}});
    vec![
        good(&json!([["CANARY-name"], CARD])),
        good(&json!({"CANARY name": CARD, "phone": PHONE})),
        wrong("certificate", in_person),
        wrong("receipt_id", json!({"CANARY": CARD})),
        wrong("price", json!("CANARY")),
        wrong("status", json!("CANARY")),
        wrong("token", json!("CANARY token")),
        wrong("user_token", json!(["CANARY"])),
        wrong("billing_key", json!({"CANARY": CARD})),
        wrong("reserve_id", json!([CARD])),
        wrong("data", json!(CARD)),
    ]
}

/// What a server does once it has a request.
#[derive(Clone)]
struct Reply {
    bytes: Vec<u8>,
    /// Whether a token request gets it too, or a good token.
    to_token_requests: bool,
    /// Whether the connection stays open behind it.
    is_silent: bool,
}

#[derive(Clone)]
struct Server {
    url: String,
    reply: Arc<Mutex<Reply>>,
}

impl Server {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let reply = Reply { bytes: Vec::new(), to_token_requests: false, is_silent: false };
        let server = Self { url, reply: Arc::new(Mutex::new(reply)) };
        let replies = server.reply.clone();
        std::thread::spawn(move || {
            for socket in listener.incoming() {
                let replies = replies.clone();
                std::thread::spawn(move || serve(&socket.unwrap(), &replies));
            }
        });
        server
    }

    fn answers(&self, bytes: Vec<u8>) {
        self.reply.lock().unwrap().bytes = bytes;
    }

    fn builder(&self) -> Builder {
        Client::builder()
            .application_id("5b8f6a4d396fa665fdc2b5ea")
            .private_key(KEY)
            .base_url(&self.url)
            .max_retries(0)
    }
}

fn serve(mut socket: &TcpStream, replies: &Mutex<Reply>) {
    let mut request = Vec::new();
    let mut piece = [0; 4096];
    while !is_whole(&request) {
        match socket.read(&mut piece) {
            Ok(count) if count > 0 => request.extend_from_slice(&piece[..count]),
            _ => return, // who gave up
        }
    }
    let reply = replies.lock().unwrap().clone();
    if request.starts_with(b"POST /request/token ") && !reply.to_token_requests {
        let _ = socket.write_all(&good(&data(&Value::Null)));
        return;
    }
    let _ = socket.write_all(&reply.bytes);
    if reply.is_silent {
        let _ = socket.read(&mut piece);
    }
}

/// Whether all of a request is here. A server that hangs up on what it has not read resets the connection.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, _)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    request.len() >= head.len() + 4 + length.map_or(0, |length| length.parse().unwrap())
}

/// Looks for canaries and remembers what it has looked at.
struct Watcher {
    server: Server,
    client: Client,
    leaks: BTreeSet<String>,
    kinds: BTreeSet<String>,
    operations: BTreeSet<&'static str>,
    /// Every word of every `{:?}`: a type that was shown has its name among them.
    words: BTreeSet<String>,
}

impl Watcher {
    fn new() -> Self {
        let server = Server::open();
        let client = server.builder().build().unwrap();
        let (leaks, kinds, operations, words) = Default::default();
        Self { server, client, leaks, kinds, operations, words }
    }

    fn text(&mut self, what: &str, text: &str) {
        for canary in CANARIES {
            for (at, _) in text.match_indices(canary) {
                let beginning: String =
                    text[..at].chars().rev().take(30).collect::<Vec<_>>().into_iter().rev().collect();
                let rest: String = text[at..].chars().take(25).collect();
                self.leaks.insert(format!("{what}: …{beginning}{rest}…"));
            }
        }
    }

    fn shown(&mut self, what: &str, value: &impl Debug) {
        for text in [format!("{value:?}"), format!("{value:#?}")] {
            self.text(what, &text);
            let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            self.words.extend(words.map(str::to_owned));
        }
    }

    fn error(&mut self, what: &str, expected: ErrorKind, error: &Error) {
        assert_eq!(error.kind(), expected, "{what}: {error}");
        self.kinds.insert(format!("{expected:?}"));
        let what = format!("{expected:?} of {what}");
        self.shown(&what, error);
        let mut texts = vec![error.to_string(), format!("{error:#}"), error.message().to_owned()];
        texts.push(serde_json::to_string(error).unwrap());
        texts.extend_from_slice(error.causes());
        let mut next = std::error::Error::source(error);
        while let Some(source) = next {
            texts.push(format!("{source} {source:?}"));
            next = source.source();
        }
        for text in texts {
            self.text(&what, &text);
        }
        if let Some(body) = error.body() {
            assert!(
                CANARIES.iter().any(|canary| body.contains(canary)),
                "{what}: nothing was there to be hidden"
            );
        }
    }

    /// A request with these fields, and every answer to it.
    async fn operation<O>(&mut self, fields: Value)
    where
        O: Operation + Debug,
        O::Response: Debug,
    {
        let count = |text: String| CANARIES.map(|canary| text.matches(canary).count());
        let request: O = serde_json::from_value(fields.clone()).unwrap();
        let is_all_there = count(serde_json::to_string(&request).unwrap()) == count(fields.to_string());
        assert!(is_all_there, "{}: a canary was lost", O::NAME);
        self.shown(&format!("{} request", O::NAME), &request);
        self.shown(O::NAME, &request.concerns());
        self.operations.insert(O::NAME);
        let options = CallOptions::default();
        self.server.reply.lock().unwrap().to_token_requests = O::AUTH == Auth::Credentials;
        for payment_data in payment_data() {
            let data = match O::NAME {
                "link.request" => json!("https://example.com/a-link"),
                _ => data(&payment_data),
            };
            self.server.answers(good(&data));
            let answer = self.client.send(&request, &options).await.unwrap();
            assert!(answer.raw().contains("CANARY"));
            self.shown(O::NAME, &answer);
            self.shown(O::NAME, &answer.into_data());
            let raw = self.client.send_raw(&request, &options).await.unwrap();
            self.shown(O::NAME, &raw);
        }
        let mut texts = Vec::new();
        personal(&fields, &mut texts);
        let repeating = saying(&format!("no: {}", texts.join(" / ")), 400, -1, &data(&Value::Null));
        for (reply, kind) in bad().into_iter().chain([(http("400 CANARY", &repeating), ErrorKind::Api)]) {
            self.server.answers(reply);
            let error = self.client.send(&request, &options).await.unwrap_err();
            self.error(O::NAME, kind, &error);
        }
        for reply in odd() {
            self.server.answers(reply);
            match self.client.send(&request, &options).await {
                Ok(answer) => self.shown(O::NAME, &answer),
                Err(error) => self.error(O::NAME, ErrorKind::Decode, &error),
            }
        }
        // a good token again
        self.server.answers(good(&data(&Value::Null)));
    }
}

/// Every operation of the table, with a canary in each field that is about a person, a card or a key.
async fn every_operation(watcher: &mut Watcher) {
    let buyer = json!({
        "id": "b-1", "username": "CANARY-name", "email": "CANARY-email", "phone": PHONE, "gender": 1, "area": "서울",
        "birth": BIRTH, "address": "CANARY-address", "addr": "CANARY-addr",
    });
    let item = json!({"item_name": "물건", "qty": 1, "unique": "i-1", "price": 3000, "cat1": "a", "cat2": "b", "cat3": "c"});
    let free = json!({"anything": {"name": "CANARY-name", "phones": [PHONE, CARD]}, "CANARY-field": BIRTH});
    let of = |more: Value| {
        let mut charge = json!({
            "billing_key": "CANARY-billing-key", "item_name": "물건", "price": 60_000, "order_id": "o-1", "tax_free": 0,
            "quota": 2, "interest": 1, "items": [item.clone()], "user_info": buyer.clone(),
            "extra": {"subscribe_test_payment": 1, "raw_data": 1}, "feedback_url": "https://example.com",
            "feedback_content_type": "json",
        });
        charge.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        charge
    };

    let lost =
        json!({"effect": "unknown", "operation": "payment.cancel", "receipt_id": ID, "cancel_price": 1});
    let refund = json!({"account": "CANARY-account", "accountholder": "CANARY-holder", "bankcode": "004"});
    let form =
        json!({"remote_form": free, "application_id": "5b8f6a4d396fa665fdc2b5ea", "sms_payload": free});
    let message = json!({
        "rps": [PHONE, "CANARY-phone"], "msg": "CANARY-text", "sp": PHONE, "sj": "CANARY-subject", "m_id": "m-1", "o_id": "o-1",
    });
    // with all that says something about a person; the others are asked for as in their example
    let mut whole = BTreeMap::from([
        (GetReceipt::NAME, json!({"receipt_id": ID})),
        (SettleReceipt::NAME, json!({"receipt_id": ID, "failure": lost})),
        (
            CancelPayment::NAME,
            json!({
                "receipt_id": ID, "price": 2000, "tax_free": 0, "cancel_id": "c-1", "name": "CANARY-canceller",
                "reason": "CANARY-reason", "refund": refund,
            }),
        ),
        (
            "billing_key.request",
            json!({
                "pg": "nicepay", "order_id": "o-1", "item_name": "물건", "card_no": CARD, "card_pw": "CANARY-pw",
                "expire_year": "CANARY-year", "expire_month": "CANARY-month", "identify_number": BIRTH,
                "user_info": buyer, "extra": {"subscribe_test_payment": 1, "raw_data": 1},
            }),
        ),
        ("billing.pay", of(json!({}))),
        ("billing.reserve", of(json!({"execute_at": 4_102_444_800u64, "scheduler_type": "oneshot"}))),
        (
            "user_token.request",
            json!({
                "user_id": "u-1", "email": "CANARY-email", "name": "CANARY-name", "gender": 1, "birth": BIRTH,
                "phone": PHONE,
            }),
        ),
        (
            "link.request",
            json!({
                "order_id": "o-1", "name": "물건", "price": 3000, "pg": "kcp", "method": "card", "methods": ["card"],
                "tax_free": 0, "params": format!("CANARY-params {PHONE}"), "user_info": buyer, "items": [item],
                "extra": free, "return_url": "https://example.com",
            }),
        ),
        ("npay_product.send", free.clone()),
        ("project.update", free.clone()),
        ("wallet.pay", free.clone()),
        ("remote_link.send", free.clone()),
        ("remote_form.send", form),
        ("sms.send", json!({"data": message})),
        ("lms.send", json!({"data": message})),
    ]);
    macro_rules! ask {
        ($request:ty, $example:expr) => {
            if <$request>::NAME != ConfirmIdentity::NAME {
                let fields = whole.remove(<$request>::NAME);
                let fields = fields.unwrap_or_else(|| with_canaries(<$request>::KIND, $example));
                watcher.operation::<$request>(fields).await;
            }
        };
    }
    requests::every_request!(ask);
    assert!(whole.is_empty(), "no such operations: {whole:?}");
}

/// An example whose fields about a person, a card or a key are canaries.
fn with_canaries(request: Kind, example: &str) -> Value {
    let mut fields: Value = serde_json::from_str(example).unwrap();
    let Kind::Object(request) = request else { return fields };
    let answered = data(&Value::Null);
    for field in request.fields {
        let Some(given) = fields.get_mut(field.name).filter(|given| given.is_string()) else { continue };
        match (field.kind, answered.get(field.name)) {
            (_, Some(text @ Value::String(_))) => *given = text.clone(), // so that the answer is about it
            (Kind::Personal | Kind::Secret, _) => *given = json!(format!("CANARY-{}", field.name)),
            _ => {}
        }
    }
    fields
}

/// The errors that no answer brings.
async fn every_other_error(watcher: &mut Watcher) {
    let server = watcher.server.clone();
    let client = watcher.client.clone();
    let config = |wrong: Builder| wrong.build().unwrap_err();
    for (what, error) in [
        ("private_key", config(server.builder().private_key("CANARY key"))),
        ("application_id", config(server.builder().application_id(format!("{CARD}\n")))),
        ("base_url", config(server.builder().base_url("https://CANARY:CANARY@example.com"))),
        ("base_url", config(server.builder().base_url(format!("https://example.com/?key={KEY_ENCODED}")))),
        ("base_url", config(server.builder().base_url(KEY))),
        ("user_agent", config(server.builder().user_agent("CANARY\r\n"))),
        ("mode", KEY.parse::<Mode>().unwrap_err()),
    ] {
        watcher.error(what, ErrorKind::Config, &error);
    }

    let hand_set = CallOptions { token: Some(Secret::new("CANARY\r\nx: y")), ..CallOptions::default() };
    watcher.shown("CallOptions", &hand_set);
    let call = async |operation: &str, fields: Value| {
        client.call(operation, &fields.to_string(), &CallOptions::default()).await.map(drop).unwrap_err()
    };
    let name = json!({"receipt_id": ID, "price": 0, "name": "CANARY-name", "reason": "CANARY-reason"});
    let pay = |field: &str, value: Value| {
        let mut pay = json!({"billing_key": "CANARY", "item_name": "i", "price": 1000, "order_id": "o"});
        pay[field] = value;
        pay
    };
    for (what, error) in [
        ("a token", client.send(&GetReceipt::new(ID), &hand_set).await.unwrap_err()),
        ("an id", client.certificate(format!("CANARY {CARD}")).await.unwrap_err()),
        ("an empty id", client.verify("").await.unwrap_err()),
        ("a cancel", call("payment.cancel", name).await),
        ("a price", call("billing.pay", pay("price", json!(format!("CANARY, expected {CARD}")))).await),
        ("a type", call("billing.pay", pay("user_info", json!({"phone": {PHONE: CARD}}))).await),
        ("a field", call("billing.pay", pay(CARD, json!("CANARY"))).await),
        ("a quota", call("billing.pay", pay("quota", json!(1))).await),
        ("nothing to settle", client.settle(&Error::new(ErrorKind::Api, "no"), None).await.unwrap_err()),
        ("no JSON", client.call("receipt.get", "CANARY", &CallOptions::default()).await.unwrap_err()),
    ] {
        watcher.error(what, ErrorKind::InvalidRequest, &error);
    }

    // expected and found are both another one's
    server.answers(good(&data(&payment_data()[1])));
    let expected =
        GetReceipt::new("another").expected_order_id("CANARY-order").expected_price(1u64).expected_status(2);
    let error = client.verify_expected(expected).await.unwrap_err();
    watcher.error("verify_expected", ErrorKind::Mismatch, &error);

    let records = Arc::new(Mutex::new(Vec::<AttemptRecord>::new()));
    let keeper = records.clone();
    let observer = Some(Observer::new(move |record| keeper.lock().unwrap().push(record)));
    let observed = CallOptions { token: Some(Secret::new(TOKEN)), observer, ..CallOptions::default() };
    client.send(&GetReceipt::new(ID), &observed).await.unwrap();
    watcher.shown("AttemptRecord", &*records.lock().unwrap());
    watcher.shown("CallOptions", &observed);

    // half of an answer, and then nothing
    client.get_access_token().await.unwrap();
    let whole = good(&data(&payment_data()[0]));
    server.answers(whole[..whole.len() / 2].to_vec());
    server.reply.lock().unwrap().is_silent = true;
    let cancel = CancelPayment::new(ID).price(1u64).cancel_id("c-1");
    let patience = Some(Duration::from_millis(200));
    let impatient = CallOptions { attempt_timeout: patience, ..CallOptions::default() };
    let lost = client.send(&cancel, &impatient).await.unwrap_err();
    watcher.error("payment.cancel", ErrorKind::Timeout, &lost);
    server.reply.lock().unwrap().is_silent = false;

    server.answers(whole);
    let settled = client.settle(&lost, Some(0u64.into())).await.unwrap();
    watcher.shown("Settlement", &settled);
}

/// A store of used verifications that cannot be reached.
struct Unreachable;

impl Once for Unreachable {
    async fn consume(&self, _: &str, _: Duration) -> Result<bool, StoreError> {
        Err("no connection".into())
    }
}

/// An identity verification from its beginning: what is begun, the person, every refusal, and a store that fails.
async fn every_identity(watcher: &mut Watcher) {
    let server = watcher.server.clone();
    let client = watcher.client.clone();
    let identity = client.identity();
    watcher.operations.insert(ConfirmIdentity::NAME);
    let begun = identity.begin("주류 구매", "CANARY-session").unwrap();
    let token = begun.token.expose();
    let request = |receipt_id: &str| ConfirmIdentity::new(receipt_id, token, "CANARY-session");
    watcher.shown("Begun", &(&identity, &begun, request(ID).purpose("주류 구매")));
    assert!(!format!("{begun:?} {:?}", request(ID)).contains(token));

    let answer = |order_id: &str, more: Value| {
        let mut data = data(&payment_data()[0]);
        data["order_id"] = json!(order_id);
        data["method"] = json!("auth");
        data["payment_data"]["p_at"] = Value::Null;
        data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        good(&data)
    };
    server.answers(answer(&begun.order_id, json!({})));
    let confirmed = client.send(&request(ID), &CallOptions::default()).await.unwrap();
    watcher.shown("Confirmed", &(&confirmed, confirmed.clone().into_data()));
    let error = identity.confirm(request(ID), &Unreachable).await.unwrap_err();
    watcher.error("a store", ErrorKind::Once, &error);
    let once = Memory::default();
    let person = identity.confirm(request(ID), &once).await.unwrap();
    let key = HashKey::new(1, "CANARY CANARY CANARY").unwrap();
    let stored =
        Stored { phone: Some(person.phone.as_ref().unwrap().hmac(&key).unwrap()), ..Stored::default() };
    watcher.shown("Person", &(&person, person.minimal(Law::Civil), &key, &stored, &once));

    let mut refused = vec![("used", request(ID), answer(&begun.order_id, json!({})))];
    refused.push(("other_order", request(ID), answer("CANARY-order", json!({}))));
    refused.push(("not_identity", request(ID), answer(&begun.order_id, json!({"method": "CANARY"}))));
    refused.push(("not_identity", request("../CANARY"), Vec::new()));
    refused.push(("not_finished", request(ID), http("404 CANARY", &envelope(404, -1, &data(&Value::Null)))));
    refused.push(("bad_token", ConfirmIdentity::new(ID, "CANARY", "CANARY"), Vec::new()));
    refused.push(("other_session", ConfirmIdentity::new(ID, token, "CANARY"), Vec::new()));
    refused.push(("other_purpose", request(ID).purpose("CANARY"), Vec::new()));
    for (reason, request, reply) in refused {
        server.answers(reply);
        let error = identity.confirm(request, &once).await.unwrap_err();
        assert_eq!(error.reason().unwrap().name(), reason);
        watcher.error(reason, ErrorKind::Identity, &error);
    }
    for (reply, kind) in bad() {
        server.answers(reply);
        let error = identity.confirm(request(ID), &once).await.unwrap_err();
        watcher.error("identity.confirm", kind, &error);
    }
    for reply in odd() {
        server.answers(reply);
        let error = identity.confirm(request(ID), &once).await.unwrap_err();
        watcher.error("identity.confirm", error.kind(), &error);
    }
}

/// Webhooks, good and bad ones.
fn every_webhook(watcher: &mut Watcher) {
    let client = watcher.client.clone();
    let mut fields = data(&payment_data()[1]);
    fields.as_object_mut().unwrap().remove("private_key");
    let json = fields.to_string();
    let form = format!(
        "private_key={KEY_ENCODED}&receipt_id={ID}&order_id=o-1&status=1&price=3000&name=i&username=CANARY-name&phone={PHONE}\
         &card_no={CARD}&payment_data[card_no]={CARD}&payment_data[accountholder]=CANARY-holder&params[who]=CANARY-params"
    );
    let person = format!(
        "private_key={KEY_ENCODED}&receipt_id={ID}&payment_data[unique]=CANARY-ci&payment_data[username]=CANARY-name"
    );
    let of =
        |body: &str| WebhookDelivery::new(body).remote_address("223.130.82.4:443").forwarded_for("10.0.0.1");
    for body in [&json, &form, &person] {
        for only_read in [false, true] {
            let delivery = of(body).only_read(only_read);
            watcher.shown("WebhookDelivery", &delivery);
            let event = client.webhook(&delivery).unwrap();
            watcher.shown("WebhookEvent", &event);
            assert!(event.json().contains("CANARY") && !event.json().contains(KEY), "{}", event.json());
        }
    }
    for body in [
        form.replace("private_key=CANARY", "private_key=CANARYCANARY"),
        form.replace("private_key=", "key="),
        form.replace(ID, "../CANARY"),
        form.replace("price=3000", "price=CANARY"),
        json.replace('{', &format!("{{\"private_key\":\"CANARY {CARD}\",")),
        json.replace("\"price\":3000", &format!("\"price\":[\"CANARY\",{CARD}]")),
        json.replace(ID, CARD).replace("receipt_id", "CANARY id"),
        json[..json.len() - 3].to_owned(),
    ] {
        let error = client.webhook(&of(&body)).unwrap_err();
        watcher.error("webhook", ErrorKind::Webhook, &error);
    }
    for delivery in [
        of(&form).remote_address(format!("CANARY {CARD}")),
        of(&form).trusted_proxies(vec![format!("CANARY {PHONE}")]),
        of(&form).allowed_sources(vec!["CANARY".to_owned()]),
    ] {
        let error = client.webhook(&delivery).unwrap_err();
        watcher.error("webhook", ErrorKind::InvalidRequest, &error);
    }
}

/// What an application has in its hands beside requests and answers.
fn everything_else(watcher: &mut Watcher) {
    let client = watcher.client.clone();
    watcher.shown("Client", &client);
    watcher.shown("Config", client.config());
    watcher.shown("Builder", &watcher.server.builder().base_url("https://CANARY:CANARY@example.com"));
    let blocking = bootpay::blocking::Client::from_builder(watcher.server.builder()).unwrap();
    watcher.server.answers(good(&data(&payment_data()[0])));
    let certificate = blocking.certificate(ID).unwrap();
    watcher.shown("blocking::Client", &(&blocking, certificate));
    let lanes = bootpay::lanes::Lanes::default();
    watcher.shown("lanes", &(&lanes, lanes.borrow().unwrap()));

    // a defect: here one of the application's own code, in a thread of ours
    let observer = Some(Observer::new(|_| panic!("CANARY {KEY}")));
    let options = CallOptions { token: Some(Secret::new(TOKEN)), observer, ..CallOptions::default() };
    let fields = json!({"receipt_id": ID, "name": "CANARY-name"}).to_string();
    let error = blocking.call("payment.cancel", &fields, options).unwrap_err();
    watcher.error("payment.cancel", ErrorKind::Internal, &error);

    let values =
        (Secret::new(KEY), PersonName::new("CANARY"), PhoneNumber::new(PHONE), BirthDate::new(BIRTH));
    watcher.shown("values", &(values, Ci::new("CANARY"), Di::new("CANARY"), AccountNumber::new(CARD)));
}

/// What a doctor says of each mistake that people make with their keys.
async fn every_report(watcher: &mut Watcher) {
    let builder = || watcher.server.builder();
    let builders = [
        builder(),
        builder().application_id(KEY).private_key("5b8f6a4d396fa665fdc2b5ea"),
        builder().private_key(format!(" \"{KEY}\"\n")),
        builder().application_id(format!("CANARY {CARD}")).private_key("CANARY"),
        builder().base_url("https://CANARY:CANARY@example.com"),
        builder().base_url("http://CANARY CANARY"),
    ];
    for builder in builders {
        for language in [Language::English, Language::Korean] {
            let report = bootpay::doctor::examine(builder.clone(), language).await;
            watcher.shown("Report", &report);
            watcher.text("Report", &report.to_string());
            watcher.text("Report", &report.json());
        }
    }
}

/// What a recorder has in its hands.
async fn everything_of_a_relay(watcher: &mut Watcher) {
    let relay = Relay::to(Some(watcher.client.config().base_url())).unwrap();
    watcher.shown("Relay", &relay);
    watcher.server.answers(good(&data(&payment_data()[1])));
    let passed = relay
        .pass(Default::default(), "/receipt/CANARY", Default::default(), b"CANARY".to_vec())
        .await
        .unwrap();
    assert!(String::from_utf8_lossy(&passed.body).contains("CANARY"));
    watcher.shown("Passed", &passed);
    watcher.server.answers(b"CANARY".to_vec());
    let error =
        relay.pass(Default::default(), "/receipt/CANARY", Default::default(), Vec::new()).await.unwrap_err();
    watcher.error("a relay", ErrorKind::Connection, &error);
    let error = relay.pass(Default::default(), "CANARY", Default::default(), Vec::new()).await.unwrap_err();
    watcher.error("a relay", ErrorKind::InvalidRequest, &error);
    let error = Relay::to(Some("https://CANARY:CANARY@example.com")).unwrap_err();
    watcher.error("a relay", ErrorKind::Config, &error);
}

/// The names after `pub struct` and `pub enum` in a crate's source.
fn public_types(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            public_types(&path, names);
            continue;
        }
        for line in fs::read_to_string(&path).unwrap().lines() {
            let declared =
                ["pub struct ", "pub enum "].iter().find_map(|start| line.trim().strip_prefix(start));
            let name = declared.unwrap_or_default().split(|c: char| !c.is_alphanumeric()).next().unwrap();
            names.insert(name.to_owned());
        }
    }
    names.remove(""); // of other lines, and of a macro's own
}

/// Types that print no name: what hides its value, and what has no text.
const NAMELESS: [&str; 40] = [
    "Ability",
    "Amount",
    "AttemptLevel",
    "AttemptStatus",
    "Auth",
    "Code",
    "Constant",
    "Constants",
    "Effect",
    "ErrorKind",
    "Field",
    "FreeForm",
    "FreeObject",
    "Gender",
    "Kind",
    "Language",
    "Law",
    "Literal",
    "MatchedBy",
    "Method",
    "Mode",
    "Number",
    "Object",
    "OperationSpec",
    "OtherFields",
    "Outcome",
    "Params",
    "Patience",
    "PaymentData",
    "Presence",
    "Privacy",
    "Reason",
    "ReceiptStatus",
    "Repeat",
    "Secret",
    "Sensitive",
    "Settling",
    "Topic",
    "Undocumented",
    "Verdict",
];

#[test]
fn no_text_of_any_type_or_error_shows_a_secret_or_a_person() {
    let mut watcher = Watcher::new();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        every_operation(&mut watcher).await;
        every_other_error(&mut watcher).await;
        every_report(&mut watcher).await;
        everything_of_a_relay(&mut watcher).await;
        every_identity(&mut watcher).await;
    });
    every_webhook(&mut watcher);
    everything_else(&mut watcher);

    // nothing was left out
    let operations: BTreeSet<&str> = bootpay::OPERATIONS.iter().map(|operation| operation.name).collect();
    assert_eq!(watcher.operations, operations);
    let source = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/bootpay/src"));
    let declaration = fs::read_to_string(source.join("error.rs")).unwrap();
    let (_, variants) = declaration.split_once("pub enum ErrorKind {").unwrap();
    let (variants, _) = variants.split_once('}').unwrap();
    let variants = variants.lines().filter_map(|line| line.trim().strip_suffix(','));
    assert_eq!(watcher.kinds, variants.map(str::to_owned).collect(), "every kind of error was met");
    let mut types = BTreeSet::new();
    public_types(source, &mut types);
    let unseen: Vec<&String> = types
        .iter()
        .filter(|name| !watcher.words.contains(*name) && !NAMELESS.contains(&name.as_str()))
        .collect();
    assert!(unseen.is_empty(), "types that were not shown: {unseen:?}");

    let leaks: Vec<String> = watcher.leaks.into_iter().collect();
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
}
