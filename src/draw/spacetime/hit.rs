//! What is under the pointer.

use crate::raft::NodeId;
use crate::sim::{PacketId, Time};

use super::lanes::Lane;
use super::picture::{ArrowMark, End, Picture};

/// Something that can be pointed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// A message.
    Arrow(PacketId),
    /// What happened on a lane: the number of the event that stands for all.
    Spot(u64),
    /// A node at a moment.
    Band(NodeId, Time),
}

/// So near, in pixels, a message is meant.
const NEAR_ARROW: f64 = 7.0;

/// So near, in pixels, a spot is meant.
const NEAR_SPOT: i32 = 8;

/// So near, in pixels, a lane is meant.
const NEAR_LANE: i32 = 7;

impl Picture {
    /// What is at a place: a spot before a message, the nearest one, before a lane.
    pub fn hit(&self, x: i32, y: i32) -> Option<Hit> {
        let near = |a: i32, b: i32| (a - b).abs() <= NEAR_SPOT;
        let spots = self.spots.iter().filter(|spot| near(spot.x, x) && near(spot.y, y));
        if let Some(spot) = spots.min_by_key(|spot| (spot.x - x).pow(2) + (spot.y - y).pow(2)) {
            return Some(Hit::Spot(spot.seqs[0]));
        }
        let arrows = self.arrows.iter().map(|arrow| (arrow.packet, distance(arrow, x, y)));
        let nearest = arrows.min_by(|one, other| one.1.total_cmp(&other.1));
        if let Some((packet, _)) = nearest.filter(|(_, far)| *far <= NEAR_ARROW) {
            return Some(Hit::Arrow(packet));
        }
        match self.lanes.iter().find(|(_, middle)| (middle - x).abs() <= NEAR_LANE)? {
            (Lane::Node(id), _) => {
                let pixels = u64::try_from(y).ok()?;
                let at = self.sheet.from.plus_us(pixels.saturating_mul(self.sheet.us_per_px));
                let inside =
                    |band: &&super::BandMark| band.node == id && (band.y1..=band.y2).contains(&y);
                self.bands.iter().find(inside).map(|_| Hit::Band(id, at))
            }
            (Lane::Client(_) | Lane::Clients, _) => None,
        }
    }
}

/// How far a place is from a message's way.
fn distance(arrow: &ArrowMark, x: i32, y: i32) -> f64 {
    let end = match arrow.end {
        End::UnderWay(Some(due)) => due,
        End::UnderWay(None) | End::Arrived | End::Lost(_) => arrow.to,
    };
    to_line(arrow.from, arrow.to, (x, y)).min(to_line(arrow.to, end, (x, y)))
}

fn to_line(from: (i32, i32), to: (i32, i32), at: (i32, i32)) -> f64 {
    let [x, y] = [at.0 - from.0, at.1 - from.1].map(f64::from);
    let [dx, dy] = [to.0 - from.0, to.1 - from.1].map(f64::from);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 { ((x * dx + y * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    (x - along * dx).hypot(y - along * dy)
}
