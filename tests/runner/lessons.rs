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

/// Whether a value is what a field may hold.
type Fits = fn(&serde_json::Value) -> bool;

/// Demands that an object has these fields alone, and in each what the format of an autograder's output says
/// (gradescope-autograders.readthedocs.io, "Autograder Specifications").
#[track_caller]
fn demand_fields(object: &serde_json::Value, fields: &[(&str, Fits)]) {
    let object = object.as_object().expect("an object");
    for (name, value) in object {
        let field = fields.iter().find(|(field, _)| field == name);
        let (_, fits) = field.unwrap_or_else(|| panic!("the format has no {name}"));
        assert!(fits(value), "{name}: {value}");
    }
}

#[test]
fn results_fit_the_published_format_whatever_became_of_the_submission() {
    fn is_text(value: &serde_json::Value) -> bool {
        value.is_string()
    }
    fn is_visibility(value: &serde_json::Value) -> bool {
        let all = ["hidden", "after_due_date", "after_published", "visible"];
        all.contains(&value.as_str().unwrap_or_default())
    }
    fn is_format(value: &serde_json::Value) -> bool {
        let all = ["text", "html", "simple_format", "md", "ansi"];
        all.contains(&value.as_str().unwrap_or_default())
    }
    fn is_score(value: &serde_json::Value) -> bool {
        value.as_f64().is_some_and(|score| score.is_finite() && score >= 0.0)
    }
    fn is_status(value: &serde_json::Value) -> bool {
        ["passed", "failed"].contains(&value.as_str().unwrap_or_default())
    }
    for entry in std::fs::read_dir(folder().join("submissions")).expect("the folder is there") {
        let file = entry.expect("it can be read").path();
        let file = file.to_str().expect("a plain name");
        let output = grade(&["--format", "gradescope", "assignment.raft", file]);
        let printed = text(&output.stdout);
        let results: serde_json::Value =
            serde_json::from_str(printed).unwrap_or_else(|error| panic!("{file}: {error}"));
        demand_fields(
            &results,
            &[
                ("score", is_score),
                ("execution_time", is_score),
                ("output", is_text),
                ("output_format", is_format),
                ("test_output_format", is_format),
                ("test_name_format", is_format),
                ("visibility", is_visibility),
                ("stdout_visibility", is_visibility),
                ("extra_data", serde_json::Value::is_object),
                ("leaderboard", serde_json::Value::is_array),
                ("tests", serde_json::Value::is_array),
            ],
        );
        let tests = results["tests"].as_array().expect("there are tests");
        assert!(!tests.is_empty(), "{file}: there is something to be shown");
        for test in tests {
            demand_fields(
                test,
                &[
                    ("score", is_score),
                    ("max_score", is_score),
                    ("status", is_status),
                    ("name", is_text),
                    ("name_format", is_format),
                    ("number", is_text),
                    ("output", is_text),
                    ("output_format", is_format),
                    ("tags", serde_json::Value::is_array),
                    ("visibility", is_visibility),
                    ("extra_data", serde_json::Value::is_object),
                ],
            );
            assert!(test["score"].as_f64() <= test["max_score"].as_f64(), "{file}: {test}");
        }
    }
}

#[test]
fn what_comes_after_the_mission_was_closed_gets_nothing() {
    let room = std::env::temp_dir().join(format!("raftarium-late-{}", std::process::id()));
    std::fs::create_dir_all(&room).expect("a folder can be made");
    let path = |name: &str| room.join(name).to_str().expect("a plain name").to_owned();
    let assignment =
        std::fs::read_to_string(folder().join("assignment.raft")).expect("it is there");
    let closing = path("closing.raft");
    std::fs::write(&closing, assignment + "open until 2027-01-31 18:00\n").expect("it is written");
    let good = path("good.raft");
    std::fs::copy(folder().join("submissions/good.raft"), &good).expect("it is copied");
    let graded = |options: &[&str]| {
        let output = grade(&[options, &[&closing, &good]].concat());
        (output.status.code(), text(&output.stdout).to_owned(), text(&output.stderr).to_owned())
    };

    let (status, printed, said) = graded(&[]);
    assert!(status == Some(0) && printed.contains("good.raft: solved"), "{printed}");
    assert!(said.contains("open until 2027-01-31 18:00 (UTC); whether"), "{said}");
    let (status, printed, said) = graded(&["--received", "2027-01-31 18:00"]);
    assert!(status == Some(0) && printed.contains("good.raft: solved"), "{printed}");
    assert_eq!(said, "");
    let late = "good.raft: late\n  received 2027-01-31 18:01, and the mission was open until 2027-01-31 18:00 (UTC)";
    let (status, printed, _) = graded(&["--received", "2027-01-31 18:01"]);
    assert!(status == Some(1) && printed.contains(late), "{printed}");

    let file = std::fs::File::options().write(true).open(&good).expect("it is there");
    let at = |seconds| std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
    file.set_modified(at(1_801_418_759)).expect("its time can be set");
    let (status, printed, _) = graded(&["--by-file-time"]);
    assert!(status == Some(1) && printed.contains("late\n  received 2027-01-31 18:"), "{printed}");
    file.set_modified(at(1_801_418_759 - 86_400)).expect("its time can be set");
    assert_eq!(graded(&["--by-file-time"]).0, Some(0));
    let (status, _, said) = graded(&["--received", "tomorrow"]);
    assert!(status == Some(2) && said.contains("found `--received tomorrow`"), "{said}");
    std::fs::remove_dir_all(&room).expect("it is no longer needed");
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
