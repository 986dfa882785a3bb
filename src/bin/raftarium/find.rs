//! `raftarium find`: a schedule that leads from the end of a script to where a condition holds.

use std::process::ExitCode;

use raftarium::session::finding::{Search, Verdict};

use crate::look::{self, Look, OPTIONS, Order};
use crate::stop::{INTERRUPTED, Stop};
use crate::streams;
use crate::usage::{Arguments, Ended, Task};

/// The task.
pub const TASK: Task = Task { name: "find", options: &OPTIONS, letters: &[], help: HELP, run };

const HELP: &str = "\
raftarium find: looks for a schedule that leads from the end of a script to where a condition holds

usage: raftarium find [OPTION...] FILE CONDITION        (`-`: standard input)

  --within TIME   by when it is to hold, from the end of the script on (2s)
  --using MOVES   by which moves, such as crash,restart,put: crash, restart, pause, resume, cut, heal, partition, drop,
                  delay, duplicate, timeout, put and get, if nothing is said; and transfer, stepdown, snapshot, delete,
                  connect, add and remove
  --most N        by how many moves at most (4)
  --states N      look at so many states at most (2000000); each of two engines may take its half
  --jobs N        so many look at the same time (as many as there are processors)
  --json          print one object: {\"found\", \"script\", \"moves\", \"at_us\", \"digest\", \"engine\", ...}
  --progress      tell how far it has come, also where standard error is no terminal
  -h, --help      print this

Two engines look, one after the other. The exhaustive one goes through the schedule without a move, then through every
schedule of one move at every event, then of two, as long as there is room: what it finds has as few moves as can be, and
what it has gone through holds no more. The guided one tries schedules by chance, from where earlier ones came upon
something new. The same call looks at the same schedules again; with another number of jobs, other ones are tried by chance.

What is found is made shorter, done once more, and printed as a whole script that ends by expecting the condition: it runs
with `raftarium run`. What was looked at is told on standard error.

exit status: 0  a schedule was found
             1  none was, within the bounds that are told
             2  the script or the condition could not be read, or does not fit, or the call itself was wrong
           130  Ctrl-C ended it: what was looked at so far is told
";

fn run(arguments: &mut Arguments) -> Ended {
    let Some(order) = Order::read(arguments)? else {
        streams::print(arguments.help())?;
        return Ok(ExitCode::SUCCESS);
    };
    let [file, condition @ ..] = order.words.as_slice() else {
        return Err(
            "found no file, expected that of a script: `raftarium find FILE CONDITION`".to_owned()
        );
    };
    if condition.is_empty() {
        return Err(format!(
            "found {file} and no condition, expected one such as violated: `raftarium find {file} violated`"
        ));
    }
    let find = order.find(&condition.join(" "))?;
    let (session, text) = look::begin(file)?;
    let Look { session, search, verdict } =
        look::on(file, &text, session, &find, &order, Stop::listen())?;
    let Some(verdict) = verdict else {
        eprintln!("raftarium: stopped; looked through so far: {}", search.looked_at());
        return Ok(ExitCode::from(INTERRUPTED));
    };
    let found = matches!(verdict, Verdict::Found(_));
    if order.json {
        streams::print(&(look::object(&search, &verdict, &session).to_string() + "\n"))?;
    } else if found {
        let header = format!("# Found by `raftarium find`: {find}\n");
        streams::print(&(header + &session.script()))?;
    }
    for line in search.lines(&verdict) {
        eprintln!("raftarium: {line}");
    }
    Ok(if found { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
