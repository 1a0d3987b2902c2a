//! The Rust driver: what the Python, Node, Ruby and Go ones do, with the crate.

use std::io::{BufRead, stdin};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bootpay::api::billing::PayBilling;
use bootpay::api::cancel::CancelPayment;
use bootpay::{Client, Effect, Error};

/// What to do.
#[derive(clap::Args)]
pub(crate) struct Part {
    /// `tokens`, `cancels` or `load`.
    name: String,
    /// Of `load`: for how many seconds.
    seconds: Option<u64>,
    /// Of `load`: how many calls at once.
    in_flight: Option<usize>,
}

/// How many payments are worked on at once.
const WORKERS: usize = 16;

const IDENTITY: &str = "612e09260d681b0021e61ab9";
const PAYMENT: &str = "5df6e67d4f74b4002a77e0eb";
const BILLING_KEY: &str = "5b025b33e13f33310ce560fb";

pub(crate) fn drive(part: Part) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        match part.name.as_str() {
            "tokens" => tokens().await,
            "cancels" => cancels().await,
            "load" => load(Duration::from_secs(part.seconds.unwrap()), part.in_flight.unwrap()).await,
            other => panic!("no such part: {other}"),
        }
    });
}

fn impatient() -> Client {
    let attempt = Duration::from_millis(500);
    Client::builder().attempt_timeout(attempt).deadline(Duration::from_secs(4)).build().unwrap()
}

async fn tokens() {
    let client = Client::builder().build().unwrap();
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.certificate(IDENTITY).await.is_ok() })
        })
        .collect();
    let mut answered = 0;
    for call in calls {
        answered += u32::from(call.await.unwrap());
    }
    println!("{answered}");
}

async fn cancels() {
    let client = impatient();
    let work: Vec<String> = stdin().lock().lines().map(Result::unwrap).collect();
    let work = Arc::new(Mutex::new(work));
    let workers: Vec<_> = (0..WORKERS)
        .map(|_| {
            let (client, work) = (client.clone(), work.clone());
            tokio::spawn(async move {
                loop {
                    let Some(line) = work.lock().unwrap().pop() else { return };
                    let said = cancel_payment(&client, &line).await;
                    println!("{said}");
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
}

/// Carries out `receipt_id amount …`, where `*` stands for all that is left, and says what became of each.
async fn cancel_payment(client: &Client, line: &str) -> String {
    let (receipt_id, amounts) = line.split_once(' ').unwrap();
    let mut said = receipt_id.to_owned();
    let mut cancelled_before = 0;
    for amount in amounts.split(' ') {
        let price: Option<u64> = amount.parse().ok();
        let request = CancelPayment::new(receipt_id);
        let request = match price {
            Some(price) => request.price(price),
            None => request,
        };
        let outcome = match client.cancel(request).await {
            Ok(_) => "done".to_owned(),
            Err(error) if error.effect() == Effect::None => "none".to_owned(),
            Err(error) => format!("unknown:{}", settle(client, &error, cancelled_before).await),
        };
        if outcome.ends_with("done") && !outcome.ends_with("not_done") {
            cancelled_before += price.unwrap_or_default();
        }
        said.push(' ');
        said.push_str(&outcome);
    }
    said
}

/// The receipt may be hard to read too; a merchant would try again later.
async fn settle(client: &Client, failure: &Error, cancelled_before: u64) -> &'static str {
    for _ in 0..10 {
        if let Ok(settled) = client.settle(failure, Some(cancelled_before.into())).await {
            return settled.outcome.as_str();
        }
    }
    "failed"
}

async fn load(time: Duration, in_flight: usize) {
    let client = Client::builder().deadline(Duration::from_millis(2_000)).build().unwrap();
    let ends = Instant::now() + time;
    let calls = Arc::new(AtomicU64::new(0));
    let answered = Arc::new(AtomicU64::new(0));
    let slowest_ms = Arc::new(AtomicU64::new(0));
    let workers: Vec<_> = (0..in_flight)
        .map(|_| {
            let client = client.clone();
            let (calls, answered, slowest_ms) = (calls.clone(), answered.clone(), slowest_ms.clone());
            tokio::spawn(async move {
                while Instant::now() < ends {
                    let call = calls.fetch_add(1, Ordering::Relaxed);
                    let began = Instant::now();
                    let is_answered = match call % 10 {
                        0..4 => client.certificate(IDENTITY).await.is_ok(),
                        4..7 => client.verify(PAYMENT).await.is_ok(),
                        7 => client.cancel(CancelPayment::new(IDENTITY)).await.is_ok(),
                        8 => client.get_access_token().await.is_ok(),
                        _ => {
                            let charge = PayBilling::new(BILLING_KEY, "soak", 1_000u64, format!("o-{call}"));
                            client.subscribe_billing(charge).await.is_ok()
                        }
                    };
                    answered.fetch_add(is_answered.into(), Ordering::Relaxed);
                    slowest_ms.fetch_max(began.elapsed().as_millis() as u64, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    let number = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    println!("{} {} {}", number(&calls), number(&answered), number(&slowest_ms));
}
