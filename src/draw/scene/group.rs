//! Who can talk to whom: the groups into which cut links have split the cluster, and the tinted shapes behind them.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::catalog::tr;
use crate::explain::words;
use crate::raft::NodeId;
use crate::sim::{ClusterView, Liveness};

use super::geometry::{Point, Rect, convex_hull, segments_cross};
use super::ring::{REACH, Ring};

/// Nodes that reach each other over links that work both ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The nodes, in order.
    pub members: Vec<NodeId>,
    /// How many of them run.
    pub alive: usize,
    /// Whether the voters that run in it are enough to elect and to commit.
    pub quorum: bool,
}

/// The shape behind a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Hull {
    /// The path through the nodes, to be drawn with a round stroke of `width`.
    pub path: String,
    /// The stroke's width.
    pub width: f32,
    /// Whether the inside of the path belongs to the shape: not where groups sit between each other's nodes.
    pub filled: bool,
    /// Whether the group can decide.
    pub quorum: bool,
    /// What is written on it, and where; `None` if there is no room.
    pub label: Option<(Point, String)>,
}

/// The cluster's groups; a single one while every node can be reached.
pub fn groups(view: &ClusterView) -> Vec<Group> {
    groups_with(view, &view.cuts)
}

/// The groups that there would be with exactly these directed links cut.
pub fn groups_with(view: &ClusterView, cuts: &BTreeSet<(NodeId, NodeId)>) -> Vec<Group> {
    let groups = words::groups_with(view, cuts).into_iter();
    let group = |members: Vec<NodeId>| {
        let alive = members.iter().filter(|id| is_up(view, **id)).count();
        Group { quorum: can_decide(view, &members), alive, members }
    };
    groups.map(group).collect()
}

fn is_up(view: &ClusterView, id: NodeId) -> bool {
    view.node(id).is_some_and(|node| node.liveness == Liveness::Up)
}

/// Whether those of these nodes that run are enough, by the configuration that most of the cluster's terms followed
/// last: that of the node with the highest term.
fn can_decide(view: &ClusterView, members: &[NodeId]) -> bool {
    let up = members.iter().copied().filter(|id| is_up(view, *id)).collect();
    let ruling = view.nodes.iter().filter(|node| members.contains(&node.id));
    let ruling = ruling.max_by_key(|node| (node.term, node.log.last()));
    ruling.is_some_and(|node| node.configuration.is_quorum(up))
}

/// The shapes behind the groups; none while all nodes can talk. Labels keep clear of nodes, of `taken` and of each
/// other.
pub fn hulls(groups: &[Group], ring: &Ring, bounds: Rect, taken: &[Rect]) -> Vec<Hull> {
    if groups.len() < 2 {
        return Vec::new();
    }
    // As wide as the node with its timer, wider where there is room for it.
    let half = (ring.radius * 1.5).min(ring.gap * 0.47).max(ring.radius * REACH);
    let apart = ring.rings == 1 && are_arcs(groups, ring);
    let mut taken = taken.to_vec();
    groups
        .iter()
        .map(|group| {
            let places: Vec<Point> = group.members.iter().filter_map(|&id| ring.seat(id)).collect();
            let corners = if apart { convex_hull(&places) } else { places.clone() };
            let text = caption(group, groups);
            let pairs = neighbours(group, ring);
            let label = label(&places, &pairs, half, ring, bounds, &text, &taken);
            taken.extend(label.map(|(_, rect)| rect));
            Hull {
                path: through(&corners, apart),
                width: half * 2.0,
                filled: apart,
                quorum: group.quorum,
                label: label.map(|(at, _)| (at, text)),
            }
        })
        .collect()
}

/// Whether each group's nodes are neighbours on the ring, so that the shapes around them do not cross.
fn are_arcs(groups: &[Group], ring: &Ring) -> bool {
    let of = |at: usize| {
        let id = ring.seats[at % ring.seats.len()].id;
        groups.iter().position(|group| group.members.contains(&id))
    };
    let borders = (0..ring.seats.len()).filter(|&at| of(at) != of(at + 1)).count();
    borders == groups.len()
}

/// The places of those members of a group that sit next to each other on the ring.
fn neighbours(group: &Group, ring: &Ring) -> Vec<(Point, Point)> {
    let seats = ring.seats.iter().zip(ring.seats.iter().cycle().skip(1));
    let both = |a: NodeId, b: NodeId| group.members.contains(&a) && group.members.contains(&b);
    seats.filter(|(a, b)| both(a.id, b.id)).map(|(a, b)| (a.at, b.at)).collect()
}

