//! The moves: all that can ever happen to the world, as data.

use crate::kv::Operation;
use crate::raft::{ChangeRequest, NodeId, Settings, Timer};
use crate::script::{Medium, ReadChoice};

use super::bugs::Bugs;
use super::disk::{Place, Trap};
use super::filter::{Filter, Selection};
use super::names::Link;
use super::names::{ClientId, Endpoint, LossReason, PacketId};

/// One atomic change of the world.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Move {
    /// A packet reaches the end of its way: it is taken in, or lost if the link is cut or the receiver is down.
    Deliver(PacketId),
    /// A packet is lost on its way.
    Lose(PacketId, LossReason),
    /// The network makes a second copy of a packet.
    Duplicate(PacketId),
    /// The oldest write of a node's disk cannot be done: there is no room.
    FailWrite(NodeId),
    /// A node's disk does something else with writes from now on.
    SetMedium(NodeId, Medium),
    /// A node's timer fires.
    Fire(NodeId, Timer),
    /// The oldest write of a node's disk is done.
    FinishWrite(NodeId),
    /// A client's timeout or pause is over.
    Wake(ClientId),
    /// A node's process is gone, and its unsynced writes with it.
    Crash(NodeId),
    /// A node that is down starts from its disk.
    Restart(NodeId),
    /// A node that is down gets an empty disk in the place of its own, and starts from it under its old number.
    RestartEmpty(NodeId),
    /// A node's process stops where it is.
    Pause(NodeId),
    /// A paused process goes on.
    Resume(NodeId),
    /// Links are cut.
    Cut(Box<[Link]>),
    /// Links are healed.
    Heal(Box<[Link]>),
    /// A new client appears, and turns to this node first.
    Join(NodeId),
    /// A client turns to another node.
    Connect(ClientId, NodeId),
    /// A client that others know by its number appears, if it is the next one, and turns to this node.
    Introduce(ClientId, NodeId),
    /// Links between clients and nodes are cut.
    CutClient(Box<[(Endpoint, Endpoint)]>),
    /// Links between clients and nodes are healed.
    HealClient(Box<[(Endpoint, Endpoint)]>),
    /// A client asks for something.
    Invoke(ClientId, Box<Operation>),
    /// Every node that has no rules of its own, and every client, behaves differently from now on.
    Configure(Box<Rules>),
    /// A node behaves differently from all others from now on, or as they do.
    ConfigureNode(NodeId, Option<Box<Rules>>),
    /// A leader, the first, is asked to hand its leadership to another node.
    Transfer(NodeId, NodeId),
    /// A leader, or a candidate, is asked to give up.
    StepDown(NodeId),
    /// Links are clogged: packets wait there.
    Clog(Box<[Link]>),
    /// Links are open again.
    Unclog(Box<[Link]>),
    /// A node writes down its state, for its log to be cut.
    TakeSnapshot(NodeId),
    /// A leader is asked to let other nodes take part, or in another way. Machines that are not there yet are switched on.
    ChangeMembership(Box<Membership>),
    /// A node crashes in the middle of the write under way. The number decides which part of it is on the disk.
    Tear(NodeId, u64),
    /// A node's state machine applies the next entry that waits for it.
    Apply(NodeId),
    /// A node's disk says that its oldest write is done, and it is not: it lands in a place that the number decides, or
    /// nowhere.
    WriteAstray(NodeId, Option<u64>),
    /// Something is to happen at a node's next write.
    Arm(NodeId, Trap),
    /// A bit rots on a node's disk: which one of the record at this place, counted modulo its size.
    Rot(NodeId, Place, u64),
    /// A node's disk is lost, and its process with it.
    Wipe(NodeId),
    /// Packets that are yet to be sent may meet this filter.
    SetFilter(Filter),
    /// The filters for just these packets stand no longer, and those of them that are held go on; or all.
    Release(Option<Selection>),
    /// A node's disk says from now on that writes are done before they are, or no more.
    Lie(NodeId, bool),
}

/// What is asked of a leader about who takes part.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Membership {
    /// Who leads.
    pub leader: NodeId,
    /// What is asked of it.
    pub request: ChangeRequest,
}

/// How nodes and clients behave, as far as the world itself must know. All that concerns the length of anything is
/// the schedule's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rules {
    /// The protocol's settings, at every node.
    pub settings: Settings,
    /// How often a client tries.
    pub tries: u32,
    /// After how many applied entries a node takes a snapshot by itself; never if `None`.
    pub snapshot_every: Option<u32>,
    /// After how many microseconds without use a client's session ends; never if `None`.
    pub expiry_us: Option<u64>,
    /// Whether a state machine applies entries in steps of their own, and not as soon as it is handed them.
    pub applies_apart: bool,
    /// The wrong rules that every node follows.
    pub bugs: Bugs,
    /// How a node answers reads.
    pub reads: ReadChoice,
}
