//! What changed last: whoever wants to know what is newer than what it has finds that without a look at the rest.

use std::collections::BTreeMap;

/// Things by the number of their last change; 0 is that of a thing that is new.
#[derive(Debug)]
pub(crate) struct Changes<Id>(BTreeMap<u64, Id>);

impl<Id> Default for Changes<Id> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<Id> Changes<Id> {
    /// A thing whose last change was `before` has changed once more.
    pub(crate) fn note(&mut self, before: u64, now: u64, id: Id) {
        self.0.remove(&before);
        self.0.insert(now, id);
    }

    /// The thing whose last change this was is gone.
    pub(crate) fn forget(&mut self, number: u64) {
        self.0.remove(&number);
    }

    /// Forgets the oldest of more than this many.
    pub(crate) fn forget_beyond(&mut self, limit: usize) {
        while self.0.len() > limit {
            self.0.pop_first();
        }
    }

    /// Oldest first.
    pub(crate) fn after(&self, number: u64) -> impl Iterator<Item = (u64, &Id)> {
        self.0.range(number.saturating_add(1)..).map(|(number, id)| (*number, id))
    }
}
