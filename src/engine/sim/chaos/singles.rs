//! Faults of single messages, clients, knobs, disks and clocks: what no fault of a whole link or node does.

use crate::script::{
    ClientLink, ClientRef, ClientWay, Coming, Command, EndRef, Jump, Medium, PacketType,
    PacketsRef, ReadChoice, Setting, Way,
};
use crate::sim::network::Network;
use crate::sim::world::World;

use super::Chaos;

/// What filters meet: what servers say to each other. What stands here more than once is met more often.
pub const FILTERED: [PacketType; 14] = [
    PacketType::Append,
    PacketType::Append,
    PacketType::Heartbeat,
    PacketType::Ack,
    PacketType::Ack,
    PacketType::Reject,
    PacketType::VoteRequest,
    PacketType::Vote,
    PacketType::PreVoteRequest,
    PacketType::PreVote,
    PacketType::TimeoutNow,
    PacketType::SnapshotChunk,
    PacketType::SnapshotAck,
    PacketType::Configuration,
];

/// What one node may have for itself, without being counted upon for a lease.
pub const OWN_KNOBS: [Setting; 8] = [
    Setting::PreVote(true),
    Setting::PreVote(false),
    Setting::Batch(5_000),
    Setting::BatchSize(1),
    Setting::InFlight(1),
    Setting::SnapshotEvery(Some(5)),
    Setting::Tail(0),
    Setting::Reads(ReadChoice::Log),
];

/// How long state machines take for an entry, in microseconds.
pub const APPLY_US: [u64; 3] = [1_000, 20_000, 100_000];

/// By how much clocks jump, in microseconds.
pub const JUMPS_US: [u64; 4] = [10_000, 100_000, 500_000, 3_000_000];

impl Chaos {
    /// The next few messages of a type are lost, copied or late, or wait until they are released; or filters end.
    pub(super) fn filter(&mut self, world: &World) -> Command {
        if is_filtered(world.network()) && self.happens(2) {
            return Command::Release(None);
        }
        let what = self.one_of(&FILTERED);
        let (from, to) = (self.any_node(world), self.any_node(world));
        let (start, end) = (EndRef::Node(from), EndRef::Node(to));
        let way = match self.below(4) {
            0 => Way::Any,
            1 => Way::From(start),
            2 => Way::To(end),
            _ if from == to => Way::From(start),
            _ => Way::Between { from: start, to: end, both_ways: false },
        };
        let coming = Coming { times: Some(1 + self.below(3)), packets: PacketsRef { what, way } };
        match self.below(4) {
            0 => Command::DropComing(coming),
            1 => Command::DuplicateComing(coming),
            2 => Command::DelayComing { coming, by_us: 1_000 * u64::from(1 + self.below(400)) },
            _ => {
                self.plan(Command::Release(None));
                Command::Hold(coming)
            }
        }
    }

    /// The first client does not hear a node, or is not heard, or both; it is healed later.
    pub(super) fn cut_client(&mut self, world: &World) -> Command {
        let way = self.one_of(&[ClientWay::Both, ClientWay::ToNode, ClientWay::ToClient]);
        let link = ClientLink { client: ClientRef::YOU, node: self.any_node(world), way };
        self.plan(Command::HealClient(link));
        Command::CutClient(link)
    }

    /// A node has a knob for itself, for some time.
    pub(super) fn own_knob(&mut self, world: &World) -> Command {
        let node = self.any_node(world);
        let setting = match self.below(4) {
            0 => Setting::Apply(self.one_of(&APPLY_US)),
            _ => self.one_of(&OWN_KNOBS),
        };
        self.plan(Command::ClearFor(node));
        Command::SetFor { setting, node }
    }

    /// A disk is full or hangs, and works again later.
    pub(super) fn medium(&mut self, world: &World) -> Command {
        let (node, medium) = (self.any_node(world), self.one_of(&[Medium::Full, Medium::Hung]));
        self.plan(Command::Disk { node, medium: Medium::Ok });
        Command::Disk { node, medium }
    }

    /// A clock jumps, unless somebody counts on a lease.
    pub(super) fn jump(&mut self, world: &World) -> Option<Command> {
        if self.reads_by_lease(world) {
            return None;
        }
        self.wild_clocks = true;
        let jump = Jump { ahead: self.happens(2), by_us: self.one_of(&JUMPS_US) };
        Some(Command::ClockJump { node: self.any_node(world), jump })
    }
}

/// Whether filters stand, or hold something.
fn is_filtered(network: &Network) -> bool {
    !network.filters().is_empty() || network.holds_any()
}
