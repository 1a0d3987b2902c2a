//! What is told to whoever asked when something is refused.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bootpay::{Error, ErrorKind, Language};
use serde_json::{Value, json};

use crate::orders::Rule;

/// Whoever asked may read it.
pub(crate) struct Refusal {
    status: u16,
    told: Value,
}

pub(crate) fn refusal(status: u16, message: &'static str) -> Refusal {
    Refusal { status, told: json!({ "ok": false, "error": message }) }
}

/// Somebody is too young for what this is about.
pub(crate) fn minor(rule: &Rule) -> Refusal {
    let told = json!({ "ok": false, "reason": "minor", "law": rule.law, "error": rule.sentence });
    Refusal { status: 403, told }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        tracing::error!("{error}"); // quotes nobody's data
        if let Some(reason) = error.reason() {
            let message = reason.customer_message(Language::Korean);
            let told = json!({ "ok": false, "reason": reason, "error": message });
            return Self { status: reason.http_status(), told };
        }
        let status = match error.kind() {
            ErrorKind::InvalidRequest => 400,
            ErrorKind::Webhook => 403,
            ErrorKind::Mismatch => 409,
            ErrorKind::Api if error.status() == Some(404) => 404,
            _ => 503, // try again later
        };
        refusal(status, "this could not be confirmed")
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(self.told)).into_response()
    }
}
