//! Paths and path patterns. Every v1 route is known with and without `.json` at its end.

/// A path without its `.json`.
pub(crate) fn without_json_suffix(path: &str) -> &str {
    path.strip_suffix(".json").unwrap_or(path)
}

/// The segments between the slashes; `/` has none.
fn segments(path: &str) -> Vec<&str> {
    let path = without_json_suffix(path);
    let path = path.strip_prefix('/').unwrap_or(path);
    if path.is_empty() { Vec::new() } else { path.split('/').collect() }
}

fn is_wildcard(segment: &str) -> bool {
    segment == "*" || (segment.starts_with('{') && segment.ends_with('}'))
}

/// What the wildcards of `template` stand for in `path`; `None` when the path is another one.
/// A wildcard is one segment and never an empty one.
pub(crate) fn captures<'p>(template: &str, path: &'p str) -> Option<Vec<&'p str>> {
    let (template, path) = (segments(template), segments(path));
    if template.len() != path.len() {
        return None;
    }
    let mut captured = Vec::new();
    for (expected, actual) in template.into_iter().zip(path) {
        if is_wildcard(expected) && !actual.is_empty() {
            captured.push(actual);
        } else if expected != actual {
            return None;
        }
    }
    Some(captured)
}

/// Whether `pattern` is `path` itself or the beginning of it up to a slash.
pub(crate) fn covers(pattern: &str, path: &str) -> bool {
    let (pattern, path) = (segments(pattern), segments(path));
    pattern.len() <= path.len()
        && pattern.iter().zip(&path).all(|(expected, actual)| is_wildcard(expected) || expected == actual)
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
