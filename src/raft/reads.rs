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
//! A leader with a lease (`lease.rs`) knows already what a round would tell, and goes from the first wait to the last.

use std::collections::VecDeque;

use super::io::{Output, ReadId, ReadMode};
use super::node::Node;
use super::node_set::NodeSet;
use super::role::{Leader, Role};
use super::types::{Index, NodeId};

/// What a leader has been asked to read and has not answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Reads {
    /// Those that came too late for the round under way, or before the first commit of the term.
    waiting: Vec<(ReadId, ReadMode)>,
    /// The number of the newest round in this term.
    round: u64,
    /// The round under way.
    current: Option<Round>,
    /// Those that only wait until so much is applied. They are answered in this order.
    confirmed: VecDeque<(Index, ReadId)>,
}

/// A round under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Round {
    /// What its reads must see: the commit index when it began.
    index: Index,
    reads: Vec<ReadId>,
    answered: NodeSet,
}

impl Reads {
    /// The number of the newest round in this term; 0 before the first.
    pub fn round(&self) -> u64 {
        self.round
    }

    /// Whether that round still waits for answers.
    pub fn is_under_way(&self) -> bool {
        self.current.is_some()
    }

    /// Who has answered the round under way.
    pub fn answered(&self) -> impl Iterator<Item = NodeId> {
        self.current.iter().flat_map(|round| round.answered)
    }

    /// How many reads are unanswered, wherever they are on their way.
    pub fn len(&self) -> usize {
        let asked = self.current.as_ref().map_or(0, |round| round.reads.len());
        self.waiting.len() + asked + self.confirmed.len()
    }

    /// Whether every read is answered.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A follower has answered a message that carried this round.
    pub(super) fn hear(&mut self, from: NodeId, round: u64) {
        if let Some(current) = &mut self.current
            && round == self.round
        {
            current.answered.insert(from);
        }
    }

    /// Nothing can be answered any more.
    pub(super) fn refuse_all(&mut self, outputs: &mut Vec<Output>) {
        let Self { waiting, current, confirmed, .. } = std::mem::take(self);
        let confirmed = confirmed.into_iter().map(|(_, read)| read);
        let asked = current.into_iter().flat_map(|round| round.reads);
        let reads = confirmed.chain(asked).chain(waiting.into_iter().map(|(read, _)| read));
        outputs.extend(reads.map(|read| Output::ReadRefused { read, leader: None }));
    }
}

impl Node {
    /// A client asks the leader.
    pub(super) fn await_read(&mut self, read: ReadId, mode: ReadMode) {
        let Role::Leader(Leader { reads, lease, .. }) = &mut self.role else { return };
        reads.waiting.push((read, mode));
        match mode {
            ReadMode::Index => {}
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
            reads.confirmed.extend(asked.into_iter().map(|read| (index, read)));
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
            reads.confirmed.extend(by_lease.map(|(read, _)| (self.commit, read)));
        }
    }

    /// Answers the reads for which enough is applied.
    pub(super) fn answer_reads(&mut self, outputs: &mut Vec<Output>) {
        let Role::Leader(Leader { reads, .. }) = &mut self.role else { return };
        let ready = reads.confirmed.iter().take_while(|(index, _)| *index <= self.applied).count();
        let ready = reads.confirmed.drain(..ready);
        outputs.extend(ready.map(|(index, read)| Output::ReadReady { read, index }));
    }

    /// Whether this term's leader has committed an entry of its own (dissertation 6.4; 4.1 asks for the same).
    pub(super) fn has_committed_in_its_term(&self) -> bool {
        self.log.term_at(self.commit) == Some(self.term())
    }
}
