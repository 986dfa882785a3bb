//! What lies in one stretch of time, laid out in whole pixels: lanes are columns, time runs down.

use std::collections::BTreeMap;

use crate::catalog::tr;
use crate::explain::words;
use crate::raft::{NodeId, Term};
use crate::sim::{
    ClusterView, Endpoint, Event, EventKind, Liveness, LossReason, PacketClass, PacketId, Role,
    Sign, Time,
};

use super::arrow::{Arrow, Fate};
use super::chronicle::{Band, Chronicle, Obstacle, Stretch};
use super::lanes::{Lane, Lanes};
use super::state::LaneState;
use super::thin::{Omission, rank_of, thin};
use super::ticks::{Tick, ticks};

/// What is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The moment at the top.
    pub from: Time,
    /// How wide, in pixels.
    pub width: i32,
    /// How high, in pixels.
    pub height: i32,
    /// Microseconds in a pixel.
    pub us_per_px: u64,
    /// The most messages that are drawn.
    pub most: usize,
}

impl Sheet {
    /// The room of the axis of time, to the left of the lanes, in pixels.
    pub const AXIS: i32 = 68;

    /// Where a moment stands.
    pub fn y(&self, at: Time) -> i32 {
        let (us, sign) =
            if at >= self.from { (at.since(self.from), 1) } else { (self.from.since(at), -1) };
        i32::try_from(us / self.us_per_px).unwrap_or(i32::MAX) * sign
    }

    /// The moment at the foot.
    pub fn to(&self) -> Time {
        let pixels = u64::try_from(self.height).unwrap_or(0);
        self.from.plus_us(pixels.saturating_mul(self.us_per_px))
    }

    /// Where the lanes have their room.
    pub fn room(&self) -> (i32, i32) {
        (Self::AXIS, self.width - 8)
    }
}

/// All that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// What was asked for.
    pub sheet: Sheet,
    /// Who stands where.
    pub lanes: Lanes,
    /// Moments along the axis.
    pub ticks: Vec<Tick>,
    /// What was in the way.
    pub stretches: Vec<StretchMark>,
    /// What the nodes were.
    pub bands: Vec<BandMark>,
    /// Messages.
    pub arrows: Vec<ArrowMark>,
    /// What happened on the lanes.
    pub spots: Vec<SpotMark>,
    /// What was left out.
    pub omitted: Vec<Omission>,
    /// How many events were left out that matter less, in a look so wide that their marks would hide what matters.
    pub unmarked: usize,
    /// The first moment of which anything is known, if it is in sight and not the beginning.
    pub forgotten: Option<i32>,
}

/// For how long something was in the way.
#[derive(Clone, Debug, PartialEq)]
pub struct StretchMark {
    pub y1: i32,
    pub y2: i32,
    pub obstacle: Obstacle,
    pub words: String,
}

/// What a node was for a while.
#[derive(Clone, Debug, PartialEq)]
pub struct BandMark {
    pub node: NodeId,
    /// The lane's middle.
    pub x: i32,
    pub y1: i32,
    pub y2: i32,
    /// What it was.
    pub state: LaneState,
    /// A few words for its beginning, if there is room.
    pub label: Option<String>,
    pub from: Time,
    /// Until when; `None` if it still is.
    pub until: Option<Time>,
}

impl BandMark {
    /// What the node was, in a word: its role, or that it did not run.
    pub fn what(&self) -> &'static str {
        match self.state.liveness {
            Some(Liveness::Down) | None => "down",
            Some(Liveness::Paused) => "paused",
            Some(Liveness::Up) => self.state.role.name(),
        }
    }
}

/// A message.
#[derive(Clone, Debug, PartialEq)]
pub struct ArrowMark {
    /// Its number.
    pub packet: PacketId,
    /// The kind's name, as in `state()`.
    pub kind: &'static str,
    /// What it is for.
    pub class: PacketClass,
    /// How much it matters.
    pub rank: PacketClass,
    /// The sender's term; `None` for what passes between clients and nodes.
    pub term: Option<Term>,
    /// Where it begins.
    pub from: (i32, i32),
    /// Where it ends.
    pub to: (i32, i32),
    pub end: End,
    /// Whether its beginning is known.
    pub whole: bool,
    /// Whether it is a copy that the network made.
    pub copy: bool,
}

/// How a message ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    Arrived,
    /// It was lost.
    Lost(LossReason),
    /// It is under way, and would arrive here if that is known.
    UnderWay(Option<(i32, i32)>),
}

/// Something that happened on a lane; where much did, the one that matters most stands for all.
#[derive(Clone, Debug, PartialEq)]
pub struct SpotMark {
    pub x: i32,
    pub y: i32,
    /// At whose lane.
    pub place: Endpoint,
    /// What stands there.
    pub sign: Sign,
    /// The node's term then.
    pub term: Option<Term>,
    /// The numbers of the events, the one that matters most first; not of all if there are very many.
    pub seqs: Vec<u64>,
    /// How many events there are.
    pub count: usize,
}

/// So far apart, in pixels, are two spots of a lane at least.
const SPOTS_APART: i32 = 9;

