//! A question within a run, and how far it is decided.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::tr;
use crate::explain::EventLog;
use crate::explain::words::entry_text;
use crate::explain::words::packet::packet_name;
use crate::raft::NodeId;
use crate::script::{Answers, Ask, Condition, It, Pick};
use crate::session::condition::Scene;
use crate::sim::{ClusterView, EventKind, Liveness, Time};

use super::prediction::Prediction;

/// The most entries that are shown to be chosen from: the last ones.
const MOST_ENTRIES: usize = 12;
/// The most packets.
const MOST_PACKETS: usize = 24;

/// A question that was asked in a run.
#[derive(Clone, Debug)]
pub struct Pending {
    pub ask: Arc<Ask>,
    /// When it was asked.
    pub at: Time,
    /// The entries or packets that were there when it was asked, in words, where one points at one of them.
    there: Arc<[(Prediction, String)]>,
    /// The answers whose conditions hold, and since when; [`Prediction::Skipped`], if something was brought about by none of the
    /// packets that one may point at.
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
        let there = match ask.answers.pick() {
            Some(Pick::Entry) => entries(scene.view)?,
            Some(Pick::Packet) => packets(scene.view)?,
            Some(Pick::Node) | None => Vec::new(),
        };
        let (ask, there) = (Arc::new(ask.clone()), there.into());
        let pending = Self { ask, at, there, held: BTreeMap::new(), revealed: None };
        if let Answers::Packet(condition) = &pending.ask.answers
            && scene.holds(condition)?
        {
            let found = scene.findings(condition);
            return Err(tr!(
                "{condition} holds already when it is asked ({found}): ask before a packet brings it",
                condition,
                found
            ));
        }
        for (prediction, condition) in pending.conditions(scene) {
            if scene.holds(&condition)? {
                let answer = pending.name(prediction);
                let found = scene.findings(&condition);
                return Err(tr!(
                    "{answer} is right already when it is asked, since {condition} holds ({found}): ask earlier, or let the answer be `otherwise`",
                    answer = format_args!("{answer:?}"),
                    condition,
                    found
                ));
            }
        }
        Ok(pending)
    }

    /// The question and its answers, on one line.
    pub fn words(&self) -> String {
        let answers = match &self.ask.answers {
            Answers::Choice(choices) => {
                choices.iter().map(|choice| tr(&choice.answer)).collect::<Vec<_>>().join(" | ")
            }
            Answers::Node(_) => tr!("point at a node").to_owned(),
            Answers::Entry(_) => tr!("point at an entry").to_owned(),
            Answers::Packet(_) => tr!("point at a packet").to_owned(),
        };
        format!("{} [{answers}]", tr(&self.ask.question))
    }

    /// What is pointed at, where one answers so.
    pub fn pick(&self) -> Option<Pick> {
        self.ask.answers.pick()
    }

    /// The entries or packets that one may point at, in words.
    pub fn there(&self) -> &[(Prediction, String)] {
        &self.there
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
            (Answers::Node(condition), Prediction::Node(id)) => {
                Some(condition.with_it(It::Node(id.0)))
            }
            (Answers::Entry(condition), Prediction::Entry(index)) => {
                Some(condition.with_it(It::Entry(index.0)))
            }
            (Answers::Packet(condition), Prediction::Packet(_)) => Some(condition.clone()),
            _ => None,
        }
    }

    /// Looks again after a move, or a command, that these events came of.
    pub fn observe(&mut self, scene: &Scene<'_>, log: &EventLog, events: Since) {
        if self.revealed.is_some() {
            return;
        }
        if let Answers::Packet(condition) = &self.ask.answers {
            if scene.holds(condition) != Ok(true) {
                self.held.clear();
            } else if self.held.is_empty() {
                let brought = arrived(log, events).filter(|packet| self.was_there(packet));
                self.held.insert(brought.unwrap_or(Prediction::Skipped), events);
            }
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
        let asked = &self.ask.question;
        let question = format!("{asked:?}");
        if self.revealed.is_some() {
            return Err(tr!("no question is open: each reveal follows an ask").to_owned());
        }
        let held: Vec<Prediction> = self.held.keys().copied().collect();
        let right = match (held.as_slice(), self.otherwise()) {
            ([Prediction::Skipped], _) => {
                return Err(tr!(
                    "no answer to {question} is right: what it asks for came about without a packet that was on its way when it was asked",
                    question
                ));
            }
            ([right], _) => *right,
            ([], Some(otherwise)) => otherwise,
            ([], None) => {
                let found: Vec<String> = self
                    .conditions(scene)
                    .iter()
                    .map(|(_, condition)| scene.findings(condition))
                    .chain(self.brought().map(|condition| scene.findings(condition)))
                    .collect();
                let mut found: Vec<&str> = found.iter().flat_map(|it| it.split("; ")).collect();
                let mut seen = std::collections::BTreeSet::new();
                found.retain(|fact| seen.insert(*fact));
                return Err(tr!(
                    "no answer to {question} is right: {found}",
                    question,
                    found = found.join("; ")
                ));
            }
            (several, _) => {
                let names: Vec<String> =
                    several.iter().map(|it| format!("{:?}", self.name(*it))).collect();
                return Err(tr!(
                    "{several} answers to {question} are right, where one has to be: {names}",
                    several = names.len(),
                    question,
                    names = names.join(", ")
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
                choices.get(place).map(|choice| tr(&choice.answer).to_owned()).unwrap_or_default()
            }
            (_, Prediction::Node(id)) => id.to_string(),
            (_, prediction) => {
                let named = self.there.iter().find(|(it, _)| *it == prediction);
                named.map_or_else(|| tr!("none").to_owned(), |(_, words)| words.clone())
            }
        }
    }

    /// Whether one may point at this entry or packet.
    fn was_there(&self, prediction: &Prediction) -> bool {
        self.there.iter().any(|(it, _)| it == prediction)
    }

    /// What a packet has to bring, where one points at a packet.
    fn brought(&self) -> Option<&Condition> {
        match &self.ask.answers {
            Answers::Packet(condition) => Some(condition),
            _ => None,
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
                ids.map(|id: NodeId| (Prediction::Node(id), condition.with_it(It::Node(id.0))))
                    .collect()
            }
            Answers::Entry(_) => {
                let asked = self.there.iter().map(|(entry, _)| *entry);
                asked.filter_map(|entry| Some((entry, self.condition(entry)?))).collect()
            }
            Answers::Packet(_) => Vec::new(),
        }
    }

    /// The answer that is right if none of the others is, where there is one.
    pub fn otherwise(&self) -> Option<Prediction> {
        let Answers::Choice(choices) = &self.ask.answers else { return None };
        let place = choices.iter().position(|choice| choice.when.is_none())?;
        Some(Prediction::Answer(place))
    }
}

/// The last entries that are in any log, each with what it says: where logs differ, with what the leader's or else the first
/// one says.
fn entries(view: &ClusterView) -> Result<Vec<(Prediction, String)>, String> {
    let mut found = BTreeMap::new();
    let alive = || view.nodes.iter().filter(|node| node.liveness != Liveness::Down);
    let leader = view.leader.and_then(|id| view.node(id));
    for entry in leader.into_iter().chain(alive()).flat_map(|node| node.log.iter()) {
        found.entry(entry.id.index).or_insert_with(|| entry_text(entry));
    }
    if found.is_empty() {
        return Err(tr!("no log holds an entry to point at: ask later").to_owned());
    }
    let skipped = found.len().saturating_sub(MOST_ENTRIES);
    let found = found.into_iter().skip(skipped);
    Ok(found.map(|(index, says)| (Prediction::Entry(index), format!("{index}: {says}"))).collect())
}

/// The packets that are on their way.
fn packets(view: &ClusterView) -> Result<Vec<(Prediction, String)>, String> {
    match view.packets.len() {
        0 => Err(tr!("no packet is on its way to point at: ask at another moment").to_owned()),
        1..=MOST_PACKETS => Ok(view
            .packets
            .iter()
            .map(|packet| {
                let (id, from, to) = (packet.id, packet.from, packet.to);
                let words =
                    tr!("{kind} from {from} to {to}", kind = packet_name(&packet.kind), from, to);
                (Prediction::Packet(id), words)
            })
            .collect()),
        many => Err(tr!(
            "{many} packets are on their way, and {most} at most can be chosen from: ask at another moment",
            many,
            most = MOST_PACKETS
        )),
    }
}

/// The packet that has arrived in a move.
fn arrived(log: &EventLog, events: Since) -> Option<Prediction> {
    let mut of_move = log.since(events.first).take_while(|event| event.seq < events.next);
    of_move.find_map(|event| match event.kind {
        EventKind::Delivered { packet, .. } => Some(Prediction::Packet(packet)),
        _ => None,
    })
}
