//! One open window: what it is for, how far its user got, and who is told about it.

use std::borrow::Cow;

use axum::http::header::ORIGIN;
use axum::http::request::Parts;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::callback;
use super::code::LIFE_S;
use super::payload::{Offer, PageRequest, Rules};
use super::person::{Notice, Person};
use crate::clock::korean_day;
use crate::codes::Status;
use crate::escrow::Escrow;
use crate::json_text;
use crate::payment::Payment;
use crate::persona::ADULT;
use crate::receipt::Record;
use crate::state::State;

/// The PGs whose payments are approved at once, without asking the page (identity page).
const WITHOUT_CONFIRM: &[&str] = &["payapp", "payletter"];

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Window {
    pub(super) receipt_id: String,
    /// Counted in the order in which windows were opened; 0 before it is kept.
    pub(super) opened: u64,
    /// This server under the name that its user's browser knows.
    pub(super) base: String,
    pub(super) application_id: String,
    pub(super) transaction_key: Option<String>,
    /// The origin of the page that is told; `None`: nobody, or a page that did not say who it is.
    pub(super) listener: Option<String>,
    /// `Origin` of the call that opened it: `null` for a page that hides its own.
    pub(super) opener: Option<String>,
    pub(super) is_english: bool,
    /// The page has to open a popup first.
    pub(super) wants_popup: bool,
    pub(super) task: Task,
    /// Why the form is shown once more.
    pub(super) notice: Option<Notice>,
    /// The persona that was picked last, whose button keeps the focus.
    pub(super) picked: Option<String>,
    pub(super) ending: Option<Ending>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Task {
    Identity(Box<Verification>),
    Payment(Box<Checkout>),
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Verification {
    pub(super) rules: Rules,
    pub(super) person: Person,
    pub(super) has_consent: bool,
    /// A code was sent, and its field is shown.
    pub(super) asks_for_code: bool,
    /// What the page was told, once the person is verified.
    #[serde(with = "json_text")]
    pub(super) done: Option<Value>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Checkout {
    pub(super) offer: Offer,
    pub(super) account_expires_on: Option<String>,
    pub(super) choice: Choice,
    /// What the card company says when it refuses.
    pub(super) refusal: Cow<'static, str>,
}

impl Checkout {
    fn new(offer: Offer, account_expires_on: Option<String>) -> Self {
        Self { offer, account_expires_on, choice: Choice::default(), refusal: REFUSED.into() }
    }
}

/// What was chosen in the form, which is shown again after a refusal or in another language.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Choice {
    pub(super) method: Option<String>,
    pub(super) card: Option<String>,
    pub(super) quota: Option<String>,
}

/// Somebody pressed cancel, or something failed before any approval.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Ending {
    Cancelled,
    Failed(String),
}

/// What the window shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    Popup,
    Person,
    Code,
    Pay,
    Confirm,
    Account,
    Finished,
}

pub(super) const REFUSED: &str = "카드사에서 승인을 거절하였습니다.";

/// What a window knows of its sandbox and its project.
pub(crate) struct Home<'a> {
    pub(crate) url: &'a str,
    pub(crate) web_application_id: &'a str,
}

impl Window {
    /// Puts a window of a snapshot into the sandbox and the project that restore it.
    pub(super) fn move_from(&mut self, old: &Home<'_>, new: &Home<'_>) {
        if self.base == old.url {
            new.url.clone_into(&mut self.base);
        }
        if self.application_id == old.web_application_id {
            new.web_application_id.clone_into(&mut self.application_id);
        }
    }

