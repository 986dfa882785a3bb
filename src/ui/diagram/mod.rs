//! The space-time diagram as a panel: what `draw::spacetime` lays out, painted, and worked by pointer and by key.
//!
//! Only what is in sight is painted, and it is painted anew when something has happened or another stretch of time is
//! looked at. While time passes the painting is only moved; the line of the present moves on it.

mod bar;
mod component;
mod describe;
mod heads;
mod marked;
mod sheet;

pub use component::{Diagram, Props as DiagramProps};
