use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;
use crate::script;
use crate::session::{Link, Session, Setup};
use crate::sim::Time;

fn played(text: &str) -> Session {
    Session::load(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// What a person does with a session.
#[derive(Clone, Debug)]
enum Act {
    Type(&'static str),
    /// Lets so many milliseconds pass.
    Wait(u64),
    /// Goes to a moment of all that there is.
    Go(Index),
}

const LINES: [&str; 18] = [
    "put a 1",
    "get a",
    "c2: put \"b c\" 2",
    "pipe 9",
    "load 50/s for 1s clients 3",
    "crash leader",
    "restart n1",
    "pause n3",
    "partition n1 n2 | n3",
    "heal",
    "timeout n2",
    "drop next 2 acks n2 > n1",
    "set loss 10%",
    "set prevote on",
    "show_log",
    "say \"ä & # =\"",
    "connect n2",
    "exit",
];

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => select(LINES.to_vec()).prop_map(Act::Type),
        4 => (0..1_500_u64).prop_map(Act::Wait),
        1 => any::<Index>().prop_map(Act::Go),
    ]
}

fn lived(seed: u64, acts: &[Act]) -> Session {
    let mut session = Session::open(Setup { nodes: 3, seed });
    for act in acts {
        match act {
            Act::Type(line) => {
                session.exec(line);
            }
            Act::Wait(ms) => {
                let target = session.now().plus_us(ms * 1_000 + 7);
                session.advance_to(target);
            }
            Act::Go(place) => {
                let end = usize::try_from(session.horizon().0).expect("it is short");
                session.seek(Time(place.index(end + 1) as u64));
            }
        }
    }
    session
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_draft_of_any_session_is_read_and_leads_to_the_moment_that_was_shown(
        seed in any::<u64>(),
        acts in vec(act(), 1..25),
    ) {
        let session = lived(seed, &acts);
        let draft = from_session(&session);
        prop_assert_eq!(check(&draft), Vec::new(), "{}", &draft);
        let again = played(&draft);
        prop_assert_eq!(again.now(), session.now(), "{}", &draft);
        prop_assert_eq!(again.digest(), session.digest(), "{}", &draft);
        for line in ["show_log", "exit"] {
            prop_assert!(!draft.contains(line));
        }
    }

    #[test]
    fn whatever_is_typed_is_judged_without_a_panic_and_every_flaw_has_its_place(
        text in "(say|ask|goal|task|until|\"|[a-z0-9 ;@=\n]){0,40}",
    ) {
        for flaw in check(&text) {
            let line = text.lines().nth(flaw.line as usize - 1).unwrap_or_default();
            let column = flaw.column.unwrap_or(1);
            prop_assert!(column as usize <= line.chars().count() + 1, "{flaw}: {text:?}");
            prop_assert!(offset(&text, flaw.line, column) <= text.encode_utf16().count());
        }
    }

    #[test]
    fn an_insertion_keeps_every_line_that_was_there(
        text in "[a-zä😀 \n]{0,60}",
        cursor in 0_usize..80,
    ) {
        let cursor = cursor.min(text.encode_utf16().count());
        let lines = ["say \"x\"".to_owned(), "@1s".to_owned()];
        let edited = insert(&text, cursor, &lines, false);
        let said = |text: &str| -> Vec<String> {
            text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
        };
        let mut rest = said(&edited.text);
        let place = rest.iter().position(|line| line == "say \"x\"").expect("it is there");
        prop_assert_eq!(rest.drain(place..place + 2).collect::<Vec<_>>(), lines);
        prop_assert_eq!(rest, said(&text));
        let before: String = String::from_utf16_lossy(
            &edited.text.encode_utf16().take(edited.cursor).collect::<Vec<_>>(),
        );
        prop_assert!(before.ends_with("@1s"), "{before:?}");
    }
}

#[test]
fn set_up_comes_first_and_without_times() {
    let mut session = Session::open(Setup { nodes: 3, seed: 5 });
    session.exec("set prevote on");
    session.advance_to(Time(1_000_000));
    session.exec("crash n1");
    session.exec("status");
    session.advance_to(Time(1_500_000));
    let expect = "# Untitled lesson\ncluster 3\nseed 5\nset prevote on\n\n@1s crash n1\n@1.5s\n";
    assert_eq!(from_session(&session), expect);
    session.seek(Time(900_000));
    let before = "# Untitled lesson\ncluster 3\nseed 5\nset prevote on\n\n@900ms\n";
    assert_eq!(from_session(&session), before, "what came later is no part of it");
}

#[test]
fn what_was_done_since_is_what_was_done_and_nothing_twice() {
    let mut session = Session::open(Setup::default());
    session.advance_to(Time(1_000_000));
    session.exec("crash n1");
    let known = [acts(&session)];
    assert_eq!(acts_since(&session, &known), ["@1s"]);
    session.advance_to(Time(2_000_000));
    session.exec("restart n1");
    assert_eq!(acts_since(&session, &known), ["@2s restart n1", "@2s"]);
    assert_eq!(acts_since(&session, &[]), ["@1s crash n1", "@2s restart n1", "@2s"]);
}

#[test]
fn a_flaw_names_its_line_and_column_and_all_lines_are_looked_at() {
    let said: Vec<String> = check("cluster 3\nsay \"hello\n\nuntil leeder within 2s\n")
        .iter()
        .map(Flaw::to_string)
        .collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].starts_with("line 2, column 11: found "), "{said:?}");
    assert!(said[1].starts_with("line 4, column 7: found \"leeder\", expected "), "{said:?}");
    assert!(check("repeat 2\nput x 1\n")[0].to_string().contains("end"), "what spans lines");
}

