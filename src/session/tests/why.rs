//! What holds of all explanations. What they say is in the golden scripts, `tests/scripts/why-*.raft`.

use crate::explain::why::{self, Chain, Explanation, Question, Step, print, rule};
use crate::explain::{EventLog, Selected};
use crate::raft::{Index, NodeId};
use crate::script::{Command, parse_line};
use crate::session::Session;
use crate::sim::{ClientId, EventKind, PacketId, Time};

/// A run in which nearly everything happens.
const WILD: &str = "cluster 5
seed 12
set prevote on
set checkquorum on
set snapshot 20
set reads lease
until leader within 5s
add n6
pipe 20
chaos on wild
load 60/s for 2s clients 3 &
advance 2500ms
chaos off
advance 500ms
transfer n1
advance 500ms
";

fn session(script: &str) -> Session {
    Session::load(script).expect("the script is right")
}

fn about(session: &Session, about: Selected) -> Explanation {
    session.why(Question::About(about))
}

fn seqs(chain: &Chain) -> Vec<u64> {
    let seq = |step: &Step| match step.about {
        Selected::Event(seq) => seq,
        other => panic!("a step of a chain is an event, not {other}"),
    };
    chain.steps.iter().map(seq).collect()
}

#[test]
fn every_event_of_a_wild_run_goes_back_to_earlier_ones_and_to_a_beginning() {
    let session = session(WILD);
    let mut seen = std::collections::BTreeSet::new();
    for event in session.events().iter() {
        seen.insert(event.kind.name());
        let explanation = about(&session, Selected::Event(event.seq));
        let chain = explanation.chain.as_ref().expect("an event that is kept has a history");
        let seqs = seqs(chain);
        assert!(seqs.is_sorted_by(|a, b| a < b), "{seqs:?} led to {event:?}");
        assert!(seqs.last().is_none_or(|last| *last < event.seq), "{seqs:?} led to {event:?}");
        let lines = print(&explanation);
        assert!(lines.iter().all(|line| !line.is_empty() && !line.contains('\n')), "{lines:?}");
        let origin = &chain.origin;
        assert!(
            origin.starts_with("It began") || origin.contains("more before"),
            "{origin} led to {event:?}"
        );
    }
    assert!(seen.len() > 35, "only these happened: {seen:?}");
}

#[test]
fn whatever_is_there_has_an_explanation_at_every_moment() {
    let mut session = session(WILD);
    let end = session.now().0;
    for moment in 1..=20 {
        session.seek(Time(end * moment / 20));
        let view = session.view();
        for node in &view.nodes {
            let mut questions =
                vec![Question::About(Selected::Node(node.id)), Question::NotLeader(node.id)];
            for index in [0, 1, node.commit.0, node.log.last().index.0, u64::MAX].map(Index) {
                questions.push(Question::About(Selected::Entry(node.id, index)));
                questions.push(Question::NotCommitted(node.id, index));
            }
            for question in questions {
                assert!(session.why(question).headline.ends_with('.'), "{question}");
            }
        }
        for packet in &view.packets {
            let explanation = about(&session, Selected::Packet(packet.id));
            assert!(explanation.chain.is_some(), "{} at {}", packet.id, view.now);
        }
        for client in &view.clients {
            assert!(!about(&session, Selected::Client(client.id)).headline.is_empty());
            assert!(!session.why(Question::NotAnswered(client.id)).headline.is_empty());
        }
    }
}

#[test]
fn a_question_changes_nothing() {
    let mut session = session(WILD);
    let before = (session.digest(), session.script(), session.horizon(), session.now());
    session.exec("why leader");
    session.exec("why not answered c2");
    assert_eq!((session.digest(), session.script(), session.horizon(), session.now()), before);
    session.seek(Time(session.now().0 / 2));
    let branches = session.branches().count();
    session.exec("why n1");
    assert_eq!(session.branches().count(), branches, "to ask in the past is not to act there");
}

#[test]
fn a_wrong_name_is_refused_as_elsewhere() {
    let mut session = session("cluster 3");
    session.exec("why n9");
    let last = session.transcript().last().expect("an answer").text.clone();
    assert!(last.contains("n9"), "{last}");
    let explanation = about(&session, Selected::Event(1_000_000));
    assert!(explanation.headline.contains("not happened yet"), "{}", explanation.headline);
}

#[test]
fn what_is_no_longer_kept_is_said_and_not_guessed() {
    let mut session = session("cluster 3\nseed 1\nuntil leader within 5s\nadvance 60s\n");
    // A leap ahead leaves only what happened shortly before.
    let end = session.now();
    session.seek(Time::ZERO);
    session.seek(end);
    assert!(session.events().first() > 0);
    let leader = session.view().leader.expect("somebody leads");
    let explanation = about(&session, Selected::Node(leader));
    let chain = explanation.chain.expect("a history");
    assert!(chain.origin.contains("no longer kept"), "{}", chain.origin);
    let gone = about(&session, Selected::Event(0));
    assert!(gone.headline.contains("no longer kept"), "{}", gone.headline);
}

/// With what the newest event of this name began.
fn origin(session: &Session, name: &str) -> String {
    let mut newest_first = session.events().iter().rev();
    let event = newest_first.find(|event| event.kind.name() == name).expect("it has happened");
    about(session, Selected::Event(event.seq)).chain.expect("a history").origin
}

