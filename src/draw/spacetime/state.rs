//! What a node is, as far as events tell; forwards, and backwards for a log whose beginning is forgotten.

use std::collections::{BTreeMap, BTreeSet};

use crate::raft::{NodeId, Term};
use crate::sim::{ClusterView, EventKind, Liveness, Role};

/// What a node is for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneState {
    /// Its role; what it was for one that is down.
    pub role: Role,
    /// Its term, where that is known.
    pub term: Option<Term>,
    /// Whether it runs; `None` before it is switched on for the first time.
    pub liveness: Option<Liveness>,
}

/// Directed links.
pub type Links = BTreeSet<(NodeId, NodeId)>;

/// What the diagram shows of the whole cluster at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Every node.
    pub nodes: BTreeMap<NodeId, LaneState>,
    /// The links that are cut.
    pub cuts: Links,
    /// The links that are clogged.
    pub clogs: Links,
}

impl State {
    /// What a view tells.
    pub fn of(view: &ClusterView) -> Self {
        let mut nodes = BTreeMap::new();
        nodes.extend(view.nodes.iter().map(|node| {
            let (role, term, liveness) = (node.role, Some(node.term), Some(node.liveness));
            (node.id, LaneState { role, term, liveness })
        }));
        Self { nodes, cuts: view.cuts.clone(), clogs: view.clogs.clone() }
    }

    /// Takes in what happened. Returns the node that it changed, if it changed one.
    pub fn apply(&mut self, kind: &EventKind) -> Option<NodeId> {
        match kind {
            EventKind::Cut { links } => self.cuts.extend(links),
            EventKind::Healed { links } => self.cuts.retain(|link| !links.contains(link)),
            EventKind::Clogged { links } => self.clogs.extend(links),
            EventKind::Unclogged { links } => self.clogs.retain(|link| !links.contains(link)),
            _ => {}
        }
        let (id, change) = change(kind)?;
        let known = LaneState { role: Role::Follower, term: None, liveness: Some(Liveness::Up) };
        let node = self.nodes.entry(id).or_insert(known);
        let before = *node;
        match change {
            Change::Role { to, term, .. } => (node.role, node.term) = (to, Some(term)),
            Change::Term(term) => node.term = Some(term),
            Change::Live { to, .. } => {
                node.liveness = Some(to);
                if to == Liveness::Up && before.liveness == Some(Liveness::Down) {
                    let learns = before.role == Role::Learner;
                    node.role = if learns { Role::Learner } else { Role::Follower };
                }
            }
            Change::Born => {
                (node.role, node.term) = (Role::Follower, Some(Term(0)));
                node.liveness = Some(Liveness::Up);
            }
        }
        (*node != before).then_some(id)
    }

    /// Goes back to before something happened, as far as that can be told.
    pub fn undo(&mut self, kind: &EventKind) {
        match kind {
            EventKind::Cut { links } => self.cuts.retain(|link| !links.contains(link)),
            EventKind::Healed { links } => self.cuts.extend(links),
            EventKind::Clogged { links } => self.clogs.retain(|link| !links.contains(link)),
            EventKind::Unclogged { links } => self.clogs.extend(links),
            _ => {}
        }
        let Some((id, change)) = change(kind) else { return };
        let Some(node) = self.nodes.get_mut(&id) else { return };
        match change {
            Change::Role { from, to, .. } => {
                // An election is won, and asked about beforehand, in one term; all else may have begun another.
                let same =
                    (from, to) == (Role::Candidate, Role::Leader) || to == Role::PreCandidate;
                node.term = node.term.filter(|_| same);
                node.role = from;
            }
            Change::Term(_) => node.term = None,
            Change::Live { from, .. } => node.liveness = Some(from),
            Change::Born => node.liveness = None,
        }
    }
}

/// What an event changes of a node.
enum Change {
    Role { from: Role, to: Role, term: Term },
    Term(Term),
    Live { from: Liveness, to: Liveness },
    Born,
}

fn change(kind: &EventKind) -> Option<(NodeId, Change)> {
    use Liveness::{Down, Paused, Up};
    Some(match kind {
        EventKind::RoleChanged { node, from, to, term } => {
            (*node, Change::Role { from: *from, to: *to, term: *term })
        }
        EventKind::TermChanged { node, term } => (*node, Change::Term(*term)),
        EventKind::Crashed { node, .. } => (*node, Change::Live { from: Up, to: Down }),
        EventKind::Restarted { node } => (*node, Change::Live { from: Down, to: Up }),
        EventKind::Paused { node } => (*node, Change::Live { from: Up, to: Paused }),
        EventKind::Resumed { node } => (*node, Change::Live { from: Paused, to: Up }),
        EventKind::Booted { node } => (*node, Change::Born),
        _ => return None,
    })
}
