//! How a mission stands within a run.

use std::sync::Arc;

use crate::catalog::tr;
use crate::explain::words;
use crate::script::bounds::MAX_GOALS;
use crate::script::{Command, Goal, Minute, Place, Uses, When};
use crate::session::condition::Scene;
use crate::sim::Time;

/// A mission in a run.
#[derive(Clone, Debug)]
pub struct Standing {
    /// What is to be done.
    pub task: Arc<str>,
    pub goals: Vec<(Arc<Goal>, GoalState)>,
    /// What may be used; nothing is said: all but what sets up.
    pub allowed: Option<Arc<Uses>>,
    /// How many commands may be used.
    pub limit: Option<u32>,
    /// How many are enough.
    pub par: Option<u32>,
    pub hints: Vec<Arc<str>>,
    /// Until when what is handed in counts.
    pub open_until: Option<Minute>,
    /// When it began: from here on the learner acts.
    pub began: Time,
    /// How many commands were used.
    pub used: u32,
    /// When every goal was met.
    pub solved: Option<Time>,
}

/// How a goal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoalState {
    /// Not decided: yet to be met, or kept so far.
    Open,
    /// It was met at this moment, or kept to the end of the mission.
    Met(Time),
    /// It was lost at this moment, and cannot be met any more.
    Lost(Time),
}

/// Whether a command is one that counts in a mission: an act upon the cluster. Looking, expecting, telling and turning to
/// another node are free, and so is time.
pub fn is_act(command: &Command) -> bool {
    !matches!(
        command,
        Command::ShowLog(_)
            | Command::Status
            | Command::Why(_)
            | Command::Help(_)
            | Command::Expect(_)
            | Command::Say(_)
            | Command::Ask(_)
            | Command::Reveal
            | Command::RevealWithin(_)
            | Command::Quiz
            | Command::Exit
            | Command::Connect(_)
            | Command::ClientConnect { .. }
            | Command::Advance(_)
            | Command::Until { .. }
            | Command::Travel(_)
            | Command::Failover(_)
            | Command::Repeat(_)
            | Command::End
    ) && !is_of_mission(command)
}

/// Whether a command is a line of a mission itself.
pub fn is_of_mission(command: &Command) -> bool {
    matches!(
        command,
        Command::Task(_)
            | Command::Goal(_)
            | Command::Allow(_)
            | Command::OpenUntil(_)
            | Command::Limit(_)
            | Command::Par(_)
            | Command::Hint(_)
    )
}

/// Whether a command plants wrong rules, mends them, or lets trouble come by itself: a mission allows that only if it says so.
fn is_set_up(command: &Command) -> bool {
    let plants = matches!(
        command,
        Command::Break(_) | Command::BreakOneOf(_) | Command::Mend(_) | Command::Chaos(_)
    );
    plants || command.place() != Place::Anywhere
}

impl Standing {
    /// The mission with one line more.
    ///
    /// # Errors
    /// A sentence, if the line cannot stand here: a goal without a task, or one that is decided already.
    pub fn after(so_far: Option<Self>, line: &Command, scene: &Scene<'_>) -> Result<Self, String> {
        let now = scene.view.now;
        if let Command::Task(words) = line {
            return match so_far {
                Some(_) => Err(tr!("the mission has a task: there is one in a session").to_owned()),
                None => Ok(Self {
                    task: words.as_str().into(),
                    goals: Vec::new(),
                    allowed: None,
                    limit: None,
                    par: None,
                    hints: Vec::new(),
                    open_until: None,
                    began: now,
                    used: 0,
                    solved: None,
                }),
            };
        }
        let name = line.name();
        let Some(mut mission) = so_far else {
            return Err(tr!("{name} belongs to a mission: task comes first", name));
        };
        if mission.used > 0 || now > mission.began {
            return Err(tr!("the mission has begun, so {name} comes too late", name));
        }
        match line {
            Command::Goal(goal) => {
                if mission.goals.len() == MAX_GOALS {
                    return Err(tr!("a mission has {most} goals at most", most = MAX_GOALS));
                }
                let holds = scene.holds(&goal.condition).unwrap_or(false);
                let found = || scene.findings(&goal.condition);
                match goal.when {
                    When::Once(_) if holds => {
                        return Err(tr!(
                            "the goal {goal} is met before anybody has done anything: {found}",
                            goal = format_args!("{:?}", goal.words()),
                            found = found()
                        ));
                    }
                    When::Always if !holds => {
                        return Err(tr!(
                            "{condition} does not hold now: {found}",
                            condition = goal.condition,
                            found = found()
                        ));
                    }
                    When::Never if holds => {
                        return Err(tr!(
                            "{condition} holds now: {found}",
                            condition = goal.condition,
                            found = found()
                        ));
                    }
                    _ => {}
                }
                mission.goals.push((Arc::new(goal.clone()), GoalState::Open));
            }
            Command::Allow(uses) => {
                if mission.allowed.is_some() {
                    return Err(tr!("one allow names all that is allowed").to_owned());
                }
                mission.allowed = Some(Arc::new(uses.clone()));
            }
            Command::OpenUntil(minute) => mission.open_until = Some(*minute),
            Command::Limit(most) => mission.limit = Some(*most),
            Command::Par(enough) => mission.par = Some(*enough),
            Command::Hint(words) => {
                if mission.hints.len() == MAX_GOALS {
                    return Err(tr!("a mission has {most} hints at most", most = MAX_GOALS));
                }
                mission.hints.push(words.as_str().into());
            }
            other => unreachable!("`{other}` is no line of a mission"),
        }
        Ok(mission)
    }

