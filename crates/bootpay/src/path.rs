//! An id as a part of a path.

use crate::error::Error;

/// No id of the API is longer than 24 characters; the rest is room for the server to grow.
const LONGEST_PATH_FIELD: usize = 64;

/// An id as one path segment.
///
/// Receipt ids reach a merchant's server through the browser. The official clients paste them into the path, so
/// that `../request/token?x=1` steers an authenticated request to another route. Here anything that is not made
/// of letters, digits, `_` and `-` is refused before a byte is sent.
pub(crate) fn checked_path_field<'a>(name: &str, value: &'a str) -> Result<&'a str, Error> {
    let wrong = |why: String| Err(Error::invalid_request(format!("{name} {why}; nothing was sent")));
    if value.trim().is_empty() {
        return wrong("is empty".to_owned());
    }
    if let Some((at, c)) =
        value.chars().enumerate().find(|(_, c)| !matches!(c, '0'..='9' | 'A'..='Z' | 'a'..='z' | '_' | '-'))
    {
        let shown = c.escape_debug();
        return wrong(format!(
            "has '{shown}' as character {}; it may consist of 0-9, A-Z, a-z, _ and - only",
            at + 1
        ));
    }
    if value.len() > LONGEST_PATH_FIELD {
        return wrong(format!("has {} characters; at most {LONGEST_PATH_FIELD} are allowed", value.len()));
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_one_plain_segment_or_nothing_is_sent() {
        assert_eq!(checked_path_field("id", "612e09260d681b0021e61ab9").unwrap(), "612e09260d681b0021e61ab9");
        let long = "a".repeat(10_000);
        for (id, why) in [
            ("", "is empty"),
            ("  ", "is empty"),
            (".", "'.' as character 1"),
            ("..", "'.'"),
            ("../request/token?x=1", "'.'"),
            ("a/b", "'/' as character 2"),
            ("a%2Fb", "'%'"),
            ("a?x", "'?'"),
            ("a\0b", "'\\0' as character 2"),
            ("a\nb", "'\\n'"),
            ("영수증", "'영'"),
            (long.as_str(), "10000 characters"),
        ] {
            let error = checked_path_field("receipt_id", id).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::InvalidRequest);
            let text = error.to_string();
            assert!(text.starts_with("receipt_id ") && text.contains(why), "{text}");
            assert!(text.len() < 200, "{text}");
        }
    }
}
