//! A small shop in axum: an identity verification and a card payment in the browser, both checked here, and the webhook.
//!
//!     PORT=3000 cargo run -p bootpay-example-axum
//!
//! `BOOTPAY_APPLICATION_ID`, `BOOTPAY_PRIVATE_KEY` and `BOOTPAY_WEB_APPLICATION_ID` are the project's. `BOOTPAY_BASE_URL`
//! names a sandbox, `BOOTPAY_TRUSTED_PROXIES` your own proxies (10.0.0.0/8,…; unix for one that comes over a Unix
//! socket), `PORT` the port; 0 takes a free one.

mod orders;
mod refusal;
#[cfg(test)]
mod tests;

use std::env;
use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, DefaultBodyLimit, State};
use axum::http::header::{CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, SET_COOKIE};
use axum::response::{AppendHeaders, Html, IntoResponse};
use axum::routing::{get, post};
use axum::{Json, Router};
use bootpay::api::receipt::GetReceipt;
use bootpay::identity::{ConfirmIdentity, Memory};
use bootpay::{Client, Text, WEBHOOK_ANSWER, WebhookDelivery};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::orders::{Orders, Progress, rule_of};
use crate::refusal::{Refusal, minor, refusal};

/// One page for the shops of all languages.
const PAGE: &str = include_str!("../../../../../node/examples/page/page.html");
const SCRIPT: &str = include_str!("../../../../../node/examples/page/public/shop.js");

const SESSION: &str = "session=";
const LONGEST_BODY: usize = 1024 * 1024;
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

struct Shop {
    bootpay: Client,
    orders: Orders,
    /// Of this process: several that share the work need a store that they share.
    once: Memory,
    script_origin: String,
    web_application_id: Option<String>,
    trusted_proxies: Vec<String>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_max_level(tracing::Level::INFO).init();
    let set = |name| env::var(name).ok().filter(|value| !value.is_empty());
    let proxies = set("BOOTPAY_TRUSTED_PROXIES").unwrap_or_default();
    let shop = Arc::new(Shop {
        bootpay: Client::builder().build()?, // its keys from the environment
        orders: Orders::default(),
        once: Memory::default(),
        script_origin: set("BOOTPAY_BASE_URL").unwrap_or_else(|| "https://cdn.bootpay.co.kr".to_owned()),
        web_application_id: set("BOOTPAY_WEB_APPLICATION_ID"),
        trusted_proxies: proxies.split(',').filter(|proxy| !proxy.is_empty()).map(str::to_owned).collect(),
    });
    let app = Router::new()
        .route("/", get(page))
        .route("/shop.js", get(async || ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], SCRIPT)))
        .route("/orders", get(states).post(issue))
        .route("/identity/begin", post(begin))
        .route("/identity", post(identity))
        .route("/payment", post(payment))
        .route("/webhook", post(webhook))
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .with_state(shop);
    let port = set("PORT").map_or(Ok(3000), |port| port.parse())?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    tracing::info!("listening on http://{}", listener.local_addr()?);
    // `connect_info`: the webhook's check asks who is at the other end of the connection
    axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).await?;
    Ok(())
}

/// The page starts the session: a cookie that nobody can guess and no script can read.
async fn page(State(shop): State<Arc<Shop>>, headers: HeaderMap) -> impl IntoResponse {
    // behind https: `; Secure`
    let fresh = || format!("{SESSION}{}; Path=/; HttpOnly; SameSite=Lax", Uuid::new_v4());
    let cookie = session(&headers).is_none().then(|| (SET_COOKIE, fresh()));
    let html = PAGE.replace("{{ origin }}", &shop.script_origin).replace("{{ csrf_token }}", "");
    (AppendHeaders(cookie), Html(html))
}

async fn issue(State(shop): State<Arc<Shop>>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    same_site(&headers)?;
    let order = shop.orders.issue(owner(&headers)?);
    Ok(Json(json!({
        "order_id": order.id,
        "price": order.price,
        "name": order.name,
        "application_id": shop.web_application_id,
    })))
}

