//! Where calls that are over are told of, for a thread of the language's own to come for.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Condvar, Mutex, PoisonError};

use crate::ProcessLocal;

/// What [started](crate::Call::start) calls push when they are over, and a thread of the language's takes out.
///
/// A thread that is not the language's must not enter its interpreter: it would wait for the interpreter's lock and read
/// no answer meanwhile, and one that is inside when the interpreter shuts down takes the process with it.
///
/// It belongs to the process, as the calls do: a forked child finds it empty.
pub struct Queue<T: Send + 'static>(ProcessLocal<Waiting<T>>);

struct Waiting<T> {
    line: Mutex<VecDeque<T>>,
    filled: Condvar,
}

impl<T: Send + 'static> Queue<T> {
    /// An empty one.
    pub const fn new() -> Self {
        Self(ProcessLocal::new())
    }

    /// Adds one. Takes no time.
    pub fn push(&self, item: T) {
        let waiting = self.waiting();
        waiting.line.lock().unwrap_or_else(PoisonError::into_inner).push_back(item);
        waiting.filled.notify_one();
    }

    /// Waits for the oldest and takes it out.
    pub fn next(&self) -> T {
        let waiting = self.waiting();
        let mut line = waiting.line.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match line.pop_front() {
                Some(item) => return item,
                None => line = waiting.filled.wait(line).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn waiting(&self) -> &Waiting<T> {
        let empty = || Ok::<_, Infallible>(Waiting { line: Mutex::default(), filled: Condvar::new() });
        let Ok(waiting) = self.0.get_or_try_build(empty);
        waiting
    }
}

impl<T: Send> Default for Queue<T> {
    fn default() -> Self {
        Self::new()
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
}
