//! The same server over TLS: what a client that trusts its CA gets, what one that does not, and every broken
//! handshake.

#![allow(clippy::unwrap_used)] // a panic in a helper is the test's failure

mod support;

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use bootpay_sandbox::{Sandbox, StartError};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{
    CertificateError, ClientConfig, ClientConnection, Error, RootCertStore, StreamOwned,
    SupportedProtocolVersion,
};
use serde_json::{Value, json};
use support::{DOCS_TOKEN, PAYMENT, Server};
use tokio::runtime::Runtime;

type Stream = StreamOwned<ClientConnection, TcpStream>;

fn server() -> Server {
    Server::start_with(Sandbox::builder().tls())
}

fn tls_address(server: &Server) -> SocketAddr {
    server.sandbox.tls_url().unwrap().strip_prefix("https://").unwrap().parse().unwrap()
}

/// A TLS client that trusts this CA and no other.
struct Client {
    config: Arc<ClientConfig>,
    patience: Duration,
}

impl Client {
    fn of(server: &Server) -> Self {
        Self::new(server, &[&TLS13, &TLS12])
    }

    fn new(trusted: &Server, versions: &[&'static SupportedProtocolVersion]) -> Self {
        let mut roots = RootCertStore::empty();
        let ca = CertificateDer::from_pem_slice(trusted.sandbox.ca_pem().unwrap().as_bytes()).unwrap();
        roots.add(ca).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(versions)
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self { config: Arc::new(config), patience: Duration::from_secs(30) }
    }

    fn open(&self, address: SocketAddr, name: &str) -> io::Result<Stream> {
        let socket = TcpStream::connect(address)?;
        socket.set_read_timeout(Some(self.patience))?;
        socket.set_write_timeout(Some(Duration::from_secs(30)))?;
        let name = ServerName::try_from(name.to_owned()).unwrap();
        let connection = ClientConnection::new(self.config.clone(), name).unwrap();
        Ok(StreamOwned::new(connection, socket))
    }

    /// Sends a request, and gives the connection to read from.
    fn send(&self, server: &Server, request: &[u8]) -> io::Result<Stream> {
        let mut stream = self.open(tls_address(server), "127.0.0.1")?;
        stream.write_all(request)?;
        Ok(stream)
    }

    /// The whole answer to GET /receipt of a known payment.
    fn read_payment(&self, server: &Server) -> io::Result<String> {
        let mut answer = String::new();
        self.send(server, &receipt_request(server))?.read_to_string(&mut answer)?;
        Ok(answer)
    }
}

fn receipt_request(server: &Server) -> Vec<u8> {
    server.request("GET", &format!("/receipt/{PAYMENT}"), &[("Authorization", DOCS_TOKEN)], "")
}

fn add(server: &Server, fault: Value) {
    server.control("POST", "/sandbox/faults", fault);
}

/// What rustls says about a certificate.
fn certificate_error(error: &io::Error) -> CertificateError {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        Some(Error::InvalidCertificate(problem)) => problem.clone(),
        _ => panic!("{error:?}"),
    }
}

fn assert_works(server: &Server) {
    let answer = Client::of(server).read_payment(server).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains(PAYMENT), "{answer}");
}

#[test]
fn both_listeners_serve_the_same_state() {
    let server = server();
    let id = server.payment(json!({"price": 4321}));
    let path = format!("/receipt/{id}");
    let request = server.request("GET", &path, &[("Authorization", DOCS_TOKEN)], "");
    for version in [&TLS13, &TLS12] {
        for name in ["127.0.0.1", "::1", "localhost"] {
            let mut stream = Client::new(&server, &[version]).open(tls_address(&server), name).unwrap();
            stream.write_all(&request).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("4321"), "{name}: {answer}");
        }
    }
    let journal = server.journal();
    assert_eq!(journal.len(), 6);
    assert!(journal.iter().all(|entry| entry["path"] == path.as_str()));
}

#[test]
fn without_tls_there_is_nothing_to_trust_or_to_reach() {
    let server = Server::start();
    assert_eq!((server.sandbox.tls_url(), server.sandbox.ca_pem()), (None, None));
}

