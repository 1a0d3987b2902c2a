//! The client that waits.

use std::sync::{Arc, OnceLock, mpsc};

use tokio::runtime::Runtime;

use crate::answer::Answer;
use crate::api::token::{AccessToken, RequestToken};
use crate::client::CallOptions;
use crate::config::{Builder, Config};
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;

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
    client: crate::client::Client,
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
        Self { client: crate::client::Client::new(config), runtime: Arc::default() }
    }

    /// The client whose calls this one waits for.
    pub(crate) fn client(&self) -> &crate::client::Client {
        &self.client
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
        self.send(RequestToken {}, CallOptions::default())
    }

    /// [`Client::send`](crate::Client::send)
    ///
    /// # Errors
    /// As there.
    pub fn send<O: Operation>(&self, request: O, options: CallOptions) -> Result<Answer<O::Response>, Error> {
        let defect = Error::ended_by_defect(Some(O::NAME), O::REPEAT.effect_once_sent());
        self.wait(defect, |client| async move { client.send(&request, &options).await })
    }

    /// The call runs on our own runtime, and this thread waits for it as for any other thread's work: that is allowed
    /// wherever blocking is, also on a runtime's blocking threads.
    pub(crate) fn wait<T, F>(
        &self,
        defect: Error,
        call: impl FnOnce(crate::client::Client) -> F,
    ) -> Result<T, Error>
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
        take.recv().unwrap_or(Err(defect))
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
            let error = client
                .wait(Error::defect(operation), |_| async { panic!("on purpose") })
                .map(|(): ()| ())
                .unwrap_err();
            let found = (error.kind(), error.effect(), error.operation());
            assert_eq!(found, (ErrorKind::Internal, effect, Some(operation)));
        }
    }
}
