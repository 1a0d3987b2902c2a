//! Which age a Korean law asks for, on Korea's calendar.
//!
//! Only dates count, never the hour of birth. An age is reached at 00:00 in Korea on the birthday (민법 제157조 to
//! 제160조); whoever was born on 29 February reaches it in a common year on 1 March, because the year of age ends with the
//! last day of February (제160조 제3항). So ages are compared, and no years are added to a date: calendars' own arithmetic
//! takes 28 February. None of this is legal advice.

use std::str::FromStr;

use jiff::civil::Date;
use jiff::{Timestamp, tz};
use serde::Serialize;

use crate::error::Error;

/// A Korean law that asks for an age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Law {
    /// `youth_protection`: 청소년 보호법 제2조 제1호, for alcohol, tobacco and media that harm the young. Adult from 1 January of
    /// the year of the 19th birthday. The laws on games (게임산업법 제2조 제10호), films and videos (영화비디오법 제2조 제18호) and
    /// music (음악산업진흥법 제2조 제14호) take the same age from it.
    YouthProtection,
    /// `civil`: 민법 제4조. Of age from the 19th birthday.
    Civil,
    /// `child_welfare`: 아동복지법 제3조 제1호. No child from the 18th birthday.
    ChildWelfare,
    /// `guardian_consent`: 개인정보 보호법 제22조의2. From the 14th birthday nobody has to consent for the person.
    GuardianConsent,
}

impl Law {
    /// All of them.
    pub const ALL: [Law; 4] = [Law::YouthProtection, Law::Civil, Law::ChildWelfare, Law::GuardianConsent];

    /// The law's name in every language of this library.
    pub fn name(self) -> &'static str {
        match self {
            Law::YouthProtection => "youth_protection",
            Law::Civil => "civil",
            Law::ChildWelfare => "child_welfare",
            Law::GuardianConsent => "guardian_consent",
        }
    }

    /// The rule in words, with its article.
    pub fn rule(self) -> &'static str {
        match self {
            Law::YouthProtection => {
                "청소년 보호법 제2조 제1호: from 1 January of the year of the 19th birthday"
            }
            Law::Civil => "민법 제4조: from the 19th birthday",
            Law::ChildWelfare => "아동복지법 제3조 제1호: from the 18th birthday",
            Law::GuardianConsent => "개인정보 보호법 제22조의2: from the 14th birthday",
        }
    }

    /// Whether the gate opens for somebody with this birth date, on the day `on` in Korea. For an unknown one it does not.
    pub(crate) fn admits(self, birth: Option<Date>, on: Date) -> bool {
        birth.is_some_and(|birth| self.is_met(birth, on))
    }

    /// Whether somebody born on `birth` has the age that this law asks for, on the day `on` in Korea. `false` for a birth
    /// after that day.
    pub fn is_met(self, birth: Date, on: Date) -> bool {
        match self {
            Law::YouthProtection => year_age(birth, on) >= Some(19),
            Law::Civil => age(birth, on) >= Some(19),
            Law::ChildWelfare => age(birth, on) >= Some(18),
            Law::GuardianConsent => age(birth, on) >= Some(14),
        }
    }
}

impl FromStr for Law {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Law::ALL.into_iter().find(|law| law.name() == text).ok_or_else(|| {
            let known = Law::ALL.map(Law::name).join(", ");
            Error::invalid_request(format!("the law must be one of {known}"))
        })
    }
}

/// 만 나이: the years that are complete on the day `on`; `None` before the birth.
pub(crate) fn age(birth: Date, on: Date) -> Option<u8> {
    let birthday_is_to_come = (on.month(), on.day()) < (birth.month(), birth.day());
    u8::try_from(on.year() - birth.year() - i16::from(birthday_is_to_come)).ok()
}

/// 연 나이: the year of the day `on` less the year of birth; `None` before the birth.
pub(crate) fn year_age(birth: Date, on: Date) -> Option<u8> {
    if on < birth { None } else { u8::try_from(on.year() - birth.year()).ok() }
}

/// Nine hours ahead of UTC all year.
pub(crate) const KOREA: tz::Offset = tz::offset(9);

/// The calendar day in Korea.
pub(crate) fn in_korea(instant: Timestamp) -> Date {
    KOREA.to_datetime(instant).date()
}

