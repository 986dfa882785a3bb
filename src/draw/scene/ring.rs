//! Where the nodes sit, and how large they are drawn.
//!
//! One ring while that leaves room for names; two or three rings, one inside the other, when the nodes are many. The
//! ring is a circle that gives way to the shape of the stage, up to a limit.

use std::f32::consts::{FRAC_PI_2, TAU};

use crate::compact::sort_by;
use crate::raft::NodeId;

use super::geometry::{Point, Rect};

/// The size of the stage in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    pub width: f32,
    pub height: f32,
}

/// How much of a node there is room to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Name and term.
    Tiny,
    /// The role's icon, the name, and term, commit and last index.
    Compact,
    /// The role's word as well, and votes by voter.
    Full,
}

/// A node's place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seat {
    pub id: NodeId,
    /// Its middle.
    pub at: Point,
}

/// The places of all nodes.
#[derive(Clone, Debug, PartialEq)]
pub struct Ring {
    /// A place for each node, in order of id.
    pub seats: Vec<Seat>,
    /// The middle of the ring.
    pub centre: Point,
    /// The radius of each node's body.
    pub radius: f32,
    /// How many rings, one inside the other.
    pub rings: usize,
    /// The distance between the two nodes that are closest; twice the stage's size if there is only one.
    pub gap: f32,
}

/// How far a node's timer reaches, as a multiple of its radius: nothing of a node but its crown lies outside.
pub const REACH: f32 = 1.2;

/// How far a crown rises above a node's middle, as a multiple of its radius.
pub const CROWN: f32 = 1.55;

/// The least radius of [`Detail::Full`].
const FULL: f32 = 33.0;

/// The least radius of [`Detail::Compact`].
const COMPACT: f32 = 21.0;

/// A stage that is less than this many pixels wide or high is small.
const SMALL: f32 = 420.0;

/// What is left free along the stage's edges.
const MARGIN: f32 = 6.0;

impl Ring {
    /// Places these nodes on a stage of this size; `presenting` allows larger ones. Nodes never touch.
    pub fn of(ids: &[NodeId], viewport: Viewport, presenting: bool) -> Self {
        let cap = if presenting { 96.0 } else { 66.0 };
        let one = Self::largest(ids, 1, viewport, presenting, cap);
        // A second ring makes a picture that is harder to read: only when it makes the nodes clearly larger.
        let more: &[usize] = if one.radius < COMPACT { &[2, 3] } else { &[] };
        more.iter().fold(one, |best, &rings| {
            let other = Self::largest(ids, rings, viewport, presenting, cap);
            if other.radius > best.radius * 1.15 { other } else { best }
        })
    }

    /// The node's place.
    pub fn seat(&self, id: NodeId) -> Option<Point> {
        let at = self.seats.binary_search_by_key(&id, |seat| seat.id).ok()?;
        Some(self.seats[at].at)
    }

    /// How much there is room to write in a node.
    pub fn detail(&self) -> Detail {
        match self.radius {
            r if r >= FULL => Detail::Full,
            r if r >= COMPACT => Detail::Compact,
            _ => Detail::Tiny,
        }
    }

    /// The radius of the arc that shows a node's timer.
    pub fn arc_radius(&self) -> f32 {
        self.radius * 1.14
    }

    /// The room that a node needs, from its timer to its crown.
    pub fn box_of(&self, at: Point) -> Rect {
        let (r, crown) = (self.radius * REACH, self.radius * CROWN);
        Rect { x: at.x - r, y: at.y - crown, w: 2.0 * r, h: r + crown }
    }

    /// The greatest node size that fits, by halving the interval.
    fn largest(
        ids: &[NodeId],
        rings: usize,
        viewport: Viewport,
        presenting: bool,
        cap: f32,
    ) -> Self {
        let (mut low, mut high) = (2.0, cap);
        let mut best = Self::at_radius(ids, rings, viewport, presenting, low).0;
        for _ in 0..12 {
            let radius = (low + high) / 2.0;
            let (ring, fits) = Self::at_radius(ids, rings, viewport, presenting, radius);
            if fits {
                (low, best) = (radius, ring);
            } else {
                high = radius;
            }
        }
        best
    }

