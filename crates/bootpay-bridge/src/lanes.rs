//! The lanes of this process, and its I/O thread.

use bootpay::Error;
use bootpay::lanes::Lanes;

use crate::ProcessLocal;

static LANES: ProcessLocal<Lanes> = ProcessLocal::new();

/// A forked child has its own. Asking for them starts nothing.
pub(crate) fn lanes() -> Result<&'static Lanes, Error> {
    LANES.get_or_try_build(|| Ok(Lanes::default()))
}
