//! Several projects in one sandbox: what belongs to each, and how a call finds its own.

#![allow(clippy::unwrap_used)] // a panic in a helper is the test's failure

mod support;

use std::collections::HashSet;
use std::thread;

use bootpay_sandbox::Sandbox;
use serde_json::{Value, json};
use support::receiver::Merchant;
use support::{PAYMENT, Server, pair};

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

/// A project with the token of a client that has its keys.
struct Project<'s> {
    server: &'s Server,
    id: String,
    web: String,
    token: String,
}

impl<'s> Project<'s> {
    fn new(server: &'s Server) -> Self {
        Self::of(server, &server.control("POST", "/sandbox/projects", Value::Null))
    }

    fn of(server: &'s Server, told: &Value) -> Self {
        let text = |name: &str| told[name].as_str().unwrap().to_owned();
        let (id, web) = (text("application_id"), text("web_application_id"));
        let reply = server.post_json("/request/token", &pair(&id, &text("private_key")));
        let token = reply.json()["data"]["token"].as_str().unwrap().to_owned();
        Self { server, id, web, token }
    }

    fn control(&self, method: &str, path: &str, body: Value) -> Value {
        self.server.control(method, &format!("{path}?project={}", self.id), body)
    }

    fn payment(&self, price: u64) -> String {
        let receipt = self.control("POST", "/sandbox/payments", json!({"price": price, "status": 1}));
        receipt["receipt_id"].as_str().unwrap().to_owned()
    }

    fn status_of(&self, receipt_id: &str) -> u16 {
        self.server.get(&format!("/receipt/{receipt_id}"), &self.token).status
    }

    fn paths(&self) -> Vec<String> {
        let requests = self.control("GET", "/sandbox/requests", Value::Null);
        let path = |request: &Value| request["path"].as_str().unwrap().to_owned();
        requests.as_array().unwrap().iter().map(path).collect()
    }
}

#[test]
fn the_receipt_of_another_project_is_unknown() {
    let server = Server::start();
    let (mine, other) = (Project::new(&server), Project::new(&server));
    let receipt_id = mine.payment(3000);
    assert_eq!((mine.status_of(&receipt_id), other.status_of(&receipt_id)), (200, 404));
    assert_eq!(
        server.get(&format!("/receipt/{receipt_id}"), &server.token()).status,
        404,
        "the first project's"
    );
    assert_eq!([mine.status_of(PAYMENT), other.status_of(PAYMENT)], [200, 200], "each has the samples");
    let body = json!({"receipt_id": receipt_id}).to_string();
    let cancel = server.send("POST", "/cancel", &[("Authorization", &other.token)], &body);
    assert_eq!(cancel.status, 404);
    assert_eq!(mine.control("GET", "/sandbox/payments", Value::Null).as_array().unwrap().len(), 8);
}

#[test]
fn a_key_belongs_to_its_own_project() {
    let server = Server::start();
    let (mine, other) = (Project::new(&server), server.control("POST", "/sandbox/projects", Value::Null));
    let reply = server.post_json("/request/token", &pair(&mine.id, other["private_key"].as_str().unwrap()));
    assert_eq!(reply.status, 401, "{}", reply.text());
    let body = mine.control("GET", "/sandbox/requests", Value::Null)[1]["body"].to_string();
    assert!(
        !body.contains(other["private_key"].as_str().unwrap()),
        "a refused key is written nowhere: {body}"
    );
}

#[test]
fn journal_clock_faults_and_reset_are_a_projects_own() {
    let server = Server::start();
    let (mine, other) = (Project::new(&server), Project::new(&server));
    let receipt_id = mine.payment(3000);
    mine.status_of(&receipt_id);
    assert_eq!(mine.paths(), ["/request/token".to_owned(), format!("/receipt/{receipt_id}")]);
    assert_eq!(other.paths(), ["/request/token"]);
    assert_eq!(server.journal(), [] as [Value; 0]);

    other.control("POST", "/sandbox/faults", json!({"kind": "status", "status": 503}));
    assert_eq!((mine.status_of(&receipt_id), other.status_of(PAYMENT)), (200, 503));

    mine.control("POST", "/sandbox/clock", json!({"advance_s": 1800}));
    assert_eq!(mine.status_of(&receipt_id), 401, "its token has expired");
    other.control("DELETE", "/sandbox/faults", Value::Null);
    assert_eq!(other.status_of(PAYMENT), 200);

    let kept = other.payment(1000);
    mine.control("POST", "/sandbox/reset", Value::Null);
    assert_eq!((mine.paths().len(), other.status_of(&kept)), (0, 200));
    assert_eq!(
        (mine.status_of(&receipt_id), mine.paths().len()),
        (401, 1),
        "a refused token is still its project's"
    );
}

