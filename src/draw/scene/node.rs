//! Nodes: who they are, what they believe, and how long they still wait.

use std::f32::consts::{FRAC_PI_2, TAU};

use crate::catalog::tr;
use crate::explain::words;
use crate::raft::{NodeId, Term, Timer};
use crate::sim::{ClusterView, Liveness, NodeView, Role, Time, TimerView};

use super::badge::{Badge, badges};
use super::geometry::{Point, Rect, within};
use super::ring::{Detail, Ring};

/// A node as it is drawn; the same from frame to frame until something about it changes.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeMark {
    pub id: NodeId,
    /// Its middle.
    pub at: Point,
    /// The radius of its body.
    pub radius: f32,
    /// How it is drawn: outline and icon.
    pub look: Look,
    /// Its term: the colour.
    pub term: Term,
    /// What is written in it, by place.
    pub texts: Vec<Text>,
    /// Where the role's icon goes, relative to the middle, and its size; `None` where there is no room.
    pub icon: Option<(Point, f32)>,
    /// A candidate's votes.
    pub pips: Vec<Pip>,
    /// What is peculiar to it.
    pub badges: Vec<Badge>,
    /// Whether it is picked.
    pub picked: bool,
    /// All of it in words.
    pub label: String,
}

/// How a node is drawn. Each has its own outline, icon and word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// It follows.
    Follower,
    /// It asks whether it could win.
    PreCandidate,
    /// It stands for election.
    Candidate,
    /// It leads.
    Leader,
    /// It leads a term that is over and does not know it yet: another leads a later one.
    LateLeader,
    /// It learns and does not vote.
    Learner,
    /// It is not a member of the cluster, as far as it knows.
    Outsider,
    /// Its process is stopped; whether it leads.
    Paused {
        /// Whether it held the lead when it was stopped.
        leads: bool,
    },
    /// It crashed.
    Down,
    /// It is down, and will not serve from what is on its disk.
    Refusing,
}

/// A line of text in a node.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Which one.
    pub role: TextRole,
    /// Its baseline, in pixels below the node's middle.
    pub dy: f32,
    /// Its size in pixels.
    pub size: f32,
    /// The words.
    pub text: String,
}

/// What a line in a node says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextRole {
    Name,
    /// The role, or what has become of it.
    Word,
    /// Term, commit index and last index; or votes.
    Facts,
}

/// One voter's answer, inside a candidate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pip {
    /// Whose answer.
    pub voter: NodeId,
    /// Where, relative to the candidate's middle.
    pub at: Point,
    /// How large.
    pub radius: f32,
    /// What it was.
    pub vote: Vote,
}

/// A voter's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vote {
    /// It voted for the candidate.
    Granted,
    Refused,
    /// Nothing came yet.
    Awaited,
}

/// How long a node still waits: an arc that runs out.
#[derive(Clone, Debug, PartialEq)]
pub struct Arc {
    pub id: NodeId,
    /// The node's term: the colour.
    pub term: Term,
    /// Whether it is a leader's heartbeat timer, rather than an election timer.
    pub heart: bool,
    /// Whether an election timer is about to fire.
    pub soon: bool,
    /// The path; it ends on top when there is nothing left of it.
    pub path: String,
}

/// A node's disk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disk {
    pub id: NodeId,
    /// The middle of its symbol.
    pub at: Point,
    /// The symbol's size, 1 being 22 by 16 pixels.
    pub scale: f32,
    /// Writes on their way.
    pub pending: usize,
    /// How much of the oldest of them is done, in percent.
    pub done: u8,
}

impl NodeMark {
    /// How a node is drawn.
    pub fn of(node: &NodeView, view: &ClusterView, ring: &Ring, picked: bool) -> Option<Self> {
        let at = ring.seat(node.id)?;
        let look = Look::of(node, view);
        let pips = pips(node, ring);
        let texts = texts(node, look, view, ring, !pips.is_empty());
        Some(Self {
            id: node.id,
            at,
            radius: ring.radius,
            look,
            term: node.term,
            texts,
            icon: icon(look, ring, !pips.is_empty()),
            pips,
            badges: badges(node, ring),
            picked,
            label: label(node, look, view),
        })
    }
}

