//! The native half of the Python package `bootpay`: one class, through which every call goes as JSON text.
//!
//! It knows no operation. Errors cross as text too; `bootpay/errors.py` makes Python exceptions of them.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bootpay_bridge::{Bell, Call, ENVIRONMENT, MODES, Queue, Reply, Started, VERSION};
use pyo3::exceptions::PyValueError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyList;

/// How long a signal may go unnoticed that does not end the sleep of the main thread: one that comes just before it, and any
/// on Windows.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Python's `threading`. Loaded with this package, since Pythons before 3.13 take the thread that loads it for the main one.
static THREADING: PyOnceLock<Py<PyModule>> = PyOnceLock::new();

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
    /// JSON array of the call's attempts either way.
    fn call(
        &self,
        py: Python<'_>,
        operation: &str,
        params_json: &str,
        options_json: &str,
        log: &Bound<'_, PyList>,
    ) -> PyResult<Parts> {
        wait(py, self.0.call(operation, params_json, options_json), log)
    }

    /// Starts one call and returns at once. When it is over, by itself or by [`AsyncCall::end`], `wake` stands in
    /// `wakes`.
    fn start(
        &self,
        py: Python<'_>,
        operation: &str,
        params_json: &str,
        options_json: &str,
        wakes: &Wakes,
        wake: Py<PyAny>,
    ) -> AsyncCall {
        let wakes = wakes.0.clone();
        let on_end = move |_: &Started| wakes.push(wake);
        AsyncCall(py.detach(|| self.0.call(operation, params_json, options_json).start(on_end)))
    }
}

/// A call that [`Handle::start`] began. Dropping it ends the call.
#[pyclass(frozen, module = "bootpay._native")]
struct AsyncCall(Started);

#[pymethods]
impl AsyncCall {
    /// Ends the call if it is not over, which closes its connection. Gives what it came to and the JSON array of its
    /// attempts, once.
    fn end(&self, py: Python<'_>) -> (bool, Option<String>, String, String) {
        let Reply { ok, body, meta, log } = py.detach(|| self.0.end());
        (ok, body, meta, log)
    }
}

impl Drop for AsyncCall {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// Told of calls that are over: what wakes who waits for them.
#[pyclass(frozen, module = "bootpay._native")]
struct Wakes(Arc<Queue<Py<PyAny>>>);

#[pymethods]
impl Wakes {
    #[new]
    fn new() -> Self {
        Self(Arc::default())
    }

    /// Waits, with the GIL released, for a call that is over, and gives its `wake`.
    fn next(&self, py: Python<'_>) -> Py<PyAny> {
        py.detach(|| self.0.next())
    }

    /// What can be read from once a call is over. Raises OSError if there is no file descriptor left.
    #[cfg(unix)]
    fn fileno(&self) -> PyResult<std::os::fd::RawFd> {
        Ok(self.0.descriptor()?)
    }

    #[cfg(not(unix))]
    fn fileno(&self) -> PyResult<i32> {
        Err(pyo3::exceptions::PyNotImplementedError::new_err("this system has no descriptor to watch"))
    }

    /// The `wake` of each call that is over by now. Does not wait.
    #[cfg(unix)]
    fn take(&self) -> Vec<Py<PyAny>> {
        self.0.take().into()
    }
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
    wait(py, bootpay_bridge::doctor(program, user_agent, arguments), &PyList::empty(py))
}

/// A reply as Python takes it: ok, body, meta.
type Parts = (bool, Option<String>, String);

/// Waits for the reply.
///
/// # Errors
/// What a signal handler raised. The call has then been given up.
fn wait(py: Python<'_>, mut call: Call, log: &Bound<'_, PyList>) -> PyResult<Parts> {
    let told = |reply: Reply| {
        log.append(reply.log)?;
        Ok((reply.ok, reply.body, reply.meta))
    };
    // Python runs signal handlers on the main thread only, so the others need not queue for the GIL.
    if !on_main_thread(py)? {
        return told(py.detach(|| call.wait()));
    }
    let bell = Bell::new(LOOK_AGAIN);
    loop {
        if let Some(reply) = py.detach(|| call.wait_interruptibly(&bell)) {
            return told(reply);
        }
        // A handler may make a call of its own. It may also fork: in the child the call is over.
        if let Err(interrupt) = py.check_signals() {
            log.append(py.detach(|| call.cancel()).log)?;
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
    let threading = threading(py)?;
    let here = threading.call_method0(intern!(py, "get_ident"))?;
    threading.call_method0(intern!(py, "main_thread"))?.getattr(intern!(py, "ident"))?.eq(here)
}

fn threading(py: Python<'_>) -> PyResult<&Bound<'_, PyModule>> {
    Ok(THREADING.get_or_try_init(py, || py.import("threading").map(Bound::unbind))?.bind(py))
}

#[pymodule(gil_used = false)]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("VERSION", VERSION)?;
    module.add("ENVIRONMENT", ENVIRONMENT)?;
    module.add("MODES", MODES)?;
    module.add_function(wrap_pyfunction!(default_mode, module)?)?;
    module.add_function(wrap_pyfunction!(doctor, module)?)?;
    module.add_function(wrap_pyfunction!(expectations, module)?)?;
    module.add_function(wrap_pyfunction!(identity, module)?)?;
    threading(module.py())?;
    module.add_class::<AsyncCall>()?;
    module.add_class::<Wakes>()?;
    module.add_class::<Handle>()
}
