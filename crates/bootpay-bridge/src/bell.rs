//! How a thread that waits for a call is called away from its wait, to see to its language's signals and interrupts.

use std::time::Duration;

use tokio::sync::Notify;

/// Ends the sleep of the thread that [waits within its hearing](crate::Call::wait_interruptibly). The call is over or can be
/// waited for again.
///
/// Whoever has something for that thread [rings](Bell::ring). On Unix a signal that the operating system gives to the
/// thread ends the sleep too. Nobody rings for a signal that comes just before the thread falls asleep, so it also wakes
/// by itself, after the time that the bell was made with.
pub struct Bell {
    after: Duration,
    rung: Notify,
    #[cfg(unix)]
    wire: std::sync::OnceLock<wire::Wire>,
}

impl Bell {
    /// A bell for one thread, which wakes by itself `after` this time.
    pub fn new(after: Duration) -> Self {
        Self {
            after,
            rung: Notify::new(),
            #[cfg(unix)]
            wire: std::sync::OnceLock::new(),
        }
    }

    /// Wakes the thread, or keeps it from falling asleep the next time. It may come at any time and twice. A signal handler
    /// must not ring: it has the [descriptor](Bell::descriptor).
    pub fn ring(&self) {
        self.rung.notify_one();
    }

    /// What to write one byte to in the place of [`ring`](Bell::ring), from a signal handler, or for who can keep no more
    /// than a number. It stays open when the bell is dropped, and becomes another bell's: a byte that comes too late
    /// wakes a thread for nothing.
    ///
    /// # Errors
    /// The reply of a call that cannot be waited for, because the process has no file descriptor left.
    #[cfg(unix)]
    pub fn descriptor(&self) -> Result<std::os::fd::RawFd, crate::Reply> {
        if self.wire.get().is_none() {
            let _ = self.wire.set(wire::Wire::take()?);
        }
        Ok(self.wire.get().map_or(-1, wire::Wire::descriptor))
    }

    /// Until it is rung, or the time is over. A signal is the waiting thread's own business.
    pub(crate) async fn rung(&self) {
        #[cfg(unix)]
        let written = async {
            match self.wire.get() {
                Some(wire) => wire.written().await,
                None => std::future::pending().await,
            }
        };
        #[cfg(not(unix))]
        let written = std::future::pending::<()>();
        tokio::select! {
            () = tokio::time::sleep(self.after) => {}
            () = self.rung.notified() => {}
            () = written => {}
        }
    }
}

#[cfg(unix)]
impl Drop for Bell {
    fn drop(&mut self) {
        if let Some(wire) = self.wire.take() {
            wire.give_back();
        }
    }
}

#[cfg(unix)]
mod wire {
    use std::convert::Infallible;
    use std::io::{self, Read};
    use std::os::fd::{AsFd, AsRawFd, RawFd};
    use std::os::unix::net::UnixStream;
    use std::sync::{Mutex, PoisonError};

    use bootpay::{Error, ErrorKind};
    use tokio::io::Interest;
    use tokio::io::unix::AsyncFd;

    use crate::{ProcessLocal, Reply};

    /// Those that no bell has at present. They are never closed, since a signal handler may still write to one.
    static FREE: ProcessLocal<Mutex<Vec<Wire>>> = ProcessLocal::new();

    pub(super) struct Wire {
        listening: UnixStream,
        ringing: UnixStream,
        process: u32,
    }

    impl Wire {
        pub(super) fn take() -> Result<Self, Reply> {
            match free().lock().unwrap_or_else(PoisonError::into_inner).pop() {
                Some(wire) => Ok(wire),
                None => Self::new().map_err(|_| {
                    let why = "this process has no file descriptor left; nothing was sent";
                    Reply::of(Err(Error::new(ErrorKind::Internal, why)))
                }),
            }
        }

        fn new() -> io::Result<Self> {
            let (listening, ringing) = UnixStream::pair()?;
            for end in [&listening, &ringing] {
                end.set_nonblocking(true)?;
            }
            Ok(Self { listening, ringing, process: std::process::id() })
        }

        /// A parent's is no forked child's to use, since both would hear it; it stays open there too.
        pub(super) fn give_back(self) {
            if self.process == std::process::id() {
                free().lock().unwrap_or_else(PoisonError::into_inner).push(self);
            } else {
                std::mem::forget(self);
            }
        }

        pub(super) fn descriptor(&self) -> RawFd {
            self.ringing.as_raw_fd()
        }

        /// Until something was written.
        #[allow(unsafe_code)] // a borrowed descriptor in a reactor
        pub(super) async fn written(&self) {
            // SAFETY: it is open for as long as `self`, which outlives this future and the registration in it.
            let listening =
                unsafe { AsyncFd::register_with_interest(self.listening.as_fd(), Interest::READABLE) };
            if let Ok(listening) = listening {
                let read = |_: &_| (&self.listening).read(&mut [0; 64]);
                let _ = listening.async_io(Interest::READABLE, read).await;
            } else {
                std::future::pending().await // the thread still wakes by itself
            }
        }
    }

    fn free() -> &'static Mutex<Vec<Wire>> {
        let Ok(free) = FREE.get_or_try_build(|| Ok::<_, Infallible>(Mutex::default()));
        free
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::mem::ManuallyDrop;
    use std::os::fd::{FromRawFd, RawFd};
    use std::os::unix::net::UnixStream;

    use super::*;

    /// Sleeps that only their end ends, unless this test hangs.
    const LONG: Duration = Duration::from_secs(86_400);

    #[allow(unsafe_code)] // as in a signal handler
    fn write_to(descriptor: RawFd) {
        // SAFETY: it is open, and not closed here.
        let mut wire = ManuallyDrop::new(unsafe { UnixStream::from_raw_fd(descriptor) });
        let _ = wire.write(&[1]);
    }

    #[tokio::test]
    async fn it_is_heard_before_and_during_the_sleep_and_however_often() {
        let bell = Bell::new(LONG);
        let descriptor = bell.descriptor().ok().unwrap();
        for ring in [&(|| bell.ring()) as &(dyn Fn() + Sync), &|| write_to(descriptor)] {
            for _ in 0..2 {
                (0..100_000).for_each(|_| ring());
                bell.rung().await;
                tokio::join!(bell.rung(), async { ring() });
            }
        }
        Bell::new(Duration::from_millis(1)).rung().await;
    }

    #[tokio::test]
    async fn a_descriptor_stays_open_and_a_byte_that_comes_late_does_no_harm() {
        let bell = Bell::new(LONG);
        let descriptor = bell.descriptor().ok().unwrap();
        drop(bell);
        write_to(descriptor);
        let next = Bell::new(LONG);
        assert_eq!(next.descriptor().ok(), Some(descriptor));
        next.rung().await; // once for nothing
    }
}
