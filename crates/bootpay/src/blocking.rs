//! The same client for programs without an async runtime.

use std::sync::{Arc, OnceLock, mpsc};
use std::time::Duration;

use tokio::runtime::Runtime;

use crate::api::certificate::{Certificate, GetCertificate};
use crate::api::receipt::{GetReceipt, Receipt};
use crate::api::settle::{SettleReceipt, Settlement};
use crate::api::token::{AccessToken, RequestToken};
use crate::client::{Answer, CallOptions, RawAnswer};
use crate::config::{Builder, Config};
use crate::error::{Error, ErrorKind};
use crate::identity::{Begun, ConfirmIdentity, Memory, Person, StoreError};
use crate::operation::Operation;
use crate::values::Won;
use crate::webhook::{WebhookDelivery, WebhookEvent};

/// The blocking twin of [`Client`](crate::Client): the same calls, answers and errors, without `.await`.
///
/// It brings one worker thread, which starts with the first call. Inside async code it would stop that task's thread
/// while it waits; use [`Client`](crate::Client) there, or `spawn_blocking`.
///
/// ```no_run
/// # fn main() -> Result<(), bootpay::Error> {
/// let client = bootpay::blocking::Client::from_builder(
///     bootpay::Client::builder().application_id("…").private_key("…"),
/// )?;
/// let certificate = client.certificate("612e09260d681b0021e61ab9")?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    client: crate::Client,
    runtime: Arc<OnceLock<Background>>,
}

/// A runtime that may be dropped anywhere, async code included, where a plain one panics.
#[derive(Debug)]
struct Background(Option<Runtime>);

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Client {
    /// Checks every option and makes the client. Nothing is started and nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Config`], naming the option.
    pub fn from_builder(builder: Builder) -> Result<Self, Error> {
        builder.check().map(Self::new)
    }

    /// A client with this configuration. Nothing is started and nothing is sent.
    pub fn new(config: Config) -> Self {
        Self { client: crate::Client::new(config), runtime: Arc::default() }
    }

    /// The configuration that this client was built with.
    pub fn config(&self) -> &Config {
        self.client.config()
    }

    /// [`Client::get_access_token`](crate::Client::get_access_token)
    ///
    /// # Errors
    /// As there.
    pub fn get_access_token(&self) -> Result<Answer<AccessToken>, Error> {
        self.wait(RequestToken::NAME, |client| async move { client.get_access_token().await })
    }

    /// [`Client::verify`](crate::Client::verify)
    ///
    /// # Errors
    /// As there.
    pub fn verify(&self, receipt_id: impl Into<String>) -> Result<Answer<Receipt>, Error> {
        let receipt_id = receipt_id.into();
        self.wait(GetReceipt::NAME, |client| async move { client.verify(receipt_id).await })
    }

    /// [`Client::certificate`](crate::Client::certificate)
    ///
    /// # Errors
    /// As there.
    pub fn certificate(&self, receipt_id: impl Into<String>) -> Result<Answer<Certificate>, Error> {
        let receipt_id = receipt_id.into();
        self.wait(GetCertificate::NAME, |client| async move { client.certificate(receipt_id).await })
    }

    /// [`Client::verify_expected`](crate::Client::verify_expected)
    ///
    /// # Errors
    /// As there.
    pub fn verify_expected(&self, expected: GetReceipt) -> Result<Answer<Receipt>, Error> {
        self.wait(GetReceipt::NAME, |client| async move { client.verify_expected(expected).await })
    }

    /// [`Client::settle`](crate::Client::settle)
    ///
    /// # Errors
    /// As there.
    pub fn settle(&self, failure: &Error, cancelled_before: Option<Won>) -> Result<Settlement, Error> {
        let failure = failure.clone();
        self.wait(
            SettleReceipt::NAME,
            |client| async move { client.settle(&failure, cancelled_before).await },
        )
    }

    /// [`Client::identity`](crate::Client::identity)
    pub fn identity(&self) -> Identity<'_> {
        Identity(self)
    }

    /// [`Client::webhook`](crate::Client::webhook)
    ///
    /// # Errors
    /// As there.
    pub fn webhook(&self, delivery: &WebhookDelivery) -> Result<WebhookEvent, Error> {
        self.client.webhook(delivery)
    }

    /// [`Client::reverify`](crate::Client::reverify)
    ///
    /// # Errors
    /// As there.
    pub fn reverify(&self, event: &WebhookEvent) -> Result<Answer<Receipt>, Error> {
        let event = event.clone();
        self.wait(GetReceipt::NAME, |client| async move { client.reverify(&event).await })
    }

    /// [`Client::send`](crate::Client::send)
    ///
    /// # Errors
    /// As there.
    pub fn send<O: Operation>(&self, request: O, options: CallOptions) -> Result<Answer<O::Response>, Error> {
        self.wait(O::NAME, |client| async move { client.send(&request, &options).await })
    }

    /// [`Client::call`](crate::Client::call)
    ///
    /// # Errors
    /// As there.
    pub fn call(&self, operation: &str, json: &str, options: CallOptions) -> Result<RawAnswer, Error> {
        let (name, json) = (operation.to_owned(), json.to_owned());
        self.wait(operation, |client| async move { client.call(&name, &json, &options).await })
    }

    /// The call runs on our own runtime, and this thread waits for it as for any other thread's work: that is allowed
    /// wherever blocking is, also on a runtime's blocking threads.
    fn wait<T, F>(&self, operation: &str, call: impl FnOnce(crate::Client) -> F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let call = call(self.client.clone());
        let (give, take) = mpsc::sync_channel(1);
        self.runtime()?.spawn(async move {
            // nobody waits any more only if the waiting thread is gone
            let _ = give.send(call.await);
        });
        take.recv().unwrap_or_else(|_| Err(Error::defect(operation)))
    }

    fn runtime(&self) -> Result<&Runtime, Error> {
        if self.runtime.get().is_none() {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(1)
                .thread_name("bootpay-io")
                .enable_all()
                .build()
                .map_err(|error| {
                    Error::new(ErrorKind::Internal, "no thread could be started")
                        .with_causes(vec![error.to_string()])
                })?;
            // another thread may have been first; its runtime stays and ours is dropped
            let _ = self.runtime.set(Background(Some(runtime)));
        }
        let background = self.runtime.get().and_then(|background| background.0.as_ref());
        background.ok_or_else(|| Error::new(ErrorKind::Internal, "the runtime is gone"))
    }
}

