//! Lies about what arrives at a node.

use crate::raft::{
    AppendEntries, AppendEntriesReply, AppendOutcome, Entry, Index, Input, LogId, Message, Node,
    NodeId, ReadIndex, ReadIndexReply, RequestVote, RequestVoteReply, Role, Timer,
};

use super::{Bug, Bugs};

/// What a node is told instead of the truth.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    /// What it takes in, in this order.
    pub inputs: Vec<Input>,
    /// What it then says besides.
    pub says: Vec<(NodeId, Message)>,
}

impl Bugs {
    /// What a node with these bugs makes of an input.
    pub fn story(self, node: &Node, input: Input) -> Story {
        if let Input::Fired(Timer::Lease | Timer::Renewal) = input
            && self.has(Bug::KeepLease)
        {
            return Story::default();
        }
        let Input::Receive { from, message } = input else {
            return Story { inputs: vec![input], ..Story::default() };
        };
        if self.has(Bug::KeepLeading) && leads(node) && message.term() > node.term() {
            return Story::default();
        }
        if let Message::ReadIndex(ReadIndex { term, read }) = message
            && self.has(Bug::ReadUnconfirmed)
            && leads(node)
            && term == node.term()
        {
            let index = Some(node.commit_index());
            let reply = Message::ReadIndexReply(ReadIndexReply { term, read, index });
            return Story { says: vec![(from, reply)], ..Story::default() };
        }
        let frees = self.has(Bug::FreePromise)
            && node.is_sticky()
            && message.term() > node.term()
            && !matches!(message, Message::RequestVote(_));
        let mut story = match message {
            Message::RequestVote(request) => self.of_request(node, from, request),
            Message::RequestVoteReply(reply) => self.of_vote(node, from, reply),
            Message::AppendEntries(append) => self.of_entries(node, from, append),
            Message::AppendEntriesReply(reply) => self.of_acknowledgement(node, from, reply),
            message => Story::of(vec![(from, message)]),
        };
        if frees {
            story.inputs.insert(0, Input::Fired(Timer::Stickiness));
        }
        story
    }

    fn of_acknowledgement(self, node: &Node, from: NodeId, mut reply: AppendEntriesReply) -> Story {
        if let Role::Leader(leader) = node.role()
            && reply.term == node.term()
        {
            if self.has(Bug::AnyRound) {
                reply.round = leader.reads().round();
            }
            if let AppendOutcome::Accepted { match_index } = &mut reply.outcome
                && self.has(Bug::TrustWindow)
            {
                *match_index = node.log().last().index;
            }
        }
        Story::of(vec![(from, Message::AppendEntriesReply(reply))])
    }

    fn of_request(self, node: &Node, from: NodeId, mut request: RequestVote) -> Story {
        let last = node.log().last();
        if self.has(Bug::SkipUpToDate) {
            request.last_log = request.last_log.max(last);
        }
        let mut says = Vec::new();
        let spent = node.voted_for().is_some_and(|candidate| candidate != from);
        if self.has(Bug::VoteTwice)
            && (request.term, spent) == (node.term(), true)
            && request.last_log >= last
        {
            let reply = RequestVoteReply {
                term: node.term(),
                granted: true,
                pre_vote: false,
                removed_at: None,
            };
            says.push((from, Message::RequestVoteReply(reply)));
        }
        Story { says, ..Story::of(vec![(from, Message::RequestVote(request))]) }
    }

    fn of_vote(self, node: &Node, mut from: NodeId, mut reply: RequestVoteReply) -> Story {
        let Role::Candidate(candidate) = node.role() else {
            return Story::of(vec![(from, Message::RequestVoteReply(reply))]);
        };
        if self.has(Bug::CountPreVotes) && reply.pre_vote {
            reply = RequestVoteReply { term: node.term(), pre_vote: false, ..reply };
        }
        if self.has(Bug::CountOldVotes) && reply.granted && !reply.pre_vote {
            reply.term = reply.term.max(node.term());
        }
        let counts = reply.granted && !reply.pre_vote && reply.term == node.term();
        let voters = node.configuration().voters;
        let missing = |id: NodeId| !candidate.granted().contains(id) && id != node.id();
        if self.has(Bug::CountVotesTwice)
            && counts
            && candidate.granted().contains(from)
            && let Some(other) = voters.filter(missing).first()
        {
            from = other;
        }
        let mut heard = vec![(from, Message::RequestVoteReply(reply.clone()))];
        let votes = candidate.granted().len() + usize::from(!candidate.granted().contains(from));
        if self.has(Bug::ElectByHalf) && counts && votes >= voters.len() / 2 {
            let others = voters.filter(|id| missing(id) && id != from).iter();
            heard.extend(others.map(|id| (id, Message::RequestVoteReply(reply.clone()))));
        }
        if self.has(Bug::DecideByNew) && counts && node.configuration().is_joint() {
            let for_it = |id: NodeId| !missing(id) || id == from;
            if voters.filter(for_it).len() > voters.len() / 2 {
                let old = node.configuration().outgoing;
                let old = old.filter(|id| missing(id) && id != from).iter();
                heard.extend(old.map(|id| (id, Message::RequestVoteReply(reply.clone()))));
            }
        }
        Story::of(heard)
    }

    fn of_entries(self, node: &Node, from: NodeId, mut append: AppendEntries) -> Story {
        let log = node.log();
        if self.has(Bug::ObeyOldLeader) && !leads(node) {
            append.term = append.term.max(node.term());
        }
        let base = log.base().index;
        if self.has(Bug::SkipPrevCheck)
            && append.prev_log.index > base
            && let Some(term) = log.term_at(append.prev_log.index)
        {
            append.prev_log.term = term;
        }
        if self.has(Bug::NeverTruncate) {
            let kept = |entry: &Entry| log.get(entry.id.index).unwrap_or(entry).clone();
            append.entries = append.entries.iter().map(kept).collect();
        }
        if self.has(Bug::CommitUnverified) && append.prev_log.index >= base {
            extend(node, &mut append);
        }
        Story::of(vec![(from, Message::AppendEntries(append))])
    }
}

impl Story {
    fn of(heard: Vec<(NodeId, Message)>) -> Self {
        let input = |(from, message)| Input::Receive { from, message };
        Self { inputs: heard.into_iter().map(input).collect(), says: Vec::new() }
    }
}

fn leads(node: &Node) -> bool {
    matches!(node.role(), Role::Leader(_))
}

/// Takes everything in the node's own log, after what a message brings, for the leader's as well. So whatever the leader
/// has committed is taken to be what the node has there.
fn extend(node: &Node, append: &mut AppendEntries) {
    let log = node.log();
    let fits = |id: LogId| log.contains(id);
    if !fits(append.prev_log) || !append.entries.iter().all(|entry| fits(entry.id)) {
        return;
    }
    let verified = Index(append.prev_log.index.0 + append.entries.len() as u64);
    append.entries.extend(log.range(verified.next(), log.last().index, usize::MAX));
}
