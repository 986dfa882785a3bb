//! The ledger: every node's log under the others', an index a column, so that agreement is something one sees.
//!
//! Only the columns in sight are drawn ([`window`]); what a cell shows is worked out as data first ([`model`]), so that
//! a row in which nothing changed is not drawn again.

pub mod model;
pub mod window;

#[cfg(feature = "page")]
mod component;
#[cfg(feature = "page")]
mod row;

#[cfg(feature = "page")]
pub use component::{Ledger, Props as LedgerProps};
pub use model::Removed;
