//! The line that a person draws across the ring, and the script line that it stands for.

use std::collections::BTreeSet;

use crate::raft::NodeId;
use crate::sim::ClusterView;

use super::geometry::{Point, segments_cross};
use super::group::{Group, groups_with};
use super::ring::Ring;

/// What letting go of the line would do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The links that are newly cut, both ways, lower id first.
    pub pairs: BTreeSet<(NodeId, NodeId)>,
    /// The groups that there would be.
    pub groups: Vec<Group>,
    /// The script lines to issue; none if no link is crossed.
    pub lines: Vec<String>,
}

/// The links, lower id first, that a line through these places crosses.
pub fn crossed(line: &[Point], ring: &Ring) -> BTreeSet<(NodeId, NodeId)> {
    let mut pairs = BTreeSet::new();
    for (at, a) in ring.seats.iter().enumerate() {
        for b in &ring.seats[at + 1..] {
            let link = (a.at, b.at);
            if line.windows(2).any(|step| segments_cross((step[0], step[1]), link)) {
                pairs.insert((a.id.min(b.id), a.id.max(b.id)));
            }
        }
    }
    pairs
}

/// What cutting these links, on top of those that are cut already, comes to. One `partition` if that says exactly what
/// will be; else a `cut` for each link.
pub fn plan(view: &ClusterView, pairs: &BTreeSet<(NodeId, NodeId)>) -> Plan {
    let both = |&(a, b): &(NodeId, NodeId)| [(a, b), (b, a)];
    let mut pairs = pairs.clone();
    pairs.retain(|pair| !both(pair).iter().all(|l| view.cuts.contains(l)));
    if pairs.is_empty() {
        return Plan::default();
    }
    let mut cuts = view.cuts.clone();
    cuts.extend(pairs.iter().flat_map(both));
    let groups = groups_with(view, &cuts);
    let lines = if groups.len() > 1 && cuts == between(&groups) {
        vec![partition(groups.iter().map(|group| group.members.as_slice()))]
    } else {
        pairs.iter().map(|(a, b)| format!("cut {a} {b}")).collect()
    };
    Plan { pairs, groups, lines }
}

/// `partition n1 n2 | n3 n4 n5`
pub fn partition<'a>(groups: impl IntoIterator<Item = &'a [NodeId]>) -> String {
    let names =
        |members: &[NodeId]| members.iter().map(|id| id.to_string()).collect::<Vec<_>>().join(" ");
    let groups: Vec<String> = groups.into_iter().map(names).collect();
    format!("partition {}", groups.join(" | "))
}

/// Every directed link between different groups.
fn between(groups: &[Group]) -> BTreeSet<(NodeId, NodeId)> {
    let mut links = BTreeSet::new();
    for (at, one) in groups.iter().enumerate() {
        for other in groups.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, group)| group) {
            for &from in &one.members {
                links.extend(other.members.iter().map(|&to| (from, to)));
            }
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Change, cluster, n};
    use super::super::ring::Viewport;
    use super::*;

    fn ring(count: u32) -> Ring {
        let ids: Vec<NodeId> = (1..=count).map(NodeId).collect();
        Ring::of(&ids, Viewport { width: 800.0, height: 600.0 }, false)
    }

    /// A line that separates the nodes of these ids from the rest: through the middles of the ring's two borders.
    fn line_between(ring: &Ring, borders: [(u32, u32); 2]) -> Vec<Point> {
        let [from, to] = borders.map(|(a, b)| {
            let (a, b) = (ring.seat(n(a)).unwrap(), ring.seat(n(b)).unwrap());
            a.toward(b, 0.5)
        });
        let out = from.direction(to) * 300.0;
        vec![from - out, from.toward(to, 0.4), to + out]
    }

    fn lines(view: &ClusterView, line: &[Point]) -> Vec<String> {
        plan(view, &crossed(line, &ring(view.nodes.len() as u32))).lines
    }

    #[test]
    fn a_line_across_the_ring_is_a_partition() {
        let line = line_between(&ring(5), [(2, 3), (5, 1)]);
        assert_eq!(lines(&cluster(5), &line), ["partition n1 n2 | n3 n4 n5"]);
    }

    #[test]
    fn a_line_around_one_node_cuts_it_off() {
        let line = line_between(&ring(5), [(2, 3), (3, 4)]);
        assert_eq!(lines(&cluster(5), &line), ["partition n1 n2 n4 n5 | n3"]);
    }

    #[test]
    fn a_second_line_makes_a_third_group() {
        let view = cluster(9).split(&[&[1, 2, 3], &[4, 5, 6, 7, 8, 9]]);
        let line = line_between(&ring(9), [(6, 7), (9, 1)]);
        assert_eq!(lines(&view, &line), ["partition n1 n2 n3 | n4 n5 n6 | n7 n8 n9"]);
    }

    #[test]
    fn a_line_across_one_link_only_cuts_that_link() {
        let ring = ring(5);
        let (a, b) = (ring.seat(n(1)).unwrap(), ring.seat(n(2)).unwrap());
        let (middle, aside) = (a.toward(b, 0.5), a.direction(b).right() * 12.0);
        let line = [middle - aside, middle + aside];
        assert_eq!(lines(&cluster(5), &line), ["cut n1 n2"]);
    }

    #[test]
    fn a_line_does_not_heal_a_one_way_cut_elsewhere() {
        let view = cluster(5).cut(&[(3, 4)]);
        let line = line_between(&ring(5), [(2, 3), (5, 1)]);
        let lines = lines(&view, &line);
        assert_eq!(lines.len(), 6);
        assert_eq!(lines[0], "cut n1 n3");
    }

    #[test]
    fn a_line_that_crosses_nothing_new_does_nothing() {
        let view = cluster(5).split(&[&[1, 2], &[3, 4, 5]]);
        let line = line_between(&ring(5), [(2, 3), (5, 1)]);
        assert_eq!(plan(&view, &crossed(&line, &ring(5))), Plan::default());
        assert_eq!(lines(&cluster(5), &[Point::new(0.0, 0.0), Point::new(9.0, 9.0)]), [""; 0]);
        assert_eq!(lines(&cluster(5), &[]), [""; 0]);
        assert_eq!(
            lines(&cluster(1), &[Point::new(0.0, 300.0), Point::new(800.0, 300.0)]),
            [""; 0]
        );
    }

    #[test]
    fn the_plan_says_which_groups_there_would_be() {
        let line = line_between(&ring(5), [(2, 3), (5, 1)]);
        let plan = plan(&cluster(5), &crossed(&line, &ring(5)));
        assert_eq!(plan.pairs.len(), 6);
        assert_eq!(plan.groups.iter().map(|g| g.quorum).collect::<Vec<_>>(), [false, true]);
    }
}
