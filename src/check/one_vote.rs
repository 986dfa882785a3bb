//! One vote a term: a server gives its vote to at most one candidate in a term, crashes or not.
//!
//! A vote counts as given when it is on its way to a candidate, or when a candidate counts itself. What a server has
//! decided and not yet told anybody may be lost in a crash, and harms nobody.

use crate::persistent::OrdMap;

use super::glimpse::Change;
use super::{Invariant, Property};
use crate::raft::{NodeId, Term};
use crate::sim::{Endpoint, EventKind, PacketKind};

/// Who got each server's vote in each term.
#[derive(Clone, Debug, Default)]
pub(super) struct OneVote {
    votes: OrdMap<(Term, NodeId), NodeId>,
}

impl OneVote {
    /// The property.
    pub(super) const PROPERTY: Property = Property {
        name: "one-vote",
        citation: "paper section 5.2",
        says: "Each server will vote for at most one candidate in a given term, on a first-come-first-served basis.",
    };

    /// Judges an event: votes that are sent.
    ///
    /// # Errors
    /// The evidence that the property does not hold.
    pub(super) fn hear(&mut self, event: &EventKind) -> Result<(), String> {
        match event {
            EventKind::Sent {
                from: Endpoint::Node(voter),
                to: Endpoint::Node(candidate),
                kind: PacketKind::Vote { term, granted: true, .. },
                ..
            } => self.record(*voter, *term, *candidate),
            _ => Ok(()),
        }
    }

    fn record(&mut self, voter: NodeId, term: Term, candidate: NodeId) -> Result<(), String> {
        match self.votes.insert((term, voter), candidate) {
            Some(other) if other != candidate => {
                Err(format!("{voter} voted for {other} in term {term}, and also for {candidate}"))
            }
            _ => Ok(()),
        }
    }
}

impl Invariant for OneVote {
    fn property(&self) -> Property {
        Self::PROPERTY
    }

    fn check(&mut self, change: &Change<'_>) -> Result<(), String> {
        let after = change.after;
        if after.leads || after.counts_itself {
            self.record(after.id, after.term, after.id)?;
        }
        Ok(())
    }
}
