//! What an onlooker may see of the cluster at one moment: plain data, cheap to make and to clone.
//!
//! The page, the script conditions and the JavaScript API read this; none of them touches a `raft::Node`.

use std::collections::{BTreeMap, BTreeSet};

use crate::kv::Operation;
use crate::raft::{Configuration, Index, Log, LogId, NodeId, NodeSet, Term, Timer, TimerRange};

use crate::script::{Medium, NodeRef, Setting};

use super::disk::{ImageError, Trap};
use super::error::SimError;
use super::filter::Standing;
use super::names::{ClientId, Endpoint, PacketId};
use super::packet_kind::PacketKind;
use super::quirks::Weather;
use super::random::MILLION;
use super::schedule::Leg;
use super::time::Time;

/// The whole cluster at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClusterView {
    pub now: Time,
    /// Every node, in order of id.
    pub nodes: Vec<NodeView>,
    /// Every packet in flight, in order of id.
    pub packets: Vec<PacketView>,
    /// The directed links that are cut, as (sending end, receiving end).
    pub cuts: BTreeSet<(NodeId, NodeId)>,
    /// The directed links between clients and nodes that are cut, as (sending end, receiving end).
    pub client_cuts: BTreeSet<(Endpoint, Endpoint)>,
    /// The directed links that are clogged, as (sending end, receiving end).
    pub clogs: BTreeSet<(NodeId, NodeId)>,
    /// The directed links that have their own weather.
    pub weather: BTreeMap<(NodeId, NodeId), Weather>,
    /// The filters that stand, in the order in which they were set.
    pub filters: Vec<Standing>,
    /// Every client, in order of id; the first is the person at the console.
    pub clients: Vec<ClientView>,
    /// The live leader of the highest term, if any.
    pub leader: Option<NodeId>,
    /// How many votes or copies decide.
    pub quorum: usize,
    /// The longest election timeout that may be drawn, in microseconds: the scale on which election timers compare.
    pub longest_timeout_us: u64,
}

/// One node.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeView {
    /// Its name.
    pub id: NodeId,
    /// Whether it runs.
    pub liveness: Liveness,
    /// Its role; what it was for a node that is down.
    pub role: Role,
    /// Its current term; for a node that is down, what its disk says (so for all that follows).
    pub term: Term,
    /// Who has its vote in this term.
    pub voted_for: Option<NodeId>,
    /// The node that it takes for the leader.
    pub leader: Option<NodeId>,
    /// While it is a candidate: who has granted it a vote; while it is a pre-candidate: who would.
    pub votes: NodeSet,
    /// While it is a candidate or a pre-candidate: who has refused.
    pub refusals: NodeSet,
    /// Its log, in memory; for a node that is down, on disk.
    pub log: Log,
    /// Highest index known to be committed.
    pub commit: Index,
    /// Highest index applied to its state machine.
    pub applied: Index,
    /// The last entry that is safely on its disk.
    pub durable: LogId,
    /// Writes that are on their way to its disk.
    pub writes_pending: usize,
    /// When the oldest pending write began, and when it will be durable.
    pub write_span: Option<(Time, Time)>,
    /// While it leads: what it knows of each follower.
    pub progress: BTreeMap<NodeId, ProgressView>,
    /// While it leads: to whom it is handing its leadership over.
    pub handover: Option<NodeId>,
    /// Its timers that run.
    pub timers: Vec<TimerView>,
    /// The configuration that rules it.
    pub configuration: Configuration,
    /// Its key-value state.
    pub kv: crate::persistent::OrdMap<String, String>,
    /// Its newest snapshot, in memory; for a node that is down, on disk.
    pub snapshot: Option<SnapshotView>,
    /// The snapshot that its leader is sending it.
    pub receiving: Option<TransferView>,
    /// While it leads: what it knows of its being obeyed.
    pub reading: Option<ReadingView>,
    /// While it follows: how many reads wait for what the leader says that they must see, or until so much is applied.
    pub forwarded: usize,
    /// While it leads, and they are limited: the bytes of commands in its log that are not committed.
    pub uncommitted: u64,
    /// How many requests it has refused because of overload, since it was started.
    pub overloaded: u64,
    /// What is peculiar to the machine that it runs on.
    pub machine: MachineView,
}

