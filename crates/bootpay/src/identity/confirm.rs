//! `GET /certificate/{receipt_id}`, believed only if it is the answer to what was begun.

use std::borrow::Cow;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};
use serde_json::json;

use crate::api::certificate::Certificate;
use crate::api::receipt::PaymentData;
use crate::concerns::Concerns;
use crate::config::Config;
use crate::described::{Described, Kind};
use crate::envelope::{parse_data, undocumented};
use crate::error::{Error, ErrorKind};
use crate::operation::Operation;
use crate::path::checked_path_field;
use crate::prepare::Prepare;
use crate::request::request;
use crate::values::{Sensitive, Text};

use super::intent::{Intent, Keys, unix_seconds};
use super::law;
use super::once::{self, StoreError};
use super::person::{Person, moment_in_korea};
use super::reason::Reason;

/// How far the agency's clock and ours may be apart, in seconds.
const CLOCKS_DIFFER: i64 = 60;

/// How much longer than its token's life a verification is remembered as used, in seconds: machines' clocks differ.
const REMEMBERED_LONGER: u64 = 3600;

request! {
    "identity.confirm" = Get "/certificate/{receipt_id}", Token, Safe, Quick -> Confirmed;

    /// Confirms an identity verification: the token is genuine, of this session and in time, and the receipt is that of the
    /// order that was begun. The store that is given as `once` says whether it is the first time.
    ///
    /// The checks are those that every Korean agency asks of a merchant whose receipt ids come through the browser.
    pub struct ConfirmIdentity from "v1 documentation, identity verification page" {
        required {
            /// The receipt's id, 24 hex digits, as the browser's `done` callback gave it.
            receipt_id: String,
        }
        kept {
            /// The token that `begin` gave and that this session has kept.
            #[serde(default = "no_token", deserialize_with = "null_is_none")]
            token: Sensitive,
            /// The id of the visitor's session, the same as for `begin`.
            session: Sensitive,
        }
        not_sent {
            /// What the verification must have been begun for.
            purpose: Text = "whatever it was",
        }
    }
}

/// A session that never began, or has ended, has no token: that is a refusal and no mistake of a program.
fn no_token() -> Sensitive {
    Sensitive::new("")
}

fn null_is_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Sensitive, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_else(no_token))
}

impl ConfirmIdentity {
    /// What was begun, if this is the session and the time for it.
    fn begun(&self, config: &Config, now: u64) -> Result<Intent, Error> {
        let keys = Keys::of(config.private_key())?;
        let refused = |reason| Err(Error::identity(reason));
        let Some(begun) = Intent::read(&keys, self.token.expose()) else { return refused(Reason::BadToken) };
        if !begun.is_of_session(&keys, self.session.expose()) {
            return refused(Reason::OtherSession);
        }
        if self.purpose.as_ref().is_some_and(|purpose| purpose.as_str() != begun.purpose) {
            return refused(Reason::OtherPurpose);
        }
        if now >= begun.expires_at {
            return refused(Reason::Expired);
        }
        Ok(begun)
    }

    fn person(&self, answer: &str, begun: &Intent, now: u64) -> Result<Person, Error> {
        #[derive(Deserialize)]
        struct Kind {
            method: Option<Text>,
            certificate: Option<serde::de::IgnoredAny>,
        }
        let kind: Kind = parse_data(answer).map_err(undocumented)?;
        if kind.certificate.is_none() || kind.method.is_some_and(|method| method.as_str() != "auth") {
            return Err(Error::identity(Reason::NotIdentity));
        }
        let certificate: Certificate = parse_data(answer).map_err(undocumented)?;
        if certificate.order_id.as_deref() != Some(&begun.order_id) {
            return Err(Error::identity(Reason::OtherOrder));
        }
        let verified_at = match &certificate.payment_data {
            Some(PaymentData::Identity(report)) => report.paid_at.as_deref().and_then(moment_in_korea),
            _ => None,
        };
        // without a time, or with one that cannot be read, the token's own life bounds it: the order id is not older
        if let Some(second) = verified_at.map(Timestamp::as_second)
            && !(begun.issued_at as i64 - CLOCKS_DIFFER..=begun.expires_at as i64 + CLOCKS_DIFFER)
                .contains(&second)
        {
            return Err(Error::identity(Reason::Expired));
        }
        let now = Timestamp::from_second(now as i64).unwrap_or(Timestamp::MAX);
        Ok(Person::of(certificate, begun, verified_at, law::in_korea(now)))
    }
}

