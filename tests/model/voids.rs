//! Packets that bring nothing new, now and for ever: they are dropped, so that states which differ in them are the same.
//!
//! - Answers of an earlier term than their receiver's: nobody counts them any more.
//! - Answers that say nothing new to whoever they are for: a refused vote; a follower's answer that says less about its log
//!   than its leader knows, and nothing of a round that is asked or may yet be. One that says as much stays: after a refusal
//!   that comes late, it has the leader send on.
//! - Entries that their receiver has, when it knows as well what is committed, and its answer would be void or is in flight.
//!   As long as it may crash, it may have to be told again what is committed, and who leads. Where the leader is believed
//!   for a while because it has been heard (pre-votes, check-quorum), no word of it is void: it renews that. Nor is one to
//!   which a later term may be answered where that counts.
//! - Requests for votes from nodes that stand no longer to nodes that have voted, and questions of an earlier term than
//!   their receiver's. Their refusal tells the sender of the later term, which the sender also hears from that term's
//!   candidate: so they are void only where nobody may close its ears to candidates, and where no refusal is counted for
//!   anything else. With check-quorum or reads they stay. With pre-votes, too: who has voted grants them,
//!   and asks for none any more once it is asked for its vote again.
//!
//! "For ever" counts: what is void stays so whatever happens to others, or else the order of steps would make a difference that
//! there is not (`reduction.rs`).
//!
//! A node with a wrong rule may count what nobody should: then the answers that it would count stay as well.

use std::cmp::Ordering;

use raftarium::raft::{AppendEntries, AppendOutcome, Index, Leader, Message, NodeId, Role};
use raftarium::script::Bug;
use raftarium::sim::Endpoint;
use raftarium::sim::packet::{Body, Packet};

use crate::state::State;

impl State {
    /// Whether it brings nothing new.
    pub fn is_void(&self, packet: &Packet) -> bool {
        let (Endpoint::Node(from), Endpoint::Node(to)) = (packet.from, packet.to) else {
            return true;
        };
        let Body::Raft(message) = &packet.body else { return true };
        let receiver = self.machine(to).process().expect("every node runs").node();
        match message.term().cmp(&receiver.term()) {
            Ordering::Greater => return false,
            Ordering::Less => return self.is_void_from_earlier(message),
            Ordering::Equal => {}
        }
        match (message, receiver.role()) {
            (Message::RequestVote(request), _) => {
                let candidate = self.machine(from).process().expect("every node runs").node();
                let stands = match candidate.role() {
                    Role::PreCandidate(_) | Role::Candidate(_) => candidate.term() <= request.term,
                    Role::Follower(_) | Role::Leader(_) => false,
                };
                // Whoever has voted grants pre-votes, and gives up asking for them when it is asked for its vote once more.
                let asks_first = self.bounds.settings.pre_vote;
                !self.refusals_count() && receiver.voted_for().is_some() && !stands && !asks_first
            }
            // Whoever asks once more, in the same term, would count an earlier answer.
            (Message::RequestVoteReply(reply), role) if reply.pre_vote => {
                !reply.granted || matches!(role, Role::Leader(_))
            }
            (Message::RequestVoteReply(reply), Role::Candidate(_)) => !reply.granted,
            (Message::AppendEntries(append), Role::Follower(_)) => {
                // What a node knows of its leader and of what is committed, it may have to be told once more after a crash.
                let may_forget = self.done.crashes < self.bounds.crashes;
                let heard =
                    !self.bounds.is_whole() || !may_forget && receiver.leader() == Some(from);
                let last = append.entries.last().map_or(append.prev_log, |entry| entry.id);
                let known = if may_forget { Index::ZERO } else { receiver.commit_index() };
                let known = known >= append.leader_commit.min(last.index);
                let sender = self.machine(from).process().expect("every node runs").node();
                let told = match sender.role() {
                    // One that leads again, in a later term, does not hear answers to what it sent in this one.
                    Role::Leader(leader) if sender.term() == append.term => {
                        let progress = leader.progress().get(&to);
                        progress.is_none_or(|progress| {
                            progress.matched() > last.index
                                || progress.matched() == last.index
                                    && self.is_answered(packet, append, last.index)
                        }) && !asks(leader, to, append.round)
                    }
                    _ => true,
                };
                let asks_nothing = !self.believes_leaders() && !self.refusals_count();
                asks_nothing && heard && receiver.log().contains(last) && known && told
            }
            (Message::AppendEntriesReply(reply), Role::Leader(leader)) => {
                let Some(progress) = leader.progress().get(&from) else { return true };
                let old = match &reply.outcome {
                    AppendOutcome::Accepted { match_index } => *match_index < progress.matched(),
                    AppendOutcome::Rejected { refused, .. } => refused.index <= progress.matched(),
                };
                old && !asks(leader, from, reply.round)
            }
            (Message::InstallSnapshotReply(_), Role::Leader(_)) => false,
            (Message::InstallSnapshot(_), Role::Leader(_)) => true,
            (Message::InstallSnapshot(_), _) => false,
            (Message::AppendEntries(_), Role::Candidate(_) | Role::PreCandidate(_)) => false,
            _ => true,
        }
    }

    /// Whether the answer is in flight already that these entries up to there would be given.
    fn is_answered(&self, entries: &Packet, append: &AppendEntries, up_to: Index) -> bool {
        self.world.network().packets().any(|(_, packet)| {
            let Body::Raft(Message::AppendEntriesReply(reply)) = &packet.body else { return false };
            let accepts = AppendOutcome::Accepted { match_index: up_to };
            (packet.from, packet.to) == (entries.to, entries.from)
                && (&reply.outcome, reply.round) == (&accepts, append.round)
                && reply.term == append.term
        })
    }

    fn is_void_from_earlier(&self, message: &Message) -> bool {
        let bugs = self.bounds.bugs;
        match message {
            Message::RequestVoteReply(reply) if reply.granted => {
                let counts = if reply.pre_vote { Bug::CountPreVotes } else { Bug::CountOldVotes };
                !bugs.has(counts)
            }
            Message::RequestVoteReply(_)
            | Message::AppendEntriesReply(_)
            | Message::InstallSnapshotReply(_)
            | Message::TimeoutNow(_) => true,
            // Nobody forwards reads here.
            Message::ReadIndex(_) | Message::ReadIndexReply(_) => false,
            Message::InstallSnapshot(_) if bugs.has(Bug::RollBackSnapshot) => false,
            Message::RequestVote(_) | Message::AppendEntries(_) | Message::InstallSnapshot(_) => {
                !self.refusals_count()
            }
        }
    }

    /// Whether a refusal may do more than tell of a later term of which its receiver hears anyway.
    fn refusals_count(&self) -> bool {
        self.bounds.settings.check_quorum || self.bounds.reads > 0
    }

    /// Whether whoever hears a leader refuses others for a while.
    fn believes_leaders(&self) -> bool {
        self.bounds.settings.check_quorum || self.bounds.settings.pre_vote
    }
}

/// Whether this leader would count an answer of this node for this round: it is under way, or comes later.
fn asks(leader: &Leader, node: NodeId, round: u64) -> bool {
    let reads = leader.reads();
    let under_way = reads.is_under_way() && !reads.answered().any(|id| id == node);
    match round.cmp(&reads.round()) {
        Ordering::Less => false,
        Ordering::Equal => under_way,
        Ordering::Greater => true,
    }
}
