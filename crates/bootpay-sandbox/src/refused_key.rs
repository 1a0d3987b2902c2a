//! Takes private keys that are not this server's own out of what the journal keeps.
//!
//! Somebody will run their real configuration against the sandbox one day. Two rules, so that one catches what the
//! other misses: the value of anything named `private_key` (JSON, form or query, whatever the value looks like), and
//! anything that has the shape of a private key (43 base64 characters and `=`), wherever it stands.

use std::ops::Range;

use crate::keys::Projects;

/// What the journal shows instead.
pub(crate) const REPLACEMENT: &str = "[refused key]";

/// A request body, of whatever kind it claims to be.
pub(crate) fn hide_in_body(body: &str, projects: &Projects) -> String {
    let body = replace(body, &json_values(body, projects));
    let body = replace(&body, &form_values(&body, projects));
    hide_in_text(&body, projects)
}

/// A path with its query.
pub(crate) fn hide_in_path(path: &str, projects: &Projects) -> String {
    match path.split_once('?') {
        None => hide_in_text(path, projects),
        Some((path, query)) => {
            let query = replace(query, &form_values(query, projects));
            format!("{}?{}", hide_in_text(path, projects), hide_in_text(&query, projects))
        }
    }
}

/// A header. `Basic` credentials hold a key where nobody can see it, so they go as a whole.
pub(crate) fn hide_in_header(name: &str, value: &str, projects: &Projects) -> String {
    let scheme = value.split_ascii_whitespace().next().unwrap_or_default();
    if name == "authorization" && scheme.eq_ignore_ascii_case("basic") {
        return format!("{scheme} {REPLACEMENT}");
    }
    if is_private_key_name(name) && !projects.knows_private_key(value) {
        return REPLACEMENT.to_owned();
    }
    hide_in_text(value, projects)
}

fn hide_in_text(text: &str, projects: &Projects) -> String {
    replace(text, &key_shapes(text, projects))
}

fn replace(text: &str, ranges: &[Range<usize>]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut done = 0;
    for range in ranges {
        result.push_str(&text[done..range.start]);
        result.push_str(REPLACEMENT);
        done = range.end;
    }
    result.push_str(&text[done..]);
    result
}

/// `private_key`, `privateKey`, `X-Private-Key`, `project[private_key]`.
fn is_private_key_name(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    plain.to_ascii_lowercase().ends_with("privatekey")
}

/// The values of `private_key` in JSON text. A scanner, not a parser: broken JSON must not hide a key from it.
fn json_values(text: &str, projects: &Projects) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut ranges = Vec::new();
    let mut at = 0;
    while let Some(open) = find(bytes, at, |byte| byte == b'"') {
        let name_end = string_end(bytes, open);
        at = name_end;
        let colon = find(bytes, name_end, |byte| !byte.is_ascii_whitespace());
        let Some(colon) = colon.filter(|colon| bytes[*colon] == b':') else { continue };
        if !is_private_key_name(&decode_json_string(&text[open..name_end])) {
            continue;
        }
        let Some(start) = find(bytes, colon + 1, |byte| !byte.is_ascii_whitespace()) else { break };
        let end = match bytes[start] {
            b'"' => string_end(bytes, start),
            // A key inside of something stranger: give up the rest of the text, not the key.
            b'{' | b'[' => bytes.len(),
            _ => find(bytes, start, |byte| matches!(byte, b',' | b'}' | b']')).unwrap_or(bytes.len()),
        };
        let value = &text[start..end];
        if value.trim() != "null" && !projects.knows_private_key(&decode_json_string(value)) {
            let is_closed_string = value.len() >= 2 && value.starts_with('"') && value.ends_with('"');
            ranges.push(if is_closed_string { start + 1..end - 1 } else { start..end });
        }
        at = end;
    }
    ranges
}

fn decode_json_string(quoted: &str) -> String {
    serde_json::from_str(quoted).unwrap_or_else(|_| quoted.to_owned())
}

fn find(bytes: &[u8], from: usize, matches: impl Fn(u8) -> bool) -> Option<usize> {
    bytes.get(from..)?.iter().position(|byte| matches(*byte)).map(|offset| from + offset)
}

/// The index after the closing quote of the JSON string that opens at `open`; the end of the text if none closes it.
fn string_end(bytes: &[u8], open: usize) -> usize {
    let mut at = open + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The values of `private_key` in `a=b&c=d`.
fn form_values(text: &str, projects: &Projects) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    for pair in text.split('&') {
        if let Some((name, value)) = form_urlencoded::parse(pair.as_bytes()).next()
            && let Some(equals) = pair.find('=')
            && is_private_key_name(&name)
            && !value.is_empty()
            && !projects.knows_private_key(&value)
        {
            ranges.push(start + equals + 1..start + pair.len());
        }
        start += pair.len() + 1;
    }
    ranges
}