impl Prepare for ConfirmIdentity {
    fn concerns(&self) -> Concerns {
        Concerns::receipt(&self.receipt_id)
    }

    fn prepared(self, config: &Config) -> Result<Self, Error> {
        self.begun(config, unix_seconds())?;
        // it comes from the browser, so a malformed id is an attempt and not a mistake of the program
        checked_path_field("receipt_id", &self.receipt_id)
            .map_err(|_| Error::identity(Reason::NotIdentity))?;
        Ok(self)
    }

    fn accepted<'a>(&self, answer: &'a str, config: &Config) -> Result<Cow<'a, str>, Error> {
        let now = unix_seconds();
        // an answer that was asked for in time counts, however long it took
        let begun = self.begun(config, 0)?;
        let person = self.person(answer, &begun, now)?;
        let mut data = json!(person);
        data["keep_used_for"] = json!(begun.expires_at.saturating_sub(now) + REMEMBERED_LONGER);
        data["masked"] = json!({
            "name": person.name.masked(),
            "birth": person.birth.as_ref().map(|birth| birth.masked()),
            "phone": person.phone.as_ref().map(|phone| phone.masked()),
        });
        Ok(json!({ "data": data }).to_string().into())
    }

    /// The server shows a verification once somebody has finished it. Until then it is not found, and there is time.
    fn refused(&self, error: Error) -> Error {
        match (error.kind(), error.status()) {
            (ErrorKind::Api, Some(404)) => error.with_reason(Reason::NotFinished),
            _ => error,
        }
    }
}

/// A person of whom it is not known yet whether the verification is used for the first time. So it tells nothing:
/// [`Identity::confirm`](super::Identity::confirm) gives the person.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Confirmed {
    #[serde(flatten)]
    pub(crate) person: Person,
    #[serde(deserialize_with = "seconds")]
    pub(crate) keep_used_for: Duration,
}

impl Described for Confirmed {
    const KIND: Kind = Kind::FreeObject;
}

fn seconds<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    serde::Deserialize::deserialize(deserializer).map(Duration::from_secs)
}

impl Confirmed {
    /// The person, if a store says that this is the first time.
    pub(crate) fn used_once(self, first: Result<bool, StoreError>) -> Result<Person, Error> {
        match first {
            Ok(true) => Ok(self.person),
            Ok(false) => Err(used(&self.person.receipt_id)),
            Err(error) => Err(once::failed(error.as_ref())),
        }
    }
}

