//! Reading without writing (dissertation 6.4).
//!
//! A read must see everything that was done before it was asked for. The leader's commit index covers that, if this server
//! still leads, and if it has committed an entry of its own term: before that, it may not know of everything that its
//! predecessors committed. So a read goes through four waits:
//!
//! 1. for the first commit of the term;
//! 2. for a *round*, begun after the read arrived: the leader asks everybody whether it is still obeyed, and remembers its
//!    commit index;
//! 3. for the answers of a quorum, in both halves of a joint configuration. Nobody else had been elected when the round
//!    began, or these would have said so;
//! 4. until everything up to that index is applied here.
//!
//! One round is under way at a time: reads that come meanwhile share the next one. Every message of replication carries
//! the round's number and every answer returns it, so entries and heartbeats do for a round what a message of its own
//! would, and a lost one is asked again by the next heartbeat. An answer counts for the round whose number it has and for
//! no other: an older one says nothing about now.
//!
//! A server that does not lead answers reads, too, if it asks the leader what they must see ([`ReadMode::Forwarded`]): the
//! leader lets the question go through the first three waits, like a read of its own, and the server that has asked goes
//! through the fourth. So a learner, or a follower nearby, takes the work of answering from the leader, and none of it is
//! older for that. What it was told holds for all reads that it had asked about before, so that a lost answer costs
//! nothing but time. Whoever hears of another term, or stands, refuses what it has asked about.
//!
//! A leader with a lease (`lease.rs`) knows already what a round would tell, and goes from the first wait to the last.

use super::io::{Output, ReadMode, Timer, TimerRange};
use super::message::{Message, ReadIndex, ReadIndexReply};
use super::node::Node;
use super::node_id::NodeSet;
use super::reads::{Reader, Round};
use super::role::{Follower, Leader, Role};
use super::types::{Index, NodeId, ReadId};

/// About how many reads a leader is asked at most before it has said anything, and how many it keeps for others: what goes
/// beyond is refused.
const MOST_ASKED: usize = 1_024;

impl Node {
    /// A client asks the leader.
    pub(super) fn await_read(&mut self, read: ReadId, mode: ReadMode) {
        let Role::Leader(Leader { reads, lease, .. }) = &mut self.role else { return };
        reads.waiting.push((Reader::Own(read), mode));
        match mode {
            ReadMode::Index | ReadMode::Forwarded => {}
            ReadMode::Lease => lease.want(),
        }
    }

    /// Moves every read on as far as it can go without another word from anybody.
    pub(super) fn advance_reads(&mut self, outputs: &mut Vec<Output>) {
        self.end_round(outputs);
        self.read_by_lease();
        let Role::Leader(Leader { reads, .. }) = &self.role else { return };
        if !reads.waiting.is_empty() && !reads.is_under_way() && self.has_committed_in_its_term() {
            self.begin_round(outputs);
            self.send_round(outputs);
            // A server that decides alone has asked nobody.
            self.end_round(outputs);
        }
    }

    /// Begins a round for all reads that wait. The caller sends it.
    pub(super) fn begin_round(&mut self, outputs: &mut Vec<Output>) {
        let Role::Leader(Leader { reads, .. }) = &mut self.role else { return };
        let asked = reads.waiting.drain(..).map(|(read, _)| read).collect();
        reads.round += 1;
        reads.current = Some(Round { index: self.commit, reads: asked, answered: NodeSet::EMPTY });
        self.begin_lease(outputs);
    }

    /// Ends the round under way if a quorum has answered it.
    fn end_round(&mut self, outputs: &mut Vec<Output>) {
        let Role::Leader(Leader { reads, lease, .. }) = &mut self.role else { return };
        let answers = |round: &mut Round| {
            let answers = round.answered | NodeSet::from([self.id]);
            self.configurations.current().is_quorum(answers)
        };
        if let Some(Round { index, reads: asked, .. }) = reads.current.take_if(answers) {
            let term = self.hard_state.term;
            for reader in asked {
                match reader {
                    Reader::Own(read) => reads.confirmed.push_back((index, read)),
                    Reader::Of(to, read) => {
                        let reply = ReadIndexReply { term, read, index: Some(index) };
                        let message = Message::ReadIndexReply(reply);
                        outputs.push(Output::Send { to, message });
                    }
                }
            }
            lease.granted(outputs);
        }
    }

    /// Reads by lease need no round while there is one, unless somebody is to take over.
    fn read_by_lease(&mut self) {
        let Role::Leader(Leader { reads, lease, transfer: None, .. }) = &mut self.role else {
            return;
        };
        if lease.held().is_some() {
            let by_lease = reads.waiting.extract_if(.., |(_, mode)| *mode == ReadMode::Lease);
            reads.confirmed.extend(by_lease.filter_map(|(reader, _)| match reader {
                Reader::Own(read) => Some((self.commit, read)),
                // They ask for a round.
                Reader::Of(..) => None,
            }));
        }
    }

