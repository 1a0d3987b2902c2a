//! Calls that tell Bootpay something about the merchant. The sandbox takes note of nothing, and repeats nothing of
//! what it was sent: PG settings hold real keys.

use schemars::JsonSchema;
use serde::Serialize;

use crate::call::Call;
use crate::envelope::Answer;
use crate::refusal::Refusal;
use crate::route::{Route, route};
use crate::state::State;

pub(crate) const ROUTES: &[Route] = &[
    route("npay_product.send", "POST", "/npay/product", accept).answers::<Accepted>(),
    route("project.update", "POST", "/project/payment", accept).answers::<Accepted>(),
];

/// `data` of both calls: nobody documents it.
#[derive(Serialize, JsonSchema)]
struct Accepted {
    accepted: bool,
}

/// POST /npay/product and POST /project/payment (official Ruby SDK): any object is taken.
fn accept(_: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.parameters()?;
    Ok(Answer::success(Accepted { accepted: true }))
}
