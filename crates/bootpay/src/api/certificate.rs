//! `GET /certificate/{receipt_id}`

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::answer::Answer;
use crate::api::payment_data::PaymentData;
use crate::blocking::client::Client as BlockingClient;
use crate::client::{CallOptions, Client};
use crate::concerns::Concerns;
use crate::config::Config;
use crate::envelope::{parse_data, undocumented};
use crate::error::Error;
use crate::lenient;
use crate::prepare::Prepare;
use crate::request::request;
use crate::response::answer;
use crate::secret::{BirthDate, Ci, Di, PersonName, PhoneNumber};

pub use crate::api::gender::Gender;
pub use crate::api::payment_data::IdentityPaymentData;

request! {
    "certificate.get" = Get "/certificate/{receipt_id}", Token, Safe, Quick -> Certificate;

    /// Reads the result of an identity verification, and believes nothing: the receipt may be somebody else's, or an old one.
    /// What confirms an identity reads it and checks all that.
    ///
    /// Only a server may do this: the answer holds personal data. The status is 404 if there is no such verification.
    pub struct GetCertificate from "v1 documentation, identity verification page, for the route; the official Go and Java clients for the answer" {
        required {
            /// The receipt's id, 24 hex digits, as the browser's `done` callback gave it.
            receipt_id: String,
        }
    }
}

impl Prepare for GetCertificate {
    fn concerns(&self) -> Concerns {
        Concerns::receipt(&self.receipt_id)
    }

    /// A good answer is about a person. One that is not, such as a payment's receipt, is refused.
    fn accepted<'a>(&self, answer: &'a str, _: &Config) -> Result<Cow<'a, str>, Error> {
        #[derive(Deserialize)]
        struct OfSomebody {
            #[serde(rename = "certificate")]
            _person: IgnoredAny,
        }
        parse_data::<OfSomebody>(answer).map_err(undocumented)?;
        Ok(answer.into())
    }
}

impl Client {
    /// `GET /certificate/{receipt_id}`: reads the result of an identity verification. Official name.
    ///
    /// # Errors
    /// By its [`kind`](Error::kind): `InvalidRequest` if the id is not made of letters, digits, `_` and `-` (nothing is
    /// sent); `Api` with status 404 if there is no such verification, 401 if the keys or the source address are refused;
    /// `Mismatch` if the answer is about another receipt; `Connection`, `Timeout`, `Decode` if the answer does not come or
    /// cannot be read.
    pub async fn certificate(&self, receipt_id: impl Into<String>) -> Result<Answer<Certificate>, Error> {
        self.send(&GetCertificate::new(receipt_id), &CallOptions::default()).await
    }
}

impl BlockingClient {
    /// [`Client::certificate`](crate::Client::certificate)
    ///
    /// # Errors
    /// As there.
    pub fn certificate(&self, receipt_id: impl Into<String>) -> Result<Answer<Certificate>, Error> {
        self.send(GetCertificate::new(receipt_id), CallOptions::default())
    }
}

answer! {
    /// The result of an identity verification.
    ///
    /// Before you believe it, check that `order_id` is the one which you issued to this very
    /// session: the receipt id came through the browser, and it may belong to somebody else or to an earlier day.
    pub struct Certificate {
        required {
            /// The receipt's id.
            #[serde(deserialize_with = "lenient::text")]
            receipt_id: String,
            /// Who was verified.
            person "certificate": Person,
        }
        always {
            /// The merchant's own order id, which binds the result to a session.
            order_id: String,
            /// The agency: `danal` is the only one on v1.
            pg: String,
            /// `auth`.
            method: String,
            /// The agency's name in Korean: `다날`.
            pg_name: String,
            /// `본인인증`.
            method_name: String,
            /// The agency's own report, which repeats most of what it says of the person.
            payment_data: PaymentData,
        }
    }
}