    /// Keeps a receipt in status 0 and the window that will decide about it. `bytes` is about what the request takes of the
    /// memory.
    pub(super) fn open(
        state: &mut State,
        receipt_id: String,
        request: PageRequest,
        bytes: usize,
        listener: Option<String>,
        opener: Option<String>,
        base: String,
    ) {
        let now = state.clock.now();
        let mut payment = Payment::new(&receipt_id, &request.order_id, &request.name, request.price, now);
        payment.tax_free = request.tax_free;
        payment.params = request.params.clone();
        payment.escrow = request.escrow.then(Escrow::default);
        payment.pg = request.pg.clone().unwrap_or(payment.pg);
        payment.method = request.method.clone().unwrap_or(payment.method);
        state.keep_payment(payment);
        let task = if request.is_identity() {
            let first = Person::of(ADULT, korean_day(now));
            Task::Identity(Box::new(Verification {
                person: first.under(&request.rules),
                rules: request.rules,
                has_consent: false,
                asks_for_code: false,
                done: None,
            }))
        } else {
            Task::Payment(Box::new(Checkout::new(request.offer, request.account_expires_on)))
        };
        let window = Self {
            application_id: request.application_id,
            transaction_key: request.transaction_key,
            listener,
            opener,
            wants_popup: request.asks_for_popup,
            ..Self::new(&receipt_id, base, task)
        };
        for gone in state.windows.open(window, bytes) {
            state.forget_waiting(&gone);
        }
    }

    /// The window of a link, whose receipt is there already. Nobody is told unless a page opens the link.
    pub(crate) fn of_link(payment: &Payment, offer: Offer, base: String) -> Self {
        Self::new(&payment.receipt_id, base, Task::Payment(Box::new(Checkout::new(offer, None))))
    }

    /// A window that nobody has opened yet.
    fn new(receipt_id: &str, base: String, task: Task) -> Self {
        Self {
            receipt_id: receipt_id.to_owned(),
            opened: 0,
            base,
            application_id: String::new(),
            transaction_key: None,
            listener: None,
            opener: None,
            is_english: false,
            wants_popup: false,
            task,
            notice: None,
            picked: None,
            ending: None,
        }
    }

    /// May this call confirm the payment, or read what became of it? Receipt ids are easy to guess, and browsers send
    /// `Origin` with every such call: it must be the page that opened the window. A program sends none.
    pub(super) fn obeys(&self, parts: &Parts) -> bool {
        let Some(origin) = parts.headers.get(ORIGIN) else { return true };
        [&self.opener, &self.listener]
            .into_iter()
            .flatten()
            .any(|known| known.as_bytes() == origin.as_bytes())
    }

    /// Somebody pressed cancel, or closed it, before anything was approved.
    pub(crate) fn was_cancelled(&self) -> bool {
        matches!(self.ending, Some(Ending::Cancelled))
    }

    /// Does the page decide before the money is taken?
    pub(super) fn asks_page(&self, payment: &Payment) -> bool {
        self.listener.is_some() && !WITHOUT_CONFIRM.contains(&payment.pg.as_str())
    }

    pub(super) fn step(&self, state: &State) -> Step {
        let Some(Record::Payment(payment)) = state.record(&self.receipt_id) else { return Step::Finished };
        match (payment.status, &self.task) {
            (Status::Waiting, _) if self.wants_popup => Step::Popup,
            (Status::Waiting, Task::Identity(verification)) if verification.asks_for_code => Step::Code,
            (Status::Waiting, Task::Identity(_)) => Step::Person,
            (Status::Waiting, Task::Payment(_)) => Step::Pay,
            (Status::Confirm, _) if payment.waits_for_deposit() => Step::Account,
            (Status::Confirm, _) => Step::Confirm,
            _ => Step::Finished,
        }
    }

    /// What the page is told at this step.
    pub(super) fn message(&self, state: &State) -> Option<Value> {
        match &self.ending {
            Some(Ending::Cancelled) => return Some(callback::cancel(&self.receipt_id)),
            Some(Ending::Failed(why)) => return Some(callback::error(why, Some(&self.receipt_id))),
            None => {}
        }
        match (&self.task, state.record(&self.receipt_id)?) {
            (Task::Identity(verification), _) => verification.done.clone(),
            (Task::Payment(checkout), Record::Payment(payment)) => {
                callback::of_payment(payment, &checkout.refusal, &self.address())
            }
            (Task::Payment(_), Record::Identity(_)) => None,
        }
    }

    fn address(&self) -> String {
        format!("{}/window/{}", self.base, self.receipt_id)
    }

    pub(super) fn seconds_left(&self, state: &State) -> i64 {
        state.codes.seconds_left(&self.receipt_id, state.clock.now()).unwrap_or(LIFE_S)
    }
}
