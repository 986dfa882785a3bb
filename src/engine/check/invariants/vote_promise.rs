//! Vote promise: with check-quorum, a server that has heard a leader helps nobody else for the least election timeout.
//!
//! It neither gives a vote in a later term nor stands in one itself, a restart or not: by that, leaders keep their leases, and
//! whoever comes back from elsewhere deposes nobody. What counts is when a message of the present leader was taken in, when
//! a vote or a request for votes leaves, and the server's own clock in between.
//!
//! A leader itself may release everybody, by calling a successor (dissertation 3.10): then promises made to it in that term
//! count no more, and whoever was called may be helped by all. A promise is as long as the knob says; where the knob is turned
//! down in the meantime, or the clock made faster or set forward, the shorter one counts, for leases of before are worth
//! nothing then.

use super::{Finding, Invariant, Property};
use crate::check::scene::Scene;
use crate::check::sight::PacketSeen;
use crate::persistent::{OrdMap, OrdSet};
use crate::raft::{NodeId, Term};
use crate::sim::{Event, EventKind, PacketKind, Time};

/// What each server has promised, and who was called to take over.
#[derive(Clone, Debug, Default)]
pub(super) struct VotePromise {
    promises: OrdMap<NodeId, Promise>,
    /// Who was called to succeed the leader of which term.
    called: OrdSet<(Term, NodeId)>,
    /// The terms whose leaders have called somebody.
    released: OrdSet<Term>,
}

/// A promise to help nobody against a leader.
#[derive(Clone, Copy, Debug)]
struct Promise {
    /// The leader's term.
    term: Term,
    /// When the leader was heard.
    at: Time,
    /// For how long that counts, in microseconds of true time.
    owed_us: u64,
}

impl VotePromise {
    /// Judges a vote that leaves a server.
    fn judge(&self, voter: NodeId, term: Term, candidate: NodeId, now: Time) -> Finding {
        let Some(Promise { term: heard, at, owed_us }) = self.promises.get(&voter).copied() else {
            return Ok(());
        };
        let counts = heard < term && now < at.plus_us(owed_us) && !self.released.contains(&heard);
        // Whoever is called stands in the term after that of its leader.
        let is_called = self.called.contains(&(Term(term.0.saturating_sub(1)), candidate));
        if !counts || is_called {
            return Ok(());
        }
        let vote = if voter == candidate {
            format!("{voter} stood in term {term}")
        } else {
            format!("{voter} voted for {candidate} in term {term}")
        };
        let since = now.since(at);
        Err(format!(
            "{vote} {since} us after it had heard the leader of term {heard}, and {owed_us} us are promised"
        ))
    }

    /// Something has changed by which promises are measured.
    fn shorten(&mut self, scene: &Scene<'_>) {
        for node in self.promises.keys().copied().collect::<Vec<_>>() {
            let owed_us = scene.clocks.owed_us(node);
            if let Some(promise) = self.promises.get_mut(&node) {
                promise.owed_us = promise.owed_us.min(owed_us);
            }
        }
    }
}

impl Invariant for VotePromise {
    const PROPERTY: Property = Property {
        name: "vote-promise",
        citation: "dissertation sections 4.2.3 and 6.4.1",
        says: "If a server receives a RequestVote request within the minimum election timeout of hearing from a current \
               leader, it does not update its term or grant its vote.",
    };

    fn sent(&mut self, packet: &PacketSeen<'_>, _scene: &Scene<'_>) -> Finding {
        let PacketSeen { at, from, to, kind, .. } = *packet;
        match kind {
            PacketKind::TimeoutNow { term } => {
                self.released.insert(*term);
                Ok(())
            }
            PacketKind::VoteRequest { term, .. }
            | PacketKind::SuccessorVoteRequest { term, .. } => self.judge(from, *term, from, at),
            PacketKind::Vote { term, granted: true, .. } => self.judge(from, *term, to, at),
            _ => Ok(()),
        }
    }

    fn delivered(&mut self, packet: &PacketSeen<'_>, scene: &Scene<'_>) -> Finding {
        let PacketSeen { at, to: node, kind, .. } = *packet;
        match kind {
            PacketKind::Heartbeat { term, .. }
            | PacketKind::Entries { term, .. }
            | PacketKind::Chunk { term, .. } => {
                let owed_us = scene.clocks.owed_us(node);
                // Where no time passes, nothing is promised for any time.
                let counts = owed_us > 0 && at > Time::ZERO;
                if counts && scene.site.term(node) == Some(*term) {
                    self.promises.insert(node, Promise { term: *term, at, owed_us });
                }
            }
            PacketKind::TimeoutNow { term } => self.called.insert((*term, node)),
            _ => {}
        }
        Ok(())
    }

    fn hear(&mut self, event: &Event, scene: &Scene<'_>) -> Finding {
        if let EventKind::Configured { .. } | EventKind::ClockSet { .. } = &event.kind {
            self.shorten(scene);
        }
        if let EventKind::ClockJumped { node, ahead: true, by_us } = &event.kind
            && let Some(promise) = self.promises.get_mut(node)
        {
            promise.owed_us = promise.owed_us.saturating_sub(scene.clocks.truly_us(*node, *by_us));
        }
        Ok(())
    }
}
