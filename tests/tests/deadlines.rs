//! The deadline holds whatever the server does. The outer limit is only there so that a failure ends.

#![allow(clippy::unwrap_used)] // a test that cannot go on should say where it stopped

use std::time::Duration;

use bootpay::api::cancel::CancelPayment;
use bootpay::{Builder, Effect, Error, ErrorKind};
use bootpay_sandbox::Sandbox;
use bootpay_tests::{builder, control};
use serde_json::json;

const DEADLINE: Duration = Duration::from_millis(300);

fn impatient(builder: Builder) -> bootpay::Client {
    builder.deadline(DEADLINE).max_retries(9).build().unwrap()
}

/// The error of a call that must not hang.
async fn error_of<T>(call: impl Future<Output = Result<T, Error>>) -> Error {
    let outcome = tokio::time::timeout(Duration::from_secs(60), call).await.unwrap();
    outcome.err().unwrap()
}

#[tokio::test]
async fn no_answer_takes_longer_than_the_deadline() {
    for (fault, kind) in [
        (json!({"kind": "stall"}), ErrorKind::Timeout),
        (json!({"kind": "drip", "delay_ms": 1000}), ErrorKind::Timeout),
        (json!({"kind": "delay", "delay_ms": 600_000}), ErrorKind::Timeout),
        (json!({"kind": "endless"}), ErrorKind::Decode), // at most 8 MiB are read, and those come quickly
        (json!({"kind": "redirect"}), ErrorKind::Decode), // not followed
        (json!({"kind": "broken_json"}), ErrorKind::Decode),
    ] {
        for path in ["/certificate", "/request/token"] {
            let sandbox = Sandbox::start().await.unwrap();
            let mut fault = fault.clone();
            fault["path"] = json!(path);
            control(&sandbox, "POST", "/sandbox/faults", fault.clone());
            let error = error_of(impatient(builder(&sandbox)).certificate("612e09260d681b0021e61ab9")).await;
            // a slow machine may need the whole deadline for what is quick elsewhere
            assert!([kind, ErrorKind::Timeout].contains(&error.kind()), "{fault}: {error}");
            assert_eq!(error.effect(), Effect::None, "{fault}: {error}");
        }
    }
}

#[tokio::test]
async fn a_half_closed_connection_is_a_lost_one() {
    let sandbox = Sandbox::start().await.unwrap();
    control(&sandbox, "POST", "/sandbox/faults", json!({"kind": "half_close", "path": "/cancel"}));
    let client = builder(&sandbox).max_retries(0).build().unwrap();
    let error = error_of(client.cancel(CancelPayment::new("00000000000000000000aaaa"))).await;
    assert_eq!((error.kind(), error.effect()), (ErrorKind::Connection, Effect::Unknown), "{error}");
}

#[tokio::test]
async fn a_true_answer_counts_whatever_its_content_type() {
    let sandbox = Sandbox::start().await.unwrap();
    control(&sandbox, "POST", "/sandbox/faults", json!({"kind": "content_type"}));
    let client = builder(&sandbox).build().unwrap();
    client.certificate("612e09260d681b0021e61ab9").await.unwrap();
}

#[tokio::test]
async fn a_ca_that_nobody_knows_is_refused() {
    let sandbox = Sandbox::builder().tls().start().await.unwrap();
    let client = builder(&sandbox).base_url(sandbox.tls_url().unwrap()).build().unwrap();
    let error = error_of(client.cancel(CancelPayment::new("00000000000000000000aaaa"))).await;
    assert_eq!((error.kind(), error.effect(), error.attempts()), (ErrorKind::Connection, Effect::None, 0));
    assert!(error.to_string().contains("UnknownIssuer"), "{error}");
    assert!(bootpay_tests::journal(&sandbox).is_empty());
}

/// Whom to trust is read from the environment, which a program must not change in itself: this test starts itself
/// again.
#[cfg(target_os = "linux")] // elsewhere the operating system's store is asked
#[test]
fn a_handshake_that_fails_or_stalls_says_why_and_sends_nothing() {
    const CA: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/deadlines-ca.pem");
    if std::env::var("SSL_CERT_FILE").as_deref() == Ok(CA) {
        return tokio::runtime::Runtime::new().unwrap().block_on(every_handshake(CA));
    }
    let this_test = "a_handshake_that_fails_or_stalls_says_why_and_sends_nothing";
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", this_test])
        .env("SSL_CERT_FILE", CA)
        .env_remove("SSL_CERT_DIR")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[cfg(target_os = "linux")]
type Configure = fn(Builder) -> Builder;

#[cfg(target_os = "linux")]
async fn every_handshake(ca: &str) {
    let sandbox = Sandbox::builder().tls().start().await.unwrap();
    std::fs::write(ca, sandbox.ca_pem().unwrap()).unwrap();
    let patient: Configure = |builder| builder;
    let cases: [(&str, Configure, ErrorKind, &str); 6] = [
        ("tls_close", patient, ErrorKind::Connection, "no connection: tls handshake eof"),
        ("tls_expired", patient, ErrorKind::Connection, "invalid peer certificate: certificate expired"),
        ("tls_wrong_name", patient, ErrorKind::Connection, "certificate not valid for name \"127.0.0.1\""),
        ("tls_unknown_ca", patient, ErrorKind::Connection, "invalid peer certificate: UnknownIssuer"),
        (
            "tls_stall",
            |builder| builder.connect_timeout(DEADLINE),
            ErrorKind::Connection,
            "no connection in time",
        ),
        (
            "tls_stall",
            |builder| builder.deadline(DEADLINE),
            ErrorKind::Timeout,
            "within 0.3 s (the deadline)",
        ),
    ];
    let client = |configure: Configure| {
        configure(builder(&sandbox).base_url(sandbox.tls_url().unwrap())).build().unwrap()
    };
    for (fault, configure, kind, expected) in cases {
        control(&sandbox, "POST", "/sandbox/faults", json!({"kind": fault, "times": 1}));
        let cancel = CancelPayment::new("00000000000000000000aaaa");
        let error = error_of(client(configure).cancel(cancel)).await;
        assert_eq!(
            (error.kind(), error.effect(), error.attempts()),
            (kind, Effect::None, 0),
            "{fault}: {error}"
        );
        assert!(error.to_string().contains(expected), "{fault}: {error}");
        assert_eq!(error.ended_by_deadline(), kind == ErrorKind::Timeout, "{fault}: {error}");
        assert_eq!(
            control(&sandbox, "GET", "/sandbox/faults", json!(null)),
            json!([]),
            "{fault} was not met"
        );
    }
    assert!(bootpay_tests::journal(&sandbox).is_empty());
    client(patient).certificate("612e09260d681b0021e61ab9").await.unwrap();
}

/// A server whose clock is another one: only its own two times count. (One that is behind is in the unit tests of the token.)
#[tokio::test]
async fn a_clock_that_is_wrong_does_not_matter_to_the_token() {
    for ahead_s in [600, 100_000] {
        let sandbox = Sandbox::start().await.unwrap();
        control(&sandbox, "POST", "/sandbox/clock", json!({"advance_s": ahead_s}));
        let client = builder(&sandbox).build().unwrap();
        for _ in 0..3 {
            client.certificate("612e09260d681b0021e61ab9").await.unwrap();
        }
        let requests = bootpay_tests::journal(&sandbox);
        let paths: Vec<_> = requests.iter().map(|request| request["path"].as_str().unwrap()).collect();
        assert_eq!(paths.iter().filter(|path| **path == "/request/token").count(), 1, "{paths:?}");
    }
}
