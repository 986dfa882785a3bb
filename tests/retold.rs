//! Every violation is retold as a story: for each planted bug, and for each story that ends in one, the script that is made of
//! what led there comes to the same end, and holds on the way what it says.
//!
//! `cargo test --test retold -- --nocapture` prints the stories.

use raftarium::check::Violation;
use raftarium::script::{self, Bug, Command, Line};
use raftarium::session::authoring::{Lesson, check, from_violation, title, try_out};
use raftarium::session::runner::{self, Options};
use raftarium::session::{Session, exhibits, scenarios};
use raftarium::sim::{Event, EventKind, Time};

/// The bug that violates no property of safety.
const HARMLESS: Bug = Bug::KeepLeading;

/// A script without the words of its narrator, which are part of a digest.
fn wordless(text: &str) -> String {
    let is_said = |line: &str| {
        let line = script::parse_line(line, 1).expect("it was read before");
        matches!(line, Some(Line { command: Some(Command::Say(_)), .. }))
    };
    text.lines().filter(|line| !is_said(line)).map(|line| format!("{line}\n")).collect()
}

/// Evidence without the numbers of events, among which the narrator's words count.
fn plain(evidence: &str) -> String {
    let pieces = evidence.split(" (events ");
    let rest = |(place, piece): (usize, &str)| match place {
        0 => piece.to_owned(),
        _ => piece.split_once(')').expect("it is closed").1.to_owned(),
    };
    pieces.enumerate().map(rest).collect()
}

/// What happened in a session up to this moment, but for the narrator's words.
fn happened(session: &Session, until: Time) -> Vec<(Time, EventKind)> {
    let mut events = Vec::new();
    session.every_event(|event: &Event, _| {
        let is_in = event.at <= until;
        if is_in && !matches!(event.kind, EventKind::Said { .. }) {
            events.push((event.at, event.kind.clone()));
        }
        is_in
    });
    events
}

/// What a violation of a session is retold as, looked at from every side.
fn retold(name: &str, session: &Session, property: &str) -> String {
    let violation = session.violations().iter().find(|it| it.name == property);
    let violation = violation.unwrap_or_else(|| panic!("{name}: {property} holds"));
    let story = from_violation(session, Some(property)).expect(name);
    println!("{story}\n");
    assert_eq!(check(&story), Vec::new(), "{name}:\n{story}");
    assert!(title(&story).contains(property), "{name}:\n{story}");

    // It is played to its end, all that it expects holds, and what it leads to is the same, found at the same moment.
    let (again, report) = runner::run(&story, Options::default());
    assert_eq!(report.error, None, "{name}:\n{story}");
    assert_eq!(again.now(), violation.at, "{name}:\n{story}");
    let found = |it: &Violation| (it.name, it.at, plain(&it.evidence));
    let again_found: Vec<_> = again.violations().iter().map(found).collect();
    assert!(again_found.contains(&found(violation)), "{name}: {again_found:?}\n{story}");
    assert!(runner::violations(&again, &story).iter().all(|(_, expected)| *expected), "{name}");
    let end = story.lines().last().expect("it has a last line");
    let moment = Line::unnumbered(Some(violation.at.0), None);
    let ends = format!("{moment} expect violated {property}");
    assert!(end.starts_with(&ends), "{name}: {end}");
    let happens = happened(session, violation.at);
    assert_eq!(happened(&again, violation.at), happens, "{name}:\n{story}");
    let (one, other) = (wordless(&session.script()), wordless(&story));
    let mut one = Session::load(&one).expect(name);
    one.seek(violation.at);
    assert_eq!(Session::load(&other).expect(name).digest(), one.digest(), "{name}:\n{story}");

    let said: Vec<&str> = again.sayings(0).map(|saying| saying.text).collect();
    assert!((3..=12).contains(&said.len()), "{name}: {} steps:\n{story}", said.len());
    assert!(said.iter().all(|words| words.ends_with(['.', ')'])), "{name}:\n{story}");
    for (place, words) in said.iter().enumerate() {
        assert!(!words.trim().is_empty() && !said[..place].contains(words), "{name}:\n{story}");
    }
    // Each step holds something.
    let steps: Vec<&str> = story.split("\nsay ").skip(1).collect();
    assert_eq!(steps.len(), said.len(), "{name}:\n{story}");
    for step in steps {
        assert!(step.lines().any(|line| line.contains(" expect ")), "{name}: {step}");
    }
    assert!(
        said.last().is_some_and(|it| it.contains(&plain(&violation.evidence))),
        "{name}:\n{story}"
    );
    story
}

