//! What became of a load: how many operations, how they ended, and how long they took.

use crate::catalog::tr;
use crate::explain::words::duration;
use crate::kv::Reply;
use crate::persistent::{OrdSet, Vector};
use crate::sim::{ClientId, Time};

use super::spread::Spread;

/// A load, counted as it goes. Clones share what is long.
#[derive(Clone, Debug)]
pub struct Tally {
    operations: u64,
    began: Time,
    /// Those that are under way.
    waiting: OrdSet<(ClientId, u64)>,
    ended: u64,
    unknown: u64,
    /// After how many microseconds each answer came, in the order in which they came.
    took: Vector<u64>,
}

impl Tally {
    /// A load of so many operations begins.
    pub fn begin(operations: u64, began: Time) -> Self {
        Self {
            operations,
            began,
            waiting: OrdSet::new(),
            ended: 0,
            unknown: 0,
            took: Vector::new(),
        }
    }

    /// One of its operations has begun.
    pub fn asked(&mut self, client: ClientId, sequence: u64) {
        self.waiting.insert((client, sequence));
    }

    /// Whether this operation is one of it, and under way.
    pub fn awaits(&self, client: ClientId, sequence: u64) -> bool {
        self.waiting.contains(&(client, sequence))
    }

    /// An operation has ended; if it is one of this load, it is counted.
    pub fn ended(&mut self, operation: (ClientId, u64), reply: Option<&Reply>, took_us: u64) {
        if !self.waiting.remove(&operation) {
            return;
        }
        self.ended += 1;
        match reply {
            Some(_) => self.took.push_back(took_us),
            None => self.unknown += 1,
        }
    }

    /// Whether every operation has ended.
    pub fn is_over(&self) -> bool {
        self.ended >= self.operations
    }

    /// All of it in one line.
    pub fn told(&self, now: Time) -> String {
        let answered = self.ended - self.unknown;
        let lasted_us = now.since(self.began).max(1);
        let head = tr!(
            "{sent} sent in {time}: {answered} answered, {unknown} unknown",
            sent = self.ended,
            time = duration(lasted_us),
            answered,
            unknown = self.unknown
        );
        if answered == 0 {
            return head;
        }
        let per_second = u128::from(answered) * 1_000_000 / u128::from(lasted_us);
        let took = Spread::of(self.took.iter().copied().collect());
        tr!(
            "{head}; {per_second}/s; latency mean {mean}, p50 {p50}, p99 {p99}, max {most}",
            head,
            per_second,
            mean = duration(took.mean()),
            p50 = duration(took.rank(50)),
            p99 = duration(took.rank(99)),
            most = duration(took.most()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latencies_are_told_by_their_ranks() {
        let you = ClientId::YOU;
        let mut tally = Tally::begin(101, Time::ZERO);
        for number in 1..=101 {
            tally.asked(you, number);
        }
        for number in 1..=100 {
            assert!(!tally.is_over());
            tally.ended((you, number), Some(&Reply::Done), number * 1_000);
        }
        tally.ended((you, 7), Some(&Reply::Done), 9_999_000);
        tally.ended((you, 101), None, 5);
        assert!(tally.is_over());
        assert_eq!(
            tally.told(Time(10_000_000)),
            "101 sent in 10.00 s: 100 answered, 1 unknown; 10/s; latency mean 50.5 ms, p50 50.0 ms, \
             p99 99.0 ms, max 100.0 ms"
        );
    }
}
