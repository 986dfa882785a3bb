//! The space-time diagram, as Lamport drew it: a lane for each node and client, time along the lanes, messages from lane
//! to lane.
//!
//! [`Chronicle`] gathers what the events tell: which message went from where to where and what became of it, who was
//! what in which term, and when links were cut. It follows the event log, takes in only what is new, and remembers the
//! future while an earlier moment is shown. [`Picture`] is what of it lies in one stretch of time, laid out in whole
//! pixels, and thinned where there is more than anybody could tell apart; it says what it leaves out. The panel and the
//! exported file paint the same picture.
//!
//! Nothing here knows of a browser, of colours, or of what the person has picked; and nothing decides which events are
//! wanted: that is for the caller's filter.

mod arrow;
mod camera;
mod chronicle;
mod hit;
mod lanes;
mod path;
mod picture;
mod sign;
mod state;
#[cfg(test)]
mod tests;
mod thin;
mod ticks;

pub use arrow::{Arrow, Fate};
pub use camera::Camera;
pub use chronicle::{Band, Chronicle, Obstacle, RunKey, Stretch};
pub use hit::Hit;
pub use lanes::{Lane, Lanes};
pub use picture::{ArrowMark, BandMark, End, Picture, Sheet, SpotMark, StretchMark};
pub use sign::outline;
pub use state::LaneState;
pub use thin::Omission;
pub use ticks::{Tick, ticks};
