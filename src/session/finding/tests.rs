//! What a search finds, what it does not, and that both are true.

use std::collections::BTreeSet;
use std::hash::Hasher;

use super::moves::{offered, sent, writes};
use super::*;
use crate::script::{self, Bug, Command, Condition, Find, FindMove, Quantity};
use crate::session::museum::PLATES;
use crate::session::run::{Run, Setup};
use crate::session::{Answer, Begun, LineKind, Session};
use crate::sim::Time;
use crate::sim::digest::Digest;

fn find(line: &str) -> Find {
    match script::parse_line(&format!("find {line}"), 1) {
        Ok(Some(script::Line { command: Some(Command::Find(find)), .. })) => find,
        other => panic!("{line}: {other:?}"),
    }
}

fn fresh(nodes: u32, lines: &[&str]) -> Run {
    let mut run = Run::new(Setup { nodes, seed: 1 });
    for line in lines {
        let command = script::parse_line(line, 1).expect(line).and_then(|it| it.command);
        run.perform(&command.expect(line)).expect(line);
    }
    run
}

/// What a search for this comes to, with room for so many states for each engine.
fn search(run: &Run, line: &str, states: (u64, u64)) -> (Box<dyn Search>, Verdict) {
    let bounds = Bounds { states, ..Bounds::of(&find(line), run.now()) };
    let mut search = begin(run, bounds).expect("it can be looked for");
    let verdict = loop {
        if let Some(verdict) = search.go_on(10_000) {
            break verdict.expect("the condition can be asked");
        }
    };
    (search, verdict)
}

/// Carries a schedule out as a session does, and demands that it leads where the search has said.
fn demand(run: &Run, witness: &Witness, condition: &Condition) {
    let mut run = run.clone();
    for act in &witness.acts {
        run.advance_to(act.at);
        run.perform(&act.command).unwrap_or_else(|error| panic!("{act}: {error}"));
    }
    run.advance_to(witness.at);
    assert_eq!(run.cluster.digest(), witness.digest);
    assert_eq!(run.holds(condition), Ok(true), "{condition}");
}

const ALL: u64 = 50_000_000;

#[test]
fn a_correct_cluster_violates_nothing_within_bounds_that_are_gone_through() {
    let run = fresh(3, &[]);
    let line = "violated within 300ms using crash restart timeout drop put most 2 moves";
    let (search, verdict) = search(&run, line, (ALL, 0));
    assert_eq!(verdict, Verdict::NotFound);
    let searched = search.searched();
    assert_eq!(searched.exhausted.moves, Some(2), "{searched:?}");
    assert!(searched.exhausted.states > 10_000, "{searched:?}");
    let lines = search.lines(&verdict);
    assert_eq!(lines.len(), 1, "{lines:?}");
    let told = "none found within these bounds: every schedule of at most 2 moves, made right after events, within 300.0 ms (exhaustive); ";
    assert!(lines[0].starts_with(told), "{lines:?}");
}

#[test]
fn what_is_known_already_is_not_gone_on_from_and_nothing_is_missed_by_that() {
    let run = fresh(3, &["break forget-vote"]);
    let line = "violated within 260ms using crash restart most 2 moves";
    let (search, verdict) = search(&run, line, (ALL, 0));
    let Verdict::Found(witness) = verdict else { panic!("{:?}", search.searched()) };
    assert_eq!(witness.engine, Engine::Exhaustive);
    let lines: Vec<String> = witness.acts.iter().map(ToString::to_string).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].contains("crash") && lines[1].contains("restart"), "{lines:?}");
    assert_eq!(search.searched().exhausted.moves, Some(1));
    demand(&run, &witness, &find("violated").condition);
}

