//! `raftarium grade`: points for what learners handed in, from running it all anew.

use std::path::Path;
use std::process::ExitCode;

use raftarium::script::{Minute, seed_from};
use raftarium::session::missions::GoalState;
use raftarium::session::missions::submission::{Assignment, Judged, Refusal};
use raftarium::session::{Link, Session};
use serde_json::{Value, json};

use crate::mission;
use crate::streams::{self, Output};
use crate::usage::{Argument, Arguments, Ended, Task};

/// The task.
pub const TASK: Task = Task {
    name: "grade",
    options: &["seeds", "format", "learner", "received", "by-file-time"],
    letters: &[],
    help: HELP,
    run,
};

const HELP: &str = "\
raftarium grade: gives points for what learners handed in

usage: raftarium grade [OPTION...] ASSIGNMENT SUBMISSION...

ASSIGNMENT is a mission: its name (`raftarium mission` lists them), a link to it (`#mission=NAME`, or what Share copies), or
a file with its script or with such a link.
SUBMISSION is a file with what a learner did after the mission's lines, with a whole session as the page saves it, or with
a link; or a folder of such files, in the order of their names. Everything is run anew. A submission that changes the
mission's lines, acts before it begins, or uses what is not allowed gets nothing, and its line is named. What hints cost is
counted on the page alone: a submission does not tell whether they were read.