const KEY_CHARACTERS: usize = 43;

/// Whatever looks like a private key, also percent-encoded or with JSON's escaped slashes.
///
/// Only the last 43 characters before the `=` count: what stands in front of a key may be base64 too (the slash of a
/// path, the `20` of a `%20`). Some other base64 text may lose its end to this; a key must not get through.
fn key_shapes(text: &str, projects: &Projects) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut ranges = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let mut run: Vec<(usize, char)> = Vec::new();
        let mut end = at;
        while let Some((character, length)) = base64_character(&bytes[end..]) {
            run.push((end, character));
            end += length;
        }
        let padding = padding_length(&bytes[end..]);
        let padded_once = padding > 0 && padding_length(&bytes[end + padding..]) == 0;
        if padded_once && run.len() >= KEY_CHARACTERS {
            let tail = &run[run.len() - KEY_CHARACTERS..];
            let key: String = tail.iter().map(|(_, character)| *character).chain(['=']).collect();
            if !projects.knows_private_key(&key) {
                ranges.push(tail[0].0..end + padding);
            }
        }
        at = (end + padding).max(at + 1);
    }
    ranges
}

/// One base64 character at the front, and how many bytes it is written with.
fn base64_character(bytes: &[u8]) -> Option<(char, usize)> {
    match bytes {
        [b'%', b'2', b'B' | b'b', ..] => Some(('+', 3)),
        [b'%', b'2', b'F' | b'f', ..] => Some(('/', 3)),
        [b'\\', b'/', ..] => Some(('/', 2)),
        [byte, ..] if byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/') => {
            Some((char::from(*byte), 1))
        }
        _ => None,
    }
}

fn padding_length(bytes: &[u8]) -> usize {
    match bytes {
        [b'=', ..] => 1,
        [b'%', b'3', b'D' | b'd', ..] => 3,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=";
    const FOREIGN: &str = "AAAAbbbb+ccc/dddEEEEffffGGGGhhhhIIIIjjjjKKK=";

    fn body(text: &str) -> String {
        hide_in_body(text, &Projects::from_seed(1))
    }

    #[test]
    fn our_own_keys_stay() {
        let json = format!(r#"{{"application_id":"x","private_key":"{OURS}"}}"#);
        assert_eq!(body(&json), json);
        let form = "private_key=rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw%3D&a=b";
        assert_eq!(body(form), form);
    }

    #[test]
    fn named_values_go_whatever_they_look_like() {
        assert_eq!(
            body(r#"{"private_key" : "hunter2","a":1}"#),
            r#"{"private_key" : "[refused key]","a":1}"#
        );
        assert_eq!(body(r#"{"a":{"privateKey":"hun\"ter2"}}"#), r#"{"a":{"privateKey":"[refused key]"}}"#);
        assert_eq!(body(r#"{"pri\u0076ate_key":"hunter2"}"#), r#"{"pri\u0076ate_key":"[refused key]"}"#);
        assert_eq!(body(r#"{"private_key":12345}"#), r#"{"private_key":[refused key]}"#);
        assert_eq!(body(r#"{"private_key":["hunter2"]}"#), r#"{"private_key":[refused key]"#);
        assert_eq!(body(r#"{"private_key":"hunt"#), r#"{"private_key":[refused key]"#);
        assert_eq!(body("private%5Fkey=hunter2&b=c"), "private%5Fkey=[refused key]&b=c");
        assert_eq!(body(r#"{"private_key":null}"#), r#"{"private_key":null}"#);
    }

    #[test]
    fn key_shapes_go_wherever_they_stand() {
        for written in [
            FOREIGN.to_owned(),
            FOREIGN.replace('+', "%2B").replace('/', "%2f").replace('=', "%3D"),
            FOREIGN.replace('/', "\\/"),
        ] {
            assert_eq!(body(&format!("<x>{written}</x>")), "<x>[refused key]</x>", "{written}");
        }
        let projects = Projects::from_seed(1);
        for before in ["/receipt/", "?a=%20", "\\n", "abc"] {
            assert_eq!(
                hide_in_text(&format!("{before}{FOREIGN}"), &projects),
                format!("{before}[refused key]")
            );
            assert_eq!(hide_in_text(&format!("{before}{OURS}"), &projects), format!("{before}{OURS}"));
        }
        assert_eq!(hide_in_header("authorization", FOREIGN, &projects), REPLACEMENT);
        assert_eq!(hide_in_header("authorization", "Basic YTpi", &projects), "Basic [refused key]");
        assert_eq!(
            hide_in_path("/receipt/x?private_key=hunter2", &projects),
            "/receipt/x?private_key=[refused key]"
        );
    }

    #[test]
    fn longer_base64_is_no_key() {
        let ci = format!("{}==", "A".repeat(86));
        assert_eq!(body(&ci), ci);
    }
}
