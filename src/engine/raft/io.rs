//! The only door of the protocol: what goes in, what comes out, and what is durable.

use std::sync::Arc;

use super::change_request::ChangeRequest;
use super::log::Log;
use super::message::Message;
use super::outcome::{Refusal, TransferOutcome};
use super::snapshot::Snapshot;
use super::types::{Bytes, Configuration, Entry, Index, LogId, NodeId, Term};

pub use super::types::ReadId;

/// Something that happened to a server.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Input {
    /// A message arrived.
    Receive {
        /// Its sender.
        from: NodeId,
        /// What it says.
        message: Message,
    },
    /// A timer that the server asked for, and neither replaced nor cancelled since, has run out.
    Fired(Timer),
    /// The write with this token is on disk. Completions of writes from before a restart must not be reported after it.
    Persisted(WriteToken),
    /// A client's command.
    Propose {
        /// The caller's name for it, given back with the answer.
        proposal: ProposalId,
        /// The command, opaque.
        command: Bytes,
    },
    /// A client wants to read the state machine, and to see everything that was done before it asked (dissertation 6.4).
    Read {
        /// The caller's name for it, given back with the answer. A read that is asked for again is another read.
        read: ReadId,
        /// How the leader makes sure that it still leads.
        mode: ReadMode,
    },
    /// Change who takes part, all of it as one change (dissertation 4.3): answered by [`Output::Changed`] or
    /// [`Output::ChangeRefused`], now or later. Until new voters have caught up, another request takes the place of the
    /// one before: so one that adds a server which never comes can be got rid of.
    ChangeMembership {
        /// The caller's name for it, given back with the answer.
        proposal: ProposalId,
        /// What is asked for.
        request: ChangeRequest,
    },
    /// Hand the leadership to this server (dissertation 3.10): answered by [`Output::TransferEnded`], now or later.
    Transfer {
        /// The successor.
        to: NodeId,
    },
    /// Stop leading, or trying to, and wait like a follower that hears nobody.
    StepDown,
    /// The state machine has written down its state, for the log to be cut. Heeded on every server, by each for itself,
    /// if the index is applied and later than that of the present snapshot.
    SnapshotTaken {
        /// The last entry that had been applied.
        index: Index,
        /// The state, opaque.
        data: Bytes,
    },
}

/// Something that a server asks of the world. Outputs are to be carried out in their order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Output {
    /// Send this message. Everything it depends on is durable already.
    Send {
        /// The receiver.
        to: NodeId,
        /// What it says.
        message: Message,
    },
    /// Start this timer, or start it again if it runs. The caller chooses the delay within the range.
    SetTimer {
        /// Which one.
        timer: Timer,
        /// The least and the greatest delay.
        delay: TimerRange,
    },
    /// Stop this timer.
    CancelTimer(Timer),
    /// Write this, and answer with [`Input::Persisted`] when it is on disk. There is never more than one write under
    /// way: what changes meanwhile goes into the next.
    Write {
        /// The name to answer with; tokens only go up.
        token: WriteToken,
        /// What to write.
        write: Write,
    },
    /// Make the state machine what this snapshot says, whatever it was: at the start, or because this server was so far
    /// behind that its leader had forgotten the entries. It is durable here, and never goes back behind what has been
    /// applied.
    Restore(Snapshot),
    /// These entries of the [log](super::Node::log) are committed, and durable here: apply them to the state machine, in
    /// order. They are not copied: whoever carries this out before the next step reads them where they are.
    Apply {
        /// The first of them.
        first: Index,
        /// The last of them.
        last: Index,
    },
    /// The proposal stands in this leader's log; it is done when [`Output::Apply`] brings an entry with this identity,
    /// and lost when another entry is applied at its index.
    Accepted {
        /// Which proposal.
        proposal: ProposalId,
        /// Where it stands.
        id: LogId,
    },
    /// The proposal was refused and will never take effect: this server does not lead, or is about to transfer the leadership.
    NotLeader {
        /// Which proposal.
        proposal: ProposalId,
        /// Who leads, as far as this server knows, or will lead if the transfer succeeds.
        leader: Option<NodeId>,
    },
    /// The proposal was refused, and will never take effect: too much of the log is not committed yet. Later there may be
    /// room ([`Settings::max_uncommitted_bytes`](super::Settings::max_uncommitted_bytes)).
    Overloaded {
        /// Which proposal.
        proposal: ProposalId,
    },
    /// The change of the membership is complete: its configuration is committed, and rules alone.
    Changed {
        /// Which change.
        proposal: ProposalId,
    },
    /// The change of the membership was refused, or will not be completed by this server.
    ChangeRefused {
        /// Which change.
        proposal: ProposalId,
        /// Why.
        refusal: Refusal,
    },
    /// A leadership transfer has come to its end, or was refused.
    TransferEnded {
        /// Who was to lead.
        to: NodeId,
        /// How it ended.
        outcome: TransferOutcome,
    },
    /// The state machine, as it is now, has everything that this read must see: answer it from there.
    ReadReady {
        /// Which read.
        read: ReadId,
        /// What it must see: the entries up to here are applied.
        index: Index,
    },
    /// This server does not lead, or has ceased to before it could answer the read.
    ReadRefused {
        /// Which read.
        read: ReadId,
        /// Who leads, as far as this server knows.
        leader: Option<NodeId>,
    },
}

