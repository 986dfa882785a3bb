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

use super::io::{Output, ReadId, ReadMode, Timer, TimerRange};
use super::node::Node;
use super::node_id::NodeSet;
use super::reads::Round;
use super::role::{Leader, Role};

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
