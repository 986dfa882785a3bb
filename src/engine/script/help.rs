//! What the language offers, explained by its tables.

use super::bug::Bug;
use super::commands::{GROUPS, Group, Place, row};
use super::conditions::CONDITIONS;
use super::entry::Entry;
use super::knobs::KNOBS;
use super::packet_type::PacketType;

/// The command of this name, in lower case.
pub fn command(name: &str) -> Option<&'static Entry> {
    row(name).map(|row| &row.entry)
}

/// What `help` prints: every command, by group.
pub fn overview() -> Vec<String> {
    let line = |group: &Group| {
        let names: Vec<&str> = group.rows.iter().map(|row| row.entry.name).collect();
        format!("{:8} {}", group.title, names.join(", "))
    };
    let more =
        "help COMMAND explains one, such as help put; nodes are n1, n2, ... or leader".to_owned();
    GROUPS.iter().map(line).chain([more]).collect()
}

/// What `help COMMAND` prints: usage, meaning, an example, and what may stand in its place.
pub fn explain(entry: &Entry) -> Vec<String> {
    let mut lines =
        vec![entry.usage.to_owned(), entry.does.to_owned(), format!("example: {}", entry.example)];
    if row(entry.name).is_some_and(|row| row.place == Place::Beginning) {
        lines.push("in a script: before all other commands but set and preset".to_owned());
    }
    let detail = |entry: &Entry| format!("{}: {}", entry.usage, entry.does);
    match entry.name {
        "set" => {
            lines.extend(KNOBS.iter().map(|knob| detail(&knob.entry)));
            let own = KNOBS.iter().filter(|knob| knob.of_node).map(|knob| knob.entry.name);
            lines.push(format!("for one node: {}", own.collect::<Vec<_>>().join(", ")));
        }
        "until" | "expect" => lines.extend(CONDITIONS.iter().map(detail)),
        _ => {}
    }
    if let "drop" | "duplicate" | "delay" | "hold" | "release" = entry.name {
        lines.push(
            "WAY: n1 > n2, n1 n2 (both ways), n1 (what it sends) or > n2 (what is sent to it); clients are you, c2, ..."
                .to_owned(),
        );
        lines.push(
            "a packet meets one filter: the first that is for the next few, or else the first that stands"
                .to_owned(),
        );
        let line = |what: PacketType| format!("{}, {}: {}", what.name(), what.several(), what.is());
        lines.extend(PacketType::ALL.map(line));
    }
    if let "break" | "mend" = entry.name {
        let line = |bug: Bug| format!("{}: {} ({})", bug.name(), bug.does(), bug.breaks());
        lines.extend(Bug::ALL.map(line));
    }
    lines
}
