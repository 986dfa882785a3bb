//! What the fuzzer tries, and what comes of it: both can be written down as a script.

use std::fmt::{self, Write};

use crate::check::Violation;
use crate::raft::{NodeId, Term};
use crate::script::{Command, Condition, Line, NodeRef};
use crate::sim::Time;

use super::demand;

/// A script in the making: a cluster, and what is done to it when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub nodes: u32,
    /// The seed of every random choice within the cluster.
    pub seed: u64,
    /// What is done to it, in order of time.
    pub acts: Vec<Act>,
    /// When the trouble is over.
    pub end: Time,
    /// What happens then.
    pub ending: Ending,
}

/// What happens to a case when its trouble is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Nothing: it is judged as it is.
    None,
    /// Everybody recovers, and the cluster has to get to work again.
    Recovery,
    /// A majority recovers and the others never do. The cluster has to work all the same.
    Minority,
}

/// A command and its moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    pub at: Time,
    pub command: Command,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A safety property does not hold.
    Violated(Violation),
    /// The cluster does not get to work again when nothing is wrong any more.
    Stuck {
        /// A name for what is missing, as one word.
        name: &'static str,
        /// What it does not come to, and how soon it should have, in microseconds.
        order: (Condition, u64),
        /// What it looks like.
        evidence: String,
    },
    /// Leaders are deposed again and again in a cluster that is in order.
    Restless {
        /// What it looks like.
        evidence: String,
        /// The term that it should not have gone beyond.
        last: Term,
        /// When that was found.
        at: Time,
    },
    /// A leader was deposed although nothing happened that could depose one.
    Unsteady {
        /// Who went on to a later term first.
        node: NodeId,
        /// The term that should have lasted.
        term: Term,
        at: Time,
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
        at: Time,
    },
}

/// What came of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What was carried out.
    pub case: Case,
    /// What was done at the end of the trouble, to mend things.
    pub mending: Vec<Command>,
    /// How soon the cluster was to be in order after that, in microseconds.
    pub within_us: u64,
    /// A number that stands for all that happened ([`Cluster::digest`](crate::sim::Cluster::digest)).
    pub digest: u64,
    /// What is wrong, if anything is.
    pub fault: Option<Fault>,
    /// Whether it could not be told if what the clients saw is linearizable.
    pub too_hard: bool,
    /// Whether the knobs broke the timing requirement, and the election range was turned at the end.
    pub retimed: bool,
    /// Whether progress was not demanded after all, because a server has become a voter whose disk is too slow for that, or
    /// because one has come back that had forgotten everything.
    pub undemanded: bool,
}

impl Case {
    /// A cluster to which nothing is done.
    pub fn new(nodes: u32, seed: u64) -> Self {
        Self { nodes, seed, acts: Vec::new(), end: Time::ZERO, ending: Ending::None }
    }
}

impl Fault {
    /// A name for it, as one word: two faults of one name are taken for the same.
    pub fn name(&self) -> &str {
        match self {
            Self::Violated(violation) => violation.name,
            Self::Stuck { name, .. } => name,
            Self::Restless { .. } => "few-terms",
            Self::Unsteady { .. } => "steady-leader",
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
            Self::Stuck { evidence, .. } => write!(f, "no progress: {evidence}"),
            Self::Restless { evidence, last, at } => {
                write!(f, "leaders do not last: by {at} term {last} should not be over: {evidence}")
            }
            Self::Unsteady { node, term, at } => write!(
                f,
                "{node} goes on at {at}, although nothing has disturbed the leader of term {term}"
            ),
            Self::Diverged { evidence, .. } => write!(f, "the stores differ: {evidence}"),
            Self::NotLinearizable => f.write_str("what the clients saw is not linearizable"),
            Self::Panicked { message, at } => write!(f, "a panic at {at}: {message}"),
        }
    }
}

impl Outcome {
    /// The script that leads to it: `raftarium run` fails at its last line, if anything is wrong.
    pub fn script(&self) -> String {
        let Case { nodes, seed, acts, end, .. } = &self.case;
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
        for command in &self.mending {
            script.at(*end, Some(command.clone()));
        }
        match &self.fault {
            Some(Fault::Violated(Violation { at, .. })) => {
                script.at(*at, Some(Command::Expect(Condition::Safe)));
            }
            Some(Fault::Stuck { order: (condition, within_us), .. }) => {
                script.command(Command::Until {
                    condition: condition.clone(),
                    within_us: *within_us,
                });
            }
            Some(Fault::Restless { last, at, .. }) => {
                let condition = demand::term_at_most(NodeRef::Leader, *last);
                script.at(*at, Some(Command::Expect(condition)));
            }
            Some(Fault::Unsteady { node, term, at }) => {
                let condition = demand::term_at_most(NodeRef::Id(node.0), *term);
                script.at(*at, Some(Command::Expect(condition)));
            }
            Some(Fault::Diverged { key, .. }) => {
                self.recovery(&mut script);
                if let Some((key, value)) = key.clone() {
                    let condition = Condition::Value { node: None, key, value };
                    script.command(Command::Expect(condition));
                }
            }
            Some(Fault::Panicked { at, .. }) => script.at(*at, None),
            Some(Fault::NotLinearizable) => {
                self.recovery(&mut script);
                script.command(Command::Expect(Condition::Linearizable));
            }
            None => self.recovery(&mut script),
        }
        script.0
    }

    /// What the cluster has to reach after its trouble, or just the end of that.
    fn recovery(&self, script: &mut Script) {
        match self.case.ending {
            Ending::None => script.at(self.case.end, None),
            Ending::Recovery | Ending::Minority => script.command(Command::Until {
                condition: demand::order(self.case.ending == Ending::Recovery),
                within_us: self.within_us,
            }),
        }
    }
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

    fn at(&mut self, at: Time, command: Option<Command>) {
        let _ = writeln!(self.0, "{}", Line::unnumbered(Some(at.0), command));
    }
}
