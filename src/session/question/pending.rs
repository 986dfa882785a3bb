//! A question within a run, and how far it is decided.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::raft::NodeId;
use crate::script::{Answers, Ask, Condition};
use crate::session::condition::Scene;
use crate::sim::Time;

use super::prediction::Prediction;

/// A question that was asked in a run.
#[derive(Clone, Debug)]
pub struct Pending {
    pub ask: Arc<Ask>,
    /// When it was asked.
    pub at: Time,
    /// The answers whose conditions hold, and since when.
    held: BTreeMap<Prediction, Since>,
    /// The right answer, once it is told, and when that was.
    revealed: Option<(Prediction, Time)>,
}

/// Since when a condition holds: the events of the move that made it true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Since {
    /// The number of the first of them.
    pub first: u64,
    /// The number after the last one's.
    pub next: u64,
}

impl Pending {
    /// A question that is asked now.
    ///
    /// # Errors
    /// A sentence: which answer is right already, or what a condition names that does not exist.
    pub fn ask(ask: &Ask, at: Time, scene: &Scene<'_>) -> Result<Self, String> {
        let pending =
            Self { ask: Arc::new(ask.clone()), at, held: BTreeMap::new(), revealed: None };
        for (prediction, condition) in pending.conditions(scene) {
            if scene.holds(&condition)? {
                let answer = pending.name(prediction);
                let found = scene.findings(&condition);
                return Err(format!(
                    "{answer:?} is right already when it is asked, since {condition} holds ({found}): ask \
                     earlier, or let the answer be `otherwise`"
                ));
            }
        }
        Ok(pending)
    }

    /// The question and its answers, on one line.
    pub fn words(&self) -> String {
        let answers = match &self.ask.answers {
            Answers::Choice(choices) => {
                choices.iter().map(|choice| choice.answer.as_str()).collect::<Vec<_>>().join(" | ")
            }
            Answers::Node(_) => "point at a node".to_owned(),
        };
        format!("{} [{answers}]", self.ask.question)
    }

    /// Whether it is answered by pointing at a node.
    pub fn is_pick(&self) -> bool {
        matches!(self.ask.answers, Answers::Node(_))
    }

    /// Whether the condition of an answer holds.
    pub fn is_decided(&self) -> bool {
        !self.held.is_empty()
    }

    /// The right answer, once it is told.
    pub fn right(&self) -> Option<Prediction> {
        self.revealed.map(|(right, _)| right)
    }

    /// When it was told.
    pub fn revealed_at(&self) -> Option<Time> {
        self.revealed.map(|(_, at)| at)
    }

    /// Since when the condition of this answer holds, if it does.
    pub fn since(&self, prediction: Prediction) -> Option<Since> {
        self.held.get(&prediction).copied()
    }

    /// The condition of an answer; none of `otherwise`.
    pub fn condition(&self, prediction: Prediction) -> Option<Condition> {
        match (&self.ask.answers, prediction) {
            (Answers::Choice(choices), Prediction::Answer(place)) => {
                choices.get(place)?.when.clone()
            }
            (Answers::Node(condition), Prediction::Node(id)) => Some(condition.with_it(id.0)),
            _ => None,
        }
    }

    /// Looks again after a move, or a command, that these events came of.
    pub fn observe(&mut self, scene: &Scene<'_>, events: Since) {
        if self.revealed.is_some() {
            return;
        }
        for (prediction, condition) in self.conditions(scene) {
            // A condition about a leader does not hold where nobody leads.
            if scene.holds(&condition) == Ok(true) {
                self.held.entry(prediction).or_insert(events);
            } else {
                self.held.remove(&prediction);
            }
        }
    }

    /// Tells which answer is right.
    ///
    /// # Errors
    /// A sentence, if none is, or several are.
    pub fn reveal(&mut self, scene: &Scene<'_>) -> Result<Prediction, String> {
        let question = &self.ask.question;
        if self.revealed.is_some() {
            return Err("no question is open: each reveal follows an ask".to_owned());
        }
        let held: Vec<Prediction> = self.held.keys().copied().collect();
        let right = match (held.as_slice(), self.otherwise()) {
            ([right], _) => *right,
            ([], Some(otherwise)) => otherwise,
            ([], None) => {
                let found: Vec<String> = self
                    .conditions(scene)
                    .iter()
                    .map(|(_, condition)| scene.findings(condition))
                    .collect();
                let mut found: Vec<&str> = found.iter().flat_map(|it| it.split("; ")).collect();
                let mut seen = std::collections::BTreeSet::new();
                found.retain(|fact| seen.insert(*fact));
                return Err(format!("no answer to {question:?} is right: {}", found.join("; ")));
            }
            (several, _) => {
                let names: Vec<String> =
                    several.iter().map(|it| format!("{:?}", self.name(*it))).collect();
                return Err(format!(
                    "{} answers to {question:?} are right, where one has to be: {}",
                    names.len(),
                    names.join(", ")
                ));
            }
        };
        self.revealed = Some((right, scene.view.now));
        Ok(right)
    }

    /// An answer in words.
    pub fn name(&self, prediction: Prediction) -> String {
        match (&self.ask.answers, prediction) {
            (Answers::Choice(choices), Prediction::Answer(place)) => {
                choices.get(place).map(|choice| choice.answer.clone()).unwrap_or_default()
            }
            (_, Prediction::Node(id)) => id.to_string(),
            _ => "none".to_owned(),
        }
    }

    /// The answers that a condition decides about, each with it.
    pub fn conditions(&self, scene: &Scene<'_>) -> Vec<(Prediction, Condition)> {
        match &self.ask.answers {
            Answers::Choice(choices) => choices
                .iter()
                .enumerate()
                .filter_map(|(place, choice)| {
                    Some((Prediction::Answer(place), choice.when.clone()?))
                })
                .collect(),
            Answers::Node(condition) => {
                let ids = scene.view.nodes.iter().map(|node| node.id);
                ids.map(|id: NodeId| (Prediction::Node(id), condition.with_it(id.0))).collect()
            }
        }
    }

    /// The answer that is right if none of the others is, where there is one.
    pub fn otherwise(&self) -> Option<Prediction> {
        let Answers::Choice(choices) = &self.ask.answers else { return None };
        let place = choices.iter().position(|choice| choice.when.is_none())?;
        Some(Prediction::Answer(place))
    }
}
