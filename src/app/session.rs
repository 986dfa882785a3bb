//! The session: a script that is written as it is played.
//!
//! A session is a setup and a tape of commands with the moments they were given at. What the page shows at a moment is
//! what running the tape up to that moment yields, and nothing else; so going back, reloading and sharing are all
//! running again. Acting in the past cuts the tape there.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::rc::Rc;

use crate::check::{Checker, Property, Violation};
use crate::script::{self, Command, Completion, Known, Line};
use crate::sim::{ClusterView, Knobs, Time};

use super::event_log::EventLog;
use super::run::{Begun, Run, Setup};
use super::runner::{self, RunReport};
use super::timeline::{Mark, TermSpan};
use super::transcript::{LineKind, TranscriptLine};
use super::words;

/// A command on the tape.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Recorded {
    at: Time,
    command: Command,
}

/// A cluster in virtual time, with its past.
pub struct Session {
    setup: Setup,
    tape: Vec<Recorded>,
    /// How many commands of the tape have been carried out by now.
    played: usize,
    run: Run,
    horizon: Time,
    /// Goes up whenever the run is replaced by another, so that no two states share a revision.
    epoch: u64,
    view: RefCell<Option<CachedView>>,
}

/// A view, and the revision and the moment that it was made for.
struct CachedView {
    of: (u64, Time),
    view: Rc<ClusterView>,
}

/// How a command ended that was given by a script or a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// It is done, or what it began goes on by itself.
    Began(Begun),
    /// The script is to end here.
    Exit,
}

impl Session {
    /// The most moves that one command or one script line may take: a script that asks for more is refused there.
    pub const MOVES_PER_LINE: u64 = 50_000_000;

    /// A new cluster at time 0.
    pub fn open(setup: Setup) -> Self {
        Self {
            setup,
            tape: Vec::new(),
            played: 0,
            run: Run::new(setup),
            horizon: Time::ZERO,
            epoch: 0,
            view: RefCell::new(None),
        }
    }

    /// The session that a script leads to.
    ///
    /// # Errors
    /// A sentence: which line could not be read or carried out, and why.
    pub fn load(text: &str) -> Result<Self, String> {
        let mut session = Self::open(Setup::default());
        let report = runner::run_script(&mut session, text);
        match report.error {
            Some(error) => Err(error),
            None => Ok(session),
        }
    }

    /// Becomes another session, such as a loaded one.
    pub fn adopt(&mut self, other: Self) {
        let epoch = self.epoch + other.epoch + 1;
        *self = Self { epoch, ..other };
    }

    /// Runs a script on this session: each client command is waited for, and virtual time passes as it must.
    pub fn run_script(&mut self, text: &str) -> RunReport {
        runner::run_script(self, text)
    }

    /// Does what a person typed. What it prints, or why it cannot be done, is added to the console; answers to client
    /// commands follow in virtual time.
    pub fn exec(&mut self, line: &str) {
        match script::parse_line(line, 1) {
            Ok(None) => {}
            Ok(Some(parsed)) => {
                // An `&` means nothing here: the console never waits.
                if let Err(error) = self.carry_out(&parsed) {
                    self.complain(line, error);
                }
            }
            Err(error) => self.complain(line, error.in_line()),
        }
    }

    /// Carries out one line: lets time pass to its moment, then does the command. The console shows it.
    ///
    /// # Errors
    /// One sentence: why it cannot be done, and what to do.
    pub(super) fn carry_out(&mut self, line: &Line) -> Result<Done, String> {
        if let Some(at_us) = line.at_us {
            let at = Time(at_us);
            if at < self.now() {
                return Err(format!("@{at} is in the past: it is {} now", self.now()));
            }
            self.pass(at)?;
        }
        match &line.command {
            None => Ok(Done::Began(Begun::default())),
            Some(command) => self.command(command),
        }
    }

    fn command(&mut self, command: &Command) -> Result<Done, String> {
        match command {
            Command::Cluster(nodes) => self.restart(Setup { nodes: *nodes, ..self.setup }, command),
            Command::Seed(seed) => self.restart(Setup { seed: *seed, ..self.setup }, command),
            Command::Help(topic) => {
                self.echo(command);
                let lines = match topic.as_deref().and_then(script::help::command) {
                    Some(entry) => script::help::explain(entry),
                    None => script::help::overview(),
                };
                self.run.print(lines);
            }
            Command::Advance(us) => {
                self.echo(command);
                self.pass(self.now().plus_us(*us))?;
            }
            Command::Until { condition, within_us } => {
                self.run.holds(condition)?;
                self.echo(command);
                let began = self.now();
                let limit = began.plus_us(*within_us);
                let mut moves = 0;
                while !self.run.holds(condition)? {
                    self.check_budget(moves)?;
                    moves += 1;
                    if !self.advance_one(limit) {
                        self.advance_to(limit);
                        let text = self.run.findings(condition);
                        return Err(format!(
                            "waited {} in vain for: {condition}; {text}",
                            words::duration(*within_us)
                        ));
                    }
                }
                let took = words::duration(self.now().since(began));
                // The facts of a condition about many nodes are more than one wants to read of a success.
                let facts = self.run.findings(condition);
                let told = if (1..=80).contains(&facts.len()) { &facts } else { "it holds" };
                self.run.say(LineKind::Ok, format!("{told} after {took}"));
            }
            _ => return self.record(command),
        }
        Ok(if *command == Command::Exit { Done::Exit } else { Done::Began(Begun::default()) })
    }

