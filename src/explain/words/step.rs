//! A single move in words: what moved, and what came of it.

use std::sync::Arc;

use crate::catalog::tr;
use crate::sim::{Cause, Event};

use super::event::kind_text;

/// How much of what came of a move is told.
const MOST: usize = 3;

/// The move that left these events, in order: `p17 arrives: n3 receives entries from n1; n3 appends entry 5`.
pub fn step_text(events: &[Arc<Event>]) -> String {
    let Some((first, others)) = events.split_first() else {
        return tr!("a move of which nothing is seen").to_owned();
    };
    let what = kind_text(&first.kind);
    let mut told = vec![match first.cause {
        Cause::Packet(packet) => tr!("{packet} arrives: {what}", packet, what),
        Cause::Write(node, token) => {
            tr!("{node}'s write {write} ends: {what}", node, write = token.0, what)
        }
        Cause::Command(_) => tr!("your command: {what}", what),
        _ => what,
    }];
    told.extend(others.iter().take(MOST).map(|event| kind_text(&event.kind)));
    let told = told.join(tr!("; "));
    match others.len().saturating_sub(MOST) {
        0 => told,
        more => tr!("{told}; and {more} more", told, more),
    }
}
