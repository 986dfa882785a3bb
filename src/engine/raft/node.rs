//! One server: its state (paper figure 2, "State"), and the one function by which it changes.

use super::io::{Durable, HardState, Input, Output, Timer, TimerRange};
use super::log::Log;
use super::membership::Configurations;
use super::message::Message;
use super::outcome::{Refusal, TransferOutcome};
use super::persistence::{Disk, Memory, Withheld};
use super::role::{Candidate, Follower, Leader, Role};
use super::settings::Settings;
use super::snapshot::Snapshot;
use super::types::{Configuration, Entry, Index, LogId, NodeId, Term};

/// A server. Cloning is cheap: the log shares its structure, entries share their payloads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Node {
    pub(super) id: NodeId,
    pub(super) settings: Settings,

    // Persistent state, as it is in memory; `disk` knows how much of it is durable.
    pub(super) hard_state: HardState,
    pub(super) log: Log,
    pub(super) configurations: Configurations,
    pub(super) snapshot: Option<Snapshot>,

    // Volatile state: gone with a crash.
    pub(super) commit: Index,
    pub(super) applied: Index,
    pub(super) role: Role,
    pub(super) disk: Disk,
    pub(super) withheld: Vec<Withheld>,
    pub(super) stickiness: Stickiness,
    /// A configuration without this server is committed here, as another server has told it; see `reconfiguration.rs`.
    pub(super) removed_at: Option<Index>,
}

/// A server's promise to the leader that it heard last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Stickiness {
    /// Whether [`Timer::Stickiness`] still runs.
    pub(super) promised: bool,
    /// Whether the election timeout has passed meanwhile, so that the server stands when its promise is over.
    pub(super) overdue: bool,
}

impl Node {
    /// A server that starts for the first time, or again after a crash: it knows what is durable and nothing else. It
    /// follows nobody yet, and everything committed will be applied again, from the snapshot or from the beginning.
    pub fn start(
        id: NodeId,
        settings: Settings,
        durable: Durable,
        outputs: &mut Vec<Output>,
    ) -> Self {
        let Durable { hard_state, log, configuration, snapshot } = durable;
        let configurations = Configurations::of(configuration, &log);
        let memory = Memory {
            hard_state,
            log: &log,
            configurations: &configurations,
            snapshot: snapshot.as_ref(),
        };
        let disk = Disk::holding(memory);
        let applied = snapshot.as_ref().map_or(log.base(), |snapshot| snapshot.last);
        let mut node = Self {
            id,
            settings,
            hard_state,
            configurations,
            snapshot,
            commit: applied.index,
            applied: applied.index,
            role: Role::Follower(Follower::default()),
            disk,
            withheld: Vec::new(),
            stickiness: Stickiness::default(),
            removed_at: None,
            log,
        };
        node.enforce_configuration();
        if let Some(snapshot) = node.snapshot.clone() {
            // A disk that keeps snapshot and log apart may have the one and not yet the cut of the other.
            if !node.log.contains(snapshot.last) {
                node.begin_log_after(&snapshot);
            }
            outputs.push(Output::Restore(snapshot));
        }
        node.set_election_timer(outputs);
        // It may have heard a leader just before it crashed, and a lease may rest on that.
        if settings.check_quorum {
            node.stick_to_leader(outputs);
        }
        node
    }

