//! User tokens and the wallets of Bootpay's own easy pay. A user has a wallet here once a token was asked for.

use schemars::JsonSchema;
use serde::Serialize;

use crate::call::Call;
use crate::charge::charge_now;
use crate::clock::korean_time;
use crate::envelope::Answer;
use crate::payment::{Card, Done, MethodDetails, Payment};
use crate::refusal::Refusal;
use crate::route::{Route, route};
use crate::state::State;
use crate::webhook::{ContentType, Feedback, WebhookReason};

pub(crate) const ROUTES: &[Route] = &[
    route("user_token.request", "POST", "/request/user/token", user_token),
    route("wallet.list", "GET", "/wallet", list).answers::<Vec<Wallet<'_>>>(),
    route("wallet.pay", "POST", "/wallet/payment", pay)
        .also(&["user_id", "order_name", "price", "order_id"])
        .answers::<Done<'_>>(),
];

const TOKEN_LIFETIME_S: i64 = 60 * 60;
const CARD_NO: &str = "94308100****4569";
const CARD_NAME: &str = "하나카드";
const CARD_CODE: &str = "CCHN";

/// `data` of POST /request/user/token.
#[derive(Serialize)]
struct UserToken {
    user_token: String,
    expired_unixtime: i64,
    expired_localtime: String,
}

/// One line of GET /wallet, with the fields of API version 2 in alphabetical order.
#[derive(Serialize, JsonSchema)]
struct Wallet<'a> {
    batch_data: WalletCard,
    order: u64,
    payment_status: u64,
    sandbox: bool,
    #[serde(rename = "type")]
    kind: u64,
    wallet_id: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct WalletCard {
    card_company: &'static str,
    card_company_code: &'static str,
    card_no: &'static str,
    card_type: u64,
}

/// POST /request/user/token (v1 docs).
fn user_token(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let parameters = call.parameters()?;
    let user_id = parameters.required("user_id")?;
    if parameters.text("gender").is_some_and(|gender| !["0", "1"].contains(&gender.as_str())) {
        return Err(Refusal::FieldInvalid("gender"));
    }
    let user_token = state.fresh_user_token();
    let wallet_id = state.fresh_user_token();
    state.wallets.entry(user_id).or_insert(wallet_id);
    let expired_unixtime = state.clock.now().saturating_add(TOKEN_LIFETIME_S);
    let expired_localtime = format!("{} +0900", korean_time(expired_unixtime));
    Ok(Answer::success(UserToken { user_token, expired_unixtime, expired_localtime }))
}

/// GET /wallet?user_id=&sandbox= (official Ruby SDK's newest commit; the fields are those of API version 2).
fn list(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let parameters = call.parameters()?;
    let user_id = parameters.required("user_id")?;
    let wallets = state.wallets.get(&user_id).map(|wallet_id| Wallet {
        wallet_id,
        kind: 1,
        sandbox: true,
        order: 0,
        payment_status: 1,
        batch_data: WalletCard {
            card_no: CARD_NO,
            card_company: CARD_NAME,
            card_company_code: CARD_CODE,
            card_type: 0,
        },
    });
    Ok(Answer::success(wallets.into_iter().collect::<Vec<Wallet<'_>>>()))
}

/// POST /wallet/payment (official Ruby SDK's newest commit): a payment with the first card of a user's wallet.
fn pay(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let parameters = call.parameters()?;
    let user_id = parameters.required("user_id")?;
    let name = parameters.text("order_name").or_else(|| parameters.text("item_name"));
    let name = name.ok_or(Refusal::FieldMissing("order_name"))?;
    let price = parameters.required_amount("price")?;
    let order_id = parameters.required("order_id")?;
    let tax_free = parameters.amount("tax_free")?.unwrap_or(0);
    if tax_free > price {
        return Err(Refusal::FieldInvalid("tax_free"));
    }
    if !state.wallets.contains_key(&user_id) {
        return Err(Refusal::WalletUnknown);
    }
    let mut payment = Payment::new(&state.fresh_id(), &order_id, &name, price, state.clock.now());
    payment.pg = "bootpay".to_owned();
    payment.method = "easy_card".to_owned();
    payment.tax_free = tax_free;
    payment.details = MethodDetails::Card(Card {
        card_name: CARD_NAME.to_owned(),
        card_no: CARD_NO.to_owned(),
        card_quota: "00".to_owned(),
        card_code: Some(CARD_CODE.to_owned()),
        card_auth_no: "00000000".to_owned(),
    });
    payment.feedback =
        parameters.text("webhook_url").map(|url| Feedback { url, content_type: ContentType::default() });
    charge_now(state, payment, None, WebhookReason::Paid, |_| None)
}
