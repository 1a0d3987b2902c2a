//! GET /sandbox/events: everything that a console shows, and from then on whatever changes.
//!
//! Each thing in the state carries the number of its last change, so one look finds what is newer than what this
//! console has. Nothing is kept for consoles, and a slow one holds up nobody.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use jiff::civil::Date;
use serde::Serialize;
use tokio::sync::watch;

use crate::billing::{BillingKey, KeyRow};
use crate::browser::Window;
use crate::clock::korean_day;
use crate::fault::Fault;
use crate::identity::IdentityRow;
use crate::journal::{Noted, RequestRow};
use crate::payment::PaymentRow;
use crate::receipt::Record;
use crate::settings::Settings;
use crate::state::{Shared, State};
use crate::webhook_queue::{Webhook, WebhookRow};

/// Rows in one event: the page can draw between two of them.
const MOST_ROWS: usize = 2000;
/// A console is told at most so often.
const PAUSE: Duration = Duration::from_millis(100);

/// One event.
#[derive(Serialize)]
struct Batch<'a> {
    /// Forget everything from before: this is the beginning, there was a reset, or it is another day.
    fresh: bool,
    /// More comes at once.
    more: bool,
    now: i64,
    ahead_s: i64,
    settings: &'a Settings,
    faults: &'a [Fault],
    /// The oldest request and webhook that are remembered.
    first_request: Option<u64>,
    first_webhook: Option<u64>,
    /// Receipts of payments and verifications that are gone.
    gone: Vec<&'a str>,
    identities: Vec<IdentityRow<'a>>,
    payments: Vec<PaymentRow<'a>>,
    billing_keys: Vec<KeyRow<'a>>,
    requests: Vec<RequestRow<'a>>,
    webhooks: Vec<WebhookRow<'a>>,
}

/// Something in the state that makes a row.
enum Thing<'a> {
    Record(&'a Record),
    BillingKey(&'a BillingKey),
    Request(&'a Noted),
    Webhook(&'a Webhook),
}

/// What one console has.
struct Reader {
    shared: Shared,
    changes: watch::Receiver<()>,
    /// The number of resets that it knows of, and the day on which ages were counted; none at its beginning.
    epoch: Option<(u64, Date)>,
    /// It has everything up to this change.
    since: u64,
    /// More was there than fits into an event.
    is_behind: bool,
}

pub(super) fn stream(shared: Shared) -> Response {
    let changes = shared.lock().signals.changes();
    let reader = Reader { shared, changes, epoch: None, since: 0, is_behind: true };
    let events = stream::unfold(reader, |mut reader| async move {
        if !reader.is_behind {
            reader.changes.changed().await.ok()?;
            tokio::time::sleep(PAUSE).await;
        }
        let text = reader.next_batch();
        Some((Ok::<Event, Infallible>(Event::default().data(text)), reader))
    });
    Sse::new(events).keep_alive(KeepAlive::new()).into_response()
}

impl Reader {
    fn next_batch(&mut self) -> String {
        let mut state = self.shared.lock();
        state.catch_up();
        self.changes.mark_unchanged();
        let today = korean_day(state.clock.now());
        let epoch = Some((state.resets, today));
        let is_fresh = self.epoch != epoch;
        if is_fresh {
            self.epoch = epoch;
            self.since = 0;
        }
        let gone = state.forgotten_after(self.since).collect();
        let mut things = newer_than(&state, self.since);
        self.is_behind = things.len() > MOST_ROWS;
        things.truncate(MOST_ROWS);
        if let Some((last, _)) = things.last() {
            self.since = *last;
        }
        let mut batch = Batch {
            fresh: is_fresh,
            more: self.is_behind,
            now: state.clock.now(),
            ahead_s: state.clock.ahead_s(),
            settings: &state.settings,
            faults: state.faults.list(),
            first_request: state.journal.first_number(),
            first_webhook: state.webhooks.list().front().map(|webhook| webhook.id),
            gone,
            identities: Vec::new(),
            payments: Vec::new(),
            billing_keys: Vec::new(),
            requests: Vec::new(),
            webhooks: Vec::new(),
        };
        for (_, thing) in &things {
            match thing {
                Thing::Record(Record::Identity(identity)) => batch.identities.push(identity.row(today)),
                Thing::Record(Record::Payment(receipt)) if receipt.is_unfinished_identity() => {
                    let window = state.windows.get(&receipt.receipt_id);
                    let was_cancelled = window.is_some_and(Window::was_cancelled);
                    batch.identities.push(IdentityRow::unfinished(receipt, was_cancelled));
                }
                Thing::Record(Record::Payment(payment)) => batch.payments.push(payment.row()),
                Thing::BillingKey(key) => batch.billing_keys.push(key.row()),
                Thing::Request(noted) => batch.requests.push(noted.row()),
                Thing::Webhook(webhook) => batch.webhooks.push(webhook.row()),
            }
        }
        // Our own types always serialise; a page that cannot read an event says so.
        serde_json::to_string(&batch).unwrap_or_default()
    }
}

/// What changed after this, oldest change first: more than `MOST_ROWS` only to show that there is more.
fn newer_than(state: &State, since: u64) -> Vec<(u64, Thing<'_>)> {
    const MOST: usize = MOST_ROWS + 1;
    let records = state.records_after(since).map(|(changed, record)| (changed, Thing::Record(record)));
    let keys = state.billing_keys_after(since).map(|(changed, key)| (changed, Thing::BillingKey(key)));
    let requests = state.journal.after(since).map(|(changed, noted)| (changed, Thing::Request(noted)));
    let webhooks = state.webhooks.after(since).map(|(changed, webhook)| (changed, Thing::Webhook(webhook)));
    let newest =
        records.take(MOST).chain(keys.take(MOST)).chain(requests.take(MOST)).chain(webhooks.take(MOST));
    let mut things: Vec<(u64, Thing<'_>)> = newest.collect();
    things.sort_unstable_by_key(|(changed, _)| *changed);
    things
}
