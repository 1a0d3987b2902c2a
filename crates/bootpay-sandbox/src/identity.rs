//! People who were verified, and their certificates (the shape is the official Go and Java SDKs'; the docs' own
//! sample of this answer is a copied payment receipt).

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use bootpay::{BirthDate, PersonName, PhoneNumber};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::birth::{Born, OLDEST, age_on, birth_date};
use crate::clock::{FURTHEST_ADVANCE_S, korean_day, korean_time};
use crate::codes::Status;
use crate::fields::{Field, FieldError, Fields, Given, joined};
use crate::journal::beginning;
use crate::json_text;
use crate::payment::Payment;
use crate::persona::{ADULT, Form, PERSONAS, Persona};
use crate::receipt::{PaymentData, Receipt};
use crate::seed::Sequence;

/// `data.certificate`. Phone, carrier and foreigner come only when the merchant asked Danal for them, so every field
/// can be absent. Gender and foreigner keep the JSON type that they were given with.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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
pub(crate) struct IdentityDetails<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    birth: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gender: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unique: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    di: Option<&'a str>,
    receipt_id: &'a str,
    n: &'a str,
    p: u64,
    tid: &'a str,
    pg: &'static str,
    pm: &'static str,
    pg_a: &'static str,
    pm_a: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    o_id: Option<&'a str>,
    p_at: &'a str,
    s: i64,
    g: i64,
}

const PG: &str = "danal";
const PG_NAME: &str = "다날";
const METHOD: &str = "auth";
const METHOD_NAME: &str = "본인인증";

impl Certificate {
    /// What the agency says of a persona on a certain day, but for CI and DI.
    fn of(persona: &Persona, today: Date) -> Self {
        let is_enabled = persona.certificate != Form::NothingEnabled;
        let birth = persona.born.date(today);
        Self {
            username: Some(persona.name.to_owned()),
            phone: is_enabled.then(|| persona.phone.to_owned()),
            birth: Some(match persona.certificate {
                Form::ShortBirth => birth.strftime("%y%m%d").to_string(),
                _ => birth.to_string(),
            }),
            gender: Some(json!(persona.gender)),
            unique: None,
            di: None,
            foreigner: is_enabled.then(|| json!(persona.is_foreigner)),
            carrier: is_enabled.then(|| persona.carrier.to_owned()),
        }
    }

    /// By a name of `WITHOUT`.
    fn leave_out(&mut self, name: &str) {
        match name {
            "ci" => self.unique = None,
            "di" => self.di = None,
            "phone" => self.phone = None,
            "carrier" => self.carrier = None,
            "foreigner" => self.foreigner = None,
            "birth" => self.birth = None,
            "gender" => self.gender = None,
            "name" => self.username = None,
            _ => {}
        }
    }
}

/// One finished identity verification.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Identity {
    receipt_id: String,
    /// Absent: as if the merchant's page had sent none.
    order_id: Option<String>,
    name: String,
    tid: String,
    verified_at: String,
    certificate: Certificate,
    #[serde(with = "json_text")]
    params: Option<Value>,
}

/// `data` of GET /certificate/{receipt_id}.
#[derive(Serialize)]
pub(crate) struct CertificateAnswer<'a> {
    receipt_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    order_id: Option<&'a str>,
    pg: &'static str,
    method: &'static str,
    pg_name: &'static str,
    method_name: &'static str,
    certificate: &'a Certificate,
    payment_data: IdentityDetails<'a>,
}

/// The answer of POST /sandbox/identities.
#[derive(Serialize, JsonSchema)]
pub(crate) struct IdentityAnswer<'a> {
    receipt_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    order_id: Option<&'a str>,
    certificate: &'a Certificate,
}

/// What became of a verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum IdentityState {
    Waiting,
    Cancelled,
    Failed,
    Verified,
}

/// One row of the console.
#[derive(Serialize)]
pub(crate) struct IdentityRow<'a> {
    id: &'a str,
    state: IdentityState,
    /// The service for which somebody is verified.
    name: &'a str,
    order_id: Option<&'a str>,
    at: Cow<'a, str>,
    #[serde(flatten)]
    person: Option<PersonRow<'a>>,
}

/// Who was verified. Everybody is made up; for a console that masks all the same, there is the masked text.
#[derive(Serialize)]
struct PersonRow<'a> {
    username: Option<&'a str>,
    phone: Option<&'a str>,
    birth: Option<&'a str>,
    /// 만 나이, where the birth date tells the century.
    age: Option<i16>,
    gender: Option<&'a Value>,
    foreigner: Option<&'a Value>,
    carrier: Option<&'a str>,
    unique: Option<&'a str>,
    di: Option<&'a str>,
    masked: MaskedPerson,
}

