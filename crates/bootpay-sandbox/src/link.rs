//! Payment links: POST /request/payment makes one; the window that it opens is `browser`'s.

use axum::http::header::HOST;

use crate::browser::{Offer, Window};
use crate::call::Call;
use crate::envelope::Answer;
use crate::escrow::Escrow;
use crate::payment::Payment;
use crate::pg::LEAST_CARD_AMOUNT;
use crate::refusal::Refusal;
use crate::route::{Route, route};
use crate::state::State;

pub(crate) const ROUTES: &[Route] = &[route("link.request", "POST", "/request/payment", make)];

/// POST /request/payment (v1 docs, link page). `data` is the link itself.
fn make(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
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
    let offer = Offer::read(&parameters);
    if offer.is_free() {
        return Err(Refusal::FieldInvalid("method"));
    }
    payment.method = parameters.text("method").unwrap_or(payment.method);
    payment.details = Payment::default_details(&payment.method, now);
    payment.params = parameters.any("params").cloned();
    payment.escrow = parameters.optional_object("extra").flag("escrow").then(Escrow::default);
    let host = call.parts.headers.get(HOST).and_then(|host| host.to_str().ok());
    let base = state.place.base(host);
    let link = format!("{base}/link/{link_id}");
    state.windows.keep(Window::of_link(&payment, offer, base));
    state.keep_payment(payment);
    state.links.insert(link_id, receipt_id);
    Ok(Answer::success(link))
}
