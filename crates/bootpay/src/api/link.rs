//! `POST /request/payment`: payment links

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::api::billing::check_tax_free;
use crate::api::buyer::{Buyer, Item};
use crate::client_method::client_method;
use crate::config::Config;
use crate::described::{Described, Kind};
use crate::error::Error;
use crate::personal::Personal;
use crate::prepare::Prepare;
use crate::request::request;
use crate::values::{FreeObject, Switch, Text, Whole, Won};

client_method! {
    "link.request" = Post "/request/payment", Token, Never, Quick -> String as request_payment;

    /// Makes a payment link. Its answer's `data` is the URL, a string.
    ///
    /// Each request makes another link, so it is not repeated by itself; to repeat it does no harm.
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
            /// How to pay, such as `card`, `phone`, `vbank`, `bank` or `easy`.
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
            /// Options of the payment window.
            extra: LinkExtra,
            /// Where the browser goes afterwards. Sent by some official clients, commented out in others.
            return_url: String,
        }
    }
}

request! {
    /// Options of the payment window behind a link. Others are sent as they are.
    pub struct LinkExtra(FreeObject) from "the official clients" {
        /// Whether it is an escrow payment.
        escrow: bool,
        /// Which instalment months to offer, from 50,000 won on: a list, or text such as `0,2,3`.
        quota: Instalments,
        /// Whether to show the cash receipt.
        disp_cash_result: YesOrNo,
        /// How long the service runs that is paid for, as text.
        offer_period: String,
        /// The window's colours: `red`, `purple` or `custom`.
        theme: String,
        /// The background colour of the theme `custom`.
        custom_background: String,
        /// The font colour of the theme `custom`.
        custom_font_color: String,
        /// For how many months the billing key is valid that is issued.
        expire_month: Whole,
        /// The seller's name as shown.
        seller_name: String,
        /// Pay 100 won (payapp: 1,000) to test the card; it is cancelled by itself after ten minutes.
        subscribe_test_payment: Switch = "0",
        /// Give the gateway's own error back in `data` when it refuses.
        raw_data: Switch = "0",
    }
}

impl From<FreeObject> for LinkExtra {
    fn from(options: FreeObject) -> Self {
        Self(options)
    }
}

impl From<Map<String, Value>> for LinkExtra {
    fn from(options: Map<String, Value>) -> Self {
        Self(options.into())
    }
}

/// The official clients take it in both forms.
enum Instalments {}

impl Described for Instalments {
    const KIND: Kind = Kind::Either(&[Kind::List(&Kind::Whole), Kind::Text]);
}

/// The official clients document `Y` and `N` as well.
enum YesOrNo {}

impl Described for YesOrNo {
    const KIND: Kind = Kind::Either(&[Kind::Switch, Kind::Text]);
}

impl Prepare for RequestLink {
    fn answered_ids(&self) -> Vec<(&'static str, String)> {
        vec![("order_id", self.order_id.as_str().to_owned())]
    }

    fn prepared(self, _: &Config) -> Result<Self, Error> {
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
        f.write_str(crate::foreign::REDACTED)
    }
}

impl<'de> Deserialize<'de> for Params {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::from)
    }
}
