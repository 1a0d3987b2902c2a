//! Calls that move money, through the Rust client against the sandbox.

#![allow(clippy::unwrap_used)] // a test that cannot go on should say where it stopped

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;

use bootpay::api::billing::{
    CancelReservation, DeleteBillingKey, LookupBillingKey, PayBilling, RequestBillingKey, ReserveBilling,
};
use bootpay::api::cancel::CancelPayment;
use bootpay::api::link::RequestLink;
use bootpay::api::receipt::{GetReceipt, ReceiptStatus};
use bootpay::api::submit::SubmitPayment;
use bootpay::api::webhook::CreateWebhook;
use bootpay::{Effect, ErrorKind, Outcome, WEBHOOK_ANSWER, WebhookDelivery, gateway, method};
use bootpay_sandbox::Sandbox;
use bootpay_tests::{builder, control, journal};
use serde_json::{Value, json};

const PAID: &str = "00000000000000000000aaaa";

async fn with_payment(price: u64) -> Sandbox {
    let sandbox = Sandbox::start().await.unwrap();
    let payment = json!({"receipt_id": PAID, "price": price, "pg": "inicis", "method": "card", "status": 1});
    control(&sandbox, "POST", "/sandbox/payments", payment);
    sandbox
}

fn bodies(sandbox: &Sandbox, path: &str) -> Vec<Value> {
    let seen = journal(sandbox).into_iter().filter(|request| request["path"] == path);
    seen.map(|request| serde_json::from_str(request["body"].as_str().unwrap()).unwrap()).collect()
}

#[tokio::test]
async fn named_values_are_what_a_receipt_has() {
    let sandbox = with_payment(10_000).await;
    let client = builder(&sandbox).build().unwrap();
    let receipt = client.verify(PAID).await.unwrap();
    let found = (receipt.pg.as_deref(), receipt.method.as_deref(), receipt.status);
    // also as patterns
    assert!(
        matches!(found, (Some(gateway::INICIS), Some(method::CARD), Some(ReceiptStatus::Paid))),
        "{found:?}"
    );
}

#[tokio::test]
async fn two_partial_cancels_have_two_ids_and_the_receipt_adds_up() {
    let sandbox = with_payment(10_000).await;
    let client = builder(&sandbox).build().unwrap();
    let cancel = || client.cancel(CancelPayment::new(PAID).price(2_000u64).reason("단순 변심"));
    let (first, second) = (cancel().await.unwrap(), cancel().await.unwrap());
    assert_eq!(second.remain_price.as_ref().unwrap().whole(), Some(6_000));
    let ids: Vec<_> = [&first, &second].map(|answer| answer.meta().cancel_id.clone().unwrap()).into();
    assert_ne!(ids[0], ids[1]);
    let sent: Vec<_> = bodies(&sandbox, "/cancel")
        .iter()
        .map(|body| body["cancel_id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(sent, ids);
    let receipt = client.verify(PAID).await.unwrap();
    assert_eq!(receipt.cancelled_price.as_ref().unwrap().whole(), Some(4_000));
}

#[tokio::test]
async fn a_cancel_whose_answer_is_lost_is_repeated_with_its_id_and_never_done_twice() {
    let sandbox = with_payment(10_000).await;
    control(
        &sandbox,
        "POST",
        "/sandbox/faults",
        json!({"kind": "reset_after", "path": "/cancel", "times": 1}),
    );
    let client = builder(&sandbox).max_retries(2).build().unwrap();
    let error = client.cancel(CancelPayment::new(PAID).price(3_000u64)).await.unwrap_err();
    // the server blocks the repetition: whether the first one went through, this answer does not say
    assert_eq!(
        (error.kind(), error.effect(), error.attempts()),
        (ErrorKind::Api, Effect::Unknown, 2),
        "{error}"
    );
    let sent = bodies(&sandbox, "/cancel");
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0], sent[1]);
    assert_eq!(error.receipt_id(), Some(PAID));
    assert_eq!(error.cancel_id(), sent[0]["cancel_id"].as_str());
    let said = error.to_string();
    assert!(said.contains(PAID) && said.contains(error.cancel_id().unwrap()), "{said}");
    // reading the receipt settles it: once
    let settled = client.settle(&error, Some(0u64.into())).await.unwrap();
    assert_eq!(settled.outcome, Outcome::Done);
    let receipt = settled.receipt.as_ref().unwrap();
    assert_eq!(receipt.cancelled_price.as_ref().unwrap().whole(), Some(3_000));
}

