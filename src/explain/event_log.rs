//! The events of a run, the newest ones kept.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::raft::NodeId;
use crate::sim::Event;

use super::facts::Observed;

/// A bounded log of events. When it is full, the oldest go. Whoever keeps some of them longer shares them with it.
#[derive(Clone, Debug, Default)]
pub struct EventLog {
    events: VecDeque<Arc<Event>>,
    /// The states of nodes that some of them led to, each with the event's number, in order.
    observed: VecDeque<(u64, Arc<Observed>)>,
    /// The number that the next event will have.
    next: u64,
}

impl EventLog {
    /// How many events are kept: some minutes of a busy cluster.
    pub const CAPACITY: usize = 20_000;

    /// Adds the next event.
    pub fn push(&mut self, event: Arc<Event>) {
        if self.events.len() == Self::CAPACITY {
            self.events.pop_front();
            let first = self.first();
            while self.observed.front().is_some_and(|(seq, _)| *seq < first) {
                self.observed.pop_front();
            }
        }
        self.next = event.seq + 1;
        self.events.push_back(event);
    }

    /// Adds the state of a node that the newest event has led to.
    pub fn observe(&mut self, observed: Arc<Observed>) {
        let seq = self.next.saturating_sub(1);
        self.observed.push_back((seq, observed));
    }

    /// The state that an event has led to, if it changed a node and is kept.
    pub fn observed(&self, seq: u64) -> Option<&Arc<Observed>> {
        let at = self.observed.binary_search_by_key(&seq, |(seq, _)| *seq).ok()?;
        self.observed.get(at).map(|(_, observed)| observed)
    }

    /// The newest state of a node that is kept.
    pub fn newest(&self, node: NodeId) -> Option<&Arc<Observed>> {
        const NEAR: usize = 64;
        let near = self.observed.iter().rev().take(NEAR);
        near.map(|(_, observed)| observed).find(|observed| observed.node == node)
    }

    /// The number that the next event will have.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// Goes to another point of the same run, where the next event will have this number. Going back keeps what came
    /// before; after a leap ahead, nothing is known of what was leapt over, and so nothing is kept.
    pub fn go_to(&mut self, next: u64) {
        if next > self.next {
            self.events.clear();
            self.observed.clear();
        }
        while self.events.back().is_some_and(|event| event.seq >= next) {
            self.events.pop_back();
        }
        while self.observed.back().is_some_and(|(seq, _)| *seq >= next) {
            self.observed.pop_back();
        }
        self.next = next;
    }

    /// The kept events, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Event> + ExactSizeIterator {
        self.events.iter().map(Arc::as_ref)
    }

    /// The same, for whoever keeps them.
    pub fn shared(&self) -> impl DoubleEndedIterator<Item = &Arc<Event>> + ExactSizeIterator {
        self.events.iter()
    }

    /// The kept events with this number or a later one, oldest first.
    pub fn since(&self, seq: u64) -> impl DoubleEndedIterator<Item = &Event> + ExactSizeIterator {
        self.shared_since(seq).map(Arc::as_ref)
    }

    /// The same, for whoever keeps them.
    pub fn shared_since(
        &self,
        seq: u64,
    ) -> impl DoubleEndedIterator<Item = &Arc<Event>> + ExactSizeIterator {
        self.events.range(self.place(seq).min(self.events.len())..)
    }

    /// The kept events with a lower number, oldest first.
    pub fn until(&self, seq: u64) -> impl DoubleEndedIterator<Item = &Event> + ExactSizeIterator {
        self.events.range(..self.place(seq).min(self.events.len())).map(Arc::as_ref)
    }

    /// The event of this number, if it is kept.
    pub fn get(&self, seq: u64) -> Option<&Arc<Event>> {
        self.events.get(self.place(seq)).filter(|event| event.seq == seq)
    }

    /// The number of the oldest event that is kept; of the next one if none is.
    pub fn first(&self) -> u64 {
        self.events.front().map_or(self.next, |event| event.seq)
    }

    /// Where the event of this number would stand: numbers have no gaps.
    fn place(&self, seq: u64) -> usize {
        usize::try_from(seq.saturating_sub(self.first())).unwrap_or(usize::MAX)
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
