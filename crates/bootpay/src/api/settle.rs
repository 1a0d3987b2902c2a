//! Settling a call whose outcome is not known, by reading its receipt.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::answer::Answer;
use crate::api::receipt::{Amount, Receipt, ReceiptStatus};
use crate::blocking::client::Client as BlockingClient;
use crate::client::{CallOptions, Client};
use crate::concerns::Concerns;
use crate::config::Config;
use crate::described::{Described, Kind};
use crate::effect::Effect;
use crate::envelope::parse_data;
use crate::error::Error;
use crate::personal::Personal;
use crate::prepare::{Prepare, wrong};
use crate::request::request;
use crate::values::Won;

pub use crate::outcome::Outcome;

request! {
    "receipt.settle" = Get "/receipt/{receipt_id}", Token, Safe, Quick -> SettledReceipt;

    /// Reads a receipt to find out whether a lost cancel or approval took effect.
    ///
    /// Nothing is sent that could take effect. [`settle`](crate::Client::settle) makes this request from the error of the
    /// lost call.
    ///
    /// A receipt says how much of it was cancelled, and not by which request, so what a part cancel came to follows from
    /// `cancelled_before`.
    pub struct SettleReceipt from "v1 documentation, verify and cancel pages" {
        required {
            /// The receipt's id. That of `failure`, where there is one, comes before it.
            #[serde(default)]
            receipt_id: String,
        }
        not_sent {
            /// The error of the lost call; absent if only your books are left of it. It says what the fields below say.
            failure: LostCall,
            /// The call that was lost: `payment.cancel` or `payment.submit`.
            operation: String = "`payment.cancel`",
            /// What the lost cancel asked for, in won.
            cancel_price: Won = "all that is left",
            /// What was cancelled of this payment before, in won, by your own books.
            cancelled_before: Won = "not known",
        }
    }
}

/// What the error of a call says that is needed to settle it. Its other fields are not looked at.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct LostCall {
    /// May the call have taken effect? Null of a call that succeeded.
    #[serde(default, deserialize_with = "also_null", skip_serializing_if = "Option::is_none")]
    effect: Option<Option<Effect>>,
    #[serde(default)]
    operation: Option<String>,
    #[serde(default)]
    receipt_id: Option<String>,
    /// Null of a cancel of all that is left. An absent one was lost on the way, and would make a part of it all.
    #[serde(default, deserialize_with = "also_null", skip_serializing_if = "Option::is_none")]
    cancel_price: Option<Option<Won>>,
}

impl Personal for LostCall {}

impl Described for LostCall {
    const KIND: Kind = Kind::FreeObject;
}

/// Tells null from absent.
fn also_null<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl From<&Error> for LostCall {
    fn from(failure: &Error) -> Self {
        Self {
            effect: Some(Some(failure.effect())),
            operation: failure.operation().map(str::to_owned),
            receipt_id: failure.receipt_id().map(str::to_owned),
            cancel_price: Some(failure.cancel_price().map(Won::new)),
        }
    }
}

/// What a lost call came to, and the receipt that says so.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Settlement {
    /// What became of it.
    pub outcome: Outcome,
    /// The receipt as it stands, or `None` if the answer has none that can be read: the outcome is unclear then.
    pub receipt: Answer<Option<Receipt>>,
}

/// A receipt, or `None` if `data` is none that can be read. That is no error here: it leaves the outcome unclear.
#[derive(Clone, Debug)]
pub struct SettledReceipt(pub Option<Receipt>);

impl Described for SettledReceipt {
    const KIND: Kind = Receipt::KIND;
}

impl<'de> Deserialize<'de> for SettledReceipt {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|data| Self(Receipt::deserialize(data).ok()))
    }
}

const CANCEL: &str = "payment.cancel";
const SUBMIT: &str = "payment.submit";

impl SettleReceipt {
    /// The request that settles a call which failed with this error.
    pub(crate) fn of(failure: &Error, cancelled_before: Option<Won>) -> Self {
        let request = Self::new("").failure(failure);
        Self { cancelled_before, ..request }
    }

