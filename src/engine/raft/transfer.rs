//! Leaving in good order: transferring the leadership to a chosen server (dissertation 3.10), or just stepping down.
//!
//! Whoever asks for a transfer is answered. What the former leader cannot know is what happens after it has called its
//! successor: it follows whoever leads next, and tells then whether that is the one.
//!
//! Priorities ([`Settings::priority`](super::Settings::priority)) are a wish who leads, and a transfer is how it comes true.
//! Each follower says its own priority when it acknowledges. With every heartbeat the leader looks whether a voter of a
//! higher one has answered since the last, and has all that is committed; then it hands over, unasked. If that one does not
//! take over, the leader waits for some heartbeats before it tries again, since nothing is taken meanwhile. It does not try
//! while the membership changes, nor before it has committed anything in its term. Elections are as they are without.
//!
//! A leader that has removed itself does not leave the others without one: it names the voter that has most of its log,
//! and transfers the leadership to it.

use super::io::{Output, Timer, TimerRange};
use super::message::{Campaign, Message, TimeoutNow};
use super::node::Node;
use super::outcome::TransferOutcome;
use super::role::{Follower, LeadershipTransfer, Role};
use super::types::NodeId;

/// For how many heartbeats a leader does not hand over unasked again, after one has not taken over.
const KEEPS_FOR: u32 = 20;

impl Node {
    /// Transfers the leadership to this voter: first it gets what it lacks, then it is called to stand at once. Meanwhile
    /// nothing is proposed, so that it can catch up. If it has not taken over within the least election timeout, this
    /// server goes on as before. A request that names another server than the one before takes its place; one that names
    /// the same changes nothing.
    pub(super) fn transfer_leadership(&mut self, to: NodeId, outputs: &mut Vec<Output>) {
        let possible = to != self.id && self.configuration().is_voter(to);
        let Role::Leader(leader) = &mut self.role else { return };
        if !possible {
            return outputs.push(Output::TransferEnded { to, outcome: TransferOutcome::Refused });
        }
        match leader.transfer {
            Some(LeadershipTransfer { to: same, asked: true, .. }) if same == to => return,
            Some(LeadershipTransfer { to: other, asked: true, .. }) => {
                let outcome = TransferOutcome::Replaced;
                outputs.push(Output::TransferEnded { to: other, outcome });
            }
            _ => {}
        }
        self.begin_transfer(to, true, outputs);
    }

    fn begin_transfer(&mut self, to: NodeId, asked: bool, outputs: &mut Vec<Output>) {
        let Role::Leader(leader) = &mut self.role else { return };
        leader.transfer = Some(LeadershipTransfer { to, called: false, asked });
        let delay = TimerRange::exactly(self.settings.election.min_us);
        outputs.push(Output::SetTimer { timer: Timer::Transfer, delay });
        // What was being gathered would otherwise keep it waiting.
        if leader.gathering {
            self.release_at_once(outputs);
        }
        self.call_successor(outputs);
    }

    /// Hands over to the voter of the highest priority, if that is higher than this server's own, and it is alive and has
    /// what is committed.
    pub(super) fn yield_to_priority(&mut self, outputs: &mut Vec<Output>) {
        let voters = self.configuration().voters;
        let settled = !self.configuration().is_joint() && self.has_committed_in_its_term();
        let (own, commit) = (self.settings.priority, self.commit);
        let Role::Leader(leader) = &mut self.role else { return };
        let mut best = None;
        for (id, progress) in &mut leader.progress {
            let priority = progress.take_priority();
            let may_lead = voters.contains(*id) && progress.matched() >= commit;
            // Of several, the one with the lowest number.
            if may_lead && priority > best.map_or(Some(own), |(priority, _)| Some(priority)) {
                best = priority.map(|priority| (priority, *id));
            }
        }
        leader.keeps_for = leader.keeps_for.saturating_sub(1);
        let free = leader.transfer.is_none() && leader.change.is_none() && leader.keeps_for == 0;
        if let Some((_, to)) = best
            && free
            && settled
        {
            leader.keeps_for = KEEPS_FOR;
            self.begin_transfer(to, false, outputs);
        }
    }

