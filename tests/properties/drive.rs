//! A cluster under test: every command is carried out as the script language means it and written down, every move is
//! shown to the checker.

use raftarium::check::Checker;
use raftarium::script::{Command, Preset, units::format_time};
use raftarium::sim::{Chaos, Cluster, Event, Knobs, Time};

/// A cluster, its checker, and the script so far.
pub struct Drive {
    cluster: Cluster,
    checker: Checker,
    script: Vec<String>,
    /// Kept between moves, empty, for its memory.
    events: Vec<Event>,
}

impl Drive {
    /// A cluster that was just switched on.
    pub fn new(nodes: u32, seed: u64) -> Self {
        let script = vec![Command::Cluster(nodes).to_string(), Command::Seed(seed).to_string()];
        let cluster = Cluster::new(nodes, seed, Knobs::default());
        let mut drive = Self { cluster, checker: Checker::default(), script, events: Vec::new() };
        drive.look();
        drive
    }

    /// The cluster, to look at.
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// Does what chaos wants.
    pub fn suffer(&mut self, chaos: &mut Chaos) {
        if let Some(command) = chaos.command(self.cluster.world()) {
            self.try_to(command);
        }
        self.advance(chaos.pause_us());
    }

    /// Brings everything back to order: every link, every node, every knob.
    pub fn end_trouble(&mut self) {
        self.perform(Command::Preset(Preset::Paper));
        for command in Chaos::end(self.cluster.world()) {
            self.perform(command);
        }
    }

    /// What is wrong, if anything is.
    ///
    /// # Errors
    /// The first violation.
    pub fn verdict(&self) -> Result<(), String> {
        match self.checker.violations() {
            [] => Ok(()),
            [first, ..] => Err(format!(
                "{} ({}) is violated at {}: {}",
                first.name, first.citation, first.at, first.evidence
            )),
        }
    }

    /// The script that leads here.
    pub fn script(&self) -> String {
        format!("{}\n@{}\n", self.script.join("\n"), format_time(self.cluster.now().0))
    }

    /// Lets time pass.
    pub fn advance(&mut self, us: u64) {
        let moment = self.cluster.now().plus_us(us);
        while self.cluster.next_due().is_some_and(|due| due <= moment) && self.cluster.step() {
            self.look();
        }
        self.cluster.advance_to(moment);
    }

    /// Lets time pass until the condition holds, for a limited time. Looks ten times a second.
    pub fn until(&mut self, condition: impl Fn(&Cluster) -> bool, within_us: u64) -> bool {
        let limit = self.cluster.now().plus_us(within_us);
        while !condition(&self.cluster) {
            if self.cluster.now() >= limit {
                return false;
            }
            self.advance(100_000);
        }
        true
    }

    /// Carries out a command, which must be possible now. Clients are not waited for.
    pub fn perform(&mut self, command: Command) {
        let text = command.to_string();
        assert!(self.try_to(command), "{text} is possible");
    }

    /// Carries out a command if it is possible now: whether it was. Clients are not waited for.
    fn try_to(&mut self, command: Command) -> bool {
        let mark = if command.can_run_in_background() { " &" } else { "" };
        self.script.push(format!("@{} {command}{mark}", format_time(self.cluster.now().0)));
        if self.cluster.perform(&command).is_err() {
            self.script.pop();
            return false;
        }
        self.look();
        true
    }

    fn look(&mut self) {
        self.cluster.drain_events_into(&mut self.events);
        self.checker.observe(self.cluster.now(), &self.events, self.cluster.world());
        self.events.clear();
    }
}

impl Drop for Drive {
    /// A panic within the cluster takes its script with it, unless it is told now.
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.script());
        }
    }
}

/// How long the cluster has run.
pub fn elapsed(cluster: &Cluster) -> u64 {
    cluster.now().since(Time::ZERO)
}
