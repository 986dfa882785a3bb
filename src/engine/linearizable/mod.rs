//! Linearizability: whether the clients could believe that there is one copy of the data, on which each operation takes
//! effect at one instant between its invocation and its return (Herlihy and Wing, 1990).
//!
//! Keys are independent, so each key's history is judged alone. What must be found is an order of its operations that
//! explains every answer. The search walks along the returns (after Wing and Gong, and Lowe): at each, the returning
//! operation must have taken effect, and if it has not, some sequence of pending operations that ends with it is tried.
//! A configuration, which is the value and the set of pending operations that have taken effect, is tried once.
//!
//! That alone would drown in histories with many concurrent writes. What keeps it afloat:
//! - Operations that change nothing take effect as soon as they can.
//! - A write that nobody sees can have happened right before another write. So every write leaves a *gap* behind, in
//!   which all writes that were pending then are free to have happened, and none of them is placed before it must be.
//! - Values that no later operation can tell apart are one value (`states`).
//! - Of two configurations, one of which can do whatever the other can, the lesser is not tried (`visited`).
//! - Of operations that do the same, the one that returns first goes first.
//! - Most histories that are wrong are so for a plain reason, which needs no search (`sources`).
//!
//! An operation of unknown outcome is pending until the end, and may take effect at any time or never. The search is
//! bounded (`patience`): past that it says that it gave up, and does not guess.

mod config;
pub mod history;
pub mod model;
mod moves;
mod patience;
mod pending;
mod problem;
mod search;
mod sources;
mod states;
mod task;
pub mod value;
pub mod verdict;
mod visited;
mod window;

use std::collections::BTreeMap;

use crate::compact::{sort, sort_by_key};

pub use model::{Effect, Guard, Operation, Step};
pub use value::{Number, Value};
pub use verdict::{Conflict, Verdict};

use patience::Patience;
use search::{Outcome, search};
use sources::glance;
use task::{Start, Task};
use window::shrink;

/// How much work [`check`] does before it gives up: looks at configurations, and comparisons of one with another.
pub const PATIENCE: u64 = 200_000_000;

/// Says whether a history is linearizable.
pub fn check(operations: &[Operation]) -> Verdict {
    check_with(operations, PATIENCE)
}

/// Says whether a history is linearizable, and gives up after so much work.
pub fn check_with(operations: &[Operation], work: u64) -> Verdict {
    let mut patience = Patience::new(work);
    let mut keys: BTreeMap<&str, Vec<&Operation>> = BTreeMap::new();
    for operation in operations {
        keys.entry(&operation.key).or_default().push(operation);
    }
    let mut undecided = None;
    let mut worst: Option<(u64, &[&Operation], usize)> = None;
    for (key, history) in &keys {
        let tasks: Vec<Task<'_>> = history.iter().map(|operation| task(operation)).collect();
        let outcome = match glance(&tasks) {
            Some(task) => Outcome::Impossible(task),
            None => search(&tasks, &[Start::Value(&Value::Null)], &mut patience),
        };
        match outcome {
            Outcome::Possible => {}
            Outcome::Undecided => undecided = undecided.or(Some(*key)),
            Outcome::Impossible(failing) => {
                let end = history[failing].returned.unwrap_or(u64::MAX);
                if worst.is_none_or(|(earliest, ..)| end < earliest) {
                    worst = Some((end, history, failing));
                }
            }
        }
    }
    match (worst, undecided) {
        (Some((_, history, failing)), _) => {
            let window = shrink(history, failing);
            Verdict::NotLinearizable(Box::new(Conflict::new(history, failing, &window)))
        }
        (None, Some(key)) => Verdict::Undecided { key: key.into() },
        (None, None) => Verdict::Linearizable,
    }
}

/// Whether operations on one key can be explained, if it held one of these values at first. `None` if that is too hard
/// to say.
pub(super) fn is_possible(operations: &[Operation], starts: &[Value], work: u64) -> Option<bool> {
    if let [operation] = operations {
        let applies = |start| operation.step.apply(start).is_some();
        return Some(operation.returned.is_none() || starts.iter().any(applies));
    }
    if explains_in_order(operations, starts) {
        return Some(true);
    }
    let tasks: Vec<Task<'_>> = operations.iter().map(task).collect();
    ask(&tasks, starts, &mut Patience::new(work))
}

/// Whether the operations are explained by the order in which they were answered, of those that were. What is answered first
/// was nearly always done first, and no search is quicker than to see that; where it was not, nothing is said.
fn explains_in_order(operations: &[Operation], starts: &[Value]) -> bool {
    let mut answered: Vec<_> =
        operations.iter().filter(|operation| operation.returned.is_some()).collect();
    sort_by_key(&mut answered, |operation| operation.returned);
    let explains = |start: &Value| {
        let mut steps = answered.iter().map(|operation| &operation.step);
        steps.try_fold(start.clone(), |value, step| step.apply(&value)).is_some()
    };
    starts.iter().any(explains)
}

/// The values that the key may hold in the end, where all operations have returned: none if they cannot be explained.
/// `None` if that is too hard to say.
pub(super) fn final_values(
    operations: &[Operation],
    starts: &[Value],
    work: u64,
) -> Option<Vec<Value>> {
    let mut values: Vec<Value> = match operations {
        [operation] => starts.iter().filter_map(|start| operation.step.apply(start)).collect(),
        _ => last_values(operations, starts),
    };
    sort(&mut values);
    values.dedup();
    if operations.len() < 2 {
        return Some(values);
    }
    let mut patience = Patience::new(work);
    let end = operations.iter().filter_map(|operation| operation.returned).max().unwrap_or(0) + 1;
    let mut possible = Vec::new();
    for value in values {
        let read = Step::read(value.clone());
        let last = Task { step: &read, invoked: end, returned: Some(end + 1), must: true };
        let tasks: Vec<Task<'_>> = operations.iter().map(task).chain([last]).collect();
        if ask(&tasks, starts, &mut patience)? {
            possible.push(value);
        }
    }
    Some(possible)
}

/// The values of which one must be the last, if any is. A value that was overwritten for certain is none of them. The
/// operations do not append.
fn last_values(operations: &[Operation], starts: &[Value]) -> Vec<Value> {
    let sets = |operation: &&Operation| matches!(operation.step.effect, Effect::Set(_));
    let overwritten = operations.iter().filter(sets).map(|operation| operation.invoked).max();
    let last = operations.iter().filter(|operation| operation.returned >= overwritten);
    let written = last.filter_map(|operation| match &operation.step.effect {
        Effect::Set(value) => Some(value),
        Effect::Keep | Effect::Append(_) => None,
    });
    match overwritten {
        Some(_) => written.cloned().collect(),
        None => starts.to_vec(),
    }
}

fn ask(tasks: &[Task<'_>], starts: &[Value], patience: &mut Patience) -> Option<bool> {
    let starts: Vec<Start<'_>> = starts.iter().map(Start::Value).collect();
    match search(tasks, &starts, patience) {
        Outcome::Possible => Some(true),
        Outcome::Impossible(_) => Some(false),
        Outcome::Undecided => None,
    }
}

fn task(operation: &Operation) -> Task<'_> {
    Task {
        step: &operation.step,
        invoked: operation.invoked,
        returned: operation.returned,
        must: operation.returned.is_some(),
    }
}

#[cfg(test)]
mod tests;
