//! What is done elsewhere comes to what is done here, or does not begin.

use std::cell::Cell;
use std::rc::Rc;

use super::helper::{Helper, look_back, search};
use super::insight::{self, Progress};
use super::task::{self, Task};
use super::{moment::Moment, report};
use crate::script::{Bug, Command, Travel};
use crate::session::finding::Bounds;
use crate::session::hindsight::{Asked, Insight};
use crate::session::run::Setup;
use crate::session::{Answer, Begun, Passage, Session, exhibits, scenarios};

fn session(nodes: u32, lines: &[&str]) -> Session {
    let mut session = Session::open(Setup { nodes, seed: 1 });
    for line in lines {
        assert_eq!(session.exec(line), Answer::Done, "{line}");
    }
    session
}

fn played(text: &str) -> Session {
    let mut session = Session::open(Setup::default());
    let report = session.run_script(text);
    assert_eq!(report.error, None, "{}", report.transcript());
    session
}

fn command(line: &str) -> Command {
    super::reading::command(line).unwrap_or_else(|| panic!("{line} is a command"))
}

fn bounds(session: &Session, line: &str) -> Bounds {
    match command(line) {
        Command::Find(find) => Bounds::of(&find, session.now()),
        other => panic!("{other} is no search"),
    }
}

fn asked(line: &str) -> Asked {
    Asked::of(&command(line)).unwrap_or_else(|| panic!("{line} looks back"))
}

/// Who does a task in this program, some of it each time it is heard.
#[derive(Debug)]
struct Here {
    task: Task,
    /// So many states at a time.
    part: u64,
    /// What is said so many times is right, and then it fails.
    left: u32,
    /// How often all have said something.
    said: Rc<Cell<u32>>,
    ended: bool,
}

impl Helper for Here {
    fn hear(&mut self) -> Option<String> {
        if self.ended {
            return None;
        }
        let Some(left) = self.left.checked_sub(1) else { return Some(String::new()) };
        self.left = left;
        self.said.set(self.said.get() + 1);
        self.ended = self.task.go_on(self.part).expect("it goes on");
        Some(self.task.reply())
    }
}

/// Helpers who do their tasks in this program.
#[derive(Clone)]
struct Helpers {
    of: u32,
    /// How many states each looks at, at a time, by its number.
    part: fn(u32) -> u64,
    begun: Rc<Cell<u32>>,
    said: Rc<Cell<u32>>,
    /// So much is said, and then they fail.
    most_said: u32,
}

impl Helpers {
    fn new(of: u32) -> Self {
        Self { of, part: |_| 5_000, begun: Rc::default(), said: Rc::default(), most_said: u32::MAX }
    }

    fn start(&self, text: &str) -> Option<Here> {
        let number = self.begun.replace(self.begun.get() + 1);
        let task = Task::begin(text).unwrap_or_else(|| panic!("refused: {text}"));
        let (part, left, said) = ((self.part)(number), self.most_said, Rc::clone(&self.said));
        Some(Here { task, part, left, said, ended: false })
    }

    fn hand_over(&self, session: &Session, passage: &mut Passage) {
        passage.hand_over(
            |here| search(session, here, self.of, |text| self.start(text)),
            |here| look_back(session, here, |text| self.start(text)),
        );
    }
}

fn told(session: &Session, before: usize) -> Vec<String> {
    session.transcript().iter().skip(before).map(|it| it.text.clone()).collect()
}

/// Does a line here, and by helpers in the same session loaded anew, and demands that both sessions are the same then.
/// Returns the lines that each has told.
fn both(mut session: Session, line: &str, helpers: &Helpers) -> [Vec<String>; 2] {
    let mut other = Session::load(&session.script_of_all()).expect("it was just written");
    other.seek(session.now());
    let before = [session.transcript().len(), other.transcript().len()];
    assert_eq!(session.exec(line), Answer::Done);

    let Begun::Going(mut passage) = other.begin(line) else { panic!("{line} is long") };
    helpers.hand_over(&other, &mut passage);
    assert!(passage.goes_on_elsewhere(), "{line}");
    while other.go_on(&mut passage, 5_000).is_none() {
        let progress = passage.progress(other.now());
        assert!(progress <= 1_000, "{progress}");
    }
    assert!(helpers.said.get() > 0, "{line}: somebody has said something");
    assert_eq!(
        (other.script_of_all(), other.digest()),
        (session.script_of_all(), session.digest())
    );
    assert_eq!(other.insights(), session.insights(), "{line}");
    [told(&session, before[0]), told(&other, before[1])]
}