    /// Takes one input and appends what it asks for to `outputs`, in this order: what the rules ask for, in the order
    /// in which they ask; at most one write; the messages whose reasons are durable now; entries to apply.
    ///
    /// First come the rules for all servers, then those of the role, then what follows from the new state.
    pub fn step(&mut self, input: Input, outputs: &mut Vec<Output>) {
        match &input {
            Input::Receive { from, message } => {
                if !self.is_current(*from, message, outputs) {
                    return self.settle(outputs);
                }
            }
            Input::Persisted(token) => self.disk.finished(*token),
            Input::Fired(_)
            | Input::Propose { .. }
            | Input::Read { .. }
            | Input::ChangeMembership { .. }
            | Input::Transfer { .. }
            | Input::StepDown
            | Input::SnapshotTaken { .. } => {}
        }
        match self.role {
            Role::Follower(_) => self.step_as_follower(input, outputs),
            Role::PreCandidate(_) => self.step_as_pre_candidate(input, outputs),
            Role::Candidate(_) => self.step_as_candidate(input, outputs),
            Role::Leader(_) => self.step_as_leader(input, outputs),
        }
        self.settle(outputs);
    }

    fn step_as_follower(&mut self, input: Input, outputs: &mut Vec<Output>) {
        match input {
            Input::Receive { from, message } => match message {
                // Somebody misses a leader. One vote a term, for a log that lacks nothing committed.
                Message::RequestVote(request) => self.answer_candidate(from, &request, outputs),
                // The leader of this term speaks: take what it has, and wait longer before standing.
                Message::AppendEntries(append) => self.answer_leader(from, append, outputs),
                // The leader has forgotten the entries that this server needs: take what it has instead.
                Message::InstallSnapshot(chunk) => self.answer_chunk(from, chunk, outputs),
                // The leader wants it to take over.
                Message::TimeoutNow(_) => self.on_timeout_now(outputs),
                // It led when that was sent, or is taken for the leader: it does not know what is committed.
                Message::ReadIndex(question) => self.decline_read_index(from, &question),
                // The leader says what a read must see.
                Message::ReadIndexReply(reply) => self.hear_read_index_reply(&reply, outputs),
                // Answers to a candidacy or leadership in this term that has ended: nobody counts them any more.
                Message::RequestVoteReply(_)
                | Message::AppendEntriesReply(_)
                | Message::InstallSnapshotReply(_) => {}
            },
            // Nobody has led for a whole election timeout: it offers itself.
            Input::Fired(Timer::Election) => self.on_election_timeout(outputs),
            // The leader has been silent for the least election timeout: nothing is owed to it any more.
            Input::Fired(Timer::Stickiness) => self.on_stickiness_timeout(outputs),
            // A leader's timers, which were cancelled with the leadership.
            Input::Fired(
                Timer::Heartbeat
                | Timer::Batch
                | Timer::Quorum
                | Timer::Transfer
                | Timer::Lease
                | Timer::Renewal,
            ) => {}
            // More is durable; `settle` sends what waited for it.
            Input::Persisted(_) => {}
            // It has no leadership to transfer or to give up.
            Input::Transfer { to } => refuse_transfer(to, outputs),
            Input::StepDown => {}
            // Its own log may be cut, whoever leads.
            Input::SnapshotTaken { index, data } => self.take_snapshot(index, data),
            // Only a leader may add to the log; the leader hint sends the client to the right place.
            Input::Propose { proposal, .. } => {
                outputs.push(Output::NotLeader { proposal, leader: self.leader() });
            }
            // Only a leader knows what is committed by now; it may be asked.
            Input::Read { read, mode } => self.forward_read(read, mode, outputs),
            // Only a leader decides who takes part.
            Input::ChangeMembership { proposal, .. } => {
                let refusal = Refusal::NotLeader { leader: self.leader() };
                outputs.push(Output::ChangeRefused { proposal, refusal });
            }
        }
    }

