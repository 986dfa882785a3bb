//! The reads that a leader has been asked for, and how far each has come. The rules are in `read_index.rs`.

use std::collections::VecDeque;

use super::io::{Output, ReadId, ReadMode};
use super::node_id::NodeSet;
use super::types::{Index, NodeId};

/// What a leader has been asked to read and has not answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Reads {
    /// Those that came too late for the round under way, or before the first commit of the term.
    pub(super) waiting: Vec<(Reader, ReadMode)>,
    /// The number of the newest round in this term.
    pub(super) round: u64,
    /// The round under way.
    pub(super) current: Option<Round>,
    /// Those that only wait until so much is applied. They are answered in this order.
    pub(super) confirmed: VecDeque<(Index, ReadId)>,
}

/// Who reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Reader {
    /// A client of this server.
    Own(ReadId),
    /// A client of another server, which has asked for it.
    Of(NodeId, ReadId),
}

/// What a server that does not lead was asked to read and has not answered (`read_index.rs`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Forwarded {
    /// Those that the leader has said nothing about, in the order in which it was asked.
    pub(super) asked: Vec<ReadId>,
    /// Those that only wait until so much is applied.
    pub(super) confirmed: Vec<(Index, ReadId)>,
}

impl Forwarded {
    /// How many reads are unanswered.
    pub fn len(&self) -> usize {
        self.asked.len() + self.confirmed.len()
    }

    /// Whether every read is answered.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Nothing can be answered any more.
    pub(super) fn refuse_all(&mut self, outputs: &mut Vec<Output>) {
        let Self { asked, confirmed } = std::mem::take(self);
        let reads = confirmed.into_iter().map(|(_, read)| read).chain(asked);
        outputs.extend(reads.map(|read| Output::ReadRefused { read, leader: None }));
    }
}

/// A round under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Round {
    /// What its reads must see: the commit index when it began.
    pub(super) index: Index,
    pub(super) reads: Vec<Reader>,
    pub(super) answered: NodeSet,
}

impl Reads {
    /// The number of the newest round in this term; 0 before the first.
    pub fn round(&self) -> u64 {
        self.round
    }

    /// Whether that round still waits for answers.
    pub fn is_under_way(&self) -> bool {
        self.current.is_some()
    }

    /// Who has answered the round under way.
    pub fn answered(&self) -> impl Iterator<Item = NodeId> {
        self.current.iter().flat_map(|round| round.answered)
    }

    /// How many reads are unanswered, wherever they are on their way.
    pub fn len(&self) -> usize {
        let asked = self.current.as_ref().map_or(0, |round| round.reads.len());
        self.waiting.len() + asked + self.confirmed.len()
    }

    /// Whether every read is answered.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A follower has answered a message that carried this round.
    pub(super) fn hear(&mut self, from: NodeId, round: u64) {
        if let Some(current) = &mut self.current
            && round == self.round
        {
            current.answered.insert(from);
        }
    }

    /// Nothing can be answered any more.
    pub(super) fn refuse_all(&mut self, outputs: &mut Vec<Output>) {
        let Self { waiting, current, confirmed, .. } = std::mem::take(self);
        let confirmed = confirmed.into_iter().map(|(_, read)| Reader::Own(read));
        let asked = current.into_iter().flat_map(|round| round.reads);
        let reads = confirmed.chain(asked).chain(waiting.into_iter().map(|(read, _)| read));
        outputs.extend(reads.filter_map(|reader| match reader {
            Reader::Own(read) => Some(Output::ReadRefused { read, leader: None }),
            // Whoever asked for it will hear of another leader, or stand itself.
            Reader::Of(..) => None,
        }));
    }
}
