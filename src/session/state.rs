//! `state()`: the cluster at one moment as plain values, in the shape that the JavaScript API promises.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::check::Violation;
use crate::compact::Gather;
use crate::explain::words::entry_text;
use crate::raft::{Index, LogId, NodeId, Payload, Term};
use crate::script::ChaosLevel;
use crate::sim::operation::operation_text;
use crate::sim::{
    ClientView, ClusterView, Liveness, MachineView, NodeView, PacketView, ProgressMode,
    ProgressView, SnapshotView, Standing, Time, TransferView, Trap, WaitingView, Weather,
};

use super::Session;
use super::lesson_state::{MissionState, QuestionState};
use super::playback::Playback;

/// Everything about a session at one moment.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "api", derive(tsify::Tsify), tsify(missing_as_null, hashmap_as_object))]
pub struct State {
    /// Virtual time in microseconds.
    pub time_us: Time,
    /// The furthest moment that was reached, in microseconds.
    pub horizon_us: Time,
    /// The seed of every random choice.
    pub seed: u64,
    /// Whether virtual time stands still.
    pub paused: bool,
    /// Seconds of virtual time in one second on the wall.
    pub speed: f64,
    /// The live leader of the highest term.
    pub leader: Option<String>,
    /// How many votes or copies decide.
    pub quorum: usize,
    /// How bad the chaos is that is on: `mild`, `wild` or `all`.
    #[cfg_attr(feature = "api", tsify(type = "ChaosLevel | null"))]
    pub chaos: Option<&'static str>,
    /// How many of the old voters decide while the leader goes by a joint configuration.
    pub quorum_outgoing: Option<usize>,
    /// Where a lease may outlast what another node promises, so that reads by lease are not safe.
    pub lease_hazard: Option<String>,
    /// Every node.
    pub nodes: Vec<NodeState>,
    /// Every packet in flight.
    pub packets: Vec<PacketState>,
    /// Directed links that are cut, each as `[from, to]`.
    pub cuts: Vec<[String; 2]>,
    /// Directed links between clients and nodes that are cut, each as `[from, to]`.
    pub client_cuts: Vec<[String; 2]>,
    /// Directed links that are clogged, each as `[from, to]`.
    pub clogs: Vec<[String; 2]>,
    /// Directed links that have their own weather.
    pub weather: Vec<WeatherState>,
    /// What becomes of packets that are yet to be sent, in the order in which it was set.
    pub filters: Vec<FilterState>,
    /// Every client.
    pub clients: Vec<ClientState>,
    /// Safety properties that were violated.
    pub violations: Vec<ViolationState>,
    /// The question that was asked last.
    pub question: Option<QuestionState>,
    /// The mission that is played.
    pub mission: Option<MissionState>,
}

/// One node.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "api", derive(tsify::Tsify), tsify(missing_as_null, hashmap_as_object))]
pub struct NodeState {
    /// Its name: `n1`.
    pub id: String,
    /// Whether it has not crashed.
    pub up: bool,
    /// Whether its process is stopped.
    pub paused: bool,
    /// `follower`, `pre-candidate`, `candidate`, `leader` or `learner`.
    #[cfg_attr(feature = "api", tsify(type = "Role"))]
    pub role: &'static str,
    /// Current term.
    pub term: Term,
    /// Who has its vote in this term.
    pub voted_for: Option<String>,
    /// Commit index.
    pub commit: Index,
    /// Last applied index.
    pub applied: Index,
    /// First index that its log keeps.
    pub first_index: Index,
    /// Last index of its log.
    pub last_index: Index,
    /// Its newest snapshot, if it has one.
    pub snapshot: Option<SnapshotState>,
    /// The entries that its log keeps.
    pub log: Vec<EntryState>,
    /// Its key-value state.
    pub kv: BTreeMap<String, String>,
    /// While it leads: the next index to send to each follower.
    pub next: BTreeMap<String, Index>,
    /// While it leads: the last index known to be durable at each follower.
    #[serde(rename = "match")]
    pub matched: BTreeMap<String, Index>,
    /// While it leads: how it sends to each follower: `probe`, `replicate` or `snapshot`.
    #[cfg_attr(feature = "api", tsify(type = "Record<string, SendingMode>"))]
    pub modes: BTreeMap<String, &'static str>,
    /// While it leads: how much each follower has of the snapshot that is on its way there.
    pub sending: BTreeMap<String, TransferState>,
    /// How much it has of the snapshot that its leader is sending.
    pub receiving: Option<TransferState>,
    /// How many reads wait for an answer of it, while it leads, or follows and has asked its leader about them.
    pub reads: usize,
    /// Whether it has a lease.
    pub lease: bool,
    /// While it leads, and they are limited: the bytes of commands in its log that are not committed.
    pub uncommitted_bytes: u64,
    /// How many requests it has refused because of overload, since it was started.
    pub overloaded: u64,
    /// While it leads: to whom it is handing its leadership over.
    pub handover: Option<String>,
    /// The voters, or the new voters of a joint configuration.
    pub voters: Vec<String>,
    /// The old voters of a joint configuration.
    pub voters_outgoing: Vec<String>,
    /// Members that do not vote.
    pub learners: Vec<String>,
    /// How fast its clock runs, in parts per million of the true rate.
    pub clock_ppm: u32,
    /// The knobs that it has for itself, each as `set` takes it: `prevote on`.
    pub own_knobs: Vec<String>,
    /// Why it refuses to serve, if it was restarted and does: what is wrong with its disk.
    pub refused: Option<String>,
    /// What its disk does that it should not, or is about to.
    pub disk: DiskState,
}

