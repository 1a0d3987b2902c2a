//! `GET /wallet`, `POST /wallet/payment`

use crate::client_method::client_method;
use crate::config::Config;
use crate::error::Error;
use crate::json::parse;
use crate::lenient::Undocumented;
use crate::prepare::Prepare;
use crate::values::{FreeObject, Text, Won};

client_method! {
    "wallet.list" = Get "/wallet", Token, Safe, Quick -> Undocumented as get_user_wallets;

    /// Lists a member's wallets. The answer's `data` is a list.
    pub struct ListWallets from "the official Ruby client's newest source" {
        required {
            /// The merchant's id of the member.
            user_id: Text,
        }
        optional {
            /// Whether to look at test wallets. Not sent unless given.
            sandbox: bool,
        }
    }
}

impl Prepare for ListWallets {
    fn answered_ids(&self) -> Vec<(&'static str, String)> {
        vec![("user_id", self.user_id.as_str().to_owned())]
    }
}

client_method! {
    "wallet.pay" = Post "/wallet/payment", Token, Never, WaitsOnCard -> Undocumented as request_wallet_payment;

    /// Pays from a member's wallet. The call is not documented: `price` and `tax_free` are amounts like all others, and
    /// nothing else is checked. Never repeated once a byte may have left.
    pub struct PayFromWallet(FreeObject) from "the official Ruby client's newest source" {
        /// The merchant's id of the member.
        user_id: Text,
        /// What is sold.
        order_name: String,
        /// How much, in won.
        price: Won,
        /// The merchant's id of the order.
        order_id: Text,
        /// The tax-free part of `price`, in won.
        tax_free: Won,
        /// Whether it is a test.
        sandbox: bool,
        /// Where the webhook goes.
        webhook_url: String,
        /// How the webhook is written.
        content_type: String,
        /// What is sold, piece by piece.
        items: Vec<FreeObject>,
        /// Who buys.
        user: FreeObject,
        /// Options.
        extra: FreeObject,
        /// The merchant's own data.
        metadata: FreeObject,
    }
}

impl Prepare for PayFromWallet {
    fn prepared(mut self, _: &Config) -> Result<Self, Error> {
        for name in ["price", "tax_free"] {
            let Some(given) = self.0.get(name).filter(|given| !given.is_null()) else { continue };
            let amount: Result<Won, String> = parse(given.to_string().as_bytes());
            let amount = amount.map_err(|why| Error::invalid_request(format!("{name}: {why}")))?;
            self.0.set(name, amount.get().into());
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_amounts_of_a_payment_are_amounts_and_its_other_fields_go_out_as_they_are() {
        let config = crate::Client::builder().application_id("a").private_key("k").check().unwrap();
        let sent = |json: &str| {
            let request: PayFromWallet = serde_json::from_str(json).unwrap();
            request.prepared(&config).map(|request| serde_json::to_string(&request).unwrap())
        };
        assert_eq!(
            sent(r#"{"price":"3000","tax_free":10.0,"note":"3000.0"}"#).unwrap(),
            r#"{"note":"3000.0","price":3000,"tax_free":10}"#
        );
        assert_eq!(sent(r#"{"tax_free":null}"#).unwrap(), r#"{"tax_free":null}"#);
        for json in [r#"{"price":-1}"#, r#"{"price":"1e3"}"#, r#"{"price":10.5}"#, r#"{"price":[]}"#] {
            let message = sent(json).unwrap_err().to_string();
            assert!(message.starts_with("price: expected a "), "{json}: {message}");
        }
    }
}
