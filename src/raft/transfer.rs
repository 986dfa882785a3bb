//! Leaving office in good order: handing the leadership to a chosen server (dissertation 3.10), or just stepping down.

use super::io::{Output, Timer, TimerRange};
use super::message::{Campaign, Message, TimeoutNow};
use super::node::Node;
use super::role::{Follower, Handover, Role};
use super::types::NodeId;

impl Node {
    /// Hands the leadership to this voter: first it gets what it lacks, then it is told to stand at once. Meanwhile
    /// nothing is proposed, so that it can catch up. If it has not taken over within the least election time-out, this
    /// server goes on as before. A request that names this server itself, or one that does not vote, has no effect; one
    /// that names another server than the one before takes its place.
    pub(super) fn hand_over(&mut self, to: NodeId, outputs: &mut Vec<Output>) {
        let possible = to != self.id && self.configuration().is_voter(to);
        let Role::Leader(leader) = &mut self.role else { return };
        if !possible || leader.handover.as_ref().is_some_and(|handover| handover.to == to) {
            return;
        }
        leader.handover = Some(Handover { to, told: false });
        let delay = TimerRange::exactly(self.settings.election.min_us);
        outputs.push(Output::SetTimer { timer: Timer::Handover, delay });
        // What was being gathered would otherwise keep it waiting.
        if leader.gathering {
            self.release_at_once(outputs);
        }
        self.tell_successor(outputs);
    }

    /// Tells the successor to stand, as soon as its log is known to lack nothing.
    pub(super) fn tell_successor(&mut self, outputs: &mut Vec<Output>) {
        let last = self.log.last().index;
        let term = self.term();
        let Role::Leader(leader) = &mut self.role else { return };
        let Some(handover) = &mut leader.handover else { return };
        let matched = leader.progress.get(&handover.to).map(|progress| progress.matched());
        if !handover.told && matched == Some(last) {
            handover.told = true;
            leader.lease.forgo();
            let message = Message::TimeoutNow(TimeoutNow { term });
            outputs.push(Output::Send { to: handover.to, message });
        }
    }

    /// The successor has not taken over in time: this server leads as before.
    pub(super) fn end_handover(&mut self) {
        if let Role::Leader(leader) = &mut self.role {
            leader.handover = None;
        }
    }

    /// The leader wants this server to take over: it stands at once, and asks nobody whether it should.
    pub(super) fn succeed(&mut self, outputs: &mut Vec<Output>) {
        if self.may_stand() {
            self.stand_for_election(Campaign::Handover, outputs);
        }
    }

    /// Gives up leading, or trying to, in its own term; the vote in it stays.
    pub(super) fn step_down(&mut self, outputs: &mut Vec<Output>) {
        self.become_role(Role::Follower(Follower::default()), outputs);
    }
}
