//! CI (연계정보), DI (중복가입확인정보) and phone numbers: found again by a keyed hash, so that none has to be kept in clear.
//!
//! CI is 64 bytes in base64, 88 characters, and the same for one person on every Korean site. So a hash without a key joins
//! people across sites. What a form or a query string did to the text (`+` became a space, `=` was cut or written `%3D`) is
//! undone first, and the bytes are compared, never the text.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::hmac;

use crate::error::Error;
use crate::secret::{Ci, Di, PhoneNumber};

/// Bytes of a CI.
const CI_LENGTH: usize = 64;
/// A key shorter than this can be guessed.
const SHORTEST_KEY: usize = 16;
pub(super) const VERSIONS: &str = "the version of a key is a whole number from 1 on";

/// A key for [`Ci::hmac`] and [`Di::hmac`], with the version that is written in front of each hash.
#[derive(Clone)]
pub struct HashKey {
    version: u32,
    key: hmac::Key,
}

impl HashKey {
    /// A key of at least 16 bytes, which is kept outside of the database that the hashes are in, and its version: 1 for the
    /// first, one more for each that takes its place.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a shorter key, and for version 0.
    pub fn new(version: u32, key: impl AsRef<[u8]>) -> Result<Self, Error> {
        let key = key.as_ref();
        if key.len() < SHORTEST_KEY {
            return Err(Error::invalid_request(format!(
                "the key has {} bytes; at least {SHORTEST_KEY} random ones are needed",
                key.len()
            )));
        }
        if version == 0 {
            return Err(Error::invalid_request(VERSIONS));
        }
        Ok(Self { version, key: hmac::Key::new(hmac::HMAC_SHA256, key) })
    }

    /// `1:…`, the version and the hash in base64url. What is hashed is named, so that no CI has the hash of a DI.
    fn hash(&self, what: &str, bytes: &[u8]) -> String {
        let mut context = hmac::Context::with_key(&self.key);
        context.update(what.as_bytes());
        context.update(&[0]);
        context.update(bytes);
        format!("{}:{}", self.version, URL_SAFE_NO_PAD.encode(context.sign()))
    }

    fn verifies(&self, stored: &str, what: &str, bytes: &[u8]) -> bool {
        let Some((version, hash)) = stored.split_once(':') else { return false };
        if version.parse() != Ok(self.version) {
            return false;
        }
        let Ok(hash) = URL_SAFE_NO_PAD.decode(hash) else { return false };
        let mut named = what.as_bytes().to_vec();
        named.push(0);
        named.extend(bytes);
        hmac::verify(&self.key, &named, &hash).is_ok()
    }
}

impl fmt::Debug for HashKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HashKey").field("version", &self.version).finish_non_exhaustive()
    }
}

macro_rules! hashed {
    ($type:ident, $what:literal, $bytes:ident) => {
        impl $type {
            /// The keyed hash to store and to look up, `version:hash`. Anyone who has the key can
            /// find the person by it, so it is personal data too; a leak of it reveals less.
            ///
            /// # Errors
            /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if this is empty or malformed: its hash
            /// would join strangers.
            pub fn hmac(&self, key: &HashKey) -> Result<String, Error> {
                $bytes(self).map(|bytes| key.hash($what, &bytes)).ok_or_else(|| {
                    Error::invalid_request(concat!("this is no ", $what, ", so it has no hash"))
                })
            }

            /// Whether a stored hash is this person's, with whichever of the keys it was made. What is empty, damaged or of an
            /// unknown version matches nobody.
            pub fn matches(&self, stored: &str, keys: &[HashKey]) -> bool {
                let Some(bytes) = $bytes(self) else { return false };
                // every key is tried, so that the time does not tell which one it was
                keys.iter().fold(false, |found, key| key.verifies(stored, $what, &bytes) | found)
            }
        }
    };
}
hashed!(Ci, "CI", ci_bytes);
hashed!(Di, "DI", di_bytes);
hashed!(PhoneNumber, "phone number", phone_bytes);

/// The 64 bytes of a CI, also of one that a form has damaged.
fn ci_bytes(ci: &Ci) -> Option<Vec<u8>> {
    let text = undamaged(ci.expose());
    let bytes = STANDARD.decode(format!("{:=<88}", text.trim_end_matches('='))).ok()?;
    (bytes.len() == CI_LENGTH).then_some(bytes)
}

/// A DI as it is: agencies write it in base64 or in hex, always 64 characters.
fn di_bytes(di: &Di) -> Option<Vec<u8>> {
    let text = undamaged(di.expose());
    (text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_graphic())).then(|| text.into_bytes())
}

