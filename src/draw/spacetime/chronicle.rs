//! What the events tell, gathered by what it is about: messages, what the nodes were, and what was in the way.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use crate::explain::EventLog;
use crate::persistent::{OrdMap, OrdSet, Vector};
use crate::raft::NodeId;
use crate::session::{Session, Setup};
use crate::sim::{
    Cause, ClientId, ClusterView, Endpoint, Event, EventKind, PacketId, PacketKind, Time,
};

use super::arrow::{Arrow, Fate};
use super::state::{LaneState, Links, State};

/// All that the diagram can show. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Chronicle {
    /// Without gaps in their numbers, oldest first.
    events: Vector<Arc<Event>>,
    /// In order of their packets' numbers, and so of their sending.
    arrows: Vector<Arrow>,
    /// Those whose sending is forgotten, or so old that it would be.
    early: Vector<Arrow>,
    /// The longest that any message was on its way, in microseconds.
    longest_us: u64,
    under_way: OrdSet<PacketId>,
    bands: OrdMap<NodeId, Vector<Band>>,
    stretches: Vector<Stretch>,
    clients: OrdSet<ClientId>,
    state: State,
    head: Time,
    run_key: Option<RunKey>,
}

/// Of which run the events are: while this stays the same, what was known of the future is still to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunKey {
    /// How the session began.
    pub setup: Setup,
    /// The branch's number, and how many were forgotten: together they name it.
    pub branch: (usize, usize),
    /// The furthest moment that it has reached.
    pub horizon: Time,
    /// The session's epoch: as long as it is the same, time has only gone on.
    pub epoch: u64,
}

impl RunKey {
    /// The one that a session shows.
    pub fn of(session: &Session) -> Self {
        Self {
            setup: session.setup(),
            branch: (session.current_branch(), session.forgotten_branches()),
            horizon: session.horizon(),
            epoch: session.epoch(),
        }
    }
}

/// What a node was for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    pub from: Time,
    /// Until when; `None` if it still is.
    pub until: Option<Time>,
    pub state: LaneState,
}

/// What is in the way of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    /// Links are cut.
    Cut,
    /// Links are clogged.
    Clog,
}

/// For how long something was in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub from: Time,
    /// Until when; `None` if it still is.
    pub until: Option<Time>,
    pub obstacle: Obstacle,
    /// On which directed links.
    pub links: Rc<Links>,
    /// The event that it began with, if that is known.
    pub began: Option<Arc<Event>>,
}

