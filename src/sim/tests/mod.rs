//! The cluster as a whole.

mod elections;
