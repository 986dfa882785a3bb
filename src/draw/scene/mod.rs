//! The drawing as data: where each thing on the stage stands at one moment of display time, and what it looks like.
//!
//! Pure functions from a [`ClusterView`](crate::sim::ClusterView) and a size to plain marks, so that geometry is tested
//! natively. Nothing here knows a browser, reads a clock or remembers a frame before: a packet's place is an
//! interpolation between the moments it was sent and is due, a highlight a function of an event's age, and so seeking
//! needs no repair of animations.

#[cfg(test)]
mod fixture;

pub mod action;
pub mod badge;
pub mod card;
pub mod client;
pub mod frame;
pub mod geometry;
pub mod ground;
pub mod group;
pub mod hand;
pub mod highlight;
pub mod hit;
pub mod knife;
pub mod layout;
pub mod link;
pub mod node;
pub mod packet;
pub mod ring;
mod summary;

pub use action::{Action, digit, node_key, packet_key};
pub use client::{ClientMark, ClientState};
pub use frame::Frame;
pub use geometry::{Point, Px, Rect};
pub use ground::Ground;
pub use group::{Group, Hull};
pub use hand::Hand;
pub use highlight::{Clock, Cross, Highlights, Note, Pulse, Tone};
pub use hit::Hit;
pub use knife::Plan;
pub use layout::Layout;
pub use link::Links;
pub use node::{Arc, Disk, Look, NodeMark, Pip, TextRole, Vote};
pub use packet::{PacketBody, PacketMark, Shape};
pub use ring::{Detail, Ring, Seat, Viewport};
pub use summary::summary;
