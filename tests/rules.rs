//! The rules: each is shown by a story, by a mission that is solved, or by the run of a planted bug, and what `why` says of an
//! event is the rule of the arms that the event shows.

// In a browser there are no files.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use raftarium::explain::Selected;
use raftarium::explain::rules::{Arm, Coverage, Group, Onlooker, rule};
use raftarium::explain::why::Question;
use raftarium::script::Bug;
use raftarium::session::missions::submission::Assignment;
use raftarium::session::path::{Chapter, Piece, covered_by, shown_by};
use raftarium::session::{Session, exhibits, missions, scenarios};

/// Rules that no story, mission or planted bug shows, for they take what is told in none; each with a script that shows it.
const UNSHOWN: [(Arm, &str); 8] = [
    (Arm::UnsoundDisk, include_str!("scripts/lost-write-found.raft")),
    (Arm::WriteAstray, include_str!("scripts/lost-vote.raft")),
    (Arm::VoteOldTerm, include_str!("scripts/chaos-all.raft")),
    (Arm::NotCaughtUp, include_str!("scripts/standing-learner.raft")),
    (Arm::LeaderDemoted, include_str!("scripts/demotion.raft")),
    (Arm::PreVoteLogBehind, include_str!("scripts/why-pre-vote.raft")),
    (Arm::PreVoteHeard, include_str!("scripts/lost-heartbeats.raft")),
    (Arm::LeaderSticks, DEAF),
];

/// A node that hears nothing of its leader asks it for its vote.
const DEAF: &str = "cluster 3
set checkquorum on
timeout n1
until leader is n1 within 1s
advance 200ms
cut n1 > n3
advance 1s
";

fn load(text: &str) -> Session {
    Session::load(text).unwrap_or_else(|error| panic!("{error}"))
}

/// What is shown by a piece of the path: by a story to its end, by a mission whose reference solution is done.
fn covered(piece: Piece) -> Coverage {
    match piece {
        Piece::Story(id) => covered_by(&load(scenarios::find(id).expect(id).text)),
        Piece::Mission(id) => {
            let mission = missions::find(id).expect(id);
            let root = Path::new(env!("CARGO_MANIFEST_DIR"));
            let path = root.join("tests/missions").join(id).with_extension("raft");
            let solution = std::fs::read_to_string(path).expect(id);
            let judged = Assignment::read(mission.text).expect(id).judge(&solution, None, None);
            covered_by(&judged.expect(id).session)
        }
    }
}

fn pieces() -> Vec<Piece> {
    Chapter::ALL.into_iter().flat_map(Chapter::pieces).collect()
}

#[test]
fn every_rule_is_shown_by_what_the_table_says_or_by_a_planted_bug() {
    let stories = pieces().into_iter().filter(|piece| matches!(piece, Piece::Story(_)));
    let tasks = pieces().into_iter().filter(|piece| matches!(piece, Piece::Mission(_)));
    let mut first: BTreeMap<Arm, Piece> = BTreeMap::new();
    for piece in stories.chain(tasks) {
        for arm in covered(piece).arms() {
            first.entry(arm).or_insert(piece);
        }
    }
    let mut by_bugs = BTreeSet::new();
    for bug in Bug::ALL {
        let text = exhibits::shown(bug).unwrap_or_else(|| panic!("{} has a script", bug.name()));
        by_bugs.extend(covered_by(&load(text)).arms());
    }
    let mut wrong = Vec::new();
    for arm in Arm::ALL {
        if shown_by(arm) != first.get(&arm).copied() {
            wrong.push(format!("Arm::{arm:?} => {:?},", first.get(&arm)));
        }
        let is_shown = first.contains_key(&arm) || by_bugs.contains(&arm);
        let otherwise = UNSHOWN.iter().find(|(it, _)| *it == arm).map(|(_, script)| *script);
        if is_shown == otherwise.is_some() {
            wrong.push(format!("Arm::{arm:?}: shown is {is_shown}"));
        }
        if otherwise.is_some_and(|script| covered_by(&load(script)).of(arm).is_none()) {
            wrong.push(format!("Arm::{arm:?}: its script does not show it"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_why_says_of_an_event_is_the_rule_of_what_the_event_shows() {
    let mut compared = BTreeSet::new();
    for scenario in scenarios::all() {
        let session = load(scenario.text);
        let mut onlooker = Onlooker::default();
        for event in session.events().iter() {
            let mut arms = Vec::new();
            let after = session.events().observed(event.seq);
            onlooker.observe(event, after, &mut |arm| arms.push(arm));
            // Of what happens again and again, the first is enough.
            arms.retain(|arm| compared.insert((scenario.id, *arm)));
            if arms.is_empty() {
                continue;
            }
            let why = session.why(Question::About(Selected::Event(event.seq))).rule;
            for arm in arms {
                // That what is sent was stored before is the rule of its sending, not of the message.
                let agrees = why.is_none_or(|why| why == arm.rule()) || arm.rule() == rule::DURABLE;
                assert!(agrees, "{}: {arm:?} by {event:?}, and why says {why:?}", scenario.id);
            }
        }
    }
    assert!(compared.len() > 500, "{}", compared.len());
}

#[test]
fn every_rule_has_a_name_a_group_and_a_citation_of_its_own() {
    let ids: BTreeSet<&str> = Arm::ALL.map(Arm::id).into();
    let names: BTreeSet<(Group, &str)> = Arm::ALL.map(|arm| (arm.group(), arm.name())).into();
    assert_eq!((ids.len(), names.len()), (Arm::ALL.len(), Arm::ALL.len()));
    assert!(Arm::ALL.map(Arm::group).is_sorted(), "those of a group stand together");
    for arm in Arm::ALL {
        assert_eq!(Arm::named(arm.id()), Some(arm));
        assert!(arm.name().len() <= 72 && !arm.name().ends_with('.'), "{arm:?}");
        assert!(!arm.citation().is_empty() && !arm.citation().ends_with('.'), "{arm:?}");
    }
}
