//! Terms and leader election (paper 5.1, 5.2, 5.4.1; figure 2, "RequestVote RPC" and "Rules for Servers"), and pre-votes
//! (dissertation 9.6).
//!
//! A pre-vote is asked for in the term in which its sender is, not in the one for which it would stand. So it falls
//! under the same rules as every other message: whoever is behind takes over the later term from the question or from
//! the answer, and what is said belongs to the term in which it is said.

use std::collections::BTreeMap;

use super::io::{HardState, Output, Timer, TimerRange};
use super::message::{AppendOutcome, Campaign, Message, RequestVote, RequestVoteReply};
use super::node::Node;
use super::node_id::NodeSet;
use super::progress::Progress;
use super::role::{Candidate, Follower, Leader, Role};
use super::types::{Entry, Index, LogId, NodeId, Payload};

impl Node {
    /// The rules for all servers (paper 5.1): a later term makes a follower of anybody; an earlier one is refused, and
    /// the refusal tells its sender the present one. Returns whether the message belongs to this server's term, as it
    /// is now.
    ///
    /// There are exceptions to the first, or a single server could depose leaders that work by its term alone. Who asks
    /// for help against such a leader is not heard (dissertation 4.2.3). Who has been removed by a configuration that is
    /// committed is told so, and otherwise not heard, and neither are its answers to a leader (`reconfiguration.rs`).
    pub(super) fn is_current(
        &mut self,
        from: NodeId,
        message: &Message,
        outputs: &mut Vec<Output>,
    ) -> bool {
        if let Message::RequestVote(request) = message
            && let Some(removed_at) = self.removed_since(from, request.stands_by)
        {
            self.answer_vote(from, request.campaign, false, Some(removed_at));
            return false;
        }
        if let Message::RequestVoteReply(RequestVoteReply { removed_at: Some(index), .. }) = message
        {
            self.learn_of_removal(*index, outputs);
        }
        if message.term() > self.term() {
            match message {
                Message::RequestVote(request) if self.is_sticky_against(request.campaign) => {
                    return false;
                }
                Message::AppendEntriesReply(_) | Message::InstallSnapshotReply(_)
                    if self.leads_without(from) =>
                {
                    return false;
                }
                _ => {}
            }
            self.hard_state = HardState { term: message.term(), voted_for: None };
            self.become_role(Role::Follower(Follower::default()), outputs);
        }
        if message.term() == self.term() {
            return true;
        }
        match message {
            Message::RequestVote(request) => {
                self.answer_vote(from, request.campaign, false, None);
            }
            Message::AppendEntries(append) => {
                let conflict = self.log.conflict_at(append.prev_log.index);
                let outcome = AppendOutcome::Rejected { refused: append.prev_log, conflict };
                // Rounds belong to terms: should its sender lead again, it counts them anew.
                self.reply_to_append(from, Index::ZERO, outcome, 0);
            }
            Message::InstallSnapshot(chunk) => self.refuse_chunk(from, chunk),
            Message::ReadIndex(question) => self.decline_read_index(from, question),
            Message::ReadIndexReply(_)
            | Message::RequestVoteReply(_)
            | Message::AppendEntriesReply(_)
            | Message::InstallSnapshotReply(_)
            | Message::TimeoutNow(_) => {}
        }
        false
    }

    /// Nobody leads, as far as this server can tell: it offers itself, or first asks whether it should. While its term or
    /// its vote is still on the way to the disk it only waits: nobody has heard of its last candidacy yet, and one more
    /// would be heard as late. Otherwise a server whose disk is slower than its election timeout would go from term to
    /// term, and take everybody along.
    pub(super) fn seek_election(&mut self, outputs: &mut Vec<Output>) {
        if !self.may_stand() || !self.disk.holds(self.hard_state) {
            self.set_election_timer(outputs);
        } else if self.settings.pre_vote {
            self.ask_for_pre_votes(outputs);
        } else {
            self.stand_for_election(Campaign::Election, outputs);
        }
    }

    /// Whether it votes, or may have to lead although it does not: one that is to leave, and does not know whether the
    /// others know, may be the only one whose log is long enough. Then it is elected by the others alone, and goes when
    /// they have what it has (dissertation 4.2.2).
    pub(super) fn may_stand(&self) -> bool {
        let is_removed = self.removed_at.is_some_and(|index| self.stands_by() <= index);
        self.configurations.may_vote(self.id, self.commit) && !is_removed
    }

    /// Asks the other voters whether they would vote for it (dissertation 9.6). Nothing is promised by that, and nothing
    /// changes: neither the term, nor anybody's vote.
    fn ask_for_pre_votes(&mut self, outputs: &mut Vec<Output>) {
        self.set_election_timer(outputs);
        self.end_stickiness(outputs);
        let own = Candidate { granted: NodeSet::from([self.id]), refused: NodeSet::EMPTY };
        self.become_role(Role::PreCandidate(own), outputs);
        self.ask_voters(Campaign::PreVote);
        // A server that decides alone has asked nobody.
        self.count_pre_vote(self.id, true, outputs);
    }

