//! Moments to write along the axis of time.

use crate::sim::Time;

/// A moment with its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    pub at: Time,
    /// The moment as it is written everywhere, with as many digits as tell it from its neighbours.
    pub label: String,
    /// Whether it is one of the rounder ones.
    pub round: bool,
}

/// The least distance of two ticks, in pixels.
const APART: u64 = 44;

/// Ticks from one moment to another where a pixel is so many microseconds.
pub fn ticks(from: Time, to: Time, us_per_px: u64) -> Vec<Tick> {
    let step = step(us_per_px.saturating_mul(APART));
    let mut ticks = Vec::new();
    let mut at = from.0.div_ceil(step).saturating_mul(step);
    while at <= to.0 {
        let label = if step < 1_000 {
            format!("{}{}", Time(at), at % 1_000 / 100)
        } else {
            Time(at).to_string()
        };
        ticks.push(Tick { at: Time(at), label, round: at.is_multiple_of(step * 5) });
        at = at.saturating_add(step);
        if at == u64::MAX {
            break;
        }
    }
    ticks
}

/// The smallest round number that is no smaller than this one: 1, 2, 5, 10, 20, 50, ...; a tenth of a millisecond at
/// least.
fn step(least: u64) -> u64 {
    let mut step: u64 = 100;
    for times in [2, 5, 10].into_iter().cycle() {
        let scale = step;
        if scale >= least || scale > u64::MAX / 20 {
            return scale;
        }
        // 1, 2, 5, 10: doubled, then half as much again and more, then doubled.
        step = match times {
            2 => scale * 2,
            5 => scale / 2 * 5,
            _ => scale * 2,
        };
    }
    step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        let steps = [1, 100, 101, 250, 600, 1_500, 40_000, 110_000].map(step);
        assert_eq!(steps, [100, 100, 200, 500, 1_000, 2_000, 50_000, 200_000]);
        assert!(step(u64::MAX) > 0);
    }

    #[test]
    fn labels_have_the_digits_that_tell_them_apart() {
        let labels = |from, to, us| -> Vec<String> {
            ticks(Time(from), Time(to), us).into_iter().map(|tick| tick.label).collect()
        };
        assert_eq!(labels(1_010_000, 1_110_000, 1_000), ["00:01.050", "00:01.100"]);
        assert_eq!(labels(1_000, 1_900, 10), ["00:00.0010", "00:00.0015"]);
        assert_eq!(labels(0, 100_000_000, 1_000_000), ["00:00.000", "00:50.000", "01:40.000"]);
    }

    #[test]
    fn there_are_few_at_every_scale() {
        for us_per_px in [1, 7, 500, 20_000, 3_000_000] {
            let to = Time(us_per_px * 800);
            let count = ticks(Time::ZERO, to, us_per_px).len();
            assert!((4..=19).contains(&count), "{count} at {us_per_px}");
        }
    }
}
