//! Durable before visible: nobody hears of a term, a vote, an entry or a commit before it is on disk.
//!
//! Messages are compared with the disk of the node that sent them, and a leader's commit with the disks of a quorum. A
//! disk that lies, or that was harmed, proves nothing for or against the protocol: it is believed from then on.

use super::{Finding, Invariant, Property};
use crate::check::scene::Scene;
use crate::check::sight::{Change, PacketSeen, stores, tell};
use crate::raft::{AppendOutcome, Durable, Index, LogId, NodeId, Term};
use crate::sim::PacketKind;

/// Nothing needs to be remembered.
#[derive(Clone, Debug, Default)]
pub(super) struct DurableBeforeVisible;

/// What a message of a server says about the server that sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    term: Term,
    /// Whom it votes for in that term.
    vote: Option<NodeId>,
    /// Up to here its log holds what the leader's does.
    holds: Option<Index>,
}

impl Invariant for DurableBeforeVisible {
    const PROPERTY: Property = Property {
        name: "durable-before-visible",
        citation: "paper figure 2 and section 5.6",
        says: "A server updates its term, its vote and its log on stable storage before it responds, and an entry is \
               committed once a majority has stored it.",
    };

    fn sent(&mut self, packet: &PacketSeen<'_>, scene: &Scene<'_>) -> Finding {
        let PacketSeen { packet, from: node, to, kind, .. } = *packet;
        let Some(claim) = Claim::of(to, kind) else { return Ok(()) };
        let Some(image) = scene.site.disk(node).filter(|_| !scene.believed.contains(&node)) else {
            return Ok(());
        };
        let memory = scene.site.log(node);
        let holds = |image: &Durable, index| {
            memory
                .and_then(|log| log.term_at(index))
                .is_none_or(|term| stores(image, LogId { term, index }))
        };
        claim
            .judge(image, holds)
            .map_err(|lack| format!("{node} sent {packet}, {}, when {lack}", kind.name()))
    }

    /// What a leader commits is on the disks of a quorum.
    fn look(&mut self, change: &Change<'_>, scene: &Scene<'_>) -> Finding {
        let after = change.after;
        let is_news = change.before.is_none_or(|before| before.commit < after.commit);
        if !after.leads || !is_news || after.log.term_at(after.commit) != Some(after.term) {
            return Ok(());
        }
        let id = LogId { term: after.term, index: after.commit };
        let configuration = change.led_by();
        let holders = configuration.members().filter(|node| scene.holds(node, id));
        if configuration.is_quorum(holders) {
            return Ok(());
        }
        let holders = tell(holders);
        Err(format!("{} committed {id} when it was on the disk of {holders} only", after.id))
    }
}

impl Claim {
    /// What a packet to this server says.
    pub(super) fn of(to: NodeId, kind: &PacketKind) -> Option<Self> {
        let says = |term: Term| Some(Self { term, vote: None, holds: None });
        match kind {
            PacketKind::VoteRequest { term, .. }
            | PacketKind::SuccessorVoteRequest { term, .. }
            | PacketKind::Heartbeat { term, .. }
            | PacketKind::Entries { term, .. }
            | PacketKind::Chunk { term, .. }
            | PacketKind::ChunkAck { term, .. }
            | PacketKind::TimeoutNow { term } => says(*term),
            PacketKind::Vote { term, granted, .. } => {
                Some(Self { term: *term, vote: granted.then_some(to), holds: None })
            }
            PacketKind::Ack { term, outcome } => {
                let holds = match outcome {
                    AppendOutcome::Accepted { match_index } => Some(*match_index),
                    AppendOutcome::Rejected { .. } => None,
                };
                Some(Self { term: *term, vote: None, holds })
            }
            _ => None,
        }
    }

    /// Compares it with what is on disk.
    ///
    /// # Errors
    /// What is not on disk.
    fn judge(
        &self,
        image: &Durable,
        holds: impl Fn(&Durable, Index) -> bool,
    ) -> Result<(), String> {
        let on_disk = image.hard_state;
        if on_disk.term < self.term {
            return Err(format!("its disk said term {}, not {}", on_disk.term, self.term));
        }
        if let Some(candidate) = self.vote
            && on_disk.term == self.term
            && on_disk.voted_for != Some(candidate)
        {
            let vote = on_disk.voted_for.map_or("nobody".into(), |other| other.to_string());
            return Err(format!(
                "its disk said that its vote in term {} went to {vote}",
                self.term
            ));
        }
        match self.holds {
            Some(index) if !holds(image, index) => Err(format!(
                "its disk did not hold index {index}, but ended with {}",
                image.log.last()
            )),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::raft::{Configuration, Entry, HardState, Payload};

    const TO: NodeId = NodeId(2);

    fn image(term: u64, voted_for: Option<u32>, entries: u64) -> Durable {
        let mut image = Durable::bootstrap(Configuration::of([1, 2, 3].map(NodeId)));
        image.hard_state = HardState { term: Term(term), voted_for: voted_for.map(NodeId) };
        for index in 1..=entries {
            let id = LogId { term: Term(1), index: Index(index) };
            image.log.append(Entry { id, payload: Payload::Command(Arc::from([])) });
        }
        image
    }

    #[track_caller]
    fn check(kind: &PacketKind, image: &Durable, expected: Result<(), &str>) {
        let claim = Claim::of(TO, kind).expect("it says something");
        let holds = |image: &Durable, index| stores(image, LogId { term: Term(1), index });
        assert_eq!(claim.judge(image, holds), expected.map_err(str::to_owned));
    }

    #[test]
    fn a_vote_that_is_not_on_disk_is_caught() {
        let vote = PacketKind::Vote { term: Term(3), granted: true, removed_at: None };
        check(&vote, &image(3, Some(2), 0), Ok(()));
        check(&vote, &image(4, None, 0), Ok(()));
        check(&vote, &image(2, Some(2), 0), Err("its disk said term 2, not 3"));
        let other = "its disk said that its vote in term 3 went to n1";
        check(&vote, &image(3, Some(1), 0), Err(other));
        let nobody = "its disk said that its vote in term 3 went to nobody";
        check(&vote, &image(3, None, 0), Err(nobody));
        // A refusal says nothing of a vote.
        let refusal = PacketKind::Vote { term: Term(3), granted: false, removed_at: None };
        check(&refusal, &image(3, Some(1), 0), Ok(()));
    }

    #[test]
    fn an_acknowledgement_of_what_is_not_on_disk_is_caught() {
        let ack = |index| PacketKind::Ack {
            term: Term(1),
            outcome: AppendOutcome::Accepted { match_index: Index(index) },
        };
        check(&ack(2), &image(1, None, 2), Ok(()));
        check(
            &ack(3),
            &image(1, None, 2),
            Err("its disk did not hold index 3, but ended with 2@1"),
        );
    }

    #[test]
    fn a_term_that_is_not_on_disk_is_caught_in_any_message() {
        let last_log = LogId { term: Term(0), index: Index(0) };
        let request = PacketKind::VoteRequest { term: Term(2), last_log };
        check(&request, &image(2, Some(1), 0), Ok(()));
        check(&request, &image(1, Some(1), 0), Err("its disk said term 1, not 2"));
    }
}
