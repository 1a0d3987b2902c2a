//! The language of texts for people at a terminal: the program's and the doctor's.

use std::str::FromStr;

use crate::error::Error;

/// A language that texts for people at a terminal are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// `en`, the default.
    #[default]
    English,
    /// `ko`
    Korean,
}

impl Language {
    /// The variables that say which language a terminal wants. The first one that is set and not empty counts.
    pub const VARIABLES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

    /// Korean if the locale of these variables is Korean, such as `ko_KR.UTF-8`, else English.
    pub fn of_locale(variable: impl Fn(&str) -> Option<String>) -> Self {
        let locale = Self::VARIABLES.into_iter().filter_map(variable).find(|value| !value.is_empty());
        match locale.unwrap_or_default().split(['_', '.', '@']).next() {
            Some("ko") => Language::Korean,
            _ => Language::English,
        }
    }

    /// The text of this language.
    pub fn pick<'t>(self, english: &'t str, korean: &'t str) -> &'t str {
        match self {
            Language::English => english,
            Language::Korean => korean,
        }
    }
}

impl FromStr for Language {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "en" => Ok(Language::English),
            "ko" => Ok(Language::Korean),
            _ => Err(Error::config("the language must be en or ko")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_says_the_language() {
        let of = |values: [&str; 3]| {
            Language::of_locale(|name| {
                let at = Language::VARIABLES.iter().position(|known| *known == name);
                at.map(|at| values[at].to_owned())
            })
        };
        assert_eq!(of(["", "", "ko_KR.UTF-8"]), Language::Korean);
        assert_eq!(of(["", "ko", "en_US.UTF-8"]), Language::Korean);
        assert_eq!(of(["C.UTF-8", "", "ko_KR.UTF-8"]), Language::English);
        assert_eq!(of(["", "", "kok_IN"]), Language::English);
        assert_eq!(of(["", "", ""]), Language::English);
    }
}
