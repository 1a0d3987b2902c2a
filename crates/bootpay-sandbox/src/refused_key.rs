//! Takes private keys that are not this server's own out of what the journal keeps.
//!
//! Somebody will run their real configuration against the sandbox one day. Three rules, so that one catches what the
//! others miss. Of a token call whose keys are not accepted, no value is kept, only lengths: the key may be cut, or
//! stand in the wrong field. Elsewhere goes the value of anything named `private_key`, whatever it looks like, and
//! where that value cannot be told from its surroundings, the whole text. And anything that has the shape of a
//! private key (43 base64 characters, with or without its `=`) goes wherever it stands, however it is escaped.

use std::borrow::Cow;
use std::ops::Range;

use serde::de::IgnoredAny;

use crate::body::Parameters;
use crate::keys::Keys;

/// What the journal shows instead.
pub(crate) const REPLACEMENT: &str = "[refused key]";

/// Whether somebody wants a token here, also with a wrong base URL (`/v2/request/token`).
pub(crate) fn is_token_path(path: &str) -> bool {
    path.contains("/request/token")
}

/// The places of a token call where its keys may be.
pub(crate) struct TokenCall<'a> {
    pub(crate) query: &'a str,
    pub(crate) content_type: Option<&'a str>,
    pub(crate) body: &'a [u8],
}

impl TokenCall<'_> {
    /// Whether it has a pair of keys of this server, which nobody needs to hide.
    pub(crate) fn is_accepted(&self, keys: &Keys) -> bool {
        let parameters = Parameters::read(self.query, self.content_type, self.body).unwrap_or_default();
        let (id, key) = (parameters.text("application_id"), parameters.text("private_key"));
        id.zip(key).is_some_and(|(id, key)| keys.check(&id, &key).is_ok())
    }

    pub(crate) fn query_lengths(&self) -> String {
        lengths(self.query, None, b"")
    }

    pub(crate) fn body_lengths(&self) -> String {
        if self.body.is_empty() { String::new() } else { lengths("", self.content_type, self.body) }
    }
}

/// `[refused token request: application_id 24 characters, private_key 44 characters]`. A name that is not plainly a
/// name may be a piece of a key itself; then only the size is told.
fn lengths(query: &str, content_type: Option<&str>, body: &[u8]) -> String {
    let is_plain =
        |name: &str| name.len() <= 24 && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    let text = match Parameters::read(query, content_type, body) {
        Ok(parameters) if parameters.lengths().all(|(name, _)| is_plain(name)) => {
            let fields: Vec<String> =
                parameters.lengths().map(|(name, length)| format!("{name} {length} characters")).collect();
            if fields.is_empty() { "no fields".to_owned() } else { fields.join(", ") }
        }
        _ => format!("{} bytes", query.len() + body.len()),
    };
    format!("[refused token request: {text}]")
}

/// A header of a refused token call. Only those that say nothing but how the request is sent are kept.
pub(crate) fn hide_in_refused_header(name: &str, value: &str, keys: &Keys) -> String {
    match name {
        "accept" | "accept-encoding" | "connection" | "content-length" | "content-type" | "host"
        | "transfer-encoding" | "user-agent" => hide_in_header(name, value, keys),
        _ => format!("[{} characters]", value.chars().count()),
    }
}

/// A request body, of whatever kind it claims to be.
pub(crate) fn hide_in_body(body: &str, keys: &Keys) -> String {
    if body.is_empty() {
        return String::new();
    }
    let is_json = serde_json::from_str::<IgnoredAny>(body).is_ok();
    let values = if is_json { json_values(body, keys) } else { form_values(body, keys) };
    hide("body", body, &values, keys)
}

pub(crate) fn hide_in_query(query: &str, keys: &Keys) -> String {
    hide("query", query, &form_values(query, keys), keys)
}

/// A path without its query.
pub(crate) fn hide_in_path(path: &str, keys: &Keys) -> String {
    let decoded = Decoded::new(path);
    if decoded.mentions() > 0 {
        return format!("/[path that names a private key: {} bytes]", path.len());
    }
    replace(path, &decoded.key_shapes(true, keys)).into_owned()
}

