//! Watching a node without its help: what changed between before a step and after it.
//!
//! Each step costs the same few comparisons, however long the log is. That works because a step can only append to the
//! log, or remove a suffix and then append: the last entry before the step tells whether anything was removed.

use crate::raft::{
    Configuration, Entry, Index, Input, Leader, LeadershipTransfer, LogId, Message, Node, NodeId,
    Receiving, Role as RaftRole, Term, Timer,
};

use super::event::{EventKind, Resignation};
use super::recorder::Recorder;
use super::view::Role;

/// What is worth remembering of a node before a step.
#[derive(Clone, Copy, Debug)]
pub struct Before {
    role: Role,
    term: Term,
    voted_for: Option<NodeId>,
    last: LogId,
    commit: Index,
    votes: usize,
    /// The first index at which the entries of the message that is about to be taken in differ from the log's.
    conflict: Option<Index>,
    /// From whom that message is.
    from: Option<NodeId>,
    /// Whether that message is a voter's word that it would vote for this node.
    is_pre_vote: bool,
    /// Who asks for a vote with that message, and in which term.
    asked: Option<(NodeId, Term)>,
    /// Why this node will have stepped down if it leads no longer in the same term.
    resignation: Option<Resignation>,
    /// To whom it is handing its leadership over.
    handover: Option<NodeId>,
    /// The last entry that its snapshot covers.
    snapshot: LogId,
    /// Whether it is about to take another one itself.
    takes_snapshot: bool,
    /// The snapshot that is on its way to it, and how many bytes it has of it.
    receiving: Option<(LogId, u64)>,
    /// As a leader: the number of its newest round, and whether that is under way.
    round: Option<(u64, bool)>,
    /// Whether it has a lease.
    lease: bool,
    /// Stands for the configuration that rules it.
    configuration: Outline,
}

/// Enough of a configuration to tell it from the one before and the one after.
type Outline = (usize, usize, usize, u32);

impl Before {
    /// Looks at a node that is about to take this in.
    pub fn of(node: &Node, input: &Input) -> Self {
        let (from, conflict) = match input {
            Input::Receive { from, message } => (Some(*from), conflict(node, message)),
            Input::Fired(_)
            | Input::Persisted(_)
            | Input::Propose { .. }
            | Input::Read { .. }
            | Input::ChangeMembership { .. }
            | Input::Transfer { .. }
            | Input::StepDown
            | Input::SnapshotTaken { .. } => (None, None),
        };
        Self {
            role: role(node),
            term: node.term(),
            voted_for: node.voted_for(),
            last: node.log().last(),
            commit: node.commit_index(),
            votes: votes(node),
            conflict,
            from,
            is_pre_vote: is_pre_vote(input),
            asked: asked(input),
            resignation: resignation(input),
            handover: handover(node),
            snapshot: snapshot(node),
            takes_snapshot: matches!(input, Input::SnapshotTaken { .. }),
            receiving: receiving(node).map(|it| (it.last(), it.received())),
            round: leadership(node).map(round),
            lease: leadership(node).is_some_and(has_lease),
            configuration: outline(node.configuration()),
        }
    }

    /// Another reason for giving up a leadership, if that is what will happen.
    pub fn resigns_for(&mut self, reason: Resignation) {
        self.resignation = Some(reason);
    }

    /// The end of the log at that time.
    pub fn end(&self) -> Index {
        self.last.index
    }

    /// The role at that time.
    pub fn role(&self) -> Role {
        self.role
    }

