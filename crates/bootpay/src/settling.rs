//! How a call whose answer is lost is settled.

use crate::outcome::Outcome;
use crate::outgoing::Outgoing;

/// What a reading's answer says: the answer that was lost, or why it cannot be told.
type Interpret = dyn Fn(&str) -> Result<String, Outcome> + Send + Sync;

/// How a call whose answer is lost is settled: by a request that only reads.
#[doc(hidden)]
pub struct Settling {
    pub(crate) reading: Outgoing,
    interpret: Box<Interpret>,
}

impl Settling {
    /// `interpret` makes of the reading's answer the one that was lost, or says why it cannot.
    pub(crate) fn by(
        reading: Outgoing,
        interpret: impl Fn(&str) -> Result<String, Outcome> + Send + Sync + 'static,
    ) -> Self {
        Self { reading, interpret: Box::new(interpret) }
    }

    /// The answer that was lost, as far as the reading knows it.
    pub(crate) fn lost_answer(&self, read: &str) -> Result<String, Outcome> {
        (self.interpret)(read)
    }
}
