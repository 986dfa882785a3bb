//! Packets that bring nothing new, now and for ever: they are dropped, so that states which differ in them are the same.
//!
//! - Answers of an earlier term than their receiver's: nobody counts them any more.
//! - Answers that say nothing new to whoever they are for: a refused vote; a follower's answer that is no news about its log,
//!   nor about a round that is asked or may yet be.
//! - Entries that their receiver has, when their sender knows that and the receiver knows as well what is committed (after
//!   a crash, it takes another message to tell it again). Where the leader is believed for a while because it has been heard
//!   (pre-votes, check-quorum), no word of it is void: it renews that.
//! - Requests for votes from nodes that stand no longer to nodes that have voted, and questions of an earlier term than
//!   their receiver's. Their refusal tells the sender of the later term, which the sender also hears from that term's
//!   candidate: so they are void only where nobody may close its ears to candidates, and where no refusal is counted for
//!   anything else. With check-quorum or reads they stay.
//!
//! A node with a wrong rule may count what nobody should: then the answers that it would count stay as well.

use std::cmp::Ordering;

use raftarium::raft::progress::Mode;
use raftarium::raft::{AppendOutcome, Leader, Message, NodeId, Role};
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
                !self.refusals_count() && receiver.voted_for().is_some() && !stands
            }
            // Whoever asks once more, in the same term, would count an earlier answer.
            (Message::RequestVoteReply(reply), role) if reply.pre_vote => {
                !reply.granted || matches!(role, Role::Leader(_))
            }
            (Message::RequestVoteReply(reply), Role::Candidate(_)) => !reply.granted,
            (Message::AppendEntries(append), Role::Follower(_)) => {
                let last = append.entries.last().map_or(append.prev_log, |entry| entry.id);
                let known = receiver.commit_index() >= append.leader_commit.min(last.index);
                let told = match self.machine(from).process().map(|process| process.node().role()) {
                    Some(Role::Leader(leader)) => {
                        let progress = leader.progress().get(&to);
                        progress.is_none_or(|progress| progress.matched() >= last.index)
                            && !asks(leader, to, append.round)
                    }
                    _ => true,
                };
                !self.believes_leaders() && receiver.log().contains(last) && known && told
            }
            (Message::AppendEntriesReply(reply), Role::Leader(leader)) => {
                let Some(progress) = leader.progress().get(&from) else { return true };
                let old = match &reply.outcome {
                    AppendOutcome::Accepted { match_index } => {
                        *progress.mode() == Mode::Replicate && *match_index <= progress.matched()
                    }
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