#[tokio::test]
async fn a_lost_call_is_settled_and_a_failed_one_needs_no_settling() {
    let sandbox = with_payment(10_000).await;
    let client = builder(&sandbox).max_retries(0).build().unwrap();
    let cancel = || CancelPayment::new(PAID).price(3_000u64).cancel_id("c-1");
    control(&sandbox, "POST", "/sandbox/faults", json!({"kind": "reset", "path": "/cancel", "times": 1}));
    let lost = client.cancel(cancel()).await.unwrap_err();
    assert_eq!((lost.effect(), lost.cancel_price()), (Effect::Unknown, Some(3_000)));
    assert_eq!(client.settle(&lost, Some(0u64.into())).await.unwrap().outcome, Outcome::NotDone);
    // the same id again: now it is done, and the first error says so too
    client.cancel(cancel()).await.unwrap();
    assert_eq!(client.settle(&lost, Some(0u64.into())).await.unwrap().outcome, Outcome::Done);

    let refused = client.cancel(CancelPayment::new(PAID).price(100_000u64)).await.unwrap_err();
    assert_eq!(refused.effect(), Effect::None);
    let nothing = client.settle(&refused, None).await.unwrap_err();
    assert_eq!(nothing.kind(), ErrorKind::InvalidRequest);

    control(
        &sandbox,
        "POST",
        "/sandbox/faults",
        json!({"kind": "reset_after", "path": "/submit", "times": 1}),
    );
    let submit = SubmitPayment { receipt_id: "5fffc0460c20b903e88a2d2c".to_owned() };
    let lost = client.submit(submit).await.unwrap_err();
    assert_eq!(client.settle(&lost, None).await.unwrap().outcome, Outcome::Done);
}

#[tokio::test]
async fn verify_names_what_differs() {
    let sandbox = with_payment(10_000).await;
    let client = builder(&sandbox).build().unwrap();
    let order_id = client.verify(PAID).await.unwrap().order_id.clone().unwrap();
    let good = GetReceipt::new(PAID).expected_price(10_000u64).expected_order_id(order_id);
    assert_eq!(client.verify_expected(good).await.unwrap().status, Some(ReceiptStatus::Paid));

    let bad = GetReceipt::new(PAID).expected_price(1u64).expected_order_id("CANARY").expected_status(2);
    let error = client.verify_expected(bad).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::Mismatch, Effect::None));
    for difference in ["status is 1, expected 2", "price is 10000, expected 1", "order_id is another one"] {
        assert!(error.message().contains(difference), "{error}");
    }
    assert!(!format!("{error:?}").contains("CANARY"));
    // what is expected stays here
    assert!(journal(&sandbox).iter().all(|request| !request["path"].as_str().unwrap().contains('?')));
}

#[tokio::test]
async fn a_billing_key_lives_from_its_card_to_its_deletion() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = builder(&sandbox).build().unwrap();
    let card =
        RequestBillingKey::new("nicepay", "o-1", "정기결제", "9430810000004569", "00", "29", "12", "901004");
    assert!(!format!("{card:?}").contains("9430810000004569"));
    let issued = client.get_subscribe_billing_key(card).await.unwrap();
    let key = issued.billing_key.clone();
    let charge = PayBilling::new(key.clone(), "1월", 3_000u64, "o-2");
    assert!(!format!("{issued:?} {charge:?}").contains(key.expose()));

    let charge = client.subscribe_billing(charge).await.unwrap();
    assert_eq!(charge.status, Some(ReceiptStatus::Paid));
    let reserved = client.subscribe_billing_reserve(ReserveBilling::new(key.clone(), "2월", 3_000u64, "o-3"));
    let reserve_id = reserved.await.unwrap().reserve_id.clone();
    control(&sandbox, "POST", "/sandbox/clock", json!({"advance_s": 60}));
    let reservations = control(&sandbox, "GET", "/sandbox/reservations", Value::Null);
    assert_eq!((&reservations[0]["reserve_id"], &reservations[0]["status"]), (&json!(reserve_id), &json!(1)));

    let later = ReserveBilling::new(key.clone(), "3월", 3_000u64, "o-4").execute_at(4_102_444_800);
    let reserve_id = client.subscribe_billing_reserve(later).await.unwrap().reserve_id.clone();
    client.subscribe_billing_reserve_cancel(CancelReservation { reserve_id }).await.unwrap();
    client.destroy_subscribe_billing_key(DeleteBillingKey { billing_key: key.clone() }).await.unwrap();
    let error = client.subscribe_billing(PayBilling::new(key, "4월", 3_000u64, "o-5")).await.unwrap_err();
    assert_eq!((error.kind(), error.status(), error.effect()), (ErrorKind::Api, Some(404), Effect::None));
    let known = LookupBillingKey { receipt_id: "5b025b33e13f33310ce560fa".to_owned() };
    assert_eq!(
        client.lookup_billing_key(known).await.unwrap().billing_key.expose(),
        "5b025b33e13f33310ce560fb"
    );
}