    /// Writes down what has changed since.
    pub fn compare(self, after: &Node, recorder: &mut Recorder) {
        let node = after.id();
        self.compare_requests(after, recorder);
        self.compare_votes(after, recorder);
        self.compare_pre_votes(after, recorder);
        let (term, role) = (after.term(), role(after));
        if role != self.role {
            recorder.emit(EventKind::RoleChanged { node, from: self.role, to: role, term });
        } else if term != self.term {
            recorder.emit(EventKind::TermChanged { node, term });
        }
        self.compare_leadership(after, recorder);
        if let Some(candidate) = after.voted_for()
            && (self.term, self.voted_for) != (term, Some(candidate))
        {
            recorder.emit(EventKind::Voted { node, term, candidate });
        }
        self.compare_reads(after, recorder);
        self.compare_snapshots(after, recorder);
        self.compare_logs(after, recorder);
        if outline(after.configuration()) != self.configuration {
            let configuration = after.configuration().clone();
            recorder.emit(EventKind::ConfigurationChanged { node, configuration });
        }
        let index = after.commit_index();
        if index != self.commit {
            recorder.emit(EventKind::Committed { node, index });
        }
    }

    /// A request for a vote whose later term was not taken over. To one that has no vote any more its removal is told
    /// instead, and while that is not settled it may be either.
    fn compare_requests(&self, after: &Node, recorder: &mut Recorder) {
        let Some((from, term)) = self.asked else { return };
        if term > after.term() && after.configuration().is_voter(from) {
            let (node, leads) = (after.id(), self.role == Role::Leader);
            recorder.emit(EventKind::VoteRequestIgnored { node, from, term, leads });
        }
    }

    /// A candidate's votes. The one that wins the election is counted too, although the candidate is none any more.
    fn compare_votes(&self, after: &Node, recorder: &mut Recorder) {
        if self.role != Role::Candidate || after.term() != self.term {
            return;
        }
        let votes = match after.role() {
            RaftRole::Candidate(candidate) => candidate.granted().len(),
            RaftRole::Leader(_) => self.votes + 1,
            RaftRole::Follower(_) | RaftRole::PreCandidate(_) => return,
        };
        if votes > self.votes {
            // Without a sender it is the candidate's own vote, which has become durable.
            let (node, from) = (after.id(), self.from.unwrap_or(after.id()));
            let votes = u32::try_from(votes).unwrap_or(u32::MAX);
            recorder.emit(EventKind::VoteReceived { node, from, votes });
        }
    }

    /// A pre-candidate's votes. The one that is enough is counted too, although the pre-candidate is a candidate then.
    fn compare_pre_votes(&self, after: &Node, recorder: &mut Recorder) {
        let Some(from) = self.from.filter(|_| self.is_pre_vote) else { return };
        if self.role != Role::PreCandidate {
            return;
        }
        let votes = match after.role() {
            RaftRole::PreCandidate(asking) => asking.granted().len(),
            RaftRole::Candidate(_) | RaftRole::Leader(_) => self.votes + 1,
            RaftRole::Follower(_) => return,
        };
        if votes > self.votes {
            let votes = u32::try_from(votes).unwrap_or(u32::MAX);
            recorder.emit(EventKind::PreVoteReceived { node: after.id(), from, votes });
        }
    }

    /// Leadership that was given up, or is being handed over.
    fn compare_leadership(&self, after: &Node, recorder: &mut Recorder) {
        let (node, term) = (after.id(), after.term());
        if self.role != Role::Leader || term != self.term {
            return;
        }
        if role(after) != Role::Leader {
            // Whoever goes in its own term, unasked and obeyed, is a voter no longer.
            let lost = if is_learner(after) { Resignation::Demoted } else { Resignation::Removed };
            let reason = self.resignation.unwrap_or(lost);
            recorder.emit(EventKind::SteppedDown { node, term, reason });
            return;
        }
        if let Some(to) = handover(after).filter(|to| self.handover != Some(*to)) {
            recorder.emit(EventKind::HandoverBegun { node, to });
        }
    }

