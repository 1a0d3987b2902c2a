//! The ids that calls send as `X-Request-Id`.

use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

/// The ids of one client's calls: UUIDs that begin at a random place and are counted on from there, since asking the
/// system for randomness costs every call more than all the rest of an id. Like its connections, a client's ids are those
/// of one process; see the bridge.
pub(crate) struct RequestIds {
    first: u128,
    given: AtomicU64,
}

impl RequestIds {
    pub(crate) fn random() -> Self {
        Self { first: Uuid::new_v4().as_u128(), given: AtomicU64::new(0) }
    }

    pub(crate) fn next(&self) -> String {
        let count = self.given.fetch_add(1, Ordering::Relaxed);
        let bytes = (self.first ^ u128::from(count)).to_be_bytes();
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_call_of_every_client_has_an_id_of_its_own() {
        let ids: HashSet<String> = (0..10)
            .flat_map(|_| {
                let client = RequestIds::random();
                (0..1000).map(move |_| client.next())
            })
            .collect();
        assert_eq!(ids.len(), 10_000);
        assert!(ids.iter().all(|id| Uuid::parse_str(id).is_ok_and(|id| id.get_version_num() == 4)));
    }
}
