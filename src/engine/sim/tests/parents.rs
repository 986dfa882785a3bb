//! What follows from what: every event's parent, and the numbers of commands.

use std::collections::BTreeSet;

use crate::raft::Timer;
use crate::script::parse_line;

use super::*;

/// Carries these lines out, each after another half second.
fn run(nodes: u32, seed: u64, lines: &[&str]) -> Lab {
    let mut lab = Lab::new(nodes, seed);
    for line in lines {
        let line = parse_line(line, 1).expect("a line").and_then(|line| line.command);
        // What cannot be done at this moment is no command, and takes no number.
        let _ = lab.cluster.perform(&line.expect("a command"));
        lab.run_ms(500);
    }
    lab
}

const WILD: [&str; 16] = [
    "set prevote on",
    "set checkquorum on",
    "set snapshot 20",
    "set reads lease",
    "set duplicate 5%",
    "add n6",
    "pipe 20",
    "chaos on wild",
    "load 60/s for 8s clients 3",
    "transfer n1",
    "tear n2",
    "crash n3 after write",
    "put k 1",
    "restart n3",
    "chaos off",
    "stepdown",
];

/// Whether `child` may follow from `parent`, as far as their kinds tell.
fn fits(child: &EventKind, parent: &EventKind) -> bool {
    match (child, parent) {
        (EventKind::Delivered { packet, .. }, EventKind::Sent { packet: sent, .. })
        | (EventKind::Delivered { packet, .. }, EventKind::Duplicated { copy: sent, .. })
        | (EventKind::Delayed { packet, .. }, EventKind::Sent { packet: sent, .. })
        | (EventKind::Delayed { packet, .. }, EventKind::Duplicated { copy: sent, .. })
        | (EventKind::Duplicated { packet, .. }, EventKind::Sent { packet: sent, .. })
        | (EventKind::Duplicated { packet, .. }, EventKind::Duplicated { copy: sent, .. })
        | (EventKind::Lost { packet, .. }, EventKind::Sent { packet: sent, .. })
        | (EventKind::Lost { packet, .. }, EventKind::Duplicated { copy: sent, .. }) => {
            packet == sent
        }
        (EventKind::Lost { from, to, reason: LossReason::Cut, .. }, EventKind::Cut { links }) => {
            links.iter().any(|(a, b)| (*from, *to) == (Endpoint::Node(*a), Endpoint::Node(*b)))
        }
        (
            EventKind::Lost { to, reason: LossReason::ReceiverDown, .. },
            EventKind::Crashed { node, .. }
            | EventKind::Refused { node, .. }
            | EventKind::Wiped { node },
        ) => *to == Endpoint::Node(*node),
        (
            EventKind::WriteFinished { node, token },
            EventKind::WriteStarted { node: of, token: begun },
        ) => (node, token) == (of, begun),
        (
            EventKind::Delivered { .. }
            | EventKind::Delayed { .. }
            | EventKind::Duplicated { .. }
            | EventKind::Lost { .. }
            | EventKind::WriteFinished { .. },
            _,
        ) => false,
        (EventKind::Applied { node, .. }, EventKind::Committed { node: of, .. })
        | (EventKind::WriteStarted { node, .. }, EventKind::Appended { node: of, .. })
        | (EventKind::WriteStarted { node, .. }, EventKind::Voted { node: of, .. }) => node == of,
        _ => true,
    }
}

/// Whether a node sets its election timer anew with this.
fn sets_timer(kind: &EventKind) -> bool {
    match kind {
        EventKind::TimerFired { timer, .. } => *timer == Timer::Election,
        EventKind::Delivered { kind, .. } => {
            matches!(kind, PacketKind::Heartbeat { .. } | PacketKind::Entries { .. })
        }
        EventKind::Voted { .. } | EventKind::Restarted { .. } | EventKind::Booted { .. } => true,
        _ => false,
    }
}

