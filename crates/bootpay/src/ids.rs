//! Ids that the server wrote as JSON numbers.
//!
//! A number loses digits on its way through most languages: beyond 2^53 in JavaScript, beyond 19 digits here. An id that
//! was rounded is the id of another order. So ids become text before anything parses them, with the digits as written.

use std::borrow::Cow;

/// Ids whose name does not end in `_id`. `tid` is the gateway's transaction, `unique` an item's id or a person's CI.
const IDS: [&str; 10] = [
    "id",
    "tid",
    "unique",
    "billing_key",
    "token",
    "user_token",
    "card_no",
    "card_auth_no",
    "account",
    "delivery_no",
];

/// Objects that are the merchant's own: what stands in them comes back as it was sent.
const OF_THE_MERCHANT: [&str; 3] = ["params", "metadata", "extra"];

/// The JSON text with every number that is an id written as a string; all else stays byte for byte. `json` must be valid.
pub(crate) fn as_text(json: &str) -> Cow<'_, str> {
    let bytes = json.as_bytes();
    let mut written = String::new();
    let (mut copied, mut at) = (0, 0); // how much was copied, and read
    while at < bytes.len() {
        if bytes[at] != b'"' {
            at += 1;
            continue;
        }
        let end = end_of_string(bytes, at);
        let colon = skip_space(bytes, end);
        if bytes.get(colon) != Some(&b':') {
            at = end; // a value
            continue;
        }
        let value = skip_space(bytes, colon + 1);
        let name = || unescaped(&json[at..end]);
        at = match bytes.get(value) {
            Some(b'{' | b'[') if is_of_the_merchant(&name()) => end_of_value(bytes, value),
            Some(b'-' | b'0'..=b'9') if is_id(&name()) => {
                let end = end_of_scalar(bytes, value);
                written.extend([&json[copied..value], "\"", &json[value..end], "\""]);
                copied = end;
                end
            }
            _ => value,
        };
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    written.push_str(&json[copied..]);
    Cow::Owned(written)
}

/// A field of the object that `json` begins with, if it begins with one: its value and all that stands behind it. `json`
/// must begin with valid JSON.
pub(crate) fn field<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    let bytes = json.as_bytes();
    let mut at = skip_space(bytes, 0);
    if bytes.get(at) != Some(&b'{') {
        return None;
    }
    loop {
        let begin = skip_space(bytes, at + 1); // behind a brace or a comma
        if bytes[begin] != b'"' {
            return None; // an empty object
        }
        let end = end_of_string(bytes, begin);
        let value = skip_space(bytes, skip_space(bytes, end) + 1);
        if unescaped(&json[begin..end]) == name {
            return Some(&json[value..]);
        }
        at = skip_space(bytes, end_of_value(bytes, value));
        if bytes[at] != b',' {
            return None;
        }
    }
}

/// The string or number that `json` begins with, as it is meant; `None` if it begins with something else.
pub(crate) fn text(json: &str) -> Option<Cow<'_, str>> {
    let bytes = json.as_bytes();
    match bytes[0] {
        b'"' => Some(unescaped(&json[..end_of_string(bytes, 0)])),
        b'-' | b'0'..=b'9' => Some(json[..end_of_scalar(bytes, 0)].into()),
        _ => None,
    }
}

/// Whether what stands in this field comes back to the merchant as it was sent.
pub fn is_of_the_merchant(name: &str) -> bool {
    OF_THE_MERCHANT.contains(&name)
}

/// Whether the field of this name is an id.
pub fn is_id(name: &str) -> bool {
    name.ends_with("_id") || IDS.contains(&name)
}

/// A name or another text as it is meant: `"order\u005fid"` is `order_id`.
fn unescaped(quoted: &str) -> Cow<'_, str> {
    if quoted.contains('\\') {
        Cow::Owned(serde_json::from_str(quoted).unwrap_or_default())
    } else {
        Cow::Borrowed(&quoted[1..quoted.len() - 1])
    }
}

fn skip_space(bytes: &[u8], from: usize) -> usize {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    from + bytes[from..].iter().take_while(|byte| is_space(byte)).count()
}

/// Behind the string that begins at `from`.
fn end_of_string(bytes: &[u8], from: usize) -> usize {
    let mut at = from + 1;
    while bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at + 1
}

