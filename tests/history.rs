//! `raftarium check-history`: what it prints, and how it exits.

use std::io::Write;
use std::process::{Command, Output, Stdio};

/// Runs the checker on standard input.
fn check(history: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_raftarium"))
        .args(["check-history", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the runner starts");
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(history.as_bytes()).expect("the runner reads to the end");
    drop(input);
    child.wait_with_output().expect("the runner ends")
}

#[track_caller]
fn prints(history: &str, status: i32, out: &str, err: &str) {
    let output = check(history);
    assert_eq!(String::from_utf8_lossy(&output.stdout), out);
    assert_eq!(String::from_utf8_lossy(&output.stderr), err);
    assert_eq!(output.status.code(), Some(status));
}

const WRITE: &str = r#"{"process": 3, "type": "invoke", "op": "write", "key": "x", "value": 1}
{"process": 3, "type": "ok", "op": "write", "key": "x", "value": 1}
{"process": 4, "type": "invoke", "op": "read", "key": "x", "value": null}
"#;

#[test]
fn a_linearizable_history_exits_with_0() {
    let read = r#"{"process": 4, "type": "ok", "op": "read", "key": "x", "value": 1}"#;
    prints(&format!("{WRITE}{read}"), 0, "linearizable\n", "");
    prints("", 0, "linearizable\n", "");
}

#[test]
fn another_exits_with_1_and_shows_the_key_and_the_window() {
    let read = r#"{"process": 4, "type": "ok", "op": "read", "key": "x", "value": null}"#;
    let shown = "not linearizable: key \"x\", lines 1 to 4
  lines 1 to 2: process 3: write 1
  lines 3 to 4: process 4: read null
  reason: process 4 found null, but process 3 had replaced it, and nothing wrote it again; the key is absent at first
";
    prints(&format!("{WRITE}{read}"), 1, shown, "");
}

#[test]
fn a_malformed_one_exits_with_2_and_names_the_line() {
    let error = "raftarium: -: line 4: found `oops`, expected one JSON object on each line\n";
    prints(&format!("{WRITE}oops"), 2, "", error);
}
