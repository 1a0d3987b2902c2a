//! The access token: fetched on first need, by one request for however many callers, kept until shortly before it
//! expires, renewed once when the server refuses it.
//!
//! Source of the rules: the v1 documentation, token page. A token lives 30 minutes from its first issue; asking
//! again within 25 minutes gives the same one, later a new one while the old still works.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_util::future::{BoxFuture, Shared, WeakShared, ready};
use futures_util::{FutureExt, TryFutureExt};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::api::token::{AccessToken, RequestToken};
use crate::error::Error;
use crate::operation::Operation;
use crate::secret::Secret;

/// Renew this long before expiry. The server gives a new token only in the last five minutes, so it must be less.
const RENEW_BEFORE_EXPIRY: Duration = Duration::from_secs(4 * 60 + 30);

/// After an early renewal began, wait this long before the next: it may bring nothing new, or nothing at all.
const RENEW_AGAIN_AFTER: Duration = Duration::from_secs(30);

#[derive(Clone)]
struct Held {
    token: Secret,
    since: Instant,
    renew_at: Instant,
    expires_at: Instant,
}

/// A token request that is under way. Whoever waits for it drives it, so it goes on if the caller who started it gives
/// up, and ends with the last one; everybody gets what it brings, be it a token or an error.
type SharedRequest = Shared<Request>;
type Request = BoxFuture<'static, Result<Secret, Error>>;

/// The token of one client in one process.
#[derive(Default)]
pub(crate) struct TokenCache {
    held: Mutex<Option<Held>>,
    under_way: Mutex<Option<WeakShared<Request>>>,
}

impl TokenCache {
    /// The token to send now. `fetch` asks the server for one and [keeps](TokenCache::keep) it. It is started if there is
    /// no token, and also if the token expires soon; then this caller does not wait for it. It runs on `background`, which
    /// goes on when a caller gives up. Without a `background`, the callers share a runtime, and it runs there.
    pub(crate) async fn get<F>(
        &self,
        background: Option<&Handle>,
        fetch: impl FnOnce() -> F,
    ) -> Result<Secret, Error>
    where
        F: Future<Output = Result<AccessToken, Error>> + Send + 'static,
    {
        let now = Instant::now();
        if let Some(held) = self.usable(now) {
            if held.renew_at <= now && self.take_renewal(now) {
                let renewal = self.join_or_begin(Some(held.since), background, fetch); // nobody waits: this call has a good token
                background
                    .map_or_else(|| tokio::spawn(renewal.clone()), |handle| handle.spawn(renewal.clone()));
            }
            return Ok(held.token);
        }
        self.join_or_begin(None, background, fetch).await
    }

    /// The request that is under way, or a new one. One that ended after this caller had looked, and seen the token of
    /// then, has left another.
    fn join_or_begin<F>(
        &self,
        seen: Option<Instant>,
        background: Option<&Handle>,
        fetch: impl FnOnce() -> F,
    ) -> SharedRequest
    where
        F: Future<Output = Result<AccessToken, Error>> + Send + 'static,
    {
        let mut under_way = lock(&self.under_way);
        if let Some(request) = under_way.as_ref().and_then(WeakShared::upgrade)
            && request.peek().is_none()
        {
            return request;
        }
        if let Some(held) = self.usable(Instant::now()).filter(|held| Some(held.since) != seen) {
            return ready(Ok(held.token)).boxed().shared();
        }
        let request = fetch().boxed();
        let request = match background {
            None => request,
            Some(handle) => {
                let defect = || Error::defect(RequestToken::NAME);
                OnBackground::start(handle, request)
                    .map(move |end| end.unwrap_or_else(|| Err(defect())))
                    .boxed()
            }
        };
        let started = request.map_ok(|fresh| fresh.token).boxed().shared();
        *under_way = started.downgrade();
        started
    }

    /// Whether this caller is the one to renew early.
    fn take_renewal(&self, now: Instant) -> bool {
        match lock(&self.held).as_mut() {
            Some(held) if held.renew_at <= now => {
                held.renew_at = now + RENEW_AGAIN_AFTER;
                true
            }
            _ => false,
        }
    }

