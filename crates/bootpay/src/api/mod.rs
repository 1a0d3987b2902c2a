//! The operations of the v1 API, one file a resource, and the table of all of them.

pub mod certificate;
pub mod receipt;
pub mod token;

use certificate::{Certificate, GetCertificate};
use receipt::{GetReceipt, Receipt};
use token::{AccessToken, RequestToken};

crate::operation::operations! {
    /// Get an access token. Several processes of one merchant share a token; asking again never invalidates it.
    RequestToken => "token.request", Post "/request/token", Credentials, Safe -> AccessToken;
    /// Read a receipt: what was paid, what was cancelled, and whether it may be trusted.
    GetReceipt => "receipt.get", Get "/receipt/{receipt_id}", Token, Safe -> Receipt;
    /// Read the result of an identity verification (본인인증).
    GetCertificate => "certificate.get", Get "/certificate/{receipt_id}", Token, Safe -> Certificate;
}
