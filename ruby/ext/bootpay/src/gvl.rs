//! Waiting for a call with Ruby's lock (the GVL) released, in a way that Ruby can interrupt.
//!
//! The usual patterns lose something: `rb_thread_call_without_gvl` leaves by `longjmp`, so destructors are skipped
//! and connections stay open; an unblocking function that cancels gives a payment up on any trapped signal, also
//! on a harmless USR1; and a thread that waits on a condition variable misses Ctrl-C on Ruby 3.1 whenever
//! another Ruby thread exists. So here:
//!
//! - The call is polled while the GVL is held, and the thread sleeps in poll(2) without it. The end of the call
//!   and Ruby's unblocking function both just ring a [`Doorbell`].
//! - `rb_nogvl` is told to return, not to raise, when an interrupt is pending.
//! - Interrupts are then checked under `protect`: what is raised arrives as an `Err`, leaves through Rust's own
//!   return path and so abandons the call. If nothing is raised, the same call is waited for again.
//! - An abandoned call is waited for, but briefly, if somebody wants its log.

use std::ffi::c_void;
use std::io::Read;
use std::mem::ManuallyDrop;
use std::os::fd::{AsRawFd, RawFd};
use std::os::unix::net::UnixStream;
use std::pin::{Pin, pin};
use std::ptr::null_mut;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use bootpay_bridge::{PendingCall, Reply};
use magnus::{Error, RArray, Ruby};

/// How long to sleep at most before looking for interrupts without having been woken. Only a net: a signal may
/// arrive between Ruby's own check and poll(2), and with several threads Ruby 3.1 then wakes nobody.
const LOOK_AGAIN_MS: i32 = 100;

/// How long an interrupt may be held up for the log of the call that it ends. A task ends when it next waits, which
/// is at once, unless it is stuck in the operating system.
const ABANDON_WITHIN: Duration = Duration::from_millis(100);

/// Two connected sockets, non-blocking and closed on exec; a byte in one wakes who polls the other.
///
/// Both ends live as long as anybody may ring, so a late ring meets no closed descriptor.
struct Doorbell {
    inside: UnixStream,
    button: UnixStream,
}

impl Doorbell {
    fn new() -> std::io::Result<Self> {
        let (inside, button) = UnixStream::pair()?;
        inside.set_nonblocking(true)?;
        button.set_nonblocking(true)?;
        Ok(Self { inside, button })
    }

    fn silence(&self) {
        let mut rings = [0; 64];
        // Nothing to read is fine, and what does not fit rings once more for nothing.
        let _ = (&self.inside).read(&mut rings);
    }
}

impl Wake for Doorbell {
    fn wake(self: Arc<Self>) {
        ring(self.button.as_raw_fd());
    }
}

#[allow(unsafe_code)] // the same write is Ruby's unblocking function, see `ring_from_ruby`
fn ring(button: RawFd) {
    let byte = 1_u8;
    // SAFETY: one readable byte. A full or, in the worst case, closed descriptor fails without harm.
    unsafe { libc::write(button, (&raw const byte).cast(), 1) };
}

/// Ruby's unblocking function. It may run many times, on another thread, inside a signal handler or while the
/// interpreter holds its own locks, so it only writes. The descriptor itself is the argument: no memory to outlive.
#[allow(unsafe_code)] // called by Ruby
unsafe extern "C" fn ring_from_ruby(button: *mut c_void) {
    ring(button as usize as RawFd);
}

/// Sleeps until the bell rings, a signal arrives or the time is over.
#[allow(unsafe_code)] // poll(2)
fn sleep(inside: RawFd, at_most_ms: i32) {
    let mut bell = libc::pollfd { fd: inside, events: libc::POLLIN, revents: 0 };
    // SAFETY: one pollfd, and the caller keeps its descriptor open. EINTR is not retried: it brings the main
    // thread back to handle the signal.
    unsafe { libc::poll(&raw mut bell, 1, at_most_ms) };
}

/// Runs without the GVL: no Ruby here.
#[allow(unsafe_code)] // called by Ruby
unsafe extern "C" fn sleep_until_rung(inside: *mut c_void) -> *mut c_void {
    sleep(inside as usize as RawFd, LOOK_AGAIN_MS);
    null_mut()
}

