//! `raftarium lesson`: what it prints where, and how it ends.

use std::path::Path;

use raftarium::session::Session;

use crate::program::{call, fails, file, prints, text};

const SOUND: &str = "cluster 3\nseed 1\nadvance 1s\n";

/// A script that ends with an expectation that fails, as those of the fuzzer do.
const FAILING: &str = "cluster 2\nseed 1\nbreak vote-twice\n@300ms expect safe\n";

#[test]
fn a_story_is_printed_that_runs_and_expects_the_violation() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/static/bugs/forget-vote.raft");
    let printed = prints(&["lesson", script], "");
    let golden = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/runner/lesson.out"));
    if std::env::var_os("RAFTARIUM_UPDATE").is_some() {
        std::fs::write(golden, &printed).expect("it can be written");
    }
    let expected = std::fs::read_to_string(golden).unwrap_or_default();
    assert_eq!(printed, expected, "RAFTARIUM_UPDATE=1 writes it anew");
    let end = printed.lines().last().expect("it has a last line");
    assert!(end.ends_with(" expect violated one-vote"), "{end}");
    let session = Session::load(&printed).expect("it runs");
    assert_eq!(session.violations()[0].name, "one-vote");
    assert_eq!(
        prints(&["lesson", "--property", "One-Vote", "-"], &printed).lines().last(),
        Some(end)
    );
}

#[test]
fn a_script_that_ends_with_a_failure_is_told_too() {
    let script = file("failing.raft", FAILING);
    let script = script.to_str().expect("a name");
    assert_eq!(call(&["run", "-q", script], "").status.code(), Some(1));
    let printed = prints(&["lesson", script], "");
    assert!(printed.contains("expect broken vote-twice"), "{printed}");
    assert_eq!(call(&["run", "-q", "-"], &printed).status.code(), Some(0));
}

#[test]
fn nothing_to_tell_and_wrong_calls_end_differently() {
    let output = call(&["lesson", "-"], SOUND);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), "");
    assert_eq!(
        text(&output.stderr),
        "raftarium: -: no property is violated up to this moment, so there is nothing to tell\n"
    );
    let output = call(&["lesson", "--property", "one-vote", "-"], SOUND);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).ends_with("one-vote is not violated up to this moment\n"));
    assert!(prints(&["lesson", "--help"], "").starts_with("raftarium lesson: "));
    fails(&["lesson"], "", 2, "found no file, expected that of a script: `raftarium lesson FILE`");
    fails(&["lesson", "a.raft", "b.raft"], "", 2, "found b.raft, expected one script");
    fails(
        &["lesson", "--property", "one-vte", "-"],
        SOUND,
        2,
        "there is no property \"one-vte\": did you mean one-vote?",
    );
    fails(
        &["lesson", "-"],
        "cluster 3\nexpect leader is n7\n",
        2,
        "-: line 2: there is no n7: the nodes are n1 to n3",
    );
}