/// What is peculiar to a machine; its default is a machine like all others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MachineView {
    /// How fast its clock runs, in parts per million of the true rate.
    pub clock_ppm: u32,
    /// How long its disk takes for a write, if that is not as the knobs say.
    pub slow: Option<TimerRange>,
    /// Whether its disk says that writes are done before they are.
    pub lies: bool,
    /// What its disk does with writes.
    pub medium: Medium,
    /// The last entry that is truly on its disk, whatever the disk says.
    pub on_disk: LogId,
    /// Bytes that an interrupted write has left on its disk; to be cut off when it restarts.
    pub torn_bytes: u64,
    /// Whether its disk was wiped, and holds nothing.
    pub wiped: bool,
    /// Whether something stands on its disk in the place of what was to be written, and the disk does not say so.
    pub astray: bool,
    /// Whether it has come back with an empty disk under its old number, and knows nothing of what it has promised.
    pub forgot: bool,
    /// What is to happen at its next write.
    pub trap: Option<Trap>,
    /// Why it refuses to serve, if it was started and does.
    pub refused: Option<ImageError>,
    /// The knobs that it has for itself, in the order in which they were turned.
    pub own_knobs: Vec<Setting>,
}

/// A lease that may outlast what another node promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeaseHazard {
    /// Whose lease.
    pub holder: NodeId,
    /// How long it truly may be, in microseconds.
    pub lease_us: u64,
    /// Who promises less.
    pub other: NodeId,
    /// For how long it truly helps nobody else, once it has heard a leader.
    pub promise_us: u64,
}

/// Whether a node runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Liveness {
    /// It runs.
    Up,
    /// Its process is stopped; it will go on where it was.
    Paused,
    /// It crashed; only its disk is left.
    Down,
}

/// A server's role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// It follows a leader or waits for one.
    Follower,
    /// It asks whether it could win an election (dissertation 9.6).
    PreCandidate,
    /// It stands for election.
    Candidate,
    /// It leads.
    Leader,
    /// It receives the log and does not vote (dissertation 4.2.1).
    Learner,
}

/// What a leader knows of a follower (paper figure 2: nextIndex and matchIndex).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProgressView {
    /// The next entry to send.
    pub next: Index,
    /// The last entry known to be durable there.
    pub matched: Index,
    /// Messages with entries that are unanswered.
    pub in_flight: usize,
    /// The bytes of commands in them.
    pub in_flight_bytes: u64,
    /// How the leader sends.
    pub mode: ProgressMode,
}

/// How a leader sends to a follower.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProgressMode {
    /// It looks for the place where the logs agree, a message at a time.
    Probe,
    /// The logs agree, and entries flow.
    Replicate,
    /// It no longer has the entries that the follower needs, and sends its snapshot.
    Snapshot(TransferView),
}

/// A snapshot on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransferView {
    /// The last entry that it covers.
    pub last: LogId,
    /// How many bytes have arrived without a gap, as far as is known.
    pub received: u64,
    /// How many bytes beyond those are under way, as the leader sees it, or have come too early, as the follower sees it.
    pub beyond: u64,
    /// How many there are.
    pub total: u64,
}

/// What a leader knows of its being obeyed (dissertation 6.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingView {
    /// How many reads wait for an answer.
    pub waiting: usize,
    /// The number of its newest round; 0 before the first.
    pub round: u64,
    /// Whether that round still waits for answers.
    pub under_way: bool,
    /// Who has answered the round under way.
    pub answered: NodeSet,
    /// Whether it has a lease.
    pub lease: bool,
}

/// A snapshot.
#[derive(Clone, Debug, PartialEq)]
pub struct SnapshotView {
    /// The last entry that it covers.
    pub last: LogId,
    /// How many bytes it has.
    pub bytes: u64,
    /// The keys and values in it.
    pub kv: crate::persistent::OrdMap<String, String>,
}

impl ProgressMode {
    /// The mode's name, as in `state()`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Probe => "probe",
            Self::Replicate => "replicate",
            Self::Snapshot(_) => "snapshot",
        }
    }
}

/// A timer that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerView {
    pub timer: Timer,
    /// When it was set.
    pub set: Time,
    /// When it fires, unless it is set again.
    pub due: Time,
}

/// A packet in flight.
#[derive(Clone, Debug, PartialEq)]
pub struct PacketView {
    /// Its number.
    pub id: PacketId,
    pub from: Endpoint,
    pub to: Endpoint,
    /// What it is, with its fields.
    pub kind: PacketKind,
    /// When it was sent.
    pub sent: Time,
    pub due: Time,
    /// The last part of its way that it does at one speed, for [`PacketView::progress_ppm`].
    pub leg: Leg,
    /// Whether it will be lost on the way, and so shown fading out.
    pub doomed: bool,
    /// Whether it has come as far as a clogged link lets it, or as it may until it is released, and waits.
    pub waits: bool,
    /// Whether it is held until it is released.
    pub held: bool,
}

