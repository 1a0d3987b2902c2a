//! The operations of the v1 API, one file a resource, and the list of all of them.

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

use crate::operation::OperationSpec;

/// Every operation of the API that this crate knows.
pub static OPERATIONS: &[OperationSpec] = &[
    OperationSpec::of::<token::RequestToken>(),
    OperationSpec::of::<receipt::GetReceipt>(),
    OperationSpec::of::<settle::SettleReceipt>(),
    OperationSpec::of::<certificate::GetCertificate>(),
    OperationSpec::of::<crate::identity::ConfirmIdentity>(),
    OperationSpec::of::<cancel::CancelPayment>(),
    OperationSpec::of::<submit::SubmitPayment>(),
    OperationSpec::of::<billing::RequestBillingKey>(),
    OperationSpec::of::<billing::LookupBillingKey>(),
    OperationSpec::of::<billing::DeleteBillingKey>(),
    OperationSpec::of::<billing::PayBilling>(),
    OperationSpec::of::<billing::ReserveBilling>(),
    OperationSpec::of::<billing::CancelReservation>(),
    OperationSpec::of::<user_token::RequestUserToken>(),
    OperationSpec::of::<link::RequestLink>(),
    OperationSpec::of::<webhook::CreateWebhook>(),
    OperationSpec::of::<delivery::StartDelivery>(),
    OperationSpec::of::<project::SendNaverPayProduct>(),
    OperationSpec::of::<project::UpdateProject>(),
    OperationSpec::of::<wallet::ListWallets>(),
    OperationSpec::of::<wallet::PayFromWallet>(),
    OperationSpec::of::<message::SendRemoteLink>(),
    OperationSpec::of::<message::SendRemoteForm>(),
    OperationSpec::of::<message::SendSms>(),
    OperationSpec::of::<message::SendLms>(),
];
