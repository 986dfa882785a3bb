//! Where everything stands that has a fixed place: the nodes on their ring, the clients around it.

use crate::raft::NodeId;
use crate::sim::{ClientId, ClusterView, Endpoint};

use super::geometry::{Point, Rect, within};
use super::link::lane;
use super::ring::{REACH, Ring, Viewport};

/// The fixed places of one stage. It changes with the stage's size and with who takes part, and with nothing else.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The stage's size.
    pub viewport: Viewport,
    /// Whether it is to be read from the back row.
    pub presenting: bool,
    /// The nodes.
    pub ring: Ring,
    /// The clients that have a place of their own, in order of id.
    pub clients: Vec<ClientSeat>,
    /// The place that the other clients share, and how many they are.
    pub crowd: Option<(Rect, usize)>,
}

/// A client's place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClientSeat {
    pub id: ClientId,
    /// Where its pill is drawn.
    pub rect: Rect,
}

/// The space between clients, and to the stage's edge.
const GAP: f32 = 8.0;

/// The size of a client's pill with two lines, with one, and with the name alone.
const LARGE: (f32, f32) = (116.0, 44.0);
const SMALL: (f32, f32) = (84.0, 28.0);
const LEAST: (f32, f32) = (48.0, 22.0);

/// The most clients that have a place of their own.
const FEW: usize = 4;

impl Layout {
    /// Places everyone in this view. Clients stand in the corners and along the sides, clear of the nodes.
    pub fn of(view: &ClusterView, viewport: Viewport, presenting: bool) -> Self {
        let ids: Vec<NodeId> = view.nodes.iter().map(|node| node.id).collect();
        let clients: Vec<ClientId> = view.clients.iter().map(|client| client.id).collect();
        let ring = Ring::of(&ids, viewport, presenting);
        let (seats, crowd) = seat_clients(&clients, &ring, viewport, presenting);
        Self { viewport, presenting, ring, clients: seats, crowd }
    }

    /// Whether it still fits this view.
    pub fn fits(&self, view: &ClusterView, viewport: Viewport, presenting: bool) -> bool {
        let crowd = self.crowd.map_or(0, |(_, count)| count);
        self.viewport == viewport
            && self.presenting == presenting
            && self.ring.seats.iter().map(|seat| seat.id).eq(view.nodes.iter().map(|node| node.id))
            && self.clients.len() + crowd == view.clients.len()
            && self.clients.iter().zip(&view.clients).all(|(seat, client)| seat.id == client.id)
    }

    /// The whole stage.
    pub fn bounds(&self) -> Rect {
        Rect { x: 0.0, y: 0.0, w: self.viewport.width, h: self.viewport.height }
    }

    /// Where a client's pill is, its own or the one it shares.
    pub fn client(&self, id: ClientId) -> Option<Rect> {
        let own = self.clients.iter().find(|seat| seat.id == id).map(|seat| seat.rect);
        own.or(self.crowd.map(|(rect, _)| rect))
    }

    /// The middle of an end of a link.
    pub fn place(&self, end: Endpoint) -> Option<Point> {
        match end {
            Endpoint::Node(id) => self.ring.seat(id),
            Endpoint::Client(id) => self.client(id).map(Rect::centre),
        }
    }

    /// Where packets of a direction set out and arrive: from rim to rim, on the right of the line between the two.
    pub fn track(&self, from: Endpoint, to: Endpoint) -> Option<(Point, Point)> {
        let (a, b) = (self.place(from)?, self.place(to)?);
        let aside = a.direction(b).right() * lane(&self.ring);
        Some((self.rim(from, a, b) + aside, self.rim(to, b, a) + aside))
    }

    /// The drawing's unit: 1 on a stage that shows five nodes on a wide screen, less where nodes are small.
    pub fn scale(&self) -> f32 {
        let most = if self.presenting { 1.7 } else { 1.25 };
        within(self.ring.radius / 56.0, 0.5, most)
    }

    /// Where the line from an end toward another place leaves it.
    fn rim(&self, end: Endpoint, at: Point, toward: Point) -> Point {
        let ahead = at.direction(toward);
        let reach = match end {
            Endpoint::Node(_) => self.ring.radius * REACH + 2.0,
            Endpoint::Client(id) => {
                let rect = self.client(id).unwrap_or_default();
                let across = |half: f32, part: f32| {
                    if part.abs() > 0.001 { half / part.abs() } else { f32::MAX }
                };
                across(rect.w / 2.0, ahead.x).min(across(rect.h / 2.0, ahead.y)) + 2.0
            }
        };
        at + ahead * reach.min(at.distance(toward) / 2.0)
    }
}

