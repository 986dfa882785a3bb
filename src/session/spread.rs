//! How durations are spread: their ranks, and how many fall where.

use crate::compact::sort;

/// Durations in microseconds, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spread(Vec<u64>);

/// Durations of a histogram that stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// From here on, in microseconds.
    pub from_us: u64,
    /// Up to here, which is not part of it.
    pub to_us: u64,
    pub count: usize,
}

impl Spread {
    /// These durations, in any order.
    pub fn of(mut durations_us: Vec<u64>) -> Self {
        sort(&mut durations_us);
        Self(durations_us)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The shortest; 0 of none.
    pub fn least(&self) -> u64 {
        self.0.first().copied().unwrap_or(0)
    }

    /// The longest; 0 of none.
    pub fn most(&self) -> u64 {
        self.0.last().copied().unwrap_or(0)
    }

    /// The mean, rounded down; 0 of none.
    pub fn mean(&self) -> u64 {
        let sum: u128 = self.0.iter().map(|us| u128::from(*us)).sum();
        u64::try_from(sum / self.0.len().max(1) as u128).unwrap_or(u64::MAX)
    }

    /// The shortest one that so many percent of them do not exceed; 0 of none.
    pub fn rank(&self, percent: usize) -> u64 {
        let rank = (self.0.len() * percent).div_ceil(100).max(1);
        self.0.get(rank - 1).copied().unwrap_or(0)
    }

    /// A histogram of at most so many buckets, of a round width, from the first that is not empty to the last.
    pub fn histogram(&self, most_buckets: u64) -> Vec<Bucket> {
        if self.is_empty() {
            return Vec::new();
        }
        let width = self.width(most_buckets);
        let place = |us: u64| us / width;
        (place(self.least())..=place(self.most()))
            .map(|at| {
                let (from_us, to_us) = (at * width, (at + 1) * width);
                let before = |us: u64| self.0.partition_point(|it| *it < us);
                Bucket { from_us, to_us, count: before(to_us) - before(from_us) }
            })
            .collect()
    }

    /// The least of 1, 2, 5, 10, 20, 50, ... microseconds of which so many buckets are enough.
    fn width(&self, most_buckets: u64) -> u64 {
        let mut width = 1;
        // 1, 2, 5, 10: times two, times five halves, times two.
        let mut halves = [4, 5, 4].into_iter().cycle();
        while self.most() / width - self.least() / width >= most_buckets.max(1) {
            width = width * halves.next().unwrap_or(4) / 2;
        }
        width
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_those_of_the_durations_in_order() {
        let spread = Spread::of((1..=100).rev().collect());
        assert_eq!((spread.least(), spread.mean(), spread.most()), (1, 50, 100));
        assert_eq!([1, 50, 99, 100].map(|percent| spread.rank(percent)), [1, 50, 99, 100]);
        assert_eq!(Spread::default().rank(50), 0);
        assert_eq!(Spread::of(vec![7]).rank(1), 7);
    }

    #[test]
    fn a_histogram_has_round_buckets_and_leaves_nothing_out() {
        let spread = Spread::of(vec![150_000, 151_000, 199_999, 200_000, 290_000]);
        let told: Vec<_> =
            spread.histogram(10).iter().map(|it| (it.from_us / 1_000, it.count)).collect();
        assert_eq!(
            told,
            [(140, 0), (160, 0), (180, 1), (200, 1), (220, 0), (240, 0), (260, 0), (280, 1)]
                .map(|(from, count)| (from, if from == 140 { 2 } else { count }))
        );
        assert_eq!(
            Spread::of(vec![5; 9]).histogram(4),
            [Bucket { from_us: 5, to_us: 6, count: 9 }]
        );
        assert_eq!(Spread::default().histogram(4), []);
    }
}
