//! What a call gives: the answer, typed or as JSON, and how the call went.

use std::fmt;
use std::ops::Deref;
use std::time::Duration;

use crate::concerns::Concerns;
use crate::endpoint::Repeat;
use crate::error::{Error, ErrorKind};
use crate::outcome::Outcome;

/// How a call went.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Meta {
    /// The operation, such as `certificate.get`.
    pub operation: &'static str,
    /// The HTTP status, or the one that the answer itself names, which counts where the two differ.
    pub status: u16,
    /// How often the request was sent.
    pub attempts: u32,
    /// The id that was sent as `X-Request-Id` with every attempt.
    pub request_id: String,
    /// The `cancel_id` that a cancel carried, your own or the one that was made for it.
    pub cancel_id: Option<String>,
    /// What a lost call came to: of `receipt.settle`; and [`Outcome::Done`] of a cancel whose answer was lost and which its
    /// receipt shows. The answer's data comes from the receipt then, and `attempts` counts the cancel alone.
    pub outcome: Option<Outcome>,
    /// How long the call took, pauses and the token request included.
    pub elapsed: Duration,
}

/// A good answer as the server sent it, except that ids are text.
#[derive(Clone)]
pub struct RawAnswer {
    pub(crate) body: String,
    pub(crate) meta: Meta,
    pub(crate) concerns: Concerns,
}

impl RawAnswer {
    /// The whole JSON text, envelope included, as the server sent it, but for one thing: an id that it wrote as a number
    /// is text with the same digits, since most languages would round a long one. `params`, `metadata` and `extra`, which
    /// are the merchant's own, stay as they are. Of a cancel that was settled by reading ([`Meta::outcome`]) it is written
    /// here, from the receipt.
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

    /// The error of a call whose answer is good, and of no use. The server has said that it did it.
    pub(crate) fn failure(&self, error: Error, repeat: Repeat) -> Error {
        let error = match error.kind() {
            ErrorKind::Decode => {
                let message = format!("HTTP {}: {}", self.meta.status, error.message());
                error.with_message(message)
            }
            _ => error,
        };
        let error = match error.kind() {
            ErrorKind::Identity => error, // what was refused may be about somebody else
            _ => error.with_body(self.body.clone()),
        };
        error
            .with_status(self.meta.status)
            .with_effect(repeat.effect_once_sent())
            .in_call(self.meta.operation, Some(&self.meta.request_id), self.meta.attempts)
            .concerning(self.concerns.clone())
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
    pub(crate) data: T,
    pub(crate) raw: RawAnswer,
}

impl<T> Answer<T> {
    /// The typed data alone.
    pub fn into_data(self) -> T {
        self.data
    }

    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Answer<U> {
        Answer { data: change(self.data), raw: self.raw }
    }

    /// The whole JSON text with whatever this version does not know; see [`RawAnswer::body`].
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
