//! `POST /submit`

use crate::api::billing::CompletedPayment;
use crate::client_method::client_method;
use crate::concerns::Concerns;
use crate::prepare::Prepare;

client_method! {
    "payment.submit" = Post "/submit", Token, Never, WaitsOnCard -> CompletedPayment as submit;

    /// Approves a payment from the server, for projects that confirm there.
    ///
    /// Verify the receipt first: its status must be 2 and its price yours. Never repeated once a byte may have left; after
    /// a timeout read the receipt and look at its status.
    pub struct SubmitPayment from "v1 documentation, server approval page" {
        required {
            /// The receipt's id.
            receipt_id: String,
        }
    }
}

impl Prepare for SubmitPayment {
    fn concerns(&self) -> Concerns {
        Concerns::receipt(&self.receipt_id)
    }
}
