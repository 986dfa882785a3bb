//! What is recorded of a run, and how it is looked up.
//!
//! The log of events is bounded, so every look into the past may find nothing; then the answer is `None`, and whoever
//! asked says that it is not known.

use crate::explain::EventLog;
use crate::persistent::Vector;
use crate::raft::{Configuration, Index, LogId, NodeId, Settings, Term};
use crate::sim::{
    ClusterView, CommandId, Endpoint, Event, EventKind, Knobs, Liveness, NodeView, PacketId,
    PacketKind, Time,
};

/// What is recorded of a run up to now.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// What has happened, the newest kept.
    pub events: &'a EventLog,
    /// What the cluster looks like now.
    pub view: &'a ClusterView,
    /// The commands that were given, the first of them number 1.
    pub commands: &'a Vector<String>,
    /// The knobs as they are now.
    pub knobs: &'a Knobs,
}

impl<'a> Evidence<'a> {
    /// How a server is set now.
    pub fn settings_of(&self, node: NodeId) -> Settings {
        let own = self.view.node(node).map_or(&[][..], |node| &node.machine.own_knobs);
        self.knobs.with(own).map_or(self.knobs.raft, |knobs| knobs.raft)
    }

    /// The present moment.
    pub fn now(&self) -> Time {
        self.view.now
    }

    /// Whether every event from the beginning is kept.
    pub fn is_whole(&self) -> bool {
        self.events.first() == 0
    }