impl Look {
    /// How this node is drawn, among the others.
    pub fn of(node: &NodeView, view: &ClusterView) -> Self {
        let leads = node.role == Role::Leader;
        match (node.liveness, node.role) {
            (Liveness::Down, _) if node.machine.refused.is_some() => Self::Refusing,
            (Liveness::Down, _) => Self::Down,
            (Liveness::Paused, _) => Self::Paused { leads },
            (Liveness::Up, Role::Follower) if !node.configuration.members().contains(node.id) => {
                Self::Outsider
            }
            (Liveness::Up, Role::Follower) => Self::Follower,
            (Liveness::Up, Role::PreCandidate) => Self::PreCandidate,
            (Liveness::Up, Role::Candidate) => Self::Candidate,
            (Liveness::Up, Role::Learner) => Self::Learner,
            (Liveness::Up, Role::Leader) => {
                let later = |other: &NodeView| {
                    other.role == Role::Leader
                        && other.liveness != Liveness::Down
                        && other.term > node.term
                };
                if view.nodes.iter().any(later) { Self::LateLeader } else { Self::Leader }
            }
        }
    }

    /// The word in the node.
    pub fn word(self) -> &'static str {
        match self {
            Self::Follower => tr!("follower"),
            Self::PreCandidate => tr!("pre-candidate"),
            Self::Candidate => tr!("candidate"),
            Self::Leader => tr!("leader"),
            Self::LateLeader => tr!("leader?"),
            Self::Learner => tr!("learner"),
            Self::Outsider => tr!("outsider"),
            Self::Paused { .. } => tr!("paused"),
            Self::Down => tr!("down"),
            Self::Refusing => tr!("refuses"),
        }
    }
}

/// The lines of text in a node, each as large as its place allows.
fn texts(node: &NodeView, look: Look, view: &ClusterView, ring: &Ring, pips: bool) -> Vec<Text> {
    let detail = ring.detail();
    let facts = match detail {
        Detail::Full if pips => {
            let (term, votes, quorum) = (node.term, node.votes.len(), view.quorum);
            tr!("t{term} · {votes} of {quorum}", term, votes, quorum)
        }
        Detail::Full => format!("t{} · {}/{}", node.term, node.commit, node.log.last().index),
        Detail::Compact if stands(node) => {
            format!("t{} {}/{}", node.term, node.votes.len(), view.quorum)
        }
        Detail::Compact => format!("t{} {}/{}", node.term, node.commit, node.log.last().index),
        Detail::Tiny if stands(node) => format!("{}/{}", node.votes.len(), view.quorum),
        Detail::Tiny => format!("t{}", node.term),
    };
    let name = node.id.to_string();
    let word = look.word().to_string();
    // Baseline and size as shares of the radius.
    let lines: &[(TextRole, f32, f32, String)] = match detail {
        Detail::Full if pips => &[
            (TextRole::Name, -0.22, 0.4, name),
            (TextRole::Word, 0.08, 0.25, word),
            (TextRole::Facts, 0.34, 0.22, facts),
        ],
        Detail::Full => &[
            (TextRole::Name, -0.06, 0.44, name),
            (TextRole::Word, 0.26, 0.27, word),
            (TextRole::Facts, 0.58, 0.24, facts),
        ],
        Detail::Compact => {
            &[(TextRole::Name, 0.1, 0.56, name), (TextRole::Facts, 0.56, 0.36, facts)]
        }
        Detail::Tiny => &[(TextRole::Name, 0.12, 0.72, name), (TextRole::Facts, 0.72, 0.52, facts)],
    };
    lines
        .iter()
        .map(|(role, dy, share, text)| Text {
            role: *role,
            dy: dy * ring.radius,
            size: fitted(text, *role, *dy, *share, ring.radius),
            text: text.clone(),
        })
        .collect()
}

/// The size at which a line keeps inside its node: the wanted share of the radius, or less.
fn fitted(text: &str, role: TextRole, dy: f32, share: f32, radius: f32) -> f32 {
    let wanted = (share * radius).max(if role == TextRole::Name { 0.0 } else { 10.0 });
    // The line's farther edge from the middle is where the node is narrower.
    let edge = (dy * radius + wanted * 0.2).abs().max((dy * radius - wanted * 0.8).abs());
    let half = (radius * radius * 0.92 - edge * edge).max(0.0).sqrt();
    let letters = text.chars().count().max(1) as f32;
    wanted.min(2.0 * half / (letters * letter(role)))
}

