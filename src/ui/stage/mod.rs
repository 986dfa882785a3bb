//! The stage: paints what [`scene`](crate::draw::scene) computes, and turns clicks, keys and drags into script lines.
//!
//! Every frame the page tells the stage of a moment; the scene turns it into marks, and the marks become SVG. Nothing else
//! of the page is compared for that: what is not the moment comes at the pace of the panels, as properties.
//! What lies still (links, groups, the bodies of nodes and packets) are components of their own that are drawn again
//! only when their marks change, so that a frame touches a few attributes: where packets are, how far timers have run.
//!
//! Nothing here decides anything about the cluster, remembers a frame before, or talks to it but by lines of script.

mod caption;
mod card;
mod component;
mod field;
mod ground;
mod icon;
mod keys;
mod legend;
mod node;
mod overlay;
pub mod packet;
mod props;
mod tooltip;
mod watch;

pub use crate::draw::scene::{digit, node_key, packet_key};
pub use component::Stage;
pub use legend::Legend;
pub use props::{Moment, Moments, StageProps};
