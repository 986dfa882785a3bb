//! The caption under the stage: the latest notable event in one plain sentence, and what hangs in the air after it.

use std::cmp::Ordering;

use crate::catalog::tr;
use crate::compact::sort;
use crate::raft::{NodeId, Term, TransferOutcome};
use crate::script::{LinkSetting, ReadChoice};
use crate::sim::{
    Cause, ClientId, ClusterView, Event, EventKind, ImageError, Liveness, NodeView, Resignation,
    Role,
};

use super::event::{kind_text, link_count, links_text};
use super::moment::Moments;
use super::network::groups;
use super::trouble::{image_error_text, place_text, refusal_of_change_text};
use super::{and_then, count, duration, list, members, number, operation_text, sentence};

/// The person at the console.
const YOU: ClientId = ClientId(1);

/// For this long, in microseconds of virtual time, an event is news.
const NEWS_US: u64 = 1_200_000;

/// For this long a story is not pushed aside by a detail, or nobody could read it.
const HOLD_US: u64 = 500_000;

/// How much a sentence matters.
enum News {
    /// A turn of the plot: an election, a crash, an answer.
    Story(String),
    /// A step on the way: a vote, a commit.
    Detail(String),
}

/// A sentence about a moment, and how much it matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    pub text: String,
    pub rank: Rank,
}

/// How much a sentence matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// It says how things are while nothing happens.
    AtRest,
    /// A step on the way: a vote, a commit.
    Detail,
    /// A turn of the plot: an election, a crash, an answer.
    Story,
}

impl Caption {
    /// Whether it speaks of something that has happened.
    pub fn is_news(&self) -> bool {
        self.rank > Rank::AtRest
    }
}

/// The caption for this moment. `newest_first` are the events before it; only as many as needed are read. What was said when
/// they happened is said still (`moments`). Only data decides, so the same moment has the same caption however it was
/// reached. `inviting` says what to try where there is no news.
pub fn caption<'a>(
    newest_first: impl IntoIterator<Item = &'a Event>,
    view: &ClusterView,
    moments: &Moments,
    inviting: bool,
) -> Caption {
    let mut events = newest_first
        .into_iter()
        .skip_while(|event| event.at > view.now)
        .take_while(|event| view.now.since(event.at) <= NEWS_US);
    let mut detail = None;
    let mut story = None;
    while let Some(event) = events.next() {
        if detail.is_some() && view.now.since(event.at) > HOLD_US {
            break;
        }
        let said = moments.of(event.seq).map(|text| News::Story(text.to_owned()));
        match said.or_else(|| notable(event, &mut events, view)) {
            Some(News::Story(text)) => {
                story = Some(text);
                break;
            }
            Some(News::Detail(text)) => {
                detail.get_or_insert(text);
            }
            None => {}
        }
    }
    let ranked = |rank| move |text| Caption { text, rank };
    let mut caption = story
        .map(ranked(Rank::Story))
        .or(detail.map(ranked(Rank::Detail)))
        .unwrap_or_else(|| ranked(Rank::AtRest)(at_rest(view, inviting)));
    if let Some(more) = stale_leaders(view) {
        caption.text = and_then(caption.text, more);
    }
    caption
}

/// Remembers the sentence for the first of these events, which has just happened and speaks of the cluster around it.
pub fn remember<'a>(
    moments: &mut Moments,
    mut newest_first: impl Iterator<Item = &'a Event>,
    view: &ClusterView,
) {
    let Some(event) = newest_first.next() else { return };
    if let Some(News::Story(text)) = notable(event, &mut newest_first, view) {
        moments.say(event.seq, text);
    }
}

/// Whether the sentence for an event of this kind speaks of the cluster around it.
pub fn speaks_of_the_cluster(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::RoleChanged { to: Role::Leader | Role::Candidate, .. }
            | EventKind::Crashed { .. }
            | EventKind::Restarted { .. }
            | EventKind::Cut { .. }
            | EventKind::Healed { .. }
    )
}

