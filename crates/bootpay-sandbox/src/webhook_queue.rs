//! What becomes of each webhook: when it is sent, what was answered, when it is repeated. `courier.rs` sends them.

use std::borrow::Cow;
use std::collections::{BTreeSet, VecDeque};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use axum::http::Uri;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::changes::Changes;
use crate::clock::{korean_time, unix_time};
use crate::fields::FieldError;
use crate::journal::{NOT_RISING, beginning, is_rising};
use crate::keys::Project;
use crate::place::{Place, is_loopback_authority};
use crate::signals::Signals;
use crate::webhook::{ContentType, WebhookFields, WebhookReason};

/// v1 docs, webhook page: "at most 10 times".
const MOST_REPEATS: u32 = 10;
/// The docs name no intervals. Made up: a minute, and twice as long after each repeat.
const FIRST_PAUSE_S: i64 = 60;
/// Resends by hand have no end; the log of one webhook does.
const MOST_ATTEMPTS: usize = 50;
/// What one names may have 1 MiB, and a webhook repeats it.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// How much of an answer the log shows.
const MOST_SHOWN: usize = 200;

const NO_ADDRESS: &str = "not sent: set feedback_url, or name one in the call";
const NOT_AN_ADDRESS: &str = "not sent: the address cannot be read";
const NOT_HTTP: &str = "not sent: the sandbox speaks plain http:// only";
const ELSEWHERE: &str =
    "not sent: the sandbox sends to 127.0.0.1, localhost, [::1] and the hosts named with --webhook-host only";
pub(crate) const NOT_ITSELF: &str = "not sent: the sandbox does not call itself, or a webhook could drive it";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WebhookState {
    /// Nobody said where to.
    Nowhere,
    /// To an address that the sandbox does not send to.
    Refused,
    Waiting,
    Sending,
    /// Answered with `OK`.
    Delivered,
    /// All repeats were in vain.
    GivenUp,
}

/// One try.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookAttempt {
    pub(crate) at: String,
    pub(crate) retry_count: u32,
    /// The HTTP status of the answer, if one came.
    pub(crate) status: Option<u16>,
    /// The beginning of the answer.
    pub(crate) answer: Option<String>,
    pub(crate) error: Option<String>,
}

/// One webhook and its log, as GET /sandbox/webhooks shows it. The key that a form carries is not in it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Webhook {
    pub(crate) id: u64,
    pub(crate) reason: WebhookReason,
    pub(crate) state: WebhookState,
    /// Why it is not sent.
    note: Option<Cow<'static, str>>,
    pub(crate) url: Option<String>,
    pub(crate) content_type: ContentType,
    pub(crate) due_at: String,
    /// When the next try comes.
    next_at: Option<String>,
    pub(crate) receipt_id: String,
    #[schemars(with = "Map<String, Value>")]
    fields: WebhookFields,
    pub(crate) attempts: Vec<WebhookAttempt>,
    #[serde(skip)]
    due: i64,
    #[serde(skip)]
    retry_count: u32,
    /// About what its texts take of the memory.
    #[serde(skip)]
    bytes: usize,
    /// The number of its last change.
    #[serde(skip)]
    changed: u64,
    /// The number of the change with which it came up.
    #[serde(skip)]
    pub(crate) made: u64,
}

/// One webhook of a snapshot. What is not here follows from it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptWebhook {
    id: u64,
    reason: WebhookReason,
    state: WebhookState,
    note: Option<String>,
    url: Option<String>,
    content_type: ContentType,
    due_at: String,
    #[serde(deserialize_with = "unix_time")]
    due: i64,
    retry_count: u32,
    receipt_id: String,
    fields: WebhookFields,
    attempts: Vec<WebhookAttempt>,
}

/// All webhooks of a snapshot.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeptWebhooks {
    last_id: u64,
    kept: Vec<KeptWebhook>,
}

/// One row of the console.
#[derive(Serialize)]
pub(crate) struct WebhookRow<'a> {
    id: u64,
    reason: WebhookReason,
    state: WebhookState,
    url: Option<&'a str>,
    at: &'a str,
    next_at: Option<&'a str>,
    receipt_id: &'a str,
    tries: usize,
    status: Option<u16>,
}

