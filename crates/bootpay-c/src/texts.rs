//! Texts of the caller's, as they come: a pointer and a length.

use std::ffi::c_char;
use std::slice;

use bootpay_bridge::{ErrorKind, Reply};

/// What the caller lends for the time of one function.
#[derive(Clone, Copy)]
pub(crate) struct Given<'a> {
    /// As the header calls it.
    name: &'a str,
    /// What a wrong one is.
    kind: ErrorKind,
}

impl<'a> Given<'a> {
    pub(crate) fn new(name: &'a str, kind: ErrorKind) -> Self {
        Self { name, kind }
    }

    /// NULL with a length of 0 is empty.
    ///
    /// # Safety
    /// `start` is NULL or points to `len` bytes, which nobody changes during `'t`.
    pub(crate) unsafe fn bytes<'t>(self, start: *const c_char, len: usize) -> Result<&'t [u8], Reply> {
        let name = self.name;
        if start.is_null() {
            return match len {
                0 => Ok(&[]),
                _ => {
                    Err(self.refused(format!("{name} is NULL, and its length is {len}: give the text, or 0")))
                }
            };
        }
        if isize::try_from(len).is_err() {
            return Err(self.refused(format!("the length of {name} is {len}, more than there is memory")));
        }
        // SAFETY: the caller's promise; not NULL, and no longer than a slice may be.
        Ok(unsafe { slice::from_raw_parts(start.cast(), len) })
    }

    /// # Safety
    /// As of [`bytes`](Self::bytes).
    pub(crate) unsafe fn text<'t>(self, start: *const c_char, len: usize) -> Result<&'t str, Reply> {
        // SAFETY: the caller's promise.
        let bytes = unsafe { self.bytes(start, len) }?;
        str::from_utf8(bytes).map_err(|error| {
            self.refused(format!("{} is not UTF-8: byte {} is wrong", self.name, error.valid_up_to()))
        })
    }

    fn refused(self, why: String) -> Reply {
        Reply::refused(self.kind, why)
    }
}

/// A text of ours as C sees it. An empty text has an address too, since NULL means that there is no text.
pub(crate) fn lent(text: &str) -> (*const c_char, usize) {
    if text.is_empty() { (c"".as_ptr(), 0) } else { (text.as_ptr().cast(), text.len()) }
}