/// The width of a letter as a share of the type's size.
pub fn letter(role: TextRole) -> f32 {
    match role {
        TextRole::Name | TextRole::Facts => 0.61,
        TextRole::Word => 0.58,
    }
}

/// Where the icon goes: a leader's crown on top of the node, the others inside.
fn icon(look: Look, ring: &Ring, pips: bool) -> Option<(Point, f32)> {
    let r = ring.radius;
    let crown = matches!(look, Look::Leader | Look::LateLeader | Look::Paused { leads: true });
    match ring.detail() {
        _ if crown => Some((Point::new(0.0, -1.2 * r), r / 56.0)),
        Detail::Full if pips => Some((Point::new(0.0, -0.76 * r), r / 72.0)),
        Detail::Full => Some((Point::new(0.0, -0.68 * r), r / 62.0)),
        Detail::Compact => Some((Point::new(0.0, -0.62 * r), r / 52.0)),
        Detail::Tiny => None,
    }
}

/// Whether it asks for votes.
fn stands(node: &NodeView) -> bool {
    node.liveness != Liveness::Down && matches!(node.role, Role::Candidate | Role::PreCandidate)
}

/// A candidate's votes along its lower rim, by voter; none where there is no room to tell voters apart.
fn pips(node: &NodeView, ring: &Ring) -> Vec<Pip> {
    let voters: Vec<NodeId> = node
        .configuration
        .members()
        .into_iter()
        .filter(|&id| node.configuration.is_voter(id))
        .collect();
    if !stands(node) || ring.detail() != Detail::Full || voters.len() > 9 {
        return Vec::new();
    }
    // Around the lowest point, from left to right, below the text; smaller where they are many.
    let (rim, gaps) = (ring.radius * 0.79, voters.len().saturating_sub(1).max(1) as f32);
    let step = (1.6 / gaps).min(0.385);
    let radius = rim * step / 2.25;
    let first = FRAC_PI_2 + step * (voters.len().saturating_sub(1)) as f32 / 2.0;
    voters
        .iter()
        .enumerate()
        .map(|(at, &voter)| {
            let angle = first - step * at as f32;
            let vote = match (node.votes.contains(voter), node.refusals.contains(voter)) {
                (true, _) => Vote::Granted,
                (false, true) => Vote::Refused,
                (false, false) => Vote::Awaited,
            };
            Pip { voter, at: Point::new(rim * angle.cos(), rim * angle.sin()), radius, vote }
        })
        .collect()
}

/// A node in words: name, role, term and what is committed.
fn label(node: &NodeView, look: Look, view: &ClusterView) -> String {
    let role = match look {
        Look::Paused { .. } => tr!("{role}, paused", role = tr(node.role.name())),
        Look::LateLeader => tr!("leader of a term that is over").to_string(),
        other => other.word().to_string(),
    };
    let (term, commit, last) = (node.term, node.commit, node.log.last().index);
    if stands(node) {
        tr!(
            "{node}, {role}, term {term}, {votes} of {quorum} votes, committed {commit} of {last}",
            node = node.id,
            role,
            term,
            votes = node.votes.len(),
            quorum = view.quorum,
            commit,
            last
        )
    } else {
        tr!(
            "{node}, {role}, term {term}, committed {commit} of {last}",
            node = node.id,
            role,
            term,
            commit,
            last
        )
    }
}

/// How far an arc's end moves at a time, in pixels.
const ARC_STEP: f32 = 1.5;

/// The arc of each node's timer. All election timers have one scale, the longest timeout that may be drawn, so that whose
/// arc is shortest is the first to stand; a leader's arc is the rest of its heartbeat's own time.
pub fn arcs(view: &ClusterView, now: Time, ring: &Ring) -> Vec<Arc> {
    let running = view.nodes.iter().filter(|node| node.liveness != Liveness::Down);
    running
        .filter_map(|node| {
            // The others run beside one of these two, and nobody waits for them.
            let waited =
                |timer: &&TimerView| matches!(timer.timer, Timer::Election | Timer::Heartbeat);
            let timer = node.timers.iter().find(waited)?;
            let at = ring.seat(node.id)?;
            let heart = timer.timer == Timer::Heartbeat;
            let (own, left) = (timer.due.since(timer.set), timer.due.since(now));
            let whole = if heart { own } else { view.longest_timeout_us };
            // In steps that the eye does not tell apart: where nodes are small, most arcs are as they were a frame before.
            let steps = (TAU * ring.arc_radius() / ARC_STEP).max(1.0);
            let share = within(left as f32 / whole.max(1) as f32, 0.0, 1.0);
            let share = (share * steps).ceil().min(steps) / steps;
            (share > 0.0).then(|| Arc {
                id: node.id,
                term: node.term,
                heart,
                soon: !heart && left < own / 4,
                path: arc_path(at, ring.arc_radius(), share),
            })
        })
        .collect()
}

