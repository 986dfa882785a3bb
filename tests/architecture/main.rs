//! Holds the lines that the design draws: which room may look at which, what the inner rooms may not know, and how long
//! a file may be. It reads the sources as text, so that a line crossed anywhere is named with its file.
//!
//! Every rule is a function of plain text and is shown, at the foot, to catch a planted violation.

mod circles;
mod code;

use std::fs;
use std::path::{Path, PathBuf};

use code::{branch, code_of, tokens};

/// The rooms and the rooms that each may look at; it may always look at itself. (DESIGN: "allowed looks".)
const LOOKS: [(&str, &[&str]); 17] = [
    ("compact", &[]),
    ("catalog", &["compact"]),
    ("persistent", &[]),
    ("raft", &[]),
    ("kv", &["persistent"]),
    ("script", &[]),
    ("sim", &["raft", "kv", "script", "persistent", "compact"]),
    ("linearizable", &["compact"]),
    ("check", &["sim", "linearizable", "raft", "kv", "script", "persistent", "compact"]),
    ("fuzz", &["check", "sim", "raft", "kv", "script", "persistent"]),
    ("explain", &["catalog", "sim", "raft", "kv", "script", "persistent", "compact"]),
    (
        "draw",
        &["catalog", "session", "explain", "sim", "raft", "kv", "script", "persistent", "compact"],
    ),
    (
        "session",
        &[
            "catalog",
            "check",
            "fuzz",
            "explain",
            "sim",
            "raft",
            "kv",
            "script",
            "persistent",
            "compact",
        ],
    ),
    ("api", &["catalog", "session", "explain", "draw", "sim", "raft", "kv", "script"]),
    (
        "ui",
        &[
            "catalog",
            "session",
            "explain",
            "draw",
            "sim",
            "raft",
            "kv",
            "script",
            "persistent",
            "compact",
        ],
    ),
    ("main", &["ui", "api", "session", "catalog"]),
    ("split", &["ui", "api", "session", "explain", "draw", "sim"]),
];

/// Onlookers read plain data and give commands; none holds a piece of the protocol.
const ONLOOKERS: [&str; 5] = ["draw", "api", "ui", "main", "split"];

/// Rooms of which a result may depend on nothing but the script: no clock, no randomness of the machine's, no order
/// that changes from run to run, and no number that differs between machines.
const REPRODUCIBLE: [&str; 9] =
    ["compact", "persistent", "raft", "kv", "linearizable", "script", "sim", "check", "fuzz"];
const IRREPRODUCIBLE: [&str; 8] =
    ["Instant", "SystemTime", "HashMap", "HashSet", "f32", "f64", "getrandom", "RandomState"];

/// What is never committed.
const UNFINISHED: [&str; 4] = ["todo!", "unimplemented!", "dbg!", "#[ignore"];

/// A file that is longer cannot be read in one sitting.
const MOST_LINES: usize = 700;

#[test]
fn every_room_looks_only_where_it_may() {
    assert_none(sources("src").flat_map(|(path, text)| {
        let Some(room) = room(&path) else { return Vec::new() };
        named(&path, forbidden_looks(&room, depth(&path), &text))
    }));
}

#[test]
fn onlookers_never_touch_a_node_of_the_protocol() {
    assert_none(sources("src").flat_map(|(path, text)| {
        let onlooker = room(&path).is_some_and(|room| ONLOOKERS.contains(&room.as_str()));
        if onlooker { named(&path, looks_at_a_node(&text)) } else { Vec::new() }
    }));
}

#[test]
fn results_depend_on_nothing_but_the_script() {
    assert_none(sources("src").flat_map(|(path, text)| {
        let bound = room(&path).is_some_and(|room| REPRODUCIBLE.contains(&room.as_str()));
        if bound { named(&path, words_among(&text, &IRREPRODUCIBLE)) } else { Vec::new() }
    }));
}

#[test]
fn no_file_needs_another_that_needs_it() {
    assert_none(circles::circles(&circles::modules(sources("src"))).into_iter());
}

#[test]
fn nothing_unfinished_is_left_lying() {
    assert_none(
        ["src", "tests", "xtask"]
            .into_iter()
            .flat_map(sources)
            .flat_map(|(path, text)| named(&path, unfinished(&text))),
    );
}

#[test]
fn every_file_can_be_read_in_one_sitting() {
    let rust = ["src", "tests", "xtask"].into_iter().flat_map(|top| files(top, "rs"));
    assert_none(rust.chain(files("static", "css")).filter_map(|path| {
        let lines = read(&path).lines().count();
        (lines > MOST_LINES).then(|| format!("{}: {lines} lines", path.display()))
    }));
}

