//! Events and their causes in words.

use crate::kv::Reply;
use crate::raft::{NodeId, TransferOutcome};
use crate::script::units::{format_chance, format_time, format_time_range};
use crate::script::{LinkSetting, Medium, ReadChoice};
use crate::sim::{
    Cause, Endpoint, Event, EventKind, Filter, LossReason, Released, Resignation, Role, Tamper,
    Trap,
};

use super::packet::{packet_name, with_article};
use super::{count, does, duration, list, members, operation_text, short, timer_name};

/// One event in one sentence, without a full stop; it begins with who did it, where there is one.
pub fn event_text(event: &Event) -> String {
    kind_text(&event.kind)
}

/// What happened in one sentence, without a full stop.
pub fn kind_text(kind: &EventKind) -> String {
    match kind {
        EventKind::Sent { from, to, kind, .. } => {
            format!("{} {} to {to}", does(from, "send", "sends"), with_article(kind))
        }
        EventKind::Delivered { from, to, kind, .. } => {
            format!("{} {} from {from}", does(to, "receive", "receives"), with_article(kind))
        }
        EventKind::Lost { from, to, kind, reason, .. } => {
            let why = match reason {
                LossReason::Chance => "by chance".to_string(),
                LossReason::Cut => "the link is cut".to_string(),
                LossReason::ReceiverDown => format!("{to} is down"),
                LossReason::Dropped => "it was dropped".to_string(),
            };
            format!("lost: {} from {from} to {to}, {why}", packet_name(kind))
        }
        EventKind::Duplicated { packet, copy } => {
            format!("the network makes a copy of {packet}: {copy}")
        }
        EventKind::Delayed { packet, due } => format!("{packet} is held back until {due}"),
        EventKind::TimerFired { node, timer } => {
            format!("{node}'s {} runs out", timer_name(*timer))
        }
        EventKind::RoleChanged { node, from, to, term } => match (from, to) {
            (_, Role::Leader) => format!("{node} leads term {term}"),
            (Role::Leader, Role::Follower) => {
                format!("{node} steps down and follows in term {term}")
            }
            (Role::Candidate, Role::Candidate) => {
                format!("{node} won no election and stands again, in term {term}")
            }
            (_, Role::Candidate) => format!("{node} stands for election in term {term}"),
            (Role::PreCandidate, Role::Follower) => {
                format!("{node} asks for votes no longer and follows in term {term}")
            }
            (_, Role::PreCandidate) => {
                format!("{node} asks whether it could win an election after term {term}")
            }
            (Role::Candidate, Role::Follower) => {
                format!("{node} gives up its candidacy and follows in term {term}")
            }
            (Role::Learner, Role::Follower) => format!("{node} learns no longer, in term {term}"),
            (_, Role::Follower) => format!("{node} follows in term {term}"),
            (_, Role::Learner) => format!("{node} learns without a vote in term {term}"),
        },
        EventKind::TermChanged { node, term } => format!("{node} moves on to term {term}"),
        EventKind::Voted { node, term, candidate } if node == candidate => {
            format!("{node} votes for itself in term {term}")
        }
        EventKind::Voted { node, term, candidate } => {
            format!("{node} votes for {candidate} in term {term}")
        }
        EventKind::VoteRequestIgnored { node, from, term, leads } => {
            let why = if *leads { "leads" } else { "sticks to its leader" };
            format!("{node} ignores {from}, which asks for its vote in term {term}: it {why}")
        }
        EventKind::VoteReceived { node, from, votes } => {
            format!("{node} counts the vote of {from}: it has {votes}")
        }
        EventKind::Appended { node, first, last } if first == last => {
            format!("{node} appends entry {} of term {}", first.index, first.term)
        }
        EventKind::Appended { node, first, last } => {
            format!("{node} appends entries {} to {}", first.index, last.index)
        }
        EventKind::Truncated { node, from, to } if from == to => {
            format!("{node} removes entry {from}, which conflicts with the leader's log")
        }
        EventKind::Truncated { node, from, to } => {
            format!("{node} removes entries {from} to {to}, which conflict with the leader's log")
        }
        EventKind::Committed { node, index } => format!("{node} knows all up to {index} committed"),
        EventKind::Applied { node, index } => format!("{node} has applied all up to {index}"),
        EventKind::WriteStarted { node, token } => {
            format!("{node} begins to write to its disk (write {})", token.0)
        }
        EventKind::WriteFinished { node, token } => {
            format!("{node}'s write {} is on disk", token.0)
        }
        EventKind::Crashed { node, lost_writes: 0 } => format!("{node} crashes"),
        EventKind::Crashed { node, lost_writes } => format!(
            "{node} crashes and loses {} not yet on disk",
            count(u64::from(*lost_writes), "write", "writes")
        ),
        EventKind::Restarted { node } => format!("{node} restarts from its disk"),
        EventKind::Paused { node } => format!("{node} is paused"),
        EventKind::Resumed { node } => format!("{node} goes on"),
        EventKind::Cut { links } => format!("cut: {}", links_text(links)),
        EventKind::Healed { links } => format!("healed: {}", links_text(links)),
        EventKind::Configured { command } => format!("knob turned: {command}"),
        EventKind::Invoked { client, operation, .. } => {
            format!("{}: {}", does(client, "ask", "asks"), operation_text(operation))
        }
        EventKind::Retried { client, attempt, to, .. } => {
            let tries = does(client, "try", "tries");
            format!("{tries} again without an answer, at {to} (try {attempt})")
        }
        EventKind::Redirected { client, from, to: Some(to), .. } => {
            format!("{from} does not lead and sends {client} on to {to}")
        }
        EventKind::Redirected { client, from, to: None, .. } => {
            format!("{from} does not lead and cannot tell {client} who does")
        }
        EventKind::Overloaded { node, client, uncommitted, .. } => {
            let bytes = count(*uncommitted, "byte", "bytes");
            format!(
                "{node} is overloaded: {bytes} of commands are not committed, and it refuses what {client} asks"
            )
        }
        EventKind::PutOff { client, from, .. } => {
            format!("{from} is overloaded and tells {client} to ask again later")
        }
        EventKind::Completed { client, reply, id, took_us, .. } => {
            let place = id.map(|id| format!(", entry {}", id.index)).unwrap_or_default();
            let took = duration(*took_us);
            match reply {
                Some(reply) => {
                    let has = does(client, "have", "has");
                    format!("{has} an answer: {}{place}, {took}", reply_text(reply))
                }
                None => {
                    let gives = does(client, "give", "gives");
                    format!("{gives} up after {took} and cannot know what came of it")
                }
            }
        }
        EventKind::LoadBegun { operations } => format!("a load of {operations} operations begins"),
        EventKind::Said { text } => text.clone(),
        EventKind::PreVoteReceived { node, from, votes } => {
            format!("{node} hears that {from} would vote for it: it would have {votes}")
        }
        EventKind::SteppedDown { node, term, reason: Resignation::Asked } => {
            format!("{node} was asked to step down, and leads term {term} no longer")
        }
        EventKind::SteppedDown { node, term, reason: Resignation::NoQuorum } => {
            format!("{node} has heard from no majority, and leads term {term} no longer")
        }
        EventKind::SteppedDown { node, term, reason: Resignation::Removed } => {
            format!("{node} has left the cluster, and leads term {term} no longer")
        }
        EventKind::SteppedDown { node, term, reason: Resignation::Demoted } => {
            format!("{node} is a learner from now on, and leads term {term} no longer")
        }
        EventKind::SteppedDown { node, term, reason: Resignation::CannotWrite } => {
            format!("{node} cannot write to its disk, and leads term {term} no longer")
        }
        EventKind::HandoverBegun { node, to } => format!("{node} transfers the leadership to {to}"),
        EventKind::SnapshotTaken { node, last, base, bytes } => format!(
            "{node} takes a snapshot up to {}, of {}, and forgets the log up to {}",
            last.index,
            count(*bytes, "byte", "bytes"),
            base.index
        ),
        EventKind::ChunkTaken { node, last, received, total } => format!(
            "{node} has {received} of the {total} bytes of the snapshot up to {}",
            last.index
        ),
        EventKind::SnapshotReceived { node, last } => {
            format!("{node} has the leader's snapshot up to {} in place of its log", last.index)
        }
        EventKind::SnapshotInstalled { node, last } => {
            format!("{node}'s state is what the snapshot up to {} says", last.index)
        }
        EventKind::Booted { node } => format!("{node} is switched on for the first time"),
        EventKind::ConfigurationChanged { node, configuration } => {
            format!("{node} goes by another configuration: {}", members(configuration))
        }
        EventKind::MembershipChanged { configuration, .. } => {
            format!("the change of the membership is complete: {}", members(configuration))
        }
        EventKind::ChangeRefused { refusal, .. } => {
            format!("the change of the membership was not completed: {refusal}")
        }
        EventKind::ReadAnswered { node, client, by, index, .. } => {
            let how = match by {
                ReadChoice::Index => "after a round",
                ReadChoice::Follower => "after the leader's round",
                ReadChoice::Lease => "by its lease",
                ReadChoice::Log => "from the log",
                ReadChoice::Unsafe => "without asking anybody, so it may be old",
            };
            format!("{node} answers {client} from its state up to {index}, {how}")
        }
        EventKind::RoundBegun { node, round } => {
            format!("{node} asks whether it still leads (round {round})")
        }
        EventKind::RoundAnswered { node, round } => {
            format!("a majority has answered: {node} led when round {round} began")
        }
        EventKind::LeaseBegun { node } => format!("{node} has a lease"),
        EventKind::LeaseEnded { node } => format!("{node}'s lease is over"),
        EventKind::SnapshotUnreadable { node, last, error } => {
            format!("{node} cannot read its snapshot up to {}, and stops: {error}", last.index)
        }
        EventKind::TransferEnded { node, to, outcome } => match outcome {
            TransferOutcome::Completed => format!("{to} has taken over from {node}"),
            TransferOutcome::TimedOut => {
                format!("{to} has not taken over in time, so {node} leads on")
            }
            TransferOutcome::Replaced => {
                format!("{node} is to transfer the leadership to another server than {to}")
            }
            TransferOutcome::Deposed => {
                format!("{node} leads no longer, and has not heard {to} lead")
            }
            TransferOutcome::Refused => {
                format!("{node} cannot transfer the leadership to {to}")
            }
        },
        EventKind::Clogged { links } => format!("clogged: {}", links_text(links)),
        EventKind::Unclogged { links } => format!("open again: {}", links_text(links)),
        EventKind::WeatherSet { links, setting: LinkSetting::Clear } => {
            format!("like all other links again: {}", links_text(links))
        }
        EventKind::WeatherSet { links, setting } => format!("{}: {setting}", links_text(links)),
        EventKind::MediumSet { node, medium: Medium::Ok } => {
            format!("{node}'s disk works again, and does what it has not done")
        }
        EventKind::MediumSet { node, medium: Medium::Full } => {
            format!("{node}'s disk is full: it fails every write")
        }
        EventKind::MediumSet { node, medium: Medium::Hung } => {
            format!("{node}'s disk hangs: it ends no write")
        }
        EventKind::WriteFailed { node, token } => {
            format!("{node}'s write {} fails: its disk is full", token.0)
        }
        EventKind::ClientJoined { client, node } => {
            format!("{client} appears, and turns to {node} first")
        }
        EventKind::ClientCut { links } => format!("cut: {}", client_links(links)),
        EventKind::ClientHealed { links } => format!("healed: {}", client_links(links)),
        EventKind::FilterSet { filter } => format!("from now on: {filter}"),
        EventKind::FilterMet { packet, filter } => {
            let becomes = match filter.tamper {
                Tamper::Drop => "will be lost".to_owned(),
                Tamper::Duplicate => "gets a second copy".to_owned(),
                Tamper::Delay(by_us) => format!("will be {} late", duration(by_us)),
                Tamper::Hold => "will wait until it is released".to_owned(),
            };
            format!("{packet} meets `{filter}`: it {becomes}")
        }
        EventKind::Released { released } => released_text(released),
        EventKind::Torn { node, part, whole } => {
            format!("{node} crashed while writing: {part} of {whole} bytes are on its disk")
        }
        EventKind::TailCut { node, bytes } => {
            let bytes = count(*bytes, "byte", "bytes");
            format!(
                "{node} finds an unfinished record of {bytes} at the end of its disk, and cuts it off"
            )
        }
        EventKind::Refused { node, error } => format!("{node} refuses to serve: {error}"),
        EventKind::Rotted { node, place } => format!("a bit rots on {node}'s disk, in {place}"),
        EventKind::Wiped { node } => format!("{node}'s disk is lost"),
        EventKind::DiskReplaced { node } => format!(
            "{node} has an empty disk in place of its own, and its old number: it has forgotten its votes and its entries"
        ),
        EventKind::LyingSet { node, lies: true } => {
            format!("{node}'s disk says that writes are done before they are")
        }
        EventKind::LyingSet { node, lies: false } => format!("{node}'s disk lies no longer"),
        EventKind::DiskSet { node, span_us, under_way } => {
            let takes = match span_us {
                Some((min, max)) => format!("{} for a write", format_time_range(*min, *max)),
                None => "as long for a write as all others".to_owned(),
            };
            let still = under_way.map(|due| format!("; the one under way is still done at {due}"));
            format!("{node}'s disk takes {takes}{}", still.unwrap_or_default())
        }
        EventKind::Armed { node, trap: Trap::AfterWrite } => {
            format!("{node} will crash as soon as its next write is on disk")
        }
        EventKind::Armed { node, trap: Trap::Tear } => {
            format!("{node} will crash in the middle of its next write")
        }
        EventKind::Armed { node, trap: Trap::Misdirect } => {
            format!("{node}'s next write will land in the place of something else")
        }
        EventKind::Armed { node, trap: Trap::Lose } => {
            format!("{node}'s next write will be lost, and nobody will be told")
        }
        EventKind::WriteAstray { node, token, over: Some(place) } => {
            format!("{node}'s write {} lands in the place of {place}, as if it were done", token.0)
        }
        EventKind::WriteAstray { node, token, over: None } => {
            format!("{node}'s write {} is lost, as if it were done", token.0)
        }
        EventKind::ClockJumped { node, ahead, by_us } => {
            let way = if *ahead { "ahead" } else { "back" };
            format!("{node}'s clock jumps {way} by {}", format_time(*by_us))
        }
        EventKind::ClockSet { node, rate_ppm: TRUE } => format!("{node}'s clock runs true"),
        EventKind::ClockSet { node, rate_ppm } => {
            format!("{node}'s clock runs at {}", format_chance(*rate_ppm))
        }
    }
}

