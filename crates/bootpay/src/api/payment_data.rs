//! What the payment gateway reported: `payment_data` of a receipt and of a certificate.

use serde::de::{Error, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

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
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Signs {
            pm_a: Value,
            #[serde(deserialize_with = "is_there")]
            unique: bool,
            #[serde(deserialize_with = "is_there")]
            di: bool,
        }
        let json = Box::<RawValue>::deserialize(deserializer)?;
        let json = json.get();
        let signs = if json.starts_with('{') { serde_json::from_str(json).ok() } else { None };
        let known = match signs {
            None => None,
            Some(Signs { pm_a, unique, di }) if pm_a == "auth" || unique || di => {
                serde_json::from_str(json).ok().map(|data| Self::Identity(Box::new(data)))
            }
            Some(_) => serde_json::from_str(json).ok().map(|data| Self::Payment(Box::new(data))),
        };
        match known {
            Some(known) => Ok(known),
            None => serde_json::from_str(json).map(Self::Other).map_err(Error::custom),
        }
    }
}

/// Whatever it is, `null` too.
fn is_there<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
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
