// Rendered by `cargo xtask surface` from the tables of named values in crates/bootpay/src.

/**
 * Where a payment stands.
 *
 * The object is frozen. Source: v1 documentation, code/status.md.
 */
export const ReceiptStatus: {
  /** 결제대기: requested, nothing decided yet. */
  readonly WAITING: 0;
  /** 결제완료: paid. */
  readonly PAID: 1;
  /** 결제승인전: just before approval; also a virtual account that waits for its deposit. */
  readonly BEFORE_APPROVAL: 2;
  /** 결제승인중: the payment gateway is approving it. */
  readonly APPROVING: 3;
  /** 정기결제 빌링키 발급 완료: a billing key was issued. */
  readonly BILLING_KEY_ISSUED: 11;
  /** 결제 취소 완료: cancelled. */
  readonly CANCELLED: 20;
  /** 결제 중간 실패: failed before approval. */
  readonly FAILED: -1;
  /** 결제 승인 실패: approval failed. */
  readonly APPROVAL_FAILED: -2;
  /** 가상계좌 발급 취소: the issue of a virtual account was cancelled. */
  readonly VIRTUAL_ACCOUNT_CANCELLED: -3;
  /** 정기결제 빌링키 취소 완료: a billing key was cancelled. */
  readonly BILLING_KEY_CANCELLED: -11;
  /** 결제 취소 실패: a cancel failed. */
  readonly CANCEL_FAILED: -20;
  /** 결제 취소 진행중: a cancel is running. */
  readonly CANCELLING: -30;
};

/** One of {@link ReceiptStatus}, or another number that this version does not know. */
export type ReceiptStatus = (typeof ReceiptStatus)[keyof typeof ReceiptStatus] | (number & {});

/**
 * Payment gateways (PG), as `pg` names them, and what the documentation says that they offer. There may be others.
 *
 * The object is frozen. Source: v1 documentation, client/pg/README.md.
 */
export const Gateway: {
  /**
   * NHN KCP: KCP by NHN.
   *
   * It offers partial cancels, billing keys in its window, separate approval.
   */
  readonly KCP: "kcp";
  /**
   * 다날: Danal.
   *
   * It offers partial cancels, billing keys in its window, identity verification, separate approval.
   */
  readonly DANAL: "danal";
  /**
   * KG 이니시스: KG Inicis.
   *
   * It offers partial cancels, billing keys in its window, separate approval.
   */
  readonly INICIS: "inicis";
  /**
   * KG 모빌리언스: KG Mobilians.
   *
   * It offers separate approval.
   */
  readonly MOBILIANS: "mobilians";
  /**
   * 나이스페이: NicePay.
   *
   * It offers partial cancels, billing keys in its window, billing keys by card number, separate approval.
   */
  readonly NICEPAY: "nicepay";
  /**
   * 토스페이먼츠: Toss Payments.
   *
   * It offers separate approval.
   */
  readonly TOSS: "toss";
  /**
   * 페이앱: PayApp.
   *
   * It offers billing keys in its window, billing keys by card number.
   */
  readonly PAYAPP: "payapp";
  /** 유디페이: UDPay. */
  readonly UDPAY: "udpay";
  /**
   * 이지페이 (한국정보통신): EasyPay by KICC.
   *
   * It offers separate approval.
   */
  readonly KICC: "kicc";
  /**
   * tPay: tPay by JTNet.
   *
   * It offers separate approval.
   */
  readonly TPAY: "tpay";
  /**
   * 페이레터: Payletter.
   *
   * It offers partial cancels, billing keys in its window.
   */
  readonly PAYLETTER: "payletter";
  /**
   * 웰컴페이먼츠: Welcome Payments.
   *
   * It offers billing keys in its window, billing keys by card number, separate approval.
   */
  readonly WELCOME: "welcome";
  /**
   * 세틀뱅크: Settlebank.
   *
   * It offers separate approval.
   */
  readonly SETTLEBANK: "settlebank";
  /** 네이버페이: Naver Pay. */
  readonly NPAY: "npay";
  /**
   * 카카오페이: Kakao Pay.
   *
   * It offers partial cancels.
   */
  readonly KAKAO: "kakao";
  /**
   * 페이코: Payco.
   *
   * It offers partial cancels.
   */
  readonly PAYCO: "payco";
};

