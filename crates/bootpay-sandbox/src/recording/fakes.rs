//! What stands in a recording instead of a real value.
//!
//! A fake says nothing of the value that it stands for but its form: fakes are counted, in the order in which the values
//! come, so there is nothing to compute back, not even by trying all phone numbers. The same value has the same fake in
//! the whole recording, however it is written.

use std::collections::HashMap;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Number, Value};

/// Where a value stands, as far as its fake depends on it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    /// In a field about a person, a card or an account.
    Personal,
    /// Elsewhere.
    Other,
}

/// A text of so many letters is no accident if it is found once more.
const TELLING: usize = 8;

/// A value as short as this says nothing, and stands in too many places that mean something else.
const SHORT: usize = 3;

/// The fakes of one recording. Real values are kept in memory only, to know them again.
#[derive(Default)]
pub(super) struct Fakes {
    fakes: HashMap<String, String>,
    count: u64,
    /// Personal and secret values that must not be found in what is written.
    hidden: Vec<String>,
}

impl Fakes {
    /// The fake of a text.
    pub(super) fn of(&mut self, real: &str, hint: Hint) -> String {
        let text = real.trim();
        if text.is_empty() {
            return String::new();
        }
        if let Some((digits, country)) = phone(text) {
            return self.phone(&digits, text, country);
        }
        if let Some((day, form)) = birth(text) {
            return self.birth(day, form);
        }
        self.fake(known_as(text), |number| invented(text, hint, number))
    }

    /// The fake of a number that names somebody or something; the same as that of its digits as a text, however short.
    pub(super) fn of_number(&mut self, real: &Number, hint: Hint) -> Value {
        let text = real.to_string();
        if !real.is_u64() && !real.is_i64() {
            return Value::from(0.5);
        }
        let digits = text.trim_start_matches('-');
        // JSON cannot write the 0 in front of a phone number
        let is_phone = digits.len() == 10 && digits.starts_with("10");
        let written = if is_phone { format!("0{digits}") } else { digits.to_owned() };
        let fake = self.of(&written, hint);
        fake.parse::<u64>().map_or_else(|_| fake.into(), Value::from)
    }

    /// The fake of a number of which nobody says what it is. One digit says nothing; two may be an age.
    pub(super) fn of_some_number(&mut self, real: &Number) -> Value {
        match real.as_u64() {
            Some(0..=9) => real.clone().into(),
            _ => self.of_number(real, Hint::Other),
        }
    }

    /// The fake of a value that was met before.
    pub(super) fn known(&self, real: &str) -> Option<String> {
        let text = real.trim();
        if text.chars().count() <= SHORT {
            return None;
        }
        if let Some((digits, country)) = phone(text) {
            let fake = self.fakes.get(&format!("phone {digits}"))?;
            return Some(written_as(fake, text, country));
        }
        if let Some((day, form)) = birth(text) {
            return self.fakes.get(&format!("birth {day}")).map(|fake| form.of(fake));
        }
        self.fakes.get(&known_as(text)).cloned()
    }

    /// The fake of a name that a merchant gave to a field.
    pub(super) fn of_name(&mut self, real: &str) -> String {
        self.fake(format!("name {real}"), |number| format!("field_{number}"))
    }

    /// Remembers a value that must not be found in what is written.
    pub(super) fn hide(&mut self, real: &str) {
        let text = real.trim();
        if text.chars().count() < TELLING || self.hidden.iter().any(|known| known == text) {
            return;
        }
        self.hidden.push(text.to_owned());
        let digits = phone(text).map_or_else(|| text.to_owned(), |(digits, _)| digits);
        let significant = digits.trim_start_matches('0');
        if significant.len() >= TELLING && significant.bytes().all(|byte| byte.is_ascii_digit()) {
            self.hidden.push(significant.to_owned());
        }
    }

    /// Whether a hidden value stands in this text.
    pub(super) fn is_seen_in(&self, written: &str) -> bool {
        self.hidden.iter().any(|real| written.contains(real.as_str()))
    }

