//! The fuzzer itself: what it writes down leads to what it saw.

use super::*;
use crate::check::Violation;
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
        mending: vec![Command::Heal(None)],
        digest: 0,
        fault: Some(Fault::Violated(violation)),
    };
    let expected = "# election-safety (paper figure 3) is violated at 00:01.500: n1 and n2\n\
                    cluster 3\nseed 7\n@0ms set loss 5%\n@1s put a 1 &\n@1.5s expect safe\n";
    assert_eq!(outcome.script(), expected);
    outcome.case.recovers = true;
    outcome.fault = Some(Fault::Stuck { evidence: "nobody\nleads".into() });
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

#[test]
fn a_search_tries_every_seed_once_and_ends_when_it_is_told_to() {
    let (progress, found) = search(5, 12, &[], |_| true);
    assert_eq!((progress, found), (Progress { tried: 12, failed: 0 }, Vec::new()));
    let (progress, _) = search(0, 1_000_000, &[], |progress| progress.tried < 3);
    assert!((3..1_000).contains(&progress.tried), "{progress:?}");
    assert_eq!(search(u64::MAX, 10, &[], |_| true).0.tried, 1, "there is no seed after the last");
}
