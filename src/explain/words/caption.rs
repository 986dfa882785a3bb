//! The caption under the stage: the latest notable event in one plain sentence, and what hangs in the air after it.

use std::cmp::Ordering;

use crate::raft::{NodeId, Term, TransferOutcome};
use crate::script::{LinkSetting, ReadChoice};
use crate::sim::{
    Cause, ClientId, ClusterView, Event, EventKind, ImageError, Liveness, NodeView, Resignation,
    Role,
};

use super::event::{kind_text, link_count, links_text};
use super::moment::Moments;
use super::network::groups;
use super::{count, duration, list, members, number, operation_text, sentence};

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

/// What a person who has done nothing yet may try.
const INVITATION: &str =
    "Put a value, crash the leader, draw a line across the ring, or open one of the scenarios.";

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
        caption.text = format!("{} {more}", caption.text);
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
            return Some(News::Detail(format!(
                "{node} has the vote of {from}: {votes} of the {needed} it needs."
            )));
        }
        EventKind::Committed { node, index } if view.leader == Some(*node) => {
            let disks = disks(view);
            return Some(News::Detail(format!("Entry {index} is {disks}: {node} commits it.")));
        }
        EventKind::PreVoteReceived { node, from, votes } => {
            let needed = view.quorum;
            if *votes as usize >= needed || view.node(*node)?.role != Role::PreCandidate {
                return None;
            }
            return Some(News::Detail(format!(
                "{from} would vote for {node}: that makes {votes} of the {needed} it needs to ask in earnest."
            )));
        }
        EventKind::RoleChanged { node, to: Role::PreCandidate, .. } => format!(
            "{node} {}: before it raises the term, it asks whether it could win.",
            timed_out(event.cause)
        ),
        EventKind::RoleChanged { node, from: Role::PreCandidate, to: Role::Candidate, term }
            if matches!(event.cause, Cause::Packet(_)) =>
        {
            format!("{node} could win: it stands for election in term {term}.")
        }
        // No other packet makes a candidate.
        EventKind::RoleChanged { node, to: Role::Candidate, term, .. }
            if matches!(event.cause, Cause::Packet(_)) =>
        {
            format!(
                "{node} is called to take over: it stands for election at once, in term {term}."
            )
        }
        EventKind::SteppedDown { node, reason: Resignation::Asked, .. } => format!(
            "{node} steps down, as it was asked to: whoever's timer runs out first will stand for election."
        ),
        EventKind::SteppedDown { node, reason: Resignation::NoQuorum, .. } => format!(
            "{node} has heard from no majority for too long: it can commit nothing, so it steps down."
        ),
        EventKind::SteppedDown { node, reason: Resignation::Removed, .. } => format!(
            "The configuration without {node} is committed: its work is done, and it leads no longer."
        ),
        EventKind::SteppedDown { node, reason: Resignation::Demoted, .. } => format!(
            "The configuration in which {node} has no vote is committed: it leads no longer, and learns from now on."
        ),
        EventKind::Booted { node } => {
            format!("{node} is switched on, with nothing on its disk yet.")
        }
        EventKind::RoleChanged { node, to: Role::Learner, .. } => {
            format!("{node} learns: it gets the log, and has no vote.")
        }
        EventKind::ConfigurationChanged { node, configuration }
            if view.leader == Some(*node) && !configuration.outgoing.is_empty() =>
        {
            "A joint configuration: until it is left, old and new majorities must both agree."
                .to_string()
        }
        EventKind::MembershipChanged { configuration, .. } => {
            format!("The change is complete: {}.", members(configuration))
        }
        EventKind::ChangeRefused { refusal, .. } => {
            format!("The change of the membership was not completed: {refusal}.")
        }
        EventKind::HandoverBegun { node, to } => {
            format!(
                "{node} transfers the leadership to {to}: it takes no commands until {to} has them all, and leads."
            )
        }
        EventKind::SnapshotTaken { node, last, base, .. } => {
            let forgets = if base.index.0 == 0 {
                "it keeps the whole log yet".to_string()
            } else {
                format!("it forgets the log up to {}", base.index)
            };
            return Some(News::Detail(format!(
                "{node} writes down its state after entry {}: {forgets}.",
                last.index
            )));
        }
        EventKind::ChunkTaken { node, last, received, total } => {
            return Some(News::Detail(format!(
                "{node} has {received} of the {total} bytes of the snapshot up to {}.",
                last.index
            )));
        }
        EventKind::SnapshotReceived { node, last } => format!(
            "{node} was too far behind for the leader's log: it has a snapshot in place of all up to {}.",
            last.index
        ),
        EventKind::SnapshotUnreadable { node, .. } => {
            format!("{node} cannot read its own snapshot, and stops.")
        }
        EventKind::ReadAnswered { node, client, by: ReadChoice::Unsafe, .. } if *client == YOU => {
            format!(
                "{node} answers from its own state and asks nobody: if another leads, this is old."
            )
        }
        EventKind::ReadAnswered { node, client, by: ReadChoice::Lease, .. } if *client == YOU => {
            format!("{node} has a lease: nobody else can lead yet, so it answers at once.")
        }
        EventKind::RoundBegun { node, .. } => {
            return Some(News::Detail(format!(
                "{node} asks the others whether it still leads, before it answers a read."
            )));
        }
        EventKind::RoundAnswered { node, .. } => {
            return Some(News::Detail(format!(
                "A majority still obeys {node}: what it has applied may be read."
            )));
        }
        EventKind::TransferEnded { node, to, outcome: TransferOutcome::TimedOut } => {
            format!("{to} has not taken over in time: {node} leads on, and takes commands again.")
        }
        EventKind::TransferEnded { .. } => format!("{}.", kind_text(&event.kind)),
        EventKind::RoleChanged { node, to: Role::Leader, term, .. } => {
            elected(*node, *term, earlier, view)
        }
        EventKind::RoleChanged { node, from, to: Role::Candidate, term } => {
            stands(*node, *term, *from == Role::Candidate, event.cause, view)
        }
        EventKind::RoleChanged { node, from: Role::Leader, to: Role::Follower, term } => {
            format!("{node} learns of term {term}: it steps down and follows.")
        }
        EventKind::Truncated { node, from, to } if from == to => format!(
            "{node} removes entry {from}: it conflicts with the leader's log, and was never committed."
        ),
        EventKind::Truncated { node, from, to } => format!(
            "{node} removes entries {from} to {to}: they conflict with the leader's log, and were never committed."
        ),
        EventKind::Crashed { node, lost_writes } => crashed(*node, *lost_writes, view),
        EventKind::Restarted { node } => {
            let what = view.node(*node).map_or_else(String::new, |it| {
                format!(": term {}, and a log up to index {}", it.term, it.log.last().index)
            });
            format!("{node} restarts with what its disk holds{what}.")
        }
        EventKind::Paused { node } => {
            format!("{node} is paused: to the others it looks exactly as if it had crashed.")
        }
        EventKind::Resumed { node } => format!("{node} goes on where it was, and must catch up."),
        EventKind::Cut { links } => cut(links, view),
        EventKind::Healed { .. } if view.cuts.is_empty() => {
            "The network is whole again: the later term will spread, and the logs will agree."
                .to_string()
        }
        EventKind::Healed { links } => {
            let (from, to) = links.first()?;
            format!("{from} and {to} can talk again.")
        }
        EventKind::Configured { command } => format!("From now on: {command}."),
        EventKind::Clogged { links } => {
            let links = links_text(links);
            format!("The network holds back what is sent here, and loses nothing: {links}.")
        }
        EventKind::Unclogged { links } => {
            format!("What waited arrives now, all at once and in order: {}.", links_text(links))
        }
        EventKind::WeatherSet { links, setting: LinkSetting::Clear } => {
            format!("These links are like all others again: {}.", links_text(links))
        }
        EventKind::WeatherSet { links, setting } => {
            format!("From now on, on {}: {setting}.", links_text(links))
        }
        EventKind::Torn { node, part, whole } => format!(
            "{node} crashes in the middle of a write: {part} of its {whole} bytes are on the disk. It had promised \
             nothing on the strength of them."
        ),
        EventKind::TailCut { node, bytes } => format!(
            "{node} restarts: the last record on its disk is not whole, so it cuts {} off. Nobody counts on them.",
            count(*bytes, "byte", "bytes")
        ),
        EventKind::Refused { node, error: ImageError::Empty } => format!(
            "{node} has an empty disk, and refuses to serve: it may have voted, or acknowledged entries, and would not \
             know it."
        ),
        EventKind::Refused { node, error } => format!(
            "{node} refuses to serve: {error}. What it has promised it cannot know, so it had better be silent."
        ),
        EventKind::Rotted { node, place } => {
            format!("A bit rots on {node}'s disk, in {place}: it will show when the disk is read.")
        }
        EventKind::Wiped { node } => {
            format!("{node}'s disk is lost: its votes, and its copies of the entries.")
        }
        EventKind::DiskReplaced { node } => format!(
            "{node} comes back with an empty disk under its old number. Whoever counts on what it has promised or stored \
             counts on nothing."
        ),
        EventKind::LyingSet { node, lies: true } => format!(
            "{node}'s disk says from now on that a write is done before it is: a crash will break {node}'s word."
        ),
        EventKind::LyingSet { .. } | EventKind::DiskSet { .. } | EventKind::Armed { .. } => {
            format!("{}.", sentence(&kind_text(&event.kind)))
        }
        EventKind::WriteAstray { node, over: Some(place), .. } => format!(
            "{node}'s disk puts a write in the place of {place}, and says that it is done. Only a restart will show it."
        ),
        EventKind::WriteAstray { node, over: None, .. } => format!(
            "{node}'s disk says that a write is done, and has lost it: a restart will find what stood there before."
        ),
        EventKind::ClockJumped { node, ahead, by_us } => {
            let by = duration(*by_us);
            if *ahead {
                format!("{node}'s clock jumps ahead by {by}: its timers run out so much sooner.")
            } else {
                format!("{node}'s clock jumps back by {by}: its timers run out so much later.")
            }
        }
        EventKind::ClockSet { node, rate_ppm } => match rate_ppm.cmp(&1_000_000) {
            Ordering::Less => {
                format!("{node}'s clock goes slow: it waits longer than it thinks it does.")
            }
            Ordering::Equal => format!("{node}'s clock runs true again."),
            Ordering::Greater => {
                format!("{node}'s clock goes fast: its timers run out sooner than they should.")
            }
        },
        EventKind::Invoked { client, operation, .. } if *client == YOU => {
            format!("You ask the cluster: {}.", operation_text(operation))
        }
        EventKind::Retried { client, attempt, to, .. } if *client == YOU => {
            format!("No answer in time: you try again, at {to}. This is try {attempt}.")
        }
        EventKind::Redirected { client, from, to, .. } if *client == YOU => match to {
            Some(to) => format!("{from} does not lead: it sends you on to {to}."),
            None => format!("{from} does not lead, and does not know who does."),
        },
        EventKind::PutOff { client, from, .. } if *client == YOU => format!(
            "{from} is overloaded: it takes no more until something of what it has is committed. You ask again later."
        ),
        EventKind::Completed { client, reply, id, took_us, .. } if *client == YOU => {
            let took = duration(*took_us);
            match (reply, id) {
                (Some(_), Some(id)) => format!(
                    "You have your answer after {took}: entry {} is committed, {}.",
                    id.index,
                    disks(view)
                ),
                (Some(_), None) => format!("You have your answer after {took}."),
                (None, _) => "You give up: nobody can tell you whether it took effect.".to_string(),
            }
        }
        EventKind::Said { text } => text.clone(),
        _ => return None,
    }))
}

