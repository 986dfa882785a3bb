//! Golden scripts: every `tests/scripts/*.raft` runs to its end, and prints what stands beside it in the `.out` file.
//!
//! The expectations within a script say what the protocol owes; the transcript shows everything else, so that a change
//! of behaviour is seen in review. `RAFTARIUM_UPDATE=1 cargo test --test golden` writes the transcripts anew.

use std::fs;
use std::path::{Path, PathBuf};

use raftarium::app::{Session, Setup};

#[test]
fn every_script_runs_to_its_end_and_prints_what_it_printed_before() {
    let update = std::env::var_os("RAFTARIUM_UPDATE").is_some();
    let mut failures = Vec::new();
    for script in files("raft") {
        let name = script.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let report = Session::open(Setup::default()).run_script(&read(&script));
        if let Some(error) = &report.error {
            failures.push(format!("{name}: {error}"));
            continue;
        }
        let (golden, transcript) = (script.with_extension("out"), report.transcript());
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
fn every_script_says_what_it_shows_and_ends_by_expecting_safety_or_the_harm_that_it_shows() {
    for script in files("raft") {
        let text = read(&script);
        let name = script.display();
        assert!(text.starts_with("# "), "{name} begins with a comment that says what it shows");
        let last = text.lines().last().unwrap_or_default();
        let judges = last == "expect safe" || last.starts_with("expect violated ");
        assert!(judges, "{name} ends with expect safe, or with the property that is violated");
    }
}

#[test]
fn every_transcript_has_its_script() {
    for golden in files("out") {
        assert!(golden.with_extension("raft").exists(), "{} has no script", golden.display());
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

/// The scripts, or their transcripts, in order of their names.
fn files(extension: &str) -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
    let entries = fs::read_dir(directory).expect("the scripts are there");
    let paths = entries.map(|entry| entry.expect("the directory can be read").path());
    let mut files: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
    files.sort();
    assert!(!files.is_empty(), "there are .{extension} files");
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
