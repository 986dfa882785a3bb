//! The session as its users know it: typing, waiting, going back, writing down and playing again.

mod facts;
mod playing;
mod why;

use super::line::LineKind;
use super::*;
use crate::explain::words;
use crate::raft::NodeId;
use crate::sim::Time;

/// The console's lines after a script, as text.
fn console(session: &Session) -> Vec<String> {
    session.transcript().iter().map(TranscriptLine::plain).collect()
}

fn run(text: &str) -> Session {
    let mut session = Session::open(Setup::default());
    let report = session.run_script(text);
    assert_eq!(report.error, None, "{}", report.transcript());
    session
}

/// A session with an election, writes, a crash, a partition and a recovery.
fn eventful() -> Session {
    run("until leader within 2s\nput a 1\ncrash leader\nuntil leader within 5s\nput b 2\n\
         partition n1 n2 | n3 n4 n5\npipe 12 &\nadvance 700ms\nheal\nset loss 5%\n\
         advance 300ms\nput c 3\nadvance 1s")
}

#[test]
fn a_client_command_in_a_script_waits_for_its_answer() {
    let session = run("until leader within 2s\nput name Alice\nget name");
    let last = console(&session).pop().unwrap_or_default();
    assert!(last.starts_with("ok  name = Alice · index 3 · term "), "{last}");
}

#[test]
fn who_looks_on_may_end_a_long_command_and_what_was_reached_is_kept() {
    for command in ["advance 1h", "until term n1 >= 9 within 1h", "load 20/s for 1h clients 2"] {
        let text = format!("cluster 3\nuntil leader within 2s\n{command}");
        let watch = Watch::new(|now| now < Time(20_000_000));
        let (session, report) = runner::run_watched(&text, runner::Options::default(), watch);
        let error = report.error.expect("it does not come to its end");
        assert!(error.starts_with("line 3: stopped at 00:2"), "{command}: {error}");
        let word = command.split(' ').next().expect("it has a word");
        assert!(report.output.iter().any(|line| line.text.starts_with(word)), "{command}");
        assert_eq!(session.horizon(), session.now(), "{command}");
        let again = Session::load(&session.script()).expect("what was reached is a session");
        assert_eq!((again.now(), again.digest()), (session.now(), session.digest()), "{command}");
        let (mut events, mut last) = (0, Time::ZERO);
        session.every_event(|event, _| {
            (events, last) = (events + 1, event.at);
            true
        });
        assert_eq!((events, last <= session.now()), (session.events().next(), true), "{command}");
    }
}

#[test]
fn a_typed_client_command_returns_at_once_and_is_answered_in_virtual_time() {
    let mut session = run("until leader within 2s");
    session.exec("put name Alice");
    assert_eq!(console(&session).last().map(String::as_str), Some("n1 › put name Alice"));
    session.advance_to(session.now().plus_us(1_000_000));
    assert!(console(&session).iter().any(|line| line.starts_with("ok  name = Alice")));
}

#[test]
fn a_session_written_down_and_played_again_is_the_same() {
    let session = eventful();
    let again = Session::load(&session.script()).expect("a session can be read again");
    assert_eq!(again.digest(), session.digest());
    assert_eq!(again.now(), session.now());
    assert_eq!(*again.view(), *session.view());
    assert_eq!(again.script(), session.script());
}

#[test]
fn a_moment_looks_the_same_however_it_is_reached() {
    let mut session = eventful();
    let end = session.now();
    let mut moments: Vec<Time> = (0..20).map(|i| Time(end.0 * i / 20 + i * 7)).collect();
    moments.push(end);
    let mut seen = Vec::new();
    for moment in &moments {
        session.seek(*moment);
        assert_eq!(session.now(), *moment);
        seen.push((session.digest(), session.view(), console(&session)));
    }
    for (moment, (digest, view, lines)) in moments.iter().zip(seen).rev() {
        session.seek(*moment);
        assert_eq!(session.digest(), digest, "at {moment}");
        assert_eq!(*session.view(), *view, "at {moment}");
        assert_eq!(console(&session), lines, "at {moment}");
    }
    assert_eq!(session.horizon(), end, "looking back forgets nothing");
}

