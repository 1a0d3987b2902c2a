//! The payment gateways' codes, and which of them can do what.

use crate::constants::{Ability, Constant, Constants, Literal, texts};
use crate::described::given;

use gateway::*;

texts! {
    /// Payment gateways (PG), as `pg` names them, and what the documentation says that they offer. There may be others.
    pub mod gateway as "Gateway" in ["pg"], from "v1 documentation, client/pg/README.md",
        can [PARTIAL_CANCEL, BILLING_KEY_IN_WINDOW, BILLING_KEY_BY_NUMBER, IDENTITY, SEPARATE_APPROVAL];

    /// KCP by NHN
    KCP = "kcp", "NHN KCP";
    /// Danal
    DANAL = "danal", "다날";
    /// KG Inicis
    INICIS = "inicis", "KG 이니시스";
    /// KG Mobilians
    MOBILIANS = "mobilians", "KG 모빌리언스";
    /// NicePay
    NICEPAY = "nicepay", "나이스페이";
    /// Toss Payments
    TOSS = "toss", "토스페이먼츠";
    /// PayApp
    PAYAPP = "payapp", "페이앱";
    /// UDPay
    UDPAY = "udpay", "유디페이";
    /// EasyPay by KICC
    KICC = "kicc", "이지페이 (한국정보통신)";
    /// tPay by JTNet
    TPAY = "tpay", "tPay";
    /// Payletter
    PAYLETTER = "payletter", "페이레터";
    /// Welcome Payments
    WELCOME = "welcome", "웰컴페이먼츠";
    /// Settlebank
    SETTLEBANK = "settlebank", "세틀뱅크";
    /// Naver Pay
    NPAY = "npay", "네이버페이";
    /// Kakao Pay
    KAKAO = "kakao", "카카오페이";
    /// Payco
    PAYCO = "payco", "페이코";
}

/// A part of a payment can be cancelled.
pub const PARTIAL_CANCEL: Ability = Ability {
    korean: "부분 취소",
    english: "partial cancels",
    source: "v1 documentation, server/cancel.md",
    values: &[INICIS, KCP, DANAL, PAYLETTER, NICEPAY, KAKAO, PAYCO],
};

/// A billing key can be issued in the browser.
pub const BILLING_KEY_IN_WINDOW: Ability = Ability {
    korean: "결제창에서 빌링키 발급",
    english: "billing keys in its window",
    source: "v1 documentation, client/subscription/undefined.md",
    values: &[KCP, DANAL, PAYLETTER, INICIS, WELCOME, NICEPAY, PAYAPP],
};

/// A billing key can be issued for a card's number.
pub const BILLING_KEY_BY_NUMBER: Ability = Ability {
    korean: "카드 번호로 빌링키 발급",
    english: "billing keys by card number",
    source: "v1 documentation, client/subscription/1-2..md",
    values: &[NICEPAY, PAYAPP, WELCOME],
};

/// It verifies who somebody is.
pub const IDENTITY: Ability = Ability {
    korean: "본인인증",
    english: "identity verification",
    source: "v1 documentation, client/payload.md",
    values: &[DANAL],
};

/// It waits for the merchant's approval. The documentation has PayApp on this list, and says elsewhere (client/auth.md) that
/// PayApp approves at once.
pub const SEPARATE_APPROVAL: Ability = Ability {
    korean: "결제 승인 요청 (confirm)",
    english: "separate approval",
    source: "v1 documentation, flow.md",
    values: &[KCP, DANAL, INICIS, NICEPAY, TOSS, KICC, TPAY, MOBILIANS, WELCOME, SETTLEBANK],
};
