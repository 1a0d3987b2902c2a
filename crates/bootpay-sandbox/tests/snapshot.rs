//! A project's state as a document, and the file that keeps it from one run to the next.

#![allow(clippy::unwrap_used)] // a panic in a helper is the test's failure

mod support;

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use bootpay_sandbox::{Sandbox, SandboxBuilder, StartError};
use serde_json::{Map, Value, json};
use support::receiver::Merchant;
use support::{IDENTITY, Server, pair};

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const SHOP: (&str, &str) = ("Origin", "http://shop.test:3000");
const KCP_KEY: &str = "5b025b33e13f33310ce560fb";
const TO_CANCEL: &str = "5df6e8034f74b4002177e0bb";
const TO_DEPOSIT: &str = "5fffad430c20b903e88a2d17";
const MEMBER: &str = "member-1";
const HOUR_S: u64 = 60 * 60;

/// What was made, and is looked for after a restore.
struct Made {
    merchant: Merchant,
    token: String,
    link: String,
    /// Open, with a person who was picked.
    window: String,
    /// Open, with a code that was sent.
    window_with_code: String,
    reserve_id: String,
    refused_key: String,
}

fn open(server: &Server, order_id: &str) -> String {
    let payload = json!({
        "application_id": server.sandbox.web_application_id(), "name": "본인인증", "price": 0, "pg": "danal",
        "method": "auth", "order_id": order_id, "extra": {"carrier": "SKT", "age_limit": 14},
        "path_url": "http://shop.test:3000/pay",
    });
    let form =
        form_urlencoded::Serializer::new(String::new()).append_pair("payload", &payload.to_string()).finish();
    let reply = server.send("POST", "/start/js/", &[FORM, SHOP], &form);
    reply.header("location").unwrap().to_owned()
}

fn press(server: &Server, path: &str, form: &str) {
    let reply = server.send("POST", path, &[FORM], form);
    assert_eq!(reply.status, 303, "{form}: {}", reply.text());
}

/// Some of everything that a sandbox remembers.
fn populate(server: &Server) -> Made {
    let merchant = Merchant::open();
    let settings =
        json!({"feedback_url": merchant.url, "feedback_content_type": "json", "partial_cancel_guard": true});
    server.control("POST", "/sandbox/settings", settings);
    server.control(
        "POST",
        "/sandbox/identities",
        json!({"persona": "ci_absent", "gender": 1, "order_id": null}),
    );

    let escrow = server.payment(json!({"price": 9000, "escrow": true, "params": {"mine": [1, "두"]}}));
    let delivery = json!({"delivery_no": "1234", "delivery_corp": "001"});
    server.data("PUT", &format!("/delivery/start/{escrow}"), delivery);
    let partly = server.payment(json!({"price": 9000, "tax_free": 3000, "pg": "nicepay"}));
    let cancel = json!({"receipt_id": partly, "price": 2000, "cancel_id": "c-1"});
    server.data("POST", "/cancel", cancel);
    // It is refused often enough to wait for longer than any test takes.
    for count in 0..=5 {
        merchant.next();
        merchant.answer(500, "no");
        webhook_when(server, |webhook| webhook["attempts"][count]["status"] == 500);
        server.advance(if count < 5 { 60 << count } else { 0 });
    }
    let token = server.token();

    let magic = json!({"card_no": "9430810000000051"});
    let refused_key = server.control("POST", "/sandbox/billing_keys", magic)["billing_key"].clone();
    server.data("DELETE", "/subscribe/billing/5ec37382dfea2e001a7f1e10", Value::Null);
    let reservation = json!({
        "billing_key": KCP_KEY, "item_name": "정기결제", "price": 5000, "order_id": "o-later", "quota": 0,
        "scheduler_type": "oneshot", "execute_at": server.now() + 2 * HOUR_S.cast_signed(),
    });
    let reserve_id = server.data("POST", "/subscribe/billing/reserve", reservation)["reserve_id"].clone();

    let link = json!({"order_id": "o-link", "name": "링크", "price": 1000, "pg": "kcp"});
    let link = server.data("POST", "/request/payment", link);
    let link = link.as_str().unwrap().strip_prefix(server.sandbox.url()).unwrap().to_owned();
    server.data("POST", "/request/user/token", json!({"user_id": MEMBER}));
    let window = open(server, "o-window");
    press(server, &window, "persona=turns_19_this_year");
    let window_with_code = open(server, "o-code");
    let agreed = "form=1&name=%EA%B9%80%EA%B0%80%EC%A7%9C&birth=19900101&gender=0&phone=01000009999&agree_personal=1&agree_identifier=1&agree_carrier=1&agree_service=1";
    press(server, &window_with_code, &format!("{agreed}&action=send"));
    // Nobody has touched this one.
    open(server, "o-untouched");

    let fault =
        json!({"kind": "status", "path": "/never", "status": 503, "times": 3, "probability": 0.5, "seed": 9});
    server.control("POST", "/sandbox/faults", fault);
    Made {
        merchant,
        token,
        link,
        window,
        window_with_code,
        reserve_id: reserve_id.as_str().unwrap().to_owned(),
        refused_key: refused_key.as_str().unwrap().to_owned(),
    }
}