/// Today's date in Korea, whatever the server's zone.
pub(crate) fn today() -> Date {
    in_korea(Timestamp::now())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Birth, instant, the day in Korea, 만 나이, 연 나이, and whether each law is met, in the order of [`Law::ALL`].
    /// Each row is an edge: midnight in Korea, turns of the year, birthdays, 29 February.
    type Row = (&'static str, &'static str, &'static str, u8, u8, [bool; 4]);
    const ROWS: [Row; 28] = [
        ("2007-12-31", "2026-01-01T03:00:00Z", "2026-01-01", 18, 19, [true, false, true, true]),
        ("2007-12-31", "2026-12-30T15:00:00Z", "2026-12-31", 19, 19, [true, true, true, true]),
        ("2007-12-31", "2025-12-31T14:59:59Z", "2025-12-31", 18, 18, [false, false, true, true]),
        ("2007-12-31", "2025-12-31T15:00:00Z", "2026-01-01", 18, 19, [true, false, true, true]),
        ("2008-01-01", "2026-12-31T14:59:59Z", "2026-12-31", 18, 18, [false, false, true, true]),
        ("2008-01-01", "2026-12-31T15:00:00Z", "2027-01-01", 19, 19, [true, true, true, true]),
        ("2007-11-28", "2026-11-27T14:59:59Z", "2026-11-27", 18, 19, [true, false, true, true]),
        ("2007-11-28", "2026-11-27T15:00:00Z", "2026-11-28", 19, 19, [true, true, true, true]),
        ("2007-11-29", "2026-11-28T03:00:00Z", "2026-11-28", 18, 19, [true, false, true, true]),
        ("2008-11-28", "2026-11-28T03:00:00Z", "2026-11-28", 18, 18, [false, false, true, true]),
        ("2008-11-29", "2026-11-28T03:00:00Z", "2026-11-28", 17, 18, [false, false, false, true]),
        ("2008-02-29", "2027-02-27T15:00:00Z", "2027-02-28", 18, 19, [true, false, true, true]),
        ("2008-02-29", "2027-02-28T14:59:59Z", "2027-02-28", 18, 19, [true, false, true, true]),
        ("2008-02-29", "2027-02-28T15:00:00Z", "2027-03-01", 19, 19, [true, true, true, true]),
        ("2008-03-01", "2027-02-28T14:59:59Z", "2027-02-28", 18, 19, [true, false, true, true]),
        ("2008-03-01", "2027-02-28T15:00:00Z", "2027-03-01", 19, 19, [true, true, true, true]),
        ("2008-02-28", "2027-02-27T15:00:00Z", "2027-02-28", 19, 19, [true, true, true, true]),
        ("2008-02-29", "2028-02-28T14:59:59Z", "2028-02-28", 19, 20, [true, true, true, true]),
        ("2008-02-29", "2028-02-28T15:00:00Z", "2028-02-29", 20, 20, [true, true, true, true]),
        ("2012-02-29", "2026-02-28T03:00:00Z", "2026-02-28", 13, 14, [false, false, false, false]),
        ("2012-02-29", "2026-02-28T15:00:00Z", "2026-03-01", 14, 14, [false, false, false, true]),
        ("2012-11-28", "2026-11-28T00:00:00Z", "2026-11-28", 14, 14, [false, false, false, true]),
        ("2012-11-29", "2026-11-28T00:00:00Z", "2026-11-28", 13, 14, [false, false, false, false]),
        ("2009-12-31", "2026-12-31T14:59:59Z", "2026-12-31", 17, 17, [false, false, false, true]),
        ("2008-12-31", "2026-12-30T15:00:00Z", "2026-12-31", 18, 18, [false, false, true, true]),
        ("2008-12-31", "2027-01-01T00:00:00Z", "2027-01-01", 18, 19, [true, false, true, true]),
        ("1999-12-31", "2026-11-28T00:00:00Z", "2026-11-28", 26, 27, [true, true, true, true]),
        ("2026-11-28", "2026-11-28T00:00:00Z", "2026-11-28", 0, 0, [false, false, false, false]),
    ];

    #[test]
    fn each_law_asks_for_its_age_on_koreas_calendar() {
        for (born, instant, day, full, year, met) in ROWS {
            let birth: Date = born.parse().unwrap();
            let on = in_korea(instant.parse().unwrap());
            assert_eq!(on.to_string(), day, "{instant}");
            assert_eq!((age(birth, on), year_age(birth, on)), (Some(full), Some(year)), "{born} on {day}");
            for (law, met) in Law::ALL.into_iter().zip(met) {
                assert_eq!(law.is_met(birth, on), met, "{} of {born} on {day}", law.name());
            }
        }
    }

    #[test]
    fn before_the_birth_there_is_no_age_and_no_law_is_met() {
        let birth: Date = "2026-11-28".parse().unwrap();
        let on = in_korea("2026-11-27T14:00:00Z".parse().unwrap());
        assert_eq!((age(birth, on), year_age(birth, on)), (None, None));
        assert!(Law::ALL.iter().all(|law| !law.is_met(birth, on)));
    }

    #[test]
    fn an_unknown_law_is_refused_with_the_names_of_those_that_are_known() {
        for law in Law::ALL {
            assert_eq!(law.name().parse::<Law>().unwrap(), law);
        }
        let error = "adult".parse::<Law>().unwrap_err();
        assert!(error.message().contains("youth_protection, civil, child_welfare, guardian_consent"));
    }

    proptest::proptest! {
        /// The day an age is reached, found the other way: the first day that is not before the birthday of that year, which
        /// for 29 February in a common year is 1 March.
        #[test]
        fn an_age_begins_on_one_day_and_stays(days in 0i32..60_000, later in 0i32..45_000, limit in 1u8..100) {
            use jiff::ToSpan;
            let birth = Date::constant(1890, 1, 1).checked_add(days.days()).unwrap();
            let on = birth.checked_add(later.days()).unwrap();
            let year = birth.year() + i16::from(limit);
            let birthday = Date::new(year, birth.month(), birth.day()).unwrap_or(Date::constant(year, 3, 1));
            proptest::prop_assert_eq!(age(birth, on) >= Some(limit), on >= birthday);
        }
    }
}
