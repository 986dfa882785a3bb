//! A cluster that is made up for a test: nobody runs here, and everything is as the test says.

use std::collections::BTreeSet;

use super::*;
use crate::raft::{Settings, Snapshot};
use crate::script::ReadChoice;
use crate::sim::{Cause, CommandId, PacketId, PacketKind};

/// A node made up for a test.
#[derive(Clone, Debug)]
pub(super) struct Fake {
    pub(super) id: u32,
    pub(super) term: u64,
    pub(super) leads: bool,
    pub(super) counts_itself: bool,
    pub(super) log: Log,
    pub(super) commit: u64,
    pub(super) applied: u64,
    pub(super) configuration: Configuration,
    pub(super) store: Store,
}

impl Fake {
    /// A follower in this term, with a log of entries of these terms.
    pub(super) fn follower(id: u32, term: u64, terms: &[u64]) -> Self {
        let log = log(terms);
        Self {
            id,
            term,
            leads: false,
            counts_itself: false,
            log,
            commit: 0,
            applied: 0,
            configuration: Configuration::of([1, 2, 3].map(NodeId)),
            store: Store::default(),
        }
    }

    pub(super) fn leader(id: u32, term: u64, terms: &[u64]) -> Self {
        Self { leads: true, ..Self::follower(id, term, terms) }
    }

    pub(super) fn commit(self, commit: u64) -> Self {
        Self { commit, ..self }
    }

    pub(super) fn apply(self, applied: u64) -> Self {
        Self { commit: applied, applied, ..self }
    }

    pub(super) fn observed(&self) -> Observed<'_> {
        Observed {
            id: NodeId(self.id),
            term: Term(self.term),
            leads: self.leads,
            counts_itself: self.counts_itself,
            log: &self.log,
            commit: Index(self.commit),
            applied: Index(self.applied),
            configuration: &self.configuration,
            store: &self.store,
            print: self.store.fingerprint(),
        }
    }
}

/// A log of entries of these terms, each with its own term and index as content.
pub(super) fn log(terms: &[u64]) -> Log {
    let contents: Vec<(u64, u64)> = terms.iter().map(|term| (*term, *term)).collect();
    log_of(&contents)
}

/// A log of entries of these terms and contents.
pub(super) fn log_of(entries: &[(u64, u64)]) -> Log {
    let mut log = Log::default();
    for ((term, content), index) in entries.iter().zip(1..) {
        let id = LogId { term: Term(*term), index: Index(index) };
        log.append(Entry { id, payload: Payload::Command(Arc::from(content.to_be_bytes())) });
    }
    log
}

pub(super) fn event(kind: EventKind) -> Event {
    Event { seq: 0, at: Time::ZERO, cause: Cause::Command(CommandId(1)), parent: None, kind }
}

pub(super) fn crash(node: u32) -> Event {
    event(EventKind::Crashed { node: NodeId(node), lost_writes: 0 })
}

pub(super) fn vote(voter: u32, candidate: u32, term: u64, granted: bool) -> Event {
    event(EventKind::Sent {
        packet: PacketId(1),
        from: Endpoint::Node(NodeId(voter)),
        to: Endpoint::Node(NodeId(candidate)),
        kind: PacketKind::Vote { term: Term(term), granted, removed_at: None },
    })
}

/// A moment: events, and the nodes that run after them.
pub(super) type Moment = (Vec<Event>, Vec<Fake>);

pub(super) fn nodes(fakes: impl IntoIterator<Item = Fake>) -> Moment {
    (Vec::new(), fakes.into_iter().collect())
}

/// What there is to be seen, and the checker that sees it.
#[derive(Debug, Default)]
pub(super) struct Stage {
    pub(super) checker: Checker,
    pub(super) now: Time,
    /// The nodes that run, as they were last shown.
    pub(super) running: BTreeMap<NodeId, Fake>,
    pub(super) disks: BTreeMap<NodeId, Durable>,
    pub(super) snapshots: BTreeMap<NodeId, Snapshot>,
    /// What leaders take for stored at followers.
    pub(super) matched: BTreeMap<(NodeId, NodeId), Index>,
    pub(super) leases: BTreeMap<NodeId, Time>,
    /// What every packet carries, if it is a part of a snapshot.
    pub(super) chunk: Option<(LogId, Arc<Configuration>)>,
    /// How many packets were ever sent.
    pub(super) sent: u64,
    pub(super) settings: Settings,
    pub(super) reads: Option<ReadChoice>,
    /// The elections for which nobody needs to tell the votes any more.
    pub(super) elected: BTreeSet<(u64, u32)>,
}

/// The scene without the checker, which is to look at it.
struct View<'a>(&'a Stage);

