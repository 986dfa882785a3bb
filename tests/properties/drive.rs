//! A cluster under test: every command is carried out as the script language means it and written down, every move is
//! shown to the checker.

use raftarium::app::operation::operation_of;
use raftarium::check::Checker;
use raftarium::raft::NodeId;
use raftarium::script::{Command, NodeRef, units::format_time};
use raftarium::sim::node::SimNode;
use raftarium::sim::{Action, ClientId, Cluster, Event, Knobs, Liveness, PacketId, Role, Time};

/// The client of the console.
const YOU: ClientId = ClientId(1);

/// A cluster, its checker, and the script so far.
pub struct Drive {
    cluster: Cluster,
    checker: Checker,
    script: Vec<String>,
    seed: u64,
    /// Kept between moves, empty, for its memory.
    events: Vec<Event>,
}

impl Drive {
    /// A cluster that was just switched on.
    pub fn new(nodes: u32, seed: u64) -> Self {
        let script = vec![Command::Cluster(nodes).to_string(), Command::Seed(seed).to_string()];
        let cluster = Cluster::new(nodes, seed, Knobs::default());
        let mut drive =
            Self { cluster, checker: Checker::default(), script, seed, events: Vec::new() };
        drive.look();
        drive
    }

    /// The cluster, to look at.
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// How many nodes there are.
    pub fn size(&self) -> u32 {
        self.cluster.world().size()
    }

    /// The nodes that are in this state.
    pub fn nodes(&self, liveness: Liveness) -> Vec<NodeId> {
        let nodes = self.cluster.world().nodes().iter();
        nodes.filter(|node| node.liveness() == liveness).map(|node| node.id()).collect()
    }

    /// The running nodes that lead, perhaps in different terms.
    pub fn leaders(&self) -> Vec<NodeId> {
        let nodes = self.cluster.world().nodes().iter();
        let leads =
            |node: &&SimNode| node.liveness() == Liveness::Up && node.role() == Role::Leader;
        nodes.filter(leads).map(|node| node.id()).collect()
    }

    /// The packets in flight.
    pub fn packets(&self) -> Vec<PacketId> {
        self.cluster.world().network().packets().map(|(id, _)| id).collect()
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
        let mark = if command.can_run_in_background() { " &" } else { "" };
        self.script.push(format!("@{} {command}{mark}", format_time(self.cluster.now().0)));
        let outcome = match &command {
            Command::Client(operation) => {
                self.cluster.invoke(YOU, operation_of(operation));
                Ok(())
            }
            Command::Pipe(count) => {
                raftarium::app::pipe::begin(&mut self.cluster, self.seed, *count);
                Ok(())
            }
            other => self.cluster.command(action(other, self.cluster.knobs())),
        };
        if let Err(error) = outcome {
            panic!("{error}");
        }
        self.look();
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

fn action(command: &Command, knobs: &Knobs) -> Action {
    match command {
        Command::Preset(preset) => configure(Knobs::preset(*preset), command),
        Command::Set(setting) => {
            let mut knobs = knobs.clone();
            knobs.set(*setting).unwrap_or_else(|error| panic!("{command}: {error}"));
            configure(knobs, command)
        }
        Command::Crash(node) => Action::Crash(id(*node)),
        Command::Restart(node) => Action::Restart(id(*node)),
        Command::Pause(node) => Action::Pause(id(*node)),
        Command::Resume(node) => Action::Resume(id(*node)),
        Command::Timeout(node) => Action::Timeout(id(*node)),
        Command::Partition(groups) => {
            let ids = |group: &Vec<NodeRef>| group.iter().copied().map(id).collect();
            Action::Partition(groups.iter().map(ids).collect())
        }
        Command::Cut { from, to, both_ways: false } => Action::Cut(vec![(id(*from), id(*to))]),
        Command::Heal(None) => Action::HealAll,
        Command::Drop(packet) => Action::Drop(PacketId(packet.0)),
        Command::Duplicate(packet) => Action::Duplicate(PacketId(packet.0)),
        Command::Delay { packet, by_us } => {
            Action::Delay { packet: PacketId(packet.0), by_us: *by_us }
        }
        other => panic!("chaos does not use {other}"),
    }
}

fn configure(knobs: Knobs, command: &Command) -> Action {
    Action::Configure { knobs: Box::new(knobs), command: command.to_string() }
}

fn id(node: NodeRef) -> NodeId {
    match node {
        NodeRef::Id(id) => NodeId(id),
        NodeRef::Leader => panic!("chaos names nodes by their numbers"),
    }
}
