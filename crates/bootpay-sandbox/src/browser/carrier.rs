//! The mobile carriers that a person can have.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// SKT, KT, LGT are documented codes; the ones of the budget carriers (MVNO) are those of API version 2. In a snapshot it
/// stands as its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "&'static str")]
pub(crate) struct Carrier {
    code: &'static str,
    pub(super) korean: &'static str,
    pub(super) english: &'static str,
}

pub(super) const CARRIERS: &[Carrier] = &[
    Carrier { code: "SKT", korean: "SKT", english: "SKT" },
    Carrier { code: "KT", korean: "KT", english: "KT" },
    Carrier { code: "LGT", korean: "LG U+", english: "LG U+" },
    Carrier { code: "SKT_MVNO", korean: "SKT 알뜰폰", english: "SKT MVNO" },
    Carrier { code: "KT_MVNO", korean: "KT 알뜰폰", english: "KT MVNO" },
    Carrier { code: "LGT_MVNO", korean: "LG U+ 알뜰폰", english: "LG U+ MVNO" },
];

impl From<Carrier> for &'static str {
    fn from(carrier: Carrier) -> Self {
        carrier.code
    }
}

/// By hand: serde would want to borrow the names for ever.
impl<'de> Deserialize<'de> for Carrier {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::of(&code).ok_or_else(|| D::Error::custom("must be the code of a carrier"))
    }
}

impl Carrier {
    pub(super) fn code(self) -> &'static str {
        self.code
    }

    pub(super) fn of(code: &str) -> Option<Self> {
        CARRIERS.iter().copied().find(|carrier| carrier.code == code)
    }

    /// One of the three that `extra.carrier` may fix.
    pub(super) fn main(code: &str) -> Option<Self> {
        CARRIERS[..3].iter().copied().find(|carrier| carrier.code == code)
    }
}
