//! Calls that tell Bootpay something about the merchant. The sandbox takes note of nothing, and repeats nothing of
//! what it was sent: PG settings hold real keys.

use schemars::JsonSchema;
use serde::Serialize;

use crate::call::Call;
use crate::envelope::Answer;
use crate::refusal::Refusal;
use crate::state::State;

/// `data` of both calls: nobody documents it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Accepted {
    accepted: bool,
}

/// POST /npay/product and POST /project/payment (official Ruby SDK): any object is taken.
pub(crate) fn accept(_: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    call.parameters()?;
    Ok(Answer::success(Accepted { accepted: true }))
}