/// The sentence for an event that a lecturer would point at; `None` for the rest. `earlier` are the events before it.
fn notable<'a>(
    event: &Event,
    earlier: &mut impl Iterator<Item = &'a Event>,
    view: &ClusterView,
) -> Option<News> {
    Some(News::Story(match &event.kind {
        EventKind::VoteReceived { node, from, votes } => {
            let needed = view.quorum;
            if *votes as usize >= needed || view.node(*node)?.role != Role::Candidate {
                return None;
            }
            return Some(News::Detail(tr!(
                "{node} has the vote of {from}: {votes} of the {needed} it needs.",
                node,
                from,
                votes,
                needed
            )));
        }
        EventKind::Committed { node, index } if view.leader == Some(*node) => {
            let text = if is_alone(view) {
                tr!("Entry {index} is on its disk: {node} commits it.", index, node)
            } else {
                tr!("Entry {index} is on a majority of disks: {node} commits it.", index, node)
            };
            return Some(News::Detail(text));
        }
        EventKind::PreVoteReceived { node, from, votes } => {
            let needed = view.quorum;
            if *votes as usize >= needed || view.node(*node)?.role != Role::PreCandidate {
                return None;
            }
            return Some(News::Detail(tr!(
                "{from} would vote for {node}: that makes {votes} of the {needed} it needs to ask in earnest.",
                from,
                node,
                votes,
                needed
            )));
        }
        EventKind::RoleChanged { node, to: Role::PreCandidate, .. } if is_made(event.cause) => tr!(
            "{node} is made to time out: before it raises the term, it asks whether it could win.",
            node
        ),
        EventKind::RoleChanged { node, to: Role::PreCandidate, .. } => tr!(
            "{node} heard from no leader in time: before it raises the term, it asks whether it could win.",
            node
        ),
        EventKind::RoleChanged { node, from: Role::PreCandidate, to: Role::Candidate, term }
            if matches!(event.cause, Cause::Packet(_)) =>
        {
            tr!("{node} could win: it stands for election in term {term}.", node, term)
        }
        // No other packet makes a candidate.
        EventKind::RoleChanged { node, to: Role::Candidate, term, .. }
            if matches!(event.cause, Cause::Packet(_)) =>
        {
            tr!(
                "{node} is called to take over: it stands for election at once, in term {term}.",
                node,
                term
            )
        }
        EventKind::SteppedDown { node, reason: Resignation::Asked, .. } => tr!(
            "{node} steps down, as it was asked to: whoever's timer runs out first will stand for election.",
            node
        ),
        EventKind::SteppedDown { node, reason: Resignation::NoQuorum, .. } => tr!(
            "{node} has heard from no majority for too long: it can commit nothing, so it steps down.",
            node
        ),
        EventKind::SteppedDown { node, reason: Resignation::Removed, .. } => tr!(
            "The configuration without {node} is committed: its work is done, and it leads no longer.",
            node
        ),
        EventKind::SteppedDown { node, reason: Resignation::Demoted, .. } => tr!(
            "The configuration in which {node} has no vote is committed: it leads no longer, and learns from now on.",
            node
        ),
        EventKind::Booted { node } => {
            tr!("{node} is switched on, with nothing on its disk yet.", node)
        }
        EventKind::RoleChanged { node, to: Role::Learner, .. } => {
            tr!("{node} learns: it gets the log, and has no vote.", node)
        }
        EventKind::ConfigurationChanged { node, configuration }
            if view.leader == Some(*node) && !configuration.outgoing.is_empty() =>
        {
            tr!("A joint configuration: until it is left, old and new majorities must both agree.")
                .to_string()
        }
        EventKind::MembershipChanged { configuration, .. } => {
            tr!("The change is complete: {members}.", members = members(configuration))
        }
        EventKind::ChangeRefused { refusal, .. } => {
            let why = refusal_of_change_text(refusal);
            tr!("The change of the membership was not completed: {why}.", why)
        }
        EventKind::HandoverBegun { node, to } => {
            tr!(
                "{node} transfers the leadership to {to}: it takes no commands until {to} has them all, and leads.",
                node,
                to
            )
        }
        EventKind::SnapshotTaken { node, last, base, .. } => {
            let index = last.index;
            return Some(News::Detail(if base.index.0 == 0 {
                tr!(
                    "{node} writes down its state after entry {index}: it keeps the whole log yet.",
                    node,
                    index
                )
            } else {
                tr!(
                    "{node} writes down its state after entry {index}: it forgets the log up to {base}.",
                    node,
                    index,
                    base = base.index
                )
            }));
        }
        EventKind::ChunkTaken { node, last, received, total } => {
            return Some(News::Detail(tr!(
                "{node} has {received} of the {total} bytes of the snapshot up to {index}.",
                node,
                received,
                total,
                index = last.index
            )));
        }
        EventKind::SnapshotReceived { node, last } => tr!(
            "{node} was too far behind for the leader's log: it has a snapshot in place of all up to {index}.",
            node,
            index = last.index
        ),
        EventKind::SnapshotUnreadable { node, .. } => {
            tr!("{node} cannot read its own snapshot, and stops.", node)
        }
        EventKind::ReadAnswered { node, client, by: ReadChoice::Unsafe, .. } if *client == YOU => {
            tr!(
                "{node} answers from its own state and asks nobody: if another leads, this is old.",
                node
            )
        }
        EventKind::ReadAnswered { node, client, by: ReadChoice::Lease, .. } if *client == YOU => {
            tr!("{node} has a lease: nobody else can lead yet, so it answers at once.", node)
        }
        EventKind::RoundBegun { node, .. } => {
            return Some(News::Detail(tr!(
                "{node} asks the others whether it still leads, before it answers a read.",
                node
            )));
        }
        EventKind::RoundAnswered { node, .. } => {
            return Some(News::Detail(tr!(
                "A majority still obeys {node}: what it has applied may be read.",
                node
            )));
        }
        EventKind::TransferEnded { node, to, outcome: TransferOutcome::TimedOut } => {
            tr!(
                "{to} has not taken over in time: {node} leads on, and takes commands again.",
                to,
                node
            )
        }
        EventKind::TransferEnded { .. } => whole(&event.kind),
        EventKind::RoleChanged { node, to: Role::Leader, term, .. } => {
            elected(*node, *term, earlier, view)
        }
        EventKind::RoleChanged { node, from, to: Role::Candidate, term } => {
            stands(*node, *term, *from == Role::Candidate, event.cause, view)
        }
        EventKind::RoleChanged { node, from: Role::Leader, to: Role::Follower, term } => {
            tr!("{node} learns of term {term}: it steps down and follows.", node, term)
        }
        EventKind::Truncated { node, from, to } if from == to => tr!(
            "{node} removes entry {from}: it conflicts with the leader's log, and was never committed.",
            node,
            from
        ),
        EventKind::Truncated { node, from, to } => tr!(
            "{node} removes entries {from} to {to}: they conflict with the leader's log, and were never committed.",
            node,
            from,
            to
        ),
        EventKind::Crashed { node, lost_writes } => crashed(*node, *lost_writes, view),
        EventKind::Restarted { node } => match view.node(*node) {
            Some(it) => tr!(
                "{node} restarts with what its disk holds: term {term}, and a log up to index {index}.",
                node,
                term = it.term,
                index = it.log.last().index
            ),
            None => tr!("{node} restarts with what its disk holds.", node),
        },
        EventKind::Paused { node } => {
            tr!("{node} is paused: to the others it looks exactly as if it had crashed.", node)
        }
        EventKind::Resumed { node } => tr!("{node} goes on where it was, and must catch up.", node),
        EventKind::Cut { links } => cut(links, view),
        EventKind::Healed { .. } if view.cuts.is_empty() => {
            tr!("The network is whole again: the later term will spread, and the logs will agree.")
                .to_string()
        }
        EventKind::Healed { links } => {
            let (from, to) = links.first()?;
            tr!("{from} and {to} can talk again.", from, to)
        }
        EventKind::Configured { command } => tr!("From now on: {command}.", command),
        EventKind::Clogged { links } => {
            let links = links_text(links);
            tr!("The network holds back what is sent here, and loses nothing: {links}.", links)
        }
        EventKind::Unclogged { links } => {
            let links = links_text(links);
            tr!("What waited arrives now, all at once and in order: {links}.", links)
        }
        EventKind::WeatherSet { links, setting: LinkSetting::Clear } => {
            tr!("These links are like all others again: {links}.", links = links_text(links))
        }
        EventKind::WeatherSet { links, setting } => {
            tr!("From now on, on {links}: {setting}.", links = links_text(links), setting)
        }
        EventKind::Torn { node, part, whole } => tr!(
            "{node} crashes in the middle of a write: {part} of its {whole} bytes are on the disk. It had promised \
             nothing on the strength of them.",
            node,
            part,
            whole
        ),
        EventKind::TailCut { node, bytes } => tr!(
            "{node} restarts: the last record on its disk is not whole, so it cuts {bytes} off. Nobody counts on them.",
            node,
            bytes = count(*bytes, "byte", "bytes")
        ),
        EventKind::Refused { node, error: ImageError::Empty } => tr!(
            "{node} has an empty disk, and refuses to serve: it may have voted, or acknowledged entries, and would not \
             know it.",
            node
        ),
        EventKind::Refused { node, error } => tr!(
            "{node} refuses to serve: {error}. What it has promised it cannot know, so it had better be silent.",
            node,
            error = image_error_text(*error)
        ),
        EventKind::Rotted { node, place } => {
            let place = place_text(*place);
            tr!(
                "A bit rots on {node}'s disk, in {place}: it will show when the disk is read.",
                node,
                place
            )
        }
        EventKind::Wiped { node } => {
            tr!("{node}'s disk is lost: its votes, and its copies of the entries.", node)
        }
        EventKind::DiskReplaced { node } => tr!(
            "{node} comes back with an empty disk under its old number. Whoever counts on what it has promised or stored \
             counts on nothing.",
            node
        ),
        EventKind::LyingSet { node, lies: true } => tr!(
            "{node}'s disk says from now on that a write is done before it is: a crash will break {node}'s word.",
            node
        ),
        EventKind::LyingSet { .. } | EventKind::DiskSet { .. } | EventKind::Armed { .. } => {
            whole(&event.kind)
        }
        EventKind::WriteAstray { node, over: Some(place), .. } => tr!(
            "{node}'s disk puts a write in the place of {place}, and says that it is done. Only a restart will show it.",
            node,
            place = place_text(*place)
        ),
        EventKind::WriteAstray { node, over: None, .. } => tr!(
            "{node}'s disk says that a write is done, and has lost it: a restart will find what stood there before.",
            node
        ),
        EventKind::ClockJumped { node, ahead, by_us } => {
            let by = duration(*by_us);
            if *ahead {
                tr!(
                    "{node}'s clock jumps ahead by {by}: its timers run out so much sooner.",
                    node,
                    by
                )
            } else {
                tr!(
                    "{node}'s clock jumps back by {by}: its timers run out so much later.",
                    node,
                    by
                )
            }
        }
        EventKind::ClockSet { node, rate_ppm } => match rate_ppm.cmp(&1_000_000) {
            Ordering::Less => {
                tr!("{node}'s clock goes slow: it waits longer than it thinks it does.", node)
            }
            Ordering::Equal => tr!("{node}'s clock runs true again.", node),
            Ordering::Greater => {
                tr!("{node}'s clock goes fast: its timers run out sooner than they should.", node)
            }
        },
        EventKind::Invoked { client, operation, .. } if *client == YOU => {
            let operation = operation_text(operation);
            tr!("You ask the cluster: {operation}.", operation)
        }
        EventKind::Retried { client, attempt, to, .. } if *client == YOU => {
            tr!("No answer in time: you try again, at {to}. This is try {attempt}.", to, attempt)
        }
        EventKind::Redirected { client, from, to, .. } if *client == YOU => match to {
            Some(to) => tr!("{from} does not lead: it sends you on to {to}.", from, to),
            None => tr!("{from} does not lead, and does not know who does.", from),
        },
        EventKind::PutOff { client, from, .. } if *client == YOU => tr!(
            "{from} is overloaded: it takes no more until something of what it has is committed. You ask again later.",
            from
        ),
        EventKind::Completed { client, reply, id, took_us, .. } if *client == YOU => {
            let took = duration(*took_us);
            match (reply, id) {
                (Some(_), Some(id)) if is_alone(view) => tr!(
                    "You have your answer after {took}: entry {index} is committed, on its disk.",
                    took,
                    index = id.index
                ),
                (Some(_), Some(id)) => tr!(
                    "You have your answer after {took}: entry {index} is committed, on a majority of disks.",
                    took,
                    index = id.index
                ),
                (Some(_), None) => tr!("You have your answer after {took}.", took),
                (None, _) => {
                    tr!("You give up: nobody can tell you whether it took effect.").to_string()
                }
            }
        }
        EventKind::Said { text } => tr(text).to_owned(),
        _ => return None,
    }))
}

