//! Where it is remembered which verifications were used.

use std::collections::HashMap;
use std::error::Error as StdError;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::error::{Error, ErrorKind};

/// What a store of used verifications failed with.
pub type StoreError = Box<dyn StdError + Send + Sync>;

/// The table of the SQL stores, in the words of PostgreSQL, MySQL, SQLite and most others.
pub const ONCE_TABLE: &str = "CREATE TABLE bootpay_once (
  order_id VARCHAR(64) PRIMARY KEY,
  expires_at BIGINT NOT NULL
);
";

/// Remembers which verifications were used, for every process that confirms: a database or a cache that they share.
///
/// With SQL: insert the order id into a column that is unique (the table is [`ONCE_TABLE`]), in the transaction that saves
/// the member; `false` if it is there. With Redis: `SET bootpay:once:<order id> 1 NX PX <milliseconds>`.
pub trait Once: Send + Sync {
    /// Whether nobody has used this order id before; whoever is told so has used it, and everybody else is told `false` for
    /// at least as long as `keep`. Of several who ask at once one is first.
    fn consume(
        &self,
        order_id: &str,
        keep: Duration,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;
}

/// Remembers in this process alone: for tests, and for a service that is one process. What was used is forgotten with the
/// process, and other processes do not know of it.
#[derive(Debug, Default)]
pub struct Memory {
    /// Order ids and when each may be forgotten.
    used: Mutex<HashMap<String, Instant>>,
}

impl Memory {
    /// As [`Once::consume`], at once.
    pub fn consume_now(&self, order_id: &str, keep: Duration) -> bool {
        let now = Instant::now();
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.retain(|_, forgotten| *forgotten > now);
        let is_first = !used.contains_key(order_id);
        if is_first {
            used.insert(order_id.to_owned(), now + keep);
        }
        is_first
    }
}

impl Once for Memory {
    async fn consume(&self, order_id: &str, keep: Duration) -> Result<bool, StoreError> {
        Ok(self.consume_now(order_id, keep))
    }
}

/// The error of a store that failed. Its own words are among the causes.
pub(crate) fn failed(error: &dyn StdError) -> Error {
    let mut causes = Vec::new();
    let mut beneath = Some(error);
    while let Some(error) = beneath {
        causes.push(error.to_string());
        beneath = error.source();
    }
    let message = "it is not known whether the verification was used before, because the store failed";
    Error::new(ErrorKind::Once, message).with_causes(causes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_many_is_first_and_what_is_over_is_forgotten() {
        let memory = Memory::default();
        let minute = Duration::from_secs(60);
        let firsts: usize = std::thread::scope(|scope| {
            let racing: Vec<_> =
                (0..200).map(|_| scope.spawn(|| usize::from(memory.consume_now("o-1", minute)))).collect();
            racing.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(firsts, 1);
        assert!(memory.consume_now("o-2", Duration::ZERO) && memory.consume_now("o-2", minute));
        assert!(!memory.consume_now("o-1", minute));
    }

    #[test]
    fn a_store_that_fails_says_why_in_its_own_words() {
        let error = failed(&std::io::Error::other("connection refused"));
        assert_eq!((error.kind(), error.causes()), (ErrorKind::Once, &["connection refused".to_owned()][..]));
    }
}
