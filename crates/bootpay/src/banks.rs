//! The banks' codes.

use crate::constants::{Constant, Constants, Literal, texts};
use crate::described::given;

texts! {
    /// Banks, by the three digits of a refund's `bankcode`.
    pub mod bank as "Bank" in ["bankcode"], from "the official Ruby and PHP clients", can [];

    /// Bank of Korea
    BANK_OF_KOREA = "001", "한국은행";
    /// Industrial Bank of Korea
    IBK = "003", "기업은행";
    /// KB Kookmin Bank
    KOOKMIN = "004", "국민은행";
    /// Korea Exchange Bank
    KEB = "005", "외환은행";
    /// Suhyup Bank
    SUHYUP = "007", "수협은행";
    /// NongHyup Bank
    NONGHYUP = "011", "농협은행";
    /// Woori Bank
    WOORI = "020", "우리은행";
    /// Standard Chartered Bank Korea
    STANDARD_CHARTERED = "023", "SC은행";
    /// Daegu Bank
    DAEGU = "031", "대구은행";
    /// Busan Bank
    BUSAN = "032", "부산은행";
    /// Kwangju Bank
    GWANGJU = "034", "광주은행";
    /// Kyongnam Bank
    KYONGNAM = "039", "경남은행";
    /// Korea Post
    POST = "071", "우체국";
    /// KEB Hana Bank
    HANA = "081", "KEB하나은행";
    /// Shinhan Bank
    SHINHAN = "088", "신한은행";
    /// K bank
    K_BANK = "089", "케이뱅크";
    /// KakaoBank
    KAKAO = "090", "카카오뱅크";
}
