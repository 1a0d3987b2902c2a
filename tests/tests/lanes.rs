//! Calls that are carried out by the thread that waits for them: which connection they find, and what they leave behind.

#![allow(clippy::unwrap_used)] // a test that cannot go on should say where it stopped

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use bootpay::api::billing::PayBilling;
use bootpay::api::certificate::GetCertificate;
use bootpay::blocking::Client;
use bootpay::{CallOptions, Error, ErrorKind, Secret};

const RECEIPT: &str = r#"{"status":200,"code":0,"data":{"receipt_id":"r-1","certificate":{"username":"n"}}}"#;
const CHARGED: &str = r#"{"status":200,"code":0,"data":{"receipt_id":"r-1","price":1000,"status":1}}"#;
const TOKEN: &str = r#"{"status":200,"code":0,"data":{"token":"t-1","server_time":1,"expired_at":1801}}"#;

/// A server whose every answer a test writes, and a client that repeats nothing.
fn server_and_client() -> (TcpListener, Client) {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let builder = bootpay::Client::builder()
        .environment(HashMap::new())
        .application_id("a")
        .private_key("k")
        .base_url(format!("http://{}", server.local_addr().unwrap()))
        .max_retries(0);
    (server, Client::from_builder(builder).unwrap())
}

/// Reads one request, whole, and gives its first line; `None` if the client has closed the connection.
fn request_on(connection: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        connection.read_exact(&mut byte).ok()?;
        head.extend(byte);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
    connection.read_exact(&mut vec![0; length.parse().unwrap()]).unwrap();
    head.lines().next().map(str::to_owned)
}

