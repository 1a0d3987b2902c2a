//! GET /receipt and GET /certificate, and the control calls that make what they answer.

#![allow(clippy::unwrap_used)] // a panic in a helper is the test's failure

mod support;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use support::{IDENTITY, IDENTITY_FOREIGNER, IDENTITY_NOT_ASKED_FOR, PAYMENT, PAYMENT_PLAIN, Server};

#[test]
fn the_documented_receipt() {
    let server = Server::start();
    // The v1 docs' verify page, to the letter but for the end of the URL, which the page cuts.
    let documented = r#"{"status":200,"code":0,"message":"","data":{"receipt_id":"5df6e67d4f74b4002a77e0eb","order_id":"1576461949","name":"테스트결제","price":3000,"tax_free":1500,"remain_price":3000,"remain_tax_free":1500,"cancelled_price":0,"cancelled_tax_free":0,"receipt_url":"https://app.bootpay.co.kr/bill/5df6e67d4f74b4002a77e0eb","unit":"krw","pg":"payapp","method":"card_rebill_rest","pg_name":"페이앱","method_name":"카드정기결제(REST)","payment_data":{"card_name":"하나","card_no":"94308100****4569","card_quota":"00","card_auth_no":"09286221","receipt_id":"5df6e67d4f74b4002a77e0eb","n":"테스트결제","p":3000,"tid":"48585753","pg":"페이앱","pm":"카드정기결제(REST)","pg_a":"payapp","pm_a":"card_rebill_rest","o_id":"1576461949","p_at":"2019-12-16 11:05:50","s":1,"g":2},"requested_at":"2019-12-16 11:05:50","purchased_at":"2019-12-16 11:05:50","status":1,"status_en":"complete","status_ko":"결제완료"}}"#;
    let token = server.token();
    for path in [format!("/receipt/{PAYMENT}"), format!("/receipt/{PAYMENT}.json")] {
        let reply = server.get(&path, &token);
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("content-type"), Some("application/json; charset=utf-8"));
        assert_eq!(reply.text(), documented);
    }
}

#[test]
fn the_certificate_of_the_first_example_id() {
    let server = Server::start();
    let token = server.token();
    let bare = server.get(&format!("/certificate/{IDENTITY}"), &token);
    // Java and .NET add .json, Ruby sends a body with its GET, and broken bodies mean as little.
    let suffixed = server.get(&format!("/certificate/{IDENTITY}.json"), &token);
    assert_eq!(suffixed.text(), bare.text());
    for body in [r#"{"receipt_id":"612e09260d681b0021e61ab9"}"#, "{}", "{\"receipt"] {
        let headers = [("Authorization", token.as_str()), ("Content-Type", "application/json")];
        let reply = server.send("GET", &format!("/certificate/{IDENTITY}"), &headers, body);
        assert_eq!(reply.text(), bare.text());
    }

    let answer = bare.json();
    let unique = answer["data"]["certificate"]["unique"].as_str().unwrap();
    let di = answer["data"]["certificate"]["di"].as_str().unwrap();
    assert_eq!((unique.len(), di.len()), (88, 64));
    assert!(unique.starts_with("SANDBOX") && di.starts_with("SANDBOX"));
    let expected = r#"{"status":200,"code":0,"message":"","data":{"receipt_id":"612e09260d681b0021e61ab9","order_id":"order_1234","pg":"danal","method":"auth","pg_name":"다날","method_name":"본인인증","certificate":{"username":"홍길동","phone":"01000001234","birth":"1990-10-04","gender":"1","unique":"<CI>","di":"<DI>","foreigner":false,"carrier":"SKT"},"payment_data":{"username":"홍길동","phone":"01000001234","birth":"1990-10-04","gender":"1","unique":"<CI>","di":"<DI>","receipt_id":"612e09260d681b0021e61ab9","n":"본인인증","p":0,"tid":"202108311948001","pg":"다날","pm":"본인인증","pg_a":"danal","pm_a":"auth","o_id":"order_1234","p_at":"2021-08-31 19:48:00","s":1,"g":2}}}"#;
    assert_eq!(bare.text(), expected.replace("<CI>", unique).replace("<DI>", di));

    let receipt = server.get(&format!("/receipt/{IDENTITY}"), &token).json();
    assert_eq!(receipt["data"]["payment_data"], answer["data"]["payment_data"]);
    assert_eq!(receipt["data"]["method"], "auth");
    assert_eq!((&receipt["data"]["price"], &receipt["data"]["status"]), (&json!(0), &json!(1)));
}

