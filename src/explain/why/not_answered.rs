//! Why a client has no answer.

use crate::catalog::tr;
use crate::explain::Selected;
use crate::explain::words::{count, duration, operation_text};
use crate::raft::{Index, LogId, NodeId};
use crate::script::Medium;
use crate::sim::{
    ClientId, ClientView, Endpoint, Event, EventKind, Liveness, NodeView, PacketKind, Time,
    WaitingView,
};

use super::evidence::Evidence;
use super::grounds::{node_now, sentence};
use super::{
    Explanation, Grounds, Question, Step, chain, client, not_committed, packet, rule, steps,
};

/// Explains why a client has no answer now.
pub fn explain(id: ClientId, evidence: &Evidence<'_>) -> Explanation {
    let Some(it) = evidence.view.clients.iter().find(|client| client.id == id) else {
        return Explanation::plain(client::no_such(id));
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
    match last {
        Some(last) => match last.kind {
            EventKind::Completed { reply: None, sequence, took_us, .. } => {
                let tries = tries(id, sequence, evidence);
                let time = duration(took_us);
                let headline = if id == ClientId::YOU {
                    tr!(
                        "You wait for nothing now: after {time} the last operation was given up, and nobody can know whether it \
                         took effect.",
                        time
                    )
                } else {
                    tr!(
                        "{client} waits for nothing now: after {time} the last operation was given up, and nobody can know \
                         whether it took effect.",
                        client = id,
                        time
                    )
                };
                Explanation {
                    headline,
                    rule: Some(rule::RETRY),
                    grounds: vec![Grounds { title: tr!("What was tried").into(), steps: tries }],
                    chain: Some(chain::to(last, true, evidence)),
                    ..Explanation::default()
                }
            }
            _ => Explanation {
                headline: if id == ClientId::YOU {
                    tr!("You wait for nothing: the last operation was answered.").to_string()
                } else {
                    tr!("{client} waits for nothing: the last operation was answered.", client = id)
                },
                grounds: vec![Grounds {
                    title: tr!("The answer").into(),
                    steps: vec![steps::step(last, evidence)],
                }],
                ..Explanation::default()
            },
        },
        None => Explanation::plain(client::idle(id)),
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
        let text = match (answer, packet.doomed) {
            (true, true) => {
                tr!("the answer {packet} will be lost on the way", packet = packet.id)
            }
            (true, false) => tr!("the answer {packet} is on its way", packet = packet.id),
            (false, true) => {
                tr!("the request {packet} will be lost on the way", packet = packet.id)
            }
            (false, false) => tr!("the request {packet} is on its way", packet = packet.id),
        };
        // An answer that comes is more than a request that goes.
        if answer || reason.is_none() {
            reason = Some(text);
        }
        on_the_way.push(Step {
            at: None,
            text: packet::in_flight(packet, evidence),
            about: Selected::Packet(packet.id),
        });
    }
    let timer = it.timer;
    if let Some(pause) = timer.filter(|timer| timer.answer_of.is_none()) {
        reason.get_or_insert(tr!(
            "the last try failed, and it pauses for another {time} before it turns to {node}",
            time = duration(pause.due.since(now)),
            node = it.attached
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
        let text = tr!(
            "It waits for an answer of {node} until {due}, for another {time}; then it turns to another node.",
            node,
            due = timer.due,
            time = duration(timer.due.since(now))
        );
        steps.push(Step { at: None, text, about: Selected::Client(id) });
    }
    let since = duration(now.since(waiting.since));
    let unapplied = unapplied(id, waiting.sequence, evidence);
    if let Some((at, last)) = unapplied {
        // It is decided already: that tells more than where the present try is.
        let has = has_entry(at, last, now);
        let about = Selected::Entry(at.id, last.index);
        steps.insert(0, Step { about, ..node_now(at.id, sentence(has.clone())) });
        reason = Some(has);
    }
    let reason = reason.unwrap_or_else(|| tr!("what became of the request is not known").into());
    let mut grounds = vec![Grounds { title: tr!("The try under way").into(), steps }];
    let before = tries(id, waiting.sequence, evidence);
    let sent_on = redirects(id, waiting.sequence, evidence);
    let mut facts = vec![tr!(
        "This is try {attempt} of {tries}, {time} after the operation began.",
        attempt = waiting.attempt,
        tries = waiting.tries,
        time = since
    )];
    if sent_on > 0 {
        let times = count(sent_on, "time", "times");
        facts.push(tr!("It was sent on {times} by nodes that do not lead.", times));
    }
    if before.len() > 1 {
        grounds.push(Grounds { title: tr!("What was tried").into(), steps: before });
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
        headline: tr!("`{operation}` has no answer yet: {reason}.", operation, reason),
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
        return tr!("{node} has it as entry {index}, which is not committed", node, index);
    }
    match (it.write_span, it.machine.medium) {
        (Some(_), Medium::Full) => tr!(
            "{node} has it as entry {index}, which is committed and has yet to be applied: it must be on {node}'s own disk \
             first, which is full",
            node,
            index
        ),
        (Some(_), Medium::Hung) => tr!(
            "{node} has it as entry {index}, which is committed and has yet to be applied: it must be on {node}'s own disk \
             first, which is hung",
            node,
            index
        ),
        (Some((_, due)), Medium::Ok) if it.durable.index < index => tr!(
            "{node} has it as entry {index}, which is committed and has yet to be applied: it must be on {node}'s own disk \
             first, and the write under way takes another {time}",
            node,
            index,
            time = duration(due.since(now))
        ),
        _ if it.durable.index >= index => tr!(
            "{node} has it as entry {index}, which is committed and has yet to be applied: {node}'s state machine has come to \
             entry {applied}",
            node,
            index,
            applied = it.applied
        ),
        _ => tr!(
            "{node} has it as entry {index}, which is committed and has yet to be applied",
            node,
            index
        ),
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
        return (Some(tr!("the request {packet} was lost", packet)), steps, None);
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
        let reason = reason.map(|_| tr!("the answer {answer} of {node} was lost", answer, node));
        return (reason, steps, None);
    }
    let crashed = evidence
        .first(end.seq, |kind| matches!(kind, EventKind::Crashed { node: it, .. } if *it == node));
    if let Some(crashed) = crashed {
        steps.push(steps::step(crashed, evidence));
        let reason =
            tr!("{node} crashed after it had the request, and does not remember who asked", node);
        return (Some(reason), steps, None);
    }
    let Some(it) = evidence.view.node(node) else { return (None, steps, None) };
    if it.liveness == Liveness::Paused {
        return (Some(tr!("{node} has the request, and is paused", node)), steps, None);
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
            tr!("{node} had it as entry {index}, which was removed", node, index = last.index)
        };
        let open = kept && it.commit < last.index;
        return (Some(reason), steps, open.then_some((node, last.index)));
    }
    if let Some(reading) = it.reading.as_ref().filter(|reading| reading.waiting > 0) {
        let text = tr!(
            "{node} has {reads} that wait for a round of heartbeats, or for its state machine to come far enough.",
            node,
            reads = count(reading.waiting as u64, "read", "reads")
        );
        steps.push(node_now(node, text));
        let reason = tr!("{node} must make sure first that it still leads", node);
        return (Some(reason), steps, None);
    }
    if it.forwarded > 0 {
        let reads = count(it.forwarded as u64, "read", "reads");
        let text = match it.leader {
            Some(leader) => tr!(
                "{node} has {reads} of which {leader} has not told what they must see, or has told more than {node} has applied.",
                node,
                reads,
                leader
            ),
            None => tr!(
                "{node} has {reads} of which its leader has not told what they must see, or has told more than {node} has \
                 applied.",
                node,
                reads
            ),
        };
        steps.push(node_now(node, text));
        return (
            Some(tr!("{node} waits until it can tell what the read must see", node)),
            steps,
            None,
        );
    }
    (Some(tr!("{node} has the request and has said nothing", node)), steps, None)
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
