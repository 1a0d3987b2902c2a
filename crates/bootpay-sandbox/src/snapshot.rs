//! All that a project remembers as one JSON document: taken, and put back.
//!
//! The document holds no numbers of changes: its things stand in the order of their last change, and get new numbers
//! when they are put back. Whatever is read from it is checked before anything of the project is replaced, so a document
//! that does not fit changes nothing.

use schemars::JsonSchema;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::billing::BillingKey;
use crate::browser::{Codes, Home, KeptWindows, Windows};
use crate::clock::{Clock, unix_time};
use crate::fault::{Faults, KeptFaults};
use crate::fields::{FieldError, is_id};
use crate::journal::{Journal, KeptJournal};
use crate::receipt::Record;
use crate::reservation::Reservation;
use crate::settings::Settings;
use crate::state::{Happening, Ids, Lasting, State};
use crate::token::{KeptToken, Tokens};
use crate::webhook_queue::{KeptWebhooks, Webhooks};

/// A change of the document that an older program would misread raises it.
pub(crate) const FORMAT: u64 = 1;

/// Everything of one project that somebody would miss after a restart. The project's keys follow from its seed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Snapshot {
    format: u64,
    /// Of the program that wrote it.
    version: String,
    pub(crate) seed: Seed,
    /// Where the sandbox was, and for whom: open windows name them.
    url: String,
    application_id: String,
    web_application_id: String,
    clock: Clock,
    settings: Settings,
    records: Vec<Record>,
    billing_keys: Vec<BillingKey>,
    reservations: Vec<Reservation>,
    agenda: Vec<Planned>,
    links: Vec<Link>,
    wallets: Vec<Wallet>,
    windows: KeptWindows,
    codes: Codes,
    tokens: Vec<KeptToken>,
    faults: KeptFaults,
    webhooks: KeptWebhooks,
    journal: KeptJournal,
    ids: Ids,
}

/// The form of GET /sandbox/snapshot for its description. What is in it belongs to the sandbox.
#[derive(JsonSchema)]
#[allow(dead_code)] // only its schema is used
#[schemars(rename = "Snapshot")]
pub(crate) struct Described {
    /// Another one is refused.
    format: u64,
    #[schemars(flatten)]
    everything: serde_json::Map<String, Value>,
}

/// A seed, as text: JavaScript would round a large number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seed(pub(crate) u64);

impl Serialize for Seed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Seed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|_| D::Error::custom("must be the digits of a seed, as text"))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Planned {
    #[serde(deserialize_with = "unix_time")]
    at: i64,
    what: Happening,
    /// Of a receipt, or of a reservation.
    id: String,
}

/// These two are no JSON objects with ids as names: an empty one of PHP's would come back as a list.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Link {
    link_id: String,
    receipt_id: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wallet {
    user_id: String,
    wallet_id: String,
}

impl Snapshot {
    /// Reads a document. What is wrong with it is said without its contents, which may be about people.
    pub(crate) fn read(json: &[u8]) -> Result<Self, FieldError> {
        read(json)
    }
}

/// Reads a document that has a format of its own, the only one that is known.
pub(crate) fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, FieldError> {
    #[derive(Deserialize)]
    struct Header {
        format: Option<Value>,
    }

    let header: Header = serde_json::from_slice(json).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => FieldError::Body("it is not a JSON object".to_owned()),
        _ => FieldError::Body(format!("it is not JSON: {}", without_contents(&error.to_string()))),
    })?;
    match header.format.as_ref().map(Value::as_u64) {
        Some(Some(FORMAT)) => {}
        Some(Some(other)) => {
            let problem = format!(
                "{other} is a format that this program ({}) does not read; it reads {FORMAT}",
                env!("CARGO_PKG_VERSION")
            );
            return Err(FieldError::field("format", problem));
        }
        Some(None) => return Err(FieldError::field("format", "must be a number")),
        None => return Err(FieldError::field("format", "is missing: this is no snapshot of a sandbox")),
    }
    let deserializer = &mut serde_json::Deserializer::from_slice(json);
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        FieldError::field(&error.path().to_string(), without_contents(&error.inner().to_string()))
    })
}

