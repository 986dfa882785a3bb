//! A question of the moment on the page: it is answered, time passes until it is decided, and its wrong answers are played.

use crate::catalog::tr;
use crate::session::question::{Prediction, QuestionView};
use crate::session::questions::{self, QuizView, Settling};
use crate::session::{Player, Session};
use crate::ui::Shared;
use crate::ui::tour::awaits;

use super::embedded;
use super::state::Page;

impl Page {
    /// The question of the moment is shown as it stands. While it waits for an answer, time stands.
    pub(super) fn renew_quiz(&mut self) {
        let shown = self.player.read(|player| player.session.quiz());
        if shown.as_ref().is_some_and(|quiz| awaits(&quiz.question)) {
            self.player.change_silently(|player| player.playback.playing = false);
        }
        self.tell_host(shown.as_ref().map(|quiz| &quiz.question));
        let shown = if self.hides_answers() { shown.map(QuizView::withheld) } else { shown };
        if self.touring.quiz.as_deref() != shown.as_ref() {
            self.touring.quiz = shown.map(Shared::new);
        }
    }

    /// Whether it is kept from the person which answers are right.
    pub(super) fn hides_answers(&self) -> bool {
        self.embedding.as_ref().is_some_and(|it| it.hides_answers)
    }

    /// Tells the page around this one, once for each question, what was answered and whether that was right.
    pub(super) fn tell_host(&mut self, question: Option<&QuestionView>) {
        let Some(question) = question.filter(|_| self.embedding.is_some()) else { return };
        let (Some(right), Some(given)) = (question.was_right(), question.given()) else { return };
        let told = (question.at, question.question.clone(), given.text.clone());
        if self.touring.answered.as_ref() != Some(&told) {
            embedded::tell_answer(question, given, right);
            self.touring.answered = Some(told);
        }
    }

    /// Takes an answer, and lets time pass until it is told whether it is right.
    pub(super) fn predict_next(&mut self, prediction: Prediction) {
        let predicted = self.player.change_silently(|Player { session, playback }| {
            session.predict(prediction)?;
            playback.playing = prediction != Prediction::Skipped;
            Ok::<_, String>(())
        });
        if let Err(error) = predicted {
            self.notify(error, None);
        }
    }

    /// Does something with the answers, and lets time pass from there on, where there is something to be seen.
    pub(super) fn play(&mut self, act: impl FnOnce(&mut Session) -> Result<(), String>) {
        let played = self.player.change_silently(|Player { session, playback }| {
            let played = act(session);
            playback.playing = session.quiz().is_some_and(|quiz| quiz.is_coming);
            played
        });
        (self.selected, self.wanted) = (None, None);
        if let Err(error) = played {
            self.notify(tr!("This cannot be played: {error}.", error), None);
        }
    }

    /// One frame of time until the question of the moment is decided. `None` if none has a say in it.
    pub(super) fn settle_quiz(&mut self, ms: f64) -> Option<bool> {
        self.touring.quiz.as_ref()?;
        match self.player.change_silently(|player| questions::frame(player, ms)) {
            Settling::None => None,
            Settling::Waits => Some(false),
            Settling::Coming => Some(true),
            Settling::Settled => {
                self.refresh();
                self.save();
                Some(true)
            }
        }
    }

    /// Whoever lets time pass by hand wants no more of the question, unless it is about to be decided.
    pub(super) fn pass_quiz_over(&mut self) {
        if self
            .touring
            .quiz
            .as_deref()
            .is_some_and(|quiz| !quiz.is_coming || awaits(&quiz.question))
        {
            self.player.change_silently(|player| player.session.close_quiz());
        }
    }
}
