//! What `src/api/names.d.ts` declares for TypeScript are the names that the tables give.
//! `RAFTARIUM_UPDATE=1 cargo test --test declarations` writes the unions anew; nobody does so by hand.

use raftarium::script::ChaosLevel;
use raftarium::sim::{EventKind, PacketKind, Role};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/api/names.d.ts");

/// How wide a line of a union may be.
const WIDTH: usize = 110;

#[test]
fn the_declared_unions_are_the_names_of_the_tables() {
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
