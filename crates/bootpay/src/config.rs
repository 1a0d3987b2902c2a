//! What a client is built with, checked once and before anything is sent.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;
use std::time::Duration;

use url::{Host, Url};

use crate::error::Error;
use crate::secret::Secret;

/// Which of Bootpay's installations to talk to.
///
/// Source: the official clients; Python 1.0.7 lacks `stage`, and only Java, Go and .NET know `test`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mode {
    /// `https://api.bootpay.co.kr`, the default.
    #[default]
    Production,
    /// `https://dev-api.bootpay.co.kr`
    Development,
    /// `https://stage-api.bootpay.co.kr`
    Stage,
    /// `https://test-api.bootpay.co.kr`
    Test,
}

impl Mode {
    const ALL: [(&'static str, Mode); 4] = [
        ("production", Mode::Production),
        ("development", Mode::Development),
        ("stage", Mode::Stage),
        ("test", Mode::Test),
    ];

    /// The API host of this mode, without a trailing slash.
    pub fn base_url(self) -> &'static str {
        match self {
            Mode::Production => "https://api.bootpay.co.kr",
            Mode::Development => "https://dev-api.bootpay.co.kr",
            Mode::Stage => "https://stage-api.bootpay.co.kr",
            Mode::Test => "https://test-api.bootpay.co.kr",
        }
    }
}

impl FromStr for Mode {
    type Err = Error;

    /// The empty text means production, as in the official clients. An unknown one is an error: the official Go
    /// client takes it for production, which sends test traffic to live accounts.
    fn from_str(text: &str) -> Result<Self, Error> {
        if text.is_empty() {
            return Ok(Mode::default());
        }
        Mode::ALL.iter().find(|(name, _)| *name == text).map(|(_, mode)| *mode).ok_or_else(|| {
            let known: Vec<&str> = Mode::ALL.iter().map(|(name, _)| *name).collect();
            // not quoted if it does not look like a word: a key in the wrong argument must not get into a log
            let a_word =
                text.len() <= 16 && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b == b'_');
            let shown = if a_word { format!(" {text:?}") } else { String::new() };
            Error::config(format!("unknown mode{shown}: use one of {}", known.join(", ")))
        })
    }
}

/// A checked configuration. [`Client::builder`](crate::Client::builder) makes one; it holds no connection.
#[derive(Clone, Debug)]
pub struct Config {
    pub(crate) application_id: String,
    pub(crate) private_key: Secret,
    pub(crate) base_url: String,
    pub(crate) loopback: bool,
    pub(crate) connect_timeout: Duration,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) max_retries: u32,
    pub(crate) user_agent: String,
}

impl Config {
    /// Where requests go, without a trailing slash.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }
}

/// Collects the options of a client. Every option has a default but the two keys, and those may come from the
/// environment: `BOOTPAY_APPLICATION_ID`, `BOOTPAY_PRIVATE_KEY`, `BOOTPAY_BASE_URL`, `BOOTPAY_MODE`. An option
/// that was set here wins.
#[derive(Clone, Default)]
pub struct Builder {
    application_id: Option<String>,
    private_key: Option<Secret>,
    mode: Option<Mode>,
    base_url: Option<String>,
    connect_timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    deadline: Option<Duration>,
    max_retries: Option<u32>,
    user_agent: Option<String>,
}

/// Shows nothing: an unchecked base URL may hold a password.
impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").finish_non_exhaustive()
    }
}

impl Builder {
    /// The project's **REST** application id, 24 hex digits; not the one for web, Android or iOS.
    pub fn application_id(mut self, id: impl Into<String>) -> Self {
        self.application_id = Some(id.into());
        self
    }

    /// The project's private key, base64 text of 44 characters.
    pub fn private_key(mut self, key: impl Into<String>) -> Self {
        self.private_key = Some(Secret::new(key));
        self
    }

