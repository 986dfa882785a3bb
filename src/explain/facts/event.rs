//! What each kind of event says. The names of fields are those of the event itself.

use crate::kv::{Operation, Reply};
use crate::raft::{
    Configuration, Index, LogId, NodeId, Refusal, Term, Timer, TransferOutcome, WriteToken,
};
use crate::script::{LinkSetting, Medium, ReadChoice};
use crate::sim::{
    ClientId, Endpoint, EventKind, Filter, ImageError, Link, LossReason, PacketId, PacketKind,
    Place, Released, Resignation, Role, Time, Trap,
};

use super::table::table;

table! { EventKind;
    Sent "sent" { packet: PacketId, from: Endpoint, to: Endpoint, kind as message: PacketKind };
    Delivered "delivered" { packet: PacketId, from: Endpoint, to: Endpoint, kind as message: PacketKind };
    Lost "lost" {
        packet: PacketId, from: Endpoint, to: Endpoint, kind as message: PacketKind, reason: LossReason, progress_ppm: u32,
    };
    Duplicated "duplicated" { packet: PacketId, copy: PacketId };
    Delayed "delayed" { packet: PacketId, due as due_us: Time };
    TimerFired "timer-fired" { node: NodeId, timer: Timer };
    RoleChanged "role-changed" { node: NodeId, from: Role, to: Role, term: Term };
    TermChanged "term-changed" { node: NodeId, term: Term };
    Voted "voted" { node: NodeId, term: Term, candidate: NodeId };
    VoteReceived "vote-received" { node: NodeId, from: NodeId, votes: u32 };
    Appended "appended" { node: NodeId, first: LogId, last: LogId };
    Truncated "truncated" { node: NodeId, from: Index, to: Index };
    Committed "committed" { node: NodeId, index: Index };
    Applied "applied" { node: NodeId, index: Index };
    WriteStarted "write-started" { node: NodeId, token: WriteToken };
    WriteFinished "write-finished" { node: NodeId, token: WriteToken };
    Crashed "crashed" { node: NodeId, lost_writes: u32 };
    Restarted "restarted" { node: NodeId };
    Paused "paused" { node: NodeId };
    Resumed "resumed" { node: NodeId };
    Cut "cut" { links: Vec<Link> };
    Healed "healed" { links: Vec<Link> };
    Configured "configured" { command: String };
    Invoked "invoked" { client: ClientId, sequence: u64, operation: Operation };
    Retried "retried" { client: ClientId, sequence: u64, attempt: u32, to: NodeId };
    Redirected "redirected" { client: ClientId, sequence: u64, from: NodeId, to: Option<NodeId> };
    Completed "completed" {
        client: ClientId, sequence: u64, reply: Option<Reply>, id as entry: Option<LogId>, took_us: u64,
    };
    Said "said" { text: String };
    PreVoteReceived "pre-vote-received" { node: NodeId, from: NodeId, votes: u32 };
    SteppedDown "stepped-down" { node: NodeId, term: Term, reason: Resignation };
    HandoverBegun "handover-begun" { node: NodeId, to: NodeId };
    TransferEnded "handover-done" | "handover-failed" { node: NodeId, to: NodeId, outcome: TransferOutcome };
    Clogged "clogged" { links: Vec<Link> };
    Unclogged "unclogged" { links: Vec<Link> };
    WeatherSet "weather-set" { links: Vec<Link>, setting: LinkSetting };
    ClockSet "clock-set" { node: NodeId, rate_ppm: u32 };
    WriteAstray "write-astray" { node: NodeId, token: WriteToken, over: Option<Place> };
    ClockJumped "clock-jumped" { node: NodeId, ahead: bool, by_us: u64 };
    SnapshotTaken "snapshot-taken" { node: NodeId, last: LogId, base: LogId, bytes: u64 };
    ChunkTaken "chunk-taken" { node: NodeId, last: LogId, received: u64, total: u64 };
    SnapshotReceived "snapshot-received" { node: NodeId, last: LogId };
    SnapshotInstalled "snapshot-installed" { node: NodeId, last: LogId };
    ReadAnswered "read-answered" { node: NodeId, client: ClientId, sequence: u64, by: ReadChoice, index: Index };
    RoundBegun "round-begun" { node: NodeId, round: u64 };
    RoundAnswered "round-answered" { node: NodeId, round: u64 };
    LeaseBegun "lease-begun" { node: NodeId };
    LeaseEnded "lease-ended" { node: NodeId };
    Booted "booted" { node: NodeId };
    ConfigurationChanged "configuration-changed" { node: NodeId, configuration: Configuration };
    MembershipChanged "membership-changed" { node: NodeId, configuration: Configuration };
    ChangeRefused "change-refused" { node: NodeId, refusal: Refusal };
    SnapshotUnreadable "snapshot-unreadable" { node: NodeId, last: LogId, error: String };
    Torn "torn" { node: NodeId, part: u64, whole: u64 };
    TailCut "tail-cut" { node: NodeId, bytes: u64 };
    Refused "refused" { node: NodeId, error: ImageError };
    Rotted "rotted" { node: NodeId, place: Place };
    Wiped "wiped" { node: NodeId };
    DiskReplaced "disk-replaced" { node: NodeId };
    LyingSet "lying-set" { node: NodeId, lies: bool };
    DiskSet "disk-set" { node: NodeId, span_us: Option<(u64, u64)>, under_way as under_way_us: Option<Time> };
    Armed "armed" { node: NodeId, trap: Trap };
    LoadBegun "load-begun" { operations: u64 };
    VoteRequestIgnored "vote-request-ignored" { node: NodeId, from: NodeId, term: Term, leads: bool };
    FilterSet "filter-set" { filter: Filter };
    FilterMet "filter-met" { packet: PacketId, filter: Filter };
    ClientJoined "client-joined" { client: ClientId, node: NodeId };
    ClientCut "client-cut" { links: Vec<(Endpoint, Endpoint)> };
    ClientHealed "client-healed" { links: Vec<(Endpoint, Endpoint)> };
    MediumSet "medium-set" { node: NodeId, medium: Medium };
    WriteFailed "write-failed" { node: NodeId, token: WriteToken };
    Overloaded "overloaded" { node: NodeId, client: ClientId, sequence: u64, uncommitted: u64 };
    PutOff "put-off" { client: ClientId, sequence: u64, from: NodeId };
    Released "released" { released: Released };
}