#[test]
fn the_page_loads_every_style_sheet() {
    let page = read(Path::new("index.html"));
    assert_none(files("static/css", "css").filter_map(|path| {
        let address = path.to_string_lossy().replace('\\', "/");
        let missing = !page.contains(&format!("href=\"{address}\""));
        missing.then(|| format!("index.html does not load {address}"))
    }));
}

/// Where a file stands in its crate: `src/engine/sim/view.rs` at `sim/view.rs`, `src/ui/mod.rs` at `ui/mod.rs`.
fn in_crate(path: &Path) -> Option<&Path> {
    ["src/engine", "src"].into_iter().find_map(|root| path.strip_prefix(root).ok())
}

/// The room that a file belongs to: `src/engine/sim/view.rs` to `sim`, `src/api.rs` to `api`. The root of a library and
/// the headless runner belong to none.
fn room(path: &Path) -> Option<String> {
    let below = in_crate(path)?;
    let first = Path::new(below.components().next()?.as_os_str());
    let name = first.file_stem()?.to_str()?;
    (name != "lib" && name != "bin").then(|| name.to_owned())
}

/// How many modules lie between the crate's root and a file's own: `src/ui/mod.rs` has one `super`,
/// `src/engine/sim/view.rs` two.
fn depth(path: &Path) -> usize {
    let below = in_crate(path).map_or(0, |below| below.components().count());
    below - usize::from(path.ends_with("mod.rs"))
}

/// The rooms that a file of this room, so deep below the root, looks at and may not.
fn forbidden_looks(room: &str, depth: usize, text: &str) -> Vec<String> {
    let Some((_, allowed)) = LOOKS.iter().find(|(name, _)| *name == room) else {
        return vec![format!("the room {room} is new: give it a line in tests/architecture")];
    };
    let mut looked: Vec<_> = paths(text, depth).iter().map(|path| path[0].clone()).collect();
    looked.sort();
    looked.dedup();
    looked.retain(|other| {
        other != room
            && !allowed.contains(&other.as_str())
            && LOOKS.iter().any(|(it, _)| it == other)
    });
    looked.iter().map(|other| format!("{room} looks at {other}")).collect()
}

fn looks_at_a_node(text: &str) -> Vec<String> {
    let touches = |path: &Vec<String>| path[0] == "raft" && path.iter().any(|it| it == "Node");
    paths(text, usize::MAX)
        .iter()
        .filter(|path| touches(path))
        .map(|path| path.join("::"))
        .collect()
}

fn unfinished(text: &str) -> Vec<String> {
    let code = code_of(text);
    UNFINISHED.iter().filter(|it| code.contains(**it)).map(|it| (*it).to_owned()).collect()
}

fn words_among(text: &str, forbidden: &[&str]) -> Vec<String> {
    let mut found: Vec<_> = tokens(&code_of(text))
        .into_iter()
        .filter(|token| forbidden.contains(&token.as_str()))
        .collect();
    found.sort();
    found.dedup();
    found
}

/// Every path through the crate's root in this text, without the root: from `use crate::{raft::Index, sim}` come
/// `[raft, Index]` and `[sim]`. As many `super` as the file is deep are the root as well.
fn paths(text: &str, depth: usize) -> Vec<Vec<String>> {
    let tokens = tokens(&code_of(text));
    let mut found = Vec::new();
    let mut supers = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "super" => supers += 1,
            "::" => {}
            _ => supers = 0,
        }
        let root =
            token == "crate" || token == "raftarium" || (token == "super" && supers == depth);
        if root && tokens.get(at + 1).is_some_and(|it| it == "::") {
            branch(&tokens[at + 2..], &[], &mut found);
        }
    }
    found
}

/// The Rust files below a directory of the repository, with their text.
fn sources(top: &str) -> impl Iterator<Item = (PathBuf, String)> {
    files(top, "rs").map(|path| {
        let text = read(&path);
        (path, text)
    })
}

