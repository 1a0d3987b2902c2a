//! `POST /webhook`

use crate::client_method::client_method;
use crate::concerns::Concerns;
use crate::lenient::Undocumented;
use crate::prepare::Prepare;

client_method! {
    "webhook.create" = Post "/webhook", Token, Never, Quick -> Undocumented as create_webhook;

    /// Makes the server send a receipt's webhook to a URL.
    pub struct CreateWebhook from "the official Ruby client" {
        required {
            /// The receipt's id.
            receipt_id: String,
            /// Where to send it. Not localhost.
            webhook_url: String,
        }
    }
}

impl Prepare for CreateWebhook {
    fn concerns(&self) -> Concerns {
        Concerns::receipt(&self.receipt_id)
    }
}
