//! Running a script from its first line to its last: each client command until it is answered, each error an end.

use crate::check::Violation;
use crate::script::{self, Command, Condition, Place};
use crate::sim::Time;

use super::line::TranscriptLine;
use super::report;
use super::run::{Setup, Started};
use super::{Done, Session, Watch};

/// What is wished of a run where that differs from what its script says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Another seed than the script's.
    pub seed: Option<u64>,
    /// The moment at which to end: what the script does later is left out, and if it ends before, time goes on.
    pub until: Option<Time>,
}

/// What became of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunReport {
    /// What the console shows of it, line by line.
    pub output: Vec<TranscriptLine>,
    /// Why it ended early, if it did: the line, what was found, what was expected.
    pub error: Option<String>,
}

impl RunReport {
    /// Whether every line was carried out.
    pub fn ok(&self) -> bool {
        self.error.is_none()
    }

    /// The transcript as plain text, a line each.
    pub fn transcript(&self) -> String {
        self.output.iter().map(|line| line.plain() + "\n").collect()
    }
}

/// Runs a script in a session of its own.
pub fn run(text: &str, options: Options) -> (Session, RunReport) {
    run_in(new_session(options), text, options)
}

/// The same while somebody looks on, who may end it.
pub fn run_watched(text: &str, options: Options, watch: Watch) -> (Session, RunReport) {
    let mut session = new_session(options);
    session.watched_by(watch);
    run_in(session, text, options)
}

fn new_session(options: Options) -> Session {
    let setup = Setup::default();
    Session::open(Setup { seed: options.seed.unwrap_or(setup.seed), ..setup })
}

fn run_in(mut session: Session, text: &str, options: Options) -> (Session, RunReport) {
    let Options { seed, until } = options;
    let mut output = Vec::new();
    let error = match script::parse_script(text) {
        Ok(mut lines) => {
            for line in &mut lines {
                if let (Some(begin @ (Command::Seed(_) | Command::SeedFrom(_))), Some(seed)) =
                    (&mut line.command, seed)
                {
                    *begin = Command::Seed(seed);
                }
            }
            let ended = carry_out_until(&mut session, &lines, until, &mut output);
            tell_what_is_open(&mut session, &mut output);
            ended.err()
        }
        Err(error) => Some(error.to_string()),
    };
    // What ended in the midst of a command has come as far as it has.
    session.arrive(session.now());
    (session, RunReport { output, error })
}

/// The violations of a session, each with whether its script reckons with it: whether a condition of it says that this
/// property is violated, or that any is.
pub fn violations<'a>(session: &'a Session, text: &str) -> Vec<(&'a Violation, bool)> {
    let lines = script::parse_script(text).unwrap_or_default();
    let conditions = lines.iter().filter_map(|line| match &line.command {
        Some(Command::Expect(condition) | Command::Until { condition, .. }) => Some(condition),
        _ => None,
    });
    let conditions: Vec<&Condition> = conditions.collect();
    let reckons = |name: &str| conditions.iter().any(|it| reckons_with(it, name, true));
    session.violations().iter().map(|violation| (violation, reckons(violation.name))).collect()
}

/// Whether a condition says that this property is violated; if it is denied, whether its contrary says so.
fn reckons_with(condition: &Condition, name: &str, affirmed: bool) -> bool {
    match condition {
        Condition::And(one, other) | Condition::Or(one, other) => {
            reckons_with(one, name, affirmed) || reckons_with(other, name, affirmed)
        }
        Condition::Not(one) => reckons_with(one, name, !affirmed),
        Condition::Safe => !affirmed,
        Condition::Violated(property) => {
            affirmed && property.as_ref().is_none_or(|property| property == name)
        }
        _ => false,
    }
}

impl Session {
    /// The session that a script leads to.
    ///
    /// # Errors
    /// A sentence: which line could not be read or carried out, and why.
    pub fn load(text: &str) -> Result<Self, String> {
        let mut session = Self::open(Setup::default());
        session.set_quiet(true);
        let report = session.run_script(text);
        session.set_quiet(false);
        match report.error {
            Some(error) => Err(error),
            None => Ok(session),
        }
    }

    /// Runs a script on this session: each client command is waited for, and virtual time passes as it must. The whole
    /// text is read before anything is done, so a script with a bad line changes nothing.
    pub fn run_script(&mut self, text: &str) -> RunReport {
        let mut output = Vec::new();
        let error = match script::parse_script(text) {
            Ok(lines) => {
                let ended = carry_out(self, &lines, &mut output);
                tell_what_is_open(self, &mut output);
                ended.err()
            }
            Err(error) => Some(error.to_string()),
        };
        RunReport { output, error }
    }
}

