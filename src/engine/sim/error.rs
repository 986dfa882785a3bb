//! What a person may ask in vain: each error is one clear line, and nothing has changed.

use std::fmt;

use crate::raft::{Index, NodeId, Refusal};
use crate::script::bounds::{MAX_CLOCK_PPM, MAX_FILTERS, MAX_NODES, MAX_TIME_US, MIN_CLOCK_PPM};
use crate::script::units::{format_chance, format_time};
use crate::script::{KNOBS, Setting};

use super::disk::Place;
use super::filter::{Filter, Selection};
use super::knobs::KnobError;
use super::names::{ClientId, PacketId};
use super::time::Time;

/// Why a command or a move was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SimError {
    /// A load is under way that goes on until then.
    LoadUnderWay(Time),
    /// A cluster of this size is out of the question.
    ClusterSize(u32),
    /// There is no such node; there are so many.
    NoSuchNode {
        /// The node asked for.
        node: NodeId,
        /// Nodes are `n1` to `n` and this number.
        count: u32,
    },
    /// Nobody leads, and this is about the leader.
    NoLeader,
    /// There is no such client.
    NoSuchClient {
        /// The client asked for.
        client: ClientId,
        /// The client that is the next to appear.
        next: ClientId,
    },
    /// The client has something under way, and does one thing at a time.
    ClientBusy(ClientId),
    /// The packet is not in flight: it has arrived, was lost, or has not been sent yet.
    NotInFlight {
        /// The packet asked for.
        packet: PacketId,
        /// Packets sent so far.
        sent: u64,
    },
    /// The node is down already.
    AlreadyDown(NodeId),
    /// The node is down, and this needs a running one.
    Down(NodeId),
    /// The node is not down, so it cannot be restarted.
    NotDown(NodeId),
    /// The node is paused already.
    AlreadyPaused(NodeId),
    /// The node is paused, and this needs a running one.
    Paused(NodeId),
    /// The node is not paused, so it cannot be resumed.
    NotPaused(NodeId),
    /// The node leads and waits for nobody, so it has no election timer.
    Leads(NodeId),
    /// The node does not lead, so it has no leadership to hand over.
    LeadsNot(NodeId),
    /// The node leads already, so nothing can be handed to it.
    LeadsAlready(NodeId),
    /// The node does not vote, so it cannot lead.
    NoVoter(NodeId),
    /// The node neither leads nor stands for election, so it has nothing to give up.
    HoldsNothing(NodeId),
    /// Nothing waits for the node's state machine.
    NothingToApply(NodeId),
    /// The node has applied nothing that its snapshot does not cover.
    NothingApplied(NodeId),
    /// No node that runs has applied anything that its snapshot does not cover.
    NothingAppliedAnywhere,
    /// New nodes are numbered one after another.
    NotNext {
        /// The node asked for.
        node: NodeId,
        /// The number that comes next.
        next: NodeId,
    },
    /// The membership cannot be changed like that.
    Change(Refusal),
    /// The timer does not run.
    TimerStopped(NodeId),
    /// The node writes nothing.
    NotWriting(NodeId),
    /// The client waits for nothing.
    NotWaiting(ClientId),
    /// A node has no link with itself.
    LinkToItself(NodeId),
    /// The packet's link is cut.
    LinkCut {
        /// The packet asked for.
        packet: PacketId,
        /// The sending end.
        from: NodeId,
        /// The receiving end.
        to: NodeId,
    },
    /// The packet's link is clogged.
    LinkClogged {
        /// The packet asked for.
        packet: PacketId,
        /// The sending end.
        from: NodeId,
        /// The receiving end.
        to: NodeId,
    },
    /// There is nothing on the node's disk.
    DiskEmpty(NodeId),
    /// There is no such place on the node's disk, where the log has only these entries.
    NotOnDisk {
        /// Whose disk.
        node: NodeId,
        /// The place asked for.
        place: Place,
        /// The first entry there.
        first: Index,
        /// The last entry there; before the first if there is none.
        last: Index,
    },
    /// A clock cannot run at this rate, in parts per million of the true one.
    ClockRate(u32),
    /// No clock jumps by so many microseconds.
    ClockJump(u64),
    /// The packet has arrived, at a node that is paused, so it cannot be delayed any more.
    Arrived(PacketId),
    /// Nothing is delayed by so many microseconds.
    DelayTooLong(u64),
    /// A partition without groups.
    NoGroups,
    /// A knob cannot be turned like that.
    Knobs(KnobError),
    /// The knobs that a node has for itself do not go together with those of all.
    KnobsOf(NodeId, KnobError),
    /// No node has this knob for itself.
    KnobOfAll(Setting),
    /// No more filters may stand.
    TooManyFilters,
    /// No filter is for just these packets, and none of them is held.
    NothingToRelease {
        /// What was to be released.
        packets: Selection,
        /// The filters that stand.
        standing: Vec<Filter>,
    },
}

impl std::error::Error for SimError {}