impl Chronicle {
    /// What these events tell, oldest first and without gaps, of a cluster that looks like this after the last.
    pub fn of<'a>(events: impl IntoIterator<Item = &'a Arc<Event>>, view: &ClusterView) -> Self {
        let mut chronicle = Self { head: view.now, ..Self::default() };
        let events: Vec<Arc<Event>> = events.into_iter().map(Arc::clone).collect();
        let mut before = State::of(view);
        for event in events.iter().rev() {
            before.undo(&event.kind);
        }
        let first = events.first();
        if first.is_some_and(|event| event.seq == 0) {
            for node in before.nodes.values_mut() {
                node.term = Some(node.term.unwrap_or_default());
            }
        }
        let from = first.filter(|event| event.seq > 0).map_or(Time::ZERO, |event| event.at);
        for (id, state) in &before.nodes {
            let band = Band { from, until: None, state: *state };
            chronicle.bands.insert(*id, Vector::unit(band));
        }
        chronicle.state = before;
        chronicle.note_obstacles(from, None);
        for event in events {
            chronicle.take(event);
        }
        chronicle.agree_with(view);
        chronicle
    }

    /// Catches up with a log that has reached this view. What is known of the future of the same run is kept while
    /// an earlier moment is shown; where the log tells of another past, or another future, everything begins again.
    /// Returns whether anything is another than it was.
    pub fn follow(&mut self, log: &EventLog, view: &ClusterView, run_key: RunKey) -> bool {
        let same =
            self.run_key.is_some_and(|it| (it.setup, it.branch) == (run_key.setup, run_key.branch));
        let went_on =
            self.run_key.is_some_and(|it| it.epoch == run_key.epoch) && log.first() <= self.next();
        let before = (self.head, self.next());
        let stale = !same || self.head > run_key.horizon || !(went_on || self.agrees_with(log));
        if stale {
            *self = Self::of(log.shared(), view);
        } else if log.next() >= self.next() {
            for event in log.shared_since(self.next()) {
                self.take(Arc::clone(event));
            }
            self.head = view.now.max(self.head);
            self.agree_with(view);
        }
        self.run_key = Some(run_key);
        self.forget_oldest();
        stale || before != (self.head, self.next())
    }

    /// The first moment of which anything is known.
    pub fn start(&self) -> Time {
        self.events.front().filter(|event| event.seq > 0).map_or(Time::ZERO, |event| event.at)
    }

    /// The last moment of which anything is known.
    pub fn head(&self) -> Time {
        self.head
    }

    /// Every node that ever was, in order of id.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> {
        self.bands.keys().copied()
    }

    /// Every client that ever asked anything, and the person at the console.
    pub fn clients(&self) -> BTreeSet<ClientId> {
        self.clients.iter().copied().chain([ClientId::YOU]).collect()
    }

    /// An event, by its number.
    pub fn event(&self, seq: u64) -> Option<&Arc<Event>> {
        let first = self.events.front()?.seq;
        self.events.get(usize::try_from(seq.checked_sub(first)?).ok()?)
    }

    /// A message, by its number.
    pub fn arrow(&self, packet: PacketId) -> Option<&Arrow> {
        let at = self.arrows.binary_search_by_key(&packet, |arrow| arrow.packet);
        at.map_or_else(
            |_| self.early.iter().find(|arrow| arrow.packet == packet),
            |at| self.arrows.get(at),
        )
    }

    /// The events from one moment to another, oldest first.
    pub fn events_in(&self, from: Time, to: Time) -> impl Iterator<Item = &Arc<Event>> {
        let first = place(&self.events, |event| event.at < from);
        let last = place(&self.events, |event| event.at <= to).max(first);
        self.events.range(first..last)
    }

    /// The messages that are on their way at some time between two moments, in order of their numbers.
    pub fn arrows_in(&self, from: Time, to: Time) -> impl Iterator<Item = &Arrow> {
        // Whatever was sent earlier than this has come to its end by then, unless it is one of those under way.
        let earliest = Time(from.0.saturating_sub(self.longest_us));
        let first = place(&self.arrows, |arrow| arrow.sent < earliest);
        let last = place(&self.arrows, |arrow| arrow.sent <= to).max(first);
        let waiting = self.under_way.iter().filter_map(move |packet| {
            let at = self.arrows.binary_search_by_key(packet, |arrow| arrow.packet).ok()?;
            self.arrows.get(at).filter(|_| at < first)
        });
        let head = self.head;
        let touches =
            move |arrow: &&Arrow| arrow.sent <= to && arrow.ended().unwrap_or(head) >= from;
        let recent = self.arrows.range(first..last);
        self.early.iter().chain(waiting).chain(recent).filter(touches)
    }

    /// What a node was between two moments, oldest first.
    pub fn bands_in(&self, node: NodeId, from: Time, to: Time) -> impl Iterator<Item = &Band> {
        let bands = self.bands.get(&node);
        bands.into_iter().flat_map(move |bands| {
            let first = place(bands, |band| band.until.is_some_and(|until| until <= from));
            let last = place(bands, |band| band.from <= to).max(first);
            bands.range(first..last)
        })
    }

    /// What a node is at a moment.
    pub fn state_at(&self, node: NodeId, at: Time) -> Option<LaneState> {
        let bands = self.bands.get(&node)?;
        let after = place(bands, |band| band.from <= at);
        bands.get(after.checked_sub(1)?).map(|band| band.state)
    }

    /// What was in the way between two moments.
    pub fn stretches_in(&self, from: Time, to: Time) -> impl Iterator<Item = &Stretch> {
        let touches = move |stretch: &&Stretch| {
            stretch.from <= to && stretch.until.is_none_or(|until| until > from)
        };
        self.stretches.iter().filter(touches)
    }

    fn next(&self) -> u64 {
        self.events.last().map_or(0, |event| event.seq + 1)
    }

    /// Whether this and the log tell of the same run: the last event that both know is the same.
    fn agrees_with(&self, log: &EventLog) -> bool {
        let Some(last) = log.next().min(self.next()).checked_sub(1) else {
            return log.next() == 0 || self.next() == 0;
        };
        let logged = log.since(last).next().filter(|event| event.seq == last);
        match (logged, self.event(last)) {
            (Some(logged), Some(known)) => *logged == **known,
            // After a leap the log may have nothing to compare; a moment is known by its number alone then.
            (None, Some(_)) => log.next() <= self.next(),
            _ => false,
        }
    }

    /// Takes in the next event.
    fn take(&mut self, event: Arc<Event>) {
        self.take_message(&event);
        if let Some(Endpoint::Client(client)) = event.kind.place() {
            self.clients.insert(client);
        }
        if let Some(node) = self.state.apply(&event.kind) {
            let state = self.state.nodes[&node];
            self.begin_band(node, Band { from: event.at, until: None, state });
        }
        if matches!(
            event.kind,
            EventKind::Cut { .. }
                | EventKind::Healed { .. }
                | EventKind::Clogged { .. }
                | EventKind::Unclogged { .. }
        ) {
            self.note_obstacles(event.at, Some(&event));
        }
        self.head = event.at.max(self.head);
        self.events.push_back(event);
    }

    fn take_message(&mut self, event: &Arc<Event>) {
        match event.kind {
            EventKind::Sent { packet, from, to, ref kind } => {
                let beat = matches!(kind, PacketKind::Heartbeat { .. }) || self.answers_beat(event);
                self.send(Arrow {
                    packet,
                    from,
                    to,
                    sent: event.at,
                    whole: true,
                    fate: Fate::UnderWay,
                    copy_of: None,
                    beat,
                    told: Arc::clone(event),
                });
            }
            EventKind::Duplicated { packet, copy } => {
                if let Some(original) = self.arrow(packet).cloned() {
                    self.send(Arrow {
                        packet: copy,
                        sent: event.at,
                        fate: Fate::UnderWay,
                        copy_of: Some(packet),
                        ..original
                    });
                }
            }
            EventKind::Delivered { packet, from, to, .. } => {
                let fate = Fate::Delivered { at: event.at, seq: event.seq };
                self.end(packet, from, to, fate, event);
            }
            EventKind::Lost { packet, from, to, reason, progress_ppm, .. } => {
                let fate = Fate::Lost { at: event.at, seq: event.seq, reason, progress_ppm };
                self.end(packet, from, to, fate, event);
            }
            _ => {}
        }
    }

    /// Whether a message is sent because a heartbeat arrived.
    fn answers_beat(&self, event: &Event) -> bool {
        let EventKind::Sent { kind: PacketKind::Ack { .. }, .. } = event.kind else { return false };
        let Cause::Packet(cause) = event.cause else { return false };
        self.arrow(cause).is_some_and(|asked| asked.beat)
    }

    fn send(&mut self, arrow: Arrow) {
        self.under_way.insert(arrow.packet);
        self.arrows.push_back(arrow);
    }

    fn end(
        &mut self,
        packet: PacketId,
        from: Endpoint,
        to: Endpoint,
        fate: Fate,
        event: &Arc<Event>,
    ) {
        self.under_way.remove(&packet);
        let early = self.early.iter().position(|arrow| arrow.packet == packet);
        if let Ok(at) = self.arrows.binary_search_by_key(&packet, |arrow| arrow.packet) {
            let arrow = &mut self.arrows[at];
            arrow.fate = fate;
            self.longest_us = event.at.since(arrow.sent).max(self.longest_us);
        } else if let Some(at) = early {
            self.early[at].fate = fate;
        } else {
            let sent = self.start().min(event.at);
            let told = Arc::clone(event);
            let beat = matches!(
                event.kind,
                EventKind::Delivered { kind: PacketKind::Heartbeat { .. }, .. }
                    | EventKind::Lost { kind: PacketKind::Heartbeat { .. }, .. }
            );
            let early =
                Arrow { packet, from, to, sent, whole: false, fate, copy_of: None, beat, told };
            self.early.push_back(early);
        }
    }

    fn begin_band(&mut self, node: NodeId, band: Band) {
        let bands = self.bands.get_or_default(node);
        if let Some(last) = bands.last_mut() {
            last.until = Some(band.from);
            // What lasted no time was not.
            if last.from == band.from {
                *last = band;
                return;
            }
        }
        bands.push_back(band);
    }

    /// Ends what is in the way no longer, and begins what is.
    fn note_obstacles(&mut self, at: Time, event: Option<&Arc<Event>>) {
        for (obstacle, links) in
            [(Obstacle::Cut, &self.state.cuts), (Obstacle::Clog, &self.state.clogs)]
        {
            let open = self
                .stretches
                .iter()
                .rposition(|stretch| stretch.obstacle == obstacle && stretch.until.is_none());
            if let Some(open) = open {
                if *self.stretches[open].links == *links {
                    continue;
                }
                self.stretches[open].until = Some(at);
            }
            if !links.is_empty() {
                let (links, began) = (Rc::new(links.clone()), event.cloned());
                self.stretches.push_back(Stretch { from: at, until: None, obstacle, links, began });
            }
        }
    }

    /// What the last bands say of themselves is what the view says: a role that no event told of is known by it.
    fn agree_with(&mut self, view: &ClusterView) {
        if view.now < self.head {
            return;
        }
        let truth = State::of(view);
        for (id, state) in truth.nodes {
            if self.state.nodes.get(&id) == Some(&state) {
                continue;
            }
            self.state.nodes.insert(id, state);
            let bands = self.bands.get_or_default(id);
            match bands.last_mut() {
                Some(last) => last.state = state,
                None => bands.push_back(Band { from: Time::ZERO, until: None, state }),
            }
        }
    }

    /// Forgets what is older than the log could tell.
    fn forget_oldest(&mut self) {
        let Some(excess) = self.events.len().checked_sub(EventLog::CAPACITY + 1) else { return };
        self.events.drop_front(excess + 1);
        let start = self.start();
        let old = place(&self.arrows, |arrow| arrow.sent < start);
        self.early.extend(self.arrows.range(0..old).cloned());
        self.arrows.drop_front(old);
        self.early.retain(|arrow| arrow.ended().is_none_or(|at| at >= start));
        let shortened = self.bands.iter().map(|(id, bands)| {
            let gone = place(bands, |band| band.until.is_some_and(|until| until <= start));
            let mut bands = bands.clone();
            bands.drop_front(gone);
            (*id, bands)
        });
        self.bands = shortened.collect();
        self.stretches.retain(|stretch| stretch.until.is_none_or(|until| until > start));
    }
}

/// How many come before: the first place at which `before` no longer holds.
fn place<T: Clone>(list: &Vector<T>, before: impl Fn(&T) -> bool) -> usize {
    let order =
        |it: &T| if before(it) { std::cmp::Ordering::Less } else { std::cmp::Ordering::Greater };
    list.binary_search_by(order).unwrap_or_else(|at| at)
}

impl RunKey {
    /// A made-up one that has reached this moment.
    #[cfg(test)]
    pub fn until(horizon: Time) -> Self {
        Self { setup: Setup::default(), branch: (0, 0), horizon, epoch: 0 }
    }
}
