//! Terms and leader election (paper 5.1, 5.2, 5.4.1; figure 2, "RequestVote RPC" and "Rules for Servers").

use std::collections::BTreeMap;

use super::io::{HardState, Output, Timer};
use super::message::{AppendEntriesReply, AppendOutcome, Message, RequestVote, RequestVoteReply};
use super::node::Node;
use super::progress::Progress;
use super::role::{Candidate, Follower, Leader, Role};
use super::types::{Entry, Index, LogId, NodeId, Payload};

impl Node {
    /// The rules for all servers (paper 5.1): a later term makes a follower of anybody; an earlier one is refused, and
    /// the refusal tells its sender the present one. Returns whether the message belongs to this server's term, as it
    /// is now.
    pub(super) fn is_current(
        &mut self,
        from: NodeId,
        message: &Message,
        outputs: &mut Vec<Output>,
    ) -> bool {
        if message.term() > self.term() {
            self.hard_state = HardState { term: message.term(), voted_for: None };
            self.become_role(Role::Follower(Follower::default()), outputs);
        }
        if message.term() == self.term() {
            return true;
        }
        match message {
            Message::RequestVote(_) => self.answer_vote(from, false),
            Message::AppendEntries(append) => {
                let conflict = self.log.conflict_at(append.prev_log.index);
                let outcome = AppendOutcome::Rejected { refused: append.prev_log, conflict };
                let reply = AppendEntriesReply { term: self.term(), outcome };
                self.say_once_durable(from, Index::ZERO, Message::AppendEntriesReply(reply));
            }
            Message::RequestVoteReply(_) | Message::AppendEntriesReply(_) => {}
        }
        false
    }

    /// Starts an election (paper 5.2): a new term, its own vote in it, and a request to all other voters. Neither the
    /// vote counts nor a request leaves before both are durable: a server that forgot this vote in a crash could give
    /// a second one.
    pub(super) fn stand_for_election(&mut self, outputs: &mut Vec<Output>) {
        self.set_election_timer(outputs);
        if !self.configuration().is_voter(self.id) {
            return;
        }
        self.hard_state = HardState { term: self.term().next(), voted_for: Some(self.id) };
        self.become_role(Role::Candidate(Candidate::default()), outputs);

        let request = RequestVote { term: self.term(), last_log: self.log.last() };
        for voter in self.configuration().members() {
            if voter != self.id && self.configuration().is_voter(voter) {
                self.say_once_durable(voter, Index::ZERO, Message::RequestVote(request.clone()));
            }
        }
    }

    /// Gives its vote, or refuses it (paper 5.2, 5.4.1): one vote a term, first come first served, and only to a
    /// candidate whose log is at least as up-to-date as its own.
    pub(super) fn answer_candidate(
        &mut self,
        from: NodeId,
        request: &RequestVote,
        outputs: &mut Vec<Output>,
    ) {
        let free = self.voted_for().is_none_or(|candidate| candidate == from);
        let up_to_date = request.last_log >= self.log.last();
        let granted = free && up_to_date;
        if granted {
            self.hard_state.voted_for = Some(from);
            self.set_election_timer(outputs);
        }
        self.answer_vote(from, granted);
    }

    /// Counts an answer to its own candidacy; a majority makes it the leader.
    pub(super) fn count_vote(&mut self, from: NodeId, granted: bool, outputs: &mut Vec<Output>) {
        let Role::Candidate(Candidate { granted: yes, refused: no }) = &mut self.role else {
            return;
        };
        if granted {
            yes.insert(from);
        } else {
            no.insert(from);
        }
        if self.configurations.current().is_quorum(|voter| yes.contains(&voter)) {
            self.become_leader(outputs);
        }
    }

    /// Takes office (paper 5.3, 8): every follower is thought to have all that came before, and an entry without effect
    /// is the first of the term, because nothing inherited can be committed before an entry of this term is (5.4.2).
    fn become_leader(&mut self, outputs: &mut Vec<Output>) {
        let next = self.log.last().index.next();
        let followers = self.configuration().members().into_iter().filter(|id| *id != self.id);
        let progress: BTreeMap<_, _> = followers.map(|id| (id, Progress::probing(next))).collect();
        self.become_role(
            Role::Leader(Leader { progress, released: next, gathering: false }),
            outputs,
        );
        outputs.push(Output::CancelTimer(Timer::Election));
        self.set_heartbeat_timer(outputs);
        self.append(Entry { id: LogId { term: self.term(), index: next }, payload: Payload::Noop });
        self.send_entries(outputs);
    }

    fn answer_vote(&mut self, to: NodeId, granted: bool) {
        let reply = RequestVoteReply { term: self.term(), granted };
        self.say_once_durable(to, Index::ZERO, Message::RequestVoteReply(reply));
    }
}
