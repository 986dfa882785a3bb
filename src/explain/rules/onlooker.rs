//! Which arms an event shows.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::explain::facts::Observed;
use crate::raft::{AppendOutcome, NodeId, Refusal, Term, Timer, TransferOutcome};
use crate::script::ReadChoice;
use crate::sim::{Cause, Endpoint, Event, EventKind, PacketKind, Resignation, Role, Time};

use super::arm::Arm;
use super::vote::{self, Asked, Voter};

/// Somebody who sees one event after the other, and knows the rules.
#[derive(Clone, Debug, Default)]
pub struct Onlooker {
    nodes: BTreeMap<NodeId, Known>,
}

/// What is known of a node.
#[derive(Clone, Debug, Default)]
struct Known {
    /// Its state after the last event that told of it.
    state: Option<Arc<Observed>>,
    /// The last question for its vote of each candidate, with what it was like itself.
    asked: BTreeMap<NodeId, (Asked, Voter)>,
    /// The same of questions before an election.
    asked_before: BTreeMap<NodeId, (Asked, Voter)>,
    /// The term of the last AppendEntries of each leader.
    appends: BTreeMap<NodeId, Term>,
    /// The number of the event by which it became leader last.
    office: Option<u64>,
    /// The number of the event by which it counted a pre-vote last.
    pre_vote: Option<u64>,
    /// When entries were removed from its log last, and by which move.
    removal: Option<(Time, Cause)>,
}

impl Known {
    fn role(&self) -> Option<Role> {
        self.state.as_ref().map(|state| state.role)
    }

    fn is_in(&self, term: Term) -> bool {
        self.state.as_ref().is_some_and(|state| state.term == term)
    }

    /// What it is like for a question of this term.
    fn voter(&self, term: Term) -> Option<Voter> {
        let state = self.state.as_ref()?;
        // A vote of an earlier term binds nobody.
        let voted_for = state.voted_for.filter(|_| state.term >= term);
        Some(Voter { voted_for, last: state.log.last })
    }
}

impl Onlooker {
    /// Takes in the next event, with the state of the node that it has led to, where that is recorded, and says which arms it
    /// shows.
    pub fn observe(
        &mut self,
        event: &Event,
        after: Option<&Arc<Observed>>,
        show: &mut impl FnMut(Arm),
    ) {
        match &event.kind {
            EventKind::Sent { from: Endpoint::Node(from), to, kind, .. } => {
                self.sent(event, *from, *to, kind).into_iter().flatten().for_each(show);
            }
            EventKind::Delivered { from, to: Endpoint::Node(to), kind, .. } => {
                self.delivered(*from, *to, kind).into_iter().for_each(show);
            }
            EventKind::Committed { node, index } => {
                if let Some(after) = after {
                    let before = self.nodes.get(node).and_then(|known| known.state.clone());
                    committed(*index, before.as_deref(), after)
                        .into_iter()
                        .flatten()
                        .for_each(show);
                }
            }
            kind => {
                self.alone(event, after).or_else(|| plain(kind)).into_iter().for_each(show);
            }
        }
        self.remember(event, after);
    }

    fn remember(&mut self, event: &Event, after: Option<&Arc<Observed>>) {
        if let Some(after) = after {
            self.nodes.entry(after.node).or_default().state = Some(Arc::clone(after));
        }
        let seq = Some(event.seq);
        match event.kind {
            EventKind::RoleChanged { node, to: Role::Leader, .. } => {
                self.nodes.entry(node).or_default().office = seq;
            }
            EventKind::PreVoteReceived { node, .. } => {
                self.nodes.entry(node).or_default().pre_vote = seq;
            }
            EventKind::Truncated { node, .. } => {
                self.nodes.entry(node).or_default().removal = Some((event.at, event.cause));
            }
            _ => {}
        }
    }

