//! Chance: one seed, split by purpose.
//!
//! Every purpose draws from a stream of its own, so switching on a fault never shifts what the others draw: with
//! `set loss 2%` the first packet that is not lost takes exactly as long as it would have taken without. Only integers,
//! 64 bits wide, so that every platform draws the same.

use rand_core::{RngCore, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::raft::{NodeId, TimerRange};

/// Parts in a million: the unit of every chance.
pub const MILLION: u32 = 1_000_000;

/// One stream of random numbers, for one purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream(Xoshiro256PlusPlus);

/// What a stream is for. The numbers are part of what a seed means, and so never change.
#[derive(Clone, Copy, Debug)]
enum Purpose {
    Latency = 1,
    Loss = 2,
    Duplication = 3,
    Reordering = 4,
    Clients = 5,
    Timers = 6,
    Disk = 7,
    Damage = 8,
    Chaos = 20,
    Finding = 21,
}

/// Every stream of a cluster.
#[derive(Clone, Debug)]
pub struct Streams {
    /// How long packets take.
    pub latency: Stream,
    /// Which packets are lost, and where on their way.
    pub loss: Stream,
    /// Which packets are duplicated, when, and how long the copies take.
    pub duplication: Stream,
    /// Which packets are held back, and for how long.
    pub reordering: Stream,
    /// Where new clients turn first.
    pub clients: Stream,
    /// Which part of an interrupted write is there, and which bits rot.
    pub damage: Stream,
    nodes: Vec<NodeStreams>,
    seed: u64,
}

/// The streams that a node has for itself.
#[derive(Clone, Debug)]
pub struct NodeStreams {
    /// How long its timers run, where they have a range.
    pub timers: Stream,
    /// How long its writes take.
    pub disk: Stream,
}

impl Stream {
    fn new(seed: u64, purpose: Purpose, part: u32) -> Self {
        // Both steps spread their input over all bits, so neighbouring seeds, purposes and nodes share nothing.
        let split = spread(spread(seed) ^ (((purpose as u64) << 32) | u64::from(part)));
        Self(Xoshiro256PlusPlus::seed_from_u64(split))
    }

    /// A number from 0 up to `bound`, not included; every one equally likely. A bound of 0 counts as 1.
    ///
    /// Takes the high half of the product with a random 32-bit fraction, and draws again for the few fractions that
    /// would favour some numbers (Lemire 2019).
    fn below(&mut self, bound: u32) -> u32 {
        let bound = u64::from(bound.max(1));
        loop {
            let product = (self.0.next_u64() >> 32) * bound;
            let low = product & 0xffff_ffff;
            if low >= bound || low >= (1_u64 << 32) % bound {
                return (product >> 32) as u32;
            }
        }
    }

    /// A number of the range, both ends included; every one equally likely.
    pub fn within(&mut self, range: TimerRange) -> u64 {
        let width = range.max_us.saturating_sub(range.min_us);
        if let Some(bound) = u32::try_from(width).ok().and_then(|width| width.checked_add(1)) {
            return range.min_us + u64::from(self.below(bound));
        }
        // More than an hour wide: of the numbers with as many bits, the first that is not too large.
        let mask = u64::MAX >> width.leading_zeros();
        loop {
            let number = self.0.next_u64() & mask;
            if number <= width {
                return range.min_us + number;
            }
        }
    }

    /// Whether something happens whose chance is so many parts in a million. What cannot happen draws nothing.
    pub fn happens(&mut self, chance_ppm: u32) -> bool {
        chance_ppm > 0 && self.below(MILLION) < chance_ppm
    }

    /// One of `count` things, by its number.
    pub fn one_of(&mut self, count: u32) -> u32 {
        self.below(count)
    }
}

impl NodeStreams {
    fn new(seed: u64, id: u32) -> Self {
        Self {
            timers: Stream::new(seed, Purpose::Timers, id),
            disk: Stream::new(seed, Purpose::Disk, id),
        }
    }
}

impl Streams {
    /// The streams of a cluster of so many nodes.
    pub fn new(seed: u64, nodes: u32) -> Self {
        Self {
            seed,
            latency: Stream::new(seed, Purpose::Latency, 0),
            loss: Stream::new(seed, Purpose::Loss, 0),
            duplication: Stream::new(seed, Purpose::Duplication, 0),
            reordering: Stream::new(seed, Purpose::Reordering, 0),
            clients: Stream::new(seed, Purpose::Clients, 0),
            damage: Stream::new(seed, Purpose::Damage, 0),
            nodes: (1..=nodes).map(|id| NodeStreams::new(seed, id)).collect(),
        }
    }

    /// The seed that they are split from.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The same streams, of which nothing was drawn.
    pub fn anew(&self) -> Self {
        Self::new(self.seed, u32::try_from(self.nodes.len()).unwrap_or(u32::MAX))
    }

    /// The streams of one node. They are the same whether the node was there from the beginning or came later.
    pub fn node(&mut self, id: NodeId) -> &mut NodeStreams {
        while self.nodes.len() < id.0 as usize {
            let next = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX) + 1;
            self.nodes.push(NodeStreams::new(self.seed, next));
        }
        &mut self.nodes[id.0 as usize - 1]
    }
}

