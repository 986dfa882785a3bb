//! Knobs that one node has for itself.

use crate::script::{Bug, Setting};

use super::*;

fn settings_of(lab: &Lab, node: u32) -> crate::raft::Settings {
    lab.cluster.world().rules_of(NodeId(node)).settings
}

#[test]
fn a_node_keeps_a_knob_of_its_own_whatever_happens_to_it_and_to_the_others() {
    let mut lab = Lab::led(3, 1);
    lab.line("set prevote on for n2");
    lab.line("set election 500ms..1s for n2");
    lab.line("set election 600ms..1s for n2");
    let own = |lab: &Lab| lab.node(NodeId(2)).machine.own_knobs;
    assert_eq!(
        own(&lab).iter().map(Setting::to_string).collect::<Vec<_>>(),
        ["prevote on", "election 600ms..1s"]
    );
    let is_own = |lab: &Lab| {
        let (two, three) = (settings_of(lab, 2), settings_of(lab, 3));
        assert!(two.pre_vote && !three.pre_vote);
        assert_eq!(two.election.min_us, 600_000);
        assert_ne!(three.election.min_us, 600_000);
        let process = lab.cluster.world().node(NodeId(2)).and_then(|node| node.process());
        assert_eq!(process.map(|it| it.node().settings()), Some(two));
    };
    is_own(&lab);
    for line in ["crash n2", "restart n2", "set prevote off", "preset paper", "break vote-twice"] {
        lab.line(line);
        lab.run_ms(100);
        if line != "crash n2" {
            is_own(&lab);
        }
    }
    assert_eq!(lab.view().longest_timeout_us, 1_000_000);
    assert!(lab.cluster.world().rules_of(NodeId(2)).bugs.has(Bug::VoteTwice), "bugs are of all");
    lab.line("mend all");
    lab.line("set clear for n2");
    assert_eq!(own(&lab), []);
    assert_eq!(settings_of(&lab, 2), settings_of(&lab, 3));
    assert_eq!(lab.view().longest_timeout_us, 300_000);
}

#[test]
fn an_election_range_of_its_own_holds_from_the_start_if_no_time_has_passed() {
    let mut lab = Lab::new(3, 2);
    let due = |lab: &Lab, node| lab.node(NodeId(node)).timers[0].due;
    let before = [1, 2, 3].map(|node| due(&lab, node));
    lab.line("set election 10s..20s for n2");
    let after = [1, 2, 3].map(|node| due(&lab, node));
    assert_eq!((before[0], before[2]), (after[0], after[2]));
    assert!(after[1] >= Time(10_000_000), "{after:?}");
    lab.line("set election 300ms..400ms");
    assert_eq!(due(&lab, 2), after[1]);
    assert!(due(&lab, 1) >= Time(300_000));
}

#[test]
fn what_does_not_go_together_is_refused_and_changes_nothing() {
    let mut lab = Lab::led(3, 3);
    lab.line("set election 100ms..200ms for n3");
    let (view, digest) = (lab.view(), lab.cluster.digest());
    let own = "election, heartbeat, apply, batch, batchsize, inflight, batchbytes, inflightbytes, uncommitted, prevote, \
               checkquorum, snapshot, chunk, chunkwindow, chunkrate, tail, reads, priority, drift";
    for (line, expected) in [
        ("set prevote on for n9", "there is no n9: the nodes are n1 to n3".to_owned()),
        (
            "set latency 5ms for n2",
            format!("latency is the same for all nodes: one node may have {own} for itself"),
        ),
        (
            "set heartbeat 150ms for n2",
            "n2 has knobs of its own: heartbeat 150ms is too slow for election 150ms..300ms: it must be \
             below 150ms, so change the other one first"
                .to_owned(),
        ),
        (
            "set heartbeat 120ms",
            "n3 has knobs of its own: heartbeat 120ms is too slow for election 100ms..200ms: it must be \
             below 100ms, so change the other one first"
                .to_owned(),
        ),
    ] {
        assert_eq!(lab.try_line(line).map_err(|it| it.to_string()), Err(expected), "{line}");
    }
    assert_eq!((lab.view(), lab.cluster.digest()), (view, digest));
    assert_eq!(lab.cluster.knobs(), &Knobs::default());
}

#[test]
fn a_lease_that_outlasts_a_promise_is_noticed_wherever_it_comes_from() {
    let hazard = |lines: &[&str]| {
        let mut lab = Lab::new(3, 4);
        lines.iter().for_each(|line| lab.line(line));
        let hazard = lab.cluster.lease_hazard();
        hazard.map(|it| (it.holder.0, it.lease_us, it.other.0, it.promise_us))
    };
    assert_eq!(hazard(&[]), None);
    assert_eq!(hazard(&["set reads lease", "set checkquorum on"]), None);
    assert_eq!(
        hazard(&["set reads lease", "set checkquorum on", "set election 100ms..200ms for n3"]),
        Some((1, 148_514, 3, 100_000))
    );
    assert_eq!(
        hazard(&["set reads lease", "set checkquorum on", "set checkquorum off for n2"]),
        Some((1, 148_514, 2, 0))
    );
    assert_eq!(
        hazard(&["set reads lease", "set checkquorum on", "clock n2 50%"]),
        Some((2, 297_028, 1, 150_000))
    );
    // Nobody reads by lease; or only one does, who counts on little.
    assert_eq!(hazard(&["set checkquorum on", "set election 100ms..200ms for n3"]), None);
    let little =
        ["set checkquorum on", "set election 100ms..200ms for n3", "set reads lease for n3"];
    assert_eq!(hazard(&little), None);
}
