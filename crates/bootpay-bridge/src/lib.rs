//! What the bindings share: Python's, Node's, Ruby's, and the C ABI's.
//!
//! A binding sees one door: [`Handle::open`] with the configuration as JSON, [`Handle::call`] with an operation's
//! name, its parameters and its options as JSON, and a [`Reply`] made of texts. Nothing about any operation is
//! written on this side of the door, so a new endpoint changes no binding.
//!
//! The rules that every binding would otherwise have to invent for itself live here:
//!
//! - **Lanes and one I/O thread per process**. A forked child has its own; see [`ProcessLocal`].
//! - **One way to wait**, for threads and for event loops, with cancels, interrupts, forks and panics: see [`Call`].
//! - **A call keeps its own log.** Who waits hands it to the language's logger when the call is over, so that a line is
//!   written with that thread's context and no other thread ever enters the interpreter for it.
//! - **Text in, text out.** The server's JSON crosses as it came, except that ids are text; errors cross as one JSON object.

pub mod ask;
mod bell;
mod call;
pub mod calls;
mod doctor;
mod lanes;
mod process_local;
mod queue;
mod reply;

use std::collections::HashMap;
use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bootpay::{
    CallOptions, Client, Config, Error, Mode, OperationSpec, Secret, WebhookDelivery, WebhookEvent,
};
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

use call::Work;
use lanes::lanes;
use reply::{Attempts, LogLevel, to_json};

pub use bell::Bell;
pub use bootpay::{ENVIRONMENT, ErrorKind, MODES, default_mode};
pub use call::{Call, Started};
pub use process_local::ProcessLocal;
pub use queue::Queue;
pub use reply::Reply;

/// Version of this build, the same as every package's.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A configuration as it comes through the door. Absent and `null` mean the default. A time may be given in seconds or, as
/// `…_ms`, in milliseconds. What a user gave is passed on as it is, even a text where a number belongs, and refused here.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenRequest {
    application_id: Option<String>,
    private_key: Option<String>,
    mode: Option<String>,
    base_url: Option<String>,
    connect_timeout: Option<Box<RawValue>>,
    connect_timeout_ms: Option<Box<RawValue>>,
    timeout: Option<Box<RawValue>>,
    timeout_ms: Option<Box<RawValue>>,
    deadline: Option<Box<RawValue>>,
    deadline_ms: Option<Box<RawValue>>,
    max_retries: Option<Box<RawValue>>,
    user_agent: Option<String>,
    /// The language's view of the process's environment, for the names of [`ENVIRONMENT`]. Absent: the process's own.
    environment: Option<HashMap<String, String>>,
}

/// The options of one call as they come through the door.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct OptionsRequest {
    token: Option<String>,
    timeout: Option<Box<RawValue>>,
    timeout_ms: Option<Box<RawValue>>,
    deadline: Option<Box<RawValue>>,
    deadline_ms: Option<Box<RawValue>>,
    max_retries: Option<Box<RawValue>>,
    /// Which attempts somebody wants to be told of. Absent: all.
    #[serde(default)]
    log: LogLevel,
}

/// What begins an identity verification, as it comes through the door.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BeginRequest {
    purpose: String,
    session: String,
    expires_in: Option<Box<RawValue>>,
}

/// Does what answers at once. A panic in it is an error like any other; nothing is left half done by one, since the
/// process's state is in lock-free slots.
fn guarded<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, String> {
    let defect = || Error::new(ErrorKind::Internal, "a defect in bootpay; please report it");
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(defect())).map_err(|error| to_json(&error))
}

/// One configured client, usable from any thread and in any process that inherits it.
pub struct Handle {
    config: Config,
    /// Connections, the token and every lock belong to one process.
    client: ProcessLocal<Client>,
}

impl Handle {
    /// Checks a configuration. Starts no thread and opens no socket.
    ///
    /// # Errors
    /// The error as a JSON object, in the form of [`Reply::meta`].
    pub fn open(config_json: &str) -> Result<Self, String> {
        guarded(|| Self::from_json(config_json))
    }

