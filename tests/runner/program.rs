//! The program, started as a person starts it.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

/// Starts the program with these arguments.
pub fn start(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_raftarium"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

/// Runs the program with these arguments and this on its standard input.
pub fn call(arguments: &[&str], input: &str) -> Output {
    let mut child = start(arguments);
    // Taken out, so that it is closed after this. One that reads no input may have ended already.
    let pipe = child.stdin.take();
    let _ = pipe.expect("a pipe").write_all(input.as_bytes());
    child.wait_with_output().expect("the program ends")
}

pub fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("it prints text")
}

/// What a call prints that ends well and says nothing on standard error.
#[track_caller]
pub fn prints(arguments: &[&str], input: &str) -> String {
    let output = call(arguments, input);
    assert_eq!(text(&output.stderr), "", "{arguments:?}");
    assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    text(&output.stdout).to_owned()
}

/// How a call ends that does not end well, and what it says.
#[track_caller]
pub fn fails(arguments: &[&str], input: &str, status: i32, said: &str) {
    let output = call(arguments, input);
    assert_eq!(text(&output.stderr), format!("raftarium: {said}\n"), "{arguments:?}");
    assert_eq!(output.status.code(), Some(status), "{arguments:?}");
}

/// A file of this text, for one test alone.
pub fn file(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("the file can be written");
    path
}
