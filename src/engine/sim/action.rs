//! What a person or a script can do to the cluster, with names resolved: the commands of the language that take effect
//! at one moment. Client operations go through [`Cluster::invoke`](super::Cluster::invoke).

use crate::raft::{ChangeRequest, Index, NodeId, TimerRange};
use crate::script::{Bug, ChaosLevel, LinkSetting, Medium, Setting};

use super::disk::Trap;
use super::filter::{Filter, Selection};
use super::knobs::Knobs;
use super::names::Link;
use super::names::{ClientId, Endpoint, PacketId};

/// One intervention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// The node's process is gone, and its unsynced writes with it.
    Crash(NodeId),
    /// A node that is down starts from its disk.
    Restart(NodeId),
    /// A node that is down starts from another disk, which is empty, as if it had never run.
    RestartEmpty(NodeId),
    /// The node's process stops where it is. What comes meanwhile waits.
    Pause(NodeId),
    /// A paused process goes on, and takes in what waited, in order.
    Resume(NodeId),
    /// The node's election timer fires now.
    Timeout(NodeId),
    /// A leader hands its leadership over.
    Transfer {
        /// Who leads.
        leader: NodeId,
        /// Who is to lead.
        to: NodeId,
    },
    /// A leader, or a candidate, gives up.
    StepDown(NodeId),
    /// A node, or without one every node that runs and has applied anything, writes down its state, for its log to be
    /// cut.
    TakeSnapshot(Option<NodeId>),
    /// Other nodes take part in the cluster, or in another way, as one change. Machines that are not there yet are
    /// switched on for it.
    ChangeMembership {
        /// Who leads.
        leader: NodeId,
        /// What is asked of it.
        request: ChangeRequest,
    },
    /// Only links within a group stay; nodes in no group form one more. A node in two groups is a bridge. What was cut
    /// before stays cut.
    Partition(Vec<Vec<NodeId>>),
    /// Links are cut, each one way. Cutting what is cut changes nothing.
    Cut(Vec<Link>),
    /// Links are healed, each one way, whether cut or clogged. Healing what is neither changes nothing.
    Heal(Vec<Link>),
    /// All links are healed.
    HealAll,
    /// A packet is lost.
    Drop(PacketId),
    /// A packet gets a second copy, which arrives by its own luck.
    Duplicate(PacketId),
    /// A packet arrives later.
    Delay {
        packet: PacketId,
        /// By how many microseconds.
        by_us: u64,
    },
    /// A packet arrives now, even if it would have been lost by chance.
    Deliver(PacketId),
    /// Packets that are yet to be sent may meet this filter.
    SetFilter(Filter),
    /// The filters for just these packets stand no longer, and those of them that are held go on; or all.
    Release(Option<Selection>),
    /// A client turns to another node, from its next message on.
    Connect { client: ClientId, node: NodeId },
    /// A client that others know by its number appears, if it is the next one, and turns to this node.
    Introduce { client: ClientId, node: NodeId },
    /// Links between a client and a node are cut, each one way.
    CutClient(Vec<(Endpoint, Endpoint)>),
    /// Links between a client and a node are healed, each one way.
    HealClient(Vec<(Endpoint, Endpoint)>),
    /// All knobs are set; what runs already keeps its old delays.
    Configure {
        knobs: Box<Knobs>,
        /// The command that did it, for the event.
        command: String,
    },
    /// A node has this knob for itself; without one, it has those of all again.
    ConfigureNode {
        node: NodeId,
        setting: Option<Setting>,
        /// The command that did it, for the event.
        command: String,
    },
    /// The write under way at a node's disk is done now.
    FinishWrite(NodeId),
    /// Whatever is drawn from now on is drawn as in a cluster of this seed. What was drawn stays.
    Reseed(u64),
    /// Trouble comes by itself from now on; or no more, and what is down, paused or cut is well again.
    Chaos(Option<ChaosLevel>),
    /// Every node follows this wrong rule from now on.
    Break(Bug),
    /// The same with the one of these that the seed chooses.
    BreakOneOf(Vec<Bug>),
    /// No node follows this wrong rule any more, or any at all.
    Mend(Option<Bug>),
    /// The narrator speaks.
    Say(String),
    /// Each node keeps the links with its two neighbours in the ring of all nodes only.
    PartitionRing,
    /// Packets wait on these links, each one way, and none is lost there.
    Clog(Vec<Link>),
    /// What waits on these links arrives, in order.
    Unclog(Vec<Link>),
    /// What waits on any link arrives, in order.
    UnclogAll,
    /// These links, each one way, get their own weather.
    Weather {
        links: Vec<Link>,
        /// What they are like.
        setting: LinkSetting,
    },
    /// No link has its own weather any more.
    ClearWeather,
    /// A node's clock runs at this rate. Timers that run keep their moments.
    Clock {
        node: NodeId,
        /// In parts per million of the true rate.
        rate_ppm: u32,
    },
    /// A node's clock jumps, and its timers that run fire so much earlier or later.
    JumpClock {
        node: NodeId,
        /// Whether it goes forward.
        ahead: bool,
        /// By how many microseconds of its own.
        by_us: u64,
    },
    /// The node crashes as soon as its next write is durable, before anybody can be told.
    CrashAfterWrite(NodeId),
    /// The node's next write goes astray: this happens to it, and the disk says that it is done.
    SendAstray(NodeId, Trap),
    /// The node crashes in the middle of the write under way, or else of the next one.
    Tear(NodeId),
    /// A bit rots on the node's disk: of this entry, or somewhere.
    Corrupt {
        /// Whose disk.
        node: NodeId,
        /// Which entry.
        index: Option<Index>,
    },
    /// The node's disk is lost, and its process with it.
    Wipe(NodeId),
    /// The node's disk takes its own time for a write, from the next one on, or that of the knobs.
    Slow {
        /// Whose disk.
        node: NodeId,
        /// How long a write takes.
        span: Option<TimerRange>,
    },
    /// The node's disk does something else with writes.
    SetMedium {
        /// Whose disk.
        node: NodeId,
        medium: Medium,
    },
    /// The node's disk says that writes are done before they are, or no more.
    Lie {
        /// Whose disk.
        node: NodeId,
        /// Whether it does.
        lies: bool,
    },
}
