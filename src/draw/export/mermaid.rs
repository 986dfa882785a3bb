//! A sequence diagram in Mermaid's notation, for documents.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::explain::words;
use crate::sim::{Endpoint, Event, EventKind, PacketId};

/// The admitted events as a sequence diagram: packets as arrows from where they were sent to where they arrived, with a
/// cross where they were lost; everything else as a note over whoever it happened at. A packet whose arrival lies after
/// the last event is left out.
pub fn mermaid<'a>(
    events: impl IntoIterator<Item = &'a Event>,
    admits: impl Fn(&Event) -> bool,
) -> String {
    let mut body = String::new();
    let mut seen = BTreeSet::new();
    let mut sent: BTreeMap<PacketId, bool> = BTreeMap::new();
    for event in events {
        let admitted = admits(event);
        match &event.kind {
            EventKind::Sent { packet, .. } => {
                sent.insert(*packet, admitted);
            }
            EventKind::Delivered { packet, from, to, kind }
            | EventKind::Lost { packet, from, to, kind, .. } => {
                let wanted = sent.remove(packet).unwrap_or(admitted);
                if wanted && from != to {
                    seen.extend([*from, *to]);
                    let lost = matches!(event.kind, EventKind::Lost { .. });
                    let arrow = if lost { "-x" } else { "->>" };
                    let name = plain(&words::packet_name(kind));
                    let _ = writeln!(body, "    {from}{arrow}{to}: {name}");
                }
            }
            kind => {
                if let Some(at) = kind.place().filter(|_| admitted) {
                    seen.insert(at);
                    let text = plain(&words::event_text(event));
                    let _ = writeln!(body, "    Note over {at}: {} {text}", event.at);
                }
            }
        }
    }
    let mut text = "sequenceDiagram\n".to_owned();
    // Clients stand to the left of the nodes.
    let (clients, nodes): (Vec<Endpoint>, Vec<Endpoint>) =
        seen.into_iter().partition(|end| matches!(end, Endpoint::Client(_)));
    for end in clients.iter().chain(&nodes) {
        let _ = writeln!(text, "    participant {end}");
    }
    text + &body
}

/// A text without the signs that mean something to Mermaid.
fn plain(text: &str) -> String {
    let replaced = text.chars().map(|c| match c {
        ';' | '#' | '\n' | '\r' => ',',
        '<' | '>' | '{' | '}' => ' ',
        c => c,
    });
    replaced.collect()
}
