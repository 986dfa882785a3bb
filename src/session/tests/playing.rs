//! Scripts that are played in parts.

use crate::session::{Answer, Begun, Loading, Playing, Session, Setup, missions, scenarios};
use crate::sim::Time;

/// What a script leads to when it is played in parts of so many moves.
fn in_parts(text: &str, most_moves: u64) -> Session {
    let mut loading = Loading::of(text).expect("it can be read");
    loop {
        if let Some(ended) = loading.go_on(most_moves) {
            ended.expect("it can be played");
            return loading.session();
        }
        let progress = loading.progress();
        assert!(progress <= 1_000, "{progress}");
    }
}

#[test]
fn a_script_leads_to_the_same_however_many_parts_it_is_played_in() {
    let own = [
        "cluster 3\nseed 2\nuntil leader within 5s\nload 40/s for 2s\nput x 1\nadvance 3s\ngo 9s\ngo 1s\ncrash n1\nadvance 1s\nbranch 1\n",
        "cluster 5\nseed 4\nchaos on wild\nload 20/s for 2s clients 2 &\n@3s heal\n@4s\n@5s put y 2\n@20s\n",
    ];
    let texts = scenarios::all().map(|it| it.text).chain(missions::all().map(|it| it.text));
    for text in own.into_iter().chain(texts) {
        let at_once = Session::load(text).expect("it can be played");
        for most_moves in [1, 97, 10_000] {
            let parts = in_parts(text, most_moves);
            assert_eq!(parts.digest(), at_once.digest(), "{most_moves}: {text}");
            assert_eq!(parts.script_of_all(), at_once.script_of_all(), "{most_moves}: {text}");
            assert_eq!(parts.now(), at_once.now());
        }
    }
}

#[test]
fn what_a_script_prints_and_why_it_fails_is_the_same_in_parts() {
    for text in [
        "cluster 3\nseed 2\nuntil leader within 5s\nload 40/s for 2s\nget x\nstatus\nfailover 3\nrules next\nhelp\n",
        "cluster 3\nuntil leader within 5s\nget x\nuntil term n1 >= 9 within 1s\nput x 1\n",
        "cluster 3\nadvance 1s\n@500ms crash n1\n",
        "put x 1\ncluster 3\n",
    ] {
        let mut at_once = Session::open(Setup::default());
        let report = at_once.run_script(text);
        let mut session = Session::open(Setup::default());
        let mut playing = Playing::of(text).expect("it can be read");
        let ended = loop {
            if let Some(ended) = playing.go_on(&mut session, 7) {
                break ended;
            }
        };
        assert_eq!(ended.err(), report.error);
        assert_eq!(playing.output, report.output);
        assert_eq!(session.digest(), at_once.digest());
    }
}

#[test]
fn a_script_that_is_left_in_its_midst_has_come_as_far_as_it_has() {
    let text = "cluster 3\nseed 2\n@2s put x 1\n@1h\n";
    let mut loading = Loading::of(text).expect("it can be read");
    while loading.now() < Time(10_000_000) {
        assert_eq!(loading.go_on(100), None);
    }
    let reached = loading.now();
    let session = loading.session();
    assert_eq!((session.now(), session.horizon()), (reached, reached));
    let mut whole =
        Session::load("cluster 3\nseed 2\n@2s put x 1\n@20s\n").expect("it can be played");
    whole.seek(reached);
    assert_eq!(session.digest(), whole.digest());
}

#[test]
fn looking_for_a_rule_can_be_stopped_and_changes_nothing() {
    let mut session = Session::load("cluster 3\nseed 2\nadvance 3s\n").expect("it can be played");
    let (digest, now) = (session.digest(), session.now());
    let Begun::Going(mut passage) = session.begin("rules next") else {
        panic!("it takes long");
    };
    assert_eq!(session.go_on(&mut passage, 100), None);
    assert_eq!(session.go_on(&mut passage, 100), None);
    let answer = session.stop(&mut passage);
    assert_eq!(answer, Answer::Refused("stopped before it was found out".into()));
    assert_eq!((session.digest(), session.now()), (digest, now));
    let mut at_once = Session::load("cluster 3\nseed 2\nadvance 3s\n").expect("it can be played");
    assert_eq!(at_once.exec("rules next"), Answer::Done);
    let mut other = Session::load("cluster 3\nseed 2\nadvance 3s\n").expect("it can be played");
    let Begun::Going(mut passage) = other.begin("rules next") else {
        panic!("it takes long");
    };
    while other.go_on(&mut passage, 50).is_none() {}
    let told = |session: &Session| -> Vec<String> {
        session.transcript().iter().map(|line| line.plain()).collect()
    };
    assert_eq!(told(&other), told(&at_once));
}
