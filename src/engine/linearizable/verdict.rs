//! The verdict on a history, and the words for it.

use std::fmt;

use super::model::{Effect, Operation};
use super::value::{Value, quoted};
use super::window::{Window, found};

/// Whether a history is linearizable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is: some order of the operations, in which each takes effect at one instant between its invocation and its
    /// return, explains every answer.
    Linearizable,
    NotLinearizable(Box<Conflict>),
    /// The checker gave up: the question is NP-complete, and this history is a hard case of it.
    Undecided {
        /// The key whose history is too hard.
        key: String,
    },
}

impl Verdict {
    /// Whether the history is known to be linearizable.
    pub fn is_linearizable(&self) -> bool {
        *self == Self::Linearizable
    }
}

/// Operations on one key that contradict each other, whatever the others did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub key: String,
    /// The operations in conflict, in the order of their invocation.
    pub operations: Vec<Operation>,
    /// The one among them whose answer came last: without its answer the history would be linearizable so far.
    pub last: Operation,
    /// Whether the conflict rests on the key being absent when the history begins. Otherwise it is one whatever the
    /// key held before.
    pub from_beginning: bool,
    /// Why they contradict each other.
    reason: Reason,
}

impl Conflict {
    pub(super) fn new(history: &[&Operation], failing: usize, window: &Window) -> Self {
        let last = history[failing];
        let operations: Vec<Operation> =
            window.members.iter().map(|&index| history[index].clone()).collect();
        Self {
            key: last.key.clone(),
            last: last.clone(),
            from_beginning: window.start.is_none(),
            reason: Reason::find(history, last, &operations, window.start.unwrap_or(0)),
            operations,
        }
    }

    /// As evidence against a run of the simulation, in one line.
    pub(crate) fn in_events(&self) -> String {
        let end = self.last.returned.unwrap_or(u64::MAX);
        let reason = self.reason.tell(self.last.process, end / 2, &Names::RUN);
        let left_out = self.operations.len().saturating_sub(FEW_SHOWN);
        let operations = self.operations[left_out..].iter().map(|operation| {
            let Operation { process, step, invoked, returned, .. } = operation;
            match returned.filter(|&moment| moment <= end) {
                Some(moment) => {
                    format!("c{process} {step} (events {} to {})", invoked / 2, moment / 2)
                }
                None => format!("c{process} {step} (from event {} on)", invoked / 2),
            }
        });
        let operations: Vec<String> = operations.collect();
        format!("{reason}; key {}: {}", quoted(&self.key), operations.join(", "))
    }
}

/// Why the last operation of a conflict cannot be explained.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Reason {
    /// It found what nothing had written.
    Unwritten(Value),
    /// It found what this process had replaced.
    Replaced(Value, i64),
    /// It found what this process had found gone.
    Gone(Value, i64),
    /// It appended to what is no string.
    NoString,
    /// It is not that simple.
    General,
}

impl Reason {
    fn find(history: &[&Operation], last: &Operation, all: &[Operation], start: u64) -> Self {
        let end = last.returned.unwrap_or(u64::MAX);
        let Some(value) = found(last) else {
            return match last.step.effect {
                Effect::Append(_) => Self::NoString,
                Effect::Keep | Effect::Set(_) => Self::General,
            };
        };
        let sources: Vec<_> = history
            .iter()
            .filter(|operation| operation.invoked < end && can_leave(&operation.step.effect, value))
            .collect();
        if sources.is_empty() && *value != Value::Null {
            return Self::Unwritten(value.clone());
        }
        let over = |source: &&&Operation| source.returned.is_some_and(|moment| moment < start);
        match all.iter().filter(|operation| *operation != last).collect::<Vec<_>>()[..] {
            [other] if sources.iter().all(over) => match other.step.effect {
                Effect::Keep => Self::Gone(value.clone(), other.process),
                Effect::Set(_) | Effect::Append(_) => Self::Replaced(value.clone(), other.process),
            },
            _ => Self::General,
        }
    }

