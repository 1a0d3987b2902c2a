//! The shared cases, through the Rust client and through the bindings' door.

#![allow(clippy::unwrap_used)] // a test that cannot go on should say where it stopped

use bootpay::CallOptions;
use bootpay_bridge::Handle;
use bootpay_sandbox::Sandbox;
use bootpay_tests::{
    Case, EXAMPLE_APPLICATION_ID, EXAMPLE_PRIVATE_KEY, builder, cases, control, journal, matches,
};
use serde_json::{Value, json};

/// What a call came to, in the one form that both ways share: answer and what it settles, or error.
type Outcome = Result<(Value, Value), Value>;

async fn prepared(case: Case) -> (Case, Sandbox) {
    let sandbox = Sandbox::start().await.unwrap();
    let case = case.begun(&builder(&sandbox).build().unwrap());
    for setup in &case.setup {
        control(&sandbox, &setup.method, &setup.path, setup.body.clone());
    }
    (case, sandbox)
}

fn check(case: &Case, sandbox: &Sandbox, outcome: &Outcome) {
    let what = format!("{}: {}", case.file, case.description);
    let misuses = control(sandbox, "GET", "/sandbox/misuses", Value::Null);
    assert_eq!(misuses, json!([]), "{what}");
    match (&case.expect.answer, &case.expect.error, outcome) {
        (Some(expected), None, Ok((answer, outcome))) => {
            assert!(matches(expected, answer), "{what}\n{answer:#}");
            assert_eq!(*outcome, json!(case.expect.outcome), "{what}\n{answer:#}");
        }
        (None, Some(expected), Err(error)) => {
            assert_eq!(error["kind"], expected.kind.as_str(), "{what}\n{error:#}");
            assert_eq!(error["status"], json!(expected.status), "{what}\n{error:#}");
            assert_eq!(error["code"], json!(expected.code), "{what}\n{error:#}");
            assert_eq!(error["effect"], expected.effect.as_str(), "{what}\n{error:#}");
            assert_eq!(error["identity"]["reason"], json!(expected.reason), "{what}\n{error:#}");
            let message = error["message"].as_str().unwrap();
            assert!(message.contains(&expected.message_has), "{what}\n{message}");
        }
        _ => panic!("{what}: {outcome:?}"),
    }
    let Some(requests) = &case.expect.requests else {
        assert!(case.expect.error.is_some(), "{what}: expect.requests is missing");
        return;
    };
    let seen = journal(sandbox);
    assert_eq!(seen.len(), requests.len(), "{what}\n{seen:#?}");
    for (expected, seen) in requests.iter().zip(&seen) {
        assert_eq!(seen["method"], expected.method.as_str(), "{what}");
        assert_eq!(seen["path"], expected.path.as_str(), "{what}");
        let authorization = seen["headers"].get("authorization").unwrap_or(&Value::Null);
        assert!(matches(&expected.authorization, authorization), "{what}\n{authorization}");
        let text = seen["body"].as_str().unwrap();
        let body = if text.is_empty() { Value::Null } else { serde_json::from_str(text).unwrap() };
        assert!(matches(&expected.body, &body), "{what}\n{body:#}");
    }
}

#[tokio::test]
async fn every_case_holds_for_the_rust_client() {
    for case in cases() {
        let (case, sandbox) = prepared(case).await;
        let client = builder(&sandbox).build().unwrap();
        let outcome = match client
            .call(&case.operation, &case.params.to_string(), &CallOptions::default())
            .await
        {
            Ok(answer) => Ok((serde_json::from_str(answer.body()).unwrap(), json!(answer.meta().outcome))),
            Err(error) => Err(serde_json::to_value(&error).unwrap()),
        };
        check(&case, &sandbox, &outcome);
    }
}

#[tokio::test]
async fn every_case_holds_through_the_door_of_the_bindings() {
    for case in cases() {
        let (case, sandbox) = prepared(case).await;
        let config = json!({
            "application_id": EXAMPLE_APPLICATION_ID, "private_key": EXAMPLE_PRIVATE_KEY,
            "base_url": sandbox.url(), "max_retries": 0,
        });
        let handle = Handle::open(&config.to_string()).ok().unwrap();
        let call = handle.call(&case.operation, &case.params.to_string(), "{}");
        let reply = tokio::task::spawn_blocking(|| call.wait()).await.unwrap();
        let outcome = if reply.ok {
            let meta: Value = serde_json::from_str(&reply.meta).unwrap();
            Ok((serde_json::from_str(reply.body.as_deref().unwrap()).unwrap(), meta["outcome"].clone()))
        } else {
            Err(serde_json::from_str(&reply.meta).unwrap())
        };
        check(&case, &sandbox, &outcome);
    }
}

/// The answers of good cases are also read by the typed client, so that a type which cannot read its own documented
/// sample shows.
#[tokio::test]
async fn every_good_answer_can_be_read_typed() {
    let mut operations = 0;
    for spec in bootpay::OPERATIONS {
        for case in
            cases().into_iter().filter(|case| case.operation == spec.name && case.expect.answer.is_some())
        {
            let (case, sandbox) = prepared(case).await;
            let client = builder(&sandbox).build().unwrap();
            (spec.call_typed)(&client, &case.params.to_string(), &CallOptions::default())
                .await
                .unwrap_or_else(|error| panic!("{}: {error}", case.file));
            operations += 1;
        }
    }
    assert!(operations >= bootpay::OPERATIONS.len());
}