    fn fake(&mut self, key: String, invented: impl FnOnce(u64) -> String) -> String {
        if let Some(fake) = self.fakes.get(&key) {
            return fake.clone();
        }
        self.count += 1;
        let fake = invented(self.count);
        self.fakes.insert(key, fake.clone());
        fake
    }

    fn phone(&mut self, digits: &str, text: &str, country: bool) -> String {
        let fake = self.fake(format!("phone {digits}"), |number| format!("010{number:08}"));
        written_as(&fake, text, country)
    }

    fn birth(&mut self, day: String, form: Form) -> String {
        let fake = self.fake(format!("birth {day}"), |number| made_up_day(number, &day));
        form.of(&fake)
    }
}

/// What a form or a query makes of base64 is the same value.
fn known_as(text: &str) -> String {
    let sent = text.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=").replace(' ', "+");
    if [64, 88].contains(&sent.len()) && is_base64(&sent) { sent } else { text.to_owned() }
}

/// The digits of a mobile phone number, and whether it begins with the code of the country.
fn phone(text: &str) -> Option<(String, bool)> {
    let rest = text.strip_prefix("+82");
    let (rest, country) = (rest.unwrap_or(text), rest.is_some());
    let is_written_so = |letter: char| letter.is_ascii_digit() || " -.()".contains(letter);
    if !rest.chars().all(is_written_so) {
        return None;
    }
    let mut digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    if country && !digits.starts_with('0') {
        digits.insert(0, '0');
    }
    let is_mobile = ["010", "011", "016", "017", "018", "019"].iter().any(|start| digits.starts_with(start));
    (is_mobile && (10..=11).contains(&digits.len())).then_some((digits, country))
}

/// A made-up number in the form of the real one.
fn written_as(fake: &str, real: &str, country: bool) -> String {
    let (start, middle, end) = (&fake[..3], &fake[3..fake.len() - 4], &fake[fake.len() - 4..]);
    match (country, real.contains('-')) {
        (true, true) => format!("+82 {}-{middle}-{end}", &start[1..]),
        (true, false) => format!("+82{}{middle}{end}", &start[1..]),
        (false, true) => format!("{start}-{middle}-{end}"),
        (false, false) => fake.to_owned(),
    }
}

/// How a birth date is written.
#[derive(Clone, Copy)]
enum Form {
    Hyphens,
    EightDigits,
    SixDigits,
}

impl Form {
    /// `day` is written with eight digits.
    fn of(self, day: &str) -> String {
        match self {
            Form::Hyphens => format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]),
            Form::EightDigits => day.to_owned(),
            Form::SixDigits => day[2..].to_owned(),
        }
    }
}

/// A date that can be one of birth: its last six digits, which all three forms share.
fn birth(text: &str) -> Option<(String, Form)> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let form = match (text.len(), digits.len()) {
        (8, 8) => Form::EightDigits,
        (6, 6) => Form::SixDigits,
        (10, 8) if text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-' => Form::Hyphens,
        _ => return None,
    };
    // the 29th of February is in some year of each century
    let (year, month_and_day) = if digits.len() == 8 { digits.split_at(4) } else { ("2000", &digits[2..]) };
    let year: i16 = year.parse().ok()?;
    let (month, day) = (month_and_day[..2].parse().ok()?, month_and_day[2..].parse().ok()?);
    let is_a_day = (1900..2100).contains(&year) && Date::new(year, month, day).is_ok();
    is_a_day.then(|| (digits[digits.len() - 6..].to_owned(), form))
}

/// Another day than the real one, between 1950 and 2005.
fn made_up_day(number: u64, real: &str) -> String {
    const DAYS: u64 = 20_000;
    const STEP: u64 = 4_111; // shares no factor with the days, so that it is long until one comes again
    let day = |number: u64| {
        let days = i64::try_from(number % DAYS * STEP % DAYS).unwrap_or_default();
        let day = date(1950, 1, 1).checked_add(days.days()).unwrap_or(date(1950, 1, 1));
        day.strftime("%Y%m%d").to_string()
    };
    let first = day(number);
    if first.ends_with(real) { day(number + 1) } else { first }
}

