//! The diagram of real sessions: everything that happened is in it, and nothing else.

use std::collections::BTreeMap;

use crate::raft::NodeId;
use crate::session::{Session, Setup};
use crate::sim::{Event, EventKind, Liveness, PacketId, Role, Time};

use super::{Chronicle, End, Fate, Lane, Obstacle, Picture, RunKey, Sheet};

fn session(script: &str) -> Session {
    let mut session = Session::open(Setup { nodes: 3, seed: 5 });
    run(&mut session, script);
    session
}

fn run(session: &mut Session, script: &str) {
    let report = session.run_script(script);
    assert_eq!(report.error, None);
}

/// A session with an election, losses, copies, a crash and a partition.
fn eventful() -> Session {
    session(
        "until leader within 5s\nput a 1\nset duplicate 20%\nset loss 10%\nadvance 500ms\ncrash leader\n\
         advance 1s\npartition n1 | n2 n3\nadvance 200ms\nheal\nadvance 300ms",
    )
}

fn chronicle(session: &Session) -> Chronicle {
    Chronicle::of(session.events().shared(), &session.view())
}

fn whole(session: &Session) -> Sheet {
    let us_per_px = 100;
    let height = i32::try_from(session.now().0 / us_per_px).unwrap() + 1;
    Sheet { from: Time::ZERO, width: 600, height, us_per_px, most: usize::MAX }
}

fn picture(session: &Session, sheet: Sheet) -> Picture {
    Picture::of(&chronicle(session), sheet, Some(&session.view()), &|_| true)
}

#[test]
fn a_message_never_goes_back_in_time_and_stays_between_its_lanes() {
    let session = eventful();
    let picture = picture(&session, whole(&session));
    assert!(picture.arrows.len() > 150, "{}", picture.arrows.len());
    for arrow in &picture.arrows {
        assert!(arrow.to.1 >= arrow.from.1, "{arrow:?}");
        assert_ne!(arrow.from.0, arrow.to.0, "{arrow:?}");
        if let End::UnderWay(due) = arrow.end {
            assert!(due.is_some_and(|due| due.1 >= arrow.to.1), "{arrow:?}");
        }
    }
}

#[test]
fn whatever_arrived_or_was_lost_has_its_arrow() {
    let session = eventful();
    let picture = picture(&session, whole(&session));
    let drawn: BTreeMap<PacketId, End> =
        picture.arrows.iter().map(|arrow| (arrow.packet, arrow.end)).collect();
    assert_eq!(drawn.len(), picture.arrows.len(), "each has one");
    let (mut arrived, mut lost) = (0, 0);
    for event in session.events().shared() {
        match event.kind {
            EventKind::Delivered { packet, .. } => {
                assert_eq!(drawn[&packet], End::Arrived);
                arrived += 1;
            }
            EventKind::Lost { packet, reason, .. } => {
                assert_eq!(drawn[&packet], End::Lost(reason));
                lost += 1;
            }
            _ => {}
        }
    }
    assert!(arrived > 100 && lost > 10, "{arrived} arrived, {lost} were lost");
    let waiting = drawn.values().filter(|end| matches!(end, End::UnderWay(_))).count();
    assert_eq!(waiting, session.view().packets.len());
    assert!(picture.arrows.iter().any(|arrow| arrow.copy), "copies have theirs too");
}

#[test]
fn every_window_shows_what_is_under_way_in_it_wherever_it_began() {
    let session = eventful();
    let chronicle = chronicle(&session);
    let all: Vec<_> = chronicle.arrows_in(Time::ZERO, session.now()).cloned().collect();
    for from in (0..session.now().0).step_by(37_000) {
        for length in [0, 900, 40_000] {
            let (from, to) = (Time(from), Time(from + length));
            let expect: Vec<_> = all
                .iter()
                .filter(|it| it.sent <= to && it.ended().unwrap_or(session.now()) >= from)
                .collect();
            let found: Vec<_> = chronicle.arrows_in(from, to).collect();
            assert_eq!(found, expect, "{from} to {to}");
        }
    }
}

