use super::*;
use crate::raft::{Index, NodeId};
use crate::script::Pick;
use crate::session::{LineKind, Playback, Session, Setup, State};
use crate::sim::{EventKind, PacketId, Role, Time};

const BEGUN: &str = "cluster 3\nseed 7\n";
const ASKED: &str = "ask \"Who is elected first?\" pick node when leader is it\n";

/// A session after these lines, and why they ended early, if they did.
fn run(lines: &str) -> (Session, Option<String>) {
    let mut session = Session::open(Setup::default());
    let report = session.run_script(&format!("{BEGUN}{lines}"));
    (session, report.error)
}

fn asked(lines: &str) -> Session {
    let (session, error) = run(lines);
    assert_eq!(error, None);
    session
}

fn refused(lines: &str, expected: &str) {
    let error = run(lines).1.unwrap_or_else(|| panic!("{lines:?} is carried out"));
    assert!(error.contains(expected), "{lines:?}: {error}");
}

fn question(session: &Session) -> QuestionView {
    session.question().expect("something was asked")
}

#[test]
fn the_right_answer_is_what_happens_and_why_is_what_made_it_so() {
    let session = asked(&format!("{ASKED}reveal within 2s\nadvance 300ms"));
    let question = question(&session);
    let leader = session.view().leader.expect("somebody leads");
    assert_eq!(question.right().map(|right| right.prediction), Some(Prediction::Node(leader)));
    assert!(!question.open && question.pick == Some(Pick::Node) && question.answers.len() == 3);
    let why = question.why.expect("it is on record");
    assert!(why.headline.contains(&format!("{leader}")), "{}", why.headline);
    assert!(why.chain.is_some() && why.rule.is_some());
    let lines: Vec<String> = session.transcript().iter().map(|line| line.plain()).collect();
    assert!(lines.contains(&"? Who is elected first? [point at a node]".to_owned()), "{lines:?}");
    assert!(lines.contains(&format!("= {leader}")), "{lines:?}");
    assert!(lines.iter().any(|line| line.starts_with("because: ")), "{lines:?}");
}

#[test]
fn what_none_of_the_others_say_can_be_an_answer() {
    let ask = "ask \"Who leads in 5 ms?\" \"n1\" when leader is n1 ; \"nobody\" otherwise\n";
    let session = asked(&format!("{ask}reveal within 5ms"));
    let question = question(&session);
    assert_eq!(question.right().map(|right| right.text.as_str()), Some("nobody"));
    let why = question.why.expect("why n1 does not lead");
    assert!(why.headline.contains("n1"), "{}", why.headline);
}

#[test]
fn a_question_that_is_no_question_is_refused_with_its_line() {
    refused("ask \"Q\" \"a\" when no leader ; \"b\" when leader", "line 3: \"a\" is right already");
    refused(
        "ask \"Q\" \"a\" when leader ; \"b\" when leader\nreveal within 2s",
        "line 4: 2 answers to \"Q\" are right",
    );
    refused(
        "ask \"Q\" \"a\" when leader is n1 and leader is n2 ; \"b\" when term n1 >= 9\nreveal within 1s",
        "line 4: no answer to \"Q\" is right",
    );
    refused("reveal", "line 3: no question is open");
    refused("reveal within 1s", "line 3: no question is open");
    refused(&format!("{ASKED}reveal within 2s\nreveal"), "no question is open");
    refused(&format!("{ASKED}{ASKED}"), "is still open");
    refused("ask \"Q\" \"a\" when up n9 ; \"b\" otherwise", "n9");
}

#[test]
fn a_prediction_changes_neither_the_digest_nor_the_script() {
    let mut session = asked(ASKED);
    assert!(session.awaits_prediction());
    let (digest, script) = (session.digest(), session.script());
    session.predict(Prediction::Node(NodeId(2))).expect("it is open");
    assert!(!session.awaits_prediction());
    assert_eq!((session.digest(), session.script()), (digest, script.clone()));
    assert!(question(&session).answers[1].given);
    let quiet = asked("").digest();
    assert_eq!(session.digest(), quiet, "nor does the question itself");
    let again = Session::load(&script).expect("it is a script");
    assert!(again.question().is_some_and(|question| question.open), "it is asked again");
}

#[test]
fn an_answer_is_taken_as_long_as_it_is_a_prediction() {
    let mut session = asked(ASKED);
    let refused = |session: &mut Session, prediction| session.predict(prediction).is_err();
    assert!(refused(&mut session, Prediction::Answer(0)), "one points");
    assert!(refused(&mut session, Prediction::Node(NodeId(9))), "there is no such node");
    session.predict(Prediction::Node(NodeId(1))).expect("it is open");
    session.predict(Prediction::Node(NodeId(3))).expect("time has not passed");
    session.exec("advance 1ms");
    assert!(refused(&mut session, Prediction::Node(NodeId(1))), "now it stands");
    session.exec("until leader within 2s");
    assert!(refused(&mut session, Prediction::Node(NodeId(1))), "it is decided");
    session.exec("reveal");
    let right = session.view().leader == Some(NodeId(3));
    assert_eq!(question(&session).was_right(), Some(right));
    session.seek(Time::ZERO);
    session.advance_to(session.horizon());
    assert_eq!(question(&session).was_right(), Some(right), "and is found again");
}