#[test]
fn a_window_belongs_to_the_project_of_its_application() {
    let server = Server::start();
    let (mine, other) = (Project::new(&server), Project::new(&server));
    let payload = json!({
        "application_id": mine.web, "name": "본인인증", "price": 0, "pg": "danal", "method": "auth", "order_id": "o-1",
        "path_url": "http://shop.test:3000/pay",
    });
    let form = |fields: &[(&str, &str)]| {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
    };
    let reply = server.send("POST", "/start/js/", &[FORM], &form(&[("payload", &payload.to_string())]));
    let path = reply.header("location").unwrap().to_owned();
    let receipt_id = path.strip_prefix("/window/").unwrap();
    let page = server.send("GET", &path, &[], "").text();
    let asks = format!("/sandbox/windows/{receipt_id}?project={}", mine.id);
    assert!(page.contains(&asks), "the open window asks its own project what became of it: {asks}");
    server.send("POST", &path, &[FORM], &form(&[("action", "approve")]));
    assert_eq!((mine.status_of(receipt_id), other.status_of(receipt_id)), (200, 404));
    assert_eq!(mine.paths()[1..4], ["/start/js/", &path, &path].map(str::to_owned));

    let key = server.control("GET", "/sandbox/project", Value::Null);
    let reply = server.send(
        "POST",
        "/start/js/",
        &[FORM],
        &form(&[(
            "payload",
            &json!({
                "application_id": key["application_id"], "name": "a", "price": 1000, "order_id": "o-2",
            })
            .to_string(),
        )]),
    );
    assert!(reply.text().contains("REST API"), "an id for servers is refused in every project");
}

#[test]
fn a_webhook_carries_the_key_of_its_project() {
    let (server, merchant) = (Server::start(), Merchant::open());
    let told = server.control("POST", "/sandbox/projects", Value::Null);
    let mine = Project::of(&server, &told);
    mine.control("POST", "/sandbox/settings", json!({"feedback_url": merchant.url}));
    let body = json!({"receipt_id": mine.payment(3000)}).to_string();
    let headers = [("Authorization", &*mine.token), ("Content-Type", "application/json")];
    assert_eq!(server.send("POST", "/cancel", &headers, &body).status, 200);
    let arrived = merchant.next();
    merchant.answer(200, "OK");
    assert_eq!(arrived.field("application_id"), told["application_id"].as_str().map(str::to_owned));
    assert_eq!(arrived.field("private_key"), told["private_key"].as_str().map(str::to_owned));
    assert_eq!(server.control("GET", "/sandbox/webhooks", Value::Null), json!([]));
}

