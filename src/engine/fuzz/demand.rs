//! What is demanded of a cluster beside safety: that it makes progress.
//!
//! *Order*: when trouble has ended, there is a leader, and what clients asked for is done and answered, within a time
//! that follows from the knobs. *Steadiness*: whoever leads while nothing happens that could depose a leader keeps its
//! leadership. Both are demanded only where Raft promises them (see [`Recovery`] and [`Timing`]); what is promised is said
//! there, and what is found here is written as a condition of the script language, so that a script can show it.

use crate::raft::{Change, NodeId, ProposalId, Role as RaftRole, Term};
use crate::script::{
    Command, Comparison, Condition, Medium, NodeRef, Operand, Quantity, RoleName, Setting,
};
use crate::sim::node::{Process, SimNode};
use crate::sim::{Cluster, Event, EventKind, Liveness, Role, Time, Timing, World};

/// How many terms may pass while a cluster in order is watched. Whoever comes back in a later term deposes a leader, and
/// there may be several who do.
const TERMS: u64 = 8;

/// How long after the last thing that could depose a leader nothing of it is under way any more.
const QUIET_US: u64 = 2_000_000;

/// Whether a cluster is in order. Everybody who takes part has to be up to date, if everybody recovers.
pub(super) fn is_in_order(world: &World, whole: bool) -> bool {
    if world.clients().iter().any(|client| client.waits()) {
        return false;
    }
    let Some(leader) = leader(world) else { return false };
    if !whole {
        return true;
    }
    let node = leader.node();
    let members = node.configuration().members();
    let running =
        || world.nodes().iter().filter_map(|machine| Some((machine.id(), machine.process()?)));
    let serving = || running().filter(|(id, _)| members.contains(*id)).map(|(_, process)| process);
    let committed = serving().map(|process| process.node().commit_index()).max();
    let applied = |process: &Process| Some(process.applying().applied());
    serving().all(|it| it.node().term() <= node.term() && applied(it) == committed)
        && change_of(leader).is_none()
}

/// The same for a script.
pub(super) fn order(whole: bool) -> Condition {
    let leader =
        if whole { Condition::AnyLeader } else { Condition::Not(Box::new(Condition::NoLeader)) };
    let order = and(leader, Condition::Answered);
    if whole { and(order, Condition::AllApplied) } else { order }
}

/// What a script is to wait for where order was waited for in vain. A change of the membership that is not answered shows
/// in those who wait to vote.
pub(super) fn missing(world: &World, whole: bool) -> Condition {
    let pending = leader(world).filter(|leader| whole && change_of(leader).is_some());
    // Those that are to learn and no more wait for nothing.
    let waiting = pending.into_iter().flat_map(|leader| {
        let voters = change_of(leader).map(|change| change.voters()).unwrap_or_default();
        voters - leader.node().configuration().voters
    });
    waiting.fold(order(whole), |order, id| {
        let learns = Condition::Role(NodeRef::Id(id.0), RoleName::Learner);
        and(order, Condition::Not(Box::new(learns)))
    })
}

/// The change of the membership that waits for new servers, and who leads it: for whom a script is to wait in its place.
pub(super) fn pending_change(world: &World) -> Option<(NodeId, ProposalId)> {
    let leader = leader(world)?;
    let change = change_of(leader).filter(|change| change.is_catching_up())?;
    Some((leader.node().id(), change.proposal()))
}

fn and(a: Condition, b: Condition) -> Condition {
    Condition::And(Box::new(a), Box::new(b))
}

/// The term that a watched cluster must not go beyond. Whoever is in a later term than the leader may bring it along.
pub(super) fn last_term(world: &World) -> Term {
    let term = |machine: &SimNode| {
        let running = machine.process().map(|process| process.node().term());
        running.unwrap_or_default().max(machine.disk().image().hard_state.term)
    };
    let terms = world.nodes().iter().map(term);
    Term(terms.max().unwrap_or_default().0 + TERMS)
}

