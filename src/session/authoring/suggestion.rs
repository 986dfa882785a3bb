//! Conditions that can be said of a moment.

use crate::catalog::tr;
use crate::compact::{sort, sort_by_key};
use crate::raft::NodeId;
use crate::script::{self, Command, Condition};
use crate::session::Session;
use crate::sim::{ClusterView, Liveness};

/// A condition that a lesson may want.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// As the language writes it.
    pub condition: String,
    /// What an answer to a question is called of which it is the condition.
    pub answer: String,
    /// Whether it holds at this moment.
    pub holds: bool,
}

/// The most nodes of which each is spoken of.
const MOST_NODES: usize = 9;
/// The most keys.
const MOST_KEYS: usize = 6;

/// What can be said of the moment that a session shows, what holds first.
pub fn suggestions(session: &Session) -> Vec<Suggestion> {
    let view = session.view();
    let mut found: Vec<Suggestion> = candidates(&view, session)
        .into_iter()
        .filter_map(|(condition, answer)| {
            let holds = verdict(session, &condition).ok()?;
            Some(Suggestion { condition, answer, holds })
        })
        .collect();
    sort_by_key(&mut found, |it| !it.holds);
    found
}

/// Whether a condition holds at the moment that a session shows.
///
/// # Errors
/// A sentence: what was found where something else was expected, or what it names that does not exist.
pub fn verdict(session: &Session, condition: &str) -> Result<bool, String> {
    session.here.run.holds(&read(condition)?)
}

/// A condition.
pub(super) fn read(text: &str) -> Result<Condition, String> {
    const BEFORE: &str = "expect ";
    let line = script::parse_line(&format!("{BEFORE}{text}"), 1).map_err(|error| {
        let column = error.column.saturating_sub(BEFORE.len() as u32).max(1);
        tr!("column {column}: {problem}", column, problem = error.problem)
    })?;
    match line.and_then(|line| line.command) {
        Some(Command::Expect(condition)) => Ok(condition),
        _ => Err(tr!("expected a condition").to_owned()),
    }
}

fn candidates(view: &ClusterView, session: &Session) -> Vec<(String, String)> {
    let nodes = || view.nodes.iter().take(MOST_NODES);
    let plain = |text: String| (text.clone(), text);
    let mut all: Vec<(String, String)> = Vec::new();
    // Who leads next is asked most; of others than those who run, nobody thinks.
    let leads = |id: NodeId| (format!("leader is {id}"), id.to_string());
    all.extend(view.leader.map(leads));
    all.extend(nodes().map(|node| node.id).filter(|id| Some(*id) != view.leader).map(leads));
    all.push(("no leader".into(), "nobody".into()));
    for key in keys(view) {
        let holder = view.leader.and_then(|id| view.node(id)).or(view.nodes.first());
        let value = holder.and_then(|node| node.kv.get(&key)).cloned();
        all.push(plain(Condition::Value { node: None, key, value }.to_string()));
    }
    for text in ["applied", "logs agree", "answered", "safe", "linearizable"] {
        all.push(plain(text.into()));
    }
    all.extend(session.violations().iter().map(|it| plain(format!("violated {}", it.name))));
    if let Some(leader) = view.leader.and_then(|id| view.node(id)) {
        all.push(plain(format!("term leader = {}", leader.term.0)));
    }
    for node in nodes() {
        let id = node.id;
        if node.liveness == Liveness::Down {
            all.push(plain(format!("not up {id}")));
        } else {
            all.push(plain(format!("up {id}")));
            all.push(plain(format!("role {id} = {}", node.role.name())));
        }
        all.push(plain(format!("term {id} = {}", node.term.0)));
        all.push(plain(format!("commit {id} = {}", node.commit.0)));
        all.push(plain(format!("last {id} = {}", node.log.last().index.0)));
    }
    all
}

/// The keys that are known anywhere.
fn keys(view: &ClusterView) -> Vec<String> {
    let mut keys: Vec<String> =
        view.nodes.iter().flat_map(|node| node.kv.keys().cloned()).collect();
    sort(&mut keys);
    keys.dedup();
    keys.truncate(MOST_KEYS);
    keys
}
