//! The native half of the npm package: the door of `bootpay-bridge` as two JavaScript classes.
//!
//! Only texts cross, in both directions. This crate knows no operation, argument or error by name: `lib/client.js`
//! speaks to people, the core speaks to the server.
//!
//! Calls run on the bridge's runtime, not on one of napi's: napi starts its own when the package is loaded, and
//! loading must start no thread.

mod calls;

use bootpay_bridge::{Handle as Door, Reply};
use napi::Status;
use napi::bindgen_prelude::{Error, Result};
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
}
