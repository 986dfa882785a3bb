//! What people and scripts tell the session to do.

use super::line::LineKind;
use super::run::{Setup, Started};
use crate::catalog::tr;
use crate::explain::why;
use crate::script::{self, Command, Line, Place};
use crate::sim::Time;

use super::record::{Item, Recorded};
use super::{Answer, Done, Session};

impl Session {
    /// Does what a person typed, and tells what came of it. What it prints, or why it cannot be done, is added to the
    /// console as well; answers to client commands follow in virtual time.
    pub fn exec(&mut self, line: &str) -> Answer {
        // An `&` means nothing here: the console never waits.
        let done = match script::parse_line(line, 1) {
            Ok(Some(parsed)) => self.carry_out(&parsed).map(drop),
            Ok(None) => Ok(()),
            Err(error) => Err(error.in_line()),
        };
        match done {
            Ok(()) => Answer::Done,
            Err(error) => self.refuse(line, error),
        }
    }

    pub(super) fn refuse(&mut self, line: &str, error: String) -> Answer {
        self.complain(line, error.clone());
        Answer::Refused(error)
    }

    /// Carries out one line: lets time pass to its moment, then does the command. The console shows it.
    ///
    /// # Errors
    /// One sentence: why it cannot be done, and what to do.
    fn carry_out(&mut self, line: &Line) -> Result<Done, String> {
        if let Some(at_us) = line.at_us {
            self.is_to_come(Time(at_us))?;
            self.pass(Time(at_us))?;
        }
        match &line.command {
            None => Ok(Done::Started(Started::default())),
            Some(command) => match self.takes_long(command)? {
                Some(passage) => {
                    self.carry_through(passage)?;
                    Ok(Done::Started(Started::default()))
                }
                None => self.command(command),
            },
        }
    }

    /// # Errors
    /// A sentence, if a moment is past.
    pub(super) fn is_to_come(&self, at: Time) -> Result<(), String> {
        let now = self.now();
        if at < now { Err(tr!("@{at} is in the past: it is {now} now", at, now)) } else { Ok(()) }
    }

    /// Does a command, unless it is one that takes long ([`Session::takes_long`]).
    pub(super) fn command(&mut self, command: &Command) -> Result<Done, String> {
        if command.place() == Place::Beginning
            && let Some(reason) = self.here.run.mission.as_ref().and_then(|it| it.forbids(command))
        {
            return Err(reason);
        }
        match command {
            Command::Cluster(nodes) => self.restart(Setup { nodes: *nodes, ..self.setup }, command),
            Command::Seed(seed) => self.restart(Setup { seed: *seed, ..self.setup }, command),
            Command::SeedFrom(name) => {
                let seed = script::seed_from(name);
                self.restart(Setup { seed, ..self.setup }, command);
            }
            Command::Help(topic) => {
                self.echo(command);
                let lines = match topic.as_deref().and_then(script::help::command) {
                    Some(entry) => script::help::explain(entry),
                    None => script::help::overview(),
                };
                for line in lines {
                    self.remark(LineKind::Output, line);
                }
            }
            Command::Why(inquiry) => {
                let question = why::question(*inquiry, &self.view())?;
                self.echo(command);
                for line in why::print(&self.why(question)) {
                    self.remark(LineKind::Output, line);
                }
            }
            // A script that is read back asks nobody.
            Command::Quiz if self.quiet => {}
            Command::Quiz => {
                self.echo(command);
                self.ask_next()?;
            }
            Command::Enabled => {
                let lines = self.enabled_lines()?;
                self.echo(command);
                for line in lines {
                    self.remark(LineKind::Output, line);
                }
            }
            Command::Rules | Command::NextRule => {
                self.echo(command);
                let text = tr!("What knows the rules is not here yet. Ask again in a moment.");
                self.remark(LineKind::Output, text.to_owned());
            }
            Command::Travel(travel) => self.travel(travel)?,
            Command::Repeat(_) | Command::End => {
                return Err(tr!(
                    "repeat and end stand in scripts: here, one line comes after another"
                )
                .to_owned());
            }
            Command::Reveal => self.reveal()?,
            _ => return self.record(command),
        }
        Ok(Done::Started(Started::default()))
    }

