//! The catalogs of other languages: that they have every message that is said, and none that is not; that what they say has the
//! same names in it; and that what a person reads is a message.

// In a browser there are no files.
#![cfg(not(target_arch = "wasm32"))]

mod scripts;
mod source;
mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use raftarium::catalog::Language;
use raftarium::script::parse_line;

/// The rooms in which something is said to people.
const ROOMS: [&str; 4] = ["src/draw", "src/explain", "src/session", "src/ui"];

/// Every message, and where it stands.
fn messages() -> BTreeMap<String, String> {
    let mut messages = BTreeMap::new();
    for (path, text) in ROOMS.into_iter().flat_map(|room| source::files(Path::new(room))) {
        for message in source::said(&text).messages {
            messages.insert(message, path.display().to_string());
        }
    }
    messages.extend(scripts::texts());
    messages.extend(tables::texts());
    messages.extend(documents());
    // Signs alone are the same in every language, but for the comma of a list.
    messages
        .retain(|message, _| message.contains(|sign: char| sign.is_alphabetic() || sign == ','));
    messages
}

/// What stands in documents and their scripts: elements with `data-tr`, labels with `data-tr-label`, and what is given to `tr`.
fn documents() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for path in ["index.html", "static/notes/index.html", "static/notes/notes.js"] {
        let text = fs::read_to_string(path).unwrap();
        for (begin, end) in
            [("data-tr>", "<"), ("data-tr-label aria-label=\"", "\""), ("tr(\"", "\"")]
        {
            let texts = text.split(begin).skip(1).map(|piece| piece.split(end).next().unwrap());
            found.extend(texts.map(|text| (text.to_owned(), path.to_owned())));
        }
    }
    found
}

/// The names in braces.
fn names(message: &str) -> BTreeSet<&str> {
    message.split('{').skip(1).filter_map(|piece| Some(piece.split_once('}')?.0)).collect()
}

/// The spaces at both ends, which join a message to what stands beside it.
fn edges(message: &str) -> (bool, bool) {
    (message.starts_with(' '), message.ends_with(' '))
}

fn path_of(language: Language) -> String {
    format!("static/lang/{}.json", language.code())
}