answer! {
    /// A verified person: personal data, not for logs.
    ///
    /// `phone`, `carrier` and `foreigner` come only if the merchant has asked the agency to enable them; absent does
    /// not mean empty.
    pub struct Person {
        required {
            /// The real name. Foreigners have Latin ones with spaces; do not compare it by `==` with typed text.
            username: PersonName,
        }
        always {
            /// The birth date, in one of three forms.
            birth: BirthDate,
            /// The gender, sent as text or number: 0 for female, 1 for male.
            gender: Gender,
            /// CI, 88 characters of base64. The same person has the same one on every site; people verified by the browser
            /// script 3.1.0 or older may have another.
            unique: Ci,
            /// DI, 64 characters of base64. The same person has another one on every site.
            di: Di,
        }
        sometimes {
            /// The verified phone number. Numbers are given to new people: never a person's key.
            phone: PhoneNumber,
            /// Whether the person is a foreigner, sent as a boolean or as 0/1.
            foreigner: bool,
            /// The mobile carrier: `SKT`, `KT`, `LGT`, or another one.
            carrier: String,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    fn certificate(person: &str) -> Result<Certificate, String> {
        parse(format!(r#"{{"receipt_id":"r","certificate":{person}}}"#).as_bytes())
    }

    #[test]
    fn every_form_that_an_official_client_knows_is_read() {
        for (json, gender) in [(r#""1""#, Gender::Male), ("1", Gender::Male), ("0", Gender::Female)] {
            let person = certificate(&format!(r#"{{"username":"홍길동","gender":{json}}}"#)).unwrap().person;
            assert_eq!(person.gender, Some(gender));
        }
        for (json, foreigner) in
            [("true", Some(true)), ("0", Some(false)), (r#""1""#, Some(true)), ("null", None)]
        {
            let person =
                certificate(&format!(r#"{{"username":"홍길동","foreigner":{json}}}"#)).unwrap().person;
            assert_eq!(person.foreigner, foreigner, "{json}");
        }
        let person = certificate(r#"{"username":"홍길동","birth":19901004,"gender":"x"}"#).unwrap().person;
        assert_eq!(person.birth.unwrap().iso().as_deref(), Some("1990-10-04"));
        assert_eq!(person.gender, Some(Gender::Other("x".to_owned())));
        assert_eq!(person.phone, None);
    }

    #[test]
    fn a_field_that_is_absent_or_of_another_type_does_not_cost_the_certificate() {
        for json in [
            r#"{"receipt_id":"r","certificate":{"username":"홍길동","unique":null,"di":null,"carrier":1}}"#,
            r#"{"receipt_id":"r","certificate":{"username":"홍길동"},"payment_data":{}}"#,
            r#"{"receipt_id":"r","certificate":{"username":"홍길동"},"payment_data":{"unique":null,"pm_a":"auth"}}"#,
            r#"{"receipt_id":"r","certificate":{"username":"홍길동"},"payment_data":"text","pg":1}"#,
        ] {
            parse::<Certificate>(json.as_bytes()).unwrap_or_else(|why| panic!("{json}: {why}"));
        }
    }

    #[test]
    fn new_fields_are_kept_and_not_printed() {
        let certificate = certificate(r#"{"username":"홍길동","nickname":"CANARY"}"#).unwrap();
        assert_eq!(certificate.person.other.get("nickname").and_then(|v| v.as_str()), Some("CANARY"));
        let shown = format!("{certificate:?}");
        assert!(
            shown.contains("nickname") && !shown.contains("CANARY") && !shown.contains("홍길동"),
            "{shown}"
        );
    }

    #[test]
    fn a_payment_receipt_is_not_taken_for_a_certificate() {
        let error = parse::<Certificate>(br#"{"receipt_id":"r","price":3000}"#).unwrap_err();
        assert_eq!(error, "missing field `certificate`");
    }

    #[test]
    fn a_wrong_type_is_named_without_its_value() {
        let error = certificate(r#"{"username":["CANARY"]}"#).unwrap_err();
        assert_eq!(error, "certificate.username: expected a string or a number");
    }
}