    /// Tells which answer is right, and why.
    pub(super) fn reveal(&mut self) -> Result<(), String> {
        self.record(&Command::Reveal)?;
        self.tell_why_right();
        Ok(())
    }

    /// Does a command that takes no time, and writes it on the tape.
    pub(in crate::session) fn record(&mut self, command: &Command) -> Result<Done, String> {
        let moves = self.here.run.moves;
        let started = self.here.run.perform(command)?;
        self.leave_future(moves);
        self.write(Item::Command(command.clone()));
        let now = self.now();
        let branch = &mut self.branches[self.current];
        branch.checkpoints.pass(&mut self.here);
        branch.horizon = now;
        Ok(if *command == Command::Exit { Done::Exit } else { Done::Started(started) })
    }

    /// Begins anew with another setup. Knobs that were turned stay turned.
    fn restart(&mut self, setup: Setup, command: &Command) {
        let knobs = self.knobs_turned();
        let lived = self.horizon() > Time::ZERO;
        let quiet = self.quiet;
        self.adopt(Self::open(setup));
        self.quiet = quiet;
        self.echo(command);
        if lived {
            let Setup { nodes, seed } = setup;
            let text = tr!("a new cluster of {nodes}, with seed {seed}, begins at 0", nodes, seed);
            self.remark(LineKind::Output, text);
        }
        for knob in knobs {
            // It was accepted before, and knobs do not depend on the setup.
            let _ = self.record(&knob);
        }
    }

    /// What was done to the knobs.
    fn knobs_turned(&self) -> Vec<Command> {
        let turned = self.branch().tape.iter().filter_map(|recorded| match &recorded.what {
            Item::Command(knob) if knob.place() == Place::SetUp => Some(knob.clone()),
            Item::Command(_) | Item::Remark(..) => None,
        });
        turned.collect()
    }

    /// A new session with the same setup and knobs, in which nothing else was done.
    pub fn anew(&self) -> Self {
        let mut anew = Self::open(self.setup);
        for knob in self.knobs_turned() {
            // It was accepted before.
            let _ = anew.record(&knob);
        }
        anew
    }

    pub(super) fn echo(&mut self, command: &Command) {
        let prompt = self.here.run.attached().to_string();
        self.remark(LineKind::Command { prompt }, command.to_string());
    }

    /// Tells the console something about going about in the session. Where there is a future already, it stands there
    /// until one goes elsewhere: it would be a pity to forget what was kept of that future, which is what makes going
    /// there quick.
    pub(super) fn mention(&mut self, kind: LineKind, text: String) {
        if self.is_at_end() {
            self.remark(kind, text);
        } else if !self.quiet {
            self.here.run.say(kind, text);
        }
    }

    fn complain(&mut self, line: &str, error: String) {
        let prompt = self.prompt();
        self.remark(LineKind::Command { prompt }, shorten(line));
        self.remark(LineKind::Error, error);
    }

    /// Tells the console what came of a script, where the script has no line for that.
    pub(super) fn remark_output(&mut self, text: String) {
        self.remark(LineKind::Output, text);
    }

    /// Tells the console something that is no part of the run. It stands there whenever this moment is shown again.
    pub(super) fn remark(&mut self, kind: LineKind, text: String) {
        if self.quiet {
            return;
        }
        self.here.run.say(kind.clone(), text.clone());
        // What was kept of later moments does not know of it.
        let moves = self.here.run.moves;
        self.branch_mut().checkpoints.forget_after(moves);
        self.write(Item::Remark(kind, text));
    }

    fn write(&mut self, what: Item) {
        let (at, place) = (self.now(), self.here.played);
        self.branch_mut().tape.insert(place, Recorded { at, what });
        self.here.played += 1;
    }
}

/// A line short enough to be shown again.
fn shorten(line: &str) -> String {
    const MOST: usize = 200;
    match line.char_indices().nth(MOST) {
        None => line.to_owned(),
        Some((cut, _)) => {
            tr!("{line}… ({bytes} bytes)", line = &line[..cut], bytes = line.len())
        }
    }
}
