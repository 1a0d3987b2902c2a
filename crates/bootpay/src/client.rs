//! The client: how one call goes through checks, token, attempts and the reading of its answer.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::api::certificate::{Certificate, GetCertificate};
use crate::api::receipt::{GetReceipt, Receipt};
use crate::api::token::{AccessToken, RequestToken};
use crate::config::{Builder, Config, excerpt};
use crate::error::{Effect, Error, ErrorKind};
use crate::operation::{Auth, Operation, OperationSpec, Prepared, Repeat, parse};
use crate::retry::{Failure, Pauses};
use crate::secret::Secret;
use crate::token::TokenCache;
use crate::transport::{HttpAnswer, Transport, seconds};

/// A client of the Bootpay server API.
///
/// Cheap to clone; clones share connections and the token. Building one sends nothing. It needs a Tokio runtime
/// when it is called; [`blocking::Client`](crate::blocking::Client) brings its own.
///
/// ```no_run
/// # async fn example() -> Result<(), bootpay::Error> {
/// let client = bootpay::Client::builder()
///     .application_id("5b8f6a4d396fa665fdc2b5ea")
///     .private_key("rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=")
///     .build()?;
/// let certificate = client.certificate("612e09260d681b0021e61ab9").await?;
/// println!("{}", certificate.person.username.masked());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    config: Config,
    /// Made at the first call: reading the CA store takes milliseconds, and building a client must not.
    transport: OnceLock<Transport>,
    tokens: TokenCache,
}

/// Settings of a single call that differ from the client's.
#[derive(Clone, Debug, Default)]
pub struct CallOptions {
    /// Send this token, as it is, instead of one that the client gets and renews.
    pub token: Option<Secret>,
    /// How long one attempt may take.
    pub attempt_timeout: Option<Duration>,
    /// How long the call may take in all.
    pub deadline: Option<Duration>,
    /// How often a call that may be repeated is repeated at most.
    pub max_retries: Option<u32>,
}

/// How a call went.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Meta {
    /// The operation, such as `certificate.get`.
    pub operation: &'static str,
    /// The HTTP status of the answer.
    pub status: u16,
    /// How often the request was sent.
    pub attempts: u32,
    /// The id that was sent as `X-Request-Id` with every attempt.
    pub request_id: String,
    /// How long the call took, pauses and the token request included.
    pub elapsed: Duration,
}

/// A good answer as the server sent it.
#[derive(Clone)]
pub struct RawAnswer {
    body: String,
    meta: Meta,
}

impl RawAnswer {
    /// The whole JSON text, envelope included, byte for byte.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// [`body`](RawAnswer::body) without a copy.
    pub fn into_body(self) -> String {
        self.body
    }

    /// How the call went.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }
}

impl fmt::Debug for RawAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = format_args!("{} bytes, not shown", self.body.len());
        f.debug_struct("RawAnswer").field("body", &body).field("meta", &self.meta).finish()
    }
}

/// A good answer, typed. Reads like the data itself; the raw JSON is at hand.
#[derive(Clone)]
pub struct Answer<T> {
    data: T,
    raw: RawAnswer,
}

impl<T> Answer<T> {
    /// The typed data alone.
    pub fn into_data(self) -> T {
        self.data
    }

    /// The whole JSON text as the server sent it, with whatever this version does not know.
    pub fn raw(&self) -> &str {
        self.raw.body()
    }

    /// How the call went.
    pub fn meta(&self) -> &Meta {
        self.raw.meta()
    }
}

impl<T> Deref for Answer<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.data
    }
}

impl<T: fmt::Debug> fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("data", &self.data).field("meta", self.meta()).finish()
    }
}

/// The envelope around every v1 answer. Source: v1 documentation, response page.
#[derive(Deserialize)]
struct Envelope {
    status: Option<i64>,
    code: Option<i64>,
    message: Option<String>,
}

/// How far a call has come, for the error if it is cut off.
struct Progress {
    operation: &'static str,
    request_id: String,
    repeat: Repeat,
    attempts: u32,
}

impl Progress {
    /// May the server have acted, if it is not known how the last attempt ended?
    fn effect_if_cut_off(&self) -> Effect {
        match (self.repeat, self.attempts) {
            (Repeat::Safe, _) | (_, 0) => Effect::None,
            (Repeat::Idempotent | Repeat::Never, _) => Effect::Unknown,
        }
    }

