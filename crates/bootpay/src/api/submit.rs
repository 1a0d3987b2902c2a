//! `POST /submit`

use serde::{Deserialize, Serialize};

use crate::request::Prepare;

/// Approves a payment from the server, for projects that confirm there.
///
/// Verify the receipt first: its status must be 2 and its price yours. Never repeated once a byte may have left; after
/// a timeout read the receipt and look at its status. Source: v1 documentation, server approval page.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmitPayment {
    /// The receipt's id.
    pub receipt_id: String,
}

impl Prepare for SubmitPayment {}
