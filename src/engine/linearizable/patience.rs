//! How long a search goes on before it gives up.
//!
//! Whether a history is linearizable is an NP-complete question. Most histories are easy; this bounds the time and the
//! memory that the others take. It is counted in work and not in seconds, so that one history gets one answer, whatever
//! the machine.

/// What may still be done: how often a configuration may be looked at, or compared with another.
#[derive(Debug)]
pub(super) struct Patience(u64);

impl Patience {
    /// How many configurations one search may remember: some hundred megabytes of them.
    pub(super) const ROOM: usize = 1_000_000;

    /// Patience for so much work.
    pub(super) fn new(work: u64) -> Self {
        Self(work)
    }

    /// Does some work. False if it was too much.
    pub(super) fn spend(&mut self, work: usize) -> bool {
        self.0 = self.0.saturating_sub(work as u64);
        self.0 > 0
    }

    /// Sets a part of what is left aside, at most so much.
    pub(super) fn part(&mut self, most: u64) -> Self {
        let part = self.0.min(most);
        self.0 -= part;
        Self(part)
    }

    /// Takes back what is left of a part.
    pub(super) fn give_back(&mut self, part: Self) {
        self.0 += part.0;
    }
}
