//! Questions and missions as plain values: what `state()` says of them.

use serde::Serialize;

use crate::script::When;
use crate::sim::Time;

use super::missions::{GoalState, MissionView};
use super::question::QuestionView;

/// A question to whoever watches.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "api", derive(tsify::Tsify), tsify(missing_as_null, hashmap_as_object))]
pub struct QuestionState {
    /// What is asked.
    pub question: String,
    /// What is pointed at to answer it, where one does: then there is an answer for each that may be meant.
    #[cfg_attr(feature = "api", tsify(type = "\"node\" | \"entry\" | \"packet\" | null"))]
    pub pick: Option<&'static str>,
    /// What may be answered.
    pub answers: Vec<AnswerState>,
    /// When it was asked, in microseconds.
    pub at_us: Time,
    /// Whether it has not been told which answer is right.
    pub open: bool,
    /// Whether an answer may still be given.
    pub undecided: bool,
    /// Whether it was passed over.
    pub skipped: bool,
    /// Why the right answer is right, in one sentence.
    pub why: Option<String>,
}

/// One answer.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "api", derive(tsify::Tsify), tsify(missing_as_null, hashmap_as_object))]
pub struct AnswerState {
    /// In words; of a node its name.
    pub text: String,
    /// Whether it was given.
    pub given: bool,
    /// Whether it is right; `null` as long as that is not told.
    pub right: Option<bool>,
}

/// A mission.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "api", derive(tsify::Tsify), tsify(missing_as_null, hashmap_as_object))]
pub struct MissionState {
    /// What is to be done.
    pub task: String,
    /// What has to hold.
    pub goals: Vec<MissionGoalState>,
    /// What may be used, as the beginnings of lines; `null`: all but what sets up.
    pub allowed: Option<Vec<String>>,
    /// How many commands were used.
    pub used: u32,
    /// How many may be.
    pub limit: Option<u32>,
    /// How many are enough.
    pub par: Option<u32>,
    /// The hints that were taken.
    pub hints: Vec<String>,
    /// How many more there are.
    pub more_hints: usize,
    /// Until when what is handed in counts, in UTC (`2027-01-31 18:00`); `null`: for ever.
    pub open_until: Option<String>,
    /// The points that were earned.
    pub points: u32,
    /// All points that there are.
    pub most_points: u32,
    /// When every goal was met, in microseconds.
    pub solved_us: Option<Time>,
    /// Whether some goal cannot be met any more.
    pub lost: bool,
}

/// A goal of a mission.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "api", derive(tsify::Tsify), tsify(missing_as_null, hashmap_as_object))]
pub struct MissionGoalState {
    /// Its name, or its condition.
    pub words: String,
    /// What has to hold, as the language writes it.
    pub condition: String,
    /// When it has to hold: `once`, `always` or `never`.
    #[cfg_attr(feature = "api", tsify(type = "\"once\" | \"always\" | \"never\""))]
    pub when: &'static str,
    /// How it stands: `open`, `met` or `lost`.
    #[cfg_attr(feature = "api", tsify(type = "\"open\" | \"met\" | \"lost\""))]
    pub state: &'static str,
    /// When it was met or lost, in microseconds.
    pub at_us: Option<Time>,
    /// What it counts.
    pub worth: u32,
}

impl QuestionState {
    /// Of what the session knows.
    pub fn of(view: QuestionView) -> Self {
        let answer = |answer: super::AnswerView| AnswerState {
            text: answer.text,
            given: answer.given,
            right: answer.right,
        };
        Self {
            question: view.question,
            pick: view.pick.map(|it| it.name()),
            answers: view.answers.into_iter().map(answer).collect(),
            at_us: view.at,
            open: view.open,
            undecided: view.undecided,
            skipped: view.skipped,
            why: view.why.map(|why| why.headline),
        }
    }
}

impl MissionState {
    /// Of what the session knows.
    pub fn of(view: &MissionView) -> Self {
        let goals = view.goals.iter().map(|goal| {
            let (state, at_us) = match goal.state {
                GoalState::Open => ("open", None),
                GoalState::Met(at) => ("met", Some(at)),
                GoalState::Lost(at) => ("lost", Some(at)),
            };
            MissionGoalState {
                words: goal.words.clone(),
                condition: goal.condition.clone(),
                when: match goal.when {
                    When::Once(_) => "once",
                    When::Always => "always",
                    When::Never => "never",
                },
                state,
                at_us,
                worth: goal.worth,
            }
        });
        Self {
            task: view.task.clone(),
            goals: goals.collect(),
            allowed: view.allowed.clone(),
            used: view.used,
            limit: view.limit,
            par: view.par,
            hints: view.hints.clone(),
            more_hints: view.more_hints,
            open_until: view.open_until.map(|it| it.to_string()),
            points: view.points(),
            most_points: view.most_points(),
            solved_us: view.solved,
            lost: view.is_lost(),
        }
    }
}