/// An arc of this share of a full turn that ends on top, clockwise.
pub fn arc_path(at: Point, radius: f32, share: f32) -> String {
    // A full turn begins where it ends, and nothing would be drawn.
    let share = share.min(0.999);
    let angle = -FRAC_PI_2 - TAU * share;
    let from = at + Point::new(angle.cos(), angle.sin()) * radius;
    let to = at + Point::new(0.0, -radius);
    let r = super::geometry::Px(radius);
    format!("M{from}A{r} {r} 0 {} 1 {to}", u8::from(share > 0.5))
}

/// The disks: all of them where there is room, else those at work.
pub fn disks(view: &ClusterView, now: Time, ring: &Ring) -> Vec<Disk> {
    let detail = ring.detail();
    view.nodes
        .iter()
        .filter(|node| match detail {
            Detail::Full => node.liveness != Liveness::Down,
            Detail::Compact => node.writes_pending > 0,
            Detail::Tiny => false,
        })
        .filter_map(|node| {
            let at = ring.seat(node.id)? + Point::new(0.94, 0.88) * ring.radius;
            let done = node.write_span.map_or(0, |(from, to)| {
                (now.since(from) * 100 / to.since(from).max(1)).min(100) as u8
            });
            let scale = within(ring.radius / 56.0, 0.5, 1.7);
            Some(Disk { id: node.id, at, scale, pending: node.writes_pending, done })
        })
        .collect()
}

/// The room of a line of text, relative to the node's middle.
pub fn text_box(text: &Text) -> Rect {
    let w = text.text.chars().count() as f32 * text.size * letter(text.role);
    Rect { x: -w / 2.0, y: text.dy - text.size * 0.8, w, h: text.size }
}

