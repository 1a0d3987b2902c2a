//! People who were verified, and their certificates (the shape is the official Go and Java SDKs'; the docs' own
//! sample of this answer is a copied payment receipt).

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};

use crate::clock::{korean_day, korean_time};
use crate::fields::{FieldError, Fields, Given};
use crate::journal::beginning;
use crate::receipt::{PaymentData, Receipt};
use crate::seed::Sequence;

/// `data.certificate`. Phone, carrier and foreigner come only when the merchant asked Danal for them, so every field
/// can be absent. Gender and foreigner keep the JSON type that they were given with.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Certificate {
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    birth: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gender: Option<Value>,
    /// CI, the same for one person everywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    unique: Option<String>,
    /// DI, the same for one person at one site.
    #[serde(skip_serializing_if = "Option::is_none")]
    di: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    foreigner: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    carrier: Option<String>,
}

/// `payment_data` of an identity: the same person without foreigner and carrier, and the short keys of a payment.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct IdentityDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    birth: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gender: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unique: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    di: Option<String>,
    receipt_id: String,
    n: String,
    p: u64,
    tid: String,
    pg: &'static str,
    pm: &'static str,
    pg_a: &'static str,
    pm_a: &'static str,
    o_id: String,
    p_at: String,
    s: i64,
    g: i64,
}

const PG: &str = "danal";
const PG_NAME: &str = "다날";
const METHOD: &str = "auth";
const METHOD_NAME: &str = "본인인증";

/// One finished identity verification.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    receipt_id: String,
    order_id: String,
    name: String,
    tid: String,
    verified_at: String,
    certificate: Certificate,
    params: Option<Value>,
}

/// `data` of GET /certificate/{receipt_id}.
#[derive(Serialize)]
pub(crate) struct CertificateAnswer<'a> {
    receipt_id: &'a str,
    order_id: &'a str,
    pg: &'static str,
    method: &'static str,
    pg_name: &'static str,
    method_name: &'static str,
    certificate: &'a Certificate,
    payment_data: IdentityDetails,
}

/// The answer of POST /sandbox/identities.
#[derive(Serialize)]
pub(crate) struct IdentityAnswer<'a> {
    receipt_id: &'a str,
    order_id: &'a str,
    certificate: &'a Certificate,
}

/// One row of the console.
#[derive(Serialize)]
pub(crate) struct IdentityRow<'a> {
    id: &'a str,
    order_id: &'a str,
    at: &'a str,
    username: Option<String>,
    phone: Option<String>,
    birth: Option<String>,
    carrier: Option<&'a str>,
}

/// Keeps so many characters at both ends of a text, if enough are left to hide; how long the rest is shows only up to
/// eight.
fn masked(text: &str, first: usize, last: usize) -> String {
    let letters: Vec<char> = text.chars().collect();
    let (first, last) = if letters.len() > first + last { (first, last) } else { (0, 0) };
    let hidden = letters.len() - first - last;
    let stars = std::iter::repeat_n('*', hidden.min(8));
    letters[..first]
        .iter()
        .copied()
        .chain(stars)
        .chain(letters[letters.len() - last..].iter().copied())
        .collect()
}

/// The fields of POST /sandbox/identities.
pub(crate) const FIELDS: &[&str] = &[
    "receipt_id",
    "username",
    "phone",
    "birth",
    "age",
    "gender",
    "carrier",
    "foreigner",
    "unique",
    "di",
    "order_id",
    "name",
];

