//! Billing keys, charges and reservations: `/request/card_rebill`, `/subscribe/billing…`

use crate::api::buyer::{Buyer, Item};
use crate::api::receipt::{Amount, ReceiptStatus};
use crate::client_method::client_method;
use crate::concerns::Concerns;
use crate::config::Config;
use crate::error::Error;
use crate::lenient::{self, FreeForm, Undocumented};
use crate::prepare::{Prepare, wrong};
use crate::request::request;
use crate::response::answer;
use crate::secret::AccountNumber;
use crate::values::{Sensitive, Switch, Text, UnixSeconds, Whole, Won, only_text};

/// The year 5138; a time in milliseconds of today is later.
const LATEST_UNIX_SECONDS: i64 = 100_000_000_000;

/// Instalments are offered from this price on, in won. Source: v1 documentation, billing page.
const LEAST_INSTALMENT_PRICE: u64 = 50_000;

client_method! {
    "billing_key.request" = Post "/request/card_rebill", Token, Never, WaitsOnCard -> BillingKey as get_subscribe_billing_key;

    /// Issues a billing key for a card by its number.
    ///
    /// Not repeated by itself: each success makes another key.
    pub struct RequestBillingKey from "v1 documentation, billing key page" {
        required {
            /// The gateway: `nicepay`, `payapp` or `welcome`.
            pg: String,
            /// The merchant's id of this registration.
            order_id: Text,
            /// What is shown as the item.
            item_name: String,
            /// The card number, digits only.
            card_no: Sensitive,
            /// The first two digits of the card's password.
            card_pw: Sensitive,
            /// The card's expiry year, two digits.
            expire_year: Sensitive,
            /// The card's expiry month, two digits.
            expire_month: Sensitive,
            /// The holder's birth date in six digits, or a business number; no dashes.
            identify_number: Sensitive,
        }
        optional {
            /// Who buys; payapp needs `phone` and `username`.
            user_info: Buyer,
            /// A test payment, and the gateway's own errors.
            extra: BillingExtra,
        }
    }
}

request! {
    /// Options of a billing call.
    pub struct BillingExtra {
        optional {
            /// Pay 100 won (payapp: 1,000) to test the card; it is cancelled by itself after ten minutes.
            subscribe_test_payment: Switch = "0",
            /// Give the gateway's own error back in `data` when it refuses.
            raw_data: Switch = "0",
        }
    }
}

impl Prepare for RequestBillingKey {
    fn answered_ids(&self) -> Vec<(&'static str, String)> {
        vec![("order_id", self.order_id.as_str().to_owned())]
    }
}

client_method! {
    "billing.pay" = Post "/subscribe/billing", Token, Never, WaitsOnCard -> CompletedPayment as subscribe_billing;

    /// Charges a billing key now.
    ///
    /// Never repeated once a byte may have left: the API has no idempotency key for it and no look-up by order id. If its
    /// answer is lost, look for the order in the admin page, or wait for its webhook.
    pub struct PayBilling from "v1 documentation, billing page" {
        required {
            /// The billing key.
            billing_key: Sensitive,
            /// What is sold.
            item_name: String,
            /// How much, in won.
            price: Won,
            /// The merchant's id, unique per charge.
            order_id: Text,
        }
        optional {
            /// The tax-free part of `price`, in won.
            tax_free: Won = "0",
            /// Instalment months: 0 for a single payment, or 2 to 12 from 50,000 won on.
            quota: Whole = "0",
            /// Interest-free; the gateway welcome only.
            interest: Switch = "0",
            /// What is sold, piece by piece.
            items: Vec<Item>,
            /// Who buys; payapp needs `phone` and `username`.
            user_info: Buyer,
            /// A test payment, and the gateway's own errors.
            extra: BillingExtra,
            /// Where the webhook goes. Not localhost.
            feedback_url: String,
            /// The webhook's form: `json` or `urlencoded`.
            feedback_content_type: String = "`urlencoded`",
        }
    }
}

impl Prepare for PayBilling {
    fn answered_ids(&self) -> Vec<(&'static str, String)> {
        vec![
            ("billing_key", self.billing_key.expose().to_owned()),
            ("order_id", self.order_id.as_str().to_owned()),
        ]
    }

    fn prepared(self, _: &Config) -> Result<Self, Error> {
        check_tax_free(self.price, self.tax_free)?;
        check_quota(self.quota, self.price)?;
        check_feedback(self.feedback_content_type.as_deref())?;
        Ok(self)
    }
}

