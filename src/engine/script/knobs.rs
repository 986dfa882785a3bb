//! The knobs, in one table: the name of each, what values it has and may have, and what it does. `set` is read and
//! written by it; `help`, completion and the page's menu show it; [`Setting::fault`] judges values by it, wherever they
//! come from. What a knob is at first, and what it is connected with, is the simulation's business: a line of its own
//! table, in `sim/knobs.rs`.

use std::fmt::{Display, Formatter, Result as Written};

use super::bounds::MIN_TIMEOUT_US;
use super::entry::{Entry, entry};
use super::error::ScriptError;
use super::shape::{ReadChoice, Shape, Shaped, Span, Value};
use super::suggest::nearest;
use super::token::Cursor;

/// One knob, explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Knob {
    /// Its name, its usage, what it does, and a value to try.
    pub entry: Entry,
    /// Which values it has.
    pub shape: Shape,
    /// Whether a node may have a value of its own.
    pub of_node: bool,
}

/// The Rust type, the word in a usage, and the shape of each kind of value.
macro_rules! kind {
    (type range) => { Span };
    (type time) => { u64 };
    (type time_or_off) => { Option<u64> };
    (type chance) => { u32 };
    (type share) => { u32 };
    (type count) => { u32 };
    (type count_or_off) => { Option<u32> };
    (type switch) => { bool };
    (type reads) => { ReadChoice };
    (usage range) => { "TIME..TIME" };
    (usage time) => { "TIME" };
    (usage time_or_off) => { "TIME, or off" };
    (usage chance) => { "CHANCE" };
    (usage share) => { "SHARE" };
    (usage count) => { "COUNT" };
    (usage count_or_off) => { "COUNT, or off" };
    (usage switch) => { "on, or off" };
    (usage reads) => { "index, lease, log, unsafe or follower" };
    (shape range $least:expr) => { Shape::Range($least) };
    (shape time $least:expr) => { Shape::Time($least) };
    (shape time_or_off $least:expr) => { Shape::OrOff(&Shape::Time($least)) };
    (shape chance) => { Shape::Chance };
    (shape share $most:expr) => { Shape::Share($most) };
    (shape count $what:expr, $least:expr, $most:expr) => { Shape::Count($what, $least, $most) };
    (shape count_or_off $what:expr, $least:expr, $most:expr) => {
        Shape::OrOff(&Shape::Count($what, $least, $most))
    };
    (shape switch) => { Shape::Switch };
    (shape reads) => { Shape::Reads };
}

/// Whether a row says that a node may have a value of its own.
macro_rules! of_node {
    () => {
        false
    };
    (of_node) => {
        true
    };
}

/// Makes an enumeration of the table, and answers from it.
macro_rules! knobs {
    ($(
        $knob:ident: $name:literal $kind:ident($($bounds:tt)*) $value:literal, $does:literal
        $(, $of_node:ident)?;
    )*) => {
        /// One knob and its value. Times are in microseconds, chances and shares in parts per million.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Setting {
            $(
                #[doc = concat!("`set ", $name, " ", $value, "`: ", $does)]
                $knob(kind!(type $kind)),
            )*
        }

        /// Every knob.
        pub const KNOBS: [Knob; [$($name),*].len()] = [$(
            Knob {
                entry: entry(
                    $name,
                    concat!("set ", $name, " ", kind!(usage $kind)),
                    $does,
                    concat!("set ", $name, " ", $value),
                ),
                shape: kind!(shape $kind $($bounds)*),
                of_node: of_node!($($of_node)?),
            },
        )*];

        impl Setting {
            /// The knob's name, as after `set`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$knob(_) => $name,)*
                }
            }

            /// Its value, as numbers.
            pub fn value(self) -> Value {
                match self {
                    $(Self::$knob(value) => value.value(),)*
                }
            }

            /// A value of a knob's shape for the knob.
            pub(super) fn of(knob: &Knob, value: Value) -> Self {
                match knob.entry.name {
                    $($name => Self::$knob(Shaped::of(value)),)*
                    name => unreachable!("{name} is no knob"),
                }
            }
        }
    };
}

