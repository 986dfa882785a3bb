//! The time that a leader writes into a request, for sessions to end by it (dissertation 6.3).
//!
//! Servers must forget a session at the same command, so none of them may look at its own clock when it applies one.
//! The leader looks at its clock once, when it proposes the request, and what it saw is a part of the command.

use serde::{Deserialize, Serialize};

use super::operation::Request;

/// What a leader writes beside a request. All times are in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stamp {
    /// The leader's clock.
    pub now_us: u64,
    /// After so long without use a session ends; none ends now if `None`.
    pub expiry_us: Option<u64>,
    /// When the client first sent the request: the same at every try. It tells a new session from a late copy of the
    /// request that opened an old one.
    pub asked_us: u64,
}

/// A request as it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Logged {
    /// What the client sent.
    pub request: Request,
    /// What the leader added; nothing as long as sessions do not end.
    pub stamp: Option<Stamp>,
}