#[derive(Serialize)]
struct MaskedPerson {
    username: Option<String>,
    phone: Option<String>,
    birth: Option<String>,
}

impl<'a> IdentityRow<'a> {
    /// Of a verification that nobody has finished.
    pub(crate) fn unfinished(receipt: &'a Payment, was_cancelled: bool) -> Self {
        let state = match receipt.status {
            Status::Waiting => IdentityState::Waiting,
            _ if was_cancelled => IdentityState::Cancelled,
            _ => IdentityState::Failed,
        };
        Self {
            id: &receipt.receipt_id,
            state,
            name: beginning(&receipt.name),
            order_id: Some(beginning(&receipt.order_id)),
            at: korean_time(receipt.requested_at).into(),
            person: None,
        }
    }
}

impl<'a> PersonRow<'a> {
    fn of(certificate: &'a Certificate, today: Date) -> Self {
        let Certificate { username, phone, birth, gender, unique, di, foreigner, carrier } = certificate;
        let born = birth.as_deref().and_then(|birth| BirthDate::new(birth).iso());
        let born = born.and_then(|day| day.parse::<Date>().ok());
        Self {
            username: username.as_deref().map(beginning),
            phone: phone.as_deref().map(beginning),
            birth: birth.as_deref().map(beginning),
            age: born.map(|born| age_on(today, born)),
            gender: gender.as_ref(),
            foreigner: foreigner.as_ref(),
            carrier: carrier.as_deref().map(beginning),
            unique: unique.as_deref().map(beginning),
            di: di.as_deref().map(beginning),
            masked: MaskedPerson {
                username: username.as_deref().map(|name| PersonName::new(beginning(name)).masked()),
                phone: phone.as_deref().map(|phone| PhoneNumber::new(beginning(phone)).masked()),
                birth: birth.as_deref().map(|birth| BirthDate::new(birth).masked()),
            },
        }
    }
}

/// Those that say who somebody is, and what their certificate has of it.
pub(crate) const PERSON_FIELDS: &[Field] = &[
    Field::one_of("persona", || PERSONAS.iter().map(|persona| persona.id.into()).collect()),
    Field::text("username"),
    Field::text("phone"),
    Field::text("birth"),
    Field::count("age"),
    Field::count("year_age"),
    Field::one_of("gender", genders),
    Field::text("carrier"),
    Field::one_of("foreigner", truths),
    Field::text("unique"),
    Field::text("di"),
    Field::several("without", WITHOUT),
];

/// The fields of POST /sandbox/identities.
pub(crate) const FIELDS: &[Field] = &joined::<16>(
    PERSON_FIELDS,
    &[Field::id("receipt_id"), Field::text("order_id"), Field::text("name"), Field::count("verified_ago")],
);

/// What can be left out of a certificate, by the names that a client's person has.
const WITHOUT: &[&str] =
    &["ci", "di", "phone", "carrier", "foreigner", "birth", "gender", "name", "order_id"];

/// The field that says the value of what is left out.
fn said_by(left_out: &str) -> &str {
    match left_out {
        "ci" => "unique",
        "name" => "username",
        same => same,
    }
}

/// As Bootpay has been seen to write them.
fn genders() -> Vec<Value> {
    vec![json!("0"), json!("1"), json!(0), json!(1)]
}

fn truths() -> Vec<Value> {
    vec![json!(true), json!(false), json!(0), json!(1)]
}

/// Those that say when the person was born: one of them at most.
const BIRTH_FIELDS: [&str; 4] = ["persona", "birth", "age", "year_age"];

/// Somebody whom a control call describes, before they are verified.
pub(crate) struct Described {
    /// The day in truth, whatever the certificate says of it.
    pub(crate) born: Date,
    certificate: Certificate,
    has_order_id: bool,
}

