//! The timers of one node. What runs is the world's business; when it fires is the schedule's.

use crate::raft::{Timer, TimerRange};

use super::origin::Origin;
use super::schedule::Plan;
use super::time::Time;

/// The kinds of timer, in the order of their slots.
const KINDS: [Timer; 8] = [
    Timer::Election,
    Timer::Heartbeat,
    Timer::Batch,
    Timer::Stickiness,
    Timer::Quorum,
    Timer::Transfer,
    Timer::Lease,
    Timer::Renewal,
];

/// A node's timers: at most one of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Timers([Option<Running>; KINDS.len()]);

/// A timer that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Running {
    /// From where its delay is to be drawn.
    pub delay: TimerRange,
    /// When it was set and when it fires.
    pub plan: Plan,
    /// For when the item of the schedule that stands for it is queued: not later than it fires.
    pub queued: Time,
    /// The event at which it was set.
    pub origin: Origin,
}

impl Timers {
    /// Starts a timer, or starts it again. Of one that runs already, the schedule may keep the item.
    pub fn start(&mut self, timer: Timer, delay: TimerRange, origin: Origin) {
        match &mut self.0[slot(timer)] {
            Some(running) => (running.delay, running.origin) = (delay, origin),
            stopped @ None => {
                let (plan, queued) = (Plan::default(), Time::ZERO);
                *stopped = Some(Running { delay, plan, queued, origin });
            }
        }
    }

    /// Stops a timer: whether it ran.
    pub fn stop(&mut self, timer: Timer) -> bool {
        self.0[slot(timer)].take().is_some()
    }

    /// A timer, if it runs.
    pub fn get(&self, timer: Timer) -> Option<&Running> {
        self.0[slot(timer)].as_ref()
    }

    /// A timer, if it runs, to plan it.
    pub fn get_mut(&mut self, timer: Timer) -> Option<&mut Running> {
        self.0[slot(timer)].as_mut()
    }

    /// All timers that run, to plan them.
    pub fn running_mut(&mut self) -> impl Iterator<Item = (Timer, &mut Running)> {
        KINDS.into_iter().zip(&mut self.0).filter_map(|(timer, slot)| Some((timer, slot.as_mut()?)))
    }

    /// All timers that run.
    pub fn running(&self) -> impl Iterator<Item = (Timer, &Running)> {
        KINDS.into_iter().zip(&self.0).filter_map(|(timer, slot)| Some((timer, slot.as_ref()?)))
    }
}

fn slot(timer: Timer) -> usize {
    match timer {
        Timer::Election => 0,
        Timer::Heartbeat => 1,
        Timer::Batch => 2,
        Timer::Stickiness => 3,
        Timer::Quorum => 4,
        Timer::Transfer => 5,
        Timer::Lease => 6,
        Timer::Renewal => 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_the_slot_of_its_place() {
        for (place, timer) in KINDS.into_iter().enumerate() {
            assert_eq!(slot(timer), place);
        }
    }

    #[test]
    fn a_timer_runs_from_its_start_until_it_is_stopped() {
        let mut timers = Timers::default();
        timers.start(Timer::Batch, TimerRange { min_us: 1, max_us: 2 }, Origin::default());
        assert_eq!(timers.running().map(|(timer, _)| timer).collect::<Vec<_>>(), [Timer::Batch]);
        assert!(timers.stop(Timer::Batch));
        assert!(!timers.stop(Timer::Batch));
        assert_eq!(timers.running().count(), 0);
    }
}
