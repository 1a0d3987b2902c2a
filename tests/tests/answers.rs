//! Answers that no sandbox gives, from a small server of this file's own.

#![allow(clippy::unwrap_used)] // a test that cannot go on should say where it stopped

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use bootpay::api::cancel::CancelPayment;
use bootpay::api::receipt::GetReceipt;
use bootpay::{CallOptions, Client, Code, Effect, Error, ErrorKind, OperationSpec, Outcome, Repeat};
use serde_json::{Value, json};

/// Gives the answer that was set last; to token requests a token, unless they are what is tried.
struct Server {
    url: String,
    answer: Arc<Mutex<Answer>>,
}

#[derive(Clone, Default)]
struct Answer {
    status: u16,
    body: String,
    to_token_requests: bool,
}

impl Server {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = Self { url, answer: Arc::default() };
        let answer = server.answer.clone();
        std::thread::spawn(move || {
            for socket in listener.incoming() {
                serve(socket.unwrap(), &answer);
            }
        });
        server
    }

    fn says(&self, status: u16, body: &str) {
        *self.answer.lock().unwrap() = Answer { status, body: body.to_owned(), to_token_requests: false };
    }

    fn gives(&self, data: &str) {
        self.says(200, &format!(r#"{{"status":200,"code":0,"message":"","data":{data}}}"#));
    }

    fn gives_to_token_requests(&self, data: &str) {
        self.gives(data);
        self.answer.lock().unwrap().to_token_requests = true;
    }

    fn client(&self) -> Client {
        let keys = Client::builder().application_id("5b8f6a4d396fa665fdc2b5ea").private_key(KEY);
        keys.base_url(&self.url).max_retries(0).build().unwrap()
    }
}

const KEY: &str = "ro/VG2ntW0A6+LpWnkTgP4uQ3H18/sDDUYwK5ab+2Q0=";
const TOKEN: &str = "d6941c650061e3eaddd3f4718ab63e0983c1f6a0a0a01370c1b1ffa90ddd0b51";

fn serve(mut socket: TcpStream, answer: &Mutex<Answer>) {
    let mut request = Vec::new();
    let mut piece = [0; 4096];
    while !is_whole(&request) {
        match socket.read(&mut piece) {
            Ok(count) if count > 0 => request.extend_from_slice(&piece[..count]),
            _ => return, // who gave up
        }
    }
    let Answer { mut status, mut body, to_token_requests } = answer.lock().unwrap().clone();
    if request.starts_with(b"POST /request/token ") && !to_token_requests {
        let data = json!({"token": TOKEN, "server_time": 0, "expired_at": 1800});
        (status, body) = (200, json!({"status": 200, "code": 0, "data": data}).to_string());
    }
    let length = body.len();
    let head = format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
    let _ = socket.write_all((head + &body).as_bytes());
}

/// A server that hangs up on what it has not read resets the connection.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, _)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    request.len() >= head.len() + 4 + length.map_or(0, |length| length.parse().unwrap())
}

/// An id that was rounded is the id of another order.
#[tokio::test]
async fn an_order_id_that_came_as_a_number_is_compared_digit_by_digit() {
    let server = Server::open();
    let client = server.client();
    server.gives(r#"{"receipt_id":"r1","price":3000,"status":1,"order_id":20261123122326000001,"params":{"order_id":1}}"#);
    let expecting =
        |order_id: &str| client.verify_expected(GetReceipt::new("r1").expected_order_id(order_id));
    let receipt = expecting("20261123122326000001").await.unwrap();
    assert_eq!(receipt.order_id.as_deref(), Some("20261123122326000001"));
    assert_eq!(
        receipt.raw(),
        r#"{"status":200,"code":0,"message":"","data":{"receipt_id":"r1","price":3000,"status":1,"order_id":"20261123122326000001","params":{"order_id":1}}}"#
    );
    let error = expecting("20261123122326000000").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Mismatch, "{error}");
}

/// A cancel whose answer was no JSON.
async fn lost_cancel(server: &Server, client: &Client) -> Error {
    server.says(502, "<html>Bad Gateway</html>");
    let lost = client.cancel(CancelPayment::new("r1").price(1_000u64)).await.unwrap_err();
    assert_eq!(lost.effect(), Effect::Unknown);
    lost
}

