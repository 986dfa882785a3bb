//! Which columns are in sight.

use std::ops::RangeInclusive;

use crate::sim::ClusterView;

/// Empty columns after the last entry, so that there is room to see the next one come.
const ROOM: u64 = 2;

/// Columns drawn beyond each edge, so that scrolling a little shows no gap.
const OVERSCAN: u64 = 2;

/// All columns of the ledger: indices `1..=last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The index of the last column.
    pub last: u64,
}

impl Columns {
    /// The columns that a cluster needs: up to its longest log, and at least `fits`, as many as the panel has room for.
    pub fn of(view: &ClusterView, fits: u64) -> Self {
        let longest = view.nodes.iter().map(|node| node.log.last().index.0).max().unwrap_or(0);
        Self { last: longest.saturating_add(ROOM).max(fits) }
    }

    /// How far to scroll for the newest entries: as far as it goes, but so that no column is cut by the names.
    pub fn tail(self, width: f64, column: f64) -> f64 {
        if column <= 0.0 {
            return 0.0;
        }
        let beyond = (self.last as f64 - width.max(0.0) / column).max(0.0);
        beyond.floor() * column
    }

    /// The columns in sight when the panel shows `width` pixels from `left` on, at `column` pixels a column.
    pub fn in_sight(self, left: f64, width: f64, column: f64) -> RangeInclusive<u64> {
        if column <= 0.0 {
            return 1..=self.last.min(1);
        }
        let first = (left.max(0.0) / column).floor() as u64 + 1;
        let last = ((left.max(0.0) + width.max(0.0)) / column).ceil() as u64;
        let first = first.clamp(1, self.last);
        first..=last.clamp(first, self.last)
    }

    /// How far to scroll for a column to be in sight as a whole: not at all, if it is.
    pub fn scrolled_to(self, index: u64, left: f64, width: f64, column: f64) -> f64 {
        let (from, to) = (index.saturating_sub(1) as f64 * column, index as f64 * column);
        if from < left {
            from
        } else if to > left + width.max(column) {
            // As everywhere, a whole column comes first.
            ((to - width) / column.max(1.0)).ceil().max(0.0) * column
        } else {
            left
        }
    }

    /// The columns to draw: those in sight, and a few more.
    pub fn drawn(self, sight: &RangeInclusive<u64>) -> RangeInclusive<u64> {
        let first = sight.start().saturating_sub(OVERSCAN).max(1);
        first..=sight.end().saturating_add(OVERSCAN).min(self.last)
    }
}

/// How many columns fit into `width` pixels.
pub fn fits(width: f64, column: f64) -> u64 {
    if column <= 0.0 { 0 } else { (width / column).floor().max(0.0) as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_in_sight_is_drawn_however_long_the_log_is() {
        let columns = Columns { last: 1_000_000 };
        let sight = columns.in_sight(56.0 * 500_000.0, 560.0, 56.0);
        assert_eq!(sight, 500_001..=500_010);
        assert_eq!(columns.drawn(&sight), 499_999..=500_012);
    }

    #[test]
    fn the_edges_of_the_log_end_the_window() {
        let columns = Columns { last: 12 };
        let drawn = |left| columns.drawn(&columns.in_sight(left, 280.0, 56.0));
        assert_eq!(drawn(0.0), 1..=7);
        assert_eq!(drawn(56.0 * 9.0), 8..=12);
        assert_eq!(drawn(1e12), 10..=12);
        assert_eq!(drawn(-50.0), 1..=7);
    }

    #[test]
    fn the_tail_begins_with_a_whole_column() {
        let columns = Columns { last: 12 };
        assert_eq!(columns.tail(280.0, 56.0), 56.0 * 7.0);
        assert_eq!(columns.tail(300.0, 56.0), 56.0 * 6.0);
        assert_eq!(columns.tail(1e6, 56.0), 0.0);
        assert_eq!(columns.tail(280.0, 0.0), 0.0);
    }

    #[test]
    fn a_column_comes_into_sight_whichever_way_it_lies() {
        let to = |index, left| Columns { last: 100 }.scrolled_to(index, left, 300.0, 56.0);
        assert_eq!(to(12, 560.0), 560.0, "it is in sight");
        assert_eq!(to(3, 560.0), 112.0);
        assert_eq!(to(20, 560.0), 56.0 * 15.0);
        let sight = Columns { last: 100 }.in_sight(56.0 * 15.0, 300.0, 56.0);
        assert!(sight.contains(&20));
    }

    #[test]
    fn a_panel_without_a_size_draws_one_column_at_most() {
        assert_eq!(Columns { last: 12 }.in_sight(0.0, 0.0, 0.0), 1..=1);
        assert_eq!(fits(560.0, 0.0), 0);
        assert_eq!(fits(560.0, 56.0), 10);
    }
}
