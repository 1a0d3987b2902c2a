//! An exchange with fakes in place of whatever is somebody's: a person's, a merchant's, a secret.
//!
//! The table of operations says what a field is. What it does not know makes the exchange one that is not written. Of a text
//! that it does not call personal only the API's own words stay; numbers, times and switches stay where the table has them.

use bootpay::described::{Field, Kind, Object, Privacy};
use bootpay::{Auth, OperationSpec, is_id, is_of_the_merchant, looks_like_a_name};
use serde_json::{Map, Value};

use super::Why;
use super::fakes::{Fakes, Hint};
use super::table;

/// In place of what an answer says to people: it may repeat anything.
const MESSAGE: &str = "(not recorded)";

/// An exchange as it came.
pub(super) struct Seen<'a> {
    pub(super) spec: &'static OperationSpec,
    /// The ids in the path.
    pub(super) ids: Vec<&'a str>,
    /// Body and query.
    pub(super) fields: Map<String, Value>,
    pub(super) authorization: Option<&'a str>,
    pub(super) status: u16,
    pub(super) answer: Value,
}

/// The same as it may be written.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) path: String,
    pub(super) request: Map<String, Value>,
    pub(super) answer: Value,
}

/// The exchange with its fakes.
pub(super) fn shown(seen: &Seen<'_>, fakes: &mut Fakes) -> Result<Shown, Why> {
    if let Some(token) = seen.authorization {
        fakes.of(token, Hint::Other);
        fakes.hide(token);
    }
    // What a typed field says decides how a value is faked, and the merchant's own data may repeat it: so all typed fields
    // come first.
    Redactor { fakes, is_learning: true }.exchange(seen)?;
    Redactor { fakes, is_learning: false }.exchange(seen)
}

struct Redactor<'f> {
    fakes: &'f mut Fakes,
    is_learning: bool,
}

/// Where a value stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    name: &'a str,
    is_the_merchants: bool,
}

