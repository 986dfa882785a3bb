//! A trial: a cluster that suffers a case, watched move by move.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe};

use crate::check::{Checker, Linearity};
use crate::raft::{NodeId, ProposalId};
use crate::script::Command;
use crate::sim::node::{Process, SimNode};
use crate::sim::{Chaos, Cluster, Event, FaultProfile, Knobs, Recovery, Time};

use super::case::{Act, Case, Ending, Fault, Outcome};
use super::coverage::{Coverage, Surveyor};
use super::demand::{self, Steadiness};

/// For how long a cluster is in trouble, in virtual time.
const TROUBLE_US: u64 = 3_000_000;
/// How often a cluster in order is looked at, in virtual time.
const LOOK_US: u64 = 100_000;
/// For how long a cluster of which nothing is promised is watched when its trouble is over, in virtual time.
const UNPROMISED_US: u64 = 2_000_000;
/// The part of a seed's luck that decides how a case ends.
const ENDING: u32 = 1;

/// Tries what the seed makes: a cluster with these commands given first, trouble, and recovery.
pub fn explore(seed: u64, opening: &[Command]) -> Outcome {
    Trial::begin(Case::new(0, seed), None).of_seed(opening).0
}

/// Carries out a case as it is written, and leaves out what is not possible.
pub fn replay(case: &Case) -> Outcome {
    Trial::begin(Case::new(case.nodes, case.seed), None).of_case(case).0
}

/// As [`explore`], and what was reached.
pub(super) fn survey(seed: u64, opening: &[Command]) -> (Outcome, Coverage) {
    Trial::begin(Case::new(0, seed), Some(Surveyor::default())).of_seed(opening)
}

/// As [`replay`], and what was reached.
pub(super) fn survey_again(case: &Case) -> (Outcome, Coverage) {
    let surveyor = Some(Surveyor::default());
    Trial::begin(Case::new(case.nodes, case.seed), surveyor).of_case(case)
}

/// A cluster, its checker, and what was done so far.
struct Trial {
    case: Case,
    mending: Vec<Command>,
    within_us: u64,
    cluster: Cluster,
    checker: Checker,
    steadiness: Steadiness,
    surveyor: Option<Surveyor>,
    /// Kept between moves, empty, for its memory.
    events: Vec<Event>,
    too_hard: bool,
    retimed: bool,
    undemanded: bool,
    /// Whether nothing is promised any more, not even safety.
    unpromised: bool,
}

impl Trial {
    fn begin(case: Case, surveyor: Option<Surveyor>) -> Self {
        let cluster = Cluster::new(case.nodes, case.seed, Knobs::default());
        Self {
            case,
            mending: Vec::new(),
            within_us: 0,
            cluster,
            checker: Checker::default(),
            steadiness: Steadiness::default(),
            surveyor,
            events: Vec::new(),
            too_hard: false,
            retimed: false,
            undemanded: false,
            unpromised: false,
        }
    }

    fn of_seed(mut self, opening: &[Command]) -> (Outcome, Coverage) {
        let mut chaos = Chaos::of_seed(self.case.seed);
        self.case.nodes = chaos.size();
        self.cluster = Cluster::new(self.case.nodes, self.case.seed, Knobs::default());
        let knobs = chaos.knobs();
        let opening = opening.iter().cloned().chain(knobs);
        let fault = self.fault_of(|trial| trial.explore(opening, &mut chaos));
        self.end(fault)
    }

    fn of_case(mut self, case: &Case) -> (Outcome, Coverage) {
        let fault = self.fault_of(|trial| trial.replay(case));
        self.end(fault)
    }

    fn end(self, fault: Option<Fault>) -> (Outcome, Coverage) {
        let Self {
            case, mending, within_us, cluster, surveyor, too_hard, retimed, undemanded, ..
        } = self;
        let digest = cluster.digest();
        let outcome =
            Outcome { case, mending, within_us, digest, fault, too_hard, retimed, undemanded };
        (outcome, surveyor.map(Surveyor::into_reached).unwrap_or_default())
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
        self.advance_by(chaos.calm_us())?;
        while self.cluster.now() < Time(TROUBLE_US) {
            if let Some(command) = chaos.command(self.cluster.world()) {
                self.act(command)?;
            }
            self.advance_by(chaos.pause_us())?;
        }
        self.case.ending = match chaos.leaves_a_minority() {
            true => Ending::Minority,
            false => Ending::Recovery,
        };
        self.recover()
    }

    fn replay(&mut self, case: &Case) -> Result<(), Fault> {
        self.look()?;
        for Act { at, command } in &case.acts {
            self.advance_to(*at)?;
            self.act(command.clone())?;
        }
        self.advance_to(case.end)?;
        self.case.ending = case.ending;
        self.recover()
    }

    /// Does something now, and writes it down, if it is possible.
    fn act(&mut self, command: Command) -> Result<(), Fault> {
        // Written down first, so that a panic finds it there.
        self.case.acts.push(Act { at: self.cluster.now(), command: command.clone() });
        match self.cluster.perform(&command) {
            Ok(_) => {
                self.steadiness.act(&self.cluster, &command);
                // Raft counts on what is on stable storage: from now on, whatever is found proves nothing.
                self.unpromised |= matches!(command, Command::RestartEmpty(_));
                self.undemanded |= self.unpromised;
            }
            Err(_) => _ = self.case.acts.pop(),
        }
        self.look()
    }