#[test]
fn the_other_ids_that_are_known_from_the_start() {
    let server = Server::start();
    let token = server.token();
    let certificate =
        |id: &str| server.get(&format!("/certificate/{id}"), &token).json()["data"]["certificate"].clone();
    let not_asked_for = certificate(IDENTITY_NOT_ASKED_FOR);
    for absent in ["phone", "carrier", "foreigner"] {
        assert_eq!(not_asked_for.get(absent), None, "{not_asked_for}");
    }
    let foreigner = certificate(IDENTITY_FOREIGNER);
    assert_eq!((&foreigner["gender"], &foreigner["foreigner"]), (&json!(0), &json!(true)));
    assert!(foreigner["username"].as_str().unwrap().is_ascii());
    let people = [certificate(IDENTITY), not_asked_for, foreigner];
    assert_ne!(people[0]["unique"], people[1]["unique"]);
    assert_ne!(people[1]["unique"], people[2]["unique"]);

    let plain = server.get(&format!("/receipt/{PAYMENT_PLAIN}"), &token).json();
    assert_eq!((&plain["data"]["method"], &plain["data"]["status"]), (&json!("card"), &json!(1)));
}

#[test]
fn an_age_is_that_of_somebody_whose_birthday_is_today_in_korea() {
    let server = Server::start();
    let born = |age: u64| {
        let made = server.control("POST", "/sandbox/identities", json!({"age": age}));
        made["certificate"]["birth"].as_str().unwrap().to_owned()
    };
    // The sandbox writes its own day into the verification's transaction.
    let today = || {
        let made = server.control("POST", "/sandbox/identities", json!({}));
        let id = made["receipt_id"].as_str().unwrap().to_owned();
        let whole = server.control("GET", &format!("/sandbox/identities/{id}"), Value::Null);
        whole["payment_data"]["p_at"].as_str().unwrap()[..10].to_owned()
    };
    for _ in 0..2 {
        // Twice, should midnight come in between.
        let (before, birth, after) = (today(), born(0), today());
        assert!(birth == before || birth == after, "{before} {birth} {after}");
        let year: u64 = after[..4].parse().unwrap();
        assert!([year - 15, year - 16].contains(&born(15)[..4].parse().unwrap()));
        server.advance(400 * 24 * 60 * 60);
    }
    let made = server.control("POST", "/sandbox/identities", json!({"age": null, "birth": "1990-10-04"}));
    assert_eq!(made["certificate"]["birth"], "1990-10-04");
}

/// The documentation's own sample of this route is a payment: its receipt, and nobody's certificate.
#[test]
fn the_certificate_of_a_payment_is_its_receipt() {
    let server = Server::start();
    let token = server.token();
    let certificate = server.get(&format!("/certificate/{PAYMENT}"), &token);
    assert_eq!(certificate.status, 200);
    assert_eq!(certificate.body, server.get(&format!("/receipt/{PAYMENT}"), &token).body);
    assert_eq!(certificate.json()["data"].get("certificate"), None);
    assert_eq!(server.get("/certificate/aaaaaaaaaaaaaaaaaaaaaaaa", &token).refusal().0, 404);
}

#[test]
fn hostile_ids_and_paths_get_an_envelope() {
    let server = Server::start();
    let token = server.token();
    let long = format!("/certificate/{}", "a".repeat(10_000));
    let paths = [
        "/certificate/not-an-id",
        "/certificate/%00",
        "/certificate/612e09260d681b0021e61ab9%00",
        "/certificate/%ff%fe",
        "/certificate/%zz",
        "/certificate/%",
        "/certificate/한글",
        "/certificate/612E09260D681B0021E61AB9",
        "/certificate/../request/token",
        "/certificate/..%2frequest%2ftoken?x=1",
        "/certificate/",
        "/certificate/.json",
        "/certificate",
        "/certificate/612e09260d681b0021e61ab9/x",
        "/certificate/612e09260d681b0021e61ab9.json.json",
        "/certificate//612e09260d681b0021e61ab9",
        "//certificate/612e09260d681b0021e61ab9",
        "/nowhere",
        "/sandboxes",
        &long,
    ];
    for path in paths {
        let (status, _, _) = server.get(path, &token).refusal();
        assert_eq!(status, 404, "{path}");
    }
    assert_eq!(server.journal().len(), 1 + paths.len(), "each of them is in the journal");
    // A NUL in the request line is not HTTP; hyper refuses it before any handler, and the server lives on.
    let raw = server.raw(b"GET /certificate/\0 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").unwrap();
    assert!(raw.starts_with(b"HTTP/1.1 400 "), "{:?}", String::from_utf8_lossy(&raw));
    assert_eq!(server.get(&format!("/certificate/{IDENTITY}"), &token).status, 200);
}