    /// The ring with nodes of this radius, and whether they have the room that they need.
    fn at_radius(
        ids: &[NodeId],
        rings: usize,
        viewport: Viewport,
        presenting: bool,
        radius: f32,
    ) -> (Self, bool) {
        let Viewport { width, height } = viewport;
        let (side, top, bottom) =
            (radius * REACH + MARGIN, radius * CROWN + MARGIN, radius * REACH + MARGIN);
        let centre = Point::new(width / 2.0, (top + height - bottom) / 2.0);
        let (rx, ry) = (width / 2.0 - side, (height - top - bottom) / 2.0);
        // A small stage cannot afford a round ring with wide gaps.
        let small = width.min(height) < SMALL;
        let stretch = if small { 1.9 } else { 1.3 };
        let (rx, ry) = (rx.min(ry * stretch).max(0.0), ry.min(rx * stretch).max(0.0));
        let step = radius * 2.9;
        let seats: Vec<Seat> = if ids.len() == 1 {
            vec![Seat { id: ids[0], at: centre }]
        } else {
            // Two sit where there is most room; the first of more sits on top.
            let start = if ids.len() == 2 && rx >= ry { TAU / 2.0 } else { -FRAC_PI_2 };
            let ellipses: Vec<Ellipse> = (0..rings)
                .map(|ring| {
                    let less = step * ring as f32;
                    Ellipse::new(centre, (rx - less).max(1.0), (ry - less).max(1.0), start)
                })
                .collect();
            let places = share_out(ids.len(), &ellipses);
            ids.iter().zip(places).map(|(&id, at)| Seat { id, at }).collect()
        };
        let gap = closest(&seats).unwrap_or(2.0 * width.max(height));
        // Few nodes leave most of a link to the packets; many share the ring more tightly.
        let share = match seats.len() {
            0..=9 if presenting || small => 0.34,
            0..=9 => 0.3,
            10..=20 => 0.33,
            _ => 0.36,
        };
        let across =
            if ids.len() == 1 { width.min(height) } else { rx.min(ry) - step * (rings - 1) as f32 };
        let fits = radius <= gap * share
            && radius <= across * if presenting || small { 0.38 } else { 0.3 };
        (Self { seats, centre, radius, rings, gap }, fits)
    }
}

/// Places for so many nodes on these rings, as many on each as its length allows, in clockwise order.
fn share_out(count: usize, ellipses: &[Ellipse]) -> Vec<Point> {
    let whole: f32 = ellipses.iter().map(Ellipse::length).sum();
    let mut left = count;
    let mut places: Vec<(f32, Point)> = Vec::with_capacity(count);
    for (ring, ellipse) in ellipses.iter().enumerate().rev() {
        let share = (count as f32 * ellipse.length() / whole).round() as usize;
        let here = if ring == 0 { left } else { share.min(left) };
        left -= here;
        // Every second ring is turned by half a place, so that its nodes stand in the gaps of the one around it.
        let turn = if ring % 2 == 0 { 0.0 } else { 0.5 };
        places.extend((0..here).map(|at| {
            let fraction = (at as f32 + turn) / here as f32;
            (fraction, ellipse.place(fraction))
        }));
    }
    sort_by(&mut places, |a, b| a.0.total_cmp(&b.0));
    places.into_iter().map(|(_, place)| place).collect()
}

/// The least distance between two seats.
fn closest(seats: &[Seat]) -> Option<f32> {
    let pairs = seats
        .iter()
        .enumerate()
        .flat_map(|(i, a)| seats[i + 1..].iter().map(move |b| a.at.distance(b.at)));
    pairs.min_by(f32::total_cmp)
}

/// An ellipse that can be walked at an even pace.
struct Ellipse {
    /// Places along it, close together, the first one last again.
    places: Vec<Point>,
    /// How far along each of them is.
    along: Vec<f32>,
}

impl Ellipse {
    const STEPS: usize = 180;

    fn new(centre: Point, rx: f32, ry: f32, start: f32) -> Self {
        let places: Vec<Point> = (0..=Self::STEPS)
            .map(|step| {
                let angle = start + TAU * step as f32 / Self::STEPS as f32;
                Point::new(centre.x + rx * angle.cos(), centre.y + ry * angle.sin())
            })
            .collect();
        let mut along = vec![0.0];
        for pair in places.windows(2) {
            along.push(along[along.len() - 1] + pair[0].distance(pair[1]));
        }
        Self { places, along }
    }

