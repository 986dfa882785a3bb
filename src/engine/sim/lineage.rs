//! What follows from what: the parent of every event, decided here and nowhere else.
//!
//! A move is set off by something: a packet that was sent, a timer that was set, a write that began, a load, chaos. What
//! is under way carries the number of that event with it, an [`Origin`], and forgets it when it is over, so nothing
//! grows. The first event of the move follows from it, and whatever else happens in the move follows from that first
//! event, or from another of the same move where the protocol's rules say which: a leader's first entry from its taking
//! leadership, that from the last vote, what is applied from what was committed.
//!
//! What a command brings about has no parent but a number, [`CommandId`](super::event::CommandId), and what was set going
//! when the cluster was switched on has neither.

use crate::raft::Timer;

use super::event::EventKind;
use super::origin::Origin;
use super::packet_kind::PacketKind;
use super::view::Role;

/// The move that is being made, as far as something may follow from it.
#[derive(Clone, Debug, Default)]
pub struct Lineage {
    /// What everything follows from that has no better reason within the move.
    trigger: Origin,
    /// The move's first event.
    first: Origin,
    /// The timer whose firing set the move off, and since when it ran.
    fired: Option<(Timer, Origin)>,
    /// The move's events from which others follow, in order.
    landmarks: Vec<(Landmark, u64)>,
}

/// A sort of event from which others of the same move follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Landmark {
    /// A candidate counts a vote.
    Vote,
    /// A pre-candidate counts one.
    PreVote,
    /// A node stands for election, or asks whether it should.
    Candidacy,
    /// A node becomes leader.
    Office,
    /// A leader is one no longer.
    Deposed,
    /// Any other change of a role or a term.
    Term,
    /// A node votes for itself.
    OwnVote,
    /// A node votes for another.
    Grant,
    /// A leader begins to hand its leadership over.
    Handover,
    /// A leader asks whether it is obeyed.
    RoundBegun,
    /// A quorum has told it so.
    RoundAnswered,
    /// A snapshot takes the place of entries.
    Snapshot,
    /// Entries are gone.
    Removal,
    /// Entries are there.
    Entry,
    /// More is committed.
    Commit,
    /// More is applied.
    Application,
    /// A read is answered.
    Read,
    /// A request is refused, as there is too much uncommitted.
    Overload,
}

use Landmark::{
    Application, Candidacy, Commit, Deposed, Entry, Grant, Handover, Office, Overload, OwnVote,
    PreVote, Read, Removal, RoundAnswered, RoundBegun, Snapshot, Term, Vote,
};

impl Lineage {
    /// Another move begins, which follows from this.
    pub fn begin(&mut self, origin: Origin) {
        self.trigger = origin;
        self.first = Origin::default();
        self.fired = None;
        self.landmarks.clear();
    }

    /// From now on, everything follows from this that has no better reason.
    pub fn follow(&mut self, origin: Origin) {
        self.trigger = origin;
    }

    /// What everything follows from now that has no better reason.
    pub fn trigger(&self) -> Origin {
        self.trigger
    }

    /// What an event follows from that happens now.
    pub fn parent(&self, kind: &EventKind) -> Origin {
        self.newest(reasons(kind)).or(self.trigger)
    }

    /// An event has happened.
    pub fn note(&mut self, seq: u64, parent: Origin, kind: &EventKind) {
        self.first = self.first.or(Origin(Some(seq)));
        if let EventKind::TimerFired { timer, .. } = kind {
            self.fired = Some((*timer, parent));
        }
        self.landmarks.extend(landmark(kind).map(|landmark| (landmark, seq)));
    }