/// A made-up text of the form of the real one; `number` is one that no other has.
fn invented(text: &str, hint: Hint, number: u64) -> String {
    let is_one_word = !text.contains(char::is_whitespace);
    let is_ascii_word = is_one_word && text.is_ascii();
    let person = known_as(text);
    if text.starts_with("https://") || text.starts_with("http://") {
        format!("https://made-up.invalid/{number}")
    } else if is_one_word && text.contains('@') {
        format!("person{number}@example.com")
    } else if is_base64(&person) && person.len() == 88 {
        format!("SANDBOX{number:078}A==")
    } else if is_base64(&person) && person.len() == 64 && !is_hex(&person) {
        format!("SANDBOX{number:057}")
    } else if is_uuid(text) {
        format!("facade00-0000-4000-8000-{number:012x}")
    } else if text.len() >= 16 && is_hex(text) {
        format!("facade{number:0width$x}", width = text.len() - 6)
    } else if text.bytes().all(|byte| byte.is_ascii_digit() || b"*-".contains(&byte)) {
        digits_like(text, hint, number)
    } else if hint == Hint::Personal && is_one_word && is_hangul(text) {
        korean_name(number)
    } else if hint == Hint::Personal && is_latin_name(text) {
        format!("SANDBOX {} DOE", letters(number))
    } else if is_ascii_word {
        word_like(text, number)
    } else {
        format!("made-up text {number}")
    }
}

fn is_base64(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=-_".contains(&byte))
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

fn is_hangul(text: &str) -> bool {
    text.chars().count() <= 18
        && text.chars().all(|letter| matches!(letter, '가'..='힣' | '\u{1100}'..='\u{11ff}'))
}

fn is_latin_name(text: &str) -> bool {
    let is_name = |letter: char| letter.is_ascii_alphabetic() || " .'-".contains(letter);
    text.len() <= 40 && text.contains(' ') && text.chars().all(is_name)
}

/// Digits in the places of the digits. The first is a 9, so that JSON can write them as a number. A card's month has none to
/// tell it from others, and needs none.
fn digits_like(text: &str, hint: Hint, number: u64) -> String {
    let places = text.bytes().filter(u8::is_ascii_digit).count();
    if places < SHORT && hint == Hint::Personal {
        return text.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter }).collect();
    }
    let digits = format!("9{number:0width$}", width = places.saturating_sub(1));
    if digits.len() > places {
        return digits;
    }
    let mut digits = digits.chars();
    let next = |letter: char| if letter.is_ascii_digit() { digits.next().unwrap_or('0') } else { letter };
    text.chars().map(next).collect()
}

/// The same pattern of letters, digits and signs, with the number at its end.
fn word_like(text: &str, number: u64) -> String {
    let mut rest: Vec<char> = number.to_string().chars().collect();
    let fake = |letter: char| match letter {
        '-' | '_' | '.' => letter,
        _ => rest.pop().unwrap_or(match letter {
            '0'..='9' => '0',
            'A'..='Z' => 'X',
            _ => 'x',
        }),
    };
    let backwards: String = text.chars().rev().map(fake).collect();
    let more: String = rest.into_iter().collect();
    more + &backwards.chars().rev().collect::<String>()
}

