//! `GET /receipt/{receipt_id}`

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer;

use crate::answer::Answer;
use crate::blocking::client::Client as BlockingClient;
use crate::client::{CallOptions, Client};
use crate::concerns::Concerns;
use crate::config::Config;
use crate::constants::{Constant, Constants, Literal};
use crate::described::{Described, Kind, Number};
use crate::envelope::{parse_data, undocumented};
use crate::error::{Error, ErrorKind};
use crate::lenient::{self, FreeForm, Read};
use crate::prepare::Prepare;
use crate::request::request;
use crate::response::answer;
use crate::values::{Text, Won};

pub use crate::api::payment_data::{PaymentData, PaymentDetails};

request! {
    "receipt.get" = Get "/receipt/{receipt_id}", Token, Safe, Quick -> Receipt;

    /// Reads one receipt. The official name of this call is `verify`.
    ///
    /// The `expected_…` fields stay here. If one is given, the receipt is compared with them, and with the status "paid",
    /// and a difference is an error that names it: a mismatch.
    pub struct GetReceipt from "v1 documentation, verify page, which asks merchants to compare status and price" {
        required {
            /// The receipt's id, 24 hex digits, as the browser's `done` callback gave it.
            receipt_id: String,
        }
        not_sent {
            /// The price that you asked for, in won.
            expected_price: Won,
            /// The order id that you issued.
            expected_order_id: Text,
            /// The status that it must have, by number. Before a server approval it is 2.
            expected_status: i64 = "1, paid, if anything else is expected",
        }
    }
}

impl Prepare for GetReceipt {
    fn concerns(&self) -> Concerns {
        Concerns::receipt(&self.receipt_id)
    }

    fn accepted<'a>(&self, answer: &'a str, _: &Config) -> Result<Cow<'a, str>, Error> {
        if self.expected_price.is_none() && self.expected_order_id.is_none() && self.expected_status.is_none()
        {
            return Ok(answer.into());
        }
        let receipt: Receipt = parse_data(answer).map_err(undocumented)?;
        let mut differences = Vec::new();
        let expected_status = ReceiptStatus::from_number(self.expected_status.unwrap_or(1));
        if receipt.status != Some(expected_status) {
            let found =
                receipt.status.map_or_else(|| "absent".to_owned(), |status| status.number().to_string());
            differences.push(format!("status is {found}, expected {}", expected_status.number()));
        }
        if let Some(expected) = self.expected_price {
            let found = receipt.price.as_ref();
            if found.and_then(Amount::whole) != i64::try_from(expected.get()).ok() {
                let found = found.map_or("absent", Amount::as_str);
                differences.push(format!("price is {found}, expected {}", expected.get()));
            }
        }
        if let Some(expected) = &self.expected_order_id
            && receipt.order_id.as_deref() != Some(expected.as_str())
        {
            differences.push("order_id is another one".to_owned());
        }
        if differences.is_empty() {
            Ok(answer.into())
        } else {
            let message = format!("the receipt is not the expected one: {}", differences.join("; "));
            Err(Error::new(ErrorKind::Mismatch, message))
        }
    }
}

impl Client {
    /// `GET /receipt/{receipt_id}`: reads a receipt. Official name. [`verify_expected`](Client::verify_expected)
    /// compares it too.
    ///
    /// # Errors
    /// As [`certificate`](Client::certificate).
    pub async fn verify(&self, receipt_id: impl Into<String>) -> Result<Answer<Receipt>, Error> {
        self.send(&GetReceipt::new(receipt_id), &CallOptions::default()).await
    }

