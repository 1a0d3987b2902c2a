//! What a client is built with, checked once and before anything is sent.

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use crate::address::Address;
use crate::error::Error;
use crate::foreign::Hidden;
use crate::secret::Secret;

macro_rules! modes {
    ($( $(#[$meta:meta])* $mode:ident $name:literal $host:literal; )*) => {
        /// Which of Bootpay's installations to talk to.
        ///
        /// Source: the official clients; Python 1.0.7 lacks `stage`, and only Java, Go and .NET know `test`. `sandbox`
        /// is this library's own.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub enum Mode {
            $( #[doc = concat!("`", $host, "`")] $(#[$meta])* $mode, )*
        }

        impl Mode {
            const ALL: &[Mode] = &[$( Mode::$mode, )*];

            /// What a configuration calls this mode, such as `production`.
            pub fn name(self) -> &'static str {
                match self { $( Mode::$mode => $name, )* }
            }

            /// The API host of this mode, without a trailing slash.
            pub fn base_url(self) -> &'static str {
                match self { $( Mode::$mode => $host, )* }
            }
        }

        /// Every [`Mode`] as its name and its host.
        pub const MODES: &[(&str, &str)] = &[$( ($name, $host), )*];
    };
}

modes! {
    /// (the default)
    #[default]
    Production "production" "https://api.bootpay.co.kr";
    Development "development" "https://dev-api.bootpay.co.kr";
    Stage "stage" "https://stage-api.bootpay.co.kr";
    Test "test" "https://test-api.bootpay.co.kr";
    /// (where `bootpay sandbox` listens; the keys are then the documentation's, unless others are given)
    Sandbox "sandbox" "http://127.0.0.1:8300";
}

impl FromStr for Mode {
    type Err = Error;

    /// The empty text means production, as in the official clients. An unknown one is an error: the official Go
    /// client takes it for production, which sends test traffic to live accounts.
    fn from_str(text: &str) -> Result<Self, Error> {
        if text.is_empty() {
            return Ok(Mode::default());
        }
        Mode::ALL.iter().find(|mode| mode.name() == text).copied().ok_or_else(|| {
            let known: Vec<&str> = MODES.iter().map(|(name, _)| *name).collect();
            // not quoted if it does not look like a word: a key in the wrong argument must not get into a log
            let a_word =
                text.len() <= 16 && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b == b'_');
            let shown = if a_word { format!(" {text:?}") } else { String::new() };
            Error::config(format!("unknown mode{shown}: use one of {}", known.join(", ")))
        })
    }
}

pub(crate) const APPLICATION_ID: &str = "BOOTPAY_APPLICATION_ID";
pub(crate) const PRIVATE_KEY: &str = "BOOTPAY_PRIVATE_KEY";
/// No client takes it: it is for pages. The doctor compares.
pub(crate) const WEB_APPLICATION_ID: &str = "BOOTPAY_WEB_APPLICATION_ID";
const MODE: &str = "BOOTPAY_MODE";
const BASE_URL: &str = "BOOTPAY_BASE_URL";
const LOOPBACK_ONLY: &str = "BOOTPAY_LOOPBACK_ONLY";

/// The REST application id that the v1 documentation prints in its examples; every sandbox knows it.
const EXAMPLE_APPLICATION_ID: &str = "5b8f6a4d396fa665fdc2b5ea";
/// The private key that is printed with it.
const EXAMPLE_PRIVATE_KEY: &str = "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=";

/// Files of CA certificates that the official clients' HTTP libraries read: requests, curl, Node.
pub(crate) const CA_VARIABLES: [&str; 3] = ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"];

/// The environment variables that a configuration takes what was not set from. An empty one counts as unset.
pub const ENVIRONMENT: [&str; 8] = [
    APPLICATION_ID,
    PRIVATE_KEY,
    MODE,
    BASE_URL,
    LOOPBACK_ONLY,
    CA_VARIABLES[0],
    CA_VARIABLES[1],
    CA_VARIABLES[2],
];

/// The mode of a client that was given none: the environment's, else the default. Not checked, because a language may
/// know further modes.
pub fn default_mode(environment: &HashMap<String, String>) -> &str {
    set(environment, MODE).unwrap_or(Mode::default().name())
}

/// An empty variable counts as unset.
fn set<'a>(environment: &'a HashMap<String, String>, name: &str) -> Option<&'a str> {
    environment.get(name).map(String::as_str).filter(|value| !value.is_empty())
}

