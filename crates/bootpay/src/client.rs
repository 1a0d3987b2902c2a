//! The client: how one call goes through checks, token, attempts and the reading of its answer.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use tokio::sync::OnceCell;

use crate::answer::{Answer, Meta, RawAnswer};
use crate::api::token::{AccessToken, RequestToken};
use crate::attempt_error::error_of;
use crate::attempt_log::{AttemptStatus, Observer, Watch};
use crate::concerns::Concerns;
use crate::config::{Builder, Config, checked_duration, hidden_keys};
use crate::effect::Effect;
use crate::endpoint::{Auth, Repeat};
use crate::envelope::{Attempt, check_ids, parse_data, undocumented};
use crate::error::{Error, ErrorKind};
use crate::foreign::Hidden;
use crate::lanes::{Lanes, connections};
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::outgoing::Outgoing;
use crate::request_id::RequestIds;
use crate::retry::{Failure, Pauses};
use crate::secret::Secret;
use crate::settling::Settling;
use crate::token::TokenCache;
use crate::transport::{Connections, Transport, seconds, within};

/// A client of the Bootpay server API.
///
/// Cheap to clone; clones share connections and the token. Building one sends nothing. It needs a Tokio runtime
/// when it is called; [`blocking::Client`](crate::blocking::Client) brings its own.
///
/// ```no_run
/// # async fn example() -> Result<(), bootpay::Error> {
/// let client = bootpay::Client::builder().build()?; // the project of the environment, or BOOTPAY_MODE=sandbox
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
    transport: OnceCell<Arc<Transport>>,
    /// For calls that no lane carries out.
    connections: OnceLock<Connections>,
    tokens: TokenCache,
    /// Who carries calls out, where that is no runtime of the user's.
    lanes: Option<Lanes>,
    request_ids: RequestIds,
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
    /// Is told of every attempt of this call.
    pub observer: Option<Observer>,
    /// Gets what the call is about before anything is sent, for who may end the call and has to settle it then.
    #[doc(hidden)]
    pub concerns: Option<Arc<OnceLock<Concerns>>>,
}

impl CallOptions {
    fn check(&self) -> Result<(), Error> {
        for (name, duration) in [("attempt_timeout", self.attempt_timeout), ("deadline", self.deadline)] {
            checked_duration(name, duration).map_err(|e| Error::invalid_request(e.message()))?;
        }
        Ok(())
    }
}

/// What of a call's deadline is kept at most for reading what became of it.
const LONGEST_KEPT: Duration = Duration::from_secs(10);

/// How far a call has come.
struct Progress {
    operation: &'static str,
    began: Instant,
    request_id: String,
    concerns: Concerns,
    attempts: u32,
    /// Whether the server may have acted on any attempt so far. A later, clear refusal says nothing about an earlier
    /// attempt whose answer was lost.
    may_have_acted: bool,
}

impl Progress {
    fn of(request: &Outgoing, request_id: String) -> Self {
        Self {
            operation: request.name,
            began: Instant::now(),
            request_id,
            concerns: request.concerns.clone(),
            attempts: 0,
            may_have_acted: false,
        }
    }

    fn meta(&self, status: u16) -> Meta {
        Meta {
            operation: self.operation,
            status,
            attempts: self.attempts,
            request_id: self.request_id.clone(),
            cancel_id: self.concerns.cancel_id.clone(),
            outcome: None,
            elapsed: self.began.elapsed(),
        }
    }

    fn failure(&self, error: Error) -> Error {
        let effect = if self.may_have_acted { Effect::Unknown } else { Effect::None };
        error
            .with_effect(effect)
            .in_call(self.operation, Some(&self.request_id), self.attempts)
            .concerning(self.concerns.clone())
    }
}

impl Client {
    /// Starts building a client.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// A client with this configuration. Nothing is started and nothing is sent.
    pub fn new(config: Config) -> Self {
        Self::with(config, None)
    }

    /// A client whose calls these lanes, and the thread beside them, carry out.
    #[doc(hidden)]
    pub fn on_lanes(config: Config, lanes: Lanes) -> Self {
        Self::with(config, Some(lanes))
    }

