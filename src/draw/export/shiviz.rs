//! The log format of ShiViz: two lines an event, the first with its host and its vector clock. In a file that is to be
//! uploaded, the pattern by which it is read stands in the first line, and what separates executions in the second: nothing,
//! for there is one.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::explain::facts::data::quoted;
use crate::explain::words;
use crate::sim::{Endpoint, Event, EventKind, PacketId};

/// The pattern that ShiViz is to read the log with.
const PATTERN: &str = r"(?<host>\S*) (?<clock>{.*})\n(?<event>.*)";

type Clock = BTreeMap<Endpoint, u64>;

/// The events that are admitted, each at its host. Clocks count these alone, and a message orders what comes before its
/// sending before what comes after its arrival, also where both are left out.
pub fn shiviz<'a>(
    events: impl IntoIterator<Item = &'a Event>,
    admits: impl Fn(&Event) -> bool,
) -> String {
    let mut log = format!("{PATTERN}\n\n");
    let mut clocks: BTreeMap<Endpoint, Clock> = BTreeMap::new();
    let mut under_way: BTreeMap<PacketId, Clock> = BTreeMap::new();
    for event in events {
        if let EventKind::Duplicated { packet, copy } = event.kind
            && let Some(clock) = under_way.get(&packet).cloned()
        {
            under_way.insert(copy, clock);
        }
        if let EventKind::Lost { packet, .. } = event.kind {
            under_way.remove(&packet);
        }
        let Some(host) = event.kind.place() else { continue };
        let clock = clocks.entry(host).or_default();
        if let EventKind::Delivered { packet, .. } = event.kind
            && let Some(sent) = under_way.remove(&packet)
        {
            for (other, count) in sent {
                let known = clock.entry(other).or_default();
                *known = count.max(*known);
            }
        }
        if admits(event) {
            *clock.entry(host).or_default() += 1;
            let counts: Vec<String> = clock
                .iter()
                .map(|(host, count)| format!("{}:{count}", quoted(&host.to_string())))
                .collect();
            let _ = writeln!(log, "{host} {{{}}}", counts.join(","));
            let _ = writeln!(log, "{} {}", event.at, words::event_text(event));
        }
        if let EventKind::Sent { packet, .. } = event.kind {
            under_way.insert(packet, clock.clone());
        }
    }
    log
}