/// What serde says about a value, without the value: `invalid type: string "…", expected u64 at line 1 column 2`.
pub(crate) fn without_contents(problem: &str) -> String {
    if problem.starts_with("unknown field") {
        return "unknown field".to_owned();
    }
    if !problem.starts_with("invalid ") && !problem.starts_with("unknown ") {
        return problem.to_owned();
    }
    let expected = problem.rsplit_once(", expected ").map(|(_, expected)| expected);
    let expected = expected.map(|expected| expected.split(" at line ").next().unwrap_or(expected));
    expected.map_or_else(|| "does not fit".to_owned(), |expected| format!("must be {}", in_words(expected)))
}

/// Rust's names of types, for people.
fn in_words(expected: &str) -> &str {
    match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" => "an integer of at least 0",
        "i64" => "an integer",
        other => other,
    }
}

impl State {
    pub(crate) fn snapshot(&self) -> Snapshot {
        let project = self.keys.generated();
        Snapshot {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            seed: Seed(self.seed),
            url: self.place.url.clone(),
            application_id: project.rest.clone(),
            web_application_id: project.web.clone(),
            clock: self.clock.clone(),
            settings: self.settings.clone(),
            records: self.records_after(0).map(|(_, record)| record.clone()).collect(),
            billing_keys: self.billing_keys_after(0).map(|(_, key)| key.clone()).collect(),
            reservations: self.reservations.values().cloned().collect(),
            agenda: self.planned().map(|(at, what, id)| Planned { at, what, id: id.to_owned() }).collect(),
            links: self
                .links
                .iter()
                .map(|(link_id, receipt_id)| Link {
                    link_id: link_id.clone(),
                    receipt_id: receipt_id.clone(),
                })
                .collect(),
            wallets: self
                .wallets
                .iter()
                .map(|(user_id, wallet_id)| Wallet { user_id: user_id.clone(), wallet_id: wallet_id.clone() })
                .collect(),
            windows: self.windows.kept(),
            codes: self.codes.clone(),
            tokens: self.tokens.kept(),
            faults: self.faults.kept(),
            webhooks: self.webhooks.kept(),
            journal: self.journal.kept(),
            ids: self.ids,
        }
    }

    /// Puts a snapshot in the place of everything that this project remembers, or changes nothing. Keys and address stay.
    /// What counts goes on as after a reset: no id or number comes twice.
    pub(crate) fn restore(&mut self, snapshot: Snapshot) -> Result<(), FieldError> {
        let Seed(seed) = snapshot.seed;
        if seed != self.seed {
            let problem = format!(
                "this sandbox has the seed {}, and so gives people other CIs; start one with --seed {seed}",
                self.seed
            );
            return Err(FieldError::field("seed", problem));
        }
        let ids = self.ids.or_further(snapshot.ids);
        let mut restored = Self::empty(self.lasting(), ids);
        restored.fill(snapshot)?;
        restored.resets = self.resets + 1;
        restored.journal.follow(&self.journal);
        restored.webhooks.follow(&self.webhooks);
        restored.faults.follow(&self.faults);
        // A call with a token from before is still about this project.
        restored.tokens.follow(std::mem::take(&mut self.tokens));
        *self = restored;
        self.signals.agenda_changed();
        self.signals.changed();
        Ok(())
    }

    /// The state with which a project goes on after a restart.
    pub(crate) fn continued(snapshot: Snapshot, lasting: Lasting) -> Result<Self, FieldError> {
        if snapshot.seed != Seed(lasting.seed) {
            return Err(FieldError::field("seed", "must be the same in all projects"));
        }
        if lasting.keys.generated().rest != snapshot.application_id {
            return Err(FieldError::field("application_id", "does not follow from the seed"));
        }
        let mut state = Self::empty(lasting, snapshot.ids);
        state.fill(snapshot)?;
        Ok(state)
    }