    /// Does a command that takes no time, and writes it on the tape.
    fn record(&mut self, command: &Command) -> Result<Done, String> {
        let begun = self.run.perform(command)?;
        self.forget_future();
        self.tape.push(Recorded { at: self.now(), command: command.clone() });
        self.played = self.tape.len();
        Ok(if *command == Command::Exit { Done::Exit } else { Done::Began(begun) })
    }

    /// Begins anew with another setup. Knobs that were turned stay turned.
    fn restart(&mut self, setup: Setup, command: &Command) {
        let knobs: Vec<Command> = self
            .tape
            .iter()
            .filter(|recorded| matches!(recorded.command, Command::Set(_) | Command::Preset(_)))
            .map(|recorded| recorded.command.clone())
            .collect();
        let lived = self.horizon > Time::ZERO;
        self.adopt(Self::open(setup));
        self.echo(command);
        if lived {
            let Setup { nodes, seed } = setup;
            let text = format!("a new cluster of {nodes}, with seed {seed}, begins at 0");
            self.run.say(LineKind::Output, text);
        }
        for knob in knobs {
            // It was accepted before, and knobs do not depend on the setup.
            let _ = self.record(&knob);
        }
    }

    fn echo(&mut self, command: &Command) {
        self.run.echo(self.run.attached(), command);
    }

    fn complain(&mut self, line: &str, error: String) {
        let prompt = self.prompt();
        self.run.say(LineKind::Command { prompt }, shorten(line));
        self.run.say(LineKind::Error, error);
    }

    /// The moment that is shown.
    pub fn now(&self) -> Time {
        self.run.now()
    }

    /// The furthest moment that was reached; the tape's end.
    pub fn horizon(&self) -> Time {
        self.horizon
    }

    /// Lets time pass up to this moment, replaying the tape where there is one.
    pub fn advance_to(&mut self, target: Time) {
        while self.advance_one(target) {}
        self.arrive(target);
    }

    /// Lets time pass up to this moment, or up to so many moves, whichever comes first.
    pub fn advance_within(&mut self, target: Time, most_moves: u32) {
        for _ in 0..most_moves {
            if !self.advance_one(target) {
                self.arrive(target);
                return;
            }
        }
    }

    /// Makes the next move or plays the next command of the tape, whatever comes first. Returns whether there was one.
    pub fn step(&mut self) -> bool {
        let stepped = self.advance_one(Time(u64::MAX));
        self.horizon = self.horizon.max(self.now());
        stepped
    }

    /// Goes back to just before the last move or command. Returns whether there was one.
    pub fn step_back(&mut self) -> bool {
        let last = self.run.last_change;
        if last == Time::ZERO {
            return false;
        }
        self.seek(Time(last.0 - 1));
        true
    }

    /// Shows this moment, past or future. The tape stays.
    pub fn seek(&mut self, target: Time) {
        if target < self.now() {
            self.epoch += 1;
            self.run = Run::new(self.setup);
            self.played = 0;
        }
        self.advance_to(target);
    }

    /// One move, or one command of the tape; none is made after `limit`.
    fn advance_one(&mut self, limit: Time) -> bool {
        let Some(next) = self.tape.get(self.played) else {
            return self.run.step_by(limit);
        };
        let (at, command) = (next.at, next.command.clone());
        if self.run.step_by(at.min(limit)) {
            return true;
        }
        if at > limit {
            return false;
        }
        self.run.advance_to(at);
        self.played += 1;
        if let Err(error) = self.run.perform(&command) {
            // What was done once is done again in the same way, unless the tape was written by another version.
            self.run.say(LineKind::Error, error);
        }
        true
    }

    fn arrive(&mut self, target: Time) {
        self.run.advance_to(target);
        self.horizon = self.horizon.max(self.now());
    }

    /// Lets time pass for a command, within the budget of one line.
    fn pass(&mut self, target: Time) -> Result<(), String> {
        let mut moves = 0;
        while self.advance_one(target) {
            self.check_budget(moves)?;
            moves += 1;
        }
        self.arrive(target);
        Ok(())
    }

