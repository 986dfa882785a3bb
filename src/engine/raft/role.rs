//! The roles (paper 5.1, figure 4; dissertation 9.6). Each owns what only it needs, so a server that changes its role forgets the
//! rest: there are no stale votes to count and no progress of an old leadership to trust.

use std::collections::BTreeMap;

use super::change::{Change, Leaving};
use super::lease::Lease;
use super::node_id::NodeSet;
use super::progress::Progress;
use super::reads::{Forwarded, Reads};
use super::snapshot::Receiving;
use super::types::{Index, NodeId};

/// What a server is at present.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// It answers leaders and candidates.
    Follower(Follower),
    /// It asks whether it would get votes, before it raises the term for an election (dissertation 9.6).
    PreCandidate(Candidate),
    /// It asks for votes.
    Candidate(Candidate),
    /// It replicates its log to the others.
    Leader(Leader),
}

/// A follower's state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Follower {
    /// The leader of this term, once it has been heard.
    pub(super) leader: Option<NodeId>,
    /// A snapshot that the leader is sending.
    pub(super) receiving: Option<Receiving>,
    /// The reads that the leader is asked about.
    pub(super) forwarded: Forwarded,
    /// Whom it called to lead after it, if it led before and has not heard yet who does.
    pub(super) successor: Option<NodeId>,
}

/// A candidate's state: the answers so far, its own included once its own vote is durable. A pre-candidate's own counts
/// at once, for it promises nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Candidate {
    pub(super) granted: NodeSet,
    pub(super) refused: NodeSet,
}

/// A leader's state.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Leader {
    /// Every other member of the configuration, and those who leave and have not been told yet.
    pub(super) progress: BTreeMap<NodeId, Progress>,
    /// Entries up to here may be sent; later ones are being gathered into a batch.
    pub(super) released: Index,
    /// Whether the batch timer runs.
    pub(super) gathering: bool,
    /// The bytes of commands in its log that are not committed, while they are limited.
    pub(super) uncommitted: u64,
    /// Who has answered since the quorum was last checked.
    pub(super) recently_active: NodeSet,
    /// Whether the timer for that runs.
    pub(super) checks_quorum: bool,
    /// To whom the leadership is being transferred.
    pub(super) transfer: Option<LeadershipTransfer>,
    /// For how many heartbeats it hands over to nobody unasked, since the last one did not take over.
    pub(super) keeps_for: u32,
    /// The change of the membership that this leader was asked for.
    pub(super) change: Option<Change>,
    /// Who has left and has not been told yet.
    pub(super) leaving: Leaving,
    /// The reads that wait, and how the leader makes sure that it leads.
    pub(super) reads: Reads,
    /// For how long that holds.
    pub(super) lease: Lease,
}

/// A leadership transfer under way (dissertation 3.10).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LeadershipTransfer {
    /// The successor.
    pub(super) to: NodeId,
    /// Whether it has everything, and has been called to stand.
    pub(super) called: bool,
    /// Whether somebody asked for it, and is to be answered; a leader that has removed itself does it unasked.
    pub(super) asked: bool,
}

impl LeadershipTransfer {
    /// The successor.
    pub fn to(&self) -> NodeId {
        self.to
    }

    /// Whether the successor has been called to stand; before that, it has to catch up.
    pub fn is_called(&self) -> bool {
        self.called
    }
}

impl Follower {
    /// The leader of this term, once it has been heard.
    pub fn leader(&self) -> Option<NodeId> {
        self.leader
    }

    /// The reads that it has asked its leader about and has not answered yet.
    pub fn forwarded(&self) -> &Forwarded {
        &self.forwarded
    }

    /// The snapshot that its leader is sending, as far as it has come.
    pub fn receiving(&self) -> Option<&Receiving> {
        self.receiving.as_ref()
    }
}

impl Candidate {
    /// A voter has answered.
    pub(super) fn hear(&mut self, from: NodeId, granted: bool) {
        if granted {
            self.granted.insert(from);
        } else {
            self.refused.insert(from);
        }
    }

    /// Who has given it a vote.
    pub fn granted(&self) -> NodeSet {
        self.granted
    }

    /// Who has refused it one.
    pub fn refused(&self) -> NodeSet {
        self.refused
    }
}

impl Leader {
    /// One that begins its term with its log's entry at this index.
    pub(super) fn starting(progress: BTreeMap<NodeId, Progress>, first: Index) -> Self {
        Self {
            progress,
            released: first,
            gathering: false,
            uncommitted: 0,
            recently_active: NodeSet::EMPTY,
            checks_quorum: false,
            transfer: None,
            keeps_for: 0,
            change: None,
            leaving: Leaving::new(),
            reads: Reads::default(),
            lease: Lease::default(),
        }
    }

    /// What it knows of every other member, and of servers that have left and have not been told yet.
    pub fn progress(&self) -> &BTreeMap<NodeId, Progress> {
        &self.progress
    }

    /// The bytes of commands in its log that are not committed; 0 unless they are limited.
    pub fn uncommitted_bytes(&self) -> u64 {
        self.uncommitted
    }

    /// To whom the leadership is being transferred, if it is.
    pub fn transfer(&self) -> Option<&LeadershipTransfer> {
        self.transfer.as_ref()
    }

    /// The change of the membership that it was asked for, while that is under way. One that it has inherited is only seen
    /// in the configuration.
    pub fn change(&self) -> Option<&Change> {
        self.change.as_ref()
    }

    /// The reads that it has not answered yet.
    pub fn reads(&self) -> &Reads {
        &self.reads
    }

    /// Its lease.
    pub fn lease(&self) -> &Lease {
        &self.lease
    }
}
