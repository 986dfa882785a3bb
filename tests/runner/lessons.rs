//! `raftarium mission` and `raftarium grade`.
//!
//! What the grader prints of the submissions in `tests/grading`, good, wrong, cheating and broken, stands beside them.
//! `RAFTARIUM_UPDATE=1 cargo test --no-default-features --test runner` writes it anew.

use std::path::Path;
use std::process::{Command, Output};

use crate::program::{call, fails, prints, text};

/// Calls the program in the folder of the submissions, so that what it prints names no other.
fn grade(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_raftarium"))
        .arg("grade")
        .args(arguments)
        .current_dir(folder())
        .output()
        .expect("the program ends")
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/grading"))
}

#[track_caller]
fn golden(file: &str, arguments: &[&str], status: i32) -> String {
    let output = grade(arguments);
    assert_eq!(text(&output.stderr), "", "{arguments:?}");
    assert_eq!(output.status.code(), Some(status), "{arguments:?}");
    let printed = text(&output.stdout).to_owned();
    let path = folder().join(file);
    if std::env::var_os("RAFTARIUM_UPDATE").is_some() {
        std::fs::write(&path, &printed).expect("it can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(printed, expected, "RAFTARIUM_UPDATE=1 writes it anew");
    printed
}

#[test]
fn a_folder_of_good_wrong_cheating_and_broken_submissions_is_graded_to_its_end() {
    let printed = golden("text.out", &["assignment.raft", "submissions"], 1);
    let count = |status: &str| printed.matches(&format!(".raft: {status}")).count();
    assert_eq!(count("solved") + count("not solved"), 6, "{printed}");
    assert_eq!(
        (count("refused"), count("unreadable"), count("ended early")),
        (5, 3, 2),
        "{printed}"
    );
    golden("csv.out", &["--format", "csv", "assignment.raft", "submissions"], 1);
    let json = golden("json.out", &["--format", "json", "assignment.raft", "submissions"], 1);
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json.as_array().map(Vec::len), Some(16));
}

#[test]
fn hidden_seeds_share_the_points_among_the_runs() {
    let printed =
        golden("seeds.out", &["--seeds", "4", "assignment.raft", "submissions/good.raft"], 0);
    assert!(printed.contains("of 5 seeds"), "{printed}");
}

#[test]
fn gradescope_gets_one_submission_as_it_wants_it() {
    let arguments = ["--format", "gradescope", "assignment.raft", "submissions/half.raft"];
    let printed = golden("gradescope.out", &arguments, 0);
    let results: serde_json::Value = serde_json::from_str(&printed).expect("it is JSON");
    let tests = results["tests"].as_array().expect("there are tests");
    let total: f64 = tests.iter().filter_map(|test| test["score"].as_f64()).sum();
    assert_eq!(results["score"].as_f64(), Some(total));
    for test in tests {
        assert!(test["score"].as_f64() <= test["max_score"].as_f64(), "{test}");
        assert!(["passed", "failed"].contains(&test["status"].as_str().unwrap_or_default()));
        assert_eq!(test["visibility"], "visible");
        assert!(test["name"].is_string() && test["output"].is_string());
    }
    let many = grade(&["--format", "gradescope", "assignment.raft", "submissions"]);
    assert_eq!(many.status.code(), Some(2));
}

#[test]
fn a_wrong_call_of_the_grader_is_explained() {
    let check = |arguments: &[&str], said: &str| {
        let output = grade(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(said), "{}", text(&output.stderr));
    };
    check(&[], "found no assignment");
    check(&["assignment.raft"], "found no submission");
    check(&["no-such.raft", "submissions"], "cannot read no-such.raft");
    check(&["no-such-mission", "submissions"], "expected a mission");
    check(&["submissions/good.raft", "submissions"], "it is no mission");
    check(&["--format", "xml", "assignment.raft", "submissions"], "text, json, csv or gradescope");
    check(&["--seeds", "many", "assignment.raft", "submissions"], "expected a whole number");
}

#[test]
fn missions_are_listed_printed_and_judged() {
    let list = prints(&["mission"], "");
    assert!(list.starts_with("Elections\n") && list.contains("  two-leaders "), "{list}");
    let script = prints(&["mission", "two-leaders"], "");
    assert!(script.contains("\ntask \""), "{script}");
    let solution = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/missions/two-leaders.raft");
    let told = prints(&["mission", "two-leaders", solution], "");
    assert!(
        told.contains("1/1  two nodes lead: met at ") && told.contains("\nsolved at "),
        "{told}"
    );
    let idle = call(&["mission", "two-leaders", "-"], "advance 1s\n");
    assert_eq!(idle.status.code(), Some(1));
    assert!(text(&idle.stdout).ends_with("not solved: 0 of 3 points\n"), "{}", text(&idle.stdout));
    let said = "-: refused: line 1: `set election 1s..2s` is not allowed here: what may be used is partition, cut, put";
    fails(&["mission", "two-leaders", "-"], "set election 1s..2s\n", 1, said);
    let said = "found `two-leader`, expected a mission; did you mean `two-leaders`?";
    fails(&["mission", "two-leader"], "", 2, said);
}
