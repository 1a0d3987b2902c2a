//! Everything that looks random, from one number: the seed that somebody gave, or one that no other run has.
//!
//! The generator is SplitMix64, written out here instead of taken from a crate: the keys and ids of the default
//! seed are copied into other people's tests, so an update of a dependency must not change them.

use std::hash::{BuildHasher, RandomState};

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

/// An endless sequence that is the same for the same seed and purpose.
#[derive(Debug, Clone)]
pub(crate) struct Sequence(u64);

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

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
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
    fn chance_keeps_its_ends() {
        let mut sequence = Sequence::new(1, "test");
        assert!((0..1000).all(|_| sequence.chance(1.0)));
        assert!((0..1000).all(|_| !sequence.chance(0.0)));
        let hits = (0..10_000).filter(|_| sequence.chance(0.25)).count();
        assert!((2_300..2_700).contains(&hits), "{hits}");
    }
}
