//! How far somebody is who looks back elsewhere, and what was found, as text.

use crate::script::Condition;
use crate::session::finding::Act;
use crate::session::hindsight::{
    Asked, Change, Hindsight, Insight, Odds, Point, Rescues, Share, Size, Sort, Turn,
};
use crate::sim::Time;

use super::reading::{NONE, folded, number, optional, or_none, unfolded};

/// How far somebody is who looks back, and what was found if that is at its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub states: u64,
    /// How much of it is done, in thousandths.
    pub progress: u32,
    pub insight: Option<Insight>,
}

impl Progress {
    /// Of this one, who has found this.
    pub fn of(hindsight: &dyn Hindsight, insight: Option<Insight>) -> Self {
        Self { states: hindsight.states(), progress: hindsight.progress(), insight }
    }
}

const SIZES: [(Size, &str); 5] = [
    (Size::Shifted, "shifted"),
    (Size::Written, "written"),
    (Size::Arrived, "arrived"),
    (Size::Lost, "lost"),
    (Size::LeftOut, "left-out"),
];

/// Writes it. The condition is not written: who has asked knows it.
pub fn written(Progress { states, progress, insight }: &Progress) -> String {
    let mut lines = vec![format!("{states} {progress}")];
    match insight {
        None => {}
        Some(Insight::Odds(odds)) => write_odds(&mut lines, odds),
        Some(Insight::Rescues(rescues)) => write_rescues(&mut lines, rescues),
    }
    lines.join("\n")
}

/// Reads what came of what was asked. `None` if it is nothing of the kind.
pub fn read(text: &str, asked: &Asked) -> Option<Progress> {
    let mut lines = text.lines();
    let mut words = lines.next()?.split(' ');
    let (states, progress) = (number(words.next())?, number(words.next())?);
    let insight = match lines.next() {
        None => None,
        Some(first) => Some(match asked.sort {
            Sort::Odds => Insight::Odds(odds(first, lines, asked.condition.clone())?),
            Sort::Rescue => Insight::Rescues(rescues(first, lines, asked.condition.clone())?),
        }),
    };
    Some(Progress { states, progress, insight })
}

fn write_odds(lines: &mut Vec<String>, odds: &Odds) {
    let Odds { condition: _, from, reached, by, points, turn, no_return, states } = odds;
    lines.push(format!("odds {} {} {} {} {states}", from.0, reached.0, by.0, no_return.0));
    lines.push(points.iter().map(point_written).collect::<Vec<_>>().join(" "));
    let Some(Turn { before, after, events, otherwise }) = turn else { return };
    let otherwise = match otherwise {
        Some((seed, given)) => format!("{seed} {given}"),
        None => NONE.to_owned(),
    };
    lines.push(format!("{} {} {otherwise}", point_written(before), point_written(after)));
    lines.extend(events.iter().map(|it| folded(it)));
}

fn point_written(Point { at, share: Share { came, of } }: &Point) -> String {
    format!("{} {came} {of}", at.0)
}

fn odds<'a>(
    first: &str,
    mut lines: impl Iterator<Item = &'a str>,
    condition: Condition,
) -> Option<Odds> {
    let mut words = first.strip_prefix("odds ")?.split(' ');
    let mut time = || number(words.next()).map(Time);
    let (from, reached, by, no_return) = (time()?, time()?, time()?, time()?);
    let states = number(words.next())?;
    let mut words = lines.next()?.split(' ').peekable();
    let mut points = Vec::new();
    while words.peek().is_some() {
        points.push(point(&mut words)?);
    }
    let turn = match lines.next() {
        None => None,
        Some(turn) => {
            let mut words = turn.split(' ');
            let (before, after) = (point(&mut words)?, point(&mut words)?);
            let otherwise = match optional(words.next())? {
                Some(seed) => Some((seed, number(words.next())?)),
                None => None,
            };
            let events = lines.map(unfolded).collect::<Option<_>>()?;
            Some(Turn { before, after, events, otherwise })
        }
    };
    Some(Odds { condition, from, reached, by, points, turn, no_return, states })
}

fn point<'a>(words: &mut impl Iterator<Item = &'a str>) -> Option<Point> {
    let at = Time(number(words.next())?);
    let share = Share { came: number(words.next())?, of: number(words.next())? };
    Some(Point { at, share })
}

fn write_rescues(lines: &mut Vec<String>, rescues: &Rescues) {
    let Rescues {
        condition: _,
        reached,
        by,
        from,
        is_all,
        tried,
        averted,
        changes,
        latest,
        states,
    } = rescues;
    lines.push(format!(
        "rescue {} {} {} {} {tried} {averted} {} {states}",
        reached.0,
        by.0,
        from.0,
        u8::from(*is_all),
        or_none(latest.map(|it| it.0))
    ));
    for Change { size, at, given, act, says } in changes {
        let (_, size) = SIZES.iter().find(|(it, _)| it == size).expect("all are there");
        lines.push(format!("{size} {} {given} {}", at.0, folded(says)));
        lines.push(act.to_string());
    }
}

fn rescues<'a>(
    first: &str,
    mut lines: impl Iterator<Item = &'a str>,
    condition: Condition,
) -> Option<Rescues> {
    let mut words = first.strip_prefix("rescue ")?.split(' ');
    let mut time = || number(words.next()).map(Time);
    let (reached, by, from) = (time()?, time()?, time()?);
    let is_all = match words.next()? {
        "0" => false,
        "1" => true,
        _ => return None,
    };
    let (tried, averted) = (number(words.next())?, number(words.next())?);
    let latest = optional(words.next())?.map(Time);
    let states = number(words.next())?;
    let mut changes = Vec::new();
    while let Some(line) = lines.next() {
        let mut words = line.splitn(4, ' ');
        let size = words.next()?;
        let (size, _) = *SIZES.iter().find(|(_, name)| *name == size)?;
        let (at, given) = (Time(number(words.next())?), number(words.next())?);
        let says = unfolded(words.next()?)?;
        let act = Act::read(lines.next()?)?;
        changes.push(Change { size, at, given, act, says });
    }
    Some(Rescues { condition, reached, by, from, is_all, tried, averted, changes, latest, states })
}