/// A call that is abandoned when it is dropped, except in a forked child: the runtime that it would tell does not
/// run there, and its locks may be held for ever.
struct OwnCall {
    pid: u32,
    call: ManuallyDrop<PendingCall>,
}

impl OwnCall {
    /// Abandons the call and gives its log, if that is there [soon](ABANDON_WITHIN). The GVL stays held: without it
    /// a second interrupt could be raised in between.
    #[allow(unsafe_code)] // ManuallyDrop
    fn abandon(self, bell: &Doorbell, context: &mut Context<'_>) -> Option<String> {
        let mut own = ManuallyDrop::new(self);
        // SAFETY: `own` is not dropped, so nothing else takes `call`.
        let call = unsafe { ManuallyDrop::take(&mut own.call) };
        let mut log = pin!(call.abandon());
        let ends = Instant::now() + ABANDON_WITHIN;
        loop {
            bell.silence();
            if let Poll::Ready(log) = log.as_mut().poll(context) {
                return Some(log);
            }
            let remaining = ends.saturating_duration_since(Instant::now());
            if remaining.is_zero() {
                return None;
            }
            sleep(bell.inside.as_raw_fd(), remaining.as_millis() as i32 + 1);
        }
    }

    fn is_inherited(&self) -> bool {
        self.pid != std::process::id()
    }
}

impl Drop for OwnCall {
    #[allow(unsafe_code)] // ManuallyDrop
    fn drop(&mut self) {
        if !self.is_inherited() {
            // SAFETY: dropped here and nowhere else; nothing uses `call` after this.
            unsafe { ManuallyDrop::drop(&mut self.call) };
        }
    }
}

/// Starts a call and waits for its reply. Its log is appended to `log`, if anybody wants it and whatever comes.
///
/// # Errors
/// What Ruby raises in this thread meanwhile: Interrupt, Timeout's error, the end of a killed thread, whatever a
/// trap or another thread raises. The call has then been abandoned.
#[allow(unsafe_code)] // the two functions of Ruby's C API that magnus does not wrap
pub(crate) fn wait(
    _ruby: &Ruby,
    log: Option<RArray>,
    operation: &str,
    start: impl FnOnce() -> PendingCall,
) -> Result<Reply, Error> {
    let Ok(bell) = Doorbell::new().map(Arc::new) else {
        let why = "this process has no file descriptor left; nothing was sent";
        let meta = format!(r#"{{"kind":"internal","message":"{why}","effect":"none"}}"#);
        return Ok(Reply { ok: false, body: None, meta });
    };
    let waker = Waker::from(bell.clone());
    let mut context = Context::from_waker(&waker);
    let mut own = OwnCall { pid: std::process::id(), call: ManuallyDrop::new(start()) };
    loop {
        if let Poll::Ready(reply) = Pin::new(&mut *own.call).poll(&mut context) {
            if let Some(log) = log {
                log.push(own.call.take_log())?;
            }
            return Ok(reply);
        }
        // SAFETY: the GVL is held (`_ruby` proves it), both functions touch no Ruby and do not unwind, and `bell`
        // outlives the call. The unblocking function is async-signal-safe, as the flag says; without the flag
        // Ruby 3.1 starts a thread for every call that a single-threaded program makes.
        unsafe {
            rb_sys::rb_nogvl(
                Some(sleep_until_rung),
                bell.inside.as_raw_fd() as usize as *mut c_void,
                Some(ring_from_ruby),
                bell.button.as_raw_fd() as usize as *mut c_void,
                (rb_sys::RB_NOGVL_INTR_FAIL | rb_sys::RB_NOGVL_UBF_ASYNC_SAFE) as i32,
            );
        }
        let interrupt = magnus::rb_sys::protect(|| {
            // SAFETY: the GVL is held; what this raises is caught by `protect`.
            unsafe { rb_sys::rb_thread_check_ints() };
            rb_sys::Qnil.into()
        });
        if let Err(interrupt) = interrupt {
            if let Some(log) = log
                && !own.is_inherited()
                && let Some(attempts) = own.abandon(&bell, &mut context)
            {
                log.push(attempts)?;
            }
            return Err(interrupt);
        }
        if own.is_inherited() {
            // A trap has just forked, and this is the child. The bell belongs to both: its bytes are the parent's.
            return Ok(bootpay_bridge::forked(operation));
        }
        bell.silence();
    }
}
