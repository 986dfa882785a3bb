//! The table of events: what each kind is called, where it happens, and with what a person would group it.
//!
//! Names, places and classes are read off it wherever they are asked for, and TypeScript's `EventName` is compared with
//! it. To add an event, add its variant ([`EventKind`]), a row here, its sentence (`explain::words::event`) and its name for
//! TypeScript (`api/names.d.ts`); a rule, a mark or a sign of its own are a matter of choice.

use crate::raft::{Timer, TransferOutcome};

use super::event::EventKind;
use super::names::Endpoint;

/// Kinds of events, as a person would group them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventClass {
    /// Terms, roles, votes, timers.
    Elections,
    /// Entries: appended, removed, committed, applied.
    Log,
    /// Clients' operations.
    Clients,
    /// Crashes, cuts, knobs, and other interference.
    Faults,
    /// Packets: sent, received, lost.
    Packets,
    /// Writes.
    Disk,
}

impl EventClass {
    /// All of them, in order.
    pub const ALL: [Self; 6] =
        [Self::Elections, Self::Log, Self::Clients, Self::Faults, Self::Packets, Self::Disk];

    pub fn name(self) -> &'static str {
        match self {
            Self::Elections => "elections",
            Self::Log => "log",
            Self::Clients => "clients",
            Self::Faults => "faults",
            Self::Packets => "packets",
            Self::Disk => "disk",
        }
    }
}

/// The end that a row names; none, if what happens concerns the network, or several at once.
macro_rules! place {
    () => {
        None
    };
    (node $field:ident) => {
        Some(Endpoint::Node(*$field))
    };
    (client $field:ident) => {
        Some(Endpoint::Client(*$field))
    };
    (end $field:ident) => {
        Some(*$field)
    };
}

/// A row is a kind, what must hold of its fields for the row to be the one, its name, the field that says where it
/// happens and what sort of end that is, and its class. The first row that fits counts.
macro_rules! table {
    ($($kind:ident $({ $when:ident: $is:pat })? $name:literal [$($sort:ident $field:ident)?] $class:ident;)*) => {
        impl EventKind {
            /// Every name, in the order of the table.
            pub const NAMES: &[&str] = &[$($name),*];

            /// The kind's name, as in `events()` and in exported logs.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$kind { $($when: $is,)? .. } => $name,)*
                }
            }

            /// The node or client that it happened at; `None` of what happens on the network, or is done from outside
            /// to several at once.
            pub fn place(&self) -> Option<Endpoint> {
                match self {
                    $(Self::$kind { $($when: $is,)? $($field,)? .. } => place!($($sort $field)?),)*
                }
            }

            /// What a person would group it with.
            pub fn class(&self) -> EventClass {
                match self {
                    $(Self::$kind { $($when: $is,)? .. } => EventClass::$class,)*
                }
            }
        }
    };
}

table! {
    Sent "sent" [end from] Packets;
    Delivered "delivered" [end to] Packets;
    Lost "lost" [] Packets;
    Duplicated "duplicated" [] Faults;
    Delayed "delayed" [] Faults;
    // A heartbeat is news to nobody.
    TimerFired { timer: Timer::Heartbeat } "timer-fired" [node node] Packets;
    TimerFired "timer-fired" [node node] Elections;
    RoleChanged "role-changed" [node node] Elections;
    TermChanged "term-changed" [node node] Elections;
    Voted "voted" [node node] Elections;
    VoteReceived "vote-received" [node node] Elections;
    PreVoteReceived "pre-vote-received" [node node] Elections;
    SteppedDown "stepped-down" [node node] Elections;
    HandoverBegun "handover-begun" [node node] Elections;
    TransferEnded { outcome: TransferOutcome::Completed } "handover-done" [node node] Elections;
    TransferEnded "handover-failed" [node node] Elections;
    Appended "appended" [node node] Log;
    Truncated "truncated" [node node] Log;
    Committed "committed" [node node] Log;
    Applied "applied" [node node] Log;
    SnapshotTaken "snapshot-taken" [node node] Log;
    ChunkTaken "chunk-taken" [node node] Packets;
    SnapshotReceived "snapshot-received" [node node] Log;
    SnapshotInstalled "snapshot-installed" [node node] Log;
    SnapshotUnreadable "snapshot-unreadable" [node node] Faults;
    ConfigurationChanged "configuration-changed" [node node] Log;
    MembershipChanged "membership-changed" [node node] Log;
    ChangeRefused "change-refused" [node node] Log;
    WriteStarted "write-started" [node node] Disk;
    WriteFinished "write-finished" [node node] Disk;
    RoundBegun "round-begun" [node node] Packets;
    RoundAnswered "round-answered" [node node] Packets;
    LeaseBegun "lease-begun" [node node] Packets;
    LeaseEnded "lease-ended" [node node] Packets;
    ReadAnswered "read-answered" [node node] Clients;
    Invoked "invoked" [client client] Clients;
    Retried "retried" [client client] Clients;
    Redirected "redirected" [client client] Clients;
    Completed "completed" [client client] Clients;
    LoadBegun "load-begun" [] Clients;
    Booted "booted" [node node] Faults;
    Crashed "crashed" [node node] Faults;
    Restarted "restarted" [node node] Faults;
    Paused "paused" [node node] Faults;
    Resumed "resumed" [node node] Faults;
    Cut "cut" [] Faults;
    Healed "healed" [] Faults;
    Clogged "clogged" [] Faults;
    Unclogged "unclogged" [] Faults;
    WeatherSet "weather-set" [] Faults;
    ClockSet "clock-set" [node node] Faults;
    Torn "torn" [node node] Faults;
    TailCut "tail-cut" [node node] Faults;
    Refused "refused" [node node] Faults;
    Rotted "rotted" [node node] Faults;
    Wiped "wiped" [node node] Faults;
    LyingSet "lying-set" [node node] Faults;
    DiskSet "disk-set" [node node] Faults;
    Armed "armed" [node node] Faults;
    Configured "configured" [] Faults;
    Said "said" [] Faults;
}
