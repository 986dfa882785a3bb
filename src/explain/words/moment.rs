//! Sentences that were true when something happened, kept as they were said then.
//!
//! Most captions follow from their event alone. Some speak of the cluster around it: who else stands, who still runs, what a
//! disk held. Made a moment later from what is then the case, they would say what was not so. So those are made when
//! their event happens, and remembered.

use crate::persistent::Vector;

/// The sentences so far, the newest kept. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Moments {
    /// Each with the number of its event, in order.
    said: Vector<(u64, String)>,
}

impl Moments {
    /// How many are kept.
    pub const CAPACITY: usize = 2_000;

    /// Remembers what was said of the event of this number, the newest of all.
    pub fn say(&mut self, seq: u64, text: String) {
        if self.said.len() == Self::CAPACITY {
            self.said.pop_front();
        }
        self.said.push_back((seq, text));
    }

    /// What was said of the event of this number.
    pub fn of(&self, seq: u64) -> Option<&str> {
        // Those asked for are among the newest.
        let newest = self.said.iter().rev().take_while(|(said, _)| *said >= seq);
        newest.last().filter(|(said, _)| *said == seq).map(|(_, text)| text.as_str())
    }
}
