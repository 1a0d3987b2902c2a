//! What stands between a configuration and an answer.
//!
//! Most who ask cannot make a client yet, so this needs none: it looks at what a client would be made of, says what is
//! wrong with it, and calls the server only with what may be sent there. The server answers 401 for five different
//! mistakes and does not say which.
//!
//! ```
//! # async fn example() {
//! use bootpay::{Client, Language, doctor};
//!
//! let report = doctor::examine(Client::builder(), Language::English).await;
//! println!("{report}");
//! # }
//! ```

use std::fmt;
use std::time::Duration;

use hyper::Uri;
use serde::Serialize;

use crate::address::Address;
use crate::config::{
    self, Builder, Mode, Settings, WEB_APPLICATION_ID, hidden_keys, is_sandbox_key, looks_like_id,
};
use crate::error::{Error, ErrorKind};
use crate::foreign::plain;
use crate::language::Language;
use crate::secret::Secret;
use crate::values::UnixSeconds;
use crate::{proxy, trust};

/// A `format!` in the language asked for.
macro_rules! say {
    ($language:expr, $english:literal, $korean:literal $(,)?) => {
        match $language {
            Language::English => format!($english),
            Language::Korean => format!($korean),
        }
    };
}

/// Whoever asks waits in front of a terminal.
const ATTEMPT: Duration = Duration::from_secs(10);

/// More than this and tokens would look expired, or alive, at the wrong time to programs that trust the local clock.
const TOLERABLE_SKEW_S: u64 = 60;

/// Application ids for browsers and apps that everybody has: the v1 documentation's (web, Android, iOS), and the web one
/// of a sandbox that was started without a seed. Source: `crates/bootpay-sandbox/src/keys.rs`.
const IDS_FOR_BROWSERS: [&str; 4] = [
    "5b8f6a4d396fa665fdc2b5e7",
    "5b8f6a4d396fa665fdc2b5e8",
    "5b8f6a4d396fa665fdc2b5e9",
    "237fbaec4b55dbe27dc1a4ee",
];

/// In the order in which they are cheapest to check.
const CAUSES_OF_401: [(&str, &str); 5] = [
    (
        "The application id is not the REST one. A project has four (web, Android, iOS, REST); servers need REST.",
        "애플리케이션 ID가 REST API용이 아닙니다. 프로젝트에는 네 가지 ID(웹, Android, iOS, REST)가 있으며 서버에서는 REST용을 \
         사용해야 합니다.",
    ),
    (
        "The private key is another project's, was issued anew, or was not copied whole (44 characters, '=' last).",
        "프라이빗 키가 다른 프로젝트의 것이거나, 재발급되었거나, 일부만 복사되었습니다. (44자이며 '='로 끝납니다.)",
    ),
    (
        "This machine's public address is not on the project's list of allowed addresses in the admin page. Servers \
         without a fixed address (serverless, autoscaling) need a fixed way out.",
        "이 서버의 공인 IP가 관리자 페이지의 허용 IP 목록에 없습니다. IP가 바뀌는 서버(서버리스, 오토스케일링)는 NAT 등으로 나가는 \
         IP를 고정해야 합니다.",
    ),
    (
        "The keys are of another mode (BOOTPAY_MODE, BOOTPAY_BASE_URL), or the account has no right to what is asked: \
         another project's receipt, for example, when the token was good and a later call is refused.",
        "다른 모드(BOOTPAY_MODE, BOOTPAY_BASE_URL)의 키이거나, 요청한 대상에 대한 권한이 없습니다. 토큰은 발급되었는데 그다음 호출이 \
         거절된다면 다른 프로젝트의 영수증일 수 있습니다.",
    ),
    (
        "A later call: its token was kept too long (it lives 30 minutes) or belongs to another project. This library \
         renews tokens by itself; one that you set by hand is used as it is.",
        "토큰을 받은 뒤의 호출이라면, 토큰이 만료되었거나(유효 시간 30분) 다른 프로젝트의 토큰입니다. 이 라이브러리는 토큰을 자동으로 \
         갱신하지만, 직접 지정한 토큰은 그대로 사용합니다.",
    ),
];

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// All is well.
    Ok,
    /// Worth knowing, and no mistake by itself.
    Note,
    /// This has to be mended.
    Fail,
}

