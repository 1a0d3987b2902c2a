//! Birth dates: how one is written, and on which day somebody was born who has a certain age.

use jiff::ToSpan;
use jiff::civil::Date;

/// Nobody is known to have lived longer.
pub(crate) const OLDEST: u64 = 122;

/// On which day a person was born.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Born {
    On(Date),
    /// Has so many years (만 나이) since today.
    Turned(i16),
    /// Has so many years tomorrow, and one less today. Who turns so old on 29 February of a year in which nobody can, two
    /// days from now.
    Turns(i16),
    /// Comes to so many years by 31 December (연 나이), on which day the birthday is: the one on which the two ways to count
    /// differ for as long as they can. On 31 December itself nobody is left for whom they differ.
    InTheYearOf(i16),
    /// On the last 29 February of at least so many years before this one: a year older on 1 March, but for leap years.
    OnALeapDay(i16),
}

impl Born {
    /// The day, as `today` has it.
    pub(crate) fn date(self, today: Date) -> Date {
        match self {
            Self::On(date) => date,
            // On 29 February, if that year has none: who was born a day earlier, and so is as old.
            Self::Turned(age) => today.saturating_sub(age.years()),
            Self::Turns(age) => today.saturating_sub(age.years()).saturating_add(1.day()),
            Self::InTheYearOf(age) => Date::new(today.year() - age, 12, 31).unwrap_or(today),
            Self::OnALeapDay(age) => {
                let years = (1..=today.year() - age).rev();
                years.filter_map(|year| Date::new(year, 2, 29).ok()).next().unwrap_or(today)
            }
        }
    }
}

/// The age in years as Korean law counts (만 나이): one more with each birthday. Who was born on 29 February is a year
/// older on 1 March of a common year (Civil Act, article 160).
pub(crate) fn age_on(today: Date, birthday: Date) -> i16 {
    let had_birthday = (today.month(), today.day()) >= (birthday.month(), birthday.day());
    today.year() - birthday.year() - i16::from(!had_birthday)
}

/// The day that a text in one of the three forms means that are seen. Two digits do not tell the century: then it is the
/// last such day up to today, and 29 February is one if either century has it.
pub(crate) fn birth_date(text: &str, today: Date) -> Option<Date> {
    let digits = match text.as_bytes() {
        [_, _, _, _, b'-', _, _, b'-', _, _] => text.replace('-', ""),
        _ => text.to_owned(),
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let candidates = match digits.len() {
        8 => vec![digits],
        6 => vec![format!("20{digits}"), format!("19{digits}")],
        _ => return None,
    };
    let date = |digits: &String| {
        let (year, month, day) = (&digits[..4], &digits[4..6], &digits[6..]);
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
    };
    let days: Vec<Date> = candidates.iter().filter_map(date).collect();
    days.iter().find(|day| **day <= today).or(days.first()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn birth_dates() {
        let today = Date::constant(2026, 11, 28);
        for (text, day) in [
            ("19901004", "1990-10-04"),
            ("901004", "1990-10-04"),
            ("1990-10-04", "1990-10-04"),
            ("000229", "2000-02-29"),
            ("2000-02-29", "2000-02-29"),
            ("261128", "2026-11-28"),
            ("261129", "1926-11-29"),
            ("280229", "1928-02-29"),
            ("20990101", "2099-01-01"),
        ] {
            assert_eq!(birth_date(text, today).map(|day| day.to_string()).as_deref(), Some(day), "{text}");
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
            assert_eq!(birth_date(bad, today), None, "{bad}");
        }
    }

    #[test]
    fn on_which_day_somebody_was_born() {
        for (born, today, birth) in [
            (Born::Turned(0), "2026-11-28", "2026-11-28"),
            (Born::Turned(14), "2026-01-01", "2012-01-01"),
            (Born::Turned(4), "2024-02-29", "2020-02-29"),
            (Born::Turned(19), "2024-02-29", "2005-02-28"),
            (Born::Turned(122), "2026-12-31", "1904-12-31"),
            (Born::Turns(14), "2026-11-28", "2012-11-29"),
            (Born::Turns(18), "2026-12-31", "2009-01-01"),
            (Born::Turns(18), "2026-02-28", "2008-02-29"),
            (Born::Turns(18), "2028-02-28", "2010-03-01"),
            (Born::Turns(18), "2028-02-29", "2010-03-01"),
            (Born::InTheYearOf(19), "2026-01-01", "2007-12-31"),
            (Born::InTheYearOf(19), "2026-12-31", "2007-12-31"),
            (Born::InTheYearOf(1), "2026-01-01", "2025-12-31"),
            (Born::OnALeapDay(18), "2026-11-28", "2008-02-29"),
            (Born::OnALeapDay(18), "2029-01-01", "2008-02-29"),
            (Born::OnALeapDay(18), "2030-01-01", "2012-02-29"),
            (Born::OnALeapDay(18), "2121-01-01", "2096-02-29"),
        ] {
            assert_eq!(born.date(today.parse().unwrap()).to_string(), birth, "{born:?} on {today}");
        }
    }
}