#[test]
fn wrong_methods_are_405() {
    let server = Server::start();
    for (method, path, allowed) in [
        ("GET", "/request/token", "POST"),
        ("POST", "/receipt/5df6e67d4f74b4002a77e0eb", "GET"),
        ("DELETE", "/certificate/612e09260d681b0021e61ab9.json", "GET"),
    ] {
        let reply = server.send(method, path, &[], "");
        assert_eq!(reply.refusal().0, 405, "{method} {path}");
        assert_eq!(reply.header("allow"), Some(allowed));
    }
}

#[test]
fn a_body_over_1_mib_is_413() {
    let server = Server::start();
    let filler = "x".repeat(1024 * 1024);
    let body = format!(r#"{{"application_id":"{filler}"}}"#);
    assert_eq!(server.post_json("/request/token", &body).refusal().0, 413);
    let chunked = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    let head = "POST /request/token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
    let raw = server.raw(format!("{head}{chunked}").as_bytes()).unwrap();
    assert!(raw.starts_with(b"HTTP/1.1 413 "), "{:?}", String::from_utf8_lossy(&raw));
    assert_eq!(server.post_json("/sandbox/identities", &body).status, 413);
}

#[test]
fn an_identity_with_nothing_said_is_the_default_person() {
    let server = Server::start();
    let token = server.token();
    let made = server.control("POST", "/sandbox/identities", Value::Null);
    let id = made["receipt_id"].as_str().unwrap();
    let read = server.get(&format!("/certificate/{id}"), &token).json()["data"].clone();
    for field in ["receipt_id", "order_id", "certificate"] {
        assert_eq!(made[field], read[field]);
    }
    let known = server.get(&format!("/certificate/{IDENTITY}"), &token).json()["data"]["certificate"].clone();
    assert_eq!(made["certificate"], known);
}

#[test]
fn what_a_test_says_about_a_person_comes_back_as_it_was_said() {
    let server = Server::start();
    let token = server.token();
    let long = "가".repeat(10_000);
    for name in ["O'Brien \"X\" \\ \u{0} \u{202e}", "<script>alert(1)</script>", "👩‍👩‍👧‍👦 🇰🇷", "", &long]
    {
        let body = json!({"receipt_id": "0123456789abcdef01234567", "username": name, "order_id": "주문 1", "name": "회원가입"});
        server.control("POST", "/sandbox/identities", body);
        let data = server.get("/certificate/0123456789abcdef01234567", &token).json()["data"].clone();
        assert_eq!(data["certificate"]["username"], *name);
        assert_eq!(data["payment_data"]["username"], *name);
        assert_eq!((&data["order_id"], &data["payment_data"]["n"]), (&json!("주문 1"), &json!("회원가입")));
    }
    for (field, value) in [
        ("gender", json!("0")),
        ("gender", json!(1)),
        ("foreigner", json!(1)),
        ("foreigner", json!(true)),
        ("birth", json!("901004")),
        ("birth", json!("19901004")),
        ("birth", json!("2000-02-29")),
        ("unique", json!("own CI")),
        ("di", json!("own DI")),
        ("carrier", json!("LGT")),
    ] {
        let made = server.control("POST", "/sandbox/identities", json!({ field: value }));
        assert_eq!(made["certificate"][field], value);
    }
    for field in ["username", "phone", "birth", "gender", "unique", "di", "foreigner", "carrier"] {
        let made = server.control("POST", "/sandbox/identities", json!({ field: null }));
        assert_eq!(made["certificate"].get(field), None);
        assert_eq!(made["certificate"].as_object().unwrap().len(), 7);
    }
}

#[test]
fn a_person_verified_without_an_order_id_has_none_in_any_answer() {
    let server = Server::start();
    let made = server.control("POST", "/sandbox/identities", json!({"order_id": null}));
    let id = made["receipt_id"].as_str().unwrap();
    let certificate = server.data("GET", &format!("/certificate/{id}"), Value::Null);
    let receipt = server.receipt(id);
    for answer in [&made, &certificate, &receipt] {
        assert_eq!(answer.get("order_id"), None, "{answer}");
    }
    for answer in [&certificate, &receipt] {
        assert_eq!(answer["payment_data"].get("o_id"), None, "{answer}");
        assert_eq!(answer["payment_data"]["receipt_id"], id, "{answer}");
    }
}

#[test]
fn a_year_age_is_that_of_somebody_whose_birthday_is_on_31_december() {
    let server = Server::start();
    let made = server.control("POST", "/sandbox/identities", json!({"year_age": 19}));
    let id = made["receipt_id"].as_str().unwrap();
    let at = server.data("GET", &format!("/certificate/{id}"), Value::Null)["payment_data"]["p_at"].clone();
    let year: u64 = at.as_str().unwrap()[..4].parse().unwrap();
    assert_eq!(made["certificate"]["birth"], format!("{}-12-31", year - 19));
}

#[test]
fn a_verification_may_be_some_time_ago() {
    let server = Server::start();
    let before = server.now();
    let made = server.control("POST", "/sandbox/identities", json!({"verified_ago": 3600}));
    let after = server.now();
    let id = made["receipt_id"].as_str().unwrap();
    let certificate = server.data("GET", &format!("/certificate/{id}"), Value::Null);
    let at: jiff::civil::DateTime = certificate["payment_data"]["p_at"].as_str().unwrap().parse().unwrap();
    let at = at.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(9))).unwrap().timestamp().as_second();
    assert!((before - 3600..=after - 3600).contains(&at), "{before} {at} {after}");
    let receipt = server.receipt(id);
    for field in ["requested_at", "purchased_at"] {
        assert_eq!(receipt[field], certificate["payment_data"]["p_at"]);
    }
}