impl fmt::Display for SimError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ClusterSize(size) => {
                write!(f, "a cluster of {size} nodes cannot be: choose 1 to {MAX_NODES}")
            }
            Self::NoSuchNode { node, count: 1 } => {
                write!(f, "there is no {node}: the only node is n1")
            }
            Self::NoSuchNode { node, count } => {
                write!(f, "there is no {node}: the nodes are n1 to n{count}")
            }
            Self::NoLeader => f.write_str(
                "no live node leads now: name a node, or wait with `until leader within 5s`",
            ),
            Self::NoSuchClient { client, next } => {
                write!(
                    f,
                    "there is no client {client}: `client {next} connect n1` brings the next one"
                )
            }
            Self::ClientBusy(client) => {
                write!(
                    f,
                    "{client} still waits for an answer, and asks one thing at a time: wait until it is \
                     answered, or let another client ask"
                )
            }
            Self::NotInFlight { packet, sent } if packet.0 > *sent => {
                write!(f, "{packet} was not sent yet: the newest packet is p{sent}")
            }
            Self::NotInFlight { packet, .. } => {
                write!(f, "{packet} is not in flight any more: it arrived or was lost")
            }
            Self::AlreadyDown(node) => write!(f, "{node} is down already: restart it first"),
            Self::Down(node) => write!(f, "{node} is down: restart it first"),
            Self::NotDown(node) => write!(f, "{node} is running: crash it before restarting it"),
            Self::AlreadyPaused(node) => write!(f, "{node} is paused already: resume it first"),
            Self::Paused(node) => write!(f, "{node} is paused: resume it first"),
            Self::NotPaused(node) => write!(f, "{node} is not paused: pause it before resuming it"),
            Self::Leads(node) => {
                write!(f, "{node} leads, so it waits for nobody: time out a follower instead")
            }
            Self::LeadsNot(node) => {
                write!(
                    f,
                    "{node} does not lead, so it has no leadership to transfer: name the leader"
                )
            }
            Self::LeadsAlready(node) => {
                write!(f, "{node} leads already: transfer to another node")
            }
            Self::NoVoter(node) => {
                write!(f, "{node} does not vote, so it cannot lead: transfer to a voter")
            }
            Self::HoldsNothing(node) => {
                write!(f, "{node} neither leads nor stands for election: it has nothing to give up")
            }
            Self::NothingApplied(node) => {
                write!(f, "{node} has applied nothing since its last snapshot: let it apply more")
            }
            Self::NothingToApply(node) => {
                write!(f, "nothing waits for the state machine of {node}")
            }
            Self::NothingAppliedAnywhere => {
                f.write_str("no node that runs has applied anything since its last snapshot")
            }
            Self::NotNext { node, next } => {
                write!(f, "{node} cannot join yet: the next new node is {next}, so add that first")
            }
            Self::Change(refusal) => refusal.fmt(f),
            Self::TimerStopped(node) => write!(f, "{node} has no such timer running"),
            Self::NotWriting(node) => write!(f, "{node} is writing nothing to its disk"),
            Self::NotWaiting(client) => write!(f, "client {client} is waiting for nothing"),
            Self::LinkToItself(node) => {
                write!(f, "{node} has no link with itself: name two different nodes")
            }
            Self::LinkCut { packet, from, to } => {
                write!(f, "{packet} cannot arrive: the link {from} > {to} is cut, so heal it first")
            }
            Self::LinkClogged { packet, from, to } => {
                write!(
                    f,
                    "{packet} cannot arrive: the link {from} > {to} is clogged, so unclog it first"
                )
            }
            Self::DiskEmpty(node) => write!(f, "the disk of {node} is empty"),
            Self::NotOnDisk { node, place, first, last } if last < first => {
                write!(f, "{place} is not on the disk of {node}, which holds no entries")
            }
            Self::NotOnDisk { node, place, first, last } => {
                write!(
                    f,
                    "{place} is not on the disk of {node}, which holds entries {first} to {last}"
                )
            }
            Self::ClockRate(ppm) => {
                let (found, least) = (format_chance(*ppm), format_chance(MIN_CLOCK_PPM));
                let most = format_chance(MAX_CLOCK_PPM);
                write!(f, "a clock at {found} is out of range: choose {least} to {most}")
            }
            Self::ClockJump(us) => {
                let (found, most) = (format_time(*us), format_time(MAX_TIME_US));
                write!(f, "a jump of {found} is out of range: choose 1us to {most}")
            }
            Self::Arrived(packet) => {
                write!(f, "{packet} has arrived already and waits for its node to be resumed")
            }
            Self::DelayTooLong(us) => {
                let (found, most) = (format_time(*us), format_time(MAX_TIME_US));
                write!(f, "a delay of {found} is out of range: choose up to {most}")
            }
            Self::NoGroups => {
                f.write_str("a partition needs a group of nodes: partition n1 n2 | n3 n4 n5")
            }
            Self::Knobs(error) => error.fmt(f),
            Self::KnobsOf(node, error) => write!(f, "{node} has knobs of its own: {error}"),
            Self::KnobOfAll(setting) => {
                let own = KNOBS.iter().filter(|knob| knob.of_node).map(|knob| knob.entry.name);
                let own: Vec<&str> = own.collect();
                write!(
                    f,
                    "{} is the same for all nodes: one node may have {} for itself",
                    setting.name(),
                    own.join(", ")
                )
            }
            Self::TooManyFilters => {
                write!(f, "{MAX_FILTERS} filters stand already: release some of them first")
            }
            Self::NothingToRelease { packets, standing } => {
                write!(f, "nothing was set for just {packets}, and none of them is held: ")?;
                match standing.as_slice() {
                    [] => f.write_str("no filter stands"),
                    [first, rest @ ..] => {
                        write!(f, "what stands is `{first}`")?;
                        rest.iter().try_for_each(|filter| write!(f, ", `{filter}`"))
                    }
                }
            }
            Self::LoadUnderWay(end) => {
                write!(f, "a load is under way until {end}: wait for its end")
            }
        }
    }
}
