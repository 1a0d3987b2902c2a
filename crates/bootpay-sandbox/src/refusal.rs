//! Every refusal that the stand-in for the v1 API can answer, in one table.
//!
//! Bootpay publishes the HTTP statuses (v1 docs, response page) but no list of its numeric codes, so **every code
//! and message here is made up**. A code is `-9`, the HTTP status, and two digits: nobody can take it for a real one.

use axum::http::StatusCode;

/// One made-up error answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    BodyUnreadable,
    KeysMissing,
    ApplicationUnknown,
    ApplicationNotRest,
    PrivateKeyWrong,
    TokenAbsent,
    TokenEmpty,
    TokenBearer,
    TokenUnknown,
    TokenExpired,
    RouteUnknown,
    ReceiptIdMalformed,
    ReceiptUnknown,
    ReceiptIsPayment,
    MethodNotAllowed,
    BodyTooLarge,
}

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) name: &'static str,
    pub(crate) code: i64,
    pub(crate) status: StatusCode,
    /// The answer's `message`: Korean as the API's own texts are, then the same for the reader of an English log.
    pub(crate) message: &'static str,
    /// How a test provokes it.
    pub(crate) how: &'static str,
}

impl Refusal {
    pub(crate) const ALL: [Self; 16] = [
        Self::BodyUnreadable,
        Self::KeysMissing,
        Self::ApplicationUnknown,
        Self::ApplicationNotRest,
        Self::PrivateKeyWrong,
        Self::TokenAbsent,
        Self::TokenEmpty,
        Self::TokenBearer,
        Self::TokenUnknown,
        Self::TokenExpired,
        Self::RouteUnknown,
        Self::ReceiptIdMalformed,
        Self::ReceiptUnknown,
        Self::ReceiptIsPayment,
        Self::MethodNotAllowed,
        Self::BodyTooLarge,
    ];