#[test]
fn single_steps_lead_back_and_forth_through_the_same_moments() {
    let mut session = eventful();
    session.seek(Time(900_000));
    let mut trail = vec![(session.now(), session.digest())];
    for _ in 0..30 {
        assert!(session.step());
        trail.push((session.now(), session.digest()));
    }
    for (_, digest) in trail.iter().rev().skip(1) {
        assert!(session.step_back());
        assert_eq!(session.digest(), *digest);
    }
}

#[test]
fn acting_in_the_past_begins_another_branch_and_keeps_the_old_future() {
    let mut session = eventful();
    let (end, digest, script) = (session.horizon(), session.digest(), session.script());
    session.seek(Time(400_000));
    session.exec("pause n2");
    assert_eq!(session.horizon(), Time(400_000));
    session.advance_to(Time(5_000_000));
    assert!(!console(&session).iter().any(|line| line.contains("partition")));

    let forks: Vec<_> = session.branches().map(|it| it.fork.map(|f| (f.from, f.at))).collect();
    assert_eq!(forks, [None, Some((0, Time(400_000)))]);
    session.switch_branch(0).expect("the first branch is there");
    assert_eq!(session.now(), end, "it ends before the moment that was shown");
    assert_eq!((session.digest(), session.script()), (digest, script));
    assert!(console(&session).iter().any(|line| line.contains("partition")));
    assert!(session.switch_branch(2).is_err());
}

#[test]
fn a_branch_has_a_name_and_the_timeline_of_all_that_happened_in_it() {
    let mut session = eventful();
    let marks = session.marks().clone();
    assert!(marks.len() > 4, "{marks:?}");
    session.seek(Time(400_000));
    assert_eq!(*session.marks(), marks, "the future is known");
    session.exec("crash n1");
    assert!(session.marks().len() < marks.len());
    session.name_branch(1, " what if ").expect("it is there");
    let told: Vec<_> =
        session.branches().map(|it| (it.name, it.current, it.timeline.marks().len())).collect();
    let few = session.marks().len();
    assert_eq!(
        told,
        [("branch 1".to_owned(), false, marks.len()), ("what if".to_owned(), true, few)]
    );
}

#[test]
fn two_branches_are_compared_side_by_side_from_the_first_difference_on() {
    let mut session = run("until leader within 2s\nput a 1\nadvance 2s");
    session.seek(Time(1_000_000));
    session.exec("put a 2");
    session.advance_to(Time(3_000_000));
    session.seek(Time(1_500_000));
    session.exec("crash n1");

    let compared = session.compare(0, 1, Time(1_800_000)).expect("both are there");
    let values = compared.views.map(|view| view.nodes[0].kv.get("a").cloned());
    assert_eq!(values, [Some("1".to_owned()), Some("2".to_owned())]);
    let difference = compared.difference.expect("something else was done");
    assert_eq!(difference.at, Time(1_000_000));
    let other = difference.events[1].as_ref().map(|event| event.kind.name());
    assert_eq!(other, Some("invoked"));

    let grandchild = session.compare(2, 0, Time(1_800_000)).expect("both are there");
    assert_eq!(grandchild.difference.map(|it| it.at), Some(Time(1_000_000)));
    let child = session.compare(1, 2, Time(1_800_000)).expect("both are there");
    assert_eq!(child.difference.map(|it| it.at), Some(Time(1_500_000)));
    assert!(child.views[1].now == Time(1_500_000), "it ends before the moment");
    session.seek(Time::ZERO);
    session.exec("crash n2");
    let early = session.compare(0, 3, Time::ZERO).expect("both are there");
    assert_eq!(early.difference.map(|it| it.at), Some(Time::ZERO));
    let same = session.compare(1, 1, Time(1_800_000)).expect("it is there");
    assert_eq!(same.difference, None);
    assert!(session.compare(0, 4, Time::ZERO).is_err());
}