/// Whether there is a single node, so that what is on its disk is committed.
fn is_alone(view: &ClusterView) -> bool {
    view.nodes.len() == 1
}

/// A kind of event as a whole sentence.
fn whole(kind: &EventKind) -> String {
    tr!("{sentence}.", sentence = sentence(&kind_text(kind)))
}

/// Who voted, how many that is, and what follows.
fn elected<'a>(
    node: NodeId,
    term: Term,
    earlier: &mut impl Iterator<Item = &'a Event>,
    view: &ClusterView,
) -> String {
    let mut voters = Vec::new();
    for event in earlier {
        match &event.kind {
            EventKind::VoteReceived { node: candidate, from, .. } if *candidate == node => {
                voters.push(*from);
            }
            EventKind::RoleChanged { node: other, .. } if *other == node => break,
            _ => {}
        }
    }
    voters.retain(|voter| *voter != node);
    sort(&mut voters);
    voters.dedup();
    let all = view.nodes.len();
    if voters.is_empty() {
        return if all == 1 {
            tr!("{node} leads term {term}: it is alone.", node, term)
        } else {
            tr!("{node} leads term {term}: it has a majority.", node, term)
        };
    }
    let (from, votes, all) = (list(&voters), number(voters.len() + 1), number(all));
    if voters.len() == 1 {
        tr!(
            "{node} has the vote from {from} and its own: {votes} of {all}, so it leads term {term}.",
            node,
            from,
            votes,
            all,
            term
        )
    } else {
        tr!(
            "{node} has votes from {from} and its own: {votes} of {all}, so it leads term {term}.",
            node,
            from,
            votes,
            all,
            term
        )
    }
}