#[test]
fn of_two_alike_commands_of_one_moment_the_one_is_named_that_did_it() {
    let mut session = session("cluster 3\nuntil leader within 5s");
    session.exec("cut n1 > n2");
    assert_eq!(origin(&session, "cut"), "It began with the command `cut n1 > n2`.");
    session.exec("cut n1 > n3");
    session.exec("status");
    assert_eq!(origin(&session, "cut"), "It began with the command `cut n1 > n3`.");
    // What a heal brings about besides is of the same command, whatever it is called.
    session.exec("clog n2 > n3");
    session.exec("heal");
    assert_eq!(origin(&session, "unclogged"), "It began with the command `heal`.");
}

#[test]
fn another_future_has_commands_of_its_own() {
    let mut session = session("cluster 3\nuntil leader within 5s");
    let parting = session.now();
    session.exec("crash n2");
    session.advance_to(parting.plus_us(1_000_000));
    session.exec("pause n3");
    session.seek(parting.plus_us(500_000));
    session.exec("crash n1");
    session.exec("pause n3");
    session.exec("restart n1");
    assert_eq!(origin(&session, "restarted"), "It began with the command `restart n1`.");
    assert_eq!(origin(&session, "crashed"), "It began with the command `crash n1`.");
    session.switch_branch(0).expect("the first branch");
    session.seek(session.horizon());
    assert_eq!(origin(&session, "paused"), "It began with the command `pause n3`.");
    assert_eq!(origin(&session, "crashed"), "It began with the command `crash n2`.");
    session.seek(parting);
    session.seek(session.horizon());
    assert_eq!(origin(&session, "paused"), "It began with the command `pause n3`.");
}

#[test]
fn what_chaos_does_goes_back_to_its_being_let_loose() {
    let mut session = session("cluster 5\nseed 3\nchaos on wild\nadvance 20s");
    let crash = session.events().iter().find(|event| event.cause == crate::sim::Cause::Chaos);
    let crash = crash.expect("there is trouble").seq;
    let chain = about(&session, Selected::Event(crash)).chain.expect("a history");
    assert_eq!(chain.origin, "It began with the command `chaos on wild`.");
    session.exec("chaos off");
    assert_eq!(origin(&session, "configured"), "It began with the command `chaos off`.");
}

#[test]
fn a_long_history_is_folded_and_nothing_of_it_is_lost() {
    let step = |seq| Step { at: None, text: String::new(), about: Selected::Event(seq) };
    let chain = |steps| Chain { origin: String::new(), steps: (0..steps).map(step).collect() };
    for (steps, expect) in [(0, (0, 0, 0)), (8, (8, 0, 0)), (9, (9, 0, 0)), (10, (4, 2, 4))] {
        let chain = chain(steps);
        let (head, left_out, tail) = chain.folded(8);
        assert_eq!((head.len(), left_out, tail.len()), expect, "{steps} steps");
    }
}

#[test]
fn every_question_is_a_line_that_asks_the_same() {
    let session = session("cluster 3\nuntil leader within 5s");
    let view = session.view();
    let (node, client) = (NodeId(2), ClientId(3));
    for question in [
        Question::About(Selected::Node(node)),
        Question::About(Selected::Entry(node, Index(4))),
        Question::About(Selected::Packet(PacketId(17))),
        Question::About(Selected::Client(client)),
        Question::About(Selected::Client(ClientId::YOU)),
        Question::About(Selected::Event(12)),
        Question::NotLeader(node),
        Question::NotCommitted(node, Index(4)),
        Question::NotAnswered(client),
    ] {
        let line = parse_line(&question.to_string(), 1).expect("a line").and_then(|it| it.command);
        let Some(Command::Why(inquiry)) = line else { panic!("{question} asks nothing") };
        assert_eq!(why::question(inquiry, &view), Ok(question));
    }
}

#[test]
fn what_people_do_has_no_rule_and_what_the_protocol_does_has_one() {
    let node = NodeId(1);
    assert_eq!(rule(&EventKind::Paused { node }), None);
    assert_eq!(rule(&EventKind::Said { text: "so".into() }), None);
    let session = session(WILD);
    for event in session.events().iter() {
        if let Some(rule) = rule(&event.kind) {
            assert!(rule.says.ends_with('.') && !rule.citation.ends_with('.'), "{rule:?}");
            let source =
                rule.citation.starts_with("paper") || rule.citation.starts_with("dissertation");
            assert!(source, "{rule:?}");
        }
    }
}

#[test]
fn the_log_finds_events_by_their_number() {
    let mut log = EventLog::default();
    let session = session("cluster 3\nuntil leader within 5s");
    for event in session.events().iter().skip(5) {
        log.push(event.clone().into());
    }
    assert_eq!(log.first(), 5);
    assert_eq!(log.get(4), None);
    assert_eq!(log.get(7).map(|event| event.seq), Some(7));
    assert_eq!(log.get(log.next()), None);
    assert_eq!(log.until(8).map(|event| event.seq).collect::<Vec<_>>(), [5, 6, 7]);
    assert_eq!(log.until(2).count(), 0);
}

#[test]
fn a_packet_that_a_filter_has_lost_says_which_and_by_whose_command() {
    let session = session(
        "cluster 3\ntimeout n1\nuntil leader is n1 within 1s\ndrop next append n1 > n2\nput a 1\n\
         advance 100ms",
    );
    let lost = session.events().iter().find_map(|event| match &event.kind {
        EventKind::Lost { packet, .. } => Some(*packet),
        _ => None,
    });
    let told = print(&about(&session, Selected::Packet(lost.expect("one is lost")))).join("\n");
    assert!(told.contains("from n1 to n2, was lost by `drop next append n1 > n2`."), "{told}");
    assert!(told.contains("meets `drop next append n1 > n2`: it will be lost"), "{told}");
    assert!(told.contains("From now on: drop next append n1 > n2"), "{told}");
}