/// The bugs that a search from a fresh cluster finds, with the lines that stand before it and the moves that it is given: no line
/// and the usual moves, where nothing is said.
const FOUND: &[(Bug, u32, &[&str], &str)] = &[
    (Bug::VoteTwice, 3, &[], ""),
    (Bug::VoteBeforeFsync, 3, &[], ""),
    (Bug::ForgetVote, 3, &[], ""),
    (Bug::ForgetTerm, 3, &[], ""),
    (Bug::SkipUpToDate, 3, &[], ""),
    (Bug::CountOldVotes, 3, &[], ""),
    (Bug::ObeyOldLeader, 3, &[], ""),
    (Bug::CommitAlone, 3, &[], ""),
    (Bug::CommitUnverified, 3, &[], ""),
    (Bug::SkipPrevCheck, 3, &[], ""),
    (Bug::NeverTruncate, 3, &[], ""),
    (Bug::AckBeforeFsync, 3, &[], ""),
    (Bug::AckTooMuch, 3, &[], ""),
    (Bug::TrustWindow, 3, &[], ""),
    (Bug::LoseLastEntry, 3, &[], ""),
    (Bug::ApplyEarly, 3, &[], ""),
    (Bug::AnswerEarly, 3, &[], ""),
    (Bug::ElectByHalf, 4, &[], ""),
    (Bug::CountVotesTwice, 4, &[], ""),
    (Bug::CountPreVotes, 3, &["set prevote on"], ""),
    (Bug::DeleteLocally, 3, &[], "using delete"),
    (Bug::ForgetSessions, 1, &["set snapshot 2"], ""),
    (Bug::RenumberLog, 2, &["set snapshot 3"], "using put crash restart most 6 moves"),
    (Bug::SingleServer, 4, &[], "using add remove partition heal timeout put"),
    (Bug::DecideByNew, 3, &[], "using add remove partition heal timeout put most 6 moves"),
    (Bug::NewestConfiguration, 3, &["set tail 0"], "using add snapshot partition put"),
    (
        Bug::KeepLease,
        3,
        &["set reads lease", "set checkquorum on"],
        "using partition put get connect timeout most 6 moves",
    ),
    (Bug::ReadAlone, 3, &[], "using partition put get connect crash restart timeout most 6 moves"),
    (
        Bug::ReadUnconfirmed,
        3,
        &["set reads follower"],
        "using partition heal put get connect timeout most 6 moves",
    ),
];

#[test]
fn planted_bugs_are_found_from_a_fresh_cluster_and_what_is_found_leads_there_again() {
    println!("{:18} {:10} {:>6} {:>8}  property", "bug", "engine", "moves", "states");
    let mut missed = Vec::new();
    for (bug, nodes, lines, using) in FOUND {
        let run = fresh(*nodes, &[&[&*format!("break {}", bug.name())], *lines].concat());
        let (search, verdict) = search(&run, &format!("violated {using}"), (500_000, 1_000_000));
        let Verdict::Found(witness) = verdict else {
            missed.push(bug.name());
            continue;
        };
        demand(&run, &witness, &find("violated").condition);
        println!(
            "{:18} {:10} {:>6} {:>8}",
            bug.name(),
            witness.engine.name(),
            witness.acts.len(),
            search.searched().states()
        );
        for act in &witness.acts {
            println!("    {act}");
        }
        assert!(witness.acts.len() <= 6);
    }
    assert!(missed.is_empty(), "{missed:?}");
}

#[test]
fn most_of_the_museum_is_found_by_a_search() {
    let rules: BTreeSet<Bug> = PLATES.iter().map(|plate| plate.bug).collect();
    let found = rules.iter().filter(|bug| FOUND.iter().any(|(found, ..)| found == *bug)).count();
    assert!(found >= 15, "{found} of {}", rules.len());
}

/// Every state that schedules of so many moves lead to by a time, by going through all of them with no memory of what was seen.
struct BruteForce {
    using: Vec<FindMove>,
    to: Time,
    conditions: Vec<Condition>,
    reached: BTreeSet<usize>,
    states: u64,
}

impl BruteForce {
    fn go_through(&mut self, mut run: Run, moves: u32, mut packets: u64, write: u32) {
        loop {
            self.states += 1;
            for (number, condition) in self.conditions.iter().enumerate() {
                if !self.reached.contains(&number) && run.holds(condition) == Ok(true) {
                    self.reached.insert(number);
                }
            }
            if moves > 0 {
                for command in offered(&run.cluster, &self.using, packets, write) {
                    let mut other = run.clone();
                    if other.perform(&command).is_ok() {
                        let write = write + u32::from(writes(&command));
                        self.go_through(other, moves - 1, packets, write);
                    }
                }
            }
            packets = sent(&run.cluster);
            if !run.step_by(self.to) {
                return;
            }
        }
    }
}

/// So many conditions are asked for, of which some hold already.
const CONDITIONS: usize = 320;

