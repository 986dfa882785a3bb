//! The missions: each is solved by its reference solution, `tests/missions/NAME.raft`, with all points and no more commands
//! than are said to be enough, and by nobody who does nothing.

// In a browser there are no files.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::path::Path;

use raftarium::script::{self, Command, Line};
use raftarium::session::finding::{Bounds, Verdict};
use raftarium::session::missions::submission::Assignment;
use raftarium::session::missions::{self, Mission, MissionView};
use raftarium::session::{Answer, Session};

fn assignment(mission: &Mission) -> Assignment {
    Assignment::read(mission.text).unwrap_or_else(|error| panic!("{}: {error}", mission.id))
}

fn outcome(mission: &Mission, submission: &str) -> (MissionView, Option<String>) {
    let judged = assignment(mission).judge(submission, None, None);
    let judged = judged.unwrap_or_else(|refusal| panic!("{}: {refusal}", mission.id));
    (judged.mission, judged.error)
}

fn solution(mission: &Mission) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("tests/missions").join(mission.id).with_extension("raft");
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", mission.id))
}

#[test]
fn there_are_twenty_missions_at_least_from_easy_to_hard_over_the_whole_protocol() {
    assert!(missions::all().count() >= 20);
    for level in raftarium::session::scenarios::Level::ALL {
        let count = missions::all().filter(|mission| mission.level == level).count();
        assert!(count >= 5, "{}: {count}", level.name());
    }
    for topic in raftarium::session::Topic::ALL {
        assert!(missions::all().any(|mission| mission.chapter == topic), "{}", topic.name());
    }
}

#[test]
fn every_missions_reference_solution_gets_all_points_with_few_enough_commands() {
    for mission in missions::all() {
        let (view, error) = outcome(&mission, &solution(&mission));
        assert_eq!(error, None, "{}", mission.id);
        assert!(view.solved.is_some(), "{}: {view:?}", mission.id);
        assert_eq!(view.points(), view.most_points(), "{}", mission.id);
        assert!(view.is_at_par(), "{}: {} commands used", mission.id, view.used);
        assert!(view.par.is_some() && view.more_hints > 0, "{}", mission.id);
    }
}

#[test]
fn who_does_nothing_solves_no_mission_and_gets_no_point() {
    for mission in missions::all() {
        let (view, error) = outcome(&mission, "advance 30s\n");
        assert_eq!((view.points(), view.solved, error), (0, None, None), "{}", mission.id);
    }
}

#[test]
fn a_solution_that_was_played_is_the_same_as_a_script_or_a_link() {
    for mission in missions::all() {
        let played = assignment(&mission).judge(&solution(&mission), None, None);
        let played = played.unwrap_or_else(|refusal| panic!("{}: {refusal}", mission.id));
        let (view, error) = outcome(&mission, &played.session.script());
        assert_eq!(error, None, "{}", mission.id);
        assert_eq!(view, played.mission, "{}", mission.id);
    }
}

/// What shows the rule that is broken in this session: a schedule that a search finds, with the learner's own commands.
fn experiment(session: &Session) -> String {
    let line = "find violated within 1s using timeout put crash restart most 2 moves";
    let Ok(Some(Line { command: Some(Command::Find(find)), .. })) = script::parse_line(line, 1)
    else {
        panic!("{line} is read")
    };
    let mut search = session
        .search_within(Bounds::of(&find, session.now()))
        .unwrap_or_else(|error| panic!("{error}"));
    match search.go_on(u64::MAX) {
        Some(Ok(Verdict::Found(witness))) => {
            witness.acts.iter().map(|act| format!("{act}\n")).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn which_rule_is_broken_is_a_matter_of_the_seed_and_each_can_be_found_out_by_behaviour_alone() {
    const RULES: [&str; 5] =
        ["vote-twice", "skip-up-to-date", "commit-alone", "never-truncate", "vote-before-fsync"];
    let mission = missions::find("which-rule").expect("it is one of the table");
    let assignment = assignment(&mission);
    let mut broken = BTreeSet::new();
    for seed in 1..=20 {
        let mut session = assignment.open(Some(seed)).expect("it begins under any seed");
        let planted: Vec<&str> = session.bugs().iter().map(|bug| bug.name()).collect();
        assert!(planted.len() == 1 && RULES.contains(&planted[0]), "{planted:?}");
        if !broken.insert(planted[0].to_owned()) {
            continue;
        }
        assert!(session.hides_rule());
        for line in [
            "expect broken vote-twice",
            "expect not broken",
            "ask \"Is it that?\" \"yes\" when broken vote-twice ; \"no\" otherwise",
        ] {
            let told = session.exec(line);
            assert!(
                matches!(&told, Answer::Refused(told) if told.contains("for you to find out")),
                "{line}: {told:?}"
            );
        }
        let experiment = experiment(&session);
        for rule in RULES {
            let submission = format!("{experiment}until violated within 1s\nmend {rule}\n");
            let judged = assignment.judge(&submission, Some(seed), Some(seed));
            let judged = judged.unwrap_or_else(|refusal| panic!("{seed}, {rule}: {refusal}"));
            let solved = judged.mission.solved.is_some();
            assert_eq!(solved, rule == planted[0], "seed {seed}, {rule}: {experiment}");
        }
    }
    assert_eq!(broken.len(), RULES.len(), "{broken:?}");
}

#[test]
fn every_file_of_a_mission_stands_in_the_table_and_has_its_solution() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for directory in ["static/missions", "tests/missions"] {
        for entry in std::fs::read_dir(root.join(directory)).expect("it is there") {
            let path = entry.expect("it can be read").path();
            let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            assert!(missions::find(&id).is_some(), "{directory}/{id} is not in the table");
        }
    }
}
