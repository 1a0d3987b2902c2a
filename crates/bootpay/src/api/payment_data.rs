//! What the payment gateway reported: `payment_data` of a receipt and of a certificate.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::api::gender::Gender;
use crate::described::{Described, Kind};
use crate::lenient::{self, FreeForm};
use crate::response::answer;
use crate::secret::{AccountNumber, BirthDate, Ci, Di, PersonName, PhoneNumber};

/// What the payment gateway reported, by method. Source: v1 documentation, response data.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum PaymentData {
    /// An identity verification.
    Identity(Box<IdentityPaymentData>),
    /// A payment.
    Payment(Box<PaymentDetails>),
    /// Something else, as it came: one official client takes this field for a text.
    Other(FreeForm),
}

impl Described for PaymentData {
    const KIND: Kind = Kind::Either(&[IdentityPaymentData::KIND, PaymentDetails::KIND, Kind::Free]);
}

lenient::read_by_itself!(PaymentData);

impl<'de> Deserialize<'de> for PaymentData {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let of_a_person =
            value["pm_a"] == "auth" || value.get("unique").is_some() || value.get("di").is_some();
        let known = if !value.is_object() {
            None
        } else if of_a_person {
            IdentityPaymentData::deserialize(&value).ok().map(|data| Self::Identity(Box::new(data)))
        } else {
            PaymentDetails::deserialize(&value).ok().map(|data| Self::Payment(Box::new(data)))
        };
        Ok(known.unwrap_or_else(|| Self::Other(FreeForm::new(value))))
    }
}

answer! {
    /// The gateway's report on a payment.
    pub struct PaymentDetails {
        sometimes {
            /// The card company's name.
            card_name: String,
            /// The card number, its middle masked with `*` or zeros by the gateway.
            card_no: AccountNumber,
            /// Instalment months as text: `00` is a single payment.
            card_quota: String,
            /// The card company's code at the gateway.
            card_code: String,
            /// The card company's approval number.
            card_auth_no: String,
            /// The bank's name, for transfers and virtual accounts.
            bankname: String,
            /// The virtual account's number.
            account: AccountNumber,
            /// Until when the virtual account waits for a deposit.
            expiredate: String,
            /// The gateway's transaction id.
            tid: String,
        }
    }
}

answer! {
    /// The agency's report on an identity verification. Source: the official Go and Java clients.
    pub struct IdentityPaymentData {
        sometimes {
            /// CI.
            unique: Ci,
            /// The real name.
            username: PersonName,
            /// The verified phone number.
            phone: PhoneNumber,
            /// The birth date.
            birth: BirthDate,
            /// The gender.
            gender: Gender,
            /// DI.
            di: Di,
            /// The agency's transaction id, for disputes.
            tid: String,
            /// When it was verified, `YYYY-MM-DD HH:mm:ss` in Korea time.
            paid_at "p_at": String,
        }
    }
}