/// What is written on a group: its size, and whether it can decide.
fn caption(group: &Group, groups: &[Group]) -> String {
    let all: usize = groups.iter().map(|group| group.members.len()).sum();
    let verdict = if group.quorum { tr!("quorum") } else { tr!("no quorum") };
    let (alive, members) = (group.alive, group.members.len());
    let share = if alive < members {
        tr!("{alive} alive of {all}", alive, all)
    } else {
        tr!("{members} of {all}", members, all)
    };
    format!("{share} · {verdict}")
}

/// The path through these places.
fn through(places: &[Point], closed: bool) -> String {
    let mut path = String::new();
    for (at, place) in places.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = write!(path, "{}{place}", if at == 0 { "M" } else { "L" });
    }
    match places.len() {
        // A line without length, which a round stroke makes a disc.
        1 => path.push_str("h.01"),
        _ if closed => path.push('Z'),
        _ => {}
    }
    path
}

/// A free place for a group's label: beside its nodes, and off the links if there is such a place, since what is lost on
/// a link would cross it.
fn label(
    places: &[Point],
    neighbours: &[(Point, Point)],
    half: f32,
    ring: &Ring,
    bounds: Rect,
    text: &str,
    taken: &[Rect],
) -> Option<(Point, Rect)> {
    let (w, h) = (text_width(text, LABEL_SIZE), LABEL_SIZE * 1.5);
    let free = |at: Point| {
        let rect = Rect::around(at, w, h);
        let clear = bounds.encloses(rect)
            && !taken.iter().any(|other| rect.overlaps(*other))
            && !ring.seats.iter().any(|seat| rect.overlaps(ring.box_of(seat.at)));
        clear.then_some((at, rect))
    };
    // Outside the links between neighbours, the whole hull in reach; then around each of its nodes.
    let outward = |at: Point| ring.centre.direction(at);
    let edges = neighbours.iter().flat_map(|&(a, b)| {
        let at = a.toward(b, 0.5);
        [0.85, 0.6, 0.3].map(|share| at + outward(at) * (half * share))
    });
    let beside = places.iter().flat_map(|&at| {
        let (aside, below) = (half + w / 2.0, half + h / 2.0);
        let side = outward(at).x.signum();
        [
            Point::new(at.x, at.y + below),
            Point::new(at.x + aside * side, at.y),
            Point::new(at.x - aside * side, at.y),
            Point::new(at.x + aside * side, at.y - half * 0.6),
            Point::new(at.x - aside * side, at.y - half * 0.6),
            Point::new(at.x, at.y - below - half * 0.3),
        ]
    });
    let places: Vec<(Point, Rect)> = edges.chain(beside).filter_map(free).collect();
    let linked = |rect: Rect| {
        let (right, bottom) = (rect.x + rect.w, rect.y + rect.h);
        let down = (Point::new(rect.x, rect.y), Point::new(right, bottom));
        let up = (Point::new(rect.x, bottom), Point::new(right, rect.y));
        let crosses = |link| segments_cross(link, down) || segments_cross(link, up);
        let mut seats = ring.seats.iter().enumerate();
        seats.any(|(at, a)| ring.seats[at + 1..].iter().any(|b| crosses((a.at, b.at))))
    };
    let apart = places.iter().find(|(_, rect)| !linked(*rect));
    apart.or(places.first()).copied()
}

/// The size of the type on hulls, in pixels.
pub const LABEL_SIZE: f32 = 12.5;

