//! What a call came to, as it goes through the door.

use std::sync::{Arc, Mutex, PoisonError};

use bootpay::{AttemptRecord, Effect, Error, Observer, Outcome, RawAnswer};
use serde::Serialize;
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
    /// cancel_price, causes, identity (reason, http_status, ko, en). The kind `canceled` is the bridge's own: in the core
    /// nobody ends a call.
    pub meta: String,
    /// The attempts of the call, oldest first: a JSON array of [records](AttemptRecord), each with `message`, the line
    /// for a log. With the one that a cancel cut off, which has the status `abandoned`.
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

    /// Of a call that was waiting when the process forked, in the child: there nobody carries it out.
    pub fn forked(operation: &str) -> Self {
        let why = "the process forked while this call was waiting; the call goes on in the parent";
        Self::canceled(operation, why, once_sent(operation))
    }

    /// Of a call that was given up. `was_sent`: the operation itself; its token may have been asked for all the same.
    pub(crate) fn given_up(operation: &str, was_sent: bool) -> Self {
        let effect = if was_sent { once_sent(operation) } else { Effect::None };
        Self::canceled(operation, "the call was given up before its answer came", effect)
    }

    fn canceled(operation: &str, message: &str, effect: Effect) -> Self {
        let meta = json!({"kind": "canceled", "message": message, "operation": operation, "effect": effect});
        Self::unlogged(false, None, meta.to_string())
    }

    pub(crate) fn unlogged(ok: bool, body: Option<String>, meta: String) -> Self {
        Self { ok, body, meta, log: "[]".to_owned() }
    }

    pub(crate) fn with_log(self, attempts: Vec<AttemptRecord>) -> Self {
        #[derive(Serialize)]
        struct Line {
            message: String,
            #[serde(flatten)]
            record: AttemptRecord,
        }
        let lines = attempts.into_iter().map(|record| Line { message: record.to_string(), record });
        Self { log: to_json(&lines.collect::<Vec<_>>()), ..self }
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

/// The attempts of one call that are over.
#[derive(Clone, Default)]
pub(crate) struct Attempts(Arc<Mutex<Vec<AttemptRecord>>>);

impl Attempts {
    pub(crate) fn observer(&self) -> Observer {
        let attempts = self.clone();
        Observer::new(move |record| {
            attempts.0.lock().unwrap_or_else(PoisonError::into_inner).push(record);
        })
    }

    pub(crate) fn take(&self) -> Vec<AttemptRecord> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
