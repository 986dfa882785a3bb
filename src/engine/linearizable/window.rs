//! The shortest window that shows why a history is not linearizable.
//!
//! The search names the first return that cannot be explained; what comes later is of no interest. From there the
//! window grows towards the past, until what lies in it cannot be explained *whatever the key held at its start*. In
//! it, each operation is then set free: it may take effect at any time, or never. Those of which the history still
//! cannot be explained are left free. What remains is a conflict that no other operation of the key can resolve.

use crate::compact::sort_by_key;

use super::model::{Effect, Guard, Operation};
use super::patience::Patience;
use super::search::{Outcome, search};
use super::sources::Sources;
use super::task::{Start, Task};
use super::value::Value;

/// How much work one question of whether a smaller window does may cost. If it does not get its answer, the window is
/// not made smaller.
const ONE_QUESTION: u64 = 3_000_000;

/// How many strings a key may hold at the start of a window.
const MOST_STARTS: usize = 20_000;

/// How much work all such questions together may cost.
const ALL_QUESTIONS: u64 = 60_000_000;

/// A conflict.
pub(super) struct Window {
    /// From here on, or `None` for the beginning of the history: there the key is absent.
    pub(super) start: Option<u64>,
    /// The operations in conflict, by their place in the key's history, in order of their invocation. The last to
    /// return is the one that cannot be explained.
    pub(super) members: Vec<usize>,
}

/// Shrinks the history of one key, which cannot be explained up to the return of the operation at `failing`.
pub(super) fn shrink(operations: &[&Operation], failing: usize) -> Window {
    let end = operations[failing].returned.unwrap_or(u64::MAX);
    let mut known: Vec<usize> =
        (0..operations.len()).filter(|&index| operations[index].invoked < end).collect();
    sort_by_key(&mut known, |&index| operations[index].invoked);
    let history = History { operations, known, end };

    if history.is_invented(failing) {
        return Window { start: None, members: vec![failing] };
    }

    let mut patience = Patience::new(ALL_QUESTIONS);
    let start = history.latest_start(&mut patience);
    let mut freed = vec![false; operations.len()];
    let mut candidates = history.inside(start);
    candidates.retain(|&index| index != failing);
    history.free(start, &candidates, &mut freed, &mut patience);
    candidates.retain(|&index| !freed[index]);
    let place = candidates
        .partition_point(|&index| operations[index].invoked <= operations[failing].invoked);
    candidates.insert(place, failing);
    Window { start: (start > 0).then_some(start), members: candidates }
}

struct History<'a> {
    operations: &'a [&'a Operation],
    /// Those invoked before the end, in that order.
    known: Vec<usize>,
    end: u64,
}

impl<'a> History<'a> {
    /// Whether an operation found what the key cannot have held, since nothing that was invoked before its return can
    /// have left it there.
    fn is_invented(&self, failing: usize) -> bool {
        let alone = |&index: &usize| Task {
            step: &self.operations[index].step,
            invoked: self.operations[index].invoked,
            returned: None,
            must: false,
        };
        let tasks: Vec<Task<'_>> = self.known.iter().map(alone).collect();
        found(self.operations[failing])
            .is_some_and(|value| *value != Value::Null && !Sources::new(&tasks).any(value))
    }

    /// The latest start of a window that cannot be explained; 0 for the beginning of the history.
    fn latest_start(&self, patience: &mut Patience) -> u64 {
        let none_freed = vec![false; self.operations.len()];
        let mut fails = |back: usize| {
            let start = self.start(back);
            start == 0 || self.fails(start, &none_freed, patience)
        };
        let (mut passes, mut back) = (0, 1);
        while !fails(back) {
            (passes, back) = (back, 2 * back);
        }
        back = back.min(self.known.len());
        while back - passes > 1 {
            let middle = passes + (back - passes) / 2;
            if fails(middle) {
                back = middle;
            } else {
                passes = middle;
            }
        }
        self.start(back)
    }

