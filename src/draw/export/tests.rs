//! Exports of a real session, read as the tools read them.

use std::collections::BTreeMap;

use crate::session::{Session, Setup};
use crate::sim::{Event, EventKind};

use super::{json_lines, mermaid, shiviz};

fn session() -> Session {
    let mut session = Session::open(Setup { nodes: 3, seed: 5 });
    let report = session.run_script(
        "until leader within 5s\nput \"a \\\"b\\\"\" \"x;y\"\ncrash leader\nset duplicate 20%\n\
         set loss 10%\nadvance 2s",
    );
    assert_eq!(report.error, None);
    session
}

fn is_no_traffic(event: &Event) -> bool {
    !matches!(event.kind, EventKind::Sent { .. } | EventKind::Delivered { .. })
}

#[test]
fn json_lines_tell_every_event_on_a_line_of_its_own() {
    let session = session();
    let text = json_lines(session.events().iter());
    assert_eq!(text.lines().count(), session.events().len());
    for (line, event) in text.lines().zip(session.events().iter()) {
        let start = format!("{{\"seq\":{},\"at_us\":{},\"kind\":\"", event.seq, event.at.0);
        assert!(line.starts_with(&start) && line.ends_with("\"}"), "{line}");
    }
    assert!(text.contains("\"at\":\"you\""), "clients are places as well");
    let asked =
        text.lines().find(|line| line.contains("\"invoked\"")).expect("something was asked");
    assert!(asked.contains("\"parent\":null,\"command\":1,"), "{asked}");
    let crash = text.lines().find(|line| line.contains("\"crashed\"")).expect("somebody crashed");
    assert!(crash.contains("\"parent\":null,\"command\":2,"), "{crash}");
    let sent = text.lines().find(|line| line.contains("\"sent\"")).expect("something was sent");
    assert!(sent.contains("\"parent\":") && sent.contains("\"command\":null,"), "{sent}");
}

/// Host and clock of each event, as ShiViz reads them.
fn read(log: &str) -> Vec<(String, BTreeMap<String, u64>)> {
    let mut lines: Vec<&str> = log.lines().collect();
    let head: Vec<&str> = lines.drain(..2).collect();
    assert_eq!(head, [r"(?<host>\S*) (?<clock>{.*})\n(?<event>.*)", ""]);
    let read = |pair: &[&str]| {
        let (host, clock) = pair[0].split_once(' ').expect("a host and a clock");
        let inner = clock.strip_prefix('{').and_then(|it| it.strip_suffix('}')).expect(clock);
        let counts = inner.split(',').map(|field| {
            let (host, count) = field.split_once(':').expect(field);
            (host.trim_matches('"').to_owned(), count.parse().expect(count))
        });
        assert!(!pair[1].is_empty());
        (host.to_owned(), counts.collect())
    };
    lines.chunks(2).map(read).collect()
}

#[test]
fn clocks_of_shiviz_count_the_events_of_their_host_and_never_know_the_future() {
    let session = session();
    for admits in [|_: &Event| true, is_no_traffic] {
        let log = shiviz(session.events().iter(), admits);
        let mut counted: BTreeMap<String, u64> = BTreeMap::new();
        let mut heard = 0;
        for (host, clock) in read(&log) {
            let own = counted.entry(host.clone()).or_default();
            *own += 1;
            assert_eq!(clock[&host], *own, "of {host}");
            for (other, count) in &clock {
                assert!(count <= counted.get(other).unwrap_or(&0), "{host} knows of {other}");
            }
            heard = heard.max(clock.len());
        }
        assert!(heard >= 3, "messages carry clocks, also where they are left out");
    }
}

#[test]
fn mermaid_is_given_no_more_than_it_draws_and_says_what_is_missing() {
    let mut session = session();
    let report = session.run_script("load 300/s for 10s clients 4");
    assert_eq!(report.error, None);
    let text = mermaid(session.events().iter(), |_| true);
    assert!((40_000..50_000).contains(&text.chars().count()), "{}", text.len());
    assert!(text.contains(" earlier steps are left out"), "{}", &text[..300]);
    let newest = session.events().iter().rev().find(|event| event.kind.place().is_some());
    assert!(text.contains(&newest.expect("something happened").at.to_string()));
}

#[test]
fn mermaid_draws_what_arrived_what_was_lost_and_what_happened_in_between() {
    let session = session();
    let text = mermaid(session.events().iter(), |_| true);
    assert!(text.starts_with("sequenceDiagram\n    participant you\n"), "{text}");
    assert!(text.contains("->>") && text.contains("-x"));
    assert!(text.contains("Note over n") && !text.contains(';'));
    let few = mermaid(session.events().iter(), is_no_traffic);
    assert!(!few.contains("->>"), "what is filtered out is not drawn");
}
