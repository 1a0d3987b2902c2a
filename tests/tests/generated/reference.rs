//! Rendered by `cargo xtask surface` from crates/bootpay/src/api and schema/names.toml: the Rust of docs/reference.

use super::{Outcome, with_sandbox};

#[tokio::test]
async fn token_request() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    let answer = client.get_access_token().await?;
    println!("{:?}", answer.expired_at);
    Ok(())
}

#[tokio::test]
async fn receipt_get() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    use bootpay::api::receipt::GetReceipt;

    let expected = GetReceipt::new("5df6e67d4f74b4002a77e0eb")
        .expected_price(3000u64)
        .expected_order_id("1576461949");
    let answer = client.verify_expected(expected).await?;
    println!("{:?}", answer.status);
    Ok(())
}

#[tokio::test]
async fn receipt_settle() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    use bootpay::Effect;
    use bootpay::api::cancel::CancelPayment;

    let request = CancelPayment::new("5df6e8034f74b4002177e0bb").price(1200u64).cancel_id("refund-1");
    match client.cancel(request).await {
        Err(error) if error.effect() == Effect::Unknown => {
            println!("{:?}", client.settle(&error, Some(0u64.into())).await?.outcome);
        }
        cancelled => println!("{:?}", cancelled?.remain_price),
    }
    Ok(())
}

#[tokio::test]
async fn certificate_get() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    let answer = client.certificate("612e09260d681b0021e61ab9").await?;
    println!("{:?}", answer.order_id);
    Ok(())
}

#[tokio::test]
async fn identity_confirm() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    use bootpay::identity::{ConfirmIdentity, Law, Memory};

    let used = Memory::default();
    let begun = client.identity().begin("회원 가입", "session-1")?;
    let request = ConfirmIdentity::new("612e09260d681b0021e61ab9", begun.token.expose(), "session-1");
    match client.identity().confirm(request, &used).await {
        Ok(person) => println!("{}", person.is_adult(Law::YouthProtection)),
        Err(error) => println!("{:?}", error.reason().ok_or(error)?),
    }
    Ok(())
}

#[tokio::test]
async fn payment_cancel() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    use bootpay::api::cancel::CancelPayment;

    let request = CancelPayment::new("5df6e8034f74b4002177e0bb")
        .price(1200u64)
        .tax_free(200u64)
        .reason("변심");
    let answer = client.cancel(request).await?;
    println!("{:?}", answer.remain_price);
    Ok(())
}

#[tokio::test]
async fn payment_submit() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    use bootpay::api::submit::SubmitPayment;

    let request = SubmitPayment::new("5fffc0460c20b903e88a2d2c");
    let answer = client.submit(request).await?;
    println!("{:?}", answer.status);
    Ok(())
}

#[tokio::test]
async fn billing_key_request() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    use bootpay::api::billing::RequestBillingKey;

    let request = RequestBillingKey::new("nicepay", "order-1", "정기결제", "9000200012341000", "12", "29", "12", "901004");
    let answer = client.get_subscribe_billing_key(request).await?;
    println!("{:?}", answer.billing_key);
    Ok(())
}

#[tokio::test]
async fn billing_key_lookup() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    use bootpay::api::billing::LookupBillingKey;

    let request = LookupBillingKey::new("5b025b33e13f33310ce560fa");
    let answer = client.lookup_billing_key(request).await?;
    println!("{:?}", answer.billing_key);
    Ok(())
}

#[tokio::test]
async fn billing_key_delete() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    use bootpay::api::billing::DeleteBillingKey;

    let request = DeleteBillingKey::new("5b025b33e13f33310ce560fb");
    client.destroy_subscribe_billing_key(request).await?;
    Ok(())
}

#[tokio::test]
async fn billing_pay() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    use bootpay::api::billing::PayBilling;

    let request = PayBilling::new("5b025b33e13f33310ce560fb", "정기결제", 3000u64, "order-2");
    let answer = client.subscribe_billing(request).await?;
    println!("{:?}", answer.receipt_id);
    println!("{:?}", answer.card_name);
    Ok(())
}

#[tokio::test]
async fn billing_reserve() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    use bootpay::api::billing::ReserveBilling;

    let request = ReserveBilling::new("5b025b33e13f33310ce560fb", "정기결제", 3000u64, "order-3")
        .execute_at(1893456000i64);
    let answer = client.subscribe_billing_reserve(request).await?;
    println!("{:?}", answer.reserve_id);
    Ok(())
}

