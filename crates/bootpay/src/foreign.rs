//! Words that somebody else wrote, a server above all: made fit to be shown, and rid of what is ours to keep.

use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// What every redacting type prints.
pub(crate) const REDACTED: &str = "[redacted]";

/// `text` in one line, with nothing in it that could steer a terminal, turn the direction of what stands beside it, or
/// hide: line breaks and tabs become spaces, every other control, bidi or invisible character U+FFFD.
///
/// Names, item names and error messages come from a server, and often from a customer's keyboard. Use it for every one
/// that is written to a terminal or a log.
///
/// ```
/// assert_eq!(bootpay::plain("one\nline\u{1b}[2J \u{202e}drawkcab"), "one line\u{fffd}[2J \u{fffd}drawkcab");
/// ```
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
            c if c.is_control() || is_invisible(c) => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// At most 80 characters of a text for an error message, in one line.
pub(crate) fn excerpt(text: &str) -> String {
    let text = plain(text);
    let mut shown: String = text.chars().take(80).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// Characters that have no shape of their own: bidi controls, zero widths, fillers, tags, the byte order mark.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// No key or token is shorter. Something shorter would tear words apart.
const SHORTEST_SECRET: usize = 8;

/// A part of a secret that is as long as this gives it away.
const TELLING_PART: usize = 12;

/// What must not be repeated, in whichever spelling a server writes it.
///
/// Escapes of JSON, of HTML and of URLs are undone on a copy of the words, at most [`ROUNDS`] times, and what is sought is
/// compared letter by letter and digit by digit, whatever their case and whatever stands between them: spaces, line breaks,
/// dashes, and also the `+`, `/`, `-`, `_`, `=` of base64, which servers spell in many ways.
#[derive(Default)]
pub(crate) struct Hidden {
    sought: Vec<Sought>,
}

/// Who cancels and why, as the official Ruby and PHP clients say it when nobody was named. Server messages are full of
/// these words, and they are about nobody.
const SAID_BY_DEFAULT: [&str; 4] = ["시스템", "결제취소", "API 관리자", "API에 의한 요청"];

/// How often escapes within escapes are undone.
const ROUNDS: usize = 4;

struct Sought {
    /// Letters and digits, as [`folded`] has them.
    letters: Vec<char>,
    /// How many of them in a row are hidden.
    least: usize,
    /// How many other characters may stand between two of them.
    gap: usize,
    /// Whether only digits count, and a letter is one of the other characters: `1990년 10월`.
    only_digits: bool,
    /// Whether it must stand alone: `12` does not count within `2012`, nor `Li` within `invalid`.
    alone: bool,
    /// How many of base64's own signs stand before and behind it.
    signs: [usize; 2],
}

impl Hidden {
    /// A key or a token: also within base64, where it stands with the application's id in `Authorization: Basic`, in
    /// hexadecimal, and cut short.
    pub(crate) fn secret(&mut self, secret: &str) {
        if secret.len() < SHORTEST_SECRET {
            return;
        }
        self.spelling(secret);
        for before in 0..3 {
            // what stands before it shifts its bits; the characters at both ends hold bits of its neighbours
            let bytes = [&vec![0; before][..], secret.as_bytes()].concat();
            let whole = bytes.len() * 8 / 6;
            self.spelling(&STANDARD_NO_PAD.encode(&bytes)[(before * 8).div_ceil(6)..whole]);
        }
        let hexadecimal: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
        self.spelling(&hexadecimal);
    }

    fn spelling(&mut self, text: &str) {
        let is_sign = |c: &char| !c.is_alphanumeric();
        let before = text.chars().take_while(is_sign).count();
        let behind = text.chars().rev().take_while(is_sign).count();
        let letters: Vec<char> = text.chars().filter_map(folded).collect();
        if letters.len() > 5 {
            let least = letters.len().min(TELLING_PART);
            let (gap, only_digits, alone) = (usize::MAX, false, false);
            self.sought.push(Sought { letters, least, gap, only_digits, alone, signs: [before, behind] });
        }
    }

    /// Something about a person, a card or an account: a name, a phone number, an address. Short ones only where they
    /// stand alone; of a single character nothing can be said.
    pub(crate) fn personal(&mut self, text: &str) {
        if SAID_BY_DEFAULT.contains(&text) {
            return;
        }
        let letters: Vec<char> = text.chars().filter_map(folded).collect();
        let only_digits = letters.iter().all(char::is_ascii_digit);
        let signs = [0, 0];
        let of =
            |letters: Vec<char>, least, gap, alone| Sought { letters, least, gap, only_digits, alone, signs };
        let length = letters.len();
        match (only_digits, length) {
            (_, 0 | 1) => {}
            (true, 2..=5) => self.sought.push(of(letters, length, 0, true)),
            (true, 6..=8) => {
                if length == 8 && (letters.starts_with(&['1', '9']) || letters.starts_with(&['2', '0'])) {
                    self.sought.push(of(letters[2..].to_vec(), 6, 2, false)); // a date without its century
                }
                self.sought.push(of(letters, length, 2, false));
            }
            // with another country's code or without the first digit it is still somebody's
            (true, _) => self.sought.push(of(letters, 8, 2, false)),
            (false, _) => match weight(&letters) {
                0..=5 => self.sought.push(of(letters, length, 0, true)),
                6..=15 => self.sought.push(of(letters, length, usize::MAX, false)),
                _ => {
                    let least = (1..=length).find(|&count| weight(&letters[..count]) >= 16).unwrap_or(length);
                    self.sought.push(of(letters, least, usize::MAX, false));
                }
            },
        }
    }

    /// `words` with `[redacted]` instead of it.
    pub(crate) fn taken_out_of(&self, words: &str) -> String {
        let mut letters: Vec<Letter> =
            words.char_indices().map(|(from, c)| Letter { c, place: from..from + c.len_utf8() }).collect();
        let mut places = Vec::new();
        for _ in 0..ROUNDS {
            self.find(&letters, &mut places);
            match unescaped(&letters) {
                Some(plainer) => letters = plainer,
                None => break,
            }
        }
        places.sort_by_key(|place| place.start);
        let (mut shown, mut at) = (String::new(), 0);
        for place in places {
            if place.start >= at {
                shown.extend([&words[at..place.start], REDACTED]);
            }
            at = at.max(place.end);
        }
        shown.push_str(&words[at..]);
        shown
    }

    fn find(&self, letters: &[Letter], places: &mut Vec<Range<usize>>) {
        let kept = |keep: fn(&char) -> bool| -> Vec<(char, usize)> {
            let folded = letters.iter().enumerate().filter_map(|(at, letter)| Some((folded(letter.c)?, at)));
            folded.filter(|(c, _)| keep(c)).collect()
        };
        let (all, digits) = (kept(|_| true), kept(char::is_ascii_digit));
        for sought in &self.sought {
            sought.find(if sought.only_digits { &digits } else { &all }, letters, places);
        }
    }
}

impl Sought {
    /// `text` has the letters that count, each with its place in `letters`.
    fn find(&self, text: &[(char, usize)], letters: &[Letter], places: &mut Vec<Range<usize>>) {
        // from every letter anew: a secret that repeats itself may begin within what was found before
        for from in 0..(text.len() + 1).saturating_sub(self.least) {
            let longest = (0..=self.letters.len() - self.least)
                .filter(|skipped| self.letters[*skipped] == text[from].0)
                .map(|skipped| (self.run(&text[from..], skipped), skipped))
                .max()
                .filter(|(run, _)| *run >= self.least);
            let Some((run, skipped)) = longest else { continue };
            let (mut first, mut last) = (text[from].1, text[from + run - 1].1);
            if self.alone && !stands_alone(letters, first, last) {
                continue;
            }
            let is_sign = |at: usize| letters.get(at).is_some_and(|letter| "+/=-_".contains(letter.c));
            if skipped == 0 {
                first -= (0..self.signs[0].min(first)).take_while(|back| is_sign(first - 1 - back)).count();
            }
            if skipped + run == self.letters.len() {
                last += (0..self.signs[1]).take_while(|further| is_sign(last + 1 + further)).count();
            }
            places.push(letters[first].place.start..letters[last].place.end);
        }
    }

    /// How many letters from the beginning of `text` are the sought ones behind the first `skipped`.
    fn run(&self, text: &[(char, usize)], skipped: usize) -> usize {
        let mut before = None;
        let pairs = text.iter().zip(&self.letters[skipped..]);
        pairs
            .take_while(|((c, at), sought)| {
                let is_near = before.replace(*at).is_none_or(|before| at - before - 1 <= self.gap);
                c == *sought && is_near
            })
            .count()
    }
}

/// A character of the words, or what an escape in them stands for.
struct Letter {
    c: char,
    /// The bytes that it is written with.
    place: Range<usize>,
}

/// The form in which letters and digits are compared; `None` for everything else.
fn folded(c: char) -> Option<char> {
    let narrow = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c), // full width
        c => c,
    };
    if narrow.is_alphanumeric() { narrow.to_lowercase().next() } else { None }
}