/// Gives the clients their places; those for whom there is none share the last one.
fn seat_clients(
    clients: &[ClientId],
    ring: &Ring,
    viewport: Viewport,
    presenting: bool,
) -> (Vec<ClientSeat>, Option<(Rect, usize)>) {
    let sizes = [LARGE, SMALL, LEAST];
    let scale: f32 = if presenting { 1.3 } else { 1.0 };
    let mut places = sizes
        .iter()
        // A narrow stage has narrow pills.
        .map(|(w, h)| {
            free_places(ring, viewport, (w * scale).min(viewport.width * 0.27), h * scale)
        })
        .find(|places| places.len() >= clients.len().min(2))
        .unwrap_or_else(|| vec![Rect { x: GAP, y: GAP, w: LEAST.0, h: LEAST.1 }]);
    // Of many, only the person at the console stands alone.
    let own =
        if clients.len() > FEW.min(places.len()) { places.len().min(2) - 1 } else { clients.len() };
    let crowd = (clients.len() > own).then(|| (places[own], clients.len() - own));
    places.truncate(own);
    let seats = clients.iter().zip(places).map(|(&id, rect)| ClientSeat { id, rect }).collect();
    (seats, crowd)
}

/// The places for pills of this size that are clear of the nodes: the corners first, then down the sides.
fn free_places(ring: &Ring, viewport: Viewport, w: f32, h: f32) -> Vec<Rect> {
    let (left, right) = (GAP, viewport.width - w - GAP);
    let (top, bottom) = (GAP, viewport.height - h - GAP);
    let corners = [(left, top), (right, top), (left, bottom), (right, bottom)];
    let rows = ((viewport.height - 2.0 * GAP) / (h + GAP)).max(0.0) as usize;
    let sides = (1..rows).flat_map(|row| {
        let y = top + row as f32 * (h + GAP);
        [(left, y), (right, y)]
    });
    let mut places: Vec<Rect> = Vec::new();
    for (x, y) in corners.into_iter().chain(sides) {
        let rect = Rect { x, y, w, h };
        let clear = !ring.seats.iter().any(|seat| rect.overlaps(ring.box_of(seat.at)))
            && !places.iter().any(|other| other.overlaps(rect))
            && y <= bottom;
        if clear {
            places.push(rect);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{cluster, idle_clients, n};
    use super::*;

    const SIZES: [(f32, f32); 4] = [(835.0, 620.0), (594.0, 560.0), (390.0, 400.0), (390.0, 620.0)];

    fn with_clients(nodes: u32, clients: u32) -> ClusterView {
        let mut view = cluster(nodes);
        view.clients = idle_clients(clients);
        view
    }

    #[test]
    fn clients_stand_on_the_stage_and_touch_neither_nodes_nor_each_other() {
        for (width, height) in SIZES {
            for nodes in [1, 2, 3, 5, 9, 20, 51] {
                for clients in [1, 2, 4, 12] {
                    let view = with_clients(nodes, clients);
                    let layout = Layout::of(&view, Viewport { width, height }, false);
                    let crowd = layout.crowd.map(|(rect, _)| rect);
                    let rects: Vec<Rect> =
                        layout.clients.iter().map(|seat| seat.rect).chain(crowd).collect();
                    assert!(!rects.is_empty());
                    for (at, rect) in rects.iter().enumerate() {
                        assert!(layout.bounds().encloses(*rect));
                        assert!(!rects[at + 1..].iter().any(|other| rect.overlaps(*other)));
                        for seat in &layout.ring.seats {
                            let node = layout.ring.box_of(seat.at);
                            assert!(!rect.overlaps(node), "{nodes} {clients} {width}x{height}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn clients_without_room_share_a_place_and_are_counted() {
        let view = with_clients(9, 200);
        let layout = Layout::of(&view, Viewport { width: 390.0, height: 400.0 }, false);
        let (rect, count) = layout.crowd.unwrap();
        assert_eq!(layout.clients.len() + count, 200);
        assert_eq!(layout.client(ClientId(200)), Some(rect));
    }

    #[test]
    fn a_layout_is_kept_until_someone_comes_or_the_stage_changes() {
        let viewport = Viewport { width: 800.0, height: 600.0 };
        let view = with_clients(5, 2);
        let layout = Layout::of(&view, viewport, false);
        assert!(layout.fits(&view, viewport, false));
        assert!(!layout.fits(&view, viewport, true));
        assert!(!layout.fits(&with_clients(6, 2), viewport, false));
        assert!(!layout.fits(&with_clients(5, 3), viewport, false));
        assert!(!layout.fits(&view, Viewport { width: 799.0, ..viewport }, false));
    }

    #[test]
    fn a_track_runs_from_rim_to_rim() {
        let view = cluster(5);
        let layout = Layout::of(&view, Viewport { width: 800.0, height: 600.0 }, false);
        let (client, node) = (Endpoint::Client(ClientId(1)), Endpoint::Node(n(1)));
        let (from, to) = layout.track(client, node).unwrap();
        let grown = Rect { x: 0.0, y: 0.0, w: 130.0, h: 66.0 };
        assert!(grown.contains(from) && !layout.client(ClientId(1)).unwrap().contains(from));
        let distance = to.distance(layout.ring.seat(n(1)).unwrap());
        assert!(distance >= layout.ring.radius && distance < layout.ring.radius * 1.4);
        assert_eq!(layout.track(client, Endpoint::Node(n(9))), None);
    }
}