/// Waits for the first webhook to become like this.
fn webhook_when(server: &Server, is_so: impl Fn(&Value) -> bool) {
    let begin = Instant::now();
    loop {
        let webhooks = server.control("GET", "/sandbox/webhooks", Value::Null);
        if is_so(&webhooks[0]) {
            return;
        }
        assert!(begin.elapsed() < Duration::from_secs(30), "{webhooks}");
        std::thread::yield_now();
    }
}

/// All that the public routes tell, from the journal on: what comes after it would be in it.
fn everything(server: &Server, made: &Made) -> Value {
    let mut all = Map::new();
    for path in [
        "/sandbox/requests",
        "/sandbox/payments",
        "/sandbox/billing_keys",
        "/sandbox/reservations",
        "/sandbox/settings",
        "/sandbox/faults",
        "/sandbox/webhooks",
        "/sandbox/codes",
    ] {
        all.insert(path.to_owned(), server.control("GET", path, Value::Null));
    }
    // Three minutes after it was sent a code has expired.
    for code in all["/sandbox/codes"].as_array_mut().unwrap() {
        code.as_object_mut().unwrap().remove("state");
    }
    let snapshot = snapshot(server);
    for record in snapshot["records"].as_array().unwrap() {
        let id = record.as_object().unwrap().values().next().unwrap()["receipt_id"].as_str().unwrap();
        all.insert(id.to_owned(), server.receipt(id));
        let path = format!("/certificate/{id}");
        all.insert(path.clone(), json!(server.api("GET", &path, Value::Null).text()));
    }
    all.insert("wallet".to_owned(), server.data("GET", &format!("/wallet?user_id={MEMBER}"), Value::Null));
    // The page with the code counts seconds.
    for path in [&made.link, &made.window] {
        let page = server.send("GET", path, &[], "");
        assert_eq!(page.status, 200);
        all.insert(path.clone(), json!(page.text()));
    }
    all.insert("token".to_owned(), json!(server.get(&format!("/receipt/{TO_DEPOSIT}"), &made.token).status));
    Value::Object(all)
}

fn snapshot(server: &Server) -> Value {
    server.control("GET", "/sandbox/snapshot", Value::Null)
}

fn restore(server: &Server, document: &Value) {
    server.control("POST", "/sandbox/restore", document.clone());
}

/// Everything that was waiting goes on.
fn check_that_it_continues(server: &Server, made: &Made) {
    assert_eq!(server.get(&format!("/receipt/{TO_DEPOSIT}"), &made.token).status, 200);
    // Windows are finished.
    press(server, &made.window, "action=approve");
    let receipt_id = made.window.strip_prefix("/window/").unwrap();
    let certificate = server.data("GET", &format!("/certificate/{receipt_id}"), Value::Null);
    assert_eq!(
        (&certificate["certificate"]["username"], &certificate["order_id"]),
        (&json!("이몽룡"), &json!("o-window"))
    );
    press(server, &made.window_with_code, "action=send");
    let codes = server.control("GET", "/sandbox/codes", Value::Null);
    press(
        server,
        &made.window_with_code,
        &format!("action=check&code={}", codes[0]["code"].as_str().unwrap()),
    );
    let receipt_id = made.window_with_code.strip_prefix("/window/").unwrap();
    let certificate = server.data("GET", &format!("/certificate/{receipt_id}"), Value::Null);
    assert_eq!(certificate["certificate"]["username"], "김가짜");
    press(server, &made.link, "action=approve");

    // A magic card is refused as before.
    let charge = json!({"billing_key": made.refused_key, "item_name": "x", "price": 5000, "order_id": "o"});
    assert_eq!(server.refused("POST", "/subscribe/billing", charge).1, -15006);

    // What was planned happens.
    server.advance(3 * HOUR_S);
    let reservations = server.control("GET", "/sandbox/reservations", Value::Null);
    assert_eq!(
        (&reservations[0]["reserve_id"], &reservations[0]["status"]),
        (&json!(made.reserve_id), &json!(1))
    );

    // The webhook that waited is sent.
    (0..10).for_each(|_| made.merchant.answer(200, "OK"));
    webhook_when(server, |webhook| webhook["state"] == "delivered");
    let webhooks = server.control("GET", "/sandbox/webhooks", Value::Null);
    assert_eq!(webhooks[0]["attempts"].as_array().unwrap().len(), 7, "{webhooks}");
}

