//! `raftarium find`: what it prints where, and how it ends.

use std::path::Path;

use raftarium::session::Session;

use crate::program::{call, fails, file, prints, text};

const FORGETFUL: &str = "cluster 3\nseed 1\nbreak forget-vote\n";

#[test]
fn a_script_that_leads_there_is_printed_and_runs() {
    let script = file("forgetful.raft", FORGETFUL);
    let script = script.to_str().expect("a name");
    let output = call(
        &[
            "find",
            script,
            "violated",
            "--within",
            "260ms",
            "--using",
            "crash,restart",
            "--jobs",
            "1",
        ],
        "",
    );
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let (printed, said) = (text(&output.stdout), text(&output.stderr));
    let golden = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/runner/find.out"));
    if std::env::var_os("RAFTARIUM_UPDATE").is_some() {
        std::fs::write(golden, format!("{printed}{said}")).expect("it can be written");
    }
    let expected = std::fs::read_to_string(golden).unwrap_or_default();
    assert_eq!(format!("{printed}{said}"), expected, "RAFTARIUM_UPDATE=1 writes it anew");
    // The same again, to the same digest.
    let session = Session::load(printed).expect("it runs");
    assert!(!session.violations().is_empty());
    let digest = call(&["run", "-q", "--digest", "-"], printed);
    assert_eq!(digest.status.code(), Some(0));
    assert_eq!(text(&digest.stdout).trim(), session.digest());
}

#[test]
fn what_was_found_comes_as_one_object_if_that_is_wished() {
    let line = prints_object(&["find", "--json", "-", "leader"], "cluster 3\nseed 1\n", 0);
    assert_eq!(line["found"], true);
    assert_eq!((&line["engine"], &line["moves"]), (&"exhaustive".into(), &serde_json::json!([])));
    let script = line["script"].as_str().expect("a script");
    assert!(script.contains(" expect leader\n"), "{script}");
    assert_eq!(Session::load(script).expect("it runs").digest(), line["digest"]);
    let none = prints_object(
        &["find", "--json", "--jobs", "1", "--most", "0", "--within", "100ms", "-", "leader"],
        "cluster 3\nseed 1\n",
        1,
    );
    assert_eq!(none["found"], false);
    assert_eq!(
        (&none["looked_at"]["exhausted"], &none["looked_at"]["runs"]),
        (&0.into(), &1.into())
    );
}

#[test]
fn several_that_share_a_search_find_what_one_alone_finds() {
    let script = file("forgetful_shared.raft", FORGETFUL);
    let script = script.to_str().expect("a name");
    let found = |jobs: &str| {
        let line = ["find", script, "violated", "--within", "260ms", "--jobs", jobs];
        let output = call(&line, "");
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        text(&output.stdout).to_owned()
    };
    let alone = found("1");
    assert_eq!(found("2"), alone);
    assert_eq!(found("5"), alone);
    fails(
        &["find", "--jobs", "0", script, "violated"],
        "",
        2,
        "found `--jobs 0`, expected a number from 1 to 256",
    );
}

#[track_caller]
fn prints_object(arguments: &[&str], script: &str, status: i32) -> serde_json::Value {
    let output = call(arguments, script);
    assert_eq!(output.status.code(), Some(status), "{}", text(&output.stderr));
    serde_json::from_str(text(&output.stdout)).expect("an object")
}

#[test]
fn nothing_found_and_wrong_calls_end_differently() {
    let output =
        call(&["find", "--states", "2000", "-", "violated", "most", "1", "move"], "cluster 3\n");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), "");
    assert!(text(&output.stderr).starts_with("raftarium: none found within these bounds: "));
    assert!(prints(&["find", "--help"], "").starts_with("raftarium find: "));
    fails(
        &["find"],
        "",
        2,
        "found no file, expected that of a script: `raftarium find FILE CONDITION`",
    );
    fails(
        &["find", "-"],
        "",
        2,
        "found - and no condition, expected one such as violated: `raftarium find - violated`",
    );
    fails(
        &["find", "-", "safe"],
        "",
        2,
        "`safe` holds already (no property is violated): there is nothing to find",
    );
    fails(
        &["find", "--states", "0", "-", "violated"],
        "",
        2,
        "found `--states 0`, expected one state at least",
    );
    fails(
        &["find", "-", "leader", "is", "n7"],
        "cluster 3\n",
        2,
        "there is no n7: the nodes are n1 to n3",
    );
}