    /// May the server have acted, if this is what it answered? An envelope of Bootpay's own is a clear no: HTTP 500
    /// is how it says that the payment gateway refused. A gateway's error, or something that is not the API's JSON,
    /// comes from somewhere between, and nobody knows how far the request got.
    fn effect_of_refusal(&self, error: &Error) -> Effect {
        match (error.kind(), error.status()) {
            (ErrorKind::Decode, _) | (_, Some(502..=504)) => self.effect_if_cut_off(),
            _ => Effect::None,
        }
    }

    fn blame(&self, error: Error) -> Error {
        error.in_call(self.operation, Some(&self.request_id), self.attempts)
    }
}

impl Client {
    /// Starts building a client.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// A client with this configuration. Nothing is started and nothing is sent.
    pub fn new(config: Config) -> Self {
        Self(Arc::new(Inner { config, transport: OnceLock::new(), tokens: TokenCache::default() }))
    }

    /// The configuration that this client was built with.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// `POST /request/token`: asks the server for an access token now. Other calls get and renew theirs by
    /// themselves; this one is for looking at it, and for checking the keys.
    ///
    /// # Errors
    /// [`ErrorKind::Api`] with status 401 for wrong keys or a source address that is not allowed; else as
    /// [`certificate`](Client::certificate).
    pub async fn get_access_token(&self) -> Result<Answer<AccessToken>, Error> {
        self.send(&RequestToken {}, &CallOptions::default()).await
    }

    /// `GET /receipt/{receipt_id}`: reads a receipt. Official name.
    ///
    /// # Errors
    /// As [`certificate`](Client::certificate).
    pub async fn verify(&self, receipt_id: impl Into<String>) -> Result<Answer<Receipt>, Error> {
        self.send(&GetReceipt { receipt_id: receipt_id.into() }, &CallOptions::default()).await
    }

    /// `GET /certificate/{receipt_id}`: reads the result of an identity verification. Official name.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if the id is not made of letters, digits, `_` and `-` (nothing is sent);
    /// [`ErrorKind::Api`] with status 404 if there is no such verification, 401 if the keys or the source address
    /// are refused; [`ErrorKind::Connection`], [`ErrorKind::Timeout`], [`ErrorKind::Decode`] if the answer does
    /// not come or cannot be read.
    pub async fn certificate(&self, receipt_id: impl Into<String>) -> Result<Answer<Certificate>, Error> {
        self.send(&GetCertificate { receipt_id: receipt_id.into() }, &CallOptions::default()).await
    }

    /// Sends any operation and reads its typed answer.
    ///
    /// # Errors
    /// As [`certificate`](Client::certificate).
    pub async fn send<O: Operation>(
        &self,
        request: &O,
        options: &CallOptions,
    ) -> Result<Answer<O::Response>, Error> {
        let raw = self.send_raw(request, options).await?;
        let data = parse_data::<O::Response>(&raw.body).map_err(|why| {
            Error::new(
                ErrorKind::Decode,
                format!("HTTP {}: the answer is not what the API documents: {why}", raw.meta.status),
            )
            .with_status(raw.meta.status)
            .with_body(raw.body.clone())
            // the server has said that it did it
            .with_effect(if O::REPEAT == Repeat::Safe { Effect::None } else { Effect::Unknown })
            .in_call(O::NAME, Some(&raw.meta.request_id), raw.meta.attempts)
        })?;
        Ok(Answer { data, raw })
    }

    /// Sends any operation and gives the server's JSON as it came, checked to be a good answer but not typed.
    ///
    /// # Errors
    /// As [`certificate`](Client::certificate).
    pub async fn send_raw<O: Operation>(
        &self,
        request: &O,
        options: &CallOptions,
    ) -> Result<RawAnswer, Error> {
        let prepared = Prepared::of(request).map_err(|error| error.in_call(O::NAME, None, 0))?;
        self.run(&prepared, options).await
    }

    /// Sends an operation given by its name and its request as JSON: the door through which the bindings come.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] for an unknown operation or an unknown or missing field; else as
    /// [`certificate`](Client::certificate).
    pub async fn call(&self, operation: &str, json: &str, options: &CallOptions) -> Result<RawAnswer, Error> {
        let spec = OperationSpec::named(operation).ok_or_else(|| {
            let known: Vec<&str> = crate::api::OPERATIONS.iter().map(|spec| spec.name).collect();
            Error::invalid_request(format!(
                "unknown operation {:?}: there are {}",
                excerpt(operation),
                known.join(", ")
            ))
        })?;
        (spec.call)(self, json, options).await
    }