    /// What a leader knows of its being obeyed.
    fn compare_reads(&self, after: &Node, recorder: &mut Recorder) {
        let (node, leader) = (after.id(), leadership(after));
        if let (Some((before, waited)), Some((round, waits))) = (self.round, leader.map(round)) {
            if before != round {
                recorder.emit(EventKind::RoundBegun { node, round });
            }
            if !waits && (waited || before != round) {
                recorder.emit(EventKind::RoundAnswered { node, round });
            }
        }
        let kind = match (self.lease, leader.is_some_and(has_lease)) {
            (false, true) => EventKind::LeaseBegun { node },
            (true, false) => EventKind::LeaseEnded { node },
            _ => return,
        };
        recorder.emit(kind);
    }

    /// A snapshot, its own or its leader's.
    fn compare_snapshots(&self, after: &Node, recorder: &mut Recorder) {
        let (node, last) = (after.id(), snapshot(after));
        if last != self.snapshot && self.takes_snapshot {
            let bytes = after.snapshot().map_or(0, |snapshot| snapshot.data.len() as u64);
            let base = after.log().base();
            recorder.emit(EventKind::SnapshotTaken { node, last, base, bytes });
        } else if last != self.snapshot {
            recorder.emit(EventKind::SnapshotReceived { node, last });
        } else if let Some(now) = receiving(after) {
            let (last, received, total) = (now.last(), now.received(), now.total());
            if received > 0 && self.receiving != Some((last, received)) {
                recorder.emit(EventKind::ChunkTaken { node, last, received, total });
            }
        }
    }

    fn compare_logs(&self, after: &Node, recorder: &mut Recorder) {
        let (node, log, last) = (after.id(), after.log(), after.log().last());
        // A snapshot that has come from the leader has taken the place of the whole log, and that is told.
        let replaced = !self.takes_snapshot && snapshot(after) != self.snapshot;
        if last == self.last || replaced {
            return;
        }
        let mut kept = self.last.index;
        if !log.contains(self.last) {
            // The message's own entries tell where; a removal for any other reason shows at the new end.
            let from = self.conflict.unwrap_or(last.index.next());
            kept = from.previous();
            recorder.emit(EventKind::Truncated { node, from, to: self.last.index });
        }
        if let Some(Entry { id: first, .. }) = log.get(kept.next()) {
            recorder.emit(EventKind::Appended { node, first: *first, last });
        }
    }
}

/// The first index at which a message's entries differ from a node's log, if any does. Since logs that agree on an
/// entry agree on all before it (paper 5.3), the last entry that both have settles the usual case.
fn conflict(node: &Node, message: &Message) -> Option<Index> {
    let Message::AppendEntries(append) = message else { return None };
    let log = node.log();
    let differs = |entry: &&Entry| log.term_at(entry.id.index) != Some(entry.id.term);
    let last = append.entries.last()?.id.index;
    let overlap = log.last().index.0.min(last.0).checked_sub(append.prev_log.index.0 + 1)?;
    let overlap = usize::try_from(overlap).ok()?;
    if !append.entries.get(overlap).is_some_and(|entry| differs(&entry)) {
        return None;
    }
    append.entries.iter().find(differs).map(|entry| entry.id.index)
}

/// A node's role, as onlookers name it.
pub fn role(node: &Node) -> Role {
    match node.role() {
        RaftRole::Follower(_) if is_learner(node) => Role::Learner,
        RaftRole::Follower(_) => Role::Follower,
        RaftRole::PreCandidate(_) => Role::PreCandidate,
        RaftRole::Candidate(_) => Role::Candidate,
        RaftRole::Leader(_) => Role::Leader,
    }
}

/// Whether a node gets the log and has no vote; who is about to lose its vote has one.
fn is_learner(node: &Node) -> bool {
    let configuration = node.configuration();
    configuration.learners.contains(node.id()) && !configuration.is_voter(node.id())
}

fn votes(node: &Node) -> usize {
    match node.role() {
        RaftRole::PreCandidate(asking) | RaftRole::Candidate(asking) => asking.granted().len(),
        RaftRole::Follower(_) | RaftRole::Leader(_) => 0,
    }
}

