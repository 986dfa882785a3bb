//! Watching a story: standing while words are read, playing what they speak of, going on and back.

use std::rc::Rc;

use crate::catalog::tr;
use crate::session::playback::Playback;
use crate::session::player::Player;
use crate::session::question::{Prediction, QuestionView};
use crate::session::sayings::Said;
use crate::session::{NoSuchBranch, Session};
use crate::sim::Time;

use super::pacing::{self, reading_ms};
use super::{Narration, Place, Step, steps};

/// A story that somebody watches.
#[derive(Clone, Debug, PartialEq)]
pub struct Tour {
    title: String,
    scenario: Option<String>,
    steps: Rc<[Step]>,
    /// When the story is over. What happens later is no part of it.
    end: Time,
    auto: bool,
    /// Whether it stops at questions until they are answered.
    asks: bool,
    /// When it rests because a question was asked or answered, until it goes on.
    rests: Option<Time>,
    /// When it was stopped because a property was found violated, until it goes on.
    stopped: Option<Time>,
    /// How much longer the words on screen are given to be read, in milliseconds.
    reading_ms: f64,
}

/// What a frame has brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// Nothing: time stands.
    Nothing,
    /// Time has passed.
    Time,
    /// New words have been said.
    Words,
    /// A question was asked, and waits for an answer.
    Question,
    /// It was told which answer to a question is right, and somebody had given one.
    Answer,
    /// The end of the story.
    End,
}

/// The branch that is the story: the one that was there first.
const STORY: usize = 0;

impl Tour {
    /// The tour of a session that has just been loaded, with all of its future known. `None` if nothing is said in it.
    pub fn of(session: &Session, title: &str, scenario: Option<&str>, auto: bool) -> Option<Self> {
        let end = session.branches().next().map_or(Time::ZERO, |story| story.horizon);
        let steps: Rc<[Step]> = steps(session, STORY, end).into();
        (!steps.is_empty()).then(|| Self {
            title: title.to_owned(),
            scenario: scenario.map(str::to_owned),
            steps,
            end,
            auto,
            asks: false,
            rests: None,
            stopped: None,
            reading_ms: 0.0,
        })
    }

    /// The scenario of the table that it is, if it is one.
    pub fn scenario(&self) -> Option<&str> {
        self.scenario.as_deref()
    }

    /// Whether it goes on by itself when words have had their time.
    pub fn is_auto(&self) -> bool {
        self.auto
    }

    /// Whether this session still holds the story.
    pub fn is_of(&self, session: &Session) -> bool {
        self.in_common(session, STORY) == self.steps.len()
    }

    /// The story as it is now.
    pub fn narration(&self, player: &Player) -> Narration {
        let session = &player.session;
        let current = self.current(session);
        let step = current.map(|current| &self.steps[current]);
        let passed = step.map_or(0, |step| {
            let whole = step.until.since(step.at).max(1);
            step.until.min(session.now()).since(step.at) * 1_000 / whole
        });
        let read = step.filter(|_| self.auto).map(|it| reading_ms(&it.text, player.playback.speed));
        Narration {
            title: self.title.clone(),
            scenario: self.scenario.clone(),
            steps: Rc::clone(&self.steps),
            current,
            progress: passed as u32,
            place: self.place(session),
            auto: self.auto,
            stopped: self.is_stopped(player),
            reading_ms: read.unwrap_or_default() as u32,
        }
    }

    /// On: plays the step whose words have just appeared. In the midst of a step it leaps to the next words, or to the
    /// end.
    /// A question that waits is passed over.
    pub fn next(&mut self, player: &mut Player) {
        if self.awaits_prediction(&player.session) {
            // It is open, so it can be passed over.
            let _ = player.session.predict(Prediction::Skipped);
            return self.resume(player);
        }
        if !player.playback.playing && self.rests == Some(player.session.now()) {
            return self.resume(player);
        }
        let current = self.current(&player.session);
        match self.place(&player.session) {
            Place::Left(_) | Place::Ended => {}
            Place::Standing if !player.playback.playing || self.reading_ms > 0.0 => {
                self.reading_ms = 0.0;
                player.playback.playing = true;
            }
            Place::Within if self.is_stopped(player) => player.playback.playing = true,
            Place::Standing | Place::Within => {
                let next = current.map_or(0, |current| current + 1);
                if next < self.steps.len() {
                    self.go(player, next);
                } else {
                    player.session.seek(self.end);
                    stand(&mut player.playback);
                }
            }
        }
    }

    /// Whether it stops at questions until they are answered, or passed over by [`Tour::next`]. If not, they are passed over
    /// as if they were not there.
    pub fn asks(&self) -> bool {
        self.asks
    }

    /// Stops at questions from now on, or no longer.
    pub fn set_asks(&mut self, asks: bool) {
        self.asks = asks;
    }

    /// Whether a question waits for an answer here.
    pub fn awaits_prediction(&self, session: &Session) -> bool {
        self.asks && session.current_branch() == STORY && session.awaits_prediction()
    }

    /// Takes an answer to the question that is open, and goes on, to what turns out to be right.
    ///
    /// # Errors
    /// A sentence, if there is no such question or no such answer, or it is too late.
    pub fn predict(&mut self, player: &mut Player, prediction: Prediction) -> Result<(), String> {
        let waited = self.awaits_prediction(&player.session);
        player.session.predict(prediction)?;
        if waited {
            self.resume(player);
        }
        Ok(())
    }

    fn resume(&mut self, player: &mut Player) {
        self.rests = None;
        self.reading_ms = 0.0;
        player.playback.playing = true;
    }

    /// A property was found violated, and time stands: [`Tour::next`] goes on from here.
    pub fn stop(&mut self, player: &Player) {
        self.stopped = Some(player.session.now());
    }

