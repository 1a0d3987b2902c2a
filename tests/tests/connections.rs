//! Which connection a request goes over, and what is known of it when it breaks.

#![allow(clippy::unwrap_used)] // a test that cannot go on should say where it stopped

use std::collections::HashMap;

use bootpay::api::billing::PayBilling;
use bootpay::api::certificate::GetCertificate;
use bootpay::{Builder, CallOptions, Client, Effect, ErrorKind, OPERATIONS, Repeat, Secret};
use bootpay_tests::cases;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How a server lets go of a connection.
#[derive(Clone, Copy, Debug)]
enum End {
    Fin,
    Rst,
}

impl End {
    /// The news is in the client's kernel when this returns, since both ends are on this machine.
    fn close(self, connection: TcpStream) {
        if let End::Rst = self {
            connection.set_zero_linger().unwrap();
        }
        drop(connection);
    }
}

async fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

fn builder(listener: &TcpListener) -> Builder {
    Client::builder()
        .environment(HashMap::new())
        .application_id("a")
        .private_key("k")
        .base_url(format!("http://{}", listener.local_addr().unwrap()))
}

fn with_a_token() -> CallOptions {
    CallOptions { token: Some(Secret::new("t")), ..CallOptions::default() }
}

fn charge() -> PayBilling {
    PayBilling::new("billing-key", "item", 1000u64, "order-1")
}

/// Reads one request off a connection, whole, and gives its first line; `None` if the client has closed it.
async fn request_on(connection: &mut TcpStream) -> Option<String> {
    let mut read = Vec::new();
    let head = loop {
        if let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") {
            break String::from_utf8(read.drain(..end + 4).collect()).unwrap();
        }
        if connection.read_buf(&mut read).await.ok()? == 0 {
            return None;
        }
    };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
    while read.len() < length.parse().unwrap() {
        connection.read_buf(&mut read).await.ok().filter(|count| *count > 0)?;
    }
    head.lines().next().map(str::to_owned)
}

async fn answer_on(connection: &mut TcpStream, head: &str, body: &str) {
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n{head}\r\n{body}", body.len());
    connection.write_all(answer.as_bytes()).await.unwrap();
}

const RECEIPT: &str = r#"{"status":200,"code":0,"data":{"receipt_id":"r-1","certificate":{"username":"n"}}}"#;
const CHARGED: &str = r#"{"status":200,"code":0,"data":{"receipt_id":"r-1","price":1000,"status":1}}"#;

/// A process that was frozen (Lambda, `docker pause`, a suspended machine) while the server closed its idle
/// connections: nothing of it has run since, so that it cannot know. Here it is the one thread of this test, which does
/// not look at the network between the server's close and the charge.
#[tokio::test]
async fn a_charge_goes_over_no_connection_that_the_server_closed_meanwhile() {
    for end in [End::Fin, End::Rst] {
        let server = listener().await;
        let client = builder(&server).max_retries(0).build().unwrap();
        let (options, read) = (with_a_token(), GetCertificate { receipt_id: "r-1".to_owned() });
        let (answer, mut connection) = tokio::join!(client.send_raw(&read, &options), async {
            let (mut connection, _) = server.accept().await.unwrap();
            request_on(&mut connection).await.unwrap();
            answer_on(&mut connection, "", RECEIPT).await;
            connection
        });
        answer.unwrap();
        // reads keep their connection
        let (answer, ()) = tokio::join!(client.send_raw(&read, &options), async {
            request_on(&mut connection).await.unwrap();
            answer_on(&mut connection, "", RECEIPT).await;
        });
        answer.unwrap();
        for _ in 0..20 {
            tokio::task::yield_now().await; // so that it is idle by now
        }

        end.close(connection);
        let serving = tokio::spawn(async move {
            let (mut connection, _) = server.accept().await.unwrap();
            let request = request_on(&mut connection).await.unwrap();
            answer_on(&mut connection, "", CHARGED).await;
            request
        });
        client.send_raw(&charge(), &options).await.unwrap_or_else(|error| panic!("{end:?}: {error}"));
        assert_eq!(serving.await.unwrap(), "POST /subscribe/billing HTTP/1.1");
    }
}