    /// Which installation to use; default [`Mode::Production`]. A base URL, set here or in the environment, wins.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = Some(mode);
        self
    }

    /// Where to send requests instead of the mode's host, for example a sandbox. `https` only, except for a
    /// loopback address.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// How long DNS, TCP and TLS may take together for one connection; default 5 s.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// How long one attempt may take, from the first byte sent to the last byte read; default 30 s, and 60 s for
    /// calls that wait on a card company.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// How long a call may take in all: the token request, every attempt and the pauses between; default twice
    /// the attempt timeout, and at least twice its default.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// How often a call that may be repeated is repeated at most; default 2, so three attempts.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = Some(retries);
        self
    }

    /// Put in front of this crate's own `User-Agent`, for example `my-shop/1.4`.
    pub fn user_agent(mut self, product: impl Into<String>) -> Self {
        self.user_agent = Some(product.into());
        self
    }

    /// Checks every option. Nothing is started and nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config), naming the option.
    pub fn check(self) -> Result<Config, Error> {
        let application_id = self.application_id.or_else(|| variable("BOOTPAY_APPLICATION_ID"));
        let private_key = self.private_key.or_else(|| variable("BOOTPAY_PRIVATE_KEY").map(Secret::new));
        let application_id = checked_key("application_id", application_id.as_deref())?;
        let private_key = checked_key("private_key", private_key.as_ref().map(Secret::expose))?;

        let mode = match self.mode {
            Some(mode) => mode,
            None => variable("BOOTPAY_MODE").unwrap_or_default().parse()?,
        };
        let base_url = self.base_url.or_else(|| variable("BOOTPAY_BASE_URL"));
        let (base_url, loopback) = checked_base_url(base_url.as_deref().unwrap_or(mode.base_url()))?;

        let own_agent = concat!("bootpay-rust/", env!("CARGO_PKG_VERSION"));
        let user_agent = match self.user_agent {
            Some(product) if product.bytes().all(|b| (b' '..=b'~').contains(&b)) => {
                format!("{product} {own_agent}")
            }
            Some(_) => return Err(Error::config("user_agent must be printable ASCII")),
            None => own_agent.to_owned(),
        };
        Ok(Config {
            application_id: application_id.to_owned(),
            private_key: Secret::new(private_key),
            base_url,
            loopback,
            connect_timeout: checked_duration("connect_timeout", self.connect_timeout)?
                .unwrap_or(Duration::from_secs(5)),
            attempt_timeout: checked_duration("attempt_timeout", self.attempt_timeout)?,
            deadline: checked_duration("deadline", self.deadline)?,
            max_retries: self.max_retries.unwrap_or(2),
            user_agent,
        })
    }
}

/// The environment is read here and nowhere else. An empty variable counts as unset.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Keys are pasted by hand: a stray space or line end is the commonest mistake and gives a bare 401 at the server.
fn checked_key<'a>(name: &str, value: Option<&'a str>) -> Result<&'a str, Error> {
    let from = format!("BOOTPAY_{}", name.to_uppercase());
    match value {
        None | Some("") => Err(Error::config(format!("{name} is missing: pass it or set {from}"))),
        Some(key) if key.contains(|c: char| c.is_whitespace() || c.is_control()) => {
            Err(Error::config(format!("{name} contains a space or a line break; was it copied whole?")))
        }
        Some(key) => Ok(key),
    }
}

/// Longer than nothing and not longer than a day.
pub(crate) fn checked_duration(name: &str, value: Option<Duration>) -> Result<Option<Duration>, Error> {
    match value {
        Some(value) if value.is_zero() => Err(Error::config(format!("{name} must be longer than 0"))),
        Some(value) if value > Duration::from_secs(86_400) => {
            Err(Error::config(format!("{name} must be at most 86400 s (a day)")))
        }
        allowed => Ok(allowed),
    }
}

