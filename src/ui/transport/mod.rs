//! The transport: time as something one can stop, step through, slow down and drag.

mod branches;
mod component;
mod controls;
pub mod moments;
mod timeline;

pub use component::Transport;
pub use controls::Direction;
