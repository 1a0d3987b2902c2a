//! What a call came to, as it goes through the door.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use bootpay::{
    AttemptLevel, AttemptRecord, Concerns, Effect, Error, ErrorKind, Observer, Outcome, RawAnswer,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What a call came to. There is exactly one for every call, also for one that was cancelled, that a defect ended or that
/// a fork left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Whether the server did what was asked.
    pub ok: bool,
    /// The server's answer as it came, whenever there is one: also beside an error. Of `identity.confirm` that went well
    /// `{"data": …}` with the person.
    pub body: Option<String>,
    /// A JSON object. If `ok`: operation, status, attempts, request_id, cancel_id, outcome, duration_ms. Otherwise the
    /// error: kind, message, operation, status, code, effect, attempts, request_id, receipt_id, cancel_id,
    /// cancel_price, causes, identity (reason, http_status, ko, en), ended_by_deadline (whether the deadline of the whole
    /// call ended it). The kind `canceled` is the bridge's own: in the core nobody ends a call.
    pub meta: String,
    /// The attempts of the call, oldest first: a JSON array of [records](AttemptRecord), each with `message`, the line
    /// for a log. With the one that a cancel cut off, which has the status `abandoned`. The call's option `log` says from
    /// which level on.
    pub log: String,
}

impl Reply {
    pub(crate) fn of(outcome: Result<RawAnswer, Error>) -> Self {
        match outcome {
            Ok(answer) => {
                #[derive(Serialize)]
                struct Meta<'a> {
                    operation: &'a str,
                    status: u16,
                    attempts: u32,
                    request_id: &'a str,
                    cancel_id: Option<&'a str>,
                    outcome: Option<Outcome>,
                    duration_ms: u64,
                }
                let meta = answer.meta();
                let meta = to_json(&Meta {
                    operation: meta.operation,
                    status: meta.status,
                    attempts: meta.attempts,
                    request_id: &meta.request_id,
                    cancel_id: meta.cancel_id.as_deref(),
                    outcome: meta.outcome,
                    duration_ms: meta.elapsed.as_millis() as u64,
                });
                Self::unlogged(true, Some(answer.into_body()), meta)
            }
            Err(error) => Self::unlogged(false, error.body().map(str::to_owned), to_json(&error)),
        }
    }

    /// Of a call that a defect ended, in the bridge or in a binding.
    pub fn defect(operation: &str) -> Self {
        Self::of(Err(Error::defect(operation)))
    }

    /// The same, of a call that had begun.
    pub(crate) fn defect_in(operation: &str, attempts: &Attempts) -> Self {
        let concerns = attempts.0.concerns.get().cloned().unwrap_or_default();
        Self::of(Err(Error::defect(operation).concerning(concerns)))
    }

    /// Of what a binding was given and cannot pass on, such as a text that is not UTF-8. `why` names it, without its value.
    pub fn refused(kind: ErrorKind, why: impl Into<String>) -> Self {
        Self::of(Err(Error::new(kind, why)))
    }

    /// Of a call that was waiting when the process forked, in the child: there nobody carries it out.
    pub(crate) fn forked(operation: &str, attempts: &Attempts) -> Self {
        let why = "the process forked while this call was waiting; the call goes on in the parent";
        Self::canceled(Some(operation), why, once_sent(operation), attempts.0.concerns.get())
    }

    /// Of a call that is not here to be waited for. Without an operation it is one that nobody here knows.
    pub(crate) fn not_here(operation: Option<&str>, why: &str) -> Self {
        Self::canceled(operation, why, operation.map_or(Effect::Unknown, once_sent), None)
    }

    /// Of a call that was not begun.
    pub(crate) fn not_begun(operation: &str, why: &str) -> Self {
        Self::canceled(Some(operation), why, Effect::None, None)
    }

    /// Of a call that was given up. `was_sent`: the operation itself; its token may have been asked for all the same.
    pub(crate) fn given_up(operation: &str, was_sent: bool, attempts: &Attempts) -> Self {
        let effect = if was_sent { once_sent(operation) } else { Effect::None };
        let why = "the call was given up before its answer came";
        Self::canceled(Some(operation), why, effect, attempts.0.concerns.get())
    }

    /// What the call was about, of which it has to be settled, is left out where it is not known: an absent price must not
    /// look like one that was left out of a cancel.
    fn canceled(operation: Option<&str>, message: &str, effect: Effect, about: Option<&Concerns>) -> Self {
        let mut meta =
            json!({"kind": "canceled", "message": message, "operation": operation, "effect": effect});
        if let Some(Concerns { receipt_id, cancel_id, cancel_price }) = about {
            meta["receipt_id"] = json!(receipt_id);
            meta["cancel_id"] = json!(cancel_id);
            meta["cancel_price"] = json!(cancel_price);
        }
        Self::unlogged(false, None, meta.to_string())
    }

    pub(crate) fn unlogged(ok: bool, body: Option<String>, meta: String) -> Self {
        Self { ok, body, meta, log: "[]".to_owned() }
    }

    /// With the attempts of the call, each told once.
    pub(crate) fn with_log(self, attempts: &Attempts) -> Self {
        #[derive(Serialize)]
        struct Line {
            message: String,
            #[serde(flatten)]
            record: AttemptRecord,
        }
        let lines: Vec<_> =
            attempts.take().into_iter().map(|record| Line { message: record.to_string(), record }).collect();
        if lines.is_empty() { self } else { Self { log: to_json(&lines), ..self } }
    }
}

/// What a call of this operation may have done if nobody knows how far it got.
fn once_sent(operation: &str) -> Effect {
    Error::defect(operation).effect()
}

/// None of the values written here can fail: they are structs of texts and numbers.
pub(crate) fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "{\"kind\":\"internal\"}".to_owned())
}

/// Which attempts somebody wants to be told of.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogLevel {
    /// All.
    #[default]
    Debug,
    /// Those that somebody should look at.
    Warn,
    /// Nobody listens.
    None,
}

/// The attempts of one call that are over.
#[derive(Clone, Default)]
pub(crate) struct Attempts(Arc<Told>);

#[derive(Default)]
struct Told {
    records: Mutex<Vec<AttemptRecord>>,
    least: OnceLock<LogLevel>,
    /// What the call is about, from the moment on at which it could be sent.
    concerns: Arc<OnceLock<Concerns>>,
}

impl Attempts {
    /// Those of this level, and above, are told.
    pub(crate) fn tell(&self, least: LogLevel) {
        let _ = self.0.least.set(least);
    }

    pub(crate) fn concerns(&self) -> Arc<OnceLock<Concerns>> {
        self.0.concerns.clone()
    }

    pub(crate) fn observer(&self) -> Observer {
        let attempts = self.clone();
        Observer::new(move |record| attempts.records().push(record))
    }

    /// Whether one of this operation has begun.
    pub(crate) fn has(&self, operation: &str) -> bool {
        self.records().iter().any(|attempt| attempt.operation == operation)
    }

    fn take(&self) -> Vec<AttemptRecord> {
        let least = self.0.least.get().copied().unwrap_or_default();
        let mut records = std::mem::take(&mut *self.records());
        records.retain(|record| match least {
            LogLevel::Debug => true,
            LogLevel::Warn => record.level == AttemptLevel::Warn,
            LogLevel::None => false,
        });
        records
    }

    fn records(&self) -> MutexGuard<'_, Vec<AttemptRecord>> {
        self.0.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
