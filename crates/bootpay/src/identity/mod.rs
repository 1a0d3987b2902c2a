//! Identity verification (본인인증) in one call: begin, confirm once, ask the law.
//!
//! A receipt id reaches a server through the browser, so anybody can send one: his own of last year, somebody else's, one
//! of a payment. [`begin`](Identity::begin) issues an order id that nobody can guess and a token for the visitor's session;
//! [`confirm`](Identity::confirm) believes a receipt only if it is the answer to that, in that session, in time, and once.
//!
//! ```no_run
//! # async fn example(client: bootpay::Client, session_id: &str, receipt_id: &str) -> Result<(), bootpay::Error> {
//! use bootpay::identity::{ConfirmIdentity, HashKey, Law, Memory};
//!
//! let begun = client.identity().begin("주류 구매", session_id)?; // keep begun.token in the session
//! // the page calls BootPay.request(begun.request("…")) and sends the receipt's id
//! let once = Memory::default(); // one for the whole process; several processes need a store that they share
//! let confirmed = ConfirmIdentity::new(receipt_id, begun.token.expose(), session_id);
//! let person = client.identity().confirm(confirmed, &once).await?;
//! if person.is_adult(Law::YouthProtection) {
//!     let key = HashKey::new(1, "a secret of at least 16 bytes")?;
//!     let stored = person.ci.map(|ci| ci.hmac(&key)).transpose()?;
//! }
//! # Ok(())
//! # }
//! ```

mod birth;
mod ci;
#[doc(hidden)]
pub mod confirm;
mod intent;
mod law;
mod masked;
mod once;
mod person;
pub(crate) mod reason;
pub(crate) mod refusal;
mod verbs;

use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{CallOptions, Client};
use crate::error::Error;
use crate::secret::Secret;

pub use ci::HashKey;
pub use confirm::ConfirmIdentity;
pub use jiff::civil::Date;
pub use law::Law;
#[doc(hidden)]
pub use masked::PERSONAL_FIELDS;
pub use once::{Memory, ONCE_TABLE, Once, StoreError};
pub use person::{MatchedBy, Person, Proof, Stored};
pub use reason::Reason;
#[doc(hidden)]
pub use verbs::answer as answer_verb;

use intent::{DEFAULT_LIFE, Intent, Keys, unix_seconds};

/// Identity verification with a client: [`Client::identity`](crate::Client::identity) gives it.
#[derive(Clone, Copy, Debug)]
pub struct Identity<'a>(&'a Client);

/// A verification that was begun. Nothing was sent and nothing was stored.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Begun {
    /// For the page: 128 random bits.
    pub order_id: String,
    /// For the session of the visitor, and for [`ConfirmIdentity`]. It tells neither the session nor the private key, and
    /// ends with the private key.
    pub token: Secret,
    /// When it ends, Unix seconds.
    pub expires_at: u64,
}

impl Begun {
    /// The whole payload of `BootPay.request` in the browser, for the project's web application id.
    pub fn request(&self, web_application_id: &str) -> Value {
        let mut payload = self.request_without_application();
        payload["application_id"] = json!(web_application_id);
        payload
    }

    fn request_without_application(&self) -> Value {
        json!({ "pg": "danal", "method": "auth", "name": "본인인증", "price": 0, "order_id": self.order_id })
    }

    /// The form in which it crosses into another language.
    #[doc(hidden)]
    pub fn json(&self) -> String {
        json!({
            "order_id": self.order_id,
            "token": self.token.expose(),
            "expires_at": self.expires_at,
            "request": self.request_without_application(),
        })
        .to_string()
    }
}

impl Client {
    /// Identity verification (본인인증) in one call: begin, confirm once, ask the law. See [`identity`](crate::identity).
    pub fn identity(&self) -> Identity<'_> {
        Identity(self)
    }
}

impl Identity<'_> {
    /// Begins a verification for a purpose, such as `회원 가입`, and a session: its id, which only this visitor has. It counts
    /// for 10 minutes.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest), naming what cannot be right.
    pub fn begin(&self, purpose: &str, session: &str) -> Result<Begun, Error> {
        self.begin_for(purpose, session, DEFAULT_LIFE)
    }

    /// The same, which counts for `expires_in`: at most 30 minutes.
    ///
    /// # Errors
    /// As [`begin`](Identity::begin).
    pub fn begin_for(&self, purpose: &str, session: &str, expires_in: Duration) -> Result<Begun, Error> {
        let keys = Keys::of(self.0.config().private_key())?;
        let (intent, token) = Intent::begin(&keys, purpose, session, expires_in, unix_seconds())?;
        Ok(Begun { order_id: intent.order_id, token: Secret::new(token), expires_at: intent.expires_at })
    }

    /// Reads who was verified, if it may be believed, and uses the verification up.
    ///
    /// It looks, in this order: is the token genuine, of this session, of this purpose if one is given, and not expired;
    /// then it asks the server: is the receipt an identity verification, of the order id that was begun, made while the
    /// token counted; then `once`: is it the first time.
    ///
    /// # Errors
    /// [`ErrorKind::Identity`](crate::ErrorKind::Identity) with its [`reason`](Error::reason). Before the server is asked
    /// nothing is sent. Else as [`Client::certificate`](crate::Client::certificate); such a failure uses nothing up, so it
    /// can be tried again. [`ErrorKind::Once`](crate::ErrorKind::Once) if the store fails.
    pub async fn confirm(self, request: ConfirmIdentity, once: &impl Once) -> Result<Person, Error> {
        let answer = self.0.send(&request, &CallOptions::default()).await?;
        let first = once.consume(&answer.person.order_id, answer.keep_used_for).await;
        answer.into_data().used_once(first)
    }
}