#[test]
fn the_ca_is_one_certificate_and_no_key() {
    let server = server();
    let pem = server.sandbox.ca_pem().unwrap();
    assert_eq!((pem.matches("-----BEGIN").count(), pem.matches("BEGIN CERTIFICATE").count()), (1, 1));
    assert!(!format!("{:?}", server.sandbox).contains("BEGIN"));
}

#[test]
fn a_client_that_does_not_trust_the_ca_fails() {
    let (server, other) = (server(), self::server());
    let error = Client::of(&other).read_payment(&server).unwrap_err();
    assert_eq!(certificate_error(&error), CertificateError::UnknownIssuer);
    assert_eq!(server.journal(), Vec::<Value>::new());
}

#[test]
fn certificates_that_no_client_should_take() {
    let server = server();
    let fails_with = |kind: &str, fits: fn(&CertificateError) -> bool| {
        for version in [&TLS13, &TLS12] {
            let client = Client::new(&server, &[version]);
            add(&server, json!({"kind": kind, "times": 1}));
            let error = certificate_error(&client.read_payment(&server).unwrap_err());
            assert!(fits(&error), "{kind}: {error:?}");
            assert_works(&server);
        }
    };
    fails_with("tls_expired", |error| matches!(error, CertificateError::ExpiredContext { .. }));
    fails_with("tls_wrong_name", |error| matches!(error, CertificateError::NotValidForNameContext { .. }));
    fails_with("tls_unknown_ca", |error| matches!(error, CertificateError::UnknownIssuer));
    assert!(server.journal().len() == 6, "a failed handshake is no request");
}

#[test]
fn a_session_of_before_does_not_help_over_a_bad_certificate() {
    let server = server();
    let client = Client::of(&server);
    client.read_payment(&server).unwrap();
    add(&server, json!({"kind": "tls_expired", "times": 1}));
    let error = client.read_payment(&server).unwrap_err();
    assert!(matches!(certificate_error(&error), CertificateError::ExpiredContext { .. }));
}

#[test]
fn a_handshake_is_closed_in_its_middle() {
    let server = server();
    add(&server, json!({"kind": "tls_close", "times": 1}));
    let error = Client::of(&server).read_payment(&server).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedEof, "{error}");
    assert_works(&server);
}

#[test]
fn a_stalled_handshake_hurts_nobody_else() {
    let server = server();
    add(&server, json!({"kind": "tls_stall", "times": 1}));
    let patient = Client::of(&server);
    let mut stalled = Client::of(&server);
    stalled.patience = Duration::from_millis(300);
    let mut stream = stalled.open(tls_address(&server), "127.0.0.1").unwrap();
    let error = stream.write_all(&receipt_request(&server)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{error}");
    assert!(patient.read_payment(&server).unwrap().starts_with("HTTP/1.1 200 "), "while the other waits");
}

#[test]
fn faults_of_connections_and_of_requests_keep_apart() {
    let server = server();
    for kind in ["tls_stall", "tls_close", "tls_expired", "tls_wrong_name", "tls_unknown_ca"] {
        add(&server, json!({"kind": kind}));
    }
    assert_eq!(server.receipt(PAYMENT)["status"], 1, "the plain listener is not touched");
    let faults = server.control("GET", "/sandbox/faults", Value::Null);
    assert_eq!(faults.as_array().unwrap().len(), 5);

    server.control("DELETE", "/sandbox/faults", Value::Null);
    add(&server, json!({"kind": "status", "status": 418, "times": 1}));
    let answer = Client::of(&server).read_payment(&server).unwrap();
    assert!(answer.starts_with("HTTP/1.1 418 "), "not used up by the handshake: {answer}");
}

#[test]
fn bad_luck_with_handshakes_follows_from_the_seed() {
    let run = |seed: u64| -> Vec<bool> {
        let server = server();
        add(&server, json!({"kind": "tls_close", "probability": 0.5, "seed": seed}));
        let client = Client::of(&server);
        (0..40).map(|_| client.read_payment(&server).is_ok()).collect()
    };
    let first = run(3);
    assert_eq!(run(3), first);
    assert_ne!(run(4), first);
    assert!(first.contains(&true) && first.contains(&false));
}

#[test]
fn connections_break_below_the_tls() {
    let server = server();
    let client = Client::of(&server);
    let request = receipt_request(&server);
    let whole = client.read_payment(&server).unwrap();
    let body_of = |answer: &[u8]| {
        let split = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
        answer[split..].to_vec()
    };

    for kind in ["reset", "reset_after"] {
        add(&server, json!({"kind": kind, "times": 1}));
        let error = client.read_payment(&server).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{kind}: {error}");
    }

    add(&server, json!({"kind": "truncate", "times": 1}));
    let mut answer = Vec::new();
    let error = client.send(&server, &request).unwrap().read_to_end(&mut answer).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedEof, "no orderly end: {error}");
    let body = body_of(whole.as_bytes());
    assert_eq!(body_of(&answer), body[..body.len() / 2]);

    add(&server, json!({"kind": "half_close", "times": 1}));
    let mut stream = client.send(&server, &request).unwrap();
    assert_eq!(stream.read(&mut [0; 64]).unwrap_err().kind(), ErrorKind::UnexpectedEof);
    stream.sock.write_all(&vec![b'x'; 32 * 1024 * 1024]).unwrap();
    drop(stream);

    add(&server, json!({"kind": "stall", "times": 1}));
    let mut impatient = Client::of(&server);
    impatient.patience = Duration::from_millis(300);
    let error = impatient.read_payment(&server).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{error}");

    add(&server, json!({"kind": "endless", "times": 1}));
    let mut body = vec![0; 32 * 1024 * 1024];
    client.send(&server, &request).unwrap().read_exact(&mut body).unwrap();
}

