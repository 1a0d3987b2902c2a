//! What the client's table of operations says about requests and answers, as far as a recording needs it.

use std::collections::HashSet;
use std::sync::LazyLock;

use bootpay::constants::Literal;
use bootpay::described::{Field, Kind, Object};
use bootpay::schema::CONSTANTS;
use bootpay::{OPERATIONS, OperationSpec};

use crate::path::Table;

static BY_PATH: LazyLock<Table<&'static OperationSpec>> =
    LazyLock::new(|| Table::new(OPERATIONS.iter().map(|spec| (spec.path, spec))));

static WORDS: LazyLock<Words> = LazyLock::new(Words::of_the_table);

/// The operation that a request asks for, with the ids in its path.
pub(super) fn find<'p>(method: &str, path: &'p str) -> Option<(&'static OperationSpec, Vec<&'p str>)> {
    let (spec, ids) = BY_PATH.fitting(path).into_iter().find(|(spec, _)| spec.method.as_str() == method)?;
    Some((*spec, ids))
}

/// A path of which nothing is shown but what the table writes.
pub(super) fn shown(path: &str) -> String {
    let is_known =
        |segment: &str| OPERATIONS.iter().any(|spec| spec.path.split('/').any(|known| known == segment));
    let segments = path.split('/').take(6);
    let shown: Vec<&str> =
        segments.map(|segment| if segment.is_empty() || is_known(segment) { segment } else { "…" }).collect();
    shown.join("/")
}

/// The names in braces of a path, in their order.
pub(super) fn names_in(path: &'static str) -> impl Iterator<Item = &'static str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
}

/// A field of a request.
pub(super) fn field_of(spec: &OperationSpec, name: &str) -> Option<&'static Field> {
    object_of(spec)?.fields.iter().find(|field| field.name == name)
}

pub(super) fn object_of(spec: &OperationSpec) -> Option<&'static Object> {
    match spec.request {
        Kind::Object(object) => Some(object),
        _ => None,
    }
}

/// Whether this text is one of the API's own: a named value, or a word that the documentation of a text field quotes.
pub(super) fn is_a_word(text: &str) -> bool {
    WORDS.values.contains(text)
}

/// Whether a field has this name anywhere in the API.
pub(super) fn is_a_name(name: &str) -> bool {
    WORDS.names.contains(name)
}

#[derive(Default)]
struct Words {
    values: HashSet<&'static str>,
    names: HashSet<&'static str>,
}

impl Words {
    fn of_the_table() -> Self {
        let mut words = Self::default();
        for constant in CONSTANTS.iter().flat_map(|table| table.values) {
            if let Literal::Text(text) = constant.value {
                words.values.insert(text);
            }
            words.values.insert(constant.korean);
        }
        for spec in OPERATIONS {
            words.add(spec.request);
            words.add(spec.answer);
        }
        words
    }

    fn add(&mut self, kind: Kind) {
        match kind {
            Kind::Object(object) => {
                for field in object.fields {
                    self.names.insert(field.name);
                    if is_text(field.kind) {
                        self.values.extend(quoted(field.doc));
                        self.values.extend(field.default.into_iter().flat_map(quoted));
                    }
                    self.add(field.kind);
                }
            }
            Kind::List(kind) => self.add(*kind),
            Kind::Either(kinds) => kinds.iter().for_each(|kind| self.add(*kind)),
            _ => {}
        }
    }
}

fn is_text(kind: Kind) -> bool {
    match kind {
        Kind::Text => true,
        Kind::List(kind) => is_text(*kind),
        Kind::Either(kinds) => kinds.iter().any(|kind| is_text(*kind)),
        _ => false,
    }
}

/// The words between backticks.
fn quoted(doc: &'static str) -> impl Iterator<Item = &'static str> {
    doc.split('`').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_found_as_the_api_routes() {
        let name = |method, path| find(method, path).map(|(spec, ids)| (spec.name, ids));
        for (method, path, expected) in [
            ("GET", "/receipt/r.json", Some(("receipt.get", vec!["r"]))),
            ("GET", "/certificate/r", Some(("certificate.get", vec!["r"]))),
            ("POST", "/subscribe/billing/reserve", Some(("billing.reserve", vec![]))),
            ("GET", "/subscribe/billing/reserve", None),
            ("DELETE", "/subscribe/billing/reserve/x", Some(("reservation.cancel", vec!["x"]))),
            ("DELETE", "/subscribe/billing/x", Some(("billing_key.delete", vec!["x"]))),
            ("PATCH", "/cancel", None),
            ("GET", "/v2/receipt/r", None),
        ] {
            assert_eq!(name(method, path), expected, "{method} {path}");
        }
        assert_eq!(shown("/receipt/CANARY/more"), "/receipt/…/…");
    }

    #[test]
    fn the_apis_words_are_those_that_it_documents() {
        for word in ["card", "kcp", "krw", "SKT", "결제완료", "complete", "oneshot", "본인인증"] {
            assert!(is_a_word(word), "{word}");
        }
        for other in ["홍길동", "01000000001", "아이폰", ""] {
            assert!(!is_a_word(other), "{other}");
        }
    }
}
