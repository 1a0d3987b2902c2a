//! Who carries out the calls of programs without an async runtime of their own.
//!
//! - A thread that waits for its call borrows a [`Lane`] and carries the call out by itself: no other thread has to be
//!   woken for it, or to wake it.
//! - One I/O thread carries out the rest: the calls of event loops, and every request for a token. Many callers wait for
//!   the same token, so its request goes on when one of them gives up.
//!
//! Lanes outlive the threads that use them: a thread per request finds a warm connection.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::task::Poll;
use std::time::Instant;

use futures_util::task::AtomicWaker;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::oneshot;
use tokio::task::yield_now;

use crate::error::{Error, ErrorKind};
use crate::host_signals;
use crate::transport::{Connections, POOL_IDLE, Transport};

/// The lanes of one process, or of one blocking client, and the thread beside them. Making one starts nothing. The last
/// clone that is dropped ends them.
#[derive(Clone, Default)]
pub struct Lanes(Arc<Shared>);

#[derive(Default)]
struct Shared {
    background: OnceLock<Background>,
    /// The one that was used last is at the end, and is used next.
    idle: Mutex<VecDeque<(Instant, Driver)>>,
}

impl Lanes {
    /// The runtime of the thread that carries out what nobody waits for. Started by the first who asks.
    ///
    /// # Errors
    /// If the operating system gives no thread.
    pub fn background(&self) -> Result<&Handle, Error> {
        if self.0.background.get().is_none() {
            let started = Background::start().map_err(|error| unavailable(&error))?;
            let handle = started.handle.clone();
            // another thread may have been first; its runtime stays, and ours ends
            if self.0.background.set(started).is_ok() {
                self.sweep(&handle);
            }
        }
        let background = self.0.background.get();
        background.map(|background| &background.handle).ok_or_else(|| unavailable(&"it has ended"))
    }

    /// The lane that was used last, or a new one.
    ///
    /// # Errors
    /// If the operating system has no room for one.
    pub fn borrow(&self) -> Result<Lane, Error> {
        let warm = self.idle().pop_back();
        let driver = match warm {
            Some((_, driver)) => {
                driver.leave_dropped_clients();
                driver
            }
            None => Driver::new().map_err(|error| unavailable(&error))?,
        };
        Ok(Lane { driver, lanes: self.clone() })
    }

    /// Drops the lanes whose connections are too old to be used, now and then.
    fn sweep(&self, background: &Handle) {
        let shared = Arc::downgrade(&self.0);
        background.spawn(async move {
            loop {
                tokio::time::sleep(POOL_IDLE).await;
                let Some(shared) = Weak::upgrade(&shared) else { return };
                Lanes(shared).drop_old();
            }
        });
    }

    fn drop_old(&self) {
        let mut idle = self.idle();
        let fresh = idle.iter().position(|(since, _)| since.elapsed() < POOL_IDLE).unwrap_or(idle.len());
        let old: Vec<_> = idle.drain(..fresh).collect();
        drop(idle);
        drop(old); // closes connections, which nobody shall wait for
    }

    fn idle(&self) -> MutexGuard<'_, VecDeque<(Instant, Driver)>> {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner) // a panic leaves no half value in it
    }
}

impl fmt::Debug for Lanes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lanes")
    }
}

fn unavailable(why: &dyn fmt::Display) -> Error {
    Error::new(ErrorKind::Internal, format!("no thread could be started: {why}; nothing was sent"))
}

/// One thread and its runtime. Dropping it ends them.
struct Background {
    handle: Handle,
    _open: oneshot::Sender<Infallible>,
}

impl Background {
    fn start() -> io::Result<Self> {
        let runtime = OwnRuntime(Some(builder().build()?));
        let handle = runtime.get().handle().clone();
        let (open, closed) = oneshot::channel();
        let thread = std::thread::Builder::new().name("bootpay-io".to_owned());
        host_signals::blocked(|| thread.spawn(move || drop(runtime.get().block_on(closed))))?;
        Ok(Self { handle, _open: open })
    }
}

/// A borrowed lane. Dropping it closes its connections; [`give_back`](Lane::give_back) keeps them warm.
pub struct Lane {
    driver: Driver,
    lanes: Lanes,
}

impl Lane {
    /// Carries a call out on this thread.
    pub fn run<T>(&mut self, call: Pin<&mut (impl Future<Output = T> + ?Sized)>) -> T {
        self.driver.enter(|runtime, _| {
            runtime.block_on(async {
                look().await;
                call.await
            })
        })
    }