    fn with(config: Config, lanes: Option<Lanes>) -> Self {
        Self(Arc::new(Inner {
            config,
            transport: OnceCell::new(),
            connections: OnceLock::new(),
            tokens: TokenCache::default(),
            lanes,
            request_ids: RequestIds::random(),
        }))
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
        let data =
            parse_data::<O::Response>(&raw.body).map_err(|why| raw.failure(undocumented(why), O::REPEAT))?;
        Ok(Answer { data, raw })
    }

    /// Sends any operation and gives the server's JSON as it came, checked to be a good answer but not typed. Of
    /// `identity.confirm` it gives `{"data": …}` with the [`Person`](crate::identity::Person), of whom it is not known yet
    /// whether the verification is used for the first time.
    ///
    /// # Errors
    /// As [`certificate`](Client::certificate).
    pub async fn send_raw<O: Operation>(
        &self,
        request: &O,
        options: &CallOptions,
    ) -> Result<RawAnswer, Error> {
        let refused = |error: Error| error.in_call(O::NAME, None, 0);
        let request = request.clone().prepared(&self.0.config).map_err(refused)?;
        let prepared = Outgoing::of(&request).map_err(refused)?;
        if let Some(concerns) = &options.concerns {
            let _ = concerns.set(prepared.concerns.clone());
        }
        let settling = request.settling().map_err(refused)?;
        let mut answer = match &settling {
            None => self.run(&prepared, options).await,
            Some(settling) => self.run_and_settle(&prepared, settling, options).await,
        }
        .map_err(|error| request.refused(error))?;
        let accepted = check_ids(&answer.body, &request.answered_ids())
            .and_then(|()| request.accepted(&answer.body, &self.0.config))
            .map_err(|error| answer.failure(error, O::REPEAT))?;
        answer.meta.outcome = answer.meta.outcome.or_else(|| request.outcome(&answer.body));
        if let Cow::Owned(body) = accepted {
            answer.body = body;
        }
        Ok(answer)
    }

    /// The whole call within its deadline.
    async fn run(&self, request: &Outgoing, options: &CallOptions) -> Result<RawAnswer, Error> {
        let deadline = self.deadline(request, options)?;
        let mut progress = Progress::of(request, self.0.request_ids.next());
        self.run_within(request, options, &mut progress, deadline, Duration::ZERO).await
    }

    /// The whole call and, if its answer is lost, the reading that settles it, within one deadline.
    async fn run_and_settle(
        &self,
        request: &Outgoing,
        settling: &Settling,
        options: &CallOptions,
    ) -> Result<RawAnswer, Error> {
        let deadline = self.deadline(request, options)?;
        let kept = (deadline / 10).min(LONGEST_KEPT);
        let mut progress = Progress::of(request, self.0.request_ids.next());
        let lost = match self.run_within(request, options, &mut progress, deadline, kept).await {
            Err(error) if progress.may_have_acted => error,
            outcome => return outcome,
        };
        let left = deadline.saturating_sub(progress.began.elapsed());
        let mut reading = Progress::of(&settling.reading, progress.request_id.clone());
        let read = self.run_within(&settling.reading, options, &mut reading, left, Duration::ZERO).await;
        let receipt = match read {
            Ok(read) => match settling.lost_answer(&read.body) {
                Ok(body) => {
                    let meta = Meta { outcome: Some(Outcome::Done), ..progress.meta(read.meta.status) };
                    return Ok(RawAnswer { body, meta, concerns: progress.concerns });
                }
                // said of now: a copy of the request that is on its way may still take effect
                Err(Outcome::NotDone) => "does not show it so far",
                Err(Outcome::Pending) => "says that the payment gateway is still at it",
                Err(_) => "does not tell",
            },
            Err(_) => "could not be read",
        };
        let message = format!("{}; the receipt, read afterwards, {receipt}", lost.message());
        Err(lost.with_message(message))
    }

    fn deadline(&self, request: &Outgoing, options: &CallOptions) -> Result<Duration, Error> {
        options.check().map_err(|error| error.in_call(request.name, None, 0))?;
        let attempt = self.attempt_timeout(request, options);
        let usual = request.patience.attempt_timeout().max(attempt) * 2;
        Ok(options.deadline.or(self.0.config.deadline).unwrap_or(usual))
    }