    fn step_as_pre_candidate(&mut self, input: Input, outputs: &mut Vec<Output>) {
        match input {
            Input::Receive { from, message } => match message {
                // Somebody else asks too, or stands already: nothing has been promised yet, so it may get this vote.
                Message::RequestVote(request) => self.answer_candidate(from, &request, outputs),
                // An answer to this question, or to a candidacy in this term that has ended.
                Message::RequestVoteReply(reply) if reply.pre_vote => {
                    self.count_pre_vote(from, reply.granted, outputs);
                }
                Message::RequestVoteReply(_) => {}
                // There is a leader after all.
                Message::AppendEntries(append) => self.answer_leader(from, append, outputs),
                Message::InstallSnapshot(chunk) => self.answer_chunk(from, chunk, outputs),
                // The leader is going, and wants this server to take over.
                Message::TimeoutNow(_) => self.on_timeout_now(outputs),
                // It does not lead.
                Message::ReadIndex(question) => self.decline_read_index(from, &question),
                // An answer to a leadership in this term that has ended, or to a read that was refused when it stood.
                Message::AppendEntriesReply(_)
                | Message::InstallSnapshotReply(_)
                | Message::ReadIndexReply(_) => {}
            },
            // No majority would vote for it, or could be asked: ask again.
            Input::Fired(Timer::Election) => self.seek_election(outputs),
            // Timers of other roles, which were cancelled with them.
            Input::Fired(
                Timer::Stickiness
                | Timer::Heartbeat
                | Timer::Batch
                | Timer::Quorum
                | Timer::Transfer
                | Timer::Lease
                | Timer::Renewal,
            ) => {}
            // More is durable; `settle` sends what waited for it.
            Input::Persisted(_) => {}
            // It has no leadership to transfer, but may stop asking for one.
            Input::Transfer { to } => refuse_transfer(to, outputs),
            Input::StepDown => self.step_down(outputs),
            // Its own log may be cut, whoever leads.
            Input::SnapshotTaken { index, data } => self.take_snapshot(index, data),
            // There is no leader to send the client to.
            Input::Propose { proposal, .. } => {
                outputs.push(Output::NotLeader { proposal, leader: None });
            }
            Input::Read { read, .. } => outputs.push(Output::ReadRefused { read, leader: None }),
            Input::ChangeMembership { proposal, .. } => {
                let refusal = Refusal::NotLeader { leader: None };
                outputs.push(Output::ChangeRefused { proposal, refusal });
            }
        }
    }

    fn step_as_candidate(&mut self, input: Input, outputs: &mut Vec<Output>) {
        match input {
            Input::Receive { from, message } => match message {
                // A rival in the same term: this server's vote is its own, so the answer is no.
                Message::RequestVote(request) => self.answer_candidate(from, &request, outputs),
                // An answer to the question before this candidacy, which has been answered well enough.
                Message::RequestVoteReply(reply) if reply.pre_vote => {}
                // An answer to this very candidacy, for a vote is asked for once a term.
                Message::RequestVoteReply(reply) => self.count_vote(from, reply.granted, outputs),
                // Somebody has won this term. Follow, and keep the vote as it was given.
                Message::AppendEntries(append) => self.answer_leader(from, append, outputs),
                Message::InstallSnapshot(chunk) => self.answer_chunk(from, chunk, outputs),
                // It was a follower of this term's leader when that was said, or has it for a rival: either way it stands
                // again, in the next term.
                Message::TimeoutNow(_) => self.on_timeout_now(outputs),
                // It does not lead.
                Message::ReadIndex(question) => self.decline_read_index(from, &question),
                // Candidates append nothing to anybody, and a leader never becomes a candidate in its own term. What it
                // asked the leader before was refused when it stood.
                Message::AppendEntriesReply(_)
                | Message::InstallSnapshotReply(_)
                | Message::ReadIndexReply(_) => {}
            },
            // No majority in time, perhaps a split vote: try again in a new term, after a new random wait (paper 5.2).
            Input::Fired(Timer::Election) => self.seek_election(outputs),
            // Timers of other roles, which were cancelled with them.
            Input::Fired(
                Timer::Stickiness
                | Timer::Heartbeat
                | Timer::Batch
                | Timer::Quorum
                | Timer::Transfer
                | Timer::Lease
                | Timer::Renewal,
            ) => {}
            // Its own vote may be durable now: it counts like any other, and not before.
            Input::Persisted(_) => {
                if self.disk.holds(self.hard_state) {
                    self.count_vote(self.id, true, outputs);
                }
            }
            // It has no leadership to transfer, but may stop asking for one.
            Input::Transfer { to } => refuse_transfer(to, outputs),
            Input::StepDown => self.step_down(outputs),
            // Its own log may be cut, whoever leads.
            Input::SnapshotTaken { index, data } => self.take_snapshot(index, data),
            // There is no leader to send the client to.
            Input::Propose { proposal, .. } => {
                outputs.push(Output::NotLeader { proposal, leader: None });
            }
            Input::Read { read, .. } => outputs.push(Output::ReadRefused { read, leader: None }),
            Input::ChangeMembership { proposal, .. } => {
                let refusal = Refusal::NotLeader { leader: None };
                outputs.push(Output::ChangeRefused { proposal, refusal });
            }
        }
    }

