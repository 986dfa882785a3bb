//! What a leader knows of one follower, and so what it sends next: a small state machine without any I/O.
//!
//! A new leader does not know where a follower's log agrees with its own. It *probes*: one message at a time, further
//! back after each rejection. Once the follower has agreed to something, the leader *replicates*: it keeps several
//! messages under way and assumes that they will be taken. A rejection (a message was lost, or two were reordered, or
//! the follower has restarted) brings it back to probing.
//!
//! Two things always hold, whatever arrives in whatever order: `matched` never falls, and `next` stays above it.

use std::collections::VecDeque;

use super::snapshot::{Snapshot, SnapshotTransfer};
use super::types::Index;

/// A leader's view of one follower (paper figure 2: nextIndex and matchIndex).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Progress {
    mode: Mode,
    next: Index,
    matched: Index,
    /// The last index of each message with entries that is unanswered, and its bytes, oldest first.
    in_flight: VecDeque<(Index, u64)>,
    /// The bytes of all of them.
    bytes: u64,
    /// Its priority, if it has answered since the last heartbeat but one.
    priority: Option<u32>,
}

/// How a leader sends to a follower.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Looking for the place where the logs agree: one message with entries at a time, `next` is a guess.
    Probe,
    /// The logs agree up to `matched`: many messages at a time, `next` runs ahead of the answers.
    Replicate,
    /// The follower needs entries that the leader's log has no more: it gets a snapshot in chunks, and
    /// `next` is the entry after it. The snapshot stays the same until it has arrived, even if there is a newer one.
    Snapshot(SnapshotTransfer),
}

impl Progress {
    /// A new leader's first guess: the follower has everything before `next` (paper 5.3).
    pub(super) fn probing(next: Index) -> Self {
        Self {
            mode: Mode::Probe,
            next,
            matched: Index::ZERO,
            in_flight: VecDeque::new(),
            bytes: 0,
            priority: None,
        }
    }

    /// How the leader sends.
    pub fn mode(&self) -> &Mode {
        &self.mode
    }

    /// The snapshot that is on its way.
    pub fn snapshot_transfer(&self) -> Option<&SnapshotTransfer> {
        match &self.mode {
            Mode::Probe | Mode::Replicate => None,
            Mode::Snapshot(transfer) => Some(transfer),
        }
    }

    /// The same, to send from it.
    pub(super) fn snapshot_transfer_mut(&mut self) -> Option<&mut SnapshotTransfer> {
        match &mut self.mode {
            Mode::Probe | Mode::Replicate => None,
            Mode::Snapshot(transfer) => Some(transfer),
        }
    }

    /// The follower has answered, and this is its priority.
    pub(super) fn heard(&mut self, priority: u32) {
        self.priority = Some(priority);
    }

    /// Its priority, if it has answered since this was last asked.
    pub(super) fn take_priority(&mut self) -> Option<u32> {
        self.priority.take()
    }

    /// The next entry to send.
    pub fn next(&self) -> Index {
        self.next
    }

    /// The last entry that is known to be durable there.
    pub fn matched(&self) -> Index {
        self.matched
    }

    /// The last entry that the follower has for certain, if the leader knows of any.
    pub(super) fn known(&self) -> Option<Index> {
        (self.mode == Mode::Replicate).then_some(self.matched)
    }

    /// How many messages with entries are unanswered.
    pub fn in_flight(&self) -> usize {
        self.in_flight.len()
    }

    /// How many bytes of commands are in them.
    pub fn in_flight_bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether another message with entries may be sent now, when so many messages and bytes may be unanswered.
    pub(super) fn may_send(&self, max_in_flight: usize, max_bytes: Option<u64>) -> bool {
        let window = match &self.mode {
            Mode::Probe => 1,
            Mode::Replicate => max_in_flight.max(1),
            Mode::Snapshot(_) => 0,
        };
        let has_room = self.in_flight.is_empty() || max_bytes.is_none_or(|most| self.bytes < most);
        self.in_flight.len() < window && has_room
    }

    /// A message with the entries from `next` up to `last` was sent, and so many bytes in them.
    pub(super) fn sent(&mut self, last: Index, bytes: u64) {
        self.in_flight.push_back((last, bytes));
        self.bytes += bytes;
        if self.mode == Mode::Replicate {
            self.next = last.next();
        }
    }

    /// The follower agrees up to this index. Answers may be repeated and reordered: one that says less than is known
    /// already changes nothing. Returns whether `matched` advanced.
    pub(super) fn accepted(&mut self, index: Index) -> bool {
        if index < self.matched {
            return false;
        }
        let advanced = index > self.matched;
        self.matched = index;
        match &self.mode {
            Mode::Probe => self.replicate(),
            Mode::Replicate => {
                self.next = self.next.max(index.next());
                while let Some((_, bytes)) =
                    self.in_flight.front().filter(|(last, _)| *last <= index)
                {
                    self.bytes -= bytes;
                    self.in_flight.pop_front();
                }
            }
            Mode::Snapshot(transfer) => {
                if index >= transfer.last().index {
                    self.replicate();
                }
            }
        }
        advanced
    }

    /// The follower needs entries that are gone: it gets this snapshot, from its beginning.
    pub(super) fn begin_snapshot_transfer(&mut self, snapshot: Snapshot) -> &mut SnapshotTransfer {
        self.forget_in_flight();
        self.next = snapshot.last.index.next();
        self.mode = Mode::Snapshot(SnapshotTransfer::of(snapshot));
        self.snapshot_transfer_mut().expect("it has just begun")
    }