/// What a check is about. More may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Topic {
    /// What a client would be made of, as a whole.
    Configuration,
    /// The application id by itself.
    ApplicationId,
    /// The private key by itself.
    PrivateKey,
    /// Both keys together, and what the server says of them.
    Keys,
    /// Which server would be called.
    Server,
    /// The proxy on the way to it.
    Proxy,
    /// Files of CA certificates that the environment names.
    CaFiles,
    /// Whether the server answers.
    Reachable,
    /// The access token.
    Token,
    /// This machine's clock beside the server's.
    Clock,
}

impl Topic {
    fn title(self, language: Language) -> &'static str {
        let (english, korean) = match self {
            Topic::Configuration => ("configuration", "설정"),
            Topic::ApplicationId => ("application id", "애플리케이션 ID"),
            Topic::PrivateKey => ("private key", "프라이빗 키"),
            Topic::Keys => ("keys", "키"),
            Topic::Server => ("server", "서버"),
            Topic::Proxy => ("proxy", "프록시"),
            Topic::CaFiles => ("CA files", "CA 파일"),
            Topic::Reachable => ("reachable", "연결"),
            Topic::Token => ("token", "토큰"),
            Topic::Clock => ("clock", "시계"),
        };
        language.pick(english, korean)
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// What was looked at.
    #[serde(rename = "check")]
    pub topic: Topic,
    /// How it came out.
    pub verdict: Verdict,
    /// What was found, in one line of the language asked for. Never a key.
    pub found: String,
}

/// What was found. Prints as lines for a terminal.
#[derive(Clone, Debug)]
pub struct Report {
    language: Language,
    checks: Vec<Check>,
    advice: Vec<String>,
}

impl Report {
    /// Whether nothing has to be mended.
    pub fn is_ok(&self) -> bool {
        self.checks.iter().all(|check| check.verdict != Verdict::Fail)
    }

    /// What was looked at, in this order.
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// Where to look for what the checks cannot tell, the likeliest first.
    pub fn advice(&self) -> &[String] {
        &self.advice
    }

    /// One JSON object: `ok`, `checks` (each with `check`, `verdict`, `found`) and `advice`. Names and verdicts are the
    /// same in every language.
    pub fn json(&self) -> String {
        let Self { checks, advice, .. } = self;
        serde_json::json!({ "ok": self.is_ok(), "checks": checks, "advice": advice }).to_string()
    }

    fn add(&mut self, verdict: Verdict, topic: Topic, found: impl AsRef<str>) {
        self.checks.push(Check { topic, verdict, found: plain(found.as_ref()) });
    }

    fn advise(&mut self, advice: impl Into<String>) {
        self.advice.push(advice.into());
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, Check { topic, verdict, found }) in self.checks.iter().enumerate() {
            let (english, korean) = match verdict {
                Verdict::Ok => ("ok  ", "정상"),
                Verdict::Note => ("note", "참고"),
                Verdict::Fail => ("FAIL", "오류"),
            };
            let line_end = if number > 0 { "\n" } else { "" };
            let verdict = self.language.pick(english, korean);
            write!(f, "{line_end}{verdict}  {}: {found}", topic.title(self.language))?;
        }
        if !self.advice.is_empty() {
            let heading = self.language.pick("Check these, in this order:", "다음을 순서대로 확인하세요.");
            write!(f, "\n\n{heading}")?;
        }
        for (number, advice) in (1..).zip(&self.advice) {
            write!(f, "\n  {number}. {advice}")?;
        }
        Ok(())
    }
}

