//! `bootpay sandbox record` and `bootpay sandbox replay` as a user runs them.

#![allow(clippy::unwrap_used)] // a test that cannot go on should say where it stopped

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use bootpay::api::cancel::CancelPayment;
use bootpay::blocking::Client;
use bootpay_sandbox::Sandbox;
use serde_json::{Value, json};
use support::{Folder, program, text};

/// A server of the program, which has printed that it listens.
struct Running {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<std::process::ChildStdout>,
    ready: Value,
    printed: String,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut child = program()
            .args(["sandbox"])
            .args(arguments)
            .args(["--port", "0", "--json", "--with-parent"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut printed = String::new();
        stdout.read_line(&mut printed).unwrap();
        let ready = serde_json::from_str(&printed).unwrap_or_else(|_| {
            let mut why = String::new();
            child.stderr.take().unwrap().read_to_string(&mut why).unwrap();
            panic!("{arguments:?}: {printed}{why}")
        });
        let stdin = child.stdin.take();
        Self { child, stdin, stdout, ready, printed }
    }

    fn get(&self, name: &str) -> &str {
        self.ready[name].as_str().unwrap()
    }

    fn address(&self) -> &str {
        self.get("url").strip_prefix("http://").unwrap()
    }

    /// Ends it; all that it printed.
    fn end(mut self) -> (String, String) {
        drop(self.stdin.take());
        let mut printed = std::mem::take(&mut self.printed);
        self.stdout.read_to_string(&mut printed).unwrap();
        let mut errors = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        assert!(self.child.wait().unwrap().success(), "{printed}{errors}");
        (printed, errors)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The exchanges of a recording.
fn exchanges(file: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn of<'e>(exchanges: &'e [Value], operation: &str) -> Vec<&'e Value> {
    exchanges.iter().filter(|exchange| exchange["operation"] == operation).collect()
}

/// A call over a socket: the head and the body of the answer.
fn call(address: &str, line: &str, headers: &[(&str, &str)], body: &str) -> (String, String) {
    let mut socket = TcpStream::connect(address).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let mut request = format!("{line} HTTP/1.1\r\nConnection: close\r\n");
    if !headers.iter().any(|(name, _)| *name == "Host") {
        request += &format!("Host: {address}\r\n");
    }
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    request += &format!("Content-Length: {}\r\n\r\n{body}", body.len());
    socket.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

/// A server that gives these answers, each by the beginning of the request line, and hands out what it was sent.
fn upstream(answers: Vec<(&'static str, u16, String)>) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (tell, told) = channel();
    std::thread::spawn(move || {
        for socket in listener.incoming() {
            let mut reader = BufReader::new(socket.unwrap());
            let (mut head, mut length) = (String::new(), 0);
            while !head.ends_with("\r\n\r\n") {
                let before = head.len();
                reader.read_line(&mut head).unwrap();
                let line = head[before..].to_ascii_lowercase();
                if let Some(value) = line.strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let sent = head + &String::from_utf8(body).unwrap();
            let (_, status, answer) = answers.iter().find(|(start, ..)| sent.starts_with(start)).unwrap();
            let head = format!(
                "HTTP/1.1 {status} Answer\r\nSet-Cookie: name=CANARYCOOKIE\r\nContent-Type: application/json\r\n\
                 Content-Length: {}\r\nConnection: close\r\n\r\n",
                answer.len()
            );
            reader.get_mut().write_all((head + answer).as_bytes()).unwrap();
            if tell.send(sent).is_err() {
                return;
            }
        }
    });
    (url, told)
}

fn good(data: &Value) -> String {
    json!({"status": 200, "code": 0, "message": "", "data": data}).to_string()
}

const RECEIPT: &str = "612e09260d681b0021e61ab7";
const CI: &str = "Q0FOQVJZLWNpLWZvci10aGUtdGVzdC1vZi1yZWNvcmRpbmdzLCB3aGljaCBoYXMgc2l4dHktZm91ciBieXRlcw==";
const DI: &str = "Q0FOQVJZLWRpLWZvci10aGUtdGVzdC1vZi1yZWNvcmRpbmdzLTQ4LWJ5dGVzLi4u";

/// Every kind of value that must not be written, each of them made up.
const CANARIES: &[&str] = &[
    "5f0c1d2e3f4a5b6c7d8e9f01",                                         // application id
    "Q0FOQVJZa2V5Q0FOQVJZa2V5Q0FOQVJZa2V5Q0FOQVI=",                     // private key
    "ca4a47ca4a47ca4a47ca4a47ca4a47ca4a47ca4a47ca4a47ca4a47ca4a47ca4a", // token
    RECEIPT,
    CI,
    DI,
    "나카나리",
    "01098761234",
    "19871231",
    "871231",
    "5e81bc176f9c290363a65fca", // billing key
    "9430811122223333",         // card
    "1234567890123",            // account
    "canary@example.kr",
    "서울 카나리구 1-2",
    "order-CANARY-77",
    "member-CANARY",
    "카나리 상품",
    "CANARYMEMO",
    "CANARYCOOKIE",
    "CANARYURL",
    "CANARYKEY",
    "990101222",
];

/// How a value may be written elsewhere.
fn spellings(value: &str) -> Vec<String> {
    let hyphens = |at: &[usize]| {
        let mut text = value.to_owned();
        at.iter().rev().for_each(|at| text.insert(*at, '-'));
        text
    };
    let mut spellings = vec![
        value.to_owned(),
        value.to_uppercase(),
        base64(value.as_bytes()).trim_end_matches('=').to_owned(),
        value.bytes().map(|byte| format!("%{byte:02X}")).collect(),
        value.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect(),
        value.replace('+', "%2B").replace('=', "%3D"),
    ];
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        match value.len() {
            11 => spellings.extend([hyphens(&[3, 7]), value[1..].to_owned(), format!("+82{}", &value[1..])]),
            8 => spellings.push(hyphens(&[4, 6])),
            16 => spellings.push(hyphens(&[4, 8, 12])),
            _ => {}
        }
    }
    spellings
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |bits: u32| char::from(LETTERS[(bits & 63) as usize]);
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        text.extend((0..=three.len()).map(|at| letter(bits >> (18 - 6 * at))));
    }
    text
}

#[test]
fn what_is_somebodys_reaches_neither_the_disk_nor_the_terminal() {
    let [application_id, private_key, token, ..] = CANARIES else { unreachable!() };
    let said = CANARIES.iter().flat_map(|canary| spellings(canary)).collect::<Vec<_>>().join(" ");
    let person = json!({"username": "나카나리", "phone": "01098761234", "birth": "19871231", "gender": "1",
                        "unique": CI, "di": DI, "carrier": "SKT", "foreigner": 0});
    let params =
        json!({"CANARYKEY": {"memo": "CANARYMEMO", "tel": 1_098_761_234, "order": "order-CANARY-77"}});
    let certificate = json!({"receipt_id": RECEIPT, "order_id": "order-CANARY-77", "pg": "danal", "certificate": person,
                             "payment_data": {"username": "나카나리", "phone": "010-9876-1234", "birth": "871231",
                                              "unique": CI, "memo": said, "resident": "871231-990101222"}});
    let receipt = json!({"receipt_id": RECEIPT, "order_id": "order-CANARY-77", "name": "카나리 상품", "price": 3000,
                         "receipt_url": "https://door.example.kr/CANARYURL", "status": 1, "params": params,
                         "payment_data": {"card_no": "9430811122223333", "account": "1234567890123", "card_name": said}});
    let billing_key = json!({"billing_key": "5e81bc176f9c290363a65fca", "pg": "kcp",
                             "data": {"card_no": "9430811122223333", "card_name": "국민", "card_code": "KB"}});
    let refusal =
        json!({"status": 400, "code": -1, "message": said, "data": {"said": said, "n": 1_098_761_234}});
    let unknown = json!({"receipt_id": RECEIPT, "price": 1, "resident_number": "871231-990101222"});
    let answers = vec![
        ("POST /request/token", 200, good(&json!({"token": token, "server_time": 1, "expired_at": 1801}))),
        ("GET /certificate", 200, good(&certificate)),
        ("GET /receipt/612e09260d681b0021e61ab8", 200, good(&unknown)),
        ("GET /receipt", 200, good(&receipt)),
        ("POST /request/card_rebill", 200, good(&billing_key)),
        ("POST /cancel", 400, refusal.to_string()),
        ("POST /request/payment", 200, good(&json!("https://g.example.kr/CANARYURL"))),
        (
            "GET /wallet",
            200,
            good(&json!([{"card_no": "9430811122223333", "CANARYMEMO 1": "member-CANARY"}])),
        ),
        ("POST /push/sms", 200, format!("<html>{said}</html>")),
        ("GET /v9", 404, json!({"message": said}).to_string()),
        ("PUT /delivery", 200, json!({"status": 200, "code": said}).to_string()),
    ];
    let expected = answers.clone();
    let (url, sent) = upstream(answers);
    let folder = Folder::new("canaries");
    let file = folder.file("recording.jsonl");
    let recorder = Running::start(&["record", "--to", &file, "--upstream", &url]);

    let json_type = ("Content-Type", "application/json");
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let keys = json!({"application_id": application_id, "private_key": private_key}).to_string();
    let keys_in_a_form =
        format!("application_id={application_id}&private_key={}", private_key.replace('=', "%3D"));
    let cancel = json!({"receipt_id": RECEIPT, "price": 1000, "name": "나카나리", "reason": "CANARYMEMO 010-9876-1234",
                        "refund": {"account": "1234567890123", "accountholder": "나카나리", "bankcode": "088"}});
    let link = json!({"order_id": "order-CANARY-77", "name": "카나리 상품", "price": 3000, "params": params.to_string(),
                      "user_info": {"id": "member-CANARY", "email": "canary@example.kr", "address": "서울 카나리구 1-2",
                                    "phone": "010-9876-1234", "birth": "871231", "username": "나카나리"},
                      "extra": {"CANARYKEY": said}, "return_url": "https://shop.example.kr/CANARYURL"});
    let card = "pg=kcp&order_id=order-CANARY-77&item_name=%EC%B9%B4%EB%82%98%EB%A6%AC%20%EC%83%81%ED%92%88&card_no=9430811122223333\
                &card_pw=12&expire_year=30&expire_month=12&identify_number=871231&user_info[phone]=01098761234\
                &user_info[username]=%EB%82%98%EC%B9%B4%EB%82%98%EB%A6%AC";
    let receipt = format!("GET /receipt/{RECEIPT}");
    let certificate = format!("GET /certificate/{RECEIPT}.json?sandbox=1");
    type Call<'c> = (&'c str, Option<(&'c str, &'c str)>, String);
    let calls: Vec<Call<'_>> = vec![
        ("POST /request/token", Some(json_type), keys.clone()),
        ("POST /request/token.json", Some(form), keys_in_a_form),
        ("POST /request/token", None, keys),
        (&certificate[..certificate.len() - 10], None, String::new()),
        (&certificate, None, String::new()),
        (&receipt, None, String::new()),
        ("GET /receipt/612e09260d681b0021e61ab8", None, String::new()),
        ("POST /request/card_rebill.json", Some(form), card.to_owned()),
        ("POST /cancel", Some(json_type), cancel.to_string()),
        ("POST /request/payment.json", None, link.to_string()),
        ("GET /wallet?user_id=member-CANARY", None, String::new()),
        (
            "POST /push/sms",
            Some(json_type),
            json!({"data": {"rps": ["01098761234"], "msg": said}}).to_string(),
        ),
        ("GET /v9/CANARYMEMO?tel=01098761234", None, String::new()),
        (
            "PUT /delivery/start/612e09260d681b0021e61ab7",
            Some(json_type),
            r#"{"CANARYKEY 9":"CANARYMEMO"}"#.to_owned(),
        ),
    ];
    for (line, content_type, body) in &calls {
        let mut headers =
            vec![("Authorization", *token), ("Cookie", "CANARYCOOKIE"), ("X-Request-Id", "member-CANARY")];
        headers.extend(content_type);
        let (head, answered) = call(recorder.address(), line, &headers, body);
        let arrived = sent.recv_timeout(Duration::from_secs(60)).unwrap();
        // the client's request and its answer are the true ones
        assert!(arrived.starts_with(line) && arrived.ends_with(body.as_str()), "{line}");
        assert!(arrived.to_ascii_lowercase().contains(&format!("authorization: {token}")), "{line}");
        let (_, status, answer) = expected.iter().find(|(start, ..)| line.starts_with(start)).unwrap();
        assert_eq!(answered, *answer, "{line}");
        assert!(head.starts_with(&format!("HTTP/1.1 {status}")) && head.contains("CANARYCOOKIE"), "{head}");
    }

    let (printed, errors) = recorder.end();
    let written = std::fs::read_to_string(&file).unwrap();
    for canary in CANARIES {
        for spelling in spellings(canary) {
            for (text, place) in [(&written, "the file"), (&printed, "stdout"), (&errors, "stderr")] {
                assert!(!text.contains(&spelling), "{spelling} of {canary} is in {place}: {text}");
            }
        }
    }
    let recorded = exchanges(&file);
    let operations: Vec<&str> =
        recorded.iter().map(|exchange| exchange["operation"].as_str().unwrap()).collect();
    let expected = [
        "token.request",
        "token.request",
        "token.request",
        "certificate.get",
        "receipt.get",
        "billing_key.request",
        "payment.cancel",
        "link.request",
        "wallet.list",
    ];
    assert_eq!(operations, expected, "{errors}");
    for line in [
        "certificate.get, GET /certificate/{receipt_id}: the request has the unknown field sandbox",
        "receipt.get, GET /receipt/{receipt_id}: the answer has the unknown field data.resident_number",
        "sms.send, POST /push/sms: the answer is not a JSON object",
        "GET /…/…: the API has no such route",
        "delivery.start, PUT /delivery/start/{receipt_id}: the request has the unknown field …",
        "recorded 9, left out 5",
    ] {
        assert!(errors.contains(line), "{line}: {errors}");
    }
    let certificate = of(&recorded, "certificate.get")[0];
    let (receipt, link) = (of(&recorded, "receipt.get")[0], of(&recorded, "link.request")[0]);
    assert_eq!(
        certificate["path"],
        certificate["answer"]["data"]["receipt_id"].as_str().map(|id| format!("/certificate/{id}")).unwrap()
    );
    for order_id in [&receipt["answer"]["data"]["order_id"], &link["request"]["order_id"]] {
        assert_eq!(*order_id, certificate["answer"]["data"]["order_id"]);
    }
    let person = &certificate["answer"]["data"]["certificate"];
    assert_eq!(person["username"], of(&recorded, "payment.cancel")[0]["request"]["refund"]["accountholder"]);
    assert!(person["unique"].as_str().unwrap().starts_with("SANDBOX"), "{person}");
    assert!(person["phone"].as_str().unwrap().starts_with("0100000"), "{person}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

fn client(url: &str, application_id: &str, private_key: &str) -> Client {
    let builder = bootpay::Client::builder().application_id(application_id).private_key(private_key);
    let builder = builder.base_url(url).max_retries(0).environment(Default::default());
    Client::from_builder(builder).unwrap()
}

/// What a merchant's server does, as far as it can be compared: the statuses of answers and refusals, and the ids.
fn flow(client: &Client, identity: &str, payment: &str) -> Vec<String> {
    let status = |error: bootpay::Error| format!("refused {:?}", error.status());
    let read = |client: &Client| {
        client.verify(payment).map_or_else(status, |receipt| {
            assert_eq!(receipt.receipt_id, payment);
            format!("{} {:?} {:?}", receipt.meta().status, receipt.status, receipt.remain_price)
        })
    };
    let certificate = client.certificate(identity).map_or_else(status, |certificate| {
        assert_eq!(certificate.receipt_id, identity);
        let person = &certificate.person;
        assert!(certificate.order_id.is_some() && person.birth.as_ref().unwrap().iso().is_some());
        format!("{} {:?} {:?}", certificate.meta().status, person.gender, person.carrier)
    });
    let cancel = |price: u64| {
        client.cancel(CancelPayment::new(payment).price(price)).map_or_else(status, |cancelled| {
            assert_eq!(cancelled.receipt_id, payment);
            format!("{} {:?}", cancelled.meta().status, cancelled.remain_price)
        })
    };
    vec![
        certificate,
        read(client),
        cancel(1200),
        read(client),
        cancel(9000),
        cancel(1800),
        read(client),
        read(client),
    ]
}

#[test]
fn a_recorded_flow_comes_again() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime.block_on(Sandbox::start()).unwrap();
    let made = |path: &str, fields: Value| {
        sandbox.control("POST", path, &fields).unwrap()["receipt_id"].as_str().unwrap().to_owned()
    };
    let identity = made("/sandbox/identities", json!({"persona": "adult", "order_id": "signup-1"}));
    let payment = made("/sandbox/payments", json!({"price": 3000, "order_id": "order-1"}));
    let folder = Folder::new("flow");
    let file = folder.file("flow.jsonl");
    let recorder = Running::start(&["record", "--to", &file, "--upstream", sandbox.url()]);
    let real = flow(
        &client(recorder.get("url"), sandbox.application_id(), sandbox.private_key()),
        &identity,
        &payment,
    );
    let (_, errors) = recorder.end();
    assert_eq!(errors, "recorded 9, left out 0\n");
    assert!(
        real[0].starts_with("200") && real[2].contains("1800") && real[4].starts_with("refused"),
        "{real:?}"
    );

    let recorded = exchanges(&file);
    let id = |operation| {
        of(&recorded, operation)[0]["path"].as_str().unwrap().rsplit_once('/').unwrap().1.to_owned()
    };
    let (identity, payment) = (id("certificate.get"), id("receipt.get"));
    let replay = Running::start(&["replay", &file]);
    let replayed = client(replay.get("url"), replay.get("application_id"), replay.get("private_key"));
    assert_eq!(flow(&replayed, &identity, &payment), real);
    // the last answer stays
    assert!(replayed.verify(&payment).unwrap().meta().status == 200);
    let error = replayed.verify("5df6e67d4f74b4002a77e0eb").unwrap_err();
    let said = error.body().unwrap();
    assert!(error.status() == Some(404) && said.contains(&format!("GET /receipt/{payment}")), "{said}");
    let error =
        client(replay.get("url"), replay.get("application_id"), "b3RoZXI=").verify(&payment).unwrap_err();
    assert_eq!(error.status(), Some(401));
    let (head, _) = call(replay.address(), "GET /receipt/x", &[], "");
    assert!(head.starts_with("HTTP/1.1 401") && head.contains("x-bootpay-sandbox: 1"), "{head}");
}

#[test]
fn no_page_of_another_site_uses_a_recorder() {
    let (url, _sent) = upstream(vec![("GET /receipt", 200, good(&Value::Null))]);
    let folder = Folder::new("pages");
    let recorder = Running::start(&["record", "--to", &folder.file("r"), "--upstream", &url]);
    for header in
        [("Host", "evil.example"), ("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")]
    {
        let (head, _) = call(recorder.address(), "GET /receipt/r", &[header], "");
        assert!(head.starts_with("HTTP/1.1 403"), "{header:?}: {head}");
    }
    let (head, _) = call(recorder.address(), "GET /receipt/r", &[], "");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
}

#[test]
fn what_cannot_be_recorded_or_replayed_is_said_at_the_start() {
    let folder = Folder::new("start");
    let (there, new) = (folder.file("there"), folder.file("new"));
    std::fs::write(&there, "{\"bootpay_recording\":1}\n{\"half\":").unwrap();
    let record = |more: &[&str]| {
        let output =
            program().args(["sandbox", "record", "--port", "0", "--to"]).args(more).output().unwrap();
        (output.status.code(), text(&output))
    };
    for (more, why) in [
        (&[&there[..]][..], "exists already"),
        (&[&new, "--upstream", "http://api.bootpay.co.kr"], "must be https"),
        (&[&new, "--upstream", "http://sandbox:8300"], "must be https"),
        (&[&new, "--upstream", "https://user:CANARY@api.bootpay.co.kr"], "user name or password"),
    ] {
        let (code, said) = record(more);
        assert!(
            code == Some(2) && said.contains(why) && !said.contains("CANARY"),
            "{more:?}: {code:?} {said}"
        );
    }
    let output =
        program().args(["sandbox", "record", "--listen", "0.0.0.0:0", "--to", &new]).output().unwrap();
    assert!(
        output.status.code() == Some(2) && text(&output).contains("listen on 127.0.0.1"),
        "{}",
        text(&output)
    );
    assert!(!std::path::Path::new(&new).exists());

    let replay =
        |file: &str| text(&program().args(["sandbox", "replay", file, "--port", "0"]).output().unwrap());
    assert!(replay(&there).contains("line 2"), "{}", replay(&there));
    std::fs::write(&there, "PNG").unwrap();
    assert!(replay(&there).contains("no recording"), "{}", replay(&there));
    assert!(
        replay(&new).contains("No such file") || replay(&new).contains("cannot find"),
        "{}",
        replay(&new)
    );
}