/// What a connection costs is nothing beside a charge that nobody knows the outcome of.
#[tokio::test]
async fn what_must_not_be_repeated_has_a_connection_of_its_own_and_nothing_else_has() {
    let server = listener().await;
    let client = builder(&server).max_retries(0).build().unwrap();
    let params = |operation: &str| {
        let case =
            cases().into_iter().find(|case| case.operation == operation && case.expect.answer.is_some());
        case.unwrap().begun(&client).params.to_string()
    };
    let (mut kept, mut is_first) = (None::<TcpStream>, true);
    for spec in OPERATIONS {
        let params = params(spec.name);
        for _ in 0..2 {
            // what comes of it is not the question
            let call = async { drop((spec.call)(&client, &params, &with_a_token()).await) };
            let served = async {
                let on_kept = async { request_on(kept.as_mut()?).await };
                let new = tokio::select! {
                    Some(_) = on_kept => None,
                    accepted = server.accept() => Some(accepted.unwrap().0),
                };
                let is_new = new.is_some();
                let mut connection = match new {
                    Some(mut connection) => {
                        request_on(&mut connection).await.unwrap();
                        connection
                    }
                    None => kept.take().unwrap(),
                };
                answer_on(&mut connection, "", RECEIPT).await;
                (is_new, connection)
            };
            let ((), (is_new, mut connection)) = tokio::join!(call, served);
            if spec.repeat == Repeat::Never {
                assert!(is_new, "{} takes a connection that lay idle", spec.name);
                assert_eq!(request_on(&mut connection).await, None, "{} keeps its connection", spec.name);
            } else {
                assert_eq!(is_new, is_first, "{}", spec.name);
                is_first = false;
                kept = Some(connection);
            }
        }
    }
}

/// Polls `call` until it waits for the network: its connection stands then, and nothing was sent over it.
async fn until_it_waits<F: Future>(call: &mut std::pin::Pin<Box<F>>) {
    std::future::poll_fn(|context| {
        assert!(call.as_mut().poll(context).is_pending());
        std::task::Poll::Ready(())
    })
    .await;
}

#[tokio::test]
async fn a_connection_that_is_closed_before_the_first_byte_has_carried_nothing() {
    for end in [End::Fin, End::Rst] {
        let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let base_url = format!("http://{}", server.local_addr().unwrap());
        let client = Client::builder()
            .environment(HashMap::new())
            .application_id("a")
            .private_key("k")
            .base_url(base_url)
            .build()
            .unwrap();
        let close_the_next = || {
            let connection = server.accept().unwrap().0;
            connection.set_nonblocking(true).unwrap();
            end.close(TcpStream::from_std(connection).unwrap());
        };

        let options = CallOptions { max_retries: Some(0), ..with_a_token() };
        let request = charge();
        let mut call = Box::pin(client.send_raw(&request, &options));
        until_it_waits(&mut call).await;
        close_the_next();
        let error = call.await.unwrap_err();
        assert_eq!((error.kind(), error.effect()), (ErrorKind::Connection, Effect::None), "{end:?}: {error}");
        // which of the two depends on how far the system says the connection has come
        let said = ["no connection: ", "the connection was closed before anything was sent"];
        assert!(said.iter().any(|said| error.to_string().contains(said)), "{end:?}: {error}");

        // so that it may be sent again
        let options = CallOptions { max_retries: Some(1), ..with_a_token() };
        let mut call = Box::pin(client.send_raw(&request, &options));
        until_it_waits(&mut call).await;
        close_the_next();
        server.set_nonblocking(true).unwrap();
        let server = TcpListener::from_std(server).unwrap();
        let (answer, request) = tokio::join!(call, async {
            let (mut connection, _) = server.accept().await.unwrap();
            let request = request_on(&mut connection).await.unwrap();
            answer_on(&mut connection, "", CHARGED).await;
            request
        });
        assert_eq!(answer.unwrap().meta().attempts, 2);
        assert!(request.starts_with("POST /subscribe/billing"), "{request}");
    }
}

/// What a read makes of these bytes.
async fn read_of(answer: String) -> Result<String, bootpay::Error> {
    let server = listener().await;
    let client = builder(&server).max_retries(0).build().unwrap();
    let (options, read) = (with_a_token(), GetCertificate { receipt_id: "r-1".to_owned() });
    let (outcome, ()) = tokio::join!(client.send_raw(&read, &options), async {
        let (mut connection, _) = server.accept().await.unwrap();
        request_on(&mut connection).await.unwrap();
        drop(connection.write_all(answer.as_bytes()).await); // the client may have seen enough
    });
    outcome.map(bootpay::RawAnswer::into_body)
}

#[tokio::test]
async fn an_answer_may_have_many_headers_and_words_fit_what_cannot_be_read() {
    let answer =
        |head: &str| format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n{head}\r\n{RECEIPT}", RECEIPT.len());
    assert_eq!(read_of(answer(&"x-a: b\r\n".repeat(900))).await.unwrap(), RECEIPT);

    let unreadable = "the answer cannot be read as HTTP: ";
    let too_large =
        "its head is too large, has more than 1000 headers, or announces a length that no answer has";
    for (answer, expected) in [
        (answer(&"x-a: b\r\n".repeat(1001)), too_large),
        (answer(&format!("x-a: {}\r\n", "b".repeat(1_000_000))), too_large),
        ("HTTP/1.1 200 OK\r\ncontent-length: 18446744073709551615\r\n\r\n".to_owned(), too_large),
        ("HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n".to_owned(), "invalid content-length parsed"),
        ("SSH-2.0-OpenSSH_9.6\r\n".to_owned(), "invalid HTTP version parsed"),
    ] {
        let error = read_of(answer).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
        assert_eq!(error.message(), format!("{unreadable}{expected}"));
    }
}
