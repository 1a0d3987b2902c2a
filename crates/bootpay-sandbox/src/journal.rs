//! What arrived, oldest first: how a test proves what a client sent.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api;
use crate::body::Parameters;
use crate::changes::Changes;
use crate::clock::{korean_time, unix_time};
use crate::keys::Keys;
use crate::refused_key::{self, TokenCall};
use crate::signals::Signals;

/// Twenty thousand bodies of 1 MiB would be 20 GB.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// What a header costs beside its text: two `String`s, their allocations, its place in the map.
const HEADER_OVERHEAD: usize = 96;

/// One request as it came, but for refused private keys.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordedRequest {
    method: String,
    /// With its query.
    path: String,
    /// Lower-case names; values of a repeated header are joined with a comma.
    headers: BTreeMap<String, String>,
    body: String,
    /// Whether `body` is what came, but for hidden keys; else it says why not.
    body_kept: bool,
}

impl RecordedRequest {
    /// In place of a body that could not be read, `body` says why.
    pub(crate) fn new(parts: &Parts, body: Result<&[u8], &str>, keys: &Keys) -> Self {
        let (path, query) = (parts.uri.path(), parts.uri.query());
        let call = TokenCall {
            query: query.unwrap_or_default(),
            content_type: parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()),
            body: body.unwrap_or_default(),
        };
        let is_refused = refused_key::is_token_path(path) && (body.is_err() || !call.is_accepted(keys));
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in &parts.headers {
            let value = str::from_utf8(value.as_bytes())
                .map_or_else(|_| String::from_utf8_lossy(value.as_bytes()), Cow::Borrowed);
            let value = if is_refused {
                refused_key::hide_in_refused_header(name.as_str(), &value, keys)
            } else {
                refused_key::hide_in_header(name.as_str(), &value, keys)
            };
            headers
                .entry(name.as_str().to_owned())
                .and_modify(|known| *known = format!("{known}, {value}"))
                .or_insert(value);
        }
        let mut path = refused_key::hide_in_path(path, keys);
        if let Some(query) = query {
            path.push('?');
            path.push_str(&if is_refused {
                call.query_lengths()
            } else {
                refused_key::hide_in_query(query, keys)
            });
        }
        let body_kept = body.is_ok() && !is_refused;
        let body = match body {
            Ok(_) if is_refused => call.body_lengths(),
            Ok(bytes) => refused_key::hide_in_body(&String::from_utf8_lossy(bytes), keys),
            Err(why) => why.to_owned(),
        };
        Self { method: parts.method.as_str().to_owned(), path, headers, body, body_kept }
    }

    pub(crate) fn asks_for(&self, operation: &str) -> bool {
        api::asks_for(operation, &self.method, self.address().0)
    }

    pub(crate) fn method(&self) -> &str {
        &self.method
    }

    /// Path and query.
    pub(crate) fn address(&self) -> (&str, &str) {
        self.path.split_once('?').unwrap_or((&self.path, ""))
    }

    pub(crate) fn has_body(&self) -> bool {
        self.body_kept && !self.body.is_empty()
    }

    /// What query and body say, as the API reads them; nothing if they cannot be read.
    pub(crate) fn parameters(&self) -> Parameters {
        let body = if self.body_kept { self.body.as_bytes() } else { b"" };
        let content_type = self.headers.get(CONTENT_TYPE.as_str()).map(String::as_str);
        Parameters::read(self.address().1, content_type, body).unwrap_or_default()
    }

    /// About what it takes of the memory.
    fn bytes(&self) -> usize {
        let headers = self.headers.iter().map(|(name, value)| name.len() + value.len() + HEADER_OVERHEAD);
        size_of::<Self>() + self.method.len() + self.path.len() + headers.sum::<usize>() + self.body.len()
    }
}

/// An entry with what a console shows beside it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Noted {
    pub(crate) number: u64,
    #[serde(deserialize_with = "unix_time")]
    pub(crate) at: i64,
    pub(crate) answer: AnswerState,
    /// The number of its last change.
    #[serde(skip)]
    changed: u64,
    #[serde(rename = "request", with = "in_arc")]
    pub(crate) entry: Arc<RecordedRequest>,
}

mod in_arc {
    use super::{Arc, Deserialize, RecordedRequest, Serialize};

    pub(super) fn serialize<S: serde::Serializer>(
        entry: &Arc<RecordedRequest>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        RecordedRequest::serialize(entry, serializer)
    }