/// A webhook that has to be sent now.
#[derive(Debug)]
pub(crate) struct WebhookRequest {
    pub(crate) id: u64,
    pub(crate) target: Target,
    pub(crate) content_type: ContentType,
    pub(crate) body: Vec<u8>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct WebhookAnswer {
    pub(crate) status: Option<u16>,
    pub(crate) answer: Option<Vec<u8>>,
    pub(crate) error: Option<String>,
}

/// An address on this machine, or on a host that was named at the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) authority: String,
    /// With its query.
    pub(crate) path: String,
    pub(crate) peer: Peer,
}

/// Whom to connect to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Peer {
    /// To be tried in this order.
    Addresses(Vec<SocketAddr>),
    /// A name to be looked up, and a port.
    Named(String, u16),
}

impl Target {
    fn read(url: &str, place: &Place) -> Result<Self, &'static str> {
        let uri: Uri = url.parse().map_err(|_| NOT_AN_ADDRESS)?;
        let authority = uri.authority().ok_or(NOT_AN_ADDRESS)?;
        let host = authority.host();
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let is_loopback = is_loopback_authority(authority.as_str());
        if !is_loopback && (authority.as_str().contains('@') || !place.may_send_to(host)) {
            return Err(ELSEWHERE);
        }
        if uri.scheme_str() != Some("http") {
            return Err(NOT_HTTP);
        }
        // A malformed port must not become the default one.
        let port = match authority.port_u16() {
            Some(port) if port > 0 => port,
            None if authority.host() == authority.as_str() => 80,
            _ => return Err(NOT_AN_ADDRESS),
        };
        let at = |host: IpAddr| SocketAddr::new(host, port);
        let peer = match host.parse() {
            Ok(address) => Peer::Addresses(vec![at(address)]),
            // `localhost` is not looked up: whatever it resolves to, this machine is meant.
            Err(_) if is_loopback => {
                Peer::Addresses(vec![at(Ipv4Addr::LOCALHOST.into()), at(Ipv6Addr::LOCALHOST.into())])
            }
            Err(_) => Peer::Named(host.to_owned(), port),
        };
        Ok(Self {
            authority: authority.to_string(),
            path: uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            peer,
        })
    }

    fn is_itself(&self, place: &Place) -> bool {
        // Where a name leads is known when it is looked up.
        matches!(&self.peer, Peer::Addresses(addresses) if addresses.iter().any(|address| place.is_own(*address)))
    }
}

impl Webhook {
    fn kept(&self) -> KeptWebhook {
        KeptWebhook {
            id: self.id,
            reason: self.reason,
            state: self.state,
            note: self.note.as_deref().map(str::to_owned),
            url: self.url.clone(),
            content_type: self.content_type,
            due_at: self.due_at.clone(),
            due: self.due,
            retry_count: self.retry_count,
            receipt_id: self.receipt_id.clone(),
            fields: self.fields.clone(),
            attempts: self.attempts.clone(),
        }
    }

    /// As it was. One that was being sent waits: nobody has heard how that ended.
    fn restored(kept: KeptWebhook, place: &Place) -> Self {
        let is_waiting = matches!(kept.state, WebhookState::Waiting | WebhookState::Sending);
        let mut webhook = Self {
            id: kept.id,
            reason: kept.reason,
            state: kept.state,
            note: kept.note.map(Cow::Owned),
            bytes: kept.fields.bytes() + kept.url.as_ref().map_or(0, String::len),
            url: kept.url,
            content_type: kept.content_type,
            due_at: kept.due_at,
            next_at: None,
            receipt_id: kept.receipt_id,
            fields: kept.fields,
            attempts: kept.attempts,
            due: kept.due,
            retry_count: 0,
            // Before all that the journal of the snapshot has.
            made: 0,
            changed: 0,
        };
        if is_waiting {
            // Another sandbox may send to other hosts.
            webhook.put_up(kept.due, place);
        }
        webhook.retry_count = kept.retry_count;
        webhook
    }