    /// Attempts until `kept` before the deadline.
    async fn run_within(
        &self,
        request: &Outgoing,
        options: &CallOptions,
        progress: &mut Progress,
        deadline: Duration,
        kept: Duration,
    ) -> Result<RawAnswer, Error> {
        let time = deadline.saturating_sub(kept);
        let ends = progress.began + time;
        match within(time, self.attempts(request, options, ends, progress)).await {
            Some(Ok((status, body))) => {
                if request.auth == Auth::Credentials {
                    self.keep_token(&body);
                }
                Ok(RawAnswer { body, meta: progress.meta(status), concerns: progress.concerns.clone() })
            }
            Some(Err(error)) => Err(progress.failure(error)),
            None => {
                let message = format!("the call was not done within {} (the deadline)", seconds(deadline));
                Err(progress.failure(Error::new(ErrorKind::Timeout, message).with_ended_by_deadline(true)))
            }
        }
    }

    fn attempt_timeout(&self, request: &Outgoing, options: &CallOptions) -> Duration {
        let asked = options.attempt_timeout.or(self.0.config.attempt_timeout);
        asked.unwrap_or(request.patience.attempt_timeout())
    }

    /// Attempts until there is an answer to keep or no reason to go on.
    async fn attempts(
        &self,
        request: &Outgoing,
        options: &CallOptions,
        ends: Instant,
        progress: &mut Progress,
    ) -> Result<(u16, String), Error> {
        let transport = self.transport().await?;
        let connections = connections(&transport, &self.0.connections)?;
        let timeout = self.attempt_timeout(request, options);
        let mut pauses = Pauses::new(options.max_retries.unwrap_or(self.0.config.max_retries));
        let mut token = self.token_for(request, options).await?;
        let mut token_was_renewed = false;
        loop {
            let began = Instant::now();
            let acted_before = progress.may_have_acted;
            progress.attempts += 1;
            progress.may_have_acted = acted_before || request.repeat != Repeat::Safe;
            let watch =
                Watch::start(request, &progress.request_id, progress.attempts, options.observer.as_ref());
            let outcome = transport
                .attempt(
                    &connections,
                    request,
                    self.body_of(request),
                    token.as_ref(),
                    &progress.request_id,
                    timeout,
                )
                .await;
            let attempt = Attempt::of(outcome);
            watch.over(AttemptStatus::of(&attempt));
            let without_effect = attempt.is_without_effect();
            if without_effect {
                progress.may_have_acted = acted_before;
            }
            let (failure, retry_after) = attempt.failure();
            let error = match attempt {
                Attempt::Good { status, body } => return Ok((status, body)),
                failed => error_of(failed, &self.hidden(token.as_ref(), &request.personal)),
            };

            // The server refuses a token before it acts, so repeating is safe for every operation, if it was the
            // server who said so and not something between. Once, and only with another token: within 25 minutes
            // the server gives the same one again, and then the 401 is about something else.
            if failure == Failure::Answered(401)
                && (without_effect || request.repeat != Repeat::Never)
                && !token_was_renewed
                && options.token.is_none()
                && let Some(refused) = &token
            {
                token_was_renewed = true;
                self.0.tokens.refused(refused, began);
                let renewed = self.token_for(request, options).await?;
                if renewed.as_ref() == Some(refused) {
                    return Err(error);
                }
                token = renewed;
                continue;
            }
            let remaining = ends.saturating_duration_since(Instant::now());
            match pauses.next(failure, request.repeat, retry_after, remaining) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return Err(error),
            }
        }
    }

    async fn token_for(&self, request: &Outgoing, options: &CallOptions) -> Result<Option<Secret>, Error> {
        if request.auth == Auth::Credentials {
            return Ok(None);
        }
        if let Some(token) = &options.token {
            return if token.fits_a_header() {
                Ok(Some(token.clone()))
            } else {
                Err(Error::invalid_request(
                    "the token has characters that no token has; was it copied whole?",
                ))
            };
        }
        let background = self.0.lanes.as_ref().map(Lanes::background).transpose()?;
        let token = self.0.tokens.get(background, || self.clone().fetch_token(options.observer.clone()));
        // One token request serves all who wait for it, so its own times are the client's; how long this call waits
        // for it is this call's business.
        let outcome = match options.attempt_timeout {
            None => token.await,
            Some(patience) => within(patience, token).await.unwrap_or_else(|| {
                let message = format!("none came within {} (the attempt timeout)", seconds(patience));
                Err(Error::new(ErrorKind::Timeout, message))
            }),
        };
        outcome.map(Some).map_err(|error| {
            let message = format!("no access token: {}", error.message());
            error.with_message(message).with_ended_by_deadline(false) // it was the token request's
        })
    }

    /// Boxed, because fetching a token is itself a call that comes through [`token_for`](Client::token_for).
    fn fetch_token(self, observer: Option<Observer>) -> BoxFuture<'static, Result<AccessToken, Error>> {
        let options = CallOptions { observer, ..CallOptions::default() };
        Box::pin(async move { self.send(&RequestToken {}, &options).await.map(Answer::into_data) })
    }

    /// Keys are added here and nowhere else, so that no other request can carry them.
    fn body_of(&self, request: &Outgoing) -> Option<Vec<u8>> {
        match request.auth {
            Auth::Token => request.body.clone(),
            Auth::Credentials => {
                let credentials = serde_json::json!({
                    "application_id": self.0.config.application_id,
                    "private_key": self.0.config.private_key.expose(),
                });
                Some(credentials.to_string().into_bytes())
            }
        }
    }

    /// The token that was issued last is the one that every call uses.
    fn keep_token(&self, body: &str) {
        if let Ok(fresh) = parse_data::<AccessToken>(body) {
            self.0.tokens.keep(fresh);
        }
    }

    async fn transport(&self) -> Result<Arc<Transport>, Error> {
        if let Some(transport) = self.0.transport.get() {
            return Ok(transport.clone());
        }
        let defect = || Error::defect(RequestToken::NAME);
        let Some(lanes) = &self.0.lanes else {
            let make = async || Transport::new(&self.0.config).map(Arc::new);
            return self.0.transport.get_or_try_init(make).await.cloned();
        };
        // On the I/O thread: a caller who stands still meanwhile, or gives up, does not hold up the others.
        let client = self.clone();
        let made = lanes.background()?.spawn(async move {
            let make = async || {
                let config = client.0.config.clone();
                // Its files may be slow.
                let made = tokio::task::spawn_blocking(move || Transport::new(&config).map(Arc::new));
                made.await.unwrap_or_else(|_| Err(defect()))
            };
            client.0.transport.get_or_try_init(make).await.cloned()
        });
        made.await.unwrap_or_else(|_| Err(defect()))
    }

    /// What no text may repeat: our keys, the token that was sent, and the one that another call may have got since; and what
    /// the request said about somebody.
    fn hidden(&self, sent: Option<&Secret>, personal: &[String]) -> Hidden {
        let Config { application_id, private_key, .. } = &self.0.config;
        let mut hidden = hidden_keys(application_id, private_key.expose());
        for token in [sent, self.0.tokens.peek().as_ref()].into_iter().flatten() {
            hidden.secret(token.expose());
        }
        personal.iter().for_each(|text| hidden.personal(text));
        hidden
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.0.config.base_url()).finish_non_exhaustive()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attempt_error::fit_to_be_shown;

    #[test]
    fn no_token_in_the_servers_words_is_repeated() {
        let client = Client::builder().application_id("a").private_key("private-key-1").build().unwrap();
        let fresh = r#"{"token":"token-of-others","server_time":1,"expired_at":1801}"#;
        client.keep_token(&format!(r#"{{"status":200,"code":0,"data":{fresh}}}"#));
        let words = "token-that-was-sent, token-of-others and private-key-1 are wrong";
        let shown = fit_to_be_shown(words, &client.hidden(Some(&Secret::new("token-that-was-sent")), &[]));
        assert_eq!(shown, "[redacted], [redacted] and [redacted] are wrong");
        // a line break in the middle, and words that go on behind what is looked at
        let words = format!("\u{1b}[2J private-\r\nkey-1\u{2028}{}private-key-1", "가".repeat(990));
        let shown = fit_to_be_shown(&words, &client.hidden(None, &[]));
        assert_eq!(shown.chars().count(), 300);
        assert!(shown.starts_with("\u{fffd}[2J [redacted] 가가"), "{shown}");
    }
}
