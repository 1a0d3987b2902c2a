//! What the doctor says of each mistake, in both languages, and that it says no key.

#![allow(clippy::unwrap_used)] // a test that cannot go on should say where it stopped

use std::collections::HashMap;
use std::net::TcpListener;

use bootpay::doctor::{Report, Topic, Verdict, examine};
use bootpay::{Client, Language};
use bootpay_sandbox::Sandbox;
use bootpay_tests::{EXAMPLE_APPLICATION_ID, EXAMPLE_PRIVATE_KEY, control, journal};
use serde_json::{Value, json};

/// Such as a project has; no sandbox takes it.
const A_PROJECTS_KEY: &str = "Q0FOQVJZIG9mIGEgcHJvamVjdCwgYWxsIG1hZGUgdXA=";

async fn of(variables: &[(&str, &str)], language: Language) -> Report {
    let variables: HashMap<String, String> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    examine(Client::builder().environment(variables), language).await
}

/// The first check of this verdict.
fn found(report: &Report, verdict: Verdict) -> (Topic, &str) {
    let check = report.checks().iter().find(|check| check.verdict == verdict);
    check.map(|check| (check.topic, check.found.as_str())).unwrap_or_else(|| panic!("{report}"))
}

#[tokio::test]
async fn a_healthy_setup_has_nothing_to_mend_in_any_language() {
    let sandbox = Sandbox::start().await.unwrap();
    let variables = [
        ("BOOTPAY_BASE_URL", sandbox.url()),
        ("BOOTPAY_APPLICATION_ID", sandbox.application_id()),
        ("BOOTPAY_PRIVATE_KEY", sandbox.private_key()),
        ("BOOTPAY_WEB_APPLICATION_ID", sandbox.web_application_id()),
    ];
    let english = of(&variables, Language::English).await;
    assert!(english.is_ok() && english.advice().is_empty(), "{english}");
    let text = english.to_string();
    assert!(
        text.starts_with("ok    application id: 24 hex digits\nok    private key: 44 characters"),
        "{text}"
    );
    assert!(text.contains(&format!("ok    server: {} (a sandbox)", sandbox.url())), "{text}");
    assert!(text.contains("ok    clock: "), "{text}");

    let korean = of(&variables, Language::Korean).await.to_string();
    assert!(
        korean.starts_with("정상  애플리케이션 ID: 16진수 24자\n정상  프라이빗 키: base64 44자"),
        "{korean}"
    );
    assert_eq!(korean.lines().count(), text.lines().count());

    let json: Value = serde_json::from_str(&english.json()).unwrap();
    assert_eq!((&json["ok"], &json["advice"]), (&json!(true), &json!([])));
    let id = json!({"check": "application_id", "verdict": "ok", "found": "24 hex digits"});
    assert_eq!(json["checks"][0], id);
    for shown in [text, korean, english.json(), format!("{english:?}")] {
        assert!(!shown.contains(sandbox.private_key()), "{shown}");
    }
}

#[tokio::test]
async fn the_mode_sandbox_is_enough() {
    let sandbox = Sandbox::start().await.unwrap();
    let report =
        of(&[("BOOTPAY_MODE", "sandbox"), ("BOOTPAY_BASE_URL", sandbox.url())], Language::English).await;
    assert!(report.is_ok(), "{report}");
}

#[tokio::test]
async fn each_mistake_with_the_keys_is_named_and_no_key_is_shown() {
    let sandbox = Sandbox::start().await.unwrap();
    let (id, key) = (EXAMPLE_APPLICATION_ID, EXAMPLE_PRIVATE_KEY);
    let web = sandbox.web_application_id();
    let quoted = format!("\"{A_PROJECTS_KEY}\"");
    let padded = format!("{A_PROJECTS_KEY}\n");
    let (quoted_key, quoted_id) = (format!("\"{key}\""), format!("\"{id}\""));
    let upper = id.to_uppercase();
    for (application_id, private_key, topic, english, korean) in [
        (key, id, Topic::Keys, "are swapped", "서로 바뀌었습니다"),
        (&quoted_key, &quoted_id, Topic::ApplicationId, "quotation marks around it", "따옴표"),
        (&key[1..], id, Topic::ApplicationId, "43 characters; 24 hex digits expected", "43자입니다"),
        (key, &upper, Topic::ApplicationId, "44 characters; 24 hex digits expected", "44자입니다"),
        (
            "",
            key,
            Topic::ApplicationId,
            "missing: set BOOTPAY_APPLICATION_ID, or BOOTPAY_MODE=sandbox",
            "없습니다",
        ),
        (id, "", Topic::PrivateKey, "missing: set BOOTPAY_PRIVATE_KEY", "없습니다"),
        (
            id,
            &padded,
            Topic::PrivateKey,
            "a line break around it; take it out of BOOTPAY_PRIVATE_KEY",
            "줄바꿈",
        ),
        (id, &quoted, Topic::PrivateKey, "quotation marks around it", "따옴표"),
        ("'5b8f6a4d396fa665fdc2b5ea'", key, Topic::ApplicationId, "quotation marks around it", "따옴표"),
        (id, "CANARY", Topic::PrivateKey, "6 characters; 44 of base64 expected", "6자입니다"),
        ("5b8f6a", key, Topic::ApplicationId, "6 characters; 24 hex digits expected", "6자입니다"),
        (web, key, Topic::ApplicationId, "a server needs the project's REST one", "REST용 ID를 사용해야"),
        (
            "5b8f6a4d396fa665fdc2b5e8",
            key,
            Topic::ApplicationId,
            "needs the project's REST one",
            "앱용 ID입니다",
        ),
        ("0123456789abcdef01234567", key, Topic::ApplicationId, "needs the project's REST one", "REST용"),
    ] {
        let variables = [
            ("BOOTPAY_BASE_URL", sandbox.url()),
            ("BOOTPAY_APPLICATION_ID", application_id),
            ("BOOTPAY_PRIVATE_KEY", private_key),
            ("BOOTPAY_WEB_APPLICATION_ID", "0123456789abcdef01234567"),
        ];
        for (language, expected) in [(Language::English, english), (Language::Korean, korean)] {
            let report = of(&variables, language).await;
            let (about, words) = found(&report, Verdict::Fail);
            assert!(about == topic && words.contains(expected), "{expected}: {report}");
            for shown in [report.to_string(), report.json()] {
                assert!(!shown.contains("CANARY") && !shown.contains(A_PROJECTS_KEY), "{shown}");
            }
        }
    }
    for request in journal(&sandbox) {
        // of a refused one the sandbox keeps only how long both were
        let body = request["body"].to_string();
        let is_an_id = body.contains("application_id 24 characters") || body.contains(&format!("\"{id}\""));
        assert!(is_an_id, "a key was sent in the place of an id: {request}");
    }
}

