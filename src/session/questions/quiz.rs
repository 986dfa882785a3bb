//! A question of the moment while it is asked, answered and told; and how one of its wrong answers is played.
//!
//! It holds for the run that it was asked of. Once somebody acts before it is decided, or goes before the moment at which it
//! was asked, or to another branch, it is no longer shown.

use crate::catalog::tr;
use crate::script::bounds::MAX_NAME_BYTES;
use crate::session::missions::is_act;
use crate::session::player::Player;
use crate::session::question::{AnswerView, Prediction, QuestionView};
use crate::session::record::{Item, Recorded};
use crate::session::{Answer, LineKind, Playback, Session};
use crate::sim::Time;

use super::asked::{NextQuestion, PossibleAnswer, finds};

/// How long it may take to be decided, in milliseconds of watching: what takes longer is hurried through.
const LONGEST_MS: f64 = 6_000.0;

/// A question that was asked.
#[derive(Clone, Debug)]
pub struct Quiz {
    question: NextQuestion,
    /// How many commands of its moment were done: others, of a story, may have been yet to come.
    done: usize,
    /// The place of the answer that was given.
    given: Option<usize>,
    /// The run that it was asked of.
    home: Course,
    /// The wrong answer that is played, and where.
    played: Option<(usize, Course)>,
}

/// A run up to a moment: while this stays the same, so does what happens in it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Course {
    branch: usize,
    /// How many branches were forgotten, by which others get other numbers.
    forgotten: usize,
    /// How many commands are given before the moment that change what happens.
    acts: usize,
}

/// A question of the moment, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuizView {
    /// The question. Which answer is right stands there only once it is decided.
    pub question: QuestionView,
    /// How it could have been: a way to each wrong answer, once it is told.
    pub others: Vec<Other>,
    /// The one of them that is played.
    pub played: Option<Other>,
    /// Whether what was asked about is yet to happen, in the run that is shown.
    pub is_coming: bool,
}

/// How it could have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// The place of the answer that it leads to, from 0.
    pub place: usize,
    /// That answer.
    pub text: String,
    /// The line that leads there.
    pub line: String,
}

impl QuizView {
    /// The same without a word about which answer is right.
    pub fn withheld(self) -> Self {
        Self { question: self.question.withheld(), others: Vec::new(), ..self }
    }
}

impl Quiz {
    fn other(&self, place: usize) -> Option<Other> {
        let answer = self.question.answers.get(place)?;
        let line = answer.lines.first()?.clone();
        Some(Other { place, text: answer.text.clone(), line })
    }

    fn words(&self) -> String {
        let answers: Vec<&str> =
            self.question.answers.iter().map(|answer| answer.text.as_str()).collect();
        format!("{} [{}]", self.question.question, answers.join(" | "))
    }
}

impl Session {
    /// Asks what comes next from this moment on. Each time it is another question, where there are several.
    ///
    /// # Errors
    /// A sentence, if nothing can be asked: what comes next is plain.
    pub(in crate::session) fn ask_next(&mut self) -> Result<(), String> {
        let asked = self.quiz.as_ref().filter(|quiz| self.is_open(quiz));
        let another = asked.is_some_and(|quiz| quiz.question.asked == self.now());
        let finds = finds().ok_or(tr!("what asks is not here yet: try again in a moment"))?;
        let question = finds(self, self.quizzes).ok_or(
            tr!("there is nothing to ask now: what comes next is plain. Ask during an election, or when a command is on its way"),
        )?;
        if another && asked.is_some_and(|quiz| quiz.question.question == question.question) {
            return Err(tr!("there is no other question at this moment").to_owned());
        }
        self.quizzes += 1;
        let home = self.course(question.settled);
        let played = &self.branch().tape[..self.here.played];
        let done = played.iter().filter(|it| it.is_command() && it.at == self.now()).count();
        let quiz = Quiz { question, done, given: None, home, played: None };
        self.remark(LineKind::Asked, quiz.words());
        self.quiz = Some(quiz);
        Ok(())
    }

