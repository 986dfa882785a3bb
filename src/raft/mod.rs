//! The protocol.

pub mod io;
pub mod log;
pub mod message;
pub mod settings;
pub mod types;

pub use io::{Durable, HardState, Input, Output, ProposalId, Timer, TimerRange, Write, WriteToken};
pub use log::Log;
pub use message::{
    AppendEntries, AppendEntriesReply, AppendOutcome, Conflict, Message, RequestVote,
    RequestVoteReply,
};
pub use settings::Settings;
pub use types::{Bytes, Configuration, Entry, Index, LogId, NodeId, Payload, Term};
