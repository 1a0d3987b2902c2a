//! `POST /webhook`

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::error::Error;
use crate::request::{Prepare, not_empty};

/// Makes the server send a receipt's webhook to a URL. Source: the official Ruby client.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateWebhook {
    /// The receipt's id.
    pub receipt_id: String,
    /// Where to send it.
    pub webhook_url: String,
}

impl Prepare for CreateWebhook {
    fn prepared(self, _: &Config) -> Result<Self, Error> {
        not_empty("webhook_url", &self.webhook_url)?;
        Ok(self)
    }
}
