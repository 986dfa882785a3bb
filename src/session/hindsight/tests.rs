//! That what was done is done again to the letter, that odds are odds, and that what is said to avert something does.

use std::rc::Rc;

use super::looking::{Asked, Inquiry, Insight, Sort, begin};
use super::replay::Track;
use super::way::Finder;
use super::{Insights, Odds, Play, Rescues, Size};
use crate::script::{self, Bug, Command, Condition};
use crate::session::authoring::acts;
use crate::session::run::Setup;
use crate::session::{Answer, Begun, Session, exhibits, missions, scenarios};
use crate::sim::Time;

fn condition(text: &str) -> Condition {
    match script::parse_line(&format!("expect {text}"), 1) {
        Ok(Some(script::Line { command: Some(Command::Expect(condition)), .. })) => condition,
        other => panic!("{text}: {other:?}"),
    }
}

fn played(text: &str) -> Session {
    let mut session = Session::open(Setup::default());
    let report = session.run_script(text);
    assert_eq!(report.error, None, "{}", report.transcript());
    session
}

fn scenario(id: &str) -> Session {
    played(scenarios::find(id).expect(id).text)
}

/// Does a line that looks back, and returns what was found on the branch.
fn looked_back(session: &mut Session, line: &str) -> Rc<Insights> {
    assert_eq!(session.exec(line), Answer::Done, "{line}");
    Rc::clone(session.insights().expect("something was found"))
}

fn odds(session: &mut Session, line: &str) -> Odds {
    looked_back(session, line).odds.clone().expect("odds were asked for")
}

fn rescues(session: &mut Session, line: &str) -> Rescues {
    looked_back(session, line).rescues.clone().expect("rescues were asked for")
}

fn holds(session: &Session, condition: &Condition) -> bool {
    session.here.run.holds(condition).expect("it can be asked")
}

#[test]
fn what_was_done_is_done_again_to_the_same_digest_at_every_moment() {
    for id in ["chaos", "stale-read", "two-majorities", "busy", "power-cut"] {
        let mut session = scenario(id);
        let branch = session.branch();
        let track = Track::new(session.setup(), branch.checkpoints.clone(), &branch.tape);
        let horizon = session.horizon();
        for part in 1..=10 {
            let moment = Time(horizon.0 * part / 10);
            let mut replay = track.before(moment);
            while replay.step(moment) {}
            session.seek(moment);
            let digest = format!("{:016x}", replay.trial().digest());
            assert_eq!(digest, session.digest(), "{id} at {moment}");
        }
    }
}

#[test]
fn either_of_two_followers_is_as_likely_to_lead_next_until_their_timers_are_set() {
    const SCRIPT: &str =
        "until leader within 5s\nadvance 500ms\ncrash leader\nuntil leader within 5s\n";
    let mut turns = 0;
    for seed in 1..=4 {
        let mut session = played(&format!("cluster 3\nseed {seed}\n{SCRIPT}"));
        let leader = session.view().leader.expect("somebody leads");
        let odds = odds(&mut session, &format!("odds leader is {leader} over 500ms"));
        let first = odds.points[0].share.percent();
        // Half of them, but for chance: twenty futures.
        assert!((20..=80).contains(&first), "seed {seed}: {first} %");
        assert_eq!(odds.points.last().map(|it| it.share.percent()), Some(100));
        assert!(odds.no_return <= odds.reached);
        // Where both timers that decide it are set soon after each other, either event may decide too little.
        if let Some(turn) = &odds.turn {
            turns += 1;
            assert!(turn.after.share.percent() >= turn.before.share.percent() + 25);
            assert!(!turn.events.is_empty());
            assert!(odds.from <= turn.before.at && turn.after.at <= odds.reached, "{odds:?}");
        }
    }
    assert!(turns >= 2, "only {turns} of 4 had an event that decided it");
}

#[test]
fn what_was_sure_from_the_beginning_is_said_to_have_been() {
    let mut session = played("cluster 3\nseed 1\nuntil leader within 5s\nadvance 100ms\n");
    let odds = odds(&mut session, "odds leader over 50ms");
    assert_eq!(odds.turn, None);
    assert_eq!(odds.no_return, odds.points[0].at);
    assert!(odds.verdict().iter().any(|line| line.contains("(over)")), "{:?}", odds.verdict());
}