#[test]
fn what_was_changed_comes_back_and_goes_on() {
    let server = Server::start();
    let made = populate(&server);
    let taken = snapshot(&server);
    let before = everything(&server, &made);
    assert_eq!(before["token"], 200);

    server.control("DELETE", "/sandbox/faults", Value::Null);
    server.control("POST", "/sandbox/settings", json!({"feedback_url": null, "journal_limit": 3}));
    press(&server, &made.window, "action=cancel");
    server.data("POST", "/cancel", json!({"receipt_id": TO_CANCEL}));
    server.data("DELETE", &format!("/subscribe/billing/{KCP_KEY}"), Value::Null);
    server.advance(HOUR_S);
    assert_ne!(everything(&server, &made), before);
    restore(&server, &taken);
    assert_eq!(without_counts(snapshot(&server)), without_counts(taken.clone()));
    let after = everything(&server, &made);
    for (name, value) in before.as_object().unwrap() {
        assert_eq!(&after[name], value, "{name}");
    }
    check_that_it_continues(&server, &made);

    // Also after everything is gone.
    server.control("POST", "/sandbox/reset", Value::Null);
    restore(&server, &taken);
    assert_eq!(everything(&server, &made), before);
}

/// The PG that is late answers after a restore too.
#[test]
fn what_was_planned_happens() {
    let server = Server::start();
    let cancelled = server.payment(json!({"price": 44_030}));
    server.refused("POST", "/cancel", json!({"receipt_id": cancelled}));
    let charge = json!({"billing_key": KCP_KEY, "item_name": "정기결제", "price": 44_068, "order_id": "o"});
    server.refused("POST", "/subscribe/billing", charge);
    let taken = snapshot(&server);
    let planned = taken["agenda"].as_array().unwrap();
    assert_eq!(
        planned.iter().map(|event| &event["what"]).collect::<Vec<_>>(),
        ["cancel_ends", "approval_ends"]
    );
    let paid = planned[1]["id"].as_str().unwrap();
    server.control("POST", "/sandbox/reset", Value::Null);
    restore(&server, &taken);
    server.advance(60);
    assert_eq!(
        (&server.receipt(&cancelled)["status"], &server.receipt(paid)["status"]),
        (&json!(20), &json!(1))
    );
}

/// What goes on by itself.
fn without_counts(mut snapshot: Value) -> Value {
    snapshot.as_object_mut().unwrap().remove("ids");
    for (list, last) in [("journal", "last_number"), ("webhooks", "last_id"), ("faults", "last_id")] {
        snapshot[list].as_object_mut().unwrap().remove(last);
    }
    snapshot
}

/// One of each, made anew.
fn ids(server: &Server) -> Vec<String> {
    let fault = server.control("POST", "/sandbox/faults", json!({"kind": "status", "path": "/never"}));
    let key = server.control("POST", "/sandbox/billing_keys", Value::Null);
    let reservation = server.control("POST", "/sandbox/reservations", json!({"billing_key": KCP_KEY}));
    let link = json!({"order_id": "o", "name": "n", "price": 1000});
    let link = server.data("POST", "/request/payment", link);
    let link = link.as_str().unwrap().rsplit_once('/').unwrap().1.to_owned();
    let user = server.data("POST", "/request/user/token", json!({"user_id": "u"}));
    let cancelled =
        server.data("POST", "/cancel", json!({"receipt_id": server.payment(json!({"price": 5000}))}));
    let webhooks = server.control("GET", "/sandbox/webhooks", Value::Null);
    let fields = [
        &fault["id"],
        &key["billing_key"],
        &key["receipt_id"],
        &reservation["reserve_id"],
        &user["user_token"],
        &cancelled["tid"],
        &cancelled["receipt_id"],
        &webhooks.as_array().unwrap().last().unwrap()["id"],
    ];
    let mut ids: Vec<String> = fields.iter().enumerate().map(|(kind, id)| format!("{kind} {id}")).collect();
    ids.push(format!("link {link}"));
    ids
}

