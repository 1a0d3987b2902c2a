//! The sandbox's own time: the machine's, plus what a test advanced it by.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::temporal::DateTimePrinter;
use jiff::tz::Offset;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// A century is more than any token or reservation needs, and far from the end of the calendar.
pub(crate) const FURTHEST_ADVANCE_S: i64 = 100 * 366 * 24 * 60 * 60;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Clock {
    #[serde(deserialize_with = "possible_advance")]
    ahead_s: i64,
}

impl Clock {
    /// Unix seconds.
    pub(crate) fn now(&self) -> i64 {
        Timestamp::now().as_second() + self.ahead_s
    }

    /// How far it was moved.
    pub(crate) fn ahead_s(&self) -> i64 {
        self.ahead_s
    }

    /// Moves the clock forward; `None`, and no change, when it would end up more than a century ahead.
    pub(crate) fn advance(&mut self, seconds: u64) -> Option<()> {
        let ahead_s = i64::try_from(seconds).ok()?.checked_add(self.ahead_s)?;
        if ahead_s > FURTHEST_ADVANCE_S {
            return None;
        }
        self.ahead_s = ahead_s;
        Some(())
    }
}

/// How far ahead a clock of a snapshot is.
fn possible_advance<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let ahead_s = i64::deserialize(deserializer)?;
    if (0..=FURTHEST_ADVANCE_S).contains(&ahead_s) {
        Ok(ahead_s)
    } else {
        Err(D::Error::custom(format_args!("must be from 0 to {FURTHEST_ADVANCE_S}")))
    }
}

/// A time of a snapshot, in Unix seconds: one of the calendar, with which everybody can calculate.
pub(crate) fn unix_time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let seconds = i64::deserialize(deserializer)?;
    Timestamp::from_second(seconds).map_err(|_| D::Error::custom("must be a time in Unix seconds"))?;
    Ok(seconds)
}

/// The same of a time that may be null.
pub(crate) fn optional_unix_time<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<i64>, D::Error> {
    #[derive(Deserialize)]
    struct Time(#[serde(deserialize_with = "unix_time")] i64);

    Ok(Option::<Time>::deserialize(deserializer)?.map(|Time(seconds)| seconds))
}

const TIME: DateTimePrinter = DateTimePrinter::new().separator(b' ');

/// `YYYY-MM-DD HH:mm:ss` in Korea time with no offset written, as in every v1 answer.
pub(crate) fn korean_time(unix_seconds: i64) -> String {
    let timestamp = Timestamp::from_second(unix_seconds).unwrap_or(Timestamp::UNIX_EPOCH);
    TIME.datetime_to_string(&Offset::constant(9).to_datetime(timestamp))
}

/// The day in Korea.
pub(crate) fn korean_day(unix_seconds: i64) -> Date {
    let timestamp = Timestamp::from_second(unix_seconds).unwrap_or(Timestamp::UNIX_EPOCH);
    Offset::constant(9).to_datetime(timestamp).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn korea_is_nine_hours_ahead() {
        assert_eq!(korean_time(0), "1970-01-01 09:00:00");
        // The documentation's sample token was issued at this second.
        assert_eq!(korean_time(1_527_569_986), "2018-05-29 13:59:46");
        let last_second_of_a_day_in_korea = 15 * 60 * 60 - 1;
        assert_eq!(korean_day(last_second_of_a_day_in_korea), Date::constant(1970, 1, 1));
        assert_eq!(korean_day(last_second_of_a_day_in_korea + 1), Date::constant(1970, 1, 2));
    }

    #[test]
    fn the_clock_stops_at_a_century() {
        let mut clock = Clock::default();
        assert!(clock.advance(FURTHEST_ADVANCE_S as u64).is_some());
        assert!(clock.advance(1).is_none());
        assert!(clock.advance(u64::MAX).is_none());
    }
}