/// The rate of a true clock, in parts per million.
const TRUE: u32 = 1_000_000;

/// Links between clients and nodes: both ways where both are there.
pub fn client_links(links: &[(Endpoint, Endpoint)]) -> String {
    let words = links.iter().filter_map(|&(from, to)| {
        let back = links.contains(&(to, from));
        match from {
            Endpoint::Client(_) if back => Some(format!("{from} - {to}")),
            _ if back => None,
            _ => Some(format!("{from} > {to}")),
        }
    });
    list(words)
}

/// Which filters stand no longer, and which packets go on.
fn released_text(released: &Released) -> String {
    const MOST: usize = 6;
    let Released { filters, packets } = released;
    let ended = |(filter, met): &(Filter, u32)| {
        format!("`{filter}` stands no longer, after {}", count((*met).into(), "packet", "packets"))
    };
    let mut words: Vec<String> = filters.iter().map(ended).collect();
    if packets.len() > MOST {
        words.push(format!("{} packets that were held go on", packets.len()));
    } else if !packets.is_empty() {
        let ids = list(packets);
        let go = if packets.len() == 1 { "goes" } else { "go" };
        words.push(format!("{ids} {go} on"));
    }
    words.join("; ")
}

/// What the store answered, in a word or two.
fn reply_text(reply: &Reply) -> String {
    match reply {
        Reply::Value(value) => short(value),
        Reply::Absent => "no such key".to_string(),
        Reply::Done => "done".to_string(),
        Reply::Exists => "the key exists already".to_string(),
        Reply::NotFound => "no such key".to_string(),
        Reply::Mismatch(value) => format!("the value is {}", short(value)),
        Reply::SessionExpired => "the session has expired".to_string(),
        Reply::SessionOver => "the session had expired: nothing was done".to_string(),
    }
}