    pub(super) fn deserialize<'de, D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Arc<RecordedRequest>, D::Error> {
        RecordedRequest::deserialize(deserializer).map(Arc::new)
    }
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AnswerState {
    /// None so far; of a stalled call, none at all.
    Pending,
    Status(u16),
    /// The connection was broken on purpose.
    Broken,
}

impl AnswerState {
    /// `None` before the answer, 0 for a broken connection.
    fn status(self) -> Option<u16> {
        match self {
            Self::Pending => None,
            Self::Status(status) => Some(status),
            Self::Broken => Some(0),
        }
    }
}

/// One request as GET /sandbox/requests lists it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ListedRequest<'a> {
    /// As in misuses, and in GET /sandbox/requests/{number}.
    number: u64,
    /// How it was answered: `null` while it is not, 0 for a connection that was broken on purpose.
    status: Option<u16>,
    #[serde(flatten)]
    request: &'a RecordedRequest,
}

/// The same, to be read without the state's lock.
pub(crate) struct Entry {
    number: u64,
    status: Option<u16>,
    request: Arc<RecordedRequest>,
}

impl Entry {
    pub(crate) fn listed(&self) -> ListedRequest<'_> {
        ListedRequest { number: self.number, status: self.status, request: &self.request }
    }
}

/// One row of the console.
#[derive(Serialize)]
pub(crate) struct RequestRow<'a> {
    id: u64,
    at: String,
    method: &'a str,
    /// Without the query, which may say whom the call is about.
    path: &'a str,
    has_query: bool,
    /// A page of the sandbox, its script, or what a browser asks for besides: no call of the merchant's server.
    from_browser: bool,
    bytes: usize,
    /// `null` while there is none, 0 for a broken connection.
    status: Option<u16>,
}

impl Noted {
    /// The number of its last change: of its answer, if it has one.
    pub(crate) fn changed(&self) -> u64 {
        self.changed
    }

    pub(crate) fn listed(&self) -> ListedRequest<'_> {
        ListedRequest { number: self.number, status: self.answer.status(), request: &self.entry }
    }

    pub(crate) fn row(&self) -> RequestRow<'_> {
        let (path, query) = match self.entry.path.split_once('?') {
            Some((path, _)) => (path, true),
            None => (self.entry.path.as_str(), false),
        };
        RequestRow {
            id: self.number,
            at: korean_time(self.at),
            method: &self.entry.method,
            path: beginning(path),
            has_query: query,
            // Browsers say what they want an answer for. Node's fetch, which servers use, sends `sec-fetch-mode` only.
            from_browser: self.entry.headers.contains_key("sec-fetch-dest") || api::is_for_browsers(path),
            bytes: self.entry.body.len(),
            status: self.answer.status(),
        }
    }
}

/// JavaScript rounds what is larger.
const LARGEST_NUMBER: u64 = (1 << 53) - 1;

pub(crate) const NOT_RISING: &str = "must have numbers that rise, from 1 to the last one that was given";

/// Whether these can be the numbers of things that came one after the other.
pub(crate) fn is_rising(numbers: impl Iterator<Item = u64>, last: u64) -> bool {
    let numbers: Vec<u64> = numbers.collect();
    let first = numbers.first().copied().unwrap_or(1);
    let end = numbers.last().copied().unwrap_or(0);
    numbers.is_sorted_by(|a, b| a < b) && first >= 1 && end <= last && last <= LARGEST_NUMBER
}

/// As much of a text as a row of the console needs.
pub(crate) fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(300)]
}

#[derive(Debug, Default)]
pub(crate) struct Journal {
    entries: VecDeque<Noted>,
    changes: Changes<u64>,
    bytes: usize,
    last_number: u64,
    /// Requests up to this number are from before a restore: their answers are those of other entries.
    answered_to: u64,
    /// The last change of anything that is forgotten.
    forgotten: u64,
}

/// The journal of a snapshot.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeptJournal {
    last_number: u64,
    entries: Vec<Noted>,
}

impl Journal {
    pub(crate) fn kept(&self) -> KeptJournal {
        KeptJournal { last_number: self.last_number, entries: self.entries.iter().cloned().collect() }
    }

