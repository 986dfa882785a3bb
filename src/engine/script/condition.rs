//! Conditions as data, and as text. How one is read stands in `conditions`.

use std::fmt::{Display, Formatter, Result as Written};

use super::bug::Bug;
use super::end::ClientRef;
use super::named::named;
use super::node::{NodeRef, spaced};
use super::token::quote;

/// What `until` waits for and `expect` demands. `and` binds tighter than `or`, `not` tightest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Both hold.
    And(Box<Condition>, Box<Condition>),
    /// At least one holds.
    Or(Box<Condition>, Box<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// `leader`: some live node leads, and no live leader has a greater term.
    AnyLeader,
    /// `leader is n1`, `leader in n3 n4 n5`: the live leader of the highest term is one of these, of which there is at
    /// least one.
    LeaderIn(Vec<u32>),
    /// `no leader`: no live node leads.
    NoLeader,
    /// `role n1 = follower`: it runs and has this role.
    Role(NodeRef, RoleName),
    /// `term n1 >= 3`, `commit n1 >= 5`, `applied n1 = 5`, `first n1 > 1`, `last n1 = 7`, `commit n2 < last n2`
    Compare {
        /// Which number of the node.
        quantity: Quantity,
        node: NodeRef,
        /// How to compare.
        comparison: Comparison,
        /// With what.
        with: Operand,
    },
    /// `up n1`: it runs (not crashed; a paused node is up).
    Up(NodeRef),
    /// `value n1 k = v`; `value k = v` on every live node; without a value (`value k absent`) the key must be absent.
    Value {
        /// On which node; `None`: on every live node.
        node: Option<NodeRef>,
        key: String,
        /// Its value, or `None` for absent.
        value: Option<String>,
    },
    /// `applied`: every live node has applied all that any live node knows to be committed.
    AllApplied,
    /// `logs agree`: all live nodes have equal logs.
    LogsAgree,
    /// `safe`: no safety property was ever violated.
    Safe,
    /// `violated log-matching`: this safety property was violated; `violated`: any was.
    Violated(Option<String>),
    /// `broken vote-twice`: the nodes follow this wrong rule; `broken`: any.
    Broken(Option<Bug>),
    /// `linearizable`: some order of what the clients did explains all that they were told.
    Linearizable,
    /// `members = n1 n2 n3 learners n6`: whoever leads goes by a configuration of just these voters, which is committed and
    /// not joint, and of just these learners.
    Members {
        voters: Vec<u32>,
        /// Nobody, if none are named.
        learners: Vec<u32>,
    },
    /// `answered`: no client operation is under way.
    Answered,
    /// `answer c2 = old`: what a client was told last; without a value (`answer c2 absent`), that there is no such key.
    Answer {
        client: ClientRef,
        /// The value, or `None` for absent.
        value: Option<String>,
    },
    /// `unknown c2`: what a client asked last has ended without an answer.
    Unknown(ClientRef),
    /// `refused c2`: what a client asked last was refused.
    Refused(ClientRef),
}

named! {
    /// A role as a person names it.
    RoleName {
        Follower = "follower",
        PreCandidate = "pre-candidate",
        Candidate = "candidate",
        Leader = "leader",
        Learner = "learner",
    }
}

named! {
    /// A number that every node has.
    Quantity {
        /// Current term.
        Term = "term",
        /// Commit index.
        Commit = "commit",
        /// Last applied index.
        Applied = "applied",
        /// First index kept in the log.
        First = "first",
        /// Last index in the log.
        Last = "last",
    }
}

/// What a number of a node is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// `3`
    Number(u64),
    /// `last n2`: a number of a node, of the same moment.
    Of(Quantity, NodeRef),
    /// `it`, in the condition of `pick entry when ...`: the index of whichever entry is asked about.
    It,
}

/// What `it` is, in the condition of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum It {
    /// The node of this number.
    Node(u32),
    /// The entry of this index.
    Entry(u64),
}

named! {
    /// How two numbers compare.
    Comparison {
        Equal = "=",
        NotEqual = "!=",
        Less = "<",
        AtMost = "<=",
        Greater = ">",
        AtLeast = ">=",
    }
}

