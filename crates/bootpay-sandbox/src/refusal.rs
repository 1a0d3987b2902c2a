//! Every refusal that the stand-in for the v1 API can answer, in one table.
//!
//! Bootpay publishes the HTTP statuses (v1 docs, response page) but no list of its numeric codes, so **every code
//! and message here is made up** (but for `기취소된 건입니다`, which third-party code knows). A code is `-9`, the HTTP
//! status, and two digits: nobody can take it for a real one.

use std::borrow::Cow;

use axum::http::StatusCode;

/// The PG refused a charge: the one code that the v1 docs print (PG page, NicePay).
pub(crate) const PG_REFUSED_CODE: i64 = -15006;

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

/// Every refusal once, in the order in which GET /sandbox/scenarios lists them. One that is about a field has an example
/// of it.
macro_rules! refusals {
    ($($variant:ident $(($example:literal))? {
        name: $name:literal,
        code: $code:literal,
        status: $status:ident,
        message: $message:literal,
        how: $how:literal,
    })+) => {
        /// One made-up error answer.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Refusal {
            $($variant $((refusals!(@field $example)))?,)+
        }

        impl Refusal {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant $(($example))?),+];

            pub(crate) fn line(self) -> Line {
                match self {
                    $(Self::$variant $((refusals!(@any $example)))? => Line {
                        name: $name,
                        code: $code,
                        status: StatusCode::$status,
                        message: $message,
                        how: $how,
                    },)+
                }
            }
        }
    };
    (@field $example:literal) => { &'static str };
    (@any $example:literal) => { _ };
}

