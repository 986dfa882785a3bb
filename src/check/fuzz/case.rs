//! What the fuzzer tries, and what comes of it: both can be written down as a script.

use std::fmt::{self, Write};

use crate::check::Violation;
use crate::script::{Command, Condition, Line, Preset};
use crate::sim::Time;

use super::trial::RECOVERY_US;

/// A script in the making: a cluster, and what is done to it when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// How many nodes.
    pub nodes: u32,
    /// The seed of every random choice within the cluster.
    pub seed: u64,
    /// What is done to it, in order of time.
    pub acts: Vec<Act>,
    /// When the trouble is over.
    pub end: Time,
    /// Whether everything is mended then, and the cluster has to recover.
    pub recovers: bool,
}

/// A command and its moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// When.
    pub at: Time,
    /// What.
    pub command: Command,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A safety property does not hold.
    Violated(Violation),
    /// The cluster does not get to work again when nothing is wrong any more.
    Stuck {
        /// What it looks like.
        evidence: String,
    },
    /// Equal logs have made different stores.
    Diverged {
        /// A key, and its value on one of the nodes, if the stores differ in one.
        key: Option<(String, Option<String>)>,
        /// Who has what.
        evidence: String,
    },
    /// What the clients saw cannot have happened to one copy of the data.
    NotLinearizable,
    /// The program itself gave up.
    Panicked {
        /// Its last words.
        message: String,
        /// When.
        at: Time,
    },
}

/// What came of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What was carried out.
    pub case: Case,
    /// What was done to mend everything, at the end of the trouble.
    pub mending: Vec<Command>,
    /// A number that stands for all that happened ([`Cluster::digest`](crate::sim::Cluster::digest)).
    pub digest: u64,
    /// What is wrong, if anything is.
    pub fault: Option<Fault>,
}

impl Case {
    /// A cluster to which nothing is done.
    pub fn new(nodes: u32, seed: u64) -> Self {
        Self { nodes, seed, acts: Vec::new(), end: Time::ZERO, recovers: false }
    }
}

impl Fault {
    /// A name for it, as one word: two faults of one name are taken for the same.
    pub fn name(&self) -> &str {
        match self {
            Self::Violated(violation) => violation.name,
            Self::Stuck { .. } => "progress",
            Self::Diverged { key: Some(_), .. } => "equal-stores",
            Self::Diverged { key: None, .. } => "equal-sessions",
            Self::NotLinearizable => "linearizability",
            Self::Panicked { .. } => "panic",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Violated(Violation { name, citation, at, evidence }) => {
                write!(f, "{name} ({citation}) is violated at {at}: {evidence}")
            }
            Self::Stuck { evidence } => write!(f, "no progress: {evidence}"),
            Self::Diverged { evidence, .. } => write!(f, "the stores differ: {evidence}"),
            Self::NotLinearizable => f.write_str("what the clients saw is not linearizable"),
            Self::Panicked { message, at } => write!(f, "a panic at {at}: {message}"),
        }
    }
}

impl Outcome {
    /// The script that leads to it: `raftarium run` fails at its last line, if anything is wrong.
    pub fn script(&self) -> String {
        let Case { nodes, seed, acts, end, recovers } = &self.case;
        let mut script = Script::default();
        match &self.fault {
            Some(fault) => script.note(&fault.to_string()),
            None => script.note("Nothing is wrong here."),
        }
        script.command(Command::Cluster(*nodes));
        script.command(Command::Seed(*seed));
        for Act { at, command } in acts {
            script.at(*at, Some(command.clone()));
        }
        for command in self.mending.iter().filter(|_| *recovers) {
            script.at(*end, Some(command.clone()));
        }
        match &self.fault {
            Some(Fault::Violated(Violation { at, .. })) => {
                script.at(*at, Some(Command::Expect(Condition::Safe)));
            }
            Some(Fault::Stuck { .. }) => script.command(recovery()),
            Some(Fault::Diverged { key, .. }) => {
                script.command(recovery());
                if let Some((key, value)) = key.clone() {
                    let condition = Condition::Value { node: None, key, value };
                    script.command(Command::Expect(condition));
                }
            }
            Some(Fault::Panicked { at, .. }) => script.at(*at, None),
            Some(Fault::NotLinearizable) => {
                script.at_end(*end, *recovers);
                script.command(Command::Expect(Condition::Linearizable));
            }
            None => script.at_end(*end, *recovers),
        }
        script.0
    }
}

/// What a cluster has to reach again when nothing is wrong any more: a leader, and all work done everywhere.
fn recovery() -> Command {
    let and = |a, b| Condition::And(Box::new(a), Box::new(b));
    let condition = and(and(Condition::AnyLeader, Condition::Answered), Condition::AllApplied);
    Command::Until { condition, within_us: RECOVERY_US }
}

/// What is done to mend the knobs, if any was turned.
pub(super) fn mend_knobs(acts: &[Act]) -> Option<Command> {
    let turns = |act: &Act| matches!(act.command, Command::Set(_) | Command::Preset(_));
    acts.iter().any(turns).then_some(Command::Preset(Preset::Paper))
}

/// Lines of a script.
#[derive(Default)]
struct Script(String);

impl Script {
    fn note(&mut self, text: &str) {
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let _ = writeln!(self.0, "# {text}");
    }

    fn command(&mut self, command: Command) {
        let _ = writeln!(self.0, "{command}");
    }

    /// The end of the trouble, or of the recovery after it.
    fn at_end(&mut self, end: Time, recovers: bool) {
        if recovers { self.command(recovery()) } else { self.at(end, None) }
    }

    fn at(&mut self, at: Time, command: Option<Command>) {
        let background = command.as_ref().is_some_and(Command::can_run_in_background);
        let line = Line { number: 0, at_us: Some(at.0), command, background };
        let _ = writeln!(self.0, "{line}");
    }
}
