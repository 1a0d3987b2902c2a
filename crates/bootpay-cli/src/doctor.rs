//! `bootpay doctor`: what stands between these keys and an answer.
//!
//! The server answers 401 for five different mistakes and does not say which. The order below is the order in which
//! they are cheapest to check.

use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use bootpay::{ErrorKind, Mode};

use crate::{ConnectionOptions, Failure, say};

const CAUSES_OF_401: [&str; 5] = [
    "The application id is not the REST one. A project has four (web, Android, iOS, REST); servers need REST.",
    "The private key is another project's, was issued anew, or was not copied whole (44 characters, '=' last).",
    "This machine's public address is not on the project's list of allowed addresses in the admin page. Servers \
     without a fixed address (serverless, autoscaling) need a fixed way out.",
    "The keys are of another mode (BOOTPAY_MODE, BOOTPAY_BASE_URL), or the account has no right to what is asked: \
     another project's receipt, for example, when the token was good and a later call is refused.",
    "A later call: its token was kept too long (it lives 30 minutes) or belongs to another project. This library \
     renews tokens by itself; one that you set by hand is used as it is.",
];

/// More than this and tokens would look expired, or alive, at the wrong time to programs that trust the local clock.
const TOLERABLE_SKEW_S: u64 = 60;

/// One line per check.
#[derive(Default)]
struct Report {
    failed: bool,
    lines: Vec<String>,
}

impl Report {
    fn good(&mut self, what: &str, found: &str) {
        self.line("ok  ", what, found);
    }

    fn note(&mut self, what: &str, found: &str) {
        self.line("note", what, found);
    }

    fn bad(&mut self, what: &str, found: &str) {
        self.failed = true;
        self.line("FAIL", what, found);
    }

    fn line(&mut self, verdict: &str, what: &str, found: &str) {
        self.lines.push(format!("{verdict}  {what}: {}", bootpay::plain(found)));
    }
}

pub(crate) async fn run(options: &ConnectionOptions) -> Result<ExitCode, Failure> {
    let mut report = Report::default();
    let private_key = std::env::var("BOOTPAY_PRIVATE_KEY").unwrap_or_default();
    check_shapes(&mut report, options.application_id.as_deref().unwrap_or_default(), &private_key);
    match options.client() {
        Ok(client) => check_server(&mut report, &client).await,
        Err(error) => report.bad("configuration", &error.to_string()),
    }
    say(report.lines.join("\n"))?;
    Ok(if report.failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn check_server(report: &mut Report, client: &bootpay::Client) {
    let base_url = client.config().base_url();
    let live = base_url == Mode::Production.base_url();
    let installation = if live { "the live service" } else { "not the live service" };
    report.good("server", &format!("{base_url} ({installation})"));
    match client.get_access_token().await {
        Ok(token) => {
            report.good("reachable", &format!("answered in {} ms", token.meta().elapsed.as_millis()));
            report.good("application id kind", "REST: the server gave a token for it");
            report.good("keys", &format!("accepted; the token ends in {} s", token.life().as_secs()));
            check_clock(report, token.server_time);
        }
        Err(error) => explain(report, &error),
    }
}

fn check_shapes(report: &mut Report, application_id: &str, private_key: &str) {
    let looks_like_id =
        |text: &str| text.len() == 24 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let looks_like_key = |text: &str| {
        text.len() == 44
            && text.ends_with('=')
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
    };
    if looks_like_key(application_id) && looks_like_id(private_key) {
        report.bad("keys", "the application id and the private key are swapped");
        return;
    }
    match application_id {
        "" => report.bad("application id", "missing: set BOOTPAY_APPLICATION_ID or pass --application-id"),
        id if looks_like_id(id) => report.good("application id shape", "24 hex digits"),
        id => report.bad(
            "application id shape",
            &format!("{} characters; 24 hex digits expected", id.chars().count()),
        ),
    }
    match private_key {
        "" => report.bad("private key", "missing: set BOOTPAY_PRIVATE_KEY"),
        key if looks_like_key(key) => report.good("private key shape", "44 characters of base64"),
        key => report.bad(
            "private key shape",
            &format!("{} characters; 44 of base64 expected, the last one '='", key.chars().count()),
        ),
    }
}

fn check_clock(report: &mut Report, server_time: Option<i64>) {
    let Some(server) = server_time else {
        return report.note("clock", "the server did not say its time");
    };
    let here = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64);
    let skew = here.abs_diff(server);
    let direction = if here > server { "ahead of" } else { "behind" };
    let found = format!("this machine is {skew} s {direction} the server");
    match skew {
        0 => report.good("clock", "agrees with the server's"),
        1..=TOLERABLE_SKEW_S => report.good("clock", &found),
        _ => report.note("clock", &format!("{found}; this library does not mind, others do")),
    }
}

fn explain(report: &mut Report, error: &bootpay::Error) {
    if let Some(status) = error.status() {
        report.good("reachable", &format!("the server answered, HTTP {status}"));
    }
    match (error.kind(), error.status()) {
        (ErrorKind::Api, Some(401)) => {
            report.bad("keys", &error.to_string());
            report.note("application id kind", "not known: only the REST id of a project gets a token");
            report.lines.push("\nA 401 has five usual causes. Check them in this order:".to_owned());
            for (number, cause) in (1..).zip(CAUSES_OF_401) {
                report.lines.push(format!("  {number}. {cause}"));
            }
        }
        (ErrorKind::Api, _) => {
            report.bad("token", &error.to_string());
            report.note("look at", "the message above; a 5xx is the server's own trouble, try again later");
        }
        (ErrorKind::Decode, _) => {
            report.bad("server", &error.to_string());
            report.note("look at", "something else than Bootpay answers there: a proxy, or a wrong base URL");
        }
        // a proxy's variable, which is read by the first call
        (ErrorKind::Config, _) => report.bad("configuration", &error.to_string()),
        _ => {
            report.bad("reachable", &error.to_string());
            for cause in error.causes() {
                report.note("beneath it", cause);
            }
            report.note(
                "look at",
                "DNS, firewall, HTTPS_PROXY and NO_PROXY; for a certificate that is not trusted, SSL_CERT_FILE; for a \
                 sandbox: does it run at this address?",
            );
        }
    }
}