/// A candidacy, alone or in competition.
fn stands(node: NodeId, term: Term, again: bool, cause: Cause, view: &ClusterView) -> String {
    let rivals: Vec<NodeId> = view
        .nodes
        .iter()
        .filter(|it| it.liveness == Liveness::Up && it.role == Role::Candidate && it.term == term)
        .map(|it| it.id)
        .collect();
    match rivals.len() {
        2 => {
            return tr!(
                "{rivals} both stand for election in term {term}: the votes may split.",
                rivals = list(rivals),
                term
            );
        }
        3.. => {
            return tr!(
                "{rivals} all stand for election in term {term}: the votes may split.",
                rivals = list(rivals),
                term
            );
        }
        _ => {}
    }
    if again {
        tr!("{node} won no majority in time: it tries again, in term {term}.", node, term)
    } else if is_made(cause) {
        tr!("{node} is made to time out: it stands for election in term {term}.", node, term)
    } else {
        tr!(
            "{node} heard from no leader in time: it stands for election in term {term}.",
            node,
            term
        )
    }
}

/// Whether a node's election timer has run out because somebody wanted it to.
fn is_made(cause: Cause) -> bool {
    matches!(cause, Cause::Command(_) | Cause::Chaos)
}

fn crashed(node: NodeId, lost_writes: u32, view: &ClusterView) -> String {
    let crash = match lost_writes {
        0 => tr!("{node} crashes: its memory is gone, its disk stays.", node),
        n => tr!(
            "{node} crashes: its memory is gone, with {writes} that had not reached its disk.",
            node,
            writes = count(n.into(), "write", "writes")
        ),
    };
    let up = view.nodes.iter().filter(|it| it.liveness == Liveness::Up).count();
    let after = match view.node(node) {
        _ if up < view.quorum => tr!(
            "Only {up} of {all} run: no majority, so nothing can commit.",
            up = number(up),
            all = number(view.nodes.len())
        ),
        Some(it) if it.role == Role::Leader => {
            tr!("It led: whoever's timer runs out first will stand for election.").to_string()
        }
        _ => tr!("{up} still run, and a majority is enough.", up = sentence(&number(up))),
    };
    and_then(crash, after)
}

