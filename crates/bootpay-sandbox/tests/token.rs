//! POST /request/token: who gets one, in which forms of request, and how long it lives.

#![allow(clippy::unwrap_used)] // a panic in a helper is the test's failure

mod support;

use serde_json::json;
use support::{DOCS_ID, DOCS_KEY, IDENTITY, PAYMENT, Server, pair};

const JSON: (&str, &str) = ("Content-Type", "application/json");
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

#[test]
fn the_answer_has_the_documented_shape() {
    let server = Server::start();
    let reply = server.post_json("/request/token", &pair(DOCS_ID, DOCS_KEY));
    assert_eq!(reply.status, 200);
    let envelope = reply.json();
    assert_eq!(
        (&envelope["status"], &envelope["code"], &envelope["message"]),
        (&json!(200), &json!(0), &json!(""))
    );
    let data = envelope["data"].as_object().unwrap();
    assert_eq!(data.len(), 3);
    let token = data["token"].as_str().unwrap();
    assert_eq!(token.len(), 64);
    assert!(token.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')), "{token}");
    assert_eq!(data["expired_at"].as_i64().unwrap() - data["server_time"].as_i64().unwrap(), 1800);
}

/// Path, headers, body.
type Form<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);

#[test]
fn every_form_of_body_is_read() {
    let server = Server::start();
    let token = server.token();
    let (id, key) = (server.sandbox.application_id(), server.sandbox.private_key());
    let encoded = key.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let json = pair(id, key);
    let form = format!("application_id={id}&private_key={encoded}");
    let query = format!("/request/token?{form}");
    let half = format!("/request/token?application_id={id}&private_key=other");
    let nulls = json!({"application_id": null, "private_key": ""}).to_string();

    let forms: [Form<'_>; 11] = [
        ("/request/token", &[JSON], &json),
        ("/request/token.json", &[JSON], &json),
        ("/request/token", &[("Content-Type", "application/json; charset=utf-8")], &json),
        ("/request/token", &[FORM], &form),
        ("/request/token.json", &[FORM], &form),
        // The official Python package sends some bodies with no content type at all.
        ("/request/token", &[], &json),
        ("/request/token", &[], &form),
        (&query, &[], ""),
        (&query, &[JSON], "{}"),
        (&half, &[JSON], &json),
        (&query, &[JSON], &nulls),
    ];
    for (path, headers, body) in forms {
        let reply = server.send("POST", path, headers, body);
        assert_eq!(reply.status, 200, "{path} {headers:?} {body}: {}", reply.text());
        assert_eq!(reply.json()["data"]["token"], *token, "{path} {headers:?} {body}");
    }
}

#[test]
fn keys_that_are_refused() {
    let server = Server::start();
    let (id, key) = (server.sandbox.application_id(), server.sandbox.private_key());
    let foreign = "Zm9yZWlnbi/rZXkrZm9y+WlnbiFrZXkrZm9yZ/lnbi0=";
    let refused = |body: &str| {
        let reply = server.post_json("/request/token", body);
        assert!(!reply.text().contains(foreign), "{}", reply.text());
        let (status, code, message) = reply.refusal();
        assert_eq!(status, 401, "{body}");
        (code, message)
    };
    let missing = refused(&json!({"application_id": id}).to_string()).0;
    for body in [
        pair("", key),
        pair(id, ""),
        json!({"application_id": id, "private_key": null}).to_string(),
        String::new(),
    ] {
        assert_eq!(refused(&body).0, missing, "{body}");
    }
    let unknown = refused(&pair("000000000000000000000000", foreign)).0;
    let wrong_key = refused(&pair(id, foreign)).0;
    assert_eq!(refused(&pair(DOCS_ID, key)).0, wrong_key, "a key opens its own project only");
    assert_eq!(refused(&pair(server.sandbox.web_application_id(), foreign)).0, wrong_key);

    let (not_rest, message) = refused(&pair(server.sandbox.web_application_id(), key));
    assert!(message.contains("REST"), "{message}");
    for id in ["5b8f6a4d396fa665fdc2b5e7", "5b8f6a4d396fa665fdc2b5e8", "5b8f6a4d396fa665fdc2b5e9"] {
        assert_eq!(refused(&pair(id, DOCS_KEY)).0, not_rest, "{id}");
    }
    let codes = [missing, unknown, wrong_key, not_rest];
    for (index, code) in codes.iter().enumerate() {
        assert!(*code < 0 && !codes[..index].contains(code), "{codes:?}");
    }
}