    /// Mends what is to be mended, and demands that the cluster gets to work again, with equal stores everywhere.
    fn recover(&mut self) -> Result<(), Fault> {
        let recovery = match self.case.ending {
            Ending::None if self.unpromised => return Ok(()),
            Ending::None => return self.judge(),
            Ending::Recovery => None,
            Ending::Minority => {
                let mut random = Chaos::new(self.case.seed, ENDING, FaultProfile::Mixed);
                Recovery::of_a_majority(&self.cluster, &mut random)
            }
        };
        let Recovery { commands, whole, within_us, change_within_us, watch_us, retimed, .. } =
            recovery.unwrap_or_else(|| Recovery::of_all(&self.cluster));
        if whole {
            self.case.ending = Ending::Recovery;
        }
        let change = demand::pending_change(self.cluster.world());
        let change = change.zip(change_within_us);
        (self.mending, self.within_us, self.retimed) = (commands, within_us, retimed);
        for command in self.mending.clone() {
            self.cluster.perform(&command).expect("what is broken can be mended");
            self.steadiness.act(&self.cluster, &command);
            self.look()?;
        }
        if self.unpromised {
            return self.run_to(self.cluster.now().plus_us(UNPROMISED_US));
        }
        if let Some((change, within_us)) = change {
            self.await_change(change, within_us)?;
        }
        self.await_order(whole)?;
        if self.undemanded {
            return self.judge();
        }
        self.keep_order(watch_us)?;
        if whole {
            stores_agree(&self.cluster)?;
        }
        self.judge()
    }

    /// Lets time pass until a change of the membership is answered, whatever the answer.
    fn await_change(&mut self, change: (NodeId, ProposalId), within_us: u64) -> Result<(), Fault> {
        let limit = self.cluster.now().plus_us(within_us);
        while demand::pending_change(self.cluster.world()) == Some(change) {
            if self.cluster.next_due().is_none_or(|due| due > limit) {
                return Err(self.stuck("answered-change", true, within_us));
            }
            self.cluster.step();
            self.look()?;
        }
        Ok(())
    }

    /// Lets time pass until the cluster is in order.
    fn await_order(&mut self, whole: bool) -> Result<(), Fault> {
        let limit = self.case.end.plus_us(self.within_us);
        while !demand::is_in_order(self.cluster.world(), whole) {
            if self.cluster.next_due().is_none_or(|due| due > limit) {
                // Who was a learner when it was said what is demanded may vote by now, and the times be no longer fit.
                self.undemanded = whole && !demand::is_promised(&self.cluster);
                if self.undemanded {
                    return Ok(());
                }
                return Err(self.stuck("progress", whole, self.within_us));
            }
            self.cluster.step();
            self.look()?;
        }
        Ok(())
    }

    fn stuck(&self, name: &'static str, whole: bool, within_us: u64) -> Fault {
        let order = (demand::missing(self.cluster.world(), whole), within_us);
        Fault::Stuck { name, order, evidence: demand::state(&self.cluster) }
    }

    /// Demands of a cluster in order that no more than a few terms pass.
    fn keep_order(&mut self, watch_us: u64) -> Result<(), Fault> {
        let last = demand::last_term(self.cluster.world());
        let end = self.cluster.now().plus_us(watch_us);
        while self.cluster.now() < end {
            self.run_to(self.cluster.now().plus_us(LOOK_US))?;
            self.steadiness.settle(&self.cluster);
            if !demand::is_within(self.cluster.world(), last) {
                let at = self.cluster.now();
                return Err(Fault::Restless { evidence: demand::state(&self.cluster), last, at });
            }
        }
        Ok(())
    }

    fn advance_by(&mut self, us: u64) -> Result<(), Fault> {
        self.advance_to(self.cluster.now().plus_us(us))
    }

    fn advance_to(&mut self, moment: Time) -> Result<(), Fault> {
        let outcome = self.run_to(moment);
        self.case.end = self.cluster.now();
        outcome
    }

    fn run_to(&mut self, moment: Time) -> Result<(), Fault> {
        while self.cluster.next_due().is_some_and(|due| due <= moment) && self.cluster.step() {
            self.look()?;
        }
        self.cluster.advance_to(moment);
        Ok(())
    }

    /// Demands that clients saw nothing impossible, with all that has not been judged yet.
    fn judge(&mut self) -> Result<(), Fault> {
        match self.checker.linearity() {
            Linearity::Holds => {}
            Linearity::TooHard(_) => self.too_hard = true,
            Linearity::Violated => return Err(Fault::NotLinearizable),
        }
        Ok(())
    }

    /// Shows the checker what has just happened.
    fn look(&mut self) -> Result<(), Fault> {
        self.cluster.drain_events_into(&mut self.events);
        self.checker.observe(self.cluster.now(), &self.events, self.cluster.world());
        if let Some(surveyor) = &mut self.surveyor {
            surveyor.observe(&self.events, self.cluster.world());
        }
        let unsteady = self.steadiness.hear(&self.events);
        self.events.clear();
        if self.unpromised {
            return Ok(());
        }
        match (self.checker.violations(), unsteady) {
            ([], None) => Ok(()),
            ([first, ..], _) => Err(Fault::Violated(first.clone())),
            ([], Some((node, term))) => Err(Fault::Unsteady { node, term, at: self.cluster.now() }),
        }
    }
}

fn last_words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without words").to_owned()
}

/// Demands that equal logs have made equal stores, wherever all is applied.
fn stores_agree(cluster: &Cluster) -> Result<(), Fault> {
    let nodes = cluster.world().nodes().iter();
    let stores = nodes.filter_map(|node| Some((node.id(), SimNode::process(node)?)));
    let applied = |(_, process): &(NodeId, &Process)| process.applying().applied();
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
