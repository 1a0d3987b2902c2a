//! The door of `bootpay-bridge` for Java: the native methods of `kr.co.bootpay.internal.Native`.
//!
//! Texts cross as arrays of UTF-8, since JNI's own text is another encoding. A reply is one array: a head of 24 bytes, then body,
//! meta and log. Nothing of the JVM's is kept, and no thread of the library's enters it.

#![allow(unsafe_code)] // `jni_mangle` gives the functions the names that the JVM looks for; there is no unsafe block

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use bootpay_bridge::calls::{self, Replies, Tagged};
use bootpay_bridge::{Call, ErrorKind, Handle, Reply, ask, ask::Asked};
use jni::errors::{Result, ThrowRuntimeExAndDefault};
use jni::objects::{JByteArray, JClass};
use jni::sys::{jint, jlong};
use jni::{Env, EnvUnowned, jni_mangle};

/// The version of what crosses here. `Native.ABI` says the same.
const ABI: jint = 1;

/// In the head of a reply: the call went well.
const OK: u32 = 1;
/// There is a body.
const HAS_BODY: u32 = 2;
/// It is no reply but a number, where the tag stands: of a client, or of a call that has begun.
const IS_NUMBER: u32 = 4;

/// Gives the version of this interface.
#[jni_mangle("kr.co.bootpay.internal.Native")]
pub fn abi<'local>(_env: EnvUnowned<'local>, _class: JClass<'local>) -> jint {
    ABI
}

/// Gives the number of the process's one client of this configuration, or the error.
#[jni_mangle("kr.co.bootpay.internal.Native")]
pub fn open<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    config: JByteArray<'local>,
) -> JByteArray<'local> {
    answered(&mut env, |env| {
        let config = bytes(env, &config)?;
        Ok(guarded(|| {
            let opened = text("the configuration", &config)
                .and_then(|config| Handle::shared(config).map_err(ask::error));
            opened.map_or_else(untagged, |handle| number(client_number(handle)))
        }))
    })
}

/// Answers what needs no request, at once.
#[jni_mangle("kr.co.bootpay.internal.Native")]
pub fn ask<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    client: jlong,
    what: JByteArray<'local>,
    body: JByteArray<'local>,
    question: JByteArray<'local>,
) -> JByteArray<'local> {
    answered(&mut env, |env| {
        let (what, body, question) = (bytes(env, &what)?, bytes(env, &body)?, bytes(env, &question)?);
        Ok(guarded(|| {
            let reply = text("what", &what).and_then(|what| {
                let question = text("question", &question)?;
                Ok(ask::ask(Asked { client: client_of(client), what, body: &body, question }))
            });
            untagged(reply.unwrap_or_else(|reply| reply))
        }))
    })
}

/// Prepares a call for the thread that will carry it out, and gives its number, or its reply if it is over.
#[jni_mangle("kr.co.bootpay.internal.Native")]
pub fn keep<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    client: jlong,
    operation: JByteArray<'local>,
    params: JByteArray<'local>,
    options: JByteArray<'local>,
) -> JByteArray<'local> {
    answered(&mut env, |env| {
        let given = (bytes(env, &operation)?, bytes(env, &params)?, bytes(env, &options)?);
        Ok(guarded(|| begun(client, &given, 0, |call| calls::keep(call, 0))))
    })
}

/// Starts a call whose reply comes to [`next`] under this tag, and gives its number, or its reply if it is over.
#[jni_mangle("kr.co.bootpay.internal.Native")]
pub fn send<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    client: jlong,
    operation: JByteArray<'local>,
    params: JByteArray<'local>,
    options: JByteArray<'local>,
    tag: jlong,
) -> JByteArray<'local> {
    answered(&mut env, |env| {
        let given = (bytes(env, &operation)?, bytes(env, &params)?, bytes(env, &options)?);
        let tag = tag.cast_unsigned();
        Ok(guarded(|| begun(client, &given, tag, |call| calls::send(call, replies(), tag))))
    })
}

/// Carries a call out that was kept, for so many milliseconds at most, and gives its reply; null: it is not over.
#[jni_mangle("kr.co.bootpay.internal.Native")]
pub fn carry_out<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    call: jlong,
    milliseconds: jint,
) -> JByteArray<'local> {
    // The JVM ignores SIGPIPE, so nothing is blocked here.
    perhaps(&mut env, || calls::wait(call.cast_unsigned(), Some(time_of(milliseconds))))
}

/// Gives a call up: at any time, from any thread, with any number.
#[jni_mangle("kr.co.bootpay.internal.Native")]
pub fn cancel<'local>(_env: EnvUnowned<'local>, _class: JClass<'local>, call: jlong) {
    let cancelled = catch_unwind(AssertUnwindSafe(|| calls::cancel(call.cast_unsigned())));
    cancelled.unwrap_or_default(); // its reply comes all the same
}

/// Takes out the oldest reply of the calls that were sent; null: none came within so many milliseconds.
#[jni_mangle("kr.co.bootpay.internal.Native")]
pub fn next<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    milliseconds: jint,
) -> JByteArray<'local> {
    perhaps(&mut env, || replies().next_within(Some(time_of(milliseconds))))
}