/// The files with this ending below a directory of the repository, by their paths from its top.
fn files(top: &str, ending: &str) -> impl Iterator<Item = PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut unread = vec![root.join(top)];
    while let Some(directory) = unread.pop() {
        for entry in fs::read_dir(&directory).unwrap_or_else(|error| panic!("{top}: {error}")) {
            let path = entry.expect("a directory can be listed").path();
            if path.is_dir() {
                unread.push(path);
            } else if path.extension().is_some_and(|it| it == ending) {
                found.push(path.strip_prefix(root).expect("it is below").to_path_buf());
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "there is no .{ending} file below {top}");
    found.into_iter()
}

fn read(path: &Path) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn named(path: &Path, violations: Vec<String>) -> Vec<String> {
    violations.into_iter().map(|it| format!("{}: {it}", path.display())).collect()
}

fn assert_none(violations: impl Iterator<Item = String>) {
    let violations: Vec<_> = violations.collect();
    assert!(violations.is_empty(), "\n{}\n", violations.join("\n"));
}

mod planted {
    use super::*;

    #[test]
    fn a_look_out_of_an_inner_room_is_caught() {
        let check = |room: &str, text: &str, expect: &[&str]| {
            assert_eq!(forbidden_looks(room, 2, text), expect, "{text}");
        };
        check("raft", "use crate::sim::Time;", &["raft looks at sim"]);
        check("raft", "fn f() { let t = crate::sim::Time(0); }", &["raft looks at sim"]);
        check("kv", "pub use crate::{raft::{Index, Term}, kv::Store};", &["kv looks at raft"]);
        check("sim", "use crate::{raft, session as app, kv};", &["sim looks at session"]);
        check(
            "session",
            "use crate::ui;\nuse crate::api;",
            &["session looks at api", "session looks at ui"],
        );
        check("ui", "use crate::{session::Session, sim::{ClusterView, Time}};", &[]);
        check("raft", "use crate::raft::Index; use crate::Bytes;", &[]);
        check("kv", "use super::super::sim::Time;", &["kv looks at sim"]);
        check("kv", "use super::sim::Time;", &[]);
        check("cellar", "", &["the room cellar is new: give it a line in tests/architecture"]);
    }

    #[test]
    fn words_in_comments_and_strings_are_not_looks() {
        let text = "// crate::sim\n/* crate::ui */ const A: &str = \"crate::session\"; const B: &str = r#\"\" crate::kv\"#;";
        assert_eq!(forbidden_looks("raft", 2, text), Vec::<String>::new());
        let behind =
            "const QUOTE: char = '\"'; fn f<'a>(x: &'a str) {} use crate::sim::Time; // '\"'";
        assert_eq!(forbidden_looks("raft", 2, behind), ["raft looks at sim"]);
        let escaped = "const Q: char = '\\''; const S: &str = \"\\\"\"; use crate::session;";
        assert_eq!(forbidden_looks("raft", 2, escaped), ["raft looks at session"]);
    }

    #[test]
    fn a_page_that_touches_a_node_is_caught_and_one_that_names_its_id_is_not() {
        assert_eq!(looks_at_a_node("use crate::raft::{Index, Node};"), ["raft::Node"]);
        assert_eq!(looks_at_a_node("fn f(n: &crate::raft::node::Node) {}"), ["raft::node::Node"]);
        assert_eq!(looks_at_a_node("use crate::raft::NodeId;"), Vec::<String>::new());
    }

    #[test]
    fn a_clock_in_the_simulation_is_caught() {
        let text = "use std::time::Instant; fn f(m: HashMap<u8, u8>) {} // f64";
        assert_eq!(words_among(text, &IRREPRODUCIBLE), ["HashMap", "Instant"]);
    }

    #[test]
    fn unfinished_work_is_caught_and_talk_of_it_is_not() {
        assert_eq!(unfinished("fn f() { todo!() }"), ["todo!"]);
        assert_eq!(unfinished("#[test]\n#[ignore = \"slow\"]\nfn f() {}"), ["#[ignore"]);
        assert_eq!(unfinished("// todo!\nconst A: &str = \"dbg!\";"), Vec::<String>::new());
    }

    #[test]
    fn a_file_belongs_to_the_room_of_its_directory() {
        let check = |path: &str, expect: Option<&str>| {
            assert_eq!(room(Path::new(path)).as_deref(), expect, "{path}");
        };
        check("src/engine/sim/view.rs", Some("sim"));
        check("src/api.rs", Some("api"));
        check("src/draw/scene/ring.rs", Some("draw"));
        check("src/main.rs", Some("main"));
        check("src/lib.rs", None);
        check("src/engine/lib.rs", None);
        check("src/bin/raftarium.rs", None);
        assert_eq!(depth(Path::new("src/ui/mod.rs")), 1);
        assert_eq!(depth(Path::new("src/engine/sim/view.rs")), 2);
        assert_eq!(depth(Path::new("tests/web.rs")), 0);
    }
}
