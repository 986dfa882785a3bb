//! Puts all mutants into one core, which is compiled once: each function has a version of its body for every mutant, and
//! chooses by a number from the environment. So trying a mutant costs a run and no build.

use std::ops::Range;

use super::list::Mutant;
use super::source::Source;

/// The variable that says which mutant is to live.
pub const VARIABLE: &str = "RAFTARIUM_MUTANT";

/// What the core's root has besides: which mutant lives.
pub const CHOICE: &str = "
/// Which mutant lives; 0 for none.
pub mod mutant {
    static LIVES: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
    pub fn lives() -> u32 {
        let number = || std::env::var(\"RAFTARIUM_MUTANT\").ok()?.parse().ok();
        *LIVES.get_or_init(|| number().unwrap_or(0))
    }
}
";

/// A file with several versions of what its functions do.
#[derive(Debug)]
pub struct Woven {
    /// What it says.
    pub text: String,
    /// Which lines, counted from 1, belong to which mutant.
    pub lines: Vec<(Range<usize>, u32)>,
}

/// Puts these mutants, which are of this file and in order, into it.
pub fn weave(source: &Source, mutants: &[&Mutant]) -> Woven {
    // Whatever a mutant leaves unused is no concern of anybody's.
    let mut woven = Woven { text: String::from("#![allow(warnings)]\n"), lines: Vec::new() };
    let mut written = 0;
    for (at, function) in source.functions.iter().enumerate() {
        let own: Vec<_> = mutants.iter().filter(|it| it.function == at).collect();
        if own.is_empty() {
            continue;
        }
        let body = function.body.clone();
        woven.text.push_str(&source.text[written..body.start]);
        woven.text.push_str("\nmatch crate::raft::mutant::lives() {\n");
        for mutant in own {
            let Range { start, end } = mutant.change.range;
            let begin = woven.line();
            woven.text.push_str(&format!("{} => {{\n", mutant.number));
            woven.text.push_str(&source.text[body.start..start]);
            woven.text.push_str(&mutant.change.to);
            woven.text.push_str(&source.text[end..body.end]);
            woven.text.push_str("\n}\n");
            woven.lines.push((begin..woven.line(), mutant.number));
        }
        woven.text.push_str("_ => {\n");
        woven.text.push_str(&source.text[body.clone()]);
        woven.text.push_str("\n}\n}\n");
        written = body.end;
    }
    woven.text.push_str(&source.text[written..]);
    if source.name == "mod.rs" {
        woven.text.push_str(CHOICE);
    }
    woven
}

impl Woven {
    /// The line that is written next.
    fn line(&self) -> usize {
        1 + self.text.bytes().filter(|byte| *byte == b'\n').count()
    }

    /// Whose line this is.
    pub fn mutant_at(&self, line: usize) -> Option<u32> {
        self.lines.iter().find(|(lines, _)| lines.contains(&line)).map(|(_, number)| *number)
    }
}

#[cfg(test)]
mod tests {
    use super::super::list::mutants;
    use super::*;

    #[test]
    fn every_mutant_has_its_lines_and_the_function_as_it_is_comes_last() {
        let text = "/// Doc.\nfn f() -> bool {\n    a == b\n}\n";
        let sources = [Source::read("a.rs", text.to_owned())];
        let (mutants, _) = mutants(&sources, &[]).unwrap();
        let woven = weave(&sources[0], &mutants.iter().collect::<Vec<_>>());
        let lines: Vec<_> = woven.text.lines().collect();
        assert!(woven.text.starts_with("#![allow(warnings)]\n/// Doc.\nfn f() -> bool {\nmatch"));
        assert!(woven.text.ends_with("_ => {\n\n    a == b\n\n}\n}\n}\n"), "{}", woven.text);
        for mutant in &mutants {
            let of = |line: &usize| woven.mutant_at(*line) == Some(mutant.number);
            let own: Vec<_> = (1..=lines.len()).filter(of).map(|line| lines[line - 1]).collect();
            assert_eq!(own[0], format!("{} => {{", mutant.number));
            assert_eq!(own[own.len() - 1], "}");
        }
        let unequal = mutants.iter().find(|it| it.name.contains("!=")).unwrap();
        let line = lines.iter().position(|it| it.trim() == "a != b").unwrap();
        assert_eq!(woven.mutant_at(line + 1), Some(unequal.number));
        assert_eq!(woven.mutant_at(1), None);
    }
}