/// What the answer means decides one rule, so that no language makes an error of what another calls unclear.
#[tokio::test]
async fn a_good_answer_without_a_readable_receipt_settles_nothing() {
    let server = Server::open();
    let client = server.client();
    let lost = lost_cancel(&server, &client).await;
    let by_name = r#"{"receipt_id":"r1","cancel_price":1000}"#;
    for data in ["null", "[]", r#"["r1"]"#, r#""r1""#, "{}", r#"{"receipt_id":"r1","price":"much"}"#] {
        server.gives(data);
        let settled = client.settle(&lost, Some(0u64.into())).await.unwrap();
        assert_eq!((settled.outcome, settled.receipt.is_none()), (Outcome::Unclear, true), "{data}");
        assert!(settled.receipt.raw().contains(data));
        let answer = client.call("receipt.settle", by_name, &CallOptions::default()).await.unwrap();
        assert_eq!(answer.meta().outcome, Some(Outcome::Unclear), "{data}");
    }
    server.gives(r#"{"receipt_id":"r1","price":3000,"cancelled_price":1000,"status":1}"#);
    let settled = client.settle(&lost, Some(0u64.into())).await.unwrap();
    assert_eq!((settled.outcome, settled.receipt.is_some()), (Outcome::Done, true));
}

/// A request of every operation that names an id, and the ids that its answer must not contradict.
fn requests_with_ids() -> Vec<(&'static str, Value, &'static [&'static str])> {
    let charge = json!({"billing_key": "b1", "item_name": "i", "price": 1000, "order_id": 7});
    let mut reservation = charge.clone();
    reservation["execute_at"] = json!(4_102_444_800u64);
    vec![
        ("receipt.get", json!({"receipt_id": "r1"}), &["receipt_id"]),
        ("certificate.get", json!({"receipt_id": "r1"}), &["receipt_id"]),
        ("payment.cancel", json!({"receipt_id": "r1", "cancel_id": "c1"}), &["receipt_id", "cancel_id"]),
        ("payment.submit", json!({"receipt_id": "r1"}), &["receipt_id"]),
        (
            "billing_key.request",
            json!({
                "pg": "nicepay", "order_id": 7, "item_name": "i", "card_no": "4", "card_pw": "1", "expire_year": "29",
                "expire_month": "12", "identify_number": "901004",
            }),
            &["order_id"],
        ),
        ("billing_key.lookup", json!({"receipt_id": "r1"}), &["receipt_id"]),
        ("billing_key.delete", json!({"billing_key": "b1"}), &["billing_key"]),
        ("billing.pay", charge, &["billing_key", "order_id"]),
        ("billing.reserve", reservation, &["billing_key", "order_id"]),
        ("reservation.cancel", json!({"reserve_id": "v1"}), &["reserve_id"]),
        ("user_token.request", json!({"user_id": "u1"}), &["user_id"]),
        ("wallet.list", json!({"user_id": "u1"}), &["user_id"]),
        ("link.request", json!({"order_id": 7, "name": "n", "price": 1}), &["order_id"]),
        (
            "webhook.create",
            json!({"receipt_id": "r1", "webhook_url": "https://example.com"}),
            &["receipt_id"],
        ),
        (
            "delivery.start",
            json!({"receipt_id": "r1", "delivery_no": 1, "delivery_corp": "001"}),
            &["receipt_id"],
        ),
    ]
}

/// An answer that slipped by one on a kept connection is another person's, or says that another payment was cancelled.
#[tokio::test]
async fn an_answer_about_something_else_is_a_mismatch() {
    let server = Server::open();
    let client = server.client();
    for (operation, request, names) in requests_with_ids() {
        let call = async || client.call(operation, &request.to_string(), &CallOptions::default()).await;
        let asked = |name: &str| match &request[name] {
            Value::String(id) => id.clone(),
            number => number.to_string(),
        };
        let effect = match OperationSpec::named(operation).unwrap().repeat {
            Repeat::Safe => Effect::None,
            Repeat::Idempotent | Repeat::Never => Effect::Unknown,
        };
        for &name in names {
            for other in [json!("CANARY"), json!(99999), json!(format!("{}x", asked(name)))] {
                server.gives(&json!({name: other}).to_string());
                let error = call().await.unwrap_err();
                let found = (error.kind(), error.effect(), error.status(), error.attempts());
                assert_eq!(found, (ErrorKind::Mismatch, effect, Some(200), 1), "{operation} {name}: {error}");
                assert!(error.body().unwrap().contains(&format!("\"{name}\"")), "the answer is at hand");
                let message = error.message();
                assert!(
                    message.ends_with(&format!("than was asked for: another {name}")),
                    "{operation}: {message}"
                );
                assert!(!format!("{error} {error:?}").contains("CANARY"), "{operation}: {error}");
            }
            server.gives(&json!({name: {"CANARY": 1}}).to_string());
            let error = call().await.unwrap_err();
            assert_eq!(
                (error.kind(), error.effect()),
                (ErrorKind::Decode, effect),
                "{operation} {name}: {error}"
            );
            assert!(error.message().contains(name), "{operation}: {error}");
        }
        // the same ids, as text or as a number, or none at all; a certificate is one only if it is about somebody
        let same: Value = names.iter().map(|name| ((*name).to_owned(), request[name].clone())).collect();
        let none: Value = names.iter().map(|name| ((*name).to_owned(), Value::Null)).collect();
        for data in [
            same,
            none,
            json!({}),
            json!(null),
            json!([]),
            json!("https://example.com"),
            json!([{"receipt_id": "x"}]),
        ] {
            let data = match data {
                Value::Object(mut fields) => {
                    fields.insert("certificate".to_owned(), json!({}));
                    Value::Object(fields)
                }
                _ if operation == "certificate.get" => continue,
                other => other,
            };
            server.gives(&data.to_string());
            let answer = call().await;
            assert!(answer.is_ok(), "{operation} {data}: {}", answer.unwrap_err());
        }
    }
    let tested: Vec<&str> = requests_with_ids().iter().map(|(operation, ..)| *operation).collect();
    let without = [
        "token.request",
        "receipt.settle",
        "identity.confirm", // needs what was begun: the shared cases
        "npay_product.send",
        "project.update",
        "wallet.pay",
        "remote_link.send",
        "remote_form.send",
        "sms.send",
        "lms.send",
    ];
    assert!(
        bootpay::OPERATIONS.iter().all(|spec| tested.contains(&spec.name) != without.contains(&spec.name))
    );
}

#[tokio::test]
async fn a_good_token_answer_without_a_token_is_an_error() {
    let server = Server::open();
    for (data, why) in [
        ("null", "it has no data"),
        ("{}", "missing field `token`"),
        (r#"{"token":null}"#, "token: expected a string or a number"),
        (r#"{"token":""}"#, "token: expected printable ASCII"),
        (r#"{"token":["t"]}"#, "token: expected a string or a number"),
        (r#"["a-token-by-position",0,1800]"#, "expected an object"),
    ] {
        let client = server.client();
        server.gives_to_token_requests(data);
        let raw = client.call("token.request", "{}", &CallOptions::default()).await.map(drop);
        let typed = client.get_access_token().await.map(drop);
        for error in [raw.unwrap_err(), typed.unwrap_err()] {
            let found = (error.kind(), error.effect(), error.status(), error.operation());
            assert_eq!(found, (ErrorKind::Decode, Effect::None, Some(200), Some("token.request")), "{data}");
            assert_eq!(error.message(), format!("HTTP 200: the answer is not what the API documents: {why}"));
        }
        let error = client.verify("r1").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert!(error.message().starts_with("no access token: HTTP 200: the answer is not what"), "{error}");
    }
}

/// An id that came through a browser may be anything.
#[tokio::test]
async fn a_bare_id_of_another_type_is_refused_by_name() {
    let client = Server::open().client();
    for (operation, field) in [
        ("receipt.get", "receipt_id"),
        ("certificate.get", "receipt_id"),
        ("payment.submit", "receipt_id"),
        ("billing_key.lookup", "receipt_id"),
        ("billing_key.delete", "billing_key"),
        ("reservation.cancel", "reserve_id"),
    ] {
        for id in [json!(5), json!(null), json!(true), json!(["r1"]), json!({"$ne": 1}), json!(1.5)] {
            let request = json!({field: id}).to_string();
            let error = client.call(operation, &request, &CallOptions::default()).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{operation} {id}: {error}");
            assert_eq!(error.message(), format!("{field}: expected a string"), "{operation} {id}");
        }
        let error = client.call(operation, "{}", &CallOptions::default()).await.unwrap_err();
        assert_eq!(error.message(), format!("missing field `{field}`"), "{operation}");
    }
}

#[tokio::test]
async fn a_code_is_a_number_or_a_word() {
    let server = Server::open();
    let client = server.client();
    for (http, envelope, status, code, effect, message) in [
        (
            404,
            r#"{"status":404,"code":"RC_NOT_FOUND","message":"영수증 정보를 찾지 못했습니다."}"#,
            404,
            Some(Code::Text("RC_NOT_FOUND".to_owned())),
            Effect::None,
            "HTTP 404, code RC_NOT_FOUND: 영수증 정보를 찾지 못했습니다.",
        ),
        (
            500,
            r#"{"code":"-15006","message":"no"}"#,
            500,
            Some(Code::Number(-15006)),
            Effect::None,
            "HTTP 500, code -15006: no",
        ),
        (
            500,
            r#"{"code":"RC_CANCEL_CRITICAL_ERROR"}"#,
            500,
            Some(Code::Text("RC_CANCEL_CRITICAL_ERROR".to_owned())),
            Effect::Unknown,
            "HTTP 500, code RC_CANCEL_CRITICAL_ERROR; the receipt, read afterwards, could not be read",
        ),
        // HTTP says yes
        (
            200,
            r#"{"status":422,"code":-4,"message":"no"}"#,
            422,
            Some(Code::Number(-4)),
            Effect::None,
            "HTTP 200, but the answer says 422, code -4: no",
        ),
        (
            200,
            r#"{"code":"RC_NOT_FOUND"}"#,
            200,
            Some(Code::Text("RC_NOT_FOUND".to_owned())),
            Effect::None,
            "HTTP 200, code RC_NOT_FOUND",
        ),
        (
            201,
            r#"{"status":500}"#,
            500,
            None,
            Effect::Unknown,
            "HTTP 201, but the answer says 500; the receipt, read afterwards, could not be read",
        ),
        // HTTP says no
        (
            502,
            r#"{"status":200,"code":0}"#,
            502,
            Some(Code::Number(0)),
            Effect::Unknown,
            "HTTP 502; the receipt, read afterwards, could not be read",
        ),
    ] {
        server.says(http, envelope);
        let error = client.cancel(CancelPayment::new("r1").cancel_id("c1")).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.status(), error.code()),
            (ErrorKind::Api, Some(status), code.clone()),
            "{error}"
        );
        assert_eq!((error.effect(), error.message()), (effect, message));
        let wire = serde_json::to_value(&error).unwrap();
        let expected = code.map_or(json!(null), |code| match code {
            Code::Number(number) => json!(number),
            Code::Text(word) => json!(word),
        });
        assert_eq!(wire["code"], expected, "{envelope}");
    }
}

/// Reports and logs hold what an error says.
#[tokio::test]
async fn what_a_request_says_about_somebody_is_no_part_of_an_errors_text() {
    let server = Server::open();
    let client = server.client();
    let escaped = |text: &str| text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
    let says =
        |message: &str| server.says(400, &json!({"status": 400, "code": -1, "message": message}).to_string());

    let card = json!({
        "pg": "nicepay", "order_id": "order-1", "item_name": "구독", "card_no": "9430811122223333", "card_pw": "47",
        "expire_year": "29", "expire_month": "12", "identify_number": "901004",
        "user_info": {"username": "홍길동", "phone": "01098765432", "address": "서울시 강남구 역삼동 1-2", "email": "hong@example.com"},
    });
    says(&format!(
        "order-1 홍길동님({}) 010-9876-5432, 1990-10-04, 서울시 강남구 역삼동: 카드 9430-8111-2222-3333 (12/29, 47) HONG%40EXAMPLE.COM",
        escaped("홍길동")
    ));
    let error =
        client.call("billing_key.request", &card.to_string(), &CallOptions::default()).await.unwrap_err();
    assert_eq!(
        error.message(),
        "HTTP 400, code -1: order-1 [redacted]님([redacted]) [redacted], 19[redacted], [redacted]: 카드 [redacted] \
         ([redacted]/[redacted], [redacted]) [redacted]"
    );

    says(&format!("홍길동, {}, -1", KEY.replace('/', "\\/")));
    let free = json!({"username": "홍길동", "unit": "1"});
    let error = client.call("wallet.pay", &free.to_string(), &CallOptions::default()).await.unwrap_err();
    assert_eq!(error.message(), "HTTP 400, code -1: [redacted], [redacted], -1");

    // a request that says nothing about anybody hides nothing
    says("홍길동");
    assert_eq!(client.verify("r1").await.unwrap_err().message(), "HTTP 400, code -1: 홍길동");
    // a word of the server's own, in the place of a code
    server.says(400, &json!({"code": format!("RC_{TOKEN}\n\u{202e}")}).to_string());
    assert_eq!(client.verify("r1").await.unwrap_err().message(), "HTTP 400, code RC_[redacted] \u{fffd}");
}
