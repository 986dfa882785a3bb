//! What the project depends on: each crate that a manifest names is accounted for in `docs/dependencies.md`, and each that
//! comes with them has a licence that `deny.toml` allows.

use std::collections::BTreeSet;

use crate::{cargo, root, tools};

const MANIFESTS: [&str; 4] =
    ["Cargo.toml", "src/engine/Cargo.toml", "tests/e2e/Cargo.toml", "tests/bench/Cargo.toml"];

/// The crates that a manifest names.
fn named(manifest: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut in_list = false;
    for line in manifest.lines() {
        if let Some(section) = line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
            let (before, last) = section.rsplit_once('.').unwrap_or(("", section));
            in_list = last.ends_with("dependencies");
            // `[dependencies.web-sys]` names one by itself.
            if before.ends_with("dependencies") {
                names.insert(last.to_owned());
            }
        } else if in_list && let Some((name, _)) = line.split_once(" = ") {
            names.extend(name.starts_with(char::is_alphanumeric).then(|| name.to_owned()));
        }
    }
    names
}

/// The crates that the document accounts for.
fn accounted(document: &str) -> BTreeSet<String> {
    let rows = document.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |"));
    rows.map(|(name, _)| name.to_owned()).collect()
}

/// The licences that are allowed, and the exceptions as `crate: licence`.
fn allowed(settings: &str) -> (BTreeSet<&str>, BTreeSet<String>) {
    let list = settings.split_once("allow = [").and_then(|(_, rest)| rest.split_once(']'));
    let list = list.map_or("", |(list, _)| list);
    let exceptions = settings.lines().filter_map(|line| {
        let (_, rest) = line.split_once("{ allow = [\"")?;
        let (licence, rest) = rest.split_once("\"], crate = \"")?;
        Some(format!("{}: {licence}", rest.split_once('"')?.0))
    });
    (list.split('"').skip(1).step_by(2).collect(), exceptions.collect())
}

/// Whether one may choose among these licences one that is allowed: `MIT OR Apache-2.0`, `(MIT OR Zlib) AND Unicode-3.0`.
fn is_allowed(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    // Some old manifests have a slash for OR.
    let expression = expression.replace(" / ", " OR ").replace('/', " OR ");
    expression.split(" AND ").all(|part| {
        let part = part.trim_matches(['(', ')']);
        part.split(" OR ").any(|licence| allowed.contains(licence))
    })
}

/// The crates of which none of the licences is allowed.
fn refused(tree: &str, settings: &str) -> BTreeSet<String> {
    let (allowed, exceptions) = allowed(settings);
    let lines = tree.lines().filter_map(|line| line.split_once('|'));
    let refused = lines.filter_map(|(name, licence)| {
        let licence = licence.trim_end_matches(" (*)");
        let name = name.split(' ').next().unwrap_or(name);
        let line = format!("{name}: {licence}");
        (!is_allowed(licence, &allowed) && !exceptions.contains(&line)).then_some(line)
    });
    refused.collect()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn every_crate_that_a_manifest_names_is_accounted_for() {
    let named: BTreeSet<String> = MANIFESTS.iter().flat_map(|path| named(&read(path))).collect();
    assert_eq!(accounted(&read("docs/dependencies.md")), named);
}

#[test]
fn every_crate_has_a_licence_that_is_allowed() {
    let settings = read("deny.toml");
    for target in [None, Some(tools::TARGET)] {
        let mut tree = cargo();
        tree.args(["tree", "--workspace", "--quiet", "--prefix", "none", "--format", "{p}|{l}"]);
        tree.args(["--edges", "normal,build,dev"]);
        tree.args(target.iter().flat_map(|it| ["--target", it]));
        let tree = tools::output(&mut tree).expect("cargo tells");
        assert!(tree.lines().count() > 50, "{tree}");
        assert_eq!(refused(&tree, &settings), BTreeSet::new());
    }
}

#[test]
fn a_licence_that_is_not_allowed_is_found() {
    let settings = "allow = [\n\"MIT\",\n\"Unicode-3.0\",\n]\nexceptions = [{ allow = [\"MPL-2.0\"], crate = \"c\" }]";
    let check = |line: &str, is_refused: bool| {
        assert_eq!(!refused(line, settings).is_empty(), is_refused, "{line}");
    };
    check("a v1.0.0|MIT OR Apache-2.0 (*)", false);
    check("a v1.0.0|Apache-2.0/MIT", false);
    check("a v1.0.0|(MIT OR Apache-2.0) AND Unicode-3.0", false);
    check("a v1.0.0|(MIT OR Apache-2.0) AND OpenSSL", true);
    check("a v1.0.0|GPL-3.0", true);
    check("a v1.0.0|", true);
    check("c v1.0.0|MPL-2.0", false);
    check("d v1.0.0|MPL-2.0", true);
}

#[test]
fn crates_are_found_however_a_manifest_names_them() {
    let manifest = "[package]\nname = \"x\"\n[dependencies]\na-b = \"1\"\n# c = 2\n[dependencies.d]\nversion = \"1\"\n\
                    [target.'cfg(windows)'.dev-dependencies]\ne = { version = \"1\", features = [\n  \"f\",\n] }\n[features]\ng = []";
    let expected = ["a-b", "d", "e"].map(str::to_owned);
    assert_eq!(named(manifest), BTreeSet::from(expected));
}