#[test]
fn the_moment_that_it_is_about_is_when_it_came_to_hold_and_not_when_it_is_asked() {
    let text = "cluster 3\nseed 1\nuntil leader within 5s\nadvance 2s\n";
    let mut session = played(text);
    let mut when = played("cluster 3\nseed 1\n");
    when.exec("until leader within 5s");
    assert_eq!(odds(&mut session, "odds leader").reached, when.now());
    // It held before, for another leader, and then no more.
    session.exec("crash leader");
    session.exec("until no leader within 5s");
    session.exec("until leader within 5s");
    let again = session.now();
    session.exec("advance 300ms");
    let odds = odds(&mut session, "odds leader over 10s");
    assert_eq!(odds.reached, again);
    assert!(odds.from > when.now(), "the time of the leader before is no part of it");
}

#[test]
fn a_future_that_is_played_does_not_come_to_it_and_the_branch_before_stays() {
    let mut session = scenario("stale-read");
    let (before, digest) = (session.current_branch(), session.digest());
    let found = odds(&mut session, "odds violated");
    let turn = found.turn.clone().expect("something decided it");
    assert!(turn.otherwise.is_some());
    assert_eq!(session.play(Play::Turn), Ok(()));
    assert_ne!(session.current_branch(), before);
    assert!(session.now() >= found.by);
    assert!(!holds(&session, &found.condition));
    assert!(session.insights().is_none(), "what was found is of the other branch");
    // It is a script like any other, and the branch before is as it was.
    assert_eq!(Session::load(&session.script()).expect("a script").digest(), session.digest());
    session.switch_branch(before).expect("it is still there");
    session.seek(session.horizon());
    assert_eq!(session.digest(), digest);
    assert!(session.insights().is_some());
}

#[test]
fn every_change_that_is_said_to_avert_it_does_when_it_is_played() {
    let mut sizes = std::collections::BTreeSet::new();
    let bugs =
        [Bug::VoteTwice, Bug::CommitAlone, Bug::SkipUpToDate, Bug::ReadAlone, Bug::AckBeforeFsync];
    for bug in bugs {
        let text = exhibits::shown(bug).unwrap_or_else(|| panic!("{bug:?} has a script"));
        let mut session = played(text);
        let branch = session.current_branch();
        let found = rescues(&mut session, "rescue violated over 400ms");
        assert!(
            found.tried > 0 && found.averted >= found.changes.len() as u64,
            "{bug:?}: {found:?}"
        );
        assert!(found.changes.iter().all(|it| it.at <= found.reached), "{bug:?}");
        assert_eq!(found.latest.is_some(), !found.changes.is_empty(), "{bug:?}");
        for size in [Size::Shifted, Size::Written, Size::Arrived, Size::Lost, Size::LeftOut] {
            let Some(place) = found.changes.iter().position(|it| it.size == size) else { continue };
            sizes.insert(size);
            session.switch_branch(branch).expect("it is still there");
            session.seek(session.horizon());
            let played = session.play(Play::Change(place));
            let change = &found.changes[place];
            assert_eq!(played, Ok(()), "{bug:?}: {change:?}");
            assert!(!holds(&session, &found.condition), "{bug:?}: {change:?}");
        }
    }
    assert!(sizes.len() >= 4, "only {sizes:?} were met");
}

#[test]
fn a_command_that_is_left_out_is_said_to_avert_it_exactly_if_the_script_without_it_does() {
    for id in ["stale-read", "two-majorities"] {
        let mut session = scenario(id);
        let found = rescues(&mut session, "rescue violated over 10s");
        assert!(found.is_all, "{id}");
        let without = |skipped: usize| {
            let mut other = Session::open(session.setup());
            let lines = acts(&session);
            for (place, line) in lines.iter().enumerate() {
                if place != skipped {
                    // In another future, an expectation may not be met, and a command not be possible.
                    let _ = other.run_script(line);
                }
            }
            other.advance_to(found.by);
            holds(&other, &found.condition)
        };
        for (place, line) in acts(&session).iter().enumerate() {
            let Ok(Some(line)) = script::parse_line(line, 1) else { panic!("{line}") };
            let (at, command) =
                (Time(line.at_us.expect("a moment")), line.command.expect("a command"));
            if at == Time::ZERO || at >= found.reached || matches!(command, Command::Expect(_)) {
                continue;
            }
            let said = found
                .changes
                .iter()
                .any(|it| it.size == Size::LeftOut && it.act.at == at && it.act.command == command);
            assert_eq!(said, !without(place), "{id}: {at} {command}");
        }
    }
}