impl Described {
    /// What is absent is the persona's; what is null, or named by `without`, is left out of the certificate.
    pub(crate) fn read(fields: &Fields, seed: u64, now: i64) -> Result<Self, FieldError> {
        let today = korean_day(now);
        say_one_birth(fields)?;
        let without = without(fields)?;
        let persona = persona(fields)?.unwrap_or(ADULT);
        let usual = Certificate::of(persona, today);
        let birth = match born(fields)? {
            Some(born) => Given::Value(born.date(today).to_string()),
            None => fields.text("birth")?,
        };
        let gender = fields.read_as("gender", "must be \"0\", \"1\", 0 or 1", |value| {
            genders().contains(value).then(|| value.clone())
        })?;
        let foreigner = fields.read_as("foreigner", "must be true, false, 0 or 1", |value| {
            truths().contains(value).then(|| value.clone())
        })?;
        let born = match &birth {
            Given::Value(birth) => birth_date(birth, today).ok_or_else(|| {
                FieldError::field("birth", "must be a date of the calendar as YYYYMMDD, YYMMDD or YYYY-MM-DD")
            })?,
            Given::Absent | Given::Null => persona.born.date(today),
        };
        let mut certificate = Certificate {
            username: fields.text("username")?.or_default(usual.username),
            phone: fields.text("phone")?.or_default(usual.phone),
            birth: birth.or_default(usual.birth),
            gender: gender.or_default(usual.gender),
            unique: None,
            di: None,
            foreigner: foreigner.or_default(usual.foreigner),
            carrier: fields.text("carrier")?.or_default(usual.carrier),
        };
        let has_ci = persona.certificate != Form::WithoutCi;
        let ci = has_ci.then(|| connecting_information(seed, &certificate));
        certificate.unique = fields.text("unique")?.or_default(ci);
        certificate.di = fields.text("di")?.or_default(duplicate_information(seed, &certificate));
        // Last: CI and DI stay those of the person.
        for left_out in &without {
            certificate.leave_out(left_out);
        }
        let has_order_id = !without.iter().any(|name| name == "order_id");
        Ok(Self { born, certificate, has_order_id })
    }

    /// The same person in a window that fixes carrier or phone number, where the certificate has them.
    pub(crate) fn under(mut self, carrier: Option<&str>, phone: Option<&str>) -> Self {
        let Certificate { carrier: known_carrier, phone: known_phone, .. } = &mut self.certificate;
        for (known, fixed) in [(known_carrier, carrier), (known_phone, phone)] {
            if let (Some(known), Some(fixed)) = (known, fixed) {
                fixed.clone_into(known);
            }
        }
        self
    }

    /// The verification of this person.
    pub(crate) fn verified(
        self,
        receipt_id: String,
        order_id: Option<String>,
        name: String,
        at: i64,
    ) -> Identity {
        let verified_at = korean_time(at);
        Identity {
            order_id: order_id.filter(|_| self.has_order_id),
            name,
            tid: danal_tid(&verified_at),
            verified_at,
            certificate: self.certificate,
            params: None,
            receipt_id,
        }
    }
}

impl Identity {
    /// Makes a verification from a control call.
    pub(crate) fn from_fields(
        fields: &Fields,
        receipt_id: String,
        seed: u64,
        now: i64,
    ) -> Result<Self, FieldError> {
        let person = Described::read(fields, seed, now)?;
        let at = now - verified_ago(fields)?;
        let order_id = fields.text("order_id")?.or_default(default_order_id(&receipt_id));
        let name = fields.text("name")?.value().unwrap_or_else(|| METHOD_NAME.to_owned());
        Ok(person.verified(receipt_id, order_id, name, at))
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
                    order_id: Some(order_id.to_owned()),
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

    pub(crate) fn order_id(&self) -> Option<&str> {
        self.order_id.as_deref()
    }

    pub(crate) fn certificate_answer(&self) -> CertificateAnswer<'_> {
        CertificateAnswer {
            receipt_id: &self.receipt_id,
            order_id: self.order_id.as_deref(),
            pg: PG,
            method: METHOD,
            pg_name: PG_NAME,
            method_name: METHOD_NAME,
            certificate: &self.certificate,
            payment_data: self.details(),
        }
    }

