//! Wakes those who wait for something to happen: the open consoles, and the courier of the webhooks.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{Notify, watch};

/// Shared by all parts of the state, and the same one after a reset.
#[derive(Debug, Clone, Default)]
pub(crate) struct Signals(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// The number of the last change.
    last: AtomicU64,
    changes: watch::Sender<()>,
    agenda: Notify,
}

impl Signals {
    /// Something that a console shows has changed. The number says after what, and marks the thing that changed.
    pub(crate) fn changed(&self) -> u64 {
        let number = self.0.last.fetch_add(1, Ordering::SeqCst) + 1;
        // Waking nobody takes its time, too, and most sandboxes have no console.
        if self.0.changes.receiver_count() > 0 {
            self.0.changes.send_replace(());
        }
        number
    }

    /// The number of the last change; 0 before the first.
    pub(crate) fn last_change(&self) -> u64 {
        self.0.last.load(Ordering::SeqCst)
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
