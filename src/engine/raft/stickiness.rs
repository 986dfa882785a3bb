//! Leader stickiness (dissertation 4.2.3, 6.4.1, 9.6): what a server owes the leader that it has just heard.
//!
//! With check-quorum, a server that hears a leader promises to help nobody to stand against it, itself included, for the
//! least election timeout. With pre-votes alone it only says no to pre-votes, which nobody's safety rests on.
//!
//! A lease is a quorum of such promises, so a promise is worth what survives. It belongs to the server and not to its
//! role or its term: a message of a later term makes a follower of anybody (paper 5.1), but only some messages say that
//! the promise is owed no longer. It ends in three ways, all of which are here:
//!
//! - its time is over;
//! - another leader speaks: whoever has been elected needed votes that were free, so the former leader's lease is over,
//!   and the promise is owed to the new one from now on;
//! - the server stands for election. It may only when the promise is over, or when its leader has called it, and a leader
//!   that calls a successor has no lease for the rest of its term (dissertation 3.10).
//!
//! Everything else leaves it as it is: the answers of old candidacies and leaderships above all, which may come late and
//! carry a later term. So does a vote for a successor that the leader has called: after a restart, such a vote may be asked
//! for late, when that successor leads already and holds a lease by this very promise. A restart cannot know what was
//! promised, and so begins with a whole promise.

use super::io::{Output, Timer, TimerRange};
use super::message::Campaign;
use super::node::Node;
use super::role::Role;

impl Node {
    /// Whether this server has heard a leader so lately that it helps nobody to stand against it; never without pre-votes
    /// or check-quorum.
    pub fn is_sticky(&self) -> bool {
        self.stickiness.promised
    }

    /// A leader has spoken, or may have, just before a crash: from now on this server owes it stickiness.
    pub(super) fn stick_to_leader(&mut self, outputs: &mut Vec<Output>) {
        self.stickiness.overdue = false;
        if self.settings.pre_vote || self.settings.check_quorum {
            self.stickiness.promised = true;
            let delay = TimerRange::exactly(self.settings.election.min_us);
            outputs.push(Output::SetTimer { timer: Timer::Stickiness, delay });
        }
    }

    /// This server may stand, and does: nothing is owed any more.
    pub(super) fn end_stickiness(&mut self, outputs: &mut Vec<Output>) {
        if std::mem::take(&mut self.stickiness).promised {
            outputs.push(Output::CancelTimer(Timer::Stickiness));
        }
    }

    /// Whether this server leads, or owes its leader stickiness, and so helps nobody to stand against it.
    pub(super) fn is_sticky_against(&self, campaign: Campaign) -> bool {
        let asked = match campaign {
            Campaign::PreVote => self.settings.pre_vote || self.settings.check_quorum,
            Campaign::Election => self.settings.check_quorum,
            // The leader itself wants it.
            Campaign::Transfer => false,
        };
        asked && (self.stickiness.promised || matches!(self.role, Role::Leader(_)))
    }

    /// The election timeout has passed (paper 5.2). With check-quorum, a server that owes its leader stickiness, because
    /// it was made to stand too early, does so when that time is over. Its election timer runs on all the same: it is
    /// what makes a server stand whose promise is renewed and then never ends in a timeout of its own.
    pub(super) fn on_election_timeout(&mut self, outputs: &mut Vec<Output>) {
        if self.stickiness.promised && self.settings.check_quorum {
            self.stickiness.overdue = true;
            self.set_election_timer(outputs);
        } else {
            self.seek_election(outputs);
        }
    }

    /// Its leader has been silent for the least election timeout.
    pub(super) fn on_stickiness_timeout(&mut self, outputs: &mut Vec<Output>) {
        if std::mem::take(&mut self.stickiness).overdue {
            self.seek_election(outputs);
        }
    }

    /// This server has given its vote: it waits for what comes of it.
    pub(super) fn wait_for_elected(&mut self) {
        self.stickiness.overdue = false;
    }
}
