//! An error as it crosses into another language.

use serde::{Serialize, Serializer};

use crate::effect::Effect;
use crate::error::{Code, Error, ErrorKind};
use crate::identity::reason::Reason;
use crate::identity::refusal::Refusal;

/// The form in which an error crosses into another language: everything but the body, which crosses beside it.
impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Wire<'a> {
            kind: ErrorKind,
            message: String,
            operation: Option<&'a str>,
            status: Option<u16>,
            code: Option<Code>,
            effect: Effect,
            attempts: u32,
            request_id: Option<&'a str>,
            receipt_id: Option<&'a str>,
            cancel_id: Option<&'a str>,
            cancel_price: Option<u64>,
            causes: &'a [String],
            identity: Option<Refusal>,
            ended_by_deadline: bool,
        }
        Wire {
            kind: self.kind(),
            message: self.to_string(),
            operation: self.operation(),
            status: self.status(),
            code: self.code(),
            effect: self.effect(),
            attempts: self.attempts(),
            request_id: self.request_id(),
            receipt_id: self.receipt_id(),
            cancel_id: self.cancel_id(),
            cancel_price: self.cancel_price(),
            causes: self.causes(),
            identity: self.reason().map(Reason::refusal),
            ended_by_deadline: self.ended_by_deadline(),
        }
        .serialize(serializer)
    }
}
