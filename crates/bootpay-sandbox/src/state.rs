//! All that the server remembers, in memory, behind one lock.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::clock::Clock;
use crate::fault::Faults;
use crate::identity::Identity;
use crate::journal::Journal;
use crate::keys::Projects;
use crate::receipt::{Receipt, Record};
use crate::seed::Sequence;
use crate::token::Tokens;

/// What POST /sandbox/reset puts back, but for the number of resets.
pub(crate) struct State {
    pub(crate) seed: u64,
    pub(crate) projects: Projects,
    pub(crate) clock: Clock,
    pub(crate) tokens: Tokens,
    resets: u64,
    pub(crate) faults: Faults,
    pub(crate) journal: Journal,
    records: BTreeMap<String, Record>,
    ids: Sequence,
}

impl State {
    pub(crate) fn at_start(seed: u64) -> Self {
        let mut state = Self {
            seed,
            projects: Projects::from_seed(seed),
            clock: Clock::default(),
            tokens: Tokens::new(seed, 0),
            resets: 0,
            faults: Faults::default(),
            journal: Journal::default(),
            records: BTreeMap::new(),
            ids: Sequence::new(seed, "receipt ids"),
        };
        for identity in Identity::known_from_the_start(seed) {
            state.keep_identity(identity);
        }
        for payment in Receipt::known_from_the_start() {
            state.keep_payment(payment);
        }
        state
    }

    /// Everything as it was at start, except that tokens from before stay refused.
    pub(crate) fn reset(&mut self) {
        let resets = self.resets + 1;
        *self = Self::at_start(self.seed);
        self.resets = resets;
        self.tokens = Tokens::new(self.seed, resets);
    }

    pub(crate) fn record(&self, receipt_id: &str) -> Option<&Record> {
        self.records.get(receipt_id)
    }

    /// Keeps an identity, in place of whatever had its id.
    pub(crate) fn keep_identity(&mut self, identity: Identity) {
        self.records.insert(identity.receipt_id().to_owned(), Record::Identity(Box::new(identity)));
    }

    /// Keeps a payment, in place of whatever had its id.
    pub(crate) fn keep_payment(&mut self, payment: Receipt) {
        self.records.insert(payment.receipt_id().to_owned(), Record::Payment(Box::new(payment)));
    }

    /// A receipt id that nothing has yet.
    pub(crate) fn fresh_id(&mut self) -> String {
        loop {
            let id = self.ids.hex(24);
            if !self.records.contains_key(&id) {
                return id;
            }
        }
    }
}

/// The state as the connections share it.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Mutex<State>>);

impl Shared {
    pub(crate) fn new(state: State) -> Self {
        Self(Arc::new(Mutex::new(state)))
    }

    /// A handler that panicked has not made the memory of the others wrong enough to stop a test server.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
