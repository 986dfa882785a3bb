//! The session's side of a question: what is shown of it, and how an answer is taken.

use crate::catalog::tr;
use crate::explain::Selected;
use crate::explain::why::{Explanation, Question};
use crate::script::{Answers, Ask, Pick};
use crate::session::Session;
use crate::sim::Time;

use super::deciding;
use super::pending::Pending;
use super::prediction::Prediction;

/// A question as it stands at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionView {
    /// What is asked.
    pub question: String,
    /// What is pointed at to answer it, where one does: then there is an answer for each that may be meant.
    pub pick: Option<Pick>,
    /// What may be answered, in order.
    pub answers: Vec<AnswerView>,
    /// When it was asked.
    pub at: Time,
    /// Whether it has not been told which answer is right.
    pub open: bool,
    /// Whether an answer may still be given: nothing has decided it.
    pub undecided: bool,
    /// Whether it was passed over.
    pub skipped: bool,
    /// Why the right answer is right, once it is told.
    pub why: Option<Explanation>,
    /// The number of the event that made the right answer right, once it is told; none if it is right by what has not come.
    pub settled_by: Option<u64>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerView {
    /// In words: of a node its name, of an entry its index and what it says, of a packet what it is.
    pub text: String,
    /// What whoever answers by it gives.
    pub prediction: Prediction,
    /// Whether it was given.
    pub given: bool,
    /// Whether it is right; `None` as long as that is not told.
    pub right: Option<bool>,
}

impl QuestionView {
    /// Whether what was given is right; `None` if nothing was, or it is not told yet.
    pub fn was_right(&self) -> Option<bool> {
        self.given()?.right
    }

    /// The same without a word about which answer is right.
    pub fn withheld(mut self) -> Self {
        for answer in &mut self.answers {
            answer.right = None;
        }
        (self.why, self.settled_by) = (None, None);
        self
    }

    /// The answer that was given.
    pub fn given(&self) -> Option<&AnswerView> {
        self.answers.iter().find(|answer| answer.given)
    }

    /// The right answer, once it is told.
    pub fn right(&self) -> Option<&AnswerView> {
        self.answers.iter().find(|answer| answer.right == Some(true))
    }
}

impl Session {
    /// The question that was asked last, up to this moment.
    pub fn question(&self) -> Option<QuestionView> {
        let pending = self.here.run.question.as_ref()?;
        let Ask { question, answers } = &*pending.ask;
        let given = self.predicted(pending);
        let right = pending.right();
        let answer = |text: String, prediction: Prediction| AnswerView {
            text,
            prediction,
            given: given == Some(prediction),
            right: right.map(|right| right == prediction),
        };
        let answers = match answers {
            Answers::Choice(choices) => choices
                .iter()
                .enumerate()
                .map(|(place, choice)| {
                    answer(tr(&choice.answer).to_owned(), Prediction::Answer(place))
                })
                .collect(),
            Answers::Node(_) => {
                let nodes = self.view().nodes.iter().map(|node| node.id).collect::<Vec<_>>();
                nodes.into_iter().map(|id| answer(id.to_string(), Prediction::Node(id))).collect()
            }
            Answers::Entry(_) | Answers::Packet(_) => {
                pending.there().iter().map(|(it, words)| answer(words.clone(), *it)).collect()
            }
        };
        Some(QuestionView {
            question: question.clone(),
            pick: pending.pick(),
            answers,
            at: pending.at,
            open: right.is_none(),
            undecided: !pending.is_decided() && right.is_none(),
            skipped: given == Some(Prediction::Skipped),
            why: right.is_some().then(|| self.why_right(pending)).flatten(),
            settled_by: right.is_some().then(|| self.settled_by(pending)).flatten(),
        })
    }