#[test]
fn an_unreadable_body_is_400() {
    let server = Server::start();
    for body in [r#"{"application_id":"#, "[1]", "\"text\""] {
        assert_eq!(server.post_json("/request/token", body).refusal().0, 400, "{body}");
    }
}

#[test]
fn same_token_for_25_minutes_and_the_old_one_lives_5_more() {
    let server = Server::start();
    let works = |token: &str| server.get(&format!("/receipt/{PAYMENT}"), token).status;
    let first = server.token_data();
    let old = first["token"].as_str().unwrap();

    server.advance(24 * 60 + 30);
    let again = server.token_data();
    assert_eq!((&again["token"], &again["expired_at"]), (&first["token"], &first["expired_at"]));
    assert!(again["server_time"].as_i64() >= first["server_time"].as_i64().map(|time| time + 24 * 60 + 30));

    server.advance(60);
    let second = server.token_data();
    let new = second["token"].as_str().unwrap();
    assert_ne!(old, new);
    assert_eq!(
        second["expired_at"].as_i64().unwrap() - second["server_time"].as_i64().unwrap(),
        1800,
        "a new token lives 30 minutes of its own"
    );
    assert_eq!((works(old), works(new)), (200, 200));

    server.advance(5 * 60);
    assert_eq!((works(old), works(new)), (401, 200));
    server.advance(30 * 60);
    assert_eq!((works(old), works(new)), (401, 401));
}

#[test]
fn two_applications_have_two_tokens_and_one_world() {
    let server = Server::start();
    let ours = server.token();
    let reply = server.post_json("/request/token", &pair(DOCS_ID, DOCS_KEY)).json();
    let theirs = reply["data"]["token"].as_str().unwrap();
    assert_ne!(ours, theirs);
    let id = server.control("POST", "/sandbox/identities", json!({}))["receipt_id"].clone();
    let path = format!("/certificate/{}", id.as_str().unwrap());
    assert_eq!(server.get(&path, &ours).json(), server.get(&path, theirs).json());
}

#[test]
fn every_401_of_the_authorization_header_says_something_else() {
    let server = Server::start();
    let token = server.token();
    let path = format!("/certificate/{IDENTITY}");
    let refused = |headers: &[(&str, &str)]| {
        let (status, code, message) = server.send("GET", &path, headers, "").refusal();
        assert_eq!(status, 401, "{headers:?}");
        (code, message)
    };
    let wrong = "0".repeat(64);
    let bearer = format!("Bearer {token}");
    let mut seen = vec![
        refused(&[]),
        refused(&[("Authorization", "")]),
        refused(&[("Authorization", &wrong)]),
        refused(&[("Authorization", &bearer)]),
    ];
    assert_eq!(refused(&[("Authorization", "tök€n")]), seen[2], "what is not a token at all is a wrong one");
    server.advance(1800);
    seen.push(refused(&[("Authorization", &token)]));
    for (index, one) in seen.iter().enumerate() {
        assert!(!seen[..index].iter().any(|other| other.0 == one.0 || other.1 == one.1), "{seen:?}");
    }
}

