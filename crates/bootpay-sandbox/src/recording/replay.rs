//! `bootpay sandbox replay`: answers as a recording says.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use bootpay::{Auth, OperationSpec, is_id};
use bytes::Bytes;
use serde_json::{Map, Value, json};
use tokio::task::JoinSet;

use super::file::{Exchange, read};
use super::listener::{Listener, Service};
use super::{RecordingError, table};
use crate::body::{LIMIT, Parameters};
use crate::envelope::Answer;
use crate::keys::{self, Keys, Project};
use crate::refusal::Refusal;
use crate::seed::Seeds;
use crate::server::MARKER;
use crate::token::Tokens;

/// Made up, as all codes of the sandbox are; see `refusal.rs`.
const NOT_RECORDED: i64 = -940490;

/// How many recorded calls a message lists.
const MOST_LISTED: usize = 5;

/// A server that answers from a recording.
pub struct Replay {
    url: String,
    project: Project,
    exchanges: usize,
    servers: JoinSet<()>,
}

impl Replay {
    /// Reads the recording and starts to listen. Needs a tokio runtime.
    ///
    /// # Errors
    /// What is wrong with the file, by line, or why it cannot listen.
    pub async fn start(listen: SocketAddr, file: &Path) -> Result<Self, RecordingError> {
        let text = fs::read_to_string(file)
            .map_err(|source| RecordingError::File { file: file.to_owned(), source })?;
        let exchanges = read(&text).map_err(|(line, why)| RecordingError::NoRecording {
            file: file.to_owned(),
            line,
            why,
        })?;
        let count = exchanges.len();
        let listener = Listener::bind(listen).await?;
        let url = listener.place.url.clone();
        let keys = Keys::of_the_first(Seeds::of(None).people);
        let project = keys.generated().clone();
        let answers = Answers { keys, recorded: Mutex::new(Recorded::of(exchanges)) };
        let mut servers = JoinSet::new();
        servers.spawn(listener.serve(Arc::new(answers)));
        Ok(Self { url, project, exchanges: count, servers })
    }

    /// Where a client calls it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How many exchanges the recording has.
    pub fn exchanges(&self) -> usize {
        self.exchanges
    }

    /// The REST application id that it accepts: that of every sandbox without a seed.
    pub fn application_id(&self) -> &str {
        &self.project.rest
    }

    /// The private key that belongs to it.
    pub fn private_key(&self) -> &str {
        &self.project.private_key
    }

    /// The application id for the browser script.
    pub fn web_application_id(&self) -> &str {
        &self.project.web
    }

    /// [`Sandbox::environment`](crate::Sandbox::environment)
    pub fn environment(&self) -> [(&'static str, &str); 4] {
        keys::environment(&self.url, &self.project)
    }

    /// Stops, and waits until its port is free.
    pub async fn stop(mut self) {
        self.servers.shutdown().await;
    }
}

struct Answers {
    keys: Keys,
    recorded: Mutex<Recorded>,
}

/// What tells one call from another: the path with its ids, and the ids in the body.
type Ids = BTreeMap<String, String>;

struct Recorded {
    /// In the order in which they were recorded.
    calls: HashMap<(&'static str, String, Ids), Queue>,
    /// The tokens that recorded answers give.
    tokens: HashSet<String>,
    /// Where the recording has no answer to a token request.
    own_tokens: Tokens,
}

/// The answers to one call; the last one stays.
#[derive(Default)]
struct Queue {
    answers: Vec<(StatusCode, Value)>,
    next: usize,
}

impl Queue {
    fn take(&mut self) -> Option<(StatusCode, Value)> {
        let answer = self.answers.get(self.next).or(self.answers.last()).cloned();
        self.next += 1;
        answer
    }
}

impl Recorded {
    fn of(exchanges: Vec<Exchange>) -> Self {
        let mut recorded =
            Self { calls: HashMap::new(), tokens: HashSet::new(), own_tokens: Tokens::default() };
        for exchange in exchanges {
            let Some((spec, _)) = table::find(&exchange.method, &exchange.path) else { continue };
            let Ok(status) = StatusCode::from_u16(exchange.status) else { continue };
            if let Some(token) = exchange.answer.pointer("/data/token").and_then(Value::as_str) {
                recorded.tokens.insert(token.to_owned());
            }
            let call = (spec.name, exchange.path, ids_of(spec, &exchange.request));
            recorded.calls.entry(call).or_default().answers.push((status, exchange.answer));
        }
        recorded
    }

