//! May a call have taken effect?

use serde::{Deserialize, Serialize};

/// Whether the call may have taken effect at the server although it failed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Nothing happened: the call never left, or the server refused it, or it only reads.
    None,
    /// The request left and its outcome is not known. Read the receipt before you try again.
    Unknown,
}
