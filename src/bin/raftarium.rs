//! The headless runner: `raftarium run FILE` executes a script and prints what the console would show.

use std::io::{Read, Write};
use std::process::ExitCode;

use lexopt::prelude::{Long, Short, Value};
use raftarium::app::{Session, Setup};

const HELP: &str = "\
raftarium: runs Raft clusters from scripts, without a browser

usage: raftarium run FILE     execute a script (`-`: standard input), print its transcript
       raftarium help         this text

The script language is the page's: one command a line, `#` begins a comment; the command `help` lists them.

exit status: 0  every line was carried out and every expectation held
             1  a line could not be read or carried out, or an expectation failed
             2  the call itself was wrong, or the file could not be read
";

fn main() -> ExitCode {
    match call() {
        Ok(code) => code,
        Err(message) => {
            eprintln!("raftarium: {message}");
            ExitCode::from(2)
        }
    }
}

fn call() -> Result<ExitCode, String> {
    let mut words = Vec::new();
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next().map_err(|error| error.to_string())? {
        match argument {
            Short('h') | Long("help") => words = vec!["help".to_owned()],
            Short('V') | Long("version") => words = vec!["version".to_owned()],
            Value(word) => words.push(word.to_string_lossy().into_owned()),
            other => return Err(format!("{} (see `raftarium help`)", other.unexpected())),
        }
    }
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["help"] => {
            print(HELP);
            Ok(ExitCode::SUCCESS)
        }
        ["version"] => {
            print(concat!("raftarium ", env!("CARGO_PKG_VERSION"), "\n"));
            Ok(ExitCode::SUCCESS)
        }
        ["run", file] => run(file),
        ["run"] => Err("`run` needs the file of a script: `raftarium run FILE`".to_owned()),
        ["run", ..] => Err("`run` takes one file: `raftarium run FILE`".to_owned()),
        [] => Err("nothing to do: try `raftarium run FILE` or `raftarium help`".to_owned()),
        [word, ..] => Err(format!("found `{word}`, expected `run` or `help`")),
    }
}

fn run(file: &str) -> Result<ExitCode, String> {
    let text = read(file)?;
    let report = Session::open(Setup::default()).run_script(&text);
    print(&report.transcript());
    Ok(match report.error {
        None => ExitCode::SUCCESS,
        Some(error) => {
            eprintln!("raftarium: {file}: {error}");
            ExitCode::FAILURE
        }
    })
}

fn read(file: &str) -> Result<String, String> {
    let bytes = if file == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(file)
    };
    let bytes = bytes.map_err(|error| format!("cannot read {file}: {error}"))?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!("{file} is not text: byte {at} is not UTF-8")
    })
}

/// Prints, and does not mind a reader that has gone away.
fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}
