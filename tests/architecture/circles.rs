//! No circles: a file of a room that needs another is not needed by it, directly or by way of others. Then each room can
//! be read from the bottom up, and a file can be understood with what it names and nothing else.
//!
//! What a file names with `use` it needs, and what it names with `crate::` or `super::` where it stands. What it hands on
//! with `pub use` it need not understand. Methods of a type may stand in several files; only the type's own file is needed
//! by those who call them. Tests may look anywhere.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::code::{branch, code_of, tokens};
use crate::in_crate;

type Module = Vec<String>;

/// The modules of the library, with the modules of the same room that each needs.
pub type Needs = BTreeMap<Module, BTreeSet<Module>>;

/// Reads the library's sources.
pub fn modules(sources: impl Iterator<Item = (PathBuf, String)>) -> Needs {
    let own = sources.filter_map(|(path, text)| Some((module(&path)?, text)));
    let texts: BTreeMap<Module, String> = own.collect();
    let needs = |(module, text): (&Module, &String)| {
        let needed = paths(text, module).into_iter().filter_map(|path| {
            let known = (1..=path.len()).rev().map(|length| &path[..length]);
            known.into_iter().find(|it| texts.contains_key(*it)).map(<[String]>::to_vec)
        });
        let needed = needed.filter(|it| it != module && it[0] == module[0]).collect();
        (module.clone(), needed)
    };
    texts.iter().map(needs).collect()
}

/// The module of a file of a room; none of the library's root, of a program, or of tests.
fn module(path: &Path) -> Option<Module> {
    let below = in_crate(path)?.with_extension("");
    let mut parts: Module = below.iter().map(|it| it.to_string_lossy().into_owned()).collect();
    parts.pop_if(|last| last == "mod");
    let is_outside = ["lib", "main", "bin"].contains(&parts.first()?.as_str());
    (!is_outside && !parts.iter().any(|part| part == "tests")).then_some(parts)
}

/// Every path that a module's code names, from the library's root.
fn paths(text: &str, module: &[String]) -> Vec<Module> {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let tokens = tokens(&code_of(text));
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let before = at.checked_sub(1).map(|before| tokens[before].as_str());
        match tokens[at].as_str() {
            "use" => {
                let hands_on = matches!(before, Some("pub" | ")"));
                let mut named = Vec::new();
                at += 1 + branch(&tokens[at + 1..], &[], &mut named);
                found.extend(named.into_iter().filter(|_| !hands_on));
            }
            "crate" | "super" if before != Some("::") && before != Some("(") => {
                at += branch(&tokens[at..], &[], &mut found).max(1);
            }
            _ => at += 1,
        }
    }
    found.into_iter().map(|path| absolute(path, module)).collect()
}

/// A path from the library's root.
fn absolute(path: Module, module: &[String]) -> Module {
    let ups = path.iter().take_while(|part| *part == "super").count();
    match path.first().map(String::as_str) {
        Some("crate") => path[1..].to_vec(),
        Some("super") => {
            let base = &module[..module.len().saturating_sub(ups)];
            [base, &path[ups..]].concat()
        }
        Some("self") => [module, &path[1..]].concat(),
        _ => [module, &path[..]].concat(),
    }
}

/// The circles: for each set of modules that need each other, one sentence.
pub fn circles(needs: &Needs) -> Vec<String> {
    let reach: BTreeMap<&Module, BTreeSet<&Module>> =
        needs.keys().map(|module| (module, reached(module, needs))).collect();
    let mut told = BTreeSet::new();
    let mut circles = Vec::new();
    for (module, all) in &reach {
        let circle: Vec<&Module> =
            all.iter().filter(|it| reach[**it].contains(module)).copied().collect();
        if circle.contains(module) && told.insert(circle.clone()) {
            let names: Vec<String> = circle.iter().map(|it| it.join("/")).collect();
            circles.push(format!("these files need each other: {}", names.join(", ")));
        }
    }
    circles
}

/// All that a module needs, by way of whatever else.
fn reached<'a>(module: &Module, needs: &'a Needs) -> BTreeSet<&'a Module> {
    let mut reached = BTreeSet::new();
    let mut left: Vec<&Module> = needs.get(module).into_iter().flatten().collect();
    while let Some(next) = left.pop() {
        if let Some((key, further)) = needs.get_key_value(next)
            && reached.insert(key)
        {
            left.extend(further);
        }
    }
    reached
}

mod planted {
    use super::*;

    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let sources = files.iter().map(|(path, text)| (PathBuf::from(path), (*text).to_owned()));
        assert_eq!(circles(&modules(sources)), expected, "{files:?}");
    }

    #[test]
    fn a_circle_is_found_however_it_is_written_and_however_long_it_is() {
        let ab = ["these files need each other: sim/a, sim/b"];
        check(
            &[
                ("src/engine/sim/a.rs", "use super::b::B;"),
                ("src/engine/sim/b.rs", "use crate::sim::a::A;"),
            ],
            &ab,
        );
        check(
            &[
                ("src/engine/sim/a.rs", "fn f() { super::b::g() }"),
                ("src/engine/sim/b.rs", "use super::a;"),
            ],
            &ab,
        );
        check(
            &[
                ("src/engine/sim/a.rs", "use super::{c::C, b::{self, B}};"),
                ("src/engine/sim/b.rs", "use super::c::C;"),
                ("src/engine/sim/c.rs", "use super::a::A as It;"),
            ],
            &["these files need each other: sim/a, sim/b, sim/c"],
        );
        check(
            &[
                ("src/engine/sim/a/mod.rs", "mod b;\nuse b::B;"),
                ("src/engine/sim/a/b.rs", "use super::A;"),
            ],
            &["these files need each other: sim/a, sim/a/b"],
        );
    }

    #[test]
    fn what_is_handed_on_or_tested_is_not_needed() {
        check(
            &[
                ("src/engine/sim/a/mod.rs", "pub use b::B;"),
                ("src/engine/sim/a/b.rs", "use super::A;"),
            ],
            &[],
        );
        let test = "#[cfg(test)]\nmod tests {\nuse crate::sim::b::B;\n}";
        check(&[("src/engine/sim/a.rs", test), ("src/engine/sim/b.rs", "use super::a::A;")], &[]);
        check(
            &[
                ("src/engine/sim/a.rs", "// use super::b;"),
                ("src/engine/sim/b.rs", "use super::a::A;"),
            ],
            &[],
        );
    }
}
