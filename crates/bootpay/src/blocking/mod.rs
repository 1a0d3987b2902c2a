//! The same client for programs without an async runtime.

pub(crate) mod client;
mod identity;

pub use client::Client;
pub use identity::{Identity, Once};
