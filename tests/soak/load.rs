//! A mixed load against a server that misbehaves: no call outlasts its deadline, and memory does not grow.

use std::fs;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use bootpay_sandbox::Sandbox;
use bootpay_tests::control;
use serde_json::{Value, json};

use crate::cancels::add_faults;
use crate::drivers::Driver;
use crate::report::Report;

/// How much later than its deadline a call may end.
const GRACE_MS: u64 = 250;
/// The deadline of every call, see the drivers.
const DEADLINE_MS: u64 = 2_000;
/// How much more memory than in the second tenth of the run the last tenth may take.
const GROWTH: f64 = 1.05;
/// Ten minutes: only then is a tenth of the run a minute, in which each driver has a moment without a large answer.
const FULL_SECONDS: u64 = 600;
/// What a few seconds may be off by in a shorter run: some answers that were being read all the time.
const SHORT_RUN_KIB: f64 = 2.0 * 1024.0;
/// Connections, threads and the heap come to their size in the first seconds: an endless answer is read up to 8 MiB, and
/// the allocator keeps some of that.
const WARM_UP_S: usize = 30;

/// Read up to 8 MiB. In a short run one more or less of them when a sample is taken would hide everything else.
const ENDLESS: (&str, f64) = ("endless", 0.005);

const FAULTS: [(&str, f64); 8] = [
    ("reset", 0.03),
    ("reset_after", 0.03),
    ("stall", 0.02),
    ("drip", 0.02),
    ("truncate", 0.03),
    ("half_close", 0.02),
    ("html", 0.02),
    ("status", 0.02),
];

pub(crate) fn measure(sandbox: &Sandbox, drivers: &[Driver], seconds: u64, seed: u64, report: &mut Report) {
    control(sandbox, "POST", "/sandbox/reset", Value::Null);
    control(sandbox, "POST", "/sandbox/settings", json!({"journal_limit": 0}));
    // The token route too: a call that waits for a token has its deadline all the same.
    let is_full = seconds >= FULL_SECONDS;
    let mut faults = FAULTS.to_vec();
    faults.extend(is_full.then_some(ENDLESS));
    add_faults(sandbox, "/", &faults, seed);
    let in_flight = 64 / drivers.len();
    let results: Vec<_> = thread::scope(|scope| {
        let running: Vec<_> = drivers
            .iter()
            .map(|driver| {
                scope.spawn(move || {
                    let running = driver.start(sandbox, &format!("load {seconds} {in_flight}"));
                    let process_id = running.process_id();
                    let (done, is_done) = mpsc::channel::<()>();
                    let memory = thread::spawn(move || {
                        let mut samples = Vec::new();
                        while is_done.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
                            samples.extend(resident_kib(process_id));
                        }
                        samples
                    });
                    let [calls, answered, slowest_ms] = running.numbers();
                    drop(done);
                    (calls, answered, slowest_ms, memory.join().unwrap())
                })
            })
            .collect();
        running.into_iter().map(|driver| driver.join().unwrap()).collect()
    });
    for (driver, (calls, answered, slowest_ms, memory)) in drivers.iter().zip(results) {
        let what = format!("deadline of {DEADLINE_MS} ms, {in_flight} in flight, {}", driver.name);
        let measured = format!("{calls} calls, {answered} answered, the slowest took {slowest_ms} ms");
        report.figure(&what, &measured, calls > 0 && answered > 0 && slowest_ms <= DEADLINE_MS + GRACE_MS);
        let tenth = (memory.len() / 10).max(1);
        let slack = if is_full { 0.0 } else { SHORT_RUN_KIB };
        let warm = tenth.max(WARM_UP_S).min(memory.len() - tenth);
        let (second, last) = (least(&memory[warm..warm + tenth]), least(&memory[memory.len() - tenth..]));
        let measured =
            format!("{:.1} MiB in the second tenth, {:.1} MiB in the last", second / 1024.0, last / 1024.0);
        report.figure(
            &format!("resident memory, {}", driver.name),
            &measured,
            last <= second * GROWTH + slack,
        );
    }
}

/// What is held: the other samples have answers in them that were being read just then, of up to 8 MiB.
fn least(samples: &[u64]) -> f64 {
    samples.iter().copied().min().unwrap_or_default() as f64
}

/// `None` once the process is gone.
fn resident_kib(process_id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process_id}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