#[test]
fn personas_are_what_their_names_say() {
    let server = Server::start();
    let verify = |fields: Value| server.control("POST", "/sandbox/identities", fields)["certificate"].clone();
    let person = |id: &str| verify(json!({"persona": id}));
    let adult = person("adult");
    assert_eq!(adult, verify(json!({})), "of whom nothing is said");
    let new_number = person("same_ci_other_phone");
    assert_ne!(new_number["phone"], adult["phone"]);
    for same in ["unique", "di", "username", "birth"] {
        assert_eq!(new_number[same], adult[same], "{same}");
    }
    let same_number = person("same_phone_other_ci");
    assert_eq!(same_number["phone"], adult["phone"]);
    for other in ["unique", "di", "username"] {
        assert_ne!(same_number[other], adult[other], "{other}");
    }
    let names =
        |certificate: &Value| certificate.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    let without = |absent: &[&str]| {
        names(&adult).into_iter().filter(|name| !absent.contains(&name.as_str())).collect::<BTreeSet<_>>()
    };
    assert_eq!(names(&person("ci_absent")), without(&["unique"]));
    assert_eq!(names(&person("nothing_enabled")), without(&["phone", "carrier", "foreigner"]));
    assert_eq!(person("foreigner")["foreigner"], true);
    assert_eq!(person("six_digit_birth")["birth"], "850815");
    assert_eq!(person("six_digit_birth_in_two_centuries")["birth"], "010101");
    assert!(person("born_on_29_february")["birth"].as_str().unwrap().ends_with("-02-29"));
}

#[test]
fn of_a_persona_everything_but_the_birth_date_can_be_said_otherwise() {
    let server = Server::start();
    let fields = json!({
        "persona": "foreigner", "receipt_id": "00000000000000000000da7a", "order_id": "signup-1",
        "phone": "01000009999", "carrier": null, "verified_ago": 60,
    });
    let made = server.control("POST", "/sandbox/identities", fields);
    assert_eq!(
        (&made["receipt_id"], &made["order_id"]),
        (&json!("00000000000000000000da7a"), &json!("signup-1"))
    );
    let person = &made["certificate"];
    assert_eq!((&person["phone"], person.get("carrier")), (&json!("01000009999"), None));
    assert_eq!((&person["username"], &person["birth"]), (&json!("SANDBOX JANE DOE"), &json!("1985-08-15")));
}

