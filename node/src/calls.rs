//! The calls that a JavaScript thread waits for.
//!
//! Calls that are over stand in a line. The first one in it wakes the thread, which takes all that are there by then: many
//! answers cost one wake. While a call is under way the event loop does not end.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::mem;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use bootpay_bridge::{Call, Reply, Started};
use napi::bindgen_prelude::{FnArgs, Function, FunctionRef, Result};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status};
use napi_derive::napi;

use crate::Handle;

/// A [`Reply`]: ok, body, meta, log.
type Parts = FnArgs<(bool, Option<String>, String, String)>;

/// Wakes the JavaScript thread; by itself it keeps no event loop alive.
type Wake = ThreadsafeFunction<(), (), (), Status, false, true>;

/// The calls of one JavaScript thread.
#[napi]
pub struct Calls {
    under_way: Rc<UnderWay>,
    wake: Arc<Mutex<Wake>>,
}

/// What only the JavaScript thread touches, but for the line.
#[derive(Default)]
struct UnderWay {
    last: Cell<u32>,
    calls: RefCell<HashMap<u32, Waited>>,
    line: Arc<Mutex<Vec<(u32, Reply)>>>,
    /// Not owned: it owns the function that owns this.
    wake: OnceCell<Weak<Mutex<Wake>>>,
}

/// A call that is under way, and who is told what it came to.
struct Waited {
    call: Started,
    settle: FunctionRef<Parts, ()>,
}

#[napi]
impl Calls {
    /// Starts nothing.
    ///
    /// # Errors
    /// Throws if Node lets nobody wake it.
    #[napi(constructor)]
    pub fn new(env: &Env) -> Result<Self> {
        let under_way = Rc::<UnderWay>::default();
        let woken = under_way.clone();
        let settle = env.create_function_from_closure::<(), (), _>("settle", move |context| {
            woken.settle(context.env);
            Ok(())
        })?;
        let wake = Arc::new(Mutex::new(settle.build_threadsafe_function::<()>().weak::<true>().build()?));
        let _ = under_way.wake.set(Arc::downgrade(&wake));
        Ok(Self { under_way, wake })
    }

    /// Starts a call and gives its number. `settle` is called once, later, with what it came to: whether the server did
    /// what was asked; its answer as it came, if there is one; a JSON object: how the call went, or the error, of the
    /// kind `canceled` if it was given up; a JSON array: the call's attempts.
    ///
    /// # Errors
    /// Throws if Node gives no reference.
    #[napi]
    pub fn start(
        &self,
        env: &Env,
        handle: &Handle,
        operation: String,
        params_json: String,
        options_json: String,
        settle: Function<'_, Parts, ()>,
    ) -> Result<u32> {
        self.begin(env, handle.0.call(&operation, &params_json, &options_json), &settle)
    }

    /// Runs the doctor as a program of this name. The body of what it comes to is a JSON object: `exit_code`, `output`,
    /// `error`.
    ///
    /// # Errors
    /// Throws if Node gives no reference.
    #[napi]
    pub fn doctor(
        &self,
        env: &Env,
        program: String,
        user_agent: String,
        arguments: Vec<String>,
        settle: Function<'_, Parts, ()>,
    ) -> Result<u32> {
        self.begin(env, bootpay_bridge::doctor(&program, &user_agent, arguments), &settle)
    }

    /// Gives up the call of this number, unless it is over. napi's own `AbortSignal` is of no use for it: it takes the
    /// place of the user's `onabort`, and gives up once work has started.
    #[napi]
    pub fn cancel(&self, number: u32) {
        if let Some(waited) = self.under_way.calls.borrow().get(&number) {
            waited.call.cancel();
        }
    }

    fn begin(&self, env: &Env, call: Call, settle: &Function<'_, Parts, ()>) -> Result<u32> {
        let settle = settle.create_ref()?;
        let UnderWay { last, calls, line, .. } = &*self.under_way;
        let number = last.get().wrapping_add(1);
        last.set(number);
        if calls.borrow().is_empty() {
            keep_alive(&self.wake, env, true)?;
        }
        let (line, wake) = (line.clone(), self.wake.clone());
        let call = call.start(move |call| {
            let reply = call.end();
            let mut line = locked(&line);
            line.push((number, reply));
            if line.len() == 1 {
                // refused only where the thread is ending: then nobody waits
                locked(&wake).call((), ThreadsafeFunctionCallMode::NonBlocking);
            }
        });
        calls.borrow_mut().insert(number, Waited { call, settle });
        Ok(number)
    }
}

impl UnderWay {
    /// Tells of all calls that are over.
    fn settle(&self, env: &Env) {
        let over = mem::take(&mut *locked(&self.line)); // with the line free for those that end meanwhile
        for (number, Reply { ok, body, meta, log }) in over {
            let Some(Waited { settle, .. }) = self.calls.borrow_mut().remove(&number) else { continue };
            // fails only where the thread is ending
            let _ = settle.borrow_back(env).and_then(|settle| settle.call((ok, body, meta, log).into()));
        }
        if self.calls.borrow().is_empty()
            && let Some(wake) = self.wake.get().and_then(Weak::upgrade)
        {
            let _ = keep_alive(&wake, env, false);
        }
    }
}

/// Whether the event loop waits for a wake.
#[allow(deprecated)] // napi knows no other way to let one function now keep the loop alive and now not
fn keep_alive(wake: &Mutex<Wake>, env: &Env, keep: bool) -> Result<()> {
    let mut wake = locked(wake);
    if keep { wake.refer(env) } else { wake.unref(env) }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
