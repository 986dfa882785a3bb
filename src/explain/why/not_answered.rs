//! Why a client has no answer.

use crate::explain::Selected;
use crate::explain::words::{count, duration, operation_text, sentence};
use crate::raft::{Index, LogId, NodeId};
use crate::script::Medium;
use crate::sim::{
    ClientId, ClientView, Endpoint, Event, EventKind, Liveness, NodeView, PacketKind, Time,
    WaitingView,
};

use super::evidence::Evidence;
use super::grounds::node_now;
use super::{Explanation, Grounds, Question, Step, chain, not_committed, packet, rule, steps};

/// Explains why a client has no answer now.
pub fn explain(id: ClientId, evidence: &Evidence<'_>) -> Explanation {
    let Some(it) = evidence.view.clients.iter().find(|client| client.id == id) else {
        return Explanation::plain(format!("There is no client {id}."));
    };
    let questions = vec![Question::About(Selected::Client(id))];
    let answer = match it.waiting.first() {
        Some(waiting) => waits(it, waiting, evidence),
        None => gave_up(id, evidence),
    };
    Explanation { questions, ..answer }
}

/// Nothing is under way: the last operation was answered, or the client gave up.
fn gave_up(id: ClientId, evidence: &Evidence<'_>) -> Explanation {
    let last = evidence.last(
        u64::MAX,
        |kind| matches!(kind, EventKind::Completed { client, .. } if *client == id),
    );
    let who = if id == ClientId::YOU { "You wait".to_string() } else { format!("{id} waits") };
    match last {
        Some(last) => match last.kind {
            EventKind::Completed { reply: None, sequence, took_us, .. } => {
                let tries = tries(id, sequence, evidence);
                Explanation {
                    headline: format!(
                        "{who} for nothing now: after {} the last operation was given up, and nobody can know whether it took \
                         effect.",
                        duration(took_us)
                    ),
                    rule: Some(rule::RETRY),
                    grounds: vec![Grounds { title: "What was tried".into(), steps: tries }],
                    chain: Some(chain::to(last, true, evidence)),
                    ..Explanation::default()
                }
            }
            _ => Explanation {
                headline: format!("{who} for nothing: the last operation was answered."),
                grounds: vec![Grounds {
                    title: "The answer".into(),
                    steps: vec![steps::step(last, evidence)],
                }],
                ..Explanation::default()
            },
        },
        None => Explanation::plain(format!("{who} for nothing.")),
    }
}

/// An operation is under way.
fn waits(it: &ClientView, waiting: &WaitingView, evidence: &Evidence<'_>) -> Explanation {
    let (id, now) = (it.id, evidence.now());
    let operation = operation_text(&waiting.operation);
    let asked = last_request(id, waiting.sequence, evidence);
    let (mut reason, mut steps, mut committed) = (None, Vec::new(), None);
    let mut on_the_way = Vec::new();
    let flying = evidence.view.packets.iter().filter(|packet| match packet.kind {
        PacketKind::Request { sequence, .. } => {
            packet.from == Endpoint::Client(id) && sequence == waiting.sequence
        }
        PacketKind::Answer { sequence, .. }
        | PacketKind::Refusal { sequence, .. }
        | PacketKind::Overloaded { sequence } => {
            packet.to == Endpoint::Client(id) && sequence == waiting.sequence
        }
        _ => false,
    });
    for packet in flying {
        let answer = !matches!(packet.kind, PacketKind::Request { .. });
        let what = if answer { "the answer" } else { "the request" };
        let where_to = if packet.doomed { "will be lost on the way" } else { "is on its way" };
        // An answer that comes is more than a request that goes.
        if answer || reason.is_none() {
            reason = Some(format!("{what} {} {where_to}", packet.id));
        }
        on_the_way.push(Step {
            at: None,
            text: packet::in_flight(packet, evidence),
            about: Selected::Packet(packet.id),
        });
    }
    let timer = it.timer;
    if let Some(pause) = timer.filter(|timer| timer.answer_of.is_none()) {
        reason.get_or_insert(format!(
            "the last try failed, and it pauses for another {} before it turns to {}",
            duration(pause.due.since(now)),
            it.attached
        ));
    }
    if let Some((asked, node)) = asked {
        let (fate, story, entry) = fate(asked, node, id, waiting.sequence, evidence);
        if reason.is_none() {
            reason = fate;
            committed = entry;
        }
        steps.extend(story);
    }
    steps.extend(on_the_way);
    if let Some(timer) = timer
        && let Some(node) = timer.answer_of
    {
        let text = format!(
            "It waits for an answer of {node} until {}, for another {}; then it turns to another node.",
            timer.due,
            duration(timer.due.since(now))
        );
        steps.push(Step { at: None, text, about: Selected::Client(id) });
    }
    let since = duration(now.since(waiting.since));
    let unapplied = unapplied(id, waiting.sequence, evidence);
    if let Some((at, last)) = unapplied {
        // It is decided already: that tells more than where the present try is.
        let has = has_entry(at, last, now);
        let about = Selected::Entry(at.id, last.index);
        steps.insert(0, Step { about, ..node_now(at.id, sentence(&has) + ".") });
        reason = Some(has);
    }
    let reason = reason.unwrap_or_else(|| "what became of the request is not known".into());
    let mut grounds = vec![Grounds { title: "The try under way".into(), steps }];
    let before = tries(id, waiting.sequence, evidence);
    let sent_on = redirects(id, waiting.sequence, evidence);
    let mut facts = vec![format!(
        "This is try {} of {}, {since} after the operation began.",
        waiting.attempt, waiting.tries
    )];
    if sent_on > 0 {
        let times = count(sent_on, "time", "times");
        facts.push(format!("It was sent on {times} by nodes that do not lead."));
    }
    if before.len() > 1 {
        grounds.push(Grounds { title: "What was tried".into(), steps: before });
    }
    let mut questions_rule = rule::RETRY;
    if let Some((node, index)) = committed {
        let answer = not_committed::explain(node, index, evidence);
        facts.push(answer.headline);
        facts.extend(answer.facts);
        grounds.extend(answer.grounds);
        questions_rule = answer.rule.unwrap_or(questions_rule);
    }
    Explanation {
        headline: sentence(&format!("`{operation}` has no answer yet: {reason}.")),
        facts,
        rule: Some(questions_rule),
        grounds,
        questions: unapplied
            .map(|(at, last)| Question::About(Selected::Entry(at.id, last.index)))
            .into_iter()
            .collect(),
        ..Explanation::default()
    }
}

