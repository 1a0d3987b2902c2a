//! The cards that the payment window offers. Nobody can type a number: a real one has no business here.

use super::text::Text;
use crate::payment::Card;
use crate::pg::{MAGIC_CARDS, Trouble, masked, trouble_of};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TestCard(&'static str);

const GOOD: &[&str] = &["9430810000004569", "9000200012341000"];

impl TestCard {
    pub(super) fn good() -> Self {
        Self(GOOD[0])
    }

    pub(super) fn all() -> Vec<Self> {
        GOOD.iter().copied().chain(MAGIC_CARDS.iter().map(|card| card.number)).map(Self).collect()
    }

    pub(super) fn of(number: &str) -> Option<Self> {
        Self::all().into_iter().find(|card| card.0 == number)
    }

    pub(super) fn number(self) -> &'static str {
        self.0
    }

    /// In groups of four, as on a card.
    pub(super) fn grouped(self) -> String {
        let groups: Vec<&str> = (0..4).map(|group| &self.0[4 * group..4 * (group + 1)]).collect();
        groups.join(" ")
    }

    fn is_hyundai(self) -> bool {
        self.0.starts_with("9000")
    }

    pub(super) fn issuer(self) -> Text {
        if self.is_hyundai() {
            Text::fixed("현대카드", "Hyundai Card")
        } else {
            Text::fixed("하나카드", "Hana Card")
        }
    }

    /// What will happen to it.
    pub(super) fn fate(self) -> Text {
        match trouble_of(self.0) {
            None => Text::fixed("승인됩니다", "is approved"),
            Some(Trouble::AtRegistration(reply) | Trouble::AtCharge(reply)) => {
                let (korean, english) = match reply.code {
                    "S014" => ("카드번호 오류", "wrong number"),
                    "S054" => ("유효기간 만료", "expired"),
                    "S055" => ("비밀번호 오류", "wrong password"),
                    "S051" => ("승인 거절 · 한도초과", "refused: over the limit"),
                    "S041" => ("승인 거절 · 분실 카드", "refused: lost card"),
                    _ => (reply.message, reply.message),
                };
                Text::fixed(korean, english)
            }
        }
    }

    /// The window says no, and its user can take another card.
    pub(super) fn refused_at_once(self) -> Option<&'static str> {
        match trouble_of(self.0) {
            Some(Trouble::AtRegistration(reply)) => Some(reply.message),
            _ => None,
        }
    }

    /// The card company says no, after the page has confirmed.
    pub(super) fn refused_at_approval(self) -> Option<&'static str> {
        match trouble_of(self.0) {
            Some(Trouble::AtCharge(reply)) => Some(reply.message),
            _ => None,
        }
    }

    pub(super) fn details(self, quota: u64) -> Card {
        let (code, name) =
            if self.is_hyundai() { ("CCDI", "현대카드") } else { ("CCHN", "하나카드") };
        Card {
            card_name: name.to_owned(),
            card_no: masked(self.0),
            card_quota: format!("{quota:02}"),
            card_code: Some(code.to_owned()),
            card_auth_no: "00000000".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_magic_card_is_offered_with_its_own_fate() {
        let cards = TestCard::all();
        assert_eq!(cards.len(), GOOD.len() + MAGIC_CARDS.len());
        for card in &cards[GOOD.len()..] {
            assert!(card.refused_at_once().is_some() != card.refused_at_approval().is_some());
            assert!(!card.fate().in_language(true).contains("sandbox"), "{card:?} has no name of its own");
        }
        assert_eq!(cards[0].grouped(), "9430 8100 0000 4569");
        assert_eq!(cards[0].details(3).card_no, "94308100****4569");
        assert_eq!(cards[0].details(3).card_quota, "03");
    }
}