#[test]
fn personas_are_listed_in_two_languages() {
    let server = Server::start();
    let personas = server.control("GET", "/sandbox/personas", Value::Null);
    let personas = personas.as_array().unwrap();
    assert!(personas.len() >= 14, "{personas:?}");
    for persona in personas {
        let text = |name: &str| persona[name].as_str().unwrap();
        assert!(text("ko").chars().any(|letter| ('가'..='힣').contains(&letter)), "{persona}");
        assert!(text("en").contains(' '), "{persona}");
        let made = server.control("POST", "/sandbox/identities", json!({"persona": text("name")}));
        assert!(made["certificate"]["username"].is_string(), "{persona}");
    }
}

#[test]
fn a_window_that_nobody_finishes_needs_no_browser() {
    let server = Server::start();
    for (fields, status) in [
        (json!({}), 0),
        (json!({"outcome": "unfinished", "order_id": "signup-1"}), 0),
        (json!({"outcome": "cancelled"}), -1),
        (json!({"outcome": "failed", "receipt_id": "00000000000000000000da7a"}), -1),
    ] {
        let window = server.control("POST", "/sandbox/windows", fields.clone());
        let id = window["receipt_id"].as_str().unwrap();
        assert_eq!(
            server.refused("GET", &format!("/certificate/{id}"), Value::Null),
            (404, -940_441),
            "{fields}"
        );
        let receipt = server.receipt(id);
        assert_eq!((&receipt["status"], &receipt["method"]), (&json!(status), &json!("auth")), "{fields}");
        if let Some(order_id) = fields.get("order_id") {
            assert_eq!(&receipt["order_id"], order_id);
        }
    }
}

#[test]
fn an_unfinished_window_can_still_be_used() {
    let server = Server::start();
    let window = server.control("POST", "/sandbox/windows", json!({"order_id": "signup-1"}));
    let id = window["receipt_id"].as_str().unwrap();
    let path = window["url"].as_str().unwrap().strip_prefix(server.sandbox.url()).unwrap().to_owned();
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    for button in ["persona=nothing_enabled", "action=approve"] {
        assert_eq!(server.send("POST", &path, &form, button).status, 303, "{button}");
    }
    let data = server.data("GET", &format!("/certificate/{id}"), Value::Null);
    assert_eq!((&data["order_id"], data["certificate"].get("phone")), (&json!("signup-1"), None));
    assert_eq!(data["certificate"]["username"], "박흥부");
}

#[test]
fn what_a_certificate_is_without() {
    let server = Server::start();
    let whole = server.control("POST", "/sandbox/identities", json!({"age": 20}));
    for (without, key) in [
        ("ci", "unique"),
        ("di", "di"),
        ("phone", "phone"),
        ("carrier", "carrier"),
        ("foreigner", "foreigner"),
        ("birth", "birth"),
        ("gender", "gender"),
        ("name", "username"),
    ] {
        for without in [json!(without), json!([without])] {
            let made = server.control("POST", "/sandbox/identities", json!({"age": 20, "without": without}));
            let mut expected = whole["certificate"].clone();
            expected.as_object_mut().unwrap().remove(key);
            assert_eq!(made["certificate"], expected, "{without}: the same person");
        }
    }
    let made = server.control("POST", "/sandbox/identities", json!({"without": ["order_id", "ci", "di"]}));
    assert_eq!((made.get("order_id"), made["certificate"].as_object().unwrap().len()), (None, 6));
    for nothing in [json!([]), Value::Null] {
        let made = server.control("POST", "/sandbox/identities", json!({"age": 20, "without": nothing}));
        assert_eq!(made["certificate"], whole["certificate"]);
    }
}

#[test]
fn one_person_has_one_ci() {
    let server = Server::start();
    let ci =
        |body: Value| server.control("POST", "/sandbox/identities", body)["certificate"]["unique"].clone();
    let person = ci(json!({"username": "김철수", "birth": "19800102", "phone": "01000009999"}));
    assert_eq!(
        ci(json!({"username": "김철수", "birth": "1980-01-02", "phone": "01000009999", "carrier": "KT"})),
        person
    );
    assert_eq!(ci(json!({"username": "김철수", "birth": "800102", "phone": "01000009999"})), person);
    assert_ne!(ci(json!({"username": "김영희", "birth": "19800102", "phone": "01000009999"})), person);
    assert_ne!(ci(json!({"username": "김철수", "birth": "19800103", "phone": "01000009999"})), person);
    assert_eq!(
        ci(json!({"username": "김철수", "birth": "19800102", "phone": "01000009998"})),
        person,
        "who changes the phone number stays the same"
    );
}