    /// The question of the moment that was asked last, as long as it holds for what is shown.
    pub fn quiz(&self) -> Option<QuizView> {
        let quiz = self.quiz.as_ref().filter(|quiz| self.is_shown(quiz))?;
        let NextQuestion { question, answers, asked, settled, .. } = &quiz.question;
        let told = quiz.played.is_some() || self.now() >= *settled;
        let answer = |(place, answer): (usize, &PossibleAnswer)| AnswerView {
            text: answer.text.clone(),
            prediction: Prediction::Answer(place),
            given: quiz.given == Some(place),
            right: told.then_some(answer.right),
        };
        let others = (0..answers.len()).filter(|_| told).filter_map(|place| quiz.other(place));
        let until = quiz.played.as_ref().map_or(*settled, |(place, _)| answers[*place].settled);
        let at_home = quiz.played.is_none();
        Some(QuizView {
            question: QuestionView {
                question: question.clone(),
                pick: None,
                answers: answers.iter().enumerate().map(answer).collect(),
                at: *asked,
                open: !told,
                undecided: !told,
                skipped: false,
                why: at_home.then(|| self.why_next(&quiz.question)).flatten(),
                settled_by: quiz.question.event.filter(|_| told && at_home),
            },
            others: others.collect(),
            played: quiz.played.as_ref().and_then(|(place, _)| quiz.other(*place)),
            is_coming: self.now() < until,
        })
    }

    /// Takes an answer to the question of the moment; `None` if none is open.
    pub(in crate::session) fn predict_next(
        &mut self,
        prediction: Prediction,
    ) -> Option<Result<(), String>> {
        let (now, mut quiz) = (self.now(), self.quiz.clone()?);
        if !self.is_open(&quiz) {
            return None;
        }
        if quiz.given.is_some() && now > quiz.question.asked {
            return Some(Err(tr!("it was answered already, and time has passed").to_owned()));
        }
        let most = quiz.question.answers.len();
        match prediction {
            Prediction::Answer(place) if place < most => quiz.given = Some(place),
            Prediction::Skipped => {
                self.close_quiz();
                return Some(Ok(()));
            }
            Prediction::Answer(place) => {
                let place = place + 1;
                return Some(Err(tr!(
                    "there is no answer {place}: choose one of 1 to {most}",
                    place,
                    most
                )));
            }
            Prediction::Node(_) | Prediction::Entry(_) | Prediction::Packet(_) => {
                return Some(
                    Err(tr!("this question is answered by one of its answers").to_owned()),
                );
            }
        }
        self.quiz = Some(quiz);
        // Whoever shows it is to notice.
        self.here.run.changes += 1;
        Some(Ok(()))
    }

    /// The right answer to the question of the moment.
    pub(in crate::session) fn right_of_quiz(&self) -> Option<String> {
        let quiz = self.quiz.as_ref()?;
        quiz.question.answers.iter().find(|it| it.right).map(|it| it.text.clone())
    }

    /// No more of the question of the moment.
    pub fn close_quiz(&mut self) {
        if self.quiz.take().is_some() {
            self.here.run.changes += 1;
        }
    }

    /// Plays a wrong answer, once the right one is told: at the moment of the question that is done which leads to it. That
    /// begins another branch.
    ///
    /// # Errors
    /// A sentence, if there is no such answer, or what leads to it may not be done, such as in a mission.
    pub fn play_answer(&mut self, place: usize) -> Result<(), String> {
        let shown = self.quiz().filter(|shown| !shown.question.open);
        let other =
            shown.and_then(|shown| shown.others.into_iter().find(|other| other.place == place));
        let (Some(other), Some(mut quiz)) = (other, self.quiz.clone()) else {
            return Err(tr!("there is no wrong answer that could be played").to_owned());
        };
        self.show_course(&quiz.home)?;
        match self.commands_at(quiz.question.asked) {
            there if there.len() == quiz.done => self.seek(quiz.question.asked),
            there => match quiz.done.checked_sub(1) {
                Some(last) => self.seek_item(there[last]),
                None => self.seek_before(quiz.question.asked),
            },
        }
        match self.exec(&other.line) {
            Answer::Done => {
                let name = format!("{}: {}", other.text, other.line);
                // The branch has just begun.
                let signs = name.char_indices().take(40);
                let fits = |(at, sign): &(usize, char)| at + sign.len_utf8() <= MAX_NAME_BYTES;
                let name: String = signs.take_while(fits).map(|(_, sign)| sign).collect();
                let _ = self.name_branch(self.current, &name);
                let until = quiz.question.answers[place].settled;
                quiz.played = Some((place, self.course(until)));
                self.quiz = Some(quiz);
                Ok(())
            }
            Answer::Refused(error) => {
                self.seek(quiz.question.settled);
                Err(error)
            }
        }
    }