    /// Carries a call out on this thread until it is over, until `interruption`, or until the thread is woken for another
    /// reason than the call, as by a signal: then `None`, and the same call may be carried on.
    pub fn run_until<T>(
        &mut self,
        mut call: Pin<&mut (impl Future<Output = T> + ?Sized)>,
        interruption: impl Future<Output = ()>,
    ) -> Option<T> {
        self.driver.enter(|runtime, sleep| {
            let mut interruption = pin!(interruption);
            let outcome = runtime.block_on(async {
                // A timer that is set wakes the runtime that is to sleep until then. The look takes this wake, so that it
                // is not taken for somebody else's.
                let set = poll_fn(|context| Poll::Ready(interruption.as_mut().poll(context)));
                let is_interrupted = set.await.is_ready();
                look().await;
                sleep.was_for_nothing.store(false, Ordering::Relaxed);
                poll_fn(|context| {
                    sleep.waker.register(context.waker());
                    sleep.is_over.store(false, Ordering::Relaxed);
                    if let Poll::Ready(outcome) = call.as_mut().poll(context) {
                        return Poll::Ready(Some(outcome));
                    }
                    if is_interrupted
                        || sleep.was_for_nothing.swap(false, Ordering::Relaxed)
                        || interruption.as_mut().poll(context).is_ready()
                    {
                        return Poll::Ready(None);
                    }
                    Poll::Pending
                })
                .await
            });
            sleep.waker.take();
            outcome
        })
    }

    /// Keeps the lane for the next who waits. Only after a call that ended by itself.
    pub fn give_back(self) {
        let Self { driver, lanes } = self;
        lanes.idle().push_back((Instant::now(), driver));
        lanes.drop_old();
    }
}

impl fmt::Debug for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lane")
    }
}

/// Reads what came while nobody drove the lane, such as a server's close of a kept connection: the first turn gathers it, the
/// second hands it on.
async fn look() {
    yield_now().await;
    yield_now().await;
}

/// What a lane consists of.
struct Driver {
    connections: Arc<Pools>,
    sleep: Arc<Sleep>,
    runtime: OwnRuntime,
}

/// A runtime that may be dropped anywhere; a plain one panics inside another.
struct OwnRuntime(Option<Runtime>);

impl OwnRuntime {
    fn get(&self) -> &Runtime {
        let Some(runtime) = &self.0 else { unreachable!("it is taken when it is dropped") };
        runtime
    }
}

impl Drop for OwnRuntime {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// The connections of each client that used the lane. They belong to its runtime: nobody else could drive them.
type Pools = Mutex<Vec<(Weak<Transport>, Connections)>>;

/// How the thread that drives a lane sleeps. Who is woken for the call looks at it; who falls asleep again without having
/// looked was woken for something else, as by a signal.
#[derive(Default)]
struct Sleep {
    is_over: AtomicBool,
    was_for_nothing: AtomicBool,
    /// Of who wants to know.
    waker: AtomicWaker,
}

impl Sleep {
    fn begins(&self) {
        if self.is_over.swap(false, Ordering::Relaxed) {
            self.was_for_nothing.store(true, Ordering::Relaxed);
            self.waker.wake();
        }
    }

    fn ends(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }
}

thread_local! {
    /// Of the lane that this thread drives.
    static CURRENT: RefCell<Option<Arc<Pools>>> = const { RefCell::new(None) };
}

/// Of a runtime on one thread. It has more for what blocks, such as looking a host's name up.
fn builder() -> Builder {
    let mut builder = Builder::new_current_thread();
    builder.enable_all().on_thread_start(host_signals::block);
    builder
}

impl Driver {
    fn new() -> io::Result<Self> {
        let sleep = Arc::<Sleep>::default();
        let (begins, ends) = (sleep.clone(), sleep.clone());
        let runtime = builder()
            .on_thread_park(move || begins.begins())
            .on_thread_unpark(move || ends.ends())
            .build()?;
        Ok(Self { connections: Arc::default(), sleep, runtime: OwnRuntime(Some(runtime)) })
    }

    /// Closes the connections of clients that are gone.
    fn leave_dropped_clients(&self) {
        pools(&self.connections).retain(|(client, _)| client.strong_count() > 0);
    }

