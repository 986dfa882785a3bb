//! `raftarium check-history`: what it prints, and how it exits.

// In a browser there are no programs to start.
#![cfg(not(target_arch = "wasm32"))]

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
    prints(
        &history,
        0,
        "linearizable\njudged: 29 operations of 11 processes on 7 keys, in TIME\n",
        "",
    );
}

/// Runs the checker on standard input.
fn check(options: &[&str], history: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_raftarium"))
        .args(["check-history", "-"])
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the runner starts");
    // Taken out, so that it is closed after this. One that was called wrongly has ended already.
    let input = child.stdin.take();
    let _ = input.expect("a pipe").write_all(history.as_bytes());
    child.wait_with_output().expect("the runner ends")
}

#[track_caller]
fn prints(history: &str, status: i32, out: &str, err: &str) {
    prints_with(&[], history, status, out, err);
}

/// The same with options, and with the word TIME for how long it took.
#[track_caller]
fn prints_with(options: &[&str], history: &str, status: i32, out: &str, err: &str) {
    let output = check(options, history);
    let printed = String::from_utf8_lossy(&output.stdout);
    let timeless = match printed.rfind(", in ") {
        Some(at) => {
            let time = printed[at + 5..].trim_end();
            assert!(
                time.ends_with('s') && time.starts_with(|c: char| c.is_ascii_digit()),
                "{time}"
            );
            format!("{}, in TIME\n", &printed[..at])
        }
        None => printed.into_owned(),
    };
    assert_eq!(timeless, out);
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
        "linearizable\njudged: 2 operations of 2 processes on 1 key, in TIME\n",
        "",
    );
    let nothing = "linearizable\njudged: nothing, for the history holds no operation that says anything, in TIME\n";
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
judged: 2 operations of 2 processes on 1 key, in TIME
";
    prints(&format!("{WRITE}{read}"), 1, shown, "");
}

#[test]
fn a_malformed_one_exits_with_2_and_names_the_line() {
    let error = "raftarium: -: line 4: found `oops`, expected one JSON object on each line\n";
    prints(&format!("{WRITE}oops"), 2, "", error);
}

/// What Jepsen writes of two processes, of which the second reads an old value.
const EDN: &str = "[{:process 0, :type :invoke, :f :write, :value [7 1]}
 {:process 0, :type :ok, :f :write, :value [7 1]}
 {:process 0, :type :invoke, :f :write, :value [7 2]}
 {:process :nemesis, :type :info, :f :start, :value nil}
 {:process 0, :type :ok, :f :write, :value [7 2]}
 {:process 1, :type :invoke, :f :read, :value [7 nil]}
 {:process 1, :type :ok, :f :read, :value [7 1]}]
";

const STALE: &str = "not linearizable: key \"7\", lines 3 to 7
  lines 3 to 5: process 0: write 2
  lines 6 to 7: process 1: read 1
  reason: process 1 found 1, but process 0 had replaced it, and nothing wrote it again; nor does it help what the key held before line 3
judged: 3 operations of 2 processes on 1 key, from EDN, 1 other line skipped, in TIME
";

#[test]
fn what_jepsen_writes_is_read_as_it_means_it() {
    prints(EDN, 1, STALE, "");
    prints_with(&["--format", "edn"], EDN, 1, STALE, "");
    let log = "INFO  jepsen.util - 0\t:invoke\t:write\t1\nINFO  jepsen.util - 0\t:ok\t:write\t1\n\
               INFO  jepsen.util - 0\t:invoke\t:cas\t[1 2]\nINFO  jepsen.util - 0\t:fail\t:cas\t[1 2]\n";
    let told = "linearizable\njudged: 1 operation of 1 process on 1 key, from a log, in TIME\n";
    prints(log, 0, told, "");
    let error = "raftarium: -: line 1: found `[{:process 0, :type :invoke, :f :write, :value [7 1]}`, expected one JSON object on each line\n";
    prints_with(&["--format", "jsonl"], EDN, 2, "", error);
    let error = "raftarium: found `--format xml`, expected one of jsonl, edn, log\n";
    prints_with(&["--format", "xml"], EDN, 2, "", error);
    let error =
        "raftarium: -: line 2, column 21: found :type :o, expected :invoke, :ok, :fail or :info\n";
    prints(&EDN.replacen(":ok", ":o", 1), 2, "", error);
}

#[test]
fn the_window_that_is_not_linearizable_is_drawn() {
    let out = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("window.svg");
    let name = out.to_str().expect("a name");
    prints_with(&["--svg", name], EDN, 1, STALE, "");
    let text = std::fs::read_to_string(&out).expect("a drawing");
    let drawing = roxmltree::Document::parse(&text).expect("it is well-formed");
    let of_class = |class: &str| {
        let nodes = drawing.descendants().filter(|it| it.attribute("class") == Some(class));
        nodes.collect::<Vec<_>>()
    };
    let words = |class: &str| -> Vec<String> {
        of_class(class).iter().filter_map(|it| it.text()).map(str::to_owned).collect()
    };
    assert_eq!(words("process"), ["process 0", "process 1"]);
    assert_eq!(words("words"), ["write 2", "read 1"]);
    assert_eq!(words("moment"), ["line 3", "5", "6", "7"]);
    let impossible = of_class("operation impossible");
    assert_eq!((impossible.len(), of_class("operation").len(), of_class("cross").len()), (1, 1, 1));
    assert!(impossible[0].descendants().any(|it| it.text() == Some("read 1")));
    assert!(
        words("reason").join(" ").starts_with("process 1 found 1, but process 0 had replaced it")
    );
    // The write is over before the read begins, and what stands on a bar is no wider than it.
    let number = |node: &roxmltree::Node<'_, '_>, name: &str| -> f64 {
        node.attribute(name).and_then(|it| it.parse().ok()).expect(name)
    };
    let bars = of_class("bar");
    let span =
        |at: usize| (number(&bars[at], "x"), number(&bars[at], "x") + number(&bars[at], "width"));
    assert!(span(0).1 < span(1).0, "{text}");
    assert!(span(0).1 - span(0).0 > 7.0 * "write 2".len() as f64);
    assert!(text.contains("prefers-color-scheme:dark"));
    // It is drawn only where there is something to be seen.
    std::fs::remove_file(&out).expect("it can be removed");
    let fine = "linearizable\njudged: nothing, for the history holds no operation that says anything, in TIME\n";
    let said = format!("raftarium: -: there is nothing to draw, so {name} was not written\n");
    prints_with(&["--svg", name], "", 0, fine, &said);
    assert!(!out.exists());
}

#[test]
fn an_operation_of_unknown_outcome_is_drawn_without_an_end() {
    let history = "{:process 0, :type :invoke, :f :write, :value 1}\n{:process 0, :type :info, :f :write, :value 1}\n\
                   {:process 0, :type :invoke, :f :read, :value nil}\n{:process 0, :type :ok, :f :read, :value 1}\n\
                   {:process 1, :type :invoke, :f :read, :value nil}\n{:process 1, :type :ok, :f :read, :value nil}\n";
    let out = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("unknown.svg");
    let output = check(&["--svg", out.to_str().expect("a name")], history);
    assert_eq!(output.status.code(), Some(1));
    let text = std::fs::read_to_string(&out).expect("a drawing");
    roxmltree::Document::parse(&text).expect("it is well-formed");
    assert!(text.contains("read null") && text.contains("class=\"cross\""), "{text}");
}
