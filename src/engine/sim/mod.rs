//! The cluster in virtual time.
//!
//! Everything that a Raft server takes for granted is made here: the other servers, a network between them, a disk
//! under each of them, a clock, chance, and clients who want something. None of it is real, and all of it is faithful:
//! packets are late, lost, doubled and overtaken; a crash takes what was not yet on disk; a paused process wakes up to
//! a world that went on without it.
//!
//! # The world and its moves
//!
//! A [`World`] is machines, packets in flight and clients. It changes only by [`Move`]s, through one function,
//! [`World::apply`]: a packet arrives or is lost, a timer fires, a write is done, a node crashes. The world knows *what
//! may happen next* and never *what will*: it holds no clock and draws no number. Whoever makes the moves chooses them:
//!
//! - [`Cluster`], the timed simulation, gives everything that is under way a moment of virtual time, drawn from a seed,
//!   and makes the moves in the order of their moments;
//! - a person crashes nodes, cuts links and picks packets out of the air, through [`Cluster::command`];
//! - a search may try every move that [`World::enabled`] lists.
//!
//! So what is checked, what is shown and what is played with is the same thing.
//!
//! # Time and chance
//!
//! A [`Time`] is whole microseconds. Moves happen one at a time and never two at the same moment, so a moment names a
//! position in a run, and a run is named by size, seed and the commands with their moments. The seed is split by
//! purpose ([`random`]): a fault that is switched on draws from its own stream and shifts nobody else's luck.
//! Everything that a result depends on is an integer of fixed width, and every collection whose order shows is ordered:
//! the same run has the same [`Cluster::digest`] natively and in wasm.
//!
//! # Watching
//!
//! The protocol does not know that it is watched. [`Event`]s come from its outputs and from comparing its state before
//! and after a step ([`observe`]), each with the move that caused it and the event that it follows from ([`lineage`]).
//! What an event is called, where it happens and what is seen of it stands in one table ([`event_kind`]). A [`ClusterView`] is all that an onlooker may see
//! at one moment; beyond this room and the checks, nobody touches a `raft::Node`.
//!
//! # What the network is, and what it is not
//!
//! On its way between two ends, a packet does not overtake another unless `reorder`, `duplicate` or a person makes it:
//! that is what connections give, and what keeps a healthy cluster free of refusals. The protocol does not count on it.
//! Connections are all there is to it: nothing sends again what is lost. Clients reach every node, whatever is cut
//! or clogged between the nodes.
//!
//! # Reading order
//!
//! [`moves`], [`world`], then [`node`], [`disk`], [`network`], [`applying`], [`client`] and [`server`] for what moves do; [`cluster`],
//! [`schedule`], [`quirks`] and [`random`] for when; [`filter`] for what becomes of single messages; [`command`] and [`chaos`] for what people do, and what is done to them; [`recorder`], [`event`], [`event_kind`], [`event_table`], [`lineage`], [`observe`], [`view`] and [`cluster_view`] for what is seen
//! of it.

pub mod action;
pub mod applying;
pub mod bugs;
pub mod chaos;
pub mod client;
pub mod cluster;
pub mod cluster_view;
pub mod command;
pub mod digest;
pub mod disk;
pub mod error;
pub mod event;
pub mod event_kind;
pub mod event_table;
pub mod filter;
pub mod knobs;
pub mod lineage;
pub mod moves;
pub mod names;
pub mod network;
pub mod node;
pub mod observe;
pub mod operation;
pub mod origin;
pub mod packet;
pub mod packet_kind;
pub mod packets;
pub mod quirks;
pub mod random;
pub mod recorder;
pub mod schedule;
pub mod server;
pub mod time;
pub mod timers;
pub mod view;
pub mod world;

#[cfg(test)]
mod tests;

pub use action::Action;
pub use bugs::Bugs;
pub use chaos::{Chaos, FaultProfile, Recovery, Timing};
pub use cluster::Cluster;
pub use disk::{ImageError, Place, Trap};
pub use error::SimError;
pub use event::{Cause, CommandId, Event, EventKind, Resignation};
pub use event_table::{EventClass, Sign};
pub use filter::{Filter, Released, Selection, Standing, Tamper};
pub use knobs::{KnobError, Knobs};
pub use moves::{Move, Rules};
pub use names::Link;
pub use names::{ClientId, Endpoint, LossReason, PacketId};
pub use packet_kind::{PacketClass, PacketKind};
pub use quirks::Weather;
pub use schedule::Leg;
pub use time::Time;
pub use view::{
    ClientTimerView, ClientView, ClusterView, LeaseHazard, Liveness, MachineView, NodeView,
    PacketView, ProgressMode, ProgressView, ReadingView, Role, SnapshotView, TimerView,
    TransferView, WaitingView,
};
pub use world::World;
