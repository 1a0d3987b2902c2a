// Rendered by `cargo xtask surface` from the tables of named values in crates/bootpay/src.

using System.Collections.Generic;

namespace Bootpay
{
    /// <summary>
    /// Where a payment stands.
    ///
    /// Source: v1 documentation, code/status.md.
    /// </summary>
    public static class ReceiptStatus
    {
        /// <summary>결제대기: requested, nothing decided yet.</summary>
        public const int Waiting = 0;
        /// <summary>결제완료: paid.</summary>
        public const int Paid = 1;
        /// <summary>결제승인전: just before approval; also a virtual account that waits for its deposit.</summary>
        public const int BeforeApproval = 2;
        /// <summary>결제승인중: the payment gateway is approving it.</summary>
        public const int Approving = 3;
        /// <summary>정기결제 빌링키 발급 완료: a billing key was issued.</summary>
        public const int BillingKeyIssued = 11;
        /// <summary>결제 취소 완료: cancelled.</summary>
        public const int Cancelled = 20;
        /// <summary>결제 중간 실패: failed before approval.</summary>
        public const int Failed = -1;
        /// <summary>결제 승인 실패: approval failed.</summary>
        public const int ApprovalFailed = -2;
        /// <summary>가상계좌 발급 취소: the issue of a virtual account was cancelled.</summary>
        public const int VirtualAccountCancelled = -3;
        /// <summary>정기결제 빌링키 취소 완료: a billing key was cancelled.</summary>
        public const int BillingKeyCancelled = -11;
        /// <summary>결제 취소 실패: a cancel failed.</summary>
        public const int CancelFailed = -20;
        /// <summary>결제 취소 진행중: a cancel is running.</summary>
        public const int Cancelling = -30;
    }

    /// <summary>
    /// Payment gateways (PG), as `pg` names them, and what the documentation says that they offer. There may be others.
    ///
    /// Source: v1 documentation, client/pg/README.md.
    /// </summary>
    public static class Gateway
    {
        /// <summary>NHN KCP: KCP by NHN. It offers partial cancels, billing keys in its window, separate
        /// approval.</summary>
        public const string Kcp = "kcp";
        /// <summary>다날: Danal. It offers partial cancels, billing keys in its window, identity
        /// verification, separate approval.</summary>
        public const string Danal = "danal";
        /// <summary>KG 이니시스: KG Inicis. It offers partial cancels, billing keys in its window, separate
        /// approval.</summary>
        public const string Inicis = "inicis";
        /// <summary>KG 모빌리언스: KG Mobilians. It offers separate approval.</summary>
        public const string Mobilians = "mobilians";
        /// <summary>나이스페이: NicePay. It offers partial cancels, billing keys in its window, billing keys
        /// by card number, separate approval.</summary>
        public const string Nicepay = "nicepay";
        /// <summary>토스페이먼츠: Toss Payments. It offers separate approval.</summary>
        public const string Toss = "toss";
        /// <summary>페이앱: PayApp. It offers billing keys in its window, billing keys by card number.</summary>
        public const string Payapp = "payapp";
        /// <summary>유디페이: UDPay.</summary>
        public const string Udpay = "udpay";
        /// <summary>이지페이 (한국정보통신): EasyPay by KICC. It offers separate approval.</summary>
        public const string Kicc = "kicc";
        /// <summary>tPay: tPay by JTNet. It offers separate approval.</summary>
        public const string Tpay = "tpay";
        /// <summary>페이레터: Payletter. It offers partial cancels, billing keys in its window.</summary>
        public const string Payletter = "payletter";
        /// <summary>웰컴페이먼츠: Welcome Payments. It offers billing keys in its window, billing keys by
        /// card number, separate approval.</summary>
        public const string Welcome = "welcome";
        /// <summary>세틀뱅크: Settlebank. It offers separate approval.</summary>
        public const string Settlebank = "settlebank";
        /// <summary>네이버페이: Naver Pay.</summary>
        public const string Npay = "npay";
        /// <summary>카카오페이: Kakao Pay. It offers partial cancels.</summary>
        public const string Kakao = "kakao";
        /// <summary>페이코: Payco. It offers partial cancels.</summary>
        public const string Payco = "payco";
    }