#[test]
fn bands_follow_each_other_without_gaps_up_to_what_the_view_says() {
    let session = eventful();
    let chronicle = chronicle(&session);
    for node in &session.view().nodes {
        let bands: Vec<_> = chronicle.bands_in(node.id, Time::ZERO, session.now()).collect();
        assert_eq!(bands[0].from, Time::ZERO);
        for pair in bands.windows(2) {
            assert_eq!(pair[0].until, Some(pair[1].from));
            assert!(pair[0].from < pair[1].from && pair[0].state != pair[1].state);
        }
        let last = bands.last().unwrap();
        assert_eq!(last.until, None);
        assert_eq!(last.state.role, node.role);
        assert_eq!(last.state.term, Some(node.term));
        assert_eq!(last.state.liveness, Some(node.liveness));
    }
    let crashed = session.events().shared().find_map(|event| match event.kind {
        EventKind::Crashed { node, .. } => Some((node, event.at)),
        _ => None,
    });
    let (node, at) = crashed.unwrap();
    let before = chronicle.state_at(node, Time(at.0 - 1)).unwrap();
    assert_eq!((before.role, before.liveness), (Role::Leader, Some(Liveness::Up)));
    let after = chronicle.state_at(node, at).unwrap();
    assert_eq!(after.liveness, Some(Liveness::Down));
}

#[test]
fn a_partition_is_a_stretch_in_words() {
    let session = eventful();
    let picture = picture(&session, whole(&session));
    let [cut] = &picture.stretches[..] else { panic!("{:?}", picture.stretches) };
    assert_eq!((cut.obstacle, cut.words.as_str()), (Obstacle::Cut, "cut: n1 | n2 n3"));
    assert_eq!(cut.y2 - cut.y1, 2_000);
}

#[test]
fn what_was_before_a_forgotten_beginning_is_told_from_the_end() {
    let session = eventful();
    let full = chronicle(&session);
    let at = Time(session.now().0 - 400_000);
    let late = session.events().shared().filter(|event| event.at >= at);
    let late = Chronicle::of(late, &session.view());
    assert!(late.start() >= at && full.start() == Time::ZERO);
    for node in full.nodes() {
        let (known, truth) = (late.state_at(node, late.start()), full.state_at(node, late.start()));
        let (known, truth) = (known.unwrap(), truth.unwrap());
        assert_eq!((known.role, known.liveness), (truth.role, truth.liveness), "{node}");
        assert!(known.term.is_none() || known.term == truth.term, "{node}");
    }
    assert_eq!(late.stretches_in(late.start(), late.start()).count(), 1, "it is cut already");
    let early = late.arrows_in(late.start(), session.now()).filter(|arrow| !arrow.whole);
    let ends: Vec<_> = early.map(|arrow| (arrow.packet, arrow.ended())).collect();
    assert!(!ends.is_empty(), "what was under way then is not missed");
    for (packet, ended) in ends {
        assert_eq!(full.arrow(packet).unwrap().ended(), ended);
    }
}

#[test]
fn lanes_keep_their_order_while_the_cluster_grows() {
    let mut session = session("until leader within 5s\nput a 1");
    let order = |session: &Session| -> Vec<Lane> {
        let picture = picture(session, whole(session));
        picture.lanes.iter().map(|(lane, _)| lane).collect()
    };
    let before = order(&session);
    run(&mut session, "add n4\nadvance 100ms");
    let after = order(&session);
    let kept: Vec<Lane> = after.iter().copied().filter(|lane| before.contains(lane)).collect();
    assert_eq!(kept, before);
    assert_eq!(after.last(), Some(&Lane::Node(NodeId(4))));
    let bands = chronicle(&session);
    assert_eq!(bands.state_at(NodeId(4), Time(0)).and_then(|it| it.liveness), None);
}

#[test]
fn thinning_counts_what_it_leaves_out() {
    let session = session("until leader within 5s\nload 300/s for 2s clients 4\nadvance 2500ms");
    let sheet = whole(&session);
    let all = picture(&session, sheet).arrows;
    assert!(all.len() > 3_000, "{}", all.len());
    let of = |picture: &Picture, rank| picture.arrows.iter().filter(|it| it.rank == rank).count();
    for most in [0, 1, 50, 700, 2_000, all.len() - 1, all.len()] {
        let some = picture(&session, Sheet { most, ..sheet });
        let omitted: usize = some.omitted.iter().map(|it| it.count).sum();
        assert!(some.arrows.len() <= most);
        assert_eq!(some.arrows.len() + omitted, all.len(), "at most {most}");
        for gone in &some.omitted {
            let before = all.iter().filter(|it| it.rank == gone.rank).count();
            assert_eq!(of(&some, gone.rank) + gone.count, before);
        }
        if let [one, other] = &some.omitted[..] {
            assert!(one.rank > other.rank, "what matters least goes first");
            assert_eq!(of(&some, one.rank), 0, "and wholly, before the next gives way");
        }
    }
}