/// Where an entry is that is committed.
fn disks(view: &ClusterView) -> &'static str {
    if view.nodes.len() == 1 { "on its disk" } else { "on a majority of disks" }
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
    voters.sort_unstable();
    voters.dedup();
    let all = view.nodes.len();
    if voters.is_empty() {
        let why = if all == 1 { "it is alone" } else { "it has a majority" };
        return format!("{node} leads term {term}: {why}.");
    }
    let votes = if voters.len() == 1 { "the vote" } else { "votes" };
    format!(
        "{node} has {votes} from {} and its own: {} of {}, so it leads term {term}.",
        list(&voters),
        number(voters.len() + 1),
        number(all)
    )
}

/// A candidacy, alone or in competition.
fn stands(node: NodeId, term: Term, again: bool, cause: Cause, view: &ClusterView) -> String {
    let rivals: Vec<NodeId> = view
        .nodes
        .iter()
        .filter(|it| it.liveness == Liveness::Up && it.role == Role::Candidate && it.term == term)
        .map(|it| it.id)
        .collect();
    if rivals.len() > 1 {
        let all = if rivals.len() == 2 { "both" } else { "all" };
        return format!(
            "{} {all} stand for election in term {term}: the votes may split.",
            list(rivals)
        );
    }
    if again {
        format!("{node} won no majority in time: it tries again, in term {term}.")
    } else {
        format!("{node} {}: it stands for election in term {term}.", timed_out(cause))
    }
}