    fn step_as_leader(&mut self, input: Input, outputs: &mut Vec<Output>) {
        match input {
            Input::Receive { from, message } => match message {
                // A rival in a term that is decided: this server's vote is its own, so the answer is no.
                Message::RequestVote(request) => self.answer_candidate(from, &request, outputs),
                // A vote that came after the majority.
                Message::RequestVoteReply(_) => {}
                // A follower wants to answer a read: it goes the way of this server's own.
                Message::ReadIndex(question) => self.hear_read_index(from, &question),
                // Two leaders in one term cannot be (election safety). A leader follows nobody in its own term.
                Message::AppendEntries(_)
                | Message::InstallSnapshot(_)
                | Message::TimeoutNow(_)
                | Message::ReadIndexReply(_) => {}
                // A follower's log is known better: commit more, send more, or look further back.
                Message::AppendEntriesReply(reply) => self.hear_follower(from, &reply, outputs),
                // It has more of a snapshot, or less than was thought: go on from there.
                Message::InstallSnapshotReply(reply) => self.hear_chunk(from, &reply, outputs),
            },
            // Cancelled when the election was won, or before.
            Input::Fired(Timer::Election | Timer::Stickiness) => {}
            // Silence would make the others stand: speak, with or without news.
            Input::Fired(Timer::Heartbeat) => self.send_heartbeats(outputs),
            // The batch has been gathered for long enough.
            Input::Fired(Timer::Batch) => self.release_batch(outputs),
            // The successor has had its time.
            Input::Fired(Timer::Transfer) => self.end_transfer(outputs),
            // For as long as that, a quorum has promised to help nobody else.
            Input::Fired(timer @ (Timer::Lease | Timer::Renewal)) => self.end_lease(timer),
            // Whoever is heard by no quorum leads nobody.
            Input::Fired(Timer::Quorum) => self.check_quorum(outputs),
            // The leader's own disk is one of the copies that a majority is made of.
            Input::Persisted(_) => self.advance_commit(),
            // Somebody wants another leader, or none for now.
            Input::Transfer { to } => self.transfer_leadership(to, outputs),
            Input::StepDown => self.step_down(outputs),
            // Its own log may be cut; followers that need what is gone get the snapshot.
            Input::SnapshotTaken { index, data } => self.take_snapshot(index, data),
            // The one place where the log grows by a client's will.
            Input::Propose { proposal, command } => self.propose(proposal, command, outputs),
            // It is answered when it is certain that this server still leads; `settle` sees to that.
            Input::Read { read, mode } => self.await_read(read, mode),
            // Whoever leads decides who takes part, and that is an entry like any other.
            Input::ChangeMembership { proposal, request } => {
                self.change_membership(proposal, &request, outputs);
            }
        }
    }