#[tokio::test]
async fn a_charge_whose_answer_is_lost_is_not_repeated() {
    let sandbox = Sandbox::start().await.unwrap();
    control(
        &sandbox,
        "POST",
        "/sandbox/faults",
        json!({"kind": "reset_after", "path": "/subscribe/billing"}),
    );
    let client = builder(&sandbox).max_retries(5).build().unwrap();
    let charge = PayBilling::new("5b025b33e13f33310ce560fb", "1월", 3_000u64, "o-1");
    let error = client.subscribe_billing(charge).await.unwrap_err();
    assert_eq!((error.kind(), error.effect(), error.attempts()), (ErrorKind::Connection, Effect::Unknown, 1));
    assert_eq!(bodies(&sandbox, "/subscribe/billing").len(), 1);
}

/// The server refuses a token before it charges: the charge is sent again with another token, once, although it is
/// never repeated otherwise.
#[tokio::test]
async fn a_charge_with_an_expired_token_is_charged_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = builder(&sandbox).max_retries(5).build().unwrap();
    let charge = || PayBilling::new("5b025b33e13f33310ce560fb", "1월", 3_000u64, "o-1");
    let payments = || control(&sandbox, "GET", "/sandbox/payments", Value::Null).as_array().unwrap().len();
    let paths = || -> Vec<String> {
        journal(&sandbox).iter().map(|request| request["path"].as_str().unwrap().to_owned()).collect()
    };
    let before = payments();
    client.get_access_token().await.unwrap();
    let past_its_end = json!({"advance_s": 1900});
    control(&sandbox, "POST", "/sandbox/clock", past_its_end.clone());
    let charged = client.subscribe_billing(charge()).await.unwrap();
    assert_eq!((charged.status, charged.meta().attempts), (Some(ReceiptStatus::Paid), 2));
    let expected = ["/request/token", "/subscribe/billing", "/request/token", "/subscribe/billing"];
    assert_eq!(paths(), expected);
    assert_eq!(payments(), before + 1);

    // and one that stays refused is no loop
    let refused = json!({"kind": "status", "status": 401, "path": "/subscribe/billing"});
    control(&sandbox, "POST", "/sandbox/faults", refused);
    control(&sandbox, "POST", "/sandbox/clock", past_its_end);
    let error = client.subscribe_billing(charge()).await.unwrap_err();
    assert_eq!((error.kind(), error.status(), error.effect()), (ErrorKind::Api, Some(401), Effect::None));
    assert_eq!(error.attempts(), 2);
    assert_eq!(paths()[4..], expected[1..]);
    assert_eq!(payments(), before + 1);
}

/// A client with the keys that the sandbox puts into its webhooks.
fn merchant(sandbox: &Sandbox) -> bootpay::Builder {
    builder(sandbox).application_id(sandbox.application_id()).private_key(sandbox.private_key())
}

/// The payment's webhook as it arrives at a merchant's server.
async fn webhook_of(sandbox: &Sandbox, client: &bootpay::Client, form: &str) -> WebhookDelivery {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let webhook_url = format!("http://{}/hook", listener.local_addr().unwrap());
    control(sandbox, "POST", "/sandbox/settings", json!({"feedback_content_type": form}));
    let arrival = tokio::task::spawn_blocking(move || receive(&listener));
    client.create_webhook(CreateWebhook { receipt_id: PAID.to_owned(), webhook_url }).await.unwrap();
    arrival.await.unwrap()
}

