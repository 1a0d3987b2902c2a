//! A write to a connection that its other end has closed raises SIGPIPE in the thread that writes. That ends a program which
//! does not ignore it, as a C program by itself does not; the write fails too, which is all that the library needs.

#[cfg(unix)]
pub(crate) use unix::without;

#[cfg(unix)]
mod unix {
    use std::mem::MaybeUninit;
    use std::ptr;

    use libc::{SIG_BLOCK, SIG_SETMASK, SIGPIPE, sigset_t};

    /// Does on this thread what may write to a connection.
    pub(crate) fn without<T>(work: impl FnOnce() -> T) -> T {
        let _blocked = Blocked::new();
        work()
    }

    /// While it lives, this thread gets no SIGPIPE.
    struct Blocked {
        before: sigset_t,
    }

    impl Blocked {
        /// None if the program sees to it itself.
        fn new() -> Option<Self> {
            let mut before = MaybeUninit::uninit();
            // SAFETY: both sets are this function's own, and the call fills the second.
            let before = unsafe {
                libc::pthread_sigmask(SIG_BLOCK, &pipe(), before.as_mut_ptr());
                before.assume_init()
            };
            // SAFETY: it was filled above.
            let was_blocked = unsafe { libc::sigismember(&before, SIGPIPE) } == 1;
            (!was_blocked).then_some(Self { before })
        }
    }

    impl Drop for Blocked {
        fn drop(&mut self) {
            take_pending();
            // SAFETY: the set is the one that this thread had.
            unsafe { libc::pthread_sigmask(SIG_SETMASK, &self.before, ptr::null_mut()) };
        }
    }

    fn pipe() -> sigset_t {
        let mut pipe = MaybeUninit::uninit();
        // SAFETY: `sigemptyset` fills the set.
        unsafe {
            libc::sigemptyset(pipe.as_mut_ptr());
            libc::sigaddset(pipe.as_mut_ptr(), SIGPIPE);
            pipe.assume_init()
        }
    }

    /// What came meanwhile would come now.
    #[cfg(not(target_vendor = "apple"))]
    fn take_pending() {
        let at_once = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: the sets and the time are this function's own; nobody asks for more about the signal.
        unsafe { libc::sigtimedwait(&pipe(), ptr::null_mut(), &at_once) };
    }

    /// There is no `sigtimedwait` there, so it first looks whether there is something to wait for.
    #[cfg(target_vendor = "apple")]
    fn take_pending() {
        let (mut pending, mut taken) = (MaybeUninit::uninit(), 0);
        // SAFETY: the sets are this function's own, and `sigpending` fills the first.
        unsafe {
            if libc::sigpending(pending.as_mut_ptr()) == 0
                && libc::sigismember(pending.as_ptr(), SIGPIPE) == 1
            {
                libc::sigwait(&pipe(), &mut taken);
            }
        }
    }
}

#[cfg(not(unix))]
pub(crate) fn without<T>(work: impl FnOnce() -> T) -> T {
    work()
}
