//! From the words of the language to what is done: the one place where a command becomes an [`Action`].
//!
//! The console, scripts, chaos and the fuzzer all give their commands here, so that a line means the same whoever
//! wrote it.

use crate::raft::{ChangeRequest, Index, NodeId, NodeSet, TimerRange};
use crate::script::bounds::MAX_NODES;
use crate::script::{
    ClientLink, ClientRef, ClientWay, Coming, Command, EndRef, LinkRef, NodeRef, PacketsRef, Way,
};

use super::action::Action;
use super::cluster::Cluster;
use super::cluster_view;
use super::disk::Trap;
use super::error::SimError;
use super::event::Cause;
use super::filter::{Filter, Selection, Tamper};
use super::knobs::Knobs;
use super::names::Link;
use super::names::{ClientId, Endpoint, PacketId};
use super::network;
use super::node::SimNode;
use super::operation::operation_of;

impl Cluster {
    /// Carries out a command, now: which client operations it began, each by its client and its number there. A
    /// command that is about a session and not about the cluster, such as `advance`, does nothing here.
    ///
    /// # Errors
    /// If it is not possible; the error says why, and what to do. Nothing has changed then.
    pub fn perform(&mut self, command: &Command) -> Result<Vec<(ClientId, u64)>, SimError> {
        self.as_command(|cluster, cause| cluster.perform_because(command, cause))
    }

    /// The same, for somebody who is no person.
    ///
    /// # Errors
    /// As for [`Cluster::perform`].
    pub(super) fn perform_because(
        &mut self,
        command: &Command,
        cause: Cause,
    ) -> Result<Vec<(ClientId, u64)>, SimError> {
        match command {
            Command::Client(operation) => {
                let you = ClientId::YOU;
                return Ok(vec![(you, self.ask(you, operation_of(operation), cause)?)]);
            }
            Command::ClientAsks { client, operation } => {
                let client = ClientId(client.0);
                self.check_idle(client)?;
                return Ok(vec![(client, self.ask(client, operation_of(operation), cause)?)]);
            }
            Command::Pipe(count) => return self.begin_pipe(*count, cause),
            Command::Load(load) => {
                self.begin_load(*load, cause)?;
                return Ok(Vec::new());
            }
            Command::PartitionOnly(groups) => {
                let groups = self.groups(groups)?;
                let nodes: Vec<NodeId> = self.world().nodes().iter().map(SimNode::id).collect();
                let wanted = network::partition(&nodes, &groups);
                let cuts = self.world().network().cuts().keys().copied();
                let others = cuts.filter(|link| !wanted.contains(link)).collect();
                // The groups are looked at before anything changes.
                self.act(Action::Partition(groups), cause)?;
                self.act(Action::Heal(others), cause)?;
                return Ok(Vec::new());
            }
            _ => {}
        }
        if let Some(action) = self.action(command)? {
            self.act(action, cause)?;
        }
        Ok(Vec::new())
    }

    /// Whether a command is for a cluster to carry out, rather than for a session.
    pub fn carries_out(&self, command: &Command) -> bool {
        matches!(
            command,
            Command::Client(_)
                | Command::ClientAsks { .. }
                | Command::Pipe(_)
                | Command::Load(_)
                | Command::PartitionOnly(_)
        ) || !matches!(self.action(command), Ok(None))
    }

    /// The node that a person means.
    ///
    /// # Errors
    /// If it is the leader and nobody leads. Whether there is a node of that number is not asked here.
    pub fn resolve(&self, node: NodeRef) -> Result<NodeId, SimError> {
        match node {
            NodeRef::Id(id) => Ok(NodeId(id)),
            NodeRef::Leader => cluster_view::leader(self.world()).ok_or(SimError::NoLeader),
        }
    }

    /// The nodes that a person means, group by group.
    fn groups(&self, groups: &[Vec<NodeRef>]) -> Result<Vec<Vec<NodeId>>, SimError> {
        let ids = |group: &Vec<NodeRef>| group.iter().map(|it| self.resolve(*it)).collect();
        groups.iter().map(ids).collect()
    }

    /// The directed links that a person means.
    fn links(&self, link: &LinkRef) -> Result<Vec<Link>, SimError> {
        let (from, to) = (self.resolve(link.from)?, self.resolve(link.to)?);
        let back = link.both_ways.then_some((to, from));
        Ok([(from, to)].into_iter().chain(back).collect())
    }

    /// What is to become of packets that are yet to be sent.
    fn filter(&self, tamper: Tamper, coming: &Coming) -> Result<Action, SimError> {
        let Coming { times, packets } = coming;
        Ok(Action::SetFilter(Filter { tamper, packets: self.selection(packets)?, times: *times }))
    }

