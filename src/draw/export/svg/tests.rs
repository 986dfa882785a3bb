//! Drawings of real sessions, read as a viewer reads them.

use std::collections::BTreeMap;

use roxmltree::{Document, Node};

use crate::session::{Session, Setup};
use crate::sim::{Event, EventKind};

use super::style::STYLE;
use super::{Setting, escaped, svg};

fn session(script: &str) -> Session {
    let mut session = Session::open(Setup { nodes: 3, seed: 5 });
    let report = session.run_script(script);
    assert_eq!(report.error, None);
    session
}

fn drawn(session: &Session, admits: impl Fn(&Event) -> bool) -> String {
    let view = session.view();
    let violations = session.violations().iter().map(|it| (it.at, it.name)).collect();
    svg(
        session.events().shared(),
        &Setting { view: &view, log: session.events(), violations },
        admits,
    )
}

const TROUBLE: &str = "until leader within 5s\nput \"a <b>\" \"x & 'y' \\\"z\\\"\"\nset loss 10%\nset duplicate 20%\n\
    crash leader\nadvance 1s\npartition n1 | n2 n3\nadvance 300ms\nheal\nadvance 200ms";

fn of_class<'a>(document: &'a Document<'a>, class: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    document.descendants().filter(move |node| {
        node.attribute("class").is_some_and(|it| it.split(' ').any(|one| one == class))
    })
}

#[test]
fn it_is_a_drawing_with_an_arrow_for_all_that_arrived_and_a_cross_for_all_that_was_lost() {
    let session = session(TROUBLE);
    let text = drawn(&session, |_| true);
    let document = Document::parse(&text).expect("well-formed");
    assert_eq!(document.root_element().tag_name().name(), "svg");
    assert_eq!(document.root_element().tag_name().namespace(), Some("http://www.w3.org/2000/svg"));
    let told: Vec<(String, bool, bool)> = of_class(&document, "arrow")
        .filter_map(|arrow| {
            let title = arrow
                .children()
                .find(|it| it.has_tag_name(("http://www.w3.org/2000/svg", "title")))?;
            let has = |class| arrow.children().any(|it| it.attribute("class") == Some(class));
            let packet = title.text()?.split(' ').next()?.to_owned();
            Some((packet, has("arrowhead"), has("cross")))
        })
        .collect();
    let by_packet: BTreeMap<&str, (bool, bool)> =
        told.iter().map(|(packet, head, cross)| (packet.as_str(), (*head, *cross))).collect();
    let mut lost = 0;
    for event in session.events().iter() {
        match event.kind {
            EventKind::Delivered { packet, .. } => {
                assert_eq!(by_packet[packet.to_string().as_str()], (true, false));
            }
            EventKind::Lost { packet, .. } => {
                assert_eq!(by_packet[packet.to_string().as_str()], (false, true));
                lost += 1;
            }
            _ => {}
        }
    }
    assert!(lost > 10);
    let words = of_class(&document, "cut-words").next().and_then(|it| it.text());
    assert_eq!(words, Some("cut: n1 | n2 n3"));
}

#[test]
fn texts_of_people_stay_texts() {
    let session = session(TROUBLE);
    let text = drawn(&session, |_| true);
    let document = Document::parse(&text).expect("well-formed");
    let says = |words: &str| {
        document.descendants().any(|it| it.text().is_some_and(|it| it.contains(words)))
    };
    assert!(says("put \"a <b>\" \"x & 'y' \"z\"\""));
    assert!(document.descendants().all(|node| node.tag_name().name() != "b"));
    assert_eq!(escaped("a\u{1}b\u{ffff}\n<"), "a\u{fffd}b\u{fffd} &lt;");
}

#[test]
fn what_the_filter_hides_is_left_out() {
    let session = session(TROUBLE);
    let text = drawn(&session, |event| matches!(event.kind, EventKind::Crashed { .. }));
    let document = Document::parse(&text).expect("well-formed");
    assert_eq!(of_class(&document, "arrow").count(), 0);
    let crashes = of_class(&document, "spot").filter(|it| it.children().any(|it| it.is_element()));
    assert_eq!(crashes.count(), 1);
}

#[test]
fn a_long_session_is_bounded_and_says_what_is_missing() {
    let session = session("until leader within 5s\nload 100/s for 20s clients 3\nadvance 100s");
    let text = drawn(&session, |_| true);
    let document = Document::parse(&text).expect("well-formed");
    let height: u64 = document.root_element().attribute("height").unwrap().parse().unwrap();
    assert!(height < 25_000, "{height}");
    assert!(text.len() < 8_000_000, "{}", text.len());
    let note = of_class(&document, "note").next().and_then(|it| it.text()).unwrap();
    assert!(note.contains("is not drawn"), "{note}");
}

#[test]
fn a_violation_is_a_line_across() {
    let session = session(include_str!("../../../../static/scenarios/stale-read.raft"));
    let text = drawn(&session, |_| true);
    let document = Document::parse(&text).expect("well-formed");
    let words = of_class(&document, "violation-words").next().and_then(|it| it.text());
    assert_eq!(words, Some("linearizability violated"));
}

#[test]
fn its_colours_are_those_of_the_page_in_light() {
    const TOKENS: &str = include_str!("../../../../static/css/tokens.css");
    let light = |name: &str| {
        let (_, rest) = TOKENS.split_once(&format!("--{name}: light-dark(")).expect(name);
        rest.split_once(',').expect(name).0
    };
    for term in ["t0", "t1", "t2", "t3", "t4", "t5", "t6"] {
        let rule = format!(".{term}{{color:{}}}", light(term));
        assert!(STYLE.contains(&rule), "{rule}");
    }
    for token in ["text", "muted", "faint", "line", "line2", "bad", "warn", "ok", "accent"] {
        assert!(STYLE.contains(light(token)), "{token}");
    }
}