/// A disk.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "api", derive(tsify::Tsify), tsify(missing_as_null, hashmap_as_object))]
pub struct DiskState {
    /// The last entry that is truly on it.
    pub last_index: Index,
    /// Its own time for a write, in microseconds, as `[least, most]`; `null` if it is as the knobs say.
    pub slow_us: Option<[u64; 2]>,
    /// Whether it says that writes are done before they are.
    pub lies: bool,
    /// What it does with writes: `ok`, `full` if it fails them, `hung` if it ends none.
    #[cfg_attr(feature = "api", tsify(type = "\"ok\" | \"full\" | \"hung\""))]
    pub medium: &'static str,
    /// Bytes that an interrupted write has left on it.
    pub torn_bytes: u64,
    /// Whether all that was on it is lost.
    pub wiped: bool,
    /// Whether a write has gone astray: something stands on it in the place of what was to be written.
    pub astray: bool,
    /// Whether it has taken the place of another, empty, so that the node has forgotten its votes and its entries.
    pub forgot: bool,
    /// `after-write` if the node is to crash after its next write, `tear` if in the middle of it; `misdirect` if that is to
    /// land in another place, `lose` if nowhere.
    #[cfg_attr(
        feature = "api",
        tsify(type = "\"after-write\" | \"tear\" | \"misdirect\" | \"lose\" | null")
    )]
    pub trap: Option<&'static str>,
}

/// A snapshot.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "api", derive(tsify::Tsify), tsify(missing_as_null, hashmap_as_object))]
pub struct SnapshotState {
    /// The last index that it covers.
    pub index: Index,
    /// That entry's term.
    pub term: Term,
    /// How many bytes it has.
    pub bytes: u64,
    /// The keys and values in it.
    pub kv: BTreeMap<String, String>,
}

/// A snapshot on its way to a follower.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "api", derive(tsify::Tsify), tsify(missing_as_null, hashmap_as_object))]
pub struct TransferState {
    /// The last index that it covers.
    pub index: Index,
    /// How many bytes have arrived without a gap, as far as is known.
    pub received: u64,
    /// How many bytes beyond those are under way, as the leader sees it, or have come too early, as the follower sees it.
    pub beyond: u64,
    /// How many there are.
    pub total: u64,
}

/// One log entry.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "api", derive(tsify::Tsify), tsify(missing_as_null, hashmap_as_object))]
pub struct EntryState {
    /// Where it stands.
    pub index: Index,
    /// The term it was created in.
    pub term: Term,
    /// `noop`, `command` or `configuration`.
    #[cfg_attr(feature = "api", tsify(type = "EntryKind"))]
    pub kind: &'static str,
    /// What it holds, as a person would type it.
    pub command: String,
}

/// One packet in flight.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "api", derive(tsify::Tsify), tsify(missing_as_null, hashmap_as_object))]
pub struct PacketState {
    /// Its name: `p17`.
    pub id: String,
    /// From where: a node or a client.
    pub from: String,
    /// To where.
    pub to: String,
    /// Its kind: `heartbeat`, `entries`, `vote`, ...
    #[cfg_attr(feature = "api", tsify(type = "PacketName"))]
    pub kind: &'static str,
    /// The sender's term; `null` between clients and nodes.
    pub term: Option<Term>,
    /// When it was sent, in microseconds.
    pub sent_us: Time,
    /// When it is due, in microseconds.
    pub due_us: Time,
    /// How far it has come, in parts per million of its way.
    pub progress_ppm: u32,
    /// Whether it waits on a clogged link, or until it is released.
    pub waits: bool,
    /// Whether it is held until it is released.
    pub held: bool,
}

