//! A search that goes on elsewhere: in another copy of the program, which shares nothing with this one.
//!
//! What is to be looked for goes there as text ([`request`]): how the session began, what was done in it up to the moment that
//! is shown, and within which bounds to look. There it is done again, and the search [begins](begin) only if that has led to
//! the very same state. What was looked at, and what was found, comes back as text ([`Reply`]): the acts of a schedule are lines
//! of a script. So whoever has asked tells and places what was found as if it had searched itself.
//!
//! Nothing here knows of workers or browsers: how the texts get there and back is for others to decide. They are for the same
//! version of the program, and nobody keeps them.

mod reply;
mod request;
#[cfg(test)]
mod tests;

pub use reply::Reply;
pub use request::{begin, request};