/// What a node's card says beyond what is written in the node, as name and value.
pub fn fields(node: &NodeView, now: Time) -> Vec<(&'static str, String)> {
    let who =
        |id: Option<NodeId>| id.map_or_else(|| tr!("nobody").to_string(), |id| id.to_string());
    let mut fields = vec![(tr!("voted for"), who(node.voted_for))];
    if node.liveness != Liveness::Down {
        fields.extend(
            node.timers.iter().map(|timer| {
                (words::timer_name(timer.timer), words::duration(timer.due.since(now)))
            }),
        );
    }
    if let Some(refused) = &node.machine.refused {
        fields.push((tr!("refuses"), refused.to_string()));
    }
    if node.writes_pending > 0 {
        fields.push((tr!("disk"), words::count(node.writes_pending as u64, "write", "writes")));
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Change, cluster, n};
    use super::super::ring::Viewport;
    use super::*;
    use crate::raft::Index;

    fn ring_of(view: &ClusterView) -> Ring {
        let ids: Vec<NodeId> = view.nodes.iter().map(|node| node.id).collect();
        Ring::of(&ids, Viewport { width: 835.0, height: 620.0 }, false)
    }

    fn mark(view: &ClusterView, id: u32) -> NodeMark {
        NodeMark::of(view.node(n(id)).unwrap(), view, &ring_of(view), false).unwrap()
    }

    #[test]
    fn a_node_says_all_in_words() {
        let view = cluster(5).with(1, |node| node.commit = Index(0));
        assert_eq!(mark(&view, 1).label, "n1, leader, term 3, committed 0 of 0");
        assert_eq!(
            mark(&view.candidate(2, 4, &[2, 3]), 2).label,
            "n2, candidate, term 4, 2 of 3 votes, committed 0 of 0"
        );
    }

    #[test]
    fn a_leader_of_a_term_that_is_over_is_doubted_unless_the_later_one_is_down() {
        let view = cluster(5).with(3, |node| (node.role, node.term) = (Role::Leader, Term(4)));
        assert_eq!(mark(&view, 1).look, Look::LateLeader);
        assert_eq!(mark(&view, 3).look, Look::Leader);
        assert_eq!(mark(&view.down(&[3]), 1).look, Look::Leader);
    }

    #[test]
    fn a_node_that_is_down_or_paused_says_so_instead_of_its_role() {
        let view = cluster(3).down(&[2]).with(1, |node| node.liveness = Liveness::Paused);
        assert_eq!(mark(&view, 2).look.word(), "down");
        assert_eq!(mark(&view, 1).look, Look::Paused { leads: true });
        assert_eq!(mark(&view, 1).label, "n1, leader, paused, term 3, committed 0 of 0");
    }

    #[test]
    fn texts_and_pips_keep_inside_their_node_and_apart_from_each_other() {
        for count in [1, 3, 5, 7, 9, 15, 31, 51] {
            for (term, index) in [(3, 7), (123, 45_678), (99_999, 9_999_999)] {
                let view = cluster(count).candidate(1, term, &[1]).with(1, |node| {
                    node.commit = Index(index);
                });
                let mark = mark(&view, 1);
                let boxes: Vec<Rect> = mark.texts.iter().map(text_box).collect();
                for (at, rect) in boxes.iter().enumerate() {
                    for (x, y) in [(rect.x, rect.y), (rect.x, rect.y + rect.h)] {
                        let far = Point::new(x, y).length();
                        assert!(far <= mark.radius, "{count} {term}: {:?}", mark.texts[at]);
                    }
                    assert!(!boxes[at + 1..].iter().any(|other| rect.overlaps(*other)), "{count}");
                }
                for (at, pip) in mark.pips.iter().enumerate() {
                    assert!(pip.at.length() + pip.radius <= mark.radius);
                    for rect in &boxes {
                        assert!(!rect.touches_circle(pip.at, pip.radius), "{count} {pip:?}");
                    }
                    for other in &mark.pips[at + 1..] {
                        assert!(other.at.distance(pip.at) > 2.0 * pip.radius, "{count}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_candidate_shows_each_voters_answer() {
        let view = cluster(5).candidate(2, 4, &[2, 4]).with(2, |node| {
            node.refusals.insert(n(5));
        });
        let votes: Vec<_> = mark(&view, 2).pips.iter().map(|pip| (pip.voter.0, pip.vote)).collect();
        let (granted, refused, awaited) = (Vote::Granted, Vote::Refused, Vote::Awaited);
        assert_eq!(votes, [(1, awaited), (2, granted), (3, awaited), (4, granted), (5, refused)]);
        assert!(mark(&cluster(5), 2).pips.is_empty(), "a follower has none");
    }

    #[test]
    fn an_arc_runs_out_and_warns_before_it_does() {
        let view = cluster(3);
        let ring = ring_of(&view);
        let at = |now| arcs(&view, Time(now), &ring).into_iter().find(|arc| arc.id == n(2));
        assert!(at(900_000).unwrap().path.contains(" 0 1 1 "), "more than half a turn");
        assert!(at(1_010_000).unwrap().path.contains(" 0 0 1 "), "less than half a turn");
        assert!(!at(1_040_000).unwrap().soon && at(1_060_000).unwrap().soon);
        assert_eq!(at(1_100_000), None);
        assert!(arcs(&view.down(&[2, 3]), Time(0), &ring).is_empty());
    }

    #[test]
    fn whose_arc_is_shorter_stands_first_whenever_its_timer_was_set() {
        let timed = |id, set, due| {
            move |view: ClusterView| {
                view.with(id, |node| {
                    let timer = Timer::Election;
                    node.timers = vec![TimerView { timer, set: Time(set), due: Time(due) }];
                })
            }
        };
        // n2 has just begun a short wait, and n3 is at the end of a long one: both are due in 100 ms.
        let view = timed(3, 700_000, 1_000_000)(timed(2, 890_000, 1_000_000)(cluster(3)));
        let arcs = arcs(&view, Time(900_000), &ring_of(&view));
        let short = |id| arcs.iter().any(|arc| arc.id == n(id) && arc.path.contains(" 0 0 1 "));
        assert!(short(2) && short(3));
    }

    #[test]
    fn a_disk_shows_how_far_its_write_is() {
        let view = cluster(3).with(2, |node| {
            node.writes_pending = 2;
            node.write_span = Some((Time(999_000), Time(1_001_000)));
        });
        let disks = disks(&view, view.now, &ring_of(&view));
        assert_eq!((disks[1].pending, disks[1].done), (2, 50));
        assert_eq!((disks[0].pending, disks[0].done), (0, 0));
    }
}
