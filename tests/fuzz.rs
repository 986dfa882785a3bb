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

/// A search in rounds of 32 seeds, in which every node follows a wrong rule: the file that it writes.
fn sharded(shard: &str, seeds: u64) -> String {
    let name = format!("{seeds}-{}.json", shard.replace('/', "-of-"));
    let file = format!("{}/{name}", env!("CARGO_TARGET_TMPDIR"));
    let seeds = seeds.to_string();
    let output = raftarium(&[
        "fuzz",
        "--seeds",
        &seeds,
        "--round",
        "32",
        "--break",
        "vote-twice",
        "--shard",
        shard,
        "--out",
        &file,
    ]);
    assert!(output.status.code() != Some(2), "{}", text(&output.stderr));
    file
}

#[test]
fn what_four_shards_find_is_what_one_finds() {
    let one = raftarium(&["fuzz", "--merge", &sharded("1/1", 120)]);
    assert_eq!(one.status.code(), Some(1), "{}", text(&one.stderr));
    // In another order than they were made, as files of many machines come.
    let files = ["3/4", "1/4", "4/4", "2/4"].map(|shard| sharded(shard, 120));
    let all = raftarium(&["fuzz", "--merge", &files[0], &files[1], &files[2], &files[3]]);
    assert_eq!(text(&all.stdout), text(&one.stdout), "the same scripts");
    assert_eq!(text(&all.stderr), text(&one.stderr), "the same counts");
    assert!(text(&one.stdout).contains("break vote-twice"), "{}", text(&one.stdout));
    assert!(text(&one.stderr).contains("raftarium: 120 seeds, "), "{}", text(&one.stderr));
}

#[test]
fn shards_that_are_missing_or_do_not_fit_together_are_named() {
    let (first, third) = (sharded("1/3", 96), sharded("3/3", 96));
    let wrong = |files: &[&str], expected: &str| {
        let output = raftarium(&[&["fuzz", "--merge"], files].concat());
        assert_eq!(output.status.code(), Some(2), "{files:?}");
        let told = text(&output.stderr);
        assert!(told.contains(expected), "{files:?}: {told}");
    };
    wrong(&[&first, &third], "of 3 shards, missing: 2");
    wrong(&[&first, &first], "tells of shard 1/3, which another file tells of as well");
    wrong(&[&first, &sharded("3/3", 64)], "is of another search than the first");
    wrong(&[&first, &sharded("2/4", 96)], "is of a search in 4 shards, and the first of one in 3");
    wrong(&["Cargo.toml"], "Cargo.toml is no file of `raftarium fuzz --out`");
    wrong(&[], "found `--merge` without files");
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
        (
            &["fuzz", "--shard", "5/4"],
            "found `--shard 5/4`, expected a part and how many there are",
        ),
        (&["fuzz", "--round", "0"], "found `--round 0`, expected one seed at least"),
        (&["fuzz", "--profile", "all"], "found `--profile all`, expected one of mixed, leader-cr"),
    ] {
        let output = raftarium(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let error = text(&output.stderr);
        assert!(error.starts_with(&format!("raftarium: {expected}")), "{arguments:?}: {error}");
    }
}
