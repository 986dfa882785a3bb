//! A single move in words: what moved, and what came of it.

use std::sync::Arc;

use crate::sim::{Cause, Event};

use super::event::kind_text;

/// How much of what came of a move is told.
const MOST: usize = 3;

/// The move that left these events, in order: `p17 arrives: n3 receives entries from n1; n3 appends entry 5`.
pub fn step_text(events: &[Arc<Event>]) -> String {
    let Some((first, others)) = events.split_first() else {
        return "a move of which nothing is seen".to_owned();
    };
    let mut text = match first.cause {
        Cause::Packet(packet) => format!("{packet} arrives: {}", kind_text(&first.kind)),
        Cause::Write(node, token) => {
            format!("{node}'s write {} ends: {}", token.0, kind_text(&first.kind))
        }
        Cause::Command(_) => format!("your command: {}", kind_text(&first.kind)),
        _ => kind_text(&first.kind),
    };
    for event in others.iter().take(MOST) {
        text = format!("{text}; {}", kind_text(&event.kind));
    }
    match others.len().saturating_sub(MOST) {
        0 => text,
        more => format!("{text}; and {more} more"),
    }
}