    /// Reads a receipt and compares status, price and order id with what you expect.
    ///
    /// ```no_run
    /// # async fn example(client: bootpay::Client) -> Result<(), bootpay::Error> {
    /// use bootpay::api::receipt::GetReceipt;
    /// let expected = GetReceipt::new("5df6e67d4f74b4002a77e0eb").expected_price(3000u64).expected_order_id("1576461949");
    /// let receipt = client.verify_expected(expected).await?; // paid, 3,000 won, that order: ship it
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Mismatch`], naming what differs; else as [`certificate`](Client::certificate).
    pub async fn verify_expected(&self, expected: GetReceipt) -> Result<Answer<Receipt>, Error> {
        self.send(&expected, &CallOptions::default()).await
    }
}

impl BlockingClient {
    /// [`Client::verify`](crate::Client::verify)
    ///
    /// # Errors
    /// As there.
    pub fn verify(&self, receipt_id: impl Into<String>) -> Result<Answer<Receipt>, Error> {
        self.send(GetReceipt::new(receipt_id), CallOptions::default())
    }

    /// [`Client::verify_expected`](crate::Client::verify_expected)
    ///
    /// # Errors
    /// As there.
    pub fn verify_expected(&self, expected: GetReceipt) -> Result<Answer<Receipt>, Error> {
        self.send(expected, CallOptions::default())
    }
}

answer! {
    /// A receipt.
    ///
    /// Treat it as paid only if its status is 1, paid, the price is the one that you asked for, and the order id is yours: the
    /// receipt id came through the customer's browser.
    pub struct Receipt {
        required {
            /// The receipt's id.
            #[serde(deserialize_with = "lenient::text")]
            receipt_id: String,
        }
        always {
            /// The merchant's own order id.
            order_id: String,
            /// What was sold.
            name: String,
            /// The amount paid.
            price: Amount,
            /// The tax-free part of the price.
            tax_free: Amount,
            /// What is left after cancels.
            remain_price: Amount,
            /// The tax-free part of what is left.
            remain_tax_free: Amount,
            /// What was cancelled so far.
            cancelled_price: Amount,
            /// The tax-free part of what was cancelled.
            cancelled_tax_free: Amount,
            /// Where the sales slip can be seen.
            receipt_url: String,
            /// `krw` or `usd`.
            unit: String,
            /// The payment gateway's code, such as `kcp`.
            pg: String,
            /// The method's code, such as `card`, `vbank` or `auth`.
            method: String,
            /// The payment gateway's name in Korean.
            pg_name: String,
            /// The method's name in Korean.
            method_name: String,
            /// What the payment gateway reported; its fields depend on the method.
            payment_data: PaymentData,
            /// When it was requested, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset.
            requested_at: String,
            /// Where the payment stands. 1 is paid, and no other number is.
            status: ReceiptStatus,
            /// `status` as an English word, such as `complete`.
            status_en: String,
            /// `status` in Korean, such as `결제완료`.
            status_ko: String,
        }
        sometimes {
            /// What the merchant's page sent along as `params`.
            params: FreeForm,
            /// When it was paid, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset.
            purchased_at: String,
            /// When it was cancelled, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset.
            revoked_at: String,
        }
        unread {
            /// Where an escrow payment stands.
            escrow_status: i64,
            /// `escrow_status` as an English word.
            escrow_status_en: String,
            /// `escrow_status` in Korean.
            escrow_status_ko: String,
        }
    }
}

macro_rules! receipt_status {
    (
        #[doc = $about:literal]
        from $source:literal;

        $( #[doc = $doc:literal] $name:ident ($constant:ident) = $number:literal, $korean:literal; )+
    ) => {
        #[doc = $about]
        #[doc = concat!("\nSource: ", $source, ".")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ReceiptStatus {
            $(
                #[doc = concat!($number, ", ", $korean, ":", $doc, ".")]
                $name,
            )+
            /// A number that this version does not know.
            Other(i64),
        }

        impl ReceiptStatus {
            /// The status with this number.
            pub fn from_number(number: i64) -> Self {
                match number {
                    $( $number => ReceiptStatus::$name, )+
                    other => ReceiptStatus::Other(other),
                }
            }

            /// The number that the server uses.
            pub fn number(self) -> i64 {
                match self {
                    $( ReceiptStatus::$name => $number, )+
                    ReceiptStatus::Other(number) => number,
                }
            }
        }

        impl Described for ReceiptStatus {
            const KIND: Kind = Kind::Numbered(&[ $( Number { number: $number, doc: concat!($number, ":", $doc, ".") }, )+ ]);
        }

        /// The statuses as the other languages have them.
        pub(crate) const STATUSES: Constants = Constants {
            name: stringify!(ReceiptStatus),
            doc: $about,
            source: $source,
            fields: &[],
            values: &[ $(
                Constant {
                    name: stringify!($constant),
                    value: Literal::Number($number),
                    korean: $korean,
                    english: $doc,
                    source: None,
                },
            )+ ],
            abilities: &[],
        };
    };
}

receipt_status! {
    /// Where a payment stands.
    from "v1 documentation, code/status.md";

    /// requested, nothing decided yet
    Waiting (WAITING) = 0, "결제대기";
    /// paid
    Paid (PAID) = 1, "결제완료";
    /// just before approval; also a virtual account that waits for its deposit
    BeforeApproval (BEFORE_APPROVAL) = 2, "결제승인전";
    /// the payment gateway is approving it
    Approving (APPROVING) = 3, "결제승인중";
    /// a billing key was issued
    BillingKeyIssued (BILLING_KEY_ISSUED) = 11, "정기결제 빌링키 발급 완료";
    /// cancelled
    Cancelled (CANCELLED) = 20, "결제 취소 완료";
    /// failed before approval
    Failed (FAILED) = -1, "결제 중간 실패";
    /// approval failed
    ApprovalFailed (APPROVAL_FAILED) = -2, "결제 승인 실패";
    /// the issue of a virtual account was cancelled
    VirtualAccountCancelled (VIRTUAL_ACCOUNT_CANCELLED) = -3, "가상계좌 발급 취소";
    /// a billing key was cancelled
    BillingKeyCancelled (BILLING_KEY_CANCELLED) = -11, "정기결제 빌링키 취소 완료";
    /// a cancel failed
    CancelFailed (CANCEL_FAILED) = -20, "결제 취소 실패";
    /// a cancel is running
    Cancelling (CANCELLING) = -30, "결제 취소 진행중";
}

impl Read for ReceiptStatus {
    fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        optional_status(deserializer)
    }
}

/// `null` and `""` mean absent.
pub(crate) fn optional_status<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<ReceiptStatus>, D::Error> {
    Ok(lenient::optional_integer(deserializer)?.map(ReceiptStatus::from_number))
}

/// An amount of money. Korean won have no fractions, but one documented answer says `3000.0`, and dollar amounts do
/// have them. Exact up to 15 digits, more than any payment has.
#[derive(Clone, PartialEq)]
pub struct Amount(String);

impl Amount {
    /// The amount if it is whole, which an amount in won always is.
    pub fn whole(&self) -> Option<i64> {
        lenient::whole(&self.0)
    }

    /// The amount as text: digits with at most one point, and a minus in front of a negative one.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn parse(text: String) -> Option<Self> {
        let number = text.strip_prefix('-').unwrap_or(&text);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        (digits(whole) && digits(fraction)).then_some(Self(text))
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Described for Amount {
    const KIND: Kind = Kind::Amount;
}

impl Read for Amount {
    fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        optional_amount(deserializer)
    }
}

/// A number, or text that is one; `null` and `""` mean absent.
pub(crate) fn optional_amount<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Amount>, D::Error> {
    match lenient::optional_text(deserializer)? {
        None => Ok(None),
        Some(text) if text.is_empty() => Ok(None),
        Some(text) => {
            Amount::parse(text).map(Some).ok_or_else(|| serde::de::Error::custom("expected an amount"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    #[test]
    fn every_number_of_the_status_table_comes_back() {
        for number in [0, 1, 2, 3, 11, 20, -1, -2, -3, -11, -20, -30, 77] {
            assert_eq!(ReceiptStatus::from_number(number).number(), number);
        }
    }

    #[test]
    fn amounts_are_exact_and_whole_ones_are_integers() {
        let amount = |price: &str| {
            let json = format!(r#"{{"receipt_id":"r","price":{price}}}"#);
            parse::<Receipt>(json.as_bytes()).map(|receipt| receipt.price)
        };
        for (price, whole) in [
            ("3000", Some(3000)),
            ("3000.0", Some(3000)),
            ("\"3000\"", Some(3000)),
            ("\"3000.00\"", Some(3000)),
            ("\"3000.000000000000000000000000\"", Some(3000)),
            ("\"3000.01\"", None),
            ("12.5", None),
            ("-5", Some(-5)),
        ] {
            assert_eq!(amount(price).unwrap().unwrap().whole(), whole, "{price}");
        }
        assert_eq!(amount("12.5").unwrap().unwrap().as_str(), "12.5");
        assert_eq!(amount("\"\"").unwrap(), None);
        for price in ["much", "1.2.3", ".", "-", "3000.", ".0", "3e3", "+3000", "3,000", " 3000", "３０００"]
        {
            assert!(amount(&format!("\"{price}\"")).is_err(), "{price}");
        }
        for price in ["[]", "{}"] {
            assert!(amount(price).is_err(), "{price}");
        }
    }

    #[test]
    fn a_field_of_another_type_does_not_cost_the_receipt() {
        for json in [
            r#"{"receipt_id":"r","payment_data":"text"}"#,
            r#"{"receipt_id":"r","payment_data":[]}"#,
            r#"{"receipt_id":"r","payment_data":{"unique":[]}}"#,
            r#"{"receipt_id":"r","payment_data":null,"status":"","requested_at":20191216}"#,
            r#"{"receipt_id":"r","name":"a","item_name":"b","status":"1"}"#,
        ] {
            parse::<Receipt>(json.as_bytes()).unwrap_or_else(|why| panic!("{json}: {why}"));
        }
        let of_a_person = br#"{"receipt_id":"r","payment_data":{"pm_a":"auth","unique":null}}"#;
        let receipt = parse::<Receipt>(of_a_person).unwrap();
        assert!(matches!(receipt.payment_data, Some(PaymentData::Identity(_))));
    }
}
