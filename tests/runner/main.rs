//! `raftarium run` and what is around it: what it prints where, and how it ends.

// In a browser there are no programs to start.
#![cfg(not(target_arch = "wasm32"))]

mod explore;
mod find;
mod interrupt;
mod lesson;
mod lessons;
mod program;
mod report;
mod rules;
mod series;

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use raftarium::session::runner;

use program::{call, fails, file, prints, text};

const SCRIPT: &str = "cluster 3\nseed 5\nuntil leader within 5s\nput a 1\ncrash leader\nadvance 3s\nget a\n\
                      expect safe\n";

#[test]
fn a_run_prints_what_the_console_would_show() {
    let printed = prints(&["run", "-"], SCRIPT);
    assert!(printed.starts_with("n1 › cluster 3\nn1 › seed 5\n"), "{printed}");
    assert!(printed.contains("\nok  a = 1 · "), "{printed}");
    assert!(printed.ends_with("› expect safe\nas expected\n"), "{printed}");
    let file = file("run.raft", SCRIPT);
    assert_eq!(prints(&["run", file.to_str().expect("a name")], ""), printed);
}

#[test]
fn events_come_as_json_one_a_line_from_the_first_to_the_last() {
    // So long that a page would have forgotten the first ones.
    let printed = prints(&["run", "--json", "-"], "advance 3min");
    let mut events = 0_u64;
    for line in printed.lines() {
        let event: serde_json::Value = serde_json::from_str(line).expect(line);
        assert_eq!(event["seq"], events, "{line}");
        assert!(event["at_us"].is_u64() && event["kind"].is_string(), "{line}");
        let follows = |parent: u64| parent < events;
        assert!(
            event["parent"].as_u64().is_none_or(follows) && event["command"].is_null(),
            "{line}"
        );
        events += 1;
    }
    assert!(events > 20_000, "{events} events");
}

#[test]
fn what_happened_is_written_in_the_format_that_a_name_ends_in() {
    let starts = |name: &str| {
        let out = file(name, "");
        let out = out.to_str().expect("a name");
        prints(&["run", "-q", "--export", out, "-"], SCRIPT);
        std::fs::read_to_string(out).expect("it was written")
    };
    assert!(starts("export.mmd").starts_with("sequenceDiagram\n    participant you\n"));
    assert!(starts("export.log").starts_with("(?<host>"));
    assert!(starts("export.svg").starts_with("<svg "));
    let events = starts("export.jsonl");
    assert!(events.starts_with("{\"seq\":") && !events.contains("\"type\":\"heartbeat\""));
    fails(
        &["run", "--export", "out.png", "-"],
        "",
        2,
        "found `--export out.png`, expected a name that ends in one of .jsonl, .log, .mmd, .svg",
    );
}

#[test]
fn what_is_asked_for_beside_events_is_json_too() {
    let printed = prints(&["run", "--json", "--digest", "--link", "--script", "-"], SCRIPT);
    let last: Vec<serde_json::Value> =
        printed.lines().rev().take(3).map(|line| serde_json::from_str(line).expect(line)).collect();
    assert_eq!(last[0]["digest"].as_str().map(str::len), Some(16));
    assert!(last[1]["link"].as_str().is_some_and(|link| link.starts_with("#s=")));
    assert!(last[2]["script"].as_str().is_some_and(|script| script.starts_with("cluster 3\n")));
}

#[test]
fn the_digest_is_the_last_line_and_alone_when_nothing_else_is_wanted() {
    let digest = prints(&["run", "-q", "--digest", "-"], SCRIPT);
    assert_eq!(digest.len(), 17, "{digest}");
    assert!(prints(&["run", "--digest", "-"], SCRIPT).ends_with(&format!("\n{digest}")));
}

#[test]
fn the_recorded_script_leads_to_the_same_end() {
    let digest = prints(&["run", "--quiet", "--digest", "-"], SCRIPT);
    let script = prints(&["run", "--quiet", "--script", "-"], SCRIPT);
    assert_eq!(prints(&["run", "--quiet", "--digest", "-"], &script), digest);
}

#[test]
fn a_run_ends_at_the_moment_that_is_asked_for() {
    let whole = prints(&["run", "-"], SCRIPT);
    let start = prints(&["run", "--until", "500ms", "-"], SCRIPT);
    assert!(whole.starts_with(&start), "{start}");
    assert!(start.contains("crash leader") && !start.contains("get a"), "{start}");
    let script = prints(&["run", "-q", "--script", "--until", "500ms", "-"], SCRIPT);
    assert!(script.ends_with(" crash leader\n@500ms\n"), "{script}");

    let script = prints(&["run", "-q", "--script", "--until=1min", "-"], SCRIPT);
    assert!(script.ends_with("expect safe\n@60s\n"), "time goes on after it: {script}");
    // What fails later is not wanted either.
    let late = "advance 2s\nexpect no leader";
    prints(&["run", "--until", "1s", "-"], late);
    fails(
        &["run", "-q", "--until", "2s", "-"],
        late,
        1,
        "-: line 2: expected no leader, but n5 leads term 1",
    );
}

