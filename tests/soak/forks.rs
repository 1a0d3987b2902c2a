//! Children forked while four threads are calling answer.

use bootpay_sandbox::Sandbox;

use crate::drivers::Driver;
use crate::report::Report;

const ALLOWED_MS: u64 = 1_000;

pub(crate) fn measure(sandbox: &Sandbox, drivers: &[Driver], forks: usize, report: &mut Report) {
    // Node and Rust have no fork that goes on in the same program, and PHP has no threads.
    for driver in drivers.iter().filter(|driver| ["Python", "Ruby"].contains(&driver.name.as_str())) {
        let [answered, slowest_ms, parents] = driver.start(sandbox, &format!("forks {forks}")).numbers();
        let measured = format!(
            "{answered} of {forks} children answered, the slowest after {slowest_ms} ms; the parent's threads made {parents} calls meanwhile and none failed"
        );
        let is_good = answered == forks as u64 && slowest_ms <= ALLOWED_MS && parents > 0;
        report.figure(&format!("forks under load, {}", driver.name), &measured, is_good);
    }
}