/// A cut, by what it leaves: two sides, an island, or a single direction.
fn cut(links: &[(NodeId, NodeId)], view: &ClusterView) -> String {
    let sides = groups(view);
    if sides.len() > 1 {
        let names = list(sides.iter().map(|side| {
            let names: Vec<String> = side.iter().map(NodeId::to_string).collect();
            format!("{{{}}}", names.join(" "))
        }));
        let runs = |node: &&NodeId| view.node(**node).is_some_and(|it| it.liveness == Liveness::Up);
        let alive = sides.iter().map(|side| side.iter().filter(runs).collect::<Vec<_>>());
        let able = alive.into_iter().find(|side| side.len() >= view.quorum);
        return match able {
            Some(side) => tr!(
                "The network is split into {sides}: only {able} can elect and commit.",
                sides = names,
                able = list(side)
            ),
            None if sides.iter().any(|side| side.len() >= view.quorum) => tr!(
                "The network is split into {sides}: the larger side has no majority that runs, so nobody can commit.",
                sides = names
            ),
            None => tr!(
                "The network is split into {sides}: no side has a majority, so nobody can commit.",
                sides = names
            ),
        };
    }
    match links {
        [(from, to)] => tr!("What {from} sends to {to} no longer arrives.", from, to),
        [(from, to), (back, _)] if back == to => {
            tr!("{from} and {to} can no longer talk.", from, to)
        }
        _ => {
            tr!("{links} are cut, yet everyone can still be reached.", links = link_count(links))
        }
    }
}

