use super::submission::{Assignment, Refusal};
use super::*;
use crate::session::{Answer, Session};
use crate::sim::Time;

const MISSION: &str = "# A mission
cluster 3
seed 5
timeout n1
until leader is n1 and commit n2 = 1 and commit n3 = 1 within 2s
task \"Get another leader.\"
goal \"a later term\" leader is n2 and term n2 >= 2 within 10s worth 3
goal \"nobody is hurt\" always up n1 and up n2 and up n3
allow timeout \"put x\" advance
limit 2 commands
par 1 commands
hint \"Elections begin with timers.\"
";

fn playing() -> Session {
    Session::load(MISSION).expect("it can be played")
}

fn view(session: &Session) -> MissionView {
    session.mission().expect("it is a mission")
}

#[test]
fn goals_tick_as_they_are_met_and_lost() {
    let mut session = playing();
    assert_eq!(view(&session).goals[0].state, GoalState::Open);
    session.exec("timeout n2");
    session.exec("until leader is n2 within 1s");
    let mission = view(&session);
    assert!(matches!(mission.goals[0].state, GoalState::Met(_)), "{mission:?}");
    assert!(mission.solved.is_some() && mission.is_at_par());
    assert_eq!((mission.points(), mission.most_points(), mission.used), (4, 4, 1));
    session.seek(mission.began);
    assert_eq!(view(&session).solved, None, "who goes back goes back to how it stood");
}

#[test]
fn who_does_nothing_gets_nothing_and_what_is_late_is_lost() {
    let mut session = playing();
    session.exec("advance 11s");
    let mission = view(&session);
    assert_eq!(mission.goals[0].state, GoalState::Lost(mission.began.plus_us(10_000_000)));
    assert_eq!((mission.points(), mission.solved, mission.is_lost()), (0, None, true));
}

#[test]
fn what_is_not_allowed_is_refused_with_what_is() {
    let mut session = playing();
    let mut refused = |line: &str, expected: &str| match session.exec(line) {
        Answer::Refused(error) => assert!(error.contains(expected), "{line}: {error}"),
        Answer::Done => panic!("{line} is done"),
    };
    refused("crash n1", "what may be used is timeout, put x, advance");
    refused("put y 1", "is not allowed");
    refused("set election 1s..2s", "is not allowed");
    refused("cluster 5", "begins anew");
    refused("goal leader is n1", "is met before");
    assert_eq!(session.exec("put x 1"), Answer::Done);
    assert_eq!(session.exec("show_log"), Answer::Done, "looking is free");
    assert_eq!(session.exec("timeout n2"), Answer::Done);
    assert!(
        matches!(session.exec("timeout n3"), Answer::Refused(error) if error.contains("2 commands"))
    );
    assert_eq!(view(&session).used, 2);
}

#[test]
fn hints_are_no_part_of_what_happened() {
    let mut session = playing();
    let script = session.script();
    assert_eq!(session.take_hint().as_deref(), Some("Elections begin with timers."));
    assert_eq!(session.take_hint(), None);
    assert_eq!((view(&session).hints.len(), view(&session).more_hints), (1, 0));
    assert_eq!(session.script(), script);
    assert_eq!(view(&session).points(), 0, "there is nothing to be taken from");
    session.exec("timeout n2");
    session.exec("until leader is n2 within 1s");
    assert_eq!((view(&session).points(), view(&session).most_points()), (3, 4), "it cost a point");
    let judged = judge(&session.script()).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!(judged.mission.points(), 4, "a grader does not know of it");
}

#[test]
fn what_is_no_mission_is_refused_with_its_reason() {
    let check = |text: &str, expected: &str| {
        let error = Assignment::read(text).err().unwrap_or_else(|| panic!("{text} is read"));
        assert!(error.contains(expected), "{error}");
    };
    check("cluster 3\n", "it is no mission");
    check("task \"Do it.\"\n", "has no goal");
    check("goal leader\n", "line 1: goal belongs to a mission");
    check("task \"Do it.\"\ngoal no leader\n", "line 2: the goal \"no leader\" is met before");
    check("task \"Do it.\"\ngoal always leader\n", "line 2: leader does not hold now");
    check("task \"Do it.\"\ngoal leader\nadvance 1s\n", "happens after task");
    check("task \"Do it.\"\ntask \"And that.\"\n", "line 2: the mission has a task");
    check("task\n", "line 1, column 5");
    check("#s=abc", "");
    check("#mission=cooking", "there is no mission \"cooking\"");
}

fn judge(submission: &str) -> Result<submission::Judged, Refusal> {
    let assignment = Assignment::read(MISSION).expect("it is a mission");
    assignment.judge(submission, None, None)
}