/// The blocking twin of [`identity::Identity`](crate::identity::Identity).
#[derive(Clone, Copy, Debug)]
pub struct Identity<'a>(&'a Client);

/// The blocking twin of [`identity::Once`](crate::identity::Once).
pub trait Once {
    /// As [`Once::consume`](crate::identity::Once::consume).
    ///
    /// # Errors
    /// Whatever the store fails with.
    fn consume(&self, order_id: &str, keep: Duration) -> Result<bool, StoreError>;
}

impl Once for Memory {
    fn consume(&self, order_id: &str, keep: Duration) -> Result<bool, StoreError> {
        Ok(self.consume_now(order_id, keep))
    }
}

impl Identity<'_> {
    /// [`Identity::begin`](crate::identity::Identity::begin)
    ///
    /// # Errors
    /// As there.
    pub fn begin(&self, purpose: &str, session: &str) -> Result<Begun, Error> {
        self.0.client.identity().begin(purpose, session)
    }

    /// [`Identity::begin_for`](crate::identity::Identity::begin_for)
    ///
    /// # Errors
    /// As there.
    pub fn begin_for(&self, purpose: &str, session: &str, expires_in: Duration) -> Result<Begun, Error> {
        self.0.client.identity().begin_for(purpose, session, expires_in)
    }

    /// [`Identity::confirm`](crate::identity::Identity::confirm)
    ///
    /// # Errors
    /// As there.
    pub fn confirm(&self, request: ConfirmIdentity, once: &impl Once) -> Result<Person, Error> {
        let answer = self.0.send(request, CallOptions::default())?;
        let first = once.consume(&answer.person.order_id, answer.keep_used_for);
        answer.into_data().used_once(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effect::Effect;

    #[test]
    fn a_panic_in_a_call_that_could_act_leaves_an_unknown_effect() {
        let client =
            Client::new(crate::Client::builder().application_id("a").private_key("k").check().unwrap());
        for (operation, effect) in [
            ("payment.cancel", Effect::Unknown),
            ("billing.pay", Effect::Unknown),
            ("receipt.get", Effect::None),
        ] {
            let error =
                client.wait(operation, |_| async { panic!("on purpose") }).map(|(): ()| ()).unwrap_err();
            let found = (error.kind(), error.effect(), error.operation());
            assert_eq!(found, (ErrorKind::Internal, effect, Some(operation)));
        }
    }
}
