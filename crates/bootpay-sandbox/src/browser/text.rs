//! Text in the two languages of the window.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Text {
    korean: Cow<'static, str>,
    english: Cow<'static, str>,
}

impl Text {
    pub(super) const fn fixed(korean: &'static str, english: &'static str) -> Self {
        Self { korean: Cow::Borrowed(korean), english: Cow::Borrowed(english) }
    }

    pub(super) fn made(korean: String, english: String) -> Self {
        Self { korean: korean.into(), english: english.into() }
    }

    pub(super) fn in_language(&self, is_english: bool) -> &str {
        if is_english { &self.english } else { &self.korean }
    }
}