/// Conditions of many sorts, of which some can be reached and some cannot.
fn conditions() -> Vec<Condition> {
    let mut lines = Vec::new();
    for node in ["n1", "n2"] {
        for quantity in Quantity::NAMES {
            for number in 0..=4 {
                lines.push(format!("{quantity} {node} = {number}"));
            }
            lines.push(format!("{quantity} n1 > {quantity} n2 and not up {node}"));
            lines.push(format!("{quantity} n1 < {quantity} n2 and up {node}"));
        }
        for role in ["follower", "candidate", "leader", "learner"] {
            lines.push(format!("role {node} = {role}"));
            lines.push(format!("role {node} = {role} and not up n1"));
            lines.push(format!("role {node} = {role} and term {node} >= 2"));
        }
        lines.push(format!("leader is {node} and value {node} x = 1"));
        lines.push(format!("value {node} x = 2"));
        lines.push(format!("leader is {node} and not answered"));
    }
    lines.extend(
        [
            "answer = 1",
            "violated",
            "not logs agree",
            "leader and not logs agree",
            "applied and leader",
        ]
        .map(str::to_owned),
    );
    let mut random = Digest::default();
    let mut draw = |among: usize| {
        random.write_u64(1);
        random.finish() as usize % among
    };
    // Two and three of them at random, joined at random.
    let single = lines.len();
    while lines.len() < CONDITIONS {
        let mut line = lines[draw(single)].clone();
        for _ in 0..=draw(2) {
            let joined = ["and", "and not", "or"][draw(3)];
            // What is `not` there concerns what follows it at once.
            line = format!("{line} {joined} {}", lines[draw(single)]);
        }
        lines.push(line);
    }
    lines.iter().map(|line| find(line).condition).collect()
}

#[test]
fn a_search_reaches_what_brute_force_reaches_and_nothing_else() {
    let run = fresh(2, &[]);
    let using = "using crash restart timeout put";
    let conditions: Vec<Condition> =
        conditions().into_iter().filter(|it| run.holds(it) != Ok(true)).collect();
    for (most, time) in [(1, "400ms"), (2, "260ms")] {
        let bounds = find(&format!("violated within {time} {using}"));
        let mut brute = BruteForce {
            using: bounds.moves().to_vec(),
            to: run.now().plus_us(bounds.time_us()),
            conditions: conditions.clone(),
            reached: BTreeSet::new(),
            states: 0,
        };
        brute.go_through(run.clone(), most, 0, 0);
        let (mut found, mut states) = (BTreeSet::new(), 0);
        for (number, condition) in conditions.iter().enumerate() {
            let line = format!("{condition} within {time} {using} most {most} moves");
            let (search, verdict) = search(&run, &line, (ALL, 0));
            states = search.searched().states().max(states);
            if let Verdict::Found(witness) = verdict {
                demand(&run, &witness, condition);
                found.insert(number);
            } else {
                assert_eq!(search.searched().exhausted.moves, Some(most));
            }
        }
        let name = |number: &usize| conditions[*number].to_string();
        let differ: Vec<String> = found.symmetric_difference(&brute.reached).map(name).collect();
        assert!(differ.is_empty(), "{most} moves within {time}: {differ:?}");
        println!(
            "{most} moves within {time}: {} of {} conditions reached; {} states by brute force, {states} by the search",
            found.len(),
            conditions.len(),
            brute.states
        );
        let missed = conditions.len() - found.len();
        assert!(conditions.len() >= 200 && found.len() >= 20 && missed >= 20, "{}", found.len());
    }
}

fn told(session: &Session, kind: &LineKind) -> Vec<String> {
    session.transcript().iter().filter(|it| it.kind == *kind).map(|it| it.text.clone()).collect()
}

#[test]
fn what_is_found_is_placed_on_a_branch_that_is_shown_and_replays() {
    let mut session = Session::open(Setup { nodes: 3, seed: 1 });
    session.exec("until leader within 2s");
    let began = session.now();
    assert_eq!(session.exec("find not leader is n2 and leader"), Answer::Refused(
        "`not leader is n2 and leader` holds already (n1 leads term 1): there is nothing to find".to_owned()
    ));
    assert_eq!(session.exec("find leader is n3 within 3s"), Answer::Done);
    assert_eq!(session.branches().count(), 2);
    let shown = session.branches().find(|it| it.current).map(|it| (it.name.clone(), it.fork));
    let (name, fork) = shown.expect("one is shown");
    assert_eq!(name, "leader is n3");
    assert_eq!(fork.map(|it| it.at), Some(began));
    assert_eq!(session.exec("expect leader is n3"), Answer::Done);
    let found = told(&session, &LineKind::Ok);
    assert!(found.last().is_some_and(|it| it.starts_with("found: leader is n3, ")), "{found:?}");
    let again = Session::load(&session.script()).expect("it runs");
    assert_eq!(again.digest(), session.digest());
    // Back where it began, nothing has changed.
    session.exec("branch 1");
    assert_eq!(session.now(), began);
    assert_ne!(session.exec("expect leader is n3"), Answer::Done);
}

