//! The v1 answer: `{"status", "code", "message", "data"}` (v1 docs, response page).

use std::borrow::Cow;

use axum::body::Body;
use axum::http::header::{ALLOW, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use bytes::Bytes;
use serde::Serialize;

use crate::pg::PgReply;
use crate::refusal::{INJECTED_CODE, INJECTED_MESSAGE, Refusal};

pub(crate) const JSON: &str = "application/json; charset=utf-8";

/// As much as a receipt takes.
const USUAL_BYTES: usize = 2048;

/// An answer with all of its bytes, so that a fault can still cut it.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Bytes,
}

#[derive(Serialize)]
struct Envelope<T> {
    status: u16,
    code: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Cow<'static, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<T>,
}

impl Answer {
    /// Plain JSON, no envelope: what the control routes speak.
    pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Self {
        let mut body = Vec::with_capacity(USUAL_BYTES);
        // Our own types always serialise; an empty body would show a mistake in a test at once.
        if serde_json::to_writer(&mut body, value).is_err() {
            body.clear();
        }
        Self { status, headers: vec![(CONTENT_TYPE, HeaderValue::from_static(JSON))], body: body.into() }
    }

    /// 200, code 0, and `data`.
    pub(crate) fn success(data: impl Serialize) -> Self {
        Self::json(
            StatusCode::OK,
            &Envelope { status: 200, code: 0, message: Some("".into()), data: Some(data) },
        )
    }

    /// 200, code 0 and no `data`; some samples of the docs have no `message` either.
    pub(crate) fn done(message: Option<&'static str>) -> Self {
        let message = message.map(Cow::Borrowed);
        Self::json(StatusCode::OK, &Envelope::<()> { status: 200, code: 0, message, data: None })
    }

    /// What the PG refused: HTTP 500, its own text, and its own reply when that was asked for (v1 docs, PG page).
    pub(crate) fn pg_refusal(code: i64, message: &'static str, raw: Option<PgReply>) -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self::json(status, &Envelope { status: 500, code, message: Some(message.into()), data: raw })
    }

    /// An error envelope; the HTTP status repeats the `status` field.
    pub(crate) fn refusal(refusal: Refusal) -> Self {
        Self::error(refusal.status(), refusal.code(), refusal.message())
    }

    /// 405 with the methods that this route has.
    pub(crate) fn method_not_allowed(allowed: &str) -> Self {
        let mut answer = Self::refusal(Refusal::MethodNotAllowed);
        answer.headers.extend(HeaderValue::from_str(allowed).map(|allowed| (ALLOW, allowed)));
        answer
    }

    /// What the `status` fault answers.
    pub(crate) fn injected(status: StatusCode) -> Self {
        Self::error(status, INJECTED_CODE, INJECTED_MESSAGE.into())
    }

    /// What a proxy in front of an API answers when the API is gone.
    pub(crate) fn html(status: StatusCode) -> Self {
        let title = format!("{} {}", status.as_u16(), status.canonical_reason().unwrap_or("Error"));
        let page = format!(
            "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n<hr><center>sandbox</center>\r\n</body>\r\n</html>\r\n"
        );
        Self {
            status,
            headers: vec![
                (CONTENT_TYPE, HeaderValue::from_static("text/html")),
                (CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'")),
            ],
            body: page.into_bytes().into(),
        }
    }

    fn error(status: StatusCode, code: i64, message: Cow<'static, str>) -> Self {
        let message = Some(message);
        Self::json(status, &Envelope::<()> { status: status.as_u16(), code, message, data: None })
    }

    /// The answer as it goes on the wire; `body` may be another one than ours (a cut one).
    pub(crate) fn into_response(self) -> Response<Body> {
        let body = Body::from(self.body);
        head(self.status, self.headers, body)
    }
}

/// Status, headers and body put together.
pub(crate) fn head(
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Body,
) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().extend(headers);
    response
}
