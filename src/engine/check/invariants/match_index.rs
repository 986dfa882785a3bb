//! Match index: what a leader takes for stored at a follower is on that follower's disk, and a leader never takes it back.
//!
//! A follower that has gone on to a later term may have replaced it since, and the leader of before cannot know. A server that
//! left and comes again begins anew, so nothing is compared across a change of the configuration.

use super::{Finding, Invariant, Property};
use crate::check::scene::Scene;
use crate::check::sight::{DiskChange, PacketSeen, Remembered};
use crate::persistent::OrdMap;
use crate::raft::{Index, LogId, NodeId, Term};
use crate::sim::{Event, EventKind, PacketKind};

/// What leaders took for stored, each at its followers.
#[derive(Clone, Debug, Default)]
pub(super) struct MatchIndex {
    matched: OrdMap<(NodeId, NodeId), (Term, Index)>,
}

impl Invariant for MatchIndex {
    const PROPERTY: Property = Property {
        name: "match-index",
        citation: "paper figure 2, \"State\", and section 5.3",
        says: "For each server, matchIndex is the index of the highest log entry known to be replicated on that server, \
               and it increases monotonically.",
    };

    fn hear(&mut self, event: &Event, _scene: &Scene<'_>) -> Finding {
        if let EventKind::ConfigurationChanged { node, .. } = &event.kind {
            self.begin_anew(*node);
        }
        Ok(())
    }

    fn delivered(&mut self, packet: &PacketSeen<'_>, scene: &Scene<'_>) -> Finding {
        let PacketSeen { from: follower, to: leader, kind: PacketKind::Ack { .. }, .. } = *packet
        else {
            return Ok(());
        };
        let place = (leader, follower);
        let (Some(matched), Some(term)) =
            (scene.site.matched(leader, follower), scene.site.term(leader))
        else {
            self.matched.remove(&place);
            return Ok(());
        };
        let (known_in, known) = self.matched.get(&place).copied().unwrap_or_default();
        if (known_in, known) == (term, matched) {
            return Ok(());
        }
        self.matched.insert(place, (term, matched));
        if known_in == term && matched < known {
            return Err(format!(
                "{leader}, in term {term}, took {known} for stored at {follower}, and now {matched} only"
            ));
        }
        judge(leader, follower, (term, matched), scene)
    }

    fn disk(&mut self, change: &DiskChange<'_>, scene: &Scene<'_>) -> Finding {
        if !change.loses {
            return Ok(());
        }
        let here = self.matched.iter().filter(|((_, follower), _)| *follower == change.node);
        for ((leader, follower), (term, _)) in here {
            // What it thinks now is what counts.
            if scene.site.term(*leader) == Some(*term)
                && let Some(matched) = scene.site.matched(*leader, *follower)
            {
                judge(*leader, *follower, (*term, matched), scene)?;
            }
        }
        Ok(())
    }

    fn forget(&mut self, node: NodeId, _last: Option<&Remembered>) {
        self.begin_anew(node);
    }
}

impl MatchIndex {
    /// Nothing is remembered of what a leader took for stored.
    fn begin_anew(&mut self, leader: NodeId) {
        let own = (leader, NodeId(0))..=(leader, NodeId(u32::MAX));
        for place in self.matched.range(own).map(|(place, _)| *place).collect::<Vec<_>>() {
            self.matched.remove(&place);
        }
    }
}

/// Compares what a leader thinks with what is on a follower's disk.
fn judge(
    leader: NodeId,
    follower: NodeId,
    (term, matched): (Term, Index),
    scene: &Scene<'_>,
) -> Finding {
    let id = scene.site.log(leader).and_then(|log| log.term_at(matched));
    let Some(id) = id.map(|term| LogId { term, index: matched }) else { return Ok(()) };
    let on_disk = scene.site.disk(follower);
    if scene.holds(follower, id) || on_disk.is_none_or(|image| image.hard_state.term > term) {
        return Ok(());
    }
    let last = on_disk.map_or(LogId::default(), |image| image.log.last());
    Err(format!(
        "{leader}, in term {term}, takes {id} for stored at {follower}, whose disk does not hold it, but ends with {last}"
    ))
}
