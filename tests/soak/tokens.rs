//! A hundred simultaneous first calls make one token request; PHP makes them one after the other.

use bootpay_sandbox::Sandbox;
use bootpay_tests::{control, journal};
use serde_json::Value;

use crate::drivers::Driver;
use crate::report::Report;

pub(crate) fn measure(sandbox: &Sandbox, drivers: &[Driver], report: &mut Report) {
    for driver in drivers {
        control(sandbox, "POST", "/sandbox/reset", Value::Null);
        let [answered] = driver.start(sandbox, "tokens").numbers();
        let requests = journal(sandbox);
        let asked = requests.iter().filter(|request| request["path"] == "/request/token").count();
        let first_calls = if driver.name == "PHP" { "first calls" } else { "simultaneous first calls" };
        let what = format!("token requests for 100 {first_calls}, {}", driver.name);
        report.figure(&what, &format!("{asked} ({answered} calls answered)"), asked == 1 && answered == 100);
    }
}
