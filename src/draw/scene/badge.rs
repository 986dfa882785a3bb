//! What is peculiar to a node, on small plates beside it: its snapshot, and how its machine differs from the others.

use crate::catalog::tr;
use crate::explain::words::{self, count};
use crate::script::Medium;
use crate::script::units::{format_chance, format_time_range};
use crate::sim::{Liveness, MachineView, NodeView};

use super::geometry::Point;
use super::group::text_width;
use super::ring::{Detail, Ring};

/// A plate.
#[derive(Clone, Debug, PartialEq)]
pub struct Badge {
    /// The middle of its left edge, relative to the node's middle.
    pub at: Point,
    /// Its width and height.
    pub size: (f32, f32),
    /// The size of its letters.
    pub letters: f32,
    pub text: String,
    /// Whether it tells of trouble.
    pub trouble: bool,
}

/// What a plate says, and whether that is trouble.
fn says(node: &NodeView) -> Vec<(String, bool)> {
    let mut says = Vec::new();
    // Every field by name, so that a new one is not forgotten here.
    let MachineView {
        clock_ppm,
        slow,
        lies,
        medium,
        on_disk: _,
        torn_bytes,
        wiped,
        astray,
        forgot,
        trap,
        refused,
        own_knobs,
    } = &node.machine;
    let mut trouble = |text: String| says.push((text, true));
    if *clock_ppm != MachineView::default().clock_ppm {
        trouble(tr!("clock {drift}", drift = format_chance(*clock_ppm)));
    }
    if let Some(slow) = slow {
        trouble(tr!("disk {delay}", delay = format_time_range(slow.min_us, slow.max_us)));
    }
    if *lies {
        trouble(tr!("disk lies").to_string());
    }
    if *medium != Medium::Ok {
        trouble(tr!("disk {medium}", medium));
    }
    if *torn_bytes > 0 {
        trouble(tr!("torn write").to_string());
    }
    // Why it refuses says as much, and more.
    if *wiped && refused.is_none() {
        trouble(tr!("disk wiped").to_string());
    }
    if *astray {
        trouble(tr!("lost write").to_string());
    }
    if *forgot {
        trouble(tr!("disk replaced").to_string());
    }
    if trap.is_some() {
        trouble(tr!("trap set").to_string());
    }
    if node.uncommitted > 0 {
        let bytes = count(node.uncommitted, "byte", "bytes");
        says.push((tr!("{bytes} uncommitted", bytes), false));
    }
    let waiting = node.commit.0.saturating_sub(node.applied.0);
    if waiting > 0 && node.liveness != Liveness::Down {
        says.push((tr!("{waiting} to apply", waiting), false));
    }
    match own_knobs.as_slice() {
        [] => {}
        [own] => says.push((tr!("own {own}", own), false)),
        several => says.push((tr!("{several} knobs of its own", several = several.len()), false)),
    }
    match (&node.receiving, &node.snapshot) {
        (Some(it), _) if node.liveness != Liveness::Down => {
            says.push((format!("▤ {}%", words::percent(it.received, it.total)), false));
        }
        (_, Some(it)) => says.push((format!("▤ 1–{}", it.last.index), false)),
        (_, None) => {}
    }
    says
}

/// A node's plates, one above the other at its lower left; none where there is no room to read them.
pub fn badges(node: &NodeView, ring: &Ring) -> Vec<Badge> {
    if ring.detail() != Detail::Full {
        return Vec::new();
    }
    let scale = (ring.radius / 56.0).max(0.8);
    let (letters, height) = (11.0 * scale, 17.0 * scale);
    says(node)
        .into_iter()
        .enumerate()
        .map(|(place, (text, trouble))| {
            let width = text_width(&text, letters) + 10.0 * scale;
            let right = -0.52 * ring.radius;
            let down = 1.06 * ring.radius + place as f32 * (height + 2.0);
            let at = Point::new(right - width / 2.0, down);
            Badge { at, size: (width, height), letters, text, trouble }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Change, cluster, n};
    use super::super::ring::Viewport;
    use super::*;
    use crate::raft::{Index, LogId, NodeId, Term};
    use crate::sim::{ClusterView, SnapshotView, TransferView};

    fn texts(view: &ClusterView, id: u32, viewport: Viewport) -> Vec<String> {
        let ids: Vec<NodeId> = view.nodes.iter().map(|node| node.id).collect();
        let ring = Ring::of(&ids, viewport, false);
        let node = view.node(n(id)).unwrap();
        badges(node, &ring).into_iter().map(|badge| badge.text).collect()
    }

    #[test]
    fn a_plate_tells_what_is_peculiar_and_there_is_none_on_a_node_like_all_others() {
        let last = LogId { term: Term(1), index: Index(40) };
        let view = cluster(3)
            .with(2, |node| {
                node.machine.clock_ppm = 1_050_000;
                node.machine.lies = true;
                node.snapshot =
                    Some(SnapshotView { last, bytes: 9, kv: crate::persistent::OrdMap::new() });
            })
            .with(3, |node| {
                node.receiving = Some(TransferView { last, received: 30, beyond: 0, total: 120 });
            });
        let wide = Viewport { width: 835.0, height: 620.0 };
        assert_eq!(texts(&view, 1, wide), [""; 0]);
        assert_eq!(texts(&view, 2, wide), ["clock 105%", "disk lies", "▤ 1–40"]);
        assert_eq!(texts(&view, 3, wide), ["▤ 25%"]);
        let busy = cluster(3).with(1, |node| {
            (node.uncommitted, node.commit, node.applied) = (1, Index(5), Index(3));
        });
        assert_eq!(texts(&busy, 1, wide), ["1 byte uncommitted", "2 to apply"]);
        let small = Viewport { width: 180.0, height: 180.0 };
        assert_eq!(texts(&view, 2, small), [""; 0], "there is no room");
    }
}
