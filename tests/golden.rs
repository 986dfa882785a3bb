//! Golden scripts: every `tests/scripts/*.raft` runs to its end, and prints what stands beside it in the `.out` file. So
//! do the scenarios, `static/scenarios/*.raft`, whose transcripts stand in `tests/scenarios`, and the scripts that show what
//! planted bugs do, `static/bugs/*.raft`, whose transcripts stand in `tests/bugs`.
//!
//! The expectations within a script say what the protocol owes; the transcript shows everything else, so that a change
//! of behaviour is seen in review. A script whose comment says that it is true under 60 seeds is run under as many.
//! `RAFTARIUM_UPDATE=1 cargo test --test golden` writes the transcripts anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use raftarium::session::runner::{self, Options};
use raftarium::session::{Session, Setup, scenarios};

/// Where the scenarios stand, and their transcripts.
const SCENARIOS: (&str, &str) = ("static/scenarios", "tests/scenarios");
/// Where scripts stand, and their transcripts.
const DIRECTORIES: [(&str, &str); 3] =
    [("tests/scripts", "tests/scripts"), SCENARIOS, ("static/bugs", "tests/bugs")];

#[test]
fn every_script_runs_to_its_end_and_prints_what_it_printed_before() {
    let update = std::env::var_os("RAFTARIUM_UPDATE").is_some();
    let mut failures = Vec::new();
    for (script, golden) in scripts() {
        let name = script.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let report = Session::open(Setup::default()).run_script(&read(&script));
        if let Some(error) = &report.error {
            failures.push(format!("{name}: {error}"));
            continue;
        }
        let transcript = report.transcript();
        if update {
            fs::write(&golden, transcript).expect("the transcript can be written");
        } else if let Some(difference) = difference(&read(&golden), &transcript) {
            failures.push(format!("{name}: {difference}"));
        }
    }
    let how = "RAFTARIUM_UPDATE=1 cargo test --test golden writes the transcripts anew";
    assert!(failures.is_empty(), "{}\n\n{how}", failures.join("\n\n"));
}

#[test]
fn every_script_that_says_so_is_true_under_sixty_seeds() {
    let claims = |text: &str| text.contains("True under 60 seeds.");
    let claiming = scripts().map(|(script, _)| (read(&script), script)).filter(|it| claims(&it.0));
    let mut runs = 0;
    let mut failures = Vec::new();
    for (text, script) in claiming {
        for seed in 1..=60 {
            let options = Options { seed: Some(seed), until: None };
            if let Some(error) = runner::run(&text, options).1.error {
                failures.push(format!("{} with seed {seed}: {error}", script.display()));
            }
            runs += 1;
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(runs > 0, "some script says so");
}

#[test]
fn every_script_says_what_it_shows_and_ends_by_expecting_safety_or_the_harm_that_it_shows() {
    for (script, _) in scripts() {
        let text = read(&script);
        let name = script.display();
        assert!(text.starts_with("# "), "{name} begins with a comment that says what it shows");
        let last = text.lines().last().unwrap_or_default();
        // It may say when.
        let last =
            if last.starts_with('@') { last.split_once(' ').map_or("", |it| it.1) } else { last };
        let judges = last == "expect safe" || last.starts_with("expect violated ");
        assert!(judges, "{name} ends with expect safe, or with the property that is violated");
    }
}

#[test]
fn every_transcript_has_its_script() {
    let expected: BTreeSet<PathBuf> = scripts().map(|(_, golden)| golden).collect();
    for golden in DIRECTORIES.into_iter().flat_map(|(_, transcripts)| files(transcripts, "out")) {
        assert!(expected.contains(&golden), "{} has no script", golden.display());
    }
}

#[test]
fn every_scenario_stands_in_the_table() {
    for script in files(SCENARIOS.0, "raft") {
        let id = script.file_stem().unwrap_or_default().to_string_lossy();
        let found = scenarios::find(&id).map(|scenario| scenario.text.to_owned());
        assert_eq!(found, Some(read(&script)), "{id} is not in src/session/scenarios");
    }
}

#[test]
fn a_script_whose_expectation_fails_names_its_line_and_what_was_found() {
    let script = "cluster 3\nuntil leader within 2s\nexpect no leader\nput k v\n";
    let report = Session::open(Setup::default()).run_script(script);
    let error = report.error.expect("somebody leads");
    assert!(error.starts_with("line 3: expected no leader, but n"), "{error}");
    assert!(
        !report.output.iter().any(|line| line.text.contains("put k v")),
        "nothing runs after it"
    );
}

/// Every script, with the file that its transcript stands in.
fn scripts() -> impl Iterator<Item = (PathBuf, PathBuf)> {
    DIRECTORIES.into_iter().flat_map(|(directory, transcripts)| {
        files(directory, "raft").into_iter().map(move |script| {
            let name = Path::new(script.file_name().unwrap_or_default()).with_extension("out");
            (script, root().join(transcripts).join(name))
        })
    })
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a directory whose names end so, in order.
fn files(directory: &str, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(directory)).expect("the scripts are there");
    let paths = entries.map(|entry| entry.expect("the directory can be read").path());
    let mut files: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
    files.sort();
    assert!(!files.is_empty(), "{directory} has .{extension} files");
    files
}

fn read(path: &Path) -> String {
    fs::read_to_string(path)
        .unwrap_or_else(|error| format!("cannot read {}: {error}", path.display()))
}

/// The first line in which two transcripts differ, with the one before it.
fn difference(golden: &str, found: &str) -> Option<String> {
    let mut before = "";
    let mut golden = golden.lines();
    let mut found = found.lines();
    for number in 1.. {
        let (expected, line) = (golden.next(), found.next());
        if expected != line {
            let (expected, line) = (expected.unwrap_or("the end"), line.unwrap_or("the end"));
            return Some(format!(
                "line {number} of the transcript, after: {before}\n  expected: {expected}\n  found:    {line}"
            ));
        }
        before = line?;
    }
    None
}
