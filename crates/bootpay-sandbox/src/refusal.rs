//! Every refusal that the stand-in for the v1 API can answer, in one table.
//!
//! Bootpay publishes the HTTP statuses (v1 docs, response page) but no list of its numeric codes, so **every code
//! and message here is made up** (but for `기취소된 건입니다`, which third-party code knows). A code is `-9`, the HTTP
//! status, and two digits: nobody can take it for a real one. To add a refusal: one entry.

use std::borrow::Cow;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::pg::{APPROVAL_LATE, APPROVAL_REFUSED, CANCEL_LATE, CANCEL_REFUSED, UNREACHABLE_PHONE};
use crate::recipe::{
    Failure, ID, KCP_KEY, Recipe, SAMPLE_RECEIPT, TO_CANCEL, TO_DEPOSIT, advance, cancel, certificate,
    charge, control, delete, get, pay_from_wallet, payment, post, receipt, refund, register, reserve,
    reserved, sms, start_delivery, submit, to_far, token,
};

/// The PG refused a charge: the one code that the v1 docs print (PG page, NicePay).
pub(crate) const PG_REFUSED_CODE: i64 = -15006;

/// The docs' example project.
const DOCS_ID: &str = "5b8f6a4d396fa665fdc2b5ea";
const DOCS_WEB_ID: &str = "5b8f6a4d396fa665fdc2b5e7";
const DOCS_KEY: &str = "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=";

/// What there is to say of a refusal.
struct Entry {
    variant: &'static str,
    code: i64,
    message: &'static str,
    how: &'static str,
    recipe: fn(Failure) -> Recipe,
}

/// Every refusal once, in the order in which GET /sandbox/scenarios lists them. Each has its code, its `message` (Korean as
/// the API's own texts are, then the same for the reader of an English log), how it is provoked in words, and as calls
/// (none: a test has to do that in its own way). One that is about a field has an example of it.
macro_rules! refusals {
    ($($variant:ident $(($example:literal))? = $code:literal, $message:literal, $how:literal, $recipe:expr;)+) => {
        /// One made-up error answer.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Refusal {
            $($variant $((refusals!(@field $example)))?,)+
        }

        impl Refusal {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant $(($example))?),+];

            fn entry(self) -> Entry {
                match self {
                    $(Self::$variant $((refusals!(@any $example)))? => Entry {
                        variant: stringify!($variant), code: $code, message: $message, how: $how, recipe: $recipe,
                    },)+
                }
            }
        }
    };
    (@field $example:literal) => { &'static str };
    (@any $example:literal) => { _ };
}