    /// The process's one client of this configuration, as the same text. It is never dropped, so that a language whose
    /// objects end with each request keeps its token and its connections. A forked child has one of its own; its parent's
    /// works there too.
    ///
    /// # Errors
    /// As [`open`](Self::open)'s. Nothing is kept then.
    pub fn shared(config_json: &str) -> Result<&'static Self, String> {
        static SHARED: ProcessLocal<Mutex<HashMap<String, &'static Handle>>> = ProcessLocal::new();
        let Ok(shared) = SHARED.get_or_try_build(|| Ok::<_, Infallible>(Mutex::default()));
        let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(handle) = shared.get(config_json) {
            return Ok(handle);
        }
        let handle: &'static Self = Box::leak(Box::new(Self::open(config_json)?));
        shared.insert(config_json.to_owned(), handle);
        Ok(handle)
    }

    fn from_json(config_json: &str) -> Result<Self, Error> {
        #[cfg(feature = "panics")]
        assert!(!config_json.contains("panic.open"), "on purpose");
        let asked: OpenRequest = parse(ErrorKind::Config, config_json)?;
        let mut builder = Client::builder();
        if let Some(value) = asked.application_id {
            builder = builder.application_id(value);
        }
        if let Some(value) = asked.private_key {
            builder = builder.private_key(value);
        }
        if let Some(value) = asked.mode {
            builder = builder.mode(value.parse::<Mode>()?);
        }
        if let Some(value) = asked.base_url {
            builder = builder.base_url(value);
        }
        let limit = |name, seconds, milliseconds| {
            time_limit(name, seconds, milliseconds).map_err(|why| Error::new(ErrorKind::Config, why))
        };
        if let Some(value) = limit("connect_timeout", asked.connect_timeout, asked.connect_timeout_ms)? {
            builder = builder.connect_timeout(value);
        }
        if let Some(value) = limit("timeout", asked.timeout, asked.timeout_ms)? {
            builder = builder.attempt_timeout(value);
        }
        if let Some(value) = limit("deadline", asked.deadline, asked.deadline_ms)? {
            builder = builder.deadline(value);
        }
        let retries = max_retries(asked.max_retries).map_err(|why| Error::new(ErrorKind::Config, why))?;
        if let Some(value) = retries {
            builder = builder.max_retries(value);
        }
        if let Some(value) = asked.user_agent {
            builder = builder.user_agent(value);
        }
        if let Some(value) = asked.environment {
            builder = builder.environment(value);
        }
        Ok(Self { config: builder.check()?, client: ProcessLocal::new() })
    }

    /// Where requests go.
    pub fn base_url(&self) -> &str {
        self.config.base_url()
    }

    /// The project's application id, given or the environment's.
    pub fn application_id(&self) -> &str {
        self.config.application_id()
    }

    /// The project's private key in clear, given or the environment's.
    pub fn private_key(&self) -> &str {
        self.config.private_key().expose()
    }

    /// The mode's name: given, the environment's or the default.
    pub fn mode(&self) -> &'static str {
        self.config.mode().name()
    }

    /// Reads a webhook, given as its body and the other fields of a [`WebhookDelivery`]; gives the event as a JSON object
    /// with `receipt_id`, `status`, `price`, `tax_free`, `order_id`, `name`, `retry_count`, `pg`, `method`,
    /// `purchased_at`, `payment_data` and `fields` ([`WebhookEvent::json`]). Sends nothing.
    ///
    /// # Errors
    /// The error as a JSON object, in the form of [`Reply::meta`].
    pub fn webhook(&self, body: &[u8], delivery_json: &str) -> Result<String, String> {
        guarded(|| {
            #[cfg(feature = "panics")]
            assert!(body != b"panic.webhook", "on purpose");
            let delivery: WebhookDelivery = parse(ErrorKind::InvalidRequest, delivery_json)?;
            let delivery = WebhookDelivery { body: body.into(), ..delivery };
            Ok(self.client()?.webhook(&delivery)?.json().to_owned())
        })
    }

    /// Begins an identity verification: `purpose`, `session` and, if given, `expires_in` in seconds; gives a JSON object with
    /// `order_id`, `token`, `expires_at` in Unix seconds and `request` ([`Begun::json`]). Sends nothing.
    ///
    /// [`Begun::json`]: bootpay::identity::Begun::json
    ///
    /// # Errors
    /// The error as a JSON object, in the form of [`Reply::meta`].
    pub fn begin_identity(&self, asked_json: &str) -> Result<String, String> {
        guarded(|| {
            let asked: BeginRequest = parse(ErrorKind::InvalidRequest, asked_json)?;
            let identity = self.client()?.identity();
            let begun = match asked.expires_in {
                Some(life) => {
                    // anything but a time becomes 0, which is refused there, with the words on how long it may be
                    let life = time_limit("expires_in", Some(life), None).ok().flatten().unwrap_or_default();
                    identity.begin_for(&asked.purpose, &asked.session, life)
                }
                None => identity.begin(&asked.purpose, &asked.session),
            };
            Ok(begun?.json())
        })
    }

    fn client(&self) -> Result<&Client, Error> {
        self.client.get_or_try_build(|| Ok(Client::on_lanes(self.config.clone(), lanes()?.clone())))
    }

    /// Prepares a call. Nothing is sent until it is waited for or started.
    pub fn call(&self, operation: &str, params_json: &str, options_json: &str) -> Call {
        Call::new(operation, |attempts| {
            #[cfg(feature = "panics")]
            assert_ne!(operation, "panic.outside", "on purpose");
            self.work(operation, params_json, options_json, attempts)
        })
    }

    fn work(&self, operation: &str, params: &str, options: &str, attempts: &Attempts) -> Result<Work, Error> {
        let in_call = |error: Error| match OperationSpec::named(operation) {
            Some(spec) => error.in_call(spec.name, None, 0),
            None => error,
        };
        let wrong = |why: String| in_call(Error::new(ErrorKind::InvalidRequest, why));
        let options = if options.is_empty() { "{}" } else { options };
        let asked: OptionsRequest = parse(ErrorKind::InvalidRequest, options).map_err(in_call)?;
        attempts.tell(asked.log);
        let options = CallOptions {
            token: asked.token.map(Secret::new),
            attempt_timeout: time_limit("timeout", asked.timeout, asked.timeout_ms).map_err(wrong)?,
            deadline: time_limit("deadline", asked.deadline, asked.deadline_ms).map_err(wrong)?,
            max_retries: max_retries(asked.max_retries).map_err(wrong)?,
            observer: Some(attempts.observer()),
            concerns: Some(attempts.concerns()),
        };
        let client = self.client()?.clone();
        let (operation, params) = (operation.to_owned(), params.to_owned());
        Ok(Box::pin(async move {
            #[cfg(feature = "panics")]
            assert_ne!(operation, "panic.inside", "on purpose");
            Reply::of(client.call(&operation, &params, &options).await)
        }))
    }
}

