//! A search elsewhere comes to what one here comes to, or does not begin.

use super::*;
use crate::script::{self, Command, Travel};
use crate::session::finding::{Bounds, Search, Searched, Verdict};
use crate::session::run::Setup;
use crate::session::{Answer, Begun, Session};

fn session(nodes: u32, lines: &[&str]) -> Session {
    let mut session = Session::open(Setup { nodes, seed: 1 });
    for line in lines {
        assert_eq!(session.exec(line), Answer::Done, "{line}");
    }
    session
}

fn bounds(session: &Session, line: &str) -> Bounds {
    match script::parse_line(line, 1) {
        Ok(Some(script::Line { command: Some(Command::Find(find)), .. })) => {
            Bounds::of(&find, session.now())
        }
        other => panic!("{line}: {other:?}"),
    }
}

/// A search of which a copy is carried out elsewhere.
#[derive(Debug)]
struct Remote {
    here: Box<dyn Search>,
    elsewhere: Box<dyn Search>,
    searched: Searched,
}

impl Search for Remote {
    fn bounds(&self) -> &Bounds {
        self.here.bounds()
    }

    fn searched(&self) -> Searched {
        self.searched.clone()
    }

    fn go_on(&mut self, most_states: u64) -> Option<Result<Verdict, String>> {
        let verdict = match self.elsewhere.go_on(most_states) {
            Some(Ok(verdict)) => Some(verdict),
            Some(Err(error)) => return Some(Err(error)),
            None => None,
        };
        let said = Reply { searched: self.elsewhere.searched(), verdict };
        let heard = Reply::read(&said.to_string()).expect("it was just written");
        assert_eq!(heard, said);
        self.searched = heard.searched;
        heard.verdict.map(Ok)
    }
}

/// Searches here and elsewhere, and demands that both sessions, and what they have told, are the same.
fn check(mut session: Session, line: &str) {
    let mut other = Session::load(&session.script_of_all()).expect("it was just written");
    other.seek(session.now());
    let before = session.transcript().len();
    assert_eq!(session.exec(line), Answer::Done);
    let told: Vec<String> =
        session.transcript().iter().skip(before).map(|it| it.text.clone()).collect();

    let Begun::Going(mut passage) = other.begin(line) else { panic!("{line} is long") };
    let mut asked = false;
    passage.hand_over(|here| {
        let request = request(&other, here.bounds()).expect("little has happened");
        let elsewhere = begin(&request).unwrap_or_else(|| panic!("refused: {request}"));
        assert_eq!(elsewhere.bounds(), here.bounds());
        asked = true;
        Box::new(Remote { here, elsewhere, searched: Searched::default() })
    });
    assert!(asked, "{line} is a search");
    while other.go_on(&mut passage, 5_000).is_none() {}
    assert_eq!(
        (other.script_of_all(), other.digest()),
        (session.script_of_all(), session.digest())
    );
    let lines = other.transcript().iter().rev().take(told.len());
    let mut other: Vec<String> = lines.map(|it| it.text.clone()).collect();
    other.reverse();
    assert_eq!(other, told);
}

#[test]
fn a_search_elsewhere_comes_to_what_one_here_comes_to_and_says_the_same() {
    check(session(3, &["break forget-vote"]), "find violated");
    let broken = session(3, &["break commit-unverified", "put x 1", "advance 300ms", "crash n2"]);
    check(broken, "find violated");
    let past = session(3, &["until leader within 2s", "advance 1s", "crash n2", "go 900ms"]);
    check(past, "find leader is n3 within 3s");
    let line = "find violated within 300ms using crash restart most 2 moves";
    check(session(3, &["put x \"1 & 2\"", "say \"So it is.\""]), line);
    check(session(3, &[]), "find violated within 100ms most 0 moves");
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
    let request = request(&session, &bounds(&session, "find not up n2")).expect("so it is asked");
    assert!(begin(&request).is_some(), "{request}");
    session.exec("go 100ms");
    let request = super::request(&session, &bounds(&session, "find not up n2"));
    assert!(begin(&request.expect("so it is asked")).is_some());
}

#[test]
fn a_search_that_would_begin_at_another_state_does_not_begin() {
    let session = session(3, &["put x 1", "advance 300ms", "crash n2"]);
    let request = request(&session, &bounds(&session, "find violated")).expect("so it is asked");
    assert!(begin(&request).is_some());
    let changed = |from: &str, to: &str| {
        assert!(request.contains(from), "{from} in {request}");
        assert!(begin(&request.replacen(from, to, 1)).is_none(), "{to}");
    };
    changed("3 1 ", "3 2 ");
    changed("crash n2", "crash n3");
    changed("crash n2", "crash n9");
    changed("expect violated", "expect up n9");
    changed("expect violated", "status");
    changed("put x 1", "put");
    assert!(begin("").is_none());
}

#[test]
fn what_is_no_reply_is_not_read_as_one() {
    assert!(Reply::read("- 1 2 -").is_some());
    assert!(Reply::read("3 1 2 7 4 5 6\n-").is_some());
    for text in ["", "1", "- 1 2 x", "3 1 2 7 4", "3 1 2 7 4 5 6\nfound", "- 1 2 -\nguided 5 6\nup"]
    {
        assert_eq!(Reply::read(text), None, "{text:?}");
    }
}
