//! One run of a cluster, and everything that an onlooker has gathered of it: events, console, timeline, checks. All of
//! it follows from the setup and the commands so far, so going back in time is running again.

use std::mem;
use std::sync::Arc;

use crate::catalog::tr;
use crate::check::Checker;
use crate::explain::event_log::EventLog;
use crate::explain::facts::Observed;
use crate::explain::why::{self, Evidence, Explanation, Question};
use crate::explain::words::caption;
use crate::explain::words::moment::Moments;
use crate::persistent::Vector;
use crate::raft::NodeId;
use crate::script::{Command, Condition};
use crate::sim::{ClientId, Cluster, ClusterView, Event, Knobs, Time};

use super::condition::Scene;
use super::line::LineKind;
use super::missions::Standing;
use super::question::{Pending, Since};
use super::report;
use super::timeline::Timeline;
use super::transcript::Transcript;

/// The person at the console.
pub const YOU: ClientId = ClientId::YOU;

/// How a session begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setup {
    pub nodes: u32,
    /// The seed of every random choice.
    pub seed: u64,
}

impl Default for Setup {
    fn default() -> Self {
        Self { nodes: 5, seed: 42 }
    }
}

/// A cluster and what has been gathered of it.
#[derive(Clone)]
pub struct Run {
    pub(super) cluster: Cluster,
    pub(super) events: EventLog,
    pub(super) transcript: Transcript,
    /// What was true when it happened.
    pub(super) moments: Moments,
    /// The commands that the cluster has carried out, each as it was given: the first has number 1.
    commands: Vector<String>,
    pub(super) timeline: Timeline,
    pub(super) checker: Checker,
    /// The question that was asked last.
    pub(super) question: Option<Pending>,
    /// The mission that somebody plays.
    pub(super) mission: Option<Standing>,
    /// Whether the seed has chosen a rule that is broken.
    chose_rule: bool,
    /// The last moment at which anything moved or a command was given.
    pub(super) last_change: Time,
    /// How many moves and commands it took to get here.
    pub(super) moves: u64,
    /// Goes up with everything that happens, so that an onlooker can tell cheaply whether anything did.
    pub(super) changes: u64,
    /// Where the events of a move are gathered: empty between moves, and kept for its memory.
    news: Vec<Event>,
}

/// What a command has begun and a script may wait for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Started {
    /// Operations, each by its client and its number there.
    pub operations: Vec<(ClientId, u64)>,
    /// Whether it is a load, whose operations are yet to begin.
    pub load: bool,
}

impl Run {
    /// Switches the cluster on.
    pub fn new(setup: Setup) -> Self {
        let mut run = Self {
            cluster: Cluster::new(setup.nodes, setup.seed, Knobs::default()),
            events: EventLog::default(),
            transcript: Transcript::default(),
            moments: Moments::default(),
            commands: Vector::default(),
            timeline: Timeline::default(),
            checker: Checker::default(),
            question: None,
            mission: None,
            chose_rule: false,
            last_change: Time::ZERO,
            moves: 0,
            changes: 0,
            news: Vec::new(),
        };
        run.gather();
        run
    }

    /// This run as it is now, to come back to: all but the events, which are many and can be had again.
    pub fn keep(&mut self) -> Self {
        self.cluster.share();
        self.checker.share(self.cluster.world());
        let events = mem::take(&mut self.events);
        let mut kept = self.clone();
        kept.events.go_to(events.next());
        self.events = events;
        kept
    }

    /// Goes to where the same run once was, or will be. As many of the present events are kept as belong there.
    pub fn go_to(&mut self, kept: &Self) {
        let mut events = mem::take(&mut self.events);
        events.go_to(kept.events.next());
        *self = Self { events, ..kept.clone() };
    }

    /// The moment it has reached.
    pub fn now(&self) -> Time {
        self.cluster.now()
    }

    /// Makes the next move, if it is due by then. Returns whether there was one.
    pub fn step_by(&mut self, limit: Time) -> bool {
        if self.cluster.next_due().is_none_or(|due| due > limit) || !self.cluster.step() {
            return false;
        }
        self.last_change = self.cluster.now();
        self.moves += 1;
        self.gather();
        true
    }

    /// Makes every move due by then, and lets time reach it. Returns how many moves it made.
    pub fn advance_to(&mut self, target: Time) -> u64 {
        let mut moves = 0;
        while self.step_by(target) {
            moves += 1;
        }
        self.cluster.advance_to(target);
        moves
    }

    /// Whether none of these operations is under way any more.
    pub fn answered(&self, started: &Started) -> bool {
        let waits =
            |(client, sequence): &(ClientId, u64)| self.transcript.waits(*client, *sequence);
        !(started.operations.iter().any(waits) || (started.load && self.transcript.is_loaded()))
    }

