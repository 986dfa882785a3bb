//! Writing a lesson, a story or a mission, with the cluster beside it.
//!
//! A lesson is a script like any other, so whoever writes one writes text. What helps is here: a draft is made of what was done
//! in a session up to the moment that is shown (`draft`); or of a property that was violated in it, as a story whose steps are
//! what led there (`slice`, `claim`, `retold`); lines are put together from words and conditions by who does not
//! know the grammar (`piece`), with conditions that can be said of this moment (`suggestion`); they are put where they belong
//! in the text (`place`); and what is wrong with the text is found, line by line while it is written (`flaw`), and by playing
//! it once from its beginning before it takes the place of anything (`trial`).
//!
//! Nothing here changes a session, keeps a text, or knows where it is shown.

mod claim;
mod draft;
mod flaw;
mod piece;
mod place;
mod retold;
mod slice;
mod suggestion;
#[cfg(test)]
mod tests;
mod trial;

pub use draft::{acts, acts_since, from_session, of_table};
pub use flaw::{Flaw, check};
pub use piece::{Field, Kind, Sort};
pub use place::{Edited, file_name, insert, line_at, offset, title, with_title};
pub use retold::from_violation;
pub use suggestion::{Suggestion, suggestions, verdict};
pub use trial::{Lesson, Trial, lesson_link, try_out, trying};