impl Condition {
    /// The same of this node or entry, where it is a condition of `it`.
    pub fn with_it(&self, it: It) -> Self {
        let named = |node: &NodeRef| match (*node, it) {
            (NodeRef::IT, It::Node(id)) => NodeRef::Id(id),
            (node, _) => node,
        };
        let numbered = |ids: &[u32]| {
            let number = |id: &u32| match it {
                It::Node(it) if *id == 0 => it,
                _ => *id,
            };
            ids.iter().map(number).collect::<Vec<_>>()
        };
        let both =
            |one: &Self, other: &Self| (Box::new(one.with_it(it)), Box::new(other.with_it(it)));
        match self {
            Self::And(one, other) => {
                let (one, other) = both(one, other);
                Self::And(one, other)
            }
            Self::Or(one, other) => {
                let (one, other) = both(one, other);
                Self::Or(one, other)
            }
            Self::Not(inner) => Self::Not(Box::new(inner.with_it(it))),
            Self::LeaderIn(ids) => Self::LeaderIn(numbered(ids)),
            Self::Role(node, role) => Self::Role(named(node), *role),
            Self::Compare { quantity, node, comparison, with } => Self::Compare {
                quantity: *quantity,
                node: named(node),
                comparison: *comparison,
                with: match (*with, it) {
                    (Operand::Of(quantity, node), _) => Operand::Of(quantity, named(&node)),
                    (Operand::It, It::Entry(index)) => Operand::Number(index),
                    (with, _) => with,
                },
            },
            Self::Up(node) => Self::Up(named(node)),
            Self::Value { node, key, value } => Self::Value {
                node: node.as_ref().map(named),
                key: key.clone(),
                value: value.clone(),
            },
            Self::Members { voters, learners } => {
                Self::Members { voters: numbered(voters), learners: numbered(learners) }
            }
            other => other.clone(),
        }
    }
}

impl Display for Condition {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        match self {
            // `and` and `or` group to the left, so only what stands to the right needs more care.
            Self::And(left, right) => {
                write!(f, "{} and {}", Within(left, Tightness::And), Within(right, Tightness::Not))
            }
            Self::Or(left, right) => {
                write!(f, "{} or {}", Within(left, Tightness::Or), Within(right, Tightness::And))
            }
            Self::Not(inner) => write!(f, "not {}", Within(inner, Tightness::Not)),
            Self::AnyLeader => f.write_str("leader"),
            Self::LeaderIn(ids) => {
                let ids: Vec<NodeRef> = ids.iter().copied().map(NodeRef::Id).collect();
                let word = if ids.len() == 1 { "is" } else { "in" };
                write!(f, "leader {word} {}", spaced(&ids))
            }
            Self::NoLeader => f.write_str("no leader"),
            Self::Role(node, role) => write!(f, "role {node} = {role}"),
            Self::Compare { quantity, node, comparison, with } => {
                write!(f, "{quantity} {node} {comparison} {with}")
            }
            Self::Violated(None) => f.write_str("violated"),
            Self::Violated(Some(name)) => write!(f, "violated {name}"),
            Self::Broken(None) => f.write_str("broken"),
            Self::Broken(Some(bug)) => write!(f, "broken {}", bug.name()),
            Self::Linearizable => f.write_str("linearizable"),
            Self::Up(node) => write!(f, "up {node}"),
            Self::Value { node, key, value } => {
                f.write_str("value ")?;
                if let Some(node) = node {
                    write!(f, "{node} ")?;
                }
                match value {
                    Some(value) => write!(f, "{} = {}", quote(key), quote(value)),
                    None => write!(f, "{} absent", quote(key)),
                }
            }
            Self::AllApplied => f.write_str("applied"),
            Self::LogsAgree => f.write_str("logs agree"),
            Self::Safe => f.write_str("safe"),
            Self::Members { voters, learners } => {
                let names =
                    |ids: &[u32]| spaced(&ids.iter().copied().map(NodeRef::Id).collect::<Vec<_>>());
                write!(f, "members = {}", names(voters))?;
                match learners.as_slice() {
                    [] => Ok(()),
                    learners => write!(f, " learners {}", names(learners)),
                }
            }
            Self::Answered => f.write_str("answered"),
            Self::Answer { client, value: Some(value) } => {
                write!(f, "answer {client} = {}", quote(value))
            }
            Self::Answer { client, value: None } => write!(f, "answer {client} absent"),
            Self::Unknown(client) => write!(f, "unknown {client}"),
            Self::Refused(client) => write!(f, "refused {client}"),
        }
    }
}

impl Display for Operand {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Of(quantity, node) => write!(f, "{quantity} {node}"),
            Self::It => f.write_str("it"),
        }
    }
}

/// How tightly a condition's outermost word binds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tightness {
    Or,
    And,
    Not,
}

/// A condition as a part of another that demands at least this tightness: in parentheses if it binds more loosely.
struct Within<'a>(&'a Condition, Tightness);

impl Display for Within<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        let tightness = match self.0 {
            Condition::Or(..) => Tightness::Or,
            Condition::And(..) => Tightness::And,
            _ => Tightness::Not,
        };
        if tightness < self.1 { write!(f, "({})", self.0) } else { self.0.fmt(f) }
    }
}
