//! Paths and path patterns. Every v1 route is known with and without `.json` at its end.

use std::collections::HashMap;

/// A path without its `.json`.
pub(crate) fn without_json_suffix(path: &str) -> &str {
    path.strip_suffix(".json").unwrap_or(path)
}

/// The segments between the slashes; `/` has none.
fn segments(path: &str) -> impl Iterator<Item = &str> {
    let path = without_json_suffix(path);
    let path = path.strip_prefix('/').unwrap_or(path);
    (!path.is_empty()).then(|| path.split('/')).into_iter().flatten()
}

fn is_wildcard(segment: &str) -> bool {
    segment == "*" || (segment.starts_with('{') && segment.ends_with('}'))
}

/// What the wildcards of `template` stand for in `path`; `None` when the path is another one.
/// A wildcard is one segment and never an empty one.
fn captures<'p>(template: &str, path: &'p str) -> Option<Vec<&'p str>> {
    let (mut template, mut path) = (segments(template), segments(path));
    let mut captured = Vec::new();
    loop {
        match (template.next(), path.next()) {
            (None, None) => return Some(captured),
            (Some(expected), Some(actual)) if is_wildcard(expected) && !actual.is_empty() => {
                captured.push(actual);
            }
            (Some(expected), Some(actual)) if expected == actual => {}
            _ => return None,
        }
    }
}

/// Things by the templates of their paths, the first segment of which is no wildcard.
pub(crate) struct Table<T>(HashMap<&'static str, Vec<(&'static str, T)>>);

impl<T> Table<T> {
    pub(crate) fn new(things: impl Iterator<Item = (&'static str, T)>) -> Self {
        let mut by_first_segment: HashMap<&str, Vec<_>> = HashMap::new();
        for (template, thing) in things {
            debug_assert!(!is_wildcard(first_segment(template)), "{template}");
            by_first_segment.entry(first_segment(template)).or_default().push((template, thing));
        }
        Self(by_first_segment)
    }

    /// Each thing whose template fits, in their order, with what stands at its wildcards. A literal name wins over a
    /// wildcard: `/subscribe/billing/reserve` then is no billing key, whatever the method.
    pub(crate) fn fitting<'p>(&self, path: &'p str) -> Vec<(&T, Vec<&'p str>)> {
        let things = self.0.get(first_segment(path)).into_iter().flatten();
        let fitting = things.filter_map(|(template, thing)| Some((thing, captures(template, path)?)));
        let mut fitting: Vec<(&T, Vec<&str>)> = fitting.collect();
        let fewest = fitting.iter().map(|(_, captured)| captured.len()).min();
        fitting.retain(|(_, captured)| Some(captured.len()) == fewest);
        fitting
    }
}

/// Empty for `/`.
fn first_segment(path: &str) -> &str {
    segments(path).next().unwrap_or_default()
}

/// Whether `pattern` is `path` itself or the beginning of it up to a slash.
pub(crate) fn covers(pattern: &str, path: &str) -> bool {
    let mut path = segments(path);
    segments(pattern)
        .all(|expected| path.next().is_some_and(|actual| is_wildcard(expected) || expected == actual))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes() {
        assert_eq!(captures("/receipt/{receipt_id}", "/receipt/abc.json"), Some(vec!["abc"]));
        assert_eq!(captures("/request/token", "/request/token"), Some(vec![]));
        assert_eq!(captures("/receipt/{receipt_id}", "/receipt/"), None);
        assert_eq!(captures("/receipt/{receipt_id}", "/receipt/.json"), None);
        assert_eq!(captures("/receipt/{receipt_id}", "/receipt/a/b"), None);
    }

    #[test]
    fn a_table_finds_what_fits_and_a_literal_name_wins() {
        let paths = ["/", "/receipt/{id}", "/receipt/new", "/receipts", "/openapi.json"];
        let table = Table::new(paths.into_iter().map(|path| (path, path)));
        let fitting = |path| table.fitting(path);
        assert_eq!(fitting("/receipt/new.json"), [(&paths[2], vec![])]);
        assert_eq!(fitting("/receipt/old.json"), [(&paths[1], vec!["old"])]);
        assert_eq!(fitting("/"), [(&paths[0], vec![])]);
        for openapi in ["/openapi", "/openapi.json"] {
            assert_eq!(fitting(openapi), [(&paths[4], vec![])], "{openapi}");
        }
        for other in ["/receipt", "/receipt/", "/other", "//receipt/new"] {
            assert_eq!(fitting(other), [], "{other}");
        }
    }

    #[test]
    fn fault_patterns() {
        assert!(covers("/certificate", "/certificate/abc"));
        assert!(covers("/certificate", "/certificate/abc.json"));
        assert!(covers("/request/token.json", "/request/token"));
        assert!(covers("/{resource}/abc", "/receipt/abc"));
        assert!(covers("/*/abc", "/receipt/abc"));
        assert!(covers("/", "/receipt/abc"));
        assert!(!covers("/cert", "/certificate/abc"));
        assert!(!covers("/certificate/{id}", "/certificate"));
        assert!(!covers("/certificate/abc", "/certificate/abcd"));
    }
}
