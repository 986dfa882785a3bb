//! Looking for a schedule from the end of a script on: what `find` and `explore` share.

use std::num::NonZero;
use std::thread;

use raftarium::script::{self, Command, Find, Line};
use raftarium::session::Session;
use raftarium::session::finding::{Bounds, Search, Verdict};
use raftarium::session::runner::{self, Options};
use serde_json::{Value, json};

use crate::progress::Progress;
use crate::stop::Stop;
use crate::streams;
use crate::together::{self, Together};
use crate::usage::{Argument, Arguments};

/// The options of whoever looks.
pub const OPTIONS: [&str; 7] = ["within", "using", "most", "states", "jobs", "json", "progress"];

/// The most jobs.
const MOST_JOBS: u64 = 256;

/// What is wanted.
#[derive(Default)]
pub struct Order {
    /// What is no option.
    pub words: Vec<String>,
    /// The properties that are meant; all, if none is named.
    pub properties: Vec<String>,
    pub json: bool,
    within: Option<String>,
    using: Option<String>,
    most: Option<u64>,
    states: Option<u64>,
    jobs: Option<NonZero<u32>>,
    progress: bool,
}

/// What was looked at.
pub struct Look {
    /// A schedule that was found has been placed in it.
    pub session: Session,
    pub search: Together,
    /// `None` if it was stopped.
    pub verdict: Option<Verdict>,
}

/// A session at the end of a script, and the script's text.
///
/// # Errors
/// If it cannot be read, or does not come to its end.
pub fn begin(file: &str) -> Result<(Session, String), String> {
    let text = streams::read(file)?;
    let (session, report) = runner::run(&text, Options::default());
    match report.error {
        Some(error) => Err(format!("{file}: {error}")),
        None => Ok((session, text)),
    }
}

/// Looks on from a session that stands at the end of this text.
///
/// # Errors
/// If the condition cannot be asked there.
pub fn on(
    file: &str,
    text: &str,
    mut session: Session,
    find: &Find,
    order: &Order,
    stop: Stop,
) -> Result<Look, String> {
    let mut bounds = Bounds::of(find, session.now());
    if let Some(states) = order.states {
        bounds.states = (states.div_ceil(2), states / 2);
    }
    // Whether it can be asked at all.
    session.search_within(bounds.clone())?;
    let processors = || thread::available_parallelism().ok()?.try_into().ok();
    let jobs = order.jobs.or_else(processors).unwrap_or(NonZero::<u32>::MIN);
    let progress = Progress::of_one(order.progress);
    let tell = |search: &Together| {
        progress.tell(|| format!("{file}: {}", search.looked_at()));
    };
    let (search, verdict) = together::search(text, bounds, jobs, stop, tell)?;
    progress.clear();
    if let Some(verdict) = &verdict {
        session.conclude(&search, verdict)?;
        if matches!(verdict, Verdict::Found(_)) {
            // The script holds what it has led to.
            session.exec(&Command::Expect(find.condition.clone()).to_string());
        }
    }
    Ok(Look { session, search, verdict })
}

/// What came of it, as one object.
pub fn object(search: &dyn Search, verdict: &Verdict, session: &Session) -> Value {
    let searched = search.searched();
    let looked_at = json!({
        "within_us": search.bounds().to.since(search.bounds().from),
        "most": search.bounds().most,
        "exhausted": searched.exhausted.moves,
        "tries": searched.tries(),
        "runs": searched.runs(),
        "states": searched.states(),
        "text": search.looked_at(),
    });
    let Verdict::Found(witness) = verdict else {
        return json!({ "found": false, "looked_at": looked_at });
    };
    let moves = witness.acts.iter().map(ToString::to_string);
    json!({
        "found": true,
        "moves": moves.collect::<Vec<_>>(),
        "at_us": witness.at.0,
        "digest": format!("{:016x}", witness.digest),
        "engine": witness.engine.name(),
        "script": session.script(),
        "looked_at": looked_at,
    })
}

impl Order {
    /// What is wanted; nothing, if only `--help` is.
    ///
    /// # Errors
    /// If an option cannot be understood.
    pub fn read(arguments: &mut Arguments) -> Result<Option<Self>, String> {
        let mut order = Self::default();
        while let Some(argument) = arguments.next()? {
            match argument {
                Argument::Help => return Ok(None),
                Argument::Word(word) => order.words.push(word),
                Argument::Option("within") => {
                    order.within = Some(arguments.value("within", "a time such as 2s")?);
                }
                Argument::Option("using") => {
                    order.using = Some(arguments.value("using", "moves such as crash,restart")?);
                }
                Argument::Option("property") => {
                    let names = arguments.value("property", "one such as stale-read")?;
                    order.properties.extend(names.split(',').map(str::to_owned));
                }
                Argument::Option("most") => order.most = Some(arguments.number("most")?),
                Argument::Option("states") => {
                    order.states = Some(arguments.number("states")?);
                    if order.states == Some(0) {
                        return Err("found `--states 0`, expected one state at least".to_owned());
                    }
                }
                Argument::Option("jobs") => {
                    let jobs = arguments.number("jobs")?;
                    let within = u32::try_from(jobs).ok().filter(|_| jobs <= MOST_JOBS);
                    order.jobs = within.and_then(NonZero::new);
                    if order.jobs.is_none() {
                        return Err(format!(
                            "found `--jobs {jobs}`, expected a number from 1 to {MOST_JOBS}"
                        ));
                    }
                }
                Argument::Option("json") => order.json = true,
                Argument::Option("progress") => order.progress = true,
                Argument::Option(other) => unreachable!("--{other} is in no list"),
            }
        }
        Ok(Some(order))
    }

    /// What the language makes of a condition and the bounds.
    ///
    /// # Errors
    /// If it is no condition, or they are no bounds.
    pub fn find(&self, condition: &str) -> Result<Find, String> {
        let mut line = format!("find {condition}");
        for (word, value) in [("within", &self.within), ("using", &self.using)] {
            if let Some(value) = value {
                line += &format!(" {word} {}", value.replace(',', " "));
            }
        }
        if let Some(most) = self.most {
            line += &format!(" most {most} moves");
        }
        match script::parse_line(&line, 1) {
            Ok(Some(Line { command: Some(Command::Find(find)), .. })) => Ok(find),
            Ok(_) => Err(format!("found `{condition}`, expected a condition such as violated")),
            Err(error) => Err(format!("`{line}`: {}", error.in_line())),
        }
    }
}
