//! All that the server remembers, in memory, behind one lock.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::billing::BillingKey;
use crate::browser::{Codes, Window};
use crate::cancel::finish_cancel;
use crate::clock::Clock;
use crate::delivery::Webhooks;
use crate::fault::Faults;
use crate::fields::is_id;
use crate::identity::Identity;
use crate::journal::{Entry, Journal};
use crate::keys::Projects;
use crate::payment::{Payment, finish_approval};
use crate::receipt::Record;
use crate::refusal::Refusal;
use crate::reservation::{self, Reservation};
use crate::seed::Sequence;
use crate::settings::Settings;
use crate::signals::Signals;
use crate::token::Tokens;
use crate::webhook::{self, ContentType, Reason};

/// What POST /sandbox/reset puts back, but for the number of resets.
pub(crate) struct State {
    pub(crate) seed: u64,
    /// Where this server listens, for the links that it hands out.
    pub(crate) url: String,
    /// Whether it listens for TLS too.
    pub(crate) has_tls: bool,
    pub(crate) projects: Projects,
    pub(crate) clock: Clock,
    pub(crate) tokens: Tokens,
    pub(crate) resets: u64,
    pub(crate) signals: Signals,
    pub(crate) faults: Faults,
    pub(crate) journal: Journal,
    pub(crate) settings: Settings,
    pub(crate) webhooks: Webhooks,
    pub(crate) billing_keys: BTreeMap<String, BillingKey>,
    pub(crate) reservations: BTreeMap<String, Reservation>,
    /// The receipt of each payment link.
    pub(crate) links: BTreeMap<String, String>,
    /// The windows of the browser script and of the links, by receipt id.
    pub(crate) windows: BTreeMap<String, Window>,
    pub(crate) codes: Codes,
    /// The wallet of each user.
    pub(crate) wallets: BTreeMap<String, String>,
    records: BTreeMap<String, Kept>,
    agenda: BTreeMap<(i64, u64), Event>,
    last_event: u64,
    ids: Sequence,
    other_ids: OtherIds,
}

/// A record, and the number of its last change.
pub(crate) struct Kept {
    pub(crate) changed: u64,
    pub(crate) record: Record,
}

/// One sequence for each kind of id, so that a test that adds a call of one kind keeps its other ids.
struct OtherIds {
    billing_keys: Sequence,
    reservations: Sequence,
    links: Sequence,
    user_tokens: Sequence,
    transactions: Sequence,
}

/// Something that happens when the clock gets there.
#[derive(Debug, Clone)]
pub(crate) enum Event {
    ReservationFires(String),
    ApprovalEnds(String),
    CancelEnds(String),
}

impl State {
    pub(crate) fn at_start(seed: u64, url: &str, has_tls: bool) -> Self {
        Self::fresh(seed, url, has_tls, Signals::default())
    }

    fn fresh(seed: u64, url: &str, has_tls: bool, signals: Signals) -> Self {
        let mut state = Self {
            seed,
            url: url.to_owned(),
            has_tls,
            projects: Projects::from_seed(seed),
            clock: Clock::default(),
            tokens: Tokens::new(seed, 0),
            resets: 0,
            signals: signals.clone(),
            faults: Faults::default(),
            journal: Journal::default(),
            settings: Settings::default(),
            webhooks: Webhooks::new(signals, url),
            billing_keys: BTreeMap::new(),
            reservations: BTreeMap::new(),
            links: BTreeMap::new(),
            windows: BTreeMap::new(),
            codes: Codes::new(seed),
            // one member has used easy pay before
            wallets: BTreeMap::from([("sandbox-member".to_owned(), "5e81bc176f9c290363a65f87".to_owned())]),
            records: BTreeMap::new(),
            agenda: BTreeMap::new(),
            last_event: 0,
            ids: Sequence::new(seed, "receipt ids"),
            other_ids: OtherIds {
                billing_keys: Sequence::new(seed, "billing keys"),
                reservations: Sequence::new(seed, "reserve ids"),
                links: Sequence::new(seed, "link ids"),
                user_tokens: Sequence::new(seed, "user tokens"),
                transactions: Sequence::new(seed, "transactions"),
            },
        };
        for identity in Identity::known_from_the_start(seed) {
            state.keep_identity(identity);
        }
        for payment in Payment::known_from_the_start() {
            state.keep_payment(payment);
        }
        for key in BillingKey::known_from_the_start() {
            state.keep_billing_key(key);
        }
        state
    }

    /// Everything as it was at start, except that tokens from before stay refused.
    pub(crate) fn reset(&mut self) {
        let resets = self.resets + 1;
        *self = Self::fresh(self.seed, &self.url, self.has_tls, self.signals.clone());
        self.resets = resets;
        self.tokens = Tokens::new(self.seed, resets);
        self.signals.agenda_changed();
        self.signals.changed();
    }

    pub(crate) fn record(&self, receipt_id: &str) -> Option<&Record> {
        self.records.get(receipt_id).map(|kept| &kept.record)
    }

    /// All records, in the order of their ids.
    pub(crate) fn records(&self) -> impl Iterator<Item = &Kept> {
        self.records.values()
    }

    /// All payments, in the order of their ids.
    pub(crate) fn payments(&self) -> impl Iterator<Item = &Payment> {
        self.records.values().filter_map(|kept| match &kept.record {
            Record::Payment(payment) => Some(&**payment),
            Record::Identity(_) => None,
        })
    }

