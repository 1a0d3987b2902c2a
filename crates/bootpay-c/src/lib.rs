//! The door of `bootpay-bridge` as a C ABI. `generated/bootpay.h` is rendered from this file, with its documentation, by
//! `cargo xtask header`.
//!
//! Here pointers are made into texts, and texts into pointers; what is done with them is the bridge's. Nothing unwinds into
//! the caller.

#![allow(unsafe_code)] // each block says what the caller has promised
#![allow(non_camel_case_types)] // the names are C's

mod sigpipe;
mod texts;

use std::ffi::c_char;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::time::Duration;

use bootpay_bridge::calls::{self, Replies, Tagged};
use bootpay_bridge::{ErrorKind, Handle, Reply, ask};

use texts::Given;

/// The version of this interface. Use a library only if its bootpay_abi() says the same.
pub const BOOTPAY_ABI: u32 = 1;

/// One configured client. It lives as long as the process.
pub struct bootpay_client {
    _handle: Handle,
}

/// Where replies come that a thread of the host takes out one after the other.
pub struct bootpay_queue {
    _replies: Replies,
}

/// What a call came to, or the answer to a question. Its texts are UTF-8 with a length, without a NUL at the end, and live
/// until bootpay_reply_free.
#[repr(C)]
pub struct bootpay_reply {
    /// As it was given to bootpay_start; 0 where nobody gave one.
    pub tag: u64,
    /// 1 if the server did what was asked, or the question was answered; else 0.
    pub ok: u32,
    /// 0.
    pub reserved: u32,
    /// The server's answer as it came, JSON, also beside an error; or the answer of bootpay_ask. NULL if no answer came.
    pub body: *const c_char,
    /// Length of body in bytes.
    pub body_len: usize,
    /// A JSON object. If ok is 1, how the call went: operation, status, attempts, request_id, cancel_id, outcome,
    /// duration_ms. If it is 0, the error: kind, message, operation, effect ("none" or "unknown": it may have happened), and
    /// more that an error may have.
    pub meta: *const c_char,
    /// Length of meta in bytes.
    pub meta_len: usize,
    /// A JSON array of the call's attempts, oldest first, each with level and message, the line for a log.
    pub log: *const c_char,
    /// Length of log in bytes.
    pub log_len: usize,
}

const _: () = assert!(size_of::<bootpay_reply>() == 16 + 6 * size_of::<usize>(), "the header says so too");

/// Gives BOOTPAY_ABI as the library was built with it. Ask before anything else is called.
#[unsafe(no_mangle)]
pub extern "C" fn bootpay_abi() -> u32 {
    BOOTPAY_ABI
}

/// Gives the process's one client of this configuration. An equal text gives the same client, with its token and its
/// connections. It is never closed, so a process should have few of them. Nothing is sent and no thread is started.
///
/// config is a JSON object: application_id, private_key, mode, base_url, connect_timeout, timeout, deadline (in seconds; or
/// in milliseconds, with _ms after the name), max_retries, user_agent, environment. The last is an object with the variables
/// that bootpay_ask names for "environment"; without it the process's own are read when this text is opened first.
///
/// Gives NULL for a configuration that cannot work, and puts the error into *error for you to free; error may be NULL.
///
/// # Safety
/// `config` is readable, `error` NULL or a place for a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bootpay_open(
    config: *const c_char,
    config_len: usize,
    error: *mut *mut bootpay_reply,
) -> *mut bootpay_client {
    let opened = guarded(
        || {
            // SAFETY: the caller's promise.
            let config = unsafe { Given::new("config", ErrorKind::Config).text(config, config_len) }?;
            Handle::shared(config).map_err(ask::error)
        },
        || Err(defect()),
    );
    match opened {
        Ok(handle) => ptr::from_ref(handle).cast_mut().cast(),
        Err(reply) => {
            // SAFETY: the caller's promise.
            unsafe { put(error, untagged(reply)) };
            ptr::null_mut()
        }
    }
}

