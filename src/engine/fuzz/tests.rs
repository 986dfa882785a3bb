//! The fuzzer itself: what it writes down leads to what it saw.

use super::tolerance::{is_tolerable, promises};
use super::vary::{
    Dice, RARE_FAULTS, SINGLE_FAULTS, WINDOWS, add_rare_faults, add_single_faults, add_windows,
    vary,
};
use super::*;
use crate::check::Violation;
use crate::raft::{NodeId, Term};
use crate::script::{Command, parse_script};
use crate::sim::Time;

#[test]
fn a_seed_makes_the_same_case_always_and_carrying_that_out_comes_to_the_same() {
    for seed in 0..20 {
        let outcome = explore(seed, &[]);
        assert_eq!(explore(seed, &[]), outcome);
        assert_eq!(replay(&outcome.case), outcome, "seed {seed}");
        assert_eq!(outcome.fault, None, "seed {seed}");
    }
}

#[test]
fn a_case_is_written_down_as_a_script() {
    let violation = Violation {
        name: "election-safety",
        citation: "paper figure 3",
        at: Time(1_500_000),
        evidence: "n1 and n2".into(),
    };
    let act = |at, command| Act { at: Time(at), command };
    let line = |text: &str| parse_script(text).expect("a good line")[0].command.clone().unwrap();
    let mut outcome = Outcome {
        case: Case {
            acts: vec![act(0, line("set loss 5%")), act(1_000_000, line("put a 1"))],
            end: Time(2_000_000),
            ..Case::new(3, 7)
        },
        mending: Vec::new(),
        within_us: 30_000_000,
        digest: 0,
        too_hard: false,
        retimed: false,
        undemanded: false,
        fault: Some(Fault::Violated(violation)),
    };
    let expected = "# election-safety (paper figure 3) is violated at 00:01.500: n1 and n2\n\
                    cluster 3\nseed 7\n@0ms set loss 5%\n@1s put a 1 &\n@1.5s expect safe\n";
    assert_eq!(outcome.script(), expected);
    outcome.case.ending = Ending::Recovery;
    outcome.mending = vec![Command::Heal(None)];
    let Command::Until { condition, within_us } =
        line("until leader and answered and applied within 30s")
    else {
        unreachable!("that is what it says");
    };
    let order = (condition, within_us);
    outcome.fault =
        Some(Fault::Stuck { name: "progress", order, evidence: "nobody\nleads".into() });
    let expected = "# no progress: nobody leads\ncluster 3\nseed 7\n@0ms set loss 5%\n\
                    @1s put a 1 &\n@2s heal\nuntil leader and answered and applied within 30s\n";
    assert_eq!(outcome.script(), expected);
    let key = Some(("a".to_owned(), Some("1".to_owned())));
    outcome.fault = Some(Fault::Diverged { key, evidence: "n1 has 1".into() });
    assert!(outcome.script().ends_with("within 30s\nexpect value a = 1\n"));
    for line in outcome.script().lines() {
        parse_script(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    }
}

/// A script of a failure must fail when a person runs it: at its last line, by what was found.
#[test]
fn progress_that_is_missing_is_written_as_what_a_script_can_see() {
    let line = |text: &str| parse_script(text).expect("a good line")[0].command.clone().unwrap();
    let mut outcome = explore(0, &[]);
    outcome.case = Case { end: Time(2_000_000), ..Case::new(3, 7) };
    outcome.mending = vec![line("put end 1")];
    let (term, at, node) = (Term(4), Time(5_000_000), NodeId(2));
    for (fault, expected) in [
        (
            Fault::Restless { evidence: "n3 leads".into(), last: term, at },
            "# leaders do not last: by 00:05.000 term 4 should not be over: n3 leads\n\
             cluster 3\nseed 7\n@2s put end 1 &\n@5s expect term leader <= 4\n",
        ),
        (
            Fault::Unsteady { node, term, at },
            "# n2 goes on at 00:05.000, although nothing has disturbed the leader of term 4\n\
             cluster 3\nseed 7\n@2s put end 1 &\n@5s expect term n2 <= 4\n",
        ),
    ] {
        outcome.fault = Some(fault);
        assert_eq!(outcome.script(), expected);
    }
}

#[test]
fn trouble_ends_for_everybody_or_for_a_majority_and_either_is_the_same_again() {
    let mut endings = [0, 0];
    for seed in 0..60 {
        let outcome = explore(seed, &[]);
        endings[usize::from(outcome.case.ending == Ending::Minority)] += 1;
        assert!(outcome.within_us > 0, "seed {seed}");
    }
    assert!(endings.iter().all(|count| *count > 3), "{endings:?}");
}

#[test]
fn a_guided_search_is_the_same_again_and_reaches_what_a_blind_one_does_not() {
    let survey = |guidance| survey_many(0, 512, &[], guidance, |_| true, |_| true, |_, _| {});
    let (guided, blind) = (survey(Guidance::Guided), survey(Guidance::Blind));
    let again = survey(Guidance::Guided);
    assert_eq!((guided.progress, guided.reached), (again.progress, again.reached));
    assert_eq!(guided.corpus, again.corpus);
    assert_eq!((guided.progress.tried, blind.progress.tried), (512, 512));
    assert!(guided.found.is_empty() && blind.found.is_empty());
    assert!(guided.corpus > 0 && blind.corpus == 0);
    let beyond = guided.reached_beyond(&blind);
    assert!(beyond.arms > 0 && beyond.shapes > 0, "{beyond:?}");
    // What it is worth shows in long searches; in a short one it must not cost much.
    let (reached, blindly) = (guided.reached.arms, blind.reached.arms);
    assert!(reached * 10 > blindly * 9, "{reached} and {blindly}");
}

#[test]
fn a_variation_stays_within_what_raft_tolerates_and_can_be_carried_out_again() {
    let (one, other) = (explore(3, &[]).case, explore(4, &[]).case);
    for part in 0..20 {
        let case =
            vary(&one, &other, &mut Dice::new(1, part)).expect("some variation is tolerable");
        assert!(is_tolerable(&case));
        assert!(case.acts.is_sorted_by_key(|act| act.at));
        let outcome = replay(&case);
        assert_eq!(replay(&outcome.case), outcome, "{part}");
    }
}

#[test]
fn faults_of_single_messages_clients_and_knobs_are_borne() {
    let (mut met, mut unmet) = (0, 0);
    for seed in 0..160 {
        let mut case = explore(seed, &[]).case;
        let plain = case.clone();
        add_single_faults(&mut case, &mut Dice::new(seed, SINGLE_FAULTS));
        if case == plain {
            continue;
        }
        assert_eq!(is_tolerable(&case), is_tolerable(&plain));
        assert!(case.acts.is_sorted_by_key(|act| act.at));
        let outcome = replay(&case);
        assert_eq!(outcome.fault, None, "{}", outcome.script());
        let differs = outcome.digest != replay(&plain).digest;
        *(if differs { &mut met } else { &mut unmet }) += 1;
        assert_eq!(replay(&outcome.case), outcome, "{seed}");
    }
    assert!(met > 40, "{met} runs went otherwise, and {unmet} did not");
}

#[test]
fn jumps_slow_state_machines_and_writes_that_go_astray_are_borne() {
    let (mut met, mut forgotten) = (0, 0);
    for seed in 0..240 {
        let mut case = explore(seed, &[]).case;
        let plain = case.clone();
        add_rare_faults(&mut case, &mut Dice::new(seed, RARE_FAULTS));
        if case == plain {
            continue;
        }
        assert!(case.acts.is_sorted_by_key(|act| act.at));
        let outcome = replay(&case);
        assert_eq!(outcome.fault, None, "{}", outcome.script());
        assert_eq!(replay(&outcome.case), outcome, "{seed}");
        if promises(&case) {
            assert_eq!(is_tolerable(&case), is_tolerable(&plain));
            met += u32::from(outcome.digest != replay(&plain).digest);
        } else {
            forgotten += 1;
        }
    }
    assert!(met > 40 && forgotten > 5, "{met} runs went otherwise, in {forgotten} one forgot");
}

#[test]
fn snapshots_in_several_chunks_at_once_and_limited_ones_are_borne() {
    let mut met = 0;
    for seed in 0..240 {
        let mut case = explore(seed, &[]).case;
        let plain = case.clone();
        add_windows(&mut case, &mut Dice::new(seed, WINDOWS));
        if case == plain {
            continue;
        }
        assert!(case.acts.is_sorted_by_key(|act| act.at));
        let outcome = replay(&case);
        assert_eq!(outcome.fault, None, "{}", outcome.script());
        assert_eq!(replay(&outcome.case), outcome, "{seed}");
        met += u32::from(outcome.digest != replay(&plain).digest);
    }
    assert!(met > 10, "{met} runs went otherwise");
}

#[test]
fn a_search_tries_every_seed_once_and_ends_when_it_is_told_to() {
    let (progress, found) = search(5, 12, &[], |_| true);
    assert_eq!((progress.tried, progress.failed, found), (12, 0, Vec::new()));
    let (progress, _) = search(0, 1_000_000, &[], |progress| progress.tried < 3);
    assert!((3..1_000).contains(&progress.tried), "{progress:?}");
    assert_eq!(search(u64::MAX, 10, &[], |_| true).0.tried, 1, "there is no seed after the last");
}