refusals! {
    BodyUnreadable {
        name: "body-unreadable",
        code: -940001,
        status: BAD_REQUEST,
        message: "요청 본문을 읽을 수 없습니다. (sandbox: the body is neither a JSON object nor a form)",
        how: "POST /request/token with half a JSON object",
    }
    KeysMissing {
        name: "keys-missing",
        code: -940101,
        status: UNAUTHORIZED,
        message: "application_id와 private_key가 필요합니다. (sandbox: application_id or private_key is absent, null or empty)",
        how: "POST /request/token without private_key",
    }
    ApplicationUnknown {
        name: "application-unknown",
        code: -940102,
        status: UNAUTHORIZED,
        message: "존재하지 않는 application_id입니다. (sandbox: only the sandbox's own ids and the documentation's example id are known; real ids belong to the real server)",
        how: "POST /request/token with any other application_id",
    }
    ApplicationNotRest {
        name: "application-not-rest",
        code: -940103,
        status: UNAUTHORIZED,
        message: "REST API용 application_id가 아닙니다. (sandbox: this is the application id for the browser or the app; a server needs the REST application id of the same project)",
        how: "POST /request/token with the web, Android or iOS application id and the right private_key",
    }
    PrivateKeyWrong {
        name: "private-key-wrong",
        code: -940104,
        status: UNAUTHORIZED,
        message: "private_key가 올바르지 않습니다. (sandbox: the private key does not belong to this application id)",
        how: "POST /request/token with a known application_id and any other private_key",
    }
    TokenAbsent {
        name: "token-absent",
        code: -940111,
        status: UNAUTHORIZED,
        message: "토큰이 없습니다. (sandbox: the Authorization header is absent; request a token first)",
        how: "GET /receipt/{receipt_id} without an Authorization header",
    }
    TokenEmpty {
        name: "token-empty",
        code: -940112,
        status: UNAUTHORIZED,
        message: "토큰이 비어 있습니다. (sandbox: the Authorization header is empty; request a token first)",
        how: "GET /receipt/{receipt_id} with an empty Authorization header",
    }
    TokenBearer {
        name: "token-with-scheme",
        code: -940113,
        status: UNAUTHORIZED,
        message: "Authorization 헤더에는 토큰만 넣어야 합니다. (sandbox: send the bare token, without Bearer or any other scheme)",
        how: "GET /receipt/{receipt_id} with Authorization: Bearer and a token",
    }
    TokenUnknown {
        name: "token-unknown",
        code: -940114,
        status: UNAUTHORIZED,
        message: "올바르지 않은 토큰입니다. (sandbox: this server did not issue this token)",
        how: "GET /receipt/{receipt_id} with another text as token, or a token from before POST /sandbox/reset",
    }
    TokenExpired {
        name: "token-expired",
        code: -940115,
        status: UNAUTHORIZED,
        message: "만료된 토큰입니다. (sandbox: a token lives 30 minutes from its first issue)",
        how: "POST /sandbox/clock {\"advance_s\": 1800}, then GET /receipt/{receipt_id} with the old token",
    }
    RouteUnknown {
        name: "route-unknown",
        code: -940401,
        status: NOT_FOUND,
        message: "존재하지 않는 주소입니다. (sandbox: no such route)",
        how: "any other path",
    }
    ReceiptIdMalformed {
        name: "receipt-id-malformed",
        code: -940402,
        status: NOT_FOUND,
        message: "올바르지 않은 receipt_id입니다. (sandbox: a receipt_id has 24 lowercase hex characters)",
        how: "GET /certificate/not-an-id",
    }
    ReceiptUnknown {
        name: "receipt-unknown",
        code: -940403,
        status: NOT_FOUND,
        message: "영수증을 찾을 수 없습니다. (sandbox: no receipt has this receipt_id)",
        how: "GET /receipt/{receipt_id} or /certificate/{receipt_id} with 24 hex characters that nobody was given",
    }
    IdentityUnfinished {
        name: "identity-unfinished",
        code: -940441,
        status: NOT_FOUND,
        message: "완료되지 않은 본인인증입니다. (sandbox: the window of this verification is still open, or was closed without a verified person)",
        how: "POST /sandbox/windows {\"order_id\": \"1\"}, or open the window of BootPay.request, then GET /certificate/{receipt_id}",
    }
    MethodNotAllowed {
        name: "method-not-allowed",
        code: -940501,
        status: METHOD_NOT_ALLOWED,
        message: "허용되지 않는 메서드입니다. (sandbox: this route has another HTTP method, see the Allow header)",
        how: "GET /request/token",
    }
    BodyTooLarge {
        name: "body-too-large",
        code: -941301,
        status: PAYLOAD_TOO_LARGE,
        message: "요청 본문이 너무 큽니다. (sandbox: a body may have 1 MiB)",
        how: "any request with a body over 1 MiB",
    }
    OtherHost {
        name: "other-host",
        code: -940301,
        status: FORBIDDEN,
        message: "이 컴퓨터의 이름으로 보낸 요청이 아닙니다. (sandbox: the Host header must be 127.0.0.1, localhost, [::1] or a host named with --allow-host)",
        how: "any request whose Host header is another name",
    }
    FieldMissing("receipt_id") {
        name: "field-missing",
        code: -942201,
        status: UNPROCESSABLE_ENTITY,
        message: "필수 값이 없습니다. (sandbox: a required field is absent, null or empty)",
        how: "POST /cancel without receipt_id; the message names the field",
    }
    FieldInvalid("price") {
        name: "field-invalid",
        code: -942202,
        status: UNPROCESSABLE_ENTITY,
        message: "값이 올바르지 않습니다. (sandbox: a field has a value that it cannot have)",
        how: "POST /cancel with price -1 or 1.5; the message names the field",
    }
    ReceiptIsIdentity {
        name: "receipt-is-identity",
        code: -942203,
        status: UNPROCESSABLE_ENTITY,
        message: "본인인증 영수증입니다. (sandbox: this receipt is an identity verification, not a payment)",
        how: "POST /cancel with receipt_id 612e09260d681b0021e61ab9",
    }
    AlreadyCancelled {
        name: "already-cancelled",
        code: -942211,
        status: UNPROCESSABLE_ENTITY,
        message: "기취소된 건입니다",
        how: "POST /cancel twice without price; third-party code knows the message, the code is made up",
    }
    CancelIdUsed {
        name: "cancel-id-used",
        code: -942212,
        status: UNPROCESSABLE_ENTITY,
        message: "이미 처리된 cancel_id입니다. (sandbox: a cancel of this receipt with this cancel_id was carried out; it was not done again)",
        how: "POST /cancel twice with the same cancel_id. That the second is blocked is documented, what it answers is not",
    }
    CancelOverRemaining {
        name: "cancel-over-remaining",
        code: -942213,
        status: UNPROCESSABLE_ENTITY,
        message: "취소 가능 금액을 초과하였습니다. (sandbox: price is more than what remains of the payment)",
        how: "POST /cancel with a price over remain_price",
    }
    CancelTaxFree {
        name: "cancel-tax-free",
        code: -942214,
        status: UNPROCESSABLE_ENTITY,
        message: "비과세 취소 금액이 올바르지 않습니다. (sandbox: price and tax_free must each fit what remains, the taxable part too; a cancel of more than the taxable rest must say its tax_free part)",
        how: "POST /cancel with tax_free over remain_tax_free or over price",
    }
    CancelNotPaid {
        name: "cancel-not-paid",
        code: -942215,
        status: UNPROCESSABLE_ENTITY,
        message: "취소할 수 없는 상태입니다. (sandbox: only a paid payment, status 1, can be cancelled)",
        how: "POST /sandbox/payments with status 0, 2, 3, -1 or -2, then POST /cancel",
    }
    CancelRunning {
        name: "cancel-running",
        code: -942216,
        status: UNPROCESSABLE_ENTITY,
        message: "취소가 진행중입니다. (sandbox: the PG has not answered an earlier cancel yet, status -30)",
        how: "POST /cancel of a payment of 44030 won twice",
    }
    CancelTooSoon {
        name: "cancel-too-soon",
        code: -942217,
        status: UNPROCESSABLE_ENTITY,
        message: "10초 이내에 같은 결제를 다시 부분취소할 수 없습니다. (sandbox: the partial-cancel guard is on)",
        how: "POST /sandbox/settings {\"partial_cancel_guard\": true}, then two partial cancels; the guard is documented, off by default",
    }
    PartialTooSmall {
        name: "partial-too-small",
        code: -942218,
        status: UNPROCESSABLE_ENTITY,
        message: "부분취소 금액은 1,000원보다 커야 합니다. (sandbox: a partial cancel must be of more than 1,000 won)",
        how: "POST /cancel with price 1000 of a payment of 3000; the rule is documented",
    }
    PartialNotOfPg {
        name: "partial-not-of-pg",
        code: -942219,
        status: UNPROCESSABLE_ENTITY,
        message: "부분취소를 지원하지 않는 PG입니다. (sandbox: only inicis, kcp, danal, payletter, nicepay, kakao and payco cancel in parts)",
        how: "POST /cancel with price 2000 of 5df6e67d4f74b4002a77e0eb, which is PayApp's; the list is documented",
    }
    RefundMissing {
        name: "refund-missing",
        code: -942221,
        status: UNPROCESSABLE_ENTITY,
        message: "환불 계좌 정보가 필요합니다. (sandbox: a virtual account is refunded to refund.account, refund.accountholder and refund.bankcode)",
        how: "POST /cancel of a deposited virtual account without refund",
    }
    RefundNotVbank {
        name: "refund-not-vbank",
        code: -942222,
        status: UNPROCESSABLE_ENTITY,
        message: "가상계좌 결제가 아닙니다. (sandbox: refund is for virtual accounts only)",
        how: "POST /cancel of a card payment with refund",
    }
    BankUnknown {
        name: "bank-unknown",
        code: -942223,
        status: UNPROCESSABLE_ENTITY,
        message: "은행 코드가 올바르지 않습니다. (sandbox: refund.bankcode must be one of the documented three-digit codes)",
        how: "POST /cancel with refund.bankcode 999",
    }
    CancelAfterMonthEnd {
        name: "cancel-after-month-end",
        code: -942224,
        status: UNPROCESSABLE_ENTITY,
        message: "휴대폰 결제는 당월에만 취소할 수 있습니다. (sandbox: a phone payment cannot be cancelled after the end of its month)",
        how: "POST /sandbox/payments {\"method\": \"phone\"}, POST /sandbox/clock by 32 days, POST /cancel; the rule is documented",
    }
    SubmitNotWaiting {
        name: "submit-not-waiting",
        code: -942231,
        status: UNPROCESSABLE_ENTITY,
        message: "승인 대기 상태가 아닙니다. (sandbox: only a receipt in status 2 can be submitted)",
        how: "POST /submit of a paid receipt; that status 2 is needed is documented",
    }
    SubmitVbank {
        name: "submit-vbank",
        code: -942232,
        status: UNPROCESSABLE_ENTITY,
        message: "입금 대기중인 가상계좌입니다. (sandbox: status 2 of a virtual account means that its deposit is awaited; there is nothing to approve)",
        how: "POST /submit with receipt_id 5fffad430c20b903e88a2d17",
    }
    PgWithoutRebill {
        name: "pg-without-rebill",
        code: -942241,
        status: UNPROCESSABLE_ENTITY,
        message: "카드번호 빌링키 발급을 지원하지 않는 PG입니다. (sandbox: pg must be nicepay, payapp or welcome)",
        how: "POST /request/card_rebill with pg inicis",
    }
    QuotaOne {
        name: "quota-one",
        code: -942242,
        status: UNPROCESSABLE_ENTITY,
        message: "할부 개월수가 올바르지 않습니다. (sandbox: quota 1 is an error; 0 is a single payment)",
        how: "POST /subscribe/billing with quota 1; the rule is documented",
    }
    QuotaTooLong {
        name: "quota-too-long",
        code: -942243,
        status: UNPROCESSABLE_ENTITY,
        message: "할부 개월수는 12개월까지입니다. (sandbox: quota is 0 or 2 to 12)",
        how: "POST /subscribe/billing with quota 13; the rule is documented",
    }
    QuotaTooCheap {
        name: "quota-too-cheap",
        code: -942244,
        status: UNPROCESSABLE_ENTITY,
        message: "할부는 50,000원 이상부터 가능합니다. (sandbox: instalments need a price of 50,000 won)",
        how: "POST /subscribe/billing with quota 3 and price 49999; the rule is documented",
    }
    ExecuteAtPast {
        name: "execute-at-past",
        code: -942251,
        status: UNPROCESSABLE_ENTITY,
        message: "execute_at은 현재 시각 이후여야 합니다. (sandbox: execute_at is not in the future of the sandbox's clock)",
        how: "POST /subscribe/billing/reserve with execute_at 1",
    }
    ReservationsFull {
        name: "reservations-full",
        code: -942252,
        status: UNPROCESSABLE_ENTITY,
        message: "빌링키당 예약은 5건까지입니다. (sandbox: five reservations of this billing key wait already)",
        how: "POST /subscribe/billing/reserve six times for one key; the limit is documented",
    }
    ReservationDone {
        name: "reservation-done",
        code: -942253,
        status: UNPROCESSABLE_ENTITY,
        message: "이미 실행된 예약입니다. (sandbox: the reservation has been carried out; cancel its payment instead)",
        how: "POST /subscribe/billing/reserve, POST /sandbox/clock, then DELETE it",
    }
    NotEscrow {
        name: "not-escrow",
        code: -942261,
        status: UNPROCESSABLE_ENTITY,
        message: "에스크로 결제가 아닙니다. (sandbox: only a paid payment with escrow has a delivery; POST /sandbox/payments {\"escrow\": true})",
        how: "PUT /delivery/start/5afd6be8e13f33616f2876ac",
    }
    DeliveryCompanyUnknown {
        name: "delivery-company-unknown",
        code: -942262,
        status: UNPROCESSABLE_ENTITY,
        message: "택배사 코드가 올바르지 않습니다. (sandbox: delivery_corp must be one of the documented codes)",
        how: "PUT /delivery/start/{receipt_id} with delivery_corp 999",
    }
    BillingKeyUnknown {
        name: "billing-key-unknown",
        code: -940411,
        status: NOT_FOUND,
        message: "빌링키를 찾을 수 없습니다. (sandbox: no such billing key)",
        how: "POST /subscribe/billing with any other billing_key",
    }
    BillingKeyDeleted {
        name: "billing-key-deleted",
        code: -940412,
        status: NOT_FOUND,
        message: "삭제된 빌링키입니다. (sandbox: this billing key was deleted)",
        how: "DELETE /subscribe/billing/{billing_key} twice, or charge it afterwards",
    }
    ReceiptIsNoRegistration {
        name: "receipt-is-no-registration",
        code: -940413,
        status: NOT_FOUND,
        message: "빌링키 발급 영수증이 아닙니다. (sandbox: this receipt issued no billing key)",
        how: "GET /subscribe/billing/5df6e67d4f74b4002a77e0eb",
    }
    ReservationUnknown {
        name: "reservation-unknown",
        code: -940421,
        status: NOT_FOUND,
        message: "예약을 찾을 수 없습니다. (sandbox: no such reservation)",
        how: "DELETE /subscribe/billing/reserve/{reserve_id} with any other id",
    }
    ReservationCancelled {
        name: "reservation-cancelled",
        code: -940422,
        status: NOT_FOUND,
        message: "이미 취소된 예약입니다. (sandbox: this reservation was cancelled)",
        how: "DELETE /subscribe/billing/reserve/{reserve_id} twice",
    }
    WalletUnknown {
        name: "wallet-unknown",
        code: -940431,
        status: NOT_FOUND,
        message: "등록된 결제수단이 없습니다. (sandbox: this user has no wallet; POST /request/user/token gives one)",
        how: "POST /wallet/payment for a user_id that never had a user token",
    }
    CardRefused {
        name: "card-refused",
        code: -950011,
        status: INTERNAL_SERVER_ERROR,
        message: "카드 등록이 거절되었습니다. (sandbox: the message is the PG's own)",
        how: "POST /request/card_rebill with card_no 9430810000000014",
    }
    ApprovalRefused {
        name: "approval-refused",
        code: -950012,
        status: INTERNAL_SERVER_ERROR,
        message: "카드사에서 승인을 거절하였습니다. (sandbox: the receipt is in status -2 now)",
        how: "POST /submit of a receipt of 44051 won",
    }
    CancelRefused {
        name: "cancel-refused",
        code: -950013,
        status: INTERNAL_SERVER_ERROR,
        message: "PG에서 취소를 거절하였습니다. (sandbox: nothing was cancelled, the receipt is in status -20 now; it may be tried again)",
        how: "POST /cancel of a payment of 44020 won",
    }
    ApprovalLate {
        name: "approval-late",
        code: -950401,
        status: GATEWAY_TIMEOUT,
        message: "PG 응답이 지연되고 있습니다. (sandbox: nobody knows yet whether the card was charged; the receipt is in status 3, and in 1 a minute later)",
        how: "POST /submit of a receipt of 44068 won, or POST /subscribe/billing with that price",
    }
    CancelLate {
        name: "cancel-late",
        code: -950402,
        status: GATEWAY_TIMEOUT,
        message: "PG 취소 응답이 지연되고 있습니다. (sandbox: the receipt is in status -30, and a minute later the cancel is done)",
        how: "POST /cancel of a payment of 44030 won",
    }
    MessageRefused {
        name: "message-refused",
        code: -950031,
        status: INTERNAL_SERVER_ERROR,
        message: "메시지를 보낼 수 없습니다. (sandbox: this receiver cannot be reached)",
        how: "POST /push/sms to 01000000404",
    }
}

impl Refusal {
    /// The answer's `message`: the line's, and which field it is about.
    pub(crate) fn message(self) -> Cow<'static, str> {
        let message = self.line().message;
        match self {
            Self::FieldMissing(name) | Self::FieldInvalid(name) => format!("{name}: {message}").into(),
            _ => message.into(),
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
