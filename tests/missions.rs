//! The missions: each is solved by its reference solution, `tests/missions/NAME.raft`, with all points and no more commands
//! than are said to be enough, and by nobody who does nothing.

// In a browser there are no files.
#![cfg(not(target_arch = "wasm32"))]

use std::path::Path;

use raftarium::session::missions::submission::Assignment;
use raftarium::session::missions::{self, Mission, MissionView};

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