#[test]
fn every_event_but_those_of_commands_and_of_the_boot_follows_from_an_earlier_one() {
    let (mut kinds, mut chaos) = (BTreeSet::new(), 0);
    for seed in 0..60 {
        let lab = run(5, seed, &WILD);
        let mut number = 0;
        for event in &lab.events {
            kinds.insert(event.kind.name());
            chaos += u64::from(event.cause == Cause::Chaos);
            if let Cause::Command(CommandId(given)) = event.cause {
                assert!(number <= given && given <= lab.cluster.commands(), "{seed}: {event:?}");
                number = given;
            }
            match (event.parent, event.cause, &event.kind) {
                (Some(parent), ..) => {
                    assert!(parent < event.seq, "{seed}: {event:?}");
                    let parent = &lab.events[usize::try_from(parent).expect("small")];
                    assert!(parent.at <= event.at, "{seed}: {event:?} after {parent:?}");
                    assert!(fits(&event.kind, &parent.kind), "{seed}: {event:?} after {parent:?}");
                }
                (None, Cause::Command(_), _) => {}
                // A timer that was set when the cluster was switched on, and not since.
                (
                    None,
                    Cause::Timer(..),
                    EventKind::TimerFired { node, timer: Timer::Election },
                ) => {
                    let earlier = &lab.events[..usize::try_from(event.seq).expect("small")];
                    let set_anew = |it: &&Event| {
                        it.kind.place() == Some(Endpoint::Node(*node)) && sets_timer(&it.kind)
                    };
                    assert_eq!(earlier.iter().find(set_anew), None, "{seed}: {event:?}");
                }
                (None, ..) => panic!("seed {seed}: nothing is said to have led to {event:?}"),
            }
        }
    }
    assert!(kinds.len() > 45 && chaos > 500, "{chaos} of chaos, and {kinds:?}");
}

/// The events from the beginning to this one, each the parent of the next.
fn line(lab: &Lab, last: &EventKind) -> Vec<Event> {
    let found = lab.events.iter().rev().find(|event| event.kind == *last);
    let mut line = vec![found.expect("it has happened").clone()];
    while let Some(parent) = line.last().and_then(|event| event.parent) {
        line.push(lab.events[usize::try_from(parent).expect("small")].clone());
    }
    line.reverse();
    line
}

#[test]
fn an_answered_write_goes_back_over_the_packets_to_the_command_that_asked_for_it() {
    let mut lab = Lab::led(3, 4);
    lab.run_ms(200);
    let leader = lab.leader();
    lab.act(Action::Connect { client: YOU, node: leader });
    lab.ask(put("k", "v"));
    let completed = lab.events.iter().rev().find(|it| it.kind.name() == "completed");
    let line = line(&lab, &completed.expect("it was answered").kind.clone());
    let names: Vec<&str> = line.iter().map(|event| event.kind.name()).collect();
    let expected = "invoked sent delivered appended sent delivered appended write-started \
                    write-finished sent delivered committed applied sent delivered completed";
    assert_eq!(names.join(" "), expected);
    // The first command let the client turn to the leader, and the second was the write.
    assert_eq!(line[0].cause, Cause::Command(CommandId(2)));
}

#[test]
fn two_commands_of_one_moment_are_told_apart() {
    let mut lab = Lab::led(5, 6);
    let (a, b) = (NodeId(1), NodeId(2));
    let before = lab.cluster.commands();
    assert!(lab.try_do(Action::Resume(a)).is_err(), "what is refused takes no number");
    lab.act(Action::Cut(vec![(a, b)]));
    lab.act(Action::Cut(vec![(b, a)]));
    let [.., one, two] = lab.events.as_slice() else { panic!("two things have happened") };
    assert_eq!(one.at, two.at);
    assert_eq!(one.cause, Cause::Command(CommandId(before + 1)));
    assert_eq!(two.cause, Cause::Command(CommandId(before + 2)));
}