/// Looks at what a client of this builder would be made of, and asks its server for a token if a client can be made.
pub async fn examine(builder: Builder, language: Language) -> Report {
    let mut report = Report { language, checks: Vec::new(), advice: Vec::new() };
    let settings = builder.settings();
    check_keys(&mut report, &settings);
    let application_id = settings.application_id.as_deref().unwrap_or_default();
    let address = settings.address();
    match &address {
        Ok(address) => {
            check_server(&mut report, &settings, address);
            check_way(&mut report, &settings, address);
        }
        Err(error) => report.add(Verdict::Fail, Topic::Configuration, refusal(&settings, error, language)),
    }
    match builder.patient_for_at_most(ATTEMPT).build() {
        Err(error) if report.is_ok() => report.add(Verdict::Fail, Topic::Configuration, error.to_string()),
        // A text that does not look like an id may be a private key by mistake, and a proxy would log it.
        Ok(client) if looks_like_id(application_id) && address.is_ok() => {
            match client.get_access_token().await {
                Ok(token) => {
                    let (life, took) = (token.life().as_secs(), token.meta().elapsed.as_millis());
                    report.add(
                        Verdict::Ok,
                        Topic::Reachable,
                        say!(language, "answered in {took} ms", "{took}ms 만에 응답"),
                    );
                    let accepted = say!(
                        language,
                        "accepted: a REST application id and its private key; the token ends in {life} s",
                        "REST용 애플리케이션 ID와 프라이빗 키가 맞습니다. 토큰 유효 시간 {life}초"
                    );
                    report.add(Verdict::Ok, Topic::Keys, accepted);
                    check_clock(&mut report, token.server_time);
                }
                Err(error) => explain(&mut report, &settings, &error),
            }
        }
        _ => {}
    }
    // A key that stands in a URL or in the name of a file is quoted with it.
    let private_key = settings.private_key.as_ref().map(Secret::expose).unwrap_or_default();
    let hidden = hidden_keys(application_id, private_key);
    for check in &mut report.checks {
        check.found = hidden.taken_out_of(&check.found);
    }
    report
}

fn check_keys(report: &mut Report, settings: &Settings) {
    let language = report.language;
    let application_id = settings.application_id.as_deref().unwrap_or_default();
    let private_key = settings.private_key.as_ref().map(Secret::expose).unwrap_or_default();
    if looks_like_key(application_id.trim()) && looks_like_id(private_key.trim()) {
        let swapped = language.pick(
            "the application id and the private key are swapped",
            "애플리케이션 ID와 프라이빗 키가 서로 바뀌었습니다",
        );
        return report.add(Verdict::Fail, Topic::Keys, swapped);
    }

    let is_for_browsers = IDS_FOR_BROWSERS.contains(&application_id)
        || settings.environment.get(WEB_APPLICATION_ID) == Some(application_id);
    match blemish(application_id, config::APPLICATION_ID, language) {
        Some(found) => report.add(Verdict::Fail, Topic::ApplicationId, found),
        None if is_for_browsers => {
            let found = say!(
                language,
                "it is the one for the browser ({WEB_APPLICATION_ID}) or an app; a server needs the project's REST one",
                "브라우저용({WEB_APPLICATION_ID})이나 앱용 ID입니다. 서버에서는 프로젝트의 REST용 ID를 사용해야 합니다"
            );
            report.add(Verdict::Fail, Topic::ApplicationId, found);
        }
        None if looks_like_id(application_id) => {
            report.add(Verdict::Ok, Topic::ApplicationId, language.pick("24 hex digits", "16진수 24자"));
        }
        None => {
            let count = application_id.chars().count();
            let found = say!(
                language,
                "{count} characters; 24 hex digits expected",
                "{count}자입니다. 16진수 24자여야 합니다"
            );
            report.add(Verdict::Fail, Topic::ApplicationId, found);
        }
    }

    match blemish(private_key, config::PRIVATE_KEY, language) {
        Some(found) => report.add(Verdict::Fail, Topic::PrivateKey, found),
        None if is_sandbox_key(private_key) => {
            let found = language.pick(
                "44 characters of base64; a sandbox's or the documentation's, no secret",
                "base64 44자. 샌드박스 또는 공식 문서의 키로, 비밀이 아닙니다",
            );
            report.add(Verdict::Ok, Topic::PrivateKey, found);
        }
        None if looks_like_key(private_key) => {
            report.add(
                Verdict::Ok,
                Topic::PrivateKey,
                language.pick("44 characters of base64", "base64 44자"),
            );
        }
        None => {
            let count = private_key.chars().count();
            let found = say!(
                language,
                "{count} characters; 44 of base64 expected, the last one '='",
                "{count}자입니다. '='로 끝나는 base64 44자여야 합니다"
            );
            report.add(Verdict::Fail, Topic::PrivateKey, found);
        }
    }
}

