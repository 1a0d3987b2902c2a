//! What a log may say about a call: one record for each attempt, and in it no id, no body and no key.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use serde::{Serialize, Serializer};

use crate::envelope::Attempt;
use crate::outgoing::Outgoing;
use crate::retry::Failure;

/// One attempt that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AttemptRecord {
    /// The operation, such as `certificate.get`.
    pub operation: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path's template, such as `/certificate/{receipt_id}`: an id is somebody's data.
    pub path: &'static str,
    /// How it ended.
    pub status: AttemptStatus,
    /// Which attempt of its call it was, counted from 1.
    pub attempt: u32,
    /// How long it took.
    pub duration_ms: u64,
    /// What was sent as `X-Request-Id`, the same for every attempt of a call.
    pub request_id: String,
    /// Whether somebody should look at it.
    pub level: AttemptLevel,
}

/// The line that a log gets, without its level.
impl fmt::Display for AttemptRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, method, path, status, attempt, duration_ms, request_id, level: _ } = self;
        write!(
            f,
            "bootpay {operation} {method} {path} status={status} attempt={attempt} duration_ms={duration_ms} \
             request_id={request_id}"
        )
    }
}

/// How much an attempt matters to who reads the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptLevel {
    /// An answer came.
    Debug,
    /// No answer came, or it was 429 or 5xx.
    Warn,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AttemptStatus {
    /// An answer came, with this HTTP status.
    Answered(u16),
    /// No connection came about.
    NoConnection,
    /// The connection broke before the whole answer was here.
    Lost,
    /// No whole answer within the attempt timeout.
    TimedOut,
    /// An answer that cannot be read.
    Unreadable,
    /// The caller gave up, or the deadline passed, while it was under way.
    Abandoned,
}

impl AttemptStatus {
    fn level(self) -> AttemptLevel {
        match self {
            AttemptStatus::Answered(status) if status != 429 && status < 500 => AttemptLevel::Debug,
            _ => AttemptLevel::Warn,
        }
    }

    pub(crate) fn of(attempt: &Attempt) -> Self {
        match attempt.failure().0 {
            Failure::Answered(200..300) if matches!(attempt, Attempt::Foreign { .. }) => {
                AttemptStatus::Unreadable
            }
            Failure::Answered(status) => AttemptStatus::Answered(status),
            Failure::NotSent => AttemptStatus::NoConnection,
            Failure::Lost => AttemptStatus::Lost,
            Failure::TimedOut => AttemptStatus::TimedOut,
            Failure::Unreadable => AttemptStatus::Unreadable,
        }
    }
}

impl fmt::Display for AttemptStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            AttemptStatus::Answered(status) => return write!(f, "{status}"),
            AttemptStatus::NoConnection => "no_connection",
            AttemptStatus::Lost => "lost",
            AttemptStatus::TimedOut => "timed_out",
            AttemptStatus::Unreadable => "unreadable",
            AttemptStatus::Abandoned => "abandoned",
        })
    }
}

impl Serialize for AttemptStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            AttemptStatus::Answered(status) => serializer.serialize_u16(*status),
            word => serializer.collect_str(word),
        }
    }
}

/// Is told of every attempt of a call and of the token request that the call began. The bindings hand the records to
/// their language's own logger; in Rust, `tracing` has the same.
#[derive(Clone)]
pub struct Observer(Arc<dyn Fn(AttemptRecord) + Send + Sync>);

impl Observer {
    /// `observe` is called on the thread that drives the call; it must not block.
    pub fn new(observe: impl Fn(AttemptRecord) + Send + Sync + 'static) -> Self {
        Self(Arc::new(observe))
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Observer")
    }
}

/// An attempt that is under way. Dropped before it is [over](Watch::over), it was abandoned: no attempt goes unlogged.
pub(crate) struct Watch {
    record: AttemptRecord,
    began: Instant,
    observer: Option<Observer>,
}

impl Watch {
    pub(crate) fn start(
        request: &Outgoing,
        request_id: &str,
        attempt: u32,
        observer: Option<&Observer>,
    ) -> Self {
        let record = AttemptRecord {
            operation: request.name,
            method: request.method.as_str(),
            path: request.path_template,
            status: AttemptStatus::Abandoned,
            attempt,
            duration_ms: 0,
            request_id: request_id.to_owned(),
            level: AttemptLevel::Warn,
        };
        Self { record, began: Instant::now(), observer: observer.cloned() }
    }

    pub(crate) fn over(mut self, status: AttemptStatus) {
        self.record.status = status;
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let record = &mut self.record;
        record.duration_ms = self.began.elapsed().as_millis() as u64;
        record.level = record.status.level();
        macro_rules! emit {
            ($level:ident) => {
                tracing::$level!(
                    operation = record.operation,
                    method = record.method,
                    path = record.path,
                    status = %record.status,
                    attempt = record.attempt,
                    duration_ms = record.duration_ms,
                    request_id = record.request_id.as_str(),
                    "bootpay request"
                )
            };
        }
        match record.level {
            AttemptLevel::Warn => emit!(warn),
            AttemptLevel::Debug => emit!(debug),
        }
        if let Some(Observer(observe)) = &self.observer {
            observe(record.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_a_number_or_a_word() {
        for (status, json, level) in [
            (AttemptStatus::Answered(200), "200", AttemptLevel::Debug),
            (AttemptStatus::Answered(404), "404", AttemptLevel::Debug),
            (AttemptStatus::Answered(429), "429", AttemptLevel::Warn),
            (AttemptStatus::Answered(502), "502", AttemptLevel::Warn),
            (AttemptStatus::NoConnection, "\"no_connection\"", AttemptLevel::Warn),
            (AttemptStatus::Abandoned, "\"abandoned\"", AttemptLevel::Warn),
        ] {
            assert_eq!(serde_json::to_string(&status).unwrap(), json);
            assert_eq!(status.level(), level, "{status}");
        }
    }
}
