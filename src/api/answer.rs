//! An answer to why, as data.

use serde::Serialize;
use tsify::Tsify;

use crate::explain::why::{self, Explanation};
use crate::script::{self, Command, Line};
use crate::session::Session;

/// Why something is as it is, or why it has not happened, from what is on record.
#[derive(Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct Answer {
    /// The answer in one sentence.
    headline: String,
    /// What follows from what was counted, a sentence each.
    facts: Vec<String>,
    /// The rule of the protocol that applied.
    rule: Option<RuleSaid>,
    /// What was counted, and what is known of each of those that matter.
    grounds: Vec<GroundsSaid>,
    /// What led to it, oldest first; nothing of a question about the present alone.
    chain: Option<ChainSaid>,
    /// What else may be asked about it.
    questions: Vec<String>,
}

/// A rule of the protocol.
#[derive(Serialize, Tsify)]
struct RuleSaid {
    /// What it says.
    says: &'static str,
    /// Where it is stated.
    citation: &'static str,
}

/// Some reasons that belong together.
#[derive(Serialize, Tsify)]
struct GroundsSaid {
    /// What they are.
    title: String,
    steps: Vec<StepSaid>,
}

/// What led to something.
#[derive(Serialize, Tsify)]
struct ChainSaid {
    /// Where it began, or why no more is known.
    origin: String,
    /// What happened since, oldest first.
    steps: Vec<StepSaid>,
}

/// One step of an explanation.
#[derive(Serialize, Tsify)]
#[tsify(missing_as_null)]
struct StepSaid {
    /// When that was; `null` if it is so now.
    #[tsify(type = "Time | null")]
    at_us: Option<u64>,
    /// A sentence.
    text: String,
}

/// Answers a question that is asked as the command `why` asks it: `leader`, `not committed n1 7`.
///
/// # Errors
/// A sentence: what was found, and what can be asked.
pub fn answer(session: &Session, question: &str) -> Result<Answer, String> {
    let line =
        script::parse_line(&format!("why {question}"), 1).map_err(|error| error.in_line())?;
    let Some(Line { command: Some(Command::Why(inquiry)), .. }) = line else {
        return Err(format!("found `why {question}`, expected one question, such as `why leader`"));
    };
    let question = why::question(inquiry, &session.view())?;
    Ok(Answer::of(session.why(question)))
}

impl Answer {
    fn of(explanation: Explanation) -> Self {
        let Explanation { headline, facts, rule, grounds, chain, questions } = explanation;
        let grounds = grounds
            .into_iter()
            .map(|part| GroundsSaid { title: part.title, steps: steps(part.steps) });
        Self {
            headline,
            facts,
            rule: rule.map(|rule| RuleSaid { says: rule.says, citation: rule.citation }),
            grounds: grounds.collect(),
            chain: chain.map(|it| ChainSaid { origin: it.origin, steps: steps(it.steps) }),
            // As what follows `why`, so that each can be asked in its turn.
            questions: questions
                .iter()
                .map(|it| it.to_string().trim_start_matches("why ").to_owned())
                .collect(),
        }
    }
}

fn steps(steps: Vec<why::Step>) -> Vec<StepSaid> {
    steps
        .into_iter()
        .map(|step| StepSaid { at_us: step.at.map(|at| at.0), text: step.text })
        .collect()
}
