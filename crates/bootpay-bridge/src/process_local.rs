//! A value that belongs to one process, so that `fork` is harmless.

use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

/// A slot whose value belongs to the process that built it.
///
/// `fork` copies memory but only one thread. An inherited tokio runtime has no workers in the child, so every call
/// through it hangs, timeouts included; an inherited HTTP client shares its sockets with the parent; an inherited
/// lock may be held by a thread that does not exist. So a child that finds its parent's value in the slot builds
/// its own and leaks the parent's **on purpose**: dropping it would join threads that are not there, and would
/// deregister sockets from an epoll instance which the parent still uses.
///
/// Nothing here locks, so a fork at any moment leaves nothing locked. Known limit: a grandchild that gets the very
/// process id of its grandparent, with a process between them that made no call, takes the value for its own.
pub struct ProcessLocal<T: Send + Sync + 'static> {
    slot: AtomicPtr<Owned<T>>,
}

struct Owned<T> {
    pid: u32,
    value: T,
}

impl<T: Send + Sync> ProcessLocal<T> {
    /// An empty slot.
    pub const fn new() -> Self {
        Self { slot: AtomicPtr::new(ptr::null_mut()) }
    }

    /// This process's value. `build` may run on several threads at once; one result stays, the others are dropped.
    ///
    /// # Errors
    /// What `build` fails with.
    #[allow(unsafe_code)] // a published value is reached through a raw pointer; each block says why it may be
    pub fn get_or_try_build<E>(&self, build: impl Fn() -> Result<T, E>) -> Result<&T, E> {
        let pid = std::process::id();
        let mut seen = self.slot.load(Ordering::Acquire);
        loop {
            // SAFETY: the slot is null or holds a pointer from `Box::into_raw`; a published value is freed only by
            // `drop`, which has `&mut self`, so it outlives this `&self`.
            if let Some(owned) = unsafe { seen.as_ref() }
                && owned.pid == pid
            {
                return Ok(&owned.value);
            }
            let fresh = Box::into_raw(Box::new(Owned { pid, value: build()? }));
            match self.slot.compare_exchange(seen, fresh, Ordering::AcqRel, Ordering::Acquire) {
                // SAFETY: as above; `fresh` has just been published. What it replaced is leaked, as the type says.
                Ok(_) => return Ok(unsafe { &(*fresh).value }),
                Err(now) => {
                    // SAFETY: another thread of this process was first, so nobody has seen `fresh`.
                    drop(unsafe { Box::from_raw(fresh) });
                    seen = now;
                }
            }
        }
    }
}

impl<T: Send + Sync> Default for ProcessLocal<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Send + Sync> Drop for ProcessLocal<T> {
    #[allow(unsafe_code)] // frees what `get_or_try_build` published
    fn drop(&mut self) {
        let owned = *self.slot.get_mut();
        // SAFETY: null or from `Box::into_raw`, and `&mut self` means that nobody borrows the value.
        if let Some(inherited_or_own) = unsafe { owned.as_ref() }
            && inherited_or_own.pid == std::process::id()
        {
            // SAFETY: as above; after this the slot itself is gone.
            drop(unsafe { Box::from_raw(owned) });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicUsize;

    use super::*;

    struct Counted(Arc<AtomicUsize>);

    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.fetch_sub(1, Ordering::SeqCst);
        }
    }

    #[test]
    fn threads_share_one_value_and_the_losers_are_dropped() {
        let alive = Arc::new(AtomicUsize::new(0));
        let slot = ProcessLocal::new();
        let build = || {
            alive.fetch_add(1, Ordering::SeqCst);
            Ok::<_, ()>(Counted(alive.clone()))
        };
        let addresses: Vec<usize> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| ptr::from_ref(slot.get_or_try_build(build).unwrap()) as usize))
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(addresses.iter().all(|address| *address == addresses[0]));
        assert_eq!(alive.load(Ordering::SeqCst), 1);
        drop(slot);
        assert_eq!(alive.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn a_failed_build_leaves_the_slot_empty() {
        let slot = ProcessLocal::new();
        assert_eq!(slot.get_or_try_build(|| Err("no")), Err("no"));
        assert_eq!(slot.get_or_try_build(|| Ok::<_, &str>(1)), Ok(&1));
    }

    #[test]
    #[allow(unsafe_code)] // forges a value of another process
    fn another_processes_value_is_replaced_and_never_freed() {
        let alive = Arc::new(AtomicUsize::new(1));
        let slot = ProcessLocal::new();
        let foreign = Box::into_raw(Box::new(Owned { pid: 0, value: Counted(alive.clone()) }));
        slot.slot.store(foreign, Ordering::Release);
        slot.get_or_try_build(|| {
            alive.fetch_add(1, Ordering::SeqCst);
            Ok::<_, ()>(Counted(alive.clone()))
        })
        .unwrap();
        drop(slot);
        assert_eq!(alive.load(Ordering::SeqCst), 1, "the inherited value must stay");
        // SAFETY: made above and not freed by the slot.
        drop(unsafe { Box::from_raw(foreign) });
    }
}