#[test]
fn branches_are_bounded_and_those_with_a_name_stay() {
    let mut session = run("advance 1s");
    session.name_branch(0, "first").expect("it is there");
    for moment in 1..100 {
        session.seek(Time(moment * 1_000));
        session.exec("say again");
        session.advance_to(Time(1_000_000));
        session.name_branch(0, "first").expect("it is there");
    }
    assert_eq!(session.branches().count(), Session::MOST_BRANCHES);
    assert!(session.branches().any(|it| it.name == "first"));
    for branch in session.branches() {
        assert_eq!(branch.fork.is_none(), branch.number == 0);
        assert!(branch.fork.is_none_or(|fork| fork.from < branch.number));
    }
    assert_eq!(session.branches().filter(|it| it.current).count(), 1);
}

#[test]
fn a_long_run_looks_the_same_from_a_kept_moment_as_from_the_start() {
    let mut session =
        run("until leader within 2s\npipe 40 &\nadvance 20s\nhelp put\ncrash leader\n\
                           advance 20s\npipe 40 &\nadvance 20s\nstatus\nadvance 1s");
    let script = session.script();
    for moment in [59_999_999, 3, 20_400_000, 20_399_999, 41_000_000, 61_000_000, 1_000_000] {
        session.seek(Time(moment));
        let mut fresh = Session::load(&script).expect("a session can be read again");
        fresh.seek(Time::ZERO);
        fresh.advance_to(Time(moment));
        assert_eq!(session.digest(), fresh.digest(), "at {moment}");
        assert_eq!(*session.view(), *fresh.view(), "at {moment}");
        assert_eq!(session.violations(), fresh.violations());
        assert!(moment < 100 || session.events().len() > 500, "there is a past to be read");
        assert!(session.events().iter().all(|event| event.at.0 <= moment));
    }
}

#[test]
fn a_long_command_in_parts_comes_to_the_same_and_can_be_stopped() {
    for line in [
        "advance 3s",
        "until commit leader >= 9 within 5s",
        "until term leader >= 9 within 1s",
        "go 9s",
        "failover 3",
    ] {
        let begin = || run("cluster 3\nuntil leader within 2s\nload 20/s for 2s clients 2 &");
        let (mut whole, mut parts) = (begin(), begin());
        let answer = whole.exec(line);
        let Begun::Going(mut passage) = parts.begin(line) else { panic!("{line} takes time") };
        let mut slices = 0;
        let ended = loop {
            slices += 1;
            if let Some(ended) = parts.go_on(&mut passage, 10) {
                break ended;
            }
        };
        assert!(slices > 3, "{line}");
        assert_eq!(ended, answer, "{line}");
        assert_eq!((parts.now(), parts.digest()), (whole.now(), whole.digest()), "{line}");
        assert!(parts.transcript().iter().eq(whole.transcript().iter()), "{line}");
    }
    let mut session = run("cluster 3\nadvance 2s");
    assert!(matches!(session.begin("go 1s"), Begun::Ended(Answer::Done)), "it is known already");
    let Begun::Going(mut passage) = session.begin("go 9s") else { panic!("it takes time") };
    assert_eq!(session.now(), Time(2_000_000), "the future that is known takes none");
    while session.go_on(&mut passage, 10).is_none() {}
    assert_eq!(session.now(), Time(9_000_000));
    let Begun::Going(mut passage) = session.begin("failover 30") else { panic!("it takes time") };
    assert!(session.go_on(&mut passage, 500).is_none());
    let Answer::Refused(told) = session.stop(&mut passage) else { panic!("it was not done") };
    assert!(told.ends_with("of 30 clusters were asked"), "{told}");
    let mut passage = session.begin_survey(3);
    let lines = session.transcript().len();
    while session.go_on(&mut passage, 500).is_none() {}
    assert_eq!(passage.found(), Some(&session.survey(3)));
    assert_eq!(session.transcript().len(), lines, "not a word on the console");
    let mut session = run("cluster 3");
    let Begun::Going(mut passage) = session.begin("advance 1h") else { panic!("it takes time") };
    assert!(session.go_on(&mut passage, 5_000).is_none());
    assert!((1..1_000).contains(&passage.progress(session.now())));
    let now = session.now();
    let Answer::Refused(told) = session.stop(&mut passage) else { panic!("it was not done") };
    assert_eq!(told, format!("stopped at {now}, before it was done"));
    assert_eq!((session.now(), session.horizon()), (now, now));
    assert!(matches!(session.begin("put x 1"), Begun::Ended(Answer::Done)));
    let Begun::Going(mut passage) = session.begin("advance 1h") else { panic!("it takes time") };
    session.seek(Time::ZERO);
    assert_eq!(session.go_on(&mut passage, 5_000), Some(Answer::Done), "somebody went elsewhere");
    assert_eq!(session.now(), Time::ZERO);
    assert!(matches!(session.begin("advance 1 parsec"), Begun::Ended(Answer::Refused(_))));
}