    /// Puts it up to be sent, if there is an address that it may be sent to.
    fn put_up(&mut self, at: i64, place: &Place) {
        let target = self.url.as_deref().map(|url| Target::read(url, place));
        (self.state, self.note) = match target {
            None => (WebhookState::Nowhere, Some(NO_ADDRESS.into())),
            Some(Err(note)) => (WebhookState::Refused, Some(note.into())),
            Some(Ok(target)) if target.is_itself(place) => (WebhookState::Refused, Some(NOT_ITSELF.into())),
            Some(Ok(_)) => (WebhookState::Waiting, None),
        };
        self.retry_count = 0;
        self.wait_until(at);
    }

    /// What a console shows of it.
    pub(crate) fn row(&self) -> WebhookRow<'_> {
        WebhookRow {
            id: self.id,
            reason: self.reason,
            state: self.state,
            url: self.url.as_deref().map(beginning),
            at: &self.due_at,
            next_at: self.next_at.as_deref(),
            receipt_id: &self.receipt_id,
            tries: self.attempts.len(),
            status: self.attempts.last().and_then(|attempt| attempt.status),
        }
    }

    fn wait_until(&mut self, due: i64) {
        self.due = due;
        self.next_at = (self.state == WebhookState::Waiting).then(|| korean_time(due));
    }

    fn request(&self, project: &Project, place: &Place) -> Option<WebhookRequest> {
        let target = Target::read(self.url.as_deref()?, place).ok()?;
        let body = self.fields.body(self.content_type, self.retry_count, project);
        Some(WebhookRequest { id: self.id, target, content_type: self.content_type, body })
    }

    /// An answer, or none, has come.
    fn note_answer(&mut self, answer: WebhookAnswer, now: i64, project: &Project) {
        let is_ok = answer.status == Some(200) && answer.answer.as_deref() == Some(b"OK");
        let error = answer.error.or_else(|| {
            (!is_ok).then(|| "the answer must be HTTP 200 with exactly OK, and nothing around it".to_owned())
        });
        if self.attempts.len() == MOST_ATTEMPTS {
            self.attempts.remove(0);
        }
        self.attempts.push(WebhookAttempt {
            at: korean_time(now),
            retry_count: self.retry_count,
            status: answer.status,
            answer: answer.answer.map(|answer| shown(&answer, project)),
            error,
        });
        if is_ok {
            self.state = WebhookState::Delivered;
        } else if self.retry_count == MOST_REPEATS {
            self.state = WebhookState::GivenUp;
        } else {
            self.state = WebhookState::Waiting;
            let pause = FIRST_PAUSE_S << self.retry_count;
            self.retry_count += 1;
            self.wait_until(self.due.saturating_add(pause));
        }
    }
}

/// The beginning of an answer, as text. A receiver that repeats what it was sent must not put the key into the log.
fn shown(answer: &[u8], project: &Project) -> String {
    let key = &project.private_key;
    let encoded: String = form_urlencoded::byte_serialize(key.as_bytes()).collect();
    let mut text = String::from_utf8_lossy(answer).into_owned();
    for spelling in [key.clone(), encoded, key.replace('/', "\\/")] {
        text = text.replace(&spelling, HIDDEN_KEY);
    }
    text.truncate(text.floor_char_boundary(MOST_SHOWN));
    text
}

/// What stands where the project's private key was.
pub(crate) const HIDDEN_KEY: &str = "[private key]";

/// All webhooks, oldest first, and which of them wait.
#[derive(Debug)]
pub(crate) struct Webhooks {
    kept: VecDeque<Webhook>,
    changes: Changes<u64>,
    waiting: BTreeSet<(i64, u64)>,
    last_id: u64,
    bytes: usize,
    signals: Signals,
    place: Arc<Place>,
}

impl Webhooks {
    pub(crate) fn new(signals: Signals, place: Arc<Place>) -> Self {
        Self {
            kept: VecDeque::new(),
            changes: Changes::default(),
            waiting: BTreeSet::new(),
            last_id: 0,
            bytes: 0,
            signals,
            place,
        }
    }

    pub(crate) fn kept(&self) -> KeptWebhooks {
        KeptWebhooks { last_id: self.last_id, kept: self.kept.iter().map(Webhook::kept).collect() }
    }

