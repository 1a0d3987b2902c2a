//! Values that must not reach a log: keys, tokens, and what identifies a person.
//!
//! Every type here prints as `[redacted]` under `{:?}` and has no `Display`, so that a value can get into a log
//! line only through a call to `expose`, which is easy to find in a review. Personal data is serialised in clear,
//! since storing it is what a backend asked for.

use std::fmt;

use icu_normalizer::ComposingNormalizerBorrowed;
use serde::{Deserialize, Serialize};

use crate::described::{Described, Kind};
use crate::foreign::{REDACTED, plain};
use crate::lenient;

/// A private key or an access token. Never serialised, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The secret in clear. Each use needs a reason.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether it can stand in a header, bare.
    pub(crate) fn fits_a_header(&self) -> bool {
        !self.0.is_empty() && self.0.bytes().all(|byte| (b'!'..=b'~').contains(&byte))
    }

    /// Four characters of a long one, to tell one from another, and how many there are.
    pub fn masked(&self) -> String {
        mask_start(&plain(&self.0))
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        lenient::text(deserializer).map(Self)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl Described for Secret {
    const KIND: Kind = Kind::Secret;
}

macro_rules! personal {
    ($( $(#[$doc:meta])* $name:ident masked by $mask:expr; )*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(#[serde(deserialize_with = "lenient::text")] String);

        impl $name {
            /// Wraps a value.
            pub fn new(value: impl Into<String>) -> Self {
                Self(value.into())
            }

            /// The value in clear, as the server sent it. Keep it out of logs.
            pub fn expose(&self) -> &str {
                &self.0
            }

            /// The value with its identifying part starred out, [fit to be shown](crate::plain). A short one is wholly
            /// starred out, and an empty one stays empty.
            pub fn masked(&self) -> String {
                let mask: fn(&str) -> String = $mask;
                if self.0.is_empty() { String::new() } else { mask(&plain(&self.0)) }
            }
        }

        impl Described for $name {
            const KIND: Kind = Kind::Personal;
        }

        lenient::read_by_itself!($name);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(REDACTED)
            }
        }
    )*};
}

personal! {
    /// A person's real name (`username`). Masked as is usual in Korea: `홍*동`; of a name in Latin letters the first one of
    /// each word is left: `J*** D**`.
    PersonName masked by mask_name;
    /// A phone number, digits with or without dashes. Masked: `010-****-1234`.
    PhoneNumber masked by mask_phone;
    /// A birth date in the form that the server used: `YYYYMMDD`, `YYMMDD` or `YYYY-MM-DD`. Masked: `1990-**-**`.
    BirthDate masked by mask_birth;
    /// CI (연계정보, wire name `unique`): 88 base64 characters, the same for one person on every Korean site. A few of them
    /// would tell one person from all others, so its mask shows none.
    Ci masked by mask_all;
    /// DI (중복가입확인정보): 64 base64 characters, one per person and site.
    Di masked by mask_all;
    /// A bank account or card number, as far as the server gives it.
    AccountNumber masked by mask_start;
}

impl BirthDate {
    /// The date as `YYYY-MM-DD`, or `None` for the six-digit form: it does not say the century, and guessing
    /// would make some people a hundred years younger.
    pub fn iso(&self) -> Option<String> {
        let digits: String = self.0.chars().filter(char::is_ascii_digit).collect();
        let (year, month, day) = (digits.get(..4)?, digits.get(4..6)?, digits.get(6..8)?);
        let known_form = self.0.len() == 8 || (self.0.len() == 10 && self.0.split('-').count() == 3);
        (known_form && digits.len() == 8).then(|| format!("{year}-{month}-{day}"))
    }
}

/// Letters are counted as they are read: a syllable that was typed as two or three parts is one.
fn mask_name(name: &str) -> String {
    let name = ComposingNormalizerBorrowed::new_nfc().normalize(name);
    let words: Vec<&str> = name.split_whitespace().collect();
    match words.as_slice() {
        [word] if !word.bytes().all(|byte| byte.is_ascii_alphabetic()) => mask_korean_name(word),
        words => words.iter().map(|word| mask_word(word)).collect::<Vec<_>>().join(" "),
    }
}

fn mask_korean_name(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    match letters.as_slice() {
        [] | [_] => "*".to_owned(),
        [first, _] => format!("{first}*"),
        [first, middle @ .., last] => format!("{first}{}{last}", stars(middle.len())),
    }
}

fn mask_word(word: &str) -> String {
    let mut letters = word.chars();
    match (letters.next(), letters.count()) {
        (Some(first), rest @ 1..) => format!("{first}{}", stars(rest)),
        _ => "*".to_owned(),
    }
}

/// How long what is hidden is shows only up to eight.
fn stars(count: usize) -> String {
    "*".repeat(count.min(8))
}

