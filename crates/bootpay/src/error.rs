//! The one error type, and the question that it answers first: may the call have taken effect?

use std::cmp::Ordering;
use std::fmt;

use serde::Serialize;

use crate::concerns::Concerns;
use crate::effect::Effect;
use crate::identity::reason::Reason;

/// What went wrong. More kinds may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client was built with something that cannot work: an empty key, an unknown mode, a bad base URL.
    Config,
    /// An argument was refused here, before anything was sent.
    InvalidRequest,
    /// DNS, TCP or TLS failed, or the connection broke before the whole answer was here.
    Connection,
    /// No answer within the time allowed.
    Timeout,
    /// The server answered something that is not the documented JSON.
    Decode,
    /// The server said no: see [`Error::status`] and [`Error::code`].
    Api,
    /// The server answered well, but not what the caller asked it to be, another price or status, or about something else
    /// than was asked for: another receipt, order, billing key or reservation.
    Mismatch,
    /// A webhook that is not to be believed.
    Webhook,
    /// An identity verification that is not to be believed: see [`Error::reason`].
    Identity,
    /// The place where used identity verifications are remembered failed: see [`Error::causes`].
    Once,
    /// A defect of this library.
    Internal,
}

/// Bootpay's own error code. Version 1 of the API has negative numbers; the generation after it has words, such as
/// `RC_NOT_FOUND`.
///
/// ```
/// let code = bootpay::Code::Number(-15006);
/// assert!(code == -15006 && code.to_string() == "-15006");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum Code {
    /// A number, also if the server wrote it as text.
    Number(i64),
    /// A word.
    Text(String),
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Code::Number(number) => write!(f, "{number}"),
            Code::Text(word) => f.write_str(word),
        }
    }
}

impl PartialEq<i64> for Code {
    fn eq(&self, number: &i64) -> bool {
        *self == Code::Number(*number)
    }
}

impl PartialOrd<i64> for Code {
    fn partial_cmp(&self, number: &i64) -> Option<Ordering> {
        match self {
            Code::Number(own) => Some(own.cmp(number)),
            Code::Text(_) => None,
        }
    }
}

impl PartialEq<str> for Code {
    fn eq(&self, word: &str) -> bool {
        matches!(self, Code::Text(text) if text == word)
    }
}

/// Any failure of this library.
///
/// One line of text for people ([`fmt::Display`]), and accessors for programs. Neither `Display` nor `Debug`
/// shows keys, tokens, ids that were refused, or the answer's body. When the server says no, its own message is
/// quoted in one line, with our key and token taken out, and with them what the request said about a person, a card or an
/// account.
#[derive(Clone, PartialEq)]
pub struct Error(Box<Details>);

#[derive(Clone, PartialEq)]
struct Details {
    kind: ErrorKind,
    message: String,
    operation: Option<&'static str>,
    status: Option<u16>,
    code: Option<Code>,
    effect: Effect,
    attempts: u32,
    request_id: Option<String>,
    concerns: Concerns,
    causes: Vec<String>,
    body: Option<String>,
    reason: Option<Reason>,
    ended_by_deadline: bool,
}

