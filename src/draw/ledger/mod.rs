//! Every node's log under the others', an index a column: what each cell shows, and which columns are in sight.

pub mod model;
pub mod window;

pub use model::Removed;
