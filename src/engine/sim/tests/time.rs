//! Virtual time: what a moment names, and what a clone does.

use super::*;

/// A run with some of everything, driven by a function that lets time reach a moment.
fn eventful(advance: impl Fn(&mut Cluster, Time)) -> Cluster {
    let knobs =
        Knobs { loss_ppm: 30_000, duplicate_ppm: 30_000, reorder_ppm: 30_000, ..Knobs::default() };
    let mut cluster = Cluster::new(5, 7, knobs);
    let script: [(u64, Action); 8] = [
        (1_000, Action::Crash(NodeId(1))),
        (1_300, Action::Partition(vec![vec![NodeId(2), NodeId(3)]])),
        (1_800, Action::Pause(NodeId(4))),
        (2_100, Action::Restart(NodeId(1))),
        (2_600, Action::HealAll),
        (2_600, Action::Resume(NodeId(4))),
        (3_000, Action::Timeout(NodeId(5))),
        (3_001, Action::Cut(vec![(NodeId(5), NodeId(1))])),
    ];
    for (ms, action) in script {
        advance(&mut cluster, Time(ms * 1_000));
        cluster.invoke(YOU, put("k", &ms.to_string()));
        // A follower has an election timer, and a leader has not: both are part of the run.
        let _ = cluster.command(action);
    }
    advance(&mut cluster, Time(6_000_000));
    cluster
}

fn straight(cluster: &mut Cluster, moment: Time) {
    cluster.advance_to(moment);
}

#[test]
fn the_same_script_gives_the_same_run() {
    let (mut one, mut two) = (eventful(straight), eventful(straight));
    assert_eq!(one.digest(), two.digest());
    assert_eq!(one.view(), two.view());
    assert_eq!(one.drain_events(), two.drain_events());
}

#[test]
fn single_steps_and_small_advances_make_the_same_run_as_one_advance() {
    let expected = eventful(straight);
    let stepped = eventful(|cluster, moment| {
        while cluster.next_due().is_some_and(|due| due <= moment) {
            assert!(cluster.step());
        }
        cluster.advance_to(moment);
    });
    let sliced = eventful(|cluster, moment| {
        while cluster.now() < moment {
            cluster.advance_to(cluster.now().plus_us(777).min(moment));
        }
    });
    for cluster in [stepped, sliced] {
        assert_eq!(cluster.digest(), expected.digest());
        assert_eq!(cluster.view(), expected.view());
    }
}

#[test]
fn another_seed_gives_another_run() {
    let run = |seed| {
        let mut cluster = Cluster::new(5, seed, Knobs::default());
        cluster.advance_to(Time(1_000_000));
        cluster.digest()
    };
    let digests: std::collections::BTreeSet<u64> = (0..50).map(run).collect();
    assert_eq!(digests.len(), 50);
}

#[test]
fn a_clone_goes_on_as_the_original_does_and_neither_disturbs_the_other() {
    for at_ms in [0, 200, 1_350, 1_900, 2_601, 3_500] {
        let mut original = Cluster::new(5, 3, Knobs::default());
        original.invoke(YOU, put("k", "v"));
        original.advance_to(Time(at_ms * 1_000));
        let mut elsewhere = original.clone();
        let _ = elsewhere.command(Action::Crash(NodeId(1)));
        elsewhere.advance_to(Time(9_000_000));
        let mut clone = original.clone();
        clone.advance_to(Time(5_000_000));
        original.advance_to(Time(5_000_000));
        assert_eq!(clone.digest(), original.digest());
        assert_eq!(clone.view(), original.view());
    }
}

#[test]
fn no_two_moves_happen_at_the_same_moment() {
    // No latency and no disk: as much as possible is due at once.
    let instant = crate::raft::TimerRange { min_us: 0, max_us: 0 };
    let knobs = Knobs { latency: instant, disk: instant, ..Knobs::default() };
    let mut lab = Lab::with(5, 1, knobs);
    let mut before = lab.cluster.now();
    for _ in 0..5_000 {
        let due = lab.cluster.next_due();
        assert!(lab.step());
        assert_eq!(due, Some(lab.cluster.now()), "the next move happens when it was announced");
        assert!(lab.cluster.now() > before);
        before = lab.cluster.now();
    }
    assert_eq!(lab.ask(put("k", "v")), Some(Reply::Done));
    lab.check();
}