/// The doctor as a program of this name, with these arguments, the command `doctor` among them, and in the process's own
/// environment. It is waited for like any call; the reply's body is a JSON object: `exit_code`, and what the program
/// writes to its `output` and to its `error`.
pub fn doctor(program: &str, user_agent: &str, arguments: Vec<String>) -> Call {
    let (program, user_agent) = (program.to_owned(), user_agent.to_owned());
    Call::new("doctor", |_| Ok(Box::pin(async move { doctor::run(&program, &user_agent, arguments).await })))
}

/// The parameters of `receipt.get` that compare a webhook's event with its receipt. The event is what [`Handle::webhook`]
/// gave, or what was kept of it: `receipt_id`, `status`, `price` and `order_id`.
///
/// # Errors
/// The error as a JSON object, in the form of [`Reply::meta`].
pub fn expectations(event_json: &str) -> Result<String, String> {
    guarded(|| {
        let expected = WebhookEvent::kept(event_json)?.expectations()?;
        let mut params = json!({
            "receipt_id": expected.receipt_id,
            "expected_status": expected.expected_status,
            "expected_price": expected.expected_price,
        });
        if let Some(order_id) = expected.expected_order_id {
            params["expected_order_id"] = json!(order_id);
        }
        Ok(params.to_string())
    })
}

/// Answers a question about a person that needs no client; see [`answer_verb`](bootpay::identity::answer_verb).
///
/// # Errors
/// The error as a JSON object, in the form of [`Reply::meta`].
pub fn identity(verb: &str, question_json: &str) -> Result<String, String> {
    guarded(|| bootpay::identity::answer_verb(verb, question_json))
}

fn parse<T: for<'de> Deserialize<'de>>(kind: ErrorKind, json: &str) -> Result<T, Error> {
    // serde's own words may quote a value, and a private key is among them
    bootpay::parse_without_values(json.as_bytes()).map_err(|why| Error::new(kind, why))
}

