//! `make soak`: what the library promises about reliability, measured.
//!
//! `soak run` starts a sandbox that misbehaves, lets one driver per language work against it, and compares what the
//! drivers say with the sandbox's books. The drivers beside this file are plain programs that use the installed
//! packages as anybody would; the Rust one is `soak drive`.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)] // a program that measures, for people to read

mod cancels;
mod drivers;
mod forks;
mod load;
mod report;
mod rust_driver;
mod tokens;

use std::process::ExitCode;

use bootpay_sandbox::Sandbox;
use bootpay_tests::control;
use clap::Parser;
use serde_json::json;

use crate::drivers::Driver;
use crate::report::Report;

#[derive(Parser)]
enum Command {
    /// Measures everything and says which figures are not what they must be.
    Run {
        /// How long the mixed load lasts; everything else scales with it. 600 is the full form.
        #[arg(long, default_value_t = 600)]
        seconds: u64,
        /// Where faults, amounts and the order of calls come from.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// A language's driver. Rust's own is always there.
        #[arg(long = "driver", value_name = "NAME=COMMAND")]
        drivers: Vec<Driver>,
    },
    /// The Rust driver.
    Drive(rust_driver::Part),
}

fn main() -> ExitCode {
    match Command::parse() {
        Command::Drive(part) => {
            rust_driver::drive(part);
            ExitCode::SUCCESS
        }
        Command::Run { seconds, seed, mut drivers } => {
            drivers.push(Driver::own());
            run(seconds, seed, &drivers)
        }
    }
}

/// The full form is what 600 seconds stand for.
fn scaled(full: u64, seconds: u64) -> usize {
    usize::try_from((full * seconds / 600).max(full / 100)).unwrap()
}

fn run(seconds: u64, seed: u64, drivers: &[Driver]) -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime.block_on(Sandbox::builder().seed(seed).start()).unwrap();
    let mut report = Report::new(seconds, seed);
    tokens::measure(&sandbox, drivers, &mut report);
    // The books are what counts here; a journal of some million requests would only cost memory.
    control(&sandbox, "POST", "/sandbox/settings", json!({"journal_limit": 0}));
    forks::measure(&sandbox, drivers, scaled(500, seconds), &mut report);
    cancels::measure(&sandbox, drivers, scaled(100_000, seconds), seed, &mut report);
    load::measure(&sandbox, drivers, seconds, seed, &mut report);
    report.finish()
}
