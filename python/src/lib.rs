//! The native half of the Python package `bootpay`: one class, through which every call goes as JSON text.
//!
//! It knows no operation. Errors cross as text too; `bootpay/errors.py` makes Python exceptions of them.

use std::collections::HashMap;
use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bootpay_bridge::{
    ENVIRONMENT, MODES, PendingCall, ProcessLocal, Reply, VERSION, defect, forked, runtime,
};
use pyo3::exceptions::PyValueError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyList;
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

/// How long Ctrl-C may go unnoticed.
const SIGNAL_TICK: Duration = Duration::from_millis(50);

/// One configured client. Opening it starts no thread and opens no socket.
#[pyclass(frozen, module = "bootpay._native")]
struct Handle(bootpay_bridge::Handle);

#[pymethods]
impl Handle {
    /// Raises ValueError with the error as a JSON object.
    #[new]
    fn open(config_json: &str) -> PyResult<Self> {
        bootpay_bridge::Handle::open(config_json).map(Self).map_err(PyValueError::new_err)
    }

    /// Where requests go, without a trailing slash.
    #[getter]
    fn base_url(&self) -> &str {
        self.0.base_url()
    }

    /// Reads a webhook, given as its body and, in a JSON object, how it came; returns the event as a JSON object. Sends
    /// nothing. Raises ValueError with the error as another.
    fn webhook(&self, body: &[u8], delivery_json: &str) -> PyResult<String> {
        self.0.webhook(body, delivery_json).map_err(PyValueError::new_err)
    }

    /// Begins an identity verification, asked for and answered as a JSON object. Sends nothing. Raises ValueError with the
    /// error as another.
    fn begin_identity(&self, asked_json: &str) -> PyResult<String> {
        self.0.begin_identity(asked_json).map_err(PyValueError::new_err)
    }

    /// Makes one call and waits for it with the GIL released. What a signal handler raises ends the call. `log` gets the
    /// JSON array of the call's attempts; it stays as it is if the call was over before it began, if it was ended by a
    /// defect, and in a child of a signal handler that forked.
    fn call(
        &self,
        py: Python<'_>,
        operation: &str,
        params_json: &str,
        options_json: &str,
        log: &Bound<'_, PyList>,
    ) -> PyResult<Parts> {
        // A panic that reached pyo3 would become a BaseException, which `except Exception` in a web server lets by.
        // Nothing here is left half done by one: the process's state is in lock-free slots.
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let call = py.detach(|| self.0.start(operation, params_json, options_json));
            wait(py, operation, call, log)
        }));
        outcome.unwrap_or_else(|_| Ok(defect(operation))).map(parts)
    }

    /// Starts one call and returns at once. When it is over, by itself or by [`AsyncCall::end`], [`next_wake`] gives
    /// `wake` to whoever waits there.
    fn start(
        &self,
        py: Python<'_>,
        operation: &str,
        params_json: &str,
        options_json: &str,
        wake: Py<PyAny>,
    ) -> AsyncCall {
        // As in `call`; and `wake` stays outside, because Python's objects are let go with the GIL only.
        let begun = catch_unwind(AssertUnwindSafe(|| {
            py.detach(|| begin(operation, self.0.start(operation, params_json, options_json)))
        }));
        let (abandon, abandoned) = oneshot::channel();
        let (tell, log) = oneshot::channel();
        let (hand_over, reply) = oneshot::channel();
        match begun.unwrap_or_else(|_| Err(defect(operation))) {
            Ok((runtime, mut call)) => {
                runtime.spawn(async move {
                    let log = tokio::select! {
                        reply = &mut call => {
                            let _ = hand_over.send(reply);
                            call.take_log()
                        }
                        _ = abandoned => call.abandon().await,
                    };
                    let _ = tell.send(log);
                    let _ = wakes().sender.send(wake);
                });
            }
            Err(reply) => {
                let _ = hand_over.send(reply);
                let _ = wakes().sender.send(wake);
            }
        }
        AsyncCall {
            started_in: std::process::id(),
            operation: operation.to_owned(),
            under_way: Mutex::new(Some(UnderWay { abandon, log, reply })),
        }
    }
}

/// A call that [`Handle::start`] began. Dropping it abandons the call.
#[pyclass(frozen, module = "bootpay._native")]
struct AsyncCall {
    started_in: u32,
    operation: String,
    under_way: Mutex<Option<UnderWay>>,
}

struct UnderWay {
    /// Dropped to abandon the call.
    abandon: oneshot::Sender<()>,
    log: oneshot::Receiver<String>,
    reply: oneshot::Receiver<Reply>,
}

#[pymethods]
impl AsyncCall {
    /// What the call came to, once, for who was woken.
    fn reply(&self) -> Parts {
        if self.is_of_another_process() {
            return parts(forked(&self.operation));
        }
        let reply = self.lock().as_mut().and_then(|call| call.reply.try_recv().ok());
        parts(reply.unwrap_or_else(|| defect(&self.operation)))
    }

    /// Ends the call if it is not over, which closes its connection. Gives the JSON array of its attempts, once.
    fn end(&self, py: Python<'_>) -> String {
        let log = self.take().and_then(|UnderWay { abandon, log, .. }| {
            drop(abandon);
            // takes no longer than a task needs to be dropped, and never waits for the interpreter
            py.detach(|| log.blocking_recv()).ok()
        });
        log.unwrap_or_else(|| "[]".to_owned())
    }
}

impl AsyncCall {
    fn lock(&self) -> MutexGuard<'_, Option<UnderWay>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// In a forked child the call goes on in the parent, and whoever would have to be woken is not here.
    fn is_of_another_process(&self) -> bool {
        std::process::id() != self.started_in
    }

