//! Which configuration rules: the newest one in the log, committed or not (dissertation 4.1).
//!
//! A server uses a configuration from the moment it appends it. When the entry is removed again, because a new leader
//! never had it, the configuration before it rules again. So there is nothing to remember but where they stand.
//!
//! There is another school, in which a configuration rules when it is applied. It then has to be on disk beside the state
//! machine, or a server that restarts goes by what ruled long ago, until it hears again what is committed. Which rule a
//! server follows is told here ([`Configurations::rule_when_applied`]); what it takes besides to be safe is not done, so
//! that it is seen what that is for.

use std::sync::Arc;

use super::log::Log;
use super::types::{Configuration, Entry, Index, NodeId, Payload};

/// The configurations in a server's log, and the one before its first entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Configurations {
    /// What ruled at the log's base.
    base: Arc<Configuration>,
    /// The entries that changed it since, in order.
    changes: Vec<(Index, Arc<Configuration>)>,
    /// Later ones than this do not rule yet, if not all do at once.
    applied: Option<Index>,
}

impl Configurations {
    /// The configurations of this log, which starts under `base`.
    pub(super) fn of(base: Arc<Configuration>, log: &Log) -> Self {
        let mut configurations = Self { base, ..Self::default() };
        for entry in log.iter() {
            configurations.appended(entry);
        }
        configurations
    }

    /// The one at the log's base.
    pub(super) fn base(&self) -> &Arc<Configuration> {
        &self.base
    }

    /// The one that ruled, or rules, at this index, which is not before the base.
    pub(super) fn at(&self, index: Index) -> &Arc<Configuration> {
        let before = self.changes.partition_point(|(at, _)| *at <= index);
        self.changes[..before].last().map_or(&self.base, |(_, configuration)| configuration)
    }

    /// Whether this server votes in any configuration that may yet rule when so much is known to be committed: the last
    /// one that is committed, or a later one.
    pub(super) fn may_vote(&self, id: NodeId, commit: Index) -> bool {
        let later = self.changes.iter().filter(|(at, _)| *at > commit);
        let later = later.map(|(_, configuration)| configuration);
        let committed = self.at(commit);
        std::iter::once(committed).chain(later).any(|configuration| configuration.is_voter(id))
    }

    /// The newest one that is committed when so much is, and where it was appended: at the log's base at the latest, if it
    /// is the one that ruled there.
    pub(super) fn committed(&self, commit: Index, base: Index) -> (Index, &Configuration) {
        let before = self.changes.partition_point(|(at, _)| *at <= commit);
        let newest = self.changes[..before].last();
        newest.map_or((base, &self.base), |(at, configuration)| (*at, configuration))
    }

    /// Where the newest one was appended in which this server votes; the log's base, if none is newer.
    pub(super) fn newest_with(&self, id: NodeId, base: Index) -> Index {
        let newest = self.changes.iter().rfind(|(_, configuration)| configuration.is_voter(id));
        newest.map_or(base, |(at, _)| *at)
    }

    /// The one that rules.
    pub(super) fn current(&self) -> &Configuration {
        match self.applied {
            None => self.changes.last().map_or(&self.base, |(_, configuration)| configuration),
            Some(applied) => self.at(applied),
        }
    }

    /// From now on none rules that stands after this index, which is not before the base; or the newest does, as it should.
    pub(super) fn rule_when_applied(&mut self, applied: Option<Index>) {
        self.applied = applied;
    }

    /// Where the newest one was appended; [`Index::ZERO`] if a snapshot covers that, or there was nothing before it.
    pub(super) fn last_change(&self) -> Index {
        self.changes.last().map_or(Index::ZERO, |(index, _)| *index)
    }

    /// An entry was appended to the log.
    pub(super) fn appended(&mut self, entry: &Entry) {
        match &entry.payload {
            Payload::Configuration(configuration) => {
                self.changes.push((entry.id.index, Arc::clone(configuration)));
            }
            Payload::Noop | Payload::Command(_) => {}
        }
    }

    /// The log begins after this index from now on.
    pub(super) fn compacted(&mut self, base: Index) {
        self.base = Arc::clone(self.at(base));
        self.changes.retain(|(index, _)| *index > base);
    }

    /// Every entry from this index on was removed from the log.
    pub(super) fn truncated(&mut self, from: Index) {
        while self.changes.last().is_some_and(|(index, _)| *index >= from) {
            self.changes.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raft::types::{LogId, Term};

    #[test]
    fn a_configuration_rules_from_its_append_and_no_longer_once_it_is_removed() {
        let of = |voters: &[u32]| Arc::new(Configuration::of(voters.iter().map(|id| NodeId(*id))));
        let entry = |index, payload| {
            let id = LogId { term: Term(1), index: Index(index) };
            Entry { id, payload }
        };
        let mut log = Log::default();
        log.append(entry(1, Payload::Noop));
        log.append(entry(2, Payload::Configuration(of(&[1, 2]))));

        let mut configurations = Configurations::of(of(&[1]), &log);
        assert_eq!(configurations.current(), &*of(&[1, 2]));
        configurations.appended(&entry(3, Payload::Configuration(of(&[1, 2, 3]))));
        assert_eq!(configurations.current(), &*of(&[1, 2, 3]));
        assert_eq!([1, 2, 3].map(|i| configurations.at(Index(i)).voters.len()), [1, 2, 3]);
        let mut compacted = configurations.clone();
        compacted.compacted(Index(2));
        assert_eq!((&**compacted.base(), compacted.current()), (&*of(&[1, 2]), &*of(&[1, 2, 3])));
        configurations.truncated(Index(3));
        assert_eq!(configurations.current(), &*of(&[1, 2]));
        configurations.truncated(Index(1));
        assert_eq!(configurations.current(), &*of(&[1]));
    }
}