#[test]
fn no_id_comes_twice() {
    for builder in [Sandbox::builder(), Sandbox::builder().seed(7)] {
        let server = Server::start_with(builder);
        let taken = snapshot(&server);
        let (mut seen, token) = (ids(&server), server.token());
        let later = snapshot(&server);
        for document in [&taken, &later, &taken] {
            restore(&server, document);
            let again = ids(&server);
            for id in &again {
                assert!(!seen.contains(id), "{id} comes twice");
            }
            seen.extend(again);
        }
        assert_ne!(server.token(), token);
        restore(&server, &later);
        assert_eq!(server.token(), token, "it is the same one for 25 minutes");
    }
    // Nor do those of the sandbox from which the document came, if both have one seed.
    let (one, other) =
        (Server::start_with(Sandbox::builder().seed(7)), Server::start_with(Sandbox::builder().seed(7)));
    let seen = ids(&one);
    let seeded = ["5 ", "6 ", "link "];
    restore(&other, &snapshot(&one));
    for id in ids(&other).iter().filter(|id| seeded.iter().any(|kind| id.starts_with(kind))) {
        assert!(!seen.contains(id), "{id} comes twice");
    }
}

/// The answer of a call from before a restore must not stand beside another request.
#[test]
fn a_call_from_before_a_restore_leaves_no_trace() {
    let (server, other) = (Server::start(), Server::start());
    other.refused("GET", "/receipt/0123456789abcdef01234567", Value::Null);
    let taken = snapshot(&other);
    let fault = json!({"kind": "delay", "delay_ms": 500, "path": "/receipt"});
    server.control("POST", "/sandbox/faults", fault);
    std::thread::scope(|scope| {
        let call = scope.spawn(|| server.receipt(TO_DEPOSIT));
        while server.journal().is_empty() {
            std::thread::yield_now();
        }
        restore(&server, &taken);
        call.join().unwrap();
    });
    let answers = |server: &Server| -> Vec<Value> {
        let snapshot = snapshot(server);
        let entries = snapshot["journal"]["entries"].as_array().unwrap().iter();
        entries.map(|entry| json!([entry["number"], entry["answer"]])).collect()
    };
    assert_eq!(answers(&server), [json!([1, {"status": 404}])]);
    server.receipt(TO_DEPOSIT);
    assert_eq!(answers(&server)[1], json!([2, {"status": 200}]));
    assert_eq!(server.control("GET", "/sandbox/requests/2", Value::Null)["method"], "GET");
}

/// A test run whose workers have projects of their own brings its documents along.
#[test]
fn the_document_of_another_project_fits_too() {
    let server = Server::start();
    let window = open(&server, "o-1");
    let token = server.token();
    let web = server.sandbox.web_application_id().to_owned();
    let mut document = snapshot(&server);
    let other = "0123456789abcdef01234567";
    document["application_id"] = json!(other);
    document["url"] = json!("http://127.0.0.1:1");
    document["windows"]["all"][0]["base"] = json!("http://127.0.0.1:1");
    document["web_application_id"] = json!(other);
    document["windows"]["all"][0]["application_id"] = json!(other);
    restore(&server, &document);
    let kept = snapshot(&server);
    assert_eq!(kept["application_id"], server.sandbox.application_id());
    assert_eq!(kept["windows"]["all"][0]["application_id"], json!(web));
    assert_eq!(kept["windows"]["all"][0]["base"], server.sandbox.url());
    assert_eq!(
        server.get(&format!("/receipt/{TO_DEPOSIT}"), &token).status,
        401,
        "a token leads to one project"
    );
    press(&server, &window, "action=approve");
}

