//! What a person agrees to before a code is sent.

use super::text::Text;

pub(super) struct Term {
    pub(super) name: &'static str,
    pub(super) text: Text,
}

pub(super) static TERMS: &[Term] = &[
    Term {
        name: "agree_personal",
        text: Text::fixed("개인정보 수집 및 이용 동의", "Collection and use of personal data"),
    },
    Term {
        name: "agree_identifier",
        text: Text::fixed("고유식별정보 처리 동의", "Processing of the unique identifier"),
    },
    Term {
        name: "agree_carrier", text: Text::fixed("통신사 이용약관 동의", "Terms of the carrier")
    },
    Term {
        name: "agree_service",
        text: Text::fixed("본인확인서비스 이용약관 동의", "Terms of the verification service"),
    },
];