#[test]
fn a_client_without_tls_hurts_nobody() {
    let server = server();
    let mut socket = TcpStream::connect(tls_address(&server)).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    socket.write_all(&receipt_request(&server)).unwrap();
    let mut answer = Vec::new();
    // The end may come as a reset: the server has not read all of it.
    let _ = socket.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP/"), "{answer:?}");
    let _silent = TcpStream::connect(tls_address(&server)).unwrap();
    assert_works(&server);
}

#[test]
fn stopping_ends_the_tls_port_and_every_connection() {
    let server = server();
    let address = tls_address(&server);
    let client = Client::of(&server);
    let mut idle = client.open(address, "127.0.0.1").unwrap();
    idle.write_all(b"GET /sandbox/health HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    assert!(idle.read(&mut [0; 1024]).unwrap() > 0);
    add(&server, json!({"kind": "tls_stall", "times": 1}));
    let mut stalled = client.open(address, "127.0.0.1").unwrap();
    while stalled.conn.wants_write() {
        stalled.conn.write_tls(&mut stalled.sock).unwrap();
    }
    // The connection after it is served, so the server has the stalled one as well.
    client.read_payment(&server).unwrap();

    let Server { sandbox, runtime } = server;
    runtime.block_on(sandbox.stop());
    for stream in [&mut idle, &mut stalled] {
        let ended = stream.read(&mut [0; 1024]).map_err(|error| error.kind());
        assert!(
            matches!(
                ended,
                Ok(0)
                    | Err(ErrorKind::UnexpectedEof
                        | ErrorKind::ConnectionReset
                        | ErrorKind::ConnectionAborted)
            ),
            "{ended:?}"
        );
    }
    let again = runtime.block_on(Sandbox::builder().tls_listen(address).start()).unwrap();
    assert_eq!(again.tls_url().unwrap(), format!("https://{address}"));
}

#[test]
fn the_tls_address_obeys_the_same_rules() {
    let runtime = Runtime::new().unwrap();
    let start = |address: &str| {
        let address: SocketAddr = address.parse().unwrap();
        runtime.block_on(Sandbox::builder().tls_listen(address).start()).unwrap_err()
    };
    for address in ["0.0.0.0:0", "[::]:0", "10.0.0.1:0"] {
        let error = start(address);
        assert!(matches!(error, StartError::NotLoopback { .. }), "{error:?}");
    }
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let error = start(&taken.local_addr().unwrap().to_string());
    assert!(matches!(error, StartError::InUse { .. }), "{error:?}");
}