#[test]
fn what_a_lesson_lacks_is_told_with_its_line() {
    let check = |text: &str, expected: &[(u32, &str)]| {
        let found = check(text);
        assert_eq!(found.len(), expected.len(), "{text}: {found:?}");
        for (flaw, (line, says)) in found.iter().zip(expected) {
            assert!(flaw.line == *line && flaw.says.contains(says), "{text}: {flaw}");
        }
    };
    check("cluster 3\ntask \"Do it.\"\n", &[(2, "has no goal")]);
    check("goal leader is n1\ntask \"Do it.\"\ngoal leader\n", &[(1, "task comes first")]);
    check("task \"Do it.\"\ngoal leader\nadvance 1s\n", &[(3, "after task")]);
    check("task \"Do it.\"\ntask \"That too.\"\ngoal leader\n", &[(2, "in line 1")]);
    check("ask \"Who?\" \"n1\" when leader is n1 ; \"nobody\" otherwise\n", &[(1, "no reveal")]);
    check("reveal\n", &[(1, "no question is open")]);
    check("say \"Well.\"\nadvance 1s\n", &[]);
}

/// The flaws that playing a text finds.
fn flaws(text: &str) -> Vec<String> {
    try_out(text).flaws.iter().map(Flaw::to_string).collect()
}

#[test]
fn a_trial_finds_what_only_playing_shows() {
    let check = |text: &str, line: u32, expected: &str| {
        let found = flaws(text);
        let first = found.first().unwrap_or_else(|| panic!("nothing is found: {text}"));
        let begin = format!("line {line}: ");
        assert!(first.starts_with(&begin) && first.contains(expected), "{text}: {found:?}");
    };
    check("say \"x\"\nuntil term n1 >= 9 within 100ms\n", 2, "term n1 >= 9");
    check("say \"x\"\nexpect leader is n1\n", 2, "expected");
    check("say \"x\"\n@2s\n@1s crash n1\n", 3, "is in the past");
    check("cluster 3\nsay \"x\"\ncrash n7\n", 3, "n7");
    check(
        "say \"x\"\nask \"Who?\" \"a\" when leader ; \"b\" when not no leader\nreveal within 5s\n",
        3,
        "2 answers",
    );
    check(
        "say \"x\"\nask \"Who?\" \"a\" when term n1 = 80 ; \"b\" when term n1 = 90\nadvance 1s\nreveal\n",
        4,
        "no answer",
    );
    check("task \"Wait.\"\ngoal no leader\n", 2, "met before");
    check("cluster 3\ntask \"Wait.\"\ngoal leader\n", 2, "solved by who does nothing");
    check("cluster 3\nput x 1\n", 1, "nothing is said");
    check("say \"x\"\nadvance 24h\n", 2, "stopped");
    let both = flaws("say \"x\"\nexpect leader is n1\nexpect leader is n2\n");
    assert_eq!(both.len(), 2, "what else fails is told as well: {both:?}");
}

#[test]
fn a_lesson_that_is_right_is_known_for_what_it_is() {
    let story = "say \"One.\"\nuntil leader within 2s\nsay \"Two.\"\nadvance 1s\n";
    let trial = try_out(story);
    assert_eq!((trial.lesson, trial.flaws), (Lesson::Story(2), Vec::new()));
    for scenario in crate::session::scenarios::all() {
        assert_eq!(flaws(scenario.text), Vec::<String>::new(), "{}", scenario.id);
    }
    for mission in crate::session::missions::all() {
        let trial = try_out(mission.text);
        assert_eq!(trial.flaws, Vec::new(), "{}", mission.id);
        assert!(matches!(trial.lesson, Lesson::Mission(1..)), "{}", mission.id);
    }
}

