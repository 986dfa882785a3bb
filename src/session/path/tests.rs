use std::collections::BTreeSet;

use super::*;
use crate::explain::rules::Arm;
use crate::session::question::Prediction;
use crate::session::{Session, missions, scenarios};

fn load(text: &str) -> Session {
    Session::load(text).unwrap_or_else(|error| panic!("{error}"))
}

fn progress(lines: &str) -> Progress {
    Progress::read(&format!("raftarium path 1\n{lines}")).expect("it is well formed")
}

/// What a keeper knows after it has watched.
fn watched(keeper: &mut Keeper, session: &Session, story: Option<&str>) -> Option<Kept> {
    take_in(keeper, Deed::Watch(session, story, &[])).expect("nothing is read")
}

#[test]
fn every_story_and_every_mission_stands_in_one_chapter() {
    let pieces: Vec<Piece> = Chapter::ALL.into_iter().flat_map(Chapter::pieces).collect();
    let distinct: BTreeSet<Piece> = pieces.iter().copied().collect();
    assert_eq!(distinct.len(), pieces.len());
    let stories = scenarios::all().map(|it| Piece::Story(it.id));
    let tasks = missions::all().map(|it| Piece::Mission(it.id));
    assert_eq!(distinct, stories.chain(tasks).collect());
    assert!(pieces.iter().all(|piece| piece.title().is_some()));
}

#[test]
fn what_comes_next_is_the_first_that_is_not_done_and_then_a_rule_that_was_only_seen() {
    let mut progress = Progress::default();
    let mut done = Vec::new();
    while let Next::Piece(_, piece) = next(&progress) {
        done.push(piece);
        match piece {
            Piece::Story(id) => progress.see(id),
            Piece::Mission(id) => progress.solve(id),
        };
    }
    let pieces: Vec<Piece> = Chapter::ALL.into_iter().flat_map(Chapter::pieces).collect();
    assert_eq!(done, pieces);
    let Next::Rule(arm, piece) = next(&progress) else { panic!("no rule is known") };
    assert_eq!(shown_by(arm), Some(piece));
    progress.know(arm, Stage::Seen);
    assert_eq!(next(&progress), Next::Rule(arm, piece), "seen is not enough");
    for arm in Arm::ALL {
        progress.know(arm, Stage::Used);
    }
    assert_eq!(next(&progress), Next::Nothing);
}

#[test]
fn progress_is_read_as_it_was_written() {
    let mut progress = Progress::default();
    assert_eq!(Progress::read(&progress.to_string()), Ok(progress.clone()));
    assert!(progress.see("first-election") && !progress.see("first-election"));
    assert!(progress.solve("ten-terms") && !progress.see("no name\nrule elected used"));
    assert!(progress.answer("split-vote", 2, false));
    assert!(!progress.answer("split-vote", 2, true), "only the first try counts");
    assert!(progress.know(Arm::Elected, Stage::Used) && progress.know(Arm::Elected, Stage::Seen));
    assert_eq!(progress.stage(Arm::Elected), Some(Stage::Used));
    assert_eq!(progress.answers("split-vote"), (1, 0));
    let text = progress.to_string();
    assert_eq!(
        text,
        "raftarium path 1\nstory first-election\nmission ten-terms\nanswer split-vote 2 wrong\nrule elected seen used\n"
    );
    assert_eq!(Progress::read(&text), Ok(progress));
}

#[test]
fn a_broken_text_is_refused_with_its_line() {
    let check = |text: &str, expected: &str| {
        let error = Progress::read(text).expect_err(text);
        assert!(error.starts_with(expected), "{error}");
    };
    check("", "line 1: found \"\", expected \"raftarium path 1\"");
    check("raftarium path 2\n", "line 1: found \"raftarium path 2\"");
    check("cluster 5\nput x 1\n", "line 1: found \"cluster 5\"");
    for line in [
        "story",
        "story A B",
        "story ../x",
        "answer x 1",
        "answer x one right",
        "rule elected",
        "rule elected known",
    ] {
        let found = format!("line 3: found {line:?}, expected a line such as");
        check(&format!("raftarium path 1\nstory pre-vote\n{line}\n"), &found);
    }
    check(&"x".repeat(70_000), "found 70000 bytes");
    let unknown = progress("rule no-such-rule seen\nstory a-later-story\r\n\n");
    assert_eq!(unknown.to_string(), "raftarium path 1\nstory a-later-story\n");
}

#[test]
fn what_is_imported_is_added_and_a_first_try_stays() {
    let mut keeper =
        Keeper::of(progress("story pre-vote\nanswer pre-vote 1 wrong\nrule elected seen\n"));
    let theirs = "raftarium path 1\nmission ten-terms\nanswer pre-vote 1 right\nanswer pre-vote 2 right\nrule elected used\n";
    let kept = take_in(&mut keeper, Deed::Import(theirs)).expect("it is well formed");
    let kept = kept.expect("it is news");
    assert_eq!(kept.finished, ["pre-vote", "mission:ten-terms"]);
    assert_eq!(keeper.progress().answers("pre-vote"), (2, 1));
    assert!(keeper.progress().knows(Arm::Elected, Stage::Used));
    assert_eq!(take_in(&mut keeper, Deed::Import(theirs)), Ok(None), "nothing of it is news");
    let before = keeper.progress().clone();
    assert!(take_in(&mut keeper, Deed::Import("put x 1")).is_err());
    assert_eq!(*keeper.progress(), before);
    let kept = take_in(&mut keeper, Deed::Forget).expect("nothing is read").expect("it is news");
    assert_eq!((kept.text.as_str(), kept.finished.len()), ("raftarium path 1\n", 0));
}

