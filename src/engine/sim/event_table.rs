//! How the table of events is read ([`event_kind`](super::event_kind) has its rows), and what may stand in it.

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

/// Signs, in order of weight, each with its name.
macro_rules! signs {
    ($($(#[$doc:meta])* $sign:ident $name:literal;)*) => {
        /// What is told apart at a glance where something happened. Where many crowd, the last in order stands for all.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Sign {
            $($(#[$doc])* $sign,)*
        }

        impl Sign {
            /// All of them, in order of weight.
            pub const ALL: &[Self] = &[$(Self::$sign),*];

            /// Its name, as a class of the style sheets and in the legend.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$sign => $name,)*
                }
            }
        }
    };
}

signs! {
    /// Something small.
    Dot "event";
    /// Something was written, or begun to be.
    Disk "disk";
    /// Entries were applied.
    Applied "applied";
    /// Entries were appended.
    Appended "appended";
    /// A vote was counted.
    Counted "counted";
    /// A client asked.
    Asked "asked";
    /// A client was answered.
    Answered "answered";
    /// The commit index advanced.
    Committed "committed";
    /// Somebody voted.
    Voted "voted";
    /// A client tried again, or was sent on.
    Retried "retried";
    /// A client's operation failed, or nobody knows.
    Unanswered "unanswered";
    /// A snapshot was taken, received or installed.
    Snapshot "snapshot";
    /// A timer ran out.
    Timer "timer";
    /// A leader, or who would be one, follows again.
    Follows "follows";
    /// Entries were removed.
    Truncated "truncated";
    /// Who takes part has changed.
    Members "members";
    /// A process was stopped.
    Paused "paused";
    /// A process goes on.
    Resumed "resumed";
    /// Something was made worse on purpose, or found to be.
    Trouble "trouble";
    /// A node stands for election.
    Stands "stands";
    /// A node runs again, or for the first time.
    Restarted "restarted";
    /// A node leads.
    Leads "leads";
    /// A node crashed.
    Crashed "crashed";
}

/// A row is a kind, what must hold of its fields for the row to be the one, its name, the field that says where it
/// happens, what sort of end that is and which sign stands on its lane, and its class. The first row that fits counts.
///
/// `mark` is how much it weighs on the timeline; what has none is not marked there. What may happen thousands of times
/// weighs 0 or 1. `routine` is what goes on all the time while nothing happens; of a packet, the packet tells.
macro_rules! table {
    ($(
        $kind:ident $({ $when:ident: $is:pat })? $name:literal [$($sort:ident $field:ident $(: $sign:ident)?)?] $class:ident
        $(mark $weight:literal)? $(routine $(like $packet:ident)?)?;
    )*) => {
        impl EventKind {
            /// Every name, in the order of the table. Kinds of more than one row share one.
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
                    $(Self::$kind { $($when: $is,)? $($field,)? .. } => {
                        $crate::sim::event_table::place!($($sort $field)?)
                    })*
                }
            }

            /// What stands for it on the lane of that place; `None` of messages, which are arrows.
            pub fn sign(&self) -> Option<Sign> {
                match self {
                    $(Self::$kind { $($when: $is,)? .. } => {
                        $crate::sim::event_table::given!($($(Sign::$sign)?)?)
                    })*
                }
            }

            /// What a person would group it with.
            pub fn class(&self) -> EventClass {
                match self {
                    $(Self::$kind { $($when: $is,)? .. } => EventClass::$class,)*
                }
            }

            /// How much it weighs on the timeline, where the heaviest of many stands for all; `None` if it has no mark.
            pub fn weight(&self) -> Option<u8> {
                match self {
                    $(Self::$kind { $($when: $is,)? .. } => {
                        $crate::sim::event_table::given!($($weight)?)
                    })*
                }
            }

            /// Whether it goes on all the time while nothing happens: heartbeats and their answers, the timers of those
            /// who wait.
            pub fn is_routine(&self) -> bool {
                match self {
                    $(Self::$kind { $($when: $is,)? $($($packet,)?)? .. } => {
                        $crate::sim::event_table::routine!($(yes $($packet)?)?)
                    })*
                }
            }
        }
    };
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

/// What a row has, if it has it.
macro_rules! given {
    () => {
        None
    };
    ($($it:tt)+) => {
        Some($($it)+)
    };
}

/// Whether a row is routine.
macro_rules! routine {
    () => {
        false
    };
    (yes) => {
        true
    };
    (yes $packet:ident) => {
        $packet.is_routine()
    };
}

pub(super) use {given, place, routine, table};