    pub(crate) fn line(self) -> Line {
        match self {
            Self::BodyUnreadable => Line {
                name: "body-unreadable",
                code: -940001,
                status: StatusCode::BAD_REQUEST,
                message: "요청 본문을 읽을 수 없습니다. (sandbox: the body is neither a JSON object nor a form)",
                how: "POST /request/token with half a JSON object",
            },
            Self::KeysMissing => Line {
                name: "keys-missing",
                code: -940101,
                status: StatusCode::UNAUTHORIZED,
                message: "application_id와 private_key가 필요합니다. (sandbox: application_id or private_key is absent, null or empty)",
                how: "POST /request/token without private_key",
            },
            Self::ApplicationUnknown => Line {
                name: "application-unknown",
                code: -940102,
                status: StatusCode::UNAUTHORIZED,
                message: "존재하지 않는 application_id입니다. (sandbox: only the sandbox's own ids and the documentation's example id are known; real ids belong to the real server)",
                how: "POST /request/token with any other application_id",
            },
            Self::ApplicationNotRest => Line {
                name: "application-not-rest",
                code: -940103,
                status: StatusCode::UNAUTHORIZED,
                message: "REST API용 application_id가 아닙니다. (sandbox: this is the application id for the browser or the app; a server needs the REST application id of the same project)",
                how: "POST /request/token with the web, Android or iOS application id and the right private_key",
            },
            Self::PrivateKeyWrong => Line {
                name: "private-key-wrong",
                code: -940104,
                status: StatusCode::UNAUTHORIZED,
                message: "private_key가 올바르지 않습니다. (sandbox: the private key does not belong to this application id)",
                how: "POST /request/token with a known application_id and any other private_key",
            },
            Self::TokenAbsent => Line {
                name: "token-absent",
                code: -940111,
                status: StatusCode::UNAUTHORIZED,
                message: "토큰이 없습니다. (sandbox: the Authorization header is absent; request a token first)",
                how: "GET /receipt/{receipt_id} without an Authorization header",
            },
            Self::TokenEmpty => Line {
                name: "token-empty",
                code: -940112,
                status: StatusCode::UNAUTHORIZED,
                message: "토큰이 비어 있습니다. (sandbox: the Authorization header is empty; request a token first)",
                how: "GET /receipt/{receipt_id} with an empty Authorization header",
            },
            Self::TokenBearer => Line {
                name: "token-with-scheme",
                code: -940113,
                status: StatusCode::UNAUTHORIZED,
                message: "Authorization 헤더에는 토큰만 넣어야 합니다. (sandbox: send the bare token, without Bearer or any other scheme)",
                how: "GET /receipt/{receipt_id} with Authorization: Bearer and a token",
            },
            Self::TokenUnknown => Line {
                name: "token-unknown",
                code: -940114,
                status: StatusCode::UNAUTHORIZED,
                message: "올바르지 않은 토큰입니다. (sandbox: this server did not issue this token)",
                how: "GET /receipt/{receipt_id} with another text as token, or a token from before POST /sandbox/reset",
            },
            Self::TokenExpired => Line {
                name: "token-expired",
                code: -940115,
                status: StatusCode::UNAUTHORIZED,
                message: "만료된 토큰입니다. (sandbox: a token lives 30 minutes from its first issue)",
                how: "POST /sandbox/clock {\"advance_s\": 1800}, then GET /receipt/{receipt_id} with the old token",
            },
            Self::RouteUnknown => Line {
                name: "route-unknown",
                code: -940401,
                status: StatusCode::NOT_FOUND,
                message: "존재하지 않는 주소입니다. (sandbox: no such route)",
                how: "any other path",
            },
            Self::ReceiptIdMalformed => Line {
                name: "receipt-id-malformed",
                code: -940402,
                status: StatusCode::NOT_FOUND,
                message: "올바르지 않은 receipt_id입니다. (sandbox: a receipt_id has 24 lowercase hex characters)",
                how: "GET /certificate/not-an-id",
            },
            Self::ReceiptUnknown => Line {
                name: "receipt-unknown",
                code: -940403,
                status: StatusCode::NOT_FOUND,
                message: "영수증을 찾을 수 없습니다. (sandbox: no receipt has this receipt_id)",
                how: "GET /receipt/{receipt_id} or /certificate/{receipt_id} with 24 hex characters that nobody was given",
            },
            Self::ReceiptIsPayment => Line {
                name: "receipt-is-payment",
                code: -940404,
                status: StatusCode::NOT_FOUND,
                message: "본인인증 영수증이 아닙니다. (sandbox: this receipt is a payment, not an identity verification; read it with /receipt)",
                how: "GET /certificate/5df6e67d4f74b4002a77e0eb",
            },
            Self::MethodNotAllowed => Line {
                name: "method-not-allowed",
                code: -940501,
                status: StatusCode::METHOD_NOT_ALLOWED,
                message: "허용되지 않는 메서드입니다. (sandbox: this route has another HTTP method, see the Allow header)",
                how: "GET /request/token",
            },
            Self::BodyTooLarge => Line {
                name: "body-too-large",
                code: -941301,
                status: StatusCode::PAYLOAD_TOO_LARGE,
                message: "요청 본문이 너무 큽니다. (sandbox: a body may have 1 MiB)",
                how: "any request with a body over 1 MiB",
            },
        }
    }
}

/// The code of the `status` fault kind, whatever its HTTP status.
pub(crate) const INJECTED_CODE: i64 = -999999;
/// The message of the `status` fault kind.
pub(crate) const INJECTED_MESSAGE: &str =
    "샌드박스가 만든 오류입니다. (sandbox: an error that POST /sandbox/faults asked for)";

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn codes_and_messages_are_distinct_and_carry_their_status() {
        let lines: Vec<Line> = Refusal::ALL.iter().map(|refusal| refusal.line()).collect();
        assert_eq!(lines.iter().map(|line| line.code).collect::<HashSet<_>>().len(), lines.len());
        assert_eq!(lines.iter().map(|line| line.message).collect::<HashSet<_>>().len(), lines.len());
        for line in lines {
            assert_eq!(-line.code / 100, 9000 + i64::from(line.status.as_u16()), "{}", line.name);
        }
    }
}
