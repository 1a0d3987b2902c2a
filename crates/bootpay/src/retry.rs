//! Whether a failed attempt may be repeated, and after which pause. Nothing here sends anything.

use std::time::{Duration, SystemTime};

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

use crate::endpoint::Repeat;

/// How one attempt failed, as far as repeating it is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// No connection came about, or it was closed before the first byte, so none of the request can have left.
    NotSent,
    /// The connection broke, or the answer was cut short.
    Lost,
    /// No whole answer within the attempt timeout.
    TimedOut,
    /// A whole answer with this HTTP status.
    Answered(u16),
    /// A whole answer that is not what the API sends. Asking again would give the same.
    Unreadable,
}

/// May a request of this kind be sent again after this failure?
pub(crate) fn may_repeat(failure: Failure, repeat: Repeat) -> bool {
    match (repeat, failure) {
        (_, Failure::NotSent) => true,
        (Repeat::Never, _) | (_, Failure::Unreadable) => false,
        (Repeat::Safe | Repeat::Idempotent, Failure::Lost | Failure::TimedOut) => true,
        (Repeat::Safe | Repeat::Idempotent, Failure::Answered(status)) => {
            matches!(status, 429 | 502 | 503 | 504)
        }
    }
}

/// The pauses between the attempts of one call: doubling from a random 0.25–0.5 s up to 8 s, so that many clients
/// that failed together do not come back together.
pub(crate) struct Pauses(ExponentialBackoff);

impl Pauses {
    pub(crate) fn new(max_retries: u32) -> Self {
        Self(
            ExponentialBuilder::default()
                .with_min_delay(Duration::from_millis(250))
                .with_max_delay(Duration::from_secs(4)) // jitter adds up to as much again
                .with_factor(2.0)
                .with_jitter()
                .with_jitter_seed(fastrand::u64(..))
                .with_max_times(max_retries as usize)
                .build(),
        )
    }

    /// The pause before the next attempt, or `None` when the call is over: no attempt is left, or the pause would
    /// outlast `remaining`, the time until the call's deadline. A server that says how long to wait is obeyed.
    pub(crate) fn next(
        &mut self,
        failure: Failure,
        repeat: Repeat,
        retry_after: Option<Duration>,
        remaining: Duration,
    ) -> Option<Duration> {
        if !may_repeat(failure, repeat) {
            return None;
        }
        let pause = self.0.next()?;
        let pause = retry_after.map_or(pause, |asked| asked.max(pause));
        (pause < remaining).then_some(pause)
    }
}

/// `Retry-After`: seconds, however many, or an HTTP date. A date in the past means at once; anything else is ignored.
pub(crate) fn parse_retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(now).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL_REPEATS: [Repeat; 3] = [Repeat::Safe, Repeat::Idempotent, Repeat::Never];

    #[test]
    fn only_what_cannot_do_harm_is_repeated() {
        use Failure::*;
        // (failure, Safe, Idempotent, Never)
        let table = [
            (NotSent, true, true, true),
            (Lost, true, true, false),
            (TimedOut, true, true, false),
            (Unreadable, false, false, false),
        ];
        // 500 is Bootpay's way of saying that the PG refused
        let answered = (100..600).map(|status| {
            let passes = [429, 502, 503, 504].contains(&status);
            (Answered(status), passes, passes, false)
        });
        for (failure, safe, idempotent, never) in table.into_iter().chain(answered) {
            for (repeat, expected) in ALL_REPEATS.into_iter().zip([safe, idempotent, never]) {
                assert_eq!(may_repeat(failure, repeat), expected, "{failure:?} {repeat:?}");
            }
        }
    }

    /// Every failure, class, number of retries and time left: a repetition comes if and only if the class allows it, a
    /// retry is left, and the pause ends before the deadline.
    #[test]
    fn a_repetition_needs_leave_a_retry_and_time() {
        let statuses = (100..600).map(Failure::Answered);
        let failures: Vec<Failure> =
            [Failure::NotSent, Failure::Lost, Failure::TimedOut, Failure::Unreadable]
                .into_iter()
                .chain(statuses)
                .collect();
        let ms = Duration::from_millis;
        for &failure in &failures {
            for repeat in ALL_REPEATS {
                for max_retries in 0..4 {
                    for retry_after in [None, Some(ms(0)), Some(ms(3_000))] {
                        // less than the shortest pause, and more than the longest
                        for (remaining, is_enough) in [(ms(0), false), (ms(250), false), (ms(60_000), true)] {
                            let mut pauses = Pauses::new(max_retries);
                            for attempt in 0..=max_retries {
                                let expected =
                                    may_repeat(failure, repeat) && attempt < max_retries && is_enough;
                                let pause = pauses.next(failure, repeat, retry_after, remaining);
                                let what = (failure, repeat, max_retries, attempt, retry_after, remaining);
                                assert_eq!(pause.is_some(), expected, "{what:?}");
                                assert!(pause.is_none_or(|pause| pause < remaining), "{what:?}");
                                assert!(pause.is_none_or(|pause| Some(pause) >= retry_after), "{what:?}");
                                if pause.is_none() {
                                    break;
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn pauses_grow_differ_and_end() {
        let far = Duration::from_secs(1000);
        let mut pauses = Pauses::new(3);
        let mut next = || pauses.next(Failure::Lost, Repeat::Safe, None, far);
        let (first, second, third) = (next().unwrap(), next().unwrap(), next().unwrap());
        let ms = Duration::from_millis;
        assert!((ms(250)..=ms(500)).contains(&first), "{first:?}");
        assert!((ms(500)..=ms(1000)).contains(&second), "{second:?}");
        assert!((ms(1000)..=ms(2000)).contains(&third), "{third:?}");
        assert_eq!(next(), None);
        let firsts: std::collections::HashSet<Duration> =
            (0..20).filter_map(|_| Pauses::new(1).next(Failure::Lost, Repeat::Safe, None, far)).collect();
        assert!(firsts.len() > 1, "all pauses are alike: {firsts:?}");
    }

    #[test]
    fn no_pause_outlasts_the_deadline() {
        let second = Duration::from_secs(1);
        assert_eq!(Pauses::new(3).next(Failure::Lost, Repeat::Safe, None, Duration::from_millis(100)), None);
        let asked = Some(second * 30);
        assert_eq!(Pauses::new(3).next(Failure::Answered(429), Repeat::Safe, asked, second * 10), None);
        let pause = Pauses::new(3).next(Failure::Answered(429), Repeat::Safe, asked, second * 60);
        assert_eq!(pause, asked);
    }

    #[test]
    fn retry_after_is_read_in_both_forms() {
        let now = httpdate::parse_http_date("Mon, 23 Nov 2026 10:00:00 GMT").unwrap();
        for (value, expected) in [
            ("3", Some(3)),
            (" 0 ", Some(0)),
            ("Mon, 23 Nov 2026 10:00:07 GMT", Some(7)),
            ("Mon, 23 Nov 2026 09:00:00 GMT", Some(0)),
            ("18446744073709551615", Some(u64::MAX)),
            ("99999999999999999999", Some(u64::MAX)), // beyond u64
            ("", None),
            ("soon", None),
            ("-1", None),
            ("+1", None),
        ] {
            assert_eq!(parse_retry_after(value, now), expected.map(Duration::from_secs), "{value}");
        }
    }
}