    /// The payment that a call names.
    pub(crate) fn payment(&self, receipt_id: &str) -> Result<&Payment, Refusal> {
        match self.record(receipt_id) {
            Some(Record::Payment(payment)) => Ok(payment),
            Some(Record::Identity(_)) => Err(Refusal::ReceiptIsIdentity),
            None if is_id(receipt_id) => Err(Refusal::ReceiptUnknown),
            None => Err(Refusal::ReceiptIdMalformed),
        }
    }

    pub(crate) fn payment_mut(&mut self, receipt_id: &str) -> Result<&mut Payment, Refusal> {
        match self.records.get_mut(receipt_id) {
            Some(Kept { changed, record: Record::Payment(payment) }) => {
                *changed = self.signals.changed();
                Ok(payment)
            }
            Some(Kept { record: Record::Identity(_), .. }) => Err(Refusal::ReceiptIsIdentity),
            None if is_id(receipt_id) => Err(Refusal::ReceiptUnknown),
            None => Err(Refusal::ReceiptIdMalformed),
        }
    }

    /// Keeps an identity, in place of whatever had its id.
    pub(crate) fn keep_identity(&mut self, identity: Identity) {
        self.keep(identity.receipt_id().to_owned(), Record::Identity(Box::new(identity)));
    }

    /// Keeps a payment, in place of whatever had its id.
    pub(crate) fn keep_payment(&mut self, payment: Payment) {
        self.keep(payment.receipt_id.clone(), Record::Payment(Box::new(payment)));
    }

    fn keep(&mut self, receipt_id: String, record: Record) {
        let changed = self.signals.changed();
        self.records.insert(receipt_id, Kept { changed, record });
    }

    pub(crate) fn has_billing_key(&self, key: &str) -> bool {
        self.billing_keys.contains_key(key)
    }

    /// Keeps a key and the receipt of its registration.
    pub(crate) fn keep_billing_key(&mut self, mut key: BillingKey) {
        self.keep_payment(key.registration());
        key.changed = self.signals.changed();
        self.billing_keys.insert(key.billing_key.clone(), key);
    }

    /// Writes a request into the journal; its number there.
    pub(crate) fn note(&mut self, entry: Entry) -> u64 {
        let (now, changed) = (self.clock.now(), self.signals.changed());
        self.journal.add(entry, now, changed, self.settings.journal_limit)
    }

    /// Writes down how a request was answered; `None` when its connection was broken instead.
    pub(crate) fn note_answer(&mut self, number: u64, status: Option<u16>) {
        let changed = self.signals.changed();
        self.journal.note_answer(number, status, changed);
    }

    /// A webhook about a payment is due.
    pub(crate) fn notify(&mut self, receipt_id: &str, reason: Reason, at: i64) {
        let Ok(payment) = self.payment(receipt_id) else { return };
        let feedback = match &payment.feedback {
            Some(feedback) => (Some(feedback.url.clone()), feedback.content_type),
            None => (self.settings.feedback_url.clone(), self.settings.feedback_content_type),
        };
        self.send_webhook(receipt_id, reason, feedback, at);
    }

    /// Puts a webhook up to be sent, whatever the settings say about where to.
    pub(crate) fn send_webhook(
        &mut self,
        receipt_id: &str,
        reason: Reason,
        feedback: (Option<String>, ContentType),
        at: i64,
    ) {
        let Ok(payment) = self.payment(receipt_id) else { return };
        let message = webhook::message(payment, feedback.1, self.projects.generated());
        self.webhooks.add(receipt_id, reason, feedback, message, at);
        self.webhooks.forget_beyond(self.settings.journal_limit);
    }

    /// When something happens by itself next.
    pub(crate) fn next_due(&self, with_webhooks: bool) -> Option<i64> {
        let event = self.agenda.first_key_value().map(|((at, _), _)| *at);
        let webhook = if with_webhooks { self.webhooks.next_due() } else { None };
        event.into_iter().chain(webhook).min()
    }

    /// Puts an event on the agenda.
    pub(crate) fn later(&mut self, at: i64, event: Event) {
        self.last_event += 1;
        self.agenda.insert((at, self.last_event), event);
        self.signals.agenda_changed();
    }

    /// Does everything whose time has come, each at its own time, oldest first.
    pub(crate) fn catch_up(&mut self) {
        let now = self.clock.now();
        while let Some(entry) = self.agenda.first_entry() {
            let at = entry.key().0;
            if at > now {
                return;
            }
            match entry.remove() {
                Event::ReservationFires(reserve_id) => reservation::fire(self, &reserve_id, at),
                Event::ApprovalEnds(receipt_id) => finish_approval(self, &receipt_id, at),
                Event::CancelEnds(receipt_id) => finish_cancel(self, &receipt_id, at),
            }
        }
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

    pub(crate) fn fresh_billing_key(&mut self) -> String {
        loop {
            let id = self.other_ids.billing_keys.hex(24);
            if !self.billing_keys.contains_key(&id) {
                return id;
            }
        }
    }

    pub(crate) fn fresh_reserve_id(&mut self) -> String {
        self.other_ids.reservations.hex(24)
    }

    pub(crate) fn fresh_link_id(&mut self) -> String {
        self.other_ids.links.hex(24)
    }

    pub(crate) fn fresh_user_token(&mut self) -> String {
        self.other_ids.user_tokens.hex(24)
    }

    pub(crate) fn fresh_transaction(&mut self) -> String {
        self.other_ids.transactions.hex(12)
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