/// The same, and both have told the same.
fn check(session: Session, line: &str) {
    let [here, elsewhere] = both(session, line, &Helpers::new(1));
    assert_eq!(elsewhere, here, "{line}");
}

fn past() -> Session {
    session(3, &["until leader within 2s", "advance 1s", "crash n2", "go 900ms"])
}

#[test]
fn a_search_elsewhere_comes_to_what_one_here_comes_to_and_says_the_same() {
    check(session(3, &["break forget-vote"]), "find violated");
    let broken = session(3, &["break commit-unverified", "put x 1", "advance 300ms", "crash n2"]);
    check(broken, "find violated");
    check(past(), "find leader is n3 within 3s");
    let line = "find violated within 300ms using crash restart most 2 moves";
    check(session(3, &["put x \"1 & 2\"", "say \"So it is.\""]), line);
    check(session(3, &[]), "find violated within 100ms most 0 moves");
}

#[test]
fn several_who_share_a_search_find_what_one_alone_finds_whoever_is_the_fastest() {
    let short = "find violated within 100ms using crash restart most 1 moves";
    let longer = "find violated within 300ms using crash restart most 2 moves";
    let begins = [
        (session(3, &["break forget-vote"]), longer),
        (session(3, &["until leader within 2s"]), "find not up n2 within 1s"),
        (session(3, &[]), short),
    ];
    let paces: [fn(u32) -> u64; 3] = [
        |_| 500,
        |number| [900, 70, 20][number as usize],
        |number| [20, 90, 500, 4_000][number as usize],
    ];
    for (session, line) in &begins {
        let text = session.script_of_all();
        for (of, part) in (2..).zip(paces) {
            let helpers = Helpers { part, ..Helpers::new(of) };
            let session = Session::load(&text).expect("it was just written");
            let [here, elsewhere] = both(session, line, &helpers);
            assert_eq!(helpers.begun.get(), of);
            // How much was looked at by then is a matter of pace.
            assert_eq!(elsewhere[0], here[0], "{line}");
        }
    }
}

#[test]
fn who_shares_a_search_looks_at_no_more_than_one_alone() {
    let line = "find violated within 100ms using crash restart most 1 moves";
    let session = session(3, &[]);
    let mut alone = Session::load(&session.script_of_all()).expect("it was just written");
    let Begun::Going(mut passage) = alone.begin(line) else { panic!("{line} is long") };
    Helpers::new(4).hand_over(&alone, &mut passage);
    while alone.go_on(&mut passage, 1).is_none() {}
    let of_four = passage.place(alone.now());
    let Begun::Going(mut passage) = alone.begin(line) else { panic!("{line} is long") };
    while alone.go_on(&mut passage, 1).is_none() {}
    let of_one = passage.place(alone.now());
    let states = |place: &str| -> u64 {
        let (_, states) = place.split_once(", ").expect("runs and states");
        let (number, _) = states.split_once(' ').expect("a number");
        number.parse().expect("a number")
    };
    // The schedule without a move is looked at by each.
    assert!(states(&of_four) >= states(&of_one), "{of_four} {of_one}");
    assert!(states(&of_four) <= states(&of_one) * 3, "{of_four} {of_one}");
}

#[test]
fn looking_back_elsewhere_finds_what_is_found_here_and_says_the_same() {
    for line in ["odds violated over 300ms", "rescue violated over 300ms"] {
        for bug in [Bug::SkipUpToDate, Bug::AckBeforeFsync] {
            let text = exhibits::shown(bug).unwrap_or_else(|| panic!("{bug:?} has a script"));
            check(played(text), line);
        }
        let stale = scenarios::find("stale-read").expect("a scenario");
        check(played(stale.text), line);
    }
    check(past(), "rescue leader over 500ms");
    // From the midst of a session, what is done later is part of the futures.
    check(past(), "odds leader over 500ms");
    check(session(3, &["crash n1"]), "odds not up n1 over 1ms");
}