fn carry_out(
    session: &mut Session,
    lines: &[script::Line],
    output: &mut Vec<TranscriptLine>,
) -> Result<(), String> {
    let mut is_past_set_up = false;
    for line in lines {
        if carry_out_line(session, line, &mut is_past_set_up, output)? == Done::Exit {
            break;
        }
    }
    Ok(())
}

/// The same up to a moment, if there is one to end at.
fn carry_out_until(
    session: &mut Session,
    lines: &[script::Line],
    until: Option<Time>,
    output: &mut Vec<TranscriptLine>,
) -> Result<(), String> {
    let Some(until) = until else { return carry_out(session, lines, output) };
    let mut is_past_set_up = false;
    for line in lines {
        let done = carry_out_line(session, line, &mut is_past_set_up, output);
        if session.now() > until {
            // The line led beyond the end, and whatever it found there, failures too, is not wanted.
            session.end_at(until);
            output.retain(|line| line.at <= until);
            return Ok(());
        }
        if done? == Done::Exit {
            break;
        }
    }
    let rest = script::Line {
        number: lines.last().map_or(1, |line| line.number),
        ..script::Line::unnumbered(Some(until.0), None)
    };
    carry_out_line(session, &rest, &mut is_past_set_up, output).map(drop)
}

/// One line, with what the console has to say of it.
pub(super) fn carry_out_line(
    session: &mut Session,
    line: &script::Line,
    is_past_set_up: &mut bool,
    output: &mut Vec<TranscriptLine>,
) -> Result<Done, String> {
    let at_line = |error: String| format!("{}: {error}", line.place());
    match &line.command {
        Some(command) if command.place() == Place::Beginning && *is_past_set_up => {
            return Err(at_line(format!(
                "`{command}` begins anew, so it must stand before all other commands but \
                 `set` and `preset`"
            )));
        }
        Some(command) if command.place() != Place::Anywhere => {}
        _ => *is_past_set_up = true,
    }
    let mut seen = ConsoleEnd::of(session);
    let done = session.carry_out(line);
    let awaited = match &done {
        Ok(Done::Started(started)) if !line.background => session.await_answers(started),
        _ => Ok(()),
    };
    if let Some(Command::Travel(_)) = line.command {
        seen.arrive(session);
    }
    gather(session, seen, output);
    let done = done.map_err(at_line)?;
    awaited.map_err(at_line)?;
    match done {
        // In a recorded session the console was opened again by the command that came next.
        Done::Exit if line.at_us.is_some() => Ok(Done::Started(Started::default())),
        done => Ok(done),
    }
}

/// Carries out one line more of a script that is past its set-up. Returns whether it goes on.
///
/// # Errors
/// A sentence: which line could not be carried out, and why.
pub fn line_by_line(session: &mut Session, line: &script::Line) -> Result<bool, String> {
    let mut is_past_set_up = true;
    let done = carry_out_line(session, line, &mut is_past_set_up, &mut Vec::new())?;
    Ok(done != Done::Exit)
}

/// Says of which filters something was expected that has not happened: no packet was sent that fits them, or fewer than
/// they were for. A script whose fault never came about shows nothing.
///
/// And says of a question that it was asked and never answered.
fn tell_what_is_open(session: &mut Session, output: &mut Vec<TranscriptLine>) {
    let seen = ConsoleEnd::of(session);
    let view = session.view();
    for standing in &view.filters {
        if standing.met == 0 {
            session.remark_output(format!("no packet was sent that fits `{}`", standing.filter));
        } else if standing.filter.times.is_some() {
            let met = report::met(standing);
            session.remark_output(format!("`{}` was for more: {met}", standing.filter));
        }
    }
    if let Some(open) = session.question().filter(|question| question.open) {
        let question = open.question;
        session.remark_output(format!("{question:?} is open still: no reveal has told the answer"));
    }
    gather(session, seen, output);
}

/// How much of the console was there before a line.
struct ConsoleEnd {
    epoch: u64,
    next_seq: u64,
}

impl ConsoleEnd {
    fn of(session: &Session) -> Self {
        let next_seq = session.transcript().last().map_or(0, |line| line.seq + 1);
        Self { epoch: session.epoch(), next_seq }
    }

    /// Another moment is shown, with the console as it was then, and one line more: where one went.
    fn arrive(&mut self, session: &Session) {
        if self.epoch != session.epoch() {
            *self = Self::of(session);
            self.next_seq = self.next_seq.saturating_sub(1);
        }
    }
}

/// Adds what the console has come to show since then. Where a line began a new console, that is all of it.
fn gather(session: &Session, seen: ConsoleEnd, output: &mut Vec<TranscriptLine>) {
    let from = if session.epoch() == seen.epoch { seen.next_seq } else { 0 };
    output.extend(session.transcript().iter().filter(|line| line.seq >= from).cloned());
}