/// A node that runs, had one of the tries of an operation, and has it as a committed entry that it has yet to apply.
fn unapplied<'a>(
    client: ClientId,
    sequence: u64,
    evidence: &Evidence<'a>,
) -> Option<(&'a NodeView, LogId)> {
    let requests = evidence.events.iter().filter_map(|event| match event.kind {
        EventKind::Sent {
            packet,
            from: Endpoint::Client(from),
            to: Endpoint::Node(to),
            kind: PacketKind::Request { sequence: it, .. },
        } if (from, it) == (client, sequence) => Some((event, packet, to)),
        _ => None,
    });
    let mut entries = requests.filter_map(|(event, packet, to)| {
        let end = evidence.fate(packet, event.seq)?;
        let appended =
            evidence.consequence(end, |kind| matches!(kind, EventKind::Appended { .. }))?;
        let EventKind::Appended { last, .. } = appended.kind else { return None };
        let node = evidence.view.node(to)?;
        let waits = node.liveness == Liveness::Up
            && (node.applied < last.index && last.index <= node.commit);
        (waits && node.log.contains(last)).then_some((node, last))
    });
    entries.next()
}

/// How far a node is with an entry that it has not applied.
fn has_entry(it: &NodeView, last: LogId, now: Time) -> String {
    let (node, index) = (it.id, last.index);
    if it.commit < index {
        return format!("{node} has it as entry {index}, which is not committed");
    }
    let text =
        format!("{node} has it as entry {index}, which is committed and has yet to be applied");
    match it.write_span {
        Some(_) if it.machine.medium != Medium::Ok => {
            format!("{text}: it must be on {node}'s own disk first, which is {}", it.machine.medium)
        }
        Some((_, due)) if it.durable.index < index => format!(
            "{text}: it must be on {node}'s own disk first, and the write under way takes another {}",
            duration(due.since(now))
        ),
        _ if it.durable.index >= index => {
            format!("{text}: {node}'s state machine has come to entry {}", it.applied)
        }
        _ => text,
    }
}

/// The last time that a client sent this operation, and to whom.
fn last_request<'a>(
    client: ClientId,
    sequence: u64,
    evidence: &Evidence<'a>,
) -> Option<(&'a Event, NodeId)> {
    evidence.events.iter().rev().find_map(|event| match &event.kind {
        EventKind::Sent {
            from: Endpoint::Client(from),
            to: Endpoint::Node(to),
            kind: PacketKind::Request { sequence: it, .. },
            ..
        } if (*from, *it) == (client, sequence) => Some((event, *to)),
        _ => None,
    })
}

