//! The same client for programs without an async runtime.

use std::sync::{Arc, OnceLock};

use tokio::runtime::Runtime;

use crate::api::certificate::Certificate;
use crate::api::receipt::Receipt;
use crate::api::token::AccessToken;
use crate::client::{Answer, CallOptions};
use crate::config::{Builder, Config};
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;

/// The blocking twin of [`Client`](crate::Client): the same calls, answers and errors, without `.await`.
///
/// It brings one worker thread, which starts with the first call. Do not call it inside async code; it refuses.
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
    runtime: Arc<OnceLock<Runtime>>,
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

    /// [`Client::get_access_token`](crate::Client::get_access_token)
    ///
    /// # Errors
    /// As there.
    pub fn get_access_token(&self) -> Result<Answer<AccessToken>, Error> {
        self.wait(self.client.get_access_token())
    }

    /// [`Client::verify`](crate::Client::verify)
    ///
    /// # Errors
    /// As there.
    pub fn verify(&self, receipt_id: impl Into<String>) -> Result<Answer<Receipt>, Error> {
        self.wait(self.client.verify(receipt_id))
    }

    /// [`Client::certificate`](crate::Client::certificate)
    ///
    /// # Errors
    /// As there.
    pub fn certificate(&self, receipt_id: impl Into<String>) -> Result<Answer<Certificate>, Error> {
        self.wait(self.client.certificate(receipt_id))
    }

    /// [`Client::send`](crate::Client::send)
    ///
    /// # Errors
    /// As there.
    pub fn send<O: Operation>(
        &self,
        request: &O,
        options: &CallOptions,
    ) -> Result<Answer<O::Response>, Error> {
        self.wait(self.client.send(request, options))
    }

    fn wait<T>(&self, call: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        if tokio::runtime::Handle::try_current().is_ok() {
            return Err(Error::config(
                "bootpay::blocking was called inside async code, where it would stop the runtime; use \
                 bootpay::Client and .await",
            ));
        }
        self.runtime()?.block_on(call)
    }

    fn runtime(&self) -> Result<&Runtime, Error> {
        if let Some(runtime) = self.runtime.get() {
            return Ok(runtime);
        }
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("bootpay-io")
            .enable_all()
            .build()
            .map_err(|error| {
                Error::new(ErrorKind::Internal, "no thread could be started")
                    .with_causes(vec![error.to_string()])
            })?;
        Ok(self.runtime.get_or_init(|| runtime))
    }
}
