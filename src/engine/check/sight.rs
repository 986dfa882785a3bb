//! What the properties look at: a running node after a move, and how it differs from what was last seen of it; a disk, and
//! what was last on it; and the scene around them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::compact::Gather;
use crate::kv::{Fingerprint, Store};
use crate::raft::{
    Configuration, Durable, Entry, Index, Log, LogId, Message, NodeId, NodeSet, Payload, Role,
    Settings, Snapshot, Term,
};
use crate::script::ReadChoice;
use crate::sim::node::{Process, SimNode};
use crate::sim::packet::Body;
use crate::sim::{PacketId, PacketKind, Time, World};

/// What may be looked at of a cluster at one moment. A world is one; the tests make up others.
pub(super) trait Site {
    /// What is on a node's disk, as far as it was written whole.
    fn disk(&self, node: NodeId) -> Option<&Durable>;
    /// The term of a running node, in memory.
    fn term(&self, node: NodeId) -> Option<Term>;
    /// The log of a running node, in memory.
    fn log(&self, node: NodeId) -> Option<&Log>;
    /// What a running node has applied.
    fn applied(&self, node: NodeId) -> Option<Index>;
    /// The state machine of a running node.
    fn store(&self, node: NodeId) -> Option<&Store>;
    /// The snapshot of a running node, in memory.
    fn snapshot(&self, node: NodeId) -> Option<&Snapshot>;
    /// What a leader takes for stored at a follower.
    fn matched(&self, leader: NodeId, follower: NodeId) -> Option<Index>;
    /// Until when a leader takes its lease to last.
    fn lease_until(&self, leader: NodeId) -> Option<Time>;
    /// The snapshot of which this packet carries a part: its last entry, and its configuration.
    fn chunk(&self, packet: PacketId) -> Option<(LogId, &Arc<Configuration>)>;
    /// How many packets were ever sent: the number of the newest.
    fn sent(&self) -> u64;
    /// How the servers are set.
    fn settings(&self) -> Settings;
    /// How those are set that are not set as all others.
    fn own_settings(&self) -> BTreeMap<NodeId, Settings>;
    /// How a server answers reads.
    fn reads(&self, node: NodeId) -> ReadChoice;
}

impl Site for World {
    fn disk(&self, node: NodeId) -> Option<&Durable> {
        self.node(node).map(|machine| machine.disk().image())
    }

    fn term(&self, node: NodeId) -> Option<Term> {
        process(self, node).map(|process| process.node().term())
    }

    fn log(&self, node: NodeId) -> Option<&Log> {
        process(self, node).map(|process| process.node().log())
    }

    fn applied(&self, node: NodeId) -> Option<Index> {
        process(self, node).map(|process| process.applying().applied())
    }

    fn store(&self, node: NodeId) -> Option<&Store> {
        process(self, node).map(Process::store)
    }

    fn snapshot(&self, node: NodeId) -> Option<&Snapshot> {
        process(self, node)?.node().snapshot()
    }

    fn matched(&self, leader: NodeId, follower: NodeId) -> Option<Index> {
        let Role::Leader(leader) = process(self, leader)?.node().role() else { return None };
        leader.progress().get(&follower).map(|progress| progress.matched())
    }

    fn lease_until(&self, leader: NodeId) -> Option<Time> {
        let process = process(self, leader)?;
        let Role::Leader(leader) = process.node().role() else { return None };
        let timer = leader.lease().held()?;
        // One that no timer ends lasts for ever.
        Some(process.timers().get(timer).map_or(Time(u64::MAX), |running| running.plan.due))
    }

    fn chunk(&self, packet: PacketId) -> Option<(LogId, &Arc<Configuration>)> {
        match &self.network().get(packet)?.body {
            Body::Raft(Message::InstallSnapshot(chunk)) => Some((chunk.last, &chunk.configuration)),
            _ => None,
        }
    }

    fn sent(&self) -> u64 {
        self.network().sent()
    }

    fn settings(&self) -> Settings {
        self.rules().settings
    }

    fn own_settings(&self) -> BTreeMap<NodeId, Settings> {
        self.own_rules().iter().map(|(node, rules)| (*node, rules.settings)).gather()
    }

