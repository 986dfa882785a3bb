//! Packets on their way: each where the share of its time that has passed puts it.

use std::collections::BTreeMap;

use crate::catalog::tr;
use crate::compact::{Gather, sort};
use crate::explain::words;
use crate::raft::{AppendOutcome, Term};
use crate::sim::{ClusterView, Endpoint, PacketId, PacketKind, PacketView, Time};

use super::geometry::Point;
use super::group::text_width;
use super::layout::Layout;
use super::link::CLOG;

/// A packet at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct PacketMark {
    pub at: Point,
    /// How much of it is left to see, in percent: one that will be lost fades.
    pub fade: u8,
    /// Whether it breaks here: a cross is drawn over it.
    pub broken: bool,
    /// Whether it waits before a clog.
    pub waits: bool,
    /// What stays the same on its whole way.
    pub body: PacketBody,
}

/// What of a packet does not change on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct PacketBody {
    /// Its number.
    pub id: PacketId,
    /// What is drawn.
    pub shape: Shape,
    /// The kind's name, as in `state()`.
    pub kind: &'static str,
    /// Its colour; `None` for what passes between clients and nodes.
    pub term: Option<Term>,
    /// The direction it moves in, in degrees: its tail points the other way.
    pub angle: i32,
    /// What it is, from whom, to whom, for those who do not see it.
    pub label: String,
}

/// The shape of a packet: a person tells kinds apart by it alone.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// An open diamond with a question mark.
    VoteRequest,
    /// A full diamond with a tick.
    Vote,
    /// An open diamond with a cross.
    VoteRefused,
    /// The same three, dotted: before the election, nothing counts yet.
    PreVoteRequest,
    /// See [`Shape::PreVoteRequest`].
    PreVote,
    /// See [`Shape::PreVoteRequest`].
    PreVoteRefused,
    /// A diamond with a question mark, under a crown that was promised.
    SuccessorVoteRequest,
    /// A crown on a plate: take over.
    TimeoutNow,
    /// A parcel, and how much of the snapshot has been sent with it, in percent.
    Chunk(u8),
    /// A parcel with a tick.
    ChunkAck,
    /// A small ring.
    Heartbeat,
    /// A stack with the number of entries.
    Entries(u32),
    /// A stack with two people: who takes part from now on.
    Configuration,
    /// A circle with a tick.
    Ack,
    /// A circle with a cross.
    Reject,
    /// A client's request, with its words and half its width.
    Request(String, f32),
    /// An answer, with its words and half its width.
    Answer(String, f32),
    /// An answer that says no.
    Refusal(String, f32),
}

/// How far on its way a packet breaks that will be lost: in the middle, where a cut link has its gap.
pub const BREAK: f32 = 0.5;

/// How far apart packets queue before a clog, as the most that is seen of each.
const QUEUED: f32 = 13.0;

/// The most packets of a queue that stand apart; the rest stand with the last of them.
const QUEUE: usize = 7;

/// In how many steps a packet travels when motion is to be reduced.
const STEPS: f32 = 6.0;

/// The size of the type in a pill.
pub const PILL_TEXT: f32 = 12.0;

/// The packets of a view at a moment. `calm`: in a few steps instead of smoothly.
pub fn packets(view: &ClusterView, now: Time, layout: &Layout, calm: bool) -> Vec<PacketMark> {
    let way = |packet: &PacketView| (packet.from, packet.to, packet.sent, packet.due);
    // How many share a way and its times, and how many of them had their turn.
    let mut twins: BTreeMap<(Endpoint, Endpoint, Time, Time), (u16, u16)> = BTreeMap::new();
    for packet in &view.packets {
        twins.entry(way(packet)).or_default().0 += 1;
    }
    let queues = Queues::of(view);
    view.packets
        .iter()
        .filter_map(|packet| {
            let (count, rank) = twins.get_mut(&way(packet))?;
            let aside = f32::from(*rank) * (48.0 / f32::from(*count)).min(16.0);
            *rank += 1;
            mark(packet, aside, queues.place(packet), now, layout, calm)
        })
        .collect()
}

/// Who comes after whom on each clogged link, and among what is held back on a link.
struct Queues(BTreeMap<(Endpoint, Endpoint), Vec<(Time, PacketId)>>);

