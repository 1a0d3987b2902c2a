//! The native half of the npm package: the door of `bootpay-bridge` as two JavaScript classes.
//!
//! Only texts cross, in both directions. This crate knows no operation, argument or error by name: `lib/client.js`
//! speaks to people, the core speaks to the server.
//!
//! Calls run on the bridge's runtime, not on one of napi's: napi starts its own when the package is loaded, and
//! loading must start no thread.

use std::sync::OnceLock;

use bootpay_bridge::{Call, Handle as Door, Reply, Started};
use napi::bindgen_prelude::{Error, Object, Result};
use napi::{Env, Status};
use napi_derive::napi;

/// The environment variables whose values a configuration wants to have.
#[napi]
pub fn environment_names() -> Vec<&'static str> {
    bootpay_bridge::ENVIRONMENT.to_vec()
}

/// What is known of a call that a defect of this package ended: an error as JSON.
#[napi]
pub fn defect_of(operation: String) -> String {
    Reply::defect(&operation).meta
}

/// What a call came to; see `bootpay_bridge::Reply`.
#[napi(object)]
pub struct Outcome {
    /// Whether the server did what was asked.
    pub ok: bool,
    /// The server's answer as it came, if there is one.
    pub body: Option<String>,
    /// A JSON object: how the call went, or the error, of the kind `canceled` if a token ended it.
    pub meta: String,
    /// A JSON array: the call's attempts.
    pub log: String,
}

impl From<Reply> for Outcome {
    fn from(Reply { ok, body, meta, log }: Reply) -> Self {
        Self { ok, body, meta, log }
    }
}

/// Ends the one call that it was handed to. napi's own `AbortSignal` is of no use here: it takes the place of the
/// user's `onabort`, and gives up once work has started.
#[napi]
#[derive(Default)]
pub struct CancelToken(OnceLock<Started>);

#[napi]
impl CancelToken {
    /// A token for one call.
    #[napi(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// May come during the call, after it and twice.
    #[napi]
    pub fn cancel(&self) {
        if let Some(call) = self.0.get() {
            call.cancel();
        }
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
        promised(env, self.0.call(&operation, &params_json, &options_json), cancel)
    }
}

/// Runs the doctor as a program of this name. The promise gives an [`Outcome`] whose body is a JSON object: `exit_code`,
/// `output`, `error`.
///
/// # Errors
/// Throws if Node gives no promise.
#[napi]
pub fn doctor(env: &Env, program: String, user_agent: String, arguments: Vec<String>) -> Result<Object<'_>> {
    promised(env, bootpay_bridge::doctor(&program, &user_agent, arguments), None)
}

/// The promise of what a call comes to. It keeps the event loop alive, so it is made for a call that will end whatever
/// happens in it.
fn promised<'env>(env: &'env Env, call: Call, cancel: Option<&CancelToken>) -> Result<Object<'env>> {
    let (deferred, promise) = env.create_deferred()?;
    let started = call.start(move |call| {
        let reply = call.end();
        deferred.resolve(move |_| Ok(Outcome::from(reply)));
    });
    if let Some(CancelToken(call)) = cancel {
        let _ = call.set(started);
    }
    Ok(promise)
}