impl Identity {
    /// Makes a verification from a control call. What is absent is the default person's, what is null is left out.
    pub(crate) fn from_fields(
        fields: &Fields,
        receipt_id: String,
        seed: u64,
        now: i64,
    ) -> Result<Self, FieldError> {
        let birth = match age(fields)? {
            Some(age) => Given::Value(birthday_today(age, korean_day(now)).to_string()),
            None => fields.text("birth")?,
        };
        if let Given::Value(birth) = &birth
            && !is_birth_date(birth)
        {
            return Err(FieldError::field(
                "birth",
                "must be a date of the calendar as YYYYMMDD, YYMMDD or YYYY-MM-DD",
            ));
        }
        let gender = fields.read_as("gender", "must be \"0\", \"1\", 0 or 1", |value| {
            let is_known = [json!("0"), json!("1"), json!(0), json!(1)].contains(value);
            is_known.then(|| value.clone())
        })?;
        let foreigner = fields.read_as("foreigner", "must be true, false, 0 or 1", |value| {
            let is_known = [json!(true), json!(false), json!(0), json!(1)].contains(value);
            is_known.then(|| value.clone())
        })?;
        let mut certificate = Certificate {
            username: fields.text("username")?.or_default("홍길동".to_owned()),
            phone: fields.text("phone")?.or_default("01000001234".to_owned()),
            birth: birth.or_default("1990-10-04".to_owned()),
            gender: gender.or_default(json!("1")),
            unique: None,
            di: None,
            foreigner: foreigner.or_default(json!(false)),
            carrier: fields.text("carrier")?.or_default("SKT".to_owned()),
        };
        certificate.unique = fields.text("unique")?.or_default(connecting_information(seed, &certificate));
        certificate.di = fields.text("di")?.or_default(duplicate_information(seed, &certificate));
        Ok(Self {
            order_id: fields.text("order_id")?.value().unwrap_or_else(|| default_order_id(&receipt_id)),
            name: fields.text("name")?.value().unwrap_or_else(|| METHOD_NAME.to_owned()),
            tid: danal_tid(&korean_time(now)),
            verified_at: korean_time(now),
            certificate,
            params: None,
            receipt_id,
        })
    }

    /// What the page wants to get back with the receipt.
    pub(crate) fn with_params(mut self, params: Option<Value>) -> Self {
        self.params = params;
        self
    }

    /// The verifications that the server knows from the start, by the ids that the v1 docs' examples use.
    /// The people are made up, and no subscriber has a number that begins with 0100000.
    pub(crate) fn known_from_the_start(seed: u64) -> [Self; 3] {
        let with_seed =
            |receipt_id: &str, order_id: &str, verified_at: &str, mut certificate: Certificate| {
                certificate.unique = Some(connecting_information(seed, &certificate));
                certificate.di = Some(duplicate_information(seed, &certificate));
                Self {
                    receipt_id: receipt_id.to_owned(),
                    order_id: order_id.to_owned(),
                    name: METHOD_NAME.to_owned(),
                    tid: danal_tid(verified_at),
                    verified_at: verified_at.to_owned(),
                    certificate,
                    params: None,
                }
            };
        let everything_asked_for = Certificate {
            username: Some("홍길동".to_owned()),
            phone: Some("01000001234".to_owned()),
            birth: Some("1990-10-04".to_owned()),
            gender: Some(json!("1")),
            unique: None,
            di: None,
            foreigner: Some(json!(false)),
            carrier: Some("SKT".to_owned()),
        };
        let nothing_asked_for = Certificate {
            username: Some("성춘향".to_owned()),
            phone: None,
            birth: Some("19950505".to_owned()),
            gender: Some(json!("0")),
            unique: None,
            di: None,
            foreigner: None,
            carrier: None,
        };
        let foreigner = Certificate {
            username: Some("SANDBOX JANE DOE".to_owned()),
            phone: Some("01000005678".to_owned()),
            birth: Some("850815".to_owned()),
            gender: Some(json!(0)),
            unique: None,
            di: None,
            foreigner: Some(json!(true)),
            carrier: Some("KT".to_owned()),
        };
        [
            with_seed("612e09260d681b0021e61ab9", "order_1234", "2021-08-31 19:48:00", everything_asked_for),
            with_seed("612df0250d681b001de61de6", "order_1235", "2021-08-31 18:02:00", nothing_asked_for),
            with_seed("593f8febe13f332431a8ddae", "order_1236", "2017-06-13 16:10:00", foreigner),
        ]
    }