/// Room enough for a text of the page's own family at this size, in bold.
pub fn text_width(text: &str, size: f32) -> f32 {
    text.chars().count() as f32 * size * 0.62
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Change, cluster};
    use super::super::ring::Viewport;
    use super::*;

    const STAGE: Viewport = Viewport { width: 835.0, height: 620.0 };

    fn members(view: &ClusterView) -> Vec<Vec<u32>> {
        groups(view).iter().map(|g| g.members.iter().map(|id| id.0).collect()).collect()
    }

    fn drawn(view: &ClusterView) -> (Vec<Group>, Ring, Vec<Hull>) {
        let ids: Vec<NodeId> = view.nodes.iter().map(|node| node.id).collect();
        let ring = Ring::of(&ids, STAGE, false);
        let bounds = Rect { x: 0.0, y: 0.0, w: STAGE.width, h: STAGE.height };
        let groups = groups(view);
        let hulls = hulls(&groups, &ring, bounds, &[]);
        (groups, ring, hulls)
    }

    #[test]
    fn a_whole_cluster_is_one_group_and_has_no_hull() {
        let view = cluster(5);
        assert_eq!(members(&view), [[1, 2, 3, 4, 5]]);
        assert_eq!(drawn(&view).2, []);
    }

    #[test]
    fn a_partition_makes_groups_of_which_one_can_decide() {
        let view = cluster(5).split(&[&[1, 2], &[3, 4, 5]]);
        assert_eq!(members(&view), [vec![1, 2], vec![3, 4, 5]]);
        assert_eq!(groups(&view).iter().map(|g| g.quorum).collect::<Vec<_>>(), [false, true]);
        let view = view.down(&[4]);
        assert!(groups(&view).iter().all(|group| !group.quorum), "n4 no longer counts");
    }

    #[test]
    fn a_label_stands_where_no_link_passes_that_something_is_lost_on() {
        for viewport in [STAGE, Viewport { width: 635.0, height: 374.0 }] {
            let view = cluster(5).split(&[&[1, 2], &[3, 4, 5]]);
            let ids: Vec<NodeId> = view.nodes.iter().map(|node| node.id).collect();
            let ring = Ring::of(&ids, viewport, true);
            let bounds = Rect { x: 0.0, y: 0.0, w: viewport.width, h: viewport.height };
            for hull in hulls(&groups(&view), &ring, bounds, &[]) {
                let (at, text) = hull.label.unwrap();
                let width = text_width(&text, LABEL_SIZE);
                let line =
                    (Point::new(at.x - width / 2.0, at.y), Point::new(at.x + width / 2.0, at.y));
                let seats: Vec<Point> = ring.seats.iter().map(|seat| seat.at).collect();
                for (number, &a) in seats.iter().enumerate() {
                    for &b in &seats[number + 1..] {
                        assert!(!segments_cross((a, b), line), "{text} at {at:?} in {viewport:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn one_link_less_does_not_split_those_who_have_a_common_friend() {
        assert_eq!(members(&cluster(3).cut(&[(1, 2), (2, 1)])), [[1, 2, 3]]);
    }

    #[test]
    fn a_link_that_works_one_way_only_does_not_join() {
        assert_eq!(members(&cluster(2).cut(&[(1, 2)])), [[1], [2]]);
    }

    #[test]
    fn a_hull_covers_its_nodes_and_no_other() {
        for (count, parts) in [
            (5, vec![&[1, 2][..], &[3, 4, 5]]),
            (5, vec![&[1, 5], &[2, 3, 4]]),
            (9, vec![&[1, 2, 3], &[4, 5, 6], &[7, 8, 9]]),
            (4, vec![&[1], &[2, 3, 4]]),
        ] {
            let view = cluster(count).split(&parts);
            let (groups, ring, hulls) = drawn(&view);
            for (group, hull) in groups.iter().zip(&hulls) {
                assert!(hull.filled);
                let places: Vec<Point> =
                    group.members.iter().filter_map(|&id| ring.seat(id)).collect();
                let corners = convex_hull(&places);
                let depth = |place: Point| {
                    let edges = corners.iter().zip(corners.iter().cycle().skip(1));
                    let edge = edges.map(|(a, b)| place.distance_to_segment(*a, *b));
                    hull.width / 2.0 - edge.min_by(f32::total_cmp).unwrap()
                };
                for seat in &ring.seats {
                    let inside = depth(seat.at) >= ring.radius * REACH - 0.01;
                    let clear = depth(seat.at) < -ring.radius * REACH;
                    let member = group.members.contains(&seat.id);
                    assert!(if member { inside } else { clear }, "{count} {group:?} {seat:?}");
                }
            }
        }
    }

    #[test]
    fn groups_that_sit_between_each_other_are_drawn_as_chains() {
        let (.., hulls) = drawn(&cluster(5).split(&[&[1, 3], &[2, 4, 5]]));
        assert!(hulls.iter().all(|hull| !hull.filled && !hull.path.ends_with('Z')));
    }

    #[test]
    fn labels_say_who_can_decide_and_touch_neither_nodes_nor_each_other() {
        let (_, ring, hulls) = drawn(&cluster(5).split(&[&[1, 2], &[3, 4, 5]]));
        let labels: Vec<_> = hulls.iter().map(|hull| hull.label.clone().unwrap()).collect();
        assert_eq!(labels[0].1, "2 of 5 · no quorum");
        assert_eq!(labels[1].1, "3 of 5 · quorum");
        let rects: Vec<Rect> = labels
            .iter()
            .map(|(at, text)| Rect::around(*at, text_width(text, LABEL_SIZE), LABEL_SIZE))
            .collect();
        assert!(!rects[0].overlaps(rects[1]));
        for seat in &ring.seats {
            assert!(rects.iter().all(|rect| !rect.overlaps(ring.box_of(seat.at))));
        }
    }

    #[test]
    fn a_lone_node_gets_a_round_hull() {
        let (.., hulls) = drawn(&cluster(3).split(&[&[2], &[1, 3]]));
        assert!(hulls[1].path.ends_with("h.01"), "{:?}", hulls[1].path);
    }
}
