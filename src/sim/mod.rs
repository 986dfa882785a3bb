//! The cluster in virtual time.

pub mod event;
pub mod time;
pub mod view;

pub use event::{Cause, ClientId, Endpoint, Event, EventKind, LossReason, PacketId};
pub use time::Time;
pub use view::{
    ClientView, ClusterView, Liveness, NodeView, PacketKind, PacketView, ProgressView, Role,
    TimerView, WaitingView,
};
