//! `POST /request/payment`: payment links

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::billing::check_tax_free;
use crate::api::buyer::{Buyer, Item};
use crate::config::Config;
use crate::described::{Described, Kind};
use crate::error::Error;
use crate::request::{FreeObject, Personal, Prepare, Text, Won, not_empty, request};

request! {
    "link.request" = Post "/request/payment", Token, Never, Quick -> String as request_payment;

    /// Makes a payment link. Its answer's `data` is the URL, a string.
    ///
    /// Each request makes another link, so it is not repeated by itself.
    pub struct RequestLink from "the official clients" {
        required {
            /// The merchant's id.
            order_id: Text,
            /// What is sold.
            name: String,
            /// How much, in won.
            price: Won,
        }
        optional {
            /// The gateway.
            pg: String = "the buyer chooses",
            /// The method.
            method: String,
            /// The methods to offer.
            methods: Vec<String>,
            /// The tax-free part of `price`, in won.
            tax_free: Won = "0",
            /// Given back in the receipt: text, or JSON which becomes text.
            params: Params,
            /// Who buys.
            user_info: Buyer,
            /// What is sold, piece by piece.
            items: Vec<Item>,
            /// `escrow`, `quota`, `disp_cash_result`, `offer_period`, `theme`, `custom_background`,
            /// `custom_font_color`, `expire_month`, `seller_name`, `subscribe_test_payment`, `raw_data`.
            extra: FreeObject,
            /// Where the browser goes afterwards. Sent by some official clients, commented out in others.
            return_url: String,
        }
    }
}

impl Prepare for RequestLink {
    fn answered_ids(&self) -> Vec<(&'static str, String)> {
        vec![("order_id", self.order_id.as_str().to_owned())]
    }

    fn prepared(self, _: &Config) -> Result<Self, Error> {
        not_empty("order_id", self.order_id.as_str())?;
        not_empty("name", &self.name)?;
        check_tax_free(self.price, self.tax_free)?;
        Ok(self)
    }
}

/// What comes back in the receipt. The official clients' comments say that it is text and may hold JSON.
#[derive(Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Params(String);

impl From<&str> for Params {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<Value> for Params {
    fn from(value: Value) -> Self {
        match value {
            Value::String(text) => Self(text),
            other => Self(other.to_string()),
        }
    }
}

/// What the text says may be JSON: each value in it counts.
impl Personal for Params {
    fn personal_texts(&self, texts: &mut Vec<String>) {
        let value = serde_json::from_str(&self.0).unwrap_or_else(|_| Value::String(self.0.clone()));
        value.personal_texts(texts);
    }
}

impl Described for Params {
    const KIND: Kind = Kind::Free;
}

impl std::fmt::Debug for Params {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(crate::secret::REDACTED)
    }
}

impl<'de> Deserialize<'de> for Params {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::from)
    }
}