    /// As a sentence about this process, where processes and moments have such names.
    fn tell(&self, process: i64, end: u64, names: &Names<'_>) -> String {
        let name = |process: i64| format!("{}{process}", names.process);
        let who = name(process);
        match self {
            Self::Unwritten(value) => {
                let moment = names.moment;
                format!("{who} found {value}, but nothing had written it before {moment} {end}")
            }
            Self::Replaced(value, other) => {
                let other = name(*other);
                format!(
                    "{who} found {value}, but {other} had replaced it, and nothing wrote it again"
                )
            }
            Self::Gone(value, other) => format!(
                "{who} found {value}, but {} had found another value, and nothing wrote {value} again",
                name(*other)
            ),
            Self::NoString => format!(
                "{who} can only have appended to a string or to an absent key, and at no moment was \
                 there one"
            ),
            Self::General => "no order of these operations explains all their answers".to_owned(),
        }
    }
}

/// What processes and moments are called.
struct Names<'a> {
    process: &'static str,
    moment: &'a str,
}

impl Names<'_> {
    /// In a history file.
    fn file(moment: &str) -> Names<'_> {
        Names { process: "process ", moment }
    }

    /// In a run of the simulation, where moments count events twice (see `calls`).
    const RUN: Names<'static> = Names { process: "c", moment: "event" };
}

/// Whether an effect can leave a value, or a part of it.
fn can_leave(effect: &Effect, value: &Value) -> bool {
    match (effect, value) {
        (Effect::Keep, _) => false,
        (Effect::Set(new), _) => new == value,
        (Effect::Append(text), Value::Text(whole)) => whole.ends_with(text.as_str()),
        (Effect::Append(_), _) => false,
    }
}

/// How many operations of a conflict are written down in a report, and in a line.
const MOST_SHOWN: usize = 40;
const FEW_SHOWN: usize = 6;

/// `linearizable`, or `not linearizable` and the conflict: one line for each operation, then the reason.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told("line"))
    }
}

impl Verdict {
    /// The same, where moments are called so.
    pub fn told(&self, moment: &str) -> String {
        match self {
            Self::Linearizable => "linearizable".to_owned(),
            Self::NotLinearizable(conflict) => conflict.told(moment),
            Self::Undecided { key } => format!(
                "undecided: the history of key {} has too many possible orders to try them all; \
                 check a part of it",
                quoted(key)
            ),
        }
    }
}

impl Conflict {
    /// The moments of the first invocation and of the last return.
    pub fn window(&self) -> (u64, u64) {
        let first = self.operations.iter().map(|operation| operation.invoked).min().unwrap_or(0);
        (first, self.last.returned.unwrap_or(first))
    }

    /// Why the operations contradict each other, in a sentence; `moment` is what moments are called.
    pub fn reason(&self, moment: &str) -> String {
        let (first, end) = self.window();
        let reason = self.reason.tell(self.last.process, end, &Names::file(moment));
        match self.from_beginning {
            true => format!("{reason}; the key is absent at first"),
            false => {
                format!("{reason}; nor does it help what the key held before {moment} {first}")
            }
        }
    }

    fn told(&self, moment: &str) -> String {
        let (first, end) = self.window();
        let mut lines = vec![format!(
            "not linearizable: key {}, {moment}s {first} to {end}",
            quoted(&self.key)
        )];
        let left_out = self.operations.len().saturating_sub(MOST_SHOWN);
        if left_out > 0 {
            lines.push(format!("  ({left_out} earlier operations, not shown)"));
        }
        for operation in &self.operations[left_out..] {
            let Operation { process, step, invoked, returned, .. } = operation;
            lines.push(match returned.filter(|&moment| moment <= end) {
                Some(returned) => {
                    format!("  {moment}s {invoked} to {returned}: process {process}: {step}")
                }
                None => format!("  from {moment} {invoked} on: process {process}: {step}"),
            });
        }
        lines.push(format!("  reason: {}", self.reason(moment)));
        lines.join("\n")
    }
}