impl PhoneNumber {
    /// Its digits, without the country code of Korea.
    pub(crate) fn digits(&self) -> String {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        match self.0.trim().strip_prefix("+82") {
            Some(rest) => format!("0{}", digits(rest).trim_start_matches('0')),
            None => digits(&self.0),
        }
    }
}

fn mask_phone(phone: &str) -> String {
    let digits = PhoneNumber::new(phone).digits();
    let prefix = if digits.starts_with("02") { 2 } else { 3 };
    match digits.len() {
        0..=9 => "***".to_owned(), // seven digits of it would be shown
        n => format!("{}-****-{}", &digits[..prefix], &digits[n - 4..]),
    }
}

fn mask_birth(birth: &str) -> String {
    let digits: String = birth.chars().filter(char::is_ascii_digit).collect();
    match digits.len() {
        8 => format!("{}-**-**", &digits[..4]),
        6 => format!("{}-**-**", &digits[..2]),
        _ => "****-**-**".to_owned(),
    }
}

fn mask_all(value: &str) -> String {
    format!("…({})", value.chars().count())
}

fn mask_start(value: &str) -> String {
    let length = value.chars().count();
    let shown: String = value.chars().take(if length > 16 { 4 } else { 0 }).collect();
    format!("{shown}…({length})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_shows_in_debug() {
        let shown = format!(
            "{:?} {:?} {:?} {:?}",
            Secret::new("CANARY"),
            PersonName::new("CANARY"),
            Ci::new("CANARY"),
            PhoneNumber::new("CANARY")
        );
        assert_eq!(shown, "[redacted] [redacted] [redacted] [redacted]");
    }

    #[test]
    fn masks_keep_no_more_than_their_shape_says() {
        assert_eq!(PersonName::new("홍길동").masked(), "홍*동");
        for (name, masked) in [
            ("이산", "이*"),
            ("김", "*"),
            ("남궁민수", "남**수"),
            (" 홍길동 ", "홍*동"),
            ("\u{1112}\u{1169}\u{11bc}\u{1100}\u{1175}\u{11af}\u{1103}\u{1169}\u{11bc}", "홍*동"), // 홍길동 in parts
            ("SANDBOX JANE DOE", "S****** J*** D**"),
            ("LI\u{a0}NA", "L* N*"),
            ("Madonna", "M******"),
            ("J R", "* *"),
            ("", ""),
        ] {
            assert_eq!(PersonName::new(name).masked(), masked, "{name}");
        }
        assert_eq!(PhoneNumber::new("010-1234-5678").masked(), "010-****-5678");
        assert_eq!(PhoneNumber::new("").masked() + &BirthDate::new("").masked() + &Ci::new("").masked(), "");
        for short in ["01", "1234567", "12345678", "02-123-4567"] {
            assert_eq!(PhoneNumber::new(short).masked(), "***", "{short}");
        }
        assert_eq!(PhoneNumber::new("0311234567").masked(), "031-****-4567");
        assert_eq!(PhoneNumber::new("02-1234-5678").masked(), "02-****-5678");
        assert_eq!(PhoneNumber::new("+82 10-1234-5678").masked(), "010-****-5678");
        assert_eq!(BirthDate::new("19901004").masked(), "1990-**-**");
        assert_eq!(BirthDate::new("901004").masked(), "90-**-**");
        assert_eq!(Ci::new("x".repeat(88)).masked(), "…(88)");
        assert_eq!(Ci::new("short").masked(), "…(5)");
        assert_eq!(AccountNumber::new("9430811122223333").masked(), "…(16)");
        assert_eq!(Secret::new("d6941c650061e3ea").masked(), "…(16)");
        assert_eq!(Secret::new("d6941c650061e3eaddd3f4718ab63e09").masked(), "d694…(32)");
    }

    #[test]
    fn a_mask_steers_no_terminal() {
        let hostile = "\u{1b}]0;PWN\u{7}\u{202e}\n0123456789";
        assert_eq!(PersonName::new(format!("{hostile}\u{9b}")).masked(), "\u{fffd}******** 0********");
        assert_eq!(AccountNumber::new(hostile).masked(), "\u{fffd}]0;…(20)");
        assert_eq!(Secret::new(hostile).masked(), "\u{fffd}]0;…(20)");
    }

    #[test]
    fn a_birth_date_is_normalised_only_when_its_century_is_known() {
        assert_eq!(BirthDate::new("19901004").iso().as_deref(), Some("1990-10-04"));
        assert_eq!(BirthDate::new("1990-10-04").iso().as_deref(), Some("1990-10-04"));
        assert_eq!(BirthDate::new("901004").iso(), None);
        assert_eq!(BirthDate::new("1990/10/04").iso(), None);
        assert_eq!(BirthDate::new("").iso(), None);
    }
}