    /// A node says something.
    fn sent(
        &self,
        event: &Event,
        from: NodeId,
        to: Endpoint,
        kind: &PacketKind,
    ) -> [Option<Arm>; 2] {
        let durable = matches!(event.cause, Cause::Write(..));
        let to = match to {
            Endpoint::Node(to) => Some(to),
            Endpoint::Client(_) => None,
        };
        let known = self.nodes.get(&from);
        let asked = |before: bool| {
            let known = known?;
            let asked = if before { &known.asked_before } else { &known.asked };
            asked.get(&to?).copied()
        };
        match kind {
            PacketKind::VoteRequest { .. } => {
                [Some(Arm::VotesAsked), durable.then_some(Arm::CandidacyDurable)]
            }
            PacketKind::SuccessorVoteRequest { .. } => {
                [Some(Arm::SuccessorStands), durable.then_some(Arm::CandidacyDurable)]
            }
            PacketKind::Vote { granted: true, .. } => [durable.then_some(Arm::VoteDurable), None],
            PacketKind::Vote { removed_at: Some(_), .. }
            | PacketKind::PreVote { removed_at: Some(_), .. } => [Some(Arm::RemovedTold), None],
            PacketKind::Vote { term, .. } => {
                let refused = asked(false).zip(to);
                [
                    refused.and_then(|((asked, voter), to)| vote::refused(to, *term, asked, voter)),
                    None,
                ]
            }
            PacketKind::PreVote { granted: true, .. } => [Some(Arm::PreVoteGranted), None],
            PacketKind::PreVote { term, .. } => {
                let refused = asked(true);
                [refused.map(|(asked, voter)| vote::pre_vote_refused(*term, asked, voter)), None]
            }
            PacketKind::Ack { outcome: AppendOutcome::Accepted { .. }, .. } => {
                [Some(if durable { Arm::EntriesDurable } else { Arm::AppendAccepted }), None]
            }
            PacketKind::Ack { term, outcome: AppendOutcome::Rejected { conflict, .. } } => {
                let asked = known.zip(to).and_then(|(known, to)| known.appends.get(&to));
                let arm = match conflict.term {
                    _ if asked.is_some_and(|asked| asked < term) => Arm::AppendOldTerm,
                    None => Arm::AppendMissing,
                    Some(_) => Arm::AppendDiffers,
                };
                [Some(arm), None]
            }
            PacketKind::Entries { .. } => [Some(Arm::EntriesSent), None],
            PacketKind::Chunk { .. } => [Some(Arm::SnapshotSent), None],
            PacketKind::TimeoutNow { .. } => [Some(Arm::SuccessorCalled), None],
            _ => [None, None],
        }
    }

    /// A node hears something.
    fn delivered(&mut self, from: Endpoint, to: NodeId, kind: &PacketKind) -> Option<Arm> {
        let Endpoint::Node(from) = from else { return None };
        let known = self.nodes.entry(to).or_default();
        match *kind {
            PacketKind::VoteRequest { term, last_log }
            | PacketKind::SuccessorVoteRequest { term, last_log } => {
                let voter = known.voter(term)?;
                known.asked.insert(from, (Asked { term, last_log }, voter));
                None
            }
            PacketKind::PreVoteRequest { term, last_log } => {
                let voter = known.voter(term)?;
                known.asked_before.insert(from, (Asked { term, last_log }, voter));
                None
            }
            PacketKind::Entries { term, .. } => {
                known.appends.insert(from, term);
                None
            }
            PacketKind::Heartbeat { term, .. } => {
                known.appends.insert(from, term);
                let follows = matches!(known.role(), Some(Role::Follower | Role::Learner));
                (follows && known.is_in(term)).then_some(Arm::HeartbeatHeard)
            }
            PacketKind::Ack { term, outcome: AppendOutcome::Rejected { .. } } => {
                let leads = known.role() == Some(Role::Leader);
                (leads && known.is_in(term)).then_some(Arm::NextLowered)
            }
            _ => None,
        }
    }

    /// What is decided by what is known of the node beside the event.
    fn alone(&self, event: &Event, after: Option<&Arc<Observed>>) -> Option<Arm> {
        let heard = matches!(event.cause, Cause::Packet(_));
        let known = |node: &NodeId| self.nodes.get(node);
        let leads = after.is_some_and(|after| after.role == Role::Leader);
        match &event.kind {
            EventKind::RoleChanged { node, from, to, term } => {
                let is_later = !known(node).is_some_and(|known| known.is_in(*term));
                match (from, to) {
                    (_, Role::Leader) => Some(Arm::Elected),
                    (_, Role::PreCandidate) => Some(Arm::PreVoteAsked),
                    (Role::PreCandidate, Role::Candidate) => known(node)
                        .is_some_and(|it| it.pre_vote.is_some() && it.pre_vote == event.parent)
                        .then_some(Arm::PreVotePassed),
                    (Role::Follower, Role::Candidate) => {
                        matches!(event.cause, Cause::Timer(..)).then_some(Arm::ElectionTimeout)
                    }
                    (_, Role::Follower) if !heard => None,
                    (Role::Leader, Role::Follower) => is_later.then_some(Arm::LeaderDeposed),
                    (Role::Candidate, Role::Follower) => {
                        Some(if is_later { Arm::CandidateOutrun } else { Arm::LeaderFound })
                    }
                    (Role::PreCandidate, Role::Follower) => {
                        Some(if is_later { Arm::CandidateOutrun } else { Arm::PreVoteGivenUp })
                    }
                    (Role::Learner, Role::Follower) => Some(Arm::Promoted),
                    _ => None,
                }
            }
            EventKind::TermChanged { .. } => match after?.role {
                Role::Follower | Role::Learner if heard => Some(Arm::TermTakenOver),
                Role::Candidate if !heard => Some(Arm::VotesSplit),
                _ => None,
            },
            EventKind::Appended { node, .. } if leads => {
                let begins = known(node).is_some_and(|it| it.office == event.parent);
                Some(if begins { Arm::FirstEntry } else { Arm::RequestAppended })
            }
            EventKind::ConfigurationChanged { node, configuration } => {
                let removed = known(node).and_then(|it| it.removal);
                Some(if configuration.is_joint() {
                    Arm::JointRules
                } else if removed == Some((event.at, event.cause)) {
                    Arm::RolledBack
                } else {
                    Arm::NewRules
                })
            }
            _ => None,
        }
    }
}