fn answer_on(connection: &mut TcpStream, body: &str) {
    write!(connection, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
}

/// Accepts a connection and serves one request on it.
fn serve(server: &TcpListener, body: &str) -> TcpStream {
    let mut connection = server.accept().unwrap().0;
    request_on(&mut connection).unwrap();
    answer_on(&mut connection, body);
    connection
}

fn with_a_token() -> CallOptions {
    CallOptions { token: Some(Secret::new("t")), ..CallOptions::default() }
}

fn read(client: &Client) -> Result<(), Error> {
    client.send(GetCertificate { receipt_id: "r-1".to_owned() }, with_a_token()).map(drop)
}

fn nobody_connects(server: &TcpListener) {
    server.set_nonblocking(true).unwrap();
    assert!(server.accept().is_err());
}

#[test]
fn a_thread_per_request_finds_the_connection_of_the_last_thread() {
    let (server, client) = server_and_client();
    let client = &client;
    thread::scope(|scope| {
        let first = scope.spawn(|| read(client));
        let mut connection = serve(&server, RECEIPT);
        first.join().unwrap().unwrap();
        for _ in 0..3 {
            let next = scope.spawn(|| read(client));
            request_on(&mut connection).unwrap();
            answer_on(&mut connection, RECEIPT);
            next.join().unwrap().unwrap();
        }
    });
    nobody_connects(&server);
}

#[test]
fn each_of_two_threads_at_once_has_a_connection_and_both_stay_warm() {
    let (server, client) = server_and_client();
    let client = &client;
    thread::scope(|scope| {
        let calls = [scope.spawn(|| read(client)), scope.spawn(|| read(client))];
        let mut connections = [server.accept().unwrap().0, server.accept().unwrap().0];
        for connection in &mut connections {
            request_on(connection).unwrap();
        }
        connections.iter_mut().for_each(|connection| answer_on(connection, RECEIPT));
        calls.into_iter().for_each(|call| call.join().unwrap().unwrap());
        let calls = [scope.spawn(|| read(client)), scope.spawn(|| read(client))];
        for connection in &mut connections {
            request_on(connection).unwrap();
        }
        connections.iter_mut().for_each(|connection| answer_on(connection, RECEIPT));
        calls.into_iter().for_each(|call| call.join().unwrap().unwrap());
    });
    nobody_connects(&server);
}

/// Nobody drives a lane that lies idle, so nothing of the client has seen the close when the next call begins.
#[test]
fn a_connection_that_the_server_closed_meanwhile_costs_no_error_and_no_second_copy() {
    for is_reset in [false, true] {
        let (server, client) = server_and_client();
        let ((ask, asked), (told, closed)) = (channel(), channel());
        // nobody waits for this thread: a call that failed shall end the test
        thread::spawn(move || {
            let reactor = tokio::runtime::Runtime::new().unwrap();
            loop {
                let connection = serve(&server, RECEIPT);
                asked.recv().unwrap();
                if is_reset {
                    connection.set_nonblocking(true).unwrap();
                    let _reactor = reactor.enter();
                    tokio::net::TcpStream::from_std(connection).unwrap().set_zero_linger().unwrap();
                } else {
                    drop(connection);
                }
                told.send(()).unwrap(); // it is in the client's kernel, since both ends are on this machine
            }
        });
        for _ in 0..3 {
            read(&client).unwrap_or_else(|error| panic!("{is_reset}: {error}"));
            ask.send(()).unwrap();
            closed.recv().unwrap();
        }
        assert!(closed.try_recv().is_err(), "a second copy came");
    }
}

/// By now: since both ends are on this machine, the news of a close needs no time. A lane that is too old closes its
/// connections as well, much later.
fn is_closed(connection: &TcpStream) -> bool {
    connection.set_nonblocking(true).unwrap();
    connection.peek(&mut [0]).is_ok_and(|read| read == 0)
}

#[test]
fn a_charge_closes_its_connection_at_once() {
    let (server, client) = server_and_client();
    thread::scope(|scope| {
        let call = scope.spawn(|| {
            client.send(PayBilling::new("billing-key", "item", 1000u64, "order-1"), with_a_token()).map(drop)
        });
        let connection = serve(&server, CHARGED);
        call.join().unwrap().unwrap();
        assert!(is_closed(&connection), "it is kept");
    });
}

#[test]
fn an_attempt_that_times_out_closes_its_connection_at_once() {
    let (server, client) = server_and_client();
    let options = CallOptions { attempt_timeout: Some(Duration::from_millis(100)), ..with_a_token() };
    let error = client.send(GetCertificate { receipt_id: "r-1".to_owned() }, options).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    let mut connection = server.accept().unwrap().0;
    assert!(request_on(&mut connection).is_some());
    assert!(is_closed(&connection), "it is kept");
}

#[test]
fn who_gives_up_waiting_for_the_token_strands_nobody() {
    let (server, client) = server_and_client();
    let client = &client;
    thread::scope(|scope| {
        // the one who begins the token's request gives up
        let options =
            CallOptions { attempt_timeout: Some(Duration::from_millis(300)), ..CallOptions::default() };
        let hasty =
            scope.spawn(|| client.send(GetCertificate { receipt_id: "r-1".to_owned() }, options).map(drop));
        let mut asked_for_a_token = server.accept().unwrap().0;
        assert_eq!(request_on(&mut asked_for_a_token).unwrap(), "POST /request/token HTTP/1.1");
        let patient = scope.spawn(|| client.certificate("r-1").map(drop));
        let error = hasty.join().unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        answer_on(&mut asked_for_a_token, TOKEN);
        let _connection = serve(&server, RECEIPT);
        patient.join().unwrap().unwrap();
    });
    nobody_connects(&server);
}

/// There no runtime may be driven, so the thread beside the lanes carries the call out.
#[tokio::test]
async fn a_call_in_async_code_stops_its_thread_and_ends() {
    let (server, client) = server_and_client();
    let (told, served) = channel();
    thread::spawn(move || told.send(serve(&server, RECEIPT)));
    read(&client).unwrap();
    served.recv().unwrap();
    drop(client);
}
