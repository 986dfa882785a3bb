//! The transport: time as something one can stop, step through, slow down and drag.

pub mod lane;
pub mod scale;

#[cfg(feature = "page")]
mod branches;
#[cfg(feature = "page")]
mod component;

#[cfg(feature = "page")]
mod controls;
#[cfg(feature = "page")]
pub mod moments;
#[cfg(feature = "page")]
mod timeline;

#[cfg(feature = "page")]
pub use component::{Props as TransportProps, Transport};
#[cfg(feature = "page")]
pub use controls::Direction;
pub use lane::Lane;
pub use scale::Scale;
