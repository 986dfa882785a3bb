//! The page: one component that owns the session and its frames, and below it components that are given data.
//!
//! Each frame lets virtual time pass and draws the stage, the clock and the handle of the timeline again. Everything
//! else is gathered into `panels` when something has happened, ten times a second at most, and shared by pointer; so
//! a panel in which nothing changed costs a comparison. Whatever a person does here becomes a script line, given to the
//! session as if it were typed.

mod actions;
mod authoring;
mod autosave;
mod branching;
mod callbacks;
mod comparison;
mod component;
mod embedded;
mod fetching;
mod keyboard;
mod layout;
mod loaded;
mod loading;
mod msg;
mod news;
mod opening;
mod overlay;
mod panels;
mod parts;
mod pathing;
mod quizzing;
mod saved;
mod sharing;
mod state;
mod touring;
mod why;

pub use opening::{News, Opening, embedding, open, open_embedded, opens_with};
pub use state::{Page, PlayerHandle, ProgramHandle, Props as PageProps};
