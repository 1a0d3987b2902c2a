# Rendered by `cargo xtask surface` from the tables of named values in crates/bootpay/src.
"""Names for values of the API: where a payment stands, payment gateways, methods and banks."""

from __future__ import annotations

from enum import Enum, IntEnum


class _Number(IntEnum):
    """A number that is printed as one on every Python."""

    __str__ = int.__repr__

    def __format__(self, format_spec: str) -> str:
        return int.__format__(self, format_spec)


class _Text(str, Enum):
    """A text that is printed as one on every Python."""

    __str__ = str.__str__


class ReceiptStatus(_Number):
    """Where a payment stands.

    Each is the number itself: ``ReceiptStatus.WAITING == 0``.
    Source: v1 documentation, code/status.md.
    """

    WAITING = 0
    """결제대기: requested, nothing decided yet."""

    PAID = 1
    """결제완료: paid."""

    BEFORE_APPROVAL = 2
    """결제승인전: just before approval; also a virtual account that waits for its deposit."""

    APPROVING = 3
    """결제승인중: the payment gateway is approving it."""

    BILLING_KEY_ISSUED = 11
    """정기결제 빌링키 발급 완료: a billing key was issued."""

    CANCELLED = 20
    """결제 취소 완료: cancelled."""

    FAILED = -1
    """결제 중간 실패: failed before approval."""

    APPROVAL_FAILED = -2
    """결제 승인 실패: approval failed."""

    VIRTUAL_ACCOUNT_CANCELLED = -3
    """가상계좌 발급 취소: the issue of a virtual account was cancelled."""

    BILLING_KEY_CANCELLED = -11
    """정기결제 빌링키 취소 완료: a billing key was cancelled."""

    CANCEL_FAILED = -20
    """결제 취소 실패: a cancel failed."""

    CANCELLING = -30
    """결제 취소 진행중: a cancel is running."""


class Gateway(_Text):
    """Payment gateways (PG), as `pg` names them, and what the documentation says that they offer. There may
    be others.

    Each is the text itself: ``Gateway.KCP == "kcp"``.
    Source: v1 documentation, client/pg/README.md.
    """

    KCP = "kcp"
    """NHN KCP: KCP by NHN.

    It offers partial cancels, billing keys in its window, separate approval.
    """

    DANAL = "danal"
    """다날: Danal.

    It offers partial cancels, billing keys in its window, identity verification, separate approval.
    """

    INICIS = "inicis"
    """KG 이니시스: KG Inicis.

    It offers partial cancels, billing keys in its window, separate approval.
    """

    MOBILIANS = "mobilians"
    """KG 모빌리언스: KG Mobilians.

    It offers separate approval.
    """

    NICEPAY = "nicepay"
    """나이스페이: NicePay.

    It offers partial cancels, billing keys in its window, billing keys by card number, separate approval.
    """

    TOSS = "toss"
    """토스페이먼츠: Toss Payments.

    It offers separate approval.
    """

    PAYAPP = "payapp"
    """페이앱: PayApp.

    It offers billing keys in its window, billing keys by card number.
    """

    UDPAY = "udpay"
    """유디페이: UDPay."""

    KICC = "kicc"
    """이지페이 (한국정보통신): EasyPay by KICC.

    It offers separate approval.
    """

    TPAY = "tpay"
    """tPay: tPay by JTNet.

    It offers separate approval.
    """

    PAYLETTER = "payletter"
    """페이레터: Payletter.

    It offers partial cancels, billing keys in its window.
    """

    WELCOME = "welcome"
    """웰컴페이먼츠: Welcome Payments.

    It offers billing keys in its window, billing keys by card number, separate approval.
    """

    SETTLEBANK = "settlebank"
    """세틀뱅크: Settlebank.

    It offers separate approval.
    """

    NPAY = "npay"
    """네이버페이: Naver Pay."""

    KAKAO = "kakao"
    """카카오페이: Kakao Pay.

    It offers partial cancels.
    """

    PAYCO = "payco"
    """페이코: Payco.

    It offers partial cancels.
    """


class Method(_Text):
    """Payment methods, as `method` names them. There may be others.

    Each is the text itself: ``Method.CARD == "card"``.
    Source: v1 documentation, client/pg/README.md.
    """

    CARD = "card"
    """카드결제: a card."""

    CARD_REBILL = "card_rebill"
    """카드 정기결제: a card registered in the browser, to be charged again later."""

    CARD_REBILL_REST = "card_rebill_rest"
    """카드 정기결제 (REST): a card registered by its number, to be charged again later."""

    PHONE = "phone"
    """휴대폰 소액결제: a phone bill."""

    BANK = "bank"
    """계좌이체: a bank transfer."""

    VBANK = "vbank"
    """가상계좌: a virtual account."""

    NPAY = "npay"
    """네이버페이: Naver Pay through a payment gateway."""

    KAKAO = "kakao"
    """카카오페이: Kakao Pay through a payment gateway."""

    PAYCO = "payco"
    """페이코: Payco."""

    EASY = "easy"
    """간편결제: whatever the gateway offers, where the gateway itself is Kakao Pay, Payco or the like."""

    EASY_CARD = "easy_card"
    """간편 카드 결제: a card registered with Bootpay and a password."""

    AUTH = "auth"
    """본인인증: an identity verification, with a price of 0."""


class Bank(_Text):
    """Banks, by the three digits of a refund's `bankcode`.

    Each is the text itself: ``Bank.BANK_OF_KOREA == "001"``.
    Source: the official Ruby and PHP clients.
    """

    BANK_OF_KOREA = "001"
    """한국은행: Bank of Korea."""

    IBK = "003"
    """기업은행: Industrial Bank of Korea."""

    KOOKMIN = "004"
    """국민은행: KB Kookmin Bank."""

    KEB = "005"
    """외환은행: Korea Exchange Bank."""

    SUHYUP = "007"
    """수협은행: Suhyup Bank."""

    NONGHYUP = "011"
    """농협은행: NongHyup Bank."""

    WOORI = "020"
    """우리은행: Woori Bank."""

    STANDARD_CHARTERED = "023"
    """SC은행: Standard Chartered Bank Korea."""

    DAEGU = "031"
    """대구은행: Daegu Bank."""

    BUSAN = "032"
    """부산은행: Busan Bank."""

    GWANGJU = "034"
    """광주은행: Kwangju Bank."""

    KYONGNAM = "039"
    """경남은행: Kyongnam Bank."""

    POST = "071"
    """우체국: Korea Post."""

    HANA = "081"
    """KEB하나은행: KEB Hana Bank."""

    SHINHAN = "088"
    """신한은행: Shinhan Bank."""

    K_BANK = "089"
    """케이뱅크: K bank."""

    KAKAO = "090"
    """카카오뱅크: KakaoBank."""


BANKCODE: dict[str, str] = {
    "한국은행": "001",
    "기업은행": "003",
    "국민은행": "004",
    "외환은행": "005",
    "수협은행": "007",
    "농협은행": "011",
    "우리은행": "020",
    "SC은행": "023",
    "대구은행": "031",
    "부산은행": "032",
    "광주은행": "034",
    "경남은행": "039",
    "우체국": "071",
    "KEB하나은행": "081",
    "신한은행": "088",
    "케이뱅크": "089",
    "카카오뱅크": "090",
}
"""A bank's Korean name to its three digits."""