/// A checked configuration. [`Client::builder`](crate::Client::builder) makes one; it holds no connection.
#[derive(Clone, Debug)]
pub struct Config {
    pub(crate) application_id: String,
    pub(crate) private_key: Secret,
    mode: Mode,
    pub(crate) address: Address,
    pub(crate) connect_timeout: Duration,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) max_retries: u32,
    pub(crate) user_agent: String,
    /// Variable and path of each file of further CA certificates.
    pub(crate) ca_files: Vec<(&'static str, String)>,
    /// Whether the environment, whatever the arguments say, is the one that a sandbox prints: its address on this
    /// machine, and its key.
    from_sandbox_environment: bool,
}

impl Config {
    /// What a timeout or a deadline may be at most: a day.
    pub const LONGEST_TIME_LIMIT: Duration = Duration::from_secs(86_400);

    /// Where requests go, without a trailing slash.
    pub fn base_url(&self) -> &str {
        &self.address.url
    }

    /// The project's application id, given or the environment's.
    pub fn application_id(&self) -> &str {
        &self.application_id
    }

    /// The project's private key, given or the environment's.
    pub fn private_key(&self) -> &Secret {
        &self.private_key
    }

    /// The mode, given, the environment's or the default.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Whether requests go to a sandbox: it has a sandbox's key, and goes where no project's key goes. An address on
    /// this machine does not say so by itself, since it may be a proxy in front of the live service.
    pub(crate) fn is_for_a_sandbox(&self) -> bool {
        is_sandbox_key(self.private_key.expose()) && self.address.is_direct()
    }

    /// Whether a webhook that came from here is a sandbox's. One that runs in a container, or on another machine of the
    /// LAN, sends from a private address.
    pub(crate) fn expects_a_sandbox_at(&self, sender: IpAddr) -> bool {
        if sender.is_loopback() {
            return self.is_for_a_sandbox() || (self.address.is_loopback && self.from_sandbox_environment);
        }
        self.is_for_a_sandbox() && is_private(sender)
    }
}

/// Whether an address is of a network that is not the Internet.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => address.is_unique_local() || address.is_unicast_link_local(),
    }
}