    /// Carries out a command that takes no time, at this moment, and shows it on the console with what it prints.
    ///
    /// # Errors
    /// One sentence: why it cannot be done, and what to do. Nothing has changed then, and nothing is shown.
    pub fn perform(&mut self, command: &Command) -> Result<Started, String> {
        let prompt = self.attached();
        if let Some(mission) = &self.mission
            && let Some(reason) = mission.forbids(command).or_else(|| mission.is_used_up(command))
        {
            return Err(reason);
        }
        let outcome = self.carry_out(command)?;
        if let Some(mission) = &mut self.mission {
            mission.count(command);
        }
        self.echo(prompt, command);
        self.last_change = self.cluster.now();
        self.moves += 1;
        self.gather();
        self.print(outcome.prints);
        Ok(outcome.started)
    }

    fn carry_out(&mut self, command: &Command) -> Result<Outcome, String> {
        match command {
            Command::ShowLog(node) => {
                let view = self.cluster.view();
                let id = match node {
                    Some(node) => view.resolve(*node).map_err(|error| error.to_string())?,
                    None => self.attached(),
                };
                Ok(Outcome::printing(report::show_log(&view, id)))
            }
            Command::Status => {
                let mut lines = report::status(&self.cluster.view());
                lines.extend(self.cluster.lease_hazard().as_ref().map(report::lease_hazard));
                Ok(Outcome::printing(lines))
            }
            Command::Exit => {
                let bye = tr!("bye: the next command opens the console again").to_owned();
                Ok(Outcome::printing(vec![bye]))
            }
            Command::Expect(condition) => {
                if !self.holds(condition)? {
                    let findings = self.findings(condition);
                    return Err(tr!("expected {condition}, but {findings}", condition, findings));
                }
                Ok(Outcome::printing(vec![tr!("as expected").to_owned()]))
            }
            Command::Ask(ask) => {
                if let Some(open) = self.question.as_ref().filter(|it| it.right().is_none()) {
                    let open = &open.ask.question;
                    return Err(tr!(
                        "{question} is still open: reveal comes before the next ask",
                        question = format_args!("{open:?}")
                    ));
                }
                let view = self.cluster.view();
                let pending = Pending::ask(ask, self.cluster.now(), &self.scene(&view))?;
                self.say(LineKind::Asked, pending.words());
                self.question = Some(pending);
                Ok(Outcome::default())
            }
            Command::Reveal => {
                let view = self.cluster.view();
                let Some(mut pending) = self.question.clone() else {
                    return Err(tr!("no question is open: ask comes before reveal").to_owned());
                };
                let right = pending.reveal(&self.scene(&view))?;
                let right = pending.name(right);
                self.question = Some(pending);
                self.say(LineKind::Revealed, right);
                Ok(Outcome::default())
            }
            Command::Task(_)
            | Command::Goal(_)
            | Command::Allow(_)
            | Command::OpenUntil(_)
            | Command::Limit(_)
            | Command::Par(_)
            | Command::Hint(_) => {
                let view = self.cluster.view();
                let so_far = self.mission.clone();
                self.mission = Some(Standing::after(so_far, command, &self.scene(&view))?);
                Ok(Outcome::default())
            }
            Command::Help(_)
            | Command::RevealWithin(_)
            | Command::Quiz
            | Command::SeedFrom(_)
            | Command::Why(_)
            | Command::Cluster(_)
            | Command::Seed(_)
            | Command::Advance(_)
            | Command::Until { .. }
            | Command::Failover(_)
            | Command::Find(_)
            | Command::Odds { .. }
            | Command::Rescue { .. }
            | Command::Enabled
            | Command::Rules
            | Command::NextRule
            | Command::Repeat(_)
            | Command::End
            | Command::Travel(_) => {
                unreachable!("`{command}` is not an act within a run: the session does it")
            }
            _ => {
                let was_cut = !self.cluster.world().network().cuts().is_empty();
                let operations =
                    self.cluster.perform(command).map_err(|error| error.to_string())?;
                self.chose_rule |= matches!(command, Command::BreakOneOf(_));
                self.commands.push_back(command.to_string());
                debug_assert_eq!(self.commands.len() as u64, self.cluster.commands());
                // Without knobs of single nodes, all promise each other the same.
                let differs = self.cluster.quirks().nodes_with_own_knobs().next().is_some();
                let jumps = matches!(command, Command::ClockJump { .. });
                let hazard = self.cluster.lease_hazard().filter(|_| differs || jumps);
                let prints = match command {
                    Command::Set(_)
                    | Command::SetFor { .. }
                    | Command::Preset(_)
                    | Command::ClockJump { .. } => {
                        hazard.as_ref().map(report::lease_hazard).into_iter().collect()
                    }
                    Command::Connect(_) => vec![tr!("connected to {node}", node = self.attached())],
                    Command::ClientConnect { client, node } => {
                        let node =
                            self.cluster.resolve(*node).map_err(|error| error.to_string())?;
                        vec![tr!("{client} talks to {node}", client, node)]
                    }
                    Command::Partition(_) if was_cut => vec![
                        tr!("what was cut before stays cut; `partition only ...` takes its place")
                            .to_owned(),
                    ],
                    _ => Vec::new(),
                };
                Ok(Outcome {
                    started: Started { operations, load: matches!(command, Command::Load(_)) },
                    prints,
                })
            }
        }
    }

