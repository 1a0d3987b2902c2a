//! What ties the result of an identity verification to the session that asked for it: an order id that nobody can guess,
//! and a token that says for whom and for how long it counts. Nothing is stored: whoever has the private key can read the
//! token, on any machine of a fleet.
//!
//! The token is `base64url(claims ‖ HMAC-SHA256(claims))`, with a key that HKDF derives from the private key for this use
//! alone. It travels through the browser, so it holds the session as a keyed hash, and a new private key ends it.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom, SystemRandom};
use ring::{hkdf, hmac};

use crate::error::{Error, ErrorKind};
use crate::secret::Secret;
use crate::values::UnixSeconds;

/// First byte of the claims; another one is another layout.
const VERSION: u8 = 1;
const MAC: usize = 32;
/// Version, issue time, expiry, session's hash; the order id and the purpose follow.
const FIXED: usize = 1 + 8 + 8 + MAC + ORDER;
/// 128 random bits.
const ORDER: usize = 16;
/// Longer than any sentence that says why somebody is verified, and short enough for a cookie.
const LONGEST_PURPOSE: usize = 300;

/// How long an intent counts: 10 minutes unless told otherwise.
pub(crate) const DEFAULT_LIFE: Duration = Duration::from_secs(600);
/// Bootpay's next API ends a verification after 30 minutes; this one states no limit.
const LONGEST_LIFE: Duration = Duration::from_secs(1800);

/// What was begun, as its token says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Intent {
    pub(crate) order_id: String,
    pub(crate) purpose: String,
    /// Unix seconds.
    pub(crate) issued_at: u64,
    /// Unix seconds.
    pub(crate) expires_at: u64,
    /// A keyed hash of it.
    session: [u8; MAC],
}

/// The two keys of this use, derived from the private key.
pub(crate) struct Keys {
    token: hmac::Key,
    session: hmac::Key,
}

impl Keys {
    pub(crate) fn of(private_key: &Secret) -> Result<Self, Error> {
        let root =
            hkdf::Salt::new(hkdf::HKDF_SHA256, b"bootpay identity").extract(private_key.expose().as_bytes());
        let key = |label: &[u8]| {
            root.expand(&[label], hmac::HMAC_SHA256).map(hmac::Key::from).map_err(|_| no_key())
        };
        Ok(Self { token: key(b"token v1")?, session: key(b"session v1")? })
    }

    fn session(&self, session: &str) -> [u8; MAC] {
        let mut hash = [0; MAC];
        hash.copy_from_slice(hmac::sign(&self.session, session.as_bytes()).as_ref());
        hash
    }
}

/// Cannot happen: the length is the digest's own.
fn no_key() -> Error {
    Error::new(ErrorKind::Internal, "no key could be derived from the private key")
}

impl Intent {
    /// A new one, and its token.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`], naming what cannot be right.
    pub(crate) fn begin(
        keys: &Keys,
        purpose: &str,
        session: &str,
        life: Duration,
        now: u64,
    ) -> Result<(Self, String), Error> {
        if session.is_empty() {
            return Err(Error::invalid_request(
                "session is empty: give the id of the visitor's session, which only this visitor has",
            ));
        }
        if purpose.trim().is_empty() || purpose.len() > LONGEST_PURPOSE {
            return Err(Error::invalid_request(format!(
                "purpose must say why the person is verified, in at most {LONGEST_PURPOSE} bytes"
            )));
        }
        if life.is_zero() || life > LONGEST_LIFE {
            return Err(Error::invalid_request(format!(
                "expires_in must be a number above 0 and at most {} seconds",
                LONGEST_LIFE.as_secs()
            )));
        }
        let mut order = [0; ORDER];
        SystemRandom::new()
            .fill(&mut order)
            .map_err(|_| Error::new(ErrorKind::Internal, "the operating system gives no random numbers"))?;
        let intent = Self {
            order_id: order_id(&order),
            purpose: purpose.to_owned(),
            issued_at: now,
            expires_at: now + life.as_secs().max(1),
            session: keys.session(session),
        };
        let mut claims = vec![VERSION];
        claims.extend(intent.issued_at.to_be_bytes());
        claims.extend(intent.expires_at.to_be_bytes());
        claims.extend(intent.session);
        claims.extend(order);
        claims.extend(purpose.as_bytes());
        let mac = hmac::sign(&keys.token, &claims);
        claims.extend(mac.as_ref());
        Ok((intent, URL_SAFE_NO_PAD.encode(claims)))
    }