    /// <summary>
    /// Payment methods, as `method` names them. There may be others.
    ///
    /// Source: v1 documentation, client/pg/README.md.
    /// </summary>
    public static class Method
    {
        /// <summary>카드결제: a card.</summary>
        public const string Card = "card";
        /// <summary>카드 정기결제: a card registered in the browser, to be charged again later.</summary>
        public const string CardRebill = "card_rebill";
        /// <summary>카드 정기결제 (REST): a card registered by its number, to be charged again later.</summary>
        public const string CardRebillRest = "card_rebill_rest";
        /// <summary>휴대폰 소액결제: a phone bill.</summary>
        public const string Phone = "phone";
        /// <summary>계좌이체: a bank transfer.</summary>
        public const string Bank = "bank";
        /// <summary>가상계좌: a virtual account.</summary>
        public const string Vbank = "vbank";
        /// <summary>네이버페이: Naver Pay through a payment gateway.</summary>
        public const string Npay = "npay";
        /// <summary>카카오페이: Kakao Pay through a payment gateway.</summary>
        public const string Kakao = "kakao";
        /// <summary>페이코: Payco.</summary>
        public const string Payco = "payco";
        /// <summary>간편결제: whatever the gateway offers, where the gateway itself is Kakao Pay, Payco or
        /// the like.</summary>
        public const string Easy = "easy";
        /// <summary>간편 카드 결제: a card registered with Bootpay and a password.</summary>
        public const string EasyCard = "easy_card";
        /// <summary>본인인증: an identity verification, with a price of 0.</summary>
        public const string Auth = "auth";
    }

    /// <summary>
    /// Banks, by the three digits of a refund's `bankcode`.
    ///
    /// Source: the official Ruby and PHP clients.
    /// </summary>
    public static class Bank
    {
        /// <summary>한국은행: Bank of Korea.</summary>
        public const string BankOfKorea = "001";
        /// <summary>기업은행: Industrial Bank of Korea.</summary>
        public const string Ibk = "003";
        /// <summary>국민은행: KB Kookmin Bank.</summary>
        public const string Kookmin = "004";
        /// <summary>외환은행: Korea Exchange Bank.</summary>
        public const string Keb = "005";
        /// <summary>수협은행: Suhyup Bank.</summary>
        public const string Suhyup = "007";
        /// <summary>농협은행: NongHyup Bank.</summary>
        public const string Nonghyup = "011";
        /// <summary>우리은행: Woori Bank.</summary>
        public const string Woori = "020";
        /// <summary>SC은행: Standard Chartered Bank Korea.</summary>
        public const string StandardChartered = "023";
        /// <summary>대구은행: Daegu Bank.</summary>
        public const string Daegu = "031";
        /// <summary>부산은행: Busan Bank.</summary>
        public const string Busan = "032";
        /// <summary>광주은행: Kwangju Bank.</summary>
        public const string Gwangju = "034";
        /// <summary>경남은행: Kyongnam Bank.</summary>
        public const string Kyongnam = "039";
        /// <summary>우체국: Korea Post.</summary>
        public const string Post = "071";
        /// <summary>KEB하나은행: KEB Hana Bank.</summary>
        public const string Hana = "081";
        /// <summary>신한은행: Shinhan Bank.</summary>
        public const string Shinhan = "088";
        /// <summary>케이뱅크: K bank.</summary>
        public const string KBank = "089";
        /// <summary>카카오뱅크: KakaoBank.</summary>
        public const string Kakao = "090";
    }

}

namespace Bootpay.models
{
    /// <summary>A bank's three digits by its Korean name, for RefundData.</summary>
    public class BankCode
    {
        /// <summary>The codes by the names.</summary>
        public static readonly Dictionary<string, string> bankMap = new Dictionary<string, string>
        {
            { "한국은행", "001" },
            { "기업은행", "003" },
            { "국민은행", "004" },
            { "외환은행", "005" },
            { "수협은행", "007" },
            { "농협은행", "011" },
            { "우리은행", "020" },
            { "SC은행", "023" },
            { "대구은행", "031" },
            { "부산은행", "032" },
            { "광주은행", "034" },
            { "경남은행", "039" },
            { "우체국", "071" },
            { "KEB하나은행", "081" },
            { "신한은행", "088" },
            { "케이뱅크", "089" },
            { "카카오뱅크", "090" },
        };

        /// <summary>The code of the bank of this name. An unknown name is an exception, null the empty text.</summary>
        public static string getCode(string name)
        {
            return name == null ? "" : bankMap[name];
        }
    }
}
