//! One JSON object a line, for tools that read logs.

use std::fmt::Write;

use crate::explain::words;
use crate::sim::Event;

/// The events, a line each: `{"seq", "at_us", "kind", "at", "cause", "parent", "command", "text"}`. `at` is the node or
/// client that it happened at, `parent` the number of the event that it follows from, and `command` the number of the
/// command that brought it about; each may be `null`.
pub fn json_lines<'a>(events: impl IntoIterator<Item = &'a Event>) -> String {
    let mut lines = String::new();
    for event in events {
        let at = event.kind.place().map_or("null".to_owned(), |at| quoted(&at.to_string()));
        let number = |it: Option<u64>| it.map_or("null".to_owned(), |it| it.to_string());
        let _ = writeln!(
            lines,
            "{{\"seq\":{},\"at_us\":{},\"kind\":{},\"at\":{at},\"cause\":{},\"parent\":{},\"command\":{},\"text\":{}}}",
            event.seq,
            event.at.0,
            quoted(event.kind.name()),
            quoted(&words::cause_text(event.cause)),
            number(event.parent),
            number(event.cause.command().map(|command| command.0)),
            quoted(&words::event_text(event)),
        );
    }
    lines
}

/// A text as JSON writes it.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_text_holds_a_line_stays_a_line() {
        assert_eq!(quoted("a \"b\" \\ \n \u{7f} ü"), "\"a \\\"b\\\" \\\\ \\u000a \\u007f ü\"");
    }
}
