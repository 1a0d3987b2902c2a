//! `bootpay demo`: one made-up person, read back in every language.

use std::process::{ExitCode, Stdio};
use std::time::{Duration, Instant};

use bootpay::Client;
use bootpay::api::certificate::Certificate;
use bootpay_sandbox::Sandbox;
use clap::Args;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::language::{pick, text};
use crate::show::{MaskedPerson, Table};
use crate::{Failure, say};

#[derive(Args)]
pub(crate) struct Options {
    #[arg(long = "reader", value_name = "NAME=COMMAND", help = pick(
        "A program that reads the certificate RECEIPT_ID of its environment and prints the server's JSON; may be given several times. It runs in sh, with BOOTPAY_BASE_URL and both keys set",
        "환경 변수 RECEIPT_ID의 인증 결과를 조회해 서버의 JSON을 출력하는 프로그램. 여러 번 지정할 수 있으며, BOOTPAY_BASE_URL과 두 키가 설정된 sh에서 실행됩니다",
    ))]
    readers: Vec<String>,
}

/// One language's look at the person.
struct Reading {
    name: String,
    outcome: Result<Value, String>,
    took: Duration,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode, Failure> {
    let mut readers = Vec::new();
    for reader in &options.readers {
        let split = reader.split_once('=');
        readers.push(split.ok_or_else(|| {
            Failure::Usage(text!(
                "--reader {reader:?} is not NAME=COMMAND",
                "--reader {reader:?}이(가) NAME=COMMAND 형식이 아닙니다"
            ))
        })?);
    }
    let sandbox = Sandbox::start().await?;
    let url = sandbox.url();
    say(text!(
        "1. The sandbox listens on {url} (offline; nothing leaves this machine).",
        "1. 샌드박스가 {url}에서 실행됩니다(오프라인이며, 이 컴퓨터 밖으로 나가는 데이터는 없습니다).",
    ))?;

    let person = json!({
        "username": "김가짜", "phone": "01000001234", "birth": "1990-10-04", "gender": "0",
        "carrier": "SKT", "foreigner": false, "order_id": "signup-0001",
    });
    let made = sandbox.control("POST", "/sandbox/identities", &person).map_err(Failure::Sandbox)?;
    let receipt_id = made["receipt_id"].as_str().unwrap_or_default().to_owned();
    say(text!(
        "2. A made-up person was verified (본인인증); the receipt is {receipt_id}.",
        "2. 가상 인물의 본인인증이 완료되었습니다. 영수증 ID는 {receipt_id}입니다.",
    ))?;
    say(pick("3. The certificate is read back:\n", "3. 인증 결과를 조회합니다.\n"))?;

    let mut readings = vec![read_in_rust(&sandbox, &receipt_id).await];
    for (name, command) in readers {
        readings.push(read_by_program(&sandbox, &receipt_id, name, command).await);
    }
    let (table, good) = compared(&readings);
    say(table)?;
    say(pick(
        "\nAll values are masked here and made up in the sandbox. Start it for your own work with `bootpay sandbox`.",
        "\n모든 값은 샌드박스의 가상 데이터이며 마스킹해 표시했습니다. 직접 사용하려면 `bootpay sandbox`로 시작하세요.",
    ))?;
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn read_in_rust(sandbox: &Sandbox, receipt_id: &str) -> Reading {
    let started = Instant::now();
    let outcome = async {
        let client = Client::builder()
            .application_id(sandbox.application_id())
            .private_key(sandbox.private_key())
            .base_url(sandbox.url())
            .build()?;
        client.certificate(receipt_id).await
    };
    let outcome = match outcome.await {
        Ok(answer) => serde_json::from_str(answer.raw()).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    Reading { name: "Rust".to_owned(), outcome, took: started.elapsed() }
}

async fn read_by_program(sandbox: &Sandbox, receipt_id: &str, name: &str, command: &str) -> Reading {
    let started = Instant::now();
    let output = Command::new("sh")
        .args(["-c", command])
        .env("BOOTPAY_BASE_URL", sandbox.url())
        .env("BOOTPAY_APPLICATION_ID", sandbox.application_id())
        .env("BOOTPAY_PRIVATE_KEY", sandbox.private_key())
        .env("RECEIPT_ID", receipt_id)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .await;
    let outcome = match output {
        Err(error) => Err(error.to_string()),
        Ok(output) if !output.status.success() => {
            let status = output.status;
            Err(text!("ended with {status}", "종료 상태: {status}"))
        }
        Ok(output) => serde_json::from_slice(&output.stdout)
            .map_err(|_| pick("printed no JSON", "JSON을 출력하지 않았습니다").to_owned()),
    };
    Reading { name: name.to_owned(), outcome, took: started.elapsed() }
}

/// The readings side by side, and whether every one shows the same answer.
fn compared(readings: &[Reading]) -> (Table, bool) {
    let first = readings.first().and_then(|reading| reading.outcome.as_ref().ok());
    let mut all_good = true;
    let mut table = Table::new([
        pick("read by", "조회한 언어"),
        pick("name", "이름"),
        pick("birth", "생년월일"),
        pick("gender", "성별"),
        pick("phone", "휴대폰"),
        "CI",
        pick("same answer", "같은 응답"),
        pick("took", "소요 시간"),
    ]);
    for reading in readings {
        let took = format!("{} ms", reading.took.as_millis());
        let person = reading.outcome.as_ref().map_err(Clone::clone).and_then(|envelope| {
            #[derive(Deserialize)]
            struct Envelope {
                data: Certificate,
            }
            Envelope::deserialize(envelope)
                .map(|envelope| MaskedPerson::of(&envelope.data))
                .map_err(|_| pick("printed another answer", "다른 응답을 출력했습니다").to_owned())
        });
        match person {
            Ok(person) => {
                let same = reading.outcome.as_ref().ok() == first;
                all_good &= same;
                let same = if same { pick("yes", "예") } else { pick("NO", "아니요") };
                table.row([
                    reading.name.as_str(),
                    &person.name,
                    &person.birth,
                    &person.gender,
                    &person.phone,
                    &person.ci,
                    same,
                    &took,
                ]);
            }
            Err(why) => {
                all_good = false;
                table.row([reading.name.as_str(), &why, "", "", "", "", pick("NO", "아니요"), &took]);
            }
        }
    }
    (table, all_good)
}
