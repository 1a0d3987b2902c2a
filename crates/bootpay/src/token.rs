//! The access token: fetched on first need, by one request for however many callers, kept until shortly before it
//! expires, renewed once when the server refuses it.
//!
//! Source of the rules: the v1 documentation, token page. A token lives 30 minutes from its first issue; asking
//! again within 25 minutes gives the same one, later a new one while the old still works.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::api::token::AccessToken;
use crate::error::Error;
use crate::secret::Secret;

/// Renew this long before expiry. The server gives a new token only in the last five minutes, so it must be less.
const RENEW_BEFORE_EXPIRY: Duration = Duration::from_secs(4 * 60 + 30);

/// After an early renewal that brought nothing new, wait this long before the next.
const RENEW_AGAIN_AFTER: Duration = Duration::from_secs(30);

/// A call that holds a good token does not wait longer than this for a better one.
const RENEWAL_PATIENCE: Duration = Duration::from_secs(3);

#[derive(Clone)]
struct Held {
    token: Secret,
    renew_at: Instant,
    expires_at: Instant,
}

/// The token of one client in one process.
#[derive(Default)]
pub(crate) struct TokenCache {
    held: Mutex<Option<Held>>,
    last_failure: Mutex<Option<(Instant, Error)>>,
    /// Held while a token request is under way. Tokio's, because it is held across an await.
    fetching: tokio::sync::Mutex<()>,
}

impl TokenCache {
    /// The token to send now; `fetch` is called if there is none, or if it is about to expire.
    pub(crate) async fn get(
        &self,
        fetch: impl AsyncFnOnce() -> Result<AccessToken, Error>,
    ) -> Result<Secret, Error> {
        let arrived = Instant::now();
        if let Some(held) = self.usable(arrived) {
            if arrived < held.renew_at {
                return Ok(held.token);
            }
            // One caller renews ahead of time, the others go on with what they have. So does this one if it fails.
            let Ok(_flight) = self.fetching.try_lock() else { return Ok(held.token) };
            return match tokio::time::timeout(RENEWAL_PATIENCE, fetch()).await {
                Ok(Ok(fresh)) => Ok(self.keep(fresh)),
                Ok(Err(_)) | Err(_) => {
                    if let Some(held) = lock(&self.held).as_mut() {
                        held.renew_at = Instant::now() + RENEW_AGAIN_AFTER;
                    }
                    Ok(held.token)
                }
            };
        }
        let _flight = self.fetching.lock().await;
        if let Some(held) = self.usable(Instant::now()) {
            return Ok(held.token);
        }
        // Whoever waited for a flight that failed shares its failure; a hundred callers must not fail one by one.
        if let Some((when, error)) = lock(&self.last_failure).as_ref()
            && *when >= arrived
        {
            return Err(error.clone());
        }
        match fetch().await {
            Ok(fresh) => Ok(self.keep(fresh)),
            Err(error) => {
                *lock(&self.last_failure) = Some((Instant::now(), error.clone()));
                Err(error)
            }
        }
    }

    /// Takes a token that the server just issued. Its life is counted on this machine's monotonic clock from the
    /// server's own two times, so that a wrong local clock does not matter.
    pub(crate) fn keep(&self, fresh: AccessToken) -> Secret {
        let now = Instant::now();
        let life = fresh.life();
        let earliest_renewal = now + RENEW_AGAIN_AFTER.min(life);
        let renew_at = (now + life.saturating_sub(RENEW_BEFORE_EXPIRY)).max(earliest_renewal);
        let token = fresh.token.clone();
        *lock(&self.held) = Some(Held { token: fresh.token, renew_at, expires_at: now + life });
        token
    }

    /// Forgets a token that the server refused, unless somebody has replaced it already.
    pub(crate) fn refused(&self, token: &Secret) {
        let mut held = lock(&self.held);
        if held.as_ref().is_some_and(|held| held.token == *token) {
            *held = None;
        }
    }