#[test]
fn a_caption_says_what_was_true_when_it_happened() {
    let mut session = run(
        "cluster 3\ntimeout n1\nuntil leader is n1 within 1s\ncrash n3\nput k 1\nput l 2\nrestart n3",
    );
    let caption = |session: &Session| {
        words::caption::caption(
            session.events().iter().rev(),
            &session.view(),
            session.moments(),
            false,
        )
        .text
    };
    let told = caption(&session);
    let disk = |it: &str| it.starts_with("n3 restarts with what its disk holds: term ");
    assert!(disk(&told), "{told}");
    // Entries come over the network, and are no news of its disk.
    let last = |session: &Session| session.view().node(NodeId(3)).map(|it| it.log.last());
    let before = last(&session);
    while last(&session) == before {
        session.advance_to(session.now().plus_us(1_000));
        assert!(session.now() < Time(2_000_000), "n3 hears of the entries");
    }
    assert_eq!(caption(&session), told);
    let here = session.now();
    session.seek(Time(0));
    session.seek(here);
    assert_eq!(caption(&session), told, "however the moment is reached");
}

#[test]
fn fewer_moments_are_kept_where_each_is_large() {
    let mut session = run("set latency 1h..2h\nadvance 10min");
    let packets = session.view().packets.len();
    assert!(packets > 10_000, "{packets}");
    assert!(session.branch().checkpoints.unshared() <= 1_000_000);
    let digest = session.digest();
    session.seek(Time(300_000_000));
    session.seek(session.horizon());
    assert_eq!(session.digest(), digest);
}

#[test]
fn what_the_console_was_told_is_there_again_at_its_moment() {
    let mut session = run("advance 10s");
    session.seek(Time(5_000_000));
    session.exec("help put");
    session.exec("frobnicate");
    let told = console(&session);
    assert!(told.iter().any(|line| line.contains("Sets a key")), "{told:?}");
    session.seek(Time(1_000));
    assert!(!console(&session).iter().any(|line| line.contains("Sets a key")));
    session.seek(Time(10_000_000));
    assert!(console(&session).iter().any(|line| line.contains("frobnicate")));
    assert_eq!(session.branches().count(), 1, "asking for help changes nothing");
}

#[test]
fn looking_at_the_past_changes_nothing() {
    let mut session = eventful();
    let (script, digest, end) = (session.script(), session.digest(), session.now());
    session.seek(Time(400_000));
    session.exec("help");
    session.exec("crash n99");
    session.seek(end);
    assert_eq!((session.script(), session.digest()), (script, digest));
}