#[test]
fn a_document_that_does_not_fit_changes_nothing() {
    let server = Server::start();
    populate(&server);
    let taken = snapshot(&server);
    let name = "김가짜";
    let changed = |pointer: &str, value: Value| {
        let mut document = taken.clone();
        *document.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
        document
    };
    let more = |pointer: &str, field: &str| {
        let mut document = taken.clone();
        document.pointer_mut(pointer).unwrap().as_object_mut().unwrap().insert(field.to_owned(), json!(name));
        document
    };
    let mut missing = taken.clone();
    missing.as_object_mut().unwrap().remove("wallets");
    let mut twice = taken.clone();
    let first = taken["records"][0].clone();
    twice["records"].as_array_mut().unwrap().push(first);
    let payment =
        taken["records"].as_array().unwrap().iter().position(|record| record.get("payment").is_some());
    let payment = format!("/records/{}/payment", payment.unwrap());
    let cases = [
        (json!([]), 400, "not a JSON object"),
        (json!({}), 422, "format: is missing"),
        (json!({"format": 2, "anything": name}), 422, "format: 2 is a format"),
        (json!({"format": 1}), 422, "missing field"),
        (missing, 422, "missing field `wallets`"),
        (more("", "name"), 422, "name: unknown field"),
        (more("/settings", "name"), 422, "settings.name: unknown field"),
        (more(&payment, "nickname"), 422, "payment.nickname: unknown field"),
        (changed("/seed", json!("7")), 422, "--seed 7"),
        (changed("/seed", json!(7)), 422, "seed: must be"),
        (changed("/clock/ahead_s", json!(name)), 422, "clock.ahead_s: must be an integer"),
        (changed("/clock/ahead_s", json!(-1)), 422, "clock.ahead_s: must be from 0"),
        (changed(&format!("{payment}/price"), json!(name)), 422, "payment.price: must be an integer"),
        (changed(&format!("{payment}/price"), json!(0)), 422, "cancel no more than was paid"),
        (changed(&format!("{payment}/status"), json!(77)), 422, "payment.status: must be the number"),
        (changed(&format!("{payment}/requested_at"), json!(i64::MAX)), 422, "must be a time"),
        (changed(&format!("{payment}/receipt_id"), json!(name)), 422, "24 lowercase hex"),
        (twice, 422, "must have an id of its own"),
        (changed("/agenda/0/id", json!("0123456789abcdef01234567")), 422, "agenda[0]: must name"),
        (changed("/agenda/0/what", json!(name)), 422, "agenda[0].what: must be"),
        (
            changed("/faults/waiting/0/fields/times", json!(0)),
            422,
            "faults.waiting: times: must be at least 1",
        ),
        (changed("/faults/waiting/0/dice", json!(name)), 422, "16 hex digits"),
        (changed("/webhooks/kept/0/retry_count", json!(99)), 422, "webhooks.kept: must have no more tries"),
        (changed("/webhooks/kept/0/fields", json!(name)), 422, "fields: must be a map"),
        (changed("/journal/entries/0/number", json!(5_000_000)), 422, "journal.entries: must have numbers"),
        (changed("/journal/last_number", json!(u64::MAX)), 422, "journal.entries: must have numbers"),
        (changed("/codes/sent/0/sent_at", json!(i64::MIN)), 422, "must be a time"),
        (changed("/windows/untouched/0/receipt_id", json!(name)), 422, "windows.untouched: must name"),
        (changed("/ids/receipts", json!("12")), 422, "ids.receipts: must have 16 hex digits"),
    ];
    // Something else is there now, which has to stay.
    server.control("POST", "/sandbox/settings", json!({"journal_limit": 500}));
    server.control("DELETE", "/sandbox/faults", Value::Null);
    server.payment(json!({"price": 7000}));
    let there = snapshot(&server);
    for (document, status, problem) in cases {
        let reply = server.post_json("/sandbox/restore", &document.to_string());
        let says = reply.text();
        assert_eq!(reply.status, status, "{problem}: {says}");
        assert!(says.contains(problem) && !says.contains(name), "{problem}: {says}");
        assert_eq!(snapshot(&server), there, "{problem}");
    }
    let text = taken.to_string();
    for broken in ["", "nonsense", &text[..text.floor_char_boundary(text.len() / 2)]] {
        let (status, says) = server.control_error("/sandbox/restore", broken);
        assert!(status == 400 && says.contains("it is not JSON"), "{says}");
    }
    assert_eq!(snapshot(&server), there);
}

