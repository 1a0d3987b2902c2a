//! Payment links: POST /request/payment makes one, and this server shows the page that it opens.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use bytes::Bytes;

use crate::call::Call;
use crate::codes::Status;
use crate::envelope::Answer;
use crate::escrow::Escrow;
use crate::local::is_from_this_machine;
use crate::payment::{Payment, approve};
use crate::pg::LEAST_CARD_AMOUNT;
use crate::refusal::Refusal;
use crate::state::State;

/// No script at all, nothing from elsewhere, and forms only to this server.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'";

/// POST /request/payment (v1 docs, link page). `data` is the link itself.
pub(crate) fn make(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let parameters = call.parameters()?;
    let order_id = parameters.required("order_id")?;
    let name = parameters.required("name")?;
    let price = parameters.required_amount("price")?;
    if price < LEAST_CARD_AMOUNT {
        return Err(Refusal::FieldInvalid("price"));
    }
    let tax_free = parameters.amount("tax_free")?.unwrap_or(0);
    if tax_free > price {
        return Err(Refusal::FieldInvalid("tax_free"));
    }
    let (receipt_id, link_id) = (state.fresh_id(), state.fresh_link_id());
    let now = state.clock.now();
    let mut payment = Payment::new(&receipt_id, &order_id, &name, price, now);
    payment.tax_free = tax_free;
    payment.pg = parameters.text("pg").unwrap_or(payment.pg);
    payment.method = parameters.text("method").unwrap_or(payment.method);
    payment.means = Payment::default_means(&payment.method, now);
    payment.params = parameters.any("params").cloned();
    payment.escrow = parameters.optional_object("extra").flag("escrow").then(Escrow::default);
    state.keep_payment(payment);
    let link = format!("{}/link/{link_id}", state.url);
    state.links.insert(link_id, receipt_id);
    Ok(Answer::success(link))
}

/// GET /link/{link_id}: the page, or what became of the payment.
pub(crate) fn show(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    if is_from_this_machine(call.parts).is_err() {
        return Ok(page(StatusCode::FORBIDDEN, "이 페이지는 이 컴퓨터에서만 열립니다.", ""));
    }
    match linked(state, call) {
        Some((link_id, payment)) => Ok(payment_page(StatusCode::OK, link_id, payment)),
        None => Ok(unknown()),
    }
}

/// POST /link/{link_id}: a button of the page.
pub(crate) fn decide(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    if is_from_this_machine(call.parts).is_err() {
        return Ok(page(StatusCode::FORBIDDEN, "이 페이지는 이 컴퓨터에서만 열립니다.", ""));
    }
    let Some((link_id, payment)) = linked(state, call) else { return Ok(unknown()) };
    let (link_id, receipt_id) = (link_id.to_owned(), payment.receipt_id.clone());
    if payment.status != Status::Waiting {
        return Ok(payment_page(StatusCode::CONFLICT, &link_id, payment));
    }
    let is_vbank = payment.method == "vbank";
    match call.parameters()?.text("action").as_deref() {
        // An account is issued now; its money comes later.
        Some("approve") if is_vbank => state.payment_mut(&receipt_id)?.status = Status::Confirm,
        Some("approve") => {
            approve(state, &receipt_id)?;
        }
        Some("cancel" | "fail") => state.payment_mut(&receipt_id)?.status = Status::Failed,
        _ => return Err(Refusal::FieldInvalid("action")),
    }
    // The page is read again, so that a reload of it repeats nothing.
    let mut answer = page(StatusCode::SEE_OTHER, "", "");
    if let Ok(location) = HeaderValue::from_str(&format!("/link/{link_id}")) {
        answer.headers.push((LOCATION, location));
    }
    Ok(answer)
}

fn linked<'s>(state: &'s State, call: &Call<'_>) -> Option<(&'s str, &'s Payment)> {
    let (link_id, receipt_id) = state.links.get_key_value(call.id()?)?;
    Some((link_id, state.payment(receipt_id).ok()?))
}

fn unknown() -> Answer {
    page(StatusCode::NOT_FOUND, "존재하지 않는 결제 링크입니다.", "")
}

fn payment_page(status: StatusCode, link_id: &str, payment: &Payment) -> Answer {
    let unit = if payment.unit == "krw" { "원" } else { "¢" };
    let mut content = format!(
        "<dl><dt>상품</dt><dd data-testid=\"item\">{}</dd><dt>금액</dt><dd data-testid=\"price\">{}{unit}</dd>\
         <dt>주문번호</dt><dd data-testid=\"order-id\">{}</dd></dl>",
        escaped(&payment.name),
        with_commas(payment.price),
        escaped(&payment.order_id),
    );
    if payment.status == Status::Waiting {
        content.push_str(&format!("<form method=\"post\" action=\"/link/{link_id}\">"));
        for (action, label) in [("approve", "결제하기"), ("cancel", "취소"), ("fail", "실패시키기")]
        {
            content.push_str(&format!(
                "<button name=\"action\" value=\"{action}\" data-testid=\"{action}\">{label}</button>"
            ));
        }
        content.push_str("</form>");
    } else {
        content.push_str(&format!(
            "<p role=\"status\" data-testid=\"status\" data-status=\"{}\">{}</p>",
            payment.status.number(),
            payment.status.korean()
        ));
    }
    page(status, "결제", &content)
}

/// `content` is HTML already.
fn page(status: StatusCode, title: &str, content: &str) -> Answer {
    let title = escaped(title);
    let html = format!(
        "<!doctype html>\n<html lang=\"ko\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} · SANDBOX</title><style>{STYLE}</style></head><body>\
         <p class=\"mark\">SANDBOX · 가짜 결제</p><main><h1>{title}</h1>{content}</main></body></html>\n"
    );
    let fixed = HeaderValue::from_static;
    Answer {
        status,
        headers: vec![
            (CONTENT_TYPE, fixed("text/html; charset=utf-8")),
            (CONTENT_SECURITY_POLICY, fixed(POLICY)),
            (X_CONTENT_TYPE_OPTIONS, fixed("nosniff")),
            // Stricter ones make browsers send `Origin: null` with the form.
            (REFERRER_POLICY, fixed("same-origin")),
            (CACHE_CONTROL, fixed("no-store")),
        ],
        body: Bytes::from(html),
    }
}

const STYLE: &str = "body{font-family:sans-serif;margin:0;color:#1a1a1a;background:#fff;line-height:1.5}\
.mark{background:#7a1fa2;color:#fff;text-align:center;font-weight:bold;padding:.5rem;margin:0}\
main{max-width:28rem;margin:0 auto;padding:1rem}dl{display:grid;grid-template-columns:auto 1fr;gap:.5rem 1rem}\
dd{margin:0;overflow-wrap:anywhere}button{font:inherit;min-height:2.75rem;padding:.5rem 1rem;margin:.25rem .5rem .25rem 0}";

/// Text that stands for itself in HTML, in an element or a quoted attribute.
fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => result.push_str("&amp;"),
            '<' => result.push_str("&lt;"),
            '>' => result.push_str("&gt;"),
            '"' => result.push_str("&quot;"),
            '\'' => result.push_str("&#39;"),
            letter => result.push(letter),
        }
    }
    result
}

fn with_commas(amount: u64) -> String {
    let digits = amount.to_string();
    let mut result = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            result.push(',');
        }
        result.push(digit);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas() {
        for (amount, text) in [(0, "0"), (100, "100"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(with_commas(amount), text);
        }
    }
}
