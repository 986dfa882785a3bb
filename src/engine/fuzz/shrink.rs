//! From a long script that fails to a short one that fails in the same way (delta debugging, Zeller 1999).

use crate::script::Command;
use crate::sim::Time;

use super::case::{Act, Case, Ending, Outcome};
use super::tolerance::{is_tolerable, promises};
use super::trial::replay;

/// How many trials a shrinking may take.
const TRIALS: u32 = 3_000;
/// How much later than before a fault may show, in virtual time. Without some commands, others take effect later.
const SLACK_US: u64 = 1_000_000;
/// To what moments are rounded, the roundest first.
const UNITS_US: [u64; 4] = [100_000, 10_000, 1_000, 100];

/// Leaves out commands and nodes, as long as what is left fails in the same way, and rounds what it can. What fails in
/// no way stays as it is.
pub fn shrink(outcome: &Outcome) -> Outcome {
    let Some(fault) = &outcome.fault else { return outcome.clone() };
    let name = fault.name().to_owned();
    let mut shrinking = Shrinking { best: outcome.clone(), name, trials: TRIALS };
    shrinking.without_recovery();
    loop {
        let before = shrinking.best.case.clone();
        shrinking.fewer_acts();
        shrinking.fewer_nodes();
        shrinking.smaller_acts();
        if shrinking.best.case == before || shrinking.trials == 0 {
            break;
        }
    }
    shrinking.rounder_moments();
    shrinking.best
}

struct Shrinking {
    /// The least that fails so far.
    best: Outcome,
    /// How it fails.
    name: String,
    /// How many trials are left.
    trials: u32,
}

impl Shrinking {
    /// Whether this fails in the same way. If so, it is the best so far.
    fn fails(&mut self, mut case: Case) -> bool {
        // Where nothing is promised from the beginning, there is nothing to keep to.
        let bearable = is_tolerable(&case) || !promises(&self.best.case);
        if self.trials == 0 || !bearable {
            return false;
        }
        self.trials -= 1;
        if case.ending == Ending::None {
            case.end = case.end.plus_us(SLACK_US);
        }
        let outcome = replay(&case);
        let same = outcome.fault.as_ref().is_some_and(|fault| fault.name() == self.name);
        if same {
            self.best = outcome;
        }
        same
    }

    /// What shows while the cluster recovers may show without that as well, or when everybody does.
    fn without_recovery(&mut self) {
        for ending in [Ending::None, Ending::Recovery] {
            if self.best.case.ending != Ending::None {
                self.fails(Case { ending, ..self.best.case.clone() });
            }
        }
    }

    /// Leaves out longer and then shorter runs of commands.
    fn fewer_acts(&mut self) {
        let mut length = self.best.case.acts.len();
        while length > 0 {
            let mut start = 0;
            while start < self.best.case.acts.len() {
                let mut case = self.best.case.clone();
                let end = (start + length).min(case.acts.len());
                case.acts.drain(start..end);
                if !self.fails(case) {
                    start += length;
                }
            }
            length /= 2;
        }
    }

    /// Takes the smallest cluster that will do. Commands that name a node too many drop out.
    fn fewer_nodes(&mut self) {
        for nodes in 1..self.best.case.nodes {
            if self.fails(Case { nodes, ..self.best.case.clone() }) {
                return;
            }
        }
    }

    /// Lets fewer operations begin at once.
    fn smaller_acts(&mut self) {
        for place in 0..self.best.case.acts.len() {
            let count = match self.best.case.acts.get(place) {
                Some(Act { command: Command::Pipe(count), .. }) => *count,
                _ => continue,
            };
            for fewer in [1, count / 4, count / 2, count - 1] {
                let mut case = self.best.case.clone();
                case.acts[place].command = Command::Pipe(fewer);
                if (1..count).contains(&fewer) && self.fails(case) {
                    break;
                }
            }
        }
    }

    /// Rounds all moments alike, or else each as far as it goes.
    fn rounder_moments(&mut self) {
        for unit in UNITS_US {
            let mut case = self.best.case.clone();
            for act in &mut case.acts {
                act.at = round(act.at, unit);
            }
            if self.fails(case) {
                return;
            }
        }
        for place in 0..self.best.case.acts.len() {
            for unit in UNITS_US {
                let mut case = self.best.case.clone();
                let Some(act) = case.acts.get_mut(place) else { return };
                act.at = round(act.at, unit);
                let ordered = case.acts.is_sorted_by_key(|act| act.at);
                if ordered && self.fails(case) {
                    break;
                }
            }
        }
    }
}

fn round(moment: Time, unit: u64) -> Time {
    Time(moment.0 / unit * unit)
}
