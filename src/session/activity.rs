//! When more than heartbeats happened: the stretches of a run that are worth slow watching.

use std::cmp::Ordering;

use crate::persistent::Vector;
use crate::sim::{Event, Time};

/// The busy stretches of a run so far. Clones share them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    /// Those that are over.
    over: Vector<Stretch>,
    /// The last one, which may yet become longer.
    last: Option<Stretch>,
}

/// A stretch of time, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its first moment.
    pub from: Time,
    /// Its last moment.
    pub to: Time,
}

impl Activity {
    /// What happens within this of each other, in microseconds, is one stretch.
    const GAP_US: u64 = 40_000;

    /// How many stretches are told apart; what happens later belongs to the last.
    pub const MOST: usize = 4_000;

    /// Takes in the next event.
    pub fn observe(&mut self, event: &Event) {
        if event.kind.is_routine() {
            return;
        }
        let full = self.over.len() + 1 == Self::MOST;
        match &mut self.last {
            Some(last) if full || event.at.since(last.to) <= Self::GAP_US => last.to = event.at,
            last => {
                let started = Stretch { from: event.at, to: event.at };
                self.over.extend(last.replace(started));
            }
        }
    }

    /// The busy stretches that end at this moment or later, in order of time.
    pub fn since(&self, moment: Time) -> impl Iterator<Item = Stretch> {
        // They neither touch nor overlap, so their ends are in order as well.
        let passed = self.over.binary_search_by(|stretch| {
            if stretch.to < moment { Ordering::Less } else { Ordering::Greater }
        });
        let over = self.over.iter().skip(passed.unwrap_or_else(|at| at)).copied();
        over.chain(self.last.filter(|last| last.to >= moment))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Session, Setup};
    use crate::sim::EventKind;

    fn stretches(script: &str) -> Vec<Stretch> {
        let mut session = Session::open(Setup { nodes: 3, seed: 7 });
        let report = session.run_script(script);
        assert_eq!(report.error, None);
        session.activity().since(Time::ZERO).collect()
    }

    #[test]
    fn heartbeats_alone_are_no_activity() {
        let busy = stretches("until leader within 5s\nadvance 60s");
        let last = busy.last().expect("there was an election");
        assert!(last.to < Time(2_000_000), "{busy:?}");
    }

    #[test]
    fn a_write_is_a_stretch_of_its_own() {
        let busy = stretches("until leader within 5s\nadvance 10s\nput x 1\nadvance 10s");
        let write = busy.last().expect("there was a write");
        assert!(write.from >= Time(10_000_000), "{busy:?}");
        assert!(write.to.since(write.from) < 1_000_000, "{busy:?}");
    }

    #[test]
    fn stretches_are_found_by_where_they_end() {
        let mut session = Session::open(Setup { nodes: 3, seed: 7 });
        session.run_script("until leader within 5s\nadvance 1s\nput x 1\nadvance 1s");
        let all: Vec<Stretch> = session.activity().since(Time::ZERO).collect();
        for (number, stretch) in all.iter().enumerate() {
            let from_there: Vec<Stretch> = session.activity().since(stretch.to).collect();
            assert_eq!(from_there, all[number..]);
            let after: Vec<Stretch> = session.activity().since(stretch.to.plus_us(1)).collect();
            assert_eq!(after, all[number + 1..]);
        }
    }

    #[test]
    fn a_run_without_end_has_a_bounded_number_of_them() {
        let mut activity = Activity::default();
        for second in 0..2 * Activity::MOST as u64 {
            activity.observe(&Event {
                seq: second,
                at: Time(second * 1_000_000),
                cause: crate::sim::Cause::Boot,
                parent: None,
                kind: EventKind::Restarted { node: crate::raft::NodeId(1) },
            });
        }
        assert_eq!(activity.since(Time::ZERO).count(), Activity::MOST);
    }
}
