//! `raftarium explore`: whether anything can still go wrong from the end of scripts on.

use std::process::ExitCode;

use raftarium::session::Session;
use raftarium::session::finding::{Search, Verdict};

use crate::look::{self, Look, OPTIONS, Order};
use crate::stop::{INTERRUPTED, Stop};
use crate::streams;
use crate::usage::{Arguments, Ended, Task};

/// The task.
pub const TASK: Task =
    Task { name: "explore", options: &with_property(), letters: &[], help: HELP, run };

const fn with_property() -> [&'static str; OPTIONS.len() + 1] {
    let mut options = ["property"; OPTIONS.len() + 1];
    let mut at = 0;
    while at < OPTIONS.len() {
        options[at] = OPTIONS[at];
        at += 1;
    }
    options
}

const HELP: &str = "\
raftarium explore: looks whether anything can still go wrong from the end of scripts on

usage: raftarium explore [OPTION...] FILE...            (`-`: standard input)

  --property NAMES  only whether these properties can be violated, such as stale-read,one-vote (all)
  --within TIME     by when, from the end of each script on (2s)
  --using MOVES     by which moves, such as crash,restart,put (as in `raftarium find`)
  --most N          by how many moves at most (4)
  --states N        look at so many states at most for each script (2000000)
  --jobs N          so many look at the same time (as many as there are processors)
  --json            print one object for each script: {\"file\", \"found\", \"looked_at\", ...}
  --progress        tell how far it has come, also where standard error is no terminal
  -h, --help        print this

It looks as `raftarium find FILE violated` does, at one script after the other, up to the first from which a property can be
violated: that one is printed with the schedule that leads there. What was looked at is told on standard error. So it can
stand in the checks of every change: it ends well if nothing was found.

exit status: 0  nothing can go wrong within the bounds that are told
             1  a property can be violated, or is already where a script ends
             2  a script could not be read or run, or the call itself was wrong
           130  Ctrl-C ended it: what was looked at so far is told
";

fn run(arguments: &mut Arguments) -> Ended {
    let Some(order) = Order::read(arguments)? else {
        streams::print(arguments.help())?;
        return Ok(ExitCode::SUCCESS);
    };
    if order.words.is_empty() {
        return Err(
            "found no file, expected that of a script: `raftarium explore FILE...`".to_owned()
        );
    }
    let find = order.find(&condition(&order.properties))?;
    let stop = Stop::listen();
    for file in &order.words {
        let (session, text) = look::begin(file)?;
        if let Some(evidence) = violated(&session, &order.properties) {
            eprintln!("raftarium: {file}: violated already where it ends: {evidence}");
            return Ok(ExitCode::FAILURE);
        }
        let Look { session, search, verdict } =
            look::on(file, &text, session, &find, &order, stop)?;
        let Some(verdict) = verdict else {
            eprintln!("raftarium: {file}: stopped; looked through so far: {}", search.looked_at());
            return Ok(ExitCode::from(INTERRUPTED));
        };
        let found = matches!(verdict, Verdict::Found(_));
        if order.json {
            let mut object = look::object(&search, &verdict, &session);
            object["file"] = file.as_str().into();
            streams::print(&(object.to_string() + "\n"))?;
        } else if found {
            let header = format!("# Found by `raftarium explore`: {find}\n");
            streams::print(&(header + &session.script()))?;
        }
        for line in search.lines(&verdict) {
            eprintln!("raftarium: {file}: {line}");
        }
        if found {
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// That one of these properties is violated; any, if none is named.
fn condition(properties: &[String]) -> String {
    if properties.is_empty() {
        return "violated".to_owned();
    }
    properties.iter().map(|name| format!("violated {name}")).collect::<Vec<_>>().join(" or ")
}

/// What is violated of these properties; of all, if none is named.
fn violated(session: &Session, properties: &[String]) -> Option<String> {
    let meant = |name: &str| properties.is_empty() || properties.iter().any(|it| it == name);
    let violation = session.violations().iter().find(|it| meant(it.name))?;
    Some(format!("{}: {}", violation.name, violation.evidence))
}
