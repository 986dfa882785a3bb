//! Events and their causes in words.

use crate::catalog::tr;
use crate::kv::Reply;
use crate::raft::{LogId, NodeId, TransferOutcome};
use crate::script::units::{format_chance, format_time, format_time_range};
use crate::script::{LinkSetting, Medium, ReadChoice};
use crate::sim::{
    Cause, ClientId, Endpoint, Event, EventKind, Filter, LossReason, PacketKind, Released,
    Resignation, Role, Tamper, Trap,
};

use super::packet::{packet_name, with_article};
use super::trouble::{image_error_text, place_text, refusal_of_change_text};
use super::{count, duration, list, members, operation_text, short, timer_name, who};

const YOU: ClientId = ClientId::YOU;

/// One event in one sentence, without a full stop; it begins with who did it, where there is one.
pub fn event_text(event: &Event) -> String {
    kind_text(&event.kind)
}

/// What happened in one sentence, without a full stop.
pub fn kind_text(kind: &EventKind) -> String {
    match kind {
        EventKind::Sent { from, to, kind, .. } => sent_text(*from, *to, kind),
        EventKind::Delivered { from, to, kind, .. } => delivered_text(*from, *to, kind),
        EventKind::Lost { from, to, kind, reason, .. } => {
            let why = match reason {
                LossReason::Chance => tr!("by chance").to_string(),
                LossReason::Cut => tr!("the link is cut").to_string(),
                LossReason::ReceiverDown => tr!("{to} is down", to = who(to)),
                LossReason::Dropped => tr!("it was dropped").to_string(),
            };
            tr!(
                "lost: {what} from {from} to {to}, {why}",
                what = packet_name(kind),
                from = who(from),
                to = who(to),
                why
            )
        }
        EventKind::Duplicated { packet, copy } => {
            tr!("the network makes a copy of {packet}: {copy}", packet, copy)
        }
        EventKind::Delayed { packet, due } => tr!("{packet} is held back until {due}", packet, due),
        EventKind::TimerFired { node, timer } => {
            tr!("{node}'s {timer} runs out", node, timer = timer_name(*timer))
        }
        EventKind::RoleChanged { node, from, to, term } => match (from, to) {
            (_, Role::Leader) => tr!("{node} leads term {term}", node, term),
            (Role::Leader, Role::Follower) => {
                tr!("{node} steps down and follows in term {term}", node, term)
            }
            (Role::Candidate, Role::Candidate) => {
                tr!("{node} won no election and stands again, in term {term}", node, term)
            }
            (_, Role::Candidate) => tr!("{node} stands for election in term {term}", node, term),
            (Role::PreCandidate, Role::Follower) => {
                tr!("{node} asks for votes no longer and follows in term {term}", node, term)
            }
            (_, Role::PreCandidate) => {
                tr!("{node} asks whether it could win an election after term {term}", node, term)
            }
            (Role::Candidate, Role::Follower) => {
                tr!("{node} gives up its candidacy and follows in term {term}", node, term)
            }
            (Role::Learner, Role::Follower) => {
                tr!("{node} learns no longer, in term {term}", node, term)
            }
            (_, Role::Follower) => tr!("{node} follows in term {term}", node, term),
            (_, Role::Learner) => tr!("{node} learns without a vote in term {term}", node, term),
        },
        EventKind::TermChanged { node, term } => tr!("{node} moves on to term {term}", node, term),
        EventKind::Voted { node, term, candidate } if node == candidate => {
            tr!("{node} votes for itself in term {term}", node, term)
        }
        EventKind::Voted { node, term, candidate } => {
            tr!("{node} votes for {candidate} in term {term}", node, candidate, term)
        }
        EventKind::VoteRequestIgnored { node, from, term, leads: true } => tr!(
            "{node} ignores {from}, which asks for its vote in term {term}: it leads",
            node,
            from,
            term
        ),
        EventKind::VoteRequestIgnored { node, from, term, leads: false } => tr!(
            "{node} ignores {from}, which asks for its vote in term {term}: it sticks to its leader",
            node,
            from,
            term
        ),
        EventKind::VoteReceived { node, from, votes } => {
            tr!("{node} counts the vote of {from}: it has {votes}", node, from, votes)
        }
        EventKind::Appended { node, first, last } if first == last => {
            tr!(
                "{node} appends entry {index} of term {term}",
                node,
                index = first.index,
                term = first.term
            )
        }
        EventKind::Appended { node, first, last } => {
            tr!(
                "{node} appends entries {first} to {last}",
                node,
                first = first.index,
                last = last.index
            )
        }
        EventKind::Truncated { node, from, to } if from == to => {
            tr!("{node} removes entry {from}, which conflicts with the leader's log", node, from)
        }
        EventKind::Truncated { node, from, to } => {
            tr!(
                "{node} removes entries {from} to {to}, which conflict with the leader's log",
                node,
                from,
                to
            )
        }
        EventKind::Committed { node, index } => {
            tr!("{node} knows all up to {index} committed", node, index)
        }
        EventKind::Applied { node, index } => {
            tr!("{node} has applied all up to {index}", node, index)
        }
        EventKind::WriteStarted { node, token } => {
            tr!("{node} begins to write to its disk (write {write})", node, write = token.0)
        }
        EventKind::WriteFinished { node, token } => {
            tr!("{node}'s write {write} is on disk", node, write = token.0)
        }
        EventKind::Crashed { node, lost_writes: 0 } => tr!("{node} crashes", node),
        EventKind::Crashed { node, lost_writes } => tr!(
            "{node} crashes and loses {writes} not yet on disk",
            node,
            writes = count(u64::from(*lost_writes), "write", "writes")
        ),
        EventKind::Restarted { node } => tr!("{node} restarts from its disk", node),
        EventKind::Paused { node } => tr!("{node} is paused", node),
        EventKind::Resumed { node } => tr!("{node} goes on", node),
        EventKind::Cut { links } => tr!("cut: {links}", links = links_text(links)),
        EventKind::Healed { links } => tr!("healed: {links}", links = links_text(links)),
        EventKind::Configured { command } => tr!("knob turned: {command}", command),
        EventKind::Invoked { client, operation, .. } => {
            let operation = operation_text(operation);
            match *client {
                YOU => tr!("you ask: {operation}", operation),
                client => tr!("{client} asks: {operation}", client, operation),
            }
        }
        EventKind::Retried { client: YOU, attempt, to, .. } => {
            tr!("you try again without an answer, at {to} (try {attempt})", to, attempt)
        }
        EventKind::Retried { client, attempt, to, .. } => tr!(
            "{client} tries again without an answer, at {to} (try {attempt})",
            client,
            to,
            attempt
        ),
        EventKind::Redirected { client: YOU, from, to: Some(to), .. } => {
            tr!("{from} does not lead and sends you on to {to}", from, to)
        }
        EventKind::Redirected { client, from, to: Some(to), .. } => {
            tr!("{from} does not lead and sends {client} on to {to}", from, client, to)
        }
        EventKind::Redirected { client: YOU, from, to: None, .. } => {
            tr!("{from} does not lead and cannot tell you who does", from)
        }
        EventKind::Redirected { client, from, to: None, .. } => {
            tr!("{from} does not lead and cannot tell {client} who does", from, client)
        }
        EventKind::Overloaded { node, client, uncommitted, .. } => {
            let bytes = count(*uncommitted, "byte", "bytes");
            match *client {
                YOU => tr!(
                    "{node} is overloaded: {bytes} of commands are not committed, and it refuses what you ask",
                    node,
                    bytes
                ),
                client => tr!(
                    "{node} is overloaded: {bytes} of commands are not committed, and it refuses what {client} asks",
                    node,
                    bytes,
                    client
                ),
            }
        }
        EventKind::PutOff { client: YOU, from, .. } => {
            tr!("{from} is overloaded and tells you to ask again later", from)
        }
        EventKind::PutOff { client, from, .. } => {
            tr!("{from} is overloaded and tells {client} to ask again later", from, client)
        }
        EventKind::Completed { client, reply, id, took_us, .. } => {
            completed_text(*client, reply.as_ref(), *id, duration(*took_us))
        }
        EventKind::LoadBegun { operations } => {
            tr!("a load of {operations} operations begins", operations)
        }
        EventKind::Said { text } => tr(text).to_owned(),
        EventKind::PreVoteReceived { node, from, votes } => {
            tr!(
                "{node} hears that {from} would vote for it: it would have {votes}",
                node,
                from,
                votes
            )
        }
        EventKind::SteppedDown { node, term, reason: Resignation::Asked } => {
            tr!("{node} was asked to step down, and leads term {term} no longer", node, term)
        }
        EventKind::SteppedDown { node, term, reason: Resignation::NoQuorum } => {
            tr!("{node} has heard from no majority, and leads term {term} no longer", node, term)
        }
        EventKind::SteppedDown { node, term, reason: Resignation::Removed } => {
            tr!("{node} has left the cluster, and leads term {term} no longer", node, term)
        }
        EventKind::SteppedDown { node, term, reason: Resignation::Demoted } => {
            tr!("{node} is a learner from now on, and leads term {term} no longer", node, term)
        }
        EventKind::SteppedDown { node, term, reason: Resignation::CannotWrite } => {
            tr!("{node} cannot write to its disk, and leads term {term} no longer", node, term)
        }
        EventKind::HandoverBegun { node, to } => {
            tr!("{node} transfers the leadership to {to}", node, to)
        }
        EventKind::SnapshotTaken { node, last, base, bytes } => tr!(
            "{node} takes a snapshot up to {last}, of {bytes}, and forgets the log up to {base}",
            node,
            last = last.index,
            bytes = count(*bytes, "byte", "bytes"),
            base = base.index
        ),
        EventKind::ChunkTaken { node, last, received, total } => tr!(
            "{node} has {received} of the {total} bytes of the snapshot up to {index}",
            node,
            received,
            total,
            index = last.index
        ),
        EventKind::SnapshotReceived { node, last } => tr!(
            "{node} has the leader's snapshot up to {index} in place of its log",
            node,
            index = last.index
        ),
        EventKind::SnapshotInstalled { node, last } => {
            tr!("{node}'s state is what the snapshot up to {index} says", node, index = last.index)
        }
        EventKind::Booted { node } => tr!("{node} is switched on for the first time", node),
        EventKind::ConfigurationChanged { node, configuration } => {
            let members = members(configuration);
            tr!("{node} goes by another configuration: {members}", node, members)
        }
        EventKind::MembershipChanged { configuration, .. } => {
            let members = members(configuration);
            tr!("the change of the membership is complete: {members}", members)
        }
        EventKind::ChangeRefused { refusal, .. } => {
            let why = refusal_of_change_text(refusal);
            tr!("the change of the membership was not completed: {why}", why)
        }
        EventKind::ReadAnswered { node, client, by, index, .. } => {
            let how = match by {
                ReadChoice::Index => tr!("after a round"),
                ReadChoice::Follower => tr!("after the leader's round"),
                ReadChoice::Lease => tr!("by its lease"),
                ReadChoice::Log => tr!("from the log"),
                ReadChoice::Unsafe => tr!("without asking anybody, so it may be old"),
            };
            match *client {
                YOU => {
                    tr!("{node} answers you from its state up to {index}, {how}", node, index, how)
                }
                client => tr!(
                    "{node} answers {client} from its state up to {index}, {how}",
                    node,
                    client,
                    index,
                    how
                ),
            }
        }
        EventKind::RoundBegun { node, round } => {
            tr!("{node} asks whether it still leads (round {round})", node, round)
        }
        EventKind::RoundAnswered { node, round } => {
            tr!("a majority has answered: {node} led when round {round} began", node, round)
        }
        EventKind::LeaseBegun { node } => tr!("{node} has a lease", node),
        EventKind::LeaseEnded { node } => tr!("{node}'s lease is over", node),
        EventKind::SnapshotUnreadable { node, last, error } => {
            tr!(
                "{node} cannot read its snapshot up to {index}, and stops: {error}",
                node,
                index = last.index,
                error
            )
        }
        EventKind::TransferEnded { node, to, outcome } => match outcome {
            TransferOutcome::Completed => tr!("{to} has taken over from {node}", to, node),
            TransferOutcome::TimedOut => {
                tr!("{to} has not taken over in time, so {node} leads on", to, node)
            }
            TransferOutcome::Replaced => {
                tr!("{node} is to transfer the leadership to another server than {to}", node, to)
            }
            TransferOutcome::Deposed => {
                tr!("{node} leads no longer, and has not heard {to} lead", node, to)
            }
            TransferOutcome::Refused => {
                tr!("{node} cannot transfer the leadership to {to}", node, to)
            }
        },
        EventKind::Clogged { links } => tr!("clogged: {links}", links = links_text(links)),
        EventKind::Unclogged { links } => tr!("open again: {links}", links = links_text(links)),
        EventKind::WeatherSet { links, setting: LinkSetting::Clear } => {
            tr!("like all other links again: {links}", links = links_text(links))
        }
        EventKind::WeatherSet { links, setting } => {
            tr!("{links}: {setting}", links = links_text(links), setting)
        }
        EventKind::MediumSet { node, medium: Medium::Ok } => {
            tr!("{node}'s disk works again, and does what it has not done", node)
        }
        EventKind::MediumSet { node, medium: Medium::Full } => {
            tr!("{node}'s disk is full: it fails every write", node)
        }
        EventKind::MediumSet { node, medium: Medium::Hung } => {
            tr!("{node}'s disk hangs: it ends no write", node)
        }
        EventKind::WriteFailed { node, token } => {
            tr!("{node}'s write {write} fails: its disk is full", node, write = token.0)
        }
        EventKind::ClientJoined { client, node } => {
            tr!("{client} appears, and turns to {node} first", client = who(client), node)
        }
        EventKind::ClientCut { links } => tr!("cut: {links}", links = client_links(links)),
        EventKind::ClientHealed { links } => tr!("healed: {links}", links = client_links(links)),
        EventKind::FilterSet { filter } => tr!("from now on: {filter}", filter),
        EventKind::FilterMet { packet, filter } => match filter.tamper {
            Tamper::Drop => tr!("{packet} meets `{filter}`: it will be lost", packet, filter),
            Tamper::Duplicate => {
                tr!("{packet} meets `{filter}`: it gets a second copy", packet, filter)
            }
            Tamper::Delay(by_us) => tr!(
                "{packet} meets `{filter}`: it will be {time} late",
                packet,
                filter,
                time = duration(by_us)
            ),
            Tamper::Hold => {
                tr!("{packet} meets `{filter}`: it will wait until it is released", packet, filter)
            }
        },
        EventKind::Released { released } => released_text(released),
        EventKind::Torn { node, part, whole } => {
            tr!(
                "{node} crashed while writing: {part} of {whole} bytes are on its disk",
                node,
                part,
                whole
            )
        }
        EventKind::TailCut { node, bytes } => {
            let bytes = count(*bytes, "byte", "bytes");
            tr!(
                "{node} finds an unfinished record of {bytes} at the end of its disk, and cuts it off",
                node,
                bytes
            )
        }
        EventKind::Refused { node, error } => {
            tr!("{node} refuses to serve: {error}", node, error = image_error_text(*error))
        }
        EventKind::Rotted { node, place } => {
            tr!("a bit rots on {node}'s disk, in {place}", node, place = place_text(*place))
        }
        EventKind::Wiped { node } => tr!("{node}'s disk is lost", node),
        EventKind::DiskReplaced { node } => tr!(
            "{node} has an empty disk in place of its own, and its old number: it has forgotten its votes and its entries",
            node
        ),
        EventKind::LyingSet { node, lies: true } => {
            tr!("{node}'s disk says that writes are done before they are", node)
        }
        EventKind::LyingSet { node, lies: false } => tr!("{node}'s disk lies no longer", node),
        EventKind::DiskSet { node, span_us, under_way } => {
            let takes = match span_us {
                Some((min, max)) => tr!(
                    "{node}'s disk takes {time} for a write",
                    node,
                    time = format_time_range(*min, *max)
                ),
                None => tr!("{node}'s disk takes as long for a write as all others", node),
            };
            match under_way {
                Some(due) => {
                    tr!("{takes}; the one under way is still done at {due}", takes, due)
                }
                None => takes,
            }
        }
        EventKind::Armed { node, trap: Trap::AfterWrite } => {
            tr!("{node} will crash as soon as its next write is on disk", node)
        }
        EventKind::Armed { node, trap: Trap::Tear } => {
            tr!("{node} will crash in the middle of its next write", node)
        }
        EventKind::Armed { node, trap: Trap::Misdirect } => {
            tr!("{node}'s next write will land in the place of something else", node)
        }
        EventKind::Armed { node, trap: Trap::Lose } => {
            tr!("{node}'s next write will be lost, and nobody will be told", node)
        }
        EventKind::WriteAstray { node, token, over: Some(place) } => {
            tr!(
                "{node}'s write {write} lands in the place of {place}, as if it were done",
                node,
                write = token.0,
                place = place_text(*place)
            )
        }
        EventKind::WriteAstray { node, token, over: None } => {
            tr!("{node}'s write {write} is lost, as if it were done", node, write = token.0)
        }
        EventKind::ClockJumped { node, ahead: true, by_us } => {
            tr!("{node}'s clock jumps ahead by {time}", node, time = format_time(*by_us))
        }
        EventKind::ClockJumped { node, ahead: false, by_us } => {
            tr!("{node}'s clock jumps back by {time}", node, time = format_time(*by_us))
        }
        EventKind::ClockSet { node, rate_ppm: TRUE } => tr!("{node}'s clock runs true", node),
        EventKind::ClockSet { node, rate_ppm } => {
            tr!("{node}'s clock runs at {rate}", node, rate = format_chance(*rate_ppm))
        }
    }
}