#[test]
fn time_reaches_the_moment_asked_for_and_never_goes_back() {
    let mut cluster = Cluster::new(3, 1, Knobs::default());
    cluster.advance_to(Time(12_345));
    assert_eq!(cluster.now(), Time(12_345));
    let digest = cluster.digest();
    cluster.advance_to(Time(5));
    assert_eq!((cluster.now(), cluster.digest()), (Time(12_345), digest));
}

#[test]
fn a_command_takes_no_time_and_its_place_in_the_run_is_its_moment() {
    let run = |moment| {
        let mut cluster = Cluster::new(5, 1, Knobs::default());
        cluster.advance_to(moment);
        assert_eq!(cluster.command(Action::Crash(NodeId(2))), Ok(()));
        assert_eq!(cluster.now(), moment);
        cluster.advance_to(Time(2_000_000));
        cluster.digest()
    };
    assert_eq!(run(Time(800_000)), run(Time(800_000)));
    assert_ne!(run(Time(800_000)), run(Time(800_001)));
}

#[test]
fn the_digest_does_not_depend_on_when_events_are_drained() {
    let mut often = Cluster::new(3, 1, Knobs::default());
    let mut never = often.clone();
    let mut drained = Vec::new();
    while often.next_due().is_some_and(|due| due <= Time(2_000_000)) {
        often.step();
        drained.extend(often.drain_events());
    }
    never.advance_to(Time(2_000_000));
    assert_eq!(often.digest(), never.digest());
    assert_eq!(drained, never.drain_events());
}

#[test]
fn a_clock_that_jumps_brings_what_its_node_waits_for_forward_or_puts_it_off() {
    let mut lab = Lab::led(3, 41);
    let node = lab.follower();
    let due = |lab: &Lab| {
        let timers = lab.node(node).timers;
        let election = timers.into_iter().find(|it| it.timer == crate::raft::Timer::Election);
        election.expect("it waits for its leader").due
    };
    let before = due(&lab);
    let mut ahead = lab.clone();
    lab.line(&format!("clock {node} -40ms"));
    assert_eq!(due(&lab), before.plus_us(40_000));
    lab.line(&format!("clock {node} +40ms"));
    assert_eq!(due(&lab), before, "there and back");
    lab.line(&format!("clock {node} 50%"));
    lab.line(&format!("clock {node} -10ms"));
    assert_eq!(due(&lab), before.plus_us(20_000), "by its own slow clock");
    let now = ahead.cluster.now();
    ahead.line(&format!("clock {node} +1h"));
    assert_eq!(due(&ahead), now);
    let term = ahead.node(node).term;
    ahead.run_ms(1);
    assert!(ahead.node(node).term > term, "it stands at once");
    ahead.run_ms(3_000);
    ahead.check();
    let error = ahead.try_do(Action::JumpClock { node, ahead: true, by_us: 0 });
    assert_eq!(
        error.expect_err("it is no jump").to_string(),
        "a jump of 0ms is out of range: choose 1us to 86400s"
    );
}

#[test]
fn leases_are_said_to_be_unsafe_as_long_as_something_is_measured_across_a_jump() {
    let mut lab = Lab::led(3, 42);
    lab.line("set checkquorum on");
    lab.line("set reads lease");
    let (leader, other) = (lab.leader(), lab.follower());
    assert_eq!(lab.cluster.lease_hazard(), None);
    for (line, holder) in
        [(format!("clock {leader} -100ms"), leader), (format!("clock {other} +100ms"), other)]
    {
        let mut lab = lab.clone();
        lab.line(&line);
        let hazard = lab.cluster.lease_hazard().expect("a lease may outlast a promise");
        assert!(hazard.lease_us > hazard.promise_us);
        assert_eq!(if holder == leader { hazard.holder } else { hazard.other }, holder);
        lab.run_ms(300);
        assert_eq!(lab.cluster.lease_hazard(), None, "{line}");
        lab.check();
    }
}