    /// With the webhooks of a snapshot. An error names the field.
    pub(crate) fn restored(
        kept: KeptWebhooks,
        signals: Signals,
        place: Arc<Place>,
        limit: usize,
    ) -> Result<Self, (&'static str, &'static str)> {
        let KeptWebhooks { last_id, kept } = kept;
        if !is_rising(kept.iter().map(|webhook| webhook.id), last_id) {
            return Err(("webhooks.kept", NOT_RISING));
        }
        let is_possible = |webhook: &KeptWebhook| {
            webhook.retry_count <= MOST_REPEATS && webhook.attempts.len() <= MOST_ATTEMPTS
        };
        if !kept.iter().all(is_possible) {
            return Err(("webhooks.kept", "must have no more tries than a webhook can have"));
        }
        let mut webhooks = Self { last_id, ..Self::new(signals, place) };
        for kept in kept {
            let mut webhook = Webhook::restored(kept, &webhooks.place);
            webhook.changed = webhooks.signals.changed();
            webhooks.changes.note(0, webhook.changed, webhook.id);
            webhooks.bytes += webhook.bytes;
            if webhook.state == WebhookState::Waiting {
                webhooks.waiting.insert((webhook.due, webhook.id));
            }
            webhooks.kept.push_back(webhook);
        }
        webhooks.forget_beyond(limit);
        Ok(webhooks)
    }

    /// Takes the place of others: no id comes twice.
    pub(crate) fn follow(&mut self, before: &Self) {
        self.last_id = self.last_id.max(before.last_id);
    }

    pub(crate) fn list(&self) -> &VecDeque<Webhook> {
        &self.kept
    }

    pub(crate) fn add(
        &mut self,
        receipt_id: &str,
        reason: WebhookReason,
        (url, content_type): (Option<String>, ContentType),
        fields: WebhookFields,
        at: i64,
    ) {
        self.last_id += 1;
        let bytes = fields.bytes() + url.as_ref().map_or(0, String::len);
        self.bytes += bytes;
        self.kept.push_back(Webhook {
            id: self.last_id,
            reason,
            state: WebhookState::Nowhere,
            note: None,
            url,
            content_type,
            due_at: korean_time(at),
            next_at: None,
            receipt_id: receipt_id.to_owned(),
            fields,
            attempts: Vec::new(),
            due: at,
            retry_count: 0,
            bytes,
            changed: 0,
            made: self.signals.changed(),
        });
        self.put_up(self.last_id, at);
    }

    /// POST /sandbox/webhooks/{id}/resend: from the beginning, as if it had never been sent.
    pub(crate) fn resend(&mut self, id: u64, default_url: Option<&str>, now: i64) -> Result<(), FieldError> {
        let is_sending = self.get(id).is_some_and(|webhook| webhook.state == WebhookState::Sending);
        if is_sending {
            return Err(FieldError::field("id", "it is being sent at this moment"));
        }
        let webhook = self.change(id).ok_or_else(|| FieldError::absent("id", "there is no such webhook"))?;
        if webhook.url.is_none() {
            webhook.url = default_url.map(str::to_owned);
        }
        let (was_due, id) = (webhook.due, webhook.id);
        self.waiting.remove(&(was_due, id));
        self.put_up(id, now);
        Ok(())
    }

    /// What changed after this change.
    pub(crate) fn after(&self, change: u64) -> impl Iterator<Item = (u64, &Webhook)> {
        self.changes.after(change).filter_map(|(changed, id)| Some((changed, self.get(*id)?)))
    }

    pub(crate) fn get(&self, id: u64) -> Option<&Webhook> {
        self.kept.get(self.index(id)?)
    }

    /// Forgets the oldest of more than this many, or of more than the memory should hold. What is forgotten is not
    /// sent.
    pub(crate) fn forget_beyond(&mut self, limit: usize) {
        while self.kept.len() > limit || self.bytes > MOST_BYTES {
            let Some(forgotten) = self.kept.pop_front() else { break };
            self.bytes -= forgotten.bytes;
            self.changes.forget(forgotten.changed);
            self.waiting.remove(&(forgotten.due, forgotten.id));
        }
    }

    /// When the next one has to be sent.
    pub(crate) fn next_due(&self) -> Option<i64> {
        self.waiting.first().map(|(due, _)| *due)
    }