impl Queues {
    fn of(view: &ClusterView) -> Self {
        let ends = view.clogs.iter().map(|(from, to)| (Endpoint::Node(*from), Endpoint::Node(*to)));
        let mut queues: BTreeMap<_, Vec<_>> = ends.map(|ends| (ends, Vec::new())).gather();
        if !queues.is_empty() {
            for packet in view.packets.iter().filter(|packet| !packet.doomed) {
                if let Some(queue) = queues.get_mut(&(packet.from, packet.to)) {
                    queue.push((packet.due, packet.id));
                }
            }
        }
        for packet in view.packets.iter().filter(|packet| packet.held) {
            let queue = queues.entry((packet.from, packet.to)).or_default();
            if !queue.contains(&(packet.due, packet.id)) {
                queue.push((packet.due, packet.id));
            }
        }
        queues.values_mut().for_each(|queue| sort(queue));
        Self(queues)
    }

    /// How many are before it; `None` where nothing is clogged.
    fn place(&self, packet: &PacketView) -> Option<usize> {
        let queue = self.0.get(&(packet.from, packet.to))?;
        queue.binary_search(&(packet.due, packet.id)).ok()
    }
}

fn mark(
    packet: &PacketView,
    aside: f32,
    queued: Option<usize>,
    now: Time,
    layout: &Layout,
    calm: bool,
) -> Option<PacketMark> {
    let (from, to) = layout.track(packet.from, packet.to)?;
    let mut body = PacketBody::of(packet, from.direction(to).degrees());
    let seated = |end| match end {
        Endpoint::Client(id) => layout.clients.iter().any(|seat| seat.id == id),
        Endpoint::Node(_) => true,
    };
    if !(seated(packet.from) && seated(packet.to)) {
        body.shape.fall_silent();
    }
    let mut passed = packet.progress_ppm(now) as f32 / 1e6;
    if calm {
        passed = (passed * STEPS).floor() / STEPS;
    }
    let (mut along, fade, broken) = if packet.doomed { doom(passed) } else { (passed, 100, false) };
    if let Some(before) = queued {
        // It stops behind those that came before it.
        let step = QUEUED * layout.scale() / from.distance(to).max(1.0);
        along = along.min((CLOG - step * before.min(QUEUE) as f32).max(0.0));
    }
    // Packets that would be drawn on one spot all the way travel side by side, like a hand of cards when they are many;
    // pills, which are wide, are spread.
    let aside = match body.shape {
        Shape::Request(..) | Shape::Answer(..) | Shape::Refusal(..) => {
            f32::from(spread(packet.id)) * 9.0
        }
        _ => aside,
    } * layout.scale();
    let at = from.toward(to, along) + from.direction(to).right() * aside;
    Some(PacketMark { at, fade, broken, waits: packet.waits, body })
}

/// Where a packet is that will be lost, how much of it is left, and whether it is breaking.
fn doom(passed: f32) -> (f32, u8, bool) {
    if passed < BREAK {
        (passed, 100 - (passed * 60.0) as u8, false)
    } else {
        let left = (1.0 - passed) / (1.0 - BREAK);
        (BREAK, (left * 70.0) as u8, true)
    }
}

/// A number from -2 to 2 that is a packet's own for life.
fn spread(id: PacketId) -> i8 {
    (id.0 % 5) as i8 - 2
}

impl Shape {
    /// Without its words: those of many clients would lie on each other and on the nodes.
    fn fall_silent(&mut self) {
        const HALF: f32 = 9.0;
        if let Self::Request(words, half) | Self::Answer(words, half) | Self::Refusal(words, half) =
            self
        {
            words.clear();
            *half = HALF;
        }
    }
}

impl PacketBody {
    fn of(packet: &PacketView, angle: i32) -> Self {
        let kind = &packet.kind;
        let mut label = tr!(
            "{packet} {kind}, {from} to {to}",
            packet = packet.id,
            kind = words::packet_name(kind),
            from = packet.from,
            to = packet.to
        );
        let fate = match (packet.doomed, packet.waits) {
            (true, _) => Some(tr!("will be lost")),
            (false, true) if packet.held => Some(tr!("held")),
            (false, true) => Some(tr!("waits at a clog")),
            (false, false) => None,
        };
        if let Some(fate) = fate {
            label.push_str(", ");
            label.push_str(fate);
        }
        Self {
            id: packet.id,
            shape: shape(kind),
            kind: kind.name(),
            term: kind.term(),
            angle,
            label,
        }
    }
}

