//! The shop's books: which order was issued to whom, for how much, and how far it is. In memory, and gone with the process.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bootpay::api::receipt::{Amount, Receipt, ReceiptStatus};
use bootpay::identity::{Law, Proof};
use serde::Serialize;
use uuid::Uuid;

/// The law that a purpose asks, and the sentence for a person who is too young for it.
pub(crate) struct Rule {
    pub(crate) purpose: &'static str,
    pub(crate) law: Law,
    pub(crate) sentence: &'static str,
}

const RULES: [Rule; 4] = [
    Rule {
        purpose: "주류 구매",
        law: Law::YouthProtection,
        sentence: "청소년에게는 주류를 판매하지 않습니다.",
    },
    Rule {
        purpose: "할부 계약",
        law: Law::Civil,
        sentence: "만 19세 미만은 법정대리인의 동의가 있어야 계약할 수 있습니다.",
    },
    Rule {
        purpose: "소모임 참가", law: Law::ChildWelfare, sentence: "만 18세 미만은 참가할 수 없습니다."
    },
    Rule {
        purpose: "회원 가입",
        law: Law::GuardianConsent,
        sentence: "만 14세 미만은 법정대리인의 동의가 있어야 가입할 수 있습니다.",
    },
];

pub(crate) fn rule_of(purpose: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.purpose == purpose)
}

/// How far an order is. It never goes back, in whichever order the news of it comes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Progress {
    Open,
    Verified,
    Paid,
    Cancelled,
}

#[derive(Clone)]
pub(crate) struct Order {
    pub(crate) id: String,
    pub(crate) name: &'static str,
    pub(crate) price: u64,
    owner: String,
    progress: Progress,
    receipt_id: Option<String>,
}

#[derive(Default)]
pub(crate) struct Orders(Mutex<Books>);

#[derive(Default)]
struct Books {
    orders: HashMap<String, Order>,
    /// Of each session what proves the age that was needed, and nothing about who it is.
    verified: Vec<(String, Proof)>,
    /// Receipts and statuses. With a database: a unique index over both.
    acted: HashSet<(String, i64)>,
}

impl Orders {
    pub(crate) fn issue(&self, owner: &str) -> Order {
        let (id, owner) = (Uuid::new_v4().to_string(), owner.to_owned());
        let order =
            Order { id, name: "키보드", price: 1000, owner, progress: Progress::Open, receipt_id: None };
        self.books().orders.insert(order.id.clone(), order.clone());
        order
    }

    /// The order with this id, if it was issued to this very session.
    pub(crate) fn issued_to(&self, owner: &str, id: &str) -> Option<Order> {
        let order = self.books().orders.get(id).cloned();
        order.filter(|order| order.owner == owner)
    }

    /// Notes that somebody was verified in a session.
    pub(crate) fn verified(&self, owner: &str, proof: Proof) {
        self.books().verified.push((owner.to_owned(), proof));
    }

    /// How far the orders of one session are, and its verifications, by their ids.
    pub(crate) fn progress_of(&self, owner: &str) -> HashMap<String, Progress> {
        let books = self.books();
        let own = books.orders.values().filter(|order| order.owner == owner);
        let orders = own.map(|order| (order.id.clone(), order.progress));
        let verified = books.verified.iter().filter(|(session, _)| session == owner);
        orders.chain(verified.map(|(_, proof)| (proof.order_id.clone(), Progress::Verified))).collect()
    }

    /// Notes what a receipt says of an order. False if it has another receipt: it was paid twice.
    pub(crate) fn advance(&self, id: &str, receipt_id: &str, progress: Progress) -> bool {
        self.books().orders.get_mut(id).is_some_and(|order| order.advance(receipt_id, progress))
    }

    /// Acts on a receipt that a webhook told of, once. The receipt is genuine; that it pays for an order, and that none
    /// did before, is for us to see: false if somebody has to look at it.
    pub(crate) fn act(&self, receipt: &Receipt) -> bool {
        let (status, progress) = match receipt.status {
            Some(status @ ReceiptStatus::Paid) => (status.number(), Progress::Paid),
            Some(status @ ReceiptStatus::Cancelled) => (status.number(), Progress::Cancelled),
            _ => return true, // a shop need not hear of it
        };
        let mut books = self.books();
        if !books.acted.insert((receipt.receipt_id.clone(), status)) {
            return true;
        }
        let price =
            receipt.price.as_ref().and_then(Amount::whole).and_then(|price| u64::try_from(price).ok());
        let order = receipt.order_id.as_ref().and_then(|id| books.orders.get_mut(id));
        order.is_some_and(|order| Some(order.price) == price && order.advance(&receipt.receipt_id, progress))
    }

    /// What a panic left half-written concerns one order, and no other.
    fn books(&self) -> MutexGuard<'_, Books> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Order {
    fn advance(&mut self, receipt_id: &str, progress: Progress) -> bool {
        let known = self.receipt_id.get_or_insert_with(|| receipt_id.to_owned());
        if known != receipt_id {
            return false;
        }
        self.progress = self.progress.max(progress);
        true
    }
}
