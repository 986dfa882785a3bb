//! The history of one key, made ready for the search: operations in the order of their invocation, values as states,
//! moments as small numbers, and a place in a bit set for each operation while it is pending.

use std::collections::BTreeMap;

use crate::compact::{sort, sort_by_key};

use super::model::{Effect, Guard};
use super::sources::Sources;
use super::states::{LOST_OTHER, LOST_TEXT, Moment, NEVER, State, States};
use super::task::{Start, Task};
use super::value::Value;

/// A guard on a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Demand {
    Any,
    Is(State),
    Not(State),
}

/// An effect on a state. What is appended is known by a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Change {
    Keep,
    Set(State),
    Append(u32),
}

/// What the search can do with an operation (see `search`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// It changes nothing.
    Reader,
    /// It replaces the value, whatever that is.
    Blind,
    /// It appends to the value, whatever that is.
    Append,
    /// It changes the value if it finds the right one.
    Conditional,
}

/// An operation, ready.
#[derive(Clone, Debug)]
pub(super) struct Op {
    pub(super) demand: Demand,
    pub(super) change: Change,
    pub(super) class: Class,
    pub(super) must: bool,
    pub(super) invoked: Moment,
    /// [`NEVER`] for an operation without an end.
    pub(super) returned: Moment,
    /// Equal for operations with equal demand and change.
    pub(super) kind: u32,
    /// Its bit while it is pending.
    pub(super) slot: usize,
    /// Its place among the tasks.
    pub(super) task: usize,
}

impl Op {
    /// Whether it must find a certain value.
    pub(super) fn demands(&self) -> bool {
        self.must && matches!(self.demand, Demand::Is(_))
    }

    /// Whether it must put an end to the value before it.
    pub(super) fn overwrites(&self) -> bool {
        self.must && matches!(self.change, Change::Set(_))
    }

    /// Whether it gives the key a value of its own, even where a lost one was before.
    pub(super) fn rescues(&self) -> bool {
        matches!((self.demand, self.change), (Demand::Any | Demand::Not(_), Change::Set(_)))
    }
}

/// One key's history.
pub(super) struct Problem<'a> {
    pub(super) states: States<'a>,
    /// In the order of their invocation.
    pub(super) ops: Vec<Op>,
    /// The operations that return, in that order.
    pub(super) returns: Vec<usize>,
    /// For each return, how many operations were invoked before it.
    pub(super) invoked_before: Vec<usize>,
    /// For each operation, the first return of one that must find a certain value, among those invoked no earlier.
    pub(super) next_demand: Vec<Moment>,
    /// For each operation, the first return of one that must set the value, among those invoked no earlier.
    pub(super) next_overwrite: Vec<Moment>,
    /// For each operation, the first invocation of one that sets the value wherever it can matter, among those invoked
    /// no earlier.
    pub(super) next_rescue: Vec<Moment>,
    /// The bits that a set of pending operations needs.
    pub(super) slots: usize,
    /// What is appended, by number.
    pub(super) texts: Vec<&'a str>,
    /// Whether some operation must not find a certain value.
    pub(super) picky: bool,
    /// The first states.
    pub(super) starts: Vec<State>,
}