    /// With what the error of the lost call says, if it is one that a receipt can settle.
    fn of_lost_call(self, lost: LostCall) -> Result<Self, Error> {
        let refused = |why: &str| Err(Error::invalid_request(format!("{why}; nothing was sent")));
        let (Some(effect), Some(cancel_price)) = (lost.effect, lost.cancel_price) else {
            return refused(INCOMPLETE);
        };
        match effect {
            None => return refused("there is nothing to settle: the call succeeded"),
            Some(Effect::None) => return refused("there is nothing to settle: the call had no effect"),
            Some(Effect::Unknown) => {}
        }
        match (lost.operation, lost.receipt_id) {
            (Some(operation), Some(receipt_id)) if [CANCEL, SUBMIT].contains(&operation.as_str()) => {
                Ok(Self { receipt_id, operation: Some(operation), cancel_price, ..self })
            }
            (Some(operation), None) if [CANCEL, SUBMIT].contains(&operation.as_str()) => refused(INCOMPLETE),
            (operation, _) => cannot_tell(operation.as_deref()),
        }
    }

    fn outcome_of(&self, receipt: &Receipt) -> Outcome {
        match self.operation.as_deref() {
            Some(SUBMIT) => outcome_of_submit(receipt.status),
            _ => self.outcome_of_cancel(receipt),
        }
    }

    fn outcome_of_cancel(&self, receipt: &Receipt) -> Outcome {
        let Some(asked) = self.cancel_price.map(Won::get) else {
            return match receipt.status {
                Some(ReceiptStatus::Cancelled) => Outcome::Done,
                Some(ReceiptStatus::Cancelling) => Outcome::Pending,
                Some(ReceiptStatus::Paid | ReceiptStatus::CancelFailed) => Outcome::NotDone,
                _ => Outcome::Unclear,
            };
        };
        if receipt.status == Some(ReceiptStatus::Cancelling) {
            return Outcome::Pending;
        }
        let Some(cancelled) = cancelled_so_far(receipt) else { return Outcome::Unclear };
        let is_whole = receipt.status == Some(ReceiptStatus::Cancelled);
        match self.cancelled_before.map(Won::get) {
            Some(before) if before.checked_add(asked) == Some(cancelled) => Outcome::Done,
            Some(before) if before == cancelled && !is_whole => Outcome::NotDone,
            None if cancelled < asked && !is_whole => Outcome::NotDone,
            // nothing can have been cancelled before what was all of it
            None if cancelled == asked && is_whole => Outcome::Done,
            _ => Outcome::Unclear,
        }
    }
}

const INCOMPLETE: &str = "settle takes the error of a call, with its effect, its receipt_id and its cancel_price; without \
                          one, as after an interrupt, use settle_cancel";

fn cannot_tell<T>(operation: Option<&str>) -> Result<T, Error> {
    Err(Error::invalid_request(format!(
        "{} cannot be settled by reading a receipt: look for the order in the admin page, or wait for its webhook; \
         nothing was sent",
        operation.unwrap_or("this call")
    )))
}

fn outcome_of_submit(status: Option<ReceiptStatus>) -> Outcome {
    match status {
        Some(ReceiptStatus::Paid | ReceiptStatus::Cancelled | ReceiptStatus::CancelFailed) => Outcome::Done,
        Some(ReceiptStatus::BeforeApproval | ReceiptStatus::Failed | ReceiptStatus::ApprovalFailed) => {
            Outcome::NotDone
        }
        Some(ReceiptStatus::Approving) => Outcome::Pending,
        // a cancel runs only on what was approved
        Some(ReceiptStatus::Cancelling) => Outcome::Done,
        _ => Outcome::Unclear,
    }
}

