//! When things are due: the queue of the timed simulation.
//!
//! The world decides *what* may happen; this file only remembers *when* each of those things was drawn to happen. An
//! item is never searched for and taken out: what it is about carries a [`Plan`], and an item whose ticket is no
//! longer the one in the plan is stale, and is skipped when its turn comes.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use crate::raft::{NodeId, Timer};

use super::names::Link;
use super::names::{ClientId, PacketId};
use super::random::MILLION;
use super::time::Time;

/// When something that is under way began and when it is due. Written by the schedule, and read by onlookers and by
/// the schedule alone: the world neither knows nor cares, and the search in `check` leaves all of them at zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Plan {
    /// When it began.
    pub set: Time,
    pub due: Time,
    /// The item that stands for it.
    pub ticket: Ticket,
}

/// The last part of a packet's way that it does at one speed: from where it was when it was sent, or last held up, to
/// its end, where it is when it is due. For onlookers only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Leg {
    /// When it began.
    pub since: Time,
    /// How far the packet had come by then, in parts per million of its way.
    pub done_ppm: u32,
}

impl Leg {
    /// How far a packet on this leg has come, in parts per million of its whole way, if it is due then.
    pub fn progress_ppm(self, due: Time, now: Time) -> u32 {
        let whole = due.since(self.since);
        if whole == 0 {
            return MILLION;
        }
        let left = u64::from(MILLION.saturating_sub(self.done_ppm));
        // Of a leg of days, only the milliseconds count, so that the product stays within its bounds.
        let scale = 1 + whole / 1_000_000_000_000;
        let done = left * (now.since(self.since).min(whole) / scale) / (whole / scale);
        MILLION.min(self.done_ppm + u32::try_from(done).unwrap_or(MILLION))
    }
}

/// An item's number, in the order of scheduling. Of two items due at the same moment the older goes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(u64);

impl Ticket {
    /// Whether it stands for an item at all: before anything is planned, there is none.
    pub fn is_issued(self) -> bool {
        self.0 > 0
    }
}

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// A packet arrives, or is lost if it is doomed.
    Packet(PacketId),
    /// The network makes a copy of a packet.
    Copy(PacketId),
    /// A node's timer fires.
    Timer(NodeId, Timer),
    /// The oldest write of a node's disk is done.
    Disk(NodeId),
    /// A client's timer fires.
    Client(ClientId),
    /// Trouble comes.
    Chaos,
    /// A node has applied enough for a snapshot.
    Snapshot(NodeId),
    /// The load asks for something.
    Load,
    /// A node's state machine has applied an entry.
    Apply(NodeId),
}

/// What keeps something from being done that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hold {
    Paused(NodeId),
    Clogged(Link),
    /// It waits for its release.
    Filter,
    /// The disk hangs.
    Disk(NodeId),
}

/// One thing, and when it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    pub at: Time,
    /// Which item it is.
    pub ticket: Ticket,
    pub due: Due,
}

/// What is due, in order of time.
#[derive(Clone, Debug, Default)]
pub struct Schedule {
    queue: BinaryHeap<Reverse<Item>>,
    /// What came due and cannot be, to be taken up again when it can.
    held: BTreeMap<Hold, Vec<Item>>,
    issued: u64,
}

impl Schedule {
    /// Schedules something, and gives the ticket by which it will be known.
    pub fn at(&mut self, at: Time, due: Due) -> Ticket {
        self.issued += 1;
        let ticket = Ticket(self.issued);
        self.queue.push(Reverse(Item { at, ticket, due }));
        ticket
    }

    /// How much room it takes, in items.
    pub fn size(&self) -> usize {
        self.queue.len() + self.held.values().map(Vec::len).sum::<usize>()
    }

    /// What is due first.
    pub fn first(&self) -> Option<Item> {
        self.queue.peek().map(|item| item.0)
    }

    /// Takes out what is due first.
    pub fn pop(&mut self) -> Option<Item> {
        self.queue.pop().map(|item| item.0)
    }

    /// Lets what is due first be due later.
    pub fn postpone_first(&mut self, at: Time) {
        if let Some(mut first) = self.queue.peek_mut() {
            first.0.at = at;
        }
    }

    /// Keeps an item for as long as this lasts.
    pub fn hold(&mut self, hold: Hold, item: Item) {
        self.held.entry(hold).or_default().push(item);
    }

    /// Schedules again, at the moments they were due, the items that this held up.
    pub fn release(&mut self, hold: Hold) {
        self.queue.extend(self.held.remove(&hold).into_iter().flatten().map(Reverse));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Due = Due::Disk(NodeId(1));
    const B: Due = Due::Disk(NodeId(2));
    const C: Due = Due::Disk(NodeId(3));

    fn drain(mut schedule: Schedule) -> Vec<Due> {
        std::iter::from_fn(|| schedule.pop()).map(|item| item.due).collect()
    }

    #[test]
    fn things_come_in_order_of_time_and_then_of_scheduling() {
        let mut schedule = Schedule::default();
        schedule.at(Time(20), A);
        schedule.at(Time(10), B);
        schedule.at(Time(20), C);
        schedule.at(Time(10), A);
        assert_eq!(drain(schedule), [B, A, A, C]);
    }

    #[test]
    fn what_was_held_comes_back_in_its_old_order() {
        let mut schedule = Schedule::default();
        schedule.at(Time(10), A);
        schedule.at(Time(20), B);
        for _ in 0..2 {
            let item = schedule.pop().expect("two are scheduled");
            schedule.hold(Hold::Paused(NodeId(1)), item);
        }
        schedule.at(Time(15), C);
        schedule.release(Hold::Paused(NodeId(2)));
        schedule.release(Hold::Clogged((NodeId(1), NodeId(2))));
        assert_eq!(schedule.first().map(|item| item.due), Some(C));
        schedule.release(Hold::Paused(NodeId(1)));
        assert_eq!(drain(schedule), [A, C, B]);
    }

    #[test]
    fn a_packet_that_is_held_up_goes_on_from_where_it_was() {
        let leg = Leg { since: Time(100), done_ppm: 0 };
        assert_eq!(leg.progress_ppm(Time(200), Time(150)), 500_000);
        let later = Leg { since: Time(150), done_ppm: 500_000 };
        assert_eq!(later.progress_ppm(Time(350), Time(150)), 500_000);
        assert_eq!(later.progress_ppm(Time(350), Time(250)), 750_000);
        assert_eq!(later.progress_ppm(Time(350), Time(999)), MILLION);
        assert_eq!(later.progress_ppm(Time(150), Time(150)), MILLION);
        let year = Time(31_536_000_000_000);
        assert_eq!(Leg::default().progress_ppm(year, Time(year.0 / 4)), 250_000);
    }
}
