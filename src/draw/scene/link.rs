//! The links between nodes: a quiet line where both directions work, and what is cut, where it is cut.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::raft::NodeId;
use crate::script::units::{format_chance, format_time_range};
use crate::sim::{ClusterView, Weather};

use super::geometry::{Point, within};
use super::group::Group;
use super::ring::{REACH, Ring};

/// All links as a few paths, so that many links are no more elements than few.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Links {
    /// Lines that work.
    pub open: String,
    /// Lines that are cut: to be dashed. Each has a gap in its middle.
    pub cut: String,
    /// Lines that are cut between two groups: the groups' shapes say the same, so these may be faint.
    pub apart: String,
    /// For each direction that is cut alone: an arrowhead where its packets end.
    pub arrows: String,
    /// For each direction that is clogged: a bar across its lane, before which packets wait.
    pub clogs: String,
    /// The lanes that have their own weather.
    pub rain: String,
    /// What that weather is, in a few letters beside each such lane.
    pub reports: Vec<(Point, String)>,
}

/// Up to so many nodes each link is drawn; with more, only those of the leader and those that a hull does not explain.
pub const MESH: usize = 9;

/// The links of a view.
pub fn links(view: &ClusterView, groups: &[Group], ring: &Ring) -> Links {
    let ids: Vec<NodeId> = view.nodes.iter().map(|node| node.id).collect();
    let mut links = Links::default();
    for (at, &a) in ids.iter().enumerate() {
        for &b in &ids[at + 1..] {
            if let (Some(place_a), Some(place_b)) = (ring.seat(a), ring.seat(b)) {
                let drawn = ids.len() <= MESH || [Some(a), Some(b)].contains(&view.leader);
                let apart =
                    !groups.iter().any(|g| g.members.contains(&a) && g.members.contains(&b));
                let ends = Ends { a: place_a, b: place_b, ring };
                match (view.cuts.contains(&(a, b)), view.cuts.contains(&(b, a))) {
                    (false, false) if drawn => ends.open(&mut links),
                    (false, false) => {}
                    (true, true) if !apart => ends.cut(&mut links.cut),
                    (true, true) if ids.len() <= MESH => ends.cut(&mut links.apart),
                    (true, true) => {}
                    (true, false) => ends.one_way(&mut links),
                    (false, true) => Ends { a: place_b, b: place_a, ring }.one_way(&mut links),
                }
            }
        }
    }
    for &(from, to) in &view.clogs {
        if let (Some(from), Some(to)) = (ring.seat(from), ring.seat(to)) {
            let (start, end) = track(from, to, ring);
            let (at, half) = (start.toward(end, CLOG), lane(ring) * 0.8 + 4.0);
            let at = at + start.direction(end) * half;
            let side = start.direction(end).right() * half;
            segment(&mut links.clogs, at - side, at + side);
        }
    }
    for (&(from, to), weather) in &view.weather {
        if let (Some(from), Some(to)) = (ring.seat(from), ring.seat(to)) {
            let (start, end) = track(from, to, ring);
            segment(&mut links.rain, start, end);
            if ids.len() <= MESH {
                let aside = start.direction(end).right() * 9.0;
                links.reports.push((start.toward(end, 0.3) + aside, report(weather)));
            }
        }
    }
    links
}

/// A link's weather in a few letters.
fn report(weather: &Weather) -> String {
    let chance = |sign: &str, ppm: Option<u32>| {
        ppm.map(|ppm| format!("{sign}{}", format_chance(ppm))).into_iter()
    };
    let latency = weather.latency.map(|it| format_time_range(it.min_us, it.max_us));
    latency
        .into_iter()
        .chain(chance("−", weather.loss_ppm))
        .chain(chance("×2 ", weather.duplicate_ppm))
        .chain(chance("⇄ ", weather.reorder_ppm))
        .collect::<Vec<_>>()
        .join(" ")
}

/// The lines of these pairs of nodes, as a path: for a link that is picked, or about to be cut.
pub fn lines(pairs: &BTreeSet<(NodeId, NodeId)>, ring: &Ring) -> String {
    let mut path = String::new();
    for (a, b) in pairs {
        if let (Some(a), Some(b)) = (ring.seat(*a), ring.seat(*b)) {
            segment(&mut path, trimmed(a, b, ring), trimmed(b, a, ring));
        }
    }
    path
}

/// How far on its way a packet comes where the link is clogged.
pub const CLOG: f32 = 0.66;

/// How far to the right of the line between two nodes a packet travels, so that the two directions never meet.
pub fn lane(ring: &Ring) -> f32 {
    within(ring.radius * 0.17, 2.5, 12.0)
}

/// Where packets of a direction set out and arrive, side by side with those of the other direction.
pub fn track(from: Point, to: Point, ring: &Ring) -> (Point, Point) {
    let aside = from.direction(to).right() * lane(ring);
    (trimmed(from, to, ring) + aside, trimmed(to, from, ring) + aside)
}

/// Where the line from `at` to `other` leaves the node's timer.
fn trimmed(at: Point, other: Point, ring: &Ring) -> Point {
    at + at.direction(other) * (ring.radius * REACH + 2.0)
}