#[test]
fn what_a_session_shows_is_seen_and_what_was_finished_before_counts() {
    let mut keeper = Keeper::default();
    let mut session = load("cluster 3\nuntil leader within 2s\n");
    let finished = ["leader-crash".to_owned(), "mission:figure-8".to_owned()];
    let kept =
        take_in(&mut keeper, Deed::Watch(&session, None, &finished)).expect("nothing is read");
    assert_eq!(kept.expect("it is news").finished, finished);
    let progress = keeper.progress().clone();
    assert_eq!(progress.stage(Arm::Elected), Some(Stage::Seen));
    assert_eq!(progress.stage(Arm::Redirected), None);
    assert_eq!(watched(&mut keeper, &session, None), None, "nothing has happened since");
    session.exec("crash leader");
    session.exec("go 2s");
    watched(&mut keeper, &session, None).expect("another leader is elected");
    assert!(keeper.progress().count(Stage::Seen) > progress.count(Stage::Seen));
}

#[test]
fn a_right_prediction_makes_the_rule_foretold_that_decided_it() {
    let story = scenarios::find("first-election").expect("it is there");
    let number = story.text.lines().position(|line| line.starts_with("ask ")).expect("it asks");
    let lines: Vec<&str> = story.text.lines().collect();
    let reveal =
        lines.iter().skip(number).position(|line| line.starts_with("reveal")).expect("it tells");
    let asked = lines[..=number].join("\n");
    let told = lines[number + 1..=number + reveal].join("\n");
    let right = load(&format!("{asked}\n{told}\n")).question().expect("it was asked");
    let (right, wrong): (Vec<_>, Vec<_>) =
        right.answers.into_iter().partition(|answer| answer.right == Some(true));
    let check = |prediction: Prediction, is_right: bool| {
        let mut session = load(&asked);
        session.predict(prediction).expect("it is open");
        let report = session.run_script(&told);
        assert_eq!(report.error, None);
        let mut keeper = Keeper::default();
        watched(&mut keeper, &session, Some("first-election")).expect("it is news");
        let progress = keeper.progress();
        assert_eq!(progress.answers("first-election"), (1, usize::from(is_right)));
        Arm::ALL.into_iter().filter(|arm| progress.knows(*arm, Stage::Predicted)).count()
    };
    assert_eq!(check(right[0].prediction, true), 1);
    assert_eq!(check(wrong[0].prediction, false), 0);
}

#[test]
fn a_solved_mission_counts_and_makes_rules_used_that_were_at_work_in_it() {
    let asked = missions::finding::asked_for("mission=let-n3-lead").expect("it names one");
    let mut session = missions::finding::open(&asked).expect("it opens");
    let mut keeper = Keeper::default();
    watched(&mut keeper, &session, None);
    assert_eq!(keeper.progress().count(Stage::Used), 0, "nothing is solved yet");
    let report = session.run_script(include_str!("../../../tests/missions/let-n3-lead.raft"));
    assert_eq!(report.error, None);
    let kept = watched(&mut keeper, &session, None).expect("it is news");
    assert_eq!(kept.finished, ["mission:let-n3-lead"]);
    assert!(keeper.progress().knows(Arm::Elected, Stage::Used));
    assert!(!keeper.progress().knows(Arm::SnapshotTaken, Stage::Used));
}

#[test]
fn a_branch_whose_first_events_are_gone_is_counted_from_its_beginning() {
    let session = load("cluster 3\nset snapshot 50\nload 400/s for 9s clients 4\nadvance 1s\n");
    assert!(session.events().first() > 0, "more happened than is kept");
    let shown = covered_by(&session).of(Arm::Elected).expect("somebody was elected");
    assert_eq!(shown.times, 1);
    assert!(session.events().iter().all(|event| event.seq > shown.event), "it was forgotten");
}

#[test]
fn the_console_tells_the_map_and_where_the_next_rule_is_to_be_seen() {
    let mut session = load("cluster 3\nuntil leader within 2s\n");
    session.exec("rules");
    let lines: Vec<String> = session.transcript().iter().map(|line| line.plain()).collect();
    let line = |words: &str| lines.iter().find(|line| line.contains(words)).cloned();
    assert!(line("rules were at work up to now").is_some(), "{lines:?}");
    assert!(line("votes of a majority make a leader: 1 time, first at").is_some(), "{lines:?}");
    assert!(line("- a vote is refused to a log that is behind").is_some(), "{lines:?}");
    let wanted: Vec<Arm> =
        Arm::ALL.into_iter().filter(|arm| covered_by(&session).of(*arm).is_none()).collect();
    let found = seek(&wanted).expect("a run that is tried shows one");
    assert_eq!(found.arm, wanted[0]);
    let mut again = Session::open(crate::session::Setup::default());
    again.run_script(&found.script);
    assert_eq!(covered_by(&again).of(found.arm).map(|shown| shown.first), Some(found.at));
}
