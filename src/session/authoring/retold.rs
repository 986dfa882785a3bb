//! A violation, retold as a story.
//!
//! The story is the session itself, with words between: the cluster is set up as it was, all that was done is done at the same
//! times, and nothing waits for anything, so it comes to the very moment at which the property was found violated. What led
//! there ([`slice`](super::slice)) are its steps. The words of a step come before what they speak of, as in every story;
//! at its end stands what it said, as far as the language can say that, as an expectation ([`claim`](super::claim)).
//!
//! Where a rule is broken, or a disk lies, what usually holds need not: so the words tell what happened, and not what
//! should follow from it.

use std::sync::Arc;

use crate::catalog::tr;
use crate::check::{Checker, Violation};
use crate::compact::sort_by_key;
use crate::explain::words::{entry_text, kind_text, sentence};
use crate::raft::{Index, NodeId};
use crate::script::{Bug, Command, Condition, Line};
use crate::session::cursor::Cursor;
use crate::session::run::Run;
use crate::session::{Session, missions};
use crate::sim::{ClusterView, Endpoint, Event, EventClass, EventKind, Role, Time};

use super::claim::{claims, leadership};
use super::draft::{beginning, is_told};
use super::slice::{Slice, slice};

/// A step of the story.
struct Step {
    /// When what it tells has happened.
    at: Time,
    told: Vec<Told>,
}

/// What a step tells.
enum Told {
    /// A rule is broken, at this place among what was done.
    Broken(Bug),
    Event(Arc<Event>),
}

/// The story of how a property came to be violated, up to the moment that a session shows: this one, or the first that was.
///
/// # Errors
/// A sentence, if it is not violated at that moment, or if none is.
pub fn from_violation(session: &Session, property: Option<&str>) -> Result<String, String> {
    let wanted = |it: &&Violation| property.is_none_or(|name| it.name == name);
    let violation = session.violations().iter().find(wanted).ok_or_else(|| match property {
        Some(property) => tr!("{property} is not violated up to this moment", property),
        None => {
            tr!("no property is violated up to this moment, so there is nothing to tell").into()
        }
    })?;
    let tape = &session.branch().tape[..session.here.played];
    let go = |cursor: &mut Cursor, at| {
        while cursor.advance_one(tape, at) {}
        cursor.run.advance_to(at);
    };
    let mut end = Cursor::start(session.setup());
    go(&mut end, violation.at);
    let (end, view) = (&end.run, end.run.cluster.view());

    let done = session.lines_so_far();
    let title = tr!("How {property} was violated", property = violation.name);
    let (mut text, set_up) = beginning(session.setup(), &title, &done);
    let is_in_time = |line: &&Line| line.at_us <= Some(violation.at.0);
    let acts = done[set_up..].iter().take_while(is_in_time);
    let broken = acts.clone().filter_map(broken);
    let mut acts = acts.filter(|line| is_act(line)).peekable();
    let mut now = Cursor::start(session.setup());
    let mut said: Vec<String> = Vec::new();
    let mut number = 0;
    for step in steps(slice(violation, &end.evidence(&view)), broken) {
        go(&mut now, step.at);
        let (run, view) = (&now.run, now.run.cluster.view());
        let words = step.told.iter().map(|told| told.words(run, &view));
        let words: Vec<String> = words.filter(|it| !said.contains(it)).collect();
        if words.is_empty() {
            continue;
        }
        number += 1;
        say(&mut text, number, step.title(), &words);
        said.extend(words);
        while let Some(act) = acts.next_if(|act| act.at_us <= Some(step.at.0)) {
            text.push_str(&format!("{act}\n"));
        }
        text.push_str(&expectation(step.at, step.held(run, &view)));
    }
    say(&mut text, number + 1, tr!("violated"), &verdict(violation));
    for act in acts {
        text.push_str(&format!("{act}\n"));
    }
    // What else is violated by then is named as well, or a run would end with it.
    let violated = |name: &str| Condition::Violated(Some(name.to_owned()));
    let others = end.checker.violations().iter().filter(|it| it.name != violation.name);
    let all = others.fold(violated(violation.name), |all, it| and(all, violated(it.name)));
    text.push_str(&expectation(violation.at, Some(all)));
    Ok(text)
}

/// What was seen, and what should have been.
fn verdict(violation: &Violation) -> Vec<String> {
    let Violation { name, evidence, .. } = violation;
    let evidence = without_numbers(evidence);
    let seen = tr!("{name} is violated: {evidence}", name, evidence);
    let properties = Checker::PROPERTIES.into_iter();
    let says = properties.filter(|it| it.name == *name).map(|it| tr(it.says).to_owned());
    [tr!("{sentence}.", sentence = seen)].into_iter().chain(says).collect()
}

/// Evidence without the numbers of events, which are others where a narrator speaks in between.
fn without_numbers(evidence: &str) -> String {
    const BEGIN: &str = " (events ";
    let mut pieces = evidence.split(BEGIN);
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |plain, piece| plain + piece.split_once(')').map_or("", |it| it.1))
}

/// What was done to the cluster, rather than told or asked.
fn is_act(line: &Line) -> bool {
    let words = |it: &Command| {
        matches!(it, Command::Say(_) | Command::Ask(_) | Command::Reveal | Command::Expect(_))
            || missions::is_of_mission(it)
    };
    is_told(line) && !line.command.as_ref().is_some_and(words)
}

/// The rule that a line breaks, and when.
fn broken(line: &Line) -> Option<(Time, Bug)> {
    match line.command {
        Some(Command::Break(bug)) => Some((Time(line.at_us?), bug)),
        _ => None,
    }
}

