//! A birth date as an agency writes it.

use jiff::civil::Date;

/// What the text of a birth date says on a certain day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Birth {
    /// One day.
    Known(Date),
    /// Six digits that fit two centuries. The younger one is taken wherever an age is asked for, since it errs towards
    /// protecting a child; people of 100 and more need a look by a human.
    Ambiguous { younger: Date },
    /// No date, one to come, or one of more than 120 years ago. No law is met by it.
    Unreadable,
}

impl Birth {
    /// Nobody is older.
    const OLDEST: i16 = 120;

    /// Reads `YYYYMMDD`, `YYYY-MM-DD`, or `YYMMDD`, whose century is the one that makes a date which is not to come. No
    /// other field tells the century: the gender is 0 or 1 for everybody.
    pub(crate) fn read(text: &str, today: Date) -> Self {
        let bytes = text.as_bytes();
        let digits: String = match bytes {
            [_, _, _, _, b'-', _, _, b'-', _, _] => text.split('-').collect(),
            _ => text.to_owned(),
        };
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Birth::Unreadable;
        }
        let past = |digits: &str| date(digits).filter(|date| *date <= today);
        match digits.len() {
            8 => match past(&digits) {
                Some(date) if today.year() - date.year() <= Self::OLDEST => Birth::Known(date),
                _ => Birth::Unreadable,
            },
            6 => match (past(&format!("20{digits}")), past(&format!("19{digits}"))) {
                (Some(younger), Some(_)) => Birth::Ambiguous { younger },
                (Some(date), None) | (None, Some(date)) => Birth::Known(date),
                (None, None) => Birth::Unreadable,
            },
            _ => Birth::Unreadable,
        }
    }

    /// The day that ages are counted from.
    pub(crate) fn date(self) -> Option<Date> {
        match self {
            Birth::Known(date) | Birth::Ambiguous { younger: date } => Some(date),
            Birth::Unreadable => None,
        }
    }
}

/// Eight digits as a day of the calendar.
fn date(digits: &str) -> Option<Date> {
    let (year, month, day) = (digits.get(..4)?, digits.get(4..6)?, digits.get(6..8)?);
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_forms_are_read_and_six_digits_take_the_century_that_is_not_to_come() {
        let known = |text: &str| Birth::Known(text.parse().unwrap());
        let either = |text: &str| Birth::Ambiguous { younger: text.parse().unwrap() };
        for (text, today, birth) in [
            ("19901004", "2026-11-28", known("1990-10-04")),
            ("1990-10-04", "2026-11-28", known("1990-10-04")),
            ("20261128", "2026-11-28", known("2026-11-28")),
            ("991231", "2026-11-28", known("1999-12-31")),
            ("000229", "2026-11-28", known("2000-02-29")), // 1900 was no leap year
            ("040229", "2026-11-28", either("2004-02-29")),
            ("010101", "2026-11-28", either("2001-01-01")),
            ("270101", "2026-11-28", known("1927-01-01")),
            ("261128", "2026-11-27", known("1926-11-28")),
            ("261128", "2026-11-28", either("2026-11-28")),
        ] {
            assert_eq!(Birth::read(text, today.parse().unwrap()), birth, "{text} on {today}");
        }
    }

    #[test]
    fn what_is_no_date_or_cannot_be_a_persons_is_unreadable() {
        let today: Date = "2026-11-28".parse().unwrap();
        for text in [
            "",
            "0",
            "210230",
            "000000",
            "20260230",
            "20261129",
            "19051231",
            "1990-1-4",
            "1990-1004",
            "19901004 ",
            " 901004",
            "90-10-04",
            "１９９０１００４",
            "1990/10/04",
            "+9901004",
            "-9901004",
            "1990-10-0x",
        ] {
            assert_eq!(Birth::read(text, today), Birth::Unreadable, "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic_and_no_date_is_to_come(text in "\\PC{0,12}|[0-9]{6}|[0-9]{8}") {
            let today = Date::constant(2026, 11, 28);
            if let Some(date) = Birth::read(&text, today).date() {
                proptest::prop_assert!(date <= today);
            }
        }
    }
}
