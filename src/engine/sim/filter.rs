//! Filters: what becomes of packets that are yet to be sent, by what they are and where they go. A packet's number is
//! another under another seed; a filter finds the same message under every one.
//!
//! A packet meets at most one filter, in the moment when it is sent: of those that fit it, the first that is for the next
//! few only, and else the first that stands. Nothing is drawn for it, so the luck of all other packets stays what it was.

use std::fmt;

use crate::script::{ClientRef, Coming, Command, EndRef, NodeRef, PacketType, PacketsRef, Way};

use super::names::{Endpoint, PacketId};
use super::origin::Origin;
use super::packet_kind::PacketKind;

/// What a filter does with a packet that it fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tamper {
    /// It is lost.
    Drop,
    /// It gets a second copy.
    Duplicate,
    /// It arrives later by so many microseconds.
    Delay(u64),
    /// It waits until it is released.
    Hold,
}

/// Packets by what they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Selection {
    pub what: PacketType,
    /// Where they are sent; anywhere if `None`.
    pub from: Option<Endpoint>,
    /// Where they are sent to.
    pub to: Option<Endpoint>,
    /// Whether those are meant as well that go from there to here.
    pub both_ways: bool,
}

/// A filter, as it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Filter {
    pub tamper: Tamper,
    pub packets: Selection,
    /// For so many packets; `None` for all, until it is released.
    pub times: Option<u32>,
}

/// A filter that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Standing {
    pub filter: Filter,
    /// How many packets it has met.
    pub met: u32,
    /// The event since which it stands.
    pub(super) since: Origin,
}

impl Selection {
    /// Whether a packet is one of these.
    pub fn fits(&self, from: Endpoint, to: Endpoint, kind: &PacketKind) -> bool {
        let is = |wanted: Option<Endpoint>, end| wanted.is_none_or(|wanted| wanted == end);
        let there = is(self.from, from) && is(self.to, to);
        let back = self.both_ways && is(self.from, to) && is(self.to, from);
        (there || back) && is_of(kind, self.what)
    }

    /// The ends that it names.
    pub(super) fn ends(&self) -> impl Iterator<Item = Endpoint> {
        self.from.into_iter().chain(self.to)
    }
}

/// Whether a packet is of this type.
fn is_of(kind: &PacketKind, what: PacketType) -> bool {
    match what {
        PacketType::Packet => true,
        PacketType::Append => matches!(kind, PacketKind::Entries { .. }),
        PacketType::VoteReply => matches!(kind, PacketKind::Vote { .. }),
        PacketType::PreVoteReply => matches!(kind, PacketKind::PreVote { .. }),
        // The others have the names of what they are.
        what => what.name() == kind.name(),
    }
}

impl Standing {
    pub(super) fn new(filter: Filter, since: Origin) -> Self {
        Self { filter, met: 0, since }
    }

    /// Whether it is for the next few packets only, and has met them all.
    pub(super) fn is_used_up(&self) -> bool {
        self.filter.times.is_some_and(|times| self.met >= times)
    }
}

/// The filter that a packet meets, if one of these fits it.
pub(super) fn meet<'a>(
    filters: &'a mut [Standing],
    from: Endpoint,
    to: Endpoint,
    kind: &PacketKind,
) -> Option<&'a mut Standing> {
    let fits = |it: &Standing| it.filter.packets.fits(from, to, kind);
    let few = filters.iter().position(|it| it.filter.times.is_some() && fits(it));
    let place = few.or_else(|| filters.iter().position(fits))?;
    filters.get_mut(place)
}

fn end_ref(end: Endpoint) -> EndRef {
    match end {
        Endpoint::Node(node) => EndRef::Node(NodeRef::Id(node.0)),
        Endpoint::Client(client) => EndRef::Client(ClientRef(client.0)),
    }
}

impl From<Selection> for PacketsRef {
    fn from(packets: Selection) -> Self {
        let Selection { what, from, to, both_ways } = packets;
        let way = match (from.map(end_ref), to.map(end_ref)) {
            (None, None) => Way::Any,
            (Some(from), None) => Way::From(from),
            (None, Some(to)) => Way::To(to),
            (Some(from), Some(to)) => Way::Between { from, to, both_ways },
        };
        Self { what, way }
    }
}

impl From<Filter> for Command {
    fn from(filter: Filter) -> Self {
        let coming = Coming { times: filter.times, packets: filter.packets.into() };
        match filter.tamper {
            Tamper::Drop => Self::DropComing(coming),
            Tamper::Duplicate => Self::DuplicateComing(coming),
            Tamper::Delay(by_us) => Self::DelayComing { coming, by_us },
            Tamper::Hold => Self::Hold(coming),
        }
    }
}

impl fmt::Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        PacketsRef::from(*self).fmt(f)
    }
}

impl fmt::Display for Filter {
    /// The command that sets it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Command::from(*self).fmt(f)
    }
}

/// What was released.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Released {
    /// The filters that stand no longer, each with how many packets it has met.
    pub filters: Vec<(Filter, u32)>,
    /// The packets that were held, and go on.
    pub packets: Vec<PacketId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_packet_has_a_type_of_its_name() {
        let names = PacketType::ALL.map(PacketType::name);
        for name in PacketKind::NAMES {
            assert!(names.contains(name), "{name}");
        }
    }
}
