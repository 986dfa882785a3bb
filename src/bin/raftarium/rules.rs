//! `raftarium rules`: which rules of the protocol scripts exercise.

use std::path::Path;
use std::process::ExitCode;

use raftarium::explain::rules::{Arm, Coverage, Group};
use raftarium::explain::words::count;
use raftarium::session::path::{Piece, covered_by, shown_by};
use raftarium::session::runner::{self, Options};
use serde_json::json;

use crate::streams::{self, Output};
use crate::usage::{Argument, Arguments, Ended, Task};

/// The task.
pub const TASK: Task = Task { name: "rules", options: &["format"], letters: &[], help: HELP, run };

const HELP: &str = "\
raftarium rules: the rules of the paper's figure 2 and of the dissertation, and which of them scripts exercise

usage: raftarium rules [OPTION...]                every rule, group by group, with the story or mission that shows it
       raftarium rules [OPTION...] FILE|DIR...    which were at work in these scripts, how often, and in which first; of
                                                  a folder, all that end in .raft            (`-`: standard input)

  --format FORMAT   text, or json: one object with \"shown\", \"all\" and \"rules\", each with its \"id\", \"group\", \"name\",
                    \"citation\" and \"says\", and \"times\", \"file\" and \"at_us\" where scripts were run
  -h, --help        print this

A rule stands here for a case that can be told from the events: a vote that is given, or refused because of the term, of an
earlier vote, of the log.

exit status: 0 if every script was carried out, 1 if one ended early, 2 if a file could not be read or the call itself was
wrong
";

/// Where a rule was at work.
#[derive(Clone, Debug, Default)]
struct Place {
    times: u64,
    /// The first script, and the moment in it.
    first: Option<(String, u64)>,
}

fn run(arguments: &mut Arguments) -> Ended {
    let (mut names, mut as_json) = (Vec::new(), false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Argument::Help => {
                streams::print(arguments.help())?;
                return Ok(ExitCode::SUCCESS);
            }
            Argument::Word(word) => names.push(word),
            Argument::Option("format") => {
                as_json = match arguments.value("format", "text or json")?.as_str() {
                    "text" => false,
                    "json" => true,
                    other => {
                        return Err(format!("found `--format {other}`, expected text or json"));
                    }
                };
            }
            Argument::Option(other) => unreachable!("--{other} is in no list"),
        }
    }
    let is_script = |path: &Path| path.extension().is_some_and(|it| it == "raft");
    let files = streams::files(&names, is_script, "scripts, which end in .raft")?;
    let mut places = vec![Place::default(); Arm::ALL.len()];
    let mut failed = false;
    for file in &files {
        let (session, report) = runner::run(&streams::read(file)?, Options::default());
        if let Some(error) = report.error {
            eprintln!("raftarium: {file}: {error}");
            failed = true;
        }
        add(&mut places, file, &covered_by(&session));
    }
    let ran = !files.is_empty();
    if as_json {
        streams::print(&(object(&places, ran) + "\n"))?;
    } else {
        print(&places, ran)?;
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn add(places: &mut [Place], file: &str, covered: &Coverage) {
    for (place, arm) in places.iter_mut().zip(Arm::ALL) {
        if let Some(shown) = covered.of(arm) {
            place.times += shown.times;
            place.first.get_or_insert_with(|| (file.to_owned(), shown.first.0));
        }
    }
}

/// What shows a rule, as the page calls it.
fn shown_in(arm: Arm) -> Option<String> {
    Some(match shown_by(arm)? {
        Piece::Story(id) => format!("story {id}"),
        Piece::Mission(id) => format!("mission {id}"),
    })
}

fn print(places: &[Place], ran: bool) -> Result<(), String> {
    let mut output = Output::open();
    let shown = places.iter().filter(|place| place.times > 0).count();
    if ran {
        output.line(&format!("{shown} of {} rules were at work", places.len()))?;
    } else {
        output.line(&format!("{} rules", places.len()))?;
    }
    for group in Group::ALL {
        output.line(&format!("\n{}", group.name()))?;
        for (arm, place) in Arm::ALL.into_iter().zip(places).filter(|(arm, _)| arm.group() == group)
        {
            let told = match &place.first {
                Some((file, at_us)) => {
                    let at = raftarium::sim::Time(*at_us);
                    format!(": {}, first at {at} of {file}", count(place.times, "time", "times"))
                }
                None if ran => String::new(),
                None => shown_in(arm).map_or_else(String::new, |it| format!(" ({it})")),
            };
            let mark = match place.times {
                _ if !ran => "",
                0 => "- ",
                _ => "+ ",
            };
            output.line(&format!("  {mark}{:20} {}{told}", arm.id(), arm.name()))?;
        }
    }
    output.close()
}

fn object(places: &[Place], ran: bool) -> String {
    let rules = Arm::ALL.into_iter().zip(places).map(|(arm, place)| {
        let rule = arm.rule();
        let mut object = json!({
            "id": arm.id(),
            "group": arm.group().name(),
            "name": arm.name(),
            "citation": arm.citation(),
            "says": rule.says,
            "shown_by": shown_in(arm),
        });
        if ran {
            object["times"] = json!(place.times);
            object["file"] = json!(place.first.as_ref().map(|(file, _)| file));
            object["at_us"] = json!(place.first.as_ref().map(|(_, at_us)| at_us));
        }
        object
    });
    let rules: Vec<_> = rules.collect();
    let shown = places.iter().filter(|place| place.times > 0).count();
    json!({ "all": places.len(), "shown": ran.then_some(shown), "rules": rules }).to_string()
}
