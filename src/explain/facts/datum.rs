//! Single values as data, and what TypeScript calls them.

use super::data::{Data, Fields};
use crate::kv::{Operation, Reply};
use crate::raft::{
    AppendOutcome, Configuration, Index, LogId, NodeId, NodeSet, Refusal, Term, Timer,
    TransferOutcome, WriteToken,
};
use crate::script::{LinkSetting, Medium, ReadChoice};
use crate::sim::packet_kind::EntryTerms;
use crate::sim::{
    ClientId, Endpoint, Filter, ImageError, LossReason, PacketId, Place, Released, Resignation,
    Role, Time, Trap,
};

/// A value that can be data.
pub trait Datum {
    fn datum(&self) -> Data;
}

/// What can be data, for those who only want to know what there is.
pub trait Typed {
    /// Its type, as TypeScript says it.
    const TYPE: &'static str;
}

/// Adds a field. It is one for all of them, and not a copy for each: so many would be several kilobytes of the page.
#[inline(never)]
pub fn put(fields: &mut Fields, name: &'static str, value: &dyn Datum) {
    fields.push((name, value.datum()));
}

/// Types that are written as a number.
macro_rules! numbers {
    ($($type:ty, $name:literal, $it:ident => $number:expr;)*) => {
        $(impl Typed for $type {
            const TYPE: &'static str = $name;
        }

        impl Datum for $type {
            fn datum(&self) -> Data {
                let $it = self;
                Data::Number($number)
            }
        })*
    };
}

numbers! {
    u32, "number", it => u64::from(*it);
    u64, "number", it => *it;
    Time, "Time", it => it.0;
    Term, "Term", it => it.0;
    Index, "Index", it => it.0;
    WriteToken, "number", it => it.0;
}

/// Types that are written as they are shown.
macro_rules! shown {
    ($($type:ty, $name:literal;)*) => {
        $(impl Typed for $type {
            const TYPE: &'static str = $name;
        }

        impl Datum for $type {
            fn datum(&self) -> Data {
                Data::Text(self.to_string().into())
            }
        })*
    };
}

shown! {
    PacketId, "string";
    NodeId, "string";
    ClientId, "string";
    Endpoint, "string";
    String, "string";
    Refusal, "string";
    ImageError, "string";
    Filter, "string";
}

/// Types that are one of a few words.
macro_rules! words {
    ($($type:ty, $name:literal, $it:ident => $word:expr;)*) => {
        $(impl Typed for $type {
            const TYPE: &'static str = $name;
        }

        impl Datum for $type {
            fn datum(&self) -> Data {
                let $it = *self;
                Data::Text($word.into())
            }
        })*
    };
}

words! {
    &'static str, "string", it => it;
    Role, "Role", it => it.name();
    Timer, "TimerName", it => match it {
        Timer::Election => "election",
        Timer::Heartbeat => "heartbeat",
        Timer::Batch => "batch",
        Timer::Stickiness => "stickiness",
        Timer::Quorum => "quorum",
        Timer::Transfer => "transfer",
        Timer::Lease => "lease",
        Timer::Renewal => "lease renewal",
    };
    LossReason, "\"chance\" | \"cut\" | \"receiver-down\" | \"dropped\"", it => match it {
        LossReason::Chance => "chance",
        LossReason::Cut => "cut",
        LossReason::ReceiverDown => "receiver-down",
        LossReason::Dropped => "dropped",
    };
    Resignation, "\"asked\" | \"no-quorum\" | \"removed\" | \"cannot-write\" | \"demoted\"", it => match it {
        Resignation::Asked => "asked",
        Resignation::NoQuorum => "no-quorum",
        Resignation::Removed => "removed",
        Resignation::Demoted => "demoted",
        Resignation::CannotWrite => "cannot-write",
    };
    TransferOutcome, "\"completed\" | \"timed-out\" | \"replaced\" | \"deposed\" | \"refused\"", it => match it {
        TransferOutcome::Completed => "completed",
        TransferOutcome::TimedOut => "timed-out",
        TransferOutcome::Replaced => "replaced",
        TransferOutcome::Deposed => "deposed",
        TransferOutcome::Refused => "refused",
    };
    Medium, "\"full\" | \"hung\" | \"ok\"", it => it.name();
    Trap, "\"after-write\" | \"tear\" | \"misdirect\" | \"lose\"", it => it.name();
    ReadChoice, "\"log\" | \"index\" | \"lease\" | \"unsafe\" | \"follower\"", it => match it {
        ReadChoice::Log => "log",
        ReadChoice::Index => "index",
        ReadChoice::Lease => "lease",
        ReadChoice::Unsafe => "unsafe",
        ReadChoice::Follower => "follower",
    };
}

impl Typed for bool {
    const TYPE: &'static str = "boolean";
}

impl Datum for bool {
    fn datum(&self) -> Data {
        Data::Bool(*self)
    }
}

/// One that may be absent: `null` then.
macro_rules! optional {
    ($($type:ty, $name:literal;)*) => {
        $(impl Typed for Option<$type> {
            const TYPE: &'static str = $name;
        }

        impl Datum for Option<$type> {
            fn datum(&self) -> Data {
                self.as_ref().map_or(Data::Null, Datum::datum)
            }
        })*
    };
}

optional! {
    u64, "number | null";
    Time, "Time | null";
    Index, "Index | null";
    NodeId, "string | null";
    Endpoint, "string | null";
    LogId, "EntryId | null";
    Place, "Index | \"head\" | null";
    Reply, "Reply | null";
    (u64, u64), "[number, number] | null";
}

