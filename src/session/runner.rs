//! Running a script from its first line to its last: each client command until it is answered, each error an end.

use crate::check::Violation;
use crate::script::{self, Command, Condition};
use crate::sim::Time;

use super::line::TranscriptLine;
use super::playing::{LineUnderWay, Loading, Playing, tell_what_is_open};
use super::run::Setup;
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
    let report = match script::parse_script(text) {
        Ok(mut lines) => {
            for line in &mut lines {
                if let (Some(begin @ (Command::Seed(_) | Command::SeedFrom(_))), Some(seed)) =
                    (&mut line.command, seed)
                {
                    *begin = Command::Seed(seed);
                }
            }
            match until {
                Some(until) => carry_out_until(&mut session, &lines, until),
                None => play(&mut session, Playing::of_lines(lines)),
            }
        }
        Err(error) => RunReport { output: Vec::new(), error: Some(error.to_string()) },
    };
    // What ended in the midst of a command has come as far as it has.
    session.arrive(session.now());
    (session, report)
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
        let mut loading = Loading::of(text)?;
        loop {
            if let Some(ended) = loading.go_on(u64::MAX) {
                return ended.map(|()| loading.session());
            }
        }
    }

    /// Runs a script on this session: each client command is waited for, and virtual time passes as it must. The whole
    /// text is read before anything is done, so a script with a bad line changes nothing.
    pub fn run_script(&mut self, text: &str) -> RunReport {
        match Playing::of(text) {
            Ok(playing) => play(self, playing),
            Err(error) => RunReport { output: Vec::new(), error: Some(error) },
        }
    }
}

/// Plays a script to its end.
fn play(session: &mut Session, mut playing: Playing) -> RunReport {
    loop {
        if let Some(ended) = playing.go_on(session, u64::MAX) {
            return RunReport { output: playing.output, error: ended.err() };
        }
    }
}

/// Carries out lines up to a moment.
fn carry_out_until(session: &mut Session, lines: &[script::Line], until: Time) -> RunReport {
    let mut output = Vec::new();
    let ended = carry_out_lines(session, lines, until, &mut output);
    tell_what_is_open(session, &mut output);
    RunReport { output, error: ended.err() }
}

fn carry_out_lines(
    session: &mut Session,
    lines: &[script::Line],
    until: Time,
    output: &mut Vec<TranscriptLine>,
) -> Result<(), String> {
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
    let mut under_way = LineUnderWay::begin(session, line, is_past_set_up)?;
    loop {
        if let Some(done) = under_way.go_on(session, line, &mut { u64::MAX }, output) {
            return done;
        }
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