#[test]
fn a_bad_line_is_explained_and_changes_nothing() {
    let mut session = run("until leader within 2s\nadvance 1s");
    let (digest, script) = (session.digest(), session.script());
    let megabyte = "x".repeat(1_000_000);
    for (line, complaint) in [
        ("frobnicate n1", "frobnicate"),
        ("crash", "expected"),
        ("c2: put a 1", "there is no client c2: `client c2 connect n1`"),
        ("client c7 connect n1", "there is no client c7: `client c2 connect n1`"),
        ("client c2 connect n9", "n1 to n5"),
        ("expect answer c2 = 1", "there is no client c2"),
        ("expect answer = 1", "but nothing that you asked has ended"),
        ("repeat 5", "repeat and end stand in scripts"),
        ("end", "repeat and end stand in scripts"),
        ("crash n7", "n1 to n5"),
        ("restart n1", "n1 is running"),
        ("cluster 0", "from 1 to 51"),
        ("cluster 9999", "from 1 to 51"),
        ("set latency 15ms..5ms", "15ms..5ms"),
        ("put k \u{7}", "control character"),
        ("drop p999999", "p999999"),
        ("expect term n1 > 1000", "term n1 is"),
        ("expect last n1 < last n2", "expected last n1 < last n2, but last n1 is 1; last n2 is 1"),
        ("until commit n1 < commit n2 within 9ms", "commit n1 is 1; commit n2 is 1"),
        ("expect commit n1 < last n9", "n1 to n5"),
        ("until no leader within 100ms", "in vain"),
        ("@1us crash n1", "in the past"),
        (&megabyte, "bytes"),
    ] {
        let before = console(&session).len();
        session.exec(line);
        let said = session.transcript().last().expect("there is an answer");
        assert_eq!(said.kind, LineKind::Error, "{said:?}");
        assert!(said.text.contains(complaint), "{} does not say {complaint}", said.text);
        assert!(said.text.len() < 400, "{}", said.text.len());
        assert!(console(&session).len() > before);
    }
    session.exec("");
    session.exec("   # a comment");
    assert!(session.now() >= Time(1_000_000));
    let at = session.now();
    let mut fresh = Session::load(&script).expect("a session can be read again");
    assert_eq!(fresh.digest(), digest);
    fresh.advance_to(at);
    assert_eq!(fresh.digest(), session.digest(), "only time has passed");
}

#[test]
fn a_script_with_a_bad_line_does_nothing_at_all() {
    let mut session = Session::open(Setup::default());
    let report = session.run_script("advance 1s\nput a 1\ncrush n1");
    assert!(report.error.is_some_and(|error| error.contains("line 3, column 1")));
    assert_eq!(session.now(), Time::ZERO);
}

#[test]
fn a_script_that_fails_says_where() {
    let mut session = Session::open(Setup::default());
    let report = session.run_script("until leader within 2s\n\ncrash n1\ncrash n1\nput a 1");
    assert_eq!(report.error.as_deref(), Some("line 4: n1 is down already: restart it first"));
}

#[test]
fn a_repeated_line_that_fails_says_in_which_round_and_the_session_knows_lines_only() {
    let mut session = Session::open(Setup::default());
    let report = session.run_script("until leader within 2s\nrepeat 3\nput a 1\ncrash n1\nend");
    let error = report.error.expect("n1 crashes once only");
    assert!(error.starts_with("line 4, round 2: n1 is down already"), "{error}");

    let session = run(
        "until leader within 2s\nrepeat 2\ncrash n1\nadvance 100ms\nrestart n1\nadvance 300ms\nend",
    );
    let script = session.script();
    assert_eq!(script.matches("crash n1").count(), 2, "{script}");
    assert!(!script.contains("repeat") && !script.contains("end"), "{script}");
    let again = Session::load(&script).expect("a session can be read again");
    assert_eq!(again.digest(), session.digest());
}

#[test]
fn a_new_cluster_keeps_the_knobs_that_were_turned() {
    let mut session = run("set latency 1ms..2ms\nadvance 1s");
    session.exec("cluster 3");
    assert_eq!(session.view().nodes.len(), 3);
    assert_eq!(session.knobs().latency.max_us, 2_000);
    assert_eq!(session.now(), Time::ZERO);
    let again = Session::load(&session.script()).expect("a session can be read again");
    assert_eq!(again.knobs(), session.knobs());
}

#[test]
fn a_revision_never_means_two_different_things() {
    let mut session = eventful();
    let end = session.revision();
    session.seek(Time(400_000));
    let past = session.revision();
    session.exec("seed 7");
    let other = session.revision();
    assert!(end != past && past != other && end != other);
}