    /// Starts an election (paper 5.2): a new term, its own vote in it, and a request to all other voters. Neither the
    /// vote counts nor a request leaves before both are durable: a server that forgot this vote in a crash could give
    /// a second one.
    pub(super) fn stand_for_election(&mut self, campaign: Campaign, outputs: &mut Vec<Output>) {
        self.set_election_timer(outputs);
        self.end_stickiness(outputs);
        self.hard_state = HardState { term: self.term().next(), voted_for: Some(self.id) };
        self.become_role(Role::Candidate(Candidate::default()), outputs);
        self.ask_voters(campaign);
    }

    /// Asks every other voter for its vote.
    fn ask_voters(&mut self, campaign: Campaign) {
        let (last_log, stands_by) = (self.log.last(), self.stands_by());
        let request = RequestVote { term: self.term(), last_log, campaign, stands_by };
        for voter in self.configuration().members() {
            if voter != self.id && self.configuration().is_voter(voter) {
                self.say_once_durable(voter, Index::ZERO, Message::RequestVote(request.clone()));
            }
        }
    }

    /// Gives its vote, or refuses it (paper 5.2, 5.4.1): one vote a term, first come first served, and only to a
    /// candidate whose log is at least as up-to-date as its own. A pre-vote is only an opinion: it may be given to many.
    pub(super) fn answer_candidate(
        &mut self,
        from: NodeId,
        request: &RequestVote,
        outputs: &mut Vec<Output>,
    ) {
        let up_to_date = request.last_log >= self.log.last();
        let willing = up_to_date && !self.is_sticky_against(request.campaign);
        let granted = match request.campaign {
            Campaign::PreVote => willing,
            Campaign::Election | Campaign::Transfer => {
                let free = self.voted_for().is_none_or(|candidate| candidate == from);
                willing && free
            }
        };
        if granted && request.campaign != Campaign::PreVote {
            // Whoever has voted waits for what comes of it, and does not go on asking for pre-votes.
            if let Role::PreCandidate(_) = self.role {
                self.become_role(Role::Follower(Follower::default()), outputs);
            }
            self.hard_state.voted_for = Some(from);
            self.wait_for_elected();
            self.set_election_timer(outputs);
        }
        self.answer_vote(from, request.campaign, granted, None);
    }

    /// Counts an answer to its question; a majority makes it a candidate.
    pub(super) fn count_pre_vote(
        &mut self,
        from: NodeId,
        granted: bool,
        outputs: &mut Vec<Output>,
    ) {
        let Role::PreCandidate(asked) = &mut self.role else { return };
        asked.hear(from, granted);
        if self.configurations.current().is_quorum(asked.granted) {
            self.stand_for_election(Campaign::Election, outputs);
        }
    }

    /// Counts an answer to its own candidacy; a majority makes it the leader.
    pub(super) fn count_vote(&mut self, from: NodeId, granted: bool, outputs: &mut Vec<Output>) {
        let Role::Candidate(asked) = &mut self.role else { return };
        asked.hear(from, granted);
        if self.configurations.current().is_quorum(asked.granted) {
            self.become_leader(outputs);
        }
    }

    /// Begins to lead (paper 5.3, 8): every follower is thought to have all that came before, and an entry without effect
    /// is the first of the term, because nothing inherited can be committed before an entry of this term is (5.4.2).
    fn become_leader(&mut self, outputs: &mut Vec<Output>) {
        let next = self.log.last().index.next();
        let followers = self.configuration().members().into_iter().filter(|id| *id != self.id);
        let mut progress = BTreeMap::new();
        progress.extend(followers.map(|id| (id, Progress::probing(next))));
        self.become_role(Role::Leader(Leader::starting(progress, next)), outputs);
        outputs.push(Output::CancelTimer(Timer::Election));
        self.set_heartbeat_timer(outputs);
        self.await_quorum(outputs);
        self.limit_uncommitted();
        self.append(Entry { id: LogId { term: self.term(), index: next }, payload: Payload::Noop });
        self.send_entries(outputs);
    }

    /// Begins to listen whether a quorum answers, if that is wanted, and if it does not listen yet.
    pub(super) fn await_quorum(&mut self, outputs: &mut Vec<Output>) {
        let Role::Leader(leader) = &mut self.role else { return };
        if self.settings.check_quorum && !leader.checks_quorum {
            leader.checks_quorum = true;
            leader.recently_active = NodeSet::EMPTY;
            let delay = TimerRange::exactly(self.settings.election.min_us);
            outputs.push(Output::SetTimer { timer: Timer::Quorum, delay });
        }
    }

    /// Steps down if no quorum has answered for the least election timeout (dissertation 6.2): it can commit nothing,
    /// and those that still hear it should look for another leader. The term and the vote in it stay.
    pub(super) fn check_quorum(&mut self, outputs: &mut Vec<Output>) {
        let Role::Leader(leader) = &mut self.role else { return };
        leader.checks_quorum = false;
        let answers = leader.recently_active | NodeSet::from([self.id]);
        if self.settings.check_quorum && !self.configurations.current().is_quorum(answers) {
            self.step_down(outputs);
        } else {
            self.await_quorum(outputs);
        }
    }

    fn answer_vote(
        &mut self,
        to: NodeId,
        campaign: Campaign,
        granted: bool,
        removed_at: Option<Index>,
    ) {
        let pre_vote = campaign == Campaign::PreVote;
        let reply = RequestVoteReply { term: self.term(), granted, pre_vote, removed_at };
        self.say_once_durable(to, Index::ZERO, Message::RequestVoteReply(reply));
    }
}