/// A header. `Basic` credentials hold a key where nobody can see it, so they go as a whole.
pub(crate) fn hide_in_header(name: &str, value: &str, keys: &Keys) -> String {
    if name == "authorization"
        && let Some(scheme) = value.split_ascii_whitespace().next()
        && scheme.eq_ignore_ascii_case("basic")
    {
        return format!("{scheme} {REPLACEMENT}");
    }
    if is_private_key_name(name) && !keys.knows_private_key(value) {
        return REPLACEMENT.to_owned();
    }
    hide("header", value, &Values::default(), keys)
}

/// The values of `private_key` in a text.
#[derive(Default)]
struct Values {
    /// Those that have to go.
    refused: Vec<Range<usize>>,
    /// How often `private_key` was seen as a name, also of a value that may stay.
    names: usize,
}

impl Values {
    /// A name counts once and only as what [`Decoded::mentions`] counts, so that it makes up for no other mention.
    fn count(&mut self, name: &str) {
        self.names += Decoded::new(name).mentions().min(1);
    }
}

fn hide(what: &str, text: &str, values: &Values, keys: &Keys) -> String {
    // Named once more than was found: XML, multipart, JSON inside of JSON, or something that is broken.
    let decoded = Decoded::new(text);
    if decoded.mentions() > values.names {
        return format!("[{what} that names a private key: {} bytes]", text.len());
    }
    let text = replace(text, &values.refused);
    let decoded = if values.refused.is_empty() { decoded } else { Decoded::new(&text) };
    replace(&text, &decoded.key_shapes(false, keys)).into_owned()
}

fn replace<'t>(text: &'t str, ranges: &[Range<usize>]) -> Cow<'t, str> {
    if ranges.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    let mut done = 0;
    for range in ranges {
        result.push_str(&text[done..range.start]);
        result.push_str(REPLACEMENT);
        done = range.end;
    }
    result.push_str(&text[done..]);
    Cow::Owned(result)
}

/// `private_key`, `privateKey`, `X-Private-Key`, `project[private_key]`.
fn is_private_key_name(name: &str) -> bool {
    let mut plain = name.bytes().rev().filter(u8::is_ascii_alphanumeric);
    b"privatekey"
        .iter()
        .rev()
        .all(|letter| plain.next().is_some_and(|byte| byte.eq_ignore_ascii_case(letter)))
}

/// Looks in JSON text. A scanner beside the parser, because the rest of the text is to stay as it came.
fn json_values(text: &str, keys: &Keys) -> Values {
    let bytes = text.as_bytes();
    let mut values = Values::default();
    let mut at = 0;
    while let Some(open) = find(bytes, at, |byte| byte == b'"') {
        let name_end = string_end(bytes, open);
        at = name_end;
        let colon = find(bytes, name_end, |byte| !byte.is_ascii_whitespace());
        let Some(colon) = colon.filter(|colon| bytes[*colon] == b':') else { continue };
        let name = decode_json_string(&text[open..name_end]);
        if !is_private_key_name(&name) {
            continue;
        }
        values.count(&name);
        let Some(start) = find(bytes, colon + 1, |byte| !byte.is_ascii_whitespace()) else { break };
        let end = match bytes[start] {
            b'"' => string_end(bytes, start),
            // A key inside of something stranger: give up the rest of the text, not the key.
            b'{' | b'[' => bytes.len(),
            _ => find(bytes, start, |byte| matches!(byte, b',' | b'}' | b']')).unwrap_or(bytes.len()),
        };
        let value = &text[start..end];
        if value.trim() != "null" && !keys.knows_private_key(&decode_json_string(value)) {
            values.refused.push(if value.starts_with('"') { start + 1..end - 1 } else { start..end });
        }
        at = end;
    }
    values
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

/// Looks in `a=b&c=d`.
fn form_values(text: &str, keys: &Keys) -> Values {
    let mut values = Values::default();
    let mut start = 0;
    for pair in text.split('&') {
        if let Some((name, value)) = form_urlencoded::parse(pair.as_bytes()).next()
            && let Some(equals) = pair.find('=')
            && is_private_key_name(&name)
        {
            values.count(&name);
            if !value.is_empty() && !keys.knows_private_key(&value) {
                values.refused.push(start + equals + 1..start + pair.len());
            }
        }
        start += pair.len() + 1;
    }
    values
}

const KEY_CHARACTERS: usize = 43;

/// A text with all of its percent-encoding and its JSON and JavaScript escapes undone, however deep they are nested, and
/// without the NULs that stand between the letters of UTF-16 and UTF-32. For looking only: it undoes more than any single
/// reader of the text would.
struct Decoded<'t> {
    bytes: Cow<'t, [u8]>,
    /// Where each of the bytes begins in the text, and the end of the text; `None` for a text that stands for itself.
    starts: Option<Vec<usize>>,
}