    /// Calls the successor to stand, as soon as its log is known to lack nothing.
    pub(super) fn call_successor(&mut self, outputs: &mut Vec<Output>) {
        let last = self.log.last().index;
        let term = self.term();
        let Role::Leader(leader) = &mut self.role else { return };
        let Some(transfer) = &mut leader.transfer else { return };
        let matched = leader.progress.get(&transfer.to).map(|progress| progress.matched());
        if !transfer.called && matched == Some(last) {
            transfer.called = true;
            leader.lease.forgo();
            let message = Message::TimeoutNow(TimeoutNow { term });
            outputs.push(Output::Send { to: transfer.to, message });
            // Whoever has removed itself has nothing left to do.
            if self.has_left() {
                self.step_down(outputs);
            }
        }
    }

    /// The successor has not taken over in time: this server leads as before. One that has removed itself has done what it
    /// could, and goes.
    pub(super) fn end_transfer(&mut self, outputs: &mut Vec<Output>) {
        if self.has_left() {
            return self.step_down(outputs);
        }
        let Role::Leader(leader) = &mut self.role else { return };
        if let Some(LeadershipTransfer { to, asked: true, .. }) = leader.transfer.take() {
            outputs.push(Output::TransferEnded { to, outcome: TransferOutcome::TimedOut });
        }
    }

    /// The cluster goes on without this leader: it transfers the leadership to the voter that has most of its log.
    pub(super) fn leave_leadership(&mut self, outputs: &mut Vec<Output>) {
        let Role::Leader(leader) = &self.role else { return };
        let voters = self.configuration().voters.iter().rev();
        let matched = |id: &NodeId| leader.progress.get(id).map(|progress| progress.matched());
        match voters.max_by_key(matched) {
            Some(to) => self.begin_transfer(to, false, outputs),
            None => self.step_down(outputs),
        }
    }

    /// Whom this server has called to lead after it, and of whom it has not heard yet whether they do.
    pub(super) fn called_successor(&self) -> Option<NodeId> {
        match &self.role {
            Role::Leader(leader) => {
                leader.transfer.as_ref().filter(|it| it.called && it.asked).map(|it| it.to)
            }
            Role::Follower(follower) => follower.successor,
            Role::PreCandidate(_) | Role::Candidate(_) => None,
        }
    }

    /// A follower goes on waiting for the successor that was called; whoever stands itself waits for nobody.
    pub(super) fn await_successor(&mut self, to: Option<NodeId>, outputs: &mut Vec<Output>) {
        match (&mut self.role, to) {
            (Role::Follower(follower), to) => follower.successor = to,
            (_, Some(to)) => {
                outputs.push(Output::TransferEnded { to, outcome: TransferOutcome::Deposed });
            }
            (_, None) => {}
        }
    }

    /// Somebody leads: perhaps the successor that was called.
    pub(super) fn answer_transfer(&mut self, leader: NodeId, outputs: &mut Vec<Output>) {
        if let Role::Follower(follower) = &mut self.role
            && let Some(to) = follower.successor.take()
        {
            let completed = leader == to;
            let outcome =
                if completed { TransferOutcome::Completed } else { TransferOutcome::Deposed };
            outputs.push(Output::TransferEnded { to, outcome });
        }
    }

    /// The leader wants this server to take over: it stands at once, and asks nobody whether it should.
    pub(super) fn on_timeout_now(&mut self, outputs: &mut Vec<Output>) {
        if self.may_stand() {
            self.stand_for_election(Campaign::Transfer, outputs);
        }
    }

    /// Gives up leading, or trying to, in its own term; the vote in it stays.
    pub(super) fn step_down(&mut self, outputs: &mut Vec<Output>) {
        self.become_role(Role::Follower(Follower::default()), outputs);
    }
}
