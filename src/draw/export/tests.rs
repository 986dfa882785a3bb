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
    let text = json_lines(session.events().iter(), session.events());
    assert_eq!(text.lines().count(), session.events().len());
    for (line, event) in text.lines().zip(session.events().iter()) {
        let start = format!("{{\"seq\":{},\"at_us\":{},\"kind\":\"", event.seq, event.at.0);
        assert!(line.starts_with(&start) && line.ends_with('}'), "{line}");
        assert!(line.contains(",\"data\":{") && line.contains(",\"state\":"), "{line}");
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

/// Host and clock of each event, as ShiViz reads them: the pattern in the first line, what separates executions in the second,
/// and then, by that pattern, a line with the host and its clock, which is JSON, and one with what happened.
fn read(log: &str) -> Vec<(String, BTreeMap<String, u64>)> {
    let mut lines: Vec<&str> = log.lines().collect();
    let head: Vec<&str> = lines.drain(..2).collect();
    assert_eq!(head, [r"(?<host>\S*) (?<clock>{.*})\n(?<event>.*)", ""]);
    assert!(lines.len().is_multiple_of(2) && log.ends_with('\n'));
    let read = |pair: &[&str]| {
        let (host, clock) = pair[0].split_once(' ').expect("a host and a clock");
        assert!(!host.is_empty() && clock.starts_with('{') && clock.ends_with('}'), "{}", pair[0]);
        assert!(!pair[1].is_empty());
        (host.to_owned(), serde_json::from_str(clock).expect(clock))
    };
    lines.chunks(2).map(read).collect()
}

#[test]
fn clocks_of_shiviz_count_the_events_of_their_host_and_never_know_the_future() {
    let session = session();
    for admits in [|_: &Event| true, is_no_traffic] {
        let log = shiviz(session.events().iter(), admits);
        let mut last: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
        let mut heard = 0;
        for (host, clock) in read(&log) {
            let counted =
                |of: &str| last.get(of).and_then(|clock| clock.get(of)).copied().unwrap_or(0);
            assert_eq!(clock[&host], counted(&host) + 1, "each event of {host} counts, from 1");
            for (other, count) in &clock {
                let bounds = 1..=counted(other) + u64::from(*other == host);
                assert!(bounds.contains(count), "{host} knows of {other} what is yet to come");
            }
            for (other, count) in last.get(&host).into_iter().flatten() {
                assert!(clock.get(other) >= Some(count), "{host} forgets {other}");
            }
            heard = heard.max(clock.len());
            last.insert(host, clock);
        }
        assert!(heard >= 3, "messages carry clocks, also where they are left out");
    }
}

#[test]
fn who_receives_a_message_knows_what_its_sender_knew() {
    let session = session();
    let log = shiviz(session.events().iter(), |_| true);
    let placed = session.events().iter().filter(|event| event.kind.place().is_some());
    let (mut sent, mut clock_before) = (BTreeMap::new(), BTreeMap::new());
    let (mut joined, mut copies) = (0, BTreeMap::new());
    for event in session.events().iter() {
        if let EventKind::Duplicated { packet, copy } = event.kind {
            copies.insert(copy, packet);
        }
    }
    for (event, (host, clock)) in placed.zip(read(&log)) {
        match &event.kind {
            EventKind::Sent { packet, .. } => {
                sent.insert(*packet, clock.clone());
            }
            EventKind::Delivered { packet, .. } => {
                let of = copies.get(packet).unwrap_or(packet);
                let mut expected: BTreeMap<String, u64> =
                    clock_before.get(&host).cloned().unwrap_or_default();
                *expected.entry(host.clone()).or_default() += 1;
                for (other, count) in &sent[of] {
                    let known = expected.entry(other.clone()).or_default();
                    *known = (*known).max(*count);
                }
                assert_eq!(clock, expected, "{packet} at {host}: the join of both clocks");
                joined += 1;
            }
            _ => {}
        }
        clock_before.insert(host, clock);
    }
    assert!(joined > 50 && !copies.is_empty(), "{joined} messages, {} copies", copies.len());
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
