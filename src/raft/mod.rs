//! The protocol.

mod append_entries;
mod commit;
mod election;
pub mod io;
pub mod log;
mod membership;
pub mod message;
mod node;
mod persistence;
pub mod progress;
mod quorum;
mod replication;
pub mod role;
pub mod settings;
pub mod types;

#[cfg(test)]
mod tests;

pub use io::{Durable, HardState, Input, Output, ProposalId, Timer, TimerRange, Write, WriteToken};
pub use log::Log;
pub use message::{
    AppendEntries, AppendEntriesReply, AppendOutcome, Conflict, Message, RequestVote,
    RequestVoteReply,
};
pub use node::Node;
pub use progress::Progress;
pub use role::{Candidate, Follower, Leader, Role};
pub use settings::Settings;
pub use types::{Bytes, Configuration, Entry, Index, LogId, NodeId, Payload, Term};