/// How a leader makes sure that it still leads when it answers a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReadMode {
    /// By a round of messages that a quorum answers (dissertation 6.4). Needs no clock.
    Index,
    /// As [`ReadMode::Index`] on a leader; another server asks the leader for an index by message, and answers when it has
    /// applied that much (dissertation 6.4). Such a read's name must be greater than every earlier one of this server, also
    /// of those before a restart: or a late answer about another read could be taken for one about this.
    Forwarded,
    /// By a lease, while there is one, else by a round (dissertation 6.4.1). Relies on
    /// [`Settings::drift_ppm`](super::Settings), and on check-quorum, without which there is never a lease.
    Lease,
}

/// The timers that a server may run, one of each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// No word from a leader, or no result of an election, for this long: stand for election.
    Election,
    /// A leader's next round of heartbeats.
    Heartbeat,
    /// A leader sends the proposals that it has gathered (see [`Settings::batch_us`](super::Settings)).
    Batch,
    /// Leader stickiness: a server has heard a leader not longer ago than this, and until it runs out helps nobody to
    /// stand against that leader (dissertation 4.2.3, 9.6). Only with pre-votes or check-quorum.
    Stickiness,
    /// A leader makes sure that a quorum has answered since the last time (dissertation 6.2). Only with check-quorum.
    Quorum,
    /// A leader waits for its successor to take over (dissertation 3.10).
    Transfer,
    /// A leader's lease ends (dissertation 6.4.1). This timer and the next take turns: while the one bounds the lease that
    /// is held, the other bounds the lease that the round under way will give. Either must be reported before anything
    /// that happens after it: a server that was paused, above all, hears of it before it hears of a client.
    Lease,
    /// See [`Timer::Lease`].
    Renewal,
}

/// A delay in microseconds, both ends included; the caller draws from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimerRange {
    /// The least delay.
    pub min_us: u64,
    /// The greatest delay; not below `min_us`.
    pub max_us: u64,
}

impl TimerRange {
    /// A delay that leaves no choice.
    pub fn exactly(us: u64) -> Self {
        Self { min_us: us, max_us: us }
    }
}

/// The name of one write; later writes have greater tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WriteToken(pub u64);

/// The caller's name for a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProposalId(pub u64);

/// One atomic change of what is durable, to be done in the order of its fields: [`Durable::perform`] is what it means.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Write {
    /// The new term and vote, if they changed.
    pub hard_state: Option<HardState>,
    /// Replace the snapshot by this one. Comes before any change of the log, so that not even a disk that stops between
    /// the two lacks anything.
    pub snapshot: Option<Snapshot>,
    /// Remove every entry from this index on.
    pub truncate_from: Option<Index>,
    /// Then let the log begin here: forget the entries up to there, or, if the log lacks that entry, all of them.
    pub compact: Option<Base>,
    /// Then append these.
    pub append: Vec<Entry>,
}

/// Where a log begins.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Base {
    /// The entry just before the first one kept.
    pub id: LogId,
    /// The configuration that ruled there.
    pub configuration: Arc<Configuration>,
}

/// Current term and vote: always written together (paper figure 2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct HardState {
    /// The latest term this server has seen.
    pub term: Term,
    /// Who got its vote in that term.
    pub voted_for: Option<NodeId>,
}

/// All that survives a crash; a restart is built from this alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Durable {
    /// Term and vote.
    pub hard_state: HardState,
    /// The log.
    pub log: Log,
    /// The configuration that ruled at [`Log::base`], just before the first entry that is kept.
    pub configuration: Arc<Configuration>,
    /// The newest snapshot, if one was ever taken; it covers at least what the log has forgotten.
    pub snapshot: Option<Snapshot>,
}

impl Durable {
    /// A fresh server's disk: term 0, no vote, and an empty log that starts under this configuration. Every server of
    /// a new cluster must be given the same one, and so should a server that joins later, which is not in it: then it
    /// knows as much as the others about the time before the first change.
    pub fn bootstrap(configuration: Configuration) -> Self {
        Self {
            hard_state: HardState::default(),
            log: Log::default(),
            configuration: Arc::new(configuration),
            snapshot: None,
        }
    }

    /// What a disk does with a [`Write`]: all of it or, in a crash, nothing.
    pub fn perform(&mut self, write: Write) {
        if let Some(hard_state) = write.hard_state {
            self.hard_state = hard_state;
        }
        if let Some(snapshot) = write.snapshot {
            self.snapshot = Some(snapshot);
        }
        if let Some(from) = write.truncate_from {
            self.log.truncate_from(from);
        }
        if let Some(base) = write.compact {
            self.log.compact_to(base.id);
            self.configuration = base.configuration;
        }
        self.log.extend(write.append);
    }
}