    /// Takes a token that the server just issued. Its life is counted on this machine's monotonic clock from the
    /// server's own two times, so that a wrong local clock does not matter.
    pub(crate) fn keep(&self, fresh: AccessToken) {
        let now = Instant::now();
        let life = fresh.life();
        let earliest_renewal = now + RENEW_AGAIN_AFTER.min(life);
        let renew_at = (now + life.saturating_sub(RENEW_BEFORE_EXPIRY)).max(earliest_renewal);
        *lock(&self.held) = Some(Held { token: fresh.token, since: now, renew_at, expires_at: now + life });
    }

    /// Forgets a token that the server refused in an attempt that began at `began`, unless somebody has got one since:
    /// many calls that are refused together must renew once.
    pub(crate) fn refused(&self, token: &Secret, began: Instant) {
        let mut held = lock(&self.held);
        if held.as_ref().is_some_and(|held| held.token == *token && held.since <= began) {
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

/// Work that another thread does. Dropped, it ends at once, so that what its end leaves behind, such as a log line, is there.
struct OnBackground<T> {
    work: Arc<Mutex<Option<BoxFuture<'static, T>>>>,
    task: JoinHandle<Option<T>>,
}

impl<T: Send + 'static> OnBackground<T> {
    fn start(handle: &Handle, work: BoxFuture<'static, T>) -> Self {
        let work = Arc::new(Mutex::new(Some(work)));
        let done = work.clone();
        let task = handle.spawn(poll_fn(move |context| match lock(&done).as_mut() {
            Some(work) => work.as_mut().poll(context).map(Some),
            None => Poll::Ready(None),
        }));
        Self { work, task }
    }
}

impl<T> Future for OnBackground<T> {
    type Output = Option<T>;

    /// Nothing if a panic ended it.
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        self.task.poll_unpin(context).map(|end| end.ok().flatten())
    }
}

impl<T> Drop for OnBackground<T> {
    fn drop(&mut self) {
        self.task.abort();
        let work = lock(&self.work).take();
        drop(work); // with the lock released
    }
}

/// Nothing here can leave half a value behind, so a poisoned lock is still good.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::lenient::OtherFields;

    fn issued(token: &str, life: i64) -> AccessToken {
        at(token, 1_000_000, 1_000_000 + life)
    }

    fn at(token: &str, server_time: i64, expired_at: i64) -> AccessToken {
        AccessToken {
            token: Secret::new(token),
            server_time: Some(server_time),
            expired_at: Some(expired_at),
            other: OtherFields::default(),
        }
    }

    fn down() -> Error {
        Error::new(crate::ErrorKind::Connection, "down")
    }

    /// What the client does: fetch and keep.
    async fn get(cache: &Arc<TokenCache>, outcome: Result<AccessToken, Error>) -> Result<Secret, Error> {
        let keeper = cache.clone();
        cache
            .get(None, async move || {
                tokio::task::yield_now().await;
                outcome.inspect(|fresh| keeper.keep(fresh.clone()))
            })
            .await
    }

    fn text(token: Result<Secret, Error>) -> String {
        token.unwrap().expose().to_owned()
    }

    #[tokio::test]
    async fn a_hundred_first_callers_make_one_request_and_share_what_it_brings() {
        // a token, a token that is dead on arrival, an error
        for outcome in [Ok(issued("t", 1800)), Ok(issued("t", 0)), Err(down())] {
            let cache = Arc::new(TokenCache::default());
            let requests = Arc::new(AtomicU32::new(0));
            let answered = Arc::new(tokio::sync::Notify::new());
            let mut calls: Vec<_> = (0..100)
                .map(|_| {
                    let (requests, outcome, answered) = (requests.clone(), outcome.clone(), answered.clone());
                    Box::pin(cache.get(None, async move || {
                        requests.fetch_add(1, Ordering::Relaxed);
                        answered.notified().await;
                        outcome
                    }))
                })
                .collect();
            for call in &mut calls {
                assert!(call.now_or_never().is_none(), "all of them wait");
            }
            answered.notify_one();
            for token in futures_util::future::join_all(calls).await {
                assert_eq!(token.is_ok(), outcome.is_ok());
            }
            assert_eq!(requests.load(Ordering::Relaxed), 1);
            // and the next one tries again after an error
            if outcome.is_err() {
                assert_eq!(text(get(&cache, Ok(issued("t", 1800))).await), "t");
            }
        }
    }