/// Names that read as what they are: 가짜 is a fake, 가상 something virtual, 모의 a mock, 예시 an example.
fn korean_name(number: u64) -> String {
    const FAMILY: [&str; 10] = ["김", "이", "박", "최", "정", "강", "조", "윤", "장", "임"];
    const GIVEN: [&str; 5] = ["가짜", "가상", "모의", "예시", "연습"];
    const COUNTED: [&str; 10] = ["영", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"];
    let at = |names: &[&'static str], number: u64| names[(number % names.len() as u64) as usize];
    let mut name = at(&FAMILY, number).to_owned() + at(&GIVEN, number / 10);
    let mut round = number / 50;
    while round > 0 {
        name += at(&COUNTED, round);
        round /= 10;
    }
    name
}

/// `A`, `B` … `Z`, `BA` …
fn letters(number: u64) -> String {
    let letter = char::from(b'A' + (number % 26) as u8);
    if number < 26 { letter.to_string() } else { letters(number / 26) + &letter.to_string() }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_value_has_one_fake_however_it_is_written() {
        let mut fakes = Fakes::default();
        let mut of = |real: &str| fakes.of(real, Hint::Personal);
        assert_eq!(of("01098765432"), "01000000001");
        assert_eq!(of("010-9876-5432"), "010-0000-0001");
        assert_eq!(of("+82 10-9876-5432"), "+82 10-0000-0001");
        let eight = of("19871231");
        assert_eq!(of("1987-12-31"), format!("{}-{}-{}", &eight[..4], &eight[4..6], &eight[6..]));
        assert_eq!(of("871231"), eight[2..]);
        let ci = format!("{}+/==", "a".repeat(84));
        let fake = of(&ci);
        assert_eq!((fake.len(), fake.starts_with("SANDBOX0"), fake.ends_with("A==")), (88, true, true));
        assert_eq!(of(&ci.replace('+', " ")), fake);
        assert_eq!(of(&ci.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")), fake);
        let number = |number: u64, fakes: &mut Fakes| fakes.of_number(&number.into(), Hint::Other);
        assert_eq!(number(1_098_765_432, &mut fakes), 1_000_000_001);
        let order = fakes.of("1527744732", Hint::Other);
        assert_eq!(number(1_527_744_732, &mut fakes).to_string(), order);
        assert_eq!(fakes.known("1527744732"), Some(order));
        assert_eq!(fakes.known("010 9876 5432").as_deref(), Some("01000000001"));
        assert_eq!(fakes.known("1987-12-30"), None);
    }

    #[test]
    fn a_fake_has_the_form_of_the_value_and_says_that_it_is_made_up() {
        for (real, fake) in [
            ("612e09260d681b0021e61ab9", "facade000000000000000001"),
            ("7f3c1a52-9d7e-4a53-8c11-3f2a5b6c7d8e", "facade00-0000-4000-8000-000000000001"),
            ("9430-8100-1234-4569", "9000-0000-0000-0001"),
            ("9430********4569", "9000********0001"),
            ("123", "901"),
            ("12", "00"),
            ("Order-2026_A7", "Xxxxx-0000_X1"),
            ("hong@example.kr", "person1@example.com"),
            ("https://shop.example.kr/r?name=hong", "https://made-up.invalid/1"),
            ("남궁민수", "이가짜"),
            ("JOHN A. SMITH", "SANDBOX B DOE"),
            ("서울특별시 강남구 1-2", "made-up text 1"),
            ("", ""),
        ] {
            assert_eq!(Fakes::default().of(real, Hint::Personal), fake, "{real}");
        }
    }

    #[test]
    fn a_short_number_is_no_less_somebodys() {
        let mut fakes = Fakes::default();
        assert_eq!(fakes.of_number(&12.into(), Hint::Personal), 0);
        assert_eq!(fakes.of_number(&871.into(), Hint::Personal), 902);
        assert_eq!(fakes.of("871", Hint::Personal), "902");
        assert_eq!(
            (fakes.of_some_number(&7.into()), fakes.of_some_number(&39.into())),
            (Value::from(7), Value::from(93))
        );
    }

    #[test]
    fn two_values_have_two_fakes() {
        let mut fakes = Fakes::default();
        let mut made = HashSet::new();
        for real in 1000..9000 {
            assert!(made.insert(fakes.of(&real.to_string(), Hint::Other)), "{real}");
        }
        let mut names = HashSet::new();
        for number in 1..5000 {
            assert!(names.insert(korean_name(number)), "{number}");
        }
        for number in 0..20_000 {
            assert_ne!(made_up_day(number, "901004")[2..], *"901004", "{number}");
        }
    }

    #[test]
    fn what_is_hidden_is_found_again() {
        let mut fakes = Fakes::default();
        fakes.hide("01098765432");
        fakes.hide("short");
        assert!(fakes.is_seen_in(r#"{"price":1098765432}"#) && fakes.is_seen_in("x01098765432x"));
        assert!(!fakes.is_seen_in("short 0109876543"));
    }
}