impl Error {
    /// An error of `kind` that says `message`. The message must hold no secret and no personal data.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            kind,
            message: message.into(),
            operation: None,
            status: None,
            code: None,
            effect: Effect::None,
            attempts: 0,
            request_id: None,
            concerns: Concerns::default(),
            causes: Vec::new(),
            body: None,
            reason: None,
            ended_by_deadline: false,
        }))
    }

    /// The error of a call that ended by a defect of this library: nobody knows how far it got.
    pub(crate) fn ended_by_defect(operation: Option<&'static str>, effect: Effect) -> Self {
        let message = "a defect in bootpay ended the call; please report it";
        let mut error = Self::new(ErrorKind::Internal, message).with_effect(effect);
        error.0.operation = operation;
        error
    }

    pub(crate) fn config(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Config, message)
    }

    pub(crate) fn invalid_request(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidRequest, message)
    }

    pub(crate) fn identity(reason: Reason) -> Self {
        Self::new(ErrorKind::Identity, reason.message()).with_reason(reason)
    }

    /// The same failure, as what it means for an identity verification.
    pub(crate) fn with_reason(mut self, reason: Reason) -> Self {
        self.0.kind = ErrorKind::Identity;
        self.0.reason = Some(reason);
        self.with_message(reason.message().to_owned())
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_code(mut self, code: Option<Code>) -> Self {
        self.0.code = code;
        self
    }

    pub(crate) fn with_body(mut self, body: String) -> Self {
        self.0.body = Some(body);
        self
    }

    pub(crate) fn with_causes(mut self, causes: Vec<String>) -> Self {
        self.0.causes = causes;
        self
    }

    pub(crate) fn with_effect(mut self, effect: Effect) -> Self {
        self.0.effect = effect;
        self
    }

    pub(crate) fn with_ended_by_deadline(mut self, is_so: bool) -> Self {
        self.0.ended_by_deadline = is_so;
        self
    }

    pub(crate) fn with_message(mut self, message: String) -> Self {
        self.0.message = message;
        self
    }

    /// Says which call failed. An error that a token request brought keeps that request's id, which is the one that
    /// was sent.
    #[doc(hidden)]
    pub fn in_call(mut self, operation: &'static str, request_id: Option<&str>, attempts: u32) -> Self {
        self.0.operation = Some(operation);
        self.0.request_id = self.0.request_id.take().or_else(|| request_id.map(str::to_owned));
        self.0.attempts = attempts;
        self
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What happened and what to do, in one line.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The operation that failed, such as `certificate.get`; `None` when no call was made.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    #[doc(hidden)]
    pub fn concerning(mut self, concerns: Concerns) -> Self {
        self.0.concerns = concerns;
        self
    }

    /// The receipt that the call was about, if its request named one.
    pub fn receipt_id(&self) -> Option<&str> {
        self.0.concerns.receipt_id.as_deref()
    }

    /// The `cancel_id` that a cancel carried, your own or the one that was made for it. Repeating the cancel with
    /// this id cannot cancel twice.
    pub fn cancel_id(&self) -> Option<&str> {
        self.0.concerns.cancel_id.as_deref()
    }

    /// How much, in won, a cancel asked for; `None` if it asked for all that is left.
    pub fn cancel_price(&self) -> Option<u64> {
        self.0.concerns.cancel_price
    }

    /// The HTTP status, when the server answered; the one that the answer itself names, where HTTP says yes and it says no.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Bootpay's own error code (`code` of the answer), when the server gave one.
    pub fn code(&self) -> Option<Code> {
        self.0.code.clone()
    }

    /// Why an identity verification is not to be believed; `None` for every other kind.
    pub fn reason(&self) -> Option<Reason> {
        self.0.reason
    }

    /// May the call have taken effect?
    pub fn effect(&self) -> Effect {
        self.0.effect
    }

    /// Did the deadline of the whole call end it? `false` of every other failure, also if the time of an attempt was over.
    pub fn ended_by_deadline(&self) -> bool {
        self.0.ended_by_deadline
    }

    /// How often the request was sent. Token requests are not counted.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The id that this client sent as `X-Request-Id`, the same for every attempt of one call.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// What lies beneath, outermost first, for example `tcp connect error`, `Connection refused (os error 111)`.
    pub fn causes(&self) -> &[String] {
        &self.0.causes
    }

    /// The body of the server's answer as it came. It may hold personal data, so it is in no message.
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(f, "{operation}: ")?;
        }
        f.write_str(&self.0.message)?;
        if self.0.effect == Effect::Unknown {
            f.write_str("; the request may have left and taken effect: before you try again, ")?;
            match self.receipt_id() {
                Some(receipt_id) => write!(f, "read the receipt (receipt_id {receipt_id})")?,
                None => f.write_str("look for it in the admin page, or wait for its webhook")?,
            }
            if let Some(cancel_id) = self.cancel_id() {
                write!(f, "; repeating with cancel_id {cancel_id} cannot cancel twice")?;
            }
        }
        if let Some(request_id) = &self.0.request_id {
            write!(f, " [request {request_id}]")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("operation", &self.0.operation)
            .field("status", &self.0.status)
            .field("code", &self.0.code)
            .field("effect", &self.0.effect)
            .field("attempts", &self.0.attempts)
            .field("request_id", &self.0.request_id)
            .field("receipt_id", &self.receipt_id())
            .field("cancel_id", &self.cancel_id())
            .field("cancel_price", &self.cancel_price())
            .field("reason", &self.0.reason)
            .field("ended_by_deadline", &self.0.ended_by_deadline)
            .field("causes", &self.0.causes)
            .field("body", &self.0.body.as_ref().map(|body| format!("{} bytes, not shown", body.len())))
            .finish()
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_at_hand_but_in_no_text() {
        let error = Error::new(ErrorKind::Api, "HTTP 404: not found")
            .with_status(404)
            .with_body("CANARY".to_owned())
            .in_call("certificate.get", Some("r-1"), 1);
        assert_eq!(error.body(), Some("CANARY"));
        let json = serde_json::to_string(&error).unwrap();
        for text in [error.to_string(), format!("{error:?}"), format!("{error:#?}"), json] {
            assert!(!text.contains("CANARY"), "{text}");
        }
    }

    #[test]
    fn an_unknown_outcome_says_what_to_do() {
        let error = Error::new(ErrorKind::Timeout, "no answer within 30 s").with_effect(Effect::Unknown);
        assert_eq!(
            error.to_string(),
            "no answer within 30 s; the request may have left and taken effect: before you try again, look for it in \
             the admin page, or wait for its webhook"
        );
    }
}