    /// The start of a window with so many invocations.
    fn start(&self, back: usize) -> u64 {
        let first = self.known.len().saturating_sub(back);
        if first == 0 { 0 } else { self.operations[self.known[first]].invoked }
    }

    /// The operations that take part in a window.
    fn inside(&self, start: u64) -> Vec<usize> {
        let ends_inside =
            |&index: &usize| self.operations[index].returned.is_none_or(|moment| moment >= start);
        self.known.iter().copied().filter(ends_inside).collect()
    }

    /// Frees as many of the candidates as can be freed.
    ///
    /// Who cannot be freed while some others are free cannot be freed when more are, so each needs to be asked about
    /// once; asking about many at once is for speed.
    fn free(&self, start: u64, candidates: &[usize], freed: &mut [bool], patience: &mut Patience) {
        if candidates.is_empty() {
            return;
        }
        candidates.iter().for_each(|&index| freed[index] = true);
        if self.fails(start, freed, patience) {
            return;
        }
        candidates.iter().for_each(|&index| freed[index] = false);
        if candidates.len() > 1 {
            let (older, newer) = candidates.split_at(candidates.len() / 2);
            self.free(start, older, freed, patience);
            self.free(start, newer, freed, patience);
        }
    }

    /// Whether a window cannot be explained, whatever the key held at its start and whenever those that are freed took
    /// effect.
    fn fails(&self, start: u64, freed: &[bool], patience: &mut Patience) -> bool {
        let tasks: Vec<Task<'a>> = self
            .inside(start)
            .into_iter()
            .map(|index| {
                let operation = self.operations[index];
                let loose = freed[index] || operation.invoked < start;
                let returned = operation.returned.filter(|&moment| moment <= self.end && !loose);
                Task {
                    step: &operation.step,
                    invoked: if loose { 0 } else { operation.invoked },
                    returned,
                    must: returned.is_some(),
                }
            })
            .collect();
        let Some(starts) = self.starts(start, &tasks) else { return false };
        let mut part = patience.part(ONE_QUESTION);
        let fails = part.spend(tasks.len())
            && matches!(search(&tasks, &starts, &mut part), Outcome::Impossible(_));
        patience.give_back(part);
        fails
    }

    /// All that the key may hold at the start of a window; `None` if that is too much to try.
    fn starts(&self, start: u64, tasks: &[Task<'a>]) -> Option<Vec<Start<'a>>> {
        let mut starts = vec![Start::Value(&Value::Null)];
        let before = || {
            let earlier = self.known.iter().map(|&index| self.operations[index]);
            earlier.take_while(|operation| operation.invoked < start)
        };
        if before().next().is_some() {
            starts.push(Start::Other);
        }
        let appended = |effect: &Effect| match effect {
            Effect::Append(text) => Some(text.len()),
            Effect::Keep | Effect::Set(_) => None,
        };
        let appended_before = before().any(|operation| appended(&operation.step.effect).is_some());
        let appended_inside = tasks.iter().any(|task| appended(&task.step.effect).is_some());
        if appended_before || appended_inside && before().next().is_some() {
            let reach: usize = tasks.iter().filter_map(|task| appended(&task.step.effect)).sum();
            let named = tasks.iter().filter_map(|task| match &task.step.guard {
                Guard::Is(Value::Text(text)) | Guard::Not(Value::Text(text)) => Some(text.len()),
                _ => None,
            });
            if named.map(|length| length.min(reach) + 1).sum::<usize>() > MOST_STARTS {
                return None;
            }
            starts.push(Start::Texts(reach));
        }
        starts.extend(before().filter_map(|operation| match &operation.step.effect {
            Effect::Set(value) => Some(Start::Value(value)),
            Effect::Keep | Effect::Append(_) => None,
        }));
        Some(starts)
    }
}

/// What an operation found, if it says so.
pub(super) fn found(operation: &Operation) -> Option<&Value> {
    match &operation.step.guard {
        Guard::Is(value) => Some(value),
        Guard::Any | Guard::Not(_) => None,
    }
}
