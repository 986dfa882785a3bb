//! `raftarium check-history`: what it prints, and how it exits.

use std::io::Write;
use std::process::{Command, Output, Stdio};

#[test]
fn the_history_of_a_script_is_written_and_read_back() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (script, out) = (folder.join("clients.raft"), folder.join("clients.jsonl"));
    let text = "until leader within 2s\nput k 1\ncas k 1 2\ncas k 1 3\ncreate k 4\ndelete k\nread k\n\
                update k 5\npipe 20 &\ncrash leader\nput k \"six \\\"or so\\\"\"\nadvance 2s\nget k\n\
                expect linearizable and not violated\n";
    std::fs::write(&script, text).expect("the script can be written");
    let run = Command::new(env!("CARGO_BIN_EXE_raftarium"))
        .arg("run")
        .args([script.as_path(), "--history".as_ref(), out.as_path()])
        .output()
        .expect("the runner starts");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let history = std::fs::read_to_string(&out).expect("a history");
    let told = [
        r#""type": "ok", "op": "cas", "key": "k", "value": ["1", "2"]"#,
        r#""type": "fail", "op": "cas", "key": "k", "value": ["1", "3"]"#,
        r#""type": "fail", "op": "cas", "key": "k", "value": [null, "4"]"#,
        r#""type": "ok", "op": "write", "key": "k", "value": null"#,
    ];
    for line in told {
        assert!(history.contains(line), "{line}\n{history}");
    }
    prints(&history, 0, "linearizable\njudged: 29 operations of 11 processes on 7 keys\n", "");
}

/// Runs the checker on standard input.
fn check(history: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_raftarium"))
        .args(["check-history", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the runner starts");
    // Taken out, so that it is closed after this.
    let input = child.stdin.take();
    input.expect("a pipe").write_all(history.as_bytes()).expect("the runner reads to the end");
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
    prints(
        &format!("{WRITE}{read}"),
        0,
        "linearizable\njudged: 2 operations of 2 processes on 1 key\n",
        "",
    );
    let nothing =
        "linearizable\njudged: nothing, for the history holds no operation that says anything\n";
    prints("", 0, nothing, "");
    prints("# nobody asked\n", 0, nothing, "");
}

#[test]
fn another_exits_with_1_and_shows_the_key_and_the_window() {
    let read = r#"{"process": 4, "type": "ok", "op": "read", "key": "x", "value": null}"#;
    let shown = "not linearizable: key \"x\", lines 1 to 4
  lines 1 to 2: process 3: write 1
  lines 3 to 4: process 4: read null
  reason: process 4 found null, but process 3 had replaced it, and nothing wrote it again; the key is absent at first
judged: 2 operations of 2 processes on 1 key
";
    prints(&format!("{WRITE}{read}"), 1, shown, "");
}

#[test]
fn a_malformed_one_exits_with_2_and_names_the_line() {
    let error = "raftarium: -: line 4: found `oops`, expected one JSON object on each line\n";
    prints(&format!("{WRITE}oops"), 2, "", error);
}
