//! The figures, and whether each is what it must be.

use std::process::ExitCode;

pub(crate) struct Report {
    failed: Vec<String>,
}

impl Report {
    pub(crate) fn new(seconds: u64, seed: u64) -> Self {
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let system = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
        println!(
            "bootpay {} soak: {seconds} s, seed {seed}, {cores} cores, {} {} {}",
            env!("CARGO_PKG_VERSION"),
            std::env::consts::OS,
            system.trim(),
            std::env::consts::ARCH,
        );
        Self { failed: Vec::new() }
    }

    /// One figure: what it is, what was measured, and whether that is good.
    pub(crate) fn figure(&mut self, what: &str, measured: &str, is_good: bool) {
        println!("{} {what}: {measured}", if is_good { "ok  " } else { "BAD " });
        if !is_good {
            self.failed.push(what.to_owned());
        }
    }

    pub(crate) fn finish(self) -> ExitCode {
        if self.failed.is_empty() {
            return ExitCode::SUCCESS;
        }
        println!("not as it must be: {}", self.failed.join("; "));
        ExitCode::FAILURE
    }
}