/// The digits of a number, if there is nothing but digits and what people write between them.
fn phone_bytes(phone: &PhoneNumber) -> Option<Vec<u8>> {
    let is_a_number = phone.expose().bytes().all(|byte| byte.is_ascii_digit() || b"+- ".contains(&byte));
    let digits = phone.digits();
    (is_a_number && (9..=12).contains(&digits.len())).then(|| digits.into_bytes())
}

/// The text as the agency wrote it.
fn undamaged(text: &str) -> String {
    // `%2B` and `%3D` are read; a plus sign stays one, and the space that a form made of it becomes one again
    let decoded = percent_encoding::percent_decode_str(text.trim()).decode_utf8_lossy();
    decoded.trim().replace(' ', "+")
}

#[cfg(test)]
mod tests {
    use super::*;

    const CI: &str =
        "SANDBOX+cases+CI/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==";
    const DI: &str = "SANDBOX+cases+DI/BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";

    fn key(version: u32) -> HashKey {
        HashKey::new(version, format!("a key of version {version}")).unwrap()
    }

    #[test]
    fn a_ci_is_found_again_whatever_a_form_did_to_it() {
        let stored = Ci::new(CI).hmac(&key(1)).unwrap();
        assert!(stored.starts_with("1:") && !stored.contains("SANDBOX"), "{stored}");
        for text in [
            CI.to_owned(),
            CI.replace('+', " "),
            CI.trim_end_matches('=').to_owned(),
            CI.replace('+', "%2B").replace('/', "%2f").replace('=', "%3D"),
            format!(" {CI}\n"),
        ] {
            assert_eq!(Ci::new(&*text).hmac(&key(1)).unwrap(), stored, "{text:?}");
            assert!(Ci::new(text).matches(&stored, &[key(2), key(1)]));
        }
        let other = CI.replace("cases", "Cases");
        assert!(!Ci::new(other).matches(&stored, &[key(1)]), "a CI has large and small letters");
    }

    #[test]
    fn a_hash_counts_with_its_key_and_version_only() {
        let stored = Ci::new(CI).hmac(&key(1)).unwrap();
        let ci = Ci::new(CI);
        assert!(!ci.matches(&stored, &[]) && !ci.matches(&stored, &[key(2)]));
        let renamed = HashKey::new(2, "a key of version 1").unwrap();
        assert!(!ci.matches(&stored, std::slice::from_ref(&renamed)));
        assert!(!ci.matches(&stored.replacen('1', "2", 1), &[key(1)]));
        assert_ne!(Di::new(DI).hmac(&key(1)).unwrap(), stored);
        assert!(Di::new(DI).matches(&Di::new(DI).hmac(&key(7)).unwrap(), &[key(1), key(7)]));
    }

    #[test]
    fn a_phone_number_is_the_same_however_it_is_written() {
        let stored = PhoneNumber::new("01012345678").hmac(&key(1)).unwrap();
        for text in ["010-1234-5678", " 010 1234 5678", "+82-10-1234-5678", "+82 010 1234 5678"] {
            assert!(PhoneNumber::new(text).matches(&stored, &[key(1)]), "{text}");
        }
        assert!(!PhoneNumber::new("01012345679").matches(&stored, &[key(1)]));
        for text in ["", "010", "010-1234-567x", "0101234567890", "０１０１２３４５６７８"] {
            assert!(PhoneNumber::new(text).hmac(&key(1)).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_empty_or_damaged_has_no_hash_and_matches_nobody() {
        for text in ["", " ", "==", "A", &CI[1..], &format!("A{CI}"), "가나다"] {
            let ci = Ci::new(text);
            assert!(ci.hmac(&key(1)).is_err(), "{text:?}");
            for stored in ["", ":", "1:", &Ci::new(CI).hmac(&key(1)).unwrap()] {
                assert!(!ci.matches(stored, &[key(1)]));
            }
            assert!(Di::new(text).hmac(&key(1)).is_err() && !Di::new(text).matches("", &[key(1)]));
        }
        for stored in ["", ":", "1:", "1:x", "x", "1:AAAA"] {
            assert!(!Ci::new(CI).matches(stored, &[key(1)]));
        }
    }

    #[test]
    fn a_short_key_is_refused_and_no_key_is_printed() {
        assert!(HashKey::new(1, "fifteen bytes..").is_err());
        assert_eq!(HashKey::new(0, "a key of 16 bytes").unwrap_err().message(), VERSIONS);
        assert!(!format!("{:?}", HashKey::new(1, "CANARY CANARY CANARY").unwrap()).contains("CANARY"));
    }
}
