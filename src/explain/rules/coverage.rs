//! Which rules were at work, how often, and when first.

use std::sync::Arc;

use crate::explain::EventLog;
use crate::explain::facts::Observed;
use crate::sim::{Event, Time};

use super::arm::Arm;
use super::onlooker::Onlooker;

/// That an arm was at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// How often.
    pub times: u64,
    /// When first.
    pub first: Time,
    /// The number of the event that showed it first.
    pub event: u64,
}

/// What was at work among the events that were taken in.
#[derive(Clone, Debug)]
pub struct Coverage {
    onlooker: Onlooker,
    shown: [Option<Shown>; Arm::ALL.len()],
    /// The number of the next event to take in.
    next: u64,
}

impl Default for Coverage {
    fn default() -> Self {
        Self { onlooker: Onlooker::default(), shown: [None; Arm::ALL.len()], next: 0 }
    }
}

impl Coverage {
    fn observe(&mut self, event: &Event, after: Option<&Arc<Observed>>, new: &mut Vec<Arm>) {
        let Self { onlooker, shown, next } = self;
        onlooker.observe(event, after, &mut |arm| {
            let first = Shown { times: 0, first: event.at, event: event.seq };
            let shown = shown[arm as usize].get_or_insert(first);
            if shown.times == 0 {
                new.push(arm);
            }
            shown.times += 1;
        });
        *next = event.seq + 1;
    }

    /// Takes in what a log has that has not been taken in. Where it has lost something between, or is of an earlier moment,
    /// nothing is remembered of the nodes. Returns the arms that it has not seen before.
    pub fn follow(&mut self, log: &EventLog) -> Vec<Arm> {
        let mut new = Vec::new();
        if log.first() > self.next || log.next() < self.next {
            self.onlooker = Onlooker::default();
            self.next = self.next.min(log.next()).max(log.first());
        }
        for event in log.since(self.next) {
            self.observe(event, log.observed(event.seq), &mut new);
        }
        self.next = log.next();
        new
    }

    /// That this arm was at work, if it was.
    pub fn of(&self, arm: Arm) -> Option<Shown> {
        self.shown[arm as usize]
    }

    /// The arms that were at work, group by group.
    pub fn arms(&self) -> impl Iterator<Item = Arm> {
        Arm::ALL.into_iter().filter(|arm| self.of(*arm).is_some())
    }
}
