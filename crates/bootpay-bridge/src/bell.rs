//! How a thread that waits for a call is called away from its wait, to see to its language's signals and interrupts.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bootpay::{Error, ErrorKind};

use crate::Reply;

/// Ends the sleep of the thread that [waits within its hearing](crate::Call::wait_interruptibly). The call goes on.
///
/// Whoever has something for that thread [rings](Bell::ring). On Unix a signal that the operating system gives to the
/// thread ends the sleep too. Nobody rings for a signal that comes just before the thread falls asleep, so it also wakes
/// by itself, after the time that the bell was made with.
#[derive(Clone)]
pub struct Bell(Arc<Sleep>);

impl Bell {
    /// A bell for one thread, which wakes by itself `after` this time.
    ///
    /// # Errors
    /// The reply of a call that cannot be waited for, because the process has no file descriptor left.
    pub fn new(after: Duration) -> Result<Self, Reply> {
        Sleep::new(after).map(|sleep| Self(Arc::new(sleep))).map_err(|_| {
            let why = "this process has no file descriptor left; nothing was sent";
            Reply::of(Err(Error::new(ErrorKind::Internal, why)))
        })
    }

    /// Wakes the thread, or keeps it from falling asleep the next time. It may come at any time and twice. On Unix it does
    /// nothing but write one byte, so it may come from a signal handler.
    pub fn ring(&self) {
        self.0.end();
    }

    /// What to write one byte to in the place of [`ring`](Bell::ring), for who can keep no more than a number.
    #[cfg(unix)]
    pub fn descriptor(&self) -> std::os::fd::RawFd {
        self.0.descriptor()
    }

    /// Until it is rung, a signal comes or the time is over.
    pub(crate) fn sleep(&self) {
        self.0.begin();
    }
}

#[cfg(unix)]
use wire::Sleep;

#[cfg(not(unix))]
use flag::Sleep;

/// A read from a socket, because a signal ends one: a wait on a condition variable would go on.
#[cfg(unix)]
mod wire {
    use std::io::{Read, Write};
    use std::os::fd::AsRawFd;
    use std::os::unix::net::UnixStream;

    use super::*;

    pub(super) struct Sleep {
        listening: UnixStream,
        ringing: UnixStream,
    }

    impl Sleep {
        pub(super) fn new(after: Duration) -> io::Result<Self> {
            let (listening, ringing) = UnixStream::pair()?;
            // With a time limit a signal ends the read also where its handler asked for calls to be restarted: signal(7).
            listening.set_read_timeout(Some(after))?;
            ringing.set_nonblocking(true)?;
            Ok(Self { listening, ringing })
        }

        pub(super) fn descriptor(&self) -> std::os::fd::RawFd {
            self.ringing.as_raw_fd()
        }

        pub(super) fn end(&self) {
            // What does not fit is not missed: there is enough in it to wake.
            let _ = (&self.ringing).write(&[1]);
        }

        pub(super) fn begin(&self) {
            // The error of a signal, or of a time that is over, wakes as a byte does.
            let _ = (&self.listening).read(&mut [0; 64]);
        }
    }
}

/// For systems whose signals end no wait.
#[cfg(any(not(unix), test))]
mod flag {
    use std::sync::{Condvar, Mutex, PoisonError};

    use super::*;

    pub(super) struct Sleep {
        is_over: Mutex<bool>,
        over: Condvar,
        after: Duration,
    }

    impl Sleep {
        #[allow(clippy::unnecessary_wraps)] // its twin needs two file descriptors
        pub(super) fn new(after: Duration) -> io::Result<Self> {
            Ok(Self { is_over: Mutex::new(false), over: Condvar::new(), after })
        }

        pub(super) fn end(&self) {
            *self.is_over.lock().unwrap_or_else(PoisonError::into_inner) = true;
            self.over.notify_all();
        }

        pub(super) fn begin(&self) {
            let is_over = self.is_over.lock().unwrap_or_else(PoisonError::into_inner);
            let waited = self.over.wait_timeout_while(is_over, self.after, |is_over| !*is_over);
            *waited.unwrap_or_else(PoisonError::into_inner).0 = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sleeps that only their end ends, unless this test hangs.
    const LONG: Duration = Duration::from_secs(86_400);
    const SHORT: Duration = Duration::from_millis(1);

    macro_rules! sleeps_until_it_is_rung {
        ($($sleep:ident)*) => {$(
            #[test]
            fn $sleep() {
                let sleep = super::$sleep::Sleep::new(LONG).unwrap();
                for _ in 0..2 {
                    sleep.end(); // before it began
                    sleep.begin();
                    std::thread::scope(|scope| {
                        scope.spawn(|| sleep.end());
                        sleep.begin();
                    });
                }
                super::$sleep::Sleep::new(SHORT).unwrap().begin();
            }
        )*};
    }
    sleeps_until_it_is_rung!(wire flag);

    #[test]
    fn a_bell_that_nobody_hears_takes_any_number_of_rings() {
        let bell = Bell::new(LONG).ok().unwrap();
        for _ in 0..100_000 {
            bell.ring();
        }
        bell.sleep();
    }
}