#[test]
fn playing_follows_the_clock_on_the_wall_and_never_runs_ahead() {
    let mut session = Session::open(Setup::default());
    let mut playback = Playback::default();
    for _ in 0..60 {
        playback.frame(&mut session, 1_000.0 / 60.0);
    }
    assert!((99_000..=100_000).contains(&session.now().0), "{}", session.now().0);
    let before = session.now();
    playback.frame(&mut session, 3_600_000.0);
    assert_eq!(session.now().since(before), 10_000, "an hour in a hidden tab is one long frame");
    playback.playing = false;
    assert!(!playback.frame(&mut session, 1_000.0));
}

#[test]
fn a_moment_with_a_name_is_found_again_and_saved_with_the_session() {
    let mut session = eventful();
    let end = session.now();
    session.seek(Time(400_000));
    session.exec("bookmark \"before it all\"");
    session.exec("go 2s");
    session.exec("bookmark later");
    assert_eq!(session.branches().count(), 1, "giving names changes nothing");
    session.exec("go \"before it all\"");
    assert_eq!(session.now(), Time(400_000));
    let again = Session::load(&session.script()).expect("a session can be read again");
    assert_eq!((again.now(), again.bookmarks()), (end, session.bookmarks()));
    assert_eq!(again.script(), session.script());

    session.exec("pause n2");
    let names: Vec<_> = session.bookmarks().iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["before it all"], "the other future has the other name");
    session.exec("unbookmark \"before it all\"");
    assert!(session.bookmarks().is_empty());
    session.exec("go \"before it all\"");
    let said = session.transcript().last().expect("there is an answer");
    assert_eq!(said.kind, LineKind::Error);
    assert!(said.text.contains("no moment is called"), "{}", said.text);
}

#[test]
fn all_branches_are_written_and_read_again_with_their_names() {
    let mut session = eventful();
    session.exec("rename \"as it was\"");
    session.exec("go 400ms");
    session.exec("pause n2");
    session.exec("advance 1s");
    session.exec("rename \"what if\"");
    session.exec("bookmark \"n2 is late\"");
    session.exec("go 900ms");
    session.exec("put b 2");
    session.exec("advance 300ms");
    session.exec("branch 2");
    session.exec("branch 4");
    let said = session.transcript().last().expect("there is an answer").text.clone();
    assert_eq!(said, "there is no branch 4: there are 1 (\"as it was\"), 2 (\"what if\") and 3");

    let mut again = Session::load(&session.script_of_all()).expect("a session can be read again");
    let branches =
        |it: &Session| it.branches().map(|branch| branch.to_string()).collect::<Vec<_>>();
    assert_eq!(branches(&again), branches(&session));
    for number in [2, 0, 1] {
        for session in [&mut session, &mut again] {
            session.switch_branch(number).expect("it is there");
            session.seek(session.horizon());
        }
        assert_eq!(again.digest(), session.digest(), "of branch {number}");
        assert_eq!(again.bookmarks(), session.bookmarks(), "of branch {number}");
        assert_eq!(again.script(), session.script(), "of branch {number}");
    }
}

#[test]
fn what_was_done_after_exit_is_read_again() {
    let mut session = run("until leader within 2s\nexit");
    session.exec("crash n1");
    let again = Session::load(&session.script()).expect("a session can be read again");
    assert_eq!(again.digest(), session.digest());
    assert!(again.script().contains("crash n1"));
}

#[test]
fn a_single_step_says_which_move_it_was() {
    let mut session = run("until leader within 2s");
    session.exec("put a 1");
    let told: Vec<String> = (0..60)
        .map(|_| {
            assert!(session.step());
            crate::explain::words::step_text(&session.last_move())
        })
        .collect();
    let told_of = |what: &str| told.iter().any(|text| text.contains(what));
    assert!(told_of("arrives: "), "{told:#?}");
    assert!(told_of("reached the disk") || told_of(" ends: "), "{told:#?}");
    assert!(told_of("timer"), "{told:#?}");
    let last = session.last_move();
    session.step_back();
    assert_ne!(session.last_move(), last);
    session.step();
    assert_eq!(session.last_move(), last);
}
