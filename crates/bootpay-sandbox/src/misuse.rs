//! GET /sandbox/misuses: what a merchant's server must not do and another server can see.
//!
//! Nothing is written down for it: journal, webhooks and payments say it, as far back as `journal_limit` reaches. Only what
//! is certain counts. To add a kind: a variant, its line in `mend`, and its function in `misuses`.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::api;
use crate::body::Parameters;
use crate::journal::{AnswerState, Noted};
use crate::payment::Payment;
use crate::refused_key::REPLACEMENT;
use crate::route::Access;
use crate::state::State;
use crate::token::SAME_TOKEN_FOR_S;
use crate::webhook::WebhookReason;
use crate::webhook_queue::WebhookState;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum MisuseKind {
    /// One `cancel_id` for two cancels: of two receipts, or of two amounts.
    CancelIdReused,
    /// Two payments of one order.
    OrderChargedTwice,
    /// The same charge once more, right after one whose result nobody knows.
    ChargeRepeated,
    /// A webhook was answered with OK, and nobody asked what became of its receipt.
    WebhookNotChecked,
    /// A token request for every call.
    TokenForEveryCall,
    /// An id, a key or a token in a query.
    IdOrKeyInQuery,
    /// The private key in a call that has no use for it.
    KeyInBody,
}

/// One thing that went wrong, and the requests that show it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Misuse {
    kind: MisuseKind,
    /// One sentence, with the numbers of the requests.
    what: String,
    what_ko: String,
    how_to_mend: &'static str,
    how_to_mend_ko: &'static str,
    /// Their numbers, for GET /sandbox/requests/{number}.
    requests: Vec<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt_id: Option<String>,
}

impl MisuseKind {
    /// In English and in Korean.
    fn mend(self) -> (&'static str, &'static str) {
        match self {
            Self::CancelIdReused => (
                "Make a new cancel_id for each cancel, and send the same one only when the same cancel is repeated.",
                "취소할 때마다 cancel_id를 새로 만들고, 같은 취소를 다시 시도할 때만 같은 값을 보내세요.",
            ),
            Self::OrderChargedTwice => (
                "Before an order is charged, check in your own database, with a lock or a unique key, whether it is paid or being paid.",
                "결제하기 전에 자체 데이터베이스에서 잠금이나 고유 키를 사용해, 이미 결제했거나 결제 중인 주문인지 확인하세요.",
            ),
            Self::ChargeRepeated => (
                "When a charge gets no answer or a 502 to 504, keep the order's result as unknown until its webhook or the admin page shows it.",
                "결제 응답을 받지 못했거나 502~504를 받았으면 웹훅이나 관리자 페이지에서 결과를 확인할 때까지 주문을 '결과 미확인'으로 두세요.",
            ),
            Self::WebhookNotChecked => (
                "Read GET /receipt/{receipt_id} and compare status, price and order id before you trust a webhook.",
                "웹훅을 신뢰하기 전에 GET /receipt/{receipt_id}로 조회하여 상태, 금액, 주문번호를 비교하세요.",
            ),
            Self::TokenForEveryCall => (
                "Keep the token until shortly before expired_at, or keep one client for all calls.",
                "토큰을 expired_at 직전까지 보관하거나, 클라이언트 하나를 모든 호출에 사용하세요.",
            ),
            Self::IdOrKeyInQuery => (
                "Send it in the body, the path or the Authorization header, as the documentation says: addresses are kept in the logs of servers and proxies.",
                "문서대로 본문, 경로, Authorization 헤더로 보내세요. 주소는 서버와 프록시의 로그에 남습니다.",
            ),
            Self::KeyInBody => (
                "Send the private key to POST /request/token only.",
                "private_key는 POST /request/token에만 보내세요.",
            ),
        }
    }

    fn found(self, what: String, what_ko: String, requests: Vec<u64>) -> Misuse {
        let (how_to_mend, how_to_mend_ko) = self.mend();
        Misuse { kind: self, what, what_ko, how_to_mend, how_to_mend_ko, requests, receipt_id: None }
    }
}