    /// The log begins after `base`. If the follower has acknowledged that much meanwhile, it needs no snapshot, even if
    /// the one on its way goes further.
    pub(super) fn resume_after(&mut self, base: Index) {
        if self.snapshot_transfer().is_some() && self.matched >= base {
            self.replicate();
        }
    }

    fn forget_in_flight(&mut self) {
        self.in_flight.clear();
        self.bytes = 0;
    }

    fn replicate(&mut self) {
        self.mode = Mode::Replicate;
        self.next = self.matched.next();
        self.forget_in_flight();
    }

    /// The follower refused entries that follow index `refused`, and `retry` is the leader's next guess. Returns
    /// whether this is news: a refusal of what has been agreed to since, or of a guess that is not the present one, is
    /// stale.
    pub(super) fn rejected(&mut self, refused: Index, retry: Index) -> bool {
        let stale = match &self.mode {
            Mode::Probe => refused.next() != self.next,
            Mode::Replicate => refused >= self.next,
            // It was about entries that were sent before the snapshot.
            Mode::Snapshot(_) => true,
        };
        if stale || refused <= self.matched {
            return false;
        }
        self.mode = Mode::Probe;
        self.next = retry.min(refused).max(self.matched.next());
        self.forget_in_flight();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replicating(matched: u64) -> Progress {
        let mut progress = Progress::probing(Index(matched + 1));
        progress.accepted(Index(matched));
        progress
    }

    #[test]
    fn a_probe_is_one_message_at_a_time_and_agreement_opens_the_window() {
        let mut progress = Progress::probing(Index(5));
        assert!(progress.may_send(3, None));
        progress.sent(Index(6), 1);
        assert!(!progress.may_send(3, None));
        assert_eq!(progress.next(), Index(5));

        assert!(progress.accepted(Index(6)));
        assert_eq!((progress.mode(), progress.next()), (&Mode::Replicate, Index(7)));
        for last in [7, 8, 9] {
            assert!(progress.may_send(3, None));
            progress.sent(Index(last), 1);
        }
        assert!(!progress.may_send(3, None));
        assert_eq!(progress.next(), Index(10));

        assert!(progress.accepted(Index(8)));
        assert_eq!(progress.in_flight(), 1);
    }

    #[test]
    fn a_window_of_zero_still_lets_one_message_out() {
        assert!(replicating(1).may_send(0, None));
    }

    #[test]
    fn a_window_of_bytes_is_full_when_so_many_are_under_way_and_one_message_always_goes() {
        let mut progress = replicating(1);
        assert!(progress.may_send(8, Some(10)));
        progress.sent(Index(2), 30);
        assert!(!progress.may_send(8, Some(30)));
        assert!(progress.may_send(8, Some(31)));
        progress.sent(Index(3), 5);
        assert_eq!(progress.in_flight_bytes(), 35);
        progress.accepted(Index(2));
        assert_eq!(progress.in_flight_bytes(), 5);
        progress.rejected(Index(3), Index(3));
        assert_eq!((progress.in_flight(), progress.in_flight_bytes()), (0, 0));
    }

    #[test]
    fn a_late_acknowledgement_takes_nothing_back() {
        let mut progress = replicating(8);
        assert!(!progress.accepted(Index(3)));
        assert!(!progress.accepted(Index(8)));
        assert_eq!((progress.matched(), progress.next()), (Index(8), Index(9)));
    }

    #[test]
    fn a_rejection_goes_back_to_probing_from_the_guess() {
        let mut progress = replicating(4);
        progress.sent(Index(6), 1);
        progress.sent(Index(8), 1);
        assert!(progress.rejected(Index(6), Index(5)));
        assert_eq!((progress.mode(), progress.next()), (&Mode::Probe, Index(5)));
        assert_eq!(progress.in_flight(), 0);
    }

    #[test]
    fn a_stale_rejection_is_ignored() {
        let mut progress = replicating(4);
        progress.sent(Index(6), 1);
        let before = progress.clone();
        assert!(!progress.rejected(Index(4), Index(1)), "it is agreed that entry 4 matches");
        assert!(!progress.rejected(Index(9), Index(1)), "nothing after entry 9 was sent since");
        assert_eq!(progress, before);

        let mut progress = Progress::probing(Index(9));
        assert!(progress.rejected(Index(8), Index(3)));
        let before = progress.clone();
        assert!(!progress.rejected(Index(8), Index(1)), "the present guess is another one");
        assert_eq!(progress, before);
    }

    #[test]
    fn next_stays_above_matched_whatever_arrives_in_whatever_order() {
        // Every sequence of four events over small indices.
        for code in 0..20_u64.pow(4) {
            let mut progress = Progress::probing(Index(4));
            let mut matched = progress.matched();
            for step in 0..4 {
                let event = code / 20_u64.pow(step) % 20;
                let index = Index(event / 4);
                match event % 4 {
                    0 => _ = progress.accepted(index),
                    1 => _ = progress.rejected(index, Index::ZERO),
                    2 => _ = progress.rejected(index, index),
                    _ if progress.may_send(2, None) => progress.sent(progress.next().max(index), 1),
                    _ => {}
                }
                assert!(progress.next() > progress.matched(), "code {code}: {progress:?}");
                assert!(progress.matched() >= matched, "code {code}: {progress:?}");
                matched = progress.matched();
            }
        }
    }
}
