use super::kinds::Kind;
use super::{NextQuestion, QuizView, Settling, frame};
use crate::session::question::Prediction;
use crate::session::{Answer, Playback, Player, Session, State};
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

/// A session in which nobody leads yet, and somebody has asked to be asked.
fn asked() -> Session {
    let mut session = Session::load("cluster 5\nseed 3\nadvance 60ms").expect("it can be played");
    assert_eq!(session.exec("quiz"), Answer::Done);
    session
}

fn shown(session: &Session) -> QuizView {
    session.quiz().expect("it is asked")
}

/// Lets time pass by itself until the question is decided. How many milliseconds of watching that took.
fn watch(player: &mut Player) -> u32 {
    for frames in 1..2_000 {
        if frame(player, 16.0) == Settling::Settled {
            return frames * 16;
        }
    }
    panic!("it is never decided: {:?}", player.session.quiz());
}

#[test]
fn a_question_of_the_moment_waits_is_answered_and_told_when_it_has_happened() {
    let session = asked();
    let digest = session.digest();
    let asked_at = session.now();
    let mut player = Player { session, playback: Playback::default() };
    let told = |player: &Player| {
        let state = State::of(&player.session, &player.playback).question.expect("it is there");
        state.answers.iter().filter_map(|answer| answer.right).count()
    };
    assert_eq!(frame(&mut player, 100.0), Settling::Waits);
    assert_eq!((player.session.now(), told(&player)), (asked_at, 0), "time stands");
    let first = Prediction::Answer(0);
    player.session.predict(first).expect("it is open");
    let took_ms = watch(&mut player);
    assert!(took_ms <= 7_000, "{took_ms} ms");
    assert!(!player.playback.playing);
    let view = shown(&player.session);
    assert_eq!(told(&player), view.question.answers.len());
    let leader = player.session.view().leader.expect("somebody leads").to_string();
    assert_eq!(view.question.right().map(|it| it.text.as_str()), Some(leader.as_str()));
    assert!(view.question.answers[0].given);
    assert!(view.question.why.is_some_and(|why| why.headline.contains(&leader)));
    assert!(player.session.predict(first).is_err(), "it is decided");
    player.session.seek(asked_at);
    assert_eq!(player.session.digest(), digest, "to be asked is no act");
    let script = player.session.script();
    assert_eq!(script.lines().count(), 3, "and no line of the script: {script}");
}

#[test]
fn each_wrong_answer_is_played_on_a_branch_of_its_own_and_one_comes_back() {
    let mut player = Player { session: asked(), playback: Playback::default() };
    player.session.predict(Prediction::Answer(0)).expect("it is open");
    watch(&mut player);
    let (at, digest) = (player.session.now(), player.session.digest());
    let others = shown(&player.session).others;
    assert!(!others.is_empty());
    for other in &others {
        player.session.play_answer(other.place).expect("it can be played");
        assert_ne!(player.session.current_branch(), 0);
        player.playback.playing = true;
        watch(&mut player);
        let view = shown(&player.session);
        assert_eq!(view.played.as_ref(), Some(other));
        let led = player.session.view().leader.map(|id| id.to_string());
        assert_eq!(led.unwrap_or_else(|| "none within 2 s".to_owned()), other.text);
        player.session.return_from_answer().expect("it is there still");
        assert_eq!((player.session.now(), player.session.digest()), (at, digest.clone()));
    }
    assert_eq!(player.session.branches().count(), 1 + others.len());
}

#[test]
fn who_acts_before_it_is_decided_closes_the_question() {
    let mut session = asked();
    session.exec("advance 1ms");
    assert!(session.quiz().is_some(), "time may pass");
    session.exec("status");
    assert!(session.quiz().is_some(), "looking is free");
    session.exec("crash n1");
    assert_eq!(session.quiz(), None);
    let mut session = asked();
    session.seek(Time::ZERO);
    assert_eq!(session.quiz(), None, "there it was not asked");
    session.close_quiz();
    assert!(matches!(session.exec("quiz"), Answer::Done | Answer::Refused(_)));
}

#[test]
fn another_question_is_another_one_and_where_all_is_plain_that_is_said() {
    let mut session = asked();
    let first = shown(&session).question.question;
    match session.exec("quiz") {
        Answer::Done => assert_ne!(shown(&session).question.question, first),
        Answer::Refused(error) => assert!(error.contains("no other question"), "{error}"),
    }
    let mut quiet =
        Session::load("cluster 3\nseed 5\nuntil leader and applied within 2s\nadvance 500ms")
            .expect("it can be played");
    let refused = quiet.exec("quiz");
    assert!(matches!(refused, Answer::Refused(error) if error.contains("nothing to ask now")));
    assert_eq!(quiet.quiz(), None);
}

#[test]
fn in_the_midst_of_a_storys_moment_what_it_is_about_to_do_is_no_part_of_how_it_could_have_been() {
    let text = "cluster 3\nseed 7\nuntil leader within 2s\nadvance 200ms\nput x 1 &\nadvance 3ms\nsay \"Now.\"\ncrash leader\n\
                advance 2s";
    let mut session = Session::load(text).expect("it can be played");
    assert!(session.seek_saying(0));
    let view = session.view();
    assert!(view.leader.is_some(), "it is about to crash");
    session.exec("quiz");
    let Some(view) = session.quiz() else { panic!("an entry is on its way") };
    session.predict(Prediction::Answer(0)).expect("it is open");
    let mut player = Player { session, playback: Playback::default() };
    watch(&mut player);
    let others = shown(&player.session).others;
    assert_eq!(others.len() + 1, view.question.answers.len());
    player.session.play_answer(others[0].place).expect("it can be played");
    assert!(player.session.view().leader.is_some(), "it has not crashed there");
}
