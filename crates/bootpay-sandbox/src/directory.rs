//! All projects of a sandbox, and which of them a call is about. They share its address, and nothing else: each has its
//! own keys, tokens, records, clock, faults, webhooks and journal.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use tokio::runtime::Handle;
use tokio::task::JoinSet;

use crate::call::Call;
use crate::courier;
use crate::keys::Keys;
use crate::place::Place;
use crate::seed::Seeds;
use crate::state::{Shared, State};
use crate::{api, browser};

/// Each has its own samples; a test run that forgets to end them should hear of it.
pub(crate) const MOST: usize = 1_000;

#[derive(Clone)]
pub(crate) struct Directory(Arc<Inner>);

struct Inner {
    seeds: Seeds,
    place: Arc<Place>,
    /// That of the seed, for calls that name no project.
    first: Shared,
    others: RwLock<BTreeMap<String, Other>>,
    /// How many there ever were beside the first: none has the ids of one that was ended.
    made: AtomicU64,
    /// For the couriers; a control call may come from a thread outside of it.
    runtime: Option<Handle>,
}

/// A project beside the first.
struct Other {
    shared: Shared,
    /// Dropping it ends the project's webhooks.
    _courier: JoinSet<()>,
}

impl Directory {
    /// With its first project.
    pub(crate) fn new(seeds: Seeds, place: Place, runtime: Option<Handle>) -> Self {
        let place = Arc::new(place);
        let first = Shared::new(State::at_start(Keys::of_the_first(seeds.people), seeds, 0, place.clone()));
        Self(Arc::new(Inner {
            seeds,
            place,
            first,
            others: RwLock::default(),
            made: AtomicU64::new(0),
            runtime,
        }))
    }

    pub(crate) fn place(&self) -> &Place {
        &self.0.place
    }

    pub(crate) fn first(&self) -> &Shared {
        &self.0.first
    }

    /// A project with this REST application id.
    pub(crate) fn named(&self, application_id: &str) -> Option<Shared> {
        if self.first().keys().generated().rest == application_id {
            return Some(self.first().clone());
        }
        self.others().get(application_id).map(|other| other.shared.clone())
    }

    /// All projects, the first one first.
    pub(crate) fn all(&self) -> Vec<Shared> {
        let others = self.others();
        [self.first().clone()].into_iter().chain(others.values().map(|other| other.shared.clone())).collect()
    }

    /// A new project, or `None` if there are too many.
    pub(crate) fn add(&self) -> Option<Shared> {
        let mut others = self.others_mut();
        if others.len() >= MOST {
            return None;
        }
        let number = self.0.made.fetch_add(1, Ordering::SeqCst) + 1;
        let (seeds, place) = (self.0.seeds, self.0.place.clone());
        let shared = Shared::new(State::at_start(Keys::of(seeds.people, number), seeds, number, place));
        let mut courier = JoinSet::new();
        if let Some(runtime) = &self.0.runtime {
            courier.spawn_on(courier::run(shared.clone()), runtime);
        }
        let other = Other { shared: shared.clone(), _courier: courier };
        others.insert(shared.keys().generated().rest.clone(), other);
        Some(shared)
    }

    /// Ends a project; whether there was one. The first one stays.
    pub(crate) fn end(&self, application_id: &str) -> bool {
        self.others_mut().remove(application_id).is_some()
    }

    /// The project that a call is about: that of its token, else of its application id, else of its window or payment
    /// link. The first one for whatever says nothing of the kind.
    pub(crate) fn of_call(&self, parts: &Parts, body: &[u8]) -> Shared {
        if self.others().is_empty() {
            return self.first().clone();
        }
        let all = self.all();
        let find = |is_it: &dyn Fn(&Shared) -> bool| all.iter().find(|shared| is_it(shared)).cloned();

        let token = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        if let Some(token) = token
            && let Some(shared) = find(&|shared| shared.lock().tokens.knows(token))
        {
            return shared;
        }
        let call = Call { parts, body, captured: api::captured(parts) };
        let parameters = call.parameters().unwrap_or_default();
        let application_id = parameters.text("application_id").or_else(|| browser::application_id(&call));
        let of_keys = || find(&|shared| application_id.as_ref().is_some_and(|id| shared.keys().names(id)));

        let named = ["receipt_id", "su"].into_iter().filter_map(|name| parameters.text(name));
        let ids: Vec<String> = call.captured.iter().map(|id| (*id).to_owned()).chain(named).collect();
        let of_window = || {
            find(&|shared| {
                let state = shared.lock();
                ids.iter().any(|id| state.windows.has(id) || state.links.contains_key(id))
            })
        };
        of_keys().or_else(of_window).unwrap_or_else(|| self.first().clone())
    }

    fn others(&self) -> RwLockReadGuard<'_, BTreeMap<String, Other>> {
        self.0.others.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn others_mut(&self) -> RwLockWriteGuard<'_, BTreeMap<String, Other>> {
        self.0.others.write().unwrap_or_else(PoisonError::into_inner)
    }
}
