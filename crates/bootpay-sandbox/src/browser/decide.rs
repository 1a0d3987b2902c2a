//! The buttons of the window.

use serde_json::{Value, json};

use super::callback;
use super::card::TestCard;
use super::code::Verdict;
use super::person::{Notice, Person};
use super::terms::TERMS;
use super::text::Text;
use super::window::{Checkout, Choice, Ending, Step, Task, Verification, Window};
use crate::billing::{self, BillingKey};
use crate::birth::age_on;
use crate::body::Parameters;
use crate::charge::approve;
use crate::clock::korean_day;
use crate::codes::Status;
use crate::fields::Fields;
use crate::identity::{self, Described, Identity};
use crate::payment::{MethodDetails, Payment, Vbank};
use crate::persona::Persona;
use crate::pg::Reaction;
use crate::refusal::Refusal;
use crate::state::State;

const NOT_VERIFIED: &str = "본인인증에 실패하였습니다. (sandbox: somebody pressed the button for that)";
const NOT_PAID: &str = "카드사 거절 (sandbox: somebody pressed the button for that)";

/// Does what a button says. `FieldInvalid` for a button that this step does not have.
pub(super) fn press(state: &mut State, window: &mut Window, form: &Parameters) -> Result<(), Refusal> {
    window.notice = None;
    window.picked = None;
    let step = window.step(state);
    match step {
        Step::Person => remember_person(window, form),
        Step::Pay => remember_choice(window, form),
        _ => {}
    }
    if let (Some(persona), Step::Person) = (form.text("persona"), &step) {
        pick_person(state, window, &persona);
        return Ok(());
    }
    match (form.text("action").as_deref(), step) {
        (Some("korean"), _) => window.is_english = false,
        (Some("english"), _) => window.is_english = true,
        (Some("cancel"), _) => end(state, window, Ending::Cancelled)?,
        (Some("fail"), Step::Person | Step::Code) => {
            fail(state, window, NOT_VERIFIED)?;
        }
        (Some("fail"), _) => fail(state, window, NOT_PAID)?,
        (Some("send"), Step::Person | Step::Code) => send_code(state, window)?,
        (Some("check"), Step::Code) => check_code(state, window, form)?,
        (Some("back"), Step::Code) => {
            if let Task::Identity(verification) = &mut window.task {
                verification.asks_for_code = false;
            }
        }
        (Some("approve"), Step::Person) => verify(state, window)?,
        (Some("approve"), Step::Pay) => pay(state, window, form)?,
        _ => return Err(Refusal::FieldInvalid("action")),
    }
    Ok(())
}

/// Ends a payment or a verification before anything was approved.
fn end(state: &mut State, window: &mut Window, ending: Ending) -> Result<(), Refusal> {
    state.payment_mut(&window.receipt_id)?.status = Status::Failed;
    window.ending = Some(ending);
    Ok(())
}

/// The same with a reason that the page is told.
pub(super) fn fail(state: &mut State, window: &mut Window, why: &str) -> Result<(), Refusal> {
    end(state, window, Ending::Failed(why.to_owned()))
}

fn remember_person(window: &mut Window, form: &Parameters) {
    let Task::Identity(verification) = &mut window.task else { return };
    if form.any("form").is_some() {
        verification.person = Person::typed(form, &verification.rules);
        verification.has_consent = TERMS.iter().all(|term| form.flag(term.name));
    }
}

fn remember_choice(window: &mut Window, form: &Parameters) {
    let Task::Payment(checkout) = &mut window.task else { return };
    checkout.choice =
        Choice { method: form.text("method"), card: form.text("card"), quota: form.text("quota") };
}

fn pick_person(state: &State, window: &mut Window, wanted: &str) {
    let Task::Identity(verification) = &mut window.task else { return };
    if let Some(persona) = Persona::of(wanted) {
        let person = Person::of(persona, korean_day(state.clock.now()));
        verification.person = person.under(&verification.rules);
        window.picked = Some(persona.id.to_owned());
    }
}

/// The person of the form, if it is one and old enough; an ending or a notice otherwise.
fn admitted(state: &mut State, window: &mut Window) -> Result<bool, Refusal> {
    let today = korean_day(state.clock.now());
    let Task::Identity(verification) = &window.task else { return Ok(false) };
    if let Err(notice) = verification.person.check(today) {
        window.notice = Some(notice);
        return Ok(false);
    }
    let age = verification.person.age(today);
    is_old_enough(state, window, age)
}

