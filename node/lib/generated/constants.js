// Rendered by `cargo xtask surface` from the tables of named values in crates/bootpay/src.
"use strict";

const ReceiptStatus = Object.freeze({
  WAITING: 0,
  PAID: 1,
  BEFORE_APPROVAL: 2,
  APPROVING: 3,
  BILLING_KEY_ISSUED: 11,
  CANCELLED: 20,
  FAILED: -1,
  APPROVAL_FAILED: -2,
  VIRTUAL_ACCOUNT_CANCELLED: -3,
  BILLING_KEY_CANCELLED: -11,
  CANCEL_FAILED: -20,
  CANCELLING: -30,
});

const Gateway = Object.freeze({
  KCP: "kcp",
  DANAL: "danal",
  INICIS: "inicis",
  MOBILIANS: "mobilians",
  NICEPAY: "nicepay",
  TOSS: "toss",
  PAYAPP: "payapp",
  UDPAY: "udpay",
  KICC: "kicc",
  TPAY: "tpay",
  PAYLETTER: "payletter",
  WELCOME: "welcome",
  SETTLEBANK: "settlebank",
  NPAY: "npay",
  KAKAO: "kakao",
  PAYCO: "payco",
});

const Method = Object.freeze({
  CARD: "card",
  CARD_REBILL: "card_rebill",
  CARD_REBILL_REST: "card_rebill_rest",
  PHONE: "phone",
  BANK: "bank",
  VBANK: "vbank",
  NPAY: "npay",
  KAKAO: "kakao",
  PAYCO: "payco",
  EASY: "easy",
  EASY_CARD: "easy_card",
  AUTH: "auth",
});

const Bank = Object.freeze({
  BANK_OF_KOREA: "001",
  IBK: "003",
  KOOKMIN: "004",
  KEB: "005",
  SUHYUP: "007",
  NONGHYUP: "011",
  WOORI: "020",
  STANDARD_CHARTERED: "023",
  DAEGU: "031",
  BUSAN: "032",
  GWANGJU: "034",
  KYONGNAM: "039",
  POST: "071",
  HANA: "081",
  SHINHAN: "088",
  K_BANK: "089",
  KAKAO: "090",
});

// `refund.bankcode` by the bank's name, as the official clients of the other languages have it, with 국민은행, which
// three of them lack.
const BANKCODE = Object.freeze({
  한국은행: "001",
  기업은행: "003",
  국민은행: "004",
  외환은행: "005",
  수협은행: "007",
  농협은행: "011",
  우리은행: "020",
  SC은행: "023",
  대구은행: "031",
  부산은행: "032",
  광주은행: "034",
  경남은행: "039",
  우체국: "071",
  KEB하나은행: "081",
  신한은행: "088",
  케이뱅크: "089",
  카카오뱅크: "090",
});

module.exports = { ReceiptStatus, Gateway, Method, Bank, BANKCODE };
