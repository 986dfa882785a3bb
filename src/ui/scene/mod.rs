//! The drawing as data: where each thing on the stage stands at one moment of display time, and what it looks like.
//!
//! Pure functions from a [`ClusterView`](crate::sim::ClusterView) and a size to plain marks, so that geometry is tested
//! natively. Nothing here knows a browser, reads a clock or remembers a frame before: a packet's place is an
//! interpolation between the moments it was sent and is due, a highlight a function of an event's age, and so seeking
//! needs no repair of animations.