#[test]
fn what_is_suggested_can_be_read_and_holds_if_it_says_so() {
    let mut session = Session::load(
        "cluster 3\nuntil leader within 2s\nput \"a b\" 1\nuntil applied within 1s\ncrash leader",
    )
    .expect("it can be played");
    let target = session.now().plus_us(50_000);
    session.advance_to(target);
    let all = suggestions(&session);
    assert!(all.iter().any(|it| it.condition == "no leader" && it.holds), "{all:?}");
    assert!(all.iter().any(|it| it.condition == "leader is n2" && !it.holds), "{all:?}");
    assert!(all.iter().any(|it| it.condition == "value \"a b\" = 1"), "{all:?}");
    assert!(all.is_sorted_by_key(|it| !it.holds));
    for it in &all {
        assert_eq!(verdict(&session, &it.condition), Ok(it.holds), "{}", it.condition);
    }
    assert!(verdict(&session, "leeder").is_err_and(|it| it.starts_with("column 1: found")));
    assert!(verdict(&session, "up n9").is_err());
}

#[test]
fn every_piece_is_a_line_of_the_language_as_soon_as_its_words_are_there() {
    let session = Session::load("cluster 3\nuntil leader within 2s").expect("it can be played");
    let suggestions = suggestions(&session);
    for kind in Kind::ALL {
        let fields = kind.fields(&suggestions);
        let given: Vec<String> = fields
            .iter()
            .map(|field| match field.initial.as_str() {
                "" => "What \"is\" it?".to_owned(),
                initial => initial.to_owned(),
            })
            .collect();
        let lines = kind.lines(&given).unwrap_or_else(|error| panic!("{kind:?}: {error}"));
        for line in &lines {
            let read = script::parse_line(line, 1);
            assert!(read.is_ok_and(|read| read.is_some()), "{line}");
        }
    }
}

#[test]
fn what_is_missing_in_a_form_is_asked_for_and_what_is_wrong_is_told() {
    let check = |kind: Kind, given: &[&str], expected: &str| {
        let given: Vec<String> = given.iter().map(|it| (*it).to_owned()).collect();
        let error = kind.lines(&given).expect_err("it is no line");
        assert!(error.contains(expected), "{kind:?}: {error}");
    };
    check(Kind::Sentence, &[" "], "first write what is said");
    check(Kind::Wait, &["leeder", "5s"], "column 1: found \"leeder\"");
    check(Kind::Wait, &["leader", "soon"], "found \"soon\"");
    check(Kind::Question, &["Who?", "n1", "leader is n1"], "two answers");
    check(Kind::Question, &["Who?", "a", "leader", "b", "up"], "\"b\": column");
    check(Kind::Limit, &["many"], "found \"many\"");
    check(Kind::Allow, &["crush"], "found \"crush\"");
    let goal = ["", "leader is n2", "always"].map(str::to_owned);
    assert_eq!(Kind::Goal.lines(&goal).expect("it is one"), ["goal always leader is n2"]);
}

#[test]
fn places_are_counted_as_browsers_and_as_parsers_do() {
    let text = "a\nß😀b\n";
    assert_eq!(offset(text, 2, 3), 5, "a smiley takes two units");
    assert_eq!(offset(text, 2, 99), 6, "no further than the end of the line");
    assert_eq!(offset(text, 9, 1), 7);
    assert_eq!(
        (line_at(text, 0), line_at(text, 1), line_at(text, 2), line_at(text, 7)),
        (1, 1, 2, 3)
    );
    let lines = ["ask".to_owned(), "reveal".to_owned()];
    let edited = insert("a\n\nb\n", 2, &lines, true);
    assert_eq!((edited.text.as_str(), edited.cursor), ("a\nask\nreveal\nb\n", 5));
    assert_eq!(insert("a\nb", 0, &lines, false).text, "a\nask\nreveal\nb");
    assert_eq!(insert("", 0, &lines, false).text, "ask\nreveal\n");
}

#[test]
fn a_title_is_the_first_comment_and_names_the_file() {
    assert_eq!(title("# The crash\ncluster 3"), "The crash");
    assert_eq!(title("cluster 3"), "");
    assert_eq!(title(&with_title("cluster 3", "The ")), "The ", "it is still being typed");
    assert_eq!(with_title("# Old\ncluster 3\n", "New"), "# New\ncluster 3\n");
    assert_eq!(with_title("cluster 3\n", "New"), "# New\ncluster 3\n");
    assert_eq!(with_title("", "A\nb"), "# A b\n");
    assert_eq!(file_name("# n3 leads: at last!\n"), "n3-leads-at-last.raft");
    assert_eq!(file_name("cluster 3"), "lesson.raft");
}

#[test]
fn a_link_to_a_lesson_carries_it_as_it_was_written() {
    let text = "# Mine\nsay \"One.\"\nadvance 1s\n";
    let fragment = lesson_link(text).expect("it can be played");
    let link = Link::read(&fragment).expect("it was just made");
    assert_eq!((link.script.as_str(), link.moment), (text, None));
    assert_eq!(link.open().expect("it can be played").warning, None);
    assert!(lesson_link("frobnicate").is_err());
}
