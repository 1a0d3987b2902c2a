//! A person who was verified, as far as the agency says.

use std::fmt;

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, tz};
use serde::{Deserialize, Serialize};

use crate::api::certificate::{Certificate, Gender};
use crate::api::receipt::PaymentData;
use crate::error::Error;
use crate::secret::{BirthDate, Ci, Di, PersonName, PhoneNumber};

use super::birth::Birth;
use super::ci::HashKey;
use super::intent::Intent;
use super::law::{self, Law, today};

/// A person who may be believed: [`confirm`](super::Identity::confirm) gives it.
///
/// What is `None` was not sent, because the merchant has not asked the agency to enable it. That is not the same as empty.
/// It prints masked; the values are `expose`d where they are needed. It is serialised in clear.
#[derive(Clone, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Person {
    /// The order id that this verification was begun with.
    pub order_id: String,
    /// The receipt that proves it.
    pub receipt_id: String,
    /// Why the person was verified, as `begin` was told.
    pub purpose: String,
    /// The real name. Foreigners have Latin ones with spaces; do not compare it by `==` with typed text.
    pub name: PersonName,
    /// The birth date, `YYYY-MM-DD`. `None` if the agency sent none, or one that cannot be: to come, or more than 120 years
    /// ago. Of six digits that fit two centuries the younger one: that errs towards protecting a child.
    pub birth: Option<BirthDate>,
    /// The birth date as the agency wrote it.
    pub birth_text: Option<BirthDate>,
    /// Whether six digits fit two centuries: somebody of 100 years or more would count as a child, so a human must look.
    pub birth_is_ambiguous: bool,
    /// The registered sex: `male`, `female`, or what else the agency wrote.
    pub gender: Option<String>,
    /// Whether the person is a foreigner.
    pub foreigner: Option<bool>,
    /// The verified phone number. Numbers are given to new people: never a person's key.
    pub phone: Option<PhoneNumber>,
    /// The mobile carrier, as the agency wrote it: `SKT`, `KT`, `LGT`, or another one.
    pub carrier: Option<String>,
    /// CI, the same for one person on every site.
    pub ci: Option<Ci>,
    /// DI, another one on every site.
    pub di: Option<Di>,
    /// The agency's transaction id, for disputes.
    pub tid: Option<String>,
    /// When the agency verified the person, RFC 3339 with Korea's offset, such as `2026-11-28T19:05:00+09:00`.
    pub verified_at: Option<String>,
}

/// By which of the hashes that were kept of somebody a person is the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MatchedBy {
    /// The same CI: the same person.
    Ci,
    /// The same DI, another CI: the same person at this site, whose CI has changed.
    Di,
    /// The same phone number, another CI and DI: the number has a new owner, or two people share a phone.
    Phone,
}

/// The hashes that were kept of somebody, from [`Ci::hmac`], [`Di::hmac`] and [`PhoneNumber::hmac`]. What was not kept is
/// `None`, and matches nobody.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stored {
    /// Of the CI.
    #[serde(default)]
    pub ci: Option<String>,
    /// Of the DI.
    #[serde(default)]
    pub di: Option<String>,
    /// Of the phone number.
    #[serde(default)]
    pub phone: Option<String>,
}

/// What may be kept of a person when only an age was needed: the verdict and what proves it, and nothing about who it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Proof {
    /// The law that was asked.
    pub law: Law,
    /// Whether the person has the age that it asks for. `true` stays true; `false` is not to be kept for longer than the day.
    pub adult: bool,
    /// The rule in words, with its article.
    pub rule: &'static str,
    /// The day in Korea that the age was judged on, `YYYY-MM-DD`.
    pub on: String,
    /// When that was, RFC 3339 in UTC.
    pub checked_at: String,
    /// The order id that this verification was begun with.
    pub order_id: String,
    /// The receipt that proves it.
    pub receipt_id: String,
    /// The agency's transaction id.
    pub tid: Option<String>,
    /// When the agency verified the person, RFC 3339 with Korea's offset.
    pub verified_at: Option<String>,
}

impl Person {
    /// Whom a certificate is about; the time is when the agency says that it verified.
    pub(crate) fn of(
        certificate: Certificate,
        begun: &Intent,
        verified_at: Option<Timestamp>,
        today: Date,
    ) -> Self {
        let who = certificate.person;
        let birth = who.birth.as_ref().map_or(Birth::Unreadable, |birth| Birth::read(birth.expose(), today));
        let tid = match certificate.payment_data {
            Some(PaymentData::Identity(report)) => report.tid,
            _ => None,
        };
        Self {
            order_id: begun.order_id.clone(),
            receipt_id: certificate.receipt_id,
            purpose: begun.purpose.clone(),
            name: who.username,
            birth: birth.date().map(|date| BirthDate::new(date.to_string())),
            birth_text: who.birth,
            birth_is_ambiguous: matches!(birth, Birth::Ambiguous { .. }),
            gender: who.gender.map(|gender| match gender {
                Gender::Female => "female".to_owned(),
                Gender::Male => "male".to_owned(),
                Gender::Other(other) => other,
            }),
            foreigner: who.foreigner,
            phone: who.phone,
            carrier: who.carrier,
            ci: who.unique,
            di: who.di,
            tid,
            verified_at: verified_at.map(|instant| instant.display_with_offset(law::KOREA).to_string()),
        }
    }

