//! What the console shows: what was typed, and what came back, each when it came in virtual time.

use std::collections::BTreeMap;

use crate::catalog::tr;
use crate::explain::words;
use crate::kv::{Operation, Reply};
use crate::persistent::Vector;
use crate::raft::{NodeId, TransferOutcome};
use crate::script::ReadChoice;
use crate::sim::{Cause, ClientId, Event, EventKind, Time};

use super::line::{LineKind, TranscriptLine};
use super::report;
use super::tally::Tally;

/// The console's lines, the newest ones kept, and the operations that it still waits for. Clones share the lines.
#[derive(Clone, Debug, Default)]
pub struct Transcript {
    lines: Vector<TranscriptLine>,
    next_seq: u64,
    /// How reads that are under way have been answered without the log, and by whom.
    told: BTreeMap<(ClientId, u64), (NodeId, ReadChoice)>,
    waiting: BTreeMap<(ClientId, u64), Operation>,
    /// The loads that are under way.
    loads: Vec<Tally>,
}

impl Transcript {
    /// How many lines are kept.
    pub const CAPACITY: usize = 4_000;

    /// The lines, oldest first.
    pub fn lines(&self) -> &Vector<TranscriptLine> {
        &self.lines
    }

    /// Whether an operation is still under way.
    pub fn waits(&self, client: ClientId, sequence: u64) -> bool {
        self.waiting.contains_key(&(client, sequence))
    }

    /// Whether a load is under way.
    pub fn is_loaded(&self) -> bool {
        !self.loads.is_empty()
    }

    /// Adds a line. Control characters in it are shown, not obeyed.
    pub fn push(&mut self, at: Time, kind: LineKind, text: &str) {
        if self.lines.len() == Self::CAPACITY {
            self.lines.pop_front();
        }
        let visible = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
        let text = text.chars().map(visible).collect();
        self.lines.push_back(TranscriptLine { seq: self.next_seq, at, kind, text });
        self.next_seq += 1;
    }

    /// Takes in the next event: what clients hear, and what commands did.
    pub fn observe(&mut self, event: &Event) {
        match &event.kind {
            EventKind::LoadBegun { operations } => {
                self.loads.push(Tally::begin(*operations, event.at));
            }
            EventKind::Invoked { client, sequence, .. } if event.cause == Cause::Load => {
                if let Some(load) = self.loads.last_mut() {
                    load.asked(*client, *sequence);
                }
            }
            EventKind::Invoked { client, sequence, operation } => {
                self.waiting.insert((*client, *sequence), operation.clone());
            }
            EventKind::Completed { client, sequence, reply, took_us, .. }
                if self.belongs_to_load(*client, *sequence) =>
            {
                self.count(event.at, (*client, *sequence), reply.as_ref(), *took_us);
            }
            EventKind::Retried { client, sequence, .. }
            | EventKind::Redirected { client, sequence, .. }
                if self.belongs_to_load(*client, *sequence) => {}
            EventKind::Completed { client, sequence, reply, id, took_us } => {
                let Some(operation) = self.waiting.remove(&(*client, *sequence)) else { return };
                let told = self.told.remove(&(*client, *sequence));
                let (kind, text) =
                    report::completed(&operation, reply.as_ref(), *id, told, *took_us);
                self.push_for(event.at, kind, *client, text);
            }
            EventKind::Retried { client, attempt, to, .. } => {
                let text = tr!("attempt {attempt}, at {to}", attempt, to);
                self.push_for(event.at, LineKind::Waiting, *client, text);
            }
            EventKind::Redirected { client, from, to, .. } => {
                let text = format!("{from}: {}", words::refusal_text(*to));
                self.push_for(event.at, LineKind::Waiting, *client, text);
            }
            EventKind::PutOff { client, from, .. } => {
                let text = format!("{from}: {}", words::overload_text());
                self.push_for(event.at, LineKind::Waiting, *client, text);
            }
            EventKind::ReadAnswered { node, client, sequence, by, .. }
                if self.waits(*client, *sequence) =>
            {
                self.told.insert((*client, *sequence), (*node, *by));
            }
            EventKind::TransferEnded { node, to, outcome: TransferOutcome::TimedOut } => {
                let text = tr!("{to} has not taken over in time: {node} leads on", to, node);
                self.push(event.at, LineKind::Output, &text);
            }
            EventKind::MembershipChanged { .. }
            | EventKind::ChangeRefused { .. }
            | EventKind::TransferEnded { .. } => {
                self.push(event.at, LineKind::Output, &words::event::kind_text(&event.kind));
            }
            EventKind::Said { text } => self.push(event.at, LineKind::Say, text),
            kind if matches!(event.cause, Cause::Command(_) | Cause::Chaos) => {
                if let Some(text) = report::done(kind) {
                    self.push(event.at, LineKind::Output, &text);
                }
            }
            _ => {}
        }
    }

    fn belongs_to_load(&self, client: ClientId, sequence: u64) -> bool {
        self.loads.iter().any(|load| load.awaits(client, sequence))
    }

    /// One operation of a load has ended; perhaps it was the last.
    fn count(&mut self, at: Time, operation: (ClientId, u64), reply: Option<&Reply>, took_us: u64) {
        for load in &mut self.loads {
            load.ended(operation, reply, took_us);
        }
        let over: Vec<Tally> = self.loads.extract_if(.., |load| load.is_over()).collect();
        for load in over {
            self.push(at, LineKind::Ok, &load.told(at));
        }
    }

    fn push_for(&mut self, at: Time, kind: LineKind, client: ClientId, text: String) {
        if client == ClientId::YOU {
            self.push(at, kind, &text);
        } else {
            self.push(at, kind, &format!("{client}: {text}"));
        }
    }
}