#[test]
fn another_seed_takes_the_place_of_the_scripts() {
    let digest = |arguments: &[&str], script: &str| {
        prints(&[arguments, &["-q", "--digest", "-"]].concat(), script)
    };
    let own = digest(&["run"], SCRIPT);
    let other = digest(&["run", "--seed", "9"], SCRIPT);
    assert_ne!(own, other);
    assert_eq!(other, digest(&["run"], &SCRIPT.replace("seed 5", "seed 9")));
    assert_eq!(digest(&["run", "--seed", "5"], &SCRIPT.replace("seed 5\n", "")), own);
}

#[test]
fn a_line_that_cannot_be_read_or_does_not_hold_ends_with_1() {
    fails(
        &["run", "-"],
        "advance 1s\ncrahs n1",
        1,
        "-: line 2, column 1: found \"crahs\", expected a command; did you mean crash?",
    );
    let file = file("fails.raft", "cluster 3\nexpect leader is n9\n");
    let file = file.to_str().expect("a name");
    let output = call(&["run", file], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).starts_with(&format!("raftarium: {file}: line 2: ")));
}

#[test]
fn a_violation_that_the_script_does_not_speak_of_ends_with_1() {
    let script = include_str!("../../static/scenarios/stale-read.raft");
    let output = call(&["run", "-"], script);
    assert_eq!(output.status.code(), Some(0));
    let said = text(&output.stderr);
    assert!(said.ends_with(", as the script expects\n") && said.lines().count() == 1, "{said}");
    let told = "\nviolated  linearizability: c1 found \"old\"";
    assert!(text(&output.stdout).contains(told), "it is told when it happens");
    prints(&["run", "--quiet", "-"], script);
    let silent: String = script
        .lines()
        .filter(|line| !line.contains("violated"))
        .map(|line| format!("{line}\n"))
        .collect();
    let output = call(&["run", "-"], &silent);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.starts_with("raftarium: -: linearizability was violated at "), "{said}");
}

#[test]
fn who_speaks_of_one_violation_is_told_of_the_others() {
    let two_leaders =
        "cluster 3\nbreak vote-twice\ncut n1 n2\ntimeout n1\ntimeout n2\nadvance 200ms\n";
    let end = |expectation: &str| {
        let output = call(&["run", "-q", "-"], &format!("{two_leaders}{expectation}\n"));
        let said = text(&output.stderr).to_owned();
        (output.status.code(), said.contains("election-safety was violated at 00:00.029"))
    };
    let all = "violated election-safety and violated one-vote and violated durable-before-visible";
    assert_eq!(end(&format!("expect {all}")), (Some(0), false));
    assert_eq!(end("expect violated one-vote"), (Some(1), true));
    assert_eq!(end("expect violated"), (Some(0), false));
    assert_eq!(end("expect not safe"), (Some(0), false));
    assert_eq!(end("expect not violated state-machine-safety"), (Some(1), true));
    assert_eq!(end("advance 1ms"), (Some(1), true));
}

#[test]
fn no_script_that_is_kept_violates_what_it_does_not_expect() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let (mut scripts, mut surprised) = (0, Vec::new());
    for directory in ["static/scenarios", "tests/scripts"] {
        let files = std::fs::read_dir(root.join(directory)).expect("there is such a directory");
        for path in files.map(|file| file.expect("it can be listed").path()) {
            if path.extension().is_none_or(|it| it != "raft") {
                continue;
            }
            let script = std::fs::read_to_string(&path).expect("it can be read");
            let (session, report) = runner::run(&script, runner::Options::default());
            let violations = runner::violations(&session, &script).into_iter();
            let unforeseen = violations.filter(|(_, foreseen)| !foreseen).map(|(it, _)| it.name);
            surprised.extend(unforeseen.map(|name| format!("{}: {name}", path.display())));
            surprised.extend(report.error.map(|error| format!("{}: {error}", path.display())));
            scripts += 1;
        }
    }
    assert!(surprised.is_empty() && scripts > 60, "{scripts} scripts, {surprised:#?}");
}

