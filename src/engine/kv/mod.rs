//! The replicated key-value state machine: what the log is for.
//!
//! Every server feeds the committed commands of its log, in order, to a [`Store`]. Since [`Store::apply`] depends on
//! nothing but the store and the command, equal logs make equal stores (paper 2), and a test may compare two of them
//! with `==` or by hash.
//!
//! A command is a [`Request`]: an [`Operation`], and the session and sequence number under which its client sent it.
//! A leader that crashes after committing and before answering leaves its client no choice but to ask again, and the
//! command then stands in the log twice. The session's memory of its last answer is what makes the second copy
//! harmless (dissertation 6.3).
//!
//! What is deliberately missing: nothing here knows of terms, indices, nodes or clocks. The rule that forgets old
//! sessions is a function of the commands alone, or else servers would forget at different points: the time that counts
//! is the [`Stamp`] that a leader has written into the command.

pub mod fingerprint;
pub mod operation;
pub mod session;
pub mod snapshot;
pub mod stamp;
pub mod store;
pub mod wire;
pub mod words;

pub use fingerprint::Fingerprint;
pub use operation::{Operation, Reply, Request, SessionId};
pub use snapshot::SnapshotError;
pub use stamp::{Logged, Stamp};
pub use store::Store;
pub use wire::DecodeError;
pub use words::answer;
