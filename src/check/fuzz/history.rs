//! What the clients of a trial saw, as a history of operations on keys.

use std::collections::BTreeMap;

use crate::check::linearizable::{Effect, Guard, Operation, Step, Value, Verdict, check_with};
use crate::kv::{self, Reply};
use crate::sim::{ClientId, Event, EventKind};

/// How much work a trial's history is worth. A history that takes more is let pass.
const PATIENCE: u64 = 5_000_000;

/// The operations so far, by client and number.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    operations: BTreeMap<(ClientId, u64), Recorded>,
}

#[derive(Clone, Debug)]
struct Recorded {
    asked: kv::Operation,
    invoked: u64,
    answered: Option<(u64, Reply)>,
}

impl History {
    /// Takes in an event.
    pub(super) fn hear(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Invoked { client, sequence, operation } => {
                let (asked, invoked) = (operation.clone(), event.seq);
                self.operations
                    .insert((*client, *sequence), Recorded { asked, invoked, answered: None });
            }
            EventKind::Completed { client, sequence, reply: Some(reply), .. } => {
                if let Some(recorded) = self.operations.get_mut(&(*client, *sequence)) {
                    recorded.answered = Some((event.seq, reply.clone()));
                }
            }
            _ => {}
        }
    }

    /// Demands that the clients could believe that there is one copy of the data.
    ///
    /// # Errors
    /// Why they could not.
    pub(super) fn judge(&self) -> Result<(), String> {
        let recorded = self.operations.iter();
        let operations: Vec<Operation> =
            recorded.filter_map(|((client, _), recorded)| recorded.operation(*client)).collect();
        match check_with(&operations, PATIENCE) {
            Verdict::Linearizable | Verdict::Undecided { .. } => Ok(()),
            Verdict::NotLinearizable(conflict) => {
                let told =
                    |it: &Operation| format!("{} of {}", it.step, ClientId(it.process as u32));
                let operations: Vec<String> = conflict.operations.iter().map(told).collect();
                Err(format!("key {}: {}", conflict.key, operations.join(", ")))
            }
        }
    }
}

impl Recorded {
    /// The operation as the checker knows it; nothing if it says nothing.
    fn operation(&self, client: ClientId) -> Option<Operation> {
        let (returned, step) = match &self.answered {
            Some((at, reply)) if *reply != Reply::SessionExpired => {
                (Some(*at), answered(&self.asked, reply)?)
            }
            _ => (None, unanswered(&self.asked)?),
        };
        let (process, key) = (client.0.into(), self.asked.key().to_owned());
        Some(Operation { process, key, step, invoked: self.invoked, returned })
    }
}

/// What an operation found and did, by its answer.
fn answered(asked: &kv::Operation, reply: &Reply) -> Option<Step> {
    Some(match reply {
        Reply::Value(value) | Reply::Mismatch(value) => Step::read(text(value)),
        Reply::Absent | Reply::NotFound => Step::read(Value::Null),
        Reply::Exists => Step::refused(Value::Null),
        Reply::Done => return unanswered(asked),
        Reply::SessionExpired => return None,
    })
}

/// What an operation does if it takes effect; nothing if it only looks.
fn unanswered(asked: &kv::Operation) -> Option<Step> {
    let changes = |effect| Step { guard: Guard::Not(Value::Null), effect };
    Some(match asked {
        kv::Operation::Get { .. } | kv::Operation::Read { .. } => return None,
        kv::Operation::Put { value, .. } => Step::write(text(value)),
        kv::Operation::Create { value, .. } => Step::cas(Value::Null, text(value)),
        kv::Operation::Cas { old, new, .. } => Step::cas(text(old), text(new)),
        kv::Operation::Update { value, .. } => changes(Effect::Set(text(value))),
        kv::Operation::Delete { .. } => changes(Effect::Set(Value::Null)),
    })
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}