/// A client.
#[derive(Clone, Debug, PartialEq)]
pub struct ClientView {
    /// Its number.
    pub id: ClientId,
    /// The node it talks to next.
    pub attached: NodeId,
    /// Whether a person has let it appear, and it asks what that one tells it to.
    pub introduced: bool,
    /// What it waits for, oldest first; of many, those that come next.
    pub waiting: Vec<WaitingView>,
    /// How many more it waits for: a backlog may be long, and a view is made for every frame.
    pub beyond: usize,
    /// Its timer, while an operation is under way.
    pub timer: Option<ClientTimerView>,
}

impl ClientView {
    /// How many operations it waits for.
    pub fn waits_for(&self) -> usize {
        self.waiting.len() + self.beyond
    }
}

/// A client's timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientTimerView {
    /// Whose answer it waits for; `None` during the pause between two tries.
    pub answer_of: Option<NodeId>,
    /// When it was set.
    pub set: Time,
    /// When its patience, or its pause, is over.
    pub due: Time,
}

/// An operation under way.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitingView {
    /// Its number within the client.
    pub sequence: u64,
    /// What it asks.
    pub operation: Operation,
    /// Which try, from 1; 0 while it waits for its turn.
    pub attempt: u32,
    /// How many tries it has.
    pub tries: u32,
    /// When it was invoked.
    pub since: Time,
}

impl Role {
    /// The role's name, as in `state()` and in conditions.
    pub fn name(self) -> &'static str {
        match self {
            Self::Follower => "follower",
            Self::PreCandidate => "pre-candidate",
            Self::Candidate => "candidate",
            Self::Leader => "leader",
            Self::Learner => "learner",
        }
    }
}

impl Default for MachineView {
    fn default() -> Self {
        Self {
            clock_ppm: MILLION,
            slow: None,
            lies: false,
            medium: Medium::Ok,
            on_disk: LogId::default(),
            torn_bytes: 0,
            wiped: false,
            astray: false,
            forgot: false,
            trap: None,
            refused: None,
            own_knobs: Vec::new(),
        }
    }
}

impl PacketView {
    /// How far it has come at this moment, in parts per million of its way. One that was held up goes on from where it
    /// was, and more slowly.
    pub fn progress_ppm(&self, now: Time) -> u32 {
        self.leg.progress_ppm(self.due, now)
    }
}

impl ClusterView {
    /// The node that a person means.
    ///
    /// # Errors
    /// If it is the leader and nobody leads, or if there is no node of that number.
    pub fn resolve(&self, node: NodeRef) -> Result<NodeId, SimError> {
        match node {
            NodeRef::Leader => self.leader.ok_or(SimError::NoLeader),
            NodeRef::Id(id) => {
                let (node, count) = (NodeId(id), self.nodes.last().map_or(0, |node| node.id.0));
                let found = self.node(node).map(|node| node.id);
                found.ok_or(SimError::NoSuchNode { node, count })
            }
        }
    }

    /// The node of this id.
    pub fn node(&self, id: NodeId) -> Option<&NodeView> {
        self.nodes.binary_search_by_key(&id, |node| node.id).ok().map(|at| &self.nodes[at])
    }
}

impl NodeView {
    /// A node that runs, has nothing, and follows nobody: what tests of onlookers start from.
    pub fn blank(id: NodeId, configuration: Configuration) -> Self {
        Self {
            id,
            liveness: Liveness::Up,
            role: Role::Follower,
            term: Term::default(),
            voted_for: None,
            leader: None,
            votes: NodeSet::EMPTY,
            refusals: NodeSet::EMPTY,
            log: Log::default(),
            commit: Index::ZERO,
            applied: Index::ZERO,
            durable: LogId::default(),
            writes_pending: 0,
            write_span: None,
            progress: BTreeMap::new(),
            handover: None,
            timers: Vec::new(),
            configuration,
            kv: crate::persistent::OrdMap::new(),
            snapshot: None,
            receiving: None,
            reading: None,
            forwarded: 0,
            uncommitted: 0,
            overloaded: 0,
            machine: MachineView::default(),
        }
    }
}