    /// What the recording has instead, for a message.
    fn instead_of(&self, spec: &OperationSpec) -> String {
        let mut same: Vec<String> = self
            .calls
            .keys()
            .filter(|(name, ..)| *name == spec.name)
            .map(|(_, path, ids)| {
                let call = format!("{} {path}", spec.method.as_str());
                ids.iter().fold(call, |call, (name, id)| format!("{call} {name}={id}"))
            })
            .collect();
        if same.is_empty() {
            let operations: HashSet<&str> = self.calls.keys().map(|(name, ..)| *name).collect();
            same = operations.into_iter().map(str::to_owned).collect();
        }
        same.sort();
        let more = same.len().saturating_sub(MOST_LISTED);
        same.truncate(MOST_LISTED);
        let listed = if same.is_empty() { "nothing".to_owned() } else { same.join(", ") };
        if more == 0 { listed } else { format!("{listed}, and {more} more") }
    }
}

/// The ids in a body by which a call is known. Not those that the client makes anew for each call, which have a default.
fn ids_of(spec: &OperationSpec, fields: &Map<String, Value>) -> Ids {
    let is_identifying =
        |name: &str| is_id(name) && table::field_of(spec, name).is_none_or(|field| field.default.is_none());
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let ids = fields.iter().filter(|(name, _)| spec.auth == Auth::Token && is_identifying(name));
    ids.map(|(name, value)| (name.clone(), text(value))).collect()
}

impl Service for Answers {
    const LARGEST_BODY: usize = LIMIT;

    async fn answer(&self, parts: Parts, body: Result<Bytes, Refusal>) -> Response {
        let answered = body.and_then(|body| self.recorded(&parts, &body));
        let mut response = answered.unwrap_or_else(|refusal| Answer::refusal(refusal).into_response());
        let headers = response.headers_mut();
        headers.insert(MARKER, HeaderValue::from_static("1"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        response
    }
}

impl Answers {
    fn recorded(&self, parts: &Parts, body: &[u8]) -> Result<Response, Refusal> {
        let path = parts.uri.path();
        let (spec, ids) = table::find(parts.method.as_str(), path).ok_or(Refusal::RouteUnknown)?;
        let header = |name| parts.headers.get(name).map(|value| value.to_str().unwrap_or("?"));
        let query = parts.uri.query().unwrap_or_default();
        let parameters = Parameters::read(query, header(CONTENT_TYPE), body)?;
        let mut recorded = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64);
        if spec.auth == Auth::Credentials {
            let application_id = parameters.text("application_id").ok_or(Refusal::KeysMissing)?;
            let private_key = parameters.text("private_key").ok_or(Refusal::KeysMissing)?;
            self.keys.check(&application_id, &private_key)?;
            let call = (spec.name, path_of(spec, &ids), Ids::new());
            return Ok(match recorded.calls.get_mut(&call).and_then(Queue::take) {
                Some((status, answer)) => Answer::json(status, &answer).into_response(),
                None => Answer::success(recorded.own_tokens.request(&application_id, now)).into_response(),
            });
        }
        let token = header(AUTHORIZATION);
        if !token.is_some_and(|token| recorded.tokens.contains(token)) {
            recorded.own_tokens.check(token, now)?;
        }
        let call = (spec.name, path_of(spec, &ids), ids_of(spec, &parameters.into_fields()));
        Ok(match recorded.calls.get_mut(&call).and_then(Queue::take) {
            Some((status, answer)) => Answer::json(status, &answer).into_response(),
            None => not_recorded(&recorded.instead_of(spec)),
        })
    }
}

fn path_of(spec: &OperationSpec, ids: &[&str]) -> String {
    table::names_in(spec.path)
        .zip(ids)
        .fold(spec.path.to_owned(), |path, (name, id)| path.replace(&format!("{{{name}}}"), id))
}

fn not_recorded(instead: &str) -> Response {
    let message = format!(
        "기록에 없는 요청입니다. (replay: the recording has no such call with these ids; it has {instead})"
    );
    let envelope = json!({"status": 404, "code": NOT_RECORDED, "message": message});
    Answer::json(StatusCode::NOT_FOUND, &envelope).into_response()
}
