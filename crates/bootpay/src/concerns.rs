//! What a call is about.

/// What a call is about, as its request says: what it takes to settle one whose outcome is not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Concerns {
    /// The receipt.
    pub receipt_id: Option<String>,
    /// The id that a cancel carries: the server keeps one effect for it.
    pub cancel_id: Option<String>,
    /// How much, in won, a cancel asked for; `None` if it asked for all that is left.
    pub cancel_price: Option<u64>,
}

impl Concerns {
    /// A receipt and nothing else.
    pub(crate) fn receipt(receipt_id: &str) -> Self {
        Self { receipt_id: Some(receipt_id.to_owned()), ..Self::default() }
    }
}