    pub(crate) fn receipt_id(&self) -> &str {
        &self.receipt_id
    }

    pub(crate) fn certificate_answer(&self) -> CertificateAnswer<'_> {
        CertificateAnswer {
            receipt_id: &self.receipt_id,
            order_id: &self.order_id,
            pg: PG,
            method: METHOD,
            pg_name: PG_NAME,
            method_name: METHOD_NAME,
            certificate: &self.certificate,
            payment_data: self.details(),
        }
    }

    /// What a console shows of it: the person is masked, and comes whole with GET /sandbox/identities/{receipt_id}.
    pub(crate) fn row(&self) -> IdentityRow<'_> {
        let Certificate { username, phone, birth, carrier, .. } = &self.certificate;
        IdentityRow {
            id: &self.receipt_id,
            order_id: beginning(&self.order_id),
            at: &self.verified_at,
            username: username.as_deref().map(|name| masked(name, 1, 1)),
            phone: phone.as_deref().map(|phone| masked(phone, 3, 2)),
            birth: birth.as_deref().map(|birth| masked(birth, 0, 0)),
            carrier: carrier.as_deref().map(beginning),
        }
    }

    pub(crate) fn control_answer(&self) -> IdentityAnswer<'_> {
        IdentityAnswer {
            receipt_id: &self.receipt_id,
            order_id: &self.order_id,
            certificate: &self.certificate,
        }
    }

    /// The same verification read with GET /receipt/{receipt_id}: a receipt over nothing.
    pub(crate) fn receipt(&self) -> Receipt {
        Receipt::of_identity(
            &self.receipt_id,
            &self.order_id,
            &self.name,
            (PG, PG_NAME),
            (METHOD, METHOD_NAME),
            &self.verified_at,
            PaymentData::Identity(Box::new(self.details())),
        )
        .with_params(self.params.clone())
    }

    fn details(&self) -> IdentityDetails {
        let Certificate { username, phone, birth, gender, unique, di, .. } = self.certificate.clone();
        IdentityDetails {
            username,
            phone,
            birth,
            gender,
            unique,
            di,
            receipt_id: self.receipt_id.clone(),
            n: self.name.clone(),
            p: 0,
            tid: self.tid.clone(),
            pg: PG_NAME,
            pm: METHOD_NAME,
            pg_a: PG,
            pm_a: METHOD,
            o_id: self.order_id.clone(),
            p_at: self.verified_at.clone(),
            s: 1,
            g: 2,
        }
    }
}

/// An order id for a receipt whose caller did not care.
pub(crate) fn default_order_id(receipt_id: &str) -> String {
    format!("order_{}", &receipt_id[..receipt_id.len().min(8)])
}

/// Danal's transaction id in the sample: the minute of the verification and a running number.
fn danal_tid(verified_at: &str) -> String {
    let digits: String = verified_at.chars().filter(char::is_ascii_digit).take(12).collect();
    format!("{digits}001")
}

/// CI: 88 base64 characters. The first ones say that it is not a real one.
fn connecting_information(seed: u64, person: &Certificate) -> String {
    identifier("SANDBOXCI+++", 64, seed, person)
}

/// DI: 64 base64 characters.
fn duplicate_information(seed: u64, person: &Certificate) -> String {
    identifier("SANDBOXDI+++", 48, seed, person)
}

/// One person has one identifier: the same name, birthday and phone give the same, however the birthday is written.
fn identifier(marker: &str, bytes: usize, seed: u64, person: &Certificate) -> String {
    let birthday: String =
        person.birth.iter().flat_map(|birth| birth.chars()).filter(char::is_ascii_digit).collect();
    let birthday = &birthday[birthday.len().saturating_sub(6)..];
    let name = person.username.as_deref().unwrap_or_default();
    let phone = person.phone.as_deref().unwrap_or_default();
    let purpose = format!("{marker}\0{name}\0{birthday}\0{phone}");
    // The marker is itself base64 text of whole bytes, so it stands at the front of the encoded result.
    let mut raw = BASE64.decode(marker).unwrap_or_default();
    raw.extend(Sequence::new(seed, &purpose).bytes(bytes - raw.len()));
    BASE64.encode(raw)
}