fn receive(listener: &TcpListener) -> WebhookDelivery {
    let (socket, peer) = listener.accept().unwrap();
    let mut reader = BufReader::new(&socket);
    let (mut length, mut content_type) = (0, String::new());
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            if line == "\r\n" { break } else { continue }
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap(),
            "content-type" => content_type = value.to_owned(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    write!(&socket, "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{WEBHOOK_ANSWER}").unwrap();
    WebhookDelivery::new(body).content_type(content_type).remote_address(peer.to_string())
}

fn with_body(delivery: &WebhookDelivery, change: impl Fn(&str) -> String) -> WebhookDelivery {
    let body = change(std::str::from_utf8(delivery.body.expose()).unwrap());
    WebhookDelivery { body: body.into(), ..delivery.clone() }
}

#[tokio::test]
async fn a_webhook_is_checked_against_its_receipt() {
    for form in ["urlencoded", "json"] {
        let sandbox = with_payment(10_000).await;
        let client = merchant(&sandbox).build().unwrap();
        let delivery = webhook_of(&sandbox, &client, form).await;
        let content_type = delivery.content_type.as_deref().unwrap();
        assert!(content_type.contains(form), "{content_type}");
        let event = client.webhook(&delivery).unwrap();
        let receipt = client.reverify(&event).await.unwrap();
        assert_eq!(
            (receipt.receipt_id.as_str(), receipt.status),
            (PAID, Some(ReceiptStatus::Paid)),
            "{form}"
        );

        // what a forger who is believed so far could say
        let order_id = event.order_id.clone().unwrap();
        for (said, forged, kind, expected) in [
            (
                "10000",
                "1",
                ErrorKind::Mismatch,
                "the receipt is not the expected one: price is 10000, expected 1",
            ),
            (
                &order_id,
                "another",
                ErrorKind::Mismatch,
                "the receipt is not the expected one: order_id is another one",
            ),
            (PAID, "00000000000000000000bbbb", ErrorKind::Api, "HTTP 404"),
            ("status", "stat", ErrorKind::Webhook, "it has no status, so nothing can be compared"),
        ] {
            let forged = with_body(&delivery, |body| body.replace(said, forged));
            let error = client.reverify(&client.webhook(&forged).unwrap()).await.unwrap_err();
            assert_eq!((error.kind(), error.effect()), (kind, Effect::None), "{form} {said}: {error}");
            assert!(error.message().contains(expected), "{form} {said}: {error}");
        }

        client.cancel(CancelPayment::new(PAID)).await.unwrap();
        let error = client.reverify(&event).await.unwrap_err();
        assert_eq!((error.kind(), error.effect()), (ErrorKind::Mismatch, Effect::None), "{form}: {error}");
        assert_eq!(error.message(), "the receipt is not the expected one: status is 20, expected 1");
        let later = webhook_of(&sandbox, &client, form).await;
        let receipt = client.reverify(&client.webhook(&later).unwrap()).await.unwrap();
        assert_eq!(receipt.status, Some(ReceiptStatus::Cancelled), "{form}");
    }
}

#[test]
fn the_blocking_client_checks_a_webhook_too() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for form in ["urlencoded", "json"] {
        let sandbox = runtime.block_on(with_payment(10_000));
        let delivery = runtime.block_on(webhook_of(&sandbox, &merchant(&sandbox).build().unwrap(), form));
        let client = bootpay::blocking::Client::from_builder(merchant(&sandbox)).unwrap();
        let event = client.webhook(&delivery).unwrap();
        assert_eq!(client.reverify(&event).unwrap().status, Some(ReceiptStatus::Paid), "{form}");

        let unknown = with_body(&delivery, |body| body.replace(PAID, "00000000000000000000bbbb"));
        let error = client.reverify(&client.webhook(&unknown).unwrap()).unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(404)), "{form}: {error}");
        client.cancel(CancelPayment::new(PAID)).unwrap();
        let error = client.reverify(&event).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Mismatch, "{form}: {error}");
        assert_eq!(error.message(), "the receipt is not the expected one: status is 20, expected 1");
    }
}

#[tokio::test]
async fn a_payment_is_approved_once_and_a_link_is_a_url() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = builder(&sandbox).build().unwrap();
    let submit = || client.submit(SubmitPayment { receipt_id: "5fffc0460c20b903e88a2d2c".to_owned() });
    assert_eq!(submit().await.unwrap().status, Some(ReceiptStatus::Paid));
    let again = submit().await.unwrap_err();
    assert_eq!((again.status(), again.effect()), (Some(422), Effect::None));
    let link = client.request_payment(RequestLink::new("o-1", "물건", 1_000u64)).await.unwrap();
    assert!(link.starts_with(sandbox.url()), "{}", *link);
}