    fn check_budget(&self, moves: u64) -> Result<(), String> {
        if moves < Self::MOVES_PER_LINE {
            Ok(())
        } else {
            Err(format!(
                "this takes more than {} moves: ask for less time at once",
                Self::MOVES_PER_LINE
            ))
        }
    }

    /// Cuts the tape at the present: acting in the past makes another future.
    fn forget_future(&mut self) {
        if self.played < self.tape.len() {
            self.tape.truncate(self.played);
        }
        self.horizon = self.now();
    }

    /// Lets time pass until none of these operations is under way.
    ///
    /// # Errors
    /// A sentence when that takes too long.
    pub(super) fn await_answers(&mut self, begun: &Begun) -> Result<(), String> {
        let mut moves = 0;
        while !self.run.answered(begun) {
            self.check_budget(moves)?;
            moves += 1;
            if !self.step() {
                return Err("nothing moves any more, and the answer has not come".to_owned());
            }
        }
        Ok(())
    }

    /// What the cluster looks like now. Made at most once a change.
    pub fn view(&self) -> Rc<ClusterView> {
        let of = (self.revision(), self.now());
        let mut cached = self.view.borrow_mut();
        match &*cached {
            Some(cached) if cached.of == of => Rc::clone(&cached.view),
            _ => {
                let view = Rc::new(self.run.cluster.view());
                *cached = Some(CachedView { of, view: Rc::clone(&view) });
                view
            }
        }
    }

    /// Changes whenever anything but the clock does.
    pub fn revision(&self) -> u64 {
        (self.epoch << 40) ^ self.run.changes
    }

    /// Changes whenever the past was replaced, so that what was gathered from it is stale.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// How the session began.
    pub fn setup(&self) -> Setup {
        self.setup
    }

    /// The knobs as they are now.
    pub fn knobs(&self) -> &Knobs {
        self.run.cluster.knobs()
    }

    /// What has happened, the newest kept.
    pub fn events(&self) -> &EventLog {
        &self.run.events
    }

    /// The console's lines.
    pub fn transcript(&self) -> &[TranscriptLine] {
        self.run.transcript.lines()
    }

    /// The node that the console talks to.
    pub fn prompt(&self) -> String {
        self.view().clients.first().map_or_else(String::new, |you| you.attached.to_string())
    }

    /// The marks of the timeline up to now.
    pub fn marks(&self) -> &[Mark] {
        self.run.timeline.marks()
    }

    /// The terms of the timeline up to now.
    pub fn terms(&self) -> &[TermSpan] {
        self.run.timeline.terms()
    }

    /// The safety properties that were found violated up to now, the first first.
    pub fn violations(&self) -> &[Violation] {
        self.run.checker.violations()
    }

    /// Every safety property that is watched, with what speaks against it, if anything does.
    pub fn checks(&self) -> impl Iterator<Item = (Property, Option<&Violation>)> {
        Checker::PROPERTIES.into_iter().map(|property| {
            let broken = self.violations().iter().find(|broken| broken.name == property.name);
            (property, broken)
        })
    }

    /// A number that stands for all that has happened up to now: equal sessions have equal digests, natively and in a
    /// browser.
    pub fn digest(&self) -> String {
        format!("{:016x}", self.run.cluster.digest())
    }

    /// What may stand at the end of a line that is being typed.
    pub fn complete(&self, line: &str) -> Completion {
        let view = self.view();
        let keys: BTreeSet<&String> = view.nodes.iter().flat_map(|node| node.kv.keys()).collect();
        let known = Known {
            nodes: view.nodes.iter().map(|node| node.id.0).collect(),
            packets: view.packets.iter().map(|packet| packet.id.0).collect(),
            keys: keys.into_iter().cloned().collect(),
        };
        script::complete(line, &known)
    }

    /// The session as a script: running it leads to the furthest moment of this session.
    pub fn script(&self) -> String {
        let mut text = format!("cluster {}\nseed {}\n", self.setup.nodes, self.setup.seed);
        for Recorded { at, command } in &self.tape {
            let waits = matches!(command, Command::Client(_) | Command::Pipe(_));
            let line = Line {
                number: 0,
                at_us: Some(at.0),
                command: Some(command.clone()),
                background: waits,
            };
            let _ = writeln!(text, "{line}");
        }
        let end = Line { number: 0, at_us: Some(self.horizon.0), command: None, background: false };
        let _ = writeln!(text, "{end}");
        text
    }
}

/// A line short enough to be shown again.
fn shorten(line: &str) -> String {
    const MOST: usize = 200;
    match line.char_indices().nth(MOST) {
        None => line.to_owned(),
        Some((cut, _)) => format!("{}… ({} bytes)", &line[..cut], line.len()),
    }
}
