//! The error that a failed attempt is, in words that may be shown.

use crate::envelope::Attempt;
use crate::error::{Code, Error, ErrorKind};
use crate::foreign::{Hidden, plain};
use crate::retry::Failure;

/// The error that a failed attempt is.
pub(crate) fn error_of(attempt: Attempt, hidden: &Hidden) -> Error {
    match attempt {
        Attempt::Good { status, .. } => {
            Error::new(ErrorKind::Internal, "a good answer is no error").with_status(status)
        }
        Attempt::Refused { http_status, status, code, message, body, .. } => {
            let mut text = format!("HTTP {http_status}");
            if status != http_status {
                text.push_str(&format!(", but the answer says {status}"));
            }
            let code = code.map(|code| match code {
                Code::Text(word) => Code::Text(fit_to_be_shown(&word, hidden)),
                number => number,
            });
            if let Some(code) = code.as_ref().filter(|code| **code != 0) {
                text.push_str(&format!(", code {code}"));
            }
            let said = fit_to_be_shown(&message, hidden);
            if !said.is_empty() {
                text.push_str(&format!(": {said}"));
            }
            if status == 401 {
                text.push_str(
                    " (the doctor checks the five usual causes of a 401: `bootpay doctor`, `python -m bootpay \
                     doctor`, `npx bootpay-backend-nodejs doctor` or `bootpay-doctor`)",
                );
            }
            Error::new(ErrorKind::Api, text).with_status(status).with_code(code).with_body(body)
        }
        Attempt::Foreign { status, why, body, .. } => {
            Error::new(ErrorKind::Decode, format!("HTTP {status}: {why}")).with_status(status).with_body(body)
        }
        Attempt::Broken(broken) => {
            let kind = match broken.failure {
                Failure::NotSent | Failure::Lost => ErrorKind::Connection,
                Failure::TimedOut => ErrorKind::Timeout,
                Failure::Unreadable | Failure::Answered(_) => ErrorKind::Decode,
            };
            let error = Error::new(kind, broken.message).with_causes(broken.causes);
            match broken.status {
                Some(status) => error.with_status(status),
                None => error,
            }
        }
    }
}

/// The server's words, in one line of at most 300 characters. They are shown to people, so what is `hidden` is taken out of
/// them.
pub(crate) fn fit_to_be_shown(words: &str, hidden: &Hidden) -> String {
    // controls first: a line break within a key must not keep it from being found
    let words = plain(&words.chars().take(LONGEST_WORDS).collect::<String>());
    let words = without_long_numbers(&hidden.taken_out_of(&words));
    words.chars().take(LONGEST_SHOWN).collect::<String>().trim().to_owned()
}

/// How many characters of a server's words are looked at: a message may be as long as an answer.
const LONGEST_WORDS: usize = 1000;

/// How many of them are shown.
const LONGEST_SHOWN: usize = 300;

/// `text` without runs of 12 digits and more: a server may quote the card number that it refuses.
fn without_long_numbers(text: &str) -> String {
    let mut shown = String::new();
    let mut run = String::new();
    for c in text.chars().map(Some).chain([None]) {
        match c {
            Some(digit) if digit.is_ascii_digit() => run.push(digit),
            Some(gap @ ('-' | ' ')) if run.ends_with(|last: char| last.is_ascii_digit()) => run.push(gap),
            other => {
                let digits = run.bytes().filter(u8::is_ascii_digit).count();
                let number = run.trim_end_matches(['-', ' ']);
                shown.push_str(if digits < 12 { number } else { "[number]" });
                shown.push_str(&run[number.len()..]);
                run.clear();
                shown.extend(other);
            }
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_number_in_the_servers_words_is_not_repeated() {
        assert_eq!(
            without_long_numbers("카드번호 4111111111111111 오류 3041"),
            "카드번호 [number] 오류 3041"
        );
        assert_eq!(without_long_numbers("943081000000456"), "[number]");
        assert_eq!(without_long_numbers("카드 9430-8111-2222-3333 - 오류"), "카드 [number] - 오류");
        assert_eq!(without_long_numbers("9430 8111 2222 3333 "), "[number] ");
        assert_eq!(without_long_numbers("- 010-1234-5678, -1 2"), "- 010-1234-5678, -1 2");
        assert_eq!(without_long_numbers("2019-12-16 11:05:50"), "2019-12-16 11:05:50");
        assert_eq!(without_long_numbers("5df6e67d4f74b4002a77e0eb"), "5df6e67d4f74b4002a77e0eb");
    }
}
