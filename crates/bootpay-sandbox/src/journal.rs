//! What arrived, oldest first: how a test proves what a client sent.

use std::collections::{BTreeMap, VecDeque};

use axum::http::request::Parts;
use serde::Serialize;

use crate::keys::Projects;
use crate::refused_key;

const MOST_ENTRIES: usize = 10_000;
/// Ten thousand bodies of 1 MiB would be 10 GB.
const MOST_BODY_BYTES: usize = 64 * 1024 * 1024;

/// One request as it came, but for refused private keys.
#[derive(Debug, Serialize)]
pub(crate) struct Entry {
    method: String,
    /// With its query.
    path: String,
    /// Lower-case names; values of a repeated header are joined with a comma.
    headers: BTreeMap<String, String>,
    body: String,
}

impl Entry {
    /// `body` is `None` when it was too long to read.
    pub(crate) fn new(parts: &Parts, body: Option<&[u8]>, projects: &Projects) -> Self {
        let path = parts.uri.path_and_query().map_or(parts.uri.path(), |path| path.as_str());
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in &parts.headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            let value = refused_key::hide_in_header(name.as_str(), &value, projects);
            headers
                .entry(name.as_str().to_owned())
                .and_modify(|known| *known = format!("{known}, {value}"))
                .or_insert(value);
        }
        let body = match body {
            Some(bytes) => refused_key::hide_in_body(&String::from_utf8_lossy(bytes), projects),
            None => "[over 1 MiB]".to_owned(),
        };
        Self {
            method: parts.method.as_str().to_owned(),
            path: refused_key::hide_in_path(path, projects),
            headers,
            body,
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Journal {
    entries: VecDeque<Entry>,
    body_bytes: usize,
}

impl Journal {
    pub(crate) fn add(&mut self, entry: Entry) {
        self.body_bytes += entry.body.len();
        self.entries.push_back(entry);
        while self.entries.len() > MOST_ENTRIES || self.body_bytes > MOST_BODY_BYTES {
            let Some(oldest) = self.entries.pop_front() else { break };
            self.body_bytes -= oldest.body.len();
        }
    }

    pub(crate) fn entries(&self) -> &VecDeque<Entry> {
        &self.entries
    }
}
