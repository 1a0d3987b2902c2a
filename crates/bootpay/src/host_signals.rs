//! Keeps the handlers of the program's signals off the threads that are started here: a handler expects a thread of the
//! language's own, and the operating system takes any that does not block the signal.

#[cfg(unix)]
pub(crate) use unix::{block, blocked};

#[cfg(unix)]
mod unix {
    use nix::sys::signal::{SigSet, SigmaskHow, Signal};

    /// Runs what starts a thread, which then gets no signal that somebody sends.
    pub(crate) fn blocked<T>(start: impl FnOnce() -> T) -> T {
        let before = sent().thread_swap_mask(SigmaskHow::SIG_BLOCK);
        let outcome = start();
        if let Ok(before) = before {
            let _ = before.thread_set_mask();
        }
        outcome
    }

    /// From now on this thread gets no signal that somebody sends.
    pub(crate) fn block() {
        let _ = sent().thread_block();
    }

    /// The others come from what a thread does by itself, and must end it.
    fn sent() -> SigSet {
        let mut sent = SigSet::all();
        for own in [
            Signal::SIGABRT,
            Signal::SIGBUS,
            Signal::SIGFPE,
            Signal::SIGILL,
            Signal::SIGSEGV,
            Signal::SIGSYS,
            Signal::SIGTRAP,
        ] {
            sent.remove(own);
        }
        sent
    }
}

#[cfg(not(unix))]
pub(crate) fn blocked<T>(start: impl FnOnce() -> T) -> T {
    start()
}

#[cfg(not(unix))]
pub(crate) fn block() {}
