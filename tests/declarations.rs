//! What `src/api/names.d.ts` declares for TypeScript are the names that the tables give.
//! `RAFTARIUM_UPDATE=1 cargo test --test declarations` writes the unions anew; nobody does so by hand.

use raftarium::explain::facts::{Row, event, packet};
use raftarium::script::ChaosLevel;
use raftarium::sim::{EventKind, PacketKind, Role};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/api/names.d.ts");

/// How wide a line of a union may be.
const WIDTH: usize = 110;

#[test]
fn the_declared_unions_and_fields_are_those_of_the_tables() {
    let roles = [Role::Follower, Role::PreCandidate, Role::Candidate, Role::Leader, Role::Learner];
    let declared = std::fs::read_to_string(FILE).expect("there are declarations");
    let expected = [
        ("Role", &roles.map(Role::name)[..]),
        ("ChaosLevel", &ChaosLevel::NAMES),
        ("PacketName", PacketKind::NAMES),
        ("EventName", EventKind::NAMES),
    ]
    .into_iter()
    .fold(declared.clone(), |text, (name, alternatives)| redeclared(&text, name, alternatives));
    let expected = [("MessageFields", packet::ROWS), ("EventFields", event::ROWS)]
        .into_iter()
        .fold(expected, |text, (name, rows)| refielded(&text, name, rows));
    if std::env::var_os("RAFTARIUM_UPDATE").is_some() {
        std::fs::write(FILE, expected).expect("the declarations can be written");
    } else {
        assert_eq!(declared, expected, "RAFTARIUM_UPDATE=1 writes them anew");
    }
}

/// The declarations with these alternatives for this union, and everything else as it is.
fn redeclared(text: &str, name: &str, alternatives: &[&str]) -> String {
    let start = format!("export type {name} =");
    let (before, rest) = text.split_once(&start).unwrap_or_else(|| panic!("{name} is declared"));
    let (_, after) = rest.split_once(';').expect("a declaration ends");
    format!("{before}{start}{};{after}", union(&start, alternatives))
}

/// The declarations with the fields of these rows for this interface.
fn refielded(text: &str, name: &str, rows: &[Row]) -> String {
    let start = format!("export interface {name} {{\n");
    let (before, rest) = text.split_once(&start).unwrap_or_else(|| panic!("{name} is declared"));
    let (_, after) = rest.split_once("}\n\n").expect("a declaration ends");
    let rows = rows.iter().flat_map(|row| row.names.iter().map(move |name| (name, row.fields)));
    let fields: String = rows.map(|(name, fields)| fielded(name, fields)).collect();
    format!("{before}{start}{fields}}}\n\n{after}")
}

/// A kind and its fields, on one line if there is room.
fn fielded(name: &str, fields: &[(&str, &str)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(name, of)| format!("{name}: {of}")).collect();
    match format!("  \"{name}\": {{ {} }};\n", fields.join("; ")) {
        line if line.len() <= WIDTH => line,
        _ => format!("  \"{name}\": {{\n    {};\n  }};\n", fields.join(";\n    ")),
    }
}

/// The strings, each once, on one line with what begins it if there is room, and otherwise on lines below it.
fn union(start: &str, alternatives: &[&str]) -> String {
    let mut lines = vec![String::new()];
    for (place, name) in alternatives.iter().enumerate() {
        if alternatives[..place].contains(name) {
            continue;
        }
        let last = lines.last_mut().expect("there is a line");
        if last.len() + name.len() + 6 > WIDTH {
            lines.push(String::new());
        }
        *lines.last_mut().expect("there is a line") += &format!(" | \"{name}\"");
    }
    match lines.as_slice() {
        [one] if start.len() + one.len() < WIDTH => one.replacen(" |", "", 1),
        lines => lines.iter().map(|line| format!("\n {line}")).collect(),
    }
}
