//! Hindsight: where something has come to hold, since when that was likely, and what would have averted it.
//!
//! A session is its commands and its chance. So the way to where a condition holds can be gone once more by a clone
//! (`replay`), and left at any move:
//!
//! * [`Odds`]: from stations on the way (`way`), the cluster goes on as often with other random numbers (`reseed`) and the same
//!   commands. How many of these futures come to hold the condition, at most so much later, is an estimate of how likely
//!   it was at that moment; where it rises most, stations are asked again and more of them between, until the rise lies between two moves
//!   that follow each other: what happened there decided it. This is a splitting estimate of a rare event (Kahn, Harris: Estimation of
//!   particle transmission by random sampling, 1951) with the actual run as its one path.
//! * [`Rescues`]: no chance, but every single change: a message that comes 5 ms sooner or later, or is lost; one that was lost and
//!   arrives; a write that is done at once; a command that is not given. Each is made at its moment, and the run goes on as it
//!   would have. These are counterfactuals in the sense of Halpern and Pearl with one variable changed, gone through from
//!   the end towards the beginning: the latest that helps is the point of no return, exactly, for changes of these sorts.
//!
//! What was already drawn at a moment stays drawn: a packet on its way arrives when it would have, a timer that runs fires when it
//! would have. The random numbers that come after a change are those that would have come, stream by stream.
//!
//! Both may be carried out by another copy of the program ([`elsewhere`](crate::session::elsewhere)), as the page has it done in a
//! worker. What is found depends on the session alone, and not on which of its moments were kept.
//!
//! What is deliberately missing: changes of two things at once, later and sooner timers, crashes at other moments; and odds
//! that are computed rather than estimated.

mod looking;
mod odds;
mod placing;
mod replay;
mod rescue;
mod telling;
#[cfg(test)]
mod tests;
mod way;

pub use looking::{Asked, Hindsight, Inquiry, Insight, Sort, Told, begin};
pub use odds::{Odds, Point, Share, Turn};
pub use placing::{Found, Insights, Play, look_back, play, take_in};
pub use replay::Track;
pub use rescue::{Change, Rescues, Size};