#[test]
fn a_wrong_call_ends_with_2_and_says_what_was_found_and_expected() {
    let check = |arguments: &[&str], said: &str| fails(arguments, "", 2, said);
    check(
        &[],
        "found nothing to do, expected a task: try `raftarium run FILE` or `raftarium help`",
    );
    check(&["rn"], "found `rn`, expected a task; did you mean `run`?");
    check(&["--json"], "found `--json`, expected a task first (see `raftarium help`)");
    check(&["run"], "found no file, expected that of a script: `raftarium run FILE`");
    check(&["run", "a", "b"], "found the files a and b, expected one script: `raftarium run FILE`");
    check(
        &["run", "--jsn"],
        "found `--jsn`, expected an option of `run`; did you mean `--json`? (see `raftarium run --help`)",
    );
    check(&["run", "-z"], "found `-z`, expected an option of `run` (see `raftarium run --help`)");
    check(
        &["run", "--until"],
        "found `--until` without a value, expected a time such as 12s after it",
    );
    check(
        &["run", "--until", "5"],
        "found `--until 5`, expected a time with its unit (us, ms, s, min or h), such as 150ms",
    );
    check(&["run", "--seed=x"], "found `--seed x`, expected a whole number");
    check(&["fuzz", "--seeds", "0"], "found `--seeds 0`, expected one seed at least");
    check(
        &["fuzz", "--break", "vote-twce"],
        "found `--break vote-twce`, expected a wrong rule; did you mean `vote-twice`?",
    );
    check(
        &["check-history"],
        "found no file, expected that of one history: `raftarium check-history FILE`",
    );
}

#[test]
fn a_file_that_cannot_be_read_or_written_is_named() {
    let names = |arguments: &[&str], input, start: &str| {
        let output = call(arguments, input);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = text(&output.stderr);
        assert!(said.starts_with(&format!("raftarium: {start}")), "{said}");
    };
    names(&["run", "no-such.raft"], "", "cannot read no-such.raft: ");
    names(&["check-history", "no-such.jsonl"], "", "cannot read no-such.jsonl: ");
    names(&["run", "-", "--history", "no-such/out"], SCRIPT, "cannot write no-such/out: ");
    let bytes = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bytes.raft");
    std::fs::write(&bytes, b"seed 1\n\xff").expect("the file can be written");
    let bytes = bytes.to_str().expect("a name");
    names(&["run", bytes], "", &format!("{bytes} is not text: byte 7 is not UTF-8"));
}

#[test]
fn scenarios_are_listed_printed_and_run_by_name() {
    let listed = prints(&["scenarios"], "");
    assert!(listed.starts_with("Elections\n  first-election "), "{listed}");
    for scenario in raftarium::session::scenarios::all() {
        assert!(listed.contains(&format!("\n  {} ", scenario.id)), "{listed}");
    }
    let script = prints(&["scenarios", "first-election"], "");
    let printed = prints(&["run", "--scenario", "first-election"], "");
    assert_eq!(prints(&["run", "-"], &script), printed);
    let guess = "found `first-elektion`, expected a scenario; did you mean `first-election`?";
    fails(&["scenarios", "first-elektion"], "", 2, guess);
    fails(&["run", "--scenario", "first-elektion"], "", 2, guess);
    let both = "found the file - and the scenario split-vote, expected one";
    fails(&["run", "-", "--scenario", "split-vote"], "", 2, both);
}

#[test]
fn wrong_rules_are_listed_with_the_faults_that_they_plant_and_printed_by_name() {
    let listed = prints(&["bugs"], "");
    assert!(listed.contains("    LogCabin, 2013: "), "{listed}");
    let lines = prints(&["bugs", "--json"], "");
    let rules: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
        .collect();
    assert_eq!(rules.len(), raftarium::script::Bug::ALL.len());
    let faults = |rule: &serde_json::Value| rule["faults"].as_array().map_or(0, Vec::len);
    assert!(rules.iter().map(faults).sum::<usize>() >= 20, "{lines}");
    let script = prints(&["bugs", "vote-twice"], "");
    assert!(script.contains("\nbreak vote-twice\n"), "{script}");
    prints(&["run", "-", "--quiet"], &script);
    fails(
        &["bugs", "vote-twise"],
        "",
        2,
        "there is no wrong rule \"vote-twise\": did you mean vote-twice?",
    );
}

#[test]
fn each_task_explains_itself() {
    let overview = prints(&["help"], "");
    for way in ["-h", "--help"] {
        assert_eq!(prints(&[way], ""), overview);
    }
    for task in ["run", "scenarios", "fuzz", "lesson", "check-history"] {
        let help = prints(&["help", task], "");
        assert!(overview.contains(&format!("raftarium {task} ")), "{task}");
        assert!(help.starts_with(&format!("raftarium {task}: ")), "{help}");
        assert!(help.contains("exit status: 0 "), "{help}");
        for way in ["-h", "--help"] {
            assert_eq!(prints(&[task, way], ""), help);
        }
    }
    fails(&["help", "rnu"], "", 2, "found `rnu`, expected a task; did you mean `run`?");
    let version = format!("raftarium {}\n", env!("CARGO_PKG_VERSION"));
    for way in ["-V", "--version", "version"] {
        assert_eq!(prints(&[way], ""), version);
    }
}

#[test]
fn a_reader_that_goes_away_is_no_trouble() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_raftarium"))
        .args(["run", "--json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdout = None;
    let pipe = child.stdin.take();
    pipe.expect("a pipe").write_all(b"advance 10s").expect("it reads its script");
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(text(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}