/// Two class loaders have a copy of the library each, and so a queue each.
fn replies() -> &'static Replies {
    static REPLIES: OnceLock<&'static Replies> = OnceLock::new();
    REPLIES.get_or_init(calls::open_queue)
}

/// The clients that were opened. Their numbers begin with 1.
static CLIENTS: Mutex<Vec<&'static Handle>> = Mutex::new(Vec::new());

fn client_number(handle: &'static Handle) -> u64 {
    let mut clients = CLIENTS.lock().unwrap_or_else(PoisonError::into_inner);
    let at = clients.iter().position(|known| std::ptr::eq(*known, handle)).unwrap_or_else(|| {
        clients.push(handle);
        clients.len() - 1
    });
    at as u64 + 1
}

fn client_of(number: jlong) -> Option<&'static Handle> {
    let at = usize::try_from(number).ok()?.checked_sub(1)?;
    CLIENTS.lock().unwrap_or_else(PoisonError::into_inner).get(at).copied()
}

type Texts = (Vec<u8>, Vec<u8>, Vec<u8>);

fn begun(
    client: jlong,
    (operation, params, options): &Texts,
    tag: u64,
    begin: impl FnOnce(Call) -> std::result::Result<u64, Reply>,
) -> Vec<u8> {
    let call = || {
        let client = client_of(client).ok_or_else(ask::no_client)?;
        let (operation, params) = (text("operation", operation)?, text("params", params)?);
        begin(client.call(operation, params, text("options", options)?))
    };
    call().map_or_else(|reply| framed(&Tagged { tag, reply }), number)
}

fn text<'a>(name: &str, bytes: &'a [u8]) -> std::result::Result<&'a str, Reply> {
    str::from_utf8(bytes)
        .map_err(|_| Reply::refused(ErrorKind::InvalidRequest, format!("{name} is not UTF-8")))
}

fn untagged(reply: Reply) -> Vec<u8> {
    framed(&Tagged { tag: 0, reply })
}

fn number(number: u64) -> Vec<u8> {
    head(number, IS_NUMBER, [0; 3])
}

fn framed(Tagged { tag, reply }: &Tagged) -> Vec<u8> {
    let body = reply.body.as_deref().unwrap_or_default();
    let flags = if reply.ok { OK } else { 0 } | if reply.body.is_some() { HAS_BODY } else { 0 };
    let texts = [body, &reply.meta, &reply.log];
    let mut framed = head(*tag, flags, texts.map(str::len));
    texts.iter().for_each(|text| framed.extend_from_slice(text.as_bytes()));
    framed
}

/// An answer has at most 8 MiB, so that no length is too long for its place.
fn head(tag: u64, flags: u32, lengths: [usize; 3]) -> Vec<u8> {
    let mut head = Vec::with_capacity(24 + lengths.iter().sum::<usize>());
    head.extend_from_slice(&tag.to_be_bytes());
    head.extend_from_slice(&flags.to_be_bytes());
    lengths.iter().for_each(|length| head.extend_from_slice(&(*length as u32).to_be_bytes()));
    head
}

fn time_of(milliseconds: jint) -> Duration {
    Duration::from_millis(u64::try_from(milliseconds).unwrap_or_default())
}

/// Does a function's work. A panic ends here.
fn guarded(work: impl FnOnce() -> Vec<u8>) -> Vec<u8> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| untagged(Reply::defect("")))
}

fn bytes(env: &Env<'_>, array: &JByteArray<'_>) -> Result<Vec<u8>> {
    if array.is_null() { Ok(Vec::new()) } else { env.convert_byte_array(array) }
}

/// What fails in here is a lack of memory, whose exception the JVM has already.
fn answered<'local>(
    env: &mut EnvUnowned<'local>,
    answer: impl FnOnce(&mut Env<'local>) -> Result<Vec<u8>>,
) -> JByteArray<'local> {
    env.with_env(|env| {
        let framed = answer(env)?;
        env.byte_array_from_slice(&framed)
    })
    .resolve::<ThrowRuntimeExAndDefault>()
}

/// The wait is over before the JVM is asked for anything. A reply that its memory is too small for comes without its answer:
/// whoever waits for it learns what is known of the call, and no reply is lost.
fn perhaps<'local>(
    env: &mut EnvUnowned<'local>,
    wait: impl FnOnce() -> Option<Tagged>,
) -> JByteArray<'local> {
    let waited = catch_unwind(AssertUnwindSafe(wait));
    let told = waited.unwrap_or_else(|_| Some(Tagged { tag: 0, reply: Reply::defect("") }));
    let Some(told) = told else {
        return JByteArray::null();
    };
    env.with_env(|env| match env.byte_array_from_slice(&framed(&told)) {
        Err(_) => {
            env.exception_clear();
            env.byte_array_from_slice(&framed(&without_answer(told)))
        }
        array => array,
    })
    .resolve::<ThrowRuntimeExAndDefault>()
}

fn without_answer(Tagged { tag, mut reply }: Tagged) -> Tagged {
    if reply.ok {
        reply = Reply::defect("");
    }
    reply.body = None;
    Tagged { tag, reply }
}
