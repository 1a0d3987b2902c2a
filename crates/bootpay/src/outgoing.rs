//! A request as it goes out.

use crate::concerns::Concerns;
use crate::endpoint::{Auth, Method, Patience, Repeat};

/// A request ready to be sent, any number of times.
pub(crate) struct Outgoing {
    pub(crate) name: &'static str,
    pub(crate) method: Method,
    pub(crate) path_template: &'static str,
    pub(crate) path: String,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) repeat: Repeat,
    pub(crate) auth: Auth,
    pub(crate) patience: Patience,
    pub(crate) concerns: Concerns,
    /// What of the request no text may repeat.
    pub(crate) personal: Vec<String>,
}
