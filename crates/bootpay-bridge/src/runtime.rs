//! The threads on which this process's calls are carried out.

use std::panic::catch_unwind;

use bootpay::{Error, ErrorKind};
use tokio::runtime::Runtime;

use crate::ProcessLocal;

static RUNTIME: ProcessLocal<Background> = ProcessLocal::new();

/// A runtime that may be dropped anywhere. Of two threads that make a first call at once one loses the race, and it may
/// be inside a runtime, where dropping a plain one panics.
struct Background(Option<Runtime>);

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// The runtime of this process. Started by the first call, not by loading the library.
///
/// # Errors
/// If the operating system gives no thread.
pub(crate) fn runtime() -> Result<&'static Runtime, Error> {
    let no_thread = |why: &str| Error::new(ErrorKind::Internal, format!("no thread could be started: {why}"));
    let build = || {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2) // the work is waiting; one per core in each of 32 web workers would be waste
            .thread_name("bootpay-io")
            .enable_all()
            .build()
    };
    let background = RUNTIME.get_or_try_build(|| match catch_unwind(build) {
        Ok(built) => {
            built.map(|runtime| Background(Some(runtime))).map_err(|error| no_thread(&error.to_string()))
        }
        Err(_) => Err(no_thread("the system has no room for it")), // tokio panics for want of a worker
    })?;
    background.0.as_ref().ok_or_else(|| no_thread("it was shut down"))
}