    /// The whole call within its deadline.
    async fn run(&self, request: &Prepared, options: &CallOptions) -> Result<RawAnswer, Error> {
        let started = Instant::now();
        let deadline = options.deadline.unwrap_or(self.0.config.deadline);
        let mut progress = Progress {
            operation: request.name,
            request_id: uuid::Uuid::new_v4().to_string(),
            repeat: request.repeat,
            attempts: 0,
        };
        let ends = started + deadline;
        let outcome =
            tokio::time::timeout(deadline, self.attempts(request, options, ends, &mut progress)).await;
        match outcome {
            Ok(Ok(answer)) => {
                let body = read_answer(&answer).map_err(|error| {
                    let effect = progress.effect_of_refusal(&error);
                    progress.blame(self.scrubbed(error, options).with_effect(effect))
                })?;
                if request.auth == Auth::Credentials {
                    self.keep_token(&body);
                }
                let meta = Meta {
                    operation: request.name,
                    status: answer.status,
                    attempts: progress.attempts,
                    request_id: progress.request_id,
                    elapsed: started.elapsed(),
                };
                Ok(RawAnswer { body, meta })
            }
            Ok(Err(error)) => Err(progress.blame(error)),
            Err(_) => {
                let message = format!("the call was not done within {} (the deadline)", seconds(deadline));
                let effect = progress.effect_if_cut_off();
                Err(progress.blame(Error::new(ErrorKind::Timeout, message).with_effect(effect)))
            }
        }
    }

    /// Attempts until there is an answer to keep or no reason to go on.
    async fn attempts(
        &self,
        request: &Prepared,
        options: &CallOptions,
        ends: Instant,
        progress: &mut Progress,
    ) -> Result<HttpAnswer, Error> {
        let transport = self.transport()?;
        let mut pauses = Pauses::new(options.max_retries.unwrap_or(self.0.config.max_retries));
        let mut token_was_renewed = false;
        loop {
            let token = self.token_for(request, options).await?;
            progress.attempts += 1;
            let body = self.body_of(request)?;
            let began = Instant::now();
            let outcome = transport
                .attempt(request, body, token.as_ref(), &progress.request_id, options.attempt_timeout)
                .await;
            self.log(request, progress, began, &outcome);
            let (failure, retry_after) = match &outcome {
                Ok(answer) => (Failure::Answered(answer.status), answer.retry_after),
                Err(broken) => (broken.failure, None),
            };
            // The server refuses a token before it acts, so repeating is safe for every operation. Once: keys that
            // are wrong stay wrong.
            if let (Failure::Answered(401), Some(token), None, false) =
                (failure, &token, &options.token, token_was_renewed)
            {
                self.0.tokens.refused(token);
                token_was_renewed = true;
                continue;
            }
            let remaining = ends.saturating_duration_since(Instant::now());
            if let Some(pause) = pauses.next(failure, request.repeat, retry_after, remaining) {
                tokio::time::sleep(pause).await;
                continue;
            }
            return outcome.map_err(|broken| {
                let (kind, effect) = match broken.failure {
                    Failure::NotSent => (ErrorKind::Connection, Effect::None),
                    Failure::Lost => (ErrorKind::Connection, progress.effect_if_cut_off()),
                    Failure::TimedOut => (ErrorKind::Timeout, progress.effect_if_cut_off()),
                    Failure::Unreadable | Failure::Answered(_) => {
                        (ErrorKind::Decode, progress.effect_if_cut_off())
                    }
                };
                Error::new(kind, broken.message).with_effect(effect).with_causes(broken.causes)
            });
        }
    }

    async fn token_for(&self, request: &Prepared, options: &CallOptions) -> Result<Option<Secret>, Error> {
        if request.auth == Auth::Credentials {
            return Ok(None);
        }
        if let Some(token) = &options.token {
            let fits_a_header = token.expose().bytes().all(|byte| (b'!'..=b'~').contains(&byte));
            return if fits_a_header {
                Ok(Some(token.clone()))
            } else {
                Err(Error::invalid_request(
                    "the token has characters that no token has; was it copied whole?",
                ))
            };
        }
        // boxed, because fetching a token is itself a call that comes through here
        let fetch = async || Box::pin(self.get_access_token()).await.map(Answer::into_data);
        self.0.tokens.get(fetch).await.map(Some).map_err(|error| {
            let message = format!("no access token: {}", error.message());
            error.with_message(message)
        })
    }

