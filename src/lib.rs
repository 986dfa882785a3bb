//! Raftarium: Raft as a whole cluster inside a web page.
//!
//! The protocol is a pure state machine ([`raft`]). A simulation gives it a network, disks, clients and virtual time, all
//! from one seed ([`sim`]). Checks watch every move ([`check`]). A session is a script that is written as it is played
//! ([`session`]), and the page shows it ([`ui`]). Compiled natively, the same code runs the same scripts without a browser,
//! to the same digest.
//!
//! # The rooms, and which way they look
//!
//! | room | what it is | may look at |
//! |---|---|---|
//! | [`compact`] | sorting and gathering in few bytes; open to all but `raft`, `kv` and `script` | nobody |
//! | [`persistent`] | lists and maps whose copies share what they have in common | nobody |
//! | [`raft`] | the protocol | nobody |
//! | [`kv`] | the replicated key-value store, with client sessions | `persistent` |
//! | [`script`] | the command language: text to command, command to text | nobody |
//! | [`sim`] | the cluster: nodes, disks, network, clients, virtual time, planted bugs | `raft`, `kv`, `script`, `persistent` |
//! | [`linearizable`] | the judge of histories of any key-value store | nobody |
//! | [`check`] | the safety properties, watched over every run | `sim` and what that sees, `linearizable` |
//! | [`fuzz`] | random cases, guided search, shrinking; what progress is demanded | `check`, `sim` and what that sees |
//! | [`catalog`] | the messages of other languages, by their English | nobody |
//! | [`explain`] | words and data for all that happens, and why it did | `catalog`, `sim` and what that sees |
//! | [`session`] | the session: run, branches, links, stories, searches | `catalog`, `check`, `explain` and what they see; of `fuzz`, the shape of a cluster |
//! | [`draw`] | what the page shows, as data: scene, ledger, diagram, timeline, lists, exports | `catalog`, `session`, `explain`, plain data of the rest |
//! | `api` | the JavaScript object and its types | `catalog`, `session`, `draw`, `explain`, plain data of the rest |
//! | [`ui`] | the page: components and the browser, behind the one gate `page` | `catalog`, `session`, `draw`, `explain`, plain data of the rest |
//!
//! Nothing looks the other way, and `tests/architecture` holds that. The rooms on which a result depends, from
//! [`persistent`] to [`fuzz`], are a crate of their own, `src/engine`: it is compiled rather for speed, the page for size.
//!
//! # The way of a command, from a key to a packet
//!
//! 1. A button, a key or the console makes a line of the language: `ui` issues it, `session::Session::exec` takes it.
//! 2. [`script::parse_line`] makes a [`script::Command`] of it, which is put on the session's tape with its moment.
//! 3. [`sim::Cluster::perform`] resolves names (`leader`, `p17`) and makes an [`sim::Action`], and that becomes
//!    [`sim::Move`]s: the only way in which a [`sim::World`] changes.
//! 4. A move that reaches a node becomes an [`raft::Input`] of [`raft::Node::step`]. What the protocol wants done comes back
//!    as [`raft::Output`]s: send, write, set a timer, apply, answer.
//! 5. The simulation carries them out. A message becomes a packet in flight with a moment at which it is due; virtual time
//!    brings that moment, and with it the next move.
//!
//! # The way of an event, from the core to the eye
//!
//! 1. The protocol does not know that it is watched. [`sim::observe`] compares a node before and after each step, and
//!    that, with the outputs, makes [`sim::Event`]s, each with the event that it follows from, or the number of the
//!    command that brought it about ([`sim::lineage`]).
//! 2. [`check::Checker::observe`] sees the events of every move, and the world after it. What it finds is a violation with
//!    evidence.
//! 3. The session keeps the events, and makes lines of the console, marks of the timeline, reasons and captions of them.
//! 4. The page reads a snapshot of the cluster ([`sim::ClusterView`]) and those events, and draws. A packet's place follows
//!    from when it was sent and when it is due, so going back in time needs no repair of any animation.
//!
//! # Where to begin
//!
//! To learn Raft: [`raft`], in the order that its essay gives. To see what can go wrong: [`sim`], then [`check`]. To add a
//! command or a knob: the tables of [`script`], then `sim::command` or `sim::knobs`. To change what is said: [`explain`]; how it looks: [`ui`].
//!
//! # What is absent
//!
//! - No clock and no randomness in [`raft`], [`kv`], [`script`], [`sim`], [`check`] and [`fuzz`] but virtual time and the one seed; no
//!   floating point and no unordered collection where a result depends on it.
//! - No file that needs another which needs it, within a room or between rooms (`tests/architecture`).
//! - No guessed reason: what an event follows from is written down with it, or said to be unknown.
//! - No way past the language: no button does what a line could not, so every session is a script.
//! - No request to anybody after the page has loaded, but that the browser asks the page's own server for a newer one.
//! - No `unsafe`.
//!
//! # Glossary
//!
//! The field's words come first. Where the code or the page has another word, it is here.
//!
//! | the field (paper, dissertation, etcd) | here |
//! |---|---|
//! | server, replica, peer | node, where it is simulated; server, in the protocol |
//! | election timeout | [`raft::Timer::Election`]; the least of its range also measures stickiness and leases |
//! | leader stickiness (dissertation 4.2.3, 9.6) | [`raft::Timer::Stickiness`], `raft/stickiness.rs`: a server that has just heard a leader helps nobody to stand against it |
//! | check-quorum, recently active (6.2; etcd) | `set checkquorum on`; a leader's list of who has answered since it last checked |
//! | leadership transfer (3.10), TimeoutNow | `transfer n2`; [`raft::TransferOutcome`]; the successor is *called* |
//! | snapshot transfer, InstallSnapshot (7) | [`raft::SnapshotTransfer`]; chunks |
//! | nextIndex, matchIndex | [`raft::Progress`]: `next`, `matched` |
//! | pre-vote (9.6) | [`raft::Campaign::PreVote`]: asked in the sender's term |
//! | ReadIndex (6.4) | a *round*: a number that messages of replication carry and answers return |
//! | forwarded read (6.4; etcd's MsgReadIndex) | `set reads follower`; [`raft::ReadIndex`] |
//! | back-pressure (etcd's MaxUncommittedEntriesSize) | `set uncommitted 4096`; a write is refused as *overloaded* |
//! | leadership by priority (MongoDB, NATS) | `set priority 5 for n2`: a transfer, unasked |
//! | leader lease (6.4.1) | [`raft::Lease`]: held until a timer ends it |
//! | joint consensus, C-old,new (4.3) | [`raft::Configuration`] with `outgoing` voters |
//! | learner, non-voter (4.2.1) | learner; one that is to vote has ten rounds to catch up, a standing one stays until `promote n6` |
//! | removed server, disruptive server (4.2.3) | `removed_at` in the answer to a vote request |
//! | in-flight window | `set inflight`; [`raft::Progress::in_flight`] |
//! | hard state (etcd): term and vote | [`raft::HardState`] |
//! | durable before visible | what is *withheld* until the write that it rests on is done, `raft/persistence.rs` |
//! | linearizability | [`linearizable`] |
//! | one case of a rule of figure 2: step 2 of RequestVote, refused because the vote was given | [`explain::rules::Arm`], an arm of the handler; *rule* where people read of it |
//! | point of no return, counterfactual | `odds`, `rescue`: [`session::hindsight`] |
//! | fault injection | [`sim::Chaos`]: commands that a person could give, drawn from a stream of the seed |
//! | link quality (latency, loss, duplication of one link) | weather |
//! | message filter of a test network (TiKV, etcd) | filter: `drop next append n1 > n2`, `sim/filter.rs` |
//! | state of a node at a moment, for onlookers | [`sim::NodeView`]; of all, [`sim::ClusterView`] |
#![forbid(unsafe_code)]

pub use raftarium_engine::{check, compact, fuzz, kv, linearizable, persistent, raft, script, sim};

#[cfg(feature = "api")]
pub mod api;

pub mod catalog;
pub mod draw;
pub mod explain;
pub mod session;
#[cfg(feature = "page")]
pub mod ui;
