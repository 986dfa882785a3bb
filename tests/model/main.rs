//! Model checking: every order in which a small cluster's moves can happen, within bounds.
//!
//! The moves are the simulation's own (`World::apply`), chosen by a search instead of a clock, and what is checked
//! after every move is what is always checked. There are several explorations, each with bounds of its own, because
//! everything at once would never end; each is exhaustive within its bounds, and each is shown to find a wrong rule that needs
//! what it explores.
//!
//! | exploration | what can happen, besides messages in any order |
//! |---|---|
//! | `elections.rs` | two terms, two commands, heartbeats, crashes; three terms; the third and the fourth term after the paper's figure 8 |
//! | `pre_votes.rs` | pre-votes, with and without a leader to be deposed |
//! | `reads.rs` | a read by a round, and a rival; a leader that leads again, with what is left of its first term |
//! | `leases.rs` | a read by lease, and rivals that have promised and that have not; a crash; a quorum that is checked |
//! | `snapshots.rs` | a snapshot that comes late, and again; a snapshot and a crash |
//! | `membership.rs` | two of three leave; two of three are replaced by one, while a rival stands |
//!
//! In all of them:
//!
//! - A packet that arrives stays in flight: every packet may be lost, late, overtaken and repeated, any number of
//!   times.
//! - A node's election timeout fires at any time, on every node that may stand, as long as that node is in a term before the
//!   last.
//! - A client's command or read reaches whoever leads, or thinks so, at any time. Leaders send so many rounds of
//!   heartbeats, and have one message with entries unanswered at each follower.
//! - A crash and the restart are one step: a node that stays down for a while is a node that nothing reaches.
//! - A move and the write that it asks for are one step: nothing else reaches a node while its disk writes. A crash
//!   before that write is done, with all that was sent at once already in flight, is a step of its own. A crash after
//!   the write and before the answer is the answer that never arrives, and a crash after that.
//!
//! Time is as free as that, but for one thing on which the safety of leases rests: a lease ends before any promise that
//! was given since it began (`promises.rs`).
//!
//! Where a search does not begin with nodes that have just been switched on, the way to its beginning was chosen and not
//! searched.
//!
//! What is looked for, besides what the checks always look for: that a read which does not go through the log sees all that
//! anybody knew to be committed when it was asked; that state machines which have applied the same are the same; and that no
//! disk takes back a term or a vote. Nobody listens to the answers of clients, so linearizability is not judged.
//!
//! What cannot happen: batches, transfers of the leadership, a change of the membership together with leases or snapshots,
//! knobs that are turned, harmed disks. These are the fuzzer's.
//!
//! Not every order of the steps is gone through, but every state is reached (`search.rs`). Which packets are dropped because
//! they bring nothing new is said in `voids.rs`, and which states are the same in `prints.rs`. Who led which term and what was committed are part of a state, because the checks judge by it.

#![cfg(not(target_arch = "wasm32"))]

mod bounds;
mod elections;
mod leases;
mod membership;
mod pre_votes;
mod prints;
mod promises;
mod reach;
mod reads;
mod reduction;
mod search;
mod snapshots;
mod state;
mod voids;
