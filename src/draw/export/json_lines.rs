//! One JSON object a line, for tools that read logs.

use crate::explain::EventLog;
use crate::explain::facts;
use crate::sim::Event;

/// The events, a line each, with the states of nodes that the log has of them: `explain::facts` says what is in them.
pub fn json_lines<'a>(events: impl IntoIterator<Item = &'a Event>, log: &EventLog) -> String {
    let mut lines = String::new();
    for event in events {
        let observed = log.observed(event.seq).map(AsRef::as_ref);
        lines += &facts::record(event, observed).to_string();
        lines.push('\n');
    }
    lines
}