/// As parallel workers of a test run do it: each makes its project, and sees nobody else's work.
#[test]
fn eight_workers_share_a_sandbox_without_meeting() {
    let server = Server::start();
    let seen: Vec<String> = thread::scope(|scope| {
        let work = || {
            let mine = Project::new(&server);
            let mut receipts = Vec::new();
            for round in 1..=20 {
                let receipt_id = mine.payment(1000 * round);
                assert_eq!(mine.status_of(&receipt_id), 200);
                receipts.push(receipt_id);
            }
            assert_eq!(mine.paths().len(), 21);
            receipts
        };
        let workers: Vec<_> = (0..8).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert_eq!(seen.iter().collect::<HashSet<_>>().len(), 160, "no id comes twice");
}

#[test]
fn a_seed_gives_the_same_projects() {
    let keys = || {
        let server = Server::start_with(Sandbox::builder().seed(7));
        let told =
            [0, 1].map(|_| server.control("POST", "/sandbox/projects", Value::Null)["private_key"].clone());
        let project = Project::new(&server);
        (told, project.payment(1000))
    };
    let (first, again) = (keys(), keys());
    assert_eq!(first, again);
    assert_ne!(first.0[0], first.0[1]);
}

#[test]
fn a_project_can_be_ended_but_for_the_first() {
    let server = Server::start();
    let mine = Project::new(&server);
    assert_eq!(server.control("GET", "/sandbox/projects", Value::Null).as_array().unwrap().len(), 2);
    let path = format!("/sandbox/projects/{}", mine.id);
    assert_eq!(server.control("DELETE", &path, Value::Null), json!({"removed": 1}));
    assert_eq!(server.control("DELETE", &path, Value::Null), json!({"removed": 0}));
    server.control("POST", "/sandbox/faults", json!({"kind": "status", "status": 503, "times": 1}));
    assert_eq!(mine.status_of(PAYMENT), 401, "its token is refused, and meets no fault of the first project");
    assert_eq!(server.journal(), [] as [Value; 0]);
    let reply = server.send("GET", &format!("/sandbox/requests?project={}", mine.id), &[], "");
    assert_eq!(reply.status, 404);
    assert!(reply.text().contains("GET /sandbox/projects lists them"), "{}", reply.text());
    let first = format!("/sandbox/projects/{}", server.sandbox.application_id());
    let reply = server.send("DELETE", &first, &[], "");
    assert_eq!((reply.status, reply.text().contains("cannot be ended")), (422, true));
}

#[test]
fn a_parameter_that_no_control_route_has_is_refused() {
    let server = Server::start();
    let id = server.sandbox.application_id();
    for query in [
        "projekt=1".to_owned(),
        format!("project={id}&project={id}"),
        "project".to_owned(),
        "project=x".to_owned(),
    ] {
        for path in ["/sandbox/requests", "/sandbox/events", "/sandbox/health"] {
            let reply = server.send("GET", &format!("{path}?{query}"), &[], "");
            assert!([404, 422].contains(&reply.status), "{path}?{query}: {}", reply.status);
        }
    }
    let (status, problem) = server.control_error("/sandbox/projects", r#"{"name": "x"}"#);
    assert_eq!(status, 422, "{problem}");
}

/// A TLS handshake names no project.
#[test]
fn a_tls_fault_is_for_the_first_project() {
    let server = Server::start_with(Sandbox::builder().tls());
    let mine = Project::new(&server);
    let path = format!("/sandbox/faults?project={}", mine.id);
    let (status, problem) = server.control_error(&path, r#"{"kind": "tls_close"}"#);
    assert_eq!((status, problem.contains("first project")), (422, true), "{problem}");
    server.control("POST", "/sandbox/faults", json!({"kind": "tls_close"}));
}

/// The same without HTTP, as tests in Rust write it.
#[test]
fn a_test_in_rust_has_methods_for_it() {
    let server = Server::start();
    let (first, mine) = (&server.sandbox, server.sandbox.project().unwrap());
    let person = mine.person(json!({"year_age": 18, "order_id": "signup-1"})).unwrap();
    assert_eq!(person["order_id"], "signup-1");
    let paid = mine.payment(json!({"price": 3000, "method": "vbank", "status": 2})).unwrap();
    assert_eq!(mine.deposit(paid["receipt_id"].as_str().unwrap()).unwrap()["status"], 1);

    let fault = mine.fault("status", json!({"status": 503, "path": "/receipt"})).unwrap();
    let of_mine = pair(mine.application_id(), mine.private_key());
    let token =
        server.post_json("/request/token", &of_mine).json()["data"]["token"].as_str().unwrap().to_owned();
    let path = format!("/receipt/{}", paid["receipt_id"].as_str().unwrap());
    assert_eq!(server.get(&path, &token).status, 503);
    drop(fault);
    assert_eq!(server.get(&path, &token).status, 200);
    assert_eq!(mine.requests(Some("receipt.get")).unwrap().len(), 2);
    assert!(first.requests(None).unwrap().is_empty() && first.webhooks().unwrap().is_empty());
    assert_eq!(mine.webhooks().unwrap()[0]["reason"], "deposited");

    mine.advance(std::time::Duration::from_secs(1800)).unwrap();
    assert_eq!(server.get(&path, &token).status, 401);
    mine.reset().unwrap();
    assert!(mine.requests(None).unwrap().is_empty());
    assert_eq!(mine.payment(json!({})).unwrap_err(), "price: is required");
    assert_eq!(mine.url(), first.url());
    assert!(!format!("{mine:?}{first:?}").contains(mine.private_key()));
}
