//! Wakes those who wait for something to happen: the open consoles, and the courier of the webhooks.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{Notify, watch};

/// Shared by all parts of a project's state, and the same one after a reset.
#[derive(Debug, Clone, Default)]
pub(crate) struct Signals(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// The number of the last change.
    last: AtomicU64,
    changes: watch::Sender<()>,
    /// For whoever wants to hear of every project.
    of_all: ChangesOfAll,
    agenda: Notify,
}

/// Tells that something in one of a sandbox's projects has changed.
#[derive(Debug, Clone, Default)]
pub(crate) struct ChangesOfAll(Arc<OfAll>);

#[derive(Debug, Default)]
struct OfAll {
    count: AtomicU64,
    changes: watch::Sender<()>,
}

impl ChangesOfAll {
    pub(crate) fn tell(&self) {
        self.0.count.fetch_add(1, Ordering::SeqCst);
        tell(&self.0.changes);
    }

    /// How many there were.
    pub(crate) fn count(&self) -> u64 {
        self.0.count.load(Ordering::SeqCst)
    }

    pub(crate) fn listen(&self) -> watch::Receiver<()> {
        self.0.changes.subscribe()
    }
}

/// Waking nobody takes its time, too, and most sandboxes have no console and no state file.
fn tell(changes: &watch::Sender<()>) {
    if changes.receiver_count() > 0 {
        changes.send_replace(());
    }
}

impl Signals {
    pub(crate) fn of_one(of_all: ChangesOfAll) -> Self {
        Self(Arc::new(Inner { of_all, ..Inner::default() }))
    }

    /// Something that a console shows has changed. The number says after what, and marks the thing that changed.
    pub(crate) fn changed(&self) -> u64 {
        let number = self.0.last.fetch_add(1, Ordering::SeqCst) + 1;
        tell(&self.0.changes);
        self.0.of_all.tell();
        number
    }

    /// Sees every change from now on.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.0.changes.subscribe()
    }

    /// Something may be due earlier than the courier thinks.
    pub(crate) fn agenda_changed(&self) {
        self.0.agenda.notify_one();
    }

    pub(crate) async fn wait_for_agenda(&self) {
        self.0.agenda.notified().await;
    }
}
