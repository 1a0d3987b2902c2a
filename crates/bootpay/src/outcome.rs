//! What a lost call came to.

use serde::{Serialize, Serializer};

/// What a lost call came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// It took effect: the receipt shows what it asked for.
    Done,
    /// It did not take effect up to now. A request that is still on its way may yet: settle again after the deadline
    /// of the lost call, or repeat a cancel with the same `cancel_id`, which cannot cancel twice.
    NotDone,
    /// The payment gateway is still at it. Settle again later.
    Pending,
    /// The receipt does not tell, or the answer has no readable receipt. With `cancelled_before` it may.
    Unclear,
}

impl Outcome {
    /// `done`, `not_done`, `pending` or `unclear`, as the bindings spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::NotDone => "not_done",
            Outcome::Pending => "pending",
            Outcome::Unclear => "unclear",
        }
    }
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