#[test]
fn wrong_control_fields_are_named() {
    let server = Server::start();
    for (path, body, field) in [
        ("/sandbox/identities", r#"{"user_name":"x"}"#, "user_name: unknown field"),
        ("/sandbox/identities", r#"{"receipt_id":"short"}"#, "receipt_id:"),
        ("/sandbox/identities", r#"{"gender":2}"#, "gender:"),
        ("/sandbox/identities", r#"{"gender":true}"#, "gender:"),
        ("/sandbox/identities", r#"{"foreigner":"yes"}"#, "foreigner:"),
        ("/sandbox/identities", r#"{"birth":"19900230"}"#, "birth:"),
        ("/sandbox/identities", r#"{"age":15,"birth":"19900101"}"#, "age:"),
        ("/sandbox/identities", r#"{"age":15,"birth":null}"#, "age:"),
        ("/sandbox/identities", r#"{"age":123}"#, "age:"),
        ("/sandbox/identities", r#"{"age":"15"}"#, "age:"),
        ("/sandbox/identities", r#"{"birth":19901004}"#, "birth:"),
        ("/sandbox/identities", r#"{"age":15,"year_age":16}"#, "year_age: does not go with age:"),
        ("/sandbox/identities", r#"{"year_age":16,"birth":null}"#, "year_age: does not go with birth:"),
        ("/sandbox/identities", r#"{"year_age":0}"#, "year_age: must be from 1 to 122"),
        ("/sandbox/identities", r#"{"year_age":123}"#, "year_age:"),
        ("/sandbox/identities", r#"{"persona":"nobody"}"#, "persona: must be one of adult, "),
        ("/sandbox/identities", r#"{"persona":"age_13","age":14}"#, "age: does not go with persona:"),
        (
            "/sandbox/identities",
            r#"{"persona":"age_13","year_age":14}"#,
            "year_age: does not go with persona:",
        ),
        (
            "/sandbox/identities",
            r#"{"persona":"age_13","birth":"20130101"}"#,
            "birth: does not go with persona:",
        ),
        ("/sandbox/identities", r#"{"verified_ago":-1}"#, "verified_ago:"),
        ("/sandbox/identities", r#"{"verified_ago":99999999999}"#, "verified_ago: must be at most"),
        (
            "/sandbox/windows",
            r#"{"outcome":"verified"}"#,
            "outcome: must be one of unfinished, cancelled, failed",
        ),
        ("/sandbox/windows", r#"{"order_id":""}"#, "order_id:"),
        ("/sandbox/windows", r#"{"amount":100}"#, "amount: unknown field"),
        ("/sandbox/windows", r#"{"price":99}"#, "price:"),
        ("/sandbox/identities", r#"{"without":"cii"}"#, "without: must be one of ci, di, "),
        ("/sandbox/identities", r#"{"without":["ci",1]}"#, "without: must be one of ci, di, "),
        ("/sandbox/identities", r#"{"without":"name","username":"심청"}"#, "without: leaves out name, "),
        (
            "/sandbox/identities",
            r#"{"without":["order_id"],"order_id":"1"}"#,
            "without: leaves out order_id, ",
        ),
        ("/sandbox/identities", r#"{"phone":1012345678}"#, "phone:"),
        ("/sandbox/payments", "{}", "price:"),
        ("/sandbox/payments", r#"{"price":-1}"#, "price:"),
        ("/sandbox/payments", r#"{"price":1.5}"#, "price:"),
        ("/sandbox/payments", r#"{"price":"100"}"#, "price:"),
        ("/sandbox/payments", r#"{"price":100,"status":4}"#, "status:"),
        ("/sandbox/payments", r#"{"price":100,"tax_free":101}"#, "tax_free:"),
        ("/sandbox/payments", r#"{"price":100,"method":"auth"}"#, "method:"),
        ("/sandbox/payments", r#"{"price":100,"unit":"eur"}"#, "unit:"),
        ("/sandbox/clock", "{}", "advance_s:"),
        ("/sandbox/clock", r#"{"advance_s":-1}"#, "advance_s:"),
        ("/sandbox/clock", r#"{"advance_s":18446744073709551615}"#, "advance_s:"),
        ("/sandbox/faults", "{}", "kind:"),
        ("/sandbox/faults", r#"{"kind":"explode"}"#, "kind:"),
        ("/sandbox/faults", r#"{"kind":"status","status":99}"#, "status:"),
        ("/sandbox/faults", r#"{"kind":"reset","status":500}"#, "status:"),
        ("/sandbox/faults", r#"{"kind":"delay"}"#, "delay_ms:"),
        ("/sandbox/faults", r#"{"kind":"reset","delay_ms":1}"#, "delay_ms:"),
        ("/sandbox/faults", r#"{"kind":"reset","times":0}"#, "times:"),
        ("/sandbox/faults", r#"{"kind":"reset","probability":1.01}"#, "probability:"),
        ("/sandbox/faults", r#"{"kind":"reset","path":"certificate"}"#, "path:"),
        ("/sandbox/faults", r#"{"kind":"reset","method":"BREW"}"#, "method:"),
        ("/sandbox/faults", r#"{"kind":"stall","retry_after_s":1}"#, "retry_after_s:"),
        ("/sandbox/faults", r#"{"kind":"redirect","retry_after_s":1}"#, "retry_after_s:"),
        ("/sandbox/faults", r#"{"kind":"redirect","status":304}"#, "status:"),
        ("/sandbox/faults", r#"{"kind":"drip","status":200}"#, "status:"),
        ("/sandbox/faults", r#"{"kind":"drip","delay_ms":600001}"#, "delay_ms:"),
        ("/sandbox/faults", r#"{"kind":"endless","delay_ms":1}"#, "delay_ms:"),
        (
            "/sandbox/faults",
            r#"{"kind":"tls_stall"}"#,
            "kind: tls_stall needs a sandbox that was started with TLS",
        ),
    ] {
        let (status, error) = server.control_error(path, body);
        assert_eq!(status, 422, "{path} {body}: {error}");
        assert!(error.starts_with(field), "{path} {body}: {error}");
    }
    assert_eq!(server.control_error("/sandbox/identities", "{").0, 400);
    assert_eq!(server.control_error("/sandbox/identities", "[]").0, 400);
    assert_eq!(server.control_error("/sandbox/other", "").0, 404);
    assert_eq!(server.control_error("/sandbox/health", "").0, 405);
    assert_eq!(server.control("GET", "/sandbox/faults", Value::Null), json!([]), "none of them was kept");
}

#[test]
fn payments_in_every_status() {
    let server = Server::start();
    let token = server.token();
    for status in [0, 1, 2, 3, 11, 20, -1, -2, -3, -11, -20, -30] {
        let made = server.control(
            "POST",
            "/sandbox/payments",
            json!({"price": 5000, "tax_free": 100, "status": status}),
        );
        assert_eq!(made["status"], status);
        let id = made["receipt_id"].as_str().unwrap();
        assert_eq!(server.get(&format!("/receipt/{id}"), &token).json()["data"], made);
        let (remain, cancelled) = if status == 20 { (0, 5000) } else { (5000, 0) };
        assert_eq!((&made["remain_price"], &made["cancelled_price"]), (&json!(remain), &json!(cancelled)));
        assert_eq!(made.get("purchased_at").is_some(), [1, 20, -20, -30].contains(&status), "{made}");
    }
    let body = json!({"receipt_id": IDENTITY, "price": 0, "pg": "kcp", "method": "bank", "params": {"a": [1]}, "name": "이름", "order_id": "o-1"});
    let made = server.control("POST", "/sandbox/payments", body);
    assert_eq!(made["params"], json!({"a": [1]}));
    assert_eq!((&made["pg_name"], &made["method_name"]), (&json!("KCP"), &json!("계좌이체")));
    assert_eq!(made["payment_data"].get("card_no"), None);
    let certificate = server.get(&format!("/certificate/{IDENTITY}"), &token).json();
    assert_eq!(certificate["data"].get("certificate"), None, "an id has one record");
}

#[test]
fn scenarios_say_what_is_made_up() {
    let server = Server::start();
    let scenarios = server.control("GET", "/sandbox/scenarios", Value::Null);
    let scenarios = scenarios.as_array().unwrap();
    for scenario in scenarios {
        let basis = scenario["basis"].as_str().unwrap();
        assert!(["documented", "seen in an official SDK", "made up"].contains(&basis), "{scenario}");
        for field in ["name", "how", "what"] {
            assert!(!scenario[field].as_str().unwrap().is_empty(), "{scenario}");
        }
    }
    // Every code that the server answers with is in the list, and labelled.
    let token = server.token();
    for reply in [
        server.get("/certificate/aaaaaaaaaaaaaaaaaaaaaaaa", &token),
        server.get(&format!("/certificate/{IDENTITY}"), "wrong"),
        server.post_json("/request/token", "{}"),
    ] {
        let code = format!("code {}:", reply.refusal().1);
        let found = scenarios.iter().find(|scenario| scenario["what"].as_str().unwrap().contains(&code));
        assert_eq!(found.unwrap()["basis"], "made up");
    }
    assert_eq!(server.control("GET", "/sandbox/webhooks", Value::Null), json!([]));
}

#[test]
fn the_books_are_one_list() {
    let server = Server::start();
    let known = server.control("GET", "/sandbox/payments", Value::Null).as_array().unwrap().len();
    let made = server.control(
        "POST",
        "/sandbox/payments",
        json!({"count": 1000, "price": 5000, "pg": "nicepay", "card_name": "하나"}),
    );
    let ids: Vec<&str> =
        made["receipt_ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    assert_eq!(ids.len(), 1000);
    server.data("POST", "/cancel", json!({"receipt_id": ids[7], "price": 2000}));
    server.data("POST", "/cancel", json!({"receipt_id": ids[8]}));

    let books = server.control("GET", "/sandbox/payments", Value::Null);
    let books = books.as_array().unwrap();
    assert_eq!(books.len(), known + 1000);
    let line = |id: &str| books.iter().find(|line| line["receipt_id"] == id).unwrap();
    for (id, cancelled_price, status) in [(ids[6], 0, 1), (ids[7], 2000, 1), (ids[8], 5000, 20)] {
        let expected = json!({
            "receipt_id": id, "price": 5000, "cancelled_price": cancelled_price, "status": status,
        });
        assert_eq!(*line(id), expected);
    }
    assert_eq!(line(PAYMENT)["price"], 3000, "and what is known from the start");
    assert!(books.iter().all(|line| line["receipt_id"] != IDENTITY), "an identity is no payment");

    let (first, other) = (server.receipt(ids[0]), server.receipt(ids[999]));
    assert_eq!((&first["price"], &first["payment_data"]["card_name"]), (&json!(5000), &json!("하나")));
    assert_ne!(first["order_id"], other["order_id"]);
}

#[test]
fn a_count_of_payments_is_checked_like_any_field() {
    let server = Server::start();
    let before = server.control("GET", "/sandbox/payments", Value::Null);
    for (body, field) in [
        (r#"{"count":0,"price":1}"#, "count:"),
        (r#"{"count":100001,"price":1}"#, "count:"),
        (r#"{"count":"2","price":1}"#, "count:"),
        (r#"{"count":2}"#, "price:"),
        (r#"{"count":2,"price":1,"receipt_id":"00000000000000000000beef"}"#, "receipt_id:"),
    ] {
        let (status, error) = server.control_error("/sandbox/payments", body);
        assert!(status == 422 && error.starts_with(field), "{body}: {error}");
    }
    assert_eq!(server.control("GET", "/sandbox/payments", Value::Null), before, "nothing was kept");
}

#[test]
fn a_cancel_that_ends_later_is_in_the_books_then() {
    let server = Server::start();
    let id = server.payment(json!({"price": 3000, "cancel": "late"}));
    assert_eq!(server.api("POST", "/cancel", json!({"receipt_id": id})).status, 504);
    let line = || {
        let books = server.control("GET", "/sandbox/payments", Value::Null);
        let mut lines = books.as_array().unwrap().iter();
        lines.find(|line| line["receipt_id"] == id.as_str()).unwrap().clone()
    };
    assert_eq!((&line()["status"], &line()["cancelled_price"]), (&json!(-30), &json!(0)));
    server.advance(60);
    assert_eq!((&line()["status"], &line()["cancelled_price"]), (&json!(20), &json!(3000)));
}