/// Answers what needs no request, at once. Never gives NULL; free what it gives.
///
/// what is a name, question a JSON object where one is named, and the reply's body the answer:
///
///   "version"         the library's
///   "environment"     the variables that a configuration reads, a JSON array
///   "base_url"        where the client's requests go
///   "webhook"         the event, JSON; body has the request's bytes, question says how they came: remote_address, …
///   "begin_identity"  order_id, token, expires_at, request, JSON; question: purpose, session, expires_in
///   "expectations"    the params of receipt.get that compare a receipt with an event; question: the event
///   "identity.VERB"   about a person, JSON; question: what it is about
///   "defect"          none, and the error of a call that a defect of the host's own ended; question: the operation, as text
///
/// base_url, webhook and begin_identity need a client; for the others it may be NULL.
///
/// # Safety
/// `client` is NULL or from `bootpay_open`; the texts are readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bootpay_ask(
    client: *const bootpay_client,
    what: *const c_char,
    what_len: usize,
    body: *const c_char,
    body_len: usize,
    question: *const c_char,
    question_len: usize,
) -> *mut bootpay_reply {
    let answer = || {
        // SAFETY: the caller's promise.
        let (client, what, body, question) = unsafe {
            (
                client_of(client),
                text("what", what, what_len)?,
                bytes("body", body, body_len)?,
                text("question", question, question_len)?,
            )
        };
        Ok(ask::ask(ask::Asked { client, what, body, question }))
    };
    guarded(|| given(untagged(answer().unwrap_or_else(|reply| reply))), given_defect)
}

/// Prepares a call and gives its number. operation is a name such as "certificate.get", params its request, a JSON object.
/// options is another, or empty: token, timeout, deadline (as in a configuration), max_retries, log ("debug", "warn" or
/// "none": from which level on somebody reads the reply's log).
///
/// With a queue the call is sent at once, by a thread of the library's, and its reply comes to the queue with this tag.
/// Choose the tag before: the reply may be there before this function returns. Without one (NULL) nothing is sent until
/// bootpay_wait is called; the thread that waits carries the call out.
///
/// There is one reply for each call, also for one that is cancelled. Take it: what is never waited for is kept.
///
/// Gives 0 if the call was over at once, because nothing can be sent. Then its reply is in *over for you to free, also if there
/// is a queue. over may be NULL.
///
/// # Safety
/// `client` is NULL or from `bootpay_open`, `queue` NULL or from `bootpay_queue_open`; the texts are readable; `over` is NULL
/// or a place for a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bootpay_start(
    client: *const bootpay_client,
    operation: *const c_char,
    operation_len: usize,
    params: *const c_char,
    params_len: usize,
    options: *const c_char,
    options_len: usize,
    queue: *mut bootpay_queue,
    tag: u64,
    over: *mut *mut bootpay_reply,
) -> u64 {
    let start = || {
        // SAFETY: the caller's promise.
        let (client, queue, operation, params, options) = unsafe {
            (
                client_of(client).ok_or_else(ask::no_client)?,
                queue_of(queue),
                text("operation", operation, operation_len)?,
                text("params", params, params_len)?,
                text("options", options, options_len)?,
            )
        };
        let call = client.call(operation, params, options);
        match queue {
            Some(queue) => calls::send(call, queue, tag),
            None => calls::keep(call, tag),
        }
    };
    guarded(start, || Err(defect())).unwrap_or_else(|reply| {
        // SAFETY: the caller's promise.
        unsafe { put(over, Tagged { tag, reply }) };
        0
    })
}

/// Carries a call out that was started without a queue, and gives its reply for you to free.
///
/// NULL: it is not over after timeout_ms, or a signal came before; see to your signals and wait again. Meanwhile the call
/// stands still. With a negative timeout_ms it waits until the reply is there, whatever signals come. The thread gets no SIGPIPE
/// while it waits.
///
/// One thread waits for a call at a time, not always the same. Who cannot wait gets a reply of the kind "canceled" that says
/// why: another thread waits, the reply comes to a queue or was given already, the number is unknown or is another
/// process's.
#[unsafe(no_mangle)]
pub extern "C" fn bootpay_wait(call: u64, timeout_ms: i32) -> *mut bootpay_reply {
    let wait = || sigpipe::without(|| calls::wait(call, time_of(timeout_ms)));
    guarded(|| wait().map_or(ptr::null_mut(), given), given_defect)
}

/// Gives a call up, which closes its connection: from any thread, at any time, twice, with any number. Its reply still comes,
/// to its queue or to who waits for it, of the kind "canceled"; it is the real one if that was there already. A thread that
/// waits for it comes back at once.
#[unsafe(no_mangle)]
pub extern "C" fn bootpay_cancel(call: u64) {
    guarded(|| calls::cancel(call), || ());
}

/// Makes a queue. Keep one for as long as the process lives, or for each part of it that ends by itself.
#[unsafe(no_mangle)]
pub extern "C" fn bootpay_queue_open() -> *mut bootpay_queue {
    guarded(|| ptr::from_ref(calls::open_queue()).cast_mut().cast(), ptr::null_mut)
}

