//! Kinds of events, each with its row of the table: what it is called, where it happens, with what a person would group
//! it, and how much of it is seen from afar.
//!
//! To add one, add its variant and its row here, emit it, and give it a sentence (`explain::words::event`) and a row of its
//! fields (`explain::facts::event`). Names, lanes,
//! marks, filters and TypeScript's `EventName` follow from the row; a rule, a shorter word for its mark or an icon of its
//! own are a matter of choice.

use crate::kv::{Operation, Reply};
use crate::raft::{
    Configuration, Index, LogId, NodeId, Refusal, Term, Timer, TransferOutcome, WriteToken,
};
use crate::script::{LinkSetting, Medium, ReadChoice};

use super::disk::{ImageError, Place, Trap};
use super::event_table::{EventClass, Sign, table};
use super::filter::{Filter, Released};
use super::names::{ClientId, Endpoint, LossReason, PacketId};
use super::packet_kind::PacketKind;
use super::time::Time;
use super::view::Role;

/// What happened, and to whom. New ones go to the end: a digest rests on the order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// A packet was sent.
    Sent {
        /// Its number.
        packet: PacketId,
        from: Endpoint,
        to: Endpoint,
        kind: PacketKind,
    },
    /// A packet arrived and was taken in.
    Delivered {
        /// Its number.
        packet: PacketId,
        from: Endpoint,
        to: Endpoint,
        /// What it was.
        kind: PacketKind,
    },
    /// A packet was lost, and where it would have gone.
    Lost {
        /// Its number.
        packet: PacketId,
        from: Endpoint,
        to: Endpoint,
        /// What it was.
        kind: PacketKind,
        reason: LossReason,
        /// How far it had come, in parts per million of its way.
        progress_ppm: u32,
    },
    /// The network made a second copy of a packet.
    Duplicated {
        /// The original.
        packet: PacketId,
        copy: PacketId,
    },
    /// A person delayed a packet.
    Delayed {
        /// Its number.
        packet: PacketId,
        /// When it is due now.
        due: Time,
    },
    TimerFired {
        node: NodeId,
        timer: Timer,
    },
    /// A node's role or term changed.
    RoleChanged {
        node: NodeId,
        /// From this role.
        from: Role,
        /// To this role.
        to: Role,
        /// In this term, after the change.
        term: Term,
    },
    /// A node moved to a later term and kept its role.
    TermChanged {
        node: NodeId,
        /// The new term.
        term: Term,
    },
    /// A node decided its vote (it is visible to others only once it is durable).
    Voted {
        node: NodeId,
        term: Term,
        /// For whom.
        candidate: NodeId,
    },
    /// A candidate received a vote.
    VoteReceived {
        /// The candidate.
        node: NodeId,
        /// The voter.
        from: NodeId,
        /// Votes it has now, its own included.
        votes: u32,
    },
    /// Entries were appended to a node's log.
    Appended {
        node: NodeId,
        first: LogId,
        last: LogId,
    },
    /// Entries in conflict with the leader's were removed.
    Truncated {
        node: NodeId,
        /// The first index that is gone.
        from: Index,
        /// The last index that is gone.
        to: Index,
    },
    /// A node's commit index advanced.
    Committed {
        node: NodeId,
        /// The new commit index.
        index: Index,
    },
    /// A node applied entries to its state machine.
    Applied {
        node: NodeId,
        /// The new last applied index.
        index: Index,
    },
    /// A node began to write to its disk.
    WriteStarted {
        node: NodeId,
        token: WriteToken,
    },
    /// A write is durable.
    WriteFinished {
        node: NodeId,
        token: WriteToken,
    },
    /// A node crashed; so many of its writes were not durable and are gone.
    Crashed {
        node: NodeId,
        /// Unsynced writes that are gone.
        lost_writes: u32,
    },
    /// A node restarted from its disk.
    Restarted {
        node: NodeId,
    },
    /// A node's process was stopped.
    Paused {
        node: NodeId,
    },
    /// A node's process goes on.
    Resumed {
        node: NodeId,
    },
    /// Links were cut, each named by its sending and its receiving end.
    Cut {
        /// The directed links that are newly cut.
        links: Vec<(NodeId, NodeId)>,
    },
    /// Links were healed.
    Healed {
        /// The directed links that work again.
        links: Vec<(NodeId, NodeId)>,
    },
    /// A knob was turned; the text is the command.
    Configured {
        /// The command that did it.
        command: String,
    },
    /// A client began an operation.
    Invoked {
        client: ClientId,
        /// Its operation's number within the client, from 1.
        sequence: u64,
        /// What it asks.
        operation: Operation,
    },
    /// A client tries again.
    Retried {
        client: ClientId,
        /// Which operation.
        sequence: u64,
        /// Which try this is, from 2.
        attempt: u32,
        to: NodeId,
    },
    /// A client was sent on to another node.
    Redirected {
        client: ClientId,
        /// Which operation.
        sequence: u64,
        /// By whom.
        from: NodeId,
        /// To whom; `None` if no leader is known.
        to: Option<NodeId>,
    },
    /// A client's operation ended.
    Completed {
        client: ClientId,
        /// Which operation.
        sequence: u64,
        /// How; `None` if the client gave up and cannot know whether it took effect.
        reply: Option<Reply>,
        /// Where it stands in the log, if it was answered.
        id: Option<LogId>,
        /// Microseconds since it was invoked.
        took_us: u64,
    },
    /// A script's narrator speaks.
    Said {
        /// The words.
        text: String,
    },
    /// A pre-candidate was told that it would get a vote (dissertation 9.6).
    PreVoteReceived {
        /// The pre-candidate.
        node: NodeId,
        /// The voter.
        from: NodeId,
        /// Voters that would vote for it, itself included.
        votes: u32,
    },
    /// A leader gave up its leadership in its own term. One that learns of a later term only changes its role.
    SteppedDown {
        /// Who led.
        node: NodeId,
        term: Term,
        reason: Resignation,
    },
    /// A leader began to hand its leadership over (dissertation 3.10).
    HandoverBegun {
        /// Who leads.
        node: NodeId,
        /// Who is to lead.
        to: NodeId,
    },
    /// A leadership transfer has come to its end, as far as the one who led can tell (dissertation 3.10).
    TransferEnded {
        /// Who led.
        node: NodeId,
        /// Who was to lead.
        to: NodeId,
        /// How it ended.
        outcome: TransferOutcome,
    },
    /// Links were clogged, each named by its sending and its receiving end.
    Clogged {
        /// The directed links that are newly clogged.
        links: Vec<(NodeId, NodeId)>,
    },
    /// Links are open again, and what waited there will arrive.
    Unclogged {
        /// The directed links that were clogged.
        links: Vec<(NodeId, NodeId)>,
    },
    /// Links have their own weather, or have it no more.
    WeatherSet {
        /// Which directed links.
        links: Vec<(NodeId, NodeId)>,
        /// What they are like from now on.
        setting: LinkSetting,
    },
    /// A node's clock runs at another rate.
    ClockSet {
        node: NodeId,
        /// In parts per million of the true rate.
        rate_ppm: u32,
    },
    /// A node wrote down its state in place of the log's beginning (paper 7). It has yet to become durable.
    SnapshotTaken {
        node: NodeId,
        /// The last entry that it covers.
        last: LogId,
        /// The last entry that the log has forgotten.
        base: LogId,
        /// How many bytes it has.
        bytes: u64,
    },
    /// A follower received another part of its leader's snapshot.
    ChunkTaken {
        /// Which follower.
        node: NodeId,
        /// The last entry that the snapshot covers.
        last: LogId,
        /// How many bytes have come without a gap.
        received: u64,
        /// How many there are.
        total: u64,
    },
    /// A follower has its leader's whole snapshot, in place of its log. It has yet to become durable.
    SnapshotReceived {
        /// Which follower.
        node: NodeId,
        /// The last entry that it covers.
        last: LogId,
    },
    /// A node's state machine is from now on what a snapshot on its disk says.
    SnapshotInstalled {
        node: NodeId,
        /// The last entry that it covers.
        last: LogId,
    },
    /// A node answered a read without the log.
    ReadAnswered {
        node: NodeId,
        /// Whose read.
        client: ClientId,
        /// The read's number within the client.
        sequence: u64,
        /// How the node made sure that its answer is not old, if it did.
        by: ReadChoice,
        /// What the read sees: the entries up to here.
        index: Index,
    },
    /// A leader began to ask whether it is still obeyed (dissertation 6.4).
    RoundBegun {
        /// Who leads.
        node: NodeId,
        /// The round's number in this term.
        round: u64,
    },
    /// A quorum has answered a leader's round: when it began, nobody else led.
    RoundAnswered {
        /// Who leads.
        node: NodeId,
        /// The round's number in this term.
        round: u64,
    },
    /// A leader has a lease (dissertation 6.4.1).
    LeaseBegun {
        /// Who leads.
        node: NodeId,
    },
    /// A leader has a lease no longer.
    LeaseEnded {
        /// Who led, or leads.
        node: NodeId,
    },
    /// A machine was switched on for the first time, to join the cluster.
    Booted {
        node: NodeId,
    },
    /// Another configuration rules a node: it has appended one, or removed one again (dissertation 4.1).
    ConfigurationChanged {
        node: NodeId,
        /// Who takes part, as it sees it.
        configuration: Configuration,
    },
    /// A change of the membership is complete.
    MembershipChanged {
        /// Who leads.
        node: NodeId,
        /// Who takes part from now on.
        configuration: Configuration,
    },
    /// A change of the membership was given up, or will not be completed by this leader.
    ChangeRefused {
        /// Who led, or leads.
        node: NodeId,
        refusal: Refusal,
    },
    /// A node found a snapshot on its disk that is none, and stopped.
    SnapshotUnreadable {
        node: NodeId,
        /// The last entry that it was to cover.
        last: LogId,
        /// What is wrong with it.
        error: String,
    },
    /// A node crashed in the middle of a write, and left a part of it on its disk.
    Torn {
        node: NodeId,
        /// How many bytes of the write are there.
        part: u64,
        /// How many it has.
        whole: u64,
    },
    /// A node found an unfinished record at the end of its disk, and cut it off.
    TailCut {
        node: NodeId,
        bytes: u64,
    },
    /// A node was started, and refuses to serve: its disk is not what was written.
    Refused {
        node: NodeId,
        /// What is wrong with its disk.
        error: ImageError,
    },
    /// A bit rotted on a node's disk.
    Rotted {
        node: NodeId,
        place: Place,
    },
    /// All that was on a node's disk is lost.
    Wiped {
        node: NodeId,
    },
    /// A node's disk says that writes are done before they are, or does so no more.
    LyingSet {
        node: NodeId,
        /// Whether it does.
        lies: bool,
    },
    /// A node's disk is slower or quicker than others, or like them again.
    DiskSet {
        node: NodeId,
        /// How long a write takes, in microseconds, least and most; `None` is as the knobs say.
        span_us: Option<(u64, u64)>,
        /// When the write will be done that is under way, which takes as long as it was to take.
        under_way: Option<Time>,
    },
    /// Something is to happen at a node's next write.
    Armed {
        node: NodeId,
        trap: Trap,
    },
    /// A steady load began.
    LoadBegun {
        /// How many operations it will be.
        operations: u64,
    },
    /// A node did not hear a request for its vote, or its later term: it leads, or sticks to a leader that it has heard
    /// (dissertation 4.2.3). It answers nothing.
    VoteRequestIgnored {
        /// The voter.
        node: NodeId,
        /// Who asked.
        from: NodeId,
        term: Term,
        /// Whether it is the leader itself that was asked.
        leads: bool,
    },
    /// From now on, packets may meet a filter.
    FilterSet {
        filter: Filter,
    },
    /// A packet meets a filter in the moment when it is sent.
    FilterMet {
        /// Its number.
        packet: PacketId,
        filter: Filter,
    },
    /// A client appears that a person has called.
    ClientJoined {
        client: ClientId,
        /// The node that it turns to first.
        node: NodeId,
    },
    /// Links between clients and nodes were cut, each named by its sending and its receiving end.
    ClientCut {
        /// The directed links that are newly cut.
        links: Vec<(Endpoint, Endpoint)>,
    },
    /// Links between clients and nodes were healed.
    ClientHealed {
        /// The directed links that work again.
        links: Vec<(Endpoint, Endpoint)>,
    },
    /// A node's disk does something else with writes from now on.
    MediumSet {
        node: NodeId,
        medium: Medium,
    },
    /// A write of a node could not be done: its disk is full. It will be tried again.
    WriteFailed {
        node: NodeId,
        token: WriteToken,
    },
    /// Filters stand no longer, and packets that were held go on.
    Released {
        released: Released,
    },
    /// A leader refused a client's request: too much of what it has taken is not committed.
    Overloaded {
        /// Who leads.
        node: NodeId,
        /// Whose request.
        client: ClientId,
        /// The request's number within the client.
        sequence: u64,
        /// How many bytes of commands are not committed.
        uncommitted: u64,
    },
    /// A client was told by an overloaded leader to ask again later.
    PutOff {
        client: ClientId,
        /// Which operation.
        sequence: u64,
        /// By whom.
        from: NodeId,
    },
    /// A node's disk will say that a write is done, and it is not.
    WriteAstray {
        node: NodeId,
        token: WriteToken,
        /// In whose place it stands; nowhere if `None`.
        over: Option<Place>,
    },
    /// A node's clock has jumped, and its timers that run fire so much earlier or later.
    ClockJumped {
        node: NodeId,
        /// Whether it went forward.
        ahead: bool,
        /// By how many microseconds of its own.
        by_us: u64,
    },
    /// A node has another disk, which is empty, and knows nothing of what it has promised and stored.
    DiskReplaced {
        node: NodeId,
    },
}

