//! The state of a node when an event has changed it, as an onlooker sees it.

use std::sync::Arc;

use crate::raft::{Index, Log, LogId, NodeId, Term};
use crate::sim::{Endpoint, Event, EventClass, Liveness, Role, World};

use super::data::Data;
use super::datum::Datum;

/// What Raft's specification says of a server, but for what only its leader knows of the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    pub node: NodeId,
    /// Whether it has not crashed; of one that has, this is what its disk says.
    pub up: bool,
    pub role: Role,
    pub term: Term,
    pub voted_for: Option<NodeId>,
    pub commit: Index,
    pub log: LogTerms,
}

/// Which terms a log's entries have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogTerms {
    /// The last entry that was replaced by a snapshot.
    pub base: LogId,
    pub last: LogId,
    /// The first index of each term that the log has an entry of, in order. Shared with other moments of the same node.
    pub starts: Arc<[(Index, Term)]>,
}

impl Observed {
    /// Whether an event changes a node in a way that an onlooker is told: which node then.
    pub fn subject(event: &Event) -> Option<NodeId> {
        match (event.kind.place(), event.kind.class()) {
            (
                Some(Endpoint::Node(node)),
                EventClass::Elections | EventClass::Log | EventClass::Faults,
            ) if !event.kind.is_routine() => Some(node),
            _ => None,
        }
    }

    /// A node as it is; nothing, if there is none of that name. What it has in common with an earlier state is shared.
    pub fn of(world: &World, node: NodeId, earlier: Option<&Self>) -> Option<Self> {
        let machine = world.node(node)?;
        let up = machine.liveness() != Liveness::Down;
        Some(match machine.process() {
            Some(process) => {
                let server = process.node();
                Self {
                    node,
                    up,
                    role: machine.role(),
                    term: server.term(),
                    voted_for: server.voted_for(),
                    commit: server.commit_index(),
                    log: LogTerms::of(server.log(), earlier),
                }
            }
            None => {
                let image = machine.disk().image();
                Self {
                    node,
                    up,
                    role: machine.role(),
                    term: image.hard_state.term,
                    voted_for: image.hard_state.voted_for,
                    commit: image.log.base().index,
                    log: LogTerms::of(&image.log, earlier),
                }
            }
        })
    }

    pub(super) fn data(&self) -> Data {
        let LogTerms { base, last, starts } = &self.log;
        let starts = starts.iter();
        let starts = starts.map(|(index, term)| Data::List(vec![index.datum(), term.datum()]));
        Data::Fields(vec![
            ("node", self.node.datum()),
            ("up", self.up.datum()),
            ("role", self.role.datum()),
            ("term", self.term.datum()),
            ("voted_for", self.voted_for.datum()),
            ("commit", self.commit.datum()),
            ("base", base.datum()),
            ("last", last.datum()),
            ("log_terms", Data::List(starts.collect())),
        ])
    }
}

impl LogTerms {
    /// The term of the entry with this index, if the log has it.
    pub fn term_at(&self, index: Index) -> Option<Term> {
        let is_there = index > self.base.index && index <= self.last.index;
        let after = self.starts.partition_point(|(first, _)| *first <= index);
        let (_, term) = self.starts.get(after.checked_sub(1)?)?;
        is_there.then_some(*term)
    }

    fn of(log: &Log, earlier: Option<&Observed>) -> Self {
        let mut starts = Vec::new();
        let (mut index, last) = (log.first_index(), log.last());
        while index <= last.index {
            let Some(term) = log.term_at(index) else { break };
            starts.push((index, term));
            index = log.first_of_term(term.next()).max(index.next());
        }
        let same = earlier.map(|earlier| &earlier.log.starts).filter(|same| ***same == *starts);
        let starts = same.map_or_else(|| starts.into(), Arc::clone);
        Self { base: log.base(), last, starts }
    }
}
