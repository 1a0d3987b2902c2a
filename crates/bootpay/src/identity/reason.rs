//! Why a verification is not to be believed.

use serde::Serialize;

/// Why [`Identity::confirm`](super::Identity::confirm) refused, in the order in which it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// `bad_token`: there is no token, or it was not made with this private key, or it was changed.
    BadToken,
    /// `other_session`: it was begun in another session.
    OtherSession,
    /// `other_purpose`: it was begun for another purpose.
    OtherPurpose,
    /// `expired`: its time is over, or the person was verified outside of it.
    Expired,
    /// `not_finished`: the server knows no finished verification of this receipt, and there is still time: the window is
    /// open, or was closed.
    NotFinished,
    /// `not_identity`: the receipt is a payment's, or the id is malformed.
    NotIdentity,
    /// `other_order`: the verification was made for another order id: an earlier one, or somebody else's.
    OtherOrder,
    /// `used`: it was confirmed before.
    Used,
}

impl Reason {
    /// All of them, in the order in which `confirm` looks.
    pub const ALL: [Reason; 8] = [
        Reason::BadToken,
        Reason::OtherSession,
        Reason::OtherPurpose,
        Reason::Expired,
        Reason::NotFinished,
        Reason::NotIdentity,
        Reason::OtherOrder,
        Reason::Used,
    ];

    /// The reason's name in every language of this library.
    pub fn name(self) -> &'static str {
        match self {
            Reason::BadToken => "bad_token",
            Reason::OtherSession => "other_session",
            Reason::OtherPurpose => "other_purpose",
            Reason::Expired => "expired",
            Reason::NotFinished => "not_finished",
            Reason::NotIdentity => "not_identity",
            Reason::OtherOrder => "other_order",
            Reason::Used => "used",
        }
    }

    /// The HTTP status that a web handler may answer with.
    pub fn http_status(self) -> u16 {
        match self {
            Reason::BadToken | Reason::NotIdentity => 400,
            Reason::OtherSession | Reason::OtherPurpose | Reason::OtherOrder => 403,
            Reason::NotFinished | Reason::Used => 409,
            Reason::Expired => 410,
        }
    }

    /// What it means to whoever reads a log.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Reason::BadToken => {
                "there is no token, or it was not made with this private key, or it was changed: begin again"
            }
            Reason::OtherSession => "the verification was begun in another session",
            Reason::OtherPurpose => "the verification was begun for another purpose",
            Reason::Expired => "the time of the verification is over: begin again",
            Reason::NotFinished => "the server knows no finished verification of this receipt yet",
            Reason::NotIdentity => "the receipt is not the one of an identity verification",
            Reason::OtherOrder => "the receipt is of another order_id than the one that was begun",
            Reason::Used => "the verification was confirmed before",
        }
    }
}
