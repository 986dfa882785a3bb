//! The list of mutants: every place where something is changed, with a name that outlives the moving of lines.

use std::collections::BTreeMap;
use std::path::Path;

use crate::Failure;

use super::operators::{Change, changes};
use super::rules::Rule;
use super::source::Source;

/// A core with one mistake in it.
#[derive(Debug)]
pub struct Mutant {
    /// By which the woven core knows it; 0 is the core as it is.
    pub number: u32,
    /// Which of the files.
    pub file: usize,
    /// Which of its functions.
    pub function: usize,
    /// The mistake.
    pub change: Change,
    /// File, function and mistake in one line.
    pub name: String,
    /// The line where it stands, counted from 1.
    pub line: usize,
}

/// Reads the files of the core, without its tests.
pub fn sources(folder: &Path) -> Result<Vec<Source>, Failure> {
    let cannot = |error| format!("{}: {error}", folder.display());
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(cannot)? {
        let name = entry.map_err(cannot)?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".rs") {
            names.push(name);
        }
    }
    names.sort();
    let read = |name: &String| {
        let text = std::fs::read_to_string(folder.join(name)).map_err(cannot)?;
        Ok(Source::read(name, text))
    };
    names.iter().map(read).collect()
}

/// All mutants of these files, and how many places are left out because their function returns a type without a name, of
/// which there cannot be several versions in one place.
pub fn mutants(sources: &[Source], rules: &[Rule]) -> Result<(Vec<Mutant>, usize), Failure> {
    let (mut mutants, mut left_out) = (Vec::new(), 0);
    let mut names: BTreeMap<String, u32> = BTreeMap::new();
    let mut add = |file: usize, function: usize, change: Change, name: String| {
        let times = names.entry(name.clone()).or_default();
        *times += 1;
        let name = if *times == 1 { name } else { format!("{name} #{times}") };
        let line = 1 + sources[file].text[..change.range.start].matches('\n').count();
        let number = mutants.len() as u32 + 1;
        mutants.push(Mutant { number, file, function, change, name, line });
    };
    for (file, source) in sources.iter().enumerate() {
        for (at, function) in source.functions.iter().enumerate() {
            let changes = changes(source, function);
            if function.returns.contains("impl ") {
                left_out += changes.len();
                continue;
            }
            for change in changes {
                let whole = change.range == function.body;
                let shown = if whole {
                    body(&change.to)
                } else {
                    shown(&source.text, &source.code, &change)
                };
                let name = format!("{} {}: {shown}", source.name, function.name);
                add(file, at, change, name);
            }
        }
    }
    for rule in rules {
        let (file, function, change) = rule.find(sources)?;
        add(file, function, change, rule.name());
    }
    Ok((mutants, left_out))
}

fn body(to: &str) -> String {
    format!("[all -> {}]", to.trim())
}

/// The lines that a change touches, with the change in brackets.
fn shown(text: &str, code: &str, change: &Change) -> String {
    let range = &change.range;
    let begin = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = code[range.end..].find('\n').map_or(text.len(), |at| range.end + at);
    // A comment at the line's end is no part of it.
    let rest = code[range.end..end].trim_end().len();
    let (before, after) = (&text[begin..range.start], &text[range.end..range.end + rest]);
    let line = format!("{before}[{} -> {}]{after}", &text[range.clone()], change.to);
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mutant_is_named_by_what_it_changes_and_two_that_look_the_same_are_numbered() {
        let text = "fn f() {\n    a(1); a(1); // twice\n}\n";
        let sources = [Source::read("a.rs", text.to_owned())];
        let (mutants, left_out) = mutants(&sources, &[]).unwrap();
        let names: Vec<_> = mutants.iter().map(|it| (it.line, it.name.as_str())).collect();
        let expect = [
            (1, "a.rs f: [all -> ]"),
            (2, "a.rs f: [a(1); -> ] a(1);"),
            (2, "a.rs f: a([1 -> 0]); a(1);"),
            (2, "a.rs f: a([1 -> 2]); a(1);"),
            (2, "a.rs f: a(1); [a(1); -> ]"),
            (2, "a.rs f: a(1); a([1 -> 0]);"),
            (2, "a.rs f: a(1); a([1 -> 2]);"),
        ];
        assert_eq!((names, left_out), (expect.to_vec(), 0));
    }

    #[test]
    fn the_core_has_hundreds_of_mutants_and_each_has_a_name_of_its_own() {
        let sources = sources(&crate::root().join(super::super::scratch::CORE)).unwrap();
        let (mutants, _) = mutants(&sources, &[]).unwrap();
        let names: std::collections::BTreeSet<_> = mutants.iter().map(|it| &it.name).collect();
        assert_eq!(names.len(), mutants.len());
        assert!(mutants.len() > 500, "{}", mutants.len());
    }
}
