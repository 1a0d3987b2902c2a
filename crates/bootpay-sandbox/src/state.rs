//! All that the server remembers of one project, in memory, behind one lock.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::billing::BillingKey;
use crate::browser::{Codes, Windows};
use crate::cancel::finish_cancel;
use crate::changes::Changes;
use crate::charge::finish_approval;
use crate::clock::Clock;
use crate::codes::Status;
use crate::fault::{Faults, Handshake};
use crate::fields::is_id;
use crate::identity::Identity;
use crate::journal::{Journal, RecordedRequest};
use crate::keys::Keys;
use crate::payment::Payment;
use crate::place::Place;
use crate::receipt::Record;
use crate::refusal::Refusal;
use crate::reservation::{self, Reservation};
use crate::seed::Sequence;
use crate::settings::Settings;
use crate::signals::Signals;
use crate::token::Tokens;
use crate::webhook::{self, ContentType, WebhookReason};
use crate::webhook_queue::Webhooks;

/// More than are forgotten between two looks of a console.
const MOST_FORGOTTEN: usize = 10_000;

/// What no reset and no snapshot changes.
#[derive(Clone)]
pub(crate) struct Lasting {
    pub(crate) number: u64,
    pub(crate) seed: u64,
    pub(crate) place: Arc<Place>,
    pub(crate) keys: Arc<Keys>,
    pub(crate) signals: Signals,
}

/// What POST /sandbox/reset puts back, but for what counts: no id or number comes twice in one run.
pub(crate) struct State {
    /// Its place among the projects; 0 is the first one.
    pub(crate) number: u64,
    /// People follow from it.
    pub(crate) seed: u64,
    pub(crate) place: Arc<Place>,
    pub(crate) keys: Arc<Keys>,
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
    /// The windows of the browser script and of the links.
    pub(crate) windows: Windows,
    pub(crate) codes: Codes,
    /// The wallet of each user.
    pub(crate) wallets: BTreeMap<String, String>,
    records: BTreeMap<String, Kept>,
    record_changes: Changes<String>,
    /// The receipts that were forgotten last, for whoever shows them.
    forgotten: Changes<String>,
    billing_key_changes: Changes<String>,
    agenda: BTreeMap<(i64, u64), Event>,
    last_event: u64,
    pub(crate) ids: Ids,
}

/// A record, and the numbers of the changes that made it and that came last.
struct Kept {
    made: u64,
    changed: u64,
    record: Record,
}

/// One sequence for each kind of id, so that a test that adds a call of one kind keeps its other ids.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ids {
    receipts: Sequence,
    billing_keys: Sequence,
    reservations: Sequence,
    links: Sequence,
    user_tokens: Sequence,
    transactions: Sequence,
}

impl Ids {
    /// These, or of each kind the kept ones if they have come further.
    pub(crate) fn or_further(self, kept: Self) -> Self {
        Self {
            receipts: self.receipts.or_further(kept.receipts),
            billing_keys: self.billing_keys.or_further(kept.billing_keys),
            reservations: self.reservations.or_further(kept.reservations),
            links: self.links.or_further(kept.links),
            user_tokens: self.user_tokens.or_further(kept.user_tokens),
            transactions: self.transactions.or_further(kept.transactions),
        }
    }

    fn new(seed: u64, project: u64) -> Self {
        let sequence = |purpose| Sequence::of_project(seed, project, purpose);
        Self {
            receipts: sequence("receipt ids"),
            billing_keys: sequence("billing keys"),
            reservations: sequence("reserve ids"),
            links: sequence("link ids"),
            user_tokens: sequence("user tokens"),
            transactions: sequence("transactions"),
        }
    }
}

