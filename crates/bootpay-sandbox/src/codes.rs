//! The code tables of the v1 docs: payment statuses, PGs, methods, delivery companies. Banks, and which PG can do what, come
//! from the client's tables.

use bootpay::banks::TABLE as BANKS;
use bootpay::gateways::{BILLING_KEY_BY_NUMBER, PARTIAL_CANCEL};
use serde::{Deserialize, Serialize};

listed! {
    /// Payment statuses (v1 docs, status page). The English and Korean names are the docs' for `Paid`; the others are
    /// made up.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(into = "i64", try_from = "i64")]
    pub(crate) enum Status {
        Waiting,
        Paid,
        /// Just before the approval; a virtual account that waits for its deposit shows this one too.
        Confirm,
        Approving,
        KeyIssued,
        Cancelled,
        Failed,
        ApprovalFailed,
        VbankCancelled,
        KeyCancelled,
        CancelFailed,
        Cancelling,
    }
}

impl Status {
    fn line(self) -> (i64, &'static str, &'static str) {
        match self {
            Self::Waiting => (0, "ready", "결제대기"),
            Self::Paid => (1, "complete", "결제완료"),
            Self::Confirm => (2, "confirm", "결제승인대기"),
            Self::Approving => (3, "confirming", "결제승인중"),
            Self::KeyIssued => (11, "billing_key", "빌링키발급완료"),
            Self::Cancelled => (20, "cancel", "결제취소완료"),
            Self::Failed => (-1, "error", "승인전실패"),
            Self::ApprovalFailed => (-2, "confirm_error", "결제승인실패"),
            Self::VbankCancelled => (-3, "vbank_cancel", "가상계좌발급취소"),
            Self::KeyCancelled => (-11, "billing_key_cancel", "빌링키취소"),
            Self::CancelFailed => (-20, "cancel_error", "결제취소실패"),
            Self::Cancelling => (-30, "cancelling", "결제취소중"),
        }
    }

    pub(crate) fn number(self) -> i64 {
        self.line().0
    }

    pub(crate) fn english(self) -> &'static str {
        self.line().1
    }

    pub(crate) fn korean(self) -> &'static str {
        self.line().2
    }

    pub(crate) fn from_number(number: i64) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.number() == number)
    }

    /// Money has moved: paid, cancelled after that, or such a cancel on its way.
    pub(crate) fn is_purchased(self) -> bool {
        matches!(self, Self::Paid | Self::Cancelled | Self::CancelFailed | Self::Cancelling)
    }
}

impl From<Status> for i64 {
    fn from(status: Status) -> Self {
        status.number()
    }
}

impl TryFrom<i64> for Status {
    type Error = &'static str;

    fn try_from(number: i64) -> Result<Self, Self::Error> {
        Self::from_number(number).ok_or("must be the number of a payment status")
    }
}

const PG_NAMES: &[(&str, &str)] = &[
    ("kcp", "KCP"),
    ("danal", "다날"),
    ("inicis", "이니시스"),
    ("mobilians", "모빌리언스"),
    ("nicepay", "나이스페이"),
    ("toss", "토스"),
    ("payapp", "페이앱"),
    ("udpay", "유디페이"),
    ("kicc", "KICC"),
    ("tpay", "티페이"),
    ("payletter", "페이레터"),
    ("welcome", "웰컴페이먼츠"),
    ("settlebank", "세틀뱅크"),
    ("npay", "네이버페이"),
    ("kakao", "카카오페이"),
    ("payco", "페이코"),
    ("bootpay", "부트페이"),
];

const METHOD_NAMES: &[(&str, &str)] = &[
    ("card", "카드결제"),
    ("phone", "휴대폰소액결제"),
    ("bank", "계좌이체"),
    ("vbank", "가상계좌"),
    ("auth", "본인인증"),
    ("card_rebill", "카드정기결제"),
    ("card_rebill_rest", "카드정기결제(REST)"),
    ("easy_card", "카드간편결제"),
    ("kakao", "카카오페이"),
    ("npay", "네이버페이"),
    ("payco", "페이코"),
];

/// The Korean name of a code; a code that nobody knows is its own name.
fn display_name<'c>(names: &[(&str, &'static str)], code: &'c str) -> &'c str {
    names.iter().find(|(known, _)| *known == code).map_or(code, |(_, name)| name)
}

pub(crate) fn pg_name(pg: &str) -> &str {
    display_name(PG_NAMES, pg)
}

/// What a PG is called where a billing key is issued: the docs' sample writes NicePay's company name there.
pub(crate) fn pg_company(pg: &str) -> &str {
    if pg == "nicepay" { "나이스정보통신" } else { pg_name(pg) }
}

pub(crate) fn method_name(method: &str) -> &str {
    display_name(METHOD_NAMES, method)
}

/// `payment_group` and `payment_group_name`: documented for card and vbank, made up for the rest.
pub(crate) fn payment_group(method: &str) -> (&str, &str) {
    if method.starts_with("card") || method == "easy_card" {
        ("card", "신용카드")
    } else {
        (method, method_name(method))
    }
}

/// The PGs that can cancel a part of a payment.
pub(crate) const PARTIAL_CANCEL_PGS: &[&str] = PARTIAL_CANCEL.values;

/// The PGs that issue a billing key for a card number.
pub(crate) const CARD_REBILL_PGS: &[&str] = BILLING_KEY_BY_NUMBER.values;

/// The codes of `refund.bankcode`.
pub(crate) fn is_bank(code: &str) -> bool {
    BANKS.has(code)
}

/// The delivery companies of PUT /delivery/start.
const DELIVERY_COMPANIES: &[(&str, &str)] = &[
    ("000", "기타"),
    ("001", "CJ대한통운"),
    ("002", "한진"),
    ("003", "롯데"),
    ("004", "KG로지스"),
    ("005", "동부"),
    ("006", "우체국"),
    ("007", "로젠"),
    ("008", "옐로우캡"),
    ("009", "경동"),
    ("010", "대신"),
    ("011", "사가와"),
    ("100", "직접배달"),
    ("101", "퀵서비스"),
];

pub(crate) fn delivery_company(code: &str) -> Option<&'static str> {
    DELIVERY_COMPANIES.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}