/// The shape that stands for a kind of packet.
pub fn shape(kind: &PacketKind) -> Shape {
    let half = |text: &str| text_width(text, PILL_TEXT) / 2.0 + 8.0;
    match kind {
        PacketKind::VoteRequest { .. } => Shape::VoteRequest,
        PacketKind::Vote { granted: true, .. } => Shape::Vote,
        PacketKind::Vote { granted: false, .. } => Shape::VoteRefused,
        PacketKind::Heartbeat { .. } => Shape::Heartbeat,
        PacketKind::Entries { configuration: true, .. } => Shape::Configuration,
        PacketKind::Entries { count, .. } => Shape::Entries(*count),
        PacketKind::Ack { outcome: AppendOutcome::Accepted { .. }, .. } => Shape::Ack,
        PacketKind::Ack { outcome: AppendOutcome::Rejected { .. }, .. } => Shape::Reject,
        PacketKind::PreVoteRequest { .. } => Shape::PreVoteRequest,
        PacketKind::PreVote { granted: true, .. } => Shape::PreVote,
        PacketKind::PreVote { granted: false, .. } => Shape::PreVoteRefused,
        PacketKind::SuccessorVoteRequest { .. } => Shape::SuccessorVoteRequest,
        PacketKind::TimeoutNow { .. } => Shape::TimeoutNow,
        PacketKind::Chunk { offset, bytes, total, .. } => {
            Shape::Chunk(words::percent(offset.saturating_add(*bytes), *total))
        }
        PacketKind::ChunkAck { .. } => Shape::ChunkAck,
        PacketKind::Request { operation, .. } => {
            let verb = words::operation_text(operation);
            let text = cut_short(&verb, 12);
            let half = half(&text);
            Shape::Request(text, half)
        }
        PacketKind::Answer { operation, reply, may_be_old, .. } => {
            let text = cut_short(&words::answer_text(operation, reply, *may_be_old), 12);
            let half = half(&text);
            Shape::Answer(text, half)
        }
        PacketKind::Refusal { leader, .. } => {
            let text = leader
                .map_or_else(|| tr!("no leader").to_string(), |leader| tr!("ask {leader}", leader));
            let half = half(&text);
            Shape::Refusal(text, half)
        }
        PacketKind::ReadIndexRequest { .. } => {
            let text = tr!("read?").to_string();
            let half = half(&text);
            Shape::Request(text, half)
        }
        PacketKind::ReadIndexAnswer { index: Some(index), .. } => {
            let text = tr!("read {index}", index);
            let half = half(&text);
            Shape::Answer(text, half)
        }
        PacketKind::ReadIndexAnswer { index: None, .. } => {
            let text = tr!("no leader").to_string();
            let half = half(&text);
            Shape::Refusal(text, half)
        }
        PacketKind::Overloaded { .. } => {
            let text = tr!("overloaded").to_string();
            let half = half(&text);
            Shape::Refusal(text, half)
        }
    }
}

/// The first letters of a text, and a sign if there are more.
pub fn cut_short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        text.to_string()
    } else {
        text.chars().take(most - 1).chain(['…']).collect()
    }
}