/// What has become of a request: the reason in a few words, the steps, and the entry that it became, if that is what
/// is waited for.
fn fate(
    asked: &Event,
    node: NodeId,
    client: ClientId,
    sequence: u64,
    evidence: &Evidence<'_>,
) -> (Option<String>, Vec<Step>, Option<(NodeId, Index)>) {
    let EventKind::Sent { packet, .. } = asked.kind else { return (None, Vec::new(), None) };
    let mut steps = vec![steps::step(asked, evidence)];
    let Some(end) = evidence.fate(packet, asked.seq) else { return (None, steps, None) };
    steps.push(steps::step(end, evidence));
    if matches!(end.kind, EventKind::Lost { .. }) {
        return (Some(format!("the request {packet} was lost")), steps, None);
    }
    let said = evidence.first(end.seq, |kind| {
        matches!(kind, EventKind::Sent {
            from: Endpoint::Node(from),
            to: Endpoint::Client(to),
            kind: PacketKind::Answer { sequence: it, .. }
                | PacketKind::Refusal { sequence: it, .. }
                | PacketKind::Overloaded { sequence: it },
            ..
        } if (*from, *to, *it) == (node, client, sequence))
    });
    if let Some(said) = said
        && let EventKind::Sent { packet: answer, .. } = said.kind
    {
        steps.push(steps::step(said, evidence));
        let lost = evidence.fate(answer, said.seq);
        steps.extend(lost.map(|lost| steps::step(lost, evidence)));
        let reason = lost.filter(|lost| matches!(lost.kind, EventKind::Lost { .. }));
        return (reason.map(|_| format!("the answer {answer} of {node} was lost")), steps, None);
    }
    let crashed = evidence
        .first(end.seq, |kind| matches!(kind, EventKind::Crashed { node: it, .. } if *it == node));
    if let Some(crashed) = crashed {
        steps.push(steps::step(crashed, evidence));
        let reason =
            format!("{node} crashed after it had the request, and does not remember who asked");
        return (Some(reason), steps, None);
    }
    let Some(it) = evidence.view.node(node) else { return (None, steps, None) };
    if it.liveness == Liveness::Paused {
        return (Some(format!("{node} has the request, and is paused")), steps, None);
    }
    let appended = evidence.consequence(end, |kind| matches!(kind, EventKind::Appended { .. }));
    let appended = appended.and_then(|event| match event.kind {
        EventKind::Appended { last, .. } => Some((event, last)),
        _ => None,
    });
    if let Some((event, last)) = appended {
        steps.push(steps::step(event, evidence));
        let kept = it.log.contains(last);
        let reason = if kept {
            has_entry(it, last, evidence.now())
        } else {
            format!("{node} had it as entry {}, which was removed", last.index)
        };
        let open = kept && it.commit < last.index;
        return (Some(reason), steps, open.then_some((node, last.index)));
    }
    if let Some(reading) = it.reading.as_ref().filter(|reading| reading.waiting > 0) {
        let text = format!(
            "{node} has {} that wait for a round of heartbeats, or for its state machine to come far enough.",
            count(reading.waiting as u64, "read", "reads")
        );
        steps.push(node_now(node, text));
        return (Some(format!("{node} must make sure first that it still leads")), steps, None);
    }
    if it.forwarded > 0 {
        let reads = count(it.forwarded as u64, "read", "reads");
        let whom = it.leader.map_or("its leader".to_owned(), |leader| leader.to_string());
        let text = format!(
            "{node} has {reads} of which {whom} has not told what they must see, or has told more than {node} has applied."
        );
        steps.push(node_now(node, text));
        return (
            Some(format!("{node} waits until it can tell what the read must see")),
            steps,
            None,
        );
    }
    (Some(format!("{node} has the request and has said nothing")), steps, None)
}

/// Every try of an operation, as the events tell of it.
fn tries(client: ClientId, sequence: u64, evidence: &Evidence<'_>) -> Vec<Step> {
    const MOST: usize = 12;
    let mine = |event: &&Event| match event.kind {
        EventKind::Invoked { client: of, sequence: it, .. }
        | EventKind::Retried { client: of, sequence: it, .. }
        | EventKind::Redirected { client: of, sequence: it, .. }
        | EventKind::PutOff { client: of, sequence: it, .. }
        | EventKind::Completed { client: of, sequence: it, .. } => (of, it) == (client, sequence),
        _ => false,
    };
    let mut steps: Vec<Step> = evidence
        .events
        .iter()
        .rev()
        .filter(mine)
        .take(MOST)
        .map(|event| steps::step(event, evidence))
        .collect();
    steps.reverse();
    steps
}

fn redirects(client: ClientId, sequence: u64, evidence: &Evidence<'_>) -> u64 {
    let mine = |event: &&Event| matches!(event.kind, EventKind::Redirected { client: of, sequence: it, .. } if (of, it) == (client, sequence));
    evidence.events.iter().filter(mine).count() as u64
}
