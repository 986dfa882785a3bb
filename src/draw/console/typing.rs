//! What the Tab key makes of the line that is being typed.

use crate::script::Completion;

/// A line after the Tab key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completed {
    /// The line as it should stand now.
    pub line: String,
    /// The words it could go on with, if more than one.
    pub choices: Vec<String>,
}

/// Completes the unfinished word of `line` as far as all candidates agree; a single candidate is taken whole, with a
/// space after it. `None` when there is nothing to add and nothing to choose from.
pub fn complete(line: &str, completion: Completion) -> Option<Completed> {
    match completion.candidates.as_slice() {
        [] => None,
        [only] => {
            Some(Completed { line: chosen(line, completion.from, only), choices: Vec::new() })
        }
        _ => {
            let common = completion.common();
            // What was typed may differ in case; it is kept where the candidates add nothing to it.
            let typed = line.get(completion.from..).unwrap_or_default();
            let line = if common.len() > typed.len() {
                replaced(line, completion.from, common)
            } else {
                line.to_string()
            };
            Some(Completed { line, choices: completion.candidates })
        }
    }
}

/// The line with a candidate chosen.
pub fn chosen(line: &str, from: usize, word: &str) -> String {
    replaced(line, from, word) + " "
}

fn replaced(line: &str, from: usize, word: &str) -> String {
    format!("{}{word}", line.get(..from).unwrap_or(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, from: usize, candidates: &[&str], expect: Option<(&str, &[&str])>) {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_string()).collect();
        let expect =
            expect.map(|(line, choices)| Completed { line: line.into(), choices: words(choices) });
        let completion = Completion { from, candidates: words(candidates) };
        assert_eq!(complete(line, completion), expect);
    }

    #[test]
    fn a_single_candidate_is_taken_with_a_space() {
        check("cra", 0, &["crash"], Some(("crash ", &[])));
        check("crash le", 6, &["leader"], Some(("crash leader ", &[])));
    }

    #[test]
    fn several_candidates_are_taken_as_far_as_they_agree() {
        check("p", 0, &["pause", "partition"], Some(("pa", &["pause", "partition"])));
        check("crash ", 6, &["n1", "n2"], Some(("crash n", &["n1", "n2"])));
        check("s", 0, &["set", "advance"], Some(("s", &["set", "advance"])));
    }

    #[test]
    fn without_candidates_nothing_happens() {
        check("xyzzy", 0, &[], None);
    }
}
