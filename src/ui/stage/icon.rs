//! The signs on nodes and packets, drawn around 0 0, about 20 pixels wide.

use crate::draw::scene::Look;

/// A leader's crown.
pub const CROWN: &str = "M-15 7l-4-15 10 6 9-11 9 11 10-6-4 15z";

/// The sign of a role, as a path.
pub fn of(look: Look) -> &'static str {
    match look {
        Look::Leader | Look::LateLeader | Look::Paused { leads: true } => CROWN,
        // One who stands for election raises a flag.
        Look::Candidate | Look::PreCandidate => "M-6 9V-9H8L4-4 8 1H-6",
        Look::Follower => "M0-8a4 4 0 0 1 0 8a4 4 0 0 1 0-8zM-8 8a8 6.5 0 0 1 16 0z",
        Look::Learner => "M0-5q-5-3-9-1v12q4-2 9 1q5-3 9-1V-6q-4-2-9 1zv12",
        // A door that is shut.
        Look::Outsider => "M-6-8h12v16h-12zM2.5 0h.1",
        Look::Paused { leads: false } => "M-6-7h4v14h-4zM2-7h4v14h-4z",
        Look::Down => "M-6-6L6 6M6-6L-6 6",
        // A disk that is broken.
        Look::Refusing => "M-9-6H-1L-3 0 1 1-1 6H-9zM3-6H9V6H3L5 1 1 0z",
    }
}

/// A tick.
pub const TICK: &str = "M-4.5 0l3.2 3.6 5.8-7";

/// A small cross.
pub const CROSS: &str = "M-4-4l8 8m0-8l-8 8";

/// A large cross, where a packet is lost.
pub const LOST: &str = "M-9-9L9 9M9-9L-9 9";
