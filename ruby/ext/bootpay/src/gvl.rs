//! Waiting for a call with Ruby's lock (the GVL) released, in a way that Ruby can interrupt.
//!
//! The usual patterns lose something: `rb_thread_call_without_gvl` leaves by `longjmp`, so destructors are skipped
//! and connections stay open; an unblocking function that cancels gives a payment up on any trapped signal, also
//! on a harmless USR1; and a thread that waits on a condition variable misses Ctrl-C on Ruby 3.1 whenever
//! another Ruby thread exists. This module does it in three steps:
//!
//! - The thread waits within hearing of a [`Bell`], which Ruby's unblocking function just rings.
//! - `rb_nogvl` is told to return, not to raise, when an interrupt is pending.
//! - Interrupts are then checked under `protect`: what is raised arrives as an `Err`, leaves through Rust's own
//!   return path and so gives the call up. If nothing is raised, the same call is waited for again.

use std::ffi::c_void;
use std::io::Write;
use std::mem::ManuallyDrop;
use std::os::fd::{FromRawFd, RawFd};
use std::os::unix::net::UnixStream;
use std::ptr::null_mut;
use std::time::Duration;

use bootpay_bridge::{Bell, Call, Reply};
use magnus::{Error, RArray, Ruby};

/// How long to sleep at most before looking for interrupts without having been woken. Only a net: a signal may
/// arrive between Ruby's own check and the sleep, and with several threads Ruby 3.1 then wakes nobody.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

struct Waiting {
    call: Call,
    bell: Bell,
    reply: Option<Reply>,
}

/// Runs without the GVL: no Ruby here.
#[allow(unsafe_code)] // called by Ruby
unsafe extern "C" fn wait_without_gvl(waiting: *mut c_void) -> *mut c_void {
    // SAFETY: `wait` lends it to this thread until `rb_nogvl` returns.
    let waiting = unsafe { &mut *waiting.cast::<Waiting>() };
    waiting.reply = waiting.call.wait_interruptibly(&waiting.bell);
    null_mut()
}

/// Ruby's unblocking function. It may run many times, on another thread, inside a signal handler or while the
/// interpreter holds its own locks. A signal handler may even call it with what another region was given, or after this one
/// has ended: Ruby stores function and argument one after the other and looks at them without a lock. So the argument is a
/// descriptor and no memory: a stale one is at worst a byte that wakes a thread for nothing.
#[allow(unsafe_code)] // called by Ruby
unsafe extern "C" fn ring(descriptor: *mut c_void) {
    // what stands there before ours is stored: nothing, or an address, which is too large for a descriptor
    let Ok(descriptor @ 3..) = RawFd::try_from(descriptor as usize) else { return };
    // SAFETY: a bell's stays open; it is not closed here, and nothing but one byte is written to it.
    let mut bell = ManuallyDrop::new(unsafe { UnixStream::from_raw_fd(descriptor) });
    let _ = bell.write(&[1]);
}

/// Waits for the reply of a call. Its log is appended to `log`, if anybody wants it and whatever comes.
///
/// # Errors
/// What Ruby raises in this thread meanwhile: Interrupt, Timeout's error, the end of a killed thread, whatever a
/// trap or another thread raises. The call has then been given up.
#[allow(unsafe_code)] // the two functions of Ruby's C API that magnus does not wrap
pub(crate) fn wait(_ruby: &Ruby, log: Option<RArray>, call: Call) -> Result<Reply, Error> {
    let bell = Bell::new(LOOK_AGAIN);
    let descriptor = match bell.descriptor() {
        Ok(descriptor) => descriptor as usize,
        Err(reply) => return Ok(reply),
    };
    let mut waiting = Waiting { call, bell, reply: None };
    loop {
        // SAFETY: the GVL is held (`_ruby` proves it), neither function touches Ruby or unwinds, and `waiting`
        // outlives the call. The unblocking function is async-signal-safe, as the flag says; without the flag
        // Ruby 3.1 starts a thread for every call that a single-threaded program makes.
        unsafe {
            rb_sys::rb_nogvl(
                Some(wait_without_gvl),
                (&raw mut waiting).cast(),
                Some(ring),
                descriptor as *mut c_void,
                (rb_sys::RB_NOGVL_INTR_FAIL | rb_sys::RB_NOGVL_UBF_ASYNC_SAFE) as i32,
            );
        }
        if let Some(reply) = waiting.reply.take() {
            if let Some(log) = log {
                log.push(reply.log.as_str())?;
            }
            return Ok(reply);
        }
        let interrupt = magnus::rb_sys::protect(|| {
            // SAFETY: the GVL is held; what this raises is caught by `protect`.
            unsafe { rb_sys::rb_thread_check_ints() };
            rb_sys::Qnil.into()
        });
        if let Err(interrupt) = interrupt {
            if let Some(log) = log {
                // The GVL stays held: without it a second interrupt could be raised in between.
                log.push(waiting.call.cancel().log)?;
            }
            return Err(interrupt);
        }
    }
}
