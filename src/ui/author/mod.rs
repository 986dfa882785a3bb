//! The author's sheet: a lesson as text, with what helps to write it.
//!
//! The text lives in its field, as in any editor; here it is looked at once a frame after it has changed, kept in the
//! browser, and judged. What a lesson is, what is wrong with one, and what can be put into it, says `session::authoring`.

mod component;
mod form;
mod looks;
mod msg;
mod props;
mod state;

pub use msg::{AuthorMsg, Trying};
pub use props::{AuthorProps, Given, Playing};
pub use state::Author;
