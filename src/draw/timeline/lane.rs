//! A branch as the timeline shows it.

use crate::catalog::tr;
use crate::session::BranchView;
use crate::sim::Time;

/// A branch, from where it left another one to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    pub number: usize,
    /// What it is called.
    pub name: String,
    /// Where it left another one; the beginning, of the first.
    pub from: Time,
    /// The furthest moment that it has reached.
    pub to: Time,
    /// Whether it is the one that is shown.
    pub current: bool,
}

impl Lane {
    /// The lane of a branch.
    pub fn of(branch: BranchView<'_>) -> Self {
        Self {
            number: branch.number,
            from: branch.fork.map_or(Time::ZERO, |fork| fork.at),
            to: branch.horizon,
            current: branch.current,
            // A story begins its branch with its own title, and nobody typed that.
            name: match branch.number {
                0 => tr(&branch.name).to_owned(),
                _ => branch.name,
            },
        }
    }
}