fn catalog(language: Language) -> BTreeMap<String, String> {
    let path = path_of(language);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn others() -> impl Iterator<Item = Language> {
    Language::ALL.into_iter().filter(|language| *language != Language::English)
}

/// With `RAFTARIUM_UPDATE=1`, what nobody says any more is thrown out, and what is missing is listed under `target` for whoever
/// translates it.
#[test]
fn every_catalog_has_every_message_and_no_other() {
    let messages = messages();
    let update = std::env::var_os("RAFTARIUM_UPDATE").is_some();
    let mut wrong = Vec::new();
    for language in others() {
        let mut catalog = catalog(language);
        let missing: BTreeMap<&String, &String> =
            messages.iter().filter(|(message, _)| !catalog.contains_key(*message)).collect();
        if update {
            catalog.retain(|message, _| messages.contains_key(message));
            fs::write(path_of(language), serde_json::to_string_pretty(&catalog).unwrap() + "\n")
                .unwrap();
            let list = format!("target/missing-{}.json", language.code());
            fs::write(list, serde_json::to_string_pretty(&missing).unwrap()).unwrap();
        }
        let code = language.code();
        wrong.extend(
            missing.iter().map(|(message, place)| format!("{code} lacks {message:?} ({place})")),
        );
        let said = |message: &&String| !messages.contains_key(*message);
        wrong.extend(catalog.keys().filter(said).map(|it| format!("{code}: nobody says {it:?}")));
    }
    assert!(
        wrong.is_empty(),
        "{} differences (RAFTARIUM_UPDATE=1 lists what is missing in target/missing-*.json):\n{}",
        wrong.len(),
        wrong.iter().take(40).map(|it| format!("  {it}\n")).collect::<String>()
    );
}

#[test]
fn a_translation_has_the_names_and_the_edges_of_its_message() {
    let mut wrong = Vec::new();
    for language in others() {
        for (message, translation) in catalog(language) {
            if names(&message) != names(&translation) {
                wrong.push(format!(
                    "{}: {message:?} has other names than {translation:?}",
                    language.code()
                ));
            }
            // Chinese needs no spaces between words, so what joins need not be one.
            if language != Language::Chinese && edges(&message) != edges(&translation) {
                wrong.push(format!(
                    "{}: {message:?} begins or ends otherwise than {translation:?}",
                    language.code()
                ));
            }
            if translation.trim().is_empty() {
                wrong.push(format!("{}: {message:?} is empty", language.code()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is said here in English to everybody, and why.
const ENGLISH: [(&str, &str); 14] = [
    ("src/draw/export/mermaid.rs", "the language of Mermaid"),
    ("src/draw/export/mod.rs", "names of formats, and what is wrong with an argument"),
    ("src/explain/facts/datum.rs", "data for programs"),
    ("src/explain/why/mod.rs", "lines of the command language"),
    ("src/explain/words/fields.rs", "the paper's names of fields"),
    (
        "src/session/authoring/piece.rs",
        "pieces of the command language, and what is written into a script",
    ),
    ("src/session/authoring/suggestion.rs", "conditions of the command language"),
    ("src/session/authoring/place.rs", "what is written into a script"),
    ("src/session/missions/submission.rs", "what the runner writes for teachers"),
    ("src/session/museum.rs", "names of systems"),
    ("src/session/path/progress.rs", "the first line of a file"),
    ("src/session/playing.rs", "what is wrong with a line of a script"),
    ("src/session/report.rs", "tables of the console"),
    ("src/ui/inspector/node.rs", "the paper's names of fields"),
];

#[test]
fn what_a_person_reads_is_a_message() {
    let (messages, classes) = (messages(), classes());
    let is_style = |text: &str| text.split(' ').all(|word| classes.contains(word));
    let excused = |path: &str| ENGLISH.iter().any(|(file, _)| *file == path);
    let mut wrong = Vec::new();
    for (path, text) in ROOMS.into_iter().flat_map(|room| source::files(Path::new(room))) {
        let path = path.to_string_lossy().replace('\\', "/");
        let spoken =
            |text: &String| speaks(text) && !messages.contains_key(text) && !is_style(text);
        let loose: Vec<String> = source::said(&text).loose.into_iter().filter(spoken).collect();
        match (excused(&path), loose.is_empty()) {
            (false, false) => wrong.extend(loose.iter().map(|text| format!("{path}: {text:?}"))),
            (true, true) => wrong.push(format!("{path} needs no excuse any more")),
            _ => {}
        }
    }
    assert!(
        wrong.is_empty(),
        "say it with tr!, or excuse the file in ENGLISH:\n{}",
        wrong.join("\n")
    );
}

/// The names of classes in the style sheets.
fn classes() -> BTreeSet<String> {
    let mut classes = BTreeSet::new();
    for sheet in fs::read_dir("static/css").unwrap() {
        let css = fs::read_to_string(sheet.unwrap().path()).unwrap();
        let is_part = |sign: char| sign.is_ascii_alphanumeric() || sign == '-';
        let name = |piece: &str| piece.split(|sign| !is_part(sign)).next().unwrap().to_owned();
        classes.extend(css.split('.').skip(1).map(name));
    }
    classes
}

/// Words of the page that are the same in every language: names, keys, and words of the command language.
const SAME: [&str; 6] =
    ["Raftarium", "esc", "otherwise", "raftarium check-history", "true", "false"];

#[test]
fn what_is_inside_of_an_element_is_a_message() {
    let mut wrong = Vec::new();
    for (path, text) in source::files(Path::new("src/ui")) {
        let said = source::said(&text).alone.into_iter().filter(|text| {
            text.chars().filter(|sign| sign.is_alphabetic()).count() > 1
                && parse_line(text, 1).is_err()
                && !SAME.contains(&text.as_str())
        });
        wrong.extend(said.map(|text| format!("{}: {text:?}", path.display())));
    }
    assert!(wrong.is_empty(), "say it with tr!:\n{}", wrong.join("\n"));
}

/// Whether a text reads like something for people, and is no line or condition of the command language: two words beside each
/// other.
fn speaks(text: &str) -> bool {
    let is_word = |word: &str| {
        let word = word.trim_matches([',', '.', ':', '?']);
        word.len() > 1 && word.chars().all(|sign| sign.is_ascii_alphabetic() || sign == '\'')
    };
    let words: Vec<&str> = text.split(' ').collect();
    let line = text.lines().all(|line| parse_line(&named(line), 1).is_ok());
    let condition = parse_line(&format!("expect {}", named(text)), 1).is_ok();
    words.windows(2).any(|pair| is_word(pair[0]) && is_word(pair[1])) && !line && !condition
}

/// A line with a node in place of what is filled in.
fn named(line: &str) -> String {
    let mut pieces = line.split('{');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |line, piece| line + "n1" + piece.split_once('}').map_or("", |it| it.1))
}
