//! The replicated key-value state machine.

pub mod operation;

pub use operation::{Operation, Reply, Request, SessionId};