impl Typed for (u64, u64) {
    const TYPE: &'static str = "[number, number]";
}

impl Datum for (u64, u64) {
    fn datum(&self) -> Data {
        Data::List(vec![self.0.datum(), self.1.datum()])
    }
}

impl Typed for LogId {
    const TYPE: &'static str = "EntryId";
}

impl Datum for LogId {
    fn datum(&self) -> Data {
        Data::Fields(vec![("term", self.term.datum()), ("index", self.index.datum())])
    }
}

impl Typed for Vec<(Endpoint, Endpoint)> {
    const TYPE: &'static str = "[string, string][]";
}

impl Datum for Vec<(Endpoint, Endpoint)> {
    fn datum(&self) -> Data {
        let link = |(from, to): &(Endpoint, Endpoint)| Data::List(vec![from.datum(), to.datum()]);
        Data::List(self.iter().map(link).collect())
    }
}

/// The filters that stand no longer, as the commands that set them, and the packets that go on.
impl Typed for Released {
    const TYPE: &'static str = "{ filters: string[]; packets: string[] }";
}

impl Datum for Released {
    fn datum(&self) -> Data {
        let filters = self.filters.iter().map(|(filter, _)| filter.datum()).collect();
        let packets = self.packets.iter().map(Datum::datum).collect();
        Data::Fields(vec![("filters", Data::List(filters)), ("packets", Data::List(packets))])
    }
}

impl Typed for Vec<(NodeId, NodeId)> {
    const TYPE: &'static str = "[string, string][]";
}

impl Datum for Vec<(NodeId, NodeId)> {
    fn datum(&self) -> Data {
        let link = |(from, to): &(NodeId, NodeId)| Data::List(vec![from.datum(), to.datum()]);
        Data::List(self.iter().map(link).collect())
    }
}

impl Typed for EntryTerms {
    const TYPE: &'static str = "Term[]";
}

impl Datum for EntryTerms {
    fn datum(&self) -> Data {
        Data::List(self.iter().map(|term| term.datum()).collect())
    }
}

impl Typed for Configuration {
    const TYPE: &'static str = "Configuration";
}

impl Datum for Configuration {
    fn datum(&self) -> Data {
        let members = |set: NodeSet| Data::List(set.iter().map(|node| node.datum()).collect());
        Data::Fields(vec![
            ("voters", members(self.voters)),
            ("voters_outgoing", members(self.outgoing)),
            ("learners", members(self.learners)),
        ])
    }
}

impl Typed for AppendOutcome {
    const TYPE: &'static str = "AppendOutcome";
}

impl Datum for AppendOutcome {
    fn datum(&self) -> Data {
        match self {
            Self::Accepted { match_index } => Data::Fields(vec![
                ("success", Data::Bool(true)),
                ("match_index", match_index.datum()),
            ]),
            Self::Rejected { refused, conflict } => Data::Fields(vec![
                ("success", Data::Bool(false)),
                ("refused", refused.datum()),
                ("conflict_term", conflict.term.map(|term| term.0).datum()),
                ("conflict_index", conflict.first_index.datum()),
            ]),
        }
    }
}

impl Typed for Operation {
    const TYPE: &'static str = "Operation";
}

impl Datum for Operation {
    fn datum(&self) -> Data {
        let text = |text: &String| Data::Text(text.clone().into());
        let mut fields = vec![("type", self.verb().datum()), ("key", text(&self.key().to_owned()))];
        match self {
            Self::Get { .. } | Self::Delete { .. } | Self::Read { .. } => {}
            Self::Put { value, .. } | Self::Create { value, .. } | Self::Update { value, .. } => {
                fields.push(("value", text(value)));
            }
            Self::Cas { old, new, .. } => {
                fields.push(("old", text(old)));
                fields.push(("new", text(new)));
            }
        }
        Data::Fields(fields)
    }
}

impl Typed for Reply {
    const TYPE: &'static str = "Reply";
}

impl Datum for Reply {
    fn datum(&self) -> Data {
        let (name, value) = match self {
            Self::Value(value) => ("value", Some(value)),
            Self::Mismatch(value) => ("mismatch", Some(value)),
            Self::Absent => ("absent", None),
            Self::Done => ("done", None),
            Self::Exists => ("exists", None),
            Self::NotFound => ("not-found", None),
            Self::SessionExpired => ("session-expired", None),
            Self::SessionOver => ("session-over", None),
        };
        let mut fields = vec![("type", name.datum())];
        fields.extend(value.map(|value| ("value", Data::Text(value.clone().into()))));
        Data::Fields(fields)
    }
}

impl Typed for Place {
    const TYPE: &'static str = "Index | \"head\"";
}

impl Datum for Place {
    fn datum(&self) -> Data {
        match self {
            Self::Head => "head".datum(),
            Self::Entry(index) => index.datum(),
        }
    }
}

impl Typed for LinkSetting {
    const TYPE: &'static str = "LinkSetting";
}

impl Datum for LinkSetting {
    fn datum(&self) -> Data {
        let share = |name: &'static str, ppm: u32| {
            Data::Fields(vec![("type", name.datum()), ("ppm", ppm.datum())])
        };
        match *self {
            Self::Latency { min_us, max_us } => Data::Fields(vec![
                ("type", "latency".datum()),
                ("min_us", min_us.datum()),
                ("max_us", max_us.datum()),
            ]),
            Self::Loss(ppm) => share("loss", ppm),
            Self::Duplicate(ppm) => share("duplicate", ppm),
            Self::Reorder(ppm) => share("reorder", ppm),
            Self::Clear => Data::Fields(vec![("type", "clear".datum())]),
        }
    }
}