/// A filter that stands.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "api", derive(tsify::Tsify), tsify(missing_as_null, hashmap_as_object))]
pub struct FilterState {
    /// The command that set it: `drop next 3 acks n2 > n1`.
    pub command: String,
    /// How many packets it has met.
    pub met: u32,
    /// How many packets it is still for; `null` if it is for all until it is released.
    pub left: Option<u32>,
}

/// The weather of one directed link: what is `null` is as the knobs say.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "api", derive(tsify::Tsify), tsify(missing_as_null, hashmap_as_object))]
pub struct WeatherState {
    /// The sending end.
    pub from: String,
    /// The receiving end.
    pub to: String,
    /// How long a packet takes, in microseconds, as `[least, most]`.
    pub latency_us: Option<[u64; 2]>,
    /// The chance that a packet is lost, in parts per million.
    pub loss_ppm: Option<u32>,
    /// The chance that a packet arrives twice, in parts per million.
    pub duplicate_ppm: Option<u32>,
    /// The chance that a packet is overtaken, in parts per million.
    pub reorder_ppm: Option<u32>,
}

/// One client.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "api", derive(tsify::Tsify), tsify(missing_as_null, hashmap_as_object))]
pub struct ClientState {
    /// Its name: `you`, `c2`, ...
    pub id: String,
    /// The node it talks to next.
    pub attached: String,
    /// Whether `client` has let it appear.
    pub introduced: bool,
    /// What it waits for; of many, those that come next.
    pub waiting: Vec<WaitingState>,
    /// How many more it waits for.
    pub beyond: usize,
}

/// One operation under way.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "api", derive(tsify::Tsify), tsify(missing_as_null, hashmap_as_object))]
pub struct WaitingState {
    /// Its number within the client.
    pub sequence: u64,
    /// What it asks, as a person would type it.
    pub operation: String,
    /// Which try, from 1.
    pub attempt: u32,
}

/// One violation of a safety property.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "api", derive(tsify::Tsify), tsify(missing_as_null, hashmap_as_object))]
pub struct ViolationState {
    /// The property.
    pub name: String,
    /// When, in microseconds.
    pub at_us: Time,
    /// The facts that contradict each other.
    pub evidence: String,
}

impl State {
    /// The session as it is now.
    pub fn of(session: &Session, playback: &Playback) -> Self {
        let view: &ClusterView = &session.view();
        Self {
            time_us: view.now,
            horizon_us: session.horizon(),
            seed: session.setup().seed,
            paused: !playback.playing,
            speed: playback.speed.factor(),
            leader: view.leader.map(name),
            quorum: view.quorum,
            quorum_outgoing: quorum_outgoing(view),
            chaos: session.chaos().map(ChaosLevel::name),
            lease_hazard: session.lease_hazard(),
            nodes: view.nodes.iter().map(NodeState::of).collect(),
            packets: view.packets.iter().map(|packet| PacketState::of(packet, view.now)).collect(),
            cuts: view.cuts.iter().map(|(from, to)| [name(*from), name(*to)]).collect(),
            client_cuts: view
                .client_cuts
                .iter()
                .map(|(from, to)| [from.to_string(), to.to_string()])
                .collect(),
            clogs: view.clogs.iter().map(|(from, to)| [name(*from), name(*to)]).collect(),
            weather: view.weather.iter().map(WeatherState::of).collect(),
            filters: view.filters.iter().map(FilterState::of).collect(),
            clients: view.clients.iter().map(ClientState::of).collect(),
            violations: session.violations().iter().map(ViolationState::of).collect(),
            question: session
                .quiz()
                .map(|quiz| quiz.question)
                .or_else(|| session.question())
                .map(QuestionState::of),
            mission: session.mission().as_ref().map(MissionState::of),
        }
    }
}

fn name(id: NodeId) -> String {
    id.to_string()
}