fn cancelled_so_far(receipt: &Receipt) -> Option<u64> {
    let whole = |amount: &Option<Amount>| amount.as_ref().and_then(Amount::whole);
    let cancelled =
        match (whole(&receipt.cancelled_price), whole(&receipt.price), whole(&receipt.remain_price)) {
            (Some(cancelled), _, _) => cancelled,
            (None, Some(price), Some(remaining)) => price.checked_sub(remaining)?,
            _ => return None,
        };
    u64::try_from(cancelled).ok()
}

impl Prepare for SettleReceipt {
    fn concerns(&self) -> Concerns {
        Concerns::receipt(&self.receipt_id)
    }

    /// Another receipt is no error here: it leaves the outcome unclear.
    fn answered_ids(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    fn prepared(mut self, _: &Config) -> Result<Self, Error> {
        if let Some(lost) = self.failure.take() {
            self = self.of_lost_call(lost)?;
        }
        if !matches!(self.operation.as_deref(), None | Some(CANCEL | SUBMIT)) {
            return cannot_tell(self.operation.as_deref());
        }
        match self.cancel_price {
            Some(price) if price.get() == 0 => Err(wrong(
                "cancel_price",
                "must be more than 0; leave it out if all that is left was to be cancelled",
            )),
            _ => Ok(self),
        }
    }

    fn outcome(&self, answer: &str) -> Option<Outcome> {
        Some(match parse_data::<SettledReceipt>(answer) {
            Ok(SettledReceipt(Some(receipt))) if receipt.receipt_id == self.receipt_id => {
                self.outcome_of(&receipt)
            }
            _ => Outcome::Unclear,
        })
    }
}

impl Settlement {
    fn of(answer: Answer<SettledReceipt>) -> Self {
        let outcome = answer.meta().outcome.unwrap_or(Outcome::Unclear);
        Self { outcome, receipt: answer.map(|settled| settled.0) }
    }
}

impl Client {
    /// Finds out what became of a cancel or an approval whose answer was lost, by reading its receipt. Sends nothing
    /// that could take effect. A cancel has done the same before it fails: this asks again, later or with what your books say.
    ///
    /// A receipt says how much was cancelled so far and not by which request: for a cancel of a part, give what was
    /// cancelled before it by your own books, and see to it that nobody else cancels the same payment meanwhile.
    ///
    /// ```no_run
    /// # async fn example(client: bootpay::Client) -> Result<(), bootpay::Error> {
    /// use bootpay::{Effect, Outcome, api::cancel::CancelPayment};
    /// let cancel = CancelPayment::new("5df6e67d4f74b4002a77e0eb").price(1200u64);
    /// match client.cancel(cancel).await {
    ///     Err(error) if error.effect() == Effect::Unknown => {
    ///         let settled = client.settle(&error, Some(0u64.into())).await?;
    ///         if settled.outcome == Outcome::NotDone {
    ///             // repeat it with error.cancel_id(), which cannot cancel twice
    ///         }
    ///     }
    ///     answer => drop(answer?),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if there is nothing to settle, or the call names no receipt; else as
    /// [`certificate`](Client::certificate).
    pub async fn settle(&self, failure: &Error, cancelled_before: Option<Won>) -> Result<Settlement, Error> {
        let request = SettleReceipt::of(failure, cancelled_before);
        self.send(&request, &CallOptions::default()).await.map(Settlement::of)
    }
}

impl BlockingClient {
    /// [`Client::settle`](crate::Client::settle)
    ///
    /// # Errors
    /// As there.
    pub fn settle(&self, failure: &Error, cancelled_before: Option<Won>) -> Result<Settlement, Error> {
        let request = SettleReceipt::of(failure, cancelled_before);
        self.send(request, CallOptions::default()).map(Settlement::of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::cancel::CancelPayment;
    use crate::api::submit::SubmitPayment;
    use crate::json::parse;
    use crate::operation::Operation;

    #[test]
    fn the_calls_that_a_receipt_settles_are_those_of_the_table() {
        assert_eq!([CANCEL, SUBMIT], [CancelPayment::NAME, SubmitPayment::NAME]);
    }

    fn outcome(request: &SettleReceipt, receipt: &str) -> Outcome {
        let answer = format!(r#"{{"status":200,"code":0,"data":{{"receipt_id":"r",{receipt}}}}}"#);
        request.outcome(&answer).unwrap()
    }

    #[test]
    fn a_cancel_of_everything_is_settled_by_the_status() {
        let all = SettleReceipt::new("r");
        for (status, expected) in [
            (20, Outcome::Done),
            (1, Outcome::NotDone),
            (-20, Outcome::NotDone),
            (-30, Outcome::Pending),
            (0, Outcome::Unclear),
            (99, Outcome::Unclear),
        ] {
            let receipt = format!(r#""price":3000,"cancelled_price":0,"status":{status}"#);
            assert_eq!(outcome(&all, &receipt), expected, "{status}");
        }
        // amounts that are missing matter to a part only; another receipt tells nothing
        assert_eq!(outcome(&all, r#""status":20"#), Outcome::Done);
        assert_eq!(outcome(&SettleReceipt::new("r").cancel_price(1u64), r#""status":1"#), Outcome::Unclear);
        let other = r#"{"data":{"receipt_id":"x","price":1,"cancelled_price":1,"status":20}}"#;
        assert_eq!(all.outcome(other), Some(Outcome::Unclear));
    }

    #[test]
    fn an_answer_without_a_readable_receipt_leaves_it_unclear() {
        for answer in [
            "{}",
            r#"{"data":null}"#,
            r#"{"data":[]}"#,
            r#"{"data":["r"]}"#,
            r#"{"data":"r"}"#,
            r#"{"data":{}}"#,
            r#"{"data":{"receipt_id":"r","status":"paid"}}"#,
            r#"{"data":{"receipt_id":"r","status":20,"price":"much"}}"#,
        ] {
            assert_eq!(SettleReceipt::new("r").outcome(answer), Some(Outcome::Unclear), "{answer}");
        }
    }

    #[test]
    fn a_part_is_settled_by_what_was_cancelled_before() {
        use crate::outcome::Outcome::*;
        // (cancelled before, what the receipt says is cancelled, its status, outcome); 1,200 were asked for
        for (before, cancelled, status, expected) in [
            (Some(0), 1200, 1, Done),
            (Some(0), 0, 1, NotDone),
            (Some(1500), 2700, 1, Done),
            (Some(1500), 1500, 1, NotDone),
            (Some(1500), 1500, -20, NotDone),
            (Some(1800), 3000, 20, Done),
            (Some(1500), 1500, -30, Pending),
            (Some(1500), 2000, 1, Unclear), // somebody else cancels too
            (Some(1500), 0, 1, Unclear),
            (Some(0), 3000, 20, Unclear),
            (Some(u64::MAX), 0, 1, Unclear),
            (None, 0, 1, NotDone),
            (None, 1199, 1, NotDone),
            (None, 1200, 1, Unclear), // it may be an earlier one of the same amount
            (None, 2400, 1, Unclear),
            (None, 1200, 20, Done), // the whole payment
            (None, 2400, 20, Unclear),
            (None, 1100, 20, Unclear),
        ] {
            let request = SettleReceipt {
                cancelled_before: before.map(Won::new),
                ..SettleReceipt::new("r").cancel_price(1200u64)
            };
            let receipt = format!(r#""price":3000,"cancelled_price":{cancelled},"status":{status}"#);
            assert_eq!(outcome(&request, &receipt), expected, "{before:?} {cancelled} {status}");
            let by_remainder =
                format!(r#""price":3000,"remain_price":{},"status":{status}"#, 3000 - cancelled);
            assert_eq!(outcome(&request, &by_remainder), expected, "{before:?} {cancelled} {status}");
        }
    }

    #[test]
    fn an_approval_is_settled_by_the_status() {
        let submit = SettleReceipt::new("r").operation("payment.submit");
        for (status, expected) in [
            (1, Outcome::Done),
            (20, Outcome::Done),
            (2, Outcome::NotDone),
            (-2, Outcome::NotDone),
            (3, Outcome::Pending),
            (0, Outcome::Unclear),
        ] {
            assert_eq!(outcome(&submit, &format!(r#""status":{status}"#)), expected, "{status}");
        }
    }

    #[test]
    fn what_cannot_be_settled_says_what_to_do() {
        let config = crate::Client::builder().application_id("a").private_key("k").check().unwrap();
        let refusal = |json: &str| {
            let request: SettleReceipt = parse(json.as_bytes()).unwrap();
            request.prepared(&config).map(drop).map_err(|error| error.message().to_owned())
        };
        let unsettled = |what| {
            Err(format!(
                "{what} cannot be settled by reading a receipt: look for the order in the admin page, or wait for its webhook; nothing was sent"
            ))
        };
        let no_effect =
            Err("there is nothing to settle: the call had no effect; nothing was sent".to_owned());
        let succeeded = Err("there is nothing to settle: the call succeeded; nothing was sent".to_owned());
        let incomplete = Err(
            "settle takes the error of a call, with its effect, its receipt_id and its cancel_price; without one, as \
             after an interrupt, use settle_cancel; nothing was sent"
                .to_owned(),
        );
        let failure = |effect: &str, operation: &str, receipt_id: &str| {
            format!(
                r#""failure":{{"effect":{effect},"operation":{operation},"receipt_id":{receipt_id},"cancel_price":null}}"#
            )
        };
        for (lost, expected) in [
            (r#""receipt_id":"r""#.to_owned(), Ok(())),
            (r#""receipt_id":"r","operation":"receipt.get""#.to_owned(), unsettled("receipt.get")),
            (failure(r#""unknown""#, r#""payment.cancel""#, r#""r""#), Ok(())),
            (failure(r#""unknown""#, r#""payment.submit""#, r#""r""#), Ok(())),
            (failure(r#""none""#, r#""payment.cancel""#, r#""r""#), no_effect.clone()),
            (failure(r#""none""#, "null", "null"), no_effect),
            (failure("null", r#""payment.cancel""#, r#""r""#), succeeded),
            (failure(r#""unknown""#, r#""billing.pay""#, "null"), unsettled("billing.pay")),
            (failure(r#""unknown""#, r#""receipt.get""#, r#""r""#), unsettled("receipt.get")),
            (failure(r#""unknown""#, r#""payment.cancel""#, "null"), incomplete.clone()),
            (failure(r#""unknown""#, "null", r#""r""#), unsettled("this call")),
            (
                r#""failure":{"effect":"unknown","operation":"payment.cancel","receipt_id":"r"}"#.to_owned(),
                incomplete.clone(),
            ),
            (r#""failure":{"cancel_price":1000}"#.to_owned(), incomplete.clone()),
            (r#""failure":{}"#.to_owned(), incomplete),
        ] {
            assert_eq!(refusal(&format!("{{{lost}}}")), expected, "{lost}");
        }
    }

    #[test]
    fn an_error_says_what_to_ask() {
        let failure = Error::new(crate::ErrorKind::Timeout, "no answer")
            .with_effect(Effect::Unknown)
            .in_call("payment.cancel", None, 1)
            .concerning(Concerns {
                receipt_id: Some("r".to_owned()),
                cancel_id: Some("c".to_owned()),
                cancel_price: Some(1200),
            });
        let config = crate::Client::builder().application_id("a").private_key("k").check().unwrap();
        let request = SettleReceipt::of(&failure, Some(Won::new(300))).prepared(&config).unwrap();
        assert_eq!(
            (request.receipt_id.as_str(), request.operation.as_deref()),
            ("r", Some("payment.cancel"))
        );
        assert_eq!(
            (request.cancel_price, request.cancelled_before),
            (Some(Won::new(1200)), Some(Won::new(300)))
        );
    }
}