    /// What a console shows of it.
    pub(crate) fn row(&self, today: Date) -> IdentityRow<'_> {
        IdentityRow {
            id: &self.receipt_id,
            state: IdentityState::Verified,
            name: beginning(&self.name),
            order_id: self.order_id.as_deref().map(beginning),
            at: Cow::Borrowed(&self.verified_at),
            person: Some(PersonRow::of(&self.certificate, today)),
        }
    }

    pub(crate) fn control_answer(&self) -> IdentityAnswer<'_> {
        IdentityAnswer {
            receipt_id: &self.receipt_id,
            order_id: self.order_id.as_deref(),
            certificate: &self.certificate,
        }
    }

    /// The same verification read with GET /receipt/{receipt_id}: a receipt over nothing.
    pub(crate) fn receipt(&self) -> Receipt<'_> {
        Receipt::of_identity(
            &self.receipt_id,
            self.order_id.as_deref(),
            &self.name,
            (PG, PG_NAME),
            (METHOD, METHOD_NAME),
            &self.verified_at,
            PaymentData::Identity(Box::new(self.details())),
        )
        .with_params(self.params.as_ref())
    }

    fn details(&self) -> IdentityDetails<'_> {
        let Certificate { username, phone, birth, gender, unique, di, .. } = &self.certificate;
        IdentityDetails {
            username: username.as_deref(),
            phone: phone.as_deref(),
            birth: birth.as_deref(),
            gender: gender.as_ref(),
            unique: unique.as_deref(),
            di: di.as_deref(),
            receipt_id: &self.receipt_id,
            n: &self.name,
            p: 0,
            tid: &self.tid,
            pg: PG_NAME,
            pm: METHOD_NAME,
            pg_a: PG,
            pm_a: METHOD,
            o_id: self.order_id.as_deref(),
            p_at: &self.verified_at,
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

/// One person has one identifier: the same name and birthday give the same, however the birthday is written and whatever
/// the phone number is. Real ones follow from the resident number.
fn identifier(marker: &str, bytes: usize, seed: u64, person: &Certificate) -> String {
    let birthday: String =
        person.birth.iter().flat_map(|birth| birth.chars()).filter(char::is_ascii_digit).collect();
    let birthday = &birthday[birthday.len().saturating_sub(6)..];
    let name = person.username.as_deref().unwrap_or_default();
    let purpose = format!("{marker}\0{name}\0{birthday}");
    // The marker is itself base64 text of whole bytes, so it stands at the front of the encoded result.
    let mut raw = BASE64.decode(marker).unwrap_or_default();
    raw.extend(Sequence::new(seed, &purpose).bytes(bytes - raw.len()));
    BASE64.encode(raw)
}

fn persona(fields: &Fields) -> Result<Option<&'static Persona>, FieldError> {
    let Some(id) = fields.text("persona")?.value() else { return Ok(None) };
    let known = || PERSONAS.iter().map(|persona| persona.id).collect::<Vec<_>>().join(", ");
    let persona = Persona::of(&id);
    persona.map(Some).ok_or_else(|| FieldError::field("persona", format!("must be one of {}", known())))
}

/// A birth date that is left out is said too; what else is null is not.
fn say_one_birth(fields: &Fields) -> Result<(), FieldError> {
    let is_said = |name: &&str| match fields.any(name) {
        Given::Absent => false,
        Given::Null => *name == "birth",
        Given::Value(_) => true,
    };
    match BIRTH_FIELDS.iter().copied().filter(is_said).collect::<Vec<_>>()[..] {
        [first, other, ..] => Err(FieldError::field(
            other,
            format!("does not go with {first}: each says when the person was born, so give one of them"),
        )),
        _ => Ok(()),
    }
}

/// What is left out of the certificate. Nobody leaves out what the same call says.
fn without(fields: &Fields) -> Result<Vec<String>, FieldError> {
    let without = fields.several("without")?;
    let said = without.iter().find(|name| matches!(fields.any(said_by(name)), Given::Value(_)));
    match said {
        Some(name) => Err(FieldError::field(
            "without",
            format!("leaves out {name}, which {} says: give one of them", said_by(name)),
        )),
        None => Ok(without),
    }
}

/// When somebody was born of whom an age is said.
fn born(fields: &Fields) -> Result<Option<Born>, FieldError> {
    let years = |name, least| {
        let Some(years) = fields.count(name)?.value() else { return Ok(None) };
        let known = i16::try_from(years).ok().filter(|_| (least..=OLDEST).contains(&years));
        known.map(Some).ok_or_else(|| FieldError::field(name, format!("must be from {least} to {OLDEST}")))
    };
    let age = years("age", 0)?.map(Born::Turned);
    // Nobody who was born on 31 December of this year can be verified before that.
    Ok(age.or(years("year_age", 1)?.map(Born::InTheYearOf)))
}

/// How many seconds ago the person was verified.
fn verified_ago(fields: &Fields) -> Result<i64, FieldError> {
    let seconds = fields.count("verified_ago")?.value().unwrap_or(0);
    i64::try_from(seconds).ok().filter(|seconds| *seconds <= FURTHEST_ADVANCE_S).ok_or_else(|| {
        FieldError::field("verified_ago", format!("must be at most {FURTHEST_ADVANCE_S} seconds"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