#[test]
fn the_same_seed_gives_the_same_world() {
    let seen = |seed| {
        let server = Server::start_with(bootpay_sandbox::Sandbox::builder().seed(seed));
        let identity = server.control("POST", "/sandbox/identities", json!({}));
        let second = server.control("POST", "/sandbox/identities", json!({}));
        assert_ne!(identity["receipt_id"], second["receipt_id"]);
        let keys = server.keys();
        (keys, server.sandbox.web_application_id().to_owned(), identity)
    };
    let (one, again, two) = (seen(7), seen(7), seen(8));
    assert_eq!(one, again);
    assert_ne!(one.0, two.0);
    assert_ne!(one.1, two.1);
    assert_ne!(one.2["receipt_id"], two.2["receipt_id"]);
    assert_ne!(one.2["certificate"]["unique"], two.2["certificate"]["unique"]);
}

#[test]
fn reset_puts_everything_back() {
    let server = Server::start();
    let token = server.token();
    let now = server.control("GET", "/sandbox/health", json!(null))["now"].as_i64().unwrap();
    let id = server.control("POST", "/sandbox/identities", json!({}))["receipt_id"].clone();
    server.control("POST", "/sandbox/identities", json!({"receipt_id": IDENTITY, "username": "다른 사람"}));
    server.control("POST", "/sandbox/faults", json!({"kind": "status"}));
    server.advance(1_000_000);

    server.control("POST", "/sandbox/reset", json!(null));
    assert_eq!(server.journal(), Vec::<serde_json::Value>::new());
    assert_eq!(server.control("GET", "/sandbox/faults", json!(null)), json!([]));
    assert!(server.control("GET", "/sandbox/health", json!(null))["now"].as_i64().unwrap() < now + 500_000);
    assert_eq!(server.get(&format!("/receipt/{PAYMENT}"), &token).status, 401, "tokens are gone");
    let token = server.token();
    assert_eq!(server.get(&format!("/receipt/{}", id.as_str().unwrap()), &token).status, 404);
    let certificate = server.get(&format!("/certificate/{IDENTITY}"), &token).json();
    assert_eq!(certificate["data"]["certificate"]["username"], "홍길동");
}

/// A client that was made before the first test of many goes on with its token, in each of them.
#[test]
fn a_reset_may_keep_tokens() {
    let server = Server::start();
    let works = |token: &str| server.get(&format!("/receipt/{PAYMENT}"), token).status == 200;
    let old = server.token();
    server.advance(29 * 60);
    let token = server.token();
    assert_ne!(old, token);
    for _ in 0..2 {
        server.control("POST", "/sandbox/reset", json!({"keep_tokens": true}));
        assert!(works(&token));
        assert_eq!(server.token(), token, "it is still the current one");
        server.advance(30 * 60);
        assert!(!works(&token), "and lives no longer than any");
    }
    server.control("POST", "/sandbox/reset", json!({"keep_tokens": true}));
    server.control("POST", "/sandbox/reset", json!({"keep_tokens": false}));
    assert!(!works(&token) && !works(&old));
}

#[test]
fn a_token_from_before_a_reset_is_refused_for_ever() {
    let run = || {
        let server = Server::start();
        let works = |token: &str| server.get(&format!("/receipt/{PAYMENT}"), token).status == 200;
        let request = |keys: &str| {
            let reply = server.post_json("/request/token", keys).json();
            reply["data"]["token"].as_str().unwrap().to_owned()
        };
        let (ours, theirs) = (server.keys(), pair(DOCS_ID, DOCS_KEY));
        let mut texts: Vec<String> = Vec::new();
        for round in 0..3 {
            let pairs = if round == 1 { [&theirs, &ours] } else { [&ours, &theirs] };
            for _ in 0..2 {
                let fresh = pairs.map(|keys| request(keys));
                for token in &fresh {
                    assert!(works(token));
                    assert!(!texts.contains(token), "an old text came again");
                }
                texts.extend(fresh);
                server.advance(25 * 60);
            }
            server.control("POST", "/sandbox/reset", json!(null));
            for keys in pairs {
                request(keys);
            }
            assert!(!texts.iter().any(|token| works(token)));
            server.control("POST", "/sandbox/reset", json!(null));
        }
        texts
    };
    let (one, other) = (run(), run());
    assert!(!one.iter().any(|token| other.contains(token)), "nor does another run give one of them");
}