/** One of {@link Gateway}, or another text that this version does not know. */
export type Gateway = (typeof Gateway)[keyof typeof Gateway] | (string & {});

/**
 * Payment methods, as `method` names them. There may be others.
 *
 * The object is frozen. Source: v1 documentation, client/pg/README.md.
 */
export const Method: {
  /** 카드결제: a card. */
  readonly CARD: "card";
  /** 카드 정기결제: a card registered in the browser, to be charged again later. */
  readonly CARD_REBILL: "card_rebill";
  /** 카드 정기결제 (REST): a card registered by its number, to be charged again later. */
  readonly CARD_REBILL_REST: "card_rebill_rest";
  /** 휴대폰 소액결제: a phone bill. */
  readonly PHONE: "phone";
  /** 계좌이체: a bank transfer. */
  readonly BANK: "bank";
  /** 가상계좌: a virtual account. */
  readonly VBANK: "vbank";
  /** 네이버페이: Naver Pay through a payment gateway. */
  readonly NPAY: "npay";
  /** 카카오페이: Kakao Pay through a payment gateway. */
  readonly KAKAO: "kakao";
  /** 페이코: Payco. */
  readonly PAYCO: "payco";
  /** 간편결제: whatever the gateway offers, where the gateway itself is Kakao Pay, Payco or the like. */
  readonly EASY: "easy";
  /** 간편 카드 결제: a card registered with Bootpay and a password. */
  readonly EASY_CARD: "easy_card";
  /** 본인인증: an identity verification, with a price of 0. */
  readonly AUTH: "auth";
};

/** One of {@link Method}, or another text that this version does not know. */
export type Method = (typeof Method)[keyof typeof Method] | (string & {});

/**
 * Banks, by the three digits of a refund's `bankcode`.
 *
 * The object is frozen. Source: the official Ruby and PHP clients.
 */
export const Bank: {
  /** 한국은행: Bank of Korea. */
  readonly BANK_OF_KOREA: "001";
  /** 기업은행: Industrial Bank of Korea. */
  readonly IBK: "003";
  /** 국민은행: KB Kookmin Bank. */
  readonly KOOKMIN: "004";
  /** 외환은행: Korea Exchange Bank. */
  readonly KEB: "005";
  /** 수협은행: Suhyup Bank. */
  readonly SUHYUP: "007";
  /** 농협은행: NongHyup Bank. */
  readonly NONGHYUP: "011";
  /** 우리은행: Woori Bank. */
  readonly WOORI: "020";
  /** SC은행: Standard Chartered Bank Korea. */
  readonly STANDARD_CHARTERED: "023";
  /** 대구은행: Daegu Bank. */
  readonly DAEGU: "031";
  /** 부산은행: Busan Bank. */
  readonly BUSAN: "032";
  /** 광주은행: Kwangju Bank. */
  readonly GWANGJU: "034";
  /** 경남은행: Kyongnam Bank. */
  readonly KYONGNAM: "039";
  /** 우체국: Korea Post. */
  readonly POST: "071";
  /** KEB하나은행: KEB Hana Bank. */
  readonly HANA: "081";
  /** 신한은행: Shinhan Bank. */
  readonly SHINHAN: "088";
  /** 케이뱅크: K bank. */
  readonly K_BANK: "089";
  /** 카카오뱅크: KakaoBank. */
  readonly KAKAO: "090";
};

/** One of {@link Bank}, or another text that this version does not know. */
export type Bank = (typeof Bank)[keyof typeof Bank] | (string & {});

/**
 * The banks' codes for `refund.bankcode`, by the bank's name. The object is frozen.
 *
 * @example
 * const { BANKCODE } = require("bootpay-backend-nodejs");
 * console.log(BANKCODE["국민은행"]); // "004"
 */
export const BANKCODE: {
  readonly 한국은행: "001";
  readonly 기업은행: "003";
  readonly 국민은행: "004";
  readonly 외환은행: "005";
  readonly 수협은행: "007";
  readonly 농협은행: "011";
  readonly 우리은행: "020";
  readonly SC은행: "023";
  readonly 대구은행: "031";
  readonly 부산은행: "032";
  readonly 광주은행: "034";
  readonly 경남은행: "039";
  readonly 우체국: "071";
  readonly KEB하나은행: "081";
  readonly 신한은행: "088";
  readonly 케이뱅크: "089";
  readonly 카카오뱅크: "090";
};
