//! The names that `src/api/names.d.ts` declares for TypeScript are those that the simulation gives.

use std::collections::BTreeSet;
use std::path::Path;

use raftarium::script::ChaosLevel;
use raftarium::sim::{EventKind, PacketKind, Role};

#[test]
fn every_event_and_every_packet_has_a_declared_name_and_no_other_name_is_declared() {
    let check = |union, names: &[&str]| {
        let given: BTreeSet<String> = names.iter().map(ToString::to_string).collect();
        assert_eq!(declared(union), given, "{union}");
    };
    check("EventName", EventKind::NAMES);
    check("PacketName", PacketKind::NAMES);
}

#[test]
fn roles_and_tempers_are_declared() {
    let roles = [Role::Follower, Role::PreCandidate, Role::Candidate, Role::Leader, Role::Learner];
    assert_eq!(declared("Role"), roles.map(|role| role.name().to_owned()).into());
    assert_eq!(
        declared("ChaosLevel"),
        [ChaosLevel::Mild, ChaosLevel::Wild].map(|level| level.name().to_owned()).into()
    );
}

/// The strings of a declared union.
fn declared(union: &str) -> BTreeSet<String> {
    let declarations = read("src/api/names.d.ts");
    let start = format!("export type {union} =");
    let (_, rest) = declarations.split_once(&start).unwrap_or_else(|| panic!("{union}"));
    let (body, _) = rest.split_once(';').expect("it ends");
    body.split("| \"").skip(1).filter_map(quoted).map(str::to_owned).chain(first(body)).collect()
}

/// A union on one line begins without a bar.
fn first(body: &str) -> Option<String> {
    body.strip_prefix(" \"").and_then(quoted).map(str::to_owned)
}

/// What stands before the next quote.
fn quoted(text: &str) -> Option<&str> {
    text.split_once('"').map(|(name, _)| name)
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
