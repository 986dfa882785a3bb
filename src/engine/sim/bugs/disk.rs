//! Lies about what was on disk.

use crate::raft::{Durable, Entry, Index, LogId};

use super::{Bug, Bugs};

impl Bugs {
    /// Changes what a node finds when it starts.
    pub fn corrupt(self, image: &mut Durable) {
        let last = image.log.last();
        if self.has(Bug::ForgetVote) {
            image.hard_state.voted_for = None;
        }
        if self.has(Bug::ForgetTerm) && last.term < image.hard_state.term {
            image.hard_state.term = last.term;
            image.hard_state.voted_for = None;
        }
        if self.has(Bug::LoseLastEntry) && !image.log.is_empty() {
            image.log.truncate_from(last.index);
        }
        if self.has(Bug::RenumberLog) {
            renumber(image);
        }
    }
}

/// Lets the entries that the log has kept follow the snapshot, whatever their numbers were.
fn renumber(image: &mut Durable) {
    let Some(snapshot) = &image.snapshot else { return };
    let (from, shift) = (snapshot.last, snapshot.last.index.0 - image.log.base().index.0);
    if shift == 0 {
        return;
    }
    let moved = |entry: &Entry| {
        let id = LogId { index: Index(entry.id.index.0 + shift), ..entry.id };
        Entry { id, ..entry.clone() }
    };
    let entries: Vec<Entry> = image.log.iter().map(moved).collect();
    image.configuration = snapshot.configuration.clone();
    image.log.compact_to(from);
    image.log.truncate_from(from.index.next());
    entries.into_iter().for_each(|entry| image.log.append(entry));
}
