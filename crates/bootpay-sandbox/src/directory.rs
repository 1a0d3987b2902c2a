//! All projects of a sandbox, and which of them a call is about. They share its address, and nothing else: each has its
//! own keys, tokens, records, clock, faults, webhooks and journal.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::call::Call;
use crate::courier;
use crate::fields::FieldError;
use crate::journal::{NOT_RISING, is_rising};
use crate::keys::Keys;
use crate::place::Place;
use crate::seed::Seeds;
use crate::signals::{ChangesOfAll, Signals};
use crate::state::{Lasting, Shared, State};
use crate::state_file::{Document, NumberedSnapshot};
use crate::{api, browser};

/// Each has its own samples; a test run that forgets to end them should hear of it.
pub(crate) const MOST: usize = 1_000;

/// Whoever still has a token of one that ended longer ago has forgotten it.
const MOST_ENDED: usize = 100;

#[derive(Clone)]
pub(crate) struct Directory(Arc<Inner>);

struct Inner {
    seeds: Seeds,
    place: Arc<Place>,
    changes: ChangesOfAll,
    /// That of the seed, for calls that name no project.
    first: Shared,
    others: RwLock<BTreeMap<String, Other>>,
    /// Those that ended last, emptied. A call with a token of theirs is refused there: in the first one it would stand in
    /// the journal and use up a fault.
    ended: RwLock<VecDeque<Shared>>,
    /// How many there ever were beside the first: none has the ids of one that was ended.
    made: AtomicU64,
    runtime: Option<Handle>,
}

/// A project beside the first.
struct Other {
    shared: Shared,
    number: u64,
    /// Dropping it ends the project's webhooks.
    _courier: JoinSet<()>,
}

/// What a sandbox starts with.
pub(crate) struct Start {
    pub(crate) seeds: Seeds,
    pub(crate) place: Place,
    /// For the couriers; a control call may come from a thread outside of it.
    pub(crate) runtime: Option<Handle>,
}

impl Directory {
    /// With its first project, as that is at the start.
    pub(crate) fn new(start: Start) -> Self {
        let Start { seeds, place, runtime } = start;
        let (place, changes) = (Arc::new(place), ChangesOfAll::default());
        let first = State::at_start(lasting(seeds, 0, &place, &changes), seeds.ids);
        Self(Arc::new(Inner {
            seeds,
            place,
            changes,
            first: Shared::new(first),
            others: RwLock::default(),
            ended: RwLock::default(),
            made: AtomicU64::new(0),
            runtime,
        }))
    }

    /// With the projects of a state file.
    pub(crate) fn continued(start: Start, kept: Document) -> Result<Self, FieldError> {
        let Start { seeds, place, runtime } = start;
        let seeds = Seeds { people: kept.seed(), ..seeds };
        let (place, changes) = (Arc::new(place), ChangesOfAll::default());
        let lasting = |number| lasting(seeds, number, &place, &changes);
        let first = State::continued(kept.first, lasting(0)).map_err(|error| error.within("first"))?;
        if !is_rising(kept.others.iter().map(|other| other.number), kept.made) {
            return Err(FieldError::field("others", NOT_RISING));
        }
        let mut others = BTreeMap::new();
        for NumberedSnapshot { number, state } in kept.others {
            let state = State::continued(state, lasting(number)).map_err(|error| error.within("others"))?;
            let application_id = state.keys.generated().rest.clone();
            others.insert(application_id, Other::new(Shared::new(state), number, runtime.as_ref()));
        }
        Ok(Self(Arc::new(Inner {
            seeds,
            first: Shared::new(first),
            others: RwLock::new(others),
            ended: RwLock::default(),
            made: AtomicU64::new(kept.made),
            place,
            changes,
            runtime,
        })))
    }

    /// All projects, for a state file.
    pub(crate) fn kept(&self) -> Document {
        let others = self.others();
        let mut kept: Vec<NumberedSnapshot> = others
            .values()
            .map(|other| NumberedSnapshot { number: other.number, state: other.shared.lock().snapshot() })
            .collect();
        kept.sort_by_key(|other| other.number);
        Document::new(self.0.made.load(Ordering::SeqCst), self.first().lock().snapshot(), kept)
    }

    /// How many changes there were in all of them.
    pub(crate) fn last_change(&self) -> u64 {
        self.0.changes.count()
    }

    /// Hears of each change in any of them.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.0.changes.listen()
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
        let Inner { seeds, place, changes, runtime, .. } = &*self.0;
        let shared = Shared::new(State::at_start(lasting(*seeds, number, place, changes), seeds.ids));
        let other = Other::new(shared.clone(), number, runtime.as_ref());
        others.insert(shared.keys().generated().rest.clone(), other);
        changes.tell();
        Some(shared)
    }

    /// Ends a project; whether there was one. The first one stays.
    pub(crate) fn end(&self, application_id: &str) -> bool {
        let ended = {
            let mut others = self.others_mut();
            let ended = others.remove(application_id);
            if let Some(Other { shared, .. }) = &ended {
                let mut all = self.0.ended.write().unwrap_or_else(PoisonError::into_inner);
                all.push_back(shared.clone());
                if all.len() > MOST_ENDED {
                    all.pop_front();
                }
            }
            ended
        };
        if let Some(Other { shared, .. }) = &ended {
            shared.lock().reset(false);
        }
        self.0.changes.tell();
        ended.is_some()
    }

    /// The project that a call is about: that of its token, else of its application id, else of its window or payment
    /// link. The first one for whatever says nothing of the kind.
    pub(crate) fn of_call(&self, parts: &Parts, body: &[u8]) -> Shared {
        let ended = self.ended();
        if ended.is_empty() && self.others().is_empty() {
            return self.first().clone();
        }
        let all = self.all();
        let find = |is_it: &dyn Fn(&Shared) -> bool| all.iter().find(|shared| is_it(shared)).cloned();

        let token = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        if let Some(token) = token
            && let Some(shared) =
                all.iter().chain(&ended).find(|shared| shared.lock().tokens.knows(token)).cloned()
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

    fn ended(&self) -> Vec<Shared> {
        self.0.ended.read().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    fn others_mut(&self) -> RwLockWriteGuard<'_, BTreeMap<String, Other>> {
        self.0.others.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Other {
    fn new(shared: Shared, number: u64, runtime: Option<&Handle>) -> Self {
        let mut courier = JoinSet::new();
        if let Some(runtime) = runtime {
            courier.spawn_on(courier::run(shared.clone()), runtime);
        }
        Self { shared, number, _courier: courier }
    }
}

/// What stays of the project with this number.
fn lasting(seeds: Seeds, number: u64, place: &Arc<Place>, changes: &ChangesOfAll) -> Lasting {
    let seed = seeds.people;
    let keys = if number == 0 { Keys::of_the_first(seed) } else { Keys::of(seed, number) };
    let signals = Signals::of_one(changes.clone());
    Lasting { number, seed, place: place.clone(), keys: Arc::new(keys), signals }
}
