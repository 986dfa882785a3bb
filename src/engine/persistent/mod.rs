//! Collections whose copies share what they have in common: what rewinding, branches and the checks stand on.
//!
//! A copy counts a reference or two. Whoever changes it first makes a chunk of its own of the one that it changes, and a new
//! list of the chunks, which is short, for a chunk holds dozens. Trees would share more of what is very long; a library of
//! them, made anew for each kind of element, was a tenth of the page.

mod map;
mod set;
mod vector;

pub use map::OrdMap;
pub use set::OrdSet;
pub use vector::Vector;

/// How many elements a chunk holds at most.
const CHUNK: usize = 64;
