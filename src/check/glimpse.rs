//! What the properties look at: a running node after a move, and how it differs from what was last seen of it.

use crate::persistent::OrdMap;
use crate::raft::{Configuration, Entry, Index, Log, NodeId, Role, Term};
use crate::sim::node::Process;

/// A running node at one moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glimpse<'a> {
    /// Its name.
    pub(super) id: NodeId,
    /// Its current term, in memory.
    pub(super) term: Term,
    /// Whether it leads.
    pub(super) leads: bool,
    /// Whether it stands for election and has counted its own vote.
    pub(super) counts_itself: bool,
    /// Its log, in memory.
    pub(super) log: &'a Log,
    /// The highest index that it knows to be committed.
    pub(super) commit: Index,
    /// The highest index that it has applied.
    pub(super) applied: Index,
    /// The configuration that rules, as far as it knows.
    pub(super) configuration: &'a Configuration,
    /// What its state machine holds.
    pub(super) kv: &'a OrdMap<String, String>,
}

impl<'a> Glimpse<'a> {
    /// A look at a running node.
    pub(super) fn of(process: &'a Process) -> Self {
        let node = process.node();
        let counts_itself = match node.role() {
            Role::Candidate(candidate) => candidate.granted().contains(&node.id()),
            Role::Follower(_) | Role::PreCandidate(_) | Role::Leader(_) => false,
        };
        Self {
            id: node.id(),
            term: node.term(),
            leads: matches!(node.role(), Role::Leader(_)),
            counts_itself,
            log: node.log(),
            commit: node.commit_index(),
            applied: node.last_applied(),
            configuration: node.configuration(),
            kv: process.store().entries(),
        }
    }
}

/// What is remembered of a node. Its log shares its entries with the node's own.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) term: Term,
    pub(super) leads: bool,
    counts_itself: bool,
    pub(super) log: Log,
    pub(super) commit: Index,
    pub(super) applied: Index,
    /// The configuration by which it led, if it did.
    pub(super) led_by: Option<Configuration>,
}

impl Seen {
    /// What a look leaves behind.
    pub(super) fn of(glimpse: &Glimpse<'_>) -> Self {
        Self {
            term: glimpse.term,
            leads: glimpse.leads,
            counts_itself: glimpse.counts_itself,
            log: glimpse.log.clone(),
            commit: glimpse.commit,
            applied: glimpse.applied,
            led_by: glimpse.leads.then(|| glimpse.configuration.clone()),
        }
    }

    /// Whether nothing has changed since.
    pub(super) fn is_still(&self, glimpse: &Glimpse<'_>) -> bool {
        let (before, after) = (self.log.last(), glimpse.log.last());
        self.term == glimpse.term
            && self.leads == glimpse.leads
            && self.counts_itself == glimpse.counts_itself
            && self.commit == glimpse.commit
            && self.applied == glimpse.applied
            && before == after
            && self.log.get(before.index) == glimpse.log.get(after.index)
    }
}

/// A running node that is not as it was.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change<'a> {
    /// What it was before; nothing if it has just started.
    pub(super) before: Option<&'a Seen>,
    /// What it is now.
    pub(super) after: Glimpse<'a>,
    /// Up to here its log is what it was.
    pub(super) kept: Index,
}

impl<'a> Change<'a> {
    /// The difference.
    pub(super) fn between(before: Option<&'a Seen>, after: Glimpse<'a>) -> Self {
        let base = after.log.base().index;
        Self { before, after, kept: before.map_or(base, |seen| agreement(&seen.log, after.log)) }
    }

    /// The entries that are new in the node's log, in order.
    pub(super) fn new_entries(&self) -> impl Iterator<Item = &'a Entry> {
        let log = self.after.log;
        (self.kept.0 + 1..=log.last().index.0).filter_map(|index| log.get(Index(index)))
    }

    /// The entries that the node has newly come to know as committed and still keeps, in order.
    pub(super) fn newly_committed(&self) -> impl Iterator<Item = &'a Entry> {
        let log = self.after.log;
        let before = self.before.map_or(Index::ZERO, |seen| seen.commit);
        let first = before.next().max(log.first_index());
        (first.0..=self.after.commit.0).filter_map(|index| log.get(Index(index)))
    }

    /// The entries that the node has newly applied and still keeps, in order.
    pub(super) fn newly_applied(&self) -> impl Iterator<Item = &'a Entry> {
        let log = self.after.log;
        let before = self.before.map_or(Index::ZERO, |seen| seen.applied);
        let first = before.next().max(log.first_index());
        (first.0..=self.after.applied.0).filter_map(|index| log.get(Index(index)))
    }
}

/// The last index up to which a log is what it was. A log changes only by losing its end and by growing, so the search
/// goes backwards from the shorter end and costs as much as what was removed.
fn agreement(before: &Log, after: &Log) -> Index {
    let mut index = before.last().index.min(after.last().index);
    let base = before.base().index.max(after.base().index);
    while index > base && before.get(index) != after.get(index) {
        index = index.previous();
    }
    index
}