    /// The packets that a person means.
    fn selection(&self, packets: &PacketsRef) -> Result<Selection, SimError> {
        let PacketsRef { what, way } = *packets;
        let end = |end| match end {
            EndRef::Node(node) => self.resolve(node).map(Endpoint::Node),
            EndRef::Client(ClientRef(id)) => Ok(Endpoint::Client(ClientId(id))),
        };
        let (from, to, both_ways) = match way {
            Way::Any => (None, None, false),
            Way::From(from) => (Some(end(from)?), None, false),
            Way::To(to) => (None, Some(end(to)?), false),
            Way::Between { from, to, both_ways } => (Some(end(from)?), Some(end(to)?), both_ways),
        };
        if from.is_some() && from == to {
            // `leader` may be the other one.
            if let Some(Endpoint::Node(node)) = from {
                return Err(SimError::LinkToItself(node));
            }
        }
        Ok(Selection { what, from, to, both_ways })
    }

    /// Fails unless a client has nothing under way. What you ask waits for its turn instead: you can see it.
    fn check_idle(&self, client: ClientId) -> Result<(), SimError> {
        let unanswered = self.world().check_client(client)?.unanswered();
        if client == ClientId::YOU || unanswered == 0 {
            Ok(())
        } else {
            Err(SimError::ClientBusy(client))
        }
    }

    /// The directed links between a client and a node that a person means.
    fn client_links(&self, link: &ClientLink) -> Result<Vec<(Endpoint, Endpoint)>, SimError> {
        let client = Endpoint::Client(ClientId(link.client.0));
        let node = Endpoint::Node(self.resolve(link.node)?);
        Ok(match link.way {
            ClientWay::Both => vec![(client, node), (node, client)],
            ClientWay::ToNode => vec![(client, node)],
            ClientWay::ToClient => vec![(node, client)],
        })
    }

    /// Nodes that a person means, which need not be there.
    fn newcomers(&self, nodes: &[NodeRef]) -> Result<NodeSet, SimError> {
        let node = |it: &NodeRef| match self.resolve(*it)? {
            NodeId(beyond) if beyond > MAX_NODES => Err(SimError::ClusterSize(beyond)),
            id => Ok(id),
        };
        nodes.iter().map(node).collect()
    }

    /// Nodes that a person means, which are there.
    fn members(&self, nodes: &[NodeRef]) -> Result<NodeSet, SimError> {
        nodes.iter().map(|it| Ok(self.world().check_node(self.resolve(*it)?)?.id())).collect()
    }

    /// What is asked of whoever leads about who takes part, if the command is about that.
    fn membership(&self, command: &Command) -> Result<Option<Action>, SimError> {
        let none = ChangeRequest::default;
        let request = match command {
            Command::Add(new) => ChangeRequest { add: self.newcomers(new)?, ..none() },
            Command::AddLearners(new) => {
                ChangeRequest { add_learners: self.newcomers(new)?, ..none() }
            }
            Command::Promote(learners) => {
                ChangeRequest { promote: self.members(learners)?, ..none() }
            }
            Command::Demote(voters) => ChangeRequest { demote: self.members(voters)?, ..none() },
            Command::Remove(old) => ChangeRequest { remove: self.members(old)?, ..none() },
            Command::Replace { old, new } => {
                ChangeRequest::of(self.newcomers(new)?, self.members(old)?)
            }
            _ => return Ok(None),
        };
        Ok(Some(Action::ChangeMembership { leader: self.resolve(NodeRef::Leader)?, request }))
    }

