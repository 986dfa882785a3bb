//! Where a card or a tooltip goes: beside what it is about, on the stage, and over as little else as possible.

use super::geometry::{Point, Rect, within};
use super::layout::Layout;
use crate::raft::NodeId;

/// A place for a card of this size, beside something at `at` that reaches `reach` pixels around. Among the places left
/// of it, right of it, above and below it, the one that covers least of the nodes, and least of all of those in the news.
pub fn beside(at: Point, reach: f32, w: f32, h: f32, layout: &Layout, news: &[NodeId]) -> Rect {
    const GAP: f32 = 10.0;
    let bounds = layout.bounds();
    let kept = |x: f32, y: f32| Rect {
        x: within(x, 4.0, (bounds.w - w - 4.0).max(4.0)),
        y: within(y, 4.0, (bounds.h - h - 4.0).max(4.0)),
        w,
        h,
    };
    let places = [
        kept(at.x + reach + GAP, at.y - h / 2.0),
        kept(at.x - reach - GAP - w, at.y - h / 2.0),
        kept(at.x - w / 2.0, at.y + reach + GAP),
        kept(at.x - w / 2.0, at.y - reach - GAP - h),
    ];
    let itself = Rect::around(at, 2.0 * reach, 2.0 * reach);
    let cost = |rect: &Rect| {
        let nodes = layout.ring.seats.iter().map(|seat| {
            let size = 2.0 * layout.ring.radius;
            let weight = if news.contains(&seat.id) { 20.0 } else { 1.0 };
            weight * rect.shared_area(Rect::around(seat.at, size, size))
        });
        // What it is about must stay in sight; the middle of the ring, where packets meet, rather than not.
        let middle = rect.shared_area(Rect::around(layout.ring.centre, 120.0, 120.0));
        1000.0 * rect.shared_area(itself) + nodes.sum::<f32>() + 0.3 * middle
    };
    let best = places.into_iter().min_by(|a, b| cost(a).total_cmp(&cost(b)));
    best.unwrap_or(itself)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::cluster;
    use super::super::ring::Viewport;
    use super::*;

    #[test]
    fn a_card_is_on_the_stage_and_leaves_its_node_in_sight() {
        for (width, height) in [(835.0, 620.0), (594.0, 560.0), (700.0, 900.0)] {
            for count in [1, 2, 3, 5, 7, 9, 51] {
                let layout = Layout::of(&cluster(count), Viewport { width, height }, false);
                for seat in &layout.ring.seats {
                    let rect = beside(seat.at, layout.ring.radius, 230.0, 210.0, &layout, &[]);
                    assert!(layout.bounds().encloses(rect), "{count} {seat:?} {rect:?}");
                    assert!(
                        !rect.touches_circle(seat.at, layout.ring.radius),
                        "{count} in {width}x{height}: {seat:?} {rect:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_card_lies_over_no_node_in_the_news_if_it_can_lie_elsewhere() {
        let layout = Layout::of(&cluster(5), Viewport { width: 835.0, height: 620.0 }, false);
        let radius = layout.ring.radius;
        let card = |about: usize, news: &[NodeId]| {
            beside(layout.ring.seats[about].at, radius, 248.0, 330.0, &layout, news)
        };
        let mut mended = 0;
        for about in 0..5 {
            for (id, at) in layout.ring.seats.iter().map(|seat| (seat.id, seat.at)) {
                let covers = |rect: Rect| rect.touches_circle(at, radius * 0.7);
                let (without, with) = (covers(card(about, &[])), covers(card(about, &[id])));
                assert!(without || !with, "{id} is covered only when it is in the news");
                mended += usize::from(without && !with);
            }
        }
        assert!(mended > 0, "it makes no difference");
    }

    #[test]
    fn a_card_larger_than_the_stage_stays_at_its_corner() {
        let layout = Layout::of(&cluster(3), Viewport { width: 200.0, height: 100.0 }, false);
        let rect = beside(Point::new(100.0, 50.0), 10.0, 230.0, 210.0, &layout, &[]);
        assert_eq!((rect.x, rect.y), (4.0, 4.0));
    }
}
