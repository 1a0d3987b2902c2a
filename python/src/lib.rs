//! The native half of the Python package `bootpay`: one class, through which every call goes as JSON text.
//!
//! It knows no operation. Errors cross as text too; `bootpay/errors.py` makes Python exceptions of them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use bootpay_bridge::{PendingCall, Reply, VERSION, runtime};
use pyo3::exceptions::PyValueError;
use pyo3::intern;
use pyo3::prelude::*;

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

    /// Makes one call and waits for it with the GIL released. What a signal handler raises ends the call.
    fn call(
        &self,
        py: Python<'_>,
        operation: &str,
        params_json: &str,
        options_json: &str,
    ) -> PyResult<(bool, Option<String>, String)> {
        // A panic that reached pyo3 would become a BaseException, which `except Exception` in a web server lets by.
        // Nothing here is left half done by one: the process's state is in lock-free slots.
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let call = py.detach(|| self.0.start(operation, params_json, options_json));
            wait(py, call)
        }));
        let reply = outcome.unwrap_or_else(|_| Ok(defect()))?;
        Ok((reply.ok, reply.body, reply.meta))
    }
}

fn defect() -> Reply {
    let meta = r#"{"kind":"internal","message":"a defect in bootpay ended the call; please report it"}"#;
    Reply { ok: false, body: None, meta: meta.to_owned() }
}

/// Waits for the reply. Leaving with an error drops `call`, which abandons it.
fn wait(py: Python<'_>, mut call: PendingCall) -> PyResult<Reply> {
    // Over before it began, perhaps because no runtime could be started to wait on.
    if let PendingCall::Settled(reply) = &mut call
        && let Some(reply) = reply.take()
    {
        return Ok(reply);
    }
    let Ok(runtime) = runtime() else {
        return Ok(defect()); // `start` has just used it
    };
    // Python runs signal handlers on the main thread only, so the others need not queue for the GIL.
    if !on_main_thread(py)? {
        return Ok(py.detach(|| runtime.block_on(call)));
    }
    loop {
        let tick = async { tokio::time::timeout(SIGNAL_TICK, &mut call).await };
        match py.detach(|| runtime.block_on(tick)) {
            Ok(reply) => return Ok(reply),
            // Outside of `block_on`: a handler may make a call of its own, and tokio refuses to be nested.
            Err(_) => py.check_signals()?,
        }
    }
}

fn on_main_thread(py: Python<'_>) -> PyResult<bool> {
    let threading = py.import(intern!(py, "threading"))?;
    let here = threading.call_method0(intern!(py, "get_ident"))?;
    threading.call_method0(intern!(py, "main_thread"))?.getattr(intern!(py, "ident"))?.eq(here)
}

#[pymodule(gil_used = false)]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("VERSION", VERSION)?;
    module.add_class::<Handle>()
}
