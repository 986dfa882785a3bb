//! A trial: a cluster that suffers a case, watched move by move.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe};

use crate::check::{Checker, Linearity};
use crate::raft::NodeId;
use crate::script::Command;
use crate::sim::node::{Process, SimNode};
use crate::sim::{Chaos, Cluster, ClusterView, Event, Knobs, Liveness, NodeView, Role, Time};

use super::case::{Act, Case, Fault, Outcome, mend_knobs};

/// For how long a cluster is in trouble, in virtual time.
const TROUBLE_US: u64 = 3_000_000;
/// How soon a cluster must be in order again, in virtual time. Clients that backed off need most of it.
pub(super) const RECOVERY_US: u64 = 30_000_000;
/// How often it is looked at meanwhile.
const LOOK_US: u64 = 100_000;

/// Tries what the seed makes: a cluster with these commands given first, trouble, and recovery.
pub fn explore(seed: u64, opening: &[Command]) -> Outcome {
    let mut chaos = Chaos::of_seed(seed);
    let mut trial = Trial::begin(Case::new(chaos.size(), seed));
    let knobs = chaos.knobs();
    let opening = opening.iter().cloned().chain(knobs);
    let fault = trial.fault_of(|trial| trial.explore(opening, &mut chaos));
    trial.end(fault)
}

/// Carries out a case as it is written, and leaves out what is not possible.
pub fn replay(case: &Case) -> Outcome {
    let mut trial = Trial::begin(Case::new(case.nodes, case.seed));
    let fault = trial.fault_of(|trial| trial.replay(case));
    trial.end(fault)
}

/// A cluster, its checker, and what was done so far.
struct Trial {
    case: Case,
    mending: Vec<Command>,
    cluster: Cluster,
    checker: Checker,
    /// Kept between moves, empty, for its memory.
    events: Vec<Event>,
}

impl Trial {
    fn begin(case: Case) -> Self {
        let cluster = Cluster::new(case.nodes, case.seed, Knobs::default());
        Self { case, mending: Vec::new(), cluster, checker: Checker::default(), events: Vec::new() }
    }

    fn end(self, fault: Option<Fault>) -> Outcome {
        let digest = self.cluster.digest();
        Outcome { case: self.case, mending: self.mending, digest, fault }
    }

    /// What goes wrong when this is done. A panic is one of the things that can.
    fn fault_of(&mut self, work: impl FnOnce(&mut Self) -> Result<(), Fault>) -> Option<Fault> {
        match panic::catch_unwind(AssertUnwindSafe(|| work(self))) {
            Ok(outcome) => outcome.err(),
            Err(panic) => {
                let at = self.cluster.now();
                Some(Fault::Panicked { message: last_words(&*panic), at })
            }
        }
    }

    fn explore(
        &mut self,
        opening: impl Iterator<Item = Command>,
        chaos: &mut Chaos,
    ) -> Result<(), Fault> {
        self.look()?;
        for command in opening {
            self.act(command)?;
        }
        while self.cluster.now() < Time(TROUBLE_US) {
            if let Some(command) = chaos.command(self.cluster.world()) {
                self.act(command)?;
            }
            self.advance_by(chaos.pause_us())?;
        }
        self.case.recovers = true;
        self.recover()
    }

    fn replay(&mut self, case: &Case) -> Result<(), Fault> {
        self.look()?;
        for Act { at, command } in &case.acts {
            self.advance_to(*at)?;
            self.act(command.clone())?;
        }
        self.advance_to(case.end)?;
        self.case.recovers = case.recovers;
        if case.recovers { self.recover() } else { self.judge() }
    }

    /// Does something now, and writes it down, if it is possible.
    fn act(&mut self, command: Command) -> Result<(), Fault> {
        // Written down first, so that a panic finds it there.
        self.case.acts.push(Act { at: self.cluster.now(), command: command.clone() });
        if self.cluster.perform(&command).is_err() {
            self.case.acts.pop();
        }
        self.look()
    }

    /// Mends everything, and demands that the cluster gets to work again, with equal stores everywhere.
    fn recover(&mut self) -> Result<(), Fault> {
        let knobs = mend_knobs(&self.case.acts);
        self.mending = knobs.into_iter().chain(Chaos::end(&self.cluster)).collect();
        for command in self.mending.clone() {
            self.cluster.perform(&command).expect("what is broken can be mended");
            self.look()?;
        }
        let limit = self.cluster.now().plus_us(RECOVERY_US);
        while !is_in_order(&self.cluster.view()) {
            if self.cluster.now() >= limit {
                return Err(Fault::Stuck { evidence: state(&self.cluster.view()) });
            }
            self.pass(LOOK_US)?;
        }
        stores_agree(&self.cluster)?;
        self.judge()
    }