#[test]
fn a_search_from_the_past_leaves_the_future_as_it_is() {
    let mut session = Session::open(Setup { nodes: 3, seed: 1 });
    session.exec("advance 1s");
    session.exec("crash n2");
    session.exec("advance 1s");
    let digest = session.digest();
    session.exec("go 500ms");
    assert_eq!(session.exec("find not up n1 within 100ms"), Answer::Done);
    assert_eq!(session.exec("expect up n2 and not up n1"), Answer::Done);
    session.exec("branch 1");
    session.exec("go 2s");
    assert_eq!(session.digest(), digest);
}

#[test]
fn a_search_goes_on_in_parts_and_can_be_stopped() {
    let mut session = Session::open(Setup { nodes: 3, seed: 1 });
    let Begun::Going(mut passage) = session.begin("find violated") else { panic!("it is long") };
    assert_eq!(passage.progress(session.now()), 0);
    for _ in 0..20 {
        assert_eq!(session.go_on(&mut passage, 1_000), None);
    }
    assert_eq!(session.now(), Time::ZERO);
    assert!(passage.progress(session.now()) > 0);
    assert!(passage.place(session.now()).ends_with(" states"), "{}", passage.place(session.now()));
    let Answer::Refused(told) = session.stop(&mut passage) else { panic!("it was stopped") };
    let begins = "stopped; looked through so far: the schedule without a move within 2.00 s (exhaustive), a part of those of 1 move; ";
    assert!(told.starts_with(begins), "{told}");
    assert_eq!((session.now(), session.branches().count()), (Time::ZERO, 1));
}

#[test]
fn a_search_in_parts_finds_what_one_at_once_finds() {
    let mut at_once = Session::open(Setup { nodes: 3, seed: 1 });
    at_once.exec("break forget-vote");
    let mut in_parts = Session::load(&at_once.script()).expect("it runs");
    assert_eq!(at_once.exec("find violated"), Answer::Done);
    let Begun::Going(mut passage) = in_parts.begin("find violated") else { panic!("it is long") };
    while in_parts.go_on(&mut passage, 777).is_none() {}
    assert_eq!(in_parts.script(), at_once.script());
    assert_eq!(in_parts.digest(), at_once.digest());
    assert_eq!(in_parts.violations().len(), at_once.violations().len());
}

#[test]
fn bad_questions_are_answered_at_once() {
    let mut session = Session::open(Setup { nodes: 3, seed: 1 });
    let refused = |session: &mut Session, line: &str, said: &str| match session.exec(line) {
        Answer::Refused(error) => assert!(error.contains(said), "{line}: {error}"),
        Answer::Done => panic!("{line}"),
    };
    refused(&mut session, "find no leader", "`no leader` holds already");
    refused(&mut session, "find leader is n9", "there is no n9");
    refused(&mut session, "find up c2", "expected");
    assert_eq!(session.exec("find term leader >= 2 within 1s"), Answer::Done);
    let mut session = Session::open(Setup { nodes: 3, seed: 1 });
    assert_eq!(session.exec("find leader within 100ms most 0 moves"), Answer::Done);
    let said = told(&session, &LineKind::Output);
    let begins = "none found within these bounds: the schedule without a move within 100.0 ms (exhaustive); 1 run and ";
    assert!(said.last().is_some_and(|it| it.starts_with(begins)), "{said:?}");
    assert_eq!(session.branches().count(), 1);
}

#[test]
fn bounds_that_are_too_large_are_told_with_what_was_gone_through() {
    let run = fresh(3, &[]);
    let (day, verdict) = search(&run, "violated within 24h", (5_000, 1_000));
    assert_eq!(verdict, Verdict::NotFound);
    let lines = day.lines(&verdict);
    assert!(
        lines[0].contains("a part of the schedule without a move within 1440 min"),
        "{lines:?}"
    );
    assert!(lines[0].contains(" of at most 4 moves (guided); "), "{lines:?}");
    assert!(
        lines[1].starts_with("the schedule without a move alone is more than there is room for"),
        "{lines:?}"
    );
    let (second, verdict) = search(&run, "violated within 1s", (400_000, 1_000));
    let lines = second.lines(&verdict);
    assert!(
        lines[0].contains(
            "every schedule of at most 1 move, made right after events, within 1.00 s (exhaustive)"
        ),
        "{lines:?}"
    );
    assert!(lines[1].starts_with("schedules of 2 moves are about "), "{lines:?}");
}