/// The URL without its trailing slash, and whether it points at this machine. What could not be parsed is not quoted
/// in the error: it may hold a password or a key.
fn checked_base_url(text: &str) -> Result<(String, bool), Error> {
    let url = Url::parse(text)
        .map_err(|_| Error::config("base_url is not a URL, such as https://api.bootpay.co.kr"))?;
    let loopback = match url.host() {
        Some(Host::Ipv4(ip)) => ip.octets()[0] == Ipv4Addr::LOCALHOST.octets()[0],
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => return Err(Error::config("base_url has no host")),
    };
    let wrong = |why: &str| {
        let host = excerpt(url.host_str().unwrap_or_default());
        Error::config(format!("base_url {}://{host} {why}", url.scheme()))
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("must not contain a user name or password"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("must not have a query or a fragment"));
    }
    match url.scheme() {
        "https" => {}
        "http" if loopback => {}
        "http" => return Err(wrong("must be https: keys and names would cross the network in clear")),
        _ => return Err(wrong("must begin with https://")),
    }
    Ok((url.as_str().trim_end_matches('/').to_owned(), loopback))
}

/// At most 80 characters of a text for an error message.
pub(crate) fn excerpt(text: &str) -> String {
    let mut shown: String = text.chars().take(80).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Builder {
        Builder::default().application_id("a").private_key("k").base_url("https://api.example.com")
    }

    #[test]
    fn a_good_configuration_is_normalised() {
        let config = base().base_url("http://127.0.0.1:8300/").check().unwrap();
        assert_eq!(config.base_url(), "http://127.0.0.1:8300");
        assert!(config.loopback);
        assert!(!base().check().unwrap().loopback);
    }

    #[test]
    fn what_cannot_work_is_refused_by_name() {
        for (builder, expected) in [
            (base().application_id(""), "application_id is missing"),
            (base().private_key("abc\n"), "private_key contains a space or a line break"),
            (base().base_url("api.bootpay.co.kr"), "is not a URL"),
            (base().base_url("http://api.bootpay.co.kr"), "must be https"),
            (base().base_url("http://127.0.0.1.evil.com"), "must be https"),
            (base().base_url("http://localhost.evil.com"), "must be https"),
            (base().base_url("ftp://127.0.0.1"), "must begin with https://"),
            (base().base_url("https://user:CANARY@h"), "user name or password"),
            (base().base_url("https://user:CANARY@h:99999999"), "is not a URL"),
            (base().base_url("https://h/?key=CANARY"), "base_url https://h must not have a query"),
            (base().base_url("https://h/?q=1"), "query"),
            (base().deadline(Duration::ZERO), "deadline must be longer"),
            (base().attempt_timeout(Duration::from_secs(90_000)), "attempt_timeout must be at most"),
            (base().user_agent("bad\r\nheader: x"), "user_agent"),
        ] {
            let error = builder.check().unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::Config);
            assert!(error.to_string().contains(expected), "{error}");
            assert!(!format!("{error:?}").contains("CANARY"));
        }
    }

    #[test]
    fn modes_are_known_by_their_official_names() {
        assert_eq!("".parse::<Mode>().unwrap(), Mode::Production);
        assert_eq!("stage".parse::<Mode>().unwrap().base_url(), "https://stage-api.bootpay.co.kr");
        let error = "CANARY-key=".parse::<Mode>().unwrap_err().to_string();
        assert_eq!(error, "unknown mode: use one of production, development, stage, test");
        let error = "ehowlsla".parse::<Mode>().unwrap_err().to_string();
        assert_eq!(error, "unknown mode \"ehowlsla\": use one of production, development, stage, test");
    }

    #[test]
    fn the_key_is_not_shown() {
        assert!(!format!("{:?}", base().private_key("CANARY").check().unwrap()).contains("CANARY"));
        assert!(
            !format!("{:?}", base().private_key("CANARY").base_url("https://a:CANARY@h")).contains("CANARY")
        );
    }
}