/// A stream for trouble. Each part is a stream of its own.
pub(super) fn chaos_stream(seed: u64, part: u32) -> Stream {
    Stream::new(seed, Purpose::Chaos, part)
}

/// A stream for whoever tries what could become of a cluster: nothing in a cluster draws from it. Each part is a stream of
/// its own.
pub fn finding_stream(seed: u64, part: u32) -> Stream {
    Stream::new(seed, Purpose::Finding, part)
}

/// A bijection of 64-bit words in which every bit of the input reaches every bit of the output (the finaliser of
/// SplitMix64).
pub(super) fn spread(word: u64) -> u64 {
    let word = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draws(stream: &mut Stream) -> Vec<u64> {
        (0..20).map(|_| stream.within(TimerRange { min_us: 5_000, max_us: 15_000 })).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_numbers_and_another_seed_others() {
        let (mut one, mut two) = (Streams::new(42, 3), Streams::new(42, 3));
        assert_eq!(draws(&mut one.latency), draws(&mut two.latency));
        assert_ne!(draws(&mut one.latency), draws(&mut Streams::new(43, 3).latency));
    }

    #[test]
    fn purposes_and_nodes_share_no_stream() {
        let mut streams = Streams::new(1, 2);
        let mut seen = vec![
            draws(&mut streams.latency),
            draws(&mut streams.loss),
            draws(&mut streams.duplication),
            draws(&mut streams.reordering),
            draws(&mut streams.clients),
        ];
        for id in [NodeId(1), NodeId(2)] {
            seen.push(draws(&mut streams.node(id).timers));
            seen.push(draws(&mut streams.node(id).disk));
        }
        let distinct: std::collections::BTreeSet<_> = seen.iter().collect();
        assert_eq!(distinct.len(), seen.len());
    }

    #[test]
    fn a_node_draws_the_same_in_a_cluster_of_any_size() {
        let (mut small, mut large) = (Streams::new(7, 3), Streams::new(7, 9));
        let id = NodeId(2);
        assert_eq!(draws(&mut small.node(id).timers), draws(&mut large.node(id).timers));
    }

    #[test]
    fn a_draw_reaches_both_ends_of_its_range_and_nothing_outside() {
        let mut stream = Streams::new(3, 1).latency;
        let range = TimerRange { min_us: 10, max_us: 13 };
        let mut counts = [0_u32; 4];
        for _ in 0..4_000 {
            counts[usize::try_from(stream.within(range) - 10).expect("small")] += 1;
        }
        assert!(counts.iter().all(|count| (850..1_150).contains(count)), "{counts:?}");
    }

    #[test]
    fn a_range_wider_than_32_bits_is_drawn_from_end_to_end() {
        let mut stream = Streams::new(3, 1).latency;
        let range = TimerRange { min_us: 7, max_us: 7 + 80_000_000_000 };
        let drawn: Vec<u64> = (0..1_000).map(|_| stream.within(range)).collect();
        assert!(drawn.iter().all(|us| (range.min_us..=range.max_us).contains(us)));
        assert!(drawn.iter().any(|us| *us < 1_000_000_000));
        assert!(drawn.iter().any(|us| *us > 79_000_000_000));
    }

    #[test]
    fn a_range_of_one_value_gives_that_value() {
        let mut stream = Streams::new(3, 1).latency;
        assert_eq!(stream.within(TimerRange { min_us: 9, max_us: 9 }), 9);
    }

    #[test]
    fn a_chance_is_met_as_often_as_it_says() {
        let mut stream = Streams::new(5, 1).loss;
        let met = (0..10_000).filter(|_| stream.happens(20_000)).count();
        assert!((150..250).contains(&met), "{met} of 10,000 at 2 %");
        assert!((0..100).all(|_| stream.happens(MILLION)));
    }

    #[test]
    fn what_cannot_happen_draws_nothing() {
        let mut stream = Streams::new(5, 1).loss;
        let before = stream.clone();
        assert!(!stream.happens(0));
        assert_eq!(stream, before);
    }

    #[test]
    fn the_numbers_behind_a_seed_are_fixed_for_ever() {
        // Links and saved scripts hold only the seed: if these numbers change, every one of them replays differently.
        let mut streams = Streams::new(42, 1);
        let range = TimerRange { min_us: 0, max_us: 999_999 };
        let drawn = [streams.latency.within(range), streams.node(NodeId(1)).timers.within(range)];
        assert_eq!(drawn, [385_391, 558_979]);
    }
}