/// What is wrong with a key before its shape is looked at.
fn blemish(value: &str, variable: &str, language: Language) -> Option<String> {
    let is_quoted = |mark| value.len() > 1 && value.starts_with(mark) && value.ends_with(mark);
    if value.is_empty() {
        Some(say!(
            language,
            "missing: set {variable}, or BOOTPAY_MODE=sandbox for a sandbox on this machine",
            "없습니다. {variable}를 설정하세요. 이 컴퓨터의 샌드박스라면 BOOTPAY_MODE=sandbox만 설정해도 됩니다"
        ))
    } else if value.trim() != value {
        Some(say!(
            language,
            "there is white space or a line break around it; take it out of {variable}",
            "앞이나 뒤에 공백 또는 줄바꿈이 있습니다. {variable}에서 지우세요"
        ))
    } else if is_quoted('"') || is_quoted('\'') {
        Some(say!(
            language,
            "there are quotation marks around it; write {variable} without them, as docker's --env-file keeps them",
            "따옴표로 싸여 있습니다. docker의 --env-file은 따옴표를 값에 포함하므로 {variable}에서 따옴표를 지우세요"
        ))
    } else {
        None
    }
}

fn looks_like_key(text: &str) -> bool {
    text.len() == 44
        && text.ends_with('=')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
}

fn check_server(report: &mut Report, settings: &Settings, address: &Address) {
    let language = report.language;
    let private_key = settings.private_key.as_ref().map(Secret::expose).unwrap_or_default();
    let kind = if address.url == Mode::Production.base_url() {
        language.pick("the live service", "실제 서비스")
    } else if address.is_bootpays {
        language.pick("Bootpay's, not the live service", "부트페이 서버이지만 실제 서비스가 아님")
    } else if is_sandbox_key(private_key) && address.is_direct() {
        language.pick("a sandbox", "샌드박스")
    } else if address.is_loopback {
        language.pick("this machine: a sandbox, or a proxy of yours", "이 컴퓨터의 샌드박스 또는 자체 프록시")
    } else {
        language.pick("not the live service", "실제 서비스가 아님")
    };
    report.add(Verdict::Ok, Topic::Server, format!("{} ({kind})", address.url));
    if address.is_loopback && looks_like_key(private_key) && !is_sandbox_key(private_key) {
        let found = language.pick(
            "it is no sandbox's, so a sandbox refuses it; for one, take the keys that `bootpay sandbox` prints, or \
             BOOTPAY_MODE=sandbox and no keys",
            "샌드박스 키가 아니므로 샌드박스는 거절합니다. 샌드박스를 사용하려면 `bootpay sandbox`가 출력하는 키를 설정하거나, 키 없이 \
             BOOTPAY_MODE=sandbox만 설정하세요",
        );
        report.add(Verdict::Note, Topic::PrivateKey, found);
    }
}

/// The proxy and the certificates between.
fn check_way(report: &mut Report, settings: &Settings, address: &Address) {
    let language = report.language;
    let Ok(uri) = address.url.parse::<Uri>() else { return };
    if address.is_direct() {
        let found = language.pick("none: nothing is between", "사용하지 않음");
        return report.add(Verdict::Ok, Topic::Proxy, found);
    }
    match proxy::before(&uri) {
        Ok(None) => report.add(Verdict::Ok, Topic::Proxy, language.pick("none", "없음")),
        Ok(Some(proxy)) => report.add(
            Verdict::Note,
            Topic::Proxy,
            say!(
                language,
                "requests go through {proxy}; NO_PROXY names exceptions",
                "{proxy} 프록시를 거칩니다. 예외는 NO_PROXY에 지정합니다"
            ),
        ),
        Err(error) => report.add(Verdict::Fail, Topic::Configuration, error.to_string()),
    }
    for file in trust::ca_files(&settings.environment.ca_files()) {
        match file.certificates() {
            Ok(count) => {
                let name = file.shown();
                let found = say!(language, "{name}: {count} certificates", "{name}: 인증서 {count}개");
                report.add(Verdict::Ok, Topic::CaFiles, found);
            }
            Err(problem) => report.add(Verdict::Note, Topic::CaFiles, problem),
        }
    }
}

fn check_clock(report: &mut Report, server_time: Option<i64>) {
    let language = report.language;
    let Some(server) = server_time else {
        let found = language.pick("the server did not say its time", "서버가 시각을 알려 주지 않았습니다");
        return report.add(Verdict::Note, Topic::Clock, found);
    };
    let here = UnixSeconds::now().get();
    let skew = here.abs_diff(server);
    let found = match here > server {
        true => say!(
            language,
            "this machine is {skew} s ahead of the server",
            "이 컴퓨터가 서버보다 {skew}초 빠릅니다"
        ),
        false => say!(
            language,
            "this machine is {skew} s behind the server",
            "이 컴퓨터가 서버보다 {skew}초 느립니다"
        ),
    };
    match skew {
        0 => report.add(
            Verdict::Ok,
            Topic::Clock,
            language.pick("agrees with the server's", "서버와 같습니다"),
        ),
        1..=TOLERABLE_SKEW_S => report.add(Verdict::Ok, Topic::Clock, found),
        _ => {
            let found = say!(
                language,
                "{found}; this library does not mind, others do",
                "{found}. 이 라이브러리에는 영향이 없지만 다른 프로그램에는 있을 수 있습니다"
            );
            report.add(Verdict::Note, Topic::Clock, found);
        }
    }
}

