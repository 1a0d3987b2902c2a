//! The mobile carriers that a person can have.

/// SKT, KT, LGT are documented codes; the ones of the budget carriers (MVNO) are those of API version 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