/// Whether this has the form of an application id: 24 hex digits.
pub(crate) fn looks_like_id(text: &str) -> bool {
    text.len() == 24 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// What no text may show of these keys. An id of another form may be a private key in its place.
pub(crate) fn hidden_keys(application_id: &str, private_key: &str) -> Hidden {
    let mut hidden = Hidden::default();
    hidden.secret(private_key);
    if !looks_like_id(application_id) {
        hidden.secret(application_id);
    }
    hidden
}

/// Whether this is a private key that a sandbox takes, and so need not be kept secret: one of its own, which is 32 bytes
/// in base64 and begins with `bootpay sandbox key ` (source: `KEY_MARKER` in `crates/bootpay-sandbox/src/keys.rs`), or
/// the one that the v1 documentation prints in its examples.
pub(crate) fn is_sandbox_key(private_key: &str) -> bool {
    const MARKER_IN_BASE64: &str = "Ym9vdHBheSBzYW5kYm94IGtleS"; // all of its characters but the last four bits
    private_key == EXAMPLE_PRIVATE_KEY
        || (private_key.len() == 44 && private_key.starts_with(MARKER_IN_BASE64))
}

/// Collects the options of a client. Every option has a default but the two keys, and those may come from the
/// environment: `BOOTPAY_APPLICATION_ID`, `BOOTPAY_PRIVATE_KEY`, `BOOTPAY_BASE_URL`, `BOOTPAY_MODE`. An option
/// that was set here wins. `BOOTPAY_LOOPBACK_ONLY=1` refuses every host that is neither this machine nor, over plain
/// `http` and with a sandbox's key, a sandbox; no option changes that. `REQUESTS_CA_BUNDLE`, `CURL_CA_BUNDLE` and
/// `NODE_EXTRA_CA_CERTS` name PEM files, or folders of them, with CA certificates that are trusted beside the system's.
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
    environment: Option<HashMap<String, String>>,
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

    /// Where to send requests instead of the mode's host, for example a sandbox. `https` only, except for this machine
    /// and, with a sandbox's key, for a sandbox on another one. The empty text counts as not set.
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

    /// The values of the variables of [`ENVIRONMENT`], for a program whose environment is not the process's: a worker
    /// of Node has one of its own. Default: the process's.
    pub fn environment(mut self, variables: HashMap<String, String>) -> Self {
        self.environment = Some(variables);
        self
    }

    /// What was set and, for what was not, what the environment says. Nothing is checked.
    pub(crate) fn settings(&self) -> Settings {
        let environment = Environment(self.environment.clone().unwrap_or_else(process_environment));
        let mode = match self.mode {
            Some(mode) => Ok(mode),
            None => default_mode(&environment.0).parse(),
        };
        let or_of = |given: Option<&str>, name| given.or(environment.get(name)).map(str::to_owned);
        let application_id = or_of(self.application_id.as_deref(), APPLICATION_ID);
        let private_key = or_of(self.private_key.as_ref().map(Secret::expose), PRIVATE_KEY);
        let (application_id, private_key) = match (&mode, application_id, private_key) {
            (Ok(Mode::Sandbox), None, None) => {
                (Some(EXAMPLE_APPLICATION_ID.to_owned()), Some(EXAMPLE_PRIVATE_KEY.to_owned()))
            }
            (_, application_id, private_key) => (application_id, private_key),
        };
        let base_url = or_of(self.base_url.as_deref().filter(|url| !url.is_empty()), BASE_URL);
        Settings { environment, mode, application_id, private_key: private_key.map(Secret::new), base_url }
    }

    /// With an attempt that takes no longer than this, and no other, unless that was set.
    pub(crate) fn patient_for_at_most(mut self, attempt: Duration) -> Self {
        self.attempt_timeout.get_or_insert(attempt);
        self.max_retries.get_or_insert(0);
        self
    }

    /// Checks every option. Nothing is started and nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config), naming the option.
    pub fn check(self) -> Result<Config, Error> {
        let settings = self.settings();
        let application_id = checked_key("application_id", settings.application_id.as_deref())?;
        let private_key = checked_key("private_key", settings.private_key.as_ref().map(Secret::expose))?;
        let address = settings.address()?;

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
            mode: settings.mode.clone()?,
            address,
            connect_timeout: checked_duration("connect_timeout", self.connect_timeout)?
                .unwrap_or(Duration::from_secs(5)),
            attempt_timeout: checked_duration("attempt_timeout", self.attempt_timeout)?,
            deadline: checked_duration("deadline", self.deadline)?,
            max_retries: self.max_retries.unwrap_or(2),
            user_agent,
            ca_files: settings.environment.ca_files(),
            from_sandbox_environment: settings.environment.is_a_sandbox(),
        })
    }
}

/// What a configuration is made of, unchecked.
pub(crate) struct Settings {
    pub(crate) environment: Environment,
    pub(crate) mode: Result<Mode, Error>,
    pub(crate) application_id: Option<String>,
    pub(crate) private_key: Option<Secret>,
    /// `None`: the mode's.
    pub(crate) base_url: Option<String>,
}

impl Settings {
    /// Where requests would go.
    pub(crate) fn unchecked_address(&self) -> Result<Address, Error> {
        let mode = self.mode.clone()?;
        Address::parse(self.base_url.as_deref().unwrap_or(mode.base_url()))
    }

    /// Where requests go, if the private key may be sent there.
    pub(crate) fn address(&self) -> Result<Address, Error> {
        let address = self.unchecked_address()?;
        let private_key = self.private_key.as_ref().map(Secret::expose).unwrap_or_default();
        let only_this_machine = self.environment.is_on(LOOPBACK_ONLY)?;
        may_be_called(&address, self.mode.clone()?, private_key, only_this_machine)?;
        Ok(address)
    }
}

