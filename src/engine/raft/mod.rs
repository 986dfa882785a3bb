//! Raft, as a function.
//!
//! A server is a value, [`Node`], and it changes in one way only: [`Node::step`] takes one [`Input`] (a message has
//! arrived, a timer has run out, a write is on disk, a client proposes) and appends what it wants done to a list of
//! [`Output`]s (send this, write that, wake me in 150 to 300 ms, apply these). Whoever drives it, be it a simulation in
//! virtual time, a person who delivers one message at a time, or a search through all orders of events, sees the same
//! server do the same thing.
//!
//! # What is not here
//!
//! - No clock and no randomness. A timer is asked for with a range; the caller draws the delay. So a run is its inputs,
//!   and the same inputs give the same run, everywhere.
//! - No network, no disk, no threads, no logging. Nothing here waits, and nothing here is told who watches.
//! - No state machine. A command is bytes, and stays bytes.
//! - No state that a clone would share and change: a [`Node`] is plain data. Its log is a persistent vector and its
//!   payloads are counted references, so that a thousand clones of a long history cost little.
//! - No way to say something too early. A vote or an acknowledgement is a promise that must outlive a crash, so it
//!   leaves only when what it rests on is durable. That is this room's own duty (`persistence.rs`), not a rule that
//!   callers are asked to keep.
//!
//! # What is durable, and what is only known
//!
//! | survives a crash ([`Durable`], paper figure 2) | is learnt again |
//! |---|---|
//! | the term, and the vote in it | the role, and who leads |
//! | the log | what of it is committed, and what is applied |
//! | the configuration at the log's beginning | what followers have |
//! | the snapshot | how much of another's snapshot has come |
//!
//! A restart is [`Node::start`] with what is durable, the same call as the very first start.
//!
//! # Reading order
//!
//! 1. `types.rs`, `message.rs`, `io.rs`: the words. `log.rs`: the log, and in `entries.rs` where its entries lie. `settings.rs`: the knobs.
//! 2. `role.rs`, then `node.rs`: the state, and `step` with its tables, one a role: every input that may meet
//!    every role, and why it is answered as it is.
//! 3. `election.rs` (paper 5.1, 5.2, 5.4.1): terms and votes; with pre-votes (dissertation 9.6), if they are switched on.
//! 4. `replication.rs` and `append_entries.rs` (5.3): the leader's side and the follower's.
//! 5. `commit.rs` (5.4.2): what may be relied upon. `compaction.rs` (7): what may be forgotten.
//!    `transfer.rs` (dissertation 3.10): how a leader goes.
//! 6. `stickiness.rs` (dissertation 4.2.3): what is owed to a leader. `read_index.rs` and `lease.rs` (6.4): how a leader
//!    answers without writing anything.
//! 7. `reconfiguration.rs` (6, dissertation 4): how servers come and go.
//! 8. The small pure parts: `progress.rs` (what a leader knows of a follower), `quorum.rs` (what a majority has),
//!    `membership.rs` (which configuration rules), `persistence.rs` (what the disk has). So are `change.rs`, `change_request.rs`,
//!    `reads.rs`, `lease.rs` and `snapshot.rs`: what a server holds of each, while the rules are in the files above.
//! 9. `tests/golden/*.txt`: conversations between servers, to be read like a book of examples; and `tests/traps.rs`:
//!    the mistakes that others have made.
//!
//! Section numbers are those of "In Search of an Understandable Consensus Algorithm (Extended Version)" by Ongaro and
//! Ousterhout, here "the paper"; "dissertation" is Ongaro's "Consensus: Bridging Theory and Practice".

mod append_entries;
pub mod change;
pub mod change_request;
mod commit;
mod compaction;
mod election;
mod entries;
pub mod io;
pub mod lease;
pub mod log;
mod membership;
pub mod message;
mod node;
pub mod node_id;
pub mod outcome;
mod persistence;
pub mod progress;
mod quorum;
mod read_index;
pub mod reads;
mod reconfiguration;
mod replication;
pub mod role;
pub mod settings;
pub mod snapshot;
mod stickiness;
mod transfer;
pub mod types;

#[cfg(test)]
mod tests;

pub use change::Change;
pub use change_request::ChangeRequest;
pub use io::{
    Base, Durable, HardState, Input, Output, ProposalId, ReadId, ReadMode, Timer, TimerRange,
    Write, WriteToken,
};
pub use lease::Lease;
pub use log::Log;
pub use message::{
    AppendEntries, AppendEntriesReply, AppendOutcome, Campaign, Conflict, InstallSnapshot,
    InstallSnapshotReply, Message, ReadIndex, ReadIndexReply, RequestVote, RequestVoteReply,
    TimeoutNow,
};
pub use node::Node;
pub use node_id::NodeSet;
pub use outcome::{Refusal, TransferOutcome};
pub use progress::Progress;
pub use quorum::reached_by_majority;
pub use reads::{Forwarded, Reads};
pub use role::{Candidate, Follower, Leader, LeadershipTransfer, Role};
pub use settings::Settings;
pub use snapshot::{Receiving, Snapshot, SnapshotTransfer};
pub use types::{Bytes, Configuration, Entry, Index, LogId, NodeId, Payload, Term};