impl<'a> Problem<'a> {
    pub(super) fn new(tasks: &[Task<'a>], starts: &[Start<'a>]) -> Self {
        // Not to find what was never there is nothing.
        let sources = Sources::new(tasks);
        let at_first = |value: &Value| {
            *value == Value::Null
                || starts.iter().any(|start| match start {
                    Start::Value(first) => *first == value,
                    Start::Other => false,
                    Start::Texts(_) => true,
                })
        };
        let guard = |task: &Task<'a>| match &task.step.guard {
            Guard::Not(value) if !at_first(value) && !sources.any(value) => &Guard::Any,
            guard => guard,
        };
        // Who reads something unknown, or nothing at all, says nothing.
        let tells = |task: &Task<'a>| match (guard(task), &task.step.effect) {
            (Guard::Any, Effect::Keep) => false,
            (_, Effect::Keep) => task.must,
            _ => true,
        };
        let chosen: Vec<usize> = (0..tasks.len()).filter(|&task| tells(&tasks[task])).collect();
        let (invoked, returned) = moments(tasks, &chosen);

        let grows = chosen.iter().any(|&task| matches!(tasks[task].step.effect, Effect::Append(_)));
        let named = chosen.iter().filter_map(|&task| match guard(&tasks[task]) {
            Guard::Any => None,
            Guard::Is(value) | Guard::Not(value) => Some((value, (invoked[task], returned[task]))),
        });
        let mut problem = Self {
            states: States::new(named, grows),
            ops: Vec::new(),
            returns: Vec::new(),
            invoked_before: Vec::new(),
            next_demand: Vec::new(),
            next_overwrite: Vec::new(),
            next_rescue: Vec::new(),
            slots: 0,
            texts: Vec::new(),
            picky: false,
            starts: Vec::new(),
        };
        for start in starts {
            match start {
                Start::Value(value) => problem.starts.push(problem.states.of(value)),
                Start::Other => problem.starts.push(LOST_TEXT),
                Start::Texts(reach) => problem.starts.extend(problem.states.texts(*reach)),
            }
        }
        sort(&mut problem.starts);
        problem.starts.dedup();
        problem.add_operations(tasks, &chosen, &returned, guard);
        problem.add_returns();
        problem
    }

    /// When a return stands in the history.
    pub(super) fn moment(&self, at: usize) -> Moment {
        self.ops[self.returns[at]].returned
    }

    fn add_operations(
        &mut self,
        tasks: &[Task<'a>],
        chosen: &[usize],
        returned: &[Moment],
        guard: impl Fn(&Task<'a>) -> &'a Guard,
    ) {
        let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
        for (invoked, task) in invocations(tasks, chosen) {
            let effect = &tasks[task].step.effect;
            let demand = match guard(&tasks[task]) {
                Guard::Any => Demand::Any,
                Guard::Is(value) => Demand::Is(self.states.of(value)),
                Guard::Not(value) => Demand::Not(self.states.of(value)),
            };
            let change = match effect {
                Effect::Keep => Change::Keep,
                Effect::Set(value) => {
                    let state = self.states.of(value);
                    Change::Set(self.states.seen(state, invoked, NEVER))
                }
                Effect::Append(text) => {
                    let next = numbers.len() as u32;
                    Change::Append(*numbers.entry(text).or_insert_with(|| {
                        self.texts.push(text);
                        next
                    }))
                }
            };
            let class = match (demand, change) {
                (_, Change::Keep) => Class::Reader,
                (Demand::Any, Change::Set(_)) => Class::Blind,
                (Demand::Any, Change::Append(_)) => Class::Append,
                (Demand::Is(_) | Demand::Not(_), _) => Class::Conditional,
            };
            let must = tasks[task].must;
            let returned = returned[task];
            debug_assert!(!must || returned != NEVER, "what must take effect has returned");
            self.ops.push(Op {
                demand,
                change,
                class,
                must,
                invoked,
                returned,
                kind: 0,
                slot: 0,
                task,
            });
        }
        self.drop_unseen_writes();

        let mut kinds = BTreeMap::new();
        kinds.extend(self.ops.iter().map(|op| ((op.demand, op.change), 0_u32)));
        for (number, kind) in (0..).zip(kinds.values_mut()) {
            *kind = number;
        }
        for op in &mut self.ops {
            op.kind = kinds[&(op.demand, op.change)];
        }
    }

    /// Drops the writes of unknown outcome whose value nobody can tell. Suppose such a write did take effect in some
    /// order that explains the history. Whatever found its value asked for no particular one. If nothing even asked
    /// for another value than some, or for a text, then what followed the write followed just as well without it; so
    /// the same order without the write explains the history too.
    fn drop_unseen_writes(&mut self) {
        self.picky = self.ops.iter().any(|op| matches!(op.demand, Demand::Not(_)));
        let appends = self.ops.iter().any(|op| matches!(op.change, Change::Append(_)));
        if !self.picky && !appends {
            self.ops.retain(|op| {
                op.must
                    || op.class != Class::Blind
                    || !matches!(op.change, Change::Set(LOST_TEXT | LOST_OTHER))
            });
        }
    }

    fn add_returns(&mut self) {
        let mut returns: Vec<usize> =
            (0..self.ops.len()).filter(|&op| self.ops[op].returned != NEVER).collect();
        sort_by_key(&mut returns, |&op| self.ops[op].returned);

        // A slot is free again as soon as its holder has returned.
        let mut free = Vec::new();
        let mut invoked = 0;
        for &returning in &returns {
            let moment = self.ops[returning].returned;
            while invoked < self.ops.len() && self.ops[invoked].invoked < moment {
                self.ops[invoked].slot = free.pop().unwrap_or(self.slots);
                self.slots = self.slots.max(self.ops[invoked].slot + 1);
                invoked += 1;
            }
            self.invoked_before.push(invoked);
            free.push(self.ops[returning].slot);
        }
        // What is invoked after the last return can change nothing.
        self.ops.truncate(invoked);
        self.returns = returns;

        let (mut demand, mut overwrite, mut rescue) = (NEVER, NEVER, NEVER);
        for op in self.ops.iter().rev() {
            if op.demands() {
                demand = demand.min(op.returned);
            }
            if op.overwrites() {
                overwrite = overwrite.min(op.returned);
            }
            if op.rescues() {
                rescue = op.invoked;
            }
            self.next_demand.push(demand);
            self.next_overwrite.push(overwrite);
            self.next_rescue.push(rescue);
        }
        self.next_demand.reverse();
        self.next_overwrite.reverse();
        self.next_rescue.reverse();
    }
}

/// Each invocation and return of the chosen tasks, in order: when, whether it is a return, and whose.
fn events(tasks: &[Task<'_>], chosen: &[usize]) -> Vec<(u64, bool, usize)> {
    let invocations = chosen.iter().map(|&task| (tasks[task].invoked, false, task));
    let returns =
        chosen.iter().filter_map(|&task| tasks[task].returned.map(|moment| (moment, true, task)));
    let mut events: Vec<_> = invocations.chain(returns).collect();
    // Of an invocation and a return at one moment the invocation comes first, so that the two overlap.
    sort(&mut events);
    events
}

/// When each task is invoked and returns, counted in events.
fn moments(tasks: &[Task<'_>], chosen: &[usize]) -> (Vec<Moment>, Vec<Moment>) {
    let (mut invoked, mut returned) = (vec![NEVER; tasks.len()], vec![NEVER; tasks.len()]);
    for (moment, (_, is_return, task)) in (0..).zip(events(tasks, chosen)) {
        let moments = if is_return { &mut returned } else { &mut invoked };
        moments[task] = moment;
    }
    (invoked, returned)
}

fn invocations(tasks: &[Task<'_>], chosen: &[usize]) -> impl Iterator<Item = (Moment, usize)> {
    (0..)
        .zip(events(tasks, chosen))
        .filter_map(|(moment, (_, is_return, task))| (!is_return).then_some((moment, task)))
}
