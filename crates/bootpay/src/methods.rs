//! The payment methods' codes.

use crate::constants::{Constant, Constants, Literal, texts};
use crate::described::given;

texts! {
    /// Payment methods, as `method` names them. There may be others.
    pub mod method as "Method" in ["method", "methods"], from "v1 documentation, client/pg/README.md", can [];

    /// a card
    CARD = "card", "카드결제";
    /// a card registered in the browser, to be charged again later
    CARD_REBILL = "card_rebill", "카드 정기결제";
    /// a card registered by its number, to be charged again later
    CARD_REBILL_REST = "card_rebill_rest", "카드 정기결제 (REST)", from "v1 documentation, server/verify.md";
    /// a phone bill
    PHONE = "phone", "휴대폰 소액결제";
    /// a bank transfer
    BANK = "bank", "계좌이체";
    /// a virtual account
    VBANK = "vbank", "가상계좌";
    /// Naver Pay through a payment gateway
    NPAY = "npay", "네이버페이";
    /// Kakao Pay through a payment gateway
    KAKAO = "kakao", "카카오페이";
    /// Payco
    PAYCO = "payco", "페이코";
    /// whatever the gateway offers, where the gateway itself is Kakao Pay, Payco or the like
    EASY = "easy", "간편결제";
    /// a card registered with Bootpay and a password
    EASY_CARD = "easy_card", "간편 카드 결제", from "v1 documentation, client/subscription_password.md";
    /// an identity verification, with a price of 0
    AUTH = "auth", "본인인증", from "v1 documentation, client/payload.md";
}
