//! The figures, and whether each is what it must be.

use std::process::ExitCode;

/// What Linux calls it.
fn processor() -> Option<String> {
    let processors = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let name = processors.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'))?.1;
    Some(name.trim().to_owned())
}

pub(crate) struct Report {
    failed: Vec<String>,
}

impl Report {
    pub(crate) fn new(seconds: u64, seed: u64) -> Self {
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let system = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
        println!(
            "bootpay {} soak: {seconds} s, seed {seed}, {cores} cores of {}, {} {} {}",
            env!("CARGO_PKG_VERSION"),
            processor().unwrap_or_else(|| "an unnamed processor".to_owned()),
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
