//! Where a moment stands on the timeline, and which marks there is room for.

use crate::session::Mark;
use crate::sim::Time;

/// The timeline from the beginning to a round moment a little past the horizon. It only changes when the horizon
/// outgrows it, so that the marks stand still while time passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// The moment at the right end.
    pub end: Time,
}

/// How many marks fit side by side.
const PLACES: u64 = 80;

/// The shortest timeline: two seconds, in microseconds.
const SHORTEST_US: u64 = 2_000_000;

impl Scale {
    /// The scale that shows everything up to `horizon`: the next of 2 s, 5 s, 10 s, 20 s, 50 s, ...
    pub fn up_to(horizon: Time) -> Self {
        let wanted = u128::from(horizon.0) + u128::from(horizon.0 / 40);
        let mut end = u128::from(SHORTEST_US);
        // 2, 5, 10, 20, 50: times five halves, twice, twice.
        let mut halves = [5, 4, 4].into_iter().cycle();
        while end < wanted {
            end = end * halves.next().unwrap_or(4) / 2;
        }
        Self { end: Time(u64::try_from(end).unwrap_or(u64::MAX)) }
    }

    /// Where a moment stands, in percent from the left.
    pub fn percent(self, at: Time) -> f64 {
        (at.0.min(self.end.0) as f64) * 100.0 / (self.end.0 as f64)
    }

    /// Where a moment stands, in percent from the left, as a style sheet reads it: to a thousandth.
    pub fn place(self, at: Time) -> String {
        // In whole numbers: what writes numbers with fractions is several kilobytes of the page.
        let thousandths = u128::from(at.min(self.end).0) * 100_000 / u128::from(self.end.0.max(1));
        format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
    }

    /// The moment at this fraction of the width.
    pub fn moment(self, fraction: f64) -> Time {
        // The conversion makes nothing of what lies below zero and of what is no number.
        Time((fraction * self.end.0 as f64) as u64).min(self.end)
    }

    /// Which of these moments stands nearest to this fraction of the width, if one is as near as `reach`, another fraction.
    pub fn near(
        self,
        moments: impl Iterator<Item = Time>,
        fraction: f64,
        reach: f64,
    ) -> Option<Time> {
        let here = self.moment(fraction);
        let nearest = moments.min_by_key(|at| at.0.abs_diff(here.0))?;
        (nearest.0.abs_diff(here.0) <= self.moment(reach).0).then_some(nearest)
    }

    /// Moments to write along it, with their labels: five steps, in seconds or minutes.
    pub fn ticks(self) -> Vec<(Time, String)> {
        (1..5)
            .map(|step| Time(self.end.0 / 5 * step))
            .map(|at| {
                let tenths = at.0 / 100_000;
                let label = match (tenths / 10, tenths % 10) {
                    (s, _) if s >= 120 => format!("{}:{:02}", s / 60, s % 60),
                    (s, 0) => format!("{s} s"),
                    (s, tenth) => format!("{s}.{tenth} s"),
                };
                (at, label)
            })
            .collect()
    }

    /// The marks that there is room for. Where many crowd, the one that matters most stands for all.
    pub fn thinned(self, marks: &[Mark]) -> Vec<&Mark> {
        let mut kept: Vec<&Mark> = Vec::new();
        let place =
            |mark: &Mark| u128::from(mark.at.0) * u128::from(PLACES) / u128::from(self.end.0);
        for mark in marks {
            match kept.last_mut() {
                Some(last) if place(last) == place(mark) => {
                    if mark.kind.weight() >= last.kind.weight() {
                        *last = mark;
                    }
                }
                _ => kept.push(mark),
            }
        }
        kept
    }
}

/// The next mark after `now`, or the last one before it.
pub fn neighbour(marks: impl Iterator<Item = Time>, now: Time, forward: bool) -> Option<Time> {
    if forward { marks.filter(|at| *at > now).min() } else { marks.filter(|at| *at < now).max() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raft::{NodeId, Term};
    use crate::session::MarkKind;
    use crate::sim::{EventKind, Role};

    #[test]
    fn a_finger_beside_a_mark_means_the_mark_and_elsewhere_the_place() {
        let scale = Scale { end: Time(10_000_000) };
        let near =
            |fraction| scale.near([Time(5_000_000), Time(5_400_000)].into_iter(), fraction, 0.02);
        assert_eq!(near(0.49), Some(Time(5_000_000)));
        assert_eq!(near(0.53), Some(Time(5_400_000)));
        assert_eq!(near(0.6), None);
        assert_eq!(scale.near([].into_iter(), 0.5, 0.1), None);
    }

    #[test]
    fn the_end_grows_in_round_steps() {
        let ends = [0, 1_900_000, 2_000_000, 4_900_000, 9_000_000, 19_000_000, 49_000_000];
        let ends: Vec<u64> =
            ends.into_iter().map(|at| Scale::up_to(Time(at)).end.0 / 1_000_000).collect();
        assert_eq!(ends, [2, 2, 5, 10, 10, 20, 100]);
        assert!(Scale::up_to(Time(u64::MAX)).end.0 >= u64::MAX / 2);
    }

    #[test]
    fn moments_and_places_are_inverse() {
        let scale = Scale { end: Time(10_000_000) };
        assert_eq!(scale.percent(Time(2_500_000)), 25.0);
        assert_eq!(scale.place(Time(2_500_600)), "25.006");
        assert_eq!(scale.place(Time(20_000_000)), "100.000");
        assert_eq!(scale.moment(0.25), Time(2_500_000));
        assert_eq!(scale.moment(-1.0), Time::ZERO);
        assert_eq!(scale.moment(f64::NAN), Time::ZERO);
    }

    #[test]
    fn labels_are_short() {
        let labels = |end| {
            let ticks = Scale { end: Time(end) }.ticks();
            ticks.into_iter().map(|(_, label)| label).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(labels(2_000_000), "0.4 s 0.8 s 1.2 s 1.6 s");
        assert_eq!(labels(1_000_000_000), "3:20 6:40 10:00 13:20");
    }

    fn mark(at: u64, kind: MarkKind) -> Mark {
        Mark { at: Time(at), kind }
    }

    #[test]
    fn an_election_stands_for_the_writes_around_it() {
        let (from, to) = (Role::Candidate, Role::Leader);
        let elected = EventKind::RoleChanged { node: NodeId(1), from, to, term: Term(2) };
        let marks: Vec<Mark> = (0..1_000)
            .map(|at| match at {
                500 => mark(at, MarkKind::Event(elected.clone())),
                _ => mark(at, MarkKind::Written("put x 1".into())),
            })
            .collect();
        let scale = Scale { end: Time(1_000) };
        let kept = scale.thinned(&marks);
        assert_eq!(kept.len() as u64, PLACES);
        assert!(kept.iter().any(|mark| mark.kind == MarkKind::Event(elected.clone())));
    }

    #[test]
    fn the_neighbours_of_a_moment_are_found() {
        let marks = || [10, 30, 20].map(Time).into_iter();
        assert_eq!(neighbour(marks(), Time(10), true), Some(Time(20)));
        assert_eq!(neighbour(marks(), Time(30), false), Some(Time(20)));
        assert_eq!(neighbour(marks(), Time(30), true), None);
    }
}