    fn is_stopped(&self, player: &Player) -> bool {
        !player.playback.playing && self.stopped == Some(player.session.now())
    }

    /// Back: to the beginning of the step, or from there to the step before.
    pub fn back(&mut self, player: &mut Player) {
        let Some(current) = self.current(&player.session) else { return };
        match self.place(&player.session) {
            Place::Left(_) => {}
            Place::Standing => self.go(player, current.saturating_sub(1)),
            Place::Within | Place::Ended => self.go(player, current),
        }
    }

    /// To the beginning of a step, counted from 0. Whoever has left the story is back in it.
    pub fn go(&mut self, player: &mut Player, step: usize) {
        // The first branch is never forgotten.
        let _: Result<(), NoSuchBranch> = player.session.switch_branch(STORY);
        if let Some(step) = self.steps.get(step) {
            player.session.forget_predictions(step.at);
        }
        if player.session.seek_saying(step) {
            self.rest(player);
        }
    }

    /// Back from another branch, to the beginning of the step in which it left the story.
    pub fn go_back(&mut self, player: &mut Player) {
        let step = self.current(&player.session).unwrap_or_default();
        self.go(player, step);
    }

    /// Goes on by itself from now on, or waits from now on.
    pub fn set_auto(&mut self, player: &mut Player, auto: bool) {
        self.auto = auto;
        if self.place(&player.session) == Place::Standing {
            self.rest(player);
        }
    }

    /// Play was pressed: whoever presses it has read.
    pub fn skip_wait(&mut self) {
        self.reading_ms = 0.0;
    }

    /// One frame of so many milliseconds.
    pub fn frame(&mut self, player: &mut Player, frame_ms: f64) -> Moved {
        let Player { session, playback } = player;
        if !playback.playing {
            return Moved::Nothing;
        }
        if matches!(self.place(session), Place::Left(_) | Place::Ended) {
            return if playback.frame(session, frame_ms) { Moved::Time } else { Moved::Nothing };
        }
        if self.awaits_prediction(session) {
            return Moved::Nothing;
        }
        let rests = self.rests == Some(session.now());
        if self.reading_ms > 0.0 && (rests || session.has_just_said()) {
            playback.hurry = 1.0;
            self.reading_ms -= frame_ms.clamp(0.0, Playback::LONGEST_FRAME_MS);
            return Moved::Nothing;
        }
        let now = session.now();
        let (from, until) = match self.current(session) {
            Some(current) => (self.steps[current].at, self.steps[current].until),
            None => (Time::ZERO, self.steps[0].at),
        };
        let tempo = pacing::tempo(session.activity(), from, until, now);
        playback.hurry = tempo.hurry;
        let target = now.plus_us(playback.brings(frame_ms)).min(tempo.until).min(self.end);
        match session.advance_to_saying(target, Playback::MOVES_PER_FRAME) {
            Some(Said::Words) => {
                self.rest(player);
                return Moved::Words;
            }
            Some(Said::Question) if self.asks => {
                self.rest(player);
                return Moved::Question;
            }
            Some(Said::Answer) if self.asks && session.has_just_revealed() => {
                self.rest(player);
                return Moved::Answer;
            }
            Some(Said::Question | Said::Answer) | None => {}
        }
        if self.place(session) == Place::Ended {
            stand(playback);
            return Moved::End;
        }
        Moved::Time
    }

    /// Words have appeared, or a question, or which answer is right: time stands until they are read.
    fn rest(&mut self, player: &mut Player) {
        let speed = player.playback.speed;
        self.rests = (!player.session.has_just_said()).then(|| player.session.now());
        stand(&mut player.playback);
        player.playback.playing = self.auto;
        let text = match (self.rests, player.session.question()) {
            (Some(_), Some(question)) => Some(told_of(&question)),
            _ => self.current(&player.session).map(|current| self.steps[current].text.clone()),
        };
        self.reading_ms = match text {
            Some(text) if self.auto => reading_ms(&text, speed),
            _ => 0.0,
        };
    }

    fn place(&self, session: &Session) -> Place {
        if session.current_branch() != STORY {
            return Place::Left(left_at(session));
        }
        let standing = session.has_just_said();
        if session.now() >= self.end && (!standing || session.has_played_all()) {
            Place::Ended
        } else if standing {
            Place::Standing
        } else {
            Place::Within
        }
    }

    /// Which step is told at this moment. In another branch, which one was told when it left the story.
    fn current(&self, session: &Session) -> Option<usize> {
        session.said().min(self.in_common(session, session.current_branch())).checked_sub(1)
    }

    /// How many steps of the story a branch begins with.
    fn in_common(&self, session: &Session, branch: usize) -> usize {
        let same = |(step, saying): &(&Step, _)| {
            let crate::session::Saying { at, text } = *saying;
            step.at == at && step.text == tr(text)
        };
        self.steps.iter().zip(session.sayings(branch)).take_while(same).count()
    }
}

/// What is to be read of a question that was answered.
fn told_of(question: &QuestionView) -> String {
    let right = question.right().map_or("", |right| right.text.as_str());
    let why = question.why.as_ref().map_or("", |why| why.headline.as_str());
    format!("{} {right} {why}", tr(&question.question))
}

fn stand(playback: &mut Playback) {
    playback.playing = false;
    playback.hurry = 1.0;
}

/// When the branch that is shown left the story, on whatever detours.
fn left_at(session: &Session) -> Time {
    let forks: Vec<_> = session.branches().map(|branch| branch.fork).collect();
    let mut number = session.current_branch();
    let mut at = session.now();
    while let Some(fork) = forks.get(number).copied().flatten() {
        (number, at) = (fork.from, fork.at);
    }
    at
}
