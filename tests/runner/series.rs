//! `raftarium run --seeds` and `--sweep`: many runs, and what is told of them.

use crate::program::{call, fails, file, prints, text};

/// Who is elected first depends on the seed: n2 is under 5 of the first 12.
const N2_LEADS: &str =
    "# Title.\ncluster 3\nseed 99\nuntil leader within 5s\nexpect leader is n2\n";

/// The exit status of a call, what it prints, and what it says.
fn ends(arguments: &[&str], input: &str) -> (Option<i32>, String, String) {
    let output = call(arguments, input);
    (output.status.code(), text(&output.stdout).to_owned(), text(&output.stderr).to_owned())
}

/// What is said, without how long it took.
fn timeless(said: &str) -> String {
    let lines = said.lines().map(|line| match (line.find(" in "), line.find(" s: ")) {
        (Some(from), Some(to)) => format!("{}{}\n", &line[..from], &line[to + 2..]),
        _ => format!("{line}\n"),
    });
    lines.collect()
}

/// The seeds under which another than n2 is elected, each tried by itself.
fn failing(seeds: std::ops::RangeInclusive<u64>) -> Vec<String> {
    let seeds = seeds.map(|seed| seed.to_string());
    seeds
        .filter(|seed| !call(&["run", "-q", "--seed", seed, "-"], N2_LEADS).status.success())
        .collect()
}

#[test]
fn a_script_that_passes_under_every_seed_says_how_many_they_were() {
    let script = "cluster 3\nuntil leader within 5s\nput a 1\nexpect safe\n";
    let (status, printed, said) = ends(&["run", "--seeds", "1..20", "-"], script);
    assert_eq!((status, printed.as_str()), (Some(0), ""), "{said}");
    assert_eq!(timeless(&said), "raftarium: 20 runs: all of them passed\n");
}

#[test]
fn the_first_failure_ends_a_series_however_many_work_on_it() {
    let failing = failing(1..=12);
    assert!((1..12).contains(&failing.len()), "it must depend on the seed: {failing:?}");
    let mut alike = Vec::new();
    for jobs in ["1", "3"] {
        let (status, printed, said) =
            ends(&["run", "--seeds", "1..12", "--jobs", jobs, "-"], N2_LEADS);
        assert_eq!(status, Some(1), "{said}");
        let first = &failing[0];
        let start = format!("# - failed under seed {first}: line 5: expected leader is n2, but ");
        assert!(printed.starts_with(&start), "{printed}");
        assert!(printed.ends_with(&format!(
            "\n# Title.\ncluster 3\nseed {first}\nuntil leader within 5s\nexpect leader is n2\n"
        )));
        assert!(said.starts_with(&format!("raftarium: - under seed {first}: line 5: ")), "{said}");
        // What is printed is a script that fails in the same way by itself.
        let again = call(&["run", "-q", "-"], &printed);
        assert_eq!(again.status.code(), Some(1));
        assert!(text(&again.stderr).contains(": expected leader is n2, but "));
        let link = printed.lines().find_map(|line| line.strip_prefix("# link: "));
        let link = raftarium::session::Link::read(link.expect("there is a link")).expect("a link");
        assert!(link.open().expect("it opens").session.view().leader.is_some());
        alike.push(printed);
    }
    assert_eq!(alike[0], alike[1]);
}

#[test]
fn who_keeps_going_is_told_of_every_seed_that_fails() {
    let failing = failing(1..=12);
    let (status, printed, said) =
        ends(&["run", "--seeds", "1..12", "--keep-going", "--jobs", "2", "-"], N2_LEADS);
    assert_eq!(status, Some(1));
    assert!(printed.starts_with(&format!("# - failed under seed {}: ", failing[0])), "{printed}");
    let (passed, failed) = (12 - failing.len(), failing.len());
    let list =
        format!("raftarium: -: {failed} failed, at {}; the first: line 5: ", failing.join(" "));
    assert!(said.starts_with(&list), "{said}");
    let end = format!("raftarium: 12 runs: {passed} passed, {failed} failed\n");
    assert!(timeless(&said).ends_with(&end), "{said}");
}