/// Whether no leader has gone beyond this term.
pub(super) fn is_within(world: &World, last: Term) -> bool {
    leader(world).is_none_or(|leader| leader.node().term() <= last)
}

/// The same for a script.
pub(super) fn term_at_most(node: NodeRef, last: Term) -> Condition {
    let (quantity, comparison) = (Quantity::Term, Comparison::AtMost);
    Condition::Compare { quantity, node, comparison, with: Operand::Number(last.0) }
}

/// The live leader of the highest term.
fn leader(world: &World) -> Option<&Process> {
    let leads = |process: &&Process| matches!(process.node().role(), RaftRole::Leader(_));
    let running = world.nodes().iter().filter_map(SimNode::process).filter(leads);
    running.max_by_key(|process| process.node().term())
}

fn change_of(leader: &Process) -> Option<&Change> {
    match leader.node().role() {
        RaftRole::Leader(leader) => leader.change(),
        RaftRole::Follower(_) | RaftRole::PreCandidate(_) | RaftRole::Candidate(_) => None,
    }
}

/// The watch over a leader that nothing disturbs.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Steadiness {
    /// When something last happened that could depose a leader.
    disturbed: Option<Time>,
    /// The term that is to last, while nothing happens.
    term: Option<Term>,
}

impl Steadiness {
    /// Something was done.
    pub(super) fn act(&mut self, cluster: &Cluster, command: &Command) {
        if disturbs(command) {
            // What is done before anything has happened disturbs nothing.
            let disturbed = (cluster.now() > Time::ZERO).then_some(cluster.now());
            *self = Self { disturbed, term: None };
        } else if self.term.is_none() {
            self.settle(cluster);
        }
    }

    /// Takes note of a leader whom all obey, if it is quiet.
    pub(super) fn settle(&mut self, cluster: &Cluster) {
        let quiet = |at: Time| cluster.now() >= at.plus_us(QUIET_US);
        if self.term.is_none() && self.disturbed.is_none_or(quiet) {
            self.term = undisputed(cluster);
        }
    }

    /// Judges what has happened: who has gone on to another term, and which one was to last.
    pub(super) fn hear(&self, events: &[Event]) -> Option<(NodeId, Term)> {
        let lasting = self.term?;
        events.iter().find_map(|event| match event.kind {
            EventKind::RoleChanged { node, term, .. } | EventKind::TermChanged { node, term } => {
                (term > lasting).then_some((node, lasting))
            }
            _ => None,
        })
    }
}

/// Whether a command may end a leadership, at once or later. Load and slow disks may not.
fn disturbs(command: &Command) -> bool {
    match command {
        Command::Slow { .. } | Command::Pipe(_) | Command::Load(_) | Command::Connect(_) => false,
        Command::Snapshot(_) | Command::Client(_) => false,
        Command::Set(setting) => !matches!(
            setting,
            Setting::Apply(_)
                | Setting::Batch(_)
                | Setting::BatchSize(_)
                | Setting::InFlight(_)
                | Setting::ClientTimeout(_)
                | Setting::ClientTries(_)
                | Setting::Backoff(_)
                | Setting::SnapshotEvery(_)
                | Setting::Chunk(_)
                | Setting::ChunkWindow(_)
                | Setting::ChunkRate(_)
                | Setting::Tail(_)
                | Setting::Expiry(_)
        ),
        _ => true,
    }
}

