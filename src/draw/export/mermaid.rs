//! A sequence diagram in Mermaid's notation, for documents.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write;

use crate::catalog::tr;
use crate::explain::words;
use crate::sim::{Endpoint, Event, EventKind, PacketId};

/// The admitted events as a sequence diagram: packets as arrows from where they were sent to where they arrived, with a
/// cross where they were lost; everything else as a note over whoever it happened at. A packet whose arrival lies after
/// the last event is left out. Where there are more than Mermaid draws, the newest are shown, and a note says so.
pub fn mermaid<'a>(
    events: impl IntoIterator<Item = &'a Event>,
    admits: impl Fn(&Event) -> bool,
) -> String {
    let mut steps: VecDeque<Step> = VecDeque::new();
    let (mut length, mut left_out) = (0, 0_u64);
    let mut add = |ends: [Endpoint; 2], line: String| {
        length += line.len();
        steps.push_back(Step { ends, line });
        while length > MOST_BYTES {
            length -= steps.pop_front().map_or(length, |step| step.line.len());
            left_out += 1;
        }
    };
    let mut sent: BTreeMap<PacketId, bool> = BTreeMap::new();
    for event in events {
        let admitted = admits(event);
        match &event.kind {
            EventKind::Sent { packet, .. } => {
                sent.insert(*packet, admitted);
            }
            EventKind::Delivered { packet, from, to, kind }
            | EventKind::Lost { packet, from, to, kind, .. } => {
                let wanted = sent.get(packet).copied().unwrap_or(admitted);
                if wanted && from != to {
                    let lost = matches!(event.kind, EventKind::Lost { .. });
                    let arrow = if lost { "-x" } else { "->>" };
                    let name = plain(&words::packet_name(kind));
                    add([*from, *to], format!("    {from}{arrow}{to}: {name}\n"));
                }
            }
            kind => {
                if let Some(at) = kind.place().filter(|_| admitted) {
                    let text = plain(&words::event_text(event));
                    add([at, at], format!("    Note over {at}: {} {text}\n", event.at));
                }
            }
        }
    }
    let mut text = "sequenceDiagram\n".to_owned();
    // Clients stand to the left of the nodes.
    let seen: BTreeSet<Endpoint> = steps.iter().flat_map(|step| step.ends).collect();
    let (clients, nodes): (Vec<Endpoint>, Vec<Endpoint>) =
        seen.into_iter().partition(|end| matches!(end, Endpoint::Client(_)));
    for end in clients.iter().chain(&nodes) {
        let _ = writeln!(text, "    participant {end}");
    }
    if left_out > 0
        && let Some(first) = clients.iter().chain(&nodes).next()
    {
        let words = if left_out == 1 {
            tr!("1 earlier step is left out, for Mermaid draws no more").to_owned()
        } else {
            tr!("{steps} earlier steps are left out, for Mermaid draws no more", steps = left_out)
        };
        let _ = writeln!(text, "    Note over {first}: {}", plain(&words));
    }
    steps.iter().fold(text, |text, step| text + &step.line)
}

/// Mermaid refuses texts of more than 50,000 characters, unless a page is set up otherwise; the rest is for the head.
const MOST_BYTES: usize = 48_000;

/// One line of the diagram, and whom it is about.
struct Step {
    ends: [Endpoint; 2],
    line: String,
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