    /// Whether it is to be judged further.
    pub fn is_on(&self) -> bool {
        self.solved.is_none()
    }

    /// Why a command may not be given, if it may not.
    pub fn forbids(&self, command: &Command) -> Option<String> {
        if !is_act(command) {
            return None;
        }
        if command.place() == Place::Beginning {
            return Some(tr!(
                "`{command}` begins anew, and the set-up is the mission's: leave the mission first",
                command
            ));
        }
        if self.solved.is_some() {
            return None;
        }
        let line = match command {
            Command::ClientAsks { operation, .. } => Command::Client(operation.clone()).to_string(),
            command => command.to_string(),
        };
        let allowed = match &self.allowed {
            None => !is_set_up(command),
            Some(uses) => uses.allow(&line),
        };
        let allows = || self.what_is_allowed();
        (!allowed)
            .then(|| tr!("`{command}` is not allowed here: {allowed}", command, allowed = allows()))
    }

    /// Why no more commands may be given, if this is one and so many were.
    pub fn is_used_up(&self, command: &Command) -> Option<String> {
        if !is_act(command) || self.solved.is_some() {
            return None;
        }
        let limit = self.limit.filter(|limit| self.used >= *limit)?;
        let commands = words::count(limit.into(), "command", "commands");
        Some(tr!(
            "the mission allows {commands}, and all are used: go back, or begin again",
            commands
        ))
    }

    /// What may be used, in a sentence's end.
    pub fn what_is_allowed(&self) -> String {
        match &self.allowed {
            Some(uses) => tr!("what may be used is {uses}", uses = uses.0.join(", ")),
            None => tr!(
                "all may be used but what sets up a cluster, plants rules and lets trouble come"
            )
            .to_owned(),
        }
    }

    /// Counts a command that was carried out.
    pub fn count(&mut self, command: &Command) {
        if self.is_on() && is_act(command) {
            self.used += 1;
        }
    }

    /// Looks after a move how the goals stand.
    pub fn observe(&mut self, scene: &Scene<'_>) {
        let now = scene.view.now;
        for (goal, state) in &mut self.goals {
            if *state != GoalState::Open {
                continue;
            }
            // A condition about a leader does not hold where nobody leads.
            let holds = scene.holds(&goal.condition).unwrap_or(false);
            *state = match goal.when {
                When::Once(Some(us)) if now > self.began.plus_us(us) => {
                    GoalState::Lost(self.began.plus_us(us))
                }
                When::Once(_) if holds => GoalState::Met(now),
                When::Always if !holds => GoalState::Lost(now),
                When::Never if holds => GoalState::Lost(now),
                _ => GoalState::Open,
            };
        }
        let is_done = |(goal, state): &(Arc<Goal>, GoalState)| match goal.when {
            When::Once(_) => matches!(state, GoalState::Met(_)),
            When::Always | When::Never => *state == GoalState::Open,
        };
        let demands = self.goals.iter().any(|(goal, _)| matches!(goal.when, When::Once(_)));
        if demands && self.goals.iter().all(is_done) {
            for (_, state) in &mut self.goals {
                if *state == GoalState::Open {
                    *state = GoalState::Met(now);
                }
            }
            self.solved = Some(now);
        }
    }
}