/// Which server these keys may be sent to. What a sandbox takes is worth nothing at Bootpay and may go anywhere; a
/// real key goes over TLS, or stays on this machine.
fn may_be_called(
    address: &Address,
    mode: Mode,
    private_key: &str,
    only_this_machine: bool,
) -> Result<(), Error> {
    let Address { url, is_plain, is_loopback, is_bootpays } = address;
    let is_for_sandboxes = is_sandbox_key(private_key);
    if *is_plain && !is_loopback && (*is_bootpays || !is_for_sandboxes) {
        let why = "must be https: keys and names would cross the network in clear";
        let exception = "; plain http to another machine takes a sandbox's keys only";
        let exception = if *is_bootpays { "" } else { exception };
        return Err(Error::config(format!("base_url {url} {why}{exception}")));
    }
    if only_this_machine && !address.is_direct() {
        return Err(Error::config(format!(
            "{LOOPBACK_ONLY} is set, so that only this machine may be called, and requests would go to {url}: set \
             {BASE_URL} to your sandbox's address, or unset {LOOPBACK_ONLY}"
        )));
    }
    if *is_bootpays && is_for_sandboxes {
        return Err(Error::config(format!(
            "private_key is a sandbox's or the documentation's public example, and requests would go to {url}: for a \
             sandbox use the mode sandbox ({MODE}=sandbox) or its address ({BASE_URL}); for Bootpay use your project's \
             own keys ({APPLICATION_ID}, {PRIVATE_KEY}); nothing was sent"
        )));
    }
    if *is_bootpays && mode == Mode::Sandbox {
        return Err(Error::config(format!(
            "the mode is sandbox, and requests would go to {url}: give the sandbox's address as base_url ({BASE_URL}) \
             or none, or choose another mode ({MODE}); nothing was sent"
        )));
    }
    Ok(())
}

/// The variables that a configuration may come from.
pub(crate) struct Environment(HashMap<String, String>);

impl Environment {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        set(&self.0, name)
    }

    /// A switch. What is neither on nor off is an error: one that is there for safety must not be off by a typo.
    fn is_on(&self, name: &str) -> Result<bool, Error> {
        match self.get(name).unwrap_or_default().to_ascii_lowercase().as_str() {
            "1" | "true" | "on" | "yes" => Ok(true),
            "" | "0" | "false" | "off" | "no" => Ok(false),
            _ => Err(Error::config(format!(
                "{name} must be 1, true, on or yes, or else 0, false, off, no or empty"
            ))),
        }
    }

    /// Variable and path of each file of CA certificates.
    pub(crate) fn ca_files(&self) -> Vec<(&'static str, String)> {
        let named = |name| Some((name, self.get(name)?.to_owned()));
        CA_VARIABLES.into_iter().filter_map(named).collect()
    }

    /// Whether this is what a sandbox prints for its users to export.
    fn is_a_sandbox(&self) -> bool {
        let points_here = |url| Address::parse(url).is_ok_and(|address| address.is_loopback);
        self.get(BASE_URL).is_some_and(points_here) && self.get(PRIVATE_KEY).is_some_and(is_sandbox_key)
    }
}

/// What is not UTF-8 is kept as far as it can be read, so that it is refused and not taken for unset.
fn process_environment() -> HashMap<String, String> {
    ENVIRONMENT
        .into_iter()
        .chain([WEB_APPLICATION_ID])
        .filter_map(|name| Some((name.to_owned(), std::env::var_os(name)?.to_string_lossy().into_owned())))
        .collect()
}

/// Keys are pasted by hand: a stray space, a line end or a character that nobody sees is the commonest mistake and
/// gives a bare 401 at the server. The character is named by its code point, because the key must not be quoted.
fn checked_key<'a>(name: &str, value: Option<&'a str>) -> Result<&'a str, Error> {
    let from = format!("BOOTPAY_{}", name.to_uppercase());
    let key = value.unwrap_or_default();
    if key.is_empty() {
        return Err(Error::config(format!("{name} is missing: pass it or set {from}")));
    }
    match (1..).zip(key.chars()).find(|(_, c)| !c.is_ascii_graphic()) {
        None => Ok(key),
        Some((position, c)) => {
            let what =
                if c.is_whitespace() { "a space or a line break" } else { "a character that no key has" };
            Err(Error::config(format!(
                "{name} contains {what}: U+{:04X} at position {position} of {}; was it copied whole?",
                u32::from(c),
                key.chars().count()
            )))
        }
    }
}

