//! How far a search elsewhere is, and what was found, as text.

use crate::session::finding::{
    Act, Engine, Exhausted, Place, Report, Searched, Tried, Verdict, Witness,
};
use crate::sim::Time;

use super::reading::{NONE, number, optional, or_none};

/// Writes it.
pub fn written(Report { place, searched, verdict }: &Report) -> String {
    let Place { guided, far, first } = place;
    let Exhausted { moves, runs, states, beyond } = &searched.exhausted;
    let (moves, beyond) = (or_none(moves.map(u64::from)), or_none(*beyond));
    let mut text = format!("{} {far} {first} {moves} {runs} {states} {beyond}", u8::from(*guided));
    if let Some(Tried { tries, states, shapes }) = &searched.tried {
        text.push_str(&format!(" {tries} {states} {shapes}"));
    }
    match verdict {
        None => {}
        Some(Verdict::NotFound) => text.push_str(&format!("\n{NONE}")),
        Some(Verdict::Found(Witness { acts, at, digest, engine })) => {
            text.push_str(&format!("\n{} {} {digest}", engine.name(), at.0));
            acts.iter().for_each(|act| text.push_str(&format!("\n{act}")));
        }
    }
    text
}

/// Reads it. `None` if it is nothing of the kind.
pub fn read(text: &str) -> Option<Report> {
    let mut lines = text.lines();
    let mut words = lines.next()?.split(' ');
    let guided = match words.next()? {
        "0" => false,
        "1" => true,
        _ => return None,
    };
    let place = Place { guided, far: number(words.next())?, first: number(words.next())? };
    let moves = optional(words.next())?.map(u32::try_from).transpose().ok()?;
    let (runs, states) = (number(words.next())?, number(words.next())?);
    let beyond = optional(words.next())?;
    let exhausted = Exhausted { moves, runs, states, beyond };
    let tried = match words.next() {
        None => None,
        tries => Some(Tried {
            tries: number(tries)?,
            states: number(words.next())?,
            shapes: number(words.next())?,
        }),
    };
    let verdict = match lines.next() {
        None => None,
        Some(NONE) => Some(Verdict::NotFound),
        Some(found) => {
            let mut words = found.split(' ');
            let engine = match words.next()? {
                name if name == Engine::Exhaustive.name() => Engine::Exhaustive,
                name if name == Engine::Guided.name() => Engine::Guided,
                _ => return None,
            };
            let (at, digest) = (Time(number(words.next())?), number(words.next())?);
            let acts = lines.map(Act::read).collect::<Option<_>>()?;
            Some(Verdict::Found(Witness { acts, at, digest, engine }))
        }
    };
    Some(Report { place, searched: Searched { exhausted, tried }, verdict })
}