impl Redactor<'_> {
    fn exchange(&mut self, seen: &Seen<'_>) -> Result<Shown, Why> {
        Ok(Shown {
            path: self.path(seen)?,
            request: self.request(seen).map_err(Why::RequestField)?,
            answer: self.envelope(seen).map_err(Why::AnswerField)?,
        })
    }

    fn path(&mut self, seen: &Seen<'_>) -> Result<String, Why> {
        let is_plain = |id: &str| {
            id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
        };
        let mut path = seen.spec.path.to_owned();
        for (name, id) in table::names_in(seen.spec.path).zip(&seen.ids) {
            if !is_plain(id) {
                return Err(Why::Path(name));
            }
            let kind = table::field_of(seen.spec, name).map_or(Kind::Text, |field| field.kind);
            let fake = self.identifying(id, kind);
            path = path.replace(&format!("{{{name}}}"), &fake);
        }
        Ok(path)
    }

    fn request(&mut self, seen: &Seen<'_>) -> Result<Map<String, Value>, String> {
        let Some(object) = table::object_of(seen.spec) else { return Ok(Map::new()) };
        let mut shown = Map::new();
        for (name, value) in &seen.fields {
            let is_key = ["application_id", "private_key"].contains(&name.as_str());
            if is_key && seen.spec.auth == Auth::Credentials {
                self.secret(value);
                continue;
            }
            let is_in_path = table::names_in(seen.spec.path).any(|known| known == name);
            let known = object.fields.iter().find(|field| field.name == name && field.is_sent && !is_in_path);
            self.field(known, object, name, value, true, &mut shown)?;
        }
        Ok(shown)
    }

    fn envelope(&mut self, seen: &Seen<'_>) -> Result<Value, String> {
        let Value::Object(fields) = &seen.answer else { return Err("…".to_owned()) };
        let mut shown = Map::new();
        let is_good = (200..300).contains(&seen.status) && fields.get("code").is_none_or(is_success);
        for (name, value) in fields {
            let value = match name.as_str() {
                "status" if is_number(value, 3) => value.clone(),
                "code" if is_number(value, 10) || is_code(value) => value.clone(),
                "message" if value.is_null() || value == "" => value.clone(),
                "message" => MESSAGE.into(),
                "data" if is_good => {
                    let place = Place { name, is_the_merchants: false };
                    self.value(value, seen.spec.answer, place).map_err(|inner| join(name, &inner))?
                }
                "data" => self.free(value, false),
                other => return Err(named(other)),
            };
            shown.insert(name.clone(), value);
        }
        Ok(shown.into())
    }

    /// One field of an object; the error is its path.
    fn field(
        &mut self,
        known: Option<&Field>,
        object: &Object,
        name: &str,
        value: &Value,
        is_sent: bool,
        shown: &mut Map<String, Value>,
    ) -> Result<(), String> {
        let is_the_merchants = is_sent || is_of_the_merchant(name);
        match known {
            Some(field) => {
                let place = Place { name, is_the_merchants };
                let value =
                    self.value(value, field.kind, place).map_err(|inner| join(&named(name), &inner))?;
                shown.insert(name.to_owned(), value);
            }
            // such a request is the merchant's own; an answer with more than the table knows is another one
            None if object.is_open && is_sent => {
                let name = self.key(name, true);
                let value = self.free(value, true);
                shown.insert(name, value);
            }
            None => return Err(named(name)),
        }
        Ok(())
    }

    fn value(&mut self, value: &Value, kind: Kind, place: Place<'_>) -> Result<Value, String> {
        Ok(match (kind, value) {
            (_, Value::Null) => Value::Null,
            (Kind::Object(object), Value::Object(fields)) => {
                let mut shown = Map::new();
                for (name, value) in fields {
                    let known = object.fields.iter().find(|field| field.name == name);
                    self.field(known, object, name, value, place.is_the_merchants, &mut shown)?;
                }
                shown.into()
            }
            (Kind::Either(kinds), Value::Object(fields)) => self.either(fields, kinds, place)?,
            (Kind::Either(kinds), _) => {
                let list = kinds.iter().find(|kind| matches!(kind, Kind::List(_)) == value.is_array());
                self.value(value, list.copied().unwrap_or(Kind::Free), place)?
            }
            (Kind::List(kind), Value::Array(values)) => {
                let shown: Result<Vec<Value>, String> =
                    values.iter().map(|value| self.value(value, *kind, place)).collect();
                shown?.into()
            }
            (Kind::List(kind), one) if !one.is_object() => self.value(one, *kind, place)?,
            (Kind::Free | Kind::FreeObject, value) => self.free(value, place.is_the_merchants),
            (kind, Value::String(_) | Value::Number(_) | Value::Bool(_)) => self.scalar(value, kind, place),
            (_, value) => self.free(value, place.is_the_merchants),
        })
    }

    /// An object that is one of several, or none of them.
    fn either(
        &mut self,
        fields: &Map<String, Value>,
        kinds: &[Kind],
        place: Place<'_>,
    ) -> Result<Value, String> {
        let objects: Vec<&Object> = kinds
            .iter()
            .filter_map(|kind| if let Kind::Object(object) = kind { Some(*object) } else { None })
            .collect();
        let may_be_free = kinds.iter().any(|kind| matches!(kind, Kind::Free | Kind::FreeObject));
        let mut shown = Map::new();
        for (name, value) in fields {
            let mut known =
                objects.iter().filter_map(|object| object.fields.iter().find(|field| field.name == name));
            match (known.next(), objects.first()) {
                (None, _) if may_be_free => {
                    let is_the_merchants = place.is_the_merchants || is_of_the_merchant(name);
                    let name = self.key(name, place.is_the_merchants);
                    let value = self.free(value, is_the_merchants);
                    shown.insert(name, value);
                }
                (known, Some(object)) => {
                    self.field(known, object, name, value, place.is_the_merchants, &mut shown)?;
                }
                (_, None) => return Err(named(name)),
            }
        }
        Ok(shown.into())
    }

    fn scalar(&mut self, value: &Value, kind: Kind, place: Place<'_>) -> Value {
        match (kind, value) {
            (_, Value::String(text)) if text.trim().is_empty() => value.clone(),
            (Kind::Bool | Kind::Switch | Kind::Gender, _) if is_flag(value) => value.clone(),
            (Kind::Whole | Kind::Won | Kind::Amount | Kind::Numbered(_), _) if is_number(value, 9) => {
                value.clone()
            }
            (Kind::Integer | Kind::UnixSeconds, _) if is_number(value, 10) => value.clone(),
            (Kind::Text, Value::String(text)) if !is_id(place.name) => self.open_text(text),
            (Kind::Personal | Kind::Secret | Kind::Id | Kind::Text, Value::String(text)) => {
                self.identifying(text, kind).into()
            }
            // a short code of the API's, as in `open_text`
            (Kind::Text, Value::Number(_)) if !is_id(place.name) && is_number(value, 3) => value.clone(),
            (Kind::Personal | Kind::Secret | Kind::Id | Kind::Text, Value::Number(number)) => {
                self.hide(&number.to_string(), kind);
                self.fakes.of_number(number, hint(kind))
            }
            _ => self.free(value, place.is_the_merchants),
        }
    }

    /// A text that the table does not call personal: a word of the API, a time, a short code; or else it is somebody's.
    fn open_text(&mut self, text: &str) -> Value {
        if self.is_learning {
            return Value::Null;
        }
        let is_short_code = text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
        match self.fakes.known(text) {
            Some(fake) => fake.into(),
            None if table::is_a_word(text) || is_moment(text) || is_short_code => text.into(),
            None => self.fakes.of(text, Hint::Other).into(),
        }
    }

    /// The fake of a text that names somebody or something.
    fn identifying(&mut self, text: &str, kind: Kind) -> String {
        self.hide(text, kind);
        self.fakes.of(text, hint(kind))
    }

    fn hide(&mut self, text: &str, kind: Kind) {
        let is_the_apis = table::is_a_word(text) || table::is_a_name(text);
        if kind.privacy() != Privacy::Open && !is_the_apis {
            self.fakes.hide(text);
        }
    }

    fn secret(&mut self, value: &Value) {
        if let Value::String(text) = value {
            self.identifying(text, Kind::Secret);
        }
    }

    /// What nobody describes, value by value.
    fn free(&mut self, value: &Value, is_the_merchants: bool) -> Value {
        if self.is_learning {
            return Value::Null;
        }
        match value {
            Value::Null | Value::Bool(_) => value.clone(),
            Value::Number(number) => self.fakes.of_some_number(number),
            Value::String(text) => self.free_text(text, is_the_merchants),
            Value::Array(values) => values.iter().map(|value| self.free(value, is_the_merchants)).collect(),
            Value::Object(fields) => {
                let mut shown = Map::new();
                for (name, value) in fields {
                    let is_the_merchants = is_the_merchants || is_of_the_merchant(name);
                    let value = self.free(value, is_the_merchants);
                    shown.insert(self.key(name, is_the_merchants), value);
                }
                shown.into()
            }
        }
    }

    fn free_text(&mut self, text: &str, is_the_merchants: bool) -> Value {
        let is_json = text.trim_start().starts_with(['{', '[']);
        if let Some(json) = serde_json::from_str::<Value>(text).ok().filter(|_| is_json) {
            return self.free(&json, is_the_merchants).to_string().into();
        }
        match self.fakes.known(text) {
            Some(fake) => fake.into(),
            None if table::is_a_word(text) => text.into(),
            None => self.fakes.of(text, Hint::Other).into(),
        }
    }

    /// The name of a field that nobody describes: the merchant's may be anything, such as a customer's number.
    fn key(&mut self, name: &str, is_the_merchants: bool) -> String {
        if table::is_a_name(name) || (!is_the_merchants && looks_like_a_name(name)) {
            name.to_owned()
        } else {
            self.fakes.of_name(name)
        }
    }
}

