//! Who watches a session, and keeps what of it counts on the path.

use std::rc::Rc;

use crate::explain::rules::{Arm, Coverage, Onlooker};
use crate::script::{self, Command};
use crate::session::missions;
use crate::session::question::QuestionView;
use crate::session::{Session, scenarios};
use crate::sim::Time;

use super::progress::{Progress, Stage};

/// What somebody has done, kept as it is done.
#[derive(Clone, Debug, Default)]
pub struct Keeper {
    progress: Rc<Progress>,
    /// What was at work in the session that is watched.
    coverage: Coverage,
    /// Which session that is, and which branch of it.
    of: (u64, usize),
    /// The question that was taken in last, by when it was asked and its words, and whether its answer was right.
    answered: Option<(Time, String, bool)>,
    /// The mission that was taken in last, in which session.
    solved: Option<(u64, String)>,
}

/// Something that a keeper is to take in.
pub enum Deed<'a> {
    /// What was kept before.
    Open(&'a str),
    /// What has happened in a session, in which a story of this name is told, if one is; and what is known to be finished:
    /// stories by their names, missions by [`missions::solved_name`].
    Watch(&'a Session, Option<&'a str>, &'a [String]),
    /// What was done elsewhere, which is added.
    Import(&'a str),
    /// That all is to be forgotten.
    Forget,
}

/// What is to be kept from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// All of it, as [`Progress::read`] reads it.
    pub text: String,
    /// What is finished, named as in [`Deed::Watch`].
    pub finished: Vec<String>,
}

/// Has a keeper take in something. Returns what is to be kept, if that is news.
///
/// # Errors
/// A sentence, if a text that is to be read is none of ours.
pub fn take_in(keeper: &mut Keeper, deed: Deed<'_>) -> Result<Option<Kept>, String> {
    let before = Rc::clone(&keeper.progress);
    match deed {
        Deed::Open(text) => *keeper = Keeper::of(Progress::read(text)?),
        Deed::Watch(session, story, finished) => keeper.watch(session, story, finished),
        Deed::Import(text) => Rc::make_mut(&mut keeper.progress).merge(Progress::read(text)?),
        // What this session has shown so far was seen before all was forgotten.
        Deed::Forget => keeper.progress = Rc::default(),
    }
    let progress = &keeper.progress;
    let missions = progress.missions().map(missions::solved_name);
    let finished = progress.stories().map(str::to_owned).chain(missions);
    let kept = || Kept { text: progress.to_string(), finished: finished.collect() };
    Ok((*before != **progress).then(kept))
}

impl Keeper {
    /// What was kept before.
    pub fn of(progress: Progress) -> Self {
        Self { progress: Rc::new(progress), ..Self::default() }
    }

    /// What was done.
    pub fn progress(&self) -> &Rc<Progress> {
        &self.progress
    }

    fn know(&mut self, arm: Arm, stage: Stage) {
        if !self.progress.knows(arm, stage) {
            Rc::make_mut(&mut self.progress).know(arm, stage);
        }
    }

    fn watch(&mut self, session: &Session, story: Option<&str>, finished: &[String]) {
        for name in finished {
            let progress = &self.progress;
            match name.strip_prefix("mission:") {
                Some(mission) if !progress.missions().any(|it| it == mission) => {
                    Rc::make_mut(&mut self.progress).solve(mission);
                }
                None if !progress.stories().any(|it| it == name) => {
                    Rc::make_mut(&mut self.progress).see(name);
                }
                _ => {}
            }
        }
        let of = (session.epoch(), session.shown_branch());
        if of != self.of {
            self.coverage = Coverage::default();
            self.of = of;
        }
        let shown: Vec<Arm> = self.coverage.follow(session.events());
        shown.into_iter().for_each(|arm| self.know(arm, Stage::Seen));
        let questions = [session.question(), session.quiz().map(|quiz| quiz.question)];
        for question in questions.into_iter().flatten() {
            self.take_answer(session, story, &question);
        }
        self.take_mission(session);
    }

    /// A question that was answered, once it is told which answer is right.
    fn take_answer(&mut self, session: &Session, story: Option<&str>, question: &QuestionView) {
        let Some(right) = question.was_right() else { return };
        let answered = Some((question.at, question.question.clone(), right));
        if self.answered == answered {
            return;
        }
        self.answered = answered;
        let number = story.and_then(|story| Some((story, number_of(story, &question.question)?)));
        if let Some((story, number)) = number {
            Rc::make_mut(&mut self.progress).answer(story, number, right);
        }
        if let Some(seq) = question.settled_by.filter(|_| right) {
            let arms = at_work(session, |event, _| event == seq);
            arms.into_iter().for_each(|arm| self.know(arm, Stage::Predicted));
        }
    }

    /// A mission, once it is solved: what was at work from its beginning on was used.
    fn take_mission(&mut self, session: &Session) {
        let Some(view) = session.mission() else { return };
        let Some(until) = view.solved else { return };
        let Some(mission) = missions::of_task(&view.task) else { return };
        let solved = Some((session.epoch(), mission.id.to_owned()));
        if self.solved == solved {
            return;
        }
        self.solved = solved;
        Rc::make_mut(&mut self.progress).solve(mission.id);
        let arms = at_work(session, |_, at| at > view.began && at <= until);
        arms.into_iter().for_each(|arm| self.know(arm, Stage::Used));
    }
}

/// The arms that were at work in those events that are kept and wanted, by number and moment.
fn at_work(session: &Session, wanted: impl Fn(u64, Time) -> bool) -> Vec<Arm> {
    let mut onlooker = Onlooker::default();
    let mut arms = Vec::new();
    for event in session.events().iter() {
        let is_wanted = wanted(event.seq, event.at);
        onlooker.observe(event, session.events().observed(event.seq), &mut |arm| {
            if is_wanted && !arms.contains(&arm) {
                arms.push(arm);
            }
        });
    }
    arms
}

/// The number of a question in its story, from 1.
fn number_of(story: &str, question: &str) -> Option<usize> {
    let lines = script::parse_script(scenarios::find(story)?.text).ok()?;
    let asked = lines.into_iter().filter_map(|line| match line.command {
        Some(Command::Ask(ask)) => Some(ask.question),
        _ => None,
    });
    asked.enumerate().find(|(_, words)| words == question).map(|(place, _)| place + 1)
}