    fn take(&self) -> Option<UnderWay> {
        let under_way = self.lock().take();
        if !self.is_of_another_process() {
            return under_way;
        }
        std::mem::forget(under_way);
        None
    }
}

impl Drop for AsyncCall {
    fn drop(&mut self) {
        drop(self.take());
    }
}

/// # Errors
/// The reply of a call that was over before it began.
fn begin(operation: &str, mut call: PendingCall) -> Result<(&'static Runtime, PendingCall), Reply> {
    match call.settled() {
        Some(reply) => Err(reply),
        None => Ok((runtime().map_err(|_| defect(operation))?, call)), // `call` has just used it
    }
}

/// Calls that are over. No thread of the runtime enters the interpreter: it would wait for the GIL, and read no answer
/// meanwhile; and if the interpreter shut down with it inside, the process would abort. A thread of Python's own comes
/// for them.
struct Wakes {
    sender: UnboundedSender<Py<PyAny>>,
    receiver: Mutex<UnboundedReceiver<Py<PyAny>>>,
}

static WAKES: ProcessLocal<Wakes> = ProcessLocal::new();

fn wakes() -> &'static Wakes {
    let Ok(wakes) = WAKES.get_or_try_build(|| {
        let (sender, receiver) = unbounded_channel();
        Ok::<_, Infallible>(Wakes { sender, receiver: Mutex::new(receiver) })
    });
    wakes
}

/// Waits, with the GIL released, for a call that is over, and gives its `wake`.
#[pyfunction]
fn next_wake(py: Python<'_>) -> Option<Py<PyAny>> {
    py.detach(|| wakes().receiver.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv())
}

/// What the receipt of a webhook's event has to say: the parameters of `receipt.get` as a JSON object. Raises ValueError
/// with the error as another.
#[pyfunction]
fn expectations(event_json: &str) -> PyResult<String> {
    bootpay_bridge::expectations(event_json).map_err(PyValueError::new_err)
}

/// Answers a question about a person, asked and answered as a JSON object. Raises ValueError with the error as another.
#[pyfunction]
fn identity(verb: &str, question_json: &str) -> PyResult<String> {
    bootpay_bridge::identity(verb, question_json).map_err(PyValueError::new_err)
}

/// Runs the doctor and waits for it as [`Handle::call`] does: `body` is a JSON object with `exit_code`, `output` and
/// `error`.
#[pyfunction]
fn doctor(py: Python<'_>, program: &str, user_agent: &str, arguments: Vec<String>) -> PyResult<Parts> {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let run = py.detach(|| bootpay_bridge::doctor(program, user_agent, arguments));
        wait(py, "doctor", run, &PyList::empty(py))
    }));
    outcome.unwrap_or_else(|_| Ok(defect("doctor"))).map(parts)
}

/// A reply as Python takes it: ok, body, meta.
type Parts = (bool, Option<String>, String);

fn parts(reply: Reply) -> Parts {
    (reply.ok, reply.body, reply.meta)
}

/// Waits for the reply.
///
/// # Errors
/// What a signal handler raised. The call has then been abandoned.
fn wait(py: Python<'_>, operation: &str, mut call: PendingCall, log: &Bound<'_, PyList>) -> PyResult<Reply> {
    if let Some(reply) = call.settled() {
        return Ok(reply);
    }
    let Ok(runtime) = runtime() else {
        return Ok(defect(operation)); // `start` has just used it
    };
    // Python runs signal handlers on the main thread only, so the others need not queue for the GIL.
    if !on_main_thread(py)? {
        let reply = py.detach(|| runtime.block_on(&mut call));
        log.append(call.take_log())?;
        return Ok(reply);
    }
    let started_in = std::process::id();
    loop {
        let tick = async { tokio::time::timeout(SIGNAL_TICK, &mut call).await };
        if let Ok(reply) = py.detach(|| runtime.block_on(tick)) {
            log.append(call.take_log())?;
            return Ok(reply);
        }
        // Outside of `block_on`: a handler may make a call of its own, and tokio refuses to be nested.
        let interrupt = py.check_signals();
        if std::process::id() != started_in {
            // The handler has just forked, and this is the child: the runtime does not run here, and the call goes on in
            // the parent.
            std::mem::forget(call);
            return interrupt.map(|()| forked(operation));
        }
        if let Err(interrupt) = interrupt {
            log.append(py.detach(|| runtime.block_on(call.abandon())))?;
            return Err(interrupt);
        }
    }
}

/// The mode where none was given, by the environment.
#[pyfunction]
fn default_mode(environment: HashMap<String, String>) -> String {
    bootpay_bridge::default_mode(&environment).to_owned()
}

fn on_main_thread(py: Python<'_>) -> PyResult<bool> {
    let threading = py.import(intern!(py, "threading"))?;
    let here = threading.call_method0(intern!(py, "get_ident"))?;
    threading.call_method0(intern!(py, "main_thread"))?.getattr(intern!(py, "ident"))?.eq(here)
}

#[pymodule(gil_used = false)]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("VERSION", VERSION)?;
    module.add("ENVIRONMENT", ENVIRONMENT)?;
    module.add("MODES", MODES)?;
    module.add_function(wrap_pyfunction!(default_mode, module)?)?;
    module.add_function(wrap_pyfunction!(doctor, module)?)?;
    module.add_function(wrap_pyfunction!(next_wake, module)?)?;
    module.add_function(wrap_pyfunction!(expectations, module)?)?;
    module.add_function(wrap_pyfunction!(identity, module)?)?;
    module.add_class::<AsyncCall>()?;
    module.add_class::<Handle>()
}