fn hint(kind: Kind) -> Hint {
    if matches!(kind, Kind::Personal) { Hint::Personal } else { Hint::Other }
}

/// A path without what may be somebody's: the name of a field, and none that is a value.
fn named(name: &str) -> String {
    if looks_like_a_name(name) { name.to_owned() } else { "…".to_owned() }
}

fn join(outer: &str, inner: &str) -> String {
    format!("{outer}.{inner}")
}

/// Whether a code means success: the API's own refusals are negative numbers and words.
fn is_success(code: &Value) -> bool {
    match code {
        Value::Null => true,
        Value::Number(number) => number.as_f64().is_some_and(|number| number >= 0.0),
        Value::String(text) => text.is_empty() || text.parse::<f64>().is_ok_and(|number| number >= 0.0),
        _ => false,
    }
}

/// `RC_NOT_FOUND`: the words that the API's next generation has for codes.
fn is_code(value: &Value) -> bool {
    let Value::String(text) = value else { return value.is_null() };
    let is_word =
        |rest: &str| rest.len() <= 60 && rest.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    text.is_empty() || text.strip_prefix("RC_").is_some_and(is_word)
}

fn is_flag(value: &Value) -> bool {
    match value {
        Value::Bool(_) => true,
        Value::Number(number) => matches!(number.as_u64(), Some(0 | 1)),
        Value::String(text) => ["0", "1", "true", "false"].contains(&text.as_str()),
        _ => false,
    }
}