/// From so many microseconds a pixel on, there is room for one message in three pixels only.
const CROWDED_US: u64 = 2_000;

/// And for so many in any case.
const LEAST: usize = 60;

/// From so many microseconds a pixel on, only what matters is marked.
const WIDE_US: u64 = 4_000;

/// So many events of a spot are named.
const MOST_NAMED: usize = 8;

/// A label needs so much height, in pixels.
const LABEL: i32 = 13;

impl Picture {
    /// What a sheet shows of the events that are admitted. What is under way is drawn to where the view has it, if the
    /// view is of the last moment that is known.
    pub fn of(
        chronicle: &Chronicle,
        sheet: Sheet,
        view: Option<&ClusterView>,
        admits: &dyn Fn(&Event) -> bool,
    ) -> Self {
        let lanes = Lanes::of(chronicle.nodes(), &chronicle.clients(), sheet.room());
        let (from, to) = (sheet.from, sheet.to().min(chronicle.head()));
        let painter = Painter { chronicle, sheet, lanes: &lanes, admits };
        let admitted: Vec<&Arrow> =
            chronicle.arrows_in(from, to).filter(|arrow| admits(&arrow.told)).collect();
        let (drawn, omitted) = thin(admitted, painter.room().min(sheet.most));
        let view = view.filter(|view| view.now >= chronicle.head());
        let arrows = drawn.into_iter().filter_map(|arrow| painter.arrow(arrow, view)).collect();
        let start = chronicle.start();
        let (spots, unmarked) = painter.spots(from, to);
        Self {
            sheet,
            ticks: ticks(from, sheet.to(), sheet.us_per_px),
            stretches: painter.stretches(from, to),
            bands: painter.bands(from, to),
            arrows,
            spots,
            omitted,
            unmarked,
            forgotten: (start > from).then(|| sheet.y(start)),
            lanes,
        }
    }

    /// How wide it is, in pixels: as wide as was asked for, or as the lanes need.
    pub fn width(&self) -> i32 {
        self.sheet.width.max(self.lanes.right() + 8)
    }

    /// Where a message would be drawn, whether or not it is.
    pub fn place(
        &self,
        arrow: &Arrow,
        view: Option<&ClusterView>,
        head: Time,
    ) -> Option<ArrowMark> {
        mark(arrow, &self.sheet, &self.lanes, view, head)
    }
}

struct Painter<'a> {
    chronicle: &'a Chronicle,
    sheet: Sheet,
    lanes: &'a Lanes,
    admits: &'a dyn Fn(&Event) -> bool,
}

impl Painter<'_> {
    fn arrow(&self, arrow: &Arrow, view: Option<&ClusterView>) -> Option<ArrowMark> {
        mark(arrow, &self.sheet, self.lanes, view, self.chronicle.head())
    }

    fn stretches(&self, from: Time, to: Time) -> Vec<StretchMark> {
        let nodes: Vec<NodeId> = self.chronicle.nodes().collect();
        let stretches = self.chronicle.stretches_in(from, to);
        let admitted =
            stretches.filter(|it| it.began.as_ref().is_none_or(|event| (self.admits)(event)));
        let mark = |stretch: &Stretch| {
            let (y1, y2) = self.span(stretch.from, stretch.until);
            let words = match stretch.obstacle {
                Obstacle::Cut => words::cut_text(&nodes, &stretch.links),
                Obstacle::Clog => words::clog_text(&stretch.links),
            };
            StretchMark { y1, y2, obstacle: stretch.obstacle, words }
        };
        admitted.map(mark).collect()
    }

    fn bands(&self, from: Time, to: Time) -> Vec<BandMark> {
        let of = |id: NodeId| {
            let x = self.lanes.x(Endpoint::Node(id));
            let bands = self.chronicle.bands_in(id, from, to);
            bands
                .filter(|band| band.state.liveness.is_some())
                .filter_map(move |band| Some(self.band(id, x?, band)))
        };
        self.chronicle.nodes().flat_map(of).collect()
    }

    fn band(&self, node: NodeId, x: i32, band: &Band) -> BandMark {
        let (y1, y2) = self.span(band.from, band.until);
        let begins = self.sheet.y(band.from);
        let label = (begins >= 0 && y2 - begins >= LABEL)
            .then(|| label(band.state, self.lanes.room(Lane::Node(node))))
            .flatten();
        let (state, from, until) = (band.state, band.from, band.until);
        BandMark { node, x, y1, y2, state, label, from, until }
    }

    /// From where to where something is drawn that may begin above and end below, or not have ended.
    fn span(&self, from: Time, until: Option<Time>) -> (i32, i32) {
        let end = until.unwrap_or_else(|| self.chronicle.head());
        let y = |at| self.sheet.y(at).clamp(-8, self.sheet.height + 8);
        (y(from), y(end))
    }

    /// For how many messages there is room: in a wide look a second is few pixels high, and more lines than that would be
    /// one dark stain.
    fn room(&self) -> usize {
        let sheet = &self.sheet;
        let last = sheet.y(self.chronicle.head()).min(sheet.height);
        let first = sheet.y(self.chronicle.start()).max(0);
        let pixels = usize::try_from(last - first).unwrap_or(0);
        if sheet.us_per_px < CROWDED_US { usize::MAX } else { (pixels / 3).max(LEAST) }
    }

    fn spots(&self, from: Time, to: Time) -> (Vec<SpotMark>, usize) {
        let wide = self.sheet.us_per_px >= WIDE_US;
        let mut unmarked = 0;
        let mut spots: Vec<SpotMark> = Vec::new();
        let mut last: BTreeMap<i32, usize> = BTreeMap::new();
        for event in self.chronicle.events_in(from, to) {
            let Some(sign) = event.kind.sign().filter(|_| (self.admits)(event)) else {
                continue;
            };
            if wide && sign < Sign::Voted {
                unmarked += 1;
                continue;
            }
            let Some(place) = event.kind.place() else { continue };
            let Some(x) = self.lanes.x(place) else { continue };
            let y = self.sheet.y(event.at);
            match last.get(&x).map(|at| &mut spots[*at]) {
                Some(spot) if y - spot.y < SPOTS_APART => {
                    spot.count += 1;
                    if sign > spot.sign {
                        (spot.sign, spot.place) = (sign, place);
                        spot.term = self.term(place, event);
                        spot.seqs.insert(0, event.seq);
                        spot.seqs.truncate(MOST_NAMED);
                    } else if spot.seqs.len() < MOST_NAMED {
                        spot.seqs.push(event.seq);
                    }
                }
                _ => {
                    last.insert(x, spots.len());
                    let term = self.term(place, event);
                    spots.push(SpotMark {
                        x,
                        y,
                        place,
                        sign,
                        term,
                        seqs: vec![event.seq],
                        count: 1,
                    });
                }
            }
        }
        (spots, unmarked)
    }

    fn term(&self, place: Endpoint, event: &Event) -> Option<Term> {
        match (&event.kind, place) {
            (EventKind::RoleChanged { term, .. } | EventKind::Voted { term, .. }, _) => Some(*term),
            (_, Endpoint::Node(id)) => self.chronicle.state_at(id, event.at)?.term,
            (_, Endpoint::Client(_)) => None,
        }
    }
}

