//! What is asked of somebody else.

use std::str::FromStr;

use crate::script::{self, Command, Condition, FindMove};
use crate::session::Session;
use crate::session::run::{Run, Setup};
use crate::sim::Time;

use super::super::act::Act;
use super::super::bounds::{Bounds, Share};
use super::super::search::{self, Search};

/// A session of more moves takes longer to be led there again than the search may take.
const MOST_MOVES: u64 = 300_000;

/// A search within these bounds, from the moment that a session shows. `None` if so much has happened that doing it again
/// would take too long.
pub fn request(session: &Session, bounds: &Bounds) -> Option<String> {
    let run = &session.here.run;
    if run.moves > MOST_MOVES {
        return None;
    }
    let Setup { nodes, seed } = session.setup;
    let Bounds { from, to, most, states: (first, second), .. } = bounds;
    let digest = run.cluster.digest();
    let using: Vec<&str> = bounds.using.iter().map(|it| it.name()).collect();
    let mut lines = vec![
        format!("{nodes} {seed} {digest}"),
        format!("{} {} {most} {first} {second}", from.0, to.0),
        using.join(" "),
        Command::Expect(bounds.condition.clone()).to_string(),
    ];
    lines.extend(session.lines_so_far().iter().map(ToString::to_string));
    Some(lines.join("\n"))
}

/// Begins what was asked for. `None` if it cannot be read, or leads to another state here, or cannot be looked for.
pub fn begin(text: &str) -> Option<Box<dyn Search>> {
    let mut lines = text.lines();
    let mut origin = lines.next()?.split(' ');
    let setup = Setup { nodes: number(origin.next())?, seed: number(origin.next())? };
    let digest: u64 = number(origin.next())?;
    let bounds = bounds(&mut lines)?;
    let tape: Vec<Act> = lines.map(Act::read).collect::<Option<_>>()?;
    let run = reached(setup, &tape, bounds.from);
    let same = run.now() == bounds.from && run.cluster.digest() == digest;
    same.then(|| search::begin(&run, bounds).ok())?
}

fn bounds<'a>(lines: &mut impl Iterator<Item = &'a str>) -> Option<Bounds> {
    let mut numbers = lines.next()?.split(' ');
    let (from, to) = (Time(number(numbers.next())?), Time(number(numbers.next())?));
    let most = number(numbers.next())?;
    let states = (number(numbers.next())?, number(numbers.next())?);
    let named = |name| FindMove::ALL.into_iter().find(|it| it.name() == name);
    let using = lines.next()?.split_whitespace().map(named).collect::<Option<_>>()?;
    let condition = condition(lines.next()?)?;
    Some(Bounds { condition, from, to, using, most, states, share: Share::ALL })
}

fn condition(line: &str) -> Option<Condition> {
    match script::parse_line(line, 1).ok()??.command? {
        Command::Expect(condition) => Some(condition),
        _ => None,
    }
}

/// What a tape leads to at this moment. Moves have moments of their own, and commands that share one are all that was done of it.
fn reached(setup: Setup, tape: &[Act], now: Time) -> Run {
    let mut run = Run::new(setup);
    for act in tape {
        run.advance_to(act.at);
        // What could not be done again leads to another state, which is noticed.
        let _ = run.perform(&act.command);
    }
    run.advance_to(now);
    run
}

/// A number, if it is one.
pub fn number<N: FromStr>(word: Option<&str>) -> Option<N> {
    word?.parse().ok()
}