    /// Back from a wrong answer that was played, to what happened.
    ///
    /// # Errors
    /// A sentence, if what happened is there no longer.
    pub fn return_from_answer(&mut self) -> Result<(), String> {
        let Some(mut quiz) = self.quiz.clone().filter(|quiz| quiz.played.is_some()) else {
            return Err(tr!("no wrong answer is played").to_owned());
        };
        self.show_course(&quiz.home)?;
        self.seek(quiz.question.settled);
        quiz.played = None;
        self.quiz = Some(quiz);
        self.here.run.changes += 1;
        Ok(())
    }

    fn show_course(&mut self, course: &Course) -> Result<(), String> {
        let gone = || tr!("the branch on which it happened is kept no longer").to_owned();
        if course.forgotten != self.forgotten {
            return Err(gone());
        }
        self.switch_branch(course.branch).map_err(|_| gone())
    }

    /// The run that is shown, up to this moment.
    fn course(&self, until: Time) -> Course {
        let tape = &self.branch().tape;
        let is_act = |it: &&Recorded| matches!(&it.what, Item::Command(it) if is_act(it));
        let acts = tape.iter().take_while(|it| it.at < until).filter(is_act).count();
        Course { branch: self.current, forgotten: self.forgotten, acts }
    }

    fn is_shown(&self, quiz: &Quiz) -> bool {
        let (course, until) = match &quiz.played {
            Some((place, course)) => (course, quiz.question.answers[*place].settled),
            None => (&quiz.home, quiz.question.settled),
        };
        self.now() >= quiz.question.asked && self.course(until) == *course
    }

    fn is_open(&self, quiz: &Quiz) -> bool {
        quiz.played.is_none() && self.is_shown(quiz) && self.now() < quiz.question.settled
    }

    /// What is to happen yet, and when it will have happened, if the question waits for it and was answered.
    fn quiz_settles(&self) -> Option<Time> {
        let quiz = self.quiz.as_ref().filter(|quiz| self.is_shown(quiz))?;
        let until = match &quiz.played {
            Some((place, _)) => quiz.question.answers[*place].settled,
            None => quiz.question.settled,
        };
        (self.now() < until).then_some(until)
    }
}

/// What a frame is to a question of the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settling {
    /// Nothing: none waits for anything.
    None,
    /// It waits for an answer, and time stands.
    Waits,
    /// It was answered, and time passes until it is decided.
    Coming,
    /// It has just been decided, and time stands.
    Settled,
}

/// One frame of so many milliseconds, as far as a question of the moment has a say in it.
pub fn frame(player: &mut Player, frame_ms: f64) -> Settling {
    let Player { session, playback } = player;
    let Some(until) = session.quiz_settles() else { return Settling::None };
    if session.quiz.as_ref().is_some_and(|it| it.given.is_none() && it.played.is_none()) {
        return Settling::Waits;
    }
    if !playback.playing {
        return Settling::Coming;
    }
    let asked = session.quiz.as_ref().map_or(until, |quiz| quiz.question.asked);
    let whole_ms = until.since(asked) as f64 / 1_000.0 / playback.speed.factor();
    playback.hurry = (whole_ms / LONGEST_MS).max(1.0);
    let target = session.now().plus_us(playback.brings(frame_ms)).min(until);
    session.advance_within(target, Playback::MOVES_PER_FRAME);
    if session.now() < until {
        return Settling::Coming;
    }
    playback.playing = false;
    playback.hurry = 1.0;
    Settling::Settled
}