    /// With the entries of a snapshot, of which the newest `limit` are kept. An error names the field.
    pub(crate) fn restored(
        kept: KeptJournal,
        signals: &Signals,
        limit: usize,
    ) -> Result<Self, (&'static str, &'static str)> {
        let KeptJournal { last_number, entries } = kept;
        if !is_rising(entries.iter().map(|noted| noted.number), last_number) {
            return Err(("journal.entries", NOT_RISING));
        }
        let begins_at_the_first = entries.first().map_or(last_number == 0, |noted| noted.number == 1);
        let forgotten = if begins_at_the_first { 0 } else { signals.changed() };
        let mut journal = Self { last_number, forgotten, ..Self::default() };
        for mut noted in entries {
            noted.changed = signals.changed();
            journal.changes.note(0, noted.changed, noted.number);
            journal.bytes += noted.entry.bytes();
            journal.entries.push_back(noted);
        }
        journal.forget_beyond(limit);
        Ok(journal)
    }

    /// Takes the place of another journal: no number comes twice.
    pub(crate) fn follow(&mut self, before: &Self) {
        self.last_number = self.last_number.max(before.last_number);
        self.answered_to = self.last_number;
    }

    /// Keeps an entry, and of all entries the newest `limit`.
    pub(crate) fn add(&mut self, entry: RecordedRequest, at: i64, changed: u64, limit: usize) -> u64 {
        self.bytes += entry.bytes();
        self.last_number += 1;
        let number = self.last_number;
        self.changes.note(0, changed, number);
        self.entries.push_back(Noted {
            number,
            at,
            answer: AnswerState::Pending,
            changed,
            entry: Arc::new(entry),
        });
        self.forget_beyond(limit);
        number
    }

    pub(crate) fn note_answer(&mut self, number: u64, status: Option<u16>, changed: u64) {
        if number <= self.answered_to {
            return;
        }
        let Some(index) = self.index(number) else { return };
        if let Some(noted) = self.entries.get_mut(index) {
            noted.answer = status.map_or(AnswerState::Broken, AnswerState::Status);
            self.changes.note(noted.changed, changed, number);
            noted.changed = changed;
        }
    }

    pub(crate) fn get(&self, number: u64) -> Option<&Noted> {
        self.entries.get(self.index(number)?)
    }

    /// The number of the oldest one that is remembered.
    pub(crate) fn first_number(&self) -> Option<u64> {
        self.entries.front().map(|noted| noted.number)
    }

    /// What came or was answered after this change.
    pub(crate) fn after(&self, change: u64) -> impl Iterator<Item = (u64, &Noted)> {
        self.changes.after(change).filter_map(|(changed, number)| Some((changed, self.get(*number)?)))
    }

    /// Numbers rise.
    fn index(&self, number: u64) -> Option<usize> {
        self.entries.binary_search_by_key(&number, |noted| noted.number).ok()
    }

    /// Forgets the oldest of more than this many, or of more than the memory should hold.
    pub(crate) fn forget_beyond(&mut self, limit: usize) {
        while self.entries.len() > limit || self.bytes > MOST_BYTES {
            let Some(oldest) = self.entries.pop_front() else { break };
            self.bytes -= oldest.entry.bytes();
            self.forgotten = self.forgotten.max(oldest.changed);
            self.changes.forget(oldest.changed);
        }
    }

    /// All that is kept, oldest first.
    pub(crate) fn noted(&self) -> impl Iterator<Item = &Noted> {
        self.entries.iter()
    }

    /// Whether everything is kept that came or was answered after this change.
    pub(crate) fn is_whole_since(&self, change: u64) -> bool {
        self.forgotten <= change
    }

    /// What is kept, to be read without the state's lock.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        let entry = |noted: &Noted| Entry {
            number: noted.number,
            status: noted.answer.status(),
            request: noted.entry.clone(),
        };
        self.entries.iter().map(entry).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_an_entry_counts_towards_the_limit() {
        let mebibyte = "x".repeat(1024 * 1024);
        for part in 0..4 {
            let text = |index| if part == index { mebibyte.clone() } else { String::new() };
            let mut journal = Journal::default();
            for _ in 0..70 {
                let headers = BTreeMap::from([(text(1), text(2))]);
                let entry = RecordedRequest {
                    method: "GET".to_owned(),
                    path: text(0),
                    headers,
                    body: text(3),
                    body_kept: true,
                };
                journal.add(entry, 0, 0, usize::MAX);
            }
            assert_eq!(journal.entries().len(), 63, "part {part}");
        }
        // A crowd of small things, as a client with very many headers sends them.
        let mut journal = Journal::default();
        for _ in 0..10_000 {
            let headers = (0..100).map(|number| (number.to_string(), String::new())).collect();
            let entry = RecordedRequest {
                method: String::new(),
                path: String::new(),
                headers,
                body: String::new(),
                body_kept: true,
            };
            journal.add(entry, 0, 0, usize::MAX);
        }
        assert!(journal.entries().len() < 10_000);
    }
}
