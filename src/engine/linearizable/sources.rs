//! Who can have written what, and what that shows without any search.

use std::collections::BTreeMap;

use crate::compact::sort;

use super::model::{Effect, Guard};
use super::task::Task;
use super::value::Value;

/// The end of time.
const NEVER: u64 = u64::MAX;

/// The operations that can have left a value, in the order of their invocation: when each was invoked, and the last
/// return of it and those before it.
type Writers = Vec<(u64, u64)>;

/// The operations of a history by what they wrote.
pub(super) struct Sources<'a> {
    set: BTreeMap<&'a Value, Writers>,
    appended: BTreeMap<&'a str, Writers>,
    /// How long the appended texts are, each length once.
    lengths: Vec<usize>,
}

impl<'a> Sources<'a> {
    /// Of some tasks.
    pub(super) fn new(tasks: &[Task<'a>]) -> Self {
        let mut set: BTreeMap<&Value, Writers> = BTreeMap::new();
        let mut appended: BTreeMap<&str, Writers> = BTreeMap::new();
        for task in tasks {
            let span = (task.invoked, task.returned.unwrap_or(NEVER));
            match &task.step.effect {
                Effect::Keep => {}
                Effect::Set(value) => set.entry(value).or_default().push(span),
                Effect::Append(text) => appended.entry(text).or_default().push(span),
            }
        }
        for writers in set.values_mut().chain(appended.values_mut()) {
            sort(writers);
            let mut last = 0;
            for (_, returned) in writers {
                last = last.max(*returned);
                *returned = last;
            }
        }
        let mut lengths: Vec<usize> = appended.keys().map(|text| text.len()).collect();
        sort(&mut lengths);
        lengths.dedup();
        Self { set, appended, lengths }
    }

    /// Whether any can have left the value.
    pub(super) fn any(&self, value: &Value) -> bool {
        self.writers(value).next().is_some()
    }

    /// The last return of those that can have left the value and were invoked before a moment. `None` if there are
    /// none.
    pub(super) fn last_return(&self, value: &Value, before: u64) -> Option<u64> {
        let last = |writers: &Writers| {
            let count = writers.partition_point(|&(invoked, _)| invoked < before);
            count.checked_sub(1).map(|last| writers[last].1)
        };
        self.writers(value).filter_map(last).max()
    }

    fn writers<'s>(&'s self, value: &'s Value) -> impl Iterator<Item = &'s Writers> {
        let text = match value {
            Value::Text(text) => Some(text.as_str()),
            Value::Null | Value::Bool(_) | Value::Number(_) => None,
        };
        let appended = text.into_iter().flat_map(move |text| {
            let starts = self.lengths.iter().filter_map(|&length| text.len().checked_sub(length));
            starts.filter_map(|start| self.appended.get(text.get(start..)?))
        });
        self.set.get(value).into_iter().chain(appended)
    }
}

/// Looks for an operation that found what cannot have been there: nothing had written it; or all that had were over
/// when another operation found or wrote something else, and was over itself when this one was invoked. Among several,
/// the one that returned first.
///
/// This is no part of the search, which would find the same. But most histories that are not linearizable are so for
/// this reason, and here that takes hardly longer than reading them, however many outcomes are unknown.
pub(super) fn glance(tasks: &[Task<'_>]) -> Option<usize> {
    let sources = Sources::new(tasks);
    let witnesses = Witnesses::new(tasks);
    let must = (0..tasks.len()).filter(|&index| tasks[index].must);
    let impossible = must.filter(|&index| {
        let task = &tasks[index];
        let Guard::Is(value) = &task.step.guard else { return false };
        let returned = task.returned.unwrap_or(NEVER);
        let over = match sources.last_return(value, returned) {
            Some(over) => over,
            // Before anything is written, the key is absent.
            None if *value == Value::Null => 0,
            None => return true,
        };
        witnesses.first_return(over, value).is_some_and(|witnessed| witnessed < task.invoked)
    });
    impossible.min_by_key(|&index| tasks[index].returned)
}

/// The operations that leave a value that is known, in the order of their invocation. With each comes the first return
/// of it and those after it, with the value; and the first return among those with another value than that.
struct Witnesses<'a> {
    all: Vec<(u64, Firsts<'a>)>,
}

/// Two returns, the earlier first, with the values that they vouch for.
type Firsts<'a> = [(u64, Option<&'a Value>); 2];

impl<'a> Witnesses<'a> {
    fn new(tasks: &[Task<'a>]) -> Self {
        let known = tasks.iter().filter(|task| task.must).filter_map(|task| {
            let value = match (&task.step.guard, &task.step.effect) {
                (_, Effect::Set(value)) | (Guard::Is(value), Effect::Keep) => value,
                _ => return None,
            };
            let returned = (task.returned.unwrap_or(NEVER), Some(value));
            Some((task.invoked, [returned, (NEVER, None)]))
        });
        let mut all: Vec<(u64, Firsts<'_>)> = known.collect();
        sort(&mut all);
        let mut best = [(NEVER, None); 2];
        for (_, place) in all.iter_mut().rev() {
            let new = place[0];
            if new.1 == best[0].1 {
                best[0] = best[0].min(new);
            } else if new.0 < best[0].0 {
                best = [new, best[0]];
            } else if new.0 < best[1].0 {
                best[1] = new;
            }
            *place = best;
        }
        Self { all }
    }

    /// The first return of an operation that was invoked after a moment and leaves another value.
    fn first_return(&self, after: u64, value: &Value) -> Option<u64> {
        let next = self.all.partition_point(|&(invoked, _)| invoked <= after);
        let (_, [first, second]) = self.all.get(next)?;
        Some(if first.1 == Some(value) { second.0 } else { first.0 })
    }
}
