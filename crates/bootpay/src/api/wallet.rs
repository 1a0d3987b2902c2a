//! `GET /wallet`, `POST /wallet/payment`

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::error::Error;
use crate::request::{FreeObject, Personal, Prepare, Text, not_empty, request};

request! {
    /// Lists a member's wallets. Source: the official Ruby client's newest source.
    pub struct ListWallets {
        required {
            /// The merchant's id of the member.
            user_id: Text,
        }
        optional {
            /// Whether to look at test wallets.
            sandbox: bool,
        }
    }
}

impl Prepare for ListWallets {
    fn answered_ids(&self) -> Vec<(&'static str, String)> {
        vec![("user_id", self.user_id.as_str().to_owned())]
    }

    fn prepared(self, _: &Config) -> Result<Self, Error> {
        not_empty("user_id", self.user_id.as_str())?;
        Ok(self)
    }
}

/// Pays from a member's wallet; its fields are not documented. Source: the official Ruby client's newest source.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PayFromWallet(pub FreeObject);

impl Personal for PayFromWallet {
    fn personal_texts(&self, texts: &mut Vec<String>) {
        self.0.personal_texts(texts);
    }
}

impl Prepare for PayFromWallet {}
