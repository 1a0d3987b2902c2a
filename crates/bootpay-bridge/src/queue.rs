//! Where calls that are over are told of, for a thread of the language's own to come for.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::ProcessLocal;

/// What [started](crate::Call::start) calls push when they are over, and a thread of the language's takes out: one that
/// does nothing else waits for the [next](Queue::next), an event loop watches a [descriptor](Queue::descriptor) and takes
/// [all](Queue::take) that there are by then.
///
/// A thread that is not the language's must not enter its interpreter: it would wait for the interpreter's lock and read
/// no answer meanwhile, and one that is inside when the interpreter shuts down takes the process with it.
///
/// It belongs to the process, as the calls do: a forked child finds it empty, and with a descriptor of its own.
pub struct Queue<T: Send + 'static> {
    waiting: ProcessLocal<Waiting<T>>,
    is_closed: AtomicBool,
}

struct Waiting<T> {
    line: Mutex<VecDeque<T>>,
    filled: Condvar,
    #[cfg(unix)]
    watched: std::sync::OnceLock<watched::Watched>,
}

impl<T: Send + 'static> Queue<T> {
    /// An empty one.
    pub const fn new() -> Self {
        Self { waiting: ProcessLocal::new(), is_closed: AtomicBool::new(false) }
    }

    /// Adds one, which a closed queue drops. Takes no time.
    pub fn push(&self, item: T) {
        let waiting = self.waiting();
        let mut line = waiting.line();
        if self.is_closed() {
            return;
        }
        line.push_back(item);
        #[cfg(unix)]
        let is_first = line.len() == 1;
        drop(line);
        waiting.filled.notify_one();
        #[cfg(unix)]
        if is_first && let Some(watched) = waiting.watched.get() {
            watched.call();
        }
    }

    /// Waits for the oldest and takes it out. Only of a queue that nobody closes.
    pub fn next(&self) -> T {
        let waiting = self.waiting();
        let mut line = waiting.line();
        loop {
            match line.pop_front() {
                Some(item) => return item,
                None => line = waiting.filled.wait(line).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    /// Waits for the oldest, at most this long, and takes it out. `None`: nothing came in that time, or the queue is closed.
    pub fn next_within(&self, time: Option<Duration>) -> Option<T> {
        // more than there will be is for ever
        let end = time.and_then(|time| Instant::now().checked_add(time));
        let waiting = self.waiting();
        let mut line = waiting.line();
        loop {
            if self.is_closed() {
                return None;
            }
            if let Some(item) = line.pop_front() {
                return Some(item);
            }
            line = match end.map(|end| end.saturating_duration_since(Instant::now())) {
                Some(Duration::ZERO) => return None,
                Some(left) => {
                    waiting.filled.wait_timeout(line, left).unwrap_or_else(PoisonError::into_inner).0
                }
                None => waiting.filled.wait(line).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    /// Ends every wait for the [next within](Queue::next_within) a time, now and later, and drops what is there and what
    /// comes. Twice is once.
    pub fn close(&self) {
        let waiting = self.waiting();
        let mut line = waiting.line();
        self.is_closed.store(true, Ordering::Relaxed); // all look at it with the line locked
        let dropped = std::mem::take(&mut *line);
        drop(line);
        waiting.filled.notify_all();
        drop(dropped);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.is_closed.load(Ordering::Relaxed)
    }

    /// What can be read from as soon as there is something to [take](Queue::take), and until then. It is this queue's and
    /// is closed with it: watch it, and leave it to `take` to read.
    ///
    /// # Errors
    /// The process has no file descriptor left.
    #[cfg(unix)]
    pub fn descriptor(&self) -> std::io::Result<std::os::fd::RawFd> {
        let waiting = self.waiting();
        if let Some(watched) = waiting.watched.get() {
            return Ok(watched.descriptor());
        }
        let fresh = watched::Watched::new()?;
        let watched = waiting.watched.get_or_init(|| fresh);
        watched.call(); // for what came before
        Ok(watched.descriptor())
    }

    /// Takes all out, the oldest first. Does not wait.
    #[cfg(unix)]
    pub fn take(&self) -> VecDeque<T> {
        let waiting = self.waiting();
        if let Some(watched) = waiting.watched.get() {
            watched.answer(); // before: who pushes after this calls again
        }
        std::mem::take(&mut *waiting.line())
    }

    fn waiting(&self) -> &Waiting<T> {
        let empty = || {
            Ok::<_, Infallible>(Waiting {
                line: Mutex::default(),
                filled: Condvar::new(),
                #[cfg(unix)]
                watched: std::sync::OnceLock::new(),
            })
        };
        let Ok(waiting) = self.waiting.get_or_try_build(empty);
        waiting
    }
}

impl<T> Waiting<T> {
    fn line(&self) -> MutexGuard<'_, VecDeque<T>> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Send> Default for Queue<T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(unix)]
mod watched {
    use std::io::{self, Read, Write};
    use std::os::fd::{AsRawFd, RawFd};
    use std::os::unix::net::UnixStream;

    pub(super) struct Watched {
        pub(super) watched: UnixStream,
        calling: UnixStream,
    }

    impl Watched {
        pub(super) fn new() -> io::Result<Self> {
            let (watched, calling) = UnixStream::pair()?;
            watched.set_nonblocking(true)?;
            calling.set_nonblocking(true)?;
            Ok(Self { watched, calling })
        }

        pub(super) fn descriptor(&self) -> RawFd {
            self.watched.as_raw_fd()
        }

        pub(super) fn call(&self) {
            // What does not fit is not missed: there is enough in it to call.
            let _ = (&self.calling).write(&[1]);
        }

        /// How many calls there were.
        pub(super) fn answer(&self) -> usize {
            (&self.watched).read(&mut [0; 64]).unwrap_or(0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pushed_is_taken_once_and_in_order() {
        static QUEUE: Queue<u32> = Queue::new();
        let taking = std::thread::spawn(|| (0..1000).map(|_| QUEUE.next()).collect::<Vec<_>>());
        (0..1000).for_each(|item| QUEUE.push(item));
        assert_eq!(taking.join().unwrap(), (0..1000).collect::<Vec<_>>());
    }

    #[test]
    fn a_closed_queue_wakes_who_waits_and_takes_nothing_more() {
        static QUEUE: Queue<u32> = Queue::new();
        QUEUE.push(1);
        assert_eq!(QUEUE.next_within(None), Some(1));
        assert_eq!(QUEUE.next_within(Some(Duration::ZERO)), None);
        assert_eq!(QUEUE.next_within(Some(Duration::from_millis(1))), None);
        let waiting = [None, Some(Duration::MAX), Some(Duration::from_secs(86_400))]
            .map(|time| std::thread::spawn(move || QUEUE.next_within(time)));
        QUEUE.close();
        assert_eq!(waiting.map(|thread| thread.join().unwrap()), [None; 3]);
        QUEUE.close();
        assert_eq!(QUEUE.next_within(None), None);
    }

    #[test]
    fn a_closed_queue_keeps_nothing() {
        let (queue, item) = (Queue::new(), std::sync::Arc::new(()));
        queue.push(item.clone());
        queue.close();
        queue.push(item.clone());
        assert_eq!(std::sync::Arc::strong_count(&item), 1);
    }

    #[cfg(unix)]
    #[test]
    fn one_call_is_for_all_that_were_pushed_since_the_last_were_taken() {
        let queue = Queue::new();
        queue.push(0);
        queue.descriptor().unwrap();
        let calls = || queue.waiting().watched.get().unwrap().answer();
        assert_eq!(calls(), 1, "of what came before");
        assert_eq!(queue.take(), [0]);
        for round in 0..3 {
            assert_eq!(calls(), 0);
            (0..100).for_each(|item| queue.push(item + round));
            assert_eq!(calls(), 1);
            assert_eq!(queue.take().into_iter().sum::<u32>(), 4950 + 100 * round);
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn who_watches_the_descriptor_misses_nothing() {
        static QUEUE: Queue<u32> = Queue::new();
        QUEUE.descriptor().unwrap();
        let watched = QUEUE.waiting().watched.get().unwrap().watched.try_clone().unwrap();
        let watched = tokio::net::UnixStream::from_std(watched).unwrap();
        let pushing = std::thread::spawn(|| (0..10_000).for_each(|item| QUEUE.push(item)));
        let mut taken = Vec::new();
        while taken.len() < 10_000 {
            watched.readable().await.unwrap();
            while watched.try_read(&mut [0; 64]).is_ok() {} // tokio sleeps only after a read that found nothing
            taken.extend(QUEUE.take());
        }
        pushing.join().unwrap();
        assert_eq!(taken, (0..10_000).collect::<Vec<_>>());
    }
}
