//! What the documents print of Rust, which `tests/docs/run` compares line by line, and what they say of laws and birth dates.

#![allow(clippy::print_stdout)] // a quick start shows what it got
#![allow(clippy::unwrap_used)] // a test that cannot go on should say where it stopped

use bootpay::identity::{Begun, ConfirmIdentity, Law, Memory};
use bootpay::{Client, Error, Language};
use serde_json::{Value, json};

#[path = "generated/reference.rs"]
#[rustfmt::skip] // as it was rendered
mod reference;

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// A client as the reference calls it, and the payment whose shipping begins there.
async fn with_sandbox() -> Result<(bootpay_sandbox::Sandbox, Client), Box<dyn std::error::Error>> {
    let sandbox = bootpay_sandbox::Sandbox::start().await?;
    let escrow = json!({ "receipt_id": "00000000000000000000e5c0", "price": 10_000, "escrow": true });
    sandbox.control("POST", "/sandbox/payments", &escrow)?;
    let builder = Client::builder().base_url(sandbox.url());
    let client =
        builder.application_id(sandbox.application_id()).private_key(sandbox.private_key()).build()?;
    Ok((sandbox, client))
}

mod quick_start {
    use bootpay::identity::{ConfirmIdentity, Memory};
    use serde_json::json;

    async fn greet(
        client: &bootpay::Client,
        used: &Memory, // of one process; implement Once for a store that several share
        receipt_id: &str,
        token: &str,
        session_id: &str,
    ) -> Result<String, bootpay::Error> {
        let request = ConfirmIdentity::new(receipt_id, token, session_id);
        let person = client.identity().confirm(request, used).await?;
        Ok(format!("{}님, 확인되었습니다", person.name.expose()))
    }

    #[tokio::test]
    async fn a_person_of_this_session() -> Result<(), Box<dyn std::error::Error>> {
        let sandbox = bootpay_sandbox::Sandbox::start().await?;
        let client = bootpay::Client::builder() // a server takes its settings from the environment: builder().build()
            .base_url(sandbox.url())
            .application_id(sandbox.application_id())
            .private_key(sandbox.private_key())
            .build()?;

        let begun = client.identity().begin("회원 가입", "session-1")?; // the page gets begun.request("the web id")
        let window = sandbox.window(json!({ "order_id": begun.order_id }))?; // in the place of a browser
        window.approve(json!({ "username": "성춘향" }))?;
        let (used, token) = (Memory::default(), begun.token.expose());
        let said = greet(&client, &used, window.receipt_id(), token, "session-1").await?;
        assert!(said.contains("성춘향"));
        assert!(sandbox.misuses()?.is_empty());
        Ok(())
    }
}

struct Shop {
    client: Client,
    used: Memory, // of one process: see "Used once"
}

impl Shop {
    // Keep the token in the visitor's session; the page hands `begun.request("the web id")` to `BootPay.request`.
    fn begin(&self, session_id: &str) -> Result<Begun, Error> {
        self.client.identity().begin("주류 구매", session_id)
    }

    async fn confirm(&self, receipt_id: &str, token: &str, session_id: &str) -> Result<(u16, String), Error> {
        let request = ConfirmIdentity::new(receipt_id, token, session_id);
        let person = match self.client.identity().confirm(request, &self.used).await {
            Ok(person) => person,
            Err(error) => match error.reason() {
                Some(reason) => {
                    return Ok((reason.http_status(), reason.customer_message(Language::Korean).into()));
                }
                None => return Err(error),
            },
        };
        if !person.is_adult(Law::YouthProtection) {
            return Ok((403, "청소년에게는 주류를 판매하지 않습니다".into()));
        }
        Ok((200, format!("{}님, 주문해 주세요", person.name.expose())))
    }
}

#[tokio::test]
async fn a_shop_that_sells_alcohol() -> Outcome {
    let sandbox = bootpay_sandbox::Sandbox::start().await?;
    let builder = Client::builder().base_url(sandbox.url());
    let client =
        builder.application_id(sandbox.application_id()).private_key(sandbox.private_key()).build()?;
    let shop = Shop { client, used: Memory::default() };
    for (birth, answer) in [
        ("1990-10-04", (200, "홍길동님, 주문해 주세요")),
        ("2026-11-28", (403, "청소년에게는 주류를 판매하지 않습니다")),
    ] {
        let begun = shop.begin("session-1")?;
        let verified = json!({ "birth": birth, "order_id": begun.order_id });
        let verified = sandbox.control("POST", "/sandbox/identities", &verified)?;
        let receipt_id = verified["receipt_id"].as_str().unwrap();
        let confirm = || shop.confirm(receipt_id, begun.token.expose(), "session-1");
        assert_eq!(confirm().await?, (answer.0, answer.1.to_owned()));
        assert_eq!(confirm().await?, (409, "이미 사용된 본인인증입니다. 다시 인증해 주세요.".to_owned()));
    }
    Ok(())
}

const LAW_PAGES: [&str; 2] = ["docs/identity-law.md", "docs/identity-law.ko.md"];

fn page(name: &str) -> String {
    let file = format!("{}/../{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn ask(verb: &str, question: Value) -> Value {
    let answer = bootpay::identity::answer_verb(verb, &question.to_string()).unwrap();
    serde_json::from_str(&answer).unwrap()
}

/// The two ages and the four verdicts that the page shows for a birth date on a day.
fn judged(birth: &str, on: &str) -> Vec<String> {
    let ages = ask("ages", json!({ "birth": birth, "on": on }));
    let ages =
        ["age", "year_age"].map(|name| ages[name].as_u64().map_or("–".into(), |age| age.to_string()));
    let verdicts = ["youth_protection", "civil", "child_welfare", "guardian_consent"].map(|law| {
        let asked = ask("is_adult", json!({ "birth": birth, "law": law, "on": on }));
        String::from(if asked["adult"] == true { "✓" } else { "–" })
    });
    ages.into_iter().chain(verdicts).collect()
}

#[test]
fn the_library_says_what_the_law_pages_table_of_edges_says() {
    for name in LAW_PAGES {
        let text = page(name);
        let rows: Vec<Vec<&str>> = text
            .lines()
            .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
            .filter(|cells: &Vec<&str>| cells.len() == 10 && cells[0].parse::<u8>().is_ok())
            .collect();
        assert_eq!(rows.len(), 29, "{name}");
        for row in rows {
            let [number, birth, moment, day] = row[..4] else { unreachable!() };
            let (in_utc, time) = moment.split_once(' ').unwrap();
            let utc: bootpay::identity::Date = in_utc.parse().unwrap();
            let korea = if time >= "15" { utc.tomorrow().unwrap() } else { utc };
            let (day, star) = day.split_once(' ').unwrap_or((day, ""));
            assert_eq!(korea.to_string(), day, "{name}: row {number}");
            assert_eq!(judged(birth, day), row[4..], "{name}: row {number}");
            let is_wrong_in_utc = judged(birth, in_utc) != judged(birth, day);
            assert_eq!(star == "*", is_wrong_in_utc, "{name}: row {number}");
        }
    }
}