    fn reads(&self, node: NodeId) -> ReadChoice {
        self.rules_of(node).reads
    }
}

fn process(world: &World, node: NodeId) -> Option<&Process> {
    world.node(node).and_then(SimNode::process)
}

/// A packet that one server has sent to another, when it leaves or when it arrives.
#[derive(Clone, Copy, Debug)]
pub(super) struct PacketSeen<'a> {
    pub(super) at: Time,
    /// Its number.
    pub(super) packet: PacketId,
    /// Who has sent it.
    pub(super) from: NodeId,
    /// To whom.
    pub(super) to: NodeId,
    pub(super) kind: &'a PacketKind,
}

/// Whether a disk holds this entry, in the log or covered by the snapshot.
pub(super) fn stores(image: &Durable, id: LogId) -> bool {
    let covered = image.snapshot.as_ref().map_or(Index::ZERO, |snapshot| snapshot.last.index);
    image.log.contains(id) || id.index <= covered.max(image.log.base().index)
}

/// Some nodes as a phrase.
pub(super) fn tell(nodes: NodeSet) -> String {
    let nodes: Vec<String> = nodes.iter().map(|node| node.to_string()).collect();
    if nodes.is_empty() { "nobody".into() } else { nodes.join(", ") }
}

/// The configuration that this entry brings, if it brings one.
pub(super) fn changed(entry: &Entry) -> Option<&Arc<Configuration>> {
    match &entry.payload {
        Payload::Configuration(configuration) => Some(configuration),
        Payload::Noop | Payload::Command(_) => None,
    }
}

/// A running node at one moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Observed<'a> {
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
    /// Its state machine.
    pub(super) store: &'a Store,
    /// What stands for that.
    pub(super) print: Fingerprint,
}

impl<'a> Observed<'a> {
    /// A look at a running node.
    pub(super) fn of(process: &'a Process) -> Self {
        let node = process.node();
        let counts_itself = match node.role() {
            Role::Candidate(candidate) => candidate.granted().contains(node.id()),
            Role::Follower(_) | Role::PreCandidate(_) | Role::Leader(_) => false,
        };
        Self {
            id: node.id(),
            term: node.term(),
            leads: matches!(node.role(), Role::Leader(_)),
            counts_itself,
            log: node.log(),
            commit: node.commit_index(),
            applied: process.applying().applied(),
            configuration: node.configuration(),
            store: process.store(),
            print: process.store().fingerprint(),
        }
    }
}

/// What is remembered of a node. Its log shares its entries with the node's own.
#[derive(Clone, Debug)]
pub(super) struct Remembered {
    pub(super) term: Term,
    pub(super) leads: bool,
    pub(super) counts_itself: bool,
    pub(super) log: Log,
    pub(super) commit: Index,
    pub(super) applied: Index,
    /// The configuration by which it led, if it did.
    pub(super) led_by: Option<Arc<Configuration>>,
    /// What stands for its state machine.
    pub(super) print: Fingerprint,
}

impl Remembered {
    /// What a look leaves behind.
    pub(super) fn of(change: &Change<'_>) -> Self {
        let after = change.after;
        // Who leads on by the same configuration keeps what it has of it.
        let led_by = change.before.and_then(|before| before.led_by.clone());
        let rules = || match led_by {
            Some(led_by) if *led_by == *after.configuration => led_by,
            _ => Arc::new(after.configuration.clone()),
        };
        Self {
            term: after.term,
            leads: after.leads,
            counts_itself: after.counts_itself,
            log: after.log.clone(),
            commit: after.commit,
            applied: after.applied,
            led_by: after.leads.then(rules),
            print: after.print,
        }
    }

    /// Whether nothing has changed since.
    pub(super) fn is_still(&self, observed: &Observed<'_>) -> bool {
        let (before, after) = (self.log.last(), observed.log.last());
        self.term == observed.term
            && self.leads == observed.leads
            && self.counts_itself == observed.counts_itself
            && self.commit == observed.commit
            && self.applied == observed.applied
            && before == after
            && self.log.base() == observed.log.base()
            && self.log.get(before.index) == observed.log.get(after.index)
            && self.print == observed.print
    }
}

