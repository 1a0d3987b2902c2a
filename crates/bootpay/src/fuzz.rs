//! Random and mutated input. `PROPTEST_CASES=1000000 cargo test --release -p bootpay fuzz` runs a million of each; what
//! ever failed is kept in `proptest-regressions/` and tried first.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde::de::DeserializeOwned;
use url::Url;

use crate::api::billing::{
    BillingKey, CancelReservation, CompletedPayment, DeleteBillingKey, LookupBillingKey, Reservation,
};
use crate::api::cancel::{CancelPayment, CancelledPayment};
use crate::api::certificate::{Certificate, GetCertificate};
use crate::api::delivery::StartDelivery;
use crate::api::receipt::{GetReceipt, Receipt};
use crate::api::settle::SettleReceipt;
use crate::api::token::AccessToken;
use crate::api::user_token::UserToken;
use crate::config::Config;
use crate::envelope::{Attempt, check_ids, parse_data};
use crate::foreign::{Hidden, plain};
use crate::identity::ConfirmIdentity;
use crate::ids;
use crate::json::parse;
use crate::operation::Operation;
use crate::outgoing::Outgoing;
use crate::prepare::Prepare;
use crate::transport::HttpAnswer;
use crate::unambiguous::Unambiguous;
use crate::values::Won;
use crate::{Client, ErrorKind, Undocumented, WebhookDelivery, WebhookEvent};

/// Answers in the documented form, to be mutated.
const SAMPLES: [&str; 6] = [
    r#"{"status":200,"code":0,"message":"","data":{"token":"d6941c650061e3eaddd3f4718ab63e09","server_time":1568689772,"expired_at":1568691571}}"#,
    r#"{"status":200,"code":0,"message":"","data":{"receipt_id":"612e09260d681b0021e61ab9","order_id":"o-1","pg":"danal","method":"auth","certificate":{"username":"홍길동","phone":"01000000000","birth":"1990-10-04","gender":"1","unique":"CI","di":"DI","foreigner":false,"carrier":"SKT"},"payment_data":{"username":"홍길동","unique":"CI","p":0,"s":1,"g":2,"pm_a":"auth"}}}"#,
    r#"{"status":200,"code":0,"message":"","data":{"receipt_id":"5df6e67d4f74b4002a77e0eb","order_id":1576461949,"name":"테스트","price":3000.0,"tax_free":"1500","remain_price":3000,"cancelled_price":0,"unit":"krw","params":{"a":[1,{"b":null}]},"payment_data":{"card_no":"94308100****4569","card_quota":"00"},"requested_at":"2019-12-16 11:05:50","status":1,"status_en":"complete"}}"#,
    r#"{"status":200,"code":0,"message":"","data":{"receipt_id":"5df6e8034f74b4002177e0bb","request_cancel_price":3000,"remain_price":0,"cancelled_price":3000,"revoked_at":"2019-12-16 11:12:28","tid":"1"}}"#,
    r#"{"status":200,"code":0,"message":"","data":{"billing_key":"5b025b33e13f33310ce560fb","pg_name":"나이스","method":"card_rebill","e_at":"2099-12-31 00:00:00","c_at":"2018-05-21 14:37:55","data":{"card_code":"CCHN","card_name":"하나","card_no":null}}}"#,
    r#"{"status":500,"code":-15006,"message":"PG사 거절","data":null}"#,
];

const WEBHOOK_KEY: &str = "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=";

/// Webhooks of both kinds, to be mutated.
const WEBHOOKS: [&str; 3] = [
    "private_key=rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw%3D&receipt_id=5df6e67d4f74b4002a77e0eb&order_id=1&name=%ED%85%8C+1&price=3000&status=1&retry_count=0&payment_data%5Bcard_name%5D=%ED%95%98&items[][a]=1&items[][a]=2",
    r#"{"receipt_id":"5df6e67d4f74b4002a77e0eb","order_id":20261123122326000001,"item_name":"테스트","price":3000,"tax_free":0,"status":1,"payment_data":{"card_name":"하나"}}"#,
    r#"{"private_key":"rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=","receipt_id":"r1","price":"3000.00","status":"1","memo":"{\"private_key\":\"x\"}"}"#,
];

