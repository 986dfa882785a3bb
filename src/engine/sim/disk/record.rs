//! What stands on a disk, record by record.
//!
//! A disk is a head and a journal. The head says everything but the log's entries: term and vote, where the log begins
//! and under which configuration, and the snapshot. Then come the entries, a record each. A write adds a record for each
//! thing that it changes, in the order of [`Write`]'s fields, and once it is done the disk is tidied up: head and
//! entries again. So what a write that was interrupted has left is a prefix of its records, and that is harmless: a later
//! field of a write is never needed for an earlier one to be right, and nothing was said to anybody that depends on any
//! of it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::raft::{
    Base, Configuration, Durable, Entry, HardState, Index, Log, LogId, NodeId, NodeSet, Payload,
    Snapshot, Term, Write,
};

/// The layout of a disk. Another one gets another number.
const LAYOUT: u32 = 1;

/// One record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Record {
    /// All but the log's entries.
    Head {
        layout: u32,
        vote: Vote,
        begins: Begins,
        snapshot: Option<Kept>,
    },
    Vote(Vote),
    Snapshot(Kept),
    TruncateFrom(Index),
    Begins(Begins),
    Entry(LogId, Slot),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Vote {
    term: Term,
    voted_for: Option<NodeId>,
}

/// The entry before the log's first, and the configuration there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Begins {
    after: LogId,
    members: Members,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    last: LogId,
    members: Members,
    data: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Members {
    voters: NodeSet,
    outgoing: NodeSet,
    learners: NodeSet,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Slot {
    Noop,
    Command(Vec<u8>),
    Configuration(Members),
}

impl Record {
    /// The records of a disk at rest: the head, then the entries.
    pub(super) fn of(durable: &Durable) -> impl Iterator<Item = Self> {
        let head = Self::Head {
            layout: LAYOUT,
            vote: durable.hard_state.into(),
            begins: Begins { after: durable.log.base(), members: (&*durable.configuration).into() },
            snapshot: durable.snapshot.as_ref().map(Kept::from),
        };
        [head].into_iter().chain(durable.log.iter().map(Self::from))
    }

    /// The records that a write adds, in order.
    pub(super) fn of_write(write: &Write) -> impl Iterator<Item = Self> {
        let Write { hard_state, snapshot, truncate_from, compact, append } = write;
        let vote = hard_state.map(|hard_state| Self::Vote(hard_state.into()));
        let kept = snapshot.as_ref().map(|snapshot| Self::Snapshot(snapshot.into()));
        let cut = truncate_from.map(Self::TruncateFrom);
        let begins = compact.as_ref().map(|base| {
            Self::Begins(Begins { after: base.id, members: (&*base.configuration).into() })
        });
        let entries = append.iter().map(Self::from);
        vote.into_iter().chain(kept).chain(cut).chain(begins).chain(entries)
    }

    /// Where the log ends after this record, if it ended there before.
    pub(super) fn last_after(&self, last: Index) -> Index {
        match self {
            Self::Head { .. } | Self::Vote(_) | Self::Snapshot(_) => last,
            Self::TruncateFrom(index) => last.min(index.previous()),
            Self::Begins(begins) => last.max(begins.after.index),
            Self::Entry(id, _) => id.index,
        }
    }

    /// The disk that begins with this record; none if it is no head, or no possible one.
    pub(super) fn begin(self) -> Option<Durable> {
        let Self::Head { layout: LAYOUT, vote, begins, snapshot } = self else { return None };
        let snapshot = snapshot.map(Snapshot::from);
        // What the log has forgotten, a snapshot stands for.
        let covered = snapshot.as_ref().map_or(Index::ZERO, |snapshot| snapshot.last.index);
        if begins.after.index > covered {
            return None;
        }
        let mut log = Log::default();
        log.compact_to(begins.after);
        let configuration = Arc::new(begins.members.into());
        Some(Durable { hard_state: vote.into(), log, configuration, snapshot })
    }

    /// Does to a disk what the record says; false if that makes no sense.
    pub(super) fn perform(self, durable: &mut Durable) -> bool {
        let last = durable.log.last();
        let write = match self {
            Self::Head { .. } => return false,
            Self::Vote(vote) => Write { hard_state: Some(vote.into()), ..Write::default() },
            Self::Snapshot(kept) => Write { snapshot: Some(kept.into()), ..Write::default() },
            Self::TruncateFrom(index) => Write { truncate_from: Some(index), ..Write::default() },
            Self::Begins(Begins { after, members }) => {
                let base = Base { id: after, configuration: Arc::new(members.into()) };
                Write { compact: Some(base), ..Write::default() }
            }
            Self::Entry(id, _) if id.index != last.index.next() || id.term < last.term => {
                return false;
            }
            Self::Entry(id, slot) => {
                let payload = slot.into();
                Write { append: vec![Entry { id, payload }], ..Write::default() }
            }
        };
        durable.perform(write);
        true
    }
}

impl From<&Entry> for Record {
    fn from(entry: &Entry) -> Self {
        let slot = match &entry.payload {
            Payload::Noop => Slot::Noop,
            Payload::Command(bytes) => Slot::Command(bytes.to_vec()),
            Payload::Configuration(configuration) => Slot::Configuration((&**configuration).into()),
        };
        Self::Entry(entry.id, slot)
    }
}

impl From<Slot> for Payload {
    fn from(slot: Slot) -> Self {
        match slot {
            Slot::Noop => Self::Noop,
            Slot::Command(bytes) => Self::Command(bytes.into()),
            Slot::Configuration(members) => Self::Configuration(Arc::new(members.into())),
        }
    }
}

impl From<HardState> for Vote {
    fn from(HardState { term, voted_for }: HardState) -> Self {
        Self { term, voted_for }
    }
}

impl From<Vote> for HardState {
    fn from(Vote { term, voted_for }: Vote) -> Self {
        Self { term, voted_for }
    }
}

impl From<&Snapshot> for Kept {
    fn from(Snapshot { last, configuration, data }: &Snapshot) -> Self {
        Self { last: *last, members: (&**configuration).into(), data: data.to_vec() }
    }
}

impl From<Kept> for Snapshot {
    fn from(Kept { last, members, data }: Kept) -> Self {
        Self { last, configuration: Arc::new(members.into()), data: data.into() }
    }
}

impl From<&Configuration> for Members {
    fn from(configuration: &Configuration) -> Self {
        let Configuration { voters, outgoing, learners } = *configuration;
        Self { voters, outgoing, learners }
    }
}

impl From<Members> for Configuration {
    fn from(Members { voters, outgoing, learners }: Members) -> Self {
        Self { voters, outgoing, learners }
    }
}
