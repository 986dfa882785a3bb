//! Which stretch of time is in sight, and how it is moved: by zooming, by panning, by following the present.

use crate::sim::Time;

/// Microseconds in a pixel, from the closest look to the widest.
const SCALES: [u64; 14] =
    [20, 50, 100, 200, 350, 500, 750, 1_000, 2_000, 5_000, 10_000, 25_000, 50_000, 150_000];

/// Of the height, where the present stands while it is followed, in percent.
const PRESENT: i64 = 82;

/// What is in sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Camera {
    /// The moment at the top, unless the present is followed.
    top: Time,
    scale: usize,
    /// Whether the present is kept in sight.
    pub follows: bool,
}

impl Default for Camera {
    /// The present, at a third of a millisecond a pixel: messages of some milliseconds are slanted lines.
    fn default() -> Self {
        Self { top: Time::ZERO, scale: 4, follows: true }
    }
}

impl Camera {
    /// Microseconds in a pixel.
    pub fn us_per_px(self) -> u64 {
        SCALES[self.scale]
    }

    /// The moment at the top, when it is `now` and so many pixels are in sight.
    pub fn top(self, now: Time, height: i32) -> Time {
        if self.follows {
            let above = i64::from(height.max(0)) * PRESENT / 100;
            Time(now.0.saturating_sub(self.us(above)))
        } else {
            self.top
        }
    }

    /// The moment so many pixels below the top.
    pub fn moment(self, y: i32, now: Time, height: i32) -> Time {
        moved(self.top(now, height), i64::from(y), self.us_per_px())
    }

    /// Zooms by so many steps (closer, if positive); what is at `y` stays there. While the present is followed, it is
    /// the present that stays.
    #[must_use]
    pub fn zoomed(self, steps: i32, y: i32, now: Time, height: i32) -> Self {
        let last = i32::try_from(SCALES.len()).unwrap_or(i32::MAX) - 1;
        let scale = i32::try_from(self.scale).unwrap_or(0).saturating_sub(steps).clamp(0, last);
        let scale = usize::try_from(scale).unwrap_or(0);
        let fixed = self.moment(y, now, height);
        let top = moved(fixed, -i64::from(y), SCALES[scale]);
        Self { top, scale, ..self }
    }

    /// Whether zooming closer, or the other way, changes anything.
    pub fn can_zoom(self, closer: bool) -> bool {
        if closer { self.scale > 0 } else { self.scale + 1 < SCALES.len() }
    }

    /// Moves so many pixels towards the future, and follows the present no longer. What is known ends at `head`.
    #[must_use]
    pub fn panned(self, pixels: i32, now: Time, head: Time, height: i32) -> Self {
        let top = moved(self.top(now, height), i64::from(pixels), self.us_per_px());
        Self { top: top.min(head), follows: false, ..self }
    }

    /// With this stretch of time in sight; nothing moves if it is already. A stretch that is too long begins near the
    /// top.
    #[must_use]
    pub fn showing(self, from: Time, to: Time, now: Time, height: i32) -> Self {
        let top = self.top(now, height);
        let bottom = moved(top, i64::from(height), self.us_per_px());
        if height <= 0 || (from >= top && to <= bottom) {
            return self;
        }
        let length = to.since(from).min(self.us(i64::from(height)) * 3 / 4);
        let above = (self.us(i64::from(height)) - length) / 2;
        Self { top: Time(from.0.saturating_sub(above)), follows: false, ..self }
    }

    fn us(self, pixels: i64) -> u64 {
        u64::try_from(pixels).unwrap_or(0).saturating_mul(self.us_per_px())
    }
}

/// So many pixels later, or earlier; the beginning of time is the first moment.
fn moved(at: Time, pixels: i64, us_per_px: u64) -> Time {
    let us = pixels.unsigned_abs().saturating_mul(us_per_px);
    Time(if pixels < 0 { at.0.saturating_sub(us) } else { at.0.saturating_add(us) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time(1_000_000);
    const HEIGHT: i32 = 400;

    #[test]
    fn it_follows_the_present_until_it_is_moved() {
        let camera = Camera::default();
        let present = |now: Time| now.since(camera.top(now, HEIGHT)) / camera.us_per_px();
        assert_eq!(present(NOW), 328);
        assert_eq!(present(Time(9_000_000)), 328);
        assert_eq!(camera.top(Time(30), HEIGHT), Time::ZERO, "nothing is before the beginning");
        let moved = camera.panned(-100, NOW, NOW, HEIGHT);
        assert_eq!(moved.top(Time(9_000_000), HEIGHT), Time(camera.top(NOW, HEIGHT).0 - 35_000));
        assert_eq!(camera.panned(1_000_000, NOW, NOW, HEIGHT).top(NOW, HEIGHT), NOW);
    }

    #[test]
    fn what_the_pointer_is_on_stays_there_when_it_zooms() {
        let camera = Camera::default().panned(-10, NOW, NOW, HEIGHT);
        let before = camera.moment(120, NOW, HEIGHT);
        for steps in [-3, -1, 1, 2] {
            let zoomed = camera.zoomed(steps, 120, NOW, HEIGHT);
            assert_ne!(zoomed.us_per_px(), camera.us_per_px());
            assert_eq!(zoomed.moment(120, NOW, HEIGHT), before);
        }
        let closest = camera.zoomed(100, 120, NOW, HEIGHT);
        assert!(!closest.can_zoom(true) && closest.can_zoom(false));
        let widest = camera.zoomed(-100, 120, NOW, HEIGHT);
        assert!(widest.can_zoom(true) && !widest.can_zoom(false));
    }

    #[test]
    fn it_moves_only_for_what_is_out_of_sight() {
        let camera = Camera::default();
        let top = camera.top(NOW, HEIGHT);
        let in_sight = (Time(top.0 + 10), Time(top.0 + 5_000));
        assert_eq!(camera.showing(in_sight.0, in_sight.1, NOW, HEIGHT), camera);
        let other = camera.showing(Time(300_000), Time(310_000), NOW, HEIGHT);
        assert!(!other.follows);
        assert_eq!(other.top(NOW, HEIGHT), Time(300_000 - 65_000));
        assert_eq!(other.showing(Time(300_000), Time(310_000), NOW, HEIGHT), other);
    }
}
