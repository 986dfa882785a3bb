//! The cluster as a whole, file by file: what is tested is what a person could watch.

mod applying;
mod chance;
mod chaos;
mod clients;
mod commands;
mod disks;
mod faults;
mod filters;
mod leadership;
mod links;
mod membership;
mod moves;
mod own_knobs;
mod parents;
mod presets;
mod reads;
mod sessions;
mod snapshots;
mod story;
mod time;
mod weather;

use std::collections::BTreeMap;

use crate::kv::{Operation, Reply};
use crate::raft::{NodeId, Term};
use crate::script::parse_line;

use super::*;

/// The person at the console.
const YOU: ClientId = ClientId(1);

/// A cluster under test, and all that has happened in it.
#[derive(Clone)]
struct Lab {
    cluster: Cluster,
    events: Vec<Event>,
}

impl Lab {
    fn new(nodes: u32, seed: u64) -> Self {
        Self::with(nodes, seed, Knobs::default())
    }

    fn with(nodes: u32, seed: u64, knobs: Knobs) -> Self {
        Self { cluster: Cluster::new(nodes, seed, knobs), events: Vec::new() }
    }

    /// A cluster that has a leader, on which all nodes agree.
    fn led(nodes: u32, seed: u64) -> Self {
        let mut lab = Self::new(nodes, seed);
        lab.until("a leader", |view| {
            view.leader.is_some() && view.nodes.iter().all(|node| node.leader == view.leader)
        });
        lab
    }

    fn view(&self) -> ClusterView {
        self.cluster.view()
    }

    fn node(&self, id: NodeId) -> NodeView {
        self.view().node(id).expect("tests name nodes that exist").clone()
    }

    fn leader(&self) -> NodeId {
        self.view().leader.expect("there is a leader")
    }

    /// Some node that does not lead.
    fn follower(&self) -> NodeId {
        let leader = self.view().leader;
        let ids = self.view().nodes.into_iter().map(|node| node.id);
        ids.filter(|id| Some(*id) != leader).last().expect("there is more than one node")
    }

    fn step(&mut self) -> bool {
        let stepped = self.cluster.step();
        self.cluster.drain_events_into(&mut self.events);
        stepped
    }

    fn run_ms(&mut self, ms: u64) {
        self.cluster.advance_to(self.cluster.now().plus_us(ms * 1_000));
        self.cluster.drain_events_into(&mut self.events);
    }

    /// Makes moves until the condition holds; ten seconds must be enough.
    #[track_caller]
    fn until(&mut self, what: &str, condition: impl Fn(&ClusterView) -> bool) {
        let end = self.cluster.now().plus_us(10_000_000);
        while !condition(&self.view()) {
            assert!(self.cluster.now() < end, "no {what} within ten seconds");
            assert!(self.step(), "nothing is due, and there is no {what}");
        }
    }

    fn try_do(&mut self, action: Action) -> Result<(), SimError> {
        let outcome = self.cluster.command(action);
        self.cluster.drain_events_into(&mut self.events);
        outcome
    }

    #[track_caller]
    fn act(&mut self, action: Action) {
        self.try_do(action).expect("tests do what is possible");
    }

    /// Carries out a line of the language.
    fn try_line(&mut self, line: &str) -> Result<(), SimError> {
        let parsed = parse_line(line, 1).expect(line).and_then(|it| it.command).expect(line);
        let outcome = self.cluster.perform(&parsed).map(drop);
        self.cluster.drain_events_into(&mut self.events);
        outcome
    }

    #[track_caller]
    fn line(&mut self, line: &str) {
        self.try_line(line).expect(line);
    }

    fn invoke(&mut self, operation: Operation) -> u64 {
        let sequence = self.cluster.invoke(YOU, operation);
        self.cluster.drain_events_into(&mut self.events);
        sequence
    }

    /// Lets a client run one operation to its end.
    #[track_caller]
    fn ask(&mut self, operation: Operation) -> Option<Reply> {
        let sequence = self.invoke(operation);
        self.until("answer", |view| view.clients[0].waiting.is_empty());
        self.replies()[&sequence].clone()
    }

    /// How the operations of the person at the console ended.
    fn replies(&self) -> BTreeMap<u64, Option<Reply>> {
        let ended = self.events.iter().filter_map(|event| match &event.kind {
            EventKind::Completed { client: YOU, sequence, reply, .. } => {
                Some((*sequence, reply.clone()))
            }
            _ => None,
        });
        ended.collect()
    }

    fn count(&self, matches: impl Fn(&EventKind) -> bool) -> usize {
        self.events.iter().filter(|event| matches(&event.kind)).count()
    }

    /// What must hold in every run whatever.
    #[track_caller]
    fn check(&self) {
        for (seq, event) in (0..).zip(&self.events) {
            assert_eq!(event.seq, seq, "events are numbered without gaps");
        }
        assert!(self.events.is_sorted_by_key(|event| event.at), "time goes up");
        let mut elected: BTreeMap<Term, NodeId> = BTreeMap::new();
        for event in &self.events {
            if let EventKind::RoleChanged { node, to: Role::Leader, term, .. } = event.kind {
                let first = *elected.entry(term).or_insert(node);
                assert_eq!(first, node, "two leaders in term {term}");
            }
        }
    }
}

fn put(key: &str, value: &str) -> Operation {
    Operation::Put { key: key.into(), value: value.into() }
}

fn get(key: &str) -> Operation {
    Operation::Get { key: key.into() }
}

fn create(key: &str, value: &str) -> Operation {
    Operation::Create { key: key.into(), value: value.into() }
}

fn value(value: &str) -> Option<Reply> {
    Some(Reply::Value(value.into()))
}

#[test]
fn every_cluster_of_one_to_nine_nodes_elects_one_leader_and_serves() {
    for nodes in 1..=9 {
        let mut lab = Lab::led(nodes, u64::from(nodes));
        assert_eq!(lab.ask(put("k", "v")), Some(Reply::Done), "{nodes} nodes");
        assert_eq!(lab.ask(get("k")), value("v"), "{nodes} nodes");
        lab.until("copy everywhere", |view| {
            view.nodes.iter().all(|node| node.kv.get("k").is_some_and(|v| v == "v"))
        });
        lab.check();
    }
}

#[test]
fn the_largest_cluster_elects_a_leader_and_serves() {
    let mut lab = Lab::led(51, 1);
    assert_eq!(lab.view().quorum, 26);
    assert_eq!(lab.ask(put("k", "v")), Some(Reply::Done));
    lab.check();
}

#[test]
fn a_size_out_of_range_counts_as_the_nearest_and_can_be_checked_first() {
    assert_eq!(Lab::new(0, 1).view().nodes.len(), 1);
    assert_eq!(Lab::new(9_999, 1).view().nodes.len(), 51);
    assert_eq!(Cluster::check_size(5), Ok(()));
    let error = Cluster::check_size(9_999).expect_err("51 is the limit");
    assert_eq!(error.to_string(), "a cluster of 9999 nodes cannot be: choose 1 to 51");
}
