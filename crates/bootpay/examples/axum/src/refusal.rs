//! What is told to whoever asked when something is refused.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bootpay::{Error, ErrorKind};
use serde_json::json;

/// Whoever asked may read the message.
pub(crate) struct Refusal {
    status: u16,
    message: &'static str,
}

pub(crate) fn refusal(status: u16, message: &'static str) -> Refusal {
    Refusal { status, message }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        tracing::error!("{error}"); // quotes nobody's data
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
        (status, Json(json!({ "ok": false, "error": self.message }))).into_response()
    }
}