/// Pieces of JSON that parsers stumble over.
const PIECES: [&[u8]; 18] = [
    b"null",
    b"1e400",
    b"-0.0",
    b"99999999999999999999999999999999999999999999",
    b"0.1e-999999999",
    b"\"\\ud800\"",
    b"\\u0000",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    b"{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":",
    b"\"status\":200,",
    b"\"receipt_id\":",
    b"}",
    b"\"",
    b",",
    b"-9223372036854775809",
];

#[derive(Clone, Debug)]
enum Mutation {
    Flip(Index, u8),
    Remove(Index, usize),
    Repeat(Index, usize),
    Insert(Index, Index),
    Cut(Index),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Mutation::Flip(at, byte)),
        (any::<Index>(), 1..40usize).prop_map(|(at, length)| Mutation::Remove(at, length)),
        (any::<Index>(), 1..40usize).prop_map(|(at, length)| Mutation::Repeat(at, length)),
        (any::<Index>(), any::<Index>()).prop_map(|(at, piece)| Mutation::Insert(at, piece)),
        any::<Index>().prop_map(Mutation::Cut),
    ]
}

fn mutated(sample: &str, mutations: Vec<Mutation>) -> Vec<u8> {
    let mut bytes = sample.as_bytes().to_vec();
    for mutation in mutations {
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        let range = |at: Index, wanted: usize| at.index(length)..length.min(at.index(length) + wanted);
        match mutation {
            Mutation::Flip(at, byte) => bytes[at.index(length)] = byte,
            Mutation::Remove(at, wanted) => drop(bytes.drain(range(at, wanted))),
            Mutation::Repeat(at, wanted) => bytes.extend_from_within(range(at, wanted)),
            Mutation::Insert(at, piece) => {
                let at = at.index(length);
                bytes.splice(at..at, PIECES[piece.index(PIECES.len())].iter().copied());
            }
            Mutation::Cut(at) => bytes.truncate(at.index(length)),
        }
    }
    bytes
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => (any::<Index>(), vec(mutation(), 0..6))
            .prop_map(|(sample, mutations)| mutated(SAMPLES[sample.index(SAMPLES.len())], mutations)),
        1 => vec(any::<u8>(), 0..300),
        1 => (1..3000usize, any::<bool>()).prop_map(|(depth, close)| nested(depth, close)),
    ]
}

