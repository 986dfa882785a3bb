//! What was done in a session, done once more by a clone of its cluster that nobody sees.

use std::rc::Rc;

use crate::script::{Command, Condition};
use crate::session::checkpoints::Checkpoints;
use crate::session::finding::{Act, Trial};
use crate::session::record::{Item, Recorded};
use crate::session::run::{Run, Setup};
use crate::sim::{EventKind, Time};

/// A branch, for whoever goes through it once more: what was done, and moments to go on from.
#[derive(Clone)]
pub struct Track {
    setup: Setup,
    kept: Checkpoints,
    /// The commands that a cluster carries out, each with its place on the tape.
    acts: Rc<[(usize, Act)]>,
}

/// A clone of the cluster, and what is still to be done to it.
#[derive(Clone, Debug)]
pub struct Replay {
    trial: Trial,
    acts: Rc<[(usize, Act)]>,
    /// How many of them were done, or left out.
    next: usize,
    /// What is done beside them, once.
    extra: Option<Act>,
}

impl Track {
    /// This tape, with the moments that were kept of its run.
    pub fn new(setup: Setup, kept: Checkpoints, tape: &[Recorded]) -> Self {
        let cluster = Run::new(setup).cluster;
        let acts =
            tape.iter().enumerate().filter_map(|(place, Recorded { at, what })| match what {
                Item::Command(command) if cluster.carries_out(command) => {
                    Some((place, Act { at: *at, command: command.clone() }))
                }
                Item::Command(_) | Item::Remark(..) => None,
            });
        Self { setup, kept, acts: acts.collect() }
    }

    /// From the last kept moment before this one, or from the beginning.
    pub fn before(&self, moment: Time) -> Replay {
        self.last_of(|run| run.now() < moment)
    }

    /// From the last kept moment at which a condition does not hold, or from the beginning.
    ///
    /// # Errors
    /// A sentence when the condition names a node or a client that does not exist, and names none that comes later.
    pub fn without(&self, condition: &Condition, by: Time) -> Replay {
        // Where a node is named that is yet to come, it does not hold.
        self.last_of(|run| run.now() <= by && !run.holds(condition).unwrap_or(false))
    }

    /// The commands, in order.
    pub fn acts(&self) -> impl Iterator<Item = &Act> {
        self.acts.iter().map(|(_, act)| act)
    }

    fn last_of(&self, is: impl Fn(&Run) -> bool) -> Replay {
        match self.kept.last_of(is) {
            Some(kept) => self.from(&kept.run, kept.played),
            None => self.from(&Run::new(self.setup), 0),
        }
    }

    fn from(&self, run: &Run, played: usize) -> Replay {
        Replay {
            trial: Trial::of(run),
            acts: Rc::clone(&self.acts),
            next: self.acts.partition_point(|(place, _)| *place < played),
            extra: None,
        }
    }
}

impl Replay {
    /// The moment that it has reached.
    pub fn now(&self) -> Time {
        self.trial.now()
    }

    /// The cluster and its checks.
    pub fn trial(&self) -> &Trial {
        &self.trial
    }

    /// How many commands were given or left out.
    pub fn given(&self) -> usize {
        self.next
    }

    /// The next command, and that it is given before anything else happens: `None` if it is not.
    pub fn command_next(&self) -> Option<&Act> {
        let (_, act) = self.acts.get(self.next)?;
        let due = self.trial.cluster().next_due();
        due.is_none_or(|due| due > act.at).then_some(act)
    }

    /// Leaves the next command out.
    pub fn leave_out(&mut self) {
        self.next += 1;
    }

    /// Gives a command now. Returns whether it could be carried out.
    pub fn give(&mut self, command: &Command) -> bool {
        self.trial.perform(command)
    }

    /// Lets a command be given at a later moment, beside those that were.
    pub fn plan(&mut self, act: Act) {
        self.extra = Some(act);
    }

    /// One move, or one command; none is made after `limit`. Returns whether there was one.
    pub fn step(&mut self, limit: Time) -> bool {
        let written = self.acts.get(self.next).map(|(_, act)| act);
        let extra_first = match (&self.extra, written) {
            (Some(extra), Some(written)) => extra.at <= written.at,
            (Some(_), None) => true,
            (None, _) => false,
        };
        let next = if extra_first { self.extra.as_ref() } else { written };
        let Some(next) = next.cloned() else { return self.trial.step_by(limit) };
        if self.trial.step_by(next.at.min(limit)) {
            return true;
        }
        if next.at > limit {
            return false;
        }
        if extra_first {
            self.extra = None;
        } else {
            self.next += 1;
        }
        self.trial.wait_until(next.at);
        // What was possible once may not be in another future.
        self.trial.perform(&next.command);
        true
    }

    /// What the next move or command leads to; nothing if there is none by then. It stays as it is.
    pub fn news(&self, limit: Time) -> Vec<EventKind> {
        let mut ahead = self.clone();
        ahead.trial.keep_news();
        ahead.step(limit);
        ahead.trial.take_news()
    }
}