client_method! {
    "billing.reserve" = Post "/subscribe/billing/reserve", Token, Never, Quick -> Reservation as subscribe_billing_reserve;

    /// Charges a billing key once, later.
    ///
    /// Never repeated once a byte may have left. At most five reservations wait per key. What came of it is told by webhook.
    pub struct ReserveBilling from "v1 documentation, reservation page" {
        required {
            /// The billing key.
            billing_key: Sensitive,
            /// What is sold.
            item_name: String,
            /// How much, in won.
            price: Won,
            /// The merchant's id, unique per charge.
            order_id: Text,
        }
        optional {
            /// When to charge, Unix seconds, in the future.
            execute_at: UnixSeconds = "ten seconds from this call",
            /// `oneshot`, the only kind there is.
            scheduler_type: String = "`oneshot`",
            /// The tax-free part of `price`, in won.
            tax_free: Won = "0",
            /// Instalment months: 0 for a single payment, or 2 to 12 from 50,000 won on.
            quota: Whole = "0",
            /// Interest-free; the gateway welcome only.
            interest: Switch = "0",
            /// What is sold, piece by piece.
            items: Vec<Item>,
            /// Who buys; payapp needs `phone` and `username`.
            user_info: Buyer,
            /// A test payment, and the gateway's own errors.
            extra: BillingExtra,
            /// Where the webhook goes. Not localhost.
            feedback_url: String,
            /// The webhook's form: `json` or `urlencoded`.
            feedback_content_type: String = "`urlencoded`",
        }
    }
}

impl Prepare for ReserveBilling {
    fn answered_ids(&self) -> Vec<(&'static str, String)> {
        vec![
            ("billing_key", self.billing_key.expose().to_owned()),
            ("order_id", self.order_id.as_str().to_owned()),
        ]
    }

    fn prepared(mut self, _: &Config) -> Result<Self, Error> {
        check_tax_free(self.price, self.tax_free)?;
        check_quota(self.quota, self.price)?;
        check_feedback(self.feedback_content_type.as_deref())?;
        let now = UnixSeconds::now().get();
        let execute_at = *self.execute_at.get_or_insert(UnixSeconds::new(now + 10));
        if execute_at.get() > LATEST_UNIX_SECONDS {
            return Err(wrong(
                "execute_at",
                "is too far away; is it in milliseconds? It must be in Unix seconds",
            ));
        }
        if execute_at.get() <= now {
            return Err(wrong("execute_at", "must be in the future, in Unix seconds"));
        }
        if self.scheduler_type.get_or_insert_with(|| "oneshot".to_owned()) != "oneshot" {
            return Err(wrong("scheduler_type", "must be \"oneshot\""));
        }
        Ok(self)
    }
}

pub(crate) fn check_tax_free(price: Won, tax_free: Option<Won>) -> Result<(), Error> {
    match tax_free {
        Some(tax_free) if tax_free > price => Err(wrong("tax_free", "must not be more than price")),
        _ => Ok(()),
    }
}

fn check_quota(quota: Option<Whole>, price: Won) -> Result<(), Error> {
    match quota.map(Whole::get) {
        None | Some(0) => Ok(()),
        Some(2..=12) if price.get() >= LEAST_INSTALMENT_PRICE => Ok(()),
        Some(2..=12) => Err(wrong("quota", "must be 0 below 50,000 won: no instalments there")),
        Some(_) => Err(wrong("quota", "must be 0 (a single payment) or 2 to 12 months")),
    }
}

fn check_feedback(content_type: Option<&str>) -> Result<(), Error> {
    match content_type {
        None | Some("json" | "urlencoded") => Ok(()),
        Some(_) => Err(wrong("feedback_content_type", "must be \"json\" or \"urlencoded\"")),
    }
}

client_method! {
    "reservation.cancel" = Delete "/subscribe/billing/reserve/{reserve_id}", Token, Idempotent, Quick -> Undocumented as subscribe_billing_reserve_cancel;

    /// Cancels a reservation that has not been carried out.
    ///
    /// The status is 404 if there is no such reservation. The answer has no `data`.
    pub struct CancelReservation from "v1 documentation, reservation page" {
        required {
            /// The reservation's id.
            reserve_id: String,
        }
    }
}

impl Prepare for CancelReservation {
    fn answered_ids(&self) -> Vec<(&'static str, String)> {
        vec![("reserve_id", self.reserve_id.clone())]
    }
}

client_method! {
    "billing_key.delete" = Delete "/subscribe/billing/{billing_key}", Token, Idempotent, Quick -> Undocumented as destroy_subscribe_billing_key;

    /// Deletes a billing key.
    ///
    /// The status is 404 if there is no such key; after a repetition that means that it is deleted. The answer has no `data`.
    pub struct DeleteBillingKey from "v1 documentation, billing key page" {
        required {
            /// The billing key.
            #[serde(deserialize_with = "only_text")]
            billing_key: Sensitive,
        }
    }
}