Where the mission says `seed from \"NAME\"`, each learner has a cluster of his own: the name is that of the file, without its
ending.

  --learner NAME    the name, for all submissions, in place of the files'
  --seeds N         run each under N other seeds as well, the same for all; a goal's points are then shared among the
                    runs. For missions that are to be solved by a rule and not by a moment
  --format FORMAT   text, which is the default; json; csv, a line each; gradescope, which is the results.json of one
                    submission
  --received TIME   when the submissions were handed in, such as \"2027-01-31 17:59\", in UTC. Where the mission says `open
                    until`, what is later gets nothing
  --by-file-time    the same of each submission, by when its file was last changed
  -h, --help        print this

exit status: 0 if every submission was judged
             1 if some could not be read, were refused, late, or ended early: they are named, and the others judged
             2 if the call itself was wrong, or the assignment is none
";

/// What a submission is worth.
struct Grade {
    /// The file.
    file: String,
    learner: String,
    seed: Option<u64>,
    /// All points that there are.
    most: u32,
    outcome: Result<Marks, Refusal>,
}

/// The points of a submission that was judged.
struct Marks {
    goals: Vec<Mark>,
    used: u32,
    par: Option<u32>,
    solved: bool,
    /// Why it ended early, if it did.
    error: Option<String>,
}

/// The points of a goal.
struct Mark {
    goal: String,
    worth: u32,
    /// Under how many seeds it was met, and of how many.
    met: u32,
    runs: u32,
    /// How it stood under the learner's own seed.
    state: String,
    /// Where it was lost: the fragment of an address.
    link: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Text,
    Json,
    Csv,
    Gradescope,
}

struct Order {
    assignment: String,
    files: Vec<String>,
    learner: Option<String>,
    seeds: u64,
    format: Format,
    received: Received,
}

/// When submissions were handed in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Received {
    /// Nobody says.
    Unknown,
    /// All of them then.
    At(Minute),
    /// When their files were last changed.
    ByFile,
}

fn run(arguments: &mut Arguments) -> Ended {
    let Some(order) = order(arguments)? else {
        streams::print(arguments.help())?;
        return Ok(ExitCode::SUCCESS);
    };
    let text = mission::text(&order.assignment)?;
    let assignment =
        Assignment::read(&text).map_err(|error| format!("{}: {error}", order.assignment))?;
    let is_shown =
        |path: &Path| path.file_name().is_some_and(|it| !it.to_string_lossy().starts_with('.'));
    let files = streams::files(&order.files, is_shown, "submissions")?;
    if let (Some(until), Received::Unknown) = (assignment.open_until(), order.received) {
        eprintln!(
            "raftarium: the mission was open until {until} (UTC); whether a submission is late was not looked at: \
             --received or --by-file-time says when it was handed in"
        );
    }
    if order.format == Format::Gradescope && files.len() != 1 {
        let count = files.len();
        return Err(format!("found {count} submissions, expected one for `--format gradescope`"));
    }
    let mut all_judged = true;
    let mut output = Output::open();
    for (place, file) in files.iter().enumerate() {
        let grade = grade(&assignment, file, &order);
        all_judged &= matches!(&grade.outcome, Ok(marks) if marks.error.is_none());
        output.print(&match order.format {
            Format::Text => grade.text(),
            Format::Json => {
                let begin = if place == 0 { "[\n" } else { ",\n" };
                let end = if place + 1 == files.len() { "\n]\n" } else { "" };
                format!("{begin}{}{end}", grade.json())
            }
            Format::Csv => {
                let head = "submission,learner,seed,status,score,max_score,commands,par,note\n";
                format!("{}{}", if place == 0 { head } else { "" }, grade.csv())
            }
            Format::Gradescope => format!("{:#}\n", grade.gradescope()),
        })?;
    }
    output.close()?;
    Ok(if all_judged { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn order(arguments: &mut Arguments) -> Result<Option<Order>, String> {
    let (mut words, mut learner, mut seeds, mut format) = (Vec::new(), None, 0, Format::Text);
    let mut received = Received::Unknown;
    while let Some(argument) = arguments.next()? {
        match argument {
            Argument::Help => return Ok(None),
            Argument::Word(word) => words.push(word),
            Argument::Option("learner") => learner = Some(arguments.value("learner", "a name")?),
            Argument::Option("seeds") => {
                const MOST: u64 = 1_000;
                seeds = arguments.number("seeds")?;
                if seeds > MOST {
                    return Err(format!("found `--seeds {seeds}`, expected {MOST} at most"));
                }
            }
            Argument::Option("received") => {
                const EXPECTED: &str = "a time such as \"2027-01-31 18:00\", in UTC";
                let text = arguments.value("received", EXPECTED)?;
                let minute = Minute::read(&text)
                    .ok_or_else(|| format!("found `--received {text}`, expected {EXPECTED}"))?;
                received = Received::At(minute);
            }
            Argument::Option("by-file-time") => received = Received::ByFile,
            Argument::Option("format") => {
                const EXPECTED: &str = "text, json, csv or gradescope";
                let name = arguments.value("format", EXPECTED)?;
                format = match name.as_str() {
                    "text" => Format::Text,
                    "json" => Format::Json,
                    "csv" => Format::Csv,
                    "gradescope" => Format::Gradescope,
                    other => return Err(format!("found `--format {other}`, expected {EXPECTED}")),
                };
            }
            Argument::Option(other) => unreachable!("--{other} is in no list"),
        }
    }
    let mut words = words.into_iter();
    let Some(assignment) = words.next() else {
        return Err(
            "found no assignment, expected one: `raftarium grade ASSIGNMENT SUBMISSION...`"
                .to_owned(),
        );
    };
    let files: Vec<String> = words.collect();
    if files.is_empty() {
        return Err(format!("found no submission, expected one after {assignment}"));
    }
    Ok(Some(Order { assignment, files, learner, seeds, format, received }))
}

fn grade(assignment: &Assignment, file: &str, order: &Order) -> Grade {
    let stem = Path::new(file).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let learner = order.learner.clone().or(stem).unwrap_or_default();
    let seed = assignment.seed(&learner);
    let outcome = match streams::read(file) {
        Ok(text) => in_time(assignment, file, order.received)
            .and_then(|()| marks(assignment, &text, seed, order.seeds)),
        Err(error) => Err(Refusal::Unreadable(error)),
    };
    Grade { file: file.to_owned(), learner, seed, most: assignment.most_points(), outcome }
}

/// Whether a file was handed in as long as the mission was open, as far as anybody says when that was.
fn in_time(assignment: &Assignment, file: &str, received: Received) -> Result<(), Refusal> {
    match received {
        Received::Unknown => Ok(()),
        Received::At(minute) => assignment.admits(minute),
        Received::ByFile => {
            let changed = std::fs::metadata(file).and_then(|it| it.modified());
            let changed = changed.map_err(|error| {
                Refusal::Unreadable(format!("when {file} was last changed is not known: {error}"))
            })?;
            let since = changed.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
            assignment.admits(Minute::of_unix(since.as_secs()))
        }
    }
}

fn marks(
    assignment: &Assignment,
    text: &str,
    seed: Option<u64>,
    others: u64,
) -> Result<Marks, Refusal> {
    let judged = assignment.judge(text, seed, seed)?;
    let Judged { mission, error, session } = judged;
    let mut met: Vec<u32> =
        mission.goals.iter().map(|goal| u32::from(mission.counts(goal))).collect();
    let mut runs = 1;
    for number in 1..=others {
        // The same for everybody, and not to be guessed from a seed that somebody knows.
        let other = seed_from(&format!("hidden seed {number} of {:?}", assignment.task()));
        // Where the mission cannot even begin, such as when a goal is met before, nobody is to suffer from it.
        if assignment.open(Some(other)).is_err() {
            continue;
        }
        runs += 1;
        let Ok(there) = assignment.judge(text, seed, Some(other)) else { continue };
        for (met, goal) in met.iter_mut().zip(&there.mission.goals) {
            *met += u32::from(there.mission.counts(goal));
        }
    }
    let mut session = session;
    let goals = mission.goals.iter().zip(met).map(|(goal, met)| {
        let line = mission::goal_line(&mission, goal);
        let state = line.rsplit(": ").next().unwrap_or_default().to_owned();
        let link = (met < runs).then(|| link(&mut session, goal.state)).flatten();
        Mark { goal: goal.words.clone(), worth: goal.worth, met, runs, state, link }
    });
    Ok(Marks {
        goals: goals.collect(),
        used: mission.used,
        par: mission.par,
        solved: mission.solved.is_some(),
        error,
    })
}

/// A link to the moment at which a goal was lost; of one that was never met, to the end.
fn link(session: &mut Session, state: GoalState) -> Option<String> {
    match state {
        GoalState::Lost(at) => session.seek(at),
        GoalState::Open | GoalState::Met(_) => session.seek(session.horizon()),
    }
    Link::to(session).fragment().ok().map(|fragment| format!("#{fragment}"))
}

impl Mark {
    /// The points, in hundredths.
    fn hundredths(&self) -> u64 {
        u64::from(self.worth) * 100 * u64::from(self.met) / u64::from(self.runs)
    }
}

/// A number of hundredths, without zeros at its end.
fn points(hundredths: u64) -> String {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The same as a number of JSON.
fn number(hundredths: u64) -> Value {
    points(hundredths).parse().unwrap_or(Value::Null)
}

impl Grade {
    /// The points, in hundredths, and all that there are.
    fn score(&self) -> (u64, u64) {
        let score = match &self.outcome {
            Ok(marks) => marks.goals.iter().map(Mark::hundredths).sum(),
            Err(_) => 0,
        };
        (score, u64::from(self.most) * 100)
    }

    fn status(&self) -> &'static str {
        match &self.outcome {
            Ok(Marks { solved: true, .. }) => "solved",
            Ok(Marks { error: Some(_), .. }) => "ended early",
            Ok(_) => "not solved",
            Err(Refusal::Forbidden(_)) => "refused",
            Err(Refusal::Unreadable(_)) => "unreadable",
            Err(Refusal::Late(..)) => "late",
        }
    }

    /// What is to be said of it besides points.
    fn note(&self) -> String {
        match &self.outcome {
            Ok(marks) => marks.error.clone().unwrap_or_default(),
            Err(Refusal::Forbidden(found) | Refusal::Unreadable(found)) => found.clone(),
            Err(Refusal::Late(received, until)) => {
                format!("received {received}, and the mission was open until {until} (UTC)")
            }
        }
    }

    fn text(&self) -> String {
        let (score, most) = self.score();
        let mut text = format!("{}: {}", self.file, self.status());
        if let Ok(marks) = &self.outcome {
            text += &format!(
                ", {} of {} points, commands used: {}",
                points(score),
                points(most),
                marks.used
            );
        }
        text.push('\n');
        if let Ok(marks) = &self.outcome {
            for mark in &marks.goals {
                let Mark { goal, worth, met, runs, state, .. } = mark;
                text += &format!("  {}/{worth}  {goal}: {state}", points(mark.hundredths()));
                if *runs > 1 {
                    text += &format!("; under {met} of {runs} seeds");
                }
                text.push('\n');
                if let Some(link) = &mark.link {
                    text += &format!("       {link}\n");
                }
            }
        }
        let note = self.note();
        if note.is_empty() { text } else { format!("{text}  {note}\n") }
    }

    fn json(&self) -> Value {
        let (score, most) = self.score();
        let goals = self.outcome.as_ref().map_or_else(
            |_| Vec::new(),
            |marks| {
                let goal = |mark: &Mark| {
                    json!({
                        "goal": mark.goal,
                        "score": number(mark.hundredths()),
                        "max_score": mark.worth,
                        "state": mark.state,
                        "met": mark.met,
                        "runs": mark.runs,
                        "link": mark.link,
                    })
                };
                marks.goals.iter().map(goal).collect()
            },
        );
        json!({
            "submission": self.file,
            "learner": self.learner,
            "seed": self.seed,
            "status": self.status(),
            "score": number(score),
            "max_score": number(most),
            "commands": self.outcome.as_ref().map_or(Value::Null, |marks| marks.used.into()),
            "goals": goals,
            "note": self.note(),
        })
    }

    fn csv(&self) -> String {
        let (score, most) = self.score();
        let marks = self.outcome.as_ref().ok();
        let optional = |number: Option<u32>| number.map_or_else(String::new, |it| it.to_string());
        let fields = [
            self.file.clone(),
            self.learner.clone(),
            self.seed.map_or_else(String::new, |seed| seed.to_string()),
            self.status().to_owned(),
            points(score),
            points(most),
            optional(marks.map(|marks| marks.used)),
            optional(marks.and_then(|marks| marks.par)),
            self.note(),
        ];
        fields.map(|field| quoted(&field)).join(",") + "\n"
    }

    /// The `results.json` that Gradescope reads.
    fn gradescope(&self) -> Value {
        let tests: Vec<Value> = match &self.outcome {
            Ok(marks) => marks
                .goals
                .iter()
                .map(|mark| {
                    let full = mark.met == mark.runs;
                    let mut output = mark.state.clone();
                    if mark.runs > 1 {
                        output += &format!("; under {} of {} seeds", mark.met, mark.runs);
                    }
                    if let Some(link) = &mark.link {
                        output += &format!("\n{link}");
                    }
                    json!({
                        "name": mark.goal,
                        "score": number(mark.hundredths()),
                        "max_score": mark.worth,
                        "status": if full { "passed" } else { "failed" },
                        "output": output,
                        "visibility": "visible",
                    })
                })
                .collect(),
            Err(_) => vec![json!({
                "name": "The submission can be judged",
                "score": 0,
                "max_score": self.most,
                "status": "failed",
                "output": self.note(),
                "visibility": "visible",
            })],
        };
        json!({
            "score": number(self.score().0),
            "output": format!("{}. {}", self.status(), self.note()).trim_end().to_owned(),
            "visibility": "visible",
            "tests": tests,
        })
    }
}

/// A field of a CSV file (RFC 4180). What a spreadsheet would take for a formula is kept from that.
fn quoted(field: &str) -> String {
    let formula = field.starts_with(['=', '+', '-', '@']);
    let field = if formula { format!("'{field}") } else { field.to_owned() };
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field
    }
}