#[test]
fn questions_are_shown_as_questions_on_the_console_and_their_conditions_are_not() {
    let session = asked(&format!("{ASKED}reveal within 2s"));
    let asked = session.transcript().iter().filter(|line| line.kind == LineKind::Asked);
    assert_eq!(asked.count(), 1);
    assert!(!session.transcript().iter().any(|line| line.text.contains("when")));
}

#[test]
fn who_runs_a_script_hears_of_a_question_that_is_never_answered() {
    let mut session = Session::open(Setup::default());
    let report = session.run_script(&format!("{BEGUN}{ASKED}advance 10ms"));
    assert_eq!(report.error, None, "it may be cut off here: it is said, and no error");
    let last = report.output.last().expect("it printed something");
    assert!(last.text.starts_with("\"Who is elected first?\" is open still"), "{}", last.text);
}

#[test]
fn the_state_that_others_read_has_question_answers_and_what_was_right() {
    let mut session = asked(ASKED);
    session.predict(Prediction::Node(NodeId(1))).expect("it is open");
    session.exec("until leader within 2s");
    session.exec("reveal");
    let state = State::of(&session, &Playback::paused());
    let question = state.question.expect("it was asked");
    assert!(question.pick == Some("node") && !question.open && question.why.is_some());
    let leader = session.view().leader.expect("somebody leads").to_string();
    let right: Vec<&str> = question
        .answers
        .iter()
        .filter(|answer| answer.right == Some(true))
        .map(|answer| answer.text.as_str())
        .collect();
    assert_eq!(right, [leader.as_str()]);
    assert!(question.answers[0].given);
    assert!(state.mission.is_none());
}

#[test]
fn one_may_point_at_the_packet_whose_arrival_decides() {
    let lines = "timeout n1\nadvance 16ms\nask \"Which message makes n1 leader?\" pick packet that brings leader is n1\n\
                 reveal within 1s";
    let session = asked(lines);
    let told = question(&session);
    assert_eq!(told.pick, Some(Pick::Packet));
    let right = told.right().expect("one packet has decided");
    let Prediction::Packet(packet) = right.prediction else { panic!("{right:?}") };
    // The one that stands in the record as what made it leader.
    let log = session.events();
    let elected = log
        .iter()
        .find(|event| matches!(event.kind, EventKind::RoleChanged { to: Role::Leader, .. }));
    let seq = elected.expect("n1 is elected").seq;
    let before = log
        .iter()
        .rev()
        .find(|event| event.seq < seq && matches!(event.kind, EventKind::Delivered { .. }));
    let brought = before.map(|event| event.kind.clone());
    assert!(
        matches!(brought, Some(EventKind::Delivered { packet: it, .. }) if it == packet),
        "{brought:?}"
    );
    assert!(right.text.contains(" to n1"), "{}", right.text);
    assert!(told.why.is_some());
}

#[test]
fn one_may_point_at_an_entry() {
    let lines = "until leader within 2s\nput x 1\nput y 2\nask \"Which entry is committed next?\" pick entry when commit \
                 leader = it\nreveal within 1s";
    let (_, error) = run(lines);
    let error = error.expect("what is committed already decides nothing");
    assert!(error.contains("is right already"), "{error}");
    let lines = "until leader within 2s\nput x 1 &\nput y 2 &\nadvance 12ms\nask \"What does n1 end with?\" pick entry \
                 when commit leader = it and last leader = it\nreveal within 1s";
    let session = asked(lines);
    let told = question(&session);
    assert_eq!(told.pick, Some(Pick::Entry));
    let right = told.right().expect("one entry is right");
    assert_eq!(right.prediction, Prediction::Entry(session.view().nodes[0].log.last().index));
}

#[test]
fn what_was_not_there_cannot_be_pointed_at() {
    refused(
        "ask \"Which?\" pick packet that brings leader is n1",
        "no packet is on its way to point at",
    );
    refused("ask \"Which?\" pick entry when commit n1 = it", "no log holds an entry to point at");
    refused(
        "until leader within 2s\nadvance 1ms\nask \"Which?\" pick packet that brings leader",
        "holds already when it is asked",
    );
    let late = "timeout n1\nadvance 16ms\nask \"Which message brings y?\" pick packet that brings value n1 y = 1\nput y 1\n\
                reveal within 2s";
    refused(late, "came about without a packet that was on its way");
    let mut session =
        asked("timeout n1\nadvance 16ms\nask \"Which?\" pick packet that brings leader is n1");
    let error = session.predict(Prediction::Packet(PacketId(9_999))).expect_err("no such packet");
    assert!(error.contains("that was not there"), "{error}");
    let error = session.predict(Prediction::Node(NodeId(1))).expect_err("no node is asked for");
    assert!(error.contains("pointing at a packet"), "{error}");
    let there = question(&session).answers[0].prediction;
    session.predict(there).expect("it is on its way");
}

#[test]
fn what_is_pointed_at_has_a_name() {
    assert_eq!("n3".parse(), Ok(Prediction::Node(NodeId(3))));
    assert_eq!("p12".parse(), Ok(Prediction::Packet(PacketId(12))));
    assert_eq!("entry 5".parse(), Ok(Prediction::Entry(Index(5))));
    let error = "5".parse::<Prediction>().expect_err("a place is a number");
    assert!(error.contains("found \"5\""), "{error}");
}