/// A request of the journal that a merchant's server has sent.
struct Seen<'a> {
    noted: &'a Noted,
    operation: &'static str,
    needs_token: bool,
    /// What stands at the wildcards of its path.
    captured: Vec<&'a str>,
}

impl<'a> Seen<'a> {
    /// `None` for what browsers ask, and for what nothing answers.
    fn of(noted: &'a Noted) -> Option<Self> {
        let (path, _) = noted.entry.address();
        let (route, captured) = api::find(noted.entry.method(), path).ok()?;
        (route.access != Access::Browser).then_some(Self {
            noted,
            operation: route.operation,
            needs_token: route.access == Access::Token,
            captured,
        })
    }

    fn number(&self) -> u64 {
        self.noted.number
    }

    fn parameters(&self) -> Parameters {
        self.noted.entry.parameters()
    }

    fn is_good(&self) -> bool {
        matches!(self.noted.answer, AnswerState::Status(200))
    }

    /// Whoever sent it does not know whether it took effect.
    fn is_lost(&self) -> bool {
        matches!(
            self.noted.answer,
            AnswerState::Pending | AnswerState::Broken | AnswerState::Status(502..=504)
        )
    }

    fn is_charge(&self) -> bool {
        ["billing.pay", "wallet.pay"].contains(&self.operation)
    }
}

pub(crate) fn misuses(state: &State) -> Vec<Misuse> {
    let calls: Vec<Seen<'_>> = state.journal.noted().filter_map(Seen::of).collect();
    let mut found = cancel_ids_reused(state, &calls);
    found.extend(orders_charged_twice(state, &calls));
    found.extend(charges_repeated(&calls));
    found.extend(webhooks_not_checked(state, &calls));
    found.extend(token_for_every_call(&calls));
    found.extend(in_queries(state, &calls));
    found.extend(keys_in_bodies(state, &calls));
    found
}

/// What a cancel is about: amounts that nobody set are what the payment comes to.
#[derive(PartialEq, Eq)]
struct Asked {
    receipt_id: String,
    price: u64,
    tax_free: Option<u64>,
}

