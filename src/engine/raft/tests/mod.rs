//! Several servers in memory, and stories told with them.
//!
//! - `golden/*.txt` are conversations: each line that starts with `>` is a command, what follows is what the servers
//!   asked for. `golden.rs` plays them; with `RAFTARIUM_UPDATE=1` in the environment it writes down what it heard.
//! - `cluster.rs` holds the servers, their disks, and the messages between them, and moves only as it is told.
//! - `traps.rs` has one test for each mistake that known implementations have made.
//! - `elections.rs` has those about pre-votes and quorums that fall silent.
//! - `membership.rs` has those about servers that come and go.
//! - `catching_up.rs` has those about new servers that are too slow, and about slow disks; `removal.rs` those about servers
//!   that do not know that they have been removed.
//! - `stickiness.rs` has those about what is owed to a leader.
//! - `reads.rs` has those about reads and leases.
//! - `configurations.rs` has those about which configuration goes with a snapshot, `roles.rs` those about what each role
//!   answers, `windows.rs` those about what is in flight.
//! - `logs.rs` has those about logs that begin anew.
//! - `rounds.rs` has those about the numbers of read rounds.
//! - `snapshots.rs` has those about snapshots.
//! - `transfers.rs` has those about transferring the leadership.
//! - `walk.rs` lets anything happen, and checks after every move what Raft promises.

mod catching_up;
mod cluster;
mod configurations;
mod elections;
mod golden;
mod logs;
mod membership;
mod pipelined;
mod reads;
mod removal;
mod roles;
mod rounds;
mod snapshots;
mod stickiness;
mod transfers;
mod traps;
mod walk;
mod windows;
