//! Files that only their owner may read: people may have typed their own names into what is kept.

use std::fs::OpenOptions;

/// To write one.
pub(crate) fn to_write() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
