//! Two branches side by side.

use std::rc::Rc;
use std::sync::Arc;

use crate::sim::{ClusterView, Event, Time};

use super::branches::NoSuchBranch;
use super::cursor::Cursor;
use super::{Branch, Session};

/// Two branches at one moment, and where they parted.
pub struct Comparison {
    /// The cluster in either branch. One that ends before the moment is shown at its end.
    pub views: [Rc<ClusterView>; 2],
    /// The first thing that differs; `None` if nothing does up to the end of the shorter one.
    pub difference: Option<Difference>,
}

/// The first thing that happened otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// When: the earlier of the two.
    pub at: Time,
    /// What happened in either branch; `None` where nothing more did.
    pub events: [Option<Arc<Event>>; 2],
}

impl Session {
    /// Compares two branches at this moment.
    ///
    /// # Errors
    /// If there is no branch of one of the numbers.
    pub fn compare(
        &self,
        one: usize,
        other: usize,
        moment: Time,
    ) -> Result<Comparison, NoSuchBranch> {
        let branch = |number: usize| self.branches.get(number).ok_or(NoSuchBranch(number));
        let branches = [branch(one)?, branch(other)?];
        let views = branches.map(|branch| {
            let here = branch.cursor_at(self.setup, moment.min(branch.horizon));
            Rc::new(here.run.cluster.view())
        });
        Ok(Comparison { views, difference: self.difference(one, other, branches) })
    }

    /// Follows both from where the one left the other until something differs.
    fn difference(&self, one: usize, other: usize, branches: [&Branch; 2]) -> Option<Difference> {
        let parting = self.parting(one, other);
        let mut ways = branches.map(|branch| Way {
            here: branch.cursor_before(self.setup, parting),
            branch,
            next: 0,
        });
        for way in &mut ways {
            way.next = way.here.run.events.next();
        }
        loop {
            let events = [ways[0].next_event(), ways[1].next_event()];
            match &events {
                [None, None] => return None,
                // What came before may have another number, as a command that changed nothing takes one too.
                [Some(one), Some(other)] if (one.at, &one.kind) == (other.at, &other.kind) => {}
                [one, other] => {
                    let at = one.iter().chain(other).map(|event| event.at).min()?;
                    // Where one has ended, the other may still go the same way.
                    let ended = [one, other].iter().any(|event| event.is_none());
                    let end = branches.iter().map(|branch| branch.horizon).min()?;
                    return (!ended || at <= end).then_some(Difference { at, events });
                }
            }
        }
    }

    /// The last moment up to which both are the same branch.
    fn parting(&self, one: usize, other: usize) -> Time {
        // Every branch left one with a smaller number.
        let (mut one, mut other, mut at) = (one, other, Time(u64::MAX));
        while one != other {
            let later = if one > other { &mut one } else { &mut other };
            let Some(fork) = self.branches[*later].fork else { break };
            *later = fork.from;
            at = at.min(fork.at);
        }
        at.min(self.branches[one].horizon)
    }
}

/// One of two branches, being followed.
struct Way<'a> {
    here: Cursor,
    branch: &'a Branch,
    /// The number of the next event to be looked at.
    next: u64,
}

impl Way<'_> {
    fn next_event(&mut self) -> Option<Arc<Event>> {
        loop {
            if let Some(event) = self.here.run.events.shared_since(self.next).next() {
                self.next += 1;
                return Some(Arc::clone(event));
            }
            if !self.here.advance_one(&self.branch.tape, self.branch.horizon) {
                return None;
            }
        }
    }
}
