//! A question about what comes next, with its answers.

use crate::catalog::tr;
use crate::compact::sort_by;
use crate::explain::Selected;
use crate::explain::why::{Explanation, Question};
use crate::session::Session;
use crate::sim::Time;

use super::fork::Fork;
use super::kinds::{AHEAD_US, Kind, Outcome};

/// A question about what comes next from a moment on, if nobody acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextQuestion {
    /// What is asked.
    pub question: String,
    /// What may be answered: just one is right.
    pub answers: Vec<PossibleAnswer>,
    /// When it was asked.
    pub asked: Time,
    /// When the right answer will be plain: so far time has to pass.
    pub settled: Time,
    /// The number of the event that will decide it; none if it is decided by what does not come.
    pub event: Option<u64>,
    /// What explains why nothing has come, where no event decides it.
    pub missing: Question,
}

/// An answer, and how to come to see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PossibleAnswer {
    /// In words.
    pub text: String,
    /// Whether it is what happens.
    pub right: bool,
    /// What would have had to be different: lines that lead to this answer, given at the moment of the question. None of the
    /// right one.
    pub lines: Vec<String>,
    /// When it will be plain that this is the answer, once those lines were given.
    pub settled: Time,
}

/// Up to what it may be asked whether something comes in time, in microseconds.
const TIMES_US: [u64; 7] = [10_000, 20_000, 40_000, 80_000, 150_000, 300_000, 1_000_000];
/// The most answers besides the right one.
const MOST_WRONG: usize = 3;
/// So many subjects are looked into before it is said that nothing can be asked: each costs a score of forks.
const MOST_TRIED: usize = 6;

/// What finds a question about a session; another one for another number.
pub type Find = fn(&Session, usize) -> Option<NextQuestion>;

/// What finds questions: [`find`], once it is here.
#[cfg(feature = "split")]
static GIVEN: std::sync::OnceLock<Find> = std::sync::OnceLock::new();

/// What finds questions has come.
#[cfg(feature = "split")]
pub fn give(finds: Find) {
    // What was given first finds the same.
    let _ = GIVEN.set(finds);
}

/// What finds questions, if it is here.
#[cfg(feature = "split")]
pub(super) fn finds() -> Option<Find> {
    GIVEN.get().copied()
}

/// What finds questions.
#[cfg(not(feature = "split"))]
pub(super) fn finds() -> Option<Find> {
    Some(find)
}

/// A question about what comes next: what [`Session::next_question`] says.
pub fn find(session: &Session, number: usize) -> Option<NextQuestion> {
    session.next_question(number)
}

impl Session {
    /// A question about what comes next; another one for another number, where there are several. `None` if all that could
    /// be asked now is plain.
    pub fn next_question(&self, number: usize) -> Option<NextQuestion> {
        let view = self.view();
        let mut kinds = Kind::all(&view);
        let first = number.checked_rem(kinds.len())?;
        kinds.rotate_left(first);
        kinds.iter().take(MOST_TRIED).find_map(|kind| self.ask_about(kind))
    }

    /// Why the right answer to such a question is right, once time has passed so far. Why something has not come can be told
    /// only at the moment up to which it was waited for.
    pub fn why_next(&self, question: &NextQuestion) -> Option<Explanation> {
        let about = match question.event {
            Some(event) if self.now() >= question.settled => {
                Question::About(Selected::Event(event))
            }
            None if self.now() == question.settled => question.missing,
            _ => return None,
        };
        let why = self.why(about);
        // Where rules are or were broken, none of them explains anything.
        let kept = self.bugs().is_empty() && self.violations().is_empty();
        Some(Explanation { rule: why.rule.filter(|_| kept), ..why })
    }

    fn ask_about(&self, kind: &Kind) -> Option<NextQuestion> {
        let view = self.view();
        let truth = self.turns_out(kind, None)?;
        let others: Vec<(String, Outcome)> = kind
            .siblings(&view)
            .into_iter()
            .filter_map(|line| Some((line.clone(), self.turns_out(kind, Some(&line))?)))
            .collect();
        self.told_apart(kind, None, &truth, &others).or_else(|| {
            let times = TIMES_US.into_iter().filter(|_| kind.is_about_time());
            times.into_iter().find_map(|us| self.told_apart(kind, Some(us), &truth, &others))
        })
    }

    /// The question, if some other outcome can be told from the truth; where a time is given, by whether it came in time.
    fn told_apart(
        &self,
        kind: &Kind,
        within_us: Option<u64>,
        truth: &Outcome,
        others: &[(String, Outcome)],
    ) -> Option<NextQuestion> {
        let asked = self.now();
        let limit = within_us.map(|us| asked.plus_us(us));
        let text = |outcome: &Outcome| match limit {
            None => outcome.text.clone(),
            Some(limit) if outcome.event.is_some() && outcome.at <= limit => tr!("yes").to_owned(),
            Some(_) => tr!("no").to_owned(),
        };
        let settled = |outcome: &Outcome| limit.map_or(outcome.at, |limit| limit.min(outcome.at));
        let mut answers = vec![PossibleAnswer {
            text: text(truth),
            right: true,
            lines: Vec::new(),
            settled: settled(truth),
        }];
        for (line, outcome) in others {
            let text = text(outcome);
            let is_new = answers.iter().all(|answer| answer.text != text);
            if is_new && answers.len() <= MOST_WRONG {
                let (lines, settled) = (vec![line.clone()], settled(outcome));
                answers.push(PossibleAnswer { text, right: false, lines, settled });
            }
        }
        if answers.len() < 2 {
            return None;
        }
        // Nobody is to know the right one by its place.
        sort_by(&mut answers, |one, other| one.text.cmp(&other.text));
        let in_time = limit.is_none_or(|limit| truth.at <= limit);
        Some(NextQuestion {
            question: kind.words(&self.view(), within_us),
            answers,
            asked,
            settled: settled(truth),
            event: truth.event.filter(|_| in_time),
            missing: kind.missing(&self.view()),
        })
    }

    /// How it turns out if nobody acts, or after this line.
    pub(in crate::session) fn turns_out(&self, kind: &Kind, line: Option<&str>) -> Option<Outcome> {
        let mut fork = Fork::of(&self.here.run, &self.branch().tape, self.here.played);
        if let Some(line) = line
            && !fork.act(line)
        {
            return None;
        }
        kind.outcome(&mut fork, self.now().plus_us(AHEAD_US))
    }
}
