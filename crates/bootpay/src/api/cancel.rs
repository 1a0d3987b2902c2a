//! `POST /cancel`

use serde_json::{Map, Value, json};

use crate::api::receipt::Amount;
use crate::api::settle::SettleReceipt;
use crate::client_method::client_method;
use crate::concerns::Concerns;
use crate::config::Config;
use crate::envelope::parse_data;
use crate::error::Error;
use crate::foreign::plain;
use crate::lenient;
use crate::outcome::Outcome;
use crate::outgoing::Outgoing;
use crate::prepare::{Prepare, not_empty, wrong};
use crate::request::request;
use crate::response::answer;
use crate::settling::Settling;
use crate::values::{Sensitive, Won};

client_method! {
    "payment.cancel" = Post "/cancel", Token, Idempotent, WaitsOnCard -> CancelledPayment as cancel;

    /// Cancels a payment, whole or in part.
    ///
    /// Every request carries a `cancel_id`: the server keeps one effect for one id, so a repetition after a lost answer
    /// cannot cancel twice. Without one of your own, a fresh one is made for this call and kept over its repetitions; it is
    /// given back in the answer's meta and in the error.
    ///
    /// If the answer is lost all the same, the receipt is read within the deadline, as `settle` does. If it shows
    /// the cancel, the call succeeds: its data comes from the receipt, and the outcome in its meta is `done`. A receipt does not
    /// say which request cancelled, so let nobody else cancel the same payment meanwhile. Otherwise the error keeps the effect
    /// `unknown`, also if the receipt does not show the cancel, since a request that is on its way may still arrive.
    pub struct CancelPayment from "v1 documentation, cancel page" {
        required {
            /// The receipt to cancel.
            receipt_id: String,
        }
        optional {
            /// How much to cancel, in won. The documentation asks for more than 1,000 won in a partial cancel, and names
            /// inicis, kcp, danal, payletter, nicepay, kakao and payco as able to do it.
            price: Won = "all that is left",
            /// The tax-free part of `price`, in won; not more than `price`, and only beside it.
            tax_free: Won,
            /// The merchant's id of this cancel.
            cancel_id: String = "a fresh one for this call",
            /// Who cancels, as shown in the admin page.
            name: Sensitive,
            /// Why.
            reason: Sensitive,
            /// Where to send the money back: for virtual accounts, with a contract for it.
            refund: Refund,
        }
        not_sent {
            /// What was cancelled of this payment before, in won, by your own books. A receipt does not say which request
            /// cancelled, so a cancel of a part whose answer is lost is settled only with this. Two parts of one payment that are
            /// cancelled at the same time cannot be told apart: cancel one after the other.
            cancelled_before: Won = "not known",
        }
    }
}

request! {
    /// The account that gets the money of a cancelled virtual-account payment.
    pub struct Refund {
        required {
            /// The account number.
            account: Sensitive,
            /// The account holder's name.
            accountholder: Sensitive,
            /// The bank's three digits, such as `004`.
            bankcode: String,
        }
    }
}

impl Prepare for CancelPayment {
    fn concerns(&self) -> Concerns {
        Concerns {
            cancel_id: self.cancel_id.clone(),
            cancel_price: self.price.map(Won::get),
            ..Concerns::receipt(&self.receipt_id)
        }
    }

    fn prepared(mut self, _: &Config) -> Result<Self, Error> {
        match (self.price, self.tax_free) {
            (Some(price), _) if price.get() == 0 => {
                return Err(wrong("price", "must be more than 0; leave it out to cancel all that is left"));
            }
            (Some(price), Some(tax_free)) if tax_free > price => {
                return Err(wrong("tax_free", "must not be more than price"));
            }
            (None, Some(tax_free)) if tax_free.get() > 0 => {
                return Err(wrong("price", "is missing: a tax_free part belongs to a partial cancel"));
            }
            _ => {}
        }
        if let Some(refund) = &self.refund {
            not_empty("refund.account", refund.account.expose())?;
            not_empty("refund.accountholder", refund.accountholder.expose())?;
            if refund.bankcode.len() != 3 || !refund.bankcode.bytes().all(|b| b.is_ascii_digit()) {
                return Err(wrong("refund.bankcode", "must be three digits, such as \"004\""));
            }
        }
        match &self.cancel_id {
            // errors repeat it
            Some(id) if plain(id) != *id || id.chars().count() > 255 => {
                return Err(wrong(
                    "cancel_id",
                    "must be one line of at most 255 characters, none of them invisible",
                ));
            }
            Some(id) => not_empty("cancel_id", id)?,
            None => self.cancel_id = Some(uuid::Uuid::new_v4().to_string()),
        }
        Ok(self)
    }

    fn settling(&self) -> Result<Option<Settling>, Error> {
        let (receipt_id, price) = (self.receipt_id.clone(), self.price);
        let asked = SettleReceipt {
            cancel_price: price,
            cancelled_before: self.cancelled_before,
            ..SettleReceipt::new(receipt_id.as_str())
        };
        let reading = Outgoing::of(&asked)?;
        Ok(Some(Settling::by(reading, move |read| match asked.outcome(read) {
            Some(Outcome::Done) => Ok(answer_by_receipt(&receipt_id, price, read)),
            outcome => Err(outcome.unwrap_or(Outcome::Unclear)),
        })))
    }
}

/// The answer of a cancel that its receipt shows. A receipt does not know the gateway's transaction of a cancel, nor how much
/// was left when all of it was cancelled.
fn answer_by_receipt(receipt_id: &str, price: Option<Won>, read: &str) -> String {
    let receipt: Map<String, Value> = parse_data(read).unwrap_or_default();
    let field = |name| receipt.get(name).unwrap_or(&Value::Null);
    let data = json!({
        "receipt_id": receipt_id,
        "request_cancel_price": price,
        "remain_price": field("remain_price"),
        "remain_tax_free": field("remain_tax_free"),
        "cancelled_price": field("cancelled_price"),
        "cancelled_tax_free": field("cancelled_tax_free"),
        "revoked_at": field("revoked_at"),
        "tid": null,
    });
    json!({"status": 200, "code": 0, "message": "", "data": data}).to_string()
}

answer! {
    /// A cancel that was carried out.
    pub struct CancelledPayment {
        required {
            /// The receipt.
            #[serde(deserialize_with = "lenient::text")]
            receipt_id: String,
        }
        always {
            /// What is left.
            remain_price: Amount,
            /// The tax-free part of what is left.
            remain_tax_free: Amount,
            /// What was cancelled so far.
            cancelled_price: Amount,
            /// The tax-free part of what was cancelled.
            cancelled_tax_free: Amount,
        }
        or_null {
            /// What this request cancelled. Null if its answer was lost and it asked for all that was left.
            request_cancel_price: Amount,
            /// When, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset. Null if its answer was lost and the receipt does not
            /// say.
            revoked_at: String,
            /// The gateway's transaction id. Null if its answer was lost.
            tid: String,
        }
    }
}
