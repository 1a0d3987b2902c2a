//! The card companies behind the PG: what they refuse, by magic card numbers and magic amounts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

listed! {
    /// What the PG does with one request.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub(crate) enum Reaction {
        Done,
        Refused,
        /// It happens, but the answer says only that nobody knows.
        Late,
    }
}

impl Reaction {
    pub(crate) fn names() -> Vec<Value> {
        Self::ALL.iter().map(|reaction| reaction.name().into()).collect()
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Late => "late",
        }
    }
}

/// How the PG treats one payment.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reactions {
    pub(crate) approval: Reaction,
    pub(crate) cancel: Reaction,
}

/// Magic amounts. Each is the whole price of a payment.
pub(crate) const NOT_RESERVED: u64 = 44_001;
pub(crate) const CANCEL_REFUSED: u64 = 44_020;
pub(crate) const CANCEL_LATE: u64 = 44_030;
pub(crate) const APPROVAL_REFUSED: u64 = 44_051;
pub(crate) const APPROVAL_LATE: u64 = 44_068;
/// The least that a card pays (v1 docs, PG page: the sample of a refusal).
pub(crate) const LEAST_CARD_AMOUNT: u64 = 100;

impl Reactions {
    pub(crate) fn to_amount(price: u64) -> Self {
        Self {
            approval: match price {
                APPROVAL_REFUSED => Reaction::Refused,
                APPROVAL_LATE => Reaction::Late,
                _ => Reaction::Done,
            },
            cancel: match price {
                CANCEL_REFUSED => Reaction::Refused,
                CANCEL_LATE => Reaction::Late,
                _ => Reaction::Done,
            },
        }
    }
}

/// A PG's own reply, as `data` when `extra.raw_data` asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct PgReply {
    #[serde(rename = "ResultCode")]
    pub(crate) code: &'static str,
    #[serde(rename = "ResultMsg")]
    pub(crate) message: &'static str,
}

/// The docs' sample.
pub(crate) const TOO_CHEAP: PgReply = PgReply {
    code: "3041",
    message: "금액오류(100원 또는 1달러 미만 신용카드 승인 불가)",
};
const OVER_LIMIT: PgReply = PgReply { code: "S051", message: "한도초과 (sandbox)" };
const NUMBER_WRONG: PgReply = PgReply { code: "S014", message: "카드번호오류 (sandbox)" };
const EXPIRED: PgReply = PgReply { code: "S054", message: "유효기간만료 카드 (sandbox)" };
const PASSWORD_WRONG: PgReply = PgReply { code: "S055", message: "비밀번호오류 (sandbox)" };
const LOST: PgReply = PgReply { code: "S041", message: "분실 또는 도난 카드 (sandbox)" };

/// When a magic card is refused. In a snapshot it stands as the code of the reply, which no two magic cards share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub(crate) enum Trouble {
    AtRegistration(PgReply),
    AtCharge(PgReply),
}

impl From<Trouble> for &'static str {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::AtRegistration(reply) | Trouble::AtCharge(reply) => reply.code,
        }
    }
}

impl TryFrom<String> for Trouble {
    type Error = &'static str;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        let mut troubles = MAGIC_CARDS.iter().map(|card| card.trouble);
        let trouble = troubles.find(|trouble| <&'static str>::from(*trouble) == code);
        trouble.ok_or("must be the code with which a magic card is refused")
    }
}

/// One magic card number. They begin like the docs' masked sample; no card has them.
#[derive(Debug)]
pub(crate) struct MagicCard {
    pub(crate) number: &'static str,
    pub(crate) trouble: Trouble,
}

pub(crate) const MAGIC_CARDS: &[MagicCard] = &[
    MagicCard { number: "9430810000000014", trouble: Trouble::AtRegistration(NUMBER_WRONG) },
    MagicCard { number: "9430810000000054", trouble: Trouble::AtRegistration(EXPIRED) },
    MagicCard { number: "9430810000000055", trouble: Trouble::AtRegistration(PASSWORD_WRONG) },
    MagicCard { number: "9430810000000051", trouble: Trouble::AtCharge(OVER_LIMIT) },
    MagicCard { number: "9430810000000041", trouble: Trouble::AtCharge(LOST) },
];

/// A receiver whom no message reaches.
pub(crate) const UNREACHABLE_PHONE: &str = "01000000404";

/// The trouble that a card number means.
pub(crate) fn trouble_of(number: &str) -> Option<Trouble> {
    MAGIC_CARDS.iter().find(|card| card.number == number).map(|card| card.trouble)
}

/// Why a card in this trouble, if it is in any, is not charged with this amount.
pub(crate) fn refusal_of(trouble: Option<Trouble>, price: u64) -> Option<PgReply> {
    match trouble {
        _ if price < LEAST_CARD_AMOUNT => Some(TOO_CHEAP),
        Some(Trouble::AtCharge(reply)) => Some(reply),
        _ => (Reactions::to_amount(price).approval == Reaction::Refused).then_some(OVER_LIMIT),
    }
}

/// A card number as answers show it: all but the last eight digits, stars, the last four (v1 docs, samples).
pub(crate) fn masked(digits: &str) -> String {
    let shown = digits.len().saturating_sub(8);
    let last = digits.len().saturating_sub(4);
    match (digits.get(..shown), digits.get(last..)) {
        (Some(first), Some(last)) => format!("{first}****{last}"),
        _ => "****".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks() {
        assert_eq!(masked("9000200012341000"), "90002000****1000");
        assert_eq!(masked("378282246310005"), "3782822****0005");
        assert_eq!(masked("1"), "****1");
        assert_eq!(masked(""), "****");
        assert_eq!(masked("카드"), "****");
    }
}