    /// What a command does, with its names resolved; nothing if it is not about the cluster, or a client's operation.
    fn action(&self, command: &Command) -> Result<Option<Action>, SimError> {
        let node = |node: &NodeRef| self.resolve(*node);
        Ok(Some(match command {
            Command::Preset(preset) => configure(Knobs::preset(*preset), command),
            Command::Set(setting) => {
                let mut knobs = self.knobs().clone();
                knobs.set(*setting).map_err(SimError::Knobs)?;
                configure(knobs, command)
            }
            Command::SetFor { setting, node: it } => {
                let (node, command) = (node(it)?, command.to_string());
                Action::ConfigureNode { node, setting: Some(*setting), command }
            }
            Command::ClearFor(it) => {
                let (node, command) = (node(it)?, command.to_string());
                Action::ConfigureNode { node, setting: None, command }
            }
            Command::Crash(it) => Action::Crash(node(it)?),
            Command::Restart(it) => Action::Restart(node(it)?),
            Command::RestartEmpty(it) => Action::RestartEmpty(node(it)?),
            Command::Pause(it) => Action::Pause(node(it)?),
            Command::Resume(it) => Action::Resume(node(it)?),
            Command::Timeout(it) => Action::Timeout(node(it)?),
            Command::Transfer(to) => {
                Action::Transfer { leader: self.resolve(NodeRef::Leader)?, to: node(to)? }
            }
            Command::StepDown(it) => Action::StepDown(node(&it.unwrap_or(NodeRef::Leader))?),
            Command::Add(_)
            | Command::AddLearners(_)
            | Command::Promote(_)
            | Command::Demote(_)
            | Command::Remove(_)
            | Command::Replace { .. } => return self.membership(command),
            Command::Snapshot(it) => Action::TakeSnapshot(it.as_ref().map(node).transpose()?),
            Command::Connect(it) => Action::Connect { client: ClientId::YOU, node: node(it)? },
            Command::Partition(groups) => Action::Partition(self.groups(groups)?),
            Command::PartitionRing => Action::PartitionRing,
            Command::Cut(link) => Action::Cut(self.links(link)?),
            Command::CutClient(link) => Action::CutClient(self.client_links(link)?),
            Command::HealClient(link) => Action::HealClient(self.client_links(link)?),
            Command::ClientConnect { client, node: it } => {
                Action::Introduce { client: ClientId(client.0), node: node(it)? }
            }
            Command::Clog(link) => Action::Clog(self.links(link)?),
            Command::Unclog(None) => Action::UnclogAll,
            Command::Unclog(Some(link)) => Action::Unclog(self.links(link)?),
            Command::Link { link, setting } => {
                Action::Weather { links: self.links(link)?, setting: *setting }
            }
            Command::ClearLinks => Action::ClearWeather,
            Command::CrashAfterWrite(it) => Action::CrashAfterWrite(node(it)?),
            Command::Tear(it) => Action::Tear(node(it)?),
            Command::Fsync(it) => Action::FinishWrite(node(it)?),
            Command::Reseed(seed) => Action::Reseed(*seed),
            Command::Corrupt { node: it, index } => {
                Action::Corrupt { node: node(it)?, index: index.map(Index) }
            }
            Command::Wipe(it) => Action::Wipe(node(it)?),
            Command::Slow { node: it, span_us } => {
                let span = span_us.map(|(min_us, max_us)| TimerRange { min_us, max_us });
                Action::Slow { node: node(it)?, span }
            }
            Command::Disk { node: it, medium } => {
                Action::SetMedium { node: node(it)?, medium: *medium }
            }
            Command::Misdirect(it) => Action::SendAstray(node(it)?, Trap::Misdirect),
            Command::Stale(it) => Action::SendAstray(node(it)?, Trap::Lose),
            Command::Lie { node: it, lies } => Action::Lie { node: node(it)?, lies: *lies },
            Command::Clock { node: it, rate_ppm } => {
                Action::Clock { node: node(it)?, rate_ppm: *rate_ppm }
            }
            Command::ClockJump { node: it, jump } => {
                Action::JumpClock { node: node(it)?, ahead: jump.ahead, by_us: jump.by_us }
            }
            Command::Heal(None) => Action::HealAll,
            Command::Heal(Some((one, other))) => {
                let (one, other) = (node(one)?, node(other)?);
                Action::Heal(vec![(one, other), (other, one)])
            }
            Command::Drop(packet) => Action::Drop(PacketId(packet.0)),
            Command::Duplicate(packet) => Action::Duplicate(PacketId(packet.0)),
            Command::Delay { packet, by_us } => {
                Action::Delay { packet: PacketId(packet.0), by_us: *by_us }
            }
            Command::Deliver(packet) => Action::Deliver(PacketId(packet.0)),
            Command::DropComing(coming) => self.filter(Tamper::Drop, coming)?,
            Command::DuplicateComing(coming) => self.filter(Tamper::Duplicate, coming)?,
            Command::DelayComing { coming, by_us } => self.filter(Tamper::Delay(*by_us), coming)?,
            Command::Hold(coming) => self.filter(Tamper::Hold, coming)?,
            Command::Release(packets) => {
                Action::Release(packets.as_ref().map(|it| self.selection(it)).transpose()?)
            }
            Command::Break(bug) => Action::Break(*bug),
            Command::BreakOneOf(bugs) => Action::BreakOneOf(bugs.clone()),
            Command::Mend(bug) => Action::Mend(*bug),
            Command::Chaos(level) => Action::Chaos(*level),
            Command::Say(text) => Action::Say(text.clone()),
            Command::Client(_)
            | Command::ClientAsks { .. }
            | Command::Pipe(_)
            | Command::Load(_)
            | Command::PartitionOnly(_)
            | Command::Cluster(_)
            | Command::Seed(_)
            | Command::SeedFrom(_)
            | Command::Ask(_)
            | Command::Reveal
            | Command::RevealWithin(_)
            | Command::Quiz
            | Command::Task(_)
            | Command::Goal(_)
            | Command::Allow(_)
            | Command::Limit(_)
            | Command::Par(_)
            | Command::OpenUntil(_)
            | Command::Hint(_)
            | Command::ShowLog(_)
            | Command::Status
            | Command::Why(_)
            | Command::Exit
            | Command::Help(_)
            | Command::Advance(_)
            | Command::Until { .. }
            | Command::Expect(_)
            | Command::Failover(_)
            | Command::Find(_)
            | Command::Odds { .. }
            | Command::Rescue { .. }
            | Command::Enabled
            | Command::Rules
            | Command::NextRule
            | Command::Repeat(_)
            | Command::End
            | Command::Travel(_) => return Ok(None),
        }))
    }
}

fn configure(knobs: Knobs, command: &Command) -> Action {
    Action::Configure { knobs: Box::new(knobs), command: command.to_string() }
}