fn nested(depth: usize, close: bool) -> Vec<u8> {
    let end = if close { "]".repeat(depth) + "}" } else { String::new() };
    format!(r#"{{"status":200,"data":{}{end}"#, "[".repeat(depth)).into_bytes()
}

/// Reads `data` as one of the documented types and prints what came out, whatever it is.
fn read_as<T: DeserializeOwned + std::fmt::Debug>(body: &str) {
    let _ = format!("{:?}", parse_data::<T>(body));
}

proptest! {
    #[test]
    fn fuzz_answers(status in prop_oneof![Just(200u16), 100..600u16], body in body()) {
        let attempt = Attempt::of(Ok(HttpAnswer { status, retry_after: None, body: body.clone() }));
        if let Attempt::Good { body: text, .. } = &attempt {
            let json: serde_json::Value = serde_json::from_str(text).unwrap();
            prop_assert!(json.is_object() && json["status"].as_i64().is_none_or(|s| (200..300).contains(&s)));
            prop_assert!((200..300).contains(&status), "HTTP {status} is not good");
            for read in [
                read_as::<AccessToken>, read_as::<Receipt>, read_as::<Certificate>, read_as::<CancelledPayment>,
                read_as::<CompletedPayment>, read_as::<BillingKey>, read_as::<Reservation>, read_as::<UserToken>,
                read_as::<String>, read_as::<Undocumented>,
            ] {
                read(text);
            }
            let part = SettleReceipt { cancelled_before: Some(Won::new(0)), ..SettleReceipt::new("r").cancel_price(1u64) };
            let id = ids::field(text, "data").and_then(|data| ids::field(data, "receipt_id"));
            prop_assert_eq!(id.is_some(), json["data"].get("receipt_id").is_some());
            prop_assert!(id.and_then(ids::text).as_deref() == json["data"]["receipt_id"].as_str());
            let _ = check_ids(text, &[("receipt_id", "r".to_owned())]);
            let config = config();
            let token = Client::new(config.clone()).identity().begin("p", "s").unwrap().token;
            let begun = ConfirmIdentity::new("r", token.expose(), "s");
            let _ = (part.outcome(text), GetReceipt::new("r").expected_price(1u64).accepted(text, &config).is_ok());
            let _ = (GetCertificate::new("r").accepted(text, &config).is_ok(), begun.accepted(text, &config).is_ok());
        } else {
            // what is plainly good must not be refused; a key that is there twice is not plain
            let plain = serde_json::from_slice::<serde_json::Value>(&body);
            let is_plainly_good = status == 200
                && plain.is_ok_and(|json| json["status"] == 200 && json["code"] == 0)
                && parse::<Unambiguous>(&body).is_ok();
            prop_assert!(!is_plainly_good, "a good answer was refused");
        }
        let _ = attempt.is_without_effect();
    }

    #[test]
    fn fuzz_words(words in vec(word(), 0..12)) {
        let words = words.concat();
        let mut hidden = Hidden::default();
        hidden.secret(SECRET);
        hidden.personal("홍길동");
        hidden.personal("01098765432");
        let shown = hidden.taken_out_of(&plain(&words));
        for sought in [&SECRET[..SECRET.len() - 2], "홍길동", "01098765432"] {
            prop_assert!(!shown.contains(sought), "{sought} in {shown}");
        }
        prop_assert_eq!(plain(&shown), shown.clone(), "{}", shown);
    }

    #[test]
    fn fuzz_webhooks(
        sample in any::<Index>(), mutations in vec(mutation(), 0..6), twice in any::<Index>(), only_read in any::<bool>()
    ) {
        let body = mutated(WEBHOOKS[sample.index(WEBHOOKS.len())], mutations);
        let builder = Client::builder().application_id("a").private_key(WEBHOOK_KEY);
        let client = builder.base_url("https://api.example.com").build().unwrap();
        let read = |body: &[u8]| {
            client.webhook(&WebhookDelivery::new(body).remote_address("223.130.82.4").only_read(only_read))
        };
        let Ok(event) = read(&body) else { return Ok(()) };
        let json = event.json();
        prop_assert!(!json.contains(WEBHOOK_KEY), "{json}");
        let told: serde_json::Value = serde_json::from_str(json).unwrap();
        prop_assert_eq!(&told["receipt_id"], event.receipt_id.as_str());
        if let Ok(expected) = event.expectations() {
            prop_assert_eq!(told["status"].as_i64(), expected.expected_status);
            let again = WebhookEvent::kept(json).unwrap().expectations().unwrap();
            prop_assert_eq!(format!("{expected:?}"), format!("{again:?}"));
        }
        // and a form in which what is compared stands twice is refused
        if !body.trim_ascii_start().starts_with(b"{") {
            let names = ["receipt_id=", "order_id[]=", "status[=", "[price]=", "%70rivate_key="];
            let second = [&body, b"&".as_slice(), names[twice.index(names.len())].as_bytes()].concat();
            let known = ["receipt_id", "order_id", "status", "price", "private_key"][twice.index(names.len())];
            let was_there = url::form_urlencoded::parse(&body).any(|(name, _)| name == known);
            prop_assert!(!was_there || read(&second).is_err(), "{known}");
        }
    }

    #[test]
    fn fuzz_ids(id in id()) {
        let config = config();
        for prepared in [
            path(GetReceipt::new(id.clone()), &config),
            path(GetCertificate { receipt_id: id.clone() }, &config),
            path(SettleReceipt::new(id.clone()), &config),
            path(DeleteBillingKey { billing_key: id.clone().into() }, &config),
            path(LookupBillingKey { receipt_id: id.clone() }, &config),
            path(CancelReservation { reserve_id: id.clone() }, &config),
            path(StartDelivery { receipt_id: id.clone(), delivery_no: "1".into(), delivery_corp: "001".into() }, &config),
        ] {
            match prepared {
                Ok((template, path)) => {
                    // the id is one segment, as it was given, and the route is the one that was meant
                    let url = Url::parse(&format!("https://api.example.com{path}")).unwrap();
                    let expected = template.rsplit_once('/').unwrap().0;
                    prop_assert_eq!(url.path(), format!("{expected}/{id}"));
                    prop_assert_eq!((url.query(), url.fragment(), url.host_str()), (None, None, Some("api.example.com")));
                }
                Err(kind) => prop_assert_eq!(kind, ErrorKind::InvalidRequest),
            }
        }
        // in a body it steers nothing, but errors repeat it
        let plain = id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-') && (1..=64).contains(&id.len());
        prop_assert_eq!(path(CancelPayment::new(id.clone()), &config).is_ok(), plain);
    }
}

const SECRET: &str = "ro/VG2ntW0A6+LpWnkTgP4uQ3H18/sDDUYwK5ab+2Q0=";

/// What a server might say: anything, what must not be shown, pieces of it, and pieces of escapes.
fn word() -> impl Strategy<Value = String> {
    let escapes = [
        "\\", "\\u", "\\u{", "\\u002f", "\\x", "%", "%2", "%25", "%ED%99", "&", "&#", "&#x", ";", "&amp;",
        "&sol;",
    ];
    prop_oneof![
        2 => any::<String>(),
        1 => Just(SECRET.to_owned()),
        1 => (0..SECRET.len(), 0..SECRET.len()).prop_map(|(a, b)| SECRET[a.min(b)..a.max(b)].to_owned()),
        1 => Just("홍길동".to_owned()),
        1 => Just("010-9876-5432".to_owned()),
        2 => any::<Index>().prop_map(move |at| escapes[at.index(escapes.len())].to_owned()),
        1 => "[ -~]{0,6}",
    ]
}

fn config() -> Config {
    Client::builder().application_id("a").private_key("k").check().unwrap()
}

fn path<O: Operation>(request: O, config: &Config) -> Result<(&'static str, String), ErrorKind> {
    match request.prepared(config).and_then(|request| Outgoing::of(&request)) {
        Ok(prepared) => Ok((prepared.path_template, prepared.path)),
        Err(error) => Err(error.kind()),
    }
}

fn id() -> impl Strategy<Value = String> {
    let hostile = prop_oneof![
        Just("../"),
        Just("..%2f"),
        Just("%2e%2e/"),
        Just("/request/token"),
        Just("?x=1"),
        Just("#"),
        Just("\\"),
        Just(";"),
        Just("\r\nX: 1"),
        Just("\0"),
        Just("@evil.example"),
        Just("//evil.example/"),
        Just("．．／"),
        Just("\u{202e}"),
        Just(" "),
        Just(""),
    ];
    prop_oneof![
        2 => "[0-9a-f]{24}",
        2 => "[0-9A-Za-z_-]{0,70}",
        3 => ("[0-9a-f]{0,24}", hostile, "[0-9a-z./%?#-]{0,12}").prop_map(|(a, b, c)| format!("{a}{b}{c}")),
        2 => any::<String>(),
    ]
}