impl Site for View<'_> {
    fn disk(&self, node: NodeId) -> Option<&Durable> {
        self.0.disks.get(&node)
    }

    fn term(&self, node: NodeId) -> Option<Term> {
        self.0.running.get(&node).map(|fake| Term(fake.term))
    }

    fn log(&self, node: NodeId) -> Option<&Log> {
        self.0.running.get(&node).map(|fake| &fake.log)
    }

    fn applied(&self, node: NodeId) -> Option<Index> {
        self.0.running.get(&node).map(|fake| Index(fake.applied))
    }

    fn store(&self, node: NodeId) -> Option<&Store> {
        self.0.running.get(&node).map(|fake| &fake.store)
    }

    fn snapshot(&self, node: NodeId) -> Option<&Snapshot> {
        self.0.snapshots.get(&node)
    }

    fn matched(&self, leader: NodeId, follower: NodeId) -> Option<Index> {
        self.0.matched.get(&(leader, follower)).copied()
    }

    fn lease_until(&self, leader: NodeId) -> Option<Time> {
        self.0.leases.get(&leader).copied()
    }

    fn chunk(&self, _packet: PacketId) -> Option<(LogId, &Arc<Configuration>)> {
        self.0.chunk.as_ref().map(|(last, configuration)| (*last, configuration))
    }

    fn sent(&self) -> u64 {
        self.0.sent
    }

    fn own_settings(&self) -> BTreeMap<NodeId, Settings> {
        BTreeMap::new()
    }

    fn settings(&self) -> Settings {
        self.0.settings
    }

    fn reads(&self, _node: NodeId) -> ReadChoice {
        self.0.reads.unwrap_or(ReadChoice::Index)
    }
}

impl Stage {
    /// Something happens at this moment.
    pub(super) fn happen(&mut self, kind: EventKind) {
        let at = self.now;
        self.hear(&[Event { at, ..event(kind) }]);
    }

    fn hear(&mut self, events: &[Event]) {
        let mut checker = std::mem::take(&mut self.checker);
        checker.hear(self.now, events, &View(self));
        self.checker = checker;
    }

    /// A node is seen like this. Whoever leads was voted for by everybody, unless the test tells of other votes.
    pub(super) fn show(&mut self, fake: Fake) {
        if fake.leads && self.elected.insert((fake.term, fake.id)) {
            let voters = fake.configuration.voters;
            for NodeId(voter) in voters {
                self.happen(arrives(voter, fake.id, ballot(fake.term)));
            }
        }
        self.show_elected(fake);
    }

    /// The same, and nobody votes but those of whom the test tells.
    pub(super) fn show_elected(&mut self, fake: Fake) {
        self.elected.insert((fake.term, fake.id));
        self.running.insert(NodeId(fake.id), fake.clone());
        let mut checker = std::mem::take(&mut self.checker);
        checker.look(self.now, &fake.observed(), &View(self));
        self.checker = checker;
    }

    /// What speaks against this property.
    pub(super) fn found(&self, name: &str) -> Option<&str> {
        let mut found = self.checker.violations().iter();
        found.find(|found| found.name == name).map(|found| found.evidence.as_str())
    }
}

/// A vote, as it is on its way.
pub(super) fn ballot(term: u64) -> PacketKind {
    PacketKind::Vote { term: Term(term), granted: true, removed_at: None }
}

/// A packet leaves one node for another.
pub(super) fn leaves(from: u32, to: u32, kind: PacketKind) -> EventKind {
    let (from, to) = (Endpoint::Node(NodeId(from)), Endpoint::Node(NodeId(to)));
    EventKind::Sent { packet: PacketId(1), from, to, kind }
}

/// A packet of one node arrives at another.
pub(super) fn arrives(from: u32, to: u32, kind: PacketKind) -> EventKind {
    let (from, to) = (Endpoint::Node(NodeId(from)), Endpoint::Node(NodeId(to)));
    EventKind::Delivered { packet: PacketId(1), from, to, kind }
}

/// Shows one moment after another.
pub(super) fn watch(moments: &[Moment]) -> Stage {
    let mut stage = Stage::default();
    for ((events, fakes), at) in moments.iter().zip(1..) {
        stage.now = Time(at);
        stage.hear(events);
        fakes.iter().for_each(|fake| stage.show(fake.clone()));
    }
    stage
}

/// Expects no violation.
#[track_caller]
pub(super) fn holds(moments: &[Moment]) {
    assert_eq!(watch(moments).checker.violations(), []);
}

/// Expects this property to be violated first at the last moment, with this evidence. Others may be as well.
#[track_caller]
pub(super) fn violates(moments: &[Moment], name: &str, evidence: &str) {
    let stage = watch(moments);
    assert_eq!(stage.found(name), Some(evidence), "{:?}", stage.checker.violations());
    let mut found = stage.checker.violations().iter().filter(|found| found.name == name);
    assert_eq!(found.next().map(|found| found.at), Some(Time(moments.len() as u64)));
}