    /// The token as it stands, for taking it out of foreign text.
    pub(crate) fn peek(&self) -> Option<Secret> {
        lock(&self.held).as_ref().map(|held| held.token.clone())
    }

    fn usable(&self, now: Instant) -> Option<Held> {
        lock(&self.held).clone().filter(|held| now < held.expires_at)
    }
}

/// Nothing here can leave half a value behind, so a poisoned lock is still good.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::error::ErrorKind;

    fn issued(token: &str, life: i64) -> AccessToken {
        at(token, 1_000_000, 1_000_000 + life)
    }

    fn at(token: &str, server_time: i64, expired_at: i64) -> AccessToken {
        AccessToken {
            token: Secret::new(token),
            server_time: Some(server_time),
            expired_at: Some(expired_at),
        }
    }

    #[tokio::test]
    async fn a_hundred_first_callers_make_one_request() {
        let cache = TokenCache::default();
        let requests = AtomicU32::new(0);
        let calls = (0..100).map(|_| {
            cache.get(async || {
                requests.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
                Ok(issued("t", 1800))
            })
        });
        for token in futures_util::future::join_all(calls).await {
            assert_eq!(token.unwrap().expose(), "t");
        }
        assert_eq!(requests.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn those_who_waited_share_a_failure_and_the_next_tries_again() {
        let cache = TokenCache::default();
        let requests = AtomicU32::new(0);
        let fail = async || {
            requests.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            Err(Error::new(ErrorKind::Connection, "down"))
        };
        let outcomes = futures_util::future::join_all((0..10).map(|_| cache.get(fail))).await;
        assert!(outcomes.iter().all(Result::is_err));
        assert_eq!(requests.load(Ordering::Relaxed), 1);
        assert_eq!(cache.get(async || Ok(issued("t", 1800))).await.unwrap().expose(), "t");
    }

    #[tokio::test]
    async fn an_old_but_valid_token_survives_a_failed_renewal() {
        let cache = TokenCache::default();
        cache.keep(issued("old", 1800));
        lock(&cache.held).as_mut().unwrap().renew_at = Instant::now();
        let down = async || Err(Error::new(ErrorKind::Connection, "down"));
        assert_eq!(cache.get(down).await.unwrap().expose(), "old");
        // and it is not tried again at once
        assert_eq!(cache.get(async || panic!("asked again")).await.unwrap().expose(), "old");
        lock(&cache.held).as_mut().unwrap().renew_at = Instant::now();
        assert_eq!(cache.get(async || Ok(issued("new", 1800))).await.unwrap().expose(), "new");
    }

    #[tokio::test]
    async fn an_expired_or_refused_token_is_replaced() {
        let cache = TokenCache::default();
        cache.keep(issued("expired", 0));
        assert_eq!(cache.get(async || Ok(issued("a", 1800))).await.unwrap().expose(), "a");
        cache.refused(&Secret::new("another"));
        assert_eq!(cache.get(async || panic!("asked again")).await.unwrap().expose(), "a");
        cache.refused(&Secret::new("a"));
        assert_eq!(cache.get(async || Ok(issued("b", 1800))).await.unwrap().expose(), "b");
    }

    #[test]
    fn renewal_comes_in_the_last_five_minutes_and_never_at_once() {
        let cache = TokenCache::default();
        let before = Instant::now();
        cache.keep(issued("t", 1800));
        let held = lock(&cache.held).clone().unwrap();
        let (renew, expire) = (held.renew_at - before, held.expires_at - before);
        assert!(renew >= Duration::from_secs(1530) && renew < Duration::from_secs(1600), "{renew:?}");
        assert!(expire >= Duration::from_secs(1800) && expire < Duration::from_secs(1870), "{expire:?}");
        // the server's two times decide, not this machine's; nonsense does no harm
        cache.keep(at("t", i64::MIN, i64::MAX));
        cache.keep(at("t", 5, 1));
        assert!(cache.usable(Instant::now()).is_none());
    }
}
