//! The branches of a session: what else has been tried from some moment on.

use std::fmt;

use super::timeline::Timeline;
use crate::catalog::tr;
use crate::sim::Time;

use super::branch::Branch;
use super::{Fork, Session};

/// A branch as the timeline shows it.
pub struct BranchView<'a> {
    /// Its number, from 0; numbers stay as they are until a branch is forgotten.
    pub number: usize,
    /// What it is called: the name that somebody gave it, or `branch` and its number from 1.
    pub name: String,
    /// Whether somebody gave it that name.
    pub named: bool,
    /// Where it left another one; `None` of the first.
    pub fork: Option<Fork>,
    /// The furthest moment that it has reached.
    pub horizon: Time,
    /// Whether it is the one that is shown.
    pub current: bool,
    /// What happened in it.
    pub timeline: &'a Timeline,
}

impl BranchView<'_> {
    /// Whether a command means it by this name: one that it has not been given does not depend on the language.
    pub(super) fn is_called(&self, name: &str) -> bool {
        if self.named { self.name == name } else { name == format!("branch {}", self.number + 1) }
    }
}

impl fmt::Display for BranchView<'_> {
    /// A line of a list of branches.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", if self.current { "*" } else { " " }, self.number + 1)?;
        if self.named {
            write!(f, " {:?}", self.name)?;
        }
        f.write_str(": ")?;
        let horizon = self.horizon;
        f.write_str(&match self.fork {
            Some(fork) => tr!(
                "leaves {branch} at {moment}, goes to {horizon}",
                branch = fork.from + 1,
                moment = fork.at,
                horizon
            ),
            None => tr!("from the beginning, goes to {horizon}", horizon),
        })
    }
}

/// Why a branch cannot be gone to or named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchBranch(pub usize);

impl Session {
    /// The most branches that are kept. When another one begins, the oldest goes that has no name and is not shown; the
    /// first always stays.
    pub const MOST_BRANCHES: usize = 32;

    /// Every branch, the first first.
    pub fn branches(&self) -> impl Iterator<Item = BranchView<'_>> {
        self.branches.iter().enumerate().map(|(number, branch)| {
            let current = number == self.current;
            BranchView {
                number,
                named: branch.name.is_some(),
                name: branch
                    .name
                    .clone()
                    .unwrap_or_else(|| tr!("branch {number}", number = number + 1)),
                fork: branch.fork,
                horizon: branch.horizon,
                current,
                timeline: if current { self.timeline() } else { &branch.timeline },
            }
        })
    }

    /// The number of the branch that is shown.
    pub fn current_branch(&self) -> usize {
        self.current
    }

    /// How many branches were forgotten: while that stays the same, a number stands for the same branch.
    pub fn forgotten_branches(&self) -> usize {
        self.forgotten
    }

    /// Shows another branch, at the present moment or, if it ends before that, at its end.
    ///
    /// # Errors
    /// If there is no branch of this number. Then nothing has changed.
    pub fn switch_branch(&mut self, number: usize) -> Result<(), NoSuchBranch> {
        let horizon = self.branches.get(number).ok_or(NoSuchBranch(number))?.horizon;
        if number != self.current {
            self.remember_timeline();
            let moment = self.now().min(horizon);
            self.current = number;
            self.rewind_to(moment);
            self.advance_to(moment);
        }
        Ok(())
    }

    /// Gives a branch a name; an empty one takes its name away.
    ///
    /// # Errors
    /// If there is no branch of this number.
    pub fn name_branch(&mut self, number: usize, name: &str) -> Result<(), NoSuchBranch> {
        let branch = self.branches.get_mut(number).ok_or(NoSuchBranch(number))?;
        let name = name.trim();
        branch.name = (!name.is_empty()).then(|| name.to_owned());
        self.here.run.changes += 1;
        Ok(())
    }

    /// Whether nothing is known of what comes after the present moment.
    pub(super) fn is_at_end(&self) -> bool {
        let branch = self.branch();
        self.here.played == branch.tape.len() && self.now() == branch.horizon
    }

    /// Something was done after so many moves, in the past: what comes now is another branch.
    pub(super) fn leave_future(&mut self, moves: u64) {
        if !self.is_at_end() {
            self.leave_branch(moves);
        }
    }

    /// What comes now, after so many moves, is another branch.
    pub(super) fn leave_branch(&mut self, moves: u64) {
        self.remember_timeline();
        let branch = self.branch();
        let another = branch.leave(self.current, self.now(), self.here.played, moves);
        self.branches.push(another);
        self.current = self.branches.len() - 1;
        if self.branches.len() > Self::MOST_BRANCHES {
            self.forget_oldest_branch();
        }
    }

    /// Forgets a branch, and lets those that left it leave the one that it had left.
    fn forget_oldest_branch(&mut self) {
        let may_go = |it: &(usize, &Branch)| it.0 != self.current && it.1.name.is_none();
        let mut candidates = self.branches.iter().enumerate().filter(may_go);
        let Some((oldest, fork)) = candidates.find_map(|(number, it)| Some((number, it.fork?)))
        else {
            return;
        };
        self.branches.remove(oldest);
        self.forgotten += 1;
        for other in self.branches.iter_mut().filter_map(|branch| branch.fork.as_mut()) {
            if other.from == oldest {
                *other = Fork { from: fork.from, at: other.at.min(fork.at) };
            } else if other.from > oldest {
                other.from -= 1;
            }
        }
        if self.current > oldest {
            self.current -= 1;
        }
    }
}
