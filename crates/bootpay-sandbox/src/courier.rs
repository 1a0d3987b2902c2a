//! Carries webhooks to the merchant's server, and wakes the state when something in it is due.
//!
//! It connects to loopback addresses and to the hosts that were named at the start, follows no redirect, knows no proxy,
//! and holds the state's lock never while it waits.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use axum::http::header::{CONTENT_TYPE, HOST, USER_AGENT};
use futures_util::StreamExt;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpStream, lookup_host};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::local::WEBHOOK;
use crate::place::Place;
use crate::state::{Shared, State};
use crate::webhook_queue::{NOT_ITSELF, Peer, Target, WebhookAnswer, WebhookRequest};

/// How long a merchant's server may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// A receiver that hangs must not hold up the others.
const MOST_AT_ONCE: usize = 16;
/// More than the log shows, so that what has to be hidden in it can still be recognised.
const MOST_READ: usize = 4096;

const AGENT: &str = concat!("bootpay-sandbox/", env!("CARGO_PKG_VERSION"));

/// Runs until it is dropped, and with it every webhook that is under way.
pub(crate) async fn run(shared: Shared) {
    let (signals, place, mut epoch) = {
        let state = shared.lock();
        (state.signals.clone(), state.place.clone(), state.resets)
    };
    let mut under_way = JoinSet::new();
    loop {
        let pause = {
            let state = &mut *shared.lock();
            if state.resets != epoch {
                epoch = state.resets;
                under_way = JoinSet::new();
            }
            state.catch_up();
            let now = state.clock.now();
            let room = MOST_AT_ONCE.saturating_sub(under_way.len());
            for request in state.webhooks.take_due(now, room, state.keys.generated()) {
                under_way.spawn(send(request, place.clone()));
            }
            let has_room = under_way.len() < MOST_AT_ONCE;
            state.next_due(has_room).map(|due| Duration::from_secs(due.saturating_sub(now).unsigned_abs()))
        };
        tokio::select! {
            () = signals.wait_for_agenda() => {}
            () = sleep(pause.unwrap_or(Duration::MAX)) => {}
            Some(Ok((id, answer))) = under_way.join_next() => note(&mut shared.lock(), id, answer),
        }
    }
}

fn note(state: &mut State, id: u64, answer: WebhookAnswer) {
    let now = state.clock.now();
    state.webhooks.note_answer(id, answer, now, state.keys.generated());
}

async fn send(request: WebhookRequest, place: Arc<Place>) -> (u64, WebhookAnswer) {
    let failed = |error: String| WebhookAnswer { status: None, answer: None, error: Some(error) };
    let answer = match timeout(PATIENCE, exchange(&request, &place)).await {
        Ok(Ok((status, answer))) => WebhookAnswer { status: Some(status), answer: Some(answer), error: None },
        Ok(Err(error)) => failed(error.to_string()),
        Err(_) => failed(format!("no answer within {} s", PATIENCE.as_secs())),
    };
    (request.id, answer)
}

/// HTTP status and the beginning of the body.
async fn exchange(webhook: &WebhookRequest, place: &Place) -> io::Result<(u16, Vec<u8>)> {
    let tcp = connect(&webhook.target, place).await?;
    let (mut sender, connection) =
        http1::handshake::<_, Body>(TokioIo::new(tcp)).await.map_err(io::Error::other)?;
    // Ends with this call, whatever becomes of it.
    let mut driver = JoinSet::new();
    driver.spawn(connection);
    let request = Request::post(&webhook.target.path)
        .header(HOST, &webhook.target.authority)
        .header(USER_AGENT, AGENT)
        .header(CONTENT_TYPE, webhook.content_type.media_type())
        .header(WEBHOOK, "1")
        .body(Body::from(webhook.body.clone()))
        .map_err(io::Error::other)?;
    let response = sender.send_request(request).await.map_err(io::Error::other)?;
    let status = response.status().as_u16();
    let mut body = Body::new(response.into_body()).into_data_stream();
    let mut answer = Vec::new();
    while let Some(piece) = body.next().await {
        answer.extend_from_slice(&piece.map_err(io::Error::other)?);
        if answer.len() > MOST_READ {
            answer.truncate(MOST_READ);
            break;
        }
    }
    Ok((status, answer))
}

async fn connect(target: &Target, place: &Place) -> io::Result<TcpStream> {
    let addresses: Vec<SocketAddr> = match &target.peer {
        Peer::Addresses(addresses) => addresses.clone(),
        Peer::Named(host, port) => lookup_host((host.as_str(), *port)).await?.collect(),
    };
    let mut problem = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in addresses {
        if place.is_own(address) {
            return Err(io::Error::other(NOT_ITSELF));
        }
        match TcpStream::connect(address).await {
            Ok(tcp) => return Ok(tcp),
            Err(error) => problem = error,
        }
    }
    Err(problem)
}