/// Why a node's election timer has run out.
fn timed_out(cause: Cause) -> &'static str {
    match cause {
        Cause::Command(_) | Cause::Chaos => "is made to time out",
        _ => "heard from no leader in time",
    }
}

fn crashed(node: NodeId, lost_writes: u32, view: &ClusterView) -> String {
    let lost = match lost_writes {
        0 => "its disk stays".to_string(),
        n => format!("with {} that had not reached its disk", count(n.into(), "write", "writes")),
    };
    let up = view.nodes.iter().filter(|it| it.liveness == Liveness::Up).count();
    let after = match view.node(node) {
        _ if up < view.quorum => {
            format!(
                "Only {} of {} run: no majority, so nothing can commit.",
                number(up),
                number(view.nodes.len())
            )
        }
        Some(it) if it.role == Role::Leader => {
            "It led: whoever's timer runs out first will stand for election.".to_string()
        }
        _ => format!("{} still run, and a majority is enough.", sentence(&number(up))),
    };
    format!("{node} crashes: its memory is gone, {lost}. {after}")
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
        let then = match able {
            Some(side) => format!("only {} can elect and commit", list(side)),
            None if sides.iter().any(|side| side.len() >= view.quorum) => {
                "the larger side has no majority that runs, so nobody can commit".to_string()
            }
            None => "no side has a majority, so nobody can commit".to_string(),
        };
        return format!("The network is split into {names}: {then}.");
    }
    match links {
        [(from, to)] => format!("What {from} sends to {to} no longer arrives."),
        [(from, to), (back, _)] if back == to => format!("{from} and {to} can no longer talk."),
        _ => format!("{} are cut, yet everyone can still be reached.", link_count(links)),
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
        [one] => Some(format!(
            "{} still believes that it leads term {}, but it can no longer commit.",
            one.id, one.term
        )),
        many => Some(format!(
            "{} still believe that they lead, but can no longer commit.",
            list(many.iter().map(|it| it.id))
        )),
    }
}

/// When nothing has happened for a while: how things stand.
fn at_rest(view: &ClusterView, inviting: bool) -> String {
    if let Some(leader) = view.leader.filter(|_| inviting) {
        return format!("{leader} leads. {INVITATION}");
    }
    if let Some(leader) = view.leader.and_then(|id| view.node(id)) {
        let others = view.nodes.len() - 1;
        return if others == 0 {
            format!("{} leads term {}, alone.", leader.id, leader.term)
        } else {
            format!(
                "{} leads term {}: its heartbeats keep the others from standing for election.",
                leader.id, leader.term
            )
        };
    }
    let up = view.nodes.iter().filter(|it| it.liveness == Liveness::Up).count();
    if up < view.quorum {
        format!(
            "{} of {} run: without {} there is no leader.",
            sentence(&number(up)),
            number(view.nodes.len()),
            number(view.quorum)
        )
    } else {
        "Nobody leads yet: the first whose timer runs out will ask the others for their votes."
            .to_string()
    }
}
