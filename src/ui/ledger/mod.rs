//! The ledger: every node's log under the others', an index a column, so that agreement is something one sees.
//!
//! Only the columns in sight are drawn, and what a cell shows is worked out as data first
//! ([`draw::ledger`](crate::draw::ledger)), so that a row in which nothing changed is not drawn again.

mod component;
mod row;

pub use component::{Ledger, Props as LedgerProps};
