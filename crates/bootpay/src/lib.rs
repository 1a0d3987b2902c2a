#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod address;
mod answer;
pub mod api;
mod attempt_log;
#[doc(hidden)]
pub mod banks;
pub mod blocking;
mod checked;
mod client;
mod config;
#[doc(hidden)]
pub mod constants;
#[doc(hidden)]
pub mod described;
pub mod doctor;
mod error;
mod foreign;
mod form;
#[cfg(test)]
mod fuzz;
#[doc(hidden)]
pub mod gateways;
pub mod identity;
mod ids;
mod language;
mod lenient;
#[doc(hidden)]
pub mod methods;
mod operation;
mod proxy;
mod request;
mod response;
mod retry;
#[doc(hidden)]
pub mod schema;
mod secret;
mod sender;
mod token;
mod transport;
mod trust;
mod webhook;

pub use address::is_bootpays_server;
pub use api::OPERATIONS;
pub use api::settle::{Outcome, Settlement};
pub use attempt_log::{AttemptLevel, AttemptRecord, AttemptStatus, Observer};
pub use banks::bank;
pub use client::{Answer, CallOptions, Client, Meta, RawAnswer};
pub use config::{Builder, Config, ENVIRONMENT, MODES, Mode, default_mode};
pub use error::{Code, Effect, Error, ErrorKind};
pub use foreign::plain;
pub use gateways::gateway;
pub use language::Language;
pub use lenient::{FreeForm, OtherFields, Undocumented};
pub use methods::method;
pub use operation::{
    Auth, BoxedCall, Concerns, Method, Operation, OperationSpec, Patience, Repeat,
    parse as parse_without_values,
};
pub use request::{FreeObject, Prepare, Sensitive, Switch, Text, UnixSeconds, Whole, Won};
pub use secret::{AccountNumber, BirthDate, Ci, Di, PersonName, PhoneNumber, Secret};
pub use webhook::{WEBHOOK_ANSWER, WebhookBody, WebhookDelivery, WebhookEvent};
