//! The native half of the npm package: the door of `bootpay-bridge` as two JavaScript classes.
//!
//! Only texts cross, in both directions. What an operation is called, what it takes and what its errors look like
//! is none of this crate's business: `lib/client.js` speaks to people, the core speaks to the server.
//!
//! Calls run on the bridge's runtime, not on one of napi's: napi starts its own when the package is loaded, and
//! loading must start no thread.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bootpay_bridge::{Handle as Door, PendingCall, Reply};
use napi::bindgen_prelude::{Error, Object, Result};
use napi::{Env, Status};
use napi_derive::napi;
use tokio::sync::Notify;

/// The environment variables whose values a configuration wants to have.
#[napi]
pub fn environment_names() -> Vec<&'static str> {
    bootpay_bridge::ENVIRONMENT.to_vec()
}

/// What is known of a call that a defect of this package ended: an error as JSON.
#[napi]
pub fn defect_of(operation: String) -> String {
    bootpay_bridge::defect(&operation).meta
}

/// What a call came to; see `bootpay_bridge::Reply`.
#[napi(object)]
pub struct Outcome {
    /// Whether the server did what was asked.
    pub ok: bool,
    /// The server's answer as it came, if there is one.
    pub body: Option<String>,
    /// A JSON object: how the call went, or the error; `null` if it was cancelled.
    pub meta: Option<String>,
    /// A JSON array: the call's attempts.
    pub log: String,
}

impl Outcome {
    fn new(reply: Option<Reply>, log: String) -> Self {
        match reply {
            Some(reply) => Self { ok: reply.ok, body: reply.body, meta: Some(reply.meta), log },
            None => Self { ok: false, body: None, meta: None, log },
        }
    }
}

/// Ends the one call that it is handed to. napi's own `AbortSignal` is of no use here: it takes the place of the
/// user's `onabort`, and gives up once work has started.
#[napi]
#[derive(Default)]
pub struct CancelToken(Arc<Notify>);

#[napi]
impl CancelToken {
    /// A token for one call.
    #[napi(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// May come before the call, during it, after it and twice.
    #[napi]
    pub fn cancel(&self) {
        self.0.notify_one();
    }
}

/// What the receipt of a webhook's event has to say, as the parameters of `receipt.get`.
///
/// # Errors
/// Throws an error whose message is the error as JSON.
#[napi]
pub fn expectations(event_json: String) -> Result<String> {
    bootpay_bridge::expectations(&event_json).map_err(|json| Error::new(Status::InvalidArg, json))
}

/// Answers a question about a person, asked and answered as JSON.
///
/// # Errors
/// Throws an error whose message is the error as JSON.
#[napi]
pub fn identity(verb: String, question_json: String) -> Result<String> {
    bootpay_bridge::identity(&verb, &question_json).map_err(|json| Error::new(Status::InvalidArg, json))
}

/// One configured client.
#[napi]
pub struct Handle(Door);

#[napi]
impl Handle {
    /// Checks a configuration and starts nothing.
    ///
    /// # Errors
    /// Throws an error whose message is the error as JSON.
    #[napi(constructor)]
    pub fn new(config_json: String) -> Result<Self> {
        Door::open(&config_json).map(Self).map_err(|json| Error::new(Status::InvalidArg, json))
    }

    /// Where requests go.
    #[napi(getter)]
    pub fn base_url(&self) -> &str {
        self.0.base_url()
    }

    /// The application id in use.
    #[napi(getter)]
    pub fn application_id(&self) -> &str {
        self.0.application_id()
    }

    /// The private key in use, in clear.
    #[napi(getter)]
    pub fn private_key(&self) -> &str {
        self.0.private_key()
    }

    /// The mode in use.
    #[napi(getter)]
    pub fn mode(&self) -> &str {
        self.0.mode()
    }

    /// Reads a webhook, given as its body and how it came, and gives the event as JSON. Sends nothing.
    ///
    /// # Errors
    /// Throws an error whose message is the error as JSON.
    #[napi]
    pub fn webhook(&self, body: &[u8], delivery_json: String) -> Result<String> {
        self.0.webhook(body, &delivery_json).map_err(|json| Error::new(Status::InvalidArg, json))
    }

    /// Begins an identity verification, asked for and answered as JSON. Sends nothing.
    ///
    /// # Errors
    /// Throws an error whose message is the error as JSON.
    #[napi]
    pub fn begin_identity(&self, asked_json: String) -> Result<String> {
        self.0.begin_identity(&asked_json).map_err(|json| Error::new(Status::InvalidArg, json))
    }

    /// Starts a call. The promise is never rejected: it gives an [`Outcome`].
    ///
    /// # Errors
    /// Throws if Node gives no promise.
    #[napi]
    pub fn call<'env>(
        &self,
        env: &'env Env,
        operation: String,
        params_json: String,
        options_json: String,
        cancel: Option<&CancelToken>,
    ) -> Result<Object<'env>> {
        let start = || self.0.start(&operation, &params_json, &options_json);
        promised(env, &operation, cancel, start)
    }
}

/// Runs the doctor as a program of this name. The promise gives an [`Outcome`] whose body is a JSON object: `exit_code`,
/// `output`, `error`.
///
/// # Errors
/// Throws if Node gives no promise.
#[napi]
pub fn doctor(env: &Env, program: String, user_agent: String, arguments: Vec<String>) -> Result<Object<'_>> {
    promised(env, "doctor", None, || bootpay_bridge::doctor(&program, &user_agent, arguments))
}

/// The promise of what a call comes to.
fn promised<'env>(
    env: &'env Env,
    operation: &str,
    cancel: Option<&CancelToken>,
    start: impl FnOnce() -> PendingCall,
) -> Result<Object<'env>> {
    let cancel = cancel.map(|token| Arc::clone(&token.0));
    let start = || {
        let mut pending = start();
        (pending.settled(), pending)
    };
    // Before the promise is made: one that a panic in here left open would keep the event loop alive for ever.
    let started = catch_unwind(AssertUnwindSafe(start));
    let (deferred, promise) = env.create_deferred()?;
    let settle = move |reply: Option<Reply>, log| deferred.resolve(move |_| Ok(Outcome::new(reply, log)));
    match (started, bootpay_bridge::runtime()) {
        (Ok((None, mut pending)), Ok(runtime)) => {
            // The promise keeps the event loop alive, so whatever happens in here has to settle it.
            runtime.spawn(async move {
                let reply = match &cancel {
                    None => Some((&mut pending).await),
                    Some(cancel) => tokio::select! {
                        reply = &mut pending => Some(reply),
                        () = cancel.notified() => None,
                    },
                };
                let log = match reply {
                    Some(_) => pending.take_log(),
                    None => pending.abandon().await,
                };
                settle(reply, log);
            });
        }
        (Ok((Some(reply), pending)), _) => settle(Some(reply), pending.take_log()),
        _ => settle(Some(bootpay_bridge::defect(operation)), "[]".to_owned()),
    }
    Ok(promise)
}