    /// The event that another follows from, if it has one that is kept.
    pub fn parent(&self, event: &Event) -> Option<&'a Event> {
        self.events.get(event.parent?).map(AsRef::as_ref)
    }

    /// The oldest event that follows from this one and fits.
    pub fn consequence(&self, of: &Event, fits: impl Fn(&EventKind) -> bool) -> Option<&'a Event> {
        let mut later = self.events.since(of.seq + 1);
        later.find(|event| event.parent == Some(of.seq) && fits(&event.kind))
    }

    /// A command, as it was given.
    pub fn command(&self, number: CommandId) -> &'a str {
        let place = number.0.checked_sub(1).and_then(|place| usize::try_from(place).ok());
        place.and_then(|place| self.commands.get(place)).map_or("", String::as_str)
    }

    /// The newest event before this number that fits.
    pub fn last(&self, before: u64, fits: impl Fn(&EventKind) -> bool) -> Option<&'a Event> {
        self.events.until(before).rev().find(|event| fits(&event.kind))
    }

    /// The oldest event from this number on that fits.
    pub fn first(&self, from: u64, fits: impl Fn(&EventKind) -> bool) -> Option<&'a Event> {
        self.events.since(from).find(|event| fits(&event.kind))
    }

    /// What happened after this event in the same move, and for the same reason, oldest first.
    pub fn later_alike(&self, event: &Event) -> impl Iterator<Item = &'a Event> {
        let (at, cause, parent) = (event.at, event.cause, event.parent);
        let later = self.events.since(event.seq + 1).take_while(move |later| later.at == at);
        later.filter(move |later| (later.cause, later.parent) == (cause, parent))
    }

    /// How a packet came to be: it was sent, or it is a copy.
    pub fn origin(&self, packet: PacketId, before: u64) -> Option<&'a Event> {
        let mut found = None;
        for event in self.events.until(before).rev() {
            match &event.kind {
                EventKind::Sent { packet: it, .. } | EventKind::Duplicated { copy: it, .. } => {
                    if *it == packet {
                        found = Some(event);
                    }
                    // Packets are numbered in the order in which they are sent.
                    if *it <= packet {
                        break;
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// What became of a packet, if it is no longer in flight: it was taken in, or lost.
    pub fn fate(&self, packet: PacketId, from: u64) -> Option<&'a Event> {
        self.first(from, |kind| match kind {
            EventKind::Delivered { packet: it, .. } | EventKind::Lost { packet: it, .. } => {
                *it == packet
            }
            _ => false,
        })
    }

    /// A node's term just before an event.
    pub fn term_before(&self, node: NodeId, seq: u64) -> Option<Term> {
        let changed = |kind: &EventKind| match kind {
            EventKind::RoleChanged { node: it, term, .. }
            | EventKind::TermChanged { node: it, term } => (*it == node).then_some(*term),
            _ => None,
        };
        let mut lost = false;
        for event in self.events.until(seq).rev() {
            if let Some(term) = changed(&event.kind) {
                return if lost { self.term_now(node, seq, changed) } else { Some(term) };
            }
            // A term that was not on disk yet is forgotten in a crash.
            lost |= match event.kind {
                EventKind::Crashed { node: it, lost_writes } => it == node && lost_writes > 0,
                EventKind::Wiped { node: it }
                | EventKind::DiskReplaced { node: it }
                | EventKind::WriteAstray { node: it, .. } => it == node,
                _ => false,
            };
        }
        if self.is_whole() && !lost {
            return Some(Term::default());
        }
        self.term_now(node, seq, changed)
    }

    /// A node's present term, if it has not changed since this event.
    fn term_now(
        &self,
        node: NodeId,
        since: u64,
        changed: impl Fn(&EventKind) -> Option<Term>,
    ) -> Option<Term> {
        let later = self.events.since(since).any(|event| changed(&event.kind).is_some());
        self.view.node(node).map(|it| it.term).filter(|_| !later)
    }

    /// The configuration that ruled a node just before an event.
    pub fn configuration_before(&self, node: NodeId, seq: u64) -> Option<&'a Configuration> {
        let changed = |event: &'a Event| match &event.kind {
            EventKind::ConfigurationChanged { node: it, configuration } if *it == node => {
                Some(configuration)
            }
            _ => None,
        };
        let before = self.events.until(seq).rev().find_map(changed);
        before.or_else(|| {
            let later = self.events.since(seq).any(|event| changed(event).is_some());
            let now = self.view.node(node).map(|it| &it.configuration);
            now.filter(|_| !later)
        })
    }

    /// Where a node's log ended just before an event.
    pub fn last_log_before(&self, node: NodeId, seq: u64) -> Option<LogId> {
        let touches = |kind: &EventKind| match kind {
            EventKind::Appended { node: it, .. }
            | EventKind::Truncated { node: it, .. }
            | EventKind::SnapshotReceived { node: it, .. }
            | EventKind::Restarted { node: it }
            | EventKind::Wiped { node: it }
            | EventKind::DiskReplaced { node: it } => *it == node,
            _ => false,
        };
        match self.last(seq, touches) {
            Some(event) => match &event.kind {
                EventKind::Appended { last, .. } | EventKind::SnapshotReceived { last, .. } => {
                    Some(*last)
                }
                _ if self.first(seq, touches).is_some() => None,
                _ => self.view.node(node).map(|it| it.log.last()),
            },
            None if self.first(seq, touches).is_none() => {
                self.view.node(node).map(|it| it.log.last())
            }
            None => self.is_whole().then(LogId::default),
        }
    }

    /// The term of the entry that a node committed at this index.
    pub fn term_of_committed(&self, node: NodeId, index: Index) -> Option<Term> {
        let knows = |it: &&NodeView| it.commit >= index && it.log.term_at(index).is_some();
        let own = self.view.node(node).filter(knows);
        let witness = own.or_else(|| self.view.nodes.iter().find(knows));
        witness.and_then(|it| it.log.term_at(index)).or_else(|| {
            let covers = |event: &Event| match event.kind {
                EventKind::Appended { node: it, first, last }
                    if it == node && first.index <= index && index <= last.index =>
                {
                    (index == last.index || first.term == last.term).then_some(last.term)
                }
                _ => None,
            };
            self.events.iter().rev().find_map(covers)
        })
    }

    /// Whether a message of one node can reach another, as the links are now.
    pub fn reaches(&self, from: NodeId, to: NodeId) -> bool {
        !self.view.cuts.contains(&(from, to)) && !self.view.clogs.contains(&(from, to))
    }

    /// Whether two nodes run and hear each other, as things are now.
    pub fn converse(&self, one: NodeId, other: NodeId) -> bool {
        let up = |id| self.view.node(id).is_some_and(|it| it.liveness == Liveness::Up);
        one == other
            || (up(one) && up(other) && self.reaches(one, other) && self.reaches(other, one))
    }
}

/// What an AppendEntries or an InstallSnapshot says of its sender's term, in which it leads.
pub fn leaders_term(kind: &PacketKind) -> Option<Term> {
    match kind {
        PacketKind::Heartbeat { term, .. }
        | PacketKind::Entries { term, .. }
        | PacketKind::Chunk { term, .. } => Some(*term),
        _ => None,
    }
}

/// The node at an end of a link, if it is one.
pub fn node_of(end: Endpoint) -> Option<NodeId> {
    match end {
        Endpoint::Node(node) => Some(node),
        Endpoint::Client(_) => None,
    }
}
