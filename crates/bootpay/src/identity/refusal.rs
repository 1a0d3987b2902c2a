//! A reason in words for customers, and as it crosses into another language.

use serde::Serialize;

use super::reason::Reason;
use crate::language::Language;

/// A reason as it crosses into another language.
#[derive(Serialize)]
pub(crate) struct Refusal {
    reason: Reason,
    http_status: u16,
    ko: &'static str,
    en: &'static str,
}

impl Reason {
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