#[test]
fn a_series_goes_on_from_any_of_its_runs() {
    let failing = failing(1..=12);
    let first: u64 = failing[0].parse().expect("a seed");
    let (_, _, said) = ends(&["run", "--seeds", "1..12", "--jobs", "1", "-"], N2_LEADS);
    let next = first + 1;
    let told =
        format!("raftarium: ended before - under seed {next}: `--from {next}` goes on there\n");
    assert!(said.ends_with(&told), "{said}");
    let from = next.to_string();
    let (_, printed, _) = ends(&["run", "--seeds", "1..12", "--from", &from, "-"], N2_LEADS);
    assert!(printed.starts_with(&format!("# - failed under seed {}: ", failing[1])), "{printed}");
}

#[test]
fn a_value_is_swept_under_every_seed() {
    let sweep = "sweep t from 100ms to 900ms step 400ms";
    let script = "cluster 3\nuntil leader within 5s\ncrash leader\nuntil leader within $t\n";
    let swept = format!("# How soon there is a leader again.\n{sweep}\n{script}");
    let (status, printed, said) = ends(&["run", "--seeds", "1..4", "--keep-going", "-"], &swept);
    assert_eq!(status, Some(1), "{said}");
    assert!(
        printed
            .starts_with("# - failed with t = 100ms under seed 1: line 6: waited 100.0 ms in vain"),
        "{printed}"
    );
    assert!(printed.ends_with("\ncrash leader\nuntil leader within 100ms\n"), "{printed}");
    assert!(
        said.starts_with("raftarium: -, t = 100ms: 4 failed, at 1 2 3 4; the first: "),
        "{said}"
    );
    assert!(timeless(&said).ends_with("raftarium: 12 runs: 8 passed, 4 failed\n"), "{said}");
    // The option says the same, and takes the place of what the script says.
    assert_eq!(
        ends(&["run", "--seeds", "1..4", "--keep-going", "--sweep", sweep, "-"], script).0,
        Some(1)
    );
    prints_nothing(&["run", "--sweep", "t from 900ms to 1s step 50ms", "-"], &swept);
    // Without seeds, values are what is told apart.
    let (_, _, said) = ends(&["run", "--keep-going", "-"], &swept);
    assert!(said.starts_with("raftarium: -: 1 failed, at 100ms; the first: line 6: "), "{said}");
}

fn prints_nothing(arguments: &[&str], input: &str) {
    let (status, printed, said) = ends(arguments, input);
    assert_eq!((status, printed.as_str()), (Some(0), ""), "{said}");
}

#[test]
fn several_scripts_are_told_apart() {
    let good = file("series-good.raft", "cluster 3\nadvance 1s\n");
    let bad = file("series-bad.raft", "cluster 3\nadvance 1s\nexpect no leader\n");
    let (good, bad) = (good.to_str().expect("a name"), bad.to_str().expect("a name"));
    let (status, printed, said) =
        ends(&["run", "--seeds", "7..9", "--jobs", "1", good, bad, good], "");
    assert_eq!(status, Some(1));
    assert!(printed.starts_with(&format!("# {bad} failed under seed 7: line 3: ")), "{printed}");
    assert!(printed.ends_with("\nseed 7\ncluster 3\nadvance 1s\nexpect no leader\n"), "{printed}");
    assert!(timeless(&said).contains("raftarium: 4 runs of 9: 3 passed, 1 failed\n"), "{said}");
    let (_, _, said) = ends(&["run", "--seeds", "7..9", "--keep-going", good, bad], "");
    assert!(
        said.starts_with(&format!("raftarium: {bad}: 3 failed, at 7 8 9; the first: line 3: ")),
        "{said}"
    );
    prints_nothing(&["run", "--seeds", "7..7", "--scenario", "split-vote"], "");
}