/// Something that happens when the clock gets there, to the very thing for which it was planned: another one may have
/// taken its place and its id since then.
#[derive(Debug)]
struct Event {
    what: Happening,
    id: String,
    /// The number of the change that made the thing.
    made: u64,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Happening {
    ReservationFires,
    ApprovalEnds,
    CancelEnds,
}

impl State {
    /// With ids from a seed of their own.
    pub(crate) fn at_start(lasting: Lasting, seed_of_ids: u64) -> Self {
        let ids = Ids::new(seed_of_ids, lasting.number);
        Self::fresh(lasting, ids)
    }

    fn fresh(lasting: Lasting, ids: Ids) -> Self {
        let seed = lasting.seed;
        let mut state = Self::empty(lasting, ids);
        // one member has used easy pay before
        state.wallets.insert("sandbox-member".to_owned(), "5e81bc176f9c290363a65f87".to_owned());
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

    /// Without anything that is known from the start.
    pub(crate) fn empty(lasting: Lasting, ids: Ids) -> Self {
        let Lasting { number, seed, place, keys, signals } = lasting;
        Self {
            number,
            seed,
            place: place.clone(),
            keys,
            clock: Clock::default(),
            tokens: Tokens::default(),
            resets: 0,
            signals: signals.clone(),
            faults: Faults::default(),
            journal: Journal::default(),
            settings: Settings::default(),
            webhooks: Webhooks::new(signals, place),
            billing_keys: BTreeMap::new(),
            reservations: BTreeMap::new(),
            links: BTreeMap::new(),
            windows: Windows::default(),
            codes: Codes::new(seed),
            wallets: BTreeMap::new(),
            records: BTreeMap::new(),
            record_changes: Changes::default(),
            forgotten: Changes::default(),
            billing_key_changes: Changes::default(),
            agenda: BTreeMap::new(),
            last_event: 0,
            ids,
        }
    }

    /// Everything as it was at start. What counts goes on: whoever waits for something from before, a courier with a
    /// webhook or a call that is under way, finds nothing else under its number. Tokens from before go on or stay refused.
    pub(crate) fn reset(&mut self, keeps_tokens: bool) {
        let fresh = Self::fresh(self.lasting(), self.ids);
        let before = std::mem::replace(self, fresh);
        self.resets = before.resets + 1;
        (self.journal, self.webhooks, self.faults) = (before.journal, before.webhooks, before.faults);
        self.tokens = before.tokens;
        if keeps_tokens {
            self.tokens.go_on(self.clock.now());
        } else {
            self.tokens.forget();
        }
        self.journal.forget_beyond(0);
        self.webhooks.forget_beyond(0);
        self.faults.clear();
        self.signals.agenda_changed();
        self.signals.changed();
    }

    /// What stands behind a control route that is about this project.
    pub(crate) fn query(&self) -> String {
        match self.number {
            0 => String::new(),
            _ => format!("?project={}", self.keys.generated().rest),
        }
    }

    pub(crate) fn lasting(&self) -> Lasting {
        Lasting {
            number: self.number,
            seed: self.seed,
            place: self.place.clone(),
            keys: self.keys.clone(),
            signals: self.signals.clone(),
        }
    }

    pub(crate) fn record(&self, receipt_id: &str) -> Option<&Record> {
        self.records.get(receipt_id).map(|kept| &kept.record)
    }

    /// The records that changed after this change.
    pub(crate) fn records_after(&self, change: u64) -> impl Iterator<Item = (u64, &Record)> {
        self.record_changes.after(change).filter_map(|(changed, id)| Some((changed, self.record(id)?)))
    }

    /// The billing keys that changed after this change.
    pub(crate) fn billing_keys_after(&self, change: u64) -> impl Iterator<Item = (u64, &BillingKey)> {
        let changes = self.billing_key_changes.after(change);
        changes.filter_map(|(changed, id)| Some((changed, self.billing_keys.get(id)?)))
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
            Some(Kept { changed, record: Record::Payment(payment), .. }) => {
                let before = std::mem::replace(changed, self.signals.changed());
                self.record_changes.note(before, *changed, receipt_id.to_owned());
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

    pub(crate) fn keep(&mut self, receipt_id: String, record: Record) {
        let made = self.signals.changed();
        let before = self.records.insert(receipt_id.clone(), Kept { made, changed: made, record });
        self.record_changes.note(before.map_or(0, |kept| kept.changed), made, receipt_id);
    }

    /// Keeps a reservation, in place of whatever had its id, until its time comes.
    pub(crate) fn keep_reservation(&mut self, reservation: Reservation) {
        let (id, at) = (reservation.reserve_id.clone(), reservation.execute_at);
        self.reservations.insert(id.clone(), reservation);
        self.later(at, Happening::ReservationFires, id);
    }

    /// Forgets a receipt about which nobody has decided anything.
    pub(crate) fn forget_waiting(&mut self, receipt_id: &str) {
        if self.payment(receipt_id).is_ok_and(|payment| payment.status == Status::Waiting)
            && let Some(kept) = self.records.remove(receipt_id)
        {
            self.record_changes.forget(kept.changed);
            self.forgotten.note(0, self.signals.changed(), receipt_id.to_owned());
            self.forgotten.forget_beyond(MOST_FORGOTTEN);
        }
    }

    /// The receipts that were forgotten after this change.
    pub(crate) fn forgotten_after(&self, change: u64) -> impl Iterator<Item = &str> {
        self.forgotten.after(change).map(|(_, id)| id.as_str())
    }

    pub(crate) fn has_billing_key(&self, key: &str) -> bool {
        self.billing_keys.contains_key(key)
    }

    /// Keeps a key and the receipt of its registration.
    pub(crate) fn keep_billing_key(&mut self, key: BillingKey) {
        self.keep_payment(key.registration());
        self.keep_registered(key);
    }

    /// Keeps a key whose registration is there.
    pub(crate) fn keep_registered(&mut self, key: BillingKey) {
        let id = key.billing_key.clone();
        let before = self.billing_keys.insert(id.clone(), key).map_or(0, |key| key.changed);
        self.note_billing_key(&id, before);
    }

    /// A billing key, which is about to change.
    pub(crate) fn billing_key_mut(&mut self, billing_key: &str) -> Result<&mut BillingKey, Refusal> {
        let before = self.billing_keys.get(billing_key).ok_or(Refusal::BillingKeyUnknown)?.changed;
        self.note_billing_key(billing_key, before);
        self.billing_keys.get_mut(billing_key).ok_or(Refusal::BillingKeyUnknown)
    }

    fn note_billing_key(&mut self, billing_key: &str, before: u64) {
        let changed = self.signals.changed();
        self.billing_key_changes.note(before, changed, billing_key.to_owned());
        if let Some(key) = self.billing_keys.get_mut(billing_key) {
            key.changed = changed;
        }
    }

    /// Writes a request into the journal; its number there.
    pub(crate) fn note(&mut self, entry: RecordedRequest) -> u64 {
        let (now, changed) = (self.clock.now(), self.signals.changed());
        self.journal.add(entry, now, changed, self.settings.journal_limit)
    }

    /// Writes down how a request was answered; `None` when its connection was broken instead.
    pub(crate) fn note_answer(&mut self, number: u64, status: Option<u16>) {
        let changed = self.signals.changed();
        self.journal.note_answer(number, status, changed);
    }

    /// A webhook about a payment is due.
    pub(crate) fn notify(&mut self, receipt_id: &str, reason: WebhookReason, at: i64) {
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
        reason: WebhookReason,
        feedback: (Option<String>, ContentType),
        at: i64,
    ) {
        let Ok(payment) = self.payment(receipt_id) else { return };
        let fields = webhook::fields_of(payment, feedback.1, self.keys.generated());
        self.webhooks.add(receipt_id, reason, feedback, fields, at);
        self.webhooks.forget_beyond(self.settings.journal_limit);
    }

    /// The fault that the next TLS connection meets.
    pub(crate) fn meet_handshake(&mut self) -> Option<Handshake> {
        let met = self.faults.meet_handshake();
        if met.is_some() {
            self.signals.changed();
        }
        met
    }

    /// When something happens by itself next.
    pub(crate) fn next_due(&self, with_webhooks: bool) -> Option<i64> {
        let event = self.agenda.first_key_value().map(|((at, _), _)| *at);
        let webhook = if with_webhooks { self.webhooks.next_due() } else { None };
        event.into_iter().chain(webhook).min()
    }

    /// Plans what happens to a thing that is there now.
    pub(crate) fn later(&mut self, at: i64, what: Happening, id: String) {
        let Some(made) = self.made(what, &id) else { return };
        self.last_event += 1;
        self.agenda.insert((at, self.last_event), Event { what, id, made });
        self.signals.agenda_changed();
    }

    /// What is planned, in its order: when, what, and to which thing. What was planned for a thing whose place another one
    /// has taken will not happen.
    pub(crate) fn planned(&self) -> impl Iterator<Item = (i64, Happening, &str)> {
        let planned = self.agenda.iter().map(|((at, _), event)| (*at, event));
        let planned = planned.filter(|(_, event)| self.made(event.what, &event.id) == Some(event.made));
        planned.map(|(at, event)| (at, event.what, event.id.as_str()))
    }

    /// The number of the change that made the thing to which this happens.
    fn made(&self, what: Happening, id: &str) -> Option<u64> {
        match what {
            Happening::ReservationFires => self.reservations.get(id).map(|reservation| reservation.made),
            Happening::ApprovalEnds | Happening::CancelEnds => self.records.get(id).map(|kept| kept.made),
        }
    }

    /// Does everything whose time has come, each at its own time, oldest first.
    pub(crate) fn catch_up(&mut self) {
        while let Some(entry) = self.agenda.first_entry() {
            let at = entry.key().0;
            if at > self.clock.now() {
                return;
            }
            let Event { what, id, made } = entry.remove();
            if self.made(what, &id) != Some(made) {
                continue;
            }
            match what {
                Happening::ReservationFires => reservation::fire(self, &id, at),
                Happening::ApprovalEnds => finish_approval(self, &id, at),
                Happening::CancelEnds => finish_cancel(self, &id, at),
            }
            self.signals.changed();
        }
    }

    /// A receipt id that nothing has yet.
    pub(crate) fn fresh_id(&mut self) -> String {
        loop {
            let id = self.ids.receipts.hex(24);
            if !self.records.contains_key(&id) {
                return id;
            }
        }
    }

    pub(crate) fn fresh_billing_key(&mut self) -> String {
        loop {
            let id = self.ids.billing_keys.hex(24);
            if !self.billing_keys.contains_key(&id) {
                return id;
            }
        }
    }

    pub(crate) fn fresh_reserve_id(&mut self) -> String {
        loop {
            let id = self.ids.reservations.hex(24);
            if !self.reservations.contains_key(&id) {
                return id;
            }
        }
    }

    pub(crate) fn fresh_link_id(&mut self) -> String {
        self.ids.links.hex(24)
    }

    pub(crate) fn fresh_user_token(&mut self) -> String {
        self.ids.user_tokens.hex(24)
    }

    pub(crate) fn fresh_transaction(&mut self) -> String {
        self.ids.transactions.hex(12)
    }
}

/// The state as the connections share it.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Inner>);

struct Inner {
    /// The state's own, which a reset does not change: for looking without its lock.
    keys: Arc<Keys>,
    state: Mutex<State>,
}

impl Shared {
    pub(crate) fn new(state: State) -> Self {
        Self(Arc::new(Inner { keys: state.keys.clone(), state: Mutex::new(state) }))
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.0.keys
    }

    /// A handler that panicked has not made the memory of the others wrong enough to stop a test server.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state with everything done whose time has come.
    pub(crate) fn caught_up(&self) -> MutexGuard<'_, State> {
        let mut state = self.lock();
        state.catch_up();
        state
    }
}