/// The last entry that a node's snapshot covers; `0@0` if it has none.
fn snapshot(node: &Node) -> LogId {
    node.snapshot().map_or(LogId::default(), |snapshot| snapshot.last)
}

/// The snapshot that is on its way to a follower.
pub fn receiving(node: &Node) -> Option<&Receiving> {
    let RaftRole::Follower(follower) = node.role() else { return None };
    follower.receiving()
}

/// How many reads a follower has asked its leader about and has not answered yet.
pub fn forwarded(node: &Node) -> usize {
    let RaftRole::Follower(follower) = node.role() else { return 0 };
    follower.forwarded().len()
}

fn is_pre_vote(input: &Input) -> bool {
    let Input::Receive { message: Message::RequestVoteReply(reply), .. } = input else {
        return false;
    };
    reply.pre_vote && reply.granted
}

fn asked(input: &Input) -> Option<(NodeId, Term)> {
    let Input::Receive { from, message: Message::RequestVote(request) } = input else {
        return None;
    };
    Some((*from, request.term))
}

/// Why a leader gives up its leadership when this happens, if it does.
fn resignation(input: &Input) -> Option<Resignation> {
    match input {
        Input::StepDown => Some(Resignation::Asked),
        Input::Fired(Timer::Quorum) => Some(Resignation::NoQuorum),
        Input::Receive { .. }
        | Input::Fired(_)
        | Input::Persisted(_)
        | Input::Propose { .. }
        | Input::Read { .. }
        | Input::ChangeMembership { .. }
        | Input::Transfer { .. }
        | Input::SnapshotTaken { .. } => None,
    }
}

/// What belongs to a node's leadership, if it leads.
pub fn leadership(node: &Node) -> Option<&Leader> {
    match node.role() {
        RaftRole::Leader(leader) => Some(leader),
        RaftRole::Follower(_) | RaftRole::PreCandidate(_) | RaftRole::Candidate(_) => None,
    }
}

fn outline(configuration: &Configuration) -> Outline {
    let Configuration { voters, outgoing, learners } = *configuration;
    let sum = voters.iter().chain(learners).map(|id| id.0).sum();
    (voters.len(), outgoing.len(), learners.len(), sum)
}

fn round(leader: &Leader) -> (u64, bool) {
    (leader.reads().round(), leader.reads().is_under_way())
}

/// Whether a leader has a lease.
pub fn has_lease(leader: &Leader) -> bool {
    leader.lease().held().is_some()
}

/// To whom a leader hands its leadership over.
pub fn handover(node: &Node) -> Option<NodeId> {
    leadership(node)?.transfer().map(LeadershipTransfer::to)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::raft::Settings;
    use crate::sim::{Action, Cluster, Knobs, Time};

    /// Who ignores the requests of a node that hears its leader no more, of three, and whether it says that it leads.
    fn ignoring(check_quorum: bool) -> BTreeSet<(NodeId, bool)> {
        let raft = Settings { check_quorum, ..Settings::default() };
        let mut cluster = Cluster::new(3, 1, Knobs { raft, ..Knobs::default() });
        cluster.advance_to(Time(2_000_000));
        let leader = cluster.view().leader.expect("two seconds are enough for an election");
        assert_eq!(leader, NodeId(1), "the seed is chosen so");
        cluster.command(Action::Cut(vec![(leader, NodeId(3))])).expect("there is such a link");
        cluster.drain_events();
        cluster.advance_to(Time(2_600_000));
        let events = cluster.drain_events().into_iter();
        let ignored = events.filter_map(|event| match event.kind {
            EventKind::VoteRequestIgnored { node, from: NodeId(3), leads, .. } => {
                Some((node, leads))
            }
            _ => None,
        });
        ignored.collect()
    }

    #[test]
    fn a_vote_request_that_is_not_heard_is_told_of() {
        assert_eq!(ignoring(true), [(NodeId(1), true), (NodeId(2), false)].into());
        assert_eq!(ignoring(false), [].into(), "without check-quorum a later term is heard");
    }
}