// Each with its name; its kind of value, with the bounds of that; a value to try; what it does; and whether a node may have a
// value of its own.
knobs! {
    Election: "election" range(MIN_TIMEOUT_US) "150ms..300ms",
        "How long a node waits for a leader, or for votes.", of_node;
    Heartbeat: "heartbeat" time(MIN_TIMEOUT_US) "50ms",
        "The time between heartbeats.", of_node;
    Latency: "latency" range(0) "5ms..15ms",
        "How long a packet travels.";
    Loss: "loss" chance() "2%",
        "How likely a packet is lost.";
    DuplicateChance: "duplicate" chance() "1%",
        "How likely a packet arrives twice.";
    Reorder: "reorder" chance() "1%",
        "How likely a packet is overtaken.";
    Disk: "disk" range(0) "1ms..2ms",
        "How long a write takes.";
    Apply: "apply" time(0) "20ms",
        "How long a state machine takes for an entry. Until then, what is committed is not applied, and nobody is answered.",
        of_node;
    Batch: "batch" time(0) "25ms",
        "How long a leader gathers commands before it sends them.", of_node;
    BatchSize: "batchsize" count("a number of entries", 1, 10_000) "64",
        "The most entries in one message.", of_node;
    InFlight: "inflight" count("a number of messages", 1, 1_000) "8",
        "The most entry messages that a follower has not answered.", of_node;
    BatchBytes: "batchbytes" count_or_off("off, or a number of bytes", 1, 1024 * 1024 * 1024) "4096",
        "The most bytes of commands in one message.", of_node;
    InFlightBytes: "inflightbytes" count_or_off("off, or a number of bytes", 1, 1024 * 1024 * 1024) "16384",
        "The most bytes of commands that a follower has not answered.", of_node;
    Uncommitted: "uncommitted" count_or_off("off, or a number of bytes", 1, 1024 * 1024 * 1024) "4096",
        "The most bytes of commands that a leader takes before they are committed: more is refused as overload.", of_node;
    ClientTimeout: "clienttimeout" time(MIN_TIMEOUT_US) "1s",
        "How long a client waits for an answer.";
    ClientTries: "clienttries" count("a number of tries", 1, 100) "5",
        "How often a client tries.";
    Backoff: "backoff" time(0) "100ms",
        "How long a client waits between tries.";
    PreVote: "prevote" switch() "on",
        "A node asks whether it could win before it stands for election.", of_node;
    CheckQuorum: "checkquorum" switch() "on",
        "A leader that no majority answers steps down.", of_node;
    SnapshotEvery: "snapshot" count_or_off("off, or a number of entries", 1, 1_000_000) "20",
        "After how many applied entries a node takes a snapshot.", of_node;
    Chunk: "chunk" count("a number of bytes", 1, 1024 * 1024) "1024",
        "The most bytes of a snapshot in one message.", of_node;
    ChunkWindow: "chunkwindow" count("a number of chunks", 1, 1_000) "4",
        "The most chunks of a snapshot that a follower has not answered.", of_node;
    ChunkRate: "chunkrate" count_or_off("off, or a number of bytes", 1, 1024 * 1024 * 1024) "4096",
        "The most bytes of a snapshot that a leader sends a follower between two heartbeats.", of_node;
    Tail: "tail" count("a number of entries", 0, 1_000_000) "4",
        "Entries that a log keeps behind a snapshot.", of_node;
    Reads: "reads" reads() "index",
        "Whether a leader asks around before it answers a read, counts on its lease, or uses the log; or whoever is asked answers, at once or when a leader that has asked around has told it what to wait for.", of_node;
    Priority: "priority" count("a priority", 0, 1_000) "5",
        "How much a node is to lead: a leader hands over to a voter of higher priority that has what is committed.", of_node;
    Drift: "drift" share(500_000) "1%",
        "By how much clocks may differ that leases are prepared for.", of_node;
    Expiry: "expiry" time_or_off(MIN_TIMEOUT_US) "60s",
        "How long a client's session lives without use.";
    Keys: "keys" count("a number of keys", 1, 1_000) "2",
        "How many keys the operations of load use: with few, clients get in each other's way.";
}

impl Setting {
    /// The knob's line of the table.
    pub fn knob(self) -> &'static Knob {
        named(self.name()).expect("a setting is of a knob")
    }

    /// The value alone, as `set` takes it.
    pub fn written(self) -> String {
        self.knob().shape.write(self.value())
    }

    /// What is wrong with the value, if anything is.
    pub fn fault(self) -> Option<String> {
        let fault = self.knob().shape.fault(self.value())?;
        Some(format!("{} {fault}", self.name()))
    }
}

impl Display for Setting {
    /// The knob and its value, without the word `set`.
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        write!(f, "{} {}", self.name(), self.written())
    }
}

/// The knob of this name, in any case.
pub(super) fn named(name: &str) -> Option<&'static Knob> {
    KNOBS.iter().find(|knob| knob.entry.name.eq_ignore_ascii_case(name))
}

/// Reads a knob and its value.
pub(super) fn setting(cursor: &mut Cursor<'_>) -> Result<Setting, ScriptError> {
    let names = || KNOBS.iter().map(|knob| knob.entry.name);
    let listed = || names().collect::<Vec<_>>().join(", ");
    let token = cursor.word(&format!("a knob: one of {}", listed()))?;
    let Some(knob) = named(token.source) else {
        let expected = match nearest(&token.source.to_ascii_lowercase(), names()) {
            Some(guess) => format!("a knob; did you mean {guess}?"),
            None => format!("a knob: one of {} (to write a key, put KEY VALUE)", listed()),
        };
        return Err(cursor.unexpected(&token, &expected));
    };
    cursor.usage = knob.entry.usage;
    Ok(Setting::of(knob, knob.shape.read(cursor)?))
}
