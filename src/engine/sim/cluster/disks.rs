//! What a person does to disks.

use crate::raft::{Index, NodeId, TimerRange};
use crate::script::{Medium, Setting, Span};
use crate::sim::disk::{Place, Trap};
use crate::sim::error::SimError;
use crate::sim::event::{Cause, EventKind};
use crate::sim::knobs::check;
use crate::sim::moves::Move;
use crate::sim::random::Stream;
use crate::sim::schedule::Hold;
use crate::sim::view::Liveness;

use super::Cluster;

impl Cluster {
    /// Crashes a node in the middle of the write under way, or lets the next one be the one.
    pub(super) fn tear(&mut self, node: NodeId, cause: Cause) -> Result<(), SimError> {
        let machine = self.world.check_node(node)?;
        if machine.liveness() == Liveness::Down {
            return Err(SimError::Down(node));
        }
        if machine.disk().pending() == 0 {
            return self.make(Move::Arm(node, Trap::Tear), cause);
        }
        let chance = draw(&mut self.streams.damage);
        self.make(Move::Tear(node, chance), cause)?;
        self.schedule.release(Hold::Paused(node));
        Ok(())
    }

    /// Lets the write under way be done at once, or end as it was to.
    pub(super) fn finish_write(&mut self, node: NodeId, cause: Cause) -> Result<(), SimError> {
        let machine = self.world.check_node(node)?;
        if machine.disk().current().is_none() {
            return Err(SimError::NotWriting(node));
        }
        let ends = self.end_write(node);
        self.make(ends, cause)?;
        if self.world.node(node).is_some_and(|it| it.liveness() == Liveness::Down) {
            // It was to stop at this write.
            self.schedule.release(Hold::Paused(node));
        }
        Ok(())
    }

    /// What the end of a write's time brings: the write is done, or was to be the one that is not.
    pub(super) fn end_write(&mut self, node: NodeId) -> Move {
        let disk = self.world.node(node).map(|machine| machine.disk());
        if disk.is_some_and(|disk| disk.medium() == Medium::Full) {
            return Move::FailWrite(node);
        }
        match disk.and_then(|disk| disk.trap()) {
            Some(Trap::Tear) => Move::Tear(node, draw(&mut self.streams.damage)),
            Some(Trap::Misdirect) => Move::WriteAstray(node, Some(draw(&mut self.streams.damage))),
            Some(Trap::Lose) => Move::WriteAstray(node, None),
            Some(Trap::AfterWrite) | None => Move::FinishWrite(node),
        }
    }

    /// Lets a disk do something else with writes.
    pub(super) fn set_medium(
        &mut self,
        node: NodeId,
        medium: Medium,
        cause: Cause,
    ) -> Result<(), SimError> {
        self.make(Move::SetMedium(node, medium), cause)?;
        self.schedule.release(Hold::Disk(node));
        Ok(())
    }

    /// Lets a bit rot, of this entry or somewhere on the disk.
    pub(super) fn corrupt(
        &mut self,
        node: NodeId,
        index: Option<Index>,
        cause: Cause,
    ) -> Result<(), SimError> {
        let log = &self.world.check_node(node)?.disk().image().log;
        let (first, count) = (log.first_index().0, log.len());
        let place = match index {
            Some(index) => Place::Entry(index),
            None => {
                let records = u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1);
                match self.streams.damage.one_of(records) {
                    0 => Place::Head,
                    entry => Place::Entry(Index(first + u64::from(entry) - 1)),
                }
            }
        };
        let bit = draw(&mut self.streams.damage);
        self.make(Move::Rot(node, place, bit), cause)
    }

    /// Lets a disk take its own time, or that of the knobs.
    pub(super) fn set_disk(
        &mut self,
        node: NodeId,
        span: Option<TimerRange>,
        cause: Cause,
    ) -> Result<(), SimError> {
        let under_way = self.world.check_node(node)?.disk().current().map(|write| write.plan.due);
        if let Some(span) = span {
            let TimerRange { min_us, max_us } = span;
            check(Setting::Disk(Span { min_us, max_us })).map_err(SimError::Knobs)?;
        }
        self.quirks.set_disk(node, span);
        let span_us = span.map(|span| (span.min_us, span.max_us));
        self.note(EventKind::DiskSet { node, span_us, under_way }, cause);
        Ok(())
    }
}

/// A number for the world to choose by.
fn draw(stream: &mut Stream) -> u64 {
    stream.within(TimerRange { min_us: 0, max_us: u64::from(u32::MAX) - 1 })
}