/// Whether the page allows this age; its window ends otherwise.
fn is_old_enough(state: &mut State, window: &mut Window, age: Option<i16>) -> Result<bool, Refusal> {
    let Task::Identity(verification) = &window.task else { return Ok(false) };
    let Some(least) = verification.rules.least_age else { return Ok(true) };
    if age.is_some_and(|age| age >= least.cast_signed()) {
        return Ok(true);
    }
    fail(state, window, &format!("만 {least}세 이상만 인증할 수 있습니다. (sandbox: extra.age_limit)"))?;
    Ok(false)
}

fn send_code(state: &mut State, window: &mut Window) -> Result<(), Refusal> {
    let Task::Identity(verification) = &window.task else { return Ok(()) };
    if !verification.asks_for_code && !verification.has_consent {
        window.notice =
            Some(Notice::new("consent", "약관에 모두 동의해 주세요.", "Agree to all of the terms."));
        return Ok(());
    }
    if !admitted(state, window)? {
        return Ok(());
    }
    if let Task::Identity(verification) = &mut window.task {
        verification.asks_for_code = true;
        state.codes.send(&window.receipt_id, &verification.person.phone, state.clock.now());
    }
    Ok(())
}

fn check_code(state: &mut State, window: &mut Window, form: &Parameters) -> Result<(), Refusal> {
    let typed = form.text("code").unwrap_or_default();
    let now = state.clock.now();
    let notice = match state.codes.check(&window.receipt_id, typed.trim(), now) {
        Verdict::Right => return verify(state, window),
        Verdict::Wrong => Notice::new(
            "code",
            "인증번호가 일치하지 않습니다. 다시 확인해 주세요.",
            "The code is not right. Check it and try again.",
        ),
        Verdict::Expired => Notice::new(
            "code",
            "인증번호의 유효시간이 지났습니다. 인증번호를 다시 받아 주세요.",
            "The code has expired. Ask for a new one.",
        ),
        Verdict::Spent => Notice::new(
            "code",
            "인증번호를 여러 번 잘못 입력했습니다. 인증번호를 다시 받아 주세요.",
            "Too many wrong codes. Ask for a new one.",
        ),
    };
    window.notice = Some(notice);
    Ok(())
}

/// The person is who they say: the receipt becomes an identity.
fn verify(state: &mut State, window: &mut Window) -> Result<(), Refusal> {
    if !admitted(state, window)? {
        return Ok(());
    }
    let now = state.clock.now();
    let receipt = state.payment(&window.receipt_id)?;
    let Task::Identity(verification) = &window.task else { return Ok(()) };
    let Verification { person, rules, .. } = &**verification;
    let body = person.fields(rules, korean_day(now), &receipt.order_id, &receipt.name).to_string();
    let identity = Fields::read(body.as_bytes(), identity::FIELDS)
        .and_then(|fields| Identity::from_fields(&fields, window.receipt_id.clone(), state.seed, now));
    keep_verified(state, window, identity.map_err(|_| Refusal::BodyUnreadable)?)
}

/// The same for a person whom a control call describes.
pub(super) fn verify_described(
    state: &mut State,
    window: &mut Window,
    person: Described,
) -> Result<(), Refusal> {
    let now = state.clock.now();
    if !is_old_enough(state, window, Some(age_on(korean_day(now), person.born)))? {
        return Ok(());
    }
    let receipt = state.payment(&window.receipt_id)?;
    let (order_id, name) = (receipt.order_id.clone(), receipt.name.clone());
    keep_verified(state, window, person.verified(window.receipt_id.clone(), Some(order_id), name, now))
}

fn keep_verified(state: &mut State, window: &mut Window, identity: Identity) -> Result<(), Refusal> {
    let mut receipt = state.payment(&window.receipt_id)?.clone();
    state.keep_identity(identity.with_params(receipt.params.clone()));
    receipt.pay(state.clock.now());
    if let Task::Identity(verification) = &mut window.task {
        verification.done = Some(callback::done(&receipt));
    }
    Ok(())
}

