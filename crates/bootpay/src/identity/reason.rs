//! Why a verification is not to be believed, for programs, web handlers and customers.

use serde::Serialize;

use crate::language::Language;

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
    /// `not_identity`: the receipt is a payment's, or the id is none.
    NotIdentity,
    /// `other_order`: the verification was made for another order id: an earlier one, or somebody else's.
    OtherOrder,
    /// `used`: it was confirmed before.
    Used,
}

/// A reason as it crosses into another language.
#[derive(Serialize)]
pub(crate) struct Refusal {
    reason: Reason,
    http_status: u16,
    ko: &'static str,
    en: &'static str,
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

    /// A sentence that a customer may read. It tells an attacker no more than that the attempt failed.
    pub fn customer_message(self, language: Language) -> &'static str {
        let (english, korean) = match self {
            Reason::Expired => (
                "The verification has expired. Please verify your identity again.",
                "본인인증 유효 시간이 지났습니다. 다시 인증해 주세요.",
            ),
            Reason::NotFinished => (
                "The verification is not finished yet. Please finish it and try again.",
                "본인인증이 아직 완료되지 않았습니다. 인증을 마친 뒤 다시 시도해 주세요.",
            ),
            Reason::Used => (
                "This verification has been used already. Please verify your identity again.",
                "이미 사용된 본인인증입니다. 다시 인증해 주세요.",
            ),
            _ => (
                "The verification could not be confirmed. Please verify your identity again.",
                "본인인증을 확인할 수 없습니다. 다시 인증해 주세요.",
            ),
        };
        language.pick(english, korean)
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

    pub(crate) fn refusal(self) -> Refusal {
        Refusal {
            reason: self,
            http_status: self.http_status(),
            ko: self.customer_message(Language::Korean),
            en: self.customer_message(Language::English),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_crosses_with_its_name_status_and_both_sentences() {
        for reason in Reason::ALL {
            let json = serde_json::to_value(reason.refusal()).unwrap();
            assert_eq!(json["reason"], reason.name());
            assert!((400..500).contains(&reason.http_status()));
            let is_korean = |text: &str| text.chars().any(|c| ('가'..='힣').contains(&c));
            assert!(is_korean(json["ko"].as_str().unwrap()) && !is_korean(json["en"].as_str().unwrap()));
        }
    }
}
