//! What is said of a search: of what it has found, what it has looked at, and how far it is. All of it follows from plain
//! data, so that one that goes on elsewhere says the same.

use crate::catalog::tr;
use crate::explain::words::{count, duration};
use crate::script::Command;

use super::act::Act;
use super::bounds::{Bounds, moves};
use super::exhaustive::Exhausted;
use super::searched::Searched;
use super::verdict::{Engine, Verdict, Witness};

/// What a search has come to, in lines for the console.
pub fn lines(bounds: &Bounds, searched: &Searched, verdict: &Verdict) -> Vec<String> {
    match verdict {
        Verdict::Found(witness) => found(bounds, searched, witness),
        Verdict::NotFound => {
            let looked_at = looked_at(bounds, searched);
            let mut lines = vec![tr!("none found within these bounds: {looked_at}", looked_at)];
            lines.extend(left(bounds, searched));
            lines
        }
    }
}

/// What was looked at, in a sentence's end.
pub fn looked_at(bounds: &Bounds, searched: &Searched) -> String {
    let Searched { exhausted, tried } = searched;
    let time = bounds.time();
    let mut parts = Vec::new();
    parts.push(match exhausted.moves {
        None => tr!("a part of the schedule without a move within {time}", time),
        Some(0) => tr!("the schedule without a move within {time} (exhaustive)", time),
        Some(most) => tr!(
            "every schedule of at most {moves}, made right after events, within {time} (exhaustive)",
            moves = moves(most),
            time
        ),
    });
    if exhausted.moves.is_some_and(|it| it < bounds.most) && exhausted.beyond.is_none() {
        let next = exhausted.moves.map_or(0, |it| it + 1);
        parts.push(tr!("a part of those of {moves}", moves = moves(next)));
    }
    if let Some(tried) = tried.as_ref().filter(|_| bounds.most > 0) {
        parts.push(tr!(
            "{tries} of at most {moves} (guided)",
            tries = count(tried.tries, "try", "tries"),
            moves = moves(bounds.most)
        ));
    }
    format!("{}; {}", parts.join(", "), numbers(searched))
}

/// How much of what may be looked at was, in thousandths.
pub fn progress(bounds: &Bounds, searched: &Searched) -> u32 {
    let (first, second) = bounds.states;
    let share = |done: u64, of: u64| (done.min(of) * 500 / of.max(1)) as u32;
    match &searched.tried {
        None => share(searched.exhausted.states, first),
        Some(tried) => 500 + share(tried.states, second),
    }
}

fn found(bounds: &Bounds, searched: &Searched, witness: &Witness) -> Vec<String> {
    let Bounds { condition, from, .. } = bounds;
    let took = duration(witness.at.since(*from));
    let mut lines = vec![match witness.acts.len() {
        0 => tr!("found: {condition}, {took} from here, without a move:", condition, took),
        made => tr!(
            "found: {condition}, {took} from here, after {moves}:",
            condition,
            took,
            moves = moves(made as u32)
        ),
    }];
    lines.extend(witness.acts.iter().map(ToString::to_string));
    lines.push(Act { at: witness.at, command: Command::Expect(condition.clone()) }.to_string());
    lines.push(match witness.engine {
        Engine::Exhaustive => {
            let numbers = numbers(searched);
            match searched.exhausted.moves {
                None => tr!("exhaustive: {numbers}", numbers),
                Some(0) => tr!(
                    "exhaustive: the schedule without a move does not lead there; {numbers}",
                    numbers
                ),
                Some(most) => tr!(
                    "exhaustive: no schedule of at most {moves} leads there; {numbers}",
                    moves = moves(most),
                    numbers
                ),
            }
        }
        Engine::Guided => {
            let looked_at = looked_at(bounds, searched);
            tr!("guided, by chance and then shortened: {looked_at}", looked_at)
        }
    });
    lines
}

fn numbers(searched: &Searched) -> String {
    tr!(
        "{runs} and {states} looked at",
        runs = count(searched.runs(), "run", "runs"),
        states = count(searched.states(), "state", "states")
    )
}

/// What was not gone through, and what to do about it.
fn left(bounds: &Bounds, searched: &Searched) -> Option<String> {
    let Exhausted { moves: exhausted, beyond, .. } = searched.exhausted;
    if exhausted == Some(bounds.most) {
        return None;
    }
    let Some(exhausted) = exhausted else {
        return Some(
            tr!("the schedule without a move alone is more than there is room for: less time (within) can be gone through")
                .to_owned(),
        );
    };
    let next = moves(exhausted + 1);
    Some(match beyond {
        Some(states) => tr!(
            "schedules of {moves} are about {states} states, more than there is room for: less time (within), fewer sorts of moves (using) or fewer moves (most) can be gone through",
            moves = next,
            states
        ),
        None => tr!(
            "schedules of {moves} are more than there is room for: less time (within), fewer sorts of moves (using) or fewer moves (most) can be gone through",
            moves = next
        ),
    })
}