/// What the merchant sent comes back as it was, as deep as a body may be.
#[test]
fn what_the_merchant_sent_comes_back_to_the_letter() {
    let server = Server::start();
    let deep = (0..120).fold(json!({}), |inside, _| json!([inside]));
    for params in [json!({}), json!([]), json!(1.0), json!(18_446_744_073_709_551_615_u64), deep] {
        let receipt_id = server.payment(json!({"price": 1000, "params": params}));
        let taken = snapshot(&server);
        server.control("POST", "/sandbox/reset", Value::Null);
        restore(&server, &taken);
        assert_eq!(server.receipt(&receipt_id)["params"].to_string(), params.to_string());
    }
}

/// More than other bodies may have; and a web page of elsewhere is not listened to for so long.
#[test]
fn a_large_document_is_taken() {
    let server = Server::start();
    server.control("POST", "/sandbox/payments", json!({"price": 1000, "count": 3000}));
    let taken = snapshot(&server);
    assert!(taken.to_string().len() > 1024 * 1024);
    server.control("POST", "/sandbox/reset", Value::Null);
    restore(&server, &taken);
    assert_eq!(server.control("GET", "/sandbox/payments", Value::Null).as_array().unwrap().len(), 3000 + 7);
    let reply =
        server.send("POST", "/sandbox/restore", &[("Origin", "https://evil.example")], &taken.to_string());
    assert_eq!(reply.status, 403);
}

/// Everything that a sandbox is given passes through the journal, where no key of others stays.
#[test]
fn no_refused_key_is_in_it() {
    const FOREIGN: &str = "Zm9yZWlnbi/rZXkrZm9y+WlnbiFrZXkrZm9yZ/lnbi0=";
    let folder = Folder::new("refused-key");
    let server = Server::start_with(folder.builder());
    let encoded = FOREIGN.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let id = server.sandbox.application_id();
    let query = format!("/request/token?application_id={id}&private_key={encoded}");
    server.send("POST", "/request/token", &[("Content-Type", "application/json")], &pair(id, FOREIGN));
    server.send("POST", &query, &[FORM], &format!("application_id={id}&private_key={encoded}"));
    server.send("GET", "/receipt/x", &[("Authorization", FOREIGN), ("X-Private-Key", FOREIGN)], "");
    let payload = json!({"application_id": FOREIGN, "private_key": FOREIGN}).to_string();
    let form = form_urlencoded::Serializer::new(String::new()).append_pair("payload", &payload).finish();
    server.send("POST", "/start/js/", &[FORM, SHOP], &form);
    let document = snapshot(&server).to_string();
    server.sandbox.save().unwrap();
    let file = fs::read_to_string(folder.file()).unwrap();
    for text in [&document, &file] {
        assert!(text.contains("[refused token request"), "{text}");
        for secret in [FOREIGN, &encoded, &FOREIGN[..10], &FOREIGN[30..43]] {
            assert!(!text.contains(secret), "{secret}");
        }
    }
}

/// The same numbers for each run, of SplitMix64.
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % below as u64).unwrap()
    }
}