#[test]
fn what_looking_back_says_is_read_as_it_was_written() {
    let text = exhibits::shown(Bug::SkipUpToDate).expect("it has a script");
    let mut session = played(text);
    for line in ["odds violated over 300ms", "rescue violated over 300ms"] {
        assert_eq!(session.exec(line), Answer::Done);
    }
    let insights = session.insights().expect("something was found");
    let mut odds = insights.odds.clone().expect("odds were asked for");
    let mut rescues = insights.rescues.clone().expect("rescues were asked for");
    let turn = odds.turn.as_mut().expect("something decided it");
    turn.events.push("two\nlines \\ and\\n one".to_owned());
    rescues.changes[0].says = " a\r\nb ".to_owned();
    let mut without = odds.clone();
    without.turn = None;
    let mut sure = odds.clone();
    sure.turn.as_mut().expect("it is there").otherwise = None;
    let mut nothing = rescues.clone();
    (nothing.changes, nothing.latest) = (Vec::new(), None);
    let odds = [odds, without, sure].map(|it| ("odds violated over 300ms", Insight::Odds(it)));
    let rescues = [rescues, nothing].map(|it| ("rescue violated over 300ms", Insight::Rescues(it)));
    for (line, insight) in odds.into_iter().chain(rescues) {
        let said = Progress { states: 7, progress: 1_000, insight: Some(insight) };
        let text = insight::written(&said);
        assert_eq!(insight::read(&text, &asked(line)), Some(said), "{text}");
        let other = if line.starts_with("odds") { "rescue violated" } else { "odds violated" };
        assert_eq!(insight::read(&text, &asked(other)), None, "it answers another question");
    }
}

#[test]
fn who_fails_in_the_midst_of_it_is_not_missed() {
    let line = "odds violated over 300ms";
    let stale = || played(scenarios::find("stale-read").expect("a scenario").text);
    for most_said in [0, 3] {
        let helpers = Helpers { most_said, part: |_| 50, ..Helpers::new(3) };
        for (session, line) in [
            (stale(), line),
            (stale(), "rescue violated over 300ms"),
            (session(3, &["break forget-vote"]), "find violated"),
        ] {
            helpers.said.set(1);
            let [here, elsewhere] = both(session, line, &helpers);
            assert_eq!(elsewhere, here, "{line}");
        }
    }
}

#[test]
fn what_nobody_does_elsewhere_is_done_here() {
    let mut session = session(3, &["break forget-vote"]);
    let Begun::Going(mut passage) = session.begin("find violated") else { panic!("it is begun") };
    let begun = Cell::new(0);
    passage.hand_over(
        |here| {
            search(&session, here, 3, |text| {
                // The last one cannot be had.
                begun.set(begun.get() + 1);
                (begun.get() < 3).then(|| Helpers::new(1).start(text))?
            })
        },
        |here| here,
    );
    assert!(!passage.goes_on_elsewhere());
    while session.go_on(&mut passage, 5_000).is_none() {}
    assert!(!session.violations().is_empty());
}

#[test]
fn a_mission_bounds_a_search_elsewhere_as_it_does_here() {
    let lines = [
        "until leader within 2s",
        "task \"Let n3 lead.\"",
        "goal leader is n3",
        "allow find timeout crash",
        "limit 3 commands",
    ];
    check(session(3, &lines), "find leader is n3");
}

#[test]
fn a_search_elsewhere_begins_between_two_commands_of_a_moment() {
    let mut session = session(3, &["advance 300ms", "crash n1", "crash n2"]);
    let both = session.digest();
    let back = Command::Travel(Travel::GoAfter(session.now().0, 1)).to_string();
    assert_eq!(session.exec(&back), Answer::Done, "{back}");
    assert_ne!(session.digest(), both);
    let asks = |session: &Session| {
        task::find(session, &bounds(session, "find not up n2")).expect("little has happened")
    };
    let request = asks(&session);
    assert!(Task::begin(&request).is_some(), "{request}");
    session.exec("go 100ms");
    assert!(Task::begin(&asks(&session)).is_some());
}

