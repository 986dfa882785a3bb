//! An explanation as the console prints it.

use crate::catalog::tr;

use super::{Explanation, Step};

/// The most steps of a chain that are printed.
const MOST: usize = 16;

/// An explanation as lines of text.
pub fn print(explanation: &Explanation) -> Vec<String> {
    let Explanation { headline, facts, rule, grounds, chain, questions } = explanation;
    let mut lines = vec![headline.clone()];
    lines.extend(facts.iter().map(|fact| format!("  {fact}")));
    if let Some(rule) = rule {
        lines.push(tr!("rule: {says} ({citation})", says = rule.says, citation = rule.citation));
    }
    for part in grounds {
        let plain = part.title.ends_with(['?', '？']) || part.steps.is_empty();
        let title = &part.title;
        lines.push(if plain { title.clone() } else { tr!("{title}:", title) });
        lines.extend(part.steps.iter().map(step));
    }
    if let Some(chain) = chain {
        lines.push(tr!("what led here: {origin}", origin = chain.origin));
        let (head, left_out, tail) = chain.folded(MOST);
        lines.extend(head.iter().map(step));
        if left_out > 0 {
            lines.push(format!("  {}", tr!("… {number} more steps …", number = left_out)));
        }
        lines.extend(tail.iter().map(step));
    }
    if !questions.is_empty() {
        let asked: Vec<String> = questions.iter().map(ToString::to_string).collect();
        lines.push(tr!("ask also: {questions}", questions = asked.join(" · ")));
    }
    lines
}

fn step(step: &Step) -> String {
    match step.at {
        Some(at) => format!("  {at} {}", step.text),
        None => format!("  {}", tr!("now: {text}", text = step.text)),
    }
}