/// The places of a document.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let name = name.replace('~', "~0").replace('/', "~1");
                pointers(value, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                pointers(value, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// A document that somebody wrote by hand is refused, or can be lived with.
#[test]
fn nothing_panics_whatever_a_document_says() {
    let server = Server::start();
    let made = populate(&server);
    server.control("POST", "/sandbox/settings", json!({"feedback_url": null}));
    let taken = snapshot(&server);
    let mut places = Vec::new();
    pointers(&taken, "", &mut places);
    let values = [
        json!(null),
        json!(true),
        json!(0),
        json!(1),
        json!(-1),
        json!(i64::MIN),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(253_402_207_200_i64),
        json!(1e300),
        json!(""),
        json!("가"),
        json!("\u{0}"),
        json!("x".repeat(300)),
        json!([]),
        json!({}),
        json!([1]),
        json!("waiting"),
        json!("0123456789abcdef01234567"),
    ];
    let mut dice = Dice(16);
    let (mut taken_on, mut refused) = (0, 0);
    for _ in 0..500 {
        let mut document = taken.clone();
        for _ in 0..=dice.next(2) {
            let place = &places[dice.next(places.len())];
            let other = taken.pointer(&places[dice.next(places.len())]).cloned().unwrap_or_default();
            let Some(value) = document.pointer_mut(place) else { continue };
            match dice.next(4) {
                0 => *value = other,
                1 if value.is_array() => {
                    let values = value.as_array_mut().unwrap();
                    values.extend(values.first().cloned());
                }
                _ => *value = values[dice.next(values.len())].clone(),
            }
        }
        // Without HTTP: a panic is this test's.
        if server.sandbox.control("POST", "/sandbox/restore", &document).is_err() {
            refused += 1;
            continue;
        }
        taken_on += 1;
        server.sandbox.control("POST", "/sandbox/clock", &json!({"advance_s": HOUR_S})).ok();
        for path in [
            "requests",
            "payments",
            "billing_keys",
            "reservations",
            "faults",
            "webhooks",
            "codes",
            "snapshot",
        ] {
            server.sandbox.control("GET", &format!("/sandbox/{path}"), &Value::Null).unwrap();
        }
        let everything = server.sandbox.control("GET", "/sandbox/snapshot", &Value::Null).unwrap();
        server.sandbox.control("POST", "/sandbox/restore", &everything).unwrap();
        if taken_on % 10 == 0 {
            for path in [&made.window, &made.window_with_code, &made.link] {
                server.send("GET", path, &[], "");
                server.send("POST", path, &[FORM], "action=approve");
            }
        }
    }
    assert!(taken_on > 50 && refused > 50, "{taken_on} and {refused}");
    let text = taken.to_string().into_bytes();
    for _ in 0..150 {
        let mut broken = text.clone();
        for _ in 0..=dice.next(3) {
            let at = dice.next(broken.len());
            broken[at] = b"{}[]\",:0-x"[dice.next(10)];
        }
        let reply = server.send("POST", "/sandbox/restore", &[], &String::from_utf8_lossy(&broken));
        assert!([200, 400, 422].contains(&reply.status), "{}", reply.text());
    }
}

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("bootpay-sandbox-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("state.json")
    }

    fn builder(&self) -> SandboxBuilder {
        Sandbox::builder().state_file(self.file())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn stop(server: Server) {
    let Server { sandbox, runtime } = server;
    runtime.block_on(sandbox.stop());
}

fn not_started(builder: SandboxBuilder) -> StartError {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(builder.start()).map(drop).unwrap_err()
}

#[test]
fn a_sandbox_goes_on_where_it_was_stopped() {
    let folder = Folder::new("stopped");
    let server = Server::start_with(folder.builder().seed(7));
    let made = populate(&server);
    let (id, key) = (server.sandbox.application_id().to_owned(), server.sandbox.private_key().to_owned());
    let before = everything(&server, &made);
    let (taken, old_url) = (snapshot(&server), server.sandbox.url().to_owned());
    stop(server);

    let server = Server::start_with(folder.builder());
    assert_eq!((server.sandbox.application_id(), server.sandbox.private_key()), (&*id, &*key));
    let mut kept = snapshot(&server);
    kept["url"] = json!(old_url);
    let moved = kept.to_string().replace(server.sandbox.url(), &old_url);
    assert_eq!(serde_json::from_str::<Value>(&moved).unwrap(), taken);
    let mut after = everything(&server, &made);
    // What the look before it has left in the journal.
    after["/sandbox/requests"]
        .as_array_mut()
        .unwrap()
        .truncate(before["/sandbox/requests"].as_array().unwrap().len());
    assert_eq!(after, before);
    check_that_it_continues(&server, &made);
    // Dropped, it is kept too.
    drop(server);
    let server = Server::start_with(folder.builder().seed(7));
    assert_eq!(server.control("GET", "/sandbox/webhooks", Value::Null)[0]["state"], "delivered");
    drop(server);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder.file()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn what_changes_is_soon_in_the_file() {
    let folder = Folder::new("soon");
    let server = Server::start_with(folder.builder());
    let in_file = |text: &str| {
        let begin = Instant::now();
        // Whole at every moment.
        while !serde_json::from_slice::<Value>(&fs::read(folder.file()).unwrap())
            .unwrap()
            .to_string()
            .contains(text)
        {
            assert!(begin.elapsed() < Duration::from_secs(30), "{text}");
            std::thread::yield_now();
        }
    };
    in_file(IDENTITY);
    for count in 0..5 {
        let receipt_id = server.payment(json!({"price": 3000, "name": format!("상품 {count}")}));
        in_file(&receipt_id);
    }
    let token = server.token();
    in_file(&token);
    server.control("POST", "/sandbox/clock", json!({"advance_s": 12_345}));
    in_file("\"ahead_s\":12345");
}

/// Their keys, tokens and receipts come back, and no new project gets what an ended one had.
#[test]
fn all_projects_are_in_a_state_file() {
    let folder = Folder::new("projects");
    let server = Server::start_with(folder.builder());
    let (ended, mine) = (server.sandbox.project().unwrap(), server.sandbox.project().unwrap());
    let (gone, keys) = (ended.application_id().to_owned(), pair(mine.application_id(), mine.private_key()));
    server.control("DELETE", &format!("/sandbox/projects/{gone}"), Value::Null);
    let paid = mine.payment(json!({"price": 3000, "status": 1})).unwrap();
    let path = format!("/receipt/{}", paid["receipt_id"].as_str().unwrap());
    let token =
        server.post_json("/request/token", &keys).json()["data"]["token"].as_str().unwrap().to_owned();
    drop((ended, mine));
    stop(server);

    let server = Server::start_with(folder.builder());
    assert_eq!(server.get(&path, &token).status, 200);
    assert_eq!(server.get(&path, &server.token()).status, 404, "it is another project's");
    let again = server.post_json("/request/token", &keys).json();
    assert_eq!(again["data"]["token"], token.as_str(), "still the same one");
    let projects = server.control("GET", "/sandbox/projects", Value::Null);
    let ids: Vec<&str> =
        projects.as_array().unwrap().iter().map(|told| told["application_id"].as_str().unwrap()).collect();
    assert!(ids.len() == 2 && !ids.contains(&&*gone), "{ids:?}");
    let new = server.sandbox.project().unwrap();
    assert!(new.application_id() != gone && !ids.contains(&new.application_id()));
}

#[test]
fn a_file_that_cannot_be_used_is_left_alone() {
    let folder = Folder::new("unusable");
    let running = Server::start_with(folder.builder().seed(7));
    running.sandbox.project().unwrap();
    match not_started(folder.builder()) {
        StartError::StateInUse { path } => assert!(path.ends_with("state.json")),
        other => panic!("{other}"),
    }
    #[cfg(unix)]
    {
        let link = folder.0.join("link.json");
        std::os::unix::fs::symlink(folder.file(), &link).unwrap();
        let error = not_started(Sandbox::builder().state_file(link));
        assert!(matches!(error, StartError::StateInUse { .. }), "{error}");
    }
    stop(running);

    let kept = fs::read(folder.file()).unwrap();
    let error = not_started(folder.builder().seed(8));
    assert!(matches!(error, StartError::StateSeed { kept: 7, given: 8, .. }), "{error}");
    let text = String::from_utf8(kept.clone()).unwrap();
    for (broken, problem) in [
        (String::new(), "it is not JSON"),
        (text[..text.floor_char_boundary(text.len() / 2)].to_owned(), "it is not JSON"),
        (text.replacen("{\"format\":1", "{\"format\":2", 1), "format: 2"),
        (text.replacen("{\"format\":1", "{\"format\":1,\"more\":1", 1), "more: unknown field"),
        (text.replace("\"payapp\"", "7"), "first.records["),
        (text.replace("\"seed\":\"7\"", "\"seed\":\"9\""), "application_id: does not follow"),
        ("{\"format\":1,\"version\":\"1\",\"made\":0,\"others\":[]}".to_owned(), "missing field `first`"),
        (text.replace("\"made\":1,", "\"made\":0,"), "others: must have numbers that rise"),
    ] {
        fs::write(folder.file(), &broken).unwrap();
        let error = not_started(folder.builder());
        let says = error.to_string();
        assert!(
            matches!(error, StartError::StateBroken { .. }) && says.contains(problem),
            "{problem}: {says}"
        );
        assert!(
            says.contains("state.json") && says.contains("Move the file away") && !says.contains("홍길동"),
            "{says}"
        );
        assert_eq!(fs::read_to_string(folder.file()).unwrap(), broken);
    }
    let nowhere = folder.0.join("absent/state.json");
    assert!(matches!(not_started(Sandbox::builder().state_file(nowhere)), StartError::State { .. }));
    fs::write(folder.file(), kept).unwrap();
    stop(Server::start_with(folder.builder()));
}
