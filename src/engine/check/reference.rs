//! What is committed, and what it makes: a state machine that belongs to no server, and executes each entry when it is first
//! applied anywhere. Since it goes from entry to entry, it knows what every key holds after every entry, however many a
//! server applies at once.

use std::sync::Arc;

use super::sight::{Change, changed};
use crate::kv::{Logged, Operation, SessionId, Store};
use crate::persistent::{OrdMap, Vector};
use crate::raft::{Configuration, Entry, Index, Payload};

/// What is committed, and what it makes.
#[derive(Clone, Debug, Default)]
pub(super) struct Reference {
    /// The highest index that any server has known to be committed.
    committed: Index,
    /// The configuration before all entries.
    founding: Option<Arc<Configuration>>,
    /// The configurations that were committed, by where they stand.
    configurations: OrdMap<Index, Arc<Configuration>>,
    store: Store,
    /// The last index that was applied anywhere.
    applied: Index,
    /// What each key has held, each value with the entry that brought it.
    values: OrdMap<String, Vector<(Index, Option<String>)>>,
    /// Where each request first stood.
    first: OrdMap<(SessionId, u64), Index>,
    /// Where a request stands that had stood before.
    repeats: OrdMap<Index, (SessionId, u64)>,
}

impl Reference {
    /// Takes in what a server has newly come to know as committed, and what it has newly applied.
    pub(super) fn advance(&mut self, change: &Change<'_>) {
        let after = change.after;
        if self.founding.is_none() {
            self.founding = Some(Arc::new(after.configuration.clone()));
        }
        self.committed = self.committed.max(after.commit);
        for entry in &change.configurations {
            let (index, Some(configuration)) = (entry.id.index, changed(entry)) else { continue };
            if !self.configurations.contains_key(&index) {
                self.configurations.insert(index, Arc::clone(configuration));
            }
        }
        if after.applied > self.applied {
            change.newly_applied().for_each(|entry| self.apply(entry));
        }
    }

    /// Executes an entry, if it is the next one.
    fn apply(&mut self, entry: &Entry) {
        let index = entry.id.index;
        if index != self.applied.next() {
            return;
        }
        self.applied = index;
        if let Some(Logged { request, stamp }) = logged(entry) {
            let key = (request.session, request.sequence);
            if self.first.contains_key(&key) {
                self.repeats.insert(index, key);
            } else {
                self.first.insert(key, index);
            }
            self.store.apply_stamped(&request, stamp.as_ref());
            self.remember(index, &request.operation);
        }
    }

    /// Remembers what an operation has made of its key, if it has made anything of it.
    fn remember(&mut self, index: Index, operation: &Operation) {
        let key = operation.key();
        let value = self.store.get(key);
        let known = self.values.get(key).and_then(|values| values.last());
        if known.and_then(|(_, value)| value.as_deref()) != value {
            let value = value.map(str::to_owned);
            self.values.get_or_default(key.to_owned()).push_back((index, value));
        }
    }

    /// What a key holds after the entry at this index.
    pub(super) fn value_at(&self, key: &str, index: Index) -> Option<&str> {
        let values = self.values.get(key)?;
        let place = match values.binary_search_by_key(&index, |(at, _)| *at) {
            Ok(place) => place,
            Err(place) => place.checked_sub(1)?,
        };
        values.get(place)?.1.as_deref()
    }

    /// The highest index that any server has known to be committed.
    pub(super) fn committed(&self) -> Index {
        self.committed
    }

    /// Whether a request stands after one index, up to another, that had stood before.
    pub(super) fn has_repeats(&self, after: Index, last: Index) -> bool {
        !self.repeats.is_empty() && self.repeats.range(after.next()..=last).next().is_some()
    }

    /// Where a request stands first among the applied entries.
    pub(super) fn first(&self, session: SessionId, sequence: u64) -> Option<Index> {
        self.first.get(&(session, sequence)).copied()
    }

    /// The configuration that rules at this index, if everything up to there is committed: the newest one that stands at or
    /// before it. With where it stands.
    pub(super) fn configuration_at(&self, index: Index) -> Option<(Index, &Arc<Configuration>)> {
        let newest = self.configurations.range(..=index).next_back();
        let newest = newest.map(|(at, configuration)| (*at, configuration));
        newest.or_else(|| Some((Index::ZERO, self.founding.as_ref()?)))
    }
}

/// The request that stands in an entry, if one does.
pub(super) fn logged(entry: &Entry) -> Option<Logged> {
    match &entry.payload {
        Payload::Command(bytes) => Logged::decode(bytes).ok(),
        Payload::Noop | Payload::Configuration(_) => None,
    }
}