    /// What follows from the state, whatever led to it, in this order: each may need what those before it have done.
    fn settle(&mut self, outputs: &mut Vec<Output>) {
        // The next step of a change of the membership appends a configuration, and may end the leadership.
        self.advance_membership(outputs);
        // Reads that wait begin a round, or a round that a quorum has answered lets them go on.
        self.advance_reads(outputs);
        // The disk is behind: at most one write.
        self.begin_write(outputs);
        // What rested on the last write may be said now. (Nothing rests on the one that has just begun.)
        self.say_what_is_durable(outputs);
        // What is committed and durable is given out.
        self.apply(outputs);
        self.enforce_configuration();
        // Reads that needed no more than what has been applied are answered, last of all.
        self.answer_reads(outputs);
    }

    /// The newest configuration in the log rules, or the newest that is applied.
    fn enforce_configuration(&mut self) {
        let applied = self.settings.configuration_at_apply.then_some(self.applied);
        self.configurations.rule_when_applied(applied);
    }

    /// Brings the disk up to date, unless a write is under way.
    fn begin_write(&mut self, outputs: &mut Vec<Output>) {
        let memory = Memory {
            hard_state: self.hard_state,
            log: &self.log,
            configurations: &self.configurations,
            snapshot: self.snapshot.as_ref(),
        };
        if let Some((token, write)) = self.disk.begin(memory) {
            outputs.push(Output::Write { token, write });
        }
    }

    /// Sends the messages that are true by what is on disk.
    fn say_what_is_durable(&mut self, outputs: &mut Vec<Output>) {
        if self.disk.holds(self.hard_state) {
            let durable = self.disk.last();
            let ready = self.withheld.extract_if(.., |message| message.until <= durable);
            outputs.extend(ready.map(|Withheld { to, message, .. }| Output::Send { to, message }));
        }
    }

    /// Says this as soon as this server's term and vote, and its log up to `until`, are durable: then a crash cannot
    /// make it untrue. If the term or the role changes before that, it is never said.
    pub(super) fn say_once_durable(&mut self, to: NodeId, until: Index, message: Message) {
        self.withheld.push(Withheld { until, to, message });
    }

    /// Takes another role. What waited to be said was said in the old one, and is dropped.
    pub(super) fn become_role(&mut self, role: Role, outputs: &mut Vec<Output>) {
        let successor = self.called_successor();
        match &mut self.role {
            Role::Leader(Leader {
                gathering,
                checks_quorum,
                transfer,
                change,
                reads,
                lease,
                ..
            }) => {
                outputs.push(Output::CancelTimer(Timer::Heartbeat));
                if *gathering {
                    outputs.push(Output::CancelTimer(Timer::Batch));
                }
                if *checks_quorum {
                    outputs.push(Output::CancelTimer(Timer::Quorum));
                }
                if let Some(transfer) = transfer {
                    outputs.push(Output::CancelTimer(Timer::Transfer));
                    if transfer.asked && !transfer.called {
                        let (to, outcome) = (transfer.to(), TransferOutcome::Deposed);
                        outputs.push(Output::TransferEnded { to, outcome });
                    }
                }
                if let Some(change) = change {
                    let (proposal, refusal) = (change.proposal(), Refusal::Deposed);
                    outputs.push(Output::ChangeRefused { proposal, refusal });
                }
                lease.give_up(outputs);
                reads.refuse_all(outputs);
                self.set_election_timer(outputs);
            }
            Role::Follower(follower) => follower.forwarded.refuse_all(outputs),
            Role::PreCandidate(_) | Role::Candidate(_) => {}
        }
        self.withheld.clear();
        self.role = role;
        self.await_successor(successor, outputs);
    }

    /// Waits anew for a leader, or for votes.
    pub(super) fn set_election_timer(&self, outputs: &mut Vec<Output>) {
        outputs.push(Output::SetTimer { timer: Timer::Election, delay: self.settings.election });
    }

    /// Waits for the next round of heartbeats.
    pub(super) fn set_heartbeat_timer(&self, outputs: &mut Vec<Output>) {
        let delay = TimerRange::exactly(self.settings.heartbeat_us);
        outputs.push(Output::SetTimer { timer: Timer::Heartbeat, delay });
    }