impl NodeState {
    fn of(node: &NodeView) -> Self {
        let configuration = &node.configuration;
        Self {
            id: name(node.id),
            up: node.liveness != Liveness::Down,
            paused: node.liveness == Liveness::Paused,
            role: node.role.name(),
            term: node.term,
            voted_for: node.voted_for.map(name),
            commit: node.commit,
            applied: node.applied,
            first_index: node.log.first_index(),
            last_index: node.log.last().index,
            snapshot: node.snapshot.as_ref().map(SnapshotState::of),
            log: node
                .log
                .iter()
                .map(|entry| EntryState {
                    index: entry.id.index,
                    term: entry.id.term,
                    kind: match entry.payload {
                        Payload::Noop => "noop",
                        Payload::Command(_) => "command",
                        Payload::Configuration(_) => "configuration",
                    },
                    command: entry_text(entry),
                })
                .collect(),
            kv: node.kv.iter().map(|(key, value)| (key.clone(), value.clone())).gather(),
            next: node.progress.iter().map(|(id, p)| (name(*id), p.next)).gather(),
            matched: node.progress.iter().map(|(id, p)| (name(*id), p.matched)).gather(),
            modes: node.progress.iter().map(|(id, p)| (name(*id), p.mode.name())).gather(),
            sending: node.progress.iter().filter_map(sending).gather(),
            receiving: node.receiving.map(TransferState::of),
            reads: node.reading.as_ref().map_or(node.forwarded, |reading| reading.waiting),
            lease: node.reading.as_ref().is_some_and(|reading| reading.lease),
            uncommitted_bytes: node.uncommitted,
            overloaded: node.overloaded,
            handover: node.handover.map(name),
            voters: configuration.voters.iter().map(name).collect(),
            voters_outgoing: configuration.outgoing.iter().map(name).collect(),
            learners: configuration.learners.iter().map(name).collect(),
            clock_ppm: node.machine.clock_ppm,
            own_knobs: node.machine.own_knobs.iter().map(ToString::to_string).collect(),
            refused: node.machine.refused.map(|error| error.to_string()),
            disk: DiskState::of(&node.machine),
        }
    }
}

impl DiskState {
    fn of(machine: &MachineView) -> Self {
        Self {
            last_index: machine.on_disk.index,
            slow_us: machine.slow.map(|span| [span.min_us, span.max_us]),
            lies: machine.lies,
            medium: machine.medium.name(),
            torn_bytes: machine.torn_bytes,
            wiped: machine.wiped,
            astray: machine.astray,
            forgot: machine.forgot,
            trap: machine.trap.map(Trap::name),
        }
    }
}

fn quorum_outgoing(view: &ClusterView) -> Option<usize> {
    let outgoing = &view.node(view.leader?)?.configuration.outgoing;
    (!outgoing.is_empty()).then_some(outgoing.len() / 2 + 1)
}

fn sending((id, progress): (&NodeId, &ProgressView)) -> Option<(String, TransferState)> {
    match progress.mode {
        ProgressMode::Probe | ProgressMode::Replicate => None,
        ProgressMode::Snapshot(transfer) => Some((name(*id), TransferState::of(transfer))),
    }
}

impl SnapshotState {
    fn of(snapshot: &SnapshotView) -> Self {
        let LogId { index, term } = snapshot.last;
        let kv = snapshot.kv.iter().map(|(key, value)| (key.clone(), value.clone())).gather();
        Self { index, term, bytes: snapshot.bytes, kv }
    }
}

impl TransferState {
    fn of(transfer: TransferView) -> Self {
        let TransferView { last, received, beyond, total } = transfer;
        Self { index: last.index, received, beyond, total }
    }
}

impl PacketState {
    fn of(packet: &PacketView, now: Time) -> Self {
        Self {
            id: packet.id.to_string(),
            from: packet.from.to_string(),
            to: packet.to.to_string(),
            kind: packet.kind.name(),
            term: packet.kind.term(),
            sent_us: packet.sent,
            due_us: packet.due,
            progress_ppm: packet.progress_ppm(now),
            waits: packet.waits,
            held: packet.held,
        }
    }
}

impl FilterState {
    fn of(standing: &Standing) -> Self {
        Self {
            command: standing.filter.to_string(),
            met: standing.met,
            left: standing.filter.times.map(|times| times.saturating_sub(standing.met)),
        }
    }
}

impl WeatherState {
    fn of(((from, to), weather): (&(NodeId, NodeId), &Weather)) -> Self {
        Self {
            from: name(*from),
            to: name(*to),
            latency_us: weather.latency.map(|latency| [latency.min_us, latency.max_us]),
            loss_ppm: weather.loss_ppm,
            duplicate_ppm: weather.duplicate_ppm,
            reorder_ppm: weather.reorder_ppm,
        }
    }
}

impl ClientState {
    fn of(client: &ClientView) -> Self {
        let waiting = |waiting: &WaitingView| WaitingState {
            sequence: waiting.sequence,
            operation: operation_text(&waiting.operation),
            attempt: waiting.attempt,
        };
        Self {
            id: client.id.to_string(),
            attached: name(client.attached),
            introduced: client.introduced,
            waiting: client.waiting.iter().map(waiting).collect(),
            beyond: client.beyond,
        }
    }
}

impl ViolationState {
    fn of(violation: &Violation) -> Self {
        Self {
            name: violation.name.to_owned(),
            at_us: violation.at,
            evidence: violation.evidence.clone(),
        }
    }
}
