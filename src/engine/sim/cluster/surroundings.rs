//! What a person does to single links and clocks.

use crate::raft::NodeId;
use crate::script::LinkSetting;
use crate::script::bounds::{MAX_CLOCK_PPM, MAX_TIME_US, MIN_CLOCK_PPM};
use crate::sim::error::SimError;
use crate::sim::event::{Cause, EventKind};
use crate::sim::moves::Move;
use crate::sim::names::Endpoint;
use crate::sim::names::Link;
use crate::sim::quirks::Jumped;
use crate::sim::schedule::{Due, Hold};

use super::Cluster;

impl Cluster {
    /// Opens those of these links that are clogged: what waits there is due at once.
    pub(super) fn unclog(&mut self, mut links: Vec<Link>, cause: Cause) -> Result<(), SimError> {
        links.iter().try_for_each(|link| self.check_link(*link))?;
        links.retain(|link| self.world.network().clogs().contains(link));
        if links.is_empty() {
            return Ok(());
        }
        self.make(Move::Unclog(links.clone().into()), cause)?;
        links.into_iter().for_each(|link| self.schedule.release(Hold::Clogged(link)));
        Ok(())
    }

    pub(super) fn unclog_all(&mut self, cause: Cause) -> Result<(), SimError> {
        self.unclog(self.world.network().clogs().iter().copied().collect(), cause)
    }

    pub(super) fn set_weather(
        &mut self,
        links: Vec<Link>,
        setting: LinkSetting,
        cause: Cause,
    ) -> Result<(), SimError> {
        links.iter().try_for_each(|link| self.check_link(*link))?;
        for link in &links {
            self.quirks.set_weather(*link, setting);
            if matches!(setting, LinkSetting::Latency { .. } | LinkSetting::Clear) {
                // A way that was slow must not hold up a quick one.
                self.ways.remove(&(Endpoint::Node(link.0), Endpoint::Node(link.1)));
            }
        }
        if !links.is_empty() {
            self.note(EventKind::WeatherSet { links, setting }, cause);
        }
        Ok(())
    }

    pub(super) fn set_clock(
        &mut self,
        node: NodeId,
        rate_ppm: u32,
        cause: Cause,
    ) -> Result<(), SimError> {
        self.world.check_node(node)?;
        if !(MIN_CLOCK_PPM..=MAX_CLOCK_PPM).contains(&rate_ppm) {
            return Err(SimError::ClockRate(rate_ppm));
        }
        self.quirks.set_clock(node, rate_ppm);
        self.note(EventKind::ClockSet { node, rate_ppm }, cause);
        Ok(())
    }

    /// Lets a clock jump: what its node waits for comes so much earlier, now at the earliest, or so much later.
    pub(super) fn jump_clock(
        &mut self,
        node: NodeId,
        ahead: bool,
        by_us: u64,
        cause: Cause,
    ) -> Result<(), SimError> {
        self.world.check_node(node)?;
        if !(1..=MAX_TIME_US).contains(&by_us) {
            return Err(SimError::ClockJump(by_us));
        }
        let (now, truly_us) = (self.now, self.quirks.true_us(node, by_us));
        let Self { world, schedule, .. } = self;
        let timers = world.node_mut(node).and_then(|node| node.timers_mut());
        for (timer, running) in timers.into_iter().flat_map(|timers| timers.running_mut()) {
            let due = running.plan.due;
            let due = if ahead { due.minus_us(truly_us) } else { due.max(now).plus_us(truly_us) };
            running.plan.due = due.max(now);
            // The item that is queued finds that it is postponed; but it must not come too late.
            if ahead {
                running.queued = running.plan.due;
                running.plan.ticket = schedule.at(running.plan.due, Due::Timer(node, timer));
            }
        }
        let longest_us = self.longest_promise_us();
        let until = now.plus_us(longest_us).plus_us(if ahead { 0 } else { truly_us });
        self.quirks.note_jump(node, Jumped { ahead, truly_us, until }, now);
        self.note(EventKind::ClockJumped { node, ahead, by_us }, cause);
        Ok(())
    }

    pub(super) fn node_ids(&self) -> Vec<NodeId> {
        self.world.nodes().iter().map(|node| node.id()).collect()
    }

    fn check_link(&self, (from, to): Link) -> Result<(), SimError> {
        self.world.check_node(from)?;
        self.world.check_node(to)?;
        if from == to { Err(SimError::LinkToItself(from)) } else { Ok(()) }
    }
}
