use super::NextQuestion;
use super::kinds::Kind;
use crate::session::Session;
use crate::sim::Time;

/// A session some way into an eventful life.
fn lived(seed: u64, nodes: u32, us: u64) -> Session {
    let mut session = Session::load(&format!("cluster {nodes}\nseed {seed}\nset loss 3%"))
        .expect("it can be played");
    let wait = format!("advance {us}us");
    // What cannot be done, such as a timeout of a leader's, is left out.
    for line in [
        "advance 190ms",
        "put x 1",
        "advance 200ms",
        "get x",
        "pipe 3",
        "advance 150ms",
        "timeout n2",
        "advance 60ms",
        "put y 2",
        &wait,
    ] {
        session.exec(line);
    }
    session
}

fn check(session: &Session, question: &NextQuestion, kind: Option<&Kind>) {
    let right = question.answers.iter().filter(|answer| answer.right).count();
    assert_eq!(right, 1, "{question:?}");
    assert!(question.answers.len() >= 2, "{question:?}");
    for (place, answer) in question.answers.iter().enumerate() {
        let others = &question.answers[place + 1..];
        assert!(others.iter().all(|other| other.text != answer.text), "{question:?}");
        assert_eq!(answer.right, answer.lines.is_empty(), "{question:?}");
    }
    let Some(kind) = kind else { return };
    for answer in question.answers.iter().filter(|answer| !answer.right) {
        // Played by hand, from the same moment, it comes to what the answer says.
        let mut played = Session::load(&session.script()).expect("it was played once");
        for line in &answer.lines {
            played.exec(line);
        }
        let outcome = played.turns_out(kind, None);
        assert_eq!(outcome.map(|it| it.text).as_ref(), Some(&answer.text), "{question:?}");
    }
}

#[test]
fn generated_questions_have_one_right_answer_and_it_is_what_happens() {
    let (mut asked, mut seen) = (0, std::collections::BTreeSet::new());
    for seed in 1..=14 {
        for us in [100, 7_000, 23_000, 61_000] {
            let mut session = lived(seed, if seed % 2 == 0 { 3 } else { 5 }, us);
            let (digest, script) = (session.digest(), session.script());
            let question = session.next_question(usize::try_from(seed).expect("it is small"));
            assert_eq!((session.digest(), session.script()), (digest, script), "asking is no act");
            let Some(question) = question else { continue };
            check(&session, &question, None);
            asked += 1;
            seen.insert(question.question.split(' ').next().unwrap_or_default().to_owned());
            assert_eq!(session.why_next(&question), None, "it is not told beforehand");
            session.advance_to(question.settled);
            if let Some(event) = question.event {
                let event = session.events().get(event).expect("it has happened");
                assert_eq!(event.at, question.settled, "{question:?}");
                assert!(session.why_next(&question).is_some());
            }
        }
    }
    assert!(asked >= 20, "{asked} questions were asked");
    assert!(seen.len() >= 2, "{seen:?}");
}

#[test]
fn who_leads_next_is_asked_where_nobody_leads_and_each_wrong_answer_can_be_played() {
    let mut asked = 0;
    for seed in 1..=12 {
        let session = Session::load(&format!("cluster 5\nseed {seed}\nadvance 60ms"))
            .expect("it can be played");
        let Some(question) = session.next_question(0) else { continue };
        if !question.question.starts_with("Nobody leads.") {
            continue;
        }
        asked += 1;
        check(&session, &question, Some(&Kind::NextLeader));
        let mut on = Session::load(&session.script()).expect("it can be played");
        on.advance_to(question.settled);
        let right = question.answers.iter().find(|answer| answer.right).expect("one is right");
        assert_eq!(on.view().leader.map(|id| id.to_string()).as_ref(), Some(&right.text));
    }
    assert!(asked >= 5, "{asked}");
}

#[test]
fn nothing_is_asked_where_all_is_plain() {
    let session =
        Session::load("cluster 3\nseed 5\nuntil leader and applied within 2s\nadvance 500ms")
            .expect("it can be played");
    assert_eq!(session.next_question(0), None, "a quiet leader, and nothing on its way");
    assert!(session.now() > Time::ZERO);
}
