//! The operations of the v1 API, one file a resource, and the table of all of them.

pub mod billing;
pub mod buyer;
pub mod cancel;
pub mod certificate;
pub mod delivery;
mod gender;
pub mod link;
pub mod message;
mod payment_data;
pub mod project;
pub mod receipt;
pub mod settle;
pub mod submit;
pub mod token;
pub mod user_token;
pub mod wallet;
pub mod webhook;

use std::pin::Pin;

use crate::answer::RawAnswer;
use crate::blocking::client::Client as BlockingClient;
use crate::client::{CallOptions, Client};
use crate::described::{Described, Kind};
use crate::effect::Effect;
use crate::endpoint::{Auth, Method, Patience, Repeat};
use crate::error::Error;
use crate::foreign::excerpt;
use crate::json::parse_request;
use crate::operation::Operation;

/// Every operation of the API that this crate knows.
#[doc(hidden)]
pub static OPERATIONS: &[OperationSpec] = &[
    OperationSpec::of::<token::RequestToken>(),
    OperationSpec::of::<receipt::GetReceipt>(),
    OperationSpec::of::<settle::SettleReceipt>(),
    OperationSpec::of::<certificate::GetCertificate>(),
    OperationSpec::of::<crate::identity::ConfirmIdentity>(),
    OperationSpec::of::<cancel::CancelPayment>(),
    OperationSpec::of::<submit::SubmitPayment>(),
    OperationSpec::of::<billing::RequestBillingKey>(),
    OperationSpec::of::<billing::LookupBillingKey>(),
    OperationSpec::of::<billing::DeleteBillingKey>(),
    OperationSpec::of::<billing::PayBilling>(),
    OperationSpec::of::<billing::ReserveBilling>(),
    OperationSpec::of::<billing::CancelReservation>(),
    OperationSpec::of::<user_token::RequestUserToken>(),
    OperationSpec::of::<link::RequestLink>(),
    OperationSpec::of::<webhook::CreateWebhook>(),
    OperationSpec::of::<delivery::StartDelivery>(),
    OperationSpec::of::<project::SendNaverPayProduct>(),
    OperationSpec::of::<project::UpdateProject>(),
    OperationSpec::of::<wallet::ListWallets>(),
    OperationSpec::of::<wallet::PayFromWallet>(),
    OperationSpec::of::<message::SendRemoteLink>(),
    OperationSpec::of::<message::SendRemoteForm>(),
    OperationSpec::of::<message::SendSms>(),
    OperationSpec::of::<message::SendLms>(),
];

/// An [`Operation`] with its types erased.
#[doc(hidden)]
pub struct OperationSpec {
    /// [`Operation::NAME`]
    pub name: &'static str,
    /// [`Operation::METHOD`]
    pub method: Method,
    /// [`Operation::PATH`]
    pub path: &'static str,
    /// [`Operation::REPEAT`]
    pub repeat: Repeat,
    /// [`Operation::AUTH`]
    pub auth: Auth,
    /// [`Operation::PATIENCE`]
    pub patience: Patience,
    /// [`Operation::CALL`]
    pub call_name: Option<&'static str>,
    /// What the request is, field by field.
    pub request: Kind,
    /// What the `data` of a good answer is, field by field.
    pub answer: Kind,
    /// Parses the request from JSON, refusing unknown fields, and sends it.
    pub call: for<'a> fn(&'a Client, &'a str, &'a CallOptions) -> BoxedCall<'a, RawAnswer>,
    /// The same through the typed answer, for checks: its error is what a Rust user would see.
    pub call_typed: for<'a> fn(&'a Client, &'a str, &'a CallOptions) -> BoxedCall<'a, ()>,
}

/// A call that is under way.
#[doc(hidden)]
pub type BoxedCall<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

impl OperationSpec {
    pub(crate) const fn of<O: Operation>() -> Self {
        Self {
            name: O::NAME,
            method: O::METHOD,
            path: O::PATH,
            repeat: O::REPEAT,
            auth: O::AUTH,
            patience: O::PATIENCE,
            call_name: O::CALL,
            request: O::KIND,
            answer: O::Response::KIND,
            call: |client, json, options| {
                Box::pin(async move { client.send_raw(&parse_operation::<O>(json)?, options).await })
            },
            call_typed: |client, json, options| {
                Box::pin(async move { client.send(&parse_operation::<O>(json)?, options).await.map(|_| ()) })
            },
        }
    }

    /// Finds an operation by its name.
    pub fn named(name: &str) -> Option<&'static OperationSpec> {
        OPERATIONS.iter().find(|spec| spec.name == name)
    }
}

fn parse_operation<O: Operation>(json: &str) -> Result<O, Error> {
    parse_request(json).map_err(|error| error.in_call(O::NAME, None, 0))
}

impl Client {
    /// Sends an operation given by its name and its request as JSON: the door through which the bindings come.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for an unknown operation or an unknown or missing field; else as
    /// [`certificate`](Client::certificate).
    #[doc(hidden)]
    pub async fn call(&self, operation: &str, json: &str, options: &CallOptions) -> Result<RawAnswer, Error> {
        let spec = OperationSpec::named(operation).ok_or_else(|| {
            let known: Vec<&str> = OPERATIONS.iter().map(|spec| spec.name).collect();
            Error::invalid_request(format!(
                "unknown operation {:?}: there are {}",
                excerpt(operation),
                known.join(", ")
            ))
        })?;
        (spec.call)(self, json, options).await
    }
}

impl BlockingClient {
    /// [`Client::call`](crate::Client::call)
    ///
    /// # Errors
    /// As there.
    #[doc(hidden)]
    pub fn call(&self, operation: &str, json: &str, options: CallOptions) -> Result<RawAnswer, Error> {
        let (name, json) = (operation.to_owned(), json.to_owned());
        let defect = || Error::defect(operation);
        self.wait(defect, |client| async move { client.call(&name, &json, &options).await })
    }
}

impl Error {
    /// The error of a call that ended by a defect of this library: nobody knows how far it got.
    #[doc(hidden)]
    pub fn defect(operation: &str) -> Self {
        match OperationSpec::named(operation) {
            Some(spec) => Self::ended_by_defect(Some(spec.name), spec.repeat.effect_once_sent()),
            None => Self::ended_by_defect(None, Effect::Unknown),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_defect_only_a_call_that_reads_has_had_no_effect() {
        for (operation, effect) in
            [("receipt.get", Effect::None), ("payment.cancel", Effect::Unknown), ("?", Effect::Unknown)]
        {
            assert_eq!(Error::defect(operation).effect(), effect, "{operation}");
        }
    }
}
