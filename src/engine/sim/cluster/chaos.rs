//! `chaos on`: trouble that comes by itself, in virtual time. `break`: wrong rules.

use crate::script::{ChaosLevel, Command, NodeRef, seed_from};
use crate::sim::bugs::{Bug, Bugs};
use crate::sim::chaos::Chaos;
use crate::sim::error::SimError;
use crate::sim::event::{Cause, EventKind};
use crate::sim::random::Streams;
use crate::sim::schedule::{Due, Item};

use super::Cluster;
use super::chaos_state::Running;

/// How often it tries to make trouble before it lets the moment pass.
const ATTEMPTS: u32 = 10;

impl Cluster {
    /// How wild the chaos is that is on, if it is.
    pub fn chaos(&self) -> Option<ChaosLevel> {
        self.chaos.running.as_ref().map(|running| running.level)
    }

    /// Lets whatever is drawn from now on be drawn as in a cluster of this seed. What clients ask, and which rule a mission
    /// breaks, is no matter of chance, and stays.
    pub(super) fn reseed(&mut self, seed: u64, cause: Cause) {
        self.streams = Streams::new(seed, self.world.size());
        if let Some(running) = &mut self.chaos.running {
            running.chaos.reseed(seed, self.chaos.times);
        }
        self.note(EventKind::Configured { command: Command::Reseed(seed).to_string() }, cause);
    }

    /// The wrong rules that every node follows.
    pub fn bugs(&self) -> Bugs {
        self.world.rules().bugs
    }

    /// Lets every node follow a wrong rule.
    pub(super) fn plant(&mut self, bug: Bug, cause: Cause) -> Result<(), SimError> {
        self.set_bugs(self.bugs().with(bug), &Command::Break(bug), cause)
    }

    /// Plants the one of these that the seed chooses. What is noted does not tell which.
    pub(super) fn plant_one_of(&mut self, bugs: Vec<Bug>, cause: Cause) -> Result<(), SimError> {
        let chosen = seed_from(&format!("the rule of seed {}", self.seed)) % bugs.len() as u64;
        let broken = self.bugs().with(bugs[chosen as usize]);
        self.set_bugs(broken, &Command::BreakOneOf(bugs), cause)
    }

    /// Lets every node follow the rule again, or all rules.
    pub(super) fn mend(&mut self, bug: Option<Bug>, cause: Cause) -> Result<(), SimError> {
        let bugs = bug.map_or(Bugs::NONE, |bug| self.bugs().without(bug));
        self.set_bugs(bugs, &Command::Mend(bug), cause)
    }

    fn set_bugs(&mut self, bugs: Bugs, command: &Command, cause: Cause) -> Result<(), SimError> {
        self.configure(&self.knobs.clone(), bugs, cause)?;
        self.note(EventKind::Configured { command: command.to_string() }, cause);
        Ok(())
    }

    /// Switches chaos on, or off, and then brings back to order whatever a person could bring back.
    pub(super) fn set_chaos(&mut self, level: Option<ChaosLevel>, cause: Cause) {
        let command = Command::Chaos(level).to_string();
        let origin = self.note(EventKind::Configured { command }, cause);
        match level {
            Some(level) => {
                self.chaos.times += 1;
                let seed = self.streams.seed();
                let mut chaos = Chaos::new(seed, self.chaos.times, level.into());
                let ticket = self.schedule.at(self.now.plus_us(chaos.pause_us()), Due::Chaos);
                self.chaos.running = Some(Running { level, chaos, ticket, origin });
            }
            None => {
                // Only what draws on everything gives single nodes knobs of their own.
                let all = self.chaos() == Some(ChaosLevel::All);
                let own = self.quirks.nodes_with_own_knobs().filter(|_| all);
                let own = own.map(|node| Command::ClearFor(NodeRef::Id(node.0)));
                let own: Vec<Command> = own.collect();
                self.chaos.running = None;
                for command in Chaos::end(self).into_iter().chain(own) {
                    self.perform_because(&command, cause)
                        .expect("what is down, paused or cut can be brought back");
                }
            }
        }
    }

    /// Makes some trouble, and plans when to make more.
    pub(super) fn make_trouble(&mut self) {
        let Some(running) = &mut self.chaos.running else { return };
        let pause_us = running.chaos.pause_us();
        running.ticket = self.schedule.at(self.now.plus_us(pause_us), Due::Chaos);
        for _ in 0..ATTEMPTS {
            let Some(running) = &mut self.chaos.running else { return };
            let Some(command) = running.chaos.command(&self.world) else { return };
            if self.perform_because(&command, Cause::Chaos).is_ok() {
                return;
            }
        }
    }

    /// Whether this item of the schedule stands for the chaos that is on now.
    pub(super) fn chaos_is_due(&self, item: Item) -> bool {
        self.chaos.running.as_ref().is_some_and(|running| running.ticket == item.ticket)
    }
}
