//! Identity verification through both Rust clients, against the sandbox.

#![allow(clippy::unwrap_used)] // a test that cannot go on should say where it stopped

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bootpay::identity::{Begun, ConfirmIdentity, Law, Memory, Once, Reason, StoreError};
use bootpay::{ErrorKind, blocking};
use bootpay_sandbox::Sandbox;
use bootpay_tests::{builder, control, journal};
use serde_json::{Value, json};

const SESSION: &str = "session-1";

/// What a browser brings back once a person was verified for what was begun.
fn verified(sandbox: &Sandbox, begun: &Begun, mut person: Value) -> ConfirmIdentity {
    person["order_id"] = json!(begun.order_id);
    let receipt = control(sandbox, "POST", "/sandbox/identities", person);
    ConfirmIdentity::new(receipt["receipt_id"].as_str().unwrap(), begun.token.expose(), SESSION)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_confirm_at_once_one_is_believed() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = builder(&sandbox).build().unwrap();
    let begun = client.identity().begin("주류 구매", SESSION).unwrap();
    let request = verified(&sandbox, &begun, json!({"persona": "turns_19_this_year"}));
    let once = Arc::new(Memory::default());
    let mut racing = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (client, request, once) = (client.clone(), request.clone(), once.clone());
        racing.spawn(async move {
            client.identity().confirm(request, &*once).await.map_err(|error| error.reason())
        });
    }
    let (believed, refused): (Vec<_>, Vec<_>) = racing.join_all().await.into_iter().partition(Result::is_ok);
    assert_eq!((believed.len(), refused.len()), (1, 49));
    assert!(refused.into_iter().all(|outcome| outcome.is_err_and(|reason| reason == Some(Reason::Used))));
    assert!(believed[0].as_ref().is_ok_and(|person| person.is_adult(Law::YouthProtection)));
}

/// A store that cannot be reached at first.
#[derive(Default)]
struct DownAtFirst {
    memory: Memory,
    was_asked: AtomicBool,
}

impl Once for DownAtFirst {
    async fn consume(&self, order_id: &str, keep: Duration) -> Result<bool, StoreError> {
        if self.was_asked.swap(true, Ordering::Relaxed) {
            return Ok(self.memory.consume_now(order_id, keep));
        }
        Err("no connection".into())
    }
}

#[tokio::test]
async fn neither_a_lost_answer_nor_a_store_that_is_down_uses_a_verification_up() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = builder(&sandbox).build().unwrap();
    let begun = client.identity().begin("주류 구매", SESSION).unwrap();
    let request = verified(&sandbox, &begun, json!({}));
    let once = DownAtFirst::default();
    let lost = json!({"kind": "reset", "path": "/certificate", "times": 1});
    control(&sandbox, "POST", "/sandbox/faults", lost);
    let confirm = || client.identity().confirm(request.clone(), &once);
    assert_eq!(confirm().await.unwrap_err().kind(), ErrorKind::Connection);
    let down = confirm().await.unwrap_err();
    assert_eq!((down.kind(), down.causes()), (ErrorKind::Once, &["no connection".to_owned()][..]));
    assert_eq!(confirm().await.unwrap().order_id, begun.order_id);
    assert_eq!(confirm().await.unwrap_err().reason(), Some(Reason::Used));
}

#[test]
fn the_blocking_client_begins_and_confirms_as_the_other_does() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime.block_on(Sandbox::start()).unwrap();
    let client = blocking::Client::from_builder(builder(&sandbox)).unwrap();
    let begun = client.identity().begin_for("회원 가입", SESSION, Duration::from_secs(60)).unwrap();
    let payload = begun.request("5b8f6a4d396fa665fdc2b5e7");
    assert_eq!((&payload["method"], &payload["order_id"]), (&json!("auth"), &json!(begun.order_id)));
    assert!(journal(&sandbox).is_empty(), "beginning sends nothing");

    let request = verified(&sandbox, &begun, json!({"persona": "age_13"}));
    let once = Memory::default();
    let person = client.identity().confirm(request.clone().purpose("회원 가입"), &once).unwrap();
    assert_eq!((person.age(), person.is_adult(Law::GuardianConsent)), (Some(13), false));
    let proof = person.minimal(Law::GuardianConsent);
    assert_eq!((proof.adult, &proof.order_id), (false, &begun.order_id));
    let again = client.identity().confirm(request, &once).unwrap_err();
    assert_eq!((again.reason(), again.receipt_id()), (Some(Reason::Used), Some(&*person.receipt_id)));
    let stranger = ConfirmIdentity::new(&*person.receipt_id, begun.token.expose(), "session-2");
    let error = client.identity().confirm(stranger, &once).unwrap_err();
    assert_eq!((error.reason(), error.attempts()), (Some(Reason::OtherSession), 0));
}