fn cancel_ids_reused(state: &State, calls: &[Seen<'_>]) -> Vec<Misuse> {
    let mut by_id: BTreeMap<String, Vec<(&Seen<'_>, Asked)>> = BTreeMap::new();
    for call in calls.iter().filter(|call| call.operation == "payment.cancel") {
        let parameters = call.parameters();
        let (Some(id), Some(receipt_id)) = (parameters.text("cancel_id"), parameters.text("receipt_id"))
        else {
            continue;
        };
        let amount = |name| parameters.amount(name).ok().flatten().filter(|amount| *amount > 0);
        let whole = state.payment(&receipt_id).map_or(0, |payment| payment.price);
        let asked =
            Asked { receipt_id, price: amount("price").unwrap_or(whole), tax_free: amount("tax_free") };
        by_id.entry(id).or_default().push((call, asked));
    }
    let mut found = Vec::new();
    for cancels in by_id.values() {
        // One that was refused leaves its id free.
        let mut acted: Vec<&(&Seen<'_>, Asked)> = Vec::new();
        let mut others = Vec::new();
        for cancel in cancels {
            let is_repeat = acted.iter().any(|(_, asked)| *asked == cancel.1);
            if !acted.is_empty() && !is_repeat {
                others.push(cancel.0.number());
            }
            if cancel.0.is_good() || cancel.0.is_lost() {
                acted.push(cancel);
            }
        }
        let Some((first, _)) = acted.first().filter(|_| !others.is_empty()) else { continue };
        let numbers = with_first(first.number(), others);
        found.push(MisuseKind::CancelIdReused.found(
            format!("Requests {} send one cancel_id for different cancels.", english(&numbers)),
            format!("{} 요청이 서로 다른 취소에 같은 cancel_id를 보냈습니다.", korean(&numbers)),
            numbers,
        ));
    }
    found
}

/// Payments that began with a call or a window, each of which has a webhook, whether it went anywhere or not. A deposit is
/// its sender's doing.
fn orders_charged_twice(state: &State, calls: &[Seen<'_>]) -> Vec<Misuse> {
    let mut by_order: BTreeMap<&str, Vec<&Payment>> = BTreeMap::new();
    for webhook in state.webhooks.list() {
        let is_purchase = matches!(webhook.reason, WebhookReason::Paid | WebhookReason::Billing);
        let Some(payment) = state.payment(&webhook.receipt_id).ok().filter(|_| is_purchase) else { continue };
        let payments = by_order.entry(&payment.order_id).or_default();
        if !payments.iter().any(|known| known.receipt_id == payment.receipt_id) {
            payments.push(payment);
        }
    }
    by_order.retain(|order_id, payments| !order_id.is_empty() && payments.windows(2).any(is_double));
    if by_order.is_empty() {
        return Vec::new();
    }
    let requests = requests_by_order(state, calls);
    let found = by_order.into_iter().map(|(order_id, payments)| {
        let numbers = requests.get(order_id).cloned().unwrap_or_default();
        let count = payments.len();
        let (which, which_ko) = if numbers.is_empty() {
            ("Windows".to_owned(), "결제창에서".to_owned())
        } else {
            (format!("Requests {}", english(&numbers)), format!("{} 요청으로", korean(&numbers)))
        };
        let mut misuse = MisuseKind::OrderChargedTwice.found(
            format!("{which} charge the same order {count} times."),
            format!("{which_ko} 같은 주문을 {count}회 결제했습니다."),
            numbers,
        );
        misuse.receipt_id = payments.last().map(|payment| payment.receipt_id.clone());
        misuse
    });
    found.collect()
}

/// Whether the second was paid before all of the first was cancelled. Its window may have been open for long.
fn is_double(pair: &[&Payment]) -> bool {
    let [first, second] = pair else { return false };
    let paid_at = second.purchased_at.unwrap_or(second.requested_at);
    let is_gone = first.remaining().price == 0
        && first.cancels.revoked_at().is_some_and(|revoked_at| revoked_at <= paid_at);
    !is_gone
}

/// The numbers of the calls that take money for an order, or begin to.
fn requests_by_order(state: &State, calls: &[Seen<'_>]) -> BTreeMap<String, Vec<u64>> {
    let mut numbers: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for call in calls.iter().filter(|call| call.is_good() || call.is_lost()) {
        let order_id = match call.operation {
            "billing.pay" | "wallet.pay" | "billing.reserve" | "link.request" => {
                call.parameters().text("order_id")
            }
            "payment.submit" => call.parameters().text("receipt_id").and_then(|receipt_id| {
                state.payment(&receipt_id).ok().map(|payment| payment.order_id.clone())
            }),
            _ => None,
        };
        if let Some(order_id) = order_id {
            numbers.entry(order_id).or_default().push(call.number());
        }
    }
    numbers
}

/// Seconds on the sandbox's clock. After a longer pause the merchant may have looked into the admin page.
const AT_ONCE_S: i64 = 60;

fn charges_repeated(calls: &[Seen<'_>]) -> Vec<Misuse> {
    let mut lost: BTreeMap<[Option<String>; 5], &Seen<'_>> = BTreeMap::new();
    let mut found = Vec::new();
    for call in calls {
        if !call.is_charge() {
            // Somebody has looked at something.
            if call.needs_token && call.noted.entry.method() == "GET" && call.is_good() {
                lost.clear();
            }
            continue;
        }
        let parameters = call.parameters();
        let names = ["billing_key", "user_id", "order_id", "price", "tax_free"];
        let charge = names.map(|name| parameters.text(name));
        if let Some(before) = lost.remove(&charge)
            && call.noted.at - before.noted.at < AT_ONCE_S
        {
            let numbers = vec![before.number(), call.number()];
            found.push(MisuseKind::ChargeRepeated.found(
                format!(
                    "Request {} repeats the charge of request {} before its result is known.",
                    call.number(),
                    before.number()
                ),
                format!(
                    "{}번 요청의 결제 결과를 알기 전에 {}번 요청이 같은 결제를 반복했습니다.",
                    before.number(),
                    call.number()
                ),
                numbers,
            ));
        }
        if call.is_lost() {
            lost.insert(charge, call);
        }
    }
    found
}

/// What tells a merchant how a receipt stands.
const TELLING: &[&str] = &[
    "receipt.get",
    "certificate.get",
    "payment.cancel",
    "payment.submit",
    "billing.pay",
    "wallet.pay",
    "billing_key.lookup",
];

fn webhooks_not_checked(state: &State, calls: &[Seen<'_>]) -> Vec<Misuse> {
    // The last time that something was told, by receipt id, and of charges by order id, since their answer gives the
    // receipt id.
    let (mut of_receipt, mut of_order) = (BTreeMap::new(), BTreeMap::new());
    for call in calls.iter().filter(|call| call.is_good() && TELLING.contains(&call.operation)) {
        let told = call.noted.changed();
        let tell = |of: &mut BTreeMap<String, u64>, id: String| {
            let last = of.entry(id).or_default();
            *last = told.max(*last);
        };
        if let Some(id) = call.captured.first() {
            tell(&mut of_receipt, (*id).to_owned());
            continue;
        }
        let parameters = call.parameters();
        if call.is_charge() {
            parameters.text("order_id").into_iter().for_each(|id| tell(&mut of_order, id));
        } else {
            parameters.text("receipt_id").into_iter().for_each(|id| tell(&mut of_receipt, id));
        }
    }
    let mut found = Vec::new();
    for webhook in state.webhooks.list() {
        // One that POST /webhook asked for says nothing new. Where the journal has a gap, nobody can tell.
        let is_judged = webhook.state == WebhookState::Delivered
            && webhook.reason != WebhookReason::Requested
            && state.journal.is_whole_since(webhook.made);
        let Some(payment) = state.payment(&webhook.receipt_id).ok().filter(|_| is_judged) else { continue };
        let told = [of_receipt.get(&payment.receipt_id), of_order.get(&payment.order_id)];
        if told.into_iter().flatten().any(|told| *told > webhook.made) {
            continue;
        }
        let id = webhook.id;
        let mut misuse = MisuseKind::WebhookNotChecked.found(
            format!(
                "Webhook {id} was answered with OK, and no request has read its receipt since it was made."
            ),
            format!("웹훅 {id}번에 OK로 응답했지만, 웹훅이 생긴 뒤 그 영수증을 조회한 요청이 없습니다."),
            Vec::new(),
        );
        misuse.receipt_id = Some(webhook.receipt_id.clone());
        found.push(misuse);
    }
    found
}

/// How often a token has to be asked for in vain.
const NEEDLESS_TOKENS: usize = 3;

/// A token request is needless when the token is the one of the request before it, and a call has been made with it
/// meanwhile: workers that start together ask before any of them has called.
fn token_for_every_call(calls: &[Seen<'_>]) -> Option<Misuse> {
    let (mut tokens, mut needless, mut made_with_a_token) = (Vec::new(), 0, 0);
    let (mut issued_at, mut calls_since) = (None, 0);
    for call in calls {
        if call.needs_token {
            made_with_a_token += 1;
            calls_since += 1;
        } else if call.operation == "token.request" && call.is_good() {
            let at = call.noted.at;
            let is_same = issued_at.is_some_and(|issued_at| at - issued_at < SAME_TOKEN_FOR_S);
            if is_same && calls_since > 0 {
                needless += 1;
            }
            if !is_same {
                issued_at = Some(at);
            }
            calls_since = 0;
            tokens.push(call.number());
        }
    }
    let count = tokens.len();
    (needless >= NEEDLESS_TOKENS && made_with_a_token <= count).then(|| {
        MisuseKind::TokenForEveryCall.found(
            format!(
                "Requests {} ask for a token, {needless} of them for one that they had, for {made_with_a_token} calls.",
                english(&tokens)
            ),
            format!(
                "{} 요청이 토큰을 요청했고, 그중 {needless}건은 이미 받은 토큰을 다시 받았습니다. 토큰을 쓴 호출은 {made_with_a_token}건입니다.",
                korean(&tokens)
            ),
            tokens,
        )
    })
}

/// What has no place in a query.
const NOT_IN_QUERY: &[&str] = &[
    "private_key",
    "application_id",
    "token",
    "access_token",
    "authorization",
    "receipt_id",
    "billing_key",
    "reserve_id",
    "cancel_id",
    "user_id",
];

/// What the API itself takes there.
const DOCUMENTED_IN_QUERY: &[(&str, &str)] = &[("wallet.list", "user_id")];

fn in_queries(state: &State, calls: &[Seen<'_>]) -> Vec<Misuse> {
    let mut numbers: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for call in calls {
        let (_, query) = call.noted.entry.address();
        let mut names: BTreeSet<String> = BTreeSet::new();
        if query.starts_with('[') {
            // The journal hides a key that is refused, and says which fields there were.
            let has_key = query.contains("private_key") || query.contains("names a private key");
            names.extend(has_key.then(|| "private_key".to_owned()));
        } else {
            for (name, value) in form_urlencoded::parse(query.as_bytes()) {
                let is_documented = DOCUMENTED_IN_QUERY.contains(&(call.operation, &*name));
                let plain = name.to_ascii_lowercase();
                if value == REPLACEMENT || state.keys.knows_private_key(&value) {
                    names.insert("private_key".to_owned());
                } else if NOT_IN_QUERY.contains(&plain.as_str()) && !is_documented && !value.is_empty() {
                    names.insert(plain);
                }
            }
        }
        if !names.is_empty() {
            let names = names.into_iter().collect::<Vec<String>>().join(", ");
            numbers.entry(names).or_default().push(call.number());
        }
    }
    let found = numbers.into_iter().map(|(names, numbers)| {
        MisuseKind::IdOrKeyInQuery.found(
            format!("Of {}, the query has {names}.", requests(&numbers)),
            format!("{} 요청의 쿼리에 {names} 값이 있습니다.", korean(&numbers)),
            numbers,
        )
    });
    found.collect()
}

fn keys_in_bodies(state: &State, calls: &[Seen<'_>]) -> Option<Misuse> {
    let others = calls.iter().filter(|call| call.operation != "token.request");
    let has_key = |call: &&Seen<'_>| {
        let key = call.parameters().text("private_key");
        key.is_some_and(|key| key == REPLACEMENT || state.keys.knows_private_key(&key))
    };
    // What is in the query is told of already.
    let in_body = |call: &&Seen<'_>| call.noted.entry.has_body() && has_key(call);
    let numbers: Vec<u64> = others.filter(in_body).map(Seen::number).collect();
    (!numbers.is_empty()).then(|| {
        MisuseKind::KeyInBody.found(
            format!("Of {}, the body has the private key, which the call does not need.", requests(&numbers)),
            format!("{} 요청의 본문에 필요하지 않은 private_key가 있습니다.", korean(&numbers)),
            numbers,
        )
    })
}

fn with_first(first: u64, others: Vec<u64>) -> Vec<u64> {
    std::iter::once(first).chain(others).collect()
}

/// How many numbers a sentence has.
const MOST_NAMED: usize = 5;

fn requests(numbers: &[u64]) -> String {
    let word = if numbers.len() == 1 { "request" } else { "requests" };
    format!("{word} {}", english(numbers))
}

/// `3, 7 and 9`
fn english(numbers: &[u64]) -> String {
    let named: Vec<String> = numbers.iter().take(MOST_NAMED).map(u64::to_string).collect();
    let rest = numbers.len() - named.len();
    match named.split_last() {
        Some(_) if rest > 0 => format!("{} and {rest} more", named.join(", ")),
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

/// `3번, 7번`
fn korean(numbers: &[u64]) -> String {
    let named: Vec<String> = numbers.iter().take(MOST_NAMED).map(|number| format!("{number}번")).collect();
    let rest = numbers.len() - named.len();
    let more = if rest > 0 { format!(" 외 {rest}건의") } else { String::new() };
    named.join(", ") + &more
}