impl Prepare for DeleteBillingKey {
    fn answered_ids(&self) -> Vec<(&'static str, String)> {
        vec![("billing_key", self.billing_key.expose().to_owned())]
    }

    fn prepared(self, _: &Config) -> Result<Self, Error> {
        not_the_reserve_route("billing_key", self.billing_key.expose())?;
        Ok(self)
    }
}

client_method! {
    "billing_key.lookup" = Get "/subscribe/billing/{receipt_id}", Token, Safe, Quick -> BillingKey as lookup_billing_key;

    /// Looks a billing key up by the receipt of its registration in the browser.
    ///
    /// The status is 404 if the receipt is of something else.
    pub struct LookupBillingKey from "the official Python and Ruby clients" {
        required {
            /// The receipt's id.
            receipt_id: String,
        }
    }
}

impl Prepare for LookupBillingKey {
    fn concerns(&self) -> Concerns {
        Concerns::receipt(&self.receipt_id)
    }

    fn prepared(self, _: &Config) -> Result<Self, Error> {
        not_the_reserve_route("receipt_id", &self.receipt_id)?;
        Ok(self)
    }
}

/// `/subscribe/billing/reserve` is another route.
fn not_the_reserve_route(field: &str, id: &str) -> Result<(), Error> {
    if id == "reserve" { Err(wrong(field, "must not be \"reserve\"")) } else { Ok(()) }
}

answer! {
    /// A billing key that was issued.
    pub struct BillingKey {
        required {
            /// The key. Whoever has it and the merchant's keys can charge the card: not for logs.
            billing_key: Sensitive,
        }
        always {
            /// The gateway's code.
            pg: String,
            /// The gateway's name in Korean.
            pg_name: String,
            /// `card_rebill_rest`, or `card_rebill` for a registration in the browser.
            method: String,
            /// The method's name in Korean.
            method_name: String,
            /// The card.
            data: BilledCard,
            /// When the key ends, `YYYY-MM-DD HH:mm:ss` in Korea time.
            expires_at "e_at": String,
            /// When it was issued, `YYYY-MM-DD HH:mm:ss` in Korea time.
            created_at "c_at": String,
        }
    }
}

answer! {
    /// The card behind a billing key.
    pub struct BilledCard {
        always {
            /// The card company's code at the gateway.
            card_code: String,
            /// The card company's name.
            card_name: String,
            /// The card number, its middle masked by the gateway.
            card_no: AccountNumber,
        }
        sometimes {
            /// `1` for a debit card, `0` for a credit card; nicepay only.
            card_cl: String,
        }
    }
}

lenient::read_by_itself!(BilledCard);

answer! {
    /// A charge, or a payment that was approved: what the browser's `done` callback gets too.
    pub struct CompletedPayment {
        required {
            /// The receipt.
            #[serde(deserialize_with = "lenient::text")]
            receipt_id: String,
        }
        always {
            /// The merchant's id.
            order_id: String,
            /// What was sold.
            item_name: String,
            /// How much.
            price: Amount,
            /// The gateway's code.
            pg: String,
            /// The method's code.
            method: String,
            /// When it was requested, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset.
            requested_at: String,
            /// When it was paid, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset.
            purchased_at: String,
            /// Where the payment stands. 1 is paid, and no other number is.
            status: ReceiptStatus,
            /// The payment's kind in Korean.
            payment_name: String,
            /// The gateway's name in Korean.
            pg_name: String,
            /// The method's name in Korean.
            method_name: String,
        }
        or_null {
            /// The card company's code at the gateway. What is said of a card is null if it was paid otherwise.
            card_code: String,
            /// The card company's name.
            card_name: String,
            /// The card number, its middle masked by the gateway.
            card_no: AccountNumber,
            /// Instalment months as text: `00` is a single payment.
            card_quota: String,
            /// The payment's page, if it has one.
            url: String,
        }
        sometimes {
            /// The tax-free part.
            tax_free: Amount,
            /// What the merchant sent along.
            params: FreeForm,
        }
    }
}

answer! {
    /// A charge that waits for its time.
    pub struct Reservation {
        required {
            /// The reservation's id.
            #[serde(deserialize_with = "lenient::text")]
            reserve_id: String,
        }
        always {
            /// The billing key that will be charged.
            billing_key: Sensitive,
            /// What is sold.
            item_name: String,
            /// How much. The documentation's sample says `3000.0`.
            price: Amount,
            /// How often it was charged.
            purchase_count: i64,
            /// How often it will be charged: 1.
            purchase_limit: i64,
            /// When, Unix seconds.
            execute_at: i64,
            /// 0 waiting, 1 all paid, 2 failed, -1 not reserved, 3 cancelled by the user.
            status: i64,
        }
    }
}
