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
async fn a_handshake_that_fails_or_stalls_sends_nothing() {
    let sandbox = Sandbox::builder().tls().start().await.unwrap();
    let tls_url = sandbox.tls_url().unwrap().to_owned();
    for fault in [None, Some("tls_stall"), Some("tls_close"), Some("tls_expired"), Some("tls_wrong_name")] {
        if let Some(kind) = fault {
            control(&sandbox, "POST", "/sandbox/faults", json!({"kind": kind}));
        }
        // its CA is made up, so without a fault it is refused too
        let client = impatient(builder(&sandbox).base_url(&tls_url));
        let error = error_of(client.cancel(CancelPayment::new("00000000000000000000aaaa"))).await;
        assert!([ErrorKind::Connection, ErrorKind::Timeout].contains(&error.kind()), "{fault:?}: {error}");
        assert_eq!((error.effect(), error.attempts()), (Effect::None, 0), "{fault:?}: {error}");
    }
    assert!(bootpay_tests::journal(&sandbox).is_empty());
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
