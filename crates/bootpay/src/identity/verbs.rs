//! What the other languages ask the core about a person, by name, as JSON.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use crate::error::Error;
use crate::json::parse_request;
use crate::secret::{BirthDate, Ci, Di, PhoneNumber, Secret};

use super::ci::{HashKey, VERSIONS};
use super::confirm::used;
use super::law::{self, Law, today};
use super::masked::{self, PERSONAL_FIELDS};
use super::once::ONCE_TABLE;
use super::person::{Person, Stored, birthday, day, matched_by};
use jiff::civil::Date;

/// Answers a question that needs no client. `ages`, `is_adult`, `minimal`, `hmac`, `matches`, `matched_by`, `masked`,
/// `used`, `personal_fields`, `once_table`.
///
/// # Errors
/// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for an unknown verb, law, field or key.
pub fn answer(verb: &str, question: &str) -> Result<String, Error> {
    let answer = match verb {
        "ages" => ages(parse_request(question)?)?,
        "is_adult" => json!({ "adult": is_adult(parse_request(question)?)? }),
        "minimal" => minimal(parse_request(question)?)?,
        "hmac" => json!({ "hash": hash(parse_request(question)?)? }),
        "matches" => json!({ "matches": matches(parse_request(question)?)? }),
        "matched_by" => json!({ "by": by(parse_request(question)?)? }),
        "masked" => masked::masked(parse_request(question)?),
        "used" => json!(used(&parse_request::<Used>(question)?.receipt_id)),
        "personal_fields" => json!({ "fields": PERSONAL_FIELDS }),
        "once_table" => json!({ "sql": ONCE_TABLE }),
        _ => return Err(Error::invalid_request("unknown question about an identity")),
    };
    Ok(answer.to_string())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ages {
    birth: Option<BirthDate>,
    on: Option<String>,
}

fn ages(asked: Ages) -> Result<Value, Error> {
    let (birth, on) = (birthday(asked.birth.as_ref()), on(asked.on)?);
    Ok(json!({
        "age": birth.and_then(|birth| law::age(birth, on)),
        "year_age": birth.and_then(|birth| law::year_age(birth, on)),
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IsAdult {
    birth: Option<BirthDate>,
    law: String,
    on: Option<String>,
}

fn is_adult(asked: IsAdult) -> Result<bool, Error> {
    let law: Law = asked.law.parse()?;
    Ok(law.admits(birthday(asked.birth.as_ref()), on(asked.on)?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Minimal {
    person: Person,
    law: String,
    on: Option<String>,
}

fn minimal(asked: Minimal) -> Result<Value, Error> {
    Ok(json!(asked.person.minimal_on(asked.law.parse()?, on(asked.on)?)))
}

/// What has a hash.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Ci,
    Di,
    Phone,
}

/// A key with its version. The key's bytes come in base64.
#[derive(Deserialize)]
struct Key {
    #[serde(deserialize_with = "version")]
    version: u32,
    key: Secret,
}

fn version<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    u32::deserialize(deserializer).map_err(|_| D::Error::custom(VERSIONS))
}

impl Key {
    fn read(&self) -> Result<HashKey, Error> {
        let bytes = STANDARD.decode(self.key.expose());
        HashKey::new(self.version, bytes.map_err(|_| Error::invalid_request("key: expected base64"))?)
    }
}

/// Without a key everybody would be a stranger.
fn all(keys: &[Key]) -> Result<Vec<HashKey>, Error> {
    if keys.is_empty() {
        return Err(Error::invalid_request("keys: there is none; give all that hashes were made with"));
    }
    keys.iter().map(Key::read).collect()
}

#[derive(Deserialize)]
struct Hash {
    what: What,
    value: Secret,
    #[serde(flatten)]
    key: Key,
}

fn hash(asked: Hash) -> Result<String, Error> {
    let (value, key) = (asked.value.expose(), asked.key.read()?);
    match asked.what {
        What::Ci => Ci::new(value).hmac(&key),
        What::Di => Di::new(value).hmac(&key),
        What::Phone => PhoneNumber::new(value).hmac(&key),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Matches {
    what: What,
    value: Secret,
    stored: Option<String>,
    keys: Vec<Key>,
}

fn matches(asked: Matches) -> Result<bool, Error> {
    let (value, keys) = (asked.value.expose(), all(&asked.keys)?);
    let Some(stored) = asked.stored else { return Ok(false) };
    Ok(match asked.what {
        What::Ci => Ci::new(value).matches(&stored, &keys),
        What::Di => Di::new(value).matches(&stored, &keys),
        What::Phone => PhoneNumber::new(value).matches(&stored, &keys),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct By {
    ci: Option<Ci>,
    di: Option<Di>,
    phone: Option<PhoneNumber>,
    stored: Stored,
    keys: Vec<Key>,
}

fn by(asked: By) -> Result<Value, Error> {
    let By { ci, di, phone, stored, keys } = asked;
    Ok(json!(matched_by(ci.as_ref(), di.as_ref(), phone.as_ref(), &stored, &all(&keys)?)))
}

#[derive(Deserialize)]
struct Used {
    receipt_id: String,
}

fn on(text: Option<String>) -> Result<Date, Error> {
    text.map_or_else(|| Ok(today()), |text| day("on", &text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(verb: &str, question: Value) -> Value {
        serde_json::from_str(&answer(verb, &question.to_string()).unwrap()).unwrap()
    }

    #[test]
    fn each_verb_answers() {
        let born = json!({"birth": "2007-11-29", "on": "2026-11-28"});
        assert_eq!(ask("ages", born), json!({"age": 18, "year_age": 19}));
        assert_eq!(ask("ages", json!({"birth": null})), json!({"age": null, "year_age": null}));
        for (law, adult) in [("youth_protection", true), ("civil", false)] {
            let question = json!({"birth": "2007-11-29", "law": law, "on": "2026-11-28"});
            assert_eq!(ask("is_adult", question), json!({ "adult": adult }));
        }
        let key = STANDARD.encode("a key of 16 bytes, or more");
        let question = json!({"what": "phone", "value": "010-1234-5678", "key": key, "version": 3});
        let stored = ask("hmac", question)["hash"].as_str().unwrap().to_owned();
        assert!(stored.starts_with("3:"));
        let keys = json!([{"version": 3, "key": key}]);
        let question = json!({"what": "phone", "value": "01012345678", "stored": stored, "keys": keys});
        assert_eq!(ask("matches", question), json!({"matches": true}));
        let question = json!({"ci": null, "di": null, "phone": "01012345678", "stored": {"phone": stored}, "keys": keys});
        assert_eq!(ask("matched_by", question), json!({"by": "phone"}));
        assert_eq!(ask("used", json!({"receipt_id": "r"}))["identity"]["reason"], "used");
        assert!(ask("personal_fields", json!({}))["fields"].as_array().unwrap().contains(&json!("unique")));
        assert!(
            ask("once_table", json!({}))["sql"].as_str().unwrap().starts_with("CREATE TABLE bootpay_once")
        );
        assert_eq!(ask("masked", json!({"certificate": "x"})), json!({"certificate": "[redacted]"}));
    }

    #[test]
    fn a_mistake_is_named_without_the_value() {
        let key = STANDARD.encode("short");
        for (verb, question, expected) in [
            ("is_adult", json!({"birth": null, "law": "adult"}), "youth_protection, civil"),
            ("ages", json!({"birth": "2000-01-01", "on": "20261128"}), "on must be a day"),
            ("hmac", json!({"what": "ci", "value": "CANARY", "key": key, "version": 1}), "16 random ones"),
            ("matches", json!({"what": "name", "value": "CANARY", "keys": []}), "what"),
            ("hmac", json!({"what": "ci", "value": "CANARY", "key": key, "version": "1"}), "from 1 on"),
            (
                "matches",
                json!({"what": "ci", "value": "CANARY", "stored": "1:x", "keys": []}),
                "keys: there is none",
            ),
            (
                "matched_by",
                json!({"stored": {}, "keys": [{"version": -1, "key": key}]}),
                "keys[0].version: the version",
            ),
            ("guess", json!({}), "unknown question"),
        ] {
            let error = answer(verb, &question.to_string()).unwrap_err();
            assert!(error.message().contains(expected) && !error.message().contains("CANARY"), "{error}");
        }
    }
}