/// Longer than nothing and not longer than a day.
pub(crate) fn checked_duration(name: &str, value: Option<Duration>) -> Result<Option<Duration>, Error> {
    let longest = Config::LONGEST_TIME_LIMIT;
    match value {
        Some(value) if value.is_zero() => Err(Error::config(format!("{name} must be longer than 0"))),
        Some(value) if value > longest => {
            Err(Error::config(format!("{name} must be at most {} s (a day)", longest.as_secs())))
        }
        allowed => Ok(allowed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Builder {
        Builder::default()
            .environment(HashMap::new())
            .application_id("a")
            .private_key("k")
            .base_url("https://api.example.com")
    }

    fn environment<const N: usize>(variables: [(&str, &str); N]) -> HashMap<String, String> {
        variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
    }

    #[test]
    fn a_good_configuration_is_normalised() {
        let config = base().base_url("http://127.0.0.1:8300/").check().unwrap();
        assert_eq!(config.base_url(), "http://127.0.0.1:8300");
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
            (base().base_url("http://sandbox:8300"), "takes a sandbox's keys only"),
            (base().base_url("localhost:8300"), "write http://localhost:8300"),
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
    fn a_key_is_printable_ascii_and_what_is_not_is_named_but_not_quoted() {
        for (key, expected) in [
            ("abc\n", "a space or a line break: U+000A at position 4 of 4"),
            ("a\u{a0}b", "a space or a line break: U+00A0 at position 2 of 3"),
            ("CANARY\u{200b}CANARY", "a character that no key has: U+200B at position 7 of 13"),
            ("\u{feff}CANARY", "a character that no key has: U+FEFF at position 1 of 7"),
            ("CANARY\u{ad}", "a character that no key has: U+00AD at position 7 of 7"),
            ("CANARY\u{2060}", "a character that no key has: U+2060 at position 7 of 7"),
            ("CANARY\u{7f}", "a character that no key has: U+007F at position 7 of 7"),
            ("CANARY\u{ff1d}", "a character that no key has: U+FF1D at position 7 of 7"), // a full-width =
        ] {
            for (builder, name) in
                [(base().application_id(key), "application_id"), (base().private_key(key), "private_key")]
            {
                let error = builder.check().unwrap_err().to_string();
                assert_eq!(error, format!("{name} contains {expected}; was it copied whole?"));
            }
        }
    }

    #[test]
    fn what_is_not_set_comes_from_the_environment_and_what_is_set_wins() {
        let variables = || {
            environment([
                ("BOOTPAY_APPLICATION_ID", "a"),
                ("BOOTPAY_PRIVATE_KEY", "k"),
                ("BOOTPAY_MODE", "stage"),
                ("BOOTPAY_BASE_URL", ""),
                ("NODE_EXTRA_CA_CERTS", "/ca.pem"),
                ("CURL_CA_BUNDLE", ""),
            ])
        };
        let config = Builder::default().environment(variables()).check().unwrap();
        assert_eq!((config.application_id(), config.private_key().expose()), ("a", "k"));
        assert_eq!((config.mode(), config.base_url()), (Mode::Stage, "https://stage-api.bootpay.co.kr"));
        assert_eq!(config.ca_files, [("NODE_EXTRA_CA_CERTS", "/ca.pem".to_owned())]);
        let builder = || Builder::default().environment(variables());
        assert_eq!(builder().mode(Mode::Test).check().unwrap().base_url(), "https://test-api.bootpay.co.kr");
        assert_eq!(builder().base_url("").check().unwrap().base_url(), "https://stage-api.bootpay.co.kr");
        assert_eq!(base().environment(variables()).check().unwrap().base_url(), "https://api.example.com");
        let error = builder().private_key("").check().unwrap_err().to_string();
        assert_eq!(error, "private_key is missing: pass it or set BOOTPAY_PRIVATE_KEY");
        assert_eq!(default_mode(&variables()), "stage");
        assert_eq!(default_mode(&environment([("BOOTPAY_MODE", "")])), "production");
        assert_eq!(default_mode(&environment([("BOOTPAY_MODE", "of one's own")])), "of one's own");
        let error = base().environment(environment([("BOOTPAY_MODE", "prod")])).check().unwrap_err();
        assert!(error.to_string().starts_with("unknown mode \"prod\""), "{error}");
    }

    #[test]
    fn a_switch_confines_requests_to_this_machine_and_is_not_off_by_a_typo() {
        let with = |value, url| {
            base().base_url(url).environment(environment([("BOOTPAY_LOOPBACK_ONLY", value)])).check()
        };
        for on in ["1", "true", "On", "YES"] {
            let error = with(on, "https://api.bootpay.co.kr").unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::Config);
            assert_eq!(
                error.to_string(),
                "BOOTPAY_LOOPBACK_ONLY is set, so that only this machine may be called, and requests would go to \
                 https://api.bootpay.co.kr: set BOOTPAY_BASE_URL to your sandbox's address, or unset \
                 BOOTPAY_LOOPBACK_ONLY"
            );
            for here in ["http://127.0.0.1:1", "https://localhost", "http://[::1]:1"] {
                assert_eq!(with(on, here).unwrap().base_url(), here);
            }
            let error = Builder::default()
                .application_id("a")
                .private_key("k")
                .mode(Mode::Development)
                .environment(environment([("BOOTPAY_LOOPBACK_ONLY", on)]))
                .check()
                .unwrap_err();
            assert!(error.to_string().contains("https://dev-api.bootpay.co.kr"), "{error}");
        }
        for off in ["0", "false", "Off", "NO", ""] {
            with(off, "https://api.bootpay.co.kr").unwrap();
        }
        for typo in ["2", "ture", " 1", "enabled"] {
            for url in ["https://api.bootpay.co.kr", "http://127.0.0.1:1"] {
                let error = with(typo, url).unwrap_err().to_string();
                assert!(error.starts_with("BOOTPAY_LOOPBACK_ONLY must be 1, true, on or yes"), "{error}");
            }
        }
    }

    const SANDBOX_KEY: &str = "Ym9vdHBheSBzYW5kYm94IGtleSB0ZXN0IGtleSBtYWQ="; // bootpay sandbox key test key mad
    const HERE: &str = "http://127.0.0.1:8300";
    const NEAR: &str = "http://sandbox:8300";

    #[test]
    fn a_sandboxs_keys_go_to_sandboxes_only_and_the_error_says_what_to_set() {
        for key in [SANDBOX_KEY, EXAMPLE_PRIVATE_KEY] {
            for url in
                ["https://api.bootpay.co.kr", "https://dev-api.bootpay.co.kr/", "https://bootpay.co.kr:8443"]
            {
                let error = base().private_key(key).base_url(url).check().unwrap_err();
                assert_eq!(error.kind(), crate::ErrorKind::Config);
                let shown = url.trim_end_matches('/');
                assert_eq!(
                    error.to_string(),
                    format!(
                        "private_key is a sandbox's or the documentation's public example, and requests would go to \
                         {shown}: for a sandbox use the mode sandbox (BOOTPAY_MODE=sandbox) or its address \
                         (BOOTPAY_BASE_URL); for Bootpay use your project's own keys (BOOTPAY_APPLICATION_ID, \
                         BOOTPAY_PRIVATE_KEY); nothing was sent"
                    )
                );
            }
            for url in
                [HERE, NEAR, "http://10.0.2.2:8300", "http://[fd00::7]:8300", "https://sandbox.example.com"]
            {
                assert_eq!(base().private_key(key).base_url(url).check().unwrap().base_url(), url);
            }
            let error = base().private_key(key).base_url("http://api.bootpay.co.kr").check().unwrap_err();
            assert!(error.to_string().ends_with("in clear"), "{error}");
        }
        let by_its_mode =
            Builder::default().environment(HashMap::new()).application_id("a").private_key(SANDBOX_KEY);
        assert!(by_its_mode.check().unwrap_err().to_string().contains("https://api.bootpay.co.kr"));
    }

    #[test]
    fn the_mode_sandbox_needs_nothing_else_and_never_goes_to_bootpay() {
        let with = |variables| Builder::default().environment(variables);
        for builder in
            [with(environment([("BOOTPAY_MODE", "sandbox")])), with(HashMap::new()).mode(Mode::Sandbox)]
        {
            let config = builder.check().unwrap();
            assert_eq!((config.base_url(), config.mode()), (HERE, Mode::Sandbox));
            assert_eq!(config.application_id(), EXAMPLE_APPLICATION_ID);
            assert_eq!(config.private_key().expose(), EXAMPLE_PRIVATE_KEY);
        }
        let sandbox = |more: [(&str, &str); 2]| {
            let mut variables = environment(more);
            variables.insert("BOOTPAY_MODE".to_owned(), "sandbox".to_owned());
            with(variables).check()
        };
        let config = sandbox([("BOOTPAY_BASE_URL", NEAR), ("BOOTPAY_PRIVATE_KEY", "")]).unwrap();
        assert_eq!((config.base_url(), config.application_id()), (NEAR, EXAMPLE_APPLICATION_ID));
        let keys = [("BOOTPAY_APPLICATION_ID", "a"), ("BOOTPAY_PRIVATE_KEY", SANDBOX_KEY)];
        let config = sandbox(keys).unwrap();
        assert_eq!((config.application_id(), config.private_key().expose()), ("a", SANDBOX_KEY));
        // half a pair is not completed from another one
        let error = sandbox([("BOOTPAY_APPLICATION_ID", "a"), ("BOOTPAY_BASE_URL", "")]).unwrap_err();
        assert_eq!(error.to_string(), "private_key is missing: pass it or set BOOTPAY_PRIVATE_KEY");
        let error = base().mode(Mode::Sandbox).base_url("https://api.bootpay.co.kr").check().unwrap_err();
        assert!(error.to_string().starts_with("the mode is sandbox, and requests would go to"), "{error}");
    }

    #[test]
    fn confined_to_this_machine_a_sandbox_elsewhere_may_be_called_and_nothing_real() {
        let confined =
            || base().environment(environment([("BOOTPAY_LOOPBACK_ONLY", "1")])).private_key(SANDBOX_KEY);
        assert_eq!(confined().base_url(NEAR).check().unwrap().base_url(), NEAR);
        let error = confined().base_url("https://sandbox.example.com").check().unwrap_err();
        assert!(error.to_string().starts_with("BOOTPAY_LOOPBACK_ONLY is set"), "{error}");
        let error = confined().private_key("k").base_url(NEAR).check().unwrap_err();
        assert!(error.to_string().contains("must be https"), "{error}");
    }

    #[test]
    fn who_is_near_is_believed_for_a_sandbox_and_not_for_an_address() {
        const LIVE: &str = "https://api.example.com";
        let sandboxed = |key| environment([("BOOTPAY_BASE_URL", HERE), ("BOOTPAY_PRIVATE_KEY", key)]);
        let elsewhere = || environment([("BOOTPAY_BASE_URL", LIVE), ("BOOTPAY_PRIVATE_KEY", SANDBOX_KEY)]);
        // believed: a sender on this machine, one in a private network
        for (key, url, variables, this_machine, private) in [
            ("k", HERE, environment([]), false, false), // a proxy in front of the live service
            ("k", HERE, sandboxed("k"), false, false),
            ("k", HERE, sandboxed(SANDBOX_KEY), true, false),
            ("k", LIVE, sandboxed(SANDBOX_KEY), false, false),
            ("k", HERE, elsewhere(), false, false),
            (SANDBOX_KEY, HERE, environment([]), true, true),
            (SANDBOX_KEY, NEAR, environment([]), true, true),
            (EXAMPLE_PRIVATE_KEY, HERE, environment([]), true, true),
            (SANDBOX_KEY, LIVE, environment([]), false, false),
        ] {
            let builder = base().private_key(key).base_url(url).environment(variables.clone());
            let config = builder.check().unwrap();
            let expects = |sender: &str| config.expects_a_sandbox_at(sender.parse().unwrap());
            for sender in ["127.0.0.1", "127.9.9.9", "::1"] {
                assert_eq!(expects(sender), this_machine, "{sender} {key} {url} {variables:?}");
            }
            for sender in ["10.0.0.1", "172.18.0.3", "192.168.0.7", "169.254.1.1", "fd00::1", "fe80::1"] {
                assert_eq!(expects(sender), private, "{sender} {key} {url} {variables:?}");
            }
            for sender in ["223.130.82.4", "172.32.0.1", "6.6.6.6", "2001:db8::1"] {
                assert!(!expects(sender), "{sender} {key} {url} {variables:?}");
            }
        }
    }

    #[test]
    fn modes_are_known_by_their_official_names() {
        assert_eq!("".parse::<Mode>().unwrap(), Mode::Production);
        assert_eq!("stage".parse::<Mode>().unwrap().base_url(), "https://stage-api.bootpay.co.kr");
        for (name, host) in MODES {
            let mode: Mode = name.parse().unwrap();
            assert_eq!((mode.name(), mode.base_url()), (*name, *host));
        }
        let error = "CANARY-key=".parse::<Mode>().unwrap_err().to_string();
        assert_eq!(error, "unknown mode: use one of production, development, stage, test, sandbox");
        let error = "ehowlsla".parse::<Mode>().unwrap_err().to_string();
        assert_eq!(
            error,
            "unknown mode \"ehowlsla\": use one of production, development, stage, test, sandbox"
        );
    }

    #[test]
    fn the_key_is_not_shown() {
        assert!(!format!("{:?}", base().private_key("CANARY").check().unwrap()).contains("CANARY"));
        assert!(
            !format!("{:?}", base().private_key("CANARY").base_url("https://a:CANARY@h")).contains("CANARY")
        );
    }
}
