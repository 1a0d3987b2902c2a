//! Answers as they may be printed: people are masked, the rest stays.

use serde_json::Value;

use crate::foreign::REDACTED;
use crate::secret::{BirthDate, PersonName, PhoneNumber};

/// The names of the fields, of the API and of this library, that hold something about a person, a card or an account. Log
/// filters hide them, and the keys and tokens.
pub const PERSONAL_FIELDS: [&str; 26] = [
    "username",
    "email",
    "addr",
    "address",
    "phone",
    "rps",
    "birth",
    "birth_text",
    "gender",
    "foreigner",
    "carrier",
    "unique",
    "ci",
    "di",
    "account",
    "accountholder",
    "accounthodler",
    "card_no",
    "card_pw",
    "expire_year",
    "expire_month",
    "identify_number",
    "billing_key",
    "user_token",
    "token",
    "private_key",
];

/// What `payment_data` says about a payment or a verification, and not about a person. Source: v1 documentation, the
/// verify page's samples.
const NOT_PERSONAL: [&str; 17] = [
    "receipt_id",
    "n",
    "p",
    "tid",
    "pg",
    "pm",
    "pg_a",
    "pm_a",
    "o_id",
    "p_at",
    "s",
    "g",
    "card_name",
    "card_quota",
    "card_auth_no",
    "bankname",
    "bankcode",
];

/// The same JSON, with what is below `certificate` and `payment_data` fit to be printed.
pub(crate) fn masked(mut answer: Value) -> Value {
    mask_below(&mut answer);
    answer
}

fn mask_below(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match (name.as_str(), value) {
                    ("certificate", person) => mask_all(person, &[]),
                    ("payment_data", report) => mask_all(report, &NOT_PERSONAL),
                    (_, value) => mask_below(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(mask_below),
        _ => {}
    }
}

/// Masks every field but those named. What the agency left out or sent empty shows as that.
fn mask_all(value: &mut Value, shown: &[&str]) {
    let Value::Object(fields) = value else { return hide(value) };
    for (name, value) in fields {
        if shown.contains(&name.as_str()) {
            continue;
        }
        let mask: fn(String) -> String = match name.as_str() {
            "username" => |text| PersonName::new(text).masked(),
            "phone" => |text| PhoneNumber::new(text).masked(),
            "birth" => |text| BirthDate::new(text).masked(),
            _ => {
                hide(value);
                continue;
            }
        };
        match value {
            Value::String(text) if !text.is_empty() => *value = mask(std::mem::take(text)).into(),
            other => hide(other),
        }
    }
}

fn hide(value: &mut Value) {
    let says_nothing = value.is_null() || value.as_str().is_some_and(str::is_empty);
    if !says_nothing {
        *value = REDACTED.into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn people_are_masked_and_the_rest_stays() {
        let person = json!({"username": "홍길동", "phone": "01012345678", "birth": "1990-10-04", "gender": "1",
            "unique": "CANARY", "di": "", "foreigner": false, "carrier": null, "nickname": "CANARY"});
        let report = json!({"username": "홍길동", "unique": "CANARY", "tid": "t-1", "p_at": "2026-11-28 19:05:00",
            "card_no": "CANARY", "new": {"CANARY": 1}});
        let answer = json!({"status": 200, "data": {"receipt_id": "r", "certificate": person, "payment_data": report}});
        assert_eq!(
            masked(answer),
            json!({"status": 200, "data": {"receipt_id": "r",
                "certificate": {"username": "홍*동", "phone": "010-****-5678", "birth": "1990-**-**",
                    "gender": "[redacted]", "unique": "[redacted]", "di": "", "foreigner": "[redacted]",
                    "carrier": null, "nickname": "[redacted]"},
                "payment_data": {"username": "홍*동", "unique": "[redacted]", "tid": "t-1",
                    "p_at": "2026-11-28 19:05:00", "card_no": "[redacted]", "new": "[redacted]"}}})
        );
        assert_eq!(masked(json!({"payment_data": "CANARY"})), json!({"payment_data": "[redacted]"}));
        assert_eq!(masked(json!([{"certificate": null}, 1])), json!([{"certificate": null}, 1]));
    }

    #[test]
    fn the_mask_of_an_answer_is_stable() {
        let once =
            masked(json!({"certificate": {"username": "홍길동", "phone": "01012345678", "birth": "901004"}}));
        assert_eq!(
            once,
            json!({"certificate": {"username": "홍*동", "phone": "010-****-5678", "birth": "90-**-**"}})
        );
    }
}