    fn length(&self) -> f32 {
        self.along[Self::STEPS]
    }

    /// The place this fraction of the way round.
    fn place(&self, fraction: f32) -> Point {
        let goal = fraction * self.length();
        let next = self.along.partition_point(|&at| at < goal).clamp(1, Self::STEPS);
        let (from, to) = (self.along[next - 1], self.along[next]);
        let part = if to > from { (goal - from) / (to - from) } else { 0.0 };
        self.places[next - 1].toward(self.places[next], part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: [(f32, f32); 5] =
        [(835.0, 620.0), (594.0, 560.0), (390.0, 400.0), (390.0, 620.0), (1200.0, 500.0)];

    fn ids(count: u32) -> Vec<NodeId> {
        (1..=count).map(NodeId).collect()
    }

    fn each_ring(check: impl Fn(u32, Viewport, &Ring)) {
        for count in 1..=51 {
            for (width, height) in SIZES {
                for presenting in [false, true] {
                    let viewport = Viewport { width, height };
                    check(count, viewport, &Ring::of(&ids(count), viewport, presenting));
                }
            }
        }
    }

    #[test]
    fn no_two_nodes_touch_from_1_to_51() {
        each_ring(|count, viewport, ring| {
            for (i, a) in ring.seats.iter().enumerate() {
                for b in &ring.seats[i + 1..] {
                    let room = a.at.distance(b.at) - 2.0 * ring.radius * REACH;
                    assert!(room > 0.0, "{count} in {viewport:?}: {a:?} {b:?}");
                }
            }
        });
    }

    #[test]
    fn every_node_is_on_the_stage_with_its_timer_and_crown() {
        each_ring(|count, Viewport { width, height }, ring| {
            let stage = Rect { x: 0.0, y: 0.0, w: width, h: height };
            assert_eq!(ring.seats.len(), count as usize);
            for seat in &ring.seats {
                assert!(stage.encloses(ring.box_of(seat.at)), "{count} in {width}x{height}");
            }
        });
    }

    #[test]
    fn a_name_has_room_even_in_51_nodes() {
        each_ring(|count, viewport, ring| {
            assert!(ring.radius >= 11.0, "{count} in {viewport:?}: {}", ring.radius);
        });
    }

    #[test]
    fn nine_nodes_on_a_wide_stage_show_everything() {
        let ring = Ring::of(&ids(9), Viewport { width: 835.0, height: 620.0 }, false);
        assert_eq!((ring.detail(), ring.rings), (Detail::Full, 1));
    }

    #[test]
    fn the_first_node_is_on_top_and_the_others_follow_clockwise() {
        let ring = Ring::of(&ids(4), Viewport { width: 600.0, height: 600.0 }, false);
        let [a, b, c, d] = [1, 2, 3, 4].map(|id| ring.seat(NodeId(id)).unwrap());
        assert!(a.y < b.y && b.x > a.x && c.y > b.y && d.x < c.x && (b.y - d.y).abs() < 1.0);
        assert_eq!(ring.seat(NodeId(5)), None);
    }

    #[test]
    fn two_nodes_sit_side_by_side_where_the_stage_is_wide_and_above_each_other_where_it_is_tall() {
        let wide = Ring::of(&ids(2), Viewport { width: 900.0, height: 500.0 }, false);
        assert!((wide.seats[0].at.y - wide.seats[1].at.y).abs() < 1.0);
        let tall = Ring::of(&ids(2), Viewport { width: 390.0, height: 700.0 }, false);
        assert!((tall.seats[0].at.x - tall.seats[1].at.x).abs() < 1.0);
    }

    #[test]
    fn a_stage_without_size_or_nodes_is_no_trouble() {
        for size in [0.0, 1.0, 30.0] {
            let viewport = Viewport { width: size, height: size };
            for count in [0, 1, 2, 51] {
                let ring = Ring::of(&ids(count), viewport, false);
                assert!(
                    ring.seats.iter().all(|seat| seat.at.x.is_finite() && seat.at.y.is_finite())
                );
            }
        }
    }
}
