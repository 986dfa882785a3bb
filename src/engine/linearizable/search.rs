//! The search.

use crate::compact::sort_by_key;

use super::config::{Config, Mode, Place};
use super::moves::{Moves, forget, read};
use super::patience::Patience;
use super::pending::{Pending, clear, has};
use super::problem::Problem;
use super::states::{LOST_OTHER, LOST_TEXT, Moment, NEVER};
use super::task::{Start, Task};
use super::visited::Visited;

/// What came of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// There is an order that explains the history.
    Possible,
    /// There is none. The operations up to the return of this task cannot be explained already.
    Impossible(usize),
    /// The search was given up.
    Undecided,
}

/// Looks for an order of the tasks, as long as the patience lasts.
pub(super) fn search(tasks: &[Task<'_>], starts: &[Start<'_>], patience: &mut Patience) -> Outcome {
    Search::new(Problem::new(tasks, starts)).run(patience)
}

struct Search<'a> {
    problem: Problem<'a>,
    pending: Pending,
    visited: Visited,
    /// What is still to be tried: a return, and a configuration there. The last comes first.
    open: Vec<(usize, Config)>,
}

impl<'a> Search<'a> {
    fn new(problem: Problem<'a>) -> Self {
        Self {
            pending: Pending::new(&problem),
            visited: Visited::new(problem.returns.len()),
            problem,
            open: Vec::new(),
        }
    }

    fn run(mut self, patience: &mut Patience) -> Outcome {
        let Some(&first) = self.problem.invoked_before.first() else { return Outcome::Possible };
        for state in self.problem.starts.clone().into_iter().rev() {
            let mut config = Config::new(state, self.problem.slots);
            read(self.problem.ops[..first].iter(), state, &mut config);
            forget(&mut self.problem, &self.pending, 0, &mut config);
            self.open.push((0, config));
        }

        let mut found = Vec::new();
        let mut furthest = 0;
        while let Some((mut at, mut config)) = self.open.pop() {
            self.pending.go_to(&self.problem, at);
            if !self.settle(&mut at, &mut config) {
                return Outcome::Possible;
            }
            furthest = furthest.max(at);
            if !patience.spend(1 + self.pending.changers.len())
                || self.visited.len() > Patience::ROOM
            {
                return Outcome::Undecided;
            }
            if self.is_hopeless(at, &config)
                || !self.visited.insert(&self.problem.ops, &self.pending, at, &config, patience)
            {
                continue;
            }
            let Self { problem, pending, .. } = &mut self;
            Moves::find(problem, pending, at, &config, &mut found);
            sort_by_key(&mut found, |(rank, _)| *rank);
            self.open.extend(found.drain(..).rev().map(|(_, next)| (at, next)));
        }
        Outcome::Impossible(self.problem.ops[self.problem.returns[furthest]].task)
    }

    /// Passes the returns that ask for nothing more. False if that was all.
    fn settle(&mut self, at: &mut usize, config: &mut Config) -> bool {
        let problem = &mut self.problem;
        while let Place::Present(_) = config.place {
            let slot = problem.ops[problem.returns[*at]].slot;
            if !has(&config.done, slot) {
                break;
            }
            clear(&mut config.done, slot);
            config.place = Place::Present(Mode::Fresh);
            let invoked = problem.invoked_before[*at];
            *at += 1;
            if *at == problem.returns.len() {
                return false;
            }
            let invoked = &problem.ops[invoked..problem.invoked_before[*at]];
            read(invoked.iter(), config.state, config);
            self.pending.go_to(problem, *at);
            forget(problem, &self.pending, *at, config);
        }
        true
    }

    /// Whether a lost value will be in the way of the next operation that must find a certain one: because nothing sets
    /// another before that returns.
    fn is_hopeless(&self, at: usize, config: &Config) -> bool {
        if !matches!(config.state, LOST_TEXT | LOST_OTHER) || matches!(config.place, Place::Gap(..))
        {
            return false;
        }
        let to_come = self.problem.invoked_before[at];
        let later = |moments: &[Moment]| moments.get(to_come).copied().unwrap_or(NEVER);
        let changers = self.pending.changers.iter().map(|entry| entry.2);
        let undone = changers
            .chain(self.pending.readers.iter().copied())
            .map(|op| &self.problem.ops[op])
            .filter(|op| !has(&config.done, op.slot));
        let mut demand = later(&self.problem.next_demand);
        for op in undone {
            if op.rescues() {
                return false;
            }
            if op.demands() {
                demand = demand.min(op.returned);
            }
        }
        demand != NEVER && demand < later(&self.problem.next_rescue)
    }
}
