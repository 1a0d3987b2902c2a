# frozen_string_literal: true

# Rendered by `cargo xtask surface` from the tables of named values in crates/bootpay/src.
module Bootpay
  # Where a payment stands.
  #
  # Source: v1 documentation, code/status.md.
  module ReceiptStatus
    # 결제대기: requested, nothing decided yet.
    WAITING = 0
    # 결제완료: paid.
    PAID = 1
    # 결제승인전: just before approval; also a virtual account that waits for its deposit.
    BEFORE_APPROVAL = 2
    # 결제승인중: the payment gateway is approving it.
    APPROVING = 3
    # 정기결제 빌링키 발급 완료: a billing key was issued.
    BILLING_KEY_ISSUED = 11
    # 결제 취소 완료: cancelled.
    CANCELLED = 20
    # 결제 중간 실패: failed before approval.
    FAILED = -1
    # 결제 승인 실패: approval failed.
    APPROVAL_FAILED = -2
    # 가상계좌 발급 취소: the issue of a virtual account was cancelled.
    VIRTUAL_ACCOUNT_CANCELLED = -3
    # 정기결제 빌링키 취소 완료: a billing key was cancelled.
    BILLING_KEY_CANCELLED = -11
    # 결제 취소 실패: a cancel failed.
    CANCEL_FAILED = -20
    # 결제 취소 진행중: a cancel is running.
    CANCELLING = -30
  end

  # Payment gateways (PG), as `pg` names them, and what the documentation says that they offer. There may be others.
  #
  # Source: v1 documentation, client/pg/README.md.
  module Gateway
    # NHN KCP: KCP by NHN.
    # It offers partial cancels, billing keys in its window, separate approval.
    KCP = "kcp"
    # 다날: Danal.
    # It offers partial cancels, billing keys in its window, identity verification, separate approval.
    DANAL = "danal"
    # KG 이니시스: KG Inicis.
    # It offers partial cancels, billing keys in its window, separate approval.
    INICIS = "inicis"
    # KG 모빌리언스: KG Mobilians.
    # It offers separate approval.
    MOBILIANS = "mobilians"
    # 나이스페이: NicePay.
    # It offers partial cancels, billing keys in its window, billing keys by card number, separate approval.
    NICEPAY = "nicepay"
    # 토스페이먼츠: Toss Payments.
    # It offers separate approval.
    TOSS = "toss"
    # 페이앱: PayApp.
    # It offers billing keys in its window, billing keys by card number.
    PAYAPP = "payapp"
    # 유디페이: UDPay.
    UDPAY = "udpay"
    # 이지페이 (한국정보통신): EasyPay by KICC.
    # It offers separate approval.
    KICC = "kicc"
    # tPay: tPay by JTNet.
    # It offers separate approval.
    TPAY = "tpay"
    # 페이레터: Payletter.
    # It offers partial cancels, billing keys in its window.
    PAYLETTER = "payletter"
    # 웰컴페이먼츠: Welcome Payments.
    # It offers billing keys in its window, billing keys by card number, separate approval.
    WELCOME = "welcome"
    # 세틀뱅크: Settlebank.
    # It offers separate approval.
    SETTLEBANK = "settlebank"
    # 네이버페이: Naver Pay.
    NPAY = "npay"
    # 카카오페이: Kakao Pay.
    # It offers partial cancels.
    KAKAO = "kakao"
    # 페이코: Payco.
    # It offers partial cancels.
    PAYCO = "payco"
  end

  # Payment methods, as `method` names them. There may be others.
  #
  # Source: v1 documentation, client/pg/README.md.
  module Method
    # 카드결제: a card.
    CARD = "card"
    # 카드 정기결제: a card registered in the browser, to be charged again later.
    CARD_REBILL = "card_rebill"
    # 카드 정기결제 (REST): a card registered by its number, to be charged again later.
    CARD_REBILL_REST = "card_rebill_rest"
    # 휴대폰 소액결제: a phone bill.
    PHONE = "phone"
    # 계좌이체: a bank transfer.
    BANK = "bank"
    # 가상계좌: a virtual account.
    VBANK = "vbank"
    # 네이버페이: Naver Pay through a payment gateway.
    NPAY = "npay"
    # 카카오페이: Kakao Pay through a payment gateway.
    KAKAO = "kakao"
    # 페이코: Payco.
    PAYCO = "payco"
    # 간편결제: whatever the gateway offers, where the gateway itself is Kakao Pay, Payco or the like.
    EASY = "easy"
    # 간편 카드 결제: a card registered with Bootpay and a password.
    EASY_CARD = "easy_card"
    # 본인인증: an identity verification, with a price of 0.
    AUTH = "auth"
  end

  # Banks, by the three digits of a refund's `bankcode`.
  #
  # Source: the official Ruby and PHP clients.
  module Bank
    # 한국은행: Bank of Korea.
    BANK_OF_KOREA = "001"
    # 기업은행: Industrial Bank of Korea.
    IBK = "003"
    # 국민은행: KB Kookmin Bank.
    KOOKMIN = "004"
    # 외환은행: Korea Exchange Bank.
    KEB = "005"
    # 수협은행: Suhyup Bank.
    SUHYUP = "007"
    # 농협은행: NongHyup Bank.
    NONGHYUP = "011"
    # 우리은행: Woori Bank.
    WOORI = "020"
    # SC은행: Standard Chartered Bank Korea.
    STANDARD_CHARTERED = "023"
    # 대구은행: Daegu Bank.
    DAEGU = "031"
    # 부산은행: Busan Bank.
    BUSAN = "032"
    # 광주은행: Kwangju Bank.
    GWANGJU = "034"
    # 경남은행: Kyongnam Bank.
    KYONGNAM = "039"
    # 우체국: Korea Post.
    POST = "071"
    # KEB하나은행: KEB Hana Bank.
    HANA = "081"
    # 신한은행: Shinhan Bank.
    SHINHAN = "088"
    # 케이뱅크: K bank.
    K_BANK = "089"
    # 카카오뱅크: KakaoBank.
    KAKAO = "090"
  end

  # Banks and their three digits, for `refund: { bankcode: }` of {Api#cancel_payment}.
  #
  #   Bootpay::BANKCODE["국민은행"] # => "004"
  BANKCODE = {
    "한국은행" => "001",
    "기업은행" => "003",
    "국민은행" => "004",
    "외환은행" => "005",
    "수협은행" => "007",
    "농협은행" => "011",
    "우리은행" => "020",
    "SC은행" => "023",
    "대구은행" => "031",
    "부산은행" => "032",
    "광주은행" => "034",
    "경남은행" => "039",
    "우체국" => "071",
    "KEB하나은행" => "081",
    "신한은행" => "088",
    "케이뱅크" => "089",
    "카카오뱅크" => "090"
  }.freeze
end