/// Behind the number, `true`, `false` or `null` that begins at `from`.
fn end_of_scalar(bytes: &[u8], from: usize) -> usize {
    let belongs = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    from + bytes[from..].iter().take_while(|byte| belongs(byte)).count()
}

/// Behind the value that begins at `from`, whatever it is.
fn end_of_value(bytes: &[u8], from: usize) -> usize {
    let mut depth = 0;
    let mut at = from;
    loop {
        match bytes[at] {
            b'"' => at = end_of_string(bytes, at),
            b'{' | b'[' => (depth, at) = (depth + 1, at + 1),
            b'}' | b']' => (depth, at) = (depth - 1, at + 1),
            b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            _ => at = end_of_scalar(bytes, at),
        }
        if depth == 0 {
            return at;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_keeps_its_digits_and_the_rest_stays_as_it_came() {
        for (json, expected) in [
            (r#"{"order_id":20261123122326000001}"#, r#"{"order_id":"20261123122326000001"}"#),
            (
                "{ \"order_id\"\t:\r\n 7 , \"price\": 3000.00 }",
                "{ \"order_id\"\t:\r\n \"7\" , \"price\": 3000.00 }",
            ),
            (r#"{"order\u005fid":-0,"\u0069d":1.50}"#, r#"{"order\u005fid":"-0","\u0069d":"1.50"}"#),
            (
                r#"{"data":[{"receipt_id":1,"a":{"tid":2e3}},{"o_id":3}],"status":200}"#,
                r#"{"data":[{"receipt_id":"1","a":{"tid":"2e3"}},{"o_id":"3"}],"status":200}"#,
            ),
            (
                r#"{"billing_key":1,"card_no":9430810000004569}"#,
                r#"{"billing_key":"1","card_no":"9430810000004569"}"#,
            ),
            // what only looks like an id, or has another type
            (r#"{"a":"\"order_id\":1","order_id":"\":1"}"#, r#"{"a":"\"order_id\":1","order_id":"\":1"}"#),
            (r#"["order_id",1,{"x":"order_id"}]"#, r#"["order_id",1,{"x":"order_id"}]"#),
            (
                r#"{"order_id":null,"user_id":true,"m_id":{"n":1}}"#,
                r#"{"order_id":null,"user_id":true,"m_id":{"n":1}}"#,
            ),
            (
                r#"{"order_ids":1,"Order_id_":2,"status":1,"code":0}"#,
                r#"{"order_ids":1,"Order_id_":2,"status":1,"code":0}"#,
            ),
            ("17", "17"),
        ] {
            let written = as_text(json);
            assert_eq!(written, expected);
            serde_json::from_str::<serde_json::Value>(&written).unwrap();
        }
    }

    #[test]
    fn what_the_merchant_sent_along_is_left_alone() {
        for own in [
            r#"{"order_id":1,"list":[{"order_id":2},"]}\"",true,-1.5e3]}"#,
            "[ 1 , [ { \"id\" : 5 } ] ]",
            "20261123122326000001",
            r#""order_id""#,
            "null",
            "{}",
        ] {
            for name in ["params", "metadata", "extra"] {
                let json = format!(r#"{{"{name}": {own} ,"order_id":3}}"#);
                assert_eq!(as_text(&json), format!(r#"{{"{name}": {own} ,"order_id":"3"}}"#));
            }
        }
    }

    #[test]
    fn a_field_is_found_where_it_stands_and_nowhere_else() {
        let json = r#" { "a" : {"b":"in a"} , "c":["b",{"b":1}],"d":"\"b\":2", "\u0062": 3.0 , "e":"x\u0079"}, "b":4 "#;
        for (name, found) in
            [("b", Some("3.0")), ("e", Some("xy")), ("d", Some("\"b\":2")), ("a", None), ("f", None)]
        {
            assert_eq!(field(json, name).and_then(text).as_deref(), found, "{name}");
        }
        let inner = field(json, "a").and_then(|a| field(a, "b")).and_then(text);
        assert_eq!(inner.as_deref(), Some("in a"));
        for json in ["{}", " [ ] ", r#"["b",1]"#, r#""b""#, "1", "null"] {
            assert_eq!(field(json, "b"), None, "{json}");
        }
        for json in ["{}", "[1]", "true", "null"] {
            assert_eq!(text(json), None, "{json}");
        }
    }
}