#[test]
fn a_mission_is_not_solved_by_a_search_unless_it_allows_that() {
    let mission = |allow: &str| {
        let mut session = Session::open(Setup { nodes: 3, seed: 1 });
        session.exec("until leader within 2s");
        session.exec("task \"Let n3 lead.\"");
        session.exec("goal leader is n3");
        if !allow.is_empty() {
            session.exec(allow);
        }
        session.exec("find leader is n3")
    };
    for allow in ["", "allow timeout"] {
        let Answer::Refused(error) = mission(allow) else { panic!("{allow}") };
        assert!(error.contains("`find` is not allowed here"), "{error}");
    }
    assert_eq!(mission("allow find timeout crash"), Answer::Done);
}

#[test]
fn what_can_happen_next_says_what_it_would_change_and_what_decides_stands_first() {
    let mut session = Session::open(Setup { nodes: 3, seed: 1 });
    let before = session.enabled().expect("it is here");
    assert!(
        before[0].decides && before[0].what.starts_with("the election timer of n"),
        "{before:?}"
    );
    assert!(before[0].changes.iter().any(|it| it.contains("stands for election")), "{before:?}");
    session.exec("until role n1 = candidate within 2s");
    session.exec("until term n2 = 1 and term n3 = 1 within 2s");
    session.exec("enabled");
    let lines = told(&session, &LineKind::Output);
    assert!(lines.len() > 10, "{lines:?}");
    assert!(lines.iter().any(|it| it.starts_with("crash n1: n1 crashes")), "{lines:?}");
    let all = session.enabled().expect("it is here");
    let first = all.iter().position(|it| !it.decides).unwrap_or(all.len());
    assert!(all[first..].iter().all(|it| !it.decides));
    // What is listed with a line can be done, and does not change the session before it is.
    let digest = session.digest();
    for it in &all {
        let mut other = Session::load(&session.script()).expect("it runs");
        if let Some(command) = &it.command {
            assert_eq!(other.exec(&command.to_string()), Answer::Done, "{it:?}");
        }
    }
    assert_eq!(session.digest(), digest);
}

#[test]
fn shares_of_a_search_find_together_what_one_alone_finds_and_as_soon() {
    let lines = [
        "violated within 260ms using crash restart most 3 moves",
        "leader is n3 and term n3 >= 2 within 600ms using crash timeout most 2 moves",
        "violated within 200ms using drop timeout most 1 moves",
    ];
    let run = fresh(3, &["break forget-vote"]);
    for line in lines {
        let (alone, verdict) = search(&run, line, (ALL, 0));
        let shares = (0..3).map(|number| {
            let share = Share { number, of: 3 };
            let bounds = Bounds { states: (ALL, 0), share, ..Bounds::of(&find(line), run.now()) };
            let mut search = begin(&run, bounds).expect("it can be looked for");
            let verdict = search.go_on(u64::MAX).expect("it comes to an end");
            (search.place(), verdict.expect("it can be asked"), search.searched())
        });
        let shares: Vec<_> = shares.collect();
        let found = shares.iter().filter(|it| it.1 != Verdict::NotFound);
        let first = found.min_by_key(|it| it.0).map_or(&Verdict::NotFound, |it| &it.1);
        assert_eq!(first, &verdict, "{line}");
        let all: Vec<_> = shares.iter().map(|it| it.2.clone()).collect();
        let together = Searched::together(&all);
        if verdict == Verdict::NotFound {
            assert_eq!(together.exhausted.moves, alone.searched().exhausted.moves, "{line}");
            assert!(together.states() >= alone.searched().states(), "{line}");
        }
    }
}

#[test]
fn who_shares_a_search_goes_through_as_many_moves_as_one_alone() {
    let run = fresh(3, &[]);
    let line = "violated within 400ms using crash most 2 moves";
    let within = |states: u64, most: u32| Bounds {
        states: (states, 0),
        most,
        ..Bounds::of(&find(line), run.now())
    };
    let searched = |bounds: Bounds| {
        let mut search = begin(&run, bounds).expect("it can be looked for");
        assert_eq!(search.go_on(u64::MAX), Some(Ok(Verdict::NotFound)));
        search.searched()
    };
    let without_a_move = searched(within(ALL, 0)).states();
    // Enough for one move, and not for two.
    let bounds = within(without_a_move.pow(2) * 2, 2);
    assert_eq!(searched(bounds.clone()).exhausted.moves, Some(1));
    let shares: Vec<_> = (0..4).map(|number| searched(bounds.share(number, 4))).collect();
    assert_eq!(Searched::together(&shares).exhausted.moves, Some(1));
}