impl<'t> Decoded<'t> {
    fn new(text: &'t str) -> Self {
        if !text.bytes().any(|byte| matches!(byte, b'%' | b'\\' | 0)) {
            return Self { bytes: Cow::Borrowed(text.as_bytes()), starts: None };
        }
        let (mut bytes, mut starts) = (Vec::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
        for (index, byte) in text.bytes().enumerate() {
            bytes.push(byte);
            starts.push(index);
            // What an escape stands for may be the end of another one: %253D.
            while let Some((length, plain)) = escape_at_end(&bytes) {
                let first = bytes.len() - length;
                bytes.truncate(first);
                starts.truncate(first + 1);
                bytes.push(plain);
            }
            if bytes.last() == Some(&0) {
                bytes.pop();
                starts.pop();
            }
        }
        starts.push(text.len());
        Self { bytes: Cow::Owned(bytes), starts: Some(starts) }
    }

    /// Where a byte begins in the text.
    fn start(&self, at: usize) -> usize {
        self.starts.as_ref().map_or(at, |starts| starts[at])
    }
}

/// The length of the escape that ends here, and what it stands for.
fn escape_at_end(bytes: &[u8]) -> Option<(usize, u8)> {
    let hex = |high: u8, low: u8| {
        let digit = |byte: u8| char::from(byte).to_digit(16);
        u8::try_from(digit(high)? * 16 + digit(low)?).ok()
    };
    match bytes {
        [.., b'%', high, low] => Some((3, hex(*high, *low)?)),
        [.., b'\\', b'u', b'0', b'0', high, low] => Some((6, hex(*high, *low)?)),
        [.., b'\\', plain @ (b'"' | b'\'' | b'/' | b'\\')] => Some((2, *plain)),
        [.., b'\\', b'b' | b'f' | b'n' | b'r' | b't'] => Some((2, b' ')),
        _ => None,
    }
}

impl Decoded<'_> {
    /// How often anything here is called `private_key`.
    fn mentions(&self) -> usize {
        let is_named_at = |at: usize| {
            let rest = &self.bytes[at..];
            let rest = if matches!(rest, [b'_' | b'-' | b'.', ..]) { &rest[1..] } else { rest };
            rest.get(..3).is_some_and(|word| word.eq_ignore_ascii_case(b"key"))
        };
        let words = self.bytes.windows(7).enumerate();
        words.filter(|(at, word)| word.eq_ignore_ascii_case(b"private") && is_named_at(at + 7)).count()
    }