fn pay(state: &mut State, window: &mut Window, form: &Parameters) -> Result<(), Refusal> {
    let now = state.clock.now();
    let mut payment = state.payment(&window.receipt_id)?.clone();
    let asks_page = window.asks_page(&payment);
    let Task::Payment(checkout) = &mut window.task else { return Ok(()) };
    payment.method = chosen_method(checkout, &payment, form)?;
    payment.details = Payment::default_details(&payment.method, now);
    match payment.method.as_str() {
        "vbank" => {
            issue_account(&mut payment, checkout);
            payment.status = Status::Confirm;
            state.keep_payment(payment);
            return Ok(());
        }
        "card_rebill" if payment.price == 0 => return register(state, window, &payment, form),
        method if method.starts_with("card") => {
            let Some(card) = accepted_card(&mut window.notice, form)? else { return Ok(()) };
            if let Some(reply) = card.refused_at_approval() {
                payment.reactions.approval = Reaction::Refused;
                checkout.refusal = reply.into();
            }
            payment.details = MethodDetails::Card(card.details(chosen_quota(checkout, &payment, form)));
        }
        _ => {}
    }
    if asks_page {
        payment.status = Status::Confirm;
    }
    state.keep_payment(payment);
    if !asks_page {
        approve(state, &window.receipt_id)?;
    }
    Ok(())
}

fn chosen_method(checkout: &Checkout, payment: &Payment, form: &Parameters) -> Result<String, Refusal> {
    let default = checkout.offer.methods.iter().find(|method| **method == payment.method);
    let default = default.or_else(|| checkout.offer.methods.first()).cloned();
    match form.text("method") {
        Some(method) if checkout.offer.methods.contains(&method) => Ok(method),
        Some(_) => Err(Refusal::FieldInvalid("method")),
        None => default.ok_or(Refusal::FieldInvalid("method")),
    }
}

/// The card that was chosen; `None` and a notice if its company refuses it at once.
fn accepted_card(notice: &mut Option<Notice>, form: &Parameters) -> Result<Option<TestCard>, Refusal> {
    let card = match form.text("card") {
        None => TestCard::good(),
        Some(number) => TestCard::of(&number).ok_or(Refusal::FieldInvalid("card"))?,
    };
    let refusal = card.refused_at_once();
    *notice = refusal
        .map(|reply| Notice { field: "card".into(), text: Text::made(reply.to_owned(), reply.to_owned()) });
    Ok(refusal.is_none().then_some(card))
}

/// Only what was offered, and nothing for a price at which nobody offers instalments.
fn chosen_quota(checkout: &Checkout, payment: &Payment, form: &Parameters) -> u64 {
    let months = form.text("quota").and_then(|text| text.parse().ok()).unwrap_or(0);
    if billing::allows_instalments(payment.price) && checkout.offer.quotas.contains(&months) {
        months
    } else {
        0
    }
}

fn issue_account(payment: &mut Payment, checkout: &Checkout) {
    let MethodDetails::Vbank(account) = &mut payment.details else { return };
    let Vbank { expiredate, username, .. } = account;
    if let Some(day) = &checkout.account_expires_on {
        *expiredate = format!("{day} 23:59:59");
    }
    if let Some(buyer) = &checkout.offer.buyer {
        username.clone_from(buyer);
    }
}

/// A card for charges to come: the receipt becomes the registration of a billing key.
fn register(
    state: &mut State,
    window: &mut Window,
    order: &Payment,
    form: &Parameters,
) -> Result<(), Refusal> {
    let Some(card) = accepted_card(&mut window.notice, form)? else { return Ok(()) };
    let body: Value = json!({"pg": order.pg, "card_no": card.number()});
    let key = Fields::read(body.to_string().as_bytes(), billing::FIELDS).and_then(|fields| {
        let now = state.clock.now();
        BillingKey::from_fields(&fields, state.fresh_billing_key(), window.receipt_id.clone(), now)
    });
    state.keep_billing_key(key.map_err(|_| Refusal::FieldInvalid("card"))?);
    let registration = state.payment_mut(&window.receipt_id)?;
    registration.order_id.clone_from(&order.order_id);
    registration.name.clone_from(&order.name);
    registration.params.clone_from(&order.params);
    Ok(())
}
