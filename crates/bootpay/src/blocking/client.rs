//! The client that waits.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::mpsc;

use tokio::runtime::Handle;

use crate::answer::Answer;
use crate::api::token::{AccessToken, RequestToken};
use crate::client::CallOptions;
use crate::config::{Builder, Config};
use crate::error::Error;
use crate::lanes::Lanes;
use crate::operation::Operation;

/// The blocking twin of [`Client`](crate::Client): the same calls, answers and errors, without `.await`.
///
/// The thread that waits for a call carries it out. The token is fetched on a thread beside, which starts with the first
/// call. Inside async code a call would stop that task's thread while it waits; use [`Client`](crate::Client) there, or
/// `spawn_blocking`.
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
    lanes: Lanes,
}

impl Client {
    /// Checks every option and makes the client. Nothing is started and nothing is sent.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config), naming the option.
    pub fn from_builder(builder: Builder) -> Result<Self, Error> {
        builder.check().map(Self::new)
    }

    /// A client with this configuration. Nothing is started and nothing is sent.
    pub fn new(config: Config) -> Self {
        let lanes = Lanes::default();
        Self { client: crate::client::Client::on_lanes(config, lanes.clone()), lanes }
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
        let defect = || Error::ended_by_defect(Some(O::NAME), O::REPEAT.effect_once_sent());
        self.wait(defect, |client| async move { client.send(&request, &options).await })
    }

    pub(crate) fn wait<T, F>(
        &self,
        defect: impl FnOnce() -> Error,
        call: impl FnOnce(crate::client::Client) -> F,
    ) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let client = self.client.clone();
        if Handle::try_current().is_ok() {
            // This thread belongs to a runtime, which may forbid it to drive another one.
            let (give, take) = mpsc::sync_channel(1);
            let call = call(client);
            self.lanes.background()?.spawn(async move {
                // nobody waits any more only if the waiting thread is gone
                let _ = give.send(call.await);
            });
            return take.recv().unwrap_or_else(|_| Err(defect()));
        }
        let mut lane = self.lanes.borrow()?;
        let mut call = pin!(call(client)); // some kilobytes, to be moved no further
        match catch_unwind(AssertUnwindSafe(|| lane.run(call.as_mut()))) {
            Ok(outcome) => {
                lane.give_back();
                outcome
            }
            Err(_) => Err(defect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;
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
                .wait(|| Error::defect(operation), |_| async { panic!("on purpose") })
                .map(|(): ()| ())
                .unwrap_err();
            let found = (error.kind(), error.effect(), error.operation());
            assert_eq!(found, (ErrorKind::Internal, effect, Some(operation)));
        }
    }
}
