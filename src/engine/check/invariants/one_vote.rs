//! One vote a term: a server gives its vote to at most one candidate in a term, crashes or not.
//!
//! A vote counts as given when it is on its way to a candidate, or when a candidate counts itself. What a server has
//! decided and not yet told anybody may be lost in a crash, and harms nobody.

use crate::persistent::OrdMap;

use super::{Finding, Invariant, Property};
use crate::check::scene::Scene;
use crate::check::sight::{Change, PacketSeen, Remembered};
use crate::raft::{NodeId, Term};
use crate::sim::PacketKind;

/// Who got each server's vote in each term.
#[derive(Clone, Debug, Default)]
pub(super) struct OneVote {
    votes: OrdMap<(Term, NodeId), NodeId>,
}

impl OneVote {
    fn record(&mut self, voter: NodeId, term: Term, candidate: NodeId) -> Finding {
        match self.votes.insert((term, voter), candidate) {
            Some(other) if other != candidate => {
                Err(format!("{voter} voted for {other} in term {term}, and also for {candidate}"))
            }
            _ => Ok(()),
        }
    }
}

impl Invariant for OneVote {
    const PROPERTY: Property = Property {
        name: "one-vote",
        citation: "paper section 5.2",
        says: "Each server will vote for at most one candidate in a given term, on a first-come-first-served basis.",
    };

    fn sent(&mut self, packet: &PacketSeen<'_>, _scene: &Scene<'_>) -> Finding {
        match packet.kind {
            PacketKind::Vote { term, granted: true, .. } => {
                self.record(packet.from, *term, packet.to)
            }
            _ => Ok(()),
        }
    }

    fn look(&mut self, change: &Change<'_>, _scene: &Scene<'_>) -> Finding {
        let after = change.after;
        let counted = |before: &Remembered| before.counts_itself && before.term == after.term;
        let counts_itself = after.counts_itself && !change.before.is_some_and(counted);
        if change.is_elected() || counts_itself {
            self.record(after.id, after.term, after.id)?;
        }
        Ok(())
    }
}
