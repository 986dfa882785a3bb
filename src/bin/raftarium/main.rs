//! The headless runner: `raftarium run FILE` executes a script and prints what the console would show; `raftarium fuzz`
//! looks for a script that should not be; `raftarium check-history FILE` says whether a history is linearizable.

mod fuzz;

use std::io::{Read, Write};
use std::process::ExitCode;

use lexopt::prelude::{Long, Short, Value};
use raftarium::app::{Session, Setup};
use raftarium::check::history;
use raftarium::check::linearizable::Verdict;

const HELP: &str = "\
raftarium: runs Raft clusters from scripts, without a browser

usage: raftarium run FILE     execute a script (`-`: standard input), print its transcript
              --history OUT   and write what its clients did to a file, for check-history
       raftarium fuzz         try random clusters, knobs, faults and load, and print a short script for what is found
              --seeds N       so many of them (10000, or with --time as many as fit in)
              --from S        the first seed (0)
              --time 30s      not for longer than this
              --break RULE    with every node following this wrong rule, to see it caught (repeatable)
       raftarium check-history FILE
                              say whether a history (`-`: standard input) is linearizable
       raftarium help         this text
       raftarium version      which version this is

The script language is the page's: one command a line, `#` begins a comment; the command `help` lists them.

A history is JSON lines, in the order in which things happened:
  {\"process\": 3, \"type\": \"invoke\" | \"ok\" | \"fail\" | \"info\",
   \"op\": \"read\" | \"write\" | \"cas\" | \"append\", \"key\": \"x\", \"value\": ...}
`cas` has [old, new], `append` a string, `read` its value on `ok`; `null` is the value of an absent key.

exit status: 0  every line was carried out and every expectation held; or nothing was found; or the history is
                linearizable
             1  a line could not be read or carried out, or an expectation failed; or something was found; or the
                history is not linearizable
             2  the call itself was wrong, the file could not be read, or the history is malformed or too hard
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
    let mut arguments = lexopt::Parser::from_env();
    let command = match arguments.next().map_err(|error| error.to_string())? {
        None => {
            return Err("nothing to do: try `raftarium run FILE` or `raftarium help`".to_owned());
        }
        Some(Short('h') | Long("help")) => "help".to_owned(),
        Some(Short('V') | Long("version")) => "version".to_owned(),
        Some(Value(word)) => word.to_string_lossy().into_owned(),
        Some(other) => return Err(format!("{} (see `raftarium help`)", other.unexpected())),
    };
    match command.as_str() {
        "run" => {
            const USAGE: &str =
                "`run` takes the file of one script: `raftarium run FILE [--history OUT]`";
            let (mut files, mut history) = (Vec::new(), None);
            while let Some(argument) = arguments.next().map_err(|error| error.to_string())? {
                match argument {
                    Value(file) => files.push(file.to_string_lossy().into_owned()),
                    Long("history") => {
                        let file = arguments.value().map_err(|error| error.to_string())?;
                        history = Some(file.to_string_lossy().into_owned());
                    }
                    other => return Err(format!("{} (see `raftarium help`)", other.unexpected())),
                }
            }
            let [file] = &files[..] else { return Err(USAGE.to_owned()) };
            run(file, history.as_deref())
        }
        "check-history" => {
            const USAGE: &str = "`check-history` takes one file: `raftarium check-history FILE`";
            let words = words(&mut arguments)?;
            let [file] = &words[..] else { return Err(USAGE.to_owned()) };
            check_history(file)
        }
        "fuzz" => fuzz::run(&mut arguments),
        "help" => {
            print(HELP);
            Ok(ExitCode::SUCCESS)
        }
        "version" => {
            print(concat!("raftarium ", env!("CARGO_PKG_VERSION"), "\n"));
            Ok(ExitCode::SUCCESS)
        }
        word => Err(format!("found `{word}`, expected `run`, `fuzz`, `check-history` or `help`")),
    }
}

/// The rest of the command line, which must hold no option.
fn words(arguments: &mut lexopt::Parser) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    while let Some(argument) = arguments.next().map_err(|error| error.to_string())? {
        match argument {
            Value(word) => words.push(word.to_string_lossy().into_owned()),
            other => return Err(format!("{} (see `raftarium help`)", other.unexpected())),
        }
    }
    Ok(words)
}

fn run(file: &str, history: Option<&str>) -> Result<ExitCode, String> {
    let text = read(file)?;
    let mut session = Session::open(Setup::default());
    let report = session.run_script(&text);
    print(&report.transcript());
    if let Some(out) = history {
        std::fs::write(out, session.history())
            .map_err(|error| format!("cannot write {out}: {error}"))?;
    }
    Ok(match report.error {
        None => ExitCode::SUCCESS,
        Some(error) => {
            eprintln!("raftarium: {file}: {error}");
            ExitCode::FAILURE
        }
    })
}

fn check_history(file: &str) -> Result<ExitCode, String> {
    let verdict =
        history::check_bytes(&read_bytes(file)?).map_err(|error| format!("{file}: {error}"))?;
    match verdict {
        Verdict::Linearizable => print("linearizable\n"),
        Verdict::NotLinearizable(_) => print(&format!("{verdict}\n")),
        Verdict::Undecided { .. } => return Err(format!("{file}: {verdict}")),
    }
    Ok(if verdict.is_linearizable() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn read(file: &str) -> Result<String, String> {
    String::from_utf8(read_bytes(file)?).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!("{file} is not text: byte {at} is not UTF-8")
    })
}

fn read_bytes(file: &str) -> Result<Vec<u8>, String> {
    let bytes = if file == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(file)
    };
    bytes.map_err(|error| format!("cannot read {file}: {error}"))
}

/// Prints, and does not mind a reader that has gone away.
fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}