    /// Takes out what is due, oldest first, up to this many.
    pub(crate) fn take_due(&mut self, now: i64, most: usize, project: &Project) -> Vec<WebhookRequest> {
        let mut requests = Vec::new();
        let place = self.place.clone();
        while requests.len() < most
            && let Some((due, id)) = self.waiting.first().copied()
            && due <= now
        {
            self.waiting.remove(&(due, id));
            if let Some(webhook) = self.change(id) {
                webhook.state = WebhookState::Sending;
                webhook.next_at = None;
                requests.extend(webhook.request(project, &place));
            }
        }
        requests
    }

    /// Writes down how a try ended, and plans the next one.
    pub(crate) fn note_answer(&mut self, id: u64, answer: WebhookAnswer, now: i64, project: &Project) {
        let Some(webhook) = self.change(id) else { return };
        webhook.note_answer(answer, now, project);
        if webhook.state == WebhookState::Waiting {
            let due = webhook.due;
            self.waiting.insert((due, id));
        }
    }

    fn put_up(&mut self, id: u64, at: i64) {
        let place = self.place.clone();
        let Some(webhook) = self.change(id) else { return };
        webhook.put_up(at, &place);
        if webhook.state == WebhookState::Waiting {
            self.waiting.insert((at, id));
            self.signals.agenda_changed();
        }
    }

    /// Ids rise.
    fn index(&self, id: u64) -> Option<usize> {
        self.kept.binary_search_by_key(&id, |webhook| webhook.id).ok()
    }

