//! Why: what is picked explains itself from recorded causes.
//!
//! Every event names the event that it follows from, or the command that brought it about. So an event's history can be
//! walked back, from parent to parent, to where it began: a command that somebody gave, or the cluster being switched on
//! (`chain`).
//! Beside the history stands the rule of the protocol that applied, with its place in the paper ([`rule`]), and what
//! was counted: the votes of an election, the acknowledgements of a commit (`grounds`).
//!
//! The opposite question has no event to start from: why has something *not* happened? It is answered from the present
//! view, and from what the events tell of the attempts so far (`not_leader`, `not_committed`, `not_answered`).
//!
//! Nothing here is invented. The events are bounded, and where a cause is no longer kept the explanation says so.
//! Nothing here is remembered either: an explanation is made from a run as it is at a moment, by looking back through
//! the events once for each step.

mod chain;
mod client;
mod entry;
mod event;
mod evidence;
mod grounds;
mod node;
mod not_answered;
mod not_committed;
mod not_leader;
mod packet;
mod print;
mod refusal;
mod rule;
mod silence;
mod steps;

use std::fmt;

use crate::catalog::tr;
use crate::raft::{Index, NodeId};
use crate::script::Inquiry;
use crate::sim::{ClientId, ClusterView, PacketId, Time};

use super::Selected;

pub use chain::Chain;
pub use evidence::Evidence;
pub use print::print;
pub use rule::{Rule, rule};

/// What can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Question {
    /// Why is it as it is?
    About(Selected),
    /// Why does this node not lead?
    NotLeader(NodeId),
    /// Why is this entry of this node's log not committed?
    NotCommitted(NodeId, Index),
    /// Why does this client have no answer?
    NotAnswered(ClientId),
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// The answer in one sentence.
    pub headline: String,
    /// What follows from what was counted, a sentence each.
    pub facts: Vec<String>,
    /// The rule of the protocol that applied.
    pub rule: Option<Rule>,
    /// What was counted, and what is known of each of those that matter.
    pub grounds: Vec<Grounds>,
    /// What led here.
    pub chain: Option<Chain>,
    /// What else may be asked about it.
    pub questions: Vec<Question>,
}

/// Some steps that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grounds {
    /// What they are.
    pub title: String,
    pub steps: Vec<Step>,
}

/// One step of an explanation: a sentence, and where to look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When that was; `None` if it is so now.
    pub at: Option<Time>,
    /// A sentence.
    pub text: String,
    /// What to look at, at that moment.
    pub about: Selected,
}

/// What a line of the command language asks.
///
/// # Errors
/// A sentence when it names a node that does not exist.
pub fn question(inquiry: Inquiry, view: &ClusterView) -> Result<Question, String> {
    let node = |node| view.resolve(node).map_err(|error| error.to_string());
    Ok(match inquiry {
        Inquiry::Node(id) => Question::About(Selected::Node(node(id)?)),
        Inquiry::Entry(id, index) => Question::About(Selected::Entry(node(id)?, Index(index))),
        Inquiry::Packet(id) => Question::About(Selected::Packet(PacketId(id.0))),
        Inquiry::Client(id) => Question::About(Selected::Client(ClientId(id))),
        Inquiry::Event(seq) => Question::About(Selected::Event(seq)),
        Inquiry::NotLeader(id) => Question::NotLeader(node(id)?),
        Inquiry::NotCommitted(id, index) => Question::NotCommitted(node(id)?, Index(index)),
        Inquiry::NotAnswered(id) => Question::NotAnswered(ClientId(id)),
    })
}

/// Answers a question.
#[cfg(not(feature = "split"))]
pub fn why(question: Question, evidence: &Evidence<'_>) -> Explanation {
    answer(question, evidence)
}

/// What answers questions: [`answer`], once it is here.
#[cfg(feature = "split")]
static GIVEN: std::sync::OnceLock<fn(Question, &Evidence<'_>) -> Explanation> =
    std::sync::OnceLock::new();

/// Answers a question, if what answers is here.
#[cfg(feature = "split")]
pub fn why(question: Question, evidence: &Evidence<'_>) -> Explanation {
    let missing = || tr!("What explains this is not here yet. Ask again in a moment.");
    GIVEN.get().map_or_else(|| Explanation::plain(missing()), |answers| answers(question, evidence))
}

/// What answers questions has come.
#[cfg(feature = "split")]
pub fn give(answers: fn(Question, &Evidence<'_>) -> Explanation) {
    // What was given first answers the same.
    let _ = GIVEN.set(answers);
}

/// Answers a question: what is called by [`why`].
pub fn answer(question: Question, evidence: &Evidence<'_>) -> Explanation {
    let answer = match question {
        Question::About(Selected::Node(id)) => node::explain(id, evidence),
        Question::About(Selected::Packet(id)) => packet::explain(id, evidence),
        Question::About(Selected::Entry(node, index)) => entry::explain(node, index, evidence),
        Question::About(Selected::Client(id)) => client::explain(id, evidence),
        Question::About(Selected::Event(seq)) => event::explain(seq, evidence),
        Question::NotLeader(node) => not_leader::explain(node, evidence),
        Question::NotCommitted(node, index) => not_committed::explain(node, index, evidence),
        Question::NotAnswered(client) => not_answered::explain(client, evidence),
    };
    Explanation { rule: answer.rule.map(Rule::spoken), ..answer }
}

impl Explanation {
    /// An answer that needs no reasons.
    fn plain(headline: impl Into<String>) -> Self {
        Self { headline: headline.into(), ..Self::default() }
    }
}

impl Step {
    /// How things are now.
    fn now(text: impl Into<String>, about: Selected) -> Self {
        Self { at: None, text: text.into(), about }
    }
}

impl fmt::Display for Question {
    /// The question as a line of the command language asks it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::About(Selected::Entry(node, index)) => write!(f, "why {node} {index}"),
            Self::About(about) => write!(f, "why {about}"),
            Self::NotLeader(node) => write!(f, "why not leader {node}"),
            Self::NotCommitted(node, index) => write!(f, "why not committed {node} {index}"),
            Self::NotAnswered(client) => write!(f, "why not answered {client}"),
        }
    }
}

impl Question {
    /// The question as a person asks it.
    pub fn words(&self) -> String {
        match self {
            Self::About(about) => tr!("Why {about}?", about),
            Self::NotLeader(node) => tr!("Why is {node} not leader?", node),
            Self::NotCommitted(_, index) => tr!("Why is entry {index} not committed?", index),
            Self::NotAnswered(ClientId::YOU) => tr!("Why did you get no answer?").to_string(),
            Self::NotAnswered(client) => tr!("Why did {client} get no answer?", client),
        }
    }
}