fn refusal(submission: &str) -> String {
    match judge(submission) {
        Ok(_) => panic!("it is judged: {submission}"),
        Err(refusal) => refusal.to_string(),
    }
}

#[test]
fn a_submission_is_what_was_done_after_the_mission_began_however_it_is_written() {
    let mut session = playing();
    session.exec("timeout n2");
    session.exec("until leader is n2 within 1s");
    let link = crate::session::Link::to(&session).fragment().expect("it is short");
    let forms = [
        "timeout n2\nadvance 1s\n".to_owned(),
        format!("{MISSION}timeout n2\nadvance 1s\n"),
        session.script(),
        format!("#{link}"),
        format!("https://example.org/#{link}\n"),
    ];
    for form in forms {
        let judged = judge(&form).unwrap_or_else(|refusal| panic!("{form}: {refusal}"));
        assert_eq!((judged.mission.points(), judged.error), (4, None), "{form}");
    }
}

#[test]
fn an_assignment_is_a_link_that_names_a_mission() {
    let named = Assignment::read("https://example.org/#mission=let-n3-lead").expect("it is one");
    let (own, other) = ("#mission=let-n3-lead", "#mission=let-n3-lead&seed=12\n");
    assert_eq!(named.task(), Assignment::read(own).expect("it is one").task());
    let other = Assignment::read(other).expect("it is one");
    assert_eq!(other.seed("ada"), Some(12));
    let judged = named.judge(own, None, None).unwrap_or_else(|it| panic!("{it}"));
    assert_eq!(judged.mission.points(), 0, "the mission itself is no solution");
    assert!(matches!(other.judge(own, None, None), Err(Refusal::Forbidden(_))));
}

#[test]
fn cheating_is_refused_and_the_line_is_named() {
    let check = |text: String, expected: &str| {
        let found = refusal(&text);
        assert!(found.contains(expected), "{found}");
    };
    check(MISSION.replace("seed 5", "seed 6") + "timeout n2\n", "line 3: found `seed 6`");
    check(MISSION.replace("worth 3", "worth 300") + "timeout n2\n", "line 7: found `goal");
    check(
        MISSION.replace("limit 2", "limit 9") + "timeout n2\n",
        "line 10: found `limit 9 commands`",
    );
    check("goal leader is n2\n".into(), "line 1: found `goal leader is n2`");
    check("cluster 5\n".into(), "line 1: found `cluster 5`");
    check("set election 1s..2s\n".into(), "line 1: `set election 1s..2s` is not allowed");
    check("crash n1\n".into(), "line 1: `crash n1` is not allowed");
    check("@0s timeout n2\n".into(), "is before the mission begins");
    check(format!("{MISSION}timeout n2\ntask \"Another.\"\n"), "changes the mission");
    check("nonsense\n".into(), "line 1, column 1");
    check("#s=AAAA".into(), "cannot be read");
}

#[test]
fn what_ends_early_is_judged_as_far_as_it_came() {
    let judged =
        judge("put x 1\nexpect value n1 x = 2\ntimeout n2\n").unwrap_or_else(|it| panic!("{it}"));
    assert!(judged.error.is_some_and(|error| error.starts_with("line 2: expected")));
    assert_eq!(judged.mission.points(), 0);
    let judged = judge("advance 24h\n").unwrap_or_else(|it| panic!("{it}"));
    assert!(judged.error.is_some(), "it ends although the script would not");
    assert!(judged.session.now() < Time(700_000_000));
}

#[test]
fn a_learners_name_gives_the_seed() {
    let personal = MISSION.replace("seed 5", "seed from \"your name\"");
    let assignment = Assignment::read(&personal).expect("it is a mission");
    assert!(assignment.is_personal());
    let (ada, bob) = (assignment.seed("ada"), assignment.seed("bob"));
    assert_ne!(ada, bob);
    let handed_in = format!("{}timeout n2\nadvance 1s\n", personal.replace("your name", "Ada"));
    let judged = assignment.judge(&handed_in, ada, ada).unwrap_or_else(|it| panic!("{it}"));
    assert_eq!(judged.mission.points(), 4);
    assert!(matches!(assignment.judge(&handed_in, bob, bob), Err(Refusal::Forbidden(_))));
    let mut session = assignment.open(ada).expect("it can be played");
    session.exec("timeout n2");
    session.exec("advance 1s");
    let judged = assignment.judge(&session.script(), ada, bob).unwrap_or_else(|it| panic!("{it}"));
    assert_eq!(judged.mission.points(), 4, "its moments are counted from the mission's beginning");
}