#[test]
fn a_violation_that_no_condition_speaks_of_fails_a_run() {
    let script = "cluster 3\nbreak vote-twice\ncut n1 n2\ntimeout n1\ntimeout n2\nadvance 200ms\n";
    let (status, printed, said) = ends(&["run", "--seeds", "1..2", "-"], script);
    assert_eq!(status, Some(1), "{said}");
    assert!(printed.contains(" was violated at "), "{printed}");
    prints_nothing(&["run", "--seeds", "1..2", "-"], &format!("{script}expect violated\n"));
    // It is told rather than a line that does not hold either.
    let failing = format!("{script}expect leader is n3\n");
    let (_, printed, _) = ends(&["run", "--seeds", "1..2", "--safety", "-"], &failing);
    assert!(printed.contains(" was violated at "), "{printed}");
}

#[test]
fn a_line_that_holds_under_one_seed_only_is_no_matter_of_safety() {
    assert_eq!(call(&["run", "--seeds", "1..12", "-"], N2_LEADS).status.code(), Some(1));
    let (status, printed, said) = ends(&["run", "--seeds", "1..12", "--safety", "-"], N2_LEADS);
    assert_eq!((status, printed.as_str()), (Some(0), ""), "{said}");
    let led = 12 - failing(1..=12).len();
    let told = format!(
        "raftarium: 12 runs: all of them passed, {} without coming to their end\n",
        12 - led
    );
    assert_eq!(timeless(&said), told);
    // A script that cannot be read is none that could be safe.
    let (status, _, said) = ends(&["run", "--seeds", "1..2", "--safety", "-"], "crahs n1");
    assert_eq!(status, Some(1), "{said}");
}

#[test]
fn a_wrong_series_ends_with_2_and_says_what_was_found_and_expected() {
    let check = |arguments: &[&str], input: &str, said: &str| fails(arguments, input, 2, said);
    check(
        &["run", "--seeds", "5", "-"],
        "",
        "found `--seeds 5`, expected a range of seeds such as 1..1000",
    );
    check(
        &["run", "--seeds", "5..1", "-"],
        "",
        "found `--seeds 5..1`, expected the lesser seed first",
    );
    check(
        &["run", "--seeds", "1..2"],
        "",
        "found no file, expected that of a script: `raftarium run FILE`",
    );
    check(
        &["run", "--seeds", "1..2", "--seed", "1", "-"],
        "",
        "found `--seed` and `--seeds`, expected one",
    );
    check(
        &["run", "--seeds", "1..2", "--json", "-"],
        "",
        "found `--json` for many runs, expected it for one run alone",
    );
    check(
        &["run", "--jobs", "2", "-"],
        "",
        "found `--jobs` for one run, expected --seeds or --sweep with it",
    );
    check(
        &["run", "--seeds", "1..2", "--jobs", "0", "-"],
        "",
        "found `--jobs 0`, expected a number from 1 to 1024",
    );
    check(
        &["run", "--seeds", "1..2", "--from", "3", "-"],
        "",
        "found `--from 3`, expected a run from 1 to 2",
    );
    check(
        &["run", "--seeds", "0..18446744073709551615", "-"],
        "",
        "found more than 10^18 runs, expected fewer",
    );
    check(
        &["run", "--sweep", "t from 1s", "-"],
        "",
        "found `t from 1s`, expected a sweep such as `t from 10ms to 200ms step 5ms`",
    );
    check(
        &["run", "--sweep", "t from 1s to 2s step 1s", "-"],
        "advance 1s",
        "-: found no `$t` in the script, expected it where the value stands",
    );
    check(
        &["run", "-"],
        "sweep t from 1s to 2s by 1s\nadvance $t",
        "-: line 1: found `sweep t from 1s to 2s by 1s`, expected a sweep such as `t from 10ms to 200ms step 5ms`",
    );
    assert!(prints(&["help", "run"], "").contains("--sweep SWEEP"));
}
