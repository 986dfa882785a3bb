//! Progress, and Ctrl-C: what was reached is kept.

#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::process::Command;

use crate::program::{prints, start};

/// Interrupts a call that would take long, as soon as it has said so many lines: how it ends, what it has printed and said.
fn interrupted(lines: usize, arguments: &[&str], input: &str) -> (Option<i32>, String, String) {
    let mut child = start(arguments);
    let pipe = child.stdin.take();
    pipe.expect("a pipe").write_all(input.as_bytes()).expect("it reads its script");
    let mut stderr = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut said = String::new();
    for _ in 0..lines {
        stderr.read_line(&mut said).expect("it says something");
    }
    // Twice, as by a program that passes on what its child has got as well: at once, that counts as once.
    let twice = ["-c", "kill -INT $0; kill -INT $0", &child.id().to_string()];
    let sent = Command::new("sh").args(twice).status();
    assert!(sent.expect("there is a shell").success());
    stderr.read_to_string(&mut said).expect("it goes on to say something");
    let output = child.wait_with_output().expect("the program ends");
    let printed = String::from_utf8(output.stdout).expect("it prints text");
    (output.status.code(), printed, said)
}

#[test]
fn a_run_that_is_interrupted_prints_what_it_has_reached() {
    let script = "cluster 3\nuntil leader within 5s\nput a 1\nadvance 24h\nadvance 24h\nput b 2\n";
    let arguments = ["run", "--progress", "--digest", "--script", "-"];
    let (status, printed, said) = interrupted(2, &arguments, script);
    assert_eq!(status, Some(130), "{said}");
    assert!(said.starts_with("raftarium: -: 00:0"), "{said}");
    let last = said.lines().last().unwrap_or_default();
    assert!(
        last.starts_with("raftarium: -: line 4: stopped at ")
            && last.ends_with(", before it was done"),
        "{said}"
    );
    assert!(
        printed.contains("\nok  a = 1 · ") && printed.contains("› advance 86400s\n"),
        "{printed}"
    );
    assert!(!printed.contains("put b 2"), "{printed}");
    // What is printed of it is true: the script leads to the same digest.
    let (transcript, script) =
        printed.split_at(printed.find("\ncluster 3\nseed ").expect("a script"));
    assert!(transcript.starts_with("n1 › cluster 3\n"), "{printed}");
    let digest = script.lines().last().expect("a digest");
    let script = script.strip_suffix(&format!("{digest}\n")).expect("a script");
    assert_eq!(prints(&["run", "-q", "--digest", "-"], script).trim_end(), digest);
}

#[test]
fn a_series_that_is_interrupted_says_where_to_go_on() {
    let arguments = ["run", "--progress", "--seeds", "1..9", "--jobs", "2", "--from", "4", "-"];
    let (status, printed, said) =
        interrupted(1, &arguments, "cluster 9\nadvance 24h\nadvance 24h\n");
    assert_eq!(status, Some(130), "{said}");
    assert_eq!(printed, "");
    assert!(said.starts_with("raftarium: 0 runs of 9 in "), "{said}");
    assert!(
        said.ends_with("raftarium: stopped before - under seed 4: `--from 4` goes on there\n"),
        "{said}"
    );
}