/// Why no client can be made, in the reader's language for the commonest mistakes.
fn refusal(settings: &Settings, error: &Error, language: Language) -> String {
    let key = settings.private_key.as_ref().map(Secret::expose).unwrap_or_default();
    match (language, settings.unchecked_address()) {
        (Language::Korean, Ok(Address { url, is_plain: true, is_loopback: false, .. })) => format!(
            "평문 http로는 이 컴퓨터만 호출할 수 있습니다. 다른 컴퓨터의 샌드박스라면 샌드박스 키를, 그 밖에는 https 주소를 설정하세요: {url}"
        ),
        (Language::Korean, Ok(Address { url, is_bootpays: true, .. })) if is_sandbox_key(key) => format!(
            "샌드박스 키 또는 공식 문서의 예제 키로 {url} 서버를 호출하려고 합니다. 샌드박스라면 BOOTPAY_MODE=sandbox 또는 \
             BOOTPAY_BASE_URL(샌드박스 주소)을, 실제 서비스라면 프로젝트의 BOOTPAY_APPLICATION_ID와 BOOTPAY_PRIVATE_KEY를 설정하세요"
        ),
        (Language::Korean, Err(error)) => {
            format!("BOOTPAY_BASE_URL 또는 BOOTPAY_MODE가 올바르지 않습니다: {error}")
        }
        _ => error.to_string(),
    }
}

fn explain(report: &mut Report, settings: &Settings, error: &Error) {
    let language = report.language;
    if let Some(status) = error.status() {
        let found =
            say!(language, "the server answered, HTTP {status}", "서버가 응답했습니다. HTTP {status}");
        report.add(Verdict::Ok, Topic::Reachable, found);
    }
    match (error.kind(), error.status()) {
        (ErrorKind::Api, Some(401)) => {
            report.add(Verdict::Fail, Topic::Keys, error.to_string());
            CAUSES_OF_401
                .into_iter()
                .for_each(|(english, korean)| report.advise(language.pick(english, korean)));
        }
        (ErrorKind::Api, _) => {
            report.add(Verdict::Fail, Topic::Token, error.to_string());
            report.advise(language.pick(
                "The message above; a 5xx is the server's own trouble, try again later.",
                "위의 오류 메시지를 확인하세요. 5xx는 서버 쪽 문제이므로 잠시 후 다시 시도하세요.",
            ));
        }
        (ErrorKind::Decode, _) => {
            report.add(Verdict::Fail, Topic::Server, error.to_string());
            report.advise(language.pick(
                "Something else than Bootpay answers there: a proxy, or a wrong base URL.",
                "부트페이가 아닌 다른 서버가 응답하고 있습니다. 프록시와 BOOTPAY_BASE_URL을 확인하세요.",
            ));
        }
        _ => {
            report.add(Verdict::Fail, Topic::Reachable, error.to_string());
            let is_near = settings.unchecked_address().is_ok_and(|address| address.is_direct());
            report.advise(match is_near {
                true => language.pick(
                    "Does the sandbox run, and at this address? In a container, 127.0.0.1 is the container itself: set \
                     BOOTPAY_BASE_URL to the sandbox's name there, such as http://sandbox:8300.",
                    "이 주소에서 샌드박스가 실행 중인지 확인하세요. 컨테이너 안의 127.0.0.1은 컨테이너 자신이므로, BOOTPAY_BASE_URL에 \
                     http://sandbox:8300처럼 샌드박스의 이름을 지정하세요.",
                ),
                false => language.pick(
                    "DNS, firewall, HTTPS_PROXY and NO_PROXY; for a certificate that is not trusted, SSL_CERT_FILE.",
                    "DNS, 방화벽, HTTPS_PROXY와 NO_PROXY를 확인하세요. 인증서를 신뢰할 수 없다는 오류라면 SSL_CERT_FILE을 확인하세요.",
                ),
            });
        }
    }
}