#[test]
fn what_each_planted_bug_violates_is_retold_to_the_same_end() {
    for bug in Bug::ALL.into_iter().filter(|bug| *bug != HARMLESS) {
        let script = exhibits::shown(bug).expect("each bug has a script");
        let session =
            Session::load(script).unwrap_or_else(|error| panic!("{}: {error}", bug.name()));
        for violation in session.violations() {
            let story = retold(bug.name(), &session, violation.name);
            assert!(story.contains(&format!("A rule is broken ({}).", bug.name())), "{story}");
            assert!(story.contains(&format!("expect broken {}", bug.name())), "{story}");
        }
    }
}

#[test]
fn both_of_two_votes_that_contradict_each_other_are_told() {
    let script = exhibits::shown(Bug::ForgetVote).expect("it has a script");
    let session = Session::load(script).expect("it can be played");
    assert_eq!(session.violations()[0].evidence, "n1 voted for n1 in term 5, and also for n2");
    let story = from_violation(&session, None).expect("something is violated");
    for vote in ["n1 votes for itself in term 5.", "n1 votes for n2 in term 5."] {
        assert!(story.contains(vote), "{vote}\n{story}");
    }
}

#[test]
fn what_goes_wrong_in_a_story_is_retold_to_the_same_end() {
    let mut told = 0;
    for scenario in scenarios::all() {
        let session = Session::load(scenario.text).expect(scenario.id);
        for violation in session.violations() {
            retold(scenario.id, &session, violation.name);
            told += 1;
        }
    }
    assert!(told >= 16, "{told} violations");
}

#[test]
fn the_first_violation_is_told_if_none_is_named_and_as_it_was_seen_from_a_later_moment() {
    let script = exhibits::shown(Bug::KeepLease).expect("it has a script");
    let mut session = Session::load(script).expect("it can be played");
    let story = from_violation(&session, None).expect("something is violated");
    let first = session.violations()[0].clone();
    assert!(title(&story).contains(first.name), "{story}");
    let later = session.now().plus_us(5_000_000);
    session.advance_to(later);
    session.exec("crash n2");
    assert_eq!(
        from_violation(&session, None).as_ref(),
        Ok(&story),
        "what came later is no part of it"
    );
    session.seek(first.at);
    assert_eq!(from_violation(&session, None), Ok(story));
    session.seek(Time(first.at.0 - 1));
    let nothing = from_violation(&session, None).expect_err("it is yet to be violated");
    assert_eq!(nothing, "no property is violated up to this moment, so there is nothing to tell");
    let nothing = from_violation(&session, Some(first.name)).expect_err("it is yet to be violated");
    assert_eq!(nothing, format!("{} is not violated up to this moment", first.name));
}

#[test]
fn a_lesson_of_a_failure_stands_its_trial() {
    let script = exhibits::shown(Bug::VoteTwice).expect("it has a script");
    let session = Session::load(script).expect("it can be played");
    let story = from_violation(&session, None).expect("something is violated");
    let trial = try_out(&story);
    assert_eq!(trial.flaws, Vec::new(), "{story}");
    assert!(matches!(trial.lesson, Lesson::Story(3..=12)), "{story}");
}
