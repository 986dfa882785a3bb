//! Which events are shown, and what each is about.

use crate::raft::NodeId;
use crate::sim::{Endpoint, Event, EventKind};

pub use crate::sim::EventClass as Group;

/// What is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Only what this node took part in; of all nodes if `None`.
    pub node: Option<NodeId>,
    /// Whether each of all groups is shown, in their order.
    pub groups: [bool; Group::ALL.len()],
}

impl Default for Filter {
    /// All but the traffic, of which there is much.
    fn default() -> Self {
        let traffic = |group| matches!(group, Group::Packets | Group::Disk);
        Self { node: None, groups: Group::ALL.map(|group| !traffic(group)) }
    }
}

impl Filter {
    /// Whether an event is shown.
    pub fn admits(&self, event: &Event) -> bool {
        self.shows(event.kind.class()) && self.node.is_none_or(|node| takes_part(&event.kind, node))
    }

    /// Whether a group is shown.
    pub fn shows(&self, group: Group) -> bool {
        self.groups[group as usize]
    }

    /// The filter with one group switched on or off.
    pub fn toggled(&self, group: Group) -> Self {
        let mut filter = self.clone();
        filter.groups[group as usize] ^= true;
        filter
    }
}

/// Whether a node took part in an event.
fn takes_part(kind: &EventKind, node: NodeId) -> bool {
    match kind {
        EventKind::Sent { from, to, .. }
        | EventKind::Delivered { from, to, .. }
        | EventKind::Lost { from, to, .. } => [*from, *to].contains(&Endpoint::Node(node)),
        EventKind::Cut { links }
        | EventKind::Healed { links }
        | EventKind::Clogged { links }
        | EventKind::Unclogged { links }
        | EventKind::WeatherSet { links, .. } => {
            links.iter().any(|(from, to)| [*from, *to].contains(&node))
        }
        EventKind::Voted { node: voter, candidate, .. } => [*voter, *candidate].contains(&node),
        EventKind::VoteReceived { node: candidate, from, .. }
        | EventKind::PreVoteReceived { node: candidate, from, .. } => {
            [*candidate, *from].contains(&node)
        }
        EventKind::HandoverBegun { node: leader, to }
        | EventKind::TransferEnded { node: leader, to, .. } => [*leader, *to].contains(&node),
        EventKind::Retried { to, .. } => *to == node,
        EventKind::Redirected { from, to, .. } => *from == node || *to == Some(node),
        EventKind::Duplicated { .. }
        | EventKind::Delayed { .. }
        | EventKind::Configured { .. }
        | EventKind::LoadBegun { .. }
        | EventKind::Said { .. }
        | EventKind::Invoked { .. }
        | EventKind::Completed { .. } => false,
        _ => kind.place() == Some(Endpoint::Node(node)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raft::{Index, LogId, Term};
    use crate::sim::{Cause, PacketId, PacketKind, Time};

    fn event(kind: EventKind) -> Event {
        Event { seq: 0, at: Time::ZERO, cause: Cause::Boot, parent: None, kind }
    }

    fn vote(from: u32, to: u32) -> EventKind {
        EventKind::Sent {
            packet: PacketId(1),
            from: Endpoint::Node(NodeId(from)),
            to: Endpoint::Node(NodeId(to)),
            kind: PacketKind::Vote { term: Term(1), granted: true, removed_at: None },
        }
    }

    #[test]
    fn traffic_is_hidden_until_it_is_asked_for() {
        let filter = Filter::default();
        assert!(!filter.admits(&event(vote(1, 2))));
        assert!(filter.toggled(Group::Packets).admits(&event(vote(1, 2))));
        assert!(filter.admits(&event(EventKind::Restarted { node: NodeId(1) })));
        let none = filter.toggled(Group::Faults);
        assert!(!none.admits(&event(EventKind::Restarted { node: NodeId(1) })));
    }

    #[test]
    fn a_node_sees_what_it_took_part_in() {
        let at = |id| Filter { node: Some(NodeId(id)), groups: [true; Group::ALL.len()] };
        assert!(at(1).admits(&event(vote(1, 2))) && at(2).admits(&event(vote(1, 2))));
        assert!(!at(3).admits(&event(vote(1, 2))));
        let id = LogId { term: Term(1), index: Index(4) };
        let appended = event(EventKind::Appended { node: NodeId(1), first: id, last: id });
        assert!(at(1).admits(&appended) && !at(2).admits(&appended));
    }
}
