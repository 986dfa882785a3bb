//! Up-to-date leader: whoever leads was given votes by a quorum, and by nobody whose log was longer than its own.
//!
//! Leader completeness says what an election must not lose; this says how it is decided, and so speaks up at the election
//! itself, even if nothing was committed that the new leader lacks. What counts is what has arrived: the votes that reached
//! the candidate in this term, and the voter's log as it was when the vote left it. Entries of the new term do not belong to
//! the comparison: a vote may be told late, to a leader that works already.

use super::{Finding, Invariant, Property};
use crate::check::scene::Scene;
use crate::check::sight::{Change, PacketSeen, tell};
use crate::persistent::OrdMap;
use crate::raft::{Log, LogId, NodeId, NodeSet, Term};
use crate::sim::PacketKind;

/// The votes that were given: in which term, to whom, and by whom.
#[derive(Clone, Debug, Default)]
pub(super) struct UpToDateLeader {
    votes: OrdMap<(Term, NodeId, NodeId), Vote>,
}

/// A vote.
#[derive(Clone, Copy, Debug, Default)]
struct Vote {
    /// The last entry of the voter's log when it was sent.
    last: LogId,
    /// Whether it has reached the candidate.
    has_arrived: bool,
}

impl Invariant for UpToDateLeader {
    const PROPERTY: Property = Property {
        name: "up-to-date-leader",
        citation: "paper section 5.4.1, dissertation sections 3.4 and 3.6.1",
        says: "A candidate wins an election with votes from a majority of the servers only, and a voter denies its vote \
               if its own log is more up-to-date than that of the candidate.",
    };

    fn sent(&mut self, packet: &PacketSeen<'_>, scene: &Scene<'_>) -> Finding {
        if let PacketKind::Vote { term, granted: true, .. } = packet.kind {
            let last = scene.site.log(packet.from).map(|log| last_before(log, *term));
            let vote = self.votes.get_or_default((*term, packet.to, packet.from));
            vote.last = last.unwrap_or_default();
        }
        Ok(())
    }

    fn delivered(&mut self, packet: &PacketSeen<'_>, _scene: &Scene<'_>) -> Finding {
        if let PacketKind::Vote { term, granted: true, .. } = packet.kind {
            self.votes.get_or_default((*term, packet.to, packet.from)).has_arrived = true;
        }
        Ok(())
    }

    fn look(&mut self, change: &Change<'_>, _scene: &Scene<'_>) -> Finding {
        if !change.is_elected() {
            return Ok(());
        }
        let (leader, term) = (change.after.id, change.after.term);
        let (first, last) = ((term, leader, NodeId(0)), (term, leader, NodeId(u32::MAX)));
        let votes = self.votes.range(first..=last).filter(|(_, vote)| vote.has_arrived);
        let own = last_before(change.after.log, term);
        let mut voters = NodeSet::from([leader]);
        for ((_, _, voter), vote) in votes {
            if vote.last > own {
                return Err(format!(
                    "{leader} leads term {term} with a log that ended with {own}, and {voter}, whose log ended with {}, \
                     voted for it",
                    vote.last
                ));
            }
            voters.insert(*voter);
        }
        if !change.after.configuration.is_quorum(voters) {
            let voters = tell(voters);
            return Err(format!("{leader} leads term {term} with the votes of {voters} only"));
        }
        Ok(())
    }
}

/// The last entry of a log that is of an earlier term.
fn last_before(log: &Log, term: Term) -> LogId {
    let index = log.first_of_term(term).previous();
    log.term_at(index).map_or(log.base(), |term| LogId { term, index })
}
