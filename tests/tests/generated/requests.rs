//! Rendered by `cargo xtask surface` from crates/bootpay/src/api and schema/names.toml: the requests of all operations.

/// `$visit!(type, "example as JSON")` for each of them.
macro_rules! every_request {
    ($visit:ident) => {
        $visit!(bootpay::api::token::RequestToken, r#"{}"#);
        $visit!(bootpay::api::receipt::GetReceipt, r#"{}"#);
        $visit!(bootpay::api::settle::SettleReceipt, r#"{}"#);
        $visit!(bootpay::api::certificate::GetCertificate, r#"{"receipt_id":"612e09260d681b0021e61ab9"}"#);
        $visit!(bootpay::identity::confirm::ConfirmIdentity, r#"{}"#);
        $visit!(bootpay::api::cancel::CancelPayment, r#"{"price":1200,"reason":"변심","receipt_id":"5df6e8034f74b4002177e0bb","tax_free":200}"#);
        $visit!(bootpay::api::submit::SubmitPayment, r#"{"receipt_id":"5fffc0460c20b903e88a2d2c"}"#);
        $visit!(bootpay::api::billing::RequestBillingKey, r#"{"card_no":"9000200012341000","card_pw":"12","expire_month":"12","expire_year":"29","identify_number":"901004","item_name":"정기결제","order_id":"order-1","pg":"nicepay"}"#);
        $visit!(bootpay::api::billing::LookupBillingKey, r#"{"receipt_id":"5b025b33e13f33310ce560fa"}"#);
        $visit!(bootpay::api::billing::DeleteBillingKey, r#"{"billing_key":"5b025b33e13f33310ce560fb"}"#);
        $visit!(bootpay::api::billing::PayBilling, r#"{"billing_key":"5b025b33e13f33310ce560fb","item_name":"정기결제","order_id":"order-2","price":3000}"#);
        $visit!(bootpay::api::billing::ReserveBilling, r#"{"billing_key":"5b025b33e13f33310ce560fb","execute_at":1893456000,"item_name":"정기결제","order_id":"order-3","price":3000}"#);
        $visit!(bootpay::api::billing::CancelReservation, r#"{"reserve_id":"reserve_id"}"#);
        $visit!(bootpay::api::user_token::RequestUserToken, r#"{"phone":"01012341234","user_id":"member-1"}"#);
        $visit!(bootpay::api::link::RequestLink, r#"{"methods":["card","phone"],"name":"상품","order_id":"order-5","price":3000}"#);
        $visit!(bootpay::api::webhook::CreateWebhook, r#"{"receipt_id":"5df6e67d4f74b4002a77e0eb","webhook_url":"https://shop.example.org/bootpay"}"#);
        $visit!(bootpay::api::delivery::StartDelivery, r#"{"delivery_corp":"001","delivery_no":"123456789012","receipt_id":"00000000000000000000e5c0"}"#);
        $visit!(bootpay::api::project::SendNaverPayProduct, r#"{"item_id":"1","stock":3}"#);
        $visit!(bootpay::api::project::UpdateProject, r#"{"method":"card","pg":"kcp"}"#);
        $visit!(bootpay::api::wallet::ListWallets, r#"{"user_id":"member-1"}"#);
        $visit!(bootpay::api::wallet::PayFromWallet, r#"{"order_id":"order-6","order_name":"상품","price":3000,"user_id":"member-1"}"#);
        $visit!(bootpay::api::message::SendRemoteLink, r#"{"item_name":"상품","order_id":"order-8","price":3000,"sms_payload":{"msg":"결제해 주세요","rps":["01012341234"],"sp":"0212341234","st":1}}"#);
        $visit!(bootpay::api::message::SendRemoteForm, r#"{"remote_form":{"fm":["card"],"ip":3000,"n":"상품","o_key":"order-7","pg":"kcp"}}"#);
        $visit!(bootpay::api::message::SendSms, r#"{}"#);
        $visit!(bootpay::api::message::SendLms, r#"{}"#);
    };
}

pub(crate) use every_request;