    /// The birth date.
    pub fn birthday(&self) -> Option<Date> {
        birthday(self.birth.as_ref())
    }

    /// 만 나이 on the day `on`, in Korea; `None` if the birth date is not known or is to come.
    pub fn age_on(&self, on: Date) -> Option<u8> {
        self.birthday().and_then(|birth| law::age(birth, on))
    }

    /// 만 나이 today, in Korea.
    pub fn age(&self) -> Option<u8> {
        self.age_on(today())
    }

    /// 연 나이 on the day `on`: the year less the year of birth.
    pub fn year_age_on(&self, on: Date) -> Option<u8> {
        self.birthday().and_then(|birth| law::year_age(birth, on))
    }

    /// 연 나이 today, in Korea.
    pub fn year_age(&self) -> Option<u8> {
        self.year_age_on(today())
    }

    /// Whether the person has the age that this law asks for, today in Korea. `false` also if the birth date is not known:
    /// a gate stays closed.
    pub fn is_adult(&self, law: Law) -> bool {
        self.is_adult_on(law, today())
    }

    /// The same on the day `on`.
    pub fn is_adult_on(&self, law: Law, on: Date) -> bool {
        law.admits(self.birthday(), on)
    }

    /// What may be kept when only this law's age was needed.
    pub fn minimal(&self, law: Law) -> Proof {
        self.minimal_on(law, today())
    }

    /// The same, judged on the day `on`.
    pub fn minimal_on(&self, law: Law, on: Date) -> Proof {
        Proof {
            law,
            adult: self.is_adult_on(law, on),
            rule: law.rule(),
            on: on.to_string(),
            checked_at: Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            order_id: self.order_id.clone(),
            receipt_id: self.receipt_id.clone(),
            tid: self.tid.clone(),
            verified_at: self.verified_at.clone(),
        }
    }

    /// By which of the hashes that were kept of somebody this is the same person, the strongest first; `None` if by none.
    pub fn matched_by(&self, stored: &Stored, keys: &[HashKey]) -> Option<MatchedBy> {
        matched_by(self.ci.as_ref(), self.di.as_ref(), self.phone.as_ref(), stored, keys)
    }
}

pub(crate) fn birthday(birth: Option<&BirthDate>) -> Option<Date> {
    birth.and_then(|birth| birth.expose().parse().ok())
}

pub(crate) fn matched_by(
    ci: Option<&Ci>,
    di: Option<&Di>,
    phone: Option<&PhoneNumber>,
    stored: &Stored,
    keys: &[HashKey],
) -> Option<MatchedBy> {
    let Stored { ci: stored_ci, di: stored_di, phone: stored_phone } = stored;
    let by_ci = ci.zip(stored_ci.as_deref()).is_some_and(|(ci, stored)| ci.matches(stored, keys));
    let by_di = di.zip(stored_di.as_deref()).is_some_and(|(di, stored)| di.matches(stored, keys));
    let by_phone =
        phone.zip(stored_phone.as_deref()).is_some_and(|(phone, stored)| phone.matches(stored, keys));
    [(by_ci, MatchedBy::Ci), (by_di, MatchedBy::Di), (by_phone, MatchedBy::Phone)]
        .into_iter()
        .find_map(|(matches, by)| matches.then_some(by))
}

/// `YYYY-MM-DD HH:mm:ss` in Korea as a moment; `None` if it is not written like that.
pub(crate) fn moment_in_korea(text: &str) -> Option<Timestamp> {
    let civil = DateTime::strptime("%Y-%m-%d %H:%M:%S", text).ok()?;
    tz::TimeZone::fixed(law::KOREA).to_timestamp(civil).ok()
}

/// The day `text`, `YYYY-MM-DD`.
pub(crate) fn day(name: &str, text: &str) -> Result<Date, Error> {
    let refused = || Error::invalid_request(format!("{name} must be a day of the calendar, YYYY-MM-DD"));
    if text.len() != "YYYY-MM-DD".len() {
        return Err(refused());
    }
    text.parse().map_err(|_| refused())
}

/// Masked, so that a person may stand in a log.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sent = |is_there: bool| if is_there { "sent" } else { "absent" };
        f.debug_struct("Person")
            .field("order_id", &self.order_id)
            .field("receipt_id", &self.receipt_id)
            .field("purpose", &self.purpose)
            .field("name", &self.name.masked())
            .field("birth", &self.birth.as_ref().map(BirthDate::masked))
            .field("phone", &self.phone.as_ref().map(PhoneNumber::masked))
            .field("ci", &sent(self.ci.is_some()))
            .field("di", &sent(self.di.is_some()))
            .field("verified_at", &self.verified_at)
            .finish_non_exhaustive()
    }
}