/// The error of a verification that was confirmed before.
pub(super) fn used(receipt_id: &str) -> Error {
    Error::identity(Reason::Used)
        .in_call(ConfirmIdentity::NAME, None, 0)
        .concerning(Concerns::receipt(receipt_id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Builder;

    const NOW: u64 = 1_795_000_000; // 2026-11-18 20:06:40 in Korea

    fn config() -> Config {
        Builder::default().application_id("a").private_key("key").check().unwrap()
    }

    fn begun() -> (Intent, ConfirmIdentity) {
        let keys = Keys::of(config().private_key()).unwrap();
        let life = super::super::intent::DEFAULT_LIFE;
        let (intent, token) = Intent::begin(&keys, "주류 구매", "s-1", life, NOW).unwrap();
        (intent, ConfirmIdentity::new("612e09260d681b0021e61ab9", token, "s-1"))
    }

    fn answer(order_id: &str, verified_at: &str, more: &str) -> String {
        format!(
            r#"{{"status":200,"code":0,"data":{{"receipt_id":"612e09260d681b0021e61ab9","order_id":"{order_id}",
            "method":"auth","certificate":{{"username":"홍길동","birth":"901004","gender":1{more}}},
            "payment_data":{{"unique":null,"p_at":"{verified_at}","tid":"t-1"}}}}}}"#
        )
    }

    #[test]
    fn the_token_is_looked_at_in_the_order_of_the_reasons() {
        let (_, request) = begun();
        let at =
            |request: &ConfirmIdentity, now| request.begun(&config(), now).map_err(|error| error.reason());
        assert!(at(&request, NOW).is_ok() && at(&request, NOW + 599).is_ok());
        assert_eq!(at(&request, NOW + 600).unwrap_err(), Some(Reason::Expired));
        let with = |token: &str, session: &str| ConfirmIdentity::new("r", token, session);
        let token = request.token.expose();
        assert_eq!(at(&with("", "s-1"), NOW).unwrap_err(), Some(Reason::BadToken));
        assert_eq!(at(&with("x", "s-2"), NOW).unwrap_err(), Some(Reason::BadToken));
        assert_eq!(
            at(&with(token, "s-2").purpose("다른 것"), NOW + 600).unwrap_err(),
            Some(Reason::OtherSession)
        );
        assert_eq!(
            at(&with(token, "s-1").purpose("다른 것"), NOW + 600).unwrap_err(),
            Some(Reason::OtherPurpose)
        );
        assert!(at(&with(token, "s-1").purpose("주류 구매"), NOW).is_ok());
    }

    #[test]
    fn an_answer_is_believed_that_is_of_this_order_and_of_this_time() {
        let (begun, request) = begun();
        let read = |answer: &str| request.person(answer, &begun, NOW + 90);
        let person = read(&answer(&begun.order_id, "2026-11-18 20:08:00", "")).unwrap();
        assert_eq!(person.verified_at.as_deref(), Some("2026-11-18T20:08:00+09:00"));
        assert_eq!((person.birth.unwrap().expose(), person.birth_is_ambiguous), ("1990-10-04", false));
        assert_eq!((person.gender.as_deref(), person.tid.as_deref()), (Some("male"), Some("t-1")));
        assert_eq!((person.phone, person.foreigner, person.ci), (None, None, None));
        for (p_at, in_time) in [
            ("2026-11-18 20:05:40", true),
            ("2026-11-18 20:05:39", false),
            ("2026-11-18 20:17:40", true),
            ("2026-11-18 20:17:41", false),
            ("", true),
            ("yesterday", true),
            ("2026-11-18", true),                // no time of day
            ("2026-11-18T11:08:00+00:00", true), // no time of Korea's
        ] {
            let outcome = read(&answer(&begun.order_id, p_at, "")).map_err(|error| error.reason());
            assert_eq!(outcome.err(), (!in_time).then_some(Some(Reason::Expired)), "{p_at}");
        }
        let reason = |answer: &str| read(answer).unwrap_err().reason();
        assert_eq!(reason(&answer("order_1", "", "")), Some(Reason::OtherOrder));
        let payment = r#"{"data":{"receipt_id":"r","method":"card","price":3000}}"#;
        assert_eq!(reason(payment), Some(Reason::NotIdentity));
        let without = answer("", "", "").replace(r#""order_id":"","#, r#""order_id":null,"#);
        assert_eq!(reason(&without), Some(Reason::OtherOrder));
        let other_method = answer(&begun.order_id, "", "").replace("\"auth\"", "\"card\"");
        assert_eq!(reason(&other_method), Some(Reason::NotIdentity));
    }

    #[test]
    fn absent_is_not_empty() {
        let (begun, request) = begun();
        let sent = answer(&begun.order_id, "", r#","phone":"","unique":"","foreigner":0"#);
        let person = request.person(&sent, &begun, NOW).unwrap();
        assert_eq!(person.phone.unwrap().expose(), "");
        assert_eq!(person.ci.unwrap().expose(), "");
        assert_eq!((person.di, person.foreigner), (None, Some(false)));
    }

    #[test]
    fn what_must_not_be_sent_or_shown_is_not() {
        let (_, request) = begun();
        assert_eq!(serde_json::to_string(&request).unwrap(), r#"{"receipt_id":"612e09260d681b0021e61ab9"}"#);
        let token = request.token.expose();
        assert!(!format!("{request:?}").contains(token));
    }
}