async fn states(State(shop): State<Arc<Shop>>, headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    Ok(Json(json!(shop.orders.progress_of(owner(&headers)?))))
}

#[derive(Deserialize)]
struct Wish {
    purpose: String,
}

#[derive(Deserialize)]
struct Verified {
    receipt_id: String,
    token: String,
}

async fn begin(
    State(shop): State<Arc<Shop>>,
    headers: HeaderMap,
    Json(wish): Json<Wish>,
) -> Result<Json<Value>, Refusal> {
    same_site(&headers)?;
    rule_of(&wish.purpose).ok_or_else(|| refusal(400, "no such purpose"))?;
    // identity
    let begun = shop.bootpay.identity().begin(&wish.purpose, owner(&headers)?)?;
    let request = begun.request(shop.web_application_id.as_deref().unwrap_or_default());
    Ok(Json(json!({ "token": begun.token.expose(), "request": request })))
    // end of identity
}

async fn identity(
    State(shop): State<Arc<Shop>>,
    headers: HeaderMap,
    Json(verified): Json<Verified>,
) -> Result<Json<Value>, Refusal> {
    same_site(&headers)?;
    // identity
    let request = ConfirmIdentity::new(verified.receipt_id, verified.token, owner(&headers)?);
    let person = shop.bootpay.identity().confirm(request, &shop.once).await?;
    let rule = rule_of(&person.purpose).ok_or_else(|| refusal(400, "no such purpose"))?;
    if !person.is_adult(rule.law) {
        return Err(minor(rule));
    }
    shop.orders.verified(owner(&headers)?, person.minimal(rule.law));
    Ok(Json(json!({ "ok": true, "name": person.name.masked(), "purpose": person.purpose })))
    // end of identity
}

#[derive(Deserialize)]
struct Done {
    receipt_id: String,
    order_id: String,
}

async fn payment(
    State(shop): State<Arc<Shop>>,
    headers: HeaderMap,
    Json(done): Json<Done>,
) -> Result<Json<Value>, Refusal> {
    same_site(&headers)?;
    let order = shop.orders.issued_to(owner(&headers)?, &done.order_id);
    let order = order.ok_or_else(|| refusal(404, "this session has no such order"))?;
    let expected = GetReceipt::new(done.receipt_id)
        .expected_price(order.price)
        .expected_order_id(Text::from(order.id.clone()));
    let receipt = shop.bootpay.verify_expected(expected).await?.into_data();
    if !shop.orders.advance(&order.id, &receipt.receipt_id, Progress::Paid) {
        return Err(refusal(409, "this order has another receipt"));
    }
    Ok(Json(json!({ "ok": true, "price": order.price })))
}

async fn webhook(
    State(shop): State<Arc<Shop>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<&'static str, Refusal> {
    // all of a name: the first may be the forger's
    let text = |name| {
        let lines = headers.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
        lines.collect::<Vec<_>>().join(", ")
    };
    let delivery = WebhookDelivery::new(body.to_vec())
        .remote_address(peer.ip().to_string())
        .content_type(text(CONTENT_TYPE))
        .forwarded_for(text(FORWARDED_FOR))
        .trusted_proxies(shop.trusted_proxies.clone());
    let event = shop.bootpay.webhook(&delivery)?;
    let receipt = shop.bootpay.reverify(&event).await?.into_data();
    if !shop.orders.act(&receipt) {
        tracing::error!("receipt {} pays for none of our orders, or again: look at it", receipt.receipt_id);
    }
    Ok(WEBHOOK_ANSWER)
}

/// Another site's page can neither send JSON with our cookie nor hide where it comes from.
fn same_site(headers: &HeaderMap) -> Result<(), Refusal> {
    match headers.get(FETCH_SITE) {
        Some(site) if site != "same-origin" => Err(refusal(403, "this came from another site")),
        _ => Ok(()),
    }
}

fn session(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    cookies.flat_map(|line| line.split("; ")).find_map(|cookie| cookie.strip_prefix(SESSION))
}

fn owner(headers: &HeaderMap) -> Result<&str, Refusal> {
    session(headers).ok_or_else(|| refusal(403, "open the shop's page first"))
}
