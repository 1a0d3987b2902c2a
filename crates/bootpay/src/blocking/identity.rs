//! Identity verification without an async runtime.

use std::time::Duration;

use crate::blocking::client::Client;
use crate::client::CallOptions;
use crate::error::Error;
use crate::identity::{Begun, ConfirmIdentity, Memory, Person, StoreError};

impl Client {
    /// [`Client::identity`](crate::Client::identity)
    pub fn identity(&self) -> Identity<'_> {
        Identity(self)
    }
}

/// The blocking twin of [`identity::Identity`](crate::identity::Identity).
#[derive(Clone, Copy, Debug)]
pub struct Identity<'a>(&'a Client);

/// The blocking twin of [`identity::Once`](crate::identity::Once).
pub trait Once {
    /// As [`Once::consume`](crate::identity::Once::consume).
    ///
    /// # Errors
    /// Whatever the store fails with.
    fn consume(&self, order_id: &str, keep: Duration) -> Result<bool, StoreError>;
}

impl Once for Memory {
    fn consume(&self, order_id: &str, keep: Duration) -> Result<bool, StoreError> {
        Ok(self.consume_now(order_id, keep))
    }
}

impl Identity<'_> {
    /// [`Identity::begin`](crate::identity::Identity::begin)
    ///
    /// # Errors
    /// As there.
    pub fn begin(&self, purpose: &str, session: &str) -> Result<Begun, Error> {
        self.0.client().identity().begin(purpose, session)
    }

    /// [`Identity::begin_for`](crate::identity::Identity::begin_for)
    ///
    /// # Errors
    /// As there.
    pub fn begin_for(&self, purpose: &str, session: &str, expires_in: Duration) -> Result<Begun, Error> {
        self.0.client().identity().begin_for(purpose, session, expires_in)
    }

    /// [`Identity::confirm`](crate::identity::Identity::confirm)
    ///
    /// # Errors
    /// As there.
    pub fn confirm(&self, request: ConfirmIdentity, once: &impl Once) -> Result<Person, Error> {
        let answer = self.0.send(request, CallOptions::default())?;
        let first = once.consume(&answer.person.order_id, answer.keep_used_for);
        answer.into_data().used_once(first)
    }
}
