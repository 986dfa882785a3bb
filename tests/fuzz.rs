//! `raftarium fuzz` as a person calls it.

use std::process::{Command, Output};

use raftarium::session::Session;

fn raftarium(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_raftarium")).args(arguments).output().expect("it runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("it prints text")
}

#[test]
fn a_search_that_finds_nothing_says_how_far_it_came() {
    let output = raftarium(&["fuzz", "--seeds", "20", "--from", "7"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stdout), "");
    let last = text(&output.stderr).lines().last().unwrap_or_default().to_owned();
    assert!(last.starts_with("raftarium: 20 seeds, "), "{last}");
    assert!(last.ends_with(" a second, nothing found"), "{last}");
    let told = text(&output.stderr);
    for expected in [
        " arms and ",
        " shapes; kept ",
        " too hard to judge; ",
        " with the election range",
        " without a demand",
    ] {
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn a_search_may_be_blind_and_of_one_fault_profile() {
    let output = raftarium(&["fuzz", "--seeds", "60", "--blind", "--profile", "slow-disks"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told = text(&output.stderr);
    assert!(told.contains("; kept 0 cases\n"), "a blind search keeps nothing: {told}");
    let last = told.lines().last().unwrap_or_default();
    let tried = last.strip_prefix("raftarium: ").and_then(|rest| rest.split(' ').next());
    let tried: u32 = tried.and_then(|number| number.parse().ok()).expect("it begins with a number");
    assert!((1..30).contains(&tried), "only some seeds are of this profile: {last}");
}

#[test]
fn a_search_that_finds_something_prints_a_script_that_fails_in_the_same_way() {
    let output = raftarium(&["fuzz", "--seeds", "8", "--break", "forget-term"]);
    assert_eq!(output.status.code(), Some(1));
    let script = text(&output.stdout);
    let first = script.split("# Found").nth(1).expect("something was found");
    let first = format!("# Found{first}");
    assert!(first.contains("\n@0ms break forget-term\n"), "{first}");
    let error = Session::load(&first).err().expect("its last line fails");
    assert!(error.contains("expected safe, but one-vote is violated"), "{error}\n{first}");
}

#[test]
fn a_time_limit_ends_a_search() {
    let output = raftarium(&["fuzz", "--time", "10ms"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

#[test]
fn a_wrong_call_says_what_was_found_and_what_was_expected() {
    for (arguments, expected) in [
        (&["fuzz", "--seeds", "many"][..], "found `--seeds many`, expected a whole number"),
        (&["fuzz", "--seeds", "0"], "found `--seeds 0`, expected one seed at least"),
        (&["fuzz", "--time", "5"], "found `--time 5`, expected a time with its unit"),
        (&["fuzz", "--break", "everything"], "found `--break everything`, expected one of "),
        (&["fuzz", "--seeds"], "found `--seeds` without a value, expected a whole number"),
        (&["fuzz", "42"], "found `42`, expected --seeds, --from, --time, --break, --profile"),
        (&["fuzz", "--fast"], "found `--fast`, expected one of --seeds, --from, --time, --break"),
        (&["fuzz", "--profile", "all"], "found `--profile all`, expected one of mixed, leader-cr"),
    ] {
        let output = raftarium(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let error = text(&output.stderr);
        assert!(error.starts_with(&format!("raftarium: {expected}")), "{arguments:?}: {error}");
    }
}
