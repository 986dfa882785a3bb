//! The lines of a message, as drawings write them.

use std::fmt;

use super::picture::{ArrowMark, End};

/// A coordinate in tenths of a pixel, as a drawing writes it.
struct Tenths(i32);

impl fmt::Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10);
        if part == 0 { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{part}") }
    }
}

/// So far from a lane's middle a line begins and ends: beside its band.
const CLEAR: i32 = 5;

/// The head of an arrow: how long it is, and how far it reaches to either side.
const HEAD: (f64, f64) = (7.5, 3.4);

/// Half of a cross.
const CROSS: i32 = 4;

impl ArrowMark {
    /// The line from where it begins to where it is or ends.
    pub fn line(&self) -> String {
        let ((x1, y1), (x2, y2)) = self.ends();
        format!("M{x1} {y1}L{x2} {y2}")
    }

    /// The head, if it arrived: a filled outline.
    pub fn head(&self) -> Option<String> {
        if self.end != End::Arrived {
            return None;
        }
        let ((x1, y1), (x2, y2)) = self.ends();
        let (dx, dy) = (f64::from(x2 - x1), f64::from(y2 - y1));
        let length = dx.hypot(dy);
        if length < 1.0 {
            return None;
        }
        let (ux, uy) = (dx / length, dy / length);
        let corner = |side: f64| {
            let x = f64::from(x2) - ux * HEAD.0 - uy * HEAD.1 * side;
            let y = f64::from(y2) - uy * HEAD.0 + ux * HEAD.1 * side;
            format!("L{} {}", Tenths((x * 10.0).round() as i32), Tenths((y * 10.0).round() as i32))
        };
        Some(format!("M{x2} {y2}{}{}z", corner(1.0), corner(-1.0)))
    }

    /// The cross, if it was lost.
    pub fn cross(&self) -> Option<String> {
        let End::Lost(_) = self.end else { return None };
        let ((_, _), (x, y)) = self.ends();
        let (left, right, up, down) = (x - CROSS, x + CROSS, y - CROSS, y + CROSS);
        Some(format!("M{left} {up}L{right} {down}M{right} {up}L{left} {down}"))
    }

    /// The rest of its way, if it is under way and that is known.
    pub fn rest(&self) -> Option<String> {
        let End::UnderWay(Some((x, y))) = self.end else { return None };
        let (_, (x1, y1)) = self.ends();
        let x = x - self.aside();
        Some(format!("M{x1} {y1}L{x} {y}"))
    }

    /// The place so many percent along the line.
    pub fn along(&self, percent: i32) -> (i32, i32) {
        let ((x1, y1), (x2, y2)) = self.ends();
        (x1 + (x2 - x1) * percent / 100, y1 + (y2 - y1) * percent / 100)
    }

    /// Where the line begins and ends: beside the bands, not in them.
    fn ends(&self) -> ((i32, i32), (i32, i32)) {
        let aside = self.aside();
        let (mut from, mut to) = (self.from, self.to);
        from.0 += aside;
        if self.end == End::Arrived {
            to.0 -= aside;
        }
        // It may have broken, or be, before it is clear of its lane.
        if (to.0 - from.0).signum() != aside.signum() {
            from.0 = self.from.0;
        }
        (from, to)
    }

    fn aside(&self) -> i32 {
        let goal = match self.end {
            End::UnderWay(Some(due)) => due.0,
            _ => self.to.0,
        };
        (goal - self.from.0).signum() * CLEAR
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{LossReason, PacketClass, PacketId};

    fn arrow(from: (i32, i32), to: (i32, i32), end: End) -> ArrowMark {
        let (packet, kind, class) = (PacketId(1), "heartbeat", PacketClass::Heartbeats);
        ArrowMark {
            packet,
            kind,
            class,
            rank: class,
            term: None,
            from,
            to,
            end,
            whole: true,
            copy: false,
        }
    }

    #[test]
    fn an_arrow_has_its_head_beside_the_lane_that_it_comes_to() {
        let arrow = arrow((100, 10), (200, 10), End::Arrived);
        assert_eq!(arrow.line(), "M105 10L195 10");
        assert_eq!(arrow.head().as_deref(), Some("M195 10L187.5 13.4L187.5 6.6z"));
        assert_eq!((arrow.cross(), arrow.rest()), (None, None));
    }

    #[test]
    fn what_was_lost_ends_in_a_cross_on_its_way() {
        let lost = arrow((200, 0), (150, 30), End::Lost(LossReason::Cut));
        assert_eq!(lost.line(), "M195 0L150 30");
        assert_eq!(lost.cross().as_deref(), Some("M146 26L154 34M154 26L146 34"));
        assert_eq!(lost.head(), None);
        let at_once = arrow((200, 7), (200, 7), End::Lost(LossReason::Cut));
        assert_eq!(at_once.line(), "M200 7L200 7");
    }

    #[test]
    fn what_is_under_way_shows_where_it_would_come_to() {
        let arrow = arrow((100, 0), (150, 20), End::UnderWay(Some((200, 40))));
        assert_eq!(arrow.line(), "M105 0L150 20");
        assert_eq!(arrow.rest().as_deref(), Some("M150 20L195 40"));
        assert_eq!(arrow.head(), None);
    }
}
