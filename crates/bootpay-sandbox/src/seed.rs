//! Everything that looks random, from one number: the seed that somebody gave, or one that no other run has.
//!
//! The generator is SplitMix64, written out here instead of taken from a crate: the keys and ids of the default
//! seed are copied into other people's tests, so an update of a dependency must not change them.

use std::hash::{BuildHasher, RandomState};

use serde::{Deserialize, Serialize};

/// The keys and people of a sandbox to which nobody gave a seed.
const DEFAULT: u64 = 1;

/// What a sandbox begins with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seeds {
    /// Of keys and people.
    pub(crate) people: u64,
    pub(crate) ids: u64,
}

impl Seeds {
    /// Without a seed, ids are new in each run: a merchant's server remembers those of the run before.
    pub(crate) fn of(seed: Option<u64>) -> Self {
        Self { people: seed.unwrap_or(DEFAULT), ids: seed.unwrap_or_else(of_this_run) }
    }
}

/// A number that no other run has.
pub(crate) fn of_this_run() -> u64 {
    RandomState::new().hash_one("run")
}

/// How far two steps of a sequence lie apart.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
/// The number by which a multiple of `STEP` is multiplied to say how many steps it is.
const STEP_INVERSE: u64 = 0xf1de_83e1_9937_733d;
/// More than are ever taken out of one sequence.
const MOST_STEPS: u64 = 1 << 40;

/// An endless sequence that is the same for the same seed and purpose.
///
/// In a snapshot it stands as hex digits: JavaScript would round the number.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(crate) struct Sequence(u64);

impl From<Sequence> for String {
    fn from(sequence: Sequence) -> Self {
        format!("{:016x}", sequence.0)
    }
}

impl TryFrom<String> for Sequence {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let is_hex = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u64::from_str_radix(&text, 16).ok().filter(|_| is_hex);
        number.map(Self).ok_or("must have 16 hex digits")
    }
}

impl Sequence {
    /// `purpose` keeps two sequences of one seed apart (receipt ids do not move when a token is issued).
    pub(crate) fn new(seed: u64, purpose: &str) -> Self {
        // FNV-1a over the purpose, then one round with the seed.
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for byte in purpose.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        let mut sequence = Self(seed);
        let mixed_seed = sequence.next();
        Self(hash ^ mixed_seed)
    }

    /// The same for one of several projects. The first one, number 0, has the sequences of a sandbox with one project.
    pub(crate) fn of_project(seed: u64, number: u64, purpose: &str) -> Self {
        if number == 0 {
            Self::new(seed, purpose)
        } else {
            Self::new(seed, &format!("{purpose} of {number}"))
        }
    }

    /// This sequence, or `kept` if that is the same one and has come further: whoever goes on with the answer meets nothing
    /// that either of them gave.
    pub(crate) fn or_further(self, kept: Self) -> Self {
        let steps = kept.0.wrapping_sub(self.0).wrapping_mul(STEP_INVERSE);
        if steps < MOST_STEPS { kept } else { self }
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(count + 8);
        while bytes.len() < count {
            bytes.extend_from_slice(&self.next().to_be_bytes());
        }
        bytes.truncate(count);
        bytes
    }

    /// `length` lowercase hex characters.
    pub(crate) fn hex(&mut self, length: usize) -> String {
        let mut text = String::with_capacity(length + 16);
        while text.len() < length {
            text.push_str(&format!("{:016x}", self.next()));
        }
        text.truncate(length);
        text
    }

    /// True with this probability (0 never, 1 always).
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        // 53 bits: each is exact in an f64, and the result is below 1.
        let unit = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        unit < probability
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitmix64_gives_its_published_first_values() {
        let mut sequence = Sequence(1_234_567);
        assert_eq!(sequence.next(), 6_457_827_717_110_365_317);
        assert_eq!(sequence.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn the_further_one_goes_on() {
        let (mut behind, mut ahead) = (Sequence::new(7, "test"), Sequence::new(7, "test"));
        behind.hex(24);
        (0..5).for_each(|_| drop(ahead.hex(24)));
        assert_eq!((behind.or_further(ahead).0, ahead.or_further(behind).0), (ahead.0, ahead.0));
        let other = Sequence::new(8, "test");
        assert_eq!((behind.or_further(other).0, other.or_further(behind).0), (behind.0, other.0));
    }

    #[test]
    fn chance_keeps_its_ends() {
        let mut sequence = Sequence::new(1, "test");
        assert!((0..1000).all(|_| sequence.chance(1.0)));
        assert!((0..1000).all(|_| !sequence.chance(0.0)));
        let hits = (0..10_000).filter(|_| sequence.chance(0.25)).count();
        assert!((2_300..2_700).contains(&hits), "{hits}");
    }
}