refusals! {
    BodyUnreadable = -940001, "요청 본문을 읽을 수 없습니다. (sandbox: the body is neither a JSON object nor a form)",
        "POST /request/token with half a JSON object",
        |this| vec![post("/request/token", Value::Null).text("{\"application_id\":").fails(this)];
    KeysMissing = -940101, "application_id와 private_key가 필요합니다. (sandbox: application_id or private_key is absent, null or empty)",
        "POST /request/token without private_key",
        |this| vec![token(DOCS_ID, "").fails(this)];
    ApplicationUnknown = -940102, "존재하지 않는 application_id입니다. (sandbox: only the sandbox's own ids and the documentation's example id are known; real ids belong to the real server)",
        "POST /request/token with any other application_id",
        |this| vec![token(ID, "other").fails(this)];
    ApplicationNotRest = -940103, "REST API용 application_id가 아닙니다. (sandbox: this is the application id for the browser or the app; a server needs the REST application id of the same project)",
        "POST /request/token with the web, Android or iOS application id and the right private_key",
        |this| vec![token(DOCS_WEB_ID, DOCS_KEY).fails(this)];
    PrivateKeyWrong = -940104, "private_key가 올바르지 않습니다. (sandbox: the private key does not belong to this application id)",
        "POST /request/token with a known application_id and any other private_key",
        |this| vec![token(DOCS_ID, "other").fails(this)];
    TokenAbsent = -940111, "토큰이 없습니다. (sandbox: the Authorization header is absent; request a token first)",
        "GET /receipt/{receipt_id} without an Authorization header",
        |this| vec![get(SAMPLE_RECEIPT).authorized(Value::Null).fails(this)];
    TokenEmpty = -940112, "토큰이 비어 있습니다. (sandbox: the Authorization header is empty; request a token first)",
        "GET /receipt/{receipt_id} with an empty Authorization header",
        |this| vec![get(SAMPLE_RECEIPT).authorized(json!("")).fails(this)];
    TokenWithScheme = -940113, "Authorization 헤더에는 토큰만 넣어야 합니다. (sandbox: send the bare token, without Bearer or any other scheme)",
        "GET /receipt/{receipt_id} with Authorization: Bearer and a token",
        |this| vec![get(SAMPLE_RECEIPT).authorized(json!("Bearer token")).fails(this)];
    TokenUnknown = -940114, "올바르지 않은 토큰입니다. (sandbox: this server did not issue this token)",
        "GET /receipt/{receipt_id} with another text as token, or a token from before POST /sandbox/reset",
        |this| vec![get(SAMPLE_RECEIPT).authorized(json!("token")).fails(this)];
    TokenExpired = -940115, "만료된 토큰입니다. (sandbox: a token lives 30 minutes from its first issue)",
        "POST /sandbox/clock {\"advance_s\": 1800}, then GET /receipt/{receipt_id} with the old token",
        |this| vec![
            token(DOCS_ID, DOCS_KEY).keeps("token", "/data/token"),
            advance(1800),
            get(SAMPLE_RECEIPT).authorized(json!("{token}")).fails(this),
        ];
    RouteUnknown = -940401, "존재하지 않는 주소입니다. (sandbox: no such route)",
        "any other path",
        |this| vec![get("/nowhere").fails(this)];
    ReceiptIdMalformed = -940402, "올바르지 않은 receipt_id입니다. (sandbox: a receipt_id has 24 lowercase hex characters)",
        "GET /certificate/not-an-id",
        |this| vec![certificate("not-an-id").fails(this)];
    ReceiptUnknown = -940403, "영수증을 찾을 수 없습니다. (sandbox: no receipt has this receipt_id)",
        "GET /receipt/{receipt_id} or /certificate/{receipt_id} with 24 hex characters that nobody was given",
        |this| vec![get(&format!("/receipt/{ID}")).fails(this)];
    IdentityUnfinished = -940441, "완료되지 않은 본인인증입니다. (sandbox: the window of this verification is still open, or was closed without a verified person)",
        "POST /sandbox/windows {\"order_id\": \"1\"}, or open the window of BootPay.request, then GET /certificate/{receipt_id}",
        |this| vec![
            control("/sandbox/windows", json!({"order_id": "1"})).keeps("receipt_id", "/receipt_id"),
            certificate("{receipt_id}").fails(this),
        ];
    MethodNotAllowed = -940501, "허용되지 않는 메서드입니다. (sandbox: this route has another HTTP method, see the Allow header)",
        "GET /request/token",
        |this| vec![get("/request/token").fails(this)];
    BodyTooLarge = -941301, "요청 본문이 너무 큽니다. (sandbox: a body may have 1 MiB)",
        "any request with a body over 1 MiB",
        |_| vec![];
    OtherHost = -940301, "이 컴퓨터의 이름으로 보낸 요청이 아닙니다. (sandbox: the Host header must be 127.0.0.1, localhost, [::1] or a host named with --allow-host)",
        "any request whose Host header is another name",
        |_| vec![];
    FieldMissing("receipt_id") = -942201, "필수 값이 없습니다. (sandbox: a required field is absent, null or empty)",
        "POST /cancel without receipt_id; the message names the field",
        |this| vec![post("/cancel", json!({})).fails(this)];
    FieldInvalid("price") = -942202, "값이 올바르지 않습니다. (sandbox: a field has a value that it cannot have)",
        "POST /cancel with price -1 or 1.5; the message names the field",
        |this| vec![cancel(TO_CANCEL, json!({"price": 1.5})).fails(this)];
    ReceiptIsIdentity = -942203, "본인인증 영수증입니다. (sandbox: this receipt is an identity verification, not a payment)",
        "POST /cancel with receipt_id 612e09260d681b0021e61ab9",
        |this| vec![cancel("612e09260d681b0021e61ab9", Value::Null).fails(this)];
    AlreadyCancelled = -942211, "기취소된 건입니다",
        "POST /cancel twice without price; third-party code knows the message, the code is made up",
        |this| vec![cancel(TO_CANCEL, Value::Null), cancel(TO_CANCEL, Value::Null).fails(this)];
    CancelIdUsed = -942212, "이미 처리된 cancel_id입니다. (sandbox: a cancel of this receipt with this cancel_id was carried out; it was not done again)",
        "POST /cancel twice with the same cancel_id. That the second is blocked is documented, what it answers is not",
        |this| vec![
            cancel(TO_CANCEL, json!({"price": 1200, "cancel_id": "c-1"})),
            cancel(TO_CANCEL, json!({"price": 1200, "cancel_id": "c-1"})).fails(this),
            receipt(TO_CANCEL, json!({"cancelled_price": 1200, "remain_price": 1800})),
        ];
    CancelOverRemaining = -942213, "취소 가능 금액을 초과하였습니다. (sandbox: price is more than what remains of the payment)",
        "POST /cancel with a price over remain_price",
        |this| vec![cancel(TO_CANCEL, json!({"price": 3001})).fails(this)];
    CancelTaxFree = -942214, "비과세 취소 금액이 올바르지 않습니다. (sandbox: price and tax_free must each fit what remains, the taxable part too; a cancel of more than the taxable rest must say its tax_free part)",
        "POST /cancel with tax_free over remain_tax_free or over price",
        |this| vec![cancel(TO_CANCEL, json!({"price": 2000, "tax_free": 1501})).fails(this)];
    CancelNotPaid = -942215, "취소할 수 없는 상태입니다. (sandbox: only a paid payment, status 1, can be cancelled)",
        "POST /sandbox/payments with status 0, 2, 3, -1 or -2, then POST /cancel",
        |this| vec![payment(json!({"status": 0})), cancel(ID, Value::Null).fails(this)];
    CancelRunning = -942216, "취소가 진행중입니다. (sandbox: the PG has not answered an earlier cancel yet, status -30)",
        "POST /cancel of a payment of 44030 won twice",
        |this| vec![
            payment(json!({"price": CANCEL_LATE})),
            cancel(ID, Value::Null).fails(Refusal::CancelLate.failure()),
            cancel(ID, Value::Null).fails(this),
        ];
    CancelTooSoon = -942217, "10초 이내에 같은 결제를 다시 부분취소할 수 없습니다. (sandbox: the partial-cancel guard is on)",
        "POST /sandbox/settings {\"partial_cancel_guard\": true}, then two partial cancels; the guard is documented, off by default",
        |this| vec![
            control("/sandbox/settings", json!({"partial_cancel_guard": true})),
            payment(json!({"price": 9000})),
            cancel(ID, json!({"price": 2000})),
            cancel(ID, json!({"price": 2000})).fails(this),
            advance(10),
            cancel(ID, json!({"price": 2000})),
        ];
    PartialTooSmall = -942218, "부분취소 금액은 1,000원보다 커야 합니다. (sandbox: a partial cancel must be of more than 1,000 won)",
        "POST /cancel with price 1000 of a payment of 3000; the rule is documented",
        |this| vec![cancel(TO_CANCEL, json!({"price": 1000})).fails(this)];
    PartialNotOfPg = -942219, "부분취소를 지원하지 않는 PG입니다. (sandbox: only inicis, kcp, danal, payletter, nicepay, kakao and payco cancel in parts)",
        "POST /cancel with price 2000 of 5df6e67d4f74b4002a77e0eb, which is PayApp's; the list is documented",
        |this| vec![cancel("5df6e67d4f74b4002a77e0eb", json!({"price": 2000})).fails(this)];
    RefundMissing = -942221, "환불 계좌 정보가 필요합니다. (sandbox: a virtual account is refunded to refund.account, refund.accountholder and refund.bankcode)",
        "POST /cancel of a deposited virtual account without refund",
        |this| vec![payment(json!({"method": "vbank", "status": 1})), cancel(ID, Value::Null).fails(this)];
    RefundNotVbank = -942222, "가상계좌 결제가 아닙니다. (sandbox: refund is for virtual accounts only)",
        "POST /cancel of a card payment with refund",
        |this| vec![cancel(TO_CANCEL, refund("1-2", "004")).fails(this)];
    BankUnknown = -942223, "은행 코드가 올바르지 않습니다. (sandbox: refund.bankcode must be one of the documented three-digit codes)",
        "POST /cancel with refund.bankcode 999",
        |this| vec![payment(json!({"method": "vbank"})), cancel(ID, refund("1-2", "999")).fails(this)];
    CancelAfterMonthEnd = -942224, "휴대폰 결제는 당월에만 취소할 수 있습니다. (sandbox: a phone payment cannot be cancelled after the end of its month)",
        "POST /sandbox/payments {\"method\": \"phone\"}, POST /sandbox/clock by 32 days, POST /cancel; the rule is documented",
        |this| vec![
            payment(json!({"method": "phone", "pg": "danal"})),
            advance(32 * 24 * 60 * 60),
            cancel(ID, Value::Null).fails(this),
        ];
    SubmitNotWaiting = -942231, "승인 대기 상태가 아닙니다. (sandbox: only a receipt in status 2 can be submitted)",
        "POST /submit of a paid receipt; that status 2 is needed is documented",
        |this| vec![submit(TO_CANCEL).fails(this)];
    SubmitVbank = -942232, "입금 대기중인 가상계좌입니다. (sandbox: status 2 of a virtual account means that its deposit is awaited; there is nothing to approve)",
        "POST /submit with receipt_id 5fffad430c20b903e88a2d17",
        |this| vec![submit(TO_DEPOSIT).fails(this)];
    PgWithoutRebill = -942241, "카드번호 빌링키 발급을 지원하지 않는 PG입니다. (sandbox: pg must be nicepay, payapp or welcome)",
        "POST /request/card_rebill with pg inicis",
        |this| vec![register("9430810000004569", json!({"pg": "inicis"})).fails(this)];
    QuotaOne = -942242, "할부 개월수가 올바르지 않습니다. (sandbox: quota 1 is an error; 0 is a single payment)",
        "POST /subscribe/billing with quota 1; the rule is documented",
        |this| vec![charge(KCP_KEY, json!({"price": 50_000, "quota": 1})).fails(this)];
    QuotaTooLong = -942243, "할부 개월수는 12개월까지입니다. (sandbox: quota is 0 or 2 to 12)",
        "POST /subscribe/billing with quota 13; the rule is documented",
        |this| vec![charge(KCP_KEY, json!({"price": 50_000, "quota": 13})).fails(this)];
    QuotaTooCheap = -942244, "할부는 50,000원 이상부터 가능합니다. (sandbox: instalments need a price of 50,000 won)",
        "POST /subscribe/billing with quota 3 and price 49999; the rule is documented",
        |this| vec![
            charge(KCP_KEY, json!({"price": 49_999, "quota": 3})).fails(this),
            charge(KCP_KEY, json!({"price": 50_000, "quota": 3})).says(json!({"card_quota": "03"})),
        ];
    ExecuteAtPast = -942251, "execute_at은 현재 시각 이후여야 합니다. (sandbox: execute_at is not in the future of the sandbox's clock)",
        "POST /subscribe/billing/reserve with execute_at 1",
        |this| vec![reserve(json!({"execute_at": 1})).fails(this)];
    ReservationsFull = -942252, "빌링키당 예약은 5건까지입니다. (sandbox: five reservations of this billing key wait already)",
        "POST /subscribe/billing/reserve six times for one key; the limit is documented",
        |this| {
            let mut steps = vec![reserved(Value::Null).says(json!({"status": 0})); 5];
            steps.push(reserve(Value::Null).fails(this));
            steps
        };
    ReservationDone = -942253, "이미 실행된 예약입니다. (sandbox: the reservation has been carried out; cancel its payment instead)",
        "POST /subscribe/billing/reserve, POST /sandbox/clock, then DELETE it",
        |this| vec![reserved(Value::Null), to_far(), delete("/subscribe/billing/reserve/{reserve_id}").fails(this)];
    NotEscrow = -942261, "에스크로 결제가 아닙니다. (sandbox: only a paid payment with escrow has a delivery; POST /sandbox/payments {\"escrow\": true})",
        "PUT /delivery/start/5afd6be8e13f33616f2876ac",
        |this| vec![start_delivery("5afd6be8e13f33616f2876ac", "001").fails(this)];
    DeliveryCompanyUnknown = -942262, "택배사 코드가 올바르지 않습니다. (sandbox: delivery_corp must be one of the documented codes)",
        "PUT /delivery/start/{receipt_id} with delivery_corp 999",
        |this| vec![payment(json!({"escrow": true})), start_delivery(ID, "999").fails(this)];
    BillingKeyUnknown = -940411, "빌링키를 찾을 수 없습니다. (sandbox: no such billing key)",
        "POST /subscribe/billing with any other billing_key",
        |this| vec![charge(ID, Value::Null).fails(this)];
    BillingKeyDeleted = -940412, "삭제된 빌링키입니다. (sandbox: this billing key was deleted)",
        "DELETE /subscribe/billing/{billing_key} twice, or charge it afterwards",
        |this| vec![
            delete(&format!("/subscribe/billing/{KCP_KEY}")),
            delete(&format!("/subscribe/billing/{KCP_KEY}")).fails(this),
            charge(KCP_KEY, Value::Null).fails(this),
        ];
    ReceiptIsNoRegistration = -940413, "빌링키 발급 영수증이 아닙니다. (sandbox: this receipt issued no billing key)",
        "GET /subscribe/billing/5df6e67d4f74b4002a77e0eb",
        |this| vec![get("/subscribe/billing/5df6e67d4f74b4002a77e0eb").fails(this)];
    ReservationUnknown = -940421, "예약을 찾을 수 없습니다. (sandbox: no such reservation)",
        "DELETE /subscribe/billing/reserve/{reserve_id} with any other id",
        |this| vec![delete(&format!("/subscribe/billing/reserve/{ID}")).fails(this)];
    ReservationCancelled = -940422, "이미 취소된 예약입니다. (sandbox: this reservation was cancelled)",
        "DELETE /subscribe/billing/reserve/{reserve_id} twice",
        |this| vec![
            reserved(Value::Null),
            delete("/subscribe/billing/reserve/{reserve_id}"),
            delete("/subscribe/billing/reserve/{reserve_id}").fails(this),
        ];
    WalletUnknown = -940431, "등록된 결제수단이 없습니다. (sandbox: this user has no wallet; POST /request/user/token gives one)",
        "POST /wallet/payment for a user_id that never had a user token",
        |this| vec![pay_from_wallet("nobody").fails(this)];
    CardRefused = -950011, "카드 등록이 거절되었습니다. (sandbox: the message is the PG's own)",
        "POST /request/card_rebill with card_no 9430810000000014",
        |this| vec![register("9430810000000014", Value::Null).fails(this)];
    ApprovalRefused = -950012, "카드사에서 승인을 거절하였습니다. (sandbox: the receipt is in status -2 now)",
        "POST /submit of a receipt of 44051 won",
        |this| vec![
            payment(json!({"price": APPROVAL_REFUSED, "status": 2})),
            submit(ID).fails(this),
            receipt(ID, json!({"status": -2})),
        ];
    CancelRefused = -950013, "PG에서 취소를 거절하였습니다. (sandbox: nothing was cancelled, the receipt is in status -20 now; it may be tried again)",
        "POST /cancel of a payment of 44020 won",
        |this| vec![
            payment(json!({"price": CANCEL_REFUSED})),
            cancel(ID, Value::Null).fails(this),
            receipt(ID, json!({"status": -20, "remain_price": CANCEL_REFUSED, "cancelled_price": 0})),
        ];
    ApprovalLate = -950401, "PG 응답이 지연되고 있습니다. (sandbox: nobody knows yet whether the card was charged; the receipt is in status 3, and in 1 a minute later)",
        "POST /submit of a receipt of 44068 won, or POST /subscribe/billing with that price",
        |this| vec![
            payment(json!({"price": APPROVAL_LATE, "status": 2})),
            submit(ID).fails(this),
            receipt(ID, json!({"status": 3})),
            advance(60),
            receipt(ID, json!({"status": 1})),
        ];
    CancelLate = -950402, "PG 취소 응답이 지연되고 있습니다. (sandbox: the receipt is in status -30, and a minute later the cancel is done)",
        "POST /cancel of a payment of 44030 won",
        |this| vec![
            payment(json!({"price": CANCEL_LATE})),
            cancel(ID, Value::Null).fails(this),
            receipt(ID, json!({"status": -30, "remain_price": CANCEL_LATE})),
            advance(60),
            receipt(ID, json!({"status": 20, "remain_price": 0, "cancelled_price": CANCEL_LATE})),
        ];
    MessageRefused = -950031, "메시지를 보낼 수 없습니다. (sandbox: this receiver cannot be reached)",
        "POST /push/sms to 01000000404",
        |this| vec![sms(UNREACHABLE_PHONE).fails(this)];
}

