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

use crate::show::{MaskedPerson, Table};
use crate::{Failure, say};

#[derive(Args)]
pub(crate) struct Options {
    /// A program that reads the certificate RECEIPT_ID of its environment and prints the server's JSON; may be
    /// given several times. It runs in `sh`, with BOOTPAY_BASE_URL and both keys set.
    #[arg(long = "reader", value_name = "NAME=COMMAND")]
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
        readers
            .push(split.ok_or_else(|| Failure::Usage(format!("--reader {reader:?} is not NAME=COMMAND")))?);
    }
    let sandbox = Sandbox::start().await?;
    say(format_args!("1. The sandbox listens on {} (offline; nothing leaves this machine).", sandbox.url()))?;

    let person = json!({
        "username": "김가짜", "phone": "01000001234", "birth": "1990-10-04", "gender": "0",
        "carrier": "SKT", "foreigner": false, "order_id": "signup-0001",
    });
    let made = sandbox.control("POST", "/sandbox/identities", &person).map_err(Failure::Sandbox)?;
    let receipt_id = made["receipt_id"].as_str().unwrap_or_default().to_owned();
    say(format_args!("2. A made-up person was verified (본인인증); the receipt is {receipt_id}."))?;
    say("3. The certificate is read back:\n")?;

    let mut readings = vec![read_in_rust(&sandbox, &receipt_id).await];
    for (name, command) in readers {
        readings.push(read_by_program(&sandbox, &receipt_id, name, command).await);
    }
    let (table, good) = compared(&readings);
    say(table)?;
    say(
        "\nAll values are masked here and made up in the sandbox. Start it for your own work with `bootpay sandbox`.",
    )?;
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
        Ok(output) if !output.status.success() => Err(format!("ended with {}", output.status)),
        Ok(output) => serde_json::from_slice(&output.stdout).map_err(|_| "printed no JSON".to_owned()),
    };
    Reading { name: name.to_owned(), outcome, took: started.elapsed() }
}

/// The readings side by side, and whether every one shows the same answer.
fn compared(readings: &[Reading]) -> (Table, bool) {
    let first = readings.first().and_then(|reading| reading.outcome.as_ref().ok());
    let mut all_good = true;
    let mut table = Table::new(["read by", "name", "birth", "gender", "phone", "CI", "same answer", "took"]);
    for reading in readings {
        let took = format!("{} ms", reading.took.as_millis());
        let person = reading.outcome.as_ref().map_err(Clone::clone).and_then(|envelope| {
            #[derive(Deserialize)]
            struct Envelope {
                data: Certificate,
            }
            Envelope::deserialize(envelope)
                .map(|envelope| MaskedPerson::of(&envelope.data))
                .map_err(|_| "printed another answer".to_owned())
        });
        match person {
            Ok(person) => {
                let same = reading.outcome.as_ref().ok() == first;
                all_good &= same;
                let same = if same { "yes" } else { "NO" };
                table.row([
                    &reading.name,
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
                table.row([&reading.name, &why, "", "", "", "", "NO", &took]);
            }
        }
    }
    (table, all_good)
}