/// A time limit in seconds, fractions allowed, or in whole milliseconds; what is shorter than a millisecond is one.
fn time_limit(
    name: &str,
    seconds: Option<Box<RawValue>>,
    milliseconds: Option<Box<RawValue>>,
) -> Result<Option<Duration>, String> {
    let longest = Config::LONGEST_TIME_LIMIT;
    if let Some(given) = seconds {
        let seconds = given.get().parse().ok().filter(|seconds| *seconds > 0.0);
        let exact = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        let exact = exact.filter(|exact| *exact <= longest).ok_or_else(|| {
            format!("{name} must be a number of seconds above 0 and at most {} (a day)", longest.as_secs())
        })?;
        let milliseconds = exact.as_nanos().div_ceil(1_000_000).max(1) as u64; // a day's fit
        return Ok(Some(Duration::from_millis(milliseconds)));
    }
    let Some(given) = milliseconds else { return Ok(None) };
    let milliseconds = given.get().parse().ok().filter(|count| (1..=longest.as_millis()).contains(count));
    let milliseconds = milliseconds.ok_or_else(|| {
        format!("{name} must be a whole number of milliseconds from 1 to {} (a day)", longest.as_millis())
    })?;
    Ok(Some(Duration::from_millis(milliseconds as u64)))
}

