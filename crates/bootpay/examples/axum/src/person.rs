//! What a shop asks of a person; the rest of a certificate is nobody's business.

use bootpay::BirthDate;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};

const ADULT: i16 = 19;

/// Whether somebody is 19 or older today in Korea (만 나이); `None` if that was not written down.
pub(crate) fn is_adult(birth: &BirthDate) -> Option<bool> {
    let today = Timestamp::now().to_zoned(TimeZone::fixed(offset(9))).date();
    let born: Date = birth.iso()?.parse().ok()?;
    let years = today.year() - born.year();
    let had_birthday = (today.month(), today.day()) >= (born.month(), born.day());
    Some(years > ADULT || (years == ADULT && had_birthday))
}