    /// Reads a token; `None` for one that was not made with these keys.
    pub(crate) fn read(keys: &Keys, token: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (claims, mac) = bytes.split_at_checked(bytes.len().checked_sub(MAC)?)?;
        hmac::verify(&keys.token, claims, mac).ok()?;
        if claims.first() != Some(&VERSION) || claims.len() <= FIXED {
            return None;
        }
        let (fixed, purpose) = claims.split_at(FIXED);
        let number = |at: usize| Some(u64::from_be_bytes(fixed.get(at..at + 8)?.try_into().ok()?));
        Some(Self {
            issued_at: number(1)?,
            expires_at: number(9)?,
            session: fixed.get(17..17 + MAC)?.try_into().ok()?,
            order_id: order_id(fixed.get(17 + MAC..)?),
            purpose: std::str::from_utf8(purpose).ok()?.to_owned(),
        })
    }

    /// Whether it was begun for this session. Takes the same time for every wrong one.
    pub(crate) fn is_of_session(&self, keys: &Keys, session: &str) -> bool {
        hmac::verify(&keys.session, session.as_bytes(), &self.session).is_ok()
    }
}

fn order_id(random: &[u8]) -> String {
    use std::fmt::Write;
    random.iter().fold(String::from("identity-"), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The clock as a token has it.
pub(super) fn unix_seconds() -> u64 {
    UnixSeconds::now().get().unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_795_000_000;

    fn keys(private_key: &str) -> Keys {
        Keys::of(&Secret::new(private_key)).unwrap()
    }

    fn begun(keys: &Keys) -> (Intent, String) {
        Intent::begin(keys, "주류 구매", "session-CANARY", DEFAULT_LIFE, NOW).unwrap()
    }

    #[test]
    fn a_token_gives_back_what_was_begun() {
        let keys = keys("key");
        let (intent, token) = begun(&keys);
        assert_eq!(Intent::read(&keys, &token), Some(intent.clone()));
        assert!(intent.is_of_session(&keys, "session-CANARY"));
        assert!(!intent.is_of_session(&keys, "session-canary") && !intent.is_of_session(&keys, ""));
        assert_eq!(intent.expires_at - intent.issued_at, 600);
        assert_eq!(intent.order_id.len(), "identity-".len() + 32);
        assert_ne!(begun(&keys).0.order_id, intent.order_id);
    }

    #[test]
    fn a_token_of_another_key_or_with_a_changed_byte_is_none() {
        let keys_of_now = keys("key");
        let (_, token) = begun(&keys_of_now);
        assert_eq!(Intent::read(&keys("another key"), &token), None);
        let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_eq!(Intent::read(&keys_of_now, &URL_SAFE_NO_PAD.encode(&changed)), None, "byte {at}");
            assert_eq!(
                Intent::read(&keys_of_now, &URL_SAFE_NO_PAD.encode(&bytes[..at])),
                None,
                "cut at {at}"
            );
        }
        for text in ["", "x", "한글", &format!("{token}="), &format!(" {token}"), &"A".repeat(10_000)] {
            assert_eq!(Intent::read(&keys_of_now, text), None);
        }
    }

    #[test]
    fn a_token_tells_neither_the_session_nor_the_key() {
        let key = "CANARY-private-key";
        let (intent, token) = begun(&keys(key));
        let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
        let holds = |what: &str| bytes.windows(what.len()).any(|window| window == what.as_bytes());
        assert!(!holds("CANARY") && !format!("{intent:?}").contains("CANARY"));
        // the hash is keyed: who guesses the session cannot check the guess
        let unkeyed = ring::digest::digest(&ring::digest::SHA256, b"session-CANARY");
        assert!(!bytes.windows(MAC).any(|window| window == unkeyed.as_ref()));
    }

    #[test]
    fn what_cannot_be_right_is_named() {
        let keys = keys("key");
        let refused = |purpose: &str, session: &str, life: u64| {
            let life = Duration::from_secs(life);
            Intent::begin(&keys, purpose, session, life, NOW).unwrap_err().message().to_owned()
        };
        assert!(refused("p", "", 600).starts_with("session is empty"));
        assert!(refused(" ", "s", 600).starts_with("purpose must say"));
        assert!(refused(&"가".repeat(101), "s", 600).starts_with("purpose must say"));
        for life in [0, 1801] {
            assert!(refused("p", "s", life).starts_with("expires_in must be"));
        }
    }
}
