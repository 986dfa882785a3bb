//! A mission as whoever plays it sees it.

use crate::catalog::tr;
use crate::script::{Command, Minute, When};
use crate::session::Session;
use crate::sim::Time;

use super::standing::{GoalState, Standing};

/// What a hint costs, in points.
pub const HINT_COSTS: u32 = 1;

/// A mission at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissionView {
    /// What is to be done.
    pub task: String,
    /// What has to hold.
    pub goals: Vec<GoalView>,
    /// What may be used, as the beginnings of lines; `None`: all but what sets up.
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
    /// Until when what is handed in counts.
    pub open_until: Option<Minute>,
    /// When it began.
    pub began: Time,
    /// When every goal was met.
    pub solved: Option<Time>,
}

/// A goal at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoalView {
    /// Its name, or its condition.
    pub words: String,
    /// What has to hold, as the language writes it.
    pub condition: String,
    /// Whether it has to hold once, always or never.
    pub when: When,
    pub state: GoalState,
    /// What it counts.
    pub worth: u32,
}

impl MissionView {
    fn of(mission: &Standing, now: Time, hints_taken: usize) -> Self {
        let goals = mission.goals.iter().map(|(goal, state)| {
            let late = match goal.when {
                When::Once(Some(us)) => {
                    Some(mission.began.plus_us(us)).filter(|until| now > *until)
                }
                _ => None,
            };
            let state = match (state, late) {
                (GoalState::Open, Some(until)) => GoalState::Lost(until),
                (state, _) => *state,
            };
            GoalView {
                words: tr(&goal.words()).to_owned(),
                condition: goal.condition.to_string(),
                when: goal.when,
                state,
                worth: goal.points(),
            }
        });
        let taken = hints_taken.min(mission.hints.len());
        Self {
            task: mission.task.to_string(),
            goals: goals.collect(),
            allowed: mission.allowed.as_ref().map(|uses| uses.0.clone()),
            used: mission.used,
            limit: mission.limit,
            par: mission.par,
            hints: mission.hints[..taken].iter().map(|hint| tr(hint).to_owned()).collect(),
            more_hints: mission.hints.len() - taken,
            open_until: mission.open_until,
            began: mission.began,
            solved: mission.solved,
        }
    }

    /// Whether some goal cannot be met any more.
    pub fn is_lost(&self) -> bool {
        self.goals.iter().any(|goal| matches!(goal.state, GoalState::Lost(_)))
    }

    /// The points that were earned, less what hints cost; who has earned any keeps one. What has to hold always or never
    /// counts once all the rest is met.
    pub fn points(&self) -> u32 {
        let earned = self.earned();
        earned.saturating_sub(self.points_for_hints()).max(earned.min(1))
    }

    /// The points of the goals that are met.
    fn earned(&self) -> u32 {
        self.goals.iter().filter(|goal| self.counts(goal)).map(|goal| goal.worth).sum()
    }

    /// What the hints cost that were taken, as far as there are points that they can be taken from.
    pub fn points_for_hints(&self) -> u32 {
        let taken = u32::try_from(self.hints.len()).unwrap_or(u32::MAX);
        taken.saturating_mul(HINT_COSTS).min(self.most_points().saturating_sub(1))
    }

    /// All points that there are.
    pub fn most_points(&self) -> u32 {
        self.goals.iter().map(|goal| goal.worth).sum()
    }

    /// Whether a goal's points are earned.
    pub fn counts(&self, goal: &GoalView) -> bool {
        let rest_is_met = || {
            let once = |goal: &&GoalView| matches!(goal.when, When::Once(_));
            let mut demanded = self.goals.iter().filter(once).peekable();
            demanded.peek().is_some()
                && demanded.all(|goal| matches!(goal.state, GoalState::Met(_)))
        };
        match goal.when {
            When::Once(_) => matches!(goal.state, GoalState::Met(_)),
            When::Always | When::Never => {
                !matches!(goal.state, GoalState::Lost(_)) && rest_is_met()
            }
        }
    }

    /// Whether it was solved with no more commands than are enough.
    pub fn is_at_par(&self) -> bool {
        self.solved.is_some() && self.par.is_none_or(|par| self.used <= par)
    }
}

impl Session {
    /// The mission that is played, as it stands at this moment.
    pub fn mission(&self) -> Option<MissionView> {
        let mission = self.here.run.mission.as_ref()?;
        Some(MissionView::of(mission, self.now(), self.hints_taken))
    }

    /// Why the mission that is played does not allow a command, if it does not.
    pub fn forbidden(&self, command: &Command) -> Option<String> {
        self.here.run.mission.as_ref()?.forbids(command)
    }

    /// Takes the next hint of the mission that is played, if there is one, and it is not solved. It costs [`HINT_COSTS`]
    /// points. That is no act upon the cluster, and no part of the session's script: a grader does not know of it.
    pub fn take_hint(&mut self) -> Option<String> {
        let mission = self.here.run.mission.as_ref().filter(|mission| mission.is_on())?;
        let hint = tr(mission.hints.get(self.hints_taken)?).to_owned();
        self.hints_taken += 1;
        // Whoever shows it is to notice.
        self.here.run.changes += 1;
        Some(hint)
    }

    /// So many hints of the mission that is played were taken before, by the same person.
    pub fn recall_hints(&mut self, taken: usize) {
        if taken > self.hints_taken {
            self.hints_taken = taken;
            self.here.run.changes += 1;
        }
    }
}
