//! Time, as far as safety depends on it: which timers are known to run out before which.
//!
//! Most timers may fire at any time here, whatever their length, because nothing that is safe may depend on it. One thing
//! does: a lease (dissertation 6.4.1). A voter's stickiness lasts for the least election timeout from when it hears the
//! leader. A lease's timer lasts for less than that, by as much as clocks may differ: so if it runs already when the voter's timer
//! is started, it ends first, whoever's clock runs fast. That is all that is assumed, and all that the real clocks
//! promise: a stickiness timer waits for the lease timers that ran when it was started, on any node; every other order
//! is explored, a lease that ends at once and one that outlasts everything else among them.
//!
//! Election timeouts are not even held to their length, so that every server may be made to stand at any time.

use std::collections::{BTreeMap, BTreeSet};

use raftarium::raft::{NodeId, Timer};
use raftarium::sim::World;
use raftarium::sim::recorder::Pending;

/// The timers that end a lease.
const LEASES: [Timer; 2] = [Timer::Lease, Timer::Renewal];

/// For each node whose stickiness timer runs, the lease timers that end before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Promises(BTreeMap<NodeId, BTreeSet<(NodeId, Timer)>>);

impl Promises {
    /// Takes in which timers were started in a step, in order, and which run after it.
    pub fn take_in(&mut self, pending: &[Pending], world: &World) {
        let runs = |node: NodeId, timer: Timer| {
            let process = world.node(node).and_then(|machine| machine.process());
            process.is_some_and(|process| process.timers().get(timer).is_some())
        };
        for wish in pending {
            match *wish {
                Pending::Timer(node, Timer::Stickiness) => {
                    let nodes = world.nodes().iter().map(|machine| machine.id());
                    let leases = nodes.flat_map(|id| LEASES.map(|timer| (id, timer)));
                    self.0.insert(node, leases.filter(|(id, timer)| runs(*id, *timer)).collect());
                }
                // Started again, it ends at another time.
                Pending::Timer(node, timer) if LEASES.contains(&timer) => {
                    self.0.values_mut().for_each(|leases| _ = leases.remove(&(node, timer)));
                }
                _ => {}
            }
        }
        self.0.retain(|node, _| runs(*node, Timer::Stickiness));
        for leases in self.0.values_mut() {
            leases.retain(|(node, timer)| runs(*node, *timer));
        }
    }

    /// Whether the stickiness of this node may end now.
    pub fn allow(&self, node: NodeId) -> bool {
        self.0.get(&node).is_none_or(BTreeSet::is_empty)
    }

    /// All of it: a node, and what ends before its promise.
    pub fn all(&self) -> impl Iterator<Item = (NodeId, NodeId, Timer)> {
        let each = |(node, leases): (&NodeId, &BTreeSet<(NodeId, Timer)>)| {
            let node = *node;
            leases.iter().map(move |(leader, timer)| (node, *leader, *timer)).collect::<Vec<_>>()
        };
        self.0.iter().flat_map(each)
    }
}
