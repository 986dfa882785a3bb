//! Whether a condition of the script language holds, and if not, what was found instead.

use std::sync::Arc;

use crate::catalog::tr;
use crate::check::calls::Call;
use crate::check::{Checker, Linearity, Violation};
use crate::explain::words::operation_text;
use crate::kv::{self, Reply};
use crate::raft::{Configuration, Entry, Log, NodeId, NodeSet, Payload};
use crate::script::{ClientRef, Comparison, Condition, NodeRef, Operand, Quantity};
use crate::sim::{Bugs, ClientId, ClusterView, Liveness, NodeView};

use crate::explain::words;

/// What conditions look at.
pub struct Scene<'a> {
    pub view: &'a ClusterView,
    /// What was found to be wrong.
    pub checker: &'a Checker,
    /// The wrong rules that are planted.
    pub bugs: Bugs,
    /// Whether nobody is to be told which ones: a mission lets the learner find out.
    pub hides_rule: bool,
}

/// What is said of a rule that is for the learner to find out.
fn hidden() -> String {
    tr!("which rule is broken is for you to find out").to_owned()
}

impl Scene<'_> {
    /// Whether the condition holds now.
    ///
    /// # Errors
    /// A sentence when the condition names a node that does not exist, or a rule that is for the learner to find out.
    pub fn holds(&self, condition: &Condition) -> Result<bool, String> {
        Ok(match condition {
            // Both sides are always looked at, so that a missing node is found whatever the other side says.
            Condition::And(a, b) => self.holds(a)? & self.holds(b)?,
            Condition::Or(a, b) => self.holds(a)? | self.holds(b)?,
            Condition::Not(a) => !self.holds(a)?,
            Condition::AnyLeader => self.reigning().is_some(),
            Condition::LeaderIn(ids) => {
                for id in ids {
                    self.node(NodeRef::Id(*id))?;
                }
                self.reigning().is_some_and(|leader| ids.contains(&leader.0))
            }
            Condition::NoLeader => self.view.leader.is_none(),
            Condition::Role(node, role) => {
                let node = self.node(*node)?;
                node.liveness != Liveness::Down && node.role.name() == role.name()
            }
            Condition::Compare { quantity, node, comparison, with } => {
                let found = measure(*quantity, self.node(*node)?);
                let wanted = match with {
                    Operand::Number(number) => *number,
                    Operand::Of(quantity, node) => measure(*quantity, self.node(*node)?),
                    Operand::It => {
                        return Err(tr!("`it` stands only in a question's condition").to_owned());
                    }
                };
                compare(found, *comparison, wanted)
            }
            Condition::Up(node) => self.node(*node)?.liveness != Liveness::Down,
            Condition::Value { node: Some(node), key, value } => {
                self.node(*node)?.kv.get(key) == value.as_ref()
            }
            Condition::Value { node: None, key, value } => {
                self.serving().all(|node| node.kv.get(key) == value.as_ref())
            }
            Condition::AllApplied => {
                let committed = self.serving().map(|node| node.commit).max();
                self.serving().all(|node| Some(node.applied) == committed)
            }
            Condition::LogsAgree => {
                let mut logs = self.serving().map(|node| &node.log);
                logs.next().is_none_or(|first| logs.all(|log| agree(first, log)))
            }
            Condition::Safe => self.checker.violations().is_empty(),
            Condition::Violated(None) => !self.checker.violations().is_empty(),
            Condition::Violated(Some(name)) => {
                self.checker.violations().iter().any(|violation| violation.name == name)
            }
            Condition::Broken(None) => !self.bugs.is_empty(),
            Condition::Broken(Some(_)) if self.hides_rule => return Err(hidden()),
            Condition::Broken(Some(bug)) => self.bugs.has(*bug),
            Condition::Linearizable => self.checker.linearity() == Linearity::Holds,
            Condition::Members { voters, learners } => {
                for id in voters.iter().chain(learners) {
                    self.node(NodeRef::Id(*id))?;
                }
                let learners = learners.iter().copied().map(NodeId).collect();
                let voters = voters.iter().copied().map(NodeId);
                let named = Configuration { learners, ..Configuration::of(voters) };
                self.configuration().is_some_and(|(found, committed)| committed && *found == named)
            }
            Condition::Answered => self.view.clients.iter().all(|client| client.waiting.is_empty()),
            Condition::Answer { client, value } => match (self.told(*client)?, value) {
                (Some(Told::Reply(Reply::Value(found))), Some(value)) => found == value,
                (Some(Told::Reply(Reply::Absent | Reply::NotFound)), None) => true,
                _ => false,
            },
            Condition::Unknown(client) => matches!(self.told(*client)?, Some(Told::Nothing)),
            Condition::Refused(client) => {
                matches!(self.told(*client)?, Some(Told::Reply(reply)) if !reply.is_success())
            }
        })
    }

    /// What is found where the condition does not hold: the facts that it asked about, in one line.
    pub fn findings(&self, condition: &Condition) -> String {
        let mut facts = Vec::new();
        self.collect(condition, &mut facts);
        facts.dedup();
        facts.join("; ")
    }

    fn collect(&self, condition: &Condition, facts: &mut Vec<String>) {
        match condition {
            Condition::And(a, b) | Condition::Or(a, b) => {
                self.collect(a, facts);
                self.collect(b, facts);
            }
            Condition::Not(a) => self.collect(a, facts),
            Condition::AnyLeader | Condition::LeaderIn(_) | Condition::NoLeader => {
                facts.push(match self.view.leader {
                    Some(id) => {
                        let term = self.view.node(id).map_or(0, |node| node.term.0);
                        match self.reigning() {
                            Some(_) => tr!("{node} leads term {term}", node = id, term),
                            None => tr!(
                                "{node} leads term {term}, but a live node is in a later one",
                                node = id,
                                term
                            ),
                        }
                    }
                    None => tr!("nobody leads").to_owned(),
                });
            }
            Condition::Role(node, _) => facts.extend(self.node(*node).ok().map(|node| {
                if node.liveness == Liveness::Down {
                    tr!("{node} is down", node = node.id)
                } else {
                    tr!("{node} is {role}", node = node.id, role = tr(node.role.name()))
                }
            })),
            Condition::Compare { quantity, node, with, .. } => {
                let told = |quantity: &Quantity, node: &NodeRef| {
                    let node = self.node(*node).ok()?;
                    Some(tr!(
                        "{quantity} {node} is {value}",
                        quantity,
                        node = node.id,
                        value = measure(*quantity, node)
                    ))
                };
                facts.extend(told(quantity, node));
                if let Operand::Of(other, another) = with {
                    facts.extend(told(other, another));
                }
            }
            Condition::Up(node) => facts.extend(self.node(*node).ok().map(|node| {
                let id = node.id;
                match (node.liveness, node.machine.refused) {
                    (Liveness::Up, _) => tr!("{node} is up", node = id),
                    (Liveness::Paused, _) => tr!("{node} is paused", node = id),
                    (Liveness::Down, None) => tr!("{node} is down", node = id),
                    (Liveness::Down, Some(error)) => {
                        tr!("{node} is down, and refuses to serve: {error}", node = id, error)
                    }
                }
            })),
            Condition::Value { node, key, .. } => {
                let nodes: Vec<&NodeView> = match node {
                    Some(node) => self.node(*node).into_iter().collect(),
                    None => self.serving().collect(),
                };
                facts.extend(nodes.into_iter().map(|node| match node.kv.get(key) {
                    Some(value) => tr!("{key} on {node} is {value}", key, node = node.id, value),
                    None => tr!("{key} on {node} is absent", key, node = node.id),
                }));
            }
            Condition::AllApplied => {
                let committed = self.serving().map(|node| node.commit).max().unwrap_or_default();
                let behind = self.serving().filter(|node| node.applied != committed);
                let behind: Vec<String> = behind
                    .map(|node| {
                        tr!("{node} has applied {index}", node = node.id, index = node.applied)
                    })
                    .collect();
                facts.push(if behind.is_empty() {
                    tr!("all have applied up to {committed}", committed)
                } else {
                    tr!(
                        "up to {committed} is committed, and {behind}",
                        committed,
                        behind = behind.join(", ")
                    )
                });
            }
            Condition::LogsAgree => facts.extend(self.serving().map(|node| {
                tr!("{node} ends with {entry}", node = node.id, entry = node.log.last())
            })),
            Condition::Safe | Condition::Violated(_) => match self.checker.violations() {
                [] => facts.push(tr!("no property is violated").to_owned()),
                violations => {
                    facts.extend(violations.iter().map(|Violation { name, evidence, .. }| {
                        tr!("{name} is violated: {evidence}", name, evidence)
                    }))
                }
            },
            Condition::Broken(_) if self.hides_rule => facts.push(hidden()),
            Condition::Broken(_) => facts.push(if self.bugs.is_empty() {
                tr!("no wrong rule is planted").to_owned()
            } else {
                let names: Vec<&str> = self.bugs.iter().map(|bug| bug.name()).collect();
                tr!("planted: {bugs}", bugs = names.join(", "))
            }),
            Condition::Linearizable => facts.push(match self.checker.linearity() {
                Linearity::Holds => tr!("what the clients did is linearizable").to_owned(),
                Linearity::Violated => {
                    let found = self.checker.violations().iter();
                    let mut found = found.filter(|violation| violation.name == "linearizability");
                    found.next().map_or_else(
                        || tr!("what the clients did is not linearizable").to_owned(),
                        |violation| violation.evidence.clone(),
                    )
                }
                Linearity::TooHard(key) => {
                    tr!("what the clients did with {key} is too hard to judge", key)
                }
            }),
            Condition::Members { .. } => facts.push(match self.configuration() {
                Some((configuration, true)) => words::members(configuration),
                Some((configuration, false)) => {
                    let members = words::members(configuration);
                    tr!("{members}, once that is committed", members)
                }
                None => tr!("nobody leads").to_owned(),
            }),
            Condition::Answer { client, .. }
            | Condition::Unknown(client)
            | Condition::Refused(client) => facts.extend(self.last_words(*client)),
            Condition::Answered => facts.extend(
                self.view.clients.iter().filter(|client| !client.waiting.is_empty()).map(
                    |client| {
                        let waiting = client.waits_for();
                        tr!("{client} waits for {waiting} answers", client = client.id, waiting)
                    },
                ),
            ),
        }
    }

    /// What the last operation of a client that has ended brought it; nothing if none has.
    ///
    /// # Errors
    /// If there is no such client.
    fn told(&self, client: ClientRef) -> Result<Option<Told<'_>>, String> {
        Ok(self.last_call(client)?.and_then(|call| match &call.ended {
            Some((_, Some(reply))) => Some(Told::Reply(reply)),
            Some((_, None)) => Some(Told::Nothing),
            None => None,
        }))
    }

    fn last_call(&self, client: ClientRef) -> Result<Option<&Call>, String> {
        let id = ClientId(client.0);
        if !self.view.clients.iter().any(|client| client.id == id) {
            return Err(tr!("there is no client {id}", id));
        }
        let ended = |call: &&Arc<Call>| call.client == id && call.ended.is_some();
        Ok(self.checker.calls().all().iter().rev().find(ended).map(|call| call.as_ref()))
    }

    /// What a client asked that has ended, and what it was told.
    fn last_words(&self, client: ClientRef) -> Option<String> {
        let id = ClientId(client.0);
        Some(match self.last_call(client).ok()? {
            None => tr!("nothing that {id} asked has ended", id),
            Some(call) => match &call.ended {
                Some((_, Some(reply))) => {
                    let answer = kv::answer(&call.operation, reply);
                    tr!("{id} was told: {answer}", id, answer)
                }
                _ => {
                    let operation = operation_text(&call.operation);
                    tr!("{id} gave up on {operation}", id, operation)
                }
            },
        })
    }

    /// The live leader of the highest term, unless a live node has moved past that term.
    fn reigning(&self) -> Option<NodeId> {
        let leader = self.view.node(self.view.leader?)?;
        self.serving().all(|node| node.term <= leader.term).then_some(leader.id)
    }

    /// The configuration that the leader goes by, and whether it is committed.
    fn configuration(&self) -> Option<(&Configuration, bool)> {
        let leader = self.view.node(self.view.leader?)?;
        let changes = |entry: &&Entry| matches!(entry.payload, Payload::Configuration(_));
        let newest = leader.log.iter().filter(changes).last();
        Some((&leader.configuration, newest.is_none_or(|entry| entry.id.index <= leader.commit)))
    }

    fn live(&self) -> impl Iterator<Item = &NodeView> {
        self.view.nodes.iter().filter(|node| node.liveness != Liveness::Down)
    }

    /// The live nodes that take part, as the leader sees it: whoever has left is told nothing any more.
    fn serving(&self) -> impl Iterator<Item = &NodeView> {
        let leader = self.view.leader.and_then(|id| self.view.node(id));
        let members = leader.map(|leader| leader.configuration.members());
        let serves = move |id| members.is_none_or(|members: NodeSet| members.contains(id));
        self.live().filter(move |node| serves(node.id))
    }

    fn node(&self, node: NodeRef) -> Result<&NodeView, String> {
        let id = self.view.resolve(node).map_err(|error| error.to_string())?;
        self.view.node(id).ok_or_else(|| tr!("there is no {id}", id))
    }
}

/// What came of an operation that has ended.
enum Told<'a> {
    Reply(&'a Reply),
    /// The client gave up.
    Nothing,
}

/// Whether two logs end alike and have the same entries wherever both keep any: how much each has compacted is its own
/// affair.
fn agree(one: &Log, other: &Log) -> bool {
    let first = one.first_index().max(other.first_index());
    let kept = |log: &Log| log.range(first, log.last().index, usize::MAX);
    one.last() == other.last() && kept(one) == kept(other)
}

fn measure(quantity: Quantity, node: &NodeView) -> u64 {
    match quantity {
        Quantity::Term => node.term.0,
        Quantity::Commit => node.commit.0,
        Quantity::Applied => node.applied.0,
        Quantity::First => node.log.first_index().0,
        Quantity::Last => node.log.last().index.0,
    }
}

fn compare(found: u64, comparison: Comparison, wanted: u64) -> bool {
    match comparison {
        Comparison::Equal => found == wanted,
        Comparison::NotEqual => found != wanted,
        Comparison::Less => found < wanted,
        Comparison::AtMost => found <= wanted,
        Comparison::Greater => found > wanted,
        Comparison::AtLeast => found >= wanted,
    }
}