/// Whether it is a decimal number of at most so many digits, as a number or as text. One that begins with a 0 is none: a
/// phone number does.
fn is_number(value: &Value, most: usize) -> bool {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return false,
    };
    let number = text.strip_prefix('-').unwrap_or(&text);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_padded = whole.len() > 1 && whole.starts_with('0');
    are_digits(whole) && are_digits(fraction) && !is_padded && whole.len() <= most && fraction.len() <= 2
}

/// `YYYY-MM-DD HH:mm:ss`, with a `T` or an offset too.
fn is_moment(text: &str) -> bool {
    const FORM: &[u8] = b"0000-00-00 00:00:00";
    let bytes = text.as_bytes();
    let fits = |(byte, form): (&u8, &u8)| match form {
        b'0' => byte.is_ascii_digit(),
        b' ' => matches!(byte, b' ' | b'T'),
        sign => byte == sign,
    };
    let offset = bytes.get(FORM.len()..).unwrap_or_default();
    let is_offset =
        offset.len() <= 6 && offset.iter().all(|byte| byte.is_ascii_digit() || b"+-:Z".contains(byte));
    bytes.len() >= FORM.len() && bytes.iter().zip(FORM).all(fits) && is_offset
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const CI: &str =
        "Q0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQQ==";

    fn seen<'a>(method: &str, path: &'a str, fields: Value, status: u16, answer: Value) -> Seen<'a> {
        let (spec, ids) = table::find(method, path).unwrap();
        let fields = fields.as_object().cloned().unwrap_or_default();
        Seen { spec, ids, fields, authorization: Some("CANARYCANARY"), status, answer }
    }

    fn good(data: Value) -> Value {
        json!({"status": 200, "code": 0, "message": "", "data": data})
    }

    #[test]
    fn a_person_and_what_repeats_them_have_the_same_fakes() {
        let person = json!({"username": "홍길동", "phone": "010-9876-5432", "birth": "19871231", "gender": "1",
                            "unique": CI, "di": &CI[..64], "carrier": "SKT", "foreigner": false});
        let report = json!({"username": "홍길동", "phone": "01098765432", "birth": "871231", "unique": CI, "o_id": "o-7",
                            "pm_a": "auth", "p": 3000, "n": "홍길동님 인증", "p_at": "2026-11-29 10:00:00"});
        let answer = good(json!({"receipt_id": "612e09260d681b0021e61ab9", "order_id": "o-7", "pg": "danal",
                                 "method": "auth", "pg_name": "다날", "method_name": "본인인증",
                                 "certificate": person, "payment_data": report}));
        let seen = seen("GET", "/certificate/612e09260d681b0021e61ab9.json", Value::Null, 200, answer);
        let shown = shown(&seen, &mut Fakes::default()).unwrap();
        let data = &shown.answer["data"];
        let (person, report) = (&data["certificate"], &data["payment_data"]);
        assert_eq!(shown.path, format!("/certificate/{}", data["receipt_id"].as_str().unwrap()));
        assert_eq!(report["o_id"], data["order_id"]);
        for name in ["username", "unique"] {
            assert_eq!(person[name], report[name], "{name}");
        }
        assert_eq!(person["phone"].as_str().unwrap().replace('-', ""), report["phone"].as_str().unwrap());
        assert_eq!(&person["birth"].as_str().unwrap()[2..], report["birth"].as_str().unwrap());
        assert!(person["unique"].as_str().unwrap().starts_with("SANDBOX"), "{person}");
        for (name, value) in
            [("pg", "danal"), ("method", "auth"), ("pg_name", "다날"), ("method_name", "본인인증")]
        {
            assert_eq!(data[name], value);
        }
        assert_eq!((&person["carrier"], &person["gender"]), (&json!("SKT"), &json!("1")));
        assert_eq!((&report["pm_a"], &report["p_at"]), (&json!("auth"), &json!("2026-11-29 10:00:00")));
        let written = shown.answer.to_string() + &shown.path;
        for real in ["홍길동", "9876", "5432", "871231", CI, "612e09260d681b0021e61ab9", "o-7"] {
            assert!(!written.contains(real), "{real}: {written}");
        }
    }

    #[test]
    fn the_merchants_own_data_keeps_its_types_and_nothing_else() {
        let request = json!({
            "order_id": "shop-1", "name": "아이폰 케이스", "price": 15000, "pg": "kcp", "methods": ["card", "CANARY"],
            "params": "{\"memo\":\"홍길동\",\"order\":\"shop-1\",\"n\":123456}",
            "user_info": {"username": "홍길동", "email": "hong@example.kr", "area": "서울 CANARY"},
            "items": [{"item_name": "CANARY", "qty": 1, "unique": "item-1", "price": 15000}],
            "extra": {"CANARY": {"hong": [true, null, 1.25]}, "quota": "0,2,3"},
        });
        let url = "https://g.bootpay.co.kr/CANARY";
        let seen = seen("POST", "/request/payment", request, 200, good(json!(url)));
        let shown = shown(&seen, &mut Fakes::default()).unwrap();
        let request = &Value::Object(shown.request);
        let params: Value = serde_json::from_str(request["params"].as_str().unwrap()).unwrap();
        let values: Vec<&Value> = params.as_object().unwrap().values().collect();
        assert!(values.contains(&&request["order_id"]), "{request}");
        assert!(values.contains(&&request["user_info"]["username"]), "{request}");
        assert_eq!(
            (&request["price"], &request["pg"], &request["methods"][0]),
            (&json!(15000), &json!("kcp"), &json!("card"))
        );
        assert_eq!(request["items"][0]["qty"], 1);
        let written = request.to_string() + &shown.answer.to_string();
        for real in ["CANARY", "홍길동", "hong", "shop-1", "item-1", "123456", "아이폰"] {
            assert!(!written.contains(real), "{real}: {written}");
        }
    }

    #[test]
    fn a_card_is_faked_as_numbers_too() {
        let card = json!({"pg": "nicepay", "order_id": 17, "item_name": "n", "card_no": 9_430_810_000_004_569_u64,
                          "card_pw": 12, "expire_year": 27, "expire_month": 3, "identify_number": 871_231});
        let seen = seen("POST", "/request/card_rebill", card, 200, good(Value::Null));
        let shown = shown(&seen, &mut Fakes::default()).unwrap();
        for (name, real) in [("card_pw", 12), ("expire_year", 27), ("expire_month", 3), ("order_id", 17)] {
            assert!(
                shown.request[name].is_u64() && shown.request[name] != real,
                "{name}: {:?}",
                shown.request
            );
        }
    }

    #[test]
    fn keys_and_tokens_are_not_there() {
        let keys = json!({"application_id": "5b8f6a4d396fa665fdc2b5ea", "private_key": "CANARYCANARY="});
        let token =
            json!({"token": "CANARYCANARY", "server_time": 1_795_421_065, "expired_at": 1_795_422_865});
        let seen = seen("POST", "/request/token", keys, 200, good(token));
        let shown = shown(&seen, &mut Fakes::default()).unwrap();
        assert_eq!(shown.request, Map::new());
        let data = &shown.answer["data"];
        assert_eq!(data["server_time"], 1_795_421_065);
        assert_ne!(data["token"], "CANARYCANARY");
    }

    #[test]
    fn what_an_error_says_is_not_written() {
        let answer = json!({"status": 500, "code": -15006, "message": "CANARY 01098765432",
                            "data": {"ResultMsg": "CANARY", "Amt": 1004, "params": {"CANARY": 1}, "CANARY 1": [1]}});
        let seen = seen("POST", "/cancel", json!({"receipt_id": "r", "reason": "CANARY"}), 500, answer);
        let shown = shown(&seen, &mut Fakes::default()).unwrap();
        let written = shown.answer.to_string();
        assert!(!written.contains("CANARY") && !written.contains("1098765432"), "{written}");
        assert_eq!((&shown.answer["code"], &shown.answer["message"]), (&json!(-15006), &json!(MESSAGE)));
        assert!(shown.answer["data"]["ResultMsg"].is_string(), "{written}");
    }

    #[test]
    fn what_the_table_does_not_know_is_named_and_not_written() {
        let why = |method, path, fields, status, answer| {
            shown(&seen(method, path, fields, status, answer), &mut Fakes::default()).unwrap_err()
        };
        let receipt = |more: Value| {
            let mut data = json!({"receipt_id": "r"});
            data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            good(data)
        };
        let none = Value::Null;
        for (found, expected) in [
            (
                why("GET", "/receipt/r", none.clone(), 200, receipt(json!({"nickname": "CANARY"}))),
                "data.nickname",
            ),
            (why("GET", "/receipt/r", none.clone(), 200, receipt(json!({"01098765432": 1}))), "data.…"),
            (why("GET", "/receipt/r", none.clone(), 200, json!({"status": 200, "trace": "CANARY"})), "trace"),
            (why("GET", "/receipt/r", none.clone(), 200, json!({"code": "CANARY"})), "code"),
        ] {
            assert!(matches!(&found, Why::AnswerField(name) if name == expected), "{found:?}");
        }
        let person =
            good(json!({"receipt_id": "r", "certificate": {"username": "a", "resident_number": "CANARY"}}));
        let found = why("GET", "/certificate/r", none.clone(), 200, person);
        assert!(
            matches!(&found, Why::AnswerField(name) if name == "data.certificate.resident_number"),
            "{found:?}"
        );
        let found = why(
            "POST",
            "/cancel",
            json!({"receipt_id": "r", "private_key": "CANARY"}),
            200,
            good(none.clone()),
        );
        assert!(matches!(&found, Why::RequestField(name) if name == "private_key"), "{found:?}");
        let found = why("GET", "/receipt/r", json!({"expected_price": 1}), 200, good(none.clone()));
        assert!(matches!(&found, Why::RequestField(name) if name == "expected_price"), "{found:?}");
        let found = why("GET", "/receipt/a%2Fb", none, 200, good(Value::Null));
        assert!(matches!(found, Why::Path("receipt_id")), "{found:?}");
    }

    #[test]
    fn only_what_is_plainly_a_number_or_a_moment_stays() {
        for (value, stays) in [
            (json!(3000), true),
            (json!("3000.00"), true),
            (json!(-30), true),
            (json!("01098765432"), false),
            (json!("0109876543"), false),
            (json!(9_876_543_210_u64), false),
            (json!("3,000"), false),
            (json!("12.345"), false),
        ] {
            assert_eq!(is_number(&value, 9), stays, "{value}");
        }
        for (text, stays) in [
            ("2026-11-29 10:00:00", true),
            ("2026-11-29T10:00:00+09:00", true),
            ("2026-11-29", false),
            ("2026-11-29 10:00:00 CANARY", false),
        ] {
            assert_eq!(is_moment(text), stays, "{text}");
        }
    }
}
