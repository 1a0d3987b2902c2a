//! The operations of the v1 API, one file a resource, and the table of all of them.

pub mod billing;
pub mod buyer;
pub mod cancel;
pub mod certificate;
pub mod delivery;
pub mod link;
pub mod message;
pub mod project;
pub mod receipt;
pub mod settle;
pub mod submit;
pub mod token;
pub mod user_token;
pub mod wallet;
pub mod webhook;

use crate::identity::{ConfirmIdentity, Confirmed};
use billing::{
    BillingKey, CancelReservation, CompletedPayment, DeleteBillingKey, LookupBillingKey, PayBilling,
    RequestBillingKey, Reservation, ReserveBilling,
};
use cancel::{CancelPayment, CancelledPayment};
use certificate::{Certificate, GetCertificate};
use delivery::StartDelivery;
use link::RequestLink;
use message::{SendLms, SendRemoteForm, SendRemoteLink, SendSms};
use project::{SendNaverPayProduct, UpdateProject};
use receipt::{GetReceipt, Receipt};
use settle::{SettleReceipt, SettledReceipt};
use submit::SubmitPayment;
use token::{AccessToken, RequestToken};
use user_token::{RequestUserToken, UserToken};
use wallet::{ListWallets, PayFromWallet};
use webhook::CreateWebhook;

use crate::lenient::Undocumented;

crate::operation::operations! {
    /// Get an access token. Several processes of one merchant share a token; asking again never invalidates it.
    RequestToken => "token.request", Post "/request/token", Credentials, Safe, Quick -> AccessToken;
    /// Read a receipt: what was paid, what was cancelled, and whether it may be trusted.
    GetReceipt => "receipt.get", Get "/receipt/{receipt_id}", Token, Safe, Quick -> Receipt;
    /// Read a receipt to find out whether a lost cancel or approval took effect.
    SettleReceipt => "receipt.settle", Get "/receipt/{receipt_id}", Token, Safe, Quick -> SettledReceipt;
    /// Read the result of an identity verification (본인인증).
    GetCertificate => "certificate.get", Get "/certificate/{receipt_id}", Token, Safe, Quick -> Certificate;
    /// Read the result of an identity verification (본인인증) that was begun, if it may be believed.
    ConfirmIdentity => "identity.confirm", Get "/certificate/{receipt_id}", Token, Safe, Quick -> Confirmed;
    /// Cancel a payment, whole or in part.
    CancelPayment => "payment.cancel", Post "/cancel", Token, Idempotent, WaitsOnCard -> CancelledPayment;
    /// Approve a payment from the server.
    SubmitPayment => "payment.submit", Post "/submit", Token, Never, WaitsOnCard -> CompletedPayment;
    /// Issue a billing key for a card by its number.
    RequestBillingKey => "billing_key.request", Post "/request/card_rebill", Token, Never, WaitsOnCard -> BillingKey;
    /// Look a billing key up by the receipt of its registration.
    LookupBillingKey => "billing_key.lookup", Get "/subscribe/billing/{receipt_id}", Token, Safe, Quick -> BillingKey;
    /// Delete a billing key.
    DeleteBillingKey => "billing_key.delete", Delete "/subscribe/billing/{billing_key}", Token, Idempotent, Quick -> Undocumented;
    /// Charge a billing key now.
    PayBilling => "billing.pay", Post "/subscribe/billing", Token, Never, WaitsOnCard -> CompletedPayment;
    /// Charge a billing key once, later.
    ReserveBilling => "billing.reserve", Post "/subscribe/billing/reserve", Token, Never, Quick -> Reservation;
    /// Cancel a reservation.
    CancelReservation => "reservation.cancel", Delete "/subscribe/billing/reserve/{reserve_id}", Token, Idempotent, Quick -> Undocumented;
    /// Get a member's token for easy pay in the browser.
    RequestUserToken => "user_token.request", Post "/request/user/token", Token, Safe, Quick -> UserToken;
    /// Make a payment link.
    RequestLink => "link.request", Post "/request/payment", Token, Never, Quick -> String;
    /// Have a receipt's webhook sent to a URL.
    CreateWebhook => "webhook.create", Post "/webhook", Token, Never, Quick -> Undocumented;
    /// Tell an escrow payment's gateway that shipping began.
    StartDelivery => "delivery.start", Put "/delivery/start/{receipt_id}", Token, Never, Quick -> Undocumented;
    /// Send Naver Pay product data.
    SendNaverPayProduct => "npay_product.send", Post "/npay/product", Token, Never, Quick -> Undocumented;
    /// Set a project's payment gateways.
    UpdateProject => "project.update", Post "/project/payment", Token, Never, Quick -> Undocumented;
    /// List a member's wallets.
    ListWallets => "wallet.list", Get "/wallet", Token, Safe, Quick -> Undocumented;
    /// Pay from a member's wallet.
    PayFromWallet => "wallet.pay", Post "/wallet/payment", Token, Never, WaitsOnCard -> Undocumented;
    /// Deprecated. Send a payment link by message.
    SendRemoteLink => "remote_link.send", Post "/app/rest/remote_link", Token, Never, Quick -> Undocumented;
    /// Deprecated. Send a payment form by message.
    SendRemoteForm => "remote_form.send", Post "/app/rest/remote_form", Token, Never, Quick -> Undocumented;
    /// Deprecated. Send a short text message.
    SendSms => "sms.send", Post "/push/sms", Token, Never, Quick -> Undocumented;
    /// Deprecated. Send a long text message.
    SendLms => "lms.send", Post "/push/lms", Token, Never, Quick -> Undocumented;
}