/// Those who still believe that they lead, though another leads a later term.
fn stale_leaders(view: &ClusterView) -> Option<String> {
    let leader = view.node(view.leader?)?;
    let stale: Vec<&NodeView> = view
        .nodes
        .iter()
        .filter(|it| {
            it.liveness == Liveness::Up && it.role == Role::Leader && it.term < leader.term
        })
        .collect();
    match stale.as_slice() {
        [] => None,
        [one] => Some(tr!(
            "{node} still believes that it leads term {term}, but it can no longer commit.",
            node = one.id,
            term = one.term
        )),
        many => Some(tr!(
            "{nodes} still believe that they lead, but can no longer commit.",
            nodes = list(many.iter().map(|it| it.id))
        )),
    }
}

/// When nothing has happened for a while: how things stand.
fn at_rest(view: &ClusterView, inviting: bool) -> String {
    if let Some(leader) = view.leader.filter(|_| inviting) {
        return tr!(
            "{leader} leads. Put a value, crash the leader, draw a line across the ring, or open one of the scenarios.",
            leader
        );
    }
    if let Some(leader) = view.leader.and_then(|id| view.node(id)) {
        let (node, term) = (leader.id, leader.term);
        return if is_alone(view) {
            tr!("{node} leads term {term}, alone.", node, term)
        } else {
            tr!(
                "{node} leads term {term}: its heartbeats keep the others from standing for election.",
                node,
                term
            )
        };
    }
    let up = view.nodes.iter().filter(|it| it.liveness == Liveness::Up).count();
    if up < view.quorum {
        tr!(
            "{up} of {all} run: without {quorum} there is no leader.",
            up = sentence(&number(up)),
            all = number(view.nodes.len()),
            quorum = number(view.quorum)
        )
    } else {
        tr!("Nobody leads yet: the first whose timer runs out will ask the others for their votes.")
            .to_string()
    }
}