/// Takes the oldest reply out, for you to free. NULL: none came within timeout_ms, or the queue is closed. With a negative
/// timeout_ms it waits until a reply comes or the queue is closed. Any number of threads may wait.
///
/// In a forked child a queue has only the replies of what the child started.
///
/// # Safety
/// `queue` is NULL or from `bootpay_queue_open`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bootpay_queue_next(
    queue: *mut bootpay_queue,
    timeout_ms: i32,
) -> *mut bootpay_reply {
    // SAFETY: the caller's promise.
    let Some(queue) = (unsafe { queue_of(queue) }) else { return ptr::null_mut() };
    guarded(|| queue.next_within(time_of(timeout_ms)).map_or(ptr::null_mut(), given), ptr::null_mut)
}

/// Ends every bootpay_queue_next, at once and from then on. Replies that are in the queue, or come later, are dropped; calls
/// that are under way go on. The queue's memory, a few hundred bytes, stays valid, so that a thread which is still at it does
/// no harm. Twice is once; NULL is fine.
///
/// # Safety
/// `queue` is NULL or from `bootpay_queue_open`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bootpay_queue_close(queue: *mut bootpay_queue) {
    // SAFETY: the caller's promise.
    if let Some(queue) = unsafe { queue_of(queue) } {
        guarded(|| queue.close(), || ());
    }
}

/// Frees a reply and its texts, once. NULL is fine.
///
/// # Safety
/// `reply` is NULL or from this library, and was not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bootpay_reply_free(reply: *mut bootpay_reply) {
    if !reply.is_null() {
        // SAFETY: the caller's promise; `given` made it of such a box.
        let owned = unsafe { Box::from_raw(reply.cast::<Owned>()) };
        guarded(|| drop(owned), || ());
    }
}

/// A reply with the texts that it points to. C sees the first field.
#[repr(C)]
struct Owned {
    seen: bootpay_reply,
    reply: Reply,
}

fn given(Tagged { tag, reply }: Tagged) -> *mut bootpay_reply {
    let (body, body_len) = reply.body.as_deref().map_or((ptr::null(), 0), texts::lent);
    let (meta, meta_len) = texts::lent(&reply.meta);
    let (log, log_len) = texts::lent(&reply.log);
    let ok = u32::from(reply.ok);
    let seen = bootpay_reply { tag, ok, reserved: 0, body, body_len, meta, meta_len, log, log_len };
    Box::into_raw(Box::new(Owned { seen, reply })).cast()
}

fn untagged(reply: Reply) -> Tagged {
    Tagged { tag: 0, reply }
}

/// Of what ended in a panic. Nobody knows how far it got.
fn defect() -> Reply {
    Reply::defect("")
}

fn given_defect() -> *mut bootpay_reply {
    given(untagged(defect()))
}

/// Does a function's work. A panic ends here.
fn guarded<T>(work: impl FnOnce() -> T, defect: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| defect())
}

/// A negative time means for ever.
fn time_of(timeout_ms: i32) -> Option<Duration> {
    u64::try_from(timeout_ms).ok().map(Duration::from_millis)
}

/// # Safety
/// `place` is NULL or a place for a pointer.
unsafe fn put(place: *mut *mut bootpay_reply, told: Tagged) {
    if !place.is_null() {
        // SAFETY: the caller's promise. Without a place nobody could free it.
        unsafe { place.write(given(told)) };
    }
}

/// # Safety
/// `client` is NULL or from `bootpay_open`.
unsafe fn client_of(client: *const bootpay_client) -> Option<&'static Handle> {
    // SAFETY: the caller's promise; a shared handle lives as long as the process.
    unsafe { client.cast::<Handle>().as_ref() }
}

/// # Safety
/// `queue` is NULL or from `bootpay_queue_open`.
unsafe fn queue_of(queue: *mut bootpay_queue) -> Option<&'static Replies> {
    // SAFETY: the caller's promise; a queue lives as long as the process.
    unsafe { queue.cast::<Replies>().cast_const().as_ref() }
}

/// # Safety
/// As of [`Given::text`].
unsafe fn text<'a>(name: &str, start: *const c_char, len: usize) -> Result<&'a str, Reply> {
    // SAFETY: the caller's promise.
    unsafe { Given::new(name, ErrorKind::InvalidRequest).text(start, len) }
}

/// # Safety
/// As of [`Given::bytes`].
unsafe fn bytes<'a>(name: &str, start: *const c_char, len: usize) -> Result<&'a [u8], Reply> {
    // SAFETY: the caller's promise.
    unsafe { Given::new(name, ErrorKind::InvalidRequest).bytes(start, len) }
}