fn mark(
    arrow: &Arrow,
    sheet: &Sheet,
    lanes: &Lanes,
    view: Option<&ClusterView>,
    head: Time,
) -> Option<ArrowMark> {
    let (x1, x2) = (lanes.x(arrow.from)?, lanes.x(arrow.to)?);
    let from = (x1, sheet.y(arrow.sent));
    let (to, end) = match arrow.fate {
        Fate::Delivered { at, .. } => ((x2, sheet.y(at)), End::Arrived),
        Fate::Lost { at, reason, progress_ppm, .. } => {
            ((between(x1, x2, progress_ppm), sheet.y(at)), End::Lost(reason))
        }
        Fate::UnderWay => {
            let packet = view.and_then(|view| {
                let at = view.packets.binary_search_by_key(&arrow.packet, |packet| packet.id);
                at.ok().map(|at| (&view.packets[at], view.now))
            });
            match packet {
                Some((packet, now)) => {
                    let come = between(x1, x2, packet.progress_ppm(now));
                    let due = (x2, sheet.y(packet.due.max(now)));
                    ((come, sheet.y(now)), End::UnderWay(Some(due)))
                }
                None => ((between(x1, x2, 500_000), sheet.y(head)), End::UnderWay(None)),
            }
        }
    };
    let kind = arrow.kind();
    Some(ArrowMark {
        packet: arrow.packet,
        kind: kind.name(),
        class: kind.class(),
        rank: rank_of(arrow),
        term: kind.term(),
        from,
        to,
        end,
        whole: arrow.whole,
        copy: arrow.copy_of.is_some(),
    })
}

fn between(x1: i32, x2: i32, ppm: u32) -> i32 {
    let way = i64::from(x2 - x1) * i64::from(ppm.min(1_000_000)) / 1_000_000;
    x1 + i32::try_from(way).unwrap_or(0)
}

/// What a node is, in as few words as its lane has room for.
fn label(state: LaneState, pitch: i32) -> Option<String> {
    let term = state.term.map_or("t?".to_owned(), |term| format!("t{term}"));
    let word = match (state.liveness, state.role) {
        (Some(Liveness::Down), _) => return (pitch >= 44).then(|| tr!("down").to_owned()),
        (Some(Liveness::Paused), _) => return (pitch >= 44).then(|| tr!("paused").to_owned()),
        (_, Role::Follower) => return (pitch >= 34).then_some(term),
        (_, role) if pitch >= 96 => tr(role.name()),
        (_, Role::Leader) => tr!("leader"),
        (_, Role::Candidate) => tr!("cand."),
        (_, Role::PreCandidate) => tr!("pre-c."),
        (_, Role::Learner) => tr!("learner"),
    };
    match pitch {
        70.. => Some(format!("{word} {term}")),
        34.. => Some(term),
        _ => None,
    }
}