/// The rate of a true clock, in parts per million.
const TRUE: u32 = 1_000_000;

/// A packet that is sent.
fn sent_text(from: Endpoint, to: Endpoint, kind: &PacketKind) -> String {
    let what = with_article(kind);
    match (from, to) {
        (Endpoint::Client(YOU), to) => tr!("you send {what} to {to}", what, to),
        (from, Endpoint::Client(YOU)) => tr!("{from} sends {what} to you", from, what),
        (from, to) => tr!("{from} sends {what} to {to}", from, what, to),
    }
}

/// A packet that arrives.
fn delivered_text(from: Endpoint, to: Endpoint, kind: &PacketKind) -> String {
    let what = with_article(kind);
    match (to, from) {
        (Endpoint::Client(YOU), from) => tr!("you receive {what} from {from}", what, from),
        (to, Endpoint::Client(YOU)) => tr!("{to} receives {what} from you", to, what),
        (to, from) => tr!("{to} receives {what} from {from}", to, what, from),
    }
}

/// What a client was told in the end, if anything, and after how long.
fn completed_text(
    client: ClientId,
    reply: Option<&Reply>,
    id: Option<LogId>,
    time: String,
) -> String {
    let answer = reply.map(reply_text);
    match (client, answer, id.map(|id| id.index)) {
        (YOU, Some(answer), Some(index)) => {
            tr!("you have an answer: {answer}, entry {index}, {time}", answer, index, time)
        }
        (YOU, Some(answer), None) => {
            tr!("you have an answer: {answer}, {time}", answer, time)
        }
        (YOU, None, _) => {
            tr!("you give up after {time} and cannot know what came of it", time)
        }
        (client, Some(answer), Some(index)) => tr!(
            "{client} has an answer: {answer}, entry {index}, {time}",
            client,
            answer,
            index,
            time
        ),
        (client, Some(answer), None) => {
            tr!("{client} has an answer: {answer}, {time}", client, answer, time)
        }
        (client, None, _) => {
            tr!("{client} gives up after {time} and cannot know what came of it", client, time)
        }
    }
}