#[tokio::test]
async fn keys_of_one_world_and_the_server_of_another_are_named_before_anything_is_sent() {
    let live =
        [("BOOTPAY_APPLICATION_ID", EXAMPLE_APPLICATION_ID), ("BOOTPAY_PRIVATE_KEY", EXAMPLE_PRIVATE_KEY)];
    let report = of(&live, Language::English).await;
    let (topic, words) = found(&report, Verdict::Fail);
    assert!(
        topic == Topic::Configuration && words.contains("would go to https://api.bootpay.co.kr"),
        "{report}"
    );
    assert!(!report.checks().iter().any(|check| check.topic == Topic::Reachable), "{report}");
    let report = of(&live, Language::Korean).await;
    assert!(
        found(&report, Verdict::Fail).1.contains("BOOTPAY_MODE=sandbox 또는 BOOTPAY_BASE_URL"),
        "{report}"
    );

    let sandbox = Sandbox::start().await.unwrap();
    let report = of(
        &[
            ("BOOTPAY_BASE_URL", sandbox.url()),
            ("BOOTPAY_APPLICATION_ID", EXAMPLE_APPLICATION_ID),
            ("BOOTPAY_PRIVATE_KEY", A_PROJECTS_KEY),
        ],
        Language::English,
    )
    .await;
    assert!(
        found(&report, Verdict::Note).1.contains("it is no sandbox's, so a sandbox refuses it"),
        "{report}"
    );
    assert_eq!(found(&report, Verdict::Fail).0, Topic::Keys);
    assert_eq!(report.advice().len(), 5, "the five causes of a 401: {report}");
    assert!(report.to_string().contains("\n  1. The application id is not the REST one."), "{report}");

    for (url, english, korean) in [
        ("localhost:8300", "write http://localhost:8300", "write http://localhost:8300"),
        ("http://192.168.0.7:8300", "must be https", "https 주소를 설정하세요"),
    ] {
        let variables = [
            ("BOOTPAY_BASE_URL", url),
            ("BOOTPAY_APPLICATION_ID", EXAMPLE_APPLICATION_ID),
            ("BOOTPAY_PRIVATE_KEY", A_PROJECTS_KEY),
        ];
        for (language, expected) in [(Language::English, english), (Language::Korean, korean)] {
            let report = of(&variables, language).await;
            assert!(found(&report, Verdict::Fail).1.contains(expected), "{report}");
        }
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_or_is_no_bootpay_says_where_to_look() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{nobody}");
    let report = of(&[("BOOTPAY_MODE", "sandbox"), ("BOOTPAY_BASE_URL", &url)], Language::English).await;
    let (topic, words) = found(&report, Verdict::Fail);
    let asks = format!("does the sandbox run there? `bootpay sandbox --port {}` starts one", nobody.port());
    assert!(topic == Topic::Reachable && words.contains(&asks), "{report}");
    assert!(report.advice()[0].contains("In a container, 127.0.0.1 is the container itself"), "{report}");

    let sandbox = Sandbox::start().await.unwrap();
    let variables = [("BOOTPAY_MODE", "sandbox"), ("BOOTPAY_BASE_URL", sandbox.url())];
    for (fault, topic, advice) in [
        (json!({"kind": "html"}), Topic::Server, "Something else than Bootpay answers there"),
        (json!({"kind": "status", "status": 500}), Topic::Token, "a 5xx is the server's own trouble"),
    ] {
        control(&sandbox, "POST", "/sandbox/faults", fault);
        let report = of(&variables, Language::English).await;
        assert_eq!(found(&report, Verdict::Fail).0, topic, "{report}");
        assert!(report.advice()[0].contains(advice), "{report}");
        control(&sandbox, "DELETE", "/sandbox/faults", Value::Null);
    }
}
