//! Points and the few things that can be asked about them. Coordinates are CSS pixels, x to the right and y down.
//!
//! Floating point is at home here and nowhere below: nothing that a pixel decides ever reaches the cluster.

use std::fmt;
use std::ops::{Add, Mul, Sub};

use crate::compact::sort_by;

/// A place, or a step from one place to another.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// Pixels from the left edge.
    pub x: f32,
    /// Pixels from the top edge.
    pub y: f32,
}

/// An upright rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Its left edge.
    pub x: f32,
    /// Its top edge.
    pub y: f32,
    /// Its width.
    pub w: f32,
    /// Its height.
    pub h: f32,
}

/// A length as an attribute shows it: to a tenth of a pixel, and no longer than it must be.
#[derive(Clone, Copy, Debug)]
pub struct Px(pub f32);

/// The value, or the limit that it lies beyond. The standard library's own way panics with the numbers in the text, and
/// what writes such numbers is several kilobytes of the page.
pub fn within(value: f32, low: f32, high: f32) -> f32 {
    value.max(low).min(high)
}

impl Point {
    /// The place with these coordinates.
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    /// How long this step is.
    pub fn length(self) -> f32 {
        self.x.hypot(self.y)
    }

    /// How far it is to another place.
    pub fn distance(self, other: Self) -> f32 {
        (other - self).length()
    }

    /// The place this fraction of the way to another: 0 is here, 1 is there.
    pub fn toward(self, other: Self, fraction: f32) -> Self {
        self + (other - self) * fraction
    }

    /// A step of length 1 in the direction of another place; to the right if the two are one.
    pub fn direction(self, other: Self) -> Self {
        let step = other - self;
        let length = step.length();
        if length > f32::EPSILON { step * (1.0 / length) } else { Self::new(1.0, 0.0) }
    }

    /// This step turned a quarter to the right of one who walks it.
    pub fn right(self) -> Self {
        Self::new(-self.y, self.x)
    }

    /// The angle of this step in whole degrees, clockwise from "to the right".
    pub fn degrees(self) -> i32 {
        self.y.atan2(self.x).to_degrees().round() as i32
    }

    /// The place at distance one in a direction, in degrees: what [`Self::degrees`] is told from.
    pub fn toward_degrees(degrees: i32) -> Self {
        let (y, x) = (degrees as f32).to_radians().sin_cos();
        Self { x, y }
    }

    /// How far this place is from the nearest place of a segment.
    pub fn distance_to_segment(self, from: Self, to: Self) -> f32 {
        let step = to - from;
        let square = step.x * step.x + step.y * step.y;
        if square <= f32::EPSILON {
            return self.distance(from);
        }
        let along = ((self.x - from.x) * step.x + (self.y - from.y) * step.y) / square;
        self.distance(from.toward(to, within(along, 0.0, 1.0)))
    }
}

impl Rect {
    /// The rectangle of this size around a centre.
    pub fn around(centre: Point, w: f32, h: f32) -> Self {
        Self { x: centre.x - w / 2.0, y: centre.y - h / 2.0, w, h }
    }

    /// Its middle.
    pub fn centre(self) -> Point {
        Point::new(self.x + self.w / 2.0, self.y + self.h / 2.0)
    }

    /// Whether it shares any area with another.
    pub fn overlaps(self, other: Self) -> bool {
        self.shared_area(other) > 0.0
    }

    /// The area it shares with another.
    pub fn shared_area(self, other: Self) -> f32 {
        let w = (self.x + self.w).min(other.x + other.w) - self.x.max(other.x);
        let h = (self.y + self.h).min(other.y + other.h) - self.y.max(other.y);
        w.max(0.0) * h.max(0.0)
    }

    /// Whether a place is in it, its border included.
    pub fn contains(self, place: Point) -> bool {
        (self.x..=self.x + self.w).contains(&place.x)
            && (self.y..=self.y + self.h).contains(&place.y)
    }

    /// Whether all of another rectangle is in it.
    pub fn encloses(self, inner: Self) -> bool {
        self.contains(Point::new(inner.x, inner.y))
            && self.contains(Point::new(inner.x + inner.w, inner.y + inner.h))
    }

    /// Whether it comes within `radius` of a place.
    pub fn touches_circle(self, centre: Point, radius: f32) -> bool {
        let nearest = Point::new(
            within(centre.x, self.x, self.x + self.w),
            within(centre.y, self.y, self.y + self.h),
        );
        nearest.distance(centre) < radius
    }
}

/// Whether two segments share a point.
pub fn segments_cross(a: (Point, Point), b: (Point, Point)) -> bool {
    let side = |from: Point, to: Point, place: Point| {
        (to.x - from.x) * (place.y - from.y) - (to.y - from.y) * (place.x - from.x)
    };
    let apart = |one: f32, other: f32| (one > 0.0 && other > 0.0) || (one < 0.0 && other < 0.0);
    let (b0, b1) = (side(a.0, a.1, b.0), side(a.0, a.1, b.1));
    let (a0, a1) = (side(b.0, b.1, a.0), side(b.0, b.1, a.1));
    if b0 == 0.0 && b1 == 0.0 {
        // All four lie on one line: they share a point when their boxes do.
        let within = |p: f32, q: f32, r: f32, s: f32| p.min(q) <= r.max(s) && r.min(s) <= p.max(q);
        return within(a.0.x, a.1.x, b.0.x, b.1.x) && within(a.0.y, a.1.y, b.0.y, b.1.y);
    }
    !apart(b0, b1) && !apart(a0, a1)
}

