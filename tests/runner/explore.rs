//! `raftarium explore`: what it prints where, and how it ends.

use raftarium::session::Session;

use crate::program::{call, fails, file, prints, text};

const CORRECT: &str = "cluster 3\nseed 1\n";
const FORGETFUL: &str = "cluster 3\nseed 1\nbreak forget-vote\n";
const BOUNDS: [&str; 5] = ["explore", "--within", "260ms", "--using", "crash,restart"];

#[test]
fn scripts_from_which_nothing_can_go_wrong_end_well() {
    let paths = ["explore_one.raft", "explore_two.raft"].map(|name| file(name, CORRECT));
    let names = paths.each_ref().map(|path| path.to_str().expect("a name"));
    let line = [&BOUNDS[..], &["--most", "1"], &names].concat();
    let output = call(&line, "");
    let said = text(&output.stderr);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), ""), "{said}");
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 2, "{said}");
    for (line, name) in lines.iter().zip(names) {
        let told = format!(
            "raftarium: {name}: none found within these bounds: every schedule of at most 1 move, made right after events, \
             within 260.0 ms (exhaustive); "
        );
        assert!(line.starts_with(&told), "{line}");
    }
}

#[test]
fn the_first_script_from_which_something_can_go_wrong_is_printed_with_how() {
    let correct = file("explore_correct.raft", CORRECT);
    let wrong = file("explore_wrong.raft", FORGETFUL);
    let [correct, wrong] = [&correct, &wrong].map(|path| path.to_str().expect("a name"));
    let line = [&BOUNDS[..], &["--property", "one-vote,election-safety", correct, wrong, correct]];
    let output = call(&line.concat(), "");
    let (printed, said) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(&format!("raftarium: {wrong}: found: ")), "{said}");
    let header =
        "# Found by `raftarium explore`: violated one-vote or violated election-safety within ";
    assert!(printed.starts_with(header), "{printed}");
    let session = Session::load(printed).expect("it runs");
    assert!(!session.violations().is_empty());

    let json = [&BOUNDS[..], &["--json", correct, wrong, correct]].concat();
    let output = call(&json, "");
    let objects: Vec<serde_json::Value> = text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("an object"))
        .collect();
    assert_eq!(objects.len(), 2, "the third is not looked at any more");
    assert_eq!((&objects[0]["file"], &objects[0]["found"]), (&correct.into(), &false.into()));
    assert_eq!((&objects[1]["file"], &objects[1]["found"]), (&wrong.into(), &true.into()));
}

#[test]
fn a_script_that_ends_violated_and_a_wrong_call_are_told_so() {
    let found = call(
        &["find", "-", "violated", "--within", "260ms", "--using", "crash,restart"],
        FORGETFUL,
    );
    let violated = text(&found.stdout);
    let output = call(&["explore", "-"], violated);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(1), ""));
    let said = text(&output.stderr);
    assert!(said.starts_with("raftarium: -: violated already where it ends: "), "{said}");

    assert!(prints(&["explore", "--help"], "").starts_with("raftarium explore: "));
    let none = "found no file, expected that of a script: `raftarium explore FILE...`";
    fails(&["explore"], "", 2, none);
    let output = call(&["explore", "--property", "one-voat", "-"], CORRECT);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("one-voat"), "{}", text(&output.stderr));
}