/// A pair of nodes; when only one direction is cut, the one from `a` to `b`.
struct Ends<'a> {
    a: Point,
    b: Point,
    ring: &'a Ring,
}

impl Ends<'_> {
    fn open(&self, links: &mut Links) {
        let (a, b) = (trimmed(self.a, self.b, self.ring), trimmed(self.b, self.a, self.ring));
        segment(&mut links.open, a, b);
    }

    fn cut(&self, path: &mut String) {
        let (a, b) = (trimmed(self.a, self.b, self.ring), trimmed(self.b, self.a, self.ring));
        broken(path, a, b);
    }

    /// The direction that works on its own lane, the other on its own lane and cut.
    fn one_way(&self, links: &mut Links) {
        let (a, b) = track(self.b, self.a, self.ring);
        segment(&mut links.open, a, b);
        let (a, b) = track(self.a, self.b, self.ring);
        let stop = broken(&mut links.cut, a, b);
        let (ahead, size) = (a.direction(b), lane(self.ring) + 2.5);
        let (back, side) = (stop - ahead * size, ahead.right() * (size * 0.7));
        let _ = write!(links.arrows, "M{}L{}L{}Z", back + side, stop, back - side);
    }
}

/// Draws both halves of a line, and gives the place where the first one ends.
fn broken(path: &mut String, a: Point, b: Point) -> Point {
    let half = within(a.distance(b) * 0.08, 3.0, 18.0);
    let (middle, ahead) = (a.toward(b, 0.5), a.direction(b));
    let (stop, on) = (middle - ahead * half, middle + ahead * half);
    segment(path, a, stop);
    segment(path, b, on);
    stop
}

fn segment(path: &mut String, from: Point, to: Point) {
    // Writing to a string cannot fail.
    let _ = write!(path, "M{from}L{to}");
}

#[cfg(test)]
mod tests {
    use crate::raft::TimerRange;

    use super::super::fixture::{Change, cluster, n};
    use super::super::group::groups;
    use super::super::ring::Viewport;
    use super::*;

    fn drawn(view: &ClusterView) -> Links {
        let ids: Vec<NodeId> = view.nodes.iter().map(|node| node.id).collect();
        let ring = Ring::of(&ids, Viewport { width: 800.0, height: 600.0 }, false);
        links(view, &groups(view), &ring)
    }

    fn count(path: &str) -> usize {
        path.matches('M').count()
    }

    #[test]
    fn a_whole_cluster_of_five_has_ten_open_links() {
        let links = drawn(&cluster(5));
        assert_eq!((count(&links.open), &*links.cut, &*links.arrows), (10, "", ""));
    }

    #[test]
    fn a_cut_link_has_a_gap_and_no_open_line() {
        let links = drawn(&cluster(3).cut(&[(1, 2), (2, 1)]));
        assert_eq!((count(&links.open), count(&links.cut), &*links.arrows), (2, 2, ""));
    }

    #[test]
    fn a_partition_cuts_between_its_groups_only() {
        let links = drawn(&cluster(5).split(&[&[1, 2], &[3, 4, 5]]));
        assert_eq!((count(&links.open), count(&links.apart), &*links.cut), (4, 12, ""));
    }

    #[test]
    fn a_one_way_cut_keeps_the_other_lane_and_shows_where_packets_end() {
        let links = drawn(&cluster(3).cut(&[(2, 1)]));
        assert_eq!((count(&links.open), count(&links.cut), count(&links.arrows)), (3, 2, 1));
        assert_ne!(links, drawn(&cluster(3).cut(&[(1, 2)])), "the direction shows");
    }

    #[test]
    fn many_nodes_show_the_leaders_links_and_leave_a_partition_to_its_hulls() {
        let view = cluster(51);
        assert_eq!(count(&drawn(&view).open), 50);
        let half: Vec<u32> = (1..=25).collect();
        let rest: Vec<u32> = (26..=51).collect();
        let links = drawn(&view.split(&[&half, &rest]));
        assert_eq!((count(&links.open), &*links.cut), (24, ""));
    }

    #[test]
    fn the_two_directions_have_their_own_lanes() {
        let ring = Ring::of(&[n(1), n(2)], Viewport { width: 800.0, height: 400.0 }, false);
        let (a, b) = (ring.seats[0].at, ring.seats[1].at);
        let (there, back) = (track(a, b, &ring), track(b, a, &ring));
        assert!(there.0.y > a.y && back.0.y < a.y, "each keeps to its right");
        assert!((there.0.y - there.1.y).abs() < 0.1);
    }

    #[test]
    fn a_clog_is_a_bar_across_one_lane_and_weather_is_told_beside_it() {
        let mut view = cluster(5);
        assert_eq!((drawn(&view).clogs, drawn(&view).rain), (String::new(), String::new()));
        view.clogs.insert((n(1), n(2)));
        let latency = Some(TimerRange { min_us: 5_000, max_us: 9_000 });
        let weather = Weather { latency, loss_ppm: Some(100_000), ..Weather::default() };
        view.weather.insert((n(2), n(1)), weather);
        let links = drawn(&view);
        assert_eq!(links.clogs.matches('M').count(), 1);
        assert_eq!(links.rain.matches('M').count(), 1);
        assert_eq!(links.reports[0].1, "5ms..9ms −10%");
    }
}
