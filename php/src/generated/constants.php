<?php

// Rendered by `cargo xtask surface` from the tables of named values in crates/bootpay/src.

declare(strict_types=1);

namespace Bootpay\BackendPhp;

/**
 * Where a payment stands.
 *
 * Source: v1 documentation, code/status.md.
 */
final class ReceiptStatus
{
    /** 결제대기: requested, nothing decided yet. */
    public const WAITING = 0;

    /** 결제완료: paid. */
    public const PAID = 1;

    /** 결제승인전: just before approval; also a virtual account that waits for its deposit. */
    public const BEFORE_APPROVAL = 2;

    /** 결제승인중: the payment gateway is approving it. */
    public const APPROVING = 3;

    /** 정기결제 빌링키 발급 완료: a billing key was issued. */
    public const BILLING_KEY_ISSUED = 11;

    /** 결제 취소 완료: cancelled. */
    public const CANCELLED = 20;

    /** 결제 중간 실패: failed before approval. */
    public const FAILED = -1;

    /** 결제 승인 실패: approval failed. */
    public const APPROVAL_FAILED = -2;

    /** 가상계좌 발급 취소: the issue of a virtual account was cancelled. */
    public const VIRTUAL_ACCOUNT_CANCELLED = -3;

    /** 정기결제 빌링키 취소 완료: a billing key was cancelled. */
    public const BILLING_KEY_CANCELLED = -11;

    /** 결제 취소 실패: a cancel failed. */
    public const CANCEL_FAILED = -20;

    /** 결제 취소 진행중: a cancel is running. */
    public const CANCELLING = -30;
}

/**
 * Payment gateways (PG), as `pg` names them, and what the documentation says that they offer. There may be others.
 *
 * Source: v1 documentation, client/pg/README.md.
 */
final class Gateway
{
    /** NHN KCP: KCP by NHN. It offers partial cancels, billing keys in its window, separate approval. */
    public const KCP = 'kcp';

    /** 다날: Danal. It offers partial cancels, billing keys in its window, identity verification, separate approval. */
    public const DANAL = 'danal';

    /** KG 이니시스: KG Inicis. It offers partial cancels, billing keys in its window, separate approval. */
    public const INICIS = 'inicis';

    /** KG 모빌리언스: KG Mobilians. It offers separate approval. */
    public const MOBILIANS = 'mobilians';

    /** 나이스페이: NicePay. It offers partial cancels, billing keys in its window, billing keys by card number, separate approval. */
    public const NICEPAY = 'nicepay';

    /** 토스페이먼츠: Toss Payments. It offers separate approval. */
    public const TOSS = 'toss';

    /** 페이앱: PayApp. It offers billing keys in its window, billing keys by card number. */
    public const PAYAPP = 'payapp';

    /** 유디페이: UDPay. */
    public const UDPAY = 'udpay';

    /** 이지페이 (한국정보통신): EasyPay by KICC. It offers separate approval. */
    public const KICC = 'kicc';

    /** tPay: tPay by JTNet. It offers separate approval. */
    public const TPAY = 'tpay';

    /** 페이레터: Payletter. It offers partial cancels, billing keys in its window. */
    public const PAYLETTER = 'payletter';

    /** 웰컴페이먼츠: Welcome Payments. It offers billing keys in its window, billing keys by card number, separate approval. */
    public const WELCOME = 'welcome';

    /** 세틀뱅크: Settlebank. It offers separate approval. */
    public const SETTLEBANK = 'settlebank';

    /** 네이버페이: Naver Pay. */
    public const NPAY = 'npay';

    /** 카카오페이: Kakao Pay. It offers partial cancels. */
    public const KAKAO = 'kakao';

    /** 페이코: Payco. It offers partial cancels. */
    public const PAYCO = 'payco';
}

/**
 * Payment methods, as `method` names them. There may be others.
 *
 * Source: v1 documentation, client/pg/README.md.
 */
final class Method
{
    /** 카드결제: a card. */
    public const CARD = 'card';

    /** 카드 정기결제: a card registered in the browser, to be charged again later. */
    public const CARD_REBILL = 'card_rebill';

    /** 카드 정기결제 (REST): a card registered by its number, to be charged again later. */
    public const CARD_REBILL_REST = 'card_rebill_rest';

    /** 휴대폰 소액결제: a phone bill. */
    public const PHONE = 'phone';

    /** 계좌이체: a bank transfer. */
    public const BANK = 'bank';

    /** 가상계좌: a virtual account. */
    public const VBANK = 'vbank';

    /** 네이버페이: Naver Pay through a payment gateway. */
    public const NPAY = 'npay';

    /** 카카오페이: Kakao Pay through a payment gateway. */
    public const KAKAO = 'kakao';

    /** 페이코: Payco. */
    public const PAYCO = 'payco';

    /** 간편결제: whatever the gateway offers, where the gateway itself is Kakao Pay, Payco or the like. */
    public const EASY = 'easy';

    /** 간편 카드 결제: a card registered with Bootpay and a password. */
    public const EASY_CARD = 'easy_card';

    /** 본인인증: an identity verification, with a price of 0. */
    public const AUTH = 'auth';
}

/**
 * Banks, by the three digits of a refund's `bankcode`.
 *
 * Source: the official Ruby and PHP clients.
 */
final class Bank
{
    /** 한국은행: Bank of Korea. */
    public const BANK_OF_KOREA = '001';

    /** 기업은행: Industrial Bank of Korea. */
    public const IBK = '003';

    /** 국민은행: KB Kookmin Bank. */
    public const KOOKMIN = '004';

    /** 외환은행: Korea Exchange Bank. */
    public const KEB = '005';

    /** 수협은행: Suhyup Bank. */
    public const SUHYUP = '007';

    /** 농협은행: NongHyup Bank. */
    public const NONGHYUP = '011';

    /** 우리은행: Woori Bank. */
    public const WOORI = '020';

    /** SC은행: Standard Chartered Bank Korea. */
    public const STANDARD_CHARTERED = '023';

    /** 대구은행: Daegu Bank. */
    public const DAEGU = '031';

    /** 부산은행: Busan Bank. */
    public const BUSAN = '032';

    /** 광주은행: Kwangju Bank. */
    public const GWANGJU = '034';

    /** 경남은행: Kyongnam Bank. */
    public const KYONGNAM = '039';

    /** 우체국: Korea Post. */
    public const POST = '071';

    /** KEB하나은행: KEB Hana Bank. */
    public const HANA = '081';

    /** 신한은행: Shinhan Bank. */
    public const SHINHAN = '088';

    /** 케이뱅크: K bank. */
    public const K_BANK = '089';

    /** 카카오뱅크: KakaoBank. */
    public const KAKAO = '090';
}

/** Banks and their three digits: {@see BootpayApi::BankCode}. */
final class BankCodes
{
    public const BY_NAME = [
        '한국은행' => '001',
        '기업은행' => '003',
        '국민은행' => '004',
        '외환은행' => '005',
        '수협은행' => '007',
        '농협은행' => '011',
        '우리은행' => '020',
        'SC은행' => '023',
        '대구은행' => '031',
        '부산은행' => '032',
        '광주은행' => '034',
        '경남은행' => '039',
        '우체국' => '071',
        'KEB하나은행' => '081',
        '신한은행' => '088',
        '케이뱅크' => '089',
        '카카오뱅크' => '090',
    ];
}