    /// Whatever looks like a private key, as ranges of the text: 43 base64 characters between others, also in the
    /// URL-safe alphabet, with its `=`, without or with too many. In a path, a slash is another character.
    ///
    /// A longer run is a longer value (a CI, a DI) and stays, unless its length with the `=` is impossible in base64:
    /// then its end may be a key that something else stands in front of, and goes.
    fn key_shapes(&self, is_path: bool, keys: &Keys) -> Vec<Range<usize>> {
        let bytes = &*self.bytes;
        let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
        let is_slash = |at: usize| is_path && bytes.get(at) == Some(&b'/');
        let count = |from: usize, matches: &dyn Fn(&u8) -> bool| {
            bytes[from..].iter().take_while(|byte| matches(byte)).count()
        };
        let mut ranges = Vec::new();
        let mut at = 0;
        while at + KEY_CHARACTERS <= bytes.len() {
            let end = at + count(at, &is_base64);
            let padding = count(end, &|byte| *byte == b'=');
            let mut start = at;
            while start + KEY_CHARACTERS <= end {
                let key_end = start + KEY_CHARACTERS;
                let begins = start == at || is_slash(start - 1);
                let ends = key_end == end || is_slash(key_end);
                let is_tail = key_end == end && padding > 0 && (end - at + padding) % 4 != 0;
                if (begins && ends || is_tail) && is_refused_key(&bytes[start..key_end], keys) {
                    let padded_end = if key_end == end { end + padding } else { key_end };
                    ranges.push(self.start(start)..self.start(padded_end));
                    start = key_end;
                } else {
                    start += 1;
                }
            }
            at = (end + padding).max(at + 1);
        }
        ranges
    }
}

/// Whether 43 base64 characters may be somebody's key. A random one has capitals and small letters (all but one in a
/// thousand million), which the path `/subscribe/billing/` with its id, the hex of a hash and most names have not.
fn is_refused_key(characters: &[u8], keys: &Keys) -> bool {
    let standard = characters.iter().map(|byte| match byte {
        b'-' => '+',
        b'_' => '/',
        byte => char::from(*byte),
    });
    characters.iter().any(u8::is_ascii_uppercase)
        && characters.iter().any(u8::is_ascii_lowercase)
        && !keys.knows_private_key(&standard.chain(['=']).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=";
    const FOREIGN: &str = "AAAAbbbb+ccc/dddEEEEffffGGGGhhhhIIIIjjjjKKK=";

    fn body(text: &str) -> String {
        hide_in_body(text, &Keys::of_the_first(1))
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
        assert_eq!(body(r#"{"private_key":"hunt"#), "[body that names a private key: 20 bytes]");
        assert_eq!(body("private%5Fkey=hunter2&b=c"), "private%5Fkey=[refused key]&b=c");
        assert_eq!(body(r#"{"private_key":null}"#), r#"{"private_key":null}"#);
    }

    #[test]
    fn key_shapes_go_wherever_they_stand() {
        for written in [
            FOREIGN.to_owned(),
            FOREIGN.replace('+', "%2B").replace('/', "%2f").replace('=', "%3D"),
            FOREIGN.replace('/', "\\/"),
            FOREIGN.replace('=', "\\\\\\\\u003d"),
            FOREIGN.replace('/', "%25252f"),
            FOREIGN.replace('/', "_").replace('+', "-"),
            FOREIGN[..43].to_owned(),
            format!("{FOREIGN}="),
        ] {
            assert_eq!(body(&format!("<x>{written}</x>")), "<x>[refused key]</x>", "{written}");
        }
        let keys = Keys::of_the_first(1);
        for before in ["/receipt/", "?a=%20", "\\n", "abc"] {
            assert_eq!(body(&format!("{before}{FOREIGN}")), format!("{before}[refused key]"));
            assert_eq!(body(&format!("{before}{OURS}")), format!("{before}{OURS}"));
        }
        assert_eq!(hide_in_header("authorization", FOREIGN, &keys), REPLACEMENT);
        assert_eq!(hide_in_header("authorization", "Basic YTpi", &keys), "Basic [refused key]");
        assert_eq!(hide_in_query("a=b&private_key=hunter2", &keys), "a=b&private_key=[refused key]");
        for (before, after) in [("/receipt/", ""), ("/abc/", "/cancel"), ("/", "/")] {
            let path = format!("{before}{}{after}", &FOREIGN[..43]);
            assert_eq!(hide_in_path(&path, &keys), format!("{before}[refused key]{after}"));
        }
    }

    #[test]
    fn longer_base64_is_no_key() {
        let ci = format!("{}==", "A".repeat(86));
        assert_eq!(body(&ci), ci);
        let ci = "kz9/Xo+Q".repeat(11);
        for length in [42, 44, 64, 86, 88] {
            assert_eq!(body(&ci[..length]), ci[..length]);
        }
    }
}
