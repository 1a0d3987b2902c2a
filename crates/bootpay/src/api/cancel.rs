//! `POST /cancel`

use crate::api::receipt::Amount;
use crate::config::Config;
use crate::error::Error;
use crate::foreign::plain;
use crate::lenient;
use crate::operation::Concerns;
use crate::request::{Prepare, Sensitive, Won, not_empty, request, wrong};
use crate::response::answer;

request! {
    "payment.cancel" = Post "/cancel", Token, Idempotent, WaitsOnCard -> CancelledPayment as cancel;

    /// Cancels a payment, whole or in part.
    ///
    /// Every request carries a `cancel_id`: the server keeps one effect for one id, so a repetition after a lost answer
    /// cannot cancel twice. Without one of your own, a fresh one is made for this call and kept over its repetitions; it is
    /// given back in the answer's meta and in the error.
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
            /// What this request cancelled.
            request_cancel_price: Amount,
            /// What is left.
            remain_price: Amount,
            /// The tax-free part of what is left.
            remain_tax_free: Amount,
            /// What was cancelled so far.
            cancelled_price: Amount,
            /// The tax-free part of what was cancelled.
            cancelled_tax_free: Amount,
            /// When, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset.
            revoked_at: String,
            /// The gateway's transaction id.
            tid: String,
        }
    }
}
