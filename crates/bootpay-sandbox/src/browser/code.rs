//! The six digits that a phone would get. The window never shows them; `GET /sandbox/codes` does.

use std::collections::VecDeque;

use bootpay::PhoneNumber;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::{korean_time, unix_time};
use crate::seed::Sequence;

/// On the sandbox's clock.
pub(super) const LIFE_S: i64 = 180;
const MOST_TRIES: u8 = 5;
const MOST_KEPT: usize = 1_000;

/// What became of a typed code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Right,
    Wrong,
    Expired,
    /// Too many were wrong; a new code is needed.
    Spent,
}

/// All codes that were sent, oldest first.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Codes {
    sent: VecDeque<SentCode>,
    digits: Sequence,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SentCode {
    receipt_id: String,
    phone: String,
    code: String,
    #[serde(deserialize_with = "unix_time")]
    sent_at: i64,
    wrong: u8,
    is_used: bool,
    is_replaced: bool,
}

/// One line of GET /sandbox/codes.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CodeLine<'a> {
    receipt_id: &'a str,
    /// Masked: a tester may have typed a real number.
    phone: String,
    code: &'a str,
    sent_at: String,
    expires_at: String,
    state: CodeState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum CodeState {
    Waiting,
    Used,
    Replaced,
    Spent,
    Expired,
}

impl Codes {
    pub(crate) fn new(seed: u64) -> Self {
        Self { sent: VecDeque::new(), digits: Sequence::new(seed, "codes") }
    }

    /// Sends a new code; the one before it becomes invalid.
    pub(super) fn send(&mut self, receipt_id: &str, phone: &str, now: i64) {
        for code in self.sent.iter_mut().filter(|code| code.receipt_id == receipt_id) {
            code.is_replaced = true;
        }
        self.sent.push_back(SentCode {
            receipt_id: receipt_id.to_owned(),
            phone: phone.to_owned(),
            code: format!("{:06}", self.digits.next() % 1_000_000),
            sent_at: now,
            wrong: 0,
            is_used: false,
            is_replaced: false,
        });
        while self.sent.len() > MOST_KEPT {
            self.sent.pop_front();
        }
    }

    pub(super) fn check(&mut self, receipt_id: &str, typed: &str, now: i64) -> Verdict {
        let Some(code) = self.last_mut(receipt_id) else { return Verdict::Expired };
        match code.state(now) {
            CodeState::Waiting if code.code == typed => {
                code.is_used = true;
                Verdict::Right
            }
            CodeState::Waiting => {
                code.wrong += 1;
                if code.wrong == MOST_TRIES { Verdict::Spent } else { Verdict::Wrong }
            }
            CodeState::Spent => Verdict::Spent,
            _ => Verdict::Expired,
        }
    }

    /// For how many seconds the last code of a receipt can still be typed; `None` when none was sent.
    pub(super) fn seconds_left(&self, receipt_id: &str, now: i64) -> Option<i64> {
        let code = self.sent.iter().rev().find(|code| code.receipt_id == receipt_id)?;
        Some((code.sent_at + LIFE_S - now).max(0))
    }

    /// Newest first.
    pub(crate) fn lines(&self, now: i64) -> Vec<CodeLine<'_>> {
        let lines = self.sent.iter().rev().map(|code| CodeLine {
            receipt_id: &code.receipt_id,
            phone: PhoneNumber::new(&code.phone).masked(),
            code: &code.code,
            sent_at: korean_time(code.sent_at),
            expires_at: korean_time(code.sent_at + LIFE_S),
            state: code.state(now),
        });
        lines.collect()
    }

    fn last_mut(&mut self, receipt_id: &str) -> Option<&mut SentCode> {
        self.sent.iter_mut().rev().find(|code| code.receipt_id == receipt_id)
    }
}

impl SentCode {
    fn state(&self, now: i64) -> CodeState {
        if self.is_used {
            CodeState::Used
        } else if self.is_replaced {
            CodeState::Replaced
        } else if self.wrong >= MOST_TRIES {
            CodeState::Spent
        } else if now >= self.sent_at + LIFE_S {
            CodeState::Expired
        } else {
            CodeState::Waiting
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last_code(codes: &Codes) -> String {
        codes.lines(0)[0].code.to_owned()
    }

    #[test]
    fn a_code_lives_three_minutes_and_is_used_once() {
        let mut codes = Codes::new(1);
        codes.send("a", "01000001234", 0);
        let code = last_code(&codes);
        assert_eq!((code.len(), codes.lines(0)[0].phone.as_str()), (6, "010-****-1234"));
        assert_eq!(codes.check("b", &code, 0), Verdict::Expired);
        assert_eq!(codes.check("a", "x", 0), Verdict::Wrong);
        assert_eq!(codes.seconds_left("a", LIFE_S - 1), Some(1));
        assert_eq!(codes.check("a", &code, LIFE_S), Verdict::Expired);
        assert_eq!(codes.check("a", &code, LIFE_S - 1), Verdict::Right);
        assert_eq!(codes.check("a", &code, LIFE_S - 1), Verdict::Expired);
    }

    #[test]
    fn the_last_code_counts() {
        let mut codes = Codes::new(1);
        codes.send("a", "01000001234", 0);
        let first = last_code(&codes);
        codes.send("a", "01000001234", 1);
        let second = last_code(&codes);
        assert_ne!(first, second);
        assert_eq!(codes.check("a", &first, 1), Verdict::Wrong);
        let states: Vec<CodeState> = codes.lines(1).iter().map(|line| line.state).collect();
        assert_eq!(states, [CodeState::Waiting, CodeState::Replaced]);
        assert_eq!(codes.check("a", &second, 1), Verdict::Right);
    }

    #[test]
    fn five_wrong_codes_are_enough() {
        let mut codes = Codes::new(1);
        codes.send("a", "01000001234", 0);
        for _ in 0..MOST_TRIES - 1 {
            assert_eq!(codes.check("a", "", 0), Verdict::Wrong);
        }
        assert_eq!(codes.check("a", "", 0), Verdict::Spent);
        let code = last_code(&codes);
        assert_eq!(codes.check("a", &code, 0), Verdict::Spent);
    }
}