    /// Answers the reads for which enough is applied.
    pub(super) fn answer_reads(&mut self, outputs: &mut Vec<Output>) {
        let applied = self.applied;
        let ready = |(index, read)| Output::ReadReady { read, index };
        match &mut self.role {
            Role::Leader(Leader { reads, .. }) => {
                let may = reads.confirmed.iter().take_while(|(index, _)| *index <= applied).count();
                outputs.extend(reads.confirmed.drain(..may).map(ready));
            }
            Role::Follower(Follower { forwarded, .. }) => {
                let may = forwarded.confirmed.extract_if(.., |(index, _)| *index <= applied);
                outputs.extend(may.map(ready));
            }
            Role::PreCandidate(_) | Role::Candidate(_) => {}
        }
    }

    /// A client asks a server that does not lead: it asks its leader what the read must see.
    pub(super) fn forward_read(&mut self, read: ReadId, mode: ReadMode, outputs: &mut Vec<Output>) {
        let term = self.term();
        let Role::Follower(Follower { leader, forwarded, .. }) = &mut self.role else { return };
        match *leader {
            Some(leader) if mode == ReadMode::Forwarded && forwarded.asked.len() < MOST_ASKED => {
                forwarded.asked.push(read);
                let message = Message::ReadIndex(ReadIndex { term, read });
                self.say_once_durable(leader, Index::ZERO, message);
            }
            leader => outputs.push(Output::ReadRefused { read, leader }),
        }
    }

    /// Another server asks what a read must see.
    pub(super) fn hear_read_index(&mut self, from: NodeId, question: &ReadIndex) {
        match &mut self.role {
            Role::Leader(Leader { reads, .. }) if reads.waiting.len() < MOST_ASKED => {
                let reader = Reader::Of(from, question.read);
                reads.waiting.push((reader, ReadMode::Forwarded));
            }
            _ => self.decline_read_index(from, question),
        }
    }

    /// Whoever does not lead cannot tell what a read must see.
    pub(super) fn decline_read_index(&mut self, from: NodeId, question: &ReadIndex) {
        let reply = ReadIndexReply { term: self.term(), read: question.read, index: None };
        self.say_once_durable(from, Index::ZERO, Message::ReadIndexReply(reply));
    }

    /// The leader has said what a read must see, and with it what all must that were asked about before.
    pub(super) fn hear_read_index_reply(
        &mut self,
        reply: &ReadIndexReply,
        outputs: &mut Vec<Output>,
    ) {
        let Role::Follower(Follower { forwarded, .. }) = &mut self.role else { return };
        match reply.index {
            Some(index) => {
                let told = forwarded.asked.extract_if(.., |read| *read <= reply.read);
                forwarded.confirmed.extend(told.map(|read| (index, read)));
            }
            None => {
                let refused = forwarded.asked.extract_if(.., |read| *read == reply.read);
                outputs.extend(refused.map(|read| Output::ReadRefused { read, leader: None }));
            }
        }
    }

    /// Whether this term's leader has committed an entry of its own (dissertation 6.4; 4.1 asks for the same).
    pub(super) fn has_committed_in_its_term(&self) -> bool {
        self.log.term_at(self.commit) == Some(self.term())
    }
}

/// Leases: for how long a round's answers hold (`lease.rs`).
impl Node {
    /// A round begins: whoever answers it will have promised this much, counted from now.
    pub(super) fn begin_lease(&mut self, outputs: &mut Vec<Output>) {
        let length = self.settings.lease_us();
        let Role::Leader(Leader { lease, .. }) = &mut self.role else { return };
        lease.promised = None;
        if lease.wanted && !lease.forgone && length > 0 {
            let timer = match lease.held {
                Some(Timer::Lease) => Timer::Renewal,
                _ => Timer::Lease,
            };
            lease.promised = Some(timer);
            let delay = TimerRange::exactly(length);
            outputs.push(Output::SetTimer { timer, delay });
        }
    }

    /// With every heartbeat, a leader that keeps a lease asks for another.
    pub(super) fn renew_lease(&mut self, outputs: &mut Vec<Output>) {
        let Role::Leader(Leader { lease, reads, .. }) = &self.role else { return };
        let wanted = lease.wanted && !lease.forgone && self.settings.lease_us() > 0;
        if wanted && !reads.is_under_way() && self.has_committed_in_its_term() {
            self.begin_round(outputs);
        }
    }

    /// A lease is over, or that which the round under way would have given.
    pub(super) fn end_lease(&mut self, timer: Timer) {
        let Role::Leader(Leader { lease, .. }) = &mut self.role else { return };
        lease.held.take_if(|held| *held == timer);
        lease.promised.take_if(|promised| *promised == timer);
    }
}