/// The term of a leader that everybody obeys, and that nothing is about to depose: every machine runs, on a disk that
/// keeps its word, and follows it; nothing is cut or lost; heartbeats come in time; and its term has begun in earnest.
fn undisputed(cluster: &Cluster) -> Option<Term> {
    let (world, knobs, quirks) = (cluster.world(), cluster.knobs(), cluster.quirks());
    let network = world.network();
    // A heartbeat that was put off by a jump back comes late.
    let earlier = cluster.now().minus_us(QUIET_US);
    let jumped = |machine: &SimNode| quirks.jump(machine.id(), earlier).is_some();
    let undisturbed = !world.nodes().iter().any(jumped)
        && network.cuts().is_empty()
        && network.clogs().is_empty()
        && quirks.nodes_with_own_knobs().next().is_none()
        && network.filters().is_empty()
        && !network.holds_any()
        && quirks.weather().is_empty()
        && knobs.loss_ppm == 0
        && Timing::of(knobs).keeps_a_leader();
    let leader = leader(world).filter(|_| undisturbed)?.node();
    let RaftRole::Leader(leadership) = leader.role() else { return None };
    if leadership.change().is_some() || leadership.transfer().is_some() {
        return None;
    }
    let obeys = |machine: &SimNode| {
        let (id, disk) = (machine.id(), machine.disk());
        let sound = !disk.lies() && !disk.is_spoilt() && disk.trap().is_none();
        let sound = sound && disk.medium() == Medium::Ok && !disk.has_failed();
        let runs = machine.liveness() == Liveness::Up && quirks.clock_ppm(id) == 1_000_000;
        let follows = machine.process().is_some_and(|process| {
            let node = process.node();
            node.term() == leader.term() && node.leader() == Some(leader.id())
        });
        sound && runs && follows && leader.configuration().is_voter(id)
    };
    let begun = leader.log().term_at(leader.commit_index()) == Some(leader.term());
    (begun && world.nodes().iter().all(obeys)).then_some(leader.term())
}

/// Whether Raft promises progress as things are now: in every configuration by which somebody stands, votes come back in
/// time from a majority.
pub(super) fn is_promised(cluster: &Cluster) -> bool {
    let running = cluster.world().nodes().iter().filter_map(SimNode::process);
    let mut electorates = running.flat_map(|process| {
        let configuration = process.node().configuration();
        [configuration.voters, configuration.outgoing]
    });
    electorates.all(|electorate| {
        let voters: Vec<NodeId> = electorate.iter().collect();
        voters.is_empty() || Timing::of_cluster(cluster, &voters, voters.len()).elects_a_leader()
    })
}

/// What a cluster that makes no progress looks like.
pub(super) fn state(cluster: &Cluster) -> String {
    let view = cluster.view();
    let node = |node: &crate::sim::NodeView| {
        let (id, role, term) = (node.id, Role::name(node.role), node.term);
        let state = match node.liveness {
            Liveness::Up => "",
            Liveness::Paused => " (paused)",
            Liveness::Down => " (down)",
        };
        let (applied, last) = (node.applied, node.log.last().index);
        format!("{id}{state} is {role} in term {term} and has applied {applied} of {last}")
    };
    let nodes: Vec<String> = view.nodes.iter().map(node).collect();
    let waiting = view.clients.iter().filter(|client| !client.waiting.is_empty()).count();
    format!("{}; clients that wait: {waiting}", nodes.join(", "))
}

#[cfg(test)]
mod tests {
    use crate::sim::Knobs;

    use super::*;

    #[test]
    fn progress_is_promised_as_long_as_every_quorum_that_may_decide_is_quick_enough() {
        let mut cluster = Cluster::new(3, 1, Knobs::default());
        cluster.advance_to(Time(2_000_000));
        let slow = Command::Slow { node: NodeRef::Id(3), span_us: Some((100_000, 400_000)) };
        cluster.perform(&slow).expect("it has a disk");
        assert!(is_promised(&cluster), "the two others are a majority");
        let leader = cluster.view().leader.expect("somebody leads by now");
        let quick = [1, 2].map(NodeId).into_iter().find(|id| *id != leader).expect("one of them");
        cluster.perform(&Command::Remove(vec![NodeRef::Id(quick.0)])).expect("somebody leads");
        cluster.advance_to(Time(8_000_000));
        assert!(!is_promised(&cluster), "of two, both decide");
    }
}