    /// Takes somebody's answer to the question that is open. It stands until time passes.
    ///
    /// # Errors
    /// A sentence, if there is no such question or no such answer, or it is too late.
    pub fn predict(&mut self, prediction: Prediction) -> Result<(), String> {
        if let Some(predicted) = self.predict_next(prediction) {
            return predicted;
        }
        let pending = self.here.run.question.as_ref().filter(|it| it.right().is_none());
        let Some(pending) = pending else {
            return Err(tr!(
                "no question is open: a story asks with ask, and quiz asks at any moment"
            )
            .to_owned());
        };
        match (prediction, &pending.ask.answers) {
            (Prediction::Skipped, _) => {}
            (Prediction::Answer(place), Answers::Choice(choices)) => {
                if place >= choices.len() {
                    let (place, most) = (place + 1, choices.len());
                    return Err(tr!(
                        "there is no answer {place}: choose one of 1 to {most}",
                        place,
                        most
                    ));
                }
            }
            (Prediction::Node(id), Answers::Node(_)) => {
                if self.view().node(id).is_none() {
                    return Err(tr!("there is no {id}: point at a node of the cluster", id));
                }
            }
            (Prediction::Entry(_), Answers::Entry(_))
            | (Prediction::Packet(_), Answers::Packet(_)) => {
                if !pending.there().iter().any(|(it, _)| *it == prediction) {
                    return Err(tr!(
                        "that was not there when it was asked: point at one of those that were"
                    )
                    .to_owned());
                }
            }
            (_, Answers::Choice(_)) => {
                return Err(tr!("this question is answered by one of its answers").to_owned());
            }
            (_, Answers::Node(_)) => {
                return Err(tr!("this question is answered by pointing at a node").to_owned());
            }
            (_, Answers::Entry(_)) => {
                return Err(tr!("this question is answered by pointing at an entry").to_owned());
            }
            (_, Answers::Packet(_)) => {
                return Err(tr!("this question is answered by pointing at a packet").to_owned());
            }
        }
        if pending.is_decided() {
            return Err(tr!("it is too late: what was asked has been decided").to_owned());
        }
        if self.predicted(pending).is_some() && self.now() > pending.at {
            return Err(tr!("it was answered already, and time has passed").to_owned());
        }
        self.predictions.insert(key(pending), prediction);
        // Whoever shows it is to notice.
        self.here.run.changes += 1;
        Ok(())
    }

    /// Whether a question has just been asked, and nobody has answered or passed it over.
    pub fn awaits_prediction(&self) -> bool {
        let open = |it: &&Pending| it.right().is_none() && it.at == self.now();
        let question = self.here.run.question.as_ref().filter(open);
        question.is_some_and(|pending| self.predicted(pending).is_none())
    }

    /// Whether the last question has just been revealed, and somebody had answered it.
    pub(in crate::session) fn has_just_revealed(&self) -> bool {
        let Some(pending) = &self.here.run.question else { return false };
        let answered = !matches!(self.predicted(pending), Some(Prediction::Skipped) | None);
        answered && pending.revealed_at() == Some(self.now())
    }

    /// Forgets what was predicted at this moment and later: one may try again.
    pub(in crate::session) fn forget_predictions(&mut self, from: Time) {
        self.predictions.retain(|(at, _), _| *at < from);
    }

    fn predicted(&self, pending: &Pending) -> Option<Prediction> {
        self.predictions.get(&key(pending)).copied()
    }

    fn settled_by(&self, pending: &Pending) -> Option<u64> {
        match deciding::question(pending, &self.here.run.events, &self.view())? {
            Question::About(Selected::Event(seq)) => Some(seq),
            _ => None,
        }
    }

    fn why_right(&self, pending: &Pending) -> Option<Explanation> {
        let events = &self.here.run.events;
        let question = deciding::question(pending, events, &self.view())?;
        let why = self.why(question);
        // Where rules are or were broken, none of them explains anything.
        let kept = self.bugs().is_empty() && self.violations().is_empty();
        Some(Explanation { rule: why.rule.filter(|_| kept), ..why })
    }

    /// What is said on the console of the answer that was just revealed.
    pub(in crate::session) fn tell_why_right(&mut self) {
        let Some(QuestionView { why: Some(why), .. }) = self.question() else { return };
        let headline = why.headline;
        self.remark_output(match why.rule {
            None => tr!("because: {headline}", headline),
            Some(rule) => tr!(
                "because: {headline} {rule} ({citation})",
                headline,
                rule = rule.says,
                citation = rule.citation
            ),
        });
    }
}

/// By what a prediction is found again: when the question was asked, and its words.
fn key(pending: &Pending) -> (Time, String) {
    (pending.at, pending.ask.question.clone())
}