/// The fields of a packet, as name and value, for the card that explains it.
pub fn fields(packet: &PacketView, now: Time) -> Vec<(&'static str, String)> {
    let mut fields =
        vec![(tr!("from"), packet.from.to_string()), (tr!("to"), packet.to.to_string())];
    fields.extend(words::packet_fields(&packet.kind).into_iter().map(|it| (it.plain, it.value)));
    fields.extend([
        (tr!("sent"), packet.sent.to_string()),
        (tr!("due"), packet.due.to_string()),
        (tr!("on its way for"), words::duration(now.since(packet.sent))),
        (tr!("arrives in"), words::duration(packet.due.since(now))),
    ]);
    if packet.doomed {
        fields.push((tr!("fate"), tr!("will be lost").to_string()));
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Change, cluster, heartbeat, idle_clients, n};
    use super::super::ring::Viewport;
    use super::*;
    use crate::kv::Operation;
    use crate::raft::{Index, LogId, Term};
    use crate::sim::{ClientId, Leg};

    fn drawn_at(view: &ClusterView, now: u64, calm: bool) -> Vec<PacketMark> {
        let layout = Layout::of(view, Viewport { width: 800.0, height: 600.0 }, false);
        packets(view, Time(now), &layout, calm)
    }

    #[test]
    fn a_packet_goes_from_rim_to_rim_at_an_even_pace() {
        let view = cluster(5).packet(1, 3, heartbeat());
        let [start, middle, end] =
            [995_000, 1_000_000, 1_005_000].map(|now| drawn_at(&view, now, false)[0].at);
        assert!(start.toward(end, 0.5).distance(middle) < 0.5);
        let layout = Layout::of(&view, Viewport { width: 800.0, height: 600.0 }, false);
        let goal = layout.ring.seat(n(3)).unwrap();
        assert!(end.distance(goal) < layout.ring.radius * 1.4);
        assert_eq!(drawn_at(&view, 2_000_000, false)[0].at, end, "late is arrived");
        assert_eq!(drawn_at(&view, 0, false)[0].at, start, "early is not yet gone");
    }

    #[test]
    fn two_packets_that_meet_pass_each_other() {
        let view = cluster(5).packet(1, 2, heartbeat()).packet(2, 1, heartbeat());
        let marks = drawn_at(&view, 1_000_000, false);
        assert!(marks[0].at.distance(marks[1].at) > 12.0);
    }

    #[test]
    fn twins_travel_side_by_side() {
        let view = cluster(5).packet(1, 2, heartbeat()).packet(1, 2, heartbeat());
        for now in [995_000, 1_000_000, 1_005_000] {
            let marks = drawn_at(&view, now, false);
            assert!(marks[0].at.distance(marks[1].at) > 10.0);
        }
    }

    #[test]
    fn many_twins_keep_together_and_are_still_many() {
        let view = (0..12).fold(cluster(5), |view, _| view.packet(1, 2, heartbeat()));
        let marks = drawn_at(&view, 1_000_000, false);
        assert!(marks[0].at.distance(marks[11].at) < 60.0);
        assert!(marks.windows(2).all(|pair| pair[0].at.distance(pair[1].at) > 2.0));
    }

    #[test]
    fn a_lost_packet_fades_and_breaks_in_the_middle() {
        let mut view = cluster(5).packet(1, 2, heartbeat());
        let whole = drawn_at(&view, 1_000_000, false)[0].clone();
        view.packets[0].doomed = true;
        let before = drawn_at(&view, 998_000, false)[0].clone();
        assert!(!before.broken && before.fade < 100 && before.fade > 60);
        let after = drawn_at(&view, 1_003_000, false)[0].clone();
        assert!(after.broken && after.fade < before.fade);
        assert!(after.at.distance(whole.at) < 0.5);
        assert_eq!(drawn_at(&view, 1_005_000, false)[0].fade, 0);
    }

    #[test]
    fn packets_queue_before_a_clog_in_the_order_in_which_they_came() {
        let mut view = cluster(5);
        for _ in 0..3 {
            view = view.packet(1, 2, heartbeat());
        }
        view.packets[1].due = Time(1_003_000);
        view.clogs.insert((n(1), n(2)));
        let marks = drawn_at(&view, 1_010_000, false);
        let layout = Layout::of(&view, Viewport { width: 800.0, height: 600.0 }, false);
        let goal = layout.ring.seat(n(2)).unwrap();
        let left = |at: usize| marks[at].at.distance(goal);
        assert!(left(1) < left(0) && left(0) < left(2), "{:?}", [0, 1, 2].map(left));
        assert!(left(1) > layout.ring.radius * 1.5, "none of them is at the door");
        view.clogs.clear();
        assert!(drawn_at(&view, 1_010_000, false)[1].at.distance(goal) < left(1));
    }

    #[test]
    fn what_is_held_waits_on_its_way_and_the_rest_passes_by() {
        let mut view = cluster(5).packet(1, 2, heartbeat()).packet(1, 2, heartbeat());
        (view.packets[0].held, view.packets[0].waits) = (true, true);
        let marks = drawn_at(&view, 1_010_000, false);
        let layout = Layout::of(&view, Viewport { width: 800.0, height: 600.0 }, false);
        let left = |at: usize| marks[at].at.distance(layout.ring.seat(n(2)).unwrap());
        assert!(left(0) > layout.ring.radius * 1.5 && left(1) < left(0), "{:?}", [0, 1].map(left));
    }

    #[test]
    fn a_part_of_a_snapshot_shows_how_much_has_been_sent() {
        let last = LogId { term: Term(1), index: Index(40) };
        let chunk =
            |offset, bytes, total| PacketKind::Chunk { term: Term(1), last, offset, bytes, total };
        assert_eq!(shape(&chunk(0, 64, 128)), Shape::Chunk(50));
        assert_eq!(shape(&chunk(64, 64, 128)), Shape::Chunk(100));
        assert_eq!(shape(&chunk(0, 0, 0)), Shape::Chunk(100));
    }

    #[test]
    fn reduced_motion_moves_in_steps() {
        let view = cluster(5).packet(1, 2, heartbeat());
        let at = |now| drawn_at(&view, now, true)[0].at;
        assert_eq!(at(995_000), at(996_600));
        assert_ne!(at(996_600), at(996_700));
    }

    #[test]
    fn a_packet_that_is_held_up_stays_where_it_is_and_goes_on_from_there() {
        let mut view = cluster(5).packet(1, 2, heartbeat());
        let before = drawn_at(&view, 1_000_000, false)[0].at;
        view.packets[0].due = Time(1_105_000);
        view.packets[0].leg = Leg { since: Time(1_000_000), done_ppm: 500_000 };
        assert!(drawn_at(&view, 1_000_000, false)[0].at.distance(before) < 0.01);
        assert!(drawn_at(&view, 1_010_000, false)[0].at.distance(before) > 1.0);
    }

    #[test]
    fn what_many_clients_say_is_drawn_without_words() {
        let mut view = cluster(5).packet(1, 2, heartbeat());
        view.clients = idle_clients(9);
        let operation = Operation::Get { key: "k".into() };
        view.packets[0].kind = PacketKind::Request { sequence: 4, attempt: 1, operation };
        let mut words = |id| {
            view.packets[0].from = Endpoint::Client(ClientId(id));
            match drawn_at(&view, 1_000_000, false).remove(0).body.shape {
                Shape::Request(words, _) => words,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(words(1), "get k", "the person at the console stands alone");
        assert_eq!(words(5), "");
    }

    #[test]
    fn a_request_is_labelled_and_its_fields_are_listed() {
        let mut view = cluster(5).packet(1, 2, heartbeat());
        let operation = Operation::Put { key: "colour".into(), value: "green".into() };
        view.packets[0].kind = PacketKind::Request { sequence: 4, attempt: 2, operation };
        view.packets[0].from = Endpoint::Client(ClientId(1));
        let mark = &drawn_at(&view, 1_000_000, false)[0];
        assert_eq!(mark.body.label, "p1 put colour green (try 2), you to n2");
        assert!(matches!(&mark.body.shape, Shape::Request(text, _) if text == "put colour …"));
        let fields = fields(&view.packets[0], Time(1_000_000));
        for expected in [("asks", "put colour green"), ("sequence", "4"), ("arrives in", "5.0 ms")]
        {
            assert!(fields.iter().any(|(name, value)| (*name, &**value) == expected), "{fields:?}");
        }
    }

    #[test]
    fn a_configuration_is_seen_said_and_listed() {
        let (term, last) = (Term(3), LogId { term: Term(3), index: Index(8) });
        let (prev_log, leader_commit) = (LogId::default(), Index(7));
        let entries = |configuration| PacketKind::Entries {
            term,
            prev_log,
            count: 2,
            last,
            leader_commit,
            configuration,
            terms: crate::sim::packet_kind::EntryTerms::default(),
        };
        let view = cluster(5).packet(1, 2, entries(true)).packet(1, 2, entries(false));
        let [one, other] = &drawn_at(&view, 1_000_000, false)[..] else { panic!("two packets") };
        assert_eq!((&one.body.shape, one.body.kind), (&Shape::Configuration, "configuration"));
        assert_eq!((&other.body.shape, other.body.kind), (&Shape::Entries(2), "entries"));
        assert_eq!(one.body.label, "p1 configuration in 2 entries up to 8, n1 to n2");
        let fields = fields(&view.packets[0], Time(1_000_000));
        let value = "2, the last at index 8, term 3, with a configuration";
        assert!(fields.contains(&("entries", value.to_string())), "{fields:?}");
    }

    #[test]
    fn a_refusal_names_the_node_to_ask() {
        let says = |leader| match shape(&PacketKind::Refusal { sequence: 1, leader }) {
            Shape::Refusal(text, _) => text,
            other => panic!("{other:?}"),
        };
        assert_eq!(says(Some(n(3))), "ask n3");
        assert_eq!(says(None), "no leader");
    }

    #[test]
    fn every_kind_of_raft_packet_names_its_term_in_its_fields() {
        let view = cluster(2).packet(1, 2, heartbeat());
        let fields = fields(&view.packets[0], Time(1_000_000));
        assert!(fields.contains(&("term", "3".to_string())));
        assert!(fields.contains(&("after entry", "index 7, term 2".to_string())));
    }
}