    /// As leader, counts from now on what is not committed, if that is limited.
    pub(super) fn limit_uncommitted(&mut self) {
        let limits = self.settings.max_uncommitted_bytes.is_some();
        let uncommitted = if limits { self.count_uncommitted() } else { 0 };
        if let Role::Leader(leader) = &mut self.role {
            leader.uncommitted = uncommitted;
        }
    }

    /// Appends one entry to the log in memory.
    pub(super) fn append(&mut self, entry: Entry) {
        self.configurations.appended(&entry);
        self.log.append(entry);
    }

    /// Removes every entry from this index on.
    pub(super) fn truncate_from(&mut self, index: Index) {
        self.log.truncate_from(index);
        self.configurations.truncated(index);
        self.disk.truncated(index);
    }
}

/// Whoever does not lead has no leadership to transfer.
fn refuse_transfer(to: NodeId, outputs: &mut Vec<Output>) {
    outputs.push(Output::TransferEnded { to, outcome: TransferOutcome::Refused });
}

/// For onlookers: nothing here changes anything.
impl Node {
    /// Its name.
    pub fn id(&self) -> NodeId {
        self.id
    }

    /// How it behaves.
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// The latest term that it has seen, in memory.
    pub fn term(&self) -> Term {
        self.hard_state.term
    }

    /// Who has its vote in this term, in memory.
    pub fn voted_for(&self) -> Option<NodeId> {
        self.hard_state.voted_for
    }

    /// Its role, with what belongs to it.
    pub fn role(&self) -> &Role {
        &self.role
    }

    /// Who leads in this term, as far as it knows.
    pub fn leader(&self) -> Option<NodeId> {
        match &self.role {
            Role::Follower(Follower { leader, .. }) => *leader,
            Role::PreCandidate(Candidate { .. }) | Role::Candidate(Candidate { .. }) => None,
            Role::Leader(Leader { .. }) => Some(self.id),
        }
    }

    /// Its log, in memory.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// The highest index known to be committed (paper figure 2: commitIndex).
    pub fn commit_index(&self) -> Index {
        self.commit
    }

    /// The highest index given out to be applied (paper figure 2: lastApplied).
    pub fn last_applied(&self) -> Index {
        self.applied
    }

    /// The last entry of the log that is known to be on disk; `0@0` while none is, because a snapshot that took the
    /// log's place is still on its way there.
    pub fn durable_last(&self) -> LogId {
        let index = self.disk.last();
        self.log.term_at(index).map_or(LogId::default(), |term| LogId { term, index })
    }

    /// Holds what it has in common with another server, of log and snapshot, together with it, so that both take the
    /// room of one. Nothing else changes.
    pub fn share(&mut self, other: &Self) {
        self.log.share(&other.log);
        if self.snapshot == other.snapshot {
            self.snapshot = other.snapshot.clone();
        }
    }

    /// Its newest snapshot, in memory.
    pub fn snapshot(&self) -> Option<&Snapshot> {
        self.snapshot.as_ref()
    }

    /// The configuration that rules it: the newest in its log, committed or not, unless the wrong rule is followed by which
    /// it has to be applied.
    pub fn configuration(&self) -> &Configuration {
        self.configurations.current()
    }

    /// Behaves differently from now on; timers that run are left as they are, but a lease that rests on other promises
    /// than those that are made from now on is worth nothing.
    pub fn set_settings(&mut self, settings: Settings) {
        if let Role::Leader(leader) = &mut self.role
            && !settings.agrees_on_leases_with(&self.settings)
        {
            leader.lease.void();
        }
        let limits = settings.max_uncommitted_bytes.is_some();
        let begins = limits != self.settings.max_uncommitted_bytes.is_some();
        self.settings = settings;
        self.enforce_configuration();
        if begins {
            self.limit_uncommitted();
        }
    }
}
