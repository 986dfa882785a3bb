//! Pictures and files as data: the space-time diagram, and what is exported in the formats of others.
//!
//! Places, sizes and text follow from events alone, so all of it is tested without a browser. The page paints what is
//! computed here, and exports are written from the same picture.

pub mod export;
pub mod spacetime;