fn max_retries(given: Option<Box<RawValue>>) -> Result<Option<u32>, String> {
    let wrong = |_| format!("max_retries must be a whole number from 0 to {}", u32::MAX);
    given.map(|given| given.get().parse().map_err(wrong)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_configuration_is_one_json_object_without_the_key() {
        for (json, expected) in [
            (r#"{"application_id":"a","private_key":"CANARY","mode":"prod"}"#, "unknown mode"),
            (r#"{"application_id":"a","private_key":["CANARY"]}"#, "private_key"),
            (
                r#"{"application_id":"a","private_key":"CANARY","timeout_ms":0}"#,
                "timeout must be a whole number",
            ),
            (r#"{"application_id":"a","private_key":"CANARY","colour":1}"#, "unknown field `colour`"),
        ] {
            let error = Handle::open(json).err().unwrap();
            let parsed: serde_json::Value = serde_json::from_str(&error).unwrap();
            assert_eq!(parsed["kind"], "config", "{error}");
            assert!(parsed["message"].as_str().unwrap().contains(expected), "{error}");
            assert!(!error.contains("CANARY"), "{error}");
        }
    }

    #[test]
    fn time_limits_are_taken_in_seconds_and_in_milliseconds_by_one_rule() {
        let raw = |json: &str| Some(RawValue::from_string(json.to_owned()).unwrap());
        let ms = Duration::from_millis;
        for (given, expected) in [
            ("30", ms(30_000)),
            ("0.25", ms(250)),
            ("2.003", ms(2003)), // as written, and not as the nearest binary fraction
            ("0.0011", ms(2)),
            ("1e-9", ms(1)),
            ("1e-320", ms(1)),
            ("86400", ms(86_400_000)),
            ("8.64e4", ms(86_400_000)),
        ] {
            assert_eq!(time_limit("timeout", raw(given), None), Ok(Some(expected)), "{given}");
        }
        for (given, expected) in [("1", ms(1)), ("30000", ms(30_000)), ("86400000", ms(86_400_000))] {
            assert_eq!(time_limit("timeout", None, raw(given)), Ok(Some(expected)), "{given}");
        }
        let not_one = ["0", "-1", "-0.0", "1e400", "\"30\"", "\"NaN\"", "\"str\"", "true", "[1]", "{}"];
        let huge = "9".repeat(400);
        for given in not_one.into_iter().chain([huge.as_str(), "86400.001", "86400001"]) {
            let error = time_limit("deadline", raw(given), None).unwrap_err();
            assert_eq!(
                error, "deadline must be a number of seconds above 0 and at most 86400 (a day)",
                "{given}"
            );
        }
        for given in not_one.into_iter().chain([huge.as_str(), "0.5", "1.0", "1e3", "86400001"]) {
            let error = time_limit("deadline", None, raw(given)).unwrap_err();
            let expected = "deadline must be a whole number of milliseconds from 1 to 86400000 (a day)";
            assert_eq!(error, expected, "{given}");
        }
        assert_eq!(time_limit("timeout", None, None), Ok(None));
        assert_eq!(max_retries(raw("4294967295")), Ok(Some(u32::MAX)));
        for given in ["-1", "1.0", "4294967296", "\"2\"", "true"] {
            let error = max_retries(raw(given)).unwrap_err();
            assert_eq!(error, "max_retries must be a whole number from 0 to 4294967295", "{given}");
        }
    }

    #[test]
    fn options_cross_the_door_in_either_spelling_and_null_is_the_default() {
        let keys = r#""application_id":"a","private_key":"k","environment":{}"#;
        let open = |more: &str| Handle::open(&format!("{{{keys},{more}}}"));
        let good = r#""connect_timeout":1.5,"timeout":null,"timeout_ms":2000,"deadline":3,"max_retries":0"#;
        let handle = open(good).ok().unwrap();
        let config = format!("{:?}", handle.config);
        for shown in
            ["connect_timeout: 1.5s", "attempt_timeout: Some(2s)", "deadline: Some(3s)", "max_retries: 0"]
        {
            assert!(config.contains(shown), "{config}");
        }
        for (wrong, expected) in [
            (r#""connect_timeout":"str""#, "connect_timeout must be a number of seconds"),
            (r#""deadline_ms":0.5"#, "deadline must be a whole number of milliseconds"),
            (r#""max_retries":true"#, "max_retries must be a whole number"),
        ] {
            let error = open(wrong).err().unwrap();
            assert!(error.contains(expected) && error.contains(r#""kind":"config""#), "{error}");
        }
        for (wrong, expected) in [
            (r#"{"timeout":0}"#, "certificate.get: timeout must be a number of seconds"),
            (r#"{"deadline_ms":"str"}"#, "certificate.get: deadline must be a whole number of milliseconds"),
            (r#"{"max_retries":-1}"#, "certificate.get: max_retries must be a whole number"),
        ] {
            let reply = handle.call("certificate.get", r#"{"receipt_id":"r"}"#, wrong).wait();
            assert!(reply.meta.contains(expected), "{}", reply.meta);
            assert!(reply.meta.contains(r#""kind":"invalid_request""#), "{}", reply.meta);
        }
    }

    #[test]
    fn the_environment_is_the_one_that_the_language_sees() {
        let open = |environment: &str| Handle::open(&format!(r#"{{"environment":{environment}}}"#));
        let keys = r#""BOOTPAY_APPLICATION_ID":"a","BOOTPAY_PRIVATE_KEY":"k""#;
        let handle =
            open(&format!(r#"{{{keys},"BOOTPAY_MODE":"stage","BOOTPAY_BASE_URL":""}}"#)).ok().unwrap();
        assert_eq!(handle.base_url(), "https://stage-api.bootpay.co.kr");
        let error = open("{}").err().unwrap();
        assert!(
            error.contains("application_id is missing: pass it or set BOOTPAY_APPLICATION_ID"),
            "{error}"
        );
        let error = open(&format!(r#"{{{keys},"BOOTPAY_LOOPBACK_ONLY":"1"}}"#)).err().unwrap();
        assert!(error.contains("BOOTPAY_LOOPBACK_ONLY is set"), "{error}");
    }

    #[test]
    fn a_misspelt_option_or_operation_is_a_reply() {
        let handle = Handle::open(
            r#"{"application_id":"a","private_key":"k","base_url":"http://127.0.0.1:1","max_retries":0}"#,
        )
        .ok()
        .unwrap();
        let reply = handle.call("certificate.get", r#"{"receipt_id":"r"}"#, r#"{"timout_ms":1}"#).wait();
        assert!(!reply.ok && reply.meta.contains("unknown field `timout_ms`"), "{}", reply.meta);
        let reply = handle.call("certificate.eat", "{}", "").wait();
        assert!(
            reply.meta.contains("there are token.request, receipt.get, receipt.settle,"),
            "{}",
            reply.meta
        );
        let reply = handle.call("certificate.get", r#"{"receipt":"r"}"#, "").wait();
        assert!(reply.meta.contains("\"operation\":\"certificate.get\""), "{}", reply.meta);
        let reply = handle.call("certificate.get", r#"{"receipt_id":"r"}"#, "").wait();
        assert!(reply.meta.contains("\"kind\":\"connection\""), "{}", reply.meta);
        assert!(reply.meta.contains("\"effect\":\"none\""), "{}", reply.meta);
    }

    #[test]
    fn an_identity_begins_without_a_server_and_a_mistake_is_named() {
        let handle = Handle::open(r#"{"application_id":"a","private_key":"CANARY-key"}"#).ok().unwrap();
        let begun = handle.begin_identity(r#"{"purpose":"가입","session":"CANARY-session","expires_in":60}"#);
        let begun: serde_json::Value = serde_json::from_str(&begun.unwrap()).unwrap();
        assert_eq!(begun["request"]["order_id"], begun["order_id"]);
        assert!(!begun.to_string().contains("CANARY"));
        for (asked, expected) in [
            (r#"{"purpose":"","session":"CANARY"}"#, "purpose must"),
            (r#"{"purpose":"가입","session":"","expires_in":null}"#, "session is empty"),
            (r#"{"purpose":"가입","session":"CANARY","expires_in":1801}"#, "at most 1800 seconds"),
            (r#"{"purpose":"가입","session":"CANARY","expires_in":0}"#, "at most 1800 seconds"),
            (r#"{"purpose":"가입","session":"CANARY","expires_in":86401}"#, "at most 1800 seconds"),
            (r#"{"purpose":"가입","session":"CANARY","expires_in":"CANARY"}"#, "expires_in must be a number"),
            (r#"{"purpose":"가입"}"#, "missing field `session`"),
        ] {
            let error = handle.begin_identity(asked).unwrap_err();
            assert!(error.contains(expected) && error.contains(r#""kind":"invalid_request""#), "{error}");
            assert!(!error.contains("CANARY"), "{error}");
        }
        let error = identity("is_adult", r#"{"law":"CANARY"}"#).unwrap_err();
        assert!(error.contains("guardian_consent") && !error.contains("CANARY"), "{error}");
    }

    #[test]
    fn a_refused_identity_crosses_with_its_reason_and_sends_nothing() {
        let handle = Handle::open(r#"{"application_id":"a","private_key":"k"}"#).ok().unwrap();
        let reply = handle.call("identity.confirm", r#"{"receipt_id":"r","session":"s"}"#, "").wait();
        let error: serde_json::Value = serde_json::from_str(&reply.meta).unwrap();
        assert_eq!(error["kind"], "identity");
        assert_eq!((&error["identity"]["reason"], &error["attempts"]), (&json!("bad_token"), &json!(0)));
    }

    #[test]
    fn one_configuration_has_one_shared_client() {
        let config = |id: &str| format!(r#"{{"application_id":"{id}","private_key":"k"}}"#);
        let shared = |id: &str| std::ptr::from_ref(Handle::shared(&config(id)).unwrap());
        let first = shared("same");
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| shared("several").addr())).collect();
            let several = shared("several").addr();
            assert!(threads.into_iter().all(|thread| thread.join().unwrap() == several));
        });
        assert_eq!(shared("same"), first);
        assert_ne!(shared("other"), first);
        for _ in 0..2 {
            assert!(Handle::shared(&config("")).err().unwrap().contains(r#""kind":"config""#));
        }
    }

    #[test]
    fn a_webhook_is_read_without_a_server() {
        let handle = Handle::open(r#"{"application_id":"a","private_key":"CANARY-key"}"#).ok().unwrap();
        let read = |key: &str| {
            let body = format!("receipt_id=r1&status=1&price=3000&order_id=o-1&private_key={key}");
            handle.webhook(body.as_bytes(), r#"{"remote_address":"223.130.82.4"}"#)
        };
        let event = read("CANARY-key").unwrap();
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&event).unwrap(),
            json!({
                "receipt_id": "r1", "status": 1, "price": 3000, "tax_free": null, "order_id": "o-1", "name": null,
                "retry_count": null, "pg": null, "method": null, "purchased_at": null, "payment_data": null,
                "fields": {"receipt_id": "r1", "status": 1, "price": 3000, "order_id": "o-1"},
            })
        );
        let expected = serde_json::from_str::<serde_json::Value>(&expectations(&event).unwrap()).unwrap();
        assert_eq!(
            expected,
            json!({"receipt_id": "r1", "expected_status": 1, "expected_price": 3000, "expected_order_id": "o-1"})
        );
        let error = read("CANARY-other").unwrap_err();
        assert!(error.contains(r#""kind":"webhook""#) && !error.contains("CANARY"), "{error}");
        for field in ["peer", "body"] {
            let error = handle.webhook(b"", &format!(r#"{{"{field}":"1.1.1.1"}}"#)).unwrap_err();
            assert!(error.contains(&format!("unknown field `{field}`")), "{error}");
        }
        let error = expectations(r#"{"receipt_id":"r1","status":1}"#).unwrap_err();
        assert!(error.contains(r#""kind":"webhook""#) && error.contains("it has no price"), "{error}");
        let error = expectations(r#"{"receipt_id":"r1","status":"CANARY"}"#).unwrap_err();
        assert!(error.contains(r#""kind":"invalid_request""#) && !error.contains("CANARY"), "{error}");
    }
}