impl Refusal {
    /// `body-unreadable`
    pub(crate) fn name(self) -> String {
        let mut name = String::new();
        for letter in self.entry().variant.chars() {
            if letter.is_ascii_uppercase() && !name.is_empty() {
                name.push('-');
            }
            name.push(letter.to_ascii_lowercase());
        }
        name
    }

    pub(crate) fn code(self) -> i64 {
        self.entry().code
    }

    /// It stands in the code.
    pub(crate) fn status(self) -> StatusCode {
        let status = u16::try_from(-self.code() / 100 - 9000).unwrap_or_default();
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    pub(crate) fn failure(self) -> Failure {
        Failure { status: self.status().as_u16(), code: self.code() }
    }

    /// The answer's `message`, and which field it is about.
    pub(crate) fn message(self) -> Cow<'static, str> {
        let message = self.entry().message;
        match self {
            Self::FieldMissing(name) | Self::FieldInvalid(name) => format!("{name}: {message}").into(),
            _ => message.into(),
        }
    }

    /// How a test provokes it, and what then comes.
    pub(crate) fn in_words(self) -> (&'static str, String) {
        let (Entry { message, how, .. }, Failure { status, code }) = (self.entry(), self.failure());
        (how, format!("HTTP {status}, code {code}: {message}"))
    }

    /// The same as calls.
    pub(crate) fn recipe(self) -> Recipe {
        (self.entry().recipe)(self.failure())
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
        let entries: Vec<Entry> = Refusal::ALL.iter().map(|refusal| refusal.entry()).collect();
        assert_eq!(entries.iter().map(|entry| entry.code).collect::<HashSet<_>>().len(), entries.len());
        assert_eq!(entries.iter().map(|entry| entry.message).collect::<HashSet<_>>().len(), entries.len());
        for refusal in Refusal::ALL {
            let known = [400, 401, 403, 404, 405, 413, 422, 500, 504];
            assert!(known.contains(&(-refusal.code() / 100 - 9000)), "{refusal:?}");
        }
    }
}
