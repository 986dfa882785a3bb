//! The recorder: what a move leaves behind. Events, for whoever watches; what is pending, for whoever decides when things happen.

use std::hash::{Hash, Hasher};

use crate::raft::{NodeId, Output, Timer};

use super::digest::Digest;
use super::event::{Cause, Event, EventKind};
use super::filter::Tamper;
use super::lineage::Lineage;
use super::names::{ClientId, Endpoint, PacketId};
use super::network::Network;
use super::origin::Origin;
use super::packet::Body;
use super::time::Time;

/// What moves leave behind. Everything that a move may touch besides the world itself.
#[derive(Clone, Debug)]
pub struct Recorder {
    /// The moment of the move that is being made. The world stamps its events and its clients' operations with it,
    /// and never decides anything by it.
    pub now: Time,
    /// What brought about the events that follow.
    pub cause: Cause,
    /// What the move that is about to be made follows from, as far as whoever chose it knows.
    pub origin: Origin,
    lineage: Lineage,
    events: Vec<Event>,
    written: u64,
    digest: Digest,
    pending: Vec<Pending>,
    /// Kept between moves, empty, so that a move allocates nothing.
    outputs: Vec<Output>,
}

/// Something that now is under way, and will be due at a moment that the world leaves to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pending {
    /// A packet was sent.
    Sent(PacketId),
    /// A copy of a packet was sent.
    Copied(PacketId),
    /// A node's timer runs.
    Timer(NodeId, Timer),
    /// A node's disk is writing.
    Write(NodeId),
    /// A client waits for an answer.
    Answer(ClientId),
    /// A client waits before it tries again.
    Backoff(ClientId),
    /// A node has applied enough for a snapshot.
    Snapshot(NodeId),
    /// A node's state machine applies an entry.
    Apply(NodeId),
}

impl Default for Recorder {
    /// An empty recorder, at the moment when the cluster is switched on.
    fn default() -> Self {
        Self {
            now: Time::ZERO,
            cause: Cause::Boot,
            origin: Origin::default(),
            lineage: Lineage::default(),
            events: Vec::new(),
            written: 0,
            digest: Digest::default(),
            pending: Vec::new(),
            outputs: Vec::new(),
        }
    }
}

impl Recorder {
    /// Another move begins.
    pub fn begin(&mut self) {
        self.lineage.begin(self.origin);
    }

    /// Writes down what happened.
    pub fn emit(&mut self, kind: EventKind) -> Origin {
        self.emit_after(self.lineage.parent(&kind), kind)
    }

    /// Writes down what happened, where it is known what it follows from.
    pub fn emit_after(&mut self, parent: Origin, kind: EventKind) -> Origin {
        kind.hash(&mut self.digest);
        let seq = self.written;
        self.lineage.note(seq, parent, &kind);
        let (at, cause, parent) = (self.now, self.cause, parent.0);
        self.events.push(Event { seq, at, cause, parent, kind });
        self.written += 1;
        Origin(Some(seq))
    }

    /// Writes down what happened, and what follows from now on follows from it.
    pub fn set_off(&mut self, kind: EventKind) {
        let event = self.emit(kind);
        self.lineage.follow(event);
    }

    /// What happens from now on follows from this.
    pub fn follow(&mut self, origin: Origin) {
        self.lineage.follow(origin);
    }

    /// What happens from now on follows from this, unless somebody asked for it.
    pub fn follow_unasked(&mut self, origin: Origin) {
        if !matches!(self.cause, Cause::Command(_) | Cause::Chaos) {
            self.lineage.follow(origin);
        }
    }

    /// The move as far as it was made: what is set going now follows from it.
    pub fn lineage(&self) -> &Lineage {
        &self.lineage
    }

    /// The next event, for what is set going just before it is written down.
    pub fn upcoming(&self) -> Origin {
        Origin(Some(self.written))
    }

    /// A move was made at this moment: with it the digest of the move's events is complete.
    pub fn seal(&mut self, at: Time, cause: Cause) {
        (at, cause).hash(&mut self.digest);
    }

    /// This is under way now, and will be due at a moment that somebody chooses.
    pub fn set_going(&mut self, pending: Pending) {
        self.pending.push(pending);
    }

    /// Takes what is pending, in order. The vector is to be handed back to [`Recorder::recycle_pending`].
    pub fn take_pending(&mut self) -> Vec<Pending> {
        std::mem::take(&mut self.pending)
    }

    /// Takes back the vector of [`Recorder::take_pending`], for its memory.
    pub fn recycle_pending(&mut self, mut pending: Vec<Pending>) {
        pending.clear();
        self.pending = pending;
    }

    /// An empty vector for a node's outputs. It is to be handed back to [`Recorder::recycle_outputs`].
    pub fn take_outputs(&mut self) -> Vec<Output> {
        std::mem::take(&mut self.outputs)
    }

    /// Takes back the vector of [`Recorder::take_outputs`], for its memory.
    pub fn recycle_outputs(&mut self, mut outputs: Vec<Output>) {
        outputs.clear();
        self.outputs = outputs;
    }

    /// Takes the events written since the last time, in order.
    pub fn drain(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// Hands the events written since the last time to `to`, in order, and keeps the memory for the next ones.
    pub fn drain_into(&mut self, to: &mut Vec<Event>) {
        to.append(&mut self.events);
    }

    /// How many events were ever written.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// A number that stands for every move so far and all its events.
    pub fn digest(&self) -> u64 {
        self.digest.finish()
    }
}

/// What a node or a client can reach of the world outside: the network, and the recorder.
#[derive(Debug)]
pub struct Port<'a> {
    /// Where packets are.
    pub network: &'a mut Network,
    /// Where moves leave their traces.
    pub recorder: &'a mut Recorder,
}

impl Port<'_> {
    /// Sends a packet.
    pub fn send(&mut self, from: Endpoint, to: Endpoint, body: Body) {
        self.send_for(Origin::default(), from, to, body);
    }

    /// Sends a packet for this reason, if it is one. Returns the event.
    pub fn send_for(&mut self, reason: Origin, from: Endpoint, to: Endpoint, body: Body) -> Origin {
        let (packet, kind) = self.network.send(from, to, body, self.recorder.upcoming());
        let kind = EventKind::Sent { packet, from, to, kind };
        let parent = reason.or(self.recorder.lineage.parent(&kind));
        self.recorder.set_going(Pending::Sent(packet));
        let sent = self.recorder.emit_after(parent, kind);
        if let Some(standing) = self.network.meet_filter(packet) {
            let met = EventKind::FilterMet { packet, filter: standing.filter };
            let met = self.recorder.emit_after(standing.since, met);
            if standing.filter.tamper == Tamper::Drop {
                self.network.blame(packet, met);
            }
        }
        sent
    }
}