    /// One of them, which is about to change.
    fn change(&mut self, id: u64) -> Option<&mut Webhook> {
        let index = self.index(id)?;
        let webhook = self.kept.get_mut(index)?;
        let changed = self.signals.changed();
        self.changes.note(webhook.changed, changed, id);
        webhook.changed = changed;
        Some(webhook)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(webhook_hosts: &[&str]) -> Place {
        let hosts: Vec<String> = webhook_hosts.iter().map(|host| (*host).to_owned()).collect();
        Place::new(([127, 0, 0, 1], 8300).into(), None, &[], &hosts)
    }

    fn webhooks() -> Webhooks {
        Webhooks::new(Signals::default(), Arc::new(place(&[])))
    }

    #[test]
    fn only_this_machine_is_a_target() {
        let place = place(&[]);
        for (url, addresses) in [
            ("http://127.0.0.1:9/hook?a=1", vec!["127.0.0.1:9"]),
            ("http://[::1]:9/hook", vec!["[::1]:9"]),
            ("http://localhost/", vec!["127.0.0.1:80", "[::1]:80"]),
            ("HTTP://LOCALHOST:8080", vec!["127.0.0.1:8080", "[::1]:8080"]),
            ("http://127.9.9.9:1", vec!["127.9.9.9:1"]),
        ] {
            let Peer::Addresses(found) = Target::read(url, &place).unwrap().peer else { panic!("{url}") };
            assert!(found.iter().all(|address| address.ip().is_loopback()));
            let found: Vec<String> = found.iter().map(SocketAddr::to_string).collect();
            assert_eq!(found, addresses, "{url}");
        }
        for (url, problem) in [
            ("https://shop.example/hook", ELSEWHERE),
            ("http://localhost.evil.example/", ELSEWHERE),
            ("http://127.0.0.1@evil.example/", ELSEWHERE),
            ("http://evil@127.0.0.1/", ELSEWHERE),
            ("http://10.0.0.1/", ELSEWHERE),
            ("http://0.0.0.0/", ELSEWHERE),
            ("http://127.1/", ELSEWHERE),
            ("http://2130706433/", ELSEWHERE),
            ("http://[::ffff:127.0.0.1]/", ELSEWHERE),
            ("http://169.254.169.254/latest", ELSEWHERE),
            ("https://localhost/hook", NOT_HTTP),
            ("http://한글/", NOT_AN_ADDRESS),
            ("http://", NOT_AN_ADDRESS),
            ("http://127.0.0.1:65536/", NOT_AN_ADDRESS),
            ("http://127.0.0.1:0/", NOT_AN_ADDRESS),
        ] {
            assert_eq!(Target::read(url, &place), Err(problem), "{url}");
        }
    }

    #[test]
    fn a_host_that_was_named_is_a_target_too() {
        let place = place(&["app", "10.0.2.2"]);
        let named = |port| Ok(Peer::Named("app".to_owned(), port));
        let address = |text: &str| Ok(Peer::Addresses(vec![text.parse().unwrap()]));
        for (url, peer) in [
            ("http://app:3000/webhook", named(3000)),
            ("http://app/webhook", named(80)),
            ("http://10.0.2.2:3000/", address("10.0.2.2:3000")),
            ("http://127.0.0.1:9/", address("127.0.0.1:9")),
            ("https://app/webhook", Err(NOT_HTTP)),
            ("http://app.evil.example/", Err(ELSEWHERE)),
            ("http://app@evil.example/", Err(ELSEWHERE)),
            ("http://evil@app/", Err(ELSEWHERE)),
            ("http://10.0.2.3/", Err(ELSEWHERE)),
            ("http://app:0/", Err(NOT_AN_ADDRESS)),
        ] {
            assert_eq!(Target::read(url, &place).map(|target| target.peer), peer, "{url}");
        }
    }

    #[test]
    fn a_webhook_that_is_forgotten_is_not_sent() {
        let project = crate::keys::Keys::of_the_first(1).generated().clone();
        let mut webhooks = webhooks();
        for _ in 0..3 {
            let feedback = (Some("http://127.0.0.1:9/".to_owned()), ContentType::Json);
            webhooks.add("0", WebhookReason::Paid, feedback, WebhookFields::default(), 100);
        }
        webhooks.forget_beyond(1);
        let ids: Vec<u64> = webhooks.take_due(100, 9, &project).iter().map(|request| request.id).collect();
        assert_eq!(ids, [3]);
        webhooks.forget_beyond(0);
        let answer = WebhookAnswer { status: None, answer: None, error: None };
        webhooks.note_answer(3, answer, 100, &project);
        assert_eq!((webhooks.list().len(), webhooks.next_due()), (0, None));
    }

    #[test]
    fn long_texts_do_not_fill_the_memory() {
        let mut webhooks = webhooks();
        for _ in 0..70 {
            let feedback = (Some("x".repeat(1024 * 1024)), ContentType::Json);
            webhooks.add("0", WebhookReason::Paid, feedback, WebhookFields::default(), 100);
            webhooks.forget_beyond(usize::MAX);
        }
        assert_eq!(webhooks.list().len(), 63);
        let project = crate::keys::Keys::of_the_first(1).generated().clone();
        let payment = crate::payment::Payment::new("0", "o", &"x".repeat(1024), 3000, 100);
        for content_type in [ContentType::Json, ContentType::Urlencoded] {
            assert!(crate::webhook::fields_of(&payment, content_type, &project).bytes() > 1024);
        }
        webhooks.forget_beyond(0);
        assert_eq!(webhooks.bytes, 0);
    }

    #[test]
    fn repeats_come_a_minute_after_and_then_twice_as_late_each_time() {
        let project = crate::keys::Keys::of_the_first(1).generated().clone();
        let mut webhooks = webhooks();
        let feedback = (Some("http://127.0.0.1:9/".to_owned()), ContentType::Json);
        webhooks.add("0", WebhookReason::Paid, feedback, WebhookFields::default(), 100);
        let mut due = 100;
        for count in 0..=10 {
            assert_eq!(webhooks.next_due(), Some(due), "{count}");
            assert!(webhooks.take_due(due - 1, 9, &project).is_empty(), "{count}");
            assert_eq!(webhooks.take_due(due, 9, &project).len(), 1, "{count}");
            let answer = WebhookAnswer { status: Some(500), answer: None, error: None };
            webhooks.note_answer(1, answer, due, &project);
            due += 60 << count;
        }
        assert_eq!(webhooks.next_due(), None);
        assert_eq!(webhooks.list()[0].state, WebhookState::GivenUp);
    }

    #[test]
    fn a_receiver_that_repeats_the_body_puts_no_key_into_the_log() {
        let project = crate::keys::Keys::of_the_first(1).generated().clone();
        let key = &project.private_key;
        let encoded: String = form_urlencoded::byte_serialize(key.as_bytes()).collect();
        let answer = format!("{}{key} {encoded}", "한".repeat(20));
        let text = shown(answer.as_bytes(), &project);
        assert_eq!(text, format!("{}{HIDDEN_KEY} {HIDDEN_KEY}", "한".repeat(20)));
        assert_eq!(shown("한".repeat(100).as_bytes(), &project).len(), 198, "cut between two characters");
    }
}