/// Why a leader gave up its leadership.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Resignation {
    /// Somebody asked it to.
    Asked,
    /// No quorum answered it for the least election timeout (dissertation 6.2).
    NoQuorum,
    /// The cluster goes on without it (dissertation 4.2.2).
    Removed,
    /// It could not write to its disk.
    CannotWrite,
    /// It has no vote any more, and goes on as a learner.
    Demoted,
}

table! {
    Sent "sent" [end from] Packets routine like kind;
    Delivered "delivered" [end to] Packets routine like kind;
    Lost "lost" [] Packets routine like kind;
    Duplicated "duplicated" [] Faults routine;
    Delayed "delayed" [] Faults;
    TimerFired { timer: Timer::Election } "timer-fired" [node node: Timer] Elections;
    // A heartbeat is news to nobody.
    TimerFired { timer: Timer::Heartbeat } "timer-fired" [node node: Dot] Packets routine;
    TimerFired "timer-fired" [node node: Timer] Elections routine;
    RoleChanged { to: Role::Leader } "role-changed" [node node: Leads] Elections mark 5;
    RoleChanged { to: Role::Candidate | Role::PreCandidate } "role-changed" [node node: Stands] Elections;
    RoleChanged "role-changed" [node node: Follows] Elections;
    TermChanged "term-changed" [node node: Dot] Elections;
    Voted "voted" [node node: Voted] Elections;
    VoteRequestIgnored "vote-request-ignored" [node node: Dot] Elections;
    VoteReceived "vote-received" [node node: Counted] Elections;
    PreVoteReceived "pre-vote-received" [node node: Counted] Elections;
    SteppedDown "stepped-down" [node node: Follows] Elections;
    HandoverBegun "handover-begun" [node node: Dot] Elections;
    TransferEnded { outcome: TransferOutcome::Completed } "handover-done" [node node: Trouble] Elections;
    TransferEnded "handover-failed" [node node: Trouble] Elections;
    Appended "appended" [node node: Appended] Log;
    Truncated "truncated" [node node: Truncated] Log;
    Committed "committed" [node node: Committed] Log mark 0;
    Applied "applied" [node node: Applied] Log;
    SnapshotTaken "snapshot-taken" [node node: Snapshot] Log mark 1;
    ChunkTaken "chunk-taken" [node node: Dot] Packets;
    SnapshotReceived "snapshot-received" [node node: Snapshot] Log;
    SnapshotInstalled "snapshot-installed" [node node: Snapshot] Log mark 1;
    SnapshotUnreadable "snapshot-unreadable" [node node: Trouble] Faults;
    ConfigurationChanged "configuration-changed" [node node: Members] Log;
    MembershipChanged "membership-changed" [node node: Members] Log mark 3;
    ChangeRefused "change-refused" [node node: Trouble] Log;
    WriteStarted "write-started" [node node: Disk] Disk;
    WriteFinished "write-finished" [node node: Disk] Disk;
    RoundBegun "round-begun" [node node: Dot] Packets routine;
    RoundAnswered "round-answered" [node node: Dot] Packets routine;
    LeaseBegun "lease-begun" [node node: Dot] Packets;
    LeaseEnded "lease-ended" [node node: Dot] Packets;
    ReadAnswered "read-answered" [node node: Dot] Clients;
    Invoked "invoked" [client client: Asked] Clients;
    Retried "retried" [client client: Retried] Clients;
    Redirected "redirected" [client client: Retried] Clients;
    Overloaded "overloaded" [node node: Trouble] Clients mark 1;
    PutOff "put-off" [client client: Retried] Clients;
    Completed { reply: None } "completed" [client client: Unanswered] Clients;
    Completed "completed" [client client: Answered] Clients;
    LoadBegun "load-begun" [] Clients;
    Booted "booted" [node node: Restarted] Faults;
    Crashed "crashed" [node node: Crashed] Faults mark 4;
    Restarted "restarted" [node node: Restarted] Faults mark 2;
    Paused "paused" [node node: Paused] Faults mark 2;
    Resumed "resumed" [node node: Resumed] Faults;
    ClientJoined "client-joined" [client client: Dot] Clients;
    ClientCut "client-cut" [] Faults mark 3;
    ClientHealed "client-healed" [] Faults mark 3;
    Cut "cut" [] Faults mark 3;
    Healed "healed" [] Faults mark 3;
    Clogged "clogged" [] Faults mark 3;
    Unclogged "unclogged" [] Faults mark 3;
    WeatherSet "weather-set" [] Faults;
    FilterSet "filter-set" [] Faults;
    FilterMet "filter-met" [] Faults;
    Released "released" [] Faults mark 3;
    ClockSet "clock-set" [node node: Trouble] Faults;
    WriteAstray "write-astray" [node node: Trouble] Faults;
    ClockJumped "clock-jumped" [node node: Trouble] Faults;
    Torn "torn" [node node: Trouble] Faults;
    TailCut "tail-cut" [node node: Trouble] Faults;
    Refused "refused" [node node: Trouble] Faults mark 4;
    Rotted "rotted" [node node: Trouble] Faults;
    Wiped "wiped" [node node: Trouble] Faults mark 4;
    DiskReplaced "disk-replaced" [node node: Trouble] Faults mark 4;
    LyingSet "lying-set" [node node: Trouble] Faults;
    DiskSet "disk-set" [node node: Trouble] Faults;
    MediumSet "medium-set" [node node: Trouble] Faults mark 3;
    WriteFailed "write-failed" [node node: Trouble] Disk;
    Armed "armed" [node node: Trouble] Faults;
    Configured "configured" [] Faults;
    // Words are no happening.
    Said "said" [] Faults routine;
}