    /// Fills an empty state.
    fn fill(&mut self, snapshot: Snapshot) -> Result<(), FieldError> {
        let about = |(name, problem): (&'static str, &'static str)| FieldError::field(name, problem);
        let (place, keys) = (self.place.clone(), self.keys.clone());
        let project = keys.generated();
        let old = Home { url: &snapshot.url, web_application_id: &snapshot.web_application_id };
        let new = Home { url: &place.url, web_application_id: &project.web };
        self.windows = Windows::restored(snapshot.windows, &old, &new).map_err(about)?;
        // A token leads to one project.
        if snapshot.application_id == project.rest {
            self.tokens = Tokens::restored(snapshot.tokens);
        }
        self.clock = snapshot.clock;
        self.codes = snapshot.codes;
        for (index, record) in snapshot.records.into_iter().enumerate() {
            self.fill_record(record).map_err(|problem| problem_with("records", index, problem))?;
        }
        for (index, key) in snapshot.billing_keys.into_iter().enumerate() {
            let is_new = is_id(&key.billing_key) && !self.has_billing_key(&key.billing_key);
            if !is_new {
                return Err(problem_with("billing_keys", index, NO_ID));
            }
            self.keep_registered(key);
        }
        for (index, mut reservation) in snapshot.reservations.into_iter().enumerate() {
            let id = reservation.reserve_id.clone();
            reservation.made = self.signals.changed();
            if !is_id(&id) || self.reservations.insert(id, reservation).is_some() {
                return Err(problem_with("reservations", index, NO_ID));
            }
        }
        for (index, Planned { at, what, id }) in snapshot.agenda.into_iter().enumerate() {
            let is_there = match what {
                Happening::ReservationFires => self.reservations.contains_key(&id),
                Happening::ApprovalEnds | Happening::CancelEnds => self.record(&id).is_some(),
            };
            if !is_there {
                return Err(problem_with("agenda", index, "must name a record or a reservation"));
            }
            self.later(at, what, id);
        }
        for (index, Link { link_id, receipt_id }) in snapshot.links.into_iter().enumerate() {
            if !is_id(&link_id) || self.links.insert(link_id, receipt_id).is_some() {
                return Err(problem_with("links", index, NO_ID));
            }
        }
        self.wallets.extend(snapshot.wallets.into_iter().map(|wallet| (wallet.user_id, wallet.wallet_id)));
        self.faults = Faults::restored(snapshot.faults)?;
        let (signals, limit) = (self.signals.clone(), snapshot.settings.journal_limit);
        self.journal = Journal::restored(snapshot.journal, &signals, limit).map_err(about)?;
        self.webhooks =
            Webhooks::restored(snapshot.webhooks, signals, place.clone(), limit).map_err(about)?;
        self.settings = snapshot.settings;
        Ok(())
    }

    fn fill_record(&mut self, record: Record) -> Result<(), &'static str> {
        let receipt_id = record.receipt_id().to_owned();
        if !is_id(&receipt_id) || self.record(&receipt_id).is_some() {
            return Err(NO_ID);
        }
        if let Record::Payment(payment) = &record
            && !payment.adds_up()
        {
            return Err("must cancel no more than was paid");
        }
        self.keep(receipt_id, record);
        Ok(())
    }
}

const NO_ID: &str = "must have an id of its own: 24 lowercase hex characters";

fn problem_with(list: &str, index: usize, problem: &str) -> FieldError {
    FieldError::field(&format!("{list}[{index}]"), problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_without_the_contents() {
        for (said, told) in [
            (
                "invalid type: string \"홍길동\", expected u64 at line 1 column 9",
                "must be an integer of at least 0",
            ),
            ("invalid value: integer `7`, expected i8", "must be i8"),
            (
                "unknown variant `홍길동`, expected `done` or `late` at line 1 column 2",
                "must be `done` or `late`",
            ),
            ("unknown field `홍길동`, expected `a`", "unknown field"),
            ("missing field `name` at line 1 column 2", "missing field `name` at line 1 column 2"),
        ] {
            assert_eq!(without_contents(said), told);
        }
    }
}
