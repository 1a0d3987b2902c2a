//! The deprecated calls that send something to a phone. Nothing is sent; every answer is made up.

use schemars::JsonSchema;
use serde::Serialize;

use crate::body::Parameters;
use crate::call::Call;
use crate::envelope::Answer;
use crate::pg::UNREACHABLE_PHONE;
use crate::refusal::Refusal;
use crate::route::{Route, open_route, route};
use crate::state::State;

pub(crate) const ROUTES: &[Route] = &[
    open_route("remote_link.send", "POST", "/app/rest/remote_link", remote_link).answers::<Remote>(),
    route("remote_form.send", "POST", "/app/rest/remote_form", remote_form)
        .also(&["application_id"])
        .answers::<Remote>(),
    route("sms.send", "POST", "/push/sms", sms).answers::<Sent>(),
    route("lms.send", "POST", "/push/lms", lms).answers::<Sent>(),
];

/// `data` of a message that was sent.
#[derive(Serialize, JsonSchema)]
struct Sent {
    /// To how many it would have gone.
    count: usize,
}

/// `data` of a remote link or form: nobody documents it.
#[derive(Serialize, JsonSchema)]
struct Remote {
    remote_id: String,
}

/// POST /push/sms (official Python and PHP SDKs).
fn sms(_: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    send(&data(call)?)
}

/// POST /push/lms: the same with a subject.
fn lms(_: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let data = data(call)?;
    data.text("sj").ok_or(Refusal::FieldMissing("data.sj"))?;
    send(&data)
}

/// POST /app/rest/remote_link. The official Python package sends it without a token.
fn remote_link(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let parameters = call.parameters()?;
    if let Some(sms) = parameters.object("sms_payload")? {
        receivers(&sms, "sms_payload.rps")?;
    }
    Ok(Answer::success(Remote { remote_id: state.fresh_link_id() }))
}

/// POST /app/rest/remote_form (official Python and PHP SDKs).
fn remote_form(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let parameters = call.parameters()?;
    parameters.required("application_id")?;
    let form = parameters.object("remote_form")?.ok_or(Refusal::FieldMissing("remote_form"))?;
    form.text("n").ok_or(Refusal::FieldMissing("remote_form.n"))?;
    if let Some(sms) = parameters.object("sms_payload")? {
        receivers(&sms, "sms_payload.rps")?;
    }
    Ok(Answer::success(Remote { remote_id: state.fresh_link_id() }))
}

fn data(call: &Call<'_>) -> Result<Parameters, Refusal> {
    let data = call.parameters()?.object("data")?.ok_or(Refusal::FieldMissing("data"))?;
    data.text("msg").ok_or(Refusal::FieldMissing("data.msg"))?;
    Ok(data)
}

fn send(data: &Parameters) -> Result<Answer, Refusal> {
    let count = receivers(data, "data.rps")?;
    Ok(Answer::success(Sent { count }))
}

fn receivers(data: &Parameters, name: &'static str) -> Result<usize, Refusal> {
    let receivers = data.list("rps");
    if receivers.is_empty() {
        return Err(Refusal::FieldMissing(name));
    }
    let is_unreachable = |phone: &String| phone.replace('-', "") == UNREACHABLE_PHONE;
    if receivers.iter().any(is_unreachable) { Err(Refusal::MessageRefused) } else { Ok(receivers.len()) }
}
