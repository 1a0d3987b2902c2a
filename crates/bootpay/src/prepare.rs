//! What a request needs between the caller and the wire.

use std::borrow::Cow;

use crate::concerns::Concerns;
use crate::config::Config;
use crate::error::Error;
use crate::outcome::Outcome;
use crate::settling::Settling;

/// What a request needs between the caller and the wire.
pub trait Prepare: Clone {
    /// Fills what is computed anew for every call and refuses what cannot be right, before anything is sent.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest), naming the field.
    fn prepared(self, config: &Config) -> Result<Self, Error> {
        let _ = config;
        Ok(self)
    }

    /// What the call is about, for the error of one whose outcome is not known.
    fn concerns(&self) -> Concerns {
        Concerns::default()
    }

    /// The ids that a good answer must not contradict: a field of its `data`, and what must stand there if anything does.
    /// An answer about another receipt may be another person's. By default what the call [concerns](Prepare::concerns).
    fn answered_ids(&self) -> Vec<(&'static str, String)> {
        let Concerns { receipt_id, cancel_id, cancel_price: _ } = self.concerns();
        let ids = [("receipt_id", receipt_id), ("cancel_id", cancel_id)];
        ids.into_iter().filter_map(|(name, id)| Some((name, id?))).collect()
    }

    /// What a good answer must still say for the caller to go on, and what the caller gets: the answer as it came, unless
    /// the request says otherwise. `answer` is the whole JSON text.
    ///
    /// # Errors
    /// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch), naming what differs.
    fn accepted<'a>(&self, answer: &'a str, config: &Config) -> Result<Cow<'a, str>, Error> {
        let _ = config;
        Ok(answer.into())
    }

    /// What the server's refusal means to whoever made this request.
    fn refused(&self, error: Error) -> Error {
        error
    }

    /// How the call is settled if its answer is lost, for one that a reading can settle.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest), if the reading cannot be asked for.
    #[doc(hidden)]
    fn settling(&self) -> Result<Option<Settling>, Error> {
        Ok(None)
    }

    /// What the answer says became of an earlier call, for a request that asks for that.
    fn outcome(&self, answer: &str) -> Option<Outcome> {
        let _ = answer;
        None
    }
}

/// Refuses an empty required text.
pub(crate) fn not_empty(field: &str, text: &str) -> Result<(), Error> {
    if text.trim().is_empty() { Err(wrong(field, "must not be empty")) } else { Ok(()) }
}

/// An argument that was refused here.
pub(crate) fn wrong(field: &str, why: &str) -> Error {
    Error::invalid_request(format!("{field} {why}; nothing was sent"))
}
