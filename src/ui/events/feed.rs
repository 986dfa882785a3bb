//! The events as the panel keeps them: gathered as they come, shared with every drawing.

use std::rc::Rc;

use crate::app::EventLog;
use crate::sim::Event;

/// The latest events, oldest first. Cloning shares them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Feed {
    events: imbl::Vector<Rc<Event>>,
}

impl Feed {
    /// The most events that are kept.
    pub const MOST: usize = 5_000;

    /// Catches up with the log. Where the log has gone back in time, or is another's, it begins again.
    pub fn follow(&mut self, log: &EventLog) {
        let agrees = self
            .events
            .last()
            .is_none_or(|last| log.since(last.seq).next().is_some_and(|event| *event == **last));
        if !agrees {
            self.events.clear();
        }
        let next = match self.events.last() {
            Some(last) => last.seq + 1,
            None => log
                .iter()
                .next_back()
                .map_or(0, |last| (last.seq + 1).saturating_sub(Self::MOST as u64)),
        };
        self.events.extend(log.since(next).cloned().map(Rc::new));
        if self.events.len() > Self::MOST {
            let over = self.events.len() - Self::MOST;
            self.events = self.events.skip(over);
        }
    }

    /// The events, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Rc<Event>> + ExactSizeIterator {
        self.events.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raft::NodeId;
    use crate::sim::{Cause, EventKind, Time};

    fn event(seq: u64, at: u64) -> Event {
        let kind = EventKind::Paused { node: NodeId(1) };
        Event { seq, at: Time(at), cause: Cause::Command, kind }
    }

    fn log(seqs: std::ops::Range<u64>, shift: u64) -> EventLog {
        let mut log = EventLog::default();
        seqs.for_each(|seq| log.push(event(seq, seq + shift)));
        log
    }

    fn seqs(feed: &Feed) -> Vec<u64> {
        feed.iter().map(|event| event.seq).collect()
    }

    #[test]
    fn it_gathers_what_is_new() {
        let mut feed = Feed::default();
        feed.follow(&log(0..3, 0));
        feed.follow(&log(0..5, 0));
        assert_eq!(seqs(&feed), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn it_goes_back_with_the_session() {
        let mut feed = Feed::default();
        feed.follow(&log(0..5, 0));
        feed.follow(&log(0..2, 0));
        assert_eq!(seqs(&feed), [0, 1]);
        feed.follow(&log(0..3, 7));
        assert_eq!(seqs(&feed), [0, 1, 2]);
        assert!(feed.iter().all(|event| event.at.0 == event.seq + 7));
    }

    #[test]
    fn it_is_bounded() {
        let mut feed = Feed::default();
        feed.follow(&log(0..9_000, 0));
        assert_eq!(feed.iter().len(), Feed::MOST);
        feed.follow(&log(0..9_001, 0));
        assert_eq!(feed.iter().len(), Feed::MOST);
        assert_eq!(feed.iter().next_back().map(|event| event.seq), Some(9_000));
    }
}