#[test]
fn a_question_that_cannot_be_asked_leaves_the_session_as_it_is() {
    let mut session = played("cluster 3\nseed 1\nuntil leader within 5s\n");
    let digest = session.digest();
    for (line, error) in [
        ("odds violated", "does not hold now"),
        ("rescue leader is n9", "n9"),
        ("rescue up n1 over 0s", "found \"0s\""),
    ] {
        let Answer::Refused(found) = session.exec(line) else { panic!("{line} was done") };
        assert!(found.contains(error), "{line}: {found}");
    }
    assert_eq!(session.digest(), digest);
    assert!(session.insights().is_none());
    assert!(session.play(Play::Turn).is_err());
}

#[test]
fn it_is_found_out_in_parts_with_the_same_result_and_can_be_stopped() {
    let mut session = scenario("stale-read");
    let whole = odds(&mut session, "odds violated over 200ms");
    let mut session = scenario("stale-read");
    let Begun::Going(mut passage) = session.begin("odds violated over 200ms") else {
        panic!("it is begun")
    };
    let mut last = 0;
    let mut parts = 0;
    while session.go_on(&mut passage, 500).is_none() {
        let progress = passage.progress(session.now());
        assert!(progress <= 1_000 && progress + 250 >= last, "{last} {progress}");
        last = progress;
        parts += 1;
    }
    assert!(parts > 3);
    assert_eq!(session.insights().and_then(|it| it.odds.clone()), Some(whole));
    let Begun::Going(mut passage) = session.begin("rescue violated") else { panic!("it is begun") };
    assert_eq!(session.go_on(&mut passage, 10), None);
    assert!(matches!(session.stop(&mut passage), Answer::Refused(_)));
    assert_eq!(session.insights().map(|it| it.rescues.is_some()), Some(false));
}

#[test]
fn a_mission_is_solved_without_it() {
    let mission = missions::find("let-n3-lead").expect("a mission");
    let mut session = Session::load(mission.text).expect("a script");
    for line in ["odds leader is n1", "rescue leader is n1"] {
        let answer = session.exec(line);
        assert!(
            matches!(&answer, Answer::Refused(error) if error.contains("without a search")),
            "{answer:?}"
        );
    }
}

#[test]
fn a_way_of_no_length_is_looked_back_on_too() {
    let mut session = played("cluster 3\nseed 1\n");
    session.exec("crash n1");
    let branch = session.branch();
    let track = Track::new(session.setup(), branch.checkpoints.clone(), &branch.tape);
    for sort in [Sort::Odds, Sort::Rescue] {
        let asked = Asked { sort, condition: condition("not up n1"), over_us: 1_000 };
        let inquiry = Inquiry { asked, track: track.clone(), now: session.now() };
        let told = begin(inquiry).go_on(u64::MAX).expect("it comes to an end");
        match told.insight {
            Insight::Odds(odds) => assert_eq!(odds.reached, Time::ZERO),
            Insight::Rescues(rescues) => assert_eq!(rescues.reached, Time::ZERO),
        }
    }
}

#[test]
fn a_way_that_is_too_long_begins_later() {
    let mut session = played("cluster 5\nseed 1\nload 300/s for 20s clients 5\nadvance 25s\n");
    session.exec("break vote-twice");
    let branch = session.branch();
    let track = Track::new(session.setup(), branch.checkpoints.clone(), &branch.tape);
    let mut finder = Finder::new(track, condition("broken vote-twice"), session.now(), 60_000_000);
    let way = loop {
        if let Some(way) = finder.go_on() {
            break way;
        }
    };
    assert!(way.is_cut && way.from > Time::ZERO);
    assert!((20_000..=50_001).contains(&way.length), "{}", way.length);
    let places: Vec<usize> = way.stations.iter().map(|it| it.place).collect();
    assert_eq!(places.first(), Some(&0));
    assert!(places.is_sorted() && (12..=33).contains(&places.len()), "{places:?}");
    assert_eq!(way.stations[0].replay.now(), way.from);
}

#[test]
fn what_held_before_for_a_while_is_no_part_of_the_way() {
    let mut session = played("cluster 3\nseed 1\nuntil leader within 5s\nadvance 300ms\n");
    for line in [
        "pause n1",
        "advance 20ms",
        "resume n1",
        "advance 200ms",
        "crash n1",
        "advance 20ms",
        "restart n1",
    ] {
        session.exec(line);
    }
    session.exec("advance 100ms");
    session.exec("crash n1");
    let odds = odds(&mut session, "odds not up n1");
    let restarted = session.now().0 - 100_000;
    assert!(odds.from.0 >= restarted, "{} {restarted}", odds.from);
    assert_eq!(odds.reached, session.now());
}
