//! Wakes those who wait for something to happen: the open consoles, and the courier of the webhooks.

use std::sync::Arc;

use tokio::sync::{Notify, watch};

/// Shared by all parts of the state, and the same one after a reset.
#[derive(Debug, Clone, Default)]
pub(crate) struct Signals(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// The number of the last change.
    changes: watch::Sender<u64>,
    agenda: Notify,
}

impl Signals {
    /// Something that a console shows has changed. The number says after what, and marks the thing that changed.
    pub(crate) fn changed(&self) -> u64 {
        let mut number = 0;
        self.0.changes.send_modify(|last| {
            *last += 1;
            number = *last;
        });
        number
    }

    /// Sees every change from now on.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
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
