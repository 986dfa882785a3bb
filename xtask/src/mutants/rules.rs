//! Wrong rules that were thought up by people, and what was judged of mutants that survive: two files of text.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::Failure;

use super::operators::Change;
use super::source::Source;

/// A mistake about a rule of the protocol, which no change of a sign or a statement makes.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    file: String,
    function: String,
    says: String,
    from: String,
    to: String,
}

impl Rule {
    /// File, function, and what it says.
    pub fn name(&self) -> String {
        format!("{} {}: {}", self.file, self.function, self.says)
    }

    /// Where it is to be put.
    pub fn find(&self, sources: &[Source]) -> Result<(usize, usize, Change), Failure> {
        let lost = |what: &str| {
            format!(
                "tests/mutants/rules.txt, {}: {what}; the core has changed, so change the rule",
                self.name()
            )
        };
        let file = sources.iter().position(|it| it.name == self.file);
        let file = file.ok_or_else(|| lost("there is no such file"))?;
        let source = &sources[file];
        let mut found = source
            .functions
            .iter()
            .enumerate()
            .filter(|(_, it)| it.name == self.function)
            .flat_map(|(at, it)| {
                loosely(&source.text, it.body.clone(), &self.from)
                    .into_iter()
                    .map(move |range| (at, range))
            });
        let (function, range) =
            found.next().ok_or_else(|| lost("what it replaces is not there"))?;
        if found.next().is_some() {
            return Err(lost("what it replaces is there several times"));
        }
        Ok((file, function, Change { range, to: self.to.clone() }))
    }
}

/// Where these words stand within the range, whatever blanks are between them.
fn loosely(text: &str, range: Range<usize>, words: &str) -> Vec<Range<usize>> {
    let words: Vec<_> = words.split_whitespace().collect();
    let Some(first) = words.first() else { return Vec::new() };
    let end_of = |start: usize| {
        let mut at = start;
        for word in &words {
            let rest = text[at..range.end].trim_start();
            at = range.end - rest.len();
            rest.strip_prefix(word)?;
            at += word.len();
        }
        Some(start..at)
    };
    let starts = text[range.clone()].match_indices(first).map(|(at, _)| range.start + at);
    starts.filter_map(end_of).collect()
}

/// Reads wrong rules: paragraphs of a line with file and function, one that says what is wrong, lines with `-` that are
/// replaced, and lines with `+` that take their place.
pub fn rules(text: &str) -> Result<Vec<Rule>, Failure> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let text = lines.collect::<Vec<_>>().join("\n");
    let paragraphs = text.split("\n\n").map(str::trim).filter(|it| !it.is_empty());
    paragraphs.map(|it| rule(it).ok_or_else(|| format!("tests/mutants/rules.txt: found {it:?}, expected a file and a function, what is wrong, - lines and + lines"))).collect()
}

fn rule(paragraph: &str) -> Option<Rule> {
    let mut lines = paragraph.lines();
    let (file, function) = lines.next()?.trim().split_once(' ')?;
    let says = lines.next()?.trim().to_owned();
    let (mut from, mut to) = (String::new(), String::new());
    for line in lines {
        let (part, text) = match line.split_at_checked(1)? {
            ("-", text) => (&mut from, text),
            ("+", text) => (&mut to, text),
            _ => return None,
        };
        part.push_str(text.trim());
        part.push('\n');
    }
    let (file, function) = (file.to_owned(), function.to_owned());
    let (from, to) = (from.trim().to_owned(), to.trim().to_owned());
    (!from.is_empty()).then_some(Rule { file, function, says, from, to })
}

/// Why mutants may survive, by their names: lines of a name, ` // `, and a reason that begins with `equivalent:` or
/// `harmless:`.
pub fn judgements(text: &str) -> Result<BTreeMap<String, String>, Failure> {
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let judgement = |line: &str| {
        let (name, reason) = line.rsplit_once(" // ")?;
        let known = ["equivalent: ", "harmless: "].iter().any(|it| reason.starts_with(it));
        known.then(|| (name.trim().to_owned(), reason.to_owned()))
    };
    lines
        .map(|line| {
            judgement(line).ok_or_else(|| {
                format!(
                    "tests/mutants/judged.txt: found {line:?}, expected a mutant's name, ` // `, and `equivalent: why` or \
                     `harmless: why`"
                )
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = "\
# What follows is wrong.

a.rs f
Everything is twice as much.
- a(
-     b)
+ a(2 * b)

a.rs g
Nothing is done.
- c();
";

    #[test]
    fn a_wrong_rule_is_found_whatever_the_blanks_and_a_lost_one_is_named() {
        let rules = rules(RULES).unwrap();
        let text = "fn f() {\n    a(\n        b)\n}\nfn g() {\n    d();\n}\n".to_owned();
        let sources = [Source::read("a.rs", text.clone())];
        let (file, function, change) = rules[0].find(&sources).unwrap();
        assert_eq!((file, function, change.to.as_str()), (0, 0, "a(2 * b)"));
        assert_eq!(&text[change.range], "a(\n        b)");
        let failure = rules[1].find(&sources).unwrap_err();
        assert!(failure.contains("Nothing is done") && failure.contains("not there"), "{failure}");
    }

    #[test]
    fn a_paragraph_that_is_no_rule_and_a_line_that_is_no_judgement_are_named() {
        assert!(super::rules("a.rs f\nsays\n* x\n").unwrap_err().contains("a.rs f"));
        assert!(judgements("a.rs f: x // because").unwrap_err().contains("equivalent: why"));
    }

    #[test]
    fn a_judgement_belongs_to_a_name() {
        let found = judgements("# x\n\na.rs f: [a -> b] // equivalent: both are 1\n").unwrap();
        assert_eq!(found["a.rs f: [a -> b]"], "equivalent: both are 1");
    }

    #[test]
    fn the_files_that_are_committed_can_be_read_and_every_wrong_rule_has_its_place() {
        let read = |name: &str| {
            std::fs::read_to_string(crate::root().join("tests/mutants").join(name)).unwrap()
        };
        let sources =
            crate::mutants::list::sources(&crate::root().join(crate::mutants::scratch::CORE))
                .unwrap();
        let rules = rules(&read("rules.txt")).unwrap();
        assert!(!rules.is_empty());
        for rule in rules {
            rule.find(&sources).unwrap();
        }
        judgements(&read("judged.txt")).unwrap();
    }
}