    fn advance_by(&mut self, us: u64) -> Result<(), Fault> {
        self.advance_to(self.cluster.now().plus_us(us))
    }

    fn advance_to(&mut self, moment: Time) -> Result<(), Fault> {
        let outcome = self.run_to(moment);
        self.case.end = self.cluster.now();
        outcome
    }

    /// Lets time pass that is no part of the trouble.
    fn pass(&mut self, us: u64) -> Result<(), Fault> {
        self.run_to(self.cluster.now().plus_us(us))
    }

    fn run_to(&mut self, moment: Time) -> Result<(), Fault> {
        while self.cluster.next_due().is_some_and(|due| due <= moment) && self.cluster.step() {
            self.look()?;
        }
        self.cluster.advance_to(moment);
        Ok(())
    }

    /// Demands that clients saw nothing impossible, with all that has not been judged yet.
    fn judge(&self) -> Result<(), Fault> {
        match self.checker.linearity() {
            Linearity::Holds | Linearity::TooHard(_) => Ok(()),
            Linearity::Violated => Err(Fault::NotLinearizable),
        }
    }

    /// Shows the checker what has just happened.
    fn look(&mut self) -> Result<(), Fault> {
        self.cluster.drain_events_into(&mut self.events);
        self.checker.observe(self.cluster.now(), &self.events, self.cluster.world());
        self.events.clear();
        match self.checker.violations() {
            [] => Ok(()),
            [first, ..] => Err(Fault::Violated(first.clone())),
        }
    }
}

fn last_words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without words").to_owned()
}

/// Whether there is one leader that no live node has moved past, and everything asked for is done, everywhere: what
/// scripts call `leader and answered and applied`.
fn is_in_order(view: &ClusterView) -> bool {
    let Some(leader) = view.leader.and_then(|id| view.node(id)) else { return false };
    // Whoever has left is out of it, and so is who refuses to serve, from a disk that has rotted: the others are enough.
    let members = leader.configuration.members();
    let serves = |node: &&NodeView| members.contains(&node.id) && node.machine.refused.is_none();
    let serving = || view.nodes.iter().filter(serves);
    let committed = serving().map(|node| node.commit).max();
    view.clients.iter().all(|client| client.waiting.is_empty())
        && serving().all(|node| {
            node.liveness == Liveness::Up
                && node.term <= leader.term
                && Some(node.applied) == committed
        })
}

/// Demands that equal logs have made equal stores, wherever all is applied.
fn stores_agree(cluster: &Cluster) -> Result<(), Fault> {
    let nodes = cluster.world().nodes().iter();
    let stores = nodes.filter_map(|node| Some((node.id(), SimNode::process(node)?)));
    let applied = |(_, process): &(NodeId, &Process)| process.node().last_applied();
    let most = stores.clone().map(|store| applied(&store)).max();
    let mut stores = stores.filter(|store| Some(applied(store)) == most);
    let Some((one, first)) = stores.next() else { return Ok(()) };
    match stores.find(|(_, process)| process.store() != first.store()) {
        Some((other, second)) => Err(difference((one, first), (other, second))),
        None => Ok(()),
    }
}

fn difference((one, first): (NodeId, &Process), (other, second): (NodeId, &Process)) -> Fault {
    let (mine, theirs) = (first.store(), second.store());
    let keys = mine.entries().keys().chain(theirs.entries().keys());
    let differs = |key: &&String| mine.get(key) != theirs.get(key);
    match keys.into_iter().find(differs) {
        Some(key) => {
            let tell = |value: Option<&str>| value.map_or("nothing".into(), |it| format!("{it:?}"));
            let (a, b) = (tell(mine.get(key)), tell(theirs.get(key)));
            Fault::Diverged {
                key: Some((key.clone(), mine.get(key).map(str::to_owned))),
                evidence: format!("{one} has {a} for {key:?}, and {other} has {b}"),
            }
        }
        None => Fault::Diverged {
            key: None,
            evidence: format!("{one} and {other} remember different sessions"),
        },
    }
}

/// What a cluster that makes no progress looks like.
fn state(view: &ClusterView) -> String {
    let node = |node: &NodeView| {
        let (id, role, term) = (node.id, Role::name(node.role), node.term);
        format!(
            "{id} is {role} in term {term} and has applied {} of {}",
            node.applied,
            node.log.last().index
        )
    };
    let nodes: Vec<String> = view.nodes.iter().map(node).collect();
    let waiting = view.clients.iter().filter(|client| !client.waiting.is_empty()).count();
    format!("{}; clients that wait: {waiting}", nodes.join(", "))
}