/// A step for each moment at which something is told.
fn steps(slice: Slice, broken: impl Iterator<Item = (Time, Bug)>) -> Vec<Step> {
    let events = slice.before.into_iter().chain(slice.last);
    let mut told: Vec<(Time, Told)> = broken.map(|(at, bug)| (at, Told::Broken(bug))).collect();
    told.extend(events.map(|event| (event.at, Told::Event(event))));
    // What was done at a moment was done after what happened by itself.
    sort_by_key(&mut told, |(at, _)| *at);
    let mut steps: Vec<Step> = Vec::new();
    for (at, told) in told {
        match steps.last_mut() {
            Some(step) if step.at == at => step.told.push(told),
            _ => steps.push(Step { at, told: vec![told] }),
        }
    }
    steps
}

/// Begins a step.
fn say(text: &mut String, number: usize, title: &str, words: &[String]) {
    let words = words.iter().cloned().reduce(|first, then| tr!("{first} {then}", first, then));
    let words = words.unwrap_or_default().replace(char::is_control, " ");
    let title = sentence(title);
    text.push_str(&format!("\n# {number}. {title}\n{}\n", Command::Say(words)));
}

/// A line that lets time reach this moment, and holds it to this.
fn expectation(at: Time, held: Option<Condition>) -> String {
    format!("{}\n", Line::unnumbered(Some(at.0), held.map(Command::Expect)))
}

fn and(one: Condition, other: Condition) -> Condition {
    Condition::And(Box::new(one), Box::new(other))
}

/// The conditions that all have to hold where this one is to.
fn singles(condition: Condition) -> Vec<Condition> {
    match condition {
        Condition::And(one, other) => [singles(*one), singles(*other)].concat(),
        single => vec![single],
    }
}

impl Step {
    /// What it is about, in a word.
    fn title(&self) -> &'static str {
        // What is told last is what it comes to.
        let class = match self.told.last() {
            Some(Told::Event(event)) => event.kind.class(),
            Some(Told::Broken(_)) | None => EventClass::Faults,
        };
        tr(class.name())
    }

    /// What of it can be held to be true when it has happened; of what the language has no words for, who leads then.
    fn held(&self, run: &Run, view: &ClusterView) -> Option<Condition> {
        let holds = |condition: &Condition| run.holds(condition) == Ok(true);
        let mut held: Vec<Condition> = Vec::new();
        for told in &self.told {
            let claims = match told {
                Told::Broken(bug) => vec![Condition::Broken(Some(*bug))],
                Told::Event(event) => claims(&event.kind, view),
            };
            let claim = claims.into_iter().find(holds);
            for single in claim.into_iter().flat_map(singles) {
                if !held.contains(&single) {
                    held.push(single);
                }
            }
        }
        held.into_iter().reduce(and).or_else(|| leadership(view).into_iter().find(holds))
    }
}

impl Told {
    /// It in a sentence, or two.
    fn words(&self, run: &Run, view: &ClusterView) -> String {
        match self {
            Self::Broken(bug) => {
                tr!("A rule is broken ({rule}). {does}", rule = bug.name(), does = tr(bug.does()))
            }
            Self::Event(event) => event_words(event, run, view),
        }
    }
}

/// An event in a sentence. Those of the captions are taken that tell of the cluster around it and foretell nothing.
fn event_words(event: &Event, run: &Run, view: &ClusterView) -> String {
    let said = match &event.kind {
        EventKind::RoleChanged { to: Role::Candidate, .. }
        | EventKind::Crashed { .. }
        | EventKind::Restarted { .. } => run.moments.of(event.seq),
        EventKind::RoleChanged { node, to: Role::Leader, .. } if has_votes(*node, event, run) => {
            run.moments.of(event.seq)
        }
        EventKind::Configured { command } => {
            return tr!("From now on: {command}.", command);
        }
        _ => None,
    };
    if let Some(said) = said {
        return said.to_owned();
    }
    let plain = sentence(&kind_text(&event.kind));
    let entries = match &event.kind {
        EventKind::Appended { node, first, last } => entries(*node, first.index, last.index, view),
        EventKind::Applied { node, index } => entries(*node, *index, *index, view),
        _ => None,
    };
    match entries {
        Some(entries) => tr!("{sentence}: {entries}.", sentence = plain, entries),
        None => tr!("{sentence}.", sentence = plain),
    }
}

/// Whether it was elected by others' votes that are on record, each as it was sent: a broken rule may have it count others.
fn has_votes(node: NodeId, elected: &Event, run: &Run) -> bool {
    let mut votes = 0;
    for event in run.events.until(elected.seq).rev() {
        match &event.kind {
            EventKind::VoteReceived { node: it, from, .. } if *it == node && *from != node => {
                let came = event.parent.and_then(|parent| run.events.get(parent));
                let of_it = |came: &Arc<Event>| match &came.kind {
                    EventKind::Delivered { from: Endpoint::Node(of), .. } => of == from,
                    _ => false,
                };
                if !came.is_some_and(of_it) {
                    return false;
                }
                votes += 1;
            }
            EventKind::RoleChanged { node: it, .. } if *it == node => break,
            _ => {}
        }
    }
    votes > 0
}

/// What entries of a node's log hold, if they are few and are there still.
fn entries(node: NodeId, first: Index, last: Index, view: &ClusterView) -> Option<String> {
    const MOST: u64 = 3;
    let log = &view.node(node)?.log;
    if last.0.saturating_sub(first.0) >= MOST {
        return None;
    }
    let entries = (first.0..=last.0).map(|index| log.get(Index(index)).map(entry_text));
    Some(entries.collect::<Option<Vec<String>>>()?.join(" · "))
}
