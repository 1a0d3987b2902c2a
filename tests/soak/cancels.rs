//! Many cancels against a server that loses answers: none is done twice, and what the client says is what happened.

use std::collections::HashMap;
use std::thread;

use bootpay_sandbox::Sandbox;
use bootpay_tests::control;
use serde_json::{Value, json};

use crate::drivers::Driver;
use crate::report::Report;

const PRICE: u64 = 10_000;

/// Parts of a payment. Their sum tells which of them were cancelled, and shows one that was cancelled twice: the
/// thousands count them, the rest names them.
const PARTS: [u64; 4] = [1_001, 1_002, 1_004, 1_008];

/// Faults of `POST /cancel` and of the receipts that settle them; together every fifth request.
const FAULTS: [(&str, f64); 7] = [
    ("reset", 0.04),
    ("reset_after", 0.06),
    ("truncate", 0.04),
    ("broken_json", 0.02),
    ("status", 0.02),
    ("html", 0.01),
    ("stall", 0.01),
];

/// What is cancelled of one payment, in this order.
enum Plan {
    Whole,
    Parts,
}

impl Plan {
    fn of(index: usize) -> Self {
        // 2 of 5 payments are cancelled whole
        if index % 5 < 2 { Plan::Whole } else { Plan::Parts }
    }

    fn cancels(&self) -> usize {
        match self {
            Plan::Whole => 1,
            Plan::Parts => PARTS.len(),
        }
    }

    fn line(&self, receipt_id: &str) -> String {
        let amounts = match self {
            Plan::Whole => "*".to_owned(),
            Plan::Parts => PARTS.map(|part| part.to_string()).join(" "),
        };
        format!("{receipt_id} {amounts}\n")
    }

    /// Which cancels took effect, by the books; `None` if the sum is that of no set of them.
    fn truth(&self, cancelled: u64) -> Option<Vec<bool>> {
        match self {
            Plan::Whole => match cancelled {
                0 => Some(vec![false]),
                PRICE => Some(vec![true]),
                _ => None,
            },
            Plan::Parts => {
                let (count, names) = (cancelled / 1_000, cancelled % 1_000);
                let is_a_set = names < 16 && u64::from(names.count_ones()) == count;
                is_a_set.then(|| (0..PARTS.len()).map(|part| names >> part & 1 == 1).collect())
            }
        }
    }
}

#[derive(Default)]
struct Count {
    cancels: usize,
    unknown: usize,
    settled: usize,
    doubled: usize,
    lost: usize,
    unsettled: usize,
}

pub(crate) fn measure(sandbox: &Sandbox, drivers: &[Driver], cancels: usize, seed: u64, report: &mut Report) {
    control(sandbox, "POST", "/sandbox/reset", Value::Null);
    control(sandbox, "POST", "/sandbox/settings", json!({"journal_limit": 0}));
    let mut plans = Vec::new();
    let mut planned = 0;
    while planned < cancels {
        let plan = Plan::of(plans.len());
        planned += plan.cancels();
        plans.push(plan);
    }
    let payments =
        json!({"count": plans.len(), "price": PRICE, "pg": "inicis", "method": "card", "status": 1});
    let made = control(sandbox, "POST", "/sandbox/payments", payments);
    let ids: Vec<&str> =
        made["receipt_ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    let jobs: Vec<(&str, &Plan)> = ids.into_iter().zip(&plans).collect();
    for (path, offset) in [("/cancel", 0), ("/receipt", 100)] {
        add_faults(sandbox, path, &FAULTS, seed + offset);
    }

    let said: HashMap<String, Vec<String>> = thread::scope(|scope| {
        let shares = jobs.chunks(jobs.len().div_ceil(drivers.len()));
        let running: Vec<_> = shares
            .zip(drivers)
            .map(|(share, driver)| {
                let work: String = share.iter().map(|(id, plan)| plan.line(id)).collect();
                let lines = scope.spawn(move || driver.start(sandbox, "cancels").work(&work));
                (driver, share, lines)
            })
            .collect();
        let mut said = HashMap::new();
        for (Driver { name, .. }, share, lines) in running {
            for line in lines.join().unwrap() {
                let (id, outcomes) = line.split_once(' ').unwrap_or_else(|| panic!("{name} said {line:?}"));
                said.insert(id.to_owned(), outcomes.split(' ').map(str::to_owned).collect());
            }
            let unsaid: Vec<_> =
                share.iter().map(|(id, _)| id).filter(|id| !said.contains_key(**id)).collect();
            assert!(unsaid.is_empty(), "{name} says nothing of {} payments: {unsaid:?}", unsaid.len());
        }
        said
    });

    let books = control(sandbox, "GET", "/sandbox/payments", Value::Null);
    let books: HashMap<&str, u64> = books
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["receipt_id"].as_str().unwrap(), line["cancelled_price"].as_u64().unwrap()))
        .collect();
    let mut count = Count::default();
    for (id, plan) in &jobs {
        compare(plan, books[id], &said[*id], &mut count);
    }
    let Count { cancels, unknown, settled, doubled, lost, unsettled } = count;
    let languages: Vec<&str> = drivers.iter().map(|driver| driver.name.as_str()).collect();
    report.figure(
        "cancels at 20% faults",
        &format!(
            "{cancels} in {}; {doubled} doubled, {lost} lost; {unknown} reported as unknown, {settled} of them settled",
            languages.join(", ")
        ),
        doubled == 0 && lost == 0 && unsettled == 0 && unknown > 0 && settled == unknown && cancels == planned,
    );
}

/// One payment: what the driver said of each cancel, against the books.
fn compare(plan: &Plan, cancelled: u64, said: &[String], count: &mut Count) {
    count.cancels += said.len();
    let Some(truth) = plan.truth(cancelled) else {
        count.doubled += 1;
        return;
    };
    count.lost += plan.cancels().abs_diff(said.len());
    for (said, took_effect) in said.iter().zip(truth) {
        let (effect, settled) = said.split_once(':').unwrap_or((said, ""));
        let claimed = match (effect, settled) {
            ("done", _) => true,
            ("none", _) => false,
            ("unknown", outcome) => {
                count.unknown += 1;
                match outcome {
                    "done" => true,
                    "not_done" => false,
                    _ => {
                        count.unsettled += 1;
                        continue;
                    }
                }
            }
            _ => panic!("a driver said {said:?}"),
        };
        count.settled += usize::from(effect == "unknown");
        count.lost += usize::from(claimed != took_effect);
    }
}

/// `faults` with the share of all requests that each is to hit. The sandbox asks one fault after the other, and a later
/// one is asked only about what the earlier ones let by.
pub(crate) fn add_faults(sandbox: &Sandbox, path: &str, faults: &[(&str, f64)], seed: u64) {
    let mut left = 1.0;
    for (offset, (kind, share)) in (0..).zip(faults) {
        let probability = share / left;
        left -= share;
        let mut fault =
            json!({"kind": kind, "path": path, "probability": probability, "seed": seed * 1_000 + offset});
        if *kind == "status" {
            fault["status"] = json!(503);
        }
        control(sandbox, "POST", "/sandbox/faults", fault);
    }
}