/// Links between clients and nodes: both ways where both are there.
pub fn client_links(links: &[(Endpoint, Endpoint)]) -> String {
    let words = links.iter().filter_map(|&(from, to)| {
        let back = links.contains(&(to, from));
        match from {
            Endpoint::Client(_) if back => Some(format!("{} - {}", who(from), who(to))),
            _ if back => None,
            _ => Some(format!("{} > {}", who(from), who(to))),
        }
    });
    list(words)
}

/// Which filters stand no longer, and which packets go on.
fn released_text(released: &Released) -> String {
    const MOST: usize = 6;
    let Released { filters, packets } = released;
    let ended = |(filter, met): &(Filter, u32)| {
        let packets = count((*met).into(), "packet", "packets");
        tr!("`{filter}` stands no longer, after {packets}", filter, packets)
    };
    let mut words: Vec<String> = filters.iter().map(ended).collect();
    match packets.len() {
        0 => {}
        1 => words.push(tr!("{packets} goes on", packets = list(packets))),
        2..=MOST => words.push(tr!("{packets} go on", packets = list(packets))),
        n => words.push(tr!("{n} packets that were held go on", n)),
    }
    words.join(tr!("; "))
}

/// What the store answered, in a word or two.
fn reply_text(reply: &Reply) -> String {
    match reply {
        Reply::Value(value) => short(value),
        Reply::Absent => tr!("no such key").to_string(),
        Reply::Done => tr!("done").to_string(),
        Reply::Exists => tr!("the key exists already").to_string(),
        Reply::NotFound => tr!("no such key").to_string(),
        Reply::Mismatch(value) => tr!("the value is {value}", value = short(value)),
        Reply::SessionExpired => tr!("the session has expired").to_string(),
        Reply::SessionOver => tr!("the session had expired: nothing was done").to_string(),
    }
}

/// Links as a person names them: both ways where both are there.
pub(super) fn links_text(links: &[(NodeId, NodeId)]) -> String {
    const MOST: usize = 6;
    let mut words = each_link(links);
    if words.len() > MOST {
        let more = words.len() - MOST;
        words.truncate(MOST);
        tr!("{links} and {more} more links", links = words.join(tr!(", ")), more)
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
        Cause::Boot => tr!("as the cluster is switched on").to_string(),
        Cause::Packet(packet) => tr!("because {packet} arrived", packet),
        Cause::Timer(node, timer) => {
            tr!("because {node}'s {timer} ran out", node, timer = timer_name(timer))
        }
        Cause::Write(node, token) => {
            tr!("because {node}'s write {write} reached the disk", node, write = token.0)
        }
        Cause::Client(YOU) => tr!("because you waited long enough").to_string(),
        Cause::Client(client) => tr!("because {client} waited long enough", client),
        Cause::Command(_) => tr!("by command").to_string(),
        Cause::Chaos => tr!("by chaos").to_string(),
        Cause::Load => tr!("by the load").to_string(),
        Cause::Snapshot(node) => tr!("because {node} had applied enough", node),
        Cause::Apply(node) => tr!("because {node}'s state machine came to it", node),
    }
}
