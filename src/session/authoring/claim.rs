//! What the condition language can say of an event, once it has happened.

use crate::kv::{Reply, Request};
use crate::raft::{Configuration, Index, NodeId, NodeSet, Payload, Term, TransferOutcome};
use crate::script::{ClientRef, Comparison, Condition, NodeRef, Operand, Quantity, RoleName};
use crate::sim::{ClientId, ClusterView, Endpoint, EventKind, Role};

/// What may be claimed after an event of this kind, what says most of it first. Not all of it need hold: more may have
/// happened at the same moment, which this view shows.
pub fn claims(kind: &EventKind, view: &ClusterView) -> Vec<Condition> {
    let view_of = |node: &NodeId| view.node(*node);
    let last = |node: &NodeId| {
        let last = view_of(node).map(|it| it.log.last().index);
        last.map(|last| compare(Quantity::Last, *node, Comparison::Equal, last.0))
    };
    match kind {
        EventKind::RoleChanged { node, to, term, .. } => {
            let both = Condition::And(Box::new(role(*node, *to)), Box::new(in_term(*node, *term)));
            vec![both, role(*node, *to), in_term(*node, *term)]
        }
        EventKind::TermChanged { node, term }
        | EventKind::Voted { node, term, .. }
        | EventKind::VoteRequestIgnored { node, term, .. } => vec![in_term(*node, *term)],
        EventKind::VoteReceived { node, .. } => {
            vec![role(*node, Role::Candidate), role(*node, Role::Leader)]
        }
        EventKind::PreVoteReceived { node, .. } => {
            vec![role(*node, Role::PreCandidate), role(*node, Role::Candidate)]
        }
        EventKind::SteppedDown { node, .. } => vec![not(role(*node, Role::Leader))],
        EventKind::HandoverBegun { node, .. }
        | EventKind::LeaseBegun { node }
        | EventKind::RoundBegun { node, .. }
        | EventKind::RoundAnswered { node, .. } => vec![role(*node, Role::Leader)],
        EventKind::TransferEnded { to, outcome: TransferOutcome::Completed, .. } => {
            vec![role(*to, Role::Leader)]
        }
        EventKind::Appended { node, last: to, .. } => {
            let reaches = |how| compare(Quantity::Last, *node, how, to.index.0);
            vec![reaches(Comparison::Equal), reaches(Comparison::AtLeast)]
        }
        EventKind::Truncated { node, .. } => last(node).into_iter().collect(),
        EventKind::ConfigurationChanged { node, .. } => last(node).into_iter().collect(),
        EventKind::MembershipChanged { configuration, .. } => vec![members(configuration)],
        EventKind::Committed { node, index } => {
            let reaches = |how| compare(Quantity::Commit, *node, how, index.0);
            vec![reaches(Comparison::Equal), reaches(Comparison::AtLeast)]
        }
        EventKind::Applied { node, index } => {
            let reaches = |how| compare(Quantity::Applied, *node, how, index.0);
            let value = value(*node, *index, view);
            value.into_iter().chain([Comparison::Equal, Comparison::AtLeast].map(reaches)).collect()
        }
        EventKind::SnapshotTaken { node, .. }
        | EventKind::SnapshotReceived { node, .. }
        | EventKind::SnapshotInstalled { node, .. } => {
            let first = view_of(node).map(|it| it.log.first_index());
            let first =
                first.map(|first| compare(Quantity::First, *node, Comparison::Equal, first.0));
            first.into_iter().collect()
        }
        EventKind::Crashed { node, .. }
        | EventKind::Torn { node, .. }
        | EventKind::Wiped { node }
        | EventKind::Refused { node, .. }
        | EventKind::SnapshotUnreadable { node, .. } => vec![not(up(*node))],
        EventKind::Restarted { node }
        | EventKind::DiskReplaced { node }
        | EventKind::TailCut { node, .. }
        | EventKind::Booted { node }
        | EventKind::Paused { node }
        | EventKind::Resumed { node } => vec![up(*node), not(up(*node))],
        EventKind::Invoked { .. }
        | EventKind::Retried { .. }
        | EventKind::Redirected { .. }
        | EventKind::LoadBegun { .. } => vec![not(Condition::Answered)],
        EventKind::Completed { client, reply, .. } => answer(*client, reply.as_ref()),
        kind => match kind.place() {
            Some(Endpoint::Node(node)) => view_of(&node)
                .map(|it| {
                    Condition::And(Box::new(role(node, it.role)), Box::new(in_term(node, it.term)))
                })
                .into_iter()
                .collect(),
            _ => Vec::new(),
        },
    }
}

/// Who leads at this moment, which can be claimed of any. Whose term is over by then is no leader but by its role.
pub fn leadership(view: &ClusterView) -> Vec<Condition> {
    match view.leader {
        Some(leader) => vec![Condition::LeaderIn(vec![leader.0]), role(leader, Role::Leader)],
        None => vec![Condition::NoLeader],
    }
}

fn role(node: NodeId, role: Role) -> Condition {
    let role = match role {
        Role::Follower => RoleName::Follower,
        Role::PreCandidate => RoleName::PreCandidate,
        Role::Candidate => RoleName::Candidate,
        Role::Leader => RoleName::Leader,
        Role::Learner => RoleName::Learner,
    };
    Condition::Role(NodeRef::Id(node.0), role)
}

fn in_term(node: NodeId, term: Term) -> Condition {
    compare(Quantity::Term, node, Comparison::Equal, term.0)
}

fn compare(quantity: Quantity, node: NodeId, comparison: Comparison, number: u64) -> Condition {
    let (node, with) = (NodeRef::Id(node.0), Operand::Number(number));
    Condition::Compare { quantity, node, comparison, with }
}

fn up(node: NodeId) -> Condition {
    Condition::Up(NodeRef::Id(node.0))
}

fn not(condition: Condition) -> Condition {
    Condition::Not(Box::new(condition))
}

fn members(configuration: &Configuration) -> Condition {
    let numbers = |set: NodeSet| set.iter().map(|id| id.0).collect();
    Condition::Members {
        voters: numbers(configuration.voters),
        learners: numbers(configuration.learners),
    }
}

/// The value on a node of the key that the entry at this index of its log speaks of.
fn value(node: NodeId, index: Index, view: &ClusterView) -> Option<Condition> {
    let it = view.node(node)?;
    let Payload::Command(bytes) = &it.log.get(index)?.payload else { return None };
    let key = Request::decode(bytes).ok()?.operation.key().to_owned();
    let value = it.kv.get(&key).cloned();
    Some(Condition::Value { node: Some(NodeRef::Id(node.0)), key, value })
}

/// What a client was told.
fn answer(client: ClientId, reply: Option<&Reply>) -> Vec<Condition> {
    let client = ClientRef(client.0);
    vec![match reply {
        None => Condition::Unknown(client),
        Some(Reply::Value(value)) => Condition::Answer { client, value: Some(value.clone()) },
        Some(Reply::Absent | Reply::NotFound) => Condition::Answer { client, value: None },
        Some(reply) if reply.is_success() => {
            return vec![Condition::Answered, not(Condition::Refused(client))];
        }
        Some(_) => Condition::Refused(client),
    }]
}
