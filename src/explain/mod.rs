//! What happened, in words, and why: events, packets and moments as plain sentences, and the reasons that are on record.
//!
//! The console, the captions, the inspector, exports and announcements for screen readers all take their words from here, so
//! that a thing has one name wherever it is met. Everything is a function from events and a view of the cluster to text.
//! Nothing here guesses: what led to an event is what the simulation wrote down with it, and what is not known is said to be
//! unknown. For programs, what happened is data ([`facts`]), with the state of the node that it changed. Nothing here changes
//! anything, or knows of a session, a page or a browser.

pub mod event_log;
pub mod facts;
pub mod rules;
pub mod selection;
pub mod why;
pub mod words;

pub use event_log::EventLog;
pub use selection::Selected;