/// A commit index has advanced: what stood behind it.
fn committed(
    index: crate::raft::Index,
    before: Option<&Observed>,
    after: &Observed,
) -> [Option<Arm>; 2] {
    if after.role != Role::Leader {
        return [Some(Arm::LeaderCommit), None];
    }
    let term_of = |index| after.log.term_at(index);
    let own = term_of(index) == Some(after.term);
    let first = before.map(|before| before.commit.next());
    let earlier = own && first.and_then(term_of).is_some_and(|term| term < after.term);
    [own.then_some(Arm::CommitOwnTerm), earlier.then_some(Arm::CommitEarlier)]
}

/// What the event alone decides.
fn plain(kind: &EventKind) -> Option<Arm> {
    Some(match kind {
        EventKind::TimerFired { timer: Timer::Heartbeat, .. } => Arm::HeartbeatSent,
        EventKind::TimerFired { timer: Timer::Batch, .. } => Arm::Batched,
        EventKind::Voted { node, candidate, .. } if node == candidate => Arm::OwnVote,
        EventKind::Voted { .. } => Arm::VoteGranted,
        EventKind::VoteReceived { .. } => Arm::VoteCounted,
        EventKind::Appended { .. } => Arm::EntriesAppended,
        EventKind::Truncated { .. } => Arm::SuffixTruncated,
        EventKind::Applied { .. } => Arm::Applied,
        EventKind::Crashed { lost_writes: 1.., .. } => Arm::LostUnsynced,
        EventKind::Restarted { .. } => Arm::Restored,
        EventKind::TailCut { .. } => Arm::TornRecord,
        EventKind::Refused { .. } | EventKind::SnapshotUnreadable { .. } => Arm::UnsoundDisk,
        EventKind::Wiped { .. } | EventKind::DiskReplaced { .. } => Arm::LostDisk,
        EventKind::WriteAstray { .. } => Arm::WriteAstray,
        EventKind::SteppedDown { reason, .. } => match reason {
            Resignation::Asked => Arm::SteppedDown,
            Resignation::NoQuorum => Arm::NoQuorum,
            Resignation::Removed => Arm::LeaderLeaves,
            Resignation::CannotWrite => Arm::CannotWrite,
            Resignation::Demoted => Arm::LeaderDemoted,
        },
        EventKind::VoteRequestIgnored { leads: true, .. } => Arm::LeaderSticks,
        EventKind::VoteRequestIgnored { leads: false, .. } => Arm::FollowerSticks,
        EventKind::Booted { .. } => Arm::LearnerFirst,
        EventKind::MembershipChanged { .. } => Arm::ChangeComplete,
        EventKind::ChangeRefused { refusal: Refusal::Deposed, .. } => Arm::ChangeLost,
        EventKind::ChangeRefused { refusal: Refusal::NotCaughtUp(_), .. } => Arm::NotCaughtUp,
        EventKind::SnapshotTaken { .. } => Arm::SnapshotTaken,
        EventKind::ChunkTaken { .. } => Arm::ChunkTaken,
        EventKind::SnapshotReceived { .. } => Arm::SnapshotReceived,
        EventKind::SnapshotInstalled { .. } => Arm::SnapshotInstalled,
        EventKind::Redirected { .. } => Arm::Redirected,
        EventKind::Retried { .. } => Arm::Retried,
        EventKind::Completed { reply: Some(_), .. } => Arm::Answered,
        EventKind::Completed { reply: None, .. } => Arm::Unknown,
        EventKind::Overloaded { .. } => Arm::Overloaded,
        EventKind::RoundBegun { .. } => Arm::RoundBegun,
        EventKind::RoundAnswered { .. } => Arm::RoundAnswered,
        EventKind::ReadAnswered { by: ReadChoice::Index, .. } => Arm::ReadIndex,
        EventKind::ReadAnswered { by: ReadChoice::Follower, .. } => Arm::ReadFollower,
        EventKind::ReadAnswered { by: ReadChoice::Lease, .. } => Arm::ReadLease,
        EventKind::LeaseBegun { .. } => Arm::LeaseBegun,
        EventKind::LeaseEnded { .. } => Arm::LeaseEnded,
        EventKind::HandoverBegun { .. } => Arm::HandoverBegun,
        EventKind::TransferEnded { outcome: TransferOutcome::Completed, .. } => Arm::HandoverDone,
        EventKind::TransferEnded { outcome: TransferOutcome::TimedOut, .. } => Arm::HandoverFailed,
        _ => return None,
    })
}