    fn enter<T>(&self, drive: impl FnOnce(&Runtime, &Sleep) -> T) -> T {
        /// Sets back what was current, also after a panic.
        struct Before(Option<Arc<Pools>>);

        impl Drop for Before {
            fn drop(&mut self) {
                CURRENT.set(self.0.take());
            }
        }

        let _before = Before(CURRENT.replace(Some(self.connections.clone())));
        drive(self.runtime.get(), &self.sleep)
    }
}

fn pools(pools: &Pools) -> MutexGuard<'_, Vec<(Weak<Transport>, Connections)>> {
    pools.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The connections to send through from here: of the lane that this thread drives, else `home`.
pub(crate) fn connections(
    transport: &Arc<Transport>,
    home: &OnceLock<Connections>,
) -> Result<Connections, Error> {
    let lane = CURRENT.with_borrow(Option::clone);
    let Some(lane) = lane else {
        if let Some(home) = home.get() {
            return Ok(home.clone());
        }
        let opened = transport.open()?;
        return Ok(home.get_or_init(|| opened).clone());
    };
    let mut pools = pools(&lane);
    let is_known = |(known, _): &&(Weak<Transport>, _)| Weak::as_ptr(known) == Arc::as_ptr(transport);
    if let Some((_, connections)) = pools.iter().find(is_known) {
        return Ok(connections.clone());
    }
    let connections = transport.open()?;
    pools.push((Arc::downgrade(transport), connections.clone()));
    Ok(connections)
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    #[test]
    fn a_thread_that_is_woken_for_nothing_comes_back_and_one_that_is_woken_for_its_call_does_not() {
        let lanes = Lanes::default();
        let mut lane = lanes.borrow().unwrap();
        let nothing = lane.driver.runtime.get().handle().clone();
        let mut endless = Box::pin(pending::<()>());
        for _ in 0..3 {
            let nothing = nothing.clone();
            std::thread::spawn(move || nothing.spawn(async {}));
            assert_eq!(lane.run_until(endless.as_mut(), pending()), None);
            let (tell, told) = oneshot::channel();
            std::thread::spawn(move || tell.send(1));
            let mut call = Box::pin(told);
            assert_eq!(lane.run_until(call.as_mut(), pending()), Some(Ok(1)));
        }
    }

    #[test]
    fn a_thread_sleeps_on_although_its_interruption_has_a_timer_that_ends_before_those_of_its_call() {
        let hours = |count: u64| tokio::time::sleep(std::time::Duration::from_secs(3600 * count));
        let lanes = Lanes::default();
        let mut lane = lanes.borrow().unwrap();
        let mut call = Box::pin(async { hours(2).await });
        for _ in 0..100 {
            let (ring, rung) = oneshot::channel();
            let is_rung = Arc::new(AtomicBool::new(false));
            let ringing = std::thread::spawn({
                let is_rung = is_rung.clone();
                move || {
                    is_rung.store(true, Ordering::SeqCst);
                    ring.send(())
                }
            });
            let interruption = async {
                tokio::select! {
                    () = hours(1) => {}
                    _ = rung => {}
                }
            };
            assert_eq!(lane.run_until(call.as_mut(), interruption), None);
            assert!(is_rung.load(Ordering::SeqCst), "the thread came back although nobody had called it");
            ringing.join().unwrap().unwrap();
        }
    }

    /// The signals that this thread blocks, as bits from 1 for SIGHUP on.
    #[cfg(target_os = "linux")]
    fn signals_blocked() -> u64 {
        let status = std::fs::read_to_string("/proc/thread-self/status").unwrap();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigBlk:")).unwrap();
        u64::from_str_radix(mask.trim(), 16).unwrap()
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn threads_that_are_started_here_get_no_signal_that_somebody_sends() {
        let before = signals_blocked();
        let lanes = Lanes::default();
        let (tell, told) = std::sync::mpsc::channel();
        let tell = move || tell.send(signals_blocked()).unwrap();
        lanes.background().unwrap().spawn({
            let tell = tell.clone();
            async move {
                tell();
                tokio::task::spawn_blocking(tell).await
            }
        });
        let mut lane = lanes.borrow().unwrap();
        lane.run(pin!(async { tokio::task::spawn_blocking(tell).await })).unwrap();
        for _ in 0..3 {
            let blocked = told.recv().unwrap();
            for (number, is_blocked) in
                [(1, true), (2, true), (10, true), (15, true), (17, true), (34, true), (11, false)]
            {
                assert_eq!(blocked >> (number - 1) & 1 == 1, is_blocked, "signal {number} of {blocked:x}");
            }
        }
        assert_eq!(signals_blocked(), before, "those of the host's own thread are left alone");
    }

    #[test]
    fn the_lane_that_was_used_last_is_used_next_and_an_old_one_is_dropped() {
        let lanes = Lanes::default();
        let (first, second) = (lanes.borrow().unwrap(), lanes.borrow().unwrap());
        let of = |lane: &Lane| Arc::as_ptr(&lane.driver.connections);
        let (of_first, of_second) = (of(&first), of(&second));
        first.give_back();
        second.give_back();
        let again = lanes.borrow().unwrap();
        assert_eq!(of(&again), of_second);
        let kept = lanes.idle().front().map(|(_, driver)| Arc::as_ptr(&driver.connections));
        assert_eq!(kept, Some(of_first));

        lanes.idle().front_mut().unwrap().0 = Instant::now().checked_sub(POOL_IDLE).unwrap();
        again.give_back();
        assert_eq!(lanes.idle().len(), 1);
        assert_eq!(of(&lanes.borrow().unwrap()), of_second);
    }
}
