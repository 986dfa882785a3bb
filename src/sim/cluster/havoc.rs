//! `chaos on`: trouble that comes by itself, in virtual time. `break`: wrong rules.

use crate::script::{Command, Temper};
use crate::sim::bugs::{Bug, Bugs};
use crate::sim::chaos::Chaos;
use crate::sim::error::SimError;
use crate::sim::event::{Cause, EventKind};
use crate::sim::lineage::Origin;
use crate::sim::moves::{Move, Rules};
use crate::sim::schedule::{Due, Item, Ticket};

use super::Cluster;

/// How often it tries to make trouble before it lets the moment pass.
const ATTEMPTS: u32 = 10;

/// What a cluster knows of its chaos.
#[derive(Clone, Debug, Default)]
pub(super) struct Havoc {
    /// How often it was let loose. Each time it has a stream of its own, so none depends on how long another lasted.
    times: u32,
    loose: Option<Loose>,
}

/// Chaos that is on.
#[derive(Clone, Debug)]
struct Loose {
    temper: Temper,
    chaos: Chaos,
    /// The item that stands for what it does next.
    ticket: Ticket,
    /// The event of its being let loose.
    origin: Origin,
}

impl Havoc {
    /// The event of chaos being let loose, if it is on.
    pub(super) fn origin(&self) -> Origin {
        self.loose.as_ref().map(|loose| loose.origin).unwrap_or_default()
    }
}

impl Cluster {
    /// Of what temper the chaos is that is on, if it is.
    pub fn chaos(&self) -> Option<Temper> {
        self.havoc.loose.as_ref().map(|loose| loose.temper)
    }

    /// The wrong rules that every node follows.
    pub fn bugs(&self) -> Bugs {
        self.world.rules().bugs
    }

    /// Lets every node follow a wrong rule.
    pub(super) fn plant(&mut self, bug: Bug, cause: Cause) -> Result<(), SimError> {
        self.set_bugs(self.bugs().with(bug), &Command::Break(bug), cause)
    }

    /// Lets every node follow the rule again, or all rules.
    pub(super) fn mend(&mut self, bug: Option<Bug>, cause: Cause) -> Result<(), SimError> {
        let bugs = bug.map_or(Bugs::NONE, |bug| self.bugs().without(bug));
        self.set_bugs(bugs, &Command::Mend(bug), cause)
    }

    fn set_bugs(&mut self, bugs: Bugs, command: &Command, cause: Cause) -> Result<(), SimError> {
        let rules = Rules { bugs, ..self.world.rules() };
        self.make(Move::Configure(Box::new(rules)), cause)?;
        self.note(EventKind::Configured { command: command.to_string() }, cause);
        Ok(())
    }

    /// Switches chaos on, or off, and then brings back to order whatever a person could bring back.
    pub(super) fn let_loose(&mut self, temper: Option<Temper>, cause: Cause) {
        let command = Command::Chaos(temper).to_string();
        let origin = self.note(EventKind::Configured { command }, cause);
        match temper {
            Some(temper) => {
                self.havoc.times += 1;
                let mut chaos = Chaos::new(self.seed, self.havoc.times, temper.into());
                let ticket = self.schedule.at(self.now.plus_us(chaos.pause_us()), Due::Chaos);
                self.havoc.loose = Some(Loose { temper, chaos, ticket, origin });
            }
            None => {
                self.havoc.loose = None;
                for command in Chaos::end(self) {
                    self.perform_because(&command, cause)
                        .expect("what is down, paused or cut can be brought back");
                }
            }
        }
    }

    /// Makes some trouble, and plans when to make more.
    pub(super) fn wreak(&mut self) {
        let Some(loose) = &mut self.havoc.loose else { return };
        let pause_us = loose.chaos.pause_us();
        loose.ticket = self.schedule.at(self.now.plus_us(pause_us), Due::Chaos);
        for _ in 0..ATTEMPTS {
            let Some(loose) = &mut self.havoc.loose else { return };
            let Some(command) = loose.chaos.command(&self.world) else { return };
            if self.perform_because(&command, Cause::Chaos).is_ok() {
                return;
            }
        }
    }

    /// Whether this item of the schedule stands for the chaos that is on now.
    pub(super) fn chaos_is_due(&self, item: Item) -> bool {
        self.havoc.loose.as_ref().is_some_and(|loose| loose.ticket == item.ticket)
    }
}
