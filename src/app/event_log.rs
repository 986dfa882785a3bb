//! The events of a run, the newest ones kept.

use std::collections::VecDeque;

use crate::sim::Event;

/// A bounded log of events. When it is full, the oldest go.
#[derive(Clone, Debug, Default)]
pub struct EventLog {
    events: VecDeque<Event>,
}

impl EventLog {
    /// How many events are kept: some minutes of a busy cluster.
    pub const CAPACITY: usize = 20_000;

    /// Adds the next event.
    pub fn push(&mut self, event: Event) {
        if self.events.len() == Self::CAPACITY {
            self.events.pop_front();
        }
        self.events.push_back(event);
    }

    /// The kept events, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Event> + ExactSizeIterator {
        self.events.iter()
    }

    /// The kept events with this number or a later one, oldest first.
    pub fn since(&self, seq: u64) -> impl DoubleEndedIterator<Item = &Event> + ExactSizeIterator {
        let first = self.events.front().map_or(0, |event| event.seq);
        let skip = usize::try_from(seq.saturating_sub(first)).unwrap_or(usize::MAX);
        self.events.range(skip.min(self.events.len())..)
    }

    /// How many events are kept.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether no event is kept.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }
}