/// Links as a person names them: both ways where both are there.
pub(super) fn links_text(links: &[(NodeId, NodeId)]) -> String {
    const MOST: usize = 6;
    let mut words = each_link(links);
    if words.len() > MOST {
        let more = words.len() - MOST;
        words.truncate(MOST);
        format!("{} and {more} more links", words.join(", "))
    } else {
        list(words)
    }
}

/// How many links these are as a person counts them, who takes both ways for one.
pub fn link_count(links: &[(NodeId, NodeId)]) -> String {
    count(each_link(links).len() as u64, "link", "links")
}

/// Each link, or both ways of it together.
fn each_link(links: &[(NodeId, NodeId)]) -> Vec<String> {
    let mut words = Vec::new();
    for &(from, to) in links {
        let back = links.contains(&(to, from));
        if back && from < to {
            words.push(format!("{from} - {to}"));
        } else if !back {
            words.push(format!("{from} > {to}"));
        }
    }
    words
}

/// The move behind an event, as the end of a sentence that began with it: `because n3's election timer ran out`.
pub fn cause_text(cause: Cause) -> String {
    match cause {
        Cause::Boot => "as the cluster is switched on".to_string(),
        Cause::Packet(packet) => format!("because {packet} arrived"),
        Cause::Timer(node, timer) => format!("because {node}'s {} ran out", timer_name(timer)),
        Cause::Write(node, token) => {
            format!("because {node}'s write {} reached the disk", token.0)
        }
        Cause::Client(client) => format!("because {client} waited long enough"),
        Cause::Command(_) => "by command".to_string(),
        Cause::Chaos => "by chaos".to_string(),
        Cause::Load => "by the load".to_string(),
        Cause::Snapshot(node) => format!("because {node} had applied enough"),
        Cause::Apply(node) => format!("because {node}'s state machine came to it"),
    }
}