/// The corners of the smallest convex shape around some places, clockwise on the screen; as many as are needed.
pub fn convex_hull(places: &[Point]) -> Vec<Point> {
    let mut sorted = places.to_vec();
    sort_by(&mut sorted, |a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    sorted.dedup();
    if sorted.len() < 3 {
        return sorted;
    }
    let half = |places: &mut dyn Iterator<Item = &Point>| {
        let mut chain: Vec<Point> = Vec::new();
        for &place in places {
            while let [.., a, b] = chain[..] {
                let turn = (b.x - a.x) * (place.y - a.y) - (b.y - a.y) * (place.x - a.x);
                if turn > 0.0 {
                    break;
                }
                chain.pop();
            }
            chain.push(place);
        }
        chain.pop();
        chain
    };
    let mut hull = half(&mut sorted.iter());
    hull.extend(half(&mut sorted.iter().rev()));
    hull
}

impl Add for Point {
    type Output = Self;

    fn add(self, step: Self) -> Self {
        Self::new(self.x + step.x, self.y + step.y)
    }
}

impl Sub for Point {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }
}

impl Mul<f32> for Point {
    type Output = Self;

    fn mul(self, factor: f32) -> Self {
        Self::new(self.x * factor, self.y * factor)
    }
}

impl fmt::Display for Px {
    /// By whole numbers: formatting floats would cost more time and more of the page's weight.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = (self.0 * 10.0).round() as i32;
        if tenths < 0 {
            f.write_str("-")?;
        }
        let tenths = tenths.unsigned_abs();
        if tenths.is_multiple_of(10) {
            write!(f, "{}", tenths / 10)
        } else {
            write!(f, "{}.{}", tenths / 10, tenths % 10)
        }
    }
}

impl fmt::Display for Point {
    /// As a path or a transform writes it: `12.5 40`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", Px(self.x), Px(self.y))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(x: f32, y: f32) -> Point {
        Point::new(x, y)
    }

    #[test]
    fn lengths_are_written_to_a_tenth_and_no_longer() {
        for (value, text) in
            [(0.0, "0"), (12.0, "12"), (12.34, "12.3"), (-0.26, "-0.3"), (-0.04, "0"), (9.96, "10")]
        {
            assert_eq!(Px(value).to_string(), text, "{value}");
        }
    }

    #[test]
    fn segments_cross_where_they_share_a_point_only() {
        let across = (p(0.0, 0.0), p(10.0, 10.0));
        assert!(segments_cross(across, (p(0.0, 10.0), p(10.0, 0.0))));
        assert!(segments_cross(across, (p(5.0, 5.0), p(9.0, 0.0))), "one ends on the other");
        assert!(segments_cross(across, (p(2.0, 2.0), p(20.0, 20.0))), "one lies along the other");
        assert!(!segments_cross(across, (p(11.0, 11.0), p(20.0, 20.0))));
        assert!(!segments_cross(across, (p(0.0, 10.0), p(4.0, 6.0))), "too short");
        assert!(!segments_cross(across, (p(0.0, 1.0), p(10.0, 11.0))), "beside it");
    }

    #[test]
    fn a_convex_hull_keeps_the_corners_and_drops_the_rest() {
        let square = [p(0.0, 0.0), p(4.0, 0.0), p(4.0, 4.0), p(0.0, 4.0), p(2.0, 2.0), p(2.0, 0.0)];
        assert_eq!(convex_hull(&square), [p(0.0, 0.0), p(4.0, 0.0), p(4.0, 4.0), p(0.0, 4.0)]);
        assert_eq!(convex_hull(&[p(1.0, 1.0), p(1.0, 1.0)]), [p(1.0, 1.0)]);
        assert_eq!(convex_hull(&[]), []);
    }

    #[test]
    fn the_right_hand_of_one_who_walks_to_the_right_is_down() {
        assert_eq!(p(0.0, 0.0).direction(p(5.0, 0.0)).right(), p(0.0, 1.0));
        assert_eq!(p(0.0, 0.0).direction(p(0.0, 7.0)).degrees(), 90);
        assert_eq!((Point::toward_degrees(90) * 7.0).to_string(), p(0.0, 7.0).to_string());
        assert_eq!((Point::toward_degrees(-180) * 7.0).to_string(), p(-7.0, 0.0).to_string());
    }

    #[test]
    fn a_segment_is_near_only_beside_itself() {
        let (from, to) = (p(0.0, 0.0), p(10.0, 0.0));
        assert_eq!(p(5.0, 3.0).distance_to_segment(from, to), 3.0);
        assert_eq!(p(13.0, 4.0).distance_to_segment(from, to), 5.0);
        assert_eq!(p(3.0, 4.0).distance_to_segment(from, from), 5.0);
    }

    #[test]
    fn rectangles_know_what_they_cover() {
        let rect = Rect::around(p(10.0, 10.0), 10.0, 4.0);
        assert!(rect.contains(p(5.0, 8.0)) && !rect.contains(p(4.9, 8.0)));
        assert_eq!(rect.shared_area(Rect { x: 13.0, y: 0.0, w: 9.0, h: 9.0 }), 2.0);
        assert!(!rect.overlaps(Rect { x: 15.0, y: 8.0, w: 5.0, h: 5.0 }), "edges may touch");
        assert!(
            rect.touches_circle(p(18.0, 10.0), 3.5) && !rect.touches_circle(p(18.0, 10.0), 3.0)
        );
        assert!(rect.encloses(rect) && !rect.encloses(Rect { h: 5.0, ..rect }));
    }
}
