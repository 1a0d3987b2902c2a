//! Failures on demand: what a client meets on a bad day, and how a test asks for it.

use axum::http::StatusCode;
use serde::Serialize;

use crate::fields::{FieldError, Fields};
use crate::path;
use crate::seed::Sequence;

/// What happens instead of, or to, the true answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Status,
    Reset,
    ResetAfter,
    Stall,
    Truncate,
    Html,
    Delay,
}

impl Kind {
    pub(crate) const ALL: [Self; 7] =
        [Self::Status, Self::Reset, Self::ResetAfter, Self::Stall, Self::Truncate, Self::Html, Self::Delay];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Reset => "reset",
            Self::ResetAfter => "reset_after",
            Self::Stall => "stall",
            Self::Truncate => "truncate",
            Self::Html => "html",
            Self::Delay => "delay",
        }
    }

    /// For GET /sandbox/scenarios.
    pub(crate) fn what(self) -> &'static str {
        match self {
            Self::Status => {
                "answers this HTTP status (default 500) with an error envelope; the call has no effect"
            }
            Self::Reset => "resets the connection before the call takes effect",
            Self::ResetAfter => "resets the connection after the call took effect; nothing is answered",
            Self::Stall => "takes the request and never answers; the call has no effect",
            Self::Truncate => {
                "the call takes effect; the answer announces its full length, half of the body comes, the connection closes"
            }
            Self::Html => "answers an HTML page with this HTTP status (default 502); the call has no effect",
            Self::Delay => "the call takes effect at once, the true answer comes after delay_ms",
        }
    }
}

/// The fields of POST /sandbox/faults.
pub(crate) const FIELDS: [&str; 9] =
    ["method", "path", "kind", "status", "delay_ms", "times", "probability", "seed", "retry_after_s"];

const LONGEST_DELAY_MS: u64 = 10 * 60 * 1000;

/// One fault that is waiting for a request.
#[derive(Debug, Serialize)]
pub(crate) struct Fault {
    id: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delay_ms: Option<u64>,
    /// How many are left; absent: it stays until it is removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    probability: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_s: Option<u64>,
    #[serde(skip)]
    dice: Sequence,
}

/// What to do to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Status { status: StatusCode, retry_after_s: Option<u64> },
    Html { status: StatusCode, retry_after_s: Option<u64> },
    Reset,
    ResetAfter,
    Stall,
    Truncate,
    Delay { delay_ms: u64 },
}

impl Fault {
    fn from_fields(fields: &Fields, id: u64) -> Result<Self, FieldError> {
        let kind_name = fields.text("kind")?.value();
        let kind_name = kind_name.ok_or_else(|| FieldError::field("kind", "is required"))?;
        let kind = Kind::ALL.into_iter().find(|kind| kind.name() == kind_name).ok_or_else(|| {
            FieldError::field("kind", format!("must be one of {}", Kind::ALL.map(Kind::name).join(", ")))
        })?;

        let method = fields.text("method")?.value().map(|method| method.to_ascii_uppercase());
        if method.as_deref().is_some_and(|method| !["GET", "POST", "PUT", "DELETE"].contains(&method)) {
            return Err(FieldError::field("method", "must be GET, POST, PUT or DELETE"));
        }
        let path = fields.text("path")?.value();
        if path.as_deref().is_some_and(|path| !path.starts_with('/') || path.contains('?')) {
            return Err(FieldError::field("path", "must begin with / and have no query"));
        }
        let answers = matches!(kind, Kind::Status | Kind::Html);
        let status = fields.count("status")?.value();
        if status.is_some() && !answers {
            return Err(FieldError::field("status", "belongs to the kinds status and html only"));
        }
        if status.is_some_and(|status| !(200..=599).contains(&status)) {
            return Err(FieldError::field("status", "must be from 200 to 599"));
        }
        let retry_after_s = fields.count("retry_after_s")?.value();
        if retry_after_s.is_some() && !answers {
            return Err(FieldError::field("retry_after_s", "belongs to the kinds status and html only"));
        }
        let delay_ms = fields.count("delay_ms")?.value();
        if delay_ms.is_some() != (kind == Kind::Delay) {
            return Err(FieldError::field("delay_ms", "belongs to the kind delay, which needs it"));
        }
        if delay_ms.is_some_and(|delay| delay > LONGEST_DELAY_MS) {
            return Err(FieldError::field("delay_ms", format!("must be at most {LONGEST_DELAY_MS}")));
        }
        let times = fields.count("times")?.value();
        if times == Some(0) {
            return Err(FieldError::field("times", "must be at least 1"));
        }
        let probability = fields.number("probability")?.value();
        if probability.is_some_and(|probability| !(0.0..=1.0).contains(&probability)) {
            return Err(FieldError::field("probability", "must be from 0 to 1"));
        }
        let seed = fields.count("seed")?.value();
        let status = match kind {
            Kind::Status => Some(status.unwrap_or(500)),
            Kind::Html => Some(status.unwrap_or(502)),
            _ => None,
        };
        Ok(Self {
            id,
            method,
            path,
            kind,
            // The range was checked above.
            status: status.and_then(|status| u16::try_from(status).ok()),
            delay_ms,
            times,
            probability,
            seed,
            retry_after_s,
            dice: Sequence::new(seed.unwrap_or(1), "fault"),
        })
    }

    fn matches(&self, method: &str, path: &str) -> bool {
        self.times != Some(0)
            && self.method.as_deref().is_none_or(|wanted| wanted == method)
            && self.path.as_deref().is_none_or(|pattern| path::covers(pattern, path))
    }

    fn action(&self) -> Action {
        let default = StatusCode::INTERNAL_SERVER_ERROR;
        let status = self.status.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(default);
        let retry_after_s = self.retry_after_s;
        match self.kind {
            Kind::Status => Action::Status { status, retry_after_s },
            Kind::Html => Action::Html { status, retry_after_s },
            Kind::Reset => Action::Reset,
            Kind::ResetAfter => Action::ResetAfter,
            Kind::Stall => Action::Stall,
            Kind::Truncate => Action::Truncate,
            Kind::Delay => Action::Delay { delay_ms: self.delay_ms.unwrap_or_default() },
        }
    }
}

/// All faults, oldest first; the first one that fits a request is the one that happens.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    waiting: Vec<Fault>,
    last_id: u64,
}

impl Faults {
    pub(crate) fn add(&mut self, fields: &Fields) -> Result<&Fault, FieldError> {
        let fault = Fault::from_fields(fields, self.last_id + 1)?;
        self.last_id = fault.id;
        self.waiting.push(fault);
        Ok(&self.waiting[self.waiting.len() - 1])
    }

    pub(crate) fn list(&self) -> &[Fault] {
        &self.waiting
    }

    /// Removes all of them, and says how many there were.
    pub(crate) fn clear(&mut self) -> usize {
        std::mem::take(&mut self.waiting).len()
    }

    /// The fault that this request meets. A fault with a probability throws its own dice once for each request that
    /// fits it, so that the same seed gives the same run.
    pub(crate) fn meet(&mut self, method: &str, path: &str) -> Option<Action> {
        let index = self.waiting.iter_mut().position(|fault| {
            fault.matches(method, path)
                && fault.probability.is_none_or(|probability| fault.dice.chance(probability))
        })?;
        let fault = &mut self.waiting[index];
        let action = fault.action();
        if let Some(times) = &mut fault.times {
            *times -= 1;
            if *times == 0 {
                self.waiting.remove(index);
            }
        }
        Some(action)
    }
}
