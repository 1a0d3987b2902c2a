//! Answers that no sandbox gives, from a small server of this file's own.

#![allow(clippy::unwrap_used)] // a test that cannot go on should say where it stopped

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use bootpay::api::cancel::CancelPayment;
use bootpay::api::receipt::GetReceipt;
use bootpay::{CallOptions, Client, Effect, Error, ErrorKind, Outcome};

/// Gives every token request a token, and everything else the answer that was set last.
struct Server {
    url: String,
    answer: Arc<Mutex<(u16, String)>>,
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
        *self.answer.lock().unwrap() = (status, body.to_owned());
    }

    fn gives(&self, data: &str) {
        self.says(200, &format!(r#"{{"status":200,"code":0,"message":"","data":{data}}}"#));
    }

    fn client(&self) -> Client {
        let keys = Client::builder()
            .application_id("5b8f6a4d396fa665fdc2b5ea")
            .private_key("a-private-key-of-tests");
        keys.base_url(&self.url).max_retries(0).build().unwrap()
    }
}

fn serve(mut socket: TcpStream, answer: &Mutex<(u16, String)>) {
    let mut request = Vec::new();
    let mut piece = [0; 4096];
    while !is_whole(&request) {
        match socket.read(&mut piece) {
            Ok(count) if count > 0 => request.extend_from_slice(&piece[..count]),
            _ => return, // who gave up
        }
    }
    let token =
        r#"{"status":200,"code":0,"data":{"token":"a-token-of-tests","server_time":0,"expired_at":1800}}"#;
    let is_for_a_token = request.starts_with(b"POST /request/token ");
    let (status, body) =
        if is_for_a_token { (200, token.to_owned()) } else { answer.lock().unwrap().clone() };
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
    let by_name =
        r#"{"receipt_id":"r1","effect":"unknown","operation":"payment.cancel","cancel_price":1000}"#;
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
