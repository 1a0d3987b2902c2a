#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod address;
mod answer;
pub mod api;
mod attempt_error;
mod attempt_log;
#[doc(hidden)]
pub mod banks;
pub mod blocking;
mod client;
mod client_method;
mod concerns;
mod config;
#[doc(hidden)]
pub mod constants;
#[doc(hidden)]
pub mod described;
pub mod doctor;
mod effect;
mod endpoint;
mod envelope;
mod error;
mod error_json;
mod foreign;
mod form;
#[cfg(test)]
mod fuzz;
#[doc(hidden)]
pub mod gateways;
mod host_signals;
pub mod identity;
mod ids;
mod json;
#[doc(hidden)]
pub mod lanes;
mod language;
mod lenient;
#[doc(hidden)]
pub mod methods;
mod operation;
mod outcome;
mod outgoing;
mod path;
mod personal;
mod prepare;
mod proxy;
#[doc(hidden)]
pub mod relay;
mod request;
mod request_id;
mod response;
mod retry;
#[doc(hidden)]
pub mod schema;
mod secret;
mod sender;
mod settling;
mod token;
mod transport;
mod trust;
mod unambiguous;
mod values;
mod webhook;

pub use answer::{Answer, Meta, RawAnswer};
pub use api::settle::Settlement;
pub use attempt_log::{AttemptLevel, AttemptRecord, AttemptStatus, Observer};
pub use banks::bank;
pub use client::{CallOptions, Client};
pub use concerns::Concerns;
pub use config::{Builder, Config, ENVIRONMENT, Mode};
pub use effect::Effect;
pub use endpoint::{Auth, Method, Patience, Repeat};
pub use error::{Code, Error, ErrorKind};
pub use gateways::gateway;
pub use language::Language;
pub use lenient::{FreeForm, OtherFields, Undocumented};
pub use methods::method;
pub use operation::Operation;
pub use outcome::Outcome;
pub use prepare::Prepare;
pub use secret::{AccountNumber, BirthDate, Ci, Di, PersonName, PhoneNumber, Secret};
pub use values::{FreeObject, Sensitive, Switch, Text, UnixSeconds, Whole, Won};
pub use webhook::{WEBHOOK_ANSWER, WebhookBody, WebhookDelivery, WebhookEvent};

// For the bindings, the programs and the renderers of this repository. Users need none of it, and it may change.
#[doc(hidden)]
pub use address::is_bootpays_server;
#[doc(hidden)]
pub use api::{BoxedCall, OPERATIONS, OperationSpec};
#[doc(hidden)]
pub use config::{MODES, default_mode};
#[doc(hidden)]
pub use foreign::plain;
#[doc(hidden)]
pub use ids::{is_id, is_of_the_merchant};
#[doc(hidden)]
pub use json::{looks_like_a_name, parse as parse_without_values};
