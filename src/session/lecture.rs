//! What the one who teaches has in front of him: the words of the story, what comes next, and the right answer to what is asked.
//!
//! The right answer is written down nowhere. It is found as time will find it: by running on, in a copy, along what the script
//! has in store.

use serde::Serialize;

use crate::catalog::tr;

use super::Session;
use super::cursor::Cursor;
use super::narration::{title_of, told_by};

/// The most moves that are looked ahead: more than any story takes from a question to its answer.
const MOST_MOVES: u32 = 200_000;

/// A lecture at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "api", derive(tsify::Tsify), tsify(missing_as_null, hashmap_as_object))]
pub struct Lecture {
    /// What the story is called; `null` if none is told.
    pub title: Option<String>,
    /// The words of each step.
    pub steps: Vec<String>,
    /// How many of them have been said.
    pub said: usize,
    /// The question that was asked last.
    pub question: Option<LectureQuestion>,
    /// The moment, in words.
    pub clock: String,
}

/// A question, with what is right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "api", derive(tsify::Tsify), tsify(missing_as_null, hashmap_as_object))]
pub struct LectureQuestion {
    /// What is asked.
    pub question: String,
    /// What may be answered.
    pub answers: Vec<String>,
    /// Whether it has not been told which answer is right.
    pub open: bool,
    /// The right answer; `null` if nothing that is in store decides it.
    pub right: Option<String>,
}

impl Session {
    /// What stands in front of the one who teaches. Nothing changes.
    pub fn lecture(&self) -> Lecture {
        let steps: Vec<String> = self.sayings(0).map(|it| tr(it.text).to_owned()).collect();
        let told = told_by(self).map(|it| it.title.to_owned());
        let title = told.or_else(|| title_of(&self.script()).map(str::to_owned));
        let quiz = self.quiz().map(|quiz| LectureQuestion {
            question: quiz.question.question.clone(),
            answers: quiz.question.answers.iter().map(|it| it.text.clone()).collect(),
            open: quiz.question.open,
            right: self.right_of_quiz(),
        });
        let asked = || {
            let question = self.question()?;
            let told = question.right().map(|it| it.text.clone());
            Some(LectureQuestion {
                question: tr(&question.question).to_owned(),
                answers: question.answers.iter().map(|it| it.text.clone()).collect(),
                open: question.open,
                right: told.or_else(|| self.foreseen()),
            })
        };
        Lecture {
            title: title.filter(|_| !steps.is_empty()),
            said: self.said(),
            question: quiz.or_else(asked),
            clock: self.now().to_string(),
            steps,
        }
    }

    /// The answer that will turn out to be right.
    fn foreseen(&self) -> Option<String> {
        let at = self.here.run.question.as_ref()?.at;
        let mut ahead = Cursor { run: self.here.run.clone(), played: self.here.played };
        let (tape, end) = (&self.branch().tape, self.horizon());
        for _ in 0..MOST_MOVES {
            let pending = ahead.run.question.as_ref().filter(|pending| pending.at == at)?;
            if let Some(right) = pending.right() {
                return Some(pending.name(right));
            }
            if !ahead.advance_one(tape, end) {
                return None;
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::LineKind;
    use crate::session::narration::named;

    #[test]
    fn the_right_answer_is_known_as_soon_as_the_question_is_asked_and_nothing_changes() {
        for id in ["first-election", "committed-not-applied", "commit-rule"] {
            let scenario = named(id).unwrap_or_else(|error| panic!("{error}"));
            let mut session = Session::load(scenario.text).expect("it runs");
            let end = session.horizon();
            let digest = session.digest();
            let told = session.lecture().question.expect("it asks");
            assert!(!told.open && told.right.is_some());
            session.seek(crate::sim::Time::ZERO);
            let mut at = session.now();
            let mut asked = Vec::new();
            while at < end {
                at = at.plus_us(1_000).min(end);
                session.seek(at);
                let lecture = session.lecture();
                assert_eq!(lecture.title.as_deref(), Some(scenario.title));
                let Some(question) = lecture.question.filter(|it| it.open) else { continue };
                let right = question.right.expect("the story decides it");
                assert!(question.answers.contains(&right), "{right} of {:?}", question.answers);
                asked.push((question.question, right));
                asked.dedup();
            }
            // What it has told in the end, in order.
            let lines = session.transcript();
            let told = lines.iter().filter(|line| line.kind == LineKind::Revealed);
            let told: Vec<&str> = told.map(|line| line.text.as_str()).collect();
            let foreseen: Vec<&str> = asked.iter().map(|(_, right)| right.as_str()).collect();
            assert_eq!(foreseen, told, "{id}");
            assert!(told.len() >= 2, "{id}");
            session.seek(end);
            assert_eq!(session.digest(), digest);
        }
    }

    #[test]
    fn a_session_without_a_story_has_no_words() {
        let mut session = Session::load("cluster 3\nseed 1\n").expect("it runs");
        session.exec("advance 50ms");
        let lecture = session.lecture();
        assert!(lecture.title.is_none() && lecture.steps.is_empty() && lecture.said == 0);
        session.exec("quiz");
        let asked = session.lecture().question.expect("it was asked");
        assert!(asked.open && asked.right.is_some_and(|right| asked.answers.contains(&right)));
    }
}
