//! What the window tells the page, with exactly the keys of the identity page's samples.

use serde_json::{Value, json};

use crate::clock::korean_time;
use crate::codes::{Status, method_name, payment_group, pg_name};
use crate::payment::{MethodDetails, Payment, Vbank};

const CANCELLED: &str = "사용자가 결제를 취소하였습니다.";

pub(super) fn error(message: &str, receipt_id: Option<&str>) -> Value {
    match receipt_id {
        Some(receipt_id) => {
            json!({"action": "BootpayError", "message": message, "receipt_id": receipt_id})
        }
        None => json!({"action": "BootpayError", "message": message}),
    }
}

pub(super) fn cancel(receipt_id: &str) -> Value {
    json!({"action": "BootpayCancel", "message": CANCELLED, "receipt_id": receipt_id})
}

pub(super) fn confirm(receipt_id: &str) -> Value {
    json!({"action": "BootpayConfirm", "receipt_id": receipt_id})
}

/// The page's sample is a card payment; other payments have no keys of a card.
pub(super) fn done(payment: &Payment) -> Value {
    let mut message = json!(payment.done());
    if let Value::Object(fields) = &mut message {
        if payment.card().is_none() {
            fields.retain(|name, _| !name.starts_with("card_"));
        }
        fields.insert("action".to_owned(), json!("BootpayDone"));
    }
    message
}

/// A virtual account was issued. `accounthodler` is spelled as in the sample.
pub(super) fn ready(payment: &Payment, account: &Vbank, ready_url: &str) -> Value {
    let (group, group_name) = payment_group(&payment.method);
    json!({
        "account": account.account,
        "accounthodler": account.accountholder,
        "action": "BootpayBankReady",
        "bankcode": "BK03",
        "bankname": account.bankname,
        "expiredate": account.expiredate,
        "item_name": payment.name,
        "method": payment.method,
        "method_name": method_name(&payment.method),
        "order_id": payment.order_id,
        "params": payment.params,
        "payment_group": group,
        "payment_group_name": group_name,
        "payment_name": method_name(&payment.method),
        "pg": payment.pg,
        "pg_name": pg_name(&payment.pg),
        "price": payment.price,
        "purchased_at": null,
        "ready_url": ready_url,
        "receipt_id": payment.receipt_id,
        "requested_at": korean_time(payment.requested_at),
        "status": Status::Confirm.number(),
        "tax_free": payment.tax_free,
        "url": crate::payment::PROJECT_URL,
        "username": account.username,
    })
}

/// What to say about a payment that nobody has ended by hand; `None` while its user is still choosing.
pub(super) fn of_payment(payment: &Payment, refusal: &str, ready_url: &str) -> Option<Value> {
    match (payment.status, &payment.details) {
        (Status::Waiting, _) => None,
        (Status::Confirm, MethodDetails::Vbank(account)) => Some(ready(payment, account, ready_url)),
        (Status::Confirm, _) => Some(confirm(&payment.receipt_id)),
        (Status::Paid | Status::KeyIssued, _) => Some(done(payment)),
        (Status::Approving, _) => Some(error(LATE, Some(&payment.receipt_id))),
        (Status::ApprovalFailed | Status::Failed, _) => Some(error(refusal, Some(&payment.receipt_id))),
        _ => None,
    }
}

const LATE: &str =
    "카드사 응답이 지연되고 있습니다. (sandbox: nobody knows yet; the receipt is paid a minute later)";
