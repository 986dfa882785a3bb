//! A schedule made shorter: fewer moves, at rounder moments.

use crate::sim::Time;

use super::act::Act;
use super::bounds::Bounds;
use super::trial::Trial;

/// To what moments are rounded, the roundest first, in microseconds.
const ROUND_US: [u64; 5] = [500_000, 100_000, 50_000, 10_000, 1_000];
/// A shorter schedule may take so much longer, in microseconds.
const MOST_LATER_US: u64 = 1_000_000;

/// A schedule that leads to where the condition holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Led {
    /// The moves.
    pub acts: Vec<Act>,
    /// When the condition holds, for the first time.
    pub at: Time,
    /// The digest of the cluster then.
    pub digest: u64,
}

/// Carries out a schedule: whether it leads to where the condition holds, and when. Moves that come later are left out. A move
/// that cannot be made leads nowhere.
pub fn replay(root: &Trial, acts: &[Act], bounds: &Bounds) -> Option<Led> {
    let mut trial = root.clone();
    let holds = |trial: &Trial| trial.holds(&bounds.condition).unwrap_or(false);
    let led = |trial: &Trial, made: usize| {
        Some(Led { acts: acts[..made].to_vec(), at: trial.now(), digest: trial.digest() })
    };
    for (made, act) in acts.iter().enumerate() {
        while trial.step_by(act.at) {
            if holds(&trial) {
                return led(&trial, made);
            }
        }
        trial.wait_until(act.at);
        if !trial.perform(&act.command) {
            return None;
        }
        if holds(&trial) {
            return led(&trial, made + 1);
        }
    }
    while trial.step_by(bounds.to) {
        if holds(&trial) {
            return led(&trial, acts.len());
        }
    }
    None
}

/// The same schedule, shorter. `None` if it does not lead there at all.
pub fn shrink(root: &Trial, acts: &[Act], bounds: &Bounds) -> Option<Led> {
    let mut best = replay(root, acts, bounds)?;
    let bounds = Bounds { to: bounds.to.min(best.at.plus_us(MOST_LATER_US)), ..bounds.clone() };
    let try_out = |acts: &[Act]| replay(root, acts, &bounds);
    let mut place = best.acts.len();
    while let Some(last) = place.checked_sub(1) {
        place = last;
        let mut fewer = best.acts.clone();
        fewer.remove(place);
        if let Some(led) = try_out(&fewer) {
            // What was needed for a move that is gone may be needed no more.
            place = led.acts.len();
            best = led;
        }
    }
    for place in 0..best.acts.len() {
        let at = best.acts[place].at;
        for candidate in rounder(at) {
            let Some(before) = best.acts.get(place).map(|act| act.at) else { break };
            if before != at {
                break;
            }
            let first = place.checked_sub(1).map_or(bounds.from, |it| best.acts[it].at);
            let last = best.acts.get(place + 1).map_or(bounds.to, |act| act.at);
            if candidate < first || candidate > last {
                continue;
            }
            let mut acts = best.acts.clone();
            acts[place].at = candidate;
            if let Some(led) = try_out(&acts).filter(|led| led.acts.len() == acts.len()) {
                best = led;
            }
        }
    }
    Some(best)
}

/// Rounder moments nearby, the roundest first.
fn rounder(at: Time) -> impl Iterator<Item = Time> {
    ROUND_US.into_iter().filter(move |unit| !at.0.is_multiple_of(*unit)).flat_map(move |unit| {
        let down = at.0 / unit * unit;
        [Time(down + unit), Time(down)]
    })
}