    /// Keys are added here and nowhere else, so that no other request can carry them.
    fn body_of(&self, request: &Prepared) -> Result<Option<Vec<u8>>, Error> {
        match request.auth {
            Auth::Token => Ok(request.body.clone()),
            Auth::Credentials => {
                let credentials = serde_json::json!({
                    "application_id": self.0.config.application_id,
                    "private_key": self.0.config.private_key.expose(),
                });
                Ok(Some(credentials.to_string().into_bytes()))
            }
        }
    }

    /// Whoever asked for a token, every call uses the newest one.
    fn keep_token(&self, body: &str) {
        if let Ok(fresh) = parse_data::<AccessToken>(body) {
            self.0.tokens.keep(fresh);
        }
    }

    fn transport(&self) -> Result<&Transport, Error> {
        if let Some(transport) = self.0.transport.get() {
            return Ok(transport);
        }
        let transport = Transport::new(&self.0.config)?;
        Ok(self.0.transport.get_or_init(|| transport))
    }

    /// A server's error text is shown to people; ours must not come back in it.
    fn scrubbed(&self, error: Error, options: &CallOptions) -> Error {
        let mut message = self.0.config.private_key.scrub(error.message());
        for token in [&options.token, &self.0.tokens.peek()].into_iter().flatten() {
            message = token.scrub(&message);
        }
        error.with_message(message)
    }

    /// Path templates only, and no body at any level: an id or a name in a log is somebody's data.
    fn log(
        &self,
        request: &Prepared,
        progress: &Progress,
        began: Instant,
        outcome: &Result<HttpAnswer, crate::transport::Broken>,
    ) {
        tracing::debug!(
            operation = request.name,
            method = request.method.as_str(),
            path = request.path_template,
            status = outcome.as_ref().ok().map(|answer| answer.status),
            failure = outcome.as_ref().err().map(|broken| broken.message.as_str()),
            attempt = progress.attempts,
            duration_ms = began.elapsed().as_millis() as u64,
            request_id = progress.request_id.as_str(),
            "bootpay request"
        );
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.0.config.base_url).finish_non_exhaustive()
    }
}

impl Builder {
    /// Checks every option and makes the client. Nothing is started and nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Config`], naming the option.
    pub fn build(self) -> Result<Client, Error> {
        self.check().map(Client::new)
    }
}

/// The body of a good answer, or the error that the answer is.
fn read_answer(answer: &HttpAnswer) -> Result<String, Error> {
    let status = answer.status;
    let text = String::from_utf8_lossy(&answer.body);
    let unreadable = |why: &str| {
        Error::new(ErrorKind::Decode, format!("HTTP {status}: {why}"))
            .with_status(status)
            .with_body(text.clone().into_owned())
    };
    // Whole and within serde's depth limit, so that no binding meets text which its own parser chokes on.
    if std::str::from_utf8(&answer.body).is_err()
        || !matches!(parse::<Value>(&answer.body), Ok(Value::Object(_)))
    {
        return Err(unreadable("the answer is not a JSON object; a proxy or a wrong base_url?"));
    }
    let Ok(envelope) = parse::<Envelope>(&answer.body) else {
        return Err(unreadable("the answer's status, code or message has a wrong type"));
    };
    let http_says_yes = (200..300).contains(&status);
    let envelope_says_yes =
        envelope.status.is_none_or(|s| (200..300).contains(&s)) && envelope.code.is_none_or(|code| code == 0);
    if http_says_yes && envelope_says_yes {
        return Ok(text.into_owned());
    }
    let said = envelope.message.as_deref().unwrap_or_default();
    let said: String = said.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect();
    let mut message = format!("HTTP {status}");
    if let Some(code) = envelope.code.filter(|code| *code != 0) {
        message.push_str(&format!(", code {code}"));
    }
    if !said.trim().is_empty() {
        message.push_str(&format!(": {}", said.trim()));
    }
    if status == 401 {
        message.push_str(" (`bootpay doctor` checks the five usual causes of a 401)");
    }
    Err(Error::new(ErrorKind::Api, message)
        .with_status(status)
        .with_code(envelope.code)
        .with_body(text.into_owned()))
}

/// `data` of an answer as `T`; the reason names the field and quotes no value.
fn parse_data<T: DeserializeOwned>(body: &str) -> Result<T, String> {
    #[derive(Deserialize)]
    struct WithData<'a> {
        #[serde(default, borrow)]
        data: Option<&'a RawValue>,
    }
    let with_data: WithData = serde_json::from_str(body).map_err(|_| "it is not an object".to_owned())?;
    match with_data.data {
        None => Err("it has no data".to_owned()),
        Some(data) => parse(data.get().as_bytes()),
    }
}