    #[test]
    fn callers_on_many_threads_make_one_request_also_if_it_ends_while_they_come() {
        for _ in 0..300 {
            let (cache, requests, together) =
                (Arc::new(TokenCache::default()), AtomicU32::new(0), Barrier::new(4));
            let call = || {
                together.wait();
                let keeper = cache.clone();
                let fetch = || {
                    requests.fetch_add(1, Ordering::Relaxed);
                    keeper.keep(issued("t", 1800));
                    ready(Ok(issued("t", 1800)))
                };
                let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                assert_eq!(text(runtime.block_on(cache.get(None, fetch))), "t");
            };
            std::thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(call))));
            assert_eq!(requests.into_inner(), 1);
        }
    }

    #[tokio::test]
    async fn a_caller_who_gives_up_does_not_take_the_request_from_the_others() {
        let cache = TokenCache::default();
        let (release, released) = tokio::sync::oneshot::channel::<()>();
        let mut first = Box::pin(cache.get(None, async || {
            let _ = released.await;
            Ok(issued("t", 1800))
        }));
        let mut second = Box::pin(cache.get(None, async || panic!("asked again")));
        assert!((&mut first).now_or_never().is_none());
        assert!((&mut second).now_or_never().is_none());
        drop(first);
        release.send(()).unwrap();
        assert_eq!(text(second.await), "t");
    }

    #[tokio::test]
    async fn a_request_that_nobody_waits_for_any_more_is_given_up() {
        let cache = TokenCache::default();
        let mut interrupted = Box::pin(cache.get(None, async || std::future::pending().await));
        assert!((&mut interrupted).now_or_never().is_none());
        drop(interrupted);
        assert_eq!(text(cache.get(None, async || Ok(issued("t", 1800))).await), "t");
    }

    #[tokio::test]
    async fn nobody_waits_for_an_early_renewal_and_one_is_enough() {
        let cache = Arc::new(TokenCache::default());
        cache.keep(issued("old", 1800));
        lock(&cache.held).as_mut().unwrap().renew_at = Instant::now();
        let never = async || std::future::pending().await;
        assert_eq!(text(cache.get(None, never).await), "old");
        assert_eq!(text(cache.get(None, async || panic!("asked again")).await), "old");
    }

    #[tokio::test]
    async fn an_early_renewal_arrives_in_the_background() {
        let cache = Arc::new(TokenCache::default());
        cache.keep(issued("old", 1800));
        lock(&cache.held).as_mut().unwrap().renew_at = Instant::now();
        assert_eq!(text(get(&cache, Ok(issued("new", 1800))).await), "old");
        let request = lock(&cache.under_way).as_ref().and_then(WeakShared::upgrade).unwrap();
        request.await.unwrap();
        assert_eq!(text(cache.get(None, async || panic!("asked again")).await), "new");
    }

    #[tokio::test]
    async fn an_expired_or_refused_token_is_replaced() {
        let cache = Arc::new(TokenCache::default());
        cache.keep(issued("expired", 0));
        assert_eq!(text(get(&cache, Ok(issued("a", 1800))).await), "a");
        cache.refused(&Secret::new("another"), Instant::now());
        assert_eq!(text(cache.get(None, async || panic!("asked again")).await), "a");
        let before_it_was_got = lock(&cache.held).as_ref().unwrap().since - Duration::from_secs(1);
        cache.refused(&Secret::new("a"), before_it_was_got);
        assert_eq!(text(cache.get(None, async || panic!("asked again")).await), "a");
        cache.refused(&Secret::new("a"), Instant::now());
        assert_eq!(text(get(&cache, Ok(issued("b", 1800))).await), "b");
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