/// How much a text says about a person, in Latin letters. A syllable of Hangul is about two of them.
fn weight(letters: &[char]) -> usize {
    letters.iter().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// Whether a text that nobody marked as personal is long enough to be about somebody: from three syllables on, or from
/// six digits.
pub(crate) fn may_be_personal(text: &str) -> bool {
    weight(&text.chars().filter_map(folded).collect::<Vec<_>>()) >= 6
}

/// Whether no letter stands beside a letter, and no digit beside a digit. Hangul has its particles behind a name.
fn stands_alone(letters: &[Letter], first: usize, last: usize) -> bool {
    let continues = |at: Option<usize>, edge: usize| {
        let (Some(neighbour), edge) = (at.and_then(|at| letters.get(at)), letters[edge].c) else {
            return false;
        };
        (edge.is_ascii_digit() && neighbour.c.is_ascii_digit())
            || (edge.is_ascii_alphabetic() && neighbour.c.is_ascii_alphabetic())
    };
    !continues(first.checked_sub(1), first) && !continues(Some(last + 1), last)
}

/// With every escape undone once; `None` if the text has no escape.
fn unescaped(letters: &[Letter]) -> Option<Vec<Letter>> {
    let mut plainer = Vec::with_capacity(letters.len());
    let mut at = 0;
    while at < letters.len() {
        let (c, length) = match letters[at].c {
            '\\' | '%' | '&' => {
                let escape: String =
                    letters[at..].iter().map(|letter| letter.c).take(LONGEST_ESCAPE).collect();
                meant(&escape).unwrap_or((letters[at].c, 1))
            }
            c => (c, 1),
        };
        plainer.push(Letter { c, place: letters[at].place.start..letters[at + length - 1].place.end });
        at += length;
    }
    (plainer.len() < letters.len()).then_some(plainer)
}

/// Four bytes in a URL.
const LONGEST_ESCAPE: usize = 12;

/// The character that the escape at the beginning of `text` stands for, and how long the escape is.
fn meant(text: &str) -> Option<(char, usize)> {
    let number = |digits: &str| {
        let is_hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit()); // and no sign
        u32::from_str_radix(digits, 16).ok().filter(|_| is_hexadecimal)
    };
    let hexadecimal = |digits: &str| number(digits).and_then(char::from_u32);
    match text.as_bytes().first()? {
        b'\\' => {
            let second = text.chars().nth(1)?;
            match second {
                'u' if text[2..].starts_with('{') => {
                    let (digits, _) = text[3..].split_once('}')?;
                    Some((hexadecimal(digits)?, digits.len() + 4))
                }
                'u' => Some((hexadecimal(text.get(2..6)?)?, 6)),
                'x' => Some((hexadecimal(text.get(2..4)?)?, 4)),
                'n' | 'r' | 't' | 'b' | 'f' => Some((' ', 2)),
                other => Some((other, 2)),
            }
        }
        b'%' => {
            let byte = |at: usize| {
                let digits = text.get(at * 3..at * 3 + 3)?.strip_prefix('%')?;
                number(digits).and_then(|byte| u8::try_from(byte).ok())
            };
            let bytes: Vec<u8> = (0..4).map_while(byte).collect();
            (1..=bytes.len()).find_map(|count| {
                let decoded = std::str::from_utf8(&bytes[..count]).ok()?;
                Some((decoded.chars().next()?, count * 3))
            })
        }
        b'&' => {
            let name: String =
                text[1..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '#').collect();
            let c = match name.strip_prefix('#') {
                Some(code) => match code.strip_prefix(['x', 'X']) {
                    Some(digits) => hexadecimal(digits)?,
                    None => code.parse().ok().and_then(char::from_u32)?,
                },
                None => match name.as_str() {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    "apos" => '\'',
                    "nbsp" => ' ',
                    "plus" => '+',
                    "sol" => '/',
                    "equals" => '=',
                    "lowbar" => '_',
                    _ => return None,
                },
            };
            let is_closed = text[1 + name.len()..].starts_with(';');
            Some((c, 1 + name.len() + usize::from(is_closed)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_one_line_and_steers_nothing() {
        for (c, shown) in [
            ('\n', ' '),
            ('\r', ' '),
            ('\t', ' '),
            ('\u{85}', ' '),
            ('\u{2028}', ' '),
            ('\u{2029}', ' '),
            ('\0', '\u{fffd}'),
            ('\u{1b}', '\u{fffd}'),
            ('\u{7f}', '\u{fffd}'),
            ('\u{9b}', '\u{fffd}'),
            ('\u{61c}', '\u{fffd}'),
            ('\u{200b}', '\u{fffd}'),
            ('\u{200f}', '\u{fffd}'),
            ('\u{202e}', '\u{fffd}'),
            ('\u{2066}', '\u{fffd}'),
            ('\u{3164}', '\u{fffd}'),
            ('\u{feff}', '\u{fffd}'),
            ('\u{e0041}', '\u{fffd}'),
            ('가', '가'),
            ('👩', '👩'),
            ('é', 'é'),
            ('~', '~'),
        ] {
            assert_eq!(plain(&format!("a{c}b")), format!("a{shown}b"), "{c:?}");
        }
    }

    const KEY: &str = "ro/VG2ntW0A6+LpWnkTgP4uQ3H18/sDDUYwK5ab+2Q0=";

    fn without_the_key(words: &str) -> String {
        let mut hidden = Hidden::default();
        hidden.secret(KEY);
        hidden.taken_out_of(words)
    }

    #[test]
    fn a_key_is_found_in_every_spelling() {
        let whole = |encode: fn(char) -> String| KEY.chars().map(encode).collect::<String>();
        let signs = |encode: fn(char) -> String| -> String {
            KEY.chars().map(|c| if c.is_alphanumeric() { c.to_string() } else { encode(c) }).collect()
        };
        let percent = signs(|c| format!("%{:02X}", c as u32));
        for spelling in [
            KEY.to_owned(),
            percent.clone(),
            percent.to_lowercase(),
            percent.replace('%', "%25"),
            percent.replace('%', "%2525"),
            percent.replace("%2F", "/"),
            whole(|c| format!("%{:02x}", c as u32)),
            KEY.replace('/', "\\/"),
            KEY.replace('/', "\\\\/"),
            signs(|c| format!("\\u{:04x}", c as u32)),
            whole(|c| format!("\\u{:04X}", c as u32)),
            signs(|c| format!("\\\\u{:04x}", c as u32)),
            signs(|c| format!("\\u{{{:x}}}", c as u32)),
            signs(|c| format!("\\x{:02x}", c as u32)),
            signs(|c| format!("&#x{:X};", c as u32)),
            signs(|c| format!("&#{};", c as u32)),
            signs(|c| format!("&amp;#{};", c as u32)),
            KEY.replace('/', "&sol;").replace('+', "&plus;").replace('=', "&equals;"),
            KEY.to_uppercase(),
            KEY.to_lowercase(),
            KEY.replace('+', " "),
            KEY.replace('+', "-").replace('/', "_"),
            KEY.trim_end_matches('=').to_owned(),
            KEY.replace("W0A6", "W0\r\n A6"),
            KEY.chars().map(|c| format!("{c}\u{200b}")).collect(),
            KEY.chars()
                .map(|c| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xfee0).unwrap() } else { c })
                .collect(),
        ] {
            let shown = without_the_key(&format!("key {spelling} is wrong"));
            let left = shown.strip_prefix("key [redacted]").and_then(|rest| rest.strip_suffix(" is wrong"));
            assert!(left.is_some_and(|left| !left.contains(char::is_alphanumeric)), "{spelling}: {shown}");
        }
    }

    #[test]
    fn a_key_is_found_in_base64_and_in_parts() {
        for before in ["", "a", "ab", "5b8f6a4d396fa665fdc2b5ea:", "5b8f6a4d396fa665fdc2b5e:"] {
            for behind in ["", "\n", "xy"] {
                let encoded = STANDARD_NO_PAD.encode(format!("{before}{KEY}{behind}"));
                for spelling in
                    [encoded.clone(), encoded.replace('+', "-").replace('/', "_"), encoded.to_lowercase()]
                {
                    let shown = without_the_key(&format!("Basic {spelling}"));
                    let inside = &spelling[spelling.len() / 2 - 6..spelling.len() / 2 + 6];
                    assert!(shown.contains(REDACTED) && !shown.contains(inside), "{shown}");
                }
            }
        }
        let hexadecimal: String = KEY.bytes().map(|byte| format!("{byte:02X}")).collect();
        assert_eq!(without_the_key(&hexadecimal), REDACTED);
        for (part, shown) in [
            (&KEY[..38], "[redacted]…"),
            (&KEY[10..28], "[redacted]…"),
            (&KEY[20..], "[redacted]…"),
            ("W0A6LpWnkTgP", "[redacted]…"),
            ("W0A6LpWnkTg", "W0A6LpWnkTg…"), // too short to be of use
        ] {
            assert_eq!(without_the_key(&format!("{part}…")), shown);
        }
        assert_eq!(without_the_key(&format!("{KEY}{KEY}, {KEY}")), "[redacted][redacted], [redacted]");
        let mut hidden = Hidden::default();
        hidden.secret("keyab+keyab+keyab+key0");
        assert_eq!(hidden.taken_out_of("ab keyab+keyab+keyab+key0!"), "[redacted]!");
    }

    #[test]
    fn words_without_a_secret_stay_as_they_are() {
        for words in ["", "100% 할인 &copy; \\o/ %zz &#; &#x110000; \\u12", "key is wrong: 401", "%ED%99%8D"]
        {
            assert_eq!(without_the_key(words), words);
        }
        let mut hidden = Hidden::default();
        hidden.secret("t");
        hidden.secret("++++++++");
        assert_eq!(hidden.taken_out_of("t+t ++++++++"), "t+t ++++++++");
    }

    fn without(personal: &[&str], words: &str) -> String {
        let mut hidden = Hidden::default();
        personal.iter().for_each(|text| hidden.personal(text));
        hidden.taken_out_of(words)
    }

    #[test]
    fn a_person_is_found_however_they_are_written() {
        for (personal, words, shown) in [
            ("01012345678", "010-1234-5678 번은", "[redacted] 번은"),
            ("010-1234-5678", "tel:01012345678.", "tel:[redacted]."),
            ("01012345678", "+82 10 1234 5678", "+82 [redacted]"),
            ("01012345678", "０１０－１２３４－５６７８", "[redacted]"),
            ("+821012345678", "010 1234 5678", "0[redacted]"),
            ("19901004", "1990-10-04 / 1990.10.04 / 90.10.04", "[redacted] / [redacted] / [redacted]"),
            ("901004", "1990년 10월 04일생", "19[redacted]일생"),
            (
                "홍길동",
                "홍길동님, 홍 길동, \\ud64d\\uae38\\ub3d9, %ED%99%8D%EA%B8%B8%EB%8F%99",
                "[redacted]님, [redacted], [redacted], [redacted]",
            ),
            ("이산", "이산님은 이 산에", "[redacted]님은 이 산에"),
            ("Hong Gildong", "HONG GILDONG/hong.gildong", "[redacted]/[redacted]"),
            ("Li", "Li, invalid", "[redacted], invalid"),
            ("kim@example.com", "kim@example.com KIM%40EXAMPLE.COM", "[redacted] [redacted]"),
            (
                "서울시 강남구 역삼동 1-2",
                "주소 서울시 강남구 역삼동이 아닙니다",
                "주소 [redacted]이 아닙니다",
            ),
            ("110-123-456789", "계좌 110123456789", "계좌 [redacted]"),
            ("9430811122223333", "카드 9430-8111-2222-3333", "카드 [redacted]"),
            ("12", "12월, 2012, 12", "[redacted]월, 2012, [redacted]"),
        ] {
            assert_eq!(without(&[personal], words), shown, "{personal}");
        }
    }

    #[test]
    fn a_value_that_says_nothing_does_not_tear_words_apart() {
        for personal in ["", "0", "1", "x", "-", "시스템", "결제취소"] {
            let words = "시스템 오류 0x10: 이미 결제취소된 건입니다 - 1";
            assert_eq!(without(&[personal], words), words, "{personal}");
        }
    }
}