/// A running node that is not as it was.
#[derive(Clone, Debug)]
pub(super) struct Change<'a> {
    /// What it was before; nothing if it has just started.
    pub(super) before: Option<&'a Remembered>,
    /// What it is now.
    pub(super) after: &'a Observed<'a>,
    /// Up to here its log is what it was.
    pub(super) kept: Index,
    /// The entries that change the configuration, among those that it has newly come to know as committed.
    pub(super) configurations: Vec<&'a Entry>,
}

impl<'a> Change<'a> {
    /// The difference.
    pub(super) fn between(before: Option<&'a Remembered>, after: &'a Observed<'a>) -> Self {
        let base = after.log.base().index;
        let kept = before.map_or(base, |seen| agreement(&seen.log, after.log));
        let mut change = Self { before, after, kept, configurations: Vec::new() };
        let configurations = change.newly_committed().filter(|entry| changed(entry).is_some());
        change.configurations = configurations.collect();
        change
    }

    /// The configuration by which it has counted what it commits now. A leader that commits may append another one in the
    /// same move, by which it did not yet count.
    pub(super) fn led_by(&self) -> Cow<'a, Arc<Configuration>> {
        match self.before.and_then(|before| before.led_by.as_ref()) {
            Some(led_by) => Cow::Borrowed(led_by),
            None => Cow::Owned(Arc::new(self.after.configuration.clone())),
        }
    }

    /// Whether it leads a term in which it did not lead before.
    pub(super) fn is_elected(&self) -> bool {
        let led = |seen: &Remembered| seen.leads && seen.term == self.after.term;
        self.after.leads && !self.before.is_some_and(led)
    }

    /// The entries that are new in the node's log, in order.
    pub(super) fn new_entries(&self) -> impl Iterator<Item = &'a Entry> {
        entries(self.after.log, self.kept, self.after.log.last().index)
    }

    /// The entries that the node has newly come to know as committed and still keeps, in order.
    pub(super) fn newly_committed(&self) -> impl Iterator<Item = &'a Entry> {
        let before = self.before.map_or(Index::ZERO, |seen| seen.commit);
        entries(self.after.log, before, self.after.commit)
    }

    /// The entries that the node has newly applied and still keeps, in order.
    pub(super) fn newly_applied(&self) -> impl Iterator<Item = &'a Entry> {
        let before = self.before.map_or(Index::ZERO, |seen| seen.applied);
        entries(self.after.log, before, self.after.applied)
    }
}

/// The entries after one index, up to another, as far as they are kept.
fn entries(log: &Log, after: Index, last: Index) -> impl Iterator<Item = &Entry> {
    let first = after.next().max(log.first_index());
    (first.0..=last.0).filter_map(|index| log.get(Index(index)))
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

/// What is remembered of a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// The last entry of its log.
    last: LogId,
    /// The last entry that its snapshot covers.
    snapshot: LogId,
}

impl Mark {
    /// What is to be remembered of this.
    pub(super) fn of(image: &Durable) -> Self {
        let covered = image.snapshot.as_ref().map_or(LogId::default(), |snapshot| snapshot.last);
        Self { last: image.log.last(), snapshot: covered }
    }
}

/// A disk on which something was written, or from which a node starts.
#[derive(Clone, Copy, Debug)]
pub(super) struct DiskChange<'a> {
    pub(super) node: NodeId,
    /// What was on it, if that was ever seen.
    pub(super) before: Option<Mark>,
    /// What is on it now.
    pub(super) image: &'a Durable,
    /// Whether it may have lost something that it had.
    pub(super) loses: bool,
}

impl<'a> DiskChange<'a> {
    /// The difference.
    pub(super) fn between(node: NodeId, before: Option<Mark>, image: &'a Durable) -> Self {
        let loses = before.is_some_and(|before| !stores(image, before.last));
        Self { node, before, image, loses }
    }

    /// The snapshot on it, if that is another one than before.
    pub(super) fn new_snapshot(&self) -> Option<&Snapshot> {
        let known = self.before.map_or(LogId::default(), |before| before.snapshot);
        self.image.snapshot.as_ref().filter(|snapshot| snapshot.last != known)
    }
}