    /// Shows a command on the console, as it was given to the node that the console talked to.
    pub fn echo(&mut self, prompt: NodeId, command: &Command) {
        // What the narrator says is shown when it is said; how he was asked to is of no interest.
        if !matches!(
            command,
            Command::Say(_) | Command::Ask(_) | Command::Reveal | Command::Hint(_)
        ) {
            let prompt = prompt.to_string();
            self.say(LineKind::Command { prompt }, command.to_string());
        }
    }

    /// The node that the console talks to.
    pub fn attached(&self) -> NodeId {
        self.cluster.view().clients.first().map_or(NodeId(1), |you| you.attached)
    }

    /// Answers a question from what is recorded up to now.
    pub fn why(&self, question: Question, view: &ClusterView) -> Explanation {
        why::why(question, &self.evidence(view))
    }

    /// What is recorded up to now, of which this is the view.
    pub fn evidence<'a>(&'a self, view: &'a ClusterView) -> Evidence<'a> {
        let Self { events, commands, cluster, .. } = self;
        Evidence { events, view, commands, knobs: cluster.knobs() }
    }

    /// Whether a condition holds now.
    ///
    /// # Errors
    /// The same as for [`Scene::holds`].
    pub fn holds(&self, condition: &Condition) -> Result<bool, String> {
        self.scene(&self.cluster.view()).holds(condition)
    }

    /// What conditions look at.
    fn scene<'a>(&'a self, view: &'a ClusterView) -> Scene<'a> {
        let (bugs, hides_rule) = (self.cluster.bugs(), self.hides_rule());
        Scene { view, checker: &self.checker, bugs, hides_rule }
    }

    /// Whether a rule is broken that a mission lets the learner find out.
    pub fn hides_rule(&self) -> bool {
        let plays = self.mission.as_ref().is_some_and(Standing::is_on);
        self.chose_rule && plays && !self.cluster.bugs().is_empty()
    }

    /// The facts that a condition asks about.
    pub fn findings(&self, condition: &Condition) -> String {
        self.scene(&self.cluster.view()).findings(condition)
    }

    /// Adds a line to the console.
    pub fn say(&mut self, kind: LineKind, text: String) {
        self.changes += 1;
        self.transcript.push(self.cluster.now(), kind, &text);
    }

    /// Adds lines of output to the console.
    pub fn print(&mut self, lines: Vec<String>) {
        for line in lines {
            self.say(LineKind::Output, line);
        }
    }

    /// Writes down the state of a node that the newest event has led to.
    fn observe(&mut self, node: NodeId) {
        let newest = self.events.newest(node);
        if let Some(observed) = Observed::of(self.cluster.world(), node, newest.map(Arc::as_ref)) {
            let observed = match newest {
                Some(newest) if **newest == observed => Arc::clone(newest),
                _ => Arc::new(observed),
            };
            self.events.observe(observed);
        }
    }

    /// Takes in what has happened since the last time.
    fn gather(&mut self) {
        let mut news = mem::take(&mut self.news);
        self.cluster.drain_events_into(&mut news);
        let known = self.checker.violations().len();
        let first = self.events.next();
        self.checker.observe(self.cluster.now(), &news, self.cluster.world());
        for event in news.drain(..) {
            self.changes += 1;
            self.timeline.observe(&event);
            self.transcript.observe(&event);
            let speaks_of_the_cluster = caption::speaks_of_the_cluster(&event.kind);
            let subject = Observed::subject(&event);
            self.events.push(Arc::new(event));
            if let Some(node) = subject {
                self.observe(node);
            }
            if speaks_of_the_cluster {
                let view = self.cluster.view();
                caption::remember(&mut self.moments, self.events.iter().rev(), &view);
            }
        }
        self.news = news;
        for violation in &self.checker.violations()[known..] {
            self.timeline.violated(violation.at, violation.name);
            let text = format!("{}: {}", violation.name, violation.evidence);
            self.changes += 1;
            self.transcript.push(violation.at, LineKind::Violated, &text);
        }
        self.judge(Since { first, next: self.events.next() });
    }

    /// Looks whether these events have decided what was asked, or what a mission demands.
    fn judge(&mut self, events: Since) {
        let hides_rule = self.hides_rule();
        let pending = self.question.as_mut().filter(|it| it.right().is_none());
        let mission = self.mission.as_mut().filter(|it| it.is_on());
        if pending.is_none() && mission.is_none() {
            return;
        }
        let view = self.cluster.view();
        let (checker, bugs) = (&self.checker, self.cluster.bugs());
        let scene = Scene { view: &view, checker, bugs, hides_rule };
        if let Some(pending) = pending {
            pending.observe(&scene, &self.events, events);
        }
        if let Some(mission) = mission {
            // Its goals are its own, and tell nobody.
            mission.observe(&Scene { hides_rule: false, ..scene });
        }
    }
}

/// What a command led to.
#[derive(Default)]
struct Outcome {
    started: Started,
    prints: Vec<String>,
}

impl Outcome {
    fn printing(prints: Vec<String>) -> Self {
        Self { prints, ..Self::default() }
    }
}