#[tokio::test]
async fn reservation_cancel() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    use bootpay::api::billing::CancelReservation;
    use bootpay::api::billing::ReserveBilling;

    let request = ReserveBilling::new("5b025b33e13f33310ce560fb", "정기결제", 3000u64, "order-3")
        .execute_at(1893456000i64);
    let reservation = client.subscribe_billing_reserve(request).await?;
    let request = CancelReservation::new(&*reservation.reserve_id);
    client.subscribe_billing_reserve_cancel(request).await?;
    Ok(())
}

#[tokio::test]
async fn user_token_request() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    use bootpay::api::user_token::RequestUserToken;

    let request = RequestUserToken::new("member-1")
        .phone("01012341234");
    let answer = client.get_user_token(request).await?;
    println!("{:?}", answer.user_token);
    Ok(())
}

#[tokio::test]
async fn link_request() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    use bootpay::api::link::RequestLink;

    let request = RequestLink::new("order-5", "상품", 3000u64)
        .methods(["card", "phone"].map(String::from));
    client.request_payment(request).await?;
    Ok(())
}

#[tokio::test]
async fn webhook_create() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    use bootpay::api::webhook::CreateWebhook;

    let request = CreateWebhook::new("5df6e67d4f74b4002a77e0eb", "https://shop.example.org/bootpay");
    client.create_webhook(request).await?;
    Ok(())
}

#[tokio::test]
async fn delivery_start() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    use bootpay::api::delivery::StartDelivery;

    let request = StartDelivery::new("00000000000000000000e5c0", "123456789012", "001");
    client.delivery_start(request).await?;
    Ok(())
}

#[tokio::test]
async fn npay_product_send() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    use bootpay::api::project::SendNaverPayProduct;
    use serde_json::json;

    let request: SendNaverPayProduct = serde_json::from_value(json!({
      "item_id": "1",
      "stock": 3
    }))?;
    client.naverpay_item_response(request).await?;
    Ok(())
}

#[tokio::test]
async fn project_update() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    use bootpay::api::project::UpdateProject;
    use serde_json::json;

    let request: UpdateProject = serde_json::from_value(json!({
      "method": "card",
      "pg": "kcp"
    }))?;
    client.update_pg_resource(request).await?;
    Ok(())
}

#[tokio::test]
async fn wallet_list() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    use bootpay::api::user_token::RequestUserToken;
    use bootpay::api::wallet::ListWallets;

    let request = RequestUserToken::new("member-1")
        .phone("01012341234");
    client.get_user_token(request).await?;
    let request = ListWallets::new("member-1");
    client.get_user_wallets(request).await?;
    Ok(())
}

#[tokio::test]
async fn wallet_pay() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    use bootpay::api::user_token::RequestUserToken;
    use bootpay::api::wallet::PayFromWallet;
    use serde_json::json;

    let request = RequestUserToken::new("member-1")
        .phone("01012341234");
    client.get_user_token(request).await?;
    let request: PayFromWallet = serde_json::from_value(json!({
      "order_id": "order-6",
      "order_name": "상품",
      "price": 3000,
      "user_id": "member-1"
    }))?;
    client.request_wallet_payment(request).await?;
    Ok(())
}

#[tokio::test]
async fn remote_link_send() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    use bootpay::CallOptions;
    use bootpay::api::message::SendRemoteLink;
    use serde_json::json;

    let message = json!({ "st": 1, "rps": ["01012341234"], "msg": "결제" });
    let link = json!({ "item_name": "상품", "price": 3000, "sms_payload": message });
    let request: SendRemoteLink = serde_json::from_value(link)?;
    client.send(&request, &CallOptions::default()).await?;
    Ok(())
}

#[tokio::test]
async fn remote_form_send() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    use bootpay::CallOptions;
    use bootpay::FreeObject;
    use bootpay::api::message::SendRemoteForm;
    use serde_json::json;

    let request = SendRemoteForm::new(serde_json::from_value::<FreeObject>(json!({
      "fm": [
        "card"
      ],
      "ip": 3000,
      "n": "상품",
      "o_key": "order-7",
      "pg": "kcp"
    }))?);
    client.send(&request, &CallOptions::default()).await?;
    Ok(())
}

#[tokio::test]
async fn sms_send() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    use bootpay::CallOptions;
    use bootpay::api::message::{Message, SendSms};

    let message = Message::new(vec!["01012341234".into()], "상품이 도착했습니다").sp("01000005678");
    client.send(&SendSms::new(message), &CallOptions::default()).await?;
    Ok(())
}

#[tokio::test]
async fn lms_send() -> Outcome {
    let (_sandbox, client) = with_sandbox().await?;
    use bootpay::CallOptions;
    use bootpay::api::message::{Message, SendLms};

    let message = Message::new(vec!["01012341234".into()], "상품이 도착했습니다")
        .sj("배송 안내")
        .sp("01000005678");
    client.send(&SendLms::new(message), &CallOptions::default()).await?;
    Ok(())
}