/// Nobody is known to have lived longer.
const OLDEST: u64 = 122;

/// The age in years (만 나이), if one was asked for.
fn age(fields: &Fields) -> Result<Option<i64>, FieldError> {
    let Some(age) = fields.count("age")?.value() else { return Ok(None) };
    if fields.any("birth") != Given::Absent {
        return Err(FieldError::field("age", "does not go with birth, which says it already"));
    }
    let known = i64::try_from(age).ok().filter(|_| age <= OLDEST);
    known.map(Some).ok_or_else(|| FieldError::field("age", format!("must be from 0 to {OLDEST}")))
}

/// The birth date of somebody who turns so old today. On 29 February of a year without one: who was born a day earlier,
/// and so is as old.
fn birthday_today(age: i64, today: Date) -> Date {
    today.saturating_sub(age.years())
}

/// Whether this is a day of the calendar in one of the three forms that are seen.
fn is_birth_date(text: &str) -> bool {
    let digits = match text.as_bytes() {
        [_, _, _, _, b'-', _, _, b'-', _, _] => text.replace('-', ""),
        _ => text.to_owned(),
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    // Two digits do not tell the century. 29 February is allowed if either one has it.
    let candidates = match digits.len() {
        8 => vec![digits],
        6 => vec![format!("19{digits}"), format!("20{digits}")],
        _ => return false,
    };
    candidates.iter().any(|digits| {
        let year = digits[..4].parse::<i16>();
        let month = digits[4..6].parse::<i8>();
        let day = digits[6..].parse::<i8>();
        matches!((year, month, day), (Ok(year), Ok(month), Ok(day)) if Date::new(year, month, day).is_ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn birth_dates() {
        for good in ["19901004", "901004", "1990-10-04", "000229", "2000-02-29"] {
            assert!(is_birth_date(good), "{good}");
        }
        for bad in [
            "",
            "1990-13-01",
            "19900230",
            "010229",
            "1990-1-04",
            "90-10-04",
            "٢٠٠٠٠١٠١",
            "1990-10-041",
            "-9901004",
        ] {
            assert!(!is_birth_date(bad), "{bad}");
        }
    }

    #[test]
    fn who_turns_so_old_today() {
        for (age, today, birth) in [
            (0, "2026-11-28", "2026-11-28"),
            (14, "2026-01-01", "2012-01-01"),
            (4, "2024-02-29", "2020-02-29"),
            (19, "2024-02-29", "2005-02-28"),
            (122, "2026-12-31", "1904-12-31"),
        ] {
            assert_eq!(birthday_today(age, today.parse().unwrap()).to_string(), birth, "{age} on {today}");
        }
    }

    #[test]
    fn masks_leave_the_ends() {
        assert_eq!(masked("홍길동", 1, 1), "홍*동");
        assert_eq!(masked("이황", 1, 1), "**", "two letters leave nothing to hide");
        assert_eq!(masked("01000001234", 3, 2), "010******34");
        assert_eq!(masked(&"가".repeat(10_000), 1, 1), "가********가");
        assert_eq!(masked("", 1, 1), "");
    }

    #[test]
    fn identifiers_have_the_standard_lengths_and_a_marker() {
        for identity in Identity::known_from_the_start(1) {
            let unique = identity.certificate.unique.unwrap();
            let di = identity.certificate.di.unwrap();
            assert_eq!((unique.len(), di.len()), (88, 64));
            assert!(unique.starts_with("SANDBOX") && di.starts_with("SANDBOX"));
        }
    }
}