#[test]
fn what_the_filter_hides_is_not_drawn() {
    let session = eventful();
    let chronicle = chronicle(&session);
    let of_n1 = |event: &Event| matches!(event.kind, EventKind::Voted { node: NodeId(1), .. });
    let picture = Picture::of(&chronicle, whole(&session), None, &of_n1);
    assert_eq!((picture.arrows.len(), picture.stretches.len()), (0, 0));
    let votes = session.events().shared().filter(|event| of_n1(event)).count();
    assert!(votes > 0);
    assert_eq!(picture.spots.iter().map(|spot| spot.count).sum::<usize>(), votes);
}

#[test]
fn it_follows_a_session_as_if_it_had_seen_it_at_once() {
    let mut session = session("until leader within 5s");
    let mut follower = Chronicle::default();
    for script in ["put a 1", "crash leader\nadvance 800ms", "partition n1 | n2 n3\nadvance 90ms"] {
        run(&mut session, script);
        follower.follow(session.events(), &session.view(), RunKey::of(&session));
        assert_eq!(told(&follower), told(&chronicle(&session)));
    }
}

/// All that a chronicle tells, for comparison.
fn told(chronicle: &Chronicle) -> impl PartialEq + std::fmt::Debug + use<> {
    let (from, to) = (Time::ZERO, chronicle.head());
    let bands = |id| chronicle.bands_in(id, from, to).copied().collect::<Vec<_>>();
    (
        chronicle.arrows_in(from, to).cloned().collect::<Vec<_>>(),
        chronicle.nodes().map(bands).collect::<Vec<_>>(),
        chronicle.stretches_in(from, to).cloned().collect::<Vec<_>>(),
        chronicle.events_in(from, to).cloned().collect::<Vec<_>>(),
        chronicle.head(),
    )
}

#[test]
fn going_back_keeps_the_future_and_acting_there_replaces_it() {
    let mut session = eventful();
    let mut follower = Chronicle::default();
    let follow = |follower: &mut Chronicle, session: &Session| {
        follower.follow(session.events(), &session.view(), RunKey::of(session));
    };
    follow(&mut follower, &session);
    let (all, end) = (told(&follower), session.now());
    session.seek(Time(600_000));
    follow(&mut follower, &session);
    assert_eq!(told(&follower), all, "what was known is still to come");
    session.seek(end);
    follow(&mut follower, &session);
    assert_eq!(told(&follower), all);
    session.seek(Time(600_000));
    run(&mut session, "heal\nset loss 0%\nadvance 10ms");
    follow(&mut follower, &session);
    assert_eq!(follower.head(), session.now(), "another branch, another future");
    let mut other = Session::open(Setup { nodes: 3, seed: 6 });
    run(&mut other, "advance 3s");
    follow(&mut follower, &other);
    assert_eq!(told(&follower), told(&chronicle(&other)));
}

#[test]
fn a_long_run_is_forgotten_from_its_beginning_as_the_log_forgets_it() {
    let mut session = session("until leader within 5s\nclog n1 n2");
    let mut follower = Chronicle::default();
    for _ in 0..12 {
        run(&mut session, "load 500/s for 1s clients 3\nadvance 1s");
        follower.follow(session.events(), &session.view(), RunKey::of(&session));
    }
    let first = session.events().shared().next().unwrap();
    assert!(first.seq > 0, "the log is full");
    assert!(follower.start() >= first.at);
    assert_eq!(follower.events_in(Time::ZERO, session.now()).count(), session.events().len());
    for arrow in follower.arrows_in(Time::ZERO, session.now()) {
        assert!(arrow.ended().is_none_or(|at| at >= follower.start()), "{arrow:?}");
    }
    let waiting = follower.arrows_in(session.now(), session.now());
    let waiting = waiting.filter(|arrow| arrow.fate == Fate::UnderWay).count();
    assert_eq!(waiting, session.view().packets.len(), "what waits for long is not forgotten");
}
