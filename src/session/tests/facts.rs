//! Real runs as data: what the tables say is what is said, and who reads it knows the state of every node.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::explain::facts::{Data, Row, event, packet, record};
use crate::session::runner::{self, Options};
use crate::sim::{EventKind, PacketKind};

const WILD: &str = "cluster 5\nset prevote on\nset checkquorum on\nset snapshot 6\nset tail 2\nset chunk 60\nset loss 4%\n\
    set duplicate 4%\nset reads index\nuntil leader within 5s\nput a 1\nget a\ncas a 1 2\ncas a 1 3\ncreate a 1\n\
    load 40/s for 6s clients 3 &\ntransfer n3\nadvance 1s\ncrash leader\nadvance 1s\nadd n6\npartition n1 n2 | n3 n4 n5\n\
    advance 1s\nheal\nclog n1 > n2\nlink n2 > n1 latency 5ms..9ms\nclock n1 101%\nadvance 1s\nunclog n1 > n2\nslow n2 5ms..9ms\n\
    lie n2 on\npause n3\nadvance 400ms\nresume n3\nset reads lease\nget a\nstepdown leader\nadvance 2s\nremove n6\nadvance 2s\n\
    chaos on wild\nadvance 5s";

/// The events of a run, as a program reads them.
fn read(script: &str) -> Vec<Value> {
    let (session, _) = runner::run(script, Options::default());
    let mut read = Vec::new();
    session.every_event(|happened, observed| {
        let line = record(happened, observed).to_string();
        read.push(serde_json::from_str(&line).expect(&line));
        true
    });
    read
}

fn names_of(rows: &[Row]) -> BTreeMap<&'static str, Vec<&'static str>> {
    let named = rows.iter().flat_map(|row| {
        let fields: Vec<&str> = row.fields.iter().map(|(name, _)| *name).collect();
        row.names.iter().map(move |name| (*name, fields.clone()))
    });
    named.collect()
}

#[test]
fn every_kind_has_a_row_and_says_what_the_row_says() {
    let (events, packets) = (names_of(event::ROWS), names_of(packet::ROWS));
    let all =
        |names: &[&'static str]| names.iter().map(|name| (*name, ())).collect::<BTreeMap<_, _>>();
    assert!(events.keys().eq(all(EventKind::NAMES).keys()));
    assert!(packets.keys().eq(all(PacketKind::NAMES).keys()));
    let fields = |value: &Value| -> Vec<String> {
        let mut names: Vec<String> = value.as_object().expect("fields").keys().cloned().collect();
        names.retain(|name| name != "type");
        names
    };
    let sorted = |names: &[&str]| {
        let mut names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        names.sort();
        names
    };
    let mut seen = BTreeMap::new();
    for read in read(WILD) {
        let (kind, data) = (read["kind"].as_str().expect("a kind"), &read["data"]);
        assert_eq!(fields(data), sorted(&events[kind]), "{read}");
        *seen.entry(kind.to_owned()).or_insert(0) += 1;
        if let Some(message) = data.get("message") {
            let name = message["type"].as_str().expect("a type");
            assert_eq!(fields(message), sorted(&packets[name]), "{read}");
            *seen.entry(name.to_owned()).or_insert(0) += 1;
        }
    }
    // Whatever is not in it would not have been tried.
    assert!(seen.len() > 55, "{} kinds: {:?}", seen.len(), seen.keys());
}

#[test]
fn messages_say_which_terms_their_entries_have_and_states_which_those_of_the_log() {
    let (mut entries, mut states) = (0, 0);
    for read in read(WILD) {
        let message = &read["data"]["message"];
        if message["type"] == "entries" || message["type"] == "configuration" {
            let terms = message["entry_terms"].as_array().expect("terms");
            assert_eq!(message["count"], terms.len(), "{read}");
            let [prev, last] = ["prev_log", "last"].map(|it| &message[it]);
            assert_eq!(terms.last(), Some(&last["term"]), "{read}");
            let number = |value: &Value| value.as_u64().expect("a number");
            assert_eq!(
                number(&prev["index"]) + terms.len() as u64,
                number(&last["index"]),
                "{read}"
            );
            assert!(terms.windows(2).all(|pair| number(&pair[0]) <= number(&pair[1])), "{read}");
            entries += 1;
        }
        let state = &read["state"];
        if !state.is_null() {
            let node = &read["data"]["node"];
            assert_eq!(&state["node"], node, "{read}");
            assert!(
                ["role", "term", "commit", "base", "last"].iter().all(|it| !state[it].is_null())
            );
            let starts = state["log_terms"].as_array().expect("terms");
            if let Some(newest) = starts.last() {
                assert_eq!(newest[1], state["last"]["term"], "{read}");
            } else {
                assert_eq!(state["last"], state["base"], "{read}");
            }
            states += 1;
        }
    }
    assert!(entries > 200 && states > 500, "{entries} with entries, {states} states");
}

#[test]
fn whatever_a_text_holds_a_line_stays_a_line() {
    let text = "a \"b\" \\ \n \u{7f} ü";
    let written = Data::Text(text.into()).to_string();
    assert_eq!(written, "\"a \\\"b\\\" \\\\ \\u000a \\u007f ü\"");
    assert_eq!(serde_json::from_str::<String>(&written).expect("a string"), text);
    let fields = Data::Fields(vec![
        ("a", Data::List(vec![Data::Null, Data::Bool(true)])),
        ("b", Data::Number(3)),
        ("c", Data::List(vec![])),
    ]);
    assert_eq!(fields.to_string(), "{\"a\":[null,true],\"b\":3,\"c\":[]}");
    let serialized = serde_json::to_string(&fields).expect("it can be written");
    assert_eq!(serialized, fields.to_string(), "the browser is told the same");
}
