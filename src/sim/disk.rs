//! A node's disk: what is safely on it, and the writes on their way.
//!
//! Writes are done one after another, in order. A crash loses those that are not done, the one under way included:
//! what a write leaves behind is all of it or nothing. Torn writes, lying disks and the like would live here.

use std::collections::VecDeque;

use crate::raft::{Durable, Write, WriteToken};

use super::schedule::Plan;

/// A disk.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Disk {
    image: Durable,
    queue: VecDeque<PendingWrite>,
}

/// A write that is not done.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PendingWrite {
    /// Its name.
    pub token: WriteToken,
    /// What it writes.
    pub write: Write,
    /// When it began and will be done; only the oldest one has begun.
    pub plan: Plan,
}

impl Disk {
    /// A disk that holds this.
    pub fn new(image: Durable) -> Self {
        Self { image, queue: VecDeque::new() }
    }

    /// What a restart would find.
    pub fn image(&self) -> &Durable {
        &self.image
    }

    /// Queues a write. True if it begins at once, because no other is under way.
    pub fn enqueue(&mut self, token: WriteToken, write: Write) -> bool {
        self.queue.push_back(PendingWrite { token, write, plan: Plan::default() });
        self.queue.len() == 1
    }

    /// The write that is under way.
    pub fn current(&self) -> Option<&PendingWrite> {
        self.queue.front()
    }

    /// The plan of the write that is under way.
    pub fn current_plan(&mut self) -> Option<&mut Plan> {
        self.queue.front_mut().map(|write| &mut write.plan)
    }

    /// The write that is under way is done: its name. The next one begins.
    pub fn finish(&mut self) -> Option<WriteToken> {
        let done = self.queue.pop_front()?;
        self.image.perform(&done.write);
        Some(done.token)
    }

    /// How many writes are not done.
    pub fn pending(&self) -> usize {
        self.queue.len()
    }

    /// Loses every write that is not done: how many they were.
    pub fn crash(&mut self) -> usize {
        std::mem::take(&mut self.queue).len()
    }
}

#[cfg(test)]
mod tests {
    use crate::raft::{Configuration, HardState, NodeId, Term};

    use super::*;

    fn vote(term: u64) -> Write {
        let hard_state = HardState { term: Term(term), voted_for: Some(NodeId(1)) };
        Write { hard_state: Some(hard_state), ..Write::default() }
    }

    fn term(disk: &Disk) -> u64 {
        disk.image().hard_state.term.0
    }

    #[test]
    fn writes_are_done_in_their_order() {
        let mut disk = Disk::new(Durable::bootstrap(Configuration::of([NodeId(1)])));
        assert!(disk.enqueue(WriteToken(1), vote(1)), "an idle disk begins at once");
        assert!(!disk.enqueue(WriteToken(2), vote(2)), "a busy one does not");
        assert_eq!(disk.finish(), Some(WriteToken(1)));
        assert_eq!(term(&disk), 1);
        assert_eq!(disk.finish(), Some(WriteToken(2)));
        assert_eq!(term(&disk), 2);
        assert_eq!(disk.finish(), None);
    }

    #[test]
    fn a_crash_loses_what_is_not_done_and_nothing_else() {
        let mut disk = Disk::new(Durable::bootstrap(Configuration::of([NodeId(1)])));
        for term in 1..=3 {
            disk.enqueue(WriteToken(term), vote(term));
        }
        disk.finish();
        assert_eq!(disk.crash(), 2);
        assert_eq!((term(&disk), disk.pending()), (1, 0));
    }
}