#[test]
fn what_would_begin_at_another_state_does_not_begin() {
    let session = session(3, &["put x 1", "advance 300ms", "crash n2"]);
    let find = task::find(&session, &bounds(&session, "find violated")).expect("so it is asked");
    let back = task::look_back(&session, &asked("odds not up n2")).expect("so it is asked");
    for request in [&find, &back] {
        assert!(Task::begin(request).is_some());
        for (from, to) in [
            ("\n3 1 ", "\n3 2 "),
            ("\n3 1 ", "\n3 "),
            ("crash n2", "crash n3"),
            ("crash n2", "crash n9"),
            ("put x 1", "put"),
        ] {
            assert!(request.contains(from), "{from} in {request}");
            assert!(Task::begin(&request.replacen(from, to, 1)).is_none(), "{to}");
        }
    }
    for (request, from, to) in [
        (&find, "expect violated", "expect up n9"),
        (&find, "expect violated", "status"),
        (&find, "find ", "find x"),
        (&back, "odds not up n2", "odds up n2"),
        (&back, "odds not up n2", "odds up n9"),
        (&back, "odds not up n2", "status"),
        (&back, "odds not up n2", ""),
    ] {
        assert!(request.contains(from), "{from} in {request}");
        assert!(Task::begin(&request.replacen(from, to, 1)).is_none(), "{to}");
    }
    assert!(Task::begin("").is_none());
}

#[test]
fn a_session_that_takes_too_long_to_be_done_again_asks_nobody() {
    let mut session = session(3, &[]);
    assert!(Moment::lines(&session).is_some());
    session.here.run.moves = 300_001;
    assert!(Moment::lines(&session).is_none());
    assert!(task::find(&session, &bounds(&session, "find violated")).is_none());
}

#[test]
fn what_is_no_report_is_not_read_as_one() {
    assert!(report::read("0 3 4 - 1 2 -").is_some());
    assert!(report::read("1 3 4 3 1 2 7 4 5 6\n-").is_some());
    for text in [
        "",
        "1",
        "2 3 4 - 1 2 -",
        "0 3 4 - 1 2 x",
        "1 3 4 3 1 2 7 4",
        "1 3 4 3 1 2 7 4 5 6\nfound",
        "0 3 4 - 1 2 -\nguided 5 6\nup",
    ] {
        assert_eq!(report::read(text), None, "{text:?}");
    }
}

#[test]
fn what_says_nothing_of_what_was_asked_is_not_read() {
    let odds = asked("odds violated over 1s");
    let rescue = asked("rescue violated over 1s");
    let read = |text: &str, asked: &Asked| insight::read(text, asked).is_some();
    assert!(read("7 500", &odds) && read("7 500", &rescue));
    assert!(read("7 500\nodds 1 2 3 4 5\n1 2 3", &odds));
    assert!(read("7 500\nrescue 1 2 3 1 5 6 - 8", &rescue));
    assert!(read("7 500\nrescue 1 2 3 1 5 6 9 8\nlost 1 2 p3 is lost\n@1ms drop p3", &rescue));
    for text in [
        "",
        "7",
        "7 500\nodds 1 2 3 4",
        "7 500\nodds 1 2 3 4 5",
        "7 500\nodds 1 2 3 4 5\n1 2",
        "7 500\nodds 1 2 3 4 5\n1 2 3\n1 2 3 4 5 6",
        "7 500\nodds 1 2 3 4 5\n1 2 3\n1 2 3 4 5 6 -\n\\x",
    ] {
        assert!(!read(text, &odds), "{text:?}");
    }
    for text in [
        "7 500\nrescue 1 2 3 2 5 6 - 8",
        "7 500\nrescue 1 2 3 1 5 6 -",
        "7 500\nrescue 1 2 3 1 5 6 9 8\nlost 1 2 p3 is lost",
        "7 500\nrescue 1 2 3 1 5 6 9 8\nfound 1 2 p3 is lost\n@1ms drop p3",
        "7 500\nrescue 1 2 3 1 5 6 9 8\nlost 1 2 p3 is lost\ndrop p3",
    ] {
        assert!(!read(text, &rescue), "{text:?}");
    }
}

#[test]
fn stopping_tells_how_far_the_helpers_were() {
    let mut session = session(5, &["until leader within 5s"]);
    let Begun::Going(mut passage) = session.begin("find violated") else { panic!("it is begun") };
    Helpers { part: |_| 40, ..Helpers::new(2) }.hand_over(&session, &mut passage);
    assert_eq!(session.go_on(&mut passage, 1), None);
    assert_eq!(session.go_on(&mut passage, 1), None);
    let Answer::Refused(told) = session.stop(&mut passage) else { panic!("it was stopped") };
    let states = "states looked at";
    assert!(told.contains(states) && !told.contains(" 0 states"), "{told}");
}