    /// What a timer follows from that is set now.
    pub fn of_timer(&self, timer: Timer) -> Origin {
        let reasons: &[Landmark] = match timer {
            Timer::Election => &[Candidacy, Grant, Deposed],
            Timer::Heartbeat | Timer::Quorum => &[Office],
            Timer::Batch => &[Entry],
            Timer::Transfer => &[Handover],
            Timer::Lease | Timer::Renewal => &[RoundBegun],
            Timer::Stickiness => &[],
        };
        // A leader's timers that set themselves again and again run for as long as it leads, and because it does.
        let again = match self.fired {
            Some((fired, since))
                if fired == timer && matches!(timer, Timer::Heartbeat | Timer::Quorum) =>
            {
                since
            }
            _ => Origin::default(),
        };
        self.newest(reasons).or(again).or(self.trigger).or(self.first)
    }

    /// What a write follows from that a node asks for now. What must be durable of a move is one write.
    pub fn of_write(&self) -> Origin {
        const CONTENTS: [Landmark; 9] =
            [Candidacy, Office, Deposed, Term, OwnVote, Grant, Snapshot, Removal, Entry];
        self.newest(&CONTENTS).or(self.trigger).or(self.first)
    }

    /// The newest event of the move that is of one of these sorts.
    fn newest(&self, sorts: &[Landmark]) -> Origin {
        let newest = self.landmarks.iter().rev().find(|(landmark, _)| sorts.contains(landmark));
        Origin(newest.map(|(_, seq)| *seq))
    }
}

/// Which events of the same move an event of this kind follows from, rather than from what set the move off.
fn reasons(kind: &EventKind) -> &'static [Landmark] {
    match kind {
        EventKind::RoleChanged { to: Role::Leader, .. } => &[Vote],
        EventKind::RoleChanged { to: Role::Candidate, .. } => &[PreVote],
        EventKind::Voted { node, candidate, .. } if node == candidate => &[Candidacy],
        EventKind::Appended { .. } => &[Office],
        EventKind::ConfigurationChanged { .. } => &[Entry, Removal, Snapshot],
        EventKind::Applied { .. } | EventKind::MembershipChanged { .. } => &[Commit],
        EventKind::LeaseBegun { .. } => &[RoundAnswered],
        EventKind::ReadAnswered { .. } => &[RoundAnswered, Application],
        EventKind::Sent { kind, .. } => match kind {
            PacketKind::Answer { .. } | PacketKind::Refusal { .. } => &[Application, Read, Deposed],
            PacketKind::Overloaded { .. } => &[Overload],
            PacketKind::ReadIndexAnswer { .. } => &[RoundAnswered],
            PacketKind::VoteRequest { .. }
            | PacketKind::PreVoteRequest { .. }
            | PacketKind::SuccessorVoteRequest { .. } => &[Candidacy],
            PacketKind::Entries { .. } | PacketKind::Heartbeat { .. } => &[Entry, Office],
            _ => &[],
        },
        _ => &[],
    }
}

fn landmark(kind: &EventKind) -> Option<Landmark> {
    Some(match kind {
        EventKind::VoteReceived { .. } => Vote,
        EventKind::PreVoteReceived { .. } => PreVote,
        EventKind::RoleChanged { to: Role::Candidate | Role::PreCandidate, .. } => Candidacy,
        EventKind::RoleChanged { to: Role::Leader, .. } => Office,
        EventKind::RoleChanged { from: Role::Leader, .. } => Deposed,
        EventKind::RoleChanged { .. } | EventKind::TermChanged { .. } => Term,
        EventKind::Voted { node, candidate, .. } if node == candidate => OwnVote,
        EventKind::Voted { .. } => Grant,
        EventKind::HandoverBegun { .. } => Handover,
        EventKind::RoundBegun { .. } => RoundBegun,
        EventKind::RoundAnswered { .. } => RoundAnswered,
        EventKind::SnapshotTaken { .. } | EventKind::SnapshotReceived { .. } => Snapshot,
        EventKind::Truncated { .. } => Removal,
        EventKind::Appended { .. } => Entry,
        EventKind::Committed { .. } => Commit,
        EventKind::Applied { .. } => Application,
        EventKind::ReadAnswered { .. } => Read,
        EventKind::Overloaded { .. } => Overload,
        _ => return None,
    })
}
