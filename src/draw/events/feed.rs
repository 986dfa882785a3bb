//! The events as the panel keeps them: gathered as they come, shared with every drawing.

use std::sync::Arc;

use crate::explain::EventLog;
use crate::explain::Selected;
use crate::explain::selection::subject;
use crate::sim::{Event, PacketId};

use super::filter::{Filter, Group};

/// The latest events. Traffic and writes are kept apart from the rest, because there is so much of them that an election
/// would be forgotten within seconds. Cloning shares the events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Feed {
    traffic: crate::persistent::Vector<Arc<Event>>,
    news: crate::persistent::Vector<Arc<Event>>,
    /// Of the session's epochs, the one that they are of.
    epoch: u64,
}

impl Feed {
    /// The most events of either sort that are kept.
    pub const MOST: usize = 3_000;

    /// Catches up with the log of a session in this epoch. In another epoch the past may be another, and it begins again.
    pub fn follow(&mut self, log: &EventLog, epoch: u64) {
        if self.epoch != epoch {
            *self = Self { epoch, ..Self::default() };
        }
        let next = self.last().map_or(0, |last| last.seq + 1);
        for event in log.shared_since(next) {
            let kept = if is_traffic(event) { &mut self.traffic } else { &mut self.news };
            kept.push_back(Arc::clone(event));
        }
        for kept in [&mut self.traffic, &mut self.news] {
            if kept.len() > Self::MOST {
                kept.drop_front(kept.len() - Self::MOST);
            }
        }
    }

    /// The events that a filter admits, oldest first.
    pub fn admitted(&self, filter: &Filter) -> Vec<Arc<Event>> {
        self.in_order(|event| filter.admits(event))
    }

    /// What happened to a packet, oldest first.
    pub fn of_packet(&self, id: PacketId) -> Vec<Arc<Event>> {
        self.in_order(|event| subject(&event.kind) == Some(Selected::Packet(id)))
    }

    /// The events that are wanted, oldest first: two runs, each in order already, become one.
    fn in_order(&self, wanted: impl Fn(&Event) -> bool) -> Vec<Arc<Event>> {
        let [mut news, mut traffic] = [&self.news, &self.traffic]
            .map(|events| events.iter().filter(|event| wanted(event)).peekable());
        std::iter::from_fn(|| match (news.peek(), traffic.peek()) {
            (Some(one), Some(other)) if other.seq < one.seq => traffic.next(),
            (None, _) => traffic.next(),
            (Some(_), _) => news.next(),
        })
        .cloned()
        .collect()
    }

    /// How many events are kept.
    pub fn len(&self) -> usize {
        self.traffic.len() + self.news.len()
    }

    /// Whether no event is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn last(&self) -> Option<&Arc<Event>> {
        let lasts = [self.traffic.last(), self.news.last()];
        lasts.into_iter().flatten().max_by_key(|event| event.seq)
    }
}

fn is_traffic(event: &Event) -> bool {
    matches!(event.kind.class(), Group::Packets | Group::Disk)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raft::{NodeId, WriteToken};
    use crate::sim::{Cause, CommandId, EventKind, Time};

    fn event(seq: u64, at: u64) -> Event {
        let kind = EventKind::Paused { node: NodeId(1) };
        Event { seq, at: Time(at), cause: Cause::Command(CommandId(1)), parent: None, kind }
    }

    fn everything() -> Filter {
        Filter { node: None, groups: [true; Group::ALL.len()] }
    }

    fn log(seqs: std::ops::Range<u64>, shift: u64) -> EventLog {
        let mut log = EventLog::default();
        seqs.for_each(|seq| log.push(Arc::new(event(seq, seq + shift))));
        log
    }

    fn seqs(feed: &Feed) -> Vec<u64> {
        feed.admitted(&everything()).iter().map(|event| event.seq).collect()
    }

    #[test]
    fn it_gathers_what_is_new() {
        let mut feed = Feed::default();
        feed.follow(&log(0..3, 0), 1);
        feed.follow(&log(0..5, 0), 1);
        assert_eq!(seqs(&feed), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn it_goes_back_with_the_session() {
        let mut feed = Feed::default();
        feed.follow(&log(0..5, 0), 1);
        feed.follow(&log(0..2, 0), 2);
        assert_eq!(seqs(&feed), [0, 1]);
        feed.follow(&log(0..3, 7), 3);
        assert_eq!(seqs(&feed), [0, 1, 2]);
        let events = feed.admitted(&everything());
        assert!(events.iter().all(|event| event.at.0 == event.seq + 7));
    }

    #[test]
    fn it_is_bounded() {
        let mut feed = Feed::default();
        feed.follow(&log(0..9_000, 0), 0);
        assert_eq!(feed.len(), Feed::MOST);
        feed.follow(&log(0..9_001, 0), 0);
        assert_eq!(feed.len(), Feed::MOST);
        assert_eq!(seqs(&feed).last(), Some(&9_000));
    }

    #[test]
    fn much_traffic_does_not_push_out_what_matters() {
        let mut log = EventLog::default();
        log.push(Arc::new(event(0, 0)));
        for seq in 1..9_000 {
            let kind = EventKind::WriteStarted { node: NodeId(1), token: WriteToken(seq) };
            log.push(Arc::new(Event {
                seq,
                at: Time(seq),
                cause: Cause::Command(CommandId(1)),
                parent: None,
                kind,
            }));
        }
        let mut feed = Feed::default();
        feed.follow(&log, 0);
        assert_eq!(feed.admitted(&Filter::default()).len(), 1);
        assert_eq!(seqs(&feed)[..2], [0, 9_000 - Feed::MOST as u64]);
    }
}
